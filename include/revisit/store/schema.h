/* The migrations of data/schema, and which of them a database has. */
#ifndef REVISIT_STORE_SCHEMA_H
#define REVISIT_STORE_SCHEMA_H

#include "revisit/store/db.h"

enum { SCHEMA_APPLICATION_ID = 0x52565354 }; /* "RVST" */

int schema_latest(void);

/* The version of an open database: 1 … schema_latest().  ERR_FOREIGN, ERR_NEWER or ERR_DAMAGED
 * with −1 when it is not ours, newer, or not sound.  Only reads. */
int schema_version(struct db *db, const char *path, struct err *err);

/* Applies the migrations after `from` up to `to` in one transaction. */
bool schema_migrate(struct db *db, int from, int to, struct err *err);

#endif
