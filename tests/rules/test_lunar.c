/* The Chinese calendar, and the days that named dates stand for. */
#include "revisit/rules/lunar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "revisit/rules/tree.h"

static void is_day(day_t day, const char *expected)
{
	struct str text;

	str_init(&text);
	day_iso(&text, day);
	assert_string_equal(text.p, expected);
	str_release(&text);
}

static void new_years(void **state)
{
	static const char *const days[] = {
		"1900-01-31", "1912-02-18", "1949-01-29", "1954-02-03", "1967-02-09", "1976-01-31",
		"1984-02-02", "1985-02-20", "1997-02-07", "2000-02-05", "2007-02-18", "2013-02-10",
		"2020-01-25", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06",
		"2030-02-03", "2033-01-31", "2034-02-19", "2050-01-23", "2100-02-09",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(days); i++)
		is_day(lunar_day((int)strtol(days[i], NULL, 10), 1, 1), days[i]);
}

static void feasts(void **state)
{
	(void)state;
	is_day(lunar_day(2026, 8, 15), "2026-09-25"); /* Mid-Autumn */
	is_day(lunar_day(2027, 8, 15), "2027-09-15");
	is_day(lunar_day(2026, 5, 5), "2026-06-19"); /* Dragon Boat */
	is_day(lunar_day(2027, 5, 5), "2027-06-09");
	is_day(lunar_day(2026, 1, 15), "2026-03-03");  /* Lanterns */
	is_day(lunar_day(2025, 12, 30), "2026-02-16"); /* the eve, the 29th that year */
	is_day(lunar_day(2023, 12, 30), "2024-02-09");
	is_day(lunar_day(2023, 9, 9), "2023-10-23");
}

static void leap_months(void **state)
{
	static const struct {
		int year, month, days;
	} leaps[] = {
		{ 1903, 5, 29 }, { 1933, 5, 30 }, { 1976, 8, 29 }, { 1984, 10, 29 },
		{ 2001, 4, 29 }, { 2004, 2, 29 }, { 2006, 7, 29 }, { 2009, 5, 29 },
		{ 2012, 4, 29 }, { 2014, 9, 29 }, { 2017, 6, 30 }, { 2020, 4, 29 },
		{ 2023, 2, 29 }, { 2025, 6, 29 }, { 2028, 5, 29 }, { 2033, 11, 29 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(leaps); i++) {
		assert_int_equal(lunar_leap_month(leaps[i].year), leaps[i].month);
		assert_int_equal(lunar_month_days(leaps[i].year, leaps[i].month, true),
				 leaps[i].days);
	}
	assert_int_equal(lunar_leap_month(2026), 0);
	assert_int_equal(lunar_month_days(2026, 6, true), 0);
	/* The month after a leap one is 13 months into a long year. */
	is_day(lunar_day(2025, 6, 1), "2025-06-25");
	is_day(lunar_day(2025, 7, 1), "2025-08-23");
}

static void years_follow_each_other(void **state)
{
	(void)state;
	for (int y = LUNAR_FROM; y < LUNAR_TO; y++) {
		int days = 0;
		for (int m = 1; m <= 12; m++) {
			int n = lunar_month_days(y, m, false);
			assert_true(n == 29 || n == 30);
			days += n;
		}
		if (lunar_leap_month(y))
			days += lunar_month_days(y, lunar_leap_month(y), true);
		assert_int_equal(lunar_day(y, 1, 1) + days, lunar_day(y + 1, 1, 1));
		assert_int_equal(lunar_day(y, 12, 30) + 1, lunar_day(y + 1, 1, 1));
		/* It begins between 20 January and 21 February. */
		struct ymd at = day_split(lunar_day(y, 1, 1));
		assert_true(at.y == y && (at.m == 1 ? at.d >= 20 : at.m == 2 && at.d <= 21));
	}
	assert_int_equal(lunar_day(1899, 1, 1), DAY_NONE);
	assert_int_equal(lunar_day(2101, 1, 1), DAY_NONE);
	assert_int_equal(lunar_day(2026, 13, 1), DAY_NONE);
	assert_int_equal(lunar_day(2026, 1, 0), DAY_NONE);
}

static void next_is(const struct date_range *r, const char *day, const char *from, const char *to)
{
	day_t a;
	day_t b;
	day_t at;

	assert_true(day_parse(day, &at, NULL));
	if (!from) {
		assert_false(range_next(r, at, &a, &b));
		return;
	}
	assert_true(range_next(r, at, &a, &b));
	is_day(a, from);
	is_day(b, to);
}

static void year_is(const struct date_range *r, int year, const char *from, const char *to)
{
	day_t a;
	day_t b;

	if (!from) {
		assert_false(range_of_year(r, year, &a, &b));
		return;
	}
	assert_true(range_of_year(r, year, &a, &b));
	is_day(a, from);
	is_day(b, to);
}

static void ranges_once(void **state)
{
	struct date_range r = { .from = { 2026, 5, 1 }, .to = { 2026, 5, 3 } };

	(void)state;
	next_is(&r, "2025-01-01", "2026-05-01", "2026-05-03");
	next_is(&r, "2026-05-03", "2026-05-01", "2026-05-03");
	next_is(&r, "2026-05-04", NULL, NULL);
	year_is(&r, 2030, "2026-05-01", "2026-05-03");
}

static void ranges_of_every_year(void **state)
{
	struct date_range summer = { .yearly = true, .from = { 0, 7, 4 }, .to = { 0, 8, 31 } };
	struct date_range winter = { .yearly = true, .from = { 0, 12, 24 }, .to = { 0, 1, 6 } };
	struct date_range leap = { .yearly = true, .from = { 0, 2, 29 }, .to = { 0, 2, 29 } };

	(void)state;
	next_is(&summer, "2026-08-31", "2026-07-04", "2026-08-31");
	next_is(&summer, "2026-09-01", "2027-07-04", "2027-08-31");
	next_is(&winter, "2026-01-06", "2025-12-24", "2026-01-06");
	next_is(&winter, "2026-01-07", "2026-12-24", "2027-01-06");
	next_is(&leap, "2026-01-01", "2026-02-28", "2026-02-28");
	next_is(&leap, "2028-02-29", "2028-02-29", "2028-02-29");
	year_is(&winter, 2026, "2026-12-24", "2027-01-06");
	year_is(&winter, 9999, "9999-12-24", "9999-12-31");
	next_is(&summer, "0001-01-01", "0001-07-04", "0001-08-31");
	next_is(&summer, "9999-09-01", NULL, NULL);
}

static void lunar_ranges(void **state)
{
	struct date_range feast = {
		.yearly = true, .lunar = true, .from = { 0, 12, 30 }, .to = { 0, 1, 7 }
	};
	struct date_range moon = {
		.yearly = true, .lunar = true, .from = { 0, 8, 15 }, .to = { 0, 8, 15 }
	};
	struct date_range winter = {
		.yearly = true, .lunar = true, .from = { 0, 11, 20 }, .to = { 0, 11, 25 }
	};

	(void)state;
	next_is(&feast, "2026-01-01", "2026-02-16", "2026-02-23");
	next_is(&feast, "2026-02-23", "2026-02-16", "2026-02-23");
	next_is(&feast, "2026-02-24", "2027-02-05", "2027-02-12");
	year_is(&feast, 2026, "2026-02-16", "2026-02-23");
	year_is(&moon, 2026, "2026-09-25", "2026-09-25");
	next_is(&moon, "1800-01-01", "1900-09-08", "1900-09-08");
	next_is(&moon, "2100-12-31", NULL, NULL);
	next_is(&moon, "2500-01-01", NULL, NULL);
	/* A western year may have two of them, or none. */
	year_is(&winter, 2027, "2027-12-17", "2027-12-22");
	int without = 0;
	for (int y = 1901; y <= 2100; y++) {
		day_t a;
		day_t b;
		if (!range_of_year(&winter, y, &a, &b))
			without++;
		else
			assert_int_equal(day_split(a).y, y);
	}
	assert_true(without > 0 && without < 80);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_years),    cmocka_unit_test(feasts),
		cmocka_unit_test(leap_months),  cmocka_unit_test(years_follow_each_other),
		cmocka_unit_test(ranges_once),  cmocka_unit_test(ranges_of_every_year),
		cmocka_unit_test(lunar_ranges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
