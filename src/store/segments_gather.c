/* Looking needs no lock: whoever is written to meanwhile is noted (table rebuild) and worked out once
 * more at the end.  So two threads may look at two moments. */
#include <pthread.h>

#include "segments_gather.h"

enum {
	ROWS_AT_MOST = 2000000, /* of a batch: 64 MB */
	PEOPLE_AT_MOST = 250000,
	RUN_ROWS = 16384,
	CHECK_EVERY = 16,
	PATIENCE_MS = 5000,
};

struct looker {
	struct store *s;
	day_t today;
	bool has_before;
	int64_t last, until_ms;
	size_t most_rows, most_people;
	struct gathering *g;
	size_t seen;
	bool failed, stopped;
	struct err *err;
};

void gathering_init(struct gathering *g, int64_t after)
{
	*g = (struct gathering){ .after = after };
	str_init(&g->bytes);
}

void gathering_clear(struct gathering *g)
{
	g->n_rows = g->n_ends = g->n_people = 0;
	g->full = false;
	str_clear(&g->bytes);
}

void gathering_release(struct gathering *g)
{
	free(g->rows);
	free(g->ends);
	free(g->people);
	str_release(&g->bytes);
}

int by_place(const struct built_row *x, const struct built_row *y)
{
	if (x->version != y->version)
		return x->version < y->version ? -1 : 1;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->patient != y->patient)
		return x->patient < y->patient ? -1 : 1;
	return (x->from > y->from) - (x->from < y->from);
}

static int compare(const void *a, const void *b)
{
	return by_place(a, b);
}

static size_t run_from(const struct gathering *g)
{
	return g->n_ends ? g->ends[g->n_ends - 1] : 0;
}

void gathering_close(struct gathering *g)
{
	size_t from = run_from(g);

	if (from == g->n_rows)
		return;
	qsort(g->rows + from, g->n_rows - from, sizeof(*g->rows), compare);
	GROW(g->ends, g->n_ends, g->cap_ends);
	g->ends[g->n_ends++] = g->n_rows;
}

static void take_person(struct gathering *g, const struct spells *fresh, int64_t patient, day_t thru)
{
	size_t before = g->bytes.len;

	for (size_t i = 0; i < fresh->n; i++) {
		const struct member_spell *m = &fresh->v[i];
		GROW(g->rows, g->n_rows, g->cap_rows);
		g->rows[g->n_rows++] =
			(struct built_row){ m->version, m->key, patient, m->from, m->until };
	}
	spells_pack(fresh, &g->bytes);
	GROW(g->people, g->n_people, g->cap_people);
	g->people[g->n_people++] = (struct built_person){
		.patient = patient, .thru = thru, .len = (uint32_t)(g->bytes.len - before)
	};
	g->after = patient;
	if (g->n_rows - run_from(g) >= RUN_ROWS)
		gathering_close(g);
}

bool gather_is_late(const struct store *s, size_t n, int64_t until_ms)
{
	return s->build_few ? n % s->build_few == 0 : n % CHECK_EVERY == 0 && boot_now() >= until_ms;
}

static bool look_at(struct view *v, void *arg)
{
	struct looker *l = arg;
	struct segments_state *st = l->s->segments;
	day_t ignored;

	if (v->patient > l->last)
		return false;
	spells_clear(&st->old);
	if (l->has_before && !segments_lease(l->s, v->patient, &st->old, &ignored, l->err)) {
		l->failed = true;
		return false;
	}
	day_t thru = segments_built(l->s, v, l->today);
	take_person(l->g, &st->fresh, v->patient, thru);
	l->g->full = l->g->n_rows >= l->most_rows || l->g->n_people >= l->most_people;
	l->stopped = l->g->full || (l->until_ms && gather_is_late(l->s, ++l->seen, l->until_ms));
	return !l->stopped;
}

static bool look(struct looker *l)
{
	const struct segments_state *st = l->s->segments;
	struct needs needs = { .parts = NEED_PINS };

	for (size_t i = 0; i < st->rules->n_segments; i++) {
		if (!st->map[i].building)
			continue;
		needs.parts |= st->rules->segments[i].needs.parts;
		needs.facts |= st->rules->segments[i].needs.facts;
	}
	if (!store_views(l->s, st->rules, &needs, l->g->after, look_at, l, l->err) || l->failed)
		return false;
	l->g->ended = !l->stopped && l->last == INT64_MAX;
	if (!l->stopped && !l->g->ended)
		l->g->after = l->last;
	return true;
}

static size_t most_people(const struct store *s)
{
	return s->build_few ? 3 * s->build_few : PEOPLE_AT_MOST;
}

static size_t most_rows(const struct store *s)
{
	return s->build_few ? 4 * s->build_few : ROWS_AT_MOST;
}

bool gather(struct store *s, day_t today, bool has_before, int64_t until_ms, struct gathering *g,
	    struct err *err)
{
	struct looker l = { .s = s, .today = today, .has_before = has_before, .last = INT64_MAX,
			    .until_ms = until_ms, .most_rows = most_rows(s),
			    .most_people = most_people(s), .g = g, .err = err };

	return look(&l);
}

/* --- two threads --- */

/* The second one's own connection, and its own place for the patient at hand. */
struct aide {
	struct store store;
	struct segments_state state;
	struct looker looker;
	struct err err;
	pthread_t thread;
	bool ok;
};

static void *look_beside(void *arg)
{
	struct aide *a = arg;

	a->ok = look(&a->looker);
	return NULL;
}

static bool aide_open(struct aide *a, struct store *s)
{
	*a = (struct aide){ .state = *s->segments, .err = ERR_INIT };
	a->state.old = a->state.fresh = a->state.now = (struct spells){ 0 };
	str_init(&a->state.bytes);
	a->store = (struct store){ .clock = s->clock, .build_few = s->build_few,
				   .db = db_open(db_path(s->db), DB_READ, NULL),
				   .segments = &a->state };
	if (a->store.db)
		db_on_wait(a->store.db, NULL, NULL, PATIENCE_MS);
	return a->store.db != NULL;
}

static void aide_close(struct aide *a)
{
	spells_release(&a->state.old);
	spells_release(&a->state.fresh);
	spells_release(&a->state.now);
	str_release(&a->state.bytes);
	db_close(a->store.db);
}

/* The n-th patient after that one, INT64_MAX when there are fewer. */
static int64_t nth_after(struct store *s, int64_t after, size_t n)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT id FROM patient WHERE id > ?1 ORDER BY id LIMIT 1 OFFSET ?2 - 1",
				 NULL);
	int64_t id = INT64_MAX;

	if (!q)
		return id;
	stmt_int(q, 1, after);
	stmt_int(q, 2, (int64_t)n);
	if (stmt_step(q, NULL) == STEP_ROW)
		id = col_int(q, 0);
	stmt_done(q);
	return id;
}

bool gather_both(struct store *s, day_t today, bool has_before, struct gathering *low,
		 struct gathering *high, bool *begun, struct err *err)
{
	size_t half = s->build_few ? s->build_few : PEOPLE_AT_MOST / 2;
	int64_t middle = nth_after(s, low->after, half);
	struct looker l = { .s = s, .today = today, .has_before = has_before, .last = middle,
			    .most_rows = most_rows(s) / 2, .most_people = SIZE_MAX, .g = low,
			    .err = err };
	struct aide a;

	*begun = false;
	if (middle == INT64_MAX)
		return true;
	if (!aide_open(&a, s)) {
		aide_close(&a);
		return true;
	}
	high->after = middle;
	a.looker = l;
	a.looker.s = &a.store;
	a.looker.g = high;
	a.looker.err = &a.err;
	a.looker.last = nth_after(s, middle, half);
	if (pthread_create(&a.thread, NULL, look_beside, &a) != 0) {
		aide_close(&a);
		return true;
	}
	*begun = true;
	bool ok = look(&l);
	pthread_join(a.thread, NULL);
	if (ok && !a.ok && err)
		*err = a.err;
	aide_close(&a);
	/* What lies behind a gap is looked at again. */
	if (low->full || !ok || !a.ok) {
		gathering_clear(high);
		high->after = low->after;
		high->ended = false;
	}
	return ok && a.ok;
}
