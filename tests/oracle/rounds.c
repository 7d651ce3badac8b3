#include "rounds.h"

#include "invent.h"

#include "../support/expect.h"

static char calendar_folder[FOLDER_MAX], *calendar_path;

void rounds_begin(void)
{
	if (access("/dev/shm", W_OK) == 0)
		setenv("TMPDIR", "/dev/shm", 0);
}

const char *rounds_calendar(void)
{
	if (!calendar_path) {
		folder_new(calendar_folder);
		calendar_path = path_join(calendar_folder, "calendar.db");
		oracle_calendar(calendar_path);
	}
	return calendar_path;
}

void rounds_end(void)
{
	free(calendar_path);
	if (calendar_path)
		folder_drop(calendar_folder);
	calendar_path = NULL;
}

/* --- the rules --- */

static void collect(struct rounds *r, const struct node *n, size_t segment)
{
	for (const struct node *child = n->child; child; child = child->next) {
		bool list = child->kind == NODE_ALL || child->kind == NODE_ANY;
		GROW(r->part, r->n_parts, r->cap_parts);
		r->part[r->n_parts++] =
			(struct asked){ .node = child, .evaluated = child, .segment = segment };
		if (list)
			collect(r, child, segment);
	}
}

static void read_rules(struct rounds *r)
{
	struct problems problems;

	problems_init(&problems);
	r->rules = ruleset_read("rules.yaml", r->text.p, r->text.len, &r->lex, &problems);
	if (problems.errors > 0) {
		struct str said;
		str_init(&said);
		for (size_t i = 0; i < problems.n; i++)
			if (!problems.v[i].warning)
				problem_show(&said, &problems.v[i], r->text.p, r->text.len);
		fail_msg("%s", said.p);
	}
	problems_release(&problems);
	assert_non_null(r->rules);
	r->whole = mem_array(r->rules->n_segments, sizeof(*r->whole));
	for (size_t i = 0; i < r->rules->n_segments; i++) {
		r->whole[i] = (struct asked){ .node = r->rules->segments[i].who, .segment = i };
		collect(r, r->rules->segments[i].who, i);
	}
}

/* Everybody is in a segment or in the other one that leaves it out. */
static void add_complements(struct str *rules, int n)
{
	for (int i = 0; i < n; i += 4)
		str_addf(rules, "  not-s%d:\n    who: [not in segment s%d]\n", i, i);
}

static void build(struct rounds *r, struct store *at)
{
	struct segments_progress progress;
	bool done = false;

	at->build_few = (size_t)((unsigned)r->w.today % 9);
	while (!done)
		good(segments_build(at, r->w.today, 0, &progress, &done, &err));
}

void rounds_rules(struct rounds *r, const char *rules, int n)
{
	struct ruleset *old = r->rules;

	str_clear(&r->text);
	if (rules) {
		str_add(&r->text, rules);
	} else {
		invent_rules(&r->w.rng, r->w.today, n, &r->text);
		add_complements(&r->text, n);
	}
	free(r->whole);
	r->n_parts = 0;
	read_rules(r);
	r->compared_before = false;
	if (r->live) {
		good(store_rules(&r->w.s, r->rules, &err));
		build(r, &r->w.s);
		good(store_rules(&r->w.second, r->rules, &err));
	}
	ruleset_free(old);
}

void rounds_new(struct rounds *r, uint64_t seed, int people, const char *rules, int n, bool live)
{
	*r = (struct rounds){ .config = people_config(), .live = live };
	for (int i = 0; i < TERM_KINDS; i++)
		strlist_init(&r->more[i]);
	strlist_add(&r->more[TERM_LANGUAGE], "zh");
	strlist_add(&r->more[TERM_LANGUAGE], "en");
	r->lex = (struct lexicon){ .config = r->config, .more = r->more };
	world_new(&r->w, r->config, seed, people);
	oracle_open(&r->o, r->w.path, rounds_calendar(), r->config);
	str_init(&r->text);
	rounds_rules(r, rules, n);
}

void rounds_drop(struct rounds *r)
{
	if (r->live)
		good(store_rules(&r->w.s, NULL, &err) && store_rules(&r->w.second, NULL, &err));
	oracle_close(&r->o);
	world_drop(&r->w);
	ruleset_free(r->rules);
	for (int i = 0; i < TERM_KINDS; i++)
		strlist_release(&r->more[i]);
	free(r->whole);
	free(r->part);
	str_release(&r->text);
	config_free(r->config);
}

void rounds_pin(struct rounds *r)
{
	struct rng *rng = &r->w.rng;
	const struct segment *s =
		&r->rules->segments[rng_below(rng, (uint32_t)r->rules->n_segments)];
	int64_t patient = 1 + rng_below(rng, (uint32_t)r->w.people);
	struct action action = { .verb = "pin", .target = patient };
	char query[200];
	struct pin p;

	snprintf(query, sizeof(query), "SELECT id FROM pin WHERE patient = %lld AND segment = '%s'",
		 (long long)patient, s->key);
	int64_t had = db_number(r->w.s.db, query, 0);
	good(store_begin(&r->w.s, &action, &err));
	if (had) {
		good(store_delete(&r->w.s, &record_pin, had, &err));
	} else {
		record_init(&record_pin, &p);
		p.patient = patient;
		p.way = rng_chance(rng, 0.5) ? PIN_IN : PIN_OUT;
		str_replace(&p.segment, s->key);
		str_replace(&p.hash, rng_chance(rng, 0.2) ? "another meaning" : s->hash);
		good(store_insert(&r->w.s, &record_pin, &p, &err));
		record_release(&record_pin, &p);
	}
	good(store_commit(&r->w.s, &err));
	r->edited = true;
}

/* --- what differs --- */

static void differs(struct rounds *r, const struct asked *a, int64_t patient, const char *what)
{
	enum { TELL = 12 };
	struct str day;

	r->differences++;
	if (r->expected || oracle_fault != ORACLE_SOUND || r->told++ >= TELL)
		return;
	str_init(&day);
	day_iso(&day, r->w.today);
	print_message("# %s, patient %lld, %s: %s: %s: the oracle says %d\n", day.p,
		      (long long)patient, r->rules->segments[a->segment].key,
		      a->node->text ? a->node->text : "(list)", what, a->is[patient]);
	str_release(&day);
}

static void ask(struct rounds *r, struct asked *a, bool segment)
{
	struct str sql;

	str_init(&sql);
	memcpy(a->was, a->is, sizeof(a->was));
	if (segment)
		oracle_segment_sql(&sql, &r->o, r->rules, a->segment);
	else
		oracle_sql(&sql, &r->o, &r->rules->symbols, a->node);
	oracle_where(&r->o, sql.p, a->is, sizeof(a->is));
	if (segment)
		oracle_segment(&r->o, a->segment, sql.p);
	else if (a->node->child && a->node->kind != NODE_HOUSE)
		oracle_keep(&r->o, a->node, sql.p);
	str_release(&sql);
	r->questions++;
}

/* A segment's lists from the inside out. */
static void ask_parts(struct rounds *r, size_t segment)
{
	for (size_t i = r->n_parts; i > 0; i--)
		if (r->part[i - 1].segment == segment)
			ask(r, &r->part[i - 1], false);
}

static void ask_all(struct rounds *r)
{
	oracle_on(&r->o, r->w.today);
	for (size_t i = 0; i < r->rules->n_segments; i++) {
		size_t segment = (size_t)r->rules->order[i];
		ask_parts(r, segment);
		ask(r, &r->whole[segment], true);
	}
	r->rules_asked += (int64_t)r->rules->n_segments;
}

/* --- the evaluation --- */

/* Its promise from the last time, when only days went by since. */
static void keeps_promise(struct rounds *r, struct asked *a, int64_t patient)
{
	if (r->compared_before && !r->edited && r->w.today < a->good_until[patient] &&
	    a->was[patient] != a->is[patient])
		differs(r, a, patient, "a change was promised not to come yet");
}

static void check_one(struct rounds *r, struct asked *a, bool segment, const struct view *v)
{
	struct verdict says = segment ? segment_on(r->rules, a->segment, v, r->w.today)
				      : node_on(r->rules, a->evaluated, v, r->w.today);

	keeps_promise(r, a, v->patient);
	if (says.is != (a->is[v->patient] == 1))
		differs(r, a, v->patient, "the evaluation says otherwise");
	if (says.change <= r->w.today)
		differs(r, a, v->patient, "the evaluation says a change of the past");
	a->good_until[v->patient] = says.change;
}

static bool check_view(struct view *v, void *arg)
{
	struct rounds *r = arg;

	r->views++;
	for (size_t i = 0; i < r->rules->n_segments; i++)
		check_one(r, &r->whole[i], true, v);
	for (size_t i = 0; i < r->n_parts; i++)
		check_one(r, &r->part[i], false, v);
	return true;
}

/* --- the live membership --- */

/* What some orders go by, in SQL; what goes by due dates is as the oracle worked them out. */
static const struct {
	const char *text, *by;
	bool largest_first, missing_last;
} orders[] = {
	{ "last visit, newest first",
	  "(SELECT max(v.day) FROM visit v WHERE v.patient = p.id AND v.status IN ('completed', "
	  "'left'))",
	  true, true },
	{ "last missed visit, oldest first",
	  "(SELECT max(v.day) FROM visit v WHERE v.patient = p.id AND v.status = 'no_show')", false,
	  true },
	{ "birth date, newest first", "p.birth_day", true, true },
	{ "spend, largest first",
	  "coalesce((SELECT sum(v.amount) FROM visit v WHERE v.patient = p.id AND v.status IN "
	  "('completed', "
	  "'left')), 0)",
	  true, true },
	{ "registration, newest first", "(p.registered_at / 1000 + 28800) / 86400", true, true },
	{ "name, a to z",
	  "(SELECT count(*) FROM patient x WHERE x.sort_key < p.sort_key AND p.sort_key <> '')",
	  false, false },
};

static void check_order(struct rounds *r, size_t segment, const int64_t *ids, int64_t n)
{
	const struct segment *s = &r->rules->segments[segment];
	int64_t of[PEOPLE_MOST];

	for (size_t i = 0; i < ARRAY_SIZE(orders); i++) {
		if (!str_eq(s->order.text, orders[i].text))
			continue;
		oracle_numbers(&r->o, orders[i].by, of, ARRAY_SIZE(of));
		for (int64_t k = 1; k < n; k++) {
			int64_t a = of[ids[k - 1]], b = of[ids[k]];
			bool missing = a == ORACLE_MISSING || b == ORACLE_MISSING;
			bool wrong = missing ? orders[i].missing_last && b != ORACLE_MISSING
				     : orders[i].largest_first ? a < b
							       : a > b;
			if (wrong)
				differs(r, &r->whole[segment], ids[k], s->order.text);
		}
		r->ordered += n;
		return;
	}
}

static void check_pages(struct rounds *r, size_t segment, unsigned char *seen, int64_t *n)
{
	int64_t all[PEOPLE_MOST];
	int64_t ids[7];
	size_t got = 0;
	int64_t key = INT64_MIN, patient = 0, last_key = INT64_MIN, last = 0;

	do {
		good(segments_members(r->reader, segment, r->w.today, &key, &patient,
				      ARRAY_SIZE(ids), ids, &got, &err));
		for (size_t i = 0; i < got; i++) {
			assert_in_range(ids[i], 1, r->w.people);
			if (seen[ids[i]])
				differs(r, &r->whole[segment], ids[i], "listed twice");
			seen[ids[i]] = 1;
			all[(*n)++] = ids[i];
		}
		if (got && (key < last_key || (key == last_key && patient <= last)))
			differs(r, &r->whole[segment], patient, "out of order");
		last_key = key;
		last = patient;
	} while (got == ARRAY_SIZE(ids));
	check_order(r, segment, all, *n);
}

static void check_segment(struct rounds *r, size_t segment, const struct segment_count *count)
{
	struct asked *a = &r->whole[segment];
	unsigned char seen[PEOPLE_MOST] = { 0 };
	int64_t n = 0;

	check_pages(r, segment, seen, &n);
	for (int64_t i = 1; i <= r->w.people; i++)
		if (seen[i] != (a->is[i] == 1))
			differs(r, a, i, "the list says otherwise");
	if (count->members != n)
		differs(r, a, 1, "the count says otherwise");
}

static void check_live(struct rounds *r)
{
	size_t n = r->rules->n_segments;
	struct segment_count *counts = mem_array(n, sizeof(*counts));
	bool *in = mem_array(n, sizeof(*in));
	bool done = false;

	/* Whichever terminal looks. */
	r->reader = rng_chance(&r->w.rng, 0.4) ? &r->w.second : &r->w.s;
	while (!done)
		good(segments_refresh(r->reader, r->w.today, 0, &done, &err));
	if (r->set_back) /* what was kept says nothing of the past */
		build(r, r->reader);
	assert_true(segments_exact(r->reader, r->w.today));
	good(segments_count(r->reader, r->w.today, counts, &err));
	for (size_t i = 0; i < n; i++)
		check_segment(r, i, &counts[i]);
	int64_t patient = 1 + rng_below(&r->w.rng, (uint32_t)r->w.people);
	if (r->whole[0].is[patient] != ORACLE_NOBODY) {
		good(segments_of(r->reader, patient, r->w.today, in, &err));
		for (size_t i = 0; i < n; i++)
			if (in[i] != (r->whole[i].is[patient] == 1))
				differs(r, &r->whole[i], patient, "segments_of says otherwise");
	}
	free(counts);
	free(in);
}

/* --- counting --- */

static void tally_one(struct rounds *r, const struct asked *a, bool segment)
{
	int64_t yes = 0, no = 0, flips = 0;

	for (int64_t i = 1; i <= r->w.people; i++) {
		yes += a->is[i] == 1;
		no += a->is[i] == 0;
		flips += r->compared_before && a->is[i] != a->was[i] && a->is[i] != ORACLE_NOBODY &&
			 a->was[i] != ORACLE_NOBODY;
	}
	if (segment)
		r->flips += flips;
	else if (r->tally)
		tally_add(r->tally, a->node, yes, no, flips);
}

int64_t rounds_compare(struct rounds *r)
{
	int64_t before = r->differences;
	int64_t there = 0;
	struct needs needs = r->rules->needs;

	needs.parts |= NEED_PINS;
	ask_all(r);
	for (int64_t i = 1; i <= r->w.people; i++)
		there += r->whole[0].is[i] != ORACLE_NOBODY;
	r->views = 0;
	good(store_views(&r->w.s, r->rules, &needs, 0, check_view, r, &err));
	assert_int_equal(r->views, there);
	if (r->live)
		check_live(r);
	for (size_t i = 0; i < r->rules->n_segments; i++)
		tally_one(r, &r->whole[i], true);
	for (size_t i = 0; i < r->n_parts; i++)
		tally_one(r, &r->part[i], false);
	r->compared_before = true;
	r->edited = false;
	r->set_back = false;
	return r->differences - before;
}
