/* Inside store/: everybody by name, fetched from both ends as far as somebody looks. */
#ifndef REVISIT_STORE_SEARCH_EVERYONE_H
#define REVISIT_STORE_SEARCH_EVERYONE_H

#include "revisit/store/store.h"

/* From one end: what was fetched, and where the next fetch goes on. */
struct everyone_end {
	int64_t *v;
	size_t n, cap;
	char *sort_key; /* of the last one, NULL before the first and among those without */
	int64_t id;     /* of the last one */
	bool named;     /* whether it has passed into (or, from the end, not yet out of) the named */
	bool over;
};

struct everyone {
	size_t total;
	struct everyone_end first, last;
};

bool everyone_init(struct store *s, struct everyone *e, struct err *err);
void everyone_release(struct everyone *e);
/* Patient i of the list, 0 when there are fewer by now. */
bool everyone_at(struct store *s, struct everyone *e, size_t i, int64_t *patient, struct err *err);

/* Where a patient stands, SIZE_MAX when nowhere. */
bool everyone_place(struct store *s, struct everyone *e, int64_t patient, size_t *i,
		    struct err *err);

#endif
