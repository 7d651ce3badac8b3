/* What comes next after an outcome: the next try, the next number, the end. */
#include "revisit/base/i18n.h"
#include "revisit/care/calling.h"
#include "calling_parts.h"

enum {
	TICK = 5,   /* next tries are told in steps of so many minutes */
	SOON = 120, /* a try that comes sooner is not moved to another part of the day */
	DAY_MINUTES = 1440,
	NUMBERS = 32,   /* of a patient that are looked at */
	ROUNDS = 400,   /* of looking for a time at which everything allows a try */
	LEAST = 30,     /* a delay is not halved below it, for what begins before */
};

/* A call with its past: the person as they will be when this call is written down. */
struct after {
	const struct config *config;
	const struct call_terms *terms;
	const struct outcome_def *outcome;
	struct call_person person;
	struct call_try *tries; /* this one first */
	struct call_number *numbers;
	struct call_number *rung; /* of `numbers`, NULL: another */
	when_t now;
};

static bool is_zero(struct interval i)
{
	return i.years == 0 && i.months == 0 && i.weeks == 0 && i.days == 0;
}

static void after_init(struct after *a, const struct call_person *p, int64_t contact)
{
	const struct outcome_def *o = a->outcome;
	size_t n = 0;

	a->person = *p;
	a->tries = mem_array(p->n_tries + 1, sizeof(struct call_try));
	a->numbers = mem_array(p->n_numbers + 1, sizeof(struct call_number));
	a->tries[0] = (struct call_try){ .at = a->now,
					 .outcome = o,
					 .purpose = (int)a->terms->purpose,
					 .this_list = true,
					 .dialled = true,
					 .reached = o->flags & (OUTCOME_CONTACT | OUTCOME_MESSAGE),
					 .again = WHEN_NONE };
	if (p->n_tries)
		memcpy(a->tries + 1, p->tries, p->n_tries * sizeof(*p->tries));
	for (size_t i = 0; i < p->n_numbers; i++) {
		bool this_one = p->numbers[i].contact == contact || (contact == 0 && i == 0);
		bool bad = o->flags & (OUTCOME_WRONG_NUMBER | OUTCOME_DEAD_NUMBER);
		if (this_one)
			a->tries[0].number = p->numbers[i].norm;
		if (this_one && bad)
			continue;
		a->numbers[n] = p->numbers[i];
		if (this_one)
			a->rung = &a->numbers[n];
		a->numbers[n++].today += this_one;
	}
	a->person.tries = a->tries;
	a->person.n_tries = p->n_tries + 1;
	a->person.numbers = a->numbers;
	a->person.n_numbers = n;
	/* Talking with us keeps the promise to call back; a call in vain does not. */
	if (o->flags & OUTCOME_CONTACT)
		a->person.call_back = WHEN_NONE;
}

static void after_release(struct after *a)
{
	free(a->tries);
	free(a->numbers);
}

/* --- when --- */

static bool passes_by_itself(enum call_why why)
{
	return why >= CALL_ASK_LATER && why <= CALL_WISH;
}

/* The first time from `at` on that lies in the calling hours and that no quiet, cap or later try
 * stands against. */
static when_t free_from(struct after *a, when_t at)
{
	struct call_hold holds[CALL_WHYS];
	int today[NUMBERS];
	size_t kept = a->person.n_numbers < NUMBERS ? a->person.n_numbers : NUMBERS;
	when_t last = WHEN_NONE;

	for (size_t i = 0; i < kept; i++)
		today[i] = a->numbers[i].today;
	for (int round = 0; round < ROUNDS && at != last && at != WHEN_EVER; round++) {
		last = at;
		for (size_t i = 0; i < kept; i++)
			a->numbers[i].today = when_day(at) == when_day(a->now) ? today[i] : 0;
		size_t n = call_holds(a->config, &a->person, a->terms, at, holds);
		for (size_t i = 0; i < n; i++)
			if (passes_by_itself(holds[i].why) && holds[i].until > at &&
			    holds[i].until != WHEN_EVER)
				at = holds[i].until;
		at = call_hours_next(a->config, at);
	}
	for (size_t i = 0; i < kept; i++)
		a->numbers[i].today = today[i];
	return at;
}

static int part_of(const struct config *config, when_t at)
{
	int part = config->calls.n_parts - 1;

	while (part > 0 && when_minute(at) < config->calls.parts[part])
		part--;
	return part;
}

/* The parts of the day in which anybody is ever rung, in the days that come. */
static unsigned parts_open(const struct config *config, when_t at)
{
	unsigned open = 0;

	for (day_t day = when_day(at); day < when_day(at) + LOOK_AHEAD; day++)
		for (int i = 0; i < config->calls.n_parts; i++) {
			when_t next = call_hours_next(config, when_of(day, config->calls.parts[i]));
			if (when_day(next) == day && part_of(config, next) == i)
				open |= 1U << i;
		}
	return open;
}

static int count_bits(unsigned bits)
{
	int n = 0;

	for (; bits; bits &= bits - 1)
		n++;
	return n;
}

/* The parts of the day tried in this series, newest first; all of them: but the one longest ago. */
static unsigned parts_tried(const struct after *a, unsigned open, bool *every)
{
	when_t since = call_series_since(&a->person, a->terms);
	unsigned tried = 0;

	*every = false;
	for (size_t i = 0; i < a->person.n_tries; i++) {
		const struct call_try *try = &a->person.tries[i];
		if (i > 0 && (!try->this_list || !try->dialled || try->at < since))
			continue;
		unsigned more = tried | 1U << part_of(a->config, try->at);
		if ((more & open) == open) {
			*every = true;
			return tried;
		}
		tried = more;
	}
	return tried;
}

/* From the third call on not all of them are on one day. */
static bool needs_another_day(const struct after *a, when_t again)
{
	when_t since = call_series_since(&a->person, a->terms);
	int n = 0;

	for (size_t i = 0; i < a->person.n_tries; i++) {
		const struct call_try *try = &a->person.tries[i];
		if (i > 0 && (!try->this_list || !try->dialled || try->at < since))
			continue;
		if (when_day(try->at) != when_day(again))
			return false;
		n++;
	}
	return n >= 2;
}

/* The first time from `at` on in another part of the day than those of `tried`. */
static when_t in_another_part(struct after *a, when_t at, unsigned tried)
{
	for (day_t day = when_day(at); day < when_day(at) + LOOK_AHEAD; day++)
		for (int i = 0; i < a->config->calls.n_parts; i++) {
			when_t begins = when_of(day, a->config->calls.parts[i]);
			if (tried & 1U << i)
				continue;
			when_t next = free_from(a, begins > at ? begins : at);
			if (when_day(next) == day && part_of(a->config, next) == i)
				return next;
		}
	return at;
}

/* The first time from `at` on at which they like to be rung; WHEN_NONE: not known, or never. */
static when_t when_they_like(struct after *a, when_t at)
{
	const struct call_person *p = &a->person;

	if (p->wish.to <= p->wish.from || at == WHEN_EVER)
		return WHEN_NONE;
	for (day_t day = when_day(at); day < when_day(at) + LOOK_AHEAD; day++) {
		if (!call_wish_on(&p->wish, day))
			continue;
		when_t begins = when_of(day, p->wish.from);
		when_t next = free_from(a, begins > at ? begins : at);
		if (when_day(next) == day && next >= begins && when_minute(next) < p->wish.to)
			return next;
	}
	return WHEN_NONE;
}

/* So long after now; whole days are days, at any time of them. */
static when_t later_by(const struct after *a, int delay)
{
	if (delay % DAY_MINUTES == 0)
		return when_of(when_day(a->now) + delay / DAY_MINUTES, 0);
	return (a->now + delay + TICK - 1) / TICK * TICK;
}

static when_t next_try(struct after *a, int delay, int *part)
{
	when_t earliest = later_by(a, delay);
	when_t again = free_from(a, earliest);
	bool every = false;

	*part = -1;
	if (delay < SOON || again == WHEN_EVER)
		return again;
	if (a->outcome->flags & (OUTCOME_CONTACT | OUTCOME_MESSAGE)) {
		when_t liked = when_they_like(a, again);
		return liked == WHEN_NONE ? again : liked;
	}
	if (needs_another_day(a, again))
		again = free_from(a, when_of(when_day(again) + 1, 0));
	when_t liked = when_they_like(a, again);
	if (liked != WHEN_NONE)
		return liked;
	unsigned open = again == WHEN_EVER ? 0 : parts_open(a->config, again);
	if (count_bits(open) < 2)
		return again;
	unsigned tried = parts_tried(a, open, &every);
	if (tried & 1U << part_of(a->config, again))
		again = in_another_part(a, again, tried);
	if (!every && again != WHEN_EVER && !(tried & 1U << part_of(a->config, again)))
		*part = part_of(a->config, again);
	return again;
}

/* The next try, before what it is about begins; WHEN_NONE: none fits. */
static when_t try_in_time(struct after *a, int delay, int *part)
{
	when_t before = a->terms->before;
	when_t again = next_try(a, delay, part);

	while (before != WHEN_NONE && again > before - LEAD && delay / 2 >= LEAST) {
		delay /= 2;
		again = next_try(a, delay, part);
	}
	return before != WHEN_NONE && again > before - LEAD ? WHEN_NONE : again;
}

/* How many of this outcome came in a row before it decides how long is waited. */
static int delay_of(const struct after *a)
{
	const struct outcome_def *o = a->outcome;
	int n = 0;

	if (o->n_delays == 0)
		return DAY_MINUTES;
	for (size_t i = 1; i < a->person.n_tries; i++) {
		const struct call_try *try = &a->person.tries[i];
		if (!try->this_list || !try->dialled)
			continue;
		if (try->outcome != o)
			break;
		n++;
	}
	return o->delays[n < o->n_delays ? n : o->n_delays - 1];
}

/* --- which number --- */

static bool was_dialled(const struct after *a, const char *norm)
{
	for (size_t i = 0; i < a->person.n_tries; i++) {
		const struct call_try *try = &a->person.tries[i];
		if (try->dialled && when_day(try->at) == when_day(a->now) &&
		    str_eq(try->number, norm))
			return true;
	}
	return false;
}

/* Another number that was not rung today, if nothing stands against one more call. */
static int64_t next_number(const struct after *a)
{
	struct call_hold holds[CALL_WHYS];
	int most = a->config->calls.number_a_day;
	size_t n = call_holds(a->config, &a->person, a->terms, a->now, holds);

	for (size_t i = 0; i < n; i++)
		if (holds[i].why == CALL_GIVEN_UP || holds[i].why == CALL_CAP_PERSON)
			return 0;
	for (size_t i = 0; i < a->person.n_numbers; i++) {
		const struct call_number *number = &a->numbers[i];
		if (number != a->rung && (!most || number->today < most) &&
		    !was_dialled(a, number->norm))
			return number->contact;
	}
	return 0;
}

/* --- the step --- */

/* When to ask again, as was typed or as the outcome offers. */
static when_t agreed_time(const struct after *a, when_t typed)
{
	const struct outcome_def *o = a->outcome;

	if (typed != WHEN_NONE && o->flags & OUTCOME_TIME)
		return typed;
	if (typed != WHEN_NONE && !is_zero(o->again))
		return typed;
	if (!is_zero(o->again))
		return when_of(day_add(when_day(a->now), o->again, 1), 0);
	if (!(o->flags & OUTCOME_TIME))
		return WHEN_NONE;
	int delay = o->n_delays ? o->delays[0] : DAY_MINUTES;
	return call_hours_next(a->config, later_by(a, delay));
}

static void plan_try(struct after *a, struct call_step *s)
{
	unsigned flags = a->outcome->flags;
	bool bad_number = flags & (OUTCOME_WRONG_NUMBER | OUTCOME_DEAD_NUMBER);
	bool reached = flags & (OUTCOME_CONTACT | OUTCOME_MESSAGE);

	s->of = call_give_up(a->config, a->terms);
	int done = call_tries_since(&a->person, call_series_since(&a->person, a->terms));
	if (s->of && done >= s->of) {
		s->nth = s->of;
		s->final = s->gives_up = true;
		return;
	}
	s->nth = done + 1;
	s->no_number = bad_number && a->person.n_numbers == 0;
	if (!reached)
		s->next_number = next_number(a);
	if (s->no_number || (bad_number && s->next_number))
		return;
	if (bad_number) {
		when_t at = free_from(a, a->now);
		s->again = at == a->now ? WHEN_NONE : at;
	} else {
		s->again = try_in_time(a, delay_of(a), &s->part);
		s->too_late = s->again == WHEN_NONE;
	}
	if (s->too_late)
		s->again = a->terms->before;
	/* Rung before its time: a call back stands. */
	if (a->person.call_back > a->now && s->again > a->person.call_back) {
		s->again = free_from(a, a->person.call_back);
		s->too_late = false;
		s->part = -1;
	}
	if (s->again == WHEN_EVER)
		s->again = WHEN_NONE;
}

/* Nobody named that time: what is offered comes before what it is about, or not at all. */
static void offer_in_time(struct after *a, struct call_step *s)
{
	when_t before = a->terms->before;
	when_t sooner = WHEN_NONE;

	if (before == WHEN_NONE || s->again <= before - LEAD)
		return;
	if (a->outcome->flags & OUTCOME_CALLBACK)
		sooner = try_in_time(a, delay_of(a), &s->part);
	s->part = -1;
	s->too_late = sooner == WHEN_NONE;
	s->again = s->too_late ? before : sooner;
}

struct call_step call_next_step(const struct config *config, const struct call_person *p,
				const struct call_terms *t, const struct outcome_def *outcome,
				int64_t contact, when_t at, when_t now)
{
	struct after a = { .config = config, .terms = t, .outcome = outcome, .now = now };
	struct call_step s = { .again = WHEN_NONE, .part = -1, .means = outcome->flags };

	after_init(&a, p, contact);
	s.again = agreed_time(&a, at);
	s.agreed = s.again != WHEN_NONE;
	s.final = outcome->flags & OUTCOME_FINAL;
	if (!s.final && !s.agreed)
		plan_try(&a, &s);
	else if (!s.final && at == WHEN_NONE)
		offer_in_time(&a, &s);
	after_release(&a);
	return s;
}

/* --- in words --- */

/* "today 18:30", "Wed 12:30", "Mon 7 Dec" */
static void show_when(struct str *out, when_t at, when_t now)
{
	day_t day = when_day(at);
	day_t today = when_day(now);
	minute_t minute = when_minute(at);

	if (day == today || day == today + 1)
		day_relative(out, day, today);
	else if (day > today && day < today + 7 && minute > 0)
		str_add(out, weekday_name(day_weekday(day)));
	else
		day_show(out, day, today);
	if (minute == 0)
		return;
	str_addc(out, ' ');
	minute_iso(out, minute);
}

static const char *part_name(minute_t begins)
{
	if (begins < 11 * 60)
		return _("morning not tried yet");
	if (begins < 14 * 60)
		return _("midday not tried yet");
	if (begins < 17 * 60)
		return _("afternoon not tried yet");
	return _("evening not tried yet");
}

/* What the end of a stay means, by what it does. */
static void show_end(struct str *out, const struct call_step *s)
{
	if (s->means & OUTCOME_DECEASED)
		str_add(out, _("all their lists and messages end"));
	else if (s->means & OUTCOME_NO_CALLS)
		str_add(out, _("never rung again"));
	else if (s->means & OUTCOME_MOVED)
		str_add(out, _("no more calls"));
	else if (s->means & OUTCOME_NOT_FOR_THIS)
		str_add(out, _("never rung about this again"));
	else if (s->means & OUTCOME_CANCEL)
		str_add(out, _("the visit is cancelled"));
	else if (s->means & OUTCOME_DOCTOR && s->who)
		str_addf(out, _("%s is told today"), s->who);
	else if (s->means & OUTCOME_DOCTOR)
		str_add(out, _("the doctor is told today"));
	else if (s->means & OUTCOME_WRITE)
		str_add(out, _("is written to instead"));
	else
		str_add(out, _("settled"));
}

static void show_language(struct str *out, const struct call_step *s)
{
	if (s->who)
		str_addf(out, _("; by somebody who speaks %s"), s->who);
	else
		str_add(out, _("; by somebody who speaks their language"));
}

void call_step_show(struct str *out, const struct config *config, const struct call_step *s,
		    when_t now)
{
	struct str when;

	str_init(&when);
	if (s->again != WHEN_NONE)
		show_when(&when, s->again, now);
	if (s->final && s->again != WHEN_NONE)
		str_addf(out, _("settled; not asked again before %s"), when.p);
	else if (s->gives_up)
		str_addf(out, _("that was try %d of %d: given up"), s->nth, s->of);
	else if (s->final)
		show_end(out, s);
	else if (s->too_late)
		str_add(out, _("no more calls before the visit"));
	else if (s->no_number)
		str_add(out, _("no number left: the desk looks for one"));
	else if (s->agreed)
		str_addf(out, s->means & OUTCOME_CALLBACK ? _("%s, as agreed") : _("not before %s"), when.p);
	else if (s->again == WHEN_NONE && s->next_number)
		str_add(out, _("then the next number"));
	else if (s->again == WHEN_NONE)
		str_add(out, _("back to the list"));
	else if (s->of)
		str_addf(out, _("%s, try %d of %d"), when.p, s->nth, s->of);
	else
		str_addf(out, _("%s, try %d"), when.p, s->nth);
	if (s->again != WHEN_NONE && s->part >= 0)
		str_addf(out, " (%s)", part_name(config->calls.parts[s->part]));
	if (s->means & OUTCOME_LANGUAGE && !s->final)
		show_language(out, s);
	if (s->agreed && !s->too_late && !s->final && when_minute(s->again) > 0 && !call_hours_at(config, s->again))
		str_addf(out, " (%s)", _("outside the calling hours"));
	str_release(&when);
}
