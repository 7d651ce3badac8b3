/* Civil days and times of day, their arithmetic and their notations.
 *
 * A day is days since 1970-01-01 in the proleptic Gregorian calendar, years 0001 to 9999.  No
 * time zone is involved: see clock.h.  Month arithmetic: years, then months (clamped to the
 * month's end), then weeks, then days; a month edge never moves backwards from one day to the
 * next (SQLite's date() with '-6 months' does). */
#ifndef REVISIT_DATE_DATE_H
#define REVISIT_DATE_DATE_H

#include "revisit/base/err.h"
#include "revisit/base/str.h"

typedef int32_t day_t;
#define DAY_NONE INT32_MIN
#define DAY_MIN (-719162) /* 0001-01-01 */
#define DAY_MAX 2932896   /* 9999-12-31 */

typedef int32_t minute_t; /* of the day, 0 … 1439 */
#define MINUTE_NONE (-1)

struct ymd {
	int y, m, d;
};

bool day_valid(int y, int m, int d);
day_t day_make(int y, int m, int d); /* must be valid */
struct ymd day_split(day_t day);     /* DAY_NONE gives zeros; beyond the calendar, its end */
int day_weekday(day_t day);          /* 0 Monday … 6 Sunday */
int month_days(int y, int m);        /* m is 1 … 12 */

struct interval {
	int years, months, weeks, days;
};

/* sign is +1 or −1.  Years and months clamp each in turn (29 Feb 2024 + 1y6m is 28 Aug 2025, by way
 * of 28 Feb).  Stops at DAY_MIN and DAY_MAX; DAY_NONE stays. */
day_t day_add(day_t day, struct interval by, int sign);

/* "1y6m2w1d" in any subset and order, each unit once and up to 9999; also 6 months, 2 weeks, 6个月,
 * 1年, 半年, every 4 months, 每4个月, 每年.  ERR_BAD_VALUE. */
bool interval_parse(const char *text, struct interval *out, struct err *err);
void interval_text(struct str *out, struct interval i); /* appends "1y6m2w1d", "0d" for nothing */

/* Whole years between two days; a 29 February birthday is kept on 28 February in common years.
 * Negative when `birth` lies after `day` or either is DAY_NONE. */
int age_on(day_t birth, day_t day);

/* What people type for a full date: 1988-3-2, 1988/03/02, 1988.3.2, 19880302, 1988年3月2日,
 * 2 Mar 1988, Mar 2 1988, 2-Mar-1988; day-first 02/03/1988 is refused as ambiguous unless one
 * number is over 12 or both are the same.  Full-width characters, any case, a weekday beside the
 * date (it must be the right one).  ERR_BAD_DATE says what is wrong ("there is no 30 February"). */
bool day_parse(const char *text, day_t *out, struct err *err);

/* What people type for a day near `today`: all of day_parse, and 3-2, 3/2 (month first), 3月2日,
 * 2 Mar, 2日 (the next such day, today included), today tomorrow yesterday 今天 明天 后天 昨天,
 * mon … sun, monday, 周一 星期一 礼拜一 (the coming one, never today), 下周一, next mon (that
 * day of next week, weeks begin on Monday), 这周五, this fri (of this week), 十二月三日, +3, +2w,
 * 3 days, 2 weeks, 3天后 2周后, 3 days ago, 3天前.  A month alone is its first day: 3月, March, 明年3月,
 * 下个月, next month, next year; 月底, 年底, 3月底 its last. */
bool day_parse_near(const char *text, day_t today, day_t *out, struct err *err);

/* 15, 15:30, 1530, 3pm, 3:30 pm, 15h30, 15点半, 下午3点, 15点30分, 上午十点半.  ERR_BAD_DATE. */
bool minute_parse(const char *text, minute_t *out, struct err *err);
/* Where a span of time ends: the same, and midnight is 24:00 (1440). */
bool minute_parse_end(const char *text, minute_t *out, struct err *err);

/* strptime-like, for imports: %Y %y %m %d %H %M %S %b %B %p %I %j %T %z %%, anything else literal;
 * a blank in the format stands for any number of them; %Y takes four digits; %y counts from
 * 1969 to 2068; %b and %B English names in any case.  Seconds are checked and dropped.
 * Sets *minute to MINUTE_NONE when the format has no hour.  *offset gets the zone's offset in
 * minutes when the format has %z, else INT_MIN.  NULL format: day_parse, optionally followed by a
 * blank or T and HH:MM[:SS[.frac]] [am|pm] [Z|±HH[:MM]].  A text that does not fit is ERR_BAD_DATE,
 * a format that cannot give a day or holds an unknown % letter ERR_BAD_VALUE. */
bool datetime_parse(const char *text, const char *format, day_t *day, minute_t *minute, int *offset,
		    struct err *err);

/* Appending.  DAY_NONE and MINUTE_NONE append nothing. */
void day_iso(struct str *out, day_t day);                       /* 2026-11-23 */
void minute_iso(struct str *out, minute_t minute);              /* 09:02 */
void datetime_iso(struct str *out, day_t day, minute_t minute); /* 2026-11-23T09:02, or the day */

/* For people, in the language in force: "Mon 23 Nov" / "11月23日 周一"; the year is added when it
 * is not that of `today`: "Mon 23 Nov 2025", "2025年11月23日 周日". */
void day_show(struct str *out, day_t day, day_t today);
/* Shorter, for columns of at most 9 cells: today "09:30"-less: "Nov 23", "Nov 2024"; zh "11-23",
 * "2024-11". */
void day_brief(struct str *out, day_t day, day_t today);
/* "today", "tomorrow", "yesterday", "in 3 days", "5 days ago", "in 2 weeks", "6 months ago": days
 * up to 13, whole weeks until two whole months, months until two years, then years. */
void day_relative(struct str *out, day_t day, day_t today);
const char *weekday_name(int weekday); /* "Mon" / "周一" */

#endif
