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

#endif
