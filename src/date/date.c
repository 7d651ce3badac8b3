#include "revisit/date/date.h"
#include "revisit/base/i18n.h"
#include "revisit/date/notation.h"

static bool is_leap(int y)
{
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

int month_days(int y, int m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	BUG_IF(m < 1 || m > 12);
	return m == 2 && is_leap(y) ? 29 : days[m - 1];
}

bool day_valid(int y, int m, int d)
{
	return y >= 1 && y <= 9999 && m >= 1 && m <= 12 && d >= 1 && d <= month_days(y, m);
}

/* Both ways count from 1 March of year 0, so that the leap day ends the year; the formulas are
 * those of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
enum { MARCH_0 = 719468, DAYS_400 = 146097 };

day_t day_make(int y, int m, int d)
{
	BUG_IF(!day_valid(y, m, d));
	int year = m > 2 ? y : y - 1;
	int month = m > 2 ? m - 3 : m + 9;
	int before = 365 * year + year / 4 - year / 100 + year / 400;
	return before + (153 * month + 2) / 5 + d - 1 - MARCH_0;
}

struct ymd day_split(day_t day)
{
	if (day == DAY_NONE)
		return (struct ymd){ 0 };
	if (day < DAY_MIN)
		day = DAY_MIN;
	if (day > DAY_MAX)
		day = DAY_MAX;
	int z = day + MARCH_0;
	int of_400 = z % DAYS_400;
	int year = (of_400 - of_400 / 1460 + of_400 / 36524 - of_400 / 146096) / 365;
	int of_year = of_400 - (365 * year + year / 4 - year / 100);
	int month = (5 * of_year + 2) / 153;
	int d = of_year - (153 * month + 2) / 5 + 1;
	int m = month < 10 ? month + 3 : month - 9;
	return (struct ymd){ year + 400 * (z / DAYS_400) + (m <= 2), m, d };
}

int day_weekday(day_t day)
{
	int64_t from_monday = (int64_t)day + 3; /* 1970-01-01 was a Thursday */

	return (int)(((from_monday % 7) + 7) % 7);
}

/* The month `months` further on, on the same day or the month's last. */
static day_t add_months(day_t day, int64_t months)
{
	struct ymd at = day_split(day);
	int64_t month = at.y * (int64_t)12 + at.m - 1 + months;

	if (month < 12)
		return DAY_MIN;
	if (month > 9999 * 12 + 11)
		return DAY_MAX;
	int y = (int)(month / 12);
	int m = (int)(month % 12) + 1;
	int last = month_days(y, m);
	return day_make(y, m, at.d < last ? at.d : last);
}

static day_t clamp(int64_t day)
{
	return day < DAY_MIN ? DAY_MIN : day > DAY_MAX ? DAY_MAX : (day_t)day;
}

day_t day_add(day_t day, struct interval by, int sign)
{
	if (day == DAY_NONE)
		return DAY_NONE;
	day = clamp(day);
	if (by.years)
		day = add_months(day, (int64_t)by.years * 12 * sign);
	if (by.months)
		day = add_months(day, (int64_t)by.months * sign);
	return clamp(day + ((int64_t)by.weeks * 7 + by.days) * sign);
}

int age_on(day_t birth, day_t day)
{
	if (birth == DAY_NONE || day == DAY_NONE)
		return -1;
	struct ymd b = day_split(birth);
	struct ymd t = day_split(day);
	int last = month_days(t.y, b.m);
	int birthday = b.d < last ? b.d : last;
	bool reached = t.m > b.m || (t.m == b.m && t.d >= birthday);
	return t.y - b.y - !reached;
}

/* Where the unit of a token is counted; NULL when the token is no unit. */
static int *unit_slot(const struct token *t, struct interval *i)
{
	if (t->kind == 'y')
		return &i->years;
	if (t->kind != 'U')
		return NULL;
	switch ((enum unit)t->value) {
	case UNIT_YEAR:
		return &i->years;
	case UNIT_MONTH:
		return &i->months;
	case UNIT_WEEK:
		return &i->weeks;
	case UNIT_DAY:
		return &i->days;
	}
	return NULL;
}

/* "every 4 months", 每4个月: the same without the word; 每周, "every year": once.  What people say for
 * six months has no number either. */
static const char *without_every(const char *text, char room[NOTATION_MAX])
{
	static const char *const words[] = { "every ", "每隔", "每" };
	bool every = false;

	for (size_t i = 0; i < ARRAY_SIZE(words) && !every; i++) {
		every = strncmp(text, words[i], strlen(words[i])) == 0;
		text += every ? strlen(words[i]) : 0;
	}
	text += *text == ' ';
	if (strcmp(text, "半年") == 0)
		return "6m";
	if (!every || (*text >= '0' && *text <= '9'))
		return text;
	snprintf(room, NOTATION_MAX, "1%s%s", *text >= 'a' && *text <= 'z' ? " " : "", text);
	return room;
}

static bool read_interval(const char *text, struct interval *out)
{
	char clean[NOTATION_MAX];
	char room[NOTATION_MAX];
	struct notation is;
	struct interval seen = { 0 };

	*out = (struct interval){ 0 };
	if (!notation_clean(text, true, clean) || !notation_read(without_every(clean, room), &is))
		return false;
	if (is.n == 0 || is.n % 2 != 0)
		return false;
	for (int i = 0; i < is.n; i += 2) {
		const struct token *number = &is.token[i];
		int *slot = unit_slot(&is.token[i + 1], out);
		int *once = unit_slot(&is.token[i + 1], &seen);
		if (number->kind != 'N' || number->digits > 4 || !slot || *once)
			return false;
		*slot = number->value;
		*once = 1;
	}
	return true;
}

bool interval_parse(const char *text, struct interval *out, struct err *err)
{
	char shown[48];

	if (read_interval(str_or_empty(text), out))
		return true;
	*out = (struct interval){ 0 };
	if (str_is_empty(text))
		return err_set(err, ERR_BAD_VALUE,
			       _("an interval is missing; write it like 6m or 1y"));
	return err_set(err, ERR_BAD_VALUE,
		       _("“%s” is not an interval; write it like 6m, 1y or 2w3d"),
		       str_excerpt(shown, sizeof(shown), text));
}

void interval_text(struct str *out, struct interval i)
{
	if (i.years)
		str_addf(out, "%dy", i.years);
	if (i.months)
		str_addf(out, "%dm", i.months);
	if (i.weeks)
		str_addf(out, "%dw", i.weeks);
	if (i.days || (!i.years && !i.months && !i.weeks))
		str_addf(out, "%dd", i.days);
}
