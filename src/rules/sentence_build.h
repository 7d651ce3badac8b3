/* From the marks of a reading to the tree: what sentence_build.c and sentence_facts.c share. */
#ifndef REVISIT_RULES_SENTENCE_BUILD_H
#define REVISIT_RULES_SENTENCE_BUILD_H

#include "grammar.h"

/* From the marks of a reading, one after the other, to the tree. */
struct builder {
	const struct reading *r;
	const struct sentence_context *c;
	const struct pos *pos;
	struct problems *problems;
	struct node *node;      /* the one being filled: the sentence, or of the household */
	struct noun_ref *noun;  /* the last one */
	struct noun_ref *since; /* the next noun is this window's */
	struct window *win;
	struct amount *amount;           /* the last one, NULL before any */
	struct interval *dur;            /* where the next duration goes */
	const struct mark *over, *n, *m; /* numbers as written, typed when it is known of what */
	const struct mark *dur_n, *bare_n;
	bool bare; /* the window says no direction */
	bool ok;
};

/* Says what is wrong with a part of the sentence; it makes no tree. */
void build_wrong(struct builder *b, size_t from, size_t to, const char *text);
void build_wrong_mark(struct builder *b, const struct mark *m, const char *text);
struct pos build_place(const struct builder *b, size_t from);
sym_t build_symbol(const struct builder *b, const struct mark *m);
/* What is asked of the patient: facts, values, tags, recalls, segments. */
void fact_act(struct builder *b, const struct mark *m);

#endif
