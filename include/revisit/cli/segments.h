/* The parts of the subcommands about rules and segments. */
#ifndef REVISIT_CLI_SEGMENTS_H
#define REVISIT_CLI_SEGMENTS_H

#include "revisit/cli/command.h"
#include "revisit/rules/problem.h"

/* The number of a segment of the rules in force; ERR_NO_MATCH with the nearest key. */
bool typed_segment(struct cli *c, const char *key, size_t *segment, struct err *err);

/* What is wrong with rules.yaml as it stands, told beside any answer. */
void say_rules_error(struct cli *c);

/* After its problems were told. */
bool not_understood(struct err *err);

/* All problems with their lines and carets, on standard error. */
void say_problems(const struct problems *problems, const char *text, size_t n);

#endif
