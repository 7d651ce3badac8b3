#include "turns.h"
#include "revisit/base/i18n.h"
#include "revisit/care/outcome.h"
#include "revisit/clinic/desk.h"
#include "revisit/screen/parts.h"
#include "revisit/text/phone.h"

enum { TIME = 6, DAY = 7, PHONE = 17, NARROW = 26, ANSWERS_A_ROW = 4 };

/* --- which --- */

void turn_list_release(struct turn_list *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free(l->v[i].why);
		if (!l->v[i].fetched)
			continue;
		record_release(&record_visit, &l->v[i].whole);
		patient_line_release(&l->v[i].person);
		rows_release(&l->v[i].attempts);
	}
	free(l->v);
	*l = (struct turn_list){ 0 };
}

struct turn *turn_add(struct turn_list *l, int64_t visit, int64_t patient, int status)
{
	GROW(l->v, l->n, l->cap);
	struct turn *v = &l->v[l->n++];
	*v = (struct turn){ .visit = visit, .patient = patient, .status = status };
	return v;
}

struct turn *turns_chosen(const struct turns *t)
{
	return t->all.n ? &t->all.v[t->list.selected] : NULL;
}

bool turns_open(struct app *app, struct turns *t, const struct turns_kind *kind, day_t day,
		struct err *err)
{
	t->kind = kind;
	t->day = day;
	return kind->load(app, t, err);
}

void turns_close(void *state)
{
	struct turns *t = state;

	turn_list_release(&t->all);
	turn_list_release(&t->coming);
}

void turns_settle(struct turns *t, int64_t was, int row)
{
	/* Who was rung in vain stays chosen; who was answered gives place to the next. */
	for (int i = 0; i < t->open; i++)
		if (t->all.v[i].visit == was)
			row = i;
	list_resize(&t->list, (int)t->all.n, t->list.height);
	list_select(&t->list, row);
}

void turns_reload(struct app *app, void *state)
{
	struct turns *t = state;
	struct err err = ERR_INIT;
	int64_t was = turns_chosen(t) ? turns_chosen(t)->visit : 0;
	int row = t->list.selected;

	if (!t->kind->load(app, t, &err))
		app_error(app, &err);
	turns_settle(t, was, row);
}

static void fetch(struct app *app, struct turn *v)
{
	struct store *store = &app->clinic->store;

	if (v->fetched)
		return;
	record_init(&record_visit, &v->whole);
	rows_init(&v->attempts, &record_attempt);
	store_get(store, &record_visit, v->visit, &v->whole, NULL);
	store_attempts(store, v->patient, &v->attempts, NULL);
	v->fetched = store_line(store, v->patient, clinic_today(app->clinic), &v->person, NULL);
	if (!v->fetched) {
		record_release(&record_visit, &v->whole);
		rows_release(&v->attempts);
	}
}

static int answer_rows(const struct turns *t)
{
	return t->kind->answers[ANSWERS_A_ROW] ? 2 : 1;
}

void turns_prepare(struct app *app, void *state, int rows, int cols)
{
	struct turns *t = state;

	(void)cols;
	list_resize(&t->list, (int)t->all.n, app_list_rows(app, rows - 4 - answer_rows(t)));
	list_select(&t->list, t->list.selected);
	for (int i = t->list.top; i < (int)t->all.n && i < t->list.top + t->list.height; i++)
		fetch(app, &t->all.v[i]);
}

/* --- drawing --- */

/* Days near enough to need no year. */
static void day_text(struct str *out, const struct app *app, const struct turns *t,
		     const struct turn *v)
{
	if (t->kind->days && v->whole.day == clinic_today(app->clinic))
		str_add(out, _("today"));
	else if (t->kind->days)
		day_brief(out, v->whole.day, v->whole.day);
}

static void what_text(struct str *out, const struct app *app, const struct turn *v)
{
	const struct config *cf = app->clinic->config;

	if (v->whole.kind)
		str_add(out, config_label(cf, "visit_kind", v->whole.kind));
	if (v->whole.provider)
		str_addf(out, " %s", config_label(cf, "provider", v->whole.provider));
}

/* One thing after the other, as it is read aloud. */
static void row_text(struct str *out, const struct app *app, const struct turns *t,
		     const struct turn *v)
{
	day_text(out, app, t, v);
	str_add(out, out->len ? " " : "");
	minute_iso(out, v->whole.minute);
	str_addc(out, ' ');
	shown_name(out, app, &v->person.patient);
	if (v->person.phone) {
		str_add(out, ", ");
		phone_show(out, v->person.phone, app->clinic->config->country);
	}
	str_add(out, ", ");
	what_text(out, app, v);
	str_add(out, ": ");
	t->kind->state(out, app, v);
}

/* A cell of the row, behind the ones before it; what it says is gone then. */
static void cell(struct canvas *c, struct rect line, int *x, int cols, enum style style,
		 struct str *text)
{
	if (cols > 1)
		canvas_text(c, line, 0, *x, cols - 1, style, text->p);
	*x += cols;
	str_clear(text);
}

static void draw_cells(const struct app *app, const struct turns *t, struct canvas *c,
		       struct rect line, const struct turn *v, enum style style)
{
	int day = t->kind->days ? DAY : 0;
	int rest = line.cols - 2 - day - TIME - PHONE - t->kind->state_cols;
	int name = rest < NARROW ? rest
				 : (rest - 1) / 2; /* a cut name is worse than an unknown kind */
	struct str text;
	int x = 2;

	str_init(&text);
	day_text(&text, app, t, v);
	cell(c, line, &x, day, style, &text);
	minute_iso(&text, v->whole.minute);
	cell(c, line, &x, TIME, style, &text);
	shown_name(&text, app, &v->person.patient);
	cell(c, line, &x, name, style, &text);
	if (v->person.phone)
		phone_show(&text, v->person.phone, app->clinic->config->country);
	cell(c, line, &x, PHONE, style, &text);
	what_text(&text, app, v);
	cell(c, line, &x, rest - name, style, &text);
	t->kind->state(&text, app, v);
	cell(c, line, &x, t->kind->state_cols, style, &text);
	str_release(&text);
}

static void draw_row(const struct app *app, const struct turns *t, struct canvas *c,
		     struct rect line, int row)
{
	const struct turn *v = &t->all.v[row];
	bool on = row == t->list.selected;
	enum style style = canvas_row(c, line, row, on);
	struct str text;

	if (!v->fetched)
		return;
	if (!c->plain) {
		draw_cells(app, t, c, line, v, style);
		if (on)
			canvas_cursor(c, line, 0, 0, false);
		return;
	}
	str_init(&text);
	row_text(&text, app, t, v);
	canvas_text(c, line, 0, 2, -1, style, text.p);
	str_release(&text);
}

void turns_draw(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	const struct turns *t = state;
	struct str left;
	struct str right;

	str_init(&left);
	str_init(&right);
	t->kind->heading(app, t, &left, &right);
	canvas_text(c, area, 0, 1, -1, STYLE_HEADING, left.p);
	canvas_right(c, area, 0, area.cols - 1, STYLE_HEADING, right.p);
	str_release(&left);
	str_release(&right);
	if (!c->plain)
		canvas_hline(c, area, 1, 0, area.cols);
	for (int i = 0; i < t->list.height && t->list.top + i < (int)t->all.n; i++) {
		struct rect line = { .y = area.y + 2 + i, .rows = 1, .cols = area.cols };
		draw_row(app, t, c, line, t->list.top + i);
	}
	if (t->all.n == 0 && !t->looking)
		canvas_text(c, area, 3, 2, -1, STYLE_NORMAL, _(t->kind->none));
	if (t->all.n == 0)
		canvas_cursor(c, area, 3, 2, false);
	int foot = area.rows - 1 - answer_rows(t);
	if (!c->plain)
		canvas_hline(c, area, foot - 1, 0, area.cols);
	int below = (int)t->all.n - t->list.top - t->list.height;
	if (below > 0) {
		char *more = mem_printf(ngettext(" %d more below ", " %d more below ", (unsigned long)below),
					below);
		canvas_right(c, area, foot - 1, area.cols - 2, STYLE_NORMAL, more);
		free(more);
	}
	int cols = area.cols / ANSWERS_A_ROW;
	for (int i = 0; t->kind->answers[i]; i++)
		canvas_text(c, area, foot + i / ANSWERS_A_ROW, 1 + i % ANSWERS_A_ROW * cols,
			    cols - 1, STYLE_KEY, _(t->kind->answers[i]));
	const struct turn *chosen = turns_chosen(t);
	if (chosen && chosen->why) /* to its end: the column is narrow */
		canvas_text(c, area, area.rows - 1, 1, -1, STYLE_NORMAL, chosen->why);
}

/* --- keys --- */

bool turns_key(struct app *app, void *state, const struct key *key)
{
	(void)app;
	return list_key(&((struct turns *)state)->list, key, true);
}

const char *turns_enter(const struct app *app, const void *state)
{
	(void)app;
	return turns_chosen(state) ? C_("what Enter does", "open") : NULL;
}

const char *turns_refuse(const struct app *app, const void *state, unsigned needs)
{
	const struct turns *t = state;
	const struct turn *v = turns_chosen(t);

	(void)app;
	return (needs & NEEDS_ROW) && !(v && v->fetched) ? _(t->kind->refuse) : NULL;
}

int64_t turns_patient(const void *state)
{
	return turns_chosen(state) ? turns_chosen(state)->patient : 0;
}

void turns_open_card(struct app *app, void *state)
{
	if (turns_chosen(state))
		app_push(app, &card_screen, &turns_chosen(state)->patient);
}

void turns_move(struct app *app, void *state)
{
	visit_form_move(app, turns_chosen(state)->visit);
}

void turns_cancel(struct app *app, void *state)
{
	ask_off(app, turns_chosen(state)->visit);
}

void turns_call_back(struct app *app, void *state)
{
	const struct turns_kind *kind = ((const struct turns *)state)->kind;
	const struct turn *v = turns_chosen(state);
	struct str what;
	struct str when;

	str_init(&what);
	str_init(&when);
	day_show(&when, v->whole.day, clinic_today(app->clinic));
	if (v->whole.minute != MINUTE_NONE) {
		str_addc(&when, ' ');
		minute_iso(&when, v->whole.minute);
	}
	kind->call_back(&what, when.p);
	ask_call_back(app, v->patient, what.p);
	str_release(&what);
	str_release(&when);
}

/* --- what came of ringing them --- */

void turns_tried(struct str *out, const struct app *app, const struct turn *v)
{
	const char *last = NULL;
	int n = 0;

	for (size_t i = 0; i < v->attempts.n; i++) { /* newest first */
		const struct attempt *a = rows_at(&v->attempts, i);
		if (a->day != clinic_today(app->clinic) || a->visit != v->visit)
			continue;
		last = last ? last : a->outcome;
		n++;
	}
	if (n)
		str_addf(out, "%s (%d)", config_outcome_label(app->clinic->config, str_or_empty(last)), n);
}

void turns_rang(struct app *app, struct turns *t, const char *outcome, const char *what)
{
	struct turn *v = turns_chosen(t);
	struct err err = ERR_INIT;
	struct str name;
	bool stays = strcmp(outcome, "confirmed") != 0 && strcmp(outcome, "wrong_number") != 0;

	str_init(&name);
	short_name(&name, app, &v->person.patient);
	bool ok = confirm_call(app->clinic, v->visit, outcome, &err);
	if (ok)
		app_did(app, "%s: %s", name.p, what);
	else
		app_error(app, &err);
	str_release(&name);
	app_changed(app);
	if (ok && stays)
		list_select(&t->list, t->list.selected + 1);
}

void turns_no_answer(struct app *app, void *state)
{
	turns_rang(app, state, "no_answer", _("no answer"));
}

void turns_left_message(struct app *app, void *state)
{
	turns_rang(app, state, "left_message", _("left message"));
}

void turns_busy(struct app *app, void *state)
{
	turns_rang(app, state, "busy", _("busy or switched off"));
}

void turns_wrong_number(struct app *app, void *state)
{
	turns_rang(app, state, "wrong_number", _("wrong number: it is marked"));
}
