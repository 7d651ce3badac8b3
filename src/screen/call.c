/* A call: the next of a list is claimed, rung, and what came of it recorded, one after the other. */
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"

#include "calling.h"
#include "message.h"

enum { SIGN_OF_LIFE_MS = 60 * 1000 };

/* What opens it. */
struct call_of {
	const char *list;
	int64_t patient;
	bool anyway;
	bool goes_on;        /* with the next of the list */
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
	if (!call_next(app->clinic, &s->list, false, &s->claim, err))
		return false;
	return calling_load(app, s, err);
}

static bool open_call(struct app *app, void *state, void *arg, struct err *err)
{
	const struct call_of *of = arg;
	struct calling *s = state;

	s->clinic = app->clinic;
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
	s->picked = of->patient != 0 && !of->goes_on;
	bool ok = !of->patient ? take_next(app, s, err) :
				 call_take(app->clinic, &s->list, of->patient, of->anyway, false,
					   &s->claim, err) &&
					 calling_load(app, s, err);
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
}

/* Other settings may be in force: the list, its outcomes and what was said of one are theirs. */
static void reload_call(struct app *app, void *state)
{
	struct calling *s = state;
	char *outcome = mem_strdup(s->outcome);
	char *answer = mem_strdup(s->answer.text.p);
	char *key = mem_strdup(s->list.key);
	struct call_list_info fresh;

	s->stale = true;
	if (calls_list(app->clinic, key, &fresh, NULL)) {
		call_list_info_release(&s->list);
		s->list = fresh;
	}
	if (s->has) {
		calling_refresh(app, s);
	}
	if (outcome) {
		calling_choose(app, s, outcome);
		edit_set(&s->answer, answer);
		calling_preview(app, s);
	}
	free(outcome);
	free(answer);
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
	s->over = err.code == ERR_CLAIM_OVER;
	app_error(app, &err);
	return WORK_SHOW;
}

/* --- commands --- */

/* After a call: the next one, or back to the lists. */
static void go_on(struct app *app, struct calling *s)
{
	struct err err = ERR_INIT;

	if (s->last || s->picked) {
		char *said = mem_strdup(app->message);
		calling_forget(s);
		app_pop(app);
		app_say(app, "%s", said);
		free(said);
		return;
	}
	char *said = mem_strdup(app->message);
	if (!take_next(app, s, &err)) {
		/* Nobody is left: the screen says why, what was recorded stays on the message line. */
		str_clear(&s->wrong);
		str_add(&s->wrong, err.msg);
	}
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

/* Wrong number, and there is another: it is rung in the same call. */
static bool another_number(const struct calling *s)
{
	const struct outcome_def *o = calling_outcome(s);

	return o && (o->flags & (OUTCOME_WRONG_NUMBER | OUTCOME_DEAD_NUMBER)) &&
	       calling_next_number(s) > 0;
}

/* What came of this number is recorded, the next is rung in the same call. */
static void ring_other(struct app *app, struct calling *s)
{
	size_t next = calling_next_number(s);

	if (!calling_record(app, s, true))
		return;
	calling_unchoose(s);
	s->number = next;
	s->rung = false;
	s->page = 0;
	calling_choices(app, s);
}

static void enter(struct app *app, void *state)
{
	struct calling *s = state;
	struct err err = ERR_INIT;

	if (!s->has) {
		if (!take_next(app, s, &err)) {
			str_clear(&s->wrong);
			str_add(&s->wrong, err.msg);
			app_error(app, &err);
		}
		return;
	}
	if (s->over) {
		calling_forget(s);
		enter(app, s);
		return;
	}
	if (s->in_note) {
		s->in_note = false;
		return;
	}
	if (!s->outcome && has_dial(app) && !s->rung && s->n_numbers) {
		ring(app, s);
		return;
	}
	if (!s->outcome) {
		app_refuse(app, _("what came of it? 1-9; 0 leaves them for now"));
		return;
	}
	if (another_number(s)) {
		ring_other(app, s);
		return;
	}
	if (calling_record(app, s, false))
		go_on(app, s);
}

static void other_number(struct app *app, void *state)
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
		ring_other(app, s);
		return;
	}
	s->number = calling_next_number(s);
	s->rung = false;
	calling_choices(app, s);
}

static void skipped(struct app *app, void *data, const char *key, const char *text)
{
	struct layer *top = app_top(app);
	struct calling *s = top->screen == &call_screen ? top->state : NULL;
	struct err err = ERR_INIT;

	(void)data;
	if (!s || !s->has)
		return;
	if (!call_skip(app->clinic, s->claim.id, key ? key : text, &err)) {
		app_error(app, &err);
		return;
	}
	struct str name;
	str_init(&name);
	short_name(&name, app, &s->card.p);
	app_say(app, _("%s: left for now, comes again after the others"), name.p);
	str_release(&name);
	go_on(app, s);
}

static void skip(struct app *app, void *state)
{
	const struct calling *s = state;
	const struct term_list *why = config_vocab(app->clinic->config, "skip_reason");
	struct pick p;

	if (!s->has)
		return;
	pick_init(&p, _("Why not now?"));
	for (size_t i = 0; i < why->n; i++)
		pick_add(&p, why->v[i].key, config_label(app->clinic->config, "skip_reason", why->v[i].key),
			 NULL, NULL);
	p.text = true;
	p.deliberate = true;
	p.hint = mem_strdup(_("a number, or in words"));
	p.done = skipped;
	pick_open(app, &p);
}

static void note(struct app *app, void *state)
{
	struct calling *s = state;

	(void)app;
	s->in_note = s->has && !s->in_note;
}

/* Tab in a call back: mine or anyone's; else the note. */
static void tab(struct app *app, void *state)
{
	struct calling *s = state;
	const struct outcome_def *o = calling_outcome(s);

	if (!s->in_note && o && (o->flags & OUTCOME_CALLBACK)) {
		s->anyone = !s->anyone;
		calling_preview(app, s);
		return;
	}
	note(app, s);
}

static void with_family(struct app *app, void *state)
{
	struct calling *s = state;

	if (!s->n_others) {
		app_refuse(app, _("nobody else has this number or lives with them"));
		return;
	}
	s->with_others = !s->with_others;
	app_say(app, s->with_others ? _("what you record counts for those of the family on this list, too") :
				      _("what you record counts for this patient alone"));
	calling_preview(app, s);
}

/* With the family: times next to each other for everybody who was asked. */
static void book(struct app *app, void *state)
{
	struct calling *s = state;
	int64_t *all = mem_array(s->n_others + 1, sizeof(*all));
	size_t n = 0;

	all[n++] = s->claim.patient;
	for (size_t i = 0; s->with_others && i < s->n_others; i++)
		if (s->others[i].on_list)
			all[n++] = s->others[i].patient;
	if (n > 1)
		ask_family_book(app, all, n, NULL, 0, "");
	else
		visit_form_book(app, &s->card);
	free(all);
}

static void why(struct app *app, void *state)
{
	const struct calling *s = state;

	if (s->has)
		ask_segments_why(app, s->claim.patient);
}

static void to_do(struct app *app, void *state)
{
	const struct calling *s = state;

	if (s->has)
		ask_task(app, s->claim.patient);
}

/* A line to read later, for whom one did not reach. */
static void write_to(struct app *app, void *state)
{
	const struct calling *s = state;

	if (s->has)
		show_message(app, &(struct message_for){ .patient = s->claim.patient,
							 .visit = s->claim.visit,
							 .template = "left-message" });
}

static void open_card(struct app *app, void *state)
{
	const struct calling *s = state;
	int64_t patient = s->claim.patient;

	if (s->has)
		app_push(app, &card_screen, &patient);
}

static void stop_after(struct app *app, void *state)
{
	struct calling *s = state;

	s->last = !s->last;
	app_say(app, s->last ? _("this is the last one; Esc puts them back on the list at once") :
			       _("it goes on with the next one"));
}

/* One step back: the answer, the note, the other outcomes; then it stops after this one, then the
 * patient goes back to the list. */
static void back(struct app *app, struct calling *s)
{
	struct err err = ERR_INIT;

	if (s->in_note) {
		s->in_note = false;
		return;
	}
	if (s->outcome || s->page) {
		calling_unchoose(s);
		s->page = 0;
		calling_choices(app, s);
		return;
	}
	if (s->has && !s->over && !s->last) {
		stop_after(app, s);
		return;
	}
	if (s->has && !s->over && !call_release(app->clinic, s->claim.id, &err))
		app_error(app, &err);
	calling_forget(s);
	say_shift(app, s);
	char *said = mem_strdup(app->message);
	app_pop(app);
	if (*said)
		app_say(app, "%s", said);
	free(said);
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
	if (key->kind == KEY_DOWN) {
		other_number(app, s);
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
		return another_number(s) ? _("RECORD, ring the next number") :
		       s->last || s->picked   ? _("RECORD") :
						_("RECORD and next");
	if (!has_dial(app) || s->rung || !s->n_numbers)
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
	if (s->in_note || s->outcome || s->page)
		return _("another result");
	return s->has && !s->over && !s->last ? _("stop after this") : s->has ? _("put them back") : NULL;
}

static const char *call_refuse(const struct app *app, const void *state, unsigned needs)
{
	(void)app;
	return (needs & (NEEDS_PATIENT | NEEDS_ROW)) && !((const struct calling *)state)->has ?
		       _("nobody is on the line") :
		       NULL;
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

static const struct command commands[] = {
	{ .name = "call-enter", .keys = "enter", .help = N_("Ring; record what came of it and take the next"),
	  .run = enter },
	{ .name = "call-tab", .keys = "tab", .label = N_("note"),
	  .help = N_("Write a note while talking; of a call back: mine or anyone's"), .run = tab },
	{ .name = "call-skip", .keys = "0", .label = N_("skip"),
	  .help = N_("Leave them for now, with a reason"), .needs = NEEDS_PATIENT | WRITES, .run = skip },
	{ .name = "call-number", .keys = "c", .label = N_("other number"),
	  .help = N_("Ring the next number; what came of this one is recorded"),
	  .needs = NEEDS_PATIENT, .run = other_number },
	{ .name = "call-family", .keys = "f", .label = N_("family too"),
	  .help = N_("The family was asked in the same call: the outcome counts for them"),
	  .needs = NEEDS_PATIENT, .run = with_family },
	{ .name = "visit-book", .keys = "b", .label = N_("book"), .help = N_("Book a visit in the form"),
	  .needs = NEEDS_PATIENT | WRITES, .run = book },
	{ .name = "why", .keys = "w", .label = N_("why"), .help = N_("Why they are on lists"),
	  .needs = NEEDS_PATIENT, .run = why },
	{ .name = "message", .keys = "m", .label = N_("message"),
	  .help = N_("Write them a message"), .needs = NEEDS_PATIENT | WRITES, .run = write_to },
	{ .name = "task-add", .keys = "p", .label = N_("to-do"), .help = N_("A to-do or promise"),
	  .needs = NEEDS_PATIENT | WRITES, .run = to_do },
	{ .name = "open", .keys = "o", .label = N_("card"), .help = N_("Open their card"),
	  .needs = NEEDS_PATIENT, .run = open_card },
	{ .name = "call-stop", .keys = "x", .label = N_("stop after this"),
	  .help = N_("Stop after this one, or go on after all"), .run = stop_after },
	COMMAND_END,
};

static const struct help_text help[] = {
	{ N_("1-9"), N_("What came of the call; what happens next is shown, Enter records it") },
	{ N_("Down"), N_("Ring the next number") },
	{ N_("Esc"), N_("One step back: another result; then stop after this one; then back to the list") },
	{ 0 },
};

const struct screen call_screen = {
	.name = "call",
	.title = N_("Call"),
	.commands = commands,
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

void call_begin(struct app *app, const char *list, int64_t patient, bool anyway)
{
	struct call_of of = { .list = list, .patient = patient, .anyway = anyway };

	app_push(app, &call_screen, &of);
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
