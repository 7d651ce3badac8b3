#include "finding.h"

#include "revisit/clinic/find.h"

/* Who is near, known once as a screen knows it. */
static struct search_near *near_of(struct clinic *c, struct err *err)
{
	static struct search_near *near;
	static struct clinic *whose;

	if (whose == c && near)
		return near;
	search_near_free(near);
	near = search_near_new(&c->store, clinic_today(c), NULL, 0, err);
	whose = c;
	return near;
}

static bool enough(const struct search *x, enum find_depth depth)
{
	if (search_done(x))
		return true;
	switch (depth) {
	case FIND_QUICK:
		return search_is_slow(x) || search_count(x) >= PAGE;
	case FIND_PAGE:
		return search_count(x) >= PAGE;
	case FIND_COUNT:
		return search_count(x) > SEARCH_COUNT_MAX;
	}
	return true;
}

bool find_to(struct clinic *c, const char *typed, enum find_depth depth, struct found *out,
	  struct err *err)
{
	char *words = clinic_typed(c, typed);
	struct search *x = search_new(&c->store, words, near_of(c, err), err);
	bool ok = x != NULL;

	*out = (struct found){ 0 };
	while (ok && !enough(x, depth))
		ok = search_step(x, err);
	for (size_t i = 0; ok && i < PAGE && i < search_count(x); i++) {
		struct hit hit;
		ok = search_hit(x, i, &hit, err);
		out->patients[out->n++] = hit.patient;
	}
	if (x) {
		out->total = search_count(x);
		out->more = !search_done(x);
	}
	search_free(x);
	free(words);
	return ok;
}

bool find_page(struct clinic *c, const char *typed, struct found *out, struct err *err)
{
	return find_to(c, typed, FIND_PAGE, out, err);
}
