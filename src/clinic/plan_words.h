/* Inside clinic/: a treatment plan as it is typed, cut into words that mean something. */
#ifndef REVISIT_SRC_CLINIC_PLAN_WORDS_H
#define REVISIT_SRC_CLINIC_PLAN_WORDS_H

#include "revisit/base/str.h"

enum plan_word_kind {
	PLAN_TEXT,     /* what is done */
	PLAN_TEETH,    /* "36", "34-36", "26" for 左上6 */
	PLAN_NUMBER,   /* a bare number: a price, or nothing we know */
	PLAN_MONEY,    /* ¥3200, 3200元; `each` for one tooth */
	PLAN_VISITS,   /* 3 of x3, 三次 */
	PLAN_GAP,      /* "3m" of 隔3个月 */
	PLAN_MINUTES,
	PLAN_PROVIDER, /* lin of @lin */
	PLAN_COMMA,    /* divides parts where a price stands before */
	PLAN_PAUSE,    /* ， or 、: also where another word follows */
	PLAN_END,      /* ; or a new line */
};

struct plan_word {
	enum plan_word_kind kind;
	char *text; /* heap; numbers in ASCII digits */
	bool each;
};

struct plan_words {
	struct plan_word *v;
	size_t n, cap;
};

void plan_words_cut(const char *text, struct plan_words *out);
void plan_words_release(struct plan_words *w);

/* A text that ends in a quadrant without a tooth: 右下. */
bool plan_word_dangles(const char *text);

/* How many teeth that is: 2 for "11,21", 3 for "34-36", 6 for "13-23"; 1 for none. */
int plan_teeth_count(const char *teeth);

#endif
