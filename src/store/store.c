#include "revisit/store/store.h"
#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/store/schema.h"
#include "revisit/store/search.h"
#include "revisit/store/segments.h"

#include <unistd.h>

int store_schema_latest(void)
{
	return schema_latest();
}

static bool back_up_before(struct store *s, const char *backups, int version, struct err *err)
{
	struct str name;
	day_t day;
	minute_t minute;

	instant_split(clock_now(s->clock), &day, &minute);
	if (!folder_make(backups, err))
		return false;
	str_init(&name);
	str_addf(&name, "before-schema-%d-", schema_latest());
	day_iso(&name, day);
	str_addf(&name, "-%02d%02d-%ld-from-%d.db", minute / 60, minute % 60, (long)getpid(), version);
	char *path = path_join(backups, name.p);
	bool ok = db_backup(s->db, path, err);
	free(path);
	str_release(&name);
	return ok;
}

/* The database and its folder: SQLite writes beside the file too. */
static bool can_write(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? mem_strndup(path, (size_t)(slash - path) + 1) : mem_strdup(".");
	bool ok = access(path, W_OK) == 0 && access(folder, W_OK) == 0;

	free(folder);
	return ok;
}

static bool stands_beside(const char *path, const char *log)
{
	char *beside = mem_printf("%s%s", path, log);
	bool found = access(beside, F_OK) == 0;

	free(beside);
	return found;
}

/* Whether somebody has it open, or was cut off while writing: a log stands beside it. */
static bool in_use(const char *path)
{
	return stands_beside(path, "-wal") || stands_beside(path, "-journal");
}

static int version_of(const char *path, enum db_mode mode, struct err *err)
{
	struct db *db = db_open(path, mode, err);
	int version = db ? schema_version(db, path, err) : -1;

	db_close(db);
	return version;
}

/* Looks at the file first: what is refused is left as it was, with nothing new beside it (SQLite
 * leaves a log behind even when it only reads). */
static int look_once(const char *path, bool writable, struct err *err)
{
	/* What was cut off before it wrote a log of the new kind is rolled back by whoever may write. */
	if (writable && stands_beside(path, "-journal"))
		return version_of(path, DB_WRITE, err);
	if (writable && in_use(path))
		return version_of(path, DB_READ, err);
	int version = version_of(path, DB_FROZEN, err);
	if (version > 0 || !writable || !in_use(path))
		return version;
	/* Somebody opened it meanwhile and may have moved its pages under this look. */
	err_clear(err);
	return version_of(path, DB_READ, err);
}

enum { LOOKS = 5, LOOK_AGAIN_US = 20000 };

/* The last one who had it open takes the log away just when it is looked at: who only reads cannot
 * make a new one, and looks again.  So does who finds damage: others may have opened it, moved its pages
 * and closed it during the one look. */
static int look(const char *path, bool writable, struct err *err)
{
	struct err why = ERR_INIT;
	int version = -1;

	for (int i = 0; i < LOOKS; i++) {
		err_clear(&why);
		version = look_once(path, writable, &why);
		if (version > 0 || !writable ||
		    (why.code != ERR_READ_ONLY && why.code != ERR_DAMAGED))
			break;
		usleep(LOOK_AGAIN_US);
	}
	if (version < 0 && err)
		*err = why;
	return version;
}

bool store_open(struct store *s, const char *path, const char *backups, const struct clock *clock,
		struct err *err)
{
	struct pos pos = { .file = path };

	*s = (struct store){ .clock = clock };
	if (!file_exists(path))
		return err_at(err, ERR_NO_CLINIC, &pos, _("there is no database; make one with revisit init"));
	bool writable = can_write(path);
	int version = look(path, writable, err);
	if (version < 0)
		return false;
	s->db = db_open(path, writable ? DB_WRITE : DB_FROZEN, err);
	if (!writable)
		s->refuse = _("the folder is read-only; nothing can be saved");
	bool ok = s->db != NULL;
	/* A backup put in its place is without a log; readers and writers would hinder each other.
	 * When others are at it just now, the next start does it. */
	if (ok && writable)
		db_exec(s->db, "PRAGMA journal_mode = WAL", NULL);
	if (ok && version < schema_latest() && !writable)
		ok = err_at(err, ERR_READ_ONLY, &pos,
			    _("the database must be brought up to date first, and the folder is read-only"));
	if (ok && version < schema_latest())
		ok = back_up_before(s, backups, version, err) &&
		     schema_migrate(s->db, version, schema_latest(), err);
	/* A migration of the search tables leaves everybody to be indexed. */
	while (ok && writable && version < schema_latest() && store_catch_up(s))
		;
	if (ok)
		return true;
	store_close(s);
	return false;
}

void store_close(struct store *s)
{
	if (s->db && s->action)
		store_rollback(s);
	if (s->db)
		store_rules(s, NULL, NULL);
	if (s->db && s->session && !s->refuse)
		db_exec(s->db, "PRAGMA wal_checkpoint(PASSIVE)", NULL);
	db_close(s->db);
	if (s->beside)
		unlink(s->beside); /* in its place by another name, or given up */
	free(s->path);
	free(s->beside);
	free(s->staff);
	free(s->country);
	*s = (struct store){ 0 };
}

bool store_backup(struct store *s, const char *path, struct err *err)
{
	struct pos pos = { .file = path };

	if (file_exists(path))
		return err_at(err, ERR_EXISTS, &pos, _("there is a file of that name already"));
	return db_backup(s->db, path, err);
}

static bool set_refuse(struct store *s, struct err *err)
{
	return !s->refuse || err_set(err, ERR_READ_ONLY, "%s", s->refuse);
}

char *store_meta(struct store *s, const char *key)
{
	struct stmt *q = db_stmt(s->db, "SELECT value FROM meta WHERE key = ?1", NULL);
	char *value = NULL;

	if (!q)
		return NULL;
	stmt_text(q, 1, key);
	if (stmt_step(q, NULL) == STEP_ROW)
		value = mem_strdup(col_text(q, 0));
	stmt_done(q);
	return value;
}

bool store_meta_set(struct store *s, const char *key, const char *value, struct err *err)
{
	if (!set_refuse(s, err))
		return false;
	struct stmt *q = db_stmt(s->db,
				 "INSERT INTO meta (key, value) VALUES (?1, ?2) "
				 "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
				 err);
	if (!q)
		return false;
	stmt_text(q, 1, key);
	stmt_text(q, 2, value);
	return stmt_run(q, err);
}

int64_t store_counter(struct store *s, const char *name, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "INSERT INTO counter (name, next) VALUES (?1, 2) "
				 "ON CONFLICT (name) DO UPDATE SET next = next + 1 RETURNING next - 1",
				 err);
	int64_t n = -1;

	if (!q)
		return -1;
	stmt_text(q, 1, name);
	if (stmt_step(q, err) == STEP_ROW)
		n = col_int(q, 0);
	stmt_done(q);
	return n;
}

bool store_counter_pass(struct store *s, const char *name, int64_t used, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "INSERT INTO counter (name, next) VALUES (?1, ?2 + 1) "
				 "ON CONFLICT (name) DO UPDATE SET next = max(next, ?2 + 1)",
				 err);
	if (!q)
		return false;
	stmt_text(q, 1, name);
	stmt_int(q, 2, used);
	return stmt_run(q, err);
}
