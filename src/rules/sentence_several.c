/* Several conditions in one line: where one ends and the next begins.
 *
 * A condition is read as far as it can end before a comma, an "and" or, beside Chinese, a blank;
 * from behind that the next one is read.  Of all ways to the end the one with the fewest conditions
 * is taken, so that a comma in a list of tags or an "and" between two numbers parts nothing. */
#include "sentence_parts.h"
#include "revisit/base/i18n.h"
#include "revisit/text/utf8.h"

enum { CONDITIONS_MAX = 32 };

static bool has_han(const char *text, size_t len)
{
	uint32_t cp;

	for (size_t at = 0, n; (n = next_char(text, len, at, &cp)) > 0; at += n)
		if (cp_is_han(cp))
			return true;
	return false;
}

static size_t blanks(const char *text, size_t len, size_t at)
{
	uint32_t cp;

	for (size_t n; (n = next_char(text, len, at, &cp)) > 0; at += n)
		if (cp != ' ' && cp != '\t' && cp != '\n' && cp != '\r')
			break;
	return at;
}

/* Where "and" ends when it stands at `at`; else `at`. */
static size_t behind_and(const char *text, size_t len, size_t at, bool apart)
{
	static const char *const words[] = { "and",  "but", "并且", "而且", "同时",
					     "但是", "且",  "并",   "但" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		size_t n = strlen(words[i]);
		if (len - at < n || strncasecmp(text + at, words[i], n) != 0)
			continue;
		bool han = (unsigned char)words[i][0] >= 0x80;
		if (han || (apart && (at + n == len || text[at + n] == ' ')))
			return at + n;
	}
	return at;
}

/* The beginning of the next condition when one ends at `at`; 0 when none can begin there. */
static size_t next_at(const char *text, size_t len, size_t at)
{
	uint32_t cp = 0;
	size_t from = blanks(text, len, at);
	size_t n = next_char(text, len, from, &cp);
	bool comma = n > 0 && (cp == ',' || cp == ';' || cp == 0x3002);
	size_t mark = comma ? blanks(text, len, from + n) : from;
	size_t behind = behind_and(text, len, mark, mark > at);

	if (comma || behind > mark)
		return blanks(text, len, behind);
	bool beside_han = (at > 0 && (unsigned char)text[at - 1] >= 0x80) ||
			  (from < len && (unsigned char)text[from] >= 0x80);
	return from > at && from < len && beside_han ? from : 0;
}

/* --- where conditions may begin --- */

struct lines {
	const struct sentence_context *c;
	const char *text;
	size_t len;
	struct arena *arena;
	struct start *start; /* of each byte */
	bool *ends;
};

/* Reads on from a beginning in one language. */
static void read_on(struct lines *l, size_t from, bool chinese)
{
	struct reading *r = arena_alloc(l->arena, sizeof(*r));

	reading_init(r, l->c, chinese, l->text + from, l->len - from, l->arena);
	r->ends = l->ends + from;
	reading_run(r, "sentence");
	if (from + r->far > l->start[from].far)
		l->start[from].far = from + r->far;
}

/* The condition from `from` ends at `end`, and the next one begins at `to`. */
static void lead_to(struct lines *l, size_t from, size_t end, size_t to)
{
	const struct start *a = &l->start[from];
	struct start *b = &l->start[to];
	int conditions = a->conditions + 1;

	if (b->conditions && (b->conditions < conditions || b->before == from))
		return;
	bool again = b->conditions == conditions;
	b->several = again || a->several;
	b->conditions = conditions;
	b->before = from;
	b->end = end;
}

static void look_from(struct lines *l, size_t from)
{
	memset(l->ends, 0, l->len + 1);
	read_on(l, from, false);
	if (has_han(l->text + from, l->len - from))
		read_on(l, from, true);
	for (size_t at = from + 1; at <= l->len; at++) {
		if (!l->ends[at])
			continue;
		size_t next = next_at(l->text, l->len, at);
		if (blanks(l->text, l->len, at) == l->len)
			lead_to(l, from, at, l->len + 1);
		else if (next > 0)
			lead_to(l, from, at, next);
	}
}

struct start *find_starts(const struct sentence_context *c, const char *text, size_t len,
			  struct arena *arena)
{
	struct lines l = { c, text, len, arena, NULL, NULL };

	l.start = arena_alloc(arena, (len + 2) * sizeof(*l.start));
	l.ends = arena_alloc(arena, len + 1);
	memset(l.start, 0, (len + 2) * sizeof(*l.start));
	l.start[0].conditions = 1;
	for (size_t at = 0; at < len; at++)
		if (l.start[at].conditions && l.start[at].conditions <= CONDITIONS_MAX)
			look_from(&l, at);
	return l.start;
}

/* --- reading them --- */

/* The beginning from which reading went furthest: that is where it is wrong. */
static size_t furthest(const struct start *start, size_t len)
{
	size_t best = 0;

	for (size_t at = 0; at <= len; at++) {
		size_t far = at == len ? len : start[at].far;
		if (start[at].conditions && far >= start[best].far)
			best = at;
	}
	return best;
}

static struct node *read_part(const struct sentence_context *c, const char *text, size_t from,
			      size_t to, const struct pos *pos, struct problems *problems)
{
	struct pos at = { pos->file, pos->line, pos->col + (int)from };
	char *part = mem_strndup(text + from, to - from);
	struct node *node = sentence_read(c, "sentence", true, part, &at, problems);

	free(part);
	return node;
}

static struct node *read_parts(const struct sentence_context *c, const struct start *start,
			       const char *text, const struct pos *pos, struct problems *problems)
{
	size_t len = strlen(text);
	struct node *first = NULL;
	size_t errors = problems->errors;

	for (size_t to = len + 1; to > 0; to = start[to].before) {
		size_t from = start[to].before;
		struct node *node = read_part(c, text, from, start[to].end, pos, problems);
		if (node)
			node->next = first;
		first = node ? node : first;
		if (from == 0)
			break;
	}
	return problems->errors == errors ? first : NULL;
}

struct node *sentences_parse(const struct sentence_context *c, const char *text,
			     const struct pos *pos, struct problems *problems)
{
	struct arena arena;
	size_t len = strlen(text);
	struct node *first = NULL;

	if (!sentence_fits(text, pos, problems))
		return NULL;
	arena_init(&arena);
	const struct start *start = find_starts(c, text, len, &arena);
	const struct start *all = &start[len + 1];
	if (!all->conditions)
		read_part(c, text, furthest(start, len), len, pos, problems);
	else if (all->several)
		problem_add(problems, false, pos, (int)len, "%s",
			    _("this can be read in two ways; put a comma between the conditions"));
	else
		first = read_parts(c, start, text, pos, problems);
	arena_release(&arena);
	return first;
}
