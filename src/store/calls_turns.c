/* Lists as they are kept: a row for everybody on it, how they stood when they were looked at. */
#include "calls_inside.h"

int64_t store_membership_stamp(struct store *s)
{
	return db_number(s->db, "SELECT changes FROM segments WHERE id = 1", 0);
}

static bool run(struct store *s, const char *sql, int64_t a, int64_t b, struct err *err)
{
	struct stmt *q = db_stmt(s->db, sql, err);

	if (!q)
		return false;
	stmt_int(q, 1, a);
	if (stmt_params(q) > 1)
		stmt_int(q, 2, b);
	return stmt_run(q, err);
}

/* --- lists --- */

bool store_kept(struct store *s, const char *list, struct call_kept *out, struct err *err)
{
	struct stmt *q = db_stmt(s->db, "SELECT id, stamp, day FROM call_kept WHERE list = ?1", err);

	*out = (struct call_kept){ .day = DAY_NONE };
	if (!q)
		return false;
	stmt_text(q, 1, list);
	enum step step = stmt_step(q, err);
	if (step == STEP_ROW)
		*out = (struct call_kept){ col_int(q, 0), col_int(q, 1), (day_t)col_int(q, 2) };
	stmt_done(q);
	return step != STEP_ERROR;
}

bool store_keep(struct store *s, const char *list, struct call_kept *kept, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "INSERT INTO call_kept (list, stamp, day) VALUES (?1, ?2, ?3) "
				 "ON CONFLICT DO UPDATE SET stamp = ?2, day = ?3 RETURNING id",
				 err);

	if (!q)
		return false;
	stmt_text(q, 1, list);
	stmt_int(q, 2, kept->stamp);
	stmt_int(q, 3, kept->day);
	bool ok = stmt_step(q, err) == STEP_ROW;
	if (ok)
		kept->id = col_int(q, 0);
	stmt_done(q);
	return ok;
}

bool store_kept_lists(struct store *s, struct strlist *out, struct err *err)
{
	struct stmt *q = db_stmt(s->db, "SELECT list FROM call_kept ORDER BY id", err);
	enum step step;

	if (!q)
		return false;
	while ((step = stmt_step(q, err)) == STEP_ROW)
		strlist_add(out, col_text(q, 0));
	stmt_done(q);
	return step == STEP_DONE;
}

/* --- rows --- */

bool store_turn_write(struct store *s, int64_t list, const struct call_turn *t, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "INSERT INTO call_turn (list, patient, place, key, since, open, good, why, "
				 "until, tries, again) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) "
				 "ON CONFLICT DO UPDATE SET place = ?3, key = ?4, since = ?5, open = ?6, "
				 "good = ?7, why = ?8, until = ?9, tries = ?10, again = ?11",
				 err);

	if (!q)
		return false;
	const int64_t bound[] = { list,	   t->patient,	   t->place, t->key,   t->since,
				  t->open, t->good, (int64_t)t->why, t->until, t->tries };
	for (size_t i = 0; i < ARRAY_SIZE(bound); i++)
		stmt_int(q, (int)i + 1, bound[i]);
	if (t->again != WHEN_NONE)
		stmt_int(q, 11, t->again);
	return stmt_run(q, err);
}

bool store_turn_delete(struct store *s, int64_t list, int64_t patient, struct err *err)
{
	return run(s, "DELETE FROM call_turn WHERE list = ?1 AND patient = ?2", list, patient, err);
}

#define TURN \
	"SELECT patient, key, place, since, open, good, why, until, again, tries FROM call_turn "

static void read_turn(struct stmt *q, struct call_turn *t)
{
	*t = (struct call_turn){ .patient = col_int(q, 0),
				 .key = col_int(q, 1),
				 .place = (int)col_int(q, 2),
				 .since = col_int(q, 3),
				 .open = col_int(q, 4) != 0,
				 .good = col_int(q, 5),
				 .why = (enum call_why)col_int(q, 6),
				 .until = col_int(q, 7),
				 .again = col_int_or(q, 8, WHEN_NONE),
				 .tries = (int)col_int(q, 9) };
}

bool store_turn(struct store *s, int64_t list, int64_t patient, struct call_turn *out, bool *found,
		struct err *err)
{
	struct stmt *q = db_stmt(s->db, TURN "WHERE list = ?1 AND patient = ?2", err);

	*found = false;
	if (!q)
		return false;
	stmt_int(q, 1, list);
	stmt_int(q, 2, patient);
	enum step step = stmt_step(q, err);
	*found = step == STEP_ROW;
	if (*found)
		read_turn(q, out);
	stmt_done(q);
	return step != STEP_ERROR;
}

bool store_turns(struct store *s, int64_t list, bool (*see)(const struct call_turn *t, void *arg),
		 void *arg, struct err *err)
{
	struct stmt *q = db_stmt(s->db, TURN "WHERE list = ?1", err);
	enum step step = STEP_DONE;
	bool more = q != NULL;

	if (!q)
		return false;
	stmt_int(q, 1, list);
	while (more && (step = stmt_step(q, err)) == STEP_ROW) {
		struct call_turn t;
		read_turn(q, &t);
		more = see(&t, arg);
	}
	stmt_done(q);
	return step != STEP_ERROR;
}

static bool page(struct stmt *q, struct call_turn *out, size_t *n, struct err *err)
{
	enum step step;

	*n = 0;
	while ((step = stmt_step(q, err)) == STEP_ROW)
		read_turn(q, &out[(*n)++]);
	stmt_done(q);
	return step == STEP_DONE;
}

bool store_turns_open(struct store *s, int64_t list, const struct call_turn *after, size_t limit,
		      struct call_turn *out, size_t *n, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 TURN "INDEXED BY call_turn_open WHERE list = ?1 AND open = 1 AND "
				      "(place, key, patient) > (?2, ?3, ?4) ORDER BY place, key, patient "
				      "LIMIT ?5",
				 err);

	*n = 0;
	if (!q)
		return false;
	stmt_int(q, 1, list);
	stmt_int(q, 2, after->place);
	stmt_int(q, 3, after->key);
	stmt_int(q, 4, after->patient);
	stmt_int(q, 5, (int64_t)limit);
	return page(q, out, n, err);
}

bool store_turns_again(struct store *s, int64_t list, when_t now, when_t after, int64_t patient,
		       size_t limit, struct call_turn *out, size_t *n, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 TURN "INDEXED BY call_turn_again WHERE list = ?1 AND open = 1 AND again IS "
				      "NOT NULL AND again <= ?2 AND (again, patient) > (?3, ?4) "
				      "ORDER BY again, patient LIMIT ?5",
				 err);

	*n = 0;
	if (!q)
		return false;
	stmt_int(q, 1, list);
	stmt_int(q, 2, now);
	stmt_int(q, 3, after);
	stmt_int(q, 4, patient);
	stmt_int(q, 5, (int64_t)limit);
	return page(q, out, n, err);
}

bool store_turns_unseen(struct store *s, int64_t list, size_t limit, struct call_turn *out, size_t *n,
			struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 TURN "INDEXED BY call_turn_unseen WHERE list = ?1 AND good = 0 LIMIT ?2", err);

	*n = 0;
	if (!q)
		return false;
	stmt_int(q, 1, list);
	stmt_int(q, 2, (int64_t)limit);
	return page(q, out, n, err);
}

bool store_turns_free(struct store *s, when_t now, struct err *err)
{
	return run(s,
		   "UPDATE call_turn INDEXED BY call_turn_good SET open = 1, good = 0 WHERE open = 0 AND "
		   "good <= ?1",
		   now, 0, err);
}

bool store_turns_current(struct store *s, int64_t list, when_t now)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT EXISTS (SELECT 1 FROM call_touched) OR EXISTS (SELECT 1 FROM call_turn "
				 "INDEXED BY call_turn_unseen WHERE list = ?1 AND good = 0) OR EXISTS (SELECT 1 "
				 "FROM call_turn INDEXED BY call_turn_good WHERE open = 0 AND good <= ?2)",
				 NULL);

	if (!q)
		return false;
	stmt_int(q, 1, list);
	stmt_int(q, 2, now);
	bool current = stmt_step(q, NULL) == STEP_ROW && col_int(q, 0) == 0;
	stmt_done(q);
	return current;
}

/* --- who was written to --- */

bool store_calls_touched(struct store *s, size_t limit, int64_t *out, size_t *n, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT patient FROM call_touched t WHERE ?2 OR NOT EXISTS (SELECT 1 FROM "
				 "dirty d WHERE d.patient = t.patient) LIMIT ?1",
				 err);
	enum step step;

	*n = 0;
	if (!q)
		return false;
	stmt_int(q, 1, (int64_t)limit);
	/* Without rules nobody ever works them out. */
	stmt_int(q, 2, s->segments == NULL);
	while ((step = stmt_step(q, err)) == STEP_ROW)
		out[(*n)++] = col_int(q, 0);
	stmt_done(q);
	return step == STEP_DONE;
}

bool store_untouch(struct store *s, int64_t patient, struct err *err)
{
	return run(s, "DELETE FROM call_touched WHERE patient = ?1", patient, 0, err);
}

bool store_rung_for(struct store *s, const char *list, day_t from,
		    bool (*see)(int64_t patient, void *arg), void *arg, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT DISTINCT patient FROM attempt INDEXED BY attempt_called "
				 "WHERE day >= ?1 AND list = ?2 AND purpose IS NOT NULL",
				 err);
	enum step step = STEP_DONE;
	bool more = q != NULL;

	if (!q)
		return false;
	stmt_int(q, 1, from);
	stmt_text(q, 2, list);
	while (more && (step = stmt_step(q, err)) == STEP_ROW)
		more = see(col_int(q, 0), arg);
	stmt_done(q);
	return step != STEP_ERROR;
}
