/* Inside an import: its staging files, and tables of hashes.
 *
 * A tape is a file that is written at its end and read anywhere; what was written last may still be
 * in memory.  Failures are kept: ask tape_ok before what was written counts. */
#ifndef REVISIT_IO_TAPE_H
#define REVISIT_IO_TAPE_H

#include "revisit/base/err.h"
#include "revisit/base/str.h"

struct tape {
	int fd; /* −1: none */
	char *path;
	struct str end;    /* written and not in the file yet; begins at `filed` */
	int64_t filed;
	char *window;      /* of the file, for reading */
	int64_t from;      /* where the window begins */
	size_t held, room; /* bytes in it */
	int failed;        /* errno */
};

/* Makes a new file (0600), or opens one. */
bool tape_create(struct tape *t, const char *path, struct err *err);
bool tape_open(struct tape *t, const char *path, struct err *err);
void tape_close(struct tape *t); /* the file stays */
bool tape_ok(const struct tape *t, struct err *err);

int64_t tape_size(const struct tape *t);
int64_t tape_add(struct tape *t, const void *bytes, size_t n); /* where it begins */
bool tape_flush(struct tape *t);

/* n bytes from `at` on, valid until the next call; NULL when they are not there. */
const char *tape_view(struct tape *t, int64_t at, size_t n);
/* Writes over what is there. */
bool tape_put(struct tape *t, int64_t at, const void *bytes, size_t n);

/* --- blobs: numbers and texts in few bytes --- */

void blob_number(struct str *out, int64_t n);
void blob_text(struct str *out, const char *text); /* NULL and "" are one */

struct blob {
	const char *p, *end;
	bool torn; /* something was not there */
};
int64_t blob_get_number(struct blob *b);
const char *blob_get_text(struct blob *b); /* lives as long as the bytes */

/* Adds a blob with its length before it; returns where.  tape_blob reads it. */
int64_t tape_add_blob(struct tape *t, const struct str *blob);
bool tape_blob(struct tape *t, int64_t at, struct blob *b);

/* --- hashes --- */

/* 96 bits of a text, so that equal hashes may count as equal texts. */
struct hash {
	uint64_t a;
	uint32_t b;
};
struct hash hash_text(struct hash h, const char *text); /* begin with {0} */
struct hash hash_number(struct hash h, uint64_t n);

/* Numbers by hash, open addressed. */
struct hashes {
	struct hash_slot {
		uint64_t a;
		uint32_t b, value; /* value + 1; 0: free */
	} * v;
	size_t n, cap;
};
enum { HASH_NONE = UINT32_MAX };

void hashes_release(struct hashes *h);
uint32_t hashes_get(const struct hashes *h, struct hash key); /* HASH_NONE */
/* The value that it has, or `value` after entering it. */
uint32_t hashes_put(struct hashes *h, struct hash key, uint32_t value);
void hashes_set(struct hashes *h, struct hash key, uint32_t value);

#endif
