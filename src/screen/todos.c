/* To-dos: everything that is to be done, soonest first, and whom it is for. */
#include "revisit/app/keys.h"
#include "revisit/base/i18n.h"
#include "revisit/screen/parts.h"
#include "revisit/ui/list.h"

void todos_release(struct todos *t)
{
	for (size_t i = 0; i < t->n; i++) {
		record_release(&record_task, &t->v[i].task);
		record_release(&record_patient, &t->v[i].patient);
	}
	free(t->v);
	*t = (struct todos){ 0 };
}

bool todos_load(struct todos *t, struct app *app, day_t until, size_t most, struct err *err)
{
	struct rows tasks;

	todos_release(t);
	rows_init(&tasks, &record_task);
	const struct task_view view = { .until = until, .most = (int64_t)most };
	bool ok = tasks_list(app->clinic, &view, &tasks, &t->all, err);
	t->v = mem_array(tasks.n, sizeof(*t->v));
	for (size_t i = 0; ok && i < tasks.n; i++) {
		struct todo *d = &t->v[t->n++];
		record_init(&record_task, &d->task);
		record_init(&record_patient, &d->patient);
		record_copy(&record_task, &d->task, rows_at(&tasks, i));
	}
	rows_release(&tasks);
	return ok;
}

void todos_fetch(struct todos *t, struct app *app, size_t from, size_t n)
{
	for (size_t i = from; i < t->n && i - from < n; i++) {
		struct todo *d = &t->v[i];
		if (d->task.patient && !d->fetched)
			store_get(&app->clinic->store, &record_patient, d->task.patient, &d->patient,
				  NULL);
		d->fetched = true;
	}
}

void todo_draw(const struct app *app, const struct todo *d, struct canvas *c, struct rect line,
	       enum style style)
{
	const struct task *t = &d->task;
	day_t today = clinic_today(app->clinic);
	bool late = t->due_day != DAY_NONE && t->due_day < today;
	bool pressing = late || t->promise;
	struct str when;
	struct str what;

	str_init(&when);
	str_init(&what);
	if (t->due_day != DAY_NONE && t->due_day != today)
		day_brief(&when, t->due_day, today);
	if (t->due_minute != MINUTE_NONE && !late) {
		str_add(&when, when.len ? " " : "");
		minute_iso(&when, t->due_minute);
	}
	/* Names of one width, so that the dates stand under one another. */
	if (t->assignee) {
		str_addc(&when, ' ');
		text_fit(&when, t->assignee, 5, app->canvas.ascii);
	}
	str_add(&what, pressing ? "! " : "  ");
	if (d->patient.name)
		str_addf(&what, "%s: ", app->no_han && d->patient.reading ? d->patient.reading :
									   d->patient.name);
	str_add(&what, t->what);
	struct rect left = line;
	if (app->canvas.plain) {
		str_addf(&what, ", %s", when.p);
		str_clear(&when);
	}
	left.cols -= text_width(when.p) + 2;
	canvas_text(c, left, 0, 1, -1, pressing && style == STYLE_NORMAL ? STYLE_ALERT : style, what.p);
	canvas_right(c, line, 0, line.cols - 1, style, when.p);
	str_release(&what);
	str_release(&when);
}

/* --- the screen --- */

enum { LISTED = 2000 }; /* nobody reads further */

struct listing {
	struct todos todos;
	struct list list;
};

static const struct todo *chosen(const struct listing *s)
{
	return s->todos.n ? &s->todos.v[s->list.selected] : NULL;
}

static bool open_todos(struct app *app, void *state, void *arg, struct err *err)
{
	struct listing *s = state;

	(void)arg;
	return todos_load(&s->todos, app, DAY_NONE, LISTED, err);
}

static void close_todos(void *state)
{
	todos_release(&((struct listing *)state)->todos);
}

static void reload_todos(struct app *app, void *state)
{
	struct listing *s = state;
	struct err err = ERR_INIT;
	int64_t was = chosen(s) ? chosen(s)->task.row.id : 0;
	int row = s->list.selected;

	if (!todos_load(&s->todos, app, DAY_NONE, LISTED, &err))
		app_error(app, &err);
	for (size_t i = 0; i < s->todos.n; i++)
		if (s->todos.v[i].task.row.id == was)
			row = (int)i;
	list_resize(&s->list, (int)s->todos.n, s->list.height);
	list_select(&s->list, row);
}

static void prepare_todos(struct app *app, void *state, int rows, int cols)
{
	struct listing *s = state;

	(void)cols;
	list_resize(&s->list, (int)s->todos.n, app_list_rows(app, rows - 2));
	list_select(&s->list, s->list.selected);
	todos_fetch(&s->todos, app, (size_t)s->list.top, (size_t)s->list.height);
}

static void draw_todos(const struct app *app, const void *state, struct canvas *c,
		       struct rect area)
{
	const struct listing *s = state;
	const struct layer *top = &app->stack[app->depth - 1];
	bool typing = top->state == state && !top->keys_on_list;
	char count[80];

	int x = 1 + canvas_text(c, area, 0, 1, -1, STYLE_NORMAL, _("Find:")) + 1;
	canvas_fill(c, (struct rect){ .y = area.y, .x = x, .rows = 1, .cols = 20 },
		    typing ? STYLE_FOCUS : STYLE_FIELD);
	if (s->todos.all > s->todos.n)
		snprintf(count, sizeof(count), _("first %zu of %zu to do"), s->todos.n, s->todos.all);
	else
		snprintf(count, sizeof(count),
			 ngettext("%zu to do", "%zu to do", (unsigned long)s->todos.n), s->todos.n);
	if (c->plain)
		canvas_text(c, area, 1, 1, -1, STYLE_HEADING, count);
	else
		canvas_right(c, area, 0, area.cols - 1, STYLE_HEADING, count);
	if (!c->plain)
		canvas_hline(c, area, 1, 0, area.cols);
	for (int i = 0; i < s->list.height && s->list.top + i < (int)s->todos.n; i++) {
		bool on = s->list.top + i == s->list.selected;
		struct rect line = { .y = area.y + 2 + i, .rows = 1, .cols = area.cols };
		enum style style = canvas_row(c, line, s->list.top + i, on);
		struct rect text = line;
		text.x++;
		text.cols--;
		todo_draw(app, &s->todos.v[s->list.top + i], c, text, style);
		if (on && !typing && top->state == state)
			canvas_cursor(c, line, 0, 0, false);
	}
	if (s->todos.n == 0)
		draw_with_keys(app, c, area, 3, 2, area.cols - 3,
			       _("Nothing is to be done. {task} writes something down."));
	if (typing)
		canvas_cursor(c, area, 0, x, true);
}

static void open_chosen(struct app *app, void *state)
{
	const struct todo *d = chosen(state);

	if (d && d->task.patient)
		app_push(app, &card_screen, (void *)(uintptr_t)&d->task.patient);
	else if (d)
		app_say(app, _("this is for the clinic, not for a patient; Tab, then d when it is done"));
}

static void close_task(struct app *app, struct listing *s, enum task_state to)
{
	struct err err = ERR_INIT;
	const struct todo *d = chosen(s);

	if (task_close(app->clinic, d->task.row.id, to, &err))
		app_did(app, "%s: %s", _(task_state_choices[to].label), d->task.what);
	else
		app_error(app, &err);
	app_changed(app);
}

static void done(struct app *app, void *state)
{
	close_task(app, state, TASK_DONE);
}

static void not_needed(struct app *app, void *state)
{
	close_task(app, state, TASK_CANCELLED);
}

static void for_clinic(struct app *app, void *state)
{
	(void)state;
	ask_task(app, 0);
}

static bool todos_key(struct app *app, void *state, const struct key *key)
{
	struct listing *s = state;
	bool letters = app_top(app)->keys_on_list;

	return list_key(&s->list, key, letters) || (!letters && find_by_typing(app, key));
}

static const char *todos_enter(const struct app *app, const void *state)
{
	(void)app;
	return chosen(state) ? C_("what Enter does", "open") : NULL;
}

static const char *todos_refuse(const struct app *app, const void *state, unsigned needs)
{
	(void)app;
	return (needs & NEEDS_ROW) && !chosen(state) ? _("nothing is to be done; type a name to find a patient") : NULL;
}

static int64_t todos_patient(const void *state)
{
	const struct todo *d = chosen(state);

	return d ? d->task.patient : 0;
}

static const struct command commands[] = {
	{ .name = "open", .keys = "enter", .help = N_("Open the card of the chosen patient"),
	  .run = open_chosen },
	{ .name = "task-done", .keys = "d", .label = N_("done"),
	  .help = N_("The to-do is done (after Tab)"),
	  .needs = NEEDS_ROW | WRITES, .run = done },
	{ .name = "task-cancel", .keys = "x", .label = N_("not needed"),
	  .help = N_("The to-do is not needed (after Tab)"),
	  .needs = NEEDS_ROW | WRITES, .run = not_needed },
	{ .name = "task-add", .keys = "p", .label = N_("to-do"),
	  .help = N_("A to-do for the clinic (after Tab)"),
	  .needs = WRITES, .run = for_clinic },
	COMMAND_END,
};

static const struct help_text help[] = {
	{ N_("letters"), N_("Find anybody, as on Patients") },
	{ N_("Tab"), N_("The keys go to the list: letters are commands; Tab again to type") },
	{ 0 },
};

const struct screen todos_screen = {
	.name = "todos",
	.title = N_("To-dos"),
	.tab = 8,
	.list = true,
	.commands = commands,
	.help = help,
	.state_size = sizeof(struct listing),
	.open = open_todos,
	.close = close_todos,
	.reload = reload_todos,
	.prepare = prepare_todos,
	.draw = draw_todos,
	.key = todos_key,
	.enter = todos_enter,
	.refuse = todos_refuse,
	.patient = todos_patient,
};
