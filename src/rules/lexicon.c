#include "lexicon_parts.h"

static const char *const vocabs[TERM_KINDS] = {
	[TERM_KIND] = "visit_kind",   [TERM_TASK_KIND] = "task_kind",
	[TERM_PROVIDER] = "provider", [TERM_SITE] = "site",
	[TERM_TAG] = "tag",           [TERM_SOURCE] = "source",
	[TERM_RECALL] = "recall",     [TERM_STAFF] = "staff",
};

const char *term_vocab(enum term_kind kind)
{
	return vocabs[kind];
}

void lexicon_each(const struct lexicon *lex, enum term_kind kind, term_told *told, void *arg)
{
	const struct term_list *list =
		vocabs[kind] ? config_vocab(lex->config, vocabs[kind]) : NULL;
	const struct strlist *more = lex->more ? &lex->more[kind] : NULL;

	for (size_t i = 0; list && i < list->n; i++) {
		const struct term_def *t = &list->v[i];
		told(arg, t->key, t->label_en, t->label_zh);
		for (size_t k = 0; k < t->n_also; k++)
			told(arg, t->key, t->also[k], NULL);
	}
	for (int i = 0; kind == TERM_CHANNEL && channel_choices[i].key; i++)
		told(arg, channel_choices[i].key, NULL, choice_word(channel_choices, i));
	for (size_t i = 0; more && i < more->n; i++)
		told(arg, more->v[i], NULL, NULL);
}

/* How well a name fits: the key itself before a label, a label as it is written before one in other
 * letters. */
struct search {
	const char *written;
	const char *key;
	int rank;
};

static void offer(struct search *s, const char *key, const char *name, int exact)
{
	int rank;

	if (str_is_empty(name))
		return;
	if (strcmp(s->written, name) == 0)
		rank = exact;
	else if (strcasecmp(s->written, name) == 0)
		rank = exact + 1;
	else
		return;
	if (s->key && s->rank <= rank)
		return;
	s->key = key;
	s->rank = rank;
}

static void look(void *arg, const char *key, const char *en, const char *zh)
{
	offer(arg, key, key, 0);
	offer(arg, key, en, 2);
	offer(arg, key, zh, 2);
}

const char *lexicon_find(const struct lexicon *lex, enum term_kind kind, const char *written)
{
	struct search s = { .written = written };

	lexicon_each(lex, kind, look, &s);
	return s.key;
}

static void collect(void *arg, const char *key, const char *en, const char *zh)
{
	struct strlist *out = arg;

	(void)en;
	(void)zh;
	if (!strlist_has(out, key))
		strlist_add(out, key);
}

void lexicon_list(const struct lexicon *lex, enum term_kind kind, struct strlist *out)
{
	lexicon_each(lex, kind, collect, out);
}
