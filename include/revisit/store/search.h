/* Finding patients as one types.
 *
 * Every patient has keys (text/match.h) in an ordered table; a typed word is a few ranges of it.
 * A search runs in steps of a few milliseconds, so that the next key never waits for the last one's
 * search: first what the keys say, in the order it is to be shown, then what only looking into the
 * texts finds, below that.
 *
 * The order of hits: matches; inactive and deceased ones; others on the same number when few match;
 * who is called or sounds so (again with the inactive last); then what is found inside a text, in
 * the order of ids.  Within that by class; those who are near (here today, called today, opened
 * lately) first; then by probe, key (its alphabet is the reading's) and id.  Of several words the
 * longest decides the place; the others narrow.  Several words of letters are first of all a name
 * written so.  A hit that some word finds only inside counts as found inside. */
#ifndef REVISIT_STORE_SEARCH_H
#define REVISIT_STORE_SEARCH_H

#include "revisit/store/store.h"

enum { SEARCH_COUNT_MAX = 1000 };

struct hit {
	int64_t patient;
	int class; /* enum match_class of the longest word, or how else it came here */
	bool gone; /* inactive, archived, moved or deceased */
};

/* --- who comes first --- */

struct search_near;
/* Those with a visit or a call on `today`, and those opened lately.  Made anew when data change. */
struct search_near *search_near_new(struct store *s, day_t today, const int64_t *recent, size_t n,
				    struct err *err);
void search_near_free(struct search_near *near); /* NULL is allowed */

/* --- a search --- */

struct search;
bool search_is_everyone(const struct search *x); /* nothing was typed */
/* `near` may be NULL and must outlive the search.  An empty text is everyone by name. */
struct search *search_new(struct store *s, const char *text, const struct search_near *near,
			  struct err *err);
void search_free(struct search *x); /* NULL is allowed */

/* A few milliseconds more of it; nothing when it is done. */
bool search_step(struct search *x, struct err *err);
bool search_done(const struct search *x);
/* Whether what comes next takes longer than a keystroke may: everything that keys alone can tell
 * quickly is there. */
bool search_is_slow(const struct search *x);
/* Steps until there are `n` hits or no more. */
bool search_until(struct search *x, size_t n, struct err *err);

/* Hits so far; with an empty text how many patients there are. */
size_t search_count(const struct search *x);
/* Hit i < search_count; with an empty text it is fetched when it is asked for, from the nearer end. */
bool search_hit(struct search *x, size_t i, struct hit *out, struct err *err);

/* Which hit a patient is, SIZE_MAX when they are not among those so far. */
bool search_place(struct search *x, int64_t patient, size_t *i, struct err *err);

/* --- the whole at once --- */

struct hits {
	struct hit *v;
	size_t n, cap;
	size_t total; /* how many match, exact up to SEARCH_COUNT_MAX */
	bool more;    /* there are more than SEARCH_COUNT_MAX */
};
void hits_release(struct hits *h);

/* At most `limit` hits for `text` after skipping `offset`. */
bool store_search(struct store *s, const char *text, day_t today, size_t offset, size_t limit,
		  struct hits *out, struct err *err);

/* --- the index --- */

/* Recomputes the keys of every patient marked stale; store_commit does it by itself.  Inside a
 * transaction. */
bool store_refresh_search(struct store *s, struct err *err);
/* A patient changed by another program (the sqlite3 shell) waits for its keys: gives some of them
 * theirs in a transaction of its own, and returns whether more are waiting.  Every search does it
 * once; what a busy or read-only database refuses is done another time. */
bool store_catch_up(struct store *s);
/* Of at most `most` patients; *more tells whether some are left. */
bool store_refresh_some(struct store *s, int64_t most, bool *more, struct err *err);

#endif
