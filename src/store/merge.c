#include "revisit/store/merge.h"
#include "revisit/store/columns.h"
#include "restore.h"

/* Longer chains are a broken database, not a clinic. */
enum { CHAIN_MAX = 1000 };

static int64_t number_for(struct store *s, const char *sql, int64_t id)
{
	struct stmt *q = db_stmt(s->db, sql, NULL);
	int64_t n = 0;

	if (!q)
		return 0;
	stmt_int(q, 1, id);
	if (stmt_step(q, NULL) == STEP_ROW)
		n = col_int(q, 0);
	stmt_done(q);
	return n;
}

int64_t store_survivor(struct store *s, int64_t patient)
{
	for (int i = 0; i < CHAIN_MAX; i++) {
		int64_t keep = number_for(s,
					  "SELECT keep FROM merge WHERE lose = ?1 AND undone_by IS NULL "
					  "ORDER BY id DESC LIMIT 1",
					  patient);
		if (!keep)
			break;
		patient = keep;
	}
	return patient;
}

bool store_merges_into(struct store *s, int64_t keep, struct rows *out, struct err *err)
{
	return list_rows(s, "WHERE keep = ?1 AND undone_by IS NULL ORDER BY id DESC", keep, 0, out,
			 err);
}

static bool first_merge(struct store *s, const char *tail, int64_t id, struct merge *out,
			struct err *err)
{
	struct rows found;

	rows_init(&found, &record_merge);
	bool ok = list_rows(s, tail, id, 0, &found, err);
	if (ok && found.n)
		record_copy(&record_merge, out, rows_at(&found, 0));
	rows_release(&found);
	return ok;
}

bool store_merge_of(struct store *s, int64_t lose, struct merge *out, struct err *err)
{
	return first_merge(s, "WHERE lose = ?1 AND undone_by IS NULL ORDER BY id DESC LIMIT 1", lose,
			   out, err);
}

bool store_merge_by(struct store *s, int64_t action, struct merge *out, struct err *err)
{
	return first_merge(s, "WHERE action = ?1 OR undone_by = ?1 LIMIT 1", action, out, err);
}

bool store_action_said(struct store *s, int64_t action, instant_t *at, char **staff)
{
	struct stmt *q = db_stmt(s->db, "SELECT at, staff FROM action WHERE id = ?1", NULL);

	*staff = NULL;
	if (!q)
		return false;
	stmt_int(q, 1, action);
	bool there = stmt_step(q, NULL) == STEP_ROW;
	if (there) {
		*at = col_int(q, 0);
		*staff = mem_strdup(col_text(q, 1));
	}
	stmt_done(q);
	return there;
}

int64_t store_last_link(struct store *s, int64_t action)
{
	int64_t next = action;

	while (next) {
		action = next;
		next = number_for(s, "SELECT max(id) FROM action WHERE undoes = ?1", action);
	}
	return action;
}

int64_t store_last_about(struct store *s, int64_t patient)
{
	return number_for(s, "SELECT max(id) FROM action WHERE target = ?1", patient);
}

bool store_owned(struct store *s, int64_t patient, struct rows *out, struct err *err)
{
	return list_rows(s, "WHERE patient = ?1 ORDER BY id", patient, 0, out, err);
}

bool store_pointing(struct store *s, int64_t patient, struct rows *out, struct err *err)
{
	return list_rows(s, "WHERE guardian = ?1 OR referrer = ?1 OR payer = ?1 ORDER BY id", patient,
			 0, out, err);
}

bool store_about_visit(struct store *s, int64_t visit, struct rows *out, struct err *err)
{
	return list_rows(s, "WHERE visit = ?1 ORDER BY id", visit, 0, out, err);
}

bool store_stray_items(struct store *s, int64_t patient, struct rows *out, struct err *err)
{
	return list_rows(s,
			 "WHERE plan IN (SELECT id FROM plan WHERE patient = ?1) AND patient <> ?1 "
			 "ORDER BY id",
			 patient, 0, out, err);
}

bool store_stray_visits(struct store *s, int64_t patient, struct rows *out, struct err *err)
{
	return list_rows(s,
			 "WHERE id IN (SELECT v.id FROM plan_item i JOIN visit v ON v.plan_item = i.id "
			 "WHERE i.patient = ?1 AND v.patient <> ?1 UNION ALL "
			 "SELECT v.id FROM visit v JOIN plan_item i ON v.plan_item = i.id "
			 "WHERE v.patient = ?1 AND i.patient <> ?1) ORDER BY id",
			 patient, 0, out, err);
}

bool store_strays(struct store *s, int64_t patient, struct rows *out, struct err *err)
{
	return list_rows(s,
			 "WHERE patient = ?1 AND EXISTS (SELECT 1 FROM visit v WHERE v.id = visit "
			 "AND v.patient <> ?1) ORDER BY id",
			 patient, 0, out, err);
}

bool store_attempts_on(struct store *s, int64_t contact, struct rows *out, struct err *err)
{
	return list_rows(s, "WHERE contact = ?1 ORDER BY id", contact, 0, out, err);
}

int64_t store_not_same_row(struct store *s, int64_t a, int64_t b)
{
	struct stmt *q = db_stmt(s->db, "SELECT id FROM not_same WHERE a = ?1 AND b = ?2", NULL);

	if (!q)
		return 0;
	stmt_int(q, 1, a < b ? a : b);
	stmt_int(q, 2, a < b ? b : a);
	int64_t id = stmt_step(q, NULL) == STEP_ROW ? col_int(q, 0) : 0;
	stmt_done(q);
	return id;
}

bool store_are_not_same(struct store *s, int64_t a, int64_t b)
{
	return store_not_same_row(s, a, b) != 0;
}

bool store_touched(struct store *s, int64_t action, struct touched **out, size_t *n,
		   struct err *err)
{
	size_t cap = 0;
	enum step step;
	struct stmt *q = db_stmt(s->db,
				 "SELECT tbl, row, max(op = 'insert') FROM change WHERE action = ?1 "
				 "GROUP BY tbl, row ORDER BY min(seq)",
				 err);
	*out = NULL;
	*n = 0;
	if (!q)
		return false;
	stmt_int(q, 1, action);
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		const struct record *rec = record_of_table(col_text(q, 0));
		if (!rec)
			continue;
		GROW(*out, *n, cap);
		(*out)[(*n)++] = (struct touched){ rec, col_int(q, 1), col_int(q, 2) != 0 };
	}
	stmt_done(q);
	return step == STEP_DONE;
}

/* --- what a row would be --- */

enum { FIELDS_MAX = 64 };

struct past {
	char *before, *after;
	bool taken_back; /* by a merge that is no more, or by its undoing and redoing */
};

/* Which fields of the row an action wrote. */
static bool fields_written(struct store *s, const struct record *rec, int64_t row, int64_t action,
			   bool *written, struct err *err)
{
	enum step step;
	struct stmt *q = db_stmt(s->db,
				 "SELECT j.key FROM change c, json_each(c.after) j WHERE c.tbl = ?1 "
				 "AND c.row = ?2 AND c.action = ?3",
				 err);

	BUG_IF(rec->n_fields > FIELDS_MAX);
	memset(written, 0, FIELDS_MAX * sizeof(*written));
	if (!q)
		return false;
	stmt_text(q, 1, rec->table);
	stmt_int(q, 2, row);
	stmt_int(q, 3, action);
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		const struct field *f = record_field(rec, str_or_empty(col_text(q, 0)));
		if (f)
			written[f - rec->fields] = true;
	}
	stmt_done(q);
	return step == STEP_DONE;
}

static void forget_past(struct past *past, size_t *n)
{
	for (size_t i = 0; i < *n; i++) {
		free(past[i].before);
		free(past[i].after);
	}
	*n = 0;
}

/* The changes of the row there is now: numbers are given out again, so what came before a deletion
 * is about another row, unless the deletion was undone. */
static bool read_past(struct store *s, const struct record *rec, int64_t row, struct past **out,
		      size_t *n, struct err *err)
{
	size_t cap = 0;
	bool deleted = false;
	enum step step;
	struct stmt *q = db_stmt(s->db,
				 "SELECT before, after, EXISTS (WITH RECURSIVE link(id) AS (SELECT "
				 "c.action UNION SELECT u.undoes FROM action u JOIN link ON u.id = "
				 "link.id WHERE u.undoes IS NOT NULL) SELECT 1 FROM link JOIN merge m ON "
				 "m.action = link.id WHERE m.undone_by IS NOT NULL), op, a.undoes "
				 "FROM change c JOIN action a ON a.id = c.action "
				 "WHERE tbl = ?1 AND row = ?2 ORDER BY c.action, seq",
				 err);
	*out = NULL;
	*n = 0;
	if (!q)
		return false;
	stmt_text(q, 1, rec->table);
	stmt_int(q, 2, row);
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		const char *op = str_or_empty(col_text(q, 3));
		bool again = strcmp(op, "insert") == 0 && !col_null(q, 4);
		if (deleted && !again)
			forget_past(*out, n);
		deleted = strcmp(op, "delete") == 0;
		if (strcmp(op, "insert") == 0 && !again)
			forget_past(*out, n);
		if (strcmp(op, "update") != 0)
			continue;
		GROW(*out, *n, cap);
		(*out)[(*n)++] = (struct past){ mem_strdup(col_text(q, 0)),
						mem_strdup(col_text(q, 1)), col_int(q, 2) != 0 };
	}
	stmt_done(q);
	if (deleted)
		forget_past(*out, n);
	return step == STEP_DONE;
}

/* Whether the change says anything of the fields asked for: most do not. */
static bool tells(const struct record *rec, const bool *written, const char *json)
{
	char key[64];

	for (size_t i = 0; json && i < rec->n_fields; i++) {
		snprintf(key, sizeof(key), "\"%s\":", rec->fields[i].name);
		if (written[i] && strstr(json, key))
			return true;
	}
	return false;
}

bool store_without(struct store *s, const struct record *rec, void *row, int64_t action,
		   struct err *err)
{
	bool written[FIELDS_MAX];
	struct past *past = NULL;
	size_t n = 0;
	void *then = mem_alloc(rec->size);
	int64_t id = ((struct row *)row)->id;

	record_init(rec, then);
	record_copy(rec, then, row);
	bool ok = fields_written(s, rec, id, action, written, err) &&
		  read_past(s, rec, id, &past, &n, err);
	/* Back to the beginning, and forth again. */
	for (size_t i = n; ok && i > 0; i--)
		if (tells(rec, written, past[i - 1].before))
			ok = take_fields(s, rec, then, past[i - 1].before, NULL, err);
	for (size_t i = 0; ok && i < n; i++)
		if (!past[i].taken_back && tells(rec, written, past[i].after))
			ok = take_fields(s, rec, then, past[i].after, NULL, err);
	for (size_t i = 0; ok && i < rec->n_fields; i++)
		if (written[i])
			field_copy(&rec->fields[i], row, then);
	forget_past(past, &n);
	free(past);
	record_release(rec, then);
	free(then);
	return ok;
}
