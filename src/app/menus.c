#include "revisit/app/menus.h"
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"

/* --- go to --- */

static void go(struct app *app, void *data, const char *key, const char *text)
{
	(void)data;
	(void)text;
	for (int i = 0; key && app->tabs[i]; i++)
		if (strcmp(app->tabs[i]->name, key) == 0)
			app_home(app, app->tabs[i], NULL);
}

void menu_goto(struct app *app, void *state)
{
	struct pick p;

	(void)state;
	pick_init(&p, _("Go to"));
	for (int i = 0; app->tabs[i]; i++) {
		pick_add(&p, app->tabs[i]->name, _(app->tabs[i]->title), NULL, app->tabs[i]->title);
		pick_number(&p, app->tabs[i]->tab);
	}
	p.at_once = true;
	p.done = go;
	pick_open(app, &p);
}

/* --- held work --- */

static void take_held(struct app *app, void *data, const char *key, const char *text)
{
	(void)data;
	(void)text;
	if (key)
		app_unpark(app, (int)strtol(key, NULL, 10));
}

void menu_held(struct app *app, void *state)
{
	struct pick p;

	(void)state;
	if (app->n_held == 0) {
		app_say(app, _("nothing is held; Esc in a half-filled form holds it"));
		return;
	}
	if (app->n_held == 1) {
		app_unpark(app, 0);
		return;
	}
	pick_init(&p, _("Held work"));
	for (int i = app->n_held - 1; i >= 0; i--) {
		const struct layer *l = &app->held[i];
		struct str what;
		char key[16];
		str_init(&what);
		snprintf(key, sizeof(key), "%d", i);
		if (l->screen->describe)
			l->screen->describe(l->state, &what);
		else
			str_add(&what, _(l->screen->title));
		pick_add(&p, key, what.p, NULL, NULL);
		str_release(&what);
	}
	p.done = take_held;
	p.at_once = true;
	pick_open(app, &p);
}

/* --- colours --- */

static void take_theme(struct app *app, void *data, const char *key, const char *text)
{
	(void)data;
	(void)text;
	if (!key)
		return;
	app->theme = theme_named(key);
	app_say(app, _("for this terminal, until you leave; theme: %s in clinic.yaml makes it stay"),
		key);
}

void menu_theme(struct app *app, void *state)
{
	static const char *const labels[THEME_COUNT] = {
		[THEME_DARK] = N_("for a dark background"),
		[THEME_LIGHT] = N_("for a light background"),
		[THEME_CONTRAST] = N_("high contrast"),
		[THEME_MONO] = N_("no colours"),
	};
	struct pick p;

	(void)state;
	pick_init(&p, _("Colours"));
	for (int i = 0; i < THEME_COUNT; i++)
		pick_add(&p, theme_name((enum theme)i), _(labels[i]), theme_name((enum theme)i), NULL);
	p.at_once = true;
	p.done = take_theme;
	pick_open(app, &p);
}

/* --- leaving --- */

static void leave(struct app *app, void *data, const char *key, const char *text)
{
	(void)data;
	(void)text;
	if (key && app->behind && app->behind->leave(app, key))
		return;
	if (key && strcmp(key, "quit") == 0)
		app->quit = true;
	if (key && strcmp(key, "held") == 0 && app->n_held)
		menu_held(app, NULL);
}

/* Held forms, and those half filled that lie open. */
static int unfinished(const struct app *app)
{
	int n = app->n_held;

	for (int i = 0; i < app->depth; i++) {
		const struct layer *l = &app->stack[i];
		n += l->screen->holds && l->screen->holds(l->state);
	}
	return n;
}

void menu_leave(struct app *app, void *state)
{
	struct pick p;
	int n = unfinished(app);

	(void)state;
	pick_init(&p, _("Leave"));
	if (n) {
		char *label = mem_printf(ngettext("look at the %d held form first",
						  "look at the %d held forms first", (unsigned long)n),
					 n);
		pick_add(&p, "held", label, NULL, NULL);
		free(label);
	}
	const char *behind = app->behind ? app->behind->leaving(app, &p) : NULL;
	pick_add(&p, "quit", n ? _("quit, and throw the held forms away") : _("quit"), behind, NULL);
	/* Where something goes on, Enter alone must not end it. */
	p.deliberate = behind != NULL;
	p.done = leave;
	pick_open(app, &p);
}
