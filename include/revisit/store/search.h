/* Finding patients as one types.
 *
 * Every patient has keys (text/match.h) in an ordered table; a typed word is a range of it.  Hits
 * come in order of class, then key, then id: names that begin so, initials, given names, digits …
 * Several words narrow. */
#ifndef REVISIT_STORE_SEARCH_H
#define REVISIT_STORE_SEARCH_H

#include "revisit/store/store.h"

enum { SEARCH_COUNT_MAX = 1000 };

struct hit {
	int64_t patient;
	int class; /* enum match_class of the longest word */
};

struct hits {
	struct hit *v;
	size_t n, cap;
	size_t total;   /* how many match, exact up to SEARCH_COUNT_MAX */
	bool more;      /* there are more than SEARCH_COUNT_MAX */
};

void hits_release(struct hits *h);

/* At most `limit` hits for `text` after skipping `offset`; an empty text lists everyone by name.
 * Today's patients (a visit on `today`) come first within a class; inactive and deceased ones
 * last. */
bool store_search(struct store *s, const char *text, day_t today, size_t offset, size_t limit,
		  struct hits *out, struct err *err);

/* Recomputes the keys of every patient marked stale; store_commit does it by itself. */
bool store_refresh_search(struct store *s, struct err *err);

#endif
