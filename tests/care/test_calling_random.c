/* Random people on random lists, against a second implementation that goes minute by minute and day by
 * day, and shares nothing with the first but the question. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/base/i18n.h"
#include "revisit/base/rng.h"
#include "support/config.h"
#include "support/calling.h"

static const char clinic[] = "calls:\n"
			     "  hours: {mon-fri: 09:00-12:00 13:30-20:00, sat: 10:00-17:00}\n"
			     "  a day: 2\n"
			     "  a number a day: 2\n"
			     "  within: {days: 5, calls: 4}\n"
			     "  mine minutes: 20\n"
			     "  purposes: {recall: {give up after: 3}, survey: {quiet: 3d}, care: {quiet: none}}\n";

enum { MINUTES = 1440 };

/* --- the second implementation --- */

static long midnight_of(when_t at)
{
	long days = 20000; /* in 2024 */

	while ((days + 1) * MINUTES <= at)
		days++;
	return days * MINUTES;
}

static bool has(const struct call_try *try, unsigned flag)
{
	return try->outcome != NULL && (try->outcome->flags & flag) != 0;
}

/* "not now", "will call us": they named a time, and it is no call back. */
static bool named_a_time(const struct call_try *try)
{
	bool lasts = try->outcome && (try->outcome->again.days > 0 || try->outcome->again.months > 0 ||
				      try->outcome->again.years > 0 || try->outcome->again.weeks > 0);

	return has(try, OUTCOME_CONTACT) && !has(try, OUTCOME_CALLBACK) && try->again != WHEN_NONE &&
	       (lasts || has(try, OUTCOME_TIME));
}

/* From when on what was tried counts: the open call back, or the one that was rung at its time and did
 * not lead to a talk. */
static when_t counts_from(const struct case_of *c)
{
	when_t from = c->person.call_back;
	int talk = -1;

	for (int i = (int)c->person.n_tries - 1; i >= 0; i--)
		if (c->tries[i].this_list && has(&c->tries[i], OUTCOME_CONTACT))
			talk = i;
	if (talk < 0 || !has(&c->tries[talk], OUTCOME_CALLBACK) || c->tries[talk].again == WHEN_NONE)
		return from;
	for (int i = 0; i < talk; i++)
		if (c->tries[i].this_list && c->tries[i].dialled && c->tries[i].at >= c->tries[talk].again)
			from = c->tries[talk].again;
	return from;
}

/* The last talk about this purpose in which a time was named, if no later talk passed over it. */
static int named_at(const struct case_of *c)
{
	when_t from = counts_from(c);
	int found = -1;

	for (int i = (int)c->person.n_tries - 1; i >= 0; i--) {
		const struct call_try *try = &c->tries[i];
		bool ours = try->this_list || try->purpose == (int)c->terms.purpose;
		if (from != WHEN_NONE && try->at < from)
			continue;
		if (named_a_time(try) && (ours || try->purpose == -1))
			found = i;
		else if (ours && has(try, OUTCOME_CONTACT))
			found = -1;
	}
	return found;
}

/* Minute by minute to the first one they wish to be rung at, for who was not rung yet;
 * now: nothing is to be kept to. */
static when_t first_wish(const struct case_of *c, when_t now, int rung, int named, when_t back)
{
	const struct call_wish *w = &c->person.wish;

	if (w->to == 0 || rung || back != WHEN_NONE || (named >= 0 && c->tries[named].again % MINUTES))
		return now;
	for (when_t at = now; at < midnight_of(now) + 8L * MINUTES; at++) {
		int minute = (int)(at % MINUTES);
		int weekday = (int)((at / MINUTES + 3) % 7); /* the first day of 1970 was a Thursday */
		bool open = weekday < 5 ? (minute >= 540 && minute < 720) || (minute >= 810 && minute < 1200) :
			    weekday == 5 && minute >= 600 && minute < 1020;
		if (!open || minute < w->from || minute >= w->to || (w->days && !(w->days >> weekday & 1)))
			continue;
		return c->terms.before == WHEN_NONE || at + 60 <= c->terms.before ? at : now;
	}
	return now;
}

static bool may(const struct case_of *c, when_t now, unsigned *why)
{
	const struct call_person *p = &c->person;
	const struct call_terms *t = &c->terms;
	int purpose = (int)t->purpose;
	int named = named_at(c);
	long today = midnight_of(now);
	bool no_good[CASE_TRIES] = { false };
	int dials_today = 0, dials_week = 0, stay = 0, since_back = 0, full = 0;
	when_t count_from = t->since;
	when_t from = counts_from(c);
	unsigned bits = 0;

	if (from != WHEN_NONE && from > count_from)
		count_from = from;
	if (named >= 0 && !has(&c->tries[named], OUTCOME_FINAL) && c->tries[named].again > count_from)
		count_from = c->tries[named].again;
	for (size_t i = 0; i < p->n_tries; i++) {
		if (!has(&c->tries[i], OUTCOME_WRONG_NUMBER | OUTCOME_DEAD_NUMBER))
			continue;
		no_good[i] = true;
		for (size_t k = 0; k < p->n_tries; k++)
			no_good[k] = no_good[k] || (c->tries[i].number && c->tries[k].number == c->tries[i].number);
	}
	for (size_t i = 0; i < p->n_tries; i++) {
		const struct call_try *try = &c->tries[i];
		dials_today += try->dialled && try->at >= today;
		dials_week += try->dialled && try->at >= today - 4 * MINUTES;
		stay += try->dialled && try->this_list && try->at >= count_from && !no_good[i];
		since_back += try->dialled && try->this_list && try->at >= from;
		if (try->this_list && try->at >= t->since && has(try, OUTCOME_FINAL))
			bits |= 1U << CALL_SETTLED;
	}
	bool owed = from != WHEN_NONE && since_back == 0;
	if (stay >= (t->give_up ? t->give_up : c->config->calls.purposes[purpose].tries))
		bits |= 1U << CALL_GIVEN_UP;
	bool begun = p->call_back != WHEN_NONE;
	for (size_t i = 0; i < p->n_tries; i++)
		begun = begun || (p->tries[i].dialled && p->tries[i].this_list && p->tries[i].at >= t->since);
	if (t->before_start && !begun)
		bits |= 1U << CALL_BEFORE_START;
	if (p->status > PATIENT_INACTIVE)
		bits |= 1U << CALL_GONE;
	if (p->refuses)
		bits |= 1U << CALL_REFUSED;
	if (p->consent[purpose] == CONSENT_NO || p->consent[purpose] == CONSENT_WITHDRAWN ||
	    (purpose == PURPOSE_MARKETING && p->consent[purpose] != CONSENT_YES))
		bits |= 1U << CALL_NO_CONSENT;
	if (p->n_numbers == 0)
		bits |= 1U << CALL_NO_NUMBER;
	if (p->complaint && (purpose == PURPOSE_MARKETING || purpose == PURPOSE_SURVEY))
		bits |= 1U << CALL_COMPLAINT;
	if (p->booked != WHEN_NONE && midnight_of(p->booked) >= today &&
	    (purpose == PURPOSE_RECALL || purpose == PURPOSE_MARKETING || purpose == PURPOSE_LEAD))
		bits |= 1U << CALL_BOOKED;
	if (p->here)
		bits |= 1U << CALL_HERE;
	if (named >= 0 && c->tries[named].again > now)
		bits |= 1U << CALL_ASK_LATER;
	if (p->call_back != WHEN_NONE) {
		bool of_another = p->call_back_by && t->staff && !str_eq(p->call_back_by, t->staff);
		if (now < p->call_back + (of_another ? 20 : 0))
			bits |= 1U << CALL_BACK_LATER;
	}
	int quiet = t->has_quiet			? t->quiet.days :
		    purpose == PURPOSE_SURVEY		? 3 :
		    purpose == PURPOSE_RECALL		? (t->clinic_quiet ? t->clinic_quiet->days : 0) :
		    purpose == PURPOSE_MARKETING	? (t->clinic_quiet ? t->clinic_quiet->days : 0) :
							  0;
	for (size_t i = 0; i < (named >= 0 ? (size_t)named : p->n_tries); i++) {
		const struct call_try *try = &c->tries[i];
		bool counts = try->this_list || try->purpose == purpose || try->purpose == -1;
		bool old = from != WHEN_NONE && try->at < from;
		if (try->this_list && try->at >= t->since && !has(try, OUTCOME_CONTACT) && try->outcome &&
		    try->outcome->n_delays > 0)
			continue;
		if (try->reached && counts && !old && today < midnight_of(try->at) + quiet * MINUTES)
			bits |= 1U << CALL_QUIET;
	}
	for (size_t i = 0; i < p->n_tries; i++) {
		const struct call_try *try = &c->tries[i];
		bool old = from != WHEN_NONE && try->at < from;
		if (!try->this_list || old || has(try, OUTCOME_WRONG_NUMBER) || has(try, OUTCOME_DEAD_NUMBER))
			continue;
		if (!named_a_time(try) && try->again != WHEN_NONE && now < try->again)
			bits |= 1U << CALL_TRY_LATER;
		break;
	}
	if (first_wish(c, now, stay, named, from) > now)
		bits |= 1U << CALL_WISH;
	if (!owed && (dials_today >= 2 || dials_week >= 4))
		bits |= 1U << CALL_CAP_PERSON;
	for (size_t i = 0; i < p->n_numbers; i++)
		full += p->numbers[i].today >= 2;
	if (!owed && p->n_numbers && full == (int)p->n_numbers)
		bits |= 1U << CALL_CAP_NUMBER;
	*why = bits;
	return bits == 0;
}

/* --- random people --- */

static int below(struct rng *rng, int n)
{
	return (int)rng_below(rng, (uint32_t)n);
}

static void a_person(struct case_of *c, const struct config *config, struct rng *rng, when_t now)
{
	static const enum purpose purposes[] = { PURPOSE_RECALL, PURPOSE_RECALL, PURPOSE_CARE,
						 PURPOSE_MARKETING, PURPOSE_SURVEY };
	static const struct interval clinic_quiet = { .days = 2 };
	struct call_person *p = &c->person;
	when_t at = now - below(rng, 600);

	case_init(c, config, "");
	c->terms.purpose = purposes[below(rng, 5)];
	c->terms.since = now - below(rng, 8 * MINUTES);
	c->terms.give_up = below(rng, 3) ? 0 : 1 + below(rng, 4);
	c->terms.has_quiet = below(rng, 4) == 0;
	c->terms.quiet.days = below(rng, 6);
	c->terms.clinic_quiet = below(rng, 2) ? &clinic_quiet : NULL;
	c->terms.staff = below(rng, 2) ? "ann" : NULL;
	p->status = below(rng, 12) ? PATIENT_ACTIVE : below(rng, PATIENT_MERGED + 1);
	p->refuses = below(rng, 20) == 0;
	for (int i = 0; i < PURPOSES; i++)
		p->consent[i] = below(rng, 8) ? CONSENT_YES : below(rng, 4);
	p->complaint = below(rng, 10) == 0;
	p->here = below(rng, 20) == 0;
	p->n_numbers = (size_t)(below(rng, 10) ? 1 + below(rng, 2) : 0);
	for (int i = 0; i < CASE_NUMBERS; i++)
		c->numbers[i].today = below(rng, 4) ? 0 : below(rng, 4);
	if (below(rng, 6) == 0)
		p->booked = now + below(rng, 4 * MINUTES) - 2 * MINUTES;
	if (below(rng, 4) == 0)
		p->call_back = now + below(rng, 2 * MINUTES) - MINUTES;
	p->call_back_by = below(rng, 2) ? below(rng, 2) ? "ann" : "bo" : NULL;
	if (below(rng, 3) == 0) {
		p->wish.from = (minute_t)(below(rng, 20) * 60);
		p->wish.to = (minute_t)(p->wish.from + 60 + below(rng, 8) * 30);
		p->wish.to = p->wish.to > MINUTES ? MINUTES : p->wish.to;
		p->wish.days = below(rng, 2) ? 0 : (unsigned)below(rng, 128);
	}
	c->terms.before_start = below(rng, 10) == 0;
	if (below(rng, 8) == 0)
		c->terms.before = now + below(rng, 3 * MINUTES);
	p->n_tries = (size_t)below(rng, 7);
	for (size_t i = 0; i < p->n_tries; i++) {
		struct call_try *try = &c->tries[i];
		*try = (struct call_try){ .at = at, .again = WHEN_NONE, .purpose = -1 };
		at -= below(rng, 3) ? below(rng, 2 * MINUTES) : below(rng, 90);
		if (below(rng, 8))
			try->outcome = &config->calls.outcomes[below(rng, (int)config->calls.n_outcomes)];
		try->number = below(rng, 3) ? NULL : c->numbers[below(rng, 2)].norm;
		try->this_list = below(rng, 2);
		try->dialled = below(rng, 4) > 0;
		try->purpose = try->this_list ? (int)c->terms.purpose : below(rng, PURPOSES + 1) - 1;
		try->reached = has(try, OUTCOME_CONTACT | OUTCOME_MESSAGE);
		if (below(rng, 3))
			try->again = try->at + below(rng, 4 * MINUTES);
	}
}

static void both_say_the_same(void **state)
{
	struct config *config = good(clinic);
	when_t monday = when_in("2026-11-23");
	struct rng rng;
	long callable = 0, seen = 0;

	(void)state;
	rng_seed(&rng, 20261123);
	for (int round = 0; round < 40000; round++) {
		when_t now = monday + below(&rng, 7 * MINUTES);
		struct call_hold holds[CALL_WHYS];
		struct case_of c;
		unsigned naive, mine = 0;
		a_person(&c, config, &rng, now);
		size_t n = call_holds(config, &c.person, &c.terms, now, holds);
		for (size_t i = 0; i < n; i++)
			mine |= 1U << holds[i].why;
		callable += may(&c, now, &naive);
		seen |= naive;
		if (mine != naive)
			fail_msg("round %d: %x, naive %x", round, mine, naive);
		/* A hold lasts until its end, and is over then. */
		for (size_t i = 0; i < n; i++) {
			if (holds[i].until == WHEN_EVER)
				continue;
			assert_true(holds[i].until > now);
			bool here = c.person.here;
			may(&c, holds[i].until - 1, &naive);
			/* calls to a number and being here are told for today */
			bool of_today = holds[i].why == CALL_CAP_NUMBER || holds[i].why == CALL_HERE;
			if (!(naive & 1U << holds[i].why))
				fail_msg("round %d: %s ends before", round,
					 call_why_choices[holds[i].why].key);
			may(&c, holds[i].until, &naive);
			if (naive & 1U << holds[i].why && !of_today)
				fail_msg("round %d: %s goes on", round, call_why_choices[holds[i].why].key);
			c.person.here = here;
		}
	}
	/* each of them was seen, and there was somebody to ring */
	for (int why = CALL_GONE; why <= CALL_WISH; why++)
		if (!(seen & 1L << why))
			fail_msg("%s was never seen", call_why_choices[why].key);
	assert_true(callable > 1000);
	config_free(config);
}

/* The time that is told for the next try is in the hours, and nothing stands against it; nor was there
 * any time before it, from the least delay on, that would have done in the same part of the day. */
static void next_tries_come_true(void **state)
{
	struct config *config = good(clinic);
	when_t monday = when_in("2026-11-23");
	struct rng rng;
	int told = 0;

	(void)state;
	rng_seed(&rng, 4711);
	for (int round = 0; round < 60000; round++) {
		when_t now = monday + below(&rng, 7 * MINUTES);
		struct case_of c;
		unsigned naive;
		a_person(&c, config, &rng, now);
		if (below(&rng, 3) == 0)
			c.terms.before = now + below(&rng, 4 * MINUTES);
		if (below(&rng, 3) == 0)
			c.person.wish = (struct call_wish){ .from = 12 * 60, .to = 14 * 60 };
		const struct outcome_def *o =
			&config->calls.outcomes[below(&rng, (int)config->calls.n_outcomes)];
		if (!may(&c, now, &naive) || c.person.n_tries == CASE_TRIES || o->n_which)
			continue;
		struct call_step s =
			call_next_step(config, &c.person, &c.terms, o, 1, WHEN_NONE, now);
		memmove(c.tries + 1, c.tries, c.person.n_tries * sizeof(c.tries[0]));
		c.tries[0] = (struct call_try){ .at = now, .outcome = o, .again = s.again,
						.purpose = (int)c.terms.purpose, .this_list = true,
						.dialled = true,
						.number = c.person.n_numbers ? c.numbers[0].norm : NULL,
						.reached = o->flags & (OUTCOME_CONTACT | OUTCOME_MESSAGE) };
		c.person.n_tries++;
		if (o->flags & OUTCOME_CONTACT)
			c.person.call_back = o->flags & OUTCOME_CALLBACK ? s.again : WHEN_NONE;
		bool over = may(&c, now + 400L * MINUTES, &naive) ? false :
			    (naive & (1U << CALL_SETTLED | 1U << CALL_GIVEN_UP)) != 0;
		if (over != s.final)
			fail_msg("round %d: %s is %s", round, o->key, s.final ? "over" : "not over");
		if (s.too_late)
			assert_true(s.again == c.terms.before);
		if (s.final || s.agreed || s.too_late || s.again == WHEN_NONE)
			continue;
		told++;
		if (c.terms.before != WHEN_NONE && !(o->flags & (OUTCOME_WRONG_NUMBER | OUTCOME_DEAD_NUMBER)))
			assert_true(s.again < c.terms.before);
		for (int i = 0; i < CASE_NUMBERS; i++)
			c.numbers[i].today = midnight_of(now) == midnight_of(s.again) ?
					     c.numbers[i].today + (i == 0) : 0;
		if (!may(&c, s.again, &naive) || !call_hours_at(config, s.again))
			fail_msg("round %d: %s leads to a time with %x", round, o->key, naive);
		assert_true(s.again >= now);
	}
	assert_true(told > 1000);
	config_free(config);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_say_the_same),
		cmocka_unit_test(next_tries_come_true),
	};

	i18n_init("en", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
