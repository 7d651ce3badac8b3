/* The mouse does what keys do: what is drawn says what a click there means. */
#include "revisit/app/app.h"
#include "revisit/app/menus.h"

enum { WHEEL_ROWS = 3 };

static void press(struct app *app, enum key_kind kind)
{
	app_press(app, &(struct key){ .kind = kind });
}

static bool give(struct app *app, enum mouse mouse, int row)
{
	struct layer *top = app_top(app);
	struct key key = { .kind = KEY_MOUSE, .mouse = mouse, .row = row };

	return top->screen->key && top->screen->key(app, top->state, &key);
}

static enum style style_at(const struct canvas *c, int y, int x)
{
	return (enum style)c->cells[y * c->cols + x].style;
}

static void choose_row(struct app *app, int row, bool chosen)
{
	bool popup = app_top(app)->screen->popup;

	if (!chosen)
		give(app, MOUSE_ROW, row);
	/* A popup is there to be answered; elsewhere the second click opens. */
	if (chosen || popup)
		press(app, KEY_ENTER);
}

static bool has_rows(const struct canvas *c)
{
	for (size_t i = 0; i < c->n_zones; i++)
		if (c->zones[i].kind == ZONE_ROW)
			return true;
	return false;
}

/* A list that does not tell its rows: the arrows lead from the chosen one to the one clicked on. */
static void walk_to(struct app *app, int y, int x)
{
	const struct canvas *c = &app->canvas;
	struct rect body = app_body(app);
	int from = -1;

	if (has_rows(c) || y < body.y || y >= body.y + body.rows)
		return;
	for (int i = body.y; i < body.y + body.rows && from < 0; i++)
		if (style_at(c, i, x) == STYLE_SELECTED)
			from = i;
	if (from < 0)
		return;
	if (from == y)
		press(app, KEY_ENTER);
	for (int i = from; i < y; i++)
		press(app, KEY_DOWN);
	for (int i = from; i > y; i--)
		press(app, KEY_UP);
}

static void press_named(struct app *app, const char *name)
{
	struct key key;

	if (key_parse(name, &key))
		app_press(app, &key);
}

static void click(struct app *app, int y, int x)
{
	const struct zone *at = canvas_zone_at(&app->canvas, y, x);
	struct zone zone;

	if (!at) {
		walk_to(app, y, x);
		return;
	}
	zone = *at; /* what follows may draw anew */
	switch (zone.kind) {
	case ZONE_ROW:
		choose_row(app, zone.n, style_at(&app->canvas, y, x) == STYLE_SELECTED);
		return;
	case ZONE_CHOICE:
		give(app, MOUSE_CHOICE, zone.n);
		return;
	case ZONE_KEY:
		press_named(app, zone.what);
		return;
	case ZONE_COMMAND:
		app_run(app, app_top(app), zone.what);
		return;
	case ZONE_TAB:
		app_home(app, app->tabs[zone.n], NULL);
		return;
	}
}

/* The row under it is what the palette will be about. */
static void right_click(struct app *app, int y, int x)
{
	const struct zone *at = canvas_zone_at(&app->canvas, y, x);

	if (app_top(app)->screen->popup) {
		press(app, KEY_ESC);
		return;
	}
	if (at && at->kind == ZONE_ROW && style_at(&app->canvas, y, x) != STYLE_SELECTED)
		give(app, MOUSE_ROW, at->n);
	menu_palette(app, app_top(app)->state);
}

static void wheel(struct app *app, const struct key *key)
{
	const struct layer *top = app_top(app);

	/* In a form a turn of the wheel must not lead out of the field. */
	if (give(app, key->mouse, 0) || top->screen->holds)
		return;
	for (int i = 0; i < WHEEL_ROWS; i++)
		press(app, key->mouse == MOUSE_WHEEL_UP ? KEY_UP : KEY_DOWN);
}

void app_mouse(struct app *app, const struct key *key)
{
	if (key->y >= app->canvas.rows || key->x >= app->canvas.cols)
		return;
	switch (key->mouse) {
	case MOUSE_PRESS:
		click(app, key->y, key->x);
		return;
	case MOUSE_RIGHT:
		right_click(app, key->y, key->x);
		return;
	case MOUSE_WHEEL_UP:
	case MOUSE_WHEEL_DOWN:
		wheel(app, key);
		return;
	case MOUSE_ROW:
	case MOUSE_CHOICE:
		return;
	}
}
