/* Choosing somebody for what is being done: Patients as a question. */
#include "revisit/base/i18n.h"

#include "finding.h"

void choosing_release(struct choosing_patient *c)
{
	free(c->prompt);
	free(c->likely);
	if (c->free_data)
		c->free_data(c->data);
	*c = (struct choosing_patient){ 0 };
}

void choose_patient(struct app *app, struct choosing_patient *c)
{
	if (!app_push(app, &choose_patient_screen, c))
		choosing_release(c);
}

static bool open_choosing(struct app *app, void *state, void *arg, struct err *err)
{
	struct finding *s = state;

	(void)err;
	s->choosing = *(struct choosing_patient *)arg;
	return finding_open(app, s, NULL);
}

/* Closes the list, then answers: what it opens stands where the list stood. */
static void answer(struct app *app, struct finding *s, int64_t patient)
{
	struct choosing_patient c = s->choosing;
	char *typed = mem_strdup(s->edit.text.p);

	s->choosing = (struct choosing_patient){ 0 };
	app_pop(app);
	if (patient)
		c.done(app, c.data, patient);
	else
		c.other(app, c.data, typed);
	free(typed);
	choosing_release(&c);
}

static void take_chosen(struct app *app, void *state)
{
	struct finding *s = state;
	int64_t patient = finding_chosen(s);

	if (finding_moved(s))
		return;
	if (patient)
		answer(app, s, patient);
	else if (s->choosing.other)
		answer(app, s, 0);
	else
		app_refuse(app, _("nobody is chosen"));
}

static void take_other(struct app *app, void *state)
{
	struct finding *s = state;

	if (s->choosing.other)
		answer(app, s, 0);
	else
		app_refuse(app, _("it has to be somebody who has a chart"));
}

static const char *choosing_enter(const struct app *app, const void *state)
{
	const struct finding *s = state;

	(void)app;
	return s->list.n ? s->choosing.enter : s->choosing.other ? s->choosing.enter_other : NULL;
}

static void close_choosing(void *state)
{
	finding_close(state);
}

static void reload_choosing(struct app *app, void *state)
{
	finding_reload(app, state);
}

static void prepare_choosing(struct app *app, void *state, int rows, int cols)
{
	(void)cols;
	finding_prepare(app, state, rows);
}

static enum work work_choosing(struct app *app, void *state)
{
	return finding_work(app, state);
}

static bool choosing_key(struct app *app, void *state, const struct key *key)
{
	return finding_key(app, state, key);
}

static const char *choosing_refuse(const struct app *app, const void *state, unsigned needs)
{
	return finding_refuse(app, state, needs);
}

static int64_t choosing_patient_of(const void *state)
{
	return finding_chosen(state);
}

static const struct command choosing_commands[] = {
	{ .name = "take-patient", .keys = "enter", .help = N_("Take the chosen patient"),
	  .run = take_chosen },
	{ .name = "take-other", .keys = "^n f8",
	  .help = N_("It is somebody without a chart (where that can be)"), .run = take_other },
	{ .name = "take-patient-find", .keys = "/", .help = N_("Type again"), .run = finding_to_typing },
	COMMAND_END,
};

const struct screen choose_patient_screen = {
	.name = "choose-patient",
	.title = N_("Choose a patient"),
	.list = true,
	.commands = choosing_commands,
	.help = finding_help,
	.state_size = sizeof(struct finding),
	.open = open_choosing,
	.close = close_choosing,
	.reload = reload_choosing,
	.prepare = prepare_choosing,
	.draw = draw_patients,
	.work = work_choosing,
	.key = choosing_key,
	.enter = choosing_enter,
	.refuse = choosing_refuse,
	.patient = choosing_patient_of,
};

bool find_by_typing(struct app *app, const struct key *key)
{
	if (key->kind != KEY_TEXT && key->kind != KEY_PASTE)
		return false;
	if (app_push(app, &patients_screen, NULL)) {
		struct layer *top = app_top(app);
		top->keys_on_list = false;
		top->screen->key(app, top->state, key);
	}
	return true;
}
