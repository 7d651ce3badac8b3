/* The words of the rules as rows of `revisit fields`. */
#ifndef REVISIT_CLI_RULE_WORDS_H
#define REVISIT_CLI_RULE_WORDS_H

#include "revisit/cli/sheet.h"

void rule_word_rows(struct sheet *s);

#endif
