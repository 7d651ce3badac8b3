/* Inside screen/: a call.  One patient is on the line; everything the caller needs was fetched when
 * they were claimed (call_load.c), a digit says what came of it and what is still asked is answered in
 * one line (call_result.c), and Enter records it and brings the next (call.c). */
#ifndef REVISIT_SRC_SCREEN_CALLING_H
#define REVISIT_SRC_SCREEN_CALLING_H

#include "revisit/clinic/calls.h"
#include "revisit/clinic/scripts.h"
#include "revisit/screen/parts.h"
#include "revisit/ui/edit.h"

enum { CALL_OFFERS = 9, CALL_RESULTS = 9, CALL_TEAM = 6 };

/* What a digit stands for while an outcome is being said. */
struct call_offer {
	char *label;     /* heap */
	char *brief;     /* the same where there is no room for it; heap, NULL */
	char *key;       /* a reason; the provider of a free time; heap, NULL */
	char *chair;     /* heap, NULL */
	day_t day;       /* DAY_NONE */
	minute_t minute; /* MINUTE_NONE */
	int minutes;     /* how long a visit takes, 0 */
	int64_t visit;   /* that is booked already, 0 */
};

struct call_offers {
	struct call_offer v[CALL_OFFERS];
	int n;
};

/* One of the outcomes on the screen. */
struct call_choice {
	const char *key;  /* of the configuration; "" where there is none */
	char *leads_to;   /* "Wed 12:30, try 4 of 4"; heap */
};

/* Somebody who could be asked in the same call. */
struct call_other {
	int64_t patient;
	char *text; /* "李娜 1043: cleaning 3 days late, same number"; heap */
	char *name; /* "李娜"; heap */
	bool on_list, same_number;
	bool booked; /* has a visit to come */
	unsigned rung_with;     /* bit i: number i of who is rung reaches them, too */
};

/* Lines of which only some are in sight. */
struct call_scroll {
	int from;               /* the first to be seen; −1: as it is opened */
	int shown, lines, rows; /* as they were drawn last: the first in sight, all, those with room */
};

enum { CALL_AWAY = 8 };

/* What f needs beside what all commands may: an outcome that can be the family's, too. */
enum { NEEDS_SHARED = 1 << 8 };

struct calling {
	struct clinic *clinic;
	struct call_list_info list;
	struct claim claim;
	bool has;               /* somebody is on the line: the claim and what follows are theirs */
	bool picked;            /* by hand: nobody is brought after this one */
	bool last;              /* it stops after this one */
	bool rang_us;           /* they rang us: nothing is dialled */
	bool rung;              /* the number was dialled */
	int64_t rung_at;        /* in ms since boot */
	int64_t kept_at;        /* the claim's last sign of life, likewise */
	bool over;              /* the claim ended meanwhile */

	struct card card;
	struct arena arena;     /* numbers, and what they are called */
	struct call_number *numbers;
	size_t n_numbers, number; /* number: the one that is rung */
	struct facts alerts, facts;
	struct script script;
	bool has_script;
	char *why;              /* why they are rung, as it was when they came on the line; heap */
	int64_t newest;         /* the newest of their visits then */
	int64_t booked;         /* the one that was booked since, 0 */
	struct call_scroll *say, *all; /* what to say; everything about them */
	bool in_full;           /* that is shown instead of what to say */
	struct call_offers slots; /* the first free times for what they are due for */
	struct call_other *others;
	size_t n_others;
	bool with_others;       /* those of them who are on the list have the same outcome */

	struct call_choice choices[CALL_RESULTS];
	int page;               /* 0: the usual outcomes; further ones behind 9 */
	bool further;           /* there is another page */
	const char *outcome;    /* the one said, a key of the configuration; NULL */
	struct call_offers offers; /* its answers by digit */
	struct edit answer;     /* what is typed for it */
	struct edit note;
	bool in_note;
	bool anyone;            /* a call back is anyone's */
	struct str leads_to;    /* what Enter would record, in words */
	struct str wrong;       /* what the answer still lacks */

	struct call_counts counts;
	when_t next;            /* when the next of the list may be rung, WHEN_NONE */
	struct shift shift;
	struct strlist team;    /* "ann 李雷" */
	char *coming;           /* "17:10 call back 王芳 (yours)"; NULL */
	int64_t elsewhere;      /* that one, when it is of another list: the to-do, 0 */
	int64_t away[CALL_AWAY]; /* those that are not to be told of again */
	int n_away;
	int64_t then;           /* the to-do that is rung after this call, 0 */
	const struct screen *from; /* where it was begun */
	bool resumes;           /* that one is on the line: then this list goes on */
	bool rings_right;       /* Enter records a wrong number and rings the right one … */
	int64_t rings_next;     /* … or this other one of theirs, 0 */
	bool prepared;          /* the list is kept: it is counted at once */
	bool stale;             /* counts, shift and team are to be fetched again */
	int minute;             /* for which they were */
};

/* --- call_load.c --- */

/* Fetches everything about whom the claim is on. */
bool calling_load(struct app *app, struct calling *s, struct err *err);
void calling_forget(struct calling *s);
/* Something was written meanwhile: the card and the family are fetched again.  True: a visit was booked in
 * this call. */
bool calling_refresh(struct app *app, struct calling *s);
/* Their numbers; the one to ring is that one (normal form), NULL: the first that may be. */
void calling_read_numbers(struct app *app, struct calling *s, const char *norm);
/* The counts, the shift, who else calls, which call back comes due. */
void calling_look_round(struct app *app, struct calling *s);
/* Whether that number was dialled as often today as any may be. */
bool calling_is_capped(const struct calling *s, size_t number);
/* The one to ring after this one in the same call, 0: none. */
size_t calling_next_number(const struct calling *s);
/* What their outcomes would lead to, for the number that is rung. */
void calling_choices(struct app *app, struct calling *s);
void call_offers_release(struct call_offers *o);
/* Times to offer for what they are rung about, at most so many. */
void call_free_times(struct app *app, const struct calling *s, int most, struct call_offers *out);

/* --- call_facts.c --- */

/* Alerts and facts of the card that is loaded. */
void calling_facts(struct app *app, struct calling *s);

/* --- call_result.c --- */

const struct outcome_def *calling_outcome(const struct calling *s); /* NULL */
/* A digit: the outcome of that number, or (9) the others. */
bool calling_digit(struct app *app, struct calling *s, int digit);
void calling_choose(struct app *app, struct calling *s, const char *key);
void calling_unchoose(struct calling *s);
/* What was said so far, before everything is looked up again … */
struct call_said {
	char *outcome;  /* heap, NULL: none */
	char *answer;   /* heap */
	day_t day;      /* of the time that the digit meant, DAY_NONE */
	minute_t minute;
	char *provider; /* heap, NULL */
};
void calling_said(const struct calling *s, struct call_said *out);
void call_said_release(struct call_said *was);
/* … and is said again: a digit means the time it meant, or none when that was taken. */
void calling_choose_again(struct app *app, struct calling *s, const struct call_said *was);
/* Out of the note. */
void calling_note_done(struct app *app, struct calling *s);
/* The visit that was booked in this call is what came of it, where an outcome says so. */
void calling_choose_booked(struct app *app, struct calling *s);
/* The outcome that moves the visit it is about, NULL: none on this list. */
const char *calling_move_key(const struct calling *s);
/* Whether something is to be answered for the outcome before it can be recorded. */
bool calling_asks(const struct calling *s);
/* What Enter would record, or what is missing. */
void calling_preview(struct app *app, struct calling *s);
/* Whether this one of the others has the outcome, too. */
bool calling_shares(const struct calling *s, const struct call_other *o);
/* Records it; `keep`: another number is rung in the same call.  False with the reason said. */
bool calling_record(struct app *app, struct calling *s, bool keep);

/* --- call.c --- */

void calling_enter(struct app *app, void *state);
void calling_tab(struct app *app, void *state);
void calling_other_number(struct app *app, void *state);
/* After a call: the next one, or back to the lists. */
void calling_go_on(struct app *app, struct calling *s);
/* What was rung in between is over. */
void calling_resume(struct app *app, struct calling *s);
/* Gives up who is on the line and goes back to the lists. */
void calling_leave(struct app *app, struct calling *s);

/* --- call_do.c --- */

/* What may be done in a call beside saying what came of it. */
extern const struct command call_commands[];
/* Esc with nothing to step back from: after this one, or at once? */
void calling_ask_stop(struct app *app, struct calling *s);
/* A note that was typed and not recorded with an outcome goes on their card. */
void calling_keep_note(struct app *app, struct calling *s);

/* --- call_say.c --- */

void calling_draw_middle(const struct app *app, const struct calling *s, struct canvas *c,
			 struct rect area);

/* --- call_draw.c --- */

void calling_draw(const struct app *app, const void *state, struct canvas *c, struct rect area);

/* Says what call back has come due, once a minute. */
void call_backs_announce(struct app *app);

/* --- the screens --- */

/* Rings the next of a list (patient 0), or that one of it. */
bool call_begin(struct app *app, const char *list, int64_t patient, bool anyway);
/* They ring us, about that list or ("") about anything. */
bool call_answered(struct app *app, const char *list, int64_t patient);
/* Rings that one about the visit to confirm, then the next; with what came of it said already: that one
 * alone. */
void call_confirm(struct app *app, int64_t patient, const char *outcome);

#endif
