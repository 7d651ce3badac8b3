/* The search as the benchmark's programs see it: finding.c is the only one that knows its door. */
#ifndef REVISIT_TESTS_BENCH_FINDING_H
#define REVISIT_TESTS_BENCH_FINDING_H

#include "revisit/clinic/clinic.h"

enum { PAGE = 25 };

struct found {
	int64_t patients[PAGE];
	size_t n;     /* of the first page */
	size_t total; /* what the person is told */
	bool more;    /* … with a + */
};

/* The first page, as the screen asks for it. */
bool find_page(struct clinic *c, const char *typed, struct found *out, struct err *err);

#endif
