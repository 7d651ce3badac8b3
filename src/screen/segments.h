/* Inside screen/: the state of Segments, between its keys and its drawing. */
#ifndef REVISIT_SRC_SCREEN_SEGMENTS_H
#define REVISIT_SRC_SCREEN_SEGMENTS_H

#include "revisit/clinic/segments.h"
#include "revisit/screen/parts.h"
#include "revisit/ui/edit.h"
#include "revisit/ui/list.h"

enum { SEGMENT_NAMES = 8 };

struct segments_view {
	struct edit edit;
	struct list list;
	struct segment_line *lines; /* of the rules in force */
	size_t n_lines;
	int *shown;                 /* numbers of lines that fit what was typed */
	bool stale;                 /* to be asked for again, in steps */
	bool exact;                 /* the numbers are of today */
	/* Of the chosen one. */
	int64_t looked;             /* its number + 1, 0: nothing looked up */
	struct strlist says;        /* its conditions as sentences, indented */
	struct strlist then;        /* what is done for those who enter */
	struct strlist first;       /* its first members by name */
};

const struct segment_line *segments_chosen(const struct segments_view *s);

void draw_segments(const struct app *app, const void *state, struct canvas *c, struct rect area);

#endif
