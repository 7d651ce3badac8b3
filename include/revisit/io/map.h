/* Import maps: what the columns of a table are.
 *
 *   rows: patients | visits | tasks
 *   header: true            false: columns are named 1, 2, 3 …
 *   delimiter: tab          comma semicolon tab bar spaces; found out when left away
 *   encoding: gb18030       found out when left away
 *   source: oldsystem       whose ids the external ids are; "import" when left away
 *   patient:
 *     match: chart_no       phone, name, [name, birth_date], [name, phone]
 *     FIELD: COLUMN
 *     FIELD: {column: C, values: {…}, as: …, format: …, on: C, separator: …, default: …}
 *     FIELD: {columns: [C, C], join: " "}
 *     FIELD: {text: always this}
 *     mobile: [C, {column: C, as: phone}]     fields with many values take a list
 *     tags:
 *       - {column: C, equals: "1", tag: vip}
 *       - {column: C, as: yes_no, tag: vip}
 *       - {column: C, values: {x: tag}}
 *   visit: | task:
 *     FIELD: …
 *     at: C                 a visit's day and time;  due: C  a task's
 *     rescheduled_from: C   the visit it replaces
 *     id: C                 the typed id of our own exports
 *
 * format: is strptime's (see date.h), or "%s" for seconds since 1970.
 * `values:` may hold "*" for every other filled cell; an empty cell takes `default:`; a value ""
 * leaves the field empty.  birth_date is birth_day, time is minute. */
#ifndef REVISIT_IO_MAP_H
#define REVISIT_IO_MAP_H

#include "revisit/base/arena.h"
#include "revisit/clinic/patients.h"

enum map_rows { MAP_PATIENTS, MAP_VISITS, MAP_TASKS };

enum map_match { BY_USUAL, BY_CHART, BY_PHONE, BY_NAME, BY_NAME_BIRTH, BY_NAME_PHONE };

enum map_as {
	AS_USUAL, /* as the field's type wants it */
	AS_TEXT,
	AS_DATE,
	AS_DATETIME,
	AS_YEAR,
	AS_AGE,
	AS_PHONE,
	AS_MONEY,
	AS_NUMBER,
	AS_YES_NO,
	AS_LIST,
};

enum map_target {
	TO_FIELD, /* a catalogue field of the record */
	TO_MANY,  /* contacts, tags, alerts */
	TO_AT,    /* a visit's day and time */
	TO_DUE,   /* a task's */
	TO_FROM,  /* the visit it replaces, by external id */
	TO_ID,    /* the typed id of our own exports: v12, t34 */
};

struct map_column {
	const char *name;
	struct pos pos;
	size_t index; /* set by map_bind */
};

struct map_value {
	const char *cell, *value;
};

struct map_field {
	enum map_target to;
	const char *name; /* as in the catalogue */
	const struct field *field;        /* TO_FIELD */
	const struct virtual_field *many; /* TO_MANY */
	struct pos pos;
	struct map_column *columns; /* none: `text` is the value of every row */
	size_t n_columns;
	const char *text, *join, *format, *separator, *fallback, *equals, *tag;
	enum map_as as;
	struct map_column *on;
	struct map_value *values;
	size_t n_values;
};

struct map_fields {
	struct map_field *v;
	size_t n, cap;
};

struct import_map {
	struct arena arena;
	const char *file;
	enum map_rows rows;
	bool header;
	char delimiter; /* 0: found out */
	const char *encoding; /* NULL: found out */
	const char *source;
	enum map_match match;
	struct map_fields patient, record; /* record: of the visit or task */
};

/* Reads and checks a map.  ERR_YAML or ERR_MAP with line and column; then there is nothing to
 * release. */
bool map_read(struct import_map *m, const char *file, const char *text, size_t n, struct err *err);
void map_release(struct import_map *m);

/* Finds every column among the table's.  ERR_MAP at the map's line, naming the nearest column. */
bool map_bind(struct import_map *m, const char *const *columns, size_t n, struct err *err);

/* Appends the map that the column names suggest, as YAML; ERR_MAP when they say nothing.  The
 * names of our own exports give back everything. */
bool map_guess(struct str *out, const char *const *columns, size_t n, struct err *err);

/* The mapped field, or NULL. */
const struct map_field *map_find(const struct map_fields *fields, const char *name);

#endif
