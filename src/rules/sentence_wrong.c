#include "sentence_parts.h"
#include "revisit/base/i18n.h"
#include "revisit/text/nearest.h"
#include "revisit/text/utf8.h"

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
	[T_RANGE] = { N_("'%s' is not one of the dates of the rule file"),
		      N_("a name under dates:") },
	[T_VALUE] = { N_("'%s' is none of its values"), N_("a value") },
	[T_STATUS] = { N_("'%s' is not a status of patients"), N_("a status") },
	[T_PURPOSE] = { NULL, NULL },
	[T_N] = { NULL, N_("a number") },
	[T_UNIT] = { NULL, N_("days, weeks, months or years") },
	[T_DATE] = { NULL, N_("a date (2026-07-04)") },
	[T_QUOTED] = { NULL, N_("a text in quotes, such as \"Lee\"") },
	[T_VISIT] = { NULL, N_("visit, plan, task, call …") },
};

/* The word that could not be read: to the next blank, bracket or comma; of Chinese a few
 * characters. */
static size_t word_end(const struct reading *r, size_t at)
{
	enum { HAN_MAX = 4 };
	int han = 0;
	size_t from = at;
	uint32_t cp;

	for (size_t n; (n = char_at(r, at, &cp)) > 0; at += n) {
		if (at > from && (skip_blanks(r, at) > at || cp == ',' || cp == '[' || cp == ']' ||
				  (cp < 0x80) != (han == 0)))
			break;
		if (cp >= 0x80 && ++han > HAN_MAX)
			break;
	}
	return at;
}

/* The nearest of all that could have stood there. */
struct guess {
	const struct reading *r;
	struct nearest near;
	bool han;        /* what was typed begins with a Han character: compared one by one */
	enum term term;  /* of the one being offered */
	enum term found; /* of the nearest */
	char word[80];
	size_t end; /* where what it stands for ends */
	int differ; /* Han: so many characters, the fewest so far */
};

static void take_guess(struct guess *g, const char *word, size_t n, size_t end)
{
	memcpy(g->word, word, n);
	g->word[n] = '\0';
	g->found = g->term;
	g->end = end;
}

/* One character of a name may be wrong, or of three and four in other words; two of more. */
static void offer_han(struct guess *g, const char *text, size_t n)
{
	size_t at = g->r->far;
	int chars = 0;
	int differ = 0;
	uint32_t has;
	uint32_t want;

	for (size_t i = 0, step; i < n; i += step, chars++) {
		step = next_char(text, n, i, &want);
		size_t one = char_at(g->r, at, &has);
		if (one == 0 || !cp_is_han(want))
			return;
		/* Dr Lin is not Dr Wang misspelt. */
		if (chars == 0 && has != want && g->term == T_PROVIDER)
			return;
		differ += has != want;
		at += one;
	}
	bool name = told[g->term].is_not != NULL;
	if (chars < (name ? 2 : 3) || differ > (chars > 4 ? 2 : 1) || differ >= g->differ)
		return;
	g->differ = differ;
	take_guess(g, text, n, at);
}

static void offer_text(struct guess *g, const char *text, size_t n)
{
	char copy[sizeof(g->word)];
	int before = g->near.edits;

	if (n >= sizeof(copy) || n == 0)
		return;
	if (g->han) {
		offer_han(g, text, n);
		return;
	}
	memcpy(copy, text, n);
	copy[n] = '\0';
	nearest_offer(&g->near, copy);
	if (g->near.edits < before)
		take_guess(g, copy, n, g->end);
}

static void offer_word(void *arg, const struct term_word *w)
{
	offer_text(arg, w->word, w->len);
}

/* The words of the grammar are offered one by one too: "oldr" for "older than". */
static void offer_keyword(struct guess *g, const struct expected *e)
{
	const char *blank = memchr(e->word, ' ', (size_t)e->len);

	offer_text(g, e->word, (size_t)e->len);
	if (blank)
		offer_text(g, e->word, (size_t)(blank - e->word));
}

static void guess(const struct reading *r, struct guess *g, const char *typed)
{
	uint32_t cp;

	nearest_init(&g->near, typed);
	/* A word of five letters with two wrong is another word, and a longer one with three. */
	int most = strlen(typed) < 6 ? 2 : 3;
	g->near.edits = g->near.edits > most ? most : g->near.edits;
	g->han = next_char(typed, strlen(typed), 0, &cp) > 0 && cp_is_han(cp);
	g->differ = 9;
	for (int i = 0; i < r->n_expected; i++) {
		const struct expected *e = &r->expected[i];
		g->term = e->term;
		if (e->term == T_NONE)
			offer_keyword(g, e);
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

/* Whether that is what the words behind `at` begin with. */
static bool follows(const struct reading *r, enum term term, size_t at)
{
	struct reading *rest = arena_alloc(r->arena, sizeof(*rest));

	reading_init(rest, r->c, r->g->chinese, r->text, r->len, r->arena);
	return term_at(rest, term, skip_blanks(r, at)).to > 0;
}

/* The kind of name that a word nobody knows was meant as; T_NONE when it may be anything. */
static enum term meant_as(const struct reading *r, size_t end)
{
	enum term one = T_NONE;

	if (is_expected(r, T_KIND) && follows(r, T_VISIT, end))
		return T_KIND;
	if (is_expected(r, T_TODO_KIND) && follows(r, T_TODO, end))
		return T_TODO_KIND;
	for (int i = 0; i < r->n_expected; i++) {
		enum term term = r->expected[i].term;
		if (term == T_NONE)
			continue;
		if (one != T_NONE || !told[term].is_not)
			return T_NONE;
		one = term;
	}
	return one;
}

static void add_option(struct str *out, const char *text, int n, bool quoted)
{
	if (out->len > 0)
		str_add(out, i18n_is_chinese() ? "、" : ", ");
	if (quoted)
		str_addf(out, _("'%.*s'"), n, text);
	else
		str_addn(out, text, (size_t)n);
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
			str_add(out, i18n_is_chinese() ? "等" : " …");
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

	if (skip_blanks(r, 0) == r->len) {
		problem_add(problems, false, pos, 1, "%s", _("a sentence is missing here"));
		return;
	}
	if (say_hint(r, pos, problems))
		return;
	str_init(&options);
	list_expected(r, &options);
	problem_add(problems, false, &at, 1, _("the sentence is not finished; expected: %s"),
		    options.p);
	str_release(&options);
}

struct names {
	struct str out;
	const char *word[9];
	size_t len[9];
	int n;
};

static void add_name(void *arg, const struct term_word *w)
{
	enum { NAMES = 8 };
	struct names *names = arg;

	if (!w->first || names->n > NAMES)
		return;
	for (int i = 0; i < names->n; i++)
		if (names->len[i] == w->len && memcmp(names->word[i], w->word, w->len) == 0)
			return;
	names->word[names->n] = w->word;
	names->len[names->n++] = w->len;
	if (names->n > NAMES)
		str_add(&names->out, i18n_is_chinese() ? "等" : " …");
	else
		add_option(&names->out, w->word, (int)w->len, false);
}

/* "'hygeine' is not a visit kind; there are exam, cleaning, filling …" */
static void what_there_is(const struct reading *r, enum term as, const struct pos *at, int len,
			  const char *shown, struct problems *problems)
{
	struct names names = { .n = 0 };
	int fact = -1;

	for (int i = 0; i < r->n_expected; i++)
		if (r->expected[i].term == as)
			fact = r->expected[i].fact;
	str_init(&names.out);
	term_words(r, as, as == T_VALUE ? fact : -1, add_name, &names);
	char *text = mem_printf(_(told[as].is_not), shown);
	if (names.n == 0 && term_kind_of(as, fact) == TERM_LANGUAGE)
		problem_add(problems, false, at, len,
			    _("%s; write it in quotes as it stands in the charts: \"%s\""), text,
			    shown);
	else if (names.n > 0)
		problem_add(problems, false, at, len, _("%s; there are: %s"), text, names.out.p);
	else
		problem_add(problems, false, at, len, "%s", text);
	free(text);
	str_release(&names.out);
}

static void not_known(const struct reading *r, const struct pos *at, size_t end, const char *shown,
		      struct problems *problems)
{
	enum term as = meant_as(r, end);
	int len = (int)(end - r->far);
	struct str options;

	if (as != T_NONE) {
		what_there_is(r, as, at, len, shown, problems);
		return;
	}
	str_init(&options);
	list_expected(r, &options);
	if (options.len > 0)
		problem_add(problems, false, at, len,
			    _("'%s' is not understood here; expected: %s"), shown, options.p);
	else
		problem_add(problems, false, at, len,
			    _("'%s' is too much here: the sentence ends before it"), shown);
	str_release(&options);
}

static void misspelt(const struct pos *at, int len, const char *shown, const struct guess *g,
		     struct problems *problems)
{
	const char *is_not =
		told[g->found].is_not ? told[g->found].is_not : N_("'%s' is not understood here");
	char *text = mem_printf(_(is_not), shown);

	problem_add(problems, false, at, len, _("%s; did you mean '%s'?"), text, g->word);
	free(text);
}

/* Where the word before `at` begins. */
static size_t word_before(const struct reading *r, size_t at)
{
	while (at > 0 && r->text[at - 1] == ' ')
		at--;
	while (at > 0 && r->text[at - 1] != ' ')
		at--;
	return at;
}

/* "last visit older than …", "count of visits at least 3": it reads well with an "is". */
static bool lacks_is(const struct reading *r, const struct pos *pos, struct problems *problems)
{
	size_t at = r->far;

	for (int i = 0; i < 2 && at > 0 && !r->g->chinese; i++, at = word_before(r, at)) {
		if (at >= 4 && strncasecmp(r->text + at - 4, "not ", 4) == 0)
			continue;
		struct reading *with = arena_alloc(r->arena, sizeof(*with));
		char *text = arena_printf(r->arena, "%.*sis %s", (int)at, r->text, r->text + at);
		reading_init(with, r->c, false, text, strlen(text), r->arena);
		reading_run(with, "sentence");
		if (with->readings == 0)
			continue;
		struct pos here = { pos->file, pos->line, pos->col + (int)at };
		problem_add(problems, false, &here, (int)(word_end(r, at) - at), "%s",
			    _("the word 'is' is missing before this"));
		return true;
	}
	return false;
}

static bool begins_with_one_of(const char *typed, const char *const *words)
{
	for (; *words; words++)
		if (strncasecmp(typed, *words, strlen(*words)) == 0)
			return true;
	return false;
}

static bool opens_quote(const struct reading *r)
{
	uint32_t cp = 0;

	char_at(r, r->far, &cp);
	return is_expected(r, T_QUOTED) && (cp == '"' || cp == '\'' || cp == 0x201c ||
					    cp == 0x2018 || cp == 0x300c || cp == 0x300e);
}

static void say(const struct reading *r, const struct pos *at, const char *typed, size_t end,
		struct problems *problems)
{
	static const char *const either[] = { "or", "或", NULL };
	static const char *const both[] = { "and", "but", "并且", "而且", "同时", "但是",
					    "且",  "，",  ",",    "；",   ";",    NULL };
	struct guess g = { .r = r, .found = T_NONE, .end = end };
	int len = (int)(end - r->far);
	char shown[48];

	str_excerpt(shown, sizeof(shown), typed);
	if (r->may_end && begins_with_one_of(typed, either)) {
		say_or(r, at, len, problems);
		return;
	}
	bool another = r->may_end && begins_another(r);
	if (another && r->several) {
		problem_add(problems, false, at, len, "%s",
			    _("these are two conditions: put a comma before this one"));
		return;
	}
	if (r->several && r->may_end && begins_with_one_of(typed, both)) {
		struct pos after = { at->file, at->line, at->col + (int)(r->len - r->far) };
		problem_add(problems, false, &after, 1, "%s", _("a sentence is missing here"));
		return;
	}
	if (another || (r->may_end && begins_with_one_of(typed, both))) {
		problem_add(problems, false, at, len, "%s",
			    _("one sentence asks one thing: write two, each in a line of its own"));
		return;
	}
	bool begin = is_expected(r, T_STATUS) || skip_blanks(r, 0) == r->far;
	if (begin && lexicon_find(r->c->lex, TERM_TAG, typed)) {
		problem_add(problems, false, at, len,
			    r->g->chinese ? _("'%s' is a tag; say \"有标签%s\"")
					  : _("'%s' is a tag; say \"tagged %s\""),
			    shown, shown);
		return;
	}
	if (opens_quote(r)) {
		problem_add(problems, false, at, len, "%s", _("this quote is not closed"));
		return;
	}
	guess(r, &g, typed);
	if (!g.word[0]) {
		not_known(r, at, end, shown, problems);
		return;
	}
	char *meant = mem_strndup(r->text + r->far, g.end - r->far);
	misspelt(at, (int)strlen(meant), str_excerpt(shown, sizeof(shown), meant), &g, problems);
	free(meant);
}

/* A title of several words goes to the next comma or the end. */
static size_t name_end(const struct reading *r)
{
	size_t end = word_end(r, r->far);
	uint32_t cp;

	if (r->n_expected != 1 || !is_expected(r, T_SEGMENT))
		return end;
	for (size_t n; (n = char_at(r, end, &cp)) > 0 && cp != ',' && cp != ';'; end += n)
		;
	while (end > r->far && r->text[end - 1] == ' ')
		end--;
	return end;
}

void say_wrong(const struct reading *r, const struct pos *pos, struct problems *problems)
{
	struct pos at = { pos->file, pos->line, pos->col + (int)r->far };

	if (r->far >= r->len) {
		unfinished(r, pos, problems);
		return;
	}
	if (say_hint(r, pos, problems) || lacks_is(r, pos, problems))
		return;
	size_t end = name_end(r);
	char *typed = mem_strndup(r->text + r->far, end - r->far);
	say(r, &at, typed, end, problems);
	free(typed);
}
