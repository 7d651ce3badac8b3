#include "support.h"

#include "revisit/base/str.h"

#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <vterm.h>

enum { QUIET_MS = 30 };

struct pty {
	pid_t pid;
	bool ended;
	int status;
	int master, slave; /* −1: closed; the slave is kept to look at its modes */
	struct termios modes;
	VTerm *vt;
	VTermScreen *screen;
	int rows, cols;
	bool silent, wide_frames;
	bool alternate, cursor_hidden;
	int mouse;
	struct str written; /* everything the program wrote */
	struct str row;
};

/* --- a clinic --- */

char folder[64];
char program[256];

int run(const char *arguments)
{
	char *line = mem_printf("%s -C %s %s >/dev/null 2>&1", program, folder, arguments);
	int status = system(line);

	free(line);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int clinic_set_up(void **state)
{
	const char *build = getenv("BUILD");

	(void)state;
	snprintf(program, sizeof(program), "%s/revisit", build ? build : "build");
	snprintf(folder, sizeof(folder), "/tmp/revisit-e2e-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	return run("init --simulated --name Wuyi") || run("add name=张伟 phone=13800000042") ||
	       run("add 'name=Anna Müller' phone=13900001234");
}

int clinic_tear_down(void **state)
{
	char *line = mem_printf("rm -rf %s", folder);
	int status = system(line);

	(void)state;
	free(line);
	return status;
}

/* --- the terminal --- */

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int on_property(VTermProp property, VTermValue *value, void *user)
{
	struct pty *p = user;

	if (property == VTERM_PROP_ALTSCREEN)
		p->alternate = value->boolean;
	if (property == VTERM_PROP_CURSORVISIBLE)
		p->cursor_hidden = !value->boolean;
	if (property == VTERM_PROP_MOUSE)
		p->mouse = value->number;
	return 1;
}

static void write_all(struct pty *p, const char *bytes, size_t n)
{
	while (n > 0 && p->master >= 0) {
		ssize_t written = write(p->master, bytes, n);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return;
		bytes += written;
		n -= (size_t)written;
	}
}

/* What the emulator answers to questions of the program. */
static void on_answer(const char *bytes, size_t n, void *user)
{
	struct pty *p = user;
	char answer[32];
	int row, column;

	if (p->silent)
		return;
	if (p->wide_frames && n < sizeof(answer)) {
		memcpy(answer, bytes, n);
		answer[n] = '\0';
		if (sscanf(answer, "\033[%4d;%4dR", &row, &column) == 2) {
			int len = snprintf(answer, sizeof(answer), "\033[%d;%dR", row, column + 1);
			write_all(p, answer, (size_t)len);
			return;
		}
	}
	write_all(p, bytes, n);
}

static void start_emulator(struct pty *p)
{
	static const VTermScreenCallbacks callbacks = { .settermprop = on_property };

	p->vt = vterm_new(p->rows, p->cols);
	vterm_set_utf8(p->vt, 1);
	vterm_output_set_callback(p->vt, on_answer, p);
	p->screen = vterm_obtain_screen(p->vt);
	vterm_screen_set_callbacks(p->screen, &callbacks, p);
	vterm_screen_enable_altscreen(p->screen, 1);
	vterm_screen_reset(p->screen, 1);
}

/* The fixed surroundings, then what the test adds; a later NAME wins. */
static char **environment(const char *const *more)
{
	const char *path = getenv("PATH");
	char *fixed[] = { mem_printf("PATH=%s", path ? path : "/usr/bin:/bin"),
			  mem_strdup("HOME=/nonexistent"), mem_strdup("TZ=UTC"),
			  mem_strdup("LC_ALL=C.UTF-8"), mem_strdup("TERM=xterm-256color") };
	size_t n = 0, n_more = 0;

	while (more && more[n_more])
		n_more++;
	char **env = mem_array(ARRAY_SIZE(fixed) + n_more + 1, sizeof(*env));
	for (size_t i = 0; i < ARRAY_SIZE(fixed); i++) {
		size_t name = strcspn(fixed[i], "=") + 1;
		bool replaced = false;
		for (size_t j = 0; j < n_more; j++)
			replaced = replaced || strncmp(more[j], fixed[i], name) == 0;
		if (replaced)
			free(fixed[i]);
		else
			env[n++] = fixed[i];
	}
	for (size_t j = 0; j < n_more; j++)
		env[n++] = mem_strdup(more[j]);
	return env;
}

static _Noreturn void become(const struct pty *p, const struct pty_options *o, char **env)
{
	close(p->master);
	setsid();
	if (!o->no_session)
		ioctl(p->slave, TIOCSCTTY, 0);
	for (int fd = 0; fd < 3; fd++)
		dup2(p->slave, fd);
	if (p->slave > 2)
		close(p->slave);
	if (o->cwd && chdir(o->cwd) != 0)
		_exit(126);
	/* execve takes no const, and changes nothing. */
	execve(o->argv[0], (char *const *)(uintptr_t)o->argv, env);
	_exit(127);
}

struct pty *pty_start(const struct pty_options *o)
{
	struct pty *p = mem_alloc(sizeof(*p));

	p->rows = o->rows ? o->rows : 24;
	p->cols = o->cols ? o->cols : 80;
	p->silent = o->silent;
	p->wide_frames = o->wide_frames;
	str_init(&p->written);
	str_init(&p->row);
	struct winsize size = { .ws_row = (unsigned short)p->rows,
				.ws_col = (unsigned short)p->cols };
	assert_int_equal(openpty(&p->master, &p->slave, NULL, NULL, &size), 0);
	fcntl(p->master, F_SETFD, FD_CLOEXEC);
	tcgetattr(p->slave, &p->modes);
	start_emulator(p);

	char **env = environment(o->env);
	p->pid = fork();
	if (p->pid == 0)
		become(p, o, env);
	for (size_t i = 0; env[i]; i++)
		free(env[i]);
	free(env);
	fcntl(p->slave, F_SETFD, FD_CLOEXEC);
	assert_true(p->pid > 0);
	return p;
}

void pty_free(struct pty *p)
{
	if (!p->ended) {
		kill(p->pid, SIGKILL);
		waitpid(p->pid, NULL, 0);
	}
	if (p->master >= 0)
		close(p->master);
	close(p->slave);
	vterm_free(p->vt);
	str_release(&p->written);
	str_release(&p->row);
	free(p);
}

/* Shows what the program writes within `ms`; false when it wrote nothing. */
static bool pump(struct pty *p, int ms)
{
	struct pollfd fd = { .fd = p->master, .events = POLLIN };
	char bytes[8192];

	if (poll(&fd, 1, ms) <= 0 || !(fd.revents & POLLIN))
		return false;
	ssize_t n = read(p->master, bytes, sizeof(bytes));
	if (n <= 0)
		return false;
	str_addn(&p->written, bytes, (size_t)n);
	vterm_input_write(p->vt, bytes, (size_t)n);
	vterm_screen_flush_damage(p->screen);
	return true;
}

static void settle(struct pty *p, int64_t end)
{
	while (now_ms() < end && pump(p, QUIET_MS))
		;
}

static void fail_with_screen(struct pty *p, const char *wanted, const char *text)
{
	print_error("waited %d s for: %s %s\n", PTY_WAIT_MS / 1000, wanted, text);
	for (int y = 0; y < p->rows; y++)
		print_error("%2d |%s\n", y, pty_row(p, y));
	fail();
}

void pty_send(struct pty *p, const char *bytes)
{
	write_all(p, bytes, strlen(bytes));
}

void pty_send_slowly(struct pty *p, const char *bytes, int ms)
{
	for (; *bytes; bytes++) {
		int64_t end = now_ms() + ms;
		write_all(p, bytes, 1);
		for (int64_t left = ms; left > 0; left = end - now_ms())
			pump(p, (int)left);
	}
}

static void wait_for(struct pty *p, const char *text, bool there)
{
	int64_t end = now_ms() + PTY_WAIT_MS;

	for (;;) {
		if ((pty_find(p, text) >= 0) == there) {
			settle(p, end);
			if ((pty_find(p, text) >= 0) == there)
				return;
		}
		if (now_ms() >= end)
			fail_with_screen(p, there ? "to see" : "not to see", text);
		pump(p, 100);
	}
}

void pty_wait_text(struct pty *p, const char *text)
{
	wait_for(p, text, true);
}

void pty_wait_gone(struct pty *p, const char *text)
{
	wait_for(p, text, false);
}

void pty_wait_written(struct pty *p, const char *text)
{
	int64_t end = now_ms() + PTY_WAIT_MS;

	while (!memmem(p->written.p, p->written.len, text, strlen(text))) {
		if (now_ms() >= end)
			fail_with_screen(p, "to be written", text);
		pump(p, 100);
	}
	settle(p, end);
}

bool pty_has_written(const struct pty *p, const char *text)
{
	return memmem(p->written.p, p->written.len, text, strlen(text)) != NULL;
}

void pty_resize(struct pty *p, int rows, int cols)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };

	p->rows = rows;
	p->cols = cols;
	vterm_set_size(p->vt, rows, cols);
	assert_int_equal(ioctl(p->master, TIOCSWINSZ, &size), 0);
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

/* The row from column x on.  The right half of a wide glyph holds nothing. */
static void read_row(struct pty *p, int y, int x)
{
	VTermScreenCell cell;

	str_clear(&p->row);
	for (; x < p->cols; x++) {
		if (!vterm_screen_get_cell(p->screen, (VTermPos){ .row = y, .col = x }, &cell))
			continue;
		if (cell.chars[0] == (uint32_t)-1)
			continue;
		if (cell.chars[0] == 0)
			str_addc(&p->row, ' ');
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
			add_utf8(&p->row, cell.chars[i]);
	}
	while (p->row.len > 0 && p->row.p[p->row.len - 1] == ' ')
		str_cut(&p->row, p->row.len - 1);
}

const char *pty_row(struct pty *p, int y)
{
	read_row(p, y, 0);
	return p->row.p;
}

int pty_column(struct pty *p, int y, const char *text)
{
	for (int x = 0; x < p->cols; x++) {
		VTermScreenCell cell;
		vterm_screen_get_cell(p->screen, (VTermPos){ .row = y, .col = x }, &cell);
		read_row(p, y, x);
		if (cell.chars[0] != (uint32_t)-1 && strncmp(p->row.p, text, strlen(text)) == 0)
			return x;
	}
	return -1;
}

int pty_find(struct pty *p, const char *text)
{
	for (int y = 0; y < p->rows; y++)
		if (strstr(pty_row(p, y), text))
			return y;
	return -1;
}

void pty_cursor(struct pty *p, int *y, int *x)
{
	VTermPos at;

	vterm_state_get_cursorpos(vterm_obtain_state(p->vt), &at);
	*y = at.row;
	*x = at.col;
}

bool pty_is_reverse(struct pty *p, int y, int x)
{
	VTermScreenCell cell;

	vterm_screen_get_cell(p->screen, (VTermPos){ .row = y, .col = x }, &cell);
	return cell.attrs.reverse;
}

pid_t pty_pid(const struct pty *p)
{
	return p->pid;
}

size_t pty_written(const struct pty *p)
{
	return p->written.len;
}

void pty_kill(struct pty *p, int sig)
{
	assert_int_equal(kill(p->pid, sig), 0);
}

/* Until waitpid tells of a change, showing what is written meanwhile. */
static int wait_status(struct pty *p, const char *wanted)
{
	int64_t end = now_ms() + PTY_WAIT_MS;
	int status;

	while (waitpid(p->pid, &status, WNOHANG | WUNTRACED) != p->pid) {
		if (now_ms() >= end)
			fail_with_screen(p, "the program to", wanted);
		if (p->master < 0)
			poll(NULL, 0, 10);
		else
			pump(p, 10);
	}
	if (p->master >= 0)
		settle(p, end);
	return status;
}

void pty_wait_stopped(struct pty *p)
{
	int status = wait_status(p, "stop");

	p->ended = !WIFSTOPPED(status);
	assert_true(WIFSTOPPED(status));
}

int pty_wait_exit(struct pty *p)
{
	int status = wait_status(p, "end");

	p->ended = !WIFSTOPPED(status);
	assert_true(p->ended);
	return status;
}

void pty_hang_up(struct pty *p)
{
	close(p->master);
	p->master = -1;
}

/* Whether a mode like "?2004" was last switched on. */
static bool is_on(const struct pty *p, const char *mode)
{
	const char *s = p->written.p;
	bool on = false;

	for (size_t i = 0, n = strlen(mode); i + n < p->written.len; i++)
		if (memcmp(s + i, mode, n) == 0 && (s[i + n] == 'h' || s[i + n] == 'l'))
			on = s[i + n] == 'h';
	return on;
}

void pty_assert_restored(struct pty *p)
{
	struct termios modes;

	assert_int_equal(tcgetattr(p->slave, &modes), 0);
	assert_int_equal(modes.c_iflag, p->modes.c_iflag);
	assert_int_equal(modes.c_oflag, p->modes.c_oflag);
	assert_int_equal(modes.c_lflag, p->modes.c_lflag);
	assert_int_equal(modes.c_cflag, p->modes.c_cflag);
	assert_memory_equal(modes.c_cc, p->modes.c_cc, sizeof(modes.c_cc));
	assert_false(p->alternate);
	assert_false(p->cursor_hidden);
	assert_int_equal(p->mouse, VTERM_PROP_MOUSE_NONE);
	assert_false(is_on(p, "\033[?2004"));
	assert_false(is_on(p, "\033[?1006"));
	assert_false(is_on(p, "\033[?1"));
}

void pty_assert_taken(struct pty *p)
{
	struct termios modes;

	assert_int_equal(tcgetattr(p->slave, &modes), 0);
	assert_int_equal(modes.c_lflag & (ICANON | ECHO | ISIG), 0);
	assert_true(p->alternate);
	assert_true(is_on(p, "\033[?2004"));
}
