/* Two charts side by side: whether they are one person, and what is kept of each. */
#include "revisit/app/keys.h"
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/merge.h"
#include "revisit/screen/parts.h"
#include "revisit/text/phone.h"
#include "revisit/ui/list.h"

enum { LABEL_COLS = 18, STACKED_BELOW = 66, HEAD_ROWS = 4 };

struct comparing {
	int64_t keep, lose;
	struct merge_preview p;
	struct str about[2]; /* how to reach them, when they were here */
	int *shown;          /* indices of the fields where there is something to choose */
	char *same;          /* the fields that are the same on both */
	char *moves;         /* what moves, in words */
	struct list list;
	struct strlist by_hand; /* the fields that a person chose */
	int64_t asked[2]; /* the versions that were shown when Enter asked */
	bool loaded;
};

static const struct merge_field *field_at(const struct comparing *s, int row)
{
	return &s->p.fields[s->shown[row]];
}

static const struct patient *side_of(const struct comparing *s, int side)
{
	return side ? &s->p.lose : &s->p.keep;
}

/* --- loading --- */

static void add_item(struct str *out, const char *text)
{
	str_add(out, out->len ? ", " : "");
	str_add(out, text);
}

static void reach_words(struct app *app, int64_t patient, struct str *out)
{
	struct rows contacts;
	struct str one;

	str_init(&one);
	rows_init(&contacts, &record_contact);
	store_contacts(&app->clinic->store, patient, &contacts, NULL);
	for (size_t i = 0; i < contacts.n; i++) {
		const struct contact *k = rows_at(&contacts, i);
		str_clear(&one);
		if (contact_is_phone((enum contact_kind)k->kind))
			phone_show(&one, k->value, app->clinic->config->country);
		else
			str_add(&one, k->value);
		if (k->state != CONTACT_GOOD)
			str_addf(&one, " (%s)", _(contact_state_choices[k->state].label));
		add_item(out, one.p);
	}
	rows_release(&contacts);
	str_release(&one);
}

static void about(struct app *app, int64_t patient, struct str *out)
{
	struct patient_line l;
	day_t today = clinic_today(app->clinic);

	str_clear(out);
	reach_words(app, patient, out);
	if (!store_line(&app->clinic->store, patient, today, &l, NULL))
		return;
	if (l.seen != DAY_NONE) {
		add_item(out, _("seen"));
		str_addc(out, ' ');
		day_brief(out, l.seen, today);
	}
	if (l.next_day != DAY_NONE) {
		add_item(out, _("next"));
		str_addc(out, ' ');
		day_brief(out, l.next_day, today);
	}
	patient_line_release(&l);
}

/* Differing ones first: they are what somebody must look at. */
static void order_fields(struct comparing *s)
{
	struct str same;
	int n = 0;

	str_init(&same);
	s->shown = mem_array(s->p.n_fields + 1, sizeof(*s->shown));
	for (int one_sided = 0; one_sided < 2; one_sided++)
		for (size_t i = 0; i < s->p.n_fields; i++) {
			const struct merge_field *m = &s->p.fields[i];
			if (one_sided ? !m->keep != !m->lose : m->differs)
				s->shown[n++] = (int)i;
		}
	for (size_t i = 0; i < s->p.n_fields; i++) {
		const struct merge_field *m = &s->p.fields[i];
		if (m->keep && m->lose && !m->differs)
			add_item(&same, _(m->f->label));
	}
	s->same = str_steal(&same);
	list_resize(&s->list, n, s->list.height);
}

static void say_moves(struct comparing *s)
{
	struct str moves;
	char one[120];

	str_init(&moves);
	for (size_t i = 0; i < MERGE_PARTS; i++) {
		if (s->p.moves[i] == 0)
			continue;
		snprintf(one, sizeof(one), "%s %zu", _(merge_part_labels[i]), s->p.moves[i]);
		add_item(&moves, one);
	}
	s->moves = str_steal(&moves);
}

static void forget(struct comparing *s)
{
	if (!s->loaded)
		return;
	merge_preview_release(&s->p);
	free(s->shown);
	free(s->same);
	free(s->moves);
	s->loaded = false;
}

static bool load(struct app *app, struct comparing *s, struct err *err)
{
	struct merge_preview fresh;

	if (!clinic_merge_preview(app->clinic, s->keep, s->lose, &fresh, err))
		return false;
	forget(s);
	s->p = fresh;
	s->loaded = true;
	about(app, s->keep, &s->about[0]);
	about(app, s->lose, &s->about[1]);
	order_fields(s);
	say_moves(s);
	return true;
}

static bool open_compare(struct app *app, void *state, void *arg, struct err *err)
{
	struct comparing *s = state;
	const int64_t *ids = arg;

	s->keep = ids[0];
	s->lose = ids[1];
	str_init(&s->about[0]);
	str_init(&s->about[1]);
	strlist_init(&s->by_hand);
	if (load(app, s, err))
		return true;
	str_release(&s->about[0]);
	str_release(&s->about[1]);
	return false;
}

static void close_compare(void *state)
{
	struct comparing *s = state;

	forget(s);
	strlist_release(&s->by_hand);
	str_release(&s->about[0]);
	str_release(&s->about[1]);
}

/* What a person chose stays chosen where there still is something to choose; `names` says what each
 * choice is called now.  The rest is suggested anew. */
static bool load_again(struct app *app, struct comparing *s, const char *const names[3],
		       struct err *err)
{
	struct comparing old = *s;

	s->loaded = false;
	if (!load(app, s, err)) {
		s->loaded = true;
		return false;
	}
	for (size_t i = 0; i < old.p.n_fields; i++) {
		const struct merge_field *m = &old.p.fields[i];
		if (strlist_has(&s->by_hand, m->f->name))
			merge_choose(&s->p, m->f->name, names[m->take], NULL);
	}
	forget(&old);
	return true;
}

static void reload_compare(struct app *app, void *state)
{
	static const char *const names[] = { "keep", "lose", "both" };
	struct comparing *s = state;
	struct err err = ERR_INIT;
	int64_t keep = s->p.keep.row.ver;
	int64_t lose = s->p.lose.row.ver;

	if (!load_again(app, s, names, &err))
		app_error(app, &err); /* as it was; Enter will say why not */
	else if (s->p.keep.row.ver != keep || s->p.lose.row.ver != lose)
		app_say(app, _("one of the charts was changed meanwhile; look again"));
}

static size_t count_visits(struct app *app, int64_t patient)
{
	struct rows visits;

	rows_init(&visits, &record_visit);
	store_visits(&app->clinic->store, patient, &visits, NULL);
	size_t n = visits.n;
	rows_release(&visits);
	return n;
}

/* The chart with more on it is the one others know; else the older one. */
void compare_patients(struct app *app, int64_t one, int64_t other)
{
	size_t visits = count_visits(app, one);
	size_t others = count_visits(app, other);
	bool fuller = visits != others ? visits > others : one < other;
	int64_t ids[2] = { fuller ? one : other, fuller ? other : one };

	app_push(app, &compare_screen, ids);
}

/* --- drawing --- */

static void person_title(struct str *out, const struct app *app, const struct patient *p)
{
	str_addf(out, "%s ", p->chart_no);
	short_name(out, app, p);
	str_addc(out, ' ');
	patient_age_sex(out, p, clinic_today(app->clinic));
}

/* Whose value it will be is told by the star, not by colour alone. */
static void draw_value(struct canvas *c, struct rect cell, int y, const char *text, bool taken,
		       enum style style)
{
	if (taken)
		canvas_text(c, cell, y, 0, 1, style, "*");
	if (!text)
		text = "-";
	canvas_text(c, cell, y, 2, cell.cols - 3,
		    style == STYLE_NORMAL && taken ? STYLE_GOOD : style, text);
}

static bool takes(const struct merge_field *m, int side)
{
	return m->take == TAKE_BOTH || m->take == (side ? TAKE_LOSE : TAKE_KEEP);
}

static bool is_stacked(const struct canvas *c)
{
	return c->plain || c->cols < STACKED_BELOW;
}

static struct rect column(const struct canvas *c, struct rect area, int side)
{
	struct rect r = area;

	if (is_stacked(c)) {
		r.x += 2;
		r.cols -= 2;
		return r;
	}
	r.cols = (area.cols - LABEL_COLS) / 2;
	r.x = area.x + LABEL_COLS + side * r.cols;
	return r;
}

static void label_text(char *out, size_t size, int row, const struct merge_field *m)
{
	if (row < 9)
		snprintf(out, size, "%d %s", row + 1, _(m->f->label));
	else
		snprintf(out, size, "  %s", _(m->f->label));
}

static int draw_field(const struct comparing *s, struct canvas *c, struct rect area, int y, int row)
{
	const struct merge_field *m = field_at(s, row);
	bool on = row == s->list.selected;
	bool stacked = is_stacked(c);
	char label[120];
	struct rect line = { .y = area.y + y, .x = area.x, .rows = 1, .cols = area.cols };

	enum style style = canvas_row(c, line, row, on);
	label_text(label, sizeof(label), row, m);
	if (on)
		canvas_cursor(c, line, 0, 0, false);
	canvas_text(c, line, 0, 2, stacked ? -1 : LABEL_COLS - 3, style, label);
	for (int side = 0; side < 2; side++)
		draw_value(c, column(c, area, side), y + (stacked ? 1 + side : 0),
			   side ? m->lose : m->keep, takes(m, side),
			   stacked ? STYLE_NORMAL : style);
	return y + (stacked ? 3 : 1);
}

static int draw_heads(const struct app *app, const struct comparing *s, struct canvas *c,
		      struct rect area)
{
	static const char *const what[] = { N_("KEPT:"), N_("GIVEN UP:") };
	bool stacked = is_stacked(c);
	int y = 0;

	for (int side = 0; side < 2; side++) {
		struct rect cell = column(c, area, side);
		struct str t;
		str_init(&t);
		str_addf(&t, "%s ", _(what[side]));
		person_title(&t, app, side_of(s, side));
		int at = stacked ? 2 * side : 0;
		if (stacked)
			cell = area;
		canvas_text(c, cell, at, stacked ? 1 : 0, cell.cols - 1, STYLE_HEADING, t.p);
		int below = stacked ? at + 2 : HEAD_ROWS - 1;
		if (stacked)
			canvas_text(c, cell, at + 1, 2, cell.cols - 3, STYLE_NORMAL,
				    s->about[side].p);
		else
			canvas_wrapped(c, (struct rect){ cell.y, cell.x, HEAD_ROWS - 1, cell.cols },
				       1, 2, cell.cols - 3, STYLE_NORMAL, s->about[side].p);
		y = below;
		str_release(&t);
	}
	if (!c->plain)
		canvas_hline(c, area, y++, 0, area.cols);
	return y;
}

/* Below the fields, from the bottom up: what moves, what gets stricter, what is the same. */
static int draw_foot(const struct comparing *s, struct canvas *c, struct rect area, int y)
{
	if (s->p.not_same)
		y = canvas_wrapped(c, area, y, 1, area.cols - 2, STYLE_ALERT,
				   _("! Somebody said that these are two people."));
	for (size_t i = 0; i < s->p.remarks.n; i++) {
		canvas_printf(c, area, y, 1, STYLE_ALERT, _("! stricter: %s"), s->p.remarks.v[i]);
		y++;
	}
	struct str t;
	str_init(&t);
	str_addf(&t, _("Moves: %s"), *s->moves ? s->moves : _("nothing"));
	y = canvas_wrapped(c, area, y, 1, area.cols - 2, STYLE_NORMAL, t.p);
	if (*s->same) {
		str_clear(&t);
		str_addf(&t, _("The same on both: %s"), s->same);
		y = canvas_wrapped(c, area, y, 1, area.cols - 2, STYLE_NORMAL, t.p);
	}
	str_release(&t);
	return y;
}

/* How many rows the foot takes: it is drawn where nothing shows. */
static int foot_rows(const struct comparing *s, struct canvas *c, struct rect area)
{
	struct rect nowhere = { .y = area.y, .x = area.x, .rows = 0, .cols = area.cols };

	return draw_foot(s, c, nowhere, 0);
}

static void prepare_compare(struct app *app, void *state, int rows, int cols)
{
	struct comparing *s = state;
	struct canvas *c = &app->canvas;
	struct rect area = app_body(app);
	bool stacked = is_stacked(c);
	int head = stacked ? 5 : HEAD_ROWS + 0;

	(void)cols;
	int room = rows - head - foot_rows(s, c, area);
	if (stacked)
		room /= 3;
	list_resize(&s->list, s->list.n, room > 1 ? room : 1);
	list_select(&s->list, s->list.selected);
}

static void draw_compare(const struct app *app, const void *state, struct canvas *c,
			 struct rect area)
{
	const struct comparing *s = state;
	int y = draw_heads(app, s, c, area);

	for (int i = 0; i < s->list.height && s->list.top + i < s->list.n; i++)
		y = draw_field(s, c, area, y, s->list.top + i);
	if (s->list.n == 0) {
		canvas_text(c, area, y++, 2, -1, STYLE_NORMAL, _("Nothing differs."));
		canvas_cursor(c, area, y - 1, 0, false);
	}
	int foot = area.rows - foot_rows(s, c, area);
	draw_foot(s, c, area, foot > y ? foot : y);
}

/* --- what is done --- */

static void set_take(struct app *app, struct comparing *s, int row, enum merge_take take)
{
	if (row < 0 || row >= s->list.n)
		return;
	struct merge_field *m = &s->p.fields[s->shown[row]];
	if (!strlist_has(&s->by_hand, m->f->name))
		strlist_add(&s->by_hand, m->f->name);
	m->take = take == TAKE_BOTH && !m->both ? TAKE_KEEP : take;
	list_select(&s->list, row);
	app_say(app, "%s: %s", _(m->f->label),
		m->take == TAKE_BOTH   ? _("both, one below the other")
		: m->take == TAKE_LOSE ? (m->lose ? m->lose : _("empty"))
				       : (m->keep ? m->keep : _("empty")));
}

/* This one, the other one, both where that can be. */
static void turn(struct app *app, struct comparing *s, int row)
{
	if (row >= s->list.n)
		return;
	set_take(app, s, row, (enum merge_take)((field_at(s, row)->take + 1) % 3));
}

static void turn_chosen(struct app *app, void *state)
{
	struct comparing *s = state;

	turn(app, s, s->list.selected);
}

static void take_left(struct app *app, void *state)
{
	struct comparing *s = state;

	set_take(app, s, s->list.selected, TAKE_KEEP);
}

static void take_right(struct app *app, void *state)
{
	struct comparing *s = state;

	set_take(app, s, s->list.selected, TAKE_LOSE);
}

static void swap(struct app *app, void *state)
{
	static const char *const turned[] = { "lose", "keep", "both" };
	struct comparing *s = state;
	struct err err = ERR_INIT;
	int64_t keep = s->keep;

	s->keep = s->lose;
	s->lose = keep;
	if (load_again(app, s, turned, &err)) {
		app_say(app, _("chart %s is kept now"), s->p.keep.chart_no);
		return;
	}
	s->lose = s->keep;
	s->keep = keep;
	app_error(app, &err);
}

/* Under the name that was chosen. */
static char *merged_words(struct app *app, const struct comparing *s)
{
	struct patient now;
	struct str name;

	str_init(&name);
	record_init(&record_patient, &now);
	if (store_get(&app->clinic->store, &record_patient, s->keep, &now, NULL))
		short_name(&name, app, &now);
	char *format = format_with_keys(
		app, _("merged: chart %s is %s %s now; {undo}, or key - on the card, takes it back"));
	char *words = mem_printf(format, s->p.lose.chart_no, s->p.keep.chart_no, name.p);
	free(format);
	record_release(&record_patient, &now);
	str_release(&name);
	return words;
}

static void merge_answer(struct app *app, void *data, const char *key, const char *text)
{
	struct comparing *s = data;
	struct err err = ERR_INIT;

	(void)text;
	if (!str_eq(key, "merge"))
		return;
	/* What another terminal wrote under the question must be seen first. */
	if (s->p.keep.row.ver != s->asked[0] || s->p.lose.row.ver != s->asked[1]) {
		app_refuse(app, "%s", _("one of the charts was changed meanwhile; look again"));
		return;
	}
	if (!clinic_merge(app->clinic, &s->p, &err)) {
		app_error(app, &err);
		app_changed(app);
		return;
	}
	char *said = merged_words(app, s);
	app_pop(app); /* s is gone */
	app_say(app, "%s", said);
	free(said);
	app_changed(app);
}

static size_t moves(const struct comparing *s)
{
	size_t n = 0;

	for (size_t i = 0; i < MERGE_PARTS; i++)
		n += s->p.moves[i];
	return n;
}

static void merge(struct app *app, void *state)
{
	struct comparing *s = state;
	struct pick p;
	struct str t;

	s->asked[0] = s->p.keep.row.ver;
	s->asked[1] = s->p.lose.row.ver;
	str_init(&t);
	str_addf(&t, _("Merge chart %s into %s?"), s->p.lose.chart_no, s->p.keep.chart_no);
	pick_init(&p, t.p);
	str_clear(&t);
	str_addf(&t,
		 ngettext("yes, one person: %s is kept, %zu thing moves",
			  "yes, one person: %s is kept, %zu things move", (unsigned long)moves(s)),
		 s->p.keep.chart_no, moves(s));
	pick_add(&p, "merge", t.p, NULL, NULL);
	pick_add(&p, "look", _("no, look again"), NULL, NULL);
	str_release(&t);
	p.deliberate = true;
	p.data = s; /* the popup lies over it and is closed before it */
	p.done = merge_answer;
	pick_open(app, &p);
}

static void two_people(struct app *app, void *state)
{
	struct comparing *s = state;
	struct err err = ERR_INIT;

	if (!clinic_not_same(app->clinic, s->keep, s->lose, &err)) {
		app_error(app, &err);
		return;
	}
	app_pop(app);
	app_say(app, _("two people: nobody asks again whether they are one"));
	app_changed(app);
}

static bool compare_key(struct app *app, void *state, const struct key *key)
{
	struct comparing *s = state;

	if (key->kind == KEY_TEXT && key->cp >= '1' && key->cp <= '9') {
		turn(app, s, (int)(key->cp - '1'));
		return true;
	}
	return list_key(&s->list, key, true);
}

static const char *compare_enter(const struct app *app, const void *state)
{
	(void)app;
	(void)state;
	return _("MERGE");
}

static int64_t compare_patient(const void *state)
{
	return ((const struct comparing *)state)->keep;
}

static const struct command commands[] = {
	{ .name = "compare-merge",
	  .keys = "enter",
	  .help = N_("Make them one chart, after asking"),
	  .needs = WRITES,
	  .run = merge },
	{ .name = "compare-left",
	  .keys = "left h",
	  .label = N_("this one"),
	  .help = N_("Take the value on the left: of the chart that is kept"),
	  .run = take_left },
	{ .name = "compare-right",
	  .keys = "right l",
	  .label = N_("the other"),
	  .help = N_("Take the value on the right: of the chart that is given up"),
	  .run = take_right },
	{ .name = "compare-turn",
	  .keys = "space",
	  .label = N_("turn"),
	  .help = N_("The other value; for notes also both"),
	  .run = turn_chosen },
	{ .name = "compare-swap",
	  .keys = "x",
	  .label = N_("keep the other chart"),
	  .help = N_("Keep the other chart and give this one up"),
	  .run = swap },
	{ .name = "not-same",
	  .keys = "n",
	  .label = N_("two people"),
	  .help = N_("They are not the same person, and nobody asks again"),
	  .needs = WRITES,
	  .run = two_people },
	COMMAND_END,
};

static const struct help_text help[] = {
	{ N_("Up, Down"), N_("Choose a field") },
	{ N_("1-9"), N_("Turn the field with that number; the star tells what is taken") },
	{ 0 },
};

const struct screen compare_screen = {
	.name = "compare",
	.title = N_("Two charts"),
	.commands = commands,
	.help = help,
	.state_size = sizeof(struct comparing),
	.open = open_compare,
	.close = close_compare,
	.reload = reload_compare,
	.prepare = prepare_compare,
	.draw = draw_compare,
	.key = compare_key,
	.enter = compare_enter,
	.patient = compare_patient,
};
