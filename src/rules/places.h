/* Places in a rule file, in bytes: what yaml.h tells in characters, and where a part of a text that
 * is quoted or spread over lines stands in the file. */
#ifndef REVISIT_RULES_PLACES_H
#define REVISIT_RULES_PLACES_H

#include "revisit/base/yaml.h"
#include "revisit/rules/problem.h"

struct places {
	const char *file, *text; /* not owned */
	size_t n;
	struct line_at {
		size_t byte, chars; /* where it begins */
	} * lines;
	size_t n_lines, cap_lines;
	size_t *marks; /* the byte of every MARK_EVERYth character, so that long lines are not
			  walked */
	size_t n_marks, cap_marks;
};

void places_init(struct places *p, const char *file, const char *text, size_t n);
void places_release(struct places *p);

/* The byte that a position of yaml.h stands at, and back to a position in bytes. */
size_t place_of(const struct places *p, const struct pos *chars);
struct pos place_pos(const struct places *p, size_t at);

/* A part of the source on one line. */
struct span {
	size_t at, len;
};

/* Where each byte of a scalar's text stands, and behind the last where it ends: `at` has room for
 * one more than the text has bytes. */
void place_text(const struct places *p, const struct yaml *scalar, size_t *at);

/* What of the source the bytes from … from + len of a scalar's text are; cut at the line's end. */
struct span place_part(const struct places *p, const struct yaml *scalar, size_t from, size_t len);
/* A scalar whole, without its quotes; the bracket or first key of a list or map. */
struct span place_value(const struct places *p, const struct yaml *value);
struct span place_key(const struct places *p, const struct yaml *entry);

#endif
