/* Tables into the clinic.
 *
 * The whole file is read, converted and checked first, into a staging file beside the database;
 * then it is stored as one action in many short transactions, with the desks served between.  With
 * on-error stop (the usual) one bad line refuses everything; with skip, bad lines are left out.
 *
 * Who is who.  Patients are matched as the map says.  Without `match:` a row goes by its chart
 * number; without one by name and birth date; else by name and telephone; else by name alone, which
 * must then be unique; else by telephone.  Rows of one file about the same patient are folded: the
 * last filled cell wins.  Two patients of the clinic that fit make the line a bad one.  An empty
 * cell never clears what a patient has, a telephone, tag or alert is added, never taken away; a
 * year or an age that agrees with the birth date on file changes nothing.
 *
 * Who was added and is perhaps somebody who has a chart already is noted with its line, and never
 * merged.
 *
 * Visits and tasks are known by (source, external id).  Without an external id they get one: a hash
 * of the mapped row and its number among equal rows, so that equal rows stay apart and importing
 * twice changes nothing.  Their mapped fields are set exactly, also to empty.
 *
 * All or nothing.  An import that is cancelled, or cannot be ended since the clinic changed under
 * it, is taken back in the same way as it came.  When its process dies while storing, the next one
 * goes on (import_left_over); before storing has begun a death leaves nothing.  What others built on
 * an imported row meanwhile is kept when the import is taken back, and told.
 *
 * A job is worked off in steps by whoever has a loop; nothing else may write through the same clinic
 * while a step runs, and between steps the clinic is free:
 *
 *   struct import_job *job = import_new(c, &options);
 *   while (import_step(job, 10) == IMPORT_MORE)
 *           draw import_progress(job), serve keys (Esc: import_cancel), wait import_pause(job) ms;
 *   const struct import_report *r = import_result(job, &err);    NULL: refused, *err says why
 *   import_free(job); */
#ifndef REVISIT_IO_IMPORT_H
#define REVISIT_IO_IMPORT_H

#include "revisit/clinic/clinic.h"
#include "revisit/store/imports.h"

struct import_options {
	const char *file; /* its name, for messages and the record; read from there without `text` */
	const char *text; /* NULL: the file is opened, and read piece by piece; "-" is standard input */
	size_t n;
	const char *map_file; /* for messages; NULL with map_text NULL */
	const char *map_text; /* NULL: the map is guessed from the column names */
	size_t map_n;
	bool dry_run;   /* everything but the storing */
	bool skip;      /* on-error skip */
	bool strict;    /* unknown vocabulary terms and unlinked visits are errors */
	bool exclusive; /* as fast as possible, others wait; refused when somebody else is at work */
	size_t few_people; /* 0: the usual; tests set it low to import a small file like a large one */
};

struct import_count {
	size_t added, changed, same;
};

struct import_problem {
	int line, col; /* col 0: the whole line; line 0: not of the file */
	char *text;
};

enum { IMPORT_PROBLEMS_MAX = 1000 }; /* kept; more are only counted */

struct import_report {
	const char *what; /* "patients", "visits", "tasks": what a row is */
	size_t rows;      /* read, without empty ones */
	size_t skipped;   /* bad lines */
	struct import_count patients, records; /* records: visits or tasks */
	struct import_problem *problems;
	size_t n_problems, cap_problems;
	size_t n_found;  /* all of them, kept or not */
	size_t likely;   /* pairs noted of which one was added and is perhaps here already */
	bool unlooked;   /* that was not looked at: it would have taken too long */
	size_t unlinked; /* visits whose predecessor is nowhere; noted among the problems */
	int64_t import;  /* the import's id; 0 when nothing was stored */
	char *guess;     /* the guessed map as YAML, NULL when one was given */
};

/* --- a job --- */

struct import_job;

/* Copies the options, but not `text`, which must stay.  Does nothing yet. */
struct import_job *import_new(struct clinic *c, const struct import_options *o);
/* Also in the middle: what is being stored then goes on at the next start, as after a crash. */
void import_free(struct import_job *job); /* NULL is allowed */

enum import_step { IMPORT_MORE, IMPORT_DONE, IMPORT_FAILED };

/* Works for about `budget_ms`; a transaction in it holds the lock for about 10 ms (exclusive
 * ones for about a second).  On IMPORT_FAILED import_result tells why. */
enum import_step import_step(struct import_job *job, int budget_ms);

/* How many ms others should get before the next step; 0 when nothing is being stored. */
int import_pause(const struct import_job *job);

/* Takes back what was done, in further steps; then the job has failed with ERR_FINDINGS. */
void import_cancel(struct import_job *job);

enum import_phase {
	IMPORT_PHASE_READING,
	IMPORT_PHASE_CHECKING,
	IMPORT_PHASE_STORING,
	IMPORT_PHASE_COMPARING, /* stored; done and total in percent */
	IMPORT_PHASE_TAKING_BACK,
	IMPORT_PHASE_OVER,
};

struct import_progress {
	enum import_phase phase;
	size_t done, total; /* rows; total is an estimate while reading, 0 when unknown */
	size_t rate;        /* rows a second in this phase; 0 when it cannot be told yet */
	int seconds_left;   /* of this phase, −1 when it cannot be told yet */
	int seconds;        /* since the job began */
};
struct import_progress import_progress(const struct import_job *job);
/* "storing 412,000 of 1,000,000 · 5,200/s · 1 min 53 s left"; appended. */
void import_progress_text(struct str *out, const struct import_progress *p);

/* After the last step: what came of it (the job's; lines skipped or not, see skipped), or NULL with
 * *err naming the first place; import_problems has them all in both cases. */
const struct import_report *import_result(struct import_job *job, struct err *err);
const struct import_report *import_problems(const struct import_job *job);

/* All steps at once, without pauses.  True when the import is done (or would be, with dry_run).
 * Release the report in both cases. */
bool import_run(struct clinic *c, const struct import_options *o, struct import_report *report,
		struct err *err);
void import_release(struct import_report *report);

/* --- taking back a whole import later --- */

/* A job that undoes import `id`.  It fails with ERR_CONFLICT, naming what stands against it and with
 * nothing done, when something the import made or changed was changed or built on later. */
struct import_job *import_undo(struct clinic *c, int64_t id);

/* --- one that was cut off, or goes on elsewhere --- */

struct import_notice {
	int64_t import;    /* 0: none */
	char *name, *staff;
	bool alive;        /* another process is at it: a banner; else import_left_over ends it */
	bool taking_back;
	size_t done, total;
};
/* What a banner says; cheap enough to ask whenever the database changed. */
bool import_look(struct clinic *c, struct import_notice *out);
void import_notice_release(struct import_notice *n);

/* A job that ends what a dead process left half done, NULL when there is nothing of the kind (a
 * staging file that was never used is removed).  Ask at the start of anything that may write. */
struct import_job *import_left_over(struct clinic *c);

/* --- before importing --- */

enum { IMPORT_PEEK_BYTES = 1 << 20 }; /* of the file that are looked at */

struct import_peek {
	const char *encoding;  /* "utf-8", "gb18030" … */
	const char *delimiter; /* "comma", "tab" … */
	const char *what;      /* what a row is, by the map; NULL without one */
	char **columns;        /* names of the columns, or 1, 2, 3 … */
	size_t n_columns;
	char **cells; /* n_rows × n_columns, "" for none */
	size_t n_rows;
	char *map; /* YAML: guessed, or as given; NULL when nothing could be guessed */
	struct import_peek_field {
		char *columns; /* their names, joined by ", "; "" for a fixed text */
		char *field;   /* "patient.birth_day", "visit.at" */
		char *how;     /* "as year", "values …", "" */
	} * fields;
	size_t n_fields;
	char *left_out; /* columns that go nowhere, joined by ", " */
	char *why;      /* why there is no map, or what is wrong with the given one; NULL */
};

/* The first rows (at most `rows`) of a file and how it would be understood.  False when the file
 * cannot be read as a table at all; release in both cases. */
bool import_peek(struct clinic *c, const struct import_options *o, size_t rows,
		 struct import_peek *out, struct err *err);
void import_peek_release(struct import_peek *p);

#endif
