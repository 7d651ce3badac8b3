/* The mapping: what each column becomes, the first rows, and what stands against importing them.
 *
 * The rows are counted while one looks, since an import is asked for with their number. */
#include "importing.h"

#include "revisit/app/pick.h"
#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/io/csv.h"
#include "revisit/text/width.h"
#include "revisit/ui/list.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { ROWS_SHOWN = 50, MAP_BYTES_MAX = 1 << 20, COUNT_MS = 8, CELL_COLS = 24 };

enum counting { NOT_COUNTED, COUNT_LOOKING, COUNT_READING, COUNTED, COUNT_FAILED };

struct mapping {
	struct import_choice choice;
	struct import_peek peek;
	struct list list; /* of the fields */
	size_t left;      /* the first column of the table that is shown */
	enum counting counting;
	int fd;
	struct csv csv;
	size_t rows;
	char why[300]; /* the table cannot be read to its end */
	char enter[100];
};

/* --- counting --- */

static void stop_counting(struct mapping *s, enum counting how)
{
	if (s->counting == COUNT_LOOKING || s->counting == COUNT_READING)
		csv_release(&s->csv);
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	s->counting = how;
}

static void count_fails(struct mapping *s, const struct err *err)
{
	if (err->line > 0)
		snprintf(s->why, sizeof(s->why), _("line %d: %.200s"), err->line, err->msg);
	else
		snprintf(s->why, sizeof(s->why), "%.280s", err->msg);
	stop_counting(s, COUNT_FAILED);
}

static void begin_counting(struct app *app, struct mapping *s)
{
	struct err err = ERR_INIT;
	/* The rest of a long file may tell more of its encoding than its beginning. */
	struct csv_dialect d = { csv_delimiter(str_or_empty(s->peek.delimiter)),
				 s->choice.map_text ? s->peek.encoding : NULL };

	stop_counting(s, NOT_COUNTED);
	s->rows = 0;
	s->why[0] = '\0';
	s->fd = open(s->choice.file, O_RDONLY | O_CLOEXEC);
	if (s->fd < 0)
		err_set(&err, ERR_IO, "%s", strerror(errno));
	if (s->fd < 0 || !csv_begin(&s->csv, s->choice.file, s->fd, &d, &err)) {
		count_fails(s, &err);
		return;
	}
	s->counting = COUNT_LOOKING;
	app->working = true;
}

static bool is_empty(const struct csv *csv)
{
	for (size_t i = 0; i < csv->n; i++)
		if (*csv->cells[i].text)
			return false;
	return true;
}

/* Whether the first row holds the columns' names. */
static bool is_header(const struct mapping *s)
{
	if (s->csv.n != s->peek.n_columns)
		return false;
	for (size_t i = 0; i < s->csv.n; i++)
		if (!str_eq(s->csv.cells[i].text, s->peek.columns[i]))
			return false;
	return true;
}

static bool count_row(struct mapping *s, bool *first)
{
	struct err err = ERR_INIT;
	enum csv_step step = csv_next(&s->csv, &err);

	if (step == CSV_FAIL)
		count_fails(s, &err);
	else if (step == CSV_END)
		stop_counting(s, COUNTED);
	else if (step == CSV_BAD || !(is_empty(&s->csv) || (*first && is_header(s))))
		s->rows++;
	*first = false;
	return s->counting == COUNT_READING;
}

static enum work count(struct app *app, void *state)
{
	struct mapping *s = state;
	struct err err = ERR_INIT;
	int64_t until = boot_now() + COUNT_MS;
	char sha[65];
	bool more;

	(void)app;
	if (s->counting != COUNT_LOOKING && s->counting != COUNT_READING)
		return WORK_NONE;
	if (s->counting == COUNT_LOOKING) {
		if (!csv_look(&s->csv, &more, sha, &err)) {
			count_fails(s, &err);
			return WORK_SHOW;
		}
		if (more)
			return WORK_MORE;
		s->counting = COUNT_READING;
	}
	bool first = s->rows == 0;
	for (int i = 1; count_row(s, &first); i++)
		if (i % 64 == 0 && boot_now() >= until)
			return WORK_MORE;
	return WORK_SHOW;
}

/* --- reading --- */

static bool look(struct app *app, struct mapping *s, struct err *err)
{
	const struct import_options o = { .file = s->choice.file,
					  .map_file = s->choice.map_file,
					  .map_text = s->choice.map_text,
					  .map_n = s->choice.map_n };

	import_peek_release(&s->peek);
	if (!import_peek(app->clinic, &o, ROWS_SHOWN, &s->peek, err))
		return false;
	s->left = 0;
	begin_counting(app, s);
	return true;
}

static bool open_map(struct app *app, void *state, void *arg, struct err *err)
{
	struct mapping *s = state;

	s->fd = -1;
	s->choice.file = mem_strdup(arg);
	if (look(app, s, err))
		return true;
	/* The file is named by what is chosen. */
	err->line = 0;
	import_peek_release(&s->peek);
	import_choice_release(&s->choice);
	return false;
}

static void close_map(void *state)
{
	struct mapping *s = state;

	stop_counting(s, NOT_COUNTED);
	import_peek_release(&s->peek);
	import_choice_release(&s->choice);
}

bool import_open_map(struct app *app, const char *file)
{
	return app_push(app, &import_map_screen, (void *)(uintptr_t)file);
}

static void use_map(struct app *app, struct mapping *s, const char *file, struct str *text)
{
	struct err err = ERR_INIT;

	free(s->choice.map_text);
	s->choice.map_n = text->len;
	s->choice.map_text = str_steal(text);
	str_replace(&s->choice.map_file, file);
	if (!look(app, s, &err))
		app_error(app, &err);
}

static void read_map(struct app *app, struct mapping *s, const char *file)
{
	struct err err = ERR_INIT;
	struct str text;

	str_init(&text);
	if (file_read(file, MAP_BYTES_MAX, &text, &err))
		use_map(app, s, file, &text);
	else
		app_error(app, &err);
	str_release(&text);
}

void import_take_map(struct app *app, const char *file)
{
	if (app_top(app)->screen == &import_map_screen)
		read_map(app, app_top(app)->state, file);
}

/* --- commands --- */

static void choose_map(struct app *app, void *state)
{
	(void)state;
	import_choose(app, true);
}

static void read_again(struct app *app, void *state)
{
	struct mapping *s = state;
	struct err err = ERR_INIT;
	char *map = mem_strdup(s->choice.map_file);

	if (map)
		read_map(app, s, map);
	else if (!look(app, s, &err))
		app_error(app, &err);
	else
		app_say(app, _("read again"));
	free(map);
}

static void toggle_skip(struct app *app, void *state)
{
	struct mapping *s = state;

	s->choice.skip = !s->choice.skip;
	if (s->choice.skip)
		app_say(app, _("lines with errors are left out, the others imported"));
	else
		app_say(app, _("one line with an error refuses the whole file"));
}

/* What keeps it from being imported, or NULL; `map_only`: what keeps it from being tried. */
static const char *obstacle(const struct mapping *s, bool map_only)
{
	if (s->peek.why)
		return s->peek.why;
	if (map_only)
		return NULL;
	if (s->counting == COUNT_FAILED)
		return s->why;
	if (s->counting != COUNTED)
		return _("the rows are still being counted");
	return s->rows ? NULL : _("there are no rows to import");
}

static void try(struct app *app, void *state)
{
	struct mapping *s = state;

	s->choice.rows = s->rows;
	if (obstacle(s, true))
		app_refuse(app, "%s", obstacle(s, true));
	else
		import_run_choice(app, &s->choice, true);
}

static void go_on(struct app *app, void *state)
{
	struct mapping *s = state;

	s->choice.rows = s->rows;
	if (s->peek.why)
		choose_map(app, state);
	else if (obstacle(s, false))
		app_refuse(app, "%s", obstacle(s, false));
	else if (import_is_free(app))
		import_ask_rows(app, &s->choice);
}

/* --- writing the map --- */

static void write_to(struct app *app, struct mapping *s, const char *path)
{
	struct err err = ERR_INIT;
	struct str text;
	char *shown = path_shown(path);

	str_init(&text);
	str_add(&text, s->peek.map);
	if (file_write(path, text.p, text.len, &err)) {
		use_map(app, s, path, &text);
		app_say(app, _("written to %s; edit it, then r reads it again"), shown);
	} else {
		app_error(app, &err);
	}
	str_release(&text);
	free(shown);
}

/* "clients.csv" has its map in "clients.map.yaml". */
static char *map_path(const char *file)
{
	const char *dot = strrchr(path_name(file), '.');

	return mem_printf("%.*s.map.yaml", dot ? (int)(dot - file) : (int)strlen(file), file);
}

static void write_answer(struct app *app, void *data, const char *key, const char *text)
{
	struct layer *top = app_top(app);

	(void)text;
	if (!key || top->screen != &import_map_screen)
		return;
	if (strcmp(key, "use") == 0)
		read_map(app, top->state, data);
	else
		write_to(app, top->state, data);
}

static void write_map(struct app *app, void *state)
{
	struct mapping *s = state;
	struct pick p;

	if (!s->peek.map) {
		app_refuse(app, _("there is no map to write: the columns were not understood"));
		return;
	}
	char *path = map_path(s->choice.file);
	if (!file_exists(path)) {
		write_to(app, s, path);
		free(path);
		return;
	}
	char *shown = path_shown(path);
	char *title = mem_printf(_("%s is there already"), path_name(shown));
	pick_init(&p, title);
	pick_add(&p, "use", _("use the one that is there"), NULL, NULL);
	pick_add(&p, "replace", _("write this one over it"), NULL, NULL);
	p.deliberate = true;
	p.data = path;
	p.free_data = free;
	p.done = write_answer;
	pick_open(app, &p);
	free(title);
	free(shown);
}

/* --- drawing --- */

/* What the list above the table has: the fields, then what is left out; in the plain layout the
 * first row follows, a cell a line, in place of the table. */
static int rows_of_map(const struct mapping *s)
{
	return (int)s->peek.n_fields + (s->peek.left_out && *s->peek.left_out);
}

static void prepare_map(struct app *app, void *state, int rows, int cols)
{
	struct mapping *s = state;
	char number[32];
	int n = rows_of_map(s);
	bool plain = app->canvas.plain;

	(void)cols;
	if (plain && s->peek.n_rows)
		n += (int)s->peek.n_columns;
	int height = plain ? rows - 2 : (rows - 4) * 2 / 3;
	list_resize(&s->list, n, n < height ? n : height);
	list_select(&s->list, s->list.selected);
	str_number(number, sizeof(number), (int64_t)s->rows);
	if (s->peek.why)
		snprintf(s->enter, sizeof(s->enter), "%s", _("CHOOSE A MAP"));
	else if (s->counting == COUNTED)
		snprintf(s->enter, sizeof(s->enter),
			 ngettext("IMPORT %s ROW", "IMPORT %s ROWS", (unsigned long)s->rows),
			 number);
	else
		s->enter[0] = '\0';
}

static const char *what_label(const struct mapping *s)
{
	if (str_eq(s->peek.what, "visits"))
		return _("visits");
	return str_eq(s->peek.what, "tasks") ? _("to-dos") : _("patients");
}

static const char *delimiter_label(const struct mapping *s)
{
	static const char *const names[] = { N_("comma"), N_("semicolon"), N_("tab"), N_("bar"),
					     N_("spaces") };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (str_eq(s->peek.delimiter, names[i]))
			return _(names[i]);
	return str_or_empty(s->peek.delimiter);
}

static void draw_top(const struct mapping *s, struct canvas *c, struct rect area)
{
	char number[32];
	struct str t;
	int x = 1;

	str_init(&t);
	str_number(number, sizeof(number), (int64_t)s->rows);
	if (s->peek.what)
		str_addf(&t, "%s · ", what_label(s));
	if (s->counting == COUNTED || s->counting == COUNT_FAILED)
		str_addf(&t, ngettext("%s row", "%s rows", (unsigned long)s->rows), number);
	else
		str_add(&t, _("counting the rows"));
	x += canvas_text(c, area, 0, x, area.cols - text_width(t.p) - 5, STYLE_HEADING,
			 path_name(s->choice.file)) +
	     2;
	canvas_text(c, area, 0, x, area.cols - x - 1, STYLE_NORMAL, t.p);
	str_clear(&t);
	str_addf(&t, "%s · %s", str_or_empty(s->peek.encoding), delimiter_label(s));
	if (s->choice.map_file)
		str_addf(&t, " · %s", path_name(s->choice.map_file));
	else if (s->peek.map)
		str_addf(&t, " · %s", _("guessed map"));
	str_addf(&t, " · %s: %s", _("on error"),
		 s->choice.skip ? _("leave the line out") : _("stop"));
	if (s->counting == COUNT_FAILED && !s->peek.why)
		canvas_printf(c, area, 1, 1, STYLE_ALERT, "! %s", s->why);
	else
		canvas_text(c, area, 1, 1, area.cols - 2, STYLE_NORMAL, t.p);
	str_release(&t);
}

/* Why there is no map; returns the lines it took. */
static int draw_why(const struct mapping *s, struct canvas *c, struct rect area)
{
	char *why = mem_printf("! %s", s->peek.why);
	int cols = area.cols - 2;

	int y = canvas_wrapped(c, area, 0, 1, cols, STYLE_ALERT, why);
	free(why);
	return canvas_wrapped(c, area, y, 1, cols, STYLE_NORMAL,
			      _("A map file tells what the columns are: m chooses one. The manual, "
				"revisit(1), says "
				"how it is written."));
}

static int widest_columns(const struct mapping *s, int cols)
{
	int widest = 8;

	for (size_t i = 0; i < s->peek.n_fields; i++) {
		int w = text_width(s->peek.fields[i].columns);
		if (w > widest)
			widest = w;
	}
	return widest < cols / 3 ? widest : cols / 3;
}

static void draw_field(const struct mapping *s, struct canvas *c, struct rect line, int row,
		       int wide)
{
	bool on = row == s->list.selected;
	enum style style = canvas_row(c, line, row, on);
	const char *arrow = c->ascii || c->plain ? "->" : "→";

	if (on)
		canvas_cursor(c, line, 0, 0, false);
	if (row >= rows_of_map(s)) {
		int column = row - rows_of_map(s);
		canvas_printf(c, line, 0, 2, style, "%s %s = %s", _("first row:"),
			      s->peek.columns[column], s->peek.cells[column]);
		return;
	}
	if (row >= (int)s->peek.n_fields) {
		canvas_printf(c, line, 0, 2, style, "%s: %s", _("left out"), s->peek.left_out);
		return;
	}
	const struct import_peek_field *f = &s->peek.fields[row];
	if (c->plain) {
		canvas_printf(c, line, 0, 2, style, "%s %s %s%s%s", f->columns, arrow, f->field,
			      *f->how ? ", " : "", f->how);
		return;
	}
	int x = 2;
	canvas_text(c, line, 0, x, wide, style, f->columns);
	x += wide + 1;
	x += canvas_text(c, line, 0, x, -1, style, arrow) + 1;
	canvas_text(c, line, 0, x, 26, style, f->field);
	canvas_text(c, line, 0, x + 27, -1, style, f->how);
}

static int column_width(const struct mapping *s, size_t column)
{
	int widest = text_width(s->peek.columns[column]);

	for (size_t i = 0; i < s->peek.n_rows; i++) {
		int w = text_width(s->peek.cells[i * s->peek.n_columns + column]);
		if (w > widest)
			widest = w;
	}
	return widest < 2 ? 2 : widest < CELL_COLS ? widest : CELL_COLS;
}

/* The first rows, from the column `left` on. */
static void draw_table(const struct mapping *s, struct canvas *c, struct rect area)
{
	const struct import_peek *p = &s->peek;
	size_t i = s->left;
	size_t drawn = 0;

	for (int x = 2; i < p->n_columns && x < area.cols - 1; i++) {
		int w = column_width(s, i);
		int room = w < area.cols - x - 1 ? w : area.cols - x - 1;
		canvas_text(c, area, 1, x, room, STYLE_HEADING, p->columns[i]);
		for (size_t r = 0; r < p->n_rows && (int)r + 2 < area.rows; r++)
			canvas_text(c, area, (int)r + 2, x, room, STYLE_NORMAL,
				    p->cells[r * p->n_columns + i]);
		drawn += x + w <= area.cols - 1;
		x += w + 2;
	}
	canvas_hline(c, area, 0, 0, area.cols);
	if (drawn < p->n_columns) {
		char text[100];
		snprintf(text, sizeof(text), _(" columns %zu to %zu of %zu: Left, Right "),
			 s->left + 1, s->left + (drawn ? drawn : 1), p->n_columns);
		canvas_right(c, area, 0, area.cols - 2, STYLE_HEADING, text);
	}
}

static void draw_map(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	const struct mapping *s = state;
	struct rect rest = {
		.y = area.y + 2, .x = area.x, .rows = area.rows - 2, .cols = area.cols
	};
	int wide = widest_columns(s, area.cols);
	int y = 0;

	(void)app;
	draw_top(s, c, area);
	canvas_cursor(c, area, 0, 0, false);
	if (s->peek.why)
		y = draw_why(s, c, rest);
	for (int i = 0; i < s->list.height && s->list.top + i < s->list.n && y < rest.rows; i++) {
		struct rect line = { .y = rest.y + y, .rows = 1, .cols = rest.cols };
		draw_field(s, c, line, s->list.top + i, wide);
		y++;
	}
	if (c->plain)
		return;
	struct rect table = {
		.y = rest.y + y, .x = area.x, .rows = rest.rows - y, .cols = area.cols
	};
	if (table.rows >= 3)
		draw_table(s, c, table);
}

/* --- keys --- */

static bool map_key(struct app *app, void *state, const struct key *key)
{
	struct mapping *s = state;

	(void)app;
	if (key->kind == KEY_RIGHT) {
		s->left += s->left + 1 < s->peek.n_columns;
		return true;
	}
	if (key->kind == KEY_LEFT) {
		s->left -= s->left > 0;
		return true;
	}
	return list_key(&s->list, key, true);
}

static const char *map_enter(const struct app *app, const void *state)
{
	const struct mapping *s = state;

	(void)app;
	return s->enter[0] ? s->enter : NULL;
}

static const struct command commands[] = {
	{ .name = "import-start",
	  .keys = "enter",
	  .help = N_("Import the rows; asks with their number"),
	  .needs = WRITES,
	  .run = go_on },
	{ .name = "import-try",
	  .keys = "t",
	  .digit = 1,
	  .label = N_("try"),
	  .help = N_("Try it: everything but the storing, with the same report"),
	  .run = try },
	{ .name = "import-map",
	  .keys = "m",
	  .digit = 2,
	  .label = N_("map file"),
	  .help = N_("Choose a map file that tells what the columns are"),
	  .run = choose_map },
	{ .name = "import-write-map",
	  .keys = "w",
	  .digit = 3,
	  .label = N_("write the map"),
	  .help = N_("Write the map beside the table, to be edited"),
	  .run = write_map },
	{ .name = "import-read-again",
	  .keys = "r",
	  .digit = 4,
	  .label = N_("read again"),
	  .help = N_("Read the table and its map again"),
	  .run = read_again },
	{ .name = "import-on-error",
	  .keys = "e",
	  .digit = 5,
	  .label = N_("on error"),
	  .help = N_("Lines with errors: one stops everything, or they are left out"),
	  .run = toggle_skip },
	COMMAND_END,
};

static const struct help_text help[] = {
	{ N_("Left, Right"), N_("Another part of the rows shown") },
	{ 0 },
};

const struct screen import_map_screen = {
	.name = "import-map",
	.title = N_("Columns"),
	.commands = commands,
	.help = help,
	.state_size = sizeof(struct mapping),
	.open = open_map,
	.close = close_map,
	.prepare = prepare_map,
	.draw = draw_map,
	.work = count,
	.key = map_key,
	.enter = map_enter,
};
