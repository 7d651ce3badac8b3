/* A grid of cells that screens draw into.  It knows neither terminals nor patients; the terminal
 * back end shows it, tests dump it as text.
 *
 * Text is drawn glyph by glyph (text/width.h): wide characters take two cells and are never cut
 * in half (a blank stands where the second half would not fit), hostile bytes become U+FFFD. */
#ifndef REVISIT_UI_CANVAS_H
#define REVISIT_UI_CANVAS_H

#include "revisit/base/str.h"
#include "revisit/text/width.h"

/* What a piece of text is, not how it looks; the theme decides that.  State is never told by
 * style alone. */
enum style {
	STYLE_NORMAL,
	STYLE_TITLE,    /* the title line */
	STYLE_TAB,      /* the tab one is on */
	STYLE_HEADING,  /* of a section, a column */
	STYLE_MATCH,    /* the part of a text that was searched for */
	STYLE_SELECTED, /* the focused row */
	STYLE_KEY,      /* a key in the key bar or the help */
	STYLE_ALERT,    /* must be seen: alerts, debts, refusals */
	STYLE_GOOD,     /* done, here */
	STYLE_FIELD,    /* an input field */
	STYLE_FOCUS,    /* the input field one is in */
	STYLE_FRAME,    /* lines between panes */
	STYLE_COUNT
};

struct cell {
	char bytes[GLYPH_MAX + 1]; /* NUL-terminated; "" in the right half of a wide glyph */
	uint8_t width;             /* 1, 2, or 0 in the right half */
	uint8_t style;             /* enum style */
};

/* A rectangle of a canvas. */
struct rect {
	int y, x, rows, cols;
};

/* What a click there means; it is drawn with what it is about. */
enum zone_kind {
	ZONE_ROW,     /* row n of the list */
	ZONE_CHOICE,  /* choice n of the field one is in */
	ZONE_KEY,     /* the key `what` names, as key_parse reads it */
	ZONE_COMMAND, /* the command `what` */
	ZONE_TAB,     /* tab n */
};

struct zone {
	struct rect where;
	enum zone_kind kind;
	int n;
	const void *what;
};

struct canvas {
	int rows, cols;
	int cursor_y, cursor_x; /* −1: nowhere */
	bool text_cursor;       /* the cursor is where typing goes; else it marks the focused row */
	bool ascii;             /* frames and marks in ASCII */
	bool plain;             /* layout for screen readers: no frames, one thing a line */
	struct cell *cells;     /* rows × cols */
	struct zone *zones;
	size_t n_zones, cap_zones;
};

void canvas_init(struct canvas *c, int rows, int cols);
void canvas_release(struct canvas *c);
void canvas_resize(struct canvas *c, int rows, int cols); /* contents are blank afterwards */
void canvas_clear(struct canvas *c);

/* Drawing is clipped to the rectangle it is given. */
struct rect canvas_all(const struct canvas *c);

/* Draws `text` at (y, x) relative to `r`, at most `cols` columns (−1: to the right edge), cut with
 * "…" ("~" on an ASCII canvas) when it does not fit.  Newlines and tabs are drawn as a blank.
 * Returns the columns used, also when they lay outside the rectangle's rows. */
int canvas_text(struct canvas *c, struct rect r, int y, int x, int cols, enum style style,
		const char *text);
int canvas_printf(struct canvas *c, struct rect r, int y, int x, enum style style, const char *fmt,
		  ...) PRINTF_LIKE(6, 7);

/* Wraps the text to lines of `cols` columns from (y, x) on, and returns the line below the last one,
 * also when some do not fit into r. */
int canvas_wrapped(struct canvas *c, struct rect r, int y, int x, int cols, enum style style,
		   const char *text);
/* The text of a row that has only `room` columns for it, in full and wrapped into `below`.  Returns
 * how many rows that takes (below.rows 0: it is only counted), 0 when the row has room for it. */
int canvas_uncut(struct canvas *c, struct rect below, int room, const char *text);

/* As canvas_text, drawing the byte ranges marks[0 … n_marks) of `text` in STYLE_MATCH. */
struct mark {
	size_t start, end;
};
int canvas_marked(struct canvas *c, struct rect r, int y, int x, int cols, enum style style,
		  const char *text, const struct mark *marks, size_t n_marks);

/* Right-aligned so that the text ends at column x_end (exclusive). */
int canvas_right(struct canvas *c, struct rect r, int y, int x_end, enum style style,
		 const char *text);

void canvas_fill(struct canvas *c, struct rect r, enum style style);   /* blanks */
void canvas_restyle(struct canvas *c, struct rect r, enum style style); /* text stays */

/* A row of a list: its line filled, ">" before the chosen one, and a click on it chooses it.
 * Returns the style for what is written on it. */
enum style canvas_row(struct canvas *c, struct rect line, int row, bool chosen);

void canvas_zone(struct canvas *c, struct rect where, enum zone_kind kind, int n, const void *what);
const struct zone *canvas_zone_at(const struct canvas *c, int y, int x); /* the last one there, NULL */
void canvas_forget_zones(struct canvas *c);

/* Frame lines.  A line that meets another one, in whichever order they are drawn, is joined to it:
 * ─ and │ become ┬ ┴ ├ ┤ ┼ ('-', '|' and '+' on an ASCII canvas). */
void canvas_hline(struct canvas *c, struct rect r, int y, int x, int cols);
void canvas_vline(struct canvas *c, struct rect r, int y, int x, int rows);

/* Puts the cursor at (y, x) of `r`, or at the nearest cell inside it. */
void canvas_cursor(struct canvas *c, struct rect r, int y, int x, bool text_cursor);

/* The canvas as text, one line a row, trailing blanks dropped.
 *
 * With `styles`, runs of a style are set between ⟦x and ⟧, x being
 *   T title   B tab      H heading   M match   S selected   K key   A alert   G good
 *   F field   I focused input field
 * (NORMAL and FRAME are not marked; blanks in a marked style are kept), and a last line tells the
 * cursor: "cursor 3,12 text", "cursor 3,0 row" or "cursor none"; row and column from 0. */
void canvas_dump(const struct canvas *c, bool styles, struct str *out);

#endif
