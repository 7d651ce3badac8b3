/* Options and words of a command line, read by tables.
 *
 * The same rows give the parser, the usage text, the manual and the shell completion.  Long options
 * take their value after "=" or as the next word, short ones joined or as the next word; "--" ends
 * the options.  Global options may stand anywhere. */
#ifndef REVISIT_CLI_OPTIONS_H
#define REVISIT_CLI_OPTIONS_H

#include "revisit/base/err.h"

struct option {
	const char *name;  /* "dry-run"; NULL ends a table */
	char letter;       /* 'C' for -C, 0 for none */
	const char *value; /* what it takes: "FILE"; NULL for a switch */
	const char *help;  /* N_() */
	bool path;         /* the value names a file or folder: any bytes */
};

extern const struct option global_options[];

enum { ARGS_OPTIONS = 24 };

struct args {
	struct {
		const struct option *option;
		const char *value; /* "" for a switch */
	} given[ARGS_OPTIONS];
	size_t n_given;
	const char **words; /* what is no option; points into argv */
	size_t n;
};

/* The table of options that the first word brings along (NULL when it is no command). */
typedef const struct option *args_table(const char *first_word);

/* Reads argv[1…].  ERR_USAGE names the nearest option.  args_release also after an error. */
bool args_parse(struct args *a, int argc, char **argv, args_table *table, struct err *err);
void args_release(struct args *a);

/* The value of an option, "" for a switch, NULL when it was not given.  The last one counts. */
const char *args_value(const struct args *a, const char *name);
bool args_has(const struct args *a, const char *name);

/* The value as a number from `low` to `high`; `missing` when it was not given.  ERR_USAGE. */
bool args_number(const struct args *a, const char *name, int64_t low, int64_t high, int64_t missing,
		 int64_t *out, struct err *err);

/* The words from `first` on, joined by blanks; heap. */
char *args_text(const struct args *a, size_t first);

/* The value of --NAME before anything is parsed: texts need their language first. */
const char *args_peek(int argc, char **argv, const char *name);


#endif
