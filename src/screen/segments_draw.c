/* How Segments looks: counts, what changed, thirty days as a line; beside it what the rule says. */
#include "revisit/app/keys.h"
#include "revisit/base/i18n.h"
#include "segments.h"

enum {
	DAYS = 30,
	SIDE_FROM = 96, /* columns of the screen */
	SIDE_COLS = 33,    /* of a hundred */
	SPARK_MOST = 15,
	SPARK_LEAST = 7,
	NARROW_COLS = 50,  /* of the list */
	PURPOSE_COLS = 14,
	TITLE_LEAST = 20,
	COUNT_COLS = 7,
	CHANGE_COLS = 9
};

bool segments_side(const struct app *app)
{
	return app->canvas.cols >= SIDE_FROM && !app->canvas.plain;
}

/* Where the columns of the list end. */
struct columns {
	int title, purpose, spark; /* widths; 0: no room for it */
};

/* Whole titles come before longer lines, and both before what a segment is for. */
static struct columns columns_of(const struct segments_view *s, int cols)
{
	struct columns w = { .title = TITLE_LEAST };
	int room = cols - 3 - COUNT_COLS - CHANGE_COLS;

	for (size_t i = 0; i < s->n_lines; i++) {
		int wide = text_width(s->lines[i].title) + 1;
		w.title = wide > w.title ? wide : w.title;
	}
	if (cols >= NARROW_COLS)
		w.spark = SPARK_LEAST;
	room -= w.title + (w.spark ? w.spark + 2 : 0);
	if (w.spark && room >= PURPOSE_COLS) {
		w.purpose = PURPOSE_COLS;
		room -= PURPOSE_COLS;
	}
	for (; w.spark && w.spark < SPARK_MOST && room > 0; room--)
		w.spark++;
	w.title += room;
	return w;
}

static void least_and_most(const int32_t daily[DAYS], int32_t *least, int32_t *most)
{
	*least = INT32_MAX;
	*most = 0;
	for (int i = 0; i < DAYS; i++) {
		if (daily[i] < 0)
			continue;
		*least = daily[i] < *least ? daily[i] : *least;
		*most = daily[i] > *most ? daily[i] : *most;
	}
}

/* Each column is the last of its days, between the least and the most of them; one more among a
 * thousand is no cliff. */
static void spark(struct str *out, const int32_t daily[DAYS], int cols, bool ascii)
{
	static const char *const blocks[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
	static const char levels[] = "_.,-~=+#";
	int32_t least;
	int32_t most;

	/* One day alone is no line. */
	if (daily[DAYS - 2] < 0)
		return;
	least_and_most(daily, &least, &most);
	int32_t range = most - least > most / 10 ? most - least : most / 10;
	for (int x = 0; x < cols; x++) {
		int32_t n = daily[(x + 1) * DAYS / cols - 1];
		if (n < 0) {
			str_addc(out, ' ');
			continue;
		}
		int level = range ? (int)((int64_t)(n - least) * 7 / range) : 0;
		if (most == least && n > 0)
			level = 3;
		if (ascii)
			str_addc(out, levels[level]);
		else
			str_add(out, blocks[level]);
	}
}

static void change(struct str *out, const struct segment_count *count, bool ascii)
{
	if (count->entered)
		str_addf(out, "+%lld", (long long)count->entered);
	if (count->left)
		str_addf(out, "%s%s%lld", count->entered ? " " : "", ascii ? "-" : "−",
			 (long long)count->left);
}

static const char *purpose_of(const struct ruleset *set, const struct segment_line *l)
{
	return _(purpose_choices[set->segments[l->segment].purpose].label);
}

static void draw_plain(struct canvas *c, struct rect line, enum style style,
		       const struct segment_line *l, const char *count)
{
	struct str t;

	str_init(&t);
	str_addf(&t, "%s: %s", l->title, l->count.built ? count : _("being counted"));
	if (l->count.entered)
		str_addf(&t, _(", %lld new since yesterday"), (long long)l->count.entered);
	if (l->count.left)
		str_addf(&t, _(", %lld left since yesterday"), (long long)l->count.left);
	canvas_text(c, line, 0, 2, -1, style, t.p);
	str_release(&t);
}

static void draw_row(const struct ruleset *set, const struct segments_view *s, int row,
		     struct canvas *c, struct rect line)
{
	const struct segment_line *l = &s->lines[s->shown[row]];
	enum style style = canvas_row(c, line, row, row == s->list.selected);
	struct columns w = columns_of(s, line.cols);
	char count[32];
	struct str t;

	str_number(count, sizeof(count), l->count.members);
	if (c->plain) {
		draw_plain(c, line, style, l, count);
		return;
	}
	int x = 2;
	canvas_text(c, line, 0, x, w.title - 1, style, l->title);
	x += w.title;
	if (w.purpose)
		canvas_text(c, line, 0, x, w.purpose - 1, style, purpose_of(set, l));
	x += w.purpose + COUNT_COLS;
	canvas_right(c, line, 0, x, style, l->count.built ? count : "…");
	x += CHANGE_COLS;
	str_init(&t);
	change(&t, &l->count, c->ascii);
	canvas_right(c, line, 0, x, style, t.p);
	str_clear(&t);
	spark(&t, l->count.daily, w.spark, c->ascii);
	canvas_text(c, line, 0, x + 2, w.spark, style, t.p);
	str_release(&t);
}

static void draw_head(const struct segments_view *s, struct canvas *c, struct rect list, int y)
{
	struct columns w = columns_of(s, list.cols);
	int x = 2;

	canvas_text(c, list, y, x, w.title - 1, STYLE_HEADING, _("Segment"));
	x += w.title;
	if (w.purpose)
		canvas_text(c, list, y, x, w.purpose - 1, STYLE_HEADING, _("For"));
	x += w.purpose + COUNT_COLS;
	canvas_right(c, list, y, x, STYLE_HEADING, C_("column: patients in a segment", "in it"));
	x += CHANGE_COLS;
	canvas_right(c, list, y, x, STYLE_HEADING, C_("column: entered and left today", "1 day"));
	canvas_text(c, list, y, x + 2, w.spark, STYLE_HEADING, _("30 days"));
}

/* --- the chosen one --- */

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

/* "210 members, 57 may be called today; kept in by hand 2, out 1". */
static void people(struct str *out, const struct segments_view *s, const struct segment_line *l)
{
	char n[32];

	str_number(n, sizeof(n), l->count.members);
	str_addf(out, ngettext("%s member", "%s members", (unsigned long)l->count.members), n);
	if (s->callable >= 0) {
		str_number(n, sizeof(n), s->callable);
		str_addf(out, _(", %s may be called today"), n);
	}
	if (l->kept_in)
		str_addf(out, _("; kept in by hand: %lld"), (long long)l->kept_in);
	if (l->kept_out)
		str_addf(out, _("; kept out by hand: %lld"), (long long)l->kept_out);
}

static void void_pins(struct str *out, const struct app *app, const struct segment_line *l)
{
	char *how = format_with_keys(
		app, ngettext("Kept by hand, but void as the rule was changed: %lld (Tab, then {segment-kept}: "
			      "who)",
			      "Kept by hand, but void as the rule was changed: %lld (Tab, then {segment-kept}: "
			      "who)",
			      (unsigned long)l->void_pins));

	str_addf(out, how, (long long)l->void_pins);
	free(how);
}

static void draw_side(const struct app *app, const struct segments_view *s, struct canvas *c,
		      struct rect side)
{
	const struct segment_line *l = segments_chosen(s);
	const struct ruleset *set = clinic_rules(app->clinic);
	struct str t;
	int y = 0;

	if (!l || !set)
		return;
	const struct segment *seg = &set->segments[l->segment];
	const char *note = i18n_is_chinese() ? seg->note_zh : seg->note_en;
	y = canvas_wrapped(c, side, y, 1, side.cols - 2, STYLE_HEADING, l->title);
	if (note)
		y = canvas_wrapped(c, side, y, 1, side.cols - 2, STYLE_NORMAL, note);
	str_init(&t);
	people(&t, s, l);
	y = canvas_wrapped(c, side, y, 1, side.cols - 2, STYLE_NORMAL, t.p);
	str_clear(&t);
	if (l->void_pins) {
		void_pins(&t, app, l);
		y = canvas_wrapped(c, side, y, 1, side.cols - 2, STYLE_ALERT, t.p);
	}
	str_release(&t);
	y = draw_part(c, side, y + 1, _("WHO"), &s->says);
	y = draw_part(c, side, y, _("WHO ENTERS GETS"), &s->then);
	y = draw_part(c, side, y, _("NEW SINCE YESTERDAY"), &s->today);
	y = draw_part(c, side, y, _("WHAT FOR"), &s->ways);
	draw_part(c, side, y, _("FIRST OF THEM"), &s->first);
}

/* "cleaning is due; no upcoming visit; any of (tagged vip; …)" */
static void add_conditions(struct str *out, const struct strlist *says)
{
	bool zh = i18n_is_chinese();

	size_t depth = 0;
	for (size_t i = 0; i < says->n; i++) {
		const char *line = says->v[i];
		size_t at = strspn(line, " ");
		/* What stands in a list of its own follows its name in brackets. */
		for (; depth > at; depth -= 2)
			str_add(out, zh ? "）" : ")");
		if (at > depth)
			str_add(out, zh ? "（" : " (");
		else if (i > 0)
			str_add(out, zh ? "；" : "; ");
		depth = at;
		str_add(out, line + at);
	}
	for (; depth > 0; depth -= 2)
		str_add(out, zh ? "）" : ")");
}

static void add_thens(struct str *out, const struct strlist *then)
{
	bool zh = i18n_is_chinese();

	if (then->n == 0)
		return;
	str_addf(out, "%s%s%s", zh ? "。" : ". ", _("Who enters gets"), zh ? "：" : ": ");
	for (size_t i = 0; i < then->n; i++)
		str_addf(out, "%s%s", i == 0 ? "" : zh ? "；" : "; ", then->v[i]);
}

/* The same in a few lines below the list, where there is no room beside it. */
static void draw_foot(const struct app *app, const struct segments_view *s, struct canvas *c,
		      struct rect area)
{
	const struct segment_line *l = segments_chosen(s);
	const struct ruleset *set = clinic_rules(app->clinic);
	struct rect foot = area;
	struct str t;
	int y = 1;

	foot.y += area.rows - SEGMENT_FOOT;
	foot.rows = SEGMENT_FOOT;
	if (!c->plain)
		canvas_hline(c, foot, 0, 0, foot.cols);
	if (!l || !set)
		return;
	str_init(&t);
	people(&t, s, l);
	canvas_text(c, foot, y++, 1, foot.cols - 2, STYLE_NORMAL, t.p);
	str_clear(&t);
	if (l->void_pins) {
		void_pins(&t, app, l);
		canvas_text(c, foot, y++, 1, foot.cols - 2, STYLE_ALERT, t.p);
		str_clear(&t);
	}
	add_conditions(&t, &s->says);
	add_thens(&t, &s->then);
	const char *note = i18n_is_chinese() ? set->segments[l->segment].note_zh :
					       set->segments[l->segment].note_en;
	if (note)
		str_addf(&t, "%s%s", i18n_is_chinese() ? "。" : ". ", note);
	canvas_wrapped(c, foot, y, 1, foot.cols - 2, STYLE_NORMAL, t.p);
	str_release(&t);
}

/* What is said above the list: an edit that cannot come into force, or that counting goes on. */
static int draw_notice(const struct app *app, const struct segments_view *s, struct canvas *c,
		       struct rect list, int y)
{
	const char *error = clinic_rules_error(app->clinic);

	if (error) {
		char *format = format_with_keys(app,
						_("Not in force; Tab, then {rules-in-editor} mends it: %s"));
		struct str text;
		struct rect two = list;
		two.rows = y + 2;
		str_init(&text);
		str_addf(&text, format, error);
		canvas_wrapped(c, two, y, 1, list.cols - 2, STYLE_ALERT, text.p);
		str_release(&text);
		free(format);
		return y + 2;
	}
	return y + (s->n_lines == 0 && list.rows > 2);
}

static void draw_counting(const struct segments_view *s, struct canvas *c, struct rect area)
{
	size_t building = 0;

	if (s->exact || s->n_lines == 0)
		return;
	for (size_t i = 0; i < s->n_lines; i++)
		building += !s->lines[i].count.built;
	char *text = building ? mem_printf(_("counting: %zu to go"), building) :
				mem_strdup(_("counting"));
	canvas_right(c, area, 0, area.cols - 1, STYLE_NORMAL, text);
	free(text);
}

void draw_segments(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	struct segments_view *s = (struct segments_view *)(uintptr_t)state;
	const struct ruleset *set = clinic_rules(app->clinic);
	const struct layer *l = &app->stack[app->depth - 1];
	bool focused = l->state == state && !l->keys_on_list;
	struct rect list = area;
	int x = 1;
	int y = 2;

	x += canvas_text(c, area, 0, x, -1, STYLE_NORMAL, _("Find:")) + 1;
	edit_draw(&s->edit, c, area, 0, x, c->plain ? 20 : area.cols - x - 22, focused, STYLE_FOCUS);
	draw_counting(s, c, area);
	if (!c->plain)
		canvas_hline(c, area, 1, 0, area.cols);
	if (segments_side(app)) {
		struct rect side = area;
		side.cols = area.cols * SIDE_COLS / 100;
		list.cols = area.cols - side.cols - 1;
		side.x += list.cols + 1;
		side.y += 2;
		side.rows -= 2;
		canvas_vline(c, area, 1, list.cols, area.rows - 1);
		draw_side(app, s, c, side);
	} else {
		draw_foot(app, s, c, area);
		list.rows -= SEGMENT_FOOT;
	}
	y = draw_notice(app, s, c, list, y);
	if (s->list.n > 0 && !c->plain)
		draw_head(s, c, list, y++);
	for (int i = 0; set && i < s->list.height && s->list.top + i < s->list.n && y < list.rows; i++) {
		struct rect line = { .y = area.y + y, .x = area.x, .rows = 1, .cols = list.cols };
		y++;
		draw_row(set, s, s->list.top + i, c, line);
		if (s->list.top + i == s->list.selected && !focused && l->state == state)
			canvas_cursor(c, line, 0, 0, false);
	}
	if (s->list.n > 0)
		return;
	if (!focused && l->state == state)
		canvas_cursor(c, list, y, 0, false);
	if (s->edit.text.len)
		canvas_text(c, list, y, 2, -1, STYLE_NORMAL, _("No segment is called so."));
	else if (!clinic_rules_error(app->clinic))
		draw_with_keys(app, c, list, y, 2, list.cols - 4,
			       _("There are no segments yet. A segment is a list that keeps itself, by "
				 "conditions of yours. Tab, then {segment-new} makes the first one."));
}
