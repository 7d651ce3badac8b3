/* Rules of sentences that come out of the program's own grammar by chance, in both languages: forms
 * that invent.c would not think of. */
#ifndef TESTS_ORACLE_WILD_H
#define TESTS_ORACLE_WILD_H

#include "revisit/base/rng.h"
#include "revisit/rules/ruleset.h"

/* n segments w0 …, after some that they may name.  What the checker refuses is left out. */
void wild_rules(struct rng *rng, const struct lexicon *lex, int n, struct str *out);

#endif
