/* Ringing those of a day who have not confirmed: one digit is what came of it. */
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/care/outcome.h"
#include "revisit/clinic/day.h"
#include "revisit/clinic/desk.h"
#include "revisit/screen/parts.h"
#include "revisit/text/phone.h"
#include "revisit/ui/list.h"

enum { MOST = 2000, TIME = 6, PHONE = 18, STATE = 17 };

struct to_confirm {
	int64_t visit;
	int64_t patient;
	int status;
	struct visit whole; /* once fetched */
	struct patient_line person;
	struct rows attempts;
	bool fetched;
};

struct confirming {
	day_t day;
	struct to_confirm *v;
	size_t n;
	int open; /* not confirmed yet */
	struct list list;
};

static void forget(struct confirming *s)
{
	for (size_t i = 0; s->v && i < s->n; i++) {
		if (!s->v[i].fetched)
			continue;
		record_release(&record_visit, &s->v[i].whole);
		patient_line_release(&s->v[i].person);
		rows_release(&s->v[i].attempts);
	}
	free(s->v);
	s->v = NULL;
	s->n = 0;
	s->open = 0;
}

/* Those to ring first, then who has confirmed, each in order of time. */
static bool load(struct app *app, struct confirming *s, struct err *err)
{
	struct day_visits visits = { 0 };

	if (!store_open_visits(&app->clinic->store, s->day, s->day, MOST, &visits, err))
		return false;
	forget(s);
	s->v = mem_array(visits.n, sizeof(*s->v));
	for (int pass = VISIT_PLANNED; pass <= VISIT_CONFIRMED; pass++)
		for (size_t i = 0; i < visits.n; i++) {
			const struct day_visit *v = &visits.v[i];
			if (v->status != pass)
				continue;
			s->v[s->n++] = (struct to_confirm){ .visit = v->id,
							    .patient = v->patient,
							    .status = v->status };
			s->open += pass == VISIT_PLANNED;
		}
	day_visits_release(&visits);
	return true;
}

static struct to_confirm *chosen(const struct confirming *s)
{
	return s->n ? &s->v[s->list.selected] : NULL;
}

static bool open_confirm(struct app *app, void *state, void *arg, struct err *err)
{
	struct confirming *s = state;

	s->day = *(const day_t *)arg;
	return load(app, s, err);
}

static void close_confirm(void *state)
{
	forget(state);
}

static void reload_confirm(struct app *app, void *state)
{
	struct confirming *s = state;
	struct err err = ERR_INIT;
	int64_t was = chosen(s) ? chosen(s)->visit : 0;
	int row = s->list.selected;

	if (!load(app, s, &err))
		app_error(app, &err);
	/* Who was rung in vain stays chosen; who confirmed gives place to the next. */
	for (int i = 0; s->v && i < s->open; i++)
		if (s->v[i].visit == was)
			row = i;
	list_resize(&s->list, (int)s->n, s->list.height);
	list_select(&s->list, row);
}

static void fetch(struct app *app, struct to_confirm *t)
{
	struct store *store = &app->clinic->store;

	if (t->fetched)
		return;
	record_init(&record_visit, &t->whole);
	rows_init(&t->attempts, &record_attempt);
	store_get(store, &record_visit, t->visit, &t->whole, NULL);
	store_attempts(store, t->patient, &t->attempts, NULL);
	t->fetched = store_line(store, t->patient, clinic_today(app->clinic), &t->person, NULL);
	if (!t->fetched) {
		record_release(&record_visit, &t->whole);
		rows_release(&t->attempts);
	}
}

static void prepare_confirm(struct app *app, void *state, int rows, int cols)
{
	struct confirming *s = state;

	(void)cols;
	list_resize(&s->list, (int)s->n, app_list_rows(app, rows - 6));
	list_select(&s->list, s->list.selected);
	for (int i = s->list.top; i < (int)s->n && i < s->list.top + s->list.height; i++)
		fetch(app, &s->v[i]);
}

/* --- drawing --- */

/* What came of ringing them today: "no answer (2)", the last time and how often. */
static void tried(struct str *out, const struct app *app, const struct to_confirm *t)
{
	const char *last = NULL;
	int n = 0;

	for (size_t i = 0; i < t->attempts.n; i++) { /* newest first */
		const struct attempt *a = rows_at(&t->attempts, i);
		if (a->day != clinic_today(app->clinic) || !str_eq(a->segment, "confirm"))
			continue;
		last = last ? last : a->outcome;
		n++;
	}
	if (t->status == VISIT_CONFIRMED)
		str_add(out, _("confirmed"));
	else if (n)
		str_addf(out, "%s (%d)", outcome_label(str_or_empty(last)), n);
	else
		str_add(out, _("not confirmed ?"));
}

static void what_text(struct str *out, const struct app *app, const struct to_confirm *t)
{
	const struct config *cf = app->clinic->config;

	if (t->whole.kind)
		str_add(out, config_label(cf, "visit_kind", t->whole.kind));
	if (t->whole.provider)
		str_addf(out, " %s", config_label(cf, "provider", t->whole.provider));
}

/* One thing after the other, as it is read aloud. */
static void row_text(struct str *out, const struct app *app, const struct to_confirm *t)
{
	minute_iso(out, t->whole.minute);
	str_addc(out, ' ');
	shown_name(out, app, &t->person.patient);
	if (t->person.phone) {
		str_add(out, ", ");
		phone_show(out, t->person.phone, app->clinic->config->country);
	}
	str_add(out, ", ");
	what_text(out, app, t);
	str_add(out, ": ");
	tried(out, app, t);
}

static void draw_row(const struct app *app, const struct confirming *s, struct canvas *c,
		     struct rect line, int row)
{
	const struct to_confirm *t = &s->v[row];
	const struct config *cf = app->clinic->config;
	bool on = row == s->list.selected;
	enum style style = canvas_row(c, line, row, on);
	struct str text;

	if (!t->fetched)
		return;
	str_init(&text);
	if (c->plain) {
		row_text(&text, app, t);
		canvas_text(c, line, 0, 2, -1, style, text.p);
		str_release(&text);
		return;
	}
	int name = (line.cols - TIME - PHONE - STATE) * 50 / 100;
	minute_iso(&text, t->whole.minute);
	canvas_text(c, line, 0, 2, TIME - 1, style, text.p);
	str_clear(&text);
	shown_name(&text, app, &t->person.patient);
	canvas_text(c, line, 0, 2 + TIME, name - 3, style, text.p);
	str_clear(&text);
	if (t->person.phone)
		phone_show(&text, t->person.phone, cf->country);
	canvas_text(c, line, 0, TIME + name, PHONE - 1, style, text.p);
	str_clear(&text);
	what_text(&text, app, t);
	canvas_text(c, line, 0, TIME + name + PHONE, line.cols - TIME - name - PHONE - STATE - 1,
		    style, text.p);
	str_clear(&text);
	tried(&text, app, t);
	canvas_text(c, line, 0, line.cols - STATE, STATE - 1, style, text.p);
	str_release(&text);
	if (on)
		canvas_cursor(c, line, 0, 0, false);
}

static const char *const outcomes[] = {
	N_("1 confirmed"), N_("2 call back…"), N_("3 no answer"),    N_("4 left message"),
	N_("5 move…"),     N_("6 busy, off"),  N_("7 wrong number"), N_("8 cancels…"),
};

static void draw_confirm(const struct app *app, const void *state, struct canvas *c,
			 struct rect area)
{
	const struct confirming *s = state;
	struct str t;

	str_init(&t);
	day_show(&t, s->day, clinic_today(app->clinic));
	canvas_printf(c, area, 0, 1, STYLE_HEADING, _("Confirm %s"), t.p);
	str_clear(&t);
	str_addf(&t, _("%d of %zu not confirmed"), s->open, s->n);
	canvas_right(c, area, 0, area.cols - 1, STYLE_HEADING, t.p);
	str_release(&t);
	if (!c->plain)
		canvas_hline(c, area, 1, 0, area.cols);
	for (int i = 0; i < s->list.height && s->list.top + i < (int)s->n; i++) {
		struct rect line = { .y = area.y + 2 + i, .rows = 1, .cols = area.cols };
		draw_row(app, s, c, line, s->list.top + i);
	}
	if (s->n == 0)
		canvas_text(c, area, 3, 2, -1, STYLE_NORMAL, _("Nobody is booked that day."));
	if (!c->plain)
		canvas_hline(c, area, area.rows - 4, 0, area.cols);
	int cols = area.cols / 4;
	for (int i = 0; i < (int)ARRAY_SIZE(outcomes); i++)
		canvas_text(c, area, area.rows - 3 + i / 4, 1 + i % 4 * cols, cols - 1, STYLE_KEY,
			    _(outcomes[i]));
}

/* --- what came of it --- */

/* What came of the call; who was rung in vain stays in the list, and the next one is chosen. */
static void rang(struct app *app, struct confirming *s, const char *outcome, const char *what)
{
	struct to_confirm *t = chosen(s);
	struct err err = ERR_INIT;
	struct str name;
	bool stays = strcmp(outcome, "confirmed") != 0 && strcmp(outcome, "wrong_number") != 0;

	str_init(&name);
	short_name(&name, app, &t->person.patient);
	bool ok = confirm_call(app->clinic, t->visit, outcome, &err);
	if (ok)
		app_did(app, "%s: %s", name.p, what);
	else
		app_error(app, &err);
	str_release(&name);
	app_changed(app);
	if (ok && stays)
		list_select(&s->list, s->list.selected + 1);
}

static void confirmed(struct app *app, void *state)
{
	rang(app, state, "confirmed", _("confirmed"));
}

static void no_answer(struct app *app, void *state)
{
	rang(app, state, "no_answer", _("no answer"));
}

static void left_message(struct app *app, void *state)
{
	rang(app, state, "left_message", _("left message"));
}

static void busy(struct app *app, void *state)
{
	rang(app, state, "busy", _("busy or switched off"));
}

static void wrong_number(struct app *app, void *state)
{
	rang(app, state, "wrong_number", _("wrong number: it is marked"));
}

static void call_back(struct app *app, void *state)
{
	ask_task(app, chosen(state)->patient);
}

static void move(struct app *app, void *state)
{
	visit_form_move(app, chosen(state)->visit);
}

static void cancels(struct app *app, void *state)
{
	ask_off(app, chosen(state)->visit);
}

static void open_chosen(struct app *app, void *state)
{
	if (chosen(state))
		app_push(app, &card_screen, &chosen(state)->patient);
}

static bool confirm_key(struct app *app, void *state, const struct key *key)
{
	(void)app;
	return list_key(&((struct confirming *)state)->list, key, true);
}

static const char *confirm_enter(const struct app *app, const void *state)
{
	(void)app;
	return chosen(state) ? C_("what Enter does", "open") : NULL;
}

static const char *confirm_refuse(const struct app *app, const void *state, unsigned needs)
{
	const struct to_confirm *t = chosen(state);

	(void)app;
	return (needs & NEEDS_ROW) && !(t && t->fetched) ? _("nobody is booked that day") : NULL;
}

static int64_t confirm_patient(const void *state)
{
	return chosen(state) ? chosen(state)->patient : 0;
}

static const struct command commands[] = {
	{ .name = "open",
	  .keys = "enter",
	  .help = N_("Open the card of the chosen patient"),
	  .run = open_chosen },
	{ .name = "answer-confirmed",
	  .digit = 1,
	  .keys = ".",
	  .help = N_("They will come"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = confirmed },
	{ .name = "answer-call-back",
	  .digit = 2,
	  .help = N_("They want to be rung again: when?"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = call_back },
	{ .name = "answer-none",
	  .digit = 3,
	  .help = N_("Nobody answered; the next one"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = no_answer },
	{ .name = "answer-message",
	  .digit = 4,
	  .help = N_("A message was left; the next one"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = left_message },
	{ .name = "visit-move",
	  .digit = 5,
	  .keys = "r",
	  .help = N_("They want another time"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = move },
	{ .name = "answer-busy",
	  .digit = 6,
	  .help = N_("Busy or switched off; the next one"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = busy },
	{ .name = "answer-wrong",
	  .digit = 7,
	  .help = N_("Wrong number: it is marked as such"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = wrong_number },
	{ .name = "visit-off",
	  .digit = 8,
	  .keys = "x",
	  .help = N_("They cancel, and why"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = cancels },
	COMMAND_END,
};

static const struct help_text help[] = {
	{ N_("1-8"), N_("What came of the call; it is noted on the card") },
	{ 0 },
};

const struct screen confirm_screen = {
	.name = "confirm",
	.title = N_("Confirm"),
	.commands = commands,
	.help = help,
	.state_size = sizeof(struct confirming),
	.open = open_confirm,
	.close = close_confirm,
	.reload = reload_confirm,
	.prepare = prepare_confirm,
	.draw = draw_confirm,
	.key = confirm_key,
	.enter = confirm_enter,
	.refuse = confirm_refuse,
	.patient = confirm_patient,
};
