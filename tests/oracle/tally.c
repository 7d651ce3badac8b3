#include "tally.h"

#include "revisit/rules/words.h"

struct tally_line *tally_line(struct tally *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->line[i].name, name) == 0)
			return &t->line[i];
	BUG_IF(t->n == TALLY_MOST);
	struct tally_line *line = &t->line[t->n++];
	snprintf(line->name, sizeof(line->name), "%s", name);
	return line;
}

struct counting {
	struct tally *t;
	int64_t yes, no, flips;
};

static void count(const struct counting *c, const char *group, const char *a, const char *b)
{
	char name[TALLY_NAME];

	snprintf(name, sizeof(name), "%s: %s%s%s", group, a, *a && *b ? " " : "", b);
	struct tally_line *line = tally_line(c->t, name);
	line->asked++;
	line->yes += c->yes;
	line->no += c->no;
	line->flips += c->flips;
}

static const char *const windows[] = {
	[WIN_NONE] = "none",
	[WIN_LAST] = "in the last",
	[WIN_NEXT] = "in the next",
	[WIN_OLDER] = "older than",
	[WIN_BETWEEN] = "between … ago",
	[WIN_YESTERDAY] = "yesterday",
	[WIN_TODAY] = "today",
	[WIN_TOMORROW] = "tomorrow",
	[WIN_LAST_WORKDAY] = "on the last working day",
	[WIN_NEXT_WORKDAY] = "on the next working day",
	[WIN_SINCE_YESTERDAY] = "since yesterday",
	[WIN_SINCE_WORKDAY] = "since the last working day",
	[WIN_SINCE_LAST] = "since last",
	[WIN_SINCE_FIRST] = "since first",
	[WIN_BEFORE] = "before a date",
	[WIN_AFTER] = "after a date",
	[WIN_ON] = "on a date",
	[WIN_DURING] = "during",
	[WIN_BEFORE_RANGE] = "before a range",
	[WIN_AFTER_RANGE] = "after a range",
	[WIN_RUN_UP] = "in the … before",
	[WIN_WAKE] = "in the … after",
};

static void count_window(const struct counting *c, const struct window *w)
{
	count(c, "window", windows[w->kind], "");
	if (w->range)
		count(c, "range",
		      w->range->lunar    ? "lunar"
		      : w->range->yearly ? "every year"
					 : "once",
		      "");
}

static void count_noun(const struct counting *c, const struct noun_ref *n)
{
	count(c, "noun", status_words[n->status].word.en, noun_words[n->noun].word.en);
	if (n->n_kinds)
		count(c, "noun of kinds", noun_words[n->noun].word.en, "");
	if (n->provider)
		count(c, "noun with", noun_words[n->noun].word.en, "");
	if (n->site)
		count(c, "noun at", noun_words[n->noun].word.en, "");
	if (n->channel)
		count(c, "noun by", noun_words[n->noun].word.en, "");
	if (n->over != MONEY_NONE)
		count(c, "noun over", noun_words[n->noun].word.en, "");
}

static void count_amount(const struct counting *c, const struct amount *a)
{
	if (a->fact == FACT_COUNT)
		count_noun(c, &a->noun);
	if (fact_words[a->fact].flags & FACT_WINDOWED)
		count_window(c, &a->win);
}

static void count_number(const struct counting *c, const struct node *n)
{
	static const char *const tests[] = { "at least", "at most", "over",
					     "under",    "exactly", "between" };

	count(c, n->kind == NODE_RATIO ? "percent" : "number", tests[n->number.test], "");
	count(c, n->kind == NODE_RATIO ? "percent of" : "number of",
	      fact_words[n->amount.fact].word.en, "");
	count_amount(c, &n->amount);
}

static void count_kind(const struct counting *c, const struct node *n)
{
	static const char *const which[] = { "last", "first", "next" };
	static const char *const dues[] = { "due", "due today", "due tomorrow", "due in the next",
					    "overdue by" };

	switch (n->kind) {
	case NODE_ALL:
	case NODE_ANY:
		count(c, "list", n->kind == NODE_ALL ? "all" : "any", "");
		return;
	case NODE_HAS:
		count(c, "condition", "has", "");
		count_noun(c, &n->noun);
		count_window(c, &n->win);
		return;
	case NODE_WHEN:
		count(c, "condition", which[n->which], "… is");
		count_noun(c, &n->noun);
		count_window(c, &n->win);
		return;
	case NODE_NUMBER:
	case NODE_RATIO:
		count_number(c, n);
		return;
	case NODE_DATE:
		count(c, "date", fact_words[n->fact].word.en, "");
		count_window(c, &n->win);
		return;
	case NODE_VALUE:
		count(c, "value", fact_words[n->fact].word.en, "");
		return;
	case NODE_KNOWN:
		count(c, "known", fact_words[n->fact].word.en, "");
		return;
	case NODE_CONTAINS:
		count(c, "contains", fact_words[n->fact].word.en, "");
		return;
	case NODE_RECALL:
		count(c, "recall", dues[n->due], "");
		return;
	case NODE_TAGGED:
		count(c, "tagged", n->all ? "all of" : "any of", "");
		return;
	case NODE_SEGMENT:
		count(c, "condition", "in segment", "");
		return;
	case NODE_HOUSE:
		count(c, "household", n->children_only ? "child" : "other member", "");
		return;
	case NODE_MAY:
		count(c, "may be", n->channel ? "messaged" : "called", "");
		return;
	}
}

void tally_add(struct tally *t, const struct node *node, int64_t yes, int64_t no, int64_t changed)
{
	const struct counting c = { t, node->negated ? no : yes, node->negated ? yes : no,
				    changed };

	count_kind(&c, node);
	if (node->negated)
		count(&c, "condition", "not, no, none", "");
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct tally_line *)a)->name, ((const struct tally_line *)b)->name);
}

void tally_print(const struct tally *t, FILE *to)
{
	struct tally *sorted = mem_alloc(sizeof(*sorted));

	*sorted = *t;
	qsort(sorted->line, sorted->n, sizeof(sorted->line[0]), by_name);
	fprintf(to, "%-40s %9s %10s %10s %9s\n", "", "asked", "true", "false", "flips");
	for (size_t i = 0; i < sorted->n; i++) {
		const struct tally_line *l = &sorted->line[i];
		fprintf(to, "%-40s %9lld %10lld %10lld %9lld\n", l->name, (long long)l->asked,
			(long long)l->yes, (long long)l->no, (long long)l->flips);
	}
	free(sorted);
}
