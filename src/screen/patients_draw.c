/* How Patients looks: the hits with what matched, the preview beside them. */
#include "revisit/app/keys.h"
#include "revisit/base/i18n.h"
#include "revisit/text/match.h"
#include "revisit/text/utf8.h"

#include "finding.h"

enum { AGE_COLS = 6, PHONE_COLS = 7, SEEN_COLS = 8, ROOMY = 16,
       NARROW_COLS = 46 };

/* The name gets what the others leave. */
static int name_cols(const struct finding *s, int cols)
{
	return cols - AGE_COLS - PHONE_COLS - s->number_cols - SEEN_COLS - 4;
}

/* One text with the parts that were searched for marked. */
static void draw_marked(const struct finding *s, struct canvas *c, struct rect r, int y, int x,
			int cols, enum style style, const char *text)
{
	struct mark marks[16];
	size_t n = 0;

	for (size_t w = 0; w < s->words.n; w++) {
		struct match_range ranges[8];
		size_t k = match_ranges(text, s->words.v[w], ranges, ARRAY_SIZE(ranges));
		for (size_t i = 0; i < k && n < ARRAY_SIZE(marks); i++)
			marks[n++] = (struct mark){ ranges[i].start, ranges[i].end };
	}
	canvas_marked(c, r, y, x, cols, style, text, marks, style == STYLE_SELECTED ? 0 : n);
}

static void status_mark(struct str *out, const struct patient *p)
{
	if (p->status == PATIENT_DECEASED)
		str_add(out, "+ ");
	else if (patient_is_gone((enum patient_status)p->status))
		str_add(out, "- ");
	else if (p->status == PATIENT_PROSPECT)
		str_add(out, "? ");
}

/* A long text from shortly before what matched: that is what one wants to see. */
static const char *near_match(const struct finding *s, const char *text, int cols)
{
	struct match_range range;
	size_t from = 0;

	for (size_t w = 0; w < s->words.n && !from; w++)
		if (match_ranges(text, s->words.v[w], &range, 1) > 0)
			from = range.start;
	if (text_width(text) <= cols || from == 0)
		return text;
	for (int i = 0; i < 2 && from > 0 && cols >= ROOMY; i++)
		from = utf8_prev(text, strlen(text), from);
	return text + from;
}

/* Where it was found, in place of what the row would say. */
static void draw_why(const struct finding *s, struct canvas *c, struct rect line, int x,
		     enum style style, const struct find_why *why)
{
	int room = line.cols - x - text_width(why->label) - 1;
	/* What matched says more than where it is. */
	if (*why->label && (room >= ROOMY || room >= text_width(why->text)))
		x += canvas_text(c, line, 0, x, line.cols - x, style, why->label) + 1;
	int cols = line.cols - x;
	if (cols < 2)
		return;
	const char *text = near_match(s, why->text, cols);
	if (text != why->text) {
		canvas_text(c, line, 0, x++, 1, style, "…");
		cols--;
	}
	draw_marked(s, c, line, 0, x, cols, style, text);
}

/* Whether the reason says what neither the row nor its heading does. */
static bool tells_more(const struct line *row)
{
	const struct patient *p = &row->l.patient;

	if (!row->why.label || row->tier == TIER_SAME_PHONE)
		return false;
	return row->tier != TIER_ALIKE ||
	       (!str_eq(row->why.text, p->name) && !str_eq(row->why.text, p->reading));
}

/* What a sentence asked for, of the one on that line; false when it asked for no value. */
static bool asked_text(struct str *out, const struct app *app, const struct finding *s,
		       const struct line *row)
{
	const struct asked *a = &s->asked;
	size_t at = (size_t)s->top + (size_t)(row - s->lines);

	if (!a->on || a->told == TOLD_NONE || at >= a->n)
		return false;
	told_show(out, a->told, a->values[at], app->clinic->config, clinic_today(app->clinic));
	return true;
}

static void draw_row(const struct app *app, const struct finding *s, struct canvas *c,
		     struct rect line, const struct line *row, bool on)
{
	const struct patient_line *l = &row->l;
	enum style style = canvas_row(c, line, s->top + (int)(row - s->lines), on);
	day_t today = clinic_today(app->clinic);
	int name = name_cols(s, line.cols);
	int number = s->number_cols;
	struct str t;

	str_init(&t);
	status_mark(&t, &l->patient);
	shown_name(&t, app, &l->patient);
	draw_marked(s, c, line, 0, 2, name, style, t.p);
	int x = 2 + name + 1;
	str_clear(&t);
	patient_age_sex(&t, &l->patient, today);
	canvas_right(c, line, 0, x + AGE_COLS - 1, style, t.p);
	x += AGE_COLS;
	str_clear(&t);
	if (tells_more(row)) {
		struct rect left = line;
		left.cols -= number + 2;
		draw_why(s, c, left, x, style, &row->why);
		draw_marked(s, c, line, 0, left.cols + 1, number, style, l->patient.chart_no);
		str_release(&t);
		return;
	}
	if (l->phone)
		last_four(&t, l->phone);
	draw_marked(s, c, line, 0, x, PHONE_COLS - 1, style, t.p);
	x += PHONE_COLS;
	draw_marked(s, c, line, 0, x, number, style, l->patient.chart_no);
	x += number + 1;
	str_clear(&t);
	if (!asked_text(&t, app, s, row))
		seen_text(&t, l, today);
	canvas_text(c, line, 0, x, SEEN_COLS, style, t.p);
	str_release(&t);
}

static void draw_plain(const struct app *app, const struct finding *s, struct canvas *c,
		       struct rect line, int n, const struct line *row, bool on)
{
	enum style style = canvas_row(c, line, n, on);
	const struct patient_line *l = &row->l;
	struct str t;

	str_init(&t);
	shown_name(&t, app, &l->patient);
	str_add(&t, " ");
	patient_age_sex(&t, &l->patient, clinic_today(app->clinic));
	if (l->phone) {
		str_add(&t, " ");
		last_four(&t, l->phone);
	}
	str_addf(&t, " %s", l->patient.chart_no);
	struct str asked;
	str_init(&asked);
	if (asked_text(&asked, app, s, row) && asked.len > 0)
		str_addf(&t, "  %s %s", s->asked.heading, asked.p);
	str_release(&asked);
	if (tells_more(row))
		str_addf(&t, "  %s%s%s", row->why.label, *row->why.label ? " " : "", row->why.text);
	draw_marked(s, c, line, 0, 2, -1, style, t.p);
	str_release(&t);
}

/* "412 members, 57 may be called today". */
static void members_text(char *text, size_t size, const struct finding *s, const char *n)
{
	char may[32];

	str_number(may, sizeof(may), s->within.callable);
	if (s->within.callable < 0)
		snprintf(text, size, ngettext("%s member", "%s members", (unsigned long)s->within.n), n);
	else
		snprintf(text, size,
			 ngettext("%s member, %s may be called today",
				  "%s members, %s may be called today", (unsigned long)s->within.n),
			 n, may);
	size_t used = strlen(text);
	if (s->within.by_hand)
		snprintf(text + used, size - used, _(", %d by hand"), s->within.by_hand);
}

static void draw_count(const struct finding *s, struct canvas *c, struct rect area)
{
	char text[100];
	size_t n = finding_count(s);
	bool more = s->asked.on ? s->asked.running : s->search && !search_done(s->search);

	if (!s->asked.on && !s->within.ids && s->counted > n) {
		n = s->counted;
		more = false;
	}
	char found[32];
	char all[32];
	if (more && n > SEARCH_COUNT_MAX)
		n = SEARCH_COUNT_MAX;
	str_number(found, sizeof(found), (int64_t)n);
	str_number(all, sizeof(all), (int64_t)(s->within.ids ? s->within.n : s->everyone));
	if (s->asked.on && (s->asked.line.empty || sentence_line_offers(&s->asked.line)))
		return; /* nobody is looked for yet */
	if (s->within.name && !s->asked.on && (!s->search || search_is_everyone(s->search)))
		members_text(text, sizeof(text), s, found);
	else if (!s->asked.on && (!s->search || search_is_everyone(s->search)))
		snprintf(text, sizeof(text),
			 ngettext("%s patient", "%s patients", (unsigned long)n), found);
	else
		snprintf(text, sizeof(text), _("%s%s of %s"), found, more ? "+" : "", all);
	if (c->plain)
		canvas_text(c, area, 1, 1, -1, STYLE_NORMAL, text);
	else
		canvas_right(c, area, 0, area.cols - 1, STYLE_NORMAL, text);
}

static void draw_head(const struct finding *s, struct canvas *c, struct rect list, int y)
{
	int name = name_cols(s, list.cols);
	int number = s->number_cols;
	int x = 2;

	canvas_text(c, list, y, x, name, STYLE_HEADING, _("Name"));
	x += name + 1;
	canvas_right(c, list, y, x + AGE_COLS - 1, STYLE_HEADING, _("Age"));
	x += AGE_COLS;
	canvas_text(c, list, y, x, PHONE_COLS - 1, STYLE_HEADING, _("Phone"));
	x += PHONE_COLS;
	canvas_text(c, list, y, x, number, STYLE_HEADING, _("No."));
	x += number + 1;
	bool told = s->asked.on && s->asked.told != TOLD_NONE;
	canvas_text(c, list, y, x, SEEN_COLS, STYLE_HEADING, told ? s->asked.heading : _("Seen"));
}

/* Whether all below the heading in sight end in the same digits; families may be listed one after the
 * other. */
static bool shares_number(const struct finding *s, const struct line *head)
{
	struct str a;
	struct str b;
	bool same = true;

	str_init(&a);
	str_init(&b);
	last_four(&a, head->l.phone);
	for (int i = 0; same && i < s->n_lines; i++) {
		const struct line *row = &s->lines[i];
		if (!row->patient || row->tier != TIER_SAME_PHONE)
			continue;
		str_clear(&b);
		if (row->l.phone)
			last_four(&b, row->l.phone);
		same = str_eq(a.p, b.p);
	}
	str_release(&a);
	str_release(&b);
	return same;
}

/* What joins the rows below, when it is not what was typed. */
static void draw_tier(const struct finding *s, struct canvas *c, struct rect list, int y,
		      const struct line *row)
{
	static const char *const names[] = {
		[TIER_MATCH] = "",
		[TIER_SAME_PHONE] = N_("same phone"),
		[TIER_ALIKE] = N_("sounds alike, or is called so"),
		[TIER_INSIDE] = N_("inside a name, number or address"),
		[TIER_LIKELY] = N_("perhaps the same person"),
	};
	struct str t;

	str_init(&t);
	str_add(&t, _(names[row->tier]));
	if (row->tier == TIER_SAME_PHONE && row->l.phone && shares_number(s, row)) {
		str_addc(&t, ' ');
		last_four(&t, row->l.phone);
	}
	canvas_text(c, list, y, 2, list.cols - 2, STYLE_HEADING, t.p);
	str_release(&t);
}

static void draw_nobody_fits(const struct finding *s, struct canvas *c, struct rect list)
{
	const struct sentence_line *line = &s->asked.line;
	int y = 3 + sentence_line_rows(line);

	if (line->empty)
		canvas_wrapped(c, list, y, 2, list.cols - 3, STYLE_NORMAL,
			       _("A sentence tells whom you look for: the words are offered as you "
				 "type."));
	else if (!line->wrong && !s->asked.running)
		canvas_wrapped(c, list, y, 2, list.cols - 3, STYLE_NORMAL, _("It fits nobody."));
}

static void draw_nobody(const struct app *app, const struct finding *s, struct canvas *c,
			struct rect list)
{
	static const char *const none[] = { N_("There are no patients yet."),
					    N_("{new-person} registers the first one."),
					    N_("{goto} 9 imports a table of them.") };
	static const char *const nobody[] = { N_("Nobody is found."),
					      N_("Enter makes a new patient from this."),
					      N_("Name, pinyin or initials, any digits of a phone,"),
					      N_("chart number, birth date, #tag."),
					      N_("A sentence begins with =, as in =age is over 60") };
	static const char *const signs[] = { N_("Signs alone find nobody."),
					     N_("Name, pinyin or initials, any digits of a phone,"),
					     N_("chart number, birth date, #tag.") };
	static const char *const alone[] = { N_("There is nobody else."), NULL, NULL };
	static const char *const others[] = { N_("Nobody of this list is found."),
					      N_("{find} looks among everybody."), NULL };
	bool all = !s->search || search_is_everyone(s->search);
	const char *const *says = s->words.n ? nobody : !all ? signs : s->everyone ? alone : none;
	size_t n = says == nobody ? ARRAY_SIZE(nobody) : ARRAY_SIZE(none);
	if (s->within.ids && says == nobody) {
		says = others;
		n = ARRAY_SIZE(others);
	}
	int y = 3;

	if (s->asked.on) {
		draw_nobody_fits(s, c, list);
		return;
	}
	if (s->search && !search_done(s->search))
		return; /* not looked everywhere yet */

	for (size_t i = 0; i < n && says[i]; i++) {
		bool makes = says == nobody && i == 1;
		const char *text = makes && s->choosing.enter_other ?
					   N_("Enter goes on without a chart: one is made from this.") :
					   says[i];
		y = draw_with_keys(app, c, list, y, 2, list.cols - 3, _(text));
	}
}

void draw_patients(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	struct finding *s = (struct finding *)(uintptr_t)state;
	const struct layer *l = &app->stack[app->depth - 1];
	bool focused = l->state == state && !l->keys_on_list;
	bool wide = app_is_wide(app);
	struct rect list = area;
	int x = 1;

	x += canvas_text(c, area, 0, x, -1, STYLE_NORMAL,
			 s->choosing.prompt ? s->choosing.prompt : _("Find:")) +
	     1;
	int room = s->within.name && !s->edit.text.len ? 50 : 22;
	edit_draw(&s->edit, c, area, 0, x, c->plain ? 20 : area.cols - x - room, focused, STYLE_FOCUS);
	draw_count(s, c, area);
	int offers = s->asked.on ? sentence_line_rows(&s->asked.line) : 0;
	if (wide) {
		/* Most names whole, whatever the chart numbers take. */
		list.cols = s->number_cols +
			    (area.cols < 110 ? NARROW_COLS : area.cols * 45 / 100);
		canvas_hline(c, area, 1, 0, area.cols);
		int below = offers > 0 && sentence_line_offers(&s->asked.line) ? 2 + offers : 1 + offers;
		canvas_vline(c, area, below, list.cols, area.rows - below);
		struct rect side = { .y = area.y + 2 + offers, .x = list.cols + 1,
				     .rows = area.rows - 2 - offers, .cols = area.cols - list.cols - 1 };
		facts_draw(&s->facts, c, side, 0, 9, 0);
	}
	bool columns = !c->plain && list.cols >= 44;
	int top = 2;
	if (s->asked.on) {
		/* The carets take the place of the line. */
		bool choose = sentence_line_offers(&s->asked.line);
		sentence_line_draw(&s->asked.line, &s->edit, c, area, choose ? 2 : 1, x);
		top += offers;
	}
	if (columns && s->list.n)
		draw_head(s, c, list, top++);
	for (int i = 0; i < s->n_lines && top < area.rows; i++) {
		const struct line *row = &s->lines[i];
		bool on = s->top + i == s->list.selected;
		if (!row->patient)
			continue;
		if (row->heads)
			draw_tier(s, c, list, top++, row);
		struct rect line = { .y = list.y + top, .x = list.x, .rows = 1, .cols = list.cols };
		if (columns)
			draw_row(app, s, c, line, row, on);
		else
			draw_plain(app, s, c, line, s->top + i, row, on);
		if (on && !focused && l->state == state)
			canvas_cursor(c, line, 0, 0, false);
		top++;
	}
	if (s->list.n > 0)
		return;
	draw_nobody(app, s, c, list);
	if (!focused && l->state == state)
		canvas_cursor(c, list, 3, 0, false);
}

