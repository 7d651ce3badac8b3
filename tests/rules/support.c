#include "support.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/base/yaml.h"

static const char clinic[] =
	"timezone: Asia/Shanghai\n"
	"currency: CNY\n"
	"visit kinds: {cleaning: {label: {en: cleaning, zh: 洁牙}}, perio: {}, exam: {label: {en: exam, "
	"zh: 检查}}, child: {}, surgery: {}}\n"
	"providers: {lin: {label: {en: Dr Lin, zh: 林医生}}, ann: {}}\n"
	"tags: {vip: {label: {en: VIP, zh: 贵宾}}, ortho: {}, do-not-call: {label: {en: do not call, zh: "
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
	[SUMMER] = { .key = "summer-holidays", .yearly = true, .from = { 0, 7, 4 }, .to = { 0, 8, 31 } },
	[WINTER] = { .key = "winter", .yearly = true, .from = { 0, 12, 20 }, .to = { 0, 1, 10 } },
	[FAIR] = { .key = "fair", .from = { 2026, 3, 1 }, .to = { 2026, 4, 15 } },
	[NEW_YEAR] = { .key = "new-year", .yearly = true, .lunar = true, .from = { 0, 1, 1 },
		       .to = { 0, 1, 15 } },
	[LEAP_DAY] = { .key = "leap-day", .yearly = true, .from = { 0, 2, 29 }, .to = { 0, 2, 29 } },
	[NATIONAL_DAY] = { .key = "national-day", .yearly = true, .from = { 0, 10, 1 },
			   .to = { 0, 10, 1 } },
};

void hand_begin(struct hand *h)
{
	struct err err = ERR_INIT;
	struct arena arena;

	arena_init(&arena);
	const struct yaml *tree = yaml_parse("clinic.yaml", clinic, sizeof(clinic) - 1, &arena, &err);
	h->config = tree ? config_read(tree, &err) : NULL;
	if (!h->config)
		fail_msg("%d:%d %s", err.line, err.col, err.msg);
	arena_release(&arena);
	h->r = (struct ruleset){ .config = h->config };
	h->r.lex.config = h->config;
	arena_init(&h->r.arena);
	symbols_init(&h->r.symbols);
	ruleset_names(&h->r);
	static const char *const names[] = { "cleaning", "perio",  "exam",   "child", "surgery", "lin",
					     "ann",	 "wuyi",   "east",   "vip",   "ortho",	 "sms",
					     "wechat",	 "email",  "walk-in", "web",   "desk", "recall" };
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		symbol_add(&h->r.symbols, names[i]);
}

void hand_end(struct hand *h)
{
	arena_release(&h->r.arena);
	symbols_release(&h->r.symbols);
	config_free(h->config);
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

day_t on(const char *iso)
{
	day_t day;

	if (!day_parse(iso, &day, NULL))
		fail_msg("no day: %s", iso);
	return day;
}

struct event *visit_on(struct view *v, const char *iso, enum visit_status status)
{
	struct event *e = view_event(v, NOUN_VISIT);

	e->day = e->closed = on(iso);
	e->state = (uint8_t)status;
	return e;
}
