/* Calls on paper: the short codes that stand for outcomes, and a line keyed back.
 *
 * A code is the digit that the call screen has for it: 3; what a digit asks for has one more: 61 is
 * the first of 6; those under "more" begin with 9: 91 … 98, then 991, 992 …  The outcome's key or label,
 * or the beginning of the label, will do as well. */
#ifndef REVISIT_CLINIC_CALL_PAPER_H
#define REVISIT_CLINIC_CALL_PAPER_H

#include "revisit/clinic/calls.h"

enum { CALL_CODES = 64 };

struct call_code {
	char code[8];
	const struct outcome_def *outcome;
};
/* Those of a purpose in the order of their codes; returns how many. */
size_t call_codes(const struct config *config, enum purpose purpose,
		  struct call_code out[CALL_CODES]);
/* NULL: it stands for none of them, or for several. */
const struct outcome_def *call_code_find(const struct config *config, enum purpose purpose,
					 const char *typed);

/* What became of a keyed line. */
struct call_keyed {
	int64_t patient;
	const struct outcome_def *outcome;
	struct call_step step;
	struct str words; /* the step */
};

/* "CHART CODE [@TIME] [WHEN] [REASON or SCORE] [NOTE]": takes the patient off the list, though it
 * may not be their time, and records the outcome, checked like every other.  @10:05 is when they
 * were rung, today (@2026-11-22T10:05 on another day of the last week); WHEN is asked for by
 * outcomes that do
 * ("fri 15:30"), REASON is one of the outcome's reasons.  False: nothing was recorded, and why.
 * `out` is initialised by it, and released by the caller with call_keyed_release. */
bool call_key_line(struct clinic *c, const struct call_list_info *l, const char *line,
		   struct call_keyed *out, struct err *err);
void call_keyed_release(struct call_keyed *k);

#endif
