/* Taking an action back, and doing it again.
 *
 * Undo is an action of its own that says which one it undoes; redo is the undo of an undo.  So
 * every action is the beginning of a chain (done, undone, done again …) whose last link tells
 * whether it is in force.  What is undone is always that last link.
 *
 * An action may be taken back while everything is as it left it: field by field for what it
 * changed, the whole row for what it added or deleted, nothing pointing to what it added.  A change
 * in force that came later and touched one of these stands in the way, also when it happened to
 * leave the same value.  So actions come off in any order that never pulls one from under another,
 * and the one done last can always be taken back.  What is done again lies on top of everything, so
 * there it is enough that all is as it was left.
 *
 * What a segment's run did for many is taken back for each of them: for whom something was touched
 * since it stays, all of it, and the others' is taken back. */
#ifndef REVISIT_STORE_UNDO_H
#define REVISIT_STORE_UNDO_H

#include "revisit/store/store.h"

/* What somebody did. */
struct deed {
	int64_t action;
	instant_t at;
	char *staff, *verb;
	int64_t target, session, import; /* 0 for none */
	int64_t undoes, undone_by;       /* the links before and behind it, 0 for none */
	int64_t first;                   /* the first link */
	int depth;                       /* links before it; an odd one took something back */
	int64_t of;                      /* a link that is neither undo nor redo: what they are of */
	bool turned;                     /* it did the contrary of that */
	bool in_force;                   /* what it is of is so now */
	bool ended;                      /* false: a job that goes on */
};

void deed_release(struct deed *d);

/* By undo itself, or an import taken back; others (unmerge) take something back in their own way, as an
 * action of their own. */
bool deed_is_undo(const struct deed *d);

/* What it did is in force: neither undone nor itself an undo. */
bool deed_holds(const struct deed *d);

/* Whether what it took back was itself done after the action `since`: then all is as it was, and
 * neither counts. */
bool deed_cancels_out(struct store *s, const struct deed *d, int64_t since);

/* Whether what the action is of is in force now, however often it was undone and done again. */
bool store_in_force(struct store *s, int64_t action);

/* ERR_NO_MATCH when there is no such action. */
bool store_deed(struct store *s, int64_t action, struct deed *out, struct err *err);

/* Actions, newest first, from before `below` (0: the newest): all, or only those of `staff`, or that
 * touched `patient` (by whomever they were about).  false of `deed` stops. */
struct deed_query {
	const char *staff; /* NULL: everybody's */
	int64_t patient;   /* 0: everybody */
	int64_t below;
};
bool store_deeds(struct store *s, const struct deed_query *query,
		 bool (*deed)(const struct deed *d, void *arg), void *arg, struct err *err);

/* The last action of s->staff that is in force; and what they took back last and nothing new has
 * been done by them since.  0 when there is none. */
int64_t store_undo_next(struct store *s);
int64_t store_redo_next(struct store *s);

/* --- what an action did, row by row --- */

enum { PLAN_FIELDS = 64 };

struct recipe_row {
	const struct record *rec;
	int64_t id;
	bool was, is;         /* it was there before the action; it was there after it */
	void *before, *after; /* of an update only the fields `touched` */
	bool touched[PLAN_FIELDS];
};

struct recipe {
	int64_t action;
	struct recipe_row *v; /* in the order in which the action touched them */
	size_t n, cap;
};

/* ERR_CONFLICT when it holds rows this program does not know. */
bool store_recipe(struct store *s, int64_t action, struct recipe *out, struct err *err);
void recipe_release(struct recipe *p);
/* A deleted row as it was last, as far as the journal knows. */
bool store_row_once(struct store *s, const struct record *rec, int64_t id, void *row);
bool plan_row_is_void(const struct recipe_row *r); /* added and deleted within the action */

/* Of what put rules in force: the sha of those that come back with undoing it, *now (NULL allowed) of
 * those in force until then; NULL when it did not. */
const char *recipe_rules(const struct recipe *recipe, const char **now);

/* --- undoing --- */

/* What is to be undone so that `action` is no longer in force; or (`again`, or when it took something
 * back itself) so that what it is of is in force once more.
 * ERR_CONFLICT when that is so already, or when it is of a kind that is not undone this way. */
bool store_undo_link(struct store *s, int64_t action, bool again, int64_t *link, struct err *err);

/* Whom it stays for, and why. */
struct undo_part {
	int64_t patient;
	char *why;
};
struct undo_parts {
	struct undo_part *v;
	size_t n, cap;
	size_t taken; /* for so many it is taken back */
};
void undo_parts_release(struct undo_parts *p);

/* Whether that link can be undone now; ERR_CONFLICT says what stands in the way.  *stays (NULL
 * allowed): nobody, when it can be taken back whole. */
bool store_undo_check(struct store *s, int64_t link, struct undo_parts *stays, struct err *err);

/* Undoes it as one new action, whose number *done gets.  `again`: for the journal that is a redo, as
 * it is when the link is an undo. */
bool store_undo(struct store *s, int64_t link, bool again, int64_t *done, struct err *err);

#endif
