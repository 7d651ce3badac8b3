/* What is wrong with a rule file or a sentence: all of it, each with its place. */
#ifndef REVISIT_RULES_PROBLEM_H
#define REVISIT_RULES_PROBLEM_H

#include "revisit/base/arena.h"
#include "revisit/base/err.h"
#include "revisit/base/str.h"

struct problem {
	bool warning;     /* the rules work; it is probably not what was meant */
	struct pos pos;   /* line and column of the first byte it is about; columns count bytes from 1 */
	int len;          /* bytes, at least 1 */
	const char *what; /* "'hygeine' is not a visit kind; did you mean 'hygiene'?", translated */
};

struct problems {
	struct arena arena;
	struct problem *v;
	size_t n, cap;
	size_t errors; /* those that are no warnings */
};

void problems_init(struct problems *p);
void problems_release(struct problems *p);
void problem_add(struct problems *p, bool warning, const struct pos *pos, int len,
		 const char *fmt, ...) PRINTF_LIKE(5, 6);
void problems_sort(struct problems *p); /* by line and column, errors before warnings */

/* "rules.yaml:4:14: …", the line itself and ^~~ below what is meant, as wide as it is shown; `text` is
 * the whole file.  Safe for a terminal whatever the file holds; a long line is cut around the place.
 * Of a sentence that stands in no file: without the place. */
void problem_show(struct str *out, const struct problem *p, const char *text, size_t n);
/* The first error as a struct err (ERR_RULES), for who has room for one only. */
bool problems_err(const struct problems *p, struct err *err);

#endif
