/* A subcommand is a row: usage, help, the manual and shell completion walk the same tables. */
#ifndef REVISIT_CLI_COMMAND_H
#define REVISIT_CLI_COMMAND_H

#include "revisit/cli/cli.h"
#include "revisit/cli/options.h"
#include "revisit/cli/output.h"
#include "revisit/clinic/clinic.h"

struct cli {
	const struct cli_hooks *hooks;
	const struct command *command;
	struct args args; /* words[0] is the command */
	enum format format;
	struct output out;
	struct clinic clinic; /* open while a command with NEEDS_CLINIC runs */
	bool tour;            /* the screens begin with the tour */
	int status;           /* what a command that did its work ends with */
};

enum command_need {
	NEEDS_CLINIC = 1 << 0,
	COMMAND_HIDDEN = 1 << 1,  /* for the build, not for people */
	WORDS_ARE_PATHS = 1 << 2, /* names of files: any bytes */
};

struct command {
	const char *name;
	const char *words;            /* "PATIENT FIELD=VALUE…"; NULL for none */
	const char *help;             /* N_() one sentence */
	const char *more;             /* N_() what else there is to know; NULL */
	const struct option *options; /* its own; NULL */
	int min, max;                 /* how many words; max −1: any number */
	unsigned needs;
	/* false: *err says what was wrong, and the exit status is its class. */
	bool (*run)(struct cli *c, struct err *err);
};

struct command_group {
	const char *title;              /* N_() */
	const struct command *commands; /* ends with a NULL name */
};

extern const struct command commands_clinic[], commands_patient[], commands_visit[],
	commands_merge[], commands_task[], commands_undo[], commands_file[], commands_keys[],
	commands_help[], commands_recalls[], commands_plan[], commands_household[],
	commands_today[], commands_book[], commands_hours[], commands_segments[],
	commands_why[], commands_calls[], commands_call[], commands_segment_run[], commands_survey[],
	commands_rules[], commands_messages[];

extern const struct command_group command_groups[]; /* ends with a NULL title */

const struct command *command_find(const char *name); /* or NULL */
/* ERR_USAGE naming the nearest command. */
bool command_unknown(const char *name, struct err *err);

/* Word `i` of the command, counted from 0 behind its name; NULL beyond the last. */
const char *word(const struct cli *c, size_t i);
size_t n_words(const struct cli *c);

/* "revisit find TEXT…" and what belongs to it; the list of all commands. */
void command_usage(struct str *out, const struct command *command);
void command_list(struct str *out);

/* Opens the clinic of -C, --as and --today into c->clinic; close it with clinic_close. */
bool cli_open(struct cli *c, const char *folder, struct err *err);
/* Opens the screens on `folder`; their exit status is the command's. */
bool cli_screens(struct cli *c, const char *folder, struct err *err);

#endif
