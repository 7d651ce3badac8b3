/* The texts of a script of keys, read. */
#ifndef REVISIT_TESTS_SUPPORT_SCRIPT_H
#define REVISIT_TESTS_SUPPORT_SCRIPT_H

#include "revisit/base/str.h"
#include "revisit/text/utf8.h"

static inline uint32_t hex(const char **p, int most)
{
	uint32_t v = 0;

	for (int i = 0; i < most && **p; i++, (*p)++) {
		const char *digits = "0123456789abcdef";
		const char *d = strchr(digits, **p | 0x20);
		if (!d)
			break;
		v = v * 16 + (uint32_t)(d - digits);
	}
	return v;
}

/* Appends `text` with \e, \n, \r, \t, \xNN and \u{N} as what they stand for. */
static inline void unescape(struct str *out, const char *text)
{
	char utf8[4];

	for (const char *p = text; *p;) {
		if (*p != '\\' || !p[1]) {
			str_addc(out, *p++);
			continue;
		}
		char c = p[1];
		p += 2;
		switch (c) {
		case 'e':
			str_addc(out, '\033');
			break;
		case 'n':
			str_addc(out, '\n');
			break;
		case 'r':
			str_addc(out, '\r');
			break;
		case 't':
			str_addc(out, '\t');
			break;
		case 'x':
			str_addc(out, (char)hex(&p, 2));
			break;
		case 'u':
			p += *p == '{';
			str_addn(out, utf8, utf8_encode(hex(&p, 6), utf8));
			p += *p == '}';
			break;
		default:
			str_addc(out, c);
			break;
		}
	}
}

/* The next word of *rest, which moves on; NULL at its end. */
static inline char *word(char **rest)
{
	char *start = *rest + strspn(*rest, " \t");
	size_t n = strcspn(start, " \t");

	if (n == 0)
		return NULL;
	*rest = start + n + strspn(start + n, " \t");
	start[n] = '\0';
	return start;
}

#endif
