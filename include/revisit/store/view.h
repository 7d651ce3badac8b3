/* Patients as rules see them, out of the database. */
#ifndef REVISIT_STORE_VIEW_H
#define REVISIT_STORE_VIEW_H

#include "revisit/rules/eval.h"
#include "revisit/store/store.h"

/* Fills an initialised view with what `needs` names, in one read; the household's too when it is
 * asked for (at most VIEW_RELATIVES of them).  False with ERR_NO_MATCH for nobody of that id. */
enum { VIEW_RELATIVES = 50 };
bool store_view(struct store *s, const struct ruleset *r, const struct needs *needs, int64_t patient,
		struct view *v, struct err *err);

/* Everyone not merged, in order of id, read as streams side by side: see(v, arg) false stops.
 * Begins after the patient `after`. */
bool store_views(struct store *s, const struct ruleset *r, const struct needs *needs, int64_t after,
		 bool (*see)(struct view *v, void *arg), void *arg, struct err *err);

/* The same by two threads, each on a connection of its own and both at one moment, in pieces of the
 * patients' numbers and so in no order: see() has `low` in one thread, `high` in the other; false ends
 * both.  ended(), unless it is NULL, is the last that a thread does with what it has.  NULL: they are
 * too few to be worth it, or it cannot be now; store_views can.  What is given stays as it is until
 * view_walk_end. */
struct view_walk;
struct view_walk *view_walk_begin(struct store *s, const struct ruleset *r, const struct needs *needs,
				  bool (*see)(struct view *v, void *arg), void (*ended)(void *arg),
				  void *low, void *high);
/* Waits `ms`, −1: to the end. */
bool view_walk_wait(struct view_walk *w, int ms, bool *done, struct err *err);
void view_walk_end(struct view_walk *w); /* stops what still goes on; NULL is allowed */

#endif
