/* Romanised Chinese names, from the table generated at build out of Unihan (kMandarin,
 * kHanyuPinlu, kTGHZ2013, kXHC1983, kHanyuPinyin) with some surname readings of our own. */
#ifndef REVISIT_TEXT_PINYIN_H
#define REVISIT_TEXT_PINYIN_H

#include "revisit/base/str.h"

enum { PINYIN_READINGS = 6, PINYIN_LEN = 7 }; /* readings of a character; longest "zhuang" + NUL */

/* The toneless readings of a Han character, likeliest first, ü written "v"; returns their number
 * (0 when it has none). */
size_t pinyin_of(uint32_t cp, char out[PINYIN_READINGS][PINYIN_LEN]);

/* Whether the letters are how characters in a row anywhere in the text are read, the last one perhaps
 * only in part ("hebi" in 与另一份病历合并), or the first letters of at least two of them ("hb"). */
bool han_is_read(const char *text, const char *letters);

/* The Simplified form of a Traditional character (張 to 张); `cp` itself when it has none, is
 * Simplified already or serves in both scripts (后 里 干 於).  Never needs a second call. */
uint32_t han_simplified(uint32_t cp);

/* The surname reading when it differs from the usual one (单 shan, 解 xie), else NULL.  For
 * compound surnames give both characters (尉迟: "yuchi", 万俟: "moqi").  Either script. */
const char *pinyin_surname(const char *surname);

/* Bytes of the surname at the start of a Han name (compound surnames by a list; else one
 * character), 0 when `name` does not start with a Han character or is a single one.  A name that
 * is nothing but a compound surname is all surname. */
size_t han_surname_len(const char *name);

/* Appends the reading of a Han name as it is shown: "Zhang Wei", "Ouyang Nana", "Lü Bu" as
 * "Lv Bu".  Parts joined by a middle dot (买买提·艾力) have no surname; other letters are kept.
 * Appends nothing when `name` has no Han character. */
void han_reading(struct str *out, const char *name);

#endif
