/* The terminal: its source is the only file that includes curses.h.
 *
 * newterm() with a fallback for unknown TERM; SIGWINCH, SIGCONT, SIGTSTP, SIGINT (an Esc), SIGTERM
 * and SIGHUP are blocked except inside term_key and term_pending, so that none is lost and threads
 * started later never see them.  Line modes, screen, bracketed paste and mouse are put back on
 * exit, BUG, crash and suspension.  No curses input: bytes are read and given to ui/input. */
#ifndef REVISIT_UI_TERM_H
#define REVISIT_UI_TERM_H

#include "revisit/base/err.h"
#include "revisit/ui/canvas.h"
#include "revisit/ui/input.h"
#include "revisit/ui/looks.h"

struct term;

struct term_options {
	enum theme theme; /* with $NO_COLOR set: none */
	bool mouse;
	bool brief; /* a slow line: the eight colours, whose names are shorter */
	bool ascii; /* forced; else chosen: TERM=linux, vt100, or a terminal with wide ambiguous glyphs */
};

/* NULL on error: standard input or output is no terminal.  Takes up to 150 ms where the terminal
 * does not answer how wide it draws frames.  One at a time; i18n_init must have run. */
struct term *term_open(const struct term_options *options, struct err *err);
void term_close(struct term *t); /* restores the terminal; NULL is allowed */

void term_size(const struct term *t, int *rows, int *cols);
bool term_ascii(const struct term *t);

/* True when the terminal cannot show Han characters (TERM=linux, vt…, ansi). */
bool term_no_han(const struct term *t);

/* Shows the canvas; only changed cells are sent. */
void term_draw(struct term *t, const struct canvas *canvas);
void term_redraw(struct term *t); /* forget what is shown: the next draw sends everything */

/* Other colours from the next draw on. */
void term_theme(struct term *t, enum theme theme);

/* Waits for a key at most `timeout` ms (−1: for ever) and returns it; KEY_NONE on timeout,
 * KEY_RESIZE when all must be drawn again: the size changed, or the program was stopped and goes on.
 * Returns false when it is time to end: the terminal is gone, or SIGTERM or SIGHUP came. */
bool term_key(struct term *t, int timeout, struct key *key);

/* Whether another key can be had without waiting: drain them before drawing. */
bool term_pending(struct term *t);

/* Whether Esc was pressed since, or it is time to end; every other key stays for term_key.  For what
 * must not be interrupted but by this. */
bool term_escape(struct term *t);

void term_bell(struct term *t);

/* Puts a text on the clipboard of whoever sits there (OSC 52), which no terminal tells about; false
 * where it would be garbage on the screen. */
bool term_copy(struct term *t, const char *text);

/* Gives the terminal back to run something else, and takes it again. */
void term_pause(struct term *t);
void term_resume(struct term *t);

/* Gives the terminal to a program (argv[0] is looked for in PATH) until it ends.  False when it cannot
 * be run, or did not end well. */
bool term_run(struct term *t, const char *const argv[], struct err *err);

#endif
