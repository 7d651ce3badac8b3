/* The alphabet of dates as people type them: cleaning, words, tokens.  For date/ itself. */
#ifndef REVISIT_DATE_NOTATION_H
#define REVISIT_DATE_NOTATION_H

#include "revisit/date/date.h"

enum { NOTATION_MAX = 96, TOKENS_MAX = 12 };

/* Full-width characters to ASCII, every dash to "-", 。 to ".", blanks of all kinds to single ones,
 * none at the ends; ASCII letters to small ones when `lower`.  False when the text is too long,
 * holds control characters or is not UTF-8. */
bool notation_clean(const char *text, bool lower, char out[NOTATION_MAX]);

/* One letter a token; together the letters are the shape of what was typed ("N-N-N" is NsNsN).
 *
 *   N number   s - / .   M month name   W weekday   X weekday of next week   V of this week
 *   + plus sign   n next, before a weekday   v this
 *   y 年   m 月   d 日 号   U unit of time   A after   B ago   I in   T today and its neighbours
 *   Y 今年 明年   O 本月 下个月   E end of it   F its beginning */
struct token {
	char kind;
	int value; /* N: the number; M: 1 … 12; W, X, V: 0 … 6; U: enum unit; T, Y, O: days, years, months from now */
	int digits; /* N: how many were typed */
};

enum unit { UNIT_DAY, UNIT_WEEK, UNIT_MONTH, UNIT_YEAR };

struct notation {
	struct token token[TOKENS_MAX];
	char shape[TOKENS_MAX + 1];
	int n;
};

/* Splits a cleaned small-letter text.  Commas, brackets, "of" and the endings of 1st and 2nd are
 * passed over.  False at a word nobody knows, a number of over 8 digits, too many tokens. */
bool notation_read(const char *clean, struct notation *out);

/* The month an English name at *text stands for (0: none), in any case; *text moves behind it. */
int notation_month(const char **text);

/* Half-day words (am, pm, 上午, 下午 …) at *text; *text moves behind. */
enum half { HALF_NONE, HALF_AM, HALF_MORNING, HALF_NOON, HALF_PM, HALF_NIGHT };
enum half notation_half(const char **text);
/* The hour of the day meant by `hour` with that word; −1 when there is none. */
int notation_hour(int hour, enum half half);

/* A number of low … high digits at *text, which moves behind it. */
bool notation_number(const char **text, int low, int high, int *out);

/* A Chinese number up to 99 at *text (三, 十, 十二, 二十三, 零五, 两), which moves behind it. */
bool notation_han(const char **text, int *out);

/* day_make for numbers that people typed, or the message that says why not. */
bool day_checked(int y, int m, int d, day_t *out, struct err *err);

/* English full name, to be translated where shown; m is 1 … 12. */
const char *month_name(int m);
const char *month_name_short(int m);

#endif
