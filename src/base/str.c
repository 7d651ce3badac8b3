#include "revisit/base/str.h"

void str_init(struct str *s)
{
	s->cap = 32;
	s->p = mem_alloc(s->cap);
	s->len = 0;
}

void str_release(struct str *s)
{
	free(s->p);
	*s = (struct str){ 0 };
}

void str_clear(struct str *s)
{
	str_cut(s, 0);
}

static void reserve(struct str *s, size_t more)
{
	size_t need = s->len + more + 1;

	BUG_IF(need < more);
	if (need <= s->cap)
		return;
	while (s->cap < need)
		s->cap = s->cap ? s->cap * 2 : 32;
	s->p = mem_grow(s->p, s->cap, 1);
}

void str_addn(struct str *s, const char *text, size_t n)
{
	reserve(s, n);
	if (n)
		memcpy(s->p + s->len, text, n);
	s->len += n;
	s->p[s->len] = '\0';
}

void str_add(struct str *s, const char *text)
{
	if (text)
		str_addn(s, text, strlen(text));
}

void str_addc(struct str *s, char c)
{
	str_addn(s, &c, 1);
}

void str_vaddf(struct str *s, const char *fmt, va_list args)
{
	va_list again;

	va_copy(again, args);
	int n = vsnprintf(NULL, 0, fmt, args);
	BUG_IF(n < 0);
	reserve(s, (size_t)n);
	vsnprintf(s->p + s->len, (size_t)n + 1, fmt, again);
	s->len += (size_t)n;
	va_end(again);
}

void str_addf(struct str *s, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	str_vaddf(s, fmt, args);
	va_end(args);
}

void str_pad(struct str *s, char c, size_t n)
{
	reserve(s, n);
	memset(s->p + s->len, c, n);
	s->len += n;
	s->p[s->len] = '\0';
}

void str_cut(struct str *s, size_t len)
{
	BUG_IF(len > s->len);
	s->len = len;
	s->p[len] = '\0';
}

char *str_steal(struct str *s)
{
	char *p = s->p;

	*s = (struct str){ 0 };
	return p;
}

size_t str_decode(const char *s, size_t n, uint32_t *cp)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *p = (const unsigned char *)s;
	size_t len = p[0] < 0x80 ? 1 : p[0] < 0xC2 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;

	if (len == 0 || p[0] > 0xF4 || len > n)
		return 0;
	uint32_t c = len == 1 ? p[0] : p[0] & (0x7Fu >> len);
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3Fu);
	}
	if (c < least[len] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		return 0;
	*cp = c;
	return len;
}

const char *str_number(char *out, size_t size, int64_t n)
{
	char digits[24];
	size_t at = 0;

	snprintf(digits, sizeof(digits), "%lld", (long long)n);
	size_t len = strlen(digits);
	for (size_t i = 0; i < len && at + 2 < size; i++) {
		out[at++] = digits[i];
		size_t left = len - i - 1;
		if (digits[i] != '-' && left > 0 && left % 3 == 0)
			out[at++] = ',';
	}
	out[at] = '\0';
	return out;
}

const char *str_excerpt(char *out, size_t size, const char *s)
{
	static const char more[] = "…";
	size_t left = strlen(s);
	size_t used = 0;
	size_t fits = 0; /* as `used`, leaving room for the dots */

	BUG_IF(size < sizeof(more));
	while (left > 0) {
		uint32_t c;
		size_t len = str_decode(s, left, &c);
		bool plain = len > 0 && c >= 0x20 && (c < 0x7F || c >= 0xA0);
		size_t wide = plain ? len : 1;
		if (used + wide >= size) {
			memcpy(out + fits, more, sizeof(more));
			return out;
		}
		if (plain)
			memcpy(out + used, s, len);
		else
			out[used] = '?';
		used += wide;
		if (used + sizeof(more) <= size)
			fits = used;
		s += len ? len : 1;
		left -= len ? len : 1;
	}
	out[used] = '\0';
	return out;
}

void strlist_init(struct strlist *l)
{
	*l = (struct strlist){ 0 };
}

void strlist_release(struct strlist *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->v[i]);
	free(l->v);
	*l = (struct strlist){ 0 };
}

void strlist_addn(struct strlist *l, const char *s, size_t n)
{
	GROW(l->v, l->n, l->cap);
	l->v[l->n++] = mem_strndup(s, n);
}

void strlist_add(struct strlist *l, const char *s)
{
	strlist_addn(l, s, strlen(s));
}

bool strlist_has(const struct strlist *l, const char *s)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->v[i], s) == 0)
			return true;
	return false;
}
