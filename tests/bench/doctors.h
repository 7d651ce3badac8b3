/* Ten doctors for a clinic that has none: "doctor-0" to "doctor-9", every day of the week from
 * eight to six, each in a chair of their own, "c0" to "c9". */
#ifndef TESTS_BENCH_DOCTORS_H
#define TESTS_BENCH_DOCTORS_H

#include "revisit/clinic/clinic.h"

enum { DOCTORS = 10 };

/* Inside a transaction, in place of the weeks there are. */
void doctors_hire(struct clinic *c);

#endif
