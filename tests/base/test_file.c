#include "revisit/base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/revisit-file-XXXXXX";
static struct err err;

static const char *in(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void holds(const char *path, const char *text, size_t n)
{
	struct str s;

	str_init(&s);
	str_add(&s, "before ");
	if (!file_read(path, 1000, &s, &err))
		fail_msg("%s", err.msg);
	assert_int_equal(s.len, 7 + n);
	assert_memory_equal(s.p + 7, text, n);
	assert_int_equal(s.p[s.len], '\0');
	str_release(&s);
}

static size_t files_in_folder(void)
{
	DIR *d = opendir(folder);
	size_t n = 0;

	for (struct dirent *e = readdir(d); e; e = readdir(d))
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 0777;
}

static void test_write_and_read(void **state)
{
	(void)state;
	assert_false(file_exists(in("a")));
	assert_true(file_write(in("a"), "one\0two", 7, &err));
	holds(in("a"), "one\0two", 7);
	assert_true(file_exists(in("a")));
	assert_int_equal(mode_of(in("a")), 0600);
	chmod(in("a"), 0666);
	assert_true(file_write(in("a"), "", 0, &err)); /* a new file, private again */
	holds(in("a"), "", 0);
	assert_int_equal(mode_of(in("a")), 0600);
	assert_int_equal(files_in_folder(), 1); /* nothing is left beside it */
	unlink(in("a"));
}

static void test_write_follows_no_trap(void **state)
{
	char beside[300];

	(void)state;
	assert_true(file_write(in("victim"), "safe", 4, &err));
	char *victim = mem_strdup(in("victim"));
	snprintf(beside, sizeof(beside), "%s.new-%ld", in("a"), (long)getpid());
	assert_int_equal(symlink(victim, beside), 0);
	assert_true(file_write(in("a"), "text", 4, &err));
	holds(victim, "safe", 4);
	holds(in("a"), "text", 4);
	free(victim);
	unlink(in("victim"));
	unlink(in("a"));
	assert_int_equal(files_in_folder(), 0);
}

static void test_write_fails_whole(void **state)
{
	(void)state;
	assert_false(file_write(in("none/a"), "x", 1, &err));
	assert_int_equal(err.code, ERR_IO);
	assert_string_equal(err.file, in("none/a"));
	assert_int_equal(mkdir(in("taken"), 0700), 0);
	assert_false(file_write(in("taken"), "x", 1, &err)); /* a folder is in the way */
	assert_int_equal(err.code, ERR_IO);
	assert_int_equal(files_in_folder(), 1);
	rmdir(in("taken"));
}

static void test_read_refusals(void **state)
{
	struct str s;

	(void)state;
	str_init(&s);
	str_add(&s, "kept");
	assert_false(file_read(in("none"), 10, &s, &err));
	assert_int_equal(err.code, ERR_IO);
	assert_string_equal(err.file, in("none"));
	assert_false(file_read(folder, 10, &s, &err));
	assert_int_equal(err.code, ERR_IO);

	assert_true(file_write(in("ten"), "0123456789", 10, &err));
	assert_false(file_read(in("ten"), 9, &s, &err));
	assert_non_null(strstr(err.msg, "9 bytes"));
	assert_string_equal(s.p, "kept"); /* nothing of a refused file */
	assert_true(file_read(in("ten"), 10, &s, &err));
	assert_string_equal(s.p, "kept0123456789");
	assert_false(file_read("/dev/zero", 200000, &s, &err)); /* endless */
	assert_int_equal(s.len, 14);
	unlink(in("ten"));
	str_release(&s);
}

static void test_read_only(void **state)
{
	(void)state;
	if (geteuid() == 0) { /* root may write everywhere, but not here */
		struct err e;
		assert_false(file_write("/proc/revisit", "x", 1, &e));
		assert_true(e.code == ERR_IO || e.code == ERR_READ_ONLY);
		return;
	}
	assert_int_equal(mkdir(in("closed"), 0500), 0);
	assert_false(file_write(in("closed/a"), "x", 1, &err));
	assert_int_equal(err.code, ERR_READ_ONLY);
	assert_int_equal(err_exit(err.code), 2);
	rmdir(in("closed"));
}

/* When writing breaks off, as on a full disk, the old file is whole and nothing lies beside it. */
static void test_broken_off(void **state)
{
	struct rlimit all, few;

	(void)state;
	assert_true(file_write(in("a"), "old", 3, &err));
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &all), 0);
	few = all;
	few.rlim_cur = 4;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &few), 0);
	bool ok = file_write(in("a"), "0123456789", 10, &err);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &all), 0);
	assert_false(ok);
	assert_int_equal(err.code, ERR_IO);
	holds(in("a"), "old", 3);
	assert_int_equal(files_in_folder(), 1);
	unlink(in("a"));
}

static void test_standard_input(void **state)
{
	int saved = dup(STDIN_FILENO);
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "piped", 5), 5);
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	holds("-", "piped", 5);
	assert_true(fcntl(STDIN_FILENO, F_GETFD) >= 0); /* still open */
	dup2(saved, STDIN_FILENO);
	close(saved);
}

static void test_folders(void **state)
{
	(void)state;
	assert_true(folder_make(in("x/y/z"), &err));
	assert_true(folder_make(in("x/y/z/"), &err));
	assert_true(folder_make(in("x//y"), &err));
	assert_true(folder_make("/", &err));
	assert_true(folder_make(".", &err));
	assert_int_equal(mode_of(in("x/y")), 0700);
	assert_false(folder_make("", &err));
	assert_int_equal(err.code, ERR_IO);
	assert_true(file_write(in("x/file"), "", 0, &err));
	assert_false(folder_make(in("x/file"), &err));
	assert_int_equal(err.code, ERR_IO);
	assert_false(folder_make(in("x/file/below"), &err));
	unlink(in("x/file"));
	rmdir(in("x/y/z"));
	rmdir(in("x/y"));
	rmdir(in("x"));
}

static void test_join(void **state)
{
	static const char *const rows[][3] = {
		{ "a", "b", "a/b" },
		{ "a/", "b", "a/b" },
		{ "/", "b", "/b" },
		{ ".", "b", "./b" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char *path = path_join(rows[i][0], rows[i][1]);
		assert_string_equal(path, rows[i][2]);
		free(path);
	}
}

static int set_up(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_write_and_read),
		cmocka_unit_test(test_write_follows_no_trap),
		cmocka_unit_test(test_write_fails_whole),
		cmocka_unit_test(test_read_refusals),
		cmocka_unit_test(test_read_only),
		cmocka_unit_test(test_broken_off),
		cmocka_unit_test(test_standard_input),
		cmocka_unit_test(test_folders),
		cmocka_unit_test(test_join),
	};

	return cmocka_run_group_tests_name("file", tests, set_up, tear_down);
}
