/* Who enters and leaves when other rules come into force: everybody is asked under both. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/segments.h"
#include "revisit/store/view.h"

/* Patients looked at under one set of rules before the other's turn comes. */
enum { SLICE = 512 };

/* Kept in or out by hand, by what its segment means until now. */
struct ending {
	int64_t patient;
	size_t pair;
	bool in;
};

/* One segment that is not the same before and after. */
struct pair {
	int before, after; /* −1: there is none */
};

struct rules_diff {
	struct clinic *c;
	int64_t times; /* clinic_rules_times */
	const struct ruleset *before; /* in force, or NULL */
	struct ruleset *next;
	struct needs before_needs, next_needs;
	struct pair *pairs;
	size_t n_pairs;
	struct arena keys;
	struct rules_diff_line *lines; /* of the same numbers; then those that stay as they are */
	size_t n_lines;
	bool keep_pins;
	struct ending *ending; /* by patient */
	size_t n_ending, cap_ending, at_ending;
	day_t today;
	int64_t after, seen, of;
	bool finished;
	/* The slice being looked at. */
	int64_t ids[SLICE];
	size_t n;
	bool *is; /* SLICE times n_pairs, under `next` */
	size_t at;
};

static void add_needs(struct needs *to, const struct needs *more)
{
	to->parts |= more->parts;
	to->facts |= more->facts;
}

static void add_pair(struct rules_diff *d, const char *key, int before, int after)
{
	const struct segment *b = before >= 0 ? &d->before->segments[before] : NULL;
	const struct segment *a = after >= 0 ? &d->next->segments[after] : NULL;
	struct rules_diff_line *l = &d->lines[d->n_pairs];

	*l = (struct rules_diff_line){ .key = arena_strdup(&d->keys, key),
				       .is_new = !b,
				       .gone = !a,
				       .changed = a && b };
	l->entering = mem_array(DIFF_SHOWN, sizeof(*l->entering));
	l->leaving = mem_array(DIFF_SHOWN, sizeof(*l->leaving));
	if (b)
		add_needs(&d->before_needs, &b->needs);
	if (a)
		add_needs(&d->next_needs, &a->needs);
	d->pairs[d->n_pairs++] = (struct pair){ before, after };
}

static void find_pairs(struct rules_diff *d)
{
	size_t n_before = d->before ? d->before->n_segments : 0;

	for (size_t i = 0; i < d->next->n_segments; i++) {
		const struct segment *s = &d->next->segments[i];
		int b = d->before ? ruleset_find(d->before, s->key) : -1;
		if (b < 0 || strcmp(d->before->segments[b].hash, s->hash) != 0)
			add_pair(d, s->key, b, (int)i);
	}
	for (size_t i = 0; i < n_before; i++)
		if (ruleset_find(d->next, d->before->segments[i].key) < 0)
			add_pair(d, d->before->segments[i].key, (int)i, -1);
}

static int by_patient(const void *a, const void *b)
{
	int64_t x = ((const struct ending *)a)->patient;
	int64_t y = ((const struct ending *)b)->patient;

	return (x > y) - (x < y);
}

static bool see_pin(const void *row, void *arg)
{
	struct rules_diff *d = arg;
	const struct pin *p = row;

	for (size_t i = 0; i < d->n_pairs; i++) {
		struct pair pair = d->pairs[i];
		if (strcmp(d->lines[i].key, p->segment) != 0)
			continue;
		if (pair.before < 0 || pair.after < 0 ||
		    !str_eq(p->hash, d->before->segments[pair.before].hash))
			return true;
		GROW(d->ending, d->n_ending, d->cap_ending);
		d->ending[d->n_ending++] = (struct ending){ p->patient, i, p->way == PIN_IN };
		return true;
	}
	return true;
}

static void find_ending(struct rules_diff *d)
{
	if (d->n_pairs > 0)
		store_each(&d->c->store, &record_pin, see_pin, d, NULL);
	if (d->n_ending > 0)
		qsort(d->ending, d->n_ending, sizeof(*d->ending), by_patient);
	for (size_t i = 0; i < d->n_ending; i++) {
		struct rules_diff_line *l = &d->lines[d->ending[i].pair];
		if (!l->pinned)
			l->pinned = mem_array(d->n_ending, sizeof(*l->pinned));
		l->pinned[l->n_pinned++] = d->ending[i].patient;
	}
}

struct rules_diff *rules_diff_begin(struct clinic *c, struct ruleset *next, bool keep_pins)
{
	struct rules_diff *d = mem_alloc(sizeof(*d));
	const struct ruleset *before = clinic_rules(c);
	size_t most = next->n_segments + (before ? before->n_segments : 0) + 1;

	*d = (struct rules_diff){ .c = c,
				  .times = clinic_rules_times(c),
				  .before = before,
				  .next = next,
				  .keep_pins = keep_pins,
				  .today = clinic_today(c) };
	arena_init(&d->keys);
	d->pairs = mem_array(most, sizeof(*d->pairs));
	d->lines = mem_array(most, sizeof(*d->lines));
	find_pairs(d);
	find_ending(d);
	d->n_lines = d->n_pairs;
	d->is = mem_array(SLICE * (d->n_pairs + 1), sizeof(*d->is));
	d->before_needs.parts |= NEED_PINS;
	d->next_needs.parts |= NEED_PINS;
	d->of = store_patients(&c->store);
	d->finished = d->n_pairs == 0;
	return d;
}

void rules_diff_free(struct rules_diff *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->n_lines; i++) {
		free(d->lines[i].entering);
		free(d->lines[i].leaving);
		free(d->lines[i].pinned);
	}
	arena_release(&d->keys);
	free(d->pairs);
	free(d->lines);
	free(d->is);
	free(d->ending);
	ruleset_free(d->next);
	free(d);
}

/* As if the pins went by the new meaning already. */
static void keep_pins(struct rules_diff *d, struct view *v)
{
	while (d->at_ending < d->n_ending && d->ending[d->at_ending].patient < v->patient)
		d->at_ending++;
	for (size_t i = d->at_ending; i < d->n_ending && d->ending[i].patient == v->patient; i++) {
		GROW(v->pins, v->n_pins, v->cap_pins);
		v->pins[v->n_pins++] = (struct view_pin){ .segment = d->pairs[d->ending[i].pair].after,
							  .in = d->ending[i].in };
	}
}

static bool see_next(struct view *v, void *arg)
{
	struct rules_diff *d = arg;

	if (d->keep_pins)
		keep_pins(d, v);
	for (size_t i = 0; i < d->n_pairs; i++) {
		int a = d->pairs[i].after;
		d->is[d->n * d->n_pairs + i] =
			a >= 0 && segment_on(d->next, (size_t)a, v, d->today).is;
	}
	d->ids[d->n++] = v->patient;
	return d->n < SLICE;
}

static void count(struct rules_diff_line *l, int64_t patient, bool was, bool is)
{
	l->members += is;
	if (is && !was) {
		if (l->n_entering < DIFF_SHOWN)
			l->entering[l->n_entering++] = patient;
		l->enter++;
	} else if (was && !is) {
		if (l->n_leaving < DIFF_SHOWN)
			l->leaving[l->n_leaving++] = patient;
		l->leave++;
	}
}

/* The same patients in the same order, unless somebody came or went in between: those are left to the
 * moment the rules come into force. */
static bool see_before(struct view *v, void *arg)
{
	struct rules_diff *d = arg;

	while (d->at < d->n && d->ids[d->at] < v->patient)
		d->at++;
	if (d->at == d->n)
		return false;
	if (d->ids[d->at] != v->patient)
		return true;
	for (size_t i = 0; i < d->n_pairs; i++) {
		int b = d->pairs[i].before;
		bool was = b >= 0 && segment_on(d->before, (size_t)b, v, d->today).is;
		count(&d->lines[i], v->patient, was, d->is[d->at * d->n_pairs + i]);
	}
	return ++d->at < d->n;
}

static bool slice(struct rules_diff *d, struct err *err)
{
	struct store *s = &d->c->store;

	d->n = d->at = 0;
	if (!store_views(s, d->next, &d->next_needs, d->after, see_next, d, err))
		return false;
	if (d->before && d->n > 0) {
		if (!store_views(s, d->before, &d->before_needs, d->after, see_before, d, err))
			return false;
	} else {
		for (size_t k = 0; k < d->n; k++)
			for (size_t i = 0; i < d->n_pairs; i++)
				count(&d->lines[i], d->ids[k], false, d->is[k * d->n_pairs + i]);
	}
	d->finished = d->n < SLICE;
	d->seen += (int64_t)d->n;
	if (d->n > 0)
		d->after = d->ids[d->n - 1];
	return true;
}

bool rules_diff_step(struct rules_diff *d, int budget_ms, bool *done, int64_t *seen, int64_t *of,
		     struct err *err)
{
	int64_t until = boot_now() + budget_ms;
	bool ok = d->times == clinic_rules_times(d->c) ||
		  err_set(err, ERR_CONFLICT,
			  _("the rules or the settings were changed meanwhile; compare once more"));

	while (ok && !d->finished && (budget_ms <= 0 || boot_now() < until))
		ok = slice(d, err);
	*done = d->finished;
	*seen = d->seen;
	*of = d->of;
	return ok;
}

const struct rules_diff_line *rules_diff_lines(const struct rules_diff *d, size_t *n)
{
	*n = d->n_lines;
	return d->lines;
}

const struct ruleset *rules_diff_next(const struct rules_diff *d)
{
	return d->next;
}
