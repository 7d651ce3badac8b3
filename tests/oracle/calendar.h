/* The oracle's own calendar: a list of days, counted one by one.  Nothing of date/ is used, so that
 * a mistake there is not made twice. */
#ifndef TESTS_ORACLE_CALENDAR_H
#define TESTS_ORACLE_CALENDAR_H

#include "revisit/model/config.h"
#include "revisit/rules/tree.h"

enum { CALENDAR_FROM = 1850, CALENDAR_TO = 2120 };

struct calendar_day {
	int y, m, d;
};

/* Days since 1970-01-01; only years of the calendar. */
struct calendar_day calendar_at(int day);
int calendar_find(int y, int m, int d); /* the month's last day when it has no such day */
int calendar_weekday(int day);          /* 0 Monday */

/* Years, then months, each clamped to the month's end, then weeks, then days. */
int calendar_shift(int day, struct interval by, int sign);

/* What SQLite's '-6 months' does: what is over the month's end runs into the next month. */
int calendar_shift_overflowing(int day, struct interval by, int sign);

bool calendar_is_open(const struct config *c, int day);
int calendar_workday(const struct config *c, int day, int step); /* the next one that way */

/* The spell of a range that begins in that year; false when it has none. */
bool calendar_range(const struct date_range *r, int year, int *from, int *to);

#endif
