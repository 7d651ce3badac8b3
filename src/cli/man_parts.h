/* What the chapters of the manual are written with; for cli/man*.c only. */
#ifndef REVISIT_CLI_MAN_PARTS_H
#define REVISIT_CLI_MAN_PARTS_H

#include "revisit/base/str.h"

/* Escaped text in lines that mandoc does not find too long. */
void man_lines(struct str *out, const char *text);
/* The same, a line for each sentence, with a full stop at the end. */
void man_sentences(struct str *out, const char *text);

/* The chapters of revisit-rules(5); false when there is no such chapter. */
bool man_rules(struct str *out, const char *chapter);

#endif
