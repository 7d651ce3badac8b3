/* From bytes to keys: the one place that knows what terminals send.
 *
 * Pure: bytes and the time go in, keys come out.  One call of input_feed is one read(); decisions
 * depend only on the bytes, on which of them came together, and on the times given.
 *
 * - Sequences of every common terminal are understood whatever TERM says (PuTTY, Linux console,
 *   rxvt, xterm, keypads), and those that terminfo adds.  Unknown ones are swallowed whole, never
 *   typed; so are reports nobody asked for (focus, cursor position, mouse motion, OSC, DCS, APC).
 *   Modified arrows and function keys count as the plain ones.
 * - Esc is certain after 75 ms.  A `[` or `O` that comes within 1 s after it is held for 50 ms, in
 *   case a slow line split an arrow key.  Esc and another character at once (Alt) are two keys.
 * - Bracketed paste gives one KEY_PASTE, ended by its mark or by 2 s of silence.
 * - A burst gives a KEY_PASTE too: 6 or more printable characters in a row that came in one feed (or
 *   in feeds within 20 ms that nobody took keys from), as scanners, card readers and terminals
 *   without bracketed paste send them.  Not a burst: the same character over and over (a key held
 *   down), and up to 16 characters without any ASCII sign (an input method commits phrases).  A
 *   burst goes over a newline or tab only when 6 more printable characters follow at once; so
 *   the Enter that ends a scan is a key, and so are keys typed ahead on a slow line.
 * - ^C is Esc, ^H and DEL are Backspace, CR, LF and CR LF are Enter. */
#ifndef REVISIT_UI_INPUT_H
#define REVISIT_UI_INPUT_H

#include "revisit/base/str.h"

enum key_kind {
	KEY_NONE,
	KEY_TEXT,  /* one character: cp */
	KEY_CTRL,  /* Ctrl and a letter: cp is the lower-case letter (also \\ ] ^ _) */
	KEY_ENTER,
	KEY_ESC,
	KEY_TAB,
	KEY_BACKTAB,
	KEY_BACKSPACE,
	KEY_DELETE,
	KEY_INSERT,
	KEY_UP,
	KEY_DOWN,
	KEY_LEFT,
	KEY_RIGHT,
	KEY_HOME,
	KEY_END,
	KEY_PAGE_UP,
	KEY_PAGE_DOWN,
	KEY_F,     /* function key: cp is its number */
	KEY_PASTE, /* text: pasted, scanned or typed in a burst; owned by the input until next call */
	KEY_MOUSE,
	KEY_RESIZE,
};

enum mouse {
	MOUSE_PRESS,
	MOUSE_RIGHT,
	MOUSE_WHEEL_UP,
	MOUSE_WHEEL_DOWN,
	/* What a press meant where it was, made by the frame around the screens: see key.row. */
	MOUSE_ROW,
	MOUSE_CHOICE,
};

struct key {
	enum key_kind kind;
	uint32_t cp;
	const char *text; /* KEY_PASTE: NUL-terminated, controls but newline and tab stripped */
	enum mouse mouse;
	int y, x;         /* KEY_MOUSE: cell, 0-based */
	int row;          /* MOUSE_ROW, MOUSE_CHOICE: which */
};

struct input;

struct input *input_new(void);
void input_free(struct input *in);

/* Adds a terminal's own sequence for a key (from terminfo); ESC-initial ones only. */
void input_define(struct input *in, const char *sequence, struct key key);

/* Bytes as they arrived at `now` (milliseconds, monotonic). */
void input_feed(struct input *in, const char *bytes, size_t n, int64_t now);

/* The next key that is certain at `now`; false when more bytes or more time are needed. */
bool input_next(struct input *in, int64_t now, struct key *key);

/* Milliseconds until something undecided becomes certain without more bytes, −1 when nothing is
 * undecided: the poll timeout. */
int input_wait(const struct input *in, int64_t now);

/* A key where text is not wanted: full-width signs and 、。【】《》￥· become the ASCII sign of
 * their key, upper case becomes lower.  Returns false for a Han (or other non-ASCII) character,
 * which an input method sent by mistake. */
bool key_fold(struct key *key);

/* "^P", "Enter", "F1", "PgDn", "a": as key bars and help write it, translated; "" for what is no
 * key of a keyboard. */
void key_label(const struct key *key, char out[16]);

/* The inverse of the English name, in either case, for command tables and scripts: "^p", "enter",
 * "f1", "pgdn", "space", "a" (a single character keeps its case).  What bytes cannot tell apart is
 * one key: "^i" is Tab, "^m" Enter, "^c" Esc.  False for an unknown name. */
bool key_parse(const char *name, struct key *key);

#endif
