/* A rule file, read and checked: segments, named dates, tests.
 *
 * Owns everything but the lexicon and config it was read with, which must outlive it. */
#ifndef REVISIT_RULES_RULESET_H
#define REVISIT_RULES_RULESET_H

#include "revisit/base/yaml.h"
#include "revisit/rules/problem.h"
#include "revisit/rules/sentence.h"
#include "revisit/rules/view.h"

enum { SEGMENTS_MAX = 4000, RULE_CONDITIONS_MAX = 256 };

enum order_by { ORDER_NAME, ORDER_RECALL_DUE, ORDER_NOUN, ORDER_FACT };
enum order_dir { ORDER_FIRST, ORDER_LAST }; /* smallest or oldest or soonest first; the other way */

struct order {
	enum order_by by;
	enum order_dir dir;
	int recall;           /* index into config->recalls */
	enum which which;
	struct noun_ref noun;
	enum fact fact;
	const char *text;     /* as written, NULL when nothing was said */
};

enum then_kind { THEN_TASK, THEN_CALL, THEN_MESSAGE, THEN_TAG, THEN_UNTAG_ON_LEAVING };

struct then {
	enum then_kind kind;
	const char *what;      /* task: what; call: list; message: template; tag: key */
	struct interval due;   /* task: in so long; days 1 for tomorrow */
	bool has_due;
	const char *to;        /* staff, role or "provider", NULL */
	int priority;          /* enum priority */
	const char *task_kind; /* NULL */
	const char *script;    /* call */
	int a_day;             /* call: at most so many, 0: no limit */
	const char *channel;   /* message */
	struct pos pos;
	const char *text;      /* as written */
};

struct segment {
	const char *key;
	const char *title_en, *title_zh; /* the key when there is none */
	const char *note_en, *note_zh;   /* note: what it is for; NULL */
	struct pos pos;
	struct node *who;                /* NODE_ALL */
	struct order order;
	bool has_quiet, quiet_none;
	struct interval quiet;           /* has_quiet false: the clinic's */
	int give_up_calls;               /* 0: never */
	int limit;                       /* shown on the call list, 0: all */
	int priority;                    /* 0: none; 1 first */
	bool new_only;                   /* start: new members only */
	bool run_daily;
	enum purpose purpose;
	enum subject subject;
	struct then *then;
	size_t n_then;
	struct needs needs;
	char hash[33];  /* of what membership depends on: the tree, what it names, settings of clinic.yaml
			 * it uses; not of titles, order of keys or comments */
	char key_hash[33]; /* of the order */
};

/* Names that the evaluation itself compares with, beside those that sentences mention. */
struct rule_names {
	sym_t complaint, do_not_call, phone;
	/* Of config->recalls[i]: after[first[i] … first[i + 1]), the kinds that begin it; book[i]. */
	sym_t *after, *book;
	size_t *first;
	/* Numbers of the recalls that may stand instead of recall i: instead[instead_first[i] …). */
	int *instead;
	size_t *instead_first;
};

struct rule_test;

struct ruleset {
	struct arena arena;
	const struct config *config;
	struct lexicon lex;
	struct symbols symbols;
	struct rule_names names;
	struct segment *segments; /* in the file's order */
	size_t n_segments;
	/* Of each segment the titles that no other has, by which sentences may name it; NULL. */
	struct segment_title {
		const char *en, *zh;
	} *titles;
	int *order;               /* numbers of segments such that each comes after those it names */
	struct date_range *ranges;
	size_t n_ranges;
	bool has_quiet;
	struct interval quiet;    /* clinic: quiet */
	struct rule_test *tests;
	size_t n_tests;
	struct needs needs;       /* of all */
	char *text;               /* the file */
	size_t len;
};

/* Reads a rule file of n bytes.  Every problem of it is in `problems`; the result is NULL when there
 * is an error among them. */
struct ruleset *ruleset_read(const char *file, const char *text, size_t n,
			     const struct lexicon *lex, struct problems *problems);
/* A sentence, or several with commas between them of which all must hold, as a ruleset whose segment 0
 * is "=": for Find, list --where and the editor.  `with` (may
 * be NULL) gives the segments and dates it may name; when it names a segment, all of them are read
 * again and stand behind it. */
struct ruleset *ruleset_of_sentence(const char *sentence, const struct ruleset *with,
				    const struct lexicon *lex, struct problems *problems);
/* Makes `names` from the config, in the arena; whoever makes a ruleset calls it once, before any view
 * is filled. */
void ruleset_names(struct ruleset *r);
void ruleset_free(struct ruleset *r); /* NULL is allowed */

int ruleset_find(const struct ruleset *r, const char *key); /* −1 */
const char *segment_title(const struct segment *s); /* in the language in force */
/* For node_show and friends. */
struct sentence_context ruleset_words(const struct ruleset *r);

/* The file in block style with its comments kept: what `rules fmt` writes.  What would lose anything
 * is refused; once formatted, a file stays as it is. */
bool rules_format(const char *file, const char *text, size_t n, struct str *out, struct err *err);

/* --- the file's own tests --- */

struct test_report {
	size_t passed, failed;
	/* Mutations: each condition negated, each left out, each number and each length of time one more
	 * and one less; none when a test fails. */
	size_t mutants, noticed;
};
/* Runs them all; told(text, arg) for every failure (test, segment, who is too many or missing, with
 * place), and, when `mutate`, for every change that no test noticed. */
void ruleset_test(const struct ruleset *r, bool mutate,
		  void (*told)(const struct pos *pos, const char *text, void *arg), void *arg,
		  struct test_report *report);

#endif
