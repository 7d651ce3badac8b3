/* Sentences by chance, out of the grammar's own tables: any way through them. */
#ifndef REVISIT_TESTS_RULES_RANDOM_SENTENCE_H
#define REVISIT_TESTS_RULES_RANDOM_SENTENCE_H

#include "../../src/rules/grammar.h"
#include "revisit/base/rng.h"

struct chance {
	struct rng *rng;
	struct reading r; /* what of a reading the terms look at */
	struct str *out;
};

/* One of those offered, all alike. */
struct lot {
	struct rng *rng;
	uint32_t seen;
	char word[100];
	int64_t value;
	bool name;
};

static void draw(void *arg, const struct term_word *w)
{
	struct lot *l = arg;

	if (w->len >= sizeof(l->word) || rng_below(l->rng, ++l->seen) > 0)
		return;
	snprintf(l->word, sizeof(l->word), "%.*s", (int)w->len, w->word);
	l->value = w->value;
	l->name = w->name;
}

/* Letters and digits of two words stay apart. */
static void add_token(struct chance *c, const char *text)
{
	struct str *out = c->out;
	bool apart = !c->r.g->chinese || rng_chance(c->rng, 0.1);
	uint32_t first;

	if (out->len > 0 && next_char(text, strlen(text), 0, &first) && cp_joins(first) &&
	    (unsigned char)out->p[out->len - 1] < 0x80)
		apart = true;
	if (apart && out->len > 0)
		str_addc(out, ' ');
	str_add(out, text);
}

static bool needs_quotes(const char *word)
{
	return strpbrk(word, " ()\"") || word_is_reserved(TERM_KIND, word);
}

static void add_term(struct chance *c, const struct op *op)
{
	static const char *const texts[] = { "\"abc\"", "“小明”", "'it''s'", "「a b」" };
	enum term term = (enum term)op->a;
	struct lot lot = { .rng = c->rng };
	char text[220];

	if (term == T_N) {
		snprintf(text, sizeof(text), "%u", rng_below(c->rng, 60));
	} else if (term == T_DATE) {
		snprintf(text, sizeof(text), "20%02u-%02u-%02u", rng_below(c->rng, 40),
			 1 + rng_below(c->rng, 12), 1 + rng_below(c->rng, 28));
	} else if (term == T_QUOTED) {
		snprintf(text, sizeof(text), "%s", texts[rng_below(c->rng, ARRAY_SIZE(texts))]);
	} else {
		term_words(&c->r, term, fact_before(&c->r), draw, &lot);
		/* Nothing is known of languages but what is in the lexicon. */
		snprintf(text, sizeof(text), lot.name && needs_quotes(lot.word) ? "「%s」" : "%s",
			 lot.word);
	}
	if (op->mark >= 0 && marks[op->mark].act == ACT_FACT)
		c->r.mark[c->r.n++] = (struct mark){ .act = ACT_FACT, .value = lot.value };
	add_token(c, text);
}

static void add_word(struct chance *c, const struct op *op)
{
	char text[100];
	const char *word = op->word;
	size_t left = (size_t)op->len;
	uint32_t seen = 0;

	while (left > 0) {
		const char *bar = memchr(word, '|', left);
		size_t n = bar ? (size_t)(bar - word) : left;
		if (rng_below(c->rng, ++seen) == 0)
			snprintf(text, sizeof(text), "%.*s", (int)n, word);
		left -= bar ? n + 1 : n;
		word += bar ? n + 1 : n;
	}
	add_token(c, text);
}

static void walk(struct chance *c, int pc)
{
	for (;;) {
		const struct op *op = &c->r.g->op[pc];
		switch (op->kind) {
		case OP_WORD:
			add_word(c, op);
			pc++;
			break;
		case OP_TERM:
			add_term(c, op);
			pc++;
			break;
		case OP_MARK:
			pc++;
			break;
		case OP_FORK:
			pc = rng_chance(c->rng, 0.4) ? op->a : op->b;
			break;
		case OP_JUMP:
			pc = op->a;
			break;
		case OP_CALL:
			walk(c, op->a);
			pc++;
			break;
		case OP_RETURN:
			return;
		}
	}
}

static void random_sentence(struct str *out, const struct sentence_context *context,
			    struct rng *rng, bool chinese)
{
	struct chance c = { .rng = rng, .out = out };

	c.r.c = context;
	c.r.g = grammar_of(chinese);
	walk(&c, grammar_rule(c.r.g, "sentence"));
}

#endif
