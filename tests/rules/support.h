/* What the tests of rules/ share: a clinic, a ruleset made by hand, views made by hand. */
#ifndef TESTS_RULES_SUPPORT_H
#define TESTS_RULES_SUPPORT_H

#include "revisit/rules/eval.h"

/* Open from Monday to Friday; closed 2026-10-01 to 07, open on Saturday 2026-10-10.  Recalls cleaning,
 * perio (instead of cleaning), checkup (from 15), child (to 14): see support.c. */
struct hand {
	struct ruleset r;
	struct config *config;
};
void hand_begin(struct hand *h);
void hand_end(struct hand *h);

enum { RANGES = 6 };
enum { SUMMER, WINTER, FAIR, NEW_YEAR, LEAP_DAY, NATIONAL_DAY };
extern const struct date_range ranges[RANGES];

sym_t sym(const struct hand *h, const char *name);
struct node *leaf(struct hand *h, enum node_kind kind); /* everything missing, in the ruleset's arena */
struct node *list_of(struct hand *h, enum node_kind kind, struct node *a, struct node *b);

day_t on(const char *iso);
struct event *visit_on(struct view *v, const char *iso, enum visit_status status);

#endif
