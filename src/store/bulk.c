/* Bulk loading: whom it touched is noted in memory and marked at the end. */
#include "revisit/store/bulk.h"
#include "revisit/base/i18n.h"
#include "revisit/store/columns.h"
#include "idset.h"

/* 0 is nobody. */
static void id_add(struct idset *set, int64_t id)
{
	if (id != 0)
		idset_add(set, id);
}

/* Runs `sql` with each id of the set as its ?1, in order of the ids, and empties the set. */
static bool id_set_spill(struct store *s, struct idset *set, const char *sql, struct err *err)
{
	struct stmt *q = db_stmt(s->db, sql, err);
	int64_t *ids = idset_list(set);
	bool ok = q != NULL;

	for (size_t i = 0; ok && i < set->n; i++) {
		stmt_reset(q);
		stmt_int(q, 1, ids[i]);
		ok = stmt_step(q, err) == STEP_DONE;
	}
	stmt_done(q);
	free(ids);
	idset_release(set);
	return ok;
}

/* --- noting --- */

struct bulk_state {
	struct idset written;    /* patients of rows written: they and all whom they concern */
	struct idset households; /* all of these */
	struct idset others;     /* these patients and their households */
	struct idset stale;      /* whose search keys changed */
	struct strlist put_off;   /* indexes and triggers to make at the end, as SQL */
	int64_t added;            /* patients, which the trigger did not count */
	bool later;               /* the keys wait for a key_load */
	bool was_empty;           /* there was no patient before */
};

static int64_t number_of(const struct record *rec, const char *name, const void *row)
{
	const struct field *f = row ? record_field(rec, name) : NULL;

	return f ? field_number(f, row) : 0;
}

/* As in the trigger patient_search_update. */
static bool keys_differ(const void *before, const void *after)
{
	static const char *const searched[] = { "chart_no",    "status",         "name",
						"family",      "given",          "preferred",
						"second_name", "reading",        "birth_day",
						"address",     "birth_precision", "guardian",
						"salutation",  "id_number" };

	for (size_t i = 0; i < ARRAY_SIZE(searched); i++)
		if (!field_equal(record_field(&record_patient, searched[i]), before, after))
			return true;
	return false;
}

static void note_patient(struct bulk_state *b, const struct patient *before,
			 const struct patient *after)
{
	const struct patient *one = after ? after : before;

	if (!one)
		return;
	id_add(&b->written, one->row.id);
	b->added += !before && after->status != PATIENT_MERGED;
	if (before && (!after || before->household != after->household))
		id_add(&b->households, before->household);
	if (before && (!after || before->referrer != after->referrer))
		id_add(&b->others, before->referrer);
	if (!before || !after || keys_differ(before, after))
		id_add(&b->stale, one->row.id);
}

void bulk_note(struct store *s, const struct record *rec, const void *before, const void *after)
{
	struct bulk_state *b = s->loading;
	const void *both[] = { before, after };

	if (!b)
		return;
	if (rec == &record_patient) {
		note_patient(b, before, after);
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(both); i++) {
		int64_t patient = number_of(rec, "patient", both[i]);
		id_add(&b->written, patient);
		if (rec == &record_contact || rec == &record_patient_tag)
			id_add(&b->stale, patient);
		if (rec == &record_alert)
			id_add(&b->households, number_of(rec, "household", both[i]));
	}
}

void bulk_forget(struct store *s)
{
	struct bulk_state *b = s->loading;

	if (!b)
		return;
	idset_release(&b->written);
	idset_release(&b->households);
	idset_release(&b->others);
	idset_release(&b->stale);
	strlist_release(&b->put_off);
	free(b);
	s->loading = NULL;
}

/* --- marking --- */

void store_bulk_keys_later(struct store *s)
{
	BUG_IF(!s->loading);
	s->loading->later = true;
}

bool store_bulk_begin(struct store *s, struct err *err)
{
	need_action(s);
	if (s->loading)
		BUG("a load inside a load");
	if (!db_exec(s->db,
		     "INSERT INTO bulk (id) VALUES (1);"
		     "CREATE TEMP TABLE IF NOT EXISTS wrote (patient INTEGER PRIMARY KEY);"
		     "CREATE TEMP TABLE IF NOT EXISTS wrote_home (household INTEGER PRIMARY KEY)",
		     err))
		return false;
	s->loading = mem_alloc(sizeof(*s->loading));
	strlist_init(&s->loading->put_off);
	s->loading->was_empty = db_number(s->db, "SELECT EXISTS (SELECT 1 FROM patient)", 1) == 0;
	return true;
}

/* The same as the triggers would have marked: whoever came into a household, or left it, meanwhile
 * was written too, so those who are together now are enough. */
static bool mark(struct store *s, struct err *err)
{
	struct bulk_state *b = s->loading;

	if (!id_set_spill(s, &b->stale,
			  b->later ?
				  "INSERT INTO search_later (patient) VALUES (?1) "
				  "ON CONFLICT (patient) DO UPDATE SET taken = 0" :
				  "INSERT INTO search_stale (patient) VALUES (?1) ON CONFLICT DO NOTHING",
			  err))
		return false;
	/* Nobody is concerned who was not written. */
	if (b->was_empty)
		return id_set_spill(
			s, &b->written,
			"INSERT INTO dirty (patient) VALUES (?1) ON CONFLICT DO NOTHING", err);
	return id_set_spill(s, &b->written, "INSERT INTO wrote (patient) VALUES (?1)", err) &&
	       id_set_spill(s, &b->households, "INSERT INTO wrote_home (household) VALUES (?1)",
			    err) &&
	       id_set_spill(s, &b->others,
			    "INSERT INTO dirty (patient) SELECT ?1 UNION SELECT o.id FROM patient r "
			    "JOIN patient o ON o.household = r.household WHERE r.id = ?1 "
			    "ON CONFLICT DO NOTHING",
			    err) &&
	       db_exec(s->db,
		       "INSERT INTO dirty (patient) SELECT patient FROM wrote WHERE true "
		       "ON CONFLICT DO NOTHING;"
		       "INSERT INTO dirty (patient) SELECT concerned FROM concerns "
		       "WHERE patient IN (SELECT patient FROM wrote) ON CONFLICT DO NOTHING;"
		       "INSERT INTO dirty (patient) SELECT id FROM patient "
		       "WHERE household IN (SELECT household FROM wrote_home) "
		       "ON CONFLICT DO NOTHING;"
		       "DELETE FROM wrote; DELETE FROM wrote_home",
		       err);
}

/* Into an empty table the others that count may have been put off too. */
static bool count_patients(struct store *s, struct err *err)
{
	const struct bulk_state *b = s->loading;

	if (!b->was_empty && !b->added)
		return true;
	struct stmt *q = db_stmt(s->db,
				 b->was_empty ? "UPDATE counter SET next = (SELECT count(*) FROM "
						"patient WHERE status <> 'merged') "
						"WHERE name = 'patients'"
					      : "UPDATE counter SET next = next + ?1 "
						"WHERE name = 'patients'",
				 err);
	if (!q)
		return false;
	if (!b->was_empty)
		stmt_int(q, 1, b->added);
	return stmt_run(q, err);
}

bool store_bulk_end(struct store *s, struct err *err)
{
	bool ok = true;

	need_action(s);
	if (!s->loading)
		return true;
	for (size_t i = 0; ok && i < s->loading->put_off.n; i++)
		ok = db_exec(s->db, s->loading->put_off.v[i], err);
	ok = ok && mark(s, err) && count_patients(s, err) &&
	     db_exec(s->db, "DELETE FROM bulk", err);
	bulk_forget(s);
	return ok;
}

/* --- indexes and triggers --- */

static bool is_empty(struct store *s, const struct record *rec)
{
	char *sql = mem_printf("SELECT EXISTS (SELECT 1 FROM %s)", rec->table);
	bool empty = db_number(s->db, sql, 1) == 0;

	free(sql);
	return empty;
}

/* A row after the other at its end, or seldom in it at all: kept up to date for less than building
 * it costs. */
static bool comes_sorted(const char *sql)
{
	return strncmp(sql, "CREATE TRIGGER", 14) != 0 &&
	       (strstr(sql, "(patient") || strstr(sql, " IS NOT NULL"));
}

static bool put_off(struct store *s, const struct record *rec, enum bulk_order order,
		    struct err *err)
{
	struct strlist *list = &s->loading->put_off;
	struct strlist names;
	enum step step;
	struct stmt *q = db_stmt(s->db,
				 "SELECT type || ' ' || name, sql FROM sqlite_schema "
				 "WHERE type IN ('index', 'trigger') AND tbl_name = ?1 AND sql IS "
				 "NOT NULL ORDER BY name",
				 err);
	if (!q)
		return false;
	strlist_init(&names);
	stmt_text(q, 1, rec->table);
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		if (order == BULK_BY_PATIENT && comes_sorted(col_text(q, 1)))
			continue;
		strlist_add(&names, col_text(q, 0));
		strlist_add(list, col_text(q, 1));
	}
	stmt_done(q);
	bool ok = step == STEP_DONE;
	for (size_t i = 0; ok && i < names.n; i++) {
		char *sql = mem_printf("DROP %s", names.v[i]);
		ok = db_exec(s->db, sql, err);
		free(sql);
	}
	strlist_release(&names);
	return ok;
}

bool store_bulk_links_ahead(struct store *s, struct err *err)
{
	BUG_IF(!s->loading);
	return db_exec(s->db, "PRAGMA defer_foreign_keys = ON", err);
}

bool store_bulk_without_indexes(struct store *s, enum bulk_order order, struct err *err)
{
	bool ok = true;

	BUG_IF(!s->loading);
	for (size_t i = 0; ok && records[i]; i++)
		if (is_empty(s, records[i]))
			ok = put_off(s, records[i], order, err);
	return ok;
}
