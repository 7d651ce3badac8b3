/* Membership that is kept up is what looking at everybody from the beginning gives: after edits by
 * the program and past it, as days go by, when the clock is set back, while rules change, when a
 * build is killed, with two programs at work. */
#include "segments_same.h"

/* --- by chance --- */

static void edit(struct store *s, struct rng *r)
{
	begin(s, "edit");
	for (int n = rng_between(r, 1, 4); n > 0; n--)
		write_some(s, r, today());
	if (!store_commit(s, &err))
		fail_msg("%s", err.msg);
}

static void edits_and_days(void **state)
{
	struct rng r;

	(void)state;
	rng_seed(&r, 7);
	people(&b.s, &r);
	good(store_rules(&b.s, rules, &err));
	for (int round = 0; round < 400; round++) {
		switch (rng_below(&r, 10)) {
		case 0:
			today_is(today() + rng_between(&r, 1, 3));
			break;
		case 1:
			if (rng_chance(&r, 0.3))
				today_is(today() + rng_between(&r, 4, 60));
			break;
		case 2:
			write_past(&b.s, &r, today());
			break;
		default:
			edit(&b.s, &r);
		}
		if (round % 3 == 0)
			expect_same(&b.s, rules);
	}
	expect_same(&b.s, rules);
}

static char *counts_said(struct store *s)
{
	struct segment_count counts[SEGMENTS_AT_MOST];
	struct str out;

	str_init(&out);
	good(segments_count(s, today(), counts, &err));
	for (size_t i = 0; i < rules->n_segments; i++) {
		str_addf(&out, "%s %d +%d -%d:", rules->segments[i].key, (int)counts[i].members,
			 (int)counts[i].entered, (int)counts[i].left);
		for (size_t k = 0; k < ARRAY_SIZE(counts[i].daily); k++)
			str_addf(&out, " %d", (int)counts[i].daily[k]);
		str_add(&out, "\n");
	}
	return str_steal(&out);
}

/* A new day is shown before anything is written on it, and the same afterwards; what the days before
 * were stays. */
static void a_new_day(void **state)
{
	struct segment_count before[SEGMENTS_AT_MOST];
	struct segment_count after[SEGMENTS_AT_MOST];
	struct rng r;
	int moved = 0;

	(void)state;
	rng_seed(&r, 13);
	people(&b.s, &r);
	for (int i = 0; i < 60; i++)
		edit(&b.s, &r);
	good(store_rules(&b.s, rules, &err));
	catch_up(&b.s);
	for (int i = 0; i < 60; i++) {
		int days = rng_chance(&r, 0.7) ? 1 : rng_between(&r, 2, 6);
		good(segments_count(&b.s, today(), before, &err));
		today_is(today() + days);
		assert_true(segments_exact(&b.s, today()));
		char *first = counts_said(&b.s);
		assert_true(number(&b.s, "SELECT day FROM segments") < today());
		catch_up(&b.s);
		assert_int_equal(number(&b.s, "SELECT day FROM segments"), today());
		char *second = counts_said(&b.s);
		assert_string_equal(first, second);
		free(first);
		free(second);
		good(segments_count(&b.s, today(), after, &err));
		for (size_t k = 0; k < rules->n_segments; k++) {
			assert_int_equal(after[k].daily[29 - days], before[k].daily[29]);
			assert_int_equal(after[k].daily[28] + after[k].entered - after[k].left,
					 after[k].members);
			moved += after[k].entered + after[k].left > 0;
		}
		edit(&b.s, &r);
	}
	assert_in_range(moved, 8, 10000);
}

/* The clock was wrong and is put right: nothing of the days that never were is shown. */
static void the_clock_is_set_back(void **state)
{
	struct segment_count counts[SEGMENTS_AT_MOST];
	struct rng r;

	(void)state;
	rng_seed(&r, 11);
	people(&b.s, &r);
	good(store_rules(&b.s, rules, &err));
	for (int round = 0; round < 12; round++) {
		for (int i = 0; i < 6; i++)
			edit(&b.s, &r);
		expect_same(&b.s, rules);
		today_is(today() + (round % 2 ? 40 : -33));
		if (round % 2 == 0) {
			assert_false(segments_exact(&b.s, today()));
			good(segments_count(&b.s, today(), counts, &err));
			for (size_t i = 0; i < rules->n_segments; i++)
				assert_true(!counts[i].built || counts[i].members == 0);
			edit(&b.s, &r);
		}
		expect_same(&b.s, rules);
	}
	assert_int_equal(number(&b.s, "SELECT count(*) FROM seg_flow, segments WHERE seg_flow.day > "
				      "segments.day"),
			 0);
}

/* A program that stops in the middle of a build, as a kill leaves it. */
static void stop_midway(struct store *s, int steps)
{
	bool done = false;

	/* A step a call: the time of a call is over when it begins. */
	for (int i = 0; i < steps && !done; i++)
		good(segments_build(s, today(), -1, NULL, &done, &err));
}

static void a_killed_build_is_resumed(void **state)
{
	struct rng r;

	(void)state;
	rng_seed(&r, 5);
	people(&b.s, &r);
	for (int i = 0; i < 30; i++)
		edit(&b.s, &r);
	for (int steps = 1; steps < 60; steps++) {
		struct store other;
		base_open(&other);
		other.build_few = 4;
		b.s.build_few = steps % 3 ? 3 : 0;
		good(store_rules(&other, rules, &err));
		stop_midway(&other, steps);
		edit(&other, &r);
		if (steps % 2)
			stop_midway(&other, steps / 2);
		write_past(&b.s, &r, today());
		/* What it noted of itself is as if the machine had stopped. */
		sql(&b.s, "UPDATE session SET boot = 'gone'");
		store_close(&other);
		good(store_rules(&b.s, rules, &err));
		expect_same(&b.s, rules);
		sql(&b.s, "DELETE FROM lease; DELETE FROM member; DELETE FROM segment_version; DELETE FROM "
			  "seg_flow; DELETE FROM seg_day; UPDATE segments SET day = NULL, built = 0, changes "
			  "= changes + 1, rules = rules + 1");
	}
}

/* Nobody else is there: two threads look, some patients at a time, until one has what it may keep. */
static void built_by_two_threads(void **state)
{
	struct rng r;
	bool done;

	(void)state;
	rng_seed(&r, 17);
	people(&b.s, &r);
	for (int round = 0; round < 24; round++) {
		for (int i = 0; i < 5; i++)
			edit(&b.s, &r);
		good(store_rules(&b.s, rules, &err));
		b.s.build_few = (size_t)round % 8;
		good(segments_build(&b.s, today(), 0, NULL, &done, &err));
		assert_true(done && segments_exact(&b.s, today()));
		expect_same(&b.s, rules);
		/* Everything, or one that goes on beside those in force. */
		sql(&b.s, round % 3 ? "UPDATE segment_version SET state = 'old' WHERE id = (SELECT max(id) "
				      "FROM segment_version WHERE state = 'live'); UPDATE segments SET "
				      "changes = changes + 1" :
				      "DELETE FROM lease; DELETE FROM member; DELETE FROM segment_version; "
				      "DELETE FROM seg_flow; DELETE FROM seg_day; UPDATE segments SET day = "
				      "NULL, built = 0, changes = changes + 1, rules = rules + 1");
	}
}

/* Two programs with the same rules, one without any, days going by for all. */
static void several_at_work(void **state)
{
	struct store two;
	struct store blind;
	struct rng r;

	(void)state;
	rng_seed(&r, 3);
	people(&b.s, &r);
	base_open(&two);
	base_open(&blind);
	two.build_few = 5;
	good(store_rules(&b.s, rules, &err) && store_rules(&two, rules, &err));
	for (int round = 0; round < 120; round++) {
		struct store *s = round % 3 == 0 ? &b.s : round % 3 == 1 ? &two : &blind;
		edit(s, &r);
		if (rng_chance(&r, 0.1))
			today_is(today() + rng_between(&r, 1, 20));
		if (round % 5 == 0)
			expect_same(rng_chance(&r, 0.5) ? &b.s : &two, rules);
	}
	expect_same(&b.s, rules);
	expect_same(&two, rules);
	store_close(&two);
	store_close(&blind);
}

/* Rules change while others work; the last word holds for everybody who has read it. */
static void rules_change(void **state)
{
	static const char *const texts[] = {
		"segments:\n  lapsed: {who: [last visit is older than 6 months, no upcoming visit]}\n"
		"  has-tag: {who: [tagged vip]}\n",
		"segments:\n  lapsed: {who: [last visit is older than 3 months]}\n"
		"  has-tag: {who: [tagged vip]}\n  new: {who: [is active, age is over 5]}\n",
		"segments:\n  lapsed: {who: [last visit is older than 3 months], order: \"last visit, "
		"newest first\"}\n  new: {who: [is active]}\n",
	};
	struct ruleset *of[3];
	struct store two;
	struct rng r;

	(void)state;
	rng_seed(&r, 9);
	people(&b.s, &r);
	base_open(&two);
	for (int i = 0; i < 3; i++)
		of[i] = rules_of(texts[i]);
	for (int round = 0; round < 40; round++) {
		const struct ruleset *now = of[round % 3];
		bool done;
		char sha[16];
		int64_t seq;
		snprintf(sha, sizeof(sha), "%d", round);
		good(store_rules_activate(&b.s, now->text, sha, &seq, &err));
		good(store_rules(&b.s, now, &err));
		for (int i = rng_between(&r, 0, 4); i > 0; i--)
			edit(rng_chance(&r, 0.5) ? &b.s : &two, &r);
		b.s.build_few = round % 2 ? 4 : 0;
		for (int i = round % 9; i >= 0; i--)
			good(segments_build(&b.s, today(), -1, NULL, &done, &err));
		edit(&two, &r); /* with the rules of before */
		/* It must not bring back what was overtaken. */
		good(segments_refresh(&two, today(), 0, &done, &err));
		good(segments_build(&two, today(), 0, NULL, &done, &err));
		if (rng_chance(&r, 0.3))
			today_is(today() + rng_between(&r, 1, 20));
		if (rng_chance(&r, 0.5)) {
			catch_up(&b.s); /* which holds the job */
			good(store_rules(&two, now, &err));
			expect_same(&two, now);
		}
		if (rng_chance(&r, 0.8))
			expect_same(&b.s, now);
		good(store_rules(&two, now, &err));
	}
	store_close(&two);
	good(store_rules(&b.s, NULL, &err));
	for (int i = 0; i < 3; i++)
		ruleset_free(of[i]);
}

/* A member by another meaning goes on; who is found by the new one was there from the start. */
static bool list_entry(const struct segment_entry *e, void *arg)
{
	str_addf(arg, "%d from %d%s%s%s\n", (int)e->patient, (int)(e->entered - 20780),
		 e->left == DAY_NONE ? "" : " left", e->acted ? " acted" : "",
		 e->from_start ? " start" : "");
	return true;
}

static void expect_entries(size_t segment, bool open_only, const char *expected)
{
	struct str out;

	str_init(&out);
	catch_up(&b.s);
	good(segments_entries(&b.s, segment, open_only, list_entry, &out, &err));
	assert_string_equal(str_or_empty(out.p), expected);
	str_release(&out);
}

static void tag(int64_t patient, bool on)
{
	struct patient_tag t;

	begin(&b.s, "tag");
	record_init(&record_patient_tag, &t);
	str_replace(&t.tag, "vip");
	t.patient = patient;
	if (on)
		good(store_insert(&b.s, &record_patient_tag, &t, &err));
	else
		good(store_delete(&b.s, &record_patient_tag,
				  number(&b.s, patient == 1 ? "SELECT id FROM patient_tag WHERE patient = 1"
							    : "SELECT id FROM patient_tag WHERE patient = 2"),
				  &err));
	commit(&b.s);
	record_release(&record_patient_tag, &t);
}

static void expect_moves(int entered, int left)
{
	struct segment_count c;

	good(segments_count(&b.s, today(), &c, &err));
	assert_int_equal(c.entered, entered);
	assert_int_equal(c.left, left);
}

static void act_on(int64_t patient, day_t entered)
{
	struct note n = { .patient = patient, .at = 1 };

	begin(&b.s, "run");
	n.text = mem_strdup("x");
	good(store_insert(&b.s, &record_note, &n, &err));
	good(segments_acted(&b.s, 0, patient, entered, &err));
	commit(&b.s);
	free(n.text);
}

static void who_came_and_went(void **state)
{
	struct ruleset *r = rules_of("segments:\n  has-tag: {who: [tagged vip]}\n");
	struct segment_count c;
	struct rng rng;

	(void)state;
	rng_seed(&rng, 1);
	today_is(20780);
	people(&b.s, &rng);
	tag(1, true);
	good(store_rules(&b.s, r, &err));
	expect_entries(0, true, "1 from 0 start\n");
	today_is(20782);
	tag(2, true);
	expect_entries(0, true, "1 from 0 start\n2 from 2\n");
	good(segments_count(&b.s, today(), &c, &err));
	assert_int_equal(c.members, 2);
	assert_int_equal(c.entered, 1);
	assert_int_equal(c.left, 0);
	assert_int_equal(c.daily[29], 2);
	assert_int_equal(c.daily[28], 1);
	assert_int_equal(c.daily[26], -1);
	act_on(2, 20782);
	expect_entries(0, true, "1 from 0 start\n2 from 2 acted\n");
	/* Away and back on one day is no new entry, nor did anybody move; another day it is. */
	tag(2, false);
	expect_entries(0, false, "1 from 0 start\n2 from 2 left acted\n");
	expect_moves(0, 0);
	tag(2, true);
	expect_entries(0, true, "1 from 0 start\n2 from 2 acted\n");
	expect_moves(1, 0);
	today_is(20783);
	tag(2, false);
	expect_moves(0, 1);
	tag(2, true);
	expect_moves(0, 0);
	expect_entries(0, true, "1 from 0 start\n2 from 2 acted\n");
	tag(2, false);
	sql(&b.s, "UPDATE patient SET status = 'merged' WHERE id = 1");
	catch_up(&b.s);
	expect_moves(0, 2);
	sql(&b.s, "UPDATE patient SET status = 'active' WHERE id = 1");
	catch_up(&b.s);
	expect_moves(0, 1);
	today_is(20785);
	expect_entries(0, false, "1 from 0 start\n2 from 2 left acted\n");
	tag(2, true);
	tag(1, false);
	expect_entries(0, true, "2 from 5\n");
	expect_entries(0, false, "1 from 0 left start\n2 from 5\n2 from 2 left acted\n");
	good(segments_count(&b.s, today(), &c, &err));
	assert_int_equal(c.entered, 1);
	assert_int_equal(c.left, 1);
	good(store_rules(&b.s, NULL, &err));
	ruleset_free(r);
}

/* Nobody gets their turn twice, whatever becomes of the rule and the clock. */
static void turns_are_kept(void **state)
{
	struct ruleset *r = rules_of("segments:\n  has-tag: {who: [tagged vip]}\n");
	struct ruleset *mended = rules_of("segments:\n  has-tag: {who: [tagged vip, is active]}\n");
	struct ruleset *without = rules_of("segments:\n  other: {who: [is active]}\n");
	struct rng rng;

	(void)state;
	rng_seed(&rng, 1);
	today_is(20780);
	people(&b.s, &rng);
	tag(1, true);
	good(store_rules(&b.s, r, &err));
	catch_up(&b.s);
	/* The rule is mended on the day it came: who was there from the start still was. */
	good(store_rules(&b.s, mended, &err));
	expect_entries(0, true, "1 from 0 start\n");
	good(store_rules(&b.s, r, &err));
	expect_entries(0, true, "1 from 0 start\n");
	today_is(20782);
	tag(2, true);
	act_on(2, 20782);
	expect_entries(0, true, "1 from 0 start\n2 from 2 acted\n");
	good(store_rules(&b.s, mended, &err));
	expect_entries(0, true, "1 from 0 start\n2 from 2 acted\n");
	good(store_rules(&b.s, r, &err));
	/* The clock a day back and right again: what was done was done. */
	today_is(20781);
	expect_entries(0, true, "1 from 0 start\n2 from 1 acted\n");
	today_is(20782);
	expect_entries(0, true, "1 from 0 start\n2 from 1 acted\n");
	/* Out of the rules for a while. */
	good(store_rules(&b.s, without, &err));
	catch_up(&b.s);
	today_is(20783);
	good(store_rules(&b.s, r, &err));
	expect_entries(0, true, "1 from 3 start\n2 from 3 acted start\n");
	good(store_rules(&b.s, NULL, &err));
	ruleset_free(r);
	ruleset_free(mended);
	ruleset_free(without);
}

static void kept_in_and_out(void **state)
{
	struct ruleset *r = rules_of("segments:\n  has-tag: {who: [tagged vip]}\n");
	struct ruleset *other = rules_of("segments:\n  has-tag: {who: [tagged implant]}\n");
	struct rng rng;
	struct pin p;

	(void)state;
	rng_seed(&rng, 1);
	today_is(20780);
	people(&b.s, &rng);
	tag(1, true);
	good(store_rules(&b.s, r, &err));
	expect_entries(0, true, "1 from 0 start\n");
	for (int i = 1; i <= 2; i++) {
		begin(&b.s, "pin");
		record_init(&record_pin, &p);
		p.patient = i;
		p.way = i == 1 ? PIN_OUT : PIN_IN;
		str_replace(&p.segment, "has-tag");
		str_replace(&p.hash, r->segments[0].hash);
		good(store_insert(&b.s, &record_pin, &p, &err));
		commit(&b.s);
		record_release(&record_pin, &p);
	}
	expect_entries(0, true, "2 from 0\n");
	expect_same(&b.s, r);
	/* What is built later knows them too. */
	good(store_rules(&b.s, other, &err));
	catch_up(&b.s);
	good(store_rules(&b.s, r, &err));
	expect_same(&b.s, r);
	expect_entries(0, true, "2 from 0 start\n");
	/* Of another meaning they are void. */
	good(store_rules(&b.s, other, &err));
	expect_entries(0, true, "");
	expect_same(&b.s, other);
	good(store_rules(&b.s, NULL, &err));
	ruleset_free(r);
	ruleset_free(other);
}

/* Another day than the real one, and a folder nobody may write to. */
static void aside(void **state)
{
	struct rng r;

	(void)state;
	rng_seed(&r, 21);
	people(&b.s, &r);
	for (int i = 0; i < 40; i++)
		edit(&b.s, &r);
	good(store_rules(&b.s, rules, &err));
	expect_same(&b.s, rules);
	for (int i = 0; i < 12; i++) {
		char *before = mem_strdup(text(&b.s, "SELECT group_concat(patient || thru) FROM lease"));
		today_is(20780 + rng_between(&r, -900, 900));
		b.s.refuse = "another day";
		assert_true(segments_exact(&b.s, today()));
		struct truth t = look(&b.s, rules);
		assert_int_equal(differences(&b.s, &t, true), 0);
		for (size_t k = 0; k < rules->n_segments; k++)
			expect_members(&b.s, &t, k);
		assert_string_equal(text(&b.s, "SELECT group_concat(patient || thru) FROM lease"), before);
		free(before);
		b.s.refuse = NULL;
	}
}

/* So many rows at once that everything is built anew. */
static void a_flood(void **state)
{
	struct rng r;
	bool done;

	(void)state;
	rng_seed(&r, 2);
	people(&b.s, &r);
	good(store_rules(&b.s, rules, &err));
	expect_same(&b.s, rules);
	begin(&b.s, "load");
	for (int i = 0; i < 3000; i++) {
		char chart[16];
		snprintf(chart, sizeof(chart), "P%d", i);
		add_patient(&b.s, chart, "某人");
	}
	for (int i = 0; i < 40; i++)
		write_some(&b.s, &r, today());
	commit(&b.s);
	good(segments_refresh(&b.s, today(), 0, &done, &err));
	assert_false(segments_exact(&b.s, today()));
	good(segments_build(&b.s, today(), 3, NULL, &done, &err));
	edit(&b.s, &r);
	sql(&b.s, "UPDATE patient SET status = 'merged' WHERE id > 28 AND id % 2");
	catch_up(&b.s);
	assert_true(segments_exact(&b.s, today()));
	sql(&b.s, "UPDATE patient SET status = 'merged' WHERE id > 28");
	catch_up(&b.s);
	expect_same(&b.s, rules);
}

/* What must not be missed is: the comparison sees it. */
static void faults_are_seen(void **state)
{
	static const char *const triggers[] = { "visit_dirty_insert", "visit_dirty_update",
						"patient_tag_dirty_insert", "patient_dirty_update",
						"visit_dirty_delete" };
	struct rng r;

	(void)state;
	rng_seed(&r, 17);
	people(&b.s, &r);
	good(store_rules(&b.s, rules, &err));
	for (size_t i = 0; i < ARRAY_SIZE(triggers); i++) {
		char *made = mem_strdup(text(&b.s, "SELECT 1"));
		char question[128];
		int wrong = 0;
		free(made);
		snprintf(question, sizeof(question), "SELECT sql FROM sqlite_schema WHERE name = '%s'",
			 triggers[i]);
		made = mem_strdup(text(&b.s, question));
		snprintf(question, sizeof(question), "DROP TRIGGER %s", triggers[i]);
		sql(&b.s, question);
		for (int k = 0; k < 200 && !wrong; k++) {
			edit(&b.s, &r);
			catch_up(&b.s);
			struct truth t = look(&b.s, rules);
			wrong = differences(&b.s, &t, false);
		}
		assert_true(check_tells(&b.s));
		if (!wrong)
			fail_msg("without %s nothing is missed", triggers[i]);
		sql(&b.s, made);
		free(made);
		sql(&b.s, "INSERT INTO dirty SELECT id FROM patient WHERE true ON CONFLICT DO NOTHING;"
			  "INSERT INTO dirty SELECT patient FROM lease WHERE true ON CONFLICT DO NOTHING");
		expect_same(&b.s, rules);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(edits_and_days, base_set_up, base_tear_down),
		cmocka_unit_test_setup_teardown(a_new_day, base_set_up, base_tear_down),
		cmocka_unit_test_setup_teardown(the_clock_is_set_back, base_set_up, base_tear_down),
		cmocka_unit_test_setup_teardown(a_killed_build_is_resumed, base_set_up, base_tear_down),
		cmocka_unit_test_setup_teardown(built_by_two_threads, base_set_up, base_tear_down),
		cmocka_unit_test_setup_teardown(several_at_work, base_set_up, base_tear_down),
		cmocka_unit_test_setup_teardown(rules_change, base_set_up, base_tear_down),
		cmocka_unit_test_setup_teardown(who_came_and_went, base_set_up, base_tear_down),
		cmocka_unit_test_setup_teardown(turns_are_kept, base_set_up, base_tear_down),
		cmocka_unit_test_setup_teardown(kept_in_and_out, base_set_up, base_tear_down),
		cmocka_unit_test_setup_teardown(aside, base_set_up, base_tear_down),
		cmocka_unit_test_setup_teardown(a_flood, base_set_up, base_tear_down),
		cmocka_unit_test_setup_teardown(faults_are_seen, base_set_up, base_tear_down),
	};

	/* Where writing costs least. */
	if (access("/dev/shm", W_OK) == 0)
		setenv("TMPDIR", "/dev/shm", 0);
	good(zone_set("UTC", &err));
	words_open();
	rules = rules_of(rules_text);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	ruleset_free(rules);
	words_close();
	return failed;
}
