#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vterm.h>

struct terminal {
	pid_t pid;
	int master;
	int rows, cols;
	VTerm *vt;
	VTermScreen *screen;
	double started, last; /* last: when the newest byte came */
	bool gone;
	struct str row;
};

static void write_all(struct terminal *t, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t written = write(t->master, bytes, n);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return;
		bytes += written;
		n -= (size_t)written;
	}
}

/* What a terminal answers to questions of the program. */
static void on_answer(const char *bytes, size_t n, void *user)
{
	write_all(user, bytes, n);
}

static _Noreturn void become(const char *const *argv)
{
	setenv("TERM", "xterm-256color", 1);
	setenv("LANG", "C.UTF-8", 1);
	unsetenv("LC_ALL");
	unsetenv("LANGUAGE");
	/* execv takes no const, and changes nothing. */
	execv(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

struct terminal *terminal_start(const char *const *argv, int rows, int cols)
{
	struct terminal *t = mem_alloc(sizeof(*t));
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };

	t->rows = rows;
	t->cols = cols;
	str_init(&t->row);
	t->vt = vterm_new(rows, cols);
	vterm_set_utf8(t->vt, 1);
	vterm_output_set_callback(t->vt, on_answer, t);
	t->screen = vterm_obtain_screen(t->vt);
	vterm_screen_enable_altscreen(t->screen, 1);
	vterm_screen_reset(t->screen, 1);
	t->started = now_ms();
	t->pid = forkpty(&t->master, NULL, NULL, &size);
	if (t->pid < 0)
		bench_fail("no pseudo-terminal");
	if (t->pid == 0)
		become(argv);
	fcntl(t->master, F_SETFD, FD_CLOEXEC);
	return t;
}

void terminal_end(struct terminal *t)
{
	kill(t->pid, SIGTERM);
	for (int i = 0; i < 100 && waitpid(t->pid, NULL, WNOHANG) == 0; i++) {
		terminal_wait(t, 20);
		if (i == 90)
			kill(t->pid, SIGKILL);
	}
	close(t->master);
	vterm_free(t->vt);
	str_release(&t->row);
	free(t);
}

pid_t terminal_pid(const struct terminal *t)
{
	return t->pid;
}

/* Waits at most `ms` for bytes; how many came. */
static size_t take(struct terminal *t, double ms)
{
	struct pollfd fd = { .fd = t->master, .events = POLLIN };
	char bytes[65536];

	if (ms < 0)
		ms = 0;
	struct timespec wait = { .tv_sec = (time_t)(ms / 1e3) };
	wait.tv_nsec = (long)((ms - (double)wait.tv_sec * 1e3) * 1e6);
	if (t->gone || ppoll(&fd, 1, &wait, NULL) <= 0)
		return 0;
	ssize_t n = read(t->master, bytes, sizeof(bytes));
	if (n <= 0) {
		t->gone = true;
		return 0;
	}
	t->last = now_ms();
	vterm_input_write(t->vt, bytes, (size_t)n);
	vterm_screen_flush_damage(t->screen);
	return (size_t)n;
}

void terminal_wait(struct terminal *t, int ms)
{
	double end = now_ms() + ms;

	while (!t->gone && now_ms() < end)
		take(t, end - now_ms());
}

bool terminal_press(struct terminal *t, const char *key, terminal_shows *shows, const void *wanted,
		    int quiet, struct answer *out)
{
	double from = key ? now_ms() : t->started;
	bool complete = false;
	bool looked = true; /* at all that has come */
	size_t bytes = 0;

	*out = (struct answer){ 0 };
	t->last = from;
	if (key)
		write_all(t, key, strlen(key));
	while (!t->gone) {
		double silent = now_ms() - t->last;
		double left = (looked ? quiet : BURST_GAP_MS) - silent;
		size_t n = take(t, left > 0 ? left : looked && !complete ? quiet : 0);
		if (n > 0) {
			bytes += n;
			looked = false;
			continue;
		}
		if (now_ms() - from > ANSWER_MS)
			break;
		if (!looked && now_ms() - t->last >= BURST_GAP_MS) {
			looked = true;
			if (!complete && shows(t, wanted)) {
				complete = true;
				out->screen = t->last - from;
				out->bytes = bytes;
			}
		}
		if (looked && complete && now_ms() - t->last >= quiet) {
			out->settled = t->last - from;
			return true;
		}
	}
	return false;
}

static void add_utf8(struct str *out, uint32_t cp)
{
	if (cp < 0x80) {
		str_addc(out, (char)cp);
		return;
	}
	if (cp >= 0x10000) {
		str_addc(out, (char)(0xf0 | cp >> 18));
		str_addc(out, (char)(0x80 | (cp >> 12 & 0x3f)));
	} else if (cp >= 0x800) {
		str_addc(out, (char)(0xe0 | cp >> 12));
	}
	str_addc(out, (char)(cp >= 0x800 ? 0x80 | (cp >> 6 & 0x3f) : 0xc0 | cp >> 6));
	str_addc(out, (char)(0x80 | (cp & 0x3f)));
}

const char *terminal_row(struct terminal *t, int y)
{
	VTermScreenCell cell;

	str_clear(&t->row);
	for (int x = 0; x < t->cols; x++) {
		if (!vterm_screen_get_cell(t->screen, (VTermPos){ .row = y, .col = x }, &cell) ||
		    cell.chars[0] == (uint32_t)-1) /* the right half of a wide one */
			continue;
		if (cell.chars[0] == 0)
			str_addc(&t->row, ' ');
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
			add_utf8(&t->row, cell.chars[i]);
	}
	while (t->row.len > 0 && t->row.p[t->row.len - 1] == ' ')
		str_cut(&t->row, t->row.len - 1);
	return t->row.p;
}

int terminal_rows(const struct terminal *t)
{
	return t->rows;
}

int terminal_find(struct terminal *t, const char *text)
{
	for (int y = 0; y < t->rows; y++)
		if (strstr(terminal_row(t, y), text))
			return y;
	return -1;
}

void terminal_dump(struct terminal *t)
{
	for (int y = 0; y < t->rows; y++)
		fprintf(stderr, "%2d |%s\n", y, terminal_row(t, y));
}
