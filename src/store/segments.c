#include "revisit/store/segments.h"
#include "revisit/base/i18n.h"
#include "segments_inside.h"

#include <unistd.h>

/* --- the database --- */

bool segments_run(struct store *s, const char *sql, int64_t a, int64_t b, int64_t c, int64_t d,
		  struct err *err)
{
	const int64_t bound[] = { a, b, c, d };
	struct stmt *q = db_stmt(s->db, sql, err);

	if (!q)
		return false;
	for (int i = 0; i < stmt_params(q) && i < (int)ARRAY_SIZE(bound); i++)
		stmt_int(q, i + 1, bound[i]);
	return stmt_run(q, err);
}

int64_t segments_ask(struct store *s, const char *sql, int64_t a, int64_t fallback)
{
	struct stmt *q = db_stmt(s->db, sql, NULL);
	int64_t n = fallback;

	if (!q)
		return fallback;
	if (stmt_params(q) > 0)
		stmt_int(q, 1, a);
	if (stmt_step(q, NULL) == STEP_ROW && !col_null(q, 0))
		n = col_int(q, 0);
	stmt_done(q);
	return n;
}

bool segments_lock(struct store *s, struct err *err)
{
	for (int64_t start = boot_now(); !db_begin_if_free(s->db); usleep(1000))
		if (boot_now() - start >= LOCK_MS)
			return err_set(err, ERR_BUSY, _("another terminal is writing just now"));
	return true;
}

bool segments_unlock(struct store *s, bool ok, struct err *err)
{
	if (ok && db_exec(s->db, "COMMIT", err))
		return true;
	db_exec(s->db, "ROLLBACK", NULL);
	if (s->segments)
		s->segments->changes = -1;
	return false;
}

/* --- which versions there are --- */

static int by_number(const void *a, const void *b)
{
	const struct segment_ver *x = a;
	const struct segment_ver *y = b;

	return (x->version > y->version) - (x->version < y->version);
}

const struct segment_ver *segments_version(const struct segments_state *st, int64_t version)
{
	struct segment_ver key = { .version = version };

	return st->n_ver ? bsearch(&key, st->ver, st->n_ver, sizeof(*st->ver), by_number) : NULL;
}

/* A live or building version of the segment of that name. */
static void take_version(struct segments_state *st, struct stmt *q, bool *others)
{
	struct segment_ver v = { .version = col_int(q, 0),
				 .segment = col_int(q, 1),
				 .since = (day_t)col_int(q, 6),
				 .building = strcmp(str_or_empty(col_text(q, 5)), "building") == 0 };

	v.number = ruleset_find(st->rules, str_or_empty(col_text(q, 2)));
	if (v.number >= 0) {
		const struct segment *seg = &st->rules->segments[v.number];
		struct segment_map *m = &st->map[v.number];
		bool same = str_eq(seg->hash, col_text(q, 3)) && str_eq(seg->key_hash, col_text(q, 4));
		m->segment = v.segment;
		m->started = !str_eq(seg->hash, col_text(q, 3)) && !v.building ? true : m->started;
		if (v.building && same)
			m->building = v.version;
		else if (v.building)
			*others = true;
		else if (same)
			m->live = v.version;
		if (!v.building)
			m->before = v.version;
	} else {
		*others = true;
	}
	GROW(st->ver, st->n_ver, st->cap_ver);
	st->ver[st->n_ver++] = v;
}

static void judge(struct segments_state *st, bool others)
{
	st->fits = !others;
	st->whole = !others;
	st->building = false;
	for (size_t i = 0; i < st->rules->n_segments; i++) {
		struct segment_map *m = &st->map[i];
		st->building = st->building || m->building;
		st->whole = st->whole && m->live && !m->building;
		st->fits = st->fits && (m->live || m->building);
		/* A segment that is new finds all its members at once. */
		m->started = m->started || !m->before;
	}
}

static bool read_versions(struct store *s, struct err *err)
{
	struct segments_state *st = s->segments;
	bool others = false;
	enum step step;
	struct stmt *q = db_stmt(s->db,
				 "SELECT v.id, v.segment, n.key, v.hash, v.key_hash, v.state, v.since "
				 "FROM segment_version v JOIN segment n ON n.id = v.segment "
				 "WHERE v.state <> 'old' ORDER BY v.id",
				 err);
	if (!q)
		return false;
	st->n_ver = 0;
	if (st->rules->n_segments)
		memset(st->map, 0, st->rules->n_segments * sizeof(*st->map));
	while ((step = stmt_step(q, err)) == STEP_ROW)
		take_version(st, q, &others);
	stmt_done(q);
	judge(st, others);
	return step == STEP_DONE;
}

bool segments_look(struct store *s, struct err *err)
{
	struct segments_state *st = s->segments;
	struct stmt *q = db_stmt(s->db,
				 "SELECT day, changes, rules, built, writing FROM segments WHERE id = 1",
				 err);
	if (!q)
		return false;
	bool row = stmt_step(q, err) == STEP_ROW;
	int64_t changes = row ? col_int(q, 1) : 0;
	if (row) {
		st->day = col_null(q, 0) ? DAY_NONE : (day_t)col_int(q, 0);
		st->rules_row = col_int(q, 2);
		st->built = col_int(q, 3);
		st->writing = col_int(q, 4) != 0;
	}
	stmt_done(q);
	if (!row)
		return err_set(err, ERR_DAMAGED, _("the database is damaged; restore the last backup"));
	if (changes == st->changes)
		return true;
	st->changes = read_versions(s, err) ? changes : -1;
	return st->changes >= 0;
}

/* --- the rules in force --- */

static void forget(struct segments_state *st)
{
	view_reader_close(&st->reader);
	build_free(st->build);
	aside_free(st->aside);
	spells_release(&st->old);
	spells_release(&st->fresh);
	spells_release(&st->now);
	str_release(&st->bytes);
	free(st->map);
	free(st->ver);
	free(st);
}

bool store_rules(struct store *s, const struct ruleset *rules, struct err *err)
{
	if (s->segments) {
		segments_leave(s);
		forget(s->segments);
	}
	s->segments = NULL;
	if (!rules)
		return true;
	struct segments_state *st = mem_alloc(sizeof(*st));
	*st = (struct segments_state){ .rules = rules, .changes = -1, .needs = rules->needs };
	st->needs.parts |= NEED_PINS;
	st->map = mem_array(rules->n_segments + 1, sizeof(*st->map));
	str_init(&st->bytes);
	s->segments = st;
	if (!segments_look(s, err))
		return false;
	st->rules_seen = st->rules_row;
	return true;
}

struct view_reader *segments_reader(struct store *s, struct err *err)
{
	struct segments_state *st = s->segments;

	if (!st->reader.s && !view_reader_open(&st->reader, s, st->rules, &st->needs, err))
		return NULL;
	view_reader_forget(&st->reader);
	return &st->reader;
}

/* --- with every commit --- */

static bool refresh_dirty(struct store *s, struct err *err)
{
	int64_t ids[DIRTY_AT_ONCE + 1];
	size_t n = 0;
	enum step step;
	struct stmt *q = db_stmt(s->db, "SELECT patient FROM dirty LIMIT ?1", err);

	if (!q)
		return false;
	stmt_int(q, 1, DIRTY_AT_ONCE + 1);
	while ((step = stmt_step(q, err)) == STEP_ROW)
		ids[n++] = col_int(q, 0);
	stmt_done(q);
	if (step == STEP_ERROR || n == 0 || n > DIRTY_AT_ONCE)
		return step == STEP_DONE;
	struct view_reader *x = segments_reader(s, err);
	bool ok = x != NULL;
	for (size_t i = 0; ok && i < n; i++)
		ok = segments_patient(s, x, ids[i], s->segments->day, err);
	return ok && db_exec(s->db, "DELETE FROM dirty", err);
}

bool segments_keep(struct store *s, struct err *err)
{
	struct segments_state *st = s->segments;
	day_t today;

	if (!st)
		return true;
	if (!segments_look(s, err))
		return false;
	today = clock_today(s->clock);
	if (!st->fits || st->day == DAY_NONE || today < st->day)
		return true;
	if (segments_ask(s, "SELECT min(thru) FROM lease", 0, DAY_MAX) <= today)
		return true;
	return (today == st->day || segments_roll(s, today, err)) &&
	       refresh_dirty(s, err);
}
