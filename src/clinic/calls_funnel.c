/* How far the patients of lists came: listed, attempted, contacted, booked. */
#include "calls_parts.h"
#include "revisit/store/merge.h"

/* How far one of them came: each has all those before it. */
enum step_of { LISTED, ATTEMPTED, CONTACTED, BOOKED };

struct came {
	int64_t patient;
	enum step_of step;
};

struct coming {
	struct clinic *c;
	day_t since;
	bool new_only; /* of the segment that is looked at */
	struct came *v;
	size_t n, cap;
};

static void add(struct coming *x, int64_t patient, enum step_of step)
{
	GROW(x->v, x->n, x->cap);
	x->v[x->n].patient = patient;
	x->v[x->n++].step = step;
}

/* A member on one of the days, unless the list never had them. */
static bool add_entry(const struct segment_entry *e, void *arg)
{
	struct coming *x = arg;
	bool gone = e->left != DAY_NONE;

	if (e->entered > clinic_today(x->c) || (gone && e->left <= x->since) ||
	    (x->new_only && e->from_start))
		return true;
	add(x, gone ? store_survivor(&x->c->store, e->patient) : e->patient, LISTED);
	return true;
}

static bool add_on_list(const struct on_list *on, void *arg)
{
	add(arg, on->patient, LISTED);
	return true;
}

static bool add_attempt(const struct call_made *m, void *arg)
{
	add(arg, m->patient, m->booked ? BOOKED : m->reached ? CONTACTED : ATTEMPTED);
	return true;
}

static bool add_listed(struct coming *x, const struct call_list_info *l, struct err *err)
{
	const struct ruleset *r = clinic_rules(x->c);
	struct rows entries;

	if (l->kind == LIST_OF_VISITS)
		return list_each(x->c, l, add_on_list, x, err);
	rows_init(&entries, &record_call_entry);
	bool ok = l->kind == LIST_OF_SEGMENT ||
		  store_call_entries(&x->c->store, l->key, &entries, err);
	for (size_t i = 0; i < entries.n; i++)
		add(x, ((const struct call_entry *)rows_at(&entries, i))->patient, LISTED);
	rows_release(&entries);
	for (size_t i = 0; ok && list_by_rules(l) && r && i < l->n_segments; i++) {
		x->new_only = r->segments[l->segments[i]].new_only;
		ok = segments_entries(&x->c->store, l->segments[i], false, add_entry, x, err);
	}
	return ok;
}

static int by_patient(const void *a, const void *b)
{
	const struct came *x = a;
	const struct came *y = b;

	if (x->patient != y->patient)
		return x->patient < y->patient ? -1 : 1;
	return (x->step < y->step) - (x->step > y->step);
}

/* Each once, as far as they came. */
static void count(struct coming *x, struct call_funnel *out)
{
	if (x->n)
		qsort(x->v, x->n, sizeof(*x->v), by_patient);
	for (size_t i = 0; i < x->n; i++) {
		if (i > 0 && x->v[i].patient == x->v[i - 1].patient)
			continue;
		out->listed++;
		out->attempted += x->v[i].step >= ATTEMPTED;
		out->contacted += x->v[i].step >= CONTACTED;
		out->booked += x->v[i].step >= BOOKED;
	}
}

bool calls_funnel(struct clinic *c, const struct call_list_info *lists, size_t n, day_t since,
		  struct call_funnel *out, struct err *err)
{
	struct coming x = { .c = c, .since = since };
	bool done;

	*out = (struct call_funnel){ .since = since };
	bool ok = c->store.refuse || segments_catch_up(c, 0, &done, err);
	for (size_t i = 0; ok && i < n; i++)
		ok = add_listed(&x, &lists[i], err) &&
		     store_calls_made(&c->store, c->config, lists[i].key, since, clinic_today(c), add_attempt,
				      &x, err);
	if (ok)
		count(&x, out);
	free(x.v);
	return ok;
}
