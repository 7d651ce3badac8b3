/* Loading many rows in one action: an import, a demo.
 *
 * Every row written marks whom it concerns as to be looked at again (tables dirty and search_stale,
 * data/schema/004), row by row, by triggers.  Between store_bulk_begin and store_bulk_end the
 * triggers keep still and the writers note whom they touched, a bit a patient; the end marks them
 * all at once.  What is marked in the end is the same.  Rows written past the store (SQL) in
 * between are not seen. */
#ifndef REVISIT_STORE_BULK_H
#define REVISIT_STORE_BULK_H

#include "revisit/store/store.h"

/* Inside an action, once.  Only this action is meant: the next one begins without. */
bool store_bulk_begin(struct store *s, struct err *err);

/* Builds the indexes put off and marks who was touched.  store_commit does it when it was not
 * done; store_rollback undoes everything. */
bool store_bulk_end(struct store *s, struct err *err);

/* In what order the rows of a load come. */
enum bulk_order {
	BULK_ANY_ORDER,
	BULK_BY_PATIENT, /* patient after patient, everything of one with them */
};

/* After store_bulk_begin: puts off the indexes of the record tables that are still empty until the
 * end, when they are built sorted, which is much faster when the rows do not come in their order;
 * with them the triggers, which would do nothing but cost time all the same.
 * Until then whatever reads by them (lists, searches, finding twins) reads the whole table, and a
 * double of something unique is only met at the end. */
bool store_bulk_without_indexes(struct store *s, enum bulk_order order, struct err *err);

/* After store_bulk_begin: whose search keys change waits in search_later for a key_load, not for the
 * end of the transaction. */
void store_bulk_keys_later(struct store *s);

/* Writes the search keys of all who wait in search_later, in many short transactions, beside other
 * writers.  Nobody of them is sure to be found until it is over.  May be given up at any time, also
 * by a crash, and begun again. */
struct key_load;
/* `most`: patients looked at at once; takes about 3 kB of memory for each. */
struct key_load *key_load_new(struct store *s, int64_t most);
void key_load_free(struct key_load *l); /* NULL is allowed */
/* While it is open, more patients come to search_later, none of them twice. */
void key_load_open(struct key_load *l, bool open);
/* Outside of transactions: waits at most `ms` for what is to be written next; false: not yet. */
bool key_load_ready(struct key_load *l, int ms);
/* Inside a transaction that is committed: writes for about `ms`, sets *over behind the last.  When
 * it fails, or the transaction does, begin again with a new one. */
bool key_load_step(struct key_load *l, int ms, bool *over, struct err *err);
/* How far it has come, in patients. */
size_t key_load_done(const struct key_load *l);

/* Rows may name others that are written soon after them; that all are there is looked at when the
 * action ends. */
bool store_bulk_links_ahead(struct store *s, struct err *err);

/* --- inside store/ --- */

/* What the writers tell: the row before and after, NULL for one that was not or is no more. */
void bulk_note(struct store *s, const struct record *rec, const void *before, const void *after);
/* The action is over. */
void bulk_forget(struct store *s);

#endif
