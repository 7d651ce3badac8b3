/* All pairs worth comparing, some at a time.
 *
 * A pass gives everybody their keys and brings equal ones together by dealing them into buckets
 * small enough to be sorted at once, so that no step takes long. */
#include "pairs_inside.h"

#include "revisit/store/merge.h"

enum {
	READ_STEP = 500,       /* patients read in a step */
	DEAL_STEP = 3000,      /* patients given their keys */
	SPREAD_STEP = 20000,   /* entries dealt */
	COMPARE_STEP = 2000,   /* pairs weighed */
	FREE_STEP = 8,         /* chunks of texts given back */
	WEIGH_COST = 32,       /* what a pair weighed costs, against two sketches looked at */
	SORT_COST = 8,         /* and an entry put in order */
	BUCKET = 256,          /* entries */
};

struct entry {
	uint32_t key, person;
};

enum phase { READ, DEAL, SPREAD, WALK, SORT, TIDY, OVER };

struct pairs {
	struct store *s;
	struct pairs_options o;
	struct people people;
	enum phase phase;
	int64_t after;
	size_t expected; /* patients */
	size_t pass, at;
	struct entry *dealt, *spread;
	size_t n_dealt, cap_dealt, cap_spread;
	uint32_t *begins; /* of each bucket in `spread`, and the end */
	size_t n_buckets;
	size_t bucket, run, inner, outer; /* where the walk stands */
	bool sorted;
	struct pair_list found;
	size_t n_found, compared;
	uint64_t *seen; /* pairs kept, by their places; 0: free */
	size_t n_seen, cap_seen;
};

void pair_list_release(struct pair_list *l)
{
	free(l->v);
	*l = (struct pair_list){ 0 };
}

struct pairs *pairs_new(struct store *s, const struct pairs_options *o)
{
	struct pairs *x = mem_alloc(sizeof(*x));
	int64_t n = store_patients(s);

	x->s = s;
	x->o = *o;
	x->expected = n > 0 ? (size_t)n : 0;
	return x;
}

void pairs_free(struct pairs *x)
{
	if (!x)
		return;
	people_release(&x->people);
	pair_list_release(&x->found);
	free(x->dealt);
	free(x->spread);
	free(x->begins);
	free(x->seen);
	free(x);
}

/* --- the pairs found --- */

static bool seen_put(struct pairs *x, uint64_t key)
{
	size_t mask = x->cap_seen - 1;
	size_t i = (size_t)((key * 0x9e3779b97f4a7c15u) >> 32) & mask;

	while (x->seen[i]) {
		if (x->seen[i] == key)
			return false;
		i = (i + 1) & mask;
	}
	x->seen[i] = key;
	x->n_seen++;
	return true;
}

/* False when the pair was found before. */
static bool note_seen(struct pairs *x, uint32_t a, uint32_t b)
{
	uint64_t key = (uint64_t)(a + 1u) << 32 | (b + 1u);

	if (x->n_seen * 2 >= x->cap_seen) {
		uint64_t *old = x->seen;
		size_t n = x->cap_seen;
		x->cap_seen = n ? 2 * n : 1024;
		x->seen = mem_array(x->cap_seen, sizeof(*x->seen));
		x->n_seen = 0;
		for (size_t i = 0; i < n; i++)
			if (old[i])
				seen_put(x, old[i]);
		free(old);
	}
	return seen_put(x, key);
}

static void weigh(struct pairs *x, uint32_t a, uint32_t b)
{
	struct likeness_person p;
	struct likeness_person q;

	people_point(&x->people, a, &p);
	people_point(&x->people, b, &q);
	x->compared++;
	struct likeness l = likeness_of(&p, &q, x->people.n);
	if (l.score < x->o.least || !note_seen(x, a < b ? a : b, a < b ? b : a) ||
	    store_are_not_same(x->s, p.id, q.id))
		return;
	x->n_found++;
	if (x->found.n == PAIRS_MAX)
		return;
	GROW(x->found.v, x->found.n, x->found.cap);
	x->found.v[x->found.n++] = (struct pair){ .a = p.id < q.id ? p.id : q.id,
						  .b = p.id < q.id ? q.id : p.id,
						  .score = l.score,
						  .reasons = l.reasons };
}

/* --- the passes --- */

static bool read_some(struct pairs *x, struct err *err)
{
	bool more;

	if (!people_read(&x->people, x->s, x->o.import, &x->after, READ_STEP, &more, err))
		return false;
	if (!more)
		x->phase = DEAL;
	return true;
}

static void begin_spread(struct pairs *x)
{
	x->n_buckets = 1;
	while (x->n_buckets * BUCKET < x->n_dealt)
		x->n_buckets *= 2;
	free(x->begins);
	x->begins = mem_array(x->n_buckets + 1, sizeof(*x->begins));
	if (x->cap_spread < x->n_dealt) {
		free(x->spread);
		x->cap_spread = x->cap_dealt;
		x->spread = mem_grow(NULL, x->cap_spread, sizeof(*x->spread));
	}
	x->phase = SPREAD;
	x->at = 0;
}

static void deal_some(struct pairs *x)
{
	const struct block_pass *pass = &block_passes[x->pass];
	size_t end = x->at + DEAL_STEP < x->people.n ? x->at + DEAL_STEP : x->people.n;

	for (; x->at < end; x->at++) {
		struct block_keys keys = { .n = 0 };
		pass->keys(&x->people, x->at, &keys);
		for (size_t i = 0; i < keys.n; i++) {
			GROW(x->dealt, x->n_dealt, x->cap_dealt);
			x->dealt[x->n_dealt++] =
				(struct entry){ .key = block_key(keys.v[i]), .person = (uint32_t)x->at };
		}
	}
	if (x->at == x->people.n)
		begin_spread(x);
}

static size_t bucket_of(const struct pairs *x, uint32_t key)
{
	return (size_t)key & (x->n_buckets - 1);
}

/* First how many each bucket gets, then each entry into its own.  Afterwards begins[i] is where
 * bucket i begins. */
static void spread_some(struct pairs *x)
{
	size_t twice = 2 * x->n_dealt;
	size_t end = x->at + SPREAD_STEP < twice ? x->at + SPREAD_STEP : twice;

	for (; x->at < end && x->at < x->n_dealt; x->at++)
		x->begins[bucket_of(x, x->dealt[x->at].key)]++;
	if (x->at == x->n_dealt && end > x->n_dealt)
		for (size_t i = 1; i <= x->n_buckets; i++)
			x->begins[i] += x->begins[i - 1];
	if (x->at < x->n_dealt || end <= x->n_dealt)
		goto out;
	/* From the end of each bucket towards its beginning. */
	for (; x->at < end; x->at++) {
		const struct entry *e = &x->dealt[x->at - x->n_dealt];
		x->spread[--x->begins[bucket_of(x, e->key)]] = *e;
	}
out:
	if (x->at < twice)
		return;
	x->phase = WALK;
	x->bucket = x->run = x->inner = x->outer = 0;
	x->sorted = false;
}

static int by_key(const void *a, const void *b)
{
	const struct entry *x = a;
	const struct entry *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->person > y->person) - (x->person < y->person);
}

static bool worth(const struct pairs *x, const struct block_pass *pass, uint32_t a, uint32_t b)
{
	const struct held *p = &x->people.v[a];
	const struct held *q = &x->people.v[b];

	if (a == b || (!p->wanted && !q->wanted))
		return false;
	if (!pass->by_name || !p->sketch || !q->sketch)
		return true;
	int both = __builtin_popcountll(p->sketch & q->sketch);
	int fewer = __builtin_popcountll(p->sketch) < __builtin_popcountll(q->sketch) ?
			    __builtin_popcountll(p->sketch) :
			    __builtin_popcountll(q->sketch);
	return 5 * both >= 2 * fewer;
}

/* The pairs of spread[from … end), as far as the step allows; false when some are left. */
static bool compare_run(struct pairs *x, size_t from, size_t end, size_t *left)
{
	const struct block_pass *pass = &block_passes[x->pass];

	if (x->outer < from) {
		x->outer = from;
		x->inner = from + 1;
	}
	for (; x->outer + 1 < end; x->inner = ++x->outer + 1)
		for (; x->inner < end; x->inner++) {
			if (*left == 0)
				return false;
			uint32_t a = x->spread[x->outer].person;
			uint32_t b = x->spread[x->inner].person;
			bool look = worth(x, pass, a, b);
			size_t cost = look ? WEIGH_COST : 1;
			*left -= cost < *left ? cost : *left;
			if (look)
				weigh(x, a, b);
		}
	x->outer = end;
	x->inner = end + 1;
	return true;
}

static void count_run(struct pairs *x, size_t from, size_t end)
{
	const struct block_pass *pass = &block_passes[x->pass];

	for (size_t i = from; i < end; i++)
		pass->counted(&x->people, x->spread[i].person, x->spread[i].key,
			      (unsigned)(end - from));
}

static bool walk_bucket(struct pairs *x, size_t *left)
{
	const struct block_pass *pass = &block_passes[x->pass];
	size_t begin = x->begins[x->bucket];
	size_t end = x->bucket + 1 < x->n_buckets ? x->begins[x->bucket + 1] : x->n_dealt;

	if (!x->sorted) {
		if (end > begin)
			qsort(x->spread + begin, end - begin, sizeof(*x->spread), by_key);
		x->sorted = true;
		x->run = begin;
		size_t cost = SORT_COST * (end - begin);
		*left -= cost < *left ? cost : *left;
	}
	while (x->run < end) {
		size_t stop = x->run + 1;
		while (stop < end && x->spread[stop].key == x->spread[x->run].key)
			stop++;
		if (pass->counted)
			count_run(x, x->run, stop);
		else if (stop - x->run <= pass->most && !compare_run(x, x->run, stop, left))
			return false;
		x->run = stop;
	}
	x->bucket++;
	x->sorted = false;
	return true;
}

static void walk_some(struct pairs *x)
{
	size_t left = (size_t)COMPARE_STEP * WEIGH_COST;

	while (x->bucket < x->n_buckets && left > 0)
		if (!walk_bucket(x, &left))
			return;
	if (x->bucket < x->n_buckets)
		return;
	x->n_dealt = 0;
	x->at = 0;
	x->phase = ++x->pass < n_block_passes ? DEAL : SORT;
}

static int best_first(const void *a, const void *b)
{
	const struct pair *x = a;
	const struct pair *y = b;

	if (x->score != y->score)
		return y->score - x->score;
	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return (x->b > y->b) - (x->b < y->b);
}

static void sort_found(struct pairs *x)
{
	if (x->found.n > 1)
		qsort(x->found.v, x->found.n, sizeof(*x->found.v), best_first);
	free(x->seen);
	x->seen = NULL;
	x->phase = TIDY;
}

/* Giving back so much memory takes longer than a step may. */
static void tidy_some(struct pairs *x)
{
	if (people_release_some(&x->people, FREE_STEP))
		return;
	people_release(&x->people);
	free(x->dealt);
	free(x->spread);
	x->dealt = x->spread = NULL;
	x->phase = OVER;
}

bool pairs_step(struct pairs *x, struct err *err)
{
	switch (x->phase) {
	case READ:
		return read_some(x, err);
	case DEAL:
		deal_some(x);
		break;
	case SPREAD:
		spread_some(x);
		break;
	case WALK:
		walk_some(x);
		break;
	case SORT:
		sort_found(x);
		break;
	case TIDY:
		tidy_some(x);
		break;
	case OVER:
		break;
	}
	return true;
}

bool pairs_done(const struct pairs *x)
{
	return x->phase == OVER;
}

/* Reading takes about a third of the time. */
int pairs_percent(const struct pairs *x)
{
	enum { READING = 30 };

	if (x->phase >= SORT)
		return 100;
	if (x->phase == READ)
		return x->expected ? (int)(READING * x->people.n / (x->expected + 1)) : 0;
	size_t part = x->phase == WALK ? 50 + 50 * x->bucket / (x->n_buckets + 1) : 25;
	return READING + (int)((x->pass * 100 + part) * (100 - READING) / (n_block_passes * 100));
}

size_t pairs_count(const struct pairs *x)
{
	return x->n_found;
}

const struct pair *pairs_at(const struct pairs *x, size_t i)
{
	return &x->found.v[i];
}

void pairs_take(struct pairs *x, struct pair_list *out)
{
	*out = x->found;
	x->found = (struct pair_list){ 0 };
	x->n_found = 0;
}

size_t pairs_compared(const struct pairs *x)
{
	return x->compared;
}
