/* Inside store/: the spells of membership of one patient, and how they are packed into one blob.
 *
 * A list is in order of version, then day; spells of one version neither overlap nor touch. */
#ifndef REVISIT_SRC_STORE_SPELLS_H
#define REVISIT_SRC_STORE_SPELLS_H

#include "revisit/base/str.h"
#include "revisit/date/date.h"

struct member_spell {
	int64_t version, key;
	day_t from, until; /* from ≤ day < until; DAY_MAX: no end known */
	bool started;      /* a member when what the segment means now was first worked out */
};

struct spells {
	struct member_spell *v;
	size_t n, cap;
};

void spells_release(struct spells *s);
void spells_clear(struct spells *s);
void spells_add(struct spells *s, const struct member_spell *spell);
/* The spell of a version that holds `day`, or NULL. */
struct member_spell *spells_on(const struct spells *s, int64_t version, day_t day);
/* The first of a version, and how many there are. */
struct member_spell *spells_of(const struct spells *s, int64_t version, size_t *n);

void spells_pack(const struct spells *s, struct str *out);
/* Appends; false when the bytes are none of ours. */
bool spells_unpack(struct spells *s, const char *bytes, size_t n);

#endif
