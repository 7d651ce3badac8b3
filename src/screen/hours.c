/* Hours and chairs: who works when, which days differ, chairs, how long visits take, and which
 * bookings do not fit any more. */
#include "revisit/clinic/hours.h"
#include "revisit/app/keys.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/sooner.h"
#include "revisit/screen/parts.h"
#include "revisit/text/width.h"
#include "revisit/ui/list.h"

#include "hours_parts.h"

enum { LISTED = 300, /* nobody moves more in one go */ LEAST_ROWS = 8 };

enum what { HEADING, CONFLICT, WEEK, DAY, CHAIR, LENGTH };

struct line {
	enum what what;
	int64_t id;     /* of its record; of the visit; 0: of clinic.yaml */
	char *key;      /* the provider, chair or kind; heap, NULL: the clinic */
	char *provider; /* of a length; heap, NULL */
	int64_t patient;
	char *name, *text; /* heap */
	bool alert;
};

struct hours_state {
	struct line *v;
	size_t n, cap;
	struct line *conflicts;
	size_t n_conflicts, cap_conflicts;
	day_t looked; /* bookings are looked at up to this day; DAY_NONE: all are */
	struct list list;
};

/* --- the lines --- */

static void line_release(struct line *l)
{
	free(l->key);
	free(l->provider);
	free(l->name);
	free(l->text);
}

static void forget(struct line **v, size_t *n, size_t *cap)
{
	for (size_t i = 0; i < *n; i++)
		line_release(&(*v)[i]);
	free(*v);
	*v = NULL;
	*n = *cap = 0;
}

static struct line *add(struct hours_state *s, enum what what, const char *key, const char *name,
			const char *text)
{
	GROW(s->v, s->n, s->cap);
	struct line *l = &s->v[s->n++];
	*l = (struct line){ .what = what,
			    .key = mem_strdup(key),
			    .name = mem_strdup(name),
			    .text = mem_strdup(text) };
	return l;
}

static void heading(struct hours_state *s, const char *name, const char *text)
{
	add(s, HEADING, NULL, name, text);
}

static void hours_words(struct str *out, unsigned weekdays, const struct spans *spans)
{
	str_clear(out);
	weekdays_show(out, weekdays);
	str_addc(out, ' ');
	spans_text(out, spans);
}

static void clinic_week(struct app *app, struct hours_state *s)
{
	const struct config *config = app->clinic->config;
	struct str text;

	str_init(&text);
	for (int d = 0; d < 7;) {
		const struct hours *h = &config->hours[d];
		struct spans spans = { .n = 0 };
		unsigned weekdays = 0;
		for (int i = 0; i < h->n; i++)
			spans.v[spans.n++] = (struct span){ h->range[i].from, h->range[i].to };
		for (; d < 7 && memcmp(h, &config->hours[d], sizeof(*h)) == 0; d++)
			weekdays |= 1u << d;
		hours_words(&text, weekdays, &spans);
		if (spans.n == 0)
			str_add(&text, _("closed"));
		add(s, WEEK, NULL, weekdays & 1 ? _("the clinic") : "", text.p);
	}
	str_release(&text);
}

static void frame_words(struct app *app, const struct hours_line *l, struct str *out)
{
	day_t today = clinic_today(app->clinic);
	struct str day;

	str_init(&day);
	if (l->chair)
		str_addf(out, _(", chair %s"), l->chair);
	if (l->site)
		str_addf(out, ", %s", config_label(app->clinic->config, "site", l->site));
	if (l->first != DAY_NONE && l->first > today) {
		day_show(&day, l->first, today);
		str_addf(out, _(", from %s"), day.p);
	}
	str_clear(&day);
	if (l->last != DAY_NONE) {
		day_show(&day, l->last, today);
		str_addf(out, _(", until %s"), day.p);
	}
	str_release(&day);
}

static void provider_weeks(struct app *app, struct hours_state *s, const struct weeks *w,
			   const char *provider)
{
	const char *label = config_label(app->clinic->config, "provider", provider);
	struct str text;
	bool any = false;

	str_init(&text);
	for (size_t i = 0; i < w->n; i++) {
		if (!str_eq(w->v[i].provider, provider))
			continue;
		hours_words(&text, w->v[i].weekdays, &w->v[i].spans);
		frame_words(app, &w->v[i], &text);
		if (provider_left(app->clinic, provider))
			str_addf(&text, ", %s", _("not in clinic.yaml any more"));
		add(s, WEEK, provider, any ? "" : label, text.p)->id = 1;
		any = true;
	}
	if (!any)
		add(s, WEEK, provider, label, _("as the clinic"));
	str_release(&text);
}

static void add_weeks(struct app *app, struct hours_state *s)
{
	struct weeks w;
	struct strlist who;

	heading(s, _("WEEK"), "");
	clinic_week(app, s);
	strlist_init(&who);
	hours_providers(app->clinic, &who, NULL);
	if (weeks_load(app->clinic, NULL, clinic_today(app->clinic), &w, NULL))
		for (size_t i = 0; i < who.n; i++)
			provider_weeks(app, s, &w, who.v[i]);
	weeks_release(&w);
	strlist_release(&who);
}

static void add_days(struct app *app, struct hours_state *s)
{
	struct rows rows;
	struct str text;

	heading(s, _("DAYS THAT DIFFER"), "");
	rows_init(&rows, &record_day_off);
	str_init(&text);
	days_off_load(app->clinic, clinic_today(app->clinic), &rows, NULL);
	for (size_t i = 0; i < rows.n; i++) {
		const struct day_off *d = rows_at(&rows, i);
		str_clear(&text);
		str_addf(&text, "%s  ", _(works_choices[d->works].label));
		day_off_when(app->clinic, d, &text);
		if (d->reason)
			str_addf(&text, "  %s", d->reason);
		add(s, DAY, d->provider, day_off_who(app->clinic, d), text.p)->id = d->row.id;
	}
	if (rows.n == 0)
		heading(s, "", _("none; {hours-leave} writes leave down"));
	str_release(&text);
	rows_release(&rows);
}

static void add_chairs(struct app *app, struct hours_state *s)
{
	struct rows rows;

	heading(s, _("CHAIRS"), "");
	rows_init(&rows, &record_chair);
	chairs_load(app->clinic, &rows, NULL);
	for (size_t i = 0; i < rows.n; i++) {
		const struct chair *ch = rows_at(&rows, i);
		struct str text;
		str_init(&text);
		str_add(&text, _(chair_state_choices[ch->state].label));
		if (ch->label)
			str_addf(&text, "  %s", ch->label);
		if (ch->site)
			str_addf(&text, ", %s",
				 config_label(app->clinic->config, "site", ch->site));
		struct line *l = add(s, CHAIR, ch->key, ch->key, text.p);
		l->id = ch->row.id;
		l->alert = ch->state == CHAIR_OUT;
		str_release(&text);
	}
	rows_release(&rows);
}

static void add_lengths(struct app *app, struct hours_state *s)
{
	struct rows rows;

	heading(s, _("HOW LONG VISITS TAKE"), "");
	rows_init(&rows, &record_visit_length);
	lengths_load(app->clinic, &rows, NULL);
	for (size_t i = 0; i < rows.n; i++) {
		const struct visit_length *l = rows_at(&rows, i);
		struct str text;
		str_init(&text);
		if (l->provider)
			str_addf(&text, _("%d min with %s"), (int)l->minutes,
				 config_label(app->clinic->config, "provider", l->provider));
		else
			str_addf(&text, _("%d min"), (int)l->minutes);
		struct line *line =
			add(s, LENGTH, l->kind,
			    config_label(app->clinic->config, "visit_kind", l->kind), text.p);
		line->id = l->row.id;
		line->provider = mem_strdup(l->provider);
		str_release(&text);
	}
	rows_release(&rows);
}

static void add_conflicts(struct app *app, struct hours_state *s)
{
	struct str head;

	if (s->n_conflicts == 0)
		return;
	str_init(&head);
	str_addf(&head, ngettext("%zu booking", "%zu bookings", (unsigned long)s->n_conflicts),
		 s->n_conflicts);
	heading(s, _("DO NOT FIT ANY MORE"), head.p);
	str_release(&head);
	for (size_t i = 0; i < s->n_conflicts; i++) {
		const struct line *k = &s->conflicts[i];
		struct patient p;
		struct str name;
		record_init(&record_patient, &p);
		str_init(&name);
		if (store_get(&app->clinic->store, &record_patient, k->patient, &p, NULL))
			short_name(&name, app, &p);
		struct line *l = add(s, CONFLICT, k->key, name.p, k->text);
		l->id = k->id;
		l->patient = k->patient;
		l->alert = true;
		str_release(&name);
		record_release(&record_patient, &p);
	}
}

/* Stays on the row it is on; the first thing that can be chosen, never a heading. */
static void build(struct app *app, struct hours_state *s)
{
	struct line was = { 0 };
	int row = s->list.selected;

	if ((size_t)row < s->n) {
		was = s->v[row];
		s->v[row] = (struct line){ 0 };
	}
	forget(&s->v, &s->n, &s->cap);
	add_conflicts(app, s);
	add_weeks(app, s);
	add_days(app, s);
	add_chairs(app, s);
	add_lengths(app, s);
	for (size_t i = 0; i < s->n; i++)
		if (was.what != HEADING && s->v[i].what == was.what && s->v[i].id == was.id &&
		    str_eq(s->v[i].key, was.key) && (was.what != WEEK || *s->v[i].name))
			row = (int)i;
	line_release(&was);
	list_resize(&s->list, (int)s->n, s->list.height);
	list_select(&s->list, row);
	while (s->list.selected + 1 < s->list.n && s->v[s->list.selected].what == HEADING)
		list_select(&s->list, s->list.selected + 1);
	if (s->list.selected < s->list.height)
		s->list.top = 0;
}

static const struct line *chosen(const struct hours_state *s)
{
	return &s->v[s->list.selected];
}

/* --- the screen --- */

static bool open_hours(struct app *app, void *state, void *arg, struct err *err)
{
	struct hours_state *s = state;

	(void)arg;
	(void)err;
	s->looked = clinic_today(app->clinic);
	app->working = true;
	build(app, s);
	return true;
}

static void close_hours(void *state)
{
	struct hours_state *s = state;

	forget(&s->v, &s->n, &s->cap);
	forget(&s->conflicts, &s->n_conflicts, &s->cap_conflicts);
}

static void reload_hours(struct app *app, void *state)
{
	struct hours_state *s = state;

	forget(&s->conflicts, &s->n_conflicts, &s->cap_conflicts);
	s->looked = clinic_today(app->clinic);
	app->working = true;
	build(app, s);
}

struct finding {
	struct app *app;
	struct hours_state *s;
};

/* Two at once were accepted when they were booked; what hours and chairs do to a booking was not.
 */
static bool found(const struct conflict *k, void *arg)
{
	struct finding *f = arg;
	struct hours_state *s = f->s;
	struct str text;

	if (!(k->why & (AGAINST_CLOSED | AGAINST_OFF | AGAINST_CHAIR)))
		return true;
	if (s->n_conflicts == LISTED)
		return false;
	str_init(&text);
	day_show(&text, k->b.day, clinic_today(f->app->clinic));
	str_addc(&text, ' ');
	minute_iso(&text, k->b.minute);
	str_addf(&text, "  %s", k->words);
	GROW(s->conflicts, s->n_conflicts, s->cap_conflicts);
	s->conflicts[s->n_conflicts++] = (struct line){ .what = CONFLICT,
							.id = k->b.visit,
							.patient = k->b.patient,
							.text = mem_strdup(text.p) };
	str_release(&text);
	return true;
}

static enum work work(struct app *app, void *state)
{
	struct hours_state *s = state;
	struct finding f = { .app = app, .s = s };

	if (s->looked == DAY_NONE)
		return WORK_NONE;
	if (!conflicts(app->clinic, &s->looked, DAY_MAX, found, &f, NULL))
		s->looked = DAY_NONE;
	if (s->looked != DAY_NONE)
		return WORK_MORE;
	if (s->n_conflicts > 0)
		build(app, s);
	return WORK_SHOW;
}

static int name_cols(int cols)
{
	return cols >= 100 ? 20 : 14;
}

/* What no longer fits is told in full below the list when its row is too short for it. */
static int chosen_in_full(const struct hours_state *s, struct canvas *c, struct rect below)
{
	const struct line *l = chosen(s);
	int cols = below.cols;

	if (s->n == 0 || (l->what != CONFLICT && !c->plain))
		return 0;
	char *text = mem_printf("%s%s%s", l->name, *l->name ? ": " : "", l->text);
	int rows = canvas_uncut(c, below,
				c->plain ? cols - 2 : cols - 2 - name_cols(cols) + text_width(l->name),
				text);
	free(text);
	return rows;
}

static void prepare(struct app *app, void *state, int rows, int cols)
{
	struct hours_state *s = state;

	list_resize(&s->list, (int)s->n, app_list_rows(app, rows));
	const struct rect nowhere = { .cols = cols };
	if (!app->canvas.plain && rows > LEAST_ROWS)
		s->list.height -= chosen_in_full(s, &app->canvas, nowhere);
	list_select(&s->list, s->list.selected);
	/* The first heading is seen with the first row. */
	if (s->list.top == 1 && s->list.selected < s->list.height)
		s->list.top = 0;
}

static void draw_line(const struct app *app, const struct hours_state *s, int row, struct canvas *c,
		      struct rect line)
{
	const struct line *l = &s->v[row];
	int width = name_cols(line.cols);

	if (l->what == HEADING) {
		int x = canvas_text(c, line, 0, 1, -1, STYLE_HEADING, l->name);
		draw_with_keys(app, c, line, 0, x ? x + 3 : 3, line.cols - x - 4, l->text);
		return;
	}
	bool on = row == s->list.selected;
	enum style style = canvas_row(c, line, row, on);
	if (on)
		canvas_cursor(c, line, 0, 0, false);
	if (!on && l->alert)
		style = STYLE_ALERT;
	if (c->plain) {
		canvas_printf(c, line, 0, 2, style, "%s%s%s", l->name, *l->name ? ": " : "", l->text);
		return;
	}
	canvas_text(c, line, 0, 3, width, style, l->name);
	canvas_text(c, line, 0, 4 + width, -1, style, l->text);
}

static void draw(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	const struct hours_state *s = state;

	for (int i = 0; i < s->list.height && s->list.top + i < (int)s->n; i++)
		draw_line(app, s, s->list.top + i, c,
			  (struct rect){
				  .y = area.y + i, .x = area.x, .rows = 1, .cols = area.cols });
	chosen_in_full(s, c,
		       (struct rect){ .y = area.y + s->list.height,
				      .x = area.x,
				      .rows = area.rows - s->list.height,
				      .cols = area.cols });
}

/* Headings are passed over, in the direction of the key. */
static bool key(struct app *app, void *state, const struct key *k)
{
	struct hours_state *s = state;
	int before = s->list.selected;

	(void)app;
	if (!list_key(&s->list, k, false))
		return false;
	int way = s->list.selected < before ? -1 : 1;
	while (chosen(s)->what == HEADING) {
		int to = s->list.selected + way;
		if (to < 0 || to >= s->list.n) {
			way = -way;
			to = s->list.selected + way;
		}
		list_select(&s->list, to);
	}
	/* The heading above the first row is seen with it. */
	if (s->list.selected > 0 && s->list.selected == s->list.top &&
	    s->v[s->list.selected - 1].what == HEADING)
		s->list.top--;
	return true;
}

static const char *enter(const struct app *app, const void *state)
{
	const struct line *l = chosen(state);

	(void)app;
	if (l->what == CONFLICT)
		return _("MOVE");
	return l->what == WEEK && !l->key ? NULL : _("CHANGE");
}

/* Whether there is a record to take away. */
static const char *refuse(const struct app *app, const void *state, unsigned needs)
{
	const struct line *l = chosen(state);

	(void)app;
	if (!(needs & NEEDS_ROW) || l->id)
		return NULL;
	return l->what == WEEK && l->key ? _("they work as the clinic is open already")
					 : _("this stands in clinic.yaml; change it there");
}

static int64_t patient(const void *state)
{
	return chosen(state)->patient;
}

static void change(struct app *app, void *state)
{
	const struct line *l = chosen(state);

	switch (l->what) {
	case HEADING:
		return;
	case CONFLICT:
		visit_form_move(app, l->id);
		return;
	case WEEK:
		if (l->key)
			hours_form(app, l->key);
		else
			app_say(app, _("the clinic's own week is in clinic.yaml, under hours:"));
		return;
	case DAY:
		day_off_form(app, l->id, NULL, WORKS_OFF);
		return;
	case CHAIR:
		chair_form(app, l->id, l->key);
		return;
	case LENGTH:
		length_form(app, l->id, l->key, l->provider);
		return;
	}
}

/* Of whose row one is on. */
static const char *provider_in_focus(const struct hours_state *s)
{
	const struct line *l = chosen(s);

	return l->what == WEEK || l->what == DAY ? l->key : NULL;
}

static void leave(struct app *app, void *state)
{
	day_off_form(app, 0, provider_in_focus(state), WORKS_OFF);
}

static void extra(struct app *app, void *state)
{
	day_off_form(app, 0, provider_in_focus(state), WORKS_ON);
}

static void new_chair(struct app *app, void *state)
{
	(void)state;
	chair_form(app, 0, NULL);
}

static void new_length(struct app *app, void *state)
{
	const struct line *l = chosen(state);

	length_form(app, 0, l->what == LENGTH ? l->key : NULL, NULL);
}

static void say_gone(struct app *app, bool ok, const char *what, const struct err *err)
{
	if (ok)
		app_did(app, _("taken away: %s"), what);
	else
		app_error(app, err);
	app_changed(app);
}

static void take_away(struct app *app, void *state)
{
	const struct line *l = chosen(state);
	const char *label = l->what == WEEK && l->key
				    ? config_label(app->clinic->config, "provider", l->key)
				    : l->name;
	struct err err = ERR_INIT;
	struct clinic *c = app->clinic;

	switch (l->what) {
	case HEADING:
		return;
	case CONFLICT:
		ask_off(app, l->id);
		return;
	case WEEK:
		if (hours_forget(c, l->key, NULL, &err))
			app_did(app, _("%s works as the clinic is open"), label);
		else
			app_error(app, &err);
		app_changed(app);
		return;
	case DAY:
		say_gone(app, hours_delete(c, &record_day_off, l->id, &err), l->text, &err);
		return;
	case CHAIR:
		say_gone(app, hours_delete(c, &record_chair, l->id, &err), label, &err);
		return;
	case LENGTH:
		say_gone(app, hours_delete(c, &record_visit_length, l->id, &err), label, &err);
		return;
	}
}

static const struct command commands[] = {
	{ .name = "hours-change",
	  .keys = "enter e",
	  .help = N_("Change the chosen week, day, chair or length; move the chosen booking"),
	  .needs = WRITES,
	  .run = change },
	{ .name = "hours-leave",
	  .keys = "l",
	  .digit = 1,
	  .label = N_("time off"),
	  .help = N_("Leave of whose row is chosen; elsewhere, days on which the clinic is closed"),
	  .needs = WRITES,
	  .run = leave },
	{ .name = "hours-extra",
	  .keys = "+",
	  .digit = 2,
	  .label = N_("extra day"),
	  .help = N_("A day worked besides, or on which the clinic is open"),
	  .needs = WRITES,
	  .run = extra },
	{ .name = "hours-chair",
	  .keys = "c",
	  .digit = 3,
	  .label = N_("new chair"),
	  .help = N_("A chair that clinic.yaml does not name"),
	  .needs = WRITES,
	  .run = new_chair },
	{ .name = "hours-length",
	  .keys = "m",
	  .digit = 4,
	  .label = N_("length"),
	  .help = N_("How long a kind of visit takes, with anybody or with one provider"),
	  .needs = WRITES,
	  .run = new_length },
	{ .name = "hours-remove",
	  .keys = "x",
	  .label = N_("take away"),
	  .help = N_("Take the chosen record away; cancel the chosen booking"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = take_away },
	COMMAND_END,
};

const struct screen hours_screen = {
	.name = "hours",
	.title = N_("Hours and chairs"),
	.commands = commands,
	.state_size = sizeof(struct hours_state),
	.open = open_hours,
	.close = close_hours,
	.reload = reload_hours,
	.prepare = prepare,
	.draw = draw,
	.work = work,
	.key = key,
	.enter = enter,
	.refuse = refuse,
	.patient = patient,
};

void show_hours(struct app *app, void *state)
{
	(void)state;
	if (app_top(app)->screen != &hours_screen)
		app_push(app, &hours_screen, NULL);
}
