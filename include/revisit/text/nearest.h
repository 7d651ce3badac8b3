/* "Did you mean …": the name nearest to what was typed. */
#ifndef REVISIT_TEXT_NEAREST_H
#define REVISIT_TEXT_NEAREST_H

#include "revisit/base/str.h"

/* Edits that turn one folded text into the other; letters that changed places count as one
 * (Damerau's distance of adjacent letters).  INT16_MAX when one has more than 63 bytes. */
int text_edits(const char *a, const char *b);

struct nearest {
	struct str typed; /* folded */
	const char *name; /* the nearest so far, not copied; NULL: none is near */
	int edits;
};

/* Begin, offer the names one by one, read `name`, release. */
void nearest_init(struct nearest *n, const char *typed);
void nearest_offer(struct nearest *n, const char *name);
void nearest_release(struct nearest *n);

#endif
