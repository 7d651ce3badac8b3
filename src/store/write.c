/* The only writers of records: each row written leaves its change in the journal. */
#include "revisit/base/i18n.h"
#include "revisit/base/json.h"
#include "revisit/store/bulk.h"
#include "revisit/store/columns.h"

/* One pair of texts a record type, built once. */
static const char *insert_sql(const struct record *rec)
{
	static struct {
		const struct record *rec;
		char text[2048];
	} built[16];
	size_t i = 0;

	while (built[i].rec && built[i].rec != rec)
		BUG_IF(++i == ARRAY_SIZE(built));
	if (built[i].rec)
		return built[i].text;
	struct str sql;
	str_init(&sql);
	str_addf(&sql, "INSERT INTO %s (", rec->table);
	for (size_t f = 0; f < rec->n_fields; f++)
		str_addf(&sql, "%s%s", f ? ", " : "", rec->fields[f].name);
	str_add(&sql, ") VALUES (");
	for (size_t f = 0; f < rec->n_fields; f++)
		str_addf(&sql, "%s?%zu", f ? ", " : "", f + 1);
	str_add(&sql, ")");
	BUG_IF(sql.len >= sizeof(built[i].text));
	snprintf(built[i].text, sizeof(built[i].text), "%s", sql.p);
	built[i].rec = rec;
	str_release(&sql);
	return built[i].text;
}

static void row_json(struct str *out, const struct record *rec, const void *row)
{
	struct json j;

	json_init(&j, out);
	json_object(&j);
	for (size_t i = 0; i < rec->n_fields; i++) {
		const struct field *f = &rec->fields[i];
		if (field_is_missing(f, row))
			continue;
		struct str literal;
		str_init(&literal);
		field_json(&literal, f, row);
		json_key(&j, f->name);
		json_raw(&j, literal.p);
		str_release(&literal);
	}
	json_end_object(&j);
}

bool store_insert(struct store *s, const struct record *rec, void *row, struct err *err)
{
	struct row *head = row;

	need_action(s);
	BUG_IF(head->id != 0);
	struct stmt *q = db_stmt(s->db, insert_sql(rec), err);
	if (!q)
		return false;
	for (size_t i = 0; i < rec->n_fields; i++)
		bind_field(q, (int)i + 1, &rec->fields[i], row);
	if (!stmt_run(q, err))
		return false;
	head->id = db_last_id(s->db);
	head->ver = 1;
	bulk_note(s, rec, NULL, row);
	if (s->bulk)
		return true;
	struct str after;
	str_init(&after);
	row_json(&after, rec, row);
	bool ok = journal_change(s, rec->table, head->id, "insert", NULL, after.p, err);
	str_release(&after);
	return ok;
}

static bool write_differences(struct store *s, const struct record *rec, const void *row,
			      const void *stored, bool *changed, struct err *err)
{
	struct str sql;
	struct str before;
	struct str after;
	struct json jb;
	struct json ja;
	size_t differ[64];
	size_t n = 0;

	BUG_IF(rec->n_fields > ARRAY_SIZE(differ));
	for (size_t i = 0; i < rec->n_fields; i++)
		if (!field_equal(&rec->fields[i], row, stored))
			differ[n++] = i;
	*changed = n > 0;
	if (n == 0)
		return true;
	str_init(&sql);
	str_init(&before);
	str_init(&after);
	json_init(&jb, &before);
	json_init(&ja, &after);
	json_object(&jb);
	json_object(&ja);
	str_addf(&sql, "UPDATE %s SET ver = ver + 1", rec->table);
	for (size_t i = 0; i < n; i++) {
		const struct field *f = &rec->fields[differ[i]];
		str_addf(&sql, ", %s = ?%zu", f->name, i + 2);
		json_key(&jb, f->name);
		field_json(&before, f, stored);
		jb.comma = true;
		json_key(&ja, f->name);
		field_json(&after, f, row);
		ja.comma = true;
	}
	json_end_object(&jb);
	json_end_object(&ja);
	str_add(&sql, " WHERE id = ?1");
	struct stmt *q = db_stmt(s->db, sql.p, err);
	bool ok = q != NULL;
	if (ok) {
		const struct row *head = row;
		stmt_int(q, 1, head->id);
		for (size_t i = 0; i < n; i++)
			bind_field(q, (int)i + 2, &rec->fields[differ[i]], row);
		ok = stmt_run(q, err) &&
		     journal_change(s, rec->table, head->id, "update", before.p, after.p, err);
	}
	str_release(&sql);
	str_release(&before);
	str_release(&after);
	return ok;
}

bool store_update(struct store *s, const struct record *rec, void *row, bool *changed,
		  struct err *err)
{
	struct row *head = row;
	bool ignored;
	void *stored = mem_alloc(rec->size);

	need_action(s);
	record_init(rec, stored);
	bool ok = store_get(s, rec, head->id, stored, err);
	if (ok && ((struct row *)stored)->ver != head->ver)
		ok = err_set(err, ERR_CONFLICT,
			     _("somebody else changed this meanwhile; look at it again and repeat"));
	if (!changed)
		changed = &ignored;
	ok = ok && write_differences(s, rec, row, stored, changed, err);
	if (ok && *changed) {
		head->ver++;
		bulk_note(s, rec, stored, row);
	}
	record_release(rec, stored);
	free(stored);
	return ok;
}

bool store_delete(struct store *s, const struct record *rec, int64_t id, struct err *err)
{
	void *stored = mem_alloc(rec->size);
	char sql[96];
	struct str before;

	need_action(s);
	record_init(rec, stored);
	str_init(&before);
	bool ok = store_get(s, rec, id, stored, err);
	if (ok)
		row_json(&before, rec, stored);
	snprintf(sql, sizeof(sql), "DELETE FROM %s WHERE id = ?1", rec->table);
	struct stmt *q = ok ? db_stmt(s->db, sql, err) : NULL;
	if (q)
		stmt_int(q, 1, id);
	ok = q && stmt_run(q, err) && journal_change(s, rec->table, id, "delete", before.p, NULL, err);
	if (ok)
		bulk_note(s, rec, stored, NULL);
	str_release(&before);
	record_release(rec, stored);
	free(stored);
	return ok;
}

int64_t store_import_new(struct store *s, const char *name, const char *file_sha,
			 const char *map_sha, struct err *err)
{
	need_action(s);
	struct stmt *q = db_stmt(s->db,
				 "INSERT INTO import (name, file_sha, map_sha, at, staff, state) "
				 "VALUES (?1, ?2, ?3, ?4, ?5, 'applying')",
				 err);
	if (!q)
		return 0;
	stmt_text(q, 1, name);
	stmt_text(q, 2, file_sha);
	stmt_text(q, 3, map_sha);
	stmt_int(q, 4, clock_now(s->clock));
	stmt_text(q, 5, str_or_empty(s->staff));
	if (!stmt_run(q, err))
		return 0;
	int64_t id = db_last_id(s->db);
	q = db_stmt(s->db, "UPDATE action SET import = ?2 WHERE id = ?1", err);
	if (!q)
		return 0;
	stmt_int(q, 1, s->action);
	stmt_int(q, 2, id);
	return stmt_run(q, err) ? id : 0;
}

bool store_import_done(struct store *s, int64_t import, int64_t added, int64_t changed,
		       int64_t same, int64_t skipped, struct err *err)
{
	need_action(s);
	struct stmt *q = db_stmt(s->db,
				 "UPDATE import SET state = 'done', added = ?2, changed = ?3, same = ?4, "
				 "skipped = ?5 WHERE id = ?1",
				 err);
	if (!q)
		return false;
	stmt_int(q, 1, import);
	stmt_int(q, 2, added);
	stmt_int(q, 3, changed);
	stmt_int(q, 4, same);
	stmt_int(q, 5, skipped);
	return stmt_run(q, err);
}
