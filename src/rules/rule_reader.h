/* Reading a rule file: what its parts share (ruleset.c, ruleset_segment.c, ruleset_then.c, …). */
#ifndef REVISIT_RULES_RULE_READER_H
#define REVISIT_RULES_RULE_READER_H

#include "places.h"
#include "revisit/rules/ruleset.h"

/* More than anybody reads; what follows is not kept. */
enum { PROBLEMS_MAX = 1000 };

struct rule_reader {
	struct ruleset *r;
	struct problems *problems;
	struct places places;
	struct sentence_context words;
	struct symbols keys; /* of the segments: number of the segment + 2 */
	struct pos sentence; /* where the one that is read begins */
	int conditions;      /* of the segment that is being read */
	bool *range_used;    /* of each of the rules' ranges */
	int comparisons;     /* of two conditions, so far */
};

/* --- Telling what is wrong (ruleset_tell.c) --- */

void tell(struct rule_reader *r, bool warning, struct span at, const char *fmt, ...)
	PRINTF_LIKE(4, 5);
/* About a value, a key of a map, a part of a text; false, so that a reader can return it. */
bool wrong(struct rule_reader *r, const struct yaml *value, const char *fmt, ...) PRINTF_LIKE(3, 4);
bool wrong_key(struct rule_reader *r, const struct yaml *entry, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
bool wrong_part(struct rule_reader *r, const struct yaml *text, size_t from, size_t len,
		const char *fmt, ...) PRINTF_LIKE(5, 6);
/* "'wo' is not known here; did you mean 'who'?", or which there are; names ends with NULL. */
bool wrong_word(struct rule_reader *r, struct span at, const char *written,
		const char *const *names);
bool wrong_name(struct rule_reader *r, const struct yaml *entry, const char *const *names);

/* --- Plain values (ruleset_value.c) --- */

/* Whether it is of that kind and not empty. */
bool want_kind(struct rule_reader *r, const struct yaml *y, enum yaml_kind kind);
const char *want_text(struct rule_reader *r, const struct yaml *y); /* in the arena, NULL */
bool want_count(struct rule_reader *r, const struct yaml *y, int min, int max, int *out);
/* A text for both languages, or a map of en: and zh:. */
bool want_label(struct rule_reader *r, const struct yaml *y, const char **en, const char **zh);
bool want_interval(struct rule_reader *r, const struct yaml *y, struct interval *out);
/* The number of the one that is written, −1. */
int want_choice(struct rule_reader *r, const struct yaml *y, const struct choice *choices);

/* Whether it is one of words that are parted by "|"; `words` may be NULL. */
bool is_one_of(const char *word, const char *words);

/* A part of a text between commas, without blanks around it. */
struct piece {
	const char *text; /* in the arena */
	size_t from, len;
};
/* The key of the clinic's own that a part of a text names, in the arena; NULL, and why, when there
 * is none. */
const char *want_term(struct rule_reader *r, const struct yaml *y, const struct piece *p,
		      enum term_kind kind);
const char *term_name(enum term_kind kind); /* "a tag", translated */

size_t split_pieces(struct rule_reader *r, const struct yaml *y, struct piece *out, size_t max);

/* --- Parts of a file --- */

/* The sentence in a scalar; NULL when it is wrong (ruleset_who.c). */
struct node *read_sentence(struct rule_reader *r, const struct yaml *y);
/* What an order sorts by, as a part of a scalar. */
struct node *read_key(struct rule_reader *r, const struct yaml *y, const struct piece *key);
struct node *read_who(struct rule_reader *r, const struct yaml *y);
void read_segment(struct rule_reader *r, const struct yaml *y, struct segment *s);
bool read_order(struct rule_reader *r, const struct yaml *y, struct order *order);
bool read_then(struct rule_reader *r, const struct yaml *y, struct segment *s);
void read_dates(struct rule_reader *r, const struct yaml *y);
void read_tests(struct rule_reader *r, const struct yaml *y);

/* Circles, the order of evaluation, what each needs (ruleset_resolve.c).  False with a circle. */
bool resolve(struct rule_reader *r);
/* What nothing is kept of; what can never match, always does, or is said twice (check.c). */
void check_segment(struct rule_reader *r, const struct segment *s);
void check_dates(struct rule_reader *r);
/* Hashes of all segments (hash.c). */
void hash_rules(struct ruleset *r);

/* The sentences of a tree, one by one (ruleset_who.c). */
void each_sentence(const struct node *node, void (*see)(const struct node *leaf, void *arg),
		   void *arg);

#endif
