/* Would the comparison notice?  Faults are put in on purpose: into the oracle, into a rule, into
 * the database's triggers. */
#include "rounds.h"

#include "../support/expect.h"

struct err err;

enum { CLINICS = 30, STEPS = 8 };

static void go_on(struct rounds *r, int step)
{
	world_go(&r->w, world_next_day(&r->w));
	if (step % 2) {
		world_edit(&r->w);
		r->edited = true;
	}
}

/* Whether anything differs with that fault in the oracle; the views alone are asked. */
static bool noticed(enum oracle_fault fault)
{
	int64_t n = 0;

	oracle_fault = fault;
	for (uint64_t seed = 1; seed <= CLINICS && n == 0; seed++) {
		struct rounds r;
		rounds_new(&r, seed, 60, NULL, 12, false);
		for (int i = 0; i < STEPS && n == 0; i++) {
			n = rounds_compare(&r);
			go_on(&r, i);
		}
		rounds_drop(&r);
	}
	oracle_fault = ORACLE_SOUND;
	return n > 0;
}

static void months_that_overflow(void **state)
{
	(void)state;
	assert_true(noticed(ORACLE_MONTHS_OVERFLOW));
}

static void an_edge_a_day_late(void **state)
{
	(void)state;
	assert_true(noticed(ORACLE_EDGE_LATE));
}

static void a_window_without_today(void **state)
{
	(void)state;
	assert_true(noticed(ORACLE_TODAY_LEFT_OUT));
}

static void a_missing_value_under_not(void **state)
{
	(void)state;
	assert_true(noticed(ORACLE_NULL_NEGATED));
}

/* A number of a rule that is evaluated is one more than in the rule that the oracle reads. */
static void a_number_read_wrong(void **state)
{
	struct rounds r;

	(void)state;
	rounds_new(&r, 1, 60, NULL, 12, false);
	assert_int_equal(rounds_compare(&r), 0);
	struct node *copies = mem_array(r.n_parts, sizeof(*copies));
	for (size_t i = 0; i < r.n_parts; i++) {
		copies[i] = *r.part[i].node;
		copies[i].number.n++;
		copies[i].win.a.days++;
		r.part[i].evaluated = &copies[i];
	}
	r.expected = true;
	assert_true(rounds_compare(&r) > 0);
	free(copies);
	rounds_drop(&r);
}

/* Membership that is not told of a change is wrong until somebody looks at everyone again. */
static int64_t differences_without(const char *trigger, const char *edit)
{
	static const char rules[] =
		"segments:\n"
		"  a: {who: [has visit in the last 12 months, \"not tagged vip\"]}\n"
		"  b: {who: [household has other member has upcoming visit]}\n"
		"  c: {who: [has open task]}\n"
		"  d: {who: [has arrived referral]}\n";
	struct rounds r;
	struct str sql;
	int64_t n = 0;

	str_init(&sql);
	str_addf(&sql, "DROP TRIGGER %s", trigger);
	rounds_new(&r, 7, 100, rules, 0, true);
	assert_int_equal(rounds_compare(&r), 0);
	good(db_exec(r.w.shell, sql.p, &err));
	r.expected = true;
	r.edited = true;
	good(db_exec(r.w.shell, edit, &err));
	n = rounds_compare(&r);
	rounds_drop(&r);
	str_release(&sql);
	return n;
}

static void a_trigger_dropped(void **state)
{
	static const char *const cases[][2] = {
		{ "visit_dirty_update", "UPDATE visit SET status = CASE status WHEN 'completed' "
					"THEN 'no_show' ELSE 'completed' END" },
		{ "visit_dirty_delete",
		  "DELETE FROM visit WHERE plan_item IS NULL AND id NOT IN (SELECT "
		  "coalesce(successor, 0) FROM visit)" },
		{ "patient_tag_dirty_delete", "DELETE FROM patient_tag" },
		{ "task_dirty_update",
		  "UPDATE task SET state = CASE state WHEN 'open' THEN 'done' ELSE "
		  "'open' END" },
		{ "patient_dirty_update",
		  "UPDATE patient SET referrer = 1 + (id * 7) % 50, household = 1 + "
		  "id % 9" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		if (differences_without(cases[i][0], cases[i][1]) == 0)
			fail_msg("nobody noticed that %s is gone", cases[i][0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(months_that_overflow),
		cmocka_unit_test(an_edge_a_day_late),
		cmocka_unit_test(a_window_without_today),
		cmocka_unit_test(a_missing_value_under_not),
		cmocka_unit_test(a_number_read_wrong),
		cmocka_unit_test(a_trigger_dropped),
	};

	rounds_begin();
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	rounds_end();
	return failed;
}
