/* Free time between the visits of a day, and how many would come sooner for it. */
#include "revisit/clinic/book.h"
#include "revisit/clinic/sooner.h"
#include "revisit/store/book.h"

#include "day_parts.h"

enum {
	GAP_LEAST = 20, /* minutes worth filling */
	GAP_MOST = 60,  /* more than that is open time rather than a gap between visits */
	PROVIDERS = 64,
	VISITS_MOST = 2000, /* of a day in which one looks for gaps */
	WISHES_AT_ONCE = 50,
	PAIRS_AT_ONCE = 2000,
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

/* Who would come sooner, while they are matched with the gaps. */
struct day_wishes {
	struct book *book;
	struct rows wishes;
	struct wanting *v;
	size_t n;         /* of v */
	size_t read, gap; /* how many wishes were looked at, how many gaps */
};

void day_drop_wishes(struct day *d)
{
	if (!d->wishes)
		return;
	book_free(d->wishes->book);
	rows_release(&d->wishes->wishes);
	free(d->wishes->v);
	free(d->wishes);
	d->wishes = NULL;
}

bool day_look_wishes(struct clinic *c, struct day *d)
{
	struct day_wishes *w = d->wishes;

	for (int i = 0; w && i < WISHES_AT_ONCE && w->read < w->wishes.n; i++)
		w->n += wanting_of(c, rows_at(&w->wishes, w->read++), &w->v[w->n]);
	return !w || w->read == w->wishes.n;
}

bool day_match_wishes(struct clinic *c, struct day *d)
{
	struct day_wishes *w = d->wishes;
	int minutes;

	for (size_t pairs = 0; w && w->gap < d->n_gaps && pairs < PAIRS_AT_ONCE; pairs += w->n + 1) {
		struct day_gap *g = &d->gaps[w->gap++];
		const struct sooner_gap gap = {
			.day = d->day, .from = g->from, .to = g->to, .provider = g->provider
		};
		for (size_t k = 0; k < w->n; k++)
			g->sooner += wanting_fits(c, w->book, &w->v[k], &gap, &minutes) != MINUTE_NONE;
	}
	bool through = !w || w->gap >= d->n_gaps;
	if (through)
		day_drop_wishes(d);
	return through;
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
	day_drop_wishes(d);
	if (d->day < d->today || d->visits.n > VISITS_MOST)
		return true;
	struct book *b = book_open(c, d->day, d->day, err);
	if (!b)
		return false;
	size_t n = book_providers(b, d->day, providers, PROVIDERS);
	for (size_t i = 0; i < n; i++)
		gaps_of(d, b, providers[i]);
	for (size_t i = 0; i < d->n_gaps; i++)
		d->gaps[i].long_one = d->gaps[i].to - d->gaps[i].from > GAP_MOST;
	if (d->n_gaps)
		qsort(d->gaps, d->n_gaps, sizeof(*d->gaps), by_time);
	d->wishes = mem_alloc(sizeof(*d->wishes));
	d->wishes->book = b;
	rows_init(&d->wishes->wishes, &record_sooner);
	bool ok = store_sooner(&c->store, d->day, &d->wishes->wishes, err);
	d->wishes->v = mem_array(d->wishes->wishes.n, sizeof(*d->wishes->v));
	return ok;
}
