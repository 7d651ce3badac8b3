/* Inside store/: a set of patient ids: pages of bits, so that a million neighbours take 128 kB and
 * a few strangers little. */
#ifndef REVISIT_STORE_IDSET_H
#define REVISIT_STORE_IDSET_H

#include "revisit/base/base.h"

struct idset {
	struct idset_page **pages; /* open addressing by page number, NULL free */
	size_t n_pages, cap;
	size_t n; /* ids in it */
};

void idset_release(struct idset *s); /* empty again */
/* Whether it was not in it before. */
bool idset_add(struct idset *s, int64_t id);
bool idset_has(const struct idset *s, int64_t id);
/* Whether one of the `n` ids from `from` on is in it; both multiples of 64, not across 4096. */
bool idset_any(const struct idset *s, int64_t from, int n);
/* All ids in order, s->n of them; heap. */
int64_t *idset_list(const struct idset *s);

#endif
