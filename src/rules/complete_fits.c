#include "complete_parts.h"

const struct mark *has_mark(const struct completer *k, enum act act)
{
	for (int i = 0; i < k->r->n; i++)
		if (k->r->mark[i].act == act)
			return &k->r->mark[i];
	return NULL;
}

const struct mark *of_noun(const struct completer *k, enum act act)
{
	for (int i = k->r->n; i-- > 0 && k->r->mark[i].act != ACT_NOUN;)
		if (k->r->mark[i].act == act)
			return &k->r->mark[i];
	return NULL;
}

bool is_noun(enum term term)
{
	return term >= T_VISIT && term <= T_THING;
}

enum term offer_noun(const struct grammar *g, int pc)
{
	for (; g->op[pc].kind != OP_RETURN; pc++)
		if (g->op[pc].kind == OP_TERM &&
		    (is_noun((enum term)g->op[pc].a) || g->op[pc].a == T_BOOKED))
			return (enum term)g->op[pc].a;
	return T_NONE;
}

unsigned nouns_of(enum term term)
{
	const unsigned todo = 1u << NOUN_TASK | 1u << NOUN_PROMISE | 1u << NOUN_COMPLAINT;

	if (term == T_VISIT || term == T_BOOKED)
		return 1u << NOUN_VISIT;
	return term == T_TODO ? todo : ~(todo | 1u << NOUN_VISIT);
}

/* What narrows a noun, 0: something else. */
static unsigned part_of(enum act act)
{
	switch (act) {
	case ACT_WITH:
		return TAKES_PROVIDER;
	case ACT_AT:
		return TAKES_SITE;
	case ACT_BY:
		return TAKES_CHANNEL;
	case ACT_OVER:
		return TAKES_OVER;
	default:
		return 0;
	}
}

static unsigned nouns_taking(unsigned part)
{
	unsigned nouns = 0;

	for (unsigned i = 0; i < NOUNS; i++)
		if ((noun_words[i].takes & part) == part && !noun_words[i].absent)
			nouns |= 1u << i;
	return nouns;
}

bool is_next(const struct completer *k)
{
	const struct mark *which = has_mark(k, ACT_WHICH);

	return which && which->arg == WHICH_NEXT;
}

unsigned nouns_allowed(const struct completer *k, const struct mark *own)
{
	const struct op *next = &k->r->g->op[k->pc + 1];
	enum act opens =
		next->kind == OP_TERM && next->mark >= 0 ? marks[next->mark].act : ACT_NONE;
	unsigned allowed = nouns_taking(part_of(own->act) | part_of(opens));

	if (is_next(k))
		allowed &= nouns_of(T_VISIT) | nouns_of(T_TODO);
	if (own->act == ACT_NOUN_STATUS)
		allowed &= status_words[own->value].nouns;
	for (int i = k->r->n; i-- > 0 && k->r->mark[i].act != ACT_NOUN;) {
		const struct mark *m = &k->r->mark[i];
		allowed &= nouns_taking(part_of(m->act));
		if (m->act == ACT_NOUN_STATUS)
			allowed &= status_words[m->value].nouns;
	}
	return allowed;
}

bool looks_ahead(const struct mark *m)
{
	return m->act == ACT_WIN_IS &&
	       (m->arg == WIN_NEXT || m->arg == WIN_TOMORROW || m->arg == WIN_NEXT_WORKDAY);
}

bool is_ahead_of_noun(const struct completer *k)
{
	const struct mark *win = has_mark(k, ACT_WIN_IS);

	return k->r->g->chinese && win && looks_ahead(win) && !has_mark(k, ACT_NOUN_WORD) &&
	       !has_mark(k, ACT_WHICH) && !has_mark(k, ACT_FACT);
}

/* Nothing is known of what happens to a visit that took place "in the next 3 days". */
static bool window_fits(const struct completer *k, const struct mark *own)
{
	const struct mark *which = has_mark(k, ACT_WHICH);
	const struct mark *noun = of_noun(k, ACT_NOUN_WORD);

	if (!looks_ahead(own) || has_mark(k, ACT_FACT))
		return true;
	if (which)
		return is_next(k);
	if (!has_mark(k, ACT_NOUN))
		return !has_mark(k, ACT_MEASURE);
	const struct mark *booked = of_noun(k, ACT_NOUN_BOOKED);
	const struct mark *status = booked ? booked : of_noun(k, ACT_NOUN_STATUS);
	return noun_day(noun ? (enum noun)noun->value : NOUN_VISIT,
			status ? (enum noun_status)status->value : STATUS_USUAL) == BY_DUE;
}

static bool part_fits(const struct completer *k, enum act act)
{
	const struct mark *noun = of_noun(k, ACT_NOUN_WORD);

	/* Of what is to come no channel is known. */
	if (of_noun(k, act) || (act == ACT_BY && (is_ahead_of_noun(k) || is_next(k))))
		return false;
	if (noun)
		return noun_words[noun->value].takes & part_of(act);
	static const struct mark none = { 0 };
	return nouns_taking(part_of(act)) & nouns_allowed(k, &none);
}

/* 未来3天 was said: what leads to a booking or to something that is due. */
static bool is_to_come(const struct completer *k, enum act act, int64_t value)
{
	const struct mark *status = of_noun(k, ACT_NOUN_STATUS);
	enum term noun = offer_noun(k->r->g, k->pc);
	bool due = status && status_words[status->value].by == BY_DUE;

	if (act == ACT_NOUN_STATUS)
		return status_words[value].by == BY_DUE && noun != T_THING;
	if (act == ACT_KIND)
		return due || noun == T_BOOKED;
	if (act == ACT_NOUN_BOOKED)
		return status_words[value].by == BY_DUE;
	return act == ACT_NOUN_WORD ? due : act != ACT_MEASURE;
}

/* The last one, the first one, or what has been since then. */
static bool lies_behind(const struct completer *k)
{
	int i = k->r->n;

	while (i-- > 0 && k->r->mark[i].act != ACT_NOUN)
		;
	if (i > 0 && k->r->mark[i - 1].act == ACT_WIN_SINCE)
		return true;
	return i > 0 && k->r->mark[i - 1].act == ACT_WHICH && !is_next(k);
}

bool term_fits(const struct completer *k, int64_t value)
{
	static const struct mark none = { 0 };
	enum act act = k->op->mark >= 0 ? marks[k->op->mark].act : ACT_NONE;
	unsigned allowed = nouns_allowed(k, &none);

	if (is_ahead_of_noun(k) && !is_to_come(k, act, value))
		return false;
	bool status = act == ACT_NOUN_STATUS || act == ACT_NOUN_BOOKED;
	if (status && is_next(k) && status_words[value].by != BY_DUE)
		return false;
	if (status && value == STATUS_UPCOMING && lies_behind(k))
		return false;
	if (act == ACT_FACT || act == ACT_MEASURE)
		return !(fact_words[value].flags & FACT_ABSENT);
	if (act == ACT_NOUN_STATUS)
		return status_words[value].nouns & allowed & nouns_of(offer_noun(k->r->g, k->pc));
	if (act == ACT_NOUN_WORD)
		return allowed & 1u << value;
	if (act == ACT_KIND)
		return allowed & nouns_of(k->op->a == T_KIND ? T_VISIT : T_TODO);
	return !part_of(act) || part_fits(k, act);
}

/* Inside of a noun: whether there is one that goes with what was said of it. */
static bool leads_to_noun(const struct completer *k)
{
	static const struct mark none = { 0 };
	enum term noun = offer_noun(k->r->g, k->pc);

	return noun == T_NONE || (nouns_of(noun) & nouns_allowed(k, &none));
}

/* In English the place of the word "with" decides, before anything is known of whom. */
static bool opens_part(const struct completer *k)
{
	const struct op *next = &k->r->g->op[k->pc + 1];

	/* 金额 before 超过 */
	if (k->op->kind == OP_WORD && next->kind == OP_WORD)
		next++;
	if (k->op->kind != OP_WORD || next->kind != OP_TERM || next->mark < 0)
		return true;
	enum act act = marks[next->mark].act;
	return !part_of(act) || part_fits(k, act);
}

bool offer_fits(const struct completer *k)
{
	const struct op *op = k->op;
	struct mark own = { 0 };

	if (op->mark >= 0)
		own = (struct mark){ .act = marks[op->mark].act, .arg = marks[op->mark].arg };
	int fact = fact_before(k->r);
	if (own.act == ACT_KNOWN && fact == FACT_TODAY)
		return false;
	const struct op *next = op + 1;
	while (next->kind == OP_JUMP)
		next = &k->r->g->op[next->a];
	/* 没来 says of which noun it is. */
	if (next->kind == OP_MARK && marks[next->mark].act == ACT_NOUN && is_ahead_of_noun(k))
		return false;
	bool looks_inside = next->kind == OP_TERM && next->a == T_QUOTED;
	if (looks_inside && fact >= 0 && fact_words[fact].flags & FACT_KNOWN_ONLY)
		return false;
	return opens_part(k) && leads_to_noun(k) && window_fits(k, &own);
}

/* A Chinese sentence may begin with when, or with what is counted: that is not how most begin. */
static bool is_front(const struct completer *k)
{
	return k->r->g->chinese && !has_mark(k, ACT_NOUN_END) && !has_mark(k, ACT_FACT) &&
	       !has_mark(k, ACT_WHICH) && !has_mark(k, ACT_HAS) && !has_mark(k, ACT_COUNT);
}

/* 在, 是, 了, 内: words that a Chinese sentence can do without. */
static bool is_glue(const struct completer *k)
{
	const struct op *before = k->op - 1;

	/* A choice of one is compiled as a jump to it. */
	if (k->pc > 1 && before->kind == OP_JUMP && before->a == k->pc)
		before--;
	return k->r->g->chinese && k->op->kind == OP_WORD && k->op->mark < 0 && k->pc > 0 &&
	       before->kind == OP_FORK && before->optional;
}

int offer_rank(const struct completer *k, int64_t value)
{
	enum act act = k->op->mark >= 0 ? marks[k->op->mark].act : ACT_NONE;
	const struct op *next = k->op + 1;
	bool opens = k->op->kind == OP_WORD && next->kind == OP_TERM && next->mark >= 0 &&
		     part_of(marks[next->mark].act);

	bool since = act == ACT_NONE && k->op->kind == OP_WORD &&
		     strncmp(k->op->word, "以来", strlen("以来")) == 0;
	if (since && !has_mark(k, ACT_HAS))
		return 4;
	if (act == ACT_WIN_SINCE && has_mark(k, ACT_WHICH))
		return 5;
	if (k->op->a == T_UNIT && k->op->kind == OP_TERM)
		return value == 1 ? 0 : value == 3 ? 1 : 2;
	if (act == ACT_NOT || (k->op->kind == OP_WORD && next->kind == OP_MARK &&
			       marks[next->mark].act == ACT_NOT))
		return 5;
	if (is_front(k) && has_mark(k, ACT_NOUN))
		return 4;
	if (opens || part_of(act) || is_glue(k))
		return 3;
	if (act == ACT_DATE || act == ACT_RANGE || act == ACT_DUR_N || act == ACT_HALF_YEAR ||
	    act == ACT_WIN_SINCE || act == ACT_N)
		return 2;
	if (act == ACT_NOUN_STATUS || (act == ACT_FACT && value == FACT_TODAY))
		return 2;
	bool due = act == ACT_DUE && !has_mark(k, ACT_RECALL);
	return act == ACT_KIND || due || (is_front(k) && has_mark(k, ACT_WIN));
}
