#include "revisit/rules/lunar.h"
#include "revisit/rules/tree.h"

/* A day of a year that may lack it: 29 February is then the 28th. */
static day_t day_in(const struct date_range *r, int year, struct ymd at)
{
	if (r->lunar)
		return lunar_day(year, at.m, at.d);
	if (year < 1 || year > 9999)
		return DAY_NONE;
	int last = month_days(year, at.m);
	return day_make(year, at.m, at.d < last ? at.d : last);
}

/* The spell that begins in that year, of either calendar; false when the calendar has none. */
static bool spell_of(const struct date_range *r, int year, day_t *from, day_t *to)
{
	bool turns = r->to.m < r->from.m || (r->to.m == r->from.m && r->to.d < r->from.d);

	*from = day_in(r, year, r->from);
	*to = day_in(r, year + turns, r->to);
	if (*from == DAY_NONE)
		return false;
	if (*to == DAY_NONE) /* the calendar ends within it */
		*to = r->lunar ? lunar_day(LUNAR_TO, 12, 30) : DAY_MAX;
	return true;
}

static void fixed(const struct date_range *r, day_t *from, day_t *to)
{
	*from = day_make(r->from.y, r->from.m, r->from.d);
	*to = day_make(r->to.y, r->to.m, r->to.d);
}

bool range_next(const struct date_range *r, day_t day, day_t *from, day_t *to)
{
	if (!r->yearly) {
		fixed(r, from, to);
		return *to >= day;
	}
	/* A lunar year begins in January or February of the western one and may end in the next. */
	int year = day_split(day).y - 2;
	if (r->lunar && year < LUNAR_FROM)
		year = LUNAR_FROM;
	for (int tries = 0; tries < 6; tries++, year++)
		if (spell_of(r, year, from, to) && *to >= day)
			return true;
	return false;
}

bool range_of_year(const struct date_range *r, int year, day_t *from, day_t *to)
{
	if (!r->yearly) {
		fixed(r, from, to);
		return true;
	}
	if (!r->lunar)
		return spell_of(r, year, from, to);
	/* The twelfth month mostly begins in the western year after the one its own is named by. */
	for (int y = year - 1; y <= year; y++)
		if (spell_of(r, y, from, to) && day_split(*from).y == year)
			return true;
	return false;
}
