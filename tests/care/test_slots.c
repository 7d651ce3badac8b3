/* Sets of minutes against arrays of booleans. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/base/rng.h"
#include "revisit/care/slots.h"
#include "revisit/date/clock.h"

struct plain {
	bool at[DAY_MINUTES];
};

static void expect_same(const struct minutes *m, const struct plain *p, const char *what)
{
	for (int i = 0; i < MINUTE_WORDS * 64; i++) {
		bool is = (m->word[i / 64] >> (i % 64) & 1) != 0;
		if (is != (i < DAY_MINUTES && p->at[i]))
			fail_msg("%s: minute %d is %d", what, i, is);
	}
}

static void fill(struct plain *p, int from, int to, bool with)
{
	for (int i = 0; i < DAY_MINUTES; i++)
		if (i >= from && i < to)
			p->at[i] = with;
}

static bool holds(const struct plain *p, int from, int to)
{
	for (int i = from; i < to; i++)
		if (i < 0 || i >= DAY_MINUTES || !p->at[i])
			return false;
	return true;
}

static void compare_starts(const struct minutes *m, const struct plain *p, int length, int step)
{
	struct plain starts = { { 0 } };
	struct plain offered = { { 0 } };
	struct minutes s = minutes_starts(m, length);
	struct minutes o = minutes_offered(&s, step);

	for (int i = 0; i < DAY_MINUTES; i++)
		starts.at[i] = holds(p, i, i + length);
	for (int i = 0; i < DAY_MINUTES; i++)
		offered.at[i] = starts.at[i] && (i % step == 0 || i == 0 || !starts.at[i - 1]);
	expect_same(&s, &starts, "starts");
	expect_same(&o, &offered, "offered");
}

static void against_booleans(void **state)
{
	struct rng rng;

	(void)state;
	rng_seed(&rng, 5);
	for (int round = 0; round < 300; round++) {
		struct minutes m = { { 0 } };
		struct plain p = { { 0 } };
		for (int i = rng_between(&rng, 0, 12); i > 0; i--) {
			int from = rng_between(&rng, -50, 1500);
			int to = from + rng_between(&rng, -20, i % 3 ? 90 : 700);
			bool add = rng_chance(&rng, 0.6);
			(add ? minutes_add : minutes_cut)(&m, from, to);
			fill(&p, from, to, add);
		}
		expect_same(&m, &p, "the set");
		compare_starts(&m, &p, rng_between(&rng, 1, round % 9 ? 130 : 1445),
			       rng_between(&rng, 1, 60));
		for (int i = 0; i < 40; i++) {
			int at = rng_between(&rng, 0, 1439);
			int to = at + rng_between(&rng, 0, 90);
			assert_int_equal(minutes_all(&m, at, to),
					 to <= DAY_MINUTES && holds(&p, at, to));
			int next = at;
			while (next < DAY_MINUTES && !p.at[next])
				next++;
			assert_int_equal(minutes_next(&m, at),
					 next < DAY_MINUTES ? next : MINUTE_NONE);
			int end = at;
			while (end < DAY_MINUTES && p.at[end])
				end++;
			assert_int_equal(minutes_end(&m, at), end);
		}
	}
}

static void two_sets(void **state)
{
	struct minutes a = { { 0 } };
	struct minutes b = { { 0 } };

	(void)state;
	minutes_add(&a, 0, 100);
	minutes_add(&b, 60, 1440);
	struct minutes both = a;
	minutes_keep(&both, &b);
	assert_true(minutes_all(&both, 60, 100) && minutes_next(&both, 0) == 60);
	struct minutes either = a;
	minutes_join(&either, &b);
	assert_true(minutes_all(&either, 0, 1440));
	minutes_drop(&either, &both);
	assert_int_equal(minutes_end(&either, 0), 60);
	assert_int_equal(minutes_next(&either, 60), 100);
	minutes_drop(&a, &a);
	assert_true(minutes_none(&a));
	assert_false(minutes_all(&b, 1400, 1441)); /* not past midnight */
}

static void days_of_changing_clocks(void **state)
{
	static const struct {
		const char *zone;
		int y, m, d;
		minute_t from, to; /* skipped; 0, 0: nothing */
	} cases[] = {
		{ "Europe/Berlin", 2026, 3, 29, 120, 180 },
		{ "Europe/Berlin", 2026, 3, 28, 0, 0 },
		{ "Europe/Berlin", 2026, 10, 25, 0, 0 },
		{ "America/New_York", 2026, 3, 8, 120, 180 },
		{ "Australia/Lord_Howe", 2026, 10, 4, 120, 150 },
		{ "America/Santiago", 2026, 9, 6, 0, 60 },
		{ "Pacific/Apia", 2011, 12, 30, 0, 1440 },
		{ "Asia/Shanghai", 2026, 3, 29, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct minutes m = { { 0 } };
		struct plain p;
		assert_true(zone_set(cases[i].zone, NULL));
		fill(&p, 0, DAY_MINUTES, true);
		fill(&p, cases[i].from, cases[i].to, false);
		minutes_add(&m, 0, DAY_MINUTES);
		minutes_of_clock(&m, day_make(cases[i].y, cases[i].m, cases[i].d));
		expect_same(&m, &p, cases[i].zone);
	}
	zone_set("UTC", NULL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(against_booleans),
		cmocka_unit_test(two_sets),
		cmocka_unit_test(days_of_changing_clocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
