/* Choosing a file: a folder's tables (or maps) in a list, narrowed by typing; or a path. */
#include "importing.h"

#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/text/match.h"
#include "revisit/text/width.h"
#include "revisit/ui/edit.h"
#include "revisit/ui/list.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ENTRIES_MAX = 20000, SIZE_COLS = 9, DATE_COLS = 16 };

struct entry {
	char *name;
	bool folder, offered; /* offered: also before anything is typed */
	int64_t size;
	int64_t changed; /* seconds since 1970 */
};

struct choosing {
	bool map;
	char *folder;
	struct edit edit;
	struct list list;
	struct entry *v;
	size_t n, cap;
	int *shown;    /* indices of the entries that are listed */
	size_t hidden; /* files that are no tables */
	bool more;     /* there were more than are kept */
	char why[200]; /* why the folder cannot be read, "" */
};

/* --- reading a folder --- */

static bool offered(const struct choosing *s, const char *name)
{
	static const char *const tables[] = {
		"csv", "tsv", "tab", "txt", "psv", "dat", "asc", NULL
	};
	static const char *const maps[] = { "yaml", "yml", NULL };
	const char *dot = strrchr(name, '.');

	/* Reports are written beside their tables. */
	if (!dot || *name == '.' || strstr(name, ".report"))
		return false;
	for (const char *const *e = s->map ? maps : tables; *e; e++)
		if (strcasecmp(dot + 1, *e) == 0)
			return true;
	return false;
}

static void forget(struct choosing *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->v[i].name);
	free(s->v);
	free(s->shown);
	s->v = NULL;
	s->shown = NULL;
	s->n = s->cap = 0;
	s->hidden = 0;
	s->more = false;
	s->why[0] = '\0';
}

/* Folders by name, then files, newest first: an export was made just now. */
static int in_order(const void *a, const void *b)
{
	const struct entry *x = a;
	const struct entry *y = b;

	if (x->folder != y->folder)
		return x->folder ? -1 : 1;
	bool up = strcmp(x->name, "..") == 0;
	if (x->folder && up != (strcmp(y->name, "..") == 0))
		return up ? -1 : 1;
	if (!x->folder && x->changed != y->changed)
		return x->changed > y->changed ? -1 : 1;
	int order = strcasecmp(x->name, y->name);
	return order ? order : strcmp(x->name, y->name);
}

static void add_entry(struct choosing *s, int fd, const char *name)
{
	struct stat st;
	bool up = strcmp(name, "..") == 0;

	/* Only folders and plain files: nothing else can be read without surprises. */
	if (strcmp(name, ".") == 0 || (up && strcmp(s->folder, "/") == 0) ||
	    fstatat(fd, name, &st, 0) != 0 || !(S_ISDIR(st.st_mode) || S_ISREG(st.st_mode)))
		return;
	struct entry e = { .folder = S_ISDIR(st.st_mode),
			   .size = st.st_size,
			   .changed = st.st_mtim.tv_sec };
	e.offered = e.folder ? up || *name != '.' : offered(s, name);
	s->hidden += !e.offered && *name != '.';
	e.name = mem_strdup(name);
	GROW(s->v, s->n, s->cap);
	s->v[s->n++] = e;
}

static void read_folder(struct choosing *s)
{
	const struct dirent *d;

	forget(s);
	int fd = open(s->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	if (!dir) {
		snprintf(s->why, sizeof(s->why), "%s", strerror(errno));
		if (fd >= 0)
			close(fd);
		/* There is always a way out. */
		s->cap = 1;
		s->v = mem_array(1, sizeof(*s->v));
		s->v[s->n++] = (struct entry){ mem_strdup(".."), true, true, 0, 0 };
	}
	while (dir && (d = readdir(dir)) != NULL && !s->more) {
		add_entry(s, fd, d->d_name);
		s->more = s->n >= ENTRIES_MAX;
	}
	if (dir)
		closedir(dir);
	if (s->n)
		qsort(s->v, s->n, sizeof(*s->v), in_order);
	s->shown = mem_array(s->n + 1, sizeof(*s->shown));
}

/* --- what is typed --- */

static bool is_path(const char *text)
{
	return *text == '~' || strchr(text, '/');
}

/* What was typed or pasted as a path, without the quotes that a terminal puts around a file dropped
 * on it; heap. */
static char *typed_path(const struct choosing *s)
{
	const char *text = s->edit.text.p + strspn(s->edit.text.p, " ");
	size_t n = strlen(text);
	const char *home = getenv("HOME");

	while (n && text[n - 1] == ' ')
		n--;
	if (n > 1 && (*text == '\'' || *text == '"') && text[n - 1] == *text)
		text++, n -= 2;
	if (strncmp(text, "file:///", 8) == 0)
		text += 7, n -= 7;
	char *plain = mem_strndup(text, n);
	char *path;
	if (*plain == '~' && (plain[1] == '/' || !plain[1]) && home)
		path = mem_printf("%s%s", home, plain + 1);
	else if (*plain == '/')
		path = mem_strdup(plain);
	else
		path = path_join(s->folder, plain);
	free(plain);
	return path;
}

static bool fits(const char *name, const struct strlist *words, const char *typed)
{
	struct match_range range;

	if (strcasestr(name, typed))
		return true;
	for (size_t i = 0; i < words->n; i++)
		if (match_ranges(name, words->v[i], &range, 1) == 0)
			return false;
	return words->n > 0;
}

static void narrow(struct choosing *s)
{
	const char *typed = s->edit.text.p;
	struct strlist words;
	int n = 0;

	strlist_init(&words);
	match_words(typed, &words);
	for (size_t i = 0; i < s->n && !is_path(typed); i++)
		if (s->v[i].offered && (!*typed || fits(s->v[i].name, &words, typed)))
			s->shown[n++] = (int)i;
	/* What is no table comes behind, and only when it is asked for. */
	for (size_t i = 0; i < s->n && *typed && !is_path(typed); i++)
		if (!s->v[i].offered && (*s->v[i].name != '.' || *typed == '.') &&
		    fits(s->v[i].name, &words, typed))
			s->shown[n++] = (int)i;
	strlist_release(&words);
	list_resize(&s->list, n, s->list.height);
	/* The first file, if there is one: ".." is the way out, not the way on. */
	bool up = n > 1 && strcmp(s->v[s->shown[0]].name, "..") == 0;
	list_select(&s->list, up ? 1 : 0);
	s->list.top = 0;
}

static void go(struct choosing *s, char *folder)
{
	char *real = realpath(folder, NULL);

	free(s->folder);
	s->folder = real ? real : folder;
	if (real)
		free(folder);
	edit_set(&s->edit, "");
	read_folder(s);
	narrow(s);
}

/* --- the screen --- */

static bool open_choose(struct app *app, void *state, void *arg, struct err *err)
{
	struct choosing *s = state;
	const struct importing *m = importing(app);
	const char *home = getenv("HOME");

	(void)err;
	s->map = *(const bool *)arg;
	edit_init(&s->edit, NULL);
	go(s, mem_strdup(m->folder ? m->folder : home && *home ? home : "/"));
	return true;
}

static void close_choose(void *state)
{
	struct choosing *s = state;

	forget(s);
	free(s->folder);
	edit_release(&s->edit);
}

void import_choose(struct app *app, bool map)
{
	app_push(app, &import_choose_screen, &map);
}

static const struct entry *chosen(const struct choosing *s)
{
	return s->list.n ? &s->v[s->shown[s->list.selected]] : NULL;
}

static void take_file(struct app *app, struct choosing *s, const char *path)
{
	struct importing *m = importing(app);

	str_replace(&m->folder, s->folder);
	if (!s->map) {
		import_open_map(app, path);
		return;
	}
	char *mine = mem_strdup(path);
	app_pop(app); /* the mapping that asked for it */
	import_take_map(app, mine);
	free(mine);
}

static void take_path(struct app *app, struct choosing *s, char *path)
{
	struct stat st;

	if (stat(path, &st) != 0) {
		app_refuse(app, "%s: %s", path_name(path), strerror(errno));
	} else if (S_ISDIR(st.st_mode)) {
		go(s, path);
		return;
	} else if (!S_ISREG(st.st_mode)) {
		app_refuse(app, _("this is no file that can be read as a table; save it as CSV and "
				  "choose that"));
	} else {
		char *slash = strrchr(path, '/');
		char *folder =
			slash > path ? mem_strndup(path, (size_t)(slash - path)) : mem_strdup("/");
		if (!str_eq(folder, s->folder) && strchr(s->edit.text.p, '/'))
			str_replace(&s->folder, folder), read_folder(s), narrow(s);
		free(folder);
		take_file(app, s, path);
	}
	free(path);
}

static void take(struct app *app, void *state)
{
	struct choosing *s = state;
	const struct entry *e = chosen(s);

	if (is_path(s->edit.text.p))
		take_path(app, s, typed_path(s));
	else if (e)
		take_path(app, s, path_join(s->folder, e->name));
	else
		app_refuse(app, _("nothing like that; Backspace and try again, or type a path"));
}

static void up(struct app *app, void *state)
{
	struct choosing *s = state;

	(void)app;
	go(s, path_join(s->folder, ".."));
}

static bool choose_key(struct app *app, void *state, const struct key *key)
{
	struct choosing *s = state;
	bool letters = app_top(app)->keys_on_list;

	if (list_key(&s->list, key, letters))
		return true;
	if (key->kind == KEY_LEFT && s->edit.text.len == 0) {
		up(app, s);
		return true;
	}
	if (letters)
		return false;
	if (key->kind == KEY_ESC && s->edit.text.len) {
		edit_set(&s->edit, "");
		narrow(s);
		return true;
	}
	if (!edit_key(&s->edit, key))
		return false;
	narrow(s);
	return true;
}

static void prepare_choose(struct app *app, void *state, int rows, int cols)
{
	struct choosing *s = state;

	(void)app;
	(void)cols;
	list_resize(&s->list, s->list.n, rows - 3);
	list_select(&s->list, s->list.selected);
}

static void size_text(char *out, size_t size, int64_t n)
{
	static const char *const units[] = { "B", "KB", "MB", "GB", "TB" };
	double v = (double)n;
	size_t u = 0;

	while (v >= 1000 && u + 1 < ARRAY_SIZE(units)) {
		v /= 1000;
		u++;
	}
	snprintf(out, size, u && v < 10 ? "%.1f %s" : "%.0f %s", v, units[u]);
}

static void draw_entry(const struct app *app, struct canvas *c, struct rect line,
		       const struct entry *e, enum style style)
{
	char size[32];
	struct str t;
	day_t day;
	minute_t minute;

	str_init(&t);
	str_add(&t, e->name);
	if (e->folder) {
		str_addc(&t, '/');
		if (strcmp(e->name, "..") == 0)
			str_addf(&t, "  %s", _("one folder up"));
		canvas_text(c, line, 0, 2, line.cols - 3, style, t.p);
		str_release(&t);
		return;
	}
	int room = line.cols - 3 - SIZE_COLS - DATE_COLS - 2;
	size_text(size, sizeof(size), e->size);
	if (c->plain || room < 16) {
		str_addf(&t, "  %s", size);
		canvas_text(c, line, 0, 2, line.cols - 3, style, t.p);
		str_release(&t);
		return;
	}
	canvas_text(c, line, 0, 2, room, style, t.p);
	canvas_right(c, line, 0, 2 + room + SIZE_COLS, style, size);
	str_clear(&t);
	instant_split(e->changed * 1000, &day, &minute);
	day_iso(&t, day);
	str_addc(&t, ' ');
	minute_iso(&t, minute);
	canvas_right(c, line, 0, line.cols - 1, style, t.p);
	str_release(&t);
	(void)app;
}

/* Under the Find line: where one is, and what is not shown. */
static void draw_where(const struct choosing *s, struct canvas *c, struct rect area)
{
	char *shown = path_shown(s->folder);
	char text[220] = "";

	if (s->why[0])
		snprintf(text, sizeof(text), "! %s", s->why);
	else if (s->more)
		snprintf(text, sizeof(text), _("only %d of its files are listed"), ENTRIES_MAX);
	else if (s->hidden && s->edit.text.len == 0)
		snprintf(text, sizeof(text),
			 ngettext("%zu other file, found by typing",
				  "%zu other files, found by typing", (unsigned long)s->hidden),
			 s->hidden);
	int w = text_width(text);
	canvas_text(c, area, 1, 1, area.cols - w - 3, STYLE_HEADING, shown);
	canvas_right(c, area, 1, area.cols - 1, s->why[0] ? STYLE_ALERT : STYLE_NORMAL, text);
	free(shown);
}

static void draw_choose(const struct app *app, const void *state, struct canvas *c,
			struct rect area)
{
	struct choosing *s = (struct choosing *)(uintptr_t)state;
	const struct layer *l = &app->stack[app->depth - 1];
	bool here = l->state == state;
	bool focused = here && !l->keys_on_list;
	int x = 1;

	x += canvas_text(c, area, 0, x, -1, STYLE_NORMAL, s->map ? _("Map file:") : _("File:")) + 1;
	edit_draw(&s->edit, c, area, 0, x, area.cols - x - 1, focused, STYLE_FOCUS);
	draw_where(s, c, area);
	if (!c->plain)
		canvas_hline(c, area, 2, 0, area.cols);
	for (int i = 0; i < s->list.height && s->list.top + i < s->list.n; i++) {
		bool on = s->list.top + i == s->list.selected;
		struct rect line = { .y = area.y + 3 + i, .rows = 1, .cols = area.cols };
		draw_entry(app, c, line, &s->v[s->shown[s->list.top + i]],
			   canvas_row(c, line, s->list.top + i, on));
		if (on && here && !focused)
			canvas_cursor(c, line, 0, 0, false);
	}
	if (s->list.n)
		return;
	canvas_text(c, area, 3, 2, area.cols - 3, STYLE_NORMAL,
		    is_path(s->edit.text.p) ? _("Enter takes what this path leads to.")
					    : _("Nothing like that is here. Backspace, or type the path."));
	if (here && !focused)
		canvas_cursor(c, area, 3, 0, false);
}

static const char *choose_enter(const struct app *app, const void *state)
{
	const struct choosing *s = state;
	const struct entry *e = chosen(s);

	(void)app;
	if (is_path(s->edit.text.p))
		return C_("what Enter does", "open");
	if (!e)
		return NULL;
	if (e->folder)
		return _("open the folder");
	return s->map ? _("take this map") : _("LOOK AT THIS TABLE");
}

static const struct command commands[] = {
	{ .name = "file-take",
	  .keys = "enter",
	  .help = N_("Open the folder, or take the file"),
	  .run = take },
	COMMAND_END,
};

static const struct help_text help[] = {
	{ N_("letters"), N_("A part of a name, its pinyin or initials: the list narrows") },
	{ "/ ~", N_("A path, typed or pasted: ~/Downloads/clients.csv") },
	{ N_("Left"), N_("One folder up, as long as nothing is typed") },
	{ 0 },
};

const struct screen import_choose_screen = {
	.name = "choose-file",
	.title = N_("Choose a file"),
	.list = true,
	.commands = commands,
	.help = help,
	.state_size = sizeof(struct choosing),
	.open = open_choose,
	.close = close_choose,
	.prepare = prepare_choose,
	.draw = draw_choose,
	.key = choose_key,
	.enter = choose_enter,
};
