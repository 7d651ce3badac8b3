/* What stands in the middle of a call: whom one rings, why, what to say and to offer.  What does not fit
 * scrolls, or is shown in full instead of it. */
#include "revisit/base/i18n.h"
#include "revisit/text/width.h"

#include "calling.h"

enum { FEW_ROWS = 8, LABEL = 8, WIDE = 96, NARROW_LABEL = 7, LEAST_SAY = 3 };

/* --- who --- */

/* Who it is, on the first line; returns the column behind it. */
static int draw_title(const struct app *app, const struct calling *s, struct canvas *c,
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
	return x;
}

static int draw_name(const struct app *app, const struct calling *s, struct canvas *c,
		     struct rect area)
{
	int x = draw_title(app, s, c, area);
	struct str t;

	/* Where lines are scarce, what must be seen first stands beside the name, as far as it fits. */
	str_init(&t);
	for (size_t i = 0; i < s->alerts.n; i++)
		str_addf(&t, "%s! %s", i ? "  " : "", s->alerts.v[i].text);
	bool scarce = area.cols < WIDE && !c->plain;
	bool beside = scarce && area.cols - x - 1 >= text_width(t.p);
	bool below = scarce && !beside && s->alerts.n > 1 && area.cols - 2 >= text_width(t.p);
	if (beside || below)
		canvas_text(c, area, below, beside ? x : 1, -1, STYLE_ALERT, t.p);
	str_release(&t);
	return beside ? 1 : below ? 2 : facts_draw(&s->alerts, c, area, 1, LABEL, 0);
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
	canvas_text(c, area, y, 1, label - 1, STYLE_HEADING, s->rang_us ? C_("on the call screen", "FROM") :
									 C_("on the call screen", "RING"));
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

/* --- what does not fit --- */

/* Lines that scroll; text_at draws them from line y on, nothing where `area` has no rows, and returns the
 * line below. */
struct scrolled {
	const struct app *app;
	const struct calling *s;
	int (*text_at)(const struct scrolled *t, struct canvas *c, struct rect area, int y);
	int x;
};

static int lines_of(const struct scrolled *t, struct canvas *c, struct rect area)
{
	area.rows = 0;
	return t->text_at(t, c, area, 0);
}

/* Draws them as far as there is room, and remembers how far they can be scrolled. */
static void draw_scrolled(const struct scrolled *t, struct canvas *c, struct rect area,
			  struct call_scroll *at, int begin)
{
	int from = at->from >= 0 ? at->from : begin;

	at->lines = lines_of(t, c, area);
	at->rows = area.rows;
	if (from > at->lines - area.rows)
		from = at->lines - area.rows;
	at->shown = from > 0 ? from : 0;
	t->text_at(t, c, area, -at->shown);
}

static bool is_cut(const struct call_scroll *at)
{
	return at->lines > at->rows;
}

/* "PgUp PgDn": by which key the rest is seen. */
static void scroll_keys(const struct call_scroll *at, const struct canvas *c, struct str *out)
{
	if (at->shown > 0)
		str_add(out, c->ascii ? "PgUp" : "↑PgUp");
	if (at->shown + at->rows < at->lines)
		str_addf(out, "%s%s", out->len ? " " : "", c->ascii ? "PgDn" : "↓PgDn");
}

/* --- everything about them --- */

/* One below the other, cut only by the area. */
static int facts_at(const struct facts *f, struct canvas *c, struct rect area, int y)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct fact_line *fact = &f->v[i];
		bool mark = strcmp(fact->label, "!") == 0;
		int x = mark ? 3 : 1 + LABEL;
		if (c->plain) { /* as it is read aloud */
			char *text = mem_printf("%s%s%s", fact->label, mark ? " " : *fact->label ? ": " : "",
						fact->text);
			y = canvas_wrapped(c, area, y, 1, area.cols - 2, STYLE_NORMAL, text);
			free(text);
			continue;
		}
		canvas_text(c, area, y, 1, mark ? 1 : LABEL - 1,
			    fact->alert ? STYLE_ALERT : STYLE_HEADING, fact->label);
		int below = canvas_wrapped(c, area, y, x, area.cols - x - 1,
					   fact->alert ? STYLE_ALERT : STYLE_NORMAL, fact->text);
		y = below > y ? below : y + 1;
	}
	return y;
}

static int all_at(const struct scrolled *t, struct canvas *c, struct rect area, int y)
{
	const struct calling *s = t->s;
	struct str line;

	y = facts_at(&s->alerts, c, area, y);
	for (size_t i = 0; i < s->n_numbers; i++) {
		if (!i)
			canvas_text(c, area, y, 1, LABEL - 1, STYLE_HEADING,
				    C_("on the call screen", "RING"));
		str_init(&line);
		number_text(&line, t->app, s, i);
		y = canvas_wrapped(c, area, y, 1 + LABEL, area.cols - LABEL - 2,
				   i == s->number ? STYLE_MATCH : STYLE_NORMAL, line.p);
		str_release(&line);
	}
	return facts_at(&s->facts, c, area, y);
}

static void draw_in_full(const struct app *app, const struct calling *s, struct canvas *c,
			 struct rect area)
{
	const struct scrolled t = { .app = app, .s = s, .text_at = all_at };
	struct rect below = { area.y + 1, area.x, area.rows - 1, area.cols };
	struct str keys;

	draw_title(app, s, c, area);
	draw_scrolled(&t, c, below, s->all, 0);
	str_init(&keys);
	scroll_keys(s->all, c, &keys);
	str_addf(&keys, "%s%s", keys.len ? "  " : "", _("Left: back"));
	canvas_right(c, area, 0, area.cols - 1, STYLE_KEY, keys.p);
	str_release(&keys);
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
	/* A heading alone on the last line says nothing. */
	struct rect head = in;
	head.rows -= y + 1 == in.rows;
	if (part->heading)
		y = canvas_wrapped(c, head, y, x, in.cols - x - 1, STYLE_HEADING, part->heading);
	int indent = part->heading ? x + 2 : x;
	return canvas_wrapped(c, in, y, indent, in.cols - indent - 1, STYLE_NORMAL, part->text);
}

static bool is_said(const struct calling *s, const struct script_part *part)
{
	return part->outcome && s->outcome && strcmp(part->outcome, s->outcome) == 0;
}

/* The beginning and what they may say, then what to say to each outcome.  `begin`: the line where that
 * of the chosen one begins. */
static int script_lines(const struct calling *s, struct canvas *c, struct rect area, int y, int x,
			int *begin)
{
	if (s->script.problem)
		y = canvas_wrapped(c, area, y, x, area.cols - x - 1, STYLE_ALERT, s->script.problem);
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < s->script.n; i++) {
			const struct script_part *part = &s->script.parts[i];
			if ((pass == 0) != !part->outcome)
				continue;
			/* Who rings us says first what it is about. */
			if (s->rang_us && !part->heading && !part->outcome)
				continue;
			if (begin && is_said(s, part))
				*begin = y;
			y = draw_part(part, c, area, y, x);
		}
	return y;
}

static int script_at(const struct scrolled *t, struct canvas *c, struct rect area, int y)
{
	return script_lines(t->s, c, area, y, t->x, NULL);
}

static void draw_script(const struct app *app, const struct calling *s, struct canvas *c,
			struct rect area, int label)
{
	const struct scrolled t = { .app = app, .s = s, .text_at = script_at, .x = 1 + label };
	struct rect text = area;
	struct str keys;
	int begin = 0;

	canvas_text(c, area, 0, 1, -1, STYLE_HEADING, C_("on the call screen", "SAY"));
	*s->say = (struct call_scroll){ .from = s->say->from };
	if (!s->has_script) {
		canvas_text(c, area, 0, 8, -1, STYLE_NORMAL, _("there is no script for this list in scripts/"));
		return;
	}
	if (!label) {
		text.y++;
		text.rows--;
	}
	struct rect none = { text.y, text.x, 0, text.cols };
	script_lines(s, c, none, 0, t.x, &begin);
	draw_scrolled(&t, c, text, s->say, begin);
	if (!is_cut(s->say))
		return;
	str_init(&keys);
	scroll_keys(s->say, c, &keys);
	if (!label)
		canvas_right(c, area, 0, area.cols - 1, STYLE_KEY, keys.p);
	else if (area.rows > 1 && s->say->shown > 0)
		canvas_text(c, area, 1, 1, label - 1, STYLE_KEY, c->ascii ? "PgUp" : "↑PgUp");
	if (label && s->say->shown + s->say->rows < s->say->lines)
		canvas_text(c, area, area.rows - 1, 1, label - 1, STYLE_KEY, c->ascii ? "PgDn" : "↓PgDn");
	str_release(&keys);
}

static void draw_offers(const struct calling *s, struct canvas *c, struct rect area, int y)
{
	canvas_text(c, area, y, 1, -1, STYLE_HEADING, C_("on the call screen", "OFFER"));
	for (int i = 0; i < s->slots.n && y < area.rows; i++)
		canvas_text(c, area, y++, 9, area.cols - 10, STYLE_NORMAL, s->slots.v[i].label);
}

/* As many of them as fit, on one line. */
static void draw_offers_beside(const struct calling *s, struct canvas *c, struct rect area, int y)
{
	int x = NARROW_LABEL + 1;
	struct str t;

	str_init(&t);
	for (int i = 0; i < s->slots.n; i++)
		if (!i || text_width(t.p) + text_width(s->slots.v[i].label) + x + 4 <= area.cols)
			str_addf(&t, "%s%s", i ? "   " : "", s->slots.v[i].label);
	canvas_text(c, area, y, 1, NARROW_LABEL - 1, STYLE_HEADING, C_("on the call screen", "OFFER"));
	canvas_text(c, area, y, x, area.cols - x - 1, STYLE_NORMAL, t.p);
	str_release(&t);
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

/* --- all of it --- */

static void draw_beside(const struct app *app, const struct calling *s, struct canvas *c,
			struct rect area)
{
	int left = area.cols / 2;
	struct rect side = { area.y, area.x + left + 1, area.rows, area.cols - left - 1 };
	int team = s->team.n ? 1 : 0;
	int offers = s->slots.n ? s->slots.n + 1 : 0;
	struct rect say = side;

	draw_who(app, s, c, (struct rect){ area.y, area.x, area.rows, left }, LABEL);
	canvas_vline(c, area, 0, left, area.rows);
	say.rows -= team + offers;
	draw_script(app, s, c, say, 0);
	if (offers)
		draw_offers(s, c, side, say.rows + 1);
	draw_team(s, c, side, side.rows - 1);
}

/* Who needs fewer lines than half leaves the rest to the other. */
static int rows_to_say(const struct app *app, const struct calling *s, struct canvas *c,
		       struct rect area, int offers)
{
	const struct scrolled who = { .app = app, .s = s, .text_at = all_at };
	const struct scrolled say = { .app = app, .s = s, .text_at = script_at, .x = 1 + NARROW_LABEL };
	int say_needs = (s->has_script ? lines_of(&say, c, area) : 1) + offers;
	/* Where lines are scarce the numbers are on one. */
	int who_needs = 1 + lines_of(&who, c, area) - (s->n_numbers > 1 ? (int)s->n_numbers - 1 : 0);
	int rows = area.rows / 2;

	if (say_needs < rows)
		rows = say_needs;
	else if (who_needs < area.rows - rows)
		rows = area.rows - who_needs;
	return rows > LEAST_SAY + offers ? rows : LEAST_SAY + offers;
}

void calling_draw_middle(const struct app *app, const struct calling *s, struct canvas *c,
			 struct rect area)
{
	if (s->in_full) {
		draw_in_full(app, s, c, area);
		return;
	}
	if (area.cols >= WIDE) {
		draw_beside(app, s, c, area);
		return;
	}
	int offers = s->slots.n ? 1 : 0;
	int say = rows_to_say(app, s, c, area, offers);
	struct rect who = { area.y, area.x, area.rows - say, area.cols };
	struct rect script = { area.y + who.rows, area.x, say - offers, area.cols };

	draw_who(app, s, c, who, NARROW_LABEL);
	draw_script(app, s, c, script, NARROW_LABEL);
	script.rows += offers;
	if (offers)
		draw_offers_beside(s, c, script, say - 1);
}
