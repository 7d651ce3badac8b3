/* Inside clinic/: what changing a visit begins with. */
#ifndef REVISIT_CLINIC_VISIT_PARTS_H
#define REVISIT_CLINIC_VISIT_PARTS_H

#include "revisit/clinic/visits.h"

/* Begins the action before it looks: what is looked at cannot change until it is stored.  Nothing
 * is open when it fails; release `v` either way. */
bool visit_begin(struct clinic *c, const char *verb, int64_t visit, struct visit *v,
		 struct err *err);

#endif
