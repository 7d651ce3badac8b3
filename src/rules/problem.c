#include "revisit/rules/problem.h"
#include "revisit/base/i18n.h"
#include "revisit/text/utf8.h"
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

/* The line of that number, without its end. */
static const char *line_of(const char *text, size_t n, int line, size_t *len)
{
	const char *end = text + n;

	for (; line > 1 && text < end; line--) {
		const char *next = memchr(text, '\n', (size_t)(end - text));
		text = next ? next + 1 : end;
	}
	const char *stop = memchr(text, '\n', (size_t)(end - text));
	*len = (size_t)((stop ? stop : end) - text);
	if (*len > 0 && text[*len - 1] == '\r')
		--*len;
	return text;
}

void problem_show(struct str *out, const struct problem *p, const char *text, size_t n)
{
	size_t len;
	const char *line = line_of(text, n, p->pos.line, &len);
	size_t from = p->pos.col > 0 ? (size_t)p->pos.col - 1 : 0;
	size_t marked = (size_t)p->len;

	if (!str_is_empty(p->pos.file))
		str_addf(out, "%s:", p->pos.file);
	if (p->pos.line > 0)
		str_addf(out, "%d:%d: ", p->pos.line, p->pos.col);
	str_addf(out, "%s%s\n", p->warning ? _("warning: ") : "", p->what);
	if (p->pos.line <= 0 || from > len)
		return;
	if (marked > len - from)
		marked = len - from;
	str_addf(out, "%5d | %.*s\n      | ", p->pos.line, (int)len, line);
	/* Tabs stay tabs, so that the carets stand below what they mark. */
	for (size_t i = 0; i < from;) {
		uint32_t cp;
		size_t step = utf8_decode(line + i, from - i, &cp);
		if (step == 0)
			step = 1;
		char one[8];
		snprintf(one, sizeof(one), "%.*s", (int)(step < 7 ? step : 7), line + i);
		int width = line[i] == '\t' ? 1 : text_width(one);
		for (int w = 0; w < width; w++)
			str_addc(out, line[i] == '\t' ? '\t' : ' ');
		i += step;
	}
	char *what = mem_strndup(line + from, marked);
	int width = text_width(what);
	free(what);
	for (int w = 0; w < (width > 0 ? width : 1); w++)
		str_addc(out, '^');
	str_addc(out, '\n');
}

bool problems_err(const struct problems *p, struct err *err)
{
	for (size_t i = 0; i < p->n; i++)
		if (!p->v[i].warning)
			return err_at(err, ERR_RULES, &p->v[i].pos, "%s", p->v[i].what);
	return true;
}
