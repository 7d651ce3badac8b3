/* The parts of the subcommands about calls. */
#ifndef REVISIT_CLI_CALLS_H
#define REVISIT_CLI_CALLS_H

#include "revisit/care/calling.h"
#include "revisit/cli/command.h"
#include "revisit/cli/sheet.h"

/* A time of the clinic; missing when there is none. */
void policy_time_cell(struct sheet *s, const struct cli *c, when_t at);
/* chart_no and name. */
void patient_cells(struct sheet *s, struct cli *c, int64_t patient);

/* call shift [STAFF] [--calls] */
bool call_shift(struct cli *c, struct err *err);

/* calls LIST --print, --html FILE: on paper; --key FILE: what was written on it. */
struct call_list_info;
bool calls_on_paper(struct cli *c, const struct call_list_info *l, struct err *err);
/* --funnel: a row for each of the lists. */
bool calls_shown_as_funnel(struct cli *c, const struct call_list_info *l, size_t n, struct err *err);
bool calls_keyed_back(struct cli *c, const struct call_list_info *l, struct err *err);

#endif
