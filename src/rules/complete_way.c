#include "complete_parts.h"

struct way {
	const struct completer *k;
	struct str out;
	int fact;         /* the last one, −1 */
	bool ahead;       /* it speaks of what is to come */
	bool many;        /* the next noun is counted */
	bool upcoming;    /* the next noun is one that is to come */
	int lengths;      /* of time, said so far */
	unsigned allowed; /* nouns that go with what is said of them */
};

static void say(struct way *w, const char *text, size_t n)
{
	const char *p = w->out.p;
	uint32_t first;

	bool apart =
		w->out.len > 0 && !strchr(" [", p[w->out.len - 1]) && !strchr("],", *text) &&
		(!w->k->r->g->chinese || ((unsigned char)p[w->out.len - 1] < 0x80 &&
					  next_char(text, n, 0, &first) > 0 && cp_joins(first)));
	if (apart)
		str_addc(&w->out, ' ');
	str_addn(&w->out, text, n);
}

static void say_text(struct way *w, const char *text)
{
	say(w, text, strlen(text));
}

size_t first_len(const struct op *op)
{
	const char *bar = memchr(op->word, '|', (size_t)op->len);

	return bar ? (size_t)(bar - op->word) : (size_t)op->len;
}

const char *as_shown(const struct completer *k, enum term term, int fact, const struct term_word *w)
{
	int kind = term_kind_of(term, fact);
	struct str out;

	if (term == T_SEGMENT && !str_is_empty(w->means))
		return w->means;

	if (!w->name)
		return arena_strndup(k->arena, w->word, w->len);
	str_init(&out);
	struct shown s = { &out, k->c };
	if (kind >= 0)
		show_name(&s, (enum term_kind)kind, w->key, k->r->g->chinese);
	else
		show_key(&s, w->key);
	char *text = arena_strdup(k->arena, out.p);
	str_release(&out);
	return text;
}

struct sample {
	const struct completer *k;
	enum term term;
	int fact;
	unsigned allowed;
	const char *word;
	int64_t value;
};

static void take_first(void *arg, const struct term_word *w)
{
	struct sample *s = arg;

	if (s->word || !w->first || (is_noun(s->term) && !(s->allowed & 1u << w->value)))
		return;
	s->word = as_shown(s->k, s->term, s->fact, w);
	s->value = w->value;
}

static const char *usual_number(struct way *w, enum act act)
{
	if (act == ACT_DUR_N)
		return w->lengths++ ? "12" : "6";
	if (act == ACT_RATIO)
		return "50";
	if (act == ACT_OVER)
		return "5000";
	if (w->fact == FACT_AGE)
		return "18";
	if (w->fact == FACT_NPS)
		return "9";
	if (w->fact >= 0 && fact_words[w->fact].type == FACT_MONEY)
		return "5000";
	return w->fact >= 0 && fact_words[w->fact].type == FACT_SHARE ? "0.3" : "2";
}

static void say_term(struct way *w, const struct op *op)
{
	enum act act = op->mark >= 0 ? marks[op->mark].act : ACT_NONE;
	enum term term = (enum term)op->a;
	struct sample s = { w->k, term, w->fact, w->allowed, NULL, 0 };

	if (term == T_N) {
		say_text(w, usual_number(w, act));
	} else if (term == T_DATE) {
		say_text(w, "2026-07-04");
	} else if (term == T_QUOTED) {
		say_text(w, w->k->r->g->chinese ? "“张”" : "\"Lee\"");
	} else if (term == T_UNIT) {
		say_text(w, w->k->r->g->chinese ? unit_words[1].zh : "months");
	} else {
		term_words(w->k->r, term, w->fact, take_first, &s);
		say_text(w, s.word ? s.word : "…");
		str_add(&w->out, w->many && is_noun(term) ? "s" : "");
		w->many = w->many && !is_noun(term);
	}
	if (act == ACT_FACT || act == ACT_MEASURE)
		w->fact = (int)s.value;
}

static bool is_ahead(const struct mark *m)
{
	if (m->act == ACT_WHICH)
		return m->arg == WHICH_NEXT;
	return (m->act == ACT_NOUN_STATUS || m->act == ACT_NOUN_BOOKED) &&
	       status_words[m->value].by == BY_DUE;
}

/* 上次就诊在近6个月内: what could be left out, and usually is not. */
static bool reads_better(const struct way *w, const struct grammar *g, int pc)
{
	while (g->op[pc].kind == OP_JUMP)
		pc = g->op[pc].a;
	const struct op *op = &g->op[pc];
	if (op->kind != OP_WORD || op->hidden || op->mark >= 0)
		return false;
	if (strncmp(op->word, "内", strlen("内")) == 0)
		return true;
	return strncmp(op->word, "在'", strlen("在'")) == 0 && w->out.len > w->k->base;
}

/* The first choice, which is the usual one in the tables, unless it does not go with what was said:
 * from what is ahead of us "in the next", behind us "in the last". */
static int choose(const struct way *w, const struct op *op)
{
	const struct grammar *g = w->k->r->g;
	const struct op *first = &g->op[op->a];

	if (op->optional)
		return reads_better(w, g, op->a) ? op->a : op->b;
	enum term noun = offer_noun(g, op->a);
	bool goes = (nouns_of(noun) & w->allowed) && (!w->upcoming || noun == T_BOOKED);
	if (noun != T_NONE && !goes)
		return op->b;
	bool last = first->kind == OP_WORD && first->mark >= 0 &&
		    marks[first->mark].act == ACT_WIN_IS && marks[first->mark].arg == WIN_LAST;
	return last && w->ahead ? op->b : op->a;
}

static void go(struct way *w, int pc)
{
	const struct grammar *g = w->k->r->g;

	for (;;) {
		const struct op *op = &g->op[pc++];
		switch (op->kind) {
		case OP_WORD:
			say(w, op->word, first_len(op));
			break;
		case OP_TERM:
			say_term(w, op);
			break;
		case OP_MARK:
			break;
		case OP_FORK:
			pc = choose(w, op);
			break;
		case OP_JUMP:
			pc = op->a;
			break;
		case OP_CALL:
			go(w, op->a);
			break;
		case OP_RETURN:
			return;
		}
	}
}

static bool is_counted(const struct completer *k)
{
	for (int i = k->r->n; i-- > 0 && k->r->mark[i].act != ACT_NOUN_WORD;)
		if (k->r->mark[i].act == ACT_COUNT)
			return k->op->a != T_VISIT && k->op->a != T_TODO && k->op->a != T_THING;
	return false;
}

/* The fact or measure that a number is compared with, −1. */
static int asked_of(const struct completer *k)
{
	for (int i = k->r->n; i-- > 0;)
		if (k->r->mark[i].act == ACT_FACT || k->r->mark[i].act == ACT_MEASURE)
			return (int)k->r->mark[i].value;
	return -1;
}

const char *example(const struct completer *k, const char *word, int64_t value)
{
	const struct op *op = k->op;
	struct way w = { .k = k, .fact = asked_of(k) };
	struct mark own = { .value = value };

	if (op->mark >= 0) {
		own.act = marks[op->mark].act;
		own.arg = marks[op->mark].arg;
	}
	if (own.act == ACT_FACT || own.act == ACT_MEASURE)
		w.fact = (int)value;
	w.ahead = is_ahead(&own) || (w.fact >= 0 && fact_words[w.fact].type == FACT_YEARLY);
	for (int i = 0; i < k->r->n && !w.ahead; i++)
		w.ahead = is_ahead(&k->r->mark[i]);
	/* The last open one lies behind us. */
	if (has_mark(k, ACT_WHICH))
		w.ahead = is_next(k);
	w.allowed = nouns_allowed(k, &own);
	w.upcoming = (looks_ahead(&own) || is_ahead_of_noun(k)) && !has_mark(k, ACT_NOUN_WORD);
	for (int i = 0; i < k->r->n; i++)
		w.lengths += k->r->mark[i].act == ACT_DUR_N;
	w.lengths += own.act == ACT_DUR_N;
	w.many = !k->r->g->chinese && (own.act == ACT_COUNT || is_counted(k));
	str_init(&w.out);
	str_addn(&w.out, k->text, k->base + k->from);
	say_text(&w, word);
	go(&w, k->pc + 1);
	for (int f = k->frame; f >= 0; f = k->r->frame[f].parent)
		go(&w, k->r->frame[f].back);
	const char *text = arena_strdup(k->arena, w.out.p);
	str_release(&w.out);
	return text;
}

const char *usual_word(const struct completer *k)
{
	struct way w = { .k = k, .fact = asked_of(k) };

	str_init(&w.out);
	say_term(&w, k->op);
	const char *word = arena_strdup(k->arena, w.out.p);
	str_release(&w.out);
	return word;
}
