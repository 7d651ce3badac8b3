/* The fifty rules, read for a clinic. */
#ifndef REVISIT_TESTS_BENCH_RULES_H
#define REVISIT_TESTS_BENCH_RULES_H

#include "revisit/clinic/segments.h"

struct ruleset *rules_read(struct clinic *c, const char *path);

/* The sentences that everybody is asked, here and of the peers. */
extern const char *const previews[];
enum { PREVIEWS = 2 };

#endif
