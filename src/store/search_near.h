/* Inside store/: who is near, with their keys. */
#ifndef REVISIT_STORE_SEARCH_NEAR_H
#define REVISIT_STORE_SEARCH_NEAR_H

#include "revisit/base/arena.h"
#include "revisit/store/search.h"

struct known {
	int64_t patient;
	const char *keys; /* as in search_doc; "" when they have none */
};

struct search_near {
	struct arena arena;
	struct known *v; /* by patient */
	size_t n, cap;
};

bool search_near_has(const struct search_near *near, int64_t patient); /* NULL is allowed */

/* The keys of a patient, in the arena. */
bool search_keys(struct store *s, struct arena *arena, int64_t patient, const char **keys,
		 struct err *err);

#endif
