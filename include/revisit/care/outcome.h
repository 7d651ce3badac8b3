/* What came of a call, a message or a talk at the desk.  Pure.
 *
 * Outcomes are kept by their key; one that is not in the table (imported, typed) is shown as it was
 * entered, and counts as nobody reached: better one call too many than one too few. */
#ifndef REVISIT_CARE_OUTCOME_H
#define REVISIT_CARE_OUTCOME_H

#include "revisit/base/base.h"

struct outcome {
	const char *key;
	const char *label; /* N_() */
	bool answered;     /* somebody talked with us */
	bool reached;      /* that, or a message was left */
};
extern const struct outcome known_outcomes[]; /* ends with a NULL key */

/* NULL: none of them. */
const struct outcome *outcome_find(const char *key);

/* In words ("no answer"); another outcome as it was entered. */
const char *outcome_label(const char *key);

/* What an attempt was, from the columns of the record. */
struct attempt_is {
	bool call;     /* we dialled */
	bool message;  /* we wrote */
	bool answered; /* a call, either way, in which somebody talked */
	bool reached;  /* that, a message that was left or sent, a talk at the desk */
};
struct attempt_is attempt_is(const char *channel, const char *direction, const char *outcome);

#endif
