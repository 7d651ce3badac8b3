#include "revisit/app/menus.h"
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/ui/list.h"

void command_keys(struct str *out, const struct command *c)
{
	bool zh = i18n_is_chinese();
	size_t start = out->len;

	if (c->digit && zh)
		str_addf(out, "%d", c->digit);
	for (const char *p = c->keys; p && *p;) {
		size_t n = strcspn(p, " ");
		char name[16];
		char label[16];
		struct key k;
		snprintf(name, sizeof(name), "%.*s", (int)n, p);
		p += n + strspn(p + n, " ");
		if (!key_parse(name, &k))
			continue;
		key_label(&k, label);
		str_addf(out, "%s%s", out->len > start ? " " : "", label);
	}
	if (c->digit && !zh)
		str_addf(out, "%s%d", out->len > start ? " " : "", c->digit);
}

/* --- the palette --- */

static const struct command *by_name(const struct command *table, const char *name)
{
	for (const struct command *c = table; c && c->name; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

static void run_named(struct app *app, void *data, const char *key, const char *text)
{
	struct layer *top = app_top(app);

	(void)data;
	(void)text;
	if (!key)
		return;
	const struct command *c = by_name(top->screen->commands, key);
	if (!c)
		c = by_name(app->globals, key);
	if (c)
		app_run(app, top, c);
}

static void add_commands(struct pick *p, const struct command *table)
{
	for (const struct command *c = table; c && c->name; c++) {
		struct str keys;
		str_init(&keys);
		command_keys(&keys, c);
		pick_add(p, c->name, _(c->help), keys.p, c->help);
		str_release(&keys);
	}
}

void menu_palette(struct app *app, void *state)
{
	struct pick p;

	(void)state;
	pick_init(&p, _("Commands"));
	add_commands(&p, app_top(app)->screen->commands);
	add_commands(&p, app->globals);
	p.done = run_named;
	pick_open(app, &p);
}

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
		app_say(app, _("nothing is held"));
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

/* --- help --- */

struct help_line {
	char *keys, *text;
	bool heading;
};

struct helping {
	struct help_line *lines;
	size_t n, cap;
	struct list list;
	const struct screen *about;
};

static void help_add(struct helping *h, const char *keys, const char *text, bool heading)
{
	GROW(h->lines, h->n, h->cap);
	h->lines[h->n++] = (struct help_line){ .keys = mem_strdup(keys),
					       .text = mem_strdup(text),
					       .heading = heading };
}

static void help_table(struct helping *h, const struct command *table)
{
	for (const struct command *c = table; c && c->name; c++) {
		struct str keys;
		str_init(&keys);
		command_keys(&keys, c);
		help_add(h, keys.len ? keys.p : "^P", _(c->help), false);
		str_release(&keys);
	}
}

static bool open_help(struct app *app, void *state, void *arg, struct err *err)
{
	struct helping *h = state;

	(void)err;
	h->about = arg;
	help_add(h, "", _(h->about->title), true);
	help_table(h, h->about->commands);
	for (const struct help_text *t = h->about->help; t && t->keys; t++)
		help_add(h, _(t->keys), _(t->text), false);
	help_add(h, "", "", false);
	help_add(h, "", _("Everywhere"), true);
	help_table(h, app->globals);
	if (app->no_han) {
		help_add(h, "", "", false);
		help_add(h, "",
			 _("This terminal cannot show Chinese characters: names are shown by their "
			   "reading. A terminal window, fbterm or kmscon can."),
			 false);
	}
	return true;
}

static void close_help(void *state)
{
	struct helping *h = state;

	for (size_t i = 0; i < h->n; i++) {
		free(h->lines[i].keys);
		free(h->lines[i].text);
	}
	free(h->lines);
}

static void prepare_help(struct app *app, void *state, int rows, int cols)
{
	struct helping *h = state;

	(void)app;
	(void)cols;
	list_resize(&h->list, (int)h->n, rows - 1);
}

static void draw_help(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	const struct helping *h = state;

	(void)app;
	for (int i = 0; i < h->list.height && h->list.top + i < (int)h->n; i++) {
		const struct help_line *l = &h->lines[h->list.top + i];
		if (l->heading) {
			canvas_text(c, area, i, 1, -1, STYLE_HEADING, l->text);
			continue;
		}
		canvas_text(c, area, i, 2, 16, STYLE_KEY, l->keys);
		canvas_text(c, area, i, 20, -1, STYLE_NORMAL, l->text);
	}
	canvas_cursor(c, area, h->list.selected - h->list.top, 0, false);
	if (h->list.top + h->list.height < (int)h->n)
		canvas_text(c, area, area.rows - 1, 2, -1, STYLE_NORMAL, _("more: Down, PgDn"));
}

static bool help_key(struct app *app, void *state, const struct key *key)
{
	struct helping *h = state;

	(void)app;
	/* One page moves by its top: there is nothing to choose. */
	struct key k = *key;
	if (k.kind == KEY_DOWN)
		h->list.selected = h->list.top + h->list.height - 1;
	if (k.kind == KEY_UP)
		h->list.selected = h->list.top;
	return list_key(&h->list, &k, true);
}

void menu_help(struct app *app, void *state)
{
	(void)state;
	const struct screen *about = app_top(app)->screen;
	if (about != &help_screen)
		app_push(app, &help_screen, (void *)(uintptr_t)about);
}

const struct screen help_screen = {
	.name = "help",
	.title = N_("Help"),
	.state_size = sizeof(struct helping),
	.open = open_help,
	.close = close_help,
	.prepare = prepare_help,
	.draw = draw_help,
	.key = help_key,
};
