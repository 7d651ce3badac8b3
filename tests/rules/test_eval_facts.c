/* What a sentence says of amounts, ages, recalls and other facts of a patient on a day. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "support.h"

#define CHECK(rows) check_cases(&hand, &view, rows, ARRAY_SIZE(rows))

/* --- amounts --- */

static void amounts(void **state)
{
	static const char three[] =
		"visit 2025-12-01 completed amount 300 paid 300; visit 2026-02-01 completed "
		"amount 200 paid 150; visit 2026-06-01 completed amount 100";
	static const struct case_of rows[] = {
		{ three, "count of visits is exactly 3", "2026-11-23", true, "never" },
		{ three, "count of visits in the last 12 months is at least 2", "2026-11-23", true,
		  "2027-02-02" },
		{ three, "count of visits in the last 12 months is at least 4", "2026-11-23", false,
		  "never" },
		{ three, "count of visits in the last 12 months is under 2", "2026-11-23", false,
		  "2027-02-02" },
		{ three, "spend in the last 12 months is at least 600", "2026-11-23", true,
		  "2026-12-02" },
		{ three, "spend in the last 12 months is at least 301", "2026-11-23", true,
		  "2026-12-02" },
		{ three, "spend in the last 12 months is at least 300", "2026-11-23", true,
		  "2027-02-02" },
		{ three, "spend in the last 12 months is over 600", "2026-11-23", false, "never" },
		{ three, "payments is exactly 450", "2026-11-23", true, "never" },
		{ three, "balance owed is exactly 50", "2026-11-23", true, "never" },
		{ "visit 2026-02-01 completed amount 100 paid 150; visit 2026-06-01 completed "
		  "amount 100 paid 90",
		  "balance owed is exactly 10", "2026-11-23", true, "never" },
		{ "", "spend is exactly 0", "2026-11-23", true, "never" },
		{ "", "count of missed visits in the last 24 months is at least 2", "2026-11-23",
		  false, "never" },
		{ "visit 2025-06-01 completed amount 1000; visit 2026-06-01 completed amount 499",
		  "spend in the last 12 months is under 50 % of spend between 24 months and 12 "
		  "months ago",
		  "2026-11-23", true, NULL },
		{ "visit 2025-06-01 completed amount 1000; visit 2026-06-01 completed amount 500",
		  "spend in the last 12 months is under 50 % of spend between 24 months and 12 "
		  "months ago",
		  "2026-11-23", false, NULL },
	};

	(void)state;
	CHECK(rows);
}

static void ages_and_birthdays(void **state)
{
	static const struct case_of rows[] = {
		{ "born 2008-11-23", "age is at least 18", "2026-11-22", false, "2026-11-23" },
		{ "born 2008-11-23", "age is at least 18", "2026-11-23", true, "never" },
		{ "born 2008-11-23", "age is exactly 18", "2026-11-23", true, "2027-11-23" },
		{ "born 2008-02-29", "age is at least 18", "2026-02-27", false, "2026-02-28" },
		{ "born 2008-02-29", "age is at least 18", "2026-02-28", true, "never" },
		{ "born 2008-02-29", "age is under 20", "2028-02-28", true, "2028-02-29" },
		{ "born 2008-01-01 year", "age is at least 18", "2026-01-01", true, "never" },
		{ "born 1950-01-01 estimated", "age is at least 18", "2026-01-01", false, "never" },
		{ "born 1950-01-01 estimated", "age is unknown", "2026-01-01", true, "never" },
		{ "", "age is under 18", "2026-01-01", false, "never" },
		{ "", "not age is under 18", "2026-01-01", true, "never" },
		{ "born 1990-11-30", "birthday is in the next 7 days", "2026-11-23", true,
		  "2026-12-01" },
		{ "born 1990-11-30", "birthday is in the next 7 days", "2026-11-22", false,
		  "2026-11-23" },
		{ "born 1990-11-23", "birthday is in the next 7 days", "2026-11-23", true,
		  "2026-11-24" },
		{ "born 1990-01-03", "birthday is in the next 7 days", "2026-12-27", true,
		  "2027-01-04" },
		{ "born 2008-02-29", "birthday is today", "2026-02-28", true, "2026-03-01" },
		{ "born 2008-02-29", "birthday is today", "2028-02-28", false, "2028-02-29" },
		{ "born 1990-11-30 month", "birthday is in the next 7 days", "2026-11-30", false,
		  "never" },
		{ "born 1990-08-01", "birthday is during summer-holidays", "2026-11-23", true,
		  "never" },
		{ "born 1990-01-10", "birthday is during winter", "2026-11-23", true, "never" },
		{ "born 1990-01-11", "birthday is during winter", "2026-11-23", false, "never" },
		/* Of the next Spring Festival, not of any there was. */
		{ "born 1990-02-20", "birthday is during new-year", "2026-11-23", true,
		  "2027-02-21" },
		{ "born 1990-02-20", "birthday is during new-year", "2027-02-21", false,
		  "2028-02-10" },
		{ "born 1950-05-05", "birth date is before 1960-01-01", "2026-11-23", true,
		  "never" },
		{ "registration 2026-11-01", "registration is in the last 30 days", "2026-11-23",
		  true, "2026-12-02" },
	};

	(void)state;
	CHECK(rows);
}

/* --- what holds by itself --- */

static void facts(void **state)
{
	static const struct case_of rows[] = {
		{ "status active", "is active", "2026-11-23", true, "never" },
		{ "status moved", "not is active", "2026-11-23", true, "never" },
		{ "sex female", "sex is female", "2026-11-23", true, "never" },
		{ "sex unknown", "sex is known", "2026-11-23", false, "never" },
		{ "sex unknown", "sex is female", "2026-11-23", false, "never" },
		{ "source web", "source is one of [walk-in, web]", "2026-11-23", true, "never" },
		{ "source elsewhere", "source is web", "2026-11-23", false, "never" },
		{ "source elsewhere", "source is known", "2026-11-23", true, "never" },
		{ "notes Likes-Tea", "notes contains \"LIKES tea\"", "2026-11-23", true, "never" },
		{ "", "notes contains \"tea\"", "2026-11-23", false, "never" },
		{ "contact mobile", "phone is known", "2026-11-23", true, "never" },
		{ "contact wechat", "phone is unknown", "2026-11-23", true, "never" },
		{ "guardian", "guardian is known", "2026-11-23", true, "never" },
		{ "tag vip", "tagged vip", "2026-11-23", true, "never" },
		{ "tag vip 2026-11-23", "tagged vip", "2026-11-23", true, "2026-11-24" },
		{ "tag vip 2026-11-22", "tagged vip", "2026-11-23", false, "never" },
		{ "tag vip", "tagged all of [vip, ortho]", "2026-11-23", false, "never" },
		{ "tag vip; tag ortho 2026-11-30", "tagged all of [vip, ortho]", "2026-11-23", true,
		  "2026-12-01" },
		{ "tag vip", "tagged any of [vip, ortho]", "2026-11-23", true, "never" },
		{ "tag vip", "tagged none of [vip, ortho]", "2026-11-23", false, "never" },
		{ "", "marketing consent is unknown", "2026-11-23", true, "never" },
		{ "consent marketing wechat yes", "marketing consent is yes", "2026-11-23", true,
		  "never" },
		{ "consent marketing wechat yes; consent all phone no", "marketing consent is no",
		  "2026-11-23", true, "never" },
		/* A minor's is the guardian's, until they come of age. */
		{ "born 2008-12-01; guardian; consent marketing phone no; consent marketing phone "
		  "yes guardian",
		  "marketing consent is yes", "2026-11-23", true, "2026-12-01" },
		{ "born 2008-12-01; guardian; consent marketing phone no; consent marketing phone "
		  "yes guardian",
		  "marketing consent is no", "2026-12-01", true, "never" },
	};

	(void)state;
	CHECK(rows);
}

static void who_may_be_called(void **state)
{
	static const struct case_of rows[] = {
		{ "status active; contact mobile", "may be called", "2026-11-23", true, "never" },
		{ "status active; contact wechat", "may be called", "2026-11-23", false, "never" },
		{ "status active; contact wechat", "may be messaged by wechat", "2026-11-23", true,
		  "never" },
		{ "status active; contact mobile", "may be messaged by sms", "2026-11-23", true,
		  "never" },
		{ "status deceased; contact mobile", "may be called", "2026-11-23", false,
		  "never" },
		{ "status prospect; contact mobile", "may be called", "2026-11-23", true, "never" },
		{ "status active; contact mobile; tag do-not-call 2026-11-30", "may be called",
		  "2026-11-23", false, "2026-12-01" },
		{ "status active; contact mobile; consent recall phone no", "may be called",
		  "2026-11-23", false, "never" },
		{ "status active; contact mobile; consent all all no", "may be called",
		  "2026-11-23", false, "never" },
		{ "status active; contact mobile; consent marketing all no", "may be called",
		  "2026-11-23", true, "never" },
		{ "status active; contact mobile; consent recall wechat no", "may be called",
		  "2026-11-23", true, "never" },
		{ "born 2008-12-01; guardian; status active; contact mobile; consent all phone no "
		  "guardian",
		  "may be called", "2026-11-23", false, "2026-12-01" },
	};

	(void)state;
	CHECK(rows);
}

static void recalls(void **state)
{
	static const struct case_of rows[] = {
		{ "visit 2026-05-23 completed cleaning", "cleaning is due", "2026-11-22", false,
		  "2026-11-23" },
		{ "visit 2026-05-23 completed cleaning", "cleaning is due", "2026-11-23", true,
		  "never" },
		{ "visit 2026-05-23 completed cleaning", "cleaning is due today", "2026-11-23",
		  true, "2026-11-24" },
		{ "visit 2026-05-23 completed cleaning", "cleaning is due tomorrow", "2026-11-22",
		  true, "2026-11-23" },
		{ "visit 2026-05-23 completed cleaning", "cleaning is due in the next 30 days",
		  "2026-10-23", false, "2026-10-24" },
		{ "visit 2026-05-23 completed cleaning", "cleaning is due in the next 30 days",
		  "2026-10-24", true, "2026-11-23" },
		{ "visit 2026-05-23 completed cleaning", "cleaning is overdue by 6 months",
		  "2027-05-22", false, "2027-05-23" },
		{ "visit 2026-05-23 completed cleaning", "cleaning is overdue by 6 months",
		  "2027-05-23", true, "never" },
		{ "", "cleaning is due", "2026-11-23", false, "never" },
		{ "visit 2026-05-23 completed cleaning; visit 2026-12-01 planned cleaning",
		  "cleaning is due", "2026-11-23", false, "2026-12-01" },
		{ "visit 2026-05-23 completed cleaning; visit 2026-12-01 planned cleaning",
		  "cleaning is due", "2026-12-02", true, "never" },
		{ "visit 2026-05-23 completed cleaning; own cleaning never", "cleaning is due",
		  "2026-11-23", false, "never" },
		{ "visit 2026-05-23 completed cleaning; own cleaning 2027-01-01", "cleaning is due",
		  "2026-12-31", false, "2027-01-01" },
		{ "visit 2026-05-23 completed cleaning; own cleaning 3m", "cleaning is due",
		  "2026-08-23", true, "never" },
		/* Gum care stands instead of it. */
		{ "visit 2026-05-23 completed cleaning; visit 2026-06-01 completed perio",
		  "cleaning is due", "2026-11-23", false, "never" },
		/* From 12 years of age. */
		{ "born 2015-01-10; visit 2026-05-23 completed cleaning", "cleaning is due",
		  "2026-12-01", false, "2027-01-10" },
		{ "born 2015-01-10; visit 2026-05-23 completed cleaning", "cleaning is due",
		  "2027-01-10", true, "never" },
		{ "born 2011-12-01; visit 2026-01-10 completed child", "child is due", "2026-11-30",
		  true, "2026-12-01" },
	};

	(void)state;
	CHECK(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(amounts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(ages_and_birthdays, set_up, tear_down),
		cmocka_unit_test_setup_teardown(facts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(who_may_be_called, set_up, tear_down),
		cmocka_unit_test_setup_teardown(recalls, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
