#include "tty.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum { IN = 0, OUT = 1, RESTORE_MAX = 512, STACK_SIZE = 1 << 16 };
enum { HANG_UP = 0 }; /* its place in events[] */

static const struct {
	int number, flag;
} events[] = {
	[HANG_UP] = { SIGHUP, TTY_END }, { SIGTERM, TTY_END },  { SIGWINCH, TTY_RESIZED },
	{ SIGCONT, TTY_CONTINUED },      { SIGTSTP, TTY_STOP }, { SIGINT, TTY_INTERRUPT },
};

static const int crashes[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGSYS, SIGABRT, SIGQUIT };

/* Signal handlers reach nothing but this. */
static struct {
	volatile sig_atomic_t flags[ARRAY_SIZE(events)];
	volatile sig_atomic_t armed;
	char restore[RESTORE_MAX];
	size_t restore_len;
	struct termios modes;
	bool taken, has_modes, gone;
	sigset_t mask_before, mask_wait;
	struct sigaction event_actions[ARRAY_SIZE(events)], crash_actions[ARRAY_SIZE(crashes)];
	stack_t stack_before;
} tty;

static char crash_stack[STACK_SIZE];
static bool handles_fork;

static void on_event(int number)
{
	for (size_t i = 0; i < ARRAY_SIZE(events); i++)
		if (events[i].number == number)
			tty.flags[i] = 1;
}

/* Only calls that POSIX allows in a signal handler. */
void tty_restore(void)
{
	sigset_t output;

	if (!tty.armed)
		return;
	tty.armed = 0;
	/* A background process may reset the modes only with SIGTTOU blocked. */
	sigemptyset(&output);
	sigaddset(&output, SIGTTOU);
	sigprocmask(SIG_BLOCK, &output, NULL);
	tty_write(tty.restore, tty.restore_len);
	if (tty.has_modes)
		tcsetattr(IN, TCSANOW, &tty.modes);
}

static void on_crash(int number)
{
	int saved = errno;

	tty_restore();
	for (size_t i = 0; i < ARRAY_SIZE(crashes); i++)
		if (crashes[i] == number)
			sigaction(number, &tty.crash_actions[i], NULL);
	raise(number); /* delivered when we return */
	errno = saved;
}

static void ours(sigset_t *set)
{
	sigemptyset(set);
	for (size_t i = 0; i < ARRAY_SIZE(events); i++)
		sigaddset(set, events[i].number);
}

void tty_open(void)
{
	stack_t stack = { .ss_sp = crash_stack, .ss_size = sizeof(crash_stack) };
	sigset_t set;

	tty.gone = false;
	tty.taken = true;
	/* Programs that a thread starts must not inherit our blocked signals. */
	if (!handles_fork)
		handles_fork = pthread_atfork(NULL, NULL, tty_lend) == 0;
	tty.has_modes = tcgetattr(IN, &tty.modes) == 0;
	for (size_t i = 0; i < ARRAY_SIZE(events); i++) {
		tty.flags[i] = 0;
		sigaction(events[i].number, NULL, &tty.event_actions[i]);
	}
	for (size_t i = 0; i < ARRAY_SIZE(crashes); i++)
		sigaction(crashes[i], NULL, &tty.crash_actions[i]);
	ours(&set);
	sigprocmask(SIG_BLOCK, &set, &tty.mask_before);
	tty.mask_wait = tty.mask_before;
	for (size_t i = 0; i < ARRAY_SIZE(events); i++)
		sigdelset(&tty.mask_wait, events[i].number);
	sigaltstack(&stack, &tty.stack_before);
}

void tty_catch(void)
{
	struct sigaction event = { .sa_handler = on_event };
	struct sigaction crash = { .sa_handler = on_crash, .sa_flags = SA_ONSTACK };

	sigemptyset(&event.sa_mask);
	sigfillset(&crash.sa_mask);
	for (size_t i = 0; i < ARRAY_SIZE(events); i++)
		sigaction(events[i].number, &event, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(crashes); i++)
		sigaction(crashes[i], &crash, NULL);
}

/* Signals that came too late to be seen go unseen: the program is ending anyway, in good order. */
void tty_close(void)
{
	const struct timespec now = { 0 };
	sigset_t set;

	tty_disarm();
	ours(&set);
	while (sigtimedwait(&set, NULL, &now) > 0)
		;
	/* A dropped line is known before its SIGHUP comes, which must not cut the ending short. */
	if (tty.gone)
		tty.event_actions[HANG_UP] = (struct sigaction){ .sa_handler = SIG_IGN };
	for (size_t i = 0; i < ARRAY_SIZE(events); i++)
		sigaction(events[i].number, &tty.event_actions[i], NULL);
	for (size_t i = 0; i < ARRAY_SIZE(crashes); i++)
		sigaction(crashes[i], &tty.crash_actions[i], NULL);
	sigaltstack(&tty.stack_before, NULL);
	tty.taken = false;
	sigprocmask(SIG_SETMASK, &tty.mask_before, NULL);
}

void tty_lend(void)
{
	if (tty.taken)
		sigprocmask(SIG_SETMASK, &tty.mask_before, NULL);
}

void tty_take_back(void)
{
	sigset_t set;

	ours(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	/* ^Z and ^C were meant for the program that ran. */
	for (size_t i = 0; i < ARRAY_SIZE(events); i++)
		if (events[i].flag == TTY_STOP || events[i].flag == TTY_INTERRUPT)
			tty.flags[i] = 0;
}

int tty_signals(void)
{
	int flags = 0;

	for (size_t i = 0; i < ARRAY_SIZE(events); i++) {
		if (tty.flags[i])
			flags |= events[i].flag;
		tty.flags[i] = 0;
	}
	return flags;
}

enum tty_event tty_wait(int timeout)
{
	struct pollfd fd = { .fd = IN, .events = POLLIN };
	struct timespec time = { .tv_sec = timeout / 1000, .tv_nsec = timeout % 1000 * 1000000L };
	int n = ppoll(&fd, 1, timeout < 0 ? NULL : &time, &tty.mask_wait);

	if (n < 0)
		return errno == EINTR || errno == ENOMEM ? TTY_SIGNAL : TTY_GONE;
	if (n == 0)
		return TTY_TIMEOUT;
	if (fd.revents & POLLIN)
		return TTY_BYTES;
	tty.gone = true;
	return TTY_GONE;
}

size_t tty_read(char *bytes, size_t n)
{
	ssize_t got;

	do
		got = read(IN, bytes, n);
	while (got < 0 && errno == EINTR);
	tty.gone = got <= 0;
	return got > 0 ? (size_t)got : 0;
}

void tty_write(const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t written = write(OUT, bytes, n);
		if (written < 0 && errno == EAGAIN) {
			struct pollfd fd = { .fd = OUT, .events = POLLOUT };
			if (poll(&fd, 1, 1000) == 1)
				continue;
		}
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return; /* gone: reading will tell */
		bytes += written;
		n -= (size_t)written;
	}
}

bool tty_size(int *rows, int *cols)
{
	struct winsize size;

	if (ioctl(OUT, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
		return false;
	*rows = size.ws_row;
	*cols = size.ws_col;
	return true;
}

void tty_stop(void)
{
	/* Not SIGTSTP: without a job-controlling shell that would be ignored, and whoever asked
	 * would see a screen given up by a program that goes on. */
	raise(SIGSTOP);
}

void tty_arm(const char *bytes, size_t n)
{
	BUG_IF(n > RESTORE_MAX);
	memcpy(tty.restore, bytes, n);
	tty.restore_len = n;
	tty.armed = 1;
}

void tty_disarm(void)
{
	tty.armed = 0;
}
