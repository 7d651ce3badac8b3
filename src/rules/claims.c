#include "claims.h"
#include "eval_parts.h"

/* --- Windows ---------------------------------------------------------------------------------- */

static day_t sample_day(int i)
{
	static const struct ymd days[SAMPLE_DAYS] = {
		{ 1970, 1, 1 },  { 1999, 12, 31 }, { 2000, 2, 29 },  { 2023, 2, 28 },
		{ 2023, 3, 1 },  { 2023, 3, 31 },  { 2023, 12, 31 }, { 2024, 2, 29 },
		{ 2024, 3, 31 }, { 2024, 5, 31 },  { 2024, 8, 31 },  { 2025, 1, 1 },
		{ 2026, 6, 15 }, { 2026, 11, 23 }, { 2027, 10, 7 },  { 2099, 7, 30 },
	};

	return day_make(days[i].y, days[i].m, days[i].d);
}

static bool is_laid_out(const struct window *win)
{
	if (win->kind == WIN_SINCE_LAST || win->kind == WIN_SINCE_FIRST)
		return false;
	return !win->range || !win->range->yearly;
}

/* What is to come counts from today on, what was up to it. */
static void clip(struct days_at *d, int i, day_t today, enum event_day by, bool ahead)
{
	if (ahead && d->lo[i] < today)
		d->lo[i] = today;
	if (!ahead && by != BY_DUE && d->hi[i] > today)
		d->hi[i] = today;
}

static struct days_at *lay_out(const struct ruleset *r, const struct window *win, enum event_day by,
			       bool ahead, struct arena *arena)
{
	struct days_at *d = arena_alloc(arena, sizeof(*d));
	struct view nobody = { 0 };
	struct eval e;

	d->any = win->kind == WIN_NONE;
	d->known = d->any || is_laid_out(win);
	for (int i = 0; d->known && i < SAMPLE_DAYS; i++) {
		day_t today = sample_day(i);
		d->lo[i] = DAY_MIN;
		d->hi[i] = DAY_MAX;
		if (!d->any) {
			eval_begin(&e, r, &nobody, today);
			struct span s = window_span(&e, win);
			eval_end(&e);
			d->lo[i] = s.lo;
			d->hi[i] = s.hi;
		}
		clip(d, i, today, by, ahead);
	}
	return d;
}

static bool same_window(const struct window *a, const struct window *b)
{
	struct node x = { .kind = NODE_DATE, .segment = -1, .win = *a };
	struct node y = { .kind = NODE_DATE, .segment = -1, .win = *b };

	return node_equal(&x, &y);
}

/* Every day of `a` is one of `b`. */
static bool days_within(const struct claim *a, const struct claim *b)
{
	if (b->days->any && b->days->known && a->days->any == b->days->any)
		return true;
	if (same_window(a->win, b->win) && a->days->any == b->days->any && !a->days->known)
		return true;
	if (!a->days->known || !b->days->known)
		return b->days->any;
	if (a->days->any && !b->days->any)
		return false;
	for (int i = 0; i < SAMPLE_DAYS; i++)
		if (a->days->lo[i] <= a->days->hi[i] &&
		    (a->days->lo[i] < b->days->lo[i] || a->days->hi[i] > b->days->hi[i]))
			return false;
	return true;
}

static bool days_apart(const struct claim *a, const struct claim *b)
{
	if (!a->days->known || !b->days->known)
		return false;
	for (int i = 0; i < SAMPLE_DAYS; i++)
		if (a->days->lo[i] <= b->days->hi[i] && b->days->lo[i] <= a->days->hi[i])
			return false;
	return true;
}

/* --- Nouns ------------------------------------------------------------------------------------ */

static bool kinds_within(const struct noun_ref *a, const struct noun_ref *b)
{
	if (b->n_kinds == 0)
		return true;
	for (int i = 0; i < a->n_kinds; i++) {
		bool found = false;
		for (int k = 0; k < b->n_kinds; k++)
			found = found || a->kind[i] == b->kind[k];
		if (!found)
			return false;
	}
	return a->n_kinds > 0;
}

static bool one_within(sym_t a, sym_t b)
{
	return b == SYM_NONE || a == b;
}

/* Whatever `a` means, `b` means too. */
static bool noun_within(const struct noun_ref *a, const struct noun_ref *b)
{
	bool todo = b->noun == NOUN_TASK && (a->noun == NOUN_PROMISE || a->noun == NOUN_COMPLAINT);
	bool late = a->status == STATUS_OVERDUE && b->status == STATUS_OPEN;

	return (a->noun == b->noun || todo) && (a->status == b->status || late) &&
	       kinds_within(a, b) && one_within(a->provider, b->provider) &&
	       one_within(a->site, b->site) && one_within(a->channel, b->channel) &&
	       (b->over == MONEY_NONE || (a->over != MONEY_NONE && a->over >= b->over));
}

/* --- From sentences to claims ----------------------------------------------------------------- */

static struct claim *add(struct literal *l, enum claim_kind kind)
{
	struct claim *c = &l->claim[l->n++];

	*c = (struct claim){ .kind = kind, .node = l->node, .lo = INT64_MIN, .hi = INT64_MAX };
	return c;
}

/* Limits of a number; false when the negation of it has a gap in it. */
static bool limits(const struct number *n, bool negated, int64_t *lo, int64_t *hi)
{
	*lo = INT64_MIN;
	*hi = INT64_MAX;
	switch (n->test) {
	case NUM_AT_LEAST:
		*lo = n->n;
		break;
	case NUM_OVER:
		*lo = n->n + 1;
		break;
	case NUM_AT_MOST:
		*hi = n->n;
		break;
	case NUM_UNDER:
		*hi = n->n - 1;
		break;
	case NUM_EXACTLY:
		*lo = *hi = n->n;
		return !negated;
	case NUM_BETWEEN:
		*lo = n->n;
		*hi = n->m;
		return !negated;
	}
	if (!negated)
		return true;
	int64_t low = *lo;
	*lo = *hi == INT64_MAX ? INT64_MIN : *hi + 1;
	*hi = low == INT64_MIN ? INT64_MAX : low - 1;
	return true;
}

static struct claim *add_count(struct literal *l, const struct ruleset *r, const struct noun_ref *n,
			       const struct window *win, struct arena *arena)
{
	struct claim *c = add(l, CLAIM_COUNT);

	c->noun = *n;
	c->win = win;
	c->days =
		lay_out(r, win, noun_day(n->noun, n->status), n->status == STATUS_UPCOMING, arena);
	c->lo = 0;
	return c;
}

static void say_has(struct literal *l, const struct ruleset *r, struct arena *arena)
{
	struct claim *c = add_count(l, r, &l->node->noun, &l->node->win, arena);

	c->lo = l->negated ? 0 : 1;
	c->hi = l->negated ? 0 : INT64_MAX;
	l->exact = true;
}

/* "last visit is in W": there is one in W, and none after it. */
static void say_when(struct literal *l, const struct ruleset *r, struct arena *arena)
{
	struct noun_ref noun = l->node->noun;
	bool plain = l->node->win.kind != WIN_NONE;

	if (l->node->which == WHICH_NEXT && noun.noun == NOUN_VISIT && noun.status == STATUS_USUAL)
		noun.status = STATUS_UPCOMING;
	enum event_day by = noun_day(noun.noun, noun.status);
	if (!plain || by != (l->node->which == WHICH_NEXT ? BY_DUE : BY_DAY) || l->negated)
		return;
	struct claim *there = add_count(l, r, &noun, &l->node->win, arena);
	there->lo = 1;
	if (!there->days->known)
		return;
	struct claim *none = add_count(l, r, &noun, &l->node->win, arena);
	struct days_at *rest = arena_alloc(arena, sizeof(*rest));
	rest->known = true;
	for (int i = 0; i < SAMPLE_DAYS; i++) {
		day_t today = sample_day(i);
		day_t lo = there->days->lo[i];
		day_t hi = there->days->hi[i];
		bool last = l->node->which == WHICH_LAST;
		rest->lo[i] = last ? hi + 1 : l->node->which == WHICH_NEXT ? today : DAY_MIN;
		rest->hi[i] = last ? today : lo - 1;
	}
	none->days = rest;
	none->hi = 0;
	l->exact = true;
}

static void say_number(struct literal *l, const struct ruleset *r, struct arena *arena)
{
	const struct amount *a = &l->node->amount;
	bool count = a->fact == FACT_COUNT;
	int64_t lo;
	int64_t hi;

	/* What is missing is neither over nor under: only what is always there has a complement. */
	bool negated = l->negated && !(fact_words[a->fact].flags & FACT_MAY_MISS);
	if (!limits(&l->node->number, negated, &lo, &hi))
		return;
	if (lo == INT64_MIN && a->fact != FACT_DEBT)
		lo = 0;
	struct claim *c = count ? add_count(l, r, &a->noun, &a->win, arena) : add(l, CLAIM_NUMBER);
	c->fact = a->fact;
	c->win = &a->win;
	c->lo = lo;
	c->hi = hi;
	c->negated = l->negated && !negated;
	l->exact = true;
}

static void say_values(struct literal *l, enum claim_kind kind)
{
	struct claim *c = add(l, kind);

	c->fact = l->node->fact;
	memcpy(c->values, l->node->values, sizeof(c->values));
	c->n_values = l->node->n_values;
	c->negated = l->negated;
	l->exact = true;
}

static void say_tags(struct literal *l)
{
	if (!l->node->all || l->node->n_values == 1) {
		say_values(l, CLAIM_TAG);
		return;
	}
	if (l->negated || l->node->n_values >= CLAIMS_MAX)
		return;
	for (int i = 0; i < l->node->n_values; i++) {
		struct claim *c = add(l, CLAIM_TAG);
		c->values[0] = l->node->values[i];
		c->n_values = 1;
	}
	l->exact = true;
}

static void say_known(struct literal *l, enum fact fact, bool negated)
{
	if (l->n == CLAIMS_MAX)
		return;
	struct claim *c = add(l, CLAIM_KNOWN);
	c->fact = fact;
	c->negated = negated;
}

void literal_of(struct literal *out, const struct ruleset *r, const struct node *node, bool negated,
		struct arena *arena)
{
	*out = (struct literal){ .node = node, .negated = negated };
	switch (node->kind) {
	case NODE_HAS:
		say_has(out, r, arena);
		break;
	case NODE_WHEN:
		say_when(out, r, arena);
		break;
	case NODE_NUMBER:
		say_number(out, r, arena);
		break;
	case NODE_DATE: {
		struct claim *c = add(out, CLAIM_DATE);
		c->fact = node->fact;
		c->win = &node->win;
		c->days = lay_out(r, &node->win, BY_DUE, false, arena);
		c->negated = negated;
		out->exact = true;
		break;
	}
	case NODE_VALUE:
		if (node->fact != FACT_CONSENT)
			say_values(out, CLAIM_VALUES);
		break;
	case NODE_TAGGED:
		say_tags(out);
		break;
	case NODE_KNOWN:
		if (node->fact != FACT_CONSENT) {
			say_known(out, node->fact, negated);
			out->exact = true;
		}
		break;
	case NODE_RECALL: {
		struct claim *c = add(out, CLAIM_RECALL);
		c->negated = negated;
		out->exact = true;
		break;
	}
	case NODE_ALL:
	case NODE_ANY:
	case NODE_RATIO:
	case NODE_CONTAINS:
	case NODE_SEGMENT:
	case NODE_HOUSE:
	case NODE_MAY:
		break;
	}
	if (!out->exact) {
		struct claim *c = add(out, CLAIM_SAME);
		c->negated = negated;
		out->exact = true;
		return;
	}
	/* Whoever passes a test of a fact has it; this follows, but does not say all of the test.
	 */
	bool fact = node->kind == NODE_DATE || node->kind == NODE_VALUE;
	if (!negated && (fact || (node->kind == NODE_NUMBER && node->amount.fact != FACT_COUNT)))
		say_known(out, fact ? node->fact : node->amount.fact, false);
}

/* --- Comparing claims ------------------------------------------------------------------------- */

static bool values_within(const struct claim *a, const struct claim *b)
{
	for (int i = 0; i < a->n_values; i++) {
		bool found = false;
		for (int k = 0; k < b->n_values; k++)
			found = found || a->values[i] == b->values[k];
		if (!found)
			return false;
	}
	return true;
}

static bool values_apart(const struct claim *a, const struct claim *b)
{
	for (int i = 0; i < a->n_values; i++)
		for (int k = 0; k < b->n_values; k++)
			if (a->values[i] == b->values[k])
				return false;
	return true;
}

static bool limits_within(const struct claim *a, const struct claim *b)
{
	return a->lo >= b->lo && a->hi <= b->hi;
}

static bool count_within(const struct claim *a, const struct claim *b)
{
	bool more = noun_within(&a->noun, &b->noun) && days_within(a, b);
	bool less = noun_within(&b->noun, &a->noun) && days_within(b, a);
	bool low = b->lo <= 0 || (a->lo >= b->lo && more);
	bool high = b->hi == INT64_MAX || (a->hi <= b->hi && less);

	return low && high;
}

static bool recall_within(const struct node *a, const struct node *b)
{
	if (a->recall != b->recall)
		return false;
	/* Due is due by any later day; what is overdue or due today is due. */
	bool due = a->due == DUE_NOW || a->due == DUE_TODAY || a->due == DUE_OVERDUE;
	return due && (b->due == DUE_NOW || b->due == DUE_WITHIN) && !(a->due == b->due);
}

static bool same_sentence(const struct node *a, const struct node *b)
{
	struct node x = *a;
	struct node y = *b;

	x.negated = y.negated = false;
	x.next = y.next = NULL;
	return node_equal(&x, &y);
}

/* `a` true makes `b` true, negations aside. */
static bool within(const struct claim *a, const struct claim *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case CLAIM_COUNT:
		return count_within(a, b);
	case CLAIM_NUMBER:
		return a->fact == b->fact && limits_within(a, b) && same_window(a->win, b->win);
	case CLAIM_DATE:
		return a->fact == b->fact && days_within(a, b);
	case CLAIM_VALUES:
		return a->fact == b->fact && values_within(a, b);
	case CLAIM_TAG:
		return values_within(a, b);
	case CLAIM_KNOWN:
		return a->fact == b->fact;
	case CLAIM_RECALL:
		return recall_within(a->node, b->node) || same_sentence(a->node, b->node);
	case CLAIM_SAME:
		return same_sentence(a->node, b->node);
	}
	return false;
}

/* Both cannot be true, negations aside. */
static bool apart(const struct claim *a, const struct claim *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case CLAIM_COUNT:
		return (a->lo > b->hi && noun_within(&a->noun, &b->noun) && days_within(a, b)) ||
		       (b->lo > a->hi && noun_within(&b->noun, &a->noun) && days_within(b, a));
	case CLAIM_NUMBER:
		return a->fact == b->fact && same_window(a->win, b->win) &&
		       (a->lo > b->hi || b->lo > a->hi);
	case CLAIM_DATE:
		return a->fact == b->fact && days_apart(a, b);
	case CLAIM_VALUES:
		return a->fact == b->fact && values_apart(a, b);
	case CLAIM_TAG:
	case CLAIM_KNOWN:
	case CLAIM_RECALL:
	case CLAIM_SAME:
		break;
	}
	return false;
}

static bool claim_implies(const struct claim *a, const struct claim *b)
{
	if (a->negated)
		return b->negated && within(b, a);
	return b->negated ? apart(a, b) : within(a, b);
}

static bool claim_excludes(const struct claim *a, const struct claim *b)
{
	if (a->negated && b->negated)
		return false;
	if (a->negated)
		return within(b, a);
	return b->negated ? within(a, b) : apart(a, b);
}

/* --- Comparing sentences ---------------------------------------------------------------------- */

static bool is_extra(const struct literal *l, const struct claim *c)
{
	return c->kind == CLAIM_KNOWN && l->node->kind != NODE_KNOWN;
}

bool literal_implies(const struct literal *a, const struct literal *b)
{
	if (!b->exact)
		return false;
	for (int k = 0; k < b->n; k++) {
		bool follows = is_extra(b, &b->claim[k]);
		for (int i = 0; !follows && i < a->n; i++)
			follows = claim_implies(&a->claim[i], &b->claim[k]);
		if (!follows)
			return false;
	}
	return true;
}

bool literal_excludes(const struct literal *a, const struct literal *b)
{
	for (int i = 0; i < a->n; i++)
		for (int k = 0; k < b->n; k++)
			if (claim_excludes(&a->claim[i], &b->claim[k]))
				return true;
	return false;
}

/* No day of any sample is left of it: what is to come, before today. */
static bool is_empty(const struct days_at *d)
{
	if (!d || !d->known || d->any)
		return false;
	for (int i = 0; i < SAMPLE_DAYS; i++)
		if (d->lo[i] <= d->hi[i])
			return false;
	return true;
}

/* "last visit is since last visit": nothing is later than the last of its kind. */
static bool is_after_itself(const struct literal *a)
{
	const struct node *n = a->node;
	bool asks = (n->kind == NODE_HAS || (n->kind == NODE_WHEN && n->which == WHICH_LAST));

	return asks && !a->negated && n->win.kind == WIN_SINCE_LAST &&
	       noun_day(n->noun.noun, n->noun.status) == BY_DAY &&
	       noun_within(&n->noun, n->win.since);
}

bool literal_all_year(const struct literal *a)
{
	const struct claim *c = &a->claim[0];

	if (a->node->kind != NODE_DATE || a->negated || c->kind != CLAIM_DATE || !c->days->known ||
	    fact_words[c->fact].type != FACT_YEARLY)
		return false;
	for (int i = 0; i < SAMPLE_DAYS; i++)
		if ((int64_t)c->days->hi[i] - c->days->lo[i] < 365)
			return false;
	return true;
}

bool literal_never(const struct literal *a)
{
	if (is_after_itself(a))
		return true;
	for (int i = 0; i < a->n; i++) {
		const struct claim *c = &a->claim[i];
		bool number = c->kind == CLAIM_COUNT || c->kind == CLAIM_NUMBER;
		if (c->kind == CLAIM_COUNT && !c->negated && c->lo > 0 && is_empty(c->days))
			return true;
		int64_t most = number && c->fact == FACT_NPS ? 10 : INT64_MAX;
		if (number && !c->negated && (c->lo > c->hi || c->lo > most || c->hi < 0))
			return c->fact != FACT_DEBT || c->lo > c->hi;
	}
	return false;
}

bool literal_always(const struct literal *a)
{
	if (a->n != 1)
		return false;
	const struct claim *c = &a->claim[0];
	return c->kind == CLAIM_COUNT && c->lo <= 0 && c->hi == INT64_MAX && !c->negated;
}

bool literal_covers(const struct literal *a, const struct literal *b)
{
	if (a->n != 1 || b->n != 1)
		return false;
	const struct claim *x = &a->claim[0];
	const struct claim *y = &b->claim[0];
	bool count = x->kind == CLAIM_COUNT && y->kind == CLAIM_COUNT;
	if (count && noun_within(&x->noun, &y->noun) && noun_within(&y->noun, &x->noun) &&
	    days_within(x, y) && days_within(y, x))
		return (x->lo == 0 && y->hi == INT64_MAX && x->hi >= y->lo - 1) ||
		       (y->lo == 0 && x->hi == INT64_MAX && y->hi >= x->lo - 1);
	struct claim not_x = *x;
	not_x.negated = !not_x.negated;
	return !count && claim_implies(&not_x, y);
}
