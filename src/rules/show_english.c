#include "show_parts.h"

static const char *const tests[] = {
	[NUM_AT_LEAST] = "at least", [NUM_AT_MOST] = "at most", [NUM_OVER] = "over",
	[NUM_UNDER] = "under",       [NUM_EXACTLY] = "exactly", [NUM_BETWEEN] = "between",
};
static const char *const which_words[] = { "last", "first", "next" };

static void duration(const struct shown *s, struct interval i)
{
	struct duration d = duration_of(i);

	str_addf(s->out, "%d %s%s", d.n, unit_words[d.unit].en, d.n == 1 ? "" : "s");
}

static void english_noun(const struct shown *s, const struct noun_ref *noun, bool many)
{
	const struct word *w = &noun_words[noun->noun].word;
	bool visit = noun->noun == NOUN_VISIT;

	if (noun->status != STATUS_USUAL)
		str_addf(s->out, "%s ", status_words[noun->status].word.en);
	for (int i = 0; i < noun->n_kinds; i++) {
		if (i > 0)
			str_add(s->out, "or ");
		show_sym(s, visit ? TERM_KIND : TERM_TASK_KIND, noun->kind[i], false);
		str_addc(s->out, ' ');
	}
	str_addf(s->out, "%s%s", many && w->en_many ? w->en_many : w->en,
		 many && !w->en_many ? "s" : "");
	if (noun->provider) {
		str_add(s->out, " with ");
		show_sym(s, TERM_PROVIDER, noun->provider, false);
	}
	if (noun->site) {
		str_add(s->out, " at ");
		show_sym(s, TERM_SITE, noun->site, false);
	}
	if (noun->channel) {
		str_add(s->out, " by ");
		show_sym(s, TERM_CHANNEL, noun->channel, false);
	}
	if (noun->over != MONEY_NONE) {
		str_add(s->out, " over ");
		show_decimal(s, noun->over, over_decimals(s->c, noun));
	}
}

static void limited(const struct shown *s, const struct window *win)
{
	if (win->kind == WIN_NONE)
		return;
	str_addc(s->out, ' ');
	show_window(s, &english_tongue, win, english_tongue.windows[win->kind]);
}

/* "has visit more than 6 months ago", but "last visit is older than 6 months". */
static void happened(const struct shown *s, const struct window *win)
{
	if (win->kind != WIN_OLDER) {
		limited(s, win);
		return;
	}
	str_add(s->out, " more than ");
	duration(s, win->a);
	str_add(s->out, " ago");
}

static void amount(const struct shown *s, const struct amount *a)
{
	if (a->fact == FACT_COUNT) {
		str_add(s->out, "count of ");
		english_noun(s, &a->noun, true);
	} else {
		str_add(s->out, fact_words[a->fact].word.en);
	}
	happened(s, &a->win);
}

static void number(const struct shown *s, const struct node *n)
{
	int decimals = fact_decimals(s->c, n->amount.fact);

	amount(s, &n->amount);
	str_addf(s->out, " is %s ", tests[n->number.test]);
	show_decimal(s, n->number.n, n->kind == NODE_RATIO ? 0 : decimals);
	if (n->number.test == NUM_BETWEEN) {
		str_add(s->out, " and ");
		show_decimal(s, n->number.m, decimals);
	}
	if (n->kind != NODE_RATIO)
		return;
	str_add(s->out, " % of ");
	amount(s, &n->of);
}

/* A choice's key or the clinic's name. */
static void value(const struct shown *s, const struct node *n, int i)
{
	const struct fact_word *f = &fact_words[n->fact];

	if (f->type == FACT_CHOICE)
		str_add(s->out, f->values[n->values[i]].key);
	else
		show_sym(s, (enum term_kind)term_kind_of(T_VALUE, (int)n->fact),
			 (sym_t)n->values[i], false);
}

static void fact(const struct shown *s, const struct node *n)
{
	if (n->fact == FACT_CONSENT)
		str_addf(s->out, "%s ", consent_purposes[n->purpose].key);
	str_add(s->out, fact_words[n->fact].word.en);
}

static void values(const struct shown *s, const struct node *n)
{
	if (n->fact != FACT_STATUS) {
		fact(s, n);
		str_addc(s->out, ' ');
	}
	str_add(s->out, n->n_values == 1 ? "is " : "is one of [");
	for (int i = 0; i < n->n_values; i++) {
		str_add(s->out, i ? ", " : "");
		value(s, n, i);
	}
	str_add(s->out, n->n_values == 1 ? "" : "]");
}

static void tags(const struct shown *s, const struct node *n)
{
	if (n->n_values == 1) {
		str_add(s->out, "tagged ");
		show_sym(s, TERM_TAG, (sym_t)n->values[0], false);
		return;
	}
	str_addf(s->out, "tagged %s of [", n->all ? "all" : n->negated ? "none" : "any");
	for (int i = 0; i < n->n_values; i++) {
		str_add(s->out, i ? ", " : "");
		show_sym(s, TERM_TAG, (sym_t)n->values[i], false);
	}
	str_addc(s->out, ']');
}

static void recall(const struct shown *s, const struct node *n)
{
	static const char *const due[] = {
		[DUE_NOW] = "due",
		[DUE_TODAY] = "due today",
		[DUE_TOMORROW] = "due tomorrow",
		[DUE_WITHIN] = "due in the next ",
		[DUE_OVERDUE] = "overdue by ",
	};

	show_name(s, TERM_RECALL, s->c->lex->config->recalls[n->recall].key, false);
	str_addf(s->out, " is %s", due[n->due]);
	if (n->due == DUE_WITHIN || n->due == DUE_OVERDUE)
		duration(s, n->within);
}

/* Kinds that have a word for their complement in themselves. */
static bool negates_itself(const struct node *n)
{
	return n->kind == NODE_HAS || n->kind == NODE_KNOWN ||
	       (n->kind == NODE_TAGGED && n->n_values > 1 && !n->all);
}

static void list(const struct shown *s, const struct node *n)
{
	str_add(s->out, n->kind == NODE_ALL ? "all of (" : "any of (");
	for (const struct node *child = n->child; child; child = child->next) {
		show_node(s, &english_tongue, child);
		str_add(s->out, child->next ? "; " : "");
	}
	str_addc(s->out, ')');
}

static void has(const struct shown *s, const struct node *n)
{
	str_add(s->out, n->negated ? "no " : "has ");
	english_noun(s, &n->noun, false);
	happened(s, &n->win);
}

static void when(const struct shown *s, const struct node *n)
{
	str_addf(s->out, "%s ", which_words[n->which]);
	english_noun(s, &n->noun, false);
	str_add(s->out, " is");
	limited(s, &n->win);
}

static void text_fact(const struct shown *s, const struct node *n)
{
	fact(s, n);
	if (n->kind == NODE_KNOWN) {
		str_add(s->out, n->negated ? " is unknown" : " is known");
		return;
	}
	if (n->kind == NODE_DATE) {
		str_add(s->out, " is");
		limited(s, &n->win);
		return;
	}
	str_add(s->out, " contains ");
	show_quoted(s, n->contains);
}

static void may(const struct shown *s, const struct node *n)
{
	if (!n->channel) {
		str_add(s->out, "may be called");
		return;
	}
	str_add(s->out, "may be messaged by ");
	show_sym(s, TERM_CHANNEL, n->channel, false);
}

static void segment(const struct shown *s, const struct node *n)
{
	str_add(s->out, "in segment ");
	show_segment(s, n->segment_key, false);
}

static void household(const struct shown *s, const struct node *n)
{
	str_addf(s->out, "household has %s ", n->children_only ? "child" : "other member");
	show_node(s, &english_tongue, n->child);
}

const struct tongue english_tongue = {
	.node = {
		[NODE_ALL] = list,
		[NODE_ANY] = list,
		[NODE_HAS] = has,
		[NODE_WHEN] = when,
		[NODE_NUMBER] = number,
		[NODE_RATIO] = number,
		[NODE_DATE] = text_fact,
		[NODE_VALUE] = values,
		[NODE_KNOWN] = text_fact,
		[NODE_CONTAINS] = text_fact,
		[NODE_RECALL] = recall,
		[NODE_TAGGED] = tags,
		[NODE_SEGMENT] = segment,
		[NODE_HOUSE] = household,
		[NODE_MAY] = may,
	},
	.negates_itself = negates_itself,
	.no = "not ",
	.duration = duration,
	.noun = english_noun,
	.windows = {
		[WIN_NONE] = "",
		[WIN_LAST] = "in the last %a",
		[WIN_NEXT] = "in the next %a",
		[WIN_OLDER] = "older than %a",
		[WIN_BETWEEN] = "between %a and %b ago",
		[WIN_YESTERDAY] = "yesterday",
		[WIN_TODAY] = "today",
		[WIN_TOMORROW] = "tomorrow",
		[WIN_LAST_WORKDAY] = "on the last working day",
		[WIN_NEXT_WORKDAY] = "on the next working day",
		[WIN_SINCE_YESTERDAY] = "since yesterday",
		[WIN_SINCE_WORKDAY] = "since the last working day",
		[WIN_SINCE_LAST] = "since last %n",
		[WIN_SINCE_FIRST] = "since first %n",
		[WIN_BEFORE] = "before %d",
		[WIN_AFTER] = "after %d",
		[WIN_ON] = "on %d",
		[WIN_DURING] = "during %d",
		[WIN_BEFORE_RANGE] = "before %d",
		[WIN_AFTER_RANGE] = "after %d",
		[WIN_RUN_UP] = "in the %a before %d",
		[WIN_WAKE] = "in the %a after %d",
	},
};
