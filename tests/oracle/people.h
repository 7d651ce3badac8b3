/* A small clinic of random people, and what happens to it: through the store's writers, by the
 * sqlite3 shell, and by the days that go by. */
#ifndef TESTS_ORACLE_PEOPLE_H
#define TESTS_ORACLE_PEOPLE_H

#include "../support/folder.h"

#include "revisit/base/rng.h"
#include "revisit/model/config.h"
#include "revisit/store/store.h"

enum { PEOPLE_MOST = 200 };

struct world {
	char folder[FOLDER_MAX];
	char *path;
	struct clock clock;     /* stands where the test puts it */
	struct store s, second; /* two terminals */
	struct store *at;       /* the one at which somebody writes now */
	struct db *shell;       /* writes past the store, as another program may */
	struct rng rng;
	const struct config *config;
	int64_t people; /* the highest number given to a patient */
	int today;
	int64_t rows; /* that the edits touched so far, for the curious */
};

/* The settings of all these clinics: few kinds and names, so that they meet. */
struct config *people_config(void);

/* A new clinic of so many, open, on a random day. */
void world_new(struct world *w, const struct config *config, uint64_t seed, int people);
void world_drop(struct world *w);

/* To that day; never back. */
void world_go(struct world *w, int today);
/* A day to jump to: tomorrow mostly, sometimes years ahead, often to the end or the begin of a
 * month. */
int world_next_day(struct world *w);

/* Some edits by one action of the store, or by the shell. */
void world_edit(struct world *w);
/* By the shell, of one row only; what was typed. */
const char *world_edit_one(struct world *w);

#endif
