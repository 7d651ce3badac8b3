/* "Did you mean …": the name nearest to what was typed. */
#ifndef REVISIT_TEXT_NEAREST_H
#define REVISIT_TEXT_NEAREST_H

#include "revisit/base/str.h"

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
