#include "revisit/store/tasks.h"
#include "revisit/store/columns.h"
#include "restore.h"

/* Whose it is comes as one text with a newline before and behind each, which no name holds. */
#define WANTED \
	"(?1 IS NULL OR due_day <= ?1) AND (?2 IS NULL OR (?3 AND assignee IS NULL) OR " \
	"instr(?2, char(10) || assignee || char(10))) AND (?4 IS NULL OR kind = ?4) "
#define OPEN "state = 'open' AND " WANTED
#define CLOSED "state <> 'open' AND " WANTED
#define FIRST \
	"ORDER BY CASE WHEN due_day > ?5 OR due_day IS NULL THEN 3 " \
	"WHEN promise AND (due_day < ?5 OR coalesce(until_minute, due_minute) < ?7) THEN 0 WHEN kind = 'complaint' THEN 1 " \
	"WHEN priority = 'high' THEN 2 ELSE 3 END, " \
	"due_day IS NULL, due_day, due_minute IS NULL, due_minute, promise DESC, id "
#define LAST "ORDER BY done_at DESC, id DESC "

static void bind(struct stmt *q, const struct task_query *query)
{
	if (query->until != DAY_NONE)
		stmt_int(q, 1, query->until);
	if (query->to) {
		struct str names;
		str_init(&names);
		str_addc(&names, '\n');
		for (size_t i = 0; i < query->to->n; i++)
			str_addf(&names, "%s\n", query->to->v[i]);
		stmt_text(q, 2, names.p);
		str_release(&names);
	}
	stmt_int(q, 3, query->nobodys);
	if (query->kind)
		stmt_text(q, 4, query->kind);
}

bool store_task_list(struct store *s, const struct task_query *query, struct rows *out, size_t *all,
		     struct err *err)
{
	struct stmt *q;
	enum step step;

	if (all) {
		q = db_stmt(s->db,
			    query->closed ? "SELECT count(*) FROM task WHERE " CLOSED
					  : "SELECT count(*) FROM task WHERE " OPEN,
			    err);
		if (!q)
			return false;
		bind(q, query);
		step = stmt_step(q, err);
		*all = step == STEP_ROW ? (size_t)col_int(q, 0) : 0;
		stmt_done(q);
		if (step == STEP_ERROR)
			return false;
	}
	q = db_stmt(s->db,
		    select_sql(&record_task,
			       query->closed ? "WHERE ?5 = ?5 AND ?7 = ?7 AND " CLOSED LAST "LIMIT ?6"
					     : "WHERE id IN (SELECT id FROM task WHERE " OPEN FIRST
					       "LIMIT ?6) " FIRST),
		    err);
	if (!q)
		return false;
	bind(q, query);
	stmt_int(q, 5, query->today);
	stmt_int(q, 7, query->now);
	stmt_int(q, 6, query->most ? query->most : -1);
	while ((step = stmt_step(q, err)) == STEP_ROW)
		read_row(q, &record_task, rows_add(out));
	stmt_done(q);
	return step == STEP_DONE;
}

bool store_visit_tasks(struct store *s, int64_t visit, struct rows *out, struct err *err)
{
	return list_rows(s, "WHERE visit = ?1 AND rule IS NOT NULL ORDER BY id", visit, 0, out,
			 err);
}

int64_t store_task_after(struct store *s, int64_t task)
{
	struct stmt *q = db_stmt(s->db, "SELECT id FROM task WHERE previous = ?1", NULL);
	int64_t id = 0;

	if (!q)
		return 0;
	stmt_int(q, 1, task);
	if (stmt_step(q, NULL) == STEP_ROW)
		id = col_int(q, 0);
	stmt_done(q);
	return id;
}

bool store_task_assignees(struct store *s, void (*one)(const char *assignee, int64_t n, void *arg),
			  void *arg, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT assignee, count(*) FROM task WHERE state = 'open' AND "
				 "assignee IS NOT NULL GROUP BY assignee ORDER BY 2 DESC, 1",
				 err);
	enum step step;

	if (!q)
		return false;
	while ((step = stmt_step(q, err)) == STEP_ROW)
		one(col_text(q, 0), col_int(q, 1), arg);
	stmt_done(q);
	return step == STEP_DONE;
}

bool store_patient_name(struct store *s, int64_t patient, struct patient *out)
{
	struct stmt *q =
		db_stmt(s->db, "SELECT chart_no, name, reading, status FROM patient WHERE id = ?1", NULL);

	if (!q)
		return false;
	stmt_int(q, 1, patient);
	bool found = stmt_step(q, NULL) == STEP_ROW;
	if (found) {
		out->row.id = patient;
		str_replace(&out->chart_no, col_text(q, 0));
		str_replace(&out->name, col_text(q, 1));
		str_replace(&out->reading, col_text(q, 2));
		int status = choice_find(patient_status_choices, str_or_empty(col_text(q, 3)));
		out->status = status < 0 ? PATIENT_ACTIVE : status;
	}
	stmt_done(q);
	return found;
}

/* --- what became of one row --- */

static bool tell(struct store *s, const struct record *rec, struct stmt *q,
		 bool (*change)(const struct row_change *c, void *arg), void *arg, bool *more,
		 struct err *err)
{
	bool touched[PLAN_FIELDS] = { false };
	void *before = mem_alloc(rec->size);
	void *after = mem_alloc(rec->size);
	const char *was = col_text(q, 5);
	const char *is = col_text(q, 6);

	BUG_IF(rec->n_fields > PLAN_FIELDS);
	record_init(rec, before);
	record_init(rec, after);
	bool ok = (!was || take_fields(s, rec, before, was, touched, err)) &&
		  (!is || take_fields(s, rec, after, is, touched, err));
	const struct row_change c = {
		.action = col_int(q, 0),
		.at = col_int(q, 1),
		.staff = col_text(q, 2),
		.verb = col_text(q, 3),
		.op = col_text(q, 4),
		.in_force = store_in_force(s, col_int(q, 0)),
		.before = before,
		.after = after,
		.touched = touched,
	};
	if (ok)
		*more = change(&c, arg);
	record_release(rec, before);
	record_release(rec, after);
	free(before);
	free(after);
	return ok;
}

bool store_row_changes(struct store *s, const struct record *rec, int64_t id,
		       bool (*change)(const struct row_change *c, void *arg), void *arg,
		       struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT a.id, a.at, a.staff, a.verb, c.op, c.before, c.after "
				 "FROM change c JOIN action a ON a.id = c.action "
				 "WHERE c.tbl = ?1 AND c.row = ?2 ORDER BY c.action, c.seq",
				 err);
	enum step step = STEP_DONE;
	bool more = true;
	bool ok = q != NULL;

	if (!q)
		return false;
	stmt_text(q, 1, rec->table);
	stmt_int(q, 2, id);
	while (ok && more && (step = stmt_step(q, err)) == STEP_ROW)
		ok = tell(s, rec, q, change, arg, &more, err);
	stmt_done(q);
	return ok && step != STEP_ERROR;
}

bool store_staff_seen(struct store *s, size_t most, struct strlist *out)
{
	/* From one name to the next in the index: the journal is long, those who write it are few. */
	struct stmt *q = db_stmt(s->db,
				 "WITH RECURSIVE seen(staff) AS (SELECT min(staff) FROM action UNION ALL "
				 "SELECT (SELECT min(staff) FROM action WHERE staff > seen.staff) FROM seen "
				 "WHERE staff IS NOT NULL) SELECT staff FROM seen WHERE staff IS NOT NULL LIMIT ?1",
				 NULL);
	enum step step;

	if (!q)
		return false;
	stmt_int(q, 1, (int64_t)most);
	while ((step = stmt_step(q, NULL)) == STEP_ROW)
		strlist_add(out, str_or_empty(col_text(q, 0)));
	stmt_done(q);
	return step == STEP_DONE;
}
