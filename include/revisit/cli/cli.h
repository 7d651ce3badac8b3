/* The command line: from argv to an exit status. */
#ifndef REVISIT_CLI_CLI_H
#define REVISIT_CLI_CLI_H

#include "revisit/base/base.h"

struct config;
struct err;

/* What lies above this layer, handed in by main.c. */
struct cli_hooks {
	/* Opens the screens; NULL texts were not given.  Returns the exit status. */
	int (*screens)(const char *folder, const char *staff, const char *today, const char *lang,
		       bool plain, bool tour);
	/* Writes the KEYS chapter of the manual, in mdoc; NULL when there is none. */
	void (*print_keys)(FILE *out);
	/* Every command of every screen with its keys as they are under those settings (NULL: as the
	 * program comes): screen, keys, command, what it does. */
	void (*list_keys)(const struct config *config,
			  void (*row)(const char *const cells[4], void *arg), void *arg);
	/* What the screens know to be wrong in clinic.yaml. */
	bool (*check_settings)(const struct config *config, struct err *err);
};

/* Runs one command, or the screens when there is none.  Call i18n_init before, with
 * cli_language. */
int cli_main(int argc, char **argv, const struct cli_hooks *hooks);

/* What --lang asks for; NULL. */
const char *cli_language(int argc, char **argv);

#endif
