/* The import command, and imports that somebody left half done. */
#ifndef REVISIT_CLI_IMPORT_H
#define REVISIT_CLI_IMPORT_H

#include "revisit/cli/command.h"

extern const struct option cli_import_options[];
bool cli_import(struct cli *c, struct err *err);

/* Ends what a process that died left, telling so; true also when there is nothing of the kind. */
bool cli_import_left_over(struct cli *c, struct err *err);

#endif
