/* Texts to numbers, and what was nearly meant. */
#ifndef REVISIT_IO_INDEX_H
#define REVISIT_IO_INDEX_H

#include "revisit/base/base.h"

struct index {
	struct index_slot {
		const char *key;
		size_t value;
	} * slots;
	size_t n, cap;
};

#define INDEX_NONE SIZE_MAX

void index_release(struct index *x);

/* The value of `key`, INDEX_NONE when it has none. */
size_t index_get(const struct index *x, const char *key);
/* Sets it; the key is not copied and must live as long as the index. */
void index_put(struct index *x, const char *key, size_t value);

/* The name among `names` that `typed` nearly is, by edits of its folded letters; NULL when none is
 * near. */
const char *near_name(const char *typed, const char *const *names, size_t n);

#endif
