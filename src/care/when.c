#include "revisit/care/when.h"
#include "revisit/text/utf8.h"

enum { NOON = 720, EARLY = 8 * 60, LAST_MINUTE = 1439 };

static bool has_any(const char *text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strstr(text, words[i]))
			return true;
	return false;
}

/* --- times --- */

/* A bare number is no time: "call 3 people" keeps its 3. */
bool when_is_clock(const char *text)
{
	static const char *const signs[] = { ":", "：", "点", "am", "pm", "AM", "PM" };

	return has_any(text, signs, ARRAY_SIZE(signs));
}

static bool is_after_noon(const char *text)
{
	static const char *const words[] = { "pm", "PM", "下午", "晚上", "傍晚", "中午" };

	return has_any(text, words, ARRAY_SIZE(words));
}

/* Nothing says which half of the day is meant; "03:00" does. */
static bool is_either_half(const char *text)
{
	static const char *const words[] = { "am", "AM", "上午", "早", "凌晨" };

	return !is_after_noon(text) && !has_any(text, words, ARRAY_SIZE(words)) && *text != '0';
}

/* One end of a window: 14, 14:00, 2pm, 下午2点; a longer number without a sign is no time here. */
static bool read_end(const char *text, size_t n, minute_t *out)
{
	char *end = mem_strndup(text, n);
	bool long_number = strspn(end, "0123456789") > 2;
	bool ok = !long_number && minute_parse(end, out, NULL);

	if (!ok && (strcmp(end, "24") == 0 || strcmp(end, "24:00") == 0)) {
		*out = LAST_MINUTE;
		ok = true;
	}
	free(end);
	return ok;
}

static bool read_window(const char *text, const char *at, size_t sign, minute_t *from,
			minute_t *until)
{
	size_t left = (size_t)(at - text);
	const char *right = at + sign;

	while (left > 0 && text[left - 1] == ' ')
		left--;
	right += strspn(right, " ");
	if (!left || !*right || !read_end(text, left, from) ||
	    !read_end(right, strlen(right), until))
		return false;
	char *first = mem_strndup(text, left);
	/* "2-4pm" and "下午2点到4点" say once for both which half of the day it is. */
	if (is_after_noon(right) && !when_is_clock(first) && *from + NOON < *until)
		*from += NOON;
	if (is_after_noon(first) && *until < *from && *until < NOON)
		*until += NOON;
	/* "11-1" goes past noon. */
	if (is_either_half(first) && is_either_half(right) && *until < *from && *until < EARLY)
		*until += NOON;
	free(first);
	return *from < *until;
}

/* Hours before opening mean the afternoon, where one comes in the afternoon. */
static void guess_half(const struct config *c, day_t day, const char *text, minute_t *from,
		       minute_t *until)
{
	if (!c || *from < 60 || *from >= EARLY || !is_either_half(text))
		return;
	bool open = config_hours(c, day)->n > 0;
	if (open && (config_open_at(c, day, *from) || !config_open_at(c, day, *from + NOON)))
		return;
	*from += NOON;
	if (*until != MINUTE_NONE && *until < *from && *until < NOON)
		*until += NOON;
}

bool window_parse(const struct config *c, day_t day, const char *text, minute_t *from,
		  minute_t *until)
{
	static const char *const signs[] = { "-", "–", "—", "~", "～", "－", "到", "至", " to " };
	bool found = false;

	for (size_t i = 0; i < ARRAY_SIZE(signs) && !found; i++) {
		const char *at = strstr(text, signs[i]);
		found = at && read_window(text, at, strlen(signs[i]), from, until);
	}
	if (!found) {
		*until = MINUTE_NONE;
		found = minute_parse(text, from, NULL);
	}
	if (found)
		guess_half(c, day, text, from, until);
	return found;
}

static bool is_window(const char *text)
{
	minute_t from;
	minute_t until;

	return window_parse(NULL, 0, text, &from, &until) && until != MINUTE_NONE;
}

/* --- parts of the day --- */

enum part { NO_PART, MORNING, MIDDAY, AFTERNOON, EVENING };

static enum part part_of(const char *text)
{
	static const struct {
		const char *word;
		enum part part;
	} words[] = {
		{ "上午", MORNING },        { "早上", MORNING }, { "早晨", MORNING },
		{ "morning", MORNING },     { "中午", MIDDAY },  { "下午", AFTERNOON },
		{ "afternoon", AFTERNOON }, { "晚上", EVENING }, { "傍晚", EVENING },
		{ "evening", EVENING },
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcasecmp(words[i].word, text) == 0)
			return words[i].part;
	return NO_PART;
}

/* As far as the clinic is open then; what is usual on a day without hours. */
static void part_window(const struct config *c, day_t day, enum part part, minute_t *from,
			minute_t *until)
{
	static const minute_t usual[][2] = {
		[MORNING] = { 9 * 60, NOON },
		[MIDDAY] = { NOON, 13 * 60 + 30 },
		[AFTERNOON] = { 13 * 60 + 30, 18 * 60 },
		[EVENING] = { 18 * 60, 20 * 60 },
	};
	const struct hours *h = config_hours(c, day);

	*from = usual[part][0];
	*until = usual[part][1];
	if (h->n == 0)
		return;
	minute_t closing = h->range[h->n - 1].to;
	if (part == MORNING && h->range[0].from < NOON)
		*from = h->range[0].from;
	if (part == AFTERNOON && closing > *from)
		*until = closing < LAST_MINUTE ? closing : LAST_MINUTE;
	for (int i = 0; part == AFTERNOON && i < h->n; i++)
		if (h->range[i].to > NOON) {
			*from = h->range[i].from > NOON ? h->range[i].from : NOON;
			break;
		}
	if (part == EVENING && closing > *until)
		*until = closing < LAST_MINUTE ? closing : LAST_MINUTE;
}

/* "this afternoon", 今晚, or 下午 alone: today's. */
static enum part part_of_today(const char *text)
{
	if (strncasecmp(text, "this ", 5) == 0)
		return part_of(text + 5);
	if (strcasecmp(text, "tonight") == 0 || strcmp(text, "今晚") == 0)
		return EVENING;
	if (strcmp(text, "今早") == 0)
		return MORNING;
	return (unsigned char)*text < 0x80 ? NO_PART : part_of(text);
}

/* --- days --- */

/* 月底, 下月底, "end of month" */
static bool month_end(const char *text, day_t today, day_t *day)
{
	static const char *const this[] = { "月底",     "月末",         "本月底",
					    "这个月底", "end of month", "end of the month" };
	static const char *const next[] = { "下月底", "下个月底", "end of next month" };
	struct ymd at = day_split(today);
	bool found = false;

	for (size_t i = 0; i < ARRAY_SIZE(this); i++)
		found = found || strcasecmp(this[i], text) == 0;
	for (size_t i = 0; i < ARRAY_SIZE(next) && !found; i++)
		if (strcasecmp(next[i], text) == 0) {
			at.y += at.m == 12;
			at.m = at.m % 12 + 1;
			found = true;
		}
	if (found)
		*day = day_make(at.y, at.m, month_days(at.y, at.m));
	return found;
}

static bool read_day(const char *text, day_t today, day_t *day)
{
	return month_end(text, today, day) || day_parse_near(text, today, day, NULL);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "fri 14-16", "周五下午3点", "明天上午": a bare "14-16" is a time only behind a day; alone it may
 * be teeth. */
static bool day_then_time(const struct config *c, const char *text, day_t today, day_t *day,
			  minute_t *from, minute_t *until)
{
	size_t n = strlen(text);

	for (size_t at = utf8_next(text, n, 0); at < n; at = utf8_next(text, n, at)) {
		const char *rest = text + at + strspn(text + at, " ");
		enum part part = part_of(rest);
		if ((is_digit(text[at - 1]) && is_digit(text[at])) ||
		    (!part && !when_is_clock(rest) && !is_window(rest)))
			continue;
		char *head = mem_strndup(text, at);
		bool ok = read_day(head, today, day);
		free(head);
		if (ok && part)
			part_window(c, *day, part, from, until);
		if (ok && (part || window_parse(c, *day, rest, from, until)))
			return true;
		*day = DAY_NONE;
		*from = *until = MINUTE_NONE;
	}
	return false;
}

/* --- all of it --- */

static bool read_when(const struct config *c, const char *text, day_t today, day_t *day,
		      minute_t *from, minute_t *until)
{
	day_t d;

	if (*day == DAY_NONE && read_day(text, today, &d)) {
		*day = d;
		return true;
	}
	if (*from != MINUTE_NONE)
		return false;
	day_t on = *day != DAY_NONE ? *day : today;
	if (when_is_clock(text) && window_parse(c, on, text, from, until))
		return true;
	*from = *until = MINUTE_NONE;
	enum part part = part_of_today(text);
	if (part) {
		part_window(c, on, part, from, until);
		*day = on;
		return true;
	}
	return *day == DAY_NONE && day_then_time(c, text, today, day, from, until);
}

/* "by fri" and 下周三之前 are due that day; heap, NULL when it is no such text. */
static char *without_by(const char *text)
{
	static const char *const fronts[] = { "by ", "before " };
	static const char *const ends[] = { "之前", "以前", "前" };
	size_t n = strlen(text);

	for (size_t i = 0; i < ARRAY_SIZE(fronts); i++)
		if (strncasecmp(text, fronts[i], strlen(fronts[i])) == 0)
			return mem_strdup(text + strlen(fronts[i]));
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		size_t k = strlen(ends[i]);
		if (n > k && strcmp(text + n - k, ends[i]) == 0)
			return mem_strndup(text, n - k);
	}
	return NULL;
}

bool when_parse(const struct config *c, const char *text, day_t today, day_t *day, minute_t *from,
		minute_t *until)
{
	if (read_when(c, text, today, day, from, until))
		return true;
	char *core = without_by(text);
	bool ok = core && read_when(c, core, today, day, from, until);
	free(core);
	return ok;
}
