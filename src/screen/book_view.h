/* Inside screen/: the Book between its reading, its layout, its drawing and its keys. */
#ifndef REVISIT_SRC_SCREEN_BOOK_VIEW_H
#define REVISIT_SRC_SCREEN_BOOK_VIEW_H

#include "revisit/clinic/book.h"
#include "revisit/clinic/sooner.h"
#include "revisit/screen/parts.h"

/* One visit in the grid. */
struct booked {
	struct visit v;
	struct patient p;
	int col;
	int lane, lanes; /* beside those it overlaps */
	int first, last; /* rows it covers */
	int minutes;     /* that it takes */
};

/* A doctor or a chair on a day. */
struct book_col {
	day_t day;
	char *key;   /* heap; NULL: visits that name nobody, or a closed day */
	char *label; /* heap */
	char *off;   /* why nobody works, "" without a reason; heap, NULL: they do */
	struct spans open, gaps;
	struct spans clinic; /* when the clinic is open */
	int booked, free; /* visits; minutes */
	int stop, n_stops;
};

enum row_kind { ROW_TIME, ROW_FOLDED, ROW_UNTIMED };

struct book_row {
	enum row_kind kind;
	minute_t from, to; /* ROW_UNTIMED: 0 */
	int nth;           /* ROW_UNTIMED: which of those without a time */
};

/* What the cursor can stand on: a visit, or a time in which nobody is booked. */
struct stop {
	int col, row;
	int visit;       /* index, −1 */
	minute_t minute; /* where it begins; MINUTE_NONE: a visit without a time */
	int minutes;     /* of a visit or of what is left of the gap; 0: not free */
};

struct book_view {
	struct book *book;
	day_t day; /* the one the cursor is on */
	bool week; /* a column a day, of one doctor or chair */
	bool by_chair;
	char *who;        /* the column's key the cursor is on; NULL for none */
	struct booked *v; /* in order of column and time */
	int n;
	struct book_col *cols;
	int n_cols, col, first_col, shown_cols;
	struct book_row *rows;
	int n_rows, top, height;
	struct stop *stops; /* of the columns, one after the other; linear: in order of time */
	int n_stops, at;
	int64_t chosen;           /* the visit the cursor is on, 0 */
	minute_t minute;          /* where the cursor is; MINUTE_NONE: among those without a time */
	bool fresh;               /* nothing was chosen yet on this day */
	int laid_rows, laid_cols; /* the room it is laid out for, 0: to be done */
	struct strlist off;       /* who is away and why: "Dr Xu (training)" */
	/* The visit picked up to be put down elsewhere; row.id 0 for none. */
	struct visit carried;
	char *carried_name;
	char *choosing;       /* for whom a time is chosen, for the form below; NULL */
	int choosing_minutes; /* how long that takes */
	unsigned accepted; /* what speaks against it and was shown … */
	day_t asked_day;   /* … for this place */
	minute_t asked_minute;
	int asked_col;
	int want_sooner; /* who would come sooner into the gap the cursor is on */
	int want_for;    /* the stop they were counted for, −1 */
};

enum { TIME_COLS = 7, COL_COLS = 17, DAY_COLS = 9, COL_MOST = 40, LANE_COLS = 7 };

/* Reads what is shown: the columns and their visits. */
bool view_load(struct app *app, struct book_view *s, struct err *err);
void book_view_release(struct book_view *s);
/* Who it is; of those in sight. */
void view_fetch(struct app *app, struct booked *b);

/* Lays the columns out in that many rows; and the cursor onto a stop. */
void view_lay(const struct app *app, struct book_view *s, int rows, bool linear);
/* The row a minute is in. */
int view_row(const struct book_view *s, minute_t minute);
/* The width of a column, and how many fit. */
int view_col_cols(const struct book_view *s, int cols, int *shown);
/* The cursor goes to a stop. */
void view_choose(struct book_view *s, int stop);
/* Who is to be put somewhere, NULL; and how long they take. */
const char *view_placing(const struct book_view *s, int *minutes);
/* The visit the cursor is on, NULL. */
const struct booked *view_visit(const struct book_view *s);
const struct stop *view_stop(const struct book_view *s); /* NULL when there is nothing at all */
bool spans_have(const struct spans *spans, minute_t minute);
bool view_is_open(const struct book_col *col, minute_t minute);
/* Whether it is booked in time that its doctor or the clinic does not work. */
bool view_is_outside(const struct book_view *s, const struct booked *b);
/* The gap a time is in, NULL. */
const struct span *view_gap(const struct book_col *col, minute_t minute);

/* "10:00-10:40 王芳 … " of what the cursor is on. */
void view_describe(const struct app *app, const struct book_view *s, struct str *out);
/* How far it is, in one or two columns, and in words. */
const char *booked_sign(const struct visit *v);
void booked_state(struct str *out, const struct visit *v);

void draw_book(const struct app *app, const void *state, struct canvas *c, struct rect area);

/* --- what is done there (book_act.c) --- */

void view_enter(struct app *app, void *state);
void view_arrive(struct app *app, void *state);
void view_seat(struct app *app, void *state);
void view_complete(struct app *app, void *state);
void view_pick_up(struct app *app, void *state);
void view_off(struct app *app, void *state);
void view_late(struct app *app, void *state);
void view_confirm(struct app *app, void *state);
void view_book_here(struct app *app, void *state);
void view_walk_in(struct app *app, void *state);
void view_edit(struct app *app, void *state);
void view_fill(struct app *app, void *state);
void view_add_sooner(struct app *app, void *state);
void view_task(struct app *app, void *state);
void view_note(struct app *app, void *state);
/* Esc: what was picked up stays where it was; false when nothing was. */
bool view_put_back(struct app *app, struct book_view *s);
/* The gap the cursor is in; false when it is in none. */
bool view_sooner_gap(const struct book_view *s, struct sooner_gap *gap);
#endif
