/* What stands around every screen: title line, message line, key bar. */
#include "revisit/app/app.h"
#include "revisit/app/keys.h"
#include "revisit/base/i18n.h"

/* CUT_LEAST: fewer columns of a name that is cut say nothing. */
enum { KEY_ROWS = 2, TABS_MOST = 16, CUT_LEAST = 10 };

struct rect app_body(const struct app *app)
{
	int banner = (app->banner[0] != '\0') + (app->tour[0] != '\0');
	int rows = app->canvas.rows - 2 - KEY_ROWS - banner;

	return (struct rect){
		.y = 1 + banner, .rows = rows > 0 ? rows : 0, .cols = app->canvas.cols
	};
}

static const struct layer *main_layer(const struct app *app)
{
	for (int i = app->depth - 1; i > 0; i--)
		if (!app->stack[i].screen->popup)
			return &app->stack[i];
	return &app->stack[0];
}

static void draw_right(struct app *app, struct rect line, int *end)
{
	struct str s;
	const struct clinic *c = app->clinic;
	minute_t m = clock_minute(&c->clock);

	str_init(&s);
	if (app->n_held) {
		char *held = format_with_keys(app, ngettext("%d held ({held})  ", "%d held ({held})  ",
							    (unsigned long)app->n_held));
		str_addf(&s, held, app->n_held);
		free(held);
	}
	if (c->simulated)
		str_addf(&s, "%s  ", C_("title line: a made-up clinic", "demo"));
	str_addf(&s, "%s %s %02d:%02d ", c->staff, weekday_name(day_weekday(clinic_today(c))), m / 60,
		 m % 60);
	*end = line.cols - text_width(s.p);
	canvas_right(&app->canvas, line, 0, line.cols, STYLE_TITLE, s.p);
	str_release(&s);
}

/* Read aloud, a row of tabs is in the way: only where one is. */
static void draw_plain_title(struct app *app, struct rect line)
{
	const struct screen *now = main_layer(app)->screen;
	int end;

	canvas_fill(&app->canvas, line, STYLE_TITLE);
	draw_right(app, line, &end);
	line.cols = end - 1 > 0 ? end - 1 : 0;
	canvas_text(&app->canvas, line, 0, 1, -1, STYLE_TITLE, _(now->title));
}

/* The tabs that the title has room for, the one that one is on in any case; returns what is left. */
static int choose_tabs(const struct app *app, const struct screen *tab, int room,
		       bool shown[TABS_MOST])
{
	int n = 0;

	for (; n < TABS_MOST && app->tabs[n]; n++) {
		shown[n] = !app->tabs[n]->aside || app->tabs[n] == tab;
		room -= shown[n] ? text_width(_(app->tabs[n]->title)) + 6 : 0;
	}
	for (int i = n - 1; i >= 0 && room < -2; i--)
		if (shown[i] && app->tabs[i] != tab) {
			shown[i] = false;
			room += text_width(_(app->tabs[i]->title)) + 6;
		}
	return room;
}

static void draw_title(struct app *app)
{
	struct canvas *cv = &app->canvas;
	struct rect line = { .y = 0, .x = 0, .rows = 1, .cols = cv->cols };
	const struct screen *now = main_layer(app)->screen;
	const struct screen *tab = now;
	int end;
	int x = 1;

	if (cv->plain) {
		draw_plain_title(app, line);
		return;
	}
	for (int i = app->depth - 1; i >= 0 && tab->tab == 0; i--)
		tab = app->stack[i].screen;
	canvas_fill(cv, line, STYLE_TITLE);
	draw_right(app, line, &end);
	struct rect left = line;
	left.cols = end - 1 > 0 ? end - 1 : 0;
	bool shown[TABS_MOST] = { false };
	/* Where one is goes before where one could be. */
	char *here = now != tab && !now->holds ? mem_printf("> %s", _(now->title)) : mem_strdup("");
	int room = choose_tabs(app, tab, left.cols - 1 - (*here ? text_width(here) + 1 : 0), shown);
	if (room >= CUT_LEAST || room >= text_width(app->clinic->config->name))
		x += canvas_text(cv, left, 0, x, room, STYLE_TITLE, app->clinic->config->name) + 2;
	for (int i = 0; i < TABS_MOST && app->tabs[i]; i++) {
		bool on = app->tabs[i] == tab;
		char text[80];
		if (!shown[i])
			continue;
		bool alarm = app->tabs[i]->alarm && app->tabs[i]->alarm(app);
		snprintf(text, sizeof(text), on ? "[%d %s%s]" : " %d %s%s ", app->tabs[i]->tab,
			 _(app->tabs[i]->title), alarm ? "!" : "");
		canvas_zone(cv, (struct rect){ .x = x, .rows = 1, .cols = text_width(text) }, ZONE_TAB, i,
			    NULL);
		x += canvas_text(cv, left, 0, x, -1, on ? STYLE_TAB : STYLE_TITLE, text) + 1;
	}
	/* Where it does not fit, the screen says itself what it is. */
	if (x + text_width(here) <= left.cols)
		canvas_text(cv, left, 0, x, -1, STYLE_TITLE, here);
	free(here);
}

/* --- the key bar --- */

struct bar {
	struct canvas *canvas;
	const struct config *config;
	struct rect area;
	int y, x;
	int last_x;   /* behind the last item drawn */
	int reserved; /* columns of the last line that are kept for later */
	bool full;
};

static void bar_item(struct bar *b, const char *keys, const char *label, enum zone_kind kind,
		     const void *what)
{
	int width = text_width(keys) + 1 + text_width(label);

	if (b->full)
		return;
	int end = b->area.cols - 1 - (b->y == b->area.rows - 1 ? b->reserved : 0);
	if (b->x > 1 && b->x + width > end) {
		b->y++;
		b->x = 1;
	}
	if (b->y >= b->area.rows) {
		b->full = true;
		return;
	}
	b->last_x = b->x + width + 2;
	canvas_zone(b->canvas,
		    (struct rect){ .y = b->area.y + b->y, .x = b->x, .rows = 1, .cols = width }, kind, 0,
		    what);
	b->x += canvas_text(b->canvas, b->area, b->y, b->x, -1, STYLE_KEY, keys) + 1;
	b->x += canvas_text(b->canvas, b->area, b->y, b->x, -1, STYLE_NORMAL, label) + 2;
}

static void bar_command(struct bar *b, const struct command *c)
{
	struct str keys;

	if (!c->label)
		return;
	str_init(&keys);
	command_keys(&keys, b->config, c);
	/* The first key is enough here; the help tells all. */
	char *blank = strchr(keys.p, ' ');
	if (blank)
		*blank = '\0';
	bar_item(b, keys.p, _(c->label), ZONE_COMMAND, c);
	str_release(&keys);
}

/* From these two one comes to every other command: they are never crowded out. */
static bool leads_on(const struct command *c)
{
	return strcmp(c->name, "palette") == 0 || strcmp(c->name, "help") == 0;
}

/* On a list letters are typed; they are commands once Tab has handed the keys to it, and while there
 * is something to act on. */
static bool is_idle(const struct app *app, const struct layer *top, const struct command *c)
{
	bool letter = c->keys && (!c->keys[1] || c->keys[1] == ' ');

	if (letter && top->screen->typing && top->screen->typing(top->state))
		return true;

	return top->screen->list && letter && (!top->keys_on_list || app_refusal(app, top, c));
}

static bool is_bare_of(const struct app *app, const struct layer *top, const struct command *c)
{
	const unsigned needs = c->needs & ~(unsigned)(NEEDS_PATIENT | WRITES);

	return top->screen->bare_when_empty && needs && top->screen->refuse(app, top->state, needs);
}

/* The way back and the way on, at the end of the bar; returns the columns they take. */
static int bar_end(struct app *app, const struct layer *top, struct bar *b, bool draw)
{
	struct bar end = { .canvas = b->canvas, .config = b->config, .area = b->area, .y = b->y,
			   .x = b->x };
	bool holds = top->screen->holds && top->screen->holds(top->state);
	int width = 0;

	if (draw && b->full) {
		end.y = b->area.rows - 1;
		end.x = b->last_x;
	}
	if (app->depth > 1 || app_way_back(app) >= 0) {
		const char *own = top->screen->esc ? top->screen->esc(app, top->state) : NULL;
		const char *esc = own ? own : holds ? _("hold") : _("back");
		width += text_width(_("Esc")) + text_width(esc) + 3;
		if (draw)
			bar_item(&end, _("Esc"), esc, ZONE_KEY, "esc");
	}
	for (const struct command *c = app->globals; !top->screen->popup && c->name; c++) {
		struct str keys;
		if (!leads_on(c))
			continue;
		str_init(&keys);
		command_keys(&keys, b->config, c);
		width += (int)strcspn(keys.p, " ") + text_width(_(c->label)) + 3;
		str_release(&keys);
		if (draw)
			bar_command(&end, c);
	}
	return width;
}

/* Only the next step and where all the others are read: the palette and the help. */
static void draw_plain_keys(struct app *app, struct bar *b, const char *enter)
{
	if (enter)
		canvas_printf(b->canvas, b->area, 0, 1, STYLE_KEY, "%s: %s", _("Enter"), enter);
	if (enter)
		canvas_zone(b->canvas, (struct rect){ .y = b->area.y, .rows = 1, .cols = b->area.cols },
			    ZONE_KEY, 0, "enter");
	b->y = 1;
	bar_end(app, app_top(app), b, true);
}

static void bar_tab(const struct app *app, const struct layer *top, struct bar *b)
{
	const struct screen *s = top->screen;
	const char *does = s->tab_does && !top->keys_on_list ? s->tab_does(app, top->state) : NULL;

	if (!s->list)
		return;
	if (!does)
		does = top->keys_on_list ? _("type again") : _("keys on the list");
	bar_item(b, _("Tab"), does, ZONE_KEY, "tab");
}

static void draw_keys(struct app *app)
{
	struct canvas *cv = &app->canvas;
	const struct layer *top = app_top(app);
	struct bar b = { .canvas = cv,
			 .config = app->clinic->config,
			 .area = { .y = cv->rows - KEY_ROWS, .rows = KEY_ROWS, .cols = cv->cols },
			 .x = 1 };
	const char *enter = top->screen->enter ? top->screen->enter(app, top->state) : NULL;

	canvas_fill(cv, b.area, STYLE_NORMAL);
	if (cv->plain) {
		draw_plain_keys(app, &b, enter);
		return;
	}
	b.reserved = bar_end(app, top, &b, false);
	if (enter)
		bar_item(&b, _("Enter"), enter, ZONE_KEY, "enter");
	for (const struct command *c = top->screen->commands; c && c->name; c++)
		if (!is_idle(app, top, c) && !is_bare_of(app, top, c))
			bar_command(&b, c);
	bar_tab(app, top, &b);
	for (const struct command *c = app->globals; !top->screen->popup && c->name; c++)
		if (!leads_on(c))
			bar_command(&b, c);
	bar_end(app, top, &b, true);
}

/* What goes on behind the screens, and where it is looked at. */
static void draw_banner(struct app *app)
{
	struct canvas *cv = &app->canvas;
	struct rect line = { .y = 1, .rows = cv->rows > 1, .cols = cv->cols };

	if (!app->banner[0])
		return;
	canvas_fill(cv, line, STYLE_TAB);
	int end = cv->cols - 1 - text_width("^G 9") - 2;
	canvas_text(cv, line, 0, 1, end > 1 ? end - 1 : 0, STYLE_TAB, app->banner);
	canvas_right(cv, line, 0, cv->cols - 1, STYLE_TAB, "^G 9");
}

static void draw_tour(struct app *app)
{
	struct canvas *cv = &app->canvas;
	struct rect line = { .y = 1 + (app->banner[0] != '\0'), .rows = 1, .cols = cv->cols };

	if (!app->tour[0])
		return;
	canvas_fill(cv, line, STYLE_TAB);
	canvas_text(cv, line, 0, 1, cv->cols - 2, STYLE_TAB, app->tour);
}

static void draw_message(struct app *app)
{
	struct canvas *cv = &app->canvas;
	struct rect line = { .y = cv->rows - KEY_ROWS - 1, .rows = 1, .cols = cv->cols };

	canvas_fill(cv, line, STYLE_NORMAL);
	if (app->message[0])
		canvas_printf(cv, line, 0, 1, app->message_is_error ? STYLE_ALERT : STYLE_GOOD, "%s%s",
			      app->message_is_error ? "! " : "", app->message);
}

/* For who cannot see the highlight, the cursor is on what is chosen, except while one types. */
static void cursor_to_chosen(struct app *app, struct rect body)
{
	struct canvas *c = &app->canvas;

	if (!c->plain || app->last_was_text)
		return;
	for (int y = body.y; y < body.y + body.rows; y++)
		for (int x = 0; x < c->cols; x++)
			if (c->cells[y * c->cols + x].style == STYLE_SELECTED) {
				canvas_cursor(c, body, y - body.y, x, false);
				return;
			}
}

void app_draw(struct app *app)
{
	struct rect body = app_body(app);
	int first = app->depth - 1;

	while (first > 0 && app->stack[first].screen->popup)
		first--;
	if (app->reload)
		for (int i = first; i < app->depth; i++)
			if (app->stack[i].screen->reload)
				app->stack[i].screen->reload(app, app->stack[i].state);
	app->reload = false;
	canvas_clear(&app->canvas);
	draw_title(app);
	draw_banner(app);
	draw_tour(app);
	for (int i = first; i < app->depth; i++) {
		struct layer *l = &app->stack[i];
		if (l->screen->popup)
			canvas_forget_zones(&app->canvas); /* nothing behind it can be clicked */
		if (l->screen->prepare)
			l->screen->prepare(app, l->state, body.rows, body.cols);
		l->screen->draw(app, l->state, &app->canvas, body);
	}
	cursor_to_chosen(app, body);
	draw_message(app);
	draw_keys(app);
}
