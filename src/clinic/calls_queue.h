/* Inside clinic/: how the queue of a list is kept and judged. */
#ifndef REVISIT_SRC_CLINIC_CALLS_QUEUE_H
#define REVISIT_SRC_CLINIC_CALLS_QUEUE_H

#include "calls_parts.h"

/* --- calls_kept.c --- */

/* Lists that are kept in the database: not those of the book, nor "no list". */
bool list_is_kept(const struct call_list_info *l);
/* The list as it is kept, up to date: members of today, whoever was written to looked at again.  Inside
 * store_calls_begin.  *kept 0: it is not one of those. */
bool kept_ready(struct clinic *c, const struct call_list_info *l, int64_t *kept, struct err *err);
/* Whether there is nothing to bring up to date. */
bool kept_is_current(struct clinic *c, const struct call_list_info *l);
/* Looks at one of it as for anyone and keeps what is seen. */
bool kept_look(struct clinic *c, const struct call_list_info *l, int64_t kept, struct call_turn *t,
	       struct err *err);
/* Somebody kept as one of the list. */
struct on_list kept_on(const struct call_list_info *l, const struct call_turn *t);

/* --- calls_queue.c --- */

/* In whose favour a turn is decided. */
enum turn_rank { TURN_CALL_BACK, TURN_AGAIN, TURN_NEW, TURN_SKIPPED };

struct reached_by {
	int64_t patient;
	enum call_why why;
};

/* The new ones of a day: at most so many of each part of the list. */
struct share {
	int64_t most, begun; /* most 0: no limit */
};

/* What is so for a list at a moment, whoever of it is looked at. */
struct standing {
	struct clinic *c;
	const struct call_list_info *l;
	int64_t kept;
	when_t now, hours_from;
	bool in_hours;
	struct reached_by *reach; /* whom live claims reach */
	size_t n_reach, cap_reach;
	int64_t *skipped;         /* today, the first one first */
	size_t n_skipped, cap_skipped;
	struct rows backs;        /* open call backs of the list */
	struct share *shares;     /* by place */
};
bool standing_init(struct standing *st, struct clinic *c, const struct call_list_info *l, int64_t kept,
		   struct err *err);
void standing_release(struct standing *st);

struct turn {
	struct on_list on;
	enum call_why why; /* claims, hours, closed lists included; shares not */
	when_t until;
	int tries;
	bool call_back;    /* one is due */
	enum turn_rank rank;
	when_t at;         /* within the rank */
};
void standing_judge(const struct standing *st, const struct on_list *on, const struct call_state *state,
		    struct turn *t);
/* The share of new ones of today is done: for those of that part who were not tried before. */
bool share_is_done(const struct standing *st, const struct turn *t);

/* Whose turn it is; inside store_calls_begin. */
bool queue_first(struct clinic *c, const struct call_list_info *l, struct on_list *out, bool *found,
		 struct err *err);

#endif
