/* Reading one sentence and parting several, as sentence.c and completion share it; for rules/ only.
 */
#ifndef REVISIT_RULES_SENTENCE_PARTS_H
#define REVISIT_RULES_SENTENCE_PARTS_H

#include "grammar.h"

/* Whether it is short enough, and UTF-8. */
bool sentence_fits(const char *text, const struct pos *pos, struct problems *problems);
/* `several`: more conditions may follow it. */
struct node *sentence_read(const struct sentence_context *c, const char *rule, bool several,
			   const char *text, const struct pos *pos, struct problems *problems);

/* A place of a line at which a condition may begin, at the end of the line another, or at len + 1
 * the way there. */
struct start {
	int conditions; /* with it, the fewest; 0: none begins here */
	bool several;   /* there are more ways to come here than one */
	size_t before;  /* where the condition before it begins, and ends */
	size_t end;
	size_t far; /* so far the text could be read on from here */
};
/* Of each byte, and of len and len + 1; in the arena. */
struct start *find_starts(const struct sentence_context *c, const char *text, size_t len,
			  struct arena *arena);

/* --- what is said of a mistake that is none of spelling (sentence_hints.c) --- */

/* The rule's own words for what was typed where reading stopped; false when it has none. */
bool say_hint(const struct reading *r, const struct pos *pos, struct problems *problems);
void say_or(const struct reading *r, const struct pos *at, int len, struct problems *problems);
/* Whether another condition begins where this one ends. */
bool begins_another(const struct reading *r);
/* "消费最多" without a number: who has the most of it. */
bool asks_for_the_most(const char *text, size_t len);

#endif
