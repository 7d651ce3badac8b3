/* Calls as callers work them: choose a list, take the next, ring, say what came of it.
 *
 * A list is filled by rules (segments whose then: says call: LIST, a segment by its own name), by
 * hand (call_list and call_entry), or by the book ("confirm": the visits of the next working day that
 * are not confirmed).  Who is on it and who may be rung is asked anew at every look and again when
 * somebody is claimed; nothing is copied that could go stale. */
#ifndef REVISIT_CLINIC_CALLS_H
#define REVISIT_CLINIC_CALLS_H

#include "revisit/care/calling.h"
#include "revisit/clinic/segments.h"
#include "revisit/store/calls.h"

struct card;
struct free_slot;

#define LIST_CONFIRM "confirm"
#define SKIP_WRONG_LIST "wrong-list"

/* --- lists --- */

enum list_kind { LIST_OF_RULES, LIST_OF_SEGMENT, LIST_BY_HAND, LIST_OF_VISITS };

struct call_list_info {
	char *key, *title;
	enum list_kind kind;
	enum purpose purpose;
	enum subject subject;
	char *script, *assignee; /* NULL */
	int a_day;               /* 0: no limit */
	size_t *segments;        /* that fill it, of the rules in force, in the order they are worked */
	size_t n_segments;
	bool closed;
};
void call_list_info_release(struct call_list_info *l);
/* Its title; the key of one without. */
const char *call_list_name(const struct call_list_info *l);
/* All that are worked: those of rules, by hand and not closed, and the visits to confirm. */
bool calls_lists(struct clinic *c, struct call_list_info **out, size_t *n, struct err *err);
/* By its key or title, also a segment's; ERR_NO_MATCH with what there is.  "": no list, a call to somebody
 * who is on none. */
bool calls_list(struct clinic *c, const char *name, struct call_list_info *out, struct err *err);
/* The lists somebody is on now, those where they may be rung first. */
bool calls_lists_of(struct clinic *c, int64_t patient, struct call_list_info **out, size_t *n,
		    struct err *err);

/* A list by hand: makes it (its key from the title, when it has none), or changes it.  ERR_EXISTS for a
 * key that rules use. */
bool call_list_save(struct clinic *c, struct call_list *l, struct err *err);
bool call_list_close(struct clinic *c, const char *key, bool closed, struct err *err);
/* Puts patients on it, as one action; who is on it already stays where they are.  *added says how many
 * came on. */
bool call_list_add(struct clinic *c, const char *key, const int64_t *patients, size_t n,
		   const char *note, size_t *added, struct err *err);
bool call_list_remove(struct clinic *c, const char *key, int64_t patient, struct err *err);

/* --- the queue --- */

struct call_line {
	int64_t patient, visit;
	size_t segment;      /* that brought them, SIZE_MAX: by hand */
	when_t since;        /* this stay on the list */
	enum call_why why;
	when_t until;        /* of `why`, WHEN_EVER */
	int tries;           /* in this stay */
	bool call_back;      /* one is due */
};
struct call_counts {
	int64_t all;
	int64_t why[CALL_WHYS]; /* why[CALL_NOW]: to call now */
	int64_t done, booked, reached; /* today, on this list; done: calls, not who was asked in them */
	int64_t call_backs;     /* agreed and open */
	when_t next;            /* when the first of those held may be rung, WHEN_EVER */
};
/* The counts of everybody on it, and the first `limit` lines: who may be rung now in the order they
 * will come (call backs that are due first, then those tried before whose time has come, then the
 * segments' order), or with `why` (not CALL_NOW) those held by that. */
bool calls_queue(struct clinic *c, const struct call_list_info *l, enum call_why why, size_t limit,
		 struct call_counts *counts, struct call_line *lines, size_t *n, struct err *err);
/* Brings what is kept of the list up to date, in steps of so many ms (0: to the end): the first time all
 * of it is looked at, later who was written to since.  calls_queue does it to the end. */
bool calls_prepare(struct clinic *c, const struct call_list_info *l, int budget_ms, bool *done,
		   struct err *err);
/* How far the patients of lists came from the day `since` until today.  Each is counted once, however often
 * they were on them or rung, and each number has only people of the one before it:
 * - listed: were on it on one of these days (members of its segments, those put on it by hand who are
 *   still on it; to confirm: those who are to be rung now), or were tried for it since then;
 * - attempted: were tried for it: rung, asked in the call of somebody of the family, written to; or rang us
 *   about it; or what they had been rung about was settled at the desk (who just came was not tried);
 * - contacted: talked with us, or a message was left or sent that did not come back (care/outcome.h);
 * - booked: a visit came of it, whatever became of the visit later.
 * What was taken back was not. */
struct call_funnel {
	day_t since;
	int64_t listed, attempted, contacted, booked;
};
bool calls_funnel(struct clinic *c, const struct call_list_info *lists, size_t n, day_t since,
		  struct call_funnel *out, struct err *err);
/* For `revisit check`: what is kept of lists, against looking at everybody on them. */
bool calls_check(struct clinic *c, void (*finding)(const char *text, void *arg), void *arg,
		 struct err *err);
/* The counts in words, why the list is empty: "12 not callable: 5 booked already, 4 left alone …";
 * and when the next one may be rung.  Appended. */
void calls_why_empty(struct str *out, const struct clinic *c, const struct call_counts *counts,
		     when_t next);

/* --- a call --- */

/* The next one of the list, claimed; ERR_NOBODY with the reasons and counts when there is none. */
bool call_next(struct clinic *c, const struct call_list_info *l, bool outlives, struct claim *out,
	       struct err *err);
/* Somebody picked by hand: everything is checked as for the next one; ERR_NOT_CALLABLE says why not,
 * `anyway` passes over what is only a matter of time (quiet, caps of tries, hours), never over a
 * refusal. */
bool call_take(struct clinic *c, const struct call_list_info *l, int64_t patient, bool anyway,
	       bool outlives, struct claim *out, struct err *err);
/* They ring us, about that list or (list "") about anything: nothing but who has them on the line already is
 * in the way. */
bool call_answer(struct clinic *c, const struct call_list_info *l, int64_t patient, struct claim *out,
		 struct err *err);
bool call_keep(struct clinic *c, int64_t claim, struct err *err); /* a sign of life */
/* Whether it is still ours; ERR_CLAIM_OVER tells what happened meanwhile. */
bool call_alive(struct clinic *c, int64_t claim, struct err *err);
/* Back to the list, in their place.  Undo tells of it before it takes back what was done before. */
bool call_release(struct clinic *c, int64_t claim, struct err *err);
/* Not rung now, with a reason (vocabulary skip_reason or words): back to the list, but not before
 * the others of today; who does not belong on it (SKIP_WRONG_LIST) is kept out of what brought them by hand, as a pin
 * that everybody sees, until somebody lets them in again. */
bool call_skip(struct clinic *c, int64_t claim, const char *reason, struct err *err);

/* What came of it.  Zeroed: nothing was said. */
struct call_result {
	const char *outcome;   /* key or label */
	int64_t contact;       /* which number; 0: the first */
	const char *note, *reason;
	day_t day;             /* when again, or of the booking; DAY_NONE */
	minute_t minute;
	bool anyone;           /* a call back is anyone's, not mine */
	int64_t visit;         /* that was booked in the call already, 0 */
	struct visit *book;    /* to be booked with it (clinic/book.h checks it), NULL */
	int score;             /* −1: none */
	const char *words;     /* of the survey, or for the doctor */
	const int64_t *with;   /* the family who were asked in the same call … */
	size_t n_with;         /* … and have the same outcome: of one that means OUTCOME_FAMILY only */
	bool keep;             /* the claim stays: another number is rung in it */
	bool rang_us;          /* they rang us: nothing was dialled */
	when_t rung;           /* when it was, for what was written down on paper; 0: now */
	const char *right;     /* of a wrong number: the right one, as they told it; NULL */
};
/* What it would lead to; nothing is written. */
bool call_preview(struct clinic *c, int64_t claim, const struct call_result *r, struct call_step *out,
		  struct str *words, struct err *err);
/* Writes it, as one action that ^Z takes back whole: the attempt (and those of the family), the next
 * step, what it changes about number, patient, consent, visit and to-dos; the claim ends, unless
 * `keep`.  ERR_CLAIM_OVER tells what happened meanwhile. */
bool call_outcome(struct clinic *c, int64_t claim, const struct call_result *r, int64_t *attempt,
		  struct err *err);

/* Somebody of the list rang us, or settled it at the desk: the open stay of each list they are on is
 * settled, credited to who rang them last; a claim ends.  Called by whatever books, in the same
 * action. */
bool calls_settle(struct clinic *c, int64_t patient, int64_t visit, struct err *err);
/* They are here: what they were rung about in vain is settled, and so is every list by hand that a visit
 * settles; a colleague's claim ends.  Called by whatever lets somebody arrive, in the same action. */
bool calls_settle_here(struct clinic *c, int64_t patient, int64_t visit, struct err *err);
/* Who rang them last and in vain, so that this may be them ringing back; false: nobody. */
struct ringing_back {
	instant_t at;
	char *staff, *list, *outcome;
	int tries, of;
};
bool calls_ringing_back(struct clinic *c, int64_t patient, struct ringing_back *out);
void ringing_back_release(struct ringing_back *r);
/* "bo rang Fri 10:05, no answer: Due for cleaning, 2/4"; appended.  False: nobody rang in vain. */
bool ringing_back_words(struct clinic *c, int64_t patient, struct str *out);
/* "with bo since 10:41", "bo has the family on the line since 10:41"; appended.  False: nobody has them,
 * or this terminal does. */
bool calls_on_line_words(struct clinic *c, int64_t patient, struct str *out);
/* "today", "Fri", else "8 May": as one says of calls; appended. */
void call_day_near(struct str *out, day_t day, day_t today);

/* --- what a caller must see --- */

enum { CALL_SPREAD = 3 };
/* What they are rung about, as a visit to be booked: the one that is theirs already; on the line for a
 * list about plans, the next part of the plan; else what is due, else what comes next.  *from: the day to
 * offer times from, DAY_NONE: tomorrow. */
void call_suggestion(struct clinic *c, const struct card *card, int64_t visit, struct visit *out,
		     day_t *from);
/* Free times for that, as the call, its script and messages offer them: the first CALL_SPREAD on different
 * days and in different parts of the day, the others soonest first; with who usually does it, where they
 * have any time.  Texts in `arena`.  Returns how many, at most `most`. */
int call_slots(struct clinic *c, const struct card *card, int64_t visit, struct arena *arena,
	       struct free_slot *out, int most);

/* Who else can be asked in the same call: all on the same number, and in the household; on_list: they can be
 * rung on this list, too. */
struct call_companion {
	int64_t patient;
	bool same_number, on_list;
};
bool call_companions(struct clinic *c, const struct claim *claim, struct call_companion **out,
		     size_t *n, struct err *err);
/* The patient's numbers in the order to be rung: those that were answered, the latest first. */
bool call_numbers(struct clinic *c, int64_t patient, struct arena *arena, struct call_number **out,
		  size_t *n, struct err *err);
/* Why they are on it, one line: the segment's why with values, or who put them there; heap. */
char *call_why_words(struct clinic *c, const struct call_list_info *l, int64_t patient);

/* Call backs of `staff` (NULL: everybody's) that are due by `until`: rows of record_task. */
bool calls_backs(struct clinic *c, const char *staff, when_t until, struct rows *out, struct err *err);
/* Whether that one is of the list and will come up on it at its time: nothing but the time (and the call
 * one has on the line) is in the way. */
bool call_back_comes(struct clinic *c, const struct call_list_info *l, const struct task *t);

/* A shift: what `staff` did today. */
struct shift {
	int64_t rung, talked, booked, messages, call_backs_made, call_backs_kept, skipped;
	int64_t rang_us; /* who rang us: nothing was dialled for them */
	instant_t first, last;
};
bool calls_shift(struct clinic *c, const char *staff, day_t day, struct shift *out, struct err *err);
/* Whom they talked with or tried in it, in the order of the day. */
struct shift_call {
	int64_t attempt, patient;
	instant_t at;
	char *key, *outcome; /* outcome: in words of the clinic */
	char *next;     /* "again Wed 12:30", "Tue 08:30 Cleaning", "today 16:00 (anyone)"; "" */
	char *list;     /* its title, "" for none */
	char *note;     /* why, and what was written down; "" */
	bool rang_us, booked;
	bool owed;      /* the call back agreed in it is still to be made */
	bool same_call; /* asked in the call of the one before */
};
bool calls_shift_calls(struct clinic *c, const char *staff, day_t day, struct shift_call **out, size_t *n,
		       struct err *err);
void shift_calls_release(struct shift_call *v, size_t n);
/* Call backs that are still theirs to make, due by the end of that day: rows of record_task. */
bool calls_shift_owed(struct clinic *c, const char *staff, day_t day, struct rows *out, struct err *err);

/* Starts the configured program with the number as an argument.  Waits 1.5 seconds for it to fail
 * (ERR_PROGRAM); one that goes on is looked after in the background and ended after its time. */
bool call_dial(struct clinic *c, const struct call_number *number, struct err *err);

#endif
