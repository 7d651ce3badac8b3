/* Call lists as they stand in the database, and what was done on them. */
#include "revisit/base/i18n.h"
#include "revisit/care/outcome.h"
#include "revisit/store/columns.h"
#include "calls_inside.h"

/* --- lists and who is on them --- */

static bool rows_of(struct stmt *q, struct rows *out, struct err *err)
{
	enum step step;

	while ((step = stmt_step(q, err)) == STEP_ROW)
		read_row(q, out->rec, rows_add(out));
	stmt_done(q);
	return step == STEP_DONE;
}

/* The one row that there is, or none. */
static bool row_of(struct stmt *q, const struct record *rec, void *row, bool *found, struct err *err)
{
	enum step step = stmt_step(q, err);

	*found = step == STEP_ROW;
	if (*found)
		read_row(q, rec, row);
	stmt_done(q);
	return step != STEP_ERROR;
}

bool store_call_lists(struct store *s, struct rows *out, struct err *err)
{
	return list_rows(s, "ORDER BY id", 0, 0, out, err);
}

bool store_call_list(struct store *s, const char *key, struct call_list *out, bool *found,
		     struct err *err)
{
	struct stmt *q = db_stmt(s->db, select_sql(&record_call_list, "WHERE key = ?1"), err);

	*found = false;
	if (!q)
		return false;
	stmt_text(q, 1, key);
	return row_of(q, &record_call_list, out, found, err);
}

bool store_call_entries(struct store *s, const char *list, struct rows *out, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 select_sql(&record_call_entry,
					    "WHERE list = ?1 AND state = 'on' ORDER BY position, patient"),
				 err);

	if (!q)
		return false;
	stmt_text(q, 1, list);
	return rows_of(q, out, err);
}

bool store_call_entry(struct store *s, const char *list, int64_t patient, struct call_entry *out,
		      bool *found, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 select_sql(&record_call_entry, "WHERE list = ?1 AND patient = ?2"), err);

	*found = false;
	if (!q)
		return false;
	stmt_text(q, 1, list);
	stmt_int(q, 2, patient);
	return row_of(q, &record_call_entry, out, found, err);
}

bool store_call_entries_of(struct store *s, int64_t patient, struct rows *out, struct err *err)
{
	return list_rows(s, "WHERE patient = ?1 AND state = 'on' ORDER BY id", patient, 0, out, err);
}

int64_t store_call_last_place(struct store *s, const char *list)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT max(position) FROM call_entry WHERE list = ?1 AND state = 'on'",
				 NULL);
	int64_t place = 0;

	if (!q)
		return 0;
	stmt_text(q, 1, list);
	if (stmt_step(q, NULL) == STEP_ROW)
		place = col_int_or(q, 0, 0);
	stmt_done(q);
	return place;
}

bool store_unconfirmed(struct store *s, day_t day, day_t asked, struct rows *out, struct err *err)
{
	return list_rows(s,
			 "WHERE day = ?1 AND status = 'planned' AND (booked_at IS NULL OR booked_at < ?2) "
			 "ORDER BY minute IS NULL, minute, id",
			 day, instant_make(asked, 0), out, err);
}

bool store_call_backs(struct store *s, const char *list, when_t until, struct rows *out,
		      struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 select_sql(&record_task,
					    "INDEXED BY task_callback WHERE kind = 'callback' AND state = "
					    "'open' AND due_day IS NOT NULL AND (?1 IS NULL OR list = ?1) AND "
					    "due_day * 1440 + coalesce(due_minute, 0) <= ?2 "
					    "ORDER BY due_day, due_minute, id"),
				 err);

	if (!q)
		return false;
	stmt_text(q, 1, list);
	stmt_int(q, 2, until);
	return rows_of(q, out, err);
}

/* --- what was done --- */

static void count_call(struct calls_done *n, const struct config *config, struct stmt *q)
{
	const char *channel = col_text(q, 0);
	const char *outcome = str_or_empty(col_text(q, 2));
	const struct attempt_is is = attempt_is(config, channel, col_text(q, 1), outcome);
	const struct outcome_def *o = config_outcome(config, outcome);
	unsigned flags = o ? o->flags : 0;
	instant_t at = col_int_or(q, 3, INSTANT_NONE);

	if (is.message)
		n->messages++;
	if (flags & OUTCOME_BOOK)
		n->booked++;
	if (str_eq(channel, "phone") && str_eq(col_text(q, 1), "in"))
		n->rang_us += col_null(q, 4);
	if (!is.call)
		return;
	n->rung += col_null(q, 4);
	n->talked += col_null(q, 4) && (flags & OUTCOME_CONTACT);
	n->reached += (flags & (OUTCOME_CONTACT | OUTCOME_MESSAGE)) != 0;
	n->call_backs_made += (flags & OUTCOME_CALLBACK) != 0;
	if (at == INSTANT_NONE)
		return;
	if (n->first == INSTANT_NONE || at < n->first)
		n->first = at;
	if (n->last == INSTANT_NONE || at > n->last)
		n->last = at;
}

static bool count_calls(struct store *s, const struct config *config, const char *list,
			const char *staff, day_t day, struct calls_done *out, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT channel, direction, outcome, at, part_of FROM attempt WHERE "
				 "day = ?1 AND purpose IS NOT NULL AND (?2 IS NULL OR list = ?2) AND "
				 "(?3 IS NULL OR staff = ?3)",
				 err);
	enum step step;

	if (!q)
		return false;
	stmt_int(q, 1, day);
	stmt_text(q, 2, list);
	stmt_text(q, 3, staff);
	while ((step = stmt_step(q, err)) == STEP_ROW)
		count_call(out, config, q);
	stmt_done(q);
	return step == STEP_DONE;
}

/* A number of what else was done that day. */
static bool count_rows(struct store *s, const char *sql, const char *list, const char *staff, day_t day,
		       int64_t *n, struct err *err)
{
	struct stmt *q = db_stmt(s->db, sql, err);

	if (!q)
		return false;
	stmt_int(q, 1, day);
	stmt_text(q, 2, list);
	stmt_text(q, 3, staff);
	bool ok = stmt_step(q, err) == STEP_ROW;
	*n = ok ? col_int(q, 0) : 0;
	stmt_done(q);
	return ok;
}

static bool count_kept(struct store *s, const char *list, const char *staff, day_t day, int64_t *n,
		       struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT count(*) FROM task INDEXED BY task_kept WHERE kind = 'callback' AND state = 'done' AND "
				 "done_at >= ?1 AND done_at < ?4 AND "
				 "(?2 IS NULL OR list = ?2) AND (?3 IS NULL OR done_by = ?3)",
				 err);

	if (!q)
		return false;
	stmt_int(q, 1, instant_make(day, 0));
	stmt_text(q, 2, list);
	stmt_text(q, 3, staff);
	stmt_int(q, 4, instant_make(day + 1, 0));
	bool ok = stmt_step(q, err) == STEP_ROW;
	*n = ok ? col_int(q, 0) : 0;
	stmt_done(q);
	return ok;
}

bool store_calls_done(struct store *s, const struct config *config, const char *list,
		      const char *staff, day_t day, struct calls_done *out, struct err *err)
{
	*out = (struct calls_done){ .first = INSTANT_NONE, .last = INSTANT_NONE };
	return count_calls(s, config, list, staff, day, out, err) &&
	       count_rows(s,
			  "SELECT count(DISTINCT coalesce(claim, -id)) FROM attempt WHERE day = ?1 AND "
			  "purpose IS NOT NULL AND channel = 'phone' AND direction = 'out' AND part_of IS "
			  "NULL AND (?2 IS NULL OR list = ?2) AND (?3 IS NULL OR staff = ?3)",
			  list, staff, day, &out->calls, err) &&
	       count_rows(s,
			  "SELECT count(*) FROM call_skip WHERE day = ?1 AND (?2 IS NULL OR list = ?2) "
			  "AND (?3 IS NULL OR staff = ?3)",
			  list, staff, day, &out->skipped, err) &&
	       count_kept(s, list, staff, day, &out->call_backs_kept, err);
}

bool store_calls_of(struct store *s, const char *staff, day_t day, struct rows *out, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 select_sql(&record_attempt,
					    "WHERE day = ?1 AND staff = ?2 AND purpose IS NOT NULL AND channel IN "
					    "('phone', 'desk') ORDER BY at, coalesce(part_of, id), id"),
				 err);

	if (!q)
		return false;
	stmt_int(q, 1, day);
	stmt_text(q, 2, staff);
	return rows_of(q, out, err);
}

bool store_calls_made(struct store *s, const struct config *config, const char *list, day_t from,
		      day_t until, bool (*see)(const struct call_made *m, void *arg), void *arg,
		      struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT patient, channel, direction, outcome FROM attempt a INDEXED BY "
				 "attempt_called WHERE day BETWEEN ?1 AND ?2 AND list = ?3 AND purpose IS NOT "
				 "NULL AND (channel <> 'desk' OR EXISTS (SELECT 1 FROM attempt b WHERE "
				 "b.patient = a.patient AND b.list = ?3 AND b.channel <> 'desk' AND b.at <= a.at))",
				 err);
	enum step step = STEP_DONE;
	bool more = q != NULL;

	if (!q)
		return false;
	stmt_int(q, 1, from);
	stmt_int(q, 2, until);
	stmt_text(q, 3, list);
	while (more && (step = stmt_step(q, err)) == STEP_ROW) {
		const char *outcome = str_or_empty(col_text(q, 3));
		const struct outcome_def *o = config_outcome(config, outcome);
		const struct attempt_is is =
			attempt_is(config, col_text(q, 1), col_text(q, 2), outcome);
		const struct call_made m = { .patient = col_int(q, 0),
					     .reached = is.reached,
					     .booked = o && o->flags & OUTCOME_BOOK };
		more = see(&m, arg);
	}
	stmt_done(q);
	return step != STEP_ERROR;
}

bool store_calls_begun(struct store *s, const char *list, int64_t kept, const char *segment, day_t day,
		       int64_t *n, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT count(DISTINCT a.patient) FROM attempt a LEFT JOIN call_turn t ON "
				 "t.list = ?4 AND t.patient = a.patient WHERE a.day = ?1 AND a.list = ?2 AND "
				 "a.purpose IS NOT NULL AND a.segment IS ?3 AND a.channel = 'phone' AND "
				 "a.direction = 'out' AND a.part_of IS NULL AND NOT EXISTS (SELECT 1 FROM "
				 "attempt b WHERE b.patient = a.patient AND b.list = ?2 AND b.day < ?1 AND "
				 "b.channel = 'phone' AND b.direction = 'out' AND b.part_of IS NULL AND "
				 "b.day >= coalesce(t.since, 0) / 1440)",
				 err);

	if (!q)
		return false;
	stmt_int(q, 1, day);
	stmt_text(q, 2, list);
	stmt_text(q, 3, segment);
	stmt_int(q, 4, kept);
	bool ok = stmt_step(q, err) == STEP_ROW;
	*n = ok ? col_int(q, 0) : 0;
	stmt_done(q);
	return ok;
}

int64_t store_last_call(struct store *s, int64_t patient, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT id FROM attempt WHERE patient = ?1 AND channel = 'phone' AND "
				 "direction = 'out' ORDER BY at DESC, id DESC LIMIT 1",
				 err);
	int64_t id = 0;

	if (!q)
		return 0;
	stmt_int(q, 1, patient);
	if (stmt_step(q, err) == STEP_ROW)
		id = col_int(q, 0);
	stmt_done(q);
	return id;
}

bool store_call_companions(struct store *s, int64_t patient,
			   bool (*see)(int64_t other, bool same_number, void *arg), void *arg,
			   struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT id, max(same) FROM ("
				 "SELECT k.patient AS id, 1 AS same FROM contact k WHERE k.state = 'good' AND "
				 "k.kind IN ('mobile', 'home', 'work', 'phone') AND k.norm IN (SELECT norm "
				 "FROM contact WHERE patient = ?1 AND state = 'good' AND norm IS NOT NULL "
				 "AND kind IN ('mobile', 'home', 'work', 'phone')) "
				 "UNION ALL SELECT o.id, 0 FROM patient p JOIN patient o ON o.household = "
				 "p.household WHERE p.id = ?1) WHERE id <> ?1 GROUP BY id ORDER BY 2 DESC, 1 "
				 "LIMIT 50",
				 err);
	enum step step = STEP_DONE;
	bool more = q != NULL;

	if (!q)
		return false;
	stmt_int(q, 1, patient);
	while (more && (step = stmt_step(q, err)) == STEP_ROW)
		more = see(col_int(q, 0), col_int(q, 1) != 0, arg);
	stmt_done(q);
	return step != STEP_ERROR;
}
