/* Segments of rules.yaml as wholes, and what they say besides their conditions. */
#include "revisit/clinic/rules_text.h"
#include "rules_lines.h"

#include <limits.h>

char *rules_segment_text(const char *text, int line)
{
	size_t from = rules_line_start(text, line);
	size_t to = rules_line_start(text, rules_trimmed_end(text, line));

	return mem_strndup(text + from, to - from);
}

static void add_title(struct str *out, size_t indent, const char *en, const char *zh)
{
	str_pad(out, ' ', indent);
	str_add(out, "title: {en: ");
	rules_add_flow_scalar(out, en);
	str_add(out, ", zh: ");
	rules_add_flow_scalar(out, zh);
	str_add(out, "}\n");
}

void rules_set_title(struct str *text, int line, const char *en, const char *zh)
{
	int end = rules_block_end(text->p, line);
	int title = 0;
	struct str with;

	for (int i = line + 1; i < end && !title; i++) {
		const char *p = text->p + rules_line_start(text->p, i);
		if (strncmp(p + rules_indent_of(p), "title:", 6) == 0)
			title = i;
	}
	int at = title ? title : line + 1;
	int until = title ? rules_block_end(text->p, title) : at;
	/* Comments below a title belong to what comes next. */
	while (until > at + 1 && rules_is_blank(text->p + rules_line_start(text->p, until - 1)))
		until--;
	str_init(&with);
	add_title(&with, rules_indent_of(text->p + rules_line_start(text->p, at)), en, zh);
	rules_replace(text, rules_line_start(text->p, at), rules_line_start(text->p, until), with.p);
	str_release(&with);
}

/* The line of "segments:", 0. */
static int segments_line(const char *text)
{
	int line = 1;

	for (const char *p = text; *p; line++) {
		if (strncmp(p, "segments:", strlen("segments:")) == 0)
			return line;
		p += strcspn(p, "\n");
		p += *p == '\n';
	}
	return 0;
}

void rules_add_segment(struct str *text, const char *key, const char *en, const char *zh,
		       const struct strlist *sentences, const char *purpose)
{
	struct str with;
	int head = segments_line(text->p);

	str_init(&with);
	if (text->len > 0 && text->p[text->len - 1] != '\n')
		str_addc(text, '\n');
	if (!head) {
		str_add(text, text->len ? "\nsegments:\n" : "segments:\n");
		head = segments_line(text->p);
	}
	int at = rules_block_end(text->p, head);
	while (at > head + 1 && rules_is_blank(text->p + rules_line_start(text->p, at - 1)))
		at--;
	str_addf(&with, "%s  %s:\n", at > head + 1 ? "\n" : "", key);
	add_title(&with, 4, en, zh);
	str_add(&with, "    who:\n");
	for (size_t i = 0; i < sentences->n; i++) {
		str_add(&with, "      - ");
		rules_add_scalar(&with, sentences->v[i]);
		str_addc(&with, '\n');
	}
	str_addf(&with, "    purpose: %s\n", purpose);
	size_t to = rules_line_start(text->p, at);
	rules_replace(text, to, to, with.p);
	str_release(&with);
}

/* --- wholes --- */

bool rules_is_apart(const char *text, int line, const char *key)
{
	const char *p = text + rules_line_start(text, line);
	size_t n = strlen(key);

	p += rules_indent_of(p);
	p += *p == '"' || *p == '\'';
	if (strncmp(p, key, n) != 0)
		return false;
	p += n;
	p += *p == '"' || *p == '\'';
	return *p == ':';
}

char *rules_segment_at(const char *text, int line)
{
	int head = segments_line(text);

	if (!head || line <= head || line >= rules_block_end(text, head))
		return NULL;
	size_t deep = 0;
	int at = 0;
	for (int i = head + 1; i <= line; i++) {
		const char *p = text + rules_line_start(text, i);
		size_t n = rules_indent_of(p);
		if (rules_is_blank(p))
			continue;
		deep = deep ? deep : n;
		at = n == deep ? i : at;
	}
	const char *key = at ? text + rules_line_start(text, at) + deep : "";
	size_t n = strcspn(key, ":\n");
	return n > 0 && key[n] == ':' ? mem_strndup(key, n) : NULL;
}

/* The remarks right above it are of it. */
static int with_remarks(const char *text, int line)
{
	size_t deep = rules_indent_of(text + rules_line_start(text, line));

	for (; line > 1; line--) {
		const char *p = text + rules_line_start(text, line - 1);
		if (rules_indent_of(p) != deep || p[deep] != '#')
			break;
	}
	return line;
}

static void remove_lines(struct str *text, int from, int to)
{
	rules_replace(text, rules_line_start(text->p, from), rules_line_start(text->p, to), "");
}

/* The first line from `line` on, before `end`, that begins with `word` behind its blanks; `end`. */
static int find_line(const char *text, int line, int end, const char *word)
{
	for (; line < end; line++) {
		const char *p = text + rules_line_start(text, line);
		if (!*p)
			return end;
		if (strncmp(p + rules_indent_of(p), word, strlen(word)) == 0)
			break;
	}
	return line;
}

/* "{recall-cleaning: [due], vip: []}" without one of them; false when it is not there, or alone. */
static bool drop_expected(struct str *text, size_t from, const char *key, bool *alone)
{
	char *in = mem_strndup(text->p + from, strcspn(text->p + from, "\n"));
	char *at = strstr(in, key);
	size_t n = strlen(key);

	while (at && !(at > in && strchr("{ ,", at[-1]) && at[n] == ':'))
		at = strstr(at + 1, key);
	char *end = at ? strchr(at, ']') : NULL;
	*alone = false;
	if (end) {
		size_t a = from + (size_t)(at - in);
		size_t b = from + (size_t)(end - in) + 1;
		bool first = text->p[a - 1] == '{';
		bool last = text->p[b] == '}';
		*alone = first && last;
		while (!*alone && !first && strchr(" ,", text->p[a - 1]))
			a--;
		while (!*alone && first && strchr(" ,", text->p[b]))
			b++;
		if (!*alone)
			rules_replace(text, a, b, "");
	}
	free(in);
	return end && !*alone;
}

/* What the examples of the file expect of it; those that expect nothing else go. */
static void forget_examples(struct str *text, const char *key)
{
	int tests = find_line(text->p, 1, INT_MAX, "tests:");
	char *own = mem_printf("%s:", key);

	for (int line = tests; text->p[rules_line_start(text->p, line)]; line++) {
		size_t start = rules_line_start(text->p, line);
		const char *p = text->p + start;
		size_t deep = rules_indent_of(p);
		bool alone = false;
		bool expect = strncmp(p + deep, "expect:", strlen("expect:")) == 0;
		bool block = expect && rules_is_blank(p + deep + strlen("expect:"));
		if (expect && !block)
			drop_expected(text, start, key, &alone);
		int end = rules_block_end(text->p, line);
		int at = block ? find_line(text->p, line + 1, end, own) : end;
		if (block && at < end) {
			alone = rules_trimmed_end(text->p, line) == line + 2;
			if (!alone)
				remove_lines(text, at, at + 1);
		}
		if (!alone)
			continue;
		/* All of this example, from its dash on. */
		int first = line;
		while (first > tests && rules_dash_of(text->p + rules_line_start(text->p, first)) != deep)
			first--;
		if (first == tests)
			continue;
		remove_lines(text, first, rules_block_end(text->p, first));
		line = first - 1;
	}
	free(own);
}

void rules_remove_segment(struct str *text, int line, const char *key)
{
	int from = with_remarks(text->p, line);
	int to = rules_trimmed_end(text->p, line);

	while (text->p[rules_line_start(text->p, to)] == '\n')
		to++;
	remove_lines(text, from, to);
	forget_examples(text, key);
}

void rules_swap_segments(struct str *text, int line, int later)
{
	int from[2] = { with_remarks(text->p, line), with_remarks(text->p, later) };
	size_t a = rules_line_start(text->p, from[0]);
	size_t a_end = rules_line_start(text->p, rules_trimmed_end(text->p, line));
	size_t b = rules_line_start(text->p, from[1]);
	size_t b_end = rules_line_start(text->p, rules_trimmed_end(text->p, later));
	struct str both;

	if (text->p[text->len - 1] != '\n' && b_end == text->len) {
		str_addc(text, '\n');
		b_end++;
	}
	str_init(&both);
	str_addn(&both, text->p + b, b_end - b);
	str_addn(&both, text->p + a_end, b - a_end);
	str_addn(&both, text->p + a, a_end - a);
	rules_replace(text, a, b_end, both.p);
	str_release(&both);
}

int rules_copy_segment(struct str *text, int line, const char *key, const char *en, const char *zh)
{
	int end = rules_trimmed_end(text->p, line);
	char *block = rules_segment_text(text->p, line);
	char *rest = strchr(block, ':');
	struct str copy;

	str_init(&copy);
	str_addc(&copy, '\n');
	str_pad(&copy, ' ', rules_indent_of(block));
	str_add(&copy, key);
	str_add(&copy, rest);
	rules_insert(text, end, copy.p);
	str_release(&copy);
	free(block);
	rules_set_title(text, end + 1, en, zh);
	return end + 1;
}

/* --- what it says besides --- */

/* The line of that part ("quiet"); 0: it has none. */
static int part_line(const char *text, int line, const char *part)
{
	int end = rules_block_end(text, line);
	size_t deep = 0;

	for (int i = line + 1; i < end; i++) {
		const char *p = text + rules_line_start(text, i);
		size_t n = rules_indent_of(p);
		if (rules_is_blank(p))
			continue;
		deep = deep ? deep : n;
		if (n == deep && strncmp(p + n, part, strlen(part)) == 0 && p[n + strlen(part)] == ':')
			return i;
	}
	return 0;
}

char *rules_part(const char *text, int line, const char *part)
{
	int at = part_line(text, line, part);

	if (!at)
		return NULL;
	const char *p = text + rules_line_start(text, at);
	size_t from = rules_indent_of(p) + strlen(part) + 1;
	size_t to = rules_value_end(p, from);
	from += strspn(p + from, " ");
	if (to > from + 1 && (p[from] == '"' || p[from] == '\'') && p[to - 1] == p[from]) {
		from++;
		to--;
	}
	return to > from ? mem_strndup(p + from, to - from) : mem_strdup("");
}

/* In place of the lines of that part, or behind all others. */
static void put_part(struct str *text, int line, const char *part, const char *with)
{
	int at = part_line(text->p, line, part);

	if (at) {
		size_t from = rules_line_start(text->p, at);
		size_t to = rules_line_start(text->p, rules_list_end(text->p, at));
		rules_replace(text, from, to, with);
		return;
	}
	rules_insert(text, rules_trimmed_end(text->p, line), with);
}

/* Blanks before what stands in the segment. */
static size_t part_indent(const char *text, int line)
{
	int end = rules_block_end(text, line);

	for (int i = line + 1; i < end; i++) {
		const char *p = text + rules_line_start(text, i);
		if (!rules_is_blank(p))
			return rules_indent_of(p);
	}
	return rules_indent_of(text + rules_line_start(text, line)) + 2;
}

void rules_set_part(struct str *text, int line, const char *part, const char *value)
{
	int at = part_line(text->p, line, part);
	struct str with;

	str_init(&with);
	if (value) {
		str_pad(&with, ' ', part_indent(text->p, line));
		str_addf(&with, "%s: ", part);
		rules_add_scalar(&with, value);
		if (at && rules_list_end(text->p, at) == at + 1) {
			const char *p = text->p + rules_line_start(text->p, at);
			size_t to = rules_value_end(p, rules_indent_of(p) + strlen(part) + 1);
			str_addn(&with, p + to, strcspn(p + to, "\n")); /* the remark */
		}
		str_addc(&with, '\n');
	}
	if (value || at)
		put_part(text, line, part, with.p);
	str_release(&with);
}

/* "task: welcome them, due in 1 day", of an action written as an entry or as a line. */
static void add_then(struct str *out, const char *text, const struct then *t)
{
	static const char *const words[] = {
		[THEN_TASK] = "task", [THEN_CALL] = "call", [THEN_MESSAGE] = "message",
		[THEN_TAG] = "tag",   [THEN_UNTAG_ON_LEAVING] = "untag on leaving",
	};
	const char *word = words[t->kind];
	size_t n = strlen(word);
	const char *at = text + rules_line_start(text, t->pos.line) + (t->pos.col - 1);

	at += strspn(at, "{ \"'");
	bool entry = strncmp(at, word, n) == 0 && at[n + strspn(at + n, "\"' ")] == ':';
	str_addf(out, "%s: ", word);
	str_add(out, entry ? t->text : t->text + n + strspn(t->text + n, " "));
}

void rules_thens(const char *text, const struct segment *s, struct strlist *out)
{
	for (size_t i = 0; i < s->n_then; i++) {
		struct str line;
		str_init(&line);
		add_then(&line, text, &s->then[i]);
		strlist_add(out, line.p);
		str_release(&line);
	}
}

void rules_set_thens(struct str *text, int line, const struct strlist *thens)
{
	size_t deep = part_indent(text->p, line);
	struct str with;

	str_init(&with);
	if (thens->n > 0) {
		str_pad(&with, ' ', deep);
		str_add(&with, "then:\n");
	}
	for (size_t i = 0; i < thens->n; i++) {
		const char *colon = strstr(thens->v[i], ": ");
		BUG_IF(!colon);
		str_pad(&with, ' ', deep + 2);
		str_add(&with, "- ");
		str_addn(&with, thens->v[i], (size_t)(colon - thens->v[i]) + 2);
		rules_add_scalar(&with, colon + 2);
		str_addc(&with, '\n');
	}
	if (with.len || part_line(text->p, line, "then"))
		put_part(text, line, "then", with.p);
	str_release(&with);
}
