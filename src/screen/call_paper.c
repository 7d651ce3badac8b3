/* A call list that was worked on paper is keyed back: a line an entry, whose name answers at once. */
#include "revisit/clinic/call_paper.h"
#include "revisit/base/i18n.h"
#include "revisit/text/width.h"

#include "calling.h"

enum { TYPE_AT = 2, RESULTS_FROM = 5, CODE_ROWS = 5, CODE_GAP = 3 };

struct keyed_line {
	char *text;   /* "10:02 1001 张伟: no answer, today 12:40" */
	const struct outcome_def *outcome;
};

struct paper {
	struct call_list_info list;
	struct edit edit;
	struct str answer; /* who and what the line so far stands for */
	struct str wrong;  /* what is not right about the line that was entered */
	struct keyed_line *v; /* the newest last */
	size_t n, cap;
};

static bool open_paper(struct app *app, void *state, void *arg, struct err *err)
{
	struct paper *s = state;

	if (!calls_list(app->clinic, arg, &s->list, err))
		return false;
	edit_init(&s->edit, NULL);
	str_init(&s->answer);
	str_init(&s->wrong);
	return true;
}

static void close_paper(void *state)
{
	struct paper *s = state;

	for (size_t i = 0; i < s->n; i++)
		free(s->v[i].text);
	free(s->v);
	call_list_info_release(&s->list);
	edit_release(&s->edit);
	str_release(&s->answer);
	str_release(&s->wrong);
}

/* --- what is being typed --- */

static void add_name(struct app *app, int64_t patient, struct str *out)
{
	struct patient p;

	record_init(&record_patient, &p);
	if (store_get(&app->clinic->store, &record_patient, patient, &p, NULL)) {
		shown_name(out, app, &p);
		str_add(out, "  ");
		patient_age_sex(out, &p, clinic_today(app->clinic));
	}
	record_release(&record_patient, &p);
}

static void add_outcome(const struct app *app, const struct paper *s, const char *code, struct str *out)
{
	const struct outcome_def *o = call_code_find(app->clinic->config, s->list.purpose, code);

	if (*code)
		str_addf(out, ": %s", o ? config_outcome_label(app->clinic->config, o->key) : "?");
}

/* The name as soon as the number of the chart is there, the outcome as soon as its code is. */
static void answer(struct app *app, struct paper *s)
{
	const char *text = s->edit.text.p + strspn(s->edit.text.p, " ");
	char *chart = mem_strndup(text, strcspn(text, " "));
	text += strlen(chart);
	text += strspn(text, " ");
	char *code = mem_strndup(text, strcspn(text, " "));
	int64_t patient = 0;

	str_clear(&s->answer);
	if (*chart && patient_by_chart(app->clinic, chart, &patient, NULL)) {
		add_name(app, patient, &s->answer);
		add_outcome(app, s, code, &s->answer);
	} else if (*chart && *code) {
		str_addf(&s->answer, _("nobody has the chart number %s"), chart);
	}
	free(chart);
	free(code);
}

/* --- what was keyed --- */

static void keep(struct app *app, struct paper *s, const struct call_keyed *k)
{
	struct str t;

	str_init(&t);
	add_name(app, k->patient, &t);
	str_addf(&t, ": %s", config_outcome_label(app->clinic->config, k->outcome->key));
	if (k->words.len)
		str_addf(&t, ", %s", k->words.p);
	GROW(s->v, s->n, s->cap);
	s->v[s->n++] = (struct keyed_line){ t.p, k->outcome };
}

static void enter(struct app *app, void *state)
{
	struct paper *s = state;
	struct err err = ERR_INIT;
	struct call_keyed k;

	str_clear(&s->wrong);
	if (!s->edit.text.len) {
		app_refuse(app, _("a line is the number of the chart and a code: 1001 3"));
		return;
	}
	if (call_key_line(app->clinic, &s->list, s->edit.text.p, &k, &err)) {
		keep(app, s, &k);
		app_did(app, "%s", s->v[s->n - 1].text);
		edit_set(&s->edit, NULL);
		str_clear(&s->answer);
		app_changed(app);
	} else {
		str_add(&s->wrong, err.msg); /* the line stays, to be mended */
	}
	call_keyed_release(&k);
}

/* "7 keyed: 4 no answer, 2 booked, 1 declined"; appended. */
static void add_sum(struct str *out, const struct app *app, const struct paper *s)
{
	bool first = true;

	str_addf(out, ngettext("%zu line keyed", "%zu lines keyed", (unsigned long)s->n), s->n);
	for (size_t i = 0; i < s->n; i++) {
		size_t same = 0;
		bool told = false;
		for (size_t k = 0; k < s->n; k++) {
			same += s->v[k].outcome == s->v[i].outcome;
			told = told || (k < i && s->v[k].outcome == s->v[i].outcome);
		}
		if (told)
			continue;
		str_addf(out, _("%s%zu %s"), first ? ": " : ", ", same,
			 config_outcome_label(app->clinic->config, s->v[i].outcome->key));
		first = false;
	}
}

static void back(struct app *app, void *state)
{
	const struct paper *s = state;
	struct str t;

	str_init(&t);
	add_sum(&t, app, s);
	bool some = s->n > 0;
	app_pop(app);
	if (some)
		app_say(app, "%s", t.p);
	str_release(&t);
}

/* --- drawing --- */

static void draw_top(const struct app *app, const struct paper *s, struct canvas *c, struct rect area)
{
	struct str t;

	str_init(&t);
	str_addf(&t, "%s > %s > %s", _("Calls"), call_list_name(&s->list),
		 _("from paper"));
	canvas_text(c, area, 0, 1, area.cols - 2, STYLE_HEADING, t.p);
	str_clear(&t);
	if (s->n)
		add_sum(&t, app, s);
	if (!c->plain)
		canvas_hline(c, area, 1, 0, area.cols);
	canvas_text(c, area, RESULTS_FROM - 1, 1, area.cols - 2, STYLE_HEADING, t.p);
	str_release(&t);
	int x = canvas_text(c, area, TYPE_AT, 1, -1, STYLE_NORMAL, _("Line:")) + 2;
	edit_draw(&((struct paper *)(uintptr_t)s)->edit, c, area, TYPE_AT, x, area.cols - x - 2, true,
		  STYLE_FOCUS);
	if (s->wrong.len)
		canvas_text(c, area, TYPE_AT + 1, x, area.cols - x - 1, STYLE_ALERT, s->wrong.p);
	else if (s->answer.len)
		canvas_text(c, area, TYPE_AT + 1, x, area.cols - x - 1, STYLE_NORMAL, s->answer.p);
	else
		canvas_text(c, area, TYPE_AT + 1, x, area.cols - x - 1, STYLE_NORMAL,
			    _("chart number, code, @10:05; then when again, why, a note"));
}

/* As they stand at the foot of the sheet. */
static void draw_codes(const struct app *app, const struct paper *s, struct canvas *c, struct rect area)
{
	struct call_code codes[CALL_CODES];
	size_t n = call_codes(app->clinic->config, s->list.purpose, codes);
	int y = 0;
	int x = 1;

	if (!c->plain)
		canvas_hline(c, area, 0, 0, area.cols);
	y++;
	for (size_t i = 0; i < n; i++) {
		const char *label = config_outcome_label(app->clinic->config, codes[i].outcome->key);
		int cols = text_width(codes[i].code) + 1 + text_width(label);
		if (x > 1 && x + cols > area.cols - 1) {
			x = 1;
			y++;
		}
		if (y >= area.rows)
			return;
		int wide = canvas_text(c, area, y, x, -1, STYLE_KEY, codes[i].code);
		canvas_text(c, area, y, x + wide + 1, area.cols - x - wide - 2, STYLE_NORMAL, label);
		x += cols + CODE_GAP;
	}
}

static void draw_paper(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	const struct paper *s = state;
	int rows = area.rows - RESULTS_FROM - CODE_ROWS - 1;

	draw_top(app, s, c, area);
	for (int i = 0; i < rows && (size_t)i < s->n; i++)
		canvas_text(c, area, RESULTS_FROM + i, 3, area.cols - 4, STYLE_NORMAL,
			    s->v[s->n - 1 - (size_t)i].text);
	draw_codes(app, s, c,
		   (struct rect){ area.y + area.rows - CODE_ROWS - 1, area.x, CODE_ROWS + 1, area.cols });
}

/* --- for the table of the screens --- */

static bool paper_key(struct app *app, void *state, const struct key *key)
{
	struct paper *s = state;

	if (key->kind == KEY_ESC && !s->edit.text.len) {
		back(app, s);
		return true;
	}
	if (!edit_key(&s->edit, key))
		return false;
	str_clear(&s->wrong);
	answer(app, s);
	return true;
}

static const char *paper_enter(const struct app *app, const void *state)
{
	(void)app;
	return ((const struct paper *)state)->edit.text.len ? _("RECORD") : NULL;
}

static bool paper_typing(const void *state)
{
	(void)state;
	return true;
}

static bool paper_holds(const void *state)
{
	return ((const struct paper *)state)->edit.text.len > 0;
}

static void paper_describe(const void *state, struct str *out)
{
	const struct paper *s = state;

	str_addf(out, _("from paper: %s"), s->edit.text.p);
}

static const struct command commands[] = {
	{ .name = "paper-record", .keys = "enter", .help = N_("Record the line that was typed"),
	  .needs = WRITES, .run = enter },
	COMMAND_END,
};

static const struct help_text help[] = {
	{ N_("1001 3"), N_("The number of the chart, and the code of what came of it; its label, or how it begins, will do") },
	{ N_("@10:05"), N_("When they were rung, where that matters: 1001 3 @10:05") },
	{ N_("more"), N_("Then what the outcome asks for, and a note: 1002 2 fri 15:30 his wife answered") },
	{ 0 },
};

const struct screen call_paper_screen = {
	.name = "call-paper",
	.title = N_("From paper"),
	.commands = commands,
	.help = help,
	.state_size = sizeof(struct paper),
	.open = open_paper,
	.close = close_paper,
	.draw = draw_paper,
	.key = paper_key,
	.enter = paper_enter,
	.typing = paper_typing,
	.holds = paper_holds,
	.describe = paper_describe,
};
