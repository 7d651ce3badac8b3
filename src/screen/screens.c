#include "revisit/screen/screens.h"
#include "revisit/app/form.h"
#include "revisit/app/menus.h"
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/screen/parts.h"
#include "revisit/ui/term.h"

#include "importing.h"
#include "tour.h"

static const struct screen *const tabs[] = { &today_screen, &patients_screen, &todos_screen,
					     &imports_screen, NULL };

/* --- commands that work everywhere --- */

static void find(struct app *app, void *state)
{
	struct layer *top = app_top(app);

	(void)state;
	if (top->screen == &patients_screen) {
		struct key clear = { .kind = KEY_CTRL, .cp = 'u' };
		top->keys_on_list = false;
		top->screen->key(app, top->state, &clear);
		return;
	}
	if (top->screen->holds && top->screen->holds(top->state)) {
		app_park(app);
		top = app_top(app);
	}
	if (top->screen->list)
		top->keys_on_list = false;
	else
		app_push(app, &patients_screen, NULL);
}

static void new_person(struct app *app, void *state)
{
	const struct layer *top = app_top(app);

	(void)state;
	patient_form_new(app, top->screen->typed ? top->screen->typed(top->state) : NULL);
}

static void task(struct app *app, void *state)
{
	(void)state;
	ask_task(app, app_patient(app));
}

static void import(struct app *app, void *state)
{
	(void)state;
	if (import_is_free(app))
		import_choose(app, false);
}

static void duplicates(struct app *app, void *state)
{
	(void)state;
	if (app_top(app)->screen != &duplicates_screen)
		app_push(app, &duplicates_screen, NULL);
}

static const struct command globals[] = {
	{ .name = "find", .keys = "^f f3", .label = N_("find"),
	  .help = N_("Find a patient; what is half filled is held, Esc returns"), .run = find },
	{ .name = "find-here", .keys = "/", .help = N_("Find a patient (where letters are keys)"),
	  .run = find },
	{ .name = "new-person", .keys = "^n f8", .label = N_("new"),
	  .help = N_("A new patient, from what was typed"), .needs = WRITES, .run = new_person },
	{ .name = "task", .keys = "^t", .label = N_("to-do"),
	  .help = N_("A to-do for the person in focus, in one line: fri send quote"),
	  .needs = WRITES, .run = task },
	{ .name = "palette", .keys = "^p f9 :", .label = N_("commands"), .help = N_("All commands"),
	  .run = menu_palette },
	{ .name = "goto", .keys = "^g", .label = N_("go to"), .help = N_("Another screen"),
	  .run = menu_goto },
	{ .name = "import", .help = N_("Import a table…"), .needs = WRITES, .run = import },
	{ .name = "duplicates", .help = N_("Who may have two charts…"), .run = duplicates },
	{ .name = "held", .keys = "^o", .help = N_("Return to held work"), .run = menu_held },
	{ .name = "theme", .help = N_("Colours: dark, light, high contrast, none"),
	  .run = menu_theme },
	{ .name = "tour", .help = N_("Tour: the first steps, in the made-up clinic"),
	  .run = tour_start },
	{ .name = "leave", .keys = "^x f10", .label = N_("leave"), .help = N_("Leave the program"),
	  .run = menu_leave },
	{ .name = "help", .keys = "f1 ?", .label = N_("help"), .help = N_("The keys of this screen"),
	  .run = menu_help },
	COMMAND_END,
};

const struct command *screens_globals(void)
{
	return globals;
}

const struct screen *const *screens_all(void)
{
	static const struct screen *const all[] = { &today_screen, &patients_screen, &card_screen, &todos_screen,
						    &duplicates_screen,
						    &imports_screen, &import_choose_screen,
						    &import_map_screen, &import_watch_screen,
						    &form_screen, &pick_screen,
						    &choose_patient_screen, &compare_screen,
						    NULL };
	return all;
}

void screens_begin(struct app *app)
{
	app->tabs = tabs;
	app->screens = screens_all();
	app->finder = &patients_screen;
	app->globals = globals;
	import_begin(app);
	app_push(app, &today_screen, NULL);
	tour_begin(app, false);
}

/* --- the loop --- */

enum { TICK_MS = 1000, WORK_PER_TICK = 100 };

static void show(struct app *app, struct term *term)
{
	if (app->theme != app->theme_shown)
		term_theme(term, app->theme);
	app->theme_shown = app->theme;
	app_draw(app);
	term_draw(term, &app->canvas);
}

static void take_key(struct app *app, struct term *term, const struct key *key)
{
	int rows;
	int cols;

	if (key->kind == KEY_NONE)
		return;
	if (key->kind == KEY_RESIZE) {
		term_size(term, &rows, &cols);
		app_resize(app, rows, cols);
		term_redraw(term);
		return;
	}
	app_key(app, key);
	if (app->bell)
		term_bell(term);
}

/* Keys first, then what they asked for is shown, and only while none waits what takes longer. */
static void run_loop(struct app *app, struct term *term)
{
	struct key key;
	int worked = 0;

	show(app, term);
	while (!app->quit) {
		/* A second is the longest another terminal's change may stay unseen. */
		int wait = app_wait(app);
		if (!term_key(term, wait >= 0 ? wait : TICK_MS, &key))
			return;
		if (key.kind == KEY_NONE && wait >= 0 && ++worked % WORK_PER_TICK) {
			if (app->working ? app_work(app) : app_work_behind(app))
				show(app, term);
			continue;
		}
		do
			take_key(app, term, &key);
		while (!app->quit && term_pending(term) && term_key(term, 0, &key));
		app_tick(app);
		show(app, term);
	}
}

static int fail(const struct err *err)
{
	char text[700];

	err_format(err, text, sizeof(text));
	fprintf(stderr, "revisit: %s\n", text);
	return err_exit(err->code);
}

/* What a wait for another terminal's lock is shown with. */
struct waiting {
	struct app *app;
	struct term *term;
};

static void show_wait(void *arg, int waited_ms)
{
	struct waiting *w = arg;
	struct canvas *c = w->app ? &w->app->canvas : NULL;

	if (!c || waited_ms < 300 || c->rows < 4)
		return;
	struct rect line = { .y = c->rows - 3, .rows = 1, .cols = c->cols };
	canvas_fill(c, line, STYLE_NORMAL);
	canvas_printf(c, line, 0, 1, STYLE_ALERT, _("waiting for another terminal, %d s"),
		      waited_ms / 1000);
	term_draw(w->term, c);
}

int screens_run(const struct screens_options *o)
{
	struct clinic clinic;
	struct app app;
	struct waiting waiting = { 0 };
	struct err err = ERR_INIT;
	char *folder = clinic_folder(o->folder);
	struct clinic_options options = { .folder = folder, .staff = o->staff, .today = o->today,
					  .check = screens_check,
					  .waiting = show_wait, .waiting_arg = &waiting };
	bool ok = clinic_open(&clinic, &options, &err);

	free(folder);
	if (!ok)
		return fail(&err);
	struct term_options look = { .theme = theme_named(clinic.config->theme), .mouse = !clinic.config->no_mouse,
				     .brief = o->plain || clinic.config->plain };
	struct term *term = term_open(&look, &err);
	if (!term) {
		clinic_close(&clinic);
		return fail(&err);
	}
	int rows;
	int cols;
	term_size(term, &rows, &cols);
	app_init(&app, &clinic, rows, cols);
	app.canvas.ascii = term_ascii(term);
	app.canvas.plain = o->plain || clinic.config->plain;
	app.no_han = term_no_han(term);
	app.theme = app.theme_shown = look.theme;
	if (app.no_han && i18n_is_chinese())
		i18n_english();
	screens_begin(&app);
	if (o->tour)
		tour_begin(&app, true);
	waiting = (struct waiting){ .app = &app, .term = term };
	run_loop(&app, term);
	waiting.app = NULL;
	term_close(term);
	app_release(&app);
	clinic_close(&clinic);
	return 0;
}
