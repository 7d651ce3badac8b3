/* What a sentence asks of somebody, as one value that fits a column and that lists go by: "¥12,000",
 * the day of the last visit, a score.  Pure. */
#ifndef REVISIT_RULES_TOLD_H
#define REVISIT_RULES_TOLD_H

#include "revisit/rules/eval.h"

enum told_kind { TOLD_NONE, TOLD_COUNT, TOLD_SCORE, TOLD_MONEY, TOLD_PERCENT, TOLD_DAY };

enum told_kind told_kind(const struct node *node);
/* The first condition of a list that tells one, NULL: none does. */
const struct node *told_node(const struct node *list);
/* What the column is called: "Amount", "Last visit", translated. */
const char *told_heading(const struct node *node);
/* Whether those with the most, or the latest day, come first. */
bool told_most_first(const struct node *node);
/* INT64_MIN: there is none. */
int64_t told_value(const struct ruleset *r, const struct node *node, const struct view *v, day_t day);
/* Appends such a value; nothing when there is none. */
void told_show(struct str *out, enum told_kind kind, int64_t value, const struct config *config,
	       day_t today);

#endif
