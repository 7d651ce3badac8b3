/* Commands: rows that the key bar, the help, the palette, the manual and the tests all walk. */
#ifndef REVISIT_APP_COMMAND_H
#define REVISIT_APP_COMMAND_H

#include "revisit/base/base.h"

struct app;

enum command_needs {
	NEEDS_PATIENT = 1 << 0, /* a person in focus */
	NEEDS_VISIT = 1 << 1,   /* a visit to act on */
	NEEDS_ROW = 1 << 2,     /* a chosen row */
	WRITES = 1 << 3,        /* changes something */
};

struct command {
	const char *name;  /* "visit-arrive"; NULL ends a table */
	const char *keys;  /* "a", "^p f9": as key_parse reads them, separated by blanks; NULL */
	int digit;         /* its number on the screen, 0 for none */
	const char *label; /* N_() for the key bar; NULL leaves it out there */
	const char *help;  /* N_() one sentence */
	unsigned needs;
	void (*run)(struct app *app, void *state);
};

#define COMMAND_END { .name = NULL }

#endif
