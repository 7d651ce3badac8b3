/* How the call lists look: one a line with its counts; beside, why the chosen one's others wait. */
#include "revisit/base/i18n.h"
#include "revisit/text/width.h"

#include "call_lists.h"
#include "calling.h"

enum { COUNT = 7, PURPOSE = 18, PURPOSE_FROM = 76, SIDE_FROM = 96, FOOT = 9 };

static void draw_find(struct call_lists *s, struct canvas *c, struct rect area, bool focused)
{
	int64_t now = 0;
	char n[32];
	struct str t;

	int x = canvas_text(c, area, 0, 1, -1, STYLE_NORMAL, _("Find:")) + 2;
	edit_draw(&s->edit, c, area, 0, x, c->plain ? 20 : area.cols / 2, focused, STYLE_FOCUS);
	for (size_t i = 0; i < s->n; i++)
		now += s->v[i].counts.why[CALL_NOW];
	str_init(&t);
	str_number(n, sizeof(n), now);
	str_addf(&t, _("%s to call now"), n);
	if (s->backs.n)
		str_addf(&t, ngettext(", %zu call back today", ", %zu call backs today",
				      (unsigned long)s->backs.n),
			 s->backs.n);
	canvas_right(c, area, 0, area.cols - 1, STYLE_NORMAL, t.p);
	str_release(&t);
}

static int title_cols(int cols)
{
	return cols - 2 - 4 * COUNT - (cols >= PURPOSE_FROM ? PURPOSE : 0) - 1;
}

static void draw_titles(struct canvas *c, struct rect area, int y)
{
	const char *const heads[] = { C_("column: to be called now", "now"),
				      C_("column: not to be called now", "later"),
				      C_("column: calls of today", "done"), C_("column: calls of today", "booked") };
	int x = 2 + title_cols(area.cols);

	canvas_text(c, area, y, 2, -1, STYLE_HEADING, _("List"));
	if (area.cols >= PURPOSE_FROM) {
		canvas_text(c, area, y, x, PURPOSE - 1, STYLE_HEADING, _("For"));
		x += PURPOSE;
	}
	for (size_t i = 0; i < ARRAY_SIZE(heads); i++) {
		x += COUNT;
		canvas_right(c, area, y, x, STYLE_HEADING, heads[i]);
	}
}

static void draw_row(const struct call_lists *s, int row, struct canvas *c, struct rect line)
{
	const struct call_list_line *l = &s->v[s->shown[row]];
	enum style style = canvas_row(c, line, row, row == s->list.selected);
	const struct call_counts *k = &l->counts;
	const int64_t n[] = { k->why[CALL_NOW], k->all - k->why[CALL_NOW], k->done, k->booked };
	int cols = title_cols(line.cols);
	char text[32];
	int x = 2;

	if (c->plain) {
		struct str t;
		str_init(&t);
		str_addf(&t, "%s: ", call_list_name(&l->info));
		str_addf(&t, _("%lld to call, %lld not now, %lld done, %lld booked"), (long long)n[0],
			 (long long)n[1], (long long)n[2], (long long)n[3]);
		canvas_text(c, line, 0, x, -1, style, t.p);
		str_release(&t);
		return;
	}
	canvas_text(c, line, 0, x, cols - 1, style, call_list_name(&l->info));
	x += cols;
	if (line.cols >= PURPOSE_FROM) {
		canvas_text(c, line, 0, x, PURPOSE - 1, style, _(purpose_choices[l->info.purpose].label));
		x += PURPOSE;
	}
	for (size_t i = 0; i < ARRAY_SIZE(n); i++) {
		x += COUNT;
		str_number(text, sizeof(text), n[i]);
		canvas_right(c, line, 0, x, style, l->counted || k->all ? text : "…");
	}
}

/* --- the chosen one --- */

/* Why they wait, who are most first; returns how many reasons there are. */
static int largest_first(const struct call_counts *k, int order[CALL_WHYS])
{
	int n = 0;

	for (int i = CALL_NOW + 1; i < CALL_WHYS; i++) {
		int at = n;
		if (!k->why[i])
			continue;
		for (n++; at > 0 && k->why[order[at - 1]] < k->why[i]; at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
	return n;
}

/* Those there is no room for, together. */
static void draw_more_whys(const struct call_counts *k, const int *order, int n, struct canvas *c,
			   struct rect side, int y)
{
	int64_t all = 0;
	char text[32];
	struct str t;

	for (int i = 0; i < n; i++)
		all += k->why[order[i]];
	str_number(text, sizeof(text), all);
	canvas_right(c, side, y, 8, STYLE_NORMAL, text);
	str_init(&t);
	str_addf(&t, ngettext("for %d more reason", "for %d more reasons", (unsigned long)n), n);
	canvas_text(c, side, y, 10, side.cols - 11, STYLE_NORMAL, t.p);
	str_release(&t);
}

static int draw_whys(const struct call_list_line *l, struct canvas *c, struct rect side, int y)
{
	const struct call_counts *k = &l->counts;
	int order[CALL_WHYS];
	char n[32];

	if (k->all == k->why[CALL_NOW])
		return y;
	canvas_text(c, side, y++, 1, -1, STYLE_HEADING, _("WHY THE OTHERS WAIT"));
	int groups = largest_first(k, order);
	int room = side.rows - y;
	int shown = groups <= room ? groups : room > 0 ? room - 1 : 0;
	for (int i = 0; i < shown; i++) {
		str_number(n, sizeof(n), k->why[order[i]]);
		canvas_right(c, side, y, 8, STYLE_NORMAL, n);
		canvas_text(c, side, y++, 10, side.cols - 11, STYLE_NORMAL,
			    call_why_label((enum call_why)order[i]));
	}
	if (shown < groups && room > 0)
		draw_more_whys(k, order + shown, groups - shown, c, side, y++);
	return y + 1;
}

static int draw_terms(const struct app *app, const struct call_list_line *l, struct canvas *c,
		      struct rect side, int y)
{
	struct str t;

	str_init(&t);
	str_add(&t, _(purpose_choices[l->info.purpose].label));
	if (l->info.a_day)
		str_addf(&t, _(", at most %d new ones a day"), l->info.a_day);
	if (l->info.assignee) {
		str_add(&t, ", ");
		assignee_show(&t, app->clinic->config, l->info.assignee);
	}
	if (l->counts.call_backs)
		str_addf(&t, ngettext(", %lld call back agreed", ", %lld call backs agreed",
				      (unsigned long)l->counts.call_backs),
			 (long long)l->counts.call_backs);
	y = canvas_wrapped(c, side, y, 1, side.cols - 2, STYLE_NORMAL, t.p);
	str_release(&t);
	return y + 1;
}

static void draw_side(const struct app *app, const struct call_lists *s, struct canvas *c,
		      struct rect side)
{
	const struct call_list_line *l = call_lists_chosen(s);
	int y = 0;

	if (!l)
		return;
	canvas_text(c, side, y++, 1, side.cols - 2, STYLE_HEADING,
		    call_list_name(&l->info));
	y = draw_terms(app, l, c, side, y);
	if (l->counted && !l->counts.why[CALL_NOW]) {
		struct str t;
		str_init(&t);
		calls_why_empty(&t, app->clinic, &l->counts, WHEN_NONE);
		y = canvas_wrapped(c, side, y, 1, side.cols - 2, STYLE_ALERT, t.p) + 1;
		str_release(&t);
	}
	int top = y;
	y = draw_whys(l, c, side, y);
	if (side.rows < FOOT && side.cols > PURPOSE_FROM) { /* beside them, as there is no room below */
		side.x += side.cols / 2;
		side.cols -= side.cols / 2;
		y = top;
	}
	if (!s->team.n || y >= side.rows)
		return;
	canvas_text(c, side, y++, 1, -1, STYLE_HEADING, _("WHO IS CALLING"));
	for (size_t i = 0; i < s->team.n && y < side.rows; i++)
		canvas_text(c, side, y++, 2, side.cols - 3, STYLE_NORMAL, s->team.v[i]);
}

static void draw_none(const struct call_lists *s, struct canvas *c, struct rect area)
{
	canvas_wrapped(c, area, 2, 2, area.cols - 4, STYLE_NORMAL,
		       s->n ? _("No list is called so. Enter looks for a patient; Esc shows the lists again.") :
			      _("There are no call lists yet. A segment makes one with then: call; + puts the "
				"patients of any list on one."));
}

/* How many lists stand below those in sight, on the line over them. */
static void draw_below(const struct call_lists *s, struct canvas *c, struct rect area)
{
	int below = s->list.n - s->list.top - s->list.height;
	struct str t;

	if (below <= 0)
		return;
	str_init(&t);
	str_addf(&t, _(" %d below "), below);
	canvas_right(c, area, 1, area.cols - 2, STYLE_HEADING, t.p);
	str_release(&t);
}

static void draw_rows(const struct call_lists *s, struct canvas *c, struct rect area, bool focused)
{
	if (!c->plain)
		draw_titles(c, area, 0);
	if (!s->list.n)
		draw_none(s, c, area);
	if (!s->list.n && !focused)
		canvas_cursor(c, area, 2, 2, false);
	for (int y = 0; y < s->list.height && s->list.top + y < s->list.n; y++) {
		struct rect line = { area.y + 1 + y, area.x, 1, area.cols };
		draw_row(s, s->list.top + y, c, line);
		if (s->list.top + y == s->list.selected && !focused)
			canvas_cursor(c, line, 0, 0, false);
	}
}

/* List and what is said of the chosen one: beside it, below it, or (plain) the list alone. */
struct parts {
	struct rect list, side;
};

static struct parts parts(const struct app *app, struct rect area)
{
	struct parts p = { .list = { area.y + 2, area.x, area.rows - 2, area.cols } };

	if (!app_is_wide(app))
		return p;
	p.side = p.list;
	if (area.cols >= SIDE_FROM) {
		p.list.cols = area.cols * 3 / 5;
		p.side.x += p.list.cols + 1;
		p.side.cols -= p.list.cols + 1;
		return p;
	}
	p.list.rows -= FOOT;
	p.side.y += p.list.rows;
	p.side.rows = FOOT;
	return p;
}

int call_lists_rows(const struct app *app, int rows, int cols)
{
	return app_list_rows(app, parts(app, (struct rect){ 0, 0, rows, cols }).list.rows - 1);
}

void call_lists_draw(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	struct call_lists *s = (struct call_lists *)(uintptr_t)state;
	const struct layer *l = &app->stack[app->depth - 1];
	bool focused = l->state == state && !l->keys_on_list;
	struct parts p = parts(app, area);

	draw_find(s, c, area, focused);
	if (!c->plain)
		canvas_hline(c, area, 1, 0, area.cols);
	draw_below(s, c, (struct rect){ area.y, area.x, area.rows, p.list.cols });
	if (p.side.cols && p.side.cols < area.cols)
		canvas_vline(c, area, 1, p.list.cols, area.rows - 1);
	else if (p.side.cols)
		canvas_hline(c, p.side, 0, 0, p.side.cols);
	draw_rows(s, c, p.list, focused || l->state != state);
	if (p.side.cols == area.cols) {
		p.side.y++;
		p.side.rows--;
	}
	if (p.side.cols)
		draw_side(app, s, c, p.side);
}
