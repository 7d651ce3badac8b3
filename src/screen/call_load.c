/* What a caller must see of whom they ring. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/book.h"
#include "revisit/clinic/recalls.h"

#include "calling.h"

enum { SOON = 15, STEP_MS = 5 };

void call_offers_release(struct call_offers *o)
{
	for (int i = 0; i < o->n; i++) {
		free(o->v[i].label);
		free(o->v[i].brief);
		free(o->v[i].key);
		free(o->v[i].chair);
	}
	o->n = 0;
}

static void forget_choices(struct calling *s)
{
	for (int i = 0; i < CALL_RESULTS; i++) {
		free(s->choices[i].leads_to);
		s->choices[i] = (struct call_choice){ .key = "" };
	}
}

static void forget_others(struct calling *s)
{
	for (size_t i = 0; i < s->n_others; i++) {
		free(s->others[i].text);
		free(s->others[i].name);
	}
	free(s->others);
	s->others = NULL;
	s->n_others = 0;
}

void calling_forget(struct calling *s)
{
	if (!s->has)
		return;
	card_release(&s->card);
	facts_release(&s->facts);
	facts_release(&s->alerts);
	if (s->has_script)
		script_release(&s->script);
	s->has_script = false;
	call_offers_release(&s->slots);
	forget_others(s);
	forget_choices(s);
	free(s->why);
	s->why = NULL;
	s->booked = s->newest = 0;
	arena_clear(&s->arena);
	s->numbers = NULL;
	s->n_numbers = s->number = 0;
	claim_release(&s->claim);
	s->claim = (struct claim){ 0 };
	s->has = s->rung = s->over = s->with_others = false;
}

/* --- who else --- */

/* What they are due for, else nothing: "cleaning 15 days late". */
static void due_of(struct str *out, const struct app *app, const struct patient *p)
{
	struct patient_recalls r;
	day_t today = clinic_today(app->clinic);
	bool any = false;

	if (!recalls_of(app->clinic, p, &r, NULL))
		return;
	for (size_t i = 0; i < r.n && !any; i++)
		if (r.v[i].state == RECALL_DUE) {
			str_addf(out, ": %s ", config_label(app->clinic->config, "recall", r.v[i].def->key));
			recall_late_words(out, r.v[i].due, today);
			any = true;
		}
	recalls_release(&r);
}

/* Which of the numbers that may be rung are theirs, too. */
static unsigned shared_numbers(struct app *app, const struct calling *s, int64_t other)
{
	struct rows contacts;
	unsigned shared = 0;

	rows_init(&contacts, &record_contact);
	store_contacts(&app->clinic->store, other, &contacts, NULL);
	for (size_t i = 0; i < contacts.n; i++) {
		const struct contact *k = rows_at(&contacts, i);
		for (size_t n = 0; n < s->n_numbers && n < 32; n++)
			if (!str_is_empty(k->norm) && str_eq(k->norm, s->numbers[n].norm))
				shared |= 1u << n;
	}
	rows_release(&contacts);
	return shared;
}

static void fill_other(struct app *app, const struct call_companion *c, struct call_other *to)
{
	struct patient_line line;
	struct str t;

	*to = (struct call_other){ .patient = c->patient, .on_list = c->on_list,
				   .same_number = c->same_number };
	if (!store_line(&app->clinic->store, c->patient, clinic_today(app->clinic), &line, NULL))
		return;
	str_init(&t);
	short_name(&t, app, &line.patient);
	to->name = mem_strdup(t.p);
	to->booked = line.next_day != DAY_NONE;
	str_addf(&t, " %s ", str_or_empty(line.patient.chart_no));
	patient_age_sex(&t, &line.patient, clinic_today(app->clinic));
	due_of(&t, app, &line.patient);
	if (c->on_list)
		str_add(&t, _(", on this list"));
	if (c->same_number)
		str_add(&t, _(", same number"));
	to->text = t.p;
	patient_line_release(&line);
}

/* Who is due on the same number is asked in the same call, where the purpose says so. */
static void load_others(struct app *app, struct calling *s)
{
	struct call_companion *with = NULL;
	size_t n = 0;

	if (!call_companions(app->clinic, &s->claim, &with, &n, NULL))
		return;
	s->others = mem_array(n + 1, sizeof(*s->others));
	for (size_t i = 0; i < n; i++) {
		fill_other(app, &with[i], &s->others[s->n_others]);
		s->others[s->n_others++].rung_with = shared_numbers(app, s, with[i].patient);
		s->with_others = s->with_others || (with[i].on_list && with[i].same_number);
	}
	s->with_others = s->with_others && config_purpose(app->clinic->config, s->list.purpose)->one_call;
	free(with);
}

/* --- times to offer --- */

/* "Tue 24 Nov 08:30 Dr Lin", or "Tue 08:30 Dr Lin" */
static char *slot_label(const struct app *app, const struct free_slot *slot, bool brief)
{
	struct str t;

	str_init(&t);
	if (brief)
		call_day_near(&t, slot->day, clinic_today(app->clinic));
	else
		day_show(&t, slot->day, clinic_today(app->clinic));
	str_addc(&t, ' ');
	minute_iso(&t, slot->minute);
	if (slot->provider)
		str_addf(&t, " %s", config_label(app->clinic->config, "provider", slot->provider));
	return t.p;
}

void call_free_times(struct app *app, const struct calling *s, int most, struct call_offers *out)
{
	struct free_slot slots[CALL_OFFERS];
	struct arena arena;

	arena_init(&arena);
	int n = call_slots(app->clinic, &s->card, s->claim.visit, &arena, slots, most);
	for (int i = 0; i < n; i++)
		out->v[out->n++] = (struct call_offer){ .label = slot_label(app, &slots[i], false),
							.brief = slot_label(app, &slots[i], true),
							.key = mem_strdup(slots[i].provider),
							.chair = mem_strdup(slots[i].chair),
							.day = slots[i].day,
							.minute = slots[i].minute,
							.minutes = slots[i].minutes };
	arena_release(&arena);
}

/* --- which number --- */

bool calling_is_capped(const struct calling *s, size_t number)
{
	int most = s->clinic->config->calls.number_a_day;

	return most > 0 && s->numbers[number].today >= most;
}

size_t calling_next_number(const struct calling *s)
{
	size_t i = s->number + 1;

	while (i < s->n_numbers && calling_is_capped(s, i))
		i++;
	return i < s->n_numbers ? i : 0;
}

/* --- what each outcome leads to --- */

/* What it still asks, or what it does by itself, in a word or two. */
static const char *asks(const struct calling *s, const struct outcome_def *o)
{
	static const struct {
		unsigned flags;
		const char *text;
	} all[] = {
		{ OUTCOME_DOCTOR, N_("doctor") },
		{ OUTCOME_MOVED | OUTCOME_DECEASED, N_("no more calls") },
		{ OUTCOME_WRITE, N_("the desk writes") },
		{ OUTCOME_BOOK | OUTCOME_MOVE, N_("what time?") },
		{ OUTCOME_CALLBACK, N_("when?") },
		{ OUTCOME_REASON | OUTCOME_CANCEL, N_("why?") },
		{ OUTCOME_TIME, N_("how long?") },
		{ OUTCOME_SCORE, N_("0 to 10") },
		{ OUTCOME_NO_CALLS | OUTCOME_NOT_FOR_THIS, N_("never again") },
		{ OUTCOME_CONFIRM | OUTCOME_FINAL, N_("settled") },
	};

	if (o->n_which)
		return _("which?");
	if (s->booked && o->flags & OUTCOME_BOOK)
		return _("just now");
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (o->flags & all[i].flags)
			return _(all[i].text);
	return NULL;
}

/* "Wed 12:30 3/4", "Dec 23 3/4": within a week by the weekday, later by the date. */
static void step_text(struct str *out, const struct app *app, const struct call_step *step)
{
	day_t today = clinic_today(app->clinic);
	day_t day = when_day(step->again);

	call_day_near(out, day, today);
	if (day - today < 7) {
		str_addc(out, ' ');
		minute_iso(out, when_minute(step->again));
	}
	if (step->of)
		str_addf(out, " %d/%d", step->nth, step->of);
}

static void fill_choice(struct app *app, struct calling *s, struct call_choice *to, const char *key)
{
	const struct outcome_def *o = config_outcome(app->clinic->config, key);
	struct call_result r = { .outcome = key, .day = DAY_NONE, .minute = MINUTE_NONE, .score = -1 };
	struct call_step step;
	struct str words;

	/* Whoever rings us is there. */
	if (!o || (s->rang_us && !o->n_which && !(o->flags & OUTCOME_CONTACT)) ||
	    (s->rang_us && o->n_which))
		return;
	to->key = o->key;
	const char *ask = asks(s, o);
	if (ask) {
		to->leads_to = mem_strdup(ask);
		return;
	}
	r.rang_us = s->rang_us;
	r.contact = s->n_numbers && !s->rang_us ? s->numbers[s->number].contact : 0;
	str_init(&words);
	if (call_preview(app->clinic, s->claim.id, &r, &step, NULL, NULL)) {
		bool bad = o->flags & (OUTCOME_WRONG_NUMBER | OUTCOME_DEAD_NUMBER);
		if (step.gives_up)
			str_add(&words, _("the last try"));
		else if (bad && step.next_number)
			str_add(&words, _("next one"));
		else if (step.no_number)
			str_add(&words, _("mend it"));
		else if (step.too_late)
			str_add(&words, _("no more before"));
		else if (step.again != WHEN_NONE)
			step_text(&words, app, &step);
	}
	to->leads_to = words.p;
}

void calling_choices(struct app *app, struct calling *s)
{
	const struct purpose_def *p = config_purpose(app->clinic->config, s->list.purpose);

	forget_choices(s);
	if (s->page > 0) {
		/* Nine when they are the last ones, else 9 turns to the next page. */
		size_t from = (size_t)(s->page - 1) * (CALL_RESULTS - 1);
		size_t left = p->n_more - from;
		s->further = left > CALL_RESULTS;
		for (size_t i = 0; i < (s->further ? CALL_RESULTS - 1 : left); i++)
			fill_choice(app, s, &s->choices[i], p->more[from + i]);
		return;
	}
	s->further = p->n_more > 0;
	for (int i = 0; i < CALL_RESULTS; i++)
		if (p->digits[i])
			fill_choice(app, s, &s->choices[i], p->digits[i]);
}

/* --- all of it --- */

void calling_read_numbers(struct app *app, struct calling *s, const char *norm)
{
	call_numbers(app->clinic, s->claim.patient, &s->arena, &s->numbers, &s->n_numbers, NULL);
	s->number = 0;
	while (s->number + 1 < s->n_numbers && calling_is_capped(s, s->number))
		s->number++;
	for (size_t i = 0; norm && i < s->n_numbers; i++)
		if (str_eq(s->numbers[i].norm, norm))
			s->number = i;
}

static int64_t newest_visit(const struct calling *s)
{
	int64_t newest = 0;

	for (size_t i = 0; i < s->card.visits.n; i++) {
		const struct visit *v = rows_at(&s->card.visits, i);
		newest = v->row.id > newest ? v->row.id : newest;
	}
	return newest;
}

/* The one that was booked while they were on the line, 0. */
static int64_t booked_since(const struct calling *s, day_t today)
{
	int64_t found = 0;

	for (size_t i = 0; i < s->card.visits.n; i++) {
		const struct visit *v = rows_at(&s->card.visits, i);
		if (v->row.id > s->newest && v->day >= today &&
		    visit_is_booked((enum visit_status)v->status))
			found = v->row.id;
	}
	return found;
}

/* The times there are, and what to say: it names some of them. */
static void load_offers(struct app *app, struct calling *s)
{
	struct clinic *c = app->clinic;
	const char *name = str_is_empty(s->list.script) ? NULL : s->list.script;

	call_offers_release(&s->slots);
	call_free_times(app, s, CALL_SPREAD, &s->slots);
	if (!name)
		name = config_purpose(c->config, s->list.purpose)->script;
	if (!name)
		name = purpose_choices[s->list.purpose].key;
	if (s->has_script)
		script_release(&s->script);
	s->has_script = script_fill(c, name, s->claim.patient, s->claim.visit, &s->script, NULL);
}

bool calling_load(struct app *app, struct calling *s, struct err *err)
{
	struct clinic *c = app->clinic;

	if (!card_load(c, s->claim.patient, &s->card, err))
		return false;
	s->has = true;
	s->kept_at = boot_now();
	calling_read_numbers(app, s, NULL);
	s->newest = newest_visit(s);
	s->say->from = -1;
	load_others(app, s);
	calling_facts(app, s);
	load_offers(app, s);
	s->page = 0;
	calling_choices(app, s);
	app_opened(app, s->claim.patient);
	return true;
}

/* Who was asked in this call stays in it, though booked by now and so no longer on the list. */
static void refresh_others(struct app *app, struct calling *s)
{
	for (size_t i = 0; i < s->n_others; i++) {
		struct call_other *o = &s->others[i];
		const struct call_companion c = { .patient = o->patient,
						  .on_list = o->on_list,
						  .same_number = o->same_number };
		free(o->text);
		free(o->name);
		fill_other(app, &c, o);
	}
}

bool calling_refresh(struct app *app, struct calling *s)
{
	int64_t before = s->booked;

	card_release(&s->card);
	if (!card_load(app->clinic, s->claim.patient, &s->card, NULL))
		BUG("patient %lld has gone", (long long)s->claim.patient);
	refresh_others(app, s);
	s->booked = booked_since(s, clinic_today(app->clinic));
	facts_release(&s->facts);
	facts_release(&s->alerts);
	calling_facts(app, s);
	load_offers(app, s);
	calling_choices(app, s);
	return s->booked && s->booked != before;
}

/* --- round them --- */

struct looking {
	struct app *app;
	struct calling *s;
};

static bool see_caller(const struct caller_line *line, void *arg)
{
	struct looking *l = arg;
	struct patient p;
	struct str t;

	if (str_eq(line->staff, l->app->clinic->staff))
		return true;
	str_init(&t);
	staff_show(&t, l->app->clinic->config, line->staff);
	str_addc(&t, ' ');
	record_init(&record_patient, &p);
	if (line->patient && store_get(&l->app->clinic->store, &record_patient, line->patient, &p, NULL))
		short_name(&t, l->app, &p);
	else
		str_add(&t, str_eq(line->state, "pause") ? _("pause") : _("here"));
	record_release(&record_patient, &p);
	strlist_add(&l->s->team, t.p);
	str_release(&t);
	return l->s->team.n < CALL_TEAM;
}

static void say_call_back(struct app *app, struct calling *s, const struct task *t, bool comes)
{
	struct clinic *c = app->clinic;
	struct call_list_info l;
	struct patient p;
	struct str line;

	str_init(&line);
	record_init(&record_patient, &p);
	store_get(&c->store, &record_patient, t->patient, &p, NULL);
	if (t->due_minute != MINUTE_NONE) {
		minute_iso(&line, t->due_minute);
		str_addc(&line, ' ');
	}
	str_addf(&line, _("call back %s"), str_or_empty(p.name));
	str_addf(&line, " %s", str_or_empty(p.chart_no));
	bool own = str_eq(t->assignee, c->staff);
	if (comes) {
		str_add(&line, own ? _(" (yours)") : _(" (anyone's)"));
		str_addf(&line, ": %s", _("comes up next after this call"));
	} else if (!t->list) {
		str_add(&line, own ? _(" (yours)") : _(" (anyone's)"));
	} else if (calls_list(c, t->list, &l, NULL)) {
		str_addf(&line, own ? _(" (yours, on %s)") : _(" (anyone's, on %s)"), l.title);
		call_list_info_release(&l);
	}
	s->elsewhere = comes ? 0 : t->row.id;
	record_release(&record_patient, &p);
	s->coming = str_steal(&line);
}

static bool is_away(const struct calling *s, int64_t task)
{
	bool away = false;

	for (int i = 0; i < s->n_away && i < CALL_AWAY; i++)
		away = away || s->away[i] == task;
	return away;
}

/* "17:10 call back 王芳 1234 (yours): comes up next after this call"; those of other lists are told, too,
 * but do not come up here. */
static void look_for_call_backs(struct app *app, struct calling *s)
{
	struct clinic *c = app->clinic;
	when_t now = when_of(clinic_today(c), clock_minute(&c->clock));
	const struct task *elsewhere = NULL;
	struct rows tasks;

	free(s->coming);
	s->coming = NULL;
	s->elsewhere = 0;
	rows_init(&tasks, &record_task);
	calls_backs(c, c->staff, now + SOON, &tasks, NULL);
	for (size_t i = 0; i < tasks.n && !s->coming; i++) {
		const struct task *t = rows_at(&tasks, i);
		if (t->patient == s->claim.patient)
			continue;
		if (call_back_comes(c, &s->list, t))
			say_call_back(app, s, t, true);
		else if (!elsewhere && !str_eq(t->list, s->list.key) && !is_away(s, t->row.id))
			elsewhere = t;
	}
	if (!s->coming && elsewhere)
		say_call_back(app, s, elsewhere, false);
	rows_release(&tasks);
}

void calling_look_round(struct app *app, struct calling *s)
{
	struct clinic *c = app->clinic;
	struct looking look = { app, s };
	struct call_line next;
	size_t n = 0;

	s->stale = false;
	s->minute = clock_minute(&c->clock);
	/* The first time a long list is looked at takes its steps; the call goes on meanwhile. */
	if (!s->prepared && !calls_prepare(c, &s->list, STEP_MS, &s->prepared, NULL))
		s->prepared = true;
	s->stale = !s->prepared;
	app->working = app->working || s->stale;
	if (s->stale)
		return;
	calls_queue(c, &s->list, CALL_NOW, 0, &s->counts, &next, &n, NULL);
	calls_shift(c, c->staff, clinic_today(c), &s->shift, NULL);
	strlist_release(&s->team);
	strlist_init(&s->team);
	store_callers(&c->store, see_caller, &look, NULL);
	look_for_call_backs(app, s);
}
