/* How the Book looks: time down, a column for each doctor, chair or day, visits as blocks. */
#include "revisit/app/keys.h"
#include "revisit/base/i18n.h"

#include "book_view.h"

enum { HEAD_ROWS = 2, KIND_LEAST = 5, NAME_LEAST = 6, REASON_LEAST = 6 };

/* --- words --- */

const char *booked_sign(const struct visit *v)
{
	if (v->late > 0 && visit_is_booked((enum visit_status)v->status))
		return C_("sign of a visit: they said they come late", "l");
	switch ((enum visit_status)v->status) {
	case VISIT_PLANNED:
		return "?";
	case VISIT_CONFIRMED:
		return "+";
	case VISIT_ARRIVED:
		return C_("sign of a visit: the patient is here", "a");
	case VISIT_SEATED:
		return C_("sign of a visit: in the chair", "s");
	case VISIT_COMPLETED:
	case VISIT_LEFT:
		return C_("sign of a visit: done", "d");
	case VISIT_NO_SHOW:
	case VISIT_CANCELLED:
	case VISIT_RESCHEDULED:
		break;
	}
	return "-";
}

void booked_state(struct str *out, const struct visit *v)
{
	str_add(out, v->status == VISIT_PLANNED ? _("not confirmed")
						: _(visit_status_choices[v->status].label));
	if (v->late > 0 && visit_is_booked((enum visit_status)v->status))
		str_addf(out, _(", comes %d min late"), (int)v->late);
}

static void length_text(struct str *out, int minutes)
{
	if (minutes < 60)
		str_addf(out, _("%d min"), minutes);
	else if (minutes % 60 == 0)
		str_addf(out, _("%d h"), minutes / 60);
	else
		str_addf(out, _("%d h %d min"), minutes / 60, minutes % 60);
}

/* For narrow columns: "3h30", "40m". */
static void short_length(struct str *out, int minutes)
{
	if (minutes < 60)
		str_addf(out, C_("minutes, short", "%dm"), minutes);
	else
		str_addf(out, C_("hours and minutes, short", "%dh%02d"), minutes / 60, minutes % 60);
}

static void from_to(struct str *out, minute_t from, int minutes)
{
	minute_t to = from + minutes < 24 * 60 ? from + minutes : 24 * 60;

	minute_iso(out, from);
	str_addc(out, '-');
	minute_iso(out, to);
}

/* Two at one time with one doctor or in one chair. */
static bool is_beside(const struct book_view *s, const struct booked *b)
{
	return b->lanes > 1 && s->cols[b->col].key;
}

static void describe_visit(const struct app *app, const struct book_view *s, struct str *out,
			   const struct booked *b)
{
	const struct config *cf = app->clinic->config;
	const struct visit *v = &b->v;

	if (v->minute == MINUTE_NONE)
		str_add(out, _("without a time"));
	else
		from_to(out, v->minute, b->minutes);
	str_add(out, "  ");
	shown_name(out, app, &b->p);
	str_addc(out, ' ');
	size_t before = out->len;
	patient_age_sex(out, &b->p, s->day);
	str_addf(out, "%s", out->len > before ? " " : "");
	if (b->p.chart_no)
		str_add(out, b->p.chart_no);
	str_add(out, ": ");
	booked_state(out, v);
	if (is_beside(s, b))
		str_add(out, _(", beside somebody else"));
	if (view_is_outside(s, b))
		str_add(out, _(", outside the hours"));
	if (v->kind)
		str_addf(out, "  %s", config_label(cf, "visit_kind", v->kind));
	if (v->provider)
		str_addf(out, ", %s", config_label(cf, "provider", v->provider));
	if (v->chair) {
		str_add(out, ", ");
		str_addf(out, _("chair %s"), v->chair);
	}
	if (v->note)
		str_addf(out, "  \"%s\"", v->note);
}

/* Why nobody works then; the clinic may be open, but this one is not there. */
static const char *closed_word(const struct book_view *s, const struct book_col *c, minute_t minute)
{
	if (c->off && *c->off)
		return c->off;
	return c->key && !s->by_chair && spans_have(&c->clinic, minute) ? _("away") : _("closed");
}

/* A day when nobody works says why; a gap, how long it is and who waits for one. */
static void describe_time(const struct app *app, const struct book_view *s, struct str *out,
			  const struct stop *at)
{
	const struct book_col *c = &s->cols[at->col];

	if (at->minutes > 0) {
		from_to(out, at->minute, at->minutes);
		str_add(out, "  ");
		str_add(out, _("free"));
		str_addc(out, ' ');
		length_text(out, at->minutes);
		if (c->key)
			str_addf(out, "  %s", c->label);
		if (s->want_sooner > 0) {
			str_add(out, ": ");
			str_addf(out,
				 ngettext("%d wants to come sooner", "%d want to come sooner",
					  (unsigned long)s->want_sooner),
				 s->want_sooner);
		}
		return;
	}
	minute_iso(out, at->minute);
	if (c->key)
		str_addf(out, "  %s", c->label);
	str_add(out, "  ");
	if (c->off)
		str_addf(out, *c->off ? _("off: %s") : _("off"), c->off);
	else if (!view_is_open(c, at->minute))
		str_add(out, closed_word(s, c, at->minute));
	else if (view_is_past(app, s, at))
		str_add(out, _("this time is over"));
	else
		str_add(out, _("only a few minutes are free"));
}

void view_describe(const struct app *app, const struct book_view *s, const struct stop *at,
		   struct str *out)
{
	if (at && at->visit >= 0)
		describe_visit(app, s, out, &s->v[at->visit]);
	else if (at)
		describe_time(app, s, out, at);
}

/* --- the lines above --- */

static void carried_text(const struct app *app, const struct book_view *s, struct str *out)
{
	if (!s->carried.row.id) {
		str_addf(out, _("   choosing a time for %s, %d min (Esc: not)"), s->choosing, s->choosing_minutes);
		return;
	}
	struct str was;

	str_init(&was);
	day_show(&was, s->carried.day, clinic_today(app->clinic));
	str_addc(&was, ' ');
	minute_iso(&was, s->carried.minute);
	str_addf(out, _("   moving %s from %s, %d min (Esc: not)"), s->carried_name, was.p,
		 (int)s->carried.minutes);
	str_release(&was);
}

static void head_text(const struct app *app, const struct book_view *s, struct str *out)
{
	day_t today = clinic_today(app->clinic);
	int free = 0;
	int gaps = 0;

	for (int i = 0; i < s->n_cols; i++) {
		free += s->cols[i].free;
		gaps += s->cols[i].gaps.n;
	}
	day_show(out, s->week ? s->cols[0].day : s->day, today);
	str_add(out, s->week ? " - " : ", ");
	if (s->week)
		day_show(out, s->cols[s->n_cols - 1].day, today);
	else
		day_relative(out, s->day, today);
	if (s->week && s->cols[0].key)
		str_addf(out, "   %s", s->cols[0].label);
	str_add(out, "   ");
	str_addf(out, _("%d booked"), s->n);
	if (gaps) {
		struct str length;
		str_init(&length);
		length_text(&length, free);
		str_add(out, "   ");
		str_addf(out,
			 ngettext("%s free in %d gap", "%s free in %d gaps", (unsigned long)gaps),
			 length.p, gaps);
		str_release(&length);
	}
	struct str off;
	str_init(&off);
	for (size_t i = 0; i < s->off.n; i++)
		str_addf(&off, "%s%s", i ? ", " : "", s->off.v[i]);
	if (off.len)
		str_addf(out, _("   off: %s"), off.p);
	str_release(&off);
}

static void draw_head(const struct app *app, const struct book_view *s, struct canvas *c,
		      struct rect area)
{
	struct str t;

	str_init(&t);
	if (s->carried.row.id || s->choosing) {
		day_show(&t, s->day, clinic_today(app->clinic));
		int x = 1 + canvas_text(c, area, 0, 1, -1, STYLE_HEADING, t.p);
		str_clear(&t);
		carried_text(app, s, &t);
		canvas_text(c, area, 0, x, -1, STYLE_ALERT, t.p);
		str_release(&t);
		return;
	}
	int hidden = s->n_cols - s->shown_cols;
	if (hidden > 0 && !c->plain)
		str_addf(&t, _("%s%d more%s"), s->first_col > 0 ? "< " : "", hidden,
			 s->first_col + s->shown_cols < s->n_cols ? " >" : "");
	struct rect left = area;
	left.cols -= text_width(t.p) + 2;
	canvas_right(c, area, 0, area.cols - 1, STYLE_KEY, t.p);
	str_clear(&t);
	head_text(app, s, &t);
	canvas_text(c, left, 0, 1, -1, STYLE_HEADING, t.p);
	str_release(&t);
}

static void col_title(const struct book_view *s, const struct book_col *col, int width,
		      struct str *left, struct str *right)
{
	if (s->week) {
		str_addf(left, "%s %d", weekday_name(day_weekday(col->day)), day_split(col->day).d);
	} else if (col->key || col->booked) {
		str_add(left, col->label);
	}
	if (col->off && *col->off)
		str_add(right, col->off);
	else if (col->off)
		str_add(right, _("off"));
	if (col->booked && width >= COL_COLS)
		str_addf(right, "%s%d", right->len ? " " : "", col->booked);
	if (col->free == 0)
		return;
	struct str free;
	str_init(&free);
	str_addf(&free, _("%dh%02d free"), col->free / 60, col->free % 60);
	if (text_width(left->p) + text_width(right->p) + text_width(free.p) + 4 <= width)
		str_addf(right, "%s%s", right->len ? ", " : "", free.p);
	str_release(&free);
}

static void draw_col_title(const struct app *app, const struct book_view *s, int col,
			   struct canvas *c, struct rect cell)
{
	const struct book_col *k = &s->cols[col];
	bool today = s->week && k->day == clinic_today(app->clinic);
	struct str left;
	struct str right;

	str_init(&left);
	str_init(&right);
	col_title(s, k, cell.cols, &left, &right);
	canvas_text(c, cell, 0, 1, -1, today || col == s->col ? STYLE_TAB : STYLE_HEADING, left.p);
	int room = cell.cols - 2 - text_width(left.p);
	/* A letter or two of a reason say nothing. */
	if (room >= text_width(right.p) || room >= REASON_LEAST) {
		struct str cut;
		str_init(&cut);
		size_t n = text_prefix(right.p, room);
		str_addn(&cut, right.p, n);
		canvas_right(c, cell, 0, cell.cols, STYLE_NORMAL, cut.p);
		str_release(&cut);
	}
	str_release(&left);
	str_release(&right);
}

/* --- cells --- */

static struct rect cell_of(const struct book_view *s, struct rect grid, int col, int row, int width)
{
	return (struct rect){ .y = grid.y + row - s->top,
			      .x = grid.x + TIME_COLS + (col - s->first_col) * (width + 1),
			      .rows = 1,
			      .cols = width };
}

static void fill_with(struct canvas *c, struct rect cell, int x, const char *glyph)
{
	for (; x < cell.cols; x++)
		canvas_text(c, cell, 0, x, 1, STYLE_FRAME, glyph);
}

/* The first row of a stretch that is closed says so; the others are hatched. */
static bool closes_here(const struct book_view *s, const struct book_col *col, int row)
{
	const struct book_row *before = row > 0 ? &s->rows[row - 1] : NULL;

	return !before || before->kind == ROW_UNTIMED || view_is_open(col, before->from) ||
	       row == s->top;
}

static bool is_now(const struct app *app, const struct book_view *s, const struct book_col *col,
		   const struct book_row *r)
{
	minute_t now = clock_minute(&app->clinic->clock);

	(void)s;
	return col->day == clinic_today(app->clinic) && r->kind != ROW_UNTIMED && r->from <= now &&
	       now < r->to;
}

static bool is_taken(const struct book_view *s, int col, int row)
{
	for (int i = 0; i < s->n; i++)
		if (s->v[i].col == col && s->v[i].first <= row && row <= s->v[i].last)
			return true;
	return false;
}

/* A row in which nobody is and nobody can come any more. */
static bool is_passed(const struct app *app, const struct book_view *s, int col, int row)
{
	const struct book_col *k = &s->cols[col];
	const struct book_row *r = &s->rows[row];

	return k->key && r->kind == ROW_TIME && view_is_open(k, r->from) &&
	       view_is_over(app, k, r->to - 1) && !is_taken(s, col, row);
}

/* The first row of such a stretch says so. */
static bool passed_here(const struct app *app, const struct book_view *s, int col, int row)
{
	return is_passed(app, s, col, row) &&
	       (row == s->top || !is_passed(app, s, col, row - 1));
}

static void draw_free(const struct app *app, const struct book_view *s, int col, int row,
		      struct canvas *c, struct rect cell)
{
	const struct book_col *k = &s->cols[col];
	const struct book_row *r = &s->rows[row];
	int x = 0;
	struct str t;

	if (r->kind == ROW_UNTIMED || is_taken(s, col, row))
		return;
	str_init(&t);
	const struct span *gap = NULL;
	for (minute_t m = r->from; !gap && m < r->to; m++)
		gap = view_gap(k, m);
	if (gap && gap->from >= r->from) {
		if (gap->from > r->from)
			str_addf(&t, ":%02d ", gap->from % 60);
		size_t before = t.len;
		str_add(&t, _("free"));
		size_t word = t.len;
		str_addc(&t, ' ');
		length_text(&t, gap->to - gap->from);
		if (text_width(t.p) >= cell.cols) {
			str_cut(&t, word);
			str_addc(&t, ' ');
			short_length(&t, gap->to - gap->from);
		}
		if (text_width(t.p) >= cell.cols) {
			str_cut(&t, before);
			short_length(&t, gap->to - gap->from);
		}
		x = canvas_text(c, cell, 0, 1, -1, STYLE_GOOD, t.p) + 2;
	} else if (!gap && !view_is_open(k, r->from) && (k->key || k->off)) {
		if (closes_here(s, k, row))
			x = canvas_text(c, cell, 0, 1, -1, STYLE_NORMAL,
					closed_word(s, k, r->from)) +
			    2;
		fill_with(c, cell, x, c->ascii ? ":" : "░");
	} else if (!gap && passed_here(app, s, col, row)) {
		x = canvas_text(c, cell, 0, 1, -1, STYLE_NORMAL, _("past")) + 2;
	}
	if (is_now(app, s, k, r) && (gap || view_is_open(k, r->from)))
		fill_with(c, cell, x, c->ascii ? "-" : "·");
	str_release(&t);
}

static bool clashes(const struct book_view *s, const struct booked *b)
{
	return is_beside(s, b) || view_is_outside(s, b);
}

/* The first line of a block: how far it is, who, and for what if there is room. */
static bool block_head(const struct app *app, const struct book_view *s, const struct booked *b,
		       int width, struct str *out)
{
	const struct config *cf = app->clinic->config;
	const struct book_row *r = &s->rows[b->first];
	const char *kind = b->v.kind ? config_label(cf, "visit_kind", b->v.kind) : "";

	bool clash = clashes(s, b);
	struct str name;

	/* The name goes before everything else that narrow columns have no room for. */
	str_init(&name);
	short_name(&name, app, &b->p);
	int least = text_width(name.p) < NAME_LEAST ? text_width(name.p) : NAME_LEAST;
	int room = width - least - clash;
	int sign = text_width(booked_sign(&b->v)) + 1;
	if (r->kind == ROW_TIME && b->v.minute != r->from && room >= 4 + sign)
		str_addf(out, ":%02d ", b->v.minute % 60);
	if (room >= sign)
		str_add(out, booked_sign(&b->v));
	str_add(out, clash ? "!" : "");
	str_add(out, room >= sign ? " " : "");
	size_t before = out->len;
	shown_name(out, app, &b->p);
	if (text_width(out->p) > width) {
		str_cut(out, before);
		str_add(out, name.p);
	}
	str_release(&name);
	if (b->v.late > 0 && visit_is_booked((enum visit_status)b->v.status) &&
	    text_width(out->p) + 8 <= width)
		str_addf(out, _(" late %d"), (int)b->v.late);
	int left = width - text_width(out->p) - 2;
	bool fits = left >= text_width(kind);
	if (fits || (b->last == b->first && left >= KIND_LEAST))
		str_addf(out, "  %s", kind);
	return fits;
}

/* What found no room there, one thing a line. */
static void block_line(const struct app *app, const struct book_view *s, const struct booked *b,
		       int nth, bool kind_is_shown, struct str *out)
{
	const struct config *cf = app->clinic->config;
	char *chair = b->v.chair ? mem_printf(_("chair %s"), b->v.chair) : NULL;
	const char *lines[] = {
		kind_is_shown || !b->v.kind ? NULL : config_label(cf, "visit_kind", b->v.kind),
		!s->by_chair    ? chair
		: b->v.provider ? config_label(cf, "provider", b->v.provider)
				: NULL,
		b->v.note,
	};

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		if (lines[i] && --nth == 0)
			str_add(out, lines[i]);
	free(chair);
}

/* The lane it is drawn in: when there are more than fit, the last ones share one. */
static struct rect lane_of(const struct booked *b, struct rect cell, int *hidden)
{
	int fit = cell.cols / LANE_COLS;
	int lanes = b->lanes > 1 ? b->lanes : 1;

	fit = fit < 1 ? 1 : fit;
	*hidden = lanes > fit ? lanes - fit : 0;
	int shown = lanes > fit ? fit : lanes;
	int lane = b->lane < shown ? b->lane : shown - 1;
	int width = cell.cols / shown;
	cell.x += lane * width;
	cell.cols = lane == shown - 1 ? cell.cols - lane * width : width;
	return cell;
}

static void draw_block(const struct app *app, const struct book_view *s, int at, struct canvas *c,
		       struct rect grid, int width, bool on)
{
	const struct booked *b = &s->v[at];
	struct str t;

	str_init(&t);
	bool kind_is_shown = false;
	for (int row = b->first; row <= b->last; row++) {
		int hidden;
		struct rect cell = lane_of(b, cell_of(s, grid, b->col, row, width), &hidden);
		enum style style = on ? STYLE_SELECTED : STYLE_NORMAL;
		str_clear(&t);
		bool more = hidden && row == b->first && b->lane > 0;
		if (row == b->first)
			kind_is_shown = block_head(app, s, b, cell.cols - (more ? 3 : 1), &t);
		else
			block_line(app, s, b, row - b->first, kind_is_shown, &t);
		if (row < s->top || row >= s->top + s->height)
			continue;
		canvas_fill(c, cell, style);
		canvas_text(c, cell, 0, 0, 1, on ? style : STYLE_HEADING, c->ascii ? "|" : "┃");
		bool alert = !on && row == b->first &&
			     (clashes(s, b) || b->v.late > 0);
		canvas_text(c, cell, 0, 1, -1, alert ? STYLE_ALERT : style, t.p);
		if (more) {
			char count[16];
			snprintf(count, sizeof(count), "+%d", hidden);
			canvas_right(c, cell, 0, cell.cols, STYLE_ALERT, count);
		}
	}
	str_release(&t);
}

/* --- the grid --- */

static void draw_times(const struct app *app, const struct book_view *s, struct canvas *c,
		       struct rect grid)
{
	const struct stop *at = view_stop(s);
	/* What begins above the first row shown is chosen all the same. */
	int row_on = at && at->row < s->top ? s->top : at ? at->row : -1;

	for (int i = s->top; i < s->n_rows && i < s->top + s->height; i++) {
		const struct book_row *r = &s->rows[i];
		bool now = s->n_cols && is_now(app, s, &s->cols[s->col], r);
		struct str t;
		str_init(&t);
		if (r->kind == ROW_UNTIMED)
			str_add(&t, "--:--");
		else
			minute_iso(&t, now ? clock_minute(&app->clinic->clock) : r->from);
		canvas_text(c, grid, i - s->top, 0, 1, STYLE_NORMAL, i == row_on ? ">" : "");
		canvas_text(c, grid, i - s->top, 1, 5, now ? STYLE_TAB : STYLE_NORMAL, t.p);
		str_release(&t);
	}
}

/* Where the carried visit would lie, or the time one would book. */
static void draw_choice(const struct book_view *s, struct canvas *c, struct rect grid, int width)
{
	const struct stop *at = view_stop(s);
	int minutes;
	const char *who = view_placing(s, &minutes);
	minute_t until = at->minute + (minutes > 0 ? minutes : 1) - 1;
	int last = at->minute == MINUTE_NONE ? at->row
					     : view_row(s, until < 24 * 60 ? until : 24 * 60 - 1);

	for (int row = at->row; row <= last || row == at->row; row++) {
		if (row < s->top || row >= s->top + s->height)
			continue;
		canvas_restyle(c, cell_of(s, grid, at->col, row, width), STYLE_SELECTED);
	}
	if (!who)
		return;
	struct rect cell = cell_of(s, grid, at->col, at->row, width);
	canvas_fill(c, cell, STYLE_SELECTED);
	canvas_printf(c, cell, 0, 0, STYLE_SELECTED, "> %s", who);
}

void view_cursor(const struct app *app, const struct book_view *s, struct canvas *c,
		 struct rect at)
{
	if (app->stack[app->depth - 1].state == s)
		canvas_cursor(c, at, 0, 0, false);
}

static bool is_shown(const struct book_view *s, int col)
{
	return col >= s->first_col && col < s->first_col + s->shown_cols;
}

static void draw_zones(const struct book_view *s, struct canvas *c, struct rect grid, int width)
{
	for (int i = 0; i < s->n_stops; i++) {
		const struct stop *t = &s->stops[i];
		int hidden;
		int last = t->visit >= 0 ? s->v[t->visit].last : t->row;
		if (!is_shown(s, t->col))
			continue;
		for (int row = t->row; row <= last; row++) {
			struct rect cell = cell_of(s, grid, t->col, row, width);
			if (row < s->top || row >= s->top + s->height)
				continue;
			if (t->visit >= 0)
				cell = lane_of(&s->v[t->visit], cell, &hidden);
			canvas_zone(c, cell, ZONE_ROW, i, NULL);
		}
	}
}

static void draw_grid(const struct app *app, const struct book_view *s, struct canvas *c,
		      struct rect grid)
{
	int shown;
	int width = view_col_cols(s, grid.cols, &shown);
	const struct stop *at = view_stop(s);

	draw_times(app, s, c, grid);
	for (int col = s->first_col; col < s->first_col + s->shown_cols; col++) {
		struct rect title = cell_of(s, grid, col, s->top, width);
		title.y--;
		draw_col_title(app, s, col, c, title);
		int x = title.x - 1 - grid.x;
		canvas_vline(c,
			     (struct rect){ .y = grid.y - 1,
					    .x = grid.x,
					    .rows = grid.rows + 1,
					    .cols = grid.cols },
			     0, x, s->height + 1);
		for (int row = s->top; row < s->n_rows && row < s->top + s->height; row++)
			draw_free(app, s, col, row, c, cell_of(s, grid, col, row, width));
	}
	for (int i = 0; i < s->n; i++)
		if (is_shown(s, s->v[i].col) && (!at || at->visit != i))
			draw_block(app, s, i, c, grid, width, false);
	if (at && is_shown(s, at->col)) {
		struct rect cell = cell_of(s, grid, at->col, at->row, width);
		int hidden;
		if (at->visit >= 0) {
			draw_block(app, s, at->visit, c, grid, width, true);
			cell = lane_of(&s->v[at->visit], cell, &hidden);
		} else {
			draw_choice(s, c, grid, width);
		}
		view_cursor(app, s, c, cell);
	}
	draw_zones(s, c, grid, width);
}

void draw_book(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	const struct book_view *s = state;
	struct rect grid = area;
	struct str t;

	draw_head(app, s, c, area);
	if (area.rows <= HEAD_ROWS)
		return;
	grid.y += HEAD_ROWS;
	grid.rows = s->height;
	if (c->plain) {
		draw_book_linear(app, s, c, grid, area.rows - HEAD_ROWS);
		return;
	}
	draw_grid(app, s, c, grid);
	str_init(&t);
	int hidden = s->n_rows - s->top - s->height;
	if (hidden > 0)
		str_addf(&t, _("PgDn: %d more"), hidden);
	else if (s->top > 0)
		str_addf(&t, _("PgUp: %d more"), s->top);
	int right = text_width(t.p);
	canvas_right(c, (struct rect){ .y = grid.y + s->height, .rows = 1, .cols = area.cols }, 0,
		     area.cols - 1, STYLE_KEY, t.p);
	str_clear(&t);
	view_describe(app, s, view_stop(s), &t);
	struct rect below = { .y = grid.y + s->height, .x = 0, .cols = area.cols };
	below.rows = area.y + area.rows - below.y;
	if (below.rows > 1)
		canvas_wrapped(c, below, 0, 1, area.cols - 4 - right, STYLE_HEADING, t.p);
	else
		canvas_text(c, below, 0, 1, area.cols - 4 - right, STYLE_HEADING, t.p);
	str_release(&t);
}
