/* A clinic: its folder, its settings, its database, and who is at work.
 *
 * One function that changes something = one action = one entry in the journal.  Functions may be
 * called inside clinic_begin … clinic_end (an import, the demo): then all of them are one action. */
#ifndef REVISIT_CLINIC_CLINIC_H
#define REVISIT_CLINIC_CLINIC_H

#include "revisit/base/rng.h"
#include "revisit/model/config.h"
#include "revisit/store/store.h"

struct clinic {
	struct store store;
	struct config *config;
	struct clock clock;
	struct rng rng;
	char *folder, *staff;
	bool simulated; /* made by demo or init --simulated: may be written under --today */
	int depth;      /* of clinic_begin */
	bool failed;    /* something inside failed: clinic_end rolls back */
	bool (*check)(const struct config *config, struct err *err); /* see clinic_options */
	int64_t config_seen; /* when clinic.yaml was last changed, as last read */
	struct rules_state *rules; /* segments.h; NULL until somebody needs them */
	struct where *asked;       /* the first of those that are being looked for (where.c) */
};

struct clinic_options {
	const char *folder;
	const char *staff;   /* NULL: the login name */
	const char *today;   /* --today; NULL: the real clock */
	uint64_t seed;       /* of randomness; 0: from the system */
	/* What the layers above know to be wrong in clinic.yaml (keys: of commands); NULL. */
	bool (*check)(const struct config *config, struct err *err);
	/* Another terminal is writing (db.h); false gives up. */
	bool (*waiting)(void *arg, const struct db_wait *w);
	void *waiting_arg;
	int patience; /* ms that a writer who does nothing is waited for; 0: 10 s */
};

/* The folder to use: -C, else $REVISIT_CLINIC, else the XDG data directory's revisit/clinic; heap. */
char *clinic_folder(const char *given);

/* Makes the folder and everything in it.  ERR_EXISTS when it holds a clinic. */
bool clinic_init(const char *folder, const char *name, bool simulated, struct err *err);

bool clinic_open(struct clinic *c, const struct clinic_options *options, struct err *err);
void clinic_close(struct clinic *c);

/* Makes a clinic and opens it to be filled with much at once: there is none in the folder before
 * clinic_publish.  ERR_EXISTS as clinic_init; clinic_close gives it up. */
bool clinic_build(struct clinic *c, const struct clinic_options *options, const char *name,
		  bool simulated, struct err *err);
/* Puts it in place whole, and closes it in any case. */
bool clinic_publish(struct clinic *c, struct err *err);

/* Reads clinic.yaml again when it was edited.  A broken edit leaves the last good settings in
 * force: false with the error, once an edit.  *changed when new settings are in force; texts taken
 * from the old ones are gone then. */
bool clinic_watch(struct clinic *c, bool *changed, struct err *err);

/* The time zone in which everything was written so far, when clinic.yaml has another one by now;
 * heap, NULL when it has not.  Days and times of day stay what they are; what happened at an instant
 * is shown on the new clock.  With the first thing written it is on record (store_setting). */
char *clinic_zone_before(struct clinic *c);

day_t clinic_today(const struct clinic *c);

/* Brackets one action.  `import` is the import's id or 0.  clinic_end commits the outermost one
 * when `ok`, else rolls everything back; returns whether it is stored.  ERR_CONFLICT when the
 * patient it is about was merged into another: nothing is written on a chart that nobody opens. */
bool clinic_begin(struct clinic *c, const char *verb, int64_t target, struct err *err);
/* The same for what takes another action back. */
bool clinic_begin_undo(struct clinic *c, const char *verb, int64_t target, int64_t undoes,
		       struct err *err);
bool clinic_begin_bulk(struct clinic *c, const char *verb, int64_t import, struct err *err);
bool clinic_end(struct clinic *c, bool ok, struct err *err);

/* The terms to offer for a vocabulary: those of clinic.yaml in its order, then others in use. */
bool clinic_terms(struct clinic *c, const char *vocab, struct strlist *keys, struct err *err);

/* Whether what was typed is a term of the vocabulary, by key or label. */
bool clinic_knows_term(struct clinic *c, const char *vocab, const char *typed);

/* The key meant by what was typed: a key or a label in either language; unknown text becomes a
 * key of its own (blanks to '-').  Heap. */
char *clinic_term_key(struct clinic *c, const char *vocab, const char *typed);

/* Sets a field of a row as typed or in file form, a term by its key or label.  Only in memory. */
bool clinic_set_field(struct clinic *c, const struct field *f, void *row, const char *value,
		      struct err *err);

/* Enters the vocabulary terms a row uses (origin config, import or desk); inside an action. */
bool clinic_know_terms(struct clinic *c, const struct record *rec, const void *row, bool imported,
		       struct err *err);

#endif
