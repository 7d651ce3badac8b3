/* The patient card: everything known in one look, and what is done with it. */
#include "revisit/app/keys.h"
#include "revisit/app/menus.h"
#include "revisit/base/i18n.h"
#include "revisit/care/steps.h"
#include "revisit/clinic/merge.h"
#include "revisit/screen/parts.h"
#include "revisit/ui/list.h"

#include "message.h"
#include "sooner_parts.h"

struct showing {
	int64_t patient;
	struct card card;
	bool loaded;
	struct facts facts;
	struct list list; /* of the timeline */
	struct list shown; /* of the facts: top is the first one drawn */
	bool on_facts;    /* the arrows move the facts */
};

static bool load(struct app *app, struct showing *s, struct err *err)
{
	struct card fresh;

	/* Also while it is open: another terminal may merge it. */
	int64_t now = store_survivor(&app->clinic->store, s->patient);
	if (!card_load(app->clinic, now, &fresh, err))
		return false;
	if (now != s->patient)
		app_say(app, _("this chart was merged: it is number %s now"), fresh.p.chart_no);
	s->patient = now;
	if (s->loaded) {
		card_release(&s->card);
		facts_release(&s->facts);
	}
	s->card = fresh;
	s->loaded = true;
	facts_build(&s->facts, app, &s->card, false);
	list_resize(&s->list, (int)s->card.n_timeline, s->list.height);
	return true;
}

static bool open_card(struct app *app, void *state, void *arg, struct err *err)
{
	struct showing *s = state;

	s->patient = *(const int64_t *)arg;
	if (!load(app, s, err))
		return false;
	app_opened(app, s->patient);
	return true;
}

static void close_card(void *state)
{
	struct showing *s = state;

	if (!s->loaded)
		return;
	card_release(&s->card);
	facts_release(&s->facts);
}

static void reload_card(struct app *app, void *state)
{
	struct err err = ERR_INIT;

	if (!load(app, state, &err))
		app_error(app, &err);
}

/* --- drawing --- */

static void draw_header(const struct app *app, const struct showing *s, struct canvas *c,
			struct rect area)
{
	const struct patient *p = &s->card.p;
	struct str t;
	int x = 1;

	str_init(&t);
	x += canvas_text(c, area, 0, x, -1, STYLE_HEADING, p->chart_no) + 2;
	shown_name(&t, app, p);
	if (p->preferred)
		str_addf(&t, " (%s)", p->preferred);
	if (p->salutation && !app->no_han)
		str_addf(&t, " \"%s\"", p->salutation);
	x += canvas_text(c, area, 0, x, -1, STYLE_HEADING, t.p) + 2;
	str_clear(&t);
	patient_age_sex(&t, p, clinic_today(app->clinic));
	if (p->birth_day != DAY_NONE) {
		str_addf(&t, "%s%s ", t.len ? ", " : "", C_("before a birth date", "b."));
		patient_birth(&t, p);
	}
	for (size_t i = 0; i < s->card.contacts.n; i++) {
		const struct contact *k = rows_at(&s->card.contacts, i);
		if (contact_is_phone((enum contact_kind)k->kind)) {
			str_add(&t, "  ");
			last_four(&t, str_or_empty(k->norm));
			break;
		}
	}
	if (p->provider)
		str_addf(&t, "  %s", config_label(app->clinic->config, "provider", p->provider));
	if (p->status != PATIENT_ACTIVE)
		str_addf(&t, "  ! %s", _(patient_status_choices[p->status].label));
	canvas_text(c, area, 0, x, -1, STYLE_NORMAL, t.p);
	str_release(&t);
}

static bool is_message(const struct card *card, int64_t attempt)
{
	for (size_t i = 0; i < card->attempts.n; i++) {
		const struct attempt *a = rows_at(&card->attempts, i);
		if (a->row.id == attempt)
			return a->channel && !str_eq(a->channel, "phone") && !str_eq(a->channel, "desk");
	}
	return false;
}

static const char *kind_name(const struct card *card, const struct timeline_entry *e)
{
	switch (e->kind) {
	case TIME_VISIT:
		return _("visit");
	case TIME_NOTE:
		return _("note");
	case TIME_ATTEMPT:
		return is_message(card, e->row) ? C_("on the timeline", "msg") : _("call");
	case TIME_TASK:
		return _("to-do");
	case TIME_SURVEY:
		return _("survey");
	case TIME_EDIT:
		return _("edit");
	case TIME_FIRST:
		return _("first");
	}
	return "";
}

/* A year's heading stands above its first entry; the years cost lines, so rows are counted. */
static int draw_entry(const struct app *app, const struct showing *s, int row, struct canvas *c,
		      struct rect area, int y)
{
	const struct timeline_entry *e = &s->card.timeline[row];
	bool on = row == s->list.selected;
	struct rect line = { .y = area.y + y, .x = area.x, .rows = 1, .cols = area.cols };
	struct str when;

	str_init(&when);
	enum style style = canvas_row(c, line, row, on);
	day_brief(&when, e->day, clinic_today(app->clinic));
	if (c->plain) {
		canvas_printf(c, line, 0, 2, style, "%s, %s: %s", when.p, kind_name(&s->card, e), e->what);
	} else {
		canvas_text(c, line, 0, 2, 9, style, when.p);
		canvas_text(c, line, 0, 12, 6, style, kind_name(&s->card, e));
		canvas_text(c, line, 0, 19, -1, style, e->what);
	}
	if (on)
		canvas_cursor(c, line, 0, 0, false);
	str_release(&when);
	if (!e->more || y + 1 >= area.rows)
		return y + 1;
	canvas_text(c, area, y + 1, c->plain ? 4 : 19, -1, STYLE_NORMAL, e->more);
	return y + 2;
}

static void draw_timeline(const struct app *app, const struct showing *s, struct canvas *c,
			  struct rect area)
{
	int y = 1;

	canvas_printf(c, area, 0, 1, STYLE_HEADING, "%s", _("TIMELINE"));
	if (s->card.n_timeline == 0)
		draw_with_keys(app, c, area, 2, 2, area.cols - 3,
			       _("Nothing has happened yet. {visit-book} books a visit, {note} writes a "
				 "note."));
	for (int i = s->list.top; i < (int)s->card.n_timeline && y < area.rows; i++)
		y = draw_entry(app, s, i, c, area, y);
	char position[40];
	if (s->card.n_timeline > 0) {
		snprintf(position, sizeof(position), "%d / %zu", s->list.selected + 1,
			 s->card.n_timeline);
		canvas_right(c, area, 0, area.cols - 1, STYLE_NORMAL, position);
	}
}

/* Entries may take two lines, so the list's own scrolling does not keep the chosen one in sight. */
static void scroll_to_chosen(struct showing *s, int rows)
{
	int lines = 0;

	for (int i = s->list.selected; i >= s->list.top && i < (int)s->card.n_timeline; i--) {
		lines += s->card.timeline[i].more && i != s->list.selected ? 2 : 1;
		if (lines > rows) {
			s->list.top = i + 1;
			return;
		}
	}
}

static void prepare_card(struct app *app, void *state, int rows, int cols)
{
	struct showing *s = state;
	int lines = app_is_wide(app)   ? rows - 3
		    : app->canvas.plain ? app_list_rows(app, rows) / 3
					: rows / 3 - 1;

	(void)cols;
	if (lines < 1)
		lines = 1;
	list_resize(&s->list, (int)s->card.n_timeline, lines);
	list_select(&s->list, s->list.selected);
	scroll_to_chosen(s, lines);
	/* The row chosen of the facts is simply the first one shown. */
	list_resize(&s->shown, (int)s->facts.n, 1);
	list_select(&s->shown, s->shown.selected);
}

static void draw_card(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	const struct showing *s = state;

	draw_header(app, s, c, area);
	if (!c->plain)
		canvas_hline(c, area, 1, 0, area.cols);
	struct rect left = { .y = area.y + 2, .x = 0, .rows = area.rows - 2, .cols = area.cols };
	struct rect right = left;
	if (app_is_wide(app)) {
		left.cols = area.cols / 2 - 1;
		right.x = left.cols + 1;
		right.cols = area.cols - right.x;
		canvas_vline(c, area, 1, left.cols, area.rows - 1);
		facts_draw(&s->facts, c, left, 0, 12, (size_t)s->shown.top);
		draw_timeline(app, s, c, right);
		return;
	}
	if (c->plain)
		area.rows = app_list_rows(app, area.rows - 3) + 3;
	left.rows = area.rows - 2 - area.rows / 3;
	facts_draw(&s->facts, c, left, 0, 12, (size_t)s->shown.top);
	right.y = left.y + left.rows;
	right.rows = area.rows / 3;
	draw_timeline(app, s, c, right);
}

/* --- what is done --- */

static int64_t acting_visit(const struct showing *s)
{
	return s->card.today_visit ? s->card.today_visit :
	       s->card.next_visit  ? s->card.next_visit :
				     s->card.stale_visit;
}

/* Who did not come today may come after all. */
static int64_t missed_today(const struct app *app, const struct showing *s)
{
	for (size_t i = s->card.visits.n; i-- > 0;) {
		const struct visit *v = rows_at(&s->card.visits, i);
		if (v->day == clinic_today(app->clinic) && v->status == VISIT_NO_SHOW)
			return v->row.id;
	}
	return 0;
}

/* The visit that somebody at the desk came for. */
static int64_t visit_at_hand(const struct app *app, const struct showing *s)
{
	int64_t today = s->card.today_visit ? s->card.today_visit : missed_today(app, s);

	return today ? today : s->card.stale_visit;
}

static void step_to(struct app *app, struct showing *s, enum visit_status to)
{
	step_visit(app, visit_at_hand(app, s), to, NULL);
}

static void arrive(struct app *app, void *state)
{
	struct showing *s = state;

	/* Booked for a day gone by and here now: it is asked what this is. */
	if (!s->card.today_visit && !missed_today(app, s))
		ask_arrive_today(app, s->card.stale_visit);
	else
		step_to(app, s, VISIT_ARRIVED);
}

static void seat(struct app *app, void *state)
{
	step_to(app, state, VISIT_SEATED);
}

static void complete(struct app *app, void *state)
{
	struct showing *s = state;

	visit_form_complete(app, &s->card, visit_at_hand(app, s));
}

static void book(struct app *app, void *state)
{
	visit_form_book(app, &((struct showing *)state)->card);
}

static void move(struct app *app, void *state)
{
	visit_form_move(app, acting_visit(state));
}

static void confirm(struct app *app, void *state)
{
	struct err err = ERR_INIT;

	if (visit_step(app->clinic, acting_visit(state), VISIT_CONFIRMED, NULL, &err))
		app_did(app, _("confirmed"));
	else
		app_error(app, &err);
	app_changed(app);
}

static void walk_in(struct app *app, void *state)
{
	walk_in_now(app, ((struct showing *)state)->patient);
}

static void sooner(struct app *app, void *state)
{
	sooner_form_next(app, ((struct showing *)state)->patient);
}

static void off(struct app *app, void *state)
{
	ask_off(app, acting_visit(state));
}

static void next(struct app *app, void *state)
{
	struct showing *s = state;
	int64_t visit;

	switch (next_step(&s->card.p, &s->card.visits, clinic_today(app->clinic), &visit)) {
	case NEXT_CHECK_IN:
		arrive(app, s);
		return;
	case NEXT_SEAT:
		seat(app, s);
		return;
	case NEXT_COMPLETE:
		complete(app, s);
		return;
	case NEXT_BOOK:
		book(app, s);
		return;
	case NEXT_NOTHING:
		app_say(app, _("nothing is left to do here; b books another visit"));
		return;
	}
}

static void tag(struct app *app, void *state)
{
	ask_tag(app, ((struct showing *)state)->patient);
}

static void task(struct app *app, void *state)
{
	ask_task(app, ((struct showing *)state)->patient);
}

static void task_done(struct app *app, void *state)
{
	ask_task_done(app, &((struct showing *)state)->card);
}

static void task_snoozed(struct app *app, void *state)
{
	ask_task_snooze(app, &((struct showing *)state)->card);
}

static void task_edited(struct app *app, void *state)
{
	ask_task_edit(app, &((struct showing *)state)->card);
}

static void task_told(struct app *app, void *state)
{
	ask_task_history(app, &((struct showing *)state)->card);
}

static void note(struct app *app, void *state)
{
	ask_note(app, ((struct showing *)state)->patient);
}

static void alert(struct app *app, void *state)
{
	ask_alert(app, &((struct showing *)state)->card);
}

static void recall(struct app *app, void *state)
{
	ask_recall(app, ((struct showing *)state)->patient);
}

static void edit(struct app *app, void *state)
{
	patient_form_edit(app, ((struct showing *)state)->patient);
}

static void merge(struct app *app, void *state)
{
	ask_merge(app, ((struct showing *)state)->patient);
}

static void unmerge(struct app *app, void *state)
{
	ask_unmerge(app, ((struct showing *)state)->patient);
}

static void refile(struct app *app, void *state)
{
	struct showing *s = state;

	ask_refile(app, &s->card,
		   s->card.n_timeline && !s->on_facts ? &s->card.timeline[s->list.selected] : NULL);
}

static void plans(struct app *app, void *state)
{
	show_plans(app, ((struct showing *)state)->patient);
}

static void family(struct app *app, void *state)
{
	show_family(app, ((struct showing *)state)->patient);
}

static void grown(struct app *app, void *state)
{
	make_adult(app, ((struct showing *)state)->patient);
}

static void open_entry(struct app *app, void *state)
{
	struct showing *s = state;
	const struct timeline_entry *e =
		s->card.n_timeline ? &s->card.timeline[s->list.selected] : NULL;

	if (e && e->kind == TIME_VISIT)
		visit_form_edit(app, e->visit);
	else if (e)
		app_say(app, "%s", e->what);
}

static bool card_key(struct app *app, void *state, const struct key *key)
{
	struct showing *s = state;

	(void)app;
	if (key->kind == KEY_TAB || key->kind == KEY_BACKTAB) {
		s->on_facts = !s->on_facts;
		return true;
	}
	if (!s->on_facts)
		return list_key(&s->list, key, true);
	return list_key(&s->shown, key, true);
}

static const char *card_enter(const struct app *app, const void *state)
{
	return next_step_label(&((const struct showing *)state)->card, clinic_today(app->clinic));
}

static const char *card_refuse(const struct app *app, const void *state, unsigned needs)
{
	const struct showing *s = state;

	if ((needs & NEEDS_VISIT) && !acting_visit(s))
		return _("no visit is booked; b books one, v checks in without a booking");
	if ((needs & NEEDS_ROW) && !visit_at_hand(app, s))
		return _("no visit today; b books one, v checks in without a booking");
	return NULL;
}

static int64_t card_patient(const void *state)
{
	return ((const struct showing *)state)->patient;
}

static void describe(const void *state, struct str *out)
{
	patient_title(out, &((const struct showing *)state)->card.p);
}

static void why(struct app *app, void *state)
{
	ask_segments_why(app, ((struct showing *)state)->patient);
}

static void pin(struct app *app, void *state)
{
	ask_pin_segment(app, ((struct showing *)state)->patient);
}

static void survey(struct app *app, void *state)
{
	ask_survey(app, ((struct showing *)state)->patient);
}

static void message(struct app *app, void *state)
{
	ask_message(app, ((struct showing *)state)->patient);
}

static void consent(struct app *app, void *state)
{
	consent_form(app, ((struct showing *)state)->patient);
}

static void call(struct app *app, void *state)
{
	ask_call(app, ((struct showing *)state)->patient);
}

static void put_on_list(struct app *app, void *state)
{
	ask_call_list(app, ((struct showing *)state)->patient, NULL, 0);
}

static const struct command commands[] = {
	{ .name = "next", .keys = "enter", .help = N_("The next step: check in, seat, complete, book"),
	  .needs = WRITES, .run = next },
	{ .name = "visit-arrive", .keys = "a", .digit = 1, .label = N_("arrive"),
	  .help = N_("The patient is here: start the waiting clock"), .needs = NEEDS_ROW | WRITES,
	  .run = arrive },
	{ .name = "visit-seat", .keys = "s", .label = N_("seat"),
	  .help = N_("The patient is in the chair"), .needs = NEEDS_ROW | WRITES, .run = seat },
	{ .name = "visit-complete", .keys = "d", .digit = 2, .label = N_("done"),
	  .help = N_("The visit is done: what was done, charged and paid"),
	  .needs = NEEDS_ROW | WRITES, .run = complete },
	{ .name = "visit-book", .keys = "b", .digit = 3, .label = N_("book"),
	  .help = N_("Book a visit"), .needs = WRITES, .run = book },
	{ .name = "call", .keys = "c", .digit = 4, .label = N_("call"),
	  .help = N_("Ring them: who has whom on the line is known to all callers"), .needs = WRITES,
	  .run = call },
	{ .name = "message", .keys = "m", .digit = 5, .label = N_("message"),
	  .help = N_("Write to them: text message, WeChat, e-mail"), .needs = WRITES, .run = message },
	{ .name = "tag", .keys = "t", .digit = 6, .label = N_("tag"),
	  .help = N_("Tag the patient, or take a tag away"), .needs = WRITES, .run = tag },
	{ .name = "task-add", .keys = "p", .digit = 7, .label = N_("to-do"),
	  .help = N_("A to-do, or with ! in front a promise to the patient"), .needs = WRITES,
	  .run = task },
	{ .name = "edit", .keys = "e", .digit = 8, .label = N_("edit"),
	  .help = N_("Edit the patient's data"), .needs = WRITES, .run = edit },
	{ .name = "more", .digit = 9, .label = N_("more"), .help = N_("All commands"),
	  .run = menu_palette },
	{ .name = "visit-move", .keys = "r", .label = N_("move visit"),
	  .help = N_("Move the booked visit; the old one stays linked"), .needs = NEEDS_VISIT | WRITES,
	  .run = move },
	{ .name = "visit-off", .keys = "x", .label = N_("no-show, cancel"),
	  .help = N_("The visit does not take place: no-show or cancelled, and why"),
	  .needs = NEEDS_VISIT | WRITES, .run = off },
	{ .name = "visit-walk-in", .keys = "v", .label = N_("walk-in"),
	  .help = N_("Here now without a booking"), .needs = WRITES, .run = walk_in },
	{ .name = "visit-confirm", .keys = ".", .help = N_("The patient confirms the booked visit"),
	  .needs = NEEDS_VISIT | WRITES, .run = confirm },
	{ .name = "sooner-add", .keys = "<", .help = N_("Would come sooner if a time became free…"),
	  .needs = WRITES, .run = sooner },
	{ .name = "note", .keys = "n", .label = N_("note"), .help = N_("Write a note"),
	  .needs = WRITES, .run = note },
	{ .name = "task-done", .keys = "z", .label = N_("to-do done"),
	  .help = N_("A to-do is done"), .needs = WRITES, .run = task_done },
	{ .name = "task-snooze", .help = N_("Put a to-do off…"), .needs = WRITES, .run = task_snoozed },
	{ .name = "task-edit", .help = N_("Change a to-do: when, who, what, how often…"),
	  .needs = WRITES, .run = task_edited },
	{ .name = "task-history", .help = N_("What became of a to-do…"), .run = task_told },
	{ .name = "alert", .keys = "!", .label = N_("alert"),
	  .help = N_("An alert that everyone sees first, or take one away"), .needs = WRITES,
	  .run = alert },
	{ .name = "recall", .keys = ",",
	  .help = N_("A recall at another interval, not before a day, or never…"), .needs = WRITES,
	  .run = recall },
	{ .name = "call-add", .keys = "+", .help = N_("Put the patient on a call list…"),
	  .needs = WRITES, .run = put_on_list },
	{ .name = "segments-why", .keys = "w", .label = N_("why"),
	  .help = N_("Which segments the patient is in, or nearly, and why…"), .run = why },
	{ .name = "segments-pin", .help = N_("Keep in or out of a segment by hand, and why…"),
	  .needs = WRITES, .run = pin },
	{ .name = "survey-answer", .help = N_("A survey answer: the score, and what was said…"),
	  .needs = WRITES, .run = survey },
	{ .name = "consent", .help = N_("What they agree to: for what, by which way, how it is known…"),
	  .needs = WRITES, .run = consent },
	{ .name = "family", .keys = "f", .label = N_("family"),
	  .help = N_("The family: what each has coming, who pays; book and arrive together"),
	  .run = family },
	{ .name = "make-adult", .keys = "%",
	  .help = N_("They are of age: no longer kept as a child, no guardian"), .needs = WRITES,
	  .run = grown },
	{ .name = "plans", .keys = "$", .label = N_("plans"),
	  .help = N_("Treatment plans: what was offered, how far it is, what comes next"),
	  .run = plans },
	{ .name = "open-line", .keys = "right l", .help = N_("Open the chosen visit of the timeline"),
	  .run = open_entry },
	{ .name = "refile", .keys = ">", .help = N_("File the chosen line under another patient…"),
	  .needs = WRITES, .run = refile },
	{ .name = "merge", .keys = "=", .help = N_("Merge with another chart of the same person…"),
	  .needs = WRITES, .run = merge },
	{ .name = "unmerge", .keys = "-", .help = N_("Take a merged chart out again…"),
	  .needs = WRITES, .run = unmerge },
	COMMAND_END,
};

static const struct help_text help[] = {
	{ N_("Up, Down"), N_("Choose a line of the timeline; Right opens it") },
	{ N_("Tab"), N_("The arrows move the facts on the left; Tab again: the timeline") },
	{ 0 },
};

const struct screen card_screen = {
	.name = "card",
	.title = N_("Card"),
	.commands = commands,
	.help = help,
	.state_size = sizeof(struct showing),
	.open = open_card,
	.close = close_card,
	.reload = reload_card,
	.prepare = prepare_card,
	.draw = draw_card,
	.key = card_key,
	.enter = card_enter,
	.refuse = card_refuse,
	.patient = card_patient,
	.describe = describe,
};
