/* The terminal line below curses: signals, size, bytes, and giving it back after a crash.
 *
 * Signals are blocked but inside tty_wait, so none is lost and none interrupts anything else;
 * threads made after tty_open inherit that and never receive them.  One per process. */
#ifndef REVISIT_UI_TTY_H
#define REVISIT_UI_TTY_H

#include "revisit/base/base.h"

/* What came since the last tty_signals(), as a set. */
enum { TTY_RESIZED = 1, TTY_CONTINUED = 2, TTY_STOP = 4, TTY_INTERRUPT = 8, TTY_END = 16 };

enum tty_event { TTY_TIMEOUT, TTY_BYTES, TTY_SIGNAL, TTY_GONE };

/* tty_open remembers modes, signal actions and mask; tty_catch takes the signals (after newterm,
 * which sets handlers of its own); tty_close puts all back. */
void tty_open(void);
void tty_catch(void);
void tty_close(void);

/* Between these the signal mask is the one from before, for programs started meanwhile.  (Those
 * that fork() starts while we hold the terminal get that mask too; posix_spawn() must be told.) */
void tty_lend(void);
void tty_take_back(void);

int tty_signals(void);

/* At most `timeout` ms, −1: for ever. */
enum tty_event tty_wait(int timeout);

/* Bytes that are there; 0 when the terminal is gone. */
size_t tty_read(char *bytes, size_t n);
void tty_write(const char *bytes, size_t n);

/* False when the terminal does not tell. */
bool tty_size(int *rows, int *cols);

/* Stops the process, as the shell's ^Z would; returns when it is continued. */
void tty_stop(void);

/* While armed, a crash (or tty_restore, the hook of BUG) sends these bytes and resets the modes. */
void tty_arm(const char *bytes, size_t n);
void tty_disarm(void);
void tty_restore(void);

#endif
