/* Random rules about random patients: what is said of the days to come is compared with each of
 * those days.  A change that is told too late, a spell that is none, a negation that is no
 * complement would show here.  Whether a single day's answer is right is not asked here. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/base/rng.h"
#include "support.h"

enum { ROUNDS = 3000, DAYS = 3 * 366, SEGMENTS = 4, KINDS = NODE_MAY + 1 };

static struct rng rng;
static day_t first;           /* of the days that are looked at */
static size_t seen[KINDS][2]; /* how often a condition of that kind was false, true */
static size_t windows[WIN_WAKE + 1][2];
static const struct view *subject; /* whom the rule that is made will be asked about */
static size_t flips, claims, spells;

static bool one_in(int n)
{
	return rng_below(&rng, (uint32_t)n) == 0;
}

static int pick(int n)
{
	return (int)rng_below(&rng, (uint32_t)n);
}

/* Around the days that are looked at, ends of months among them more often than by chance. */
static day_t some_day(void)
{
	day_t day = first + rng_between(&rng, -800, DAYS - 100);

	if (!one_in(3))
		return day;
	struct ymd at = day_split(day);
	return day_make(at.y, at.m, month_days(at.y, at.m) - pick(3));
}

static sym_t some(const char *const *names, int n)
{
	int i = pick(n + 1);

	return i == n ? SYM_NONE : sym(&hand, names[i]);
}

static const char *const kinds[] = { "cleaning", "perio", "exam", "child", "surgery" };
static const char *const doctors[] = { "lin", "ann" };
static const char *const sites[] = { "wuyi", "east" };
static const char *const tags[] = { "vip", "ortho", "do-not-call" };
static const char *const channels[] = { "wechat", "sms", "email", "phone" };

/* --- patients --- */

static void some_visits(struct view *v, int n, int64_t items)
{
	while (n-- > 0) {
		struct event *e = view_event(v, NOUN_VISIT);
		e->day = e->closed = some_day();
		e->state = (uint8_t)(one_in(2) ? VISIT_COMPLETED : pick(VISIT_RESCHEDULED + 1));
		if (e->state >= VISIT_CANCELLED)
			e->closed = e->day - pick(20);
		e->kind = some(kinds, ARRAY_SIZE(kinds));
		e->provider = some(doctors, ARRAY_SIZE(doctors));
		e->site = some(sites, ARRAY_SIZE(sites));
		e->amount = one_in(4) ? MONEY_NONE : pick(300) * 100;
		e->paid = one_in(4) || e->amount == MONEY_NONE ? MONEY_NONE
							       : e->amount - pick(2) * 500;
		e->item = items && one_in(2) ? 1 + pick((int)items) : 0;
	}
}

static int64_t some_plans(struct view *v, int n)
{
	int64_t items = 0;

	for (int i = 0; i < n; i++) {
		struct event *e = view_event(v, NOUN_PLAN);
		struct view_plan *p = view_plan(v);
		e->day = one_in(5) ? DAY_NONE : some_day();
		e->state = (uint8_t)(one_in(2) ? PLAN_ACCEPTED : pick(PLAN_ELSEWHERE + 1));
		e->provider = some(doctors, ARRAY_SIZE(doctors));
		e->plan = i;
		p->status = e->state;
		p->ask_after = one_in(2) ? DAY_NONE : some_day();
		for (int k = pick(3); k >= 0; k--) {
			struct plan_item *item = rows_add(&p->items);
			item->row.id = ++items;
			item->plan = i + 1;
			item->price = one_in(3) ? MONEY_NONE : pick(50) * 1000;
			item->visits = 1 + pick(3);
			item->gap = mem_strdup(one_in(2) ? "2w" : NULL);
			item->state = one_in(3) ? pick(ITEM_DROPPED + 1) : ITEM_OPEN;
		}
	}
	return items;
}

static void some_tasks(struct view *v, int n)
{
	while (n-- > 0) {
		struct event *e = view_event(v, NOUN_TASK);
		e->day = one_in(6) ? DAY_NONE : some_day();
		e->due = one_in(4) ? DAY_NONE : some_day();
		e->state = (uint8_t)(one_in(2) ? TASK_OPEN : pick(TASK_CANCELLED + 1));
		e->closed = one_in(6) ? DAY_NONE : some_day();
		e->promise = one_in(3);
		e->kind = one_in(3) ? hand.r.names.complaint : sym(&hand, "recall");
	}
}

static void some_attempts(struct view *v, int n)
{
	static const char *const came[] = { "no_answer", "talked", "left_message", NULL };
	static const char *const by[] = { "phone", "phone", "wechat", "desk" };

	while (n-- > 0)
		view_attempt(v, &hand.r, some_day(), by[pick(4)], one_in(4) ? "in" : "out",
			     came[pick(4)]);
}

static void some_others(struct view *v)
{
	for (int n = pick(3); n > 0; n--) {
		struct event *e = view_event(v, NOUN_REFERRAL);
		e->day = one_in(4) ? DAY_NONE : some_day();
		e->closed = one_in(3) ? DAY_NONE : some_day();
	}
	for (int n = pick(3); n > 0; n--) {
		struct event *e = view_event(v, NOUN_SURVEY);
		e->day = some_day();
		e->amount = pick(11);
	}
	for (int n = pick(3); n > 0; n--) {
		GROW(v->tags, v->n_tags, v->cap_tags);
		v->tags[v->n_tags++] = (struct view_tag){ sym(&hand, tags[pick(3)]),
							  one_in(2) ? DAY_NONE : some_day() };
	}
	for (int n = pick(3); n > 0; n--)
		view_consent(v, &hand.r.symbols, one_in(3) ? NULL : consent_purposes[pick(3)].key,
			     one_in(2) ? NULL : channels[pick(4)], one_in(2) ? "yes" : "no",
			     DAY_NONE, one_in(3));
	for (int n = pick(3); n > 0; n--)
		view_contact(v, &hand.r.symbols, (enum contact_kind)pick(CONTACT_OTHER + 1));
}

static void some_facts(struct view *v)
{
	if (!one_in(6)) {
		v->fact[FACT_BIRTH_DATE] = one_in(4)   ? on("2008-02-29")
					   : one_in(2) ? first - pick(365 * 20)
						       : first - 365 * 20 - pick(365 * 60);
		v->birth_precision = one_in(3) ? pick(PRECISION_ESTIMATED + 1) : PRECISION_DAY;
	}
	v->fact[FACT_STATUS] = one_in(2) ? PATIENT_ACTIVE : pick(PATIENT_MERGED + 1);
	if (!one_in(4))
		v->fact[FACT_REGISTERED] = some_day();
	if (one_in(2))
		v->fact[FACT_SEX] = SEX_FEMALE + pick(2);
	if (one_in(2))
		v->fact[FACT_ROLE] = ROLE_ADULT + pick(3);
	if (one_in(3))
		v->fact[FACT_GUARDIAN] = 7;
	if (one_in(2))
		v->fact[FACT_SOURCE] = sym(&hand, one_in(2) ? "web" : "walk-in");
	if (one_in(2))
		v->text[FACT_NOTES] = one_in(2) ? "likes a b" : "tea";
	if (v->text[FACT_NOTES])
		v->fact[FACT_NOTES] = 1;
	for (size_t i = 0; i < hand.config->n_recalls; i++) {
		if (!one_in(4))
			continue;
		v->own[i].never = one_in(4);
		v->own[i].not_before = one_in(2) ? DAY_NONE : some_day();
		v->own[i].every = (struct interval){ .months = pick(5) };
	}
}

static void some_patient(struct view *v)
{
	some_facts(v);
	some_visits(v, one_in(5) ? 150 : pick(20), some_plans(v, pick(3)));
	some_tasks(v, one_in(4) ? 60 : pick(6));
	some_attempts(v, one_in(4) ? 60 : pick(6));
	some_others(v);
	if (one_in(8)) {
		GROW(v->pins, v->n_pins, v->cap_pins);
		v->pins[v->n_pins++] = (struct view_pin){ pick(SEGMENTS), one_in(2), NULL };
	}
	view_sort(v);
}

/* --- rules --- */

static struct interval some_time(void)
{
	switch (pick(5)) {
	case 0:
		return (struct interval){ .days = pick(40) };
	case 1:
		return (struct interval){ .weeks = 1 + pick(8) };
	case 2:
		return (struct interval){ .years = 1 + pick(2) };
	case 3:
		return (struct interval){ .months = pick(3), .days = pick(5) };
	}
	return (struct interval){ .months = 1 + pick(18) };
}

static struct noun_ref some_noun(void)
{
	struct noun_ref n = { .over = MONEY_NONE };

	if (one_in(10)) {
		n.noun = NOUN_PLAN;
		n.status = one_in(2) ? STATUS_UNSCHEDULED : STATUS_BROKEN_OFF;
		return n;
	}
	do {
		n.noun = one_in(2) ? NOUN_VISIT : (enum noun)pick(NOUN_SURVEY + 1);
		n.status = one_in(2) ? STATUS_USUAL : (enum noun_status)pick(STATUSES);
	} while (!(status_words[n.status].nouns & 1u << n.noun));
	if (n.noun == NOUN_VISIT && one_in(4))
		for (n.n_kinds = 0; n.n_kinds < 1 + pick(2); n.n_kinds++)
			n.kind[n.n_kinds] = sym(&hand, kinds[pick(5)]);
	if (n.noun == NOUN_VISIT && one_in(12))
		n.provider = sym(&hand, "lin");
	if (n.noun == NOUN_CONTACT && one_in(3))
		n.channel = sym(&hand, channels[pick(4)]);
	if ((n.noun == NOUN_VISIT || n.noun == NOUN_SURVEY || n.noun == NOUN_PLAN) && one_in(10))
		n.over = n.noun == NOUN_SURVEY ? pick(11) : pick(300) * 100;
	return n;
}

static struct window some_window(enum win_kind kind)
{
	struct window w = { .kind = kind, .date = DAY_NONE };

	w.a = some_time();
	w.b = some_time();
	if (kind == WIN_BEFORE || kind == WIN_AFTER || kind == WIN_ON)
		w.date = some_day();
	if (kind == WIN_ON && subject->n_events > 0) {
		day_t day = subject->events[pick((int)subject->n_events)].day;
		w.date = day == DAY_NONE ? w.date : day;
	}
	if (kind == WIN_SINCE_LAST || kind == WIN_SINCE_FIRST) {
		struct noun_ref *since = arena_alloc(&hand.r.arena, sizeof(*since));
		*since = some_noun();
		w.since = since;
	}
	bool either = (kind == WIN_RUN_UP || kind == WIN_WAKE) && one_in(4);
	if (either)
		w.date = some_day();
	else if (kind == WIN_DURING || kind >= WIN_BEFORE_RANGE)
		w.range = &ranges[pick(RANGES)];
	return w;
}

static struct window any_window(void)
{
	/* A single day is rarely hit. */
	if (one_in(4))
		return some_window((enum win_kind)(WIN_YESTERDAY +
						   pick(WIN_NEXT_WORKDAY - WIN_YESTERDAY + 1)));
	return some_window((enum win_kind)pick(WIN_WAKE + 1));
}

/* What looks ahead finds only what is to come; a single day mostly has a visit if anything. */
static void fit(struct noun_ref *n, const struct window *w)
{
	bool ahead = w->kind == WIN_NEXT || w->kind == WIN_TOMORROW || w->kind == WIN_NEXT_WORKDAY;

	if (w->kind == WIN_ON && one_in(2))
		*n = (struct noun_ref){ .noun = NOUN_VISIT, .over = MONEY_NONE };
	if (!ahead || one_in(5))
		return;
	*n = (struct noun_ref){ .noun = NOUN_VISIT, .over = MONEY_NONE };
	n->status = one_in(3) ? STATUS_UPCOMING : one_in(2) ? STATUS_PLANNED : STATUS_CONFIRMED;
}

static struct number some_number(int64_t most)
{
	struct number n = { .test = (enum number_test)pick(NUM_BETWEEN + 1) };

	n.n = pick((int)most);
	n.m = n.n + pick((int)most);
	return n;
}

static struct amount some_amount(int64_t *most)
{
	static const enum fact facts[] = { FACT_AGE,       FACT_COUNT,      FACT_COUNT,
					   FACT_SPEND,     FACT_PAID,       FACT_DEBT,
					   FACT_REFERRALS, FACT_PLAN_VALUE, FACT_NPS };
	struct amount a = { .fact = facts[pick(ARRAY_SIZE(facts))] };

	a.noun = some_noun();
	a.win = one_in(3) ? some_window(WIN_NONE) : any_window();
	fit(&a.noun, &a.win);
	*most = fact_words[a.fact].type == FACT_MONEY ? 60000 : a.fact == FACT_AGE ? 60 : 5;
	if (a.fact == FACT_NPS)
		*most = 11;
	return a;
}

static void some_value(struct node *n)
{
	static const enum fact facts[] = { FACT_STATUS, FACT_SEX, FACT_ROLE, FACT_SOURCE,
					   FACT_CONSENT };

	n->fact = facts[pick(ARRAY_SIZE(facts))];
	n->purpose = pick(3);
	n->n_values = 1;
	n->values[0] = n->fact == FACT_STATUS    ? PATIENT_ACTIVE
		       : n->fact == FACT_SEX     ? SEX_FEMALE + pick(2)
		       : n->fact == FACT_ROLE    ? ROLE_CHILD
		       : n->fact == FACT_CONSENT ? pick(2)
						 : (int64_t)sym(&hand, "web");
}

static void some_known(struct node *n)
{
	static const enum fact facts[] = {
		FACT_AGE,   FACT_BIRTHDAY, FACT_REGISTERED, FACT_SEX,
		FACT_PHONE, FACT_NOTES,    FACT_NPS,        FACT_CONSENT
	};

	n->fact = facts[pick(ARRAY_SIZE(facts))];
	n->purpose = pick(3);
}

static struct node *some_node(enum node_kind kind, int depth, size_t segments);

static struct node *any_node(int depth, size_t segments)
{
	/* What moves with the days more often than what stands. */
	static const enum node_kind moving[] = { NODE_HAS,   NODE_HAS,    NODE_WHEN,
						 NODE_WHEN,  NODE_NUMBER, NODE_NUMBER,
						 NODE_RATIO, NODE_DATE,   NODE_RECALL };
	enum node_kind kind;

	do {
		kind = one_in(2) ? moving[pick(ARRAY_SIZE(moving))] : (enum node_kind)pick(KINDS);
	} while (depth == 0 && (kind == NODE_ALL || kind == NODE_ANY || kind == NODE_HOUSE));
	return some_node(kind, depth, segments);
}

static void fill(struct node *n, int depth, size_t segments)
{
	static const enum fact dates[] = { FACT_BIRTHDAY,  FACT_BIRTHDAY,   FACT_TODAY,
					   FACT_TODAY,     FACT_REGISTERED, FACT_NPS_DATE,
					   FACT_BIRTH_DATE };
	int64_t most;

	switch (n->kind) {
	case NODE_ALL:
	case NODE_ANY:
		for (int i = 1 + pick(4); i > 0; i--) {
			struct node *c = any_node(depth - 1, segments);
			c->next = n->child;
			n->child = c;
		}
		break;
	case NODE_HAS:
		n->noun = some_noun();
		n->win = one_in(4) ? some_window(WIN_NONE) : any_window();
		fit(&n->noun, &n->win);
		break;
	case NODE_WHEN:
		n->which = (enum which)pick(WHICH_NEXT + 1);
		n->noun = some_noun();
		n->win = any_window();
		if (n->which == WHICH_NEXT)
			fit(&n->noun, &n->win);
		break;
	case NODE_RATIO:
		n->of = some_amount(&most);
		n->amount = some_amount(&most);
		n->number = (struct number){ .test = (enum number_test)pick(NUM_UNDER + 1),
					     .n = 10 * pick(20) };
		break;
	case NODE_NUMBER:
		n->amount = some_amount(&most);
		n->number = some_number(most);
		break;
	case NODE_DATE:
		n->fact = dates[pick(ARRAY_SIZE(dates))];
		n->win = any_window();
		break;
	case NODE_VALUE:
		some_value(n);
		break;
	case NODE_KNOWN:
		some_known(n);
		break;
	case NODE_CONTAINS:
		n->fact = FACT_NOTES;
		n->contains = one_in(2) ? "a b" : "e";
		break;
	case NODE_RECALL:
		n->recall = pick((int)hand.config->n_recalls);
		n->due = (enum due_kind)pick(DUE_OVERDUE + 1);
		n->within = some_time();
		break;
	case NODE_TAGGED:
		for (n->n_values = 0; n->n_values < 1 + pick(2); n->n_values++)
			n->values[n->n_values] = sym(&hand, tags[pick(3)]);
		n->all = one_in(2);
		break;
	case NODE_SEGMENT:
		n->segment = pick((int)segments);
		break;
	case NODE_HOUSE:
		n->children_only = one_in(2);
		n->child = any_node(depth - 1, segments);
		break;
	case NODE_MAY:
		n->channel = one_in(2) ? SYM_NONE : sym(&hand, channels[pick(4)]);
		break;
	}
}

/* `segments`: how many may be named; without any it is another condition. */
static struct node *some_node(enum node_kind kind, int depth, size_t segments)
{
	struct node *n = leaf(&hand, kind == NODE_SEGMENT && segments == 0 ? NODE_MAY : kind);

	fill(n, depth, segments);
	n->negated = one_in(4);
	return n;
}

/* --- day by day --- */

static void each_day(const struct node *node, const struct view *v, bool *is)
{
	struct node opposite = *node;
	day_t promised = DAY_MIN; /* it stays so until then */

	opposite.negated = !node->negated;
	for (int i = 0; i < DAYS; i++) {
		day_t day = first + i;
		struct verdict now = node_on(&hand.r, node, v, day);
		if (now.change <= day ||
		    (i % 32 == 0 && now.is == node_on(&hand.r, &opposite, v, day).is))
			fail_msg("kind %d: no day to come, or no opposite", node->kind);
		is[i] = now.is;
		if (i > 0 && is[i] != is[i - 1]) {
			if (promised > day)
				fail_msg(
					"kind %d, window %d, %d/%d: told not before %d, changed %d",
					node->kind, node->win.kind, node->noun.noun,
					node->noun.status, promised, day);
			flips++;
			promised = DAY_MIN;
		}
		if (now.change > promised) {
			promised = now.change;
			claims++;
		}
	}
}

static void each_spell(size_t segment, const struct view *v, const bool *is)
{
	for (int i = 0; i < DAYS; i += 1 + pick(60)) {
		day_t day = first + i;
		struct spell s = segment_spell(&hand.r, segment, v, day);
		assert_true(s.from >= day && s.until >= s.from && s.thru >= s.until &&
			    s.thru > day);
		for (int k = i; k < DAYS && first + k < s.thru; k++)
			if (is[k] != (first + k >= s.from && first + k < s.until))
				fail_msg("day %d is none of the spell %d to %d", first + k, s.from,
					 s.until);
		spells++;
	}
}

static void a_round(struct view *v)
{
	static bool is[DAYS];

	view_clear(v, hand.config);
	some_patient(v);
	subject = v;
	for (int n = one_in(2) ? pick(3) : 0; n > 0; n--)
		some_patient(view_other(v, hand.config));
	hand.r.segments = arena_alloc(&hand.r.arena, SEGMENTS * sizeof(*hand.r.segments));
	hand.r.n_segments = SEGMENTS;
	for (size_t i = 0; i < SEGMENTS; i++)
		hand.r.segments[i].who = any_node(i == 0 ? 0 : (int)i - 1, i);
	for (size_t i = 0; i < SEGMENTS; i += SEGMENTS - 1) {
		const struct node *who = hand.r.segments[i].who;
		each_day(who, v, is);
		for (int k = 0; k < DAYS; k++)
			seen[who->kind][is[k] != who->negated]++;
		if (who->kind == NODE_HAS || who->kind == NODE_WHEN || who->kind == NODE_DATE)
			for (int k = 0; k < DAYS; k++)
				windows[who->win.kind][is[k] != who->negated]++;
		if (v->n_pins == 0)
			each_spell(i, v, is);
	}
}

static void days_to_come_are_as_told(void **state)
{
	struct view v;

	(void)state;
	hand_begin(&hand);
	view_init(&v, hand.config);
	first = on("2026-01-15");
	rng_seed(&rng, 6);
	for (int i = 0; i < ROUNDS; i++) {
		a_round(&v);
		if (i % 100 == 99) {
			arena_clear(&hand.r.arena);
			ruleset_names(&hand.r);
		}
	}
	view_release(&v);
	print_message("# %d rules, %zu flips, %zu days told, %zu spells\n", 2 * ROUNDS, flips,
		      claims, spells);
	for (int k = 0; k < KINDS; k++) {
		print_message("# condition %2d: %zu true, %zu false\n", k, seen[k][1], seen[k][0]);
		assert_true(seen[k][0] >= 50 && seen[k][1] >= 50);
	}
	for (int w = 0; w <= WIN_WAKE; w++) {
		print_message("# window %2d: %zu true, %zu false\n", w, windows[w][1],
			      windows[w][0]);
		assert_true(windows[w][0] >= 50 && windows[w][1] >= 50);
	}
	hand_end(&hand);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_to_come_are_as_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
