#include "revisit/store/schema.h"
#include "revisit/base/i18n.h"

static const struct {
	const char *name, *sql;
} migrations[] = {
#include "schema.inc"
};

/* Above this size a look at every page would be felt at the start; `revisit check` does it. */
enum { QUICK_CHECK_BYTES = 4 << 20 };

int schema_latest(void)
{
	return (int)ARRAY_SIZE(migrations);
}

static bool pragma(struct db *db, const char *sql, int64_t *n, struct err *err)
{
	struct stmt *s = db_stmt(db, sql, err);
	enum step step = s ? stmt_step(s, err) : STEP_ERROR;

	if (step == STEP_ROW)
		*n = col_int(s, 0);
	stmt_done(s);
	return step != STEP_ERROR;
}

static bool sound(struct db *db, const char *path, struct err *err)
{
	struct pos pos = { .file = path };
	int64_t pages = 0;
	int64_t size = 0;

	if (!pragma(db, "PRAGMA page_count", &pages, err) ||
	    !pragma(db, "PRAGMA page_size", &size, err))
		return false;
	if (pages * size > QUICK_CHECK_BYTES)
		return true;
	struct stmt *s = db_stmt(db, "PRAGMA quick_check(1)", err);
	enum step step = s ? stmt_step(s, err) : STEP_ERROR;
	bool ok = step == STEP_ROW && strcmp(str_or_empty(col_text(s, 0)), "ok") == 0;
	if (step == STEP_ROW && !ok)
		err_at(err, ERR_DAMAGED, &pos,
		       _("the database is damaged; restore the last backup (%s)"),
		       str_or_empty(col_text(s, 0)));
	stmt_done(s);
	return ok;
}

int schema_version(struct db *db, const char *path, struct err *err)
{
	struct pos pos = { .file = path };
	int64_t id = 0;
	int64_t version = 0;

	if (!pragma(db, "PRAGMA application_id", &id, err) ||
	    !pragma(db, "PRAGMA user_version", &version, err))
		return -1;
	if (id != SCHEMA_APPLICATION_ID || version < 1) {
		err_at(err, ERR_FOREIGN, &pos, _("this is not a revisit database"));
		return -1;
	}
	if (version > schema_latest()) {
		err_at(err, ERR_NEWER, &pos,
		       _("a newer revisit has written this database (version %lld, this program knows %d): "
			 "use the newer program"),
		       (long long)version, schema_latest());
		return -1;
	}
	return sound(db, path, err) ? (int)version : -1;
}

bool schema_migrate(struct db *db, int from, int to, struct err *err)
{
	char pragmas[96];

	/* What an index of millions of rows is sorted in would not fit everybody's memory. */
	if (from > 0 && !db_exec(db, "PRAGMA temp_store = FILE", err))
		return false;
	if (!db_exec(db, "BEGIN IMMEDIATE", err))
		return false;
	/* Another terminal may have migrated while this one waited for the lock. */
	int now = (int)db_number(db, "PRAGMA user_version", from);
	if (now < from)
		now = from;
	snprintf(pragmas, sizeof(pragmas), "PRAGMA application_id = %d; PRAGMA user_version = %d",
		 SCHEMA_APPLICATION_ID, to > now ? to : now);
	bool ok = true;
	for (int i = now; ok && i < to; i++)
		ok = db_exec(db, migrations[i].sql, err);
	ok = ok && db_exec(db, pragmas, err) && db_exec(db, "COMMIT", err);
	if (!ok)
		db_exec(db, "ROLLBACK", NULL);
	if (from > 0)
		db_exec(db, "PRAGMA temp_store = MEMORY", NULL);
	return ok;
}
