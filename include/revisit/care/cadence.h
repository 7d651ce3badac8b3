/* What follows a visit by itself: a call the next day, a question after a week.  Which visits, how
 * long after, what and by whom is said in clinic.yaml ("after visits").  Pure. */
#ifndef REVISIT_CARE_CADENCE_H
#define REVISIT_CARE_CADENCE_H

#include "revisit/model/config.h"
#include "revisit/model/records.h"

/* Whether the visit is of a kind that this follows; it may be done or not. */
bool cadence_follows(const struct followup_def *d, const struct visit *v);

/* Its interval after the visit, on the next working day when the clinic is closed then. */
day_t cadence_day(const struct config *c, const struct followup_def *d, day_t visit);

/* The day for one that is made on `today`: that day, or today (the next working day) when it is
 * over already because the visit was completed late.  DAY_NONE when it is over for more than two
 * weeks: nobody asks then how the night was. */
day_t cadence_due(const struct config *c, const struct followup_def *d, day_t visit, day_t today);

/* Who does it: who treated, or whom clinic.yaml names; NULL: anyone. */
const char *cadence_assignee(const struct followup_def *d, const struct visit *v);

#endif
