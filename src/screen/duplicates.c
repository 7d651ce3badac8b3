/* Duplicates: the pairs that may be one person, likeliest first. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/dupes.h"
#include "revisit/screen/parts.h"
#include "revisit/ui/list.h"

enum { PAIR_LINES = 3, HEAD_LINES = 2, CHART_COLS = 8, BIRTH_COLS = 11 };

/* Two charts as they are shown. */
struct both {
	struct patient_line side[2];
	bool fetched;
};

struct queue {
	struct pairs *looking; /* NULL when everybody was looked at */
	struct pair_list pairs;
	struct both *shown; /* in step with pairs */
	struct pair_list away; /* pairs no more, unless that is undone */
	struct pair said;      /* the last one said here to be two people */
	size_t patients;
	struct list list;
	int percent;
};

static void forget_shown(struct queue *s)
{
	for (size_t i = 0; s->shown && i < s->pairs.n; i++)
		for (int k = 0; k < 2 && s->shown[i].fetched; k++)
			patient_line_release(&s->shown[i].side[k]);
	free(s->shown);
	s->shown = NULL;
}

static void begin_looking(struct app *app, struct queue *s)
{
	forget_shown(s);
	pair_list_release(&s->pairs);
	pair_list_release(&s->away);
	pairs_free(s->looking);
	s->patients = (size_t)store_patients(&app->clinic->store);
	s->looking = pairs_new(&app->clinic->store,
			       &(struct pairs_options){ .least = LIKENESS_LIKELY });
	s->percent = 0;
	app->working = true;
}

static bool open_queue(struct app *app, void *state, void *arg, struct err *err)
{
	(void)arg;
	(void)err;
	begin_looking(app, state);
	return true;
}

static void close_queue(void *state)
{
	struct queue *s = state;

	forget_shown(s);
	pair_list_release(&s->pairs);
	pair_list_release(&s->away);
	pairs_free(s->looking);
}

static enum work look(struct app *app, void *state)
{
	struct queue *s = state;
	struct err err = ERR_INIT;

	if (!s->looking)
		return WORK_NONE;
	if (!pairs_step(s->looking, &err)) {
		app_error(app, &err);
		pairs_free(s->looking);
		s->looking = NULL;
		return WORK_SHOW;
	}
	if (pairs_done(s->looking)) {
		pairs_take(s->looking, &s->pairs);
		pairs_free(s->looking);
		s->looking = NULL;
		s->shown = mem_array(s->pairs.n, sizeof(*s->shown));
		return WORK_SHOW;
	}
	int before = s->percent;
	s->percent = pairs_percent(s->looking);
	return s->percent != before ? WORK_SHOW : WORK_MORE;
}

/* --- what is shown --- */

static void remove_pair(struct queue *s, size_t i)
{
	for (int k = 0; k < 2 && s->shown[i].fetched; k++)
		patient_line_release(&s->shown[i].side[k]);
	GROW(s->away.v, s->away.n, s->away.cap);
	s->away.v[s->away.n++] = s->pairs.v[i];
	s->pairs.n--;
	memmove(&s->pairs.v[i], &s->pairs.v[i + 1], (s->pairs.n - i) * sizeof(*s->pairs.v));
	memmove(&s->shown[i], &s->shown[i + 1], (s->pairs.n - i) * sizeof(*s->shown));
}

/* In the order in which they were found: likeliest first. */
static bool stands_before(const struct pair *x, const struct pair *y)
{
	if (x->score != y->score)
		return x->score > y->score;
	return x->a != y->a ? x->a < y->a : x->b < y->b;
}

/* There is room: it stood among them before. */
static void put_back(struct queue *s, size_t away)
{
	const struct pair p = s->away.v[away];
	size_t i = 0;

	while (i < s->pairs.n && stands_before(&s->pairs.v[i], &p))
		i++;
	memmove(&s->pairs.v[i + 1], &s->pairs.v[i], (s->pairs.n - i) * sizeof(*s->pairs.v));
	memmove(&s->shown[i + 1], &s->shown[i], (s->pairs.n - i) * sizeof(*s->shown));
	s->pairs.v[i] = p;
	s->shown[i] = (struct both){ .fetched = false };
	s->pairs.n++;
	s->away.v[away] = s->away.v[--s->away.n];
	/* Who takes back what was just said is on that pair again; else the choice stays. */
	list_resize(&s->list, (int)s->pairs.n, s->list.height);
	if (p.a == s->said.a && p.b == s->said.b)
		list_select(&s->list, (int)i);
	else if ((int)i <= s->list.selected && s->pairs.n > 1)
		list_select(&s->list, s->list.selected + 1);
}

/* Not when they were merged, or said to be two people. */
static bool is_pair(struct store *store, const struct pair *p)
{
	const int64_t who[2] = { p->a, p->b };
	bool there = true;

	for (int i = 0; there && i < 2; i++) {
		struct patient x;
		record_init(&record_patient, &x);
		there = store_get(store, &record_patient, who[i], &x, NULL) &&
			x.status != PATIENT_MERGED;
		record_release(&record_patient, &x);
	}
	return there && !store_are_not_same(store, p->a, p->b);
}

/* False when they are no pair any more. */
static bool fetch(struct app *app, struct queue *s, size_t i)
{
	struct store *store = &app->clinic->store;
	const struct pair *p = &s->pairs.v[i];
	struct both *b = &s->shown[i];
	const int64_t who[2] = { p->a, p->b };
	int n = 0;

	if (b->fetched)
		return true;
	bool pair = is_pair(store, p);
	while (pair && n < 2 &&
	       store_line(store, who[n], clinic_today(app->clinic), &b->side[n], NULL))
		n++;
	b->fetched = n == 2;
	while (n == 1)
		patient_line_release(&b->side[--n]);
	return b->fetched;
}

static void reload_queue(struct app *app, void *state)
{
	struct queue *s = state;

	for (size_t i = 0; s->shown && i < s->pairs.n; i++) {
		for (int k = 0; k < 2 && s->shown[i].fetched; k++)
			patient_line_release(&s->shown[i].side[k]);
		s->shown[i].fetched = false;
	}
	for (size_t i = s->shown ? s->away.n : 0; i-- > 0;)
		if (is_pair(&app->clinic->store, &s->away.v[i]))
			put_back(s, i);
}

static void prepare_queue(struct app *app, void *state, int rows, int cols)
{
	struct queue *s = state;
	int height = (rows - HEAD_LINES) / PAIR_LINES;

	(void)cols;
	list_resize(&s->list, (int)s->pairs.n, height > 0 ? height : 1);
	for (size_t i = (size_t)s->list.top;
	     i < s->pairs.n && i < (size_t)s->list.top + (size_t)s->list.height;) {
		if (fetch(app, s, i))
			i++;
		else
			remove_pair(s, i);
	}
	list_resize(&s->list, (int)s->pairs.n, s->list.height);
}

static void draw_side(const struct app *app, const struct patient_line *l, struct canvas *c,
		      struct rect line, enum style style)
{
	const struct patient *p = &l->patient;
	day_t today = clinic_today(app->clinic);
	int name_cols = line.cols >= 96 ? 34 : line.cols >= 76 ? 26 : 18;
	struct str text;
	int x = 7;

	str_init(&text);
	canvas_text(c, line, 0, x, CHART_COLS, style, p->chart_no);
	x += CHART_COLS + 1;
	shown_name(&text, app, p);
	canvas_text(c, line, 0, x, name_cols, style, text.p);
	x += name_cols + 1;
	str_clear(&text);
	patient_age_sex(&text, p, today);
	canvas_text(c, line, 0, x, 5, style, text.p);
	x += 6;
	str_clear(&text);
	patient_birth(&text, p);
	canvas_text(c, line, 0, x, BIRTH_COLS, style, text.p);
	x += BIRTH_COLS + 1;
	str_clear(&text);
	if (l->phone)
		last_four(&text, l->phone);
	canvas_text(c, line, 0, x, 7, style, text.p);
	x += 8;
	str_clear(&text);
	seen_text(&text, l, today);
	canvas_text(c, line, 0, x, -1, style, text.len ? text.p : _("never seen"));
	str_release(&text);
}

static void draw_pair(const struct app *app, const struct queue *s, size_t i, struct canvas *c,
		      struct rect area)
{
	const struct pair *p = &s->pairs.v[i];
	bool on = (int)i == s->list.selected;
	enum style style = canvas_row(c, area, (int)i, on);
	struct rect line = area;
	struct str why;

	line.rows = 1;
	if (on)
		canvas_cursor(c, area, 0, 0, false);
	canvas_printf(c, line, 0, 2, style, "%3d%%", p->score);
	if (!s->shown[i].fetched)
		return;
	draw_side(app, &s->shown[i].side[0], c, line, style);
	line.y++;
	draw_side(app, &s->shown[i].side[1], c, line, style);
	line.y++;
	str_init(&why);
	likeness_words(&why, p->reasons);
	canvas_text(c, line, 0, 7, -1, on ? style : STYLE_GOOD, why.p);
	str_release(&why);
}

static void draw_head(const struct queue *s, struct canvas *c, struct rect area)
{
	char *text;

	if (s->looking)
		text = mem_printf(_("Comparing patients: %d%%, %zu pairs so far. Esc stops."),
				  s->percent, pairs_count(s->looking));
	else if (s->pairs.n == 0)
		text = mem_strdup(_("Who may have two charts: nobody"));
	else
		text = mem_printf(ngettext("%zu pair may be one person with two charts",
					   "%zu pairs may each be one person with two charts",
					   (unsigned long)s->pairs.n),
				  s->pairs.n);
	canvas_text(c, area, 0, 1, -1, STYLE_HEADING, text);
	free(text);
	if (!c->plain)
		canvas_hline(c, area, 1, 0, area.cols);
}

static void draw_empty(const struct queue *s, struct canvas *c, struct rect area)
{
	char number[28];
	char *text = mem_printf(_("Nobody of %s patients seems to have two charts. Whoever was said to "
				  "be somebody else is not asked about again."),
				str_number(number, sizeof(number), (int64_t)s->patients));

	canvas_wrapped(c, area, 3, 2, area.cols - 4, STYLE_NORMAL, text);
	free(text);
}

static void draw_queue(const struct app *app, const void *state, struct canvas *c,
		       struct rect area)
{
	const struct queue *s = state;

	draw_head(s, c, area);
	if (s->pairs.n == 0)
		canvas_cursor(c, area, 0, 0, false);
	if (!s->looking && s->pairs.n == 0)
		draw_empty(s, c, area);
	for (int i = 0; i < s->list.height && s->list.top + i < (int)s->pairs.n; i++) {
		struct rect r = { .y = area.y + HEAD_LINES + i * PAIR_LINES,
				  .x = area.x,
				  .rows = PAIR_LINES,
				  .cols = area.cols };
		draw_pair(app, s, (size_t)s->list.top + (size_t)i, c, r);
	}
}

/* --- what is done --- */

static const struct pair *chosen(const struct queue *s)
{
	return s->pairs.n ? &s->pairs.v[s->list.selected] : NULL;
}

static void compare_chosen(struct app *app, void *state)
{
	const struct pair *p = chosen(state);

	if (p)
		compare_patients(app, p->a, p->b);
}

static void open_side(struct app *app, const struct queue *s, bool second)
{
	const struct pair *p = chosen(s);
	int64_t patient = second ? p->b : p->a;

	app_push(app, &card_screen, &patient);
}

static void open_first(struct app *app, void *state)
{
	open_side(app, state, false);
}

static void open_second(struct app *app, void *state)
{
	open_side(app, state, true);
}

static void not_same(struct app *app, void *state)
{
	struct queue *s = state;
	struct err err = ERR_INIT;
	const struct both *b = &s->shown[s->list.selected];
	const struct pair p = *chosen(s);

	if (!clinic_not_same(app->clinic, p.a, p.b, &err)) {
		app_error(app, &err);
		return;
	}
	app_say(app, _("%s and %s are two people: not asked again"), b->side[0].patient.chart_no,
		b->side[1].patient.chart_no);
	remove_pair(s, (size_t)s->list.selected);
	s->said = p;
	app_changed(app);
}

static void look_again(struct app *app, void *state)
{
	begin_looking(app, state);
}

static bool queue_key(struct app *app, void *state, const struct key *key)
{
	(void)app;
	return list_key(&((struct queue *)state)->list, key, true);
}

static const char *queue_enter(const struct app *app, const void *state)
{
	(void)app;
	return chosen(state) ? C_("what Enter does", "compare") : NULL;
}

static const char *queue_refuse(const struct app *app, const void *state, unsigned needs)
{
	const struct queue *s = state;

	(void)app;
	if (!(needs & NEEDS_ROW) || chosen(s))
		return NULL;
	return s->looking ? _("still comparing") : _("there is no pair");
}

static int64_t queue_patient(const void *state)
{
	const struct pair *p = chosen(state);

	return p ? p->a : 0;
}

static const struct command commands[] = {
	{ .name = "compare", .keys = "enter", .help = N_("Compare the two charts"),
	  .needs = NEEDS_ROW, .run = compare_chosen },
	{ .name = "not-same", .keys = "n", .digit = 1, .label = N_("two people"),
	  .help = N_("They are two people: do not ask again"), .needs = NEEDS_ROW | WRITES,
	  .run = not_same },
	{ .name = "open-first", .keys = "a", .digit = 2, .label = N_("upper chart"),
	  .help = N_("Open the upper chart"), .needs = NEEDS_ROW, .run = open_first },
	{ .name = "open-second", .keys = "b", .digit = 3, .label = N_("lower chart"),
	  .help = N_("Open the lower chart"), .needs = NEEDS_ROW, .run = open_second },
	{ .name = "look-again", .keys = "r", .digit = 4, .label = N_("look again"),
	  .help = N_("Compare everybody again"), .run = look_again },
	COMMAND_END,
};

const struct screen duplicates_screen = {
	.name = "duplicates",
	.title = N_("Duplicates"),
	.bare_when_empty = true,
	.commands = commands,
	.state_size = sizeof(struct queue),
	.open = open_queue,
	.close = close_queue,
	.reload = reload_queue,
	.work = look,
	.prepare = prepare_queue,
	.draw = draw_queue,
	.key = queue_key,
	.enter = queue_enter,
	.refuse = queue_refuse,
	.patient = queue_patient,
};
