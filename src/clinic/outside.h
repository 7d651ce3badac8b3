/* Programs of clinic.yaml, with their fields filled in. */
#ifndef REVISIT_CLINIC_OUTSIDE_H
#define REVISIT_CLINIC_OUTSIDE_H

#include "revisit/base/program.h"
#include "revisit/model/calls.h"

struct outside_field {
	const char *name, *value; /* "number"; NULL: empty */
};

/* Runs it with "{number}" and its like replaced in each argument.  A value at the beginning of an
 * argument is never taken for an option: one that begins with "-" gets a blank in front. */
bool outside_run(const struct program_def *d, const struct outside_field *fields, size_t n,
		 const char *input, size_t n_input, struct program_end *end, struct err *err);
/* The same for what nobody can wait for (program_launch). */
bool outside_launch(const struct program_def *d, const struct outside_field *fields, size_t n,
		    int patience_ms, struct err *err);

#endif
