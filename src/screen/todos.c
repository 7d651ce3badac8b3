/* To-dos: what is to be done, the most pressing first, whose it is; mine, everyone's, a role's. */
#include "revisit/app/keys.h"
#include "revisit/base/i18n.h"
#include "revisit/screen/parts.h"
#include "revisit/text/match.h"
#include "revisit/ui/edit.h"
#include "revisit/ui/list.h"

enum {
	LISTED = 2000, /* nobody reads further */
	CLOSED_LISTED = 200,
	DETAIL_LINES = 3,
	WHO_COLS = 11,
	WHEN_COLS = 14,
	KIND_COLS = 11,
	WIDE = 76
};

struct todo {
	struct task task;
	struct patient patient; /* its name; row.id 0: of the clinic, or not fetched */
	bool fetched;
};

/* Mine, everyone's, each role's, then what is done. */
enum { VIEW_MINE, VIEW_ALL, VIEW_ROLES };

struct listing {
	struct todo *v;
	size_t n, all; /* of `all` the first n are here */
	int *shown;    /* those that fit what is typed */
	int view;
	struct list list; /* of the shown ones */
	struct edit edit;
	int late;   /* of those shown */
	bool kinds; /* some of them have a kind */
	bool stay;  /* what is chosen is put off: go on with what takes its place */
};

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

static int n_roles(const struct app *app)
{
	return (int)config_vocab(app->clinic->config, "role")->n;
}

static bool is_closed_view(const struct app *app, const struct listing *s)
{
	return s->view == VIEW_ROLES + n_roles(app);
}

static const char *view_name(const struct app *app, const struct listing *s)
{
	if (s->view == VIEW_MINE)
		return C_("to-dos", "mine");
	if (s->view == VIEW_ALL)
		return C_("to-dos", "everyone's");
	if (is_closed_view(app, s))
		return C_("to-dos", "done lately");
	const struct term_list *roles = config_vocab(app->clinic->config, "role");
	return config_label(app->clinic->config, "role", roles->v[s->view - VIEW_ROLES].key);
}

static bool load(struct app *app, struct listing *s, struct err *err)
{
	struct rows tasks;
	struct task_view view = { .until = DAY_NONE, .most = LISTED };

	forget(s);
	if (s->view > VIEW_ROLES + n_roles(app)) /* the settings have changed */
		s->view = VIEW_MINE;
	if (s->view == VIEW_MINE)
		view.mine = app->clinic->staff;
	view.closed = is_closed_view(app, s);
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

static struct todo *at(const struct listing *s, int row)
{
	return row >= 0 && row < s->list.n ? &s->v[s->shown[row]] : NULL;
}

static const struct todo *chosen(const struct listing *s)
{
	return at(s, s->list.selected);
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
	s->kinds = false;
	strlist_init(&words);
	match_words(s->edit.text.p, &words);
	for (size_t i = 0; i < s->n; i++) {
		const struct task *t = &s->v[i].task;
		if (!fits(app, &s->v[i], &words))
			continue;
		if (t->row.id == was)
			row = n;
		s->late += t->state == TASK_OPEN && task_time(t, today, now) == TASK_LATE;
		s->kinds = s->kinds || t->kind;
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
	int64_t was = chosen(s) && !s->stay ? chosen(s)->task.row.id : 0;

	if (!load(app, s, &err))
		app_error(app, &err);
	s->stay = false;
	narrow(app, s, was);
}

static int detail_lines(const struct app *app, int rows)
{
	return app->canvas.plain || rows < 14 ? 0 : DETAIL_LINES + 1;
}

static void prepare_todos(struct app *app, void *state, int rows, int cols)
{
	struct listing *s = state;

	(void)cols;
	list_resize(&s->list, s->list.n, app_list_rows(app, rows - 2 - detail_lines(app, rows)));
	list_select(&s->list, s->list.selected);
	for (int i = 0; i < s->list.height && at(s, s->list.top + i); i++)
		fetch(app, at(s, s->list.top + i));
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

static void draw_todo(const struct app *app, const struct todo *d, bool kinds, struct canvas *c,
		      struct rect line, enum style style)
{
	const struct task *t = &d->task;
	bool pressing = is_pressing(app, t);
	struct str what;
	struct str when;
	struct str who;

	str_init(&what);
	str_init(&when);
	str_init(&who);
	str_add(&what, pressing ? "! " : "  ");
	add_what(&what, app, d, kinds);
	add_when(&when, app, t);
	assignee_show(&who, app->clinic->config, t->assignee);
	if (c->plain) {
		str_addf(&what, "%s%s%s%s", when.len ? ", " : "", when.p, who.len ? ", " : "",
			 who.p);
		canvas_text(c, line, 0, 2, -1, style, what.p);
	} else {
		int x = line.cols - WHO_COLS;
		/* A name that would be cut gives way to how they log in. */
		bool cut = text_width(who.p) >= WHO_COLS;
		canvas_text(c, line, 0, x, WHO_COLS - 1, style, cut ? t->assignee : who.p);
		x -= WHEN_COLS;
		canvas_text(c, line, 0, x, WHEN_COLS - 1, style, when.p);
		if (kinds)
			x -= KIND_COLS;
		if (kinds && t->kind)
			canvas_text(c, line, 0, x, KIND_COLS - 1, style,
				    config_label(app->clinic->config, "task_kind", t->kind));
		canvas_text(c, line, 0, 2, x - 3,
			    pressing && style == STYLE_NORMAL ? STYLE_ALERT : style, what.p);
	}
	str_release(&what);
	str_release(&when);
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
			str_addf(&s, _("; written down %s by %s"), day.p,
				 str_or_empty(t->created_by));
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
	else if (is_closed_view(app, s))
		str_addf(out, "%d", s->list.n);
	else
		str_addf(out, ngettext("%d to do", "%d to do", (unsigned long)s->list.n),
			 s->list.n);
	if (s->late)
		str_addf(out, _(", %d late"), s->late);
}

static void draw_todos(const struct app *app, const void *state, struct canvas *c, struct rect area)
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
	for (int i = 0; i < s->list.height && at(s, s->list.top + i); i++) {
		bool on = s->list.top + i == s->list.selected;
		struct rect line = { .y = area.y + 2 + i, .rows = 1, .cols = area.cols };
		enum style style = canvas_row(c, line, s->list.top + i, on);
		draw_todo(app, at(s, s->list.top + i), s->kinds && area.cols >= WIDE && !c->plain, c, line,
			  style);
		if (on && !typing && top->state == state)
			canvas_cursor(c, line, 0, 0, false);
	}
	int details = detail_lines(app, area.rows);
	if (details && chosen(s)) {
		canvas_hline(c, area, area.rows - details, 0, area.cols);
		draw_detail(app, chosen(s), c,
			    (struct rect){ .y = area.y + area.rows - DETAIL_LINES,
					   .x = 0,
					   .rows = DETAIL_LINES,
					   .cols = area.cols });
	}
	if (s->list.n == 0)
		draw_with_keys(
			app, c, area, 3, 2, area.cols - 3,
			s->edit.text.len
				? _("No to-do like that here; {todos-next} shows those of others, "
				    "{find} finds a patient.")
				: _("Nothing is to be done. {task} writes something down."));
}

/* --- what is done --- */

static void open_chosen(struct app *app, void *state)
{
	const struct todo *d = chosen(state);

	if (d && d->task.patient)
		app_push(app, &card_screen, (void *)(uintptr_t)&d->task.patient);
	else if (d)
		task_form_edit(app, d->task.row.id);
}

static void done(struct app *app, void *state)
{
	todo_close(app, &chosen(state)->task, TASK_DONE);
}

static void not_needed(struct app *app, void *state)
{
	todo_close(app, &chosen(state)->task, TASK_CANCELLED);
}

static void reopen(struct app *app, void *state)
{
	todo_close(app, &chosen(state)->task, TASK_OPEN);
}

static void snooze(struct app *app, void *state)
{
	((struct listing *)state)->stay = true;
	ask_snooze(app, chosen(state)->task.row.id);
}

static void edit_chosen(struct app *app, void *state)
{
	task_form_edit(app, chosen(state)->task.row.id);
}

static void history(struct app *app, void *state)
{
	task_history_show(app, chosen(state)->task.row.id);
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
	int views = VIEW_ROLES + n_roles(app) + 1;

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
	if (letters || !edit_key(&s->edit, key))
		return false;
	s->list.selected = s->list.top = 0;
	narrow(app, s, 0);
	return true;
}

static const char *todos_enter(const struct app *app, const void *state)
{
	const struct todo *d = chosen(state);

	(void)app;
	if (!d)
		return NULL;
	return d->task.patient ? C_("what Enter does", "open") : C_("what Enter does", "edit");
}

static const char *todos_refuse(const struct app *app, const void *state, unsigned needs)
{
	(void)app;
	return (needs & NEEDS_ROW) && !chosen(state) ? _("no to-do is chosen") : NULL;
}

static int64_t todos_patient(const void *state)
{
	const struct todo *d = chosen(state);

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
	.draw = draw_todos,
	.key = todos_key,
	.enter = todos_enter,
	.refuse = todos_refuse,
	.patient = todos_patient,
	.typed = todos_typed,
};
