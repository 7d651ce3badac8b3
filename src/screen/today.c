/* Today: who comes, who is here, what is due.  Typing finds anybody. */
#include "revisit/app/keys.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/desk.h"
#include "revisit/screen/parts.h"

#include "sooner_parts.h"
#include "message.h"
#include "today.h"

enum { ROOMY = 16 }; /* rows from which the side has blank lines and whole sentences */

/* --- what is shown --- */

static void forget_lines(struct day_view *s)
{
	for (size_t i = 0; i < s->n_coming; i++) {
		record_release(&record_visit, &s->v[i].visit);
		record_release(&record_patient, &s->v[i].patient);
	}
	free(s->v);
	free(s->lines);
	s->v = NULL;
	s->lines = NULL;
	s->n_lines = s->n_coming = 0;
}

/* Who comes; the rest follows while nobody presses a key (work_today). */
static bool load(struct app *app, struct day_view *s, day_t day, struct err *err)
{
	if (!day_begin(app->clinic, day, &s->day, err))
		return false;
	forget_lines(s);
	s->looked = clock_now(&app->clinic->clock);
	s->no_patients = store_patients(&app->clinic->store) == 0;
	s->n_coming = s->day.visits.n;
	s->v = mem_array(s->n_coming, sizeof(*s->v));
	for (size_t i = 0; i < s->n_coming; i++) {
		record_init(&record_visit, &s->v[i].visit);
		record_init(&record_patient, &s->v[i].patient);
	}
	today_lay_out(s);
	s->brief_stale = true;
	app->working = true;
	return true;
}

const struct day_line *today_line(const struct day_view *s)
{
	return s->n_lines ? &s->lines[s->list.selected] : NULL;
}

const struct day_visit *today_chosen(const struct day_view *s)
{
	const struct day_line *l = today_line(s);

	return l && l->kind == LINE_VISIT ? &s->day.visits.v[l->i] : NULL;
}

int64_t today_chosen_id(const struct day_view *s)
{
	const struct day_visit *v = today_chosen(s);

	return v ? v->id : 0;
}

int64_t today_chosen_patient(const struct day_view *s)
{
	const struct day_visit *v = today_chosen(s);

	return v ? v->patient : 0;
}

void today_name(struct app *app, int64_t patient, struct str *out)
{
	struct patient p;

	record_init(&record_patient, &p);
	if (store_get(&app->clinic->store, &record_patient, patient, &p, NULL))
		short_name(out, app, &p);
	record_release(&record_patient, &p);
}

static void choose_row(struct day_view *s, int row)
{
	list_resize(&s->list, (int)s->n_lines, s->list.height);
	list_select(&s->list, row);
}

/* The visit's line; where it is folded away, the line that took its place. */
static void choose(struct day_view *s, int64_t visit)
{
	int row = s->list.selected;

	for (size_t i = 0; i < s->n_lines; i++)
		if (s->lines[i].kind == LINE_VISIT && s->day.visits.v[s->lines[i].i].id == visit)
			row = (int)i;
	choose_row(s, row);
}

/* The first that is still to be done is the one a new morning begins with. */
static void choose_first(struct day_view *s)
{
	s->list.top = 0; /* who is here already is in sight above */
	for (size_t i = 0; i < s->n_lines; i++) {
		const struct day_line *l = &s->lines[i];
		if (l->kind != LINE_VISIT ||
		    !visit_is_booked((enum visit_status)s->day.visits.v[l->i].status))
			continue;
		choose_row(s, (int)i);
		return;
	}
	choose_row(s, 0);
}

static bool open_today(struct app *app, void *state, void *arg, struct err *err)
{
	struct day_view *s = state;

	(void)arg;
	day_init(&s->day);
	if (!load(app, s, clinic_today(app->clinic), err)) {
		day_release(&s->day);
		return false;
	}
	choose_first(s);
	return true;
}

static void close_today(void *state)
{
	struct day_view *s = state;

	forget_lines(s);
	day_release(&s->day);
	side_release(&s->side);
	brief_release(&s->brief);
	free(s->brief_name);
}

static void reload_today(struct app *app, void *state)
{
	struct day_view *s = state;
	struct err err = ERR_INIT;
	int64_t was = today_chosen_id(s);
	/* What stands open over midnight goes on with the new day. */
	day_t day = s->day.day == s->day.today ? clinic_today(app->clinic) : s->day.day;

	bool turned = day != s->day.day;
	if (!load(app, s, day, &err))
		app_error(app, &err);
	if (turned)
		choose_first(s);
	else
		choose(s, app->came ? app->came : was);
	app->came = 0;
}

/* The gaps are known by the end: the chosen line stays the chosen one. */
static enum work work_today(struct app *app, void *state)
{
	struct day_view *s = state;
	struct err err = ERR_INIT;

	if (day_complete(&s->day))
		return WORK_NONE;
	int64_t was = today_chosen_id(s);
	if (!day_step(app->clinic, &s->day, &err))
		app_error(app, &err);
	today_lay_out(s);
	choose(s, was);
	if (!day_complete(&s->day))
		return WORK_MORE;
	s->side_stale = s->known = true;
	s->brief_stale = s->brief_stale || s->brief_of < 0; /* gaps have other numbers now */
	return WORK_SHOW;
}

/* Says who has waited long, once, when that comes to be so. */
static void prompt(struct app *app, struct day_view *s, instant_t before)
{
	for (size_t i = 0; i < s->day.visits.n; i++) {
		const struct day_visit *v = &s->day.visits.v[i];
		struct str name;
		struct str time;
		if (v->status != VISIT_ARRIVED || v->day != s->day.today ||
		    day_minutes_here(v, s->looked) < WAITS_LONG ||
		    day_minutes_here(v, before) >= WAITS_LONG)
			continue;
		s->side.top = 0; /* it is among what is done first */
		str_init(&name);
		str_init(&time);
		today_name(app, v->patient, &name);
		day_wait_words(&time, day_minutes_here(v, s->looked));
		app_say(app, _("%s waits %s: say why"), name.p, time.p);
		str_release(&name);
		str_release(&time);
	}
}

/* With every minute somebody is later, and a gap is shorter. */
static void keep_up(struct app *app, struct day_view *s)
{
	instant_t before = s->looked;

	if (s->day.now == clock_minute(&app->clinic->clock))
		return;
	reload_today(app, s);
	prompt(app, s, before);
}

static void prepare_today(struct app *app, void *state, int rows, int cols)
{
	struct day_view *s = state;

	keep_up(app, s);
	today_place(app, s, rows, cols);
	if (s->list.height == 0)
		s->list.top = 0; /* opened just now: begin with those who are here */
	list_resize(&s->list, (int)s->n_lines, s->list_at.rows);
	list_select(&s->list, s->list.selected);
	for (int i = s->list.top; i < (int)s->n_lines && i < s->list.top + s->list.height; i++)
		if (s->lines[i].kind == LINE_VISIT)
			today_fetch(app, s, s->lines[i].i);
	if (s->brief_at.rows)
		today_brief(app, s);
	bool tight = s->side_at.rows < ROOMY;
	if (s->side_stale || s->side.cols != s->side_at.cols || s->side.tight != tight) {
		s->side.cols = s->side_at.cols;
		s->side.tight = tight;
		if (s->known)
			side_build(app, s);
	}
	s->side_stale = false;
	side_place(&s->side, s->side_at.rows);
}

static void draw(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	today_draw(app, state, c, area);
}

/* --- keys --- */

static void fold(struct day_view *s)
{
	int row = s->list.selected;

	s->unfolded = !s->unfolded;
	today_lay_out(s);
	choose_row(s, row);
}

static void book_gap(struct app *app, struct day_view *s, size_t i)
{
	const struct day_gap *g = &s->day.gaps[i];
	const struct book_place place = { .day = s->day.day,
					  .minute = g->from,
					  .provider = g->provider };

	book_here(app, &place);
}

/* Whom it fits of those who would come sooner. */
static void fill_gap(struct app *app, struct day_view *s, size_t i)
{
	const struct sooner_gap gap = today_gap(s, i);

	sooner_fill_gap(app, &gap);
}

static void open_book(struct app *app, const struct day_view *s)
{
	struct book_place place = { .day = s->day.day, .minute = MINUTE_NONE };

	app_push(app, &book_screen, &place);
}

void today_open_chosen(struct app *app, void *state)
{
	struct day_view *s = state;
	const struct day_line *l = today_line(s);

	if (!l)
		return;
	switch (l->kind) {
	case LINE_VISIT:
		app_push(app, &card_screen, &s->day.visits.v[l->i].patient);
		return;
	case LINE_GAP:
		book_gap(app, s, l->i);
		return;
	case LINE_LONGER:
		open_book(app, s);
		return;
	case LINE_FOLD:
		fold(s);
		return;
	}
}

void today_turn_to(struct app *app, struct day_view *s, day_t day)
{
	struct err err = ERR_INIT;

	s->side.top = 0;
	if (!load(app, s, day, &err))
		app_error(app, &err);
	choose_first(s);
}

static void do_numbered(struct app *app, struct day_view *s, const struct side_line *l)
{
	int64_t id = l->id;

	switch (l->act) {
	case SIDE_CARD:
		app_push(app, &card_screen, &id);
		return;
	case SIDE_TASK:
		ask_task_over(app, id);
		return;
	case SIDE_TODOS:
		app_push(app, &todos_screen, NULL);
		return;
	case SIDE_CONFIRM:
		app_push(app, &confirm_screen, &s->day.next);
		return;
	case SIDE_CLOSE:
		app_push(app, &close_screen, NULL);
		return;
	case SIDE_MEND:
		app_push(app, &mend_screen, NULL);
		return;
	case SIDE_GAP:
		if (id < (int64_t)s->day.n_gaps) /* they may be counted anew just now */
			fill_gap(app, s, (size_t)id);
		return;
	case SIDE_LEFT:
		ask_next_visit(app, id);
		return;
	case SIDE_HANDOVER:
		ask_handover_done(app, id);
		return;
	case SIDE_BY_HAND:
		show_outbox(app, true);
		return;
	case SIDE_OUTBOX:
		show_outbox(app, false);
		return;
	case SIDE_NOTHING:
		return;
	}
}

static bool today_key(struct app *app, void *state, const struct key *key)
{
	struct day_view *s = state;
	bool letters = app_top(app)->keys_on_list;

	if (list_key(&s->list, key, letters))
		return true;
	if (key->kind == KEY_ESC && s->day.day != clinic_today(app->clinic)) {
		today_turn_to(app, s, clinic_today(app->clinic));
		return true;
	}
	if (letters && key->kind == KEY_TEXT && key->cp >= '1' && key->cp <= '9') {
		const struct side_line *l = side_numbered(&s->side, (int)(key->cp - '0'));
		if (l)
			do_numbered(app, s, l);
		else
			app_say(app, _("nothing has that number here"));
		return true;
	}
	return !letters && find_by_typing(app, key);
}

static const char *today_enter(const struct app *app, const void *state)
{
	const struct day_view *s = state;
	const struct day_line *l = today_line(s);

	(void)app;
	if (!l)
		return NULL;
	if (l->kind == LINE_GAP)
		return _("BOOK HERE");
	if (l->kind == LINE_LONGER)
		return _("the book");
	if (l->kind == LINE_FOLD)
		return s->unfolded ? _("fold them away") : _("show them");
	return C_("what Enter does", "open");
}

static const char *today_refuse(const struct app *app, const void *state, unsigned needs)
{
	const struct day_view *s = state;

	(void)app;
	if (!(needs & (NEEDS_ROW | NEEDS_VISIT | NEEDS_PATIENT)) || today_chosen_id(s))
		return NULL;
	return s->n_lines ? _("choose a visit with the arrows") : _("nobody is booked");
}

static int64_t today_patient(const void *state)
{
	return today_chosen_patient(state);
}

static const struct help_text help[] = {
	{ N_("letters"), N_("Find anybody, as on Patients") },
	{ N_("Tab"), N_("The keys go to the list: letters are commands; Tab again to type") },
	{ N_("1-9"), N_("After Tab: do what has that number beside the list") },
	{ 0 },
};

const struct screen today_screen = {
	.name = "today",
	.title = N_("Today"),
	.tab = 1,
	.list = true,
	.commands = today_commands,
	.help = help,
	.state_size = sizeof(struct day_view),
	.open = open_today,
	.close = close_today,
	.reload = reload_today,
	.prepare = prepare_today,
	.work = work_today,
	.draw = draw,
	.key = today_key,
	.enter = today_enter,
	.refuse = today_refuse,
	.patient = today_patient,
};
