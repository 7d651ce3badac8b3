#include "sentence_parts.h"
#include "revisit/base/i18n.h"
#include "revisit/text/utf8.h"

/* Whether a text is rather Chinese: something outside its quotes is. */
static bool seems_chinese(const char *text, size_t len)
{
	uint32_t cp;

	for (size_t at = 0, n; (n = next_char(text, len, at, &cp)) > 0; at += n)
		if (cp_is_han(cp))
			return true;
	return false;
}

static struct reading *read_in(const struct sentence_context *c, bool chinese, const char *text,
			       const char *rule, struct arena *arena)
{
	struct reading *r = arena_alloc(arena, sizeof(*r));

	reading_init(r, c, chinese, text, strlen(text), arena);
	reading_run(r, rule);
	return r;
}

/* The reading that got further, when neither got to the end: the language that was meant. */
static struct reading *read_either(const struct sentence_context *c, const char *text,
				   const char *rule, struct arena *arena)
{
	bool chinese = seems_chinese(text, strlen(text));
	struct reading *first = read_in(c, chinese, text, rule, arena);

	if (first->readings > 0 || !chinese)
		return first;
	/* English with a Chinese name in it. */
	struct reading *second = read_in(c, false, text, rule, arena);
	return second->readings > 0 || second->far > first->far ? second : first;
}

bool sentence_fits(const char *text, const struct pos *pos, struct problems *problems)
{
	size_t bad = utf8_check(text, strlen(text));

	if (strlen(text) > SENTENCE_MAX) {
		problem_add(problems, false, pos, (int)strlen(text),
			    _("a sentence has at most %d bytes"), SENTENCE_MAX);
		return false;
	}
	if (bad < strlen(text)) {
		struct pos at = { pos->file, pos->line, pos->col + (int)bad };
		problem_add(problems, false, &at, 1, "%s", _("this is not UTF-8 text"));
		return false;
	}
	return true;
}

struct node *sentence_read(const struct sentence_context *c, const char *rule, bool several,
			   const char *text, const struct pos *pos, struct problems *problems)
{
	struct arena arena;
	struct node *node = NULL;

	if (!sentence_fits(text, pos, problems))
		return NULL;
	arena_init(&arena);
	struct reading *r = read_either(c, text, rule, &arena);
	r->several = several;
	if (r->readings > 0)
		node = build_node(r, pos, problems);
	else
		say_wrong(r, pos, problems);
	arena_release(&arena);
	return node;
}

struct node *sentence_parse(const struct sentence_context *c, const char *text,
			    const struct pos *pos, struct problems *problems)
{
	return sentence_read(c, "sentence", false, text, pos, problems);
}

struct node *sentence_parse_key(const struct sentence_context *c, const char *text,
				const struct pos *pos, struct problems *problems)
{
	return sentence_read(c, "key", false, text, pos, problems);
}

int sentence_readings(const struct sentence_context *c, const char *text)
{
	struct arena arena;

	if (strlen(text) > SENTENCE_MAX)
		return 0;
	arena_init(&arena);
	int n = read_in(c, false, text, "sentence", &arena)->readings;
	/* Without a character of it nothing is Chinese: "nps > 8" is said alike. */
	if (seems_chinese(text, strlen(text)))
		n += read_in(c, true, text, "sentence", &arena)->readings;
	arena_release(&arena);
	return n;
}

/* --- whether two say the same --- */

static bool interval_equal(struct interval a, struct interval b)
{
	return a.years == b.years && a.months == b.months && a.weeks == b.weeks && a.days == b.days;
}

static bool noun_equal(const struct noun_ref *a, const struct noun_ref *b)
{
	return a->noun == b->noun && a->status == b->status && a->n_kinds == b->n_kinds &&
	       memcmp(a->kind, b->kind, (size_t)a->n_kinds * sizeof(a->kind[0])) == 0 &&
	       a->provider == b->provider && a->site == b->site && a->channel == b->channel &&
	       a->over == b->over;
}

static bool window_equal(const struct window *a, const struct window *b)
{
	if (!a->since != !b->since || (a->since && !noun_equal(a->since, b->since)))
		return false;
	return a->kind == b->kind && interval_equal(a->a, b->a) && interval_equal(a->b, b->b) &&
	       a->date == b->date && a->range == b->range;
}

static bool amount_equal(const struct amount *a, const struct amount *b)
{
	return a->fact == b->fact && noun_equal(&a->noun, &b->noun) &&
	       window_equal(&a->win, &b->win);
}

static bool children_equal(const struct node *a, const struct node *b)
{
	for (; a && b; a = a->next, b = b->next)
		if (!node_equal(a, b))
			return false;
	return !a && !b;
}

bool node_equal(const struct node *a, const struct node *b)
{
	return a->kind == b->kind && a->negated == b->negated && a->which == b->which &&
	       noun_equal(&a->noun, &b->noun) && window_equal(&a->win, &b->win) &&
	       amount_equal(&a->amount, &b->amount) && amount_equal(&a->of, &b->of) &&
	       a->number.test == b->number.test && a->number.n == b->number.n &&
	       a->number.m == b->number.m && a->fact == b->fact && a->purpose == b->purpose &&
	       a->n_values == b->n_values &&
	       memcmp(a->values, b->values, (size_t)a->n_values * sizeof(a->values[0])) == 0 &&
	       a->all == b->all && str_eq(a->contains, b->contains) && a->recall == b->recall &&
	       a->due == b->due && interval_equal(a->within, b->within) &&
	       str_eq(a->segment_key, b->segment_key) && a->children_only == b->children_only &&
	       a->channel == b->channel && children_equal(a->child, b->child);
}
