#include "revisit/ui/edit.h"

#include "revisit/text/utf8.h"

enum { DEFAULT_LIMIT = 4096, UNDO_STEPS = 100 };
enum { RUN_NONE, RUN_TYPING, RUN_DELETING };

/* Appends what of s is valid UTF-8 and no control character; tabs become blanks. */
static void add_clean(struct str *out, const char *s, size_t n)
{
	uint32_t cp;

	for (size_t i = 0; i < n;) {
		size_t len = utf8_decode(s + i, n - i, &cp);
		if (len > 0 && cp == '\t')
			str_addc(out, ' ');
		else if (len > 0 && cp >= ' ' && (cp < 0x7f || cp > 0x9f))
			str_addn(out, s + i, len);
		i += len ? len : 1;
	}
}

void edit_init(struct edit *e, const char *text)
{
	*e = (struct edit){ 0 };
	str_init(&e->text);
	strlist_init(&e->undo);
	strlist_init(&e->redo);
	edit_set(e, text);
}

void edit_release(struct edit *e)
{
	str_release(&e->text);
	strlist_release(&e->undo);
	strlist_release(&e->redo);
	*e = (struct edit){ 0 };
}

void edit_set(struct edit *e, const char *text)
{
	struct str copy;

	str_init(&copy);
	add_clean(&copy, str_or_empty(text), strlen(str_or_empty(text)));
	str_release(&e->text);
	e->text = copy;
	e->cursor = e->text.len;
	e->scroll = 0;
	e->run = RUN_NONE;
	strlist_release(&e->undo);
	strlist_release(&e->redo);
}

static size_t next(const struct edit *e, size_t at)
{
	return utf8_next(e->text.p, e->text.len, at);
}

static size_t prev(const struct edit *e, size_t at)
{
	return utf8_prev(e->text.p, e->text.len, at);
}

/* The first grapheme border at or after `at`: what was inserted may have joined its neighbour. */
static size_t border(const struct edit *e, size_t at)
{
	size_t b = 0;

	while (b < at && b < e->text.len)
		b = next(e, b);
	return b;
}

static void remember(struct strlist *list, const char *text)
{
	if (list->n == UNDO_STEPS) {
		free(list->v[0]);
		memmove(list->v, list->v + 1, (list->n - 1) * sizeof(*list->v));
		list->n--;
	}
	strlist_add(list, text);
}

/* Before a change: a new step of undo, unless it goes on with the last one. */
static void begin(struct edit *e, int run)
{
	if (run == RUN_NONE || e->run != run)
		remember(&e->undo, e->text.p);
	strlist_release(&e->redo);
	e->run = run;
}

/* Puts s in place of the bytes [from, to); the cursor stands behind it. */
static void splice(struct edit *e, size_t from, size_t to, const char *s, size_t n)
{
	struct str text;

	str_init(&text);
	str_addn(&text, e->text.p, from);
	str_addn(&text, s, n);
	str_addn(&text, e->text.p + to, e->text.len - to);
	str_release(&e->text);
	e->text = text;
	e->cursor = border(e, from + n);
	if (e->scroll > e->text.len)
		e->scroll = e->text.len;
	e->scroll = border(e, e->scroll);
}

/* Inserts as much of s as the limit allows, in whole characters as people see them. */
static void insert(struct edit *e, const char *s, size_t n, int run)
{
	size_t limit = e->limit ? e->limit : DEFAULT_LIMIT;
	size_t room = e->text.len < limit ? limit - e->text.len : 0;
	size_t fits = 0;

	while (fits < n) {
		size_t more = utf8_next(s, n, fits);
		if (more > room)
			break;
		fits = more;
	}
	if (fits == 0)
		return;
	begin(e, run);
	splice(e, e->cursor, e->cursor, s, fits);
}

static void insert_pasted(struct edit *e, const char *s)
{
	struct str line;

	s += strspn(s, "\r\n\t ");
	str_init(&line);
	add_clean(&line, s, strcspn(s, "\r\n"));
	while (line.len > 0 && line.p[line.len - 1] == ' ')
		str_cut(&line, line.len - 1);
	insert(e, line.p, line.len, RUN_NONE);
	str_release(&line);
}

/* A blank ends a word; Chinese has none, so there a change of script does. */
static bool is_han_at(const struct edit *e, size_t at)
{
	uint32_t cp = 0;

	utf8_decode(e->text.p + at, e->text.len - at, &cp);
	return cp_is_han(cp);
}

static size_t word_start(const struct edit *e)
{
	size_t at = e->cursor;

	while (at > 0 && e->text.p[prev(e, at)] == ' ')
		at = prev(e, at);
	if (at == 0)
		return 0;
	bool han = is_han_at(e, prev(e, at));
	while (at > 0 && e->text.p[prev(e, at)] != ' ' && is_han_at(e, prev(e, at)) == han)
		at = prev(e, at);
	return at;
}

/* False in an empty line only: Backspace at its start is still meant for it. */
static bool erase(struct edit *e, size_t from, size_t to)
{
	if (e->text.len == 0)
		return false;
	if (from == to)
		return true;
	begin(e, RUN_DELETING);
	splice(e, from, to, "", 0);
	return true;
}

static bool move(struct edit *e, size_t to)
{
	bool moved = to != e->cursor;

	e->cursor = to;
	e->run = RUN_NONE;
	return moved;
}

static bool control_key(struct edit *e, uint32_t cp)
{
	switch (cp) {
	case 'a':
		return move(e, 0);
	case 'e':
		return move(e, e->text.len);
	case 'u':
		e->run = RUN_NONE;
		return erase(e, 0, e->text.len);
	case 'w':
		return erase(e, word_start(e), e->cursor);
	case 'z':
		return edit_undo(e);
	case 'y':
		return edit_redo(e);
	default:
		return false;
	}
}

bool edit_key(struct edit *e, const struct key *key)
{
	char utf8[4];

	switch ((int)key->kind) {
	case KEY_TEXT:
		insert(e, utf8, utf8_encode(key->cp, utf8), RUN_TYPING);
		return true;
	case KEY_PASTE:
		insert_pasted(e, str_or_empty(key->text));
		return true;
	case KEY_CTRL:
		return control_key(e, key->cp);
	case KEY_BACKSPACE:
		return erase(e, prev(e, e->cursor), e->cursor);
	case KEY_DELETE:
		return erase(e, e->cursor, next(e, e->cursor));
	case KEY_LEFT:
		return move(e, prev(e, e->cursor));
	case KEY_RIGHT:
		return move(e, next(e, e->cursor));
	case KEY_HOME:
		return move(e, 0);
	case KEY_END:
		return move(e, e->text.len);
	default:
		return false;
	}
}

/* Where the changed part of `now` ends, compared with `before`. */
static size_t end_of_change(const char *before, const char *now)
{
	size_t b = strlen(before), n = strlen(now);

	while (b > 0 && n > 0 && before[b - 1] == now[n - 1]) {
		b--;
		n--;
	}
	return n;
}

static bool swap(struct edit *e, struct strlist *from, struct strlist *to)
{
	if (from->n == 0)
		return false;
	char *text = from->v[--from->n];
	size_t at = end_of_change(e->text.p, text);
	remember(to, e->text.p);
	str_clear(&e->text);
	str_add(&e->text, text);
	free(text);
	e->cursor = border(e, at);
	e->scroll = 0;
	e->run = RUN_NONE;
	return true;
}

bool edit_undo(struct edit *e)
{
	return swap(e, &e->undo, &e->redo);
}

bool edit_redo(struct edit *e)
{
	return swap(e, &e->redo, &e->undo);
}

/* Columns of the bytes [from, to). */
static int columns(const struct edit *e, size_t from, size_t to)
{
	char *part = mem_strndup(e->text.p + from, to - from);
	int width = text_width(part);

	free(part);
	return width;
}

/* The cursor needs the cells of the glyph it stands on, one at the end of the text. */
static void scroll_to_cursor(struct edit *e, int cols)
{
	size_t end = next(e, e->cursor);
	int under = e->cursor < e->text.len ? columns(e, e->cursor, end) : 1;

	if (e->scroll > e->cursor)
		e->scroll = e->cursor;
	int before = columns(e, e->scroll, e->cursor);
	while (e->scroll < e->cursor && before + under > cols) {
		size_t at = next(e, e->scroll);
		before -= columns(e, e->scroll, at);
		e->scroll = at;
	}
	/* Room on the right is not left empty while text is hidden on the left. */
	int shown = columns(e, e->scroll, e->text.len);
	while (e->scroll > 0) {
		size_t at = prev(e, e->scroll);
		shown += columns(e, at, e->scroll);
		if (shown >= cols)
			break;
		e->scroll = at;
	}
}

void edit_draw(struct edit *e, struct canvas *c, struct rect r, int y, int x, int cols,
	       bool focused, enum style style)
{
	if (cols > r.cols - x)
		cols = r.cols - x;
	if (y < 0 || y >= r.rows || cols <= 0)
		return;
	canvas_fill(c, (struct rect){ .y = r.y + y, .x = r.x + x, .rows = 1, .cols = cols }, style);
	if (!focused) {
		canvas_text(c, r, y, x, cols, style, e->text.p);
		return;
	}
	scroll_to_cursor(e, cols);
	const char *from = e->text.p + e->scroll;
	char *shown = mem_strndup(from, text_prefix(from, cols));
	canvas_text(c, r, y, x, cols, style, shown);
	free(shown);
	canvas_cursor(c, r, y, x + columns(e, e->scroll, e->cursor), true);
}
