/* The same for many: a PATIENT written "-" stands for chart numbers on standard input. */
#ifndef REVISIT_CLI_BULK_H
#define REVISIT_CLI_BULK_H

#include "revisit/cli/command.h"

typedef bool bulk_one(struct cli *c, int64_t patient, void *arg, struct err *err);

bool is_bulk(const char *typed);

/* one(…) for the patient typed; or for each of those on standard input, one a line (or rows of CSV
 * that begin with the chart number), as one action: all of them or none. */
bool each_chart(struct cli *c, const char *typed, const char *verb, bulk_one *one, void *arg,
		struct err *err);

#endif
