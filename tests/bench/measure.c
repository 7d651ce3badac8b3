#include "measure.h"

#include "revisit/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

void sample_add(struct samples *s, double value)
{
	GROW(s->v, s->n, s->cap);
	s->v[s->n++] = value;
}

void samples_release(struct samples *s)
{
	free(s->v);
	*s = (struct samples){ 0 };
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

double sample_at(struct samples *s, double part)
{
	if (s->n == 0)
		return 0;
	qsort(s->v, s->n, sizeof(*s->v), by_value);
	size_t rank = (size_t)(part * (double)s->n);
	if ((double)rank < part * (double)s->n)
		rank++;
	return s->v[rank > 0 ? rank - 1 : 0];
}

void fact(const char *section, const char *name, struct samples *s, const char *remark)
{
	if (s->n == 0)
		return;
	printf("%s\t%s\t%zu\t%.4f\t%.4f\t%.4f\t%s\n", section, name, s->n, sample_at(s, 0.5),
	       sample_at(s, 0.99), sample_at(s, 1), str_or_empty(remark));
	fflush(stdout);
}

void fact_number(const char *section, const char *name, double value, const char *remark)
{
	struct samples s = { 0 };

	sample_add(&s, value);
	fact(section, name, &s, remark);
	samples_release(&s);
}

void fact_missing(const char *section, const char *name, const char *why)
{
	printf("%s\t%s\t0\t-\t-\t-\t%s\n", section, name, why);
	fflush(stdout);
}

void bench_fail(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fputs("bench: ", stderr);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
	va_end(args);
	exit(2);
}

long proc_status(int pid, const char *word)
{
	char path[64];
	char line[256];
	long value = -1;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	FILE *f = fopen(path, "r");
	if (!f)
		return -1;
	while (value < 0 && fgets(line, sizeof(line), f))
		if (strncmp(line, word, strlen(word)) == 0)
			value = strtol(line + strlen(word), NULL, 10);
	fclose(f);
	return value;
}

static pid_t started; /* for the alarm */
static volatile sig_atomic_t rang;

static void on_alarm(int sig)
{
	(void)sig;
	rang = 1;
	kill(started, SIGKILL);
}

void run_timed(char *const *argv, int limit, struct run *out)
{
	struct rusage usage = { 0 };
	double from = now_ms();

	*out = (struct run){ 0 };
	fflush(stdout);
	started = fork();
	if (started < 0)
		bench_fail("no process for %s", argv[0]);
	if (started == 0) {
		int null = open("/dev/null", O_RDWR);
		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		execvp(argv[0], argv);
		_exit(127);
	}
	rang = 0;
	signal(SIGALRM, on_alarm);
	alarm((unsigned)limit);
	while (wait4(started, &out->status, 0, &usage) < 0 && errno == EINTR)
		;
	alarm(0);
	out->ms = now_ms() - from;
	out->peak_kb = usage.ru_maxrss;
	out->late = rang != 0;
}

void queries_read(struct queries *q, const char *path)
{
	struct err err = ERR_INIT;
	struct str text;

	*q = (struct queries){ 0 };
	str_init(&text);
	if (!file_read(path, 1 << 24, &text, &err))
		bench_fail("%s: %s", path, err.msg);
	for (char *line = text.p; *line;) {
		char *end = line + strcspn(line, "\n");
		char *tab = memchr(line, '\t', (size_t)(end - line));
		if (!tab)
			bench_fail("%s: a line without a tab", path);
		GROW(q->v, q->n, q->cap);
		q->v[q->n++] = (struct query){ mem_strndup(line, (size_t)(tab - line)),
					       mem_strndup(tab + 1, (size_t)(end - tab - 1)) };
		line = *end ? end + 1 : end;
	}
	str_release(&text);
}

void queries_release(struct queries *q)
{
	for (size_t i = 0; i < q->n; i++) {
		free(q->v[i].kind);
		free(q->v[i].text);
	}
	free(q->v);
	*q = (struct queries){ 0 };
}

size_t queries_of_kind(const struct queries *q, size_t first)
{
	size_t n = 0;

	while (first + n < q->n && strcmp(q->v[first + n].kind, q->v[first].kind) == 0)
		n++;
	return n;
}
