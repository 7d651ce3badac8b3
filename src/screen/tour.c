/* The tour: a few steps over the live screens of the made-up clinic, each done by really doing it.
 *
 * How far somebody came is kept in a file of the clinic's folder, one for each of the staff, since
 * the demo's database is made anew on every other day.  Esc where there is nothing to go back from
 * ends it for good; the palette begins it again. */
#include "revisit/app/keys.h"
#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/care/steps.h"
#include "revisit/screen/parts.h"

#include "tour.h"

/* Who makes a larger demo wants to see how fast it is. */
enum { UNINVITED = 5000 };

struct touring {
	int step;
	int64_t patient; /* whose card is open, and what was known of them when the step began */
	int booked;
	unsigned chosen; /* how often the palette was answered */
};

struct lesson {
	const char *command; /* whose key it is about; the step is left out where there is none */
	const char *text;    /* N_() */
	bool on_card;
	bool (*done)(struct app *app, const struct touring *t);
};

static const struct layer *under_popups(const struct app *app)
{
	int i = app->depth - 1;

	while (i > 0 && app->stack[i].screen->popup)
		i--;
	return &app->stack[i];
}

static bool on_card(const struct app *app)
{
	return under_popups(app)->screen == &card_screen;
}

static bool found(struct app *app, const struct touring *t)
{
	const struct layer *l = under_popups(app);

	(void)t;
	/* Who opened somebody without typing has found them. */
	if (on_card(app))
		return true;
	return l->screen == &patients_screen && *l->screen->typed(l->state) && app_patient(app) != 0;
}

static bool opened(struct app *app, const struct touring *t)
{
	(void)t;
	return on_card(app);
}

/* What is known of the person in focus: whether they came today, how many visits are booked. */
static void look(struct app *app, bool *here, int *booked)
{
	struct card card;
	int64_t patient = app_patient(app);
	day_t today = clinic_today(app->clinic);

	*here = false;
	*booked = 0;
	if (!patient || !card_load(app->clinic, patient, &card, NULL))
		return;
	for (size_t i = 0; i < card.visits.n; i++) {
		const struct visit *v = rows_at(&card.visits, i);
		/* In the evening they were here, and that will do. */
		*here = *here || (v->day == today && (visit_is_here((enum visit_status)v->status) ||
						      visit_is_done((enum visit_status)v->status)));
		*booked += visit_is_booked((enum visit_status)v->status);
	}
	card_release(&card);
}

static bool checked_in(struct app *app, const struct touring *t)
{
	bool here;
	int booked;

	(void)t;
	look(app, &here, &booked);
	return here;
}

static bool booked_one(struct app *app, const struct touring *t)
{
	bool here;
	int booked;

	look(app, &here, &booked);
	return app_patient(app) == t->patient && booked > t->booked;
}

static bool undone(struct app *app, const struct touring *t)
{
	(void)t;
	return str_eq(app->ran, "undo");
}

static bool answered_palette(struct app *app, const struct touring *t)
{
	return app->n_chosen > t->chosen;
}

static bool read_help(struct app *app, const struct touring *t)
{
	(void)t;
	return str_eq(app->ran, "help");
}

static const struct lesson lessons[] = {
	{ "find", N_("Type ly: initials find Liu Yang"), false, found },
	{ "find", N_("Enter opens the chosen one, arrows choose"), false, opened },
	{ "visit-arrive", N_("He has come: Enter checks in ({visit-walk-in}, when nothing is booked)"), true,
	  checked_in },
	{ "visit-book", N_("{visit-book} books: 1 takes the first time offered, Enter saves"), true, booked_one },
	{ "undo", N_("{undo} takes back what you did last"), false, undone },
	{ "palette", N_("{palette} has every command: type note, then Enter"), true, answered_palette },
	{ "help", N_("{help} explains a screen (Esc closes a question first)"), false, read_help },
};

enum { STEPS = ARRAY_SIZE(lessons) };

/* --- what is kept --- */

static char *kept_path(const struct app *app)
{
	struct str name;

	str_init(&name);
	str_add(&name, "tour.");
	for (const char *p = app->clinic->staff; *p; p++)
		str_addf(&name, strchr("/.", *p) ? "%%%02x" : "%c", (unsigned char)*p);
	char *path = path_join(app->clinic->folder, name.p);
	str_release(&name);
	return path;
}

/* A folder that cannot be written to only means that the tour begins again. */
static void keep(const struct app *app, int step)
{
	char *path = kept_path(app);
	char text[24];

	snprintf(text, sizeof(text), "%d\n", step);
	file_write(path, text, strlen(text), NULL);
	free(path);
}

/* The step somebody came to, STEPS when it is over; 0 for who never saw it. */
static int kept(const struct app *app)
{
	char *path = kept_path(app);
	struct str text;

	str_init(&text);
	if (file_exists(path))
		file_read(path, 64, &text, NULL);
	int step = (int)strtol(text.p, NULL, 10);
	str_release(&text);
	free(path);
	return step < 0 || step > STEPS ? STEPS : step;
}

/* --- going on --- */

static bool is_there(const struct app *app, const struct lesson *s)
{
	return command_anywhere(app, s->command) != NULL;
}

static bool card_is_open(const struct app *app)
{
	for (int i = 0; i < app->depth; i++)
		if (app->stack[i].screen == &card_screen)
			return true;
	return false;
}

static void say_step(struct app *app, const struct touring *t)
{
	const struct lesson *s = &lessons[t->step];
	char *filled = text_with_keys(app, _(s->text));
	struct str text;
	int n = 0;
	int all = 0;

	for (int i = 0; i < STEPS; i++) {
		bool there = is_there(app, &lessons[i]);
		all += there;
		n += there && i <= t->step;
	}
	str_init(&text);
	if (s->on_card && !card_is_open(app))
		str_add(&text, _("Open a card first: type ly, then Enter"));
	else
		str_add(&text, filled);
	if (app->depth == 1)
		str_add(&text, _("   (Esc ends the tour)"));
	snprintf(app->tour, sizeof(app->tour), _("Tour %d of %d: %s"), n, all, text.p);
	free(filled);
	str_release(&text);
}

static void begin_step(struct app *app, struct touring *t, int step)
{
	bool here;

	while (step < STEPS && !is_there(app, &lessons[step]))
		step++;
	t->step = step;
	t->chosen = app->n_chosen;
	app->ran = NULL;
	keep(app, step);
	if (step == STEPS) {
		app->tour[0] = '\0';
		app_say(app, _("that was the tour; {help} explains every screen, {palette} finds every command"));
		return;
	}
	t->patient = app_patient(app);
	look(app, &here, &t->booked);
}

static void after_key(struct app *app)
{
	struct touring *t = app->tour_state;

	if (t->step >= STEPS)
		return;
	if (t->patient != app_patient(app) && on_card(app)) {
		bool here;
		t->patient = app_patient(app);
		look(app, &here, &t->booked);
	}
	/* What is done at once may be two steps. */
	while (t->step < STEPS && lessons[t->step].done(app, t) &&
	       (!lessons[t->step].on_card || on_card(app)))
		begin_step(app, t, t->step + 1);
	if (t->step < STEPS)
		say_step(app, t);
}

static void stop(struct app *app)
{
	struct touring *t = app->tour_state;

	if (t->step >= STEPS)
		return;
	t->step = STEPS;
	keep(app, STEPS);
	app->tour[0] = '\0';
	app_say(app, _("the tour is over; {palette} Tour begins it again"));
}

static void close(struct app *app)
{
	free(app->tour_state);
}

static const struct guide guide = { .after_key = after_key, .stop = stop, .close = close };

static bool in_demo(const struct app *app)
{
	char *demo = store_meta(&app->clinic->store, "demo");
	bool is = demo != NULL;

	free(demo);
	return is;
}

static void start(struct app *app, int step)
{
	struct touring *t = app->guide ? app->tour_state : mem_alloc(sizeof(*t));

	app->guide = &guide;
	app->tour_state = t;
	begin_step(app, t, step);
	if (t->step < STEPS)
		say_step(app, t);
}

void tour_begin(struct app *app, bool wanted)
{
	if (wanted && (in_demo(app) || app->clinic->simulated))
		start(app, 0);
	else if (in_demo(app) && store_patients(&app->clinic->store) <= UNINVITED &&
		 kept(app) < STEPS)
		start(app, kept(app));
}

void tour_start(struct app *app, void *state)
{
	(void)state;
	if (!app->clinic->simulated) {
		app_refuse(app, _("this clinic is real; revisit tour opens a made-up one to try things in"));
		return;
	}
	app_home(app, app->tabs[0], NULL);
	start(app, 0);
}
