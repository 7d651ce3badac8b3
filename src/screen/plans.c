/* The treatment plans of a patient: what was offered, how far it is, what comes next. */
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/care/recall.h"
#include "revisit/clinic/plans.h"
#include "revisit/screen/parts.h"
#include "revisit/ui/list.h"

enum { FOOT_LINES = 4 };

/* A line: a plan, or a part of it. */
struct line {
	size_t plan;
	int64_t item; /* 0: the plan itself */
};

struct showing {
	struct patient p;
	struct plans plans;
	struct line *lines;
	size_t n, cap;
	struct list list;
};

static const struct line *chosen(const struct showing *s)
{
	return s->n ? &s->lines[s->list.selected] : NULL;
}

static const struct plan_view *chosen_plan(const struct showing *s)
{
	return s->n ? &s->plans.v[chosen(s)->plan] : NULL;
}

static const struct plan_item *item_at(const struct showing *s, const struct line *l)
{
	const struct plan_view *v = &s->plans.v[l->plan];

	for (size_t i = 0; i < v->items.n; i++) {
		const struct plan_item *it = rows_at(&v->items, i);
		if (it->row.id == l->item)
			return it;
	}
	return NULL;
}

static void add_line(struct showing *s, size_t plan, int64_t item)
{
	GROW(s->lines, s->n, s->cap);
	s->lines[s->n++] = (struct line){ .plan = plan, .item = item };
}

static bool load(struct app *app, struct showing *s, struct err *err)
{
	struct plans fresh;
	const struct line was = s->n ? *chosen(s) : (struct line){ 0 };
	int64_t plan = s->n ? chosen_plan(s)->plan.row.id : 0;
	int row = 0;

	if (!store_get(&app->clinic->store, &record_patient, s->p.row.id, &s->p, err) ||
	    !plans_load(app->clinic, s->p.row.id, &fresh, err))
		return false;
	plans_release(&s->plans);
	s->plans = fresh;
	s->n = 0;
	for (size_t i = 0; i < fresh.n; i++) {
		const struct plan_view *v = &fresh.v[i];
		if (v->plan.row.id == plan)
			row = (int)s->n;
		add_line(s, i, 0);
		for (size_t k = 0; k < v->items.n; k++) {
			int64_t item = ((const struct row *)rows_at(&v->items, k))->id;
			if (item == was.item)
				row = (int)s->n;
			add_line(s, i, item);
		}
	}
	list_resize(&s->list, (int)s->n, s->list.height);
	list_select(&s->list, row);
	return true;
}

static bool open_plans(struct app *app, void *state, void *arg, struct err *err)
{
	struct showing *s = state;

	record_init(&record_patient, &s->p);
	s->p.row.id = *(const int64_t *)arg;
	rows_init(&s->plans.visits, &record_visit);
	return load(app, s, err);
}

static void close_plans(void *state)
{
	struct showing *s = state;

	record_release(&record_patient, &s->p);
	plans_release(&s->plans);
	free(s->lines);
}

static void reload_plans(struct app *app, void *state)
{
	struct err err = ERR_INIT;

	if (!load(app, state, &err))
		app_error(app, &err);
}

static void prepare_plans(struct app *app, void *state, int rows, int cols)
{
	struct showing *s = state;
	int height = app_list_rows(app, rows - 2 - FOOT_LINES);

	(void)cols;
	list_resize(&s->list, (int)s->n, height > 0 ? height : 1);
	list_select(&s->list, s->list.selected);
}

/* --- drawing --- */

/* "1 of 2 done, next Fri 27 Nov", "to be booked from Mon 14 Dec" */
static void item_state(struct str *out, struct clinic *c, const struct plan_view *v,
		       const struct plan_item *item, const struct rows *visits)
{
	day_t today = clinic_today(c);
	struct item_now now = item_now(item, visits, today);

	if (item->state == ITEM_DROPPED || now.over) {
		str_add(out, _(item_state_choices[item->state == ITEM_DROPPED ? ITEM_DROPPED
									      : ITEM_DONE].label));
		return;
	}
	if (now.done > 0)
		str_addf(out, _("%d of %d done"), now.done, (int)item->visits);
	if (now.booked > 0)
		str_addf(out, "%s%s", out->len ? ", " : "", _("booked"));
	if (now.left == 0 || !plan_is_open(&v->plan))
		return;
	str_addf(out, "%s%s", out->len ? ", " : "", _("to be booked"));
	if (now.earliest > today) {
		struct str day;
		str_init(&day);
		day_show(&day, now.earliest, today);
		str_addc(out, ' ');
		str_addf(out, _("from %s"), day.p);
		str_release(&day);
	}
}

static void draw_line(const struct app *app, const struct showing *s, int row, struct canvas *c,
		      struct rect area)
{
	const struct line *l = &s->lines[row];
	const struct plan_view *v = &s->plans.v[l->plan];
	const struct plan_item *item = l->item ? item_at(s, l) : NULL;
	bool on = row == s->list.selected;
	enum style style = canvas_row(c, area, row, on);
	int split = area.cols * 45 / 100;
	struct str what;
	struct str how;

	str_init(&what);
	str_init(&how);
	if (item) {
		plan_item_words(app->clinic, item, &what);
		item_state(&how, app->clinic, v, item, &s->plans.visits);
	} else {
		str_add(&what, v->plan.what);
		plan_words(app->clinic, v, &how);
	}
	if (c->plain) {
		canvas_printf(c, area, 0, item ? 4 : 2, style, "%s: %s", what.p, how.p);
	} else {
		bool pressing = !item && (v->now.may_ask || v->now.broken_off);
		enum style plan = pressing ? STYLE_ALERT : STYLE_HEADING;
		enum style text = on ? style : item ? STYLE_NORMAL : plan;
		canvas_text(c, area, 0, item ? 4 : 2, split - (item ? 5 : 3), on ? style : item ? STYLE_NORMAL : STYLE_HEADING, what.p);
		canvas_text(c, area, 0, split, -1, text, how.p);
	}
	if (on)
		canvas_cursor(c, area, 0, 0, false);
	str_release(&what);
	str_release(&how);
}

static void draw_head(const struct app *app, const struct showing *s, struct canvas *c,
		      struct rect area)
{
	struct str t;
	int64_t open = 0;

	str_init(&t);
	str_addf(&t, "%s  ", s->p.chart_no);
	shown_name(&t, app, &s->p);
	str_add(&t, "  ");
	patient_age_sex(&t, &s->p, clinic_today(app->clinic));
	canvas_text(c, area, 0, 1, -1, STYLE_HEADING, t.p);
	for (size_t i = 0; i < s->plans.n; i++)
		open += s->plans.v[i].now.open;
	str_clear(&t);
	if (open > 0) {
		struct str money;
		str_init(&money);
		money_show(&money, app->clinic->config, open, true);
		str_addf(&t, _("%s open"), money.p);
		str_release(&money);
	}
	canvas_right(c, area, 0, area.cols - 1, STYLE_NORMAL, t.p);
	if (!c->plain)
		canvas_hline(c, area, 1, 0, area.cols);
	str_release(&t);
}

/* What does not fit beside the name: all that was said, and by whom it was offered. */
static void draw_foot(const struct app *app, const struct showing *s, struct canvas *c,
		      struct rect area)
{
	const struct plan_view *v = chosen_plan(s);
	struct rect foot = { .y = area.y + area.rows - FOOT_LINES, .x = area.x,
			     .rows = FOOT_LINES, .cols = area.cols };
	struct str t;

	if (!v || area.rows < 2 * FOOT_LINES)
		return;
	str_init(&t);
	str_addf(&t, "%s: ", v->plan.what);
	plan_words(app->clinic, v, &t);
	if (v->plan.offered_by)
		str_addf(&t, ", %s",
			 config_label(app->clinic->config, "provider", v->plan.offered_by));
	if (!c->plain)
		canvas_hline(c, foot, 0, 0, foot.cols);
	int y = canvas_wrapped(c, foot, 1, 1, foot.cols - 2, STYLE_NORMAL, t.p);
	const char *more = v->plan.note ? strchr(v->plan.note, '\n') : NULL;
	if (more)
		canvas_wrapped(c, foot, y, 1, foot.cols - 2, STYLE_NORMAL, more + 1);
	str_release(&t);
}

static void draw_plans(const struct app *app, const void *state, struct canvas *c,
		       struct rect area)
{
	const struct showing *s = state;

	draw_head(app, s, c, area);
	for (int i = 0; i < s->list.height && s->list.top + i < (int)s->n; i++) {
		struct rect r = { .y = area.y + 2 + i, .x = area.x, .rows = 1, .cols = area.cols };
		draw_line(app, s, s->list.top + i, c, r);
	}
	if (s->n == 0) {
		canvas_cursor(c, area, 0, 0, false);
		canvas_wrapped(c, area, 3, 2, area.cols - 4, STYLE_NORMAL, _("No treatment is planned."));
	}
	draw_foot(app, s, c, area);
}

/* --- what is done --- */

static void book(struct app *app, void *state)
{
	struct showing *s = state;
	const struct plan_view *v = chosen_plan(s);
	struct card card;
	struct err err = ERR_INIT;

	if (!v->now.next_item) {
		app_refuse(app, _("nothing of this plan is left to be booked"));
		return;
	}
	if (!card_load(app->clinic, s->p.row.id, &card, &err)) {
		app_error(app, &err);
		return;
	}
	/* The chosen part when it can be booked, else what comes next of the plan. */
	const struct plan_item *item = chosen(s)->item ? item_at(s, chosen(s)) : NULL;
	card.plans.first_plan = v->plan.row.id;
	if (item && item_now(item, &s->plans.visits, clinic_today(app->clinic)).left > 0)
		card.plans.first_item = item->row.id;
	visit_form_book(app, &card);
	card_release(&card);
}

static void edit(struct app *app, void *state)
{
	plan_form_edit(app, chosen_plan(state)->plan.row.id);
}

static void new_plan(struct app *app, void *state)
{
	plan_form_new(app, ((struct showing *)state)->p.row.id);
}

static void answered(struct app *app, int64_t plan, const struct plan_answer *a)
{
	struct err err = ERR_INIT;

	if (plan_answer(app->clinic, plan, a, &err))
		app_did(app, "%s", _(plan_status_choices[a->status].label));
	else
		app_error(app, &err);
	app_changed(app);
}

static void step_item(struct app *app, int64_t item, enum item_state to)
{
	struct err err = ERR_INIT;

	if (plan_item_step(app->clinic, item, to, &err))
		app_did(app, "%s", _(item_state_choices[to].label));
	else
		app_error(app, &err);
	app_changed(app);
}

static void accept(struct app *app, void *state)
{
	answered(app, chosen_plan(state)->plan.row.id,
		 &(struct plan_answer){ .status = PLAN_ACCEPTED, .ask_after = DAY_NONE });
}

static void done(struct app *app, void *state)
{
	const struct line *l = chosen(state);

	if (l->item)
		step_item(app, l->item, ITEM_DONE);
	else
		answered(app, chosen_plan(state)->plan.row.id,
			 &(struct plan_answer){ .status = PLAN_DONE, .ask_after = DAY_NONE });
}

/* The plan, and the part that was chosen. */
struct asking {
	int64_t plan, item;
};

static struct asking *asking_new(const struct showing *s)
{
	struct asking *a = mem_alloc(sizeof(*a));

	*a = (struct asking){ chosen_plan(s)->plan.row.id, chosen(s)->item };
	return a;
}

/* "+2w", "10-8 after Golden Week": a day, and what they said. */
static bool read_later(struct app *app, const char *text, struct plan_answer *a, struct task *t)
{
	struct err err = ERR_INIT;

	a->ask_after = DAY_NONE;
	if (day_parse_near(text, clinic_today(app->clinic), &a->ask_after, NULL))
		return true;
	if (!task_parse(app->clinic, text, t, &err)) {
		app_error(app, &err);
		return false;
	}
	a->ask_after = t->due_day;
	a->note = t->what;
	return true;
}

static void later_answer(struct app *app, void *data, const char *key, const char *text)
{
	const struct asking *x = data;
	struct plan_answer a = { .status = PLAN_THINKING };
	struct task t;

	record_init(&record_task, &t);
	if (read_later(app, key ? key : text, &a, &t))
		answered(app, x->plan, &a);
	record_release(&record_task, &t);
}

static void later_preview(struct app *app, void *data, const char *text, struct str *out)
{
	struct plan_answer a = { 0 };
	struct task t;

	(void)data;
	if (text[0] >= '1' && text[0] <= '9' && !text[1])
		return;
	record_init(&record_task, &t);
	if (*text && read_later(app, text, &a, &t) && a.ask_after != DAY_NONE) {
		struct str day;
		str_init(&day);
		day_show(&day, a.ask_after, clinic_today(app->clinic));
		str_addf(out, _("ask again %s"), day.p);
		str_release(&day);
	}
	record_release(&record_task, &t);
}

static void later(struct app *app, void *state)
{
	static const struct interval after[] = { { .weeks = 1 }, { .weeks = 2 }, { .months = 1 },
						 { .months = 3 }, { .months = 6 } };
	struct showing *s = state;
	struct pick p;
	day_t today = clinic_today(app->clinic);

	pick_init(&p, _("They think about it: when may we ask again?"));
	for (size_t i = 0; i < ARRAY_SIZE(after); i++) {
		day_t day = day_add(today, after[i], +1);
		struct str key;
		struct str name;
		struct str when;
		str_init(&key);
		str_init(&name);
		str_init(&when);
		day_iso(&key, day);
		recall_interval_words(&name, after[i]);
		day_show(&when, day, today);
		pick_add(&p, key.p, name.p, when.p, NULL);
		str_release(&key);
		str_release(&name);
		str_release(&when);
	}
	p.text = true;
	p.deliberate = true;
	p.data = asking_new(s);
	p.free_data = free;
	p.done = later_answer;
	p.preview = later_preview;
	pick_open(app, &p);
}

static void off_answer(struct app *app, void *data, const char *key, const char *text)
{
	const struct asking *x = data;
	struct plan_answer a = { .status = PLAN_DECLINED, .ask_after = DAY_NONE };

	if (str_eq(key, ":part")) {
		step_item(app, x->item, ITEM_DROPPED);
		return;
	}
	if (str_eq(key, ":elsewhere"))
		a.status = PLAN_ELSEWHERE;
	else
		a.reason = key ? key : text;
	answered(app, x->plan, &a);
}

static void off(struct app *app, void *state)
{
	struct showing *s = state;
	struct pick p;
	struct strlist keys;

	strlist_init(&keys);
	clinic_terms(app->clinic, "decline_reason", &keys, NULL);
	pick_init(&p, _("They do not want it: why?"));
	if (chosen(s)->item)
		pick_add(&p, ":part", _("only this part is not wanted"), NULL, NULL);
	for (size_t i = 0; i < keys.n; i++)
		pick_add(&p, keys.v[i],
			 config_label(app->clinic->config, "decline_reason", keys.v[i]), NULL,
			 keys.v[i]);
	pick_add(&p, ":elsewhere", _("done elsewhere"), NULL, NULL);
	strlist_release(&keys);
	p.text = true;
	p.deliberate = true;
	p.data = asking_new(s);
	p.free_data = free;
	p.done = off_answer;
	pick_open(app, &p);
}

static bool plans_key(struct app *app, void *state, const struct key *key)
{
	(void)app;
	return list_key(&((struct showing *)state)->list, key, true);
}

static const char *plans_enter(const struct app *app, const void *state)
{
	const struct plan_view *v = chosen_plan(state);

	(void)app;
	return v && v->now.next_item ? _("BOOK") : NULL;
}

static const char *plans_refuse(const struct app *app, const void *state, unsigned needs)
{
	(void)app;
	return (needs & NEEDS_ROW) && !chosen(state) ? _("no treatment is planned; $ writes a plan")
						     : NULL;
}

static int64_t plans_patient(const void *state)
{
	return ((const struct showing *)state)->p.row.id;
}

static void describe(const void *state, struct str *out)
{
	str_addf(out, "%s: ", _("Plans"));
	patient_title(out, &((const struct showing *)state)->p);
}

void show_plans(struct app *app, int64_t patient)
{
	if (!app_push(app, &plans_screen, &patient))
		return;
	const struct showing *s = app_top(app)->state;
	if (s->plans.n == 0 && !app->clinic->store.refuse) {
		app_pop(app);
		plan_form_new(app, patient);
	}
}

static const struct command commands[] = {
	{ .name = "next", .keys = "enter", .help = N_("Book what comes next of the plan"),
	  .needs = NEEDS_ROW | WRITES, .run = book },
	{ .name = "plan-book", .keys = "b", .digit = 4, .label = N_("book"),
	  .help = N_("Book what comes next of the plan"), .needs = NEEDS_ROW | WRITES, .run = book },
	{ .name = "plan-accept", .keys = ".", .digit = 1, .label = N_("accepted"),
	  .help = N_("The patient wants it"), .needs = NEEDS_ROW | WRITES, .run = accept },
	{ .name = "plan-later", .keys = "r", .digit = 2, .label = N_("thinks"),
	  .help = N_("The patient thinks about it: when may we ask again, what was said"),
	  .needs = NEEDS_ROW | WRITES, .run = later },
	{ .name = "plan-off", .keys = "x", .digit = 3, .label = N_("not wanted"),
	  .help = N_("The plan or this part is not wanted, or done elsewhere, and why"),
	  .needs = NEEDS_ROW | WRITES, .run = off },
	{ .name = "plan-done", .keys = "d", .digit = 5, .label = N_("done"),
	  .help = N_("The plan, or this part, is done"), .needs = NEEDS_ROW | WRITES, .run = done },
	{ .name = "plan-edit", .keys = "e", .digit = 6, .label = N_("edit"),
	  .help = N_("Edit the plan and its parts"), .needs = NEEDS_ROW | WRITES, .run = edit },
	{ .name = "plan-new", .keys = "$", .digit = 7, .label = N_("new plan"),
	  .help = N_("Another plan for the patient"), .needs = WRITES, .run = new_plan },
	COMMAND_END,
};

const struct screen plans_screen = {
	.name = "plans",
	.title = N_("Treatment plans"),
	.bare_when_empty = true,
	.commands = commands,
	.state_size = sizeof(struct showing),
	.open = open_plans,
	.close = close_plans,
	.reload = reload_plans,
	.prepare = prepare_plans,
	.draw = draw_plans,
	.key = plans_key,
	.enter = plans_enter,
	.refuse = plans_refuse,
	.patient = plans_patient,
	.describe = describe,
};
