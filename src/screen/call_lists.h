/* Inside screen/: the call lists, and who is on one of them. */
#ifndef REVISIT_SRC_SCREEN_CALL_LISTS_H
#define REVISIT_SRC_SCREEN_CALL_LISTS_H

#include "revisit/app/app.h"
#include "revisit/clinic/calls.h"
#include "revisit/ui/edit.h"
#include "revisit/ui/list.h"

struct call_list_line {
	struct call_list_info info;
	struct call_counts counts;
	bool counted;
};

struct call_lists {
	struct call_list_line *v;
	size_t n;
	int *shown;         /* numbers of v that fit what is typed */
	struct edit edit;
	struct list list;
	char *key;          /* of the chosen one, to find it again; NULL */
	struct rows backs;  /* call backs that are due by the end of today */
	struct strlist team; /* "ann 李雷 since 10:41" */
	bool paused;        /* oneself */
	int minute;         /* when they were counted */
};

const struct call_list_line *call_lists_chosen(const struct call_lists *s); /* NULL */
/* How many lists there is room for. */
int call_lists_rows(const struct app *app, int rows, int cols);
void call_lists_draw(const struct app *app, const void *state, struct canvas *c, struct rect area);

#endif
