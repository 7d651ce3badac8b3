/* What a sentence says of a patient on a day: the boundaries of every window, noun and state, and
 * when the answer changes. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "support.h"

#define CHECK(rows) check_cases(&hand, &view, rows, ARRAY_SIZE(rows))

/* --- windows --- */

static void the_last_and_older_cover_the_past(void **state)
{
	static const struct case_of rows[] = {
		/* Six months to the day are in the last six months, a day more is older. */
		{ "visit 2026-05-23 completed", "last visit is in the last 6 months", "2026-11-23",
		  true, "2026-11-24" },
		{ "visit 2026-05-23 completed", "last visit is older than 6 months", "2026-11-23",
		  false, "2026-11-24" },
		{ "visit 2026-05-22 completed", "last visit is in the last 6 months", "2026-11-23",
		  false, "never" },
		{ "visit 2026-05-22 completed", "last visit is older than 6 months", "2026-11-23",
		  true, "never" },
		/* The end of a month: 31 August less six months is 28 February. */
		{ "visit 2026-02-28 completed", "last visit is older than 6 months", "2026-08-31",
		  false, "2026-09-01" },
		{ "visit 2026-02-27 completed", "last visit is older than 6 months", "2026-08-31",
		  true, "never" },
		{ "visit 2026-02-28 completed", "last visit is older than 6 months", "2026-08-28",
		  false, "2026-09-01" },
		{ "visit 2026-08-31 completed", "last visit is older than 6 months", "2027-02-28",
		  false, "2027-03-01" },
		{ "visit 2024-02-29 completed", "last visit is older than 1 year", "2025-02-28",
		  false, "2025-03-01" },
		/* Days and weeks. */
		{ "visit 2026-11-16 completed", "has visit in the last 7 days", "2026-11-23", true,
		  "2026-11-24" },
		{ "visit 2026-11-15 completed", "has visit in the last 1 week", "2026-11-23", false,
		  "never" },
		{ "visit 2026-11-15 completed", "has visit more than 7 days ago", "2026-11-23",
		  true, "never" },
		{ "visit 2026-11-23 completed", "has visit in the last 0 days", "2026-11-23", true,
		  "2026-11-24" },
		/* Between, whichever is written first. */
		{ "visit 2026-11-15 completed", "has visit between 8 days and 6 days ago",
		  "2026-11-23", true, "2026-11-24" },
		{ "visit 2026-11-17 completed", "has visit between 6 days and 8 days ago",
		  "2026-11-23", true, "2026-11-26" },
		{ "visit 2026-11-18 completed", "has visit between 6 days and 8 days ago",
		  "2026-11-23", false, "2026-11-24" },
		{ "visit 2026-11-14 completed", "has visit between 6 days and 8 days ago",
		  "2026-11-23", false, "never" },
		/* What is to come is in no window that looks back. */
		{ "visit 2026-12-01 completed", "has visit in the last 6 months", "2026-11-23",
		  false, "2026-12-01" },
		{ "visit 2026-12-01 completed", "has visit", "2026-11-23", false, "2026-12-01" },
	};

	(void)state;
	CHECK(rows);
}

static void days_near_today(void **state)
{
	static const struct case_of rows[] = {
		{ "visit 2026-11-22 completed", "has visit yesterday", "2026-11-23", true,
		  "2026-11-24" },
		{ "visit 2026-11-22 completed", "has visit yesterday", "2026-11-22", false,
		  "2026-11-23" },
		{ "visit 2026-11-23 completed", "first visit is today", "2026-11-23", true,
		  "2026-11-24" },
		{ "visit 2026-11-24 planned", "next visit is tomorrow", "2026-11-23", true,
		  "2026-11-24" },
		{ "visit 2026-11-25 planned", "next visit is tomorrow", "2026-11-23", false,
		  "2026-11-24" },
		{ "visit 2026-11-26 planned", "next visit is in the next 3 days", "2026-11-23",
		  true, "2026-11-27" },
		{ "visit 2026-11-27 planned", "next visit is in the next 3 days", "2026-11-23",
		  false, "2026-11-24" },
		{ "visit 2026-12-31 planned", "next visit is in the next 1 month", "2026-11-30",
		  false, "2026-12-01" },
		{ "visit 2026-12-30 planned", "next visit is in the next 1 month", "2026-11-30",
		  true, "2026-12-31" },
		/* 28 February and a month is 28 March: the 29th comes in on 1 March. */
		{ "visit 2026-03-29 planned", "next visit is in the next 1 month", "2026-02-28",
		  false, "2026-03-01" },
		{ "visit 2026-11-22 completed", "has visit since yesterday", "2026-11-23", true,
		  "2026-11-24" },
		{ "visit 2026-11-21 completed", "has visit since yesterday", "2026-11-23", false,
		  "never" },
	};

	(void)state;
	CHECK(rows);
}

/* Monday 23 November; 1, 2, 5, 6, 7 October are closed, Saturday the 10th is worked. */
static void working_days(void **state)
{
	static const struct case_of rows[] = {
		{ "visit 2026-11-20 completed", "has visit since the last working day",
		  "2026-11-23", true, "2026-11-24" },
		{ "visit 2026-11-21 completed", "has visit since the last working day",
		  "2026-11-23", true, "2026-11-24" },
		{ "visit 2026-11-19 completed", "has visit since the last working day",
		  "2026-11-23", false, "never" },
		{ "visit 2026-11-20 completed", "has visit since the last working day",
		  "2026-11-21", true, "2026-11-24" },
		{ "visit 2026-11-23 planned", "has planned visit on the next working day",
		  "2026-11-20", true, "2026-11-23" },
		{ "visit 2026-11-23 planned", "has planned visit on the next working day",
		  "2026-11-19", false, "2026-11-20" },
		{ "visit 2026-11-21 planned", "has planned visit on the next working day",
		  "2026-11-20", false, "never" },
		/* The holidays, and the Saturday that is worked for them. */
		{ "visit 2026-10-08 planned", "has planned visit on the next working day",
		  "2026-09-30", true, "2026-10-08" },
		{ "visit 2026-10-10 planned", "has planned visit on the next working day",
		  "2026-10-09", true, "2026-10-10" },
		{ "visit 2026-10-12 planned", "has planned visit on the next working day",
		  "2026-10-10", true, "2026-10-12" },
		{ "visit 2026-09-30 completed", "last visit is on the last working day",
		  "2026-10-05", true, "2026-10-09" },
		{ "visit 2026-10-10 completed", "last visit is on the last working day",
		  "2026-10-12", true, "2026-10-13" },
		{ "visit 2026-10-09 completed", "last visit is on the last working day",
		  "2026-10-12", false, "never" },
	};

	(void)state;
	CHECK(rows);
}

static void dates_and_ranges(void **state)
{
	static const struct case_of rows[] = {
		{ "visit 2026-07-03 completed", "last visit is before 2026-07-04", "2026-11-23",
		  true, "never" },
		{ "visit 2026-07-04 completed", "last visit is before 2026-07-04", "2026-11-23",
		  false, "never" },
		{ "visit 2026-07-04 completed", "last visit is on 2026-07-04", "2026-11-23", true,
		  "never" },
		{ "visit 2026-07-04 completed", "last visit is after 2026-07-04", "2026-11-23",
		  false, "never" },
		/* Yearly ranges hold days of every year; over the year's end too. */
		{ "visit 2024-07-04 completed", "has visit during summer-holidays", "2026-11-23",
		  true, "never" },
		{ "visit 2024-09-01 completed", "has visit during summer-holidays", "2026-11-23",
		  false, "never" },
		{ "visit 2024-12-31 completed", "has visit during winter", "2026-11-23", true,
		  "never" },
		{ "visit 2025-01-10 completed", "has visit during winter", "2026-11-23", true,
		  "never" },
		{ "visit 2025-01-11 completed", "has visit during winter", "2026-11-23", false,
		  "never" },
		{ "visit 2026-03-01 completed", "has visit during fair", "2026-11-23", true,
		  "never" },
		{ "visit 2025-03-01 completed", "has visit during fair", "2026-11-23", false,
		  "never" },
		/* Spring Festival: 2026-02-17 to 03-03, 2027-02-06. */
		{ "visit 2026-02-17 completed", "has visit during new-year", "2026-11-23", true,
		  "never" },
		{ "visit 2026-02-16 completed", "has visit during new-year", "2026-11-23", false,
		  "never" },
		{ "visit 2026-03-04 completed", "has visit during new-year", "2026-11-23", false,
		  "never" },
		{ "", "today is during new-year", "2026-03-03", true, "2026-03-04" },
		{ "", "today is during new-year", "2026-03-04", false, "2027-02-06" },
		{ "", "today is in the 4 weeks before summer-holidays", "2026-06-05", false,
		  "2026-06-06" },
		{ "", "today is in the 4 weeks before summer-holidays", "2026-06-06", true,
		  "2026-07-04" },
		{ "", "today is in the 4 weeks before summer-holidays", "2026-07-04", false,
		  "2027-06-06" },
		{ "", "today is in the 10 days after winter", "2027-01-20", true, "2027-01-21" },
		{ "", "today is in the 10 days after winter", "2027-01-21", false, "2028-01-11" },
		{ "", "today is before summer-holidays", "2026-07-03", true, "2026-07-04" },
		{ "", "today is before summer-holidays", "2026-07-04", false, "2027-01-01" },
		{ "", "today is after summer-holidays", "2026-09-01", true, "2027-01-01" },
		{ "", "today is after summer-holidays", "2026-08-31", false, "2026-09-01" },
		{ "", "today is on 2026-11-24", "2026-11-23", false, "2026-11-24" },
		{ "", "today is on 2026-11-24", "2026-11-24", true, "2026-11-25" },
		{ "", "today is after 2026-11-24", "2026-11-24", false, "2026-11-25" },
		{ "", "today is in the 2 weeks before 2026-12-24", "2026-12-09", false,
		  "2026-12-10" },
		/* A range that is one day, and that day is not in every year. */
		{ "", "today is during leap-day", "2026-02-27", false, "2026-02-28" },
		{ "", "today is during leap-day", "2028-02-28", false, "2028-02-29" },
	};

	(void)state;
	CHECK(rows);
}

static void since_an_event(void **state)
{
	static const struct case_of rows[] = {
		{ "visit 2026-03-01 no_show; visit 2026-03-02 completed",
		  "no visit since last missed visit", "2026-11-23", false, "never" },
		/* Not on the day itself. */
		{ "visit 2026-03-01 no_show; visit 2026-03-01 completed",
		  "no visit since last missed visit", "2026-11-23", true, "never" },
		{ "visit 2026-03-01 completed", "has visit since last missed visit", "2026-11-23",
		  false, "never" },
		{ "visit 2026-03-01 completed; call 2026-03-05; call 2026-03-09; call 2026-02-01",
		  "count of calls since last visit is exactly 2", "2026-11-23", true, "never" },
		/* The next one takes its place. */
		{ "visit 2026-03-01 completed; call 2026-03-05; visit 2026-12-01 completed",
		  "has call since last visit", "2026-11-23", true, "2026-12-01" },
		{ "visit 2026-03-01 completed; call 2026-03-05; visit 2026-12-01 completed",
		  "has call since last visit", "2026-12-01", false, "never" },
		{ "visit 2026-03-01 completed; call 2026-03-05; visit 2026-12-01 completed",
		  "has call since first visit", "2026-12-01", true, "never" },
	};

	(void)state;
	CHECK(rows);
}

/* --- nouns and their states --- */

static void visits(void **state)
{
	static const struct case_of rows[] = {
		{ "visit 2026-11-01 left", "has visit", "2026-11-23", true, "never" },
		{ "visit 2026-11-01 arrived", "has visit", "2026-11-23", false, "never" },
		{ "visit 2026-11-01 planned", "has visit", "2026-11-23", false, "never" },
		{ "visit 2026-11-23 planned", "has upcoming visit", "2026-11-23", true,
		  "2026-11-24" },
		{ "visit 2026-11-23 confirmed", "no upcoming visit", "2026-11-24", true, "never" },
		{ "visit 2026-11-23 arrived", "has upcoming visit", "2026-11-23", false, "never" },
		{ "visit 2026-11-22 planned", "has planned visit", "2026-11-23", true, "never" },
		{ "visit 2026-11-22 confirmed", "has planned visit", "2026-11-23", false, "never" },
		{ "visit 2026-11-22 confirmed", "has confirmed visit", "2026-11-23", true,
		  "never" },
		{ "visit 2026-11-22 no_show", "last missed visit is yesterday", "2026-11-23", true,
		  "2026-11-24" },
		{ "visit 2026-12-22 no_show", "has missed visit", "2026-11-23", false,
		  "2026-12-22" },
		/* Called off: by the day that was said, not by the day it was booked for. */
		{ "visit 2026-12-22 cancelled closed 2026-11-22", "has cancelled visit yesterday",
		  "2026-11-23", true, "2026-11-24" },
		{ "visit 2026-12-22 rescheduled closed 2026-11-22",
		  "has rescheduled visit yesterday", "2026-11-23", true, "2026-11-24" },
		{ "visit 2026-11-01 completed cleaning", "has exam or cleaning visit", "2026-11-23",
		  true, "never" },
		{ "visit 2026-11-01 completed cleaning", "has exam visit", "2026-11-23", false,
		  "never" },
		{ "visit 2026-11-01 completed", "has exam visit", "2026-11-23", false, "never" },
		{ "visit 2026-11-01 completed with lin", "has visit with lin", "2026-11-23", true,
		  "never" },
		{ "visit 2026-11-01 completed with ann", "has visit with lin", "2026-11-23", false,
		  "never" },
		{ "visit 2026-11-01 completed at wuyi", "has visit at wuyi", "2026-11-23", true,
		  "never" },
		{ "visit 2026-11-01 completed amount 5000", "has visit over 5000", "2026-11-23",
		  false, "never" },
		{ "visit 2026-11-01 completed amount 5001", "has visit over 5000", "2026-11-23",
		  true, "never" },
		{ "visit 2026-11-01 completed", "has visit over 0", "2026-11-23", false, "never" },
		/* The next one is booked, and the earliest of today or later. */
		{ "visit 2026-11-22 planned; visit 2026-11-23 planned; visit 2026-11-30 planned",
		  "next visit is today", "2026-11-23", true, "2026-11-24" },
		{ "visit 2026-11-30 planned cleaning; visit 2026-11-24 planned exam",
		  "next cleaning visit is in the next 7 days", "2026-11-23", true, "2026-12-01" },
		{ "", "next visit is in the next 7 days", "2026-11-23", false, "never" },
	};

	(void)state;
	CHECK(rows);
}

static void to_dos(void **state)
{
	static const struct case_of rows[] = {
		{ "task 2026-11-20 done due 2026-11-21 closed 2026-11-22",
		  "has task in the last 3 days", "2026-11-23", true, "2026-11-24" },
		{ "task 2026-11-20 cancelled due 2026-11-21", "has task in the last 3 days",
		  "2026-11-23", true, "2026-11-24" },
		{ "task 2026-11-20 open due 2026-11-25", "has open task in the next 2 days",
		  "2026-11-23", true, "2026-11-26" },
		{ "task 2026-11-20 open due 2026-11-25", "has overdue task", "2026-11-25", false,
		  "2026-11-26" },
		{ "task 2026-11-20 open due 2026-11-25", "has overdue task", "2026-11-26", true,
		  "never" },
		{ "task 2026-11-20 open", "has open task", "2026-11-23", true, "never" },
		{ "task 2026-11-20 open", "has overdue task", "2026-11-23", false, "never" },
		{ "task 2026-11-20 open", "has open task in the next 30 days", "2026-11-23", false,
		  "never" },
		{ "task 2026-11-01 done closed 2026-11-22", "has done task yesterday", "2026-11-23",
		  true, "2026-11-24" },
		{ "task 2026-11-01 done", "has done task", "2026-11-23", true, "never" },
		{ "task 2026-11-20 open due 2026-11-23", "next task is today", "2026-11-23", true,
		  "2026-11-24" },
		{ "task 2026-11-20 done due 2026-11-23", "next task is today", "2026-11-23", false,
		  "never" },
		{ "task 2026-11-20 open due 2026-11-22 promise", "has overdue promise",
		  "2026-11-23", true, "never" },
		{ "task 2026-11-20 open due 2026-11-22", "has overdue promise", "2026-11-23", false,
		  "never" },
		{ "task 2026-11-20 open complaint", "has open complaint", "2026-11-23", true,
		  "never" },
		{ "task 2026-11-20 open complaint", "has open task", "2026-11-23", true, "never" },
		{ "task 2026-11-20 open promise", "has open complaint", "2026-11-23", false,
		  "never" },
	};

	(void)state;
	CHECK(rows);
}

static void attempts(void **state)
{
	static const struct case_of rows[] = {
		{ "call 2026-11-20 no_answer", "has call in the last 14 days", "2026-11-23", true,
		  "2026-12-05" },
		{ "call 2026-11-20 no_answer", "has contact", "2026-11-23", false, "never" },
		{ "call 2026-11-20 left_message", "has contact", "2026-11-23", true, "never" },
		{ "call 2026-11-20 left_message", "has answered call", "2026-11-23", false,
		  "never" },
		{ "call 2026-11-20 talked", "has answered call", "2026-11-23", true, "never" },
		{ "call 2026-11-20 busy", "has unanswered call", "2026-11-23", true, "never" },
		{ "call 2026-11-20 an_old_word", "has contact", "2026-11-23", false, "never" },
		{ "ring 2026-11-20 talked", "has call", "2026-11-23", false, "never" },
		{ "ring 2026-11-20", "has contact", "2026-11-23", true, "never" },
		{ "desk 2026-11-20", "has contact", "2026-11-23", true, "never" },
		{ "desk 2026-11-20", "has message", "2026-11-23", false, "never" },
		{ "message 2026-11-20 by wechat", "has message by wechat", "2026-11-23", true,
		  "never" },
		{ "message 2026-11-20 by wechat", "has message by sms", "2026-11-23", false,
		  "never" },
		{ "message 2026-11-20 by wechat", "has call", "2026-11-23", false, "never" },
		{ "message 2026-11-20 by wechat", "has contact", "2026-11-23", true, "never" },
		{ "message 2026-11-20 failed by wechat", "has contact", "2026-11-23", false,
		  "never" },
	};

	(void)state;
	CHECK(rows);
}

static void plans(void **state)
{
	static const char course[] =
		"plan 2026-09-01 accepted; part 1000 visits 3 gap 2w; part 500; ";
	char booked[200];
	char begun[200];

	(void)state;
	snprintf(booked, sizeof(booked), "%svisit 2026-11-25 planned part 1", course);
	snprintf(begun, sizeof(begun), "%svisit 2026-10-01 completed part 1", course);
	const struct case_of rows[] = {
		{ "plan 2026-09-01 thinking", "has thinking plan in the last 3 months",
		  "2026-11-23", true, "2026-12-02" },
		{ "plan unknown thinking", "has thinking plan", "2026-11-23", true, "never" },
		{ "plan unknown thinking", "has thinking plan in the last 99 years", "2026-11-23",
		  false, "never" },
		{ "plan 2026-09-01 declined", "has plan", "2026-11-23", true, "never" },
		{ "plan 2026-09-01 declined", "has open plan", "2026-11-23", false, "never" },
		{ course, "has open plan", "2026-11-23", true, "never" },
		{ course, "has unscheduled plan", "2026-11-23", true, "never" },
		{ booked, "has unscheduled plan", "2026-11-23", false, "2026-11-26" },
		{ booked, "has unscheduled plan", "2026-11-26", true, "never" },
		/* Begun on 1 October: the next was due on the 15th, and a month later nobody came.
		 */
		{ begun, "has broken off plan", "2026-11-15", false, "2026-11-16" },
		{ begun, "has broken off plan", "2026-11-16", true, "never" },
		{ course, "plan value is exactly 1500", "2026-11-23", true, "never" },
		{ "plan 2026-09-01 declined; part 1000", "plan value is exactly 0", "2026-11-23",
		  true, "never" },
		{ course, "has plan over 1500", "2026-11-23", false, "never" },
		{ course, "has plan over 1499", "2026-11-23", true, "never" },
	};
	CHECK(rows);
}

static void referrals_and_surveys(void **state)
{
	static const struct case_of rows[] = {
		{ "referral 2026-11-01", "has referral in the last 1 month", "2026-11-23", true,
		  "2026-12-02" },
		{ "referral 2026-11-01", "has arrived referral", "2026-11-23", false, "never" },
		{ "referral 2026-11-01 came 2026-11-20", "has arrived referral in the last 3 days",
		  "2026-11-23", true, "2026-11-24" },
		{ "referral 2026-11-01 came 2026-11-20", "referrals is exactly 1", "2026-11-23",
		  true, "never" },
		{ "referral 2026-11-01 came 2026-11-20",
		  "referrals in the last 2 days is exactly 0", "2026-11-23", true, "never" },
		{ "survey 2026-11-01 9; survey 2026-11-20 6", "nps is at most 6", "2026-11-23",
		  true, "never" },
		{ "survey 2026-11-01 9; survey 2026-11-20 6", "nps is at most 6", "2026-11-19",
		  false, "2026-11-20" },
		{ "survey 2026-11-20 9; survey 2026-11-20 6", "nps is exactly 6", "2026-11-23",
		  true, "never" },
		{ "survey 2026-11-20 9", "nps date is in the last 14 days", "2026-11-23", true,
		  "2026-12-05" },
		{ "", "nps is at most 6", "2026-11-23", false, "never" },
		{ "", "nps is unknown", "2026-11-23", true, "never" },
		{ "survey 2026-11-20 9", "has survey over 8", "2026-11-23", true, "never" },
	};

	(void)state;
	CHECK(rows);
}

/* --- the ends of time --- */

static void the_ends_of_the_calendar(void **state)
{
	static const struct case_of rows[] = {
		{ "visit 0001-01-01 completed", "last visit is older than 18 months", "2026-11-23",
		  true, "never" },
		{ "visit 0001-01-01 completed", "has visit in the last 9999 years", "2026-11-23",
		  true, NULL },
		{ "visit 9999-12-31 planned", "has upcoming visit", "2026-11-23", true, "never" },
		{ "visit 9999-12-31 planned", "next visit is in the next 9999 years", "2026-11-23",
		  true, "never" },
		{ "visit 9999-12-31 completed", "has visit", "9999-12-31", true, "never" },
		{ "visit 9999-12-01 completed", "last visit is older than 6 months", "9999-12-31",
		  false, "never" },
		{ "born 0001-01-01", "age is at least 2025", "2026-11-23", true, "never" },
		{ "born 9999-12-31", "age is at least 0", "2026-11-23", false, "never" },
		{ "born 1990-12-31", "birthday is in the next 7 days", "9999-12-30", true,
		  "never" },
		{ "", "today is during winter", "9999-12-31", true, "never" },
		{ "", "today is during new-year", "9999-12-31", false, "never" },
		{ "", "today is during new-year", "0001-01-01", false, NULL },
		{ "visit 0001-01-03 completed", "last visit is in the last 6 months", "0001-01-04",
		  true, "0001-07-04" },
	};

	(void)state;
	CHECK(rows);
}

/* --- segments and families --- */

static void families_and_segments(void **state)
{
	static struct segment segments[2];

	(void)state;
	hand.r.segments = segments;
	hand.r.n_segments = 0;
	segments[0] = (struct segment){ .key = "vips", .who = parse_in(&hand, "tagged vip") };
	segments[1] =
		(struct segment){ .key = "kin",
				  .who = parse_in(&hand, "household has other member tagged vip") };
	hand.r.n_segments = 2;
	struct node *child_in = parse_in(&hand, "household has child in segment vips");
	struct node *member_in = parse_in(&hand, "household has other member in segment vips");
	struct node *in_kin = parse_in(&hand, "household has other member in segment kin");
	struct node *not_vip = parse_in(&hand, "household has other member not tagged vip");
	const day_t today = on("2026-11-23");

	view_clear(&view, hand.config);
	know(&hand, &view, "tag vip");
	assert_false(node_on(&hand.r, member_in, &view, today).is); /* not themselves */
	assert_false(node_on(&hand.r, not_vip, &view, today).is);
	know(&hand, view_other(&view, hand.config), "born 2008-12-01; tag vip 2026-11-29");
	assert_true(segment_on(&hand.r, 0, &view, today).is);
	struct verdict v = node_on(&hand.r, member_in, &view, today);
	assert_true(v.is && v.change == on("2026-11-30"));
	assert_true(node_on(&hand.r, child_in, &view, today).is);
	assert_false(node_on(&hand.r, child_in, &view, on("2026-12-01")).is);
	/* The other is kin of this one: whoever is asked sees the same family without themselves.
	 */
	assert_true(node_on(&hand.r, in_kin, &view, today).is);
	struct spell s = segment_spell(&hand.r, 1, &view, today);
	assert_true(s.from == today && s.until == on("2026-11-30") && s.thru == DAY_MAX);

	view_clear(&view, hand.config);
	know(&hand, &view, "pin 0 in");
	assert_true(segment_on(&hand.r, 0, &view, today).is);
	s = segment_spell(&hand.r, 0, &view, today);
	assert_true(s.from == today && s.until == DAY_MAX && s.thru == DAY_MAX);
	view_clear(&view, hand.config);
	know(&hand, &view, "pin 0 out; tag vip");
	assert_false(segment_on(&hand.r, 0, &view, today).is);
	s = segment_spell(&hand.r, 0, &view, today);
	assert_true(s.from == DAY_MAX && s.until == DAY_MAX && s.thru == DAY_MAX);
}

static void spells_have_a_beginning_and_an_end(void **state)
{
	static struct segment one;

	(void)state;
	hand.r.segments = &one;
	hand.r.n_segments = 1;
	one.who = parse_in(&hand, "has visit in the last 7 days");
	view_clear(&view, hand.config);
	know(&hand, &view, "visit 2026-11-20 completed; visit 2026-12-10 completed");
	struct spell s = segment_spell(&hand.r, 0, &view, on("2026-11-23"));
	assert_true(s.from == on("2026-11-23") && s.until == on("2026-11-28") &&
		    s.thru == on("2026-12-10"));
	s = segment_spell(&hand.r, 0, &view, on("2026-11-28"));
	assert_true(s.from == on("2026-12-10") && s.until == on("2026-12-18") && s.thru == DAY_MAX);
	s = segment_spell(&hand.r, 0, &view, on("2026-12-18"));
	assert_true(s.from == DAY_MAX && s.until == DAY_MAX && s.thru == DAY_MAX);
}

/* A diamond of segments, each asked once a day: three hundred levels would never end otherwise. */
static void diamonds_are_no_burden(void **state)
{
	enum { LEVELS = 300 };
	static struct segment levels[LEVELS];

	(void)state;
	hand.r.segments = levels;
	hand.r.n_segments = LEVELS;
	levels[0].who = parse_in(&hand, "is active");
	for (int i = 1; i < LEVELS; i++) {
		struct node *a = leaf(&hand, NODE_SEGMENT);
		struct node *b = leaf(&hand, NODE_SEGMENT);
		a->segment = b->segment = i - 1;
		levels[i].who = list_of(&hand, NODE_ALL, a, b);
	}
	view_clear(&view, hand.config);
	know(&hand, &view, "status active");
	assert_true(segment_on(&hand.r, LEVELS - 1, &view, on("2026-11-23")).is);
}

/* --- the order of a segment --- */

static int64_t key_of(const char *who, struct order o, const char *name)
{
	static struct segment one;

	one.order = o;
	hand.r.segments = &one;
	hand.r.n_segments = 1;
	view_clear(&view, hand.config);
	if (*who)
		know(&hand, &view, who);
	view.name_key = name;
	return segment_key(&hand.r, 0, &view);
}

static void names_stand_in_the_order_of_their_bytes(void **state)
{
	static const char *const names[] = {
		"",    "1 a",     "a",   "a b",         "ab",           "abc",         "li wei",
		"lin", "lin wei", "liu", "zhang wei a", "zhang wei aa", "zhang wei b", "~",
		"李"
	};
	const struct order by_name = { .by = ORDER_NAME };

	(void)state;
	for (size_t i = 1; i < ARRAY_SIZE(names); i++)
		if (key_of("", by_name, names[i - 1]) >= key_of("", by_name, names[i]))
			fail_msg("%s does not stand before %s", names[i - 1], names[i]);
}

static void places_in_the_order(void **state)
{
	const struct order due = { .by = ORDER_RECALL_DUE, .recall = 0 };
	const struct order last = { .by = ORDER_NOUN,
				    .which = WHICH_LAST,
				    .noun.over = MONEY_NONE };
	const struct order newest = { .by = ORDER_NOUN,
				      .dir = ORDER_LAST,
				      .noun.over = MONEY_NONE };
	const struct order next = { .by = ORDER_NOUN,
				    .which = WHICH_NEXT,
				    .noun.over = MONEY_NONE };
	const struct order spend = { .by = ORDER_FACT, .dir = ORDER_LAST, .fact = FACT_SPEND };
	const struct order age = { .by = ORDER_FACT, .fact = FACT_AGE };
	const struct order birthday = { .by = ORDER_FACT, .fact = FACT_BIRTHDAY };

	(void)state;
	assert_int_equal(key_of("visit 2026-05-23 completed cleaning", due, NULL),
			 on("2026-11-23"));
	assert_true(key_of("", due, NULL) == INT64_MAX);
	assert_int_equal(key_of("visit 2026-05-23 completed; visit 2026-03-01 left; visit "
				"2026-12-01 planned",
				last, NULL),
			 on("2026-05-23"));
	assert_int_equal(key_of("visit 2026-05-23 completed", newest, NULL), -on("2026-05-23"));
	assert_true(key_of("", newest, NULL) == INT64_MAX);
	assert_int_equal(
		key_of("visit 2026-05-23 completed; visit 2026-12-03 planned; visit 2026-12-01 "
		       "confirmed",
		       next, NULL),
		on("2026-12-01"));
	assert_true(key_of("visit 2026-05-23 completed amount 300", spend, NULL) <
		    key_of("visit 2026-05-23 completed amount 200", spend, NULL));
	assert_true(key_of("born 2020-01-01", age, NULL) < key_of("born 2010-12-31", age, NULL));
	assert_true(key_of("born 1950-12-01", birthday, NULL) >
		    key_of("born 2010-11-30", birthday, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_last_and_older_cover_the_past, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(days_near_today, set_up, tear_down),
		cmocka_unit_test_setup_teardown(working_days, set_up, tear_down),
		cmocka_unit_test_setup_teardown(dates_and_ranges, set_up, tear_down),
		cmocka_unit_test_setup_teardown(since_an_event, set_up, tear_down),
		cmocka_unit_test_setup_teardown(visits, set_up, tear_down),
		cmocka_unit_test_setup_teardown(to_dos, set_up, tear_down),
		cmocka_unit_test_setup_teardown(attempts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(plans, set_up, tear_down),
		cmocka_unit_test_setup_teardown(referrals_and_surveys, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_ends_of_the_calendar, set_up, tear_down),
		cmocka_unit_test_setup_teardown(families_and_segments, set_up, tear_down),
		cmocka_unit_test_setup_teardown(spells_have_a_beginning_and_an_end, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(diamonds_are_no_burden, set_up, tear_down),
		cmocka_unit_test_setup_teardown(names_stand_in_the_order_of_their_bytes, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(places_in_the_order, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
