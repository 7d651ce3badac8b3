/* Inside screen/: the state of the guided editor, between its keys and its drawing. */
#ifndef REVISIT_SRC_SCREEN_SEGMENT_EDIT_H
#define REVISIT_SRC_SCREEN_SEGMENT_EDIT_H

#include "revisit/clinic/rules_text.h"
#include "revisit/ui/list.h"

#include "rules_edit.h"
#include "sentence_line.h"

enum { EDIT_FIRST_ROW = 4 };

enum typing { TYPING_NOT, TYPING_CHANGE, TYPING_NEW };

struct editing {
	struct str text;         /* the whole file as it would be */
	char *base;              /* as it was */
	char *key;               /* of the segment */
	struct rules_diff *diff; /* of `text`, which has no error; it owns the ruleset of the rows */
	int64_t times;
	bool done;
	struct rule_rows rows;
	int64_t *counts;         /* of each condition alone; −1: not counted yet */
	struct where *counting;
	size_t counted;          /* rows counted */
	struct list list;
	enum typing typing;
	struct edit edit;
	struct sentence_line line;
};

/* The segment as it would be; NULL: there is none. */
const struct segment *editing_segment(const struct editing *s);
/* A condition in the language of the person: as it is written when that is it; heap. */
char *editing_says(const struct editing *s, const struct rule_row *r);

void draw_segment_edit(const struct app *app, const void *state, struct canvas *c, struct rect area);

#endif
