/* Two people changed one record: what it was, what the other made of it, what was typed here, field
 * by field; and what is kept.
 *
 * What only one side changed is kept as it is unless one says otherwise; what both changed has to be
 * chosen.  Knows no record: the form that was about to be saved describes the fields. */
#ifndef REVISIT_APP_CLASH_H
#define REVISIT_APP_CLASH_H

#include "revisit/app/app.h"
#include "revisit/model/threeway.h"
#include "revisit/store/traces.h"

enum clash_choice { CLASH_OPEN, CLASH_THEIRS, CLASH_MINE, CLASH_MERGED };

struct clash_field {
	size_t index;     /* the form's own */
	const char *label; /* translated */
	char *before, *theirs, *mine; /* heap */
	char *merged;     /* what both added, NULL for fields of one value; heap */
	struct trace trace;
	enum clash_choice choice;
};

struct clash {
	char *title; /* heap */
	struct clash_field *fields;
	size_t n, cap;
	void *arg;
	/* Enter: every field is decided; the view is closed already. */
	void (*done)(struct app *app, void *arg, const struct clash *chosen);
};

/* Adds a field that somebody changed; the others are left out.  `many`: it has several values. */
void clash_add(struct clash *c, size_t index, const char *label, bool many, const char *before,
	       const char *theirs, const char *mine, const struct trace *trace);
const char *clash_kept(const struct clash_field *f); /* NULL while it is open */

bool clash_asks(const struct clash *c); /* something has to be chosen */
void clash_open(struct app *app, struct clash *c); /* takes over everything in *c */
void clash_release(struct clash *c);

/* "bo 09:14", "bo Nov 21", "somebody"; appended. */
void trace_show(struct str *out, const struct app *app, const struct trace *trace);

extern const struct screen clash_screen;

#endif
