/* Random rules: sentences over the whole grammar, put together into segments. */
#ifndef TESTS_ORACLE_GRAMMAR_H
#define TESTS_ORACLE_GRAMMAR_H

#include "revisit/base/rng.h"
#include "revisit/base/str.h"

struct grammar {
	struct rng *rng;
	int today;     /* dates are written around it */
	int segment;   /* that is being written: it may name those below it */
	int depth;
	bool in_house; /* inside "household has" there is no other house */
};

/* The names under dates: that the rules use. */
extern const char grammar_dates[];

void grammar_sentence(struct grammar *g, struct str *out);
/* A rule file of n segments s0 … s(n−1), each with an order. */
void grammar_rules(struct rng *rng, int today, int n, struct str *out);

/* One with a segment for every noun in every state, for what chance asks too rarely. */
void grammar_every_noun(struct rng *rng, int today, struct str *out);

#endif
