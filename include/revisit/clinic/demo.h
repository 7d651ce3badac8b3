/* A made-up clinic to look at and to try things in. */
#ifndef REVISIT_CLINIC_DEMO_H
#define REVISIT_CLINIC_DEMO_H

#include "revisit/clinic/clinic.h"

/* What is being done; a large demo takes minutes. */
enum demo_part {
	DEMO_PEOPLE,  /* `done` of `all` patients */
	DEMO_SORTING, /* the indexes */
	DEMO_SEARCH,  /* the search keys */
	DEMO_DONE,    /* also when it failed */
};

struct demo_options {
	int patients;  /* how many; 0: the usual number */
	uint64_t seed; /* the same seed and day give the same clinic */
	/* How far back the first patients go; 0: five years, which make about six visits a patient,
	 * and above 50,000 patients thirteen, which make ten. */
	int years;
	/* Called at the beginning of each part and every thousand patients; NULL allowed. */
	void (*progress)(enum demo_part part, int done, int all, void *arg);
	void *arg;
};

/* Fills an open, empty, simulated clinic around its today, as one action. */
bool demo_make(struct clinic *c, const struct demo_options *o, struct err *err);

/* Has its segments live through the month before today, unless that would take long. */
bool demo_live(struct clinic *c, struct err *err);

#endif
