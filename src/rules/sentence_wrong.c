#include "grammar.h"
#include "revisit/base/i18n.h"
#include "revisit/text/nearest.h"

/* What the reader of a message knows a term as. */
static const struct {
	const char *is_not; /* "'%s' is not a visit kind", NULL: not a name */
	const char *a;      /* "a visit kind" */
} told[TERMS] = {
	[T_KIND] = { N_("'%s' is not a visit kind"), N_("a visit kind") },
	[T_TODO_KIND] = { N_("'%s' is not a kind of to-do"), N_("a kind of to-do") },
	[T_PROVIDER] = { N_("'%s' is not one of the providers"), N_("a provider") },
	[T_SITE] = { N_("'%s' is not a site"), N_("a site") },
	[T_CHANNEL] = { N_("'%s' is not a channel"), N_("a channel") },
	[T_TAG] = { N_("'%s' is not a tag"), N_("a tag") },
	[T_RECALL] = { N_("'%s' is not a recall"), N_("a recall") },
	[T_SEGMENT] = { N_("'%s' is not a segment"), N_("a segment") },
	[T_RANGE] = { N_("'%s' is not one of the dates of the rule file"), N_("a name under dates:") },
	[T_VALUE] = { N_("'%s' is not a value this can have"), N_("a value") },
	[T_STATUS] = { N_("'%s' is not a status of patients"), N_("a status") },
	[T_PURPOSE] = { NULL, NULL },
	[T_N] = { NULL, N_("a number") },
	[T_UNIT] = { NULL, N_("days, weeks, months or years") },
	[T_DATE] = { NULL, N_("a date (2026-07-04)") },
	[T_QUOTED] = { NULL, N_("a text in quotes") },
	[T_VISIT] = { NULL, N_("visit, plan, task, call …") },
};

/* The word that could not be read: to the next blank, bracket or comma; in Chinese a few characters. */
static size_t word_end(const struct reading *r, size_t at)
{
	enum { HAN_MAX = 6 };
	int han = 0;
	size_t from = at;
	uint32_t cp;

	for (size_t n; (n = next_char(r->text, r->len, at, &cp)) > 0; at += n) {
		if (skip_blanks(r->text, r->len, at) > at)
			break;
		if (at > from && (cp == ',' || cp == '[' || cp == ']'))
			break;
		if (cp >= 0x80 && ++han > HAN_MAX)
			break;
	}
	return at;
}

/* The nearest of all that could have stood there. */
struct guess {
	struct nearest near;
	const char *typed;
	enum term term;  /* of the one being offered */
	enum term found; /* of the nearest */
	char word[80];
};

static void offer_text(struct guess *g, const char *text, size_t n)
{
	char copy[80];
	int before = g->near.edits;

	if (n >= sizeof(copy) || n == 0)
		return;
	memcpy(copy, text, n);
	copy[n] = '\0';
	nearest_offer(&g->near, copy);
	if (g->near.edits == before)
		return;
	memcpy(g->word, copy, n + 1);
	g->found = g->term;
}

static void offer_word(void *arg, const struct term_word *w)
{
	offer_text(arg, w->word, w->len);
}

static void guess(const struct reading *r, struct guess *g, const char *typed)
{
	nearest_init(&g->near, typed);
	for (int i = 0; i < r->n_expected; i++) {
		const struct expected *e = &r->expected[i];
		g->term = e->term;
		if (e->term == T_NONE)
			offer_text(g, e->word, (size_t)e->len);
		else
			term_words(r, e->term, e->term == T_VALUE ? e->fact : -1, offer_word, g);
	}
	g->near.name = NULL; /* it pointed to a copy */
	nearest_release(&g->near);
}

static bool is_expected(const struct reading *r, enum term term)
{
	for (int i = 0; i < r->n_expected; i++)
		if (r->expected[i].term == term)
			return true;
	return false;
}

/* Whether the words behind `at` begin with a noun: then what stands before it is meant as its kind. */
static bool noun_follows(const struct reading *r, size_t at)
{
	struct reading *rest = mem_alloc(sizeof(*rest));

	reading_init(rest, r->c, r->g->chinese, r->text, r->len, r->arena);
	at = skip_blanks(r->text, r->len, at);
	bool is = term_at(rest, T_VISIT, at).to > 0;
	free(rest);
	return is;
}

/* The kind of name that a word nobody knows was meant as; T_NONE when it may be anything. */
static enum term meant_as(const struct reading *r, size_t end)
{
	enum term one = T_NONE;

	for (int t = T_NONE + 1; t < TERMS; t++) {
		if (!told[t].is_not || !is_expected(r, (enum term)t))
			continue;
		if (t == T_KIND && noun_follows(r, end))
			return T_KIND;
		one = one == T_NONE ? (enum term)t : TERMS;
	}
	for (int i = 0; i < r->n_expected; i++)
		if (r->expected[i].term == T_NONE || !told[r->expected[i].term].is_not)
			if (r->expected[i].len != 6 || memcmp(r->expected[i].word, "any of", 6) != 0)
				if (one != T_TAG)
					return T_NONE;
	return one == TERMS ? T_NONE : one;
}

static void add_option(struct str *out, const char *text, int n, bool quoted)
{
	if (out->len > 0)
		str_add(out, ", ");
	str_addf(out, quoted ? "'%.*s'" : "%.*s", n, text);
}

/* "'is', 'with', 'at', a number" */
static void list_expected(const struct reading *r, struct str *out)
{
	enum { OPTIONS = 7 };
	int n = 0;

	for (int i = 0; i < r->n_expected; i++) {
		const struct expected *e = &r->expected[i];
		if (e->term == T_NONE ? e->len == 0 : !told[e->term].a)
			continue;
		if (n++ == OPTIONS) {
			str_add(out, " …");
			return;
		}
		if (e->term == T_NONE) {
			const char *bar = memchr(e->word, '|', (size_t)e->len);
			add_option(out, e->word, bar ? (int)(bar - e->word) : e->len, true);
			continue;
		}
		const char *a = _(told[e->term].a);
		add_option(out, a, (int)strlen(a), false);
	}
}

static void unfinished(const struct reading *r, const struct pos *pos, struct problems *problems)
{
	struct str options;
	struct pos at = { pos->file, pos->line, pos->col + (int)r->len };

	if (skip_blanks(r->text, r->len, 0) == r->len) {
		problem_add(problems, false, pos, 1, "%s", _("a sentence is missing here"));
		return;
	}
	str_init(&options);
	list_expected(r, &options);
	problem_add(problems, false, &at, 1, _("the sentence is not finished; expected: %s"), options.p);
	str_release(&options);
}

static void not_known(const struct reading *r, const struct pos *at, size_t end, const char *shown,
		      struct problems *problems)
{
	enum term as = meant_as(r, end);
	int len = (int)(end - r->far);
	struct str options;

	if (as != T_NONE) {
		problem_add(problems, false, at, len, _(told[as].is_not), shown);
		return;
	}
	str_init(&options);
	list_expected(r, &options);
	if (options.len > 0)
		problem_add(problems, false, at, len, _("'%s' is not understood here; expected: %s"),
			    shown, options.p);
	else
		problem_add(problems, false, at, len,
			    _("'%s' is too much here: the sentence ends before it"), shown);
	str_release(&options);
}

static void misspelt(const struct pos *at, int len, const char *shown, const struct guess *g,
		     struct problems *problems)
{
	const char *is_not = told[g->found].is_not ? told[g->found].is_not :
						     N_("'%s' is not understood here");
	char *text = mem_printf(_(is_not), shown);

	problem_add(problems, false, at, len, _("%s; did you mean '%s'?"), text, g->word);
	free(text);
}

void say_wrong(const struct reading *r, const struct pos *pos, struct problems *problems)
{
	struct pos at = { pos->file, pos->line, pos->col + (int)r->far };
	struct guess g = { .found = T_NONE };
	char shown[48];

	if (r->far >= r->len) {
		unfinished(r, pos, problems);
		return;
	}
	size_t end = word_end(r, r->far);
	char *typed = mem_strndup(r->text + r->far, end - r->far);
	str_excerpt(shown, sizeof(shown), typed);
	guess(r, &g, typed);
	if (g.word[0])
		misspelt(&at, (int)(end - r->far), shown, &g, problems);
	else
		not_known(r, &at, end, shown, problems);
	free(typed);
}
