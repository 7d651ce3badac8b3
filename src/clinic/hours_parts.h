/* Inside clinic/: storing one row of the records of hours. */
#ifndef REVISIT_CLINIC_HOURS_PARTS_H
#define REVISIT_CLINIC_HOURS_PARTS_H

#include "revisit/clinic/hours.h"

/* A new (id 0) or changed row as one action; *changed (may be NULL) tells whether anything was. */
bool hours_store(struct clinic *c, const char *verb, const struct record *rec, void *row,
		 bool *changed, struct err *err);

#endif
