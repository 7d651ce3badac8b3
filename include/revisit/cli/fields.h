/* Records on the command line: FIELD=VALUE in, typed ids, and JSON out. */
#ifndef REVISIT_CLI_FIELDS_H
#define REVISIT_CLI_FIELDS_H

#include "revisit/base/json.h"
#include "revisit/cli/command.h"
#include "revisit/cli/sheet.h"
#include "revisit/model/records.h"

/* "name=张伟", "phone+=138…", "tag-=vip". */
struct assignment {
	char *field;
	char op;           /* '=', '+' or '-' */
	const char *value; /* points into the word */
};

/* ERR_USAGE when `text` is none.  Free field. */
bool assignment_read(const char *text, struct assignment *out, struct err *err);

/* The row id in "v12"; ERR_USAGE when it is none. */
bool typed_id(const struct record *rec, const char *text, int64_t *id, struct err *err);

/* "v12"; NULL for 0.  Heap. */
char *id_text(const struct record *rec, int64_t id);

/* The chart number of a patient, NULL for 0 or one that is not there.  Heap. */
char *chart_of(struct cli *c, int64_t patient);

/* Every field of the catalogue as members of the open object, missing ones as null, with the typed
 * id first when the record has one. */
void record_members(struct json *j, struct cli *c, const struct record *rec, const void *row);

/* The field's value for people; a reference as a chart number or typed id, a private one as its
 * last four. */
void field_for_people(struct str *out, struct cli *c, const struct field *f, const void *row);

/* An instant: RFC 3339 for programs, "Mon 23 Nov 09:02" for people. */
void instant_cell(struct sheet *s, const struct cli *c, instant_t at);

/* A patient as lists show them: LINE_COLUMNS cells; the last of line_columns is the search's. */
enum { LINE_COLUMNS = 10 };
extern const struct column line_columns[LINE_COLUMNS + 1];
void line_cells(struct sheet *s, const struct patient_line *l, day_t today);

/* A sheet of one row: what a command changed. */
void one_row(struct sheet *s, struct cli *c, const struct column *columns, size_t n);

/* For people ..0042: enough to ask for, too little to take away. */
void phone_cell(struct sheet *s, const char *phone);
/* For people as short as can be: "Nov 23". */
void day_cell(struct sheet *s, day_t day, minute_t minute, day_t today);

#endif
