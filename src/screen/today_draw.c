/* The list of the day, and what must be known of the chosen one before they sit down. */
#include "revisit/app/keys.h"
#include "revisit/base/i18n.h"
#include "revisit/screen/parts.h"

#include "today.h"

enum { STATE_COLS = 15, SHORT_NAMES = 70, BRIEF_LABEL = 12 };

static const struct layer *layer_of(const struct app *app, const struct day_view *s)
{
	const struct layer *top = &app->stack[app->depth - 1];

	return top->state == s ? top : NULL;
}

/* One thing after the other, as it is read aloud. */
static void draw_plain_coming(const struct app *app, const struct day_view *s, struct canvas *c,
			      struct rect line, int row, bool on)
{
	const struct config *cf = app->clinic->config;
	size_t i = s->lines[row].i;
	const struct coming *who = &s->v[i];
	struct str t;

	str_init(&t);
	minute_iso(&t, who->visit.minute);
	str_add(&t, who->alert ? " ! " : " ");
	shown_name(&t, app, &who->patient);
	str_add(&t, ", ");
	patient_age_sex(&t, &who->patient, s->day.day);
	if (who->visit.kind)
		str_addf(&t, ", %s", config_label(cf, "visit_kind", who->visit.kind));
	if (who->visit.provider)
		str_addf(&t, ", %s", config_label(cf, "provider", who->visit.provider));
	str_add(&t, ": ");
	day_state(&s->day, app->clinic, &s->day.visits.v[i], &t);
	canvas_text(c, line, 0, 2, -1, canvas_row(c, line, row, on), t.p);
	str_release(&t);
}

/* Columns: time, a mark, name with age and sex at its right, what and who, state. */
static void columns(const struct rect *line, int *name, int *what)
{
	int room = line->cols - 8 - 6 - STATE_COLS - 2;

	/* Beside something else there is room for the name as it is written, not for its reading. */
	*name = line->cols < SHORT_NAMES ? room * 9 / 20 : room * 11 / 20;
	*what = room - *name;
}

/* The time, and where the next columns are. */
static enum style draw_time(struct canvas *c, struct rect line, int row, bool on, minute_t minute,
			    int *name, int *what)
{
	enum style style = canvas_row(c, line, row, on);
	struct str t;

	columns(&line, name, what);
	str_init(&t);
	minute_iso(&t, minute);
	canvas_text(c, line, 0, 2, 5, style, t.p);
	str_release(&t);
	return style;
}

static void draw_coming(const struct app *app, const struct day_view *s, struct canvas *c,
			struct rect line, int row, bool on)
{
	const struct config *cf = app->clinic->config;
	size_t i = s->lines[row].i;
	const struct coming *who = &s->v[i];
	int name;
	int what;
	struct str t;

	enum style style = draw_time(c, line, row, on, who->visit.minute, &name, &what);
	str_init(&t);
	if (who->alert)
		canvas_text(c, line, 0, 7, 1, on ? style : STYLE_ALERT, "!");
	if (line.cols < SHORT_NAMES)
		short_name(&t, app, &who->patient);
	else
		shown_name(&t, app, &who->patient);
	canvas_text(c, line, 0, 8, name, style, t.p);
	str_clear(&t);
	patient_age_sex(&t, &who->patient, s->day.day);
	canvas_right(c, line, 0, 8 + name + 5, style, t.p);
	str_clear(&t);
	if (who->visit.kind)
		str_add(&t, config_label(cf, "visit_kind", who->visit.kind));
	if (who->visit.provider)
		str_addf(&t, " %s", config_label(cf, "provider", who->visit.provider));
	canvas_text(c, line, 0, 8 + name + 6, what, style, t.p);
	str_clear(&t);
	bool presses = day_state(&s->day, app->clinic, &s->day.visits.v[i], &t);
	canvas_text(c, line, 0, 8 + name + 6 + what + 1, STATE_COLS,
		    presses && !on ? STYLE_ALERT : style, t.p);
	str_release(&t);
}

static void draw_gap(const struct app *app, const struct day_view *s, struct canvas *c,
		     struct rect line, int row, bool on)
{
	const struct day_gap *g = &s->day.gaps[s->lines[row].i];
	int name;
	int what;
	struct str t;

	enum style style = draw_time(c, line, row, on, g->from, &name, &what);
	str_init(&t);
	str_addf(&t, _("-- free %d min"), g->to - g->from);
	if (c->plain && g->provider)
		str_addf(&t, ", %s", config_label(app->clinic->config, "provider", g->provider));
	canvas_text(c, line, 0, 8, c->plain ? -1 : name + 5, style, t.p);
	if (!c->plain && g->provider)
		canvas_text(c, line, 0, 8 + name + 6, what, style,
			    config_label(app->clinic->config, "provider", g->provider));
	str_clear(&t);
	day_sooner_words(&t, g->sooner);
	if (g->sooner && !c->plain)
		canvas_text(c, line, 0, 8 + name + 6 + what + 1, STATE_COLS, style, t.p);
	str_release(&t);
}

static void draw_fold(const struct day_view *s, struct canvas *c, struct rect line, int row,
		      bool on)
{
	enum style style = canvas_row(c, line, row, on);
	struct str t;

	str_init(&t);
	if (s->day.done)
		str_addf(&t, _("%d done"), s->day.done);
	if (s->day.off)
		str_addf(&t, _("%s%d missed or cancelled"), t.len ? ", " : "", s->day.off);
	canvas_printf(c, line, 0, 2, style, "%s %s", s->unfolded ? "-" : "+", t.p);
	str_release(&t);
}

/* What is left until closing: the book shows it. */
static void draw_longer(const struct day_view *s, struct canvas *c, struct rect line, int row,
			bool on)
{
	enum style style = canvas_row(c, line, row, on);
	size_t n = today_longer(&s->day);
	struct str t;

	str_init(&t);
	str_addf(&t,
		 ngettext("+ %zu longer free time: the book", "+ %zu longer free times: the book",
			  n),
		 n);
	canvas_text(c, line, 0, 2, -1, style, t.p);
	str_release(&t);
}

static void draw_line(const struct app *app, const struct day_view *s, struct canvas *c,
		      struct rect line, int row, bool on)
{
	switch (s->lines[row].kind) {
	case LINE_VISIT:
		(c->plain ? draw_plain_coming : draw_coming)(app, s, c, line, row, on);
		return;
	case LINE_GAP:
		draw_gap(app, s, c, line, row, on);
		return;
	case LINE_LONGER:
		draw_longer(s, c, line, row, on);
		return;
	case LINE_FOLD:
		draw_fold(s, c, line, row, on);
		return;
	}
}

/* How many rows stand above and below those in sight, on the line over them. */
static void draw_hidden(const struct day_view *s, struct canvas *c, struct rect area)
{
	int above = s->list.top;
	int below = (int)s->n_lines - s->list.top - s->list.height;
	struct str t;

	str_init(&t);
	if (above > 0)
		str_addf(&t, _(" %d above "), above);
	if (below > 0)
		str_addf(&t, _(" %d below "), below);
	if (t.len)
		canvas_right(c, area, 1, s->list_at.cols - 2, STYLE_NORMAL, t.p);
	str_release(&t);
}

/* What to do on a day without visits; in a clinic without patients, how to begin. */
static void draw_nobody(const struct app *app, const struct day_view *s, struct canvas *c)
{
	static const char *const first[] = {
		N_("There are no patients yet."),
		N_("{new-person} registers the first one."),
		N_("{goto} 9 imports a table of them."),
		N_("New here? \"revisit tour\" shows the first steps with made-up patients."),
		NULL,
	};
	static const char *const none[] = {
		N_("Nobody is booked. Type a name to find a patient and book a visit."),
		N_("{day-before} and {day-after} show the days around."),
		NULL,
	};
	int y = 0;

	for (const char *const *line = s->no_patients ? first : none; *line; line++)
		y = draw_with_keys(app, c, s->list_at, y, 2, s->list_at.cols - 3, _(*line));
}

static void draw_brief(const struct day_view *s, struct canvas *c)
{
	int y = 1;

	canvas_printf(c, s->brief_at, 0, 1, STYLE_HEADING, "%s  %s",
		      s->brief_of < 0 ? _("WHO WOULD COME SOONER") : _("BEFORE THEY SIT DOWN"),
		      str_or_empty(s->brief_name));
	for (size_t i = 0; i < s->brief.n && y < s->brief_at.rows; i++) {
		const struct brief_line *l = &s->brief.v[i];
		enum style style = brief_warns(l->kind) ? STYLE_ALERT : STYLE_NORMAL;
		bool again = i > 0 && s->brief.v[i - 1].kind == l->kind;
		if (brief_warns(l->kind))
			canvas_text(c, s->brief_at, y, 1, 1, STYLE_ALERT, "!");
		if (!again)
			canvas_text(c, s->brief_at, y, 3, BRIEF_LABEL - 1, style,
				    brief_label(l->kind));
		y = canvas_wrapped(c, s->brief_at, y, 3 + BRIEF_LABEL,
				   s->brief_at.cols - BRIEF_LABEL - 4, style, l->text);
	}
	if (s->brief.n == 0)
		canvas_text(c, s->brief_at, 1, 3, -1, STYLE_NORMAL,
			    s->brief_of > 0   ? _("nothing to mind")
			    : s->brief_of < 0 ? _("nobody asked for such a time")
					      : _("choose somebody with the arrows"));
}

static void draw_head(const struct app *app, const struct day_view *s, struct canvas *c,
		      struct rect area, int *x, bool typing)
{
	const struct day *d = &s->day;
	struct str t;

	*x = 1 + canvas_text(c, area, 0, 1, -1, STYLE_NORMAL, _("Find:")) + 1;
	canvas_fill(c, (struct rect){ .y = area.y, .x = *x, .rows = 1, .cols = 20 },
		    typing ? STYLE_FOCUS : STYLE_FIELD);
	str_init(&t);
	if (d->over && d->coming + d->here) {
		str_addf(&t, "%d %s  ", d->coming + d->here, _("not closed"));
	} else {
		if (d->here)
			str_addf(&t, "%d %s  ", d->here, _("here"));
		if (d->late)
			str_addf(&t, "%d %s  ", d->late, _("late"));
		if (d->coming - d->late)
			str_addf(&t, "%d %s  ", d->coming - d->late, _("to come"));
	}
	size_t gaps = d->n_gaps - today_longer(d); /* those the list shows */
	if (gaps)
		str_addf(&t, ngettext("%zu gap  ", "%zu gaps  ", gaps), gaps);
	str_add(&t, "< ");
	day_show(&t, d->day, d->today);
	str_add(&t, " >");
	if (c->plain)
		canvas_text(c, area, 1, 1, -1, STYLE_HEADING, t.p);
	else
		canvas_right(c, area, 0, area.cols - 1, STYLE_HEADING, t.p);
	str_release(&t);
	(void)app;
}

static void draw_frames(const struct day_view *s, struct canvas *c, struct rect area)
{
	const struct rect *side = &s->side_at;
	const struct rect *below = s->brief_at.rows ? &s->brief_at : side;

	if (c->plain)
		return;
	canvas_hline(c, area, 1, 0, area.cols);
	/* Beside each other below the list, one line runs over both. */
	bool beside_list = side->rows && side->y < s->brief_at.y;
	if (below->rows && !(beside_list && below == side))
		canvas_hline(c, area, below->y - area.y - 1, 0,
			     beside_list ? s->brief_at.cols : area.cols);
	if (side->rows && side->x > 0)
		canvas_vline(c, area, side->y - area.y - 1, side->x - 1, side->rows + 1);
}

void today_draw(const struct app *app, const struct day_view *s, struct canvas *c, struct rect area)
{
	const struct layer *l = layer_of(app, s);
	bool typing = l && !l->keys_on_list;
	int x;

	draw_head(app, s, c, area, &x, typing);
	draw_frames(s, c, area);
	draw_hidden(s, c, area);
	for (int i = 0; i < s->list.height && s->list.top + i < (int)s->n_lines; i++) {
		int row = s->list.top + i;
		bool on = row == s->list.selected;
		struct rect line = {
			.y = s->list_at.y + i, .x = 0, .rows = 1, .cols = s->list_at.cols
		};
		draw_line(app, s, c, line, row, on);
		if (on && !typing && l)
			canvas_cursor(c, line, 0, 0, false);
	}
	if (s->n_lines == 0)
		draw_nobody(app, s, c);
	if (s->brief_at.rows)
		draw_brief(s, c);
	if (s->side_at.rows)
		side_draw(&s->side, c, s->side_at, typing);
	if (typing)
		canvas_cursor(c, area, 0, x, true);
	else if (s->n_lines == 0 && l)
		canvas_cursor(c, s->list_at, 0, 0, false);
}
