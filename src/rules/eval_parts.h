/* What the files of the evaluation share.  Verdicts: eval.h. */
#ifndef REVISIT_RULES_EVAL_PARTS_H
#define REVISIT_RULES_EVAL_PARTS_H

#include "revisit/rules/eval.h"

/* A segment that was asked about this family member on this day. */
struct memo {
	day_t day; /* DAY_NONE: not yet */
	struct verdict verdict;
};

enum { MEMOS = 64 };

struct eval {
	const struct ruleset *r;
	const struct view *root; /* the family is this one and its others */
	const struct view *v;    /* whose turn it is */
	size_t member;           /* 0: the root, else number of v among the others, from 1 */
	day_t day;
	struct memo *memo; /* member × segment */
	struct memo few[MEMOS];
};

void eval_begin(struct eval *e, const struct ruleset *r, const struct view *v, day_t day);
void eval_end(struct eval *e);

struct verdict node_at(struct eval *e, const struct node *node);
/* Of a segment: who is kept in or out by hand is, whatever the rule says. */
struct verdict member_at(struct eval *e, size_t segment);
const struct view_pin *pin_of(const struct view *v, size_t segment); /* or NULL */

static inline day_t earlier(day_t a, day_t b)
{
	return a < b ? a : b;
}

static inline day_t later(day_t a, day_t b)
{
	return a > b ? a : b;
}

static inline struct verdict never(void)
{
	return (struct verdict){ false, DAY_MAX };
}

/* Both: false until its longest-lasting false part may change, true until its first part may. */
static inline struct verdict both(struct verdict a, struct verdict b)
{
	if (a.is && b.is)
		return (struct verdict){ true, earlier(a.change, b.change) };
	if (!a.is && !b.is)
		return (struct verdict){ false, later(a.change, b.change) };
	return a.is ? b : a;
}

static inline struct verdict either(struct verdict a, struct verdict b)
{
	a.is = !a.is;
	b.is = !b.is;
	struct verdict neither = both(a, b);
	neither.is = !neither.is;
	return neither;
}

/* --- windows.c --- */

/* The first day after `day` whose `by` before it (sign −1) or after it (+1) has come to `edge`. */
day_t reached(day_t day, struct interval by, int sign, day_t edge);

enum span_kind {
	SPAN_MOVING, /* [lo, hi], which move with the day, never backwards */
	SPAN_FIXED,  /* [lo, hi], the same on every day */
	SPAN_SET,    /* days of every spell of a range, the same on every day */
	SPAN_YEAR,   /* [lo, hi], another one in every calendar year */
	SPAN_SINCE,  /* [lo, hi] while the event it counts from stays */
};

/* A window as it lies on one day. */
struct span {
	const struct window *win;
	const struct config *config;
	enum span_kind kind;
	day_t day;
	day_t lo, hi; /* both included; lo > hi: empty */
	day_t until;  /* SPAN_SINCE: when another event may take its place */
};

struct span window_span(struct eval *e, const struct window *win);
bool span_holds(const struct span *s, day_t d);
/* The first later day on which it may hold d no more, which it holds now; and the other way. */
day_t span_leave(const struct span *s, day_t d);
day_t span_enter(const struct span *s, day_t d);
/* Whether days come into it in their own order; closed days never come onto a working day. */
bool span_is_steady(const struct span *s);
struct verdict span_on(const struct span *s, day_t d);
/* Of a day that comes every year, first on `first`; and of the day itself. */
struct verdict span_yearly(const struct span *s, day_t first);
struct verdict span_today(const struct span *s);
/* The first occurrence of a yearly day on or after `from`. */
day_t yearly_from(day_t first, day_t from);

/* --- eval_events.c --- */

/* Events of a noun, those of the noun it is kept as. */
enum noun noun_kept(enum noun noun);
size_t events_from(const struct view *v, enum noun noun, size_t *end);
/* Whether it is one that the noun means, whatever its state and day. */
bool event_fits(const struct eval *e, const struct noun_ref *n, const struct event *ev);
/* The day by which it goes. */
day_t event_date(const struct noun_ref *n, const struct event *ev);
/* Whether it is one of that state on the day. */
struct verdict event_there(const struct eval *e, const struct noun_ref *n, const struct event *ev);
/* The noun that "next NOUN" means. */
struct noun_ref noun_ahead(const struct noun_ref *n);
struct plan_now plan_on(const struct view *v, size_t number, day_t day);

struct found {
	const struct event *event; /* NULL: there is none */
	day_t day;
	day_t change;
};
struct found find_event(const struct eval *e, const struct noun_ref *n, enum which which);

struct verdict has_on(struct eval *e, const struct noun_ref *n, const struct window *win);

/* --- eval_amounts.c --- */

/* What changes an amount by itself: at most so many are told apart. */
enum { STEPS_MAX = 48 };

struct amount_step {
	day_t day;
	int64_t by;
};

struct amount_now {
	bool known;
	int64_t value;
	day_t change; /* the first of the steps */
	struct amount_step step[STEPS_MAX];
	size_t n;
	bool many;      /* there are more: only `change` counts */
	size_t counted; /* events in it */
};

void amount_on(struct eval *e, const struct amount *a, struct amount_now *out);
struct verdict number_on(struct eval *e, const struct amount *a, const struct number *n);
struct verdict ratio_on(struct eval *e, const struct node *node);
/* The least and the greatest number that pass. */
void number_range(const struct number *n, int64_t *low, int64_t *high);

/* A date of the patient. */
struct date_now {
	bool known;
	day_t day, change;
};
struct date_now date_on(const struct eval *e, enum fact fact);
/* The birth date as far as rules may count on it. */
day_t birth_of(const struct view *v);

/* --- eval_states.c --- */

struct recall_alone recall_on(const struct eval *e, int recall, struct recall_seen *seen,
			      int *instead);
struct verdict due_on(const struct eval *e, const struct node *node);
struct verdict child_on(const struct eval *e, const struct view *v);

enum consent_state { CONSENT_UNKNOWN, CONSENT_GIVEN, CONSENT_REFUSED };
enum consent_state consent_on(const struct eval *e, int purpose, day_t *change);

/* The first that is in the way. */
enum may { MAY, MAY_GONE, MAY_NO_CONTACT, MAY_TAG, MAY_CONSENT };
enum may may_on(const struct eval *e, sym_t channel, struct verdict *v);

#endif
