/* Inside store/: from the journal back to rows.  What taking an import back and undo have in
 * common. */
#ifndef REVISIT_STORE_RESTORE_H
#define REVISIT_STORE_RESTORE_H

#include "revisit/store/undo.h"

/* NULL for a table that holds no records. */
const struct record *record_of_table(const char *table);

/* Sets the fields that a JSON object of the journal names; `named` (NULL allowed) has one place a
 * field and is set to true for each of them. */
bool take_fields(struct store *s, const struct record *rec, void *row, const char *json,
		 bool *named, struct err *err);

/* "patient 1042 (张伟)", "visit v7, patient 1042 (张伟)": what a message calls a row.  `row` is NULL
 * when the caller does not have it. */
void row_words(struct store *s, struct str *out, const struct record *rec, int64_t id,
	       const void *row);

/* NULL when the action did not touch it. */
struct recipe_row *recipe_find(const struct recipe *p, const char *table, int64_t id);

/* The row as it will be once that is undone: what it was in the fields touched, else what it is. */
bool plan_row_before(struct store *s, const struct recipe_row *r, void *row, struct err *err);

/* ERR_CONFLICT says what stands against taking it back; `again`: it took something back itself, which
 * is done again. */
bool recipe_check(struct store *s, const struct recipe *recipe, bool again, struct err *err);
/* The same of every row: each[i] gets what stands against the i-th (heap), or stays NULL. */
bool recipe_check_each(struct store *s, const struct recipe *recipe, char **each, struct err *err);

/* Leaves of the recipe what can be taken back of an action that did the same for many; *stays (a
 * released one) gets whom it leaves out.  ERR_CONFLICT when nothing is left. */
bool recipe_part(struct store *s, struct recipe *recipe, struct undo_parts *stays, struct err *err);

/* Appends to `why` when the row would be on another chart than the visit or plan that it belongs to, or
 * that belongs to it, once the recipe is undone. */
bool recipe_stays_together(struct store *s, const struct recipe *recipe, const struct recipe_row *r,
			   struct str *why, struct err *err);

/* Appends to `why` when a chart would be merged once more, and keep what it got since it was apart. */
bool recipe_leaves_nothing(struct store *s, const struct recipe *recipe, const struct recipe_row *r,
			   struct str *why, struct err *err);

/* Once that is undone: words in use again are known again; a word that was made known lately, and that
 * nothing uses any more, was a slip of the finger and is forgotten. */
bool settle_words(struct store *s, const struct recipe_row *r, struct err *err);

/* ERR_CONFLICT when it put rules in force, and those in force are others by now. */
bool recipe_rules_check(struct store *s, const struct recipe *recipe, struct err *err);
/* Puts those in force that were before it. */
bool recipe_rules_back(struct store *s, const struct recipe *recipe, struct err *err);

struct change {
	const struct record *rec; /* NULL: of no record we know */
	int64_t seq, row;
	char op[8];
	char *before, *after;
};

void change_release(struct change *c);

/* The changes of an action with a lower number than `below`, newest first, at most `limit`.  Read
 * first, then written: a list that is walked must not change under the walker. */
bool read_changes(struct store *s, int64_t action, int64_t below, int limit, struct change *out,
		  int *n, struct err *err);

/* Whether the row still has what the change gave it. */
bool is_as_left(struct store *s, const struct change *c, const void *stored, bool *as_left,
		struct err *err);

/* Deletes the row, without a word in the journal. */
bool delete_row(struct store *s, const struct record *rec, int64_t id, struct err *err);

/* A deleted row comes again, under its old id and with a version it never had. */
bool insert_again(struct store *s, const struct record *rec, void *row, bool quiet,
		  struct err *err);

#endif
