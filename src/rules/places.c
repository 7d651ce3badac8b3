#include "places.h"
#include "revisit/text/utf8.h"

enum { MARK_EVERY = 256 };

static bool ends_line(char c)
{
	return c == '\n' || c == '\r';
}

static size_t step_at(const struct places *p, size_t at)
{
	uint32_t cp;
	size_t step = utf8_decode(p->text + at, p->n - at, &cp);

	return step ? step : 1;
}

void places_init(struct places *p, const char *file, const char *text, size_t n)
{
	size_t chars = 0;

	*p = (struct places){ .file = file, .text = text, .n = n };
	size_t i = n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	GROW(p->lines, p->n_lines, p->cap_lines);
	p->lines[p->n_lines++] = (struct line_at){ .byte = i };
	while (i < n) {
		bool ends =
			text[i] == '\n' || (text[i] == '\r' && (i + 1 == n || text[i + 1] != '\n'));
		if (chars % MARK_EVERY == 0) {
			GROW(p->marks, p->n_marks, p->cap_marks);
			p->marks[p->n_marks++] = i;
		}
		i += step_at(p, i);
		chars++;
		if (!ends)
			continue;
		GROW(p->lines, p->n_lines, p->cap_lines);
		p->lines[p->n_lines++] = (struct line_at){ i, chars };
	}
}

void places_release(struct places *p)
{
	free(p->lines);
	free(p->marks);
	*p = (struct places){ 0 };
}

size_t place_of(const struct places *p, const struct pos *chars)
{
	if (chars->line < 1 || (size_t)chars->line > p->n_lines)
		return p->n;
	size_t want =
		p->lines[chars->line - 1].chars + (size_t)(chars->col > 0 ? chars->col - 1 : 0);
	if (want / MARK_EVERY >= p->n_marks)
		return p->n;
	size_t at = p->marks[want / MARK_EVERY];
	for (size_t i = want % MARK_EVERY; i > 0 && at < p->n; i--)
		at += step_at(p, at);
	return at;
}

struct pos place_pos(const struct places *p, size_t at)
{
	size_t low = 0;
	size_t high = p->n_lines;

	while (high - low > 1) {
		size_t mid = (low + high) / 2;
		if (p->lines[mid].byte <= at)
			low = mid;
		else
			high = mid;
	}
	size_t begin = low == 0 ? 0 : p->lines[low].byte; /* a byte order mark is part of line 1 */
	return (struct pos){ p->file, (int)low + 1, (int)(at - begin) + 1 };
}

/* --- Inside a scalar -------------------------------------------------------------------------- */

static bool is_gap(char c)
{
	return c == ' ' || c == '\t' || ends_line(c);
}

/* What one unit of the source takes, and how many bytes of text it stands for. */
struct unit {
	size_t source, text;
};

static struct unit escape_at(const char *s, size_t left)
{
	static const struct {
		char letter;
		size_t digits;
	} codes[] = { { 'x', 2 }, { 'u', 4 }, { 'U', 8 } };
	char digits[9] = "";
	char utf8[4];

	for (size_t i = 0; left > 1 && i < ARRAY_SIZE(codes); i++) {
		size_t n = codes[i].digits;
		if (s[1] != codes[i].letter || left < 2 + n)
			continue;
		memcpy(digits, s + 2, n);
		size_t text = utf8_encode((uint32_t)strtoul(digits, NULL, 16), utf8);
		return (struct unit){ 2 + n, text ? text : 1 };
	}
	bool wide = left > 1 && s[1] && strchr("N_", s[1]);
	bool line = left > 1 && s[1] && strchr("LP", s[1]);
	return (struct unit){ left > 1 ? 2 : 1, line ? 3 : wide ? 2 : 1 };
}

static struct unit unit_at(const char *s, size_t left, char quote)
{
	if (quote == '\'' && left > 1 && s[0] == '\'' && s[1] == '\'')
		return (struct unit){ 2, 1 };
	if (quote == '"' && s[0] == '\\')
		return escape_at(s, left);
	return (struct unit){ 1, 1 };
}

/* Where the text begins behind its quote or the header of a block. */
static size_t text_begin(const struct places *p, size_t at, char quote)
{
	if (quote == '|') {
		while (at < p->n && !ends_line(p->text[at]))
			at++;
		return at;
	}
	return at + (quote != 0);
}

static char quote_of(const struct places *p, const struct yaml *scalar, size_t at)
{
	if (!scalar->quoted || at >= p->n)
		return 0;
	return p->text[at] == '>' ? '|' : p->text[at];
}

/* A gap of the text may be any gap of the source, or none: lines are joined and indented.  Anything
 * else stands in the source as it is, or as an escape. */
void place_text(const struct places *p, const struct yaml *scalar, size_t *at)
{
	size_t n = strlen(scalar->text);
	size_t s = place_of(p, &scalar->pos);
	char quote = quote_of(p, scalar, s);

	s = text_begin(p, s, quote);
	for (size_t i = 0; i < n;) {
		bool gap = is_gap(scalar->text[i]);
		bool escaped = quote == '"' && s < p->n && p->text[s] == '\\';
		bool folded = escaped && s + 1 < p->n && ends_line(p->text[s + 1]);
		if (folded || (!gap && s < p->n && is_gap(p->text[s]))) {
			s += folded ? 2 : 1;
			continue;
		}
		if (gap && !escaped && (s >= p->n || !is_gap(p->text[s]))) {
			at[i++] = s;
			continue;
		}
		if (s >= p->n) {
			at[i++] = p->n;
			continue;
		}
		struct unit u = unit_at(p->text + s, p->n - s, quote);
		for (size_t k = 0; k < u.text && i < n; k++)
			at[i++] = s + (u.source == u.text ? k : 0);
		s += u.source;
	}
	at[n] = s < p->n ? s : p->n;
}

static struct span to_line_end(const struct places *p, size_t from, size_t to)
{
	size_t end = from;

	while (end < to && end < p->n && !ends_line(p->text[end]))
		end++;
	return (struct span){ from, end > from ? end - from : 1 };
}

/* The end is behind the last unit, not before the next: lines may lie between. */
static struct span part_of(const struct places *p, const struct yaml *scalar, const size_t *at,
			   size_t from, size_t len)
{
	size_t end = at[from];

	if (len > 0) {
		size_t last = at[from + len - 1];
		if (last >= p->n)
			return to_line_end(p, at[from], p->n);
		struct unit u = unit_at(p->text + last, p->n - last,
					quote_of(p, scalar, place_of(p, &scalar->pos)));
		end = last + u.source;
	}
	return to_line_end(p, at[from], end);
}

struct span place_part(const struct places *p, const struct yaml *scalar, size_t from, size_t len)
{
	size_t few[256];
	size_t n = strlen(scalar->text);

	if (from > n)
		from = n;
	if (len > n - from)
		len = n - from;
	size_t *at = n < ARRAY_SIZE(few) ? few : mem_array(n + 1, sizeof(*at));
	place_text(p, scalar, at);
	struct span out = part_of(p, scalar, at, from, len);
	if (at != few)
		free(at);
	return out;
}

struct span place_value(const struct places *p, const struct yaml *value)
{
	size_t at = place_of(p, &value->pos);

	if (value->kind == YAML_SCALAR)
		return place_part(p, value, 0, strlen(value->text));
	return (struct span){ at, 1 };
}

struct span place_key(const struct places *p, const struct yaml *entry)
{
	struct yaml key = { .kind = YAML_SCALAR, .pos = entry->key_pos, .text = entry->key };
	size_t at = place_of(p, &entry->key_pos);

	key.quoted = at < p->n && (p->text[at] == '"' || p->text[at] == '\'');
	return place_part(p, &key, 0, strlen(key.text));
}
