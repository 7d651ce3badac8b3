#include "revisit/base/file.h"
#include "revisit/base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(struct err *err, const char *path)
{
	struct pos pos = { .file = path };
	enum err_code code = ERR_IO;

	if (errno == ENOSPC || errno == EDQUOT)
		code = ERR_NO_SPACE;
	else if (errno == EROFS || errno == EACCES || errno == EPERM)
		code = ERR_READ_ONLY;
	return err_at(err, code, &pos, "%s", strerror(errno));
}

static bool read_all(int fd, const char *path, size_t max, struct str *out, struct err *err)
{
	char buffer[65536];
	size_t total = 0;

	for (;;) {
		ssize_t n = read(fd, buffer, sizeof(buffer));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(err, path);
		if (n == 0)
			return true;
		total += (size_t)n;
		struct pos pos = { .file = path };
		if (total > max)
			return err_at(err, ERR_IO, &pos, _("the file is larger than %zu bytes"), max);
		str_addn(out, buffer, (size_t)n);
	}
}

bool file_read(const char *path, size_t max, struct str *out, struct err *err)
{
	bool from_stdin = strcmp(path, "-") == 0;
	size_t before = out->len;
	int fd = from_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return fail(err, path);
	bool ok = read_all(fd, path, max, out, err);
	if (!ok)
		str_cut(out, before);
	if (!from_stdin)
		close(fd);
	return ok;
}

static bool write_all(int fd, const char *text, size_t n)
{
	while (n > 0) {
		ssize_t written = write(fd, text, n);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		text += written;
		n -= (size_t)written;
	}
	return true;
}

static bool put(const char *path, const char *text, size_t n, bool sync, struct err *err)
{
	char *beside = mem_printf("%s.new-%ld", path, (long)getpid());
	unlink(beside); /* left by a crash, or put there by somebody else to be followed */
	int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool ok = fd >= 0;

	if (ok)
		ok = write_all(fd, text, n) && (!sync || fsync(fd) == 0);
	int saved = errno;
	if (fd >= 0 && close(fd) < 0 && ok) {
		ok = false;
		saved = errno;
	}
	if (ok && rename(beside, path) < 0) {
		ok = false;
		saved = errno;
	}
	if (!ok) {
		if (fd >= 0)
			unlink(beside);
		errno = saved;
		fail(err, path);
	}
	free(beside);
	return ok;
}

bool file_write(const char *path, const char *text, size_t n, struct err *err)
{
	return put(path, text, n, true, err);
}

bool file_put(const char *path, const char *text, size_t n, struct err *err)
{
	return put(path, text, n, false, err);
}

bool file_is_plain(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

bool file_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

int64_t file_stamp(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return 0;
	uint64_t stamp = (uint64_t)st.st_mtim.tv_sec * 1000000000 + (uint64_t)st.st_mtim.tv_nsec;
	/* Large odd factors: near numbers of two files must not make up for near sizes. */
	stamp = (stamp * 0x9E3779B97F4A7C15u) ^ (uint64_t)st.st_ino;
	stamp = (stamp * 0xC2B2AE3D27D4EB4Fu) ^ (uint64_t)st.st_size;
	return (int64_t)((stamp * 0x165667B19E3779F9u) | 1);
}

bool folder_make(const char *path, struct err *err)
{
	if (!*path) {
		errno = ENOENT;
		return fail(err, path);
	}
	char *copy = mem_strdup(path);
	bool ok = true;

	for (char *p = copy + 1; ok; p++) {
		if (*p != '/' && *p != '\0')
			continue;
		char end = *p;
		*p = '\0';
		if (mkdir(copy, 0700) < 0 && errno != EEXIST)
			ok = fail(err, copy);
		*p = end;
		if (end == '\0')
			break;
	}
	struct stat st;
	if (ok && (stat(path, &st) < 0 || !S_ISDIR(st.st_mode))) {
		errno = ENOTDIR;
		ok = fail(err, path);
	}
	free(copy);
	return ok;
}

char *path_join(const char *folder, const char *name)
{
	size_t n = strlen(folder);

	return mem_printf("%s%s%s", folder, n && folder[n - 1] == '/' ? "" : "/", name);
}
