/* A search done in one go, and a copy of what it found. */
#include "revisit/store/search.h"
#include "search_near.h"

void hits_release(struct hits *h)
{
	free(h->v);
	*h = (struct hits){ 0 };
}

static bool copy_hits(struct search *x, size_t offset, size_t limit, struct hits *out,
		      struct err *err)
{
	size_t n = search_count(x);
	bool ok = true;

	out->more = !search_is_everyone(x) && n > SEARCH_COUNT_MAX;
	out->total = out->more ? SEARCH_COUNT_MAX : n;
	for (size_t i = offset; ok && i < n && i - offset < limit; i++) {
		struct hit hit;
		ok = search_hit(x, i, &hit, err);
		if (!ok || !hit.patient)
			break;
		GROW(out->v, out->n, out->cap);
		out->v[out->n++] = hit;
	}
	return ok;
}

bool store_search(struct store *s, const char *text, day_t today, size_t offset, size_t limit,
		  struct hits *out, struct err *err)
{
	while (store_catch_up(s))
		;
	struct search_near *near = search_near_new(s, today, NULL, 0, err);
	struct search *x = near ? search_new(s, text, near, err) : NULL;
	size_t wanted = SEARCH_COUNT_MAX + 1;

	*out = (struct hits){ 0 };
	if (x && limit < SIZE_MAX - offset && offset + limit > wanted)
		wanted = offset + limit;
	bool ok = x && search_until(x, wanted, err) && copy_hits(x, offset, limit, out, err);
	search_free(x);
	search_near_free(near);
	return ok;
}
