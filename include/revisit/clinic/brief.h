/* What must be known of a patient before they sit down: the arrival card, a look's worth.
 *
 * One thing a line, the most pressing first; what is "none" has no line.  Shown on Today for the
 * one chosen, and for everybody on the huddle sheet. */
#ifndef REVISIT_CLINIC_BRIEF_H
#define REVISIT_CLINIC_BRIEF_H

#include "revisit/clinic/patients.h"
#include "revisit/clinic/sooner.h"

enum brief_kind {
	BRIEF_ALERT,   /* alerts of the patient and the family */
	BRIEF_OWES,    /* what of earlier visits is not paid */
	BRIEF_MISSED,  /* no-shows lately */
	BRIEF_PROMISE, /* what we promised them */
	BRIEF_ASKED,   /* what was noted when this visit was booked */
	BRIEF_FIRST,   /* they come for the first time, and how they came to us */
	BRIEF_DUE,     /* what they are due for */
	BRIEF_FAMILY,  /* what the family is due for, who of it comes as well */
	BRIEF_PLAN,    /* open treatment plans */
	BRIEF_LAST,    /* the last visit and how it went */
	BRIEF_NEXT,    /* the visit booked after this one */
	BRIEF_TASK,    /* other to-dos */
	BRIEF_SPEAK,   /* language, when and how to reach them */
	BRIEF_MISSING, /* birth date, telephone, consent */
	BRIEF_SOONER,  /* of a gap: who would come then */
	BRIEF_KINDS
};

struct brief_line {
	enum brief_kind kind;
	char *text; /* heap */
};

struct brief {
	struct brief_line *v;
	size_t n, cap;
};

/* For a visit of theirs (0: none).  With `readings` names are told by their reading. */
void brief_make(struct clinic *c, const struct card *card, int64_t visit, bool readings,
		struct brief *out);
/* Whom to ring about free time: those who would come sooner and could come then, who asked first
 * first. */
void brief_gap(struct clinic *c, const struct sooner_gap *gap, bool readings, struct brief *out);
void brief_release(struct brief *b);

const char *brief_label(enum brief_kind kind); /* "last", translated */
bool brief_warns(enum brief_kind kind);        /* must be seen */

#endif
