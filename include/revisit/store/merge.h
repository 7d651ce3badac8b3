/* Charts that were taken into others, and what their rows would be without that.
 *
 * A merge is one action; its changes say which rows moved and what the survivor's fields were.
 * Taking it back does not put the old values back blindly: each field it wrote becomes what the
 * journal says it would be today without the merges taken back so far.  So edits made since stay,
 * whatever the order in which merges are taken back. */
#ifndef REVISIT_STORE_MERGE_H
#define REVISIT_STORE_MERGE_H

#include "revisit/store/store.h"

/* Who a merged patient is now; the patient itself when it is not merged. */
int64_t store_survivor(struct store *s, int64_t patient);

/* The merge in force that took this chart into another; row.id 0 when there is none. */
bool store_merge_of(struct store *s, int64_t lose, struct merge *out, struct err *err);

/* The merges in force into a patient, newest first. */
bool store_merges_into(struct store *s, int64_t keep, struct rows *out, struct err *err);

/* The merge that an action made or took back; row.id 0 when it is about none. */
bool store_merge_by(struct store *s, int64_t action, struct merge *out, struct err *err);

/* When and by whom an action was done; false when there is none.  *staff is heap. */
bool store_action_said(struct store *s, int64_t action, instant_t *at, char **staff);

/* What took an action back or did it again last; the action itself when nothing did. */
int64_t store_last_link(struct store *s, int64_t action);

/* The last action about a patient, 0: whose data are newer. */
int64_t store_last_about(struct store *s, int64_t patient);

/* The rows of a record type that belong to a patient, in order of id. */
bool store_owned(struct store *s, int64_t patient, struct rows *out, struct err *err);
/* The patients who name this one as guardian, referrer or payer, merged ones too. */
bool store_pointing(struct store *s, int64_t patient, struct rows *out, struct err *err);
/* The calls that rang this number. */
bool store_attempts_on(struct store *s, int64_t contact, struct rows *out, struct err *err);

/* The rows that name a visit: wishes to come instead of it, what was said about it. */
bool store_about_visit(struct store *s, int64_t visit, struct rows *out, struct err *err);
/* Parts of this patient's plans that are on another chart. */
bool store_stray_items(struct store *s, int64_t patient, struct rows *out, struct err *err);
/* Visits of this patient for another's plan, and of others for this one's. */
bool store_stray_visits(struct store *s, int64_t patient, struct rows *out, struct err *err);
/* Rows of this patient that name another's visit. */
bool store_strays(struct store *s, int64_t patient, struct rows *out, struct err *err);

bool store_are_not_same(struct store *s, int64_t a, int64_t b);
int64_t store_not_same_row(struct store *s, int64_t a, int64_t b); /* its id, 0 */

/* A row that an action wrote over or made. */
struct touched {
	const struct record *rec;
	int64_t row;
	bool made;
};

/* All of them, each once, in the order of writing; heap. */
bool store_touched(struct store *s, int64_t action, struct touched **out, size_t *n,
		   struct err *err);

/* In `row`, as it is stored, every field that `action` wrote gets the value it would have without
 * the merges that are taken back (and without the taking back). */
bool store_without(struct store *s, const struct record *rec, void *row, int64_t action,
		   struct err *err);

#endif
