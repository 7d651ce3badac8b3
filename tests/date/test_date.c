#include "revisit/date/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "revisit/base/i18n.h"
#include "revisit/base/rng.h"

static day_t day(int y, int m, int d)
{
	return day_make(y, m, d);
}

static void is_day(day_t got, int y, int m, int d)
{
	struct ymd at = day_split(got);

	if (at.y != y || at.m != m || at.d != d)
		fail_msg("%d-%d-%d instead of %d-%d-%d", at.y, at.m, at.d, y, m, d);
}

/* Every day of the calendar, counted the slow way. */
static void test_calendar_by_counting(void **state)
{
	day_t n = DAY_MIN;
	int weekday = 0; /* 0001-01-01 was a Monday */

	(void)state;
	for (int y = 1; y <= 9999; y++) {
		bool leap = y % 400 == 0 || (y % 4 == 0 && y % 100 != 0);
		for (int m = 1; m <= 12; m++) {
			int days = m == 2                                  ? (leap ? 29 : 28)
				   : m == 4 || m == 6 || m == 9 || m == 11 ? 30
									   : 31;
			assert_int_equal(month_days(y, m), days);
			for (int d = 1; d <= days; d++, n++, weekday = (weekday + 1) % 7) {
				struct ymd at = day_split(n);
				if (day_make(y, m, d) != n || at.y != y || at.m != m || at.d != d ||
				    day_weekday(n) != weekday)
					fail_msg("%d-%d-%d", y, m, d);
			}
		}
	}
	assert_int_equal(n, DAY_MAX + 1);
}

static void test_known_days(void **state)
{
	(void)state;
	assert_int_equal(day(1970, 1, 1), 0);
	assert_int_equal(day(1969, 12, 31), -1);
	assert_int_equal(day(2000, 3, 1), 11017);
	assert_int_equal(day(1, 1, 1), DAY_MIN);
	assert_int_equal(day(9999, 12, 31), DAY_MAX);
	assert_int_equal(day_weekday(day(1970, 1, 1)), 3);
	assert_int_equal(day_weekday(day(2026, 11, 23)), 0);
	assert_int_equal(day_weekday(day(2000, 1, 1)), 5);
	assert_int_equal(day_weekday(day(1900, 1, 1)), 0);
	is_day(DAY_NONE, 0, 0, 0);
	is_day(DAY_MAX + 1, 9999, 12, 31);
	is_day(INT32_MAX, 9999, 12, 31);
	is_day(DAY_MIN - 1, 1, 1, 1);
}

static void test_valid(void **state)
{
	static const struct {
		int y, m, d;
		bool valid;
	} rows[] = {
		{ 1900, 2, 28, true },  { 1900, 2, 29, false },     { 2000, 2, 29, true },
		{ 2100, 2, 29, false }, { 2400, 2, 29, true },      { 2024, 2, 29, true },
		{ 2023, 2, 29, false }, { 2024, 2, 30, false },     { 2024, 4, 30, true },
		{ 2024, 4, 31, false }, { 2024, 12, 31, true },     { 2024, 12, 32, false },
		{ 2024, 0, 1, false },  { 2024, 13, 1, false },     { 2024, 1, 0, false },
		{ 2024, -1, 1, false }, { 2024, 1, -1, false },     { 0, 1, 1, false },
		{ 1, 1, 1, true },      { 9999, 12, 31, true },     { 10000, 1, 1, false },
		{ -1, 1, 1, false },    { INT32_MAX, 1, 1, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (day_valid(rows[i].y, rows[i].m, rows[i].d) != rows[i].valid)
			fail_msg("%d-%d-%d", rows[i].y, rows[i].m, rows[i].d);
}

static void test_add(void **state)
{
	static const struct {
		struct ymd from;
		struct interval by;
		int sign;
		struct ymd to;
	} rows[] = {
		/* Month ends. */
		{ { 2026, 8, 31 }, { 0, 6, 0, 0 }, -1, { 2026, 2, 28 } },
		{ { 2024, 8, 31 }, { 0, 6, 0, 0 }, -1, { 2024, 2, 29 } },
		{ { 2024, 8, 29 }, { 0, 6, 0, 0 }, -1, { 2024, 2, 29 } },
		{ { 2024, 2, 29 }, { 0, 6, 0, 0 }, 1, { 2024, 8, 29 } },
		{ { 2026, 1, 31 }, { 0, 1, 0, 0 }, 1, { 2026, 2, 28 } },
		{ { 2024, 1, 31 }, { 0, 1, 0, 0 }, 1, { 2024, 2, 29 } },
		{ { 2024, 3, 31 }, { 0, 1, 0, 0 }, 1, { 2024, 4, 30 } },
		{ { 2024, 12, 31 }, { 0, 2, 0, 0 }, 1, { 2025, 2, 28 } },
		{ { 2024, 1, 31 }, { 0, 12, 0, 0 }, 1, { 2025, 1, 31 } },
		{ { 2024, 1, 15 }, { 0, 1, 0, 0 }, -1, { 2023, 12, 15 } },
		{ { 2024, 12, 15 }, { 0, 1, 0, 0 }, 1, { 2025, 1, 15 } },
		{ { 2024, 5, 31 }, { 0, 30, 0, 0 }, 1, { 2026, 11, 30 } },
		/* Leap days by years. */
		{ { 2024, 2, 29 }, { 1, 0, 0, 0 }, 1, { 2025, 2, 28 } },
		{ { 2024, 2, 29 }, { 4, 0, 0, 0 }, 1, { 2028, 2, 29 } },
		{ { 2096, 2, 29 }, { 4, 0, 0, 0 }, 1, { 2100, 2, 28 } },
		{ { 1996, 2, 29 }, { 4, 0, 0, 0 }, 1, { 2000, 2, 29 } },
		{ { 2000, 2, 29 }, { 100, 0, 0, 0 }, -1, { 1900, 2, 28 } },
		/* Each unit in its turn: years, months, weeks, days. */
		{ { 2024, 2, 29 }, { 1, 6, 0, 0 }, 1, { 2025, 8, 28 } },
		{ { 2024, 1, 31 }, { 0, 1, 0, 1 }, 1, { 2024, 3, 1 } },
		{ { 2024, 3, 31 }, { 0, 1, 0, 1 }, -1, { 2024, 2, 28 } },
		{ { 2024, 1, 1 }, { 1, 2, 3, 4 }, 1, { 2025, 3, 26 } },
		{ { 2025, 3, 26 }, { 1, 2, 3, 4 }, -1, { 2024, 1, 1 } },
		{ { 2024, 1, 1 }, { 0, 0, 0, 0 }, 1, { 2024, 1, 1 } },
		{ { 2024, 2, 28 }, { 0, 0, 0, 1 }, 1, { 2024, 2, 29 } },
		{ { 2024, 3, 1 }, { 0, 0, 0, 1 }, -1, { 2024, 2, 29 } },
		{ { 2024, 1, 1 }, { 0, 0, 52, 0 }, 1, { 2024, 12, 30 } },
		/* The ends of the calendar. */
		{ { 1, 1, 1 }, { 0, 0, 0, 1 }, -1, { 1, 1, 1 } },
		{ { 1, 1, 31 }, { 0, 1, 0, 0 }, -1, { 1, 1, 1 } },
		{ { 1, 12, 31 }, { 0, 11, 0, 0 }, -1, { 1, 1, 31 } },
		{ { 9999, 12, 31 }, { 0, 0, 0, 1 }, 1, { 9999, 12, 31 } },
		{ { 9999, 1, 31 }, { 0, 11, 0, 0 }, 1, { 9999, 12, 31 } },
		{ { 9999, 1, 31 }, { 0, 12, 0, 0 }, 1, { 9999, 12, 31 } },
		{ { 2024, 1, 1 },
		  { INT32_MAX, INT32_MAX, INT32_MAX, INT32_MAX },
		  1,
		  { 9999, 12, 31 } },
		{ { 2024, 1, 1 }, { INT32_MAX, INT32_MAX, INT32_MAX, INT32_MAX }, -1, { 1, 1, 1 } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct ymd f = rows[i].from;
		struct ymd t = rows[i].to;
		is_day(day_add(day(f.y, f.m, f.d), rows[i].by, rows[i].sign), t.y, t.m, t.d);
	}
	assert_int_equal(day_add(DAY_NONE, (struct interval){ 1, 1, 1, 1 }, 1), DAY_NONE);
}

/* What stored windows rest on: from one day to the next, the edge never moves backwards. */
static void test_edges_never_move_backwards(void **state)
{
	struct rng rng;

	(void)state;
	rng_seed(&rng, 7);
	for (int i = 0; i < 40; i++) {
		struct interval by = { rng_between(&rng, 0, 3), rng_between(&rng, 0, 40),
				       rng_between(&rng, 0, 5), rng_between(&rng, 0, 40) };
		if (i < 24)
			by = (struct interval){ .months = i + 1 };
		for (int sign = -1; sign <= 1; sign += 2) {
			day_t from = day(1800 + rng_between(&rng, 0, 390), 1, 1);
			day_t last = day_add(from, by, sign);
			for (day_t d = from + 1; d < from + 8 * 366; d++) {
				day_t edge = day_add(d, by, sign);
				if (edge < last || (sign > 0 ? edge < d : edge > d))
					fail_msg("%d years %d months at %d", by.years, by.months,
						 d);
				last = edge;
			}
		}
	}
	/* And over the four centuries in which the calendar comes round, for the usual six months.
	 */
	day_t last = DAY_MIN;
	for (day_t d = day(1800, 1, 1); d < day(2201, 1, 1); d++) {
		day_t edge = day_add(d, (struct interval){ .months = 6 }, -1);
		assert_true(edge >= last);
		last = edge;
	}
}

static void test_age(void **state)
{
	static const struct {
		struct ymd birth, on;
		int age;
	} rows[] = {
		{ { 1988, 3, 2 }, { 2026, 3, 1 }, 37 },   { { 1988, 3, 2 }, { 2026, 3, 2 }, 38 },
		{ { 1988, 3, 2 }, { 1988, 3, 2 }, 0 },    { { 1988, 3, 2 }, { 1988, 3, 1 }, -1 },
		{ { 1988, 3, 2 }, { 1987, 3, 2 }, -1 },   { { 1988, 3, 2 }, { 1987, 3, 1 }, -2 },
		{ { 2004, 2, 29 }, { 2022, 2, 27 }, 17 }, { { 2004, 2, 29 }, { 2022, 2, 28 }, 18 },
		{ { 2004, 2, 29 }, { 2024, 2, 28 }, 19 }, { { 2004, 2, 29 }, { 2024, 2, 29 }, 20 },
		{ { 1896, 2, 29 }, { 1900, 2, 28 }, 4 },  { { 1999, 12, 31 }, { 2000, 1, 1 }, 0 },
		{ { 1900, 1, 1 }, { 2026, 1, 1 }, 126 },  { { 1, 1, 1 }, { 9999, 12, 31 }, 9998 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct ymd b = rows[i].birth;
		struct ymd o = rows[i].on;
		assert_int_equal(age_on(day(b.y, b.m, b.d), day(o.y, o.m, o.d)), rows[i].age);
	}
	assert_int_equal(age_on(DAY_NONE, 0), -1);
	assert_int_equal(age_on(0, DAY_NONE), -1);
}

static void test_interval(void **state)
{
	static const struct {
		const char *text;
		struct interval is;
		const char *again;
	} rows[] = {
		{ "1y6m2w1d", { 1, 6, 2, 1 }, "1y6m2w1d" },
		{ "6m", { 0, 6, 0, 0 }, "6m" },
		{ "6M", { 0, 6, 0, 0 }, "6m" },
		{ " 6m 1d ", { 0, 6, 0, 1 }, "6m1d" },
		{ "1d6m", { 0, 6, 0, 1 }, "6m1d" },
		{ "0d", { 0, 0, 0, 0 }, "0d" },
		{ "12w", { 0, 0, 12, 0 }, "12w" },
		{ "9999y", { 9999, 0, 0, 0 }, "9999y" },
		{ "6 months", { 0, 6, 0, 0 }, "6m" },
		{ "1 year 2 weeks", { 1, 0, 2, 0 }, "1y2w" },
		{ "6个月", { 0, 6, 0, 0 }, "6m" },
		{ "1年6个月", { 1, 6, 0, 0 }, "1y6m" },
		{ "２周", { 0, 0, 2, 0 }, "2w" },
		{ "10天", { 0, 0, 0, 10 }, "10d" },
		{ "every 4 months", { 0, 4, 0, 0 }, "4m" },
		{ "Every year", { 1, 0, 0, 0 }, "1y" },
		{ "every week", { 0, 0, 1, 0 }, "1w" },
		{ "每4个月", { 0, 4, 0, 0 }, "4m" },
		{ "每隔 2 周", { 0, 0, 2, 0 }, "2w" },
		{ "每年", { 1, 0, 0, 0 }, "1y" },
		{ "半年", { 0, 6, 0, 0 }, "6m" },
		{ "每半年", { 0, 6, 0, 0 }, "6m" },
	};
	static const char *const wrong[] = { "",
					     " ",
					     "6",
					     "m",
					     "6x",
					     "6m6m",
					     "1y1年",
					     "-6m",
					     "6.5m",
					     "10000d",
					     "99999999999999999999d",
					     "6m1",
					     "6月",
					     "1y/6m",
					     "+6m",
					     "6mm",
					     "m6",
					     "6 m o",
					     "every",
					     "every other week",
					     "每",
					     "\x1b[31m" };
	struct interval got;
	struct str again;
	struct err err;

	(void)state;
	str_init(&again);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!interval_parse(rows[i].text, &got, &err))
			fail_msg("%s: %s", rows[i].text, err.msg);
		assert_memory_equal(&got, &rows[i].is, sizeof(got));
		str_clear(&again);
		interval_text(&again, got);
		assert_string_equal(again.p, rows[i].again);
	}
	str_release(&again);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		if (interval_parse(wrong[i], &got, &err))
			fail_msg("accepted %s", wrong[i]);
		assert_int_equal(err.code, ERR_BAD_VALUE);
		assert_null(strchr(err.msg, '\x1b'));
	}
	assert_false(interval_parse(NULL, &got, NULL));
	assert_int_equal(got.months, 0);
}

/* --- Showing ---------------------------------------------------------------------------------- */

static void shows(void (*show)(struct str *, day_t, day_t), day_t d, day_t today, const char *text)
{
	struct str out;

	str_init(&out);
	show(&out, d, today);
	assert_string_equal(out.p, text);
	str_release(&out);
}

static void test_iso(void **state)
{
	struct str out;

	(void)state;
	str_init(&out);
	day_iso(&out, day(1, 2, 3));
	str_addc(&out, ' ');
	day_iso(&out, DAY_NONE);
	datetime_iso(&out, day(2026, 11, 23), 542);
	str_addc(&out, ' ');
	datetime_iso(&out, day(2026, 11, 23), MINUTE_NONE);
	str_addc(&out, ' ');
	datetime_iso(&out, DAY_NONE, 542);
	minute_iso(&out, MINUTE_NONE);
	minute_iso(&out, 0);
	minute_iso(&out, 1439);
	assert_string_equal(out.p, "0001-02-03 2026-11-23T09:02 2026-11-23 00:0023:59");
	str_release(&out);
}

static void test_show_english(void **state)
{
	day_t today = day(2026, 11, 23);

	(void)state;
	shows(day_show, today, today, "Mon 23 Nov");
	shows(day_show, day(2026, 5, 1), today, "Fri 1 May");
	shows(day_show, day(2025, 11, 23), today, "Sun 23 Nov 2025");
	shows(day_show, day(2027, 1, 1), today, "Fri 1 Jan 2027");
	shows(day_show, day(2027, 1, 1), DAY_NONE, "Fri 1 Jan 2027");
	shows(day_show, DAY_NONE, today, "");
	shows(day_brief, today, today, "Nov 23");
	shows(day_brief, day(2024, 11, 23), today, "Nov 2024");
	shows(day_brief, DAY_NONE, today, "");
	assert_string_equal(weekday_name(0), "Mon");
	assert_string_equal(weekday_name(6), "Sun");
}

static void test_show_chinese(void **state)
{
	day_t today = day(2026, 11, 23);

	(void)state;
	i18n_init("zh_CN", "/nonexistent");
	shows(day_show, today, today, "11月23日 周一");
	shows(day_show, day(2025, 11, 23), today, "2025年11月23日 周日");
	shows(day_brief, day(2026, 2, 3), today, "02-03");
	shows(day_brief, day(2024, 2, 3), today, "2024-02");
	assert_string_equal(weekday_name(3), "周四");
	i18n_init("en", "/nonexistent");
}

static void test_relative(void **state)
{
	static const struct {
		struct ymd day;
		const char *text;
	} rows[] = {
		{ { 2026, 11, 23 }, "today" },         { { 2026, 11, 24 }, "tomorrow" },
		{ { 2026, 11, 22 }, "yesterday" },     { { 2026, 11, 25 }, "in 2 days" },
		{ { 2026, 12, 6 }, "in 13 days" },     { { 2026, 12, 7 }, "in 2 weeks" },
		{ { 2026, 11, 10 }, "13 days ago" },   { { 2026, 11, 9 }, "2 weeks ago" },
		{ { 2027, 1, 22 }, "in 8 weeks" },     { { 2027, 1, 23 }, "in 2 months" },
		{ { 2026, 9, 24 }, "8 weeks ago" },    { { 2026, 9, 23 }, "2 months ago" },
		{ { 2026, 5, 23 }, "6 months ago" },   { { 2026, 5, 24 }, "5 months ago" },
		{ { 2024, 11, 24 }, "23 months ago" }, { { 2024, 11, 23 }, "2 years ago" },
		{ { 2028, 11, 22 }, "in 23 months" },  { { 2028, 11, 23 }, "in 2 years" },
		{ { 1926, 11, 23 }, "100 years ago" },
	};
	day_t today = day(2026, 11, 23);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct ymd d = rows[i].day;
		shows(day_relative, day(d.y, d.m, d.d), today, rows[i].text);
	}
	shows(day_relative, DAY_NONE, today, "");
	shows(day_relative, today, DAY_NONE, "");
	shows(day_relative, day(2024, 2, 29), day(2024, 8, 29), "6 months ago");
	shows(day_relative, day(2024, 8, 31), day(2025, 2, 28), "6 months ago");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_calendar_by_counting),
		cmocka_unit_test(test_known_days),
		cmocka_unit_test(test_valid),
		cmocka_unit_test(test_add),
		cmocka_unit_test(test_edges_never_move_backwards),
		cmocka_unit_test(test_age),
		cmocka_unit_test(test_interval),
		cmocka_unit_test(test_iso),
		cmocka_unit_test(test_show_english),
		cmocka_unit_test(test_show_chinese),
		cmocka_unit_test(test_relative),
	};

	i18n_init("en", "/nonexistent");
	return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
