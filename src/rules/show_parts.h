/* Writing trees as sentences: what English and Chinese share; for rules/ only. */
#ifndef REVISIT_RULES_SHOW_PARTS_H
#define REVISIT_RULES_SHOW_PARTS_H

#include "grammar.h"

struct shown {
	struct str *out;
	const struct sentence_context *c;
};

/* A name of the clinic's as a sentence has it: in quotes when it would not be read otherwise. */
void show_name(const struct shown *s, enum term_kind kind, const char *key, bool chinese);
void show_sym(const struct shown *s, enum term_kind kind, sym_t sym, bool chinese);
void show_key(const struct shown *s, const char *key); /* of a segment or a date */
void show_quoted(const struct shown *s, const char *text);
void show_date(const struct shown *s, day_t day);
/* A number kept with so many decimals as a whole one. */
void show_decimal(const struct shown *s, int64_t n, int decimals);
/* How many decimals numbers of that fact are kept with. */
int fact_decimals(const struct sentence_context *c, enum fact fact);
int over_decimals(const struct sentence_context *c, const struct noun_ref *noun);
/* The units of an interval in turn, usually one. */
struct duration {
	int n, unit; /* as unit_words */
};
struct duration duration_of(struct interval i);

void english_node(const struct shown *s, const struct node *node);
void english_noun(const struct shown *s, const struct noun_ref *noun, bool many);
void english_window(const struct shown *s, const struct window *win);
void chinese_node(const struct shown *s, const struct node *node);
void chinese_noun(const struct shown *s, const struct noun_ref *noun);
/* `before`: in front of what it limits (近14天没有…), else behind it (…在近14天内). */
void chinese_window(const struct shown *s, const struct window *win, bool before);

#endif
