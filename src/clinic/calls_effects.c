/* What an outcome changes beside the attempt: visits, number, patient, consent, to-dos. */
#include "calls_outcome.h"
#include "revisit/base/i18n.h"
#include "revisit/care/task.h"
#include "revisit/clinic/messages.h"
#include "revisit/clinic/patients.h"

/* --- visits --- */

struct new_time outcome_new_time(const struct call_result *r)
{
	const struct visit *to = r->book;

	return (struct new_time){ .day = to ? to->day : r->day,
				  .minute = to ? to->minute : r->minute,
				  .minutes = to ? (int)to->minutes : 0,
				  .provider = to ? to->provider : NULL,
				  .chair = to ? to->chair : NULL };
}

static bool move_visit(struct outcome_work *w, struct err *err)
{
	const struct new_time when = outcome_new_time(w->r);
	int64_t successor = 0;

	/* Moved already in the call. */
	if (when.day == DAY_NONE)
		return true;
	if (!visit_rebook(w->c, w->visit, &when, 0, &successor, err))
		return false;
	w->visit = successor;
	return true;
}

bool outcome_visits(struct outcome_work *w, struct err *err)
{
	unsigned flags = w->outcome->flags;

	if (flags & OUTCOME_MOVE)
		return move_visit(w, err);
	if (flags & OUTCOME_CANCEL)
		return visit_step(w->c, w->visit, VISIT_CANCELLED, w->r->reason, err);
	if (flags & OUTCOME_CONFIRM) {
		struct visit v;
		record_init(&record_visit, &v);
		bool ok = store_get(&w->c->store, &record_visit, w->visit, &v, err);
		bool open = ok && v.status == VISIT_PLANNED;
		record_release(&record_visit, &v);
		return ok && (!open || visit_step(w->c, w->visit, VISIT_CONFIRMED, NULL, err));
	}
	if (!w->r->book)
		return true;
	if (str_is_empty(w->r->book->booked_by))
		str_replace(&w->r->book->booked_by, "phone");
	w->r->book->patient = w->claim.patient;
	if (!visit_book(w->c, w->r->book, 0, err))
		return false;
	w->visit = w->r->book->row.id;
	return true;
}

/* --- to-dos --- */

static bool add_task(struct outcome_work *w, char *what, const char *kind, const char *to, day_t day,
		     minute_t minute, int priority, const char *list, struct err *err)
{
	struct task t;

	record_init(&record_task, &t);
	t.patient = w->claim.patient;
	t.what = what;
	str_replace(&t.kind, kind);
	str_replace(&t.assignee, to);
	str_replace(&t.list, list);
	t.due_day = day;
	t.due_minute = minute;
	t.priority = priority;
	bool ok = task_add(w->c, &t, err);
	record_release(&record_task, &t);
	return ok;
}

bool close_call_backs(struct clinic *c, int64_t patient, const char *list,
		      const struct outcome_def *outcome, struct err *err)
{
	struct rows tasks;

	if (outcome && !(outcome->flags & (OUTCOME_CONTACT | OUTCOME_BOOK | OUTCOME_FINAL)))
		return true;
	rows_init(&tasks, &record_task);
	bool ok = store_tasks(&c->store, patient, &tasks, err);
	for (size_t i = 0; ok && i < tasks.n; i++) {
		const struct task *t = rows_at(&tasks, i);
		if (t->state == TASK_OPEN && str_eq(t->kind, "callback") && str_eq(t->list, list))
			ok = task_close(c, t->row.id, TASK_DONE, err);
	}
	rows_release(&tasks);
	return ok;
}

/* One whose time has come and that was rung in vain is open until the next try, and no longer than there
 * is one. */
static bool put_off_call_backs(struct outcome_work *w, struct err *err)
{
	const struct call_step *s = &w->step;
	bool goes_on = s->again != WHEN_NONE && s->again != WHEN_EVER && !s->gives_up && !s->too_late;
	/* By another number of theirs it was put off in this call already, and that was the last one. */
	bool ends = !goes_on && w->claim.attempts > 0;
	struct rows tasks;

	if (s->next_number && !goes_on)
		return true;
	rows_init(&tasks, &record_task);
	bool ok = store_tasks(&w->c->store, w->claim.patient, &tasks, err);
	for (size_t i = 0; ok && i < tasks.n; i++) {
		struct task *t = rows_at(&tasks, i);
		if (t->state != TASK_OPEN || !str_eq(t->kind, "callback") || t->due_day == DAY_NONE ||
		    !str_eq(t->list, list_or_none(&w->list)) ||
		    (when_of(t->due_day, t->due_minute) > w->now && !ends))
			continue;
		if (!goes_on) {
			ok = task_close(w->c, t->row.id, TASK_DONE, err);
			continue;
		}
		t->due_day = when_day(s->again);
		t->due_minute = when_minute(s->again);
		t->until_minute = MINUTE_NONE;
		ok = store_update(&w->c->store, &record_task, t, NULL, err);
	}
	rows_release(&tasks);
	return ok;
}

static bool promise_call_back(struct outcome_work *w, struct err *err)
{
	when_t at = w->at != WHEN_NONE ? w->at : w->step.again;
	struct str what;

	if (at == WHEN_NONE || at == WHEN_EVER)
		return true;
	str_init(&what);
	str_addf(&what, _("call back (%s)"), w->list.title);
	if (!str_is_empty(w->r->note))
		str_addf(&what, ": %s", w->r->note);
	return add_task(w, str_steal(&what), "callback", w->r->anyone ? "" : w->c->staff, when_day(at),
			w->at != WHEN_NONE && w->r->minute == MINUTE_NONE ? MINUTE_NONE :
									      when_minute(at),
			PRIORITY_NORMAL, list_or_none(&w->list), err);
}

/* Who is asked to do it: the role, when the clinic has it. */
static const char *role_or_anyone(const struct clinic *c, const char *role)
{
	return assignee_is_role(c->config, role) ? role : "";
}

const char *outcome_doctor(const struct outcome_work *w, const struct patient *p)
{
	if (!str_is_empty(p->provider))
		return p->provider;
	if (assignee_is_role(w->c->config, "doctor"))
		return "doctor";
	return role_or_anyone(w->c, "manager");
}

/* A pain or a complaint is the doctor's, today, in the words that were said. */
static bool tell_doctor(struct outcome_work *w, struct patient *p, struct err *err)
{
	const char *words = w->r->words;
	const char *note = w->r->note;
	char *all;

	/* Neither what was written while talking nor what was said last is to be missed. */
	if (str_is_empty(words) || (note && strstr(note, words)))
		all = mem_strdup(note);
	else if (str_is_empty(note) || strstr(words, note))
		all = mem_strdup(words);
	else
		all = mem_printf("%s; %s", words, note);
	return add_task(w, all, TASK_COMPLAINT, outcome_doctor(w, p), clinic_today(w->c),
			MINUTE_NONE, PRIORITY_HIGH, NULL, err);
}

/* --- number, patient, consent --- */

/* One that stood there as wrong is good again: they say so. */
static bool add_right_number(struct outcome_work *w, struct err *err)
{
	struct patient_draft d;
	bool changed;

	if (!draft_load(w->c, w->claim.patient, &d, err))
		return false;
	bool ok = draft_set(w->c, &d, "phone", '+', w->r->right, err);
	for (size_t i = 0; ok && i < d.contacts.n; i++) {
		struct contact *k = rows_at(&d.contacts, i);
		if (str_eq(k->norm, w->right))
			k->state = CONTACT_GOOD;
	}
	ok = ok && patient_save(w->c, &d, &changed, err);
	draft_release(&d);
	return ok && store_claim_numbers(&w->c->store, w->claim.id, w->claim.patient, err);
}

static bool mark_number(struct outcome_work *w, enum contact_state state, struct err *err)
{
	struct contact k;

	if (!w->number)
		return true;
	record_init(&record_contact, &k);
	bool ok = store_get(&w->c->store, &record_contact, w->number->contact, &k, err);
	k.state = (int)state;
	ok = ok && store_update(&w->c->store, &record_contact, &k, NULL, err);
	record_release(&record_contact, &k);
	if (ok && w->right)
		return add_right_number(w, err);
	if (!ok || w->main.person.n_numbers > 1)
		return ok;
	return add_task(w, mem_strdup(_("find a telephone number that reaches them")), NULL,
			role_or_anyone(w->c, "desk"), day_open_from(w->c->config, clinic_today(w->c)),
			MINUTE_NONE, PRIORITY_NORMAL, NULL, err);
}

static bool mark_patient(struct outcome_work *w, struct patient *p, enum patient_status status,
			 struct err *err)
{
	p->status = (int)status;
	return store_update(&w->c->store, &record_patient, p, NULL, err);
}

static bool refuse(struct outcome_work *w, const char *purpose, struct err *err)
{
	struct str day;

	str_init(&day);
	day_iso(&day, clinic_today(w->c));
	char *evidence = mem_printf(_("said so on the call of %s"), day.p);
	bool ok = consent_set(w->c, w->claim.patient, purpose, "phone", "no", evidence, err);
	free(evidence);
	str_release(&day);
	return ok;
}

static bool take_score(struct outcome_work *w, struct err *err)
{
	struct survey_answer a;

	record_init(&record_survey_answer, &a);
	a.patient = w->claim.patient;
	a.score = w->r->score;
	str_replace(&a.words, str_is_empty(w->r->words) ? w->r->note : w->r->words);
	str_replace(&a.channel, "phone");
	a.visit = w->visit;
	bool ok = survey_answer_add(w->c, &a, err);
	record_release(&record_survey_answer, &a);
	return ok;
}

static bool about_patient(struct outcome_work *w, unsigned flags, struct err *err)
{
	struct patient p;

	record_init(&record_patient, &p);
	bool ok = store_get(&w->c->store, &record_patient, w->claim.patient, &p, err);
	if (ok && flags & OUTCOME_DOCTOR)
		ok = tell_doctor(w, &p, err);
	if (ok && flags & OUTCOME_MOVED)
		ok = mark_patient(w, &p, PATIENT_MOVED, err);
	if (ok && flags & OUTCOME_DECEASED)
		ok = mark_patient(w, &p, PATIENT_DECEASED, err);
	record_release(&record_patient, &p);
	return ok;
}

bool outcome_effects(struct outcome_work *w, struct err *err)
{
	unsigned flags = w->outcome->flags;
	bool ok = close_call_backs(w->c, w->claim.patient, list_or_none(&w->list), w->outcome, err);

	ok = ok && put_off_call_backs(w, err);
	if (ok && flags & OUTCOME_CALLBACK)
		ok = promise_call_back(w, err);
	if (ok && flags & (OUTCOME_DOCTOR | OUTCOME_MOVED | OUTCOME_DECEASED))
		ok = about_patient(w, flags, err);
	if (ok && flags & OUTCOME_WRONG_NUMBER)
		ok = mark_number(w, CONTACT_WRONG, err);
	if (ok && flags & OUTCOME_DEAD_NUMBER)
		ok = mark_number(w, CONTACT_DEAD, err);
	if (ok && flags & OUTCOME_NO_CALLS)
		ok = refuse(w, NULL, err);
	if (ok && flags & OUTCOME_NOT_FOR_THIS)
		ok = refuse(w, purpose_choices[w->list.purpose].key, err);
	if (ok && flags & OUTCOME_SCORE)
		ok = take_score(w, err);
	if (ok && flags & OUTCOME_WRITE)
		ok = add_task(w, mem_printf(_("write to them instead of ringing (%s)"), w->list.title),
			      NULL, role_or_anyone(w->c, "desk"),
			      day_open_from(w->c->config, clinic_today(w->c)), MINUTE_NONE,
			      PRIORITY_NORMAL, NULL, err);
	if (ok && flags & OUTCOME_LANGUAGE)
		ok = add_task(w,
			      w->step.who ? mem_printf(_("find somebody who speaks %s (%s)"), w->step.who,
						       w->list.title) :
					    mem_printf(_("find somebody who speaks their language (%s)"),
						       w->list.title),
			      NULL, role_or_anyone(w->c, "desk"),
			      day_open_from(w->c->config, clinic_today(w->c)), MINUTE_NONE,
			      PRIORITY_NORMAL, NULL, err);
	return ok;
}
