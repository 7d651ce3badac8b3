/* Membership on a day that nothing may be written for: everybody is looked at, in memory. */
#include "segments_inside.h"

enum { AGAIN_AFTER = 10 }; /* times what it took */

struct listed {
	int64_t key, patient;
};

struct listing {
	struct listed *v;
	size_t n, cap;
	int64_t *ids; /* in order */
};

struct aside {
	const struct ruleset *rules;
	day_t today;
	int64_t data_version;
	int64_t made, took; /* boot_now */
	struct listing *of; /* each segment */
};

void aside_free(struct aside *a)
{
	if (!a)
		return;
	for (size_t i = 0; i < a->rules->n_segments; i++) {
		free(a->of[i].v);
		free(a->of[i].ids);
	}
	free(a->of);
	free(a);
}

static bool look_at(struct view *v, void *arg)
{
	struct aside *a = arg;

	for (size_t i = 0; i < a->rules->n_segments; i++) {
		struct listing *l = &a->of[i];
		if (!segment_on(a->rules, i, v, a->today).is)
			continue;
		GROW(l->v, l->n, l->cap);
		l->v[l->n++] = (struct listed){ segment_key(a->rules, i, v), v->patient };
	}
	return true;
}

static int by_place(const void *a, const void *b)
{
	const struct listed *x = a;
	const struct listed *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->patient > y->patient) - (x->patient < y->patient);
}

static void sort(struct listing *l)
{
	l->ids = mem_array(l->n + 1, sizeof(*l->ids));
	for (size_t i = 0; i < l->n; i++)
		l->ids[i] = l->v[i].patient; /* they come in order of their numbers */
	if (l->n)
		qsort(l->v, l->n, sizeof(*l->v), by_place);
}

/* Where others write all the time it is not made anew all the time. */
static bool is_fresh(const struct aside *a, int64_t data_version)
{
	return a->data_version == data_version || boot_now() - a->made < AGAIN_AFTER * a->took;
}

bool segments_aside(struct store *s, day_t today, struct err *err)
{
	struct segments_state *st = s->segments;
	int64_t version = db_data_version(s->db);

	if (st->aside && st->aside->today == today && is_fresh(st->aside, version))
		return true;
	aside_free(st->aside);
	struct aside *a = mem_alloc(sizeof(*a));
	*a = (struct aside){ .rules = st->rules, .today = today, .data_version = version,
			    .made = boot_now() };
	a->of = mem_array(st->rules->n_segments + 1, sizeof(*a->of));
	st->aside = a;
	if (!store_views(s, st->rules, &st->needs, INT64_MIN, look_at, a, err)) {
		aside_free(a);
		st->aside = NULL;
		return false;
	}
	for (size_t i = 0; i < st->rules->n_segments; i++)
		sort(&a->of[i]);
	a->took = boot_now() - a->made;
	return true;
}

bool aside_count(const struct aside *a, struct segment_count *out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		out[i] = (struct segment_count){ .built = true, .members = (int64_t)a->of[i].n };
		for (size_t k = 0; k < ARRAY_SIZE(out[i].daily); k++)
			out[i].daily[k] = -1;
		out[i].daily[ARRAY_SIZE(out[i].daily) - 1] = (int32_t)a->of[i].n;
	}
	return true;
}

size_t aside_members(const struct aside *a, size_t segment, int64_t *key, int64_t *patient,
		     size_t limit, int64_t *out)
{
	const struct listing *l = &a->of[segment];
	const struct listed after = { *key, *patient };
	size_t low = 0;
	size_t high = l->n;
	size_t n = 0;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (by_place(&l->v[mid], &after) <= 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; n < limit && low < l->n; low++) {
		*key = l->v[low].key;
		*patient = out[n++] = l->v[low].patient;
	}
	return n;
}

static int by_id(const void *a, const void *b)
{
	const int64_t *x = a;
	const int64_t *y = b;

	return (*x > *y) - (*x < *y);
}

bool aside_has(const struct aside *a, size_t segment, int64_t patient)
{
	const struct listing *l = &a->of[segment];

	return l->n && bsearch(&patient, l->ids, l->n, sizeof(*l->ids), by_id) != NULL;
}
