/* Inside store/: who is near, with their keys. */
#ifndef REVISIT_STORE_SEARCH_NEAR_H
#define REVISIT_STORE_SEARCH_NEAR_H

#include "revisit/base/arena.h"
#include "revisit/store/search.h"

struct known {
	int64_t patient;
	const char *keys; /* as in search_doc; "" when they have none */
};

/* One key of one of them. */
struct near_key {
	const char *text;
	size_t who; /* in v */
};

struct search_near {
	struct arena arena;
	struct known *v; /* by patient */
	size_t n, cap;
	struct near_key *keys; /* by text, then patient */
	size_t n_keys, cap_keys;
};

/* The first of the keys that begin with `text` or come after it. */
size_t search_near_first(const struct search_near *near, const char *text);

bool search_near_has(const struct search_near *near, int64_t patient); /* NULL is allowed */

/* The keys of a patient, in the arena. */
bool search_keys(struct store *s, struct arena *arena, int64_t patient, const char **keys,
		 struct err *err);

#endif
