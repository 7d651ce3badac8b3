/* A made-up clinic to look at and to try things in. */
#ifndef REVISIT_CLINIC_DEMO_H
#define REVISIT_CLINIC_DEMO_H

#include "revisit/clinic/clinic.h"

struct demo_options {
	int patients;  /* how many; 0: the usual number */
	uint64_t seed; /* the same seed and day give the same clinic */
};

/* Fills an open, empty, simulated clinic around its today. */
bool demo_make(struct clinic *c, const struct demo_options *o, struct err *err);

#endif
