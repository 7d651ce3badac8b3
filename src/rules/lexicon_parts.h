/* Walking the names of a lexicon; for rules/ only. */
#ifndef REVISIT_RULES_LEXICON_PARTS_H
#define REVISIT_RULES_LEXICON_PARTS_H

#include "revisit/rules/words.h"

#include <strings.h>

/* Labels may be NULL.  A name that is said for it besides comes after it, as `en` without a `zh`. */
typedef void term_told(void *arg, const char *key, const char *en, const char *zh);
void lexicon_each(const struct lexicon *lex, enum term_kind kind, term_told *told, void *arg);

#endif
