/* Why somebody is in a segment or not: the tree of its rule with each answer, what it rests on, and
 * when it changes by itself. */
#include "why_parts.h"
#include "revisit/base/i18n.h"

static struct why *tell(const struct teller *t, const struct node *node);

static const char *kept(const struct teller *t, struct str *s)
{
	const char *text = s->len ? arena_strdup(t->arena, s->p) : NULL;

	str_release(s);
	return text;
}

/* The first day on which the answer is another; a verdict may name days on which it is not. */
static day_t flips(const struct teller *t, const struct node *node, struct verdict v)
{
	enum { STEPS = 200 };
	const bool is = v.is;
	const day_t today = t->e->day;

	for (int i = 0; i < STEPS && v.is == is && v.change < DAY_MAX; i++) {
		t->e->day = v.change;
		v = node_at(t->e, node);
	}
	day_t day = v.is == is ? DAY_MAX : t->e->day;
	t->e->day = today;
	return day;
}

static const char *list_title(const struct node *node)
{
	if (node->kind == NODE_ALL)
		return node->negated ? _("not all of these") : _("all of these");
	return node->negated ? _("none of these") : _("any of these");
}

static const char *sentence(const struct teller *t, const struct node *node)
{
	struct str s;

	if (node->kind == NODE_ALL || node->kind == NODE_ANY)
		return list_title(node);
	str_init(&s);
	node_show(&s, &t->words, node, i18n_is_chinese());
	return kept(t, &s);
}

static struct why *tell_list(const struct teller *t, const struct node *first)
{
	struct why *head = NULL;
	struct why **end = &head;

	for (const struct node *n = first; n; n = n->next) {
		*end = tell(t, n);
		end = &(*end)->next;
	}
	return head;
}

/* A rule is a list of conditions; what it says itself is said already. */
static struct why *tell_rule(const struct teller *t, const struct node *who)
{
	if (who->kind == NODE_ALL && !who->negated)
		return tell_list(t, who->child);
	return tell(t, who);
}

static struct why *tell_family(const struct teller *t, const struct node *node)
{
	struct eval *e = t->e;
	const struct view *me = e->v;
	const size_t number = e->member;
	struct why *head = NULL;
	struct why **end = &head;

	for (size_t i = 0; i <= e->root->n_others; i++) {
		const struct view *other = i == 0 ? e->root : e->root->others[i - 1];
		if (i == number || (node->children_only && !child_on(e, other).is))
			continue;
		e->member = i;
		e->v = other;
		*end = tell(t, node->child);
		(*end)->patient = other->patient;
		end = &(*end)->next;
	}
	e->member = number;
	e->v = me;
	return head;
}

/* "is active: active", "no upcoming visit: none": the sentence says it already. */
static bool says_it_all(const struct teller *t, const struct node *node, bool is,
			const struct str *value)
{
	if (!is)
		return false;
	switch (node->kind) {
	case NODE_VALUE:
		return !node->negated && node->n_values == 1;
	case NODE_KNOWN:
		return fact_words[node->fact].type == FACT_TEXT;
	case NODE_CONTAINS:
		return true;
	case NODE_HAS:
		return node->negated && strcmp(value->p, _("none")) == 0;
	case NODE_TAGGED: {
		const char *key = symbol_name(&t->e->r->symbols, (sym_t)node->values[0]);
		return !node->negated && node->n_values == 1 && key &&
		       strcmp(value->p, config_label(t->config, "tag", key)) == 0;
	}
	case NODE_ALL:
	case NODE_ANY:
	case NODE_WHEN:
	case NODE_NUMBER:
	case NODE_RATIO:
	case NODE_DATE:
	case NODE_RECALL:
	case NODE_SEGMENT:
	case NODE_HOUSE:
	case NODE_MAY:
		break;
	}
	return false;
}

static struct why *tell(const struct teller *t, const struct node *node)
{
	struct why *w = arena_alloc(t->arena, sizeof(*w));
	struct verdict v = node_at(t->e, node);
	struct str value;

	str_init(&value);
	value_show(&value, t, node);
	if (says_it_all(t, node, v.is, &value))
		str_clear(&value);
	*w = (struct why){
		.node = node,
		.is = v.is,
		.says = sentence(t, node),
		.value = kept(t, &value),
		.change = flips(t, node, v),
	};
	if (node->kind == NODE_ALL || node->kind == NODE_ANY)
		w->child = tell_list(t, node->child);
	else if (node->kind == NODE_HOUSE)
		w->child = tell_family(t, node);
	else if (node->kind == NODE_SEGMENT && node->segment >= 0)
		w->child = tell_rule(t, t->e->r->segments[node->segment].who);
	return w;
}

struct why *node_why(const struct ruleset *r, const struct node *node, const struct view *v,
		     day_t day, const struct config *config, struct arena *arena)
{
	struct eval e;
	struct teller t = { &e, config, ruleset_words(r), arena };

	t.words.by_title = true;
	eval_begin(&e, r, v, day);
	struct why *w = tell(&t, node);
	eval_end(&e);
	return w;
}

struct why *segment_why(const struct ruleset *r, size_t segment, const struct view *v, day_t day,
			const struct config *config, struct arena *arena)
{
	const struct segment *s = &r->segments[segment];
	const struct view_pin *pin = pin_of(v, segment);
	struct why *w = arena_alloc(arena, sizeof(*w));
	struct eval e;
	struct teller t = { &e, config, ruleset_words(r), arena };
	struct str value;

	t.words.by_title = true;
	eval_begin(&e, r, v, day);
	struct verdict is = member_at(&e, segment);
	str_init(&value);
	if (pin)
		pin_show(&value, pin);
	*w = (struct why){
		.is = is.is,
		.says = arena_strdup(arena, segment_title(s)),
		.value = kept(&t, &value),
		.change = pin ? DAY_MAX : flips(&t, s->who, is),
		.child = tell_rule(&t, s->who),
	};
	eval_end(&e);
	return w;
}
