/* Inside store/: how a record type becomes SQL, built once from its field table. */
#ifndef REVISIT_STORE_COLUMNS_H
#define REVISIT_STORE_COLUMNS_H

#include "revisit/store/store.h"

/* "SELECT id, ver, <fields> FROM <table> " followed by `tail` ("WHERE patient = ? …"); the text is
 * kept for the life of the program. */
const char *select_sql(const struct record *rec, const char *tail);

/* Reads the columns of select_sql into an initialised row. */
void read_row(struct stmt *s, const struct record *rec, void *row);

/* Binds a field's value, NULL when missing, to a statement fresh from db_stmt; texts are not copied:
 * the row must live until the statement has run. */
void bind_field(struct stmt *s, int i, const struct field *f, const void *row);

/* Runs select_sql with up to two numbers bound and appends the rows. */
bool list_rows(struct store *s, const char *tail, int64_t a, int64_t b, struct rows *out,
	       struct err *err);

/* The value as a JSON literal, as the journal keeps it. */
void field_json(struct str *out, const struct field *f, const void *row);

/* Journals one change of the open action. */
bool journal_change(struct store *s, const char *table, int64_t row, const char *op,
		    const char *before, const char *after, struct err *err);
/* That the open action made a word known, as JSON: at its end and only if it did more than that, of
 * row 0 of the table vocab, which has no numbered rows. */
void journal_word(struct store *s, const char *word);

/* Tells every action whose hash does not fit. */
bool journal_verify(struct store *s, void (*finding)(const char *text, void *arg), void *arg,
		    struct err *err);

/* Enters this process among the sessions, once; inside a transaction. */
bool session_open(struct store *s, struct err *err);

/* Writes the fields that differ from `stored`, without asking for the version; `quiet` leaves no
 * change row. */
bool write_differences(struct store *s, const struct record *rec, const void *row,
		       const void *stored, bool quiet, bool *changed, struct err *err);

/* Inserts it with its id (0: the next) and its version, without a word in the journal. */
bool insert_row(struct store *s, const struct record *rec, void *row, struct err *err);

/* All its fields as a JSON object, as the journal keeps an inserted or deleted row. */
void row_json(struct str *out, const struct record *rec, const void *row);

/* Whether store_begin was called; else the programmer erred. */
void need_action(const struct store *s);

#endif
