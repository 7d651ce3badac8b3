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
	struct csv_feed *feed; /* the rest of a file that is read in pieces; NULL: `text` is all */
	bool hit_end;          /* the row went beyond what has been read */
};

/* `bytes` may go away afterwards.  On error there is nothing to release. */
bool csv_open(struct csv *r, const char *file, const char *bytes, size_t n,
	      const struct csv_dialect *dialect, struct err *err);
/* The same for a file that is read in pieces, from its beginning; `fd` must allow seeking and stay
 * open until csv_release.  It is looked through once before, for its encoding; `sha` gets the hash
 * of its bytes.  csv_begin starts, csv_look goes on for some megabytes at a time until *more is
 * false; then csv_next may be called. */
bool csv_begin(struct csv *r, const char *file, int fd, const struct csv_dialect *dialect,
	       struct err *err);
bool csv_look(struct csv *r, bool *more, char sha[65], struct err *err);
/* Bytes of the file that lie behind, and all of them. */
int64_t csv_done_bytes(const struct csv *r);
int64_t csv_all_bytes(const struct csv *r);
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

/* --- encodings --- */

/* What the bytes of a text may be, gathered piece by piece. */
struct encoding_scan {
	size_t good, broken; /* characters beyond ASCII, bytes that are no UTF-8 */
	struct pos place;    /* where the next byte stands */
	struct pos bad, nul; /* the first of each; line 0: none */
	bool cr;
	unsigned char rest[4], high;
	size_t n_rest, pairs, others, bytes;
	unsigned char first[2];
};
void encoding_scan(struct encoding_scan *x, const char *bytes, size_t n, bool last);
/* The encoding in which the text is to be read; NULL after an error. */
const char *encoding_found(const struct encoding_scan *x, const char *file, const char *wished,
			   struct err *err);

/* Turns a text into UTF-8 piece by piece. */
struct decoder {
	void *cd; /* iconv_t; NULL for UTF-8 */
	const char *encoding;
	char rest[64];
	size_t n_rest;
	bool begun;
};
bool decoder_open(struct decoder *d, const char *encoding, struct err *err);
/* Appends the piece.  False with *bad, the place in `out`, when something does not fit. */
bool decoder_add(struct decoder *d, struct str *out, const char *bytes, size_t n, bool last,
		 size_t *bad);
void decoder_close(struct decoder *d);

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
