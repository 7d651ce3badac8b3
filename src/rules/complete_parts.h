/* Completion: the place that is being asked, what goes with what was said before it, and an example
 * from there on; for complete*.c only. */
#ifndef REVISIT_RULES_COMPLETE_PARTS_H
#define REVISIT_RULES_COMPLETE_PARTS_H

#include "show_parts.h"

enum { OFFERS_MAX = 160, ASKED_MAX = 512 };

struct offer {
	size_t from; /* where what is typed of it begins */
	const char *word, *means, *example;
	int pc;
	int64_t value;
	int rank;   /* what is said most comes first */
	bool first; /* the word that sentences are shown with */
};

struct completer {
	const struct sentence_context *c;
	struct arena *arena;
	const char *text; /* of all conditions; the one being asked begins at `base` */
	size_t base;
	struct offer v[OFFERS_MAX];
	int n;
	/* Places of the grammar that were asked already at a place of the text. */
	struct {
		int pc;
		unsigned way; /* by which calls it was come to */
		size_t at;
	} asked[ASKED_MAX];
	int n_asked;
	/* The place being asked. */
	struct reading *r;
	const struct op *op;
	size_t from;
	int pc, frame;
};

/* --- complete_fits.c: what goes with what was said before, which the grammar alone does not know
 * --- */

/* The first mark of that kind, and the last one since the noun began; NULL. */
const struct mark *has_mark(const struct completer *k, enum act act);
const struct mark *of_noun(const struct completer *k, enum act act);
bool is_noun(enum term term);
/* The noun that the words from there on lead to; T_NONE when they lead to none. */
enum term offer_noun(const struct grammar *g, int pc);
unsigned nouns_of(enum term term);
/* The nouns that go with the status and the parts said so far, and with this word. */
unsigned nouns_allowed(const struct completer *k, const struct mark *own);
bool is_next(const struct completer *k);
bool looks_ahead(const struct mark *m);
/* 未来3天 before the noun: the noun must be one that is to come. */
bool is_ahead_of_noun(const struct completer *k);
/* Whether a name or word of the catalogue fits, and whether a word of the grammar does. */
bool term_fits(const struct completer *k, int64_t value);
/* How far down the list a word belongs, 0 first. */
int offer_rank(const struct completer *k, int64_t value);
bool offer_fits(const struct completer *k);

/* --- complete_way.c: an example is the usual way from the place to the end --- */

/* The clinic's name as a sentence has it, else the word itself. */
const char *as_shown(const struct completer *k, enum term term, int fact,
		     const struct term_word *w);
/* The whole sentence with that word in it, from what stands before it. */
const char *example(const struct completer *k, const char *word, int64_t value);
/* What one could begin with where nothing is to be chosen from: "6". */
const char *usual_word(const struct completer *k);
/* The first of a word's alternatives. */
size_t first_len(const struct op *op);

#endif
