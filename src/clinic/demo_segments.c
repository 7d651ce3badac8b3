/* The made-up clinic has worked with its rules for a month: who came into a segment and left it is
 * known of every day, as it would be in a clinic that lives. */
#include "revisit/clinic/demo.h"
#include "revisit/clinic/segments.h"

enum { DAYS_BEFORE = 30, MANY_PATIENTS = 50000 };

static bool of_what_is_open(const struct noun_ref *n)
{
	return n->status == STATUS_UPCOMING || n->status == STATUS_PLANNED ||
	       n->status == STATUS_CONFIRMED || n->status == STATUS_OPEN || n->status == STATUS_OVERDUE;
}

/* Who is in such a segment has something booked or to be done, and the made-up clinic knows only what
 * became of that since: nothing was open on a day that is over. */
static bool asks_what_is_open(const struct ruleset *set, const struct node *node)
{
	if (node->negated)
		return false;
	if (node->kind == NODE_SEGMENT)
		return node->segment >= 0 &&
		       asks_what_is_open(set, set->segments[node->segment].who);
	if (node->kind == NODE_WHEN && node->which == WHICH_NEXT)
		return true;
	if ((node->kind == NODE_HAS && of_what_is_open(&node->noun)) ||
	    (node->kind == NODE_NUMBER && of_what_is_open(&node->amount.noun)))
		return true;
	for (const struct node *n = node->child; n; n = n->next)
		if (asks_what_is_open(set, n))
			return true;
	return false;
}

static bool forget_unknown(struct clinic *c, struct err *err)
{
	const struct ruleset *set = clinic_rules(c);
	bool ok = true;

	for (size_t i = 0; ok && set && i < set->n_segments; i++)
		if (asks_what_is_open(set, set->segments[i].who))
			ok = segments_forget_past(&c->store, i, clinic_today(c), err);
	return ok;
}

bool demo_live(struct clinic *c, struct err *err)
{
	const struct clock now = c->clock;
	day_t today = clinic_today(c);
	bool ok = true;
	bool done;

	/* What would take long is built while the screens are open. */
	if (store_patients(&c->store) > MANY_PATIENTS)
		return true;
	for (day_t day = today - DAYS_BEFORE; ok && day < today; day++) {
		c->clock = (struct clock){ .fixed = true, .at = instant_make(day, 12 * 60) };
		ok = segments_catch_up(c, 0, &done, err);
	}
	c->clock = now;
	return ok && segments_catch_up(c, 0, &done, err) && forget_unknown(c, err);
}
