#include "revisit/clinic/rules_text.h"
#include "revisit/base/json.h"

/* --- lines --- */

/* Where a line begins; the end of the text when there is none. */
static size_t line_start(const char *text, int line)
{
	const char *p = text;

	for (int i = 1; i < line && *p; i++) {
		p += strcspn(p, "\n");
		p += *p == '\n';
	}
	return (size_t)(p - text);
}

static size_t line_end(const char *text, size_t start)
{
	return start + strcspn(text + start, "\n");
}

/* Puts `with` in place of the bytes [from, to). */
static void replace(struct str *text, size_t from, size_t to, const char *with)
{
	struct str out;

	str_init(&out);
	str_addn(&out, text->p, from);
	str_add(&out, with);
	str_addn(&out, text->p + to, text->len - to);
	str_release(text);
	*text = out;
}

/* A scalar as YAML takes it: as it is, or in quotes when it would be read otherwise. */
static void add_scalar(struct str *out, const char *value)
{
	static const char first[] = "-?:,[]{}#&*!|>'\"%@` ";
	size_t n = strlen(value);
	bool odd = n == 0 || strchr(first, value[0]) || value[n - 1] == ' ' ||
		   value[n - 1] == ':' || strstr(value, ": ") || strstr(value, " #") ||
		   strpbrk(value, "\n\t\"\\");

	if (odd)
		json_quote(out, value);
	else
		str_add(out, value);
}

/* The same within brackets. */
static void add_flow_scalar(struct str *out, const char *value)
{
	if (strpbrk(value, ",[]{}"))
		json_quote(out, value);
	else
		add_scalar(out, value);
}

/* "      - ": what stands before the condition of a line; 0: none does. */
static size_t dash_of(const char *line)
{
	size_t n = strspn(line, " ");

	return line[n] == '-' && line[n + 1] == ' ' ? n + 1 + strspn(line + n + 1, " ") : 0;
}

/* Where the condition ends: before a comment, and the blanks before that. */
static size_t value_end(const char *line, size_t from)
{
	size_t n = strcspn(line, "\n");
	size_t to = n;
	char quote = line[from] == '"' || line[from] == '\'' ? line[from] : '\0';
	size_t i = from + (quote != '\0');

	while (quote && i < n && line[i] != quote)
		i += line[i] == '\\' && quote == '"' ? 2 : 1;
	for (; i < n; i++)
		if (line[i] == '#' && line[i - 1] == ' ') {
			to = i;
			break;
		}
	while (to > from && line[to - 1] == ' ')
		to--;
	return to;
}

/* --- conditions --- */

/* Whether the line holds this condition alone. */
static bool stands_alone(const char *line, const struct node *n)
{
	size_t from = dash_of(line);

	if (!from)
		return false;
	size_t to = value_end(line, from);
	if (n->kind == NODE_ALL || n->kind == NODE_ANY)
		return to > from && line[to - 1] == ':';
	return to > from && strchr("[{|>&*", line[from]) == NULL && n->text != NULL &&
	       (line[from] == '"' || line[from] == '\'' ||
		(to - from == strlen(n->text) && strncmp(line + from, n->text, to - from) == 0));
}

/* A list's own place is that of its first condition, a line below its name. */
static int line_of(const struct node *n)
{
	bool is_list = n->kind == NODE_ALL || n->kind == NODE_ANY;

	return is_list && n->child ? line_of(n->child) - 1 : n->pos.line;
}

static bool add_rows(const char *text, const struct node *list, int depth, struct rule_rows *out)
{
	for (const struct node *n = list->child; n; n = n->next) {
		bool is_list = n->kind == NODE_ALL || n->kind == NODE_ANY;
		int line = line_of(n);
		if (line < 1 || !stands_alone(text + line_start(text, line), n))
			return false;
		GROW(out->v, out->n, out->cap);
		out->v[out->n++] = (struct rule_row){ line, depth, is_list, n };
		if (is_list && !add_rows(text, n, depth + 1, out))
			return false;
	}
	return true;
}

bool rules_rows(const char *text, const struct segment *s, struct rule_rows *out)
{
	*out = (struct rule_rows){ 0 };
	return add_rows(text, s->who, 0, out);
}

void rules_rows_release(struct rule_rows *r)
{
	free(r->v);
	*r = (struct rule_rows){ 0 };
}

void rules_set_line(struct str *text, int line, const char *sentence)
{
	size_t start = line_start(text->p, line);
	size_t from = start + dash_of(text->p + start);
	size_t to = start + value_end(text->p + start, from - start);
	struct str value;

	str_init(&value);
	add_scalar(&value, sentence);
	replace(text, from, to, value.p);
	str_release(&value);
}

void rules_add_line(struct str *text, int after, const char *sentence)
{
	size_t start = line_start(text->p, after);
	size_t end = line_end(text->p, start);
	struct str line;

	str_init(&line);
	str_addc(&line, '\n');
	str_addn(&line, text->p + start, dash_of(text->p + start));
	add_scalar(&line, sentence);
	replace(text, end, end, line.p);
	str_release(&line);
}

void rules_remove_line(struct str *text, int line)
{
	size_t start = line_start(text->p, line);
	size_t end = line_end(text->p, start);

	replace(text, start, end + (text->p[end] == '\n'), "");
}

void rules_swap_lines(struct str *text, int line)
{
	size_t a = line_start(text->p, line);
	size_t b = line_start(text->p, line + 1);
	size_t end = line_end(text->p, b);
	struct str both;

	str_init(&both);
	str_addn(&both, text->p + b, end - b);
	str_addc(&both, '\n');
	str_addn(&both, text->p + a, b - a - 1);
	replace(text, a, end, both.p);
	str_release(&both);
}

/* --- segments --- */

static size_t indent_of(const char *line)
{
	return strspn(line, " ");
}

static bool is_blank(const char *line)
{
	size_t n = indent_of(line);

	return line[n] == '\n' || line[n] == '\0' || line[n] == '#';
}

/* The first line behind `line` that is not deeper than it. */
static int block_end(const char *text, int line)
{
	size_t deep = indent_of(text + line_start(text, line));
	int at = line + 1;

	for (;; at++) {
		size_t start = line_start(text, at);
		if (!text[start] || (!is_blank(text + start) && indent_of(text + start) <= deep))
			return at;
	}
}

char *rules_segment_text(const char *text, int line)
{
	int end = block_end(text, line);

	while (end > line + 1 && is_blank(text + line_start(text, end - 1)))
		end--;
	size_t from = line_start(text, line);
	return mem_strndup(text + from, line_start(text, end) - from);
}

static void add_title(struct str *out, size_t indent, const char *en, const char *zh)
{
	str_pad(out, ' ', indent);
	str_add(out, "title: {en: ");
	add_flow_scalar(out, en);
	str_add(out, ", zh: ");
	add_flow_scalar(out, zh);
	str_add(out, "}\n");
}

void rules_set_title(struct str *text, int line, const char *en, const char *zh)
{
	int end = block_end(text->p, line);
	int title = 0;
	struct str with;

	for (int i = line + 1; i < end && !title; i++) {
		const char *p = text->p + line_start(text->p, i);
		if (strncmp(p + indent_of(p), "title:", 6) == 0)
			title = i;
	}
	int at = title ? title : line + 1;
	int until = title ? block_end(text->p, title) : at;
	/* Comments below a title belong to what comes next. */
	while (until > at + 1 && is_blank(text->p + line_start(text->p, until - 1)))
		until--;
	str_init(&with);
	add_title(&with, indent_of(text->p + line_start(text->p, at)), en, zh);
	replace(text, line_start(text->p, at), line_start(text->p, until), with.p);
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
		       const char *sentence)
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
	int at = block_end(text->p, head);
	while (at > head + 1 && is_blank(text->p + line_start(text->p, at - 1)))
		at--;
	str_addf(&with, "%s  %s:\n", at > head + 1 ? "\n" : "", key);
	add_title(&with, 4, en, zh);
	str_add(&with, "    who:\n      - ");
	add_scalar(&with, sentence);
	str_add(&with, "\n");
	size_t to = line_start(text->p, at);
	replace(text, to, to, with.p);
	str_release(&with);
}
