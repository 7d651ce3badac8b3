/* Patients: typing finds them, the preview tells what matters, Enter opens the card. */
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/screen/parts.h"
#include "revisit/store/search.h"
#include "revisit/text/match.h"
#include "revisit/ui/edit.h"
#include "revisit/ui/list.h"

enum { LISTED = 5000 };

struct line {
	int64_t patient; /* 0: not fetched */
	struct patient_line l;
};

struct finding {
	struct edit edit;
	struct list list;
	struct strlist words;
	struct hits hits;
	struct line *lines; /* those of the rows shown, from `top` on */
	int n_lines, top;
	int64_t previewed;
	struct facts facts;
	size_t everyone;    /* how many patients there are */
	int64_t painted;    /* who stood on the chosen row when it was last drawn */
};

static int64_t chosen(const struct finding *s)
{
	return s->list.n ? s->hits.v[s->list.selected].patient : 0;
}

static void forget_lines(struct finding *s)
{
	for (int i = 0; i < s->n_lines; i++)
		if (s->lines[i].patient)
			patient_line_release(&s->lines[i].l);
	free(s->lines);
	s->lines = NULL;
	s->n_lines = 0;
	facts_release(&s->facts);
	s->previewed = 0;
}

/* The selection sticks to the patient, not to the line. */
static void search(struct app *app, struct finding *s, bool keep)
{
	struct err err = ERR_INIT;
	int64_t was = keep ? chosen(s) : 0;
	int row = 0;

	forget_lines(s);
	hits_release(&s->hits);
	strlist_release(&s->words);
	match_words(s->edit.text.p, &s->words);
	if (!clinic_search(app->clinic, s->edit.text.p, 0, LISTED, &s->hits, &err))
		app_error(app, &err);
	for (size_t i = 0; was && i < s->hits.n; i++)
		if (s->hits.v[i].patient == was)
			row = (int)i;
	list_resize(&s->list, (int)s->hits.n, s->list.height);
	list_select(&s->list, row);
	s->painted = 0;
}

static bool open_patients(struct app *app, void *state, void *arg, struct err *err)
{
	struct finding *s = state;

	(void)err;
	edit_init(&s->edit, arg);
	s->everyone = (size_t)store_count(&app->clinic->store, &record_patient);
	search(app, s, false);
	return true;
}

static void close_patients(void *state)
{
	struct finding *s = state;

	forget_lines(s);
	hits_release(&s->hits);
	strlist_release(&s->words);
	edit_release(&s->edit);
}

static void reload_patients(struct app *app, void *state)
{
	struct finding *s = state;

	s->everyone = (size_t)store_count(&app->clinic->store, &record_patient);
	search(app, s, true);
}

static void fetch_lines(struct app *app, struct finding *s)
{
	int n = s->list.n - s->list.top;

	if (n > s->list.height)
		n = s->list.height;
	if (s->lines && s->top == s->list.top && s->n_lines == n)
		return;
	for (int i = 0; s->lines && i < s->n_lines; i++)
		if (s->lines[i].patient)
			patient_line_release(&s->lines[i].l);
	free(s->lines);
	s->top = s->list.top;
	s->n_lines = n > 0 ? n : 0;
	s->lines = mem_array((size_t)s->n_lines, sizeof(*s->lines));
	for (int i = 0; i < s->n_lines; i++) {
		int64_t id = s->hits.v[s->top + i].patient;
		if (store_line(&app->clinic->store, id, clinic_today(app->clinic), &s->lines[i].l, NULL))
			s->lines[i].patient = id;
	}
}

static void prepare_patients(struct app *app, void *state, int rows, int cols)
{
	struct finding *s = state;
	struct card card;

	(void)cols;
	list_resize(&s->list, (int)s->hits.n, rows - 3);
	list_select(&s->list, s->list.selected);
	fetch_lines(app, s);
	s->painted = chosen(s);
	if (!app_is_wide(app) || s->previewed == chosen(s))
		return;
	facts_release(&s->facts);
	s->previewed = chosen(s);
	if (s->previewed && card_load(app->clinic, s->previewed, &card, NULL)) {
		facts_build(&s->facts, app, &card, true);
		card_release(&card);
	}
}

/* --- drawing --- */

enum { AGE_COLS = 6, PHONE_COLS = 7, SEEN_COLS = 8 };

/* The name gets what the others leave; chart numbers take what those in sight need. */
static int no_cols(const struct finding *s)
{
	int widest = 4;

	for (int i = 0; i < s->n_lines; i++) {
		int w = s->lines[i].patient ? text_width(s->lines[i].l.patient.chart_no) : 0;
		if (w > widest)
			widest = w < 10 ? w : 10;
	}
	return widest;
}

static int name_cols(const struct finding *s, int cols)
{
	return cols - AGE_COLS - PHONE_COLS - no_cols(s) - SEEN_COLS - 4;
}

/* One text with the parts that were searched for marked. */
static void draw_marked(const struct finding *s, struct canvas *c, struct rect r, int y, int x,
			int cols, enum style style, const char *text)
{
	struct mark marks[16];
	size_t n = 0;

	for (size_t w = 0; w < s->words.n; w++) {
		struct match_range ranges[8];
		size_t k = match_ranges(text, s->words.v[w], ranges, ARRAY_SIZE(ranges));
		for (size_t i = 0; i < k && n < ARRAY_SIZE(marks); i++)
			marks[n++] = (struct mark){ ranges[i].start, ranges[i].end };
	}
	canvas_marked(c, r, y, x, cols, style, text, marks, style == STYLE_SELECTED ? 0 : n);
}

static void seen_text(struct str *out, const struct patient_line *l, day_t today)
{
	if (l->here >= 0)
		str_add(out, _(visit_status_choices[l->here].label));
	else if (l->next_day == today && l->next_minute != MINUTE_NONE)
		minute_iso(out, l->next_minute);
	else if (l->seen != DAY_NONE)
		day_brief(out, l->seen, today);
}

static void status_mark(struct str *out, const struct patient *p)
{
	if (p->status == PATIENT_DECEASED)
		str_add(out, "+ ");
	else if (p->status != PATIENT_ACTIVE && p->status != PATIENT_PROSPECT)
		str_add(out, "- ");
	else if (p->status == PATIENT_PROSPECT)
		str_add(out, "? ");
}

static void draw_row(const struct app *app, const struct finding *s, struct canvas *c,
		     struct rect line, const struct patient_line *l, bool on)
{
	enum style style = on ? STYLE_SELECTED : STYLE_NORMAL;
	day_t today = clinic_today(app->clinic);
	int name = name_cols(s, line.cols);
	int number = no_cols(s);
	struct str t;

	str_init(&t);
	canvas_fill(c, line, style);
	if (on)
		canvas_text(c, line, 0, 0, 1, style, ">");
	status_mark(&t, &l->patient);
	shown_name(&t, app, &l->patient);
	draw_marked(s, c, line, 0, 2, name, style, t.p);
	int x = 2 + name + 1;
	str_clear(&t);
	patient_age_sex(&t, &l->patient, today);
	canvas_right(c, line, 0, x + AGE_COLS - 1, style, t.p);
	x += AGE_COLS;
	str_clear(&t);
	if (l->phone)
		last_four(&t, l->phone);
	draw_marked(s, c, line, 0, x, PHONE_COLS - 1, style, t.p);
	x += PHONE_COLS;
	draw_marked(s, c, line, 0, x, number, style, l->patient.chart_no);
	x += number + 1;
	str_clear(&t);
	seen_text(&t, l, today);
	canvas_text(c, line, 0, x, SEEN_COLS, style, t.p);
	str_release(&t);
}

static void draw_plain(const struct app *app, const struct finding *s, struct canvas *c,
		       struct rect area, int y, const struct patient_line *l, bool on)
{
	struct str t;

	str_init(&t);
	str_add(&t, on ? "> " : "  ");
	shown_name(&t, app, &l->patient);
	str_add(&t, " ");
	patient_age_sex(&t, &l->patient, clinic_today(app->clinic));
	if (l->phone) {
		str_add(&t, " ");
		last_four(&t, l->phone);
	}
	str_addf(&t, " %s", l->patient.chart_no);
	draw_marked(s, c, area, y, 0, -1, on ? STYLE_SELECTED : STYLE_NORMAL, t.p);
	str_release(&t);
}

static void draw_count(const struct finding *s, struct canvas *c, struct rect area)
{
	char text[100];

	if (s->words.n == 0 && s->hits.n < s->hits.total)
		snprintf(text, sizeof(text), _("first %zu of %zu"), s->hits.n, s->hits.total);
	else if (s->words.n == 0)
		snprintf(text, sizeof(text),
			 ngettext("%zu patient", "%zu patients", (unsigned long)s->hits.total),
			 s->hits.total);
	else
		snprintf(text, sizeof(text), _("%zu%s of %zu"), s->hits.total, s->hits.more ? "+" : "",
			 s->everyone);
	canvas_right(c, area, 0, area.cols - 1, STYLE_NORMAL, text);
}

static void draw_head(const struct finding *s, struct canvas *c, struct rect list, int y)
{
	int name = name_cols(s, list.cols);
	int number = no_cols(s);
	int x = 2;

	canvas_text(c, list, y, x, name, STYLE_HEADING, _("Name"));
	x += name + 1;
	canvas_right(c, list, y, x + AGE_COLS - 1, STYLE_HEADING, _("Age"));
	x += AGE_COLS;
	canvas_text(c, list, y, x, PHONE_COLS - 1, STYLE_HEADING, _("Phone"));
	x += PHONE_COLS;
	canvas_text(c, list, y, x, number, STYLE_HEADING, _("No."));
	x += number + 1;
	canvas_text(c, list, y, x, SEEN_COLS, STYLE_HEADING, _("Seen"));
}

struct lines {
	struct canvas *canvas;
	struct rect area;
	int y;
};

static void draw_line(const char *start, size_t n, void *arg)
{
	struct lines *l = arg;
	char *line = mem_strndup(start, n);

	if (l->y < l->area.rows)
		canvas_text(l->canvas, l->area, l->y++, 2, -1, STYLE_NORMAL, line);
	free(line);
}

static void draw_nobody(const struct finding *s, struct canvas *c, struct rect list)
{
	static const char *const none[] = { N_("There are no patients yet."),
					    N_("^N registers the first one, or run:"),
					    "revisit import FILE" };
	static const char *const nobody[] = { N_("Nobody is found."),
					      N_("Enter makes a new patient from this."),
					      N_("Name, pinyin or initials, any digits of a phone,"),
					      N_("chart number, birth date, #tag.") };
	struct lines l = { .canvas = c, .area = list, .y = 3 };
	size_t n = s->words.n ? ARRAY_SIZE(nobody) : ARRAY_SIZE(none);

	for (size_t i = 0; i < n; i++)
		text_wrap(_(s->words.n ? nobody[i] : none[i]), list.cols - 3, draw_line, &l);
}

static void draw_patients(const struct app *app, const void *state, struct canvas *c,
			  struct rect area)
{
	struct finding *s = (struct finding *)(uintptr_t)state;
	const struct layer *l = &app->stack[app->depth - 1];
	bool focused = l->state == state && !l->keys_on_list;
	bool wide = app_is_wide(app);
	struct rect list = area;
	int x = 1;

	x += canvas_text(c, area, 0, x, -1, STYLE_NORMAL, _("Find:")) + 1;
	edit_draw(&s->edit, c, area, 0, x, area.cols - x - 22, focused, STYLE_FOCUS);
	draw_count(s, c, area);
	if (wide) {
		list.cols = area.cols < 90 ? 48 : area.cols < 110 ? 52 : area.cols * 45 / 100 + 4;
		canvas_hline(c, area, 1, 0, area.cols);
		canvas_vline(c, area, 1, list.cols, area.rows - 1);
		struct rect side = { .y = area.y + 2, .x = list.cols + 1, .rows = area.rows - 2,
				     .cols = area.cols - list.cols - 1 };
		facts_draw(&s->facts, c, side, 0, 9, 0);
	}
	bool columns = !c->plain && list.cols >= 44;
	int top = 2;
	if (columns && s->list.n)
		draw_head(s, c, list, top++);
	for (int i = 0; i < s->n_lines && top + i < area.rows; i++) {
		bool on = s->list.top + i == s->list.selected;
		struct rect line = { .y = list.y + top + i, .x = list.x, .rows = 1, .cols = list.cols };
		if (!s->lines[i].patient)
			continue;
		if (columns)
			draw_row(app, s, c, line, &s->lines[i].l, on);
		else
			draw_plain(app, s, c, area, top + i, &s->lines[i].l, on);
		if (on && !focused && l->state == state)
			canvas_cursor(c, line, 0, 0, false);
	}
	if (s->list.n > 0)
		return;
	draw_nobody(s, c, list);
	if (!focused && l->state == state)
		canvas_cursor(c, list, 3, 0, false);
}

/* --- keys --- */

static void open_chosen(struct app *app, void *state)
{
	struct finding *s = state;
	int64_t patient = chosen(s);

	if (patient && s->painted && patient != s->painted)
		return; /* the row changed under the cursor: show it first */
	if (patient)
		app_push(app, &card_screen, &patient);
	else if (s->words.n)
		patient_form_new(app, s->edit.text.p);
}

static bool patients_key(struct app *app, void *state, const struct key *key)
{
	struct finding *s = state;
	struct layer *l = app_top(app);

	if (list_key(&s->list, key, l->keys_on_list))
		return true;
	if (l->keys_on_list)
		return false;
	if (key->kind == KEY_ESC && s->edit.text.len) {
		edit_set(&s->edit, "");
		search(app, s, false);
		return true;
	}
	if (key->kind == KEY_CTRL && (key->cp == 'z' || key->cp == 'y')) {
		if (key->cp == 'z' ? edit_undo(&s->edit) : edit_redo(&s->edit))
			search(app, s, false);
		return true;
	}
	char *before = mem_strdup(s->edit.text.p);
	bool used = edit_key(&s->edit, key);
	if (used && strcmp(before, s->edit.text.p) != 0)
		search(app, s, false);
	free(before);
	return used;
}

static const char *patients_enter(const struct app *app, const void *state)
{
	const struct finding *s = state;

	(void)app;
	if (s->list.n)
		return C_("what Enter does", "open");
	return s->words.n ? _("NEW PATIENT") : NULL;
}

static int64_t patients_patient(const void *state)
{
	return chosen(state);
}

static const char *patients_typed(const void *state)
{
	return ((const struct finding *)state)->edit.text.p;
}

static const char *patients_refuse(const struct app *app, const void *state, unsigned needs)
{
	(void)app;
	if ((needs & (NEEDS_PATIENT | NEEDS_ROW)) && !chosen(state))
		return _("nobody is chosen");
	return NULL;
}

static void back_to_typing(struct app *app, void *state)
{
	(void)state;
	app_top(app)->keys_on_list = false;
}

static void tag_chosen(struct app *app, void *state)
{
	ask_tag(app, chosen(state));
}

static void edit_chosen(struct app *app, void *state)
{
	patient_form_edit(app, chosen(state));
}

static const struct command commands[] = {
	{ .name = "open", .keys = "enter", .help = N_("Open the card; with nobody found, register them"),
	  .run = open_chosen },
	{ .name = "patients-find", .keys = "/", .help = N_("Type again"), .run = back_to_typing },
	{ .name = "patients-tag", .keys = "t", .help = N_("Tag the chosen patient (after Tab)"),
	  .needs = NEEDS_PATIENT | WRITES, .run = tag_chosen },
	{ .name = "patients-edit", .keys = "e", .help = N_("Edit the chosen patient (after Tab)"),
	  .needs = NEEDS_PATIENT | WRITES, .run = edit_chosen },
	COMMAND_END,
};

static const struct help_text help[] = {
	{ N_("letters"), N_("A name, its pinyin or initials: zw, zhangwei, weiz find 张伟") },
	{ N_("digits"), N_("Any part of a phone, the chart number, a birth date (0302, 1985-3-2)") },
	{ N_("#tag"), N_("Everyone with that tag; several words narrow") },
	{ N_("Tab"), N_("The keys go to the list: letters are commands; Tab again to type") },
	{ 0 },
};

const struct screen patients_screen = {
	.name = "patients",
	.title = N_("Patients"),
	.tab = 2,
	.list = true,
	.commands = commands,
	.help = help,
	.state_size = sizeof(struct finding),
	.open = open_patients,
	.close = close_patients,
	.reload = reload_patients,
	.prepare = prepare_patients,
	.draw = draw_patients,
	.key = patients_key,
	.enter = patients_enter,
	.refuse = patients_refuse,
	.patient = patients_patient,
	.typed = patients_typed,
};

bool find_by_typing(struct app *app, const struct key *key)
{
	if (key->kind != KEY_TEXT && key->kind != KEY_PASTE)
		return false;
	if (app_push(app, &patients_screen, NULL)) {
		struct layer *top = app_top(app);
		top->keys_on_list = false;
		top->screen->key(app, top->state, key);
	}
	return true;
}
