/* Inside store/: the index that searching walks, and how one patient is looked up in it. */
#ifndef REVISIT_STORE_SEARCH_INDEX_H
#define REVISIT_STORE_SEARCH_INDEX_H

#include "revisit/store/store.h"
#include "revisit/text/match.h"

/* In a block's body each patient begins with BLOCK_ENTRY and two bytes that are their place in it;
 * then BLOCK_HERE or BLOCK_GONE and the texts, each behind MATCH_FIELD.  None of these bytes is in a
 * text. */
enum { BLOCK_PATIENTS = 256, BLOCK_ENTRY = 0x1e, BLOCK_HEAD = 3, BLOCK_HERE = 1, BLOCK_GONE = 2 };

/* A block's sketch says which four bytes in a row are in its body, a bit for a few of them: what is
 * not in the sketch needs not be looked for.  Another says the same of the characters of three bytes,
 * which Chinese is written in.  Two fit a page of the database. */
enum { SKETCH_BYTES = 2000 };
enum sketch_of { SKETCH_GRAMS, SKETCH_CHARACTERS, SKETCHES };
void sketch_make(enum sketch_of of, const char *body, size_t n, unsigned char sketch[SKETCH_BYTES]);
/* Which sketch tells of the word; SKETCHES when none does. */
enum sketch_of sketch_for(const char *word);
/* Whether a body with this sketch may hold the word. */
bool sketch_may_hold(enum sketch_of of, const char *sketch, const char *word);
/* Where it is kept: a row of search_block too. */
int64_t sketch_id(enum sketch_of of, enum match_part part, int64_t block);

static inline int64_t block_of(int64_t patient)
{
	return patient / BLOCK_PATIENTS;
}

int64_t block_id(enum match_part part, int64_t block);
int64_t block_patient(int64_t id, const char *entry); /* `entry` at BLOCK_ENTRY */
/* BLOCK_HERE or BLOCK_GONE and the texts of a patient in a body, and where they end; NULL when
 * there are none. */
const char *block_find(const char *body, size_t n, int64_t patient, const char **end);

/* What is indexed of one patient. */
struct doc {
	struct str keys;               /* each before a line feed */
	struct str parts[MATCH_PARTS]; /* as in a body, from BLOCK_HERE on; or empty */
};
void doc_init(struct doc *d);
void doc_release(struct doc *d);
/* From the records; empty when there is no such patient, or a merged one. */
bool doc_make(struct db *db, int64_t patient, struct doc *d, struct err *err);

/* Tells who is indexed otherwise than their records say. */
bool search_check(struct store *s, void (*finding)(const char *text, void *arg), void *arg,
		  struct err *err);

#endif
