/* What the tests of rules/ share: a clinic, a ruleset made by hand, views made by hand. */
#ifndef TESTS_RULES_SUPPORT_H
#define TESTS_RULES_SUPPORT_H

#include "revisit/rules/eval.h"

/* Open from Monday to Friday; closed 2026-10-01 to 07, open on Saturday 2026-10-10.  Recalls
 * cleaning, perio (instead of cleaning), checkup (from 15), child (to 14): see support.c. */
struct hand {
	struct ruleset r;
	struct config *config;
};
/* The one most tests use, and somebody to ask about; made and taken down by these. */
extern struct hand hand;
extern struct view view;
int set_up(void **state);
int tear_down(void **state);

void hand_begin(struct hand *h);
void hand_end(struct hand *h);

enum { RANGES = 6 };
enum { SUMMER, WINTER, FAIR, NEW_YEAR, LEAP_DAY, NATIONAL_DAY };
extern const struct date_range ranges[RANGES];

sym_t sym(const struct hand *h, const char *name);
struct node *leaf(struct hand *h,
		  enum node_kind kind); /* everything missing, in the ruleset's arena */
struct node *list_of(struct hand *h, enum node_kind kind, struct node *a, struct node *b);

day_t on(const char *iso);                                   /* "never": DAY_MAX */
struct node *parse_in(struct hand *h, const char *sentence); /* fails the test when it is wrong */
/* What is known of a patient, in words: entries parted by "; ", each a noun and its values:
 *   visit 2026-03-01 completed cleaning with lin at wuyi amount 380 paid 380 closed 2026-02-27
 *   task 2026-03-01 open due 2026-03-05 closed 2026-03-06 promise complaint kind recall
 *   call 2026-03-01 no_answer · ring (they us) · message · desk      by wechat
 *   plan 2026-03-01 accepted; part 1000 visits 2 gap 2w              booked for: visit … part 1
 *   referral 2026-03-01 came 2026-03-05 · survey 2026-03-01 9 · tag vip 2026-03-01
 *   consent marketing phone no guardian · contact mobile · born 1990-02-29 year
 *   status active · sex female · role child · guardian · notes likes tea · source web
 *   registration 2026-01-01 · own cleaning never | 3m | 2026-05-01 · pin 0 in */
void know(struct hand *h, struct view *v, const char *text);

/* One answer: of whom, about what, on which day, and when it changes (NULL: not asked). */
struct case_of {
	const char *who, *sentence, *day;
	bool is;
	const char *change;
};
/* The opposite sentence must be wrong where it is right. */
void check_cases(struct hand *h, struct view *v, const struct case_of *rows, size_t n);

#endif
