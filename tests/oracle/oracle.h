/* The oracle: what a rule means, as plain SQL over the base tables.
 *
 * A second reading of rules.md, written without a look at the evaluation and slow without shame:
 * every condition is a sub-select of the patient's rows on one day, which stands in the SQL as a
 * number.  What needs month arithmetic of a row's own day (recalls, gaps of plans, birthdays) goes
 * by a table of all days (calendar.h).  The program's own code is used for reading sentences only.
 */
#ifndef TESTS_ORACLE_ORACLE_H
#define TESTS_ORACLE_ORACLE_H

#include "calendar.h"

#include "revisit/rules/ruleset.h"
#include "revisit/store/db.h"

struct oracle {
	struct db *db; /* a connection of its own */
	const struct config *config;
	int today;
	const struct node **lists; /* nested ones that were asked already today */
	size_t n_lists, cap_lists;
};

/* Writes the table of days into a new file, to be shared by all oracles of a program. */
void oracle_calendar(const char *path);
void oracle_open(struct oracle *o, const char *database, const char *calendar,
		 const struct config *config);
void oracle_close(struct oracle *o);

/* Goes to that day; to be called again after every change of the data too: recalls and plans are
 * worked out here, the segments already asked for are forgotten. */
void oracle_on(struct oracle *o, int today);

/* The condition of a node as SQL over the row `p` of patient: 0 or 1, never NULL. */
void oracle_sql(struct str *out, const struct oracle *o, const struct symbols *names,
		const struct node *node);

/* The same of a segment with who is kept in it or out of it by hand. */
void oracle_segment_sql(struct str *out, const struct oracle *o, const struct ruleset *r,
			size_t segment);

/* Keeps the answer of a list, for the list around it: SQLite's parser does not take much nesting.
 */
void oracle_keep(struct oracle *o, const struct node *list, const char *condition);

enum { ORACLE_NOBODY = 2 };
/* Who fits such a condition, as one byte a patient id below n: 1, 0, or ORACLE_NOBODY where there
 * is no patient or one who was merged. */
void oracle_where(struct oracle *o, const char *condition, unsigned char *is, size_t n);

#define ORACLE_MISSING INT64_MIN
/* A number of everybody, by patient id. */
void oracle_numbers(struct oracle *o, const char *expression, int64_t *out, size_t n);

/* What `in segment` of number `segment` asks for from now on. */
void oracle_segment(struct oracle *o, size_t segment, const char *condition);

/* Faults to see whether the comparison notices them. */
enum oracle_fault {
	ORACLE_SOUND,
	ORACLE_MONTHS_OVERFLOW, /* 31 August − 6 months is 3 March */
	ORACLE_EDGE_LATE,       /* "older than" holds a day too late */
	ORACLE_TODAY_LEFT_OUT,  /* "in the last" ends yesterday */
	ORACLE_NULL_NEGATED,    /* "not" of a missing value stays false */
};
extern enum oracle_fault oracle_fault;

#endif
