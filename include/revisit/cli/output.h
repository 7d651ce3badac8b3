/* Where the command line writes: results on standard output, messages on standard error. */
#ifndef REVISIT_CLI_OUTPUT_H
#define REVISIT_CLI_OUTPUT_H

#include "revisit/base/err.h"
#include "revisit/base/str.h"

enum format { FORMAT_TABLE, FORMAT_CSV, FORMAT_JSON, FORMAT_JSONL };

/* False when there is no format of that name. */
bool format_parse(const char *name, enum format *out);

/* Results gather in `text`; what was added to it is written by and by. */
struct output {
	struct str text;
	bool failed;
	int why; /* errno of the first failure */
};

void output_init(struct output *o);
void output_release(struct output *o);

/* Writes what gathered when it is much. */
void output_some(struct output *o);
/* Writes everything.  ERR_IO or ERR_NO_SPACE when any of it could not be written. */
bool output_end(struct output *o, struct err *err);

/* A line on standard error, safe for a terminal: "revisit: …". */
void message(const char *fmt, ...) PRINTF_LIKE(1, 2);
/* The same for an error, with its id: "revisit: … [no-match]". */
void message_error(const struct err *err);

#endif
