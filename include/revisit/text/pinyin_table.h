/* The tables that data/pinyin/maketable.c writes out of Unihan; only text/pinyin.c reads them. */
#ifndef REVISIT_TEXT_PINYIN_TABLE_H
#define REVISIT_TEXT_PINYIN_TABLE_H

#include "revisit/text/pinyin.h"

enum { PINYIN_FIRST = 0x3000, PINYIN_BLOCK = 64, PINYIN_LAST_READING = 0x8000 };

/* A character's list of readings: pinyin_lists from pinyin_chars[block * PINYIN_BLOCK + rest] on,
 * where block = pinyin_blocks[(cp - PINYIN_FIRST) / PINYIN_BLOCK].  Entry 0 of pinyin_chars' block
 * 0 and of pinyin_lists stand for "none".  The last syllable of a list is marked. */
extern const char pinyin_syllables[][PINYIN_LEN];
extern const uint16_t pinyin_lists[];
extern const uint16_t pinyin_chars[];
extern const uint16_t pinyin_blocks[];
extern const size_t pinyin_n_blocks;

/* Traditional to Simplified, ordered by `from`. */
struct han_pair {
	uint32_t from, to;
};
extern const struct han_pair han_pairs[];
extern const size_t han_n_pairs;

#endif
