/* The dupes command. */
#ifndef REVISIT_CLI_DUPES_H
#define REVISIT_CLI_DUPES_H

#include "revisit/cli/command.h"

extern const struct option cli_dupes_options[];
bool cli_dupes(struct cli *c, struct err *err);

#endif
