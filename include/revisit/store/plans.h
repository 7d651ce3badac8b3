/* Treatment plans as they are stored; how far they are is care/plan.h's to say. */
#ifndef REVISIT_STORE_PLANS_H
#define REVISIT_STORE_PLANS_H

#include "revisit/store/store.h"

/* A patient's plans, newest first, and the parts of all of them in their order. */
bool store_plans(struct store *s, int64_t patient, struct rows *plans, struct rows *items,
		 struct err *err);
bool store_plan_items(struct store *s, int64_t plan, struct rows *items, struct err *err);
/* The visits of a plan's parts, newest first. */
bool store_plan_visits(struct store *s, int64_t plan, struct rows *visits, struct err *err);

/* Plans that were offered, are thought about or accepted, in order of id behind `after`, at most
 * `most`. */
bool store_open_plans(struct store *s, int64_t after, int64_t most, struct rows *plans,
		      struct err *err);

#endif
