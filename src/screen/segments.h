/* Inside screen/: the state of Segments, between its keys and its drawing. */
#ifndef REVISIT_SRC_SCREEN_SEGMENTS_H
#define REVISIT_SRC_SCREEN_SEGMENTS_H

#include "revisit/clinic/callable.h"
#include "revisit/screen/parts.h"
#include "revisit/ui/edit.h"
#include "revisit/ui/list.h"

enum { SEGMENT_NAMES = 8, SEGMENT_FOOT = 5 };

struct segments_view {
	struct edit edit;
	struct list list;
	struct segment_line *lines; /* of the rules in force */
	size_t n_lines;
	int *shown;                 /* numbers of lines that fit what was typed */
	bool stale;                 /* to be asked for again, in steps */
	bool exact;                 /* the numbers are of today */
	/* Of the chosen one. */
	char *key;                  /* it stays chosen when the rules change */
	int64_t looked;             /* its number + 1, 0: nothing looked up */
	struct strlist says;        /* its conditions as sentences, indented */
	struct strlist then;        /* what is done for those who enter */
	struct strlist ways;        /* how it is worked off */
	struct strlist today;       /* who entered since yesterday, by name */
	struct strlist first;       /* its first members by name */
	struct callable *counting;  /* NULL: counted, or not begun */
	int64_t callable;           /* −1: not counted yet */
};

const struct segment_line *segments_chosen(const struct segments_view *s);
/* Room for what a segment says beside the list. */
bool segments_side(const struct app *app);

void draw_segments(const struct app *app, const void *state, struct canvas *c, struct rect area);

/* What a segment is, in words, one line each; conditions of lists are indented. */
void segment_conditions(struct strlist *out, const struct sentence_context *words,
			const struct node *list, int depth);
void segment_thens(struct strlist *out, const struct config *config, const struct segment *s);
void segment_ways(struct strlist *out, const struct segment *s);

#endif
