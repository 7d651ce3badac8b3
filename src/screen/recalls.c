/* Recalls: who is due again, longest due first; and who did not come and was not called since. */
#include "recalls.h"

#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"

bool recalls_are_missed(const struct app *app, const struct recalls *s)
{
	return s->what == (int)app->clinic->config->n_recalls;
}

day_t recalls_until(const struct app *app, const struct recalls *s)
{
	return clinic_today(app->clinic) + s->ahead;
}

/* --- looking --- */

static void stop(struct recalls *s)
{
	recall_scan_free(s->due);
	missed_scan_free(s->missed);
	s->due = NULL;
	s->missed = NULL;
}

static void begin(struct app *app, struct recalls *s)
{
	struct clinic *c = app->clinic;
	const struct recall_query q = { .recall = s->what, .until = recalls_until(app, s),
					.by_patient = true };

	stop(s);
	s->again = false;
	s->percent = 0;
	s->config = c->config;
	s->config_seen = c->config_seen;
	if (recalls_are_missed(app, s))
		s->missed = missed_scan_new(&c->store, clinic_today(c));
	else
		s->due = recall_scan_new(&c->store, c->config, &q, clinic_today(c));
	app->working = true;
}

static void forget_shown(struct recalls *s)
{
	for (size_t i = 0; i < s->n_shown; i++) {
		if (s->shown[i].what)
			patient_line_release(&s->shown[i].line);
		free(s->shown[i].what);
	}
	free(s->shown);
	s->shown = NULL;
	s->n_shown = 0;
}

static int64_t chosen(const struct recalls *s)
{
	return s->n ? s->v[s->list.selected].patient : 0;
}

static struct missed_visit due_row(const struct due_recall *d)
{
	return (struct missed_visit){ .patient = d->patient, .day = d->due };
}

/* The line between is nobody. */
static void step_over(struct recalls *s, int by)
{
	if (s->n > 1 && !chosen(s))
		list_select(&s->list, s->list.selected + (s->list.selected == 0 ? 1 : by));
}

/* What was found takes the place of the list; the choice stays on the patient. */
static void take(struct recalls *s)
{
	int64_t was = chosen(s);
	int row = s->list.selected;

	forget_shown(s);
	free(s->v);
	s->n = 0;
	s->count = s->due ? recall_scan_count(s->due) :
			    (struct recall_count){ .due = missed_scan_count(s->missed) };
	s->v = mem_array(s->count.due + s->count.lapsed + 1, sizeof(*s->v));
	for (size_t i = 0; i < s->count.due + s->count.lapsed; i++) {
		if (s->due && i == s->count.due)
			s->v[s->n++] = (struct missed_visit){ .patient = 0 };
		s->v[s->n] = s->due ? due_row(recall_scan_at(s->due, i)) :
				      *missed_scan_at(s->missed, i);
		if (s->v[s->n].patient == was)
			row = (int)s->n;
		s->n++;
	}
	stop(s);
	s->looked = true;
	list_resize(&s->list, s->n < INT32_MAX ? (int)s->n : INT32_MAX, s->list.height);
	list_select(&s->list, row);
	step_over(s, 1);
}

static enum work look(struct app *app, void *state)
{
	struct recalls *s = state;
	struct err err = ERR_INIT;

	if (!s->due && !s->missed)
		return WORK_NONE;
	if (!(s->due ? recall_scan_step(s->due, &err) : missed_scan_step(s->missed, &err))) {
		app_error(app, &err);
		stop(s);
		return WORK_SHOW;
	}
	if (s->due ? recall_scan_done(s->due) : missed_scan_done(s->missed)) {
		take(s);
		if (s->again)
			begin(app, s);
		return WORK_SHOW;
	}
	int before = s->percent;
	s->percent = s->due ? recall_scan_percent(s->due) : missed_scan_percent(s->missed);
	return s->percent != before && !s->looked ? WORK_SHOW : WORK_MORE;
}

/* Also when settings came into force: then what is looked for may be another. */
static void reload_recalls(struct app *app, void *state)
{
	struct recalls *s = state;
	bool settings = s->config != app->clinic->config || s->config_seen != app->clinic->config_seen;

	if (s->what > (int)app->clinic->config->n_recalls)
		s->what = EVERY_RECALL;
	forget_shown(s);
	if ((s->due || s->missed) && !settings)
		s->again = true;
	else
		begin(app, s);
}

static bool open_recalls(struct app *app, void *state, void *arg, struct err *err)
{
	struct recalls *s = state;

	(void)err;
	s->what = arg ? (int)app->clinic->config->n_recalls : EVERY_RECALL;
	begin(app, s);
	return true;
}

static void close_recalls(void *state)
{
	struct recalls *s = state;

	stop(s);
	forget_shown(s);
	free(s->v);
}

/* --- what is seen --- */

/* "cleaning 15 days late, x-ray"; nothing when nothing is due any more. */
static void due_text(struct str *out, const struct app *app, const struct recalls *s,
		     const struct patient_recalls *r)
{
	const struct config *c = app->clinic->config;
	bool first = true;

	for (size_t i = 0; i < r->n; i++) {
		const struct recall *one = &r->v[i];
		if (!recall_is_due_by(one, recalls_until(app, s)) ||
		    (s->what >= 0 && one->def != &c->recalls[s->what]))
			continue;
		str_addf(out, "%s%s", first ? "" : ", ", config_label(c, "recall", one->def->key));
		if (first) {
			str_addc(out, ' ');
			recall_late_words(out, one->due, clinic_today(app->clinic));
		}
		first = false;
	}
}

static void missed_text(struct str *out, const struct app *app, const struct missed_visit *m)
{
	struct clinic *c = app->clinic;
	struct visit v;

	record_init(&record_visit, &v);
	if (store_is_missed(&c->store, m) && store_get(&c->store, &record_visit, m->visit, &v, NULL)) {
		day_show(out, v.day, clinic_today(c));
		if (v.minute != MINUTE_NONE) {
			str_addc(out, ' ');
			minute_iso(out, v.minute);
		}
		if (v.kind)
			str_addf(out, " %s", config_label(c->config, "visit_kind", v.kind));
	}
	record_release(&record_visit, &v);
}

/* False when they do not belong here any more. */
static bool fetch(struct app *app, struct recalls *s, size_t row)
{
	struct clinic *c = app->clinic;
	struct shown *one = &s->shown[s->n_shown];
	struct patient_recalls r;
	struct str what;

	*one = (struct shown){ .row = row };
	if (!s->v[row].patient) {
		s->n_shown++;
		return true;
	}
	if (!store_line(&c->store, s->v[row].patient, clinic_today(c), &one->line, NULL))
		return false;
	str_init(&what);
	if (s->v[row].visit) {
		missed_text(&what, app, &s->v[row]);
	} else if (recalls_of(c, &one->line.patient, &r, NULL)) {
		due_text(&what, app, s, &r);
		recalls_release(&r);
	}
	one->what = what.p;
	if (what.len) {
		s->n_shown++;
		return true;
	}
	patient_line_release(&one->line);
	free(one->what);
	return false;
}

static bool is_lapsed(const struct recalls *s, size_t row)
{
	return row > s->count.due;
}

/* The choice stays on the patient. */
static void drop_row(struct recalls *s, size_t row)
{
	bool lapsed = is_lapsed(s, row);

	s->n--;
	s->count.due -= !lapsed;
	s->count.lapsed -= lapsed;
	memmove(&s->v[row], &s->v[row + 1], (s->n - row) * sizeof(*s->v));
	if ((int)row < s->list.selected)
		s->list.selected--;
}

static void prepare_recalls(struct app *app, void *state, int rows, int cols)
{
	struct recalls *s = state;
	size_t from;
	size_t n = 0;

	(void)cols;
	list_resize(&s->list, (int)s->n, app_list_rows(app, rows - RECALLS_HEAD));
	forget_shown(s);
	from = (size_t)s->list.top;
	s->shown = mem_array((size_t)s->list.height + 1, sizeof(*s->shown));
	while (n < (size_t)s->list.height && from + n < s->n) {
		if (fetch(app, s, from + n))
			n++;
		else
			drop_row(s, from + n);
	}
	if (s->n && !s->v[s->n - 1].patient)
		s->n--;
	list_resize(&s->list, (int)s->n, s->list.height);
	step_over(s, 1);
}

/* --- keys --- */

static void open_chosen(struct app *app, void *state)
{
	int64_t patient = chosen(state);

	if (patient)
		app_push(app, &card_screen, &patient);
}

/* Round all recalls, those who did not come, and everything. */
static void turn(struct app *app, struct recalls *s, int by)
{
	int n = (int)app->clinic->config->n_recalls + 2;

	s->what = (s->what + 1 + by + n) % n - 1;
	s->looked = false;
	s->n = 0;
	s->count = (struct recall_count){ 0 };
	s->list = (struct list){ .height = s->list.height };
	forget_shown(s);
	begin(app, s);
}

static void turn_back(struct app *app, void *state)
{
	turn(app, state, -1);
}

static void turn_on(struct app *app, void *state)
{
	turn(app, state, 1);
}

static void take_ahead(struct app *app, void *data, const char *key, const char *text)
{
	struct layer *top = app_top(app);
	struct recalls *s = top->screen == &recalls_screen ? top->state : NULL;

	(void)data;
	(void)text;
	if (!key || !s)
		return;
	s->ahead = (int)strtol(key, NULL, 10);
	turn(app, s, 0);
}

static void ask_ahead(struct app *app, void *state)
{
	static const struct choice spans[] = { { "0", N_("due today or before") },
					       { "7", N_("also within a week") },
					       { "14", N_("also within two weeks") },
					       { "30", N_("also within a month") },
					       { "91", N_("also within three months") },
					       { 0 } };
	struct pick p;

	(void)state;
	pick_init(&p, _("Who is listed"));
	for (int i = 0; spans[i].key; i++)
		pick_add(&p, spans[i].key, _(spans[i].label), NULL, NULL);
	p.at_once = true;
	p.done = take_ahead;
	pick_open(app, &p);
}

static void book(struct app *app, void *state)
{
	struct card card;
	struct err err = ERR_INIT;

	if (!card_load(app->clinic, chosen(state), &card, &err)) {
		app_error(app, &err);
		return;
	}
	visit_form_book(app, &card);
	card_release(&card);
}

static void to_do(struct app *app, void *state)
{
	ask_task(app, chosen(state));
}

static void note(struct app *app, void *state)
{
	ask_note(app, chosen(state));
}

static void change(struct app *app, void *state)
{
	ask_recall(app, chosen(state));
}

static bool recalls_key(struct app *app, void *state, const struct key *key)
{
	struct recalls *s = state;
	bool letters = app_top(app)->keys_on_list;
	int was = s->list.selected;

	if (list_key(&s->list, key, letters)) {
		step_over(s, s->list.selected < was ? -1 : 1);
		return true;
	}
	return !letters && find_by_typing(app, key);
}

static const char *recalls_enter(const struct app *app, const void *state)
{
	(void)app;
	return chosen(state) ? C_("what Enter does", "open") : NULL;
}

static const char *recalls_refuse(const struct app *app, const void *state, unsigned needs)
{
	(void)app;
	return (needs & NEEDS_ROW) && !chosen(state) ? _("nobody is listed here") : NULL;
}

static int64_t recalls_patient(const void *state)
{
	return chosen(state);
}

static const struct command commands[] = {
	{ .name = "open", .keys = "enter", .help = N_("Open the card of the chosen patient"),
	  .run = open_chosen },
	{ .name = "recalls-back", .keys = "left",
	  .help = N_("The recall before; before the first: who did not come"), .run = turn_back },
	{ .name = "recalls-on", .keys = "right", .label = N_("next recall"),
	  .help = N_("The next recall; behind the last: who did not come"), .run = turn_on },
	{ .name = "visit-book", .keys = "b", .label = N_("book"),
	  .help = N_("Book what is due (after Tab)"), .needs = NEEDS_ROW | WRITES, .run = book },
	{ .name = "task-add", .keys = "p", .label = N_("to-do"),
	  .help = N_("A to-do for the chosen patient (after Tab)"), .needs = NEEDS_ROW | WRITES,
	  .run = to_do },
	{ .name = "note", .keys = "n", .label = N_("note"),
	  .help = N_("Write a note on the chosen patient (after Tab)"), .needs = NEEDS_ROW | WRITES,
	  .run = note },
	{ .name = "recall", .keys = ",", .label = N_("change recall"),
	  .help = N_("Due at another interval, not before a day, or never (after Tab)"),
	  .needs = NEEDS_ROW | WRITES, .run = change },
	{ .name = "recalls-ahead", .help = N_("Also list who will be due soon…"), .run = ask_ahead },
	COMMAND_END,
};

static const struct help_text help[] = {
	{ N_("letters"), N_("Find anybody, as on Patients") },
	{ N_("Tab"), N_("The keys go to the list: letters are commands; Tab again to type") },
	{ 0 },
};

const struct screen recalls_screen = {
	.name = "recalls",
	.title = N_("Recalls"),
	.tab = 3,
	.aside = true,
	.list = true,
	.commands = commands,
	.help = help,
	.state_size = sizeof(struct recalls),
	.open = open_recalls,
	.close = close_recalls,
	.reload = reload_recalls,
	.prepare = prepare_recalls,
	.draw = recalls_draw,
	.work = look,
	.key = recalls_key,
	.enter = recalls_enter,
	.refuse = recalls_refuse,
	.patient = recalls_patient,
};
