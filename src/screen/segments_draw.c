/* How Segments looks: counts, what changed, thirty days as a line; beside it what the rule says. */
#include "revisit/app/keys.h"
#include "revisit/base/i18n.h"
#include "segments.h"

enum { COUNT_COLS = 9, CHANGE_COLS = 6, DAYS = 30, SIDE_COLS = 40, SPARK_FROM = 72 };

/* Two days a column: 15 columns, the height of each by its share of the largest. */
static void spark(struct str *out, const int32_t daily[DAYS], int cols, bool ascii)
{
	static const char *const blocks[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
	static const char levels[] = "_.,-~=+#";
	int32_t most = 1;

	for (int i = 0; i < DAYS; i++)
		if (daily[i] > most)
			most = daily[i];
	for (int x = 0; x < cols; x++) {
		int32_t n = daily[(x + 1) * DAYS / cols - 1];
		if (n < 0) {
			str_addc(out, ' ');
			continue;
		}
		int level = (int)((int64_t)n * 7 / most);
		if (ascii)
			str_addc(out, levels[level]);
		else
			str_add(out, blocks[level]);
	}
}

static void change(char out[16], int64_t n, char sign)
{
	if (n)
		snprintf(out, 16, "%c%lld", sign, (long long)n);
	else
		out[0] = '\0';
}

static void draw_row(const struct app *app, const struct segments_view *s, int row,
		     struct canvas *c, struct rect line)
{
	const struct segment_line *l = &s->lines[s->shown[row]];
	bool on = row == s->list.selected;
	enum style style = canvas_row(c, line, row, on);
	bool sparks = line.cols >= SPARK_FROM || (!app_is_wide(app) && line.cols >= 60);
	char count[32];
	char entered[16];
	char left[16];
	int x = line.cols - 1;

	str_number(count, sizeof(count), l->count.members);
	change(entered, l->count.entered, '+');
	change(left, l->count.left, '-');
	if (c->plain) {
		canvas_printf(c, line, 0, 2, style, "%s: %s %s %s", l->title, count, entered, left);
		return;
	}
	if (sparks) {
		struct str t;
		str_init(&t);
		spark(&t, l->count.daily, 15, c->ascii);
		canvas_text(c, line, 0, x - 15, 15, style, t.p);
		str_release(&t);
		x -= 17;
	}
	canvas_right(c, line, 0, x, style, left);
	x -= CHANGE_COLS;
	canvas_right(c, line, 0, x, style, entered);
	x -= CHANGE_COLS;
	canvas_right(c, line, 0, x, style, l->count.built ? count : "…");
	x -= COUNT_COLS;
	canvas_text(c, line, 0, 2, x - 2, style, l->title);
}

static void draw_head(const struct app *app, struct canvas *c, struct rect list, int y)
{
	bool sparks = list.cols >= SPARK_FROM || (!app_is_wide(app) && list.cols >= 60);
	int x = list.cols - 1;

	canvas_text(c, list, y, 2, -1, STYLE_HEADING, _("Segment"));
	if (sparks) {
		canvas_text(c, list, y, x - 15, 15, STYLE_HEADING, _("30 days"));
		x -= 17;
	}
	canvas_right(c, list, y, x, STYLE_HEADING, _("left"));
	x -= CHANGE_COLS;
	canvas_right(c, list, y, x, STYLE_HEADING, _("new"));
	x -= CHANGE_COLS;
	canvas_right(c, list, y, x, STYLE_HEADING, _("in it"));
}

static int draw_part(struct canvas *c, struct rect side, int y, const char *head,
		     const struct strlist *lines)
{
	if (lines->n == 0)
		return y;
	canvas_text(c, side, y++, 1, -1, STYLE_HEADING, head);
	for (size_t i = 0; i < lines->n; i++) {
		int indent = (int)strspn(lines->v[i], " ");
		y = canvas_wrapped(c, side, y, 2 + indent, side.cols - 3 - indent, STYLE_NORMAL,
				   lines->v[i] + indent);
	}
	return y + 1;
}

static void draw_side(const struct app *app, const struct segments_view *s, struct canvas *c,
		      struct rect side)
{
	const struct segment_line *l = segments_chosen(s);
	const struct ruleset *set = clinic_rules(app->clinic);
	int y = 0;

	if (!l || !set)
		return;
	const struct segment *seg = &set->segments[l->segment];
	const char *note = i18n_is_chinese() ? seg->note_zh : seg->note_en;
	y = canvas_wrapped(c, side, y, 1, side.cols - 2, STYLE_HEADING, l->title);
	if (note)
		y = canvas_wrapped(c, side, y, 1, side.cols - 2, STYLE_NORMAL, note);
	y = draw_part(c, side, y + 1, _("WHO"), &s->says);
	y = draw_part(c, side, y, _("THEN"), &s->then);
	if (l->kept_in + l->kept_out + l->void_pins) {
		char *pins = mem_printf(_("by hand: %lld kept in, %lld kept out"),
					(long long)l->kept_in, (long long)l->kept_out);
		y = canvas_wrapped(c, side, y, 1, side.cols - 2, STYLE_NORMAL, pins) + 1;
		free(pins);
	}
	draw_part(c, side, y, _("FIRST OF THEM"), &s->first);
}

/* What is said above the list: an edit that cannot come into force, or that counting goes on. */
static int draw_notice(const struct app *app, const struct segments_view *s, struct canvas *c,
		       struct rect list, int y)
{
	const char *error = clinic_rules_error(app->clinic);

	if (error) {
		char *text = mem_printf(_("The last edit of rules.yaml is not in force: %s"), error);
		y = canvas_wrapped(c, list, y, 1, list.cols - 2, STYLE_ALERT, text);
		free(text);
	}
	if (!s->exact && s->n_lines > 0)
		canvas_text(c, list, y++, 1, -1, STYLE_NORMAL, _("counting anew…"));
	return y;
}

void draw_segments(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	struct segments_view *s = (struct segments_view *)(uintptr_t)state;
	const struct layer *l = &app->stack[app->depth - 1];
	bool focused = l->state == state && !l->keys_on_list;
	struct rect list = area;
	int x = 1;
	int y = 2;

	x += canvas_text(c, area, 0, x, -1, STYLE_NORMAL, _("Find:")) + 1;
	edit_draw(&s->edit, c, area, 0, x, c->plain ? 20 : area.cols - x - 22, focused, STYLE_FOCUS);
	if (!c->plain)
		canvas_hline(c, area, 1, 0, area.cols);
	if (app_is_wide(app)) {
		list.cols = area.cols - SIDE_COLS - 1;
		canvas_vline(c, area, 1, list.cols, area.rows - 1);
		struct rect side = { .y = area.y + 2, .x = list.cols + 1, .rows = area.rows - 2,
				     .cols = SIDE_COLS };
		draw_side(app, s, c, side);
	}
	y = draw_notice(app, s, c, list, y);
	if (s->list.n > 0 && !c->plain)
		draw_head(app, c, list, y++);
	for (int i = 0; i < s->list.height && s->list.top + i < s->list.n && y < area.rows; i++) {
		struct rect line = { .y = area.y + y++, .x = area.x, .rows = 1, .cols = list.cols };
		draw_row(app, s, s->list.top + i, c, line);
		if (s->list.top + i == s->list.selected && !focused && l->state == state)
			canvas_cursor(c, line, 0, 0, false);
	}
	if (s->list.n > 0)
		return;
	draw_with_keys(app, c, list, y + 1, 2, list.cols - 4,
		       s->edit.text.len ? _("No segment is called so.") :
					  _("There are no segments yet: rules.yaml in the clinic's "
					    "folder says who needs attention."));
}
