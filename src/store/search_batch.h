/* What a number of patients say now, against what is indexed of them: made by reading alone, on any
 * connection, so that a second thread can do it while the one before is being written. */
#ifndef REVISIT_STORE_SEARCH_BATCH_H
#define REVISIT_STORE_SEARCH_BATCH_H

#include "search_index.h"

/* A key to be written or taken away. */
struct key_change {
	int64_t patient;
	bool add;
	char text[];
};

/* The first eight bytes of the key as a number that sorts as they do. */
struct sorted_key {
	uint64_t head;
	struct key_change *key;
};

uint64_t key_head(const char *key, size_t n);

struct batch {
	int64_t last;         /* the greatest patient looked at; 0 when none is waiting */
	struct sorted_key *v; /* in the order of the table */
	size_t n, cap;
	struct key_chunk *chunks;
	struct str docs;      /* a head and its texts a patient, see batch_doc */
};
void batch_init(struct batch *x);
void batch_release(struct batch *x);

/* Whose turn it is: a few that were changed (search_stale), or the many of a load (search_later). */
enum batch_of { BATCH_STALE, BATCH_LATER };

/* Those behind the patient `after`, at most `most`. */
bool batch_make(struct batch *x, struct db *db, enum batch_of of, int64_t after, int64_t most,
		struct err *err);

/* One patient, as one that is stale. */
bool batch_make_one(struct batch *x, struct db *db, int64_t patient, struct err *err);

/* What is to be kept of one patient; points into the batch. */
struct batch_doc {
	int64_t patient;
	bool same;  /* the keys are those that are indexed */
	bool half;  /* of the stale: search_later had it, and the batch writes all its keys */
	bool apart; /* of a load: was indexed otherwise before; its keys are not in the batch */
	const char *keys;
	size_t keys_n;
	const char *parts[MATCH_PARTS];
	size_t parts_n[MATCH_PARTS];
};
/* The one at *at, and moves on; false behind the last.  *at begins with 0. */
bool batch_doc(const struct batch *x, size_t *at, struct batch_doc *d);

/* Keeps what is looked into and the lists of keys: patient after patient, block by block. */
struct doc_writer {
	struct store *s;
	int64_t n; /* the block in hand, −1 for none */
	struct str body[MATCH_PARTS];
	bool changed[MATCH_PARTS];
};
void doc_writer_init(struct doc_writer *w, struct store *s);
bool doc_write(struct doc_writer *w, const struct batch_doc *d, struct err *err);
/* Everything of one patient now, the keys too. */
bool doc_write_anew(struct doc_writer *w, int64_t patient, struct err *err);
/* Writes what is in hand unless `ok` is false; returns whether all is well. */
bool doc_writer_end(struct doc_writer *w, bool ok, struct err *err);

#endif
