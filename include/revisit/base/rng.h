/* Injected randomness: the same seed gives the same numbers on every machine (SplitMix64,
 * Steele, Lea & Flood 2014).  Not for secrets: see secret.h. */
#ifndef REVISIT_BASE_RNG_H
#define REVISIT_BASE_RNG_H

#include "revisit/base/base.h"

struct rng {
	uint64_t state;
};

void rng_seed(struct rng *r, uint64_t seed);
uint64_t rng_next(struct rng *r);
uint32_t rng_below(struct rng *r, uint32_t n);         /* 0 … n−1, unbiased; n > 0 */
int rng_between(struct rng *r, int low, int high);     /* inclusive */
double rng_unit(struct rng *r);                        /* [0, 1) */
bool rng_chance(struct rng *r, double probability);
void rng_bytes(struct rng *r, void *out, size_t n);

/* An index drawn with the given weights (their sum > 0). */
size_t rng_weighted(struct rng *r, const double *weights, size_t n);

#endif
