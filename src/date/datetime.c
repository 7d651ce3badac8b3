#include "revisit/base/i18n.h"
#include "revisit/date/date.h"
#include "revisit/date/notation.h"

#include <limits.h>

static bool not_a_time(const char *text, struct err *err)
{
	char shown[48];

	if (str_is_empty(text))
		return err_set(err, ERR_BAD_DATE, _("a time is missing; write it like 15:30"));
	return err_set(err, ERR_BAD_DATE, _("“%s” is not a time; write it like 15:30"),
		       str_excerpt(shown, sizeof(shown), text));
}

static bool minute_checked(int hour, enum half half, int minute, minute_t *out, struct err *err)
{
	int h = notation_hour(hour, half);

	if (h < 0)
		return err_set(err, ERR_BAD_DATE,
			       half == HALF_NONE ? _("there is no hour %d; a day has 0:00 to 23:59")
						 : _("there is no hour %d in that half of the day"),
			       hour);
	if (minute > 59)
		return err_set(err, ERR_BAD_DATE, _("there is no minute %d; an hour has 0 to 59"),
			       minute);
	*out = h * 60 + minute;
	return true;
}

static void blanks(const char **p)
{
	while (**p == ' ')
		++*p;
}

static bool take(const char **p, const char *word)
{
	size_t n = strlen(word);

	if (strncasecmp(*p, word, n) != 0)
		return false;
	*p += n;
	return true;
}

/* --- A time of day ---------------------------------------------------------------------------- */

/* What follows the hour and 点: 半, 一刻, 三刻, 30, 30分, 整, or nothing. */
static void minutes_after_word(const char **p, int *minute)
{
	static const struct {
		const char *word;
		int minute;
	} quarters[] = { { "半", 30 }, { "一刻", 15 }, { "三刻", 45 }, { "整", 0 }, { "钟", 0 } };

	for (size_t i = 0; i < ARRAY_SIZE(quarters); i++) {
		if (take(p, quarters[i].word)) {
			*minute = quarters[i].minute;
			return;
		}
	}
	if (notation_han(p, minute) || notation_number(p, 1, 2, minute))
		(void)(take(p, "分") || take(p, "m"));
}

static bool hour_word(const char **p, int *minute)
{
	if (!take(p, "点") && !take(p, "點") && !take(p, "时") && !take(p, "時"))
		return false;
	minutes_after_word(p, minute);
	return true;
}

static bool hour_and_minute(const char **p, int *hour, int *minute)
{
	const char *from = *p;

	*minute = 0;
	if (notation_han(p, hour))
		return hour_word(p, minute);
	if (!notation_number(p, 1, 4, hour))
		return false;
	if (*p - from > 2) { /* 930, 1530 */
		*minute = *hour % 100;
		*hour /= 100;
		return true;
	}
	if (take(p, ":") || take(p, ".")) {
		int second = 0;
		return notation_number(p, 2, 2, minute) &&
		       (!take(p, ":") || (notation_number(p, 2, 2, &second) && second <= 60));
	}
	if (take(p, "h"))
		minutes_after_word(p, minute);
	else
		hour_word(p, minute);
	return true;
}

bool minute_parse(const char *text, minute_t *out, struct err *err)
{
	char clean[NOTATION_MAX];
	const char *p = clean;
	int hour, minute;

	*out = MINUTE_NONE;
	if (!notation_clean(str_or_empty(text), true, clean))
		return not_a_time(text, err);
	enum half half = notation_half(&p);
	blanks(&p);
	if (!hour_and_minute(&p, &hour, &minute))
		return not_a_time(text, err);
	blanks(&p);
	if (half == HALF_NONE)
		half = notation_half(&p);
	if (*p)
		return not_a_time(text, err);
	return minute_checked(hour, half, minute, out, err);
}

bool minute_parse_end(const char *text, minute_t *out, struct err *err)
{
	static const char *const midnight[] = { "24:00", "24", "2400" };

	for (size_t i = 0; i < ARRAY_SIZE(midnight); i++)
		if (str_eq(text, midnight[i])) {
			*out = 24 * 60;
			return true;
		}
	return minute_parse(text, out, err);
}

/* --- Day and time without a format ------------------------------------------------------------ */

/* Z, +08, +0800, -03:30. */
static bool read_offset(const char **p, int *offset)
{
	int sign, hours;
	int minutes = 0;

	if (take(p, "z")) {
		*offset = 0;
		return true;
	}
	if (take(p, "+"))
		sign = 1;
	else if (take(p, "-"))
		sign = -1;
	else
		return false;
	if (!notation_number(p, 2, 2, &hours))
		return false;
	bool colon = take(p, ":");
	if ((colon || (**p >= '0' && **p <= '9')) && !notation_number(p, 2, 2, &minutes))
		return false;
	if (hours > 15 || minutes > 59)
		return false;
	*offset = sign * (hours * 60 + minutes);
	return true;
}

/* "9:02", "09:02:05.123 pm +08:00" and an end. */
static bool read_time(const char *p, minute_t *minute, int *offset, struct err *err)
{
	const char *text = p;
	int hour, min, second;
	enum half half = notation_half(&p);

	blanks(&p);
	if (!notation_number(&p, 1, 2, &hour) || !take(&p, ":") || !notation_number(&p, 2, 2, &min))
		return not_a_time(text, err);
	if (take(&p, ":")) {
		if (!notation_number(&p, 2, 2, &second) || second > 60)
			return not_a_time(text, err);
		if (take(&p, ".") || take(&p, ","))
			p += strspn(p, "0123456789");
	}
	blanks(&p);
	if (half == HALF_NONE)
		half = notation_half(&p);
	blanks(&p);
	if (*p && (!read_offset(&p, offset) || *p))
		return not_a_time(text, err);
	return minute_checked(hour, half, min, minute, err);
}

/* Where the time begins in "2 Mar 1988 9:02", "1988-03-02T09:02", "1988年3月2日下午3:02", and how
 * many bytes of day stand before it.  NULL when there is no time. */
static const char *split_time(const char *clean, size_t *day_bytes)
{
	const char *colon = strchr(clean, ':');

	if (!colon)
		return NULL;
	const char *time = colon;
	while (time > clean && time[-1] >= '0' && time[-1] <= '9')
		time--;
	bool chinese_half = false;
	for (const char *p = clean; p < time; p++) {
		const char *behind = p;
		if (notation_half(&behind) == HALF_NONE || (behind != time && behind + 1 != time))
			continue;
		time = p;
		chinese_half = (unsigned char)*p >= 0x80;
	}
	size_t before = (size_t)(time - clean);
	*day_bytes = before;
	if (before > 0 && time[-1] == ' ')
		*day_bytes = before - 1;
	else if (before > 1 && (time[-1] == 't' || time[-1] == 'T'))
		*day_bytes = before - 1;
	else if (!chinese_half)
		return NULL;
	return time;
}

static bool parse_plain(const char *text, day_t *day, minute_t *minute, int *offset,
			struct err *err)
{
	char clean[NOTATION_MAX];
	char before[NOTATION_MAX];
	size_t n;

	if (!notation_clean(text, true, clean))
		return day_parse(text, day, err);
	const char *time = split_time(clean, &n);
	if (!time)
		return day_parse(text, day, err);
	snprintf(before, sizeof(before), "%.*s", (int)n, clean);
	return day_parse(before, day, err) && read_time(time, minute, offset, err);
}

/* --- With a format ---------------------------------------------------------------------------- */

enum { NONE = -1 };

struct fields {
	int y, m, d, of_year, hour, minute, second, offset;
	enum half half;
};

static bool number_in(const char **p, int low, int high, int least, int most, int *out)
{
	return notation_number(p, low, high, out) && *out >= least && *out <= most;
}

static bool read_directive(char c, const char **p, struct fields *f)
{
	switch (c) {
	case 'Y':
		return number_in(p, 4, 4, 0, 9999, &f->y);
	case 'y':
		if (!number_in(p, 2, 2, 0, 99, &f->y))
			return false;
		f->y += f->y < 69 ? 2000 : 1900;
		return true;
	case 'm':
		return number_in(p, 1, 2, 0, 99, &f->m);
	case 'd':
		blanks(p);
		return number_in(p, 1, 2, 0, 99, &f->d);
	case 'j':
		return number_in(p, 1, 3, 1, 366, &f->of_year);
	case 'b':
	case 'B':
		f->m = notation_month(p);
		return f->m > 0;
	case 'I':
		return number_in(p, 1, 2, 1, 12, &f->hour);
	case 'H':
		return number_in(p, 1, 2, 0, 99, &f->hour);
	case 'M':
		return number_in(p, 1, 2, 0, 99, &f->minute);
	case 'S':
		return number_in(p, 1, 2, 0, 60, &f->second);
	case 'T':
		return read_directive('H', p, f) && take(p, ":") && read_directive('M', p, f) &&
		       take(p, ":") && read_directive('S', p, f);
	case 'p':
		f->half = notation_half(p);
		return f->half != HALF_NONE;
	case 'z':
		return read_offset(p, &f->offset);
	case '%':
		return take(p, "%");
	}
	return false;
}

static bool bad_format(const char *format, struct err *err)
{
	char shown[48];

	return err_set(
		err, ERR_BAD_VALUE,
		_("“%s” is no format for a date; write it like %%Y-%%m-%%d or %%d/%%m/%%Y %%H:%%M"),
		str_excerpt(shown, sizeof(shown), format));
}

/* A format must give a whole day, and minutes only with hours. */
static bool check_format(const char *format)
{
	static const char known[] = "YymdHMSbBpIjTz%";
	bool has[128] = { false };

	for (const char *f = format; *f; f++) {
		if (*f != '%')
			continue;
		f++;
		if (!*f || !strchr(known, *f))
			return false;
		has[(unsigned char)*f] = true;
	}
	bool year = has['Y'] || has['y'];
	bool month = has['m'] || has['b'] || has['B'];
	bool hour = has['H'] || has['I'] || has['T'];
	bool minute = has['M'] || has['S'] || has['p'];
	return year && ((month && has['d']) || has['j']) && (hour || !minute) &&
	       (has['p'] || !has['I']);
}

static bool match(const char *p, const char *format, struct fields *f)
{
	for (; *format; format++) {
		if (*format == ' ') {
			blanks(&p);
			continue;
		}
		if (*format == '%') {
			if (!read_directive(*++format, &p, f))
				return false;
			continue;
		}
		const char one[] = { *format, '\0' };
		if (!take(&p, one))
			return false;
	}
	return *p == '\0';
}

static bool day_of(const struct fields *f, day_t *day, struct err *err)
{
	if (f->of_year == NONE)
		return day_checked(f->y, f->m, f->d, day, err);
	if (!day_checked(f->y, 1, 1, day, err))
		return false;
	if (f->of_year > (day_valid(f->y, 2, 29) ? 366 : 365))
		return err_set(err, ERR_BAD_DATE, _("there is no day %d"), f->of_year);
	*day += f->of_year - 1;
	return true;
}

static bool parse_as(const char *text, const char *format, day_t *day, minute_t *minute,
		     int *offset, struct err *err)
{
	char clean[NOTATION_MAX];
	char clean_format[NOTATION_MAX];
	char shown[48];
	char shown_format[48];
	struct fields f = { NONE, NONE, NONE, NONE, NONE, 0, 0, INT_MIN, HALF_NONE };

	if (!notation_clean(format, false, clean_format) || !check_format(clean_format))
		return bad_format(format, err);
	if (!notation_clean(text, false, clean) || !match(clean, clean_format, &f))
		return err_set(err, ERR_BAD_DATE, _("“%s” does not fit the format “%s”"),
			       str_excerpt(shown, sizeof(shown), text),
			       str_excerpt(shown_format, sizeof(shown_format), format));
	if (!day_of(&f, day, err))
		return false;
	*offset = f.offset;
	return f.hour == NONE || minute_checked(f.hour, f.half, f.minute, minute, err);
}

bool datetime_parse(const char *text, const char *format, day_t *day, minute_t *minute, int *offset,
		    struct err *err)
{
	day_t read_day = DAY_NONE;
	minute_t read_minute = MINUTE_NONE;
	int read_offset_minutes = INT_MIN;

	*day = DAY_NONE;
	*minute = MINUTE_NONE;
	*offset = INT_MIN;
	text = str_or_empty(text);
	if (format ? !parse_as(text, format, &read_day, &read_minute, &read_offset_minutes, err)
		   : !parse_plain(text, &read_day, &read_minute, &read_offset_minutes, err))
		return false;
	*day = read_day;
	*minute = read_minute;
	*offset = read_offset_minutes;
	return true;
}
