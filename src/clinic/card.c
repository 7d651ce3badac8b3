/* Everything known of one patient, put together for the card. */
#include "revisit/base/i18n.h"
#include "revisit/care/outcome.h"
#include "revisit/care/steps.h"
#include "revisit/care/task.h"
#include "revisit/clinic/messages.h"
#include "revisit/clinic/cadence.h"
#include "revisit/clinic/merge.h"
#include "revisit/clinic/recalls.h"
#include "revisit/clinic/visits.h"
#include "revisit/store/segments.h"

struct building {
	struct clinic *c;
	struct card *card;
	size_t cap;
	day_t today;
};

static struct timeline_entry *add_entry(struct building *b, enum timeline_kind kind, day_t day,
					minute_t minute)
{
	GROW(b->card->timeline, b->card->n_timeline, b->cap);
	struct timeline_entry *e = &b->card->timeline[b->card->n_timeline++];
	*e = (struct timeline_entry){ .kind = kind, .day = day, .minute = minute };
	return e;
}

static struct timeline_entry *add_instant(struct building *b, enum timeline_kind kind, instant_t at)
{
	day_t day;
	minute_t minute;

	instant_split(at, &day, &minute);
	return add_entry(b, kind, day, minute);
}

static void add_partf(struct str *s, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* One more part of a line: ", " and the text. */
static void add_partf(struct str *s, const char *fmt, ...)
{
	va_list args;

	if (s->len)
		str_add(s, ", ");
	va_start(args, fmt);
	str_vaddf(s, fmt, args);
	va_end(args);
}

static void add_part(struct str *s, const char *text)
{
	if (!str_is_empty(text))
		add_partf(s, "%s", text);
}

/* "then: ask how they are Nov 24, ask how it heals (done)": what followed the visit by itself. */
static void add_followups(struct str *s, const struct building *b, const struct visit *v)
{
	const struct rows *tasks = &b->card->tasks;
	bool first = true;

	for (size_t i = 0; i < tasks->n; i++) {
		const struct task *t = rows_at(tasks, i);
		if (t->visit != v->row.id || !t->rule || cadence_fell_away(t))
			continue;
		if (first)
			add_partf(s, "%s ", _("then:"));
		str_addf(s, "%s%s ", first ? "" : ", ", t->what);
		if (t->state == TASK_OPEN)
			day_brief(s, t->due_day, b->today);
		else
			str_addf(s, "(%s)", _(task_state_choices[t->state].label));
		first = false;
	}
}

/* The second line: what went otherwise than planned, and the note. */
static char *visit_more(const struct building *b, const struct visit *v)
{
	const struct config *cf = b->c->config;
	struct str more;

	str_init(&more);
	if (v->cancel_reason)
		add_part(&more, config_label(cf, "cancel_reason", v->cancel_reason));
	if (visit_minutes_waited(v) >= 15)
		add_partf(&more, _("waited %d min"), visit_minutes_waited(v));
	if (v->paid != MONEY_NONE && v->paid != v->amount) {
		struct str paid;
		str_init(&paid);
		money_show(&paid, cf, v->paid, true);
		add_partf(&more, _("paid %s"), paid.p);
		str_release(&paid);
	}
	add_part(&more, v->note);
	add_followups(&more, b, v);
	if (more.len)
		return str_steal(&more);
	str_release(&more);
	return NULL;
}

static void visit_entry(struct building *b, const struct visit *v)
{
	struct str what;
	const struct config *cf = b->c->config;
	struct timeline_entry *e = add_entry(b, TIME_VISIT, v->day, v->minute);

	str_init(&what);
	if (!visit_is_done((enum visit_status)v->status))
		str_addf(&what, "%s ", _(visit_status_choices[v->status].label));
	str_add(&what, v->kind ? config_label(cf, "visit_kind", v->kind) : _("visit"));
	/* The amount first: a narrow column must not cut it off. */
	if (v->amount != MONEY_NONE) {
		str_addc(&what, ' ');
		money_show(&what, cf, v->amount, true);
	}
	if (v->provider)
		add_part(&what, config_label(cf, "provider", v->provider));
	add_part(&what, v->teeth);
	if (v->chair)
		add_partf(&what, _("chair %s"), v->chair);
	e->visit = e->row = v->row.id;
	e->what = what.p;
	e->more = visit_more(b, v);
}

/* "Name, Born": the fields of a patient that an edit wrote. */
static void add_fields_changed(struct str *s, const char *after)
{
	for (size_t i = 0; i < record_patient.n_fields; i++) {
		const struct field *f = &record_patient.fields[i];
		char key[64];
		snprintf(key, sizeof(key), "\"%s\":", f->name);
		if (f->label && strstr(str_or_empty(after), key))
			add_part(s, _(f->label));
	}
}

/* The text the journal holds for a field, without its escapes (they are for the machine). */
static void add_journal_text(struct str *out, const char *json, const char *field)
{
	char key[64];

	snprintf(key, sizeof(key), "\"%s\":\"", field);
	const char *p = json ? strstr(json, key) : NULL;
	for (p = p ? p + strlen(key) : ""; *p && *p != '"'; p++) {
		if (*p == '\\' && p[1])
			p++;
		str_addc(out, *p);
	}
}

/* What hangs on a patient: how it is called, and which of its fields says which one it was. */
static const struct {
	const char *table, *field, *label;
} parts[] = {
	{ "contact", "value", N_("contact") },
	{ "patient_tag", "tag", N_("tag") },
	{ "alert", "text", N_("alert") },
};

/* "tag: added VIP (mei)"; an edit of other fields alone does not say which tag it was. */
static char *part_text(struct clinic *c, size_t part, const struct edit_entry *x)
{
	struct str value;
	struct str text;

	str_init(&value);
	str_init(&text);
	add_journal_text(&value, x->after ? x->after : x->before, parts[part].field);
	bool tag = strcmp(x->table, "patient_tag") == 0;
	const char *which = tag && value.len ? config_label(c->config, "tag", value.p) : value.p;
	str_addf(&text, "%s: %s", _(parts[part].label),
		 strcmp(x->op, "insert") == 0 ? _("added") :
		 strcmp(x->op, "delete") == 0 ? _("removed") :
						_("changed"));
	str_addf(&text, "%s%s (%s)", *which ? " " : "", which, x->staff);
	str_release(&value);
	return text.p;
}

static char *patient_text(const struct edit_entry *x)
{
	struct str fields;
	struct str what;

	if (strcmp(x->op, "insert") == 0)
		return mem_printf("%s (%s)", _("registered"), x->staff);
	str_init(&fields);
	str_init(&what);
	add_fields_changed(&fields, x->after);
	str_addf(&what, _("changed: %s"), fields.p);
	str_addf(&what, " (%s)", x->staff);
	str_release(&fields);
	return what.p;
}

/* What is told of an edit; NULL for visits, notes and tasks, which have entries of their own. */
static char *edit_text(struct clinic *c, const struct edit_entry *x)
{
	struct str merged;

	str_init(&merged);
	if (strstr(x->verb, "merge") && clinic_merge_words(c, x->action, &merged)) {
		str_addf(&merged, " (%s)", x->staff);
		return str_steal(&merged);
	}
	str_release(&merged);
	if (strcmp(x->table, "patient") == 0)
		return patient_text(x);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (strcmp(x->table, parts[i].table) == 0)
			return part_text(c, i, x);
	return NULL;
}

static bool edit_entry(const struct edit_entry *x, void *arg)
{
	struct building *b = arg;
	const struct card *card = b->card;

	/* One saved form is one entry, however many rows it touched. */
	if (card->n_timeline) {
		const struct timeline_entry *last = &card->timeline[card->n_timeline - 1];
		if (last->kind == TIME_EDIT && last->visit == x->action)
			return true;
	}
	char *what = edit_text(b->c, x);
	if (!what)
		return true;
	struct timeline_entry *e = add_instant(b, TIME_EDIT, x->at);
	e->visit = x->action;
	e->what = what;
	return true;
}

static void first_entry(struct building *b)
{
	const struct patient *p = &b->card->p;
	struct str what;

	if (p->registered_at == INSTANT_NONE)
		return;
	str_init(&what);
	str_add(&what, _("chart made"));
	if (p->source)
		add_partf(&what, _("came by %s"), config_label(b->c->config, "source", p->source));
	add_instant(b, TIME_FIRST, p->registered_at)->what = what.p;
}

static int newest_first(const void *a, const void *b)
{
	const struct timeline_entry *x = a;
	const struct timeline_entry *y = b;

	if (x->day != y->day)
		return x->day < y->day ? 1 : -1;
	/* The chart was made before anything was written in it. */
	if ((x->kind == TIME_FIRST) != (y->kind == TIME_FIRST))
		return x->kind == TIME_FIRST ? 1 : -1;
	if (x->minute != y->minute)
		return x->minute < y->minute ? 1 : -1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return x->visit < y->visit ? 1 : x->visit > y->visit ? -1 : 0;
}

/* "asked how it was: 9 of 10, amy explains so well" */
static void survey_entry(struct building *b, const struct survey_answer *a)
{
	struct timeline_entry *e = add_entry(b, TIME_SURVEY, a->day, MINUTE_NONE);
	struct str what;

	str_init(&what);
	str_addf(&what, _("asked how it was: %d of 10"), (int)a->score);
	add_part(&what, a->words);
	e->row = a->row.id;
	e->what = what.p;
}

/* "bo: no answer", "rang us, bo: will call us" */
static void attempt_entry(struct building *b, const struct attempt *a)
{
	bool phone = !a->channel || str_eq(a->channel, "phone");
	bool message = !phone && !str_eq(a->channel, "desk");
	struct str what;

	str_init(&what);
	if (phone && str_eq(a->direction, "in"))
		str_addf(&what, "%s, ", C_("on the timeline", "rang us"));
	str_addf(&what, "%s%s%s%s%s", str_or_empty(a->staff), a->staff ? ": " : "",
		 message ? message_channel_label(a->channel) : "", message ? " " : "",
		 config_outcome_label(b->c->config, str_or_empty(a->outcome)));
	add_part(&what, a->note);
	struct timeline_entry *e = add_instant(b, TIME_ATTEMPT, a->at);
	e->row = a->row.id;
	e->what = what.p;
}

static bool build_timeline(struct building *b, struct err *err)
{
	struct card *card = b->card;

	for (size_t i = 0; i < card->visits.n; i++)
		visit_entry(b, rows_at(&card->visits, i));
	for (size_t i = 0; i < card->notes.n; i++) {
		const struct note *n = rows_at(&card->notes, i);
		struct timeline_entry *e = add_instant(b, TIME_NOTE, n->at);
		e->row = n->row.id;
		e->what = mem_printf("%s%s%s", str_or_empty(n->staff), n->staff ? ": " : "", n->text);
	}
	for (size_t i = 0; i < card->attempts.n; i++) {
		const struct attempt *a = rows_at(&card->attempts, i);
		if (a->at != INSTANT_NONE)
			attempt_entry(b, a);
	}
	for (size_t i = 0; i < card->tasks.n; i++) {
		const struct task *t = rows_at(&card->tasks, i);
		if (t->state == TASK_OPEN || t->done_at == INSTANT_NONE || cadence_fell_away(t))
			continue;
		struct timeline_entry *e = add_instant(b, TIME_TASK, t->done_at);
		e->row = t->row.id;
		struct str who;
		str_init(&who);
		staff_show(&who, b->c->config, t->done_by);
		e->what = mem_printf("%s: %s (%s)", _(task_state_choices[t->state].label), t->what,
				     who.p);
		str_release(&who);
	}
	for (size_t i = 0; i < card->surveys.n; i++)
		survey_entry(b, rows_at(&card->surveys, i));
	if (!store_history(&b->c->store, card->p.row.id, 200, edit_entry, b, err))
		return false;
	first_entry(b);
	if (card->n_timeline)
		qsort(card->timeline, card->n_timeline, sizeof(*card->timeline), newest_first);
	return true;
}

static void add_up(struct card *card, day_t today)
{
	const struct visit *next = NULL;
	const struct visit *last = NULL;

	for (size_t i = 0; i < card->visits.n; i++) {
		const struct visit *v = rows_at(&card->visits, i);
		enum visit_status s = (enum visit_status)v->status;
		if (visit_is_done(s)) {
			if (!last) /* newest first */
				last = v;
			if (v->amount != MONEY_NONE) {
				card->spent += v->amount;
				if (v->paid != MONEY_NONE && v->paid < v->amount)
					card->owed += v->amount - v->paid;
			}
		}
		if (visit_is_booked(s) && v->day >= today)
			next = v;
		if (v->day < today && !card->stale_visit && (visit_is_booked(s) || visit_is_here(s)))
			card->stale_visit = v->row.id;
		if (s == VISIT_NO_SHOW &&
		    v->day >= day_add(today, (struct interval){ .months = 24 }, -1))
			card->missed++;
	}
	card->next_visit = next ? next->row.id : 0;
	card->last_visit = last ? last->row.id : 0;
	next_step(&card->p, &card->visits, today, &card->today_visit);
}

static bool load_other(struct clinic *c, int64_t id, struct patient *out, struct err *err)
{
	return id == 0 || store_get(&c->store, &record_patient, id, out, err);
}

bool card_load(struct clinic *c, int64_t patient, struct card *card, struct err *err)
{
	struct store *s = &c->store;
	struct building b = { .c = c, .card = card, .today = clinic_today(c) };

	*card = (struct card){ 0 };
	record_init(&record_patient, &card->p);
	record_init(&record_patient, &card->guardian);
	record_init(&record_patient, &card->referrer);
	rows_init(&card->contacts, &record_contact);
	rows_init(&card->tags, &record_patient_tag);
	rows_init(&card->alerts, &record_alert);
	rows_init(&card->visits, &record_visit);
	rows_init(&card->tasks, &record_task);
	rows_init(&card->notes, &record_note);
	rows_init(&card->attempts, &record_attempt);
	rows_init(&card->surveys, &record_survey_answer);
	rows_init(&card->family, &record_patient);
	rows_init(&card->plans.visits, &record_visit);
	bool ok = store_get(s, &record_patient, patient, &card->p, err) &&
		  store_contacts(s, patient, &card->contacts, err) &&
		  store_tags(s, patient, &card->tags, err) &&
		  store_alerts(s, patient, card->p.household, &card->alerts, err) &&
		  store_visits(s, patient, &card->visits, err) &&
		  store_tasks(s, patient, &card->tasks, err) &&
		  store_notes(s, patient, &card->notes, err) &&
		  store_attempts(s, patient, &card->attempts, err) &&
		  store_survey_answers(s, patient, &card->surveys, err) &&
		  plans_load(c, patient, &card->plans, err) &&
		  (!card->p.household ||
		   store_household_members(s, card->p.household, &card->family, err)) &&
		  load_other(c, card->p.guardian, &card->guardian, err) &&
		  load_other(c, card->p.referrer, &card->referrer, err);
	if (ok) {
		add_up(card, b.today);
		ok = recalls_from(c, &card->p, &card->visits, &card->recalls, err) &&
		     build_timeline(&b, err);
	}
	if (!ok)
		card_release(card);
	return ok;
}

void card_release(struct card *card)
{
	record_release(&record_patient, &card->p);
	record_release(&record_patient, &card->guardian);
	record_release(&record_patient, &card->referrer);
	rows_release(&card->contacts);
	rows_release(&card->tags);
	rows_release(&card->alerts);
	rows_release(&card->visits);
	rows_release(&card->tasks);
	rows_release(&card->notes);
	rows_release(&card->attempts);
	rows_release(&card->surveys);
	rows_release(&card->family);
	plans_release(&card->plans);
	recalls_release(&card->recalls);
	for (size_t i = 0; i < card->n_timeline; i++) {
		free(card->timeline[i].what);
		free(card->timeline[i].more);
	}
	free(card->timeline);
	card->timeline = NULL;
	card->n_timeline = 0;
}

const struct visit *card_visit(const struct card *card, int64_t visit)
{
	for (size_t i = 0; i < card->visits.n; i++) {
		const struct visit *v = rows_at(&card->visits, i);
		if (v->row.id == visit)
			return v;
	}
	return NULL;
}
