/* Running another program: by its arguments, never through a shell.
 *
 * It gets nothing of ours but its arguments, its standard input and the environment: no descriptor is
 * inherited, there is no terminal.  It is waited for no longer than it is given; then it is ended with
 * everything it started.  What it leaves running in the background when it ends by itself stays. */
#ifndef REVISIT_BASE_PROGRAM_H
#define REVISIT_BASE_PROGRAM_H

#include "revisit/base/err.h"
#include "revisit/base/str.h"

enum { PROGRAM_OUTPUT_MOST = 64 * 1024, PROGRAM_GRACE_MS = 500 };

struct program {
	const char *const *argv; /* ends with NULL; argv[0] is looked for in PATH */
	const char *input;       /* its standard input, NULL: none */
	size_t n_input;
	int seconds;
};

struct program_end {
	bool started;         /* else there is no such program */
	bool hung;            /* was ended after its time */
	int status;           /* exit status; −1 when it did not end by itself */
	int signal;           /* that killed it, 0 */
	bool read_all;        /* it took all of its input */
	struct str out, errs; /* what it wrote, up to PROGRAM_OUTPUT_MOST each */
};

/* True when it ended with status 0.  Else ERR_PROGRAM says in words what happened ("msmtp ended with
 * 78: account default not found"); `end` is filled in any case. */
bool program_run(const struct program *p, struct program_end *end, struct err *err);
/* For what nobody can wait for, without input: true as well when it is still at work after so long;
 * then it is looked after in the background, and ended after its time. */
bool program_launch(const struct program *p, int patience_ms, struct err *err);

void program_end_release(struct program_end *end);

#endif
