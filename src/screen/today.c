/* Today: who comes, who is here, what is due.  Typing finds anybody. */
#include "revisit/app/keys.h"
#include "revisit/base/i18n.h"
#include "revisit/care/steps.h"
#include "revisit/screen/parts.h"
#include "revisit/ui/list.h"

struct coming {
	struct visit visit; /* id, patient, day, minute, status; all once fetched */
	struct patient patient;
	bool fetched;
	bool alert; /* there is something to be seen on the card before acting */
};

enum { DUE_SHOWN = 100 }; /* more than any screen has lines */

struct day_view {
	day_t day;
	struct coming *v;
	size_t n;
	struct todos due; /* to-dos due by today */
	struct list list;
	int here, late;
};

static void forget(struct day_view *s)
{
	for (size_t i = 0; i < s->n; i++) {
		record_release(&record_visit, &s->v[i].visit);
		record_release(&record_patient, &s->v[i].patient);
	}
	free(s->v);
	s->v = NULL;
	s->n = 0;
	todos_release(&s->due);
	s->here = s->late = 0;
}

static bool is_late(const struct app *app, const struct day_view *s, const struct visit *v)
{
	return s->day == clinic_today(app->clinic) && visit_is_booked((enum visit_status)v->status) &&
	       v->minute != MINUTE_NONE && v->minute < clock_minute(&app->clinic->clock);
}

/* What is over stands at the end, folded together; the rest in order of time. */
static int order(const struct visit *v)
{
	enum visit_status s = (enum visit_status)v->status;

	return visit_is_booked(s) || visit_is_here(s) ? 0 : 1;
}

static bool has_alert(struct app *app, const struct patient *p)
{
	struct rows alerts;
	bool any = false;

	rows_init(&alerts, &record_alert);
	store_alerts(&app->clinic->store, p->row.id, p->household, &alerts, NULL);
	for (size_t i = 0; i < alerts.n; i++) {
		const struct alert *a = rows_at(&alerts, i);
		any = any || a->until == DAY_NONE || a->until >= clinic_today(app->clinic);
	}
	rows_release(&alerts);
	return any;
}

static bool load(struct app *app, struct day_view *s, struct err *err)
{
	struct rows visits;
	size_t n = 0;

	forget(s);
	rows_init(&visits, &record_visit);
	bool ok = store_day_brief(&app->clinic->store, s->day, &visits, err) &&
		  todos_load(&s->due, app, clinic_today(app->clinic), DUE_SHOWN, err);
	s->v = mem_array(visits.n, sizeof(*s->v));
	for (int pass = 0; ok && pass < 2; pass++)
		for (size_t i = 0; i < visits.n; i++) {
			const struct visit *v = rows_at(&visits, i);
			if (order(v) != pass || v->status == VISIT_RESCHEDULED)
				continue;
			struct coming *c = &s->v[n++];
			record_init(&record_visit, &c->visit);
			record_init(&record_patient, &c->patient);
			c->visit.row.id = v->row.id;
			c->visit.patient = v->patient;
			c->visit.day = v->day;
			c->visit.minute = v->minute;
			c->visit.status = v->status;
			s->here += visit_is_here((enum visit_status)v->status);
			s->late += is_late(app, s, v);
		}
	s->n = n;
	rows_release(&visits);
	return ok;
}

/* The first that is still to be done is the one a new morning begins with. */
static void choose(struct day_view *s, int64_t visit)
{
	int row = 0;

	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].visit.row.id == visit)
			row = (int)i;
	list_resize(&s->list, (int)s->n, s->list.height);
	list_select(&s->list, row);
}

static int64_t first_due(const struct day_view *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (visit_is_booked((enum visit_status)s->v[i].visit.status))
			return s->v[i].visit.row.id;
	return 0;
}

static bool open_today(struct app *app, void *state, void *arg, struct err *err)
{
	struct day_view *s = state;

	(void)arg;
	s->day = clinic_today(app->clinic);
	if (!load(app, s, err))
		return false;
	choose(s, first_due(s));
	return true;
}

static void close_today(void *state)
{
	forget(state);
}

static int64_t chosen_visit(const struct day_view *s)
{
	return s->n ? s->v[s->list.selected].visit.row.id : 0;
}

static void reload_today(struct app *app, void *state)
{
	struct day_view *s = state;
	struct err err = ERR_INIT;
	int64_t was = chosen_visit(s);

	if (!load(app, s, &err))
		app_error(app, &err);
	choose(s, was);
}

/* What the rows in sight say, and the chosen one. */
static void fetch(struct app *app, struct coming *c)
{
	struct store *store = &app->clinic->store;

	if (c->fetched)
		return;
	store_get(store, &record_visit, c->visit.row.id, &c->visit, NULL);
	store_get(store, &record_patient, c->visit.patient, &c->patient, NULL);
	c->alert = has_alert(app, &c->patient);
	c->fetched = true;
}

static void prepare_today(struct app *app, void *state, int rows, int cols)
{
	struct day_view *s = state;

	/* On a narrow screen the to-dos stand below; half of it at most. */
	int due = cols >= 112 && !app->canvas.plain ? 0 : (s->due.n ? (int)s->due.n : 1) + 1;
	int height = app_list_rows(app, rows - 2);
	int none = store_patients(&app->clinic->store) ? 2 : 4; /* lines of draw_nobody */
	int visits = s->n ? (int)s->n : none;
	if (due > height / 2)
		due = height - visits > height / 2 ? height - visits : height / 2;
	if (s->list.height == 0)
		s->list.top = 0; /* opened just now: begin with those who are here */
	list_resize(&s->list, (int)s->n, height - due);
	list_select(&s->list, s->list.selected);
	for (int i = s->list.top; i < (int)s->n && i < s->list.top + s->list.height; i++)
		fetch(app, &s->v[i]);
	todos_fetch(&s->due, app, 0, (size_t)height);
}

/* --- drawing --- */

/* A clock that was behind when it was noted tells no negative wait. */
static int minutes_since(instant_t then, instant_t now)
{
	return now > then ? (int)((now - then) / 60000) : 0;
}

static void state_text(struct str *out, const struct app *app, const struct day_view *s,
		       const struct visit *v)
{
	instant_t now = clock_now(&app->clinic->clock);

	bool open = visit_is_booked((enum visit_status)v->status) ||
		    visit_is_here((enum visit_status)v->status);

	if (v->day < clinic_today(app->clinic) && open) {
		str_add(out, _("! never closed"));
	} else if (v->status == VISIT_ARRIVED && v->arrived_at != INSTANT_NONE) {
		int waited = minutes_since(v->arrived_at, now);
		str_addf(out, _("%shere %d min"), waited >= 15 ? "! " : "", waited);
	} else if (v->status == VISIT_SEATED && v->seated_at != INSTANT_NONE) {
		str_addf(out, _("in chair %d min"), minutes_since(v->seated_at, now));
	} else if (is_late(app, s, v)) {
		str_addf(out, _("! late %d min"), clock_minute(&app->clinic->clock) - v->minute);
	} else if (v->status == VISIT_PLANNED) {
		str_add(out, _("not confirmed ?"));
	} else {
		str_add(out, _(visit_status_choices[v->status].label));
	}
}

/* One thing after the other, as it is read aloud. */
static void draw_plain_coming(const struct app *app, const struct day_view *s, struct canvas *c,
			      struct rect line, const struct coming *who, bool on)
{
	const struct config *cf = app->clinic->config;
	struct str t;

	str_init(&t);
	minute_iso(&t, who->visit.minute);
	str_add(&t, who->alert ? " ! " : " ");
	shown_name(&t, app, &who->patient);
	str_add(&t, ", ");
	patient_age_sex(&t, &who->patient, s->day);
	if (who->visit.kind)
		str_addf(&t, ", %s", config_label(cf, "visit_kind", who->visit.kind));
	if (who->visit.provider)
		str_addf(&t, ", %s", config_label(cf, "provider", who->visit.provider));
	str_add(&t, ": ");
	state_text(&t, app, s, &who->visit);
	canvas_text(c, line, 0, 2, -1, canvas_row(c, line, (int)(who - s->v), on), t.p);
	str_release(&t);
}

static void draw_coming(const struct app *app, const struct day_view *s, struct canvas *c,
			struct rect line, const struct coming *who, bool on)
{
	const struct config *cf = app->clinic->config;
	enum style style = canvas_row(c, line, (int)(who - s->v), on);
	const int state_cols = 16;
	int room = line.cols - 8 - 6 - state_cols - 2;
	int name = room * 11 / 20;
	int what = room - name;
	struct str t;

	str_init(&t);
	minute_iso(&t, who->visit.minute);
	canvas_text(c, line, 0, 2, 5, style, t.p);
	if (who->alert)
		canvas_text(c, line, 0, 7, 1, on ? style : STYLE_ALERT, "!");
	str_clear(&t);
	shown_name(&t, app, &who->patient);
	canvas_text(c, line, 0, 8, name, style, t.p);
	str_clear(&t);
	patient_age_sex(&t, &who->patient, s->day);
	canvas_right(c, line, 0, 8 + name + 5, style, t.p);
	str_clear(&t);
	if (who->visit.kind)
		str_add(&t, config_label(cf, "visit_kind", who->visit.kind));
	if (who->visit.provider)
		str_addf(&t, " %s", config_label(cf, "provider", who->visit.provider));
	canvas_text(c, line, 0, 8 + name + 6, what, style, t.p);
	str_clear(&t);
	state_text(&t, app, s, &who->visit);
	canvas_text(c, line, 0, 8 + name + 6 + what + 1, state_cols, style, t.p);
	str_release(&t);
}

static void draw_tasks(const struct app *app, const struct day_view *s, struct canvas *c,
		       struct rect area)
{
	canvas_text(c, area, 0, 1, -1, STYLE_HEADING, _("TO DO, due by today"));
	if (s->due.n == 0)
		draw_with_keys(app, c, area, 1, 2, area.cols - 3, _("nothing; {task} writes something down"));
	for (size_t i = 0; i < s->due.n && (int)i + 1 < area.rows; i++) {
		struct rect line = area;
		line.y += (int)i + 1;
		line.rows = 1;
		if ((int)i + 2 == area.rows && i + 1 < s->due.all) {
			canvas_printf(c, line, 0, 3, STYLE_NORMAL, _("... %zu more (^G 8)"), s->due.all - i);
			return;
		}
		todo_draw(app, &s->due.v[i], c, line, STYLE_NORMAL);
	}
}

/* How many rows stand above and below those in sight, on the line over them. */
static void draw_hidden(const struct day_view *s, struct canvas *c, struct rect list)
{
	int above = s->list.top;
	int below = (int)s->n - s->list.top - s->list.height;
	struct str t;

	str_init(&t);
	if (above > 0)
		str_addf(&t, _(" %d above "), above);
	if (below > 0)
		str_addf(&t, _(" %d below "), below);
	if (t.len)
		canvas_right(c, list, 1, list.cols - 2, STYLE_NORMAL, t.p);
	str_release(&t);
}

/* What to do on a day without visits; in a clinic without patients, how to begin. */
static void draw_nobody(const struct app *app, const struct day_view *s, struct canvas *c,
			struct rect list)
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
	bool empty = store_patients(&app->clinic->store) == 0;
	struct rect room = list;
	int y = 2;

	room.rows = 2 + (s->list.height > 1 ? s->list.height : 1);
	for (const char *const *line = empty ? first : none; *line; line++)
		y = draw_with_keys(app, c, room, y, 2, list.cols - 3, _(*line));
}

static void draw_today(const struct app *app, const void *state, struct canvas *c,
		       struct rect area)
{
	const struct day_view *s = state;
	struct rect list = area;
	struct str head;
	const struct layer *l = &app->stack[app->depth - 1];
	bool typing = l->state == state && !l->keys_on_list;

	str_init(&head);
	day_show(&head, s->day, clinic_today(app->clinic));
	str_addf(&head, "  %zu %s", s->n, _("in the book"));
	if (s->here)
		str_addf(&head, "  %d %s", s->here, _("here"));
	if (s->late)
		str_addf(&head, "  %d %s", s->late, _("late"));
	int x = 1 + canvas_text(c, area, 0, 1, -1, STYLE_NORMAL, _("Find:")) + 1;
	canvas_fill(c, (struct rect){ .y = area.y, .x = x, .rows = 1, .cols = 20 },
		    typing ? STYLE_FOCUS : STYLE_FIELD);
	if (c->plain)
		canvas_text(c, area, 1, 1, -1, STYLE_HEADING, head.p);
	else
		canvas_right(c, area, 0, area.cols - 1, STYLE_HEADING, head.p);
	str_release(&head);
	bool wide = area.cols >= 112 && !c->plain;
	if (wide) {
		list.cols = area.cols * 6 / 10 + 2;
		canvas_hline(c, area, 1, 0, area.cols);
		canvas_vline(c, area, 1, list.cols, area.rows - 1);
		draw_tasks(app, s, c, (struct rect){ .y = area.y + 2, .x = list.cols + 1,
						     .rows = area.rows - 2,
						     .cols = area.cols - list.cols - 1 });
	} else {
		if (!c->plain)
			canvas_hline(c, area, 1, 0, area.cols);
		int y = 2 + s->list.height;
		int rows = app_list_rows(app, area.rows - 2) + 2 - y;
		draw_tasks(app, s, c, (struct rect){ .y = area.y + y, .x = 0, .rows = rows,
						     .cols = area.cols });
	}
	draw_hidden(s, c, list);
	for (int i = 0; i < s->list.height && s->list.top + i < (int)s->n; i++) {
		bool on = s->list.top + i == s->list.selected;
		struct rect line = { .y = area.y + 2 + i, .x = 0, .rows = 1, .cols = list.cols };
		(c->plain ? draw_plain_coming : draw_coming)(app, s, c, line,
							     &s->v[s->list.top + i], on);
		if (on && !typing && l->state == state)
			canvas_cursor(c, line, 0, 0, false);
	}
	if (s->n == 0)
		draw_nobody(app, s, c, list);
	if (typing)
		canvas_cursor(c, area, 0, x, true);
	else if (s->n == 0 && l->state == state)
		canvas_cursor(c, area, 2, 0, false);
}

/* --- keys --- */

static void open_chosen(struct app *app, void *state)
{
	struct day_view *s = state;

	if (s->n)
		app_push(app, &card_screen, &s->v[s->list.selected].visit.patient);
}

static void turn_page(struct app *app, struct day_view *s, int by)
{
	struct err err = ERR_INIT;

	s->day = by ? s->day + by : clinic_today(app->clinic);
	if (!load(app, s, &err))
		app_error(app, &err);
	choose(s, first_due(s));
}

static bool today_key(struct app *app, void *state, const struct key *key)
{
	struct day_view *s = state;
	bool letters = app_top(app)->keys_on_list;

	if (list_key(&s->list, key, letters))
		return true;
	if (key->kind == KEY_ESC && s->day != clinic_today(app->clinic)) {
		turn_page(app, s, 0);
		return true;
	}
	return !letters && find_by_typing(app, key);
}

static const char *today_enter(const struct app *app, const void *state)
{
	(void)app;
	return ((const struct day_view *)state)->n ? C_("what Enter does", "open") : NULL;
}

static const char *today_refuse(const struct app *app, const void *state, unsigned needs)
{
	(void)app;
	if ((needs & NEEDS_ROW) && !((const struct day_view *)state)->n)
		return _("nobody is booked");
	return NULL;
}

static int64_t today_patient(const void *state)
{
	const struct day_view *s = state;

	return s->n ? s->v[s->list.selected].visit.patient : 0;
}

static void step_chosen(struct app *app, struct day_view *s, enum visit_status to)
{
	struct err err = ERR_INIT;

	fetch(app, &s->v[s->list.selected]);
	if (!visit_step(app->clinic, chosen_visit(s), to, NULL, &err))
		app_error(app, &err);
	else
		app_did(app, "%s: %s", str_or_empty(s->v[s->list.selected].patient.name),
			_(visit_status_choices[to].label));
	app_changed(app);
}

static void arrive(struct app *app, void *state)
{
	step_chosen(app, state, VISIT_ARRIVED);
}

static void seat(struct app *app, void *state)
{
	step_chosen(app, state, VISIT_SEATED);
}

static void complete(struct app *app, void *state)
{
	struct day_view *s = state;
	struct card card;
	struct err err = ERR_INIT;

	if (!card_load(app->clinic, today_patient(s), &card, &err)) {
		app_error(app, &err);
		return;
	}
	visit_form_complete(app, &card, chosen_visit(s));
	card_release(&card);
}

static void off(struct app *app, void *state)
{
	ask_off(app, chosen_visit(state));
}

static void move(struct app *app, void *state)
{
	visit_form_move(app, chosen_visit(state));
}

static void day_before(struct app *app, void *state)
{
	turn_page(app, state, -1);
}

static void day_after(struct app *app, void *state)
{
	turn_page(app, state, 1);
}

static const struct command commands[] = {
	{ .name = "open", .keys = "enter", .help = N_("Open the card of the chosen patient"),
	  .run = open_chosen },
	{ .name = "visit-arrive", .keys = "a", .label = N_("arrive"),
	  .help = N_("The patient is here (after Tab)"),
	  .needs = NEEDS_ROW | WRITES, .run = arrive },
	{ .name = "visit-seat", .keys = "s", .label = N_("seat"),
	  .help = N_("The patient is in the chair (after Tab)"),
	  .needs = NEEDS_ROW | WRITES, .run = seat },
	{ .name = "visit-complete", .keys = "d", .label = N_("done"),
	  .help = N_("The visit is done (after Tab)"),
	  .needs = NEEDS_ROW | WRITES, .run = complete },
	{ .name = "visit-off", .keys = "x", .label = N_("no-show, cancel"),
	  .help = N_("No-show or cancelled (after Tab)"),
	  .needs = NEEDS_ROW | WRITES, .run = off },
	{ .name = "visit-move", .keys = "r", .label = N_("move visit"),
	  .help = N_("Move the visit (after Tab)"),
	  .needs = NEEDS_ROW | WRITES, .run = move },
	{ .name = "day-before", .keys = "left", .help = N_("The day before"), .run = day_before },
	{ .name = "day-after", .keys = "right", .help = N_("The day after; Esc comes back to today"),
	  .run = day_after },
	COMMAND_END,
};

static const struct help_text help[] = {
	{ N_("letters"), N_("Find anybody, as on Patients") },
	{ N_("Tab"), N_("The keys go to the list: letters are commands; Tab again to type") },
	{ 0 },
};

const struct screen today_screen = {
	.name = "today",
	.title = N_("Today"),
	.tab = 1,
	.list = true,
	.commands = commands,
	.help = help,
	.state_size = sizeof(struct day_view),
	.open = open_today,
	.close = close_today,
	.reload = reload_today,
	.prepare = prepare_today,
	.draw = draw_today,
	.key = today_key,
	.enter = today_enter,
	.refuse = today_refuse,
	.patient = today_patient,
};
