/* A rule file in block style: one condition a line, comments where they were.
 *
 * What was written short in brackets (titles, dates, patients of tests) stays so; conditions and
 * actions never do.  The result is read again and compared: rather none than one that lost
 * something. */
#include "places.h"
#include "revisit/base/i18n.h"
#include "revisit/rules/ruleset.h"
#include "revisit/text/width.h"

enum { LINE_MAX_COLUMNS = 100, ALL_LEVELS = 99 };

struct comment {
	size_t at, len; /* with its # */
	bool own_line;
};

struct format {
	struct places places;
	struct arena arena;
	struct comment *comments;
	size_t n_comments, cap_comments, next;
	struct str *out;
	int last_indent, last_column; /* of the last entry: where it stands now, where it stood */
	bool in_block;                /* what was written last is a text over several lines */
};

/* --- Comments --------------------------------------------------------------------------------- */

static void cover(struct format *f, bool *covered, const struct yaml *scalar)
{
	size_t n = strlen(scalar->text);
	size_t *at = mem_array(n + 1, sizeof(*at));
	size_t begin = place_of(&f->places, &scalar->pos);
	bool block = f->places.text[begin] == '|' || f->places.text[begin] == '>';

	place_text(&f->places, scalar, at);
	/* The header of a block may end in a comment. */
	for (size_t i = scalar->quoted && block ? at[0] : begin; i < at[n]; i++)
		covered[i] = true;
	free(at);
}

static void cover_all(struct format *f, bool *covered, const struct yaml *y)
{
	for (; y; y = y->next) {
		if (y->key) {
			size_t at = place_of(&f->places, &y->key_pos);
			struct yaml key = { .kind = YAML_SCALAR,
					    .pos = y->key_pos,
					    .text = y->key };
			key.quoted = f->places.text[at] == '"' || f->places.text[at] == '\'';
			cover(f, covered, &key);
		}
		if (y->kind == YAML_SCALAR && *y->text)
			cover(f, covered, y);
		cover_all(f, covered, y->child);
	}
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool ends_line(char c)
{
	return c == '\n' || c == '\r';
}

static bool only_blanks_before(const struct places *p, size_t at)
{
	while (at > 0 && is_blank(p->text[at - 1]))
		at--;
	return at == p->lines[0].byte || at == 0 || ends_line(p->text[at - 1]);
}

static void find_comments(struct format *f, const struct yaml *tree)
{
	const struct places *p = &f->places;
	bool *covered = mem_array(p->n + 1, sizeof(*covered));

	cover_all(f, covered, tree);
	for (size_t i = p->lines[0].byte; i < p->n; i++) {
		bool begins = i == p->lines[0].byte || is_blank(p->text[i - 1]) ||
			      ends_line(p->text[i - 1]);
		if (p->text[i] != '#' || covered[i] || !begins)
			continue;
		size_t end = i;
		while (end < p->n && !ends_line(p->text[end]))
			end++;
		size_t len = end - i;
		while (len > 0 && is_blank(p->text[i + len - 1]))
			len--;
		GROW(f->comments, f->n_comments, f->cap_comments);
		f->comments[f->n_comments++] = (struct comment){ i, len, only_blanks_before(p, i) };
		i = end;
	}
	free(covered);
}

/* --- Scalars ---------------------------------------------------------------------------------- */

static bool has_controls(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7F)
			return true;
	return false;
}

static bool is_plain(const char *s)
{
	size_t n = strlen(s);

	if (n == 0 || is_blank(*s) || is_blank(s[n - 1]) || s[n - 1] == ':' || has_controls(s))
		return false;
	if (strchr(",[]{}#&*!|>'\"%@`", *s) || strcmp(s, "<<") == 0)
		return false;
	if (strchr("-?:", *s) && (n == 1 || is_blank(s[1]) || s[1] == *s))
		return false;
	return strncmp(s, "...", 3) != 0 && !strstr(s, ": ") && !strstr(s, " #");
}

static void add_escaped(struct str *out, const char *s)
{
	str_addc(out, '"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			str_addf(out, "\\%c", *s);
		else if (*s == '\n')
			str_add(out, "\\n");
		else if ((unsigned char)*s < ' ' || *s == 0x7F)
			str_addf(out, "\\x%02X", (unsigned)(unsigned char)*s);
		else
			str_addc(out, *s);
	}
	str_addc(out, '"');
}

static void add_line(struct str *out, const char *s)
{
	if (is_plain(s)) {
		str_add(out, s);
		return;
	}
	if (has_controls(s) || (!strchr(s, '"') && !strchr(s, '\\'))) {
		add_escaped(out, s);
		return;
	}
	str_addc(out, '\'');
	for (; *s; s++)
		str_addf(out, *s == '\'' ? "''" : "%c", *s);
	str_addc(out, '\'');
}

/* Several lines as they are: none may begin with a blank, which would count as indentation. */
static bool is_block(const char *s)
{
	bool begin = true;
	bool lines = false;

	if (*s == '\n')
		return false;
	for (; *s; s++) {
		bool bad = *s != '\n' && ((unsigned char)*s < ' ' || *s == 0x7F);
		if (bad || (begin && is_blank(*s)) || (*s == '\n' && is_blank(s[-1])))
			return false;
		begin = *s == '\n';
		lines = lines || begin;
	}
	return lines;
}

static void add_indented(struct str *out, const char *s, size_t n, int indent)
{
	str_addc(out, '\n');
	if (n > 0)
		str_pad(out, ' ', (size_t)indent);
	str_addn(out, s, n);
}

static void add_block(struct str *out, const char *s, int indent)
{
	size_t n = strlen(s);
	size_t ends = 0;

	while (ends < n && s[n - ends - 1] == '\n')
		ends++;
	str_add(out, ends == 0 ? "|-" : ends == 1 ? "|" : "|+");
	while (*s) {
		size_t len = strcspn(s, "\n");
		add_indented(out, s, len, indent);
		s += len + (s[len] == '\n');
	}
}

/* A long text of words goes over several lines. */
static bool is_long(const char *s, int indent)
{
	return indent + text_width(s) > LINE_MAX_COLUMNS && !has_controls(s) && strchr(s, ' ') &&
	       !strstr(s, "  ") && !is_blank(*s) && !is_blank(s[strlen(s) - 1]);
}

static void add_folded(struct str *out, const char *s, int indent)
{
	str_add(out, ">-");
	while (*s) {
		size_t len = strcspn(s, " ");
		for (;;) {
			size_t more = s[len] ? len + 1 + strcspn(s + len + 1, " ") : len;
			char *line = mem_strndup(s, more);
			bool fits = more > len && indent + text_width(line) <= LINE_MAX_COLUMNS - 4;
			free(line);
			if (!fits)
				break;
			len = more;
		}
		add_indented(out, s, len, indent);
		s += len + (s[len] == ' ');
	}
}

/* Whether it goes over several lines. */
static bool add_scalar(struct str *out, const struct yaml *y, int column, int indent)
{
	if (is_block(y->text)) {
		add_block(out, y->text, indent);
		return true;
	}
	if (is_long(y->text, column)) {
		add_folded(out, y->text, indent);
		return true;
	}
	if (*y->text || y->quoted)
		add_line(out, y->text);
	return false;
}

/* --- Entries ---------------------------------------------------------------------------------- */

static bool line_before_is_empty(const struct places *p, size_t at)
{
	struct pos pos = place_pos(p, at);

	if (pos.line < 2)
		return false;
	for (size_t i = p->lines[pos.line - 2].byte; i < p->lines[pos.line - 1].byte; i++)
		if (!is_blank(p->text[i]) && !ends_line(p->text[i]))
			return false;
	return true;
}

static void keep_gap(struct format *f, size_t at)
{
	/* The dash of a list stands before. */
	while (at > 1 && (is_blank(f->places.text[at - 1]) ||
			  (f->places.text[at - 1] == '-' && is_blank(f->places.text[at]))))
		at--;
	if (f->out->len > 0 && only_blanks_before(&f->places, at) &&
	    line_before_is_empty(&f->places, at))
		str_addc(f->out, '\n');
}

static void add_behind(struct format *f, const struct comment *c)
{
	str_cut(f->out, f->out->len - 1);
	str_add(f->out, "  ");
	str_addn(f->out, f->places.text + c->at, c->len);
	str_addc(f->out, '\n');
}

/* The comments that stand before `at`, where an entry of that indentation begins.  One that stands
 * at the column of the entry before it, or deeper, belongs to the list that ends there. */
static void flush(struct format *f, size_t at, int indent, bool all_own)
{
	bool behind = false;

	for (; f->next < f->n_comments && f->comments[f->next].at < at; f->next++) {
		const struct comment *c = &f->comments[f->next];
		if (!c->own_line && !all_own && !behind && !f->in_block && f->out->len > 0) {
			add_behind(f, c);
			behind = true;
			continue;
		}
		bool deeper = c->own_line && f->last_column > 0 &&
			      place_pos(&f->places, c->at).col >= f->last_column;
		int by = deeper && f->last_indent > indent ? f->last_indent : indent;
		if (c->own_line)
			keep_gap(f, c->at);
		str_pad(f->out, ' ', (size_t)by);
		str_addn(f->out, f->places.text + c->at, c->len);
		str_addc(f->out, '\n');
		behind = true;
	}
}

static bool has_comment(const struct format *f, size_t from, size_t to)
{
	for (size_t i = f->next; i < f->n_comments && f->comments[i].at < to; i++)
		if (f->comments[i].at >= from)
			return true;
	return false;
}

/* In brackets, on one line that still fits. */
static bool stays_short(const struct format *f, const struct yaml *y, int column)
{
	if (!y->flow || y->pos.line != y->end.line)
		return false;
	size_t from = place_of(&f->places, &y->pos);
	size_t to = place_of(&f->places, &y->end);
	char *text = mem_strndup(f->places.text + from, to - from);
	bool fits = column + text_width(text) <= LINE_MAX_COLUMNS && !strchr(text, '\t');
	free(text);
	return fits && !has_comment(f, from, to);
}

static void add_value(struct format *f, const struct yaml *y, int indent, int levels);

/* How many levels below an entry are written one a line. */
static int levels_below(const struct yaml *e, int levels)
{
	static const struct {
		const char *key;
		int levels;
	} shapes[] = {
		{ "segments", 2 },     { "dates", 1 },         { "tests", 2 },
		{ "who", ALL_LEVELS }, { "then", ALL_LEVELS }, { "patients", 1 },
	};

	for (size_t i = 0; e->key && i < ARRAY_SIZE(shapes); i++)
		if (strcmp(e->key, shapes[i].key) == 0)
			return shapes[i].levels >= levels ? shapes[i].levels : levels - 1;
	return levels > 0 ? levels - 1 : 0;
}

static size_t entry_at(const struct format *f, const struct yaml *e)
{
	return place_of(&f->places, e->key ? &e->key_pos : &e->pos);
}

/* Where the text of a block begins: a comment in its header comes before. */
static size_t header_end(struct format *f, const struct yaml *e)
{
	if (e->kind != YAML_SCALAR || !e->quoted)
		return 0;
	size_t at = place_of(&f->places, &e->pos);
	if (f->places.text[at] != '|' && f->places.text[at] != '>')
		return 0;
	return place_part(&f->places, e, 0, 0).at;
}

/* `begun`: the dash of a list stands before it already. */
static void add_entry(struct format *f, const struct yaml *e, int indent, int levels, bool begun)
{
	size_t at = entry_at(f, e);
	int own = indent;

	if (!begun) {
		flush(f, at, indent, false);
		flush(f, header_end(f, e), indent, true);
		/* Of a list's entry the dash is before. */
		f->last_column = place_pos(&f->places, at).col - (e->key ? 0 : 2);
		f->last_indent = indent;
		keep_gap(f, at);
		str_pad(f->out, ' ', (size_t)indent);
	}
	if (e->key) {
		size_t from = f->out->len;
		add_line(f->out, e->key);
		str_addc(f->out, ':');
		own += (int)(f->out->len - from) + 1;
	} else {
		str_add(f->out, "- ");
		own += 2;
	}
	int below = levels_below(e, levels);
	if (e->kind == YAML_SCALAR) {
		if (e->key && (*e->text || e->quoted))
			str_addc(f->out, ' ');
		f->in_block = add_scalar(f->out, e, own, indent + 2);
		str_addc(f->out, '\n');
		return;
	}
	f->in_block = false;
	if (!e->child || (below == 0 && stays_short(f, e, own))) {
		size_t from = place_of(&f->places, &e->pos);
		size_t to = place_of(&f->places, &e->end);
		if (e->key)
			str_addc(f->out, ' ');
		str_addn(f->out, f->places.text + from, to - from);
		str_addc(f->out, '\n');
		return;
	}
	if (e->key)
		str_addc(f->out, '\n');
	add_value(f, e, indent + 2, below);
}

/* The entries of a list or map; behind a dash the first goes on on its line. */
static void add_value(struct format *f, const struct yaml *y, int indent, int levels)
{
	bool begun = f->out->len > 0 && f->out->p[f->out->len - 1] == ' ';

	for (const struct yaml *e = y->child; e; e = e->next) {
		add_entry(f, e, indent, levels, begun);
		begun = false;
	}
}

/* --- The file --------------------------------------------------------------------------------- */

static bool same_tree(const struct yaml *a, const struct yaml *b)
{
	for (; a && b; a = a->next, b = b->next)
		if (a->kind != b->kind || !str_eq(a->key, b->key) || !str_eq(a->text, b->text) ||
		    !same_tree(a->child, b->child))
			return false;
	return !a && !b;
}

static bool same_comments(const struct format *a, const struct format *b)
{
	if (a->n_comments != b->n_comments)
		return false;
	for (size_t i = 0; i < a->n_comments; i++)
		if (a->comments[i].len != b->comments[i].len ||
		    memcmp(a->places.text + a->comments[i].at, b->places.text + b->comments[i].at,
			   a->comments[i].len) != 0)
			return false;
	return true;
}

static void format_init(struct format *f, const char *file, const char *text, size_t n)
{
	*f = (struct format){ 0 };
	arena_init(&f->arena);
	places_init(&f->places, file, text, n);
}

static void format_release(struct format *f)
{
	places_release(&f->places);
	arena_release(&f->arena);
	free(f->comments);
}

/* Whether what was written says the same, comments too. */
static bool says_same(struct format *f, const struct yaml *tree)
{
	struct format again;

	format_init(&again, f->places.file, f->out->p, f->out->len);
	const struct yaml *back =
		yaml_parse(f->places.file, f->out->p, f->out->len, &again.arena, NULL);
	bool same = back && same_tree(tree, back);
	if (same) {
		find_comments(&again, back);
		same = same_comments(f, &again);
	}
	format_release(&again);
	return same;
}

bool rules_format(const char *file, const char *text, size_t n, struct str *out, struct err *err)
{
	struct format f;
	struct pos pos = { file, 1, 1 };

	format_init(&f, file, text, n);
	const struct yaml *tree = yaml_parse(file, text, n, &f.arena, err);
	bool ok = tree != NULL;
	if (ok && tree->kind != YAML_MAP)
		ok = err_at(err, ERR_RULES, &pos,
			    _("this is no rule file: it begins with segments:, and the segments "
			      "below"));
	if (ok) {
		struct str made;
		str_init(&made);
		f.out = &made;
		find_comments(&f, tree);
		add_value(&f, tree, 0, 1);
		f.last_column = 0;
		flush(&f, n + 1, 0, false);
		ok = says_same(&f, tree);
		if (ok)
			str_addn(out, made.p, made.len);
		else
			err_at(err, ERR_RULES, &pos,
			       _("this file cannot be written anew without losing something; it is "
				 "left "
				 "as it is"));
		str_release(&made);
	}
	format_release(&f);
	return ok;
}
