/* The minutes of one day as a set: what hours, leave and bookings leave free is worked out by
 * adding and cutting, minute by minute, 64 at once.  Pure. */
#ifndef REVISIT_CARE_SLOTS_H
#define REVISIT_CARE_SLOTS_H

#include "revisit/date/date.h"

enum { DAY_MINUTES = 1440, MINUTE_WORDS = (DAY_MINUTES + 63) / 64 };

struct minutes {
	uint64_t word[MINUTE_WORDS]; /* bit m % 64 of word m / 64; none beyond the day */
};

/* from ≤ minute < to; what lies outside of the day is left away. */
void minutes_add(struct minutes *m, minute_t from, minute_t to);
void minutes_cut(struct minutes *m, minute_t from, minute_t to);
void minutes_keep(struct minutes *m, const struct minutes *these); /* only what is in both */
void minutes_join(struct minutes *m, const struct minutes *these); /* what is in either */
void minutes_drop(struct minutes *m, const struct minutes *these); /* what is not in `these` */

bool minutes_none(const struct minutes *m);
bool minutes_all(const struct minutes *m, minute_t from, minute_t to); /* false beyond the day */

/* The minutes at which something of that length may begin: it ends by midnight. */
struct minutes minutes_starts(const struct minutes *m, int length);

/* Of `starts`, those that are worth offering: multiples of `step`, and where a stretch begins. */
struct minutes minutes_offered(const struct minutes *starts, int step);

/* The first of the set from `m` on, MINUTE_NONE. */
minute_t minutes_next(const struct minutes *set, minute_t m);
/* The first from `m` on that is not, DAY_MINUTES when there is none. */
minute_t minutes_end(const struct minutes *set, minute_t m);

/* The minutes of that day that no clock shows (the hour skipped in spring) are cut; in the zone in
 * force. */
void minutes_of_clock(struct minutes *m, day_t day);

#endif
