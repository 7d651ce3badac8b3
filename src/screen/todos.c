/* To-dos: what is to be done, the most pressing first, whose it is; mine, everyone's, a role's. */
#include "revisit/base/i18n.h"
#include "revisit/text/match.h"

#include "todos.h"

enum { LISTED = 2000, /* nobody reads further */ CLOSED_LISTED = 200, MEASURED = 200 };

static void forget(struct listing *s)
{
	for (size_t i = 0; i < s->n; i++) {
		record_release(&record_task, &s->v[i].task);
		record_release(&record_patient, &s->v[i].patient);
	}
	free(s->v);
	free(s->shown);
	s->v = NULL;
	s->shown = NULL;
	s->n = s->all = 0;
}

static bool load(struct app *app, struct listing *s, struct err *err)
{
	struct rows tasks;
	struct task_view view = { .until = DAY_NONE, .most = LISTED };

	forget(s);
	if (s->view > VIEW_ROLES + todos_roles(app)) /* the settings have changed */
		s->view = VIEW_MINE;
	if (s->view == VIEW_MINE)
		view.mine = app->clinic->staff;
	view.closed = todos_view_is_closed(app, s);
	if (view.closed)
		view.most = CLOSED_LISTED;
	else if (s->view >= VIEW_ROLES)
		view.of = config_vocab(app->clinic->config, "role")->v[s->view - VIEW_ROLES].key;
	rows_init(&tasks, &record_task);
	bool ok = tasks_list(app->clinic, &view, &tasks, &s->all, err);
	s->v = mem_array(tasks.n, sizeof(*s->v));
	s->shown = mem_array(tasks.n, sizeof(*s->shown));
	for (size_t i = 0; ok && i < tasks.n; i++) {
		struct todo *d = &s->v[s->n++];
		record_init(&record_task, &d->task);
		record_init(&record_patient, &d->patient);
		record_copy(&record_task, &d->task, rows_at(&tasks, i));
	}
	rows_release(&tasks);
	return ok;
}

static void fetch(struct app *app, struct todo *d)
{
	if (d->task.patient && !d->fetched)
		store_patient_name(&app->clinic->store, d->task.patient, &d->patient);
	d->fetched = true;
}

/* --- what is typed --- */

static bool has_word(const struct app *app, const struct todo *d, const char *word)
{
	const struct config *c = app->clinic->config;
	struct str who;

	str_init(&who);
	assignee_show(&who, c, d->task.assignee);
	const char *const texts[] = {
		d->task.what,
		d->patient.name,
		d->patient.reading,
		d->patient.chart_no,
		d->task.assignee,
		who.p,
		d->task.kind,
		d->task.kind ? config_label(c, "task_kind", d->task.kind) : NULL,
	};
	bool has = false;
	for (size_t i = 0; i < ARRAY_SIZE(texts) && !has; i++)
		has = !str_is_empty(texts[i]) && match_sentence(texts[i], word);
	str_release(&who);
	return has;
}

static bool fits(struct app *app, struct todo *d, const struct strlist *words)
{
	if (words->n)
		fetch(app, d);
	for (size_t i = 0; i < words->n; i++)
		if (!has_word(app, d, words->v[i]))
			return false;
	return true;
}

/* The selection sticks to the to-do `was`, else to its line. */
static void narrow(struct app *app, struct listing *s, int64_t was)
{
	struct strlist words;
	int row = s->list.selected;
	int n = 0;
	day_t today = clinic_today(app->clinic);
	minute_t now = clock_minute(&app->clinic->clock);

	s->late = 0;
	s->widths = (struct widths){ 0 };
	strlist_init(&words);
	match_words(s->edit.text.p, &words);
	for (size_t i = 0; i < s->n; i++) {
		const struct task *t = &s->v[i].task;
		if (!fits(app, &s->v[i], &words))
			continue;
		if (t->row.id == was)
			row = n;
		s->late += t->state == TASK_OPEN && task_time(t, today, now) == TASK_LATE;
		if (n < MEASURED)
			todos_measure(app, t, &s->widths);
		s->shown[n++] = (int)i;
	}
	strlist_release(&words);
	list_resize(&s->list, n, s->list.height);
	list_select(&s->list, row);
}

/* --- the screen --- */

static bool open_todos(struct app *app, void *state, void *arg, struct err *err)
{
	struct listing *s = state;

	(void)arg;
	edit_init(&s->edit, NULL);
	/* Of whom clinic.yaml knows nothing, nobody keeps anything for them alone. */
	if (!config_term(app->clinic->config, "staff", app->clinic->staff))
		s->view = VIEW_ALL;
	if (!load(app, s, err))
		return false;
	/* Who has nothing to do may want to know what others have. */
	if (s->n == 0 && s->view == VIEW_MINE) {
		s->view = VIEW_ALL;
		if (!load(app, s, err))
			return false;
	}
	narrow(app, s, 0);
	return true;
}

static void close_todos(void *state)
{
	struct listing *s = state;

	forget(s);
	edit_release(&s->edit);
}

static void reload_todos(struct app *app, void *state)
{
	struct listing *s = state;
	struct err err = ERR_INIT;
	int64_t was = todo_chosen(s) && !s->stay ? todo_chosen(s)->task.row.id : 0;

	if (!load(app, s, &err))
		app_error(app, &err);
	s->stay = false;
	narrow(app, s, was);
}

static void prepare_todos(struct app *app, void *state, int rows, int cols)
{
	struct listing *s = state;

	(void)cols;
	list_resize(&s->list, s->list.n,
		    app_list_rows(app, rows - 2 - todos_detail_lines(app, rows)));
	list_select(&s->list, s->list.selected);
	for (int i = 0; i < s->list.height && todo_at(s, s->list.top + i); i++) {
		fetch(app, todo_at(s, s->list.top + i));
		todos_measure(app, &todo_at(s, s->list.top + i)->task, &s->widths);
	}
}

/* --- what is done --- */

static void open_chosen(struct app *app, void *state)
{
	const struct todo *d = todo_chosen(state);

	if (d && d->task.patient)
		app_push(app, &card_screen, (void *)(uintptr_t)&d->task.patient);
	else if (d)
		task_form_edit(app, d->task.row.id);
}

static void done(struct app *app, void *state)
{
	todo_close(app, &todo_chosen(state)->task, TASK_DONE);
}

static void not_needed(struct app *app, void *state)
{
	todo_close(app, &todo_chosen(state)->task, TASK_CANCELLED);
}

static void reopen(struct app *app, void *state)
{
	todo_close(app, &todo_chosen(state)->task, TASK_OPEN);
}

static void snooze(struct app *app, void *state)
{
	((struct listing *)state)->stay = true;
	ask_snooze(app, todo_chosen(state)->task.row.id);
}

static void edit_chosen(struct app *app, void *state)
{
	task_form_edit(app, todo_chosen(state)->task.row.id);
}

static void history(struct app *app, void *state)
{
	task_history_show(app, todo_chosen(state)->task.row.id);
}

static void for_clinic(struct app *app, void *state)
{
	(void)state;
	ask_task(app, 0);
}

static void reassign(struct app *app, void *state)
{
	(void)state;
	ask_reassign(app);
}

static void turn(struct app *app, struct listing *s, int by)
{
	struct err err = ERR_INIT;
	int views = VIEW_ROLES + todos_roles(app) + 1;

	s->view = (s->view + by + views) % views;
	if (!load(app, s, &err))
		app_error(app, &err);
	s->list.selected = s->list.top = 0;
	narrow(app, s, 0);
}

static void next_view(struct app *app, void *state)
{
	turn(app, state, 1);
}

static void view_before(struct app *app, void *state)
{
	turn(app, state, -1);
}

static bool todos_key(struct app *app, void *state, const struct key *key)
{
	struct listing *s = state;
	bool letters = app_top(app)->keys_on_list;

	if (list_key(&s->list, key, letters))
		return true;
	if (key->kind == KEY_ESC && s->edit.text.len) {
		edit_set(&s->edit, NULL);
		narrow(app, s, 0);
		return true;
	}
	if (!letters && find_sentence(app, &s->edit, key))
		return true;
	if (letters || !edit_key(&s->edit, key))
		return false;
	s->list.selected = s->list.top = 0;
	narrow(app, s, 0);
	return true;
}

static const char *todos_enter(const struct app *app, const void *state)
{
	const struct todo *d = todo_chosen(state);

	(void)app;
	if (!d)
		return NULL;
	return d->task.patient ? C_("what Enter does", "open") : C_("what Enter does", "edit");
}

static const char *todos_refuse(const struct app *app, const void *state, unsigned needs)
{
	(void)app;
	return (needs & NEEDS_ROW) && !todo_chosen(state) ? _("no to-do is chosen") : NULL;
}

static int64_t todos_patient(const void *state)
{
	const struct todo *d = todo_chosen(state);

	return d ? d->task.patient : 0;
}

static const char *todos_typed(const void *state)
{
	return ((const struct listing *)state)->edit.text.p;
}

static const struct command commands[] = {
	{ .name = "open",
	  .keys = "enter",
	  .help = N_(
		  "Open the card of the chosen patient; of a to-do of the clinic the to-do itself"),
	  .run = open_chosen },
	{ .name = "task-done",
	  .keys = "d",
	  .label = N_("done"),
	  .help = N_("The to-do is done; one that repeats comes again (after Tab)"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = done },
	{ .name = "task-snooze",
	  .keys = "z",
	  .label = N_("put off"),
	  .help = N_("Put the to-do off, and why (after Tab)"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = snooze },
	{ .name = "task-cancel",
	  .keys = "x",
	  .label = N_("not needed"),
	  .help = N_("The to-do is not needed (after Tab)"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = not_needed },
	{ .name = "task-edit",
	  .keys = "e",
	  .label = N_("edit"),
	  .help = N_("Change the to-do: when, who, what, how often (after Tab)"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = edit_chosen },
	{ .name = "task-add",
	  .keys = "p",
	  .label = N_("to-do"),
	  .help = N_("A to-do for the clinic (after Tab)"),
	  .needs = WRITES,
	  .run = for_clinic },
	{ .name = "task-history",
	  .keys = "h",
	  .label = N_("history"),
	  .help = N_("What became of the to-do: made, put off, by whom (after Tab)"),
	  .needs = NEEDS_ROW,
	  .run = history },
	{ .name = "todos-next",
	  .keys = "right",
	  .help = N_("Mine, everyone's, those of a role, what is done lately"),
	  .run = next_view },
	{ .name = "todos-before",
	  .keys = "left",
	  .help = N_("The same, backwards"),
	  .run = view_before },
	{ .name = "task-reopen",
	  .help = N_("The to-do is open again after all…"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = reopen },
	{ .name = "task-reassign",
	  .help = N_("Give away all open to-dos of somebody…"),
	  .needs = WRITES,
	  .run = reassign },
	COMMAND_END,
};

static const struct help_text help[] = {
	{ N_("letters"), N_("Find a to-do by its words, patient, kind, or who does it") },
	{ N_("Left, Right"), N_("Mine, everyone's, those of a role, what is done lately") },
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
	.draw = todos_draw,
	.key = todos_key,
	.enter = todos_enter,
	.refuse = todos_refuse,
	.patient = todos_patient,
	.typed = todos_typed,
};
