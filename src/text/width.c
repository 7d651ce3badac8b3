#include "revisit/text/width.h"
#include "revisit/text/utf8.h"

#include <limits.h>
#include <wchar.h>

/* A cell of ncurses holds a base and at most four marks (CCHARW_MAX is 5). */
enum { MARKS_MAX = 4 };

static const char REPLACEMENT[] = "\xef\xbf\xbd", ELLIPSIS[] = "\xe2\x80\xa6";

enum shape {
	BASE,    /* a character of one or two columns */
	MARK,    /* drawn over the base before it */
	IGNORED, /* not drawn: joiners, variation selectors, direction marks, tags */
	BLANK,   /* drawn as one blank */
	BAD,     /* drawn as U+FFFD */
};

struct span {
	uint32_t from, to;
};

static bool in_spans(uint32_t cp, const struct span *spans, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (cp >= spans[i].from && cp <= spans[i].to)
			return true;
	return false;
}

static bool ignored(uint32_t cp)
{
	static const struct span spans[] = {
		{ 0x00ad, 0x00ad },   { 0x034f, 0x034f },   { 0x061c, 0x061c },
		{ 0x180b, 0x180f },   { 0x200b, 0x200f },   { 0x2060, 0x2065 },
		{ 0x206a, 0x206f },   { 0xfe00, 0xfe0f },   { 0xfeff, 0xfeff },
		{ 0xfff9, 0xfffb },   { 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a },
		{ 0xe0000, 0xe0fff },
	};

	return in_spans(cp, spans, ARRAY_SIZE(spans));
}

/* Embeddings, overrides and isolates turn what follows around until closed, line and paragraph
 * separators start lines. */
static bool unsafe(uint32_t cp)
{
	return (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069);
}

static bool pictograph(uint32_t cp)
{
	static const struct span spans[] = {
		{ 0x00a9, 0x00a9 }, { 0x00ae, 0x00ae }, { 0x2190, 0x21ff },   { 0x2300, 0x23ff },
		{ 0x2600, 0x27bf }, { 0x2b00, 0x2bff }, { 0x1f000, 0x1f1e5 }, { 0x1f200, 0x1faff },
	};

	return in_spans(cp, spans, ARRAY_SIZE(spans));
}

static enum shape shape_of(uint32_t cp, int *width)
{
	*width = 1;
	if (cp == '\t' || cp == '\n' || cp == '\r')
		return BLANK;
	if (cp == 0)
		return BAD;
	if (ignored(cp))
		return IGNORED;
	if (unsafe(cp))
		return BAD;

	int w = wcwidth((wchar_t)cp);
	if (w < 0)
		return BAD;
	if (w == 0)
		return MARK;
	*width = w;
	return BASE;
}

/* Bytes of a joiner and the picture joined by it, or of a skin tone: terminals and ncurses give
 * each its own cells, so of a joined picture only the first part is drawn. */
static size_t joined(const char *s, size_t n, uint32_t cp, size_t len)
{
	int width;

	if (cp >= 0x1f3fb && cp <= 0x1f3ff)
		return len;
	if (cp != 0x200d || len == n)
		return 0;

	uint32_t next;
	size_t more = utf8_decode(s + len, n - len, &next);
	return more && pictograph(next) && shape_of(next, &width) == BASE ? len + more : 0;
}

/* Takes what belongs to the base already in `g`. */
static void take_marks(struct glyph *g, const char *s, size_t n, bool picture)
{
	bool drawing = true;
	int marks = 0, width;
	uint32_t cp;

	while (g->taken < n) {
		size_t len = utf8_decode(s + g->taken, n - g->taken, &cp);
		if (!len)
			return;

		size_t more = picture ? joined(s + g->taken, n - g->taken, cp, len) : 0;
		enum shape shape = more ? IGNORED : shape_of(cp, &width);
		if (shape != MARK && shape != IGNORED)
			return;
		/* What is drawn is one piece of the text: nothing after the first gap. */
		drawing = drawing && shape == MARK && marks < MARKS_MAX;
		if (drawing) {
			g->len += len;
			marks++;
		}
		g->taken += more ? more : len;
	}
}

static size_t without_base(const char *s, size_t n)
{
	size_t at = 0;

	while (at < n) {
		uint32_t cp;
		int width;
		size_t len = utf8_decode(s + at, n - at, &cp);
		enum shape shape = len ? shape_of(cp, &width) : BAD;

		if (shape != MARK && shape != IGNORED)
			break;
		at += len;
	}
	return at;
}

static bool plain(char c)
{
	return c >= 0x20 && c < 0x7f;
}

struct glyph glyph_at(const char *s, size_t n)
{
	struct glyph g = { .bytes = s, .len = 1, .taken = 1, .width = 1 };

	if (plain(s[0]) && (n == 1 || (unsigned char)s[1] < 0x80))
		return g;

	uint32_t cp;
	size_t len = utf8_decode(s, n, &cp);
	enum shape shape = len ? shape_of(cp, &g.width) : BAD;
	switch (shape) {
	case BASE:
		g.len = g.taken = len;
		take_marks(&g, s, n, pictograph(cp));
		break;
	case MARK:
	case IGNORED:
		g = (struct glyph){ .bytes = s, .taken = without_base(s, n) };
		break;
	case BLANK:
		g.bytes = " ";
		g.taken = n > 1 && s[0] == '\r' && s[1] == '\n' ? 2 : 1;
		break;
	case BAD:
		g.bytes = REPLACEMENT;
		g.len = strlen(REPLACEMENT);
		g.taken = len ? len : 1;
		break;
	}
	return g;
}

static int columns(const char *s, size_t n)
{
	int width = 0;

	for (size_t at = 0; at < n;) {
		struct glyph g = glyph_at(s + at, n - at);

		if (width > INT_MAX - g.width)
			return INT_MAX;
		width += g.width;
		at += g.taken;
	}
	return width;
}

int text_width(const char *s)
{
	return columns(s, strlen(s));
}

size_t text_prefix(const char *s, int cols)
{
	size_t n = strlen(s), at = 0;

	while (at < n) {
		struct glyph g = glyph_at(s + at, n - at);

		if (g.width > cols)
			break;
		cols -= g.width;
		at += g.taken;
	}
	return at;
}

/* Appends the first n bytes as drawn and returns their columns. */
static int draw(struct str *out, const char *s, size_t n)
{
	int width = 0;

	for (size_t at = 0; at < n;) {
		struct glyph g = glyph_at(s + at, n - at);

		str_addn(out, g.bytes, g.len);
		width += g.width;
		at += g.taken;
	}
	return width;
}

void text_fit(struct str *out, const char *s, int cols, bool ascii)
{
	if (cols <= 0)
		return;

	size_t fits = text_prefix(s, cols);
	int used;
	if (s[fits] == '\0') {
		used = draw(out, s, fits);
	} else {
		used = draw(out, s, text_prefix(s, cols - 1)) + 1;
		str_add(out, ascii ? "~" : ELLIPSIS);
	}
	str_pad(out, ' ', (size_t)(cols - used));
}

void text_safe(struct str *out, const char *s, bool lines)
{
	while (lines) {
		size_t n = strcspn(s, "\n");

		draw(out, s, n && s[n] == '\n' && s[n - 1] == '\r' ? n - 1 : n);
		if (s[n] == '\0')
			return;
		str_addc(out, '\n');
		s += n + 1;
	}
	draw(out, s, strlen(s));
}

/* Characters that open what follows may not end a line, those that close may not start one. */
static bool opens(uint32_t cp)
{
	return cp == 0x300a || cp == 0x300c || cp == 0x300e || cp == 0x3010 || cp == 0x3014 ||
	       cp == 0xff08 || cp == 0x201c || cp == 0x2018 || cp == '(' || cp == '[';
}

static bool closes(uint32_t cp)
{
	static const uint32_t marks[] = {
		0x3001, 0x3002, 0x300b, 0x300d, 0x300f, 0x3011, 0x3015, 0xff01, 0xff09,
		0xff0c, 0xff1a, 0xff1b, 0xff1f, 0x201d, 0x2019, 0x2026, ')',    ']',
		',',    '.',    '!',    '?',    ':',    ';',    '%',
	};

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
		if (marks[i] == cp)
			return true;
	return false;
}

static bool ideographic(uint32_t cp)
{
	return cp_is_han(cp) || (cp >= 0x3000 && cp <= 0x30ff) || (cp >= 0xff00 && cp <= 0xff60);
}

static bool may_break(uint32_t before, uint32_t cp)
{
	return (ideographic(before) || ideographic(cp)) && !opens(before) && !closes(cp);
}

/* One line being filled: s[start, at) of `used` columns; it may end at break_end and go on at
 * break_next (which is not beyond start when no break was seen). */
struct wrap {
	const char *s;
	size_t n, start, at, break_end, break_next;
	int cols, used;
	bool text; /* more than blanks on this line */
	void (*line)(const char *start, size_t n, void *arg);
	void *arg;
};

static void end_line(struct wrap *w)
{
	if (!w->text) {
		w->start = w->at;
		w->used = 0;
		return;
	}
	if (w->break_next <= w->start)
		w->break_end = w->break_next = w->at;
	w->line(w->s + w->start, w->break_end - w->start, w->arg);
	w->start = w->break_next;
	w->used = columns(w->s + w->start, w->at - w->start);
	w->text = w->start < w->at;
}

static bool is_blank(uint32_t cp)
{
	return cp == ' ' || cp == '\t' || cp == '\r' || cp == 0x3000;
}

static void wrap_paragraph(struct wrap *w)
{
	uint32_t before = 0, cp;

	while (w->at < w->n) {
		struct glyph g = glyph_at(w->s + w->at, w->n - w->at);

		if (!utf8_decode(w->s + w->at, w->n - w->at, &cp))
			cp = 0xfffd;
		if (is_blank(cp)) {
			if (w->text && !is_blank(before))
				w->break_end = w->at;
			if (w->text)
				w->break_next = w->at + g.taken;
		} else if (g.width) {
			if (w->text && !is_blank(before) && may_break(before, cp))
				w->break_end = w->break_next = w->at;
			while (w->used + g.width > w->cols && w->at > w->start)
				end_line(w);
			w->text = true;
		}
		w->used += g.width;
		w->at += g.taken;
		if (g.width)
			before = cp;
	}

	size_t end = w->n;
	if (is_blank(before))
		end = w->text ? w->break_end : w->start;
	w->line(w->s + w->start, end - w->start, w->arg);
}

void text_wrap(const char *s, int cols, void (*line)(const char *start, size_t n, void *arg),
	       void *arg)
{
	while (*s) {
		size_t n = strcspn(s, "\n");
		struct wrap w = { .s = s, .cols = cols, .line = line, .arg = arg };

		w.n = n && s[n] == '\n' && s[n - 1] == '\r' ? n - 1 : n;
		wrap_paragraph(&w);
		s += n + (s[n] == '\n');
	}
}
