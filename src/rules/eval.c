/* A tree is asked node by node; each kind of condition has its own short answer. */
#include "eval_parts.h"

typedef struct verdict (*answer)(struct eval *e, const struct node *node);

/* Answered at a glance, and often for good. */
static bool is_quick(enum node_kind kind)
{
	return kind == NODE_VALUE || kind == NODE_KNOWN || kind == NODE_TAGGED || kind == NODE_MAY;
}

/* What is quick to answer first: who is not active need not be asked for their visits. */
static struct verdict all(struct eval *e, const struct node *node)
{
	struct verdict v = { true, DAY_MAX };

	for (int quick = 1; quick >= 0; quick--)
		for (const struct node *c = node->child; c; c = c->next) {
			if (is_quick(c->kind) != (quick == 1))
				continue;
			v = both(v, node_at(e, c));
			if (!v.is && v.change >= DAY_MAX)
				return v; /* nothing brings that back */
		}
	return v;
}

static struct verdict any(struct eval *e, const struct node *node)
{
	struct verdict v = never();

	for (const struct node *c = node->child; c; c = c->next) {
		v = either(v, node_at(e, c));
		if (v.is && v.change >= DAY_MAX)
			break;
	}
	return v;
}

static struct verdict has(struct eval *e, const struct node *node)
{
	return has_on(e, &node->noun, &node->win);
}

static struct verdict when(struct eval *e, const struct node *node)
{
	struct found f = find_event(e, &node->noun, node->which);

	if (!f.event)
		return (struct verdict){ false, f.change };
	struct span s = window_span(e, &node->win);
	struct verdict v = span_on(&s, f.day);
	v.change = earlier(v.change, f.change);
	return v;
}

static struct verdict number(struct eval *e, const struct node *node)
{
	return number_on(e, &node->amount, &node->number);
}

static struct verdict date(struct eval *e, const struct node *node)
{
	struct date_now d = date_on(e, node->fact);

	if (!d.known)
		return (struct verdict){ false, d.change };
	struct span s = window_span(e, &node->win);
	if (node->fact == FACT_TODAY)
		return span_today(&s);
	struct verdict v =
		node->fact == FACT_BIRTHDAY ? span_yearly(&s, d.day) : span_on(&s, d.day);
	v.change = earlier(v.change, d.change);
	return v;
}

static struct verdict constant(bool is)
{
	return (struct verdict){ is, DAY_MAX };
}

static struct verdict consent_is(struct eval *e, const struct node *node)
{
	struct verdict v = { false, DAY_MAX };
	enum consent_state is = consent_on(e, node->purpose, &v.change);

	for (int i = 0; i < node->n_values; i++)
		v.is = v.is ||
		       is == (node->values[i] == CONSENT_IS_YES ? CONSENT_GIVEN : CONSENT_REFUSED);
	return v;
}

static struct verdict value(struct eval *e, const struct node *node)
{
	if (node->fact == FACT_CONSENT)
		return consent_is(e, node);
	int64_t is = e->v->fact[node->fact];
	for (int i = 0; i < node->n_values && is != FACT_MISSING; i++)
		if (node->values[i] == is)
			return constant(true);
	return never();
}

static struct verdict known(struct eval *e, const struct node *node)
{
	const struct fact_word *w = &fact_words[node->fact];
	struct verdict v = { false, DAY_MAX };

	if (node->fact == FACT_CONSENT) {
		v.is = consent_on(e, node->purpose, &v.change) != CONSENT_UNKNOWN;
	} else if (w->type == FACT_DATE || w->type == FACT_YEARLY) {
		struct date_now d = date_on(e, node->fact);
		v = (struct verdict){ d.known, node->fact == FACT_TODAY ? DAY_MAX : d.change };
	} else if (w->type == FACT_NUMBER || w->type == FACT_MONEY || w->type == FACT_SHARE) {
		const struct amount a = { .fact = node->fact, .noun.over = MONEY_NONE };
		struct amount_now now;
		amount_on(e, &a, &now);
		v = (struct verdict){ now.known, now.change };
	} else {
		v.is = e->v->fact[node->fact] != FACT_MISSING;
	}
	return v;
}

static struct verdict contains(struct eval *e, const struct node *node)
{
	const char *text = e->v->text[node->fact];

	return constant(text && strstr(text, node->contains));
}

static struct verdict recall(struct eval *e, const struct node *node)
{
	return due_on(e, node);
}

/* Whether the patient has that tag: until the last day of it. */
static struct verdict has_tag(const struct eval *e, int64_t tag)
{
	struct verdict v = never();

	for (size_t i = 0; i < e->v->n_tags; i++) {
		const struct view_tag *t = &e->v->tags[i];
		if (t->tag != tag)
			continue;
		if (t->until == DAY_NONE || t->until >= DAY_MAX)
			return constant(true);
		if (t->until >= e->day)
			v = (struct verdict){ true,
					      later(v.is ? v.change : DAY_MIN, t->until + 1) };
	}
	return v;
}

static struct verdict tagged(struct eval *e, const struct node *node)
{
	struct verdict v = { node->all, DAY_MAX };

	for (int i = 0; i < node->n_values; i++) {
		struct verdict one = has_tag(e, node->values[i]);
		v = node->all ? both(v, one) : either(v, one);
	}
	return v;
}

const struct view_pin *pin_of(const struct view *v, size_t segment)
{
	for (size_t i = 0; i < v->n_pins; i++)
		if (v->pins[i].segment == (int)segment)
			return &v->pins[i];
	return NULL;
}

struct verdict member_at(struct eval *e, size_t segment)
{
	const struct view_pin *pin = pin_of(e->v, segment);

	return pin ? constant(pin->in) : node_at(e, e->r->segments[segment].who);
}

/* Most rules name no other segment. */
static struct memo *memo_of(struct eval *e, size_t segment)
{
	size_t n = e->r->n_segments * (e->root->n_others + 1);

	if (!e->memo) {
		e->memo = n <= MEMOS ? e->few : mem_array(n, sizeof(*e->memo));
		for (size_t i = 0; i < n; i++)
			e->memo[i].day = DAY_NONE;
	}
	return &e->memo[e->member * e->r->n_segments + segment];
}

static struct verdict in_segment(struct eval *e, const struct node *node)
{
	if (node->segment < 0)
		return never();
	size_t segment = (size_t)node->segment;
	struct memo *m = memo_of(e, segment);
	if (m->day != e->day) {
		m->verdict = member_at(e, segment);
		m->day = e->day;
	}
	return m->verdict;
}

/* Somebody else of the family; who is asked inside sees the same family, and not themselves. */
static struct verdict house(struct eval *e, const struct node *node)
{
	const struct view *me = e->v;
	const size_t number = e->member;
	struct verdict v = never();

	for (size_t i = 0; i <= e->root->n_others && !(v.is && v.change >= DAY_MAX); i++) {
		if (i == number)
			continue;
		e->member = i;
		e->v = i == 0 ? e->root : e->root->others[i - 1];
		struct verdict asked =
			node->children_only ? child_on(e, e->v) : (struct verdict){ true, DAY_MAX };
		if (asked.is || asked.change < DAY_MAX)
			v = either(v, both(asked, node_at(e, node->child)));
	}
	e->v = me;
	e->member = number;
	return v;
}

static struct verdict may(struct eval *e, const struct node *node)
{
	struct verdict v;

	may_on(e, node->channel, &v);
	return v;
}

static const answer answers[] = {
	[NODE_ALL] = all,
	[NODE_ANY] = any,
	[NODE_HAS] = has,
	[NODE_WHEN] = when,
	[NODE_NUMBER] = number,
	[NODE_RATIO] = ratio_on,
	[NODE_DATE] = date,
	[NODE_VALUE] = value,
	[NODE_KNOWN] = known,
	[NODE_CONTAINS] = contains,
	[NODE_RECALL] = recall,
	[NODE_TAGGED] = tagged,
	[NODE_SEGMENT] = in_segment,
	[NODE_HOUSE] = house,
	[NODE_MAY] = may,
};

struct verdict node_at(struct eval *e, const struct node *node)
{
	struct verdict v = answers[node->kind](e, node);

	v.is = v.is != node->negated;
	return v;
}

/* --- from outside --- */

void eval_begin(struct eval *e, const struct ruleset *r, const struct view *v, day_t day)
{
	e->r = r;
	e->root = e->v = v;
	e->member = 0;
	e->day = day;
	e->memo = NULL;
}

void eval_end(struct eval *e)
{
	if (e->memo != e->few)
		free(e->memo);
}

struct verdict node_on(const struct ruleset *r, const struct node *node, const struct view *v,
		       day_t day)
{
	struct eval e;

	eval_begin(&e, r, v, day);
	struct verdict is = node_at(&e, node);
	eval_end(&e);
	return is;
}

struct verdict segment_on(const struct ruleset *r, size_t segment, const struct view *v, day_t day)
{
	struct eval e;

	eval_begin(&e, r, v, day);
	struct verdict is = member_at(&e, segment);
	eval_end(&e);
	return is;
}
