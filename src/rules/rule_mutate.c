/* Running the tests of a rule file, and asking what they would not notice: each condition turned
 * round, each left out, each number and each length of time moved by one. */
#include "revisit/base/i18n.h"
#include "revisit/rules/eval.h"
#include "rule_test.h"

typedef void told_fn(const struct pos *pos, const char *text, void *arg);

struct run {
	const struct ruleset *r;
	const struct rule_test *tests;
	size_t n_tests;
	told_fn *told;
	void *arg;
	struct test_report *report;
	/* Of the segment that is changed: rules with a copy of its conditions in place of them, and
	 * which segments it matters to. */
	struct ruleset mutant;
	struct arena arena;
	bool *touched;
	bool tested;
};

/* --- The tests as they are -------------------------------------------------------------------- */

static bool is_right(const struct ruleset *r, const struct rule_test *t,
		     const struct expectation *x)
{
	for (size_t i = 0; i < t->n_patients; i++)
		if (segment_on(r, (size_t)x->segment, &t->views[i], t->today).is != x->in[i])
			return false;
	return true;
}

static void tell_failure(struct run *run, const struct rule_test *t, const struct expectation *x)
{
	struct str missing;
	struct str extra;

	str_init(&missing);
	str_init(&extra);
	for (size_t i = 0; i < t->n_patients; i++) {
		bool is = segment_on(run->r, (size_t)x->segment, &t->views[i], t->today).is;
		struct str *list = is ? &extra : &missing;
		if (is != x->in[i])
			str_addf(list, "%s%s", list->len ? ", " : "", t->names[i]);
	}
	struct str text;
	str_init(&text);
	str_addf(&text, _("test '%s', segment %s:"), t->name, run->r->segments[x->segment].key);
	if (missing.len) {
		str_addc(&text, ' ');
		str_addf(&text, _("%s should be in it and is not"), missing.p);
	}
	if (extra.len) {
		str_add(&text, missing.len ? "; " : " ");
		str_addf(&text, _("%s is in it and should not be"), extra.p);
	}
	run->told(&x->pos, text.p, run->arg);
	str_release(&text);
	str_release(&missing);
	str_release(&extra);
}

static void run_test(struct run *run, const struct rule_test *t)
{
	bool ok = true;

	for (size_t i = 0; i < t->n_expect; i++) {
		if (is_right(run->r, t, &t->expect[i]))
			continue;
		tell_failure(run, t, &t->expect[i]);
		ok = false;
	}
	run->report->passed += ok;
	run->report->failed += !ok;
}

/* --- Changed rules ---------------------------------------------------------------------------- */

/* Whether a test that passes as the rules are fails now. */
static bool is_noticed(const struct run *run)
{
	for (size_t i = 0; i < run->n_tests; i++)
		for (size_t k = 0; k < run->tests[i].n_expect; k++) {
			const struct expectation *x = &run->tests[i].expect[k];
			if (run->touched[x->segment] && !is_right(&run->mutant, &run->tests[i], x))
				return true;
		}
	return false;
}

static void judge(struct run *run, const struct node *leaf, const char *text)
{
	run->report->mutants++;
	if (is_noticed(run))
		run->report->noticed++;
	else if (run->tested)
		run->told(&leaf->pos, text, run->arg);
}

/* What the changed sentence says. */
static void judge_changed(struct run *run, const struct node *leaf)
{
	struct sentence_context words = ruleset_words(run->r);
	struct str says;
	char text[480];

	str_init(&says);
	node_show(&says, &words, leaf, i18n_is_chinese());
	snprintf(text, sizeof(text), _("no test would notice if this said: %s"), says.p);
	judge(run, leaf, text);
	str_release(&says);
}

static void move_number(struct run *run, const struct node *leaf, int64_t *n, int64_t least,
			int64_t most, int64_t by)
{
	int64_t was = *n;

	for (int sign = -1; sign <= 1; sign += 2) {
		*n = was + sign * by;
		if (*n >= least && *n <= most)
			judge_changed(run, leaf);
	}
	*n = was;
}

static int *smallest_unit(struct interval *i)
{
	return i->days ? &i->days : i->weeks ? &i->weeks : i->months ? &i->months : &i->years;
}

static void move_interval(struct run *run, const struct node *leaf, struct interval *i)
{
	struct interval was = *i;
	int *unit = smallest_unit(i);

	if (!was.days && !was.weeks && !was.months && !was.years)
		return;
	for (int sign = -1; sign <= 1; sign += 2) {
		*unit += sign;
		judge_changed(run, leaf);
		*i = was;
	}
}

static void move_window(struct run *run, const struct node *leaf, struct window *win)
{
	move_interval(run, leaf, &win->a);
	if (win->kind == WIN_BETWEEN)
		move_interval(run, leaf, &win->b);
	if (win->date == DAY_NONE ||
	    (win->kind != WIN_BEFORE && win->kind != WIN_AFTER && win->kind != WIN_ON &&
	     win->kind != WIN_RUN_UP && win->kind != WIN_WAKE))
		return;
	for (int sign = -1; sign <= 1; sign += 2) {
		win->date += sign;
		judge_changed(run, leaf);
		win->date -= sign;
	}
}

static int64_t major_unit(const struct ruleset *r)
{
	int64_t unit = 1;

	for (int i = 0; i < r->config->decimals; i++)
		unit *= 10;
	return unit;
}

static int64_t step_of(const struct ruleset *r, enum fact fact)
{
	if (fact_words[fact].type == FACT_MONEY)
		return major_unit(r);
	return fact_words[fact].type == FACT_SHARE ? 10 : 1;
}

static void move_noun(struct run *run, const struct node *leaf, struct noun_ref *noun)
{
	if (noun->over != MONEY_NONE && noun->over > 0)
		move_number(run, leaf, &noun->over, 0, INT64_MAX,
			    noun->noun == NOUN_SURVEY ? 1 : major_unit(run->r));
}

static void move_limits(struct run *run, const struct node *leaf, struct number *n, int64_t step)
{
	bool both = n->test == NUM_BETWEEN;

	move_number(run, leaf, &n->n, 0, both ? n->m : INT64_MAX, step);
	if (both)
		move_number(run, leaf, &n->m, n->n, INT64_MAX, step);
}

/* The numbers of one sentence; of a household's sentence those of the inner one. */
static void move_all(struct run *run, const struct node *leaf, struct node *in)
{
	switch (in->kind) {
	case NODE_HAS:
	case NODE_WHEN:
		move_noun(run, leaf, &in->noun);
		move_window(run, leaf, &in->win);
		break;
	case NODE_NUMBER:
		move_limits(run, leaf, &in->number, step_of(run->r, in->amount.fact));
		move_noun(run, leaf, &in->amount.noun);
		move_window(run, leaf, &in->amount.win);
		break;
	case NODE_RATIO:
		move_limits(run, leaf, &in->number, 1);
		move_window(run, leaf, &in->amount.win);
		move_window(run, leaf, &in->of.win);
		break;
	case NODE_DATE:
		move_window(run, leaf, &in->win);
		break;
	case NODE_RECALL:
		move_interval(run, leaf, &in->within);
		break;
	case NODE_HOUSE:
		move_all(run, leaf, in->child);
		break;
	case NODE_ALL:
	case NODE_ANY:
	case NODE_VALUE:
	case NODE_KNOWN:
	case NODE_CONTAINS:
	case NODE_TAGGED:
	case NODE_SEGMENT:
	case NODE_MAY:
		break;
	}
}

static void mutate_leaf(struct run *run, struct node *leaf, struct node **slot)
{
	leaf->negated = !leaf->negated;
	judge_changed(run, leaf);
	leaf->negated = !leaf->negated;
	*slot = leaf->next;
	judge(run, leaf, _("no test would notice if this were left out"));
	*slot = leaf;
	move_all(run, leaf, leaf);
}

static void mutate_list(struct run *run, struct node *list)
{
	for (struct node **slot = &list->child; *slot; slot = &(*slot)->next) {
		struct node *e = *slot;
		if (e->kind == NODE_ALL || e->kind == NODE_ANY)
			mutate_list(run, e);
		else
			mutate_leaf(run, e, slot);
	}
}

static struct node *copy_tree(struct arena *arena, const struct node *node)
{
	struct node *copy = arena_alloc(arena, sizeof(*copy));
	struct node **tail = &copy->child;

	*copy = *node;
	copy->next = NULL;
	copy->child = NULL;
	for (const struct node *e = node->child; e; e = e->next) {
		*tail = copy_tree(arena, e);
		tail = &(*tail)->next;
	}
	return copy;
}

struct naming {
	const struct run *run;
	bool touched;
};

static void see_name(const struct node *leaf, void *arg)
{
	struct naming *n = arg;

	if (leaf->kind == NODE_HOUSE)
		each_sentence(leaf->child, see_name, n);
	if (leaf->kind == NODE_SEGMENT && leaf->segment >= 0)
		n->touched = n->touched || n->run->touched[leaf->segment];
}

/* It and those that name it, and those that name them. */
static void find_touched(struct run *run, size_t segment)
{
	const struct ruleset *r = run->r;

	for (size_t i = 0; i < r->n_segments; i++) {
		struct naming n = { .run = run };
		size_t s = (size_t)r->order[i];
		run->touched[s] = false;
		if (s != segment)
			each_sentence(r->segments[s].who, see_name, &n);
		run->touched[s] = s == segment || n.touched;
	}
	run->tested = false;
	for (size_t i = 0; i < run->n_tests; i++)
		for (size_t k = 0; k < run->tests[i].n_expect; k++)
			run->tested = run->tested || run->touched[run->tests[i].expect[k].segment];
}

static void mutate_segment(struct run *run, size_t segment)
{
	struct segment *s = &run->mutant.segments[segment];
	char text[160];

	find_touched(run, segment);
	if (!run->tested) {
		snprintf(text, sizeof(text), _("no test speaks of the segment %s"), s->key);
		run->told(&s->pos, text, run->arg);
	}
	s->who = copy_tree(&run->arena, run->r->segments[segment].who);
	mutate_list(run, s->who);
	s->who = run->r->segments[segment].who;
	arena_clear(&run->arena);
}

static void mutate_all(struct run *run)
{
	const struct ruleset *r = run->r;

	run->mutant = *r;
	run->mutant.segments = mem_array(r->n_segments + 1, sizeof(*r->segments));
	if (r->n_segments)
		memcpy(run->mutant.segments, r->segments, r->n_segments * sizeof(*r->segments));
	run->touched = mem_array(r->n_segments + 1, sizeof(*run->touched));
	arena_init(&run->arena);
	for (size_t i = 0; i < r->n_segments; i++)
		mutate_segment(run, i);
	arena_release(&run->arena);
	free(run->mutant.segments);
	free(run->touched);
}

void ruleset_test(const struct ruleset *r, bool mutate, told_fn *told, void *arg,
		  struct test_report *report)
{
	struct loaded_tests loaded;

	*report = (struct test_report){ 0 };
	tests_load(&loaded, r);
	struct run run = {
		.r = r,
		.tests = loaded.borrowed.tests,
		.n_tests = loaded.borrowed.n_tests,
		.told = told,
		.arg = arg,
		.report = report,
	};
	for (size_t i = 0; i < run.n_tests; i++)
		run_test(&run, &run.tests[i]);
	/* Of tests that fail anyway nothing can be said. */
	if (mutate && report->failed == 0)
		mutate_all(&run);
	tests_release(&loaded);
}
