/* Consent, as the desk asks for it.
 *
 * A clinic needs consent to treat somebody and to keep their chart (`care`), and to ring them when
 * they are due (`recall`); a row without a purpose is for all of it.  Other purposes, such as
 * marketing, may be missing: nobody is held up at the desk for them.  Of the rows for one purpose
 * and channel the one said last is in force.  "yes" is an answer; "no" to recall is one, too, and
 * no reason to ask again; withdrawn, asked without an answer, and any other word are gaps.  Pure.
 */
#ifndef REVISIT_CARE_CONSENT_H
#define REVISIT_CARE_CONSENT_H

#include "revisit/model/records.h"

/* What a state says, the stricter the later. */
enum consent_answer { CONSENT_YES, CONSENT_OPEN, CONSENT_WITHDRAWN, CONSENT_NO };
enum consent_answer consent_answer(const char *state);

/* Whether `a` was said after `b`. */
bool consent_is_later(const struct consent *a, const struct consent *b);

/* Whether nothing was said later for the same purpose and channel. */
bool consent_in_force(const struct rows *consents, const struct consent *k);

/* What is missing, the gravest last. */
enum consent_gap {
	CONSENT_THERE,
	CONSENT_NEVER_ASKED,
	CONSENT_UNANSWERED,
	CONSENT_TAKEN_BACK,
	CONSENT_REFUSED, /* to be treated */
};
enum consent_gap consent_gap(const struct rows *consents);

/* Whether somebody may be rung or written to: of the rows in force for that purpose (or for all) and
 * that channel (or all; NULL: whichever) the strictest counts, so one "no" or one taken back is a no,
 * however many said yes.  CONSENT_OPEN: nobody said anything.  A yes is one for the very purpose: what
 * is for all of it is no yes to marketing. */
/* Whether a purpose or channel of a consent means every one. */
bool consent_is_all(const char *word);
enum consent_answer consent_for(const struct rows *consents, const char *purpose,
				const char *channel);
/* The same of a patient and, for a minor, the guardian (NULL: none): a no of either is a no, a yes of
 * either is one. */
enum consent_answer consent_of_both(const struct rows *own, const struct rows *guardian,
				    const char *purpose, const char *channel);
/* Whether that answer lets a call or message of that purpose go: marketing needs a yes, all others only
 * that nobody said no. */
bool consent_lets(enum consent_answer answer, const char *purpose);

#endif
