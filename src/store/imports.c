/* Imports: their rows, and taking back what they did. */
#include "revisit/store/imports.h"
#include "revisit/base/i18n.h"
#include "revisit/store/columns.h"

static const struct {
	const char *key, *label;
} states[] = {
	[IMPORT_STORING] = { "applying", N_("being stored") },
	[IMPORT_STORED] = { "done", N_("stored") },
	[IMPORT_TAKING_BACK] = { "taking back", N_("being taken back") },
	[IMPORT_TAKEN_BACK] = { "taken back", N_("taken back") },
	[IMPORT_UNDOING] = { "undoing", N_("being undone") },
	[IMPORT_UNDONE] = { "undone", N_("undone") },
};

const char *import_state_key(enum import_state state)
{
	return states[state].key;
}

const char *import_state_label(enum import_state state)
{
	return _(states[state].label);
}

enum {
	CACHE_SHARED_KB = 48 << 10,
	CACHE_EXCLUSIVE_KB = 96 << 10,
	LOG_SHARED = 6000, /* pages: 24 MB */
	LOG_EXCLUSIVE = 50000,
};

void store_load_mode(struct store *s, bool on, bool exclusive)
{
	db_load_mode(s->db, !on ? 0 : exclusive ? CACHE_EXCLUSIVE_KB : CACHE_SHARED_KB);
}

bool store_keys_wait(struct store *s)
{
	return db_number(s->db, "SELECT EXISTS (SELECT 1 FROM search_stale)", 0) != 0;
}

bool store_keys_later(struct store *s)
{
	return db_number(s->db, "SELECT EXISTS (SELECT 1 FROM search_later)", 0) != 0;
}

void store_look_begin(struct store *s)
{
	db_exec(s->db, "BEGIN", NULL);
}

void store_look_end(struct store *s)
{
	db_exec(s->db, "COMMIT", NULL);
}

bool store_checkpoint_if_long(struct store *s, bool exclusive)
{
	if (db_log_pages(s->db) < (exclusive ? LOG_EXCLUSIVE : LOG_SHARED))
		return false;
	db_checkpoint(s->db);
	return true;
}

/* --- rows --- */

int64_t store_import_new(struct store *s, const char *name, const char *file_sha,
			 const char *map_sha, const char *stage, struct bulk_job *job,
			 struct err *err)
{
	need_action(s);
	struct stmt *q = db_stmt(s->db,
				 "INSERT INTO import (name, file_sha, map_sha, at, staff, state, "
				 "stage, action) VALUES (?1, ?2, ?3, ?4, ?5, 'applying', ?6, ?7)",
				 err);
	if (!q)
		return 0;
	stmt_text(q, 1, name);
	stmt_text(q, 2, file_sha);
	stmt_text(q, 3, map_sha);
	stmt_int(q, 4, clock_now(s->clock));
	stmt_text(q, 5, str_or_empty(s->staff));
	stmt_text(q, 6, stage);
	stmt_int(q, 7, s->action);
	if (!stmt_run(q, err))
		return 0;
	int64_t id = db_last_id(s->db);
	q = db_stmt(s->db, "UPDATE action SET import = ?2 WHERE id = ?1", err);
	if (!q)
		return 0;
	stmt_int(q, 1, s->action);
	stmt_int(q, 2, id);
	if (!stmt_run(q, err))
		return 0;
	s->import = id;
	job->import = id;
	return id;
}

bool store_import_set(struct store *s, const struct import_row *r, struct err *err)
{
	need_action(s);
	struct stmt *q = db_stmt(s->db,
				 "UPDATE import SET state = ?2, stage = ?3, cursor = ?4, "
				 "added = ?5, changed = ?6, same = ?7, skipped = ?8 WHERE id = ?1",
				 err);
	if (!q)
		return false;
	stmt_int(q, 1, r->id);
	stmt_text(q, 2, states[r->state].key);
	stmt_text(q, 3, r->stage);
	stmt_text(q, 4, r->cursor);
	stmt_int(q, 5, r->added);
	stmt_int(q, 6, r->changed);
	stmt_int(q, 7, r->same);
	stmt_int(q, 8, r->skipped);
	return stmt_run(q, err);
}

#define IMPORT_COLUMNS \
	"id, action, name, file_sha, map_sha, staff, stage, cursor, at, state, added, changed, " \
	"same, skipped"

static void read_import(struct stmt *q, struct import_row *r)
{
	*r = (struct import_row){
		.id = col_int(q, 0),
		.action = col_int(q, 1),
		.name = mem_strdup(col_text(q, 2)),
		.file_sha = mem_strdup(col_text(q, 3)),
		.map_sha = mem_strdup(col_text(q, 4)),
		.staff = mem_strdup(col_text(q, 5)),
		.stage = mem_strdup(col_text(q, 6)),
		.cursor = mem_strdup(col_text(q, 7)),
		.at = col_int(q, 8),
		.added = col_int(q, 10),
		.changed = col_int(q, 11),
		.same = col_int(q, 12),
		.skipped = col_int(q, 13),
	};
	r->state = IMPORT_STORED;
	for (size_t i = 0; i < ARRAY_SIZE(states); i++)
		if (str_eq(states[i].key, col_text(q, 9)))
			r->state = (enum import_state)i;
}

void import_row_release(struct import_row *r)
{
	free(r->name);
	free(r->file_sha);
	free(r->map_sha);
	free(r->staff);
	free(r->stage);
	free(r->cursor);
	*r = (struct import_row){ 0 };
}

bool store_import(struct store *s, int64_t import, struct import_row *out, struct err *err)
{
	struct stmt *q = db_stmt(s->db, "SELECT " IMPORT_COLUMNS " FROM import WHERE id = ?1", err);

	*out = (struct import_row){ 0 };
	if (!q)
		return false;
	stmt_int(q, 1, import);
	enum step step = stmt_step(q, err);
	if (step == STEP_ROW)
		read_import(q, out);
	stmt_done(q);
	if (step == STEP_DONE)
		return err_set(err, ERR_NO_MATCH,
			       _("there is no import i%lld; revisit import --list shows them"),
			       (long long)import);
	if (step == STEP_ROW && out->action == 0) {
		/* Of a time when the import did not name its action. */
		q = db_stmt(s->db, "SELECT min(id) FROM action WHERE import = ?1", err);
		if (!q)
			return false;
		stmt_int(q, 1, import);
		if (stmt_step(q, err) == STEP_ROW)
			out->action = col_int(q, 0);
		stmt_done(q);
	}
	return step == STEP_ROW;
}

int64_t store_import_open(struct store *s)
{
	return db_number(s->db,
			 "SELECT id FROM import WHERE state IN ('applying', 'taking back', "
			 "'undoing') ORDER BY id LIMIT 1",
			 0);
}

bool store_imports(struct store *s, bool (*row)(const struct import_row *r, void *arg), void *arg,
		   struct err *err)
{
	struct stmt *q = db_stmt(s->db, "SELECT " IMPORT_COLUMNS " FROM import ORDER BY id DESC",
				 err);
	enum step step = STEP_DONE;
	bool more = q != NULL;

	while (more && (step = stmt_step(q, err)) == STEP_ROW) {
		struct import_row r;
		read_import(q, &r);
		more = row(&r, arg);
		import_row_release(&r);
	}
	stmt_done(q);
	return q && step != STEP_ERROR;
}

bool store_import_patients(struct store *s, int64_t import, int64_t after, int limit,
			   void (*found)(int64_t line, int64_t id, void *arg), void *arg,
			   struct err *err)
{
	enum step step;
	struct stmt *q = db_stmt(s->db,
				 "SELECT line, id FROM patient WHERE import = ?1 AND id > ?2 "
				 "ORDER BY id LIMIT ?3",
				 err);
	if (!q)
		return false;
	stmt_int(q, 1, import);
	stmt_int(q, 2, after);
	stmt_int(q, 3, limit);
	while ((step = stmt_step(q, err)) == STEP_ROW)
		found(col_int(q, 0), col_int(q, 1), arg);
	stmt_done(q);
	return step == STEP_DONE;
}

static bool touched(struct store *s, const char *sql, int64_t action, const struct record *rec,
		    int64_t row)
{
	struct stmt *q = db_stmt(s->db, sql, NULL);

	if (!q)
		return false;
	stmt_text(q, 1, rec->table);
	stmt_int(q, 2, row);
	stmt_int(q, 3, action);
	bool found = stmt_step(q, NULL) == STEP_ROW;
	stmt_done(q);
	return found;
}

bool store_action_touched(struct store *s, int64_t action, const struct record *rec, int64_t row)
{
	return touched(s, "SELECT 1 FROM change WHERE tbl = ?1 AND row = ?2 AND action = ?3 LIMIT 1",
		       action, rec, row);
}

bool store_changed_later(struct store *s, int64_t action, const struct record *rec, int64_t row)
{
	return touched(s, "SELECT 1 FROM change WHERE tbl = ?1 AND row = ?2 AND action > ?3 LIMIT 1",
		       action, rec, row);
}
