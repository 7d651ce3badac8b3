/* A database in a folder of its own, for the tests of store/. */
#ifndef TESTS_STORE_SUPPORT_H
#define TESTS_STORE_SUPPORT_H

#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "../support/folder.h"
#include "revisit/store/search.h"
#include "revisit/store/store.h"

struct base {
	char folder[FOLDER_MAX];
	char *path, *backups;
	struct clock clock; /* fixed: 2026-11-23T09:02 UTC */
	struct store s;
};

void base_make(struct base *b); /* the folder and the names only */
void base_new(struct base *b);  /* with an open, empty database */
void base_drop(struct base *b);

/* Opens another handle on the same file. */
void base_open(struct base *b, struct store *s);

/* The err of a call that must succeed, or must not. */
extern struct err err;
void good(bool ok);
void bad(bool ok, enum err_code code);

/* One action around what lies between. */
void begin(struct store *s, const char *verb);
void commit(struct store *s);

/* Numbers and texts out of the database; the text lives until the next call. */
int64_t number(struct store *s, const char *sql);
const char *text(struct store *s, const char *sql);
void sql(struct store *s, const char *statements); /* must work */

/* Inside an action. */
int64_t add_patient(struct store *s, const char *chart_no, const char *name);
int64_t add_contact(struct store *s, int64_t patient, enum contact_kind kind, const char *value);

/* What store_check tells, one line each; "" when all is sound. */
const char *findings(struct store *s);

#endif
