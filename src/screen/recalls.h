/* Inside screen/: the list of who is due again, and of who did not come. */
#ifndef REVISIT_SCREEN_RECALLS_H
#define REVISIT_SCREEN_RECALLS_H

#include "revisit/clinic/recalls.h"
#include "revisit/screen/parts.h"
#include "revisit/ui/list.h"

enum { RECALLS_HEAD = 3 }; /* lines above the list */

/* What is listed: every recall, one of clinic.yaml's, or (as many as there are) missed visits. */
enum { EVERY_RECALL = -1 };

/* Somebody listed.  When something is written the list is looked through again, quietly; what became of
 * those in sight is told in their place, and nobody slips away from under the cursor. */
struct listed {
	struct missed_visit who; /* visit 0: due, `day` since when; patient 0: the line before the lapsed */
	int recall;              /* what they are due for: its place in config->recalls */
	bool lapsed, settled;    /* settled: not due any more, or taken care of */
	bool again;              /* found again, while the list is brought up to date */
};

/* What a row shows, in step with those that are seen. */
struct shown {
	size_t row;
	struct patient_line line;
	char *what; /* NULL: the line before the lapsed */
	char *rung, *outcome; /* "Nov 19", "no answer"; "" when nobody rang */
	char *phone; /* whole: one rings from this list */
};

struct recalls {
	int what;  /* see above */
	int ahead; /* also who will be due within so many days */
	struct recall_scan *due; /* being looked for */
	struct missed_scan *missed;
	const struct config *config; /* of the search */
	int64_t config_seen;
	bool looked; /* the list is one, not the lack of one */
	bool stale;  /* something was written since it was looked for */
	int steps;   /* that looking took */
	minute_t begun;
	int percent;
	struct listed *v;
	size_t n;
	struct recall_count count; /* those not settled */
	int64_t acting;            /* whom the last command was about, 0 */
	struct shown *shown;
	size_t n_shown;
	struct list list;
};

bool recalls_are_missed(const struct app *app, const struct recalls *s);
day_t recalls_until(const struct app *app, const struct recalls *s);
void recalls_draw(const struct app *app, const void *state, struct canvas *c, struct rect area);

#endif
