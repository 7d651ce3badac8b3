/* A clinic and its rules, asked in three ways: the oracle's SQL, the evaluation of views, and the
 * live membership that the store keeps.  What differs is counted and told. */
#ifndef TESTS_ORACLE_ROUNDS_H
#define TESTS_ORACLE_ROUNDS_H

#include "oracle.h"
#include "people.h"
#include "tally.h"

#include "revisit/store/segments.h"
#include "revisit/store/view.h"

/* One node, and what became of it for every patient. */
struct asked {
	const struct node *node;
	const struct node *evaluated; /* the same, unless a test puts a wrong one */
	size_t segment;
	unsigned char is[PEOPLE_MOST], was[PEOPLE_MOST];
	day_t good_until[PEOPLE_MOST]; /* what the evaluation promised: no change before that day */
};

struct rounds {
	struct world w;
	struct oracle o;
	struct config *config;
	struct lexicon lex;
	struct strlist more[TERM_KINDS]; /* what only the database knows */
	struct str text;                 /* the rule file */
	struct ruleset *rules;
	struct store *reader;
	bool expected;       /* differences are no news */
	bool live;           /* the store keeps these rules; else the views alone are compared */
	struct asked *whole; /* one a segment */
	struct asked *part;  /* their conditions */
	size_t n_parts, cap_parts;
	bool compared_before;
	bool edited, set_back; /* the data, the clock: since the last comparison */
	struct tally *tally;   /* NULL: nobody counts */
	int64_t questions;     /* a rule or condition for everyone on one day */
	int64_t rules_asked, flips, differences;
	int64_t ordered; /* members whose place in the list was looked at */
	int64_t views;   /* that the last comparison saw */
	int told;
};

/* Databases of tests need no disk to wait for. */
void rounds_begin(void);
/* A file with the calendar of the oracle, made once in a program. */
const char *rounds_calendar(void);
void rounds_end(void);

/* A clinic of random people; `rules` NULL: random ones, n of them. */
void rounds_new(struct rounds *r, uint64_t seed, int people, const char *rules, int n, bool live);
void rounds_drop(struct rounds *r);
/* Other rules take the place of those in force. */
void rounds_rules(struct rounds *r, const char *rules, int n);

/* Pins somebody, as the desk does; a pin whose rule meant something else is void. */
void rounds_pin(struct rounds *r);

/* Asks everything on the present day and returns how much differs in this comparison. */
int64_t rounds_compare(struct rounds *r);

#endif
