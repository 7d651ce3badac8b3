/* Inside store/: one typed word of several: whom its keys find, and in whose texts it is. */
#ifndef REVISIT_STORE_SEARCH_WORD_H
#define REVISIT_STORE_SEARCH_WORD_H

#include "idset.h"
#include "search_walk.h"

struct word {
	const char *text;
	struct match_probes probes;
	struct idset keys;   /* whom a key of theirs fits */
	struct idset inside; /* in whose texts it is */
	struct idset *gone;  /* shared: who of all these is gone */
	size_t next;         /* the walk that is on: two for each probe */
	struct key_walk walk;
	bool walking;
	struct inside_walk in;
	bool keys_done;
};

void word_init(struct word *w, const char *text, struct idset *gone);
void word_release(struct word *w);

/* A chunk of the keys; w->keys_done at the end. */
bool word_step_keys(struct store *s, struct word *w, int rows, struct err *err);
/* A chunk of the texts, for all of these that are not done with them; w->in.done at the end. */
bool word_step_inside(struct store *s, struct word *words, size_t n, int blocks, struct err *err);

/* Whether one of a patient's keys (search_doc) fits. */
bool word_fits(const struct word *w, const char *keys);
/* Whether the word is in the patient's texts. */
bool word_is_inside(struct store *s, const struct word *w, int64_t patient, bool *inside,
		    struct err *err);

#endif
