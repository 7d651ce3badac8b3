/* Sentences with SQL written by hand (sentences.sql). */
#ifndef TESTS_ORACLE_WRITTEN_H
#define TESTS_ORACLE_WRITTEN_H

#include "revisit/base/str.h"
#include "revisit/model/config.h"

struct written {
	char *sentence, *query;
};

struct written_file {
	char *views; /* what comes first */
	struct written *v;
	size_t n, cap;
};

void written_read(struct written_file *f, const char *path);
void written_release(struct written_file *f);

/* SQL with the day and what is counted from it in place of $today and $[…]. */
void written_on(struct str *out, const char *sql, int today, const struct config *config);

#endif
