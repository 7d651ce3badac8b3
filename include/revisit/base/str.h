/* A growing string.  `p` is always NUL-terminated and never NULL after str_init, but may hold NUL
 * bytes before `len` when such bytes were added. */
#ifndef REVISIT_BASE_STR_H
#define REVISIT_BASE_STR_H

#include "revisit/base/base.h"

struct str {
	char *p;
	size_t len, cap;
};

void str_init(struct str *s);
void str_release(struct str *s);
void str_clear(struct str *s); /* keeps the capacity */

void str_addn(struct str *s, const char *text, size_t n);
void str_add(struct str *s, const char *text); /* NULL adds nothing */
void str_addc(struct str *s, char c);
void str_addf(struct str *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
void str_vaddf(struct str *s, const char *fmt, va_list args);
void str_pad(struct str *s, char c, size_t n); /* n times c */
void str_cut(struct str *s, size_t len);       /* shortens to len bytes */

/* Hands the heap string to the caller (free() it); `s` is as after str_release. */
char *str_steal(struct str *s);

/* Decodes the code point at s (n > 0 bytes left) into *cp: its length in bytes, or 0 when the bytes
 * are not UTF-8.  For the layers below text/, which has the rest. */
size_t str_decode(const char *s, size_t n, uint32_t *cp);

/* "12,408": a whole number as people read it.  Returns `out`; 28 bytes hold any. */
const char *str_number(char *out, size_t size, int64_t n);

/* What a message quotes: as many whole characters of `s` as fit (with … when some did not), control
 * characters and bytes that are not UTF-8 as "?".  Returns `out`; size must be at least 4. */
const char *str_excerpt(char *out, size_t size, const char *s);

/* A list of heap strings, owned. */
struct strlist {
	char **v;
	size_t n, cap;
};

void strlist_init(struct strlist *l);
void strlist_release(struct strlist *l);
void strlist_add(struct strlist *l, const char *s);
void strlist_addn(struct strlist *l, const char *s, size_t n);
bool strlist_has(const struct strlist *l, const char *s);

#endif
