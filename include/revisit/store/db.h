/* SQLite, thinly: the only file that includes sqlite3.h is db.c.
 *
 * Statements are compiled once and kept; values are always bound.  Every failure becomes a
 * `struct err` of the right class (busy, full disk, read-only, damaged, foreign). */
#ifndef REVISIT_STORE_DB_H
#define REVISIT_STORE_DB_H

#include "revisit/base/err.h"
#include "revisit/base/str.h"

struct db;
struct stmt;

/* DB_FROZEN: on a medium that nobody can write now (read-only folder); changes are not seen.
 * DB_BUILD: a new file for oneself alone, worthless until it is finished: a crash may spoil it (a
 * rollback does not). */
enum db_mode { DB_READ, DB_WRITE, DB_CREATE, DB_FROZEN, DB_BUILD };

struct db *db_open(const char *given, enum db_mode mode, struct err *err);
void db_close(struct db *db); /* NULL is allowed */
const char *db_path(const struct db *db);

/* A wait for another process that is writing. */
enum { DB_WAIT_NAME = 64 };
struct db_wait {
	int waited_ms;
	int idle_ms;        /* for so long the writer has done nothing; a mere wait keeps this small */
	int64_t pid;        /* who writes, 0: not known, or it is changing hands */
	char staff[DB_WAIT_NAME], program[DB_WAIT_NAME];
	bool stopped;       /* the process was halted in the middle */
	int64_t busy_since; /* the machinery's (writer.h) */
	int64_t ticks;
};

/* `waiting` is called about every 20 ms during a wait; false gives up.  The wait ends with ERR_BUSY
 * then, or when the writer has done nothing for `patience` ms. */
void db_on_wait(struct db *db, bool (*waiting)(void *arg, const struct db_wait *w), void *arg,
		int patience);

/* BEGIN IMMEDIATE that waits for nobody: for what may as well be done later. */
bool db_begin_if_free(struct db *db);

/* One or more statements without results. */
bool db_exec(struct db *db, const char *sql, struct err *err);

/* A compiled statement, bound to nothing and reset.  Give it back with stmt_done, also after an
 * error.  NULL with *err set when it cannot be compiled (the schema is not ours). */
struct stmt *db_stmt(struct db *db, const char *sql, struct err *err);
void stmt_done(struct stmt *s); /* NULL is allowed */

/* Parameters count from 1. */
int stmt_params(struct stmt *s); /* how many there are */
void stmt_int(struct stmt *s, int i, int64_t n);
void stmt_text(struct stmt *s, int i, const char *text);      /* copied; NULL binds NULL */
void stmt_text_kept(struct stmt *s, int i, const char *text); /* lives until stmt_done or _reset */
void stmt_null(struct stmt *s, int i);
void stmt_blob(struct stmt *s, int i, const void *bytes, size_t n); /* copied */

enum step { STEP_ERROR, STEP_ROW, STEP_DONE };
enum step stmt_step(struct stmt *s, struct err *err);
bool stmt_run(struct stmt *s, struct err *err); /* steps to the end and gives it back */
void stmt_reset(struct stmt *s);                /* to bind and run again */

/* For millions of rows: those that are read while a step goes on.  The SQL has, at the end of its
 * conditions, "feed(?i, the columns …)"; every row is given to row(), which reads them with col_int and
 * so on, and only those of which it says true are what stmt_step stops at.  The rows must come in the
 * order of an index.  Until the next stmt_reset. */
void stmt_feed(struct stmt *s, int i, bool (*row)(void *arg, struct stmt *s), void *arg);

/* Columns count from 0.  Texts live until the next step. */
int64_t col_int(struct stmt *s, int i);
const char *col_text(struct stmt *s, int i); /* NULL for NULL */
const char *col_blob(struct stmt *s, int i, size_t *n); /* "" for NULL or an empty one */
bool col_null(struct stmt *s, int i);
int64_t col_int_or(struct stmt *s, int i, int64_t missing); /* `missing` for NULL */

int64_t db_last_id(struct db *db);
int db_changes(struct db *db);

/* One number from a query without parameters; `fallback` when there is no row or it fails. */
int64_t db_number(struct db *db, const char *sql, int64_t fallback);

/* Changes whenever another process commits. */
int64_t db_data_version(struct db *db);

/* For many rows in many transactions: a cache of that size, commits that do not wait for the disk,
 * and a log that grows until db_checkpoint.  0: as usual. */
void db_load_mode(struct db *db, int cache_kb);
/* Pages in the log after the last commit of this connection. */
int db_log_pages(const struct db *db);
/* Moves what the log holds into the database as far as nobody is in the way; true when that was
 * all of it. */
bool db_checkpoint(struct db *db);
/* Its pages are of no account any more, until the next commit tells. */
void db_log_seen(struct db *db);

/* Stops a running query of another thread. */
void db_interrupt(struct db *db);

/* Copies the whole database to a new file and checks the copy. */
bool db_backup(struct db *db, const char *path, struct err *err);

#endif
