/* The To-dos screen, between todos.c (what is done) and todos_draw.c (how it looks). */
#ifndef REVISIT_SCREEN_TODOS_H
#define REVISIT_SCREEN_TODOS_H

#include "revisit/screen/parts.h"
#include "revisit/ui/edit.h"
#include "revisit/ui/list.h"

/* How wide the columns are: as what stands in them, and never narrower while it is looked at. */
struct widths {
	int kind, when, who;
};

struct todo {
	struct task task;
	struct patient patient; /* its name; row.id 0: of the clinic, or not fetched */
	bool fetched;
};

/* Mine, everyone's, each role's, then what is done. */
enum { VIEW_MINE, VIEW_ALL, VIEW_ROLES };

struct listing {
	struct todo *v;
	size_t n, all; /* of `all` the first n are here */
	int *shown;    /* those that fit what is typed */
	int view;
	struct list list; /* of the shown ones */
	struct edit edit;
	int late; /* of those shown */
	struct widths widths;
	bool stay; /* what is chosen is put off: go on with what takes its place */
};

/* In a row of those shown, NULL. */
struct todo *todo_at(const struct listing *s, int row);
const struct todo *todo_chosen(const struct listing *s);

int todos_roles(const struct app *app); /* how many views are of roles */
bool todos_view_is_closed(const struct app *app, const struct listing *s);

/* Makes the columns wide enough for this one. */
void todos_measure(const struct app *app, const struct task *t, struct widths *w);
/* The lines below the list that tell all of the chosen one. */
int todos_detail_lines(const struct app *app, int rows);
void todos_draw(const struct app *app, const void *state, struct canvas *c, struct rect area);

#endif
