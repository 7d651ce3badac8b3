#include "revisit/base/rng.h"

void rng_seed(struct rng *r, uint64_t seed)
{
	r->state = seed;
}

uint64_t rng_next(struct rng *r)
{
	uint64_t z = (r->state += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

uint32_t rng_below(struct rng *r, uint32_t n)
{
	BUG_IF(n == 0);
	uint32_t reject = UINT32_MAX - UINT32_MAX % n; /* a multiple of n: no bias below it */

	for (;;) {
		uint32_t x = (uint32_t)(rng_next(r) >> 32);
		if (x < reject)
			return x % n;
	}
}

int rng_between(struct rng *r, int low, int high)
{
	BUG_IF(low > high);
	uint32_t n = (uint32_t)high - (uint32_t)low + 1; /* 0: every int there is */
	uint32_t x = n ? rng_below(r, n) : (uint32_t)(rng_next(r) >> 32);
	return (int)((int64_t)low + x);
}

double rng_unit(struct rng *r)
{
	return (double)(rng_next(r) >> 11) * 0x1.0p-53;
}

bool rng_chance(struct rng *r, double probability)
{
	return rng_unit(r) < probability;
}

void rng_bytes(struct rng *r, void *out, size_t n)
{
	unsigned char *p = out;

	for (size_t i = 0; i < n; i++)
		p[i] = (unsigned char)(rng_next(r) >> 56);
}

size_t rng_weighted(struct rng *r, const double *weights, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += weights[i];
	BUG_IF(!(sum > 0));
	double x = rng_unit(r) * sum;
	size_t last = 0; /* rounding may use up all weights: never land on one of 0 */
	for (size_t i = 0; i < n; i++) {
		if (weights[i] <= 0)
			continue;
		if (x < weights[i])
			return i;
		x -= weights[i];
		last = i;
	}
	return last;
}
