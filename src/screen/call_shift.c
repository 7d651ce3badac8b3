/* My shift: what I still have to ring, then whom I rang, in order, and what I promised them. */
#include "revisit/base/i18n.h"
#include "revisit/care/task.h"
#include "revisit/ui/list.h"

#include "calling.h"

enum { HEAD = 4, FOOT = 2, TIME = 6, NAME = 22, OUTCOME = 22, NARROW = 100 };

struct shift_view {
	char *staff;
	day_t day;
	struct shift sum;
	struct rows owed;       /* first in the list … */
	struct shift_call *v;   /* … then these */
	size_t n;
	struct list rows;
	struct strlist names;   /* of those in sight */
};

static const struct task *owed_at(const struct shift_view *s, int row)
{
	return (size_t)row < s->owed.n ? rows_at(&s->owed, (size_t)row) : NULL;
}

/* The call of that row; only where owed_at has none. */
static const struct shift_call *call_at(const struct shift_view *s, int row)
{
	return (size_t)row >= s->owed.n && (size_t)row < s->owed.n + s->n ?
		       &s->v[(size_t)row - s->owed.n] :
		       NULL;
}

static int64_t patient_at(const struct shift_view *s, int row)
{
	const struct task *t = owed_at(s, row);
	const struct shift_call *call = call_at(s, row);

	return t ? t->patient : call ? call->patient : 0;
}

static bool load(struct app *app, struct shift_view *s, struct err *err)
{
	int64_t was = patient_at(s, s->rows.selected);
	int row = s->rows.selected;

	shift_calls_release(s->v, s->n);
	s->v = NULL;
	s->n = 0;
	rows_release(&s->owed);
	rows_init(&s->owed, &record_task);
	if (!calls_shift(app->clinic, s->staff, s->day, &s->sum, err) ||
	    !calls_shift_calls(app->clinic, s->staff, s->day, &s->v, &s->n, err))
		return false;
	if (s->day == clinic_today(app->clinic) &&
	    !calls_shift_owed(app->clinic, s->staff, s->day, &s->owed, err))
		return false;
	list_resize(&s->rows, (int)(s->owed.n + s->n), s->rows.height);
	if (patient_at(s, row) != was)
		for (int i = 0; i < s->rows.n; i++)
			if (patient_at(s, i) == was)
				row = i;
	list_select(&s->rows, row);
	return true;
}

static bool open_shift(struct app *app, void *state, void *arg, struct err *err)
{
	struct shift_view *s = state;

	(void)arg;
	s->staff = mem_strdup(app->clinic->staff);
	s->day = clinic_today(app->clinic);
	rows_init(&s->owed, &record_task);
	strlist_init(&s->names);
	return load(app, s, err);
}

static void close_shift(void *state)
{
	struct shift_view *s = state;

	shift_calls_release(s->v, s->n);
	rows_release(&s->owed);
	strlist_release(&s->names);
	free(s->staff);
}

static void reload_shift(struct app *app, void *state)
{
	struct err err = ERR_INIT;

	if (!load(app, state, &err))
		app_error(app, &err);
}

static void prepare_shift(struct app *app, void *state, int rows, int cols)
{
	struct shift_view *s = state;

	(void)cols;
	list_resize(&s->rows, s->rows.n, app_list_rows(app, rows - HEAD - FOOT));
	list_select(&s->rows, s->rows.selected);
	strlist_release(&s->names);
	strlist_init(&s->names);
	for (int row = s->rows.top; row < s->rows.n && row < s->rows.top + s->rows.height; row++) {
		struct patient p;
		struct str name;
		str_init(&name);
		record_init(&record_patient, &p);
		if (store_get(&app->clinic->store, &record_patient, patient_at(s, row), &p, NULL)) {
			short_name(&name, app, &p);
			str_addf(&name, " %s", str_or_empty(p.chart_no));
		}
		strlist_add(&s->names, str_or_empty(name.p));
		record_release(&record_patient, &p);
		str_release(&name);
	}
}

/* --- drawing --- */

static void add_count(struct str *out, const char *text, int64_t n)
{
	if (!n)
		return;
	if (out->len)
		str_add(out, "   ");
	str_addf(out, "%s %lld", text, (long long)n);
}

static void draw_sums(const struct app *app, const struct shift_view *s, struct canvas *c,
		      struct rect area)
{
	const struct shift *k = &s->sum;
	struct str t;

	str_init(&t);
	str_addf(&t, "%s > %s", _("Calls"), _("my shift"));
	canvas_text(c, area, 0, 1, -1, STYLE_HEADING, t.p);
	str_clear(&t);
	day_show(&t, s->day, clinic_today(app->clinic));
	if (k->first != INSTANT_NONE) {
		minute_t from;
		minute_t until;
		instant_split(k->first, NULL, &from);
		instant_split(k->last, NULL, &until);
		str_add(&t, "  ");
		minute_iso(&t, from);
		str_add(&t, "-");
		minute_iso(&t, until);
	}
	canvas_right(c, area, 0, area.cols - 1, STYLE_NORMAL, t.p);
	str_clear(&t);
	add_count(&t, _("rung"), k->rung);
	add_count(&t, _("talked with"), k->talked);
	add_count(&t, C_("calls of a shift", "booked"), k->booked);
	add_count(&t, _("rang us"), k->rang_us);
	add_count(&t, _("written to"), k->messages);
	add_count(&t, _("call backs agreed"), k->call_backs_made);
	add_count(&t, _("made"), k->call_backs_kept);
	add_count(&t, _("left for now"), k->skipped);
	canvas_text(c, area, 1, 1, area.cols - 2, STYLE_NORMAL, t.p);
	str_release(&t);
}

static void row_time(const struct app *app, const struct shift_view *s, int row, struct str *out)
{
	const struct task *t = owed_at(s, row);
	minute_t minute = t ? t->due_minute : MINUTE_NONE;

	if (t && t->due_day != clinic_today(app->clinic)) {
		day_brief(out, t->due_day, clinic_today(app->clinic));
		return;
	}
	if (!t)
		instant_split(call_at(s, row)->at, NULL, &minute);
	if (minute != MINUTE_NONE)
		minute_iso(out, minute);
}

static void row_outcome(const struct shift_call *call, struct str *out)
{
	if (call->same_call)
		str_add(out, "+ ");
	if (call->rang_us)
		str_addf(out, "%s: ", _("rang us"));
	str_add(out, call->outcome);
}

/* What one must not forget about it comes before where it was. */
static void row_next(const struct shift_view *s, int row, struct str *out)
{
	const struct shift_call *call = call_at(s, row);

	if (call) {
		str_add(out, call->next);
		return;
	}
	str_add(out, str_or_empty(owed_at(s, row)->what));
}

static const char *mark_of(const struct shift_view *s, int row)
{
	const struct shift_call *call = call_at(s, row);

	return !call || call->owed ? "!" : call->booked ? "+" : " ";
}

static void draw_row(const struct app *app, const struct shift_view *s, int row, struct canvas *c,
		     struct rect line)
{
	enum style style = canvas_row(c, line, row, row == s->rows.selected);
	const struct shift_call *call = call_at(s, row);
	bool wide = line.cols >= NARROW;
	int name = wide ? NAME : NAME - 4;
	int outcome = wide ? OUTCOME : OUTCOME - 4;
	int left = line.cols - 4 - TIME - name - outcome;
	int next = wide ? left * 3 / 5 : left;
	const char *mark = mark_of(s, row);
	int x = 4;
	struct str t;

	if (*mark != ' ')
		canvas_text(c, line, 0, 2, 1, *mark == '!' ? STYLE_ALERT : STYLE_GOOD, mark);
	str_init(&t);
	row_time(app, s, row, &t);
	canvas_text(c, line, 0, x, TIME - 1, style, str_or_empty(t.p));
	x += TIME;
	canvas_text(c, line, 0, x, name - 1, style, s->names.v[row - s->rows.top]);
	x += name;
	str_clear(&t);
	if (call)
		row_outcome(call, &t);
	else
		str_add(&t, _("still to ring"));
	canvas_text(c, line, 0, x, outcome - 1, style, t.p);
	x += outcome;
	str_clear(&t);
	row_next(s, row, &t);
	canvas_text(c, line, 0, x, next - 1, style, t.p);
	x += next;
	if (call && wide)
		canvas_text(c, line, 0, x, line.cols - x - 1, style, call->list);
	str_release(&t);
}

/* In the plain layout a row is read as one sentence. */
static void draw_plain(const struct app *app, const struct shift_view *s, int row, struct canvas *c,
		       struct rect line)
{
	enum style style = canvas_row(c, line, row, row == s->rows.selected);
	const struct shift_call *call = call_at(s, row);
	struct str t;

	str_init(&t);
	str_addf(&t, "%s ", mark_of(s, row));
	row_time(app, s, row, &t);
	str_addf(&t, " %s: ", s->names.v[row - s->rows.top]);
	if (call)
		row_outcome(call, &t);
	else
		str_add(&t, _("still to ring"));
	str_add(&t, ", ");
	row_next(s, row, &t);
	canvas_text(c, line, 0, 2, -1, style, t.p);
	str_release(&t);
}

/* What was written down of the chosen one, and anything the columns cut. */
static void draw_foot(const struct shift_view *s, struct canvas *c, struct rect area)
{
	const struct shift_call *call = call_at(s, s->rows.selected);
	struct str t;

	if (!call)
		return;
	str_init(&t);
	str_add(&t, call->outcome);
	if (*call->next)
		str_addf(&t, ", %s", call->next);
	if (*call->note)
		str_addf(&t, "; %s", call->note);
	if (*call->list)
		str_addf(&t, " (%s)", call->list);
	canvas_wrapped(c, area, 0, 1, area.cols - 2, STYLE_NORMAL, t.p);
	str_release(&t);
}

static void draw_shift(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	const struct shift_view *s = state;
	int y = HEAD;

	draw_sums(app, s, c, area);
	if (!c->plain)
		canvas_hline(c, area, 2, 0, area.cols);
	if (!s->rows.n) {
		canvas_cursor(c, area, y, 1, false);
		canvas_wrapped(c, area, y, 2, area.cols - 4, STYLE_NORMAL,
			       _("Nobody was rung that day. Left and Right: other days."));
		return;
	}
	canvas_text(c, area, 3, 2, -1, STYLE_NORMAL, _("! still to ring   + booked"));
	for (int row = s->rows.top; row < s->rows.n && row < s->rows.top + s->rows.height; row++) {
		struct rect line = { area.y + y++, area.x, 1, area.cols };
		if (c->plain)
			draw_plain(app, s, row, c, line);
		else
			draw_row(app, s, row, c, line);
		if (row == s->rows.selected)
			canvas_cursor(c, line, 0, 0, false);
	}
	draw_foot(s, c, (struct rect){ area.y + area.rows - FOOT, area.x, FOOT, area.cols });
}

/* --- commands --- */

static void open_card(struct app *app, void *state)
{
	const struct shift_view *s = state;
	int64_t patient = patient_at(s, s->rows.selected);

	if (patient)
		app_push(app, &card_screen, &patient);
}

static void turn(struct app *app, struct shift_view *s, int days)
{
	struct err err = ERR_INIT;

	if (s->day + days > clinic_today(app->clinic)) {
		app_refuse(app, _("that day is still to come"));
		return;
	}
	s->day += days;
	s->rows.selected = s->rows.top = 0;
	if (!load(app, s, &err))
		app_error(app, &err);
}

static void day_before(struct app *app, void *state)
{
	turn(app, state, -1);
}

static void day_after(struct app *app, void *state)
{
	turn(app, state, 1);
}

static void ring(struct app *app, void *state)
{
	const struct shift_view *s = state;
	int64_t patient = patient_at(s, s->rows.selected);

	if (patient)
		ask_call(app, patient);
}

static bool shift_key(struct app *app, void *state, const struct key *key)
{
	struct shift_view *s = state;

	(void)app;
	return list_key(&s->rows, key, true);
}

static const char *shift_enter(const struct app *app, const void *state)
{
	const struct shift_view *s = state;

	(void)app;
	return s->rows.n ? _("card") : NULL;
}

static const char *shift_refuse(const struct app *app, const void *state, unsigned needs)
{
	const struct shift_view *s = state;

	(void)app;
	return (needs & (NEEDS_ROW | NEEDS_PATIENT)) && !s->rows.n ? _("nobody is listed here") : NULL;
}

static int64_t shift_patient(const void *state)
{
	const struct shift_view *s = state;

	return patient_at(s, s->rows.selected);
}

static const struct command commands[] = {
	{ .name = "open", .keys = "enter o", .help = N_("Open their card"), .needs = NEEDS_ROW,
	  .run = open_card },
	{ .name = "call", .keys = "c", .label = N_("call"), .help = N_("Ring them again"),
	  .needs = NEEDS_ROW | WRITES, .run = ring },
	{ .name = "shift-before", .keys = "left", .label = N_("day before"),
	  .help = N_("My shift of the day before"), .run = day_before },
	{ .name = "shift-after", .keys = "right", .help = N_("My shift of the day after"),
	  .run = day_after },
	COMMAND_END,
};

const struct screen call_shift_screen = {
	.name = "call-shift",
	.title = N_("My shift"),
	.commands = commands,
	.state_size = sizeof(struct shift_view),
	.open = open_shift,
	.close = close_shift,
	.reload = reload_shift,
	.prepare = prepare_shift,
	.draw = draw_shift,
	.key = shift_key,
	.enter = shift_enter,
	.refuse = shift_refuse,
	.patient = shift_patient,
};
