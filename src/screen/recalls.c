/* Recalls: who is due again, longest due first; and who did not come and was not called since. */
#include "revisit/clinic/recalls.h"
#include "revisit/app/keys.h"
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/screen/parts.h"
#include "revisit/text/width.h"
#include "revisit/ui/list.h"

enum { HEAD_LINES = 3, AGE_COLS = 6, PHONE_COLS = 7, NUMBER_COLS = 4, SEEN_COLS = 9 };

/* What is listed: every recall, one of clinic.yaml's, or (as many as there are) missed visits. */
enum { EVERYTHING = -1 };


/* What a row shows, in step with those that are seen. */
struct shown {
	size_t row;
	struct patient_line line;
	char *what; /* NULL: the line that parts the lapsed from the others */
};

struct recalls {
	int what; /* see above */
	int ahead; /* also who will be due within so many days */
	struct recall_scan *due;      /* being looked for */
	struct missed_scan *missed;
	const struct config *config;  /* of the search */
	int64_t config_seen;
	bool again;                   /* something was written meanwhile */
	bool looked;                  /* the list is one, not the lack of one */
	int percent;
	struct missed_visit *v; /* visit 0: due, `day` since when; patient 0: the line between */
	size_t n;
	struct recall_count count;
	struct shown *shown;
	size_t n_shown;
	struct list list;
};

static bool lists_missed(const struct app *app, const struct recalls *s)
{
	return s->what == (int)app->clinic->config->n_recalls;
}

static day_t until(const struct app *app, const struct recalls *s)
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
	const struct recall_query q = { .recall = s->what, .until = until(app, s),
					.by_patient = true };

	stop(s);
	s->again = false;
	s->percent = 0;
	s->config = c->config;
	s->config_seen = c->config_seen;
	if (lists_missed(app, s))
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
		s->what = EVERYTHING;
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
	s->what = arg ? (int)app->clinic->config->n_recalls : EVERYTHING;
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
		if (!recall_is_due_by(one, until(app, s)) ||
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

static void prepare_recalls(struct app *app, void *state, int rows, int cols)
{
	struct recalls *s = state;
	size_t from;
	size_t n = 0;

	(void)cols;
	list_resize(&s->list, (int)s->n, app_list_rows(app, rows - HEAD_LINES));
	forget_shown(s);
	from = (size_t)s->list.top;
	s->shown = mem_array((size_t)s->list.height + 1, sizeof(*s->shown));
	while (n < (size_t)s->list.height && from + n < s->n) {
		if (fetch(app, s, from + n)) {
			n++;
			continue;
		}
		s->n--;
		s->count.due -= !is_lapsed(s, from + n);
		s->count.lapsed -= is_lapsed(s, from + n);
		memmove(&s->v[from + n], &s->v[from + n + 1], (s->n - from - n) * sizeof(*s->v));
	}
	if (s->n && !s->v[s->n - 1].patient)
		s->n--;
	list_resize(&s->list, (int)s->n, s->list.height);
}

/* --- drawing --- */

static void what_text(struct str *out, const struct app *app, const struct recalls *s)
{
	const struct config *c = app->clinic->config;

	if (lists_missed(app, s))
		str_add(out, _("did not come"));
	else if (s->what == EVERYTHING)
		str_add(out, _("all recalls"));
	else
		str_add(out, config_label(c, "recall", c->recalls[s->what].key));
	if (s->ahead && !lists_missed(app, s)) {
		str_add(out, ", ");
		str_add(out, _("due by"));
		str_addc(out, ' ');
		day_show(out, until(app, s), clinic_today(app->clinic));
	}
}

static void draw_head(const struct app *app, const struct recalls *s, struct canvas *c,
		      struct rect area)
{
	struct str t;

	str_init(&t);
	str_add(&t, "< ");
	what_text(&t, app, s);
	str_add(&t, " >   ");
	if (s->looked)
		str_addf(&t, ngettext("%zu patient", "%zu patients", (unsigned long)s->count.due),
			 s->count.due);
	if (s->looked && s->count.lapsed)
		str_addf(&t, _(", %zu lapsed"), s->count.lapsed);
	if (!s->looked)
		str_addf(&t, _("looking: %d%%"), s->percent);
	if (c->plain)
		canvas_text(c, area, 1, 1, -1, STYLE_HEADING, t.p);
	else
		canvas_right(c, area, 0, area.cols - 1, STYLE_HEADING, t.p);
	str_release(&t);
}

struct columns {
	int name, due;
};

/* The name gets two fifths of what the others leave, what they are due for the rest. */
static struct columns columns(const struct recalls *s, int cols)
{
	int number = NUMBER_COLS;

	for (size_t i = 0; i < s->n_shown; i++) {
		int width = s->shown[i].what ? text_width(s->shown[i].line.patient.chart_no) : 0;
		number = width > number && width <= 2 * NUMBER_COLS ? width : number;
	}
	int left = cols - AGE_COLS - PHONE_COLS - number - SEEN_COLS - 4;
	int name = left * 2 / 5;

	return (struct columns){ .name = name, .due = left - name };
}

static void draw_titles(const struct app *app, const struct recalls *s, struct canvas *c,
			struct rect area)
{
	struct columns w = columns(s, area.cols);
	int x = 2;

	canvas_text(c, area, 2, x, w.name, STYLE_HEADING, _("Name"));
	x += w.name + AGE_COLS;
	canvas_right(c, area, 2, x, STYLE_HEADING, _("Age"));
	canvas_text(c, area, 2, x + 1, w.due, STYLE_HEADING, lists_missed(app, s) ? _("Missed") : _("Due again"));
	x += w.due + 1;
	canvas_text(c, area, 2, x, SEEN_COLS - 1, STYLE_HEADING, _("Seen"));
	x += SEEN_COLS;
	canvas_text(c, area, 2, x, PHONE_COLS - 1, STYLE_HEADING, _("Phone"));
	canvas_text(c, area, 2, x + PHONE_COLS, -1, STYLE_HEADING, _("No."));
}

static void draw_row(const struct app *app, const struct shown *one, struct columns w,
		     struct canvas *c, struct rect line, bool on)
{
	const struct patient_line *l = &one->line;
	enum style style = canvas_row(c, line, (int)one->row, on);
	day_t today = clinic_today(app->clinic);
	struct str t;
	int x = 2;

	str_init(&t);
	shown_name(&t, app, &l->patient);
	canvas_text(c, line, 0, x, w.name, style, t.p);
	x += w.name + AGE_COLS;
	str_clear(&t);
	patient_age_sex(&t, &l->patient, today);
	canvas_right(c, line, 0, x, style, t.p);
	canvas_text(c, line, 0, x + 1, w.due - 1, style, one->what);
	x += w.due + 1;
	str_clear(&t);
	day_brief(&t, l->seen, today);
	canvas_text(c, line, 0, x, SEEN_COLS - 1, style, t.p);
	x += SEEN_COLS;
	str_clear(&t);
	if (l->phone)
		last_four(&t, l->phone);
	canvas_text(c, line, 0, x, PHONE_COLS - 1, style, t.p);
	canvas_text(c, line, 0, x + PHONE_COLS, -1, style, l->patient.chart_no);
	str_release(&t);
}

static void draw_plain_row(const struct app *app, const struct shown *one, struct canvas *c,
			   struct rect line, bool on)
{
	enum style style = canvas_row(c, line, (int)one->row, on);
	struct str t;

	str_init(&t);
	shown_name(&t, app, &one->line.patient);
	str_addc(&t, ' ');
	patient_age_sex(&t, &one->line.patient, clinic_today(app->clinic));
	str_addf(&t, ", %s: %s", one->line.patient.chart_no, one->what);
	canvas_text(c, line, 0, 2, -1, style, t.p);
	str_release(&t);
}

static void draw_line_between(struct canvas *c, struct rect line)
{
	int x = 2 + canvas_text(c, line, 0, 2, -1, STYLE_HEADING,
				_("lapsed: due for more than 18 months")) + 1;

	if (!c->plain)
		canvas_hline(c, line, 0, x, line.cols - x);
}

static void draw_nobody(const struct app *app, const struct recalls *s, struct canvas *c,
			struct rect area)
{
	const char *text = lists_missed(app, s)		    ? _("Everybody who did not come was called, booked or seen since.") :
			   app->clinic->config->n_recalls == 0 ? _("clinic.yaml names no recalls; see recalls: in the one revisit init writes.") :
								 _("Nobody is due. Left and Right turn to the other recalls.");

	if (s->looked)
		canvas_wrapped(c, area, HEAD_LINES, 2, area.cols - 3, STYLE_NORMAL, text);
}

static void draw_recalls(const struct app *app, const void *state, struct canvas *c,
			 struct rect area)
{
	const struct recalls *s = state;
	const struct layer *top = &app->stack[app->depth - 1];
	bool typing = top->state == state && !top->keys_on_list;

	int x = 1 + canvas_text(c, area, 0, 1, -1, STYLE_NORMAL, _("Find:")) + 1;
	canvas_fill(c, (struct rect){ .y = area.y, .x = x, .rows = 1, .cols = 20 },
		    typing ? STYLE_FOCUS : STYLE_FIELD);
	draw_head(app, s, c, area);
	if (!c->plain) {
		canvas_hline(c, area, 1, 0, area.cols);
		draw_titles(app, s, c, area);
	}
	for (size_t i = 0; i < s->n_shown; i++) {
		bool on = (int)s->shown[i].row == s->list.selected;
		struct rect line = { .y = area.y + HEAD_LINES + (int)i, .rows = 1, .cols = area.cols };
		if (!s->shown[i].what)
			draw_line_between(c, line);
		else if (c->plain)
			draw_plain_row(app, &s->shown[i], c, line, on);
		else
			draw_row(app, &s->shown[i], columns(s, area.cols), c, line, on);
		if (on && !typing && top->state == state)
			canvas_cursor(c, line, 0, 0, false);
	}
	if (s->n == 0)
		draw_nobody(app, s, c, area);
	if (typing)
		canvas_cursor(c, area, 0, x, true);
	else if (s->n == 0 && top->state == state)
		canvas_cursor(c, area, HEAD_LINES, 0, false);
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
	.draw = draw_recalls,
	.work = look,
	.key = recalls_key,
	.enter = recalls_enter,
	.refuse = recalls_refuse,
	.patient = recalls_patient,
};
