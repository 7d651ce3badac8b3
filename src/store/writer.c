#include "revisit/store/writer.h"
#include "revisit/base/i18n.h"
#include "revisit/date/clock.h"

#include <sys/stat.h>
#include <unistd.h>

enum { WRITE_LOCK = 120 }; /* the byte of the -shm file: wal.c, "WAL_WRITE_LOCK" */

/* A small file of /proc; 0 when it is not there. */
static size_t read_proc(const char *path, char *text, size_t size)
{
	FILE *f = fopen(path, "re");
	size_t n = f ? fread(text, 1, size - 1, f) : 0;

	if (f)
		fclose(f);
	text[n] = '\0';
	return n;
}

/* "1: POSIX  ADVISORY  WRITE 14470 fe:00:10962033 120 120": the process, 0 when it is another lock. */
static int64_t holder(const char *line, unsigned long long inode)
{
	long long pid;
	unsigned long long number;
	unsigned long long from;
	unsigned long long to;

	if (strstr(line, "->") || !strstr(line, " POSIX ") || !strstr(line, " WRITE "))
		return 0;
	const char *p = strstr(line, " WRITE ") + strlen(" WRITE ");
	if (sscanf(p, "%lld %*[0-9a-f]:%*[0-9a-f]:%llu %llu %llu", &pid, &number, &from, &to) != 4)
		return 0;
	return number == inode && from <= WRITE_LOCK && to >= WRITE_LOCK ? pid : 0;
}

/* −1: the system does not tell. */
static int64_t find_holder(const char *path)
{
	struct stat st;
	char line[200];
	int64_t pid = 0;
	char *shm = mem_printf("%s-shm", path);
	bool there = stat(shm, &st) == 0;
	FILE *f = there ? fopen("/proc/locks", "re") : NULL;

	free(shm);
	if (!f)
		return -1;
	while (pid == 0 && fgets(line, sizeof(line), f))
		pid = holder(line, (unsigned long long)st.st_ino);
	fclose(f);
	return pid;
}

/* Name, state and time used of a process. */
static bool read_stat(int64_t pid, char name[DB_WAIT_NAME], char *state, int64_t *ticks)
{
	char path[48];
	char text[1024];
	long long user = 0;
	long long system = 0;

	snprintf(path, sizeof(path), "/proc/%lld/stat", (long long)pid);
	read_proc(path, text, sizeof(text));
	char *open = strchr(text, '(');
	char *end = strrchr(text, ')');
	if (!open || !end || end < open)
		return false;
	snprintf(name, DB_WAIT_NAME, "%.*s", (int)(end - open - 1), open + 1);
	sscanf(end + 1, " %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lld %lld", state, &user, &system);
	*ticks = user + system;
	return true;
}

/* The value of --as in the arguments, or of USER in the environment, of one of our own. */
static void guess_staff(struct db_wait *w)
{
	static const char *const files[] = { "cmdline", "environ" };
	char path[48];
	char text[8192];

	for (size_t i = 0; i < ARRAY_SIZE(files) && !w->staff[0]; i++) {
		snprintf(path, sizeof(path), "/proc/%lld/%s", (long long)w->pid, files[i]);
		size_t n = read_proc(path, text, sizeof(text));
		for (const char *p = text; p < text + n; p += strlen(p) + 1) {
			const char *next = p + strlen(p) + 1;
			const char *found = i == 1 && strncmp(p, "USER=", 5) == 0 ? p + 5 :
					    i == 0 && strncmp(p, "--as=", 5) == 0 ? p + 5 :
					    i == 0 && strcmp(p, "--as") == 0 && next < text + n ? next :
												NULL;
			if (found)
				snprintf(w->staff, sizeof(w->staff), "%s", found);
		}
	}
}

static void meet(const char *path, struct db_wait *w, int64_t pid)
{
	w->pid = pid;
	w->staff[0] = '\0';
	w->ticks = -1;
	/* Before its first change is stored nobody knows a session; then only its start tells. */
	writer_staff(path, w);
	if (!w->staff[0] && strcmp(w->program, "revisit") == 0)
		guess_staff(w);
}

void writer_look(const char *path, struct db_wait *w)
{
	int64_t now = boot_now();
	int64_t pid = find_holder(path);
	int64_t ticks = 0;
	char state = '?';

	if (pid < 0 || pid == getpid())
		return; /* then only the time tells */
	if (pid == 0 || !read_stat(pid, w->program, &state, &ticks)) {
		/* It changes hands just now; or the system hides whose it is (a container, hidepid), and
		 * then only the time tells. */
		if (w->pid)
			w->busy_since = now;
		w->pid = 0;
		w->stopped = false;
		return;
	}
	if (pid != w->pid)
		meet(path, w, pid);
	w->stopped = state == 'T' || state == 't';
	if (ticks != w->ticks || state == 'D')
		w->busy_since = now;
	w->ticks = ticks;
}

void writer_staff(const char *path, struct db_wait *w)
{
	struct db *db = db_open(path, DB_READ, NULL);

	if (!db)
		return;
	db_on_wait(db, NULL, NULL, 0);
	struct stmt *q = db_stmt(db, "SELECT staff FROM session WHERE pid = ?1 ORDER BY id DESC LIMIT 1",
				 NULL);
	if (q)
		stmt_int(q, 1, w->pid);
	if (q && stmt_step(q, NULL) == STEP_ROW)
		snprintf(w->staff, sizeof(w->staff), "%s", str_or_empty(col_text(q, 0)));
	stmt_done(q);
	db_close(db);
}

void writer_sentence(struct str *out, const struct db_wait *w)
{
	const char *who = w->staff[0] ? w->staff : w->program;
	int seconds = w->waited_ms / 1000;

	if (w->pid == 0)
		str_addf(out, _("waiting for another terminal to finish writing, %d s"), seconds);
	else if (w->stopped)
		str_addf(out,
			 _("%s stopped in the middle of writing, for %d s now: let process %lld go on "
			   "(fg) or end it (kill %lld)"),
			 who, seconds, (long long)w->pid, (long long)w->pid);
	else
		str_addf(out, _("waiting for %s to finish writing, %d s"), who, seconds);
}
