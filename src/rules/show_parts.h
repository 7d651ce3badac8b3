/* Writing trees as sentences: what English and Chinese share; for rules/ only. */
#ifndef REVISIT_RULES_SHOW_PARTS_H
#define REVISIT_RULES_SHOW_PARTS_H

#include "grammar.h"

struct shown {
	struct str *out;
	const struct sentence_context *c;
};

/* How a language says each part of a tree. */
struct tongue {
	void (*node[NODE_MAY + 1])(const struct shown *s, const struct node *node);
	/* Kinds that have a word for their complement in themselves; others have `no` before them. */
	bool (*negates_itself)(const struct node *node);
	const char *no;
	void (*duration)(const struct shown *s, struct interval i);
	void (*noun)(const struct shown *s, const struct noun_ref *noun, bool many);
	/* What is shown for each window: %a and %b are its durations, %d its date or name, %n its noun. */
	const char *windows[WIN_WAKE + 1];
};
extern const struct tongue english_tongue, chinese_tongue;

void show_node(const struct shown *s, const struct tongue *t, const struct node *node);
void show_window(const struct shown *s, const struct tongue *t, const struct window *win,
		 const char *text);

/* A name of the clinic's as a sentence has it: in quotes when it would not be read otherwise. */
void show_name(const struct shown *s, enum term_kind kind, const char *key, bool chinese);
void show_sym(const struct shown *s, enum term_kind kind, sym_t sym, bool chinese);
void show_key(const struct shown *s, const char *key); /* of a segment or a date */
void show_segment(const struct shown *s, const char *key, bool chinese);
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

#endif
