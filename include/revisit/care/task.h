/* To-dos: which one comes first, how its time stands, whose it is, and when it comes again.  Pure.
 *
 * A to-do is due on a day, from a time of day on, until another: "fri 14:00-16:00".  Without an end
 * it is meant for that time, and late a quarter of an hour after it.  Without a day it never is. */
#ifndef REVISIT_CARE_TASK_H
#define REVISIT_CARE_TASK_H

#include "revisit/model/config.h"
#include "revisit/model/records.h"

/* The kind of a complaint: a key of the vocabulary "task_kind" that the program knows. */
#define TASK_COMPLAINT "complaint"

enum task_time {
	TASK_LATE,  /* its day or its time is over */
	TASK_NOW,   /* its time is now */
	TASK_TODAY, /* later today, or at any time of it */
	TASK_LATER,
	TASK_SOMETIME, /* no day */
};

enum task_time task_time(const struct task *t, day_t today, minute_t now);

bool task_is_complaint(const struct task *t);

/* What comes first: late promises, complaints to be answered by today, what is urgent, what is
 * late, now, today, later, without a day.  Among equals: the day, the time, what is not urgent at
 * all last.  Less than 0: `a` before `b`; never 0 for two of them. */
int task_order(const struct task *a, const struct task *b, day_t today, minute_t now);
/* Sorts rows of struct task like that. */
void tasks_sort(struct rows *tasks, day_t today, minute_t now);

/* "2 days late", "40 min late", "now", "14:00-16:00", "today", "tomorrow 15:30", "Nov 27 14:00-16:00";
 * nothing without a day.  Appended. */
void task_when(struct str *out, const struct task *t, day_t today, minute_t now);
/* The same in full, for one of them: "Fri 27 Nov 14:00-16:00, every 6m". */
void task_due_show(struct str *out, const struct task *t, day_t today);

/* --- whose --- */

/* How the one who does it is called: a member of the staff, who treats, a role.  Appended; nothing
 * when it is anyone's. */
void assignee_show(struct str *out, const struct config *c, const char *assignee);
/* Who did something: a member of the staff by name, else how they log in.  Appended. */
void staff_show(struct str *out, const struct config *c, const char *staff);
/* The key meant by what was typed: a key or a label of staff, providers or roles.  NULL: nobody of
 * them. */
const char *assignee_key(const struct config *c, const char *typed);
bool assignee_is_role(const struct config *c, const char *assignee);
/* The role of somebody in clinic.yaml, NULL. */
const char *role_of(const struct config *c, const char *staff);

/* Whose to-dos are `staff`'s: their own and those of their role; of all roles for who has none in
 * clinic.yaml: better seen by one too many than by nobody.  What is nobody's is everybody's. */
void assignees_of(const struct config *c, const char *staff, struct strlist *out);

/* --- again --- */

/* `day`, or the next working day when the clinic is closed then. */
day_t day_open_from(const struct config *c, day_t day);

/* When a to-do that repeats is due again, once it is done on `today`: the first day of its series
 * after today and after the day it was due.  The series begins at t->repeat_from (missing: where it
 * was due) and goes by whole intervals from there, so the 31st stays the 31st and putting one off
 * moves none of the others; what falls on a closed day is due on the next working day.  DAY_NONE
 * when it does not repeat or the calendar ends. */
day_t task_next_day(const struct config *c, const struct task *t, day_t today);

/* --- putting off --- */

struct snooze_offer {
	const char *label; /* translated */
	day_t day;
	minute_t minute; /* MINUTE_NONE: as it was */
};
enum { SNOOZE_OFFERS = 5 };
/* In an hour, this afternoon, on the next working day, in a week, in a month; what makes no sense
 * now is left out.  Returns how many. */
int snooze_offers(const struct config *c, day_t today, minute_t now,
		  struct snooze_offer out[SNOOZE_OFFERS]);

#endif
