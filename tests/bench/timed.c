/* Runs a command and tells how many rows a second that was, and its largest resident size.
 * usage: timed NAME ROWS SECONDS COMMAND [ARGUMENT…]
 *
 * A command that fails is told as missing, with its status; SECONDS is the most it may take. */
#include "measure.h"

#include <sys/wait.h>

int main(int argc, char **argv)
{
	char remark[96];
	struct run run;

	if (argc < 5)
		bench_fail("usage: timed NAME ROWS SECONDS COMMAND [ARGUMENT…]");
	double rows = strtod(argv[2], NULL);
	run_timed(argv + 4, (int)strtol(argv[3], NULL, 10), &run);
	if (run.late) {
		snprintf(remark, sizeof(remark), "not done after %s s", argv[3]);
		fact_missing("import", argv[1], remark);
		return 0;
	}
	if (!WIFEXITED(run.status) || WEXITSTATUS(run.status) != 0) {
		snprintf(remark, sizeof(remark), "ended with status %d",
			 WIFEXITED(run.status) ? WEXITSTATUS(run.status) : -WTERMSIG(run.status));
		fact_missing("import", argv[1], remark);
		return 0;
	}
	snprintf(remark, sizeof(remark), "%.1f s", run.ms / 1e3);
	fact_number("import", argv[1], rows / (run.ms / 1e3), remark);
	fact_number("import peak MB", argv[1], (double)run.peak_kb / 1024, NULL);
	return 0;
}
