#include "support.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/base/yaml.h"

static const char clinic[] =
	"timezone: Asia/Shanghai\n"
	"currency: CNY\n"
	"visit kinds: {cleaning: {label: {en: cleaning, zh: 洁牙}}, perio: {}, exam: {label: {en: "
	"exam, "
	"zh: 检查}}, child: {}, surgery: {}}\n"
	"providers: {lin: {label: {en: Dr Lin, zh: 林医生}}, ann: {}}\n"
	"tags: {vip: {label: {en: VIP, zh: 贵宾}}, ortho: {}, do-not-call: {label: {en: do not "
	"call, zh: "
	"勿扰}}}\n"
	"sites: {wuyi: {}, east: {}}\n"
	"sources: {walk-in: {label: {en: walk-in, zh: 路过}}, web: {}}\n"
	"hours: {mon-fri: 09:00-18:00}\n"
	"closed: [2026-10-01, 2026-10-02, 2026-10-05, 2026-10-06, 2026-10-07]\n"
	"open on: {2026-10-10: mon}\n"
	"recalls:\n"
	"  cleaning: {every: 6m, after: cleaning, from age: 12, label: {en: cleaning, zh: 洁牙}}\n"
	"  perio:    {every: 3m, after: perio, instead of: cleaning}\n"
	"  checkup:  {every: 1y, after: [exam, cleaning, perio], book: exam, from age: 15}\n"
	"  child:    {every: 6m, after: child, to age: 14}\n";

const struct date_range ranges[RANGES] = {
	[SUMMER] = { .key = "summer-holidays",
		     .yearly = true,
		     .from = { 0, 7, 4 },
		     .to = { 0, 8, 31 } },
	[WINTER] = { .key = "winter", .yearly = true, .from = { 0, 12, 20 }, .to = { 0, 1, 10 } },
	[FAIR] = { .key = "fair", .from = { 2026, 3, 1 }, .to = { 2026, 4, 15 } },
	[NEW_YEAR] = { .key = "new-year",
		       .yearly = true,
		       .lunar = true,
		       .from = { 0, 1, 1 },
		       .to = { 0, 1, 15 } },
	[LEAP_DAY] = { .key = "leap-day",
		       .yearly = true,
		       .from = { 0, 2, 29 },
		       .to = { 0, 2, 29 } },
	[NATIONAL_DAY] = { .key = "national-day",
			   .yearly = true,
			   .from = { 0, 10, 1 },
			   .to = { 0, 10, 1 } },
};

void hand_begin(struct hand *h)
{
	struct err err = ERR_INIT;
	struct arena arena;

	arena_init(&arena);
	const struct yaml *tree =
		yaml_parse("clinic.yaml", clinic, sizeof(clinic) - 1, &arena, &err);
	h->config = tree ? config_read(tree, &err) : NULL;
	if (!h->config)
		fail_msg("%d:%d %s", err.line, err.col, err.msg);
	arena_release(&arena);
	h->r = (struct ruleset){ .config = h->config };
	h->r.lex.config = h->config;
	arena_init(&h->r.arena);
	symbols_init(&h->r.symbols);
	ruleset_names(&h->r);
	static const char *const names[] = { "cleaning", "perio", "exam",   "child", "surgery",
					     "lin",      "ann",   "wuyi",   "east",  "vip",
					     "ortho",    "sms",   "wechat", "email", "walk-in",
					     "web",      "desk",  "recall" };
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		symbol_add(&h->r.symbols, names[i]);
}

void hand_end(struct hand *h)
{
	arena_release(&h->r.arena);
	symbols_release(&h->r.symbols);
	config_free(h->config);
}

struct hand hand;
struct view view;

int set_up(void **state)
{
	(void)state;
	hand_begin(&hand);
	view_init(&view, hand.config);
	return 0;
}

int tear_down(void **state)
{
	(void)state;
	view_release(&view);
	hand_end(&hand);
	return 0;
}

sym_t sym(const struct hand *h, const char *name)
{
	sym_t s = symbol_of(&h->r.symbols, name);

	assert_true(s > SYM_OTHER);
	return s;
}

struct node *leaf(struct hand *h, enum node_kind kind)
{
	struct node *n = arena_alloc(&h->r.arena, sizeof(*n));

	n->kind = kind;
	n->segment = -1;
	n->noun.over = n->amount.noun.over = n->of.noun.over = MONEY_NONE;
	n->win.date = n->amount.win.date = n->of.win.date = DAY_NONE;
	return n;
}

struct node *list_of(struct hand *h, enum node_kind kind, struct node *a, struct node *b)
{
	struct node *n = leaf(h, kind);

	n->child = a;
	if (a)
		a->next = b;
	return n;
}

static int segment_of(void *arg, const char *key)
{
	const struct hand *h = arg;

	for (size_t i = 0; i < h->r.n_segments; i++)
		if (strcmp(h->r.segments[i].key, key) == 0)
			return (int)i;
	return -1;
}

day_t on(const char *iso)
{
	day_t day;

	if (strcmp(iso, "never") == 0)
		return DAY_MAX;
	if (!day_parse(iso, &day, NULL))
		fail_msg("no day: %s", iso);
	return day;
}

struct node *parse_in(struct hand *h, const char *sentence)
{
	static const struct pos pos = { "rules.yaml", 1, 1 };
	struct sentence_context c = {
		.lex = &h->r.lex,
		.symbols = &h->r.symbols,
		.arena = &h->r.arena,
		.ranges = ranges,
		.n_ranges = RANGES,
		.segment = segment_of,
		.arg = h,
	};
	struct problems problems;

	problems_init(&problems);
	struct node *n = sentence_parse(&c, sentence, &pos, &problems);
	if (!n)
		fail_msg("%s: %s", sentence, problems.n ? problems.v[0].what : "no reading");
	if (n->kind == NODE_SEGMENT || (n->child && n->child->kind == NODE_SEGMENT)) {
		struct node *named = n->kind == NODE_SEGMENT ? n : n->child;
		named->segment = segment_of(h, named->segment_key);
	}
	problems_release(&problems);
	return n;
}

/* --- patients in words --- */

enum { WORDS = 24 };

struct entry {
	char *word[WORDS];
	int n;
};

static void split(struct entry *e, char *text)
{
	e->n = 0;
	for (char *p = text; *p && e->n < WORDS;) {
		p += strspn(p, " ");
		if (!*p)
			break;
		e->word[e->n++] = p;
		p += strcspn(p, " ");
		if (*p)
			*p++ = '\0';
	}
}

/* The value behind a word; NULL when it is not there. */
static const char *behind(const struct entry *e, const char *word)
{
	for (int i = 1; i + 1 < e->n; i++)
		if (strcmp(e->word[i], word) == 0)
			return e->word[i + 1];
	return NULL;
}

static bool says(const struct entry *e, const char *word)
{
	for (int i = 1; i < e->n; i++)
		if (strcmp(e->word[i], word) == 0)
			return true;
	return false;
}

static const char *at(const struct entry *e, int i)
{
	return i < e->n ? e->word[i] : "";
}

static day_t day_behind(const struct entry *e, const char *word)
{
	const char *day = behind(e, word);

	return day ? on(day) : DAY_NONE;
}

static day_t day_at(const struct entry *e, int i)
{
	return strcmp(at(e, i), "unknown") == 0 ? DAY_NONE : on(at(e, i));
}

static int choice_at(const struct entry *e, int i, const struct choice *choices)
{
	int c = choice_find(choices, at(e, i));

	if (c < 0)
		fail_msg("no such word: %s", at(e, i));
	return c;
}

static int64_t number_behind(const struct entry *e, const char *word)
{
	const char *n = behind(e, word);

	return n ? strtoll(n, NULL, 10) : 0;
}

static int64_t money_behind(const struct entry *e, const char *word)
{
	return behind(e, word) ? number_behind(e, word) * 100 : MONEY_NONE;
}

static sym_t name_behind(const struct hand *h, const struct entry *e, const char *word)
{
	return symbol_of(&h->r.symbols, behind(e, word));
}

static void know_visit(struct hand *h, struct view *v, const struct entry *e)
{
	struct event *ev = view_event(v, NOUN_VISIT);
	const char *third = at(e, 3);

	ev->day = day_at(e, 1);
	ev->closed = behind(e, "closed") ? day_behind(e, "closed") : ev->day;
	ev->state = (uint8_t)choice_at(e, 2, visit_status_choices);
	if (config_term(h->config, "visit_kind", third))
		ev->kind = symbol_of(&h->r.symbols, third);
	ev->provider = name_behind(h, e, "with");
	ev->site = name_behind(h, e, "at");
	ev->amount = money_behind(e, "amount");
	ev->paid = money_behind(e, "paid");
	ev->item = number_behind(e, "part");
}

static void know_task(struct hand *h, struct view *v, const struct entry *e)
{
	struct event *ev = view_event(v, NOUN_TASK);

	ev->day = day_at(e, 1);
	ev->state = (uint8_t)choice_at(e, 2, task_state_choices);
	ev->due = day_behind(e, "due");
	ev->closed = day_behind(e, "closed");
	ev->promise = says(e, "promise");
	ev->kind = says(e, "complaint") ? h->r.names.complaint : name_behind(h, e, "kind");
}

static void know_attempt(struct hand *h, struct view *v, const struct entry *e)
{
	const char *what = e->word[0];
	const char *by = behind(e, "by");
	const char *channel = strcmp(what, "desk") == 0      ? "desk"
			      : strcmp(what, "message") == 0 ? (by ? by : "sms")
							     : "phone";

	view_attempt(v, &h->r, day_at(e, 1), channel,
		     strcmp(what, "ring") == 0 ? "in" : "out",
		     e->n > 2 && strcmp(at(e, 2), "by") != 0 ? at(e, 2) : NULL);
}

static void know_plan(struct hand *h, struct view *v, const struct entry *e)
{
	struct event *ev = view_event(v, NOUN_PLAN);
	struct view_plan *p = view_plan(v);

	ev->day = day_at(e, 1);
	ev->state = (uint8_t)choice_at(e, 2, plan_status_choices);
	ev->plan = (int32_t)v->n_plans - 1;
	ev->provider = name_behind(h, e, "with");
	p->status = ev->state;
}

static int64_t parts_known(const struct view *v)
{
	int64_t n = 0;

	for (size_t i = 0; i < v->n_plans; i++)
		n += (int64_t)v->plans[i].items.n;
	return n;
}

static void know_part(struct hand *h, struct view *v, const struct entry *e)
{
	int64_t id = parts_known(v) + 1;
	struct plan_item *item = rows_add(&v->plans[v->n_plans - 1].items);

	(void)h;
	item->row.id = id;
	item->plan = (int64_t)v->n_plans;
	item->price = strtoll(at(e, 1), NULL, 10) * 100;
	item->visits = behind(e, "visits") ? number_behind(e, "visits") : 1;
	item->gap = mem_strdup(behind(e, "gap"));
}

static void know_referral(struct hand *h, struct view *v, const struct entry *e)
{
	struct event *ev = view_event(v, NOUN_REFERRAL);

	(void)h;
	ev->day = day_at(e, 1);
	ev->closed = day_behind(e, "came");
}

static void know_survey(struct hand *h, struct view *v, const struct entry *e)
{
	struct event *ev = view_event(v, NOUN_SURVEY);

	(void)h;
	ev->day = day_at(e, 1);
	ev->amount = strtoll(at(e, 2), NULL, 10);
}

static void know_tag(struct hand *h, struct view *v, const struct entry *e)
{
	GROW(v->tags, v->n_tags, v->cap_tags);
	v->tags[v->n_tags++] = (struct view_tag){ symbol_of(&h->r.symbols, at(e, 1)),
						  e->n > 2 ? day_at(e, 2) : DAY_NONE };
}

static void know_consent(struct hand *h, struct view *v, const struct entry *e)
{
	bool ok = view_consent(v, &h->r.symbols, strcmp(at(e, 1), "all") == 0 ? NULL : at(e, 1),
			       strcmp(at(e, 2), "all") == 0 ? NULL : at(e, 2), at(e, 3), DAY_NONE,
			       says(e, "guardian"));
	assert_true(ok);
}

static void know_contact(struct hand *h, struct view *v, const struct entry *e)
{
	view_contact(v, &h->r.symbols, (enum contact_kind)choice_at(e, 1, contact_kind_choices));
}

static void know_birth(struct hand *h, struct view *v, const struct entry *e)
{
	(void)h;
	v->fact[FACT_BIRTH_DATE] = day_at(e, 1);
	v->birth_precision = e->n > 2 ? choice_at(e, 2, precision_choices) : PRECISION_DAY;
}

static void know_own(struct hand *h, struct view *v, const struct entry *e)
{
	struct recall_override o = { .type = (char *)(uintptr_t)at(e, 1),
				     .disabled_until = DAY_NONE };

	o.disabled = strcmp(at(e, 2), "never") == 0;
	if (strchr(at(e, 2), '-'))
		o.disabled_until = day_at(e, 2);
	else if (!o.disabled)
		o.every = (char *)(uintptr_t)at(e, 2);
	recall_take(h->config, v->own, &o);
	for (size_t i = 0; i < h->config->n_recalls; i++)
		v->own[i].reason = NULL;
}

static void know_pin(struct hand *h, struct view *v, const struct entry *e)
{
	(void)h;
	GROW(v->pins, v->n_pins, v->cap_pins);
	v->pins[v->n_pins++] =
		(struct view_pin){ (int)strtol(at(e, 1), NULL, 10), strcmp(at(e, 2), "in") == 0,
				   "asked to (ann, 3 Nov)" };
}

static void know_fact(struct hand *h, struct view *v, const struct entry *e)
{
	for (int f = 0; f < FACTS; f++) {
		if (strcmp(fact_words[f].word.en, e->word[0]) != 0)
			continue;
		if (fact_words[f].type == FACT_DATE)
			view_set(v, &h->r.symbols, (enum fact)f, day_at(e, 1), NULL, false);
		else if (e->n == 1)
			view_set(v, &h->r.symbols, (enum fact)f, 7, NULL, false);
		else
			view_set(v, &h->r.symbols, (enum fact)f, 0, at(e, 1), true);
		return;
	}
	fail_msg("nobody knows what %s is", e->word[0]);
}

void know(struct hand *h, struct view *v, const char *text)
{
	static const struct {
		const char *word;
		void (*know)(struct hand *h, struct view *v, const struct entry *e);
	} nouns[] = {
		{ "visit", know_visit },       { "task", know_task },
		{ "call", know_attempt },      { "ring", know_attempt },
		{ "message", know_attempt },   { "desk", know_attempt },
		{ "plan", know_plan },         { "part", know_part },
		{ "referral", know_referral }, { "survey", know_survey },
		{ "tag", know_tag },           { "consent", know_consent },
		{ "contact", know_contact },   { "born", know_birth },
		{ "own", know_own },           { "pin", know_pin },
	};
	char *copy = mem_strdup(text);

	for (char *p = copy; *p;) {
		char *end = p + strcspn(p, ";");
		bool more = *end == ';';
		struct entry e;
		*end = '\0';
		split(&e, p);
		size_t i = 0;
		while (i < ARRAY_SIZE(nouns) && strcmp(nouns[i].word, e.word[0]) != 0)
			i++;
		(i < ARRAY_SIZE(nouns) ? nouns[i].know : know_fact)(h, v, &e);
		p = more ? end + 1 : end;
	}
	free(copy);
	view_sort(v);
}

void check_cases(struct hand *h, struct view *v, const struct case_of *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct case_of *r = &rows[i];
		view_clear(v, h->config);
		know(h, v, r->who);
		struct node *node = parse_in(h, r->sentence);
		struct verdict is = node_on(&h->r, node, v, on(r->day));
		struct str told;
		str_init(&told);
		day_iso(&told, is.change);
		if (is.is != r->is)
			fail_msg("%s: \"%s\" on %s is %s", r->who, r->sentence, r->day,
				 is.is ? "so" : "not so");
		if (r->change && is.change != on(r->change))
			fail_msg("%s: \"%s\" on %s changes on %s, not on %s", r->who, r->sentence,
				 r->day, told.p, r->change);
		str_release(&told);
		node->negated = !node->negated;
		assert_int_equal(node_on(&h->r, node, v, on(r->day)).is, !r->is);
	}
}
