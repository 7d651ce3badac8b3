/* How the list of recalls looks. */
#include "recalls.h"

#include "revisit/base/i18n.h"
#include "revisit/text/width.h"

enum { AGE_COLS = 5, PHONE_COLS = 11, PHONE_MOST = 16, NUMBER_COLS = 4, NUMBER_MOST = 8,
       RUNG_MOST = 8, OUTCOME_MOST = 14, NARROW = 72, WIDE = 100 };

static void what_text(struct str *out, const struct app *app, const struct recalls *s)
{
	const struct config *c = app->clinic->config;

	if (recalls_are_missed(app, s))
		str_add(out, _("did not come"));
	else if (s->what == EVERY_RECALL)
		str_add(out, _("all recalls"));
	else
		str_add(out, config_label(c, "recall", c->recalls[s->what].key));
	if (s->ahead && !recalls_are_missed(app, s)) {
		str_add(out, ", ");
		str_add(out, _("due by"));
		str_addc(out, ' ');
		day_show(out, recalls_until(app, s), clinic_today(app->clinic));
	}
}

static void draw_head(const struct app *app, const struct recalls *s, struct canvas *c,
		      struct rect area)
{
	struct str t;

	str_init(&t);
	str_add(&t, "< ");
	what_text(&t, app, s);
	str_add(&t, " >   ");
	if (s->looked)
		str_addf(&t, ngettext("%zu patient", "%zu patients", (unsigned long)s->count.due),
			 s->count.due);
	if (s->looked && s->count.lapsed)
		str_addf(&t, _(", %zu lapsed"), s->count.lapsed);
	if (!s->looked)
		str_addf(&t, _("looking: %d%%"), s->percent);
	if (c->plain)
		canvas_text(c, area, 1, 1, -1, STYLE_HEADING, t.p);
	else
		canvas_right(c, area, 0, area.cols - 1, STYLE_HEADING, t.p);
	str_release(&t);
}

struct columns {
	int name, due, phone, rung, outcome; /* rung, outcome 0: no room, or nothing to tell */
};

static int wider(int width, const char *text, int most)
{
	int now = text_width(str_or_empty(text));

	return now > most ? most : now > width ? now : width;
}

/* The name gets two fifths of what the others leave, what they are due for the rest. */
static struct columns columns(const struct recalls *s, int cols)
{
	int number = NUMBER_COLS;
	int phone = PHONE_COLS;
	int rung = 0;
	int outcome = 0;

	for (size_t i = 0; i < s->n_shown; i++) {
		const struct shown *one = &s->shown[i];
		if (!one->what)
			continue;
		number = wider(number, one->line.patient.chart_no, NUMBER_MOST);
		phone = wider(phone, one->phone, PHONE_MOST);
		rung = cols < NARROW ? 0 : wider(rung, one->rung, RUNG_MOST);
		outcome = cols < WIDE ? 0 : wider(outcome, one->outcome, OUTCOME_MOST);
	}
	if (rung)
		rung = wider(rung, C_("when a patient was", "Rung"), RUNG_MOST) + 1;
	outcome += outcome > 0;
	int left = cols - AGE_COLS - phone - 1 - number - rung - outcome - 4;
	int name = left * 2 / 5;

	return (struct columns){ .name = name, .due = left - name, .phone = phone + 1, .rung = rung,
				 .outcome = outcome };
}

static void draw_titles(const struct app *app, const struct recalls *s, struct canvas *c,
			struct rect area)
{
	struct columns w = columns(s, area.cols);
	int x = 2;

	canvas_text(c, area, 2, x, w.name, STYLE_HEADING, _("Name"));
	x += w.name + AGE_COLS;
	canvas_right(c, area, 2, x, STYLE_HEADING, _("Age"));
	canvas_text(c, area, 2, x + 1, w.due, STYLE_HEADING, recalls_are_missed(app, s) ? _("Missed") : _("Due again"));
	x += w.due + 1;
	if (w.rung)
		canvas_text(c, area, 2, x, w.rung - 1, STYLE_HEADING, C_("when a patient was", "Rung"));
	x += w.rung + w.outcome;
	canvas_text(c, area, 2, x, w.phone - 1, STYLE_HEADING, _("Phone"));
	canvas_text(c, area, 2, x + w.phone, -1, STYLE_HEADING, _("No."));
}

static void draw_row(const struct app *app, const struct shown *one, struct columns w,
		     struct canvas *c, struct rect line, bool on)
{
	const struct patient_line *l = &one->line;
	enum style style = canvas_row(c, line, (int)one->row, on);
	day_t today = clinic_today(app->clinic);
	struct str t;
	int x = 2;

	str_init(&t);
	shown_name(&t, app, &l->patient);
	canvas_text(c, line, 0, x, w.name, style, t.p);
	x += w.name + AGE_COLS;
	str_clear(&t);
	patient_age_sex(&t, &l->patient, today);
	canvas_right(c, line, 0, x, style, t.p);
	canvas_text(c, line, 0, x + 1, w.due - 1, style, one->what);
	x += w.due + 1;
	if (w.rung)
		canvas_text(c, line, 0, x, w.rung - 1, style, one->rung);
	if (w.outcome)
		canvas_text(c, line, 0, x + w.rung, w.outcome - 1, style, one->outcome);
	x += w.rung + w.outcome;
	canvas_text(c, line, 0, x, w.phone - 1, style, one->phone);
	canvas_text(c, line, 0, x + w.phone, -1, style, l->patient.chart_no);
	str_release(&t);
}

/* The chosen one is told in full below the list when its line is too short. */
static void draw_plain_row(const struct app *app, const struct shown *one, struct canvas *c,
			   struct rect line, struct rect below, bool on)
{
	enum style style = canvas_row(c, line, (int)one->row, on);
	struct str t;

	str_init(&t);
	shown_name(&t, app, &one->line.patient);
	str_addc(&t, ' ');
	patient_age_sex(&t, &one->line.patient, clinic_today(app->clinic));
	str_addf(&t, ", %s: %s", one->line.patient.chart_no, one->what);
	if (*one->rung)
		str_addf(&t, ", %s %s %s", C_("when a patient was", "Rung"), one->rung, one->outcome);
	if (*one->phone)
		str_addf(&t, ", %s", one->phone);
	canvas_text(c, line, 0, 2, -1, style, t.p);
	if (on)
		canvas_uncut(c, below, line.cols - 2, t.p);
	str_release(&t);
}

static void draw_line_between(struct canvas *c, struct rect line)
{
	int x = 2 + canvas_text(c, line, 0, 2, -1, STYLE_HEADING,
				_("lapsed: due for more than 18 months")) + 1;

	if (!c->plain)
		canvas_hline(c, line, 0, x, line.cols - x);
}

static void draw_nobody(const struct app *app, const struct recalls *s, struct canvas *c,
			struct rect area)
{
	const char *text = recalls_are_missed(app, s)		    ? _("Everybody who did not come was called, booked or seen since.") :
			   app->clinic->config->n_recalls == 0 ? _("clinic.yaml names no recalls; see recalls: in the one revisit init writes.") :
								 _("Nobody is due. Left and Right turn to the other recalls.");

	if (s->looked)
		canvas_wrapped(c, area, RECALLS_HEAD, 2, area.cols - 3, STYLE_NORMAL, text);
}

void recalls_draw(const struct app *app, const void *state, struct canvas *c,
			 struct rect area)
{
	const struct recalls *s = state;
	const struct layer *top = &app->stack[app->depth - 1];
	bool typing = top->state == state && !top->keys_on_list;

	int x = 1 + canvas_text(c, area, 0, 1, -1, STYLE_NORMAL, _("Find:")) + 1;
	canvas_fill(c, (struct rect){ .y = area.y, .x = x, .rows = 1, .cols = 20 },
		    typing ? STYLE_FOCUS : STYLE_FIELD);
	draw_head(app, s, c, area);
	if (!c->plain) {
		canvas_hline(c, area, 1, 0, area.cols);
		draw_titles(app, s, c, area);
	}
	struct rect below = area;
	below.y += RECALLS_HEAD + (int)s->n_shown;
	below.rows -= RECALLS_HEAD + (int)s->n_shown;
	for (size_t i = 0; i < s->n_shown; i++) {
		bool on = (int)s->shown[i].row == s->list.selected;
		struct rect line = { .y = area.y + RECALLS_HEAD + (int)i, .rows = 1, .cols = area.cols };
		if (!s->shown[i].what)
			draw_line_between(c, line);
		else if (c->plain)
			draw_plain_row(app, &s->shown[i], c, line, below, on);
		else
			draw_row(app, &s->shown[i], columns(s, area.cols), c, line, on);
		if (on && !typing && top->state == state)
			canvas_cursor(c, line, 0, 0, false);
	}
	if (s->n == 0)
		draw_nobody(app, s, c, area);
	if (typing)
		canvas_cursor(c, area, 0, x, true);
	else if (s->n == 0 && top->state == state)
		canvas_cursor(c, area, RECALLS_HEAD, 0, false);
}
