/* Plays a screen script: keys in, screens out, on standard output.  See run-screens for the rest.
 *
 * play SCRIPT FOLDER [LANG [ROWSxCOLS]]: the clinic is made in FOLDER.
 *
 * A line is a word and its text; "#" begins a remark; "en:" or "zh:" in front keeps a line to one
 * language; \e \n \t \r \" \\ \xHH and \u{HEX} stand for bytes nobody can type.
 *
 * Before the first key, or behind "other" (another terminal, where bo works):
 *   today DAY[THH:MM]   as STAFF   size ROWSxCOLS   ascii   plain   no-han
 *   settings TEXT       one more line of clinic.yaml;  calls TEXT  one more under "calls:" there, in the place of the section of that name
 *   rules TEXT          rules.yaml, all of it
 *   clinic empty | clinic demo N seed N
 *   patient FIELD=VALUE; …    for CHART    edit FIELD=VALUE; …    tag, note, alert, task TEXT
 *   visit FIELD=VALUE; …      step STATUS  (of the last visit made)    merge KEEP LOSE
 *   call LIST OUTCOME   take LIST   release  (a call with the last patient made)
 *   message CHANNEL TEMPLATE  (which waits to be sent to the last patient)
 *   demo TEXT           what `revisit demo` leaves in the database
 *   import FILE ROWS    until so many are stored; then finish, or break (as if the program died)
 * The person:
 *   file NAME TEXT   in the person's home folder, which is of this clinic's own
 *   fill NAME N      a table of N patients there
 *   editor TEXT      what the next editor of texts makes of the file that it is given
 *   steps N  until TEXT … TEXT  work   what goes on behind the screens: N steps of it, until that is
 *                     on the screen, all of it
 *   keys NAME…  type TEXT  paste TEXT  bytes TEXT (one read)  wait MS  resize ROWSxCOLS | back
 * What must be:
 *   show [styles] [TITLE]     the screen, compared with the expected one
 *   expect TEXT … TEXT        on one row, in that order      refute TEXT … TEXT
 *   cursor TEXT               stands right before the cursor
 *   mark, count N             N keys were pressed since the mark
 *   quit                      the program has ended;  reopen  starts it again on the same clinic
 *   sound                     `revisit check` finds nothing */
#include "support.h"

#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/demo.h"
#include "revisit/text/utf8.h"

#include "support/script.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>

struct play {
	const char *script;
	int line;
	struct stage stage;
	char today[32], staff[32];
	int rows, cols; /* as it began */
	bool made;      /* the clinic's folder exists */
	struct desk here, there;
	struct clinic other;
	bool other_open;
	char *edited; /* by the next editor of texts */
	int mark;
	int shown;
	bool failed;
};

/* --- words --- */

static void fail(struct play *p, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void fail(struct play *p, const char *fmt, ...)
{
	va_list args;

	if (p->failed)
		return;
	p->failed = true;
	fprintf(stderr, "%s:%d: ", p->script, p->line);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	if (!p->stage.started || p->stage.app.quit)
		return;
	struct str s;
	str_init(&s);
	canvas_dump(&p->stage.app.canvas, false, &s);
	fprintf(stderr, "the screen was:\n%s", s.p);
	str_release(&s);
}

/* --- setting up --- */

static bool make_clinic(struct play *p, struct err *err)
{
	if (p->made)
		return true;
	p->made = true;
	return clinic_init(p->stage.folder, "Wuyi", true, err);
}

static bool open_clinic(struct play *p)
{
	struct err err = ERR_INIT;

	if (p->stage.opened)
		return true;
	if (!make_clinic(p, &err) || !stage_open(&p->stage, &err)) {
		fail(p, "%s", err.msg);
		return false;
	}
	p->here.clinic = &p->stage.clinic;
	return true;
}

static bool set_up(struct play *p, struct desk *d, const char *name, char *rest)
{
	struct err err = ERR_INIT;
	struct str text;

	str_init(&text);
	unescape(&text, rest);
	bool known = desk_line(d, name, text.p, &err);
	str_release(&text);
	if (known && err.code)
		fail(p, "%s: %s", name, err.msg);
	return known;
}

static void do_other(struct play *p, char *rest)
{
	struct err err = ERR_INIT;
	const struct clinic_options o = {
		.folder = p->stage.folder, .staff = "bo", .today = p->stage.today, .seed = 2
	};

	if (!p->other_open && !clinic_open(&p->other, &o, &err)) {
		fail(p, "%s", err.msg);
		return;
	}
	p->other_open = true;
	p->there.clinic = &p->other;
	if (p->there.patient == 0)
		p->there.patient = p->here.patient, p->there.visit = p->here.visit;
	const char *name = word(&rest);
	if (!name || !set_up(p, &p->there, name, rest))
		fail(p, "nothing another terminal could do");
}

static void do_clinic(struct play *p, char *rest)
{
	struct err err = ERR_INIT;
	unsigned long long seed;
	int n;

	if (strcmp(rest, "empty") == 0) {
		open_clinic(p);
		return;
	}
	if (sscanf(rest, "demo %d seed %llu", &n, &seed) != 2) {
		fail(p, "clinic empty, or clinic demo N seed N");
		return;
	}
	const struct demo_options o = { .patients = n, .seed = seed };
	if (open_clinic(p) && !demo_make(&p->stage.clinic, &o, &err))
		fail(p, "%s", err.msg);
}

static void do_today(struct play *p, char *rest)
{
	struct err err = ERR_INIT;

	snprintf(p->today, sizeof(p->today), "%s", rest);
	if (p->stage.opened && !clock_fix(&p->stage.clinic.clock, p->today, &err))
		fail(p, "%s", err.msg);
	if (p->other_open)
		p->other.clock = p->stage.clinic.clock;
}

/* --- files --- */

/* Everything that a person could choose stands in a folder inside the clinic's. */
static char *home_file(struct play *p, const char *name)
{
	struct err err = ERR_INIT;
	char *home = path_join(p->stage.folder, "home");
	char *path = path_join(home, name);

	setenv("HOME", home, 1);
	if (!make_clinic(p, &err) || !folder_make(home, &err))
		fail(p, "%s", err.msg);
	free(home);
	return path;
}

static void put_file(struct play *p, const char *name, const struct str *text)
{
	struct err err = ERR_INIT;
	/* The list shows when a file was written. */
	const struct timespec at[2] = { { .tv_sec = 1795000000 }, { .tv_sec = 1795000000 } };
	char *path = home_file(p, name);

	if (!file_write(path, text->p, text->len, &err))
		fail(p, "%s", err.msg);
	utimensat(AT_FDCWD, path, at, 0);
	free(path);
}

static void do_file(struct play *p, char *rest)
{
	struct str text;
	struct str name;
	const char *first = word(&rest);

	str_init(&text);
	str_init(&name);
	unescape(&name, first ? first : "");
	unescape(&text, rest);
	put_file(p, name.p, &text);
	str_release(&name);
	str_release(&text);
}

static void do_fill(struct play *p, char *rest)
{
	struct str text;
	const char *name = word(&rest);
	int n = (int)strtol(rest, NULL, 10);

	str_init(&text);
	str_add(&text, "chart,name,mobile\n");
	for (int i = 0; i < n; i++)
		str_addf(&text, "%d,Nobody Number%c%c%c,1390000%04d\n", 5000 + i, 'a' + i / 676 % 26,
			 'a' + i / 26 % 26, 'a' + i % 26, i % 10000);
	put_file(p, name ? name : "", &text);
	str_release(&text);
}

/* A line of clinic.yaml, behind those that every clinic has or in the place of one; with `section` under
 * that one. */
static void say_setting(struct play *p, const char *rest, const char *section)
{
	struct err err = ERR_INIT;
	struct str text;

	str_init(&text);
	unescape(&text, rest);
	char *path = path_join(p->stage.folder, "clinic.yaml");
	if (!make_clinic(p, &err) || !setting_say(path, section, text.p, &err))
		fail(p, "%s", err.msg);
	str_release(&text);
	free(path);
}

static void do_settings(struct play *p, char *rest)
{
	say_setting(p, rest, NULL);
}

static void do_calls(struct play *p, char *rest)
{
	say_setting(p, rest, "calls");
}

static void do_rules(struct play *p, char *rest)
{
	struct err err = ERR_INIT;
	struct str text;

	if (!make_clinic(p, &err)) {
		fail(p, "%s", err.msg);
		return;
	}
	char *path = path_join(p->stage.folder, "rules.yaml");
	str_init(&text);
	unescape(&text, rest);
	if (!file_write(path, text.p, text.len, &err))
		fail(p, "%s", err.msg);
	str_release(&text);
	free(path);
}

/* argv as rules_edit.c gives it: the file stands behind the shell's name. */
static bool edit_outside(struct app *app, const char *const argv[], struct err *err)
{
	const char *text = *(char *const *)app->terminal;

	return text ? file_write(argv[4], text, strlen(text), err) : true;
}

static void do_editor(struct play *p, char *rest)
{
	struct str text;

	str_init(&text);
	unescape(&text, rest);
	free(p->edited);
	p->edited = str_steal(&text);
	p->stage.app.run_outside = edit_outside;
	p->stage.app.terminal = &p->edited;
}

static void do_as(struct play *p, char *rest)
{
	snprintf(p->staff, sizeof(p->staff), "%s", rest);
}

static void do_ascii(struct play *p, char *rest)
{
	(void)rest;
	p->stage.ascii = true;
}

static void do_plain(struct play *p, char *rest)
{
	(void)rest;
	p->stage.plain = true;
}

static void do_no_han(struct play *p, char *rest)
{
	(void)rest;
	p->stage.no_han = true;
}

/* --- the person --- */

static void after(struct play *p)
{
	if (p->stage.problem[0])
		fail(p, "%s", p->stage.problem);
}

static void do_size(struct play *p, char *rest)
{
	int rows;
	int cols;

	if (sscanf(rest, "%dx%d", &rows, &cols) != 2 || rows < 1 || cols < 1) {
		fail(p, "a size is ROWSxCOLS");
		return;
	}
	stage_size(&p->stage, rows, cols);
	after(p);
}

static void do_resize(struct play *p, char *rest)
{
	char began[32];

	snprintf(began, sizeof(began), "%dx%d", p->rows, p->cols);
	do_size(p, strcmp(rest, "back") == 0 ? began : rest);
}

static void do_keys(struct play *p, char *rest)
{
	const char *name;
	struct key key;

	while (!p->failed && (name = word(&rest)) != NULL) {
		if (!key_parse(name, &key))
			fail(p, "no key is called %s", name);
		else if (p->stage.app.quit)
			fail(p, "%s is pressed after the program has ended", name);
		else
			stage_press(&p->stage, &key);
		after(p);
	}
}

static void do_type(struct play *p, char *rest)
{
	size_t n = strlen(rest);

	for (size_t i = 0; i < n && !p->failed;) {
		struct key key = { .kind = KEY_TEXT };
		size_t k = utf8_decode(rest + i, n - i, &key.cp);
		stage_press(&p->stage, &key);
		i += k ? k : 1;
		after(p);
	}
}

static void do_paste(struct play *p, char *rest)
{
	struct str text;

	str_init(&text);
	unescape(&text, rest);
	stage_paste(&p->stage, text.p);
	str_release(&text);
	after(p);
}

static void do_bytes(struct play *p, char *rest)
{
	struct str text;

	str_init(&text);
	unescape(&text, rest);
	stage_bytes(&p->stage, text.p, text.len);
	str_release(&text);
	after(p);
}

static void do_wait(struct play *p, char *rest)
{
	stage_wait(&p->stage, (int)strtol(rest, NULL, 10));
	after(p);
}

static void do_steps(struct play *p, char *rest)
{
	int n = (int)strtol(rest, NULL, 10);

	if (stage_behind(&p->stage, n) < n)
		fail(p, "there were fewer steps to do");
	after(p);
}

static void do_work(struct play *p, char *rest)
{
	(void)rest;
	stage_behind(&p->stage, INT_MAX);
	after(p);
}

/* --- what must be --- */

static bool on_screen(const struct play *p, const char *parts);

static void do_until(struct play *p, char *rest)
{
	while (!p->failed && !on_screen(p, rest)) {
		if (stage_behind(&p->stage, 1) == 0)
			fail(p, "never on the screen: %s", rest);
		after(p);
	}
}

static void do_show(struct play *p, char *rest)
{
	struct str s;
	bool styles = strncmp(rest, "styles", 6) == 0 && (!rest[6] || rest[6] == ' ');

	if (styles)
		rest += 6 + strspn(rest + 6, " ");
	str_init(&s);
	canvas_dump(&p->stage.app.canvas, styles, &s);
	printf("%s== %d%s%s ==\n%s", p->shown ? "\n" : "", p->shown + 1, *rest ? ": " : "", rest,
	       s.p);
	p->shown++;
	str_release(&s);
}

/* Whether the parts between " … " stand on one row, in that order. */
static bool row_has(const char *row, const char *parts)
{
	const char *gap = " … ";

	for (;;) {
		const char *end = strstr(parts, gap);
		char *part = end ? mem_strndup(parts, (size_t)(end - parts)) : mem_strdup(parts);
		const char *at = strstr(row, part);
		size_t n = strlen(part);
		free(part);
		if (!at)
			return false;
		if (!end)
			return true;
		row = at + n;
		parts = end + strlen(gap);
	}
}

static bool on_screen(const struct play *p, const char *parts)
{
	struct str s;
	struct str wanted;
	bool found = false;

	str_init(&s);
	str_init(&wanted);
	unescape(&wanted, parts);
	canvas_dump(&p->stage.app.canvas, false, &s);
	for (char *row = s.p; *row && !found;) {
		char *end = row + strcspn(row, "\n");
		char *next = end + (*end ? 1 : 0);
		*end = '\0';
		found = row_has(row, wanted.p);
		row = next;
	}
	str_release(&wanted);
	str_release(&s);
	return found;
}

static void do_expect(struct play *p, char *rest)
{
	if (!on_screen(p, rest))
		fail(p, "not on the screen: %s", rest);
}

static void do_refute(struct play *p, char *rest)
{
	if (on_screen(p, rest))
		fail(p, "on the screen, but must not be: %s", rest);
}

static void do_cursor(struct play *p, char *rest)
{
	const struct canvas *c = &p->stage.app.canvas;
	struct str before;
	struct str wanted;

	str_init(&before);
	str_init(&wanted);
	unescape(&wanted, rest);
	for (int x = 0; c->cursor_y >= 0 && x < c->cursor_x; x++)
		str_add(&before, c->cells[c->cursor_y * c->cols + x].bytes);
	if (!c->text_cursor || before.len < wanted.len ||
	    strcmp(before.p + before.len - wanted.len, wanted.p) != 0)
		fail(p, "the cursor (%d,%d) stands after '%s', not after '%s'", c->cursor_y,
		     c->cursor_x, before.p, wanted.p);
	str_release(&wanted);
	str_release(&before);
}

static void do_mark(struct play *p, char *rest)
{
	(void)rest;
	p->mark = p->stage.presses;
}

static void do_count(struct play *p, char *rest)
{
	int n = p->stage.presses - p->mark;

	if (n != (int)strtol(rest, NULL, 10))
		fail(p, "%d keys were pressed, not %s", n, rest);
	p->mark = p->stage.presses;
}

static void do_quit(struct play *p, char *rest)
{
	(void)rest;
	if (!p->stage.app.quit)
		fail(p, "the program has not ended");
}

static void do_reopen(struct play *p, char *rest)
{
	(void)rest;
	stage_close(&p->stage);
	open_clinic(p);
}

static void finding(const char *text, void *arg)
{
	fail(arg, "revisit check: %s", text);
}

static void do_sound(struct play *p, char *rest)
{
	struct err err = ERR_INIT;

	(void)rest;
	if (!store_check(&p->stage.clinic.store, finding, p, &err))
		fail(p, "%s", err.msg);
}

/* --- reading the script --- */

enum when { BEFORE, PLAYING, ANY };

static const struct {
	const char *name;
	enum when when;
	void (*run)(struct play *p, char *rest);
} lines[] = {
	{ "today", ANY, do_today },       { "as", BEFORE, do_as },
	{ "settings", ANY, do_settings }, { "rules", ANY, do_rules },
	{ "calls", ANY, do_calls },
	{ "editor", PLAYING, do_editor },
	{ "size", BEFORE, do_size },      { "ascii", BEFORE, do_ascii },
	{ "plain", BEFORE, do_plain },    { "no-han", BEFORE, do_no_han },
	{ "clinic", BEFORE, do_clinic },  { "other", ANY, do_other },
	{ "keys", PLAYING, do_keys },     { "type", PLAYING, do_type },
	{ "paste", PLAYING, do_paste },   { "bytes", PLAYING, do_bytes },
	{ "wait", PLAYING, do_wait },     { "resize", PLAYING, do_resize },
	{ "show", PLAYING, do_show },     { "expect", PLAYING, do_expect },
	{ "refute", PLAYING, do_refute }, { "cursor", PLAYING, do_cursor },
	{ "mark", PLAYING, do_mark },     { "count", PLAYING, do_count },
	{ "quit", PLAYING, do_quit },     { "reopen", ANY, do_reopen },
	{ "sound", ANY, do_sound },       { "file", ANY, do_file },
	{ "fill", ANY, do_fill },         { "steps", PLAYING, do_steps },
	{ "work", PLAYING, do_work },     { "until", PLAYING, do_until },
};

static void play_line(struct play *p, const char *name, char *rest)
{
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		if (strcmp(lines[i].name, name) != 0)
			continue;
		if (lines[i].when == BEFORE && p->stage.started) {
			fail(p, "%s comes before the first key", name);
			return;
		}
		if (lines[i].when == PLAYING && !p->stage.started && open_clinic(p)) {
			p->rows = p->stage.rows;
			p->cols = p->stage.cols;
			stage_start(&p->stage);
			after(p);
		}
		if (!p->failed)
			lines[i].run(p, rest);
		return;
	}
	if (!p->stage.started && open_clinic(p) && set_up(p, &p->here, name, rest))
		return;
	fail(p, "no such line: %s", name);
}

static void read_line(struct play *p, char *line)
{
	char *rest = line;
	size_t n = strlen(line);

	if (n && line[n - 1] == '\n')
		line[n - 1] = '\0';
	char *name = word(&rest);
	if (!name || *name == '#')
		return;
	if (strcmp(name, "en:") == 0 || strcmp(name, "zh:") == 0) {
		if ((strcmp(name, "zh:") == 0) != i18n_is_chinese())
			return;
		name = word(&rest);
	}
	if (name)
		play_line(p, name, rest);
}

static void read_script(struct play *p)
{
	FILE *f = fopen(p->script, "r");
	char *line = NULL;
	size_t size = 0;

	if (!f) {
		fail(p, "cannot be read");
		return;
	}
	while (!p->failed && getline(&line, &size, f) >= 0) {
		p->line++;
		read_line(p, line);
	}
	free(line);
	fclose(f);
}

int main(int argc, char **argv)
{
	struct play p = { .today = "2026-11-23T09:02", .staff = "mei" };
	const char *build = getenv("BUILD");

	if (argc < 3) {
		fprintf(stderr, "usage: play SCRIPT FOLDER [LANG [ROWSxCOLS]]\n");
		return 2;
	}
	p.script = argv[1];
	char *locale = path_join(build ? build : "build", "locale");
	i18n_init(argc > 3 ? argv[3] : "en", locale);
	free(locale);
	p.stage = (struct stage){
		.folder = argv[2], .today = p.today, .staff = p.staff, .rows = 24, .cols = 80
	};
	if (argc > 4)
		do_size(&p, argv[4]);
	read_script(&p);
	if (p.other_open)
		clinic_close(&p.other);
	stage_close(&p.stage);
	free(p.edited);
	return p.failed ? 1 : 0;
}
