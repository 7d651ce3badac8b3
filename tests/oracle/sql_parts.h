/* The oracle's own: what the pieces of a compilation share. */
#ifndef TESTS_ORACLE_SQL_PARTS_H
#define TESTS_ORACLE_SQL_PARTS_H

#include "oracle.h"

struct compile {
	struct str *out;
	const struct oracle *o;
	const struct symbols *names;
	const char *p; /* the patient's alias: p, or q of the household */
};

void sql_say(const struct compile *c, const char *format, ...) PRINTF_LIKE(2, 3);
void sql_quoted(const struct compile *c, const char *text);
void sql_name(const struct compile *c, sym_t symbol);

/* A select of (day, amount, paid, id) of one patient's events. */
void sql_events(const struct compile *c, const struct noun_ref *n);
/* The day of the last, first or next one; NULL when there is none. */
void sql_day_of(const struct compile *c, enum which which, const struct noun_ref *n);

/* Whether `day` lies in the window, NULL or 0 when it is missing. */
void sql_window(const struct compile *c, const char *day, const struct window *w);
/* So much before (−1) or after today. */
int sql_shifted(const struct compile *c, struct interval by, int sign);

#endif
