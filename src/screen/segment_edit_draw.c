/* How the guided editor looks: the conditions, one of them being typed, and what comes of them. */
#include "revisit/app/keys.h"
#include "revisit/base/i18n.h"

#include "segment_edit.h"

enum { COUNT_COLS = 9 };

const struct segment *editing_segment(const struct editing *s)
{
	const struct ruleset *set = s->diff ? rules_diff_next(s->diff) : NULL;
	int i = set ? ruleset_find(set, s->key) : -1;

	return i >= 0 ? &set->segments[i] : NULL;
}

char *editing_says(const struct editing *s, const struct rule_row *r)
{
	const struct sentence_context words = ruleset_words(rules_diff_next(s->diff));
	bool chinese = false;
	struct str out;

	for (const char *p = r->node->text; *p; p++)
		chinese = chinese || (unsigned char)*p >= 0xe3;
	if (chinese == i18n_is_chinese())
		return mem_strdup(r->node->text);
	str_init(&out);
	node_show(&out, &words, r->node, i18n_is_chinese());
	return str_steal(&out);
}

/* "210 members then; 25 enter, 4 leave". */
static void result(struct str *out, const struct editing *s)
{
	size_t n;
	const struct rules_diff_line *lines = rules_diff_lines(s->diff, &n);
	char a[32];
	char b[32];

	if (!s->done) {
		str_add(out, _("counting"));
		return;
	}
	for (size_t i = 0; i < n; i++) {
		if (strcmp(lines[i].key, s->key) != 0)
			continue;
		str_number(a, sizeof(a), lines[i].members);
		str_addf(out, ngettext("%s member then", "%s members then",
				       (unsigned long)lines[i].members), a);
		str_number(a, sizeof(a), lines[i].enter);
		str_number(b, sizeof(b), lines[i].leave);
		str_addf(out, _("; entering: %s, leaving: %s"), a, b);
		return;
	}
	str_add(out, _("nobody enters or leaves"));
}

static void draw_title(const struct editing *s, struct canvas *c, struct rect area)
{
	const struct segment *of = editing_segment(s);
	struct str t;

	if (!of)
		return;
	canvas_text(c, area, 0, 1, -1, STYLE_HEADING, segment_title(of));
	str_init(&t);
	result(&t, s);
	int x = 1 + canvas_text(c, area, 1, 1, -1, STYLE_NORMAL, t.p);
	str_clear(&t);
	if (*s->stale)
		str_addf(&t, _("the title still says %s"), s->stale);
	canvas_text(c, area, 1, x + 2, -1, STYLE_ALERT, t.p);
	str_release(&t);
	if (!c->plain)
		canvas_hline(c, area, 2, 0, area.cols);
	canvas_text(c, area, 3, 1, -1, STYLE_HEADING, _("WHO IS IN IT: all of this is so"));
	canvas_right(c, area, 3, area.cols - 1, STYLE_HEADING, C_("column: how many fit this alone", "alone"));
}

static void draw_row(const struct editing *s, int i, struct canvas *c, struct rect line)
{
	const struct rule_row *r = &s->rows.v[i];
	bool on = i == s->list.selected && s->typing == TYPING_NOT;
	enum style style = canvas_row(c, line, i, on);
	int x = 2 + 2 * r->depth;
	char count[32];

	if (r->list) {
		canvas_text(c, line, 0, x, -1, style, r->node->kind == NODE_ALL ? _("all of") :
						     r->node->negated		 ? _("none of") :
										   _("any of"));
		return;
	}
	char *text = editing_says(s, r);
	int used = canvas_text(c, line, 0, x, line.cols - x - COUNT_COLS, style, text);
	free(text);
	str_number(count, sizeof(count), s->counts[i]);
	if (s->counts[i] >= 0 && c->plain)
		canvas_printf(c, line, 0, x + used, style, " (%s)", count);
	else if (s->counts[i] >= 0)
		canvas_right(c, line, 0, line.cols - 1, style, count);
}

/* The line being typed, and what is on offer; returns the line below. */
static int draw_typing(struct editing *s, struct canvas *c, struct rect area, int y, int depth,
		       bool focused)
{
	int x = 2 + 2 * depth;
	char n[32];

	canvas_text(c, area, y, 0, 1, STYLE_NORMAL, ">");
	edit_draw(&s->edit, c, area, y, x, area.cols - x - COUNT_COLS, focused, STYLE_FOCUS);
	if (s->line.count >= 0 && !sentence_line_offers(&s->line) && !s->line.wrong) {
		str_number(n, sizeof(n), s->line.count);
		canvas_right(c, area, y, area.cols - 1, STYLE_NORMAL, n);
	}
	sentence_line_draw(&s->line, &s->edit, c, area, y + 1, x);
	return y + 1 + sentence_line_rows(&s->line);
}

/* "WHAT FOR  recall; left alone when reached in the last 30 days"; the line below. */
static int draw_lines(const struct strlist *lines, const char *head, struct canvas *c, struct rect area,
		      int y)
{
	struct str t;

	if (lines->n == 0 || y >= area.rows)
		return y;
	str_init(&t);
	for (size_t i = 0; i < lines->n; i++)
		str_addf(&t, "%s%s", i ? (i18n_is_chinese() ? "；" : "; ") : "", lines->v[i]);
	int x = 1 + canvas_text(c, area, y, 1, -1, STYLE_HEADING, head);
	y = canvas_wrapped(c, area, y, x + 2, area.cols - x - 3, STYLE_NORMAL, t.p);
	str_release(&t);
	return y;
}

void draw_segment_edit(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	struct editing *s = (struct editing *)(uintptr_t)state;
	bool focused = app->stack[app->depth - 1].state == state;
	int y = EDIT_FIRST_ROW;

	draw_title(s, c, area);
	for (int i = s->list.top; i < s->list.n && i < s->list.top + s->list.height && y < area.rows; i++) {
		struct rect line = { .y = area.y + y, .x = area.x, .rows = 1, .cols = area.cols };
		bool on = i == s->list.selected;
		if (on && s->typing == TYPING_CHANGE) {
			y = draw_typing(s, c, area, y, s->rows.v[i].depth, focused);
			continue;
		}
		draw_row(s, i, c, line);
		y++;
		if (on && s->typing == TYPING_NOT)
			canvas_cursor(c, line, 0, 0, false);
		if (on && s->typing == TYPING_OR && y < area.rows)
			canvas_text(c, area, y++, 2 + 2 * s->rows.v[i].depth, -1, STYLE_NORMAL,
				    _("or"));
		if (on && (s->typing == TYPING_NEW || s->typing == TYPING_OR))
			y = draw_typing(s, c, area, y, s->rows.v[i].depth, focused);
	}
	if (s->typing != TYPING_NOT || !editing_segment(s))
		return;
	y = draw_lines(&s->then, _("WHO ENTERS GETS"), c, area, y + 1);
	y = draw_lines(&s->ways, _("WHAT FOR"), c, area, y);
	if (y + 2 < area.rows)
		draw_with_keys(app, c, area, y + 1, 1, area.cols - 2,
			       _("{rules-look} shows who enters and who leaves; nothing is in force before. "
				 "{segment-parts} changes what it is for, the order, what is done."));
}
