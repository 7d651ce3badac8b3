/* Inside store/: walking the index for one word, a chunk at a time. */
#ifndef REVISIT_STORE_SEARCH_WALK_H
#define REVISIT_STORE_SEARCH_WALK_H

#include "idset.h"
#include "search_index.h"

/* The keys that fit a probe, of those who are here or of those who are gone, in order. */
struct key_walk {
	const struct match_probe *probe;
	bool gone;
	struct str from; /* the key it stands at, with `patient` */
	int64_t patient;
	bool done;
};
void key_walk_init(struct key_walk *w, const struct match_probe *probe, bool gone);
void key_walk_release(struct key_walk *w);
/* Calls found(patient) for the next `rows` keys. */
typedef bool found_key(int64_t patient, void *arg, struct err *err);
bool key_walk_step(struct store *s, struct key_walk *w, int rows, found_key *found, void *arg,
		   struct err *err);

/* The patients in whose texts a word is, in order of ids. */
struct inside_walk {
	const char *word;
	unsigned parts; /* match_inside */
	const struct idset *keys; /* whom its keys tell, when only those with all words are wanted */
	int64_t block;  /* the next one */
	bool done;
};
typedef bool found_inside(size_t word, int64_t patient, bool gone, void *arg, struct err *err);
enum { INSIDE_WORDS_MAX = 8 };
/* The next blocks of `n` walks that stand at the same block: each is read once for all of them.
 * found(word) gets the number of the walk. */
bool inside_walk_step(struct store *s, struct inside_walk *const *walks, size_t n, int blocks,
		      found_inside *found, void *arg, struct err *err);

#endif
