/* Memory that goes all at once: with a screen, a parse, a page of rows. */
#ifndef REVISIT_BASE_ARENA_H
#define REVISIT_BASE_ARENA_H

#include "revisit/base/base.h"

struct arena {
	struct arena_block *blocks;
};

void arena_init(struct arena *a);
void arena_release(struct arena *a);
void arena_clear(struct arena *a); /* everything handed out is gone; the last block is kept */

void *arena_alloc(struct arena *a, size_t size); /* zeroed, aligned for any type */
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
