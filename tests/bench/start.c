/* From starting the program to the first screen one can use, and what it does when nobody types.
 * usage: start PROGRAM CLINIC TODAY [STARTS [IDLE_SECONDS]] */
#include "terminal.h"

#include <unistd.h>

enum { STARTS = 20, IDLE_SECONDS = 20, QUIET = 300 };

static bool shows_find(struct terminal *t, const void *wanted)
{
	(void)wanted;
	return terminal_find(t, "Find:") >= 0;
}

/* User and system time of a process so far, in clock ticks. */
static long cpu_ticks(pid_t pid)
{
	char path[64];
	char line[1024];
	long user = 0;
	long sys = 0;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	FILE *f = fopen(path, "r");
	if (!f || !fgets(line, sizeof(line), f))
		bench_fail("%s cannot be read", path);
	fclose(f);
	const char *name_end = strrchr(line, ')');
	if (!name_end ||
	    sscanf(name_end + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld", &user,
		   &sys) != 2)
		bench_fail("%s is not as expected", path);
	return user + sys;
}

static void idle(struct terminal *t, int seconds)
{
	terminal_wait(t, 1000);
	long before = cpu_ticks(terminal_pid(t));
	terminal_wait(t, seconds * 1000);
	long used = cpu_ticks(terminal_pid(t)) - before;
	fact_number("idle", "CPU, %", 100.0 * (double)used / (double)sysconf(_SC_CLK_TCK) / seconds,
		    NULL);
	fact_number("memory", "RssAnon idle, MB",
		    (double)proc_status(terminal_pid(t), "RssAnon:") / 1024, NULL);
}

int main(int argc, char **argv)
{
	struct samples screen = { 0 };
	struct samples settled = { 0 };

	if (argc < 4)
		bench_fail("usage: start PROGRAM CLINIC TODAY [STARTS [IDLE_SECONDS]]");
	const char *const program[] = { argv[1], "-C",   argv[2], "--today",
					argv[3], "--as", "bench", NULL };
	int starts = argc > 4 ? (int)strtol(argv[4], NULL, 10) : STARTS;
	int seconds = argc > 5 ? (int)strtol(argv[5], NULL, 10) : IDLE_SECONDS;

	for (int i = -1; i < starts; i++) { /* the first warms the caches */
		struct answer a;
		struct terminal *t = terminal_start(program, 24, 80);
		if (!terminal_press(t, NULL, shows_find, NULL, QUIET, &a)) {
			terminal_dump(t);
			bench_fail("the program did not start");
		}
		if (i >= 0) {
			sample_add(&screen, a.screen);
			sample_add(&settled, a.settled);
		}
		if (i == starts - 1 && seconds > 0)
			idle(t, seconds);
		terminal_end(t);
	}
	fact("start", "first usable screen", &screen, NULL);
	fact("start", "settled", &settled, NULL);
	samples_release(&screen);
	samples_release(&settled);
	return 0;
}
