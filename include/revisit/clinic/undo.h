/* What was done, in words; taking it back and doing it again.
 *
 * See store/undo.h for what can be taken back.  An action is told in one line ("张伟 Mobile ..0042 →
 * ..0043") and, for the history of a chart, field by field. */
#ifndef REVISIT_CLINIC_UNDO_H
#define REVISIT_CLINIC_UNDO_H

#include "revisit/clinic/clinic.h"
#include "revisit/store/undo.h"

/* One thing that changed.  Without `before` it was added, without `after` taken away; without both
 * `what` says it all ("registered"). */
struct story_line {
	int64_t patient;  /* 0: of the clinic */
	char *who;        /* their name, NULL */
	char *what;       /* "Mobile", "visit Mon 23 Nov 09:30" */
	char *contrary;   /* of `what`, when that is not told by before and after; NULL */
	char *before, *after;
	bool phone;       /* they are telephone numbers */
	int rank;         /* what tells most comes first */
};

struct story {
	struct deed deed;
	bool again;  /* it was taken back, and is in force again all the same */
	char *words; /* in one line, short, numbers by their last four */
	struct story_line *v;
	size_t n, cap;
};

void story_release(struct story *s);
/* "Mobile ..0042 → ..0043", "tag added: VIP"; appended. */
void story_phrase(struct str *out, const struct story_line *l);
/* "undone", "undone, done again", "undo", "done again" (translated), "" for what was simply done. */
const char *story_mark(const struct story *s);

/* ERR_NO_MATCH when there is no such action.  What nothing was kept of (an import) is told by its
 * name alone. */
bool clinic_story(struct clinic *c, int64_t action, struct story *out, struct err *err);

/* The newest actions, at most `most`, to `story`, which takes each over; false of it stops. */
bool clinic_stories(struct clinic *c, const struct deed_query *query, int most,
		    bool (*story)(struct story *s, void *arg), void *arg, struct err *err);

/* What undo (or redo, `again`) would do next for whoever is at work. */
struct undo_offer {
	int64_t link; /* to give to clinic_undo; 0: nothing is left */
	char *words;
	bool ask;     /* it was done long ago, elsewhere, or to somebody else than is looked at; or not
		       * all of it goes */
};
/* `looked_at`: whose chart is on the screen, 0 for nobody's. */
bool clinic_undo_offer(struct clinic *c, bool again, int64_t looked_at, struct undo_offer *out,
		       struct err *err);
void undo_offer_release(struct undo_offer *o);

/* Takes an action back, or does it again, as a new action *done (NULL allowed).  *words (NULL
 * allowed) says what was taken back; heap.  ERR_CONFLICT says what stands in the way. */
bool clinic_undo(struct clinic *c, int64_t action, bool again, int64_t *done, char **words,
		 struct err *err);

/* Whether that would work now. */
bool clinic_can_undo(struct clinic *c, int64_t action, bool again, struct err *err);
/* The same, and for whom it would stay: nobody, when all of it goes. */
bool clinic_undo_stays(struct clinic *c, int64_t action, bool again, struct undo_parts *stays,
		       struct err *err);
/* "38 taken back, 2 stay", and of the first few why; appended, nothing when nobody stays. */
void undo_stays_words(struct str *out, const struct undo_parts *stays);

#endif
