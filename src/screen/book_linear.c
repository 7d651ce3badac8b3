/* The Book as one thing a line, for screen readers and slow lines. */
#include "revisit/base/i18n.h"

#include "book_view.h"

void draw_book_linear(const struct app *app, const struct book_view *s, struct canvas *c,
		      struct rect list, int room)
{
	int shown = s->n_stops - s->top < s->height ? s->n_stops - s->top : s->height;
	const struct rect below = { .y = list.y + shown, .rows = room - shown, .cols = list.cols };
	struct str t;

	str_init(&t);
	for (int i = s->top; i < s->n_stops && i < s->top + s->height; i++) {
		struct rect line = { .y = list.y + i - s->top, .rows = 1, .cols = list.cols };
		str_clear(&t);
		if (s->week) {
			day_show(&t, s->cols[s->stops[i].col].day, clinic_today(app->clinic));
			str_add(&t, ": ");
		}
		view_describe(app, s, &s->stops[i], &t);
		canvas_text(c, line, 0, 2, -1, canvas_row(c, line, i, i == s->at), t.p);
		if (i != s->at)
			continue;
		view_cursor(app, s, c, line);
		canvas_uncut(c, below, line.cols - 2, t.p);
	}
	if (s->n_stops == 0)
		view_cursor(app, s, c, list);
	if (s->n_stops == 0)
		canvas_text(c, list, 0, 2, -1, STYLE_NORMAL,
			    _("Nobody is booked, nothing is free."));
	str_release(&t);
}
