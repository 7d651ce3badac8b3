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
	} built[32];
	size_t i = 0;

	while (built[i].rec && built[i].rec != rec)
		BUG_IF(++i == ARRAY_SIZE(built));
	if (built[i].rec)
		return built[i].text;
	struct str sql;
	str_init(&sql);
	str_addf(&sql, "INSERT INTO %s (id, ver", rec->table);
	for (size_t f = 0; f < rec->n_fields; f++)
		str_addf(&sql, ", %s", rec->fields[f].name);
	str_add(&sql, ") VALUES (?1, ?2");
	for (size_t f = 0; f < rec->n_fields; f++)
		str_addf(&sql, ", ?%zu", f + 3);
	str_add(&sql, ")");
	BUG_IF(sql.len >= sizeof(built[i].text));
	snprintf(built[i].text, sizeof(built[i].text), "%s", sql.p);
	built[i].rec = rec;
	str_release(&sql);
	return built[i].text;
}

void row_json(struct str *out, const struct record *rec, const void *row)
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

bool insert_row(struct store *s, const struct record *rec, void *row, struct err *err)
{
	struct row *head = row;
	struct stmt *q = db_stmt(s->db, insert_sql(rec), err);

	if (!q)
		return false;
	if (head->id)
		stmt_int(q, 1, head->id);
	stmt_int(q, 2, head->ver);
	for (size_t i = 0; i < rec->n_fields; i++)
		bind_field(q, (int)i + 3, &rec->fields[i], row);
	if (!stmt_run(q, err))
		return false;
	head->id = db_last_id(s->db);
	return true;
}

static size_t place_of(const struct record *rec)
{
	size_t i = 0;

	while (records[i] && records[i] != rec)
		i++;
	return i;
}

/* SQLite gives the number of a deleted last row out again; then what the journal tells of the old
 * one would be told of the new one, and undo could not bring the old one back.  0: any will do.
 * Numbers only grow, so one look serves all inserts until something is deleted. */
static int64_t unused_id(struct store *s, const struct record *rec)
{
	char sql[160];
	uint32_t bit = 1u << place_of(rec);
	int64_t id = 0;

	if (s->ids_known & bit)
		return 0;
	s->ids_known |= bit;
	snprintf(sql, sizeof(sql),
		 "SELECT (SELECT max(row) FROM change WHERE tbl = '%s') + 1 AS n WHERE n > "
		 "(SELECT coalesce(max(id), 0) + 1 FROM %s)",
		 rec->table, rec->table);
	struct stmt *q = db_stmt(s->db, sql, NULL);
	if (q && stmt_step(q, NULL) == STEP_ROW)
		id = col_int(q, 0);
	stmt_done(q);
	return id;
}

bool store_insert(struct store *s, const struct record *rec, void *row, struct err *err)
{
	struct row *head = row;

	need_action(s);
	BUG_IF(head->id != 0);
	head->id = unused_id(s, rec);
	head->ver = 1;
	if (!insert_row(s, rec, row, err)) {
		*head = (struct row){ 0 };
		return false;
	}
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

/* A row that the open import made itself: it goes with the import, so how it came to be needs no
 * journal. */
static bool is_own(const struct store *s, const struct record *rec, const void *stored)
{
	const struct field *f = s->import && s->bulk ? record_field(rec, "import") : NULL;

	return f && field_number(f, stored) == s->import;
}

bool write_differences(struct store *s, const struct record *rec, const void *row,
		       const void *stored, bool quiet, bool *changed, struct err *err)
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
		ok = stmt_run(q, err) && (quiet || journal_change(s, rec->table, head->id, "update",
								  before.p, after.p, err));
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
	ok = ok && write_differences(s, rec, row, stored, is_own(s, rec, stored), changed,
				     err);
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
	s->ids_known = 0;
	if (ok)
		bulk_note(s, rec, stored, NULL);
	str_release(&before);
	record_release(rec, stored);
	free(stored);
	return ok;
}
