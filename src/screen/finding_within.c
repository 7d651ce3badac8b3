/* Whom alone one looks among: hits among the members of a list keep the list's order. */
#include "revisit/text/match.h"

#include "finding.h"

static int by_patient(const void *a, const void *b)
{
	const struct place *x = a;
	const struct place *y = b;

	return (x->patient > y->patient) - (x->patient < y->patient);
}

void within_listed(struct within *w)
{
	free(w->sorted);
	w->sorted = mem_array(w->n + 1, sizeof(*w->sorted));
	for (size_t i = 0; i < w->n; i++)
		w->sorted[i] = (struct place){ w->ids[i], i };
	if (w->n > 0)
		qsort(w->sorted, w->n, sizeof(*w->sorted), by_patient);
}

const struct place *within_place(const struct within *w, int64_t patient)
{
	const struct place wanted = { .patient = patient };

	return w->n ? bsearch(&wanted, w->sorted, w->n, sizeof(*w->sorted), by_patient) : NULL;
}

enum tier tier_of(int class)
{
	switch (class) {
	case MATCH_SAME_PHONE:
		return TIER_SAME_PHONE;
	case MATCH_READING:
	case MATCH_NICKNAME:
	case MATCH_SOUND:
		return TIER_ALIKE;
	case MATCH_INSIDE:
		return TIER_INSIDE;
	default:
		return TIER_MATCH;
	}
}

/* A chart number that was typed whole, then what matches, each part in the order of the list. */
static int rank(const struct kept *k)
{
	return k->hit.class == MATCH_CHART ? -1 : (int)tier_of(k->hit.class);
}

static int by_place(const void *a, const void *b)
{
	const struct kept *x = a;
	const struct kept *y = b;

	if (rank(x) != rank(y))
		return rank(x) - rank(y);
	return (x->place > y->place) - (x->place < y->place);
}

/* Puts those from `before` on among the others: all of them are never sorted anew, they may be very
 * many. */
static void join(struct finding *s, size_t before)
{
	size_t n = s->n_kept;
	size_t i = 0;
	size_t k = before;

	if (n == before)
		return;
	qsort(s->kept + before, n - before, sizeof(*s->kept), by_place);
	if (before == 0 || by_place(&s->kept[before - 1], &s->kept[before]) <= 0)
		return;
	struct kept *all = mem_array(s->cap_kept, sizeof(*all));
	for (size_t to = 0; to < n; to++) {
		bool old = k == n || (i < before && by_place(&s->kept[i], &s->kept[k]) <= 0);
		all[to] = s->kept[old ? i++ : k++];
	}
	free(s->kept);
	s->kept = all;
}

void within_keep(struct finding *s)
{
	size_t before = s->n_kept;
	struct hit hit;

	for (; s->looked < search_count(s->search); s->looked++) {
		if (!search_hit(s->search, s->looked, &hit, NULL))
			continue;
		const struct place *at = within_place(&s->within, hit.patient);
		if (!at)
			continue;
		GROW(s->kept, s->n_kept, s->cap_kept);
		s->kept[s->n_kept++] = (struct kept){ hit, at->at };
	}
	join(s, before);
}
