/* Inside store/: calls (calls.h), shared by its files. */
#ifndef REVISIT_SRC_STORE_CALLS_INSIDE_H
#define REVISIT_SRC_STORE_CALLS_INSIDE_H

#include "revisit/store/calls.h"

/* How long what was read of a patient holds by itself. */
struct call_reading {
	day_t thru; /* the last day on which time alone changes nothing */
};

/* Who is asked about, and for what.  Of a visit only what was tried for it is of this list. */
struct call_ask {
	const struct config *config;
	int64_t patient, visit; /* visit 0: the list is about the patient */
	const char *list;
	enum purpose purpose;
	when_t now;
};
/* What store_call_person gives, and that. */
bool call_person_read(struct store *s, const struct call_ask *ask, struct arena *arena,
		      struct call_person *out, struct call_reading *reading, struct err *err);

#endif
