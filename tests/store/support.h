/* A database in a folder of its own, for the tests of store/. */
#ifndef TESTS_STORE_SUPPORT_H
#define TESTS_STORE_SUPPORT_H

#include "../support/expect.h"
#include "../support/folder.h"
#include "revisit/store/search.h"
#include "revisit/store/store.h"

struct base {
	char folder[FOLDER_MAX];
	char *path, *backups;
	struct clock clock; /* fixed: 2026-11-23T09:02 UTC */
	struct store s;
};

/* The one of the test that runs. */
extern struct base b;

void base_make(void); /* the folder and the names only */
void base_drop(void);
/* Opens (another) handle on the file. */
void base_open(struct store *s);

/* cmocka's: a new database, open; and its end. */
int base_set_up(void **state);
int base_tear_down(void **state);

/* One action around what lies between. */
void begin(struct store *s, const char *verb);
void commit(struct store *s);

static inline int64_t number(struct store *s, const char *query)
{
	return query_number(s->db, query);
}

static inline const char *text(struct store *s, const char *query)
{
	return query_text(s->db, query);
}

void sql(struct store *s, const char *statements);

/* Inside an action. */
int64_t add_patient(struct store *s, const char *chart_no, const char *name);
int64_t add_contact(struct store *s, int64_t patient, enum contact_kind kind, const char *value);

/* What store_check tells, one line each; "" when all is sound. */
const char *findings(struct store *s);

#endif
