/* Records of the patients of rule tests, each a line of words: "2026-02-28 exam missed 380". */
#ifndef REVISIT_RULES_RULE_RECORDS_H
#define REVISIT_RULES_RULE_RECORDS_H

#include "rule_reader.h"

enum { WORDS_MAX = 24 };

/* The words of one line, taken one by one. */
struct line {
	struct rule_reader *r;
	const struct yaml *y;
	struct view *v;
	struct piece word[WORDS_MAX];
	size_t n, at;
	bool guardian; /* consents: they are the guardian's */
};

struct record_words {
	const char *key; /* "visits" */
	bool (*read)(struct line *l);
};
extern const struct record_words record_words[]; /* ends with a NULL key */

/* Reads one line into the view with `read`. */
bool read_line_of(struct rule_reader *r, const struct yaml *y, struct view *v,
		  bool (*read)(struct line *l), bool guardian);

#endif
