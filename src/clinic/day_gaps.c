/* Free time between the visits of a day, and how many would come sooner for it. */
#include "revisit/clinic/book.h"
#include "revisit/clinic/sooner.h"

#include "day_parts.h"

enum {
	GAP_LEAST = 20, /* minutes worth filling */
	GAP_MOST = 60,  /* more than that is open time rather than a gap between visits */
	PROVIDERS = 64,
	VISITS_MOST = 2000, /* of a day in which one looks for gaps */
};

static void add_gap(struct day *d, minute_t from, minute_t to, const char *provider)
{
	GROW(d->gaps, d->n_gaps, d->cap_gaps);
	d->gaps[d->n_gaps++] =
		(struct day_gap){ .from = from, .to = to, .provider = mem_strdup(provider) };
}

static int by_time(const void *a, const void *b)
{
	const struct day_gap *x = a;
	const struct day_gap *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return strcmp(str_or_empty(x->provider), str_or_empty(y->provider));
}

/* What is over cannot be filled; of what has begun, the rest. */
static void gaps_of(struct day *d, const struct book *b, const char *provider)
{
	struct spans free_time;
	minute_t now = d->day == d->today ? d->now : 0;

	book_gaps(b, d->day, provider, GAP_LEAST, &free_time);
	for (int i = 0; i < free_time.n; i++) {
		struct span s = free_time.v[i];
		if (s.from < now)
			s.from = (now + 4) / 5 * 5;
		if (s.to - s.from >= GAP_LEAST)
			add_gap(d, s.from, s.to, provider);
	}
}

static bool count_sooner(struct clinic *c, struct day *d, struct err *err)
{
	struct rows wishes;
	bool ok;

	rows_init(&wishes, &record_sooner);
	ok = sooner_waiting(c, &wishes, err);
	for (size_t i = 0; ok && i < d->n_gaps; i++) {
		struct day_gap *g = &d->gaps[i];
		const struct sooner_gap gap = {
			.day = d->day, .from = g->from, .to = g->to, .provider = g->provider
		};
		g->long_one = g->to - g->from > GAP_MOST;
		for (size_t k = 0; k < wishes.n; k++)
			g->sooner += sooner_fits(c, rows_at(&wishes, k), &gap, NULL) != MINUTE_NONE;
	}
	rows_release(&wishes);
	return ok;
}

void day_drop_gaps(struct day *d)
{
	for (size_t i = 0; i < d->n_gaps; i++)
		free(d->gaps[i].provider);
	free(d->gaps);
	d->gaps = NULL;
	d->n_gaps = d->cap_gaps = 0;
}

bool day_load_gaps(struct clinic *c, struct day *d, struct err *err)
{
	const char *providers[PROVIDERS];

	day_drop_gaps(d);
	if (d->day < d->today || d->visits.n > VISITS_MOST)
		return true;
	struct book *b = book_open(c, d->day, d->day, err);
	if (!b)
		return false;
	size_t n = book_providers(b, d->day, providers, PROVIDERS);
	for (size_t i = 0; i < n; i++)
		gaps_of(d, b, providers[i]);
	book_free(b);
	if (d->n_gaps)
		qsort(d->gaps, d->n_gaps, sizeof(*d->gaps), by_time);
	return count_sooner(c, d, err);
}
