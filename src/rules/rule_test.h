/* The tests of a rule file, as they are read and run: see ruleset.h. */
#ifndef REVISIT_RULES_RULE_TEST_H
#define REVISIT_RULES_RULE_TEST_H

#include "rule_reader.h"

/* Who is expected in one segment. */
struct expectation {
	int segment;
	bool *in; /* of each patient */
	struct pos pos;
};

struct rule_test {
	const char *name;
	struct pos pos;
	day_t today;
	const char **names; /* of the patients */
	struct view *views; /* NULL until they are asked for */
	size_t n_patients;
	struct expectation *expect;
	size_t n_expect;
};

/* Fills the view of one entry of patients:; false when it is wrong.  Others of its household are
 * read too, when `whole`. */
bool read_patient(struct rule_reader *r, const struct yaml *patients, const struct yaml *y,
		  struct view *v, bool whole);

/* Read again with their patients, from the rules' own text: everything is in `borrowed`, which has
 * the rules' names and segments and an arena of its own. */
struct loaded_tests {
	struct ruleset borrowed;
};
void tests_load(struct loaded_tests *t, const struct ruleset *r);
void tests_release(struct loaded_tests *t);

#endif
