#include "revisit/clinic/brief.h"
#include "revisit/base/i18n.h"
#include "revisit/care/consent.h"
#include "revisit/clinic/plans.h"
#include "revisit/clinic/recalls.h"
#include "revisit/clinic/tasks.h"
#include "revisit/clinic/visits.h"
#include "revisit/store/day.h"
#include "revisit/text/phone.h"

/* The others mean several things in English and are told by what they stand beside. */
static const char *const labels[] = {
	[BRIEF_ALERT] = N_("alert"),   [BRIEF_OWES] = N_("owes"),
	[BRIEF_MISSED] = N_("missed"), [BRIEF_FIRST] = N_("first visit"),
	[BRIEF_FAMILY] = N_("family"), [BRIEF_PLAN] = N_("plan"),
	[BRIEF_NEXT] = N_("next"),     [BRIEF_TASK] = N_("to-do"),
	[BRIEF_SPEAK] = N_("speak"),   [BRIEF_MISSING] = N_("missing"),
	[BRIEF_SOONER] = N_("sooner"),
};

const char *brief_label(enum brief_kind kind)
{
	switch ((int)kind) {
	case BRIEF_ASKED:
		return C_("of a visit", "asked");
	case BRIEF_LAST:
		return C_("of a visit", "last");
	case BRIEF_DUE:
		return C_("of a patient", "due");
	case BRIEF_PROMISE:
		return C_("made to a patient", "promise");
	default:
		return _(labels[kind]);
	}
}

bool brief_warns(enum brief_kind kind)
{
	return kind == BRIEF_ALERT || kind == BRIEF_OWES || kind == BRIEF_MISSED ||
	       kind == BRIEF_PROMISE;
}

void brief_release(struct brief *b)
{
	for (size_t i = 0; i < b->n; i++)
		free(b->v[i].text);
	free(b->v);
	*b = (struct brief){ 0 };
}

struct briefing {
	struct clinic *c;
	const struct card *card;
	const struct visit *visit; /* NULL for none */
	struct brief *out;
	day_t today;
	bool readings;
};

/* Takes over what the text holds, unless it is empty. */
static void add(struct briefing *b, enum brief_kind kind, struct str *text)
{
	if (text->len) {
		GROW(b->out->v, b->out->n, b->out->cap);
		b->out->v[b->out->n++] =
			(struct brief_line){ .kind = kind, .text = mem_strdup(text->p) };
	}
	str_clear(text);
}

static void part(struct str *out, const char *text)
{
	if (!str_is_empty(text))
		str_addf(out, "%s%s", out->len ? ", " : "", text);
}

static void name(const struct briefing *b, const struct patient *p, struct str *out)
{
	if (str_is_empty(p->name))
		patient_title(out, p);
	else
		str_add(out, b->readings && p->reading ? p->reading : p->name);
}

static void add_alerts(struct briefing *b, struct str *s)
{
	for (size_t i = 0; i < b->card->alerts.n; i++) {
		const struct alert *a = rows_at(&b->card->alerts, i);
		if (a->until != DAY_NONE && a->until < b->today)
			continue;
		str_add(s, a->text);
		add(b, BRIEF_ALERT, s);
	}
	if (b->card->owed > 0)
		money_show(s, b->c->config, b->card->owed, true);
	add(b, BRIEF_OWES, s);
	if (b->card->missed > 1)
		str_addf(s, _("%d times in 24 months"), b->card->missed);
	add(b, BRIEF_MISSED, s);
}

static void add_tasks(struct briefing *b, bool promises, struct str *s)
{
	for (size_t i = 0; i < b->card->tasks.n; i++) {
		const struct task *t = rows_at(&b->card->tasks, i);
		/* What is due much later is no matter of today's visit. */
		if (t->state != TASK_OPEN || (t->promise != 0) != promises ||
		    (!promises && t->due_day > b->today))
			continue;
		struct str due;
		str_init(&due);
		task_when(&due, t, b->today, clock_minute(&b->c->clock));
		str_add(s, t->what);
		part(s, due.p);
		str_clear(&due);
		assignee_show(&due, b->c->config, t->assignee);
		part(s, due.p);
		str_release(&due);
		add(b, promises ? BRIEF_PROMISE : BRIEF_TASK, s);
	}
}

/* The last one that took place before this one; NULL: they come for the first time. */
static const struct visit *last_before(const struct briefing *b)
{
	for (size_t i = 0; i < b->card->visits.n; i++) { /* newest first */
		const struct visit *v = rows_at(&b->card->visits, i);
		if (visit_is_done((enum visit_status)v->status) && v != b->visit &&
		    (!b->visit || v->day <= b->visit->day))
			return v;
	}
	return NULL;
}

static void add_first_visit(struct briefing *b, struct str *s)
{
	const struct patient *p = &b->card->p;

	if (last_before(b))
		return;
	if (p->source)
		part(s, config_label(b->c->config, "source", p->source));
	if (b->card->referrer.row.id) {
		struct str who;
		str_init(&who);
		name(b, &b->card->referrer, &who);
		str_add(s, s->len ? ", " : "");
		str_addf(s, _("sent by %s: thank them"), who.p);
		str_release(&who);
	}
	if (!s->len)
		str_add(s, _("nobody asked how they found us"));
	add(b, BRIEF_FIRST, s);
}

static void when(const struct briefing *b, const struct visit *v, struct str *s)
{
	day_show(s, v->day, b->today);
	if (v->minute != MINUTE_NONE && v->day >= b->today) {
		str_addc(s, ' ');
		minute_iso(s, v->minute);
	}
	if (v->kind)
		part(s, config_label(b->c->config, "visit_kind", v->kind));
	if (v->provider)
		part(s, config_label(b->c->config, "provider", v->provider));
}

/* What was heard of them after that visit: the first talk of the fortnight after it. */
static const struct attempt *heard_after(const struct card *card, day_t day)
{
	const struct attempt *found = NULL;

	for (size_t i = 0; i < card->attempts.n; i++) { /* newest first */
		const struct attempt *a = rows_at(&card->attempts, i);
		if (a->day > day && a->day <= day + 14 && !str_is_empty(a->note))
			found = a;
	}
	return found;
}

static void add_last(struct briefing *b, struct str *s)
{
	const struct visit *v = last_before(b);

	if (!v)
		return;
	when(b, v, s);
	if (visit_minutes_waited(v) >= 15)
		str_addf(s, _(", waited %d min"), visit_minutes_waited(v));
	part(s, v->note);
	const struct attempt *heard = heard_after(b->card, v->day);
	if (heard)
		str_addf(s, "; %s: %s", str_or_empty(heard->staff), heard->note);
	add(b, BRIEF_LAST, s);
}

static void add_next(struct briefing *b, struct str *s)
{
	const struct visit *next = NULL;

	for (size_t i = 0; i < b->card->visits.n; i++) { /* newest first */
		const struct visit *v = rows_at(&b->card->visits, i);
		bool later = b->visit ? v->row.id != b->visit->row.id && v->day > b->visit->day
				      : v->day >= b->today;
		if (later && visit_is_booked((enum visit_status)v->status))
			next = v;
	}
	if (next)
		when(b, next, s);
	add(b, BRIEF_NEXT, s);
}

static void add_due(struct briefing *b, struct str *s)
{
	const struct patient_recalls *r = &b->card->recalls;

	for (size_t i = 0; i < r->n; i++) {
		if (!recall_is_due_by(&r->v[i], b->visit ? b->visit->day : b->today))
			continue;
		str_addf(s, "%s%s ", s->len ? "; " : "",
			 config_label(b->c->config, "recall", r->v[i].def->key));
		recall_words(s, b->c->config, &r->v[i], b->today);
	}
	add(b, BRIEF_DUE, s);
}

/* A relative who comes that day as well, and what the others are due for. */
static void add_member(struct briefing *b, const struct patient *m, struct str *s)
{
	day_t day = b->visit ? b->visit->day : b->today;
	struct patient_recalls recalls;
	struct rows visits;
	struct str due;

	rows_init(&visits, &record_visit);
	store_visits(&b->c->store, m->row.id, &visits, NULL);
	for (size_t k = 0; k < visits.n; k++) {
		const struct visit *v = rows_at(&visits, k);
		enum visit_status status = (enum visit_status)v->status;
		if (v->day != day || !(visit_is_booked(status) || visit_is_here(status)))
			continue;
		name(b, m, s);
		str_addc(s, ' ');
		minute_iso(s, v->minute);
		if (v->kind)
			part(s, config_label(b->c->config, "visit_kind", v->kind));
		add(b, BRIEF_FAMILY, s);
	}
	str_init(&due);
	if (recalls_from(b->c, m, &visits, &recalls, NULL)) {
		recalls_due_words(&due, b->c->config, &recalls, day);
		recalls_release(&recalls);
	}
	struct str who;
	str_init(&who);
	name(b, m, &who);
	if (due.len)
		str_addf(s, _("%s is due: %s"), who.p, due.p);
	add(b, BRIEF_FAMILY, s);
	str_release(&who);
	str_release(&due);
	rows_release(&visits);
}

static void add_family(struct briefing *b, struct str *s)
{
	for (size_t i = 0; i < b->card->family.n; i++) {
		const struct patient *m = rows_at(&b->card->family, i);
		if (m->row.id != b->card->p.row.id)
			add_member(b, m, s);
	}
}

static void add_plans(struct briefing *b, struct str *s)
{
	struct plans plans;

	if (!plans_load(b->c, b->card->p.row.id, &plans, NULL))
		return;
	for (size_t i = 0; i < plans.n; i++) {
		if (!plan_is_open(&plans.v[i].plan) || plans.v[i].now.state == PLAN_IS_DONE)
			continue;
		part(s, plans.v[i].plan.what);
		str_add(s, ", ");
		plan_words(b->c, &plans.v[i], s);
		add(b, BRIEF_PLAN, s);
	}
	plans_release(&plans);
}

/* What everybody speaks there goes without saying. */
static bool is_usual(const struct config *c, const char *language)
{
	static const char *const chinese[] = { "CN", "TW", "HK", "MO", "SG" };
	const char *usual = "English";

	for (size_t i = 0; i < ARRAY_SIZE(chinese); i++)
		if (str_eq(c->country, chinese[i]))
			usual = "中文";
	return str_eq(language, usual);
}

static void add_speak(struct briefing *b, struct str *s)
{
	if (!is_usual(b->c->config, b->card->p.language))
		part(s, b->card->p.language);
	part(s, b->card->p.salutation);
	part(s, b->card->p.preferred);
	add(b, BRIEF_SPEAK, s);
}

static enum consent_gap gap_of(struct clinic *c, int64_t patient)
{
	struct rows consents;

	rows_init(&consents, &record_consent);
	store_consents(&c->store, patient, &consents, NULL);
	enum consent_gap gap = consent_gap(&consents);
	rows_release(&consents);
	return gap;
}

/* A child's consent is the guardian's. */
static void add_consent(struct briefing *b, struct str *s)
{
	static const char *const words[] = {
		[CONSENT_NEVER_ASKED] = N_("consent"),
		[CONSENT_UNANSWERED] = N_("consent (asked, no answer yet)"),
		[CONSENT_TAKEN_BACK] = N_("consent (withdrawn)"),
		[CONSENT_REFUSED] = N_("consent (refused)"),
	};
	const struct patient *p = &b->card->p;
	enum consent_gap gap = gap_of(b->c, p->row.id);

	if (gap != CONSENT_THERE && p->guardian)
		gap = gap_of(b->c, p->guardian);
	if (gap != CONSENT_THERE)
		part(s, _(words[gap]));
}

static void add_missing(struct briefing *b, struct str *s)
{
	const struct patient *p = &b->card->p;
	bool phone = false;

	if (p->birth_day == DAY_NONE)
		part(s, _("birth date"));
	for (size_t i = 0; i < b->card->contacts.n; i++) {
		const struct contact *k = rows_at(&b->card->contacts, i);
		phone = phone ||
			(contact_is_phone((enum contact_kind)k->kind) && k->state == CONTACT_GOOD);
	}
	if (!phone)
		part(s, _("telephone number"));
	add_consent(b, s);
	add(b, BRIEF_MISSING, s);
}

void brief_make(struct clinic *c, const struct card *card, int64_t visit, bool readings,
		struct brief *out)
{
	struct briefing b = { .c = c,
			      .card = card,
			      .visit = card_visit(card, visit),
			      .out = out,
			      .today = clinic_today(c),
			      .readings = readings };
	struct str s;

	*out = (struct brief){ 0 };
	str_init(&s);
	add_alerts(&b, &s);
	add_tasks(&b, true, &s);
	if (b.visit)
		str_add(&s, b.visit->note);
	add(&b, BRIEF_ASKED, &s);
	add_first_visit(&b, &s);
	add_due(&b, &s);
	add_family(&b, &s);
	add_plans(&b, &s);
	add_last(&b, &s);
	add_next(&b, &s);
	add_tasks(&b, false, &s);
	add_speak(&b, &s);
	add_missing(&b, &s);
	str_release(&s);
}

void brief_gap(struct clinic *c, const struct sooner_gap *gap, bool readings, struct brief *out)
{
	struct briefing b = { .c = c, .out = out, .today = clinic_today(c), .readings = readings };
	struct rows wishes;
	struct str s;

	*out = (struct brief){ 0 };
	rows_init(&wishes, &record_sooner);
	str_init(&s);
	sooner_for(c, gap, &wishes, NULL);
	for (size_t i = 0; i < wishes.n; i++) {
		const struct sooner *wish = rows_at(&wishes, i);
		struct patient_line line;
		if (!store_line(&c->store, wish->patient, b.today, &line, NULL))
			continue;
		name(&b, &line.patient, &s);
		str_addc(&s, ' ');
		if (line.phone)
			phone_show(&s, line.phone, c->config->country);
		str_add(&s, ", ");
		sooner_words(c, wish, &s);
		add(&b, BRIEF_SOONER, &s);
		patient_line_release(&line);
	}
	str_release(&s);
	rows_release(&wishes);
}
