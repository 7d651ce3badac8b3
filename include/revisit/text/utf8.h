/* UTF-8: decoding, checking, stepping by what a person calls a character. */
#ifndef REVISIT_TEXT_UTF8_H
#define REVISIT_TEXT_UTF8_H

#include "revisit/base/base.h"

/* Decodes one code point at s (n bytes left) and returns its length in bytes, or 0 when the bytes
 * are no valid UTF-8 (overlong, surrogate, beyond U+10FFFF, truncated).  n must be > 0. */
size_t utf8_decode(const char *s, size_t n, uint32_t *cp);
size_t utf8_encode(uint32_t cp, char out[4]);

/* The offset of the first bad byte (also a NUL), or n when all n bytes are valid. */
size_t utf8_check(const char *s, size_t n);

/* Offsets of the next and previous grapheme cluster border (UAX 29, from utf8proc); at the ends
 * they stay.  `s` is valid UTF-8 of n bytes. */
size_t utf8_next(const char *s, size_t n, size_t at);
size_t utf8_prev(const char *s, size_t n, size_t at);

bool cp_is_han(uint32_t cp);
bool utf8_has_han(const char *s);
bool utf8_is_ascii(const char *s);

#endif
