/* Help for the screen one is on, from its own table: the rules that hold everywhere, what Enter
 * does now, the keys here, the keys everywhere.  Typing narrows it to what one looks for. */
#include "revisit/app/keys.h"
#include "revisit/app/menus.h"
#include "revisit/base/i18n.h"
#include "revisit/text/match.h"
#include "revisit/ui/edit.h"
#include "revisit/ui/list.h"

enum { KEYS_COLS = 18, TEXT_X = 20, ROOM_MIN = 20 };

/* What there is to read: a heading, or keys and what they do. */
struct entry {
	char *keys, *text;
	bool heading;
};

/* An entry broken into lines of the screen's width. */
struct line {
	const struct entry *entry;
	size_t start, len;
	bool first;
};

struct helping {
	struct entry *entries;
	size_t n, cap;
	struct line *lines;
	size_t n_lines, cap_lines;
	int cols; /* the lines are broken for */
	struct list list;
	struct edit edit;
};

static void add(struct helping *h, const char *keys, const char *text, bool heading)
{
	GROW(h->entries, h->n, h->cap);
	h->entries[h->n++] = (struct entry){ .keys = mem_strdup(keys),
					     .text = mem_strdup(text),
					     .heading = heading };
}

static void add_table(struct helping *h, const struct app *app, const struct layer *layer,
		      const struct command *table)
{
	for (const struct command *c = table; c && c->name; c++) {
		struct key list[COMMAND_KEYS];
		struct str keys;
		struct str text;
		int n = command_key_list(app->clinic->config, c, list);
		const char *enter = layer->screen->enter ? layer->screen->enter(app, layer->state) : NULL;

		str_init(&keys);
		str_init(&text);
		command_keys(&keys, app->clinic->config, c);
		if (enter && n > 0 && list[0].kind == KEY_ENTER)
			str_addf(&text, _("%s (now: %s)"), _(c->help), enter);
		else
			str_add(&text, _(c->help));
		add(h, keys.len ? keys.p : "^P", text.p, false);
		str_release(&keys);
		str_release(&text);
	}
}

static void add_rules(struct helping *h)
{
	add(h, "", _("Enter is the next step (the line below says which), Esc is one step back."),
	    false);
	add(h, "", _("Lists: typing finds, Tab makes letters keys. Elsewhere letters are keys."),
	    false);
	add(h, "", _("Nothing typed is lost. ^P has every command. Type to search this page."), false);
}

static bool open_help(struct app *app, void *state, void *arg, struct err *err)
{
	struct helping *h = state;
	const struct layer *about = arg;

	(void)err;
	edit_init(&h->edit, NULL);
	add_rules(h);
	add(h, "", _(about->screen->title), true);
	add_table(h, app, about, about->screen->commands);
	for (const struct help_text *t = about->screen->help; t && t->keys; t++)
		add(h, _(t->keys), _(t->text), false);
	add(h, "", _("Everywhere"), true);
	add_table(h, app, about, app->globals);
	add(h, _("mouse"),
	    _("A click chooses, another one opens; the wheel scrolls; the right button lists the "
	      "commands. Shift with the mouse marks text for copying."),
	    false);
	if (app->no_han)
		add(h, "",
		    _("This terminal cannot show Chinese characters: names are shown by their "
		      "reading. A terminal window, fbterm or kmscon can."),
		    false);
	return true;
}

static void close_help(void *state)
{
	struct helping *h = state;

	for (size_t i = 0; i < h->n; i++) {
		free(h->entries[i].keys);
		free(h->entries[i].text);
	}
	free(h->entries);
	free(h->lines);
	edit_release(&h->edit);
}

/* --- the lines in sight --- */

static void add_line(struct helping *h, struct line line)
{
	GROW(h->lines, h->n_lines, h->cap_lines);
	h->lines[h->n_lines++] = line;
}

struct breaking {
	struct helping *h;
	const struct entry *entry;
	bool started;
};

static void keep_line(const char *start, size_t n, void *arg)
{
	struct breaking *b = arg;

	add_line(b->h, (struct line){ .entry = b->entry, .start = (size_t)(start - b->entry->text),
				      .len = n, .first = !b->started });
	b->started = true;
}

/* Rules and remarks have no keys beside them. */
static int text_x(const struct entry *e)
{
	return *e->keys ? TEXT_X : 1;
}

static bool is_wanted(const struct entry *e, const struct strlist *words)
{
	for (size_t i = 0; i < words->n; i++)
		if (!match_sentence(e->text, words->v[i]) && !match_sentence(e->keys, words->v[i]))
			return false;
	return true;
}

static void break_entry(struct helping *h, const struct entry *e, int cols)
{
	struct breaking b = { .h = h, .entry = e };
	int room = cols - text_x(e) - 1;

	text_wrap(e->text, room > ROOM_MIN ? room : ROOM_MIN, keep_line, &b);
}

static void break_lines(struct helping *h, int cols)
{
	struct strlist words;
	const struct entry *heading = NULL;

	h->n_lines = 0;
	h->cols = cols;
	strlist_init(&words);
	match_words(h->edit.text.p, &words);
	for (size_t i = 0; i < h->n; i++) {
		const struct entry *e = &h->entries[i];
		if (e->heading) {
			heading = e;
			continue;
		}
		if (!is_wanted(e, &words))
			continue;
		if (heading) {
			if (h->n_lines)
				add_line(h, (struct line){ 0 });
			add_line(h, (struct line){ .entry = heading, .len = strlen(heading->text) });
		}
		heading = NULL;
		break_entry(h, e, cols);
	}
	strlist_release(&words);
}

static void prepare_help(struct app *app, void *state, int rows, int cols)
{
	struct helping *h = state;

	if (h->cols != cols)
		break_lines(h, cols);
	list_resize(&h->list, (int)h->n_lines, app_list_rows(app, rows - 2));
}

static void draw_line(struct canvas *c, struct rect area, int y, const struct line *l)
{
	const struct entry *e = l->entry;

	if (!e)
		return;
	char *text = mem_strndup(e->text + l->start, l->len);
	if (e->heading) {
		canvas_text(c, area, y, 1, -1, STYLE_HEADING, text);
	} else if (c->plain && *e->keys) {
		int x = 1;
		if (l->first)
			x += canvas_printf(c, area, y, x, STYLE_KEY, "%s: ", e->keys);
		canvas_text(c, area, y, x, -1, STYLE_NORMAL, text);
	} else {
		if (l->first)
			canvas_text(c, area, y, 2, KEYS_COLS - 1, STYLE_KEY, e->keys);
		canvas_text(c, area, y, text_x(e), -1, STYLE_NORMAL, text);
	}
	free(text);
}

static void draw_help(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	/* The line keeps its scroll position while it is drawn, hence not const. */
	struct helping *h = (struct helping *)(uintptr_t)state;
	int y = 1;
	int x = 1;

	(void)app;
	x += canvas_text(c, area, 0, x, -1, STYLE_NORMAL, _("Find:")) + 1;
	edit_draw(&h->edit, c, area, 0, x, 24, true, STYLE_FOCUS);
	for (int i = 0; i < h->list.height && h->list.top + i < (int)h->n_lines; i++)
		draw_line(c, area, y++, &h->lines[h->list.top + i]);
	if (h->n_lines == 0)
		canvas_text(c, area, 2, 2, -1, STYLE_NORMAL,
			    _("No key does that here. Esc clears; ^P searches all commands."));
	if (h->list.top + h->list.height < (int)h->n_lines)
		canvas_text(c, area, c->plain ? y : area.rows - 1, 2, -1, STYLE_NORMAL,
			    _("more: Down, PgDn"));
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
	if (list_key(&h->list, &k, false))
		return true;
	bool cleared = k.kind == KEY_ESC && h->edit.text.len;
	if (cleared)
		edit_set(&h->edit, "");
	if (!cleared && !edit_key(&h->edit, key))
		return false;
	break_lines(h, h->cols);
	h->list.top = h->list.selected = 0;
	return true;
}

static bool help_typing(const void *state)
{
	(void)state;
	return true;
}

void menu_help(struct app *app, void *state)
{
	(void)state;
	if (app_top(app)->screen != &help_screen)
		app_push(app, &help_screen, app_top(app));
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
	.typing = help_typing,
};
