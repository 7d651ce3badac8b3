/* Inside clinic/: how the queue of a list is judged. */
#ifndef REVISIT_SRC_CLINIC_CALLS_QUEUE_H
#define REVISIT_SRC_CLINIC_CALLS_QUEUE_H

#include "calls_parts.h"

/* In whose favour a turn is decided. */
enum turn_rank { TURN_CALL_BACK, TURN_AGAIN, TURN_NEW, TURN_SKIPPED };

struct reached_by {
	int64_t patient;
	enum call_why why;
};

/* The new ones of a day: at most so many of each segment. */
struct share {
	size_t segment;
	int most, begun;
};

/* What is so for a list at a moment, whoever of it is looked at. */
struct standing {
	struct clinic *c;
	const struct call_list_info *l;
	when_t now, hours_from;
	bool in_hours;
	struct reached_by *reach; /* whom live claims reach */
	size_t n_reach, cap_reach;
	int64_t *skipped;         /* today, the first one first */
	size_t n_skipped, cap_skipped;
	struct share *shares;
	size_t n_shares, cap_shares;
};
bool standing_init(struct standing *st, struct clinic *c, const struct call_list_info *l,
		   struct err *err);
void standing_release(struct standing *st);

struct turn {
	struct on_list on;
	struct call_state state;
	enum call_why why; /* claims, shares, hours, closed lists included */
	when_t until;
	bool call_back;    /* one is due */
	enum turn_rank rank;
	when_t at;         /* within the rank */
	size_t seq;        /* in the order of the list */
};
void standing_judge(struct standing *st, const struct on_list *on, const struct call_state *state,
		    struct turn *t);
int turn_order(const void *a, const void *b);
/* Whose turn it is; inside store_calls_begin. */
bool queue_first(struct clinic *c, const struct call_list_info *l, struct on_list *out, bool *found,
		 struct err *err);
bool turn_is_open(const struct turn *t);

#endif
