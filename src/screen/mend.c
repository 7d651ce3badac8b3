/* Bookings that leave, changed hours or a broken chair have hit: who is rung and moved. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/day.h"
#include "revisit/clinic/hours.h"
#include "revisit/screen/parts.h"

#include "turns.h"

/* A week of the book takes milliseconds, so it is looked through while nobody presses a key; what
 * was found before stays until then. */
static bool load(struct app *app, struct turns *t, struct err *err)
{
	(void)err;
	turn_list_release(&t->coming);
	t->at = clinic_today(app->clinic);
	t->looking = true;
	app->working = true;
	return true;
}

static bool found(const struct conflict *k, void *arg)
{
	struct turns *t = arg;

	if (k->hit)
		turn_add(&t->coming, k->b.visit, k->b.patient, k->b.status)->why =
			mem_strdup(k->words);
	return true;
}

/* What is the same for all of them is said once, above. */
static void say_once(struct turn_list *l)
{
	bool same = l->n > 1;

	for (size_t i = 1; i < l->n; i++)
		same = same && str_eq(l->v[i].why, l->v[0].why);
	for (size_t i = 0; i < l->n; i++)
		l->v[i].why_above = same;
}

static enum work work(struct app *app, void *state)
{
	struct turns *t = state;
	struct err err = ERR_INIT;

	if (!t->looking)
		return WORK_NONE;
	if (!day_hit(app->clinic, &t->at, found, t, &err)) {
		app_error(app, &err);
		t->at = DAY_NONE;
	}
	if (t->at != DAY_NONE)
		return WORK_MORE;
	int64_t was = turns_chosen(t) ? turns_chosen(t)->visit : 0;
	turn_list_release(&t->all);
	t->all = t->coming;
	t->coming = (struct turn_list){ 0 };
	say_once(&t->all);
	t->open = (int)t->all.n;
	t->looking = false;
	turns_settle(t, was, t->list.selected);
	return WORK_SHOW;
}

static void heading(const struct app *app, const struct turns *t, struct str *left,
		    struct str *right)
{
	(void)app;
	str_add(left, _("Bookings that no longer fit the hours"));
	if (!t->looking || t->all.n)
		str_addf(right, ngettext("%d to move", "%d to move", (unsigned long)t->open),
			 t->open);
	if (t->all.n && t->all.v[0].why_above)
		str_addf(right, ": %s", t->all.v[0].why);
}

static void state(struct str *out, const struct app *app, const struct turn *v)
{
	turns_tried(out, app, v);
	if (!out->len && !v->why_above)
		str_add(out, v->why);
}

static const char *const answers[] = {
	N_("1 move…"),     N_("2 call back…"),   N_("3 no answer"), N_("4 left message"),
	N_("5 busy, off"), N_("6 wrong number"), N_("7 cancels…"),  NULL,
};

static void call_back(struct str *out, const char *when)
{
	str_addf(out, _("call back: move the visit of %s"), when);
}

static const struct turns_kind kind = {
	.days = true,
	.state_cols = 26,
	.none = N_("Every booking fits the hours."),
	.refuse = N_("every booking fits the hours"),
	.answers = answers,
	.call_back = call_back,
	.load = load,
	.heading = heading,
	.state = state,
};

static bool open_mend(struct app *app, void *state, void *arg, struct err *err)
{
	(void)arg;
	return turns_open(app, state, &kind, clinic_today(app->clinic), err);
}

static const struct command commands[] = {
	{ .name = "open",
	  .keys = "enter",
	  .help = N_("Open the card of the chosen patient"),
	  .run = turns_open_card },
	{ .name = "visit-move",
	  .digit = 1,
	  .keys = "r",
	  .help = N_("Another time, or another doctor at that time"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = turns_move },
	{ .name = "answer-call-back",
	  .digit = 2,
	  .help = N_("They want to be rung again: when?"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = turns_call_back },
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
	{ .name = "answer-busy",
	  .digit = 5,
	  .help = N_("Busy or switched off; the next one"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = turns_busy },
	{ .name = "answer-wrong",
	  .digit = 6,
	  .help = N_("Wrong number: it is marked as such"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = turns_wrong_number },
	{ .name = "visit-off",
	  .digit = 7,
	  .keys = "x",
	  .help = N_("They cancel, and why"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = turns_cancel },
	COMMAND_END,
};

static const struct help_text help[] = {
	{ N_("1-7"), N_("What came of the call; it is noted on the card") },
	{ 0 },
};

const struct screen mend_screen = {
	.name = "mend",
	.title = N_("Move bookings"),
	.commands = commands,
	.help = help,
	.state_size = sizeof(struct turns),
	.open = open_mend,
	.close = turns_close,
	.reload = turns_reload,
	.prepare = turns_prepare,
	.work = work,
	.draw = turns_draw,
	.key = turns_key,
	.enter = turns_enter,
	.refuse = turns_refuse,
	.patient = turns_patient,
};
