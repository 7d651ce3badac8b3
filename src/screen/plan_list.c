/* All open treatment plans, the most valuable first: what is wanted and not booked, what broke off,
 * whom one may ask again. */
#include "revisit/app/keys.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/plans.h"
#include "revisit/screen/parts.h"
#include "revisit/text/width.h"
#include "revisit/ui/list.h"

enum { LISTED = 1000, STEP_PLANS = 40, CHART_COLS = 8 };

struct listing {
	struct plan_survey survey; /* what is shown */
	struct plan_survey fresh;  /* after a change: what takes its place once it is complete */
	bool renewing;
	int name_cols, what_cols, money_cols; /* as wide as what is shown */
	struct patient *who; /* in step with survey.v, row.id 0: not fetched */
	size_t n_who;
	struct list list;
};

static void forget_who(struct listing *s)
{
	for (size_t i = 0; i < s->n_who; i++)
		record_release(&record_patient, &s->who[i]);
	free(s->who);
	s->who = NULL;
	s->n_who = 0;
}

static void begin(struct app *app, struct listing *s)
{
	forget_who(s);
	plan_survey_release(&s->survey);
	plan_survey_release(&s->fresh);
	s->renewing = false;
	s->survey.most = LISTED;
	app->working = true;
}

static int64_t chosen_plan(const struct listing *s)
{
	return s->survey.n ? s->survey.v[s->list.selected].plan : 0;
}

/* The one that was chosen stays so; when it is gone, its place. */
static void show_fresh(struct listing *s)
{
	int64_t was = chosen_plan(s);
	int row = s->list.selected;

	plan_survey_release(&s->survey);
	s->survey = s->fresh;
	s->fresh = (struct plan_survey){ 0 };
	s->renewing = false;
	for (size_t i = 0; i < s->survey.n; i++)
		if (s->survey.v[i].plan == was)
			row = (int)i;
	list_resize(&s->list, (int)s->survey.n, s->list.height);
	list_select(&s->list, row);
}

static bool open_list(struct app *app, void *state, void *arg, struct err *err)
{
	(void)arg;
	(void)err;
	begin(app, state);
	return true;
}

static void close_list(void *state)
{
	struct listing *s = state;

	forget_who(s);
	plan_survey_release(&s->survey);
	plan_survey_release(&s->fresh);
}

static void reload_list(struct app *app, void *state)
{
	struct listing *s = state;

	if (!s->survey.done) {
		begin(app, s);
		return;
	}
	plan_survey_release(&s->fresh);
	s->fresh = (struct plan_survey){ .filter = s->survey.filter, .most = LISTED };
	s->renewing = true;
	app->working = true;
}

static enum work look(struct app *app, void *state)
{
	struct listing *s = state;
	struct err err = ERR_INIT;
	struct plan_survey *at = s->renewing ? &s->fresh : &s->survey;
	size_t before = s->survey.all;

	if (at->done)
		return WORK_NONE;
	if (!plan_survey_step(app->clinic, at, STEP_PLANS, &err)) {
		app_error(app, &err);
		at->done = true;
	}
	if (s->renewing && !at->done)
		return WORK_MORE;
	forget_who(s);
	if (s->renewing)
		show_fresh(s);
	return s->survey.done || s->survey.all != before ? WORK_SHOW : WORK_MORE;
}

/* What presses comes first: there is not much room. */
static void how_far(struct str *out, struct clinic *c, const struct plan_entry *e)
{
	day_t since = e->now.last != DAY_NONE ? e->now.last : e->offered_day;
	const char *pressing = e->now.broken_off    ? _("broken off")
			       : e->now.unscheduled ? _("nothing booked")
			       : e->now.may_ask	    ? _("may ask again")
						    : NULL;

	str_add(out, pressing ? pressing : _(plan_state_choices[e->now.state].label));
	if (e->now.state == PLAN_IS_IN_PROGRESS)
		str_addf(out, " %d/%d", e->now.done, e->now.visits);
	struct str when;
	str_init(&when);
	day_relative(&when, e->now.next_day != DAY_NONE ? e->now.next_day : since, clinic_today(c));
	if (e->now.next_day != DAY_NONE)
		str_addf(out, _(", next %s"), when.p);
	else if (when.len)
		str_addf(out, ", %s", when.p);
	str_release(&when);
}

static void widen(int *cols, const char *text)
{
	int n = text_width(text);

	if (n > *cols)
		*cols = n;
}

/* Each column as wide as its widest of the page; what is too much is taken from the plans' names. */
static void measure(struct app *app, struct listing *s, int cols)
{
	int how = 10;
	struct str t;

	s->name_cols = s->what_cols = s->money_cols = 4;
	str_init(&t);
	for (int i = s->list.top; i < (int)s->n_who && i < s->list.top + s->list.height; i++) {
		const struct plan_entry *e = &s->survey.v[i];
		str_clear(&t);
		shown_name(&t, app, &s->who[i]);
		widen(&s->name_cols, t.p);
		widen(&s->what_cols, e->what);
		str_clear(&t);
		money_show(&t, app->clinic->config, e->now.open, true);
		widen(&s->money_cols, t.p);
		str_clear(&t);
		how_far(&t, app->clinic, e);
		widen(&how, t.p);
	}
	str_release(&t);
	if (s->name_cols > cols / 4)
		s->name_cols = cols / 4;
	int room = cols - 2 - CHART_COLS - 1 - s->name_cols - 1 - 1 - s->money_cols - 2 - how - 1;
	if (s->what_cols > room)
		s->what_cols = room > 12 ? room : 12;
}

static void prepare_list(struct app *app, void *state, int rows, int cols)
{
	struct listing *s = state;

	list_resize(&s->list, (int)s->survey.n, app_list_rows(app, rows - 4));
	list_select(&s->list, s->list.selected);
	if (!s->who) {
		s->n_who = s->survey.n;
		s->who = mem_array(s->n_who, sizeof(*s->who));
		for (size_t i = 0; i < s->n_who; i++)
			record_init(&record_patient, &s->who[i]);
	}
	for (int i = s->list.top; i < (int)s->n_who && i < s->list.top + s->list.height; i++)
		if (!s->who[i].row.id)
			store_get(&app->clinic->store, &record_patient, s->survey.v[i].patient,
				  &s->who[i], NULL);
	measure(app, s, cols);
}

/* --- drawing --- */

/* "2810 Felix Köhler: Implant 36, may ask again, 5 months ago, Y8,800" */
static void read_aloud(struct str *out, const struct app *app, const struct plan_entry *e,
		       const struct patient *p)
{
	str_addf(out, "%s ", str_or_empty(p->chart_no));
	shown_name(out, app, p);
	str_addf(out, ": %s, ", e->what);
	how_far(out, app->clinic, e);
	if (e->now.open) {
		str_add(out, ", ");
		money_show(out, app->clinic->config, e->now.open, true);
	}
}

static void draw_row(const struct app *app, const struct listing *s, int row, struct canvas *c,
		     struct rect line)
{
	const struct plan_entry *e = &s->survey.v[row];
	const struct patient *p = &s->who[row];
	bool on = row == s->list.selected;
	enum style style = canvas_row(c, line, row, on);
	struct str t;
	int x = 2;

	str_init(&t);
	if (on)
		canvas_cursor(c, line, 0, 0, false);
	if (c->plain) {
		read_aloud(&t, app, e, p);
		canvas_text(c, line, 0, x, -1, style, t.p);
		str_release(&t);
		return;
	}
	canvas_text(c, line, 0, x, CHART_COLS, style, str_or_empty(p->chart_no));
	x += CHART_COLS + 1;
	shown_name(&t, app, p);
	canvas_text(c, line, 0, x, s->name_cols, style, t.p);
	x += s->name_cols + 1;
	canvas_text(c, line, 0, x, s->what_cols, style, e->what);
	x += s->what_cols + 1;
	str_clear(&t);
	if (e->now.open)
		money_show(&t, app->clinic->config, e->now.open, true);
	canvas_right(c, line, 0, x + s->money_cols, style, t.p);
	x += s->money_cols + 2;
	str_clear(&t);
	how_far(&t, app->clinic, e);
	bool pressing = e->now.broken_off || e->now.may_ask;
	canvas_text(c, line, 0, x, -1, on ? style : pressing ? STYLE_ALERT : style, t.p);
	str_release(&t);
}

static void draw_head(const struct app *app, const struct listing *s, struct canvas *c,
		      struct rect area)
{
	int x = 1;
	struct str t;
	struct str money;

	for (int i = 0; i < PLAN_FILTERS; i++) {
		char *text = mem_printf("%d %s", i + 1, _(plan_filter_choices[i].label));
		bool on = i == (int)s->survey.filter;
		x += canvas_text(c, area, 0, x, -1, on ? STYLE_HEADING : STYLE_NORMAL,
				 on ? "[" : " ");
		x += canvas_text(c, area, 0, x, -1, on ? STYLE_HEADING : STYLE_NORMAL, text);
		x += canvas_text(c, area, 0, x, -1, on ? STYLE_HEADING : STYLE_NORMAL,
				 on ? "]" : " ");
		free(text);
	}
	str_init(&t);
	str_init(&money);
	money_show(&money, app->clinic->config, s->survey.money, true);
	str_addf(&t, ngettext("%zu plan, %s", "%zu plans, %s", (unsigned long)s->survey.all),
		 s->survey.all, money.p);
	if (!s->survey.done)
		str_addf(&t, "  %s", _("still looking"));
	canvas_text(c, area, 1, 2, -1, STYLE_NORMAL, t.p);
	str_release(&money);
	str_release(&t);
	if (!c->plain)
		canvas_hline(c, area, 2, 0, area.cols);
}

static void draw_list(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	const struct listing *s = state;

	draw_head(app, s, c, area);
	for (int i = 0; i < s->list.height && s->list.top + i < (int)s->n_who; i++) {
		struct rect r = { .y = area.y + 3 + i, .x = area.x, .rows = 1, .cols = area.cols };
		draw_row(app, s, s->list.top + i, c, r);
	}
	if (s->survey.n > 0)
		return;
	canvas_cursor(c, area, 0, 0, false);
	if (s->survey.done)
		draw_with_keys(app, c, area, 4, 2, area.cols - 4,
			       _("There is no such plan. On a card, {plan-new} writes one."));
}

/* --- what is done --- */

static const struct plan_entry *chosen(const struct listing *s)
{
	return s->survey.n ? &s->survey.v[s->list.selected] : NULL;
}

static void open_chosen(struct app *app, void *state)
{
	const struct plan_entry *e = chosen(state);

	if (e)
		show_plans(app, e->patient);
}

static void open_card(struct app *app, void *state)
{
	int64_t patient = chosen(state)->patient;

	app_push(app, &card_screen, &patient);
}

static void show_only(struct app *app, struct listing *s, enum plan_filter filter)
{
	begin(app, s);
	s->survey.filter = filter;
	list_select(&s->list, 0);
}

static void show_open(struct app *app, void *state)
{
	show_only(app, state, PLANS_OPEN);
}

static void show_unscheduled(struct app *app, void *state)
{
	show_only(app, state, PLANS_UNSCHEDULED);
}

static void show_broken_off(struct app *app, void *state)
{
	show_only(app, state, PLANS_BROKEN_OFF);
}

static void show_ask(struct app *app, void *state)
{
	show_only(app, state, PLANS_ASK);
}

static bool plan_list_key(struct app *app, void *state, const struct key *key)
{
	struct listing *s = state;
	int filter = (int)s->survey.filter;

	if (key->kind == KEY_TAB)
		show_only(app, s, (enum plan_filter)((filter + 1) % PLAN_FILTERS));
	else if (key->kind == KEY_BACKTAB)
		show_only(app, s, (enum plan_filter)((filter + PLAN_FILTERS - 1) % PLAN_FILTERS));
	else
		return list_key(&s->list, key, true);
	return true;
}

static const char *plan_list_enter(const struct app *app, const void *state)
{
	(void)app;
	return chosen(state) ? C_("what Enter does", "plans") : NULL;
}

static const char *plan_list_refuse(const struct app *app, const void *state, unsigned needs)
{
	(void)app;
	return (needs & NEEDS_ROW) && !chosen(state) ? _("there is no such plan") : NULL;
}

static int64_t plan_list_patient(const void *state)
{
	const struct plan_entry *e = chosen(state);

	return e ? e->patient : 0;
}

static const struct command commands[] = {
	{ .name = "open-plans", .keys = "enter", .help = N_("The plans of the chosen patient"),
	  .needs = NEEDS_ROW, .run = open_chosen },
	{ .name = "plans-open", .digit = 1, .help = N_("All open plans"), .run = show_open },
	{ .name = "plans-unscheduled", .digit = 2,
	  .help = N_("Plans that are wanted and of which nothing is booked"),
	  .run = show_unscheduled },
	{ .name = "plans-broken-off", .digit = 3,
	  .help = N_("Plans that were begun and not gone on with"), .run = show_broken_off },
	{ .name = "plans-ask", .digit = 4, .help = N_("Plans one may ask about again"),
	  .run = show_ask },
	{ .name = "open-card", .keys = "o right", .label = N_("card"),
	  .help = N_("Open the card of the chosen patient"), .needs = NEEDS_ROW, .run = open_card },
	COMMAND_END,
};

static const struct help_text help[] = {
	{ N_("Tab"), N_("The next kind of plans") },
	{ 0 },
};

const struct screen plan_list_screen = {
	.name = "plan-list",
	.title = N_("Open plans"),
	.bare_when_empty = true,
	.commands = commands,
	.help = help,
	.state_size = sizeof(struct listing),
	.open = open_list,
	.close = close_list,
	.reload = reload_list,
	.work = look,
	.prepare = prepare_list,
	.draw = draw_list,
	.key = plan_list_key,
	.enter = plan_list_enter,
	.refuse = plan_list_refuse,
	.patient = plan_list_patient,
};
