/* Random rules: sentences over the whole grammar, put together into segments. */
#ifndef TESTS_ORACLE_INVENT_H
#define TESTS_ORACLE_INVENT_H

#include "revisit/base/rng.h"
#include "revisit/base/str.h"

struct inventing {
	struct rng *rng;
	int today;   /* dates are written around it */
	int segment; /* that is being written: it may name those below it */
	int depth;
	bool in_house; /* inside "household has" there is no other house */
};

/* The names under dates: that the rules use. */
extern const char invented_dates[];

void invent_sentence(struct inventing *g, struct str *out);
/* A rule file of n segments s0 … s(n−1), each with an order. */
void invent_rules(struct rng *rng, int today, int n, struct str *out);

/* One with a segment for every noun in every state, for what chance asks too rarely. */
void invent_every_noun(struct rng *rng, int today, struct str *out);

#endif
