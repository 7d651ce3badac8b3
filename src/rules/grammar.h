/* The grammar of sentences as two tables, and the machine that reads with them; for rules/ only.
 *
 * A rule is a text:
 *   'in the last'   words, with alternatives 'one|two' of which the first is the one that is shown
 *   NAME            something the catalogue or the clinic knows (enum term)
 *   name            another rule
 *   ( a | b )  [ a ]  { a }   choice, optional, any number of
 *   …:mark          what it means (phrases.c: marks); alone, it marks a place
 *   '~word' ~NAME   understood, and not offered: another way to say what has one already; no name
 * is refused because of it The tables are compiled once.  Reading goes through all alternatives;
 * what a derivation says is the list of its marks, from which sentence_build.c makes the tree. */
#ifndef REVISIT_RULES_GRAMMAR_H
#define REVISIT_RULES_GRAMMAR_H

#include "lexicon_parts.h"
#include "revisit/rules/sentence.h"

struct grammar_rule {
	const char *name, *body;
	const char *help; /* for the manual, which is in English; NULL */
};
/* End with a NULL name. */
extern const struct grammar_rule english_rules[], chinese_rules[];

enum term {
	T_NONE,
	/* the clinic's names, as enum term_kind */
	T_KIND,
	T_TODO_KIND,
	T_PROVIDER,
	T_SITE,
	T_CHANNEL,
	T_TAG,
	T_RECALL,
	T_SEGMENT,
	T_RANGE,
	/* the catalogue's words */
	T_NSTATUS,
	T_VISIT,
	T_TODO,
	T_THING,  /* the other nouns */
	T_BOOKED, /* Chinese: 预约, 爽约: a visit with its status in one word */
	T_DATEF,
	T_NUMF,
	T_SHAREF,
	T_MEASURE,
	T_ENUMF,
	T_TEXTF,
	T_VALUE, /* of the fact before it */
	T_STATUS,
	T_PURPOSE,
	T_YESNO,
	/* written out */
	T_N,
	T_UNIT,
	T_DATE,
	T_QUOTED,
	TERMS,
};
extern const char *const term_names[TERMS];

enum act {
	ACT_NONE,
	ACT_NOT,
	ACT_KIND_OF_NODE, /* arg: enum node_kind */
	ACT_HOUSE_CHILD,  /* arg: children only */
	ACT_HAS,
	ACT_WHICH,
	ACT_NOUN, /* where a noun begins */
	ACT_NOUN_END,
	ACT_NOUN_WORD,
	ACT_NOUN_STATUS,
	ACT_NOUN_BOOKED,
	ACT_NOUN_IS, /* arg: enum noun */
	ACT_KIND,
	ACT_WITH,
	ACT_AT,
	ACT_BY,
	ACT_OVER,
	ACT_AMOUNT, /* where an amount begins; arg 1: the one compared with */
	ACT_COUNT,
	ACT_AGE,
	ACT_MEASURE,
	ACT_TEST,
	ACT_N,
	ACT_M,
	ACT_SHARE, /* the N before it is hundredths */
	ACT_RATIO,
	ACT_WIN,    /* where a window begins */
	ACT_WIN_IS, /* arg: enum win_kind */
	ACT_WIN_SINCE,
	ACT_WIN_END,
	ACT_DATE,
	ACT_RANGE,
	ACT_DUR_N,
	ACT_DUR_UNIT,
	ACT_HALF_YEAR,
	ACT_YEARS_HALF, /* the N before it, and six months */
	ACT_DUR_BARE,   /* a number with the unit of the next duration */
	ACT_DUR_ONE,    /* arg: its unit */
	ACT_WIN_BARE,   /* so long without "last" or "next": the noun says which */
	ACT_RECALL,
	ACT_WITHIN, /* the next duration is the recall's */
	ACT_DUE,
	ACT_TAG,
	ACT_TAG_ALL,
	ACT_SEGMENT,
	ACT_FACT,
	ACT_STATE,
	ACT_PURPOSE,
	ACT_VALUE,
	ACT_KNOWN,    /* arg 1: unknown */
	ACT_THERE_IS, /* the same, said as 有, 没有 */
	ACT_SEX,      /* arg: index into sex_choices */
	ACT_OWES,
	ACT_BIRTHDAY,
	ACT_APPOINTMENT, /* a visit that is to come, in one word */
	ACT_TEXT,
	ACT_CHANNEL,
};

struct mark_word {
	const char *name;
	enum act act;
	int arg;
	const char *means; /* N_() of the word it is behind, for completion; NULL */
};
extern const struct mark_word marks[]; /* ends with NULL */

enum op_kind { OP_WORD, OP_TERM, OP_MARK, OP_FORK, OP_JUMP, OP_CALL, OP_RETURN };

struct op {
	enum op_kind kind;
	short a, b; /* FORK: both ways; JUMP, CALL: where; TERM: which */
	short mark; /* index into marks, −1 */
	short len;
	bool phrase;      /* WORD: its first alternative has blanks */
	bool optional;    /* FORK: b goes past what is optional, else to another choice */
	bool hidden;      /* WORD, TERM: understood, and not offered */
	const char *word; /* WORD: with its alternatives */
};

enum { OPS_MAX = 2400, RULES_MAX = 48 };

struct grammar {
	const struct grammar_rule *rules;
	bool chinese;
	struct op op[OPS_MAX];
	int n;
	int start[RULES_MAX];
	short least[OPS_MAX]; /* the fewest words from here to the end of the rule */
};
const struct grammar *grammar_of(bool chinese);
int grammar_rule(const struct grammar *g, const char *name); /* where it begins */

/* --- reading --- */

struct mark {
	enum act act;
	int arg;
	size_t from, to; /* bytes of the sentence; places are empty */
	int64_t value;
	const char *key; /* names: the clinic's key; texts and numbers: what was written */
};

enum { MARKS_MAX = 192, FRAMES_MAX = 192, EXPECTED_MAX = 64, MEMO_MAX = 128, SENTENCE_MAX = 2000 };

struct frame {
	int back, parent;
};

/* What could have stood where reading went no further. */
struct expected {
	enum term term; /* T_NONE: a word */
	int fact;       /* T_VALUE: of which */
	const char *word;
	int len;
};

struct found {
	size_t from, to; /* to 0: it is not there */
	int64_t value;
	const char *key;
};

struct memo {
	enum term term;
	size_t at;
	int fact;
	struct found found;
};

/* A character of the sentence as it is compared, and its bytes. */
struct character {
	uint32_t cp;
	uint8_t n;
};

struct reading {
	const struct sentence_context *c;
	const struct grammar *g;
	const char *text;
	size_t len;
	struct character *chars;
	struct arena *arena;
	struct mark mark[MARKS_MAX];
	int n;
	struct frame frame[FRAMES_MAX];
	int n_frames;
	struct memo memo[MEMO_MAX];
	int steps;
	int readings;
	struct mark *kept; /* of the first reading, in the arena */
	int n_kept;
	size_t far;
	struct expected expected[EXPECTED_MAX];
	int n_expected;
	bool several; /* more conditions may follow, in one line */
	bool may_end; /* it could have ended at `far` */
	bool *ends;   /* of each byte, whether the sentence could end before it; NULL */
	/* Completion: what stands at the end of the text, with the marks so far and where to go on.
	 */
	void (*offer)(struct reading *r, const struct op *op, size_t from, int pc, int frame);
	void *arg;
};

void reading_init(struct reading *r, const struct sentence_context *c, bool chinese,
		  const char *text, size_t len, struct arena *arena);
void reading_run(struct reading *r, const char *rule);

/* --- its parts --- */

/* The next character with full-width letters as plain ones and capitals as small ones; its length,
 * 0 at the end.  Bytes that are no UTF-8 count one each. */
size_t next_char(const char *text, size_t len, size_t at, uint32_t *cp);
size_t char_at(const struct reading *r, size_t at, uint32_t *cp); /* the same of the sentence */
size_t skip_blanks(const struct reading *r, size_t at);
/* Where `word` (of n bytes) ends when the text has it at `at`; 0.  *typed is how far they agree.
 * `name`: of the clinic's own. */
size_t word_at(const struct reading *r, size_t at, const char *word, size_t n, bool name,
	       size_t *typed);
bool cp_joins(uint32_t cp); /* a letter, digit or sign of which keys are made */

struct found term_at(struct reading *r, enum term term, size_t at);
int fact_before(const struct reading *r); /* of the last FACT mark, −1 */

/* A word that a term may be, in the grammar's language, and names. */
struct term_word {
	const char *word;
	size_t len;
	int64_t value;
	const char *key;   /* of a name */
	const char *means; /* label or N_() help, NULL */
	bool name;         /* of the clinic's: a label or key; reserved words are none */
	bool first;        /* as it is shown: no synonym or plural */
};
typedef void term_word_told(void *arg, const struct term_word *w);
void term_words(const struct reading *r, enum term term, int fact, term_word_told *told, void *arg);
/* The kind of name that a term is, −1. */
int term_kind_of(enum term term, int fact);

/* The quoted text that begins at `at`: its end (0: none) and, in the arena, what it says. */
size_t quoted_at(const struct reading *r, size_t at, const char **says);

/* Han words in "also" belong to Chinese sentences. */
extern const struct booked_word {
	const char *zh, *also;
	enum noun_status status;
} booked_words[2];
extern const struct word unit_words[4]; /* years, months, weeks, days */
/* Every year's months, which need no name under dates:; 1月 alone is a length of time. */
extern const struct word month_words[12];
extern const struct date_range month_ranges[12];

/* sentence_build.c */
struct node *build_node(const struct reading *r, const struct pos *pos, struct problems *problems);
/* sentence_sense.c: whether what was read can be meant. */
bool makes_sense(const struct reading *r, const struct node *node, struct problems *problems);
/* sentence_wrong.c: says why it could not be read. */
void say_wrong(const struct reading *r, const struct pos *pos, struct problems *problems);

#endif
