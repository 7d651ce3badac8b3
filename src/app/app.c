#include "revisit/app/app.h"
#include "revisit/app/form.h"
#include "revisit/app/keys.h"
#include "revisit/app/menus.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/segments.h"
#include "revisit/store/search.h"
#include "revisit/store/undo.h"

/* Of one slice of keeping the segments up. */
enum { UPKEEP_MS = 8 };

enum { PLAIN_ROWS = 6, STEPS_BACK = 8 };

void app_init(struct app *app, struct clinic *clinic, int rows, int cols)
{
	*app = (struct app){ .clinic = clinic };
	canvas_init(&app->canvas, rows, cols);
	store_changed(&clinic->store);
}

static void layer_release(struct layer *l)
{
	if (l->screen->close)
		l->screen->close(l->state);
	free(l->state);
	*l = (struct layer){ 0 };
}

void app_release(struct app *app)
{
	while (app->depth > 0)
		layer_release(&app->stack[--app->depth]);
	while (app->n_held > 0)
		layer_release(&app->held[--app->n_held]);
	if (app->thrown.screen)
		layer_release(&app->thrown);
	if (app->behind)
		app->behind->close(app);
	if (app->guide)
		app->guide->close(app);
	canvas_release(&app->canvas);
}

struct layer *app_top(struct app *app)
{
	return app->depth ? &app->stack[app->depth - 1] : NULL;
}

int64_t app_patient(const struct app *app)
{
	for (int i = app->depth - 1; i >= 0; i--) {
		const struct layer *l = &app->stack[i];
		if (l->screen->patient)
			return l->screen->patient(l->state);
		if (!l->screen->popup)
			break;
	}
	return 0;
}

/* --- messages --- */

static void say(struct app *app, bool is_error, const char *fmt, va_list args)
{
	char *format = strchr(fmt, '{') ? format_with_keys(app, fmt) : NULL;

	vsnprintf(app->message, sizeof(app->message), format ? format : fmt, args);
	free(format);
	app->message_is_error = is_error;
	app->message_stays = true;
}

void app_say(struct app *app, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(app, false, fmt, args);
	va_end(args);
}

void app_did(struct app *app, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(app, false, fmt, args);
	va_end(args);
	size_t n = strlen(app->message);
	char *how = text_with_keys(app, _("; {undo} undoes it"));
	snprintf(app->message + n, sizeof(app->message) - n, "%s", how);
	free(how);
}

void app_refuse(struct app *app, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(app, true, fmt, args);
	va_end(args);
	app->bell = true;
}

void app_error(struct app *app, const struct err *err)
{
	/* The file's path helps nobody at the desk, except when the file is to be mended. */
	char text[sizeof(app->message)];
	size_t n = strlen(app->clinic->folder);

	if (err->line > 0)
		err_format(err, text, sizeof(text));
	else
		snprintf(text, sizeof(text), "%s", err->msg);
	bool in_folder = strncmp(text, app->clinic->folder, n) == 0 && text[n] == '/';
	app_refuse(app, "%s", in_folder ? text + n + 1 : text);
}

/* --- the stack --- */

static bool holds(const struct layer *l)
{
	return l->screen->holds && l->screen->holds(l->state);
}

static void forget(struct app *app, int i)
{
	struct layer *l = &app->stack[i];
	struct layer *above = l + 1;

	if (!above->leads_to) {
		above->leads_to = l->leads_to;
		above->stays = l->stays;
	}
	layer_release(l);
	app->depth--;
	memmove(&app->stack[i], &app->stack[i + 1],
		(size_t)(app->depth - i) * sizeof(app->stack[0]));
}

/* The way back need not be longer than anybody remembers.  What is typed stays, the top one too, and
 * what a popup lies over. */
static void forget_oldest(struct app *app)
{
	for (int i = 1; i < app->depth - 1; i++)
		if (!holds(&app->stack[i]) && !app->stack[i + 1].screen->popup) {
			forget(app, i);
			return;
		}
}

static bool is_among(const struct screen *screen, const struct screen *const *screens)
{
	for (; *screens; screens++)
		if (*screens == screen)
			return true;
	return false;
}

void app_forget_below(struct app *app, const struct screen *const *screens)
{
	for (int i = app->depth - 2; i > 0; i--) {
		const struct layer *l = &app->stack[i];
		if (holds(l) || !is_among(l->screen, screens))
			return;
		forget(app, i);
	}
}

bool app_push(struct app *app, const struct screen *screen, void *arg)
{
	struct err err = ERR_INIT;

	if (app->depth >= (screen->popup ? APP_STACK : STEPS_BACK))
		forget_oldest(app);
	if (app->depth == APP_STACK) {
		app_refuse(app, _("too many screens are open; go back with Esc"));
		return false;
	}
	struct layer l = { .screen = screen, .state = mem_alloc(screen->state_size) };
	l.keys_on_list = screen->list && app->clinic->config->lists_keys;
	if (screen->open && !screen->open(app, l.state, arg, &err)) {
		free(l.state);
		app_error(app, &err);
		return false;
	}
	app->stack[app->depth++] = l;
	return true;
}

static void reload_top(struct app *app)
{
	struct layer *top = app_top(app);

	if (top && top->screen->reload)
		top->screen->reload(app, top->state);
}

void app_pop(struct app *app)
{
	if (app->depth <= 1)
		return;
	bool popup = app_top(app)->screen->popup;
	layer_release(&app->stack[--app->depth]);
	if (!popup)
		reload_top(app);
}

void app_home(struct app *app, const struct screen *screen, void *arg)
{
	while (app->depth > 0) {
		struct layer *l = app_top(app);
		l->ticket = 0;
		if (holds(l) && app->n_held < APP_HELD)
			app->held[app->n_held++] = *l;
		else
			layer_release(l);
		app->depth--;
	}
	app_push(app, screen, arg);
}

void app_park(struct app *app)
{
	if (app->depth <= 1)
		return;
	if (app->n_held == APP_HELD) {
		app_refuse(app, _("too much is held; finish some of it first ({held})"));
		return;
	}
	app->held[app->n_held] = app->stack[--app->depth];
	app->held[app->n_held++].ticket = ++app->last_ticket;
	app_say(app, _("held, nothing is lost; {held} returns to it"));
	reload_top(app);
}

static bool open_again(struct app *app, const struct layer *l)
{
	if (app->depth >= STEPS_BACK)
		forget_oldest(app);
	if (app->depth == APP_STACK)
		return false;
	app->stack[app->depth++] = *l;
	reload_top(app); /* others went on meanwhile */
	return true;
}

bool app_unpark(struct app *app, int i)
{
	if (i < 0 || i >= app->n_held || !open_again(app, &app->held[i]))
		return false;
	app->n_held--;
	memmove(&app->held[i], &app->held[i + 1],
		(size_t)(app->n_held - i) * sizeof(app->held[0]));
	return true;
}

int app_set_aside(struct app *app)
{
	int n = app->n_held;

	if (holds(app_top(app)))
		app_park(app);
	return app->n_held > n ? app->held[n].ticket : 0;
}

void app_leads_back(struct app *app, int ticket, bool stays)
{
	struct layer *top = app_top(app);

	if (!ticket)
		return;
	top->leads_to = ticket;
	top->stays = stays;
}

int app_way_back(const struct app *app)
{
	const struct layer *top = &app->stack[app->depth - 1];
	int i = top->leads_to ? app->n_held - 1 : -1;

	while (i >= 0 && app->held[i].ticket != top->leads_to)
		i--;
	return i;
}

void app_throw(struct app *app)
{
	if (app->thrown.screen)
		layer_release(&app->thrown);
	app->thrown = app->stack[--app->depth];
	app->just_thrown = 2;
	app->thrown_after = store_undo_next(&app->clinic->store);
	reload_top(app);
}

bool app_fetch_back(struct app *app)
{
	if (!app->thrown.screen || app->thrown_after != store_undo_next(&app->clinic->store) ||
	    !open_again(app, &app->thrown))
		return false;
	app->thrown = (struct layer){ 0 };
	return true;
}

void app_opened(struct app *app, int64_t patient)
{
	int at = 0;

	while (at < app->n_recent && app->recent[at] != patient)
		at++;
	if (at == app->n_recent && app->n_recent < APP_RECENT)
		app->n_recent++;
	if (at == APP_RECENT)
		at--;
	memmove(&app->recent[1], &app->recent[0], (size_t)at * sizeof(app->recent[0]));
	app->recent[0] = patient;
}

void app_changed(struct app *app)
{
	app->reload = app->working = app->upkeep = true;
}

/* An edit of rules.yaml, on whichever terminal, is told on all of them. */
static void watch_rules(struct app *app)
{
	struct err err = ERR_INIT;
	bool changed;

	if (!clinic_rules_watch(app->clinic, &changed, &err))
		app_error(app, &err);
	if (!changed)
		return;
	app->reload = app->upkeep = true;
	if (clinic_rules_error(app->clinic))
		app_refuse(app, "%s", clinic_rules_error(app->clinic));
	else
		app_say(app, _("rules.yaml was edited: the new rules are in force"));
}

void app_say_zone(struct app *app, char *before)
{
	app_say(app, _("the time zone is %s now, it was %s: visits keep their days and times"),
		app->clinic->config->timezone, before);
	free(before);
}

static void say_settings(struct app *app)
{
	char *before = clinic_zone_before(app->clinic);

	if (before)
		app_say_zone(app, before);
	else
		app_say(app, _("clinic.yaml was edited: the new settings are in force"));
}

void app_tick(struct app *app)
{
	struct err err = ERR_INIT;
	bool changed;

	bool others = store_changed(&app->clinic->store);
	if (others)
		app->reload = app->working = true;
	store_catch_up(&app->clinic->store);
	drafts_keep(app, false);
	if (app->behind)
		app->behind->tick(app, others);
	if (!clinic_watch(app->clinic, &changed, &err))
		app_error(app, &err);
	if (changed) {
		app->reload = true;
		app->theme = theme_named(app->clinic->config->theme);
		say_settings(app);
	}
	watch_rules(app);
	if (app->ticked)
		app->ticked(app);
	/* What anybody wrote, and midnight, may have changed who is in which segment. */
	if (changed || others || app->segments_day != clinic_today(app->clinic))
		app->upkeep = true;
}

/* The rules are kept up between two keys, a few ms at a time. */
static bool upkeep(struct app *app)
{
	bool done = true;

	if (!app->upkeep)
		return false;
	if (!clinic_segments_work(app->clinic, UPKEEP_MS, &done, NULL))
		done = true; /* another terminal writes: the next tick tries again */
	app->upkeep = !done;
	app->segments_day = clinic_today(app->clinic);
	app->working = !done;
	return false;
}

bool app_work(struct app *app)
{
	app->working = false;
	for (int i = app->depth - 1; i >= 0; i--) {
		const struct layer *l = &app->stack[i];
		enum work work = l->screen->work ? l->screen->work(app, l->state) : WORK_NONE;
		if (work == WORK_NONE)
			continue;
		app->working = true;
		return work == WORK_SHOW;
	}
	return upkeep(app);
}

bool app_work_behind(struct app *app)
{
	if (!app->behind || !app->behind_works)
		return false;
	bool show = app->behind->work(app) == WORK_SHOW;
	app->behind_at = boot_now() + app->behind->pause(app);
	return show;
}

int app_wait(const struct app *app)
{
	if (app->working)
		return 0;
	if (!app->behind_works)
		return -1;
	int64_t left = app->behind_at - boot_now();
	return left > 0 ? (int)left : 0;
}

/* --- keys --- */

static bool is_typing(const struct layer *l)
{
	if (l->screen->typing)
		return l->screen->typing(l->state);
	return l->screen->list && !l->keys_on_list;
}

const char *app_refusal(const struct app *app, const struct layer *l, const struct command *c)
{
	if ((c->needs & WRITES) && app->clinic->store.refuse)
		return app->clinic->store.refuse;
	return c->needs && l->screen->refuse ? l->screen->refuse(app, l->state, c->needs) : NULL;
}

bool app_typing(struct app *app)
{
	return is_typing(app_top(app));
}

/* The screen's own meaning of a key goes first; a popup answers one question, and only its own keys
 * count. */
static const struct command *command_for(const struct app *app, const struct layer *top,
					 const struct key *key, bool typing)
{
	const struct config *config = app->clinic->config;
	const struct command *c = command_with_key(config, top->screen->commands, key, typing);

	return c || top->screen->popup ? c : command_with_key(config, app->globals, key, typing);
}

void app_run(struct app *app, struct layer *l, const struct command *c)
{
	const char *why = app_refusal(app, l, c);

	if (why) {
		app_refuse(app, "%s", why);
		return;
	}
	app->ran = c->name;
	c->run(app, l->state);
}

/* Esc, and q where letters are keys: one step back, keeping what was typed. */
static void step_back(struct app *app)
{
	struct layer *top = app_top(app);
	int held = app_way_back(app);

	if (holds(top)) {
		app_park(app);
		return;
	}
	bool stays = held >= 0 && top->stays;
	top->leads_to = 0;
	if (app->depth > 1 && !stays)
		app_pop(app);
	else if (held < 0 && app->guide)
		app->guide->stop(app);
	if (held >= 0)
		app_unpark(app, held);
}

/* What is pasted, scanned or typed in a burst outside a field is looked for. */
static void find_pasted(struct app *app, const char *text)
{
	int aside = app_set_aside(app);
	bool list = app_top(app)->screen->list;
	if (list || app_push(app, app->finder, NULL))
		app_leads_back(app, aside, list);
	struct layer *top = app_top(app);
	struct key key = { .kind = KEY_PASTE, .text = text };
	top->keys_on_list = false;
	top->screen->key(app, top->state, &key);
}

void app_press(struct app *app, const struct key *original)
{
	struct layer *top = app_top(app);
	bool typing = is_typing(top);
	struct key key = *original;

	if (key.kind == KEY_MOUSE) {
		app_mouse(app, &key);
		return;
	}
	if (!typing && key.kind == KEY_PASTE) {
		find_pasted(app, key.text);
		return;
	}
	if (!typing && key.kind == KEY_TEXT && !key_fold(&key)) {
		if (top->screen->key && top->screen->key(app, top->state, original))
			return; /* it begins something that is typed */
		app_refuse(app, _("the Chinese input method is on: press Shift to switch, or use 1-9 "
				  "and Enter"));
		return;
	}
	const struct command *c = NULL;
	/* An upper-case letter is itself only where it is bound. */
	if (!typing && original->kind == KEY_TEXT && original->cp != key.cp)
		c = command_for(app, top, original, typing);
	if (!c)
		c = command_for(app, top, &key, typing);
	if (c) {
		app_run(app, top, c);
		return;
	}
	const struct key *given = typing ? &key : original;
	if (top->screen->key && top->screen->key(app, top->state, given))
		return;
	if (key.kind == KEY_TAB && top->screen->list) {
		top->keys_on_list = !top->keys_on_list;
		return;
	}
	if (key.kind == KEY_ESC || (!typing && key.kind == KEY_TEXT && key.cp == 'q'))
		step_back(app);
	else if (!typing && key.kind == KEY_TEXT)
		app_say(app, _("no command has that key here; ? lists the keys"));
}

static bool is_text(const struct key *key)
{
	return key->kind == KEY_TEXT || key->kind == KEY_PASTE || key->kind == KEY_BACKSPACE ||
	       key->kind == KEY_DELETE || key->kind == KEY_CTRL;
}

void app_key(struct app *app, const struct key *key)
{
	app->message_stays = false;
	app->last_was_text = is_text(key);
	app->bell = false;
	app->working = true;
	if (app->just_thrown)
		app->just_thrown--;
	app_press(app, key);
	if (app->guide && !app->quit)
		app->guide->after_key(app);
	if (!app->message_stays)
		app->message[0] = '\0';
}

void app_resize(struct app *app, int rows, int cols)
{
	canvas_resize(&app->canvas, rows, cols);
}

int app_list_rows(const struct app *app, int rows)
{
	return app->canvas.plain && rows > PLAIN_ROWS ? PLAIN_ROWS : rows;
}

bool app_is_wide(const struct app *app)
{
	return app->canvas.cols >= 78 && !app->canvas.plain;
}
