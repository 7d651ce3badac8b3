/* Inside clinic/: what an action did, between its lines (story.c) and the one that is shown of it
 * (story_line.c). */
#ifndef REVISIT_SRC_CLINIC_STORY_PARTS_H
#define REVISIT_SRC_CLINIC_STORY_PARTS_H

#include "revisit/clinic/undo.h"

enum { RANK_REGISTERED, RANK_VISIT, RANK_FIELD, RANK_PART, RANK_LAST };

struct telling {
	struct clinic *c;
	const struct recipe *recipe;
	struct story *story;
	day_t today;
};

/* The row as it is, or once was, with what the action made of it; `row` is initialised. */
void story_whole_row(const struct telling *t, const struct recipe_row *r, void *row);
/* Heap. */
char *story_in_one_line(const struct telling *t);

#endif
