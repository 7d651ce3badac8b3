/* A program in a real pseudo-terminal, with libvterm as the screen and the person in front of it.
 *
 * Every wait is bounded and fails the cmocka test with a picture of the screen when the time is up;
 * none sleeps to synchronise: they wait for what is to be seen, then for quiet. */
#ifndef REVISIT_TESTS_E2E_SUPPORT_H
#define REVISIT_TESTS_E2E_SUPPORT_H

#include "revisit/base/base.h"

#include <sys/types.h>

enum { PTY_WAIT_MS = 10000 };

/* A clinic of two patients in a folder of its own, and the program: cmocka's. */
extern char folder[64], program[256];
int clinic_set_up(void **state);
int clinic_tear_down(void **state);
/* A command line on it; its exit status. */
int run(const char *arguments);

struct pty;

struct pty_options {
	int rows, cols;            /* 0: 24 × 80 */
	const char *const *argv;   /* NULL-terminated; argv[0] is a path */
	const char *const *env;    /* more "NAME=value" or others than the fixed ones, or NULL */
	const char *cwd;           /* NULL: as it is */
	bool no_session;           /* not its controlling terminal: no SIGHUP, as under setsid */
	bool silent;               /* a terminal that answers no questions (ESC[6n) */
	bool wide_frames;          /* answers ESC[6n as if the last sign took two columns */
};

/* Starts argv with PATH, HOME=/nonexistent, TZ=UTC, LC_ALL=C.UTF-8 and TERM=xterm-256color. */
struct pty *pty_start(const struct pty_options *options);

/* Ends the program if it still runs. */
void pty_free(struct pty *p);

void pty_send(struct pty *p, const char *bytes);

/* Sends the bytes one by one, each in a read() of its own as far as the program is fast enough:
 * the next goes out after `ms` without output. */
void pty_send_slowly(struct pty *p, const char *bytes, int ms);

/* Until `text` stands on one row of the screen, or no longer does; then until quiet. */
void pty_wait_text(struct pty *p, const char *text);
void pty_wait_gone(struct pty *p, const char *text);

/* Until `text` was written at any time, on the screen or after it was given back. */
void pty_wait_written(struct pty *p, const char *text);

/* Whether it was written so far. */
bool pty_has_written(const struct pty *p, const char *text);

void pty_resize(struct pty *p, int rows, int cols);

/* Row y without trailing blanks; valid until the next call. */
const char *pty_row(struct pty *p, int y);

/* The column of the screen at which `text` begins on row y; −1: it is not there. */
int pty_column(struct pty *p, int y, const char *text);

/* The row on which `text` stands, −1: none. */
int pty_find(struct pty *p, const char *text);

void pty_cursor(struct pty *p, int *y, int *x);
bool pty_is_reverse(struct pty *p, int y, int x);
pid_t pty_pid(const struct pty *p);
void pty_kill(struct pty *p, int sig);

/* Bytes that the program has written so far. */
size_t pty_written(const struct pty *p);

/* Until the program is stopped. */
void pty_wait_stopped(struct pty *p);

/* Until it ended; its wait status. */
int pty_wait_exit(struct pty *p);

/* Closes the terminal, as when a window is closed or a line drops.  Nothing can be seen after. */
void pty_hang_up(struct pty *p);

/* Fails unless the terminal is as it was at the start: line modes, main screen, cursor shown, mouse
 * and bracketed paste off. */
void pty_assert_restored(struct pty *p);

/* The opposite: the program holds the terminal (alternate screen, raw mode). */
void pty_assert_taken(struct pty *p);

#endif
