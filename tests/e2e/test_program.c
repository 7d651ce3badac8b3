/* The whole program in a real terminal: the receptionist's first minutes, and what a terminal can
 * do to it.  The binary under test is $BUILD/revisit (see tests/run). */
#include "support.h"

#include <setjmp.h>
#include <cmocka.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static struct pty *start(int rows, int cols, const char *term)
{
	const char *argv[] = { program, "-C", folder, "--as", "mei", NULL };
	char *name = mem_printf("TERM=%s", term);
	const char *env[] = { name, NULL };
	struct pty_options options = { .rows = rows, .cols = cols, .argv = argv, .env = env };
	struct pty *p = pty_start(&options);

	free(name);
	pty_wait_text(p, "Today");
	return p;
}

static void quit(struct pty *p)
{
	pty_send(p, "\x18"); /* ^X */
	pty_wait_text(p, "quit");
	pty_send(p, "\r");
	int status = pty_wait_exit(p);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	pty_assert_restored(p);
	pty_free(p);
}

static void finds_registers_and_keeps(void **state)
{
	struct pty *p = start(24, 80, "xterm-256color");

	(void)state;
	pty_send(p, "zw");
	pty_wait_text(p, "张伟 Zhang Wei");
	pty_send(p, "\r");
	pty_wait_text(p, "TIMELINE");
	pty_send(p, "n");
	pty_wait_text(p, "Note");
	pty_send(p, "爱喝茶");
	pty_wait_text(p, "爱喝茶");
	pty_send(p, "\r");
	pty_wait_text(p, "noted");
	quit(p);
	p = start(30, 100, "xterm-256color");
	pty_send(p, "0042\r");
	pty_wait_text(p, "mei: 爱喝茶");
	quit(p);
}

/* The list, the frame and the preview stand in the same columns whatever the names are. */
static void columns_stay_aligned(void **state)
{
	struct pty *p = start(24, 80, "xterm-256color");

	(void)state;
	pty_send(p, "1");
	pty_wait_text(p, "张伟");
	int top = pty_find(p, "Name");
	int column = pty_column(p, top, "│");
	assert_true(column > 40);
	for (int y = top; y < top + 5; y++)
		assert_int_equal(pty_column(p, y, "│"), column);
	quit(p);
}

static void resizing_redraws(void **state)
{
	struct pty *p = start(24, 80, "xterm-256color");

	(void)state;
	pty_send(p, "muller");
	pty_wait_text(p, "Anna Müller");
	pty_resize(p, 40, 132);
	pty_wait_text(p, "REACH");
	pty_resize(p, 18, 60);
	pty_wait_text(p, "Anna Müller");
	pty_resize(p, 5, 20);
	pty_resize(p, 24, 80);
	pty_wait_text(p, "Anna Müller");
	quit(p);
}

static void suspending_gives_the_terminal_back(void **state)
{
	struct pty *p = start(24, 80, "xterm-256color");

	(void)state;
	pty_kill(p, SIGTSTP);
	pty_wait_stopped(p);
	pty_assert_restored(p);
	pty_kill(p, SIGCONT);
	pty_wait_text(p, "Today");
	pty_assert_taken(p);
	quit(p);
}

static void dying_gives_the_terminal_back(void **state)
{
	static const int signals[] = { SIGTERM, SIGHUP, SIGSEGV };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		struct pty *p = start(24, 80, "xterm-256color");
		pty_send(p, "an");
		pty_wait_text(p, "Anna");
		pty_kill(p, signals[i]);
		pty_wait_exit(p);
		pty_assert_restored(p);
		pty_free(p);
		assert_int_equal(run("check"), 0);
	}
}

static void hanging_up_ends_it(void **state)
{
	struct pty *p = start(24, 80, "xterm-256color");

	(void)state;
	pty_hang_up(p);
	pty_wait_exit(p);
	pty_free(p);
}

/* These cannot show Chinese: the reading stands for the name, frames are ASCII. */
static void old_terminals_read_names(void **state)
{
	static const char *const terms[] = { "linux", "vt100" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(terms); i++) {
		struct pty *p = start(24, 80, terms[i]);
		pty_send(p, "zw");
		pty_wait_text(p, "Zhang Wei");
		assert_int_equal(pty_find(p, "张伟"), -1);
		assert_int_equal(pty_find(p, "│"), -1);
		assert_true(pty_find(p, "----") >= 0);
		pty_send(p, "\x1b[1~\x1bOP");
		quit(p);
	}
}

/* The mouse chooses and opens; "mouse: no" leaves it to the terminal, NO_COLOR the colours. */
static void mouse_and_colours_as_asked(void **state)
{
	const char *argv[] = { program, "-C", folder, "--as", "mei", NULL };
	const char *env[] = { "TERM=xterm-256color", "NO_COLOR=1", NULL };
	struct pty_options options = { .argv = argv, .env = env };
	struct pty *p = start(24, 80, "xterm-256color");

	(void)state;
	assert_true(pty_has_written(p, "\033[?1000h"));
	assert_true(pty_has_written(p, "\033[38;5;"));
	pty_send(p, "\033[<0;20;1M\033[<0;20;1m"); /* the second tab */
	pty_wait_text(p, "[2 Patients]");
	pty_send(p, "\033[<0;10;6M\033[<0;10;6m");
	pty_wait_text(p, "> ");
	pty_send(p, "\033[<0;10;6M\033[<0;10;6m");
	pty_wait_text(p, "TIMELINE");
	quit(p);
	char *path = mem_printf("%s/clinic.yaml", folder);
	char *change = mem_printf("sed -i s/^mouse:.*/mouse:\\ no/ %s", path);
	assert_int_equal(system(change), 0);
	p = pty_start(&options);
	pty_wait_text(p, "Today");
	assert_false(pty_has_written(p, "\033[?1000h"));
	assert_false(pty_has_written(p, "\033[38;5;"));
	quit(p);
	free(path);
	free(change);
}

static void another_terminal_shows_the_change(void **state)
{
	struct pty *p = start(24, 80, "xterm-256color");

	(void)state;
	pty_send(p, "petra");
	pty_wait_text(p, "Nobody is found");
	assert_int_equal(run("add 'name=Petra Novak' phone=13700007777"), 0);
	pty_wait_text(p, "Petra Novak");
	assert_true(pty_find(p, "Find: petra") >= 0);
	quit(p);
}

/* On a bad line in the linear layout no key costs more than 700 bytes, opening a card included. */
static void a_key_costs_few_bytes(void **state)
{
	static const char *const keys[] = { "\033[B", "\033[B", "z", "w", "\033[B", "\177", "\177",
					    "l", "i", "\r", "\033[B", "b", "1", "\033", "\033", "\033" };
	char *made = mem_printf("rm -rf %s/large; %s -C %s/large demo --no-open --patients 400 "
				"--seed 1 --today 2026-11-23 >/dev/null 2>&1; "
				"echo 99 >%s/large/tour.mei",
				folder, program, folder, folder);
	char *large = mem_printf("%s/large", folder);
	const char *argv[] = { program, "-C", large, "--as",       "mei",
			       "--today", "2026-11-23T09:02", "--linear", NULL };
	struct pty_options options = { .argv = argv };

	size_t all = 0;

	(void)state;
	assert_int_equal(system(made), 0);
	struct pty *p = pty_start(&options);
	pty_wait_text(p, "Today");
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		size_t before = pty_written(p);
		pty_send(p, keys[i]);
		pty_wait_gone(p, "this stands nowhere"); /* quiet */
		size_t cost = pty_written(p) - before;
		print_message("key %zu: %zu bytes\n", i + 1, cost);
		all += cost;
	}
	/* On a busy machine some keys are drawn in two goes. */
	assert_true(all <= 700 * ARRAY_SIZE(keys));
	pty_free(p);
	free(made);
	free(large);
}

static void write_table(const char *path, int rows)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs("name,mobile\n", f);
	for (int i = 0; i < rows; i++)
		fprintf(f, "Nobody %d,1390%07d\n", i, i);
	fclose(f);
}

/* Keys are served here, and the other terminal is told, while a large table is stored. */
static void an_import_goes_on_behind(void **state)
{
	char *path = mem_printf("%s/many.csv", folder);
	struct pty *p = start(24, 80, "xterm-256color");
	struct pty *other = start(24, 80, "xterm-256color");

	(void)state;
	write_table(path, 60000);
	pty_send(p, "\x07"); /* ^G */
	pty_wait_text(p, "9 Import");
	pty_send(p, "9");
	pty_wait_text(p, "Import a table");
	pty_send(p, "i");
	pty_wait_text(p, "File:");
	pty_send(p, path);
	pty_wait_text(p, "many.csv");
	pty_send(p, "\r");
	pty_wait_text(p, "IMPORT 60,000 ROWS");
	pty_send(p, "\r");
	pty_wait_text(p, "type 60000:");
	pty_send_slowly(p, "60000\r", 20);
	pty_wait_text(p, "[3 storing]");
	pty_send(p, "\x07");
	pty_wait_text(p, "Go to");
	pty_send(p, "2");
	pty_wait_text(p, "Find:");
	pty_send(p, "zw");
	pty_wait_text(p, "张伟 Zhang Wei");
	assert_true(pty_find(p, "importing many.csv") == 1);
	pty_wait_text(other, "mei is importing many.csv");
	pty_send(p, "\x07");
	pty_wait_text(p, "Go to");
	pty_send(p, "9");
	pty_wait_text(p, "[9 Import]");
	pty_send(p, "\r");
	pty_wait_text(p, "[3 storing]");
	pty_send(p, "c");
	pty_wait_text(p, "is taken back");
	pty_send(p, "2");
	pty_wait_text(p, "take it");
	pty_send(p, "\r");
	pty_wait_text(p, "cancelled; nothing was imported");
	pty_wait_gone(other, "importing many.csv");
	quit(other);
	quit(p);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_registers_and_keeps),
		cmocka_unit_test(columns_stay_aligned),
		cmocka_unit_test(resizing_redraws),
		cmocka_unit_test(suspending_gives_the_terminal_back),
		cmocka_unit_test(dying_gives_the_terminal_back),
		cmocka_unit_test(hanging_up_ends_it),
		cmocka_unit_test(old_terminals_read_names),
		cmocka_unit_test(mouse_and_colours_as_asked),
		cmocka_unit_test(another_terminal_shows_the_change),
		cmocka_unit_test(a_key_costs_few_bytes),
		cmocka_unit_test(an_import_goes_on_behind),
	};

	return cmocka_run_group_tests(tests, clinic_set_up, clinic_tear_down);
}
