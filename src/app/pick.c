#include "revisit/app/pick.h"
#include "revisit/base/i18n.h"
#include "revisit/text/match.h"
#include "revisit/ui/edit.h"
#include "revisit/ui/list.h"

#include <ctype.h>

enum { LABEL_COLS = 40 };

struct picking {
	struct pick p;
	struct edit edit;
	struct list list;
	bool moved; /* an arrow chose the row */
	struct str preview;
	int *shown; /* indices of the items that match what was typed */
};

void pick_init(struct pick *p, const char *title)
{
	*p = (struct pick){ .title = mem_strdup(title) };
}

void pick_add(struct pick *p, const char *key, const char *label, const char *hint,
	      const char *find)
{
	GROW(p->items, p->n, p->cap);
	p->items[p->n++] = (struct pick_item){ .key = mem_strdup(key),
					       .label = mem_strdup(label),
					       .hint = mem_strdup(hint),
					       .find = mem_strdup(find) };
}

void pick_number(struct pick *p, int digit)
{
	p->items[p->n - 1].digit = digit;
}

static int number_of(const struct pick *p, int item)
{
	return p->items[item].digit ? p->items[item].digit : item + 1;
}

/* The item a key's digit stands for, −1. */
static int numbered(const struct pick *p, uint32_t cp)
{
	if (p->unnumbered)
		return -1;
	for (int i = 0; cp >= '1' && cp <= '9' && i < (int)p->n; i++)
		if (number_of(p, i) == (int)(cp - '0'))
			return i;
	return -1;
}

static void pick_release(struct pick *p)
{
	free(p->title);
	free(p->prompt);
	free(p->typed);
	for (size_t i = 0; i < p->n; i++) {
		free(p->items[i].key);
		free(p->items[i].label);
		free(p->items[i].hint);
		free(p->items[i].find);
	}
	free(p->hint);
	free(p->items);
	if (p->free_data)
		p->free_data(p->data);
	*p = (struct pick){ 0 };
}

static bool text_matches(const char *text, const char *word)
{
	return text && match_sentence(text, word);
}

/* Every word typed must be found in the label, key or hint, its reading or initials. */
static bool item_matches(const struct pick_item *item, const struct strlist *words)
{
	for (size_t i = 0; i < words->n; i++)
		if (!text_matches(item->label, words->v[i]) && !text_matches(item->key, words->v[i]) &&
		    !text_matches(item->hint, words->v[i]) && !text_matches(item->find, words->v[i]))
			return false;
	return true;
}

/* Whether the letters stand in the text in that order, the first at the beginning of a word. */
static bool has_letters(const char *text, const char *letters)
{
	for (const char *start = text; text && *start; start++) {
		const char *want = letters;
		if (start > text && start[-1] != ' ')
			continue;
		if (tolower((unsigned char)*start) != tolower((unsigned char)*want))
			continue;
		for (const char *p = start; *p && *want; p++)
			want += tolower((unsigned char)*p) == tolower((unsigned char)*want);
		if (!*want)
			return true;
	}
	return false;
}

static bool item_has_letters(const struct pick_item *item, const char *typed)
{
	char letters[40];
	size_t n = 0;

	for (const char *p = typed; *p && n + 1 < sizeof(letters); p++)
		if (*p != ' ')
			letters[n++] = *p;
	letters[n] = '\0';
	return n > 1 && (has_letters(item->label, letters) || has_letters(item->find, letters) ||
			 has_letters(item->key, letters));
}

/* Whether `typed` is in the text: 0 as the beginning of a word, 1 anywhere, 2 it is not. */
static int how_well(const char *text, const char *typed)
{
	int best = 2;
	size_t n = strlen(typed);

	for (const char *p = text; p && *p; p++) {
		if (strncasecmp(p, typed, n) != 0)
			continue;
		if (p == text || !isalpha((unsigned char)p[-1]))
			return 0;
		best = 1;
	}
	return best;
}

/* Who types a whole word means it; readings and initials come behind, each in the order they have. */
static void best_first(struct picking *s, int n)
{
	int *ranked = mem_array((size_t)n + 1, sizeof(*ranked));
	int at = 0;

	for (int rank = 0; rank < 3; rank++)
		for (int i = 0; i < n; i++) {
			const struct pick_item *item = &s->p.items[s->shown[i]];
			int label = how_well(item->label, s->edit.text.p);
			int find = how_well(item->find, s->edit.text.p);
			if ((label < find ? label : find) == rank)
				ranked[at++] = s->shown[i];
		}
	memcpy(s->shown, ranked, (size_t)n * sizeof(*ranked));
	free(ranked);
}

/* The item numbered by what was typed, when that is one digit and nothing else; −1. */
static int typed_digit(const struct picking *s)
{
	return s->edit.text.len == 1 ? numbered(&s->p, (unsigned char)s->edit.text.p[0]) : -1;
}

static void narrow(struct picking *s)
{
	struct strlist words;
	int n = 0;
	int loose = 0;
	int digit = typed_digit(s);

	strlist_init(&words);
	match_words(s->edit.text.p, &words);
	for (size_t i = 0; i < s->p.n; i++)
		if (s->p.unnumbered || digit >= 0 || item_matches(&s->p.items[i], &words))
			s->shown[n++] = (int)i;
	strlist_release(&words);
	for (size_t i = 0; n == 0 && s->p.loose && i < s->p.n; i++)
		if (item_has_letters(&s->p.items[i], s->edit.text.p))
			s->shown[loose++] = (int)i;
	n += loose;
	if (s->p.loose && digit < 0 && loose == 0)
		best_first(s, n);
	list_resize(&s->list, n, s->list.height);
	list_select(&s->list, digit >= 0 && digit < n ? digit : 0);
}

static bool open_pick(struct app *app, void *state, void *arg, struct err *err)
{
	struct picking *s = state;

	(void)app;
	(void)err;
	s->p = *(struct pick *)arg;
	edit_init(&s->edit, s->p.typed);
	str_init(&s->preview);
	s->shown = mem_array(s->p.n, sizeof(*s->shown));
	narrow(s);
	return true;
}

static void close_pick(void *state)
{
	struct picking *s = state;

	pick_release(&s->p);
	edit_release(&s->edit);
	str_release(&s->preview);
	free(s->shown);
}

void pick_open_if(struct app *app, struct pick *p, bool wanted)
{
	if (wanted)
		pick_open(app, p);
	else
		pick_release(p);
}

void pick_open(struct app *app, struct pick *p)
{
	if (!app_push(app, &pick_screen, p))
		pick_release(p);
}

/* Closes the popup, then answers: what it opens stands where the popup stood. */
static void answer(struct app *app, struct picking *s, int item)
{
	struct pick p = s->p;
	char *text = mem_strdup(s->edit.text.p);

	s->p = (struct pick){ 0 };
	app_pop(app);
	p.done(app, p.data, item >= 0 ? p.items[item].key : NULL, text);
	free(text);
	pick_release(&p);
}

/* Nothing is chosen yet, and the first row must not look as if it were. */
static bool unchosen(const struct picking *s)
{
	return s->p.deliberate && !s->moved && (s->p.unnumbered || s->edit.text.len == 0);
}

static void take(struct app *app, void *state)
{
	struct picking *s = state;
	int digit = typed_digit(s);

	if (digit >= 0) {
		answer(app, s, digit);
		return;
	}
	if (s->p.unnumbered && !s->moved && s->edit.text.len > 0) {
		answer(app, s, -1);
		return;
	}
	if (unchosen(s)) {
		app_refuse(app, s->p.unnumbered ? _("type it, or choose with the arrows")
						: _("type a number or words, or choose with the arrows"));
		return;
	}
	/* Typed text wins over a mere match when text is asked for, unless arrows chose an item. */
	bool text_first = s->p.text && !s->p.unnumbered && s->edit.text.len > 0 && s->list.selected == 0 &&
			  (s->list.n == 0 || s->p.preview);
	if (text_first)
		answer(app, s, -1);
	else if (s->list.n > 0)
		answer(app, s, s->shown[s->list.selected]);
	else if (s->p.text && s->edit.text.len > 0)
		answer(app, s, -1);
	else if (s->p.n == 0)
		app_refuse(app, _("nothing is typed yet; Esc goes back"));
	else
		app_refuse(app, _("nothing like that; Backspace and try again, or Esc"));
}

static bool pick_key(struct app *app, void *state, const struct key *key)
{
	struct picking *s = state;

	if (key->kind == KEY_ESC) {
		app_pop(app);
		return true;
	}
	bool first = s->p.unnumbered && unchosen(s);
	if (list_key(&s->list, key, false)) {
		if (first && s->list.selected == 1)
			list_select(&s->list, 0);
		s->moved = true;
		return true;
	}
	if (s->p.at_once && s->edit.text.len == 0 && key->kind == KEY_TEXT &&
	    numbered(&s->p, key->cp) >= 0) {
		answer(app, s, numbered(&s->p, key->cp));
		return true;
	}
	struct key folded = *key;
	bool wide = key->kind == KEY_TEXT && key->cp >= 0xff10 && key->cp <= 0xff19;
	if (wide)
		key_fold(&folded); /* a full-width digit of an input method */
	if (edit_key(&s->edit, &folded)) {
		s->moved = s->moved && !s->p.unnumbered;
		narrow(s);
		return true;
	}
	return true;
}

/* Its own keys fit the line below: no page is opened over a question. */
static void tell_how(struct app *app, void *state)
{
	const struct pick *p = &((const struct picking *)state)->p;

	if (p->n == 0)
		app_say(app, _("type the answer; Enter takes it, Esc goes back"));
	else if (p->at_once)
		app_say(app, _("a digit takes that one at once; letters or arrows, then Enter; Esc goes back"));
	else if (p->unnumbered)
		app_say(app, _("type it, or choose with the arrows; Enter takes it, Esc goes back"));
	else
		app_say(app, _("a number, letters or the arrows choose; Enter takes it, Esc goes back"));
}

static bool pick_typing(const void *state)
{
	(void)state;
	return true;
}

static const char *pick_enter(const struct app *app, const void *state)
{
	const struct picking *s = state;

	(void)app;
	return s->list.n > 0 || s->edit.text.len > 0 || s->p.text ? _("take it") : NULL;
}

static int widest(const struct picking *s)
{
	int w = text_width(s->p.title) + 4 > s->p.cols ? text_width(s->p.title) + 4 : s->p.cols;

	if (s->p.hint && text_width(s->p.hint) + 4 > w)
		w = text_width(s->p.hint) + 4;
	for (size_t i = 0; i < s->p.n; i++) {
		const struct pick_item *item = &s->p.items[i];
		int n = text_width(item->label) + (item->hint ? text_width(item->hint) + 2 : 0) + 8;
		if (n > w)
			w = n;
	}
	return w < 44 ? 44 : w;
}

static void draw_items(const struct picking *s, struct canvas *c, struct rect box, int top,
		       int height)
{
	for (int i = 0; i < height && s->list.top + i < s->list.n; i++) {
		int row = s->list.top + i;
		const struct pick_item *item = &s->p.items[s->shown[row]];
		bool on = row == s->list.selected && !unchosen(s);
		struct rect line = { .y = box.y + top + i, .x = box.x + 1, .rows = 1,
				     .cols = box.cols - 2 };
		enum style style = canvas_row(c, line, row, on);
		int number = number_of(&s->p, s->shown[row]);
		if (!s->p.unnumbered && number <= 9 && s->list.n == (int)s->p.n)
			canvas_printf(c, line, 0, 1, on ? STYLE_SELECTED : STYLE_KEY, "%d", number);
		if (c->plain) {
			char *text = mem_printf(item->hint ? "%s: %s" : "%s", item->label,
						str_or_empty(item->hint));
			canvas_text(c, line, 0, 3, -1, style, text);
			free(text);
			continue;
		}
		int label = text_width(item->label) < LABEL_COLS ? text_width(item->label) : LABEL_COLS;
		int room = line.cols - 4 - label - 2;
		int hint = item->hint ? text_width(item->hint) : 0;
		if (hint > room)
			hint = room > 0 ? room : 0; /* what it is called comes first */
		canvas_text(c, line, 0, 3, line.cols - 4 - (hint ? hint + 1 : 0), style, item->label);
		if (hint)
			canvas_text(c, line, 0, line.cols - 1 - hint, hint, style, item->hint);
	}
}

static void prepare_pick(struct app *app, void *state, int rows, int cols)
{
	struct picking *s = state;

	(void)cols;
	str_clear(&s->preview);
	if (s->p.preview && s->edit.text.len)
		s->p.preview(app, s->p.data, s->edit.text.p, &s->preview);
	if (!s->edit.text.len)
		str_add(&s->preview, s->p.hint);
	int height = rows - 5;
	if (app->canvas.plain && height > 9)
		height = 9; /* all that have a number */
	list_resize(&s->list, s->list.n, height < 1 ? 1 : height);
}

/* Lines join what they meet; the corners of a box that lies over other lines must not. */
static void draw_box(struct canvas *c, struct rect box)
{
	static const char *const corners[] = { "┌", "┐", "└", "┘" };

	canvas_hline(c, box, 0, 0, box.cols);
	canvas_hline(c, box, box.rows - 1, 0, box.cols);
	canvas_vline(c, box, 0, 0, box.rows);
	canvas_vline(c, box, 0, box.cols - 1, box.rows);
	for (int i = 0; i < 4; i++)
		canvas_text(c, box, i < 2 ? 0 : box.rows - 1, i % 2 ? box.cols - 1 : 0, 1, STYLE_FRAME,
			    c->ascii ? "+" : corners[i]);
}

/* A blank ring keeps its frame from growing into the lines behind it. */
static void clear_around(struct canvas *c, struct rect box, int top)
{
	struct rect ring = { .y = box.y - 1, .x = box.x - 1, .rows = box.rows + 2, .cols = box.cols + 2 };

	if (ring.y < top)
		ring.rows -= top - ring.y, ring.y = top;
	canvas_fill(c, ring, STYLE_NORMAL);
}

static void draw_pick(const struct app *app, const void *state, struct canvas *c, struct rect area)
{
	/* The line keeps its scroll position while it is drawn, hence not const. */
	struct picking *s = (struct picking *)(uintptr_t)state;
	int cols = widest(s) + 2;
	int height = s->list.n < s->list.height ? s->list.n : s->list.height;
	int extra = s->preview.len ? 1 : 0;

	(void)app;
	if (cols > area.cols)
		cols = area.cols;
	struct rect box = { .rows = height + 4 + extra, .cols = cols };
	if (box.rows > area.rows)
		box.rows = area.rows;
	box.y = area.y + (area.rows - box.rows) / 3;
	box.x = area.x + (area.cols - box.cols) / 2;
	if (c->plain) {
		box = area; /* nothing stands beside the question */
		canvas_fill(c, box, STYLE_NORMAL);
	} else {
		clear_around(c, box, area.y);
		draw_box(c, box);
	}
	canvas_printf(c, box, 0, 2, STYLE_HEADING, " %s ", s->p.title);
	int x = 2;
	const char *prompt = s->p.prompt ? s->p.prompt : ">";
	x += canvas_text(c, box, 1, x, -1, STYLE_NORMAL, prompt) + 1;
	edit_draw(&s->edit, c, box, 1, x, box.cols - x - 2, true, STYLE_FOCUS);
	if (extra)
		canvas_text(c, box, 2, 2, box.cols - 4, s->edit.text.len ? STYLE_GOOD : STYLE_NORMAL,
			    s->preview.p);
	if (s->list.n == 0 && s->p.n > 0)
		canvas_text(c, box, 2 + extra, 2, box.cols - 4, STYLE_NORMAL,
			    s->p.text ? _("Enter takes what you typed.")
				      : _("Nothing like that. Backspace, or Esc."));
	draw_items(s, c, box, 3 + extra - (s->list.n ? 0 : 1), height);
}

static const struct command pick_commands[] = {
	{ .name = "pick-take", .keys = "enter",
	  .help = N_("Take the chosen or numbered one, or the text"), .run = take },
	{ .name = "pick-help", .keys = "f1", .help = N_("How the popup is answered"), .run = tell_how },
	COMMAND_END,
};

const struct screen pick_screen = {
	.name = "pick",
	.title = N_("Choose"),
	.popup = true,
	.commands = pick_commands,
	.state_size = sizeof(struct picking),
	.open = open_pick,
	.close = close_pick,
	.prepare = prepare_pick,
	.draw = draw_pick,
	.key = pick_key,
	.enter = pick_enter,
	.typing = pick_typing,
};
