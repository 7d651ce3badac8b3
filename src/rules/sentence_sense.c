#include "grammar.h"
#include "revisit/base/i18n.h"

/* What reads well and means nothing: looking back for what is still to come, and ahead for what
 * happened. */
static bool looks_ahead(const struct window *w)
{
	return w->kind == WIN_NEXT || w->kind == WIN_TOMORROW || w->kind == WIN_NEXT_WORKDAY;
}

#define LIES_AHEAD \
	N_("what is booked lies ahead of us; say \"next visit\", or \"last visit\" for one that " \
	   "took place")

struct sense {
	const struct reading *r;
	struct problems *problems;
};

static bool wrong(const struct sense *s, const struct pos *pos, int len, const char *text)
{
	problem_add(s->problems, false, pos, len, "%s", text);
	return false;
}

/* The same about what is to come, as a whole sentence: heap. */
static char *instead(const struct sense *s, const struct node *node, bool when)
{
	struct node other = *node;
	struct noun_ref *noun = node->kind == NODE_NUMBER ? &other.amount.noun : &other.noun;
	struct str text;

	if (when) {
		other.kind = NODE_WHEN;
		other.which = WHICH_NEXT;
	} else {
		noun->status = noun->noun == NOUN_VISIT ? STATUS_UPCOMING : STATUS_OPEN;
	}
	str_init(&text);
	node_show(&text, s->r->c, &other, s->r->g->chinese);
	return str_steal(&text);
}

static bool can_be_next(const struct noun_ref *n)
{
	if (n->noun == NOUN_VISIT)
		return n->status == STATUS_USUAL || noun_day(n->noun, n->status) == BY_DUE;
	if (n->noun == NOUN_COUPON)
		return true;
	return (noun_words[n->noun].takes & TAKES_KIND) && n->status != STATUS_DONE;
}

/* `node` asks of a noun, or of how many, in a window that looks ahead. */
static bool sees_noun(const struct sense *s, const struct node *node, const struct window *w,
		      const struct noun_ref *n)
{
	char text[400];

	if (!looks_ahead(w) || noun_day(n->noun, n->status) == BY_DUE)
		return true;
	if (!can_be_next(n) || n->status != STATUS_USUAL || node->kind == NODE_RATIO)
		return wrong(s, &w->pos, w->len, _("this only looks back; say \"in the last …\""));
	char *other = instead(s, node, node->kind == NODE_HAS && !node->negated);
	if (n->noun == NOUN_VISIT)
		snprintf(text, sizeof(text),
			 _("a visit is one that took place; did you mean \"%s\"?"), other);
	else
		snprintf(text, sizeof(text),
			 _("this goes by the day it was written down; did you mean \"%s\"?"),
			 other);
	free(other);
	return wrong(s, &w->pos, w->len, text);
}

static bool when_makes_sense(const struct sense *s, const struct node *n)
{
	char text[400];

	if (n->which == WHICH_NEXT)
		return can_be_next(&n->noun) ||
		       wrong(s, &n->noun.pos, n->noun.len,
			     _("what is still to come of this is not known; say \"last\" or "
			       "\"first\""));
	if (n->noun.status == STATUS_UPCOMING)
		return wrong(s, &n->noun.pos, n->noun.len, _(LIES_AHEAD));
	if (!looks_ahead(&n->win))
		return true;
	if (!can_be_next(&n->noun))
		return wrong(s, &n->win.pos, n->win.len,
			     _("this only looks back; say \"in the last …\""));
	char *other = instead(s, n, true);
	snprintf(text, sizeof(text),
		 _("the last and the first one lie behind us; did you mean \"%s\"?"), other);
	free(other);
	return wrong(s, &n->win.pos, n->win.len, text);
}

static bool amount_makes_sense(const struct sense *s, const struct node *node,
			       const struct amount *a)
{
	static const struct noun_ref past = { .noun = NOUN_CALL };

	return sees_noun(s, node, &a->win, a->fact == FACT_COUNT ? &a->noun : &past);
}

static bool since_makes_sense(const struct sense *s, const struct window *w)
{
	return !w->since || w->since->status != STATUS_UPCOMING ||
	       wrong(s, &w->since->pos, w->since->len, _(LIES_AHEAD));
}

static bool node_makes_sense(const struct sense *s, const struct node *n)
{
	if (!since_makes_sense(s, &n->win) || !since_makes_sense(s, &n->amount.win) ||
	    !since_makes_sense(s, &n->of.win))
		return false;
	if (n->kind == NODE_HAS)
		return sees_noun(s, n, &n->win, &n->noun);
	if (n->kind == NODE_WHEN)
		return when_makes_sense(s, n);
	if (n->kind == NODE_RATIO && !amount_makes_sense(s, n, &n->of))
		return false;
	if (n->kind == NODE_NUMBER || n->kind == NODE_RATIO)
		return amount_makes_sense(s, n, &n->amount);
	return n->kind != NODE_HOUSE || node_makes_sense(s, n->child);
}

bool makes_sense(const struct reading *r, const struct node *node, struct problems *problems)
{
	const struct sense s = { r, problems };

	return node_makes_sense(&s, node);
}
