/* To-dos as rows of a sheet (task.c, task_list.c). */
#ifndef REVISIT_CLI_TASK_ROWS_H
#define REVISIT_CLI_TASK_ROWS_H

#include "revisit/cli/command.h"
#include "revisit/cli/sheet.h"
#include "revisit/clinic/tasks.h"

enum { TASK_COLUMNS = 15 };
/* The columns for one that was written or changed: a table shows only its number. */
void task_id_columns(struct column out[TASK_COLUMNS]);

void task_row(struct sheet *s, struct cli *c, const struct task *t);

extern const struct option tasks_options[];
bool tasks(struct cli *c, struct err *err);

#endif
