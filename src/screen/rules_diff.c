/* A text of rules before it comes into force: what is wrong with it, or who enters and who leaves. */
#include "revisit/app/keys.h"
#include "revisit/base/file.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/rules_text.h"
#include "revisit/screen/parts.h"
#include "revisit/ui/list.h"

#include "rules_edit.h"

enum { WORK_MS = 8, FIRST_ROW = 3 };

enum { NAMES_SAID = 3 };

/* What a row says of one segment; the first three open the list of who it is. */
enum diff_kind { ENTERING, LEAVING, PINNED, NOBODY, STAYING, EXAMPLES };

struct diff_row {
	size_t line; /* of the difference */
	enum diff_kind kind;
	char *text; /* PINNED: all it says */
};

struct looking {
	struct rules_text of;
	struct problems problems;
	struct problems examples; /* of the file, that do not hold under these rules */
	size_t n_examples;
	bool telling;             /* the examples are shown */
	struct rules_diff *diff; /* NULL: there is an error */
	int64_t times;           /* of the rules it is compared with */
	bool done;
	int64_t seen, all;
	struct diff_row *rows;
	int n_rows;
	struct list list;        /* of those; with errors, of the errors; of the examples */
	bool keep_pins;          /* who is kept by hand stays so */
	bool overwrite;          /* asked once already */
};

static void forget_rows(struct looking *s)
{
	for (int i = 0; i < s->n_rows; i++)
		free(s->rows[i].text);
	free(s->rows);
	s->rows = NULL;
	s->n_rows = 0;
}

static void forget(struct looking *s)
{
	rules_diff_free(s->diff);
	s->diff = NULL;
	forget_rows(s);
	problems_release(&s->problems);
	problems_init(&s->problems);
	problems_release(&s->examples);
	problems_init(&s->examples);
	s->telling = false;
	list_resize(&s->list, 0, s->list.height);
}

static void example_fails(const struct pos *pos, const char *text, void *arg)
{
	problem_add(arg, true, pos, 1, "%s", text);
}

/* Who moves a number often forgets the example that held it. */
static void try_examples(struct looking *s, const struct ruleset *next)
{
	struct test_report report;

	ruleset_test(next, false, example_fails, &s->examples, &report);
	s->n_examples = report.failed;
}

static void compare(struct app *app, struct looking *s)
{
	forget(s);
	struct ruleset *next = clinic_rules_check(app->clinic, "rules.yaml", s->of.text,
						  strlen(s->of.text), &s->problems, NULL);
	s->times = clinic_rules_times(app->clinic);
	s->done = !next;
	if (next)
		try_examples(s, next);
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
	problems_init(&s->examples);
	compare(app, s);
	return true;
}

static void close_diff(void *state)
{
	struct looking *s = state;

	forget(s);
	problems_release(&s->problems);
	problems_release(&s->examples);
	rules_text_release(&s->of);
}

static void reload_diff(struct app *app, void *state)
{
	struct looking *s = state;

	/* What it was compared with is gone. */
	if (clinic_rules_times(app->clinic) != s->times)
		compare(app, s);
}

static void add_row(struct looking *s, size_t line, enum diff_kind kind)
{
	s->rows[s->n_rows++] = (struct diff_row){ .line = line, .kind = kind };
}

static char *first_names(struct app *app, const struct rules_diff_line *l)
{
	struct str out;
	struct patient p;

	str_init(&out);
	for (size_t i = 0; i < l->n_pinned && i < NAMES_SAID; i++) {
		record_init(&record_patient, &p);
		store_get(&app->clinic->store, &record_patient, l->pinned[i], &p, NULL);
		str_add(&out, i ? (i18n_is_chinese() ? "、" : ", ") : "");
		shown_name(&out, app, &p);
		record_release(&record_patient, &p);
	}
	if (l->n_pinned > NAMES_SAID)
		str_add(&out, "…");
	return str_steal(&out);
}

/* "2 kept by hand no longer count (, keeps them): 张伟, 李娜"; heap. */
static char *pinned_text(struct app *app, const struct looking *s, const struct rules_diff_line *l)
{
	unsigned long n = (unsigned long)l->n_pinned;
	char *names = first_names(app, l);
	char *format = s->keep_pins ?
			       mem_strdup(ngettext("%lu kept by hand stays so: %s", "%lu kept by hand stay so: %s", n)) :
			       format_with_keys(app, ngettext("%lu kept by hand no longer counts (key {diff-keep} keeps it): %s",
							      "%lu kept by hand no longer count (key {diff-keep} keeps them): %s", n));
	struct str out;

	str_init(&out);
	str_addf(&out, format, n, names);
	free(format);
	free(names);
	return str_steal(&out);
}

static void list_rows(struct app *app, struct looking *s)
{
	size_t n_lines;
	const struct rules_diff_line *lines = rules_diff_lines(s->diff, &n_lines);

	forget_rows(s);
	s->rows = mem_array(5 * n_lines + 2, sizeof(*s->rows));
	if (s->n_examples)
		add_row(s, 0, EXAMPLES);
	for (size_t i = 0; i < n_lines; i++) {
		if (lines[i].enter)
			add_row(s, i, ENTERING);
		if (lines[i].leave)
			add_row(s, i, LEAVING);
		if (!lines[i].enter && !lines[i].leave)
			add_row(s, i, NOBODY);
		if (lines[i].gone)
			add_row(s, i, STAYING);
		if (!lines[i].n_pinned)
			continue;
		add_row(s, i, PINNED);
		s->rows[s->n_rows - 1].text = pinned_text(app, s, &lines[i]);
	}
	if (!s->telling)
		list_resize(&s->list, s->n_rows, s->list.height);
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
	list_rows(app, s);
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

	if (r->kind == PINNED) {
		str_add(out, r->text);
		return;
	}
	if (r->kind == STAYING) {
		str_add(out, _("to-dos and tags that it gave stay"));
		return;
	}
	if (r->kind == NOBODY) {
		str_add(out, l->gone ? _("goes; nobody was in it") :
			     l->is_new ? _("is new; nobody is in it yet") :
					 _("changes; nobody enters or leaves"));
		return;
	}
	str_number(n, sizeof(n), r->kind == LEAVING ? l->leave : l->enter);
	str_number(m, sizeof(m), l->members);
	if (l->gone)
		str_addf(out, _("goes; in it until now: %s"), n);
	else if (l->is_new)
		str_addf(out, _("is new; in it: %s"), n);
	else if (r->kind == LEAVING)
		str_addf(out, _("leaving: %s; in it then: %s"), n, m);
	else
		str_addf(out, _("entering: %s; in it then: %s"), n, m);
}

/* "1 example of the file no longer holds: month ends are kept" */
static void examples_text(struct str *out, const struct looking *s)
{
	str_addf(out, ngettext("%zu example of the file no longer holds: %s",
			       "%zu examples of the file no longer hold: %s", (unsigned long)s->n_examples),
		 s->n_examples, s->examples.n ? s->examples.v[0].what : "");
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
	if (r->kind == EXAMPLES) {
		examples_text(&t, s);
		canvas_text(c, line, 0, 2, line.cols - 3, STYLE_ALERT, t.p);
		str_release(&t);
		return;
	}
	row_text(&t, r, l);
	/* Below the line of its segment. */
	if ((r->kind == PINNED || r->kind == STAYING) && !c->plain) {
		canvas_text(c, line, 0, 4, line.cols - 5, style, t.p);
		str_release(&t);
		return;
	}
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
		char *segment = line == t.p ? rules_segment_at(s->of.text, p->pos.line) : NULL;
		char *one = segment ? mem_printf("%.*s (%s)", (int)n, line, segment) :
				      mem_strndup(line, n);
		free(segment);
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

static void draw_problems(const struct looking *s, const struct problems *of, struct canvas *c,
			  struct rect area, int y, int from)
{
	for (int i = from; i < (int)of->n && y < area.rows; i++) {
		bool on = (!s->diff || s->telling) && i == s->list.selected;
		if (on)
			canvas_cursor(c, area, y, 0, false);
		y = draw_problem(s, &of->v[i], c, area, y, on);
	}
}

static void heading(struct str *out, const struct looking *s)
{
	size_t errors = s->problems.errors;

	if (s->telling)
		str_add(out, _("What the file's own examples expect, and what would be so:"));
	else if (!s->diff)
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

static const char *advice(const struct looking *s)
{
	if (s->telling)
		return _("They may be put in force all the same. {diff-examples} leads back.");
	if (!s->diff)
		return _("Nothing has changed for anybody yet. Enter goes to the mistake.");
	return _("{rules-accept} puts them in force, Enter shows who it is, Esc leaves everything as it "
		 "was.");
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
	draw_with_keys(app, c, area, 1, 1, area.cols - 2, advice(s));
	if (!c->plain)
		canvas_hline(c, area, FIRST_ROW - 1, 0, area.cols);
	if (!s->diff || s->telling) {
		canvas_cursor(c, area, y, 0, false);
		draw_problems(s, s->telling ? &s->examples : &s->problems, c, area, y, s->list.top);
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
	draw_problems(s, &s->problems, c, area, y + 1, 0);
}

/* --- keys --- */

static void examples(struct app *app, void *state)
{
	struct looking *s = state;

	if (!s->examples.n) {
		app_refuse(app, _("all examples of the file hold"));
		return;
	}
	s->telling = !s->telling;
	list_resize(&s->list, s->telling ? (int)s->examples.n : s->n_rows, s->list.height);
	list_select(&s->list, 0);
}

static bool diff_key(struct app *app, void *state, const struct key *key)
{
	const struct looking *s = state;

	if (s->telling && key->kind == KEY_ESC) {
		examples(app, state);
		return true;
	}
	return list_key(&((struct looking *)state)->list, key, true);
}

static const char *diff_enter(const struct app *app, const void *state)
{
	const struct looking *s = state;

	(void)app;
	if (!s->diff)
		return C_("what Enter does", "mend it");
	if (s->telling || s->list.n == 0 || s->rows[s->list.selected].kind == NOBODY ||
	    s->rows[s->list.selected].kind == STAYING)
		return NULL;
	return s->rows[s->list.selected].kind == EXAMPLES ? C_("what Enter does", "show the examples") :
							    C_("what Enter does", "show who");
}

/* Those kept in or out by hand stay so under these rules, or no longer. */
static void keep_pins(struct app *app, void *state)
{
	struct looking *s = state;
	size_t n = 0;
	size_t pinned = 0;
	const struct rules_diff_line *lines = s->diff ? rules_diff_lines(s->diff, &n) : NULL;

	for (size_t i = 0; i < n; i++)
		pinned += lines[i].n_pinned;
	if (!pinned) {
		app_refuse(app, _("nobody is kept by hand in a segment that changes"));
		return;
	}
	s->keep_pins = !s->keep_pins;
	compare(app, s);
	app_say(app, s->keep_pins ? _("who is kept by hand stays so; key {diff-keep} again lets the rules decide") :
				    _("the rules decide about everybody; key {diff-keep} again keeps who is kept by hand"));
}

static void show_who(struct app *app, const struct looking *s)
{
	size_t n;
	const struct rules_diff_line *lines = rules_diff_lines(s->diff, &n);
	const struct diff_row *r = s->list.n ? &s->rows[s->list.selected] : NULL;

	if (!r || r->kind > PINNED)
		return;
	const struct rules_diff_line *l = &lines[r->line];
	const char *heads[] = { [ENTERING] = _("%s: who enters"),
				[LEAVING] = _("%s: who leaves"),
				[PINNED] = _("%s: who is kept by hand") };
	const int64_t *ids[] = { l->entering, l->leaving, l->pinned };
	const size_t shown[] = { l->n_entering, l->n_leaving, l->n_pinned };
	const int64_t all[] = { l->enter, l->leave, (int64_t)l->n_pinned };
	struct str title;
	str_init(&title);
	str_addf(&title, heads[r->kind], title_of(s, app, l->key));
	if ((int64_t)shown[r->kind] < all[r->kind])
		str_addf(&title, _("; the first %zu of %lld"), shown[r->kind], (long long)all[r->kind]);
	show_list(app, title.p, ids[r->kind], shown[r->kind]);
	str_release(&title);
}

static void enter(struct app *app, void *state)
{
	const struct looking *s = state;

	if (s->diff) {
		if (!s->telling && s->n_rows && s->rows[s->list.selected].kind == EXAMPLES)
			examples(app, state);
		else if (!s->telling)
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
	app_say(app, _("the new rules are in force on all terminals; {undo} takes them back"));
	app_changed(app);
}

static const char *diff_refuse(const struct app *app, const void *state, unsigned needs)
{
	const struct looking *s = state;

	(void)app;
	return (needs & NEEDS_ROW) && !s->diff ?
		       _("mend the mistakes first: nothing has changed for anybody yet") :
		       NULL;
}

static const struct command commands[] = {
	{ .name = "diff-open", .keys = "enter",
	  .help = N_("Who enters or leaves; of a mistake, mend it"), .run = enter },
	{ .name = "diff-keep", .keys = ";",
	  .help = N_("Who is kept in or out by hand stays so under the new rules"),
	  .needs = NEEDS_ROW, .run = keep_pins },
	{ .name = "diff-examples", .keys = "t",
	  .help = N_("Which examples of the file would not hold any more"), .needs = NEEDS_ROW,
	  .run = examples },
	{ .name = "rules-accept", .keys = "^s", .label = N_("put in force"),
	  .help = N_("These rules come into force on all terminals"), .needs = NEEDS_ROW | WRITES, .run = accept },
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
	.refuse = diff_refuse,
	.bare_when_empty = true,
};
