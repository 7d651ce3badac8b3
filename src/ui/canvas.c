#include "revisit/ui/canvas.h"

enum { JOIN_LEFT = 1, JOIN_RIGHT = 2, JOIN_UP = 4, JOIN_DOWN = 8 };
enum { JOIN_H = JOIN_LEFT | JOIN_RIGHT, JOIN_V = JOIN_UP | JOIN_DOWN };

/* By the directions in which a frame cell has a line. */
static const char *const frames[16] = {
	[JOIN_H] = "─",
	[JOIN_V] = "│",
	[JOIN_RIGHT | JOIN_DOWN] = "┌",
	[JOIN_LEFT | JOIN_DOWN] = "┐",
	[JOIN_RIGHT | JOIN_UP] = "└",
	[JOIN_LEFT | JOIN_UP] = "┘",
	[JOIN_H | JOIN_DOWN] = "┬",
	[JOIN_H | JOIN_UP] = "┴",
	[JOIN_V | JOIN_RIGHT] = "├",
	[JOIN_V | JOIN_LEFT] = "┤",
	[JOIN_H | JOIN_V] = "┼",
};

/* 0: the style is not marked in a dump. */
static const char style_letters[STYLE_COUNT] = {
	[STYLE_TITLE] = 'T',    [STYLE_TAB] = 'B',   [STYLE_HEADING] = 'H', [STYLE_MATCH] = 'M',
	[STYLE_SELECTED] = 'S', [STYLE_KEY] = 'K',   [STYLE_ALERT] = 'A',   [STYLE_GOOD] = 'G',
	[STYLE_FIELD] = 'F',    [STYLE_FOCUS] = 'I',
};

void canvas_init(struct canvas *c, int rows, int cols)
{
	*c = (struct canvas){ 0 };
	canvas_resize(c, rows, cols);
}

void canvas_release(struct canvas *c)
{
	free(c->cells);
	free(c->zones);
	*c = (struct canvas){ .cursor_y = -1, .cursor_x = -1 };
}

void canvas_resize(struct canvas *c, int rows, int cols)
{
	c->rows = rows > 0 ? rows : 0;
	c->cols = cols > 0 ? cols : 0;
	free(c->cells);
	c->cells = mem_array((size_t)c->rows * (size_t)c->cols, sizeof(*c->cells));
	canvas_clear(c);
}

static struct cell *cell_at(const struct canvas *c, int y, int x)
{
	if (y < 0 || x < 0 || y >= c->rows || x >= c->cols)
		return NULL;
	return &c->cells[(size_t)y * (size_t)c->cols + (size_t)x];
}

static void blank(struct cell *cell, uint8_t style)
{
	*cell = (struct cell){ .bytes = " ", .width = 1, .style = style };
}

void canvas_clear(struct canvas *c)
{
	size_t n = (size_t)c->rows * (size_t)c->cols;

	for (size_t i = 0; i < n; i++)
		blank(&c->cells[i], STYLE_NORMAL);
	c->cursor_y = c->cursor_x = -1;
	c->text_cursor = false;
	canvas_forget_zones(c);
}

void canvas_forget_zones(struct canvas *c)
{
	c->n_zones = 0;
}

void canvas_zone(struct canvas *c, struct rect where, enum zone_kind kind, int n, const void *what)
{
	GROW(c->zones, c->n_zones, c->cap_zones);
	c->zones[c->n_zones++] =
		(struct zone){ .where = where, .kind = kind, .n = n, .what = what };
}

const struct zone *canvas_zone_at(const struct canvas *c, int y, int x)
{
	for (size_t i = c->n_zones; i > 0; i--) {
		const struct rect *r = &c->zones[i - 1].where;
		if (y >= r->y && y < r->y + r->rows && x >= r->x && x < r->x + r->cols)
			return &c->zones[i - 1];
	}
	return NULL;
}

enum style canvas_row(struct canvas *c, struct rect line, int row, bool chosen)
{
	enum style style = chosen ? STYLE_SELECTED : STYLE_NORMAL;

	/* Over a slow line the text alone is in reverse, not the whole row. */
	canvas_fill(c, line, c->plain ? STYLE_NORMAL : style);
	if (chosen)
		canvas_text(c, line, 0, 0, 1, style, ">");
	canvas_zone(c, line, ZONE_ROW, row, NULL);
	return style;
}

struct rect canvas_all(const struct canvas *c)
{
	return (struct rect){ .rows = c->rows, .cols = c->cols };
}

/* What of a rectangle lies on the canvas: the cells [x0, x1) of the rows [y0, y1). */
struct box {
	int y0, x0, y1, x1;
};

static int clamp(int64_t n, int low, int high)
{
	return n < low ? low : n > high ? high : (int)n;
}

static struct box clip(const struct canvas *c, struct rect r)
{
	return (struct box){
		.y0 = clamp(r.y, 0, c->rows),
		.x0 = clamp(r.x, 0, c->cols),
		.y1 = clamp((int64_t)r.y + r.rows, 0, c->rows),
		.x1 = clamp((int64_t)r.x + r.cols, 0, c->cols),
	};
}

/* Before a cell is overwritten, the other half of a wide glyph that stands there goes blank. */
static void split(struct canvas *c, int y, int x)
{
	struct cell *cell = cell_at(c, y, x);
	struct cell *left = cell_at(c, y, x - 1);
	struct cell *right = cell_at(c, y, x + 1);

	if (cell->width == 0 && left)
		blank(left, left->style);
	if (cell->width == 2 && right)
		blank(right, right->style);
}

static void put(struct canvas *c, int y, int x, uint8_t style, const char *bytes, size_t n,
		int width)
{
	for (int i = 0; i < width; i++) {
		split(c, y, x + i);
		*cell_at(c, y, x + i) = (struct cell){ .style = style };
	}
	struct cell *cell = cell_at(c, y, x);
	cell->width = (uint8_t)width;
	memcpy(cell->bytes, bytes, n <= GLYPH_MAX ? n : GLYPH_MAX);
}

/* A glyph clipped to [x0, x1): of one that is cut in half a blank remains. */
static void put_clipped(struct canvas *c, struct box box, int y, int64_t x, uint8_t style,
			const struct glyph *g)
{
	if (y < box.y0 || y >= box.y1 || x + g->width <= box.x0 || x >= box.x1)
		return;
	if (x >= box.x0 && x + g->width <= box.x1) {
		put(c, y, (int)x, style, g->bytes, g->len, g->width);
		return;
	}
	put(c, y, x < box.x0 ? box.x0 : (int)x, style, " ", 1, 1);
}

static struct glyph next_glyph(const char *s, size_t n)
{
	if (*s == '\n' || *s == '\t' || *s == '\r')
		return (struct glyph){ .bytes = " ", .len = 1, .taken = 1, .width = 1 };
	return glyph_at(s, n);
}

/* Bytes of `text` that fit into `cols` columns; *fits tells whether that is all of it. */
static size_t fitting(const char *text, size_t n, int cols, bool *fits)
{
	size_t at = 0;
	int used = 0;

	while (at < n) {
		struct glyph g = next_glyph(text + at, n - at);
		if (used + g.width > cols)
			break;
		used += g.width;
		at += g.taken;
	}
	*fits = at == n;
	return at;
}

static bool marked(const struct mark *marks, size_t n_marks, size_t start, size_t end)
{
	for (size_t i = 0; i < n_marks; i++)
		if (marks[i].start < end && marks[i].end > start)
			return true;
	return false;
}

int canvas_marked(struct canvas *c, struct rect r, int y, int x, int cols, enum style style,
		  const char *text, const struct mark *marks, size_t n_marks)
{
	struct box box = clip(c, r);
	int64_t left = (int64_t)r.x + x;
	int64_t room = (int64_t)r.cols - x;
	int limit = cols < 0 || cols > room ? clamp(room, 0, INT16_MAX) : cols;
	size_t n = strlen(text);
	int64_t row = (int64_t)r.y + y;
	int used = 0;
	bool fits;

	if (limit <= 0)
		return 0;
	/* A row far outside is none: drawn nowhere, measured all the same. */
	int at_y = row < 0 || row > INT32_MAX ? -1 : (int)row;
	size_t end = fitting(text, n, limit, &fits);
	if (!fits)
		end = fitting(text, n, limit - 1, &fits);
	for (size_t at = 0; at < end;) {
		struct glyph g = next_glyph(text + at, n - at);
		bool match = marked(marks, n_marks, at, at + g.taken);
		if (g.width > 0)
			put_clipped(c, box, at_y, left + used,
				    (uint8_t)(match ? STYLE_MATCH : style), &g);
		used += g.width;
		at += g.taken;
	}
	if (end < n) {
		struct glyph cut = { .bytes = c->ascii ? "~" : "…", .width = 1 };
		cut.len = strlen(cut.bytes);
		put_clipped(c, box, at_y, left + used, (uint8_t)style, &cut);
		used++;
	}
	return used;
}

int canvas_text(struct canvas *c, struct rect r, int y, int x, int cols, enum style style,
		const char *text)
{
	return canvas_marked(c, r, y, x, cols, style, text, NULL, 0);
}

int canvas_printf(struct canvas *c, struct rect r, int y, int x, enum style style, const char *fmt,
		  ...)
{
	struct str text;
	va_list args;

	str_init(&text);
	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	int used = canvas_text(c, r, y, x, -1, style, text.p);
	str_release(&text);
	return used;
}

struct wrapping {
	struct canvas *canvas;
	struct rect area;
	int y, x;
	enum style style;
};

static void draw_wrapped(const char *start, size_t n, void *arg)
{
	struct wrapping *w = arg;
	char *line = mem_strndup(start, n);

	if (w->y < w->area.rows)
		canvas_text(w->canvas, w->area, w->y, w->x, -1, w->style, line);
	w->y++;
	free(line);
}

int canvas_wrapped(struct canvas *c, struct rect r, int y, int x, int cols, enum style style,
		   const char *text)
{
	struct wrapping w = { .canvas = c, .area = r, .y = y, .x = x, .style = style };

	text_wrap(text, cols, draw_wrapped, &w);
	return w.y;
}

int canvas_uncut(struct canvas *c, struct rect below, int room, const char *text)
{
	if (text_width(text) <= room)
		return 0;
	return canvas_wrapped(c, below, 0, 2, below.cols - 3, STYLE_NORMAL, text);
}

int canvas_right(struct canvas *c, struct rect r, int y, int x_end, enum style style,
		 const char *text)
{
	int width = text_width(text);

	if (x_end <= 0)
		return 0;
	if (width >= x_end)
		return canvas_text(c, r, y, 0, x_end, style, text);
	return canvas_text(c, r, y, x_end - width, width, style, text);
}

void canvas_fill(struct canvas *c, struct rect r, enum style style)
{
	struct box box = clip(c, r);

	for (int y = box.y0; y < box.y1; y++)
		for (int x = box.x0; x < box.x1; x++)
			put(c, y, x, (uint8_t)style, " ", 1, 1);
}

void canvas_restyle(struct canvas *c, struct rect r, enum style style)
{
	struct box box = clip(c, r);

	for (int y = box.y0; y < box.y1; y++)
		for (int x = box.x0; x < box.x1; x++)
			cell_at(c, y, x)->style = (uint8_t)style;
}

/* The directions in which the cell has a frame line; 0 for anything else. */
static int joins_of(const struct cell *cell)
{
	if (!cell || cell->style != STYLE_FRAME)
		return 0;
	if (str_eq(cell->bytes, "-"))
		return JOIN_H;
	if (str_eq(cell->bytes, "|"))
		return JOIN_V;
	if (str_eq(cell->bytes, "+"))
		return JOIN_H | JOIN_V;
	for (int joins = JOIN_H; joins < (int)ARRAY_SIZE(frames); joins++)
		if (frames[joins] && str_eq(cell->bytes, frames[joins]))
			return joins;
	return 0;
}

static void put_frame(struct canvas *c, int y, int x, int joins)
{
	const char *bytes = frames[joins];

	if (c->ascii)
		bytes = !(joins & JOIN_V) ? "-" : !(joins & JOIN_H) ? "|" : "+";
	put(c, y, x, STYLE_FRAME, bytes, strlen(bytes), 1);
}

/* One cell of a line `along` JOIN_H or JOIN_V, joined to what crosses it or points at it. */
static void draw_line_cell(struct canvas *c, int y, int x, int along, bool first, bool last)
{
	bool flat = along == JOIN_H;
	int joins = joins_of(cell_at(c, y, x));
	int toward = flat ? JOIN_LEFT : JOIN_UP;
	int away = flat ? JOIN_RIGHT : JOIN_DOWN;
	bool crosses = joins & (flat ? JOIN_V : JOIN_H);

	/* An end on a crossing line stops there: a T, not a cross. */
	if (!crosses || first == last)
		joins |= along;
	else
		joins |= first ? away : toward;
	if (joins_of(cell_at(c, flat ? y - 1 : y, flat ? x : x - 1)) &
	    (flat ? JOIN_DOWN : JOIN_RIGHT))
		joins |= flat ? JOIN_UP : JOIN_LEFT;
	if (joins_of(cell_at(c, flat ? y + 1 : y, flat ? x : x + 1)) & (flat ? JOIN_UP : JOIN_LEFT))
		joins |= flat ? JOIN_DOWN : JOIN_RIGHT;
	put_frame(c, y, x, joins);
}

/* The line's end touches the side of another line: that one gets a branch towards it. */
static void branch(struct canvas *c, int y, int x, int across, int join)
{
	int joins = joins_of(cell_at(c, y, x));

	if (joins & across)
		put_frame(c, y, x, joins | join);
}

void canvas_hline(struct canvas *c, struct rect r, int y, int x, int cols)
{
	struct box box = clip(c, r);
	int64_t row = (int64_t)r.y + y;
	int64_t left = (int64_t)r.x + x;
	int x0 = clamp(left, box.x0, box.x1);
	int x1 = clamp(left + cols, box.x0, box.x1);

	if (row < box.y0 || row >= box.y1 || x0 >= x1)
		return;
	for (int at = x0; at < x1; at++)
		draw_line_cell(c, (int)row, at, JOIN_H, at == x0, at == x1 - 1);
	branch(c, (int)row, x0 - 1, JOIN_V, JOIN_RIGHT);
	branch(c, (int)row, x1, JOIN_V, JOIN_LEFT);
}

void canvas_vline(struct canvas *c, struct rect r, int y, int x, int rows)
{
	struct box box = clip(c, r);
	int64_t column = (int64_t)r.x + x;
	int64_t top = (int64_t)r.y + y;
	int y0 = clamp(top, box.y0, box.y1);
	int y1 = clamp(top + rows, box.y0, box.y1);

	if (column < box.x0 || column >= box.x1 || y0 >= y1)
		return;
	for (int at = y0; at < y1; at++)
		draw_line_cell(c, at, (int)column, JOIN_V, at == y0, at == y1 - 1);
	branch(c, y0 - 1, (int)column, JOIN_H, JOIN_DOWN);
	branch(c, y1, (int)column, JOIN_H, JOIN_UP);
}

void canvas_cursor(struct canvas *c, struct rect r, int y, int x, bool text_cursor)
{
	struct box box = clip(c, r);

	if (box.y0 >= box.y1 || box.x0 >= box.x1)
		return;
	c->cursor_y = clamp((int64_t)r.y + y, box.y0, box.y1 - 1);
	c->cursor_x = clamp((int64_t)r.x + x, box.x0, box.x1 - 1);
	c->text_cursor = text_cursor;
}

static void dump_row(const struct canvas *c, int y, bool styles, struct str *out)
{
	char open = 0;
	int end = c->cols;

	while (end > 0) {
		const struct cell *cell = cell_at(c, y, end - 1);
		if (!str_eq(cell->bytes, " ") || (styles && style_letters[cell->style]))
			break;
		end--;
	}
	for (int x = 0; x < end; x++) {
		const struct cell *cell = cell_at(c, y, x);
		char letter = styles ? style_letters[cell->style] : 0;
		if (cell->width == 0)
			continue;
		if (letter != open && open)
			str_add(out, "⟧");
		if (letter != open && letter)
			str_addf(out, "⟦%c", letter);
		open = letter;
		str_add(out, cell->bytes);
	}
	if (open)
		str_add(out, "⟧");
	str_addc(out, '\n');
}

void canvas_dump(const struct canvas *c, bool styles, struct str *out)
{
	for (int y = 0; y < c->rows; y++)
		dump_row(c, y, styles, out);
	if (!styles)
		return;
	if (c->cursor_y < 0)
		str_add(out, "cursor none\n");
	else
		str_addf(out, "cursor %d,%d %s\n", c->cursor_y, c->cursor_x,
			 c->text_cursor ? "text" : "row");
}
