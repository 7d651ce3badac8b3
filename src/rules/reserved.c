#include "grammar.h"
#include "revisit/base/i18n.h"

/* Words that stand where no name of the clinic's can: a tag may be called "child". */
static const char *const harmless[] = { "child",    "other member", "called",   "consent",
					"due date", "孩子",         "其他成员", "人",
					"次",       "件",           "小孩",     "子女" };

static bool is_alternative(const struct op *op, const char *key)
{
	const char *word = op->word;
	size_t left = (size_t)op->len;

	while (left > 0) {
		const char *bar = memchr(word, '|', left);
		size_t n = bar ? (size_t)(bar - word) : left;
		if (strlen(key) == n && strncasecmp(word, key, n) == 0)
			return true;
		left -= bar ? n + 1 : n;
		word += bar ? n + 1 : n;
	}
	return false;
}

struct asked {
	const char *key;
	bool found;
};

static void compare(void *arg, const struct term_word *w)
{
	struct asked *a = arg;

	if (strlen(a->key) == w->len && strncasecmp(a->key, w->word, w->len) == 0)
		a->found = true;
}

/* Words before a noun, and in Chinese the nouns: a kind alone stands for its visits there. */
static bool is_noun_word(const char *key, bool chinese)
{
	static const enum term terms[] = { T_NSTATUS, T_BOOKED, T_VISIT, T_TODO, T_THING, T_UNIT };
	const struct reading r = { .g = grammar_of(chinese) };
	struct asked asked = { .key = key };

	for (size_t i = 0; i < (chinese ? ARRAY_SIZE(terms) : 1); i++)
		term_words(&r, terms[i], -1, compare, &asked);
	return asked.found;
}

bool word_is_reserved(enum term_kind kind, const char *key)
{
	bool is_kind = kind == TERM_KIND || kind == TERM_TASK_KIND;

	for (size_t i = 0; i < ARRAY_SIZE(harmless); i++)
		if (strcasecmp(harmless[i], key) == 0)
			return false;
	for (int chinese = 0; chinese < 2; chinese++) {
		const struct grammar *g = grammar_of(chinese);
		for (int i = 0; i < g->n; i++)
			if (g->op[i].kind == OP_WORD && !g->op[i].hidden &&
			    is_alternative(&g->op[i], key))
				return true;
		if (is_kind && is_noun_word(key, chinese))
			return true;
	}
	return false;
}

bool word_opens_sentence(const char *key)
{
	static const char *const words[] = {
		"not",     "is",     "has",   "no",        "last",     "first", "next",   "in",
		"segment", "tagged", "today", "yesterday", "tomorrow", "since", "before", "after",
		"on",      "during", "any",   "all",       "none",     "and",   "or",     "known",
		"unknown", "今天",   "明天",  "昨天",      "上次",     "下次",  "首次",   "没有",
		"有",      "并非",   "或",    "和",        "且"
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcasecmp(words[i], key) == 0)
			return true;
	return false;
}

bool words_check(const struct config *config, struct err *err)
{
	for (int kind = 0; kind < TERM_KINDS; kind++) {
		const char *vocab = term_vocab((enum term_kind)kind);
		const struct term_list *list = vocab ? config_vocab(config, vocab) : NULL;
		for (size_t i = 0; list && kind != TERM_STAFF && i < list->n; i++) {
			const struct term_def *t = &list->v[i];
			if (word_is_reserved((enum term_kind)kind, t->key))
				return err_at(
					err, ERR_CONFIG, &t->pos,
					_("'%s' is a word of the rules; give this another key "
					  "(the label may stay)"),
					t->key);
		}
	}
	return true;
}
