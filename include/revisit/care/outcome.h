/* What came of a call, a message or a talk at the desk.  Pure.
 *
 * Outcomes are kept by their key and mean what clinic.yaml says (model/calls.h), the clinic's own as
 * well as those that come with the program.  One that is not known (imported, typed, dropped from the
 * file) counts as nobody reached: better one call too many than one too few. */
#ifndef REVISIT_CARE_OUTCOME_H
#define REVISIT_CARE_OUTCOME_H

#include "revisit/model/config.h"

/* What an attempt was, from the columns of the record. */
struct attempt_is {
	bool call;     /* we dialled */
	bool message;  /* we wrote */
	bool answered; /* a call, either way, in which somebody talked */
	bool reached;  /* that, a message that was left or sent, a talk at the desk */
};
struct attempt_is attempt_is(const struct config *config, const char *channel, const char *direction,
			     const char *outcome);

#endif
