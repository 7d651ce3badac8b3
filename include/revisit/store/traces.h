/* Who wrote what since a given moment: for conflicts and for stale edits. */
#ifndef REVISIT_STORE_TRACES_H
#define REVISIT_STORE_TRACES_H

#include "revisit/store/store.h"

struct trace_query {
	int64_t since;      /* actions after this one */
	const char *table;
	int64_t row;        /* of the table; 0: any row of `target` */
	int64_t target;     /* the patient */
	const char *column; /* NULL: any */
};

struct trace {
	char staff[64]; /* "" when the journal does not tell */
	instant_t at;
};

/* The last one who wrote that.  False, with an empty trace, when nobody did. */
bool store_trace(struct store *s, const struct trace_query *q, struct trace *out);

/* The row as it was when it had that version, into an initialised `row`: what it is now, less what
 * the journal tells of the updates since.  False when the journal does not reach back so far. */
bool store_row_at(struct store *s, const struct record *rec, int64_t id, int64_t version, void *row,
		  struct err *err);

#endif
