/* Who may be rung, and until when not. */
#include "revisit/care/calling.h"
#include "revisit/base/i18n.h"
#include "revisit/care/consent.h"
#include "calling_parts.h"

enum { DAY_MINUTES = 1440, SCORE_BAD = 6 };

const struct choice call_why_choices[] = {
	[CALL_NOW] = { "now", N_("to call now") },
	[CALL_GONE] = { "gone", N_("moved, died or archived") },
	[CALL_REFUSED] = { "refused", N_("wants no calls") },
	[CALL_NO_CONSENT] = { "no_consent", N_("no consent to this") },
	[CALL_NO_NUMBER] = { "no_number", N_("no good number") },
	[CALL_COMPLAINT] = { "complaint", N_("complaint not answered") },
	[CALL_SETTLED] = { "settled", N_("settled") },
	[CALL_GIVEN_UP] = { "given_up", N_("given up") },
	[CALL_BEFORE_START] = { "before_start", N_("there before the rule began") },
	[CALL_BOOKED] = { "booked", N_("booked already") },
	[CALL_HERE] = { "here", N_("in the house now") },
	[CALL_ASK_LATER] = { "ask_later", N_("to be asked later") },
	[CALL_BACK_LATER] = { "call_back", N_("call back agreed") },
	[CALL_QUIET] = { "quiet", N_("left alone for a while") },
	[CALL_TRY_LATER] = { "try_later", N_("next try later") },
	[CALL_CAP_PERSON] = { "cap_person", N_("rung often enough") },
	[CALL_CAP_NUMBER] = { "cap_number", N_("number rung often enough") },
	[CALL_WISH] = { "wish", N_("asked for another hour") },
	[CALL_WITH] = { "with", N_("with a colleague") },
	[CALL_WITH_NUMBER] = { "with_number", N_("number is being rung") },
	[CALL_WITH_FAMILY] = { "with_family", N_("family is being rung") },
	[CALL_SHARE] = { "share", N_("today's share is done") },
	[CALL_HOURS] = { "hours", N_("outside calling hours") },
	[CALL_LIST_CLOSED] = { "list_closed", N_("list is closed") },
	[CALL_WHYS] = { NULL, NULL },
};

const char *call_why_label(enum call_why why)
{
	return _(call_why_choices[why].label);
}

/* --- time --- */

when_t when_of(day_t day, minute_t minute)
{
	if (day == DAY_NONE)
		return WHEN_NONE;
	return (when_t)day * DAY_MINUTES + (minute == MINUTE_NONE ? 0 : minute);
}

day_t when_day(when_t at)
{
	if (at == WHEN_NONE)
		return DAY_NONE;
	if (at >= (when_t)DAY_MAX * DAY_MINUTES)
		return DAY_MAX;
	return (day_t)((at - (at < 0 ? DAY_MINUTES - 1 : 0)) / DAY_MINUTES);
}

minute_t when_minute(when_t at)
{
	if (at == WHEN_NONE || at == WHEN_EVER)
		return MINUTE_NONE;
	return (minute_t)((at % DAY_MINUTES + DAY_MINUTES) % DAY_MINUTES);
}

bool call_hours_at(const struct config *config, when_t at)
{
	const struct hours *h = config_call_hours(config, when_day(at));
	minute_t minute = when_minute(at);

	for (int i = 0; i < h->n; i++)
		if (minute >= h->range[i].from && minute < h->range[i].to)
			return true;
	return false;
}

when_t call_hours_next(const struct config *config, when_t at)
{
	if (at == WHEN_NONE || at == WHEN_EVER)
		return at;
	for (day_t day = when_day(at); day <= when_day(at) + 366; day++) {
		const struct hours *h = config_call_hours(config, day);
		for (int i = 0; i < h->n; i++) {
			when_t from = when_of(day, h->range[i].from);
			if (at < when_of(day, h->range[i].to))
				return at > from ? at : from;
		}
	}
	return WHEN_EVER;
}

/* --- what was agreed, and what was tried since --- */

bool said_when(const struct call_try *try)
{
	const struct outcome_def *o = try->outcome;

	if (!o || !(o->flags & OUTCOME_CONTACT) || o->flags & OUTCOME_CALLBACK ||
	    try->again == WHEN_NONE)
		return false;
	return o->flags & OUTCOME_TIME || o->again.years || o->again.months || o->again.weeks ||
	       o->again.days;
}

static bool is_for_this(const struct call_try *try, const struct call_terms *t)
{
	return try->this_list || try->purpose == (int)t->purpose;
}

/* The time of the call back agreed last, once it was rung; they did not talk with us since. */
static when_t rung_back(const struct call_person *p)
{
	when_t last = WHEN_NONE;

	for (size_t i = 0; i < p->n_tries; i++) {
		const struct call_try *try = &p->tries[i];
		if (!try->this_list)
			continue;
		if (try->outcome && try->outcome->flags & OUTCOME_CONTACT)
			return try->outcome->flags & OUTCOME_CALLBACK && last >= try->again ? try->again :
											      WHEN_NONE;
		if (try->dialled && try->at > last)
			last = try->at;
	}
	return WHEN_NONE;
}

/* What is promised them: the call back that is open, also when it was put off or closed because it was
 * rung in vain. */
static when_t promised(const struct call_person *p)
{
	when_t rung = rung_back(p);

	return rung == WHEN_NONE ? p->call_back : rung;
}

/* What was tried before the time of a call back is out of force. */
static bool in_force(const struct call_person *p, const struct call_try *try)
{
	return try->at >= promised(p);
}

/* The attempt in which they said when to be asked again, unless they talked about it with us since.
 */
static const struct call_try *asked(const struct call_person *p, const struct call_terms *t)
{
	for (size_t i = 0; i < p->n_tries; i++) {
		const struct call_try *try = &p->tries[i];
		if (!in_force(p, try) || !try->outcome || !(try->outcome->flags & OUTCOME_CONTACT))
			continue;
		if (said_when(try) && (is_for_this(try, t) || try->purpose < 0))
			return try;
		if (is_for_this(try, t))
			return NULL;
	}
	return NULL;
}

when_t call_series_since(const struct call_person *p, const struct call_terms *t)
{
	const struct call_try *a = asked(p, t);
	when_t since = t->since;

	if (promised(p) > since)
		since = promised(p);
	if (a && !(a->outcome->flags & OUTCOME_FINAL) && a->again > since)
		since = a->again;
	return since;
}

static int calls_since(const struct call_person *p, when_t since)
{
	int n = 0;

	for (size_t i = 0; i < p->n_tries; i++)
		n += p->tries[i].this_list && p->tries[i].dialled && p->tries[i].at >= since;
	return n;
}

/* Nobody of theirs can have answered there. */
static bool was_no_good(const struct call_person *p, const struct call_try *try)
{
	for (size_t i = 0; i < p->n_tries; i++) {
		const struct call_try *t = &p->tries[i];
		bool bad = t->outcome && t->outcome->flags & (OUTCOME_WRONG_NUMBER | OUTCOME_DEAD_NUMBER);
		if (bad && (t == try || (t->number && str_eq(t->number, try->number))))
			return true;
	}
	return false;
}

int call_tries_since(const struct call_person *p, when_t since)
{
	int n = 0;

	for (size_t i = 0; i < p->n_tries; i++) {
		const struct call_try *t = &p->tries[i];
		n += t->this_list && t->dialled && t->at >= since && !was_no_good(p, t);
	}
	return n;
}

int call_give_up(const struct config *config, const struct call_terms *t)
{
	return t->give_up ? t->give_up : config_purpose(config, t->purpose)->tries;
}

/* --- the holds, one by one: until when, WHEN_NONE for not at all --- */

typedef when_t hold_fn(const struct config *config, const struct call_person *p,
		       const struct call_terms *t, when_t now);

static when_t next_midnight(when_t now)
{
	return when_of(when_day(now) + 1, 0);
}

static when_t gone(const struct config *config, const struct call_person *p,
		   const struct call_terms *t, when_t now)
{
	(void)config, (void)t, (void)now;
	bool here = p->status == PATIENT_ACTIVE || p->status == PATIENT_INACTIVE ||
		    p->status == PATIENT_PROSPECT;
	return here ? WHEN_NONE : WHEN_EVER;
}

/* What was said for a minor by the guardian is asked about anew when they come of age. */
static when_t until_of_age(const struct config *config, const struct call_person *p, when_t now)
{
	struct interval years = { .years = config->adult_from };

	if (!p->minor || p->birth_day == DAY_NONE)
		return WHEN_EVER;
	day_t adult = day_add(p->birth_day, years, 1);
	return when_of(adult, 0) > now ? when_of(adult, 0) : WHEN_EVER;
}

static when_t refused(const struct config *config, const struct call_person *p,
		      const struct call_terms *t, when_t now)
{
	(void)t;
	return p->refuses ? until_of_age(config, p, now) : WHEN_NONE;
}

static when_t no_consent(const struct config *config, const struct call_person *p,
			 const struct call_terms *t, when_t now)
{
	int answer = p->consent[t->purpose];
	bool no = answer == CONSENT_NO || answer == CONSENT_WITHDRAWN;

	if (!no && (t->purpose != PURPOSE_MARKETING || answer == CONSENT_YES))
		return WHEN_NONE;
	return until_of_age(config, p, now);
}

static when_t no_number(const struct config *config, const struct call_person *p,
			const struct call_terms *t, when_t now)
{
	(void)config, (void)t, (void)now;
	return p->n_numbers ? WHEN_NONE : WHEN_EVER;
}

bool call_score_waits(int64_t score, day_t scored, day_t answered, const struct call_try *tries,
		      size_t n_tries)
{
	if (score > SCORE_BAD || (answered != DAY_NONE && answered >= scored))
		return false;
	for (size_t i = 0; i < n_tries; i++)
		if (tries[i].reached && tries[i].at >= when_of(scored + 1, 0))
			return false;
	return true;
}

static when_t complaint(const struct config *config, const struct call_person *p,
			const struct call_terms *t, when_t now)
{
	(void)config, (void)now;
	bool minds = t->purpose == PURPOSE_MARKETING || t->purpose == PURPOSE_SURVEY;
	return p->complaint && minds ? WHEN_EVER : WHEN_NONE;
}

static when_t settled(const struct config *config, const struct call_person *p,
		      const struct call_terms *t, when_t now)
{
	(void)config, (void)now;
	for (size_t i = 0; i < p->n_tries; i++) {
		const struct call_try *try = &p->tries[i];
		if (try->this_list && try->at >= t->since && try->outcome &&
		    try->outcome->flags & OUTCOME_FINAL)
			return WHEN_EVER;
	}
	return WHEN_NONE;
}

static when_t given_up(const struct config *config, const struct call_person *p,
		       const struct call_terms *t, when_t now)
{
	int of = call_give_up(config, t);

	(void)now;
	return of && call_tries_since(p, call_series_since(p, t)) >= of ? WHEN_EVER : WHEN_NONE;
}

static when_t before_start(const struct config *config, const struct call_person *p,
			   const struct call_terms *t, when_t now)
{
	(void)config, (void)now;
	bool begun = p->call_back != WHEN_NONE || calls_since(p, t->since) > 0;

	return t->before_start && !begun ? WHEN_EVER : WHEN_NONE;
}

static when_t booked(const struct config *config, const struct call_person *p,
		     const struct call_terms *t, when_t now)
{
	(void)config;
	if (!purpose_by_visit(t->purpose) || p->booked == WHEN_NONE || when_day(p->booked) < when_day(now))
		return WHEN_NONE;
	return next_midnight(p->booked);
}

static when_t here(const struct config *config, const struct call_person *p,
		   const struct call_terms *t, when_t now)
{
	(void)config, (void)t;
	return p->here ? next_midnight(now) : WHEN_NONE;
}

static when_t ask_later(const struct config *config, const struct call_person *p,
			const struct call_terms *t, when_t now)
{
	const struct call_try *a = asked(p, t);

	(void)config;
	return a && a->again > now ? a->again : WHEN_NONE;
}

static when_t back_later(const struct config *config, const struct call_person *p,
			 const struct call_terms *t, when_t now)
{
	bool others = p->call_back_by && t->staff && strcmp(p->call_back_by, t->staff) != 0;
	when_t until = p->call_back;

	if (until == WHEN_NONE)
		return WHEN_NONE;
	if (others)
		until += config->calls.mine_minutes;
	return until > now ? until : WHEN_NONE;
}

static struct interval quiet_of(const struct config *config, const struct call_terms *t)
{
	const struct purpose_def *purpose = config_purpose(config, t->purpose);

	if (t->has_quiet)
		return t->quiet;
	if (purpose->has_quiet || !t->clinic_quiet)
		return purpose->quiet;
	return *t->clinic_quiet;
}

/* A message left in this stay says itself when the next try is. */
static bool goes_on(const struct call_try *try, const struct call_terms *t)
{
	const struct outcome_def *o = try->outcome;

	return try->this_list && try->at >= t->since && o && !(o->flags & OUTCOME_CONTACT) &&
	       o->n_delays > 0;
}

static when_t quiet(const struct config *config, const struct call_person *p,
		    const struct call_terms *t, when_t now)
{
	const struct call_try *a = asked(p, t);
	struct interval days = quiet_of(config, t);
	when_t until = WHEN_NONE;

	/* Newest first: the first one found lasts longest. */
	for (size_t i = 0; i < p->n_tries && &p->tries[i] != a && until == WHEN_NONE; i++) {
		const struct call_try *try = &p->tries[i];
		if (try->reached && !goes_on(try, t) && in_force(p, try) &&
		    (is_for_this(try, t) || try->purpose < 0))
			until = when_of(day_add(when_day(try->at), days, 1), 0);
	}
	return until > now ? until : WHEN_NONE;
}

static when_t try_later(const struct config *config, const struct call_person *p,
			const struct call_terms *t, when_t now)
{
	(void)config, (void)t;
	for (size_t i = 0; i < p->n_tries; i++) {
		const struct call_try *try = &p->tries[i];
		if (!try->this_list || !in_force(p, try))
			continue;
		/* A number that is no good says nothing about the others. */
		if (try->outcome &&
		    try->outcome->flags & (OUTCOME_WRONG_NUMBER | OUTCOME_DEAD_NUMBER))
			continue;
		return !said_when(try) && try->again > now ? try->again : WHEN_NONE;
	}
	return WHEN_NONE;
}

/* The first call at the time of a call back is owed. */
static bool is_owed(const struct call_person *p)
{
	return promised(p) != WHEN_NONE && calls_since(p, promised(p)) == 0;
}

static when_t cap_person(const struct config *config, const struct call_person *p,
			 const struct call_terms *t, when_t now)
{
	const struct call_settings *s = &config->calls;
	day_t today = when_day(now);
	when_t until = WHEN_NONE;
	int n = 0;

	(void)t;
	if (is_owed(p))
		return WHEN_NONE;
	for (size_t i = 0; i < p->n_tries; i++) {
		day_t day = when_day(p->tries[i].at);
		if (!p->tries[i].dialled)
			continue;
		n++;
		if (s->a_day && n == s->a_day && day >= today)
			until = next_midnight(now);
		if (s->in_days && n == s->in_days_most && day > today - s->in_days)
			until = when_of(day + s->in_days, 0) > until ? when_of(day + s->in_days, 0)
								     : until;
	}
	return until;
}

static when_t cap_number(const struct config *config, const struct call_person *p,
			 const struct call_terms *t, when_t now)
{
	(void)t;
	if (p->n_numbers == 0 || config->calls.number_a_day == 0 || is_owed(p))
		return WHEN_NONE;
	for (size_t i = 0; i < p->n_numbers; i++)
		if (p->numbers[i].today < config->calls.number_a_day)
			return WHEN_NONE;
	return next_midnight(now);
}

/* --- the time they wish --- */

/* Not rung yet, and nothing was agreed: what was goes before it. */
static bool goes_by_wish(const struct call_person *p, const struct call_terms *t)
{
	const struct call_try *a = asked(p, t);

	if (p->wish.to <= p->wish.from || promised(p) != WHEN_NONE || (a && when_minute(a->again) > 0))
		return false;
	return call_tries_since(p, call_series_since(p, t)) == 0;
}

/* The first time from `at` on within the wish and the hours; WHEN_NONE: none in the next days. */
static when_t wish_next(const struct config *config, const struct call_wish *w, when_t at)
{
	for (day_t day = when_day(at); day < when_day(at) + LOOK_AHEAD; day++) {
		when_t begins = when_of(day, w->from);
		if (!call_wish_on(w, day))
			continue;
		when_t next = call_hours_next(config, begins > at ? begins : at);
		if (when_day(next) == day && when_minute(next) < w->to)
			return next;
	}
	return WHEN_NONE;
}

static when_t wish(const struct config *config, const struct call_person *p, const struct call_terms *t,
		   when_t now)
{
	when_t next = goes_by_wish(p, t) ? wish_next(config, &p->wish, now) : WHEN_NONE;

	if (t->before != WHEN_NONE && next > t->before - LEAD)
		return WHEN_NONE;
	return next > now ? next : WHEN_NONE;
}

when_t call_wish_turns(const struct config *config, const struct call_person *p,
		       const struct call_terms *t, when_t now)
{
	const struct hours *h = config_call_hours(config, when_day(now));
	when_t end = next_midnight(now);

	if (!goes_by_wish(p, t))
		return WHEN_EVER;
	when_t next = wish_next(config, &p->wish, now);
	if (next != now)
		return next != WHEN_NONE && next < end ? next : end;
	if (when_of(when_day(now), p->wish.to) < end)
		end = when_of(when_day(now), p->wish.to);
	for (int i = 0; i < h->n; i++) {
		when_t closes = when_of(when_day(now), h->range[i].to);
		if (closes > now && closes < end)
			end = closes;
	}
	return end;
}

static hold_fn *const holds[CALL_WHYS] = {
	[CALL_GONE] = gone,
	[CALL_REFUSED] = refused,
	[CALL_NO_CONSENT] = no_consent,
	[CALL_NO_NUMBER] = no_number,
	[CALL_COMPLAINT] = complaint,
	[CALL_SETTLED] = settled,
	[CALL_GIVEN_UP] = given_up,
	[CALL_BEFORE_START] = before_start,
	[CALL_BOOKED] = booked,
	[CALL_HERE] = here,
	[CALL_ASK_LATER] = ask_later,
	[CALL_BACK_LATER] = back_later,
	[CALL_QUIET] = quiet,
	[CALL_TRY_LATER] = try_later,
	[CALL_CAP_PERSON] = cap_person,
	[CALL_CAP_NUMBER] = cap_number,
	[CALL_WISH] = wish,
};

size_t call_holds(const struct config *config, const struct call_person *p,
		  const struct call_terms *t, when_t now, struct call_hold out[CALL_WHYS])
{
	size_t n = 0;

	for (int why = 0; why < CALL_WHYS; why++) {
		when_t until = holds[why] ? holds[why](config, p, t, now) : WHEN_NONE;
		if (until != WHEN_NONE)
			out[n++] = (struct call_hold){ (enum call_why)why, until };
	}
	return n;
}

enum call_why call_may(const struct config *config, const struct call_person *p,
		       const struct call_terms *t, when_t now, when_t *until)
{
	struct call_hold found[CALL_WHYS];
	size_t n = call_holds(config, p, t, now, found);
	when_t last = now;

	for (size_t i = 0; i < n; i++)
		last = found[i].until > last ? found[i].until : last;
	if (until)
		*until = last;
	return n ? found[0].why : CALL_NOW;
}
