/* What calling.c and calling_next.c share. */
#ifndef REVISIT_CARE_CALLING_PARTS_H
#define REVISIT_CARE_CALLING_PARTS_H

#include "revisit/care/calling.h"

/* Whether they said in it when to be asked again. */
bool said_when(const struct call_try *try);
/* From when on tries are counted: the stay, or the time that was agreed with them. */
when_t call_series_since(const struct call_person *p, const struct call_terms *t);
/* How often they were rung for this list since then, by numbers that were not found to be somebody else's. */
int call_tries_since(const struct call_person *p, when_t since);
/* After how many calls they are given up, 0: never. */
int call_give_up(const struct config *config, const struct call_terms *t);

enum {
	LEAD = 60,      /* a try is so long before what it is about begins */
	LOOK_AHEAD = 8, /* days that are searched for a part of the day: not tried yet, or wished */
};

#endif
