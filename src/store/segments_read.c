/* What the lists show: counts, members, who came and went. */
#include "revisit/store/merge.h"
#include "revisit/store/undo.h"
#include "segments_inside.h"

enum { CATCH_UP_MS = 30, SPARK = ARRAY_SIZE(((struct segment_count *)0)->daily) };

/* --- of one moment, and exact --- */

static bool is_exact(struct store *s, day_t today)
{
	const struct segments_state *st = s->segments;

	return st->whole && st->day != DAY_NONE && st->day <= today &&
	       !segments_ask(s, "SELECT EXISTS (SELECT 1 FROM dirty)", 0, 0) &&
	       segments_ask(s, "SELECT min(thru) FROM lease", 0, DAY_MAX) > today;
}

/* The transaction that is read in; *day: the one that what is read is of. */
static bool begin_reading(struct store *s, day_t today, day_t *day, struct err *err)
{
	bool done;

	for (int i = 0; i < 2; i++) {
		if (!db_exec(s->db, "SAVEPOINT segments", err))
			return false;
		if (!segments_look(s, err))
			break;
		bool exact = is_exact(s, today);
		*day = exact || s->segments->day > today ? today : s->segments->day;
		if (exact || i || s->action || s->refuse || s->segments->held)
			return true;
		db_exec(s->db, "RELEASE segments", NULL);
		/* What cannot be done at once is told by segments_exact. */
		segments_refresh(s, today, CATCH_UP_MS, &done, NULL);
	}
	db_exec(s->db, "RELEASE segments", NULL);
	return false;
}

static bool end_reading(struct store *s, bool ok)
{
	db_exec(s->db, "RELEASE segments", NULL);
	return ok;
}

bool segments_at_hand(struct store *s, day_t today, bool *exact, struct err *err)
{
	*exact = segments_look(s, err) && is_exact(s, today);
	return s->segments->changes >= 0;
}

bool segments_exact(struct store *s, day_t today)
{
	bool exact = false;

	if (!s->segments || !db_exec(s->db, "SAVEPOINT exact", NULL))
		return false;
	segments_at_hand(s, today, &exact, NULL);
	db_exec(s->db, "RELEASE exact", NULL);
	return exact || (s->refuse && segments_aside(s, today, NULL));
}

/* Who may not write works out aside what is not at hand. */
static bool is_aside(struct store *s, day_t today, bool *aside, struct err *err)
{
	bool exact;

	*aside = false;
	if (!s->refuse)
		return true;
	if (!db_exec(s->db, "SAVEPOINT exact", err))
		return false;
	bool ok = segments_at_hand(s, today, &exact, err);
	*aside = ok && !exact;
	db_exec(s->db, "RELEASE exact", NULL);
	return ok && (!*aside || segments_aside(s, today, err));
}

/* The version that is shown: what the rules say, or what was in force until that is built. */
static int64_t shown(const struct segments_state *st, size_t segment, day_t day)
{
	const struct segment_map *m = &st->map[segment];

	return st->day == DAY_NONE || st->day > day ? 0 : m->live ? m->live : m->before;
}

/* --- counts --- */

static bool read_flows(struct store *s, int64_t segment, day_t today, struct segment_count *out,
		       struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT day, entered, gone, members FROM seg_flow WHERE segment = ?1 "
				 "AND day > ?2 AND day <= ?3",
				 err);
	enum step step;

	if (!q)
		return false;
	stmt_int(q, 1, segment);
	stmt_int(q, 2, today - (int)SPARK);
	stmt_int(q, 3, today);
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		int64_t back = today - col_int(q, 0);
		out->daily[(int64_t)SPARK - 1 - back] = (int32_t)col_int(q, 3);
		if (back == 0) {
			out->entered = col_int(q, 1);
			out->left = col_int(q, 2);
		}
	}
	stmt_done(q);
	return step == STEP_DONE;
}

/* Days that nothing was written on yet: what time alone brought. */
static bool read_new_days(struct store *s, int64_t version, day_t today, struct segment_count *out,
			  struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT day, begins, ends FROM seg_day WHERE version = ?1 AND day > ?2 "
				 "AND day <= ?3 ORDER BY day DESC",
				 err);
	enum step step;
	day_t day = today;
	int64_t members = out->members;

	if (!q)
		return false;
	stmt_int(q, 1, version);
	stmt_int(q, 2, s->segments->day);
	stmt_int(q, 3, today);
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		for (; day >= col_int(q, 0); day--)
			if (today - day < (int)SPARK)
				out->daily[(int)SPARK - 1 - (today - day)] = (int32_t)members;
		if (col_int(q, 0) == today) {
			out->entered = col_int(q, 1);
			out->left = col_int(q, 2);
		}
		members -= col_int(q, 1) - col_int(q, 2);
	}
	stmt_done(q);
	for (; day > s->segments->day; day--)
		if (today - day < (int)SPARK)
			out->daily[(int)SPARK - 1 - (today - day)] = (int32_t)members;
	return step == STEP_DONE;
}

static bool count_one(struct store *s, size_t segment, day_t day, day_t today,
		      struct segment_count *out, struct err *err)
{
	const struct segments_state *st = s->segments;
	int64_t version = shown(st, segment, day);
	struct stmt *q;

	*out = (struct segment_count){ .built = version && st->map[segment].live &&
						!st->map[segment].building };
	for (size_t i = 0; i < SPARK; i++)
		out->daily[i] = -1;
	if (!version)
		return true;
	q = db_stmt(s->db, "SELECT sum(begins - ends) FROM seg_day WHERE version = ?1 AND day <= ?2",
		    err);
	if (!q)
		return false;
	stmt_int(q, 1, version);
	stmt_int(q, 2, day);
	bool ok = stmt_step(q, err) == STEP_ROW;
	out->members = ok ? col_int(q, 0) : 0;
	stmt_done(q);
	ok = ok && read_flows(s, st->map[segment].segment, today, out, err) &&
	     (day == st->day || read_new_days(s, version, day, out, err));
	if (day == today)
		out->daily[SPARK - 1] = (int32_t)out->members;
	return ok;
}

bool segments_count(struct store *s, day_t today, struct segment_count *out, struct err *err)
{
	bool aside;
	day_t day;

	if (!s->segments)
		return true;
	size_t n = s->segments->rules->n_segments;
	if (!is_aside(s, today, &aside, err))
		return false;
	if (aside)
		return aside_count(s->segments->aside, out, n);
	if (!begin_reading(s, today, &day, err))
		return false;
	bool ok = true;
	for (size_t i = 0; ok && i < n; i++)
		ok = count_one(s, i, day, today, &out[i], err);
	return end_reading(s, ok);
}

/* --- members --- */

static bool read_members(struct store *s, int64_t version, day_t day, int64_t *key, int64_t *patient,
			 size_t limit, int64_t *out, size_t *n, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT patient, key FROM member WHERE version = ?1 "
				 "AND (key, patient) > (?2, ?3) AND from_day <= ?4 AND until_day > ?4 "
				 "ORDER BY key, patient LIMIT ?5",
				 err);
	enum step step;

	if (!q)
		return false;
	stmt_int(q, 1, version);
	stmt_int(q, 2, *key);
	stmt_int(q, 3, *patient);
	stmt_int(q, 4, day);
	stmt_int(q, 5, (int64_t)limit);
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		*patient = out[(*n)++] = col_int(q, 0);
		*key = col_int(q, 1);
	}
	stmt_done(q);
	return step == STEP_DONE;
}

bool segments_members(struct store *s, size_t segment, day_t today, int64_t *key, int64_t *patient,
		      size_t limit, int64_t *out, size_t *n, struct err *err)
{
	bool aside;
	day_t day;

	*n = 0;
	if (!s->segments)
		return true;
	if (!is_aside(s, today, &aside, err))
		return false;
	if (aside) {
		*n = aside_members(s->segments->aside, segment, key, patient, limit, out);
		return true;
	}
	if (!begin_reading(s, today, &day, err))
		return false;
	int64_t version = shown(s->segments, segment, day);
	return end_reading(s, !version || read_members(s, version, day, key, patient, limit, out, n,
						       err));
}

/* Since when they are in without a break. */
static bool read_stays(struct store *s, int64_t version, day_t day, const struct segment_stay *after,
		       size_t limit, struct segment_stay *out, size_t *n, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT patient, key, from_day FROM member WHERE version = ?1 AND "
				 "(key, patient) > (?2, ?3) AND from_day <= ?4 AND until_day > ?4 "
				 "ORDER BY key, patient LIMIT ?5",
				 err);
	enum step step;

	if (!q)
		return false;
	stmt_int(q, 1, version);
	stmt_int(q, 2, after->key);
	stmt_int(q, 3, after->patient);
	stmt_int(q, 4, day);
	stmt_int(q, 5, (int64_t)limit);
	while ((step = stmt_step(q, err)) == STEP_ROW)
		out[(*n)++] = (struct segment_stay){ .patient = col_int(q, 0),
						     .key = col_int(q, 1),
						     .since = (day_t)col_int(q, 2) };
	stmt_done(q);
	return step == STEP_DONE;
}

bool segments_stays(struct store *s, size_t segment, day_t today, const struct segment_stay *after,
		    size_t limit, struct segment_stay *out, size_t *n, struct err *err)
{
	struct segment_stay at = *after;
	int64_t id;
	size_t one;
	bool aside;
	day_t day;

	*n = 0;
	if (!s->segments)
		return true;
	if (!is_aside(s, today, &aside, err))
		return false;
	while (aside && *n < limit) {
		one = aside_members(s->segments->aside, segment, &at.key, &at.patient, 1, &id);
		if (one == 0)
			break;
		out[(*n)++] = (struct segment_stay){
			.patient = at.patient, .key = at.key, .since = DAY_NONE
		};
	}
	if (aside)
		return true;
	if (!begin_reading(s, today, &day, err))
		return false;
	int64_t version = shown(s->segments, segment, day);
	return end_reading(s, !version || read_stays(s, version, day, after, limit, out, n, err));
}

bool segments_stay(struct store *s, size_t segment, int64_t patient, day_t today,
		   struct segment_stay *out, bool *is, struct err *err)
{
	struct segments_state *st = s->segments;
	bool aside;
	day_t day;
	day_t thru;

	*is = false;
	if (!st)
		return true;
	if (!is_aside(s, today, &aside, err))
		return false;
	if (aside) {
		*is = aside_has(st->aside, segment, patient);
		*out = (struct segment_stay){ .patient = patient, .since = DAY_NONE };
		return true;
	}
	if (!begin_reading(s, today, &day, err))
		return false;
	bool ok = segments_lease(s, patient, &st->old, &thru, err);
	const struct member_spell *m = ok ? spells_on(&st->old, shown(st, segment, day), day) : NULL;
	if (m) {
		*is = true;
		*out = (struct segment_stay){ patient, m->key, m->from, m->started };
	}
	return end_reading(s, ok);
}

bool segments_of(struct store *s, int64_t patient, day_t today, bool *out, struct err *err)
{
	struct segments_state *st = s->segments;
	bool aside;
	day_t day;
	day_t thru;

	if (!st)
		return true;
	if (!is_aside(s, today, &aside, err))
		return false;
	for (size_t i = 0; aside && i < st->rules->n_segments; i++)
		out[i] = aside_has(st->aside, i, patient);
	if (aside)
		return true;
	if (!begin_reading(s, today, &day, err))
		return false;
	bool ok = segments_lease(s, patient, &st->old, &thru, err);
	for (size_t i = 0; i < st->rules->n_segments; i++)
		out[i] = ok && spells_on(&st->old, shown(st, i, day), day) != NULL;
	return end_reading(s, ok);
}

bool segments_is_member(struct store *s, size_t segment, int64_t patient, day_t today, bool *is,
			struct err *err)
{
	*is = false;
	if (!s->segments)
		return true;
	bool *all = mem_array(s->segments->rules->n_segments + 1, sizeof(*all));
	bool ok = segments_of(s, patient, today, all, err);
	*is = ok && all[segment];
	free(all);
	return ok;
}

/* --- entries --- */

struct entries {
	struct segment_entry *v;
	size_t n, cap;
};

/* A mark with a minus stands whatever became of the action: see segments_marks_stay. */
static bool in_force(struct store *s, struct stmt *q, int i)
{
	return !col_null(q, i) && (col_int(q, i) < 0 || store_in_force(s, col_int(q, i)));
}

/* What the lease of the row at hand tells of a version: in columns 2 (spells). */
static const struct member_spell *spell_of(struct store *s, struct stmt *q, int64_t version, day_t from)
{
	struct spells *list = &s->segments->old;
	size_t n;
	const char *bytes = col_blob(q, 2, &n);

	spells_clear(list);
	spells_unpack(list, bytes, n);
	const struct member_spell *m = spells_of(list, version, &n);
	for (size_t i = 0; i < n; i++)
		if (m[i].from == from)
			return &m[i];
	return NULL;
}

/* Members, and those whom time made none and nobody has written so.  An entry that was acted on and
 * never ended goes on, also when its segment was out of the rules for a while. */
static bool read_spells(struct store *s, size_t segment, day_t day, struct entries *out,
			struct err *err)
{
	const struct segments_state *st = s->segments;
	int64_t version = shown(st, segment, day);
	struct stmt *q = db_stmt(s->db,
				 "SELECT m.patient, m.from_day, l.spells, m.until_day, (SELECT acted FROM "
				 "seg_entry e WHERE e.segment = ?1 AND e.patient = m.patient AND "
				 "(e.entry_day = m.from_day OR (e.entry_day < m.from_day AND e.closed_day "
				 "IS NULL)) AND acted IS NOT NULL ORDER BY entry_day DESC LIMIT 1) "
				 "FROM member m JOIN lease l ON l.patient = m.patient "
				 "WHERE m.version = ?2 AND m.from_day <= ?3",
				 err);
	enum step step;

	if (!q)
		return false;
	stmt_int(q, 1, st->map[segment].segment);
	stmt_int(q, 2, version);
	stmt_int(q, 3, day);
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		day_t from = (day_t)col_int(q, 1);
		const struct member_spell *m = spell_of(s, q, version, from);
		struct segment_entry e = { .patient = col_int(q, 0), .entered = from,
					   .left = (day_t)col_int(q, 3),
					   .from_start = m && m->started };
		if (e.left > day)
			e.left = DAY_NONE;
		e.acted = in_force(s, q, 4);
		GROW(out->v, out->n, out->cap);
		out->v[out->n++] = e;
	}
	stmt_done(q);
	return step == STEP_DONE;
}

/* Entries that are over: their spell is no more. */
static bool read_closed(struct store *s, size_t segment, day_t day, struct entries *out,
			struct err *err)
{
	const struct segments_state *st = s->segments;
	struct stmt *q = db_stmt(s->db,
				 "SELECT e.patient, e.entry_day, l.spells, e.closed_day, e.acted, "
				 "e.from_start FROM seg_entry e LEFT JOIN lease l ON l.patient = e.patient "
				 "WHERE e.segment = ?1",
				 err);
	enum step step;

	if (!q)
		return false;
	stmt_int(q, 1, st->map[segment].segment);
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		day_t from = (day_t)col_int(q, 1);
		if (spell_of(s, q, shown(st, segment, day), from))
			continue;
		struct segment_entry e = { .patient = col_int(q, 0), .entered = from,
					   .left = col_null(q, 3) ? day : (day_t)col_int(q, 3),
					   .from_start = col_int(q, 5) != 0 };
		e.acted = in_force(s, q, 4);
		GROW(out->v, out->n, out->cap);
		out->v[out->n++] = e;
	}
	stmt_done(q);
	return step == STEP_DONE;
}

/* What was done for a chart that was merged was done for who it is now, if they were members then. */
static bool read_merged(struct store *s, size_t segment, struct entries *out, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT e.patient, e.closed_day, e.acted FROM seg_entry e "
				 "JOIN patient p ON p.id = e.patient WHERE e.segment = ?1 "
				 "AND e.acted IS NOT NULL AND p.status = 'merged'",
				 err);
	enum step step;

	if (!q)
		return false;
	stmt_int(q, 1, s->segments->map[segment].segment);
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		int64_t now = store_survivor(s, col_int(q, 0));
		if (!in_force(s, q, 2))
			continue;
		for (size_t i = 0; i < out->n; i++) {
			struct segment_entry *e = &out->v[i];
			if (e->patient == now && e->left == DAY_NONE)
				e->acted = e->acted || col_null(q, 1) || col_int(q, 1) >= e->entered;
		}
	}
	stmt_done(q);
	return step == STEP_DONE;
}

bool segments_entries(struct store *s, size_t segment, bool open_only,
		      bool (*see)(const struct segment_entry *e, void *arg), void *arg,
		      struct err *err)
{
	struct entries all = { 0 };
	day_t today = clock_today(s->clock);
	day_t day;

	if (!s->segments)
		return true;
	if (!begin_reading(s, today, &day, err))
		return false;
	bool ok = !shown(s->segments, segment, day) ||
		  (read_spells(s, segment, day, &all, err) && read_merged(s, segment, &all, err));
	if (ok && !open_only)
		ok = read_closed(s, segment, day, &all, err);
	end_reading(s, ok);
	for (size_t i = 0; ok && i < all.n; i++)
		if ((!open_only || all.v[i].left == DAY_NONE) && !see(&all.v[i], arg))
			break;
	free(all.v);
	return ok;
}

bool segments_acted(struct store *s, size_t segment, int64_t patient, day_t entered,
		    struct err *err)
{
	if (!s->action)
		BUG("an entry acted on outside an action");
	return segments_look(s, err) &&
	       segments_run(s,
			    "INSERT INTO seg_entry (segment, patient, entry_day, acted) "
			    "VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET acted = excluded.acted",
			    s->segments->map[segment].segment, patient, entered, s->action, err);
}

bool segments_marks_stay(struct store *s, int64_t action, const struct undo_parts *stays, struct err *err)
{
	bool ok = stays->n || segments_run(s, "UPDATE seg_entry SET acted = ?1 WHERE acted = -?1",
					   action, 0, 0, 0, err);

	for (size_t i = 0; ok && i < stays->n; i++)
		ok = segments_run(s,
				  "UPDATE seg_entry SET acted = -?1 WHERE acted = ?1 AND patient = ?2",
				  action, stays->v[i].patient, 0, 0, err);
	return ok;
}

bool segments_forget_past(struct store *s, size_t segment, day_t before, struct err *err)
{
	return segments_look(s, err) &&
	       segments_run(s, "DELETE FROM seg_flow WHERE segment = ?1 AND day < ?2",
			    s->segments->map[segment].segment, before, 0, 0, err);
}
