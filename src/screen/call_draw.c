/* How a call looks: who, why and what to say above; what came of it, by digit, below. */
#include "revisit/base/i18n.h"
#include "revisit/text/width.h"

#include "calling.h"

enum { RESULT_ROWS = 3, FOOT = RESULT_ROWS + 5, BANNER_ROWS = 2 };

/* --- the line on top --- */

static void draw_head(const struct app *app, const struct calling *s, struct canvas *c,
		      struct rect area)
{
	/* Whom one has on the line is none of those who wait. */
	int64_t held = s->counts.all - s->counts.why[CALL_NOW] - (s->has && s->counts.why[CALL_WITH] > 0);
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
		str_addf(&t, _("  %lld later"), (long long)held);
	canvas_right(c, area, 0, area.cols - 1, STYLE_NORMAL, t.p);
	canvas_text(c, area, 0, 1, area.cols - 3 - text_width(t.p), STYLE_HEADING, left.p);
	str_release(&left);
	str_release(&t);
}

/* --- what came of it --- */

static const char *choice_label(const struct app *app, const struct calling *s, int i)
{
	if (i == CALL_RESULTS - 1 && s->further)
		return _("more…");
	return *s->choices[i].key ? config_outcome_label(app->clinic->config, s->choices[i].key) : "";
}

/* How many tries there were may be left out; of the rest a part would say nothing. */
static void fit_leads(struct str *t, int cols)
{
	const char *tries = strrchr(t->p, ' ');

	if (text_width(t->p) > cols && tries && strchr(tries, '/'))
		str_cut(t, (size_t)(tries - t->p));
	if (text_width(t->p) > cols)
		str_clear(t);
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

/* How wide each of the columns is: what its texts need, and what is over shared out; who has most beyond
 * what it cannot do without gives first. */
static void share_columns(int cols, const int need[3], const int least[3], int out[3])
{
	int sum = need[0] + need[1] + need[2];

	memcpy(out, need, 3 * sizeof(*out));
	for (int i = 0; sum < cols; i = (i + 1) % 3, sum++)
		out[i]++;
	while (sum > cols) {
		int widest = 0;
		for (int i = 1; i < 3; i++)
			if (out[i] - least[i] >= out[widest] - least[widest])
				widest = i;
		out[widest]--;
		sum--;
	}
}

/* The widest name of a column, and what stands behind the names. */
static void column_needs(const struct app *app, const struct calling *s, int column, int *name, int *leads)
{
	*name = *leads = 0;
	for (int i = column * RESULT_ROWS; i < (column + 1) * RESULT_ROWS; i++) {
		int width = text_width(choice_label(app, s, i));
		*name = width > *name ? width : *name;
		width = text_width(str_or_empty(s->choices[i].leads_to));
		*leads = width > *leads ? width : *leads;
	}
}

/* "name", the width of the longest of its column, tells where what it leads to stands; behind its own name
 * where that is too far. */
static void draw_choice(const struct app *app, const struct calling *s, struct canvas *c,
			struct rect cell, int i, int name)
{
	const struct call_choice *choice = &s->choices[i];
	const char *label = choice_label(app, s, i);
	bool others = i == CALL_RESULTS - 1 && s->further;
	bool on = s->outcome && *choice->key && strcmp(s->outcome, choice->key) == 0;
	struct str t;

	if (!*choice->key && !others)
		return;
	str_init(&t);
	str_addf(&t, "%d", i + 1);
	canvas_text(c, cell, 0, 0, 1, STYLE_NORMAL, on ? ">" : " ");
	canvas_text(c, cell, 0, 1, 1, STYLE_KEY, t.p);
	canvas_text(c, cell, 0, 3, cell.cols - 4, on ? STYLE_HEADING : STYLE_NORMAL, label);
	int x = 3 + name + 1;
	str_clear(&t);
	str_add(&t, str_or_empty(choice->leads_to));
	if (text_width(t.p) > cell.cols - x - 1)
		x = 3 + text_width(label) + 1;
	fit_leads(&t, cell.cols - x - 1);
	canvas_text(c, cell, 0, x, cell.cols - x - 1, STYLE_NORMAL, t.p);
	str_release(&t);
	canvas_zone(c, (struct rect){ cell.y, cell.x, 1, cell.cols }, ZONE_CHOICE, i, NULL);
}

/* In columns, down first: 1 2 3, 4 5 6, 7 8 9. */
static void draw_choices(const struct app *app, const struct calling *s, struct canvas *c,
			 struct rect area)
{
	int need[3];
	int least[3];
	int name[3];
	int cols[3];
	int x = 0;

	for (int i = 0; i < 3; i++) {
		int leads;
		column_needs(app, s, i, &name[i], &leads);
		least[i] = 3 + name[i] + 1;
		need[i] = least[i] + leads + 1;
	}
	share_columns(area.cols, need, least, cols);
	for (int i = 0; i < 3; x += cols[i++])
		for (int row = 0; row < RESULT_ROWS; row++) {
			struct rect cell = { area.y + row, area.x + x, 1, cols[i] };
			draw_choice(app, s, c, cell, i * RESULT_ROWS + row, name[i]);
		}
}

/* How wide the columns of answers would have to be; returns the sum. */
static int answer_needs(const struct calling *s, bool brief, int need[3])
{
	for (int i = 0; i < 3; i++)
		need[i] = 4;
	for (int i = 0; i < s->offers.n; i++) {
		const struct call_offer *o = &s->offers.v[i];
		int width = 4 + text_width(brief && o->brief ? o->brief : o->label);
		int *column = &need[i / RESULT_ROWS];
		*column = width > *column ? width : *column;
	}
	return need[0] + need[1] + need[2];
}

/* What an outcome asks, by number, where its outcomes stood. */
static void draw_answers(const struct calling *s, struct canvas *c, struct rect area)
{
	int need[3];
	int cols[3];
	int x = 1;

	bool brief = answer_needs(s, false, need) > area.cols - 1;
	if (brief)
		answer_needs(s, true, need);
	const int none[3] = { 0 };
	share_columns(area.cols - 1, need, none, cols);
	for (int i = 0; i < s->offers.n; i++) {
		int column = i / RESULT_ROWS;
		struct rect cell = { area.y + i % RESULT_ROWS, area.x + x, 1, cols[column] - 1 };
		char digit[2] = { (char)('1' + i), '\0' };
		canvas_text(c, cell, 0, 0, 1, STYLE_KEY, digit);
		struct str t;
		str_init(&t);
		const struct call_offer *o = &s->offers.v[i];
		str_add(&t, brief && o->brief ? o->brief : o->label);
		fit_words(&t, cell.cols - 2);
		canvas_text(c, cell, 0, 2, cell.cols - 2, STYLE_NORMAL, t.p);
		str_release(&t);
		canvas_zone(c, cell, ZONE_CHOICE, i, NULL);
		if (i % RESULT_ROWS == RESULT_ROWS - 1)
			x += cols[column];
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

/* How wide the field for an answer is. */
static int answer_cols(const struct outcome_def *o, int cols)
{
	if (o && o->flags & (OUTCOME_DOCTOR | OUTCOME_WRONG_NUMBER))
		return o->flags & OUTCOME_DOCTOR ? cols / 3 : cols / 4;
	return cols / 5;
}

/* What a key could still do about it, behind what it leads to. */
static void add_choices(const struct calling *s, struct str *t)
{
	const struct outcome_def *o = calling_outcome(s);
	unsigned flags = o ? o->flags : 0;

	if (flags & OUTCOME_CALLBACK)
		str_add(t, s->anyone ? _(" (anyone's; Up: mine)") : _(" (mine; Up: anyone's)"));
	if (flags & OUTCOME_CANCEL && calling_move_key(s))
		str_add(t, _(" (Up: another time)"));
	if (flags & OUTCOME_MESSAGE)
		str_add(t, _(" (m: write to them, too)"));
	for (size_t i = 0; i < s->n_others; i++)
		if (calling_shares(s, &s->others[i]))
			str_addf(t, _("; %s likewise"), str_or_empty(s->others[i].name));
		else if (flags & OUTCOME_BOOK && s->with_others && s->others[i].on_list)
			str_addf(t, _("; not for %s (Esc b)"), str_or_empty(s->others[i].name));
}

/* What is typed next; of what is chosen already, whether it does. */
static bool counts_for_family(const struct calling *s)
{
	bool any = !s->outcome && s->with_others;

	for (size_t i = 0; i < s->n_others; i++)
		any = any || calling_shares(s, &s->others[i]);
	return any;
}

/* "> 3 no answer -> Wed 12:30, last of 4 tries" */
static void draw_pending(const struct app *app, const struct calling *s, struct canvas *c,
			 struct rect line)
{
	const char *arrow = c->ascii ? "->" : "→";
	const struct outcome_def *o = calling_outcome(s);
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
	if (calling_asks(s) && !s->in_note) {
		struct edit *answer = &((struct calling *)(uintptr_t)s)->answer;
		int cols = answer_cols(o, line.cols);
		edit_draw(answer, c, line, 0, x, cols, true, STYLE_FOCUS);
		if (o && o->flags & OUTCOME_WRONG_NUMBER && !answer->text.len)
			canvas_text(c, line, 0, x + 1, cols - 1, STYLE_FOCUS, _("right one, if known"));
		x += cols + 1;
	}
	str_init(&t);
	if (s->wrong.len)
		str_add(&t, s->wrong.p);
	else if (s->leads_to.len)
		str_addf(&t, "%s %s", arrow, s->leads_to.p);
	if (!s->wrong.len)
		add_choices(s, &t);
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
	if (s->rang_us)
		str_add(&t, _("they rang us   "));
	if (counts_for_family(s))
		str_add(&t, _("the family, too (f: not)   "));
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
	if (s->over) {
		const char *what = s->wrong.len ? s->wrong.p : _("this call is over");
		y = canvas_wrapped(c, area, y, 2, area.cols - 4, STYLE_ALERT, what);
		str_add(&t, _("Enter takes the next patient."));
	} else if (s->stale) {
		str_add(&t, _("looking who can be rung …"));
	} else if (s->counts.why[CALL_NOW]) {
		str_addf(&t, ngettext("%lld patient can be rung: Enter takes them.",
				      "%lld patients can be rung: Enter takes the next.",
				      (unsigned long)s->counts.why[CALL_NOW]),
			 (long long)s->counts.why[CALL_NOW]);
	} else if (s->counts.all == 0) {
		str_add(&t, _("nobody is on this list"));
	} else {
		str_add(&t, _("Nobody on this list can be rung now. Enter looks again, Esc goes back."));
		if (s->counts.next != WHEN_NONE && s->counts.next != WHEN_EVER) {
			struct str when;
			str_init(&when);
			day_relative(&when, when_day(s->counts.next), clinic_today(app->clinic));
			str_addc(&when, ' ');
			minute_iso(&when, when_minute(s->counts.next));
			str_addf(&t, _(" The next may be rung %s."), when.p);
			str_release(&when);
		}
	}
	y = canvas_wrapped(c, area, y, 2, area.cols - 4, STYLE_HEADING, t.p);
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

void calling_draw(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	const struct calling *s = state;
	int y = 1;

	draw_head(app, s, c, area);
	if (s->coming) {
		struct rect line = { area.y + y, area.x, 1, area.cols };
		bool idle = !s->has || s->over;
		const char *does = !s->elsewhere ? "" : idle ? _(": k rings them now") :
				   s->then == s->elsewhere ? _(": rung next") : _(": k rings them next");
		char *text = mem_printf("** %s%s **", s->coming, does);
		line.rows = canvas_wrapped(c, (struct rect){ 0 }, 0, 1, line.cols - 2, STYLE_ALERT, text);
		if (line.rows > BANNER_ROWS)
			line.rows = BANNER_ROWS;
		canvas_fill(c, line, STYLE_ALERT);
		canvas_wrapped(c, line, 0, 1, line.cols - 2, STYLE_ALERT, text);
		y += line.rows;
		free(text);
	}
	struct rect rest = { area.y + y, area.x, area.rows - y, area.cols };
	if (!s->has || s->over) {
		draw_nobody(app, s, c, rest);
		return;
	}
	struct rect middle = rest;
	middle.rows -= FOOT;
	calling_draw_middle(app, s, c, middle);
	draw_foot(app, s, c, (struct rect){ rest.y + middle.rows, rest.x, FOOT, rest.cols });
}
