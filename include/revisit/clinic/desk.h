/* What the desk does as people come, wait, leave and answer the telephone. */
#ifndef REVISIT_CLINIC_DESK_H
#define REVISIT_CLINIC_DESK_H

#include "revisit/clinic/clinic.h"
#include "revisit/model/records.h"

/* Somebody comes today whose visit was booked for another day: it is moved to now and they are here.
 * The visit they are here for is in *visit (may be NULL). */
bool visit_arrive_today(struct clinic *c, int64_t booked, int64_t *visit, struct err *err);

/* They said they will be so many minutes late (0: on time after all).  ERR_STEP when they are here,
 * or were. */
bool visit_says_late(struct clinic *c, int64_t visit, int minutes, struct err *err);

/* Who did not come and comes after all: who has their time with their doctor by now, and when that
 * doctor is free next today (MINUTE_NONE: no more).  False when the time is still theirs. */
struct given_away {
	int64_t patient;
	minute_t free;
};
bool visit_given_away(struct clinic *c, const struct visit *v, struct given_away *out,
		      struct err *err);
/* "10:00 went to 王丽, next free with Dr Lin: 10:40"; appended. */
void given_away_words(struct str *out, const struct clinic *c, const struct visit *v,
		      const struct given_away *g, const char *name);

/* Why they left without a next visit, in a word of the vocabulary no_next or any other. */
bool visit_no_next(struct clinic *c, int64_t visit, const char *why, struct err *err);

/* The patient was rung about a visit that is not confirmed: what came of it ("confirmed", "no_answer",
 * "left_message", "busy", "wrong_number").  The call is kept; a confirmed visit becomes that, a wrong
 * number marks the number, not the patient. */
bool confirm_call(struct clinic *c, int64_t visit, const char *outcome, struct err *err);

#endif
