/* Tables into the clinic.
 *
 * The whole file is read, converted and checked first; then it is applied as one action.  With
 * on-error stop (the usual) one bad line refuses everything; with skip, bad lines are left out.
 *
 * Who is who.  Patients are matched as the map says.  Without `match:` a row goes by its chart
 * number; without one by name and birth date; else by name and telephone; else by name alone, which
 * must then be unique; else by telephone.  Rows of one file about the same patient are folded: the
 * last filled cell wins.  Two patients of the clinic that fit make the line a bad one.  An empty
 * cell never clears what a patient has, a telephone, tag or alert is added, never taken away; a
 * year or an age that agrees with the birth date on file changes nothing.
 *
 * Visits and tasks are known by (source, external id).  Without an external id they get one: a hash
 * of the mapped row and its number among equal rows, so that equal rows stay apart and importing
 * twice changes nothing.  Their mapped fields are set exactly, also to empty. */
#ifndef REVISIT_IO_IMPORT_H
#define REVISIT_IO_IMPORT_H

#include "revisit/clinic/clinic.h"

struct import_options {
	const char *file; /* its name, for messages and the record */
	const char *text;
	size_t n;
	const char *map_file; /* for messages; NULL with map_text NULL */
	const char *map_text; /* NULL: the map is guessed from the column names */
	size_t map_n;
	bool dry_run; /* everything but the storing */
	bool skip;    /* on-error skip */
	bool strict;  /* unknown vocabulary terms and unlinked visits are errors */
};

struct import_count {
	size_t added, changed, same;
};

struct import_problem {
	int line, col; /* col 0: the whole line */
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
	size_t unlinked; /* visits whose predecessor is nowhere; noted among the problems */
	int64_t import;  /* the import's id; 0 when nothing was stored */
	char *guess;     /* the guessed map as YAML, NULL when one was given */
};

/* True when the import is done (or would be, with dry_run), lines skipped or not: see
 * report->skipped.  False when it is refused: *err names the first place, the report has them all.
 * Release the report in both cases. */
bool import_run(struct clinic *c, const struct import_options *o, struct import_report *report,
		struct err *err);
void import_release(struct import_report *report);

#endif
