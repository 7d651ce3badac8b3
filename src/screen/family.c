/* A family in one view: what each has coming, what is due, who pays. */
#include "revisit/app/keys.h"
#include "revisit/base/i18n.h"
#include "revisit/care/family.h"
#include "revisit/clinic/household.h"
#include "revisit/screen/parts.h"
#include "revisit/ui/list.h"

enum { MEMBER_LINES = 3, CHART_COLS = 8, AGE_COLS = 5, RELATION_COLS = 12, PHONE_COLS = 8 };

struct showing {
	int64_t patient; /* whose card it was opened from: what others are to them */
	struct household_view family;
	int64_t marked[FAMILY_MOST * 2];
	size_t n_marked;
	struct list list;
};

static const struct member *chosen(const struct showing *s)
{
	return s->family.n ? &s->family.v[s->list.selected] : NULL;
}

static const struct member *opened_from(const struct showing *s)
{
	for (size_t i = 0; i < s->family.n; i++)
		if (s->family.v[i].card.p.row.id == s->patient)
			return &s->family.v[i];
	return &s->family.v[0];
}

static bool is_marked(const struct showing *s, int64_t patient)
{
	for (size_t i = 0; i < s->n_marked; i++)
		if (s->marked[i] == patient)
			return true;
	return false;
}

static bool load(struct app *app, struct showing *s, struct err *err)
{
	struct household_view fresh;
	int64_t was = chosen(s) ? chosen(s)->card.p.row.id : s->patient;
	int row = 0;

	if (!household_load(app->clinic, s->patient, &fresh, err))
		return false;
	household_release(&s->family);
	s->family = fresh;
	for (size_t i = 0; i < fresh.n; i++)
		if (fresh.v[i].card.p.row.id == was)
			row = (int)i;
	list_resize(&s->list, (int)fresh.n, s->list.height);
	list_select(&s->list, row);
	return true;
}

static bool open_family(struct app *app, void *state, void *arg, struct err *err)
{
	struct showing *s = state;

	s->patient = *(const int64_t *)arg;
	rows_init(&s->family.alerts, &record_alert);
	return load(app, s, err);
}

static void close_family(void *state)
{
	household_release(&((struct showing *)state)->family);
}

static void reload_family(struct app *app, void *state)
{
	struct err err = ERR_INIT;

	if (!load(app, state, &err))
		app_error(app, &err);
}

/* The title, the alerts and a line below. */
static int head_lines(const struct showing *s)
{
	return 2 + (int)s->family.alerts.n;
}

static void prepare_family(struct app *app, void *state, int rows, int cols)
{
	struct showing *s = state;
	int height = (rows - head_lines(s)) / MEMBER_LINES;

	(void)app;
	(void)cols;
	list_resize(&s->list, (int)s->family.n, height > 0 ? height : 1);
	list_select(&s->list, s->list.selected);
}

/* --- drawing --- */

static void add_part(struct str *out, const char *label, const char *text)
{
	str_addf(out, "%s%s %s", out->len ? "   " : "", label, text);
}

static void visit_brief(struct str *out, const struct clinic *c, const struct visit *v)
{
	day_show(out, v->day, clinic_today(c));
	if (v->minute != MINUTE_NONE) {
		str_addc(out, ' ');
		minute_iso(out, v->minute);
	}
	if (v->kind)
		str_addf(out, " %s", config_label(c->config, "visit_kind", v->kind));
}

/* "next Fri 27 Nov 16:00 exam   last 8 May cleaning   due cleaning" */
static void coming(struct str *out, const struct clinic *c, const struct member *m)
{
	const struct visit *next = card_visit(&m->card, m->card.next_visit);
	const struct visit *now = card_visit(&m->card, m->card.today_visit);
	const struct visit *last = card_visit(&m->card, m->card.last_visit);
	struct str s;

	str_init(&s);
	if (now && visit_is_here((enum visit_status)now->status)) {
		str_add(&s, _(visit_status_choices[now->status].label));
		add_part(out, _("now:"), s.p);
	}
	str_clear(&s);
	if (next)
		visit_brief(&s, c, next);
	add_part(out, _("next:"), next ? s.p : _("nothing booked"));
	str_clear(&s);
	if (m->due)
		add_part(out, _("due:"), m->due);
	if (last) {
		day_brief(&s, last->day, clinic_today(c));
		if (last->kind)
			str_addf(&s, " %s", config_label(c->config, "visit_kind", last->kind));
		add_part(out, _("last:"), s.p);
	}
	str_release(&s);
}

static void beside(struct str *out, struct clinic *c, const struct member *m)
{
	struct str money;

	str_init(&money);
	for (size_t i = 0; i < m->card.plans.n; i++) {
		const struct plan_view *v = &m->card.plans.v[i];
		if (!plan_is_open(&v->plan) || v->now.state == PLAN_IS_DONE)
			continue;
		add_part(out, _("plan:"), v->plan.what);
		str_addf(out, " (%s)", _(plan_state_choices[v->now.state].label));
		break;
	}
	if (m->pays)
		add_part(out, _("pays:"), m->pays);
	if (m->guardian && (!m->pays || !str_eq(m->guardian, m->pays)))
		add_part(out, _("guardian:"), m->guardian);
	if (m->card.owed > 0) {
		money_show(&money, c->config, m->card.owed, true);
		add_part(out, _("owes"), money.p);
	}
	str_release(&money);
}

static const char *role_words(const struct patient *p, const struct patient *of)
{
	if (p->row.id != of->row.id)
		return family_relation(of, p);
	return p->household_role == ROLE_NONE ? "" : _(household_role_choices[p->household_role].label);
}

/* "Li Na 1043, 38f, wife" */
static void read_aloud(struct str *out, const struct app *app, const struct patient *p,
		       const struct patient *of)
{
	const char *role = role_words(p, of);

	shown_name(out, app, p);
	str_addf(out, " %s, ", p->chart_no);
	patient_age_sex(out, p, clinic_today(app->clinic));
	str_addf(out, "%s%s", *role ? ", " : "", role);
}

static void draw_first(const struct app *app, const struct showing *s, const struct member *m,
		       struct canvas *c, struct rect line, enum style style)
{
	const struct patient *p = &m->card.p;
	const struct patient *of = &opened_from(s)->card.p;
	int name_cols = line.cols >= 96 ? 28 : 22;
	struct str t;
	int x = 3;

	str_init(&t);
	if (c->plain) {
		read_aloud(&t, app, p, of);
		canvas_text(c, line, 0, x, -1, style, t.p);
		str_release(&t);
		return;
	}
	shown_name(&t, app, p);
	canvas_text(c, line, 0, x, name_cols, style, t.p);
	x += name_cols + 1;
	canvas_text(c, line, 0, x, CHART_COLS, style, p->chart_no);
	x += CHART_COLS + 1;
	str_clear(&t);
	patient_age_sex(&t, p, clinic_today(app->clinic));
	canvas_text(c, line, 0, x, AGE_COLS, style, t.p);
	x += AGE_COLS + 1;
	canvas_text(c, line, 0, x, RELATION_COLS, style, role_words(p, of));
	x += RELATION_COLS + 1;
	str_clear(&t);
	for (size_t i = 0; i < m->card.contacts.n && !t.len; i++) {
		const struct contact *k = rows_at(&m->card.contacts, i);
		if (contact_is_phone((enum contact_kind)k->kind) && k->state == CONTACT_GOOD)
			last_four(&t, str_or_empty(k->norm));
	}
	canvas_text(c, line, 0, x, PHONE_COLS, style, t.p);
	str_release(&t);
}

static void draw_member(const struct app *app, const struct showing *s, int row, struct canvas *c,
			struct rect area)
{
	const struct member *m = &s->family.v[row];
	bool on = row == s->list.selected;
	struct rect line = { .y = area.y, .x = area.x, .rows = 1, .cols = area.cols };
	enum style style = canvas_row(c, area, row, on);
	struct str t;

	if (on)
		canvas_cursor(c, line, 0, 0, false);
	if (is_marked(s, m->card.p.row.id))
		canvas_text(c, line, 0, 1, 1, style, "*");
	draw_first(app, s, m, c, line, on ? style : STYLE_HEADING);
	str_init(&t);
	coming(&t, app->clinic, m);
	line.y++;
	canvas_text(c, line, 0, 5, -1, on ? style : m->due ? STYLE_ALERT : STYLE_NORMAL, t.p);
	str_clear(&t);
	if (m->grown) {
		char *key = text_with_keys(app, _("{make-adult} makes them an adult"));
		str_addf(&t, "%s; %s", _("of age, but kept as a child"), key);
		free(key);
	}
	beside(&t, app->clinic, m);
	line.y++;
	bool pressing = m->grown || m->card.owed > 0;
	canvas_text(c, line, 0, 5, -1, on ? style : pressing ? STYLE_ALERT : STYLE_NORMAL, t.p);
	str_release(&t);
}

static void draw_head(const struct app *app, const struct showing *s, struct canvas *c,
		      struct rect area)
{
	struct str t;
	int y = 1;

	str_init(&t);
	short_name(&t, app, &opened_from(s)->card.p);
	char *title = mem_printf(ngettext("Family of %s: %zu person", "Family of %s: %zu persons",
					  (unsigned long)s->family.n),
				 t.p, s->family.n);
	canvas_text(c, area, 0, 1, -1, STYLE_HEADING, title);
	free(title);
	str_clear(&t);
	if (s->n_marked)
		str_addf(&t, ngettext("%zu marked", "%zu marked", (unsigned long)s->n_marked),
			 s->n_marked);
	if (s->family.owed > 0) {
		str_addf(&t, "%s%s ", t.len ? "   " : "", _("owes"));
		money_show(&t, app->clinic->config, s->family.owed, true);
	}
	canvas_right(c, area, 0, area.cols - 1, STYLE_NORMAL, t.p);
	for (size_t i = 0; i < s->family.alerts.n && y < area.rows; i++, y++) {
		const struct alert *a = rows_at(&s->family.alerts, i);
		canvas_printf(c, area, y, 1, STYLE_ALERT, "! %s", a->text);
	}
	if (!c->plain)
		canvas_hline(c, area, y, 0, area.cols);
	str_release(&t);
}

static void draw_family(const struct app *app, const void *state, struct canvas *c,
			struct rect area)
{
	const struct showing *s = state;

	if (s->family.n == 0)
		return;
	draw_head(app, s, c, area);
	for (int i = 0; i < s->list.height && s->list.top + i < (int)s->family.n; i++) {
		struct rect r = { .y = area.y + head_lines(s) + i * MEMBER_LINES, .x = area.x,
				  .rows = MEMBER_LINES, .cols = area.cols };
		draw_member(app, s, s->list.top + i, c, r);
	}
	if (s->family.n == 1)
		draw_with_keys(app, c, area, head_lines(s) + MEMBER_LINES + 1, 2, area.cols - 4,
			       _("Nobody else is known in this family; {family-join} adds somebody."));
}

/* --- what is done --- */

static void open_card(struct app *app, void *state)
{
	int64_t patient = chosen(state)->card.p.row.id;

	app_push(app, &card_screen, &patient);
}

static void mark(struct app *app, void *state)
{
	struct showing *s = state;
	int64_t patient = chosen(s)->card.p.row.id;
	size_t i = 0;

	(void)app;
	while (i < s->n_marked && s->marked[i] != patient)
		i++;
	if (i < s->n_marked)
		s->marked[i] = s->marked[--s->n_marked];
	else if (s->n_marked < ARRAY_SIZE(s->marked))
		s->marked[s->n_marked++] = patient;
	list_select(&s->list, s->list.selected + 1);
}

static void mark_all(struct app *app, void *state)
{
	struct showing *s = state;
	bool all = s->n_marked == s->family.n;

	(void)app;
	s->n_marked = 0;
	for (size_t i = 0; i < s->family.n && !all && i < ARRAY_SIZE(s->marked); i++)
		s->marked[s->n_marked++] = s->family.v[i].card.p.row.id;
}

/* The marked ones in the order of the view; when none is, all who come here. */
static bool is_meant(const struct showing *s, const struct card *card)
{
	return s->n_marked ? is_marked(s, card->p.row.id)
			   : !patient_is_gone((enum patient_status)card->p.status);
}

static size_t meant(const struct showing *s, int64_t *out, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < s->family.n && n < max; i++)
		if (is_meant(s, &s->family.v[i].card))
			out[n++] = s->family.v[i].card.p.row.id;
	return n;
}

static void arrive(struct app *app, void *state)
{
	int64_t who[FAMILY_MOST * 2];
	struct err err = ERR_INIT;
	size_t n_who = meant(state, who, ARRAY_SIZE(who));
	int n;

	if (!household_arrive(app->clinic, who, n_who, &n, &err))
		app_error(app, &err);
	else if (n)
		app_did(app, ngettext("%d person is here", "%d persons are here", (unsigned long)n), n);
	else
		app_refuse(app, _("nobody of them has a visit today that is still to come"));
	app_changed(app);
}

/* "not asked for: 李娜 keeps Wed 25 Nov 10:00; 张强 deceased": nobody is left out silently. */
static void say_left_out(const struct app *app, const struct showing *s, const int64_t *who,
			 size_t n, struct str *out)
{
	for (size_t i = 0; i < s->family.n; i++) {
		const struct card *card = &s->family.v[i].card;
		const struct visit *next = card_visit(card, card->next_visit);
		bool in = false;
		for (size_t k = 0; k < n; k++)
			in = in || who[k] == card->p.row.id;
		if (in)
			continue;
		str_add(out, out->len ? "; " : "");
		short_name(out, app, &card->p);
		str_addc(out, ' ');
		if (patient_is_gone((enum patient_status)card->p.status)) {
			str_add(out, _(patient_status_choices[card->p.status].label));
		} else if (next) {
			struct str when;
			str_init(&when);
			day_show(&when, next->day, clinic_today(app->clinic));
			str_addc(&when, ' ');
			minute_iso(&when, next->minute);
			str_addf(out, _("keeps %s"), when.p);
			str_release(&when);
		} else {
			str_add(out, _("is not marked"));
		}
	}
}

static void book_together(struct app *app, const struct showing *s, const int64_t *who, size_t n,
			  const int64_t *visits, size_t n_visits)
{
	struct str without;

	str_init(&without);
	say_left_out(app, s, who, n, &without);
	ask_family_book(app, who, n, visits, n_visits, without.p);
	str_release(&without);
}

static void book(struct app *app, void *state)
{
	const struct showing *s = state;
	int64_t who[FAMILY_MOST];
	int64_t visits[FAMILY_MOST];
	size_t n = 0;
	size_t n_visits = 0;

	/* Who has a visit keeps it, and the others come next to it. */
	for (size_t i = 0; i < s->family.n; i++) {
		const struct card *card = &s->family.v[i].card;
		if (!is_meant(s, card))
			continue;
		if (card->next_visit && n_visits < FAMILY_MOST)
			visits[n_visits++] = card->next_visit;
		else if (!card->next_visit && n < FAMILY_MOST)
			who[n++] = card->p.row.id;
	}
	if (n == 0 && s->n_marked) {
		n = meant(s, who, ARRAY_SIZE(who));
		n_visits = 0;
	}
	if (n == 0)
		app_refuse(app, _("each of them has a visit booked; mark with Space who comes besides"));
	else
		book_together(app, s, who, n, visits, n_visits);
}

static void edit(struct app *app, void *state)
{
	family_form_edit(app, chosen(state)->card.p.row.id);
}

static void join(struct app *app, void *state)
{
	ask_family_join(app, ((struct showing *)state)->patient);
}

static void leave(struct app *app, void *state)
{
	struct err err = ERR_INIT;
	const struct member *m = chosen(state);
	struct str name;

	str_init(&name);
	short_name(&name, app, &m->card.p);
	if (household_leave(app->clinic, m->card.p.row.id, &err))
		app_did(app, _("%s is no longer of this family"), name.p);
	else
		app_error(app, &err);
	str_release(&name);
	app_changed(app);
}

static void alert(struct app *app, void *state)
{
	ask_family_alert(app, ((struct showing *)state)->patient);
}

static void grown(struct app *app, void *state)
{
	make_adult(app, chosen(state)->card.p.row.id);
}

static bool family_key(struct app *app, void *state, const struct key *key)
{
	(void)app;
	return list_key(&((struct showing *)state)->list, key, true);
}

static const char *family_enter(const struct app *app, const void *state)
{
	(void)app;
	return chosen(state) ? C_("what Enter does", "open") : NULL;
}

static int64_t family_patient(const void *state)
{
	const struct member *m = chosen(state);

	return m ? m->card.p.row.id : 0;
}

static void describe(const void *state, struct str *out)
{
	str_addf(out, "%s: ", _("Family"));
	patient_title(out, &opened_from(state)->card.p);
}

void show_family(struct app *app, int64_t patient)
{
	app_push(app, &family_screen, &patient);
}

void make_adult(struct app *app, int64_t patient)
{
	struct err err = ERR_INIT;

	if (household_make_adult(app->clinic, patient, &err))
		app_did(app, _("an adult now; a to-do asks for their own consent"));
	else
		app_error(app, &err);
	app_changed(app);
}

static const struct command commands[] = {
	{ .name = "open", .keys = "enter", .help = N_("Open the card of the chosen one"),
	  .run = open_card },
	{ .name = "family-arrive", .keys = "a", .digit = 1, .label = N_("arrive"),
	  .help = N_("Check in all who have a visit today; only the marked ones, when some are"),
	  .needs = WRITES, .run = arrive },
	{ .name = "family-book", .keys = "b", .digit = 3, .label = N_("book together"),
	  .help = N_("Times next to each other, and to visits booked already, for all or the marked ones"), .needs = WRITES,
	  .run = book },
	{ .name = "mark", .keys = "space", .digit = 2, .label = N_("mark"),
	  .help = N_("Mark, so that only the marked ones arrive or are booked"), .run = mark },
	{ .name = "mark-all", .keys = "*", .help = N_("Mark all, or none"), .run = mark_all },
	{ .name = "family-edit", .keys = "e", .digit = 8, .label = N_("role, who pays"),
	  .help = N_("Role, guardian and who pays for the chosen one"), .needs = WRITES,
	  .run = edit },
	{ .name = "family-join", .keys = "&", .digit = 4, .label = N_("add"),
	  .help = N_("Add somebody to the family"), .needs = WRITES, .run = join },
	{ .name = "family-alert", .keys = "!", .digit = 6, .label = N_("alert"),
	  .help = N_("An alert for the whole family, or take one away"), .needs = WRITES,
	  .run = alert },
	{ .name = "make-adult", .keys = "%", .digit = 7,
	  .help = N_("They are of age: no longer kept as a child, no guardian"), .needs = WRITES,
	  .run = grown },
	{ .name = "family-leave", .keys = "x", .digit = 5, .label = N_("leaves"),
	  .help = N_("The chosen one does not belong to this family"), .needs = WRITES,
	  .run = leave },
	COMMAND_END,
};

const struct screen family_screen = {
	.name = "family",
	.title = N_("Family"),
	.commands = commands,
	.state_size = sizeof(struct showing),
	.open = open_family,
	.close = close_family,
	.reload = reload_family,
	.prepare = prepare_family,
	.draw = draw_family,
	.key = family_key,
	.enter = family_enter,
	.patient = family_patient,
	.describe = describe,
};
