#include "revisit/base/program.h"
#include "revisit/base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { READ_END, WRITE_END, STEP_MS = 20, DRAIN_MS = 100 };

struct running {
	const struct program *p; /* NULL: it goes on without whom it was started by */
	struct program_end *end;
	const char *input;
	size_t n_input;
	pid_t pid;
	int in, out, errs; /* our ends; −1 when closed */
	size_t written;
	bool over;
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void shut(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* --- the child --- */

/* Only what may be called between fork and exec. */
static _Noreturn void become(const struct program *p, int in, int out, int errs, int tell)
{
	sigset_t none;
	/* Out of the way of 0 … 3 first, whichever of them were closed in us. */
	int kept[] = { fcntl(in, F_DUPFD, 10), fcntl(out, F_DUPFD, 10), fcntl(errs, F_DUPFD, 10),
		       fcntl(tell, F_DUPFD, 10) };

	setsid();
	for (int i = 0; i < 4; i++)
		if (kept[i] < 0 || dup2(kept[i], i) < 0)
			_exit(127);
	close_range(4, ~0U, 0);
	fcntl(3, F_SETFD, FD_CLOEXEC);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execvp(p->argv[0], (char *const *)p->argv);
	int why = errno;
	if (write(3, &why, sizeof(why)) < 0)
		_exit(126);
	_exit(127);
}

/* Waits until the child is the program, or has said why it cannot be; 0 or that errno. */
static int became(int tell)
{
	int why = 0;
	ssize_t n;

	do
		n = read(tell, &why, sizeof(why));
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof(why) ? why : 0;
}

static void close_pair(int pair[2])
{
	shut(&pair[READ_END]);
	shut(&pair[WRITE_END]);
}

/* 0, or the errno that kept it from starting. */
static int start(struct running *r)
{
	int in[2] = { -1, -1 };
	int out[2] = { -1, -1 };
	int errs[2] = { -1, -1 };
	int tell[2] = { -1, -1 };
	int why = 0;

	if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC) || pipe2(errs, O_CLOEXEC) ||
	    pipe2(tell, O_CLOEXEC))
		why = errno;
	else if ((r->pid = fork()) < 0)
		why = errno;
	else if (r->pid == 0)
		become(r->p, in[READ_END], out[WRITE_END], errs[WRITE_END], tell[WRITE_END]);
	shut(&in[READ_END]);
	shut(&out[WRITE_END]);
	shut(&errs[WRITE_END]);
	shut(&tell[WRITE_END]);
	if (!why)
		why = became(tell[READ_END]);
	shut(&tell[READ_END]);
	if (why) {
		if (r->pid > 0)
			waitpid(r->pid, NULL, 0);
		close_pair(in);
		close_pair(out);
		close_pair(errs);
		return why;
	}
	r->in = in[WRITE_END];
	r->out = out[READ_END];
	r->errs = errs[READ_END];
	fcntl(r->in, F_SETFL, O_NONBLOCK);
	fcntl(r->out, F_SETFL, O_NONBLOCK);
	fcntl(r->errs, F_SETFL, O_NONBLOCK);
	return 0;
}

/* --- its streams --- */

static void feed(struct running *r)
{
	ssize_t n = write(r->in, r->input + r->written, r->n_input - r->written);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0)
		r->written += (size_t)n;
	if (n <= 0 || r->written == r->n_input)
		shut(&r->in);
}

static void listen_to(int *fd, struct str *into)
{
	char buffer[8192];
	ssize_t n = read(*fd, buffer, sizeof(buffer));

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		shut(fd);
		return;
	}
	size_t room = PROGRAM_OUTPUT_MOST - into->len;
	str_addn(into, buffer, (size_t)n < room ? (size_t)n : room);
}

static void serve(struct running *r, int wait_ms)
{
	struct pollfd fds[] = { { .fd = r->in, .events = POLLOUT },
				{ .fd = r->out, .events = POLLIN },
				{ .fd = r->errs, .events = POLLIN } };

	if (poll(fds, 3, wait_ms) <= 0)
		return;
	if (r->in >= 0 && fds[0].revents)
		feed(r);
	if (r->out >= 0 && fds[1].revents)
		listen_to(&r->out, &r->end->out);
	if (r->errs >= 0 && fds[2].revents)
		listen_to(&r->errs, &r->end->errs);
}

static void look_whether_over(struct running *r)
{
	int status;

	if (r->over || waitpid(r->pid, &status, WNOHANG) != r->pid)
		return;
	r->over = true;
	if (WIFEXITED(status))
		r->end->status = WEXITSTATUS(status);
	if (WIFSIGNALED(status))
		r->end->signal = WTERMSIG(status);
}

static void attend(struct running *r, int64_t until)
{
	int step = 1;

	while (!r->over && now_ms() < until) {
		serve(r, step);
		step = step < STEP_MS ? step * 2 : STEP_MS;
		look_whether_over(r);
	}
	/* What it said last; a child it left in the background may hold the stream open. */
	int64_t drained = now_ms() + DRAIN_MS;
	while (r->over && (r->out >= 0 || r->errs >= 0) && now_ms() < drained) {
		shut(&r->in);
		serve(r, 1);
	}
}

/* Asked first, then made to; one that cannot even be killed is left to the system. */
static void end_it(struct running *r)
{
	int64_t until = now_ms() + PROGRAM_GRACE_MS;

	kill(-r->pid, SIGTERM);
	while (!r->over && now_ms() < until) {
		serve(r, STEP_MS);
		look_whether_over(r);
	}
	kill(-r->pid, SIGKILL);
	until = now_ms() + PROGRAM_GRACE_MS;
	while (!r->over && now_ms() < until) {
		serve(r, STEP_MS);
		look_whether_over(r);
	}
	r->end->hung = true;
	r->end->status = -1;
}

/* --- in words --- */

/* What it complained of, or said, on one line. */
static void last_words(const struct program_end *end, char *out, size_t size)
{
	const struct str *s = end->errs.len ? &end->errs : &end->out;
	struct str line;

	str_init(&line);
	for (size_t i = 0; i < s->len && s->p[i]; i++) {
		if (s->p[i] != '\n' && s->p[i] != '\r')
			str_addc(&line, s->p[i]);
		else if (line.len && i + 1 < s->len && line.p[line.len - 1] != ' ')
			str_add(&line, "; ");
	}
	str_excerpt(out, size, line.p);
	str_release(&line);
}

static bool tell(const struct program *p, const struct program_end *end, int why, struct err *err)
{
	char words[200];
	char name[80];

	str_excerpt(name, sizeof(name), p->argv[0]);
	if (why)
		return err_set(err, ERR_PROGRAM, _("%s cannot be started: %s"), name, strerror(why));
	last_words(end, words, sizeof(words));
	const char *colon = *words ? ": " : "";
	if (end->hung)
		return err_set(err, ERR_PROGRAM, _("%s was ended after %d seconds%s%s"), name,
			       p->seconds, colon, words);
	if (end->signal)
		return err_set(err, ERR_PROGRAM, _("%s was killed by signal %d%s%s"), name, end->signal,
			       colon, words);
	return end->status == 0 ||
	       err_set(err, ERR_PROGRAM, _("%s ended with %d%s%s"), name, end->status, colon, words);
}

/* A program that does not read its input must not kill us.  What was pending stays pending. */
struct pipe_guard {
	sigset_t before;
	bool pending;
};

static void guard_pipe(struct pipe_guard *g)
{
	sigset_t pipes;

	sigpending(&pipes);
	g->pending = sigismember(&pipes, SIGPIPE) > 0;
	sigemptyset(&pipes);
	sigaddset(&pipes, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &pipes, &g->before);
}

static void unguard_pipe(const struct pipe_guard *g)
{
	const struct timespec at_once = { 0 };
	sigset_t pipes;

	sigemptyset(&pipes);
	sigaddset(&pipes, SIGPIPE);
	if (!g->pending)
		while (sigtimedwait(&pipes, NULL, &at_once) > 0)
			continue;
	pthread_sigmask(SIG_SETMASK, &g->before, NULL);
}

static void end_init(struct program_end *end)
{
	*end = (struct program_end){ .status = -1 };
	str_init(&end->out);
	str_init(&end->errs);
}

static void shut_all(struct running *r)
{
	shut(&r->in);
	shut(&r->out);
	shut(&r->errs);
}

bool program_run(const struct program *p, struct program_end *end, struct err *err)
{
	struct running r = { .p = p, .end = end, .input = p->input, .n_input = p->n_input,
			     .in = -1, .out = -1, .errs = -1 };
	struct pipe_guard guard;

	end_init(end);
	guard_pipe(&guard);
	int why = start(&r);
	end->started = why == 0;
	if (!why) {
		if (!p->n_input)
			shut(&r.in);
		attend(&r, now_ms() + (int64_t)p->seconds * 1000);
		if (!r.over)
			end_it(&r);
		shut_all(&r);
		end->read_all = r.written == p->n_input;
	}
	unguard_pipe(&guard);
	return tell(p, end, why, err);
}

/* --- what goes on behind --- */

struct left {
	struct running r;
	struct program_end end;
	int64_t until;
};

static void left_free(struct left *l)
{
	shut_all(&l->r);
	program_end_release(&l->end);
	free(l);
}

static void *look_after(void *arg)
{
	struct left *l = arg;

	attend(&l->r, l->until);
	if (!l->r.over)
		end_it(&l->r);
	left_free(l);
	return NULL;
}

/* The thread takes no signal that is meant for us. */
static bool leave_behind(struct left *l)
{
	pthread_t thread;
	sigset_t all;
	sigset_t before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	bool ok = pthread_create(&thread, NULL, look_after, l) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (ok)
		pthread_detach(thread);
	return ok;
}

bool program_launch(const struct program *p, int patience_ms, struct err *err)
{
	struct left *l = mem_alloc(sizeof(*l));
	int64_t now = now_ms();
	int64_t wait = (int64_t)p->seconds * 1000;

	end_init(&l->end);
	l->r = (struct running){ .p = p, .end = &l->end, .in = -1, .out = -1, .errs = -1 };
	l->until = now + wait;
	int why = start(&l->r);
	l->end.started = why == 0;
	shut(&l->r.in);
	if (!why)
		attend(&l->r, now + (patience_ms < wait ? patience_ms : wait));
	if (!why && !l->r.over) {
		l->r.p = NULL; /* it is the caller's */
		if (patience_ms < wait && leave_behind(l))
			return true;
		end_it(&l->r);
	}
	bool ok = tell(p, &l->end, why, err);
	left_free(l);
	return ok;
}

void program_end_release(struct program_end *end)
{
	str_release(&end->out);
	str_release(&end->errs);
}
