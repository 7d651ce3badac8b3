/* What happened to a chart: when, by whom, before and after; and taking any of it back. */
#include "revisit/base/i18n.h"
#include "revisit/screen/parts.h"
#include "revisit/ui/list.h"

enum { FIRST_STORIES = 30, STORIES_A_STEP = 5, WHEN_COLS = 13, WHO_COLS = 8,
       BELOW = 3, ABOVE = 7 };

struct reading {
	int64_t patient;
	struct patient p;
	struct story *stories; /* newest first */
	size_t n, cap;
	struct entry {
		size_t story, line;
	} *rows;
	size_t n_rows, rows_cap;
	bool all; /* the beginning was reached */
	struct list list;
	int below; /* lines for the chosen row in full and what can be done with it */
	int64_t asked; /* of this action these two are known */
	bool again;    /* it was taken back: it can only be done again */
	char *why_not; /* NULL: it can be taken back, or done again */
};

/* --- fetching --- */

static bool take_story(struct story *story, void *arg)
{
	struct reading *r = arg;

	GROW(r->stories, r->n, r->cap);
	r->stories[r->n++] = *story;
	for (size_t i = 0; i < story->n; i++) {
		/* Of what was done to somebody else only what touched this chart. */
		if (story->deed.target != r->patient && story->v[i].patient != r->patient)
			continue;
		GROW(r->rows, r->n_rows, r->rows_cap);
		r->rows[r->n_rows++] = (struct entry){ r->n - 1, i };
	}
	return true;
}

static bool read_more(struct app *app, struct reading *r, int most, struct err *err)
{
	size_t before = r->n;
	struct deed_query query = { .patient = r->patient };

	if (r->n)
		query.below = r->stories[r->n - 1].deed.action;
	if (!clinic_stories(app->clinic, &query, most, take_story, r, err))
		return false;
	r->all = r->n - before < (size_t)most;
	list_resize(&r->list, (int)r->n_rows, r->list.height);
	return true;
}

static void forget(struct reading *r)
{
	for (size_t i = 0; i < r->n; i++)
		story_release(&r->stories[i]);
	r->n = r->n_rows = 0;
	free(r->why_not);
	r->why_not = NULL;
	r->asked = 0;
}

static bool open_history(struct app *app, void *state, void *arg, struct err *err)
{
	struct reading *r = state;

	r->patient = *(const int64_t *)arg;
	record_init(&record_patient, &r->p);
	if (store_get(&app->clinic->store, &record_patient, r->patient, &r->p, err) &&
	    read_more(app, r, FIRST_STORIES, err))
		return true;
	record_release(&record_patient, &r->p);
	return false;
}

static void close_history(void *state)
{
	struct reading *r = state;

	forget(r);
	record_release(&record_patient, &r->p);
	free(r->stories);
	free(r->rows);
}

static const struct entry *chosen(const struct reading *r)
{
	return r->n_rows ? &r->rows[r->list.selected] : NULL;
}

/* The cursor stays on what it was on, though newer things came above it. */
static void reload_history(struct app *app, void *state)
{
	struct reading *r = state;
	struct err err = ERR_INIT;
	const struct entry *e = chosen(r);
	int64_t action = e ? r->stories[e->story].deed.action : 0;
	size_t line = e ? e->line : 0;
	bool top = r->list.selected == 0;
	int many = (int)r->n > FIRST_STORIES ? (int)r->n : FIRST_STORIES;

	forget(r);
	if (!store_get(&app->clinic->store, &record_patient, r->patient, &r->p, &err) ||
	    !read_more(app, r, many, &err))
		app_error(app, &err);
	for (size_t i = 0; !top && i < r->n_rows; i++)
		if (r->stories[r->rows[i].story].deed.action == action && r->rows[i].line == line)
			list_select(&r->list, (int)i);
}

static enum work history_work(struct app *app, void *state)
{
	struct reading *r = state;

	if (r->all || !read_more(app, r, STORIES_A_STEP, NULL))
		return WORK_NONE;
	return r->all ? WORK_SHOW : WORK_MORE;
}

static void add_row_text(struct str *out, const struct reading *r, const struct story_line *l)
{
	if (l->patient != r->patient && l->who)
		str_addf(out, "%s: ", l->who);
	story_phrase(out, l);
}

static void count_line(const char *start, size_t n, void *arg)
{
	(void)start;
	(void)n;
	++*(int *)arg;
}

/* As many lines as the chosen row takes, while some of the list stays. */
static int rows_below(const struct reading *r, int rows, int cols)
{
	const struct entry *e = chosen(r);
	struct str text;
	int n = 1;

	if (!e)
		return BELOW;
	str_init(&text);
	add_row_text(&text, r, &r->stories[e->story].v[e->line]);
	text_wrap(text.p, cols - 4, count_line, &n);
	str_release(&text);
	n = n > rows - ABOVE ? rows - ABOVE : n;
	return n < BELOW ? BELOW : n;
}

static void prepare_history(struct app *app, void *state, int rows, int cols)
{
	struct reading *r = state;
	struct err err = ERR_INIT;

	r->below = rows_below(r, rows, cols);
	list_resize(&r->list, (int)r->n_rows, rows - 2 - r->below - 1);
	const struct entry *e = chosen(r);
	if (!e || r->stories[e->story].deed.action == r->asked)
		return;
	const struct story *s = &r->stories[e->story];
	r->asked = s->deed.action;
	free(r->why_not);
	r->again = !store_in_force(&app->clinic->store, s->deed.action);
	bool can = clinic_can_undo(app->clinic, s->deed.of, r->again, &err);
	r->why_not = can ? NULL : mem_strdup(err.msg);
}

/* --- drawing --- */

static void add_when(struct str *out, const struct app *app, instant_t at)
{
	day_t day;
	minute_t minute;

	instant_split(at, &day, &minute);
	day_brief(out, day, clinic_today(app->clinic));
	if (text_width(out->p) < 7) {
		str_addc(out, ' ');
		minute_iso(out, minute);
	}
}

static void draw_row(const struct app *app, const struct reading *r, struct canvas *c,
		     struct rect line, size_t row, bool on)
{
	const struct entry *e = &r->rows[row];
	const struct story *s = &r->stories[e->story];
	enum style style = canvas_row(c, line, (int)row, on);
	bool first = row == 0 || r->rows[row - 1].story != e->story || (int)row == r->list.top;
	struct str text;

	str_init(&text);
	if (first) {
		add_when(&text, app, s->deed.at);
		canvas_text(c, line, 0, 2, WHEN_COLS - 1, style, text.p);
		canvas_text(c, line, 0, 2 + WHEN_COLS, WHO_COLS - 1, style, s->deed.staff);
		str_clear(&text);
	}
	int x = 2 + WHEN_COLS + WHO_COLS;
	const char *mark = first ? story_mark(s) : "";
	int end = line.cols - 1 - (*mark ? text_width(mark) + 1 : 0);
	add_row_text(&text, r, &s->v[e->line]);
	canvas_text(c, line, 0, x, end - x, style, text.p);
	if (*mark)
		canvas_right(c, line, 0, line.cols - 1, style, mark);
	if (on)
		canvas_cursor(c, line, 0, 0, false);
	str_release(&text);
}

/* The chosen line in full, and what can be done with it. */
static void draw_below(const struct reading *r, struct canvas *c, struct rect area)
{
	const struct entry *e = chosen(r);
	struct str text;

	if (!e)
		return;
	const struct story *s = &r->stories[e->story];
	str_init(&text);
	add_row_text(&text, r, &s->v[e->line]);
	int y = canvas_wrapped(c, area, 0, 2, area.cols - 4, STYLE_NORMAL, text.p);
	str_clear(&text);
	if (r->why_not)
		str_addf(&text, r->again ? _("cannot be done again: %s") : _("cannot be undone: %s"),
			 r->why_not);
	else
		str_add(&text, r->again ? _("Enter does it again, after asking") :
					     _("Enter takes it back, after asking"));
	if (y > area.rows - 1) {
		y = area.rows - 1;
		canvas_right(c, area, y - 1, area.cols - 1, STYLE_NORMAL, "…");
	}
	canvas_fill(c, (struct rect){ .y = area.y + y, .x = area.x, .rows = area.rows - y,
				      .cols = area.cols },
		    STYLE_NORMAL);
	canvas_wrapped(c, area, y, 2, area.cols - 4, r->why_not ? STYLE_ALERT : STYLE_GOOD, text.p);
	str_release(&text);
}

static void draw_history(const struct app *app, const void *state, struct canvas *c,
			 struct rect area)
{
	const struct reading *r = state;
	struct str title;

	str_init(&title);
	str_addf(&title, "%s  ", str_or_empty(r->p.chart_no));
	shown_name(&title, app, &r->p);
	int x = 1 + canvas_text(c, area, 0, 1, -1, STYLE_HEADING, title.p) + 2;
	canvas_text(c, area, 0, x, -1, STYLE_NORMAL, _("what happened to this chart, newest first"));
	str_release(&title);
	if (!c->plain)
		canvas_hline(c, area, 1, 0, area.cols);
	for (int i = 0; i < r->list.height && r->list.top + i < (int)r->n_rows; i++) {
		int row = r->list.top + i;
		struct rect line = { .y = area.y + 2 + i, .x = area.x, .rows = 1, .cols = area.cols };
		draw_row(app, r, c, line, (size_t)row, row == r->list.selected);
	}
	if (r->n_rows == 0)
		canvas_text(c, area, 3, 2, -1, STYLE_NORMAL,
			    _("Nothing was written down: the chart came in with an import."));
	struct rect below = { .y = area.y + area.rows - r->below, .x = area.x, .rows = r->below,
			      .cols = area.cols };
	if (!c->plain)
		canvas_hline(c, area, area.rows - r->below - 1, 0, area.cols);
	draw_below(r, c, below);
}

/* --- commands --- */

static void take_back(struct app *app, void *state)
{
	const struct reading *r = state;
	const struct entry *e = chosen(r);

	if (!e)
		return;
	const struct story *s = &r->stories[e->story];
	ask_undo(app, s->deed.of, r->again);
}

static bool history_key(struct app *app, void *state, const struct key *key)
{
	struct reading *r = state;

	(void)app;
	return list_key(&r->list, key, true);
}

static const char *history_enter(const struct app *app, const void *state)
{
	const struct reading *r = state;
	const struct entry *e = chosen(r);

	(void)app;
	if (!e || r->why_not)
		return NULL;
	return r->again ? _("DO IT AGAIN") : _("UNDO IT");
}

static int64_t history_patient(const void *state)
{
	return ((const struct reading *)state)->patient;
}

static const struct command commands[] = {
	{ .name = "undo-this", .keys = "enter u",
	  .help = N_("Take the chosen action back, or do it again; it asks first"), .needs = WRITES,
	  .run = take_back },
	COMMAND_END,
};

static const struct help_text help[] = {
	{ N_("Up, Down"), N_("Choose a change; below it stands in full, and whether it can be undone") },
	{ 0 },
};

const struct screen history_screen = {
	.name = "history",
	.title = N_("History"),
	.commands = commands,
	.help = help,
	.state_size = sizeof(struct reading),
	.open = open_history,
	.close = close_history,
	.reload = reload_history,
	.prepare = prepare_history,
	.draw = draw_history,
	.work = history_work,
	.key = history_key,
	.enter = history_enter,
	.patient = history_patient,
};

void show_history(struct app *app, void *state)
{
	int64_t patient = app_patient(app);

	(void)state;
	if (patient)
		app_push(app, &history_screen, &patient);
	else
		app_refuse(app, _("whose history? Choose somebody first"));
}
