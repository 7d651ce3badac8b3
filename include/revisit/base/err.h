/* Errors: a stable id with its exit class, one line for a person, and the place where it matters.
 *
 * Functions that can fail return bool (or a pointer) and fill a `struct err *`.  The message is
 * made where the cause is known and shown by screen/ or cli/; nothing between prints. */
#ifndef REVISIT_BASE_ERR_H
#define REVISIT_BASE_ERR_H

#include "revisit/base/base.h"

/* id, exit status, meaning.  Exit classes: 1 the answer is no or findings, 2 usage, 3 bad input,
 * 4 busy or conflict, 5 the database is damaged, foreign or newer.  Tests assert the ids. */
#define ERR_TABLE(X)                                                                               \
	X(NO_MATCH, "no-match", 1)           /* nothing found where one was asked for */           \
	X(FINDINGS, "findings", 1)           /* done, with lines skipped or things found */        \
	X(NOBODY, "nobody", 1)               /* nobody on the list may be rung now */              \
	X(NOT_CALLABLE, "not-callable", 1)   /* this one may not be rung now */                    \
	X(USAGE, "usage", 2)                 /* the command line is wrong */                       \
	X(UNKNOWN_FIELD, "unknown-field", 2) /* no such field in the catalogue */                  \
	X(NO_CLINIC, "no-clinic", 2)         /* the folder holds no clinic */                      \
	X(EXISTS, "exists", 2)               /* it is there already */                             \
	X(IO, "io", 2)                       /* a file cannot be read or written */                \
	X(NO_SPACE, "no-space", 2)           /* the disk is full */                                \
	X(READ_ONLY, "read-only", 2)         /* folder or run does not allow writing */            \
	X(BAD_VALUE, "bad-value", 3)         /* a value its field cannot take */                   \
	X(BAD_DATE, "bad-date", 3)                                                                 \
	X(BAD_NUMBER, "bad-number", 3)                                                             \
	X(BAD_TEXT, "bad-text", 3)           /* NUL bytes, broken UTF-8, control characters */     \
	X(MISSING, "missing", 3)             /* a required value is not there */                   \
	X(YAML, "yaml", 3)                   /* not YAML, or beyond the allowed subset */          \
	X(CONFIG, "config", 3)               /* clinic.yaml says something impossible */           \
	X(MAP, "map", 3)                     /* the import map is wrong */                         \
	X(RULES, "rules", 3)                 /* a rule file or a sentence is wrong */               \
	X(CSV, "csv", 3)                     /* the table cannot be read */                        \
	X(TEMPLATE, "template", 3)           /* a script or message names what there is not */     \
	X(PROGRAM, "program", 3)             /* an outside program failed or hung */               \
	X(STEP, "step", 3)                   /* this status does not lead to that one */           \
	X(BUSY, "busy", 4)                   /* another terminal held the lock too long */         \
	X(CONFLICT, "conflict", 4)           /* the record changed meanwhile */                    \
	X(CLAIMED, "claimed", 4)             /* somebody else has them on the line */              \
	X(CLAIM_OVER, "claim-over", 4)       /* the claim ended meanwhile */                       \
	X(DAMAGED, "damaged", 5)                                                                   \
	X(FOREIGN, "foreign", 5)             /* a database, but not ours */                        \
	X(NEWER, "newer", 5)                 /* written by a newer program */                      \
	X(DB, "db", 5)                       /* SQLite failed in a way nobody foresaw */

enum err_code {
	ERR_NONE,
#define X(code, id, exit) ERR_##code,
	ERR_TABLE(X)
#undef X
};

struct err {
	enum err_code code;
	char msg[480];
	char file[200]; /* "" when there is no place */
	int line, col;  /* 1-based; 0 when unknown */
};

struct pos {
	const char *file;
	int line, col;
};

#define ERR_INIT { .code = ERR_NONE }

/* Fill *err (NULL is allowed) and return false, so that a caller can `return err_set(…)`. */
bool err_set(struct err *err, enum err_code code, const char *fmt, ...) PRINTF_LIKE(3, 4);
bool err_at(struct err *err, enum err_code code, const struct pos *pos, const char *fmt, ...)
	PRINTF_LIKE(4, 5);
void err_clear(struct err *err);

const char *err_id(enum err_code code);
int err_exit(enum err_code code);

/* "file:line:col: msg", or msg alone, into `out` (a static-size buffer of the caller). */
void err_format(const struct err *err, char *out, size_t size);

#endif
