/* What comes next for a visit and for a patient.  Pure. */
#ifndef REVISIT_CARE_STEPS_H
#define REVISIT_CARE_STEPS_H

#include "revisit/model/records.h"

/* Whether a visit may go from one status to the other.  A wrong tap can be put right: backwards by
 * one step is allowed, so is taking back a no-show or a cancellation. */
bool step_allowed(enum visit_status from, enum visit_status to);

/* Stamps the instant of reaching `to` (and clears those of the steps taken back). */
void step_stamp(struct visit *v, enum visit_status to, instant_t now);

enum next_step {
	NEXT_NOTHING, /* the next visit is booked, or the patient is gone */
	NEXT_CHECK_IN,
	NEXT_SEAT,
	NEXT_COMPLETE,
	NEXT_BOOK,
};

/* The next step for a patient; `visits` are struct visit rows in any order.  *visit is the one to
 * act on (0 for NEXT_BOOK and NEXT_NOTHING). */
enum next_step next_step(const struct patient *p, const struct rows *visits, day_t today,
			 int64_t *visit);

#endif
