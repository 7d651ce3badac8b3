/* What a caller must know of whom they ring, the most pressing first. */
#include "revisit/base/i18n.h"
#include "revisit/care/consent.h"
#include "revisit/care/task.h"
#include "revisit/store/day.h"

#include "calling.h"

enum { TRIED = 3, REPLY_DAYS = 7 };

static void add_alerts(struct calling *s, day_t today)
{
	for (size_t i = 0; i < s->card.alerts.n; i++) {
		const struct alert *a = rows_at(&s->card.alerts, i);
		if (a->until == DAY_NONE || a->until >= today)
			facts_add(&s->alerts, "!", a->text, true);
	}
}

static void add_owed(const struct app *app, struct calling *s)
{
	struct str t;

	if (s->card.owed <= 0)
		return;
	str_init(&t);
	str_add(&t, _("owes"));
	str_addc(&t, ' ');
	money_show(&t, app->clinic->config, s->card.owed, true);
	str_add(&t, _(" (do not begin with it)"));
	facts_add(&s->alerts, "!", t.p, true);
	str_release(&t);
}

/* They said so to somebody else, or say so now and yet ring us. */
static void add_refusal(const struct app *app, struct calling *s)
{
	const char *purpose = purpose_choices[s->list.purpose].key;
	struct rows consents;
	bool all;
	bool no;

	rows_init(&consents, &record_consent);
	if (!store_consents(&app->clinic->store, s->claim.patient, &consents, NULL)) {
		rows_release(&consents);
		return;
	}
	all = consent_for(&consents, NULL, "phone") >= CONSENT_WITHDRAWN;
	no = all || consent_for(&consents, purpose, "phone") >= CONSENT_WITHDRAWN;
	for (size_t i = 0; i < s->card.tags.n; i++) {
		const struct patient_tag *t = rows_at(&s->card.tags, i);
		all = all || (str_eq(t->tag, "do-not-call") &&
			      (t->until == DAY_NONE || t->until >= clinic_today(app->clinic)));
	}
	if (all)
		facts_add(&s->alerts, "!", _("wants no calls from us"), true);
	else if (no)
		facts_add(&s->alerts, "!", _("wants no calls about this"), true);
	rows_release(&consents);
}

/* "Fri 10:05, Wed 18:40: no answer": the last ones, what came of them said once. */
static void add_tried(const struct app *app, struct calling *s)
{
	const struct config *c = app->clinic->config;
	day_t today = clinic_today(app->clinic);
	const char *before = NULL;
	struct str t;
	int n = 0;

	str_init(&t);
	for (size_t i = 0; i < s->card.attempts.n && n < TRIED; i++) {
		const struct attempt *a = rows_at(&s->card.attempts, i);
		day_t day;
		minute_t minute;
		if (str_eq(a->direction, "in"))
			continue;
		if (n && !str_eq(before, a->outcome))
			str_addf(&t, ": %s; ", config_outcome_label(c, str_or_empty(before)));
		else if (n)
			str_add(&t, ", ");
		instant_split(a->at, &day, &minute);
		call_day_near(&t, a->day, today);
		if (a->at != INSTANT_NONE) {
			str_addc(&t, ' ');
			minute_iso(&t, minute);
		}
		before = a->outcome;
		n++;
	}
	if (before)
		str_addf(&t, ": %s", config_outcome_label(c, before));
	if (n)
		facts_add(&s->facts, C_("on the call screen", "TRIED"), t.p, false);
	str_release(&t);
}

/* "rather mornings (bo, today 10:05)": what a colleague wrote down last, of a call or on the card. */
static void add_said(const struct app *app, struct calling *s)
{
	const char *text = NULL;
	const char *staff = NULL;
	instant_t at = INSTANT_NONE;
	struct str t;
	day_t day;
	minute_t minute;

	for (size_t i = 0; i < s->card.attempts.n; i++) {
		const struct attempt *a = rows_at(&s->card.attempts, i);
		bool desk = str_eq(a->channel, "desk");
		if (str_is_empty(a->note) || desk || !str_eq(a->channel, "phone") ||
		    (at != INSTANT_NONE && a->at <= at))
			continue;
		text = a->note;
		staff = a->staff;
		at = a->at;
	}
	for (size_t i = 0; i < s->card.notes.n; i++) {
		const struct note *n = rows_at(&s->card.notes, i);
		if (str_is_empty(n->text) || (at != INSTANT_NONE && n->at <= at))
			continue;
		text = n->text;
		staff = n->staff;
		at = n->at;
	}
	if (!text)
		return;
	str_init(&t);
	str_addf(&t, "%s (", text);
	staff_show(&t, app->clinic->config, staff);
	instant_split(at, &day, &minute);
	str_add(&t, t.p[t.len - 1] == '(' ? "" : ", ");
	call_day_near(&t, day, clinic_today(app->clinic));
	str_addc(&t, ')');
	facts_add(&s->facts, C_("on the call screen", "SAID"), t.p, false);
	str_release(&t);
}

/* What they wrote to us last, an answer to a reminder for one. */
static void add_reply(const struct app *app, struct calling *s)
{
	day_t today = clinic_today(app->clinic);

	for (size_t i = 0; i < s->card.attempts.n; i++) {
		const struct attempt *a = rows_at(&s->card.attempts, i);
		struct str t;
		if (!str_eq(a->direction, "in") || str_is_empty(a->note) || str_eq(a->channel, "desk"))
			continue;
		if (a->day < today - REPLY_DAYS)
			return;
		str_init(&t);
		call_day_near(&t, a->day, today);
		str_addf(&t, " %s: %s", config_label(app->clinic->config, "channel", a->channel), a->note);
		facts_add(&s->facts, C_("on the call screen", "WROTE"), t.p, false);
		str_release(&t);
		return;
	}
}

/* What is promised or to be done for them; the call backs of this very list are why they are rung. */
static void add_to_dos(const struct app *app, struct calling *s)
{
	bool first = true;

	for (size_t i = 0; i < s->card.tasks.n; i++) {
		const struct task *t = rows_at(&s->card.tasks, i);
		struct str text;
		if (t->state != TASK_OPEN)
			continue;
		str_init(&text);
		task_text(&text, app, t);
		facts_add(&s->facts, first ? _("TO DO") : "", text.p, t->promise != 0);
		str_release(&text);
		first = false;
	}
}

/* Of what the preview tells, the parts a caller needs, each with its further lines. */
static void add_preview(const struct app *app, struct calling *s)
{
	/* Nothing booked goes without saying. */
	const char *const wanted[] = { C_("of treatment, in capitals", "PLANS"), s->card.next_visit ? _("NEXT") : NULL, _("LAST") };
	struct facts all = { 0 };

	facts_build(&all, app, &s->card, true);
	for (size_t w = 0; w < ARRAY_SIZE(wanted); w++) {
		bool in = false;
		for (size_t i = 0; i < all.n; i++) {
			const struct fact_line *f = &all.v[i];
			if (!wanted[w])
				break;
			in = strcmp(f->label, wanted[w]) == 0 || (in && !*f->label);
			if (in)
				facts_add(&s->facts, f->label, f->text, f->alert);
		}
	}
	facts_release(&all);
}

static void add_others(struct calling *s)
{
	for (size_t i = 0; i < s->n_others; i++)
		facts_add(&s->facts, i ? "" : C_("on the call screen", "ALSO"),
			  str_or_empty(s->others[i].text), false);
}

void calling_facts(struct app *app, struct calling *s)
{
	/* Who is booked in the call is on the list no more, and rung about it all the same. */
	if (!s->why)
		s->why = call_why_words(app->clinic, &s->list, s->claim.patient);
	add_alerts(s, clinic_today(app->clinic));
	add_refusal(app, s);
	add_owed(app, s);
	if (!str_is_empty(s->why))
		facts_add(&s->facts, C_("on the call screen", "WHY"), s->why, false);
	add_reply(app, s);
	add_tried(app, s);
	add_said(app, s);
	if (!str_is_empty(s->card.p.preferred_times))
		facts_add(&s->facts, _("REACH"), s->card.p.preferred_times, false);
	s->facts.rest = _("Right: all facts");
	add_others(s);
	add_to_dos(app, s);
	add_preview(app, s);
}
