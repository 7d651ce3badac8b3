/* The made-up clinic has worked with its rules for a month: who came into a segment and left it is
 * known of every day, as it would be in a clinic that lives. */
#include "revisit/clinic/demo.h"
#include "revisit/clinic/segments.h"

enum { DAYS_BEFORE = 30, MANY_PATIENTS = 50000 };

/* What is to come, planned or not done yet: once it has come or is done, nobody knows any more how it
 * stood on the days before. */
static bool looks_ahead(const struct node *list)
{
	for (const struct node *n = list->child; n; n = n->next) {
		const struct noun_ref *noun = n->kind == NODE_NUMBER ? &n->amount.noun : &n->noun;
		bool asks = n->kind == NODE_HAS || n->kind == NODE_WHEN || n->kind == NODE_NUMBER;
		if (n->kind == NODE_WHEN && n->which == WHICH_NEXT)
			return true;
		if (asks && !n->negated && noun_day(noun->noun, noun->status) == BY_DUE)
			return true;
		if (n->child && looks_ahead(n))
			return true;
	}
	return false;
}

static bool forget_unknown(struct clinic *c, struct err *err)
{
	const struct ruleset *set = clinic_rules(c);
	bool ok = true;

	for (size_t i = 0; ok && set && i < set->n_segments; i++)
		if (looks_ahead(set->segments[i].who))
			ok = segments_forget_flows(&c->store, i, clinic_today(c), err);
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
