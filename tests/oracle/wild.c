#include "wild.h"

#include "invent.h"

#include "../rules/random_sentence.h"
#include "../support/expect.h"

static const char named[] =
	"segments:\n"
	"  regulars: {who: [count of visits in the last 2 years is at least 2]}\n"
	"  booked: {who: [has upcoming visit]}\n";

/* Whether the checker lets it be a rule; of the many ways to say "may be called" a few are enough.
 */
static bool is_rule(struct rng *rng, const char *sentence, const struct ruleset *with,
		    const struct lexicon *lex)
{
	struct problems problems;

	problems_init(&problems);
	struct ruleset *r = ruleset_of_sentence(sentence, with, lex, &problems);
	bool may = r && r->segments[0].who->child->kind == NODE_MAY;
	bool good_one = r && (!may || rng_chance(rng, 0.1));
	ruleset_free(r);
	problems_release(&problems);
	return good_one;
}

static void add_rule(struct str *out, int n, const char *sentence)
{
	str_addf(out, "  w%d:\n    who:\n      - '", n);
	for (const char *p = sentence; *p; p++)
		str_addn(out, *p == '\'' ? "''" : p, *p == '\'' ? 2 : 1);
	str_add(out, "'\n");
}

void wild_rules(struct rng *rng, const struct lexicon *lex, int n, struct str *out)
{
	struct problems problems;
	struct str sentence;

	str_add(out, invented_dates);
	str_add(out, named);
	problems_init(&problems);
	struct ruleset *with = ruleset_read("rules.yaml", out->p, out->len, lex, &problems);
	assert_non_null(with);
	const struct sentence_context words = ruleset_words(with);
	str_init(&sentence);
	for (int i = 0; i < n;) {
		str_clear(&sentence);
		random_sentence(&sentence, &words, rng, rng_chance(rng, 0.5));
		if (is_rule(rng, sentence.p, with, lex))
			add_rule(out, i++, sentence.p);
	}
	str_release(&sentence);
	ruleset_free(with);
	problems_release(&problems);
}
