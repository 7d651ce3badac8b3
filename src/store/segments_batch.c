/* Building versions: some patients at a time are looked at (segments_gather.c), their rows sorted, and
 * written in the order of the table.
 *
 * A batch counts when segments.built passes it; what a killed program left of one is taken away
 * first. */
#include "segments_gather.h"

enum {
	CLEAN_ROWS = 2000,
	DAY_SLOTS = 1 << 14,
};

/* Rows in order, the next one first. */
struct run {
	const struct built_row *at, *end;
};

struct day_count {
	int64_t version;
	day_t day;
	int32_t begins, ends;
};

enum phase { LOOKING, ROWS, PEOPLE, CLOSING };

struct build {
	enum phase phase;
	bool clean;       /* nothing of a killed one is left */
	day_t today;
	int64_t reached;  /* segments.built when the batch began */
	int64_t changes;
	bool has_before;

	struct gathering part[2]; /* one after the other; the second is for two threads */
	size_t writing, next_person, next_byte; /* whose people are written */
	struct run *runs;
	struct run **heap; /* the one with the least row first */
	size_t n_heap;

	struct day_count days[DAY_SLOTS]; /* of one slice */
	size_t used[DAY_SLOTS / 2];
	size_t n_used;

	struct built_row stripped;
	int64_t strip_after;
};

void build_free(struct build *b)
{
	if (!b)
		return;
	gathering_release(&b->part[0]);
	gathering_release(&b->part[1]);
	free(b->runs);
	free(b->heap);
	free(b);
}

int64_t build_at(const struct build *b, int64_t built)
{
	return b ? b->part[0].after : built;
}

/* --- looking --- */

static bool look(struct store *s, struct build *b, int slice_ms, bool alone, struct err *err)
{
	struct gathering *low = &b->part[0];
	struct gathering *high = &b->part[1];
	bool both = false;

	if (alone && low->n_people == 0 &&
	    !gather_both(s, b->today, b->has_before, low, high, &both, err))
		return false;
	if (!both && !gather(s, b->today, b->has_before, boot_now() + slice_ms, low, err))
		return false;
	if (!both && !low->ended && !low->full)
		return true;
	gathering_close(low);
	gathering_close(high);
	b->phase = ROWS;
	return true;
}

static bool has_ended(const struct build *b)
{
	return b->part[0].ended || b->part[1].ended;
}

/* --- the rows of all runs, the least first --- */

static bool is_before(const struct build *b, size_t x, size_t y)
{
	return by_place(b->heap[x]->at, b->heap[y]->at) < 0;
}

static void sink(struct build *b, size_t i)
{
	for (;;) {
		size_t least = i;
		for (size_t k = 2 * i + 1; k <= 2 * i + 2 && k < b->n_heap; k++)
			if (is_before(b, k, least))
				least = k;
		if (least == i)
			return;
		struct run *run = b->heap[i];
		b->heap[i] = b->heap[least];
		b->heap[least] = run;
		i = least;
	}
}

static void begin_rows(struct build *b)
{
	size_t n = b->part[0].n_ends + b->part[1].n_ends;

	free(b->runs);
	b->runs = mem_array(n + 1, sizeof(*b->runs));
	b->heap = mem_array(n + 1, sizeof(struct run *));
	b->n_heap = 0;
	for (size_t k = 0; k < ARRAY_SIZE(b->part); k++) {
		const struct built_row *at = b->part[k].rows;
		for (size_t i = 0; i < b->part[k].n_ends; i++) {
			struct run *run = &b->runs[b->n_heap];
			*run = (struct run){ at, b->part[k].rows + b->part[k].ends[i] };
			at = run->end;
			b->heap[b->n_heap++] = run;
		}
	}
	for (size_t i = b->n_heap; i-- > 0;)
		sink(b, i);
}

static const struct built_row *next_row(struct build *b)
{
	if (b->n_heap == 0)
		return NULL;
	struct run *run = b->heap[0];
	const struct built_row *row = run->at++;
	if (run->at == run->end)
		b->heap[0] = b->heap[--b->n_heap];
	sink(b, 0);
	return row;
}

/* --- the days of a slice --- */

static bool write_days(struct store *s, struct build *b, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < b->n_used; i++) {
		struct day_count *d = &b->days[b->used[i]];
		ok = segments_count_day(s, d->version, d->day, d->begins, d->ends, err);
		*d = (struct day_count){ 0 };
	}
	b->n_used = 0;
	return ok;
}

static bool count(struct store *s, struct build *b, int64_t version, day_t day, int begins, int ends,
		  struct err *err)
{
	uint64_t hash = ((uint64_t)version * 100003 + (uint64_t)(uint32_t)day) * 0x9e3779b97f4a7c15u;
	size_t i = (size_t)(hash >> 50) & (DAY_SLOTS - 1);

	if (day == DAY_MAX)
		return true;
	while (b->days[i].version && (b->days[i].version != version || b->days[i].day != day))
		i = (i + 1) & (DAY_SLOTS - 1);
	if (!b->days[i].version) {
		b->used[b->n_used++] = i;
		b->days[i] = (struct day_count){ .version = version, .day = day };
	}
	b->days[i].begins += begins;
	b->days[i].ends += ends;
	return b->n_used < ARRAY_SIZE(b->used) || write_days(s, b, err);
}

/* --- writing --- */

static bool write_row(struct store *s, struct build *b, struct stmt *q, const struct built_row *row,
		      struct err *err)
{
	stmt_int(q, 1, row->version);
	stmt_int(q, 2, row->key);
	stmt_int(q, 3, row->patient);
	stmt_int(q, 4, row->from);
	stmt_int(q, 5, row->until);
	bool ok = stmt_step(q, err) == STEP_DONE;
	stmt_reset(q);
	return ok && count(s, b, row->version, row->from, 1, 0, err) &&
	       count(s, b, row->version, row->until, 0, 1, err);
}

static bool write_rows(struct store *s, struct build *b, int64_t until, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "INSERT INTO member (version, key, patient, from_day, until_day) "
				 "VALUES (?1, ?2, ?3, ?4, ?5)",
				 err);
	bool ok = q && (s->segments->writing || db_exec(s->db, "UPDATE segments SET writing = 1", err));
	bool late = false;

	if (!b->heap)
		begin_rows(b);
	for (size_t n = 0; ok && !late;) {
		const struct built_row *row = next_row(b);
		if (!row)
			break;
		ok = write_row(s, b, q, row, err);
		late = gather_is_late(s, ++n, until);
	}
	stmt_done(q);
	if (ok && b->n_heap == 0)
		b->phase = PEOPLE;
	return ok && write_days(s, b, err);
}

/* Their spells of other versions stay. */
static bool write_person(struct store *s, const struct build *b, struct stmt *q,
			 const struct built_person *p, const char *bytes, struct err *err)
{
	struct segments_state *st = s->segments;
	size_t len = p->len;
	day_t thru = DAY_NONE;

	if (b->has_before && !segments_lease(s, p->patient, &st->old, &thru, err))
		return false;
	thru = thru != DAY_NONE && thru < p->thru ? thru : p->thru;
	if (b->has_before && st->old.n) {
		spells_clear(&st->fresh);
		for (size_t i = 0; i < st->old.n; i++) {
			const struct segment_ver *v = segments_version(st, st->old.v[i].version);
			if (v && !v->building)
				spells_add(&st->fresh, &st->old.v[i]);
		}
		spells_unpack(&st->fresh, bytes, len);
		str_clear(&st->bytes);
		spells_pack(&st->fresh, &st->bytes);
		bytes = st->bytes.p;
		len = st->bytes.len;
	}
	if (!len && thru == DAY_MAX)
		return true;
	stmt_int(q, 1, p->patient);
	stmt_int(q, 2, thru);
	stmt_blob(q, 3, str_or_empty(bytes), len);
	bool ok = stmt_step(q, err) == STEP_DONE;
	stmt_reset(q);
	return ok;
}

static bool write_people(struct store *s, struct build *b, int64_t until, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "INSERT INTO lease (patient, thru, spells) VALUES (?1, ?2, ?3) "
				 "ON CONFLICT DO UPDATE SET thru = ?2, spells = ?3",
				 err);
	bool ok = q != NULL;
	bool late = false;

	while (ok && !late && b->writing < ARRAY_SIZE(b->part)) {
		const struct gathering *g = &b->part[b->writing];
		if (b->next_person == g->n_people) {
			b->writing++;
			b->next_person = b->next_byte = 0;
			continue;
		}
		const struct built_person *p = &g->people[b->next_person++];
		ok = write_person(s, b, q, p, g->bytes.p + b->next_byte, err);
		b->next_byte += p->len;
		late = gather_is_late(s, b->next_person, until);
	}
	stmt_done(q);
	if (ok && b->writing == ARRAY_SIZE(b->part))
		b->phase = CLOSING;
	return ok;
}

static void empty(struct build *b)
{
	for (size_t k = 0; k < ARRAY_SIZE(b->part); k++)
		gathering_clear(&b->part[k]);
	b->writing = b->next_person = b->next_byte = 0;
	free(b->heap);
	b->heap = NULL;
	b->phase = LOOKING;
}

static bool close_batch(struct store *s, struct build *b, struct err *err)
{
	struct gathering *low = &b->part[0];
	const struct gathering *high = &b->part[1];

	if (high->n_people)
		low->after = high->after;
	if (!segments_run(s, "UPDATE segments SET built = ?1, writing = 0", low->after, 0, 0, 0, err))
		return false;
	s->segments->built = b->reached = low->after;
	empty(b);
	return true;
}

/* --- what a killed one left --- */

static bool strip_row(struct store *s, const struct built_row *row, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "DELETE FROM member WHERE version = ?1 AND key = ?2 AND patient = ?3 "
				 "AND from_day = ?4",
				 err);
	if (!q)
		return false;
	stmt_int(q, 1, row->version);
	stmt_int(q, 2, row->key);
	stmt_int(q, 3, row->patient);
	stmt_int(q, 4, row->from);
	return stmt_run(q, err) && segments_count_day(s, row->version, row->from, -1, 0, err) &&
	       segments_count_day(s, row->version, row->until, 0, -1, err);
}

/* The next rows of versions being built; *n 0: there are no more. */
static bool rows_behind(struct store *s, struct built_row *at, struct built_row *out, size_t *n,
			struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT version, key, patient, from_day, until_day FROM member "
				 "WHERE (version, key, patient, from_day) > (?1, ?2, ?3, ?4) LIMIT ?5",
				 err);
	enum step step;

	*n = 0;
	if (!q)
		return false;
	stmt_int(q, 1, at->version);
	stmt_int(q, 2, at->key);
	stmt_int(q, 3, at->patient);
	stmt_int(q, 4, at->from);
	stmt_int(q, 5, CLEAN_ROWS);
	while ((step = stmt_step(q, err)) == STEP_ROW)
		out[(*n)++] = (struct built_row){ col_int(q, 0), col_int(q, 1), col_int(q, 2),
						  (day_t)col_int(q, 3), (day_t)col_int(q, 4) };
	stmt_done(q);
	if (*n)
		*at = out[*n - 1];
	return step == STEP_DONE;
}

static bool strip_rows(struct store *s, struct build *b, bool *found, struct err *err)
{
	struct built_row rows[CLEAN_ROWS];
	size_t n;
	bool ok = rows_behind(s, &b->stripped, rows, &n, err);

	*found = ok && n > 0;
	for (size_t i = 0; ok && i < n; i++) {
		const struct segment_ver *v = segments_version(s->segments, rows[i].version);
		if (v && v->building && rows[i].patient > s->segments->built)
			ok = strip_row(s, &rows[i], err);
	}
	return ok;
}

static bool strip_lease(struct store *s, int64_t patient, struct err *err)
{
	struct segments_state *st = s->segments;
	day_t thru;

	if (!segments_lease(s, patient, &st->old, &thru, err))
		return false;
	spells_clear(&st->fresh);
	for (size_t i = 0; i < st->old.n; i++) {
		const struct segment_ver *v = segments_version(st, st->old.v[i].version);
		if (v && !v->building)
			spells_add(&st->fresh, &st->old.v[i]);
	}
	if (st->fresh.n == st->old.n)
		return true;
	str_clear(&st->bytes);
	spells_pack(&st->fresh, &st->bytes);
	struct stmt *q = db_stmt(s->db, "UPDATE lease SET spells = ?2 WHERE patient = ?1", err);
	if (!q)
		return false;
	stmt_int(q, 1, patient);
	stmt_blob(q, 2, str_or_empty(st->bytes.p), st->bytes.len);
	return stmt_run(q, err);
}

static bool clean(struct store *s, struct build *b, struct err *err)
{
	int64_t ids[CLEAN_ROWS];
	size_t n = 0;
	bool found = false;
	bool ok = true;

	if (s->segments->writing && !strip_rows(s, b, &found, err))
		return false;
	if (found)
		return true;
	struct stmt *q = s->segments->writing ?
				 db_stmt(s->db,
					 "SELECT patient FROM lease WHERE patient > ?1 ORDER BY patient "
					 "LIMIT ?2",
					 err) :
				 NULL;
	if (q) {
		stmt_int(q, 1, b->strip_after);
		stmt_int(q, 2, CLEAN_ROWS);
		while (stmt_step(q, err) == STEP_ROW)
			ids[n++] = col_int(q, 0);
		stmt_done(q);
	}
	for (size_t i = 0; ok && i < n; i++)
		ok = strip_lease(s, ids[i], err);
	if (n) {
		b->strip_after = ids[n - 1];
		return ok;
	}
	b->clean = true;
	return db_exec(s->db, "UPDATE segments SET writing = 0", err);
}

/* --- steps --- */

static struct build *begin(struct store *s, day_t today)
{
	struct segments_state *st = s->segments;
	struct build *b = mem_alloc(sizeof(*b));

	*b = (struct build){ .today = today, .reached = st->built, .strip_after = st->built,
			     .changes = st->changes, .clean = !st->writing };
	gathering_init(&b->part[0], st->built);
	gathering_init(&b->part[1], st->built);
	for (size_t i = st->n_ver; i-- > 0;) {
		b->has_before = b->has_before || !st->ver[i].building;
		if (st->ver[i].building)
			b->stripped = (struct built_row){ .version = st->ver[i].version - 1,
							  .key = INT64_MAX,
							  .patient = INT64_MAX };
	}
	return b;
}

static bool write_some(struct store *s, struct build *b, int slice_ms, struct err *err)
{
	int64_t until = boot_now() + slice_ms;

	if (!b->clean)
		return clean(s, b, err);
	if (b->phase == ROWS)
		return write_rows(s, b, until, err);
	if (b->phase == PEOPLE)
		return write_people(s, b, until, err);
	return close_batch(s, b, err);
}

/* Somebody else went on with it, or other versions are built by now. */
static bool is_stale(const struct segments_state *st)
{
	return st->build && (st->build->reached != st->built || st->build->changes != st->changes);
}

bool build_step(struct store *s, day_t today, int slice_ms, bool alone, bool *over, struct err *err)
{
	struct segments_state *st = s->segments;

	*over = false;
	if (!segments_look(s, err))
		return false;
	if (is_stale(st) || (st->build && st->build->today != today && st->build->phase == LOOKING)) {
		build_free(st->build);
		st->build = NULL;
	}
	if (!st->build)
		st->build = begin(s, today);
	struct build *b = st->build;
	if (b->clean && b->phase == LOOKING && !has_ended(b))
		return look(s, b, slice_ms, alone, err);
	if (b->clean && b->phase == LOOKING) {
		*over = true;
		build_free(b);
		st->build = NULL;
		return true;
	}
	if (!segments_lock(s, err))
		return false;
	bool ok = segments_look(s, err);
	if (ok && is_stale(st))
		return segments_unlock(s, true, err);
	if (segments_unlock(s, ok && write_some(s, b, slice_ms, err), err))
		return true;
	build_free(b);
	st->build = NULL;
	return false;
}
