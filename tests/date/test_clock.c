#include "revisit/date/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "revisit/base/rng.h"

static struct err err;

static instant_t utc(int y, int m, int d, int hour, int minute)
{
	return ((instant_t)day_make(y, m, d) * 1440 + hour * 60 + minute) * 60000;
}

static void splits(instant_t at, const char *iso)
{
	struct str out;
	day_t d;
	minute_t m;

	str_init(&out);
	instant_split(at, &d, &m);
	datetime_iso(&out, d, m);
	assert_string_equal(out.p, iso);
	str_release(&out);
}

static void is_instant(instant_t at, const char *iso)
{
	struct str out;

	str_init(&out);
	instant_iso(&out, at);
	assert_string_equal(out.p, iso);
	str_release(&out);
}

static instant_t made(int y, int m, int d, int hour, int minute)
{
	return instant_make(day_make(y, m, d), hour * 60 + minute);
}

static void zone(const char *name)
{
	if (!zone_set(name, &err))
		fail_msg("%s", err.msg);
}

/* Must be the first test. */
static void test_utc_until_told(void **state)
{
	(void)state;
	setenv("TZ", "Asia/Tokyo", 1);
	tzset();
	splits(utc(2026, 11, 23, 1, 2), "2026-11-23T01:02");
	assert_true(made(2026, 11, 23, 1, 2) == utc(2026, 11, 23, 1, 2));
	is_instant(0, "1970-01-01T00:00:00+00:00");
}

static void test_zones_refused(void **state)
{
	static const char *const names[] = {
		"",
		"Nowhere/Atall",
		"/usr/share/zoneinfo/Asia/Tokyo",
		"../zoneinfo/Asia/Tokyo",
		"Asia/../Asia/Tokyo",
		":Asia/Tokyo",
		"Asia/",
		"Asia",
		"/",
		".",
		"..",
		"Asia//Tokyo",
		"EST5EDT,M3.2.0,M11.1.0",
		"<+08>-8",
		"right/Asia/Tokyo",
		"posix/Asia/Tokyo",
		"zone.tab",
		"Asia/Tokyo\n",
		"Asia/\x1b[2J",
		"北京",
		"utc ",
		"CST-8",
	};

	(void)state;
	zone("Asia/Shanghai");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		err_clear(&err);
		if (zone_set(names[i], &err))
			fail_msg("accepted %s", names[i]);
		assert_int_equal(err.code, ERR_CONFIG);
		assert_null(strchr(err.msg, '\x1b'));
	}
	char longer[500] = "";
	memset(longer, 'A', sizeof(longer) - 1);
	assert_false(zone_set(longer, &err));
	assert_false(zone_set(NULL, &err));
	splits(utc(2026, 11, 23, 1, 2), "2026-11-23T09:02"); /* the old one stays */
}

static void test_utc(void **state)
{
	(void)state;
	setenv("TZDIR", "/nonexistent", 1); /* UTC needs no database */
	assert_false(zone_set("Asia/Shanghai", &err));
	zone("UTC");
	unsetenv("TZDIR");
	splits(0, "1970-01-01T00:00");
	splits(-1, "1969-12-31T23:59");
	splits(-60000, "1969-12-31T23:59");
	splits(-60001, "1969-12-31T23:58");
	splits(59999, "1970-01-01T00:00");
	splits(utc(1, 1, 1, 0, 0), "0001-01-01T00:00");
	splits(utc(9999, 12, 31, 23, 59), "9999-12-31T23:59");
	is_instant(1, "1970-01-01T00:00:00.001+00:00");
	is_instant(-1, "1969-12-31T23:59:59.999+00:00");
	is_instant(1000, "1970-01-01T00:00:01+00:00");
	is_instant(INSTANT_NONE, "");
	day_t d = 1;
	minute_t m = 1;
	instant_split(INSTANT_NONE, &d, &m);
	assert_int_equal(d, DAY_NONE);
	assert_int_equal(m, MINUTE_NONE);
	instant_split(0, NULL, NULL);
	assert_true(instant_make(DAY_NONE, 5) == INSTANT_NONE);
	assert_true(instant_make(0, MINUTE_NONE) == 0);
}

static void test_new_york(void **state)
{
	(void)state;
	zone("America/New_York");
	/* 8 March 2026, 02:00 to 03:00 does not exist. */
	assert_true(made(2026, 3, 8, 1, 59) == utc(2026, 3, 8, 6, 59));
	assert_true(made(2026, 3, 8, 2, 0) == utc(2026, 3, 8, 7, 0));
	splits(made(2026, 3, 8, 2, 0), "2026-03-08T03:00");
	splits(made(2026, 3, 8, 2, 30), "2026-03-08T03:30");
	splits(made(2026, 3, 8, 2, 59), "2026-03-08T03:59");
	assert_true(made(2026, 3, 8, 3, 0) == utc(2026, 3, 8, 7, 0));
	/* 1 November 2026, 01:00 to 02:00 comes twice. */
	assert_true(made(2026, 11, 1, 0, 59) == utc(2026, 11, 1, 4, 59));
	assert_true(made(2026, 11, 1, 1, 0) == utc(2026, 11, 1, 5, 0));
	assert_true(made(2026, 11, 1, 1, 59) == utc(2026, 11, 1, 5, 59));
	assert_true(made(2026, 11, 1, 2, 0) == utc(2026, 11, 1, 7, 0));
	splits(utc(2026, 11, 1, 5, 30), "2026-11-01T01:30");
	splits(utc(2026, 11, 1, 6, 30), "2026-11-01T01:30");
	is_instant(utc(2026, 11, 1, 5, 30), "2026-11-01T01:30:00-04:00");
	is_instant(utc(2026, 11, 1, 6, 30), "2026-11-01T01:30:00-05:00");
	/* Far beyond the table of the database. */
	splits(utc(2100, 7, 1, 12, 0), "2100-07-01T08:00");
}

static void test_shanghai(void **state)
{
	(void)state;
	zone("Asia/Shanghai");
	splits(utc(2026, 11, 23, 16, 0), "2026-11-24T00:00");
	/* Summer time of 1986 to 1991: 1988 from 17 April 02:00 to 11 September 02:00. */
	splits(utc(1988, 7, 1, 0, 0), "1988-07-01T09:00");
	splits(utc(1992, 7, 1, 0, 0), "1992-07-01T08:00");
	splits(utc(1985, 7, 1, 0, 0), "1985-07-01T08:00");
	assert_true(made(1988, 4, 17, 1, 59) == utc(1988, 4, 16, 17, 59));
	splits(made(1988, 4, 17, 2, 30), "1988-04-17T03:30");
	assert_true(made(1988, 9, 11, 1, 30) == utc(1988, 9, 10, 16, 30)); /* the first of two */
	assert_true(made(1988, 9, 11, 2, 0) == utc(1988, 9, 10, 18, 0));
	/* Local mean time, with seconds: written with the whole minute of the offset, the same
	 * moment. */
	is_instant(utc(1890, 1, 1, 0, 0), "1890-01-01T08:05:00+08:05");
}

static void test_lord_howe(void **state)
{
	(void)state;
	zone("Australia/Lord_Howe"); /* half an hour of summer time */
	is_instant(utc(2026, 1, 1, 0, 0), "2026-01-01T11:00:00+11:00");
	is_instant(utc(2026, 7, 1, 0, 0), "2026-07-01T10:30:00+10:30");
	/* 4 October 2026: 02:00 becomes 02:30. */
	splits(made(2026, 10, 4, 2, 0), "2026-10-04T02:30");
	splits(made(2026, 10, 4, 2, 15), "2026-10-04T02:45");
	assert_true(made(2026, 10, 4, 2, 30) == utc(2026, 10, 3, 15, 30));
	/* 5 April 2026: 01:30 to 02:00 comes twice. */
	assert_true(made(2026, 4, 5, 1, 45) == utc(2026, 4, 4, 14, 45));
	assert_true(made(2026, 4, 5, 2, 0) == utc(2026, 4, 4, 15, 30));
}

static void test_a_day_that_was_skipped(void **state)
{
	(void)state;
	zone("Pacific/Apia"); /* 30 December 2011 did not take place */
	splits(made(2011, 12, 30, 9, 0), "2011-12-31T09:00");
	splits(made(2011, 12, 29, 23, 59), "2011-12-29T23:59");
	splits(made(2011, 12, 31, 0, 0), "2011-12-31T00:00");
}

/* Every moment read and made again is itself, but for the second of two equal times. */
static void test_there_and_back(void **state)
{
	static const char *const zones[] = { "UTC",
					     "Asia/Shanghai",
					     "America/New_York",
					     "Australia/Lord_Howe",
					     "Europe/London",
					     "Asia/Kathmandu",
					     "Africa/Casablanca",
					     "Asia/Tehran",
					     "America/St_Johns" };
	struct rng rng;

	(void)state;
	rng_seed(&rng, 5);
	for (size_t z = 0; z < ARRAY_SIZE(zones); z++) {
		int second = 0;
		zone(zones[z]);
		for (int i = 0; i < 20000; i++) {
			/* 1950 to 2050, whole minutes */
			instant_t at = (instant_t)rng_between(&rng, -10519200, 42076800) * 60000;
			day_t d;
			minute_t m;
			instant_split(at, &d, &m);
			assert_true(m >= 0 && m <= 1439);
			instant_t again = instant_make(d, m);
			assert_true(again == at || (again < at && at - again <= 2 * 3600000));
			second += again != at;
		}
		assert_true(second < 20);
	}
	zone("UTC");
}

static void test_clock(void **state)
{
	struct clock real = { 0 };
	struct clock clock;

	(void)state;
	zone("Asia/Shanghai");
	assert_true(clock_now(&real) / 1000 >= (instant_t)time(NULL) - 1);
	int64_t boot = boot_now();
	assert_true(boot > 0 && boot_now() >= boot);

	assert_true(clock_fix(&clock, "2026-11-23", &err));
	assert_true(clock.fixed);
	assert_true(clock_now(&clock) == utc(2026, 11, 23, 4, 0)); /* noon in Shanghai */
	assert_int_equal(clock_today(&clock), day_make(2026, 11, 23));
	assert_int_equal(clock_minute(&clock), 720);
	assert_true(clock_fix(&clock, "2026-11-23T00:02", &err));
	assert_int_equal(clock_today(&clock), day_make(2026, 11, 23));
	assert_int_equal(clock_minute(&clock), 2);
	assert_true(clock_fix(&clock, "2026-11-23 09:02", &err));
	assert_int_equal(clock_minute(&clock), 542);
	assert_true(clock_fix(&clock, "2026-11-23T09:02Z", &err));
	assert_true(clock.at == utc(2026, 11, 23, 9, 2));
	assert_true(clock_fix(&clock, "2026-11-23T09:02-03:30", &err));
	assert_true(clock.at == utc(2026, 11, 23, 12, 32));
	struct clock before = clock;
	assert_false(clock_fix(&clock, "2026-02-30", &err));
	assert_int_equal(err.code, ERR_BAD_DATE);
	assert_false(clock_fix(&clock, "", &err));
	assert_true(clock.at == before.at);
	zone("UTC");
}

/* Remembered offsets are those the C library would give, in any order and after another zone. */
static void test_as_the_library(void **state)
{
	static const char *const names[] = { "America/New_York", "Australia/Lord_Howe",
					     "Asia/Shanghai",    "Africa/Freetown",
					     "Pacific/Apia",     "Africa/Casablanca" };
	uint64_t x = 1;

	(void)state;
	for (size_t round = 0; round < 2 * ARRAY_SIZE(names); round++) {
		zone(names[round % ARRAY_SIZE(names)]);
		for (int i = 0; i < 20000; i++) {
			x = x * 6364136223846793005u + 1442695040888963407u;
			time_t second = (time_t)(x >> 32) - (time_t)(UINT32_MAX / 2);
			if (i % 2)
				second = second % (86400 * 800) + 1700000000;
			struct tm tm;
			day_t day;
			minute_t minute;
			assert_non_null(localtime_r(&second, &tm));
			instant_split((instant_t)second * 1000, &day, &minute);
			assert_int_equal(minute, tm.tm_hour * 60 + tm.tm_min);
			assert_int_equal(day,
					 day_make(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday));
		}
	}
	zone("UTC");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_utc_until_told),
		cmocka_unit_test(test_zones_refused),
		cmocka_unit_test(test_utc),
		cmocka_unit_test(test_new_york),
		cmocka_unit_test(test_shanghai),
		cmocka_unit_test(test_lord_howe),
		cmocka_unit_test(test_a_day_that_was_skipped),
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_as_the_library),
		cmocka_unit_test(test_clock),
	};

	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
