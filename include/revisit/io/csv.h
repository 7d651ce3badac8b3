/* Tables as text: CSV and its relatives in, CSV out.
 *
 * Read: cells divided by one character or by runs of blanks; "quoted" cells with doubled quotes,
 * which may hold dividers and line ends; lines that end in LF, CR LF or CR; a byte-order mark is
 * dropped.  Lines without any character are passed over.  A quote inside an unquoted cell is a
 * letter like any other.  Cells come as they stand: nothing is trimmed or interpreted.
 *
 * Refused, with the place: NUL bytes, bytes that do not fit the encoding, a quoted cell that never
 * ends, a cell of more than CSV_MAX_CELL bytes, a row of more than CSV_MAX_CELLS cells. */
#ifndef REVISIT_IO_CSV_H
#define REVISIT_IO_CSV_H

#include "revisit/base/err.h"
#include "revisit/base/str.h"

enum { CSV_MAX_CELL = 1 << 20, CSV_MAX_CELLS = 10000 };

struct csv_dialect {
	char delimiter;       /* ',' ';' '\t' '|', ' ' for runs of blanks, 0: found out */
	const char *encoding; /* as iconv(3) names it; NULL: UTF-8, UTF-16 by its mark, or GB18030
			       * when the bytes leave no other reading */
};

struct csv_cell {
	const char *text;
	int line, col; /* where it begins, quote included; columns count characters */
};

struct csv {
	const char *file; /* for messages; the caller's */
	struct str text;  /* all of it, UTF-8 */
	char delimiter;
	const char *encoding; /* what was read, for a person: "utf-8", "gb18030" … */
	size_t at;
	int line, col;
	struct csv_cell *cells; /* the row just read, valid until the next csv_next */
	size_t n, cap;
	int row_line;
	size_t stray; /* quotes met inside unquoted cells */
	struct str buffer;
};

/* `bytes` may go away afterwards.  On error there is nothing to release. */
bool csv_open(struct csv *r, const char *file, const char *bytes, size_t n,
	      const struct csv_dialect *dialect, struct err *err);
void csv_release(struct csv *r);

enum csv_step {
	CSV_ROW,
	CSV_BAD, /* this row cannot be read (*err); the next one can */
	CSV_FAIL, /* the rest cannot be read either */
	CSV_END,
};
enum csv_step csv_next(struct csv *r, struct err *err);

/* "comma", "semicolon", "tab", "bar", "spaces" and the characters themselves; 0 when unknown. */
char csv_delimiter(const char *name);
const char *csv_delimiter_name(char delimiter);

/* Appends `bytes` as UTF-8 without a byte-order mark; *found names the encoding. */
bool csv_decode(struct str *out, const char *file, const char *bytes, size_t n,
		const char *encoding, const char **found, struct err *err);

/* --- writing --- */

/* Appends one cell, quoted when it must be, and made harmless for spreadsheets: a cell that one of
 * them would compute (= + - @ TAB CR in front) gets an apostrophe before it, except plain numbers
 * and telephone numbers (a sign, then nothing but digits, blanks and at most one point).  So that
 * nothing is lost on the way back, a cell that begins with apostrophes followed by one of those
 * characters gets one more.  csv_plain undoes exactly this. */
void csv_write_cell(struct str *out, const char *text);

/* The cell without the apostrophe that csv_write_cell put there: the same text, or one byte on. */
const char *csv_plain(const char *text);

#endif
