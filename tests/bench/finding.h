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

enum find_depth {
	FIND_QUICK, /* what the key that was typed shows at once: from keys alone, at most a page */
	FIND_PAGE,  /* until the page is full or all is found, looking into texts too */
	FIND_COUNT, /* until it is known how many there are, or that they are over a thousand */
};
bool find_to(struct clinic *c, const char *typed, enum find_depth depth, struct found *out,
	  struct err *err);
/* The first page, complete. */
bool find_page(struct clinic *c, const char *typed, struct found *out, struct err *err);

#endif
