/* What recalls are worked out from, of one patient and of everybody; and missed visits. */
#ifndef REVISIT_STORE_RECALLS_H
#define REVISIT_STORE_RECALLS_H

#include "revisit/care/recall.h"
#include "revisit/store/store.h"

/* --- one patient --- */

/* What was decided for them: struct recall_override, the oldest first. */
bool store_recall_overrides(struct store *s, int64_t patient, struct rows *out, struct err *err);
/* Counts their visits (care/recall.h: recall_see). */
bool store_recall_seen(struct store *s, const struct config *c, int64_t patient, day_t today,
		       struct recall_seen *seen, struct err *err);

/* --- everybody --- */

struct recall_query {
	int recall;      /* its place in config->recalls; −1: all of them */
	day_t until;     /* due by then (today, or later) */
	bool by_patient; /* one entry a patient: what is due longest and has not lapsed */
	bool count_only;
};

struct due_recall {
	int64_t patient;
	day_t due, last;
	int16_t recall; /* its place in config->recalls */
	int16_t more;   /* by_patient: how many others are due for them too */
	bool lapsed;
};

struct recall_count {
	size_t due, lapsed; /* lapsed ones are not among the due */
};

/* Active patients with something due, in steps of a few milliseconds.  `c` must outlive it.  What
 * is written meanwhile may be seen or not. */
struct recall_scan *recall_scan_new(struct store *s, const struct config *c,
				    const struct recall_query *q, day_t today);
void recall_scan_free(struct recall_scan *x); /* NULL is allowed */
bool recall_scan_step(struct recall_scan *x, struct err *err);
/* All steps at once, on two threads where there are many patients. */
bool recall_scan_all(struct recall_scan *x, struct err *err);
bool recall_scan_done(const struct recall_scan *x);
int recall_scan_percent(const struct recall_scan *x);
/* What was found so far.  When it is done it is in order: longest due first, then those lapsed, longest
 * first too. */
struct recall_count recall_scan_count(const struct recall_scan *x);
const struct due_recall *recall_scan_at(const struct recall_scan *x, size_t i);
/* How many patients they are; one who is due for anything has not lapsed. */
struct recall_count recall_scan_patients(const struct recall_scan *x);
/* How many of that recall (place in config->recalls), whichever was asked for. */
struct recall_count recall_scan_count_of(const struct recall_scan *x, size_t recall);

/* --- those who did not come --- */

/* The last no-show of somebody, since which nothing was done about it: no later visit took place or
 * is booked, nobody called or wrote, no to-do was written down. */
struct missed_visit {
	int64_t visit, patient;
	day_t day;
};

/* Active patients and prospects, in steps of a few milliseconds; newest first when it is done. */
struct missed_scan *missed_scan_new(struct store *s, day_t today);
void missed_scan_free(struct missed_scan *x); /* NULL is allowed */
bool missed_scan_step(struct missed_scan *x, struct err *err);
bool missed_scan_done(const struct missed_scan *x);
int missed_scan_percent(const struct missed_scan *x);
size_t missed_scan_count(const struct missed_scan *x);
const struct missed_visit *missed_scan_at(const struct missed_scan *x, size_t i);
/* Whether that one is still among them: nothing was done since, and it is a no-show. */
bool store_is_missed(struct store *s, const struct missed_visit *v);

#endif
