/* Times, percentiles, and the lines in which the benchmark's programs hand them on.
 *
 * A fact is one line of tab-separated cells on standard output:
 *
 *     section  name  count  median  99th  largest  remark
 *
 * All times are milliseconds.  tests/bench/report makes the table out of them. */
#ifndef REVISIT_TESTS_BENCH_MEASURE_H
#define REVISIT_TESTS_BENCH_MEASURE_H

#include "revisit/base/str.h"

double now_ms(void); /* CLOCK_MONOTONIC */

struct samples {
	double *v;
	size_t n, cap;
};

void sample_add(struct samples *s, double value);
void samples_release(struct samples *s);
/* The smallest value that `part` (0 … 1) of all do not exceed; 0 without any.  Sorts. */
double sample_at(struct samples *s, double part);

/* `remark` may be NULL.  Without samples nothing is printed. */
void fact(const char *section, const char *name, struct samples *s, const char *remark);
void fact_number(const char *section, const char *name, double value, const char *remark);
/* What could not be measured, and why; counted by the report. */
void fact_missing(const char *section, const char *name, const char *why);

/* Ends the program with status 2 and a sentence: something did not work. */
_Noreturn void bench_fail(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* The integer behind a word such as "RssAnon:" in /proc/PID/status, in its unit (kB); −1: none. */
long proc_status(int pid, const char *word);

/* Runs argv with standard output into /dev/null; the wait status. */
struct run {
	double ms;
	long peak_kb; /* the largest resident size */
	int status;
	bool late; /* it was ended after `limit` seconds */
};
void run_timed(char *const *argv, int limit, struct run *out);

/* What to search for: kind, a tab, text; made by tests/bench/queries. */
struct query {
	char *kind, *text;
};
struct queries {
	struct query *v;
	size_t n, cap;
};
void queries_read(struct queries *q, const char *path);
void queries_release(struct queries *q);

/* The texts that begin at `first` and are of its kind. */
size_t queries_of_kind(const struct queries *q, size_t first);

#endif
