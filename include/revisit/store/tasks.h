/* Lists of to-dos, and what became of one row. */
#ifndef REVISIT_STORE_TASKS_H
#define REVISIT_STORE_TASKS_H

#include "revisit/store/store.h"

struct task_query {
	day_t today;              /* what is late, for the order */
	minute_t now;
	day_t until;              /* due by then; DAY_NONE: all */
	const struct strlist *to; /* only of these; NULL: everyone's */
	bool nobodys;             /* with `to`: also what is nobody's */
	const char *kind;         /* only these; NULL: all */
	bool closed;              /* those that are not open any more, the last one first */
	int64_t most;             /* 0: all */
};

/* The first `most`, appended, and how many there are (NULL allowed).  In about the order of
 * care/task.h, near enough that nothing pressing is missed among the first; sort them. */
bool store_task_list(struct store *s, const struct task_query *query, struct rows *out, size_t *all,
		     struct err *err);
/* The follow-ups of a visit (those with a rule), open or not. */
bool store_visit_tasks(struct store *s, int64_t visit, struct rows *out, struct err *err);
/* The one that repeats this one, 0. */
int64_t store_task_after(struct store *s, int64_t task);

/* Who has open ones, and how many, the most first; nobody's are not told. */
bool store_task_assignees(struct store *s, void (*one)(const char *assignee, int64_t n, void *arg),
			  void *arg, struct err *err);

/* Nothing but id, chart_no, name, reading and status, for long lists; false when there is none. */
bool store_patient_name(struct store *s, int64_t patient, struct patient *out);

/* What an action did to a row. */
struct row_change {
	int64_t action;
	instant_t at;
	const char *staff, *verb, *op; /* op: insert, update, delete */
	bool in_force;                 /* false: it was undone */
	const void *before, *after;    /* of an update only the fields `touched` */
	const bool *touched;           /* one place a field */
};
/* Oldest first; false of `change` stops.  What a bulk import inserted left no trace. */
bool store_row_changes(struct store *s, const struct record *rec, int64_t id,
		       bool (*change)(const struct row_change *c, void *arg), void *arg,
		       struct err *err);

/* How those log in who ever wrote something here, at most so many; appended. */
bool store_staff_seen(struct store *s, size_t most, struct strlist *out);

#endif
