/* Import: all imports that were ever done, what goes on now, and the way to a new one. */
#include "importing.h"

#include "revisit/base/i18n.h"
#include "revisit/text/width.h"
#include "revisit/ui/list.h"

/* Before the imports stand what one can begin with, and what goes on or went on last. */
enum first { ROW_NEW, ROW_NOW };

struct listing {
	struct import_row *v;
	size_t n, cap;
	struct list list;
	int64_t running; /* the import that the job is about, 0 */
	bool now;        /* there is a ROW_NOW */
};

static void forget(struct listing *s)
{
	for (size_t i = 0; i < s->n; i++)
		import_row_release(&s->v[i]);
	free(s->v);
	s->v = NULL;
	s->n = s->cap = 0;
}

static bool add(const struct import_row *r, void *arg)
{
	struct listing *s = arg;
	struct import_row copy = *r;

	copy.name = mem_strdup(r->name);
	copy.staff = mem_strdup(r->staff);
	copy.file_sha = copy.map_sha = copy.stage = copy.cursor = NULL;
	GROW(s->v, s->n, s->cap);
	s->v[s->n++] = copy;
	return true;
}

static bool load(struct app *app, struct listing *s, struct err *err)
{
	forget(s);
	s->now = importing(app)->job != NULL;
	bool ok = store_imports(&app->clinic->store, add, s, err);
	list_resize(&s->list, (int)s->n + 1 + s->now, s->list.height);
	return ok;
}

static bool open_list(struct app *app, void *state, void *arg, struct err *err)
{
	struct listing *s = state;

	(void)arg;
	if (!load(app, s, err)) {
		forget(s);
		return false;
	}
	if (s->now)
		list_select(&s->list, ROW_NOW);
	return true;
}

static void close_list(void *state)
{
	forget(state);
}

static const struct import_row *chosen(const struct listing *s)
{
	int first = 1 + s->now;
	int i = s->list.selected - first;

	return i >= 0 && i < (int)s->n ? &s->v[i] : NULL;
}

static void reload_list(struct app *app, void *state)
{
	struct listing *s = state;
	struct err err = ERR_INIT;
	int64_t was = chosen(s) ? chosen(s)->id : 0;

	if (!load(app, s, &err))
		app_error(app, &err);
	for (size_t i = 0; was && i < s->n; i++)
		if (s->v[i].id == was)
			list_select(&s->list, (int)i + 1 + s->now);
}

static void prepare_list(struct app *app, void *state, int rows, int cols)
{
	struct listing *s = state;

	(void)cols;
	if (s->now != (importing(app)->job != NULL))
		reload_list(app, s);
	list_resize(&s->list, (int)s->n + 1 + s->now, rows - 3);
	list_select(&s->list, s->list.selected);
}

/* --- drawing --- */

static void now_text(struct str *out, const struct importing *m)
{
	struct import_progress p = import_progress(m->job);

	if (m->running) {
		import_headline(out, m);
		str_add(out, ": ");
		import_progress_text(out, &p);
		return;
	}
	struct str name;
	str_init(&name);
	text_safe(&name, m->name, false);
	str_addf(out, _("the report of %s"), name.p);
	str_release(&name);
}

static void when_text(struct str *out, const struct import_row *r)
{
	day_t day;
	minute_t minute;

	instant_split(r->at, &day, &minute);
	day_iso(out, day);
	str_addc(out, ' ');
	minute_iso(out, minute);
}

static void counts_text(struct str *out, const struct import_row *r, bool skipped)
{
	char a[32];
	char b[32];

	str_number(a, sizeof(a), r->added);
	str_number(b, sizeof(b), r->changed);
	str_addf(out, _("%s added, %s changed"), a, b);
	if (skipped && r->skipped > 0) {
		str_number(a, sizeof(a), r->skipped);
		str_addf(out, _(", %s left out"), a);
	}
}

/* All of it in one line. */
static void import_text(struct str *out, const struct import_row *r)
{
	str_addf(out, "i%lld %s  %s  ", (long long)r->id, path_name(str_or_empty(r->name)),
		 import_state_label(r->state));
	when_text(out, r);
	str_addf(out, "  %s  ", str_or_empty(r->staff));
	counts_text(out, r, true);
}

static void draw_import(const struct app *app, struct canvas *c, struct rect line,
			const struct import_row *r, enum style style)
{
	struct str t;
	day_t day;

	str_init(&t);
	if (c->plain || line.cols < 70) {
		import_text(&t, r);
		canvas_text(c, line, 0, 2, -1, style, t.p);
		str_release(&t);
		return;
	}
	counts_text(&t, r, line.cols >= 100);
	int name = line.cols - 40 - text_width(t.p) - 3;
	canvas_right(c, line, 0, line.cols - 1, style, t.p);
	canvas_printf(c, line, 0, 2, style, "i%lld", (long long)r->id);
	str_clear(&t);
	instant_split(r->at, &day, NULL);
	day_brief(&t, day, clinic_today(app->clinic));
	canvas_text(c, line, 0, 8, 9, style, t.p);
	canvas_text(c, line, 0, 18, 8, style, str_or_empty(r->staff));
	canvas_text(c, line, 0, 27, name, style, path_name(str_or_empty(r->name)));
	canvas_text(c, line, 0, 27 + name + 1, 12, style, import_state_label(r->state));
	str_release(&t);
}

static void draw_list_row(const struct app *app, const struct listing *s, struct canvas *c,
			  struct rect line, int row)
{
	bool on = row == s->list.selected;
	enum style style = canvas_row(c, line, row, on);
	struct str t;

	if (on)
		canvas_cursor(c, line, 0, 0, false);
	if (row == ROW_NEW) {
		canvas_text(c, line, 0, 2, -1, style, _("Import a table…"));
	} else if (row == ROW_NOW && s->now) {
		str_init(&t);
		now_text(&t, importing(app));
		canvas_text(c, line, 0, 2, -1, style, t.p);
		str_release(&t);
	} else {
		draw_import(app, c, line, &s->v[row - 1 - s->now], style);
	}
}

static void draw_list(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	const struct listing *s = state;

	if (s->n)
		canvas_text(c, area, 0, 1, area.cols - 2, STYLE_HEADING, _("Imports, newest first"));
	else
		canvas_text(c, area, 0, 1, area.cols - 2, STYLE_HEADING,
			    _("Nothing was imported yet. Enter chooses a table: Excel's \"save as CSV\"."));
	for (int i = 0; i < s->list.height && s->list.top + i < s->list.n; i++) {
		struct rect line = { .y = area.y + 1 + i, .rows = 1, .cols = area.cols };
		if (1 + i < area.rows)
			draw_list_row(app, s, c, line, s->list.top + i);
	}
	/* The chosen one in full. */
	if (!chosen(s) || area.rows < 4)
		return;
	struct str t;
	str_init(&t);
	import_text(&t, chosen(s));
	canvas_text(c, area, area.rows - 1, 1, area.cols - 2, STYLE_NORMAL, t.p);
	str_release(&t);
}

/* --- keys --- */

static void new_import(struct app *app, void *state)
{
	(void)state;
	if (import_is_free(app))
		import_choose(app, false);
}

static void open_chosen(struct app *app, void *state)
{
	const struct listing *s = state;

	if (s->list.selected == ROW_NEW)
		new_import(app, state);
	else if (s->list.selected == ROW_NOW && s->now)
		app_push(app, &import_watch_screen, NULL);
	else
		app_say(app, _("u undoes this import; the rest is told on its line"));
}

static void release_row(void *data)
{
	import_row_release(data);
	free(data);
}

static void begin_undo(struct app *app, void *data)
{
	import_run_undo(app, data);
}

static void undo(struct app *app, void *state)
{
	const struct import_row *r = chosen(state);
	struct import_row *mine = mem_alloc(sizeof(*mine));
	struct err err = ERR_INIT;
	struct str name;

	if (!import_is_free(app) || !store_import(&app->clinic->store, r->id, mine, &err)) {
		if (err.code)
			app_error(app, &err);
		free(mine);
		return;
	}
	str_init(&name);
	text_safe(&name, path_name(str_or_empty(r->name)), false);
	char number[32];
	str_number(number, sizeof(number), r->added + r->changed);
	char *title = mem_printf(_("Undo i%lld, %s: %s added or changed"), (long long)r->id, name.p,
				 number);
	import_ask_count(app, title, (size_t)(r->added + r->changed), mine, release_row,
			 begin_undo);
	free(title);
	str_release(&name);
}

static const char *list_refuse(const struct app *app, const void *state, unsigned needs)
{
	const struct import_row *r = chosen(state);

	(void)app;
	if (!(needs & NEEDS_ROW))
		return NULL;
	if (!r)
		return _("choose an import first, with the arrows");
	if (r->state == IMPORT_UNDONE || r->state == IMPORT_TAKEN_BACK)
		return _("it is taken back already");
	return r->state == IMPORT_STORED ? NULL : _("it is not ended yet; wait until it is");
}

static bool list_screen_key(struct app *app, void *state, const struct key *key)
{
	struct listing *s = state;

	(void)app;
	return list_key(&s->list, key, true);
}

static const char *list_enter(const struct app *app, const void *state)
{
	const struct listing *s = state;

	if (s->list.selected == ROW_NEW)
		return _("IMPORT A TABLE");
	if (s->list.selected == ROW_NOW && s->now)
		return importing(app)->running ? _("watch it") : _("the report");
	return NULL;
}

static const struct command commands[] = {
	{ .name = "import-open",
	  .keys = "enter",
	  .help = N_("Import a table, or look at what goes on"),
	  .run = open_chosen },
	{ .name = "import-new",
	  .keys = "i",
	  .digit = 1,
	  .label = N_("import a table"),
	  .help = N_("Import a table: choose its file"),
	  .needs = WRITES,
	  .run = new_import },
	{ .name = "import-undo",
	  .keys = "u",
	  .digit = 2,
	  .label = N_("undo this import"),
	  .help = N_("Undo the chosen import as a whole"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = undo },
	COMMAND_END,
};

const struct screen imports_screen = {
	.name = "imports",
	.title = N_("Import"),
	.tab = 9,
	.aside = true,
	.commands = commands,
	.state_size = sizeof(struct listing),
	.open = open_list,
	.close = close_list,
	.reload = reload_list,
	.prepare = prepare_list,
	.draw = draw_list,
	.key = list_screen_key,
	.enter = list_enter,
	.refuse = list_refuse,
};
