/* The palette: every command there is, this screen's first, then those of everywhere, then the
 * screens to go to.  What cannot be done now is listed with the reason. */
#include "revisit/app/keys.h"
#include "revisit/app/menus.h"
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"

#include <ctype.h>

static const char goto_word[] = "goto ";

static const struct command *by_name(const struct command *table, const char *name)
{
	for (const struct command *c = table; c && c->name; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

static bool chosen_lately(const struct app *app, const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(app->chosen); i++)
		if (app->chosen[i] == name)
			return true;
	return false;
}

static void remember(struct app *app, const char *name)
{
	size_t at = 0;

	while (at + 1 < ARRAY_SIZE(app->chosen) && app->chosen[at] != name)
		at++;
	memmove(&app->chosen[1], &app->chosen[0], at * sizeof(app->chosen[0]));
	app->chosen[0] = name;
}

static void go(struct app *app, const char *name)
{
	for (int i = 0; app->tabs[i]; i++)
		if (strcmp(app->tabs[i]->name, name) == 0)
			app_home(app, app->tabs[i], NULL);
}

static void run_named(struct app *app, void *data, const char *key, const char *text)
{
	struct layer *top = app_top(app);

	(void)data;
	(void)text;
	if (!key)
		return;
	if (strncmp(key, goto_word, strlen(goto_word)) == 0) {
		go(app, key + strlen(goto_word));
		return;
	}
	const struct command *c = by_name(top->screen->commands, key);
	if (!c)
		c = by_name(app->globals, key);
	if (!c)
		return;
	remember(app, c->name);
	app->n_chosen++;
	app_run(app, top, c);
}

/* The first letters of the words: "bv" for "Book a visit". */
static void add_initials(struct str *out, const char *text)
{
	for (const char *p = text; *p; p++)
		if (isalpha((unsigned char)*p) && (p == text || p[-1] == ' '))
			str_addc(out, (char)tolower((unsigned char)*p));
}

static void add_command(struct pick *p, const struct app *app, const struct layer *layer,
			const struct command *c)
{
	const char *why = app_refusal(app, layer, c);
	struct str keys;
	struct str find;
	struct str label;

	str_init(&keys);
	str_init(&find);
	str_init(&label);
	command_keys(&keys, app->clinic->config, c);
	str_addf(&find, "%s ", c->help);
	add_initials(&find, c->help);
	if (c->label)
		str_addf(&find, " %s %s", c->label, _(c->label));
	if (why)
		str_addf(&label, _("%s (not now: %s)"), _(c->help), why);
	else
		str_add(&label, _(c->help));
	pick_add(p, c->name, label.p, keys.p, find.p);
	str_release(&keys);
	str_release(&find);
	str_release(&label);
}

/* Those chosen lately first: who needs one needs it again. */
static void add_commands(struct pick *p, const struct app *app, const struct layer *layer,
			 const struct command *table)
{
	for (size_t i = 0; i < ARRAY_SIZE(app->chosen); i++) {
		const struct command *c = app->chosen[i] ? by_name(table, app->chosen[i]) : NULL;
		if (c)
			add_command(p, app, layer, c);
	}
	for (const struct command *c = table; c && c->name; c++)
		if (c->run != menu_palette && !chosen_lately(app, c->name))
			add_command(p, app, layer, c);
}

static void add_screens(struct pick *p, const struct app *app)
{
	struct str keys;
	const struct command *go_to = by_name(app->globals, "goto");

	str_init(&keys);
	if (go_to)
		command_keys(&keys, app->clinic->config, go_to);
	for (int i = 0; app->tabs[i]; i++) {
		const struct screen *s = app->tabs[i];
		char *name = mem_printf("%s%s", goto_word, s->name);
		char *label = mem_printf(_("Go to: %s"), _(s->title));
		char *hint = mem_printf("%s %d", keys.p, s->tab);
		pick_add(p, name, label, hint, s->title);
		free(name);
		free(label);
		free(hint);
	}
	str_release(&keys);
}

void menu_palette(struct app *app, void *state)
{
	const struct layer *layer = app_top(app);
	struct pick p;

	(void)state;
	pick_init(&p, _("Commands"));
	add_commands(&p, app, layer, layer->screen->commands);
	add_commands(&p, app, layer, app->globals);
	add_screens(&p, app);
	p.loose = true;
	p.done = run_named;
	pick_open(app, &p);
}
