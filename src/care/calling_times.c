/* When somebody likes to be rung, in the words of whoever wrote it down. */
#include "revisit/care/calling.h"

enum { DAY_MINUTES = 1440, HOUR = 60, NOON = 12 * HOUR, EARLIEST = 8, CLAUSE = 80 };

struct part_of_day {
	const char *words[6];
	minute_t from, to;
};

static const struct part_of_day parts[] = {
	{ { "after work", "下班" }, 17 * HOUR, DAY_MINUTES },
	{ { "afternoon", "下午" }, NOON, 18 * HOUR },
	{ { "noon", "midday", "lunch", "中午" }, 11 * HOUR + 30, 14 * HOUR },
	{ { "morning", "上午", "早上", "早晨" }, 0, NOON },
	{ { "evening", "晚上", "傍晚" }, 17 * HOUR, DAY_MINUTES },
};

static const struct {
	const char *word;
	unsigned days; /* bit 0 Monday */
} day_words[] = {
	{ "weekend", 0x60 }, { "周末", 0x60 }, { "双休日", 0x60 }, { "weekday", 0x1f },
	{ "working day", 0x1f }, { "工作日", 0x1f }, { "平日", 0x1f }, { "monday", 0x01 },
	{ "tuesday", 0x02 }, { "wednesday", 0x04 }, { "thursday", 0x08 }, { "friday", 0x10 },
	{ "saturday", 0x20 }, { "sunday", 0x40 }, { "周一", 0x01 }, { "周二", 0x02 },
	{ "周三", 0x04 }, { "周四", 0x08 }, { "周五", 0x10 }, { "周六", 0x20 }, { "周日", 0x40 },
	{ "周天", 0x40 },
};

static const char *const nots[] = { "no ", "not ", "never", "n't", "except", "不", "别", "勿", NULL };
static const char *const afters[] = { "after", "from ", "以后", "之后", "后", "起", NULL };
static const char *const befores[] = { "before", "until", "till", "以前", "之前", "前", NULL };
static const char *const to_signs[] = { "-", "–", "—", "~", "～", "到", "至", " to ", NULL };
static const char *const late_words[] = { "pm", "下午", "晚上", "傍晚", NULL };
static const char *const early_words[] = { "am", "上午", "早", NULL };

static bool has_any(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (strstr(text, *words))
			return true;
	return false;
}

/* "17:30", "7点半", "5pm", "17": where the next one begins is moved behind it. */
static bool next_time(const char **at, const char *clause, int *out)
{
	const char *p = *at + strcspn(*at, "0123456789");
	char *end;

	if (!*p)
		return false;
	long hour = strtol(p, &end, 10);
	long minute = 0;
	if (*end == ':')
		minute = strtol(end + 1, &end, 10);
	else if (strncmp(end, "点半", strlen("点半")) == 0)
		minute = 30;
	*at = end;
	if (hour < 0 || hour > 24 || minute < 0 || minute >= HOUR)
		return false;
	bool late = has_any(clause, late_words) || (hour < EARLIEST && !has_any(clause, early_words));
	if (hour < 12 && late)
		hour += 12;
	*out = (int)(hour * HOUR + minute);
	return *out <= DAY_MINUTES;
}

static bool read_clock(const char *clause, int *from, int *to)
{
	const char *at = clause;
	int more;

	*from = 0;
	*to = DAY_MINUTES;
	if (!next_time(&at, clause, from))
		return false;
	const char *behind = at;
	if (next_time(&at, clause, to))
		return has_any(behind, to_signs) && *from < *to && !next_time(&at, clause, &more);
	*to = DAY_MINUTES;
	if (has_any(clause, afters))
		return *from < DAY_MINUTES;
	if (!has_any(clause, befores))
		return false;
	*to = *from;
	*from = 0;
	return *to > 0;
}

static bool names(const char *clause, const struct part_of_day *part)
{
	for (size_t i = 0; i < ARRAY_SIZE(part->words) && part->words[i]; i++) {
		const char *found = strstr(clause, part->words[i]);
		bool within = found && strcmp(part->words[i], "noon") == 0 && strstr(clause, "afternoon");
		if (found && !within)
			return true;
	}
	return false;
}

static bool read_part(const char *clause, int *from, int *to)
{
	int n = 0;

	if (strstr(clause, "before noon")) {
		*from = 0;
		*to = NOON;
		return true;
	}
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		if (!names(clause, &parts[i]))
			continue;
		*from = parts[i].from;
		*to = parts[i].to;
		n++;
	}
	return n == 1;
}

static bool read_clause(const char *clause, int *from, int *to)
{
	if (clause[strcspn(clause, "0123456789")])
		return read_clock(clause, from, to);
	return read_part(clause, from, to);
}

static size_t clause_length(const char *text)
{
	static const char *const ends[] = { ",", ";", "(", "，", "；", "。", "、", "（" };
	size_t length = strlen(text);

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		const char *end = strstr(text, ends[i]);
		if (end && (size_t)(end - text) < length)
			length = (size_t)(end - text);
	}
	return length;
}

/* Days that are named; from one to another is more than is read here. */
static bool read_days(const char *clause, unsigned *days)
{
	int n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(day_words); i++) {
		if (!strstr(clause, day_words[i].word))
			continue;
		*days |= day_words[i].days;
		n++;
	}
	return n < 2 || !has_any(clause, to_signs);
}

/* What is said of times that do not suit is left out; what is left must name one part, or days. */
bool call_wish_read(const char *text, struct call_wish *out)
{
	int begins = 0, ends = 0, found = 0;
	unsigned days = 0;

	while (text && *text) {
		char clause[CLAUSE];
		size_t n = clause_length(text);
		if (n >= sizeof(clause))
			return false;
		for (size_t i = 0; i < n; i++)
			clause[i] = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] - 'A' + 'a') : text[i];
		clause[n] = '\0';
		if (!has_any(clause, nots)) {
			if (!read_days(clause, &days))
				return false;
			found += read_clause(clause, &begins, &ends);
		}
		text += n + (text[n] != '\0');
		while ((*text & 0xC0) == 0x80)
			text++;
	}
	if (found > 1 || (found == 0 && !days))
		return false;
	*out = (struct call_wish){ .from = (minute_t)begins,
				   .to = (minute_t)(found ? ends : DAY_MINUTES),
				   .days = days };
	return true;
}

bool call_wish_on(const struct call_wish *wish, day_t day)
{
	return !wish->days || wish->days & 1U << day_weekday(day);
}
