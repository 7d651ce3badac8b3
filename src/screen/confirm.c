/* Ringing those of a day who have not confirmed: one digit is what came of it. */
#include "revisit/base/i18n.h"
#include "revisit/care/outcome.h"
#include "revisit/clinic/day.h"
#include "revisit/screen/parts.h"

#include "calling.h"
#include "turns.h"

enum { MOST = 2000 };

/* Those to ring first, then who has confirmed, each in order of time. */
static bool load(struct app *app, struct turns *t, struct err *err)
{
	struct day_visits visits = { 0 };

	if (!store_open_visits(&app->clinic->store, t->day, t->day, MOST, &visits, err))
		return false;
	turn_list_release(&t->all);
	t->open = 0;
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < visits.n; i++) {
			const struct day_visit *v = &visits.v[i];
			bool open = day_unconfirmed(v, clinic_today(app->clinic));
			if (open != (pass == 0))
				continue;
			turn_add(&t->all, v->id, v->patient, v->status);
			t->open += open;
		}
	day_visits_release(&visits);
	return true;
}

static void heading(const struct app *app, const struct turns *t, struct str *left,
		    struct str *right)
{
	struct str day;

	str_init(&day);
	day_show(&day, t->day, clinic_today(app->clinic));
	str_addf(left, _("Confirm %s"), day.p);
	str_addf(right, _("%d of %zu not confirmed"), t->open, t->all.n);
	str_release(&day);
}

static bool booked_today(const struct app *app, const struct turn *v)
{
	day_t day = DAY_NONE;

	if (v->whole.booked_at != INSTANT_NONE)
		instant_split(v->whole.booked_at, &day, NULL);
	return day == clinic_today(app->clinic);
}

static void state(struct str *out, const struct app *app, const struct turn *v)
{
	if (v->status == VISIT_CONFIRMED)
		str_add(out, _("confirmed"));
	else
		turns_tried(out, app, v);
	if (!out->len)
		str_add(out, booked_today(app, v) ? _("booked today") : _("not confirmed ?"));
}

static const char *const answers[] = {
	N_("1 confirmed"),    N_("2 call back…"), N_("3 no answer"),
	N_("4 left message"), N_("5 move…"),      N_("6 busy, off"),
	N_("7 wrong number"), N_("8 cancels…"),   NULL,
};

static void call_back(struct str *out, const char *when)
{
	str_addf(out, _("call back: confirm %s"), when);
}

static const struct turns_kind kind = {
	.state_cols = 17,
	.none = N_("Nobody is booked that day."),
	.refuse = N_("nobody is booked that day"),
	.answers = answers,
	.call_back = call_back,
	.load = load,
	.heading = heading,
	.state = state,
};

static bool open_confirm(struct app *app, void *state, void *arg, struct err *err)
{
	return turns_open(app, state, &kind, *(const day_t *)arg, err);
}

/* Who is not confirmed yet is on the call list: what is still to be asked is asked there. */
static bool is_to_ring(const struct turn *v)
{
	return v->status == VISIT_PLANNED;
}

static void ring(struct app *app, void *state)
{
	const struct turn *v = turns_chosen(state);

	if (v && is_to_ring(v))
		call_confirm(app, v->patient, NULL);
	else
		turns_open_card(app, state);
}

static void call_again(struct app *app, void *state)
{
	const struct turn *v = turns_chosen(state);

	if (is_to_ring(v))
		call_confirm(app, v->patient, "callback");
	else
		turns_call_back(app, state);
}

static void moves(struct app *app, void *state)
{
	const struct turn *v = turns_chosen(state);

	if (is_to_ring(v))
		call_confirm(app, v->patient, "move");
	else
		turns_move(app, state);
}

static void cancels(struct app *app, void *state)
{
	const struct turn *v = turns_chosen(state);

	if (is_to_ring(v))
		call_confirm(app, v->patient, "cancels");
	else
		turns_cancel(app, state);
}

static const char *confirm_enter(const struct app *app, const void *state)
{
	const struct turn *v = turns_chosen(state);

	return v && is_to_ring(v) ? _("RING them") : turns_enter(app, state);
}

static void confirmed(struct app *app, void *state)
{
	turns_rang(app, state, "confirmed", _("confirmed"));
}

static const struct command commands[] = {
	{ .name = "call-take",
	  .keys = "enter",
	  .help = N_("Ring the chosen patient"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = ring },
	{ .name = "open",
	  .keys = "o",
	  .label = N_("card"),
	  .help = N_("Open the card of the chosen patient"),
	  .needs = NEEDS_ROW,
	  .run = turns_open_card },
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
	  .run = call_again },
	{ .name = "answer-none",
	  .digit = 3,
	  .help = N_("Nobody answered; the next one"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = turns_no_answer },
	{ .name = "answer-message",
	  .digit = 4,
	  .help = N_("A message was left; the next one"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = turns_left_message },
	{ .name = "visit-move",
	  .digit = 5,
	  .keys = "r",
	  .help = N_("They want another time"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = moves },
	{ .name = "answer-busy",
	  .digit = 6,
	  .help = N_("Busy or switched off; the next one"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = turns_busy },
	{ .name = "answer-wrong",
	  .digit = 7,
	  .help = N_("Wrong number: it is marked as such"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = turns_wrong_number },
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
	.state_size = sizeof(struct turns),
	.open = open_confirm,
	.close = turns_close,
	.reload = turns_reload,
	.prepare = turns_prepare,
	.draw = turns_draw,
	.key = turns_key,
	.enter = confirm_enter,
	.refuse = turns_refuse,
	.patient = turns_patient,
};
