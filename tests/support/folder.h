/* A folder of a test's own. */
#ifndef TESTS_SUPPORT_FOLDER_H
#define TESTS_SUPPORT_FOLDER_H

#include "revisit/base/file.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_MAX = 200 };

/* Below $TMPDIR or /tmp; ends the program when it cannot be made. */
static inline void folder_new(char path[FOLDER_MAX])
{
	const char *tmp = getenv("TMPDIR");

	snprintf(path, FOLDER_MAX, "%s/revisit-test-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(path))
		BUG("no temporary folder");
}

static inline void folder_drop(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *e;

	while (dir && (e = readdir(dir)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		char *inside = path_join(path, e->d_name);
		struct stat st;
		if (lstat(inside, &st) == 0 && S_ISDIR(st.st_mode))
			folder_drop(inside);
		else
			unlink(inside);
		free(inside);
	}
	if (dir)
		closedir(dir);
	rmdir(path);
}

/* How many entries it has. */
static inline int folder_count(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *e;
	int n = 0;

	while (dir && (e = readdir(dir)) != NULL)
		n += e->d_name[0] != '.';
	if (dir)
		closedir(dir);
	return n;
}

#endif
