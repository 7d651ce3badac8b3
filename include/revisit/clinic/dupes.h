/* Somebody who has a chart already. */
#ifndef REVISIT_CLINIC_DUPES_H
#define REVISIT_CLINIC_DUPES_H

#include "revisit/clinic/merge.h"
#include "revisit/clinic/patients.h"
#include "revisit/store/pairs.h"

/* Whom a draft may be, best first: pair.b is the other one, and pair.a too when the draft is of
 * somebody stored.  `least` and `also` are those of pairs_of. */
bool clinic_likely(struct clinic *c, const struct patient_draft *d, int least, unsigned also,
		   struct pair_list *out, struct err *err);
/* Of a pair the one that is not `patient`. */
int64_t pair_other(const struct pair *p, int64_t patient);

/* Takes back clinic_not_same; *changed false when it was not said. */
bool clinic_same_again(struct clinic *c, int64_t a, int64_t b, bool *changed, struct err *err);

#endif
