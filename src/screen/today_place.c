/* Where the list of the day stands, what is beside it, and what to know of the chosen one. */
#include "today.h"

enum {
	WIDE = 96,      /* columns from which the side stands beside the list */
	TWO_PANES = 78, /* from which brief and side stand beside each other below it */
	BRIEF_ROWS = 8,
	PANE_ROWS = 8, /* of what stands below the list */
	SMALL_PANE = 5,
};

/* Beside the list from top to bottom, the brief below the list. */
static void place_wide(struct day_view *s, struct rect body)
{
	int left = body.cols * 6 / 10 + 2;
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
