/* The huddle sheet: a day on paper, for the quarter of an hour before the first patient.
 *
 * Everything is words by then, in the language in force and safe to print: whatever somebody typed
 * cannot move a cursor, nor become markup. */
#ifndef REVISIT_IO_HUDDLE_H
#define REVISIT_IO_HUDDLE_H

#include "revisit/clinic/brief.h"
#include "revisit/clinic/day.h"

struct huddle_visit {
	const struct day_visit *v;                               /* of the day */
	char *time, *chart_no, *name, *age, *what, *who, *state; /* "" for what is not known */
	bool presses;
	struct brief brief;
};

enum huddle_part {
	HUDDLE_FIRST,
	HUDDLE_HANDOVER,
	HUDDLE_UNCONFIRMED, /* of the next working day */
	HUDDLE_GAPS,
	HUDDLE_LEFT,
	HUDDLE_TAKINGS,
	HUDDLE_BIRTHDAYS,
	HUDDLE_PARTS
};

struct huddle {
	struct day day;
	char *clinic, *title; /* "Mon 23 Nov 2026" */
	struct huddle_visit *v;
	size_t n;
	struct strlist part[HUDDLE_PARTS];
	char *before; /* how the last working day went */
};

/* Everybody of the day who is not called off, and what else there is to know. */
bool huddle_make(struct clinic *c, day_t day, struct huddle *out, struct err *err);
void huddle_release(struct huddle *h);

const char *huddle_heading(const struct huddle *h, enum huddle_part part); /* translated */
const char *huddle_key(enum huddle_part part);                             /* "unconfirmed" */

/* Plain text of at most 80 columns. */
void huddle_text(const struct huddle *h, struct str *out);
/* One page to print, in one file, asking for nothing from anywhere. */
void huddle_html(const struct huddle *h, struct str *out);

#endif
