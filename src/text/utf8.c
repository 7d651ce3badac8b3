#include "revisit/text/utf8.h"

#include <utf8proc.h>

/* Bytes of a sequence by its first byte, and the smallest code point that may need that many: a
 * smaller one is an overlong form. */
static size_t sequence_length(unsigned char first, uint32_t *bits, uint32_t *smallest)
{
	if (first < 0x80) {
		*bits = first;
		*smallest = 0;
		return 1;
	}
	if ((first & 0xe0) == 0xc0) {
		*bits = first & 0x1f;
		*smallest = 0x80;
		return 2;
	}
	if ((first & 0xf0) == 0xe0) {
		*bits = first & 0x0f;
		*smallest = 0x800;
		return 3;
	}
	if ((first & 0xf8) == 0xf0) {
		*bits = first & 0x07;
		*smallest = 0x10000;
		return 4;
	}
	return 0;
}

size_t utf8_decode(const char *s, size_t n, uint32_t *cp)
{
	uint32_t bits, smallest;
	size_t len = n ? sequence_length((unsigned char)s[0], &bits, &smallest) : 0;

	if (!len || len > n)
		return 0;
	for (size_t i = 1; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if ((c & 0xc0) != 0x80)
			return 0;
		bits = bits << 6 | (c & 0x3f);
	}
	if (bits < smallest || bits > 0x10ffff || (bits >= 0xd800 && bits <= 0xdfff))
		return 0;
	*cp = bits;
	return len;
}

size_t utf8_encode(uint32_t cp, char out[4])
{
	BUG_IF(cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff));
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xc0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xe0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		out[2] = (char)(0x80 | (cp & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
	out[3] = (char)(0x80 | (cp & 0x3f));
	return 4;
}

size_t utf8_check(const char *s, size_t n)
{
	size_t at = 0;

	while (at < n) {
		uint32_t cp;
		size_t len = utf8_decode(s + at, n - at, &cp);

		if (!len || cp == 0)
			return at;
		at += len;
	}
	return n;
}

/* As utf8_decode, but a bad byte counts as one U+FFFD, so that stepping never sticks. */
static size_t step(const char *s, size_t n, size_t at, uint32_t *cp)
{
	size_t len = utf8_decode(s + at, n - at, cp);

	if (len)
		return len;
	*cp = 0xfffd;
	return 1;
}

static size_t step_back(const char *s, size_t n, size_t at, uint32_t *cp)
{
	for (size_t len = 1; len <= 4 && len <= at; len++)
		if (utf8_decode(s + at - len, n - (at - len), cp) == len)
			return len;
	*cp = 0xfffd;
	return 1;
}

size_t utf8_next(const char *s, size_t n, size_t at)
{
	uint32_t before, cp;
	utf8proc_int32_t state = 0;

	if (at >= n)
		return n;
	at += step(s, n, at, &before);
	while (at < n) {
		size_t len = step(s, n, at, &cp);

		if (utf8proc_grapheme_break_stateful((utf8proc_int32_t)before, (utf8proc_int32_t)cp,
						     &state))
			return at;
		before = cp;
		at += len;
	}
	return n;
}

/* A border at or before `at` that is one whatever came earlier: only pairs of flags and emoji
 * joined by U+200D depend on more than their two neighbours. */
static size_t sure_border(const char *s, size_t n, size_t at)
{
	uint32_t before, cp;

	while (at > 0) {
		size_t len = step_back(s, n, at, &before);

		step(s, n, at, &cp);
		if (before != 0x200d &&
		    utf8proc_grapheme_break((utf8proc_int32_t)before, (utf8proc_int32_t)cp))
			return at;
		at -= len;
	}
	return 0;
}

size_t utf8_prev(const char *s, size_t n, size_t at)
{
	uint32_t cp;

	if (at > n)
		at = n;
	if (at == 0)
		return 0;

	size_t from = sure_border(s, n, at - step_back(s, n, at, &cp));
	for (;;) {
		size_t next = utf8_next(s, n, from);

		if (next >= at)
			return from;
		from = next;
	}
}

bool cp_is_han(uint32_t cp)
{
	return (cp >= 0x4e00 && cp <= 0x9fff) || (cp >= 0x3400 && cp <= 0x4dbf) ||
	       (cp >= 0xf900 && cp <= 0xfaff) || (cp >= 0x20000 && cp <= 0x323af) || cp == 0x3005 ||
	       cp == 0x3007;
}

bool utf8_has_han(const char *s)
{
	size_t n = strlen(s);

	for (size_t at = 0; at < n;) {
		uint32_t cp;

		at += step(s, n, at, &cp);
		if (cp_is_han(cp))
			return true;
	}
	return false;
}

bool utf8_is_ascii(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s >= 0x80)
			return false;
	return true;
}
