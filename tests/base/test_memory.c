#include "revisit/base/arena.h"
#include "revisit/base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- Endings: each in a child, whose standard error is read back -------------------------------
 */

static char said[512];

static int ending_of(void (*run)(void))
{
	int pipe_ends[2];

	assert_int_equal(pipe(pipe_ends), 0);
	fflush(NULL);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct rlimit no_core = { 0, 0 };
		setrlimit(RLIMIT_CORE, &no_core);
		signal(SIGABRT, SIG_DFL);
		dup2(pipe_ends[1], STDERR_FILENO);
		run();
		_exit(0);
	}
	close(pipe_ends[1]);
	size_t n = 0;
	ssize_t got;
	while ((got = read(pipe_ends[0], said + n, sizeof(said) - 1 - n)) > 0)
		n += (size_t)got;
	said[n] = '\0';
	close(pipe_ends[0]);
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void hook(void)
{
	fputs("[hook]", stderr);
}

static void a_bug(void)
{
	bug_set_hook(hook);
	BUG("%d is not %s", 7, "eight");
}

static void bug_in_hook(void)
{
	BUG("inner");
}

static void a_bug_whose_hook_fails(void)
{
	bug_set_hook(bug_in_hook);
	BUG("outer");
}

static void a_true_condition(void)
{
	BUG_IF(1 + 1 == 2);
}

static void a_false_condition(void)
{
	BUG_IF(1 + 1 == 3);
}

static void too_much_memory(void)
{
	bug_set_hook(hook);
	free(mem_grow(NULL, SIZE_MAX / 2, 3));
}

static void test_endings(void **state)
{
	(void)state;
	int status = ending_of(a_bug);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	assert_non_null(strstr(said, "[hook]revisit: "));
	assert_non_null(strstr(said, "test_memory.c:"));
	assert_non_null(strstr(said, ": 7 is not eight\n"));

	status = ending_of(a_bug_whose_hook_fails); /* the hook runs once */
	assert_true(WIFSIGNALED(status));
	assert_non_null(strstr(said, "inner"));
	assert_null(strstr(said, "outer"));

	status = ending_of(a_true_condition);
	assert_true(WIFSIGNALED(status));
	assert_non_null(strstr(said, "1 + 1 == 2"));
	status = ending_of(a_false_condition);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);

	status = ending_of(too_much_memory);
	assert_true(WIFEXITED(status) || WIFSIGNALED(status));
#ifndef __SANITIZE_ADDRESS__
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 2);
	assert_string_equal(said, "[hook]revisit: out of memory\n");
#endif
}

/* --- Plain memory ------------------------------------------------------------------------------
 */

static void test_alloc(void **state)
{
	(void)state;
	unsigned char *p = mem_alloc(100);
	for (int i = 0; i < 100; i++)
		assert_int_equal(p[i], 0);
	free(p);
	p = mem_array(10, 10);
	for (int i = 0; i < 100; i++)
		assert_int_equal(p[i], 0);
	free(p);
	assert_non_null(p = mem_alloc(0));
	free(p);
	assert_non_null(p = mem_array(0, 8));
	assert_non_null(p = mem_grow(p, 0, 8));
	p = mem_grow(p, 3, 2);
	memcpy(p, "hello", 6);
	p = mem_grow(p, 1000, 1);
	assert_string_equal((char *)p, "hello");
	free(p);
}

static void test_copies(void **state)
{
	(void)state;
	assert_null(mem_strdup(NULL));
	char *s = mem_strdup("");
	assert_string_equal(s, "");
	str_replace(&s, "abc");
	assert_string_equal(s, "abc");
	str_replace(&s, s); /* of itself */
	assert_string_equal(s, "abc");
	str_replace(&s, NULL);
	assert_null(s);
	s = mem_strndup("abcdef", 3);
	assert_string_equal(s, "abc");
	free(s);
	s = mem_printf("%s-%d-%1000s", "x", 5, "end");
	assert_int_equal(strlen(s), 1004);
	assert_memory_equal(s, "x-5- ", 5);
	free(s);
}

static void test_missing_texts(void **state)
{
	(void)state;
	assert_string_equal(str_or_empty(NULL), "");
	assert_string_equal(str_or_empty("a"), "a");
	assert_true(str_is_empty(NULL) && str_is_empty(""));
	assert_false(str_is_empty(" "));
	assert_true(str_eq(NULL, "") && str_eq("", NULL) && str_eq(NULL, NULL) && str_eq("a", "a"));
	assert_false(str_eq("a", NULL) || str_eq("a", "A"));
}

static void test_grow(void **state)
{
	int *v = NULL;
	size_t n = 0;
	size_t cap = 0;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		GROW(v, n, cap);
		v[n++] = i;
	}
	for (int i = 0; i < 1000; i++)
		assert_int_equal(v[i], i);
	assert_true(cap >= n);
	free(v);
}

/* --- Arena -------------------------------------------------------------------------------------
 */

static void test_arena(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	arena_clear(&a); /* of nothing */
	for (int round = 0; round < 3; round++) {
		char *last = NULL;
		for (size_t size = 0; size < 40000; size += size < 100 ? 1 : 997) {
			char *p = arena_alloc(&a, size);
			assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
			for (size_t i = 0; i < size; i++)
				assert_int_equal(p[i], 0);
			memset(p, 'x', size);
			if (last)
				assert_int_equal(*last, 'x');
			if (size)
				last = p;
		}
		assert_int_equal(*last, 'x');
		arena_clear(&a);
	}
	char *s = arena_strdup(&a, "text");
	char *t = arena_strndup(&a, "text and more", 4);
	char *u = arena_printf(&a, "%s %d %20000s", s, 7, "far");
	assert_string_equal(s, "text");
	assert_string_equal(t, "text");
	assert_int_equal(strlen(u), 4 + 1 + 1 + 1 + 20000);
	assert_null(arena_strdup(&a, NULL));
	assert_string_equal(arena_strdup(&a, ""), "");
	arena_release(&a);
	assert_null(a.blocks);
	arena_release(&a);
}

static void huge_arena(void)
{
	struct arena a;

	arena_init(&a);
	arena_alloc(&a, SIZE_MAX - 3); /* would round up to nothing */
}

static void test_arena_overflow(void **state)
{
	(void)state;
	int status = ending_of(huge_arena);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_endings),        cmocka_unit_test(test_alloc),
		cmocka_unit_test(test_copies),         cmocka_unit_test(test_missing_texts),
		cmocka_unit_test(test_grow),           cmocka_unit_test(test_arena),
		cmocka_unit_test(test_arena_overflow),
	};

	return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
