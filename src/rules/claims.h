/* What a condition says for certain, so that two of them can be compared: whether one makes the
 * other true, or impossible.  Only what is certain on every day is told; "cannot tell" is the usual
 * answer. */
#ifndef REVISIT_RULES_CLAIMS_H
#define REVISIT_RULES_CLAIMS_H

#include "revisit/rules/ruleset.h"

/* Days on which windows are laid out to be compared: month ends, leap years, far apart. */
enum { SAMPLE_DAYS = 16 };

struct days_at {
	bool known; /* else only the very same window is comparable */
	bool any;   /* no window: what has no day counts too */
	day_t lo[SAMPLE_DAYS], hi[SAMPLE_DAYS];
};

enum claim_kind {
	CLAIM_COUNT,  /* so many events of a noun in a window */
	CLAIM_NUMBER, /* an amount or a number within limits */
	CLAIM_DATE,   /* a date in a window */
	CLAIM_VALUES, /* a fact is one of some values */
	CLAIM_KNOWN,  /* a fact is known */
	CLAIM_TAG,    /* one of some tags is there */
	CLAIM_RECALL,
	CLAIM_SAME, /* the sentence itself, for what nothing else is known of */
};

struct claim {
	enum claim_kind kind;
	bool negated;
	const struct node *node;
	struct noun_ref noun;
	const struct window *win;
	const struct days_at *days;
	int64_t lo, hi;
	enum fact fact;
	int64_t values[VALUES_MAX];
	int n_values;
};

enum { CLAIMS_MAX = 6 };

/* A sentence, as it is or negated, as claims that hold together. */
struct literal {
	const struct node *node;
	bool negated; /* all in all: the sentence's own and the lists' around it */
	bool exact;   /* its claims say all of it, so that they can make it true */
	bool through; /* it is a condition of a segment that is named, not of this one */
	struct claim claim[CLAIMS_MAX];
	int n;
};

void literal_of(struct literal *out, const struct ruleset *r, const struct node *node, bool negated,
		struct arena *arena);
bool literal_implies(const struct literal *a, const struct literal *b);
bool literal_excludes(const struct literal *a, const struct literal *b);
bool literal_never(const struct literal *a);
bool literal_always(const struct literal *a);
bool literal_all_year(const struct literal *a); /* a birthday, in a whole year or more */
/* Whether one of two opposites is always true. */
bool literal_covers(const struct literal *a, const struct literal *b);

#endif
