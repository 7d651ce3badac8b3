/* A patient's card as text, CSV and JSON. */
#ifndef REVISIT_CLI_SHOW_H
#define REVISIT_CLI_SHOW_H

#include "revisit/cli/command.h"
#include "revisit/clinic/patients.h"

void show_for_people(struct cli *c, const struct card *card);
void show_csv(struct cli *c, const struct card *card); /* two columns: field, value */
void show_json(struct cli *c, const struct card *card);

#endif
