/* Several terminals on one clinic: what others write, whom one waits for, and what outlives a crash.
 * The binary under test is $BUILD/revisit (see tests/run). */
#include "support.h"

#include "revisit/base/file.h"
#include "revisit/date/clock.h"
#include "revisit/store/store.h"

#include <setjmp.h>
#include <cmocka.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static struct pty *start(const char *staff)
{
	const char *argv[] = { program, "-C", folder, "--as", staff, NULL };
	struct pty_options options = { .argv = argv };
	struct pty *p = pty_start(&options);

	pty_wait_text(p, "Today");
	return p;
}

static struct pty *on_card(const char *staff, const char *typed)
{
	struct pty *p = start(staff);

	pty_send(p, typed);
	pty_wait_text(p, "Find:");
	pty_send_slowly(p, "\r", 50);
	pty_wait_text(p, "TIMELINE");
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
	pty_free(p);
}

static pid_t writer; /* 0: none */

/* A process of lin's that has written once and now writes without end. */
static void start_writer(void)
{
	int ready[2];
	char c;

	assert_int_equal(pipe(ready), 0);
	writer = fork();
	if (writer == 0) {
		struct store s = { 0 };
		struct clock clock = { 0 };
		struct action action = { .verb = "long" };
		char *path = path_join(folder, "clinic.db");
		bool ok = store_open(&s, path, folder, &clock, NULL);
		s.staff = mem_strdup("lin");
		ok = ok && store_begin(&s, &action, NULL) &&
		     store_vocab_add(&s, "tag", "long", "desk", NULL);
		s.seq = 1; /* so that the session is stored too */
		ok = ok && store_commit(&s, NULL) && store_begin(&s, &action, NULL);
		if (write(ready[1], ok ? "y" : "n", 1) == 1)
			pause();
		_exit(1);
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &c, 1), 1);
	close(ready[0]);
	assert_int_equal(c, 'y');
}

static void end_writer(int sig)
{
	int status;
	pid_t pid = writer;

	writer = 0;
	kill(pid, sig);
	kill(pid, SIGCONT);
	assert_int_equal(waitpid(pid, &status, 0), pid);
}

/* A test that failed must not hold up the next one. */
static int end_all(void **state)
{
	(void)state;
	if (writer)
		end_writer(SIGKILL);
	return 0;
}

/* A wait is shown, and when the other one is done all goes on by itself; so when it dies. */
static void a_wait_is_shown(void **state)
{
	struct pty *p = on_card("mei", "zw");

	(void)state;
	pty_send(p, "n");
	pty_wait_text(p, "Note");
	pty_send(p, "after the other one");
	start_writer();
	pty_send(p, "\r");
	pty_wait_text(p, "waiting for lin to finish writing");
	end_writer(SIGKILL);
	pty_wait_text(p, "noted");
	pty_wait_gone(p, "waiting for");
	quit(p);
	assert_int_equal(run("check"), 0);
}

/* Who was halted in the middle of writing is named; Esc gives up and nothing typed is lost. */
static void a_stopped_writer_is_named(void **state)
{
	struct pty *p = on_card("mei", "zw");

	(void)state;
	pty_send(p, "e");
	pty_wait_text(p, "Came by");
	pty_send(p, "Senior");
	pty_wait_text(p, "张伟Senior");
	start_writer();
	kill(writer, SIGSTOP);
	pty_send(p, "\x13"); /* ^S */
	pty_wait_text(p, "lin stopped in the middle of writing");
	char *number = mem_printf("kill %ld", (long)writer);
	pty_wait_text(p, number);
	free(number);
	pty_wait_text(p, "Esc gives up");
	pty_send(p, "\x1b");
	pty_wait_text(p, "nothing was changed");
	assert_true(pty_find(p, "张伟Senior") >= 0);
	end_writer(SIGTERM);
	pty_send(p, "\x13");
	pty_wait_text(p, "saved:");
	quit(p);
}

/* A note that could not be stored is asked again. */
static void a_popup_keeps_its_text(void **state)
{
	struct pty *p = on_card("mei", "anna");

	(void)state;
	pty_send(p, "n");
	pty_wait_text(p, "Note");
	pty_send(p, "likes tea");
	pty_wait_text(p, "likes tea");
	start_writer();
	kill(writer, SIGSTOP);
	pty_send(p, "\r");
	pty_wait_text(p, "Esc gives up");
	pty_send(p, "\x1b");
	pty_wait_text(p, "nothing was changed");
	assert_true(pty_find(p, "likes tea") >= 0);
	end_writer(SIGKILL);
	pty_send(p, "\r");
	pty_wait_text(p, "noted");
	quit(p);
}

/* What one terminal saves is on the other one's card within a second; a stale save asks. */
static void two_edit_one_patient(void **state)
{
	struct pty *mei = on_card("mei", "anna");
	struct pty *bo = on_card("bo", "anna");

	(void)state;
	pty_send(bo, "n");
	pty_wait_text(bo, "Note");
	pty_send(bo, "by the desk\r");
	pty_wait_text(bo, "noted");
	int64_t stored = boot_now();
	pty_wait_text(mei, "by the desk");
	assert_true(boot_now() - stored < 2000); /* a second, and the wait for quiet */
	pty_send(mei, "e");
	pty_wait_text(mei, "Came by");
	pty_send(mei, "\x15" "Anne Muller");
	pty_wait_text(mei, "Anne Muller");
	pty_send(bo, "e");
	pty_wait_text(bo, "Came by");
	pty_send(bo, "\x15" "Anna Mueller\x13");
	pty_wait_text(bo, "saved:");
	pty_wait_text(mei, "changed this meanwhile: Name");
	pty_send(mei, "\x13");
	pty_wait_text(mei, "What is kept?");
	assert_true(pty_find(mei, "Anna Mueller") >= 0);
	pty_send(mei, "2");
	pty_wait_text(mei, "save with what is chosen");
	pty_send(mei, "\r");
	pty_wait_text(mei, "saved: Anne Muller");
	pty_wait_text(bo, "Anne Muller");
	quit(mei);
	quit(bo);
	assert_int_equal(run("check"), 0);
}

/* The line drops, the program is killed, it crashes: what was typed is there again. */
static void drafts_outlive_the_program(void **state)
{
	static const int signals[] = { SIGHUP, SIGKILL, SIGSEGV };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		struct pty *p = start("mei");
		pty_send(p, "\x0e"); /* ^N */
		pty_wait_text(p, "New patient");
		pty_send(p, "王小明");
		pty_wait_text(p, "王小明");
		char *pattern = mem_printf("grep -q 王小明 %s/drafts/*.json", folder);
		/* A kill leaves no time to write: within a second it was written anyway. */
		for (int tries = 0; signals[i] != SIGHUP && system(pattern) != 0; tries++) {
			assert_true(tries < 40);
			usleep(50000);
		}
		free(pattern);
		pty_kill(p, signals[i]);
		pty_wait_exit(p);
		pty_free(p);
		p = start("bo");
		assert_int_equal(pty_find(p, "1 held"), -1);
		quit(p);
		p = start("mei");
		pty_wait_text(p, "not saved last time");
		assert_true(pty_find(p, "1 held") >= 0);
		pty_send(p, "\x0f"); /* ^O */
		pty_wait_text(p, "王小明");
		pty_send(p, "\x04"); /* ^D */
		pty_wait_text(p, "thrown away");
		quit(p);
	}
	assert_int_equal(run("check"), 0);
}

static void rules_are(const char *text)
{
	char *path = path_join(folder, "rules.yaml");

	assert_true(file_write(path, text, strlen(text), NULL));
	free(path);
}

static struct pty *on_segments(const char *staff)
{
	struct pty *p = start(staff);

	pty_send(p, "\x07"); /* ^G */
	pty_wait_text(p, "Segments");
	pty_send(p, "4");
	pty_wait_text(p, "Had surgery");
	return p;
}

/* A visit that is completed elsewhere changes the counts of both by itself; an edit of the rules
 * reaches both, a broken one is told on both and changes nothing. */
static void rules_reach_every_terminal(void **state)
{
	static const char none[] = "recall              0";
	static const char one[] = "recall              1";

	(void)state;
	rules_are("segments: {op: {title: Had surgery, who: [has surgery visit]}}\n");
	struct pty *mei = on_segments("mei");
	struct pty *bo = on_segments("bo");
	pty_wait_text(mei, none);
	pty_wait_text(bo, none);
	assert_int_equal(run("visit 1001 at=2020-01-06T10:00 kind=surgery status=completed"), 0);
	pty_wait_text(mei, one);
	pty_wait_text(bo, one);
	rules_are("segments: {op: {title: Had surgery, who: [has surgery vist]}}\n");
	pty_wait_text(mei, "'vist' is not understood");
	pty_wait_text(bo, "'vist' is not understood");
	assert_int_equal(run("why op 1001"), 0);
	assert_true(pty_find(mei, one) >= 0 && pty_find(bo, one) >= 0);
	rules_are("segments: {op: {title: 'Had surgery, all of them', who: [has surgery visit]}}\n");
	pty_wait_text(mei, "all of them");
	pty_wait_text(bo, "all of them");
	quit(mei);
	quit(bo);
	assert_int_equal(run("check"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_wait_is_shown, end_all),
		cmocka_unit_test_teardown(a_stopped_writer_is_named, end_all),
		cmocka_unit_test_teardown(a_popup_keeps_its_text, end_all),
		cmocka_unit_test_teardown(two_edit_one_patient, end_all),
		cmocka_unit_test_teardown(drafts_outlive_the_program, end_all),
		cmocka_unit_test_teardown(rules_reach_every_terminal, end_all),
	};

	return cmocka_run_group_tests(tests, clinic_set_up, clinic_tear_down);
}
