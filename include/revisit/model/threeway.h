/* One record, two people: what each field was, what the other made of it, and what is meant here.
 *
 * Compares texts as a form shows them, so that it knows no record and works for every field, those
 * that are no column of the record (telephones, tags) included. */
#ifndef REVISIT_MODEL_THREEWAY_H
#define REVISIT_MODEL_THREEWAY_H

#include "revisit/base/str.h"

enum side {
	SIDE_NONE,   /* nobody changed it */
	SIDE_SAME,   /* both wrote the same */
	SIDE_THEIRS, /* only the other one changed it */
	SIDE_MINE,   /* only we did */
	SIDE_BOTH,   /* both did, each for himself: one must be chosen */
};

enum side threeway(const char *before, const char *theirs, const char *mine);

/* A field of many values, joined by "; ": what both added is in it, what one of them took away is
 * not.  Appended, in their order, then what is new here. */
void threeway_many(struct str *out, const char *before, const char *theirs, const char *mine);

/* Whether putting them together is what everybody meant: at most one side took a value away. */
bool threeway_many_agree(const char *before, const char *theirs, const char *mine);

#endif
