/* A text of rules before it comes into force: what is wrong with it, or who enters and who leaves. */
#include "revisit/app/keys.h"
#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/screen/parts.h"
#include "revisit/ui/list.h"

#include "rules_edit.h"

enum { WORK_MS = 8, FIRST_ROW = 3 };

/* A row that opens: who enters or leaves one segment. */
struct diff_row {
	size_t line; /* of the difference */
	bool leaving;
	bool nobody; /* neither; only says so */
};

struct looking {
	struct rules_text of;
	struct problems problems;
	struct rules_diff *diff; /* NULL: there is an error */
	int64_t times;           /* of the rules it is compared with */
	bool done;
	int64_t seen, all;
	struct diff_row *rows;
	struct list list;        /* of those; with errors, of the errors */
	bool keep_pins;          /* who is kept by hand stays so */
	bool overwrite;          /* asked once already */
};

static void forget(struct looking *s)
{
	rules_diff_free(s->diff);
	s->diff = NULL;
	free(s->rows);
	s->rows = NULL;
	problems_release(&s->problems);
	problems_init(&s->problems);
	list_resize(&s->list, 0, s->list.height);
}

static void compare(struct app *app, struct looking *s)
{
	forget(s);
	struct ruleset *next = clinic_rules_check(app->clinic, "rules.yaml", s->of.text,
						  strlen(s->of.text), &s->problems, NULL);
	s->times = clinic_rules_times(app->clinic);
	s->done = !next;
	if (next)
		s->diff = rules_diff_begin(app->clinic, next, s->keep_pins);
	else
		list_resize(&s->list, (int)s->problems.n, s->list.height);
	app->working = true;
}

static bool open_diff(struct app *app, void *state, void *arg, struct err *err)
{
	struct looking *s = state;

	(void)err;
	s->of = *(struct rules_text *)arg;
	problems_init(&s->problems);
	compare(app, s);
	return true;
}

static void close_diff(void *state)
{
	struct looking *s = state;

	forget(s);
	problems_release(&s->problems);
	rules_text_release(&s->of);
}

static void reload_diff(struct app *app, void *state)
{
	struct looking *s = state;

	/* What it was compared with is gone. */
	if (clinic_rules_times(app->clinic) != s->times)
		compare(app, s);
}

static void add_row(struct looking *s, int *n, size_t line, bool leaving, bool nobody)
{
	s->rows[(*n)++] = (struct diff_row){ line, leaving, nobody };
}

static void list_rows(struct looking *s)
{
	size_t n_lines;
	const struct rules_diff_line *lines = rules_diff_lines(s->diff, &n_lines);
	int n = 0;

	free(s->rows);
	s->rows = mem_array(2 * n_lines + 1, sizeof(*s->rows));
	for (size_t i = 0; i < n_lines; i++) {
		if (lines[i].enter)
			add_row(s, &n, i, false, false);
		if (lines[i].leave)
			add_row(s, &n, i, true, false);
		if (!lines[i].enter && !lines[i].leave)
			add_row(s, &n, i, false, true);
	}
	list_resize(&s->list, n, s->list.height);
}

static enum work work_diff(struct app *app, void *state)
{
	struct looking *s = state;
	struct err err = ERR_INIT;

	/* Other rules may have come into force while this lay below another screen. */
	if (s->done || clinic_rules_times(app->clinic) != s->times)
		return WORK_NONE;
	if (!rules_diff_step(s->diff, WORK_MS, &s->done, &s->seen, &s->all, &err)) {
		app_error(app, &err);
		s->done = true;
	}
	list_rows(s);
	return WORK_SHOW;
}

static void prepare_diff(struct app *app, void *state, int rows, int cols)
{
	struct looking *s = state;

	(void)cols;
	list_resize(&s->list, s->list.n, app_list_rows(app, rows - FIRST_ROW - 1));
}

/* --- drawing --- */

static const char *title_of(const struct looking *s, const struct app *app, const char *key)
{
	const struct ruleset *next = rules_diff_next(s->diff);
	int i = ruleset_find(next, key);

	if (i >= 0)
		return segment_title(&next->segments[i]);
	const struct ruleset *set = clinic_rules(app->clinic);
	i = set ? ruleset_find(set, key) : -1;
	return i >= 0 ? segment_title(&set->segments[i]) : key;
}

static void row_text(struct str *out, const struct diff_row *r, const struct rules_diff_line *l)
{
	char n[32];
	char m[32];

	if (r->nobody) {
		str_add(out, l->gone ? _("goes; nobody was in it") :
			     l->is_new ? _("is new; nobody is in it yet") :
					 _("changes; nobody enters or leaves"));
		return;
	}
	str_number(n, sizeof(n), r->leaving ? l->leave : l->enter);
	str_number(m, sizeof(m), l->members);
	if (l->gone)
		str_addf(out, _("goes; in it until now: %s"), n);
	else if (l->is_new)
		str_addf(out, _("is new; in it: %s"), n);
	else if (r->leaving)
		str_addf(out, _("leaving: %s; in it then: %s"), n, m);
	else
		str_addf(out, _("entering: %s; in it then: %s"), n, m);
}

static void draw_row(const struct app *app, const struct looking *s, int row, struct canvas *c,
		     struct rect line)
{
	const struct diff_row *r = &s->rows[row];
	size_t n;
	const struct rules_diff_line *l = &rules_diff_lines(s->diff, &n)[r->line];
	enum style style = canvas_row(c, line, row, row == s->list.selected);
	int cols = c->plain ? -1 : line.cols / 2 - 2;
	struct str t;

	str_init(&t);
	row_text(&t, r, l);
	int x = 2 + canvas_text(c, line, 0, 2, cols, style, title_of(s, app, l->key));
	canvas_text(c, line, 0, c->plain ? x + 1 : line.cols / 2 + 1, -1, style, t.p);
	str_release(&t);
}

static int draw_problem(const struct looking *s, const struct problem *p, struct canvas *c,
			struct rect area, int y, bool on)
{
	struct str t;
	const char *rest;

	str_init(&t);
	problem_show(&t, p, s->of.text, strlen(s->of.text));
	if (on)
		canvas_text(c, area, y, 0, 1, STYLE_NORMAL, ">");
	for (const char *line = t.p; *line; line = rest) {
		size_t n = strcspn(line, "\n");
		char *one = mem_strndup(line, n);
		rest = line + n + (line[n] == '\n');
		if (line == t.p)
			y = canvas_wrapped(c, area, y, 2, area.cols - 3,
					   p->warning ? STYLE_HEADING : STYLE_ALERT, one);
		else
			canvas_text(c, area, y++, 2, -1, STYLE_NORMAL, one);
		free(one);
	}
	str_release(&t);
	return y;
}

static void draw_problems(const struct looking *s, struct canvas *c, struct rect area, int y,
			  int from)
{
	for (int i = from; i < (int)s->problems.n && y < area.rows; i++) {
		bool on = !s->diff && i == s->list.selected;
		if (on)
			canvas_cursor(c, area, y, 0, false);
		y = draw_problem(s, &s->problems.v[i], c, area, y, on);
	}
}

static void heading(struct str *out, const struct looking *s)
{
	size_t errors = s->problems.errors;

	if (!s->diff)
		str_addf(out, ngettext("%zu mistake: these rules cannot come into force",
				       "%zu mistakes: these rules cannot come into force",
				       (unsigned long)errors), errors);
	else if (!s->done)
		str_addf(out, _("looking who enters and who leaves: %lld of %lld patients"),
			 (long long)s->seen, (long long)s->all);
	else if (s->list.n == 0)
		str_add(out, _("Nobody enters or leaves any segment."));
	else
		str_add(out, _("When these rules come into force:"));
}

static void draw_diff(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	const struct looking *s = state;
	struct str t;
	int y = FIRST_ROW;

	str_init(&t);
	heading(&t, s);
	canvas_text(c, area, 0, 1, -1, s->diff ? STYLE_HEADING : STYLE_ALERT, t.p);
	str_release(&t);
	draw_with_keys(app, c, area, 1, 1, area.cols - 2,
		       s->diff ? _("{rules-accept} puts them in force, Enter shows who it is, Esc leaves "
				   "everything as it was.") :
				 _("Nothing has changed for anybody yet. Enter goes to the mistake."));
	if (!c->plain)
		canvas_hline(c, area, FIRST_ROW - 1, 0, area.cols);
	if (!s->diff) {
		canvas_cursor(c, area, y, 0, false);
		draw_problems(s, c, area, y, s->list.top);
		return;
	}
	if (s->list.n == 0)
		canvas_cursor(c, area, y, 0, false);
	for (int i = s->list.top; s->rows && i < s->list.n && y < area.rows; i++) {
		struct rect line = { .y = area.y + y, .x = area.x, .rows = 1, .cols = area.cols };
		y++;
		draw_row(app, s, i, c, line);
		if (i == s->list.selected)
			canvas_cursor(c, line, 0, 0, false);
	}
	draw_problems(s, c, area, y + 1, 0);
}

/* --- keys --- */

static bool diff_key(struct app *app, void *state, const struct key *key)
{
	(void)app;
	return list_key(&((struct looking *)state)->list, key, true);
}

static const char *diff_enter(const struct app *app, const void *state)
{
	const struct looking *s = state;

	(void)app;
	if (!s->diff)
		return C_("what Enter does", "mend it");
	return s->list.n && !s->rows[s->list.selected].nobody ? C_("what Enter does", "show who") : NULL;
}

static void show_who(struct app *app, const struct looking *s)
{
	size_t n;
	const struct rules_diff_line *lines = rules_diff_lines(s->diff, &n);
	const struct diff_row *r = s->list.n ? &s->rows[s->list.selected] : NULL;

	if (!r || r->nobody)
		return;
	const struct rules_diff_line *l = &lines[r->line];
	struct str title;
	str_init(&title);
	str_addf(&title, r->leaving ? _("%s: who leaves") : _("%s: who enters"),
		 title_of(s, app, l->key));
	size_t shown = r->leaving ? l->n_leaving : l->n_entering;
	int64_t all = r->leaving ? l->leave : l->enter;
	if ((int64_t)shown < all)
		str_addf(&title, _("; the first %zu of %lld"), shown, (long long)all);
	show_list(app, title.p, r->leaving ? l->leaving : l->entering, shown);
	str_release(&title);
}

static void enter(struct app *app, void *state)
{
	const struct looking *s = state;

	if (s->diff) {
		show_who(app, s);
		return;
	}
	int line = s->list.n ? s->problems.v[s->list.selected].pos.line : 1;
	bool by_editor = s->of.by_editor;
	char *text = mem_strdup(s->of.text);
	char *base = mem_strdup(s->of.base);
	app_pop(app);
	if (by_editor)
		rules_in_editor(app, text, base, line);
	free(text);
	free(base);
}

/* Whether rules.yaml is still what was edited. */
static bool is_base(struct app *app, const struct looking *s)
{
	char *now = rules_file_text(app->clinic);
	bool same = str_eq(now, s->of.base);

	free(now);
	return same;
}

static void accept(struct app *app, void *state)
{
	struct looking *s = state;
	struct err err = ERR_INIT;

	if (!s->diff) {
		app_refuse(app, _("mend the mistakes first: nothing has changed for anybody yet"));
		return;
	}
	if (!s->overwrite && !is_base(app, s)) {
		s->overwrite = true;
		app_refuse(app, _("somebody else changed rules.yaml meanwhile; {rules-accept} again "
				  "overwrites that"));
		return;
	}
	if (!clinic_rules_activate(app->clinic, s->of.text, strlen(s->of.text),
				   s->keep_pins, &err)) {
		app_error(app, &err);
		return;
	}
	char *key = mem_strdup(s->of.segment);
	rules_edited(app);
	app_home(app, &segments_screen, key);
	free(key);
	app_say(app, _("the new rules are in force on all terminals"));
	app_changed(app);
}

static const struct command commands[] = {
	{ .name = "diff-open", .keys = "enter",
	  .help = N_("Who enters or leaves; of a mistake, mend it"), .run = enter },
	{ .name = "rules-accept", .keys = "^s", .label = N_("put in force"),
	  .help = N_("These rules come into force on all terminals"), .needs = WRITES,
	  .run = accept },
	COMMAND_END,
};

const struct screen rules_diff_screen = {
	.name = "rules-difference",
	.title = N_("What changes"),
	.commands = commands,
	.state_size = sizeof(struct looking),
	.open = open_diff,
	.close = close_diff,
	.reload = reload_diff,
	.prepare = prepare_diff,
	.draw = draw_diff,
	.work = work_diff,
	.key = diff_key,
	.enter = diff_enter,
};
