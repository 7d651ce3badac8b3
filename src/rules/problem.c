#include "revisit/rules/problem.h"
#include "revisit/base/i18n.h"
#include "revisit/text/width.h"

void problems_init(struct problems *p)
{
	*p = (struct problems){ 0 };
	arena_init(&p->arena);
}

void problems_release(struct problems *p)
{
	arena_release(&p->arena);
	free(p->v);
	*p = (struct problems){ 0 };
}

void problem_add(struct problems *p, bool warning, const struct pos *pos, int len, const char *fmt,
		 ...)
{
	char text[480];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	GROW(p->v, p->n, p->cap);
	p->v[p->n++] = (struct problem){
		.warning = warning,
		.pos = { arena_strdup(&p->arena, str_or_empty(pos->file)), pos->line, pos->col },
		.len = len > 0 ? len : 1,
		.what = arena_strdup(&p->arena, text),
	};
	p->errors += !warning;
}

static int by_place(const void *a, const void *b)
{
	const struct problem *x = a;
	const struct problem *y = b;

	if (x->pos.line != y->pos.line)
		return x->pos.line < y->pos.line ? -1 : 1;
	if (x->pos.col != y->pos.col)
		return x->pos.col < y->pos.col ? -1 : 1;
	return (int)x->warning - (int)y->warning;
}

void problems_sort(struct problems *p)
{
	if (p->n > 0)
		qsort(p->v, p->n, sizeof(*p->v), by_place);
}

/* Bytes are limited too: some characters take no column. */
enum { SHOWN_COLUMNS = 96, SHOWN_BEFORE = 48, BYTES_BEFORE = 192, SHOWN_BYTES = 400 };

static bool ends_line(char c)
{
	return c == '\n' || c == '\r';
}

/* The line of that number, without its end; line ends are those of base/yaml.h. */
static const char *line_of(const char *text, size_t n, int line, size_t *len)
{
	const char *end = text + n;

	while (line > 1 && text < end) {
		bool crlf = text[0] == '\r' && text + 1 < end && text[1] == '\n';
		line -= ends_line(*text) && !crlf;
		text++;
	}
	const char *stop = text;
	while (stop < end && !ends_line(*stop))
		stop++;
	*len = (size_t)(stop - text);
	return text;
}

static int width_of(const char *s, size_t n)
{
	char *copy = mem_strndup(s, n);
	int width = text_width(copy);

	free(copy);
	return width;
}

/* Where to begin with a long line so that what is meant stands in the middle of what is shown. */
static size_t cut_begin(const char *line, size_t from)
{
	size_t begin = from;

	for (int width = 0; begin > 0 && width < SHOWN_BEFORE && from - begin < BYTES_BEFORE;) {
		size_t before = begin - 1;
		while (before > 0 && ((unsigned char)line[before] & 0xC0) == 0x80)
			before--;
		width += width_of(line + before, begin - before);
		begin = before;
	}
	return begin;
}

static void show_line(struct str *out, const char *line, size_t len, size_t from, size_t marked)
{
	bool whole = len < SHOWN_BYTES && width_of(line, len) <= SHOWN_COLUMNS;
	bool near = from < BYTES_BEFORE && width_of(line, from) < SHOWN_BEFORE;
	size_t begin = whole || near ? 0 : cut_begin(line, from);
	size_t most = len - begin < SHOWN_BYTES ? len - begin : SHOWN_BYTES;
	char *rest = mem_strndup(line + begin, most);
	size_t shown = text_prefix(rest, SHOWN_COLUMNS);
	const char *dots = begin > 0 ? "…" : "";

	rest[shown] = '\0';
	str_add(out, dots);
	text_safe(out, rest, false);
	str_addf(out, "%s\n      | ", begin + shown < len ? "…" : "");
	if (marked > begin + shown - from)
		marked = begin + shown - from;
	int before = text_width(dots) + width_of(rest, from - begin);
	int width = width_of(rest + (from - begin), marked);
	str_pad(out, ' ', (size_t)before);
	str_addc(out, '^');
	for (int i = 1; i < width; i++)
		str_addc(out, '~');
	str_addc(out, '\n');
	free(rest);
}

void problem_show(struct str *out, const struct problem *p, const char *text, size_t n)
{
	size_t len;
	const char *line = line_of(text, n, p->pos.line, &len);
	size_t from = p->pos.col > 0 ? (size_t)p->pos.col - 1 : 0;
	size_t marked = (size_t)p->len;
	bool in_file = !str_is_empty(p->pos.file);

	/* One sentence needs no line number. */
	if (in_file && p->pos.line > 0)
		str_addf(out, "%s:%d:%d: ", p->pos.file, p->pos.line, p->pos.col);
	else if (in_file)
		str_addf(out, "%s: ", p->pos.file);
	if (p->warning) {
		char *what = mem_printf(_("warning: %s"), p->what);
		text_safe(out, what, false);
		free(what);
	} else {
		text_safe(out, p->what, false);
	}
	str_addc(out, '\n');
	if (p->pos.line <= 0 || from > len)
		return;
	if (marked > len - from)
		marked = len - from;
	if (in_file)
		str_addf(out, "%5d | ", p->pos.line);
	else
		str_add(out, "      | ");
	show_line(out, line, len, from, marked);
}

bool problems_err(const struct problems *p, struct err *err)
{
	for (size_t i = 0; i < p->n; i++)
		if (!p->v[i].warning)
			return err_at(err, ERR_RULES, &p->v[i].pos, "%s", p->v[i].what);
	return true;
}
