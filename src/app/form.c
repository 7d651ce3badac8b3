#include "revisit/app/form.h"
#include "revisit/base/i18n.h"
#include "revisit/store/census.h"
#include "revisit/text/match.h"

#include "filling.h"

#include <strings.h>

enum { LABEL_COLS = 14, MESSAGE_COLS = 30, PLAIN_CHOICES = 3 };

void form_init(struct form *f, const char *title)
{
	*f = (struct form){ .title = mem_strdup(title) };
}

void form_add(struct form *f, const char *name, const char *label, const char *help, bool required,
	      const char *value)
{
	GROW(f->fields, f->n, f->cap);
	f->fields[f->n++] = (struct form_field){
		.name = name, .label = label, .help = help, .required = required,
		.value = mem_strdup(value), .stored = mem_strdup(value)
	};
}

void form_stored(struct form *f, const char *stored)
{
	str_replace(&f->fields[f->n - 1].stored, stored);
}

static void form_release(struct form *f)
{
	free(f->title);
	for (size_t i = 0; i < f->n; i++) {
		free(f->fields[i].value);
		free(f->fields[i].stored);
	}
	free(f->fields);
	if (f->free_data)
		f->free_data(f->data);
	*f = (struct form){ 0 };
}

static const char **values_of(const struct filling *s)
{
	const char **v = mem_array(s->f.n, sizeof(*v));

	for (size_t i = 0; i < s->f.n; i++)
		v[i] = s->entries[i].edit.text.p;
	return v;
}

static void check_entry(struct app *app, struct filling *s, size_t i)
{
	struct entry *e = &s->entries[i];

	size_t choice = filling_numbered(s, i);

	str_clear(&e->message);
	e->bad = false;
	if (choice >= s->keys.n && i == s->focus)
		choice = filling_meant(s, e->edit.text.p);
	if (choice < s->keys.n && strcmp(e->edit.text.p, s->labels.v[choice]) != 0) {
		str_add(&e->message, s->labels.v[choice]);
		return;
	}
	e->bad = s->f.check && e->edit.text.len &&
		 !s->f.check(app, s->f.data, s->f.fields[i].name, e->edit.text.p, &e->message);
}

static void refresh(struct app *app, struct filling *s)
{
	check_entry(app, s, s->focus);
	s->remark_is_old = s->f.remark != NULL;
	app->working = true;
}

static enum work make_remark(struct app *app, void *state)
{
	struct filling *s = state;

	if (!s->remark_is_old)
		return WORK_NONE;
	const char **values = values_of(s);
	s->remark_is_old = false;
	str_clear(&s->remark);
	s->f.remark(app, s->f.data, values, &s->remark);
	free(values);
	return WORK_SHOW;
}

const char *form_value(const struct app *app, const char *name)
{
	const struct layer *top = app->depth ? &app->stack[app->depth - 1] : NULL;
	const struct filling *s = top && top->screen == &form_screen ? top->state : NULL;

	for (size_t i = 0; s && i < s->f.n; i++)
		if (strcmp(s->f.fields[i].name, name) == 0)
			return s->entries[i].edit.text.p;
	return NULL;
}

bool form_put(struct app *app, const char *name, const char *value)
{
	struct layer *top = app_top(app);
	struct filling *s = top && top->screen == &form_screen ? top->state : NULL;

	for (size_t i = 0; s && i < s->f.n; i++)
		if (strcmp(s->f.fields[i].name, name) == 0) {
			filling_set(app, s, i, value);
			refresh(app, s);
			return true;
		}
	return false;
}

void form_touch(struct app *app)
{
	struct layer *top = app_top(app);

	if (top->screen == &form_screen)
		refresh(app, top->state);
}

static void enter_field(struct app *app, struct filling *s, size_t i)
{
	s->focus = i;
	s->fresh = true;
	strlist_release(&s->keys);
	strlist_release(&s->labels);
	if (s->f.choices)
		s->f.choices(app, s->f.data, s->f.fields[i].name, &s->keys, &s->labels);
}

static void take_choice(struct app *app, struct filling *s, size_t i)
{
	struct edit *e = &s->entries[s->focus].edit;
	struct str ignored;

	/* The label is what one reads; where it cannot be read back (a date in words) the key is. */
	str_init(&ignored);
	bool readable = !s->f.check || s->f.check(app, s->f.data, s->f.fields[s->focus].name,
						  s->labels.v[i], &ignored);
	edit_set(e, readable ? s->labels.v[i] : s->keys.v[i]);
	str_release(&ignored);
}

/* Leaving a field with a list: a digit takes that item, the beginning of just one item takes it. */
static void settle_choice(struct app *app, struct filling *s)
{
	struct edit *e = &s->entries[s->focus].edit;
	size_t numbered = filling_numbered(s, s->focus);

	if (s->keys.n == 0 || e->text.len == 0)
		return;
	size_t meant = numbered < s->keys.n ? numbered : filling_meant(s, e->text.p);
	if (meant < s->keys.n)
		take_choice(app, s, meant);
}

static void leave_field(struct app *app, struct filling *s)
{
	settle_choice(app, s);
	refresh(app, s);
}

/* The field Enter goes to: the first that is required and empty, or wrong; n when none is. */
static size_t missing_field(const struct filling *s, bool with_focus)
{
	for (size_t i = 0; i < s->f.n; i++) {
		const struct entry *e = &s->entries[i];
		if (i == s->focus && !with_focus)
			continue;
		if (e->bad || (s->f.fields[i].required && e->edit.text.len == 0))
			return i;
	}
	return s->f.n;
}

static bool open_form(struct app *app, void *state, void *arg, struct err *err)
{
	struct filling *s = state;

	(void)err;
	s->f = *(struct form *)arg;
	s->entries = mem_array(s->f.n, sizeof(*s->entries));
	str_init(&s->remark);
	str_init(&s->notice);
	str_init(&s->kept_too);
	strlist_init(&s->now);
	strlist_init(&s->asked);
	s->f.since = store_last_action(&app->clinic->store);
	for (size_t i = 0; i < s->f.n; i++) {
		edit_init(&s->entries[i].edit, s->f.fields[i].value);
		s->entries[i].initial = mem_strdup(str_or_empty(s->f.fields[i].value));
		str_init(&s->entries[i].message);
	}
	enter_field(app, s, s->f.focus);
	refresh(app, s);
	return true;
}

static void close_form(void *state)
{
	struct filling *s = state;

	for (size_t i = 0; i < s->f.n; i++) {
		edit_release(&s->entries[i].edit);
		str_release(&s->entries[i].message);
		free(s->entries[i].initial);
	}
	free(s->entries);
	strlist_release(&s->keys);
	strlist_release(&s->labels);
	str_release(&s->remark);
	str_release(&s->notice);
	str_release(&s->kept_too);
	strlist_release(&s->now);
	strlist_release(&s->asked);
	free(s->kept);
	form_release(&s->f);
}

void form_open(struct app *app, struct form *f)
{
	if (!app_push(app, &form_screen, f))
		form_release(f);
}

static bool form_holds(const void *state)
{
	const struct filling *s = state;

	if (s->saved)
		return false;
	if (s->f.touched)
		return true;
	for (size_t i = 0; i < s->f.n; i++)
		if (strcmp(s->entries[i].edit.text.p, s->entries[i].initial) != 0)
			return true;
	return false;
}

/* By its title and the first thing typed in it. */
static void form_describe(const void *state, struct str *out)
{
	const struct filling *s = state;
	const char *typed = NULL;

	for (size_t i = s->f.n; i-- > 0;) {
		const char *text = s->entries[i].edit.text.p;
		if (*text && (s->f.touched || strcmp(text, s->entries[i].initial) != 0))
			typed = text;
	}
	str_add(out, s->f.title);
	if (typed)
		str_addf(out, "  %s", typed);
}

static void save(struct app *app, struct filling *s)
{
	struct err err = ERR_INIT;
	int field = -1;
	const char **values = values_of(s);
	bool ok = stale_save(app, s, values, &field, &err);

	free(values);
	if (!ok && err.code == ERR_CONFLICT && s->now.n) {
		stale_ask(app, s);
		return;
	}
	if (!ok) {
		if (field >= 0 && (size_t)field < s->f.n)
			enter_field(app, s, (size_t)field);
		app_error(app, &err);
		return;
	}
	s->saved = true;
	struct form f = s->f;
	char *kept_too = str_steal(&s->kept_too);
	void (*saved)(struct app *, void *) = f.saved;
	void *data = f.data;
	void (*free_data)(void *) = f.free_data;
	s->f.free_data = NULL; /* outlives the form for what follows */
	app_pop(app);
	app_changed(app);
	if (saved)
		saved(app, data);
	if (free_data)
		free_data(data);
	if (*kept_too) {
		char *said = mem_strdup(app->message);
		app_say(app, "%s; %s", said, kept_too);
		free(said);
	}
	free(kept_too);
}

static void save_or_say(struct app *app, struct filling *s)
{
	leave_field(app, s);
	size_t i = missing_field(s, true);
	if (i == s->f.n) {
		save(app, s);
		return;
	}
	if (s->entries[i].bad)
		app_refuse(app, "%s: %s", s->f.fields[i].label, s->entries[i].message.p);
	else
		app_refuse(app, _("%s is still needed"), s->f.fields[i].label);
	enter_field(app, s, i);
}

static void form_enter(struct app *app, void *state)
{
	struct filling *s = state;

	leave_field(app, s);
	if (s->entries[s->focus].bad) {
		app_refuse(app, "%s", s->entries[s->focus].message.p);
		return;
	}
	size_t i = missing_field(s, true);
	if (i < s->f.n) {
		enter_field(app, s, i);
		return;
	}
	save(app, s);
}

void filling_save(struct app *app, struct filling *s)
{
	save_or_say(app, s);
}

void filling_set(struct app *app, struct filling *s, size_t i, const char *text)
{
	edit_set(&s->entries[i].edit, text);
	check_entry(app, s, i);
}

void filling_refresh(struct app *app, struct filling *s)
{
	enter_field(app, s, s->focus);
	refresh(app, s);
}

static void form_save(struct app *app, void *state)
{
	save_or_say(app, state);
}

/* What others did may speak against what is typed.  What is numbered changes only while no number
 * was typed. */
static void form_reload(struct app *app, void *state)
{
	struct filling *s = state;

	stale_look(app, s);
	s->remark_is_old = s->f.remark != NULL;
	if (s->fresh)
		enter_field(app, s, s->focus);
}

static void form_discard(struct app *app, void *state)
{
	struct filling *s = state;

	if (!form_holds(s)) {
		app_pop(app);
		app_say(app, _("thrown away"));
		return;
	}
	/* Its draft goes now; if it comes back, it is written anew. */
	str_replace(&s->kept, NULL);
	app_throw(app);
	app_say(app, _("thrown away; {undo} brings it back"));
}

/* A choice that stands there already is replaced by what is typed, so that one digit takes another;
 * only a list (tags) goes on with ';'. */
static bool replaces_choice(const struct filling *s, const struct key *key)
{
	bool goes_on = key->kind == KEY_TEXT && (key->cp == ';' || key->cp == 0xff1b);

	return s->fresh && !goes_on && (key->kind == KEY_TEXT || key->kind == KEY_PASTE) &&
	       (s->f.fields[s->focus].replace ||
		strlist_has(&s->labels, s->entries[s->focus].edit.text.p));
}

static bool form_mouse(struct app *app, struct filling *s, const struct key *key)
{
	if (key->mouse == MOUSE_ROW && (size_t)key->row < s->f.n) {
		leave_field(app, s);
		enter_field(app, s, (size_t)key->row);
		refresh(app, s);
		return true;
	}
	if (key->mouse == MOUSE_CHOICE && (size_t)key->row < s->labels.n) {
		take_choice(app, s, (size_t)key->row);
		s->fresh = true;
		refresh(app, s);
		return true;
	}
	return false;
}

/* What was typed last may not have been looked at yet. */
static void open_remark(struct app *app, void *state)
{
	struct filling *s = state;

	make_remark(app, s);
	if (s->f.open_remark)
		s->f.open_remark(app, s->f.data);
	else
		app_refuse(app, _("there is nothing to open here"));
}

static void refuse_remark(struct app *app, void *state)
{
	struct filling *s = state;

	make_remark(app, s);
	if (s->f.refuse_remark)
		s->f.refuse_remark(app, s->f.data);
	else
		app_refuse(app, _("there is nothing to refuse here"));
}

static void look(struct app *app, void *state)
{
	struct filling *s = state;

	if (s->f.look)
		s->f.look(app, s->f.data);
	else
		app_refuse(app, _("there is nothing to look up for this form"));
}

static bool form_key(struct app *app, void *state, const struct key *key)
{
	struct filling *s = state;
	struct edit *e = &s->entries[s->focus].edit;

	switch (key->kind) {
	case KEY_TAB:
	case KEY_DOWN:
	case KEY_BACKTAB:
	case KEY_UP: {
		bool forward = key->kind == KEY_TAB || key->kind == KEY_DOWN;
		leave_field(app, s);
		enter_field(app, s, (s->focus + (forward ? 1 : s->f.n - 1)) % s->f.n);
		refresh(app, s);
		return true;
	}
	case KEY_PAGE_UP:
	case KEY_PAGE_DOWN:
		leave_field(app, s);
		enter_field(app, s, key->kind == KEY_PAGE_UP ? 0 : s->f.n - 1);
		return true;
	case KEY_MOUSE:
		return form_mouse(app, s, key);
	case KEY_CTRL:
	case KEY_NONE:
	case KEY_TEXT:
	case KEY_ENTER:
	case KEY_ESC:
	case KEY_BACKSPACE:
	case KEY_DELETE:
	case KEY_INSERT:
	case KEY_LEFT:
	case KEY_RIGHT:
	case KEY_HOME:
	case KEY_END:
	case KEY_F:
	case KEY_PASTE:
	case KEY_RESIZE:
		break;
	}
	if (replaces_choice(s, key))
		edit_key(e, &(struct key){ .kind = KEY_CTRL, .cp = 'u' });
	if (!edit_key(e, key))
		return false;
	s->fresh = false;
	refresh(app, s);
	return true;
}

static bool form_typing(const void *state)
{
	(void)state;
	return true;
}

static const char *enter_label(const struct app *app, const void *state)
{
	const struct filling *s = state;
	static char label[120];
	bool empty = s->entries[s->focus].edit.text.len == 0;
	size_t i = missing_field(s, empty);

	if (s->entries[s->focus].bad)
		return NULL;
	const char *saving = i == s->f.n && s->f.saving ? s->f.saving(app, s->f.data) : NULL;
	if (i == s->f.n)
		return saving ? saving : _("save");
	snprintf(label, sizeof(label), _("next: %s"), s->f.fields[i].label);
	return label;
}

/* --- drawing --- */

static int field_cols(int cols)
{
	int room = cols - LABEL_COLS - 4;

	return cols >= 100 ? room - MESSAGE_COLS - 2 : room > 44 ? room * 6 / 10 : room;
}

/* Whether what a field has to say fits beside it; else, and where nothing stands beside anything,
 * it is said below. */
static bool message_fits(const struct entry *e, const struct canvas *c, int cols)
{
	return !c->plain && text_width(e->message.p) + 2 < cols - (LABEL_COLS + 3 + field_cols(cols) + 1);
}

static void draw_field(const struct filling *s, struct canvas *c, struct rect area, size_t i, int y)
{
	struct entry *e = &s->entries[i];
	const struct form_field *f = &s->f.fields[i];
	bool on = i == s->focus;
	int cols = field_cols(area.cols);

	canvas_zone(c, (struct rect){ .y = area.y + y, .x = area.x, .rows = 1, .cols = area.cols },
		    ZONE_ROW, (int)i, NULL);
	canvas_text(c, area, y, 1, 1, STYLE_ALERT, f->required && !e->edit.text.len ? "*" : "");
	if (c->plain) {
		char *label = mem_printf("%s: ", f->label);
		int x = 2 + canvas_text(c, area, y, 2, -1, STYLE_NORMAL, label);
		edit_draw(&e->edit, c, area, y, x, area.cols - x - 1, on, on ? STYLE_FOCUS : STYLE_NORMAL);
		free(label);
		return;
	}
	canvas_text(c, area, y, 2, LABEL_COLS, on ? STYLE_HEADING : STYLE_NORMAL, f->label);
	edit_draw(&e->edit, c, area, y, LABEL_COLS + 3, cols, on, on ? STYLE_FOCUS : STYLE_FIELD);
	int x = LABEL_COLS + 3 + cols + 1;
	if (x >= area.cols - 4)
		return;
	if (e->message.len)
		canvas_printf(c, area, y, x, e->bad ? STYLE_ALERT : STYLE_GOOD, "%s%s",
			      e->bad ? "! " : "", message_fits(e, c, area.cols) ? e->message.p : "");
	else if (f->required && !e->edit.text.len)
		canvas_text(c, area, y, x, -1, STYLE_NORMAL, _("needed"));
}

/* The numbered choices of the focused field, flowing over a few lines. */
static int draw_choices(const struct filling *s, struct canvas *c, struct rect area, int y)
{
	int x = 2;

	for (size_t i = 0; i < s->labels.n && y < area.rows; i++) {
		char number[8];
		if (c->plain && i == PLAIN_CHOICES && s->labels.n > PLAIN_CHOICES + 1) {
			canvas_printf(c, area, y + 1, 2, STYLE_NORMAL, _("... %zu more"),
				      s->labels.n - i);
			return y + 2;
		}
		snprintf(number, sizeof(number), i < 9 ? "%zu" : " ", i + 1);
		int width = text_width(s->labels.v[i]) + 2;
		if (x > 2 && (c->plain || x + width > area.cols - 1)) {
			x = 2;
			y++;
		}
		if (y >= area.rows)
			break;
		canvas_zone(c, (struct rect){ .y = area.y + y, .x = area.x + x, .rows = 1, .cols = width },
			    ZONE_CHOICE, (int)i, NULL);
		x += canvas_text(c, area, y, x, -1, STYLE_KEY, number) + 1;
		x += canvas_text(c, area, y, x, -1, STYLE_NORMAL, s->labels.v[i]) + 2;
	}
	return s->labels.n ? y + 1 : y;
}

static void prepare_form(struct app *app, void *state, int rows, int cols)
{
	struct filling *s = state;
	size_t height = rows > 9 ? (size_t)rows - 8 : 1;

	(void)app;
	(void)cols;
	s->rows = (int)height;
	if (s->focus < s->top)
		s->top = s->focus;
	if (s->focus >= s->top + height)
		s->top = s->focus - height + 1;
	if (s->f.n <= height)
		s->top = 0;
}

static void draw_form(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	const struct filling *s = state;
	int y = 2;

	(void)app;
	canvas_text(c, area, 0, 1, -1, STYLE_HEADING, s->f.title);
	if (!c->plain)
		canvas_hline(c, area, 1, 0, area.cols);
	for (size_t i = s->top; i < s->f.n && i < s->top + (size_t)s->rows; i++)
		draw_field(s, c, area, i, y++);
	if (!c->plain)
		canvas_hline(c, area, y, 0, area.cols);
	if (s->f.n > (size_t)s->rows)
		canvas_printf(c, area, y, area.cols - 16, STYLE_NORMAL, " %zu / %zu ", s->focus + 1,
			      s->f.n);
	y++;
	const struct entry *e = &s->entries[s->focus];
	int cols = area.cols - 4;
	if (s->notice.len)
		y = canvas_wrapped(c, area, y, 2, cols, STYLE_ALERT, s->notice.p);
	if (e->message.len && !message_fits(e, c, area.cols)) {
		char *text = mem_printf("%s%s", e->bad ? "! " : "", e->message.p);
		y = canvas_wrapped(c, area, y, 2, cols, e->bad ? STYLE_ALERT : STYLE_GOOD, text);
		free(text);
	}
	y = canvas_wrapped(c, area, y, 2, cols, STYLE_NORMAL, s->f.fields[s->focus].help);
	y = draw_choices(s, c, area, y);
	if (s->remark.len)
		canvas_wrapped(c, area, y, 2, cols, STYLE_ALERT, s->remark.p);
}

static const struct command form_commands[] = {
	{ .name = "form-next", .keys = "enter",
	  .help = N_("The next field that is needed; when none is, save"), .run = form_enter },
	{ .name = "form-save", .keys = "^s", .label = N_("save"), .help = N_("Save the form"),
	  .needs = WRITES, .run = form_save },
	{ .name = "form-discard", .keys = "^d", .label = N_("throw away"),
	  .help = N_("Close the form and throw away what was typed in it"), .run = form_discard },
	{ .name = "form-look", .keys = "^l",
	  .help = N_("Look a time up in the book; Enter there takes it into the form"), .run = look },
	{ .name = "form-open-likely", .keys = "^r",
	  .help = N_("Who is perhaps here already: open that chart; the form is held"),
	  .run = open_remark },
	{ .name = "form-somebody-else", .keys = "^k",
	  .help = N_("Who is perhaps here already is somebody else: do not say it again"),
	  .run = refuse_remark },
	COMMAND_END,
};

static const struct help_text form_help[] = {
	{ N_("Tab, arrows"), N_("The next field, the field before") },
	{ N_("1-9 Enter"), N_("Take that numbered choice; anything longer is text") },
	{ N_("Esc, ^F"), N_("Hold the form: nothing typed is lost, ^O returns to it") },
	{ N_("^U, ^W"), N_("Clear the field, delete a word") },
	{ 0 },
};

const struct screen form_screen = {
	.name = "form",
	.title = N_("Form"),
	.commands = form_commands,
	.help = form_help,
	.state_size = sizeof(struct filling),
	.open = open_form,
	.close = close_form,
	.reload = form_reload,
	.prepare = prepare_form,
	.draw = draw_form,
	.work = make_remark,
	.key = form_key,
	.enter = enter_label,
	.holds = form_holds,
	.describe = form_describe,
	.typing = form_typing,
};
