/* The life of a visit: booked, confirmed, here, in the chair, done; or missed, cancelled, moved. */
#ifndef REVISIT_CLINIC_VISITS_H
#define REVISIT_CLINIC_VISITS_H

#include "revisit/clinic/clinic.h"

/* Sets one catalogue field of a visit (file or typed form; near dates allowed).  `at` sets day and
 * time at once ("2026-11-23T09:30", "fri 1530").  Only in memory. */
bool visit_set(struct clinic *c, struct visit *v, const char *field, const char *value,
	       struct err *err);

/* Stores a new (row.id 0) or changed visit.  New ones get booked_at, the kind's usual length, and
 * the status planned unless set; a status change stamps its time.  ERR_STEP for an impossible
 * status, ERR_CONFLICT for a stale row. */
bool visit_save(struct clinic *c, struct visit *v, bool *changed, struct err *err);

/* Takes a visit to its next status and stamps the time.  `reason` for cancelled and no-show
 * (vocabulary cancel_reason; NULL allowed). */
bool visit_step(struct clinic *c, int64_t visit, enum visit_status to, const char *reason,
		struct err *err);

/* Done: with what was done, by whom, charged and paid; NULL or MONEY_NONE keep what is there. */
struct visit_completion {
	const char *kind, *provider, *pay_method, *note, *teeth;
	int64_t amount, paid;
};
bool visit_complete(struct clinic *c, int64_t visit, const struct visit_completion *done, struct err *err);

/* Minutes between coming and sitting down; −1 when that is not known. */
int visit_minutes_waited(const struct visit *v);

/* Someone without a booking is here now: a visit of today, arrived. */
bool visit_walk_in(struct clinic *c, int64_t patient, int64_t *visit, struct err *err);
/* The same of a new visit in which the patient stands, and what they come for, to whom, as far as that
 * is known. */
bool visit_walk_in_as(struct clinic *c, struct visit *v, struct err *err);

/* Whether nobody is expected to come to this chart any more, deceased, archived or merged, and why in
 * words, appended. */
bool patient_cannot_come(struct clinic *c, int64_t patient, struct str *why);

#endif
