/* Inside store/: how membership is kept (segments.h), shared by its files. */
#ifndef REVISIT_SRC_STORE_SEGMENTS_INSIDE_H
#define REVISIT_SRC_STORE_SEGMENTS_INSIDE_H

#include "revisit/store/segments.h"
#include "spells.h"
#include "view_read.h"

enum {
	AHEAD_DAYS = 15, /* spells that begin later are not stored: the lease ends before them */
	RENEW_DAYS = 7,  /* leases that end within so many days are renewed when nobody waits */
	DIRTY_AT_ONCE = 100, /* more than these an edit leaves to a refresh */
	LOCK_MS = 50,    /* a refresh waits no longer for another writer */
	SLICE_MS = 4, /* and what its commit takes */
};

/* A segment of the rules in force, in the database; 0: there is none. */
struct segment_map {
	int64_t segment;  /* its number there */
	int64_t live;     /* the version in force that means what the rules say */
	int64_t building; /* the one being built */
	int64_t before;   /* the version in force until then, of another meaning or older */
	bool started;     /* who is found when it is built was not a member before by another meaning */
};

/* A version that has rows. */
struct segment_ver {
	int64_t version, segment;
	day_t since; /* days before it stand with it in seg_day */
	int number;  /* of the rules, −1: of none of them */
	bool building;
};

struct segments_state {
	const struct ruleset *rules;
	struct needs needs;
	int64_t rules_seen; /* segments.rules when they were given */
	int64_t changes;    /* segments.changes that what follows is of, −1 */
	struct segment_map *map;
	struct segment_ver *ver; /* in order of version */
	size_t n_ver, cap_ver;
	bool fits;    /* what the database has, live or building, is these rules and no others */
	bool whole;   /* and all of it is live */
	bool building;

	/* The row of `segments`, as last read. */
	day_t day;    /* DAY_NONE: nothing is in force */
	int64_t rules_row, built;
	bool writing;
	bool held; /* inside a transaction of calls: what is not exact stays so */

	struct view_reader reader;     /* open when its store is set */
	struct spells old, fresh, now; /* of the patient at hand */
	struct str bytes;
	struct build *build;
	struct aside *aside;
};

/* --- segments.c --- */

/* Reads the row and, when it changed, what versions there are; inside a transaction. */
bool segments_look(struct store *s, struct err *err);
const struct segment_ver *segments_version(const struct segments_state *st, int64_t version);
/* BEGIN IMMEDIATE, waiting LOCK_MS at most; ERR_BUSY. */
bool segments_lock(struct store *s, struct err *err);
/* COMMIT, or ROLLBACK; whether it was committed. */
bool segments_unlock(struct store *s, bool ok, struct err *err);
/* A statement with up to four numbers, run to its end. */
bool segments_run(struct store *s, const char *sql, int64_t a, int64_t b, int64_t c, int64_t d,
		  struct err *err);
/* One number, `fallback` when there is no row. */
int64_t segments_ask(struct store *s, const char *sql, int64_t a, int64_t fallback);

/* What a commit does, inside its transaction; too many patients at once are left for a refresh. */
bool segments_keep(struct store *s, struct err *err);

/* For patients one by one, from now on; NULL on error. */
struct view_reader *segments_reader(struct store *s, struct err *err);

/* --- segments_patient.c --- */

/* Works a patient out anew from day `today` on and writes what differs.  segments_look and, for `x`,
 * segments_reader were called in this transaction. */
bool segments_patient(struct store *s, struct view_reader *x, int64_t patient, day_t today,
		      struct err *err);
/* The spells of one segment from `from` on, at least until `end`, without version and key; what is
 * exact before the day it returns. */
day_t segments_spells(const struct ruleset *r, size_t segment, const struct view *v, day_t from,
		      day_t end, struct spells *out);
/* The spells of all versions that are being built, into st->fresh; st->old is what the patient has
 * until now. */
day_t segments_built(struct store *s, const struct view *v, day_t today);
/* What is stored of a patient: DAY_NONE when nothing is. */
bool segments_lease(struct store *s, int64_t patient, struct spells *out, day_t *thru,
		    struct err *err);
bool segments_count_day(struct store *s, int64_t version, day_t day, int64_t begins, int64_t ends,
			struct err *err);

/* --- segments_refresh.c --- */

/* Enters the days after segments.day, up to `today`, in the flows; no lease ends by `today`. */
bool segments_roll(struct store *s, day_t today, struct err *err);
bool segments_renew(struct store *s, day_t today, int64_t until_ms, bool *done, struct err *err);
bool segments_rebuilt(struct store *s, day_t today, int64_t until_ms, bool *done, struct err *err);

bool segments_is_flood(struct store *s); /* of marked patients */

/* --- segments_read.c --- */

/* Whether what is stored is exact for `today`; inside a transaction. */
bool segments_at_hand(struct store *s, day_t today, bool *exact, struct err *err);

/* --- segments_check.c --- */

/* Tells whose membership, as it is kept, is not what looking at them gives. */
bool segments_check(struct store *s, void (*finding)(const char *text, void *arg), void *arg,
		    struct err *err);

/* --- segments_build.c, segments_batch.c, segments_aside.c --- */

void build_free(struct build *b);
/* One step of a build: some patients are looked at, or written down.  *over: everybody is.  `alone`:
 * looking may take what it takes, and both processors. */
bool build_step(struct store *s, day_t today, int slice_ms, bool alone, bool *over, struct err *err);
void aside_free(struct aside *a);
/* How far it has come: the patients up to this one. */
int64_t build_at(const struct build *b, int64_t built);
/* Nobody else waits for this one's job to go on. */
void segments_leave(struct store *s);
/* What is so on `today`, worked out in memory for who may not write. */
bool segments_aside(struct store *s, day_t today, struct err *err);
bool aside_count(const struct aside *a, struct segment_count *out, size_t n);
size_t aside_members(const struct aside *a, size_t segment, int64_t *key, int64_t *patient,
		     size_t limit, int64_t *out);
bool aside_has(const struct aside *a, size_t segment, int64_t patient);

#endif
