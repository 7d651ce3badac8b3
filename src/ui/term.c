#include "revisit/base/base64.h"
#include "revisit/ui/term.h"

#include "revisit/base/i18n.h"
#include "revisit/date/clock.h"

#include "tty.h"

#include <sys/wait.h>
#include <curses.h>
#include <errno.h>
#include <unistd.h>
#include <wchar.h>

/* curses has names for keys too; we take none from it. */
#undef KEY_UP
#undef KEY_DOWN
#undef KEY_LEFT
#undef KEY_RIGHT
#undef KEY_HOME
#undef KEY_END
#undef KEY_ENTER
#undef KEY_BACKSPACE
#undef KEY_F
#undef KEY_MOUSE
#undef KEY_RESIZE

enum { READ_SIZE = 4096, ROWS_MAX = 500, COLS_MAX = 1000, PROBE_MS = 150, CHARS_MAX = 5 };

#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
#define MOUSE_ON "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"

struct term {
	struct input *in;
	SCREEN *screen;
	const char *name; /* of the terminal type that curses took */
	int rows, cols;
	bool mouse, ascii, no_han, brief;
	bool away; /* the terminal is lent or given back */
	bool gone;
	struct key *queue; /* had already, not given out yet; a paste's text is heap */
	size_t queued, cap;
	char *lent; /* the text of the paste given out last */
	cchar_t *row; /* of COLS_MAX cells, for drawing */
	const struct look *looks;
	bool colours;
};

static void set_colours(struct term *t, enum theme theme)
{
	t->colours = theme != THEME_MONO && has_colors() && start_color() == OK;
	t->looks = theme_looks(t->colours ? theme : THEME_MONO);
	if (!t->colours)
		return;
	bool own = use_default_colors() == OK;
	bool many = COLORS >= 256 && !t->brief;
	for (int style = 0; style < STYLE_COUNT; style++) {
		const struct look *l = &t->looks[style];
		int16_t front = many ? l->front256 : l->front;
		int16_t back = many ? l->back256 : l->back;
		init_pair((short)(style + 1), front < 0 && !own ? COLOR_WHITE : front,
			  back < 0 && !own ? COLOR_BLACK : back);
	}
}

static attr_t attrs_of(const struct look *l)
{
	attr_t attrs = A_NORMAL;

	if (l->attrs & LOOK_BOLD)
		attrs |= A_BOLD;
	if (l->attrs & LOOK_UNDERLINE)
		attrs |= A_UNDERLINE;
	if (l->attrs & LOOK_REVERSE)
		attrs |= A_REVERSE;
	return attrs;
}

static void define_keys(struct input *in)
{
	static const struct {
		const char *capability;
		struct key key;
	} keys[] = {
		{ "kcuu1", { .kind = KEY_UP } },     { "kcud1", { .kind = KEY_DOWN } },
		{ "kcub1", { .kind = KEY_LEFT } },   { "kcuf1", { .kind = KEY_RIGHT } },
		{ "khome", { .kind = KEY_HOME } },   { "kend", { .kind = KEY_END } },
		{ "kpp", { .kind = KEY_PAGE_UP } },  { "knp", { .kind = KEY_PAGE_DOWN } },
		{ "kich1", { .kind = KEY_INSERT } }, { "kdch1", { .kind = KEY_DELETE } },
		{ "kcbt", { .kind = KEY_BACKTAB } }, { "kent", { .kind = KEY_ENTER } },
	};
	char name[8];

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		const char *sequence = tigetstr(keys[i].capability);
		if (sequence && sequence != (const char *)-1)
			input_define(in, sequence, keys[i].key);
	}
	for (unsigned f = 1; f <= 12; f++) {
		snprintf(name, sizeof(name), "kf%u", f);
		const char *sequence = tigetstr(name);
		if (sequence && sequence != (const char *)-1)
			input_define(in, sequence, (struct key){ .kind = KEY_F, .cp = f });
	}
}

/* Whether the type's name begins with one of the NULL-terminated list. */
static bool is_one_of(const char *name, const char *const *types)
{
	for (; *types; types++)
		if (strncmp(name, *types, strlen(*types)) == 0)
			return true;
	return false;
}

static bool is_plain(const char *name)
{
	static const char *const types[] = { "linux", "vt", "ansi", "cons25", "pcansi", NULL };

	return is_one_of(name, types);
}

static bool is_dumb(const char *name)
{
	static const char *const types[] = { "dumb", "unknown", NULL };

	return is_one_of(name, types);
}

static void send(const char *bytes)
{
	tty_write(bytes, strlen(bytes));
}

static void modes_on(const struct term *t)
{
	if (!is_dumb(t->name))
		send(PASTE_ON);
	if (t->mouse)
		send(MOUSE_ON);
}

static void modes_off(const struct term *t)
{
	if (t->mouse)
		send(MOUSE_OFF);
	if (!is_dumb(t->name))
		send(PASTE_OFF);
}

/* Appends a capability without its padding ("$<5>"), which a crash has no time for. */
static bool has_capability(const char *name)
{
	const char *value = tigetstr(name);

	return value && value != (char *)-1;
}

static void add_capability(struct str *out, const char *name)
{
	const char *s = tigetstr(name);

	if (!s || s == (const char *)-1)
		return;
	while (*s) {
		if (s[0] == '$' && s[1] == '<' && strchr(s, '>')) {
			s = strchr(s, '>') + 1;
			continue;
		}
		str_addc(out, *s++);
	}
}

static void arm(const struct term *t)
{
	struct str bytes;

	str_init(&bytes);
	if (t->mouse)
		str_add(&bytes, MOUSE_OFF);
	if (!is_dumb(t->name))
		str_add(&bytes, PASTE_OFF);
	add_capability(&bytes, "sgr0");
	if (t->colours)
		add_capability(&bytes, "op");
	add_capability(&bytes, "cnorm");
	if (!is_dumb(t->name))
		str_add(&bytes, "\033[999;1H");
	/* Without a second screen the patient would stay in sight. */
	add_capability(&bytes, has_capability("rmcup") ? "rmcup" : "clear");
	str_add(&bytes, "\r\n");
	tty_arm(bytes.p, bytes.len);
	str_release(&bytes);
}

/* The terminal as it was before us. */
static void leave(struct term *t)
{
	if (t->away)
		return;
	t->away = true;
	modes_off(t);
	if (!has_capability("rmcup")) {
		clear();
		refresh();
	}
	endwin();
	tty_disarm();
}

static bool measure(struct term *t)
{
	int rows = LINES, cols = COLS;

	tty_size(&rows, &cols);
	rows = rows > ROWS_MAX ? ROWS_MAX : rows;
	cols = cols > COLS_MAX ? COLS_MAX : cols;
	bool changed = rows != t->rows || cols != t->cols;
	t->rows = rows;
	t->cols = cols;
	if (rows != LINES || cols != COLS)
		resize_term(rows, cols);
	return changed;
}

static void enter(struct term *t)
{
	t->away = false;
	arm(t);
	measure(t);
	term_redraw(t);
	refresh();
	modes_on(t);
	curs_set(1);
}

/* ESC [ row ; column R somewhere in s: the column, or 0. */
static int reported_column(const char *s, size_t n)
{
	for (size_t i = 0; i + 1 < n; i++) {
		int row, column, end = 0;
		if (s[i] == '\033' && s[i + 1] == '[' &&
		    sscanf(s + i + 2, "%4d;%4dR%n", &row, &column, &end) == 2 && end > 0)
			return column;
	}
	return 0;
}

/* Whether a line of a frame takes one column: terminals set up for Chinese may give it two, and
 * one that does not speak UTF-8 prints three signs.  No answer in time counts as yes.  What else
 * arrives meanwhile is typing, and the input skips the answer itself. */
static bool frames_are_narrow(struct term *t)
{
	int64_t end = boot_now() + PROBE_MS;
	struct str got;
	int column = 0;

	str_init(&got);
	send("\r─\033[6n");
	while (column == 0) {
		char bytes[READ_SIZE];
		int64_t left = end - boot_now();
		enum tty_event event = left > 0 ? tty_wait((int)left) : TTY_TIMEOUT;
		if (event == TTY_SIGNAL)
			continue;
		size_t n = event == TTY_BYTES ? tty_read(bytes, sizeof(bytes)) : 0;
		if (n == 0)
			break;
		str_addn(&got, bytes, n);
		input_feed(t->in, bytes, n, boot_now());
		column = reported_column(got.p, got.len);
	}
	str_release(&got);
	term_redraw(t);
	return column == 0 || column == 2;
}

/* The type that TERM names, or the nearest that curses knows. */
static bool open_screen(struct term *t)
{
	const char *names[] = { getenv("TERM"), "xterm-256color", "xterm", "vt100", "dumb" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (str_is_empty(names[i]))
			continue;
		t->name = names[i];
		t->screen = newterm(names[i], stdout, stdin);
		if (t->screen)
			return true;
	}
	return false;
}

struct term *term_open(const struct term_options *options, struct err *err)
{
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		err_set(err, ERR_USAGE, _("This needs a terminal. In a script, name a command."));
		return NULL;
	}
	struct term *t = mem_alloc(sizeof(*t));
	tty_open();
	if (!open_screen(t)) {
		tty_close();
		free(t);
		err_set(err, ERR_USAGE, _("This terminal is of no known type. Set TERM=xterm."));
		return NULL;
	}
	t->in = input_new();
	t->row = mem_array(COLS_MAX, sizeof(*t->row));
	t->no_han = is_plain(t->name);
	t->mouse = options->mouse && !t->no_han && !is_dumb(t->name);
	t->brief = options->brief;
	tty_catch();
	raw();
	noecho();
	nonl();
	set_colours(t, str_is_empty(getenv("NO_COLOR")) ? options->theme : THEME_MONO);
	define_keys(t->in);
	bug_set_hook(tty_restore);
	enter(t);
	t->ascii = options->ascii || t->no_han || is_dumb(t->name) || MB_CUR_MAX == 1 ||
		   !frames_are_narrow(t);
	return t;
}

static void keep_key(struct term *t, const struct key *key)
{
	GROW(t->queue, t->queued, t->cap);
	t->queue[t->queued] = *key;
	t->queue[t->queued++].text = mem_strdup(key->text);
}

static bool kept_key(struct term *t, struct key *key)
{
	free(t->lent);
	t->lent = NULL;
	if (t->queued == 0)
		return false;
	*key = t->queue[0];
	t->lent = (char *)(uintptr_t)key->text;
	memmove(t->queue, t->queue + 1, --t->queued * sizeof(*t->queue));
	return true;
}

void term_close(struct term *t)
{
	if (!t)
		return;
	leave(t);
	bug_set_hook(NULL);
	delscreen(t->screen);
	tty_close();
	input_free(t->in);
	struct key key;
	while (kept_key(t, &key))
		;
	free(t->queue);
	free(t->row);
	free(t);
}

void term_size(const struct term *t, int *rows, int *cols)
{
	*rows = t->rows;
	*cols = t->cols;
}

bool term_ascii(const struct term *t)
{
	return t->ascii;
}

bool term_no_han(const struct term *t)
{
	return t->no_han;
}

/* A cell for curses: a base and what is drawn over it.  What curses would give other columns than
 * the canvas did becomes U+FFFD, so that nothing after it is shifted.  Returns the cells made: 2
 * when a blank must fill up. */
static int make_cells(const struct term *t, const struct cell *cell, cchar_t out[2])
{
	const struct look *l = &t->looks[cell->style];
	attr_t attrs = attrs_of(l);
	short pair = (short)(t->colours ? cell->style + 1 : 0);
	wchar_t chars[CHARS_MAX + 1] = { 0 };
	const char *s = cell->bytes;
	mbstate_t state = { 0 };
	int n = 0;

	while (*s && n < CHARS_MAX) {
		wchar_t c;
		size_t len = mbrtowc(&c, s, strlen(s), &state);
		if (len == 0 || len > strlen(s) || (n > 0 && wcwidth(c) != 0))
			break;
		chars[n++] = c;
		s += len;
	}
	bool right = n > 0 && wcwidth(chars[0]) == cell->width;
	if (right) {
		setcchar(&out[0], chars, attrs, pair, NULL);
		return 1;
	}
	setcchar(&out[0], t->ascii ? L"?" : L"\xfffd", attrs, pair, NULL);
	setcchar(&out[1], L" ", attrs, pair, NULL);
	return cell->width == 2 ? 2 : 1;
}

void term_draw(struct term *t, const struct canvas *canvas)
{
	int rows = canvas->rows < t->rows ? canvas->rows : t->rows;
	int cols = canvas->cols < t->cols ? canvas->cols : t->cols;

	if (t->away)
		return;
	if (rows < t->rows || cols < t->cols)
		erase();
	for (int y = 0; y < rows; y++) {
		const struct cell *cells = canvas->cells + (size_t)y * (size_t)canvas->cols;
		int n = 0;
		for (int x = 0; x < cols; x++) {
			if (cells[x].width == 0 || x + cells[x].width > cols)
				continue;
			cchar_t made[2];
			int count = make_cells(t, &cells[x], made);
			for (int i = 0; i < count && n < COLS_MAX; i++)
				t->row[n++] = made[i];
		}
		mvadd_wchnstr(y, 0, t->row, n);
	}
	bool placed = canvas->cursor_y >= 0 && canvas->cursor_y < rows && canvas->cursor_x < cols;
	move(placed ? canvas->cursor_y : t->rows - 1, placed ? canvas->cursor_x : 0);
	refresh();
}

void term_theme(struct term *t, enum theme theme)
{
	set_colours(t, theme);
	term_redraw(t);
}

void term_redraw(struct term *t)
{
	(void)t;
	clearok(curscr, TRUE);
}

/* True when a key comes of it. */
static bool handle_signals(struct term *t, struct key *key)
{
	int flags = tty_signals();

	if (flags & TTY_END)
		t->gone = true;
	if (flags & TTY_INTERRUPT)
		input_feed(t->in, "\003", 1, boot_now());
	if (flags & TTY_STOP && !t->gone) {
		leave(t);
		tty_stop();
		/* SIGCONT waits for us now, and takes the terminal again. */
		return false;
	}
	if (flags & TTY_CONTINUED) {
		leave(t); /* a shell may have had it: curses must believe nothing */
		enter(t);
		*key = (struct key){ .kind = KEY_RESIZE };
		return true;
	}
	if (flags & TTY_RESIZED && !t->away && measure(t)) {
		term_redraw(t);
		*key = (struct key){ .kind = KEY_RESIZE };
		return true;
	}
	return false;
}

/* Waits for bytes or signals, at most `timeout` ms; one read is one feed. */
static void pump(struct term *t, int timeout)
{
	char bytes[READ_SIZE];
	enum tty_event event = tty_wait(timeout);

	if (event == TTY_BYTES) {
		size_t n = tty_read(bytes, sizeof(bytes));
		if (n == 0)
			t->gone = true;
		else
			input_feed(t->in, bytes, n, boot_now());
	}
	if (event == TTY_GONE)
		t->gone = true;
}

bool term_key(struct term *t, int timeout, struct key *key)
{
	int64_t end = boot_now() + timeout;

	if (kept_key(t, key))
		return true;
	for (bool asked = false;; asked = true) {
		int64_t now = boot_now();
		if (handle_signals(t, key))
			return true;
		if (t->gone)
			return false;
		if (input_next(t->in, now, key))
			return true;
		if (asked && timeout >= 0 && now >= end) {
			*key = (struct key){ .kind = KEY_NONE };
			return true;
		}
		int wait = input_wait(t->in, now);
		int left = now < end ? (int)(end - now) : 0;
		pump(t, timeout >= 0 && (wait < 0 || left < wait) ? left : wait);
	}
}

bool term_pending(struct term *t)
{
	struct key key;

	if (t->queued)
		return true;
	if (!input_next(t->in, boot_now(), &key)) {
		pump(t, 0);
		if (!handle_signals(t, &key) && !input_next(t->in, boot_now(), &key))
			return false;
	}
	keep_key(t, &key);
	return true;
}

bool term_escape(struct term *t)
{
	struct key key;
	bool escape = false;

	pump(t, 0);
	while (!escape && (handle_signals(t, &key) || input_next(t->in, boot_now(), &key))) {
		escape = key.kind == KEY_ESC;
		if (!escape)
			keep_key(t, &key);
	}
	return escape || t->gone;
}

void term_bell(struct term *t)
{
	if (!t->away)
		beep();
}

bool term_copy(struct term *t, const char *text)
{
	struct str bytes;

	/* A terminal without Chinese is a console or a vt100, which shows what it does not know. */
	if (t->away || t->no_han || str_is_empty(text))
		return false;
	str_init(&bytes);
	str_add(&bytes, "\033]52;c;");
	base64_add(&bytes, text, strlen(text));
	str_addc(&bytes, '\a');
	tty_write(bytes.p, bytes.len);
	str_release(&bytes);
	return true;
}

void term_pause(struct term *t)
{
	leave(t);
	tty_lend();
}

void term_resume(struct term *t)
{
	tty_take_back();
	enter(t);
}

bool term_run(struct term *t, const char *const argv[], struct err *err)
{
	int status = 0;

	term_pause(t);
	pid_t pid = fork();
	if (pid == 0) {
		execvp(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	term_resume(t);
	if (pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	return err_set(err, ERR_IO, _("%s cannot be run, or did not end well"), argv[0]);
}
