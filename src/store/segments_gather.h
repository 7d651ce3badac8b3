/* Inside store/: everybody looked at for the versions that are being built, in memory. */
#ifndef REVISIT_SRC_STORE_SEGMENTS_GATHER_H
#define REVISIT_SRC_STORE_SEGMENTS_GATHER_H

#include "segments_inside.h"

struct built_row {
	int64_t version, key, patient;
	day_t from, until;
};

struct built_person {
	int64_t patient;
	day_t thru;
	uint32_t len; /* of their packed spells, behind those of the one before */
};

/* What was found out of some patients, in order of their numbers. */
struct gathering {
	struct built_row *rows;
	size_t n_rows, cap_rows;
	size_t *ends; /* of runs of rows: each is in order */
	size_t n_ends, cap_ends;
	struct built_person *people;
	size_t n_people, cap_people;
	struct str bytes; /* the packed spells of all of them */
	int64_t after;    /* patients up to this one were looked at */
	bool full;        /* as much as may be kept in memory */
	bool ended;       /* nobody comes after them */
};

void gathering_init(struct gathering *g, int64_t after);
void gathering_clear(struct gathering *g); /* g->after stays */
void gathering_release(struct gathering *g);

/* Looks at the patients after g->after until it is full or `until_ms` (boot_now) is there.
 * `has_before`: there are spells of versions in force, which go on. */
bool gather(struct store *s, day_t today, bool has_before, int64_t until_ms, struct gathering *g,
	    struct err *err);
/* The same by two threads, to the end or until one is full, however long it takes: those of `high`
 * come after those of `low`.  *begun stays false when the patients are too few to be worth it. */
bool gather_both(struct store *s, day_t today, bool has_before, struct gathering *low,
		 struct gathering *high, bool *begun, struct err *err);

/* Whether the time of a slice is over after `n` of its parts. */
bool gather_is_late(const struct store *s, size_t n, int64_t until_ms);

/* The order of the table. */
int by_place(const struct built_row *x, const struct built_row *y);
/* No more rows will come: the last ones are a run, too. */
void gathering_close(struct gathering *g);

#endif
