/* What follows from all segments together: circles, the order in which they are known, and what of
 * a patient each needs. */
#include "rule_reader.h"
#include "revisit/base/i18n.h"

/* Segment `to` must be known before this one: it is named in a sentence, or its action sets a tag
 * that a sentence asks for. */
struct edge {
	int to;
	const char *tag; /* NULL: named */
	const struct node *leaf;
};

enum { DEPTH_MAX = 32 };

struct graph {
	struct rule_reader *r;
	struct edge *edges;
	size_t n, cap;
	size_t *first; /* of each segment, n_segments + 1 */
	int *state;    /* 0 not seen, 1 on the path, 2 done */
	int *path;
	int *below; /* how many segments each leads through, in a chain */
	size_t depth;
	size_t n_order;
	bool circle;
	/* Tags that actions set: tag → the segments, as one list sorted by tag. */
	struct setter {
		sym_t tag;
		int segment;
	} * setters;
	size_t n_setters, cap_setters;
};

static int by_tag(const void *a, const void *b)
{
	const struct setter *x = a;
	const struct setter *y = b;

	if (x->tag != y->tag)
		return x->tag < y->tag ? -1 : 1;
	return x->segment - y->segment;
}

static void find_setters(struct graph *g)
{
	const struct ruleset *rules = g->r->r;

	for (size_t i = 0; i < rules->n_segments; i++)
		for (size_t k = 0; k < rules->segments[i].n_then; k++) {
			const struct then *t = &rules->segments[i].then[k];
			if (t->kind != THEN_TAG && t->kind != THEN_UNTAG_ON_LEAVING)
				continue;
			GROW(g->setters, g->n_setters, g->cap_setters);
			g->setters[g->n_setters++] =
				(struct setter){ symbol_of(&rules->symbols, t->what), (int)i };
		}
	if (g->n_setters)
		qsort(g->setters, g->n_setters, sizeof(*g->setters), by_tag);
}

static void add_edge(struct graph *g, int to, const char *tag, const struct node *leaf)
{
	GROW(g->edges, g->n, g->cap);
	g->edges[g->n++] = (struct edge){ to, tag, leaf };
}

static void add_setters(struct graph *g, sym_t tag, const struct node *leaf)
{
	size_t low = 0;
	size_t high = g->n_setters;

	if (tag < 2) /* a tag that no sentence names has no number of its own */
		return;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (g->setters[mid].tag < tag)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < g->n_setters && g->setters[low].tag == tag; low++)
		if (low == 0 || by_tag(&g->setters[low], &g->setters[low - 1]) != 0)
			add_edge(g, g->setters[low].segment, symbol_name(&g->r->r->symbols, tag),
				 leaf);
}

static void add_edges(const struct node *leaf, void *arg)
{
	struct graph *g = arg;

	if (leaf->kind == NODE_HOUSE) {
		each_sentence(leaf->child, add_edges, g);
		return;
	}
	if (leaf->kind == NODE_SEGMENT && leaf->segment >= 0)
		add_edge(g, leaf->segment, NULL, leaf);
	if (leaf->kind != NODE_TAGGED)
		return;
	for (int i = 0; i < leaf->n_values; i++)
		add_setters(g, (sym_t)leaf->values[i], leaf);
}

/* "a → b → a"; a step through a tag says so. */
static void name_circle(struct graph *g, const struct edge *back)
{
	const struct ruleset *rules = g->r->r;
	struct str names;
	size_t from = g->depth;

	while (from > 0 && g->path[from - 1] != back->to)
		from--;
	from -= from > 0;
	str_init(&names);
	for (size_t i = from; i < g->depth; i++) {
		const struct edge *step = back;
		for (size_t e = g->first[g->path[i]];
		     i + 1 < g->depth && e < g->first[g->path[i] + 1]; e++)
			if (g->edges[e].to == g->path[i + 1]) {
				step = &g->edges[e];
				break;
			}
		str_add(&names, rules->segments[g->path[i]].key);
		str_add(&names, " → ");
		if (step->tag)
			str_addf(&names, _("(tag %s)"), step->tag);
		if (step->tag)
			str_addc(&names, ' ');
	}
	str_add(&names, rules->segments[back->to].key);
	struct pos pos = back->leaf->pos;
	problem_add(g->r->problems, false, &pos, back->leaf->len,
		    _("segments go round in a circle: %s; take one of these conditions away"),
		    names.p);
	str_release(&names);
	g->circle = true;
}

/* Each of a chain is asked anew for the one that names it: a long one would cost too much for every
 * patient.  Told once, where it becomes too long. */
static void look_down(struct graph *g, int segment, const struct edge *edge)
{
	int depth = g->below[edge->to] + 1;

	bool line = strcmp(g->r->r->segments[segment].key, "=") == 0; /* asked once */
	if (depth <= g->below[segment] || line)
		return;
	g->below[segment] = depth;
	if (depth != DEPTH_MAX + 1)
		return;
	struct pos pos = edge->leaf->pos;
	problem_add(
		g->r->problems, false, &pos, edge->leaf->len,
		_("at most %d segments may name each other one after the other; say here what you "
		  "mean without \"in segment\""),
		DEPTH_MAX);
}

/* As deep as segments name each other: a chain of all of them is the longest. */
static void visit(struct graph *g, int segment)
{
	g->state[segment] = 1;
	g->below[segment] = 1;
	g->path[g->depth++] = segment;
	for (size_t e = g->first[segment]; e < g->first[segment + 1]; e++) {
		const struct edge *edge = &g->edges[e];
		if (g->state[edge->to] == 1)
			name_circle(g, edge);
		if (g->state[edge->to] == 0)
			visit(g, edge->to);
		if (!edge->tag)
			look_down(g, segment, edge);
	}
	g->depth--;
	g->state[segment] = 2;
	g->r->r->order[g->n_order++] = segment;
}

static void add_needs(struct needs *needs, const struct needs *more)
{
	needs->parts |= more->parts;
	needs->facts |= more->facts;
}

static void order_needs(const struct order *order, struct needs *needs)
{
	struct node node = { .segment = -1 };

	if (!order->text || order->by == ORDER_NAME) {
		needs->parts |= NEED_NAME_KEY;
		return;
	}
	switch (order->by) {
	case ORDER_NAME:
		return;
	case ORDER_RECALL_DUE:
		node.kind = NODE_RECALL;
		node.recall = order->recall;
		break;
	case ORDER_NOUN:
		node.kind = NODE_WHEN;
		node.which = order->which;
		node.noun = order->noun;
		break;
	case ORDER_FACT:
		node.kind = fact_words[order->fact].type == FACT_DATE ? NODE_KNOWN : NODE_NUMBER;
		node.fact = node.amount.fact = order->fact;
		node.amount.noun = order->noun;
		break;
	}
	node_needs(&node, needs);
}

/* What the segments that it names need. */
static void named_needs(const struct graph *g, int segment, struct needs *needs)
{
	if (!g->edges)
		return;
	for (size_t e = g->first[segment]; e < g->first[segment + 1]; e++)
		if (!g->edges[e].tag)
			add_needs(needs, &g->r->r->segments[g->edges[e].to].needs);
}

/* In order, so that those of a segment that is named are known. */
static void find_needs(struct graph *g)
{
	struct ruleset *rules = g->r->r;

	for (size_t i = 0; i < rules->n_segments; i++) {
		struct segment *s = &rules->segments[rules->order[i]];
		if (!s->who)
			continue;
		node_needs(s->who, &s->needs);
		order_needs(&s->order, &s->needs);
		named_needs(g, rules->order[i], &s->needs);
		if (strcmp(s->key, "=") != 0) /* a sentence by itself has no pins */
			s->needs.parts |= NEED_PINS;
		add_needs(&rules->needs, &s->needs);
	}
}

bool resolve(struct rule_reader *r)
{
	struct ruleset *rules = r->r;
	struct graph g = { .r = r };
	size_t n = rules->n_segments;

	g.first = mem_array(n + 1, sizeof(*g.first));
	g.state = mem_array(n + 1, sizeof(*g.state));
	g.path = mem_array(n + 1, sizeof(*g.path));
	g.below = mem_array(n + 1, sizeof(*g.below));
	rules->order = arena_alloc(&rules->arena, (n + 1) * sizeof(*rules->order));
	find_setters(&g);
	for (size_t i = 0; i < n; i++) {
		g.first[i] = g.n;
		if (rules->segments[i].who)
			each_sentence(rules->segments[i].who, add_edges, &g);
	}
	g.first[n] = g.n;
	for (size_t i = 0; i < n; i++)
		if (g.state[i] == 0)
			visit(&g, (int)i);
	if (!g.circle)
		find_needs(&g);
	free(g.edges);
	free(g.first);
	free(g.state);
	free(g.path);
	free(g.below);
	free(g.setters);
	return !g.circle;
}
