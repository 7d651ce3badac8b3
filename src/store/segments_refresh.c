/* Time goes by: leases that end, days that are entered in the flows, patients left marked. */
#include "segments_inside.h"

enum { AT_ONCE = 64, FOLD_AFTER = 60, FOLD_KEEP = 30, FLOWS_BACK = 400 };

/* --- the days --- */

/* Begins and ends of days long past stand with one day, so that a count stays short. */
static bool fold(struct store *s, day_t today, struct err *err)
{
	struct segments_state *st = s->segments;
	bool ok = true;
	bool any = false;
	day_t to = today - FOLD_KEEP;

	for (size_t i = 0; ok && i < st->n_ver; i++) {
		struct segment_ver *v = &st->ver[i];
		if (v->building || v->since >= today - FOLD_AFTER)
			continue;
		any = true;
		ok = segments_run(s,
				  "INSERT INTO seg_day (version, day, begins, ends) SELECT ?1, ?2, "
				  "coalesce(sum(begins), 0), coalesce(sum(ends), 0) FROM seg_day "
				  "WHERE version = ?1 AND day < ?2 ON CONFLICT DO UPDATE SET "
				  "begins = begins + excluded.begins, ends = ends + excluded.ends",
				  v->version, to, 0, 0, err) &&
		     segments_run(s, "DELETE FROM seg_day WHERE version = ?1 AND day < ?2", v->version,
				  to, 0, 0, err) &&
		     segments_run(s, "UPDATE segment_version SET since = ?2 WHERE id = ?1", v->version,
				  to, 0, 0, err);
		v->since = to;
	}
	/* Read anew, also when all this is rolled back. */
	if (any)
		st->changes = -1;
	return ok && (!any || db_exec(s->db, "UPDATE segments SET changes = changes + 1", err));
}

static bool roll_version(struct store *s, const struct segment_ver *v, day_t first, day_t today,
			 struct err *err)
{
	bool ok = true;

	for (day_t day = first; ok && day <= today; day++)
		ok = segments_run(s,
				  "INSERT OR REPLACE INTO seg_flow (segment, day, entered, gone, "
				  "members) SELECT ?1, ?3, coalesce(sum(begins) FILTER (WHERE day = ?3), "
				  "0), coalesce(sum(ends) FILTER (WHERE day = ?3), 0), "
				  "coalesce(sum(begins - ends), 0) FROM seg_day WHERE version = ?2 "
				  "AND day <= ?3",
				  v->segment, v->version, day, 0, err);
	return ok;
}

bool segments_roll(struct store *s, day_t today, struct err *err)
{
	struct segments_state *st = s->segments;
	day_t first = st->day + 1 > today - FLOWS_BACK ? st->day + 1 : today - FLOWS_BACK;
	bool ok = true;

	for (size_t i = 0; ok && i < st->n_ver; i++)
		if (!st->ver[i].building)
			ok = roll_version(s, &st->ver[i], first, today, err);
	ok = ok && fold(s, today, err) &&
	     segments_run(s, "UPDATE segments SET day = ?1", today, 0, 0, 0, err);
	if (ok)
		st->day = today;
	return ok;
}

/* --- patients --- */

static size_t some(struct store *s, const char *sql, int64_t a, int64_t *ids, struct err *err)
{
	struct stmt *q = db_stmt(s->db, sql, err);
	size_t n = 0;

	if (!q)
		return 0;
	stmt_int(q, 1, a);
	stmt_int(q, 2, AT_ONCE);
	while (stmt_step(q, err) == STEP_ROW)
		ids[n++] = col_int(q, 0);
	stmt_done(q);
	return n;
}

/* Those that `sql` names, again and again until there are none or the time is over. */
static bool work_off(struct store *s, const char *sql, int64_t a, const char *taken, day_t today,
		     int64_t until_ms, bool *done, struct err *err)
{
	int64_t ids[AT_ONCE];
	struct view_reader *x = segments_reader(s, err);
	bool ok = x != NULL;

	*done = false;
	while (ok && !*done) {
		size_t n = some(s, sql, a, ids, err);
		size_t i = 0;
		*done = n == 0;
		for (; ok && i < n && (i == 0 || boot_now() < until_ms); i++)
			ok = segments_patient(s, x, ids[i], today, err) &&
			     (!taken || segments_run(s, taken, ids[i], 0, 0, 0, err));
		if (boot_now() >= until_ms)
			break;
	}
	return ok;
}

bool segments_renew(struct store *s, day_t today, int64_t until_ms, bool *done, struct err *err)
{
	if (s->segments->day < today && !segments_roll(s, today, err))
		return false;
	return work_off(s, "SELECT patient FROM lease WHERE thru <= ?1 ORDER BY thru LIMIT ?2",
			today + RENEW_DAYS, NULL, today, until_ms, done, err);
}

bool segments_rebuilt(struct store *s, day_t today, int64_t until_ms, bool *done, struct err *err)
{
	return work_off(s, "SELECT patient FROM rebuild WHERE patient <= ?1 LIMIT ?2",
			s->segments->built, "DELETE FROM rebuild WHERE patient = ?1", today, until_ms,
			done, err);
}

/* One slice, inside a transaction. */
static bool slice(struct store *s, day_t today, int64_t until_ms, bool *done, struct err *err)
{
	struct segments_state *st = s->segments;

	if (!work_off(s, "SELECT patient FROM lease WHERE thru <= ?1 ORDER BY thru LIMIT ?2", today,
		      NULL, today, until_ms, done, err))
		return false;
	if (!*done)
		return true;
	if (today > st->day && !segments_roll(s, today, err))
		return false;
	return work_off(s, "SELECT patient FROM dirty LIMIT ?2", 0, "DELETE FROM dirty WHERE patient = ?1",
			today, until_ms, done, err);
}

/* So much is loaded at once that building everything anew takes less time. */
bool segments_is_flood(struct store *s)
{
	int64_t n = segments_ask(s, "SELECT count(*) FROM (SELECT 1 FROM dirty LIMIT 2000)", 0, 0);

	return n == 2000 && 4 * segments_ask(s, "SELECT count(*) FROM dirty", 0, 0) >
				    store_patients(s);
}

static bool may_refresh(struct store *s, day_t today)
{
	const struct segments_state *st = s->segments;

	return st->fits && st->day != DAY_NONE && today >= st->day && !segments_is_flood(s);
}

static bool is_due(struct store *s, day_t today)
{
	/* A new day alone is entered by whoever writes next: what is shown needs nothing written. */
	return segments_ask(s, "SELECT EXISTS (SELECT 1 FROM dirty)", 0, 0) ||
	       segments_ask(s, "SELECT min(thru) FROM lease", 0, DAY_MAX) <= today;
}

bool segments_refresh(struct store *s, day_t today, int budget_ms, bool *done, struct err *err)
{
	int64_t end = boot_now() + budget_ms;
	bool ok = true;

	*done = true;
	if (!s->segments || s->refuse)
		return true;
	if (!segments_look(s, err))
		return false;
	if (!may_refresh(s, today) || !is_due(s, today))
		return true;
	do {
		if (!segments_lock(s, err))
			return false;
		int64_t until = boot_now() + SLICE_MS;
		*done = true;
		ok = segments_look(s, err) &&
		     (!may_refresh(s, today) || slice(s, today, until, done, err));
		ok = segments_unlock(s, ok, err) && ok;
	} while (ok && !*done && (budget_ms == 0 || boot_now() < end));
	return ok;
}
