/* What is stored of a patient, as rules see it: every kind of row, one patient and everybody. */
#include "rules_support.h"

static struct ruleset *rules;

static const char one_of_each[] =
	"segments:\n"
	"  a: {who: [has cleaning visit with lin at wuyi, has overdue task, has call, has survey]}\n"
	"  b: {who: [tagged vip, may be called, cleaning is due, has referral, has unscheduled plan]}\n"
	"  c: {who: [household has child is active, language is English, \"notes contains \\\"x\\\"\"]}\n"
	"  d: {who: [marketing consent is yes, provider is lin, source is walk-in, sex is female]}\n"
	"  e: {who: [has complaint, registered is in the last 3 days, guardian is known]}\n";

static void make(struct store *s)
{
	sql(s, "INSERT INTO household (id) VALUES (1);"
	       "INSERT INTO patient (id, chart_no, name, sort_key, status, sex, birth_day, birth_precision, "
	       "household, household_role, referrer, guardian, source, provider, language, notes, "
	       "registered_at) VALUES "
	       "(1, 'a', 'Ann', 'ann', 'active', 'female', 5000, 'day', 1, 'adult', NULL, NULL, 'walk-in', "
	       "'lin', 'English', 'Xylophone', 20600 * 86400000 + 5),"
	       "(2, 'b', 'Bo', 'bo', 'active', 'male', 17000, 'month', 1, 'child', 1, 1, NULL, NULL, NULL, "
	       "NULL, NULL),"
	       "(3, 'c', 'Cy', 'cy', 'merged', 'male', NULL, 'day', 1, 'none', 1, NULL, NULL, NULL, NULL, "
	       "NULL, NULL),"
	       "(4, 'd', NULL, NULL, 'deceased', 'unknown', NULL, 'day', NULL, 'none', NULL, NULL, NULL, "
	       "NULL, NULL, NULL, NULL);"
	       "INSERT INTO visit (patient, day, minute, kind, provider, site, status, amount, paid) VALUES "
	       "(1, 20700, 600, 'cleaning', 'lin', 'wuyi', 'completed', 38000, 30000),"
	       "(1, 20600, NULL, 'odd', NULL, NULL, 'no_show', NULL, NULL),"
	       "(2, 20650, 540, 'exam', 'xu', NULL, 'left', NULL, NULL);"
	       "INSERT INTO visit (patient, day, status, cancelled_at) VALUES "
	       "(1, 20800, 'cancelled', 20690 * 86400000);"
	       "INSERT INTO plan (id, patient, what, status, offered_day, offered_by) VALUES "
	       "(7, 1, 'crown', 'accepted', 20500, 'lin');"
	       "INSERT INTO plan_item (id, patient, plan, position, what, price, visits) VALUES "
	       "(8, 1, 7, 1, 'second', 500, 2), (9, 1, 7, 0, 'first', NULL, 1);"
	       "UPDATE visit SET plan_item = 9 WHERE day = 20700;"
	       "INSERT INTO task (patient, what, promise, kind, created_at, due_day, state, done_at) VALUES "
	       "(1, 'ring', 1, 'complaint', 20600 * 86400000, 20610, 'done', 20611 * 86400000),"
	       "(NULL, 'clinic', 0, NULL, NULL, NULL, 'open', NULL);"
	       "INSERT INTO attempt (patient, day, channel, direction, outcome) VALUES "
	       "(1, 20620, 'phone', 'out', 'no_answer');"
	       "INSERT INTO survey_answer (patient, day, score, channel) VALUES (1, 20630, 9, 'wechat');"
	       "INSERT INTO patient_tag (patient, tag, until) VALUES (1, 'vip', NULL), (1, 'odd', 20700);"
	       "INSERT INTO consent (patient, purpose, channel, state, day) VALUES "
	       "(1, 'marketing', 'wechat', 'yes', 20000);"
	       "INSERT INTO contact (patient, kind, state, value) VALUES (1, 'mobile', 'good', '1'), "
	       "(1, 'email', 'wrong', 'a@b'), (2, 'home', 'dead', '3');"
	       "INSERT INTO recall_override (patient, type, every, disabled_until) VALUES "
	       "(1, 'cleaning', '4m', 20900);");
	char *pin = mem_printf("INSERT INTO pin (patient, segment, way, hash, reason, staff, day) VALUES "
			       "(1, 'b', 'out', '%s', 'asked to', 'mei', 20000), (1, 'a', 'in', 'void', 'x', "
			       "'mei', 1)",
			       rules->segments[1].hash);
	sql(s, pin);
	free(pin);
}

static const struct event *event(const struct view *v, enum noun noun, size_t i)
{
	assert_true(v->at[noun] + i < v->at[noun + 1]);
	return &v->events[v->at[noun] + i];
}

static sym_t sym(const char *name)
{
	return symbol_of(&rules->symbols, name);
}

static void expect_ann(const struct view *v)
{
	assert_int_equal(v->patient, 1);
	assert_int_equal(v->fact[FACT_SEX], SEX_FEMALE);
	assert_int_equal(v->fact[FACT_BIRTH_DATE], 5000);
	assert_int_equal(v->fact[FACT_REGISTERED], 20600);
	assert_int_equal(v->fact[FACT_PROVIDER], sym("lin"));
	assert_true(v->fact[FACT_GUARDIAN] == FACT_MISSING);
	assert_string_equal(v->text[FACT_NOTES], "xylophone");
	assert_true(v->has_phone);
	assert_true(v->fact[FACT_EMAIL] == FACT_MISSING);
	assert_int_equal(v->n_tags, 2);
	assert_int_equal(v->tags[0].tag, SYM_OTHER);
	assert_int_equal(v->tags[0].until, 20700);
	assert_int_equal(v->tags[1].tag, sym("vip"));
	assert_int_equal(v->n_consents, 1);
	assert_true(v->consents[0].yes);
	assert_int_equal(v->own[0].not_before, 20900);
	assert_int_equal(v->own[0].every.months, 4);
	/* A pin of another meaning is none. */
	assert_int_equal(v->n_pins, 1);
	assert_int_equal(v->pins[0].segment, 1);
	assert_false(v->pins[0].in);
	assert_string_equal(v->pins[0].why, "asked to (mei, 2024-10-04)");
}

static void expect_events(const struct view *v)
{
	assert_int_equal(v->at[NOUN_VISIT + 1] - v->at[NOUN_VISIT], 3);
	assert_int_equal(event(v, NOUN_VISIT, 0)->state, VISIT_NO_SHOW);
	assert_int_equal(event(v, NOUN_VISIT, 0)->kind, SYM_OTHER);
	assert_true(event(v, NOUN_VISIT, 0)->amount == MONEY_NONE);
	assert_int_equal(event(v, NOUN_VISIT, 1)->kind, sym("cleaning"));
	assert_int_equal(event(v, NOUN_VISIT, 1)->amount, 38000);
	assert_int_equal(event(v, NOUN_VISIT, 1)->item, 9);
	assert_int_equal(event(v, NOUN_VISIT, 2)->closed, 20690);
	assert_int_equal(event(v, NOUN_PLAN, 0)->day, 20500);
	assert_int_equal(v->plans[0].items.n, 2);
	assert_int_equal(((struct plan_item *)rows_at(&v->plans[0].items, 0))->row.id, 9);
	assert_true(event(v, NOUN_TASK, 0)->promise);
	assert_int_equal(event(v, NOUN_TASK, 0)->closed, 20611);
	assert_int_equal(event(v, NOUN_TASK, 0)->kind, sym("complaint"));
	assert_true(event(v, NOUN_CALL, 0)->call);
	assert_false(event(v, NOUN_CALL, 0)->answered);
	/* Who was merged sent nobody; who came is known by the first visit. */
	assert_int_equal(v->at[NOUN_REFERRAL + 1] - v->at[NOUN_REFERRAL], 1);
	assert_int_equal(event(v, NOUN_REFERRAL, 0)->day, 20650);
	assert_int_equal(event(v, NOUN_REFERRAL, 0)->closed, 20650);
	assert_int_equal(event(v, NOUN_SURVEY, 0)->amount, 9);
}

static void expect_bo(const struct view *v)
{
	assert_int_equal(v->patient, 2);
	assert_int_equal(v->fact[FACT_ROLE], ROLE_CHILD);
	assert_int_equal(v->birth_precision, PRECISION_MONTH);
	assert_false(v->has_phone);
	/* The consents of the mother. */
	assert_int_equal(v->n_consents, 1);
	assert_true(v->consents[0].guardian);
}

static bool see(struct view *v, void *arg)
{
	int *n = arg;

	++*n;
	if (v->patient == 1) {
		expect_ann(v);
		expect_events(v);
		assert_int_equal(v->n_others, 1);
		expect_bo(v->others[0]);
	}
	if (v->patient == 2) {
		expect_bo(v);
		assert_int_equal(v->n_others, 1);
		expect_ann(v->others[0]);
		expect_events(v->others[0]);
		assert_int_equal(v->others[0]->n_others, 0);
	}
	return *n < 3;
}

static void everything_is_seen(void **state)
{
	struct needs needs = { .parts = ~0u, .facts = ~(uint64_t)0 };
	struct view v;
	int n = 0;

	(void)state;
	make(&b.s);
	good(store_views(&b.s, rules, &needs, INT64_MIN, see, &n, &err));
	assert_int_equal(n, 3);
	good(store_views(&b.s, rules, &needs, 2, see, &n, &err));
	assert_int_equal(n, 4);
	view_init(&v, config);
	for (int64_t i = 1; i <= 2; i++) {
		n = 0;
		good(store_view(&b.s, rules, &needs, i, &v, &err));
		see(&v, &n);
	}
	bad(store_view(&b.s, rules, &needs, 77, &v, &err), ERR_NO_MATCH);
	view_release(&v);
}

/* Nothing is read that is not asked for. */
static void no_more_than_needed(void **state)
{
	struct needs needs = { .parts = NEED_TAGS };
	struct view v;

	(void)state;
	make(&b.s);
	view_init(&v, config);
	good(store_view(&b.s, rules, &needs, 1, &v, &err));
	assert_int_equal(v.n_events, 0);
	assert_int_equal(v.n_others, 0);
	assert_int_equal(v.n_tags, 2);
	assert_null(v.text[FACT_NOTES]);
	view_release(&v);
}

/* More members than a view holds, and numbers that would be kept at one place. */
static bool count_others(struct view *v, void *arg)
{
	size_t *most = arg;

	for (size_t i = 0; i < v->n_others; i++) {
		assert_true(v->others[i] != v && v->others[i]->patient != v->patient);
		for (size_t k = 0; k < i; k++)
			assert_true(v->others[i]->patient != v->others[k]->patient);
	}
	*most = v->n_others > *most ? v->n_others : *most;
	return true;
}

static void large_families(void **state)
{
	struct needs needs = { .parts = NEED_HOUSE | NEED_TAGS };
	size_t most = 0;

	(void)state;
	sql(&b.s, "INSERT INTO household (id) VALUES (1), (2);"
		  "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 59) "
		  "INSERT INTO patient (id, chart_no, household) SELECT 5 + 1024 * i, i, 1 FROM n;"
		  "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 9) "
		  "INSERT INTO patient (id, chart_no, household) SELECT 6 + 1024 * i, i + 100, 2 FROM n;"
		  "INSERT INTO patient_tag (patient, tag) SELECT id, 'vip' FROM patient");
	good(store_views(&b.s, rules, &needs, INT64_MIN, count_others, &most, &err));
	assert_int_equal(most, VIEW_RELATIVES);
}

/* --- two threads --- */

enum { CROWD = 400 };

struct half {
	size_t seen, most;
	int64_t first, most_seen, sum;
	bool ended;
};

static bool see_half(struct view *v, void *arg)
{
	struct half *h = arg;

	h->first = h->seen ? h->first : v->patient;
	h->most_seen = v->patient > h->most_seen ? v->patient : h->most_seen;
	h->sum += v->patient * (int64_t)(1 + v->n_tags + v->n_others);
	return ++h->seen != h->most;
}

static void half_ended(void *arg)
{
	struct half *h = arg;

	h->ended = true;
}

static void a_crowd(void)
{
	sql(&b.s, "INSERT INTO household (id) VALUES (1), (2);"
		  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400) "
		  "INSERT INTO patient (id, chart_no, household) SELECT i, i, CASE i % 50 WHEN 0 THEN 1 END "
		  "FROM n; INSERT INTO patient_tag (patient, tag) SELECT id, 'vip' FROM patient WHERE "
		  "id % 3 = 0; UPDATE counter SET next = 400 WHERE name = 'patients'");
}

static const struct needs of_crowd = { .parts = NEED_HOUSE | NEED_TAGS };

static void two_threads_see_what_one_sees(void **state)
{
	struct half all = { 0 };
	struct half low = { 0 };
	struct half high = { 0 };
	bool done;

	(void)state;
	a_crowd();
	good(store_views(&b.s, rules, &of_crowd, INT64_MIN, see_half, &all, &err));
	assert_int_equal(all.seen, CROWD);
	/* They are not many. */
	assert_null(view_walk_begin(&b.s, rules, &of_crowd, see_half, half_ended, &low, &high));
	b.s.build_few = 100;
	struct view_walk *w =
		view_walk_begin(&b.s, rules, &of_crowd, see_half, half_ended, &low, &high);
	assert_non_null(w);
	good(view_walk_wait(w, -1, &done, &err));
	assert_true(done);
	assert_true(low.ended && high.ended);
	assert_int_equal(low.seen + high.seen, CROWD);
	assert_true(low.seen && high.seen);
	assert_int_equal(low.first, 1);
	assert_int_equal(high.most_seen, CROWD);
	assert_int_equal(low.sum + high.sum, all.sum);
	view_walk_end(w);
}

static void one_that_stops_stops_both(void **state)
{
	struct half low = { 0 };
	struct half high = { .most = 3 };
	bool done = false;

	(void)state;
	a_crowd();
	b.s.build_few = 100;
	struct view_walk *w = view_walk_begin(&b.s, rules, &of_crowd, see_half, NULL, &low, &high);
	assert_non_null(w);
	while (!done)
		good(view_walk_wait(w, 1, &done, &err));
	assert_int_equal(high.seen, 3);
	view_walk_end(w);
	/* And whoever gives it up. */
	w = view_walk_begin(&b.s, rules, &of_crowd, see_half, NULL, &low, &high);
	view_walk_end(w);
	view_walk_end(NULL);
}

/* What is not written yet nobody else can read. */
static void not_inside_an_action(void **state)
{
	struct half low = { 0 };
	struct action action = { .verb = "patient-edit" };

	(void)state;
	a_crowd();
	b.s.build_few = 100;
	good(store_begin(&b.s, &action, &err));
	assert_null(view_walk_begin(&b.s, rules, &of_crowd, see_half, NULL, &low, &low));
	store_rollback(&b.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(everything_is_seen, base_set_up, base_tear_down),
		cmocka_unit_test_setup_teardown(no_more_than_needed, base_set_up, base_tear_down),
		cmocka_unit_test_setup_teardown(large_families, base_set_up, base_tear_down),
		cmocka_unit_test_setup_teardown(two_threads_see_what_one_sees, base_set_up, base_tear_down),
		cmocka_unit_test_setup_teardown(one_that_stops_stops_both, base_set_up, base_tear_down),
		cmocka_unit_test_setup_teardown(not_inside_an_action, base_set_up, base_tear_down),
	};

	good(zone_set("UTC", &err));
	words_open();
	strlist_add(&more[TERM_SITE], "wuyi");
	strlist_add(&more[TERM_LANGUAGE], "English");
	rules = rules_of(one_of_each);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	ruleset_free(rules);
	words_close();
	return failed;
}
