/* Closing the day: visits that the clock says are over, a digit for what became of each. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/day.h"
#include "revisit/screen/parts.h"

#include "turns.h"

static bool load(struct app *app, struct turns *t, struct err *err)
{
	struct day_visits visits = { 0 };
	bool ok = day_to_close(app->clinic, &visits, err);

	if (ok)
		turn_list_release(&t->all);
	for (size_t i = 0; ok && i < visits.n; i++)
		turn_add(&t->all, visits.v[i].id, visits.v[i].patient, visits.v[i].status);
	t->open = (int)t->all.n;
	day_visits_release(&visits);
	return ok;
}

static void heading(const struct app *app, const struct turns *t, struct str *left,
		    struct str *right)
{
	(void)app;
	str_add(left, _("Visits that nobody closed"));
	str_addf(right, ngettext("%d to close", "%d to close", (unsigned long)t->open), t->open);
}

static void state(struct str *out, const struct app *app, const struct turn *v)
{
	(void)app;
	str_add(out, visit_is_booked((enum visit_status)v->status)
			     ? _("did they come?")
			     : _(visit_status_choices[v->status].label));
}

static const char *const answers[] = {
	N_("1 came: amount…"), N_("2 no-show"), N_("3 cancelled…"), N_("4 moved…"), NULL,
};

static const struct turns_kind kind = {
	.days = true,
	.state_cols = 15,
	.none = N_("Everything is closed."),
	.refuse = N_("everything is closed"),
	.answers = answers,
	.load = load,
	.heading = heading,
	.state = state,
};

static bool open_close(struct app *app, void *state, void *arg, struct err *err)
{
	(void)arg;
	return turns_open(app, state, &kind, clinic_today(app->clinic), err);
}

static void came(struct app *app, void *state)
{
	const struct turn *v = turns_chosen(state);
	struct err err = ERR_INIT;
	struct card card;

	if (!card_load(app->clinic, v->patient, &card, &err)) {
		app_error(app, &err);
		return;
	}
	visit_form_complete(app, &card, v->visit);
	card_release(&card);
}

static void no_show(struct app *app, void *state)
{
	const struct turn *v = turns_chosen(state);
	struct str name;

	str_init(&name);
	short_name(&name, app, &v->person.patient);
	int64_t visit = v->visit;
	if (step_visit(app, visit, VISIT_NO_SHOW, name.p))
		rebook_offered(app, visit);
	str_release(&name);
}

static const struct command commands[] = {
	{ .name = "open",
	  .keys = "enter",
	  .help = N_("Open the card of the chosen patient"),
	  .run = turns_open_card },
	{ .name = "visit-complete",
	  .digit = 1,
	  .keys = "d",
	  .help = N_("They came: the amount, and the next visit"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = came },
	{ .name = "visit-no-show",
	  .digit = 2,
	  .help = N_("They did not come"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = no_show },
	{ .name = "visit-off",
	  .digit = 3,
	  .keys = "x",
	  .help = N_("They had cancelled, and why"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = turns_cancel },
	{ .name = "visit-move",
	  .digit = 4,
	  .keys = "r",
	  .help = N_("They come at another time"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = turns_move },
	COMMAND_END,
};

static const struct help_text help[] = {
	{ N_("1-4"), N_("What became of the visit; the next one is chosen") },
	{ 0 },
};

const struct screen close_screen = {
	.name = "close",
	.title = N_("Close the day"),
	.commands = commands,
	.help = help,
	.state_size = sizeof(struct turns),
	.open = open_close,
	.close = turns_close,
	.reload = turns_reload,
	.prepare = turns_prepare,
	.draw = turns_draw,
	.key = turns_key,
	.enter = turns_enter,
	.refuse = turns_refuse,
	.patient = turns_patient,
};
