/* The words of the clinic: visit kinds, tags, reasons, doctors.  Which action made one known by
 * typing it stands in the journal, so that undo can tell a slip of the finger from a word of the
 * clinic's own. */
#include "revisit/base/json.h"
#include "revisit/store/columns.h"
#include "restore.h"

/* A slip is seen soon; so the search through what came since stays short. */
enum { LATELY = 1000 };

static void word_json(struct str *out, const char *kind, const char *key)
{
	struct json j;

	json_init(&j, out);
	json_object(&j);
	json_key(&j, "kind");
	json_text(&j, kind);
	json_key(&j, "key");
	json_text(&j, key);
	json_end_object(&j);
}

bool store_vocab_add(struct store *s, const char *kind, const char *key, const char *origin,
		     struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "INSERT INTO vocab (kind, key, origin) VALUES (?1, ?2, ?3) "
				 "ON CONFLICT DO NOTHING",
				 err);
	if (!q)
		return false;
	stmt_text(q, 1, kind);
	stmt_text(q, 2, key);
	stmt_text(q, 3, origin);
	if (!stmt_run(q, err))
		return false;
	if (db_changes(s->db) > 0 && strcmp(origin, "desk") == 0) {
		struct str word;
		str_init(&word);
		word_json(&word, kind, key);
		journal_word(s, word.p);
		str_release(&word);
	}
	return true;
}

bool store_vocab_has(struct store *s, const char *kind, const char *key)
{
	struct stmt *q = db_stmt(s->db, "SELECT 1 FROM vocab WHERE kind = ?1 AND key = ?2", NULL);

	if (!q)
		return false;
	stmt_text(q, 1, kind);
	stmt_text(q, 2, key);
	bool has = stmt_step(q, NULL) == STEP_ROW;
	stmt_done(q);
	return has;
}

static bool list_vocab(struct store *s, const char *sql, const char *kind, struct strlist *out,
		       struct err *err)
{
	struct stmt *q = db_stmt(s->db, sql, err);
	enum step step;

	if (!q)
		return false;
	stmt_text(q, 1, kind);
	while ((step = stmt_step(q, err)) == STEP_ROW)
		strlist_add(out, str_or_empty(col_text(q, 0)));
	stmt_done(q);
	return step == STEP_DONE;
}

bool store_vocab(struct store *s, const char *kind, struct strlist *out, struct err *err)
{
	if (strcmp(kind, "tag") != 0)
		return store_vocab_keys(s, kind, out, err);
	return list_vocab(s,
			  "SELECT key, (SELECT count(*) FROM patient_tag WHERE tag = key) AS n "
			  "FROM vocab WHERE kind = ?1 ORDER BY n DESC, key",
			  kind, out, err);
}

bool store_vocab_keys(struct store *s, const char *kind, struct strlist *out, struct err *err)
{
	return list_vocab(s, "SELECT key FROM vocab WHERE kind = ?1 ORDER BY key", kind, out, err);
}

/* --- slips of the finger --- */

/* The action that made it known, when that is not long ago; 0. */
static int64_t made_by(struct store *s, const char *kind, const char *key)
{
	struct str word;
	int64_t action = 0;
	struct stmt *q =
		db_stmt(s->db,
			"SELECT max(c.action) FROM change c JOIN vocab v ON v.kind = ?3 AND "
			"v.key = ?4 AND v.origin = 'desk' WHERE c.tbl = 'vocab' AND c.row = 0 "
			"AND c.action > ?2 AND c.after = ?1",
			NULL);

	if (!q)
		return 0;
	str_init(&word);
	word_json(&word, kind, key);
	stmt_text(q, 1, word.p);
	stmt_int(q, 2, s->action - LATELY);
	stmt_text(q, 3, kind);
	stmt_text(q, 4, key);
	if (stmt_step(q, NULL) == STEP_ROW)
		action = col_int(q, 0);
	stmt_done(q);
	str_release(&word);
	return action;
}

static bool finds(struct stmt *q, const char *key, int64_t since)
{
	if (!q)
		return true;
	stmt_int(q, 1, since);
	if (key)
		stmt_text(q, 2, key);
	bool found = stmt_step(q, NULL) != STEP_DONE;
	stmt_done(q);
	return found;
}

/* Whether a row that was written since it is known uses it. */
static bool is_used_in(struct store *s, const struct record *rec, const struct field *f,
		       const char *key, int64_t since)
{
	char sql[240];

	snprintf(sql, sizeof(sql),
		 "SELECT 1 FROM change c JOIN %s x ON x.id = c.row WHERE c.action >= ?1 AND "
		 "+c.tbl = '%s' AND x.\"%s\" = ?2 LIMIT 1",
		 rec->table, rec->table, f->name);
	return finds(db_stmt(s->db, sql, NULL), key, since);
}

static bool is_used(struct store *s, const char *kind, const char *key, int64_t since)
{
	/* Of what an import made the journal keeps nothing. */
	if (finds(db_stmt(s->db, "SELECT 1 FROM import WHERE action > ?1 LIMIT 1", NULL), NULL,
		  since))
		return true;
	for (size_t i = 0; records[i]; i++)
		for (size_t k = 0; k < records[i]->n_fields; k++) {
			const struct field *f = &records[i]->fields[k];
			if (f->type == FIELD_VOCAB && strcmp(f->vocab, kind) == 0 &&
			    is_used_in(s, records[i], f, key, since))
				return true;
		}
	return false;
}

static bool forget_slip(struct store *s, const char *kind, const char *key, struct err *err)
{
	int64_t made = made_by(s, kind, key);

	if (!made || is_used(s, kind, key, made))
		return true;
	struct stmt *q = db_stmt(s->db, "DELETE FROM vocab WHERE kind = ?1 AND key = ?2", err);
	if (!q)
		return false;
	stmt_text(q, 1, kind);
	stmt_text(q, 2, key);
	return stmt_run(q, err);
}

bool settle_words(struct store *s, const struct recipe_row *r, struct err *err)
{
	for (size_t i = 0; i < r->rec->n_fields; i++) {
		const struct field *f = &r->rec->fields[i];
		if (f->type != FIELD_VOCAB || !r->touched[i])
			continue;
		if (r->was && !field_is_missing(f, r->before) &&
		    !store_vocab_add(s, f->vocab, field_text_of(f, r->before), "desk", err))
			return false;
		if (r->is && !field_is_missing(f, r->after) &&
		    !forget_slip(s, f->vocab, field_text_of(f, r->after), err))
			return false;
	}
	return true;
}
