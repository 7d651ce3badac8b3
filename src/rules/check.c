/* What is wrong with rules that can be read, or is probably not what was meant. */
#include "claims.h"
#include "rule_reader.h"
#include "revisit/base/i18n.h"

/* No file takes longer than this many comparisons of two conditions; what is beyond is not warned
 * of. */
enum { COMPARISONS_MAX = 100000, THROUGH_MAX = 3 };

struct check {
	struct rule_reader *r;
	const struct segment *segment;
	struct arena arena;
	struct literal
		*v; /* what holds where we are: of the lists around it, then the list's own */
	size_t n, cap, own;
};

static void warn(struct check *c, const struct node *node, const char *fmt, ...) PRINTF_LIKE(3, 4);

static void warn(struct check *c, const struct node *node, const char *fmt, ...)
{
	char text[480];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (c->r->problems->n < PROBLEMS_MAX)
		problem_add(c->r->problems, true, &node->pos, node->len, "%s", text);
}

/* --- What nothing is kept of ------------------------------------------------------------------ */

static void absent(struct check *c, const struct pos *pos, int len, const struct word *word)
{
	if (c->r->problems->n >= PROBLEMS_MAX) {
		c->r->problems->errors++;
		return;
	}
	problem_add(c->r->problems, false, pos, len,
		    _("nothing of \"%s\" is kept by this program yet; take the condition away"),
		    i18n_is_chinese() ? word->zh : word->en);
}

static void check_noun(struct check *c, const struct noun_ref *noun)
{
	if (noun->pos.line > 0 && noun_words[noun->noun].absent)
		absent(c, &noun->pos, noun->len, &noun_words[noun->noun].word);
}

static void check_fact(struct check *c, const struct node *node, enum fact fact)
{
	if (fact_words[fact].flags & FACT_ABSENT)
		absent(c, &node->pos, node->len, &fact_words[fact].word);
}

static void check_window(struct check *c, const struct window *win)
{
	if (win->since)
		check_noun(c, win->since);
	if (win->range)
		for (size_t i = 0; i < c->r->r->n_ranges; i++)
			if (win->range == &c->r->r->ranges[i])
				c->r->range_used[i] = true;
}

static void check_absent(const struct node *leaf, void *arg)
{
	struct check *c = arg;

	switch (leaf->kind) {
	case NODE_HAS:
	case NODE_WHEN:
		check_noun(c, &leaf->noun);
		break;
	case NODE_RATIO:
		check_fact(c, leaf, leaf->of.fact);
		check_noun(c, &leaf->of.noun);
		check_fact(c, leaf, leaf->amount.fact);
		check_noun(c, &leaf->amount.noun);
		break;
	case NODE_NUMBER:
		check_fact(c, leaf, leaf->amount.fact);
		check_noun(c, &leaf->amount.noun);
		break;
	case NODE_DATE:
	case NODE_VALUE:
	case NODE_KNOWN:
	case NODE_CONTAINS:
		check_fact(c, leaf, leaf->fact);
		break;
	case NODE_HOUSE:
		each_sentence(leaf->child, check_absent, c);
		break;
	case NODE_ALL:
	case NODE_ANY:
	case NODE_RECALL:
	case NODE_TAGGED:
	case NODE_SEGMENT:
	case NODE_MAY:
		break;
	}
	check_window(c, &leaf->win);
	check_window(c, &leaf->amount.win);
	check_window(c, &leaf->of.win);
}

/* --- Conditions beside each other ------------------------------------------------------------- */

/* A list, seen from outside: "none of" is "all" of the opposites. */
static bool is_all(const struct node *list, bool negated)
{
	return (list->kind == NODE_ALL) != negated;
}

static bool is_list(const struct node *node)
{
	return node->kind == NODE_ALL || node->kind == NODE_ANY;
}

static void push(struct check *c, const struct literal *l)
{
	GROW(c->v, c->n, c->cap);
	c->v[c->n++] = *l;
}

/* "'no upcoming visit' (line 12)" */
static const char *other(struct check *c, const struct literal *l)
{
	char shown[80];

	str_excerpt(shown, sizeof(shown), str_or_empty(l->node->text));
	return arena_printf(&c->arena, _("'%s' (line %d)"), shown, l->node->pos.line);
}

static bool says_known(const struct literal *l, enum fact fact)
{
	for (int i = 0; i < l->n; i++)
		if (l->claim[i].kind == CLAIM_KNOWN && l->claim[i].fact == fact)
			return true;
	return false;
}

/* Who is surely there anyway is no surprise. */
static bool is_known_here(const struct check *c, enum fact fact)
{
	for (size_t i = 0; i < c->n; i++)
		if (says_known(&c->v[i], fact))
			return true;
	return false;
}

static bool may_compare(struct check *c)
{
	return c->r->comparisons++ < COMPARISONS_MAX;
}

/* Whether somebody in here surely has one of the noun. */
static bool has_one_here(struct check *c, const struct noun_ref *noun)
{
	struct node has = { .kind = NODE_HAS, .segment = -1, .noun = *noun };
	struct literal l;

	literal_of(&l, c->r->r, &has, false, &c->arena);
	for (size_t i = 0; i < c->n && may_compare(c); i++)
		if (literal_implies(&c->v[i], &l))
			return true;
	return false;
}

/* "not last visit is older than 18 months": who never came is in it. */
static void check_never(struct check *c, const struct literal *l)
{
	struct noun_ref noun = l->node->noun;
	struct str shown;

	if (!l->negated || l->node->kind != NODE_WHEN)
		return;
	if (l->node->which == WHICH_NEXT && noun.noun == NOUN_VISIT && noun.status == STATUS_USUAL)
		noun.status = STATUS_UPCOMING;
	if (has_one_here(c, &noun))
		return;
	str_init(&shown);
	noun_show(&shown, &c->r->words, &noun, false, i18n_is_chinese());
	warn(c, l->node, _("who has no %s at all is in here too, because of the \"not\""), shown.p);
	str_release(&shown);
}

/* A missing value does not pass a test, so it passes the negation of one. */
static void check_missing(struct check *c, const struct literal *l)
{
	const struct node *node = l->node;
	bool number = node->kind == NODE_NUMBER;
	bool tests = number || node->kind == NODE_DATE || node->kind == NODE_VALUE ||
		     node->kind == NODE_CONTAINS;
	enum fact fact = number ? node->amount.fact : node->fact;

	check_never(c, l);
	if (!l->negated || !tests || !(fact_words[fact].flags & FACT_MAY_MISS))
		return;
	if (is_known_here(c, fact))
		return;
	const char *word = i18n_is_chinese() ? fact_words[fact].word.zh : fact_words[fact].word.en;
	warn(c, node,
	     _("patients whose %s is not known are in here too, because of the \"not\"; if they "
	       "should not be, add \"%s is known\""),
	     word, word);
}

/* One condition against one that holds with it. */
static bool check_pair(struct check *c, size_t i, const struct literal *l)
{
	const struct literal *before = &c->v[i];

	if (literal_excludes(before, l)) {
		warn(c, l->node,
		     i < c->own ? _("nobody comes in by this: it and %s are never true together")
				: _("nobody can be in here: this and %s are never true together"),
		     other(c, before));
		return true;
	}
	/* A named segment may change; what it makes superfluous today is a safeguard tomorrow. */
	if (before->through)
		return false;
	bool implied = literal_implies(before, l);
	if (implied && literal_implies(l, before)) {
		warn(c, l->node, _("this says the same as %s"), other(c, before));
		return true;
	}
	if (implied) {
		warn(c, l->node, _("this says nothing new: whoever fits %s fits it too"),
		     other(c, before));
		return true;
	}
	if (i >= c->own && literal_implies(l, before)) {
		warn(c, before->node, _("this says nothing new: whoever fits %s fits it too"),
		     other(c, l));
		return true;
	}
	return false;
}

static void check_alone(struct check *c, const struct literal *l)
{
	struct literal opposite;

	if (literal_never(l))
		warn(c, l->node, _("this is never true of anybody"));
	else if (literal_always(l))
		warn(c, l->node, _("this is true of everybody"));
	else if (literal_all_year(l))
		warn(c, l->node, _("this is true of everybody whose birthday is known"));
	literal_of(&opposite, c->r->r, l->node, !l->negated, &c->arena);
	if (literal_never(&opposite) && !literal_always(l))
		warn(c, l->node, _("this is true of everybody"));
}

static void add_leaf(struct check *c, const struct node *node, bool negated)
{
	struct literal l;

	literal_of(&l, c->r->r, node, negated, &c->arena);
	check_alone(c, &l);
	bool told = false;
	for (size_t i = 0; !told && i < c->n && may_compare(c); i++)
		told = check_pair(c, i, &l);
	push(c, &l);
}

/* What holds of whoever is in a segment that is named. */
static void add_through(struct check *c, const struct node *list, bool negated, int depth)
{
	const struct ruleset *rules = c->r->r;

	for (const struct node *e = list->child; e; e = e->next) {
		bool not = e->negated != negated;
		if (is_list(e)) {
			if (is_all(e, not ))
				add_through(c, e, not, depth);
			continue;
		}
		struct literal l;
		literal_of(&l, rules, e, not, &c->arena);
		l.through = true;
		push(c, &l);
		if (e->kind == NODE_SEGMENT && !not &&e->segment >= 0 && depth < THROUGH_MAX &&
		    rules->segments[e->segment].who)
			add_through(c, rules->segments[e->segment].who, false, depth + 1);
	}
}

static void add_named(struct check *c, const struct node *list, bool negated)
{
	const struct ruleset *rules = c->r->r;

	for (const struct node *e = list->child; e; e = e->next)
		if (e->kind == NODE_SEGMENT && e->negated == negated && e->segment >= 0 &&
		    rules->segments[e->segment].who && may_compare(c))
			add_through(c, rules->segments[e->segment].who, false, 1);
}

static void check_all(struct check *c, const struct node *list, bool negated);

/* One alternative against what holds around it, and against the others. */
static void check_alternative(struct check *c, const struct node *list, const struct node *node,
			      bool negated)
{
	struct literal l;
	struct literal m;

	literal_of(&l, c->r->r, node, negated, &c->arena);
	check_alone(c, &l);
	check_missing(c, &l);
	for (size_t i = 0; i < c->n && may_compare(c); i++) {
		if (literal_excludes(&c->v[i], &l)) {
			warn(c, node,
			     _("nobody comes in by this: it and %s are never true together"),
			     other(c, &c->v[i]));
			return;
		}
		if (!c->v[i].through && literal_implies(&c->v[i], &l)) {
			warn(c, node,
			     _("because of %s this is true of everybody here, and the list says "
			       "nothing"),
			     other(c, &c->v[i]));
			return;
		}
	}
	for (const struct node *e = list->child; e != node && may_compare(c); e = e->next) {
		if (is_list(e))
			continue;
		literal_of(&m, c->r->r, e, e->negated != (negated != node->negated), &c->arena);
		if (literal_implies(&l, &m) || literal_implies(&m, &l)) {
			bool same = literal_implies(&l, &m) && literal_implies(&m, &l);
			warn(c, node,
			     same ? _("this says the same as %s")
				  : _("one of this and %s is enough: the other is part of it"),
			     other(c, &m));
			return;
		}
		if (literal_covers(&m, &l)) {
			warn(c, node,
			     _("either this or %s is always true, so the list says nothing"),
			     other(c, &m));
			return;
		}
	}
}

static void check_any(struct check *c, const struct node *list, bool negated)
{
	for (const struct node *e = list->child; e; e = e->next) {
		bool not = e->negated != negated;
		if (!is_list(e)) {
			check_alternative(c, list, e, not );
			continue;
		}
		size_t held = c->n;
		if (is_all(e, not ))
			check_all(c, e, not );
		else
			check_any(c, e, not );
		c->n = held;
	}
}

/* A negated list passes its negation on to its entries; `negated` is that, all in all. */
static void add_list(struct check *c, const struct node *list, bool negated)
{
	for (const struct node *e = list->child; e; e = e->next) {
		bool not = e->negated != negated;
		if (is_list(e) && is_all(e, not ))
			add_list(c, e, not );
		else if (!is_list(e))
			add_leaf(c, e, not );
	}
}

static void check_inner(struct check *c, const struct node *list, bool negated)
{
	for (const struct node *e = list->child; e; e = e->next) {
		bool not = e->negated != negated;
		if (!is_list(e))
			continue;
		if (is_all(e, not ))
			check_inner(c, e, not );
		else
			check_any(c, e, not );
	}
}

static void check_all(struct check *c, const struct node *list, bool negated)
{
	size_t held = c->n;
	size_t own = c->own;

	c->own = held;
	add_named(c, list, negated);
	size_t first = c->n;
	add_list(c, list, negated);
	size_t end = c->n;
	for (size_t i = first; i < end; i++)
		check_missing(c, &c->v[i]);
	check_inner(c, list, negated);
	c->n = held;
	c->own = own;
}

void check_segment(struct rule_reader *r, const struct segment *s)
{
	struct check c = { .r = r, .segment = s };

	if (!r->range_used)
		r->range_used = arena_alloc(&r->r->arena, r->r->n_ranges + 1);
	arena_init(&c.arena);
	each_sentence(s->who, check_absent, &c);
	check_all(&c, s->who, false);
	arena_release(&c.arena);
	free(c.v);
}

void check_dates(struct rule_reader *r)
{
	for (size_t i = 0; i < r->r->n_ranges; i++)
		if (!r->range_used || !r->range_used[i])
			problem_add(r->problems, true, &r->r->ranges[i].pos,
				    (int)strlen(r->r->ranges[i].key),
				    _("no condition uses the date '%s'"), r->r->ranges[i].key);
}
