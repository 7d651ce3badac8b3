/* The Book: a day or a week of the doctors or the chairs, and what is done in it. */
#include "revisit/app/keys.h"
#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/text/utf8.h"

#include "book_view.h"
#include "hours_parts.h"

enum { HEAD_ROWS = 2, LEAST_ROWS = 6, ROOMY_ROWS = 24 };

static void load_or_say(struct app *app, struct book_view *s)
{
	struct err err = ERR_INIT;

	if (!view_load(app, s, &err))
		app_error(app, &err);
}

static bool open_book(struct app *app, void *state, void *arg, struct err *err)
{
	struct book_view *s = state;
	const struct book_place *place = arg;

	record_init(&record_visit, &s->carried);
	s->day = place && place->day != DAY_NONE ? place->day : clinic_today(app->clinic);
	s->minute = place && place->minute != MINUTE_NONE ? place->minute
							  : clock_minute(&app->clinic->clock);
	s->chosen = place ? place->visit : 0;
	str_replace(&s->who, place ? place->provider : NULL);
	str_replace(&s->choosing, place ? place->choosing : NULL);
	s->choosing_minutes = place ? place->minutes : 0;
	s->fresh = true;
	return view_load(app, s, err);
}

static void close_book(void *state)
{
	book_view_release(state);
}

static void reload_book(struct app *app, void *state)
{
	load_or_say(app, state);
}

/* Who waits for the gap the cursor is on is counted while nobody presses a key. */
static enum work work_book(struct app *app, void *state)
{
	struct book_view *s = state;
	struct sooner_gap gap;
	struct rows fits;

	if (s->want_for == s->at || s->laid_rows == 0)
		return WORK_NONE;
	s->want_for = s->at;
	s->want_sooner = 0;
	if (!view_sooner_gap(s, &gap))
		return WORK_NONE;
	rows_init(&fits, &record_sooner);
	if (sooner_for(app->clinic, &gap, &fits, NULL))
		s->want_sooner = (int)fits.n;
	rows_release(&fits);
	return s->want_sooner ? WORK_SHOW : WORK_NONE;
}

static void scroll(struct book_view *s, int n, int first, int last)
{
	if (last >= s->top + s->height)
		s->top = last - s->height + 1;
	if (first < s->top)
		s->top = first;
	if (s->top > n - s->height)
		s->top = n - s->height;
	if (s->top < 0)
		s->top = 0;
}

static void fetch_shown(struct app *app, struct book_view *s, bool linear)
{
	for (int i = 0; !linear && i < s->n; i++)
		if (s->v[i].col >= s->first_col && s->v[i].col < s->first_col + s->shown_cols)
			view_fetch(app, &s->v[i]);
	for (int i = s->top; linear && i < s->n_stops && i < s->top + s->height; i++)
		if (s->stops[i].visit >= 0)
			view_fetch(app, &s->v[s->stops[i].visit]);
}

static void prepare_book(struct app *app, void *state, int rows, int cols)
{
	struct book_view *s = state;
	bool linear = app->canvas.plain;
	int below = linear || rows < LEAST_ROWS ? 0 : rows >= ROOMY_ROWS ? 2 : 1;

	/* With every minute what is free becomes less. */
	if (s->now != clock_minute(&app->clinic->clock))
		load_or_say(app, s);
	s->height = app_list_rows(app, rows - HEAD_ROWS - below);
	if (s->height < 1)
		s->height = 1;
	if (s->laid_rows != s->height || s->laid_cols != cols)
		view_lay(app, s, s->height, linear);
	s->laid_rows = s->height;
	s->laid_cols = cols;
	view_col_cols(s, cols, &s->shown_cols);
	if (s->col < s->first_col)
		s->first_col = s->col;
	if (s->col >= s->first_col + s->shown_cols)
		s->first_col = s->col - s->shown_cols + 1;
	if (s->first_col > s->n_cols - s->shown_cols)
		s->first_col = s->n_cols - s->shown_cols;
	const struct stop *at = view_stop(s);
	const struct booked *b = view_visit(s);
	if (linear)
		scroll(s, s->n_stops, s->at, s->at);
	else if (at)
		scroll(s, s->n_rows, at->row, b ? b->last : at->row);
	fetch_shown(app, s, linear);
}

/* --- moving about --- */

static void go_to(struct app *app, struct book_view *s, day_t day)
{
	bool same_week = s->week && day - day_weekday(day) == s->day - day_weekday(s->day);

	s->day = day;
	s->chosen = 0;
	s->laid_rows = 0;
	if (!same_week)
		load_or_say(app, s);
}

static void day_before(struct app *app, void *state)
{
	struct book_view *s = state;

	go_to(app, s, s->day - 1);
}

static void day_after(struct app *app, void *state)
{
	struct book_view *s = state;

	go_to(app, s, s->day + 1);
}

static void week_before(struct app *app, void *state)
{
	struct book_view *s = state;

	go_to(app, s, s->day - 7);
}

static void week_after(struct app *app, void *state)
{
	struct book_view *s = state;

	go_to(app, s, s->day + 7);
}

static void go_today(struct app *app, void *state)
{
	struct book_view *s = state;

	s->minute = clock_minute(&app->clinic->clock);
	go_to(app, s, clinic_today(app->clinic));
}

/* The next doctor: another column of the day, another one's week. */
static void step_who(struct app *app, struct book_view *s, int by)
{
	const char *keys[60];

	s->chosen = 0;
	if (!s->week) {
		int col = (s->col + by + s->n_cols) % s->n_cols;
		s->col = col;
		str_replace(&s->who, s->cols[col].key);
		s->laid_rows = 0;
		return;
	}
	size_t n = s->by_chair ? book_chairs(s->book, keys, ARRAY_SIZE(keys)) : 0;
	struct strlist all;
	strlist_init(&all);
	for (size_t i = 0; i < n; i++)
		strlist_add(&all, keys[i]);
	for (int d = 0; d < s->n_cols && !s->by_chair; d++) {
		n = book_providers(s->book, s->cols[d].day, keys, ARRAY_SIZE(keys));
		for (size_t i = 0; i < n; i++)
			if (!strlist_has(&all, keys[i]))
				strlist_add(&all, keys[i]);
	}
	int at = 0;
	for (size_t i = 0; i < all.n; i++)
		if (str_eq(all.v[i], s->who))
			at = (int)i;
	if (all.n)
		str_replace(&s->who, all.v[((size_t)(at + by) + all.n) % all.n]);
	strlist_release(&all);
	load_or_say(app, s);
}

static void next_who(struct app *app, void *state)
{
	step_who(app, state, 1);
}

static void previous_who(struct app *app, void *state)
{
	step_who(app, state, -1);
}

static void toggle_week(struct app *app, void *state)
{
	struct book_view *s = state;

	s->week = !s->week;
	load_or_say(app, s);
}

static void toggle_chairs(struct app *app, void *state)
{
	struct book_view *s = state;

	s->by_chair = !s->by_chair;
	const struct booked *b = view_visit(s);
	str_replace(&s->who, !b ? NULL : s->by_chair ? b->v.chair : b->v.provider);
	load_or_say(app, s);
}

static struct book_view *view_below(struct app *app)
{
	struct layer *top = app_top(app);

	return top->screen == &book_screen ? top->state : NULL;
}

/* In a book one looks back as well: 20/11 on the 23rd was last week.  What is counted from today
 * (fri, +3) means another day a week later; a date does not. */
static bool nearest_day(const char *text, day_t today, day_t *day, struct err *err)
{
	enum { WEEK = 7, HALF_YEAR = 183 };
	day_t later;
	day_t back;

	if (!day_parse_near(text, today, day, err))
		return false;
	if (*day > today + HALF_YEAR && !day_parse(text, &later, NULL) &&
	    day_parse_near(text, today + WEEK, &later, NULL) && later == *day &&
	    day_parse_near(text, today - HALF_YEAR, &back, NULL))
		*day = back;
	return true;
}

static void day_answer(struct app *app, void *data, const char *key, const char *text)
{
	struct book_view *s = view_below(app);
	struct err err = ERR_INIT;
	day_t day;

	(void)data;
	(void)key;
	if (!s || str_is_empty(text))
		return;
	if (nearest_day(text, clinic_today(app->clinic), &day, &err))
		go_to(app, s, day);
	else
		app_error(app, &err);
}

static void day_preview(struct app *app, void *data, const char *text, struct str *out)
{
	day_t today = clinic_today(app->clinic);
	day_t day;

	(void)data;
	if (!nearest_day(text, today, &day, NULL))
		return;
	day_show(out, day, today);
	str_add(out, ", ");
	day_relative(out, day, today);
}

static void ask_day(struct app *app, const char *typed)
{
	struct pick p;

	pick_init(&p, _("Which day?  12-3, fri, next wed, +2w"));
	p.text = true;
	p.typed = mem_strdup(typed);
	p.done = day_answer;
	p.preview = day_preview;
	pick_open(app, &p);
}

static void jump(struct app *app, void *state)
{
	(void)state;
	ask_day(app, NULL);
}

static void step_stop(struct book_view *s, int by, bool linear)
{
	int to = s->at + by;
	int first = linear ? 0 : s->cols[s->col].stop;
	int last = (linear ? s->n_stops : first + s->cols[s->col].n_stops) - 1;

	to = to < first ? first : to > last ? last : to;
	if (s->n_stops)
		view_choose(s, to);
}

/* A date is typed straight away, also with the Chinese input method on: what one can begin with. */
static bool type_day(struct app *app, const struct key *key)
{
	static const char begins[] = "下这本周星礼今明后大昨前一二三四五六七八九十两";
	struct key plain = *key;
	char utf8[5] = { 0 };

	if (key->kind != KEY_TEXT)
		return false;
	key_fold(&plain);
	utf8_encode(plain.cp, utf8);
	bool digit = plain.cp >= '0' && plain.cp <= '9';
	if (!digit && (plain.cp < 0x80 || !strstr(begins, utf8)))
		return false;
	ask_day(app, utf8);
	return true;
}

static bool book_key(struct app *app, void *state, const struct key *key)
{
	struct book_view *s = state;
	bool linear = app->canvas.plain;

	switch (key->kind) {
	case KEY_UP:
		step_stop(s, -1, linear);
		return true;
	case KEY_DOWN:
		step_stop(s, 1, linear);
		return true;
	case KEY_PAGE_UP:
		step_stop(s, -s->height, linear);
		return true;
	case KEY_PAGE_DOWN:
		step_stop(s, s->height, linear);
		return true;
	case KEY_END:
		step_stop(s, s->n_stops, linear);
		return true;
	case KEY_ESC:
		return view_put_back(app, s);
	case KEY_MOUSE:
		if (key->mouse == MOUSE_WHEEL_UP || key->mouse == MOUSE_WHEEL_DOWN)
			step_stop(s, key->mouse == MOUSE_WHEEL_UP ? -1 : 1, linear);
		else if (key->mouse == MOUSE_ROW)
			view_choose(s, key->row);
		else
			return false;
		return true;
	case KEY_NONE:
	case KEY_TEXT:
	case KEY_CTRL:
	case KEY_ENTER:
	case KEY_TAB:
	case KEY_BACKTAB:
	case KEY_BACKSPACE:
	case KEY_DELETE:
	case KEY_INSERT:
	case KEY_LEFT:
	case KEY_RIGHT:
	case KEY_HOME:
	case KEY_F:
	case KEY_PASTE:
	case KEY_RESIZE:
		break;
	}
	return type_day(app, key);
}

static const char *book_enter(const struct app *app, const void *state)
{
	const struct book_view *s = state;

	if (s->carried.row.id)
		return _("PUT HERE");
	if (!s->n_stops)
		return NULL;
	if (s->choosing)
		return _("TAKE THIS TIME");
	if (view_visit(s))
		return C_("what Enter does", "open");
	return view_is_past(app, s, view_stop(s)) ? _("RECORD A PAST VISIT") : _("BOOK HERE");
}

static const char *book_refuse(const struct app *app, const void *state, unsigned needs)
{
	const struct book_view *s = state;

	(void)app;
	if ((needs & NEEDS_ROW) && !view_visit(s))
		return _("nobody is booked there; Enter books");
	return NULL;
}

static int64_t book_patient(const void *state)
{
	const struct booked *b = view_visit(state);

	return b ? b->v.patient : 0;
}

static const struct command commands[] = {
	{ .name = "book-enter",
	  .keys = "enter",
	  .help = N_("Open the card of who is booked; in a free time, book there"),
	  .run = view_enter },
	{ .name = "visit-arrive",
	  .keys = "a",
	  .label = N_("arrive"),
	  .help = N_("The patient is here"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = view_arrive },
	{ .name = "visit-seat",
	  .keys = "s",
	  .label = N_("seat"),
	  .help = N_("The patient is in the chair"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = view_seat },
	{ .name = "visit-complete",
	  .keys = "d",
	  .label = N_("done"),
	  .help = N_("The visit is done: what was done, charged and paid"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = view_complete },
	{ .name = "book-move",
	  .keys = "r",
	  .label = N_("move"),
	  .help = N_("Pick the visit up; Enter at another time puts it there"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = view_pick_up },
	{ .name = "visit-off",
	  .keys = "x",
	  .label = N_("no-show, cancel"),
	  .help = N_("The visit does not take place: no-show or cancelled, and why"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = view_off },
	{ .name = "visit-late",
	  .keys = "l",
	  .label = N_("comes late"),
	  .help = N_("They said they will be late: by how many minutes"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = view_late },
	{ .name = "visit-confirm",
	  .keys = ".",
	  .help = N_("The patient confirms the booked visit"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = view_confirm },
	{ .name = "book-here",
	  .keys = "b",
	  .label = N_("book"),
	  .help = N_("Book at this time, also beside somebody"),
	  .needs = WRITES,
	  .run = view_book_here },
	{ .name = "visit-walk-in",
	  .keys = "v",
	  .help = N_("Somebody is here now without a booking"),
	  .needs = WRITES,
	  .run = view_walk_in },
	{ .name = "visit-edit",
	  .keys = "e",
	  .help = N_("Edit the visit: kind, length, chair, note"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = view_edit },
	{ .name = "sooner-gap",
	  .keys = "c",
	  .label = N_("who wants it"),
	  .help = N_("Who would come sooner into this free time; elsewhere, all of them"),
	  .run = view_fill },
	{ .name = "sooner-add",
	  .keys = "<",
	  .help = N_("Would come sooner if a time became free…"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = view_add_sooner },
	{ .name = "task-add",
	  .keys = "p",
	  .help = N_("A to-do, or with ! in front a promise"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = view_task },
	{ .name = "note",
	  .keys = "n",
	  .help = N_("Write a note"),
	  .needs = NEEDS_ROW | WRITES,
	  .run = view_note },
	{ .name = "book-before", .keys = "left", .help = N_("The day before"), .run = day_before },
	{ .name = "book-after", .keys = "right", .help = N_("The day after"), .run = day_after },
	{ .name = "book-week-before", .keys = "[", .help = N_("A week back"), .run = week_before },
	{ .name = "book-week-after", .keys = "]", .help = N_("A week on"), .run = week_after },
	{ .name = "book-today",
	  .keys = "t home",
	  .label = N_("today"),
	  .help = N_("Today, now"),
	  .run = go_today },
	{ .name = "book-day",
	  .keys = "j",
	  .label = N_("day"),
	  .help = N_("Another day: type it, a digit begins"),
	  .run = jump },
	{ .name = "book-next",
	  .keys = "tab",
	  .help = N_("The next doctor or chair"),
	  .run = next_who },
	{ .name = "book-previous",
	  .keys = "backtab",
	  .help = N_("The doctor or chair before"),
	  .run = previous_who },
	{ .name = "book-week",
	  .keys = "w",
	  .label = N_("week"),
	  .help = N_("A week of this doctor or chair, or a day of all"),
	  .run = toggle_week },
	{ .name = "book-chairs",
	  .keys = "g",
	  .label = N_("chairs"),
	  .help = N_("Columns of chairs, or of doctors"),
	  .run = toggle_chairs },
	{ .name = "hours",
	  .keys = "z",
	  .label = N_("hours"),
	  .help = N_("Hours, leave and chairs…"),
	  .run = show_hours },
	COMMAND_END,
};

static const struct help_text help[] = {
	{ N_("Up, Down"), N_("The time before, after; PgUp, PgDn a page") },
	{ N_("digits"), N_("Another day: 12-3, 3/2, +10; also fri, next wed after j") },
	{ "? +", N_("Not confirmed; confirmed") },
	{ N_("a s d"), N_("Here; in the chair; done") },
	{ "!", N_("Two at one time, or outside the hours") },
	{ 0 },
};

const struct screen book_screen = {
	.name = "book",
	.title = N_("Book"),
	.tab = 7,
	.aside = true,
	.commands = commands,
	.help = help,
	.state_size = sizeof(struct book_view),
	.open = open_book,
	.close = close_book,
	.reload = reload_book,
	.prepare = prepare_book,
	.draw = draw_book,
	.work = work_book,
	.key = book_key,
	.enter = book_enter,
	.refuse = book_refuse,
	.patient = book_patient,
};
