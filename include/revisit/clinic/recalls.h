/* When patients are due again, and what one decides about it. */
#ifndef REVISIT_CLINIC_RECALLS_H
#define REVISIT_CLINIC_RECALLS_H

#include "revisit/clinic/patients.h"
#include "revisit/store/recalls.h"

/* The recalls of one patient, the most pressing first (recall_sort).  None of somebody who is not
 * active. */
bool recalls_of(struct clinic *c, const struct patient *p, struct patient_recalls *out,
		struct err *err);
/* The same when the visits are at hand (struct visit). */
bool recalls_from(struct clinic *c, const struct patient *p, const struct rows *visits,
		  struct patient_recalls *out, struct err *err);
/* The same as if `o` were decided. */
bool recalls_with(struct clinic *c, const struct patient *p, const struct recall_override *o,
		  struct patient_recalls *out, struct err *err);
void recalls_release(struct patient_recalls *r);

/* "cleaning, x-ray": the labels of what is due by `until`; nothing when there is none. */
void recalls_due_words(struct str *out, const struct config *c, const struct patient_recalls *r,
		       day_t until);

/* What to book next for somebody: fills kind, provider and minutes of `v` (a new one, for the card's
 * patient).  It is the next part of a plan, or of a treatment that takes many visits; else what is due
 * longest, with who did that last; else what they came for last.  *from (may be NULL) is the day to
 * offer times from: when that comes round, DAY_NONE: as soon as they like.  Returns the recall it is for,
 * NULL. */
const struct recall *next_visit_suggestion(struct clinic *c, const struct card *card,
					   struct visit *v, day_t *from);
/* The same for who is rung because something is due: that goes before a plan. */
void due_visit_suggestion(struct clinic *c, const struct card *card, struct visit *v, day_t *from);

/* Appends, line by line, what a visit of that kind is due for, and what else they are due for: "implant
 * check 8 months late (1 year from …)", "due too: x-ray; on the same visit?".  Nothing when nothing is. */
bool recalls_for_booking(struct clinic *c, int64_t patient, const char *kind, struct str *out,
			 struct err *err);

/* What was decided for a patient about one recall, into an initialised row; row.id 0 when nothing
 * was.  ERR_BAD_VALUE when clinic.yaml has no such recall; `type` may be its label. */
bool recall_override_get(struct clinic *c, int64_t patient, const char *type,
			 struct recall_override *out, struct err *err);
/* Sets every, until (not before), never or reason as typed; "" clears. */
bool recall_override_set(struct clinic *c, struct recall_override *o, const char *field,
			 const char *value, struct err *err);
/* Stores it; one that decides nothing any more is taken away. */
bool recall_override_save(struct clinic *c, struct recall_override *o, bool *changed,
			  struct err *err);

#endif
