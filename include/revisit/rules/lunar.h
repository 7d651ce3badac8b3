/* The Chinese calendar, as far as named dates need it: 1900-01-31 to the end of the year 2100.
 *
 * A year is named by the western year its first month begins in.  A month that comes twice (a leap
 * month, 闰月) is meant the first time: feasts are kept then. */
#ifndef REVISIT_RULES_LUNAR_H
#define REVISIT_RULES_LUNAR_H

#include "revisit/date/date.h"

enum { LUNAR_FROM = 1900, LUNAR_TO = 2100 };

/* The day of that month and day; a 30th is the 29th where the month has no 30th.  DAY_NONE beyond
 * the table. */
day_t lunar_day(int year, int month, int day);

/* How many days a month has, 0 when there is none; `leap`: the one that follows its namesake. */
int lunar_month_days(int year, int month, bool leap);
int lunar_leap_month(int year); /* 0: none */

#endif
