/* Work of the background: versions are built and come into force, leases are renewed before they
 * end, rows of versions that are no more are taken away. */
#include "revisit/store/columns.h"
#include "revisit/store/imports.h"
#include "segments_inside.h"

enum {
	ALONE_MS = 400,
	WASTE_ROWS = 300,
	LOG_ALONE = 4000,
	LOG_MOST = 1000, /* moved in less than a slice */
	LOG_IDLE = 1000,
	CACHE_KB = 64000,
	HOLD_MS = 20000,
};

static const char job[] = "segments";

/* --- whose job it is --- */

static bool is_mine(struct store *s)
{
	return s->session && segments_ask(s, "SELECT session FROM job WHERE kind = 'segments'", 0, 0) ==
				     s->session;
}

/* Whoever holds it says so every now and then; one that is stopped or hangs loses it. */
static bool hold_on(struct store *s, struct err *err)
{
	int64_t now = boot_now();
	int64_t until = segments_ask(s, "SELECT until_boot FROM job WHERE kind = 'segments'", 0, 0);

	if (until > now + HOLD_MS / 2 || !db_begin_if_free(s->db))
		return true;
	bool ok = segments_run(
		s, "UPDATE job SET until_boot = ?1 WHERE kind = 'segments' AND session = ?2",
		now + HOLD_MS, s->session, 0, 0, err);
	return segments_unlock(s, ok, err);
}

/* Somebody else who lives does it: *others. */
static bool take_job(struct store *s, bool *others, struct err *err)
{
	bool alive = false;

	*others = false;
	if (is_mine(s))
		return hold_on(s, err);
	*others = store_job_look(s, job, &alive, NULL, NULL) && alive &&
		  segments_ask(s, "SELECT until_boot FROM job WHERE kind = 'segments'", 0, 0) > boot_now();
	if (*others)
		return true;
	int64_t session = s->session;
	if (!segments_lock(s, err))
		return false;
	bool ok = session_open(s, err) &&
		  segments_run(s,
			       "INSERT INTO job (kind, session, until_boot) VALUES ('segments', ?1, ?2) "
			       "ON CONFLICT DO UPDATE SET session = ?1, until_boot = ?2",
			       s->session, boot_now() + HOLD_MS, 0, 0, err);
	if (segments_unlock(s, ok, err))
		return true;
	s->session = session;
	return false;
}

void segments_leave(struct store *s)
{
	if (!s->refuse && is_mine(s) && !s->action && segments_lock(s, NULL))
		segments_unlock(s, store_job_drop(s, job, NULL), NULL);
}

/* --- the beginning of a build --- */

/* The rules were not overtaken by others, that this process has not read yet. */
static bool are_newest(struct store *s)
{
	struct rules_version v = { 0 };
	const struct segments_state *st = s->segments;

	if (st->rules_row != st->rules_seen)
		return false;
	bool ok = store_rules_version(s, &v, NULL) &&
		  (v.seq == 0 || !st->rules->text || str_eq(v.text, st->rules->text));
	rules_version_release(&v);
	return ok;
}

static int64_t segment_number(struct store *s, const char *key, struct err *err)
{
	struct stmt *q = db_stmt(s->db, "INSERT INTO segment (key) VALUES (?1) ON CONFLICT DO NOTHING",
				 err);
	int64_t n = 0;

	if (!q)
		return 0;
	stmt_text(q, 1, key);
	if (!stmt_run(q, err))
		return 0;
	q = db_stmt(s->db, "SELECT id FROM segment WHERE key = ?1", err);
	if (!q)
		return 0;
	stmt_text(q, 1, key);
	if (stmt_step(q, err) == STEP_ROW)
		n = col_int(q, 0);
	stmt_done(q);
	return n;
}

static bool new_version(struct store *s, const struct segment *seg, day_t today, struct err *err)
{
	int64_t number = segment_number(s, seg->key, err);
	struct stmt *q = number ? db_stmt(s->db,
					  "INSERT INTO segment_version (segment, hash, key_hash, since) "
					  "VALUES (?1, ?2, ?3, ?4)",
					  err) :
				  NULL;
	if (!q)
		return false;
	stmt_int(q, 1, number);
	stmt_text(q, 2, seg->hash);
	stmt_text(q, 3, seg->key_hash);
	stmt_int(q, 4, today);
	return stmt_run(q, err);
}

/* What nothing is known of any more: segments that went, and what was half built. */
static bool retire(struct store *s, struct err *err)
{
	const struct segments_state *st = s->segments;
	bool ok = db_exec(s->db,
			  "UPDATE segment_version SET state = 'old' WHERE state = 'building'", err);

	for (size_t i = 0; ok && i < st->n_ver; i++)
		if (st->ver[i].number < 0)
			ok = segments_run(s, "UPDATE segment_version SET state = 'old' WHERE id = ?1",
					  st->ver[i].version, 0, 0, 0, err);
	return ok;
}

/* `all`: what is in force is not good for anything but to tell who was a member. */
static bool begin_build(struct store *s, day_t today, bool all, struct err *err)
{
	struct segments_state *st = s->segments;
	bool ok = retire(s, err);

	for (size_t i = 0; ok && i < st->rules->n_segments; i++)
		if (all || !st->map[i].live)
			ok = new_version(s, &st->rules->segments[i], today, err);
	if (ok && (all || st->day == DAY_NONE))
		ok = db_exec(s->db, "DELETE FROM dirty", err);
	if (ok && st->day != DAY_NONE && today < st->day)
		ok = db_exec(s->db, "UPDATE segments SET day = NULL", err) &&
		     segments_run(s, "DELETE FROM seg_flow WHERE day > ?1", today, 0, 0, 0, err) &&
		     /* What was done for an entry of a day that is to come was done for the present one. */
		     segments_run(s,
				  "UPDATE OR REPLACE seg_entry SET entry_day = ?1 WHERE entry_day > ?1",
				  today, 0, 0, 0, err);
	ok = ok && db_exec(s->db, "DELETE FROM rebuild", err) &&
	     segments_run(s,
			  "UPDATE segments SET built = ?1, writing = 0, changes = changes + 1, "
			  "rules = rules + ?2",
			  INT64_MIN, !st->fits, 0, 0, err);
	if (ok && !st->fits)
		st->rules_seen = st->rules_row + 1;
	return ok && segments_look(s, err);
}

/* --- and its end --- */

static bool note_members(struct store *s, const struct segment_ver *v, struct err *err)
{
	return segments_run(s,
			    "INSERT INTO seg_flow (segment, day, entered, gone, members) SELECT ?1, ?3, "
			    "0, 0, coalesce(sum(begins - ends), 0) FROM seg_day WHERE version = ?2 "
			    "AND day <= ?3 ON CONFLICT DO UPDATE SET members = excluded.members",
			    v->segment, v->version, s->segments->day, 0, err);
}

static bool come_into_force(struct store *s, day_t today, struct err *err)
{
	struct segments_state *st = s->segments;
	bool ok = db_exec(s->db,
			  "UPDATE segment_version SET state = 'old' WHERE state = 'live' AND segment IN "
			  "(SELECT segment FROM segment_version WHERE state = 'building');"
			  "UPDATE segment_version SET state = 'live' WHERE state = 'building';"
			  "UPDATE segments SET changes = changes + 1",
			  err);
	if (ok && st->day == DAY_NONE) {
		ok = segments_run(s, "UPDATE segments SET day = ?1", today, 0, 0, 0, err);
		st->day = today;
	}
	for (size_t i = 0; ok && i < st->n_ver; i++)
		if (st->ver[i].building)
			ok = note_members(s, &st->ver[i], err);
	return ok && store_job_drop(s, job, err) && segments_look(s, err);
}

/* Whoever was written to meanwhile, then the change; *over stays false when somebody is left. */
static bool finish(struct store *s, day_t today, int slice_ms, bool *over, struct err *err)
{
	bool done = false;

	*over = false;
	if (!segments_lock(s, err))
		return false;
	bool ok = segments_look(s, err);
	if (ok && s->segments->building) {
		ok = segments_rebuilt(s, today, boot_now() + slice_ms, &done, err);
		if (ok && done &&
		    !segments_ask(s,
				  "SELECT EXISTS (SELECT 1 FROM patient WHERE id > ?1 AND "
				  "status <> 'merged')",
				  s->segments->built, 0)) {
			ok = come_into_force(s, today, err);
			*over = true;
		}
	}
	return segments_unlock(s, ok, err) && ok;
}

/* --- rows that nobody looks at --- */

static bool take_waste(struct store *s, bool *done, struct err *err)
{
	int64_t version = segments_ask(s, "SELECT min(id) FROM segment_version WHERE state = 'old'", 0, 0);

	*done = version == 0;
	if (*done)
		return true;
	if (!segments_run(s,
			  "DELETE FROM member WHERE version = ?1 AND (key, patient, from_day) IN (SELECT "
			  "key, patient, from_day FROM member WHERE version = ?1 LIMIT ?2)",
			  version, WASTE_ROWS, 0, 0, err))
		return false;
	if (segments_ask(s, "SELECT EXISTS (SELECT 1 FROM member WHERE version = ?1)", version, 0))
		return true;
	return segments_run(s, "DELETE FROM seg_day WHERE version = ?1", version, 0, 0, 0, err) &&
	       segments_run(s, "DELETE FROM segment_version WHERE id = ?1", version, 0, 0, 0, err);
}

/* Leases of the coming days; what is left of old versions. */
static bool tidy(struct store *s, day_t today, int slice_ms, bool *done, struct err *err)
{
	const struct segments_state *st = s->segments;

	/* Who was written to while something was built. */
	if (!segments_refresh(s, today, slice_ms, done, err))
		return false;
	if (!*done)
		return true;
	bool due = st->day != DAY_NONE && st->day <= today && st->fits &&
		   (st->day < today ||
		    segments_ask(s, "SELECT min(thru) FROM lease", 0, DAY_MAX) <= today + RENEW_DAYS);
	bool waste = segments_ask(
		s, "SELECT EXISTS (SELECT 1 FROM segment_version WHERE state = 'old')", 0, 0);

	*done = !due && !waste;
	if (*done)
		return true;
	if (!segments_lock(s, err))
		return false;
	bool none = true;
	bool ok = segments_look(s, err) &&
		  (!due || st->day == DAY_NONE || st->day > today ||
		   segments_ask(s, "SELECT min(thru) FROM lease", 0, DAY_MAX) <= today ||
		   segments_renew(s, today, boot_now() + slice_ms, &none, err));
	for (int64_t until = boot_now() + slice_ms; ok && none && boot_now() < until;)
		if (!take_waste(s, &none, err))
			ok = false;
		else if (none)
			break;
		else
			none = true;
	return segments_unlock(s, ok, err) && ok;
}

/* --- steps --- */

/* What is in force is good for nothing: the clock was set back, or more was loaded than is worth
 * working off; or that was so when the last build began. */
static bool all_anew(struct store *s, day_t today)
{
	const struct segments_state *st = s->segments;

	for (size_t i = 0; i < st->rules->n_segments; i++)
		if (st->map[i].live && st->map[i].building)
			return true;
	return st->day == DAY_NONE || today < st->day || segments_is_flood(s);
}

/* What an import brings is worked off when it is over. */
static bool is_importing(struct store *s)
{
	bool alive = false;

	return store_job_look(s, "import", &alive, NULL, NULL) && alive;
}

static bool must_begin(struct store *s, day_t today)
{
	const struct segments_state *st = s->segments;

	return !st->fits || (st->day != DAY_NONE && today < st->day) ||
	       (st->day == DAY_NONE && !st->building && st->rules->n_segments) ||
	       (st->day != DAY_NONE && segments_is_flood(s) && !is_importing(s));
}

static bool one_step(struct store *s, day_t today, bool alone, bool *done, struct err *err)
{
	struct segments_state *st = s->segments;
	int slice_ms = alone ? ALONE_MS : SLICE_MS;
	bool others = false;
	bool over;

	if (!segments_look(s, err))
		return false;
	bool begins = must_begin(s, today);
	*done = begins && !st->fits && !are_newest(s);
	if (*done || (!begins && !st->building))
		return *done || tidy(s, today, slice_ms, done, err);
	if (!take_job(s, &others, err))
		return false;
	*done = others;
	if (others)
		return true;
	if (begins) {
		if (!segments_lock(s, err))
			return false;
		bool ok = segments_look(s, err) && (!must_begin(s, today) ||
						    begin_build(s, today, all_anew(s, today), err));
		return segments_unlock(s, ok, err) && ok;
	}
	if (!build_step(s, today, slice_ms, alone, &over, err))
		return false;
	return !over || finish(s, today, slice_ms, &over, err);
}

static void tell(struct store *s, struct segments_progress *p)
{
	const struct segments_state *st = s->segments;

	*p = (struct segments_progress){ 0 };
	for (size_t i = 0; i < st->rules->n_segments; i++)
		p->segments += st->map[i].building != 0;
	if (!p->segments)
		return;
	p->of = store_patients(s);
	int64_t first = segments_ask(s, "SELECT min(id) FROM patient", 0, 0);
	int64_t last = segments_ask(s, "SELECT max(id) FROM patient", 0, 0);
	int64_t at = build_at(st->build, st->built);
	if (at > first && last > first)
		p->patients = at >= last ? p->of :
				      (int64_t)((double)p->of * (double)(at - first) / (double)(last - first));
}

/* Moves a log of more pages than that into the database, when that can be. */
static bool empty_log(struct store *s, int most)
{
	if (db_log_pages(s->db) <= most || !db_checkpoint(s->db))
		return false;
	db_log_seen(s->db);
	return true;
}

bool segments_build(struct store *s, day_t today, int budget_ms, struct segments_progress *progress,
		    bool *done, struct err *err)
{
	int64_t end = boot_now() + budget_ms;
	struct segments_progress ignored;
	bool ok = true;

	if (!progress)
		progress = &ignored;
	*progress = (struct segments_progress){ 0 };
	*done = true;
	if (!s->segments || s->refuse)
		return true;
	char *other = budget_ms ? NULL : store_other_session(s);
	bool alone = budget_ms == 0 && !other;
	free(other);
	if (alone)
		db_load_mode(s->db, CACHE_KB);
	do {
		/* While nobody waits; the commit of an edit is no place for it.  A step by itself. */
		*done = false;
		if (!empty_log(s, alone ? LOG_ALONE : LOG_MOST))
			ok = one_step(s, today, alone, done, err);
	} while (ok && !*done && (budget_ms == 0 || boot_now() < end));
	if (ok && *done)
		empty_log(s, LOG_IDLE);
	if (alone)
		db_load_mode(s->db, 0);
	tell(s, progress);
	return ok;
}
