/* A name taken apart into what its keys and the marks in a shown one are made of. */
#ifndef REVISIT_SRC_TEXT_SPELLING_H
#define REVISIT_SRC_TEXT_SPELLING_H

#include "revisit/text/match.h"

enum {
	KEY_MAX = MATCH_KEY_MAX, /* bytes of a key and of a typed word */
	TEXT_MAX = 1024,   /* bytes of a text that are looked at */
	PIECES_MAX = 8,    /* words, syllables */
	READINGS_MAX = 8,  /* of a name, and of a character */
	HAN_MAX = 24,      /* characters of a name that are keyed */
	SYLLABLE_SIZE = 12 /* "zhuang", and what somebody typed as a reading */
};

/* A word of a name or a syllable of a reading; `at` is where it stands in the folded text.  All
 * bytes of a syllable that a Han character stands for are `at` that character. */
struct piece {
	const char *text;
	size_t len, at;
	bool han;
};

/* Syllables: `family` counts those of the surname (0: none known).  Words: `family` is the index of
 * the first word of the family name (0: not known, or the name begins with it). */
struct pieces {
	struct piece v[PIECES_MAX];
	size_t n, family;
};

/* A key being spelt: cut at a character's border when it is full. */
struct spelling {
	char text[MATCH_KEY_MAX + 1];
	size_t len;
};
void put_piece(struct spelling *s, const struct piece *p);
void put_initial(struct spelling *s, const struct piece *p);
/* All pieces joined, `first` before the others: "weizhang". */
void put_rotated(struct spelling *s, const struct pieces *p, size_t first);
/* Their initials, a dot behind those of words, then each behind a blank: "zw zhang wei", "al. anna
 * lee". */
void put_initials(struct spelling *s, const struct pieces *p, size_t first);

/* A folded name taken apart.  Words point into the text. */
struct name_parts {
	struct pieces words; /* what is not Han */
	uint32_t han[HAN_MAX];
	size_t han_at[HAN_MAX];
	size_t n_han;
	bool han_first;
};
void name_split(const char *folded, struct name_parts *out);
void name_han_text(const struct name_parts *name, size_t from, struct str *out);

/* What the Han characters of a name may be read as, likeliest first. */
struct han_readings {
	size_t n, family;
	char v[PIECES_MAX][READINGS_MAX][SYLLABLE_SIZE];
	size_t n_v[PIECES_MAX];
	size_t at[PIECES_MAX];
};

/* `family` counts characters of the surname. */
void han_read(struct han_readings *h, const struct name_parts *name, size_t family);

/* Puts a reading given by a person (folded, ü as v) first; false when it is not one syllable for
 * each character. */
bool han_prefer(struct han_readings *h, const char *reading);

/* The likeliest READINGS_MAX whole readings as pieces into `h`; returns their number. */
size_t han_pieces(const struct han_readings *h, struct pieces out[READINGS_MAX]);

/* Splits the words of a shown reading into syllables; false when they are not pinyin. */
bool pinyin_pieces(const struct pieces *words, struct pieces *out);

/* A name's surname in characters, 0 when none is known or it is a single one; `shown` as it was
 * before folding. */
size_t han_family(const struct name_parts *name, const char *shown, const char *family);

/* All readings of a name, the one a person gave first; `given` gets the words of a given reading
 * that fits no characters.  Points into `h` and the texts. */
struct name_reading {
	struct han_readings han;
	struct pieces readings[READINGS_MAX];
	size_t n;
	struct name_parts given;
	struct str folded;
};
void name_read(struct name_reading *r, const struct name_parts *name, const char *shown,
	       const char *family, const char *reading);
void name_reading_release(struct name_reading *r);

/* Digits of the country code a number begins with. */
size_t country_code_len(const char *digits);

/* Whether n letters begin a toneless syllable; whether they are one. */
bool begins_syllable(const char *s, size_t n);
bool is_syllable(const char *s, size_t n);

/* The most bytes of `s`, at most `max`, that end at a character's border. */
size_t text_head(const char *s, size_t max);
void drop_blanks(struct str *s, size_t from);
void fold_head(struct str *out, const char *s); /* at most TEXT_MAX bytes of it */

/* E-mail addresses keep their punctuation: compatibility forms plain, ASCII letters small. */
void plain_lower(struct str *out, const char *s);

#endif
