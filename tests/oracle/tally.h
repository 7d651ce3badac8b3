/* How often each kind of condition was true and false, and how often it changed for somebody. */
#ifndef TESTS_ORACLE_TALLY_H
#define TESTS_ORACLE_TALLY_H

#include "revisit/rules/tree.h"

#include <stdio.h>

enum { TALLY_MOST = 300, TALLY_NAME = 48 };

struct tally_line {
	char name[TALLY_NAME];
	int64_t asked, yes, no, flips; /* asked: conditions; the others: of patients */
};

struct tally {
	struct tally_line line[TALLY_MOST];
	size_t n;
};

struct tally_line *tally_line(struct tally *t, const char *name);

/* Counts one condition under everything it is a case of: its kind, its noun, its window, its
 * number. `changed` are those for whom it is otherwise than on the day, or before the edit, before.
 */
void tally_add(struct tally *t, const struct node *node, int64_t yes, int64_t no, int64_t changed);
void tally_print(const struct tally *t, FILE *to);

#endif
