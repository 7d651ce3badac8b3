#include "revisit/store/traces.h"
#include "revisit/store/columns.h"
#include "restore.h"

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

bool store_row_at(struct store *s, const struct record *rec, int64_t id, int64_t version, void *row,
		  struct err *err)
{
	enum step step;
	struct row *head = row;
	struct strlist befores;

	if (!store_get(s, rec, id, row, err))
		return false;
	int64_t back = head->ver - version;
	struct stmt *q = db_stmt(s->db,
				 "SELECT before FROM change WHERE tbl = ?1 AND row = ?2 AND op = 'update' "
				 "ORDER BY action DESC, seq DESC LIMIT ?3",
				 err);
	if (!q || back < 0)
		return false;
	stmt_text(q, 1, rec->table);
	stmt_int(q, 2, id);
	stmt_int(q, 3, back);
	strlist_init(&befores);
	while ((step = stmt_step(q, err)) == STEP_ROW)
		strlist_add(&befores, str_or_empty(col_text(q, 0)));
	stmt_done(q);
	bool ok = step == STEP_DONE && (int64_t)befores.n == back;
	for (size_t i = 0; ok && i < befores.n; i++)
		ok = take_fields(s, rec, row, befores.v[i], NULL, err);
	strlist_release(&befores);
	return ok;
}
