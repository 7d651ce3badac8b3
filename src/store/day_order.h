/* Inside store/: putting many things in order of a day, some at a time. */
#ifndef REVISIT_STORE_DAY_ORDER_H
#define REVISIT_STORE_DAY_ORDER_H

#include "revisit/date/date.h"

/* The day of each stands `offset` bytes into it; those of one day stay as they are. */
struct day_order {
	char *v; /* heap; another block when it is done */
	size_t n, size, offset;
	bool newest_first;
	day_t first; /* those of this day and later go first, then the others */

	int phase;
	size_t at, *digits;
	char *spare;
};

/* Oldest first, all of them. */
void day_order_begin(struct day_order *o, void *v, size_t n, size_t size, size_t offset);
/* A few milliseconds of it; true when it is done, and then o->v is the caller's again. */
bool day_order_step(struct day_order *o);
void day_order_release(struct day_order *o); /* frees v also */

#endif
