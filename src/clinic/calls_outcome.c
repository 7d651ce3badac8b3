/* What came of a call: the attempt, the next step, and all that it changes, as one action. */
#include "calls_outcome.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/messages.h"
#include "revisit/care/task.h"
#include "revisit/text/phone.h"

/* --- what is known of it --- */

void outcome_release(struct outcome_work *w)
{
	claim_release(&w->claim);
	call_list_info_release(&w->list);
	arena_release(&w->arena);
}

/* The rule behind it may be gone; what was begun is finished all the same. */
static bool take_list(struct outcome_work *w, struct err *err)
{
	struct err why = ERR_INIT;

	if (calls_list(w->c, w->claim.list, &w->list, &why))
		return true;
	if (why.code != ERR_NO_MATCH) {
		if (err)
			*err = why;
		return false;
	}
	w->list = (struct call_list_info){ .key = mem_strdup(w->claim.list),
					   .title = mem_strdup(w->claim.list),
					   .kind = LIST_BY_HAND,
					   .purpose = PURPOSE_RECALL,
					   .closed = true };
	return true;
}

static bool take_person(struct outcome_work *w, int64_t patient, int64_t visit, struct asked *out,
			struct err *err)
{
	struct clinic *c = w->c;
	bool is = false;

	if (!list_has_or_owes(c, &w->list, patient, visit, &out->on, &is, err))
		return false;
	out->on_list = is;
	if (!is)
		out->on = (struct on_list){ .patient = patient, .visit = visit, .segment = SIZE_MAX,
					    .since = w->since };
	out->terms = list_terms(c, &w->list, &out->on, c->staff);
	return store_call_person(&c->store, c->config, patient, list_or_none(&w->list), w->list.purpose,
				 w->now, &w->arena, &out->person, err);
}

static const struct outcome_def *outcome_named(const struct clinic *c, const char *name)
{
	const struct call_settings *s = &c->config->calls;

	for (size_t i = 0; i < s->n_outcomes; i++)
		if (str_eq(s->outcomes[i].key, name))
			return &s->outcomes[i];
	for (size_t i = 0; i < s->n_outcomes; i++)
		if (str_eq(s->outcomes[i].label_en, name) || str_eq(s->outcomes[i].label_zh, name))
			return &s->outcomes[i];
	return NULL;
}

static bool take_outcome(struct outcome_work *w, const char *name, struct err *err)
{
	struct str which;
	char shown[48];

	w->outcome = outcome_named(w->c, str_or_empty(name));
	if (!w->outcome)
		return err_set(err, ERR_BAD_VALUE, _("'%s' is no outcome of a call"),
			       str_excerpt(shown, sizeof(shown), str_or_empty(name)));
	if (w->outcome->n_which == 0)
		return true;
	str_init(&which);
	for (size_t i = 0; i < w->outcome->n_which; i++)
		str_addf(&which, "%s%s", i ? ", " : "", w->outcome->which[i]);
	err_set(err, ERR_MISSING, _("say which of these it was: %s"), which.p);
	str_release(&which);
	return false;
}

static const struct call_number *number_of(const struct call_person *p, int64_t contact)
{
	for (size_t i = 0; i < p->n_numbers; i++)
		if (p->numbers[i].contact == contact || contact == 0)
			return &p->numbers[i];
	return NULL;
}

static bool take_number(struct outcome_work *w, int64_t contact, struct err *err)
{
	w->number = w->r->rang_us && contact == 0 ? NULL : number_of(&w->main.person, contact);
	if (w->number || contact == 0)
		return true;
	return err_set(err, ERR_BAD_VALUE, _("that is no good telephone number of theirs"));
}

/* As many digits as a number of its kind has: an eleventh left out is seen before it is rung. */
static bool is_whole(const char *typed, const char *norm, const char *country)
{
	size_t n = 0;

	for (const char *p = typed; *p; p++)
		n += *p >= '0' && *p <= '9';
	if (str_eq(country, "CN") && typed[0] == '1' && strncmp(norm, "+86", 3) == 0)
		return n == 11;
	return n >= 5;
}

/* Who answers a wrong number may know the right one. */
static bool take_right(struct outcome_work *w, const char *right, struct err *err)
{
	struct str norm;

	if (str_is_empty(right) || !(w->outcome->flags & (OUTCOME_WRONG_NUMBER | OUTCOME_DEAD_NUMBER)))
		return true;
	str_init(&norm);
	bool ok = phone_normal(&norm, right, w->c->config->country) &&
		  is_whole(right, norm.p, w->c->config->country);
	w->right = ok ? arena_strdup(&w->arena, norm.p) : NULL;
	str_release(&norm);
	if (!ok)
		return err_set(err, ERR_BAD_VALUE,
			       _("that is no telephone number; write its digits, like 138 0000 0042"));
	if (w->number && str_eq(w->number->norm, w->right))
		return err_set(err, ERR_BAD_VALUE, _("that is the number that was rung"));
	return true;
}

/* The time that was typed; WHEN_NONE: as it is offered. */
static bool take_time(struct outcome_work *w, const struct call_result *r, struct err *err)
{
	w->at = WHEN_NONE;
	if (!(w->outcome->flags & (OUTCOME_TIME | OUTCOME_CALLBACK)))
		return true;
	if (r->day == DAY_NONE && r->minute == MINUTE_NONE)
		return true;
	w->at = when_of(r->day == DAY_NONE ? clinic_today(w->c) : r->day, r->minute);
	if (r->minute == MINUTE_NONE ? when_day(w->at) < clinic_today(w->c) : w->at <= w->now)
		return err_set(err, ERR_BAD_DATE, _("that time is over; give one still to come"));
	return true;
}

/* The visit it is about: of the claim, or the next that is booked. */
static bool take_visit(struct outcome_work *w, const struct call_result *r, struct err *err)
{
	struct rows visits;

	w->visit = r->visit ? r->visit : w->claim.visit;
	if (w->visit || !(w->outcome->flags & (OUTCOME_BOOK | OUTCOME_CONFIRM | OUTCOME_MOVE |
					       OUTCOME_CANCEL)))
		return true;
	rows_init(&visits, &record_visit);
	bool ok = store_visits(&w->c->store, w->claim.patient, &visits, err);
	/* The newest first: the last one that fits is the soonest. */
	for (size_t i = 0; ok && i < visits.n; i++) {
		const struct visit *v = rows_at(&visits, i);
		if (visit_is_booked((enum visit_status)v->status) && v->day >= clinic_today(w->c))
			w->visit = v->row.id;
	}
	rows_release(&visits);
	return ok;
}

static char *usual_provider(struct clinic *c, int64_t patient)
{
	struct patient p;
	char *usual = NULL;

	record_init(&record_patient, &p);
	if (store_get(&c->store, &record_patient, patient, &p, NULL))
		usual = mem_strdup(p.provider);
	record_release(&record_patient, &p);
	return usual;
}

/* A time that was typed is nobody's yet: somebody who is free is found, and what speaks against it is
 * said before it is recorded. */
static bool take_booking(struct outcome_work *w, const struct call_result *r, struct err *err)
{
	if (w->outcome->flags & OUTCOME_MOVE) {
		const struct new_time when = outcome_new_time(r);
		return when.day == DAY_NONE || !w->visit ||
		       visit_may_rebook(w->c, w->visit, &when, 0, err);
	}
	if (!r->book || w->outcome->flags & (OUTCOME_CANCEL | OUTCOME_CONFIRM))
		return true;
	r->book->patient = w->claim.patient;
	char *usual = usual_provider(w->c, w->claim.patient);
	struct err nobody = ERR_INIT;
	bool ok = visit_find_provider(w->c, r->book, usual, &nobody);
	/* That the clinic is closed then says more. */
	ok = visit_may_book(w->c, r->book, 0, err) && ok;
	if (nobody.code && err && !err->code)
		*err = nobody;
	free(usual);
	return ok;
}

static bool check(struct outcome_work *w, const struct call_result *r, struct err *err)
{
	unsigned flags = w->outcome->flags;

	if (r->rang_us && !(flags & OUTCOME_CONTACT))
		return err_set(err, ERR_BAD_VALUE, _("they rang us: say what came of the talk"));
	if (r->n_with && !(flags & OUTCOME_FAMILY))
		return err_set(err, ERR_BAD_VALUE, _("\"%s\" is about one person: record it for each of the family"),
			       config_outcome_label(w->c->config, w->outcome->key));
	if (flags & OUTCOME_REASON && str_is_empty(r->reason))
		return err_set(err, ERR_MISSING, _("\"%s\" needs a reason"),
			       config_outcome_label(w->c->config, w->outcome->key));
	if (flags & OUTCOME_SCORE && (r->score < 0 || r->score > 10))
		return err_set(err, ERR_MISSING, _("which score did they give, 0 to 10?"));
	if (flags & OUTCOME_DOCTOR && str_is_empty(r->words) && str_is_empty(r->note))
		return err_set(err, ERR_MISSING, _("write what they said, for the doctor"));
	if (flags & OUTCOME_BOOK && !r->book && !w->visit)
		return err_set(err, ERR_MISSING, _("no visit is booked yet: book one in the call"));
	if (flags & (OUTCOME_CONFIRM | OUTCOME_MOVE | OUTCOME_CANCEL) && !w->visit)
		return err_set(err, ERR_MISSING, _("they have no visit to come that this could be about"));
	if (flags & OUTCOME_MOVE && !r->book && (r->day == DAY_NONE) && r->visit == 0)
		return err_set(err, ERR_MISSING, _("when do they come instead?"));
	return true;
}

/* Who is told of it, or which language it takes. */
static bool take_who(struct outcome_work *w, struct err *err)
{
	struct patient p;
	struct str who;

	if (!(w->outcome->flags & (OUTCOME_DOCTOR | OUTCOME_LANGUAGE)))
		return true;
	record_init(&record_patient, &p);
	str_init(&who);
	bool ok = store_get(&w->c->store, &record_patient, w->claim.patient, &p, err);
	if (ok && w->outcome->flags & OUTCOME_LANGUAGE)
		str_add(&who, str_or_empty(p.language));
	else if (ok && !assignee_is_role(w->c->config, outcome_doctor(w, &p)))
		assignee_show(&who, w->c->config, outcome_doctor(w, &p));
	w->step.who = who.len ? arena_strdup(&w->arena, who.p) : NULL;
	str_release(&who);
	record_release(&record_patient, &p);
	return ok;
}

bool outcome_begin(struct outcome_work *w, struct clinic *c, int64_t claim,
		   const struct call_result *r, struct err *err)
{
	*w = (struct outcome_work){ .c = c, .r = r, .now = r->rung ? r->rung : calls_now(c) };
	arena_init(&w->arena);
	if (!own_claim(c, claim, &w->claim, err))
		return false;
	day_t day;
	minute_t minute;
	instant_split(w->claim.since, &day, &minute);
	w->since = when_of(day, minute);
	bool ok = take_list(w, err) &&
		  take_person(w, w->claim.patient, w->claim.visit, &w->main, err) &&
		  take_outcome(w, r->outcome, err) && take_number(w, r->contact, err) &&
		  take_right(w, r->right, err) && take_time(w, r, err) && take_visit(w, r, err) && take_booking(w, r, err);
	if (ok)
		w->step = call_next_step(c->config, &w->main.person, &w->main.terms, w->outcome,
					 w->number ? w->number->contact : 0, w->at, w->now);
	if (w->right)
		w->step.no_number = false;
	return ok && take_who(w, err);
}

bool call_preview(struct clinic *c, int64_t claim, const struct call_result *r, struct call_step *out,
		  struct str *words, struct err *err)
{
	struct outcome_work w;
	bool named = r->book && !str_is_empty(r->book->provider);
	bool ok = outcome_begin(&w, c, claim, r, err);

	if (ok && words && r->book && !str_is_empty(r->book->provider) && !named)
		str_addf(words, "%s, ", config_label(c->config, "provider", r->book->provider));
	if (ok && words && w.right && !w.step.gives_up)
		str_add(words, _("on the card, and rung next"));
	else if (ok && words)
		call_step_show(words, c->config, &w.step, w.now);
	w.step.who = NULL;
	if (ok && out)
		*out = w.step;
	outcome_release(&w);
	return ok;
}

/* --- the attempt --- */

static const char *brought_by(const struct outcome_work *w, const struct on_list *on)
{
	const struct ruleset *rules = clinic_rules(w->c);

	return rules && on->segment < rules->n_segments ? rules->segments[on->segment].key : NULL;
}

static bool put_again(struct attempt *a, when_t again)
{
	if (again == WHEN_NONE || again == WHEN_EVER)
		return false;
	a->again_day = when_day(again);
	a->again_minute = when_minute(again);
	return true;
}

static void fill_attempt(struct outcome_work *w, const struct asked *of, struct attempt *a)
{
	struct clinic *c = w->c;
	const struct call_result *r = w->r;

	a->patient = of->on.patient;
	str_replace(&a->channel, "phone");
	str_replace(&a->direction, r->rang_us ? "in" : "out");
	str_replace(&a->outcome, w->outcome->key);
	a->at = r->rung ? instant_make(when_day(r->rung), when_minute(r->rung)) : clock_now(&c->clock);
	a->day = when_day(w->now);
	str_replace(&a->staff, c->staff);
	str_replace(&a->segment, brought_by(w, &of->on));
	str_replace(&a->note, str_is_empty(r->note) ? NULL : r->note);
	str_replace(&a->list, list_or_none(&w->list));
	str_replace(&a->purpose, purpose_choices[w->list.purpose].key);
	if (!str_is_empty(r->reason)) {
		char *key = clinic_term_key(c, w->outcome->reasons ? w->outcome->reasons : "call_reason",
					    r->reason);
		str_replace(&a->reason, key);
		free(key);
	}
	a->claim = w->claim.id;
}

static bool write_main(struct outcome_work *w, struct err *err)
{
	struct attempt a;

	record_init(&record_attempt, &a);
	fill_attempt(w, &w->main, &a);
	if (w->number) {
		a.contact = w->number->contact;
		str_replace(&a.number, w->number->norm);
	}
	a.visit = w->visit;
	put_again(&a, w->step.again);
	bool ok = clinic_know_terms(w->c, &record_attempt, &a, false, err) &&
		  store_insert(&w->c->store, &record_attempt, &a, err);
	w->attempt = a.row.id;
	record_release(&record_attempt, &a);
	return ok;
}

/* The visit of somebody of the family that is to come, 0. */
static int64_t visit_of(struct outcome_work *w, int64_t patient)
{
	struct rows visits;
	int64_t id = 0;

	rows_init(&visits, &record_visit);
	store_visits(&w->c->store, patient, &visits, NULL);
	for (size_t i = 0; i < visits.n; i++) {
		const struct visit *v = rows_at(&visits, i);
		if (visit_is_booked((enum visit_status)v->status) && v->day >= clinic_today(w->c))
			id = v->row.id;
	}
	rows_release(&visits);
	return id;
}

/* Of the family who were asked in the same call: nothing was dialled for them. */
static bool write_part(struct outcome_work *w, int64_t patient, struct err *err)
{
	struct asked of = { 0 };
	struct attempt a;
	int64_t visit = 0;

	if (patient == w->claim.patient)
		return true;
	if (w->outcome->flags & (OUTCOME_BOOK | OUTCOME_CONFIRM | OUTCOME_MOVE | OUTCOME_CANCEL))
		visit = visit_of(w, patient);
	if (w->outcome->flags & OUTCOME_BOOK && !visit) {
		char *name = call_name(w->c, patient);
		err_set(err, ERR_MISSING, _("%s has no visit booked"), name);
		free(name);
		return false;
	}
	if (!take_person(w, patient, w->list.subject == SUBJECT_VISIT ? visit : 0, &of, err))
		return false;
	const struct call_step step = call_next_step(w->c->config, &of.person, &of.terms, w->outcome, 0,
						     w->at, w->now);
	record_init(&record_attempt, &a);
	fill_attempt(w, &of, &a);
	a.part_of = w->attempt;
	a.visit = visit;
	/* They wait with the one who was rung. */
	put_again(&a, w->step.again != WHEN_NONE ? w->step.again : step.again);
	bool ok = store_insert(&w->c->store, &record_attempt, &a, err);
	record_release(&record_attempt, &a);
	if (ok && visit && w->outcome->flags & OUTCOME_CONFIRM)
		ok = visit_step(w->c, visit, VISIT_CONFIRMED, NULL, err);
	if (ok && visit && w->outcome->flags & OUTCOME_CANCEL)
		ok = visit_step(w->c, visit, VISIT_CANCELLED, w->r->reason, err);
	return ok && close_call_backs(w->c, patient, list_or_none(&w->list), w->outcome, err);
}

static bool write_all(struct outcome_work *w, struct err *err)
{
	bool ok = outcome_visits(w, err) && write_main(w, err);

	for (size_t i = 0; ok && i < w->r->n_with; i++)
		ok = write_part(w, w->r->with[i], err);
	ok = ok && outcome_effects(w, err) && store_claim_tried(&w->c->store, w->claim.id, err);
	return ok && (w->r->keep || store_claim_drop(&w->c->store, w->claim.id, err));
}

bool call_outcome(struct clinic *c, int64_t claim, const struct call_result *r, int64_t *attempt,
		  struct err *err)
{
	struct outcome_work w;

	if (!clinic_begin(c, "call-outcome", 0, err))
		return false;
	bool ok = outcome_begin(&w, c, claim, r, err) && check(&w, r, err);
	if (ok) {
		store_set_target(&c->store, w.claim.patient);
		ok = write_all(&w, err);
	}
	ok = clinic_end(c, ok, err);
	if (ok && attempt)
		*attempt = w.attempt;
	outcome_release(&w);
	return ok;
}
