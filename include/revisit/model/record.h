/* Records and the field catalogue.
 *
 * A record type is a table of fields; everything that handles a record generically walks that
 * table: the store (columns), the journal (before and after), forms, the command line, imports,
 * exports, `revisit fields`, and later the rules.  A new field is one row here and one column in a
 * migration. */
#ifndef REVISIT_MODEL_RECORD_H
#define REVISIT_MODEL_RECORD_H

#include "revisit/date/clock.h"

#define MONEY_NONE INT64_MIN

enum field_type {
	FIELD_TEXT,    /* char *, one line */
	FIELD_LINES,   /* char *, may have newlines */
	FIELD_INT,     /* int64_t */
	FIELD_DAY,     /* day_t */
	FIELD_MINUTE,  /* minute_t */
	FIELD_INSTANT, /* instant_t */
	FIELD_MONEY,   /* int64_t in minor units, MONEY_NONE when unknown */
	FIELD_CHOICE,  /* int, an index into `choices`; stored by its key */
	FIELD_VOCAB,   /* char *, a key of the vocabulary `vocab` */
	FIELD_BOOL,    /* int, 0 or 1 */
	FIELD_REF,     /* int64_t id of a row of `ref`, 0 for none */
};

enum field_flag {
	FIELD_REQUIRED = 1 << 0,
	FIELD_HIDDEN = 1 << 1,  /* the machinery's: not in forms, maps, exports */
	FIELD_DERIVED = 1 << 2, /* filled in from others unless given */
	FIELD_PRIVATE = 1 << 3, /* shown as its last four */
	FIELD_FROZEN = 1 << 4,  /* shown and exported, set by commands, not by FIELD=VALUE */
};

struct choice {
	const char *key;   /* stable: database, CSV, JSON */
	const char *label; /* N_() */
};

struct field {
	const char *name;   /* catalogue name; the database column has the same */
	enum field_type type;
	size_t offset;      /* in the record's struct */
	const struct choice *choices; /* FIELD_CHOICE, ends with a NULL key */
	const char *vocab;  /* FIELD_VOCAB: kind; FIELD_REF: record type */
	const char *label;  /* N_() for forms and tables */
	const char *help;   /* N_() one sentence: meaning, unit */
	unsigned flags;
};

/* Every record struct begins with this. */
struct row {
	int64_t id;  /* 0: not stored yet */
	int64_t ver; /* row version, 1 at first */
};

struct record {
	const char *name;  /* "patient" */
	const char *table; /* the same in SQL */
	char letter;       /* of typed ids: v12; 0 for none */
	size_t size;
	const struct field *fields;
	size_t n_fields;
};

extern const struct record record_patient, record_contact, record_household, record_visit,
	record_task, record_patient_tag, record_alert, record_note, record_attempt, record_consent,
	record_merge, record_chart_alias, record_not_same, record_plan, record_plan_item,
	record_recall_override, record_sooner, record_schedule, record_day_off, record_chair,
	record_visit_length, record_handover, record_survey_answer, record_pin, record_rules_change,
	record_call_list, record_call_entry, record_message;

/* All of them, ends with NULL. */
extern const struct record *const records[];

const struct field *record_field(const struct record *rec, const char *name); /* or NULL */

void record_init(const struct record *rec, void *row);    /* every field missing */
void record_release(const struct record *rec, void *row); /* frees the texts; then as initialised */
void record_copy(const struct record *rec, void *to, const void *from); /* `to` initialised */

/* Missing: NULL or "" text, DAY_NONE, MINUTE_NONE, INSTANT_NONE, MONEY_NONE, 0 ref; choices and
 * booleans are never missing, but index 0 of a choice may stand for "unknown". */
bool field_is_missing(const struct field *f, const void *row);
bool field_equal(const struct field *f, const void *a, const void *b);
void field_clear(const struct field *f, void *row);
void field_copy(const struct field *f, void *to, const void *from);

/* Whether a FIELD_REF points to a patient or a household: what a chart number stands for in files. */
bool record_ref_is_person(const struct field *f);

/* Access by type; the caller knows the type. */
char **field_text(const struct field *f, void *row);
const char *field_text_of(const struct field *f, const void *row);
int64_t field_number(const struct field *f, const void *row); /* any non-text, widened */
void field_set_number(const struct field *f, void *row, int64_t n);

/* An array of rows of one record type, owned. */
struct rows {
	const struct record *rec;
	char *v;  /* n rows of rec->size bytes */
	size_t n, cap;
};

void rows_init(struct rows *r, const struct record *rec);
void rows_release(struct rows *r);
void *rows_add(struct rows *r); /* an initialised row; pointers to earlier rows become invalid */
void *rows_at(const struct rows *r, size_t i);
void rows_remove(struct rows *r, size_t i);

int choice_find(const struct choice *choices, const char *key); /* −1 when there is none */

/* "v12" or "V12", plain "12" when the record type has no letter: a typed id; 0 when it is none. */
int64_t record_parse_id(const struct record *rec, const char *text);

#endif
