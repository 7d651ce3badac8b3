/* New databases: made beside their place and put there whole, so that a program killed on the way,
 * or another one looking in, never meets half a database. */
#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/store/schema.h"
#include "revisit/store/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

static bool put_in_place(const char *beside, const char *path, struct err *err)
{
	struct pos pos = { .file = path };

	if (link(beside, path) == 0)
		return true;
	return err_at(err, errno == EEXIST ? ERR_EXISTS : ERR_IO, &pos, "%s",
		      errno == EEXIST ? _("there is a database already") : strerror(errno));
}

bool store_create_at(const char *path, int n, struct err *err)
{
	struct pos pos = { .file = path };

	if (file_exists(path))
		return err_at(err, ERR_EXISTS, &pos, _("there is a database already"));
	char *beside = mem_printf("%s.new-%ld", path, (long)getpid());
	unlink(beside);
	struct db *db = db_open(beside, DB_CREATE, err);
	bool ok = db && schema_migrate(db, 0, n, err);
	db_close(db);
	ok = ok && put_in_place(beside, path, err);
	unlink(beside);
	free(beside);
	return ok;
}

bool store_create(const char *path, struct err *err)
{
	return store_create_at(path, schema_latest(), err);
}

/* What programs that were killed left beside `path`; large demos are worth the look. */
static void remove_strays(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? mem_strndup(path, (size_t)(slash - path) + 1) : mem_strdup("./");
	char *stem = mem_printf("%s.building-", slash ? slash + 1 : path);
	DIR *dir = opendir(folder);
	struct dirent *e;

	while (dir && (e = readdir(dir))) {
		char *end = NULL;
		if (strncmp(e->d_name, stem, strlen(stem)) != 0)
			continue;
		long pid = strtol(e->d_name + strlen(stem), &end, 10);
		if (pid <= 0 || *end || (kill((pid_t)pid, 0) == 0 || errno != ESRCH))
			continue;
		char *stray = path_join(folder, e->d_name);
		unlink(stray);
		free(stray);
	}
	if (dir)
		closedir(dir);
	free(folder);
	free(stem);
}

bool store_build(struct store *s, const char *path, const struct clock *clock, struct err *err)
{
	struct pos pos = { .file = path };

	*s = (struct store){ .clock = clock };
	if (file_exists(path))
		return err_at(err, ERR_EXISTS, &pos, _("there is a database already"));
	remove_strays(path);
	s->path = mem_strdup(path);
	s->beside = mem_printf("%s.building-%ld", path, (long)getpid());
	unlink(s->beside);
	s->db = db_open(s->beside, DB_BUILD, err);
	if (s->db && schema_migrate(s->db, 0, schema_latest(), err))
		return true;
	store_close(s);
	return false;
}

/* Onto the disk for good, since nothing was while it was built. */
static bool settle(const char *path, struct err *err)
{
	struct pos pos = { .file = path };
	int fd = open(path, O_RDWR | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (!ok)
		err_at(err, ERR_IO, &pos, "%s", strerror(errno));
	if (fd >= 0)
		close(fd);
	return ok;
}

bool store_publish(struct store *s, struct err *err)
{
	BUG_IF(!s->beside || s->action);
	/* As store_open wants it, so that looking at it later does not change it. */
	bool ok = db_exec(s->db, "PRAGMA journal_mode = WAL", err);
	db_close(s->db);
	s->db = NULL;
	ok = ok && settle(s->beside, err) && put_in_place(s->beside, s->path, err);
	store_close(s);
	return ok;
}
