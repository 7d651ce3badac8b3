/* The frame around the screens: one stack, one loop, one table of commands each.
 *
 * app_key takes a key and changes state; app_draw paints the top of the stack into the canvas.
 * Neither knows a terminal, so tests drive the program with keys and read the canvas. */
#ifndef REVISIT_APP_APP_H
#define REVISIT_APP_APP_H

#include "revisit/app/command.h"
#include "revisit/clinic/clinic.h"
#include "revisit/ui/canvas.h"
#include "revisit/ui/input.h"
#include "revisit/ui/looks.h"

/* What is left to do, and whether it is to be seen already. */
enum work { WORK_NONE, WORK_MORE, WORK_SHOW };

/* What a screen is.  `state` is zeroed memory of state_size bytes; it belongs to the screen. */
struct screen {
	const char *name;   /* "patients": for help, manual and scripts */
	const char *title;  /* N_() */
	int tab;            /* its number among the tabs, 0 for none */
	bool aside;         /* a tab that the title line names only while one is on it */
	bool popup;         /* drawn over the screen below */
	bool list;          /* listens to text until Tab hands the keys to the list */
	bool bare_when_empty; /* what it refuses for want of somebody is not in the key bar */
	const struct command *commands; /* may be NULL */
	const struct help_text *help;   /* further lines for F1, may be NULL */
	size_t state_size;
	bool (*open)(struct app *app, void *state, void *arg, struct err *err);
	void (*close)(void *state);
	/* Something was changed, here or at another terminal. */
	void (*reload)(struct app *app, void *state);
	/* Fetches what will be drawn into an area of that size; the only place that may query. */
	void (*prepare)(struct app *app, void *state, int rows, int cols);
	void (*draw)(const struct app *app, const void *state, struct canvas *canvas,
		     struct rect area);
	/* What goes on while nobody presses a key: a few milliseconds of it. */
	enum work (*work)(struct app *app, void *state);
	/* A key no command claimed; false when it has no use for it. */
	bool (*key)(struct app *app, void *state, const struct key *key);
	/* What Enter does now ("CHECK IN"), translated; NULL for nothing. */
	const char *(*enter)(const struct app *app, const void *state);
	/* What Tab does on a list now other than to hand it the keys, translated; NULL. */
	const char *(*tab_does)(const struct app *app, const void *state);
	/* What Esc does, where the screen itself sees to it, translated; NULL: back, or hold. */
	const char *(*esc)(const struct app *app, const void *state);
	/* Why a command cannot run now, translated; NULL when it can. */
	const char *(*refuse)(const struct app *app, const void *state, unsigned needs);
	int64_t (*patient)(const void *state); /* the person in focus, 0 */
	const char *(*typed)(const void *state); /* what was typed into its Find line */
	/* Of a tab: something is wrong there, its name gets a "!" on every screen. */
	bool (*alarm)(const struct app *app);
	/* Whether something typed would be lost: then Esc and ^F park it instead of closing. */
	bool (*holds)(const void *state);
	/* "registering 13800000042": how a parked one is listed; appended. */
	void (*describe)(const void *state, struct str *out);
	/* Whether a text cursor is in it, so that letters and digits are text. */
	bool (*typing)(const void *state);
};

struct help_text {
	const char *keys, *text; /* text N_() */
};

enum { APP_STACK = 16, APP_HELD = 16, APP_RECENT = 9, APP_CHOSEN = 3 };

struct layer {
	const struct screen *screen;
	void *state;
	bool keys_on_list; /* Tab was pressed on a list */
	int ticket;        /* of a held one */
	int leads_to;      /* the ticket of the one that Esc leads back to, 0 */
	bool stays;        /* Esc leaves it open below that */
};

/* What goes on whatever screen is on top, such as an import.  It keeps `banner` and `behind_works`
 * of the app as they should be. */
struct pick;
struct background {
	/* A step of some milliseconds, while nobody presses a key and no screen has work. */
	enum work (*work)(struct app *app);
	/* How many ms others should get before the next step. */
	int (*pause)(const struct app *app);
	/* With every tick; `changed`: another terminal wrote something. */
	void (*tick)(struct app *app, bool changed);
	/* When one wants to leave in the middle: adds other answers than to quit, says what quitting
	 * does, translated; NULL when nothing goes on. */
	const char *(*leaving)(struct app *app, struct pick *p);
	/* One of those answers; false when it is another. */
	bool (*leave)(struct app *app, const char *key);
	void (*close)(struct app *app);
};

/* Somebody who leads through the program: looks on after every key, and keeps `tour` of the app. */
struct guide {
	void (*after_key)(struct app *app);
	void (*stop)(struct app *app); /* Esc where there is nothing to go back from */
	void (*close)(struct app *app);
};

struct app {
	struct clinic *clinic;
	struct canvas canvas;
	struct layer stack[APP_STACK];
	int depth;
	struct layer held[APP_HELD]; /* parked, newest last */
	int n_held, last_ticket;
	struct layer thrown;         /* what was thrown away last; no screen: nothing */
	int64_t thrown_after;        /* what one could have undone then */
	int just_thrown;             /* 1 while the key after that is taken */
	int64_t recent[APP_RECENT];  /* cards opened lately, newest first */
	int n_recent;
	char message[700];
	bool message_is_error;
	bool message_stays;          /* set by the command that just ran */
	bool quit, reload, bell, redraw;
	bool last_was_text;                   /* the last key typed or deleted something */
	unsigned n_chosen;                    /* how often a command was taken from the palette */
	const char *ran;                      /* the command that ran last */
	const char *chosen[APP_CHOSEN];       /* commands taken from the palette, newest first */
	bool working; /* some screen may have work to do */
	bool upkeep;  /* segments may have to be kept up (clinic/segments.h) */
	day_t segments_day; /* up to which they were last */
	const struct background *behind; /* NULL: nothing of the kind */
	void *behind_state;              /* its own */
	bool behind_works;               /* it has steps to do */
	int64_t behind_at;               /* not before this, in ms since boot */
	char banner[300];                /* a line on every screen; "" for none */
	char tour[300];                  /* the guide's line under it; "" for none */
	const struct guide *guide;       /* NULL: none */
	void *tour_state;                /* the guide's own */
	const struct screen *const *tabs; /* ends with NULL */
	const struct screen *const *screens; /* all of them; ends with NULL */
	const struct screen *finder; /* where what is pasted outside a field is looked for */
	const struct command *globals;
	int drafts[APP_STACK + APP_HELD]; /* numbers of the drafts written (form.h) */
	int n_drafts, last_draft, drafts_held;
	int64_t drafts_at;
	/* With every tick, whatever is on top; NULL: nothing. */
	void (*ticked)(struct app *app);
	int64_t announced; /* up to when it said what came due (care/calling.h), 0: never yet */
	/* Opens the form of that kind again, on top; false when what it is about is gone. */
	bool (*reopen)(struct app *app, const char *kind, int64_t id);
	enum theme theme, theme_shown; /* the colours wanted, and those on the terminal */
	/* Gives the terminal to another program until it ends; NULL: there is no terminal. */
	bool (*run_outside)(struct app *app, const char *const argv[], struct err *err);
	/* Puts a text where other programs paste from; false where the terminal cannot.  NULL: no terminal. */
	bool (*copy)(struct app *app, const char *text);
	void *terminal;              /* its own */
	int64_t freed;               /* the visit whose time became free last, 0 */
	int64_t came;                /* the visit of who came in last, until Today shows it; 0 */
	int64_t called_off;          /* the visit that was called off last, 0 */
	bool no_han;                 /* the terminal cannot show Chinese: names by their reading */
};

void app_init(struct app *app, struct clinic *clinic, int rows, int cols);
void app_release(struct app *app);

/* Opens a screen on top; shows the error as a message and returns false when it cannot.  After some
 * steps the oldest that hold nothing typed are closed: Esc does not lead back to them. */
bool app_push(struct app *app, const struct screen *screen, void *arg);
/* Closes the top one (never the last); the one below is reloaded. */
void app_pop(struct app *app);
/* Closes those right below the top one while they are of these (ends with NULL) and hold nothing
 * typed; never the last. */
void app_forget_below(struct app *app, const struct screen *const *screens);
/* Closes everything but a tab's screen and shows that. */
void app_home(struct app *app, const struct screen *screen, void *arg);
/* Puts the top one aside; ^O brings it back. */
void app_park(struct app *app);
bool app_unpark(struct app *app, int i);
/* Puts the top one aside for something else if what was typed in it would be lost.  app_leads_back,
 * called with what it returned once that is on top: Esc there returns to what was put aside. */
int app_set_aside(struct app *app);
void app_leads_back(struct app *app, int ticket, bool stays);
/* Which of the held ones Esc leads to now, −1. */
int app_way_back(const struct app *app);
/* Throws the top one away, never the last; app_fetch_back opens it again, and returns false when one
 * has done something else since. */
void app_throw(struct app *app);
bool app_fetch_back(struct app *app);

struct layer *app_top(struct app *app);
bool app_typing(struct app *app); /* a text cursor is on the top screen: letters are text */
int64_t app_patient(const struct app *app); /* the person in focus on the top screen, 0 */
void app_opened(struct app *app, int64_t patient); /* remember as opened lately */

/* The message line: what was done and how to take it back; or why it was refused. */
void app_say(struct app *app, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The same for what one key did and one key undoes: says so at the end. */
void app_did(struct app *app, const char *fmt, ...) PRINTF_LIKE(2, 3);
void app_refuse(struct app *app, const char *fmt, ...) PRINTF_LIKE(2, 3);
void app_error(struct app *app, const struct err *err);

/* Something was written: every screen reloads before the next drawing. */
void app_changed(struct app *app);

void app_key(struct app *app, const struct key *key);
/* What a key does, without what every key of a person does besides (a message goes away). */
void app_press(struct app *app, const struct key *original);
void app_mouse(struct app *app, const struct key *key);
void app_resize(struct app *app, int rows, int cols);
void app_draw(struct app *app);

/* Other terminals' changes; called on idle. */
void app_tick(struct app *app);
/* That clinic.yaml has another time zone than the one before, which is freed. */
void app_say_zone(struct app *app, char *before);

/* Some milliseconds of the screens' work, the top one's first, while app->working and no key waits;
 * returns whether it is worth drawing. */
bool app_work(struct app *app);

/* A step of what goes on in the background; returns whether it is worth drawing.  app_wait tells
 * when: the ms until something is to be done without a key, 0 for now, −1 for never. */
bool app_work_behind(struct app *app);
int app_wait(const struct app *app);

/* Why a command cannot run now, translated; NULL when it can. */
const char *app_refusal(const struct app *app, const struct layer *layer,
			const struct command *command);

/* Runs a command with its preconditions, as its key would. */
void app_run(struct app *app, struct layer *layer, const struct command *command);

/* The area between title and message line. */
struct rect app_body(const struct app *app);
/* How many of so many rows a list fills: in the plain layout only a few, which are read aloud and
 * sent over a bad line in one breath. */
int app_list_rows(const struct app *app, int rows);
bool app_is_wide(const struct app *app); /* room for list and preview side by side */

#endif
