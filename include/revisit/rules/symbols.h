/* Names as small numbers, so that the evaluation compares numbers only.
 *
 * 0 is "none", 1 is "some name that no rule mentions".  Filled while rules are compiled, const and
 * shared by threads afterwards. */
#ifndef REVISIT_RULES_SYMBOLS_H
#define REVISIT_RULES_SYMBOLS_H

#include "revisit/base/base.h"

typedef uint32_t sym_t;
enum { SYM_NONE = 0, SYM_OTHER = 1 };

struct symbols {
	char **name;     /* from number 2 on */
	size_t n, cap;
	uint32_t *slots; /* open addressing, a power of two */
	size_t n_slots;
};

void symbols_init(struct symbols *s);
void symbols_release(struct symbols *s);
sym_t symbol_add(struct symbols *s, const char *name);        /* of kinds, tags … alike */
sym_t symbol_of(const struct symbols *s, const char *name);   /* NULL and "": SYM_NONE */
const char *symbol_name(const struct symbols *s, sym_t sym);  /* NULL for NONE and OTHER */

#endif
