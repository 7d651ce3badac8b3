/* The lines of the day, and where they stand beside everything else. */
#include "today.h"

enum {
	WIDE = 96,      /* columns from which the side stands beside the list */
	TWO_PANES = 78, /* from which brief and side stand beside each other below it */
	BRIEF_ROWS = 8,
	PANE_ROWS = 7, /* of what stands below the list */
	SMALL_PANE = 5,
};

/* --- which lines there are --- */

static bool is_over(const struct day_visit *v)
{
	enum visit_status s = (enum visit_status)v->status;

	return !visit_is_booked(s) && !visit_is_here(s);
}

static void add_line(struct day_view *s, enum line_kind kind, size_t i)
{
	s->lines[s->n_lines++] = (struct day_line){ .kind = kind, .i = i };
}

/* The gaps that begin by then, between the visits. */
static size_t add_gaps(struct day_view *s, size_t from, minute_t until)
{
	const struct day *d = &s->day;

	for (; from < d->n_gaps && d->gaps[from].from <= until; from++)
		if (!d->gaps[from].long_one)
			add_line(s, LINE_GAP, from);
	return from;
}

size_t today_longer(const struct day *d)
{
	size_t n = 0;

	for (size_t i = 0; i < d->n_gaps; i++)
		n += d->gaps[i].long_one;
	return n;
}

/* Who is to come and who is here, with the gaps between them; then those who are through, folded.
 */
void today_lay_out(struct day_view *s)
{
	const struct day *d = &s->day;
	size_t gap = 0;

	free(s->lines);
	s->lines = mem_array(d->visits.n + d->n_gaps + 2, sizeof(*s->lines));
	s->n_lines = 0;
	for (size_t i = 0; i < d->visits.n; i++) {
		const struct day_visit *v = &d->visits.v[i];
		if (is_over(v))
			continue;
		gap = add_gaps(s, gap, v->minute);
		add_line(s, LINE_VISIT, i);
	}
	add_gaps(s, gap, 24 * 60);
	if (d->visits.n && today_longer(d))
		add_line(s, LINE_LONGER, 0);
	if (d->done + d->off)
		add_line(s, LINE_FOLD, 0);
	for (size_t i = 0; s->unfolded && i < d->visits.n; i++)
		if (is_over(&d->visits.v[i]))
			add_line(s, LINE_VISIT, i);
}

/* --- where they stand --- */

/* Beside the list from top to bottom, the brief below the list. */
static void place_wide(struct day_view *s, struct rect body)
{
	int left = body.cols * 64 / 100;
	int brief = body.rows / 3 < BRIEF_ROWS ? body.rows / 3 : BRIEF_ROWS;
	int spare = body.rows - 1 - brief - (int)s->n_lines;

	if (spare > 0) /* a short list leaves its room to the brief */
		brief += brief + spare > body.rows / 2 ? body.rows / 2 - brief : spare;

	s->side_at = (struct rect){
		.y = body.y, .x = left + 1, .rows = body.rows, .cols = body.cols - left - 1
	};
	s->list_at = (struct rect){ .y = body.y, .rows = body.rows - brief - 1, .cols = left };
	s->brief_at = (struct rect){ .y = body.y + body.rows - brief, .rows = brief, .cols = left };
}

/* Below the list: both beside each other, or one of them at a time. */
static void place_below(struct day_view *s, struct rect body, int least)
{
	int pane = body.rows >= 2 * PANE_ROWS ? PANE_ROWS : SMALL_PANE;
	int spare = body.rows - 1 - pane - (s->n_lines ? (int)s->n_lines : least);

	if (spare > 0)
		pane += spare;
	int top = body.rows - pane;
	struct rect below = { .y = body.y + top, .rows = pane, .cols = body.cols };
	s->list_at = (struct rect){ .y = body.y, .rows = top - 1, .cols = body.cols };
	if (body.cols < TWO_PANES) {
		*(s->brief_paged ? &s->brief_at : &s->side_at) = below;
		return;
	}
	s->brief_at = s->side_at = below;
	s->brief_at.cols = body.cols / 2;
	s->side_at.x = body.cols / 2 + 1;
	s->side_at.cols = body.cols - s->side_at.x;
}

/* One thing after the other, a few of each. */
static void place_plain(const struct app *app, struct day_view *s, struct rect body)
{
	int rows = app_list_rows(app, body.rows / 2);

	s->list_at = (struct rect){ .y = body.y, .rows = rows, .cols = body.cols };
	*(s->brief_paged ? &s->brief_at : &s->side_at) =
		(struct rect){ .y = body.y + rows, .rows = rows, .cols = body.cols };
}

void today_place(const struct app *app, struct day_view *s, int rows, int cols)
{
	struct rect body = { .y = app_body(app).y + 2,
			     .rows = rows > 2 ? rows - 2 : 0,
			     .cols = cols };

	s->list_at = s->brief_at = s->side_at = (struct rect){ 0 };
	if (body.rows < SMALL_PANE + 3) /* room for one thing only */
		s->list_at = body;
	else if (app->canvas.plain)
		place_plain(app, s, body);
	else if (cols >= WIDE)
		place_wide(s, body);
	else
		place_below(s, body, s->no_patients ? 4 : 2);
}

bool today_shares(const struct app *app)
{
	return app->canvas.plain || app->canvas.cols < TWO_PANES;
}
