/* Inside an import: what was read, checked and typed, before anything is stored. */
#ifndef REVISIT_IO_STAGE_H
#define REVISIT_IO_STAGE_H

#include "revisit/io/csv.h"
#include "revisit/io/import.h"
#include "revisit/io/map.h"
#include "index.h"

/* One value of one row, as its field takes it. */
struct value {
	const struct map_field *f;
	const char *text; /* canonical, "" for none; the same row gives the same texts */
	int64_t n,
		more; /* numbers: the number; birth: day and precision; at, due: day and minute */
	day_t on;     /* AS_AGE: the day on which the patient had that age, else DAY_NONE */
	int64_t age;
	int line, col;
};

struct values {
	struct value *v;
	size_t n, cap;
};

/* A patient of the file: all its rows folded into one. */
struct person {
	const char *key; /* what tells it apart in this file */
	enum map_match by;
	int line;
	size_t lines;                       /* how many */
	const char *chart_no, *name, *norm; /* norm: of its first telephone */
	const struct value *birth;          /* NULL: not known exactly enough to compare */
	struct values values;
	int64_t id;   /* 0: new */
	bool refused; /* with all its rows */
	bool refs;    /* has household, guardian or referrer */
	unsigned char outcome;
};

struct staged {
	int line;
	struct values record; /* of the visit or task */
	size_t person;        /* INDEX_NONE: a task of the clinic */
	const char *source, *external_id, *own_id, *from;
	int from_line, from_col;
	int64_t id;         /* 0: new */
	bool followed;      /* another row is its successor */
	bool refused, twin; /* twin: the same row again */
	unsigned char outcome;
};

enum outcome { SAME, CHANGED, ADDED };

struct stage {
	struct clinic *c;
	const struct import_options *o;
	struct import_map *map;
	struct import_report *report;
	struct arena arena;
	struct person *people;
	size_t n_people, cap_people;
	struct staged *rows;
	size_t n_rows, cap_rows;
	struct index people_by_key, rows_by_id, rows_by_hash, charts;
	struct index term_index;
	struct strlist terms;   /* keys of the vocabulary, in the order of term_index */
	struct patient patient; /* to parse into */
	struct visit visit;
	struct task task;
	struct patient_draft draft;
	int64_t import;
	size_t bad; /* problems that refuse a line */
	struct err first;
};

/* --- convert.c --- */

/* The values of one section for the row of cells; *err has the place. */
bool convert_row(struct stage *s, const struct map_fields *fields, const struct csv_cell *cells,
		 int line, struct values *out, struct err *err);

/* Whether a stored birth date says the same as an age or a less exact date from a file. */
bool birth_agrees(const struct value *v, day_t birth, enum precision precision);

/* Splits the " [until 2027-01-31]" or " [wrong]" off a many-valued cell: what stands in the
 * brackets, empty when there is nothing of the kind.  Both appended. */
void cell_split(const char *text, struct str *plain, struct str *bracket);

/* --- people.c --- */

/* The person of this row, folded into an earlier one when it is the same; INDEX_NONE on error. */
size_t person_stage(struct stage *s, const struct values *values, int line, struct err *err);
/* Finds every person among the clinic's patients; what is ambiguous is refused. */
bool people_resolve(struct stage *s, struct err *err);

/* --- apply.c --- */

bool people_apply(struct stage *s, struct err *err);
void rows_resolve(struct stage *s);
bool rows_apply(struct stage *s, struct err *err);

/* --- import.c --- */

/* A bad line, which refuses the import or is left out; something to know of a good one. */
void stage_problem(struct stage *s, int line, int col, const char *fmt, ...) PRINTF_LIKE(4, 5);
void stage_note(struct stage *s, int line, int col, const char *fmt, ...) PRINTF_LIKE(4, 5);

#endif
