#include "revisit/app/clash.h"
#include "revisit/app/menus.h"
#include "revisit/base/i18n.h"

enum { LABEL_COLS = 14, SIDE_COLS = 18 };

struct choosing {
	struct clash c;
	size_t focus;
	int top;    /* first line drawn */
	int height; /* lines there are for the fields */
	int cols;   /* of a value */
};

const char *clash_kept(const struct clash_field *f)
{
	switch (f->choice) {
	case CLASH_OPEN:
		return NULL;
	case CLASH_THEIRS:
		return f->theirs;
	case CLASH_MINE:
		return f->mine;
	case CLASH_MERGED:
		return f->merged;
	}
	return NULL;
}

void clash_add(struct clash *c, size_t index, const char *label, bool many, const char *before,
	       const char *theirs, const char *mine, const struct trace *trace)
{
	static const enum clash_choice preset[] = { [SIDE_THEIRS] = CLASH_THEIRS,
						    [SIDE_MINE] = CLASH_MINE,
						    [SIDE_BOTH] = CLASH_OPEN };
	enum side side = threeway(before, theirs, mine);

	if (side == SIDE_NONE || side == SIDE_SAME)
		return;
	GROW(c->fields, c->n, c->cap);
	struct clash_field *f = &c->fields[c->n++];
	*f = (struct clash_field){ .index = index, .label = label, .before = mem_strdup(before),
				   .theirs = mem_strdup(theirs), .mine = mem_strdup(mine),
				   .choice = preset[side] };
	if (trace)
		f->trace = *trace;
	if (!many || side != SIDE_BOTH)
		return;
	struct str merged;
	str_init(&merged);
	threeway_many(&merged, before, theirs, mine);
	f->merged = str_steal(&merged);
	if (threeway_many_agree(before, theirs, mine))
		f->choice = CLASH_MERGED;
}

void clash_release(struct clash *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->fields[i].before);
		free(c->fields[i].theirs);
		free(c->fields[i].mine);
		free(c->fields[i].merged);
	}
	free(c->fields);
	free(c->title);
	*c = (struct clash){ 0 };
}

static size_t first_open(const struct clash *c)
{
	size_t i = 0;

	while (i < c->n && c->fields[i].choice != CLASH_OPEN)
		i++;
	return i;
}

bool clash_asks(const struct clash *c)
{
	return first_open(c) < c->n;
}

static bool open_clash(struct app *app, void *state, void *arg, struct err *err)
{
	struct choosing *s = state;

	(void)app;
	(void)err;
	s->c = *(struct clash *)arg;
	s->focus = clash_asks(&s->c) ? first_open(&s->c) : 0;
	return true;
}

static void close_clash(void *state)
{
	clash_release(&((struct choosing *)state)->c);
}

void clash_open(struct app *app, struct clash *c)
{
	if (!app_push(app, &clash_screen, c))
		clash_release(c);
}

void trace_show(struct str *out, const struct app *app, const struct trace *trace)
{
	day_t day;
	minute_t minute;

	if (!trace->staff[0]) {
		str_add(out, _("somebody else"));
		return;
	}
	str_add(out, trace->staff);
	if (trace->at == INSTANT_NONE)
		return;
	instant_split(trace->at, &day, &minute);
	str_addc(out, ' ');
	if (day == clinic_today(app->clinic))
		minute_iso(out, minute);
	else
		day_show(out, day, clinic_today(app->clinic));
}

/* --- keys --- */

static void choose(struct app *app, struct choosing *s, enum clash_choice choice)
{
	struct clash_field *f = &s->c.fields[s->focus];

	if (choice == CLASH_MERGED && !f->merged) {
		app_refuse(app, _("%s holds one value only: 1 or 2"), f->label);
		return;
	}
	bool was_open = f->choice == CLASH_OPEN;
	f->choice = choice;
	/* On to the next question, when this was one. */
	if (was_open && clash_asks(&s->c))
		s->focus = first_open(&s->c);
}

static void theirs(struct app *app, void *state)
{
	choose(app, state, CLASH_THEIRS);
}

static void mine(struct app *app, void *state)
{
	choose(app, state, CLASH_MINE);
}

static void both(struct app *app, void *state)
{
	choose(app, state, CLASH_MERGED);
}

static void keep(struct app *app, void *state)
{
	struct choosing *s = state;
	size_t i = first_open(&s->c);

	if (i < s->c.n) {
		s->focus = i;
		const struct clash_field *f = &s->c.fields[i];
		const char *what = _("choose: %s was changed on both sides: 1 theirs, 2 yours");
		if (f->merged)
			what = _("choose: %s was changed on both sides: 1 theirs, 2 yours, 3 both");
		app_refuse(app, what, f->label);
		return;
	}
	struct clash c = s->c;
	s->c = (struct clash){ 0 };
	app_pop(app);
	c.done(app, c.arg, &c);
	clash_release(&c);
}

static bool clash_key(struct app *app, void *state, const struct key *key)
{
	struct choosing *s = state;
	size_t n = s->c.n;

	switch (key->kind) {
	case KEY_UP:
	case KEY_BACKTAB:
		s->focus = (s->focus + n - 1) % n;
		return true;
	case KEY_DOWN:
	case KEY_TAB:
		s->focus = (s->focus + 1) % n;
		return true;
	case KEY_PAGE_UP:
	case KEY_HOME:
		s->focus = 0;
		return true;
	case KEY_PAGE_DOWN:
	case KEY_END:
		s->focus = n - 1;
		return true;
	case KEY_ESC:
		app_pop(app);
		app_say(app, _("nothing was saved; what you typed is all here"));
		return true;
	case KEY_NONE:
	case KEY_TEXT:
	case KEY_CTRL:
	case KEY_ENTER:
	case KEY_BACKSPACE:
	case KEY_DELETE:
	case KEY_INSERT:
	case KEY_LEFT:
	case KEY_RIGHT:
	case KEY_F:
	case KEY_PASTE:
	case KEY_MOUSE:
	case KEY_RESIZE:
		return false;
	}
	return false;
}

static const char *clash_enter(const struct app *app, const void *state)
{
	const struct choosing *s = state;

	(void)app;
	return clash_asks(&s->c) ? NULL : _("save with what is chosen");
}

/* --- drawing --- */

/* What is asked lies open; what is settled is one line, until one comes to it. */
static bool unfolded(const struct choosing *s, size_t i)
{
	return i == s->focus || s->c.fields[i].choice == CLASH_OPEN;
}

static const char *shown(const char *text)
{
	return *text ? text : _("(empty)");
}

static void count_line(const char *start, size_t n, void *arg)
{
	(void)start;
	(void)n;
	++*(int *)arg;
}

static int lines_of_value(const struct choosing *s, const char *value)
{
	int n = 0;

	if (value)
		text_wrap(shown(value), s->cols, count_line, &n);
	return n;
}

/* Then what it was is one of the two to choose from. */
static bool one_sided(const struct clash_field *f)
{
	return str_eq(f->before, f->theirs) || str_eq(f->before, f->mine);
}

static int lines_of(const struct choosing *s, size_t i)
{
	const struct clash_field *f = &s->c.fields[i];

	if (!unfolded(s, i))
		return 1;
	int before = one_sided(f) ? 0 : lines_of_value(s, f->before);
	return 1 + before + lines_of_value(s, f->theirs) + lines_of_value(s, f->mine) +
	       lines_of_value(s, f->merged);
}

static void prepare_clash(struct app *app, void *state, int rows, int cols)
{
	struct choosing *s = state;
	int above = 0;
	int all = 0;

	(void)app;
	s->cols = cols > SIDE_COLS + 18 ? cols - SIDE_COLS - 8 : 10;
	s->height = rows > 4 ? rows - 3 : 1;
	for (size_t i = 0; i < s->c.n; i++) {
		above += i < s->focus ? lines_of(s, i) : 0;
		all += lines_of(s, i);
	}
	if (above + lines_of(s, s->focus) > s->top + s->height)
		s->top = above + lines_of(s, s->focus) - s->height;
	if (s->top > all - s->height)
		s->top = all > s->height ? all - s->height : 0;
	if (above < s->top)
		s->top = above;
}

static const char *whose(const struct clash_field *f)
{
	switch (f->choice) {
	case CLASH_OPEN:
		return "";
	case CLASH_THEIRS:
		return f->trace.staff[0] ? f->trace.staff : _("theirs");
	case CLASH_MINE:
		return _("yours");
	case CLASH_MERGED:
		return _("both");
	}
	return "";
}

/* One of the values: a number to choose it by, whose it is, and a mark when it is what is kept. */
static int draw_side(const struct choosing *s, struct canvas *c, struct rect area, int y,
		     const char *number, const char *side, const char *value, bool kept)
{
	canvas_text(c, area, y, 3, 1, STYLE_HEADING, kept ? ">" : "");
	canvas_text(c, area, y, 5, 1, STYLE_KEY, number);
	canvas_text(c, area, y, 7, SIDE_COLS - 1, STYLE_NORMAL, side);
	if (*number)
		canvas_zone(c, (struct rect){ .y = area.y + y, .x = area.x, .rows = 1, .cols = area.cols },
			    ZONE_KEY, 0, number);
	return canvas_wrapped(c, area, y, 7 + SIDE_COLS, s->cols,
			      kept ? STYLE_SELECTED : STYLE_NORMAL, shown(value));
}

static void draw_unfolded(const struct app *app, const struct choosing *s, struct canvas *c,
			  struct rect area, int y, const struct clash_field *f)
{
	struct str who;
	bool they = !str_eq(f->before, f->theirs);
	bool we = !str_eq(f->before, f->mine);

	str_init(&who);
	trace_show(&who, app, &f->trace);
	if (they && we)
		y = draw_side(s, c, area, y, "", _("it was"), f->before, false);
	y = draw_side(s, c, area, y, "1", they ? who.p : _("it was"), f->theirs,
		      f->choice == CLASH_THEIRS);
	y = draw_side(s, c, area, y, "2", we ? _("you typed") : _("it was"), f->mine,
		      f->choice == CLASH_MINE);
	if (f->merged)
		draw_side(s, c, area, y, "3", _("both together"), f->merged, f->choice == CLASH_MERGED);
	str_release(&who);
}

static void draw_field(const struct app *app, const struct choosing *s, struct canvas *c,
		       struct rect area, int y, size_t i)
{
	const struct clash_field *f = &s->c.fields[i];
	bool on = i == s->focus;
	const char *kept = clash_kept(f);

	canvas_text(c, area, y, 0, 1, STYLE_NORMAL, on ? ">" : "");
	canvas_text(c, area, y, 1, LABEL_COLS, on ? STYLE_HEADING : STYLE_NORMAL, f->label);
	if (on)
		canvas_cursor(c, area, y, 0, false);
	if (!kept)
		canvas_text(c, area, y, LABEL_COLS + 2, -1, STYLE_ALERT, _("? which one is kept"));
	else if (unfolded(s, i))
		canvas_printf(c, area, y, LABEL_COLS + 2, STYLE_NORMAL, _("kept: %s"), whose(f));
	else
		canvas_printf(c, area, y, LABEL_COLS + 2, STYLE_NORMAL, "%s  (%s)", shown(kept), whose(f));
	if (unfolded(s, i))
		draw_unfolded(app, s, c, area, y + 1, f);
}

static void draw_clash(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	const struct choosing *s = state;
	struct rect fields = { .y = area.y + 3, .x = area.x, .rows = area.rows - 3, .cols = area.cols };
	int y = -s->top;

	canvas_fill(c, area, STYLE_NORMAL);
	canvas_text(c, area, 0, 1, -1, STYLE_HEADING, s->c.title);
	canvas_text(c, area, 1, 1, -1, STYLE_ALERT,
		    _("Somebody else changed this meanwhile. What is kept?"));
	if (!c->plain)
		canvas_hline(c, area, 2, 0, area.cols);
	for (size_t i = 0; i < s->c.n; i++) {
		if (y + lines_of(s, i) > 0 && y < fields.rows)
			draw_field(app, s, c, fields, y, i);
		y += lines_of(s, i);
	}
}

static const struct command commands[] = {
	{ .name = "clash-keep", .keys = "enter",
	  .help = N_("Save with what is chosen; what is not chosen yet is asked"), .run = keep },
	{ .name = "clash-theirs", .keys = "1 left", .label = N_("theirs"),
	  .help = N_("Keep what the other one wrote in this field"), .run = theirs },
	{ .name = "clash-mine", .keys = "2 right", .label = N_("yours"),
	  .help = N_("Keep what you typed in this field"), .run = mine },
	/* Where it can be chosen the field itself says so. */
	{ .name = "clash-both", .keys = "3", .help = N_("Keep both, in a field of several values"),
	  .run = both },
	{ .name = "clash-help", .keys = "f1", .label = N_("help"),
	  .help = N_("What is asked here and the keys for it"), .run = menu_help },
	COMMAND_END,
};

const struct screen clash_screen = {
	.name = "clash",
	.title = N_("Changed by two"),
	.popup = true,
	.commands = commands,
	.state_size = sizeof(struct choosing),
	.open = open_clash,
	.close = close_clash,
	.prepare = prepare_clash,
	.draw = draw_clash,
	.key = clash_key,
	.enter = clash_enter,
};
