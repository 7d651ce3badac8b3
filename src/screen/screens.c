#include "revisit/screen/screens.h"
#include "revisit/app/clash.h"
#include "revisit/app/form.h"
#include "revisit/app/menus.h"
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/screen/parts.h"
#include "revisit/store/writer.h"
#include "revisit/ui/term.h"

#include "calling.h"
#include "hours_parts.h"
#include "importing.h"
#include "message.h"
#include "rules_edit.h"
#include "sooner_parts.h"
#include "tour.h"

#include <limits.h>

static const struct screen *const tabs[] = { &today_screen,  &patients_screen, &calls_screen,
					     &segments_screen, &todos_screen, &book_screen,
					     &imports_screen, &recalls_screen, NULL };

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
	int aside = app_set_aside(app);
	top = app_top(app);
	/* Else nobody is found there, or not everybody. */
	bool list = top->screen->list && top->screen->patient && top->screen != &members_screen;
	if (list)
		top->keys_on_list = false;
	if (list || app_push(app, &patients_screen, NULL))
		app_leads_back(app, aside, list);
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

static void complaint(struct app *app, void *state)
{
	(void)state;
	ask_complaint(app, app_patient(app));
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

static void recalls(struct app *app, void *state)
{
	(void)state;
	app_home(app, &recalls_screen, NULL);
}

static void missed(struct app *app, void *state)
{
	(void)state;
	app_home(app, &recalls_screen, (void *)(uintptr_t)&recalls_screen);
}

static void plan_list(struct app *app, void *state)
{
	(void)state;
	if (app_top(app)->screen != &plan_list_screen)
		app_push(app, &plan_list_screen, NULL);
}

static void outbox(struct app *app, void *state)
{
	(void)state;
	show_outbox(app, false);
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
	{ .name = "complaint",
	  .help = N_("A complaint: what was said, by when it is answered, by whom…"),
	  .needs = WRITES, .run = complaint },
	{ .name = "outbox", .help = N_("Messages that wait, or were not delivered…"), .run = outbox },
	{ .name = "undo", .keys = "^z u",
	  .help = N_("Undo: first the typing in this field, then what you did last"),
	  .run = undo_last },
	{ .name = "redo", .keys = "^y U", .help = N_("Do again what was undone last"),
	  .run = redo_last },
	{ .name = "history", .keys = "h",
	  .help = N_("What happened to this chart: when, by whom, before and after"),
	  .run = show_history },
	{ .name = "palette", .keys = "^p f9 :", .label = N_("commands"), .help = N_("All commands"),
	  .run = menu_palette },
	{ .name = "goto", .keys = "^g", .label = N_("go to"), .help = N_("Another screen"),
	  .run = menu_goto },
	{ .name = "recalls", .help = N_("Recalls: who is due again"), .run = recalls },
	{ .name = "missed", .help = N_("Who did not come and was not called since"), .run = missed },
	{ .name = "import", .help = N_("Import a table…"), .needs = WRITES, .run = import },
	{ .name = "duplicates", .help = N_("Who may have two charts…"), .run = duplicates },
	{ .name = "hours", .help = N_("Hours, leave and chairs…"), .run = show_hours },
	{ .name = "plan-list", .help = N_("Open treatment plans, the most valuable first…"),
	  .run = plan_list },
	{ .name = "sooner-fill", .keys = "^l",
	  .help = N_("Who would come sooner into the time that became free last"),
	  .run = sooner_fill_freed },
	{ .name = "rebook", .keys = "^b",
	  .help = N_("Another time for whom a visit was called off last"),
	  .needs = WRITES, .run = rebook },
	{ .name = "sooner-list", .help = N_("Who would come sooner…"), .run = sooner_list },
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
	static const struct screen *const all[] = { &today_screen, &patients_screen, &card_screen,
						    &history_screen, &todos_screen,
						    &plans_screen,
						    &plan_list_screen,
						    &family_screen,
						    &calls_screen, &call_queue_screen, &call_screen, &call_shift_screen,
						    &call_paper_screen,
						    &recalls_screen,
						    &message_screen,
						    &segments_screen, &members_screen, &why_screen,
						    &run_screen, &segment_edit_screen,
						    &rules_diff_screen,
						    &book_screen,
						    &hours_screen,
						    &sooner_screen,
						    &duplicates_screen,
						    &imports_screen, &import_choose_screen,
						    &import_map_screen, &import_watch_screen,
						    &form_screen, &clash_screen, &pick_screen,
						    &choose_patient_screen, &compare_screen,
						    &confirm_screen, &close_screen, &mend_screen,
						    NULL };
	return all;
}

void screens_begin(struct app *app)
{
	app->tabs = tabs;
	app->screens = screens_all();
	app->finder = &patients_screen;
	app->globals = globals;
	app->reopen = form_reopen;
	app->ticked = call_backs_announce;
	import_begin(app);
	app_push(app, &today_screen, NULL);
	drafts_offer(app);
	char *before = clinic_zone_before(app->clinic);
	if (before)
		app_say_zone(app, before);
	tour_begin(app, false);
}

void screens_end(struct app *app)
{
	/* Leaving asked about what is held; a dropped line did not. */
	if (app->quit)
		drafts_drop(app);
	else
		drafts_keep(app, true);
}

/* --- the loop --- */

enum { TICK_MS = 500, WORK_PER_TICK = 100 };

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
		/* Another terminal's change is to be seen within a second. */
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

enum { SHOW_MS = 300, OFFER_MS = 10000, OFFER_STOPPED_MS = 2000 };

/* What a wait for another terminal's lock is shown with. */
struct waiting {
	struct app *app;
	struct term *term;
};

/* Waits as long as it takes; Esc gives up once that is offered. */
static bool show_wait(void *arg, const struct db_wait *w)
{
	struct waiting *s = arg;
	struct canvas *c = s->app ? &s->app->canvas : NULL;
	bool offer = w->waited_ms >= OFFER_MS || (w->stopped && w->waited_ms >= OFFER_STOPPED_MS);
	struct str text;
	struct str why;

	if (!c || c->rows < 4)
		return w->idle_ms < OFFER_MS;
	if (offer && term_escape(s->term))
		return false;
	if (w->waited_ms < SHOW_MS)
		return true;
	/* The key bar gives way: no key does anything now. */
	struct rect lines = { .y = c->rows - 3, .rows = 3, .cols = c->cols };
	str_init(&text);
	str_init(&why);
	writer_sentence(&why, w);
	str_addf(&text, offer ? _("%s. Esc gives up; what you typed stays here.") : "%s", why.p);
	canvas_fill(c, lines, STYLE_NORMAL);
	canvas_wrapped(c, lines, 0, 1, c->cols - 2, STYLE_ALERT, text.p);
	str_release(&text);
	str_release(&why);
	term_draw(s->term, c);
	return true;
}

static bool run_outside(struct app *app, const char *const argv[], struct err *err)
{
	bool ok = term_run(app->terminal, argv, err);

	term_redraw(app->terminal);
	return ok;
}

static bool copy(struct app *app, const char *text)
{
	return term_copy(app->terminal, text);
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
					  .waiting = show_wait, .waiting_arg = &waiting,
					  .patience = INT_MAX };
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
	app.run_outside = run_outside;
	app.copy = copy;
	app.terminal = term;
	if (app.no_han && i18n_is_chinese())
		i18n_english();
	screens_begin(&app);
	if (o->tour)
		tour_begin(&app, true);
	waiting = (struct waiting){ .app = &app, .term = term };
	run_loop(&app, term);
	screens_end(&app);
	waiting.app = NULL;
	term_close(term);
	app_release(&app);
	clinic_close(&clinic);
	return 0;
}
