/* Beside the list of the day: what is done first, whom to ring about tomorrow, gaps, who left
 * without a next visit, what the last shift says, birthdays, how yesterday went. */
#include "revisit/base/i18n.h"
#include "revisit/screen/parts.h"

#include "today.h"

enum { LEFT_SHOWN = 5, GAPS_SHOWN = 3, TIGHT_FIRST = 5, INDENT = 6 };

void side_release(struct side *side)
{
	for (size_t i = 0; i < side->n; i++)
		free(side->v[i].text);
	free(side->v);
	side->v = NULL;
	side->n = side->cap = 0;
}

static struct side_line *add(struct side *side, const char *text)
{
	GROW(side->v, side->n, side->cap);
	struct side_line *l = &side->v[side->n++];
	*l = (struct side_line){ .text = mem_strdup(text) };
	return l;
}

/* A blank line stands before every heading but the first, where there is room for such. */
static void head(struct side *side, const char *text)
{
	if (side->n && !side->tight)
		add(side, "");
	add(side, text)->heading = true;
}

struct wrapping {
	struct side *side;
	enum side_act act;
	int64_t id;
	bool alert, begun;
};

static void wrapped_line(const char *start, size_t n, void *arg)
{
	struct wrapping *w = arg;
	char *text = mem_strndup(start, n);
	struct side_line *l = add(w->side, text);

	free(text);
	l->act = w->begun ? SIDE_NOTHING : w->act;
	l->id = w->id;
	l->indent = true;
	l->alert = w->alert;
	l->goes_on = w->begun;
	w->begun = true;
}

/* A text that must be read to its end. */
static void add_wrapped(struct side *side, enum side_act what, int64_t id, const char *text,
			bool alert)
{
	struct wrapping w = { .side = side, .act = what, .id = id, .alert = alert };

	text_wrap(text, side->cols - INDENT - 1, wrapped_line, &w);
}

/* What presses is read to its end where there is room; the rest is cut. */
static void act(struct side *side, enum side_act what, int64_t id, const char *text, bool alert)
{
	if (!side->tight && alert) {
		add_wrapped(side, what, id, text, alert);
		return;
	}
	struct side_line *l = add(side, text);
	l->act = what;
	l->id = id;
	l->alert = alert;
}

/* So many of a kind, that no kind crowds out the others. */
static const int first_most[] = {
	[FIRST_PROMISE] = 2, [FIRST_COMPLAINT] = 2, [FIRST_WAITING] = 2, [FIRST_LATE] = 2,
	[FIRST_OPEN] = 1,    [FIRST_UNCLOSED] = 1,	[FIRST_HIT] = 1,     [FIRST_GROWN] = 1,
	[FIRST_DUE] = 1,     [FIRST_BY_HAND] = 1,  [FIRST_NOT_SENT] = 1,
};

static enum side_act first_act(const struct first *f)
{
	if (f->kind == FIRST_OPEN || f->kind == FIRST_UNCLOSED)
		return SIDE_CLOSE;
	if (f->kind == FIRST_HIT)
		return SIDE_MEND;
	if (f->kind == FIRST_NOT_SENT)
		return SIDE_OUTBOX;
	return f->patient ? SIDE_CARD : f->task ? SIDE_TASK : SIDE_NOTHING;
}

static void build_first(struct app *app, struct day_view *s, struct str *t)
{
	const struct day *d = &s->day;
	int shown[ARRAY_SIZE(first_most)] = { 0 };
	int lines = 0;
	size_t more = d->more_tasks;
	struct str name;

	head(&s->side, _("DO FIRST"));
	size_t at = s->side.n - 1;
	str_init(&name);
	for (size_t i = 0; i < d->n_first; i++) {
		const struct first *f = &d->first[i];
		if (f->kind == FIRST_BY_HAND)
			continue; /* after those to confirm: both are written or rung in turn */
		bool full = s->side.tight && lines == TIGHT_FIRST;
		if (full || shown[f->kind]++ >= first_most[f->kind]) {
			more += f->task != NULL;
			continue;
		}
		lines++;
		str_clear(t);
		str_clear(&name);
		if (f->patient)
			today_name(app, f->patient, &name);
		first_text(t, d, f, name.p, s->side.tight);
		enum side_act what = first_act(f);
		act(&s->side, what, what == SIDE_TASK ? f->task->row.id : f->patient, t->p,
		    first_presses(f));
		s->side.v[s->side.n - 1].indent = true;
	}
	str_release(&name);
	if (d->n_first == 0)
		add(&s->side, _("nothing presses"))->indent = true;
	str_clear(t);
	str_addf(t, ngettext("%zu more to do", "%zu more to do", (unsigned long)more), more);
	if (more && s->side.tight) {
		char *line = mem_printf("%s, %s", s->side.v[at].text, t->p);
		free(s->side.v[at].text);
		s->side.v[at].text = line;
	} else if (more) {
		act(&s->side, SIDE_TODOS, 0, t->p, false);
	}
}

static void build_confirm(struct day_view *s, struct str *t)
{
	const struct day *d = &s->day;

	if (!d->unconfirmed)
		return;
	bool tomorrow = d->next == d->today + 1;
	const char *weekday = weekday_name(day_weekday(d->next));
	str_clear(t);
	if (tomorrow)
		str_add(t, _("CONFIRM TOMORROW"));
	else
		str_addf(t, _("CONFIRM %s"), weekday);
	if (!s->side.tight)
		head(&s->side, t->p);
	str_clear(t);
	if (s->side.tight && tomorrow)
		str_addf(t, _("tomorrow: %d of %zu not confirmed"), d->unconfirmed, d->tomorrow.n);
	else if (s->side.tight)
		str_addf(t, _("%s: %d of %zu not confirmed"), weekday, d->unconfirmed,
			 d->tomorrow.n);
	else
		str_addf(t, _("%d of %zu not confirmed: ring them"), d->unconfirmed, d->tomorrow.n);
	act(&s->side, SIDE_CONFIRM, 0, t->p, false);
}

static void build_messages(struct day_view *s, struct str *t)
{
	const struct day *d = &s->day;

	if (!d->by_hand)
		return;
	if (!s->side.tight && !d->unconfirmed)
		head(&s->side, _("MESSAGES"));
	str_clear(t);
	str_addf(t, ngettext("%d message to send by hand", "%d messages to send by hand", (unsigned long)d->by_hand),
		 d->by_hand);
	act(&s->side, SIDE_BY_HAND, 0, t->p, false);
}

static void build_gaps(struct app *app, struct day_view *s, struct str *t)
{
	const struct day *d = &s->day;
	int n = 0;

	for (size_t i = 0; i < d->n_gaps; i++) {
		const struct day_gap *g = &d->gaps[i];
		if (!g->sooner || n == GAPS_SHOWN)
			continue;
		if (n++ == 0)
			head(&s->side, _("FILL GAPS"));
		str_clear(t);
		minute_iso(t, g->from);
		str_addf(t, _(" %d min"), g->to - g->from);
		if (g->provider)
			str_addf(t, " %s",
				 config_label(app->clinic->config, "provider", g->provider));
		str_add(t, "  ");
		day_sooner_words(t, g->sooner);
		act(&s->side, SIDE_GAP, (int64_t)i, t->p, false);
	}
}

static void build_left(struct app *app, struct day_view *s, struct str *t)
{
	const struct day *d = &s->day;
	int n = 0;

	for (size_t i = 0; i < d->visits.n; i++) {
		const struct day_visit *v = &d->visits.v[i];
		struct visit whole;
		if (!day_left(v) || ++n > LEFT_SHOWN)
			continue;
		if (n == 1)
			head(&s->side, _("LEFT WITHOUT A NEXT VISIT"));
		str_clear(t);
		today_name(app, v->patient, t);
		record_init(&record_visit, &whole);
		store_get(&app->clinic->store, &record_visit, v->id, &whole, NULL);
		str_addf(t, ": %s",
			 whole.no_next ? config_label(app->clinic->config, "no_next", whole.no_next)
				       : _("ask why"));
		record_release(&record_visit, &whole);
		act(&s->side, SIDE_LEFT, v->id, t->p, !v->told_why);
	}
	str_clear(t);
	str_addf(t, _("and %d more"), n - LEFT_SHOWN);
	if (n > LEFT_SHOWN)
		add(&s->side, t->p)->indent = true;
}

/* On a small screen a note is a line, read to its end by its number. */
static void build_handover(struct app *app, struct day_view *s, struct str *t)
{
	const struct day *d = &s->day;

	if (d->handover.n && !s->side.tight)
		head(&s->side, _("HANDOVER"));
	for (size_t i = 0; i < d->handover.n; i++) {
		const struct handover *h = rows_at(&d->handover, i);
		day_t day;
		instant_split(h->at, &day, NULL);
		str_clear(t);
		if (s->side.tight) {
			str_addf(t, "%s: %s", str_or_empty(h->staff), h->text);
			act(&s->side, SIDE_HANDOVER, h->row.id, t->p, false);
			continue;
		}
		str_addf(t, "%s (%s", h->text, str_or_empty(h->staff));
		if (day != clinic_today(app->clinic)) {
			str_addc(t, ' ');
			day_relative(t, day, clinic_today(app->clinic));
		}
		str_addc(t, ')');
		add_wrapped(&s->side, SIDE_HANDOVER, h->row.id, t->p, false);
	}
}

static void build_birthdays(struct app *app, struct day_view *s, struct str *t)
{
	const struct day *d = &s->day;

	if (d->n_birthdays)
		head(&s->side, _("BIRTHDAYS"));
	for (size_t i = 0; i < d->n_birthdays; i++) {
		const struct birthday *b = &d->birthdays[i];
		str_clear(t);
		today_name(app, b->patient, t);
		str_addf(t, ngettext(" turns %d ", " turns %d ", (unsigned long)b->age), b->age);
		if (b->in == 0 && d->day == d->today)
			str_add(t, _("today"));
		else
			str_add(t, weekday_name(day_weekday(d->day + b->in)));
		act(&s->side, SIDE_CARD, b->patient, t->p, false);
	}
}

/* When the day is over, the till is counted. */
static void build_takings(struct app *app, struct day_view *s, struct str *t)
{
	str_clear(t);
	day_takings_words(t, &s->day, app->clinic->config);
	if (!s->day.over || !t->len)
		return;
	head(&s->side, _("PAID THAT DAY"));
	add_wrapped(&s->side, SIDE_NOTHING, 0, t->p, false);
}

static void build_yesterday(struct day_view *s, struct str *t)
{
	const struct day_sum *y = &s->day.before;

	if (y->came + y->missed + y->cancelled == 0)
		return;
	str_clear(t);
	if (y->day == s->day.today - 1)
		str_add(t, _("YESTERDAY"));
	else
		day_show(t, y->day, s->day.today);
	head(&s->side, t->p);
	str_clear(t);
	day_sum_words(t, y);
	add_wrapped(&s->side, SIDE_NOTHING, 0, t->p, false);
}

void side_build(struct app *app, struct day_view *s)
{
	struct str t;

	side_release(&s->side);
	str_init(&t);
	build_first(app, s, &t);
	build_confirm(s, &t);
	build_messages(s, &t);
	build_handover(app, s, &t);
	build_takings(app, s, &t);
	build_gaps(app, s, &t);
	build_left(app, s, &t);
	build_birthdays(app, s, &t);
	build_yesterday(s, &t);
	str_release(&t);
}

/* A page ends with no heading whose lines are on the next one, and in the middle of nothing. */
static int fits(const struct side *side, int rows)
{
	int n = (int)side->n - side->top;

	if (n <= rows)
		return n;
	n = rows;
	while (n > 1 && side->v[side->top + n].goes_on)
		n--;
	while (n > 1 && (side->v[side->top + n - 1].heading || !*side->v[side->top + n - 1].text))
		n--;
	return n;
}

void side_place(struct side *side, int rows)
{
	int digit = 0;

	if (side->top >= (int)side->n)
		side->top = 0;
	while (side->top > 0 && side->top < (int)side->n && !*side->v[side->top].text)
		side->top++; /* a page begins with no blank line */
	side->height = fits(side, rows);
	for (int i = 0; i < (int)side->n; i++) {
		struct side_line *l = &side->v[i];
		bool seen = i >= side->top && i < side->top + side->height;
		l->digit = seen && l->act != SIDE_NOTHING && digit < 9 ? ++digit : 0;
	}
}

bool side_turn(struct side *side)
{
	side->top += side->height;
	if (side->top < (int)side->n && side->height > 0)
		return true;
	side->top = 0;
	return false;
}

const struct side_line *side_numbered(const struct side *side, int digit)
{
	for (size_t i = 0; i < side->n; i++)
		if (side->v[i].digit == digit)
			return &side->v[i];
	return NULL;
}

void side_draw(const struct side *side, struct canvas *c, struct rect area, bool typing)
{
	/* On the line above it; where there is none, beside the first heading. */
	struct rect top = { .y = area.y - !c->plain, .x = area.x, .rows = 1, .cols = area.cols };
	if ((int)side->n > side->height)
		canvas_right(c, top, 0, area.cols - 1, STYLE_NORMAL, _(" Shift-Tab: more "));
	for (int i = 0; i < side->height; i++) {
		const struct side_line *l = &side->v[side->top + i];
		if (l->heading) {
			canvas_text(c, area, i, 1, -1, STYLE_HEADING, l->text);
			continue;
		}
		if (l->digit && !typing) {
			static const char *const digits[] = { "1", "2", "3", "4", "5",
							      "6", "7", "8", "9" };
			canvas_zone(c,
				    (struct rect){ .y = area.y + i,
						   .x = area.x,
						   .rows = 1,
						   .cols = area.cols },
				    ZONE_KEY, 0, digits[l->digit - 1]);
		}
		if (l->digit)
			canvas_printf(c, area, i, 2, typing ? STYLE_NORMAL : STYLE_KEY, "%d",
				      l->digit);
		if (l->alert && !l->goes_on)
			canvas_text(c, area, i, 4, 1, STYLE_ALERT, "!");
		int x = l->act || l->indent ? INDENT : 1;
		canvas_text(c, area, i, x, area.cols - x - 1, l->alert ? STYLE_ALERT : STYLE_NORMAL,
			    l->text);
	}
}
