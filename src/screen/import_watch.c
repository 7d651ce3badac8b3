/* The import that goes on, and its report when it has ended. */
#include "importing.h"

#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/text/width.h"
#include "revisit/ui/list.h"

enum { BAR_COLS = 50, PLACE_COLS = 12, TELL_ROWS = 3 };

struct watching {
	struct list list; /* of the problems */
	int head;         /* lines above them */
	char enter[100];
};

static const struct import_report *report(const struct importing *m)
{
	return import_problems(m->job);
}

/* A try or an import that came to its end. */
static bool is_import(const struct importing *m)
{
	return m->kind == IMPORTING || m->kind == IMPORT_TRYING;
}

/* --- while it goes on --- */

static void draw_bar(struct canvas *c, struct rect area, int y, const struct import_progress *p)
{
	int cols = area.cols - 12 < BAR_COLS ? area.cols - 12 : BAR_COLS;
	double share = p->total ? (double)p->done / (double)p->total : 0;
	struct str bar;

	if (cols < 10 || !p->total)
		return;
	int full = (int)(share * cols);
	if (c->plain) {
		canvas_printf(c, area, y, 2, STYLE_NORMAL, "%d %%", (int)(share * 100));
		return;
	}
	str_init(&bar);
	for (int i = 0; i < cols; i++)
		str_add(&bar, i < full ? (c->ascii ? "#" : "█") : c->ascii ? "." : "░");
	canvas_printf(c, area, y, 2, STYLE_NORMAL, "%s %3d %%", bar.p, (int)(share * 100));
	str_release(&bar);
}

static void draw_phases(const struct importing *m, struct canvas *c, struct rect area, int y,
			const struct import_progress *p)
{
	static const char *const names[] = { N_("reading"), N_("checking"), N_("storing") };
	int n = m->kind == IMPORT_TRYING ? 2 : 3;
	int x = 2;

	if (!is_import(m) || p->phase > IMPORT_PHASE_STORING)
		return;
	for (int i = 0; i < n; i++) {
		bool now = i == (int)p->phase;
		char text[60];
		snprintf(text, sizeof(text), now ? "[%d %s]" : " %d %s ", i + 1, _(names[i]));
		x += canvas_text(c, area, y, x, -1, now ? STYLE_HEADING : STYLE_NORMAL, text) + 1;
	}
}

static void draw_running(const struct importing *m, struct canvas *c, struct rect area)
{
	struct import_progress p = import_progress(m->job);
	struct str t;

	str_init(&t);
	import_headline(&t, m);
	canvas_text(c, area, 1, 2, area.cols - 3, STYLE_HEADING, t.p);
	draw_phases(m, c, area, 3, &p);
	str_clear(&t);
	import_progress_text(&t, &p);
	canvas_text(c, area, 5, 2, area.cols - 3, STYLE_NORMAL, t.p);
	draw_bar(c, area, 6, &p);
	if (m->cancelled)
		canvas_text(c, area, 8, 2, area.cols - 3, STYLE_NORMAL,
			    _("It was cancelled; the clinic becomes as it was before."));
	else
		canvas_text(c, area, 8, 2, area.cols - 3, STYLE_NORMAL,
			    _("Everything else works meanwhile. Esc asks whether to cancel."));
	canvas_cursor(c, area, 5, 0, false);
	str_release(&t);
}

/* --- the report --- */

static void count_text(struct str *out, const char *what, const struct import_count *n)
{
	char added[32];
	char changed[32];
	char same[32];

	str_number(added, sizeof(added), (int64_t)n->added);
	str_number(changed, sizeof(changed), (int64_t)n->changed);
	str_number(same, sizeof(same), (int64_t)n->same);
	str_addf(out, "%s: ", what);
	str_addf(out, _("%s added, %s changed, %s unchanged"), added, changed, same);
	str_addc(out, '\n');
}

static void outcome_text(struct str *out, const struct importing *m)
{
	const struct import_report *r = report(m);
	struct str name;

	str_init(&name);
	text_safe(&name, m->name, false);
	if (!m->ok && (m->kind == IMPORT_UNDOING_IT || m->err.code == ERR_FINDINGS))
		str_addf(out, "%s", m->err.msg);
	else if (!m->ok && m->err.line > 0)
		str_addf(out, _("! %s was refused: line %d: %s"), name.p, m->err.line, m->err.msg);
	else if (!m->ok)
		str_addf(out, _("! %s was refused: %s"), name.p, m->err.msg);
	else if (m->kind == IMPORT_UNDOING_IT)
		str_addf(out, _("the import of %s is undone"), name.p);
	else if (m->kind == IMPORT_TRYING)
		str_addf(out, "%s: %s", name.p,
			 _("nothing was stored: this is what would be done"));
	else
		str_addf(out, _("%s is imported (i%lld)"), name.p, (long long)r->import);
	str_addc(out, '\n');
	str_release(&name);
}

static void counts_text(struct str *out, const struct importing *m)
{
	const struct import_report *r = report(m);
	char rows[32];
	char bad[32];

	if (m->kind == IMPORT_UNDOING_IT)
		return;
	str_number(rows, sizeof(rows), (int64_t)r->rows);
	str_number(bad, sizeof(bad), (int64_t)r->skipped);
	if (r->rows)
		str_addf(out, _("rows: %s read, %s with errors\n"), rows, bad);
	if (!m->ok && is_import(m) && r->n_problems && !m->choice.skip)
		str_addf(out, "%s\n",
			 _("Esc, then e leaves lines with errors out and takes the rest."));
	if (!m->ok)
		return;
	count_text(out, _("patients"), &r->patients);
	if (str_eq(r->what, "visits"))
		count_text(out, _("visits"), &r->records);
	else if (str_eq(r->what, "tasks"))
		count_text(out, _("to-dos"), &r->records);
}

static void problems_heading(struct str *out, const struct import_report *r)
{
	char all[32];

	str_number(all, sizeof(all), (int64_t)r->n_found);
	if (r->n_found == 0)
		str_add(out, _("no problems"));
	else
		str_addf(out, ngettext("%s problem", "%s problems", (unsigned long)r->n_found),
			 all);
	if (r->n_problems < r->n_found)
		str_addf(out, _(", the first %zu are kept"), r->n_problems);
}

static void place_text(char *out, size_t size, const struct import_problem *p)
{
	if (p->line <= 0)
		snprintf(out, size, "-");
	else if (p->col > 0)
		snprintf(out, size, "%d:%d", p->line, p->col);
	else
		snprintf(out, size, "%d", p->line);
}

static int draw_problems(const struct watching *s, const struct import_report *r, struct canvas *c,
			 struct rect area)
{
	int y = 0;

	for (int i = 0; i < s->list.height && s->list.top + i < s->list.n && y < area.rows;
	     i++, y++) {
		const struct import_problem *p = &r->problems[s->list.top + i];
		bool on = s->list.top + i == s->list.selected;
		struct rect line = { .y = area.y + y, .rows = 1, .cols = area.cols };
		enum style style = canvas_row(c, line, s->list.top + i, on);
		char place[32];
		if (on)
			canvas_cursor(c, line, 0, 0, false);
		place_text(place, sizeof(place), p);
		canvas_text(c, line, 0, 2, PLACE_COLS, style, place);
		canvas_text(c, line, 0, 2 + PLACE_COLS, area.cols - PLACE_COLS - 3, style, p->text);
	}
	return y;
}

static void draw_report(const struct watching *s, const struct importing *m, struct canvas *c,
			struct rect area)
{
	const struct import_report *r = report(m);
	struct str t;

	canvas_cursor(c, area, 0, 0, false);
	str_init(&t);
	outcome_text(&t, m);
	int y = canvas_wrapped(c, area, 0, 2, area.cols - 4, m->ok ? STYLE_GOOD : STYLE_ALERT, t.p);
	str_clear(&t);
	counts_text(&t, m);
	y = canvas_wrapped(c, area, y, 2, area.cols - 4, STYLE_NORMAL, t.p);
	str_clear(&t);
	problems_heading(&t, r);
	if (y < area.rows)
		canvas_text(c, area, y++, 1, area.cols - 2, STYLE_HEADING, t.p);
	str_release(&t);
	struct rect rest = { .y = area.y + y,
			     .rows = area.rows - y - TELL_ROWS,
			     .cols = area.cols };
	if (s->list.n == 0 || rest.rows < 1)
		return;
	draw_problems(s, r, c, rest);
	/* The chosen one in full. */
	if (!c->plain)
		canvas_hline(c, area, area.rows - TELL_ROWS, 0, area.cols);
	canvas_wrapped(c, area, area.rows - TELL_ROWS + !c->plain, 2, area.cols - 4, STYLE_NORMAL,
		       r->problems[s->list.selected].text);
}

static void count_line(const char *start, size_t n, void *arg)
{
	(void)start;
	(void)n;
	++*(int *)arg;
}

static int head_lines(const struct importing *m, int cols)
{
	struct str t;
	int n = 1; /* the heading of the problems */

	str_init(&t);
	outcome_text(&t, m);
	counts_text(&t, m);
	text_wrap(t.p, cols - 4, count_line, &n);
	str_release(&t);
	return n;
}

static void prepare_watch(struct app *app, void *state, int rows, int cols)
{
	struct watching *s = state;
	const struct importing *m = importing(app);
	char number[32];

	int n = m->job && !m->running ? (int)report(m)->n_problems : 0;
	s->head = m->job && !m->running ? head_lines(m, cols) : 0;
	list_resize(&s->list, n, rows - s->head - TELL_ROWS);
	list_select(&s->list, s->list.selected);
	str_number(number, sizeof(number), (int64_t)m->choice.rows);
	s->enter[0] = '\0';
	if (m->running)
		snprintf(s->enter, sizeof(s->enter), "%s", _("work on meanwhile"));
	else if (m->job && m->ok && m->kind == IMPORT_TRYING)
		snprintf(s->enter, sizeof(s->enter),
			 ngettext("IMPORT %s ROW", "IMPORT %s ROWS", (unsigned long)m->choice.rows),
			 number);
	else if (m->job)
		snprintf(s->enter, sizeof(s->enter), "%s",
			 m->ok || app->depth < 2 ? _("all imports") : _("back"));
}

static void draw_watch(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	const struct importing *m = importing(app);

	if (!m->job)
		canvas_text(c, area, 1, 2, area.cols - 3, STYLE_NORMAL,
			    _("Nothing goes on here. Esc goes back to the imports."));
	else if (m->running)
		draw_running(m, c, area);
	else
		draw_report(state, m, c, area);
	if (!m->job)
		canvas_cursor(c, area, 1, 0, false);
}

/* --- commands --- */

static void go_on(struct app *app, void *state)
{
	const struct importing *m = importing(app);

	(void)state;
	if (m->running)
		app_home(app, app->tabs[0], NULL);
	else if (m->job && m->ok && m->kind == IMPORT_TRYING)
		import_ask_rows(app, &m->choice);
	else if (m->job && !m->ok && app->depth > 1)
		app_pop(app);
	else
		app_home(app, &imports_screen, NULL);
}

/* "clients.csv" has its report in "clients.report.txt", the next in "clients.report-2.txt". */
static char *report_path(const char *folder, const char *name)
{
	const char *dot = strrchr(name, '.');
	int n = dot && dot > name ? (int)(dot - name) : (int)strlen(name);
	char *path = NULL;

	for (int i = 1; i < 1000; i++) {
		char *file = i == 1 ? mem_printf("%.*s.report.txt", n, name)
				    : mem_printf("%.*s.report-%d.txt", n, name, i);
		free(path);
		path = path_join(folder, file);
		free(file);
		if (!file_exists(path))
			break;
	}
	return path;
}

static void report_text(struct str *out, const struct importing *m)
{
	const struct import_report *r = report(m);
	char place[32];

	outcome_text(out, m);
	counts_text(out, m);
	problems_heading(out, r);
	str_addc(out, '\n');
	for (size_t i = 0; i < r->n_problems; i++) {
		place_text(place, sizeof(place), &r->problems[i]);
		str_addf(out, "%s:%s: ", m->name, place);
		text_safe(out, r->problems[i].text, false);
		str_addc(out, '\n');
	}
}

static void save(struct app *app, void *state)
{
	const struct importing *m = importing(app);
	struct err err = ERR_INIT;
	struct str text;

	(void)state;
	/* Beside the table; without one, where a file was last chosen. */
	const char *home = getenv("HOME");
	char *folder = mem_strdup(m->folder ? m->folder : home && *home ? home : ".");
	if (is_import(m) && m->choice.file) {
		const char *name = path_name(m->choice.file);
		free(folder);
		folder = mem_strndup(m->choice.file, (size_t)(name - m->choice.file));
	}
	char *path = report_path(folder, *m->name ? m->name : "import");
	char *shown = path_shown(path);
	str_init(&text);
	report_text(&text, m);
	if (file_write(path, text.p, text.len, &err))
		app_say(app, _("written to %s"), shown);
	else
		app_error(app, &err);
	str_release(&text);
	free(shown);
	free(path);
	free(folder);
}

static void cancel(struct app *app, void *state)
{
	(void)state;
	if (importing(app)->running)
		import_ask_cancel(app);
	else
		app_say(app, _("it has ended already"));
}

static const char *watch_refuse(const struct app *app, const void *state, unsigned needs)
{
	const struct importing *m = importing(app);

	(void)state;
	if ((needs & NEEDS_ROW) && (!m->job || m->running))
		return _("there is no report yet; it comes at the end");
	return NULL;
}

static bool watch_key(struct app *app, void *state, const struct key *key)
{
	struct watching *s = state;
	const struct importing *m = importing(app);
	bool back = key->kind == KEY_ESC || (key->kind == KEY_TEXT && key->cp == 'q');

	if (back && m->running) {
		import_ask_cancel(app);
		return true;
	}
	/* What is stored is not to be begun again from where it began. */
	if (back && m->job && m->ok && m->kind != IMPORT_TRYING) {
		app_home(app, &imports_screen, NULL);
		return true;
	}
	return list_key(&s->list, key, true);
}

static const char *watch_enter(const struct app *app, const void *state)
{
	const struct watching *s = state;

	(void)app;
	return s->enter[0] ? s->enter : NULL;
}

static const struct command commands[] = {
	{ .name = "import-next",
	  .keys = "enter",
	  .help = N_("While it goes on: other work; then the next step"),
	  .run = go_on },
	{ .name = "import-save",
	  .keys = "s",
	  .digit = 1,
	  .label = N_("save the report"),
	  .help = N_("Save the report as a text beside the table"),
	  .needs = NEEDS_ROW,
	  .run = save },
	{ .name = "import-cancel",
	  .keys = "c",
	  .digit = 2,
	  .label = N_("cancel"),
	  .help = N_("Cancel what goes on; asks first, then takes it back"),
	  .run = cancel },
	COMMAND_END,
};

const struct screen import_watch_screen = {
	.name = "import-report",
	.title = N_("Progress and report"),
	.commands = commands,
	.state_size = sizeof(struct watching),
	.prepare = prepare_watch,
	.draw = draw_watch,
	.key = watch_key,
	.enter = watch_enter,
	.refuse = watch_refuse,
};
