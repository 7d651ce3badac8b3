/* To-dos and promises: written in one line, put off, done, again.  Their order, times and words are
 * in care/task.h; what follows a visit by itself in clinic/cadence.h. */
#ifndef REVISIT_CLINIC_TASKS_H
#define REVISIT_CLINIC_TASKS_H

#include "revisit/care/task.h"
#include "revisit/care/task_line.h"
#include "revisit/clinic/clinic.h"
#include "revisit/store/tasks.h"

/* care/task_line.h with the clinic's settings and its today. */
bool task_parse(struct clinic *c, const char *line, struct task *t, struct err *err);

/* Whether task_set takes a field of that name. */
bool task_knows(const char *field);
/* Sets one catalogue field, file or typed form: due_day takes near days, `due` a day and a time or
 * window ("fri 14-16"), assignee a label as well.  Only in memory. */
bool task_set(struct clinic *c, struct task *t, const char *field, const char *value,
	      struct err *err);

/* Stores a new one.  An assignee of NULL is whoever writes it down, "" nobody. */
bool task_add(struct clinic *c, struct task *t, struct err *err);
/* Stores an edited one; the state is not among what can be edited.  Its series (repeat) begins anew
 * where it is due now, if that or the interval was changed. */
bool task_save(struct clinic *c, struct task *t, bool *changed, struct err *err);

/* Done, not needed, or open again.  Closed already: by whom and when stays.  What repeats comes
 * again when it is done, in the same action and once only; opened again it takes that one away,
 * unless somebody touched it.  Not needed ends a series. */
bool task_close(struct clinic *c, int64_t task, enum task_state state, struct err *err);
/* Not needed this time: the next one of its series is made all the same. */
bool task_skip(struct clinic *c, int64_t task, struct err *err);

/* Puts an open one off.  With MINUTE_NONE its times stay, else its window moves along.  ERR_MISSING
 * for a promise without a reason, ERR_BAD_DATE for what is over or sooner than it was. */
bool task_snooze(struct clinic *c, int64_t task, day_t day, minute_t minute, const char *reason,
		 struct err *err);
/* Whether it is due later than it was, or at no time any more. */
bool task_is_later(const struct task *now, const struct task *was);
/* "fri 15:00 the lab is late": when, and the rest as the reason (heap, NULL when there is none). */
bool snooze_parse(struct clinic *c, const char *text, day_t *day, minute_t *minute, char **reason,
		  struct err *err);

/* --- lists --- */

/* The list of one person: theirs, their role's and nobody's.  NULL: everyone's.  One role or one
 * person alone with `of`.  Sorted by task_order; `all` (NULL allowed) counts what `most` cut off.
 */
struct task_view {
	const char *mine; /* whose */
	const char *of;   /* only of this person or role */
	const char *kind;
	day_t until; /* due by then; DAY_NONE: all */
	bool closed;
	int64_t most; /* 0: all */
};
bool tasks_list(struct clinic *c, const struct task_view *view, struct rows *out, size_t *all,
		struct err *err);
/* The complaints that wait for an answer, by when it is due. */
bool tasks_open_complaints(struct clinic *c, struct rows *out, struct err *err);

/* A complaint: what was said, in the notation of task_line.  Answered by the next working day, by
 * the role "manager" when there is one, unless the line says otherwise.  patient 0: of nobody
 * known. */
bool complaint_parse(struct clinic *c, const char *line, struct task *t, struct err *err);

/* All open ones of somebody are somebody else's from now on ("": nobody's), as one action.  *n says
 * how many; `dry` only counts. */
bool tasks_reassign(struct clinic *c, const char *from, const char *to, bool dry, int64_t *n,
		    struct err *err);

/* --- history --- */

struct task_event {
	instant_t at;
	const char *staff;
	const char *what; /* "put off to Fri 27 Nov: the lab is late" */
	const char *key;  /* made, done, cancelled, reopened, snoozed, given, changed, undone */
	bool undone;
};
/* Oldest first; an imported one begins with what the file said. */
bool task_history(struct clinic *c, int64_t task,
		  void (*event)(const struct task_event *e, void *arg), void *arg, struct err *err);

#endif
