/* Who is at work: processes that write, and the jobs they hold. */
#include "revisit/base/i18n.h"
#include "revisit/store/columns.h"
#include "revisit/store/imports.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

/* The start of this machine; a process of another one is gone. */
void store_boot_name(char out[64])
{
	FILE *f = fopen("/proc/sys/kernel/random/boot_id", "re");

	snprintf(out, 64, "?");
	if (!f)
		return;
	if (fgets(out, 64, f))
		out[strcspn(out, "\n")] = '\0';
	fclose(f);
}

/* When a process began, in ticks since the machine did; 0 when that cannot be told. */
int64_t store_process_born(int64_t pid)
{
	char path[48];
	char text[1024];

	snprintf(path, sizeof(path), "/proc/%lld/stat", (long long)pid);
	FILE *f = fopen(path, "re");
	if (!f)
		return 0;
	size_t n = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[n] = '\0';
	/* The name, in brackets, may hold anything; the 20th word behind it is meant. */
	char *p = strrchr(text, ')');
	for (int i = 0; p && i < 20; i++)
		p = strchr(p + 1, ' ');
	return p ? strtoll(p + 1, NULL, 10) : 0;
}

bool store_process_alive(int64_t pid, const char *boot, int64_t born)
{
	char here[64];

	store_boot_name(here);
	if (strcmp(here, boot) != 0 || pid <= 0)
		return false;
	if (kill((pid_t)pid, 0) < 0 && errno != EPERM)
		return false;
	int64_t now = store_process_born(pid);
	return now == 0 || born == 0 || now == born;
}

bool session_open(struct store *s, struct err *err)
{
	char boot[64];

	if (s->session)
		return true;
	struct stmt *q = db_stmt(s->db,
				 "INSERT INTO session (pid, start, boot, staff, seen, born) "
				 "VALUES (?1, ?2, ?3, ?4, ?2, ?5)",
				 err);
	if (!q)
		return false;
	store_boot_name(boot);
	stmt_int(q, 1, getpid());
	stmt_int(q, 2, clock_now(s->clock));
	stmt_text(q, 3, boot);
	stmt_text(q, 4, str_or_empty(s->staff));
	stmt_int(q, 5, store_process_born(getpid()));
	if (!stmt_run(q, err))
		return false;
	s->session = db_last_id(s->db);
	return true;
}

bool store_job_look(struct store *s, const char *kind, bool *alive, char **staff, char **cursor)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT s.pid, s.boot, s.born, s.staff, j.cursor, s.id FROM job j "
				 "JOIN session s ON s.id = j.session WHERE j.kind = ?1",
				 NULL);
	if (!q)
		return false;
	stmt_text(q, 1, kind);
	bool held = stmt_step(q, NULL) == STEP_ROW;
	if (held) {
		*alive = store_process_alive(col_int(q, 0), col_text(q, 1), col_int(q, 2));
		if (staff)
			*staff = mem_strdup(col_text(q, 3));
		if (cursor)
			*cursor = mem_strdup(col_text(q, 4));
	}
	stmt_done(q);
	return held;
}

static bool write_job(struct store *s, const char *kind, const char *cursor, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "INSERT INTO job (kind, session, cursor) VALUES (?1, ?2, ?3) "
				 "ON CONFLICT (kind) DO UPDATE SET session = excluded.session, "
				 "cursor = excluded.cursor",
				 err);
	if (!q)
		return false;
	stmt_text(q, 1, kind);
	stmt_int(q, 2, s->session);
	stmt_text(q, 3, cursor);
	return stmt_run(q, err);
}

static bool take(struct store *s, const char *kind, const char *cursor, char **left,
		 struct err *err)
{
	char *staff = NULL;
	bool alive = false;
	bool held = store_job_look(s, kind, &alive, &staff, left);
	bool ok = !(held && alive);

	if (!ok)
		err_set(err, ERR_BUSY, _("%s is importing a file just now; wait until that is done"),
			str_or_empty(staff));
	free(staff);
	return ok && session_open(s, err) && write_job(s, kind, cursor, err);
}

bool store_job_take(struct store *s, const char *kind, const char *cursor, char **left,
		    struct err *err)
{
	int64_t session = s->session;

	*left = NULL;
	if (s->refuse)
		return err_set(err, ERR_READ_ONLY, "%s", s->refuse);
	if (!db_exec(s->db, "BEGIN IMMEDIATE", err))
		return false;
	if (take(s, kind, cursor, left, err) && db_exec(s->db, "COMMIT", err))
		return true;
	db_exec(s->db, "ROLLBACK", NULL);
	s->session = session;
	free(*left);
	*left = NULL;
	return false;
}

bool store_job_drop(struct store *s, const char *kind, struct err *err)
{
	struct stmt *q = db_stmt(s->db, "DELETE FROM job WHERE kind = ?1 AND session = ?2", err);

	if (!q)
		return false;
	stmt_text(q, 1, kind);
	stmt_int(q, 2, s->session);
	return stmt_run(q, err);
}

char *store_other_session(struct store *s)
{
	char boot[64];
	char *staff = NULL;
	struct stmt *q = db_stmt(s->db,
				 "SELECT pid, boot, born, staff FROM session WHERE id <> ?1 "
				 "AND boot = ?2 AND pid <> ?3",
				 NULL);
	if (!q)
		return NULL;
	store_boot_name(boot);
	stmt_int(q, 1, s->session);
	stmt_text(q, 2, boot);
	stmt_int(q, 3, getpid());
	while (!staff && stmt_step(q, NULL) == STEP_ROW)
		if (store_process_alive(col_int(q, 0), col_text(q, 1), col_int(q, 2)))
			staff = mem_strdup(col_text(q, 3));
	stmt_done(q);
	return staff;
}
