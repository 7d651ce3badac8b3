/* The terminal layer in a real terminal.  The test program starts itself as the program under
 * test: with the argument "demo" it shows a small screen and the keys that come. */
#include "support.h"

#include "revisit/base/i18n.h"
#include "revisit/ui/edit.h"
#include "revisit/ui/term.h"

#include <setjmp.h>
#include <cmocka.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* The demo */

struct demo {
	struct term *term;
	struct canvas canvas;
	char key[200];
	int count;
	bool quit;
};

static void demo_draw(struct demo *d)
{
	struct canvas *c = &d->canvas;
	int rows, cols;

	term_size(d->term, &rows, &cols);
	if (rows != c->rows || cols != c->cols)
		canvas_resize(c, rows, cols);
	canvas_clear(c);
	c->ascii = term_ascii(d->term);
	struct rect all = canvas_all(c);
	canvas_printf(c, all, 0, 0, STYLE_TITLE, "size %dx%d", rows, cols);
	canvas_text(c, all, 1, 0, -1, STYLE_NORMAL,
		    "张伟 e\xcc\x81 👨‍👩‍👧 \033[31m|");
	canvas_text(c, all, 2, 0, -1, STYLE_NORMAL, "0123 5 78 01234|");
	canvas_printf(c, all, 3, 0, STYLE_NORMAL, "key %d <%s>", d->count, d->key);
	canvas_printf(c, all, 4, 0, STYLE_NORMAL, "ascii %d nohan %d", term_ascii(d->term),
		      term_no_han(d->term));
	canvas_hline(c, all, 5, 0, 10);
	canvas_text(c, all, 6, 0, -1, STYLE_SELECTED, "> selected");
	canvas_right(c, all, rows - 1, cols, STYLE_NORMAL, "角");
	canvas_cursor(c, all, 6, 2, false);
	term_draw(d->term, c);
}

static void demo_key(struct demo *d, const struct key *key)
{
	if (key->kind == KEY_NONE)
		return;
	d->count++;
	if (key->kind == KEY_PASTE)
		snprintf(d->key, sizeof(d->key), "paste %s", key->text);
	else if (key->kind == KEY_RESIZE)
		snprintf(d->key, sizeof(d->key), "resize");
	else if (key->kind == KEY_MOUSE)
		snprintf(d->key, sizeof(d->key), "mouse %d at %d,%d", (int)key->mouse, key->y,
			 key->x);
	else
		key_label(key, d->key);
	if (key->kind != KEY_TEXT)
		return;
	if (key->cp == 'q')
		d->quit = true;
	if (key->cp == 'B')
		BUG("demo bug");
	if (key->cp == 'L') {
		term_pause(d->term);
		puts("lent");
		fflush(stdout);
		getchar();
		term_resume(d->term);
	}
}

static int demo(int argc, char **argv)
{
	struct term_options options = { .theme = THEME_DARK };
	struct demo d = { .key = "none" };
	struct err err = ERR_INIT;

	for (int i = 2; i < argc; i++) {
		options.mouse = options.mouse || str_eq(argv[i], "mouse");
		options.ascii = options.ascii || str_eq(argv[i], "ascii");
		if (str_eq(argv[i], "mono"))
			options.theme = THEME_MONO;
	}
	i18n_init("en", "");
	d.term = term_open(&options, &err);
	if (!d.term) {
		printf("refused: %s\n", err.msg);
		return err_exit(err.code);
	}
	canvas_init(&d.canvas, 0, 0);
	bool alive = true;
	while (alive && !d.quit) {
		struct key key;
		demo_draw(&d);
		alive = term_key(d.term, -1, &key);
		while (alive) {
			demo_key(&d, &key);
			if (d.quit || !term_pending(d.term))
				break;
			alive = term_key(d.term, 0, &key);
		}
	}
	term_close(d.term);
	canvas_release(&d.canvas);
	puts(alive ? "quit" : "closed");
	return alive ? 0 : 7;
}

/* ncurses forgets a block when it does not know TERM. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:new_prescr\n";
}

/* The tests */

static char self[4096];
static struct pty *pty;

static void start_with(struct pty_options options, const char *argument, const char *term)
{
	const char *const argv[] = { self, "demo", argument, NULL };
	const char *const env[] = { term, NULL };

	options.argv = argv;
	options.env = term ? env : NULL;
	pty = pty_start(&options);
}

static void start(const char *argument, const char *term)
{
	start_with((struct pty_options){ 0 }, argument, term);
	pty_wait_text(pty, "key 0 <none>");
}

static int teardown(void **state)
{
	(void)state;
	if (pty)
		pty_free(pty);
	pty = NULL;
	return 0;
}

static void expect_exit(int code)
{
	int status = pty_wait_exit(pty);

	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), code);
}

static void expect_killed(int sig)
{
	int status = pty_wait_exit(pty);

	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), sig);
}

static void test_shows_and_quits(void **state)
{
	int y, x;

	(void)state;
	start(NULL, NULL);
	pty_assert_taken(pty);
	assert_string_equal(pty_row(pty, 0), "size 24x80");
	/* Wide, combined and hostile glyphs take the columns that the canvas gave them. */
	assert_int_equal(pty_column(pty, 1, "|"), 15);
	assert_int_equal(pty_column(pty, 2, "|"), 15);
	assert_int_equal(pty_column(pty, 23, "角"), 78);
	assert_int_equal(pty_column(pty, 5, "──────────"), 0);
	assert_int_equal(pty_find(pty, "ascii 0 nohan 0"), 4);
	assert_true(pty_is_reverse(pty, 6, 3));
	assert_false(pty_is_reverse(pty, 3, 3));
	pty_cursor(pty, &y, &x);
	assert_int_equal(y, 6);
	assert_int_equal(x, 2);
	pty_send(pty, "q");
	expect_exit(0);
	pty_wait_written(pty, "quit");
	pty_assert_restored(pty);
}

static void test_keys(void **state)
{
	(void)state;
	start(NULL, NULL);
	pty_send(pty, "\033[A");
	pty_wait_text(pty, "key 1 <Up>");
	pty_send(pty, "\033");
	pty_wait_text(pty, "key 2 <Esc>");
	pty_send(pty, "\003");
	pty_wait_text(pty, "key 3 <Esc>");
	pty_send(pty, "\032");
	pty_wait_text(pty, "key 4 <^Z>");
	pty_send(pty, "\023");
	pty_wait_text(pty, "key 5 <^S>"); /* no XOFF */
	pty_send(pty, "\r");
	pty_wait_text(pty, "key 6 <Enter>");
	pty_send(pty, "张");
	pty_wait_text(pty, "key 7 <张>");
	pty_send(pty, "13800000042");
	pty_wait_text(pty, "key 8 <paste 13800000042>");
	pty_send(pty, "\033[200~a\033[201~");
	pty_wait_text(pty, "key 9 <paste a>");
	pty_send(pty, "abc");
	pty_wait_text(pty, "key 12 <c>");
}

static void test_only_changed_cells_are_sent(void **state)
{
	(void)state;
	start(NULL, NULL);
	size_t before = pty_written(pty);
	pty_send(pty, "x");
	pty_wait_text(pty, "key 1 <x>");
	assert_in_range(pty_written(pty) - before, 1, 60);
}

static void test_split_arrow_key(void **state)
{
	(void)state;
	start(NULL, NULL);
	pty_send_slowly(pty, "\033[B", 20);
	pty_wait_text(pty, "key 1 <Down>");
	/* Later than an Esc waits: the rest is still no text. */
	pty_send(pty, "\033");
	pty_wait_text(pty, "key 2 <Esc>");
	pty_send(pty, "[C");
	pty_wait_text(pty, "key 3 <Right>");
}

static void test_mouse(void **state)
{
	(void)state;
	start("mouse", NULL);
	pty_send(pty, "\033[<0;12;5M\033[<0;12;5m");
	pty_wait_text(pty, "key 1 <mouse 0 at 4,11>");
	pty_send(pty, "q");
	expect_exit(0);
	pty_assert_restored(pty);
}

static void test_resize(void **state)
{
	(void)state;
	start(NULL, NULL);
	pty_resize(pty, 43, 132);
	pty_wait_text(pty, "size 43x132");
	assert_int_equal(pty_find(pty, "<resize>"), 3);
	assert_int_equal(pty_column(pty, 42, "角"), 130);
	for (int i = 0; i < 20; i++) {
		char expected[32];
		int rows = 10 + i % 7, cols = 40 + i;
		pty_resize(pty, rows, cols);
		snprintf(expected, sizeof(expected), "size %dx%d", rows, cols);
		pty_wait_text(pty, expected);
		assert_int_equal(pty_column(pty, rows - 1, "角"), cols - 2);
	}
	pty_resize(pty, 1, 1);
	pty_wait_text(pty, "…");
	pty_resize(pty, 24, 80);
	pty_wait_text(pty, "size 24x80");
}

static void test_terminate_restores(void **state)
{
	static const int signals[] = { SIGTERM, SIGHUP };

	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		start("mouse", NULL);
		pty_assert_taken(pty);
		pty_kill(pty, signals[i]);
		expect_exit(7);
		pty_wait_written(pty, "closed");
		pty_assert_restored(pty);
		teardown(state);
	}
}

static void test_interrupt_is_esc(void **state)
{
	(void)state;
	start(NULL, NULL);
	pty_kill(pty, SIGINT);
	pty_wait_text(pty, "key 1 <Esc>");
}

static void test_crash_restores(void **state)
{
	static const int signals[] = { SIGQUIT, SIGABRT, SIGFPE, SIGILL, SIGBUS, SIGSEGV };

	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		start("mouse", NULL);
		pty_kill(pty, signals[i]);
		/* A sanitizer ends some of them by an exit of its own. */
		int status = pty_wait_exit(pty);
		assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) != 0);
		pty_assert_restored(pty);
		teardown(state);
	}
}

static void test_bug_restores(void **state)
{
	(void)state;
	start(NULL, NULL);
	pty_send(pty, "B");
	expect_killed(SIGABRT);
	pty_wait_written(pty, "demo bug");
	pty_assert_restored(pty);
	/* The message is on the screen that remains. */
	assert_true(pty_find(pty, "demo bug") >= 0);
}

static void test_suspend_and_continue(void **state)
{
	(void)state;
	start(NULL, NULL);
	pty_kill(pty, SIGTSTP);
	pty_wait_stopped(pty);
	pty_assert_restored(pty);
	assert_int_equal(pty_find(pty, "selected"), -1);
	pty_resize(pty, 30, 90); /* while nobody looks */
	pty_kill(pty, SIGCONT);
	pty_wait_text(pty, "size 30x90");
	pty_assert_taken(pty);
	assert_true(pty_find(pty, "selected") >= 0);
	pty_send(pty, "x");
	pty_wait_text(pty, "<x>");
	/* Stopped without being asked: what a shell did to the screen is repaired. */
	pty_kill(pty, SIGSTOP);
	pty_wait_stopped(pty);
	pty_kill(pty, SIGCONT);
	pty_wait_text(pty, "<resize>");
	pty_assert_taken(pty);
	pty_send(pty, "q");
	expect_exit(0);
	pty_assert_restored(pty);
}

static void test_pause_and_resume(void **state)
{
	(void)state;
	start(NULL, NULL);
	pty_send(pty, "L");
	pty_wait_written(pty, "lent");
	pty_assert_restored(pty);
	pty_send(pty, "\n");
	pty_wait_text(pty, "key 1 <L>");
	pty_assert_taken(pty);
	pty_send(pty, "x");
	pty_wait_text(pty, "key 2 <x>");
}

static void test_linux_console(void **state)
{
	(void)state;
	start("mouse", "TERM=linux");
	assert_int_equal(pty_find(pty, "ascii 1 nohan 1"), 4);
	assert_int_equal(pty_column(pty, 5, "----------"), 0);
	pty_send(pty, "\033[[A");
	pty_wait_text(pty, "<F1>");
	pty_send(pty, "\033[<0;1;1M");
	pty_send(pty, "q");
	expect_exit(0);
	pty_assert_restored(pty);
}

static void test_vt100(void **state)
{
	(void)state;
	start(NULL, "TERM=vt100");
	assert_int_equal(pty_find(pty, "ascii 1 nohan 1"), 4);
	pty_send(pty, "\033OA");
	pty_wait_text(pty, "<Up>");
	pty_kill(pty, SIGSEGV);
	pty_wait_exit(pty);
	pty_assert_restored(pty);
}

static void test_unknown_and_missing_type(void **state)
{
	static const char *const types[] = { "TERM=no-such-terminal", "TERM=" };

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		start(NULL, types[i]);
		assert_int_equal(pty_find(pty, "ascii 0 nohan 0"), 4);
		assert_int_equal(pty_column(pty, 1, "|"), 15);
		pty_send(pty, "q");
		expect_exit(0);
		pty_assert_restored(pty);
		teardown(state);
	}
}

static void test_dumb(void **state)
{
	(void)state;
	start_with((struct pty_options){ 0 }, NULL, "TERM=dumb");
	pty_wait_written(pty, "ascii 1");
	pty_send(pty, "q");
	expect_exit(0);
	pty_assert_restored(pty);
}

static void test_wide_frames_make_ascii(void **state)
{
	(void)state;
	start_with((struct pty_options){ .wide_frames = true }, NULL, NULL);
	pty_wait_text(pty, "ascii 1 nohan 0");
	assert_int_equal(pty_column(pty, 5, "----------"), 0);
	assert_int_equal(pty_find(pty, "key 0 <none>"), 3); /* the answer is no key */
	pty_send(pty, "q");
	expect_exit(0);
}

static void test_no_answer_is_narrow_and_loses_no_typing(void **state)
{
	(void)state;
	start_with((struct pty_options){ .silent = true }, NULL, NULL);
	pty_send(pty, "x\033[A"); /* before or while it asks */
	pty_wait_text(pty, "key 2 <Up>");
	assert_int_equal(pty_find(pty, "ascii 0 nohan 0"), 4);
	pty_send(pty, "\033[1;2R"); /* far too late */
	pty_send(pty, "y");
	pty_wait_text(pty, "key 3 <y>");
}

static void test_hang_up_ends_it(void **state)
{
	start(NULL, NULL);
	pty_hang_up(pty);
	expect_exit(7);
	teardown(state);
	/* Without SIGHUP the closed line itself must be noticed. */
	start_with((struct pty_options){ .no_session = true }, NULL, NULL);
	pty_wait_text(pty, "key 0 <none>");
	pty_hang_up(pty);
	expect_exit(7);
}

static void test_needs_a_terminal(void **state)
{
	const char *const argv[] = { "/bin/sh", "-c", "\"$0\" demo < /dev/null", self, NULL };

	(void)state;
	pty = pty_start(&(struct pty_options){ .argv = argv });
	expect_exit(2);
	pty_wait_written(pty, "refused: This needs a terminal");
	pty_assert_restored(pty);
}

#define TEST(f) cmocka_unit_test_teardown(f, teardown)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(test_shows_and_quits),
		TEST(test_keys),
		TEST(test_only_changed_cells_are_sent),
		TEST(test_split_arrow_key),
		TEST(test_mouse),
		TEST(test_resize),
		TEST(test_terminate_restores),
		TEST(test_interrupt_is_esc),
		TEST(test_crash_restores),
		TEST(test_bug_restores),
		TEST(test_suspend_and_continue),
		TEST(test_pause_and_resume),
		TEST(test_linux_console),
		TEST(test_vt100),
		TEST(test_unknown_and_missing_type),
		TEST(test_dumb),
		TEST(test_wide_frames_make_ascii),
		TEST(test_no_answer_is_narrow_and_loses_no_typing),
		TEST(test_hang_up_ends_it),
		TEST(test_needs_a_terminal),
	};

	if (argc > 1 && strcmp(argv[1], "demo") == 0)
		return demo(argc, argv);
	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
