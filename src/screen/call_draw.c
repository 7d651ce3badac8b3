/* How a call looks: who, why and what to say above; what came of it, by digit, below. */
#include "revisit/base/i18n.h"
#include "revisit/text/width.h"

#include "calling.h"

enum { RESULT_ROWS = 3, FEW_ROWS = 8, FOOT = RESULT_ROWS + 5, LABEL = 8, WIDE = 96, NARROW_LABEL = 7, OFFER_ROWS = 5 };

/* --- the line on top --- */

static void draw_head(const struct app *app, const struct calling *s, struct canvas *c,
		      struct rect area)
{
	int64_t held = s->counts.all - s->counts.why[CALL_NOW];
	struct str t;

	(void)app;
	str_init(&t);
	str_addf(&t, "%s > %s", _("Calls"), str_is_empty(s->list.title) ? _("by hand") : s->list.title);
	struct str left = t;
	str_init(&t);
	str_addf(&t, _("%lld to call"), (long long)s->counts.why[CALL_NOW]);
	str_addf(&t, _("  %lld done"), (long long)s->counts.done);
	str_addf(&t, _("  %lld booked"), (long long)s->counts.booked);
	if (s->counts.call_backs)
		str_addf(&t, ngettext("  %lld call back", "  %lld call backs",
				      (unsigned long)s->counts.call_backs),
			 (long long)s->counts.call_backs);
	if (held > 0)
		str_addf(&t, _("  %lld not now"), (long long)held);
	canvas_right(c, area, 0, area.cols - 1, STYLE_NORMAL, t.p);
	canvas_text(c, area, 0, 1, area.cols - 3 - text_width(t.p), STYLE_HEADING, left.p);
	str_release(&left);
	str_release(&t);
}

/* --- who --- */

static int draw_name(const struct app *app, const struct calling *s, struct canvas *c,
		     struct rect area)
{
	const struct patient *p = &s->card.p;
	struct str t;

	str_init(&t);
	shown_name(&t, app, p);
	if (!str_is_empty(p->salutation))
		str_addf(&t, "  %s", p->salutation);
	str_add(&t, "  ");
	patient_age_sex(&t, p, clinic_today(app->clinic));
	str_addf(&t, "  %s", str_or_empty(p->chart_no));
	if (!str_is_empty(p->language))
		str_addf(&t, "  %s", p->language);
	canvas_text(c, area, 0, 1, -1, STYLE_HEADING, t.p);
	canvas_cursor(c, area, 0, 0, false);
	int x = 1 + text_width(t.p) + 2;
	str_release(&t);
	/* Where lines are scarce, what must be seen first stands beside the name, as far as it fits. */
	str_init(&t);
	for (size_t i = 0; i < s->alerts.n; i++)
		str_addf(&t, "%s! %s", i ? "  " : "", s->alerts.v[i].text);
	bool beside = area.cols < WIDE && area.cols - x - 1 >= text_width(t.p) && !c->plain;
	if (beside)
		canvas_text(c, area, 0, x, -1, STYLE_ALERT, t.p);
	str_release(&t);
	return beside ? 1 : facts_draw(&s->alerts, c, area, 1, LABEL, 0);
}

static void number_text(struct str *out, const struct app *app, const struct calling *s, size_t i)
{
	const struct call_number *n = &s->numbers[i];

	str_addf(out, "%c %s ", i == s->number ? '>' : ' ', _(contact_kind_choices[n->kind].label));
	phone_show(out, n->value, app->clinic->config->country);
	if (!str_is_empty(n->label))
		str_addf(out, " (%s)", n->label);
	if (calling_is_capped(s, i)) {
		str_add(out, _(", dialled often enough today"));
	} else if (n->answered != WHEN_NONE) {
		str_add(out, _(", answered "));
		call_day_near(out, when_day(n->answered), clinic_today(app->clinic));
		str_addc(out, ' ');
		minute_iso(out, when_minute(n->answered));
	}
}

/* All of them on one line, where lines are scarce and they fit. */
static bool numbers_beside(const struct app *app, const struct calling *s, struct canvas *c,
			   struct rect area, int y, int x)
{
	int widths = 0;

	if (area.cols >= WIDE || c->plain)
		return false;
	for (int pass = 0; pass < 2; pass++) {
		if (pass && widths > area.cols - x)
			return false;
		for (size_t i = 0; i < s->n_numbers; i++) {
			struct str t;
			str_init(&t);
			number_text(&t, app, s, i);
			widths += text_width(t.p) + 2;
			if (pass)
				x += canvas_text(c, area, y, x, -1,
						 i == s->number ? STYLE_MATCH : STYLE_NORMAL, t.p) + 2;
			str_release(&t);
		}
	}
	return true;
}

static int draw_numbers(const struct app *app, const struct calling *s, struct canvas *c,
			struct rect area, int y, int label)
{
	struct str t;

	if (!s->n_numbers) {
		canvas_text(c, area, y, 1, -1, STYLE_ALERT, _("no number to ring"));
		return y + 1;
	}
	canvas_text(c, area, y, 1, label - 1, STYLE_HEADING, C_("on the call screen", "RING"));
	if (numbers_beside(app, s, c, area, y, 1 + label))
		return y + 1;
	/* Why they are rung must be seen, too. */
	if (area.rows <= FEW_ROWS && s->n_numbers > 1 && !c->plain) {
		str_init(&t);
		number_text(&t, app, s, s->number);
		str_addc(&t, ' ');
		str_addf(&t, ngettext("(%zu more: c)", "(%zu more: c)", (unsigned long)s->n_numbers - 1),
			 s->n_numbers - 1);
		canvas_text(c, area, y, 1 + label, area.cols - label - 2, STYLE_MATCH, t.p);
		str_release(&t);
		return y + 1;
	}
	for (size_t i = 0; i < s->n_numbers; i++) {
		str_init(&t);
		number_text(&t, app, s, i);
		y = canvas_wrapped(c, area, y, 1 + label, area.cols - label - 2,
				   i == s->number ? STYLE_MATCH : STYLE_NORMAL, t.p);
		str_release(&t);
	}
	return y;
}

static void draw_who(const struct app *app, const struct calling *s, struct canvas *c,
		     struct rect area, int label)
{
	int y = draw_name(app, s, c, area);

	y = draw_numbers(app, s, c, area, y, label);
	facts_draw(&s->facts, c, area, y, label, 0);
}

/* --- what to say --- */

static int draw_part(const struct script_part *part, struct canvas *c, struct rect in, int y, int x)
{
	if (part->heading && y + 1 >= in.rows)
		return in.rows; /* nothing below it could be read */
	if (part->heading)
		y = canvas_wrapped(c, in, y, x, in.cols - x - 1, STYLE_HEADING, part->heading);
	int indent = part->heading ? x + 2 : x;
	return canvas_wrapped(c, in, y, indent, in.cols - indent - 1, STYLE_NORMAL, part->text);
}

/* The beginning, then as many branches as there is room for: those of the chosen outcome first. */
static void draw_script(const struct calling *s, struct canvas *c, struct rect area, int label)
{
	int y = label ? 0 : 1;
	int x = 1 + label;

	canvas_text(c, area, 0, 1, -1, STYLE_HEADING, C_("on the call screen", "SAY"));
	if (!s->has_script) {
		canvas_text(c, area, 0, 8, -1, STYLE_NORMAL, _("there is no script for this list in scripts/"));
		return;
	}
	if (s->script.problem)
		y = canvas_wrapped(c, area, y, x, area.cols - x - 1, STYLE_ALERT, s->script.problem);
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < s->script.n && y < area.rows; i++) {
			const struct script_part *part = &s->script.parts[i];
			bool mine = part->outcome && s->outcome && strcmp(part->outcome, s->outcome) == 0;
			bool first = s->outcome ? mine : !part->outcome;
			if ((pass == 0) == first)
				y = draw_part(part, c, area, y, x);
		}
}

static void draw_offers(const struct calling *s, struct canvas *c, struct rect area, int y)
{
	canvas_text(c, area, y, 1, -1, STYLE_HEADING, C_("on the call screen", "OFFER"));
	for (int i = 0; i < s->slots.n && y < area.rows; i++)
		canvas_text(c, area, y++, 9, area.cols - 10, STYLE_NORMAL, s->slots.v[i].label);
}

static void draw_team(const struct calling *s, struct canvas *c, struct rect area, int y)
{
	struct str t;

	if (!s->team.n || y >= area.rows)
		return;
	str_init(&t);
	for (size_t i = 0; i < s->team.n; i++)
		str_addf(&t, "%s%s", i ? "   " : "", s->team.v[i]);
	canvas_text(c, area, y, 1, -1, STYLE_HEADING, C_("on the call screen", "TEAM"));
	canvas_text(c, area, y, 9, area.cols - 10, STYLE_NORMAL, t.p);
	str_release(&t);
}

/* --- what came of it --- */

static const char *choice_label(const struct app *app, const struct calling *s, int i)
{
	if (i == CALL_RESULTS - 1 && s->further)
		return _("more…");
	return *s->choices[i].key ? config_outcome_label(app->clinic->config, s->choices[i].key) : "";
}

/* Where what it leads to stands: behind the longest name of the column. */
static int leads_from(const struct app *app, const struct calling *s, int column)
{
	int widest = 0;

	for (int i = column * RESULT_ROWS; i < (column + 1) * RESULT_ROWS; i++) {
		int width = text_width(choice_label(app, s, i));
		widest = width > widest ? width : widest;
	}
	return 3 + widest + 1;
}

/* Rather a word less than half a word. */
static void fit_words(struct str *t, int cols)
{
	while (text_width(t->p) > cols && strpbrk(t->p, " ,")) {
		while (t->len && t->p[t->len - 1] != ' ' && t->p[t->len - 1] != ',')
			str_cut(t, t->len - 1);
		str_cut(t, t->len - 1);
	}
}

static void draw_choice(const struct app *app, const struct calling *s, struct canvas *c,
			struct rect cell, int i)
{
	const struct call_choice *choice = &s->choices[i];
	bool others = i == CALL_RESULTS - 1 && s->further;
	bool on = s->outcome && *choice->key && strcmp(s->outcome, choice->key) == 0;
	struct str t;

	if (!*choice->key && !others)
		return;
	str_init(&t);
	str_addf(&t, "%d", i + 1);
	canvas_text(c, cell, 0, 0, 1, STYLE_NORMAL, on ? ">" : " ");
	canvas_text(c, cell, 0, 1, 1, STYLE_KEY, t.p);
	str_clear(&t);
	canvas_text(c, cell, 0, 3, cell.cols - 4, on ? STYLE_SELECTED : STYLE_NORMAL,
		    choice_label(app, s, i));
	int x = leads_from(app, s, i / RESULT_ROWS);
	str_clear(&t);
	str_add(&t, str_or_empty(choice->leads_to));
	fit_words(&t, cell.cols - x - 1);
	if (text_width(t.p) <= cell.cols - x - 1)
		canvas_text(c, cell, 0, x, cell.cols - x - 1, STYLE_NORMAL, t.p);
	str_release(&t);
	canvas_zone(c, (struct rect){ cell.y, cell.x, 1, cell.cols }, ZONE_CHOICE, i, NULL);
}

/* In columns, down first: 1 2 3, 4 5 6, 7 8 9. */
static void draw_choices(const struct app *app, const struct calling *s, struct canvas *c,
			 struct rect area)
{
	int cols = area.cols / 3;

	for (int i = 0; i < CALL_RESULTS; i++) {
		struct rect cell = { area.y + i % RESULT_ROWS, area.x + i / RESULT_ROWS * cols, 1, cols };
		draw_choice(app, s, c, cell, i);
	}
}

/* What an outcome asks, by number, where its outcomes stood. */
static void draw_answers(const struct calling *s, struct canvas *c, struct rect area)
{
	int cols = area.cols / 3;

	for (int i = 0; i < s->offers.n; i++) {
		struct rect cell = { area.y + i % RESULT_ROWS, area.x + 1 + i / RESULT_ROWS * cols, 1,
				     cols - 1 };
		char digit[2] = { (char)('1' + i), '\0' };
		canvas_text(c, cell, 0, 0, 1, STYLE_KEY, digit);
		struct str t;
		str_init(&t);
		str_add(&t, s->offers.v[i].label);
		fit_words(&t, cell.cols - 3);
		canvas_text(c, cell, 0, 2, cell.cols - 3, STYLE_NORMAL, t.p);
		str_release(&t);
		canvas_zone(c, cell, ZONE_CHOICE, i, NULL);
	}
}

/* One after the other, as they are read aloud. */
static void draw_in_a_row(const struct app *app, const struct calling *s, struct canvas *c,
			  struct rect area, bool answers)
{
	struct str t;

	str_init(&t);
	for (int i = 0; i < (answers ? s->offers.n : CALL_RESULTS); i++) {
		const char *label = answers ? s->offers.v[i].label : choice_label(app, s, i);
		if (!*label)
			continue;
		str_addf(&t, "%s%d %s", t.len ? "; " : "", i + 1, label);
		if (!answers && !str_is_empty(s->choices[i].leads_to))
			str_addf(&t, ": %s", s->choices[i].leads_to);
	}
	canvas_wrapped(c, area, 0, 1, area.cols - 2, STYLE_NORMAL, t.p);
	str_release(&t);
}

static bool said_callback(const struct calling *s)
{
	const struct outcome_def *o = calling_outcome(s);

	return o && (o->flags & OUTCOME_CALLBACK);
}

/* "> 3 no answer -> Wed 12:30, last of 4 tries" */
static void draw_pending(const struct app *app, const struct calling *s, struct canvas *c,
			 struct rect line)
{
	const char *arrow = c->ascii ? "->" : "→";
	bool asks = calling_asks(s);
	struct str t;
	int x = 3;

	if (!s->outcome) {
		canvas_text(c, line, 0, 1, -1, STYLE_NORMAL,
			    s->page ? _("1-9: what came of it; Esc: the usual ones") :
				      _("1-9: what came of it; what happens next is shown before it is recorded"));
		return;
	}
	canvas_text(c, line, 0, 1, 1, STYLE_HEADING, ">");
	x += canvas_text(c, line, 0, x, line.cols / 3, STYLE_HEADING,
			 config_outcome_label(app->clinic->config, s->outcome)) + 1;
	if (asks && !s->in_note) {
		const struct outcome_def *o = calling_outcome(s);
		int cols = o && o->flags & OUTCOME_DOCTOR ? line.cols / 2 : line.cols / 4;
		edit_draw(&((struct calling *)(uintptr_t)s)->answer, c, line, 0, x, cols, true, STYLE_FOCUS);
		x += cols + 1;
	}
	str_init(&t);
	if (s->wrong.len)
		str_add(&t, s->wrong.p);
	else if (s->leads_to.len)
		str_addf(&t, "%s %s", arrow, s->leads_to.p);
	if (said_callback(s) && !s->wrong.len)
		str_add(&t, s->anyone ? _(" (anyone's; Tab: mine)") : _(" (mine; Tab: anyone's)"));
	for (size_t i = 0; i < s->n_others && !s->wrong.len; i++)
		if (calling_shares(s, &s->others[i]))
			str_addf(&t, _("; %s likewise"), str_or_empty(s->others[i].name));
	canvas_text(c, line, 0, x, line.cols - x - 1, s->wrong.len ? STYLE_ALERT : STYLE_NORMAL, t.p);
	str_release(&t);
}

static void draw_note(const struct calling *s, struct canvas *c, struct rect line)
{
	int label = canvas_text(c, line, 0, 1, 8, STYLE_HEADING, C_("on the call screen", "NOTE")) + 2;

	if (label < 7)
		label = 7;
	edit_draw(&((struct calling *)(uintptr_t)s)->note, c, line, 0, 1 + label, line.cols - label - 2, s->in_note,
		  s->in_note ? STYLE_FOCUS : STYLE_FIELD);
}

static void draw_shift(const struct calling *s, struct canvas *c, struct rect line)
{
	struct str t;

	str_init(&t);
	if (s->rung) {
		int64_t seconds = (boot_now() - s->rung_at) / 1000;
		str_addf(&t, _("since %lld min   "), (long long)(seconds / 60));
	}
	if (s->last)
		str_add(&t, _("stops after this one   "));
	canvas_text(c, line, 0, 1, -1, STYLE_ALERT, t.p);
	str_clear(&t);
	str_addf(&t, _("shift: %lld rung, %lld talked, %lld booked"), (long long)s->shift.rung,
		 (long long)s->shift.talked, (long long)s->shift.booked);
	canvas_right(c, line, 0, line.cols - 1, STYLE_NORMAL, t.p);
	str_release(&t);
}

static void draw_foot(const struct app *app, const struct calling *s, struct canvas *c,
		      struct rect area)
{
	struct rect line = { area.y + RESULT_ROWS + 1, area.x, 1, area.cols };
	struct rect results = { area.y + 1, area.x, RESULT_ROWS, area.cols };
	bool answers = s->outcome && calling_asks(s) && s->offers.n && !s->in_note;

	if (!c->plain)
		canvas_hline(c, area, 0, 0, area.cols);
	results.y -= c->plain;
	results.rows += 2 * c->plain;
	if (c->plain)
		draw_in_a_row(app, s, c, results, answers);
	else if (answers)
		draw_answers(s, c, results);
	else
		draw_choices(app, s, c, results);
	if (!c->plain)
		canvas_hline(c, line, 0, 0, line.cols);
	line.y++;
	draw_pending(app, s, c, line);
	line.y++;
	draw_note(s, c, line);
	line.y++;
	draw_shift(s, c, line);
}

/* --- nobody --- */

static void draw_nobody(const struct app *app, const struct calling *s, struct canvas *c,
			struct rect area)
{
	struct str t;
	int y = 1;

	canvas_cursor(c, area, 1, 1, false);
	str_init(&t);
	if (s->over)
		y = canvas_wrapped(c, area, y, 2, area.cols - 4, STYLE_ALERT,
				   _("This call is over: it went on elsewhere. Enter takes the next patient."));
	else if (s->wrong.len)
		y = canvas_wrapped(c, area, y, 2, area.cols - 4, STYLE_HEADING, s->wrong.p);
	else
		calls_why_empty(&t, app->clinic, &s->counts, s->next);
	if (t.len)
		y = canvas_wrapped(c, area, y, 2, area.cols - 4, STYLE_NORMAL, t.p);
	y++;
	for (int i = CALL_NOW + 1; i < CALL_WHYS && y < area.rows; i++)
		if (s->counts.why[i]) {
			canvas_printf(c, area, y, 2, STYLE_NORMAL, "%7lld", (long long)s->counts.why[i]);
			canvas_text(c, area, y++, 11, area.cols - 13, STYLE_NORMAL,
				    call_why_label((enum call_why)i));
		}
	str_release(&t);
}

/* --- all of it --- */

static void draw_middle(const struct app *app, const struct calling *s, struct canvas *c,
			struct rect area)
{
	if (area.cols >= WIDE) {
		int left = area.cols / 2;
		struct rect side = { area.y, area.x + left + 1, area.rows, area.cols - left - 1 };
		draw_who(app, s, c, (struct rect){ area.y, area.x, area.rows, left }, LABEL);
		canvas_vline(c, area, 0, left, area.rows);
		int team = s->team.n ? 1 : 0;
		int offers = s->slots.n ? s->slots.n + 1 : 0;
		struct rect say = side;
		say.rows -= team + offers;
		draw_script(s, c, say, 0);
		if (offers)
			draw_offers(s, c, side, say.rows + 1);
		draw_team(s, c, side, side.rows - 1);
		return;
	}
	int say = area.rows / 2;
	int offers = s->slots.n ? 1 : 0;
	struct rect who = { area.y, area.x, area.rows - say, area.cols };
	struct rect script = { area.y + who.rows, area.x, say, area.cols };
	draw_who(app, s, c, who, NARROW_LABEL);
	script.rows -= offers;
	draw_script(s, c, script, NARROW_LABEL);
	script.rows += offers;
	if (offers) {
		struct str t;
		str_init(&t);
		int x = NARROW_LABEL + 1;
		for (int i = 0; i < s->slots.n; i++)
			if (!i || text_width(t.p) + text_width(s->slots.v[i].label) + x + 4 <= script.cols)
				str_addf(&t, "%s%s", i ? "   " : "", s->slots.v[i].label);
		canvas_text(c, script, say - 1, 1, NARROW_LABEL - 1, STYLE_HEADING,
			    C_("on the call screen", "OFFER"));
		canvas_text(c, script, say - 1, x, script.cols - x - 1, STYLE_NORMAL, t.p);
		str_release(&t);
	}
}

void calling_draw(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	const struct calling *s = state;
	int y = 1;

	draw_head(app, s, c, area);
	if (s->coming) {
		struct rect line = { area.y + y, area.x, 1, area.cols };
		canvas_fill(c, line, STYLE_ALERT);
		canvas_printf(c, line, 0, 1, STYLE_ALERT, "** %s **", s->coming);
		y++;
	}
	struct rect rest = { area.y + y, area.x, area.rows - y, area.cols };
	if (!s->has || s->over) {
		draw_nobody(app, s, c, rest);
		return;
	}
	struct rect middle = rest;
	middle.rows -= FOOT;
	draw_middle(app, s, c, middle);
	draw_foot(app, s, c, (struct rect){ rest.y + middle.rows, rest.x, FOOT, rest.cols });
}
