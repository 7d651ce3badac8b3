/* Who is on a call list: those who may be rung now in the order they will come, and behind them, group
 * by group, those who cannot and why. */
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"

#include "revisit/ui/list.h"
#include "calling.h"

enum { MOST = 1000, HEAD = 3, AGE = 6, TRIES = 7, PHONE = 14, NUMBER = 6 };

struct queue_row {
	size_t row;
	struct patient_line line;
	char *what; /* why not, and until when; what comes for who may be rung */
	char *phone;
};

struct call_queue {
	struct call_list_info list;
	struct call_counts counts;
	enum call_why group;
	struct call_line *v;
	size_t n;
	struct list rows;
	struct queue_row *shown; /* those in sight */
	size_t n_shown;
	int minute;
};

static const struct call_line *chosen(const struct call_queue *s)
{
	return s->rows.n ? &s->v[s->rows.selected] : NULL;
}

static void forget_shown(struct call_queue *s)
{
	for (size_t i = 0; i < s->n_shown; i++) {
		patient_line_release(&s->shown[i].line);
		free(s->shown[i].what);
		free(s->shown[i].phone);
	}
	free(s->shown);
	s->shown = NULL;
	s->n_shown = 0;
}

/* The cursor stays on whom it was. */
static bool load(struct app *app, struct call_queue *s, struct err *err)
{
	int64_t was = chosen(s) ? chosen(s)->patient : 0;
	int row = s->rows.selected;

	s->minute = clock_minute(&app->clinic->clock);
	s->n = 0;
	if (!calls_queue(app->clinic, &s->list, s->group, MOST, &s->counts, s->v, &s->n, err))
		return false;
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].patient == was)
			row = (int)i;
	list_resize(&s->rows, (int)s->n, s->rows.height);
	list_select(&s->rows, row);
	return true;
}

static bool open_queue(struct app *app, void *state, void *arg, struct err *err)
{
	struct call_queue *s = state;

	if (!calls_list(app->clinic, arg, &s->list, err))
		return false;
	s->v = mem_array(MOST, sizeof(*s->v));
	return load(app, s, err);
}

static void close_queue(void *state)
{
	struct call_queue *s = state;

	forget_shown(s);
	call_list_info_release(&s->list);
	free(s->v);
}

static void reload_queue(struct app *app, void *state)
{
	struct call_queue *s = state;
	struct err err = ERR_INIT;
	char *key = mem_strdup(s->list.key);
	struct call_list_info fresh;

	if (calls_list(app->clinic, key, &fresh, &err)) {
		call_list_info_release(&s->list);
		s->list = fresh;
	}
	free(key);
	if (err.code || !load(app, s, &err))
		app_error(app, &err);
}

/* "until Thu 26 Nov", "until something changes" is not said: the heading tells why. */
static void what_text(struct str *out, const struct app *app, const struct call_line *l)
{
	day_t today = clinic_today(app->clinic);

	if (l->call_back)
		str_add(out, _("call back is due"));
	else if (l->why == CALL_NOW && l->tries)
		str_addf(out, ngettext("tried %d time", "tried %d times", (unsigned long)l->tries), l->tries);
	if (l->why >= CALL_WITH && l->why <= CALL_WITH_FAMILY) {
		calls_on_line_words(app->clinic, l->patient, out);
		return;
	}
	if (l->why == CALL_NOW || l->until == WHEN_EVER)
		return;
	str_add(out, _("until "));
	day_show(out, when_day(l->until), today);
	if (when_minute(l->until)) {
		str_addc(out, ' ');
		minute_iso(out, when_minute(l->until));
	}
}

static bool fetch(struct app *app, struct call_queue *s, size_t row)
{
	struct queue_row *q = &s->shown[s->n_shown];
	struct str t;

	*q = (struct queue_row){ .row = row };
	if (!store_line(&app->clinic->store, s->v[row].patient, clinic_today(app->clinic), &q->line, NULL))
		return false;
	str_init(&t);
	what_text(&t, app, &s->v[row]);
	q->what = t.p;
	str_init(&t);
	if (q->line.phone)
		phone_show(&t, q->line.phone, app->clinic->config->country);
	q->phone = t.p;
	s->n_shown++;
	return true;
}

static void prepare_queue(struct app *app, void *state, int rows, int cols)
{
	struct call_queue *s = state;

	(void)cols;
	if (s->minute != clock_minute(&app->clinic->clock))
		reload_queue(app, s);
	list_resize(&s->rows, (int)s->n, app_list_rows(app, rows - HEAD));
	forget_shown(s);
	s->shown = mem_array((size_t)s->rows.height + 1, sizeof(*s->shown));
	for (int row = s->rows.top; row < s->rows.n && row < s->rows.top + s->rows.height; row++)
		fetch(app, s, (size_t)row);
}

/* --- drawing --- */

static void draw_group(const struct call_queue *s, struct canvas *c, struct rect area)
{
	struct str t;

	str_init(&t);
	str_addf(&t, "%s > %s", _("Calls"), str_is_empty(s->list.title) ? s->list.key : s->list.title);
	canvas_text(c, area, 0, 1, area.cols / 2, STYLE_HEADING, t.p);
	str_clear(&t);
	str_addf(&t, "< %s: %lld >", call_why_label(s->group), (long long)s->counts.why[s->group]);
	canvas_right(c, area, 0, area.cols - 1, STYLE_HEADING, t.p);
	str_release(&t);
}

static void draw_row(const struct app *app, const struct call_queue *s, const struct queue_row *q,
		     struct canvas *c, struct rect line)
{
	enum style style = canvas_row(c, line, (int)q->row, (int)q->row == s->rows.selected);
	const struct patient *p = &q->line.patient;
	int left = line.cols - 2 - AGE - PHONE - NUMBER - 2;
	int name = left * 2 / 5;
	int x = 2;
	struct str t;

	str_init(&t);
	shown_name(&t, app, p);
	canvas_text(c, line, 0, x, name, style, t.p);
	str_clear(&t);
	x += name + AGE;
	patient_age_sex(&t, p, clinic_today(app->clinic));
	canvas_right(c, line, 0, x, style, t.p);
	canvas_text(c, line, 0, x + 2, left - name - 3, style, q->what);
	x += left - name;
	canvas_text(c, line, 0, x, PHONE - 1, style, q->phone);
	canvas_text(c, line, 0, x + PHONE, -1, style, str_or_empty(p->chart_no));
	str_release(&t);
}

static void draw_queue(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	const struct call_queue *s = state;
	struct str t;
	int y = HEAD;

	draw_group(s, c, area);
	if (!c->plain)
		canvas_hline(c, area, 1, 0, area.cols);
	if (!s->n) {
		str_init(&t);
		if (s->group == CALL_NOW)
			calls_why_empty(&t, app->clinic, &s->counts, WHEN_NONE);
		if (!t.len)
			str_add(&t, _("Nobody."));
		canvas_wrapped(c, area, y, 2, area.cols - 4, STYLE_NORMAL, t.p);
		str_release(&t);
		return;
	}
	canvas_text(c, area, 2, 2, -1, STYLE_HEADING, _("Name"));
	for (size_t i = 0; i < s->n_shown; i++) {
		struct rect line = { area.y + y++, area.x, 1, area.cols };
		draw_row(app, s, &s->shown[i], c, line);
		if ((int)s->shown[i].row == s->rows.selected)
			canvas_cursor(c, line, 0, 0, false);
	}
}

/* --- commands --- */

/* The next group that somebody is in. */
static void turn(struct app *app, struct call_queue *s, int by)
{
	int group = (int)s->group;
	struct err err = ERR_INIT;

	do
		group = (group + by + CALL_WHYS) % CALL_WHYS;
	while (group != CALL_NOW && !s->counts.why[group]);
	s->group = (enum call_why)group;
	s->rows.selected = s->rows.top = 0;
	if (!load(app, s, &err))
		app_error(app, &err);
}

static void turn_on(struct app *app, void *state)
{
	turn(app, state, 1);
}

static void turn_back(struct app *app, void *state)
{
	turn(app, state, -1);
}

struct anyway {
	char *list;
	int64_t patient;
};

static void free_anyway(void *data)
{
	struct anyway *a = data;

	free(a->list);
	free(a);
}

static void ring_anyway(struct app *app, void *data, const char *key, const char *text)
{
	const struct anyway *a = data;

	(void)text;
	if (key && strcmp(key, "ring") == 0)
		call_begin(app, a->list, a->patient, true);
}

/* What passes by itself may be passed over; a refusal never. */
static bool is_refusal(enum call_why why)
{
	return why <= CALL_COMPLAINT && why != CALL_NOW;
}

static void ring(struct app *app, void *state)
{
	const struct call_queue *s = state;
	const struct call_line *l = chosen(s);
	struct anyway *a;
	struct pick p;

	if (!l)
		return;
	if (l->why >= CALL_WITH && l->why <= CALL_WITH_FAMILY) {
		struct str who;
		str_init(&who);
		calls_on_line_words(app->clinic, l->patient, &who);
		app_refuse(app, "%s", who.p);
		str_release(&who);
		return;
	}
	if (l->why == CALL_NOW || is_refusal(l->why)) {
		call_begin(app, s->list.key, l->patient, false);
		return;
	}
	a = mem_alloc(sizeof(*a));
	*a = (struct anyway){ mem_strdup(s->list.key), l->patient };
	pick_init(&p, call_why_label(l->why));
	pick_add(&p, "ring", _("ring them all the same"), NULL, NULL);
	pick_add(&p, "leave", _("leave them"), NULL, NULL);
	p.deliberate = true;
	p.data = a;
	p.free_data = free_anyway;
	p.done = ring_anyway;
	pick_open(app, &p);
}

static void open_card(struct app *app, void *state)
{
	const struct call_line *l = chosen(state);
	int64_t patient = l ? l->patient : 0;

	if (patient)
		app_push(app, &card_screen, &patient);
}

static void take_off(struct app *app, void *state)
{
	struct call_queue *s = state;
	const struct call_line *l = chosen(s);
	struct err err = ERR_INIT;

	if (!l)
		return;
	if (l->segment != SIZE_MAX) {
		app_refuse(app, _("the rules put them on this list: keep them out with ; on their card"));
		return;
	}
	if (!call_list_remove(app->clinic, s->list.key, l->patient, &err)) {
		app_error(app, &err);
		return;
	}
	did_for(app, l->patient, _("taken off the list"));
	app_changed(app);
}

static bool queue_key(struct app *app, void *state, const struct key *key)
{
	struct call_queue *s = state;
	bool letters = app_top(app)->keys_on_list;

	if (list_key(&s->rows, key, letters))
		return true;
	return !letters && find_by_typing(app, key);
}

static const char *queue_enter(const struct app *app, const void *state)
{
	(void)app;
	return chosen(state) ? _("RING them") : NULL;
}

static const char *queue_refuse(const struct app *app, const void *state, unsigned needs)
{
	(void)app;
	return (needs & (NEEDS_ROW | NEEDS_PATIENT)) && !chosen(state) ? _("nobody is listed here") : NULL;
}

static int64_t queue_patient(const void *state)
{
	const struct call_line *l = chosen(state);

	return l ? l->patient : 0;
}

static const struct command commands[] = {
	{ .name = "call-take", .keys = "enter", .help = N_("Ring the chosen patient"),
	  .needs = NEEDS_ROW | WRITES, .run = ring },
	{ .name = "queue-on", .keys = "right", .label = N_("why others wait"),
	  .help = N_("The next group: who waits, and why"), .run = turn_on },
	{ .name = "queue-back", .keys = "left", .help = N_("The group before"), .run = turn_back },
	{ .name = "open", .keys = "o", .label = N_("card"), .help = N_("Open their card (after Tab)"),
	  .needs = NEEDS_ROW, .run = open_card },
	{ .name = "call-list-remove", .keys = "x", .label = N_("take off"),
	  .help = N_("Take them off a list that was made by hand (after Tab)"),
	  .needs = NEEDS_ROW | WRITES, .run = take_off },
	COMMAND_END,
};

static const struct help_text help[] = {
	{ N_("letters"), N_("Find anybody, as on Patients") },
	{ N_("Tab"), N_("The keys go to the list: letters are commands; Tab again to type") },
	{ 0 },
};

const struct screen call_queue_screen = {
	.name = "call-queue",
	.title = N_("Call list"),
	.list = true,
	.commands = commands,
	.help = help,
	.state_size = sizeof(struct call_queue),
	.open = open_queue,
	.close = close_queue,
	.reload = reload_queue,
	.prepare = prepare_queue,
	.draw = draw_queue,
	.key = queue_key,
	.enter = queue_enter,
	.refuse = queue_refuse,
	.patient = queue_patient,
};
