#include "revisit/store/db.h"
#include "revisit/base/i18n.h"
#include "revisit/date/clock.h"
#include "revisit/store/writer.h"

#include <errno.h>
#include <limits.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

/* Above what an import lets the log grow to: its moving is no desk's business. */
enum { LOG_PAGES = 16000, CACHE_KB = 2000 };
enum { LOOK_MS = 250, TELL_MS = 20, PATIENCE_MS = 10000 };

struct stmt {
	struct db *db;
	sqlite3_stmt *s;
	char *sql;
	bool busy;
	struct stmt *next;
	/* stmt_feed: the row at hand. */
	sqlite3_value **given;
	bool (*row)(void *arg, struct stmt *s);
	void *row_arg;
};

struct db {
	sqlite3 *handle;
	char *path;
	struct stmt *stmts;
	bool (*waiting)(void *arg, const struct db_wait *w);
	void *waiting_arg;
	int patience;
	struct db_wait wait; /* the last one */
	int64_t wait_started, looked, told;
	bool hurried; /* waits for nobody */
	int log_pages; /* in the log, after the last commit */
	int log_most;  /* from so many on a commit moves them into the database */
};

static bool busy(const struct db *db, struct err *err)
{
	struct pos pos = { .file = db->path };
	const struct db_wait *w = &db->wait;
	const char *who = w->staff[0] ? w->staff : w->program;

	if (w->pid && w->stopped)
		return err_at(err, ERR_BUSY, &pos,
			      _("%s is stopped while writing (process %lld); nothing was changed"), who,
			      (long long)w->pid);
	if (w->pid)
		return err_at(err, ERR_BUSY, &pos,
			      _("%s is writing for too long; nothing was changed, try again in a moment"),
			      who);
	return err_at(err, ERR_BUSY, &pos,
		      _("another terminal is writing for too long; nothing was changed, try again in a "
			"moment"));
}

static bool fail(struct db *db, int rc, struct err *err)
{
	struct pos pos = { .file = db->path };
	const char *why = sqlite3_errmsg(db->handle);

	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return busy(db, err);
	case SQLITE_FULL:
		return err_at(err, ERR_NO_SPACE, &pos,
			      _("the disk is full; nothing was changed. Make room and try again"));
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_CANTOPEN:
		return err_at(err, ERR_READ_ONLY, &pos,
			      _("cannot be opened for writing: the folder or the file is read-only"));
	case SQLITE_CORRUPT:
		return err_at(err, ERR_DAMAGED, &pos,
			      _("the database is damaged (%s); restore the last backup"), why);
	case SQLITE_NOTADB:
		return err_at(err, ERR_FOREIGN, &pos, _("this is not a revisit database"));
	case SQLITE_IOERR:
		if (sqlite3_system_errno(db->handle) == ENOSPC)
			return err_at(err, ERR_NO_SPACE, &pos,
				      _("the disk is full; nothing was changed. Make room and try again"));
		return err_at(err, ERR_IO, &pos, _("the disk cannot be read or written: %s"), why);
	case SQLITE_CONSTRAINT:
		return err_at(err, ERR_BAD_VALUE, &pos, _("the database refuses this: %s"), why);
	default:
		return err_at(err, ERR_DB, &pos, "%s", why);
	}
}

/* There is no queue for the lock: who has waited longer asks more often, or newcomers would always
 * be quicker.  Nobody is quick where nothing moves. */
static int pause_us(const struct db_wait *w)
{
	if (w->waited_ms < 10)
		return 1000;
	if (w->idle_ms > 1000)
		return 20000;
	if (w->waited_ms < 500)
		return 8000;
	return w->waited_ms < 2000 ? 3000 : 1000;
}

/* SQLite asks again and again: short sleeps, and the waiting is said aloud. */
static int on_busy(void *arg, int count)
{
	struct db *db = arg;

	int64_t now = boot_now();

	if (db->hurried)
		return 0;
	if (count == 0) {
		db->wait = (struct db_wait){ .busy_since = now, .ticks = -1 };
		db->wait_started = db->looked = db->told = now;
	}
	/* The first moments are everyday life, and not worth asking about. */
	if (count > 5 && now - db->looked >= LOOK_MS) {
		db->looked = now;
		writer_look(db->path, &db->wait);
		now = boot_now();
	}
	db->wait.waited_ms = (int)(now - db->wait_started);
	db->wait.idle_ms = (int)(now - db->wait.busy_since);
	if (db->wait.idle_ms >= db->patience)
		return 0;
	if (db->waiting && now - db->told >= TELL_MS) {
		db->told = now;
		if (!db->waiting(db->waiting_arg, &db->wait))
			return 0;
	}
	usleep((useconds_t)pause_us(&db->wait));
	return 1;
}

static int on_commit(void *arg, sqlite3 *handle, const char *name, int pages)
{
	struct db *db = arg;

	db->log_pages = pages;
	if (pages >= db->log_most)
		sqlite3_wal_checkpoint_v2(handle, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	return SQLITE_OK;
}

static const char feeds[] = "stmt";

static void feed(sqlite3_context *context, int n, sqlite3_value **values)
{
	struct stmt *s = n > 0 ? sqlite3_value_pointer(values[0], feeds) : NULL;

	if (!s)
		return;
	s->given = values + 1;
	sqlite3_result_int(context, s->row(s->row_arg, s));
	s->given = NULL;
}

static bool set_up(struct db *db, enum db_mode mode, struct err *err)
{
	sqlite3_extended_result_codes(db->handle, 1);
	sqlite3_busy_handler(db->handle, on_busy, db);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	db->log_most = LOG_PAGES; /* a safety net: see store_close */
	sqlite3_wal_hook(db->handle, on_commit, db);
	sqlite3_create_function(db->handle, "feed", -1, SQLITE_UTF8 | SQLITE_DIRECTONLY, NULL, feed, NULL,
				NULL);
	if (!db_exec(db, "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"
			 "PRAGMA cell_size_check = ON", err))
		return false;
	if (mode == DB_READ || mode == DB_FROZEN)
		return true;
	/* In one's own new file every page is new: a journal would only hold the few of the schema. */
	if (mode == DB_BUILD)
		return db_exec(db, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY;"
				   "PRAGMA synchronous = OFF; PRAGMA temp_store = FILE;"
				   "PRAGMA cache_size = -32768", err);
	return db_exec(db, "PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY", err);
}

/* A file: URI for a folder nobody can write: SQLite then needs no -wal and no -shm beside it. */
static char *frozen_uri(const char *path)
{
	struct str uri;

	str_init(&uri);
	str_add(&uri, "file:");
	for (const unsigned char *p = (const unsigned char *)path; *p; p++)
		if (strchr("%?#", *p) || *p <= ' ' || *p >= 0x7f)
			str_addf(&uri, "%%%02x", *p);
		else
			str_addc(&uri, (char)*p);
	str_add(&uri, "?immutable=1");
	return uri.p;
}

struct db *db_open(const char *given, enum db_mode mode, struct err *err)
{
	static const int flags[] = {
		[DB_FROZEN] = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI,
		[DB_READ] = SQLITE_OPEN_READONLY,
		[DB_WRITE] = SQLITE_OPEN_READWRITE,
		[DB_CREATE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
		[DB_BUILD] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
	};
	struct db *db = mem_alloc(sizeof(*db));
	char *path = mode == DB_FROZEN ? frozen_uri(given) : mem_strdup(given);

	db->path = mem_strdup(given);
	db->patience = PATIENCE_MS;
	/* Counting what it allocates costs SQLite a lock each time; before the first connection only. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	mode_t mask = umask(077); /* a new file, also a backup, is for its owner alone */
	int rc = sqlite3_open_v2(path, &db->handle, flags[mode] | SQLITE_OPEN_NOMUTEX, NULL);
	umask(mask);
	free(path);
	if (rc == SQLITE_OK && set_up(db, mode, err))
		return db;
	if (rc != SQLITE_OK)
		fail(db, rc, err);
	db_close(db);
	return NULL;
}

const char *db_path(const struct db *db)
{
	return db->path;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	while (db->stmts) {
		struct stmt *next = db->stmts->next;
		sqlite3_finalize(db->stmts->s);
		free(db->stmts->sql);
		free(db->stmts);
		db->stmts = next;
	}
	if (sqlite3_close(db->handle) != SQLITE_OK)
		BUG("a statement outlives its database");
	free(db->path);
	free(db);
}

void db_on_wait(struct db *db, bool (*waiting)(void *arg, const struct db_wait *w), void *arg,
		int patience)
{
	db->waiting = waiting;
	db->waiting_arg = arg;
	db->patience = patience;
}

bool db_begin_if_free(struct db *db)
{
	db->hurried = true;
	bool ok = db_exec(db, "BEGIN IMMEDIATE", NULL);
	db->hurried = false;
	return ok;
}

bool db_exec(struct db *db, const char *sql, struct err *err)
{
	int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK || fail(db, rc, err);
}

struct stmt *db_stmt(struct db *db, const char *sql, struct err *err)
{
	/* The last used stands in front: whoever writes many rows finds theirs at once. */
	for (struct stmt **at = &db->stmts; *at; at = &(*at)->next) {
		struct stmt *s = *at;
		if (s->busy || strcmp(s->sql, sql) != 0)
			continue;
		*at = s->next;
		s->next = db->stmts;
		db->stmts = s;
		s->busy = true;
		return s;
	}
	sqlite3_stmt *compiled;
	int rc = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &compiled, NULL);
	if (rc != SQLITE_OK) {
		struct pos pos = { .file = db->path };
		const char *why = sqlite3_errmsg(db->handle);
		if ((rc & 0xff) == SQLITE_ERROR)
			err_at(err, ERR_DAMAGED, &pos,
			       _("the database lacks a part (%s); restore the last backup"), why);
		else
			fail(db, rc, err);
		return NULL;
	}
	struct stmt *s = mem_alloc(sizeof(*s));
	*s = (struct stmt){ .db = db, .s = compiled, .sql = mem_strdup(sql), .busy = true,
			    .next = db->stmts };
	db->stmts = s;
	return s;
}

void stmt_reset(struct stmt *s)
{
	sqlite3_reset(s->s);
	sqlite3_clear_bindings(s->s);
}

void stmt_done(struct stmt *s)
{
	if (!s)
		return;
	stmt_reset(s);
	s->busy = false;
}

static void check_bind(int rc)
{
	if (rc == SQLITE_NOMEM)
		mem_grow(NULL, SIZE_MAX, 2); /* ends the program as any allocation would */
	BUG_IF(rc != SQLITE_OK);
}

int stmt_params(struct stmt *s)
{
	return sqlite3_bind_parameter_count(s->s);
}

void stmt_int(struct stmt *s, int i, int64_t n)
{
	check_bind(sqlite3_bind_int64(s->s, i, n));
}

void stmt_text(struct stmt *s, int i, const char *text)
{
	check_bind(text ? sqlite3_bind_text(s->s, i, text, -1, SQLITE_TRANSIENT) :
			  sqlite3_bind_null(s->s, i));
}

void stmt_text_kept(struct stmt *s, int i, const char *text)
{
	check_bind(text ? sqlite3_bind_text(s->s, i, text, -1, SQLITE_STATIC) :
			  sqlite3_bind_null(s->s, i));
}

void stmt_null(struct stmt *s, int i)
{
	check_bind(sqlite3_bind_null(s->s, i));
}

void stmt_blob(struct stmt *s, int i, const void *bytes, size_t n)
{
	check_bind(sqlite3_bind_blob64(s->s, i, n ? bytes : "", n, SQLITE_TRANSIENT));
}

void stmt_feed(struct stmt *s, int i, bool (*row)(void *arg, struct stmt *s), void *arg)
{
	s->row = row;
	s->row_arg = arg;
	check_bind(sqlite3_bind_pointer(s->s, i, s, feeds, NULL));
}

enum step stmt_step(struct stmt *s, struct err *err)
{
	int rc = sqlite3_step(s->s);

	if (rc == SQLITE_ROW)
		return STEP_ROW;
	if (rc == SQLITE_DONE)
		return STEP_DONE;
	fail(s->db, rc, err);
	return STEP_ERROR;
}

bool stmt_run(struct stmt *s, struct err *err)
{
	enum step step;

	do
		step = stmt_step(s, err);
	while (step == STEP_ROW);
	stmt_done(s);
	return step == STEP_DONE;
}

int64_t col_int(struct stmt *s, int i)
{
	return s->given ? sqlite3_value_int64(s->given[i]) : sqlite3_column_int64(s->s, i);
}

const char *col_text(struct stmt *s, int i)
{
	return (const char *)(s->given ? sqlite3_value_text(s->given[i]) : sqlite3_column_text(s->s, i));
}

const char *col_blob(struct stmt *s, int i, size_t *n)
{
	const char *bytes = sqlite3_column_blob(s->s, i);

	*n = (size_t)sqlite3_column_bytes(s->s, i);
	return bytes ? bytes : "";
}

bool col_null(struct stmt *s, int i)
{
	return (s->given ? sqlite3_value_type(s->given[i]) : sqlite3_column_type(s->s, i)) == SQLITE_NULL;
}

int64_t col_int_or(struct stmt *s, int i, int64_t missing)
{
	sqlite3_value *v = s->given ? s->given[i] : sqlite3_column_value(s->s, i);

	return sqlite3_value_type(v) == SQLITE_NULL ? missing : sqlite3_value_int64(v);
}

int64_t db_last_id(struct db *db)
{
	return sqlite3_last_insert_rowid(db->handle);
}

int db_changes(struct db *db)
{
	return sqlite3_changes(db->handle);
}

int64_t db_number(struct db *db, const char *sql, int64_t fallback)
{
	struct stmt *s = db_stmt(db, sql, NULL);
	int64_t n = fallback;

	if (s && stmt_step(s, NULL) == STEP_ROW)
		n = col_int(s, 0);
	stmt_done(s);
	return n;
}

int64_t db_data_version(struct db *db)
{
	return db_number(db, "PRAGMA data_version", 0);
}

void db_interrupt(struct db *db)
{
	sqlite3_interrupt(db->handle);
}

void db_load_mode(struct db *db, int cache_kb)
{
	char sql[64];

	snprintf(sql, sizeof(sql), "PRAGMA cache_size = -%d", cache_kb ? cache_kb : CACHE_KB);
	db_exec(db, sql, NULL);
	db_exec(db, cache_kb ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL", NULL);
	db->log_most = cache_kb ? INT_MAX : LOG_PAGES;
}

int db_log_pages(const struct db *db)
{
	return db->log_pages;
}

bool db_checkpoint(struct db *db)
{
	int all = 0;
	int moved = 0;
	int rc = sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, &all, &moved);

	return rc == SQLITE_OK && all == moved;
}

void db_log_seen(struct db *db)
{
	db->log_pages = 0;
}

static bool copy_all(struct db *from, struct db *to, struct err *err)
{
	sqlite3_backup *b = sqlite3_backup_init(to->handle, "main", from->handle, "main");

	if (!b)
		return fail(to, sqlite3_errcode(to->handle), err);
	int rc = sqlite3_backup_step(b, -1);
	sqlite3_backup_finish(b);
	return rc == SQLITE_DONE || fail(to, rc, err);
}

static bool verify(struct db *db, struct err *err)
{
	struct stmt *s = db_stmt(db, "PRAGMA integrity_check(1)", err);

	if (!s)
		return false;
	enum step step = stmt_step(s, err);
	struct pos pos = { .file = db->path };
	bool ok = step == STEP_ROW && strcmp(str_or_empty(col_text(s, 0)), "ok") == 0;
	if (step == STEP_ROW && !ok)
		err_at(err, ERR_DAMAGED, &pos, "%s", str_or_empty(col_text(s, 0)));
	stmt_done(s);
	return ok;
}

bool db_backup(struct db *db, const char *path, struct err *err)
{
	struct db *to = db_open(path, DB_CREATE, err);

	if (!to)
		return false;
	bool ok = copy_all(db, to, err) && db_exec(to, "PRAGMA journal_mode = DELETE", err) &&
		  verify(to, err);
	db_close(to);
	if (!ok)
		unlink(path);
	return ok;
}
