/* A clinic in a folder of its own, for the tests of io/. */
#ifndef TESTS_IO_SUPPORT_H
#define TESTS_IO_SUPPORT_H

#include "revisit/io/export.h"
#include "revisit/io/import.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

extern struct err err;
extern struct import_report report;

/* Opens a new, empty, simulated clinic on 2026-11-23, noon. */
void clinic_new(struct clinic *c);
/* Closes it and removes its folder. */
void clinic_drop(struct clinic *c);

/* Imports `text` with `map` (NULL: guessed) into `c`, the result in `report` and `err`. */
bool take(struct clinic *c, const char *text, const char *map);
bool take_with(struct clinic *c, const char *text, const char *map, const struct import_options *how);

/* take, which must succeed with these counts of patients or of visits and tasks. */
void takes(struct clinic *c, const char *text, const char *map, size_t added, size_t changed,
	   size_t same);
/* take, which must be refused at that place with a word in its message, and store nothing. */
void refuses(struct clinic *c, const char *text, const char *map, enum err_code code, int line,
	     int col, const char *word);

/* One value out of the database, "" for none; valid until the next call. */
const char *value(struct clinic *c, const char *sql);
int64_t number(struct clinic *c, const char *sql);
void is(struct clinic *c, const char *sql, const char *expected);

/* The export as text; heap. */
char *export_text(struct clinic *c, enum export_what what, enum export_format format);

#endif
