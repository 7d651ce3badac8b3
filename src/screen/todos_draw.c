/* How the To-dos look: one a line in columns as wide as they need, and all of the chosen one below.
 */
#include "revisit/app/keys.h"
#include "revisit/base/i18n.h"
#include "todos.h"

enum {
	DETAIL_LINES = 3,
	WHO_MOST = 10,
	WHEN_MOST = 18,
	WHEN_NARROW = 13,
	KIND_MOST = 10,
	WIDE = 76
};

struct todo *todo_at(const struct listing *s, int row)
{
	return row >= 0 && row < s->list.n ? &s->v[s->shown[row]] : NULL;
}

const struct todo *todo_chosen(const struct listing *s)
{
	return todo_at(s, s->list.selected);
}

int todos_roles(const struct app *app)
{
	return (int)config_vocab(app->clinic->config, "role")->n;
}

bool todos_view_is_closed(const struct app *app, const struct listing *s)
{
	return s->view == VIEW_ROLES + todos_roles(app);
}

static const char *view_name(const struct app *app, const struct listing *s)
{
	if (s->view == VIEW_MINE)
		return C_("to-dos", "mine");
	if (s->view == VIEW_ALL)
		return C_("to-dos", "everyone's");
	if (todos_view_is_closed(app, s))
		return C_("to-dos", "done lately");
	const struct term_list *roles = config_vocab(app->clinic->config, "role");
	return config_label(app->clinic->config, "role", roles->v[s->view - VIEW_ROLES].key);
}

/* --- its columns --- */

static void add_when(struct str *s, const struct app *app, const struct task *t)
{
	day_t day;

	if (t->state == TASK_OPEN) {
		task_when(s, t, clinic_today(app->clinic), clock_minute(&app->clinic->clock));
		return;
	}
	instant_split(t->done_at, &day, NULL);
	str_addf(s, "%s ", _(task_state_choices[t->state].label));
	day_brief(s, day, clinic_today(app->clinic));
}

/* A name that is too wide gives way to how they log in. */
static void add_who(struct str *s, const struct app *app, const struct task *t)
{
	assignee_show(s, app->clinic->config, t->assignee);
	if (text_width(s->p) <= WHO_MOST || str_is_empty(t->assignee))
		return;
	str_clear(s);
	str_add(s, t->assignee);
}

static const char *kind_text(const struct app *app, const struct task *t)
{
	return t->kind ? config_label(app->clinic->config, "task_kind", t->kind) : "";
}

static void widen(int *width, const char *text, int most)
{
	int n = text_width(text);

	if (n > most)
		n = most;
	if (n > *width)
		*width = n;
}

void todos_measure(const struct app *app, const struct task *t, struct widths *w)
{
	struct str s;

	str_init(&s);
	add_when(&s, app, t);
	widen(&w->when, s.p, WHEN_MOST);
	str_clear(&s);
	add_who(&s, app, t);
	widen(&w->who, s.p, WHO_MOST);
	widen(&w->kind, kind_text(app, t), KIND_MOST);
	str_release(&s);
}

int todos_detail_lines(const struct app *app, int rows)
{
	return app->canvas.plain || rows < 14 ? 0 : DETAIL_LINES + 1;
}

/* --- drawing --- */

static bool is_pressing(const struct app *app, const struct task *t)
{
	return t->state == TASK_OPEN &&
	       (t->promise || t->priority == PRIORITY_HIGH || task_is_complaint(t) ||
		task_time(t, clinic_today(app->clinic), clock_minute(&app->clinic->clock)) ==
			TASK_LATE);
}

/* "! 张伟: send quote" */
static void add_what(struct str *s, const struct app *app, const struct todo *d, bool kinds)
{
	if (d->patient.row.id) {
		short_name(s, app, &d->patient);
		/* Nobody rings and asks for the dead. */
		if (patient_is_gone((enum patient_status)d->patient.status))
			str_addf(s, " (%s)", _(patient_status_choices[d->patient.status].label));
		str_add(s, ": ");
	}
	if (!kinds && task_is_complaint(&d->task))
		str_addf(s, "%s ", _("complaint:"));
	if (d->task.promise)
		str_addf(s, "%s ", _("promise:"));
	str_add(s, d->task.what);
}

/* A column that ends at *x; without anything in it there is none. */
static void draw_column(struct canvas *c, struct rect line, int *x, int cols, enum style style,
			const char *text)
{
	if (cols == 0)
		return;
	canvas_text(c, line, 0, *x - cols, cols, style, text);
	*x -= cols + 2;
}

static void draw_todo(const struct app *app, const struct todo *d, const struct widths *w,
		      struct canvas *c, struct rect line, enum style style)
{
	const struct task *t = &d->task;
	bool pressing = is_pressing(app, t);
	bool narrow = line.cols < WIDE;
	struct str what;
	struct str when;
	struct str who;

	str_init(&what);
	str_init(&when);
	str_init(&who);
	str_add(&what, pressing ? "! " : "  ");
	add_what(&what, app, d, !c->plain && !narrow);
	add_when(&when, app, t);
	add_who(&who, app, t);
	if (c->plain) {
		str_clear(&who);
		assignee_show(&who, app->clinic->config, t->assignee);
		str_addf(&what, "%s%s%s%s", when.len ? ", " : "", when.p, who.len ? ", " : "",
			 who.p);
		canvas_text(c, line, 0, 2, -1, style, what.p);
	} else {
		int x = line.cols - 1;
		draw_column(c, line, &x, w->who, style, who.p);
		draw_column(c, line, &x, narrow && w->when > WHEN_NARROW ? WHEN_NARROW : w->when,
			    style, when.p);
		/* Words go on where no kind stands. */
		if (!narrow && t->kind)
			draw_column(c, line, &x, w->kind, style, kind_text(app, t));
		canvas_text(c, line, 0, 2, x - 2,
			    pressing && style == STYLE_NORMAL ? STYLE_ALERT : style, what.p);
	}
	str_release(&what);
	str_release(&when);
	str_release(&who);
}

static void add_writer(struct str *s, const struct app *app, const char *day, const char *staff)
{
	struct str who;

	str_init(&who);
	staff_show(&who, app->clinic->config, staff);
	str_addf(s, _("; written down %s by %s"), day, who.p);
	str_release(&who);
}

/* All there is to know of the chosen one: what the row has no room for. */
static void draw_detail(const struct app *app, const struct todo *d, struct canvas *c,
			struct rect area)
{
	const struct task *t = &d->task;
	struct str s;
	struct task shown = *t;

	str_init(&s);
	if (d->patient.row.id) {
		shown_name(&s, app, &d->patient);
		str_addf(&s, " %s: ", d->patient.chart_no);
	}
	task_text(&s, app, &shown);
	if (t->created_at != INSTANT_NONE) {
		struct str day;
		day_t made;
		str_init(&day);
		instant_split(t->created_at, &made, NULL);
		day_show(&day, made, clinic_today(app->clinic));
		if (t->rule)
			str_addf(&s, _("; made after the visit, %s"), day.p);
		else
			add_writer(&s, app, day.p, t->created_by);
		str_release(&day);
	}
	if (t->snoozed)
		str_addf(
			&s,
			ngettext("; put off once", "; put off %d times", (unsigned long)t->snoozed),
			(int)t->snoozed);
	if (t->snoozed && t->snooze_reason)
		str_addf(&s, ": %s", t->snooze_reason);
	canvas_wrapped(c, area, 0, 1, area.cols - 2, STYLE_NORMAL, s.p);
	str_release(&s);
}

static void count_text(const struct app *app, const struct listing *s, struct str *out)
{
	str_addf(out, "< %s >  ", view_name(app, s));
	if (s->all > s->n)
		str_addf(out, _("first %zu of %zu to do"), s->n, s->all);
	else if (todos_view_is_closed(app, s))
		str_addf(out, "%d", s->list.n);
	else
		str_addf(out, ngettext("%d to do", "%d to do", (unsigned long)s->list.n),
			 s->list.n);
	if (s->late)
		str_addf(out, _(", %d late"), s->late);
}

void todos_draw(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	/* The Find line keeps its scroll position while it is drawn. */
	struct listing *s = (struct listing *)(uintptr_t)state;
	const struct layer *top = &app->stack[app->depth - 1];
	bool typing = top->state == state && !top->keys_on_list;
	struct str count;

	str_init(&count);
	count_text(app, s, &count);
	int x = 1 + canvas_text(c, area, 0, 1, -1, STYLE_NORMAL, _("Find:")) + 1;
	edit_draw(&s->edit, c, area, 0, x, 20, typing, typing ? STYLE_FOCUS : STYLE_FIELD);
	if (c->plain)
		canvas_text(c, area, 1, 1, -1, STYLE_HEADING, count.p);
	else
		canvas_right(c, area, 0, area.cols - 1, STYLE_HEADING, count.p);
	str_release(&count);
	if (!c->plain)
		canvas_hline(c, area, 1, 0, area.cols);
	for (int i = 0; i < s->list.height && todo_at(s, s->list.top + i); i++) {
		bool on = s->list.top + i == s->list.selected;
		struct rect line = { .y = area.y + 2 + i, .rows = 1, .cols = area.cols };
		enum style style = canvas_row(c, line, s->list.top + i, on);
		draw_todo(app, todo_at(s, s->list.top + i), &s->widths, c, line, style);
		if (on && !typing && top->state == state)
			canvas_cursor(c, line, 0, 0, false);
	}
	int details = todos_detail_lines(app, area.rows);
	if (details && todo_chosen(s)) {
		canvas_hline(c, area, area.rows - details, 0, area.cols);
		draw_detail(app, todo_chosen(s), c,
			    (struct rect){ .y = area.y + area.rows - DETAIL_LINES,
					   .x = 0,
					   .rows = DETAIL_LINES,
					   .cols = area.cols });
	}
	if (s->list.n == 0 && !typing && top->state == state)
		canvas_cursor(c, area, 2, 0, false);
	if (s->list.n == 0)
		draw_with_keys(
			app, c, area, 3, 2, area.cols - 3,
			s->edit.text.len
				? _("No to-do like that here; {todos-next} shows those of others, "
				    "{find} finds a patient.")
				: _("Nothing is to be done. {task} writes something down."));
}
