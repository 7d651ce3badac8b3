/* How far a treatment plan is: derived from what was said of it and the visits of its parts, never
 * stored.  Pure: no clock, no database.
 *
 * A part takes one visit or a course of several with a least gap between them.  A booking for a part
 * says more than the answer on paper: a plan that was only offered, and has a visit, is booked.
 * What was declined, treated elsewhere or said to be done stays so, whatever its visits are. */
#ifndef REVISIT_CARE_PLAN_H
#define REVISIT_CARE_PLAN_H

#include "revisit/model/records.h"

/* As people see it. */
enum plan_state {
	PLAN_IS_OFFERED,
	PLAN_IS_THINKING,
	PLAN_IS_ACCEPTED,
	PLAN_IS_BOOKED,      /* nothing of it was done yet, and what comes next is booked */
	PLAN_IS_IN_PROGRESS, /* some of it was done */
	PLAN_IS_DONE,
	PLAN_IS_DECLINED,
	PLAN_IS_ELSEWHERE,
};
extern const struct choice plan_state_choices[];

struct item_now {
	int done, booked; /* visits that took place; that stand, from today on */
	int left;         /* still to be booked */
	bool over;        /* done or not wanted */
	day_t last;       /* the last visit that took place, DAY_NONE */
	day_t earliest;   /* the next visit keeps the gap from this day on; `today` without one */
};

struct plan_now {
	enum plan_state state;
	bool unscheduled; /* wanted, and nothing of it is booked */
	bool broken_off;  /* in progress, nothing booked, and more than a month beyond its gap */
	bool may_ask;     /* the day to ask again is here */
	int64_t price;    /* of what is not dropped; MONEY_NONE when no part has a price */
	int64_t open;     /* of the parts that are not finished, 0 when there are none */
	int done, visits; /* that took place, of so many */
	day_t last;       /* the last visit of it that took place, DAY_NONE */
	int64_t next_visit;      /* the first booked one, 0 */
	day_t next_day;          /* its day, DAY_NONE */
	int64_t next_item;       /* the part to be booked next, 0 for none */
	day_t earliest;          /* not before this day */
	day_t change;            /* the first later day on which the state, unscheduled, broken_off or
				  * may_ask may differ while nothing is edited; DAY_MAX */
};

/* `visits` are the patient's, in any order: those of other parts do not count. */
struct item_now item_now(const struct plan_item *item, const struct rows *visits, day_t today);

/* `items` may hold those of other plans, which do not count; in order of position. */
struct plan_now plan_now(const struct plan *plan, const struct rows *items,
			 const struct rows *visits, day_t today);

/* The first day that keeps the gap of `item` behind all its other visits, those booked too; DAY_NONE
 * when every day does.  Asked for a `day` it is the first from then on that keeps the gap on both
 * sides, DAY_NONE when that day does.  `but` is the visit that is being booked or moved, 0 for a new
 * one. */
day_t item_earliest(const struct plan_item *item, const struct rows *visits, int64_t but, day_t day);

/* The next visit of the course, when one on `day` would be too near before it: its day; DAY_NONE. */
day_t item_next_near(const struct plan_item *item, const struct rows *visits, int64_t but,
		     day_t day);

/* Wanted or not answered yet: offered, thinking, accepted. */
bool plan_is_open(const struct plan *plan);

/* The part of open plans that a visit of that kind is for: what is still to be booked, of the same
 * teeth when both say which; 0 for none.  A part without a kind is found by nobody. */
int64_t item_for(const struct rows *plans, const struct rows *items, const struct rows *visits,
		 const struct visit *v, day_t today);

/* "crown 36"; appended. */
void item_title(struct str *out, const struct plan_item *item);

#endif
