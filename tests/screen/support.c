#include "support.h"

#include "revisit/clinic/calls.h"
#include "revisit/clinic/merge.h"
#include "revisit/clinic/messages.h"

#include "revisit/base/file.h"
#include "revisit/base/str.h"
#include "revisit/base/yaml.h"
#include "revisit/clinic/patients.h"
#include "revisit/clinic/tasks.h"
#include "revisit/clinic/visits.h"
#include "revisit/screen/screens.h"
#include "revisit/text/utf8.h"

#include <ftw.h>
#include <unistd.h>
#include <wchar.h>

bool stage_open(struct stage *s, struct err *err)
{
	const struct clinic_options o = {
		.folder = s->folder, .staff = s->staff, .today = s->today, .seed = 1,
		.check = screens_check
	};

	s->opened = clinic_open(&s->clinic, &o, err);
	return s->opened;
}

void stage_close(struct stage *s)
{
	if (s->started) {
		screens_end(&s->app);
		app_release(&s->app);
		input_free(s->input);
	}
	if (s->opened)
		clinic_close(&s->clinic);
	s->started = s->opened = false;
}

/* --- what must hold of every drawing --- */

static void wrong(struct stage *s, int y, int x, const char *what)
{
	if (!s->problem[0])
		snprintf(s->problem, sizeof(s->problem), "row %d, column %d: %s", y, x, what);
}

/* What a terminal makes of a cell's bytes, by the C library and not by our own tables. */
static int terminal_width(const char *bytes)
{
	size_t n = strlen(bytes);
	int width = 0;

	for (size_t i = 0; i < n;) {
		uint32_t cp;
		size_t k = utf8_decode(bytes + i, n - i, &cp);
		int w = k ? wcwidth((wchar_t)cp) : -1;
		if (w < 0)
			return -1;
		width += w;
		i += k;
	}
	return width;
}

static void check_row(struct stage *s, int y)
{
	const struct canvas *c = &s->app.canvas;

	for (int x = 0; x < c->cols; x++) {
		const struct cell *cell = &c->cells[y * c->cols + x];
		bool right_half = x > 0 && cell[-1].width == 2;
		if (cell->style >= STYLE_COUNT)
			wrong(s, y, x, "no such style");
		if (right_half) {
			if (cell->width != 0 || cell->bytes[0])
				wrong(s, y, x, "something stands in half of a wide character");
			continue;
		}
		if (cell->width < 1 || cell->width > 2)
			wrong(s, y, x, "half of a wide character stands alone");
		else if (x + cell->width > c->cols)
			wrong(s, y, x, "a wide character hangs over the edge");
		else if (terminal_width(cell->bytes) != cell->width)
			wrong(s, y, x,
			      "a terminal would not draw this as wide as the canvas thinks");
	}
}

static enum style cell_style(const struct canvas *c, int y, int x)
{
	return (enum style)c->cells[y * c->cols + x].style;
}

static bool begins_at(const struct canvas *c, int y, int x, enum style style)
{
	const struct cell *row = &c->cells[y * c->cols];

	return row[x].style == style && (x == 0 || row[x - 1].style != style);
}

/* The text of the row from x on, as far as its style goes, or (from 0) to x. */
static void part_of(const struct canvas *c, int y, int from, int to, struct str *out)
{
	str_clear(out);
	for (int x = from; x < to; x++)
		str_add(out, c->cells[y * c->cols + x].bytes);
}

static int style_ends(const struct canvas *c, int y, int x)
{
	enum style style = (enum style)c->cells[y * c->cols + x].style;

	while (x < c->cols && c->cells[y * c->cols + x].style == style)
		x++;
	return x;
}

/* In one colour, or none, everything marked still carries a sign or a word: what is chosen a ">",
 * what must be seen a "!", "*" or words, the tab one is on its brackets. */
static void check_signs(struct stage *s, int y)
{
	const struct canvas *c = &s->app.canvas;
	/* What looks out from behind a popup is not chosen now. */
	bool behind = s->app.stack[s->app.depth - 1].screen->popup;
	struct str text;

	str_init(&text);
	for (int x = 0; x < c->cols && c->cols >= 40; x++) {
		int end = style_ends(c, y, x);
		if (begins_at(c, y, x, STYLE_SELECTED) && !(behind && end == c->cols)) {
			part_of(c, y, 0, end, &text);
			bool goes_on = y > 0 && cell_style(c, y - 1, x) == STYLE_SELECTED;
			if (!strchr(text.p, '>') && !goes_on)
				wrong(s, y, x, "only its colour tells that this is chosen");
		}
		if (begins_at(c, y, x, STYLE_ALERT) && !behind) {
			part_of(c, y, x, end, &text);
			if (text.p[strspn(text.p, " ")] == '\0')
				wrong(s, y, x, "an alert that is a colour and no text");
		}
		if (begins_at(c, y, x, STYLE_TAB) && y == 0 && c->cols >= 60) {
			part_of(c, y, x, end, &text);
			if (text.p[0] != '[')
				wrong(s, y, x, "only its colour tells which tab this is");
		}
	}
	str_release(&text);
}

static void check_canvas(struct stage *s)
{
	const struct canvas *c = &s->app.canvas;

	for (int y = 0; y < c->rows; y++)
		check_row(s, y);
	for (int y = 0; y < c->rows; y++)
		check_signs(s, y);
	if (c->rows != s->rows || c->cols != s->cols)
		wrong(s, 0, 0, "the canvas has another size than the terminal");
	if (c->cursor_y < -1 || c->cursor_y >= c->rows || c->cursor_x < -1 ||
	    c->cursor_x >= c->cols)
		wrong(s, c->cursor_y, c->cursor_x, "the cursor is outside");
	if (c->cursor_y < 0 && c->rows >= 10 && c->cols >= 40)
		wrong(s, 0, 0, "the cursor is nowhere");
	if (c->plain && c->rows > 0)
		for (int i = 0; i < c->rows * c->cols; i++)
			if (c->cells[i].style == STYLE_FRAME)
				wrong(s, i / c->cols, i % c->cols, "a frame in the plain layout");
	if (c->ascii)
		for (int i = 0; i < c->rows * c->cols; i++)
			if (c->cells[i].style == STYLE_FRAME && (c->cells[i].bytes[0] & 0x80))
				wrong(s, i / c->cols, i % c->cols, "a frame that is not ASCII");
}

static void draw(struct stage *s)
{
	app_draw(&s->app);
	check_canvas(s);
}

/* --- the loop, as screens.c has it --- */

static void drain(struct stage *s)
{
	struct key key;

	while (!s->app.quit && input_next(s->input, s->now, &key))
		app_key(&s->app, &key);
	if (s->app.quit)
		return;
	app_tick(&s->app);
	draw(s);
	while (s->app.working)
		if (app_work(&s->app))
			draw(s);
}

void stage_start(struct stage *s)
{
	s->input = input_new();
	app_init(&s->app, &s->clinic, s->rows, s->cols);
	s->app.canvas.ascii = s->ascii;
	s->app.canvas.plain = s->plain;
	s->app.no_han = s->no_han;
	screens_begin(&s->app);
	s->started = true;
	draw(s);
	while (s->app.working)
		if (app_work(&s->app))
			draw(s);
}

void stage_bytes(struct stage *s, const char *bytes, size_t n)
{
	input_feed(s->input, bytes, n, s->now);
	drain(s);
}

void stage_wait(struct stage *s, int ms)
{
	int undecided;

	/* As poll() wakes the loop: when something becomes certain, then when the time is over. */
	while ((undecided = input_wait(s->input, s->now)) >= 0 && undecided < ms) {
		int step = undecided > 0 ? undecided : 1;
		s->now += step;
		ms -= step;
		drain(s);
	}
	s->now += ms;
	drain(s);
}

void stage_size(struct stage *s, int rows, int cols)
{
	s->rows = rows;
	s->cols = cols;
	if (!s->started)
		return;
	app_resize(&s->app, rows, cols);
	draw(s);
}

int stage_behind(struct stage *s, int steps)
{
	int done = 0;

	for (; done < steps && s->app.behind_works; done++)
		if (app_work_behind(&s->app))
			draw(s);
	draw(s);
	return done;
}

static const char *sequence(const struct key *key)
{
	static const char *const function[] = {
		"",         "\033OP",   "\033OQ",   "\033OR",   "\033OS",   "\033[15~", "\033[17~",
		"\033[18~", "\033[19~", "\033[20~", "\033[21~", "\033[23~", "\033[24~",
	};
	static const char *const of_kind[] = {
		[KEY_ENTER] = "\r",       [KEY_ESC] = "\033",        [KEY_TAB] = "\t",
		[KEY_BACKTAB] = "\033[Z", [KEY_BACKSPACE] = "\177",  [KEY_DELETE] = "\033[3~",
		[KEY_INSERT] = "\033[2~", [KEY_UP] = "\033[A",       [KEY_DOWN] = "\033[B",
		[KEY_RIGHT] = "\033[C",   [KEY_LEFT] = "\033[D",     [KEY_HOME] = "\033[H",
		[KEY_END] = "\033[F",     [KEY_PAGE_UP] = "\033[5~", [KEY_PAGE_DOWN] = "\033[6~",
		[KEY_RESIZE] = NULL,
	};

	if (key->kind == KEY_F)
		return key->cp < ARRAY_SIZE(function) ? function[key->cp] : "";
	return str_or_empty(of_kind[key->kind]);
}

void stage_press(struct stage *s, const struct key *key)
{
	char utf8[4];
	size_t n;

	if (key->kind == KEY_TEXT) {
		n = utf8_encode(key->cp, utf8);
		stage_bytes(s, utf8, n);
	} else if (key->kind == KEY_CTRL) {
		utf8[0] = (char)(key->cp & 0x1f);
		stage_bytes(s, utf8, 1);
	} else {
		stage_bytes(s, sequence(key), strlen(sequence(key)));
	}
	s->presses++;
	/* A lone Esc is certain after 75 ms; a burst is one of 20 ms. */
	stage_wait(s, 120);
}

void stage_paste(struct stage *s, const char *text)
{
	struct str bytes;

	str_init(&bytes);
	str_addf(&bytes, "\033[200~%s\033[201~", text);
	stage_bytes(s, bytes.p, bytes.len);
	stage_wait(s, 120);
	str_release(&bytes);
}

/* --- preparing a clinic --- */

/* Calls set(name, value) for every "name=value" between semicolons. */
static bool each_value(struct desk *d, void *row, char *rest,
		       bool (*set)(struct desk *d, void *row, const char *name, const char *value,
				   struct err *err),
		       struct err *err)
{
	while (*rest) {
		size_t n = strcspn(rest, ";");
		char *next = rest + n + (rest[n] ? 1 : 0);
		rest[n] = '\0';
		rest += strspn(rest, " ");
		char *equals = strchr(rest, '=');
		if (!equals)
			return err_set(err, ERR_USAGE, "no value in '%s'", rest);
		*equals = '\0';
		if (!set(d, row, rest, equals + 1, err))
			return false;
		rest = next;
	}
	return true;
}

static bool set_patient(struct desk *d, void *row, const char *name, const char *value,
			struct err *err)
{
	return draft_set(d->clinic, row, name, '=', value, err);
}

static bool set_visit(struct desk *d, void *row, const char *name, const char *value,
		      struct err *err)
{
	return visit_set(d->clinic, row, name, value, err);
}

static bool save_patient(struct desk *d, int64_t id, char *rest, struct err *err)
{
	struct patient_draft draft;
	bool changed;

	if (id == 0)
		draft_init(d->clinic, &draft);
	else if (!draft_load(d->clinic, id, &draft, err))
		return false;
	bool ok = each_value(d, &draft, rest, set_patient, err) &&
		  patient_save(d->clinic, &draft, &changed, err);
	d->patient = draft.p.row.id;
	draft_release(&draft);
	return ok;
}

static bool setup_patient(struct desk *d, char *rest, struct err *err)
{
	return save_patient(d, 0, rest, err);
}

static bool setup_edit(struct desk *d, char *rest, struct err *err)
{
	return save_patient(d, d->patient, rest, err);
}

static bool setup_for(struct desk *d, char *rest, struct err *err)
{
	return patient_by_chart(d->clinic, rest, &d->patient, err);
}

static bool setup_visit(struct desk *d, char *rest, struct err *err)
{
	struct visit v;
	bool changed;

	record_init(&record_visit, &v);
	v.patient = d->patient;
	bool ok =
		each_value(d, &v, rest, set_visit, err) && visit_save(d->clinic, &v, &changed, err);
	d->visit = v.row.id;
	record_release(&record_visit, &v);
	return ok;
}

static bool setup_step(struct desk *d, char *rest, struct err *err)
{
	for (int i = 0; visit_status_choices[i].key; i++)
		if (strcmp(visit_status_choices[i].key, rest) == 0)
			return visit_step(d->clinic, d->visit, (enum visit_status)i, NULL, err);
	return err_set(err, ERR_USAGE, "no such status");
}

static bool setup_tag(struct desk *d, char *rest, struct err *err)
{
	bool changed;

	return tag_add(d->clinic, d->patient, rest, DAY_NONE, &changed, err);
}

static bool setup_note(struct desk *d, char *rest, struct err *err)
{
	return note_add(d->clinic, d->patient, rest, err);
}

static bool setup_alert(struct desk *d, char *rest, struct err *err)
{
	return alert_add(d->clinic, d->patient, false, rest, DAY_NONE, err);
}

static bool setup_task(struct desk *d, char *rest, struct err *err)
{
	struct task t;

	record_init(&record_task, &t);
	t.patient = d->patient;
	bool ok = task_parse(d->clinic, rest, &t, err) && task_add(d->clinic, &t, err);
	record_release(&record_task, &t);
	return ok;
}

/* "KEEP LOSE": as the comparison suggests. */
static bool setup_merge(struct desk *d, char *rest, struct err *err)
{
	struct merge_preview p;
	char keep[20];
	char lose[20];
	int64_t ids[2];

	if (sscanf(rest, "%19s %19s", keep, lose) != 2)
		return err_set(err, ERR_USAGE, "merge KEEP LOSE");
	if (!patient_by_chart(d->clinic, keep, &ids[0], err) ||
	    !patient_by_chart(d->clinic, lose, &ids[1], err) ||
	    !clinic_merge_preview(d->clinic, ids[0], ids[1], &p, err))
		return false;
	bool ok = clinic_merge(d->clinic, &p, err);
	merge_preview_release(&p);
	return ok;
}

/* "PATH N": a file of the home folder, until so many rows are stored. */
static bool setup_import(struct desk *d, char *rest, struct err *err)
{
	const struct import_progress none = { 0 };
	struct import_progress p = none;
	char *path;
	char name[100];
	size_t rows;

	if (sscanf(rest, "%99s %zu", name, &rows) != 2)
		return err_set(err, ERR_USAGE, "import FILE ROWS");
	path = path_join(getenv("HOME"), name);
	d->import = import_new(d->clinic, &(struct import_options){ .file = path });
	free(path);
	while ((p.phase != IMPORT_PHASE_STORING || p.done < rows) &&
	       import_step(d->import, 1) == IMPORT_MORE)
		p = import_progress(d->import);
	return p.phase == IMPORT_PHASE_STORING || err_set(err, ERR_USAGE, "the import has ended");
}

static bool setup_finish(struct desk *d, char *rest, struct err *err)
{
	(void)rest;
	while (import_step(d->import, 10) == IMPORT_MORE)
		;
	bool ok = import_result(d->import, err) != NULL;
	import_free(d->import);
	d->import = NULL;
	return ok;
}

/* As if the program had ended there. */
static bool setup_break(struct desk *d, char *rest, struct err *err)
{
	(void)rest;
	(void)err;
	import_free(d->import);
	d->import = NULL;
	return true;
}

static bool setup_demo(struct desk *d, char *rest, struct err *err)
{
	return store_meta_set(&d->clinic->store, "demo", rest, err);
}

/* "LIST": has the patient on the line until "release". */
static bool setup_take(struct desk *d, char *rest, struct err *err)
{
	struct call_list_info l;
	struct claim k;

	if (!calls_list(d->clinic, rest, &l, err))
		return false;
	bool ok = call_take(d->clinic, &l, d->patient, true, false, &k, err);
	call_list_info_release(&l);
	if (!ok)
		return false;
	d->claim = k.id;
	claim_release(&k);
	return true;
}

static bool setup_release(struct desk *d, char *rest, struct err *err)
{
	(void)rest;
	return call_release(d->clinic, d->claim, err);
}

/* "LIST OUTCOME": rang the patient. */
static bool setup_call(struct desk *d, char *rest, struct err *err)
{
	struct call_result r = { .day = DAY_NONE, .minute = MINUTE_NONE, .score = -1 };
	char *blank = strchr(rest, ' ');

	if (!blank)
		return err_set(err, ERR_USAGE, "call LIST OUTCOME");
	*blank = '\0';
	r.outcome = blank + 1;
	return setup_take(d, rest, err) && call_outcome(d->clinic, d->claim, &r, NULL, err);
}

/* "wechat recall": waits to be sent to the last patient. */
static bool setup_message(struct desk *d, char *rest, struct err *err)
{
	char *blank = strchr(rest, ' ');
	struct message m;

	if (!blank)
		return err_set(err, ERR_USAGE, "message CHANNEL TEMPLATE");
	*blank = '\0';
	record_init(&record_message, &m);
	m.patient = d->patient;
	m.channel = mem_strdup(rest);
	m.template = mem_strdup(blank + 1);
	bool ok = message_make(d->clinic, &m, err);
	record_release(&record_message, &m);
	return ok;
}

static const struct {
	const char *name;
	bool (*run)(struct desk *d, char *rest, struct err *err);
} setups[] = {
	{ "demo", setup_demo },
	{ "patient", setup_patient }, { "edit", setup_edit },   { "for", setup_for },
	{ "visit", setup_visit },     { "step", setup_step },   { "tag", setup_tag },
	{ "note", setup_note },       { "alert", setup_alert }, { "task", setup_task },
	{ "merge", setup_merge },     { "take", setup_take },   { "release", setup_release },
	{ "call", setup_call },     { "message", setup_message },
	{ "import", setup_import },   { "finish", setup_finish }, { "break", setup_break },
};

bool desk_line(struct desk *d, const char *name, char *text, struct err *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(setups); i++) {
		if (strcmp(setups[i].name, name) != 0)
			continue;
		setups[i].run(d, text, err);
		return true;
	}
	return false;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

void folder_remove(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Takes out the section that `line` says anew. */
static void drop_section(struct str *yaml, const char *line)
{
	char *key = mem_printf("\n%.*s", (int)strcspn(line, ":") + 1, line);
	char *from = strstr(yaml->p, key);
	char *to = from ? strchr(from + 1, '\n') : NULL;

	free(key);
	while (to && strchr(" \n", to[1]) && to[1])
		to = strchr(to + 1, '\n');
	if (!to)
		return;
	char *rest = mem_strdup(to);
	str_cut(yaml, (size_t)(from - yaml->p));
	str_add(yaml, rest);
	free(rest);
}

bool setting_say(const char *path, const char *section, const char *line, struct err *err)
{
	struct str yaml;
	struct str out;

	str_init(&yaml);
	str_init(&out);
	bool ok = file_read(path, YAML_MAX_BYTES, &yaml, err);
	char *key = mem_printf("\n%s:\n", section ? section : "");
	char *at = section ? strstr(str_or_empty(yaml.p), key) : NULL;
	if (at) {
		str_addn(&out, yaml.p, (size_t)(at - yaml.p) + strlen(key));
		str_addf(&out, "  %s\n%s", line, at + strlen(key));
	} else if (ok) {
		drop_section(&yaml, line);
		str_addf(&out, "%s%s\n", yaml.p, line);
	}
	ok = ok && file_write(path, out.p, out.len, err);
	free(key);
	str_release(&out);
	str_release(&yaml);
	return ok;
}
