#include "revisit/date/notation.h"
#include "revisit/base/i18n.h"

static const struct {
	const char *full, *brief;
} months[] = {
	{ N_("January"), N_("Jan") }, { N_("February"), N_("Feb") }, { N_("March"), N_("Mar") },
	{ N_("April"), N_("Apr") },   { N_("May"), N_("May") },      { N_("June"), N_("Jun") },
	{ N_("July"), N_("Jul") },    { N_("August"), N_("Aug") },   { N_("September"), N_("Sep") },
	{ N_("October"), N_("Oct") }, { N_("November"), N_("Nov") }, { N_("December"), N_("Dec") },
};

const char *month_name(int m)
{
	return months[m - 1].full;
}

const char *month_name_short(int m)
{
	return months[m - 1].brief;
}

/* --- Cleaning --------------------------------------------------------------------------------- */

/* The ASCII character that stands for c, 0 for a control character, else c. */
static uint32_t plain(uint32_t c)
{
	if (c >= 0xFF01 && c <= 0xFF5E) /* full-width forms */
		return c - 0xFF01 + '!';
	if (c == '\t' || c == '\n' || c == '\r' || c == 0xA0 || c == 0x3000 || c == 0x202F ||
	    (c >= 0x2000 && c <= 0x200A))
		return ' ';
	if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
		return '-';
	if (c == 0x3002)
		return '.';
	return c < 0x20 || (c >= 0x7F && c < 0xA0) ? 0 : c;
}

bool notation_clean(const char *text, bool lower, char out[NOTATION_MAX])
{
	size_t left = strlen(text);
	size_t used = 0;

	while (left > 0) {
		uint32_t c;
		size_t len = str_decode(text, left, &c);
		uint32_t as = len ? plain(c) : 0;
		if (as == 0 || used + len >= NOTATION_MAX)
			return false;
		if (as == ' ' && (used == 0 || out[used - 1] == ' '))
			; /* one blank is enough, none at the start */
		else if (lower && as >= 'A' && as <= 'Z')
			out[used++] = (char)(as - 'A' + 'a');
		else if (as < 0x80)
			out[used++] = (char)as;
		else
			memcpy(out + used, text, len), used += len;
		text += len;
		left -= len;
	}
	if (used > 0 && out[used - 1] == ' ')
		used--;
	out[used] = '\0';
	return true;
}

/* --- Words ------------------------------------------------------------------------------------ */

struct word {
	const char *text;
	char kind;
	int value;
};

/* Small letters; an English word counts only as a whole.  Of Chinese words that begin alike the
 * longer stands first. */
static const struct word words[] = {
	{ "sept", 'M', 9 },
	{ "monday", 'W', 0 },
	{ "mon", 'W', 0 },
	{ "tuesday", 'W', 1 },
	{ "tue", 'W', 1 },
	{ "tues", 'W', 1 },
	{ "wednesday", 'W', 2 },
	{ "wed", 'W', 2 },
	{ "thursday", 'W', 3 },
	{ "thu", 'W', 3 },
	{ "thur", 'W', 3 },
	{ "thurs", 'W', 3 },
	{ "friday", 'W', 4 },
	{ "fri", 'W', 4 },
	{ "saturday", 'W', 5 },
	{ "sat", 'W', 5 },
	{ "sunday", 'W', 6 },
	{ "sun", 'W', 6 },
	{ "d", 'U', UNIT_DAY },
	{ "day", 'U', UNIT_DAY },
	{ "days", 'U', UNIT_DAY },
	{ "w", 'U', UNIT_WEEK },
	{ "week", 'U', UNIT_WEEK },
	{ "weeks", 'U', UNIT_WEEK },
	{ "m", 'U', UNIT_MONTH },
	{ "month", 'U', UNIT_MONTH },
	{ "months", 'U', UNIT_MONTH },
	{ "y", 'U', UNIT_YEAR },
	{ "year", 'U', UNIT_YEAR },
	{ "years", 'U', UNIT_YEAR },
	{ "next", 'n', 0 },
	{ "this", 'v', 0 },
	{ "in", 'I', 0 },
	{ "later", 'A', 0 },
	{ "ago", 'B', 0 },
	{ "today", 'T', 0 },
	{ "tomorrow", 'T', 1 },
	{ "yesterday", 'T', -1 },
	{ "今年", 'Y', 0 },
	{ "明年", 'Y', 1 },
	{ "后年", 'Y', 2 },
	{ "後年", 'Y', 2 },
	{ "下个月", 'O', 1 },
	{ "下個月", 'O', 1 },
	{ "下月", 'O', 1 },
	{ "这个月", 'O', 0 },
	{ "本月", 'O', 0 },
	{ "底", 'E', 0 },
	{ "末", 'E', 0 },
	{ "初", 'F', 0 },
	{ "今天", 'T', 0 },
	{ "今日", 'T', 0 },
	{ "明天", 'T', 1 },
	{ "明日", 'T', 1 },
	{ "大后天", 'T', 3 },
	{ "后天", 'T', 2 },
	{ "昨天", 'T', -1 },
	{ "昨日", 'T', -1 },
	{ "大前天", 'T', -3 },
	{ "前天", 'T', -2 },
	{ "後天", 'T', 2 },
	{ "以后", 'A', 0 },
	{ "之后", 'A', 0 },
	{ "后", 'A', 0 },
	{ "後", 'A', 0 },
	{ "以前", 'B', 0 },
	{ "之前", 'B', 0 },
	{ "前", 'B', 0 },
	{ "天", 'U', UNIT_DAY },
	{ "个星期", 'U', UNIT_WEEK },
	{ "个礼拜", 'U', UNIT_WEEK },
	{ "个月", 'U', UNIT_MONTH },
	{ "個月", 'U', UNIT_MONTH },
	{ "年", 'y', 0 },
	{ "月", 'm', 0 },
	{ "日", 'd', 0 },
	{ "号", 'd', 0 },
	{ "號", 'd', 0 },
};

static const char *const week_words[] = { "周", "星期", "礼拜", "週", "禮拜" };

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool starts(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static size_t letters(const char *text)
{
	size_t n = 0;

	while (is_letter(text[n]))
		n++;
	return n;
}

int notation_month(const char **text)
{
	size_t n = letters(*text);

	for (int m = 1; m <= (int)ARRAY_SIZE(months); m++) {
		const char *full = months[m - 1].full;
		if ((n == 3 || n == strlen(full)) && strncasecmp(*text, full, n) == 0) {
			*text += n;
			return m;
		}
	}
	return 0;
}

/* 周一 … 周日 and 周天; 周 alone is a unit. */
static bool read_week(const char **text, struct token *out)
{
	static const char *const days[] = { "一", "二", "三", "四", "五", "六", "日", "天" };
	const char *p = *text;
	bool next = starts(p, "下");
	bool same = starts(p, "这") || starts(p, "本");

	if (next || same)
		p += strlen("下");
	if ((next || same) && starts(p, "个"))
		p += strlen("个");
	for (size_t i = 0; i < ARRAY_SIZE(week_words); i++) {
		if (!starts(p, week_words[i]))
			continue;
		p += strlen(week_words[i]);
		for (int d = 0; d < (int)ARRAY_SIZE(days); d++) {
			if (!starts(p, days[d]))
				continue;
			*text = p + strlen(days[d]);
			*out = (struct token){ next ? 'X' : same ? 'V' : 'W', d < 7 ? d : 6, 0 };
			return true;
		}
		if (next || same)
			return false;
		*text = p;
		*out = (struct token){ 'U', UNIT_WEEK, 0 };
		return true;
	}
	return false;
}

static bool read_word(const char **text, struct token *out)
{
	size_t n = letters(*text);
	int month = notation_month(text);

	if (month) {
		*out = (struct token){ 'M', month, 0 };
		return true;
	}
	if (read_week(text, out))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		const struct word *w = &words[i];
		size_t len = strlen(w->text);
		if (strncmp(*text, w->text, len) != 0 || (n > 0 && n != len))
			continue;
		*text += len;
		*out = (struct token){ w->kind, w->value, 0 };
		return true;
	}
	return false;
}

/* What may stand anywhere and says nothing. */
static bool skip(const char **text, const struct notation *so_far)
{
	static const char *const endings[] = { "st", "nd", "rd", "th", "of" };
	bool after_number = so_far->n > 0 && so_far->token[so_far->n - 1].kind == 'N';

	if (strchr(" ,()", **text)) {
		++*text;
		return true;
	}
	for (size_t i = 0; i < ARRAY_SIZE(endings); i++) {
		if (after_number && letters(*text) == 2 && starts(*text, endings[i])) {
			*text += 2;
			return true;
		}
	}
	return false;
}

bool notation_number(const char **text, int low, int high, int *out)
{
	int n = 0;

	*out = 0;
	while (n < high && (*text)[n] >= '0' && (*text)[n] <= '9')
		*out = *out * 10 + ((*text)[n++] - '0');
	*text += n;
	return n >= low;
}

static int han_digit(const char *text)
{
	static const char *const digits[] = { "零", "一", "二", "三", "四", "五",
					      "六", "七", "八", "九", "十" };

	for (int i = 0; i < (int)ARRAY_SIZE(digits); i++)
		if (starts(text, digits[i]))
			return i;
	if (starts(text, "〇"))
		return 0;
	return starts(text, "两") || starts(text, "兩") ? 2 : -1;
}

bool notation_han(const char **text, int *out)
{
	enum { TEN = 10, BYTES = 3 };
	int first = han_digit(*text);

	if (first < 0)
		return false;
	*text += BYTES;
	*out = first;
	int second = han_digit(*text);
	if (first != TEN && first != 0 && second == TEN) { /* 二十 */
		*text += BYTES;
		*out = first * TEN;
		second = han_digit(*text);
	}
	bool units = second > 0 && second < TEN;
	if (units && *out % TEN == 0 && (first == 0 || *out > 0)) {
		*text += BYTES;
		*out += second;
	}
	return true;
}

static bool read_token(const char **text, struct token *out)
{
	const char *from = *text;
	int han;

	if (*from == '-' || *from == '/' || *from == '.' || *from == '+') {
		*out = (struct token){ *from == '+' ? '+' : 's', 0, 0 };
		++*text;
		return true;
	}
	if (notation_han(text, &han)) {
		*out = (struct token){ 'N', han, han > 9 ? 2 : 1 };
		return true;
	}
	if (*from < '0' || *from > '9')
		return read_word(text, out);
	int value;
	notation_number(text, 1, 8, &value);
	*out = (struct token){ 'N', value, (int)(*text - from) };
	return **text < '0' || **text > '9';
}

/* "next" and "this" say which weekday is meant. */
static void join_weekday(struct notation *is)
{
	char before = is->n > 1 ? is->shape[is->n - 2] : '\0';

	if (is->shape[is->n - 1] != 'W' || (before != 'n' && before != 'v'))
		return;
	struct token *t = &is->token[is->n - 2];
	*t = (struct token){ before == 'n' ? 'X' : 'V', is->token[is->n - 1].value, 0 };
	is->shape[is->n - 2] = t->kind;
	is->shape[--is->n] = '\0';
}

bool notation_read(const char *clean, struct notation *out)
{
	*out = (struct notation){ 0 };
	while (*clean) {
		if (skip(&clean, out))
			continue;
		if (out->n == TOKENS_MAX || !read_token(&clean, &out->token[out->n]))
			return false;
		out->shape[out->n] = out->token[out->n].kind;
		out->n++;
		join_weekday(out);
	}
	return true;
}

/* --- Times ------------------------------------------------------------------------------------ */

enum half notation_half(const char **text)
{
	static const struct {
		const char *text;
		enum half half;
	} halves[] = {
		{ "a.m.", HALF_AM },    { "p.m.", HALF_PM },      { "am", HALF_AM },
		{ "pm", HALF_PM },      { "上午", HALF_MORNING }, { "早上", HALF_MORNING },
		{ "早", HALF_MORNING }, { "凌晨", HALF_AM },      { "中午", HALF_NOON },
		{ "下午", HALF_PM },    { "傍晚", HALF_PM },      { "晚上", HALF_NIGHT },
		{ "晚", HALF_NIGHT },
	};

	for (size_t i = 0; i < ARRAY_SIZE(halves); i++) {
		size_t n = strlen(halves[i].text);
		if (strncasecmp(*text, halves[i].text, n) != 0 || is_letter((*text)[n]))
			continue;
		*text += n;
		return halves[i].half;
	}
	return HALF_NONE;
}

/* People also say 下午15点; at night, 12 belongs to the next day and is better asked again. */
int notation_hour(int hour, enum half half)
{
	if (hour < 0 || hour > 23)
		return -1;
	switch (half) {
	case HALF_NONE:
		return hour;
	case HALF_AM:
		return hour > 12 ? -1 : hour % 12;
	case HALF_MORNING: /* 上午12点 is noon, 12am is midnight */
		return hour > 12 ? -1 : hour;
	case HALF_NOON:
		return hour <= 3 ? hour + 12 : hour <= 15 && hour >= 10 ? hour : -1;
	case HALF_PM:
		return hour == 0 ? -1 : hour >= 12 ? hour : hour + 12;
	case HALF_NIGHT:
		return hour >= 5 && hour <= 11 ? hour + 12 : hour > 16 ? hour : -1;
	}
	return -1;
}

/* --- Numbers to a day ------------------------------------------------------------------------- */

bool day_checked(int y, int m, int d, day_t *out, struct err *err)
{
	if (y < 1 || y > 9999)
		return err_set(err, ERR_BAD_DATE, _("the year must be from 1 to 9999"));
	if (m < 1 || m > 12)
		return err_set(err, ERR_BAD_DATE, _("there is no month %d; a year has 1 to 12"), m);
	if (d < 1 || d > 31)
		return err_set(err, ERR_BAD_DATE, _("there is no day %d"), d);
	if (m == 2 && d == 29 && !day_valid(y, m, d))
		return err_set(err, ERR_BAD_DATE, _("there is no 29 February in %d"), y);
	if (!day_valid(y, m, d))
		return err_set(err, ERR_BAD_DATE, _("there is no %d %s"), d, _(month_name(m)));
	*out = day_make(y, m, d);
	return true;
}
