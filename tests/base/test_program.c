/* Programs that work, fail, hang, lie, leave children behind; and what they get of us. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/base/program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

static struct err err;
static struct program_end end;

static bool run(const char *const *argv, const char *input, int seconds)
{
	const struct program p = { .argv = argv,
				   .input = input,
				   .n_input = input ? strlen(input) : 0,
				   .seconds = seconds };

	err_clear(&err);
	return program_run(&p, &end, &err);
}

static bool sh(const char *script, const char *input, int seconds)
{
	const char *const argv[] = { "sh", "-c", script, "sh", NULL };

	return run(argv, input, seconds);
}

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void arguments_are_given_as_they_are(void **state)
{
	static const char *const argv[] = { "printf", "%s|", "a b", "$HOME; rm -rf /", "`id`", "\"", NULL };
	(void)state;

	assert_true(run(argv, NULL, 10));
	assert_string_equal(end.out.p, "a b|$HOME; rm -rf /|`id`|\"|");
	assert_int_equal(end.status, 0);
	program_end_release(&end);
}

static void input_and_both_outputs(void **state)
{
	struct str big;
	(void)state;

	assert_true(sh("cat; echo no >&2", "text", 10));
	assert_string_equal(end.out.p, "text");
	assert_string_equal(end.errs.p, "no\n");
	assert_true(end.read_all);
	program_end_release(&end);
	/* More than any pipe holds, both ways; only so much is kept. */
	str_init(&big);
	str_pad(&big, 'x', 1000000);
	assert_true(sh("cat", big.p, 10));
	assert_int_equal(end.out.len, PROGRAM_OUTPUT_MOST);
	assert_true(end.read_all);
	program_end_release(&end);
	/* One that does not read it neither stops nor kills us. */
	assert_true(sh("exec 0<&-; sleep 0.1", big.p, 10));
	assert_false(end.read_all);
	program_end_release(&end);
	str_release(&big);
	assert_true(sh("read x || echo none", NULL, 10));
	assert_string_equal(end.out.p, "none\n");
	program_end_release(&end);
}

static void failures_are_told(void **state)
{
	static const char *const nothing[] = { "/no/such program", NULL };
	(void)state;

	assert_false(sh("echo one >&2; echo 'it is\033 broken' >&2; exit 75", NULL, 10));
	assert_int_equal(err.code, ERR_PROGRAM);
	assert_string_equal(err.msg, "sh ended with 75: one; it is? broken");
	assert_int_equal(end.status, 75);
	program_end_release(&end);
	assert_false(sh("kill -9 $$", NULL, 10));
	assert_string_equal(err.msg, "sh was killed by signal 9");
	assert_int_equal(end.signal, SIGKILL);
	assert_int_equal(end.status, -1);
	program_end_release(&end);
	assert_false(run(nothing, "x", 10));
	assert_string_equal(err.msg, "/no/such program cannot be started: No such file or directory");
	assert_false(end.started);
	program_end_release(&end);
}

static void what_hangs_is_ended_with_all_it_started(void **state)
{
	int64_t began = now();
	(void)state;

	assert_false(sh("trap '' TERM; sleep 77 & echo $!; echo waiting >&2; while :; do sleep 1; done", "x", 1));
	assert_true(now() - began < 4000);
	assert_true(end.hung);
	assert_string_equal(err.msg, "sh was ended after 1 seconds: waiting");
	long child = strtol(end.out.p, NULL, 10);
	assert_true(child > 1);
	for (int i = 0; i < 100 && kill((pid_t)child, 0) == 0; i++)
		usleep(10000);
	/* Gone, or a zombie that nobody waits for. */
	char path[64];
	char line[256] = "";
	snprintf(path, sizeof(path), "/proc/%ld/stat", child);
	FILE *f = fopen(path, "r");
	if (f) {
		assert_non_null(fgets(line, sizeof(line), f));
		fclose(f);
		assert_non_null(strstr(line, ") Z "));
	}
	program_end_release(&end);
}

static void a_background_child_does_not_keep_us(void **state)
{
	int64_t began = now();
	(void)state;

	assert_true(sh("sleep 5 & echo $!", NULL, 20));
	assert_true(now() - began < 3000);
	long child = strtol(end.out.p, NULL, 10);
	assert_int_equal(kill((pid_t)child, SIGKILL), 0);
	program_end_release(&end);
}

static void one_may_be_left_to_itself(void **state)
{
	static const char *const slow[] = { "sh", "-c", "echo $$ >\"$1\"; exec sleep 30", "sh", "left.pid", NULL };
	static const char *const wrong[] = { "sh", "-c", "exit 3", NULL };
	struct program p = { .argv = slow, .seconds = 1 };
	char line[32] = "";
	int64_t began = now();
	(void)state;

	assert_true(program_launch(&p, 200, &err));
	assert_true(now() - began < 900);
	FILE *f = fopen("left.pid", "r");
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof(line), f));
	fclose(f);
	unlink("left.pid");
	pid_t child = (pid_t)strtol(line, NULL, 10);
	assert_int_equal(kill(child, 0), 0);
	/* Ended after its time all the same, and nothing of it stays. */
	for (int i = 0; i < 400 && kill(child, 0) == 0; i++)
		usleep(10000);
	assert_int_not_equal(kill(child, 0), 0);
	p.argv = wrong;
	assert_false(program_launch(&p, 500, &err));
	assert_string_equal(err.msg, "sh ended with 3");
}

static void nothing_is_inherited(void **state)
{
	int secret = open("/etc/passwd", O_RDONLY); /* without O_CLOEXEC, as a library might */
	(void)state;

	assert_true(secret >= 0);
	assert_true(sh("ls /proc/self/fd; ps -o tty= -p $$ 2>/dev/null || true", NULL, 10));
	/* 0, 1, 2 and the folder that ls reads. */
	assert_memory_equal(end.out.p, "0\n1\n2\n3\n", 8);
	assert_null(strstr(end.out.p, "4\n"));
	program_end_release(&end);
	close(secret);
}

static void it_has_a_group_of_its_own(void **state)
{
	(void)state;
	assert_true(sh("cut -d' ' -f5,6,7 /proc/self/stat; echo $$", NULL, 10));
	char want[64];
	const char *last = strchr(end.out.p, '\n') + 1;
	snprintf(want, sizeof(want), "%ld %ld 0\n%s", strtol(last, NULL, 10), strtol(last, NULL, 10), last);
	assert_string_equal(end.out.p, want);
	program_end_release(&end);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arguments_are_given_as_they_are),
		cmocka_unit_test(input_and_both_outputs),
		cmocka_unit_test(failures_are_told),
		cmocka_unit_test(what_hangs_is_ended_with_all_it_started),
		cmocka_unit_test(a_background_child_does_not_keep_us),
		cmocka_unit_test(one_may_be_left_to_itself),
		cmocka_unit_test(nothing_is_inherited),
		cmocka_unit_test(it_has_a_group_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
