/* Rows and columns in the format asked for.
 *
 * A sheet is filled cell by cell, in the order of its columns; csv, json and jsonl are written as
 * rows come, a table when it ends, since its columns are as wide as their widest cell. */
#ifndef REVISIT_CLI_SHEET_H
#define REVISIT_CLI_SHEET_H

#include "revisit/cli/output.h"

enum column_flag {
	COLUMN_TABLE = 1 << 0, /* for people only */
	COLUMN_FILE = 1 << 1,  /* for programs only */
	COLUMN_RIGHT = 1 << 2, /* numbers: to the right */
};

struct column {
	const char *key;   /* stable; csv header and JSON key */
	const char *label; /* N_(), head of the column in a table */
	unsigned flags;
};

enum cell_kind { CELL_MISSING, CELL_TEXT, CELL_NUMBER, CELL_BOOL, CELL_LIST };

struct cell {
	enum cell_kind kind;
	char *value; /* file form */
	char *shown; /* for people, NULL: as the file form */
};

struct sheet {
	const struct column *columns;
	size_t n_columns;
	enum format format;
	struct output *out;
	bool single; /* set before the first row: the one result, not a list of one */
	struct cell *cells;
	size_t n, cap; /* cells held: of one row, or of all rows for a table */
	size_t rows;
};

void sheet_begin(struct sheet *s, const struct column *columns, size_t n, enum format format,
		 struct output *out);

void sheet_text(struct sheet *s, const char *value); /* NULL and "" are missing */
void sheet_number(struct sheet *s, int64_t n);
void sheet_bool(struct sheet *s, bool b);
void sheet_missing(struct sheet *s);
/* Several texts: a JSON array, else joined by "; ". */
void sheet_list(struct sheet *s, const struct strlist *list);
/* What a table shows for the cell just added. */
void sheet_shown(struct sheet *s, const char *shown);

void sheet_row(struct sheet *s); /* ends a row: every column must have its cell */
void sheet_end(struct sheet *s); /* writes the rest and releases */

#endif
