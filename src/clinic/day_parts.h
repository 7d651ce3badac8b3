/* Inside clinic/: the parts of a day that have files of their own. */
#ifndef REVISIT_SRC_CLINIC_DAY_PARTS_H
#define REVISIT_SRC_CLINIC_DAY_PARTS_H

#include "revisit/clinic/day.h"

/* Free time worth filling, and how many would take it; in place of what was there. */
bool day_load_gaps(struct clinic *c, struct day *d, struct err *err);
void day_drop_gaps(struct day *d);

#endif
