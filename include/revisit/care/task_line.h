/* A to-do in one line, as it is said:
 *
 *   fri 14-16 call 张伟 #call !! to:lin every 6m
 *   !周五下午2点到4点 回电话 #电话 给:林医生 每周
 *
 *   a day, a time, or two times with "-", "to" or 到 between    when, at either end (care/when.h)
 *   ! in front      promised to the patient
 *   !!              urgent
 *   #call           its kind, by key or label
 *   to:lin @lin 给:林医生 交给林医生    who does it: a person or a role; to:anyone 给:大家 nobody
 *   every 6m, every week, every fri, 每周 每2周 每月 每周五 每天    again and again
 *
 * What is not understood is what is to be done.  Pure. */
#ifndef REVISIT_CARE_TASK_LINE_H
#define REVISIT_CARE_TASK_LINE_H

#include "revisit/model/config.h"
#include "revisit/model/records.h"

/* Fills in what the line says; what `t` has already (a day, a time, a kind …) is not looked for.
 * ERR_MISSING when nothing is left to be done, ERR_BAD_TEXT. */
bool task_line(const struct config *c, const char *line, day_t today, struct task *t,
	       struct err *err);

/* "6m", "every 2 weeks", "week", "every fri", 每周, 2周, 半年: sets t->repeat, and of a weekday the
 * day where it begins unless there is one.  False, and nothing set, when it is no interval. */
bool repeat_parse(const char *text, day_t today, struct task *t);

#endif
