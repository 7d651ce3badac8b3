/* Keys of many patients, sorted: runs in a file that has no name, merged as they are read. */
#ifndef REVISIT_STORE_SEARCH_RUNS_H
#define REVISIT_STORE_SEARCH_RUNS_H

#include "search_batch.h"

struct runs;
/* The file is beside `path`; NULL when none can be made there. */
struct runs *runs_new(const char *path, struct err *err);
void runs_free(struct runs *r); /* NULL is allowed */
size_t runs_keys(const struct runs *r);

/* The keys of a batch as one more run; only additions. */
bool runs_add(struct runs *r, const struct batch *x, struct err *err);

/* The least key that has not been read; begins with the first.  `text` lives until the next call.
 * false at the end and, with *err set, when the file cannot be read. */
bool runs_next(struct runs *r, const char **text, int64_t *patient, struct err *err);

#endif
