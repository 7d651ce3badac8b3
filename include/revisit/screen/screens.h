/* The screens: everything `revisit` shows in a terminal. */
#ifndef REVISIT_SCREEN_SCREENS_H
#define REVISIT_SCREEN_SCREENS_H

#include "revisit/base/base.h"

/* As given on the command line; NULL for what was not. */
struct screens_options {
	const char *folder, *staff, *today, *lang;
	bool tour;  /* begins with the tour */
	bool plain; /* one column, no drawing: for screen readers */
};

/* Runs until the person leaves; returns the exit status. */
int screens_run(const struct screens_options *options);

/* For tests and the manual: the first screen on an app, all screens (ends with NULL), and the
 * commands that work everywhere. */
struct app;
struct screen;
struct command;
void screens_begin(struct app *app);
void screens_end(struct app *app); /* before app_release: what is not saved is kept as drafts */
const struct screen *const *screens_all(void);
const struct command *screens_globals(void);

/* Whether clinic.yaml asks the screens for what can be (its keys:). */
struct config;
struct err;
bool screens_check(const struct config *config, struct err *err);

/* Every command with its keys under those settings (NULL: as the program comes): the screen's title,
 * keys, name, what it does. */
void screens_list_keys(const struct config *config,
		       void (*row)(const char *const cells[4], void *arg), void *arg);

/* The KEYS chapter of the manual, in mdoc. */
void screens_print_keys(FILE *out);

#endif
