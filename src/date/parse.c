#include "revisit/base/i18n.h"
#include "revisit/date/date.h"
#include "revisit/date/notation.h"

static bool not_a_date(const char *text, struct err *err)
{
	char shown[48];

	if (str_is_empty(text))
		return err_set(err, ERR_BAD_DATE, _("a date is missing; write it like 1988-03-02"));
	return err_set(err, ERR_BAD_DATE, _("“%s” is not a date; write it like 1988-03-02"),
		       str_excerpt(shown, sizeof(shown), text));
}

/* Where a day soon to come is meant. */
static bool not_a_day(const char *text, struct err *err)
{
	char shown[48];

	if (str_is_empty(text))
		return err_set(err, ERR_BAD_DATE, _("a day is missing; write it like fri, +2w or 12-3"));
	return err_set(err, ERR_BAD_DATE, _("“%s” is not a day; write it like fri, +2w or 12-3"),
		       str_excerpt(shown, sizeof(shown), text));
}

static bool short_year(struct err *err)
{
	return err_set(err, ERR_BAD_DATE,
		       _("write the year with four digits and the day, like 1988-03-02"));
}

/* --- Full dates ------------------------------------------------------------------------------- */

/* 02/03/1988: the larger number tells, or nothing does. */
static bool day_or_month_first(int a, int b, int y, day_t *out, struct err *err)
{
	if (a > 12 && b <= 12)
		return day_checked(y, b, a, out, err);
	if (b > 12 || a == b)
		return day_checked(y, a, b, out, err);
	if (a < 1 || b < 1)
		return day_checked(y, a < 1 ? b : a, 0, out, err);
	return err_set(err, ERR_BAD_DATE,
		       _("day or month first? write %04d-%02d-%02d or %04d-%02d-%02d"), y, a, b, y,
		       b, a);
}

static bool three_numbers(const struct token *t[3], day_t *out, struct err *err)
{
	int a = t[0]->value;
	int b = t[1]->value;
	int c = t[2]->value;

	if (t[0]->digits == 4)
		return day_checked(a, b, c, out, err);
	if (t[2]->digits == 4)
		return day_or_month_first(a, b, c, out, err);
	return short_year(err);
}

/* How a shape is read: one letter a number or month token, in order: y m d, "?" by the digits. */
struct reading {
	const char *shape, *order;
};

static const struct reading full[] = {
	{ "N", "8" },        { "NsNsN", "???" }, { "NNN", "???" },   { "NyNmN", "ymd" },
	{ "NyNmNd", "ymd" }, { "NMN", "yMd" },   { "NsMsN", "yMd" }, { "NMsN", "yMd" },
	{ "MNN", "Mdy" },    { "MsNsN", "Mdy" }, { "MsNN", "Mdy" },
};

static const struct reading near[] = {
	{ "NsN", "md" }, { "NmN", "md" }, { "NmNd", "md" }, { "NM", "dM" }, { "NsM", "dM" },
	{ "NMs", "dM" }, { "MN", "Md" },  { "MsN", "Md" },  { "Nd", "d" },
};

static const struct reading *find(const struct reading *table, size_t n, const char *shape)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(table[i].shape, shape) == 0)
			return &table[i];
	return NULL;
}

/* The tokens that carry a value, at most three. */
static void values(const struct notation *is, const struct token *t[3])
{
	static const struct token none;
	int n = 0;

	t[0] = t[1] = t[2] = &none;
	for (int i = 0; i < is->n && n < 3; i++)
		if (is->token[i].kind == 'N' || is->token[i].kind == 'M')
			t[n++] = &is->token[i];
}

/* One year of four digits at most; days and months have one or two. */
static bool wrong_lengths(const struct token *t[3])
{
	int four = 0;

	for (int i = 0; i < 3; i++) {
		four += t[i]->digits == 4;
		if (t[i]->digits == 3 || t[i]->digits > 4)
			return true;
	}
	return four > 1;
}

static bool read_full(const struct notation *is, const struct reading *as, day_t *out,
		      const char *text, struct err *err)
{
	const struct token *t[3];

	values(is, t);
	if (as->order[0] == '8') {
		int v = t[0]->value;
		if (t[0]->digits == 8)
			return day_checked(v / 10000, v / 100 % 100, v % 100, out, err);
		return t[0]->digits == 6 ? short_year(err) : not_a_date(text, err);
	}
	if (wrong_lengths(t))
		return not_a_date(text, err);
	if (as->order[0] == '?')
		return three_numbers(t, out, err);
	if (as->order[0] == 'M') {
		if (t[2]->digits != 4)
			return short_year(err);
		return day_checked(t[2]->value, t[0]->value, t[1]->value, out, err);
	}
	if (t[0]->digits == 4)
		return day_checked(t[0]->value, t[1]->value, t[2]->value, out, err);
	if (t[1]->kind != 'M' || t[2]->digits != 4)
		return short_year(err);
	return day_checked(t[2]->value, t[1]->value, t[0]->value, out, err);
}

/* --- Weekdays beside a date ------------------------------------------------------------------- */

/* Takes a weekday at either end of something longer off the notation; −1 when there is none. */
static int take_weekday(struct notation *is)
{
	int weekday = -1;

	if (is->n < 2)
		return -1;
	if (is->shape[0] == 'W') {
		weekday = is->token[0].value;
		memmove(is->token, is->token + 1, sizeof(is->token[0]) * (size_t)(is->n - 1));
		memmove(is->shape, is->shape + 1, (size_t)is->n);
		is->n--;
	} else if (is->shape[is->n - 1] == 'W') {
		weekday = is->token[--is->n].value;
		is->shape[is->n] = '\0';
	}
	return weekday;
}

static bool right_weekday(day_t day, int weekday, struct err *err)
{
	if (weekday < 0 || day_weekday(day) == weekday)
		return true;
	struct ymd at = day_split(day);
	return err_set(err, ERR_BAD_DATE, _("%04d-%02d-%02d is not %s but %s"), at.y, at.m, at.d,
		       weekday_name(weekday), weekday_name(day_weekday(day)));
}

static bool read_text(const char *text, struct notation *is)
{
	char clean[NOTATION_MAX];

	return notation_clean(str_or_empty(text), true, clean) && notation_read(clean, is) &&
	       is->n > 0;
}

bool day_parse(const char *text, day_t *out, struct err *err)
{
	struct notation is;

	*out = DAY_NONE;
	if (!read_text(text, &is))
		return not_a_date(text, err);
	int weekday = take_weekday(&is);
	const struct reading *as = find(full, ARRAY_SIZE(full), is.shape);
	day_t day;
	if (as) {
		if (!read_full(&is, as, &day, text, err) || !right_weekday(day, weekday, err))
			return false;
		*out = day;
		return true;
	}
	if (find(near, ARRAY_SIZE(near), is.shape) || strcmp(is.shape, "NyNm") == 0)
		return short_year(err);
	return not_a_date(text, err);
}

/* --- Days near today -------------------------------------------------------------------------- */

/* The first such day from today on.  A 29 February may be up to eight years away. */
static bool next_month_day(day_t today, int m, int d, day_t *out, struct err *err)
{
	int y = day_split(today).y;

	if (!day_checked(2000, m, d, out, err)) /* a leap year: what it lacks, all lack */
		return false;
	for (int i = 0; i <= 8; i++) {
		if (!day_valid(y + i, m, d))
			continue;
		*out = day_make(y + i, m, d);
		if (*out >= today)
			return true;
	}
	return err_set(err, ERR_BAD_DATE, _("the year must be from 1 to 9999"));
}

static bool next_day_of_month(day_t today, int d, day_t *out, struct err *err)
{
	struct ymd at = day_split(today);

	if (!day_checked(2000, 1, d, out, err))
		return false;
	for (int month = at.y * 12 + at.m - 1;; month++) {
		int y = month / 12;
		int m = month % 12 + 1;
		if (y > 9999)
			return err_set(err, ERR_BAD_DATE, _("the year must be from 1 to 9999"));
		if (!day_valid(y, m, d))
			continue;
		*out = day_make(y, m, d);
		if (*out >= today)
			return true;
	}
}

static bool read_near(const struct notation *is, const struct reading *as, day_t today, day_t *out,
		      const char *text, struct err *err)
{
	const struct token *t[3];

	values(is, t);
	if (wrong_lengths(t))
		return not_a_day(text, err);
	if (t[0]->digits == 4 || t[1]->digits == 4)
		return short_year(err);
	int a = t[0]->value;
	int b = t[1]->value;
	if (strcmp(as->order, "d") == 0)
		return next_day_of_month(today, a, out, err);
	bool day_first = as->order[0] == 'd' || (as->shape[1] == 's' && a > 12 && b <= 12);
	return next_month_day(today, day_first ? b : a, day_first ? a : b, out, err);
}

/* +3, +2w, 3 days, in 2 weeks, 3天后, 2周前; a bare number needs its plus sign. */
static bool read_offset(const struct notation *is, struct interval *by, int *sign)
{
	static const char *const shapes[] = { "+N",  "+NU", "+Ny", "NU",  "INU", "INUA",
					      "NUA", "NUB", "NyA", "NyB", "NdA", "NdB" };
	const struct token *number = &is->token[is->shape[0] == 'N' ? 0 : 1];
	bool known = false;

	for (size_t i = 0; i < ARRAY_SIZE(shapes); i++)
		known = known || strcmp(is->shape, shapes[i]) == 0;
	if (!known || number->digits > 4)
		return false;
	const struct token *unit = number + 1;
	int n = number->value;
	*by = (struct interval){ 0 };
	*sign = is->shape[is->n - 1] == 'B' ? -1 : 1;
	if (unit == is->token + is->n || unit->kind == 'd' ||
	    (unit->kind == 'U' && unit->value == UNIT_DAY))
		by->days = n;
	else if (unit->kind == 'y' || unit->value == UNIT_YEAR)
		by->years = n;
	else if (unit->value == UNIT_MONTH)
		by->months = n;
	else
		by->weeks = n;
	return true;
}

/* Today, weekdays, offsets; false without a message when it is none of these. */
static bool read_relative(const struct notation *is, day_t today, day_t *out)
{
	int now = day_weekday(today);
	struct interval by = { 0 };
	int sign = 1;

	if (strcmp(is->shape, "T") == 0)
		by.days = is->token[0].value;
	else if (strcmp(is->shape, "W") == 0)
		by.days = (is->token[0].value - now + 6) % 7 + 1;
	else if (strcmp(is->shape, "V") == 0)
		by.days = is->token[0].value - now;
	else if (strcmp(is->shape, "X") == 0)
		by.days = 7 - now + is->token[0].value;
	else if (!read_offset(is, &by, &sign))
		return false;
	*out = day_add(today, by, sign);
	return true;
}

/* --- Months ----------------------------------------------------------------------------------- */

/* What was said of a day by its month: "明年3月", 月底, "next month". */
struct month_said {
	const struct notation *is;
	int at;          /* the token that comes next */
	int y, m, d;     /* m and d 0: not said */
	bool year, end;  /* said */
};

static bool take(struct month_said *said, const char *shape)
{
	size_t n = strlen(shape);

	if (strncmp(said->is->shape + said->at, shape, n) != 0)
		return false;
	said->at += (int)n;
	return true;
}

static bool take_next(struct month_said *said, enum unit unit)
{
	return said->at + 1 < said->is->n && said->is->token[said->at + 1].value == (int)unit &&
	       take(said, "nU");
}

static void take_year(struct month_said *said)
{
	const struct token *t = &said->is->token[said->at];

	said->year = true;
	if (take(said, "Y"))
		said->y += t->value;
	else if (take_next(said, UNIT_YEAR))
		said->y++;
	else
		said->year = false;
}

static void take_month(struct month_said *said, int now)
{
	const struct token *t = &said->is->token[said->at];
	int from_now = -1;

	if (take(said, "O"))
		from_now = t->value;
	else if (take_next(said, UNIT_MONTH))
		from_now = 1;
	else if (take(said, "Nm") || take(said, "M"))
		said->m = t->value;
	else if (take(said, "nM"))
		said->m = t[1].value;
	else if (strcmp(said->is->shape + said->at, "mE") == 0 && take(said, "m"))
		from_now = 0;
	else if (strcmp(said->is->shape + said->at, "yE") == 0 && take(said, "y"))
		said->m = 12;
	if (from_now < 0)
		return;
	said->y += (now + from_now - 1) / 12;
	said->m = (now + from_now - 1) % 12 + 1;
	said->year = true;
}

/* The first day of a month that is said alone; false without a message when it is none of these. */
static bool read_month(const struct notation *is, day_t today, day_t *out)
{
	struct ymd now = day_split(today);
	struct month_said said = { .is = is, .y = now.y };

	take_year(&said);
	take_month(&said, now.m);
	if (!said.year && said.m == 0)
		return false;
	said.end = take(&said, "E");
	if (!said.end && !take(&said, "F") && said.year && said.m != 0) {
		const struct token *t = &is->token[said.at];
		if (take(&said, "Nd") || take(&said, "N"))
			said.d = t->value;
	}
	if (said.at != is->n || is->n == 0)
		return false;
	if (said.m == 0)
		said.m = said.end ? 12 : 1;
	int y = said.m == 12 && said.end ? said.y + 1 : said.y;
	int m = said.end ? said.m % 12 + 1 : said.m;
	/* Without a year: the next one from today on. */
	for (int i = 0; i < 2; i++) {
		day_t day;
		if (!day_checked(y + i, m, said.d ? said.d : 1, &day, NULL))
			return false;
		*out = day - said.end;
		if (said.year || *out >= today)
			return true;
	}
	*out = DAY_NONE;
	return false;
}

bool day_parse_near(const char *text, day_t today, day_t *out, struct err *err)
{
	struct notation is;
	day_t day;

	BUG_IF(today < DAY_MIN || today > DAY_MAX);
	*out = DAY_NONE;
	if (!read_text(text, &is))
		return not_a_day(text, err);
	if (read_relative(&is, today, &day)) {
		if (day == DAY_MIN || day == DAY_MAX)
			return err_set(err, ERR_BAD_DATE, _("the year must be from 1 to 9999"));
		*out = day;
		return true;
	}
	if (read_month(&is, today, out))
		return true;
	int weekday = take_weekday(&is);
	const struct reading *as = find(near, ARRAY_SIZE(near), is.shape);
	bool bare = strcmp(is.shape, "N") == 0 && is.token[0].digits < 6;
	if (!as && (bare || !find(full, ARRAY_SIZE(full), is.shape)))
		return not_a_day(text, err);
	if (!as)
		return day_parse(text, out, err);
	if (!read_near(&is, as, today, &day, text, err) || !right_weekday(day, weekday, err))
		return false;
	*out = day;
	return true;
}
