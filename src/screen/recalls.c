/* Recalls: who is due again, longest due first; and who did not come and was not called since. */
#include "recalls.h"

#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/care/outcome.h"

enum { QUICK = 20 }; /* steps, of a few milliseconds each */

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
	s->percent = s->steps = 0;
	s->stale = false;
	s->begun = clock_minute(&c->clock);
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
		free(s->shown[i].rung);
		free(s->shown[i].outcome);
		free(s->shown[i].phone);
	}
	free(s->shown);
	s->shown = NULL;
	s->n_shown = 0;
}

static int64_t chosen(const struct recalls *s)
{
	return s->n ? s->v[s->list.selected].who.patient : 0;
}

static struct listed found_at(const struct recalls *s, size_t i)
{
	if (s->missed)
		return (struct listed){ .who = *missed_scan_at(s->missed, i) };
	const struct due_recall *d = recall_scan_at(s->due, i);
	return (struct listed){ .who = { .patient = d->patient, .day = d->due },
				.recall = d->recall,
				.lapsed = d->lapsed };
}

/* The line between is nobody. */
static void step_over(struct recalls *s, int by)
{
	if (s->n > 1 && !chosen(s))
		list_select(&s->list, s->list.selected + (s->list.selected == 0 ? 1 : by));
}

/* --- the list --- */

static int by_patient(const void *a, const void *b)
{
	const struct listed *x = a;
	const struct listed *y = b;

	return x->who.patient < y->who.patient ? -1 : x->who.patient > y->who.patient;
}

/* Longest due first, lapsed ones behind; of those who did not come the latest first. */
static int by_order(const void *a, const void *b)
{
	const struct listed *x = a;
	const struct listed *y = b;

	if (x->lapsed != y->lapsed)
		return x->lapsed ? 1 : -1;
	if (x->who.day != y->who.day)
		return (x->who.day < y->who.day) == !x->who.visit ? -1 : 1;
	return by_patient(x, y);
}

static void sort(struct listed *v, size_t n, int (*order)(const void *a, const void *b))
{
	if (n > 1)
		qsort(v, n, sizeof(*v), order);
}

/* Who is in sight, and of whom it was told that they are settled, stays although not found again. */
static size_t keep(const struct recalls *s, size_t found, struct listed *out)
{
	size_t n = 0;
	size_t kept = 0;

	for (size_t i = 0; i < s->n; i++) {
		bool seen = i >= (size_t)s->list.top && i - (size_t)s->list.top < (size_t)s->list.height;
		if (s->v[i].who.patient && (seen || s->v[i].settled))
			out[n++] = s->v[i];
	}
	sort(out, n, by_patient);
	for (size_t i = 0; n && i < found; i++) {
		const struct listed now = found_at(s, i);
		struct listed *before = bsearch(&now, out, n, sizeof(*out), by_patient);
		if (before)
			before->again = true;
	}
	for (size_t i = 0; i < n; i++)
		if (!out[i].again)
			out[kept++] = out[i];
	for (size_t i = 0; i < kept; i++)
		out[i].settled = true;
	sort(out, kept, by_order);
	return kept;
}

/* Before the first who has lapsed goes a line that is nobody. */
static void add(struct recalls *s, struct listed l)
{
	if (l.lapsed && !(s->n && s->v[s->n - 1].lapsed))
		s->v[s->n++] = (struct listed){ .settled = true };
	s->v[s->n++] = l;
}

static void fill(struct recalls *s, size_t found, const struct listed *kept, size_t n_kept)
{
	size_t k = 0;

	free(s->v);
	s->v = mem_array(found + n_kept + 1, sizeof(*s->v));
	s->n = 0;
	for (size_t i = 0; i < found; i++) {
		const struct listed l = found_at(s, i);
		while (k < n_kept && by_order(&kept[k], &l) < 0)
			add(s, kept[k++]);
		add(s, l);
	}
	while (k < n_kept)
		add(s, kept[k++]);
}

/* The cursor stays on whom it was, at the same height. */
static void find_again(struct recalls *s, int64_t patient)
{
	int above = s->list.selected - s->list.top;

	for (size_t i = 0; patient && i < s->n && i < INT32_MAX; i++)
		if (s->v[i].who.patient == patient) {
			s->list.top = (int)i - above;
			s->list.selected = (int)i;
		}
	list_resize(&s->list, s->n < INT32_MAX ? (int)s->n : INT32_MAX, s->list.height);
	step_over(s, 1);
}

static void take(struct recalls *s)
{
	s->count = s->due ? recall_scan_count(s->due) :
			    (struct recall_count){ .due = missed_scan_count(s->missed) };
	size_t found = s->count.due + s->count.lapsed;
	struct listed *kept = mem_array(s->n, sizeof(*kept));
	size_t n_kept = keep(s, found, kept);
	int64_t at = chosen(s);

	forget_shown(s);
	fill(s, found, kept, n_kept);
	free(kept);
	stop(s);
	s->looked = true;
	find_again(s, at);
}

/* Where there are so many patients that it takes a while, once a minute is enough. */
static bool is_time(const struct app *app, const struct recalls *s)
{
	return s->stale && s->looked && !s->due && !s->missed &&
	       (s->steps <= QUICK || s->begun != clock_minute(&app->clinic->clock));
}

static enum work look(struct app *app, void *state)
{
	struct recalls *s = state;
	struct err err = ERR_INIT;

	if (is_time(app, s))
		begin(app, s);
	if (!s->due && !s->missed)
		return WORK_NONE;
	s->steps++;
	if (!(s->due ? recall_scan_step(s->due, &err) : missed_scan_step(s->missed, &err))) {
		app_error(app, &err);
		stop(s);
		return WORK_SHOW;
	}
	if (s->due ? recall_scan_done(s->due) : missed_scan_done(s->missed)) {
		take(s);
		return WORK_SHOW;
	}
	int before = s->percent;
	s->percent = s->due ? recall_scan_percent(s->due) : missed_scan_percent(s->missed);
	return s->percent != before && !s->looked ? WORK_SHOW : WORK_MORE;
}

static void look_anew(struct app *app, struct recalls *s)
{
	s->looked = false;
	s->n = 0;
	s->count = (struct recall_count){ 0 };
	s->list = (struct list){ .height = s->list.height };
	forget_shown(s);
	begin(app, s);
}

/* Other settings may make others due; so may what was written. */
static void reload_recalls(struct app *app, void *state)
{
	struct recalls *s = state;

	if (s->config == app->clinic->config && s->config_seen == app->clinic->config_seen) {
		s->stale = true;
		return;
	}
	if (s->what > (int)app->clinic->config->n_recalls)
		s->what = EVERY_RECALL;
	look_anew(app, s);
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

/* "cleaning 15 days late, x-ray"; "cleaning booked Thu 26 Nov 10:00, x-ray" once that is so. */
static bool due_text(struct str *out, const struct app *app, const struct recalls *s,
		     const struct listed *l, const struct patient_recalls *r)
{
	const struct config *c = app->clinic->config;
	day_t until = recalls_until(app, s);
	bool settled = true;

	for (size_t i = 0; i < r->n; i++) {
		const struct recall *one = &r->v[i];
		if (one->def != &c->recalls[l->recall])
			continue;
		settled = !recall_is_due_by(one, until);
		str_addf(out, "%s ", config_label(c, "recall", one->def->key));
		if (one->state == RECALL_DUE)
			recall_late_words(out, one->due, clinic_today(app->clinic));
		else
			recall_words(out, c, one, clinic_today(app->clinic));
	}
	for (size_t i = 0; s->what == EVERY_RECALL && i < r->n; i++)
		if (r->v[i].def != &c->recalls[l->recall] && recall_is_due_by(&r->v[i], until))
			str_addf(out, ", %s", config_label(c, "recall", r->v[i].def->key));
	return settled;
}

static bool missed_text(struct str *out, const struct app *app, const struct listed *l)
{
	struct clinic *c = app->clinic;
	struct visit v;
	bool settled = !store_is_missed(&c->store, &l->who);

	record_init(&record_visit, &v);
	if (store_get(&c->store, &record_visit, l->who.visit, &v, NULL)) {
		day_show(out, v.day, clinic_today(c));
		if (v.minute != MINUTE_NONE) {
			str_addc(out, ' ');
			minute_iso(out, v.minute);
		}
		if (v.kind)
			str_addf(out, " %s", config_label(c->config, "visit_kind", v.kind));
	}
	record_release(&record_visit, &v);
	if (!settled || !out->len)
		return settled;
	char *when = mem_strdup(out->p);
	str_clear(out);
	str_addf(out, "%s: %s", _("taken care of"), when);
	free(when);
	return true;
}

static void settle(struct recalls *s, struct listed *l, bool settled)
{
	size_t *count = l->lapsed ? &s->count.lapsed : &s->count.due;

	if (settled != l->settled)
		*count += settled ? (size_t)-1 : 1;
	l->settled = settled;
}

/* What the row says of them; false when there is nothing to say: their chart was merged, or they are no
 * patient any more. */
static bool describe(struct app *app, struct recalls *s, struct listed *l, const struct patient *p,
		     struct str *out)
{
	struct patient_recalls r;
	bool settled = true;

	if (l->who.visit) {
		settled = missed_text(out, app, l);
	} else if (recalls_of(app->clinic, p, &r, NULL)) {
		settled = due_text(out, app, s, l, &r);
		recalls_release(&r);
	}
	settle(s, l, settled);
	return out->len > 0;
}

/* When somebody last rang or wrote, and what came of it. */
static void fetch_rung(struct app *app, struct shown *one)
{
	struct rows attempts;
	struct str day;

	str_init(&day);
	rows_init(&attempts, &record_attempt);
	store_attempts(&app->clinic->store, one->line.patient.row.id, &attempts, NULL);
	const struct attempt *last = attempts.n ? rows_at(&attempts, 0) : NULL;
	if (last)
		day_brief(&day, last->day, clinic_today(app->clinic));
	one->rung = day.p;
	const char *outcome = last ? str_or_empty(last->outcome) : "";
	one->outcome = mem_strdup(config_outcome_label(app->clinic->config, outcome));
	rows_release(&attempts);
}

static bool fetch(struct app *app, struct recalls *s, size_t row)
{
	struct listed *l = &s->v[row];
	struct shown *one = &s->shown[s->n_shown];
	struct str what;

	*one = (struct shown){ .row = row };
	if (!l->who.patient) {
		s->n_shown++;
		return true;
	}
	if (!store_line(&app->clinic->store, l->who.patient, clinic_today(app->clinic), &one->line,
			NULL))
		return false;
	str_init(&what);
	if (!describe(app, s, l, &one->line.patient, &what)) {
		patient_line_release(&one->line);
		str_release(&what);
		return false;
	}
	one->what = what.p;
	fetch_rung(app, one);
	str_init(&what);
	if (one->line.phone)
		phone_show(&what, one->line.phone, app->clinic->config->country);
	one->phone = what.p;
	s->n_shown++;
	return true;
}

static void drop_row(struct recalls *s, size_t row)
{
	settle(s, &s->v[row], true);
	s->n--;
	memmove(&s->v[row], &s->v[row + 1], (s->n - row) * sizeof(*s->v));
	if ((int)row < s->list.selected)
		s->list.selected--;
}

/* Who is settled by what was just done makes room for the next one. */
static void go_on(struct app *app, struct recalls *s)
{
	struct listed *l = s->n ? &s->v[s->list.selected] : NULL;
	struct patient p;
	struct str what;

	if (!l || !s->acting || l->who.patient != s->acting || l->settled)
		return;
	record_init(&record_patient, &p);
	str_init(&what);
	if (store_get(&app->clinic->store, &record_patient, s->acting, &p, NULL))
		describe(app, s, l, &p, &what);
	str_release(&what);
	record_release(&record_patient, &p);
	if (!l->settled)
		return;
	s->acting = 0;
	list_select(&s->list, s->list.selected + 1);
	step_over(s, 1);
}

static void prepare_recalls(struct app *app, void *state, int rows, int cols)
{
	struct recalls *s = state;
	size_t n = 0;

	(void)cols;
	app->working = app->working || is_time(app, s);
	list_resize(&s->list, (int)s->n, app_list_rows(app, rows - RECALLS_HEAD));
	go_on(app, s);
	forget_shown(s);
	s->shown = mem_array((size_t)s->list.height + 1, sizeof(*s->shown));
	size_t from = (size_t)s->list.top;
	while (n < (size_t)s->list.height && from + n < s->n) {
		if (fetch(app, s, from + n))
			n++;
		else
			drop_row(s, from + n);
	}
	if (s->n && !s->v[s->n - 1].who.patient)
		s->n--;
	list_resize(&s->list, (int)s->n, s->list.height);
	step_over(s, 1);
}

/* --- keys --- */

/* The one a command is about. */
static int64_t act(struct recalls *s)
{
	return s->acting = chosen(s);
}

static void open_chosen(struct app *app, void *state)
{
	int64_t patient = act(state);

	if (patient)
		app_push(app, &card_screen, &patient);
}

/* Round all recalls, those who did not come, and everything. */
static void turn(struct app *app, struct recalls *s, int by)
{
	int n = (int)app->clinic->config->n_recalls + 2;

	s->what = (s->what + 1 + by + n) % n - 1;
	look_anew(app, s);
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

	if (!card_load(app->clinic, act(state), &card, &err)) {
		app_error(app, &err);
		return;
	}
	visit_form_book(app, &card);
	card_release(&card);
}

static void to_do(struct app *app, void *state)
{
	ask_task(app, act(state));
}

static void note(struct app *app, void *state)
{
	ask_note(app, act(state));
}

static void change(struct app *app, void *state)
{
	ask_recall(app, act(state));
}

static void put_on_list(struct app *app, void *state)
{
	struct recalls *s = state;
	int64_t *ids = mem_array(s->n + 1, sizeof(*ids));
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].who.patient && !s->v[i].settled)
			ids[n++] = s->v[i].who.patient;
	ask_call_list(app, act(s), ids, n);
	free(ids);
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
	{ .name = "call-add", .keys = "+",
	  .help = N_("Put the chosen patient or all of them on a call list (after Tab)"),
	  .needs = NEEDS_ROW | WRITES, .run = put_on_list },
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
	.tab = 10,
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
