/* Why: the rule as a tree, each part ticked or crossed, with its value and when it will change. */
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/segments.h"
#include "revisit/screen/parts.h"
#include "revisit/ui/list.h"

#include "asking.h"

enum { FIRST_ROW = 4 };

struct why_of {
	size_t segment;
	int64_t patient;
};

struct why_line {
	const struct why *why;
	const char *text; /* what is written of it; in the arena */
	int depth;
};

struct showing {
	struct why_of of;
	struct patient p;
	char *key;            /* of the segment: its number may be another's after an edit */
	struct arena arena;
	const struct why *why;
	const char *voided;   /* what was decided by hand and counts no more, in `arena`; NULL */
	struct why_line *lines;
	size_t n, cap;
	struct list list;
};

static void add_change(struct str *out, const struct app *app, const struct why *w)
{
	struct str day;

	if (w->change == DAY_MAX)
		return;
	str_init(&day);
	day_show(&day, w->change, clinic_today(app->clinic));
	str_addf(out, _("; changes on %s"), day.p);
	str_release(&day);
}

/* "last cleaning is older than 6 months: cleaning 8 May 2026; changes on 23 Nov" */
static void line_text(struct str *out, const struct app *app, const struct why *w)
{
	struct patient p;

	record_init(&record_patient, &p);
	if (w->patient && store_get(&app->clinic->store, &record_patient, w->patient, &p, NULL)) {
		shown_name(out, app, &p);
		str_addf(out, " %s%s", str_or_empty(p.chart_no), i18n_is_chinese() ? "：" : ": ");
	}
	record_release(&record_patient, &p);
	str_add(out, w->says);
	if (w->value)
		str_addf(out, "%s%s", i18n_is_chinese() ? "：" : ": ", w->value);
	add_change(out, app, w);
}

static void add_lines(struct app *app, struct showing *s, const struct why *why, int depth)
{
	struct str text;

	str_init(&text);
	line_text(&text, app, why);
	GROW(s->lines, s->n, s->cap);
	s->lines[s->n++] = (struct why_line){ why, arena_strdup(&s->arena, text.p), depth };
	str_release(&text);
	for (const struct why *k = why->child; k; k = k->next)
		add_lines(app, s, k, depth + 1);
}

/* Kept in or out by hand, of a rule that was changed since. */
static const char *void_pin(struct app *app, struct showing *s, const struct segment *seg)
{
	const char *words = NULL;
	struct rows pins;

	rows_init(&pins, &record_pin);
	store_pins(&app->clinic->store, s->of.patient, &pins, NULL);
	for (size_t i = 0; i < pins.n; i++) {
		const struct pin *p = rows_at(&pins, i);
		if (strcmp(p->segment, seg->key) == 0 && !str_eq(p->hash, seg->hash))
			words = arena_printf(&s->arena,
					     p->way == PIN_IN ? _("Was kept in by hand (%s); that counts "
								  "no more, the rule was changed since.") :
								_("Was kept out by hand (%s); that counts "
								  "no more, the rule was changed since."),
					     str_or_empty(p->reason));
	}
	rows_release(&pins);
	return words;
}

static bool load(struct app *app, struct showing *s, struct err *err)
{
	const struct ruleset *set = clinic_rules(app->clinic);
	int i = set ? ruleset_find(set, s->key) : -1;

	arena_clear(&s->arena);
	s->n = 0;
	s->why = NULL;
	s->voided = NULL;
	if (i < 0)
		return err_set(err, ERR_NO_MATCH, _("there is no segment '%s'"), s->key);
	s->of.segment = (size_t)i;
	if (!store_get(&app->clinic->store, &record_patient, s->of.patient, &s->p, err))
		return false;
	s->why = segment_why_of(app->clinic, s->of.segment, s->of.patient, &s->arena, err);
	if (!s->why)
		return false;
	s->voided = void_pin(app, s, &set->segments[i]);
	for (const struct why *k = s->why->child; k; k = k->next)
		add_lines(app, s, k, 1);
	list_resize(&s->list, (int)s->n, s->list.height);
	list_select(&s->list, s->list.selected);
	return true;
}

static bool open_why(struct app *app, void *state, void *arg, struct err *err)
{
	struct showing *s = state;
	const struct ruleset *set = clinic_rules(app->clinic);

	s->of = *(const struct why_of *)arg;
	record_init(&record_patient, &s->p);
	arena_init(&s->arena);
	if (!set)
		return err_set(err, ERR_RULES, _("there are no rules in force"));
	s->key = mem_strdup(set->segments[s->of.segment].key);
	return load(app, s, err);
}

static void close_why(void *state)
{
	struct showing *s = state;

	record_release(&record_patient, &s->p);
	arena_release(&s->arena);
	free(s->lines);
	free(s->key);
}

static void reload_why(struct app *app, void *state)
{
	struct err err = ERR_INIT;

	if (!load(app, state, &err))
		app_error(app, &err);
}

static void prepare_why(struct app *app, void *state, int rows, int cols)
{
	struct showing *s = state;

	(void)cols;
	list_resize(&s->list, (int)s->n, app_list_rows(app, rows - FIRST_ROW));
	list_select(&s->list, s->list.selected);
}

/* "is in this segment", or how far from it. */
static void draw_verdict(const struct app *app, const struct showing *s, struct canvas *c,
			 struct rect area)
{
	const struct why *w = s->why;
	struct str t;
	int missing = 0;
	int all = 0;

	for (const struct why *k = w->child; k; k = k->next) {
		all++;
		missing += !k->is;
	}
	str_init(&t);
	str_addf(&t, "%s%s", w->says, i18n_is_chinese() ? "：" : ": ");
	if (w->is)
		str_add(&t, _("is in this segment"));
	else if (missing && all > 1)
		str_addf(&t, ngettext("is not in this segment: %d of %d conditions is missing",
				      "is not in this segment: %d of %d conditions are missing",
				      (unsigned long)missing), missing, all);
	else
		str_add(&t, _("is not in this segment"));
	if (w->value)
		str_addf(&t, "%s%s", i18n_is_chinese() ? "；" : "; ", w->value);
	add_change(&t, app, w);
	canvas_wrapped(c, area, 1, 1, area.cols - 2, w->is ? STYLE_GOOD : STYLE_ALERT, t.p);
	str_release(&t);
}

static void draw_why(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	const struct showing *s = state;
	struct str t;
	int y = FIRST_ROW;

	str_init(&t);
	shown_name(&t, app, &s->p);
	str_addf(&t, "  %s", str_or_empty(s->p.chart_no));
	canvas_text(c, area, 0, 1, -1, STYLE_HEADING, t.p);
	if (s->why) {
		struct rect two = area;
		two.rows = 3;
		draw_verdict(app, s, c, two);
	}
	if (!c->plain)
		canvas_hline(c, area, 3, 0, area.cols);
	for (int i = s->list.top; i < (int)s->n && y < area.rows; i++) {
		const struct why_line *l = &s->lines[i];
		int x = 2 * l->depth;
		bool on = i == s->list.selected;
		struct rect row = { .y = area.y + y, .x = area.x, .rows = 1, .cols = area.cols };
		if (on)
			canvas_cursor(c, row, 0, 0, false);
		canvas_zone(c, row, ZONE_ROW, i, NULL);
		canvas_text(c, row, 0, 0, 1, STYLE_NORMAL, on ? ">" : " ");
		enum style style = l->why->is ? STYLE_GOOD : STYLE_ALERT;
		canvas_text(c, row, 0, x, 1, style,
			    l->why->is ? (c->ascii ? "+" : "✓") : (c->ascii ? "x" : "✗"));
		y = canvas_wrapped(c, area, y, x + 2, area.cols - x - 3, STYLE_NORMAL, l->text);
	}
	if (s->voided)
		canvas_wrapped(c, area, y + 1, 2, area.cols - 4, STYLE_ALERT, s->voided);
	str_release(&t);
}

static bool why_key(struct app *app, void *state, const struct key *key)
{
	(void)app;
	return list_key(&((struct showing *)state)->list, key, true);
}

static const char *why_enter(const struct app *app, const void *state)
{
	(void)app;
	(void)state;
	return C_("what Enter does", "card");
}

static int64_t why_patient(const void *state)
{
	return ((const struct showing *)state)->of.patient;
}

static void open_card(struct app *app, void *state)
{
	app_push(app, &card_screen, &((struct showing *)state)->of.patient);
}

static void pin(struct app *app, void *state)
{
	const struct showing *s = state;

	ask_pin(app, s->of.segment, s->of.patient);
}

static const struct command commands[] = {
	{ .name = "why-card", .keys = "enter", .help = N_("Open the card"), .run = open_card },
	{ .name = "why-pin", .keys = ";", .label = N_("keep in or out"),
	  .help = N_("Keep the patient in or out of this segment by hand, and why…"),
	  .needs = WRITES, .run = pin },
	COMMAND_END,
};

const struct screen why_screen = {
	.name = "why",
	.title = N_("Why"),
	.commands = commands,
	.state_size = sizeof(struct showing),
	.open = open_why,
	.close = close_why,
	.reload = reload_why,
	.prepare = prepare_why,
	.draw = draw_why,
	.key = why_key,
	.enter = why_enter,
	.patient = why_patient,
};

void show_why(struct app *app, size_t segment, int64_t patient)
{
	struct why_of of = { segment, patient };

	app_push(app, &why_screen, &of);
}

/* --- all segments of one patient --- */

static void why_chosen(struct app *app, void *data, const char *key, const char *text)
{
	const struct ruleset *set = clinic_rules(app->clinic);
	int i = set && key ? ruleset_find(set, key) : -1;

	(void)text;
	if (i >= 0)
		show_why(app, (size_t)i, *(const int64_t *)data);
}

/* "✓ Due for cleaning", and at the right what is missing or when it changes; `of` NULL: nothing is to
 * be told of it. */
static void add_segment(struct app *app, struct pick *p, const struct segment *s,
			const struct segment_of *of)
{
	bool ascii = app->canvas.ascii;
	const char *sign = of && of->is ? (ascii ? "+" : "✓") : (ascii ? "x" : "✗");
	bool nearly = of && !of->is && !of->pinned;
	char *label = mem_printf("%s %s", nearly ? "~" : sign, segment_title(s));
	struct str hint;

	str_init(&hint);
	if (!of) {
		pick_add(p, s->key, label, NULL, NULL);
		str_release(&hint);
		free(label);
		return;
	}
	if (of->because)
		str_addf(&hint,
			 of->pinned     ? "%s" :
			 of->in_the_way ? _("in the way: %s") :
					  _("missing: %s"),
			 of->because);
	if (of->change != DAY_MAX) {
		struct str day;
		str_init(&day);
		day_show(&day, of->change, clinic_today(app->clinic));
		str_addf(&hint, of->is ? (hint.len ? _(", until %s") : _("until %s")) :
				 (hint.len ? _(", in it from %s") : _("in it from %s")), day.p);
		str_release(&day);
	}
	pick_add(p, s->key, label, hint.len ? hint.p : NULL, NULL);
	str_release(&hint);
	free(label);
}

enum { IN, KEPT_OUT, NEARLY, NOT_IN, PLACES };

static int place_of(const struct segment_of *of)
{
	return !of ? NOT_IN : of->is ? IN : of->pinned ? KEPT_OUT : NEARLY;
}

/* All of them: those the patient is in first, then those it is nearly in, then the others. */
static void add_segments(struct app *app, struct pick *p, const struct ruleset *set,
			 const struct segment_of *of, size_t n)
{
	for (int place = 0; place < PLACES; place++)
		for (size_t i = 0, k = 0; i < set->n_segments; i++) {
			const struct segment_of *told = k < n && of[k].segment == i ? &of[k++] : NULL;
			if (place_of(told) == place)
				add_segment(app, p, &set->segments[i], told);
		}
}

void ask_segments_why(struct app *app, int64_t patient)
{
	const struct ruleset *set = clinic_rules(app->clinic);
	struct err err = ERR_INIT;
	struct segment_of *of;
	struct arena arena;
	struct pick p;
	size_t n;

	arena_init(&arena);
	if (!segments_of_patient(app->clinic, patient, &arena, &of, &n, &err)) {
		app_error(app, &err);
	} else if (!set || set->n_segments == 0) {
		app_refuse(app, _("there are no segments yet"));
	} else {
		ask_about(&p, app, _("Segments, and why"), patient);
		p.hint = mem_strdup(_("~ nearly in; Enter tells why, also why not"));
		add_segments(app, &p, set, of, n);
		int64_t *whom = mem_alloc(sizeof(*whom));
		*whom = patient;
		p.data = whom;
		p.free_data = free;
		p.done = why_chosen;
		pick_open(app, &p);
	}
	arena_release(&arena);
}
