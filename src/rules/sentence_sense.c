#include "grammar.h"
#include "revisit/base/i18n.h"

/* What reads well and means nothing: looking back for what is still to come, and ahead for what
 * happened. */
static bool looks_ahead(const struct window *w)
{
	return w->kind == WIN_NEXT || w->kind == WIN_TOMORROW || w->kind == WIN_NEXT_WORKDAY;
}

/* What to say instead, of a noun that goes by the day it happened. */
static const char *ahead_instead(const struct noun_ref *n)
{
	if (n->noun == NOUN_VISIT)
		return _("a visit is one that took place; say \"next visit is in the next …\" or "
			 "\"has "
			 "upcoming visit in the next …\"");
	if (noun_words[n->noun].takes & TAKES_KIND)
		return _("this goes by the day it was written down; say \"has open … in the next "
			 "…\" or "
			 "\"next … is in the next …\"");
	return _("this only looks back; say \"in the last …\"");
}

static bool wrong(struct problems *problems, const struct pos *pos, int len, const char *text)
{
	problem_add(problems, false, pos, len, "%s", text);
	return false;
}

static bool sees_noun(const struct window *w, const struct noun_ref *n, struct problems *problems)
{
	if (!looks_ahead(w) || noun_day(n->noun, n->status) == BY_DUE)
		return true;
	return wrong(problems, &w->pos, w->len, ahead_instead(n));
}

static bool can_be_next(const struct noun_ref *n)
{
	if (n->noun == NOUN_VISIT)
		return n->status == STATUS_USUAL || noun_day(n->noun, n->status) == BY_DUE;
	if (n->noun == NOUN_COUPON)
		return true;
	return (noun_words[n->noun].takes & TAKES_KIND) && n->status != STATUS_DONE;
}

static bool when_makes_sense(const struct node *n, struct problems *problems)
{
	if (n->which == WHICH_NEXT)
		return can_be_next(&n->noun) ||
		       wrong(problems, &n->noun.pos, n->noun.len,
			     _("what is still to come of this is not known; say \"last\" or "
			       "\"first\""));
	return !looks_ahead(&n->win) ||
	       wrong(problems, &n->win.pos, n->win.len,
		     _("the last and the first one lie behind us; say \"next … is in the next "
		       "…\""));
}

static bool amount_makes_sense(const struct amount *a, struct problems *problems)
{
	static const struct noun_ref past = { .noun = NOUN_CALL };

	return sees_noun(&a->win, a->fact == FACT_COUNT ? &a->noun : &past, problems);
}

bool makes_sense(const struct node *n, struct problems *problems)
{
	if (n->kind == NODE_HAS)
		return sees_noun(&n->win, &n->noun, problems);
	if (n->kind == NODE_WHEN)
		return when_makes_sense(n, problems);
	if (n->kind == NODE_RATIO && !amount_makes_sense(&n->of, problems))
		return false;
	if (n->kind == NODE_NUMBER || n->kind == NODE_RATIO)
		return amount_makes_sense(&n->amount, problems);
	return n->kind != NODE_HOUSE || makes_sense(n->child, problems);
}
