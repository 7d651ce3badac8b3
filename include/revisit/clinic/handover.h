/* What one shift tells the next: shown on Today until its last day has passed or it is done. */
#ifndef REVISIT_CLINIC_HANDOVER_H
#define REVISIT_CLINIC_HANDOVER_H

#include "revisit/clinic/clinic.h"

/* `until`: the last day it is shown, DAY_NONE: until somebody says it is done.  *id may be NULL. */
bool handover_add(struct clinic *c, const char *text, day_t until, int64_t *id, struct err *err);
bool handover_done(struct clinic *c, int64_t id, struct err *err);

#endif
