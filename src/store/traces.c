#include "revisit/store/traces.h"

static struct stmt *trace_stmt(struct store *s, const struct trace_query *q)
{
	/* An insert or a delete has all columns on one of its sides, an update those that differ. */
	static const char of_row[] =
		"SELECT a.staff, a.at FROM change c JOIN action a ON a.id = c.action "
		"WHERE c.tbl = ?1 AND c.row = ?2 AND c.action > ?3 AND (?4 IS NULL OR "
		"json_type(coalesce(c.after, c.before), '$.' || ?4) IS NOT NULL) "
		"ORDER BY c.action DESC LIMIT 1";
	static const char of_target[] =
		"SELECT a.staff, a.at FROM action a JOIN change c ON c.action = a.id "
		"WHERE c.tbl = ?1 AND a.target = ?2 AND a.id > ?3 AND (?4 IS NULL OR "
		"json_type(coalesce(c.after, c.before), '$.' || ?4) IS NOT NULL) "
		"ORDER BY a.id DESC LIMIT 1";
	struct stmt *st = db_stmt(s->db, q->row ? of_row : of_target, NULL);

	if (!st)
		return NULL;
	stmt_text(st, 1, q->table);
	stmt_int(st, 2, q->row ? q->row : q->target);
	stmt_int(st, 3, q->since);
	stmt_text(st, 4, q->column);
	return st;
}

bool store_trace(struct store *s, const struct trace_query *q, struct trace *out)
{
	struct stmt *st = trace_stmt(s, q);
	bool found = st && stmt_step(st, NULL) == STEP_ROW;

	*out = (struct trace){ .at = INSTANT_NONE };
	if (found) {
		snprintf(out->staff, sizeof(out->staff), "%s", str_or_empty(col_text(st, 0)));
		out->at = col_int(st, 1);
	}
	stmt_done(st);
	return found;
}

bool store_row_updates(struct store *s, const struct record *rec, int64_t row, int64_t n,
		       bool (*update)(const struct edit_entry *e, void *arg), void *arg,
		       struct err *err)
{
	enum step step = STEP_DONE;
	bool more = true;
	struct stmt *q = db_stmt(s->db,
				 "SELECT * FROM (SELECT a.id, a.at, a.staff, a.verb, c.before, c.after, "
				 "c.seq FROM change c JOIN action a ON a.id = c.action WHERE c.tbl = ?1 "
				 "AND c.row = ?2 AND c.op = 'update' ORDER BY c.action DESC, c.seq DESC "
				 "LIMIT ?3) ORDER BY 1, 7",
				 err);
	if (!q)
		return false;
	stmt_text(q, 1, rec->table);
	stmt_int(q, 2, row);
	stmt_int(q, 3, n);
	while (more && (step = stmt_step(q, err)) == STEP_ROW) {
		struct edit_entry e = {
			.action = col_int(q, 0),
			.at = col_int(q, 1),
			.row = row,
			.staff = mem_strdup(col_text(q, 2)),
			.verb = mem_strdup(col_text(q, 3)),
			.before = mem_strdup(col_text(q, 4)),
			.after = mem_strdup(col_text(q, 5)),
		};
		more = update(&e, arg);
		free(e.staff);
		free(e.verb);
		free(e.before);
		free(e.after);
	}
	stmt_done(q);
	return step != STEP_ERROR;
}
