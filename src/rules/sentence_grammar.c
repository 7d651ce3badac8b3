#include "grammar.h"

#include <pthread.h>

/* One table being compiled.  Rules call each other by number until all begin somewhere. */
struct compiler {
	struct grammar *g;
	const char *at;
};

static void choice(struct compiler *c);

static void blanks(struct compiler *c)
{
	c->at += strspn(c->at, " ");
}

static int emit(struct compiler *c, enum op_kind kind, int a, int b)
{
	struct grammar *g = c->g;

	BUG_IF(g->n == OPS_MAX);
	g->op[g->n] = (struct op){ .kind = kind, .a = (short)a, .b = (short)b, .mark = -1 };
	return g->n++;
}

static int mark_named(const char *name, size_t n)
{
	for (int i = 0; marks[i].name; i++)
		if (strlen(marks[i].name) == n && memcmp(marks[i].name, name, n) == 0)
			return i;
	BUG("no mark %.*s", (int)n, name);
}

/* ":mark" behind a word or name, −1. */
static int mark(struct compiler *c)
{
	if (*c->at != ':')
		return -1;
	size_t n = strspn(++c->at, "abcdefghijklmnopqrstuvwxyz-");
	int found = mark_named(c->at, n);
	c->at += n;
	return found;
}

static void word(struct compiler *c)
{
	bool hidden = c->at[1] == '~';
	const char *begin = c->at += 1 + hidden;
	size_t n = strcspn(begin, "'");

	c->at += n + 1;
	int op = emit(c, OP_WORD, 0, 0);
	c->g->op[op].word = begin;
	c->g->op[op].len = (short)n;
	c->g->op[op].phrase = memchr(begin, ' ', n) != NULL;
	c->g->op[op].hidden = hidden;
	c->g->op[op].mark = (short)mark(c);
}

static int rule_named(const struct grammar *g, const char *name, size_t n)
{
	for (int i = 0; g->rules[i].name; i++)
		if (strlen(g->rules[i].name) == n && memcmp(g->rules[i].name, name, n) == 0)
			return i;
	BUG("no rule %.*s", (int)n, name);
}

static void name(struct compiler *c)
{
	bool hidden = *c->at == '~';

	c->at += hidden;
	size_t n = strcspn(c->at, " :|()[]{}");
	if (*c->at >= 'a' && *c->at <= 'z') {
		emit(c, OP_CALL, rule_named(c->g, c->at, n), 0);
		c->at += n;
		return;
	}
	for (int t = T_NONE + 1; t < TERMS; t++) {
		if (strlen(term_names[t]) != n || memcmp(term_names[t], c->at, n) != 0)
			continue;
		int op = emit(c, OP_TERM, t, 0);
		c->at += n;
		c->g->op[op].mark = (short)mark(c);
		c->g->op[op].hidden = hidden;
		return;
	}
	BUG("no name %.*s", (int)n, c->at);
}

static void closed(struct compiler *c, char with)
{
	blanks(c);
	BUG_IF(*c->at != with);
	c->at++;
}

static void optional(struct compiler *c, bool again)
{
	c->at++;
	int fork = emit(c, OP_FORK, 0, 0);
	c->g->op[fork].a = (short)c->g->n;
	c->g->op[fork].optional = true;
	choice(c);
	closed(c, again ? '}' : ']');
	if (again)
		emit(c, OP_JUMP, fork, 0);
	c->g->op[fork].b = (short)c->g->n;
}

static bool item(struct compiler *c)
{
	blanks(c);
	switch (*c->at) {
	case '\0':
	case '|':
	case ')':
	case ']':
	case '}':
		return false;
	case '\'':
		word(c);
		return true;
	case '(':
		c->at++;
		choice(c);
		closed(c, ')');
		return true;
	case '[':
		optional(c, false);
		return true;
	case '{':
		optional(c, true);
		return true;
	case ':': {
		int found = mark(c);
		int op = emit(c, OP_MARK, 0, 0);
		c->g->op[op].mark = (short)found;
		return true;
	}
	default:
		name(c);
		return true;
	}
}

/* "a | b | c": a fork before each but the last, a jump to the end behind each but the last. */
static void choice(struct compiler *c)
{
	int jumps[32];
	int n = 0;

	for (;;) {
		int fork = emit(c, OP_FORK, 0, 0);
		c->g->op[fork].a = (short)c->g->n;
		while (item(c))
			;
		if (*c->at != '|') {
			/* Nothing else to try: the fork is none. */
			c->g->op[fork] =
				(struct op){ .kind = OP_JUMP, .a = (short)(fork + 1), .mark = -1 };
			break;
		}
		c->at++;
		BUG_IF(n == (int)ARRAY_SIZE(jumps));
		jumps[n++] = emit(c, OP_JUMP, 0, 0);
		c->g->op[fork].b = (short)c->g->n;
	}
	while (n > 0)
		c->g->op[jumps[--n]].a = (short)c->g->n;
}

/* The fewest words from each place to the end of its rule, by going round until nothing changes. */
static void count_words(struct grammar *g)
{
	enum { FAR = 1000 };
	bool changed = true;

	for (int i = 0; i < g->n; i++)
		g->least[i] = FAR;
	while (changed) {
		changed = false;
		for (int i = g->n - 1; i >= 0; i--) {
			const struct op *op = &g->op[i];
			int least = 0;
			if (op->kind == OP_WORD || op->kind == OP_TERM)
				least = 1 + g->least[i + 1];
			else if (op->kind == OP_MARK)
				least = g->least[i + 1];
			else if (op->kind == OP_JUMP)
				least = g->least[op->a];
			else if (op->kind == OP_FORK)
				least = g->least[op->a] < g->least[op->b] ? g->least[op->a]
									  : g->least[op->b];
			else if (op->kind == OP_CALL)
				least = g->least[op->a] + g->least[i + 1];
			if (least < g->least[i]) {
				g->least[i] = (short)least;
				changed = true;
			}
		}
	}
}

static void compile(struct grammar *g, const struct grammar_rule *rules, bool chinese)
{
	struct compiler c = { .g = g };

	g->rules = rules;
	g->chinese = chinese;
	for (int i = 0; rules[i].name; i++) {
		BUG_IF(i == RULES_MAX);
		g->start[i] = g->n;
		c.at = rules[i].body;
		choice(&c);
		BUG_IF(*c.at != '\0');
		emit(&c, OP_RETURN, 0, 0);
	}
	for (int i = 0; i < g->n; i++)
		if (g->op[i].kind == OP_CALL)
			g->op[i].a = (short)g->start[g->op[i].a];
	count_words(g);
}

static struct grammar english, chinese;

static void compile_both(void)
{
	compile(&english, english_rules, false);
	compile(&chinese, chinese_rules, true);
}

const struct grammar *grammar_of(bool in_chinese)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, compile_both);
	return in_chinese ? &chinese : &english;
}

int grammar_rule(const struct grammar *g, const char *name)
{
	return g->start[rule_named(g, name, strlen(name))];
}

/* --- for the manual --- */

/* 'a|b' as ("a" | "b"); returns what stands behind it. */
static const char *show_words(struct str *out, const char *p)
{
	p += 1 + (p[1] == '~');
	size_t n = strcspn(p, "'");
	bool many = memchr(p, '|', n) != NULL;

	str_add(out, many ? "(\"" : "\"");
	for (size_t i = 0; i < n; i++) {
		if (p[i] == '|')
			str_add(out, "\" | \"");
		else
			str_addc(out, p[i]);
	}
	str_add(out, many ? "\")" : "\"");
	return p + n + 1;
}

static void show_body(struct str *out, const char *p)
{
	while (*p) {
		if (*p == '\'') {
			p = show_words(out, p);
		} else if (*p == ':') {
			p += 1 + strspn(p + 1, "abcdefghijklmnopqrstuvwxyz-");
			/* A mark of its own leaves no hole. */
			if (*p == ' ' && (out->len == 0 || strchr(" (", out->p[out->len - 1])))
				p++;
		} else if (*p == '~') {
			p++;
		} else if (*p == ' ' && strncmp(p, " :", 2) == 0) {
			p++;
		} else {
			str_addc(out, *p++);
		}
	}
}

void sentence_grammar(bool in_chinese,
		      void (*told)(void *arg, const char *name, const char *body, const char *help),
		      void *arg)
{
	struct str body;

	str_init(&body);
	for (const struct grammar_rule *r = in_chinese ? chinese_rules : english_rules; r->name;
	     r++) {
		str_clear(&body);
		show_body(&body, r->body);
		told(arg, r->name, body.p, r->help);
	}
	str_release(&body);
}
