/* Inside clinic/: a call whose outcome is being written. */
#ifndef REVISIT_SRC_CLINIC_CALLS_OUTCOME_H
#define REVISIT_SRC_CLINIC_CALLS_OUTCOME_H

#include "calls_parts.h"
#include "revisit/clinic/book.h"
#include "revisit/clinic/tasks.h"
#include "revisit/clinic/visits.h"

/* One of those who were asked in it. */
struct asked {
	struct on_list on;
	bool on_list;
	struct call_terms terms;
	struct call_person person;
};

struct outcome_work {
	struct clinic *c;
	const struct call_result *r;
	struct arena arena;
	struct claim claim;
	struct call_list_info list;
	struct asked main;
	const struct outcome_def *outcome;
	const struct call_number *number; /* NULL: they have none, or rang us */
	const char *right;                /* normal form of the number they told instead, NULL */
	struct call_step step;
	when_t now, since, at;
	int64_t visit, attempt;
};

bool outcome_begin(struct outcome_work *w, struct clinic *c, int64_t claim,
		   const struct call_result *r, struct err *err);
void outcome_release(struct outcome_work *w);

/* Where a visit is moved to; without a day it was moved in the call already. */
struct new_time outcome_new_time(const struct call_result *r);
/* What it changes about visits; w->visit is then the one it led to. */
bool outcome_visits(struct outcome_work *w, struct err *err);
/* And about number, patient, consent and to-dos. */
bool outcome_effects(struct outcome_work *w, struct err *err);

/* The doctor who is told, by assignee: of the patient, else the role. */
const char *outcome_doctor(const struct outcome_work *w, const struct patient *p);

/* Call backs of a list that are open are kept once they were reached, or are to be booked. */
bool close_call_backs(struct clinic *c, int64_t patient, const char *list,
		      const struct outcome_def *outcome, struct err *err);

#endif
