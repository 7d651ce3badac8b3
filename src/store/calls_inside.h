/* Inside store/: calls (calls.h), shared by its files. */
#ifndef REVISIT_SRC_STORE_CALLS_INSIDE_H
#define REVISIT_SRC_STORE_CALLS_INSIDE_H

#include "revisit/store/calls.h"

/* How long what was read of a patient holds by itself. */
struct call_reading {
	day_t thru; /* the last day on which time alone changes nothing */
};

/* store_call_person, and that; of a visit only what was tried for it is of this list. */
bool call_person_read(struct store *s, const struct config *config, int64_t patient,
		      int64_t visit, const char *list, enum purpose purpose, when_t now,
		      struct arena *arena, struct call_person *out, struct call_reading *reading, struct err *err);

#endif
