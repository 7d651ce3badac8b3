/* The to-dos that follow a visit once it is done, and fall away when it is not.
 *
 * One exists once for a visit and a rule of clinic.yaml: the database sees to that, whoever
 * completes the visit, however often and from how many terminals.  They are made in the action that
 * completes the visit, so they are undone and done again with it. */
#ifndef REVISIT_CLINIC_CADENCE_H
#define REVISIT_CLINIC_CADENCE_H

#include "revisit/clinic/clinic.h"

/* Called by visit_save inside its action, with the visit as stored now and as it was (NULL: new).
 * Done: what should follow is made, or open again if it fell away before.  Not done any more, or of
 * another kind: what is still open of it falls away (not needed, by nobody).  Another day or
 * another provider: what nobody put off or gave away goes along.  What a person closed stays
 * closed, and nobody is asked how the dead are. */
bool cadence_visit(struct clinic *c, const struct visit *before, const struct visit *v,
		   struct err *err);

/* They belong to whom their visit belongs: called after it was put on another chart. */
bool cadence_refile(struct clinic *c, int64_t visit, int64_t patient, struct err *err);

/* It fell away with its visit; no person decided that. */
bool cadence_fell_away(const struct task *t);

#endif
