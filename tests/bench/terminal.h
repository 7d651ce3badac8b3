/* The program in a pseudo-terminal, with a clock beside the person.
 *
 * A key's answer is cut by silence: what comes until BURST_GAP_MS pass without a byte is one burst.
 * The screen is complete at the last byte of the first burst after which it shows what the key
 * asked for; it has settled at the last byte before `quiet` ms of silence. */
#ifndef REVISIT_TESTS_BENCH_TERMINAL_H
#define REVISIT_TESTS_BENCH_TERMINAL_H

#include "measure.h"

#include <sys/types.h>

enum { BURST_GAP_MS = 4, ANSWER_MS = 60000 };

struct terminal;

/* TERM=xterm-256color, LANG=C.UTF-8; the clock of terminal_answer starts just before the fork. */
struct terminal *terminal_start(const char *const *argv, int rows, int cols);
void terminal_end(struct terminal *t); /* ends the program, too */
pid_t terminal_pid(const struct terminal *t);

struct answer {
	double screen, settled; /* ms after the key was written */
	size_t bytes;           /* until the screen was complete */
};

/* Whether the screen shows what was asked for. */
typedef bool terminal_shows(struct terminal *t, const void *wanted);

/* Writes the key (NULL: after terminal_start, the start itself) and waits for the answer; false
 * when what is wanted was not shown within ANSWER_MS. */
bool terminal_press(struct terminal *t, const char *key, terminal_shows *shows, const void *wanted,
		    int quiet, struct answer *out);

/* Takes in what is written during so many ms. */
void terminal_wait(struct terminal *t, int ms);

/* The screen: row y without trailing blanks, valid until the next call; the row that `text` stands
 * in, −1 without one; all of it on standard error. */
const char *terminal_row(struct terminal *t, int y);
int terminal_find(struct terminal *t, const char *text);
int terminal_rows(const struct terminal *t);
void terminal_dump(struct terminal *t);

#endif
