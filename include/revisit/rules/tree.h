/* The tree of a rule: what a sentence says, whichever language it is written in.
 *
 * Made by the sentence parser (sentence.h) and the reader of rule files (ruleset.h), const from then
 * on, and owned by the arena of whoever asked for it.  Names of the clinic's own things stand as
 * their keys; numbers that the evaluation compares with are resolved by symbols.h. */
#ifndef REVISIT_RULES_TREE_H
#define REVISIT_RULES_TREE_H

#include "revisit/rules/symbols.h"
#include "revisit/rules/words.h"

enum win_kind {
	WIN_NONE,          /* no window: any day that the noun goes by */
	WIN_LAST,          /* in the last A: [today − A, today] */
	WIN_NEXT,          /* in the next A: [today, today + A] */
	WIN_OLDER,         /* older than A, more than A ago: before today − A */
	WIN_BETWEEN,       /* between A and B ago: [today − A, today − B], whichever is written first */
	WIN_YESTERDAY,
	WIN_TODAY,
	WIN_TOMORROW,
	WIN_LAST_WORKDAY,  /* on the last working day before today */
	WIN_NEXT_WORKDAY,
	WIN_SINCE_YESTERDAY,
	WIN_SINCE_WORKDAY, /* since the last working day: from it on, to today */
	WIN_SINCE_LAST,    /* since last NOUN: after the day of it, to today; when there is none: never */
	WIN_SINCE_FIRST,
	WIN_BEFORE,        /* before `from` */
	WIN_AFTER,
	WIN_ON,
	WIN_DURING,        /* RANGE */
	WIN_BEFORE_RANGE,  /* before RANGE, after RANGE: those of this calendar year when yearly */
	WIN_AFTER_RANGE,
	WIN_RUN_UP,        /* in the A before (DATE | RANGE): [start − A, start) */
	WIN_WAKE,          /* in the A after (DATE | RANGE): (end, end + A] */
};

struct noun_ref;

struct window {
	enum win_kind kind;
	struct interval a, b;
	day_t date;           /* WIN_BEFORE, _AFTER, _ON; RUN_UP and WAKE of a date; else DAY_NONE */
	const struct date_range *range;     /* resolved by the reader of the file; NULL with a date */
	const struct noun_ref *since;       /* WIN_SINCE_LAST, _FIRST */
	struct pos pos;
	int len;
};

enum { KINDS_MAX = 16 };

/* "missed surgery or implant visits with lin at wuyi over 5000" */
struct noun_ref {
	enum noun noun;
	enum noun_status status;
	sym_t kind[KINDS_MAX]; /* any of them; n_kinds 0: all */
	int n_kinds;
	sym_t provider, site, channel; /* 0: any */
	int64_t over;          /* amount in minor units (surveys: score), MONEY_NONE */
	struct pos pos;
	int len;
};

enum number_test { NUM_AT_LEAST, NUM_AT_MOST, NUM_OVER, NUM_UNDER, NUM_EXACTLY, NUM_BETWEEN };

/* Money in minor units, shares in thousandths, others as they are. */
struct number {
	enum number_test test;
	int64_t n, m; /* m: upper end of NUM_BETWEEN, both included */
	struct pos pos;
	int len;
};

/* "count of missed visits in the last 24 months", "spend in the last 12 months", "age" */
struct amount {
	enum fact fact;
	struct noun_ref noun; /* FACT_COUNT */
	struct window win;
};

enum which { WHICH_LAST, WHICH_FIRST, WHICH_NEXT };

enum node_kind {
	NODE_ALL,     /* children */
	NODE_ANY,     /* children; `none:` is a negated one */
	NODE_HAS,     /* noun, win; negated: "no NOUN" */
	NODE_WHEN,    /* which, noun, win */
	NODE_NUMBER,  /* amount, number: missing satisfies neither it nor a comparison */
	NODE_RATIO,   /* amount, number (n % of it), of */
	NODE_DATE,    /* fact, win */
	NODE_VALUE,   /* fact is one of `values`; FACT_STATUS: "is active" */
	NODE_KNOWN,   /* fact; negated: "is unknown" */
	NODE_CONTAINS, /* fact, text (folded as in search, a plain substring) */
	NODE_RECALL,  /* recall, due */
	NODE_TAGGED,  /* any of `values`, or all of them; "none of" is a negated any */
	NODE_SEGMENT, /* segment */
	NODE_HOUSE,   /* child: whom; one child node, asked of each of them */
	NODE_MAY,     /* channel 0: be called */
};

enum due_kind {
	DUE_NOW,      /* due today or overdue, nothing booked, not disabled … (care/recall.h RECALL_DUE) */
	DUE_TODAY,    /* its due date is today, and it is due */
	DUE_TOMORROW, /* recall_is_due_by of that day, and not before */
	DUE_WITHIN,   /* due now or by today + a, with nothing booked (recall_is_due_by) */
	DUE_OVERDUE,  /* RECALL_DUE, and due before today − a or on it */
};

enum { VALUES_MAX = 32 };

struct node {
	enum node_kind kind;
	bool negated;          /* the whole is its exact complement */
	struct pos pos;        /* of the sentence or the list */
	int len;               /* in bytes, 0 for a list */
	const char *text;      /* the sentence as written, NULL for lists */
	struct node *child, *next;

	enum which which;
	struct noun_ref noun;
	struct window win;
	struct amount amount, of;
	struct number number;
	enum fact fact;
	int purpose;           /* FACT_CONSENT: index into consent_purposes */
	int64_t values[VALUES_MAX]; /* index of a choice, or a symbol */
	int n_values;
	bool all;              /* NODE_TAGGED: every one of them */
	const char *contains;  /* NODE_CONTAINS: folded (text/fold.h) */
	int recall;            /* index into config->recalls */
	enum due_kind due;
	struct interval within;
	const char *segment_key;
	int segment;           /* index into the ruleset, −1 until it is resolved */
	bool children_only;    /* NODE_HOUSE: children, else any other member */
	sym_t channel;         /* NODE_MAY */
};

/* A name under dates: in a rule file. */
struct date_range {
	const char *key;
	bool yearly;       /* month and day of `from` and `to` only; may run over the year's end */
	bool lunar;        /* then those are months and days of the Chinese calendar (rules/lunar.h) */
	struct ymd from, to; /* both included; y 0 when yearly */
	struct pos pos;
};

/* The spell of days of a range that holds `day`, or the next one after it; false when there is none
 * any more.  Both ends included. */
bool range_next(const struct date_range *r, day_t day, day_t *from, day_t *to);
/* The one that begins in that western year: of a lunar one the first, and false when none does.  A
 * range that does not come every year is the same whatever the year. */
bool range_of_year(const struct date_range *r, int year, day_t *from, day_t *to);

#endif
