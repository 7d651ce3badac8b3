/* Evaluation: is this patient a member on that day, why, until when.
 *
 * Pure and thread-safe: the ruleset is const, the view is the caller's.  Nothing is allocated unless
 * a rule names another of more than sixty.
 *
 * What sentences mean where they could mean several things:
 *   - What has no day (a plan without its offer, a to-do without a due day) is there, but in no
 *     window, and never the last or the next.
 *   - Age and whether somebody is a child count from the birth date that is known, be it only the
 *     year; an estimated one is missing.  A birthday needs the whole date.
 *   - Days of a yearly range are those of every year.  A birthday falls into one when it falls into
 *     the spell that is or comes next; before and after a range it is this calendar year's.
 *   - A sum of nothing is 0, not missing.  What is owed is counted as on the card: what was paid too
 *     much for one visit pays no other.
 *   - Consent: one refusal for the purpose, or for all, is a refusal.  May be called: no refusal for
 *     that channel whatever the purpose, none altogether.  A minor's is the guardian's.
 *   - Who is asked as one of the household has the same household, the patient among it. */
#ifndef REVISIT_RULES_EVAL_H
#define REVISIT_RULES_EVAL_H

#include "revisit/rules/ruleset.h"
#include "revisit/rules/view.h"

/* Truth on a day, and the first later day on which it may be another: exact or too early, never too
 * late; DAY_MAX when nothing but an edit changes it. */
struct verdict {
	bool is;
	day_t change;
};

struct verdict node_on(const struct ruleset *r, const struct node *node, const struct view *v,
		       day_t day);
struct verdict segment_on(const struct ruleset *r, size_t segment, const struct view *v, day_t day);

/* The present or next spell of membership from `day` on: member for from ≤ d < until; what comes
 * after is not known beyond `thru` (where the spell after this may begin).  No spell at all: from =
 * until = thru. */
struct spell {
	day_t from, until, thru;
};
struct spell segment_spell(const struct ruleset *r, size_t segment, const struct view *v, day_t day);

/* Place in the segment's order: ascending key, then patient; independent of the day: the last, first
 * or next of what there is, however long ago it was booked.  Names by their first twelve letters.
 * Whoever has none of it comes last. */
int64_t segment_key(const struct ruleset *r, size_t segment, const struct view *v);

/* --- why --- */

struct why {
	const struct node *node; /* NULL for the segment itself */
	bool is;
	const char *says;   /* the sentence, in the language in force; for lists "all of", "any of" */
	const char *value;  /* "cleaning Fri 8 May, 6 months 13 days ago"; NULL when `says` says it all */
	day_t change;       /* when it is otherwise by itself: exact; DAY_MAX: only by an edit */
	int64_t patient;    /* of the household, whose answer this is; 0: the patient's own */
	struct why *child, *next;
};
/* Of a whole segment or of one sentence; in `arena`.  Children of a segment it names are included. */
struct why *segment_why(const struct ruleset *r, size_t segment, const struct view *v, day_t day,
			const struct config *config, struct arena *arena);
struct why *node_why(const struct ruleset *r, const struct node *node, const struct view *v,
		     day_t day, const struct config *config, struct arena *arena);

#endif
