/* What people say that the grammar has other words for. */
#include "sentence_parts.h"
#include "revisit/base/i18n.h"

/* What is typed, and what to say instead; a second way after "|".  NULL: it would be sorting. */
static const struct hint {
	const char *typed, *say;
} hints[] = {
	{ "patients of", "doctor is …|has visit with …" },
	{ "patient of", "doctor is …|has visit with …" },
	{ "seen by", "has visit with …" },
	{ "treated by", "has visit with …" },
	{ "a child", "age is under 18" },
	{ "child", "age is under 18" },
	{ "children", "age is under 18" },
	{ "kids", "age is under 18" },
	{ "adult", "age is at least 18" },
	{ "adults", "age is at least 18" },
	{ "is overdue", "is due|is overdue by 3 months" },
	{ "visit count", "count of visits" },
	{ "visits", "count of visits" },
	{ "new patient", "first visit is in the last 30 days" },
	{ "new patients", "first visit is in the last 30 days" },
	{ "this week", "in the last 7 days|in the next 7 days" },
	{ "this month", "in the last 1 month|in the next 1 month" },
	{ "this year", "in the last 1 year|after 2026-01-01" },
	{ "next week", "in the next 7 days" },
	{ "next month", "in the next 1 month" },
	{ "last week", "in the last 7 days" },
	{ "last month", "in the last 1 month" },
	{ "last year", "in the last 1 year" },
	{ "most", NULL },
	{ "least", NULL },
	{ "highest", NULL },
	{ "largest", NULL },
	{ "biggest", NULL },
	{ "top", NULL },
	{ "sort", NULL },
	{ "sorted", NULL },
	{ "order by", NULL },
	{ "小孩", "年龄不满18岁" },
	{ "小朋友", "年龄不满18岁" },
	{ "儿童", "年龄不满18岁" },
	{ "孩子", "年龄不满18岁" },
	{ "老人", "年龄60岁以上" },
	{ "新患者", "首次就诊在近30天内" },
	{ "本周生日", "生日在未来7天内" },
	{ "这周生日", "生日在未来7天内" },
	{ "本月生日", "生日在未来1个月内" },
	{ "这个月生日", "生日在未来1个月内" },
	{ "下周", "未来7天" },
	{ "下个月", "未来1个月" },
	{ "下月", "未来1个月" },
	{ "本周", "近7天|未来7天" },
	{ "这周", "近7天|未来7天" },
	{ "本月", "近1个月|未来1个月" },
	{ "这个月", "近1个月|未来1个月" },
	{ "上周", "近7天" },
	{ "上个月", "近1个月" },
	{ "上月", "近1个月" },
	{ "去年", "近1年" },
	{ "今年", "近1年|2026年1月1日之后" },
	{ "姓", "姓名包含“王”" },
	{ "患者有", "有" },
	{ "最多", NULL },
	{ "最少", NULL },
	{ "最高", NULL },
	{ "最大", NULL },
	{ "排序", NULL },
	{ "排名", NULL },
};

static bool stands_at(const struct reading *r, size_t at, const char *typed)
{
	size_t agree;

	return word_at(r, at, typed, strlen(typed), false, &agree) > 0;
}

static bool begins_word(const struct reading *r, size_t at)
{
	unsigned char before = at > 0 ? (unsigned char)r->text[at - 1] : ' ';

	bool at_most = at >= 3 && memcmp(r->text + at - 3, "at ", 3) == 0;

	return !at_most && (before >= 0x80 || before == ' ' || before == ',');
}

/* The one that stands where reading stopped, or goes on there; the longest. */
static const struct hint *hint_at(const struct reading *r, size_t *from)
{
	const struct hint *best = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(hints); i++) {
		size_t n = strlen(hints[i].typed);
		size_t low = r->far > n ? r->far - n : 0;
		for (size_t at = low; at <= r->far && at < r->len; at++) {
			if (!begins_word(r, at) || !stands_at(r, at, hints[i].typed))
				continue;
			if (best && strlen(best->typed) >= n)
				continue;
			best = &hints[i];
			*from = at;
		}
	}
	return best;
}

static void say_sorting(const struct pos *at, int len, struct problems *problems)
{
	problem_add(problems, false, at, len, "%s",
		    _("a condition finds patients and cannot sort them: say \"at least\" or \"at "
		      "most\" "
		      "and a number, or make a segment, which has an order"));
}

bool say_hint(const struct reading *r, const struct pos *pos, struct problems *problems)
{
	size_t from = 0;
	const struct hint *h = hint_at(r, &from);

	if (!h)
		return false;
	struct pos at = { pos->file, pos->line, pos->col + (int)from };
	size_t end = from + strlen(h->typed);
	int len = (int)((end < r->len ? end : r->len) - from);
	if (!h->say) {
		say_sorting(&at, len, problems);
		return true;
	}
	char *typed = mem_strndup(r->text + from, (size_t)len);
	char *text = mem_printf(_("'%s' is not understood here"), typed);
	size_t one = strcspn(h->say, "|");
	if (h->say[one])
		problem_add(problems, false, &at, len, _("%s; did you mean \"%.*s\" or \"%s\"?"),
			    text, (int)one, h->say, h->say + one + 1);
	else
		problem_add(problems, false, &at, len, _("%s; did you mean \"%s\"?"), text, h->say);
	free(text);
	free(typed);
	return true;
}

bool asks_for_the_most(const char *text, size_t len)
{
	static const char *const words[] = { "最多", "最少" };

	while (len > 0 && text[len - 1] == ' ')
		len--;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		size_t n = strlen(words[i]);
		if (len >= n && memcmp(text + len - n, words[i], n) == 0)
			return true;
	}
	return false;
}

/* --- "or" --- */

static bool reads(const struct reading *r, const char *text)
{
	struct reading *again = arena_alloc(r->arena, sizeof(*again));

	reading_init(again, r->c, r->g->chinese, text, strlen(text), r->arena);
	reading_run(again, "sentence");
	return again->readings > 0;
}

/* "is active or prospect": the same as one of a list. */
static const char *as_list(const struct reading *r, const char *before, const char *last,
			   const char *rest)
{
	static const char *const ways[][2] = { { "is ", "one of " }, { "tagged ", "any of " } };

	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		size_t n = strlen(before);
		size_t w = strlen(ways[i][0]);
		if (n < w || strcasecmp(before + n - w, ways[i][0]) != 0)
			continue;
		const char *text =
			arena_printf(r->arena, "%s%s[%s, %s]", before, ways[i][1], last, rest);
		if (reads(r, text))
			return text;
	}
	return NULL;
}

/* The whole sentence with the "or" in it; NULL when it cannot be said so. */
static const char *with_or(const struct reading *r)
{
	size_t end = r->far;

	while (end > 0 && r->text[end - 1] == ' ')
		end--;
	size_t last = end;
	while (last > 0 && r->text[last - 1] != ' ')
		last--;
	const char *rest = r->text + r->far + strlen("or");
	rest += strspn(rest, " ");
	const char *before = arena_strndup(r->arena, r->text, last);
	const char *word = arena_strndup(r->arena, r->text + last, end - last);
	const char *list = as_list(r, before, word, rest);
	if (list)
		return list;
	/* "has cleaning visit or exam visit" */
	bool same = strncmp(rest, "has ", 4) == 0 || strncmp(rest, "no ", 3) == 0;
	const char *again = same ? strchr(rest, ' ') + 1 : rest;
	const char *text = arena_printf(r->arena, "%sor %s", before, again);
	return reads(r, text) ? text : NULL;
}

void say_or(const struct reading *r, const struct pos *at, int len, struct problems *problems)
{
	const char *say = r->g->chinese ? NULL : with_or(r);

	if (say)
		problem_add(problems, false, at, len,
			    _("a condition asks one thing; did you mean \"%s\"?"), say);
	else
		problem_add(problems, false, at, len, "%s",
			    _("a condition asks one thing; for one of two make a segment, with "
			      "both under "
			      "any:, each in a line of its own"));
}

/* --- two conditions with nothing between them --- */

bool begins_another(const struct reading *r)
{
	size_t len = r->len - r->far;
	const struct start *start = find_starts(r->c, r->text + r->far, len, r->arena);

	return start[len + 1].conditions > 0;
}
