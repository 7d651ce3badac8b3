/* Conditions of rules.yaml, line by line. */
#include "revisit/clinic/rules_text.h"
#include "rules_lines.h"

/* Whether the line holds this condition alone. */
static bool stands_alone(const char *line, const struct node *n)
{
	size_t from = rules_dash_of(line);

	if (!from)
		return false;
	size_t to = rules_value_end(line, from);
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
		if (line < 1 || !stands_alone(text + rules_line_start(text, line), n))
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
	size_t start = rules_line_start(text->p, line);
	size_t from = start + rules_dash_of(text->p + start);
	size_t to = start + rules_value_end(text->p + start, from - start);
	struct str value;

	str_init(&value);
	rules_add_scalar(&value, sentence);
	rules_replace(text, from, to, value.p);
	str_release(&value);
}

void rules_add_line(struct str *text, int after, const char *sentence)
{
	size_t start = rules_line_start(text->p, after);
	size_t end = rules_line_end(text->p, start);
	struct str line;

	str_init(&line);
	str_addc(&line, '\n');
	str_addn(&line, text->p + start, rules_dash_of(text->p + start));
	rules_add_scalar(&line, sentence);
	rules_replace(text, end, end, line.p);
	str_release(&line);
}

void rules_remove_line(struct str *text, int line)
{
	size_t start = rules_line_start(text->p, line);
	size_t end = rules_line_end(text->p, start);

	rules_replace(text, start, end + (text->p[end] == '\n'), "");
}

void rules_swap_lines(struct str *text, int line)
{
	size_t a = rules_line_start(text->p, line);
	size_t b = rules_line_start(text->p, line + 1);
	size_t end = rules_line_end(text->p, b);
	struct str both;

	str_init(&both);
	str_addn(&both, text->p + b, end - b);
	str_addc(&both, '\n');
	str_addn(&both, text->p + a, b - a - 1);
	rules_replace(text, a, end, both.p);
	str_release(&both);
}

void rules_make_any(struct str *text, int line, const char *sentence)
{
	size_t start = rules_line_start(text->p, line);
	const char *p = text->p + start;
	size_t end = rules_line_end(text->p, start);
	size_t dash = rules_indent_of(p);
	struct str with;

	str_init(&with);
	str_pad(&with, ' ', dash);
	str_add(&with, "- any:\n");
	str_pad(&with, ' ', dash + 4);
	str_addn(&with, p + dash, end - start - dash);
	str_addc(&with, '\n');
	str_pad(&with, ' ', dash + 4);
	str_add(&with, "- ");
	rules_add_scalar(&with, sentence);
	rules_replace(text, start, end, with.p);
	str_release(&with);
}

void rules_unwrap(struct str *text, int line)
{
	size_t start = rules_line_start(text->p, line);
	size_t next = rules_line_start(text->p, line + 1);
	size_t end = rules_line_end(text->p, next);
	size_t deep = rules_indent_of(text->p + next);
	struct str with;

	str_init(&with);
	str_pad(&with, ' ', rules_indent_of(text->p + start));
	str_addn(&with, text->p + next + deep, end - next - deep);
	rules_replace(text, start, end, with.p);
	str_release(&with);
}

void rules_remove_list(struct str *text, int line)
{
	size_t from = rules_line_start(text->p, line);

	rules_replace(text, from, rules_line_start(text->p, rules_trimmed_end(text->p, line)), "");
}
