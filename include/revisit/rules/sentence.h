/* Sentences: text → tree and back, in English and Chinese (grammar: rules.md § 1, revisit-rules(5)). */
#ifndef REVISIT_RULES_SENTENCE_H
#define REVISIT_RULES_SENTENCE_H

#include "revisit/rules/problem.h"
#include "revisit/rules/tree.h"

typedef void segment_offer(void *to, const char *key, const char *en, const char *zh);

/* What names a sentence may mention beside the lexicon's. */
struct sentence_context {
	const struct lexicon *lex;
	struct symbols *symbols;
	struct arena *arena;                /* owns the nodes */
	const struct date_range *ranges;    /* names under dates: */
	size_t n_ranges;
	/* The number of a segment, −1: there is none of that key.  NULL: segments may not be named. */
	int (*segment)(void *arg, const char *key);
	/* Offers every segment to `offer`: its key, and the titles that no other has (NULL), by which it
	 * may be named as well.  NULL as above. */
	void (*segments)(void *arg, segment_offer *offer, void *to);
	bool by_title; /* segments are shown by their titles: for who reads, not for a file */
	void *arg;
};

/* One sentence that stands at `pos` (its first byte).  Errors are added to `problems`; NULL then.
 * The language is found out; the two are not mixed within a sentence. */
struct node *sentence_parse(const struct sentence_context *c, const char *text,
			    const struct pos *pos, struct problems *problems);

/* Conditions in one line, as in Find: with a comma or "and" between them, in Chinese also just a blank.
 * All of them are asked; one after the other by `next`.  NULL with an error. */
struct node *sentences_parse(const struct sentence_context *c, const char *text,
			     const struct pos *pos, struct problems *problems);

/* What `order:` sorts by: "last visit", "cleaning due date", "age", "spend".  A NODE_RECALL, NODE_WHEN
 * (no window), NODE_DATE, NODE_NUMBER (no test) or, for "name", NODE_CONTAINS. */
struct node *sentence_parse_key(const struct sentence_context *c, const char *text,
				const struct pos *pos, struct problems *problems);

/* How many readings it has, by trying all: for tests of the grammar.  0: none. */
int sentence_readings(const struct sentence_context *c, const char *text);

/* The tree as a sentence again, in the language in force when `chinese`, else English.  Parsing what
 * it says gives the same tree. */
void node_show(struct str *out, const struct sentence_context *c, const struct node *node,
	       bool chinese);
/* Parts of it, for why and for messages. */
void noun_show(struct str *out, const struct sentence_context *c, const struct noun_ref *noun,
	       bool many, bool chinese);
void window_show(struct str *out, const struct sentence_context *c, const struct window *win,
		 bool chinese);

/* The grammar for the manual, rule by rule: "when", "("last" | "first" | "next") noun "is" window", and
 * what is to be said of it, in English, or NULL. */
void sentence_grammar(bool chinese,
		      void (*told)(void *arg, const char *name, const char *body, const char *help),
		      void *arg);

/* Sentences to learn from, in both languages; they name things of the starter's clinic.yaml.  Ends with
 * a NULL. */
struct sentence_example {
	const char *en, *zh;
};
extern const struct sentence_example sentence_examples[];

/* Whether two trees say the same. */
bool node_equal(const struct node *a, const struct node *b);

/* What may stand at the cursor, of the last condition when there are several.  `at` is a byte offset into `text`; `typed_from` the
 * start of the word being typed. */
struct completion {
	const char *word;    /* what to put in place of the typed part, in the sentence's language */
	const char *means;   /* its label or help, translated; "" when there is nothing to say */
	const char *example; /* a whole sentence with it */
};
struct completions {
	struct completion *v; /* in the arena */
	size_t n;
	size_t typed_from;
	bool finished;        /* the sentence may end here */
};
void sentence_complete(const struct sentence_context *c, const char *text, size_t at,
		       struct arena *arena, struct completions *out);

#endif
