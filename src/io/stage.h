/* Inside an import: what was read, checked and typed, before anything is stored.
 *
 * The values of persons and rows lie in staging files; of a person some fifty bytes stay in memory,
 * of a row nothing. */
#ifndef REVISIT_IO_STAGE_H
#define REVISIT_IO_STAGE_H

#include "revisit/io/csv.h"
#include "revisit/io/import.h"
#include "revisit/io/map.h"
#include "index.h"
#include "tape.h"

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

enum outcome { SAME, CHANGED, ADDED };

enum person_flag {
	PERSON_REFUSED = 1 << 0, /* with all its rows */
	PERSON_REFS = 1 << 1,    /* has household, guardian or referrer */
	PERSON_NEEDED = 1 << 2,  /* a row that is not refused is about it */
	PERSON_BARE = 1 << 3,    /* nothing but its chart number is known */
	PERSON_FRESH = 1 << 4,   /* this import made it */
};

/* A patient of the file: all its rows folded into one.  What they say lies in the log, newest
 * first. */
struct person {
	uint64_t name;   /* hash of the folded name, 0: none yet */
	uint64_t values; /* hash of what was logged last */
	int64_t at;      /* in the log */
	int64_t id;      /* 0: new */
	uint32_t line, lines; /* the first, and how many */
	unsigned char by, outcome, flags, depth;
};

#define PERSON_NONE UINT32_MAX
enum { PERSON_DEPTH = 100 }; /* entries of the log that one person may have */

enum staged_flag {
	STAGED_REFUSED = 1 << 0,
	STAGED_TWIN = 1 << 1, /* the same row again */
	STAGED_MOVED = 1 << 2, /* replaces another visit */
	STAGED_OWN = 1 << 3,   /* has an id of our own exports */
	STAGED_EXTERNAL = 1 << 4,
};

/* A visit or task of the file, in the table of rows. */
struct staged {
	int64_t at; /* in the log */
	uint64_t id, own, contents;
	uint32_t id2, own2; /* the rest of these hashes */
	uint32_t line, person;
	uint32_t nth; /* its number among equal rows without an id, else 0 */
	uint32_t flags;
};

/* What of a row is needed to store it; texts live as long as the values. */
struct row_values {
	struct values record;
	const char *source, *external_id, *own_id, *from;
	int from_line, from_col;
};

/* A visit that replaces another one of the file or of the clinic. */
struct moved {
	uint32_t row, target; /* target: HASH_NONE when it is not in the file */
	struct hash own, external; /* under which names the target may stand */
	uint32_t person;           /* of the target */
	uint32_t line;
	bool cut; /* left out */
};

struct census;

struct stage {
	struct clinic *c;
	const struct import_options *o;
	struct import_map *map;
	struct import_report *report;
	struct arena arena; /* of the row or person in hand */
	struct arena kept;  /* of the whole import */
	struct tape log, table;
	struct person *people;
	size_t n_people, cap_people;
	size_t n_rows;
	struct hashes people_by_key, charts, taken, rows_by_hash;
	struct moved *moved;
	size_t n_moved, cap_moved;
	struct memo *memo;      /* cells seen before */
	size_t memo_bytes;
	struct hashes term_index;
	struct strlist terms;   /* keys of the vocabulary, in the order of term_index */
	struct hashes terms_known; /* entered in the vocabulary in this import */
	struct values patient_values;
	struct row_values row_values;
	struct patient patient; /* to parse into */
	struct visit visit;
	struct task task;
	struct patient_draft draft;
	struct census *census;  /* NULL: everybody goes by chart number */
	bool known_source;      /* the clinic has rows of the kind with ids from elsewhere */
	bool needs_census, has_refs;
	bool storing;
	int64_t import, action;
	size_t bad; /* problems that refuse a line */
	struct err first;
};

const struct record *stage_record(const struct stage *s); /* of visit or task */

/* --- convert.c --- */

/* The values of one section for the row of cells; *err has the place. */
bool convert_row(struct stage *s, const struct map_fields *fields, const struct csv_cell *cells,
		 int line, struct values *out, struct err *err);

/* Whether a stored birth date says the same as an age or a less exact date from a file. */
bool birth_agrees(const struct value *v, day_t birth, enum precision precision);

/* Splits the " [until 2027-01-31]" or " [wrong]" off a many-valued cell: what stands in the
 * brackets, empty when there is nothing of the kind.  Both appended. */
void cell_split(const char *text, struct str *plain, struct str *bracket);

/* --- read.c --- */

/* Stages the row that was just read. */
void stage_row(struct stage *s, const struct csv *csv, size_t columns);
bool stage_is_empty(const struct csv *csv);
/* The map: given, or guessed from the names of the first row. */
bool stage_take_map(struct stage *s, const struct csv *csv, bool *header, struct err *err);

/* --- values.c --- */

void values_write(struct str *out, const struct map_fields *fields, const struct values *values,
		  int line);
bool values_read(struct stage *s, const struct map_fields *fields, struct blob *b, int line,
		 struct values *out);
struct hash values_hash(const struct map_fields *fields, const struct values *values);
const struct value *value_of(const struct values *values, const char *field);
const char *value_text(const struct values *values, const char *field);
/* The last filled cell wins; many-valued fields gather. */
void values_fold(struct values *into, const struct values *from);
bool values_have(const struct values *values, const struct value *v);
/* A person's values, all rows folded, into s->patient_values; clears the arena. */
bool person_values(struct stage *s, const struct person *p, struct err *err);
bool person_values_into(struct stage *s, const struct person *p, struct values *out,
			struct err *err); /* keeps the arena */
/* A row of the table, and its values into s->row_values; clears the arena. */
bool staged_get(struct stage *s, uint32_t at, struct staged *out, struct err *err);
bool staged_put(struct stage *s, uint32_t at, const struct staged *row);
bool staged_values(struct stage *s, const struct staged *row, struct err *err);
/* Finds the ids among the values. */
void row_note_ids(const struct stage *s, struct row_values *row);

/* --- people.c --- */

/* What tells a person apart; texts live as long as the row. */
struct who {
	const char *chart_no, *name, *norm; /* norm: of its first telephone */
	const struct value *birth;          /* NULL: not known exactly enough to compare */
	enum map_match by;
	struct hash key;
};
bool who_is(struct stage *s, const struct values *values, int line, struct who *out,
	    struct err *err);

/* The person of this row, folded into an earlier one when it is the same; PERSON_NONE on error. */
uint32_t person_stage(struct stage *s, const struct values *values, int line, struct err *err);
/* Finds a person among the clinic's patients and checks it; what is ambiguous or impossible is
 * refused.  Again before it is stored.  False only on an error of the store. */
bool person_check(struct stage *s, uint32_t at, struct err *err);
/* Its values in hand: looks for it once more; false when it is refused now. */
bool person_match(struct stage *s, uint32_t at);
/* Who names somebody that is refused is refused too; *again: somebody was. */
bool person_check_refs(struct stage *s, uint32_t at, bool *again, struct err *err);

/* --- census.c --- */

/* The clinic's patients by name and telephone, gathered some at a time and kept up to date. */
struct census *census_new(struct stage *s);
void census_free(struct census *x);
bool census_gather(struct stage *s, int limit, bool *more, struct err *err);
/* What others did since. */
bool census_catch_up(struct stage *s, struct err *err);
/* How many fit, and the last of them. */
struct found {
	size_t n;
	int64_t id;
};
struct found census_find(const struct stage *s, const struct who *who, const struct value *age);

/* --- rows.c --- */

/* Ids that stand in the file twice, in as many walks as memory allows. */
bool rows_find_twins(struct stage *s, size_t *part, uint32_t *at, int limit, bool *more,
		     struct err *err);
/* Finds the row that each moved visit replaces. */
bool rows_find_targets(struct stage *s, uint32_t *at, int limit, bool *more, struct err *err);
/* Against the clinic. */
bool row_check(struct stage *s, uint32_t at, struct err *err);
bool moved_check(struct stage *s, size_t at, struct err *err);
/* The stored row that this one is, 0; sets what source and id it is to have. */
int64_t row_find(struct stage *s, const struct staged *row, struct row_values *values);
/* The stored visit that this one names as replaced, when it is not in the file. */
int64_t moved_from(struct stage *s, const struct staged *row, const struct row_values *values);
/* Whether that visit was not moved to another one than `to` before. */
bool moved_is_free(struct stage *s, int64_t from, int64_t to);

/* --- apply.c --- */

/* Brings the values into a draft that is new or loaded. */
bool draft_take(struct stage *s, struct patient_draft *d, const struct person *p,
		const struct values *values, struct err *err);
/* Brings the values into a row that is new or loaded. */
void row_take(struct stage *s, const struct staged *row, const struct row_values *from, bool fresh,
	      void *record);
/* Each stores one, inside a slice. */
bool person_apply(struct stage *s, uint32_t at, struct err *err);
bool person_link(struct stage *s, uint32_t at, bool founders, struct err *err);
bool row_apply(struct stage *s, uint32_t at, struct err *err);
bool moved_apply(struct stage *s, size_t at, struct err *err);

/* --- stage.c --- */

/* A bad line, which refuses the import or is left out; something to know of a good one. */
void stage_problem(struct stage *s, int line, int col, const char *fmt, ...) PRINTF_LIKE(4, 5);
void stage_note(struct stage *s, int line, int col, const char *fmt, ...) PRINTF_LIKE(4, 5);
void stage_bad_line(struct stage *s, const struct err *why);
void stage_refuse_person(struct stage *s, struct person *p);
void stage_init(struct stage *s, struct clinic *c);
void stage_release(struct stage *s);

void count_outcome(struct import_count *to, enum outcome outcome);

#endif
