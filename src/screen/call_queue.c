/* Who is on a call list: those who may be rung now in the order they will come, and behind them, group
 * by group, those who cannot and why. */
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"

#include "revisit/text/width.h"
#include "revisit/ui/list.h"
#include "calling.h"

enum { MOST = 1000, HEAD = 3, AGE = 5, NUMBER = 6, LEAST_PHONE = 13, LEAST_NAME = 12, LEAST_WHEN = 6, LEAST_WHY = 12 };

struct queue_row {
	size_t row;
	struct patient_line line;
	char *name; /* with how it is said */
	char *why;  /* why they are on it */
	char *what; /* why not, and until when; what was tried of who may be rung */
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
		free(s->shown[i].name);
		free(s->shown[i].why);
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
	forget_shown(s);
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

/* "2 tries, Fri 10:05"; of who is settled what they said last: "declined, Fri 10:05". */
static void last_call(struct str *out, const struct app *app, const struct call_line *l)
{
	struct clinic *c = app->clinic;
	int64_t id = store_last_call(&c->store, l->patient, NULL);
	struct attempt a;
	minute_t minute;
	day_t day;

	record_init(&record_attempt, &a);
	if (id && store_get(&c->store, &record_attempt, id, &a, NULL)) {
		if (l->why == CALL_NOW)
			str_addf(out, ngettext("%d try", "%d tries", (unsigned long)l->tries), l->tries);
		else
			str_add(out, config_outcome_label(c->config, str_or_empty(a.outcome)));
		str_add(out, ", ");
		call_day_near(out, a.day, clinic_today(c));
		instant_split(a.at, &day, &minute);
		if (a.at != INSTANT_NONE && a.day > clinic_today(c) - 7) {
			str_addc(out, ' ');
			minute_iso(out, minute);
		}
	}
	record_release(&record_attempt, &a);
}

static bool is_of_a_call(enum call_why why)
{
	return why == CALL_SETTLED || why == CALL_GIVEN_UP;
}

static void what_text(struct str *out, const struct app *app, const struct call_line *l)
{
	day_t today = clinic_today(app->clinic);

	if (l->call_back)
		str_add(out, _("call back is due"));
	else if ((l->why == CALL_NOW && l->tries) || is_of_a_call(l->why))
		last_call(out, app, l);
	if (l->why >= CALL_WITH && l->why <= CALL_WITH_FAMILY) {
		calls_on_line_words(app->clinic, l->patient, out);
		return;
	}
	if (l->why == CALL_NOW || is_of_a_call(l->why) || l->until == WHEN_EVER)
		return;
	call_day_near(out, when_day(l->until), today);
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
	shown_name(&t, app, &q->line.patient);
	q->name = t.p;
	q->why = call_why_words(app->clinic, &s->list, s->v[row].patient);
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
	size_t sight = (size_t)(s->rows.n - s->rows.top < s->rows.height ? s->rows.n - s->rows.top :
									   s->rows.height);
	/* Fetched once, as long as they stay in sight. */
	if (s->n_shown == sight && (!sight || s->shown[0].row == (size_t)s->rows.top))
		return;
	forget_shown(s);
	s->shown = mem_array(sight + 1, sizeof(*s->shown));
	for (size_t i = 0; i < sight; i++)
		fetch(app, s, (size_t)s->rows.top + i);
}

/* --- drawing --- */

static void draw_group(const struct call_queue *s, struct canvas *c, struct rect area)
{
	struct str t;

	str_init(&t);
	str_addf(&t, "%s > %s", _("Calls"), call_list_name(&s->list));
	canvas_text(c, area, 0, 1, area.cols / 2, STYLE_HEADING, t.p);
	str_clear(&t);
	str_addf(&t, "< %s: %lld >", call_why_label(s->group), (long long)s->counts.why[s->group]);
	canvas_right(c, area, 0, area.cols - 1, STYLE_HEADING, t.p);
	str_release(&t);
}

/* Where the columns begin, and how wide they are: name, age, why, what, phone, number. */
struct columns {
	int name, why, what, phone;
};

static int widest_of(const struct call_queue *s, const char *(*text)(const struct queue_row *q), int least)
{
	int widest = least;

	for (size_t i = 0; i < s->n_shown; i++) {
		int width = text_width(text(&s->shown[i]));
		widest = width > widest ? width : widest;
	}
	return widest;
}

static const char *name_of(const struct queue_row *q)
{
	return q->name;
}

static const char *phone_of(const struct queue_row *q)
{
	return q->phone;
}

static const char *what_of(const struct queue_row *q)
{
	return q->what;
}

/* A number is whole or of no use; what was tried comes next, then names and reasons share the rest. */
static struct columns columns_of(const struct call_queue *s, int cols)
{
	int what = widest_of(s, what_of, 0);
	struct columns k = { .phone = widest_of(s, phone_of, LEAST_PHONE) + 1,
			     .what = what ? (what > LEAST_WHEN ? what : LEAST_WHEN) + 1 : 0 };
	int rest = cols - 2 - AGE - NUMBER - k.phone;

	if (k.what > rest - LEAST_NAME - LEAST_WHY)
		k.what = rest - LEAST_NAME - LEAST_WHY;
	rest -= k.what;
	k.name = widest_of(s, name_of, LEAST_NAME) + 1;
	if (k.name > rest / 2)
		k.name = rest / 2;
	k.why = rest - k.name;
	return k;
}

static void draw_heads(const struct call_queue *s, struct canvas *c, struct rect area, int y)
{
	const struct columns k = columns_of(s, area.cols);
	int x = 2;

	canvas_text(c, area, y, x, k.name - 1, STYLE_HEADING, _("Name"));
	x += k.name + AGE;
	canvas_text(c, area, y, x, k.why - 1, STYLE_HEADING, C_("column: of a call list", "Why"));
	x += k.why;
	if (k.what)
		canvas_text(c, area, y, x, k.what - 1, STYLE_HEADING,
			    s->group == CALL_NOW || is_of_a_call(s->group) ? C_("column: of a call list", "Tried") :
			    s->group >= CALL_WITH && s->group <= CALL_WITH_FAMILY ?
			    C_("column: of a call list", "With") :
			    C_("column: of a call list", "Until"));
	x += k.what;
	canvas_text(c, area, y, x, k.phone - 1, STYLE_HEADING, C_("column: of a call list", "Number"));
	canvas_text(c, area, y, x + k.phone, -1, STYLE_HEADING, C_("column: of a call list", "Chart"));
}

static void draw_row(const struct app *app, const struct call_queue *s, const struct queue_row *q,
		     struct canvas *c, struct rect line)
{
	enum style style = canvas_row(c, line, (int)q->row, (int)q->row == s->rows.selected);
	const struct columns k = columns_of(s, line.cols);
	const struct patient *p = &q->line.patient;
	int x = 2;
	struct str t;

	str_init(&t);
	str_add(&t, q->name);
	if (text_width(t.p) > k.name - 1) {
		str_clear(&t);
		short_name(&t, app, p);
	}
	canvas_text(c, line, 0, x, k.name - 1, style, t.p);
	str_clear(&t);
	x += k.name + AGE;
	patient_age_sex(&t, p, clinic_today(app->clinic));
	canvas_right(c, line, 0, x - 1, style, t.p);
	canvas_text(c, line, 0, x, k.why - 1, style, q->why);
	x += k.why;
	if (k.what)
		canvas_text(c, line, 0, x, k.what - 1, style, q->what);
	x += k.what;
	canvas_text(c, line, 0, x, k.phone - 1, style, q->phone);
	canvas_text(c, line, 0, x + k.phone, -1, style, str_or_empty(p->chart_no));
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
		canvas_cursor(c, area, y, 2, false);
		canvas_wrapped(c, area, y, 2, area.cols - 4, STYLE_NORMAL, t.p);
		str_release(&t);
		return;
	}
	draw_heads(s, c, area, 2);
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

static void why(struct app *app, void *state)
{
	const struct call_line *l = chosen(state);

	if (l)
		ask_segments_why(app, l->patient);
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
	{ .name = "why", .keys = "w", .label = N_("why"), .help = N_("Why they are on lists (after Tab)"),
	  .needs = NEEDS_ROW, .run = why },
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
