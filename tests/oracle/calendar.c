#include "calendar.h"

enum { DAYS = 99000, MONTHS = 12 * (CALENDAR_TO - CALENDAR_FROM + 1) };

static struct calendar_day days[DAYS]; /* from 1 January of the first year on */
static int month_start[MONTHS + 1], first, n_days;

static bool leap(int y)
{
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static void count_days(void)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int month = 0;

	for (int y = CALENDAR_FROM; y <= CALENDAR_TO; y++) {
		if (y == 1970)
			first = -n_days;
		for (int m = 1; m <= 12; m++) {
			int length = lengths[m - 1] + (m == 2 && leap(y));
			month_start[month++] = n_days;
			for (int d = 1; d <= length; d++) {
				BUG_IF(n_days == DAYS);
				days[n_days++] = (struct calendar_day){ y, m, d };
			}
		}
	}
	month_start[month] = n_days;
}

struct calendar_day calendar_at(int day)
{
	if (n_days == 0)
		count_days();
	BUG_IF(day < first || day >= first + n_days);
	return days[day - first];
}

static int month_number(int y, int m)
{
	return (y - CALENDAR_FROM) * 12 + m - 1;
}

static int month_length(int month)
{
	return month_start[month + 1] - month_start[month];
}

int calendar_find(int y, int m, int d)
{
	if (n_days == 0)
		count_days();
	int month = month_number(y, m);
	BUG_IF(month < 0 || month >= MONTHS);
	int last = month_length(month);
	return first + month_start[month] + (d < last ? d : last) - 1;
}

int calendar_weekday(int day)
{
	int thursday = 3; /* 1 January 1970 */

	return ((day + thursday) % 7 + 7) % 7;
}

static int by_months(int day, int months)
{
	struct calendar_day at = calendar_at(day);
	int month = month_number(at.y, at.m) + months;

	return calendar_find(CALENDAR_FROM + month / 12, month % 12 + 1, at.d);
}

int calendar_shift(int day, struct interval by, int sign)
{
	day = by_months(day, sign * by.years * 12);
	day = by_months(day, sign * by.months);
	return day + sign * (by.weeks * 7 + by.days);
}

int calendar_shift_overflowing(int day, struct interval by, int sign)
{
	struct calendar_day at = calendar_at(day);
	int month = month_number(at.y, at.m) + sign * (by.years * 12 + by.months);

	day = calendar_find(CALENDAR_FROM + month / 12, month % 12 + 1, 1) + at.d - 1;
	return day + sign * (by.weeks * 7 + by.days);
}

bool calendar_is_open(const struct config *c, int day)
{
	for (size_t i = 0; i < c->n_special; i++)
		if (c->special[i].day == day)
			return c->special[i].hours.n > 0 ||
			       (c->special[i].as >= 0 && c->hours[c->special[i].as].n > 0);
	for (size_t i = 0; i < c->n_closed; i++)
		if (c->closed[i] == day)
			return false;
	return c->hours[calendar_weekday(day)].n > 0;
}

int calendar_workday(const struct config *c, int day, int step)
{
	do
		day += step;
	while (!calendar_is_open(c, day));
	return day;
}

/* The first day of the Chinese year, as almanacs have it. */
static int lunar_new_year(int year)
{
	static const int dates[][3] = {
		{ 2010, 2, 14 }, { 2011, 2, 3 },  { 2012, 1, 23 }, { 2013, 2, 10 }, { 2014, 1, 31 },
		{ 2015, 2, 19 }, { 2016, 2, 8 },  { 2017, 1, 28 }, { 2018, 2, 16 }, { 2019, 2, 5 },
		{ 2020, 1, 25 }, { 2021, 2, 12 }, { 2022, 2, 1 },  { 2023, 1, 22 }, { 2024, 2, 10 },
		{ 2025, 1, 29 }, { 2026, 2, 17 }, { 2027, 2, 6 },  { 2028, 1, 26 }, { 2029, 2, 13 },
		{ 2030, 2, 3 },  { 2031, 1, 23 }, { 2032, 2, 11 }, { 2033, 1, 31 }, { 2034, 2, 19 },
		{ 2035, 2, 8 },  { 2036, 1, 28 }, { 2037, 2, 15 }, { 2038, 2, 4 },  { 2039, 1, 24 },
		{ 2040, 2, 12 }, { 2041, 2, 1 },  { 2042, 1, 22 }, { 2043, 2, 10 }, { 2044, 1, 30 },
		{ 2045, 2, 17 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(dates); i++)
		if (dates[i][0] == year)
			return calendar_find(year, dates[i][1], dates[i][2]);
	return INT32_MIN;
}

bool calendar_range(const struct date_range *r, int year, int *from, int *to)
{
	if (r->lunar) {
		/* Of the first month only: the others need an astronomer. */
		int day = lunar_new_year(year);
		BUG_IF(!r->yearly || r->from.m != 1 || r->to.m != 1);
		*from = day + r->from.d - 1;
		*to = day + r->to.d - 1;
		return day != INT32_MIN;
	}
	if (!r->yearly) {
		*from = calendar_find(r->from.y, r->from.m, r->from.d);
		*to = calendar_find(r->to.y, r->to.m, r->to.d);
		return year == r->from.y;
	}
	bool over = r->to.m < r->from.m || (r->to.m == r->from.m && r->to.d < r->from.d);
	*from = calendar_find(year, r->from.m, r->from.d);
	*to = calendar_find(year + over, r->to.m, r->to.d);
	return true;
}
