/* Cells that tell dates, times and ages. */
#include "revisit/base/i18n.h"
#include "convert.h"

#include <limits.h>

struct when {
	day_t day;
	minute_t minute;
};

/* The seconds that stand behind HH:MM, in milliseconds; datetime_parse drops them. */
static int64_t seconds_in(const char *text)
{
	for (const char *p = strchr(text, ':'); p; p = strchr(p + 1, ':')) {
		int s = 0;
		int ms = 0;
		if (sscanf(p, ":%*2[0-9]:%2d", &s) != 1)
			continue;
		const char *dot = p + strspn(p, ":0123456789");
		if (*dot == '.' && strspn(dot + 1, "0123456789") >= 3)
			sscanf(dot, ".%3d", &ms);
		return (int64_t)s * 1000 + ms;
	}
	return 0;
}

/* `format: "%s"`: seconds since 1970. */
static bool is_stamp(const struct cell *c)
{
	return c->f->format && strcmp(c->f->format, "%s") == 0;
}

static bool parse_stamp(const struct cell *c, const char *text, instant_t *at)
{
	char *end;
	long long n = strtoll(text, &end, 10);

	if (end == text || *end || n < -60000000000LL || n > 200000000000LL)
		return cell_refuse(c, ERR_BAD_DATE, _("these are no seconds since 1970"));
	*at = (instant_t)n * 1000;
	return true;
}

/* Times with an offset are moved to the clinic's zone. */
static bool parse_when(const struct cell *c, const char *text, struct when *out)
{
	struct err why = ERR_INIT;
	int offset = INT_MIN;
	instant_t at = 0;

	if (is_stamp(c)) {
		if (!parse_stamp(c, text, &at))
			return false;
		instant_split(at, &out->day, &out->minute);
		return true;
	}
	if (!datetime_parse(text, c->f->format, &out->day, &out->minute, &offset, &why))
		return cell_refuse_why(c, &why);
	/* as: date means the day as it is written: midnight UTC is no moment of the evening before.
	 */
	if (offset == INT_MIN || out->minute == MINUTE_NONE || c->f->as == AS_DATE)
		return true;
	at = ((int64_t)out->day * 1440 + out->minute - offset) * 60000;
	instant_split(at, &out->day, &out->minute);
	return true;
}

static bool parse_instant(const struct cell *c, const char *text, instant_t *at)
{
	struct err why = ERR_INIT;
	int offset = INT_MIN;
	struct when w;

	if (is_stamp(c))
		return parse_stamp(c, text, at);
	if (!datetime_parse(text, c->f->format, &w.day, &w.minute, &offset, &why))
		return cell_refuse_why(c, &why);
	minute_t minute = w.minute == MINUTE_NONE ? 0 : w.minute;
	*at = offset == INT_MIN ? instant_make(w.day, minute)
				: ((int64_t)w.day * 1440 + minute - offset) * 60000;
	*at += seconds_in(text);
	return true;
}

bool cell_to_instant(const struct cell *c, const char *text)
{
	char number[32];
	instant_t at = 0;

	if (!parse_instant(c, text, &at))
		return false;
	snprintf(number, sizeof(number), "%lld", (long long)at);
	cell_add(c, number)->n = at;
	return true;
}

static int two_digits(const char *p)
{
	return (p[0] - '0') * 10 + (p[1] - '0');
}

/* "2026-01-05 09:30[:00]", which most files have, without asking what else it might be.  *iso gets
 * what datetime_iso would write. */
static bool plain_when(const char *text, struct when *w, char iso[17])
{
	static const char pattern[] = "dddd-dd-dd dd:dd";
	size_t n = 0;

	for (; pattern[n]; n++) {
		bool digit = text[n] >= '0' && text[n] <= '9';
		bool blank = pattern[n] == ' ' && text[n] == 'T';
		if (pattern[n] == 'd' ? !digit : text[n] != pattern[n] && !blank)
			return false;
	}
	if (text[n] && strcmp(text + n, ":00") != 0)
		return false;
	int year = two_digits(text) * 100 + two_digits(text + 2);
	int month = two_digits(text + 5);
	int day = two_digits(text + 8);
	int hour = two_digits(text + 11);
	int minute = two_digits(text + 14);
	if (year < 1850 || !day_valid(year, month, day) || hour > 23 || minute > 59)
		return false;
	w->day = day_make(year, month, day);
	w->minute = hour * 60 + minute;
	memcpy(iso, text, n);
	iso[10] = 'T';
	iso[n] = '\0';
	return true;
}

bool cell_to_when(const struct cell *c, const char *text)
{
	char plain[17];
	struct when w;
	struct str iso;

	if (c->f->as != AS_DATE && !c->f->format && plain_when(text, &w, plain)) {
		struct value *v = cell_add(c, plain);
		v->n = w.day;
		v->more = w.minute;
		return true;
	}
	if (!parse_when(c, text, &w))
		return false;
	if (c->f->as == AS_DATE)
		w.minute = MINUTE_NONE;
	str_init(&iso);
	datetime_iso(&iso, w.day, w.minute);
	struct value *v = cell_add(c, iso.p);
	v->n = w.day;
	v->more = w.minute;
	str_release(&iso);
	return true;
}

bool cell_to_day(const struct cell *c, const char *text)
{
	struct when w;
	struct str iso;

	if (!parse_when(c, text, &w))
		return false;
	str_init(&iso);
	day_iso(&iso, w.day);
	cell_add(c, iso.p)->n = w.day;
	str_release(&iso);
	return true;
}

bool cell_to_minute(const struct cell *c, const char *text)
{
	struct when w = { .minute = MINUTE_NONE };
	struct err why = ERR_INIT;
	struct str iso;
	char hm[6];

	if (c->f->as == AS_DATETIME) {
		if (!parse_when(c, text, &w))
			return false;
	} else if (strlen(text) >= 8 && strspn(text, "0123456789:.") == strlen(text) &&
		   text[2] == ':' && text[5] == ':') {
		snprintf(hm, sizeof(hm), "%.5s", text);
		text = hm;
	}
	if (c->f->as != AS_DATETIME && !minute_parse(text, &w.minute, &why))
		return cell_refuse_why(c, &why);
	str_init(&iso);
	minute_iso(&iso, w.minute);
	cell_add(c, iso.p)->n = w.minute;
	str_release(&iso);
	return true;
}

/* --- birth --- */

bool birth_agrees(const struct value *v, day_t birth, enum precision precision)
{
	struct ymd stored = day_split(birth);
	struct ymd given = day_split((day_t)v->n);

	if (birth == DAY_NONE)
		return false;
	if (v->f->as == AS_AGE) {
		int far = age_on(birth, v->on) - (int)v->age;
		return far == 0 || (precision != PRECISION_DAY && far >= -1 && far <= 1);
	}
	switch ((enum precision)v->more) {
	case PRECISION_DAY:
		return precision == PRECISION_DAY && birth == v->n;
	case PRECISION_MONTH:
		return precision <= PRECISION_MONTH && stored.y == given.y && stored.m == given.m;
	case PRECISION_YEAR:
		return precision <= PRECISION_YEAR && stored.y == given.y;
	case PRECISION_ESTIMATED:
		return stored.y == given.y;
	}
	return false;
}

static bool add_birth(const struct cell *c, const char *text)
{
	struct patient *p = &c->s->patient;
	struct err why = ERR_INIT;
	struct str shown;

	if (!field_parse(c->s->c->config, c->f->field, p, text, clinic_today(c->s->c), &why))
		return cell_refuse_why(c, &why);
	str_init(&shown);
	patient_birth(&shown, p);
	struct value *v = cell_add(c, shown.p);
	v->n = p->birth_day;
	v->more = p->birth_precision;
	str_release(&shown);
	return true;
}

static bool to_year(const struct cell *c, const char *text)
{
	struct ymd today = day_split(clinic_today(c->s->c));
	char *end;
	long year = strtol(text, &end, 10);

	if (end - text != 4 || *end || year < 1850 || year > today.y)
		return cell_refuse(c, ERR_BAD_DATE, _("this is no year of birth"));
	return add_birth(c, text);
}

/* The day an age counts from: the cell of `on:`, else today. */
static bool age_day(const struct cell *c, day_t *on)
{
	struct cell other = *c;
	struct map_field plain = { .name = c->f->name };
	struct when w;

	*on = clinic_today(c->s->c);
	if (!c->f->on)
		return true;
	const struct csv_cell *cell = &c->cells[c->f->on->index];
	other.f = &plain;
	other.pos.line = cell->line;
	other.pos.col = cell->col;
	if (!parse_when(&other, csv_plain(cell->text), &w))
		return false;
	*on = w.day;
	return true;
}

/* The middle of the year in which somebody of that age was born. */
static bool to_age(const struct cell *c, const char *text)
{
	char *end;
	long n = strtol(text, &end, 10);
	bool months = strcmp(end, "个月") == 0 || strcmp(end, " months") == 0;
	day_t on;
	char number[40];

	if (end == text || (!months && *end && strcmp(end, "岁") != 0) || n < 0 || n > 130)
		return cell_refuse(c, ERR_BAD_VALUE, _("this is no age (0 to 130 years)"));
	if (!age_day(c, &on))
		return false;
	struct interval back = { .years = months ? 0 : (int)n, .months = months ? (int)n : 6 };
	day_t birth = day_add(on, back, -1);
	if (birth < day_make(1850, 1, 1))
		return cell_refuse(c, ERR_BAD_DATE, _("nobody of that age was alive then"));
	snprintf(number, sizeof(number), "age %ld%s on %ld", n, months ? "m" : "", (long)on);
	struct value *v = cell_add(c, number);
	v->n = birth;
	v->more = PRECISION_ESTIMATED;
	v->on = on;
	v->age = months ? n / 12 : n;
	return true;
}

bool cell_to_birth(const struct cell *c, const char *text)
{
	struct err why = ERR_INIT;
	struct when w;
	struct str iso;

	if (c->f->as == AS_YEAR)
		return to_year(c, text);
	if (c->f->as == AS_AGE)
		return to_age(c, text);
	if (c->f->as != AS_DATE && c->f->as != AS_DATETIME &&
	    field_parse(c->s->c->config, c->f->field, &c->s->patient, text, clinic_today(c->s->c),
			&why))
		return add_birth(c, text);
	if (why.code && !datetime_parse(text, NULL, &w.day, &w.minute, &(int){ 0 }, NULL))
		return cell_refuse_why(c, &why);
	if (!parse_when(c, text, &w))
		return false;
	str_init(&iso);
	day_iso(&iso, w.day);
	bool ok = add_birth(c, iso.p);
	str_release(&iso);
	return ok;
}
