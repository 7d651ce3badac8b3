#include "complete_parts.h"
#include "sentence_parts.h"
#include "revisit/base/i18n.h"
#include "revisit/text/pinyin.h"
#include "revisit/text/utf8.h"

/* Whether what is typed is how that word begins; Chinese words also by how they are read. */
static bool begins(const struct completer *k, const char *word, size_t n)
{
	const struct reading *r = k->r;
	size_t at = k->from;
	size_t i = 0;
	uint32_t has;
	uint32_t want;

	while (at < r->len && i < n) {
		i += next_char(word, n, i, &want);
		if (want == ' ' && skip_blanks(r, at) > at) {
			at = skip_blanks(r, at);
			continue;
		}
		size_t one = char_at(r, at, &has);
		if (has != want)
			break;
		at += one;
	}
	if (at == r->len)
		return true;
	if (!r->g->chinese || at > k->from || (unsigned char)r->text[at] >= 0x80)
		return false;
	char *text = mem_strndup(word, n);
	bool read = han_is_read(text, r->text + at);
	free(text);
	return read;
}

static void add_offer(struct completer *k, const char *word, const char *means, int64_t value,
		      bool first)
{
	int rank = offer_rank(k, value);
	int i = 0;

	while (i < k->n && (k->v[i].from != k->base + k->from || strcmp(k->v[i].word, word) != 0))
		i++;
	/* Of two that are written alike the likelier one is told about. */
	if (i == OFFERS_MAX || (i < k->n && k->v[i].rank <= rank))
		return;
	if (i < k->n)
		memmove(&k->v[i], &k->v[i + 1], (size_t)(--k->n - i) * sizeof(k->v[0]));
	k->v[k->n++] = (struct offer){
		k->base + k->from, word, means, example(k, word, value), k->pc, value, rank, first
	};
}

/* Plurals and synonyms are for who types them. */
static bool said_already(const struct completer *k, const struct term_word *w)
{
	for (int i = 0; i < k->n && !w->first && !w->name; i++)
		if (k->v[i].pc == k->pc && k->v[i].from == k->base + k->from &&
		    k->v[i].value == w->value)
			return true;
	return false;
}

/* Who types what both begin with is shown the one that sentences are shown with. */
static void drop_synonyms(struct completer *k, const struct term_word *w)
{
	int n = 0;

	for (int i = 0; i < k->n; i++)
		if (k->v[i].first || k->v[i].pc != k->pc || k->v[i].from != k->base + k->from ||
		    k->v[i].value != w->value)
			k->v[n++] = k->v[i];
	k->n = n;
}

/* What is written out has no words to choose from: one to begin with. */
static void offer_sample(struct completer *k)
{
	const char *means = k->op->a == T_N      ? N_("a number")
			    : k->op->a == T_DATE ? N_("a date (2026-07-04)")
						 : N_("a text in quotes");

	if (k->from < k->r->len)
		return;
	add_offer(k, usual_word(k), _(means), 0, true);
}

/* "1 day": the only unit that is not shown in the plural. */
static bool is_one(const struct completer *k)
{
	const struct reading *r = k->r;

	return k->op->a == T_UNIT && !r->g->chinese && r->n > 0 &&
	       str_eq(r->mark[r->n - 1].key, "1");
}

static void offer_term(void *arg, const struct term_word *w)
{
	struct completer *k = arg;
	bool typing = k->from < k->r->len;
	bool first = is_one(k) ? !w->first : w->first;

	if ((!first && !typing) || !begins(k, w->word, w->len) || !term_fits(k, w->value) ||
	    said_already(k, w))
		return;
	int fact = fact_before(k->r);
	/* Help is N_(), labels are the clinic's. */
	const char *means =
		str_is_empty(w->means) || w->name ? str_or_empty(w->means) : _(w->means);
	if (k->op->a == T_SEGMENT)
		means = str_is_empty(w->means) ? "" : w->key; /* its title is the word */
	if (first && !w->name)
		drop_synonyms(k, w);
	add_offer(k, as_shown(k, (enum term)k->op->a, fact, w), means, w->value, first || w->name);
}

static bool asked_before(struct completer *k)
{
	unsigned way = 0;

	for (int f = k->frame; f >= 0; f = k->r->frame[f].parent)
		way = way * 31 + (unsigned)k->r->frame[f].back;
	for (int i = 0; i < k->n_asked; i++)
		if (k->asked[i].pc == k->pc && k->asked[i].at == k->from && k->asked[i].way == way)
			return true;
	if (k->n_asked < ASKED_MAX) {
		k->asked[k->n_asked].pc = k->pc;
		k->asked[k->n_asked].way = way;
		k->asked[k->n_asked++].at = k->from;
	}
	return false;
}

/* A word that is not finished, or is one without a blank behind it, is being typed; only behind it
 * another begins.  Chinese needs no blanks. */
static bool word_may_begin(const struct reading *r, size_t from)
{
	if (from < r->len || from == 0 || r->g->chinese)
		return true;
	return strchr(" \t[,\"", r->text[from - 1]) != NULL;
}

/* Words that only hold a sentence together. */
static const struct {
	const char *word, *means;
} joints[] = {
	{ "is", N_("then when, or how much") },
	{ "在", N_("then when, or how much") },
	{ "one of", N_("any of these") },
	{ "或", N_("or another one") },
	{ "or", N_("or another one") },
	{ "since", N_("from a day until today") },
	{ "in the", N_("shortly before or after a day") },
	{ "该", N_("due now, and nothing is booked") },
	{ "还不该", N_("the opposite of what follows") },
	{ "早于", N_("before that time") },
	{ "金额", N_("the amount is larger") },
	{ "以来", N_("from a day until today") },
};

/* "with" is told by what stands behind it. */
static const char *word_means(const struct reading *r, int pc)
{
	const struct op *op = &r->g->op[pc];
	const struct op *next = op + 1;
	int mark = op->mark >= 0 || next->kind != OP_TERM ? op->mark : next->mark;
	size_t n = first_len(op);

	if (mark >= 0 && marks[mark].means)
		return _(marks[mark].means);
	for (size_t i = 0; i < ARRAY_SIZE(joints); i++)
		if (strlen(joints[i].word) == n && memcmp(joints[i].word, op->word, n) == 0)
			return _(joints[i].means);
	return "";
}

static void offer_here(struct reading *r, const struct op *op, size_t from, int pc, int frame)
{
	struct completer *k = r->arg;

	k->op = op;
	k->from = from;
	k->pc = pc;
	k->frame = frame;
	k->r = r;
	if (!word_may_begin(r, from) || (op->hidden && from == r->len) || asked_before(k))
		return;
	if (op->kind == OP_TERM) {
		if (op->a == T_N || op->a == T_DATE || op->a == T_QUOTED)
			offer_sample(k);
		else
			term_words(r, (enum term)op->a, fact_before(r), offer_term, k);
		return;
	}
	/* The first of its alternatives, unless another one is being typed. */
	const char *word = op->word;
	size_t n = first_len(op);
	while (!begins(k, word, n)) {
		word += n;
		if (from == r->len || word == op->word + op->len)
			return;
		n = strcspn(++word, "|'");
	}
	if (!offer_fits(k))
		return;
	add_offer(k, arena_strndup(k->arena, word, n), word_means(r, pc), 0, true);
}

static bool is_chinese(const char *text, size_t n)
{
	uint32_t cp;

	for (size_t at = 0, step; (step = next_char(text, n, at, &cp)) > 0; at += step)
		if (cp_is_han(cp))
			return true;
	/* One word of letters in a Chinese program may be how a Chinese word is read. */
	return i18n_is_chinese() && !memchr(text, ' ', n);
}

static void ask(struct completer *k, bool chinese, const char *text, size_t n,
		struct completions *out)
{
	struct reading *r = arena_alloc(k->arena, sizeof(*r));

	k->n_asked = 0;
	reading_init(r, k->c, chinese, arena_strndup(k->arena, text, n), n, k->arena);
	r->offer = offer_here;
	r->arg = k;
	reading_run(r, "sentence");
	if (r->readings > 0)
		out->finished = true;
}

/* By rank, else as they came: that is the order of the grammar and of clinic.yaml. */
static void put_in_order(struct completer *k)
{
	for (int i = 1; i < k->n; i++) {
		struct offer o = k->v[i];
		int at = i;
		for (; at > 0 && k->v[at - 1].rank > o.rank; at--)
			k->v[at] = k->v[at - 1];
		k->v[at] = o;
	}
}

/* All as what takes the place of the text behind typed_from: the furthest place decides, and of
 * words that began before it the rest is given. */
static void hand_out(const struct completer *k, const char *text, struct completions *out)
{
	out->typed_from = 0;
	for (int i = 0; i < k->n; i++)
		if (k->v[i].from > out->typed_from)
			out->typed_from = k->v[i].from;
	out->v = arena_alloc(k->arena, ((size_t)k->n + 1) * sizeof(*out->v));
	for (int i = 0; i < k->n; i++) {
		const struct offer *o = &k->v[i];
		size_t typed = out->typed_from - o->from;
		if (strlen(o->word) <= typed || memcmp(o->word, text + o->from, typed) != 0)
			continue;
		out->v[out->n++] = (struct completion){ o->word + typed, o->means, o->example };
	}
}

/* The condition that begins at `from`, in its language; when nothing of the one begins so, perhaps
 * in the other. */
static void ask_from(struct completer *k, const char *text, size_t from, size_t at,
		     struct completions *out)
{
	int before = k->n;
	/* Where nothing is typed yet it is the language of the condition before. */
	bool chinese = from < at ? is_chinese(text + from, at - from) : is_chinese(text, at);

	k->base = from;
	ask(k, chinese, text + from, at - from, out);
	if (k->n == before)
		ask(k, !chinese, text + from, at - from, out);
}

void sentence_complete(const struct sentence_context *c, const char *text, size_t at,
		       struct arena *arena, struct completions *out)
{
	struct completer *k = arena_alloc(arena, sizeof(*k));

	*out = (struct completions){ .typed_from = at };
	if (at > SENTENCE_MAX || utf8_check(text, at) < at || asks_for_the_most(text, at))
		return;
	*k = (struct completer){ .c = c, .arena = arena, .text = text };
	const struct start *start = find_starts(c, text, at, arena);
	/* A blank may be inside of a condition or before another: both are asked. */
	for (size_t from = at, asked = 0; asked < 2; from--) {
		if (start[from].conditions) {
			ask_from(k, text, from, at, out);
			asked++;
		}
		if (from == 0)
			break;
	}
	put_in_order(k);
	hand_out(k, text, out);
	if (k->n == 0)
		out->typed_from = at;
}
