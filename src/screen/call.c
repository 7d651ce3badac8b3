/* A call: the next of a list is claimed, rung, and what came of it recorded, one after the other. */
#include "revisit/base/i18n.h"

#include "calling.h"

enum { SIGN_OF_LIFE_MS = 60 * 1000 };

/* What opens it. */
struct call_of {
	const char *list;
	int64_t patient;
	bool anyway;
	bool goes_on;        /* with the next of the list */
	bool rang_us;
	const char *outcome; /* said already, NULL */
};

static void say_shift(struct app *app, const struct calling *s)
{
	struct shift now;

	if (!calls_shift(app->clinic, app->clinic->staff, clinic_today(app->clinic), &now, NULL) ||
	    !now.rung)
		return;
	(void)s;
	app_say(app, _("your shift today: %lld rung, %lld talked, %lld booked"), (long long)now.rung,
		(long long)now.talked, (long long)now.booked);
}

/* --- who is on the line --- */

static bool take_next(struct app *app, struct calling *s, struct err *err)
{
	calling_forget(s);
	calling_unchoose(s);
	edit_set(&s->note, NULL);
	s->in_note = false;
	s->page = 0;
	s->stale = true;
	s->rang_us = s->in_full = false;
	if (!call_next(app->clinic, &s->list, false, &s->claim, err))
		return false;
	return calling_load(app, s, err);
}

static bool take_this(struct app *app, struct calling *s, const struct call_of *of, struct err *err)
{
	s->rang_us = of->rang_us;
	bool ok = of->rang_us ? call_answer(app->clinic, &s->list, of->patient, &s->claim, err) :
				call_take(app->clinic, &s->list, of->patient, of->anyway, false,
					  &s->claim, err);
	return ok && calling_load(app, s, err);
}

static bool open_call(struct app *app, void *state, void *arg, struct err *err)
{
	const struct call_of *of = arg;
	struct calling *s = state;

	s->clinic = app->clinic;
	s->from = app_top(app)->screen;
	if (!calls_list(app->clinic, of->list, &s->list, err))
		return false;
	arena_init(&s->arena);
	edit_init(&s->answer, NULL);
	edit_init(&s->note, NULL);
	str_init(&s->leads_to);
	str_init(&s->wrong);
	strlist_init(&s->team);
	s->next = WHEN_NONE;
	s->stale = true;
	s->say = mem_alloc(sizeof(*s->say));
	s->all = mem_alloc(sizeof(*s->all));
	s->picked = of->patient != 0 && !of->goes_on;
	bool ok = of->patient ? take_this(app, s, of, err) : take_next(app, s, err);
	if (ok) {
		store_caller_set(&app->clinic->store, s->list.key, "here", NULL);
		calling_look_round(app, s);
	}
	if (ok && of->outcome)
		calling_choose(app, s, of->outcome);
	return ok;
}

/* Closed with somebody on the line (the program is left): they go back to the list. */
static void close_call(void *state)
{
	struct calling *s = state;

	calling_keep_note(NULL, s);
	if (s->has)
		call_release(s->clinic, s->claim.id, NULL);
	calling_forget(s);
	store_caller_set(&s->clinic->store, NULL, NULL, NULL);
	call_list_info_release(&s->list);
	arena_release(&s->arena);
	call_offers_release(&s->offers);
	edit_release(&s->answer);
	edit_release(&s->note);
	str_release(&s->leads_to);
	str_release(&s->wrong);
	strlist_release(&s->team);
	free(s->coming);
	free(s->say);
	free(s->all);
}

static void claim_ended(struct app *app, struct calling *s, const struct err *err)
{
	s->over = err->code == ERR_CLAIM_OVER;
	if (s->over) {
		calling_unchoose(s);
		str_add(&s->wrong, err->msg);
	}
	app_error(app, err);
}

/* A colleague booked them, or they simply came: what happened is told at once. */
static void look_at_claim(struct app *app, struct calling *s)
{
	struct err err = ERR_INIT;

	if (!s->has || s->over || call_alive(app->clinic, s->claim.id, &err))
		return;
	claim_ended(app, s, &err);
}

/* Other settings may be in force: the list, its outcomes and what was said of one are theirs. */
static void reload_call(struct app *app, void *state)
{
	struct calling *s = state;
	char *key = mem_strdup(s->list.key);
	struct call_said was;
	struct call_list_info fresh;

	calling_said(s, &was);
	s->stale = true;
	if (calls_list(app->clinic, key, &fresh, NULL)) {
		call_list_info_release(&s->list);
		s->list = fresh;
	}
	bool booked = s->has && calling_refresh(app, s);
	look_at_claim(app, s);
	if (s->resumes && app_top(app)->state == state)
		calling_resume(app, s);
	if (booked && !was.outcome && !s->over) {
		calling_choose_booked(app, s);
	} else if (was.outcome && !s->over) {
		bool in_note = s->in_note;
		calling_choose_again(app, s, &was);
		s->in_note = in_note;
	}
	call_said_release(&was);
	free(key);
}

static void prepare_call(struct app *app, void *state, int rows, int cols)
{
	struct calling *s = state;

	(void)rows;
	(void)cols;
	if (s->stale || s->minute != clock_minute(&app->clinic->clock))
		calling_look_round(app, s);
	if (s->has && boot_now() - s->kept_at > SIGN_OF_LIFE_MS)
		app->working = true;
}

/* The claim lives on while the screen does. */
static enum work work_call(struct app *app, void *state)
{
	struct calling *s = state;
	struct err err = ERR_INIT;

	if (!s->prepared)
		return WORK_SHOW; /* the next frame goes on with it */
	if (!s->has || s->over || boot_now() - s->kept_at <= SIGN_OF_LIFE_MS)
		return WORK_NONE;
	s->kept_at = boot_now();
	if (call_keep(app->clinic, s->claim.id, &err))
		return WORK_NONE;
	claim_ended(app, s, &err);
	return WORK_SHOW;
}

/* --- commands --- */

/* The call back of another list that was asked for: it is rung before the next one of this. */
static bool ring_call_back(struct app *app, int64_t task)
{
	struct task t;

	record_init(&record_task, &t);
	bool ok = store_get(&app->clinic->store, &record_task, task, &t, NULL) &&
		  call_begin(app, str_or_empty(t.list), t.patient, true);
	record_release(&record_task, &t);
	return ok;
}

/* Nobody is left: the screen says why, what was said before stays on the message line. */
static void bring_next(struct app *app, struct calling *s)
{
	char *said = mem_strdup(app->message);
	struct err err = ERR_INIT;

	if (!take_next(app, s, &err) && err.code != ERR_NOBODY)
		app_error(app, &err);
	else
		app_say(app, "%s", said);
	free(said);
}

void calling_resume(struct app *app, struct calling *s)
{
	s->resumes = false;
	if (!s->has)
		bring_next(app, s);
}

/* Back to where it was begun, though it was held and something else lies below by now. */
static void go_back(struct app *app, const struct calling *s)
{
	const struct screen *from = s->from;
	bool queue = from == &call_queue_screen;
	char *list = mem_strdup(s->list.key);

	app_pop(app);
	if ((queue || from == &calls_screen) && app_top(app)->screen != from) {
		app_home(app, &calls_screen, NULL);
		if (queue)
			app_push(app, &call_queue_screen, list);
	}
	free(list);
}

void calling_go_on(struct app *app, struct calling *s)
{
	int64_t then = s->then;
	bool ends = s->last && !s->picked && !then;

	s->then = 0;
	if (s->last || s->picked) {
		char *said = mem_strdup(app->message);
		calling_forget(s);
		go_back(app, s);
		if (ends)
			app_push(app, &call_shift_screen, NULL);
		app_say(app, "%s", said);
		free(said);
		if (then)
			ring_call_back(app, then);
		return;
	}
	if (!then) {
		bring_next(app, s);
		return;
	}
	calling_forget(s);
	calling_unchoose(s);
	s->stale = s->resumes = true;
	if (!ring_call_back(app, then))
		calling_resume(app, s);
}

void calling_leave(struct app *app, struct calling *s)
{
	struct err err = ERR_INIT;

	calling_keep_note(app, s);
	if (s->has && !s->over && !call_release(app->clinic, s->claim.id, &err))
		app_error(app, &err);
	calling_forget(s);
	say_shift(app, s);
	char *said = mem_strdup(app->message);
	go_back(app, s);
	if (*said)
		app_say(app, "%s", said);
	free(said);
}

static bool has_dial(const struct app *app)
{
	return app->clinic->config->calls.dial.n > 0;
}

static void ring(struct app *app, struct calling *s)
{
	struct err err = ERR_INIT;

	if (!call_dial(app->clinic, &s->numbers[s->number], &err)) {
		app_error(app, &err);
		return;
	}
	s->rung = true;
	s->rung_at = boot_now();
	struct str end;
	str_init(&end);
	last_four(&end, str_or_empty(s->numbers[s->number].norm));
	app_say(app, _("ringing %s: what came of it?"), end.p);
	str_release(&end);
}

/* What came of this number is recorded, that one (normal form) is rung in the same call. */
static void ring_number(struct app *app, struct calling *s, const char *norm)
{
	if (!calling_record(app, s, true))
		return;
	calling_unchoose(s);
	s->rung = false;
	s->page = 0;
	calling_read_numbers(app, s, norm);
	calling_choices(app, s);
}

/* The right number was told: it stands on the card then. */
static void ring_right(struct app *app, struct calling *s)
{
	struct str norm;

	str_init(&norm);
	phone_normal(&norm, s->answer.text.p, app->clinic->config->country);
	ring_number(app, s, norm.p);
	str_release(&norm);
}

static void ring_other(struct app *app, struct calling *s, size_t next)
{
	char *norm = mem_strdup(s->numbers[next].norm);

	ring_number(app, s, norm);
	free(norm);
}

static size_t number_of(const struct calling *s, int64_t contact)
{
	size_t i = 0;

	while (i + 1 < s->n_numbers && s->numbers[i].contact != contact)
		i++;
	return i;
}

void calling_enter(struct app *app, void *state)
{
	struct calling *s = state;
	struct err err = ERR_INIT;

	if (!s->has) {
		if (take_next(app, s, &err))
			return;
		if (err.code == ERR_NOBODY)
			app_refuse(app, _("still nobody can be rung; above is why"));
		else
			app_error(app, &err);
		return;
	}
	if (s->over) {
		calling_keep_note(app, s);
		calling_forget(s);
		calling_enter(app, s);
		return;
	}
	if (s->in_note) {
		calling_note_done(app, s);
		return;
	}
	if (!s->outcome && has_dial(app) && !s->rung && !s->rang_us && s->n_numbers) {
		ring(app, s);
		return;
	}
	if (!s->outcome) {
		app_refuse(app, _("what came of it? 1-9; 0 leaves them for now"));
		return;
	}
	if (s->rings_right) {
		ring_right(app, s);
		return;
	}
	if (s->rings_next) {
		ring_other(app, s, number_of(s, s->rings_next));
		return;
	}
	if (calling_record(app, s, false))
		calling_go_on(app, s);
}

void calling_other_number(struct app *app, void *state)
{
	struct calling *s = state;
	const struct outcome_def *o = calling_outcome(s);

	if (s->n_numbers < 2) {
		app_refuse(app, _("there is no other number"));
		return;
	}
	if (s->number == 0 && !calling_next_number(s)) {
		app_refuse(app, _("the other numbers were dialled often enough today"));
		return;
	}
	if (o && !(o->flags & (OUTCOME_FINAL | OUTCOME_CONTACT))) {
		ring_other(app, s, calling_next_number(s));
		return;
	}
	s->number = calling_next_number(s);
	s->rung = false;
	calling_choices(app, s);
}

/* Up, of a call back: mine or anyone's; of a visit that is cancelled: another time.  False: nothing of the
 * kind. */
static bool other_way(struct app *app, struct calling *s)
{
	const struct outcome_def *o = calling_outcome(s);
	const char *move = o && o->flags & OUTCOME_CANCEL ? calling_move_key(s) : NULL;

	if (move) {
		calling_choose(app, s, move);
		return true;
	}
	if (!o || !(o->flags & OUTCOME_CALLBACK))
		return false;
	s->anyone = !s->anyone;
	calling_preview(app, s);
	return true;
}

void calling_tab(struct app *app, void *state)
{
	struct calling *s = state;

	if (s->in_note)
		calling_note_done(app, s);
	else
		s->in_note = s->has;
}

/* One step back: the note, what is shown in full, the answer, the other outcomes; then it is asked when
 * to stop. */
static void back(struct app *app, struct calling *s)
{
	if (s->in_note) {
		calling_note_done(app, s);
		return;
	}
	if (s->in_full) {
		s->in_full = false;
		return;
	}
	if (s->outcome || s->page) {
		calling_unchoose(s);
		s->page = 0;
		calling_choices(app, s);
		return;
	}
	if (s->has && !s->over && (!s->picked || s->note.text.len))
		calling_ask_stop(app, s);
	else
		calling_leave(app, s);
}

/* What to say, or everything about them, a page on or back. */
static void scroll(struct calling *s, int pages)
{
	struct call_scroll *at = s->in_full ? s->all : s->say;
	int by = at->rows > 1 ? at->rows - 1 : 1;

	at->from = at->shown + pages * by;
	if (at->from > at->lines - at->rows)
		at->from = at->lines - at->rows;
	if (at->from < 0)
		at->from = 0;
}

static bool edit_line(struct app *app, struct calling *s, const struct key *key)
{
	struct edit *e = s->in_note ? &s->note : &s->answer;

	if (!edit_key(e, key))
		return false;
	if (!s->in_note)
		calling_preview(app, s);
	return true;
}

/* What was clicked: an answer while an outcome asks for one, else an outcome. */
static void point(struct app *app, struct calling *s, int row)
{
	const char digit[] = { (char)('1' + row), '\0' };

	if (s->outcome && calling_asks(s) && s->offers.n && !s->in_note) {
		edit_set(&s->answer, digit);
		calling_preview(app, s);
		return;
	}
	calling_digit(app, s, row + 1);
}

static bool call_key(struct app *app, void *state, const struct key *key)
{
	struct calling *s = state;

	if (key->kind == KEY_ESC) {
		back(app, s);
		return true;
	}
	if (!s->has)
		return false;
	if (key->mouse == MOUSE_CHOICE) {
		point(app, s, key->row);
		return true;
	}
	if ((s->in_note || calling_asks(s)) && edit_line(app, s, key))
		return true;
	if (key->kind == KEY_PAGE_DOWN || key->kind == KEY_PAGE_UP) {
		scroll(s, key->kind == KEY_PAGE_DOWN ? 1 : -1);
		return true;
	}
	if (key->kind == KEY_LEFT && s->in_full) {
		s->in_full = false;
		return true;
	}
	if (key->kind == KEY_UP && !s->in_note && other_way(app, s))
		return true;
	if (key->kind == KEY_DOWN) {
		calling_other_number(app, s);
		return true;
	}
	if (key->kind == KEY_TEXT && key->cp >= '1' && key->cp <= '9' && !s->in_note)
		return calling_digit(app, s, (int)(key->cp - '0'));
	return false;
}

static bool call_typing(const void *state)
{
	const struct calling *s = state;

	return s->in_note || (s->outcome && calling_asks(s));
}

static const char *call_enter(const struct app *app, const void *state)
{
	const struct calling *s = state;

	if (!s->has || s->over)
		return _("NEXT PATIENT");
	if (s->in_note)
		return _("note done");
	if (s->outcome)
		return s->rings_right	 ? _("RECORD, ring the right one") :
		       s->rings_next	 ? _("RECORD, ring the next number") :
		       s->last || s->picked   ? _("RECORD") :
						_("RECORD and next");
	if (!has_dial(app) || s->rung || s->rang_us || !s->n_numbers)
		return NULL;
	static char ring[64]; /* until the next frame */
	struct str end;
	str_init(&end);
	last_four(&end, str_or_empty(s->numbers[s->number].norm));
	snprintf(ring, sizeof(ring), _("RING %s"), end.p);
	str_release(&end);
	return ring;
}

static const char *call_esc(const struct app *app, const void *state)
{
	const struct calling *s = state;

	(void)app;
	if (s->in_note || s->outcome || s->page || s->in_full)
		return s->in_full && !s->in_note ? _("back") : _("another result");
	if (!s->has || s->over)
		return NULL;
	return s->picked ? _("put them back") : _("stop");
}

static const char *call_refuse(const struct app *app, const void *state, unsigned needs)
{
	(void)app;
	const struct calling *s = state;

	const struct outcome_def *o = s->has ? calling_outcome(s) : NULL;

	if ((needs & (NEEDS_PATIENT | NEEDS_ROW)) && (!s->has || s->over))
		return _("nobody is on the line");
	if (needs & NEEDS_SHARED && o && !(o->flags & OUTCOME_FAMILY))
		return _("this is about one person: it never counts for the family");
	return NULL;
}

static int64_t call_patient(const void *state)
{
	const struct calling *s = state;

	return s->has ? s->claim.patient : 0;
}

static bool is_held(const void *state)
{
	const struct calling *s = state;

	return s->has && !s->over;
}

static void call_describe(const void *state, struct str *out)
{
	const struct calling *s = state;

	str_addf(out, _("call with %s"), str_or_empty(s->card.p.name));
}

static const struct help_text help[] = {
	{ N_("1-9"), N_("What came of the call; what happens next is shown, Enter records it") },
	{ N_("Down"), N_("Ring the next number") },
	{ N_("Up"), N_("Of a call back: mine or anyone's; of a visit that is cancelled: another time instead") },
	{ N_("PgDn"), N_("More of what to say, or of what is shown in full; PgUp back") },
	{ N_("Esc"), N_("One step back: another result; then it is asked when to stop") },
	{ 0 },
};

const struct screen call_screen = {
	.name = "call",
	.title = N_("Call"),
	.commands = call_commands,
	.bare_when_empty = true,
	.help = help,
	.state_size = sizeof(struct calling),
	.open = open_call,
	.close = close_call,
	.reload = reload_call,
	.prepare = prepare_call,
	.draw = calling_draw,
	.work = work_call,
	.key = call_key,
	.enter = call_enter,
	.esc = call_esc,
	.refuse = call_refuse,
	.patient = call_patient,
	.typing = call_typing,
	.holds = is_held,
	.describe = call_describe,
};

bool call_begin(struct app *app, const char *list, int64_t patient, bool anyway)
{
	struct call_of of = { .list = list, .patient = patient, .anyway = anyway };

	return app_push(app, &call_screen, &of);
}

bool call_answered(struct app *app, const char *list, int64_t patient)
{
	struct call_of of = { .list = list, .patient = patient, .rang_us = true };

	return app_push(app, &call_screen, &of);
}

void call_confirm(struct app *app, int64_t patient, const char *outcome)
{
	struct call_of of = { .list = LIST_CONFIRM,
			      .patient = patient,
			      .anyway = true,
			      .goes_on = !outcome,
			      .outcome = outcome };

	app_push(app, &call_screen, &of);
}
