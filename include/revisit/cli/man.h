/* The chapters of revisit(1) and revisit-rules(5) that are made from the tables, in mdoc(7) and always in English. */
#ifndef REVISIT_CLI_MAN_H
#define REVISIT_CLI_MAN_H

#include "revisit/base/str.h"
#include "revisit/cli/cli.h"

/* COMMANDS, OPTIONS, FIELDS, ERRORS, KEYS, or RULE-GRAMMAR, RULE-GRAMMAR-CHINESE, RULE-NOUNS,
 * RULE-STATUSES, RULE-FACTS, RULE-EXAMPLES; false when there is no such chapter. */
bool man_chapter(struct str *out, const char *chapter, const struct cli_hooks *hooks);

#endif
