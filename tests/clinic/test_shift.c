/* A shift: whom somebody rang, what they promised and still have to do; and calls that are settled
 * because the patient simply came. */
#include "segments_support.h"

#include "revisit/clinic/calls.h"
#include "revisit/clinic/undo.h"

static int64_t anna, ben, cleo;
static struct call_list_info list;

static int set_up(void **state)
{
	const struct call_list l = { .key = mem_strdup("sunday"),
				     .title = mem_strdup("Sunday evening"),
				     .purpose = PURPOSE_RECALL,
				     .from_day = DAY_NONE,
				     .until_day = DAY_NONE };
	struct call_list made = l;
	size_t added;

	clinic_set_up(state);
	anna = registered("name=Anna", "phone=13800000001", NULL);
	ben = registered("name=Ben", "phone=13800000002", NULL);
	cleo = registered("name=Cleo", "phone=13800000003", NULL);
	good(call_list_save(&c, &made, &err));
	record_release(&record_call_list, &made);
	const int64_t all[] = { anna, ben, cleo };
	good(call_list_add(&c, "sunday", all, 3, NULL, &added, &err));
	good(calls_list(&c, "sunday", &list, &err));
	return 0;
}

static int tear_down(void **state)
{
	call_list_info_release(&list);
	return clinic_tear_down(state);
}

static int64_t taken(int64_t patient)
{
	struct claim k;

	good(call_take(&c, &list, patient, true, true, &k, &err));
	int64_t id = k.id;
	claim_release(&k);
	return id;
}

static void came_of(int64_t patient, struct call_result r)
{
	if (!r.day)
		r.day = DAY_NONE;
	if (!r.minute)
		r.minute = MINUTE_NONE;
	r.score = -1;
	good(call_outcome(&c, taken(patient), &r, NULL, &err));
}

static void later(int minutes)
{
	c.clock.at += (int64_t)minutes * 60000;
}

/* --- the shift --- */

static void told_in_order(void **state)
{
	struct shift_call *v;
	size_t n;

	(void)state;
	came_of(anna, (struct call_result){ .outcome = "no_answer" });
	later(5);
	came_of(ben, (struct call_result){ .outcome = "callback", .minute = 15 * 60, .note = "after school" });
	later(5);
	came_of(cleo, (struct call_result){ .outcome = "declined", .reason = "price", .note = "too much" });
	good(calls_shift_calls(&c, "mei", clinic_today(&c), &v, &n, &err));
	assert_int_equal(n, 3);
	assert_int_equal(v[0].patient, anna);
	assert_string_equal(v[0].outcome, "no answer");
	assert_non_null(strstr(v[0].next, "again "));
	assert_false(v[0].owed);
	assert_int_equal(v[1].patient, ben);
	assert_true(v[1].owed);
	assert_string_equal(v[1].next, "today 15:00");
	assert_string_equal(v[1].note, "after school");
	assert_string_equal(v[1].list, "Sunday evening");
	assert_non_null(strstr(v[2].next, "not asked before"));
	assert_string_equal(v[2].note, "price; too much");
	shift_calls_release(v, n);
	good(calls_shift_calls(&c, "bo", clinic_today(&c), &v, &n, &err));
	assert_int_equal(n, 0);
	shift_calls_release(v, n);
}

/* A call back that was made is owed no more; one agreed anew is owed once. */
static void owed_once(void **state)
{
	struct shift_call *v;
	struct rows owed;
	size_t n;

	(void)state;
	came_of(anna, (struct call_result){ .outcome = "callback", .minute = 9 * 60 + 30 });
	later(40);
	came_of(anna, (struct call_result){ .outcome = "callback", .minute = 16 * 60 });
	good(calls_shift_calls(&c, "mei", clinic_today(&c), &v, &n, &err));
	assert_int_equal(n, 2);
	assert_false(v[0].owed);
	assert_string_equal(v[0].next, "today 09:30: over");
	assert_true(v[1].owed);
	shift_calls_release(v, n);
	rows_init(&owed, &record_task);
	good(calls_shift_owed(&c, "mei", clinic_today(&c), &owed, &err));
	assert_int_equal(owed.n, 1);
	rows_release(&owed);
	rows_init(&owed, &record_task);
	good(calls_shift_owed(&c, "bo", clinic_today(&c), &owed, &err));
	assert_int_equal(owed.n, 0);
	rows_release(&owed);
	later(6 * 60);
	came_of(anna, (struct call_result){ .outcome = "declined", .reason = "price" });
	good(calls_shift_calls(&c, "mei", clinic_today(&c), &v, &n, &err));
	assert_false(v[0].owed || v[1].owed || v[2].owed);
	shift_calls_release(v, n);
}

static void who_rings_us_was_not_rung(void **state)
{
	struct shift_call *v;
	struct shift sum;
	size_t n;

	(void)state;
	came_of(anna, (struct call_result){ .outcome = "not_now", .rang_us = true });
	good(calls_shift(&c, "mei", clinic_today(&c), &sum, &err));
	assert_int_equal(sum.rung, 0);
	assert_int_equal(sum.rang_us, 1);
	good(calls_shift_calls(&c, "mei", clinic_today(&c), &v, &n, &err));
	assert_int_equal(n, 1);
	assert_true(v[0].rang_us);
	shift_calls_release(v, n);
}

/* --- who simply comes --- */

static int64_t callable(enum call_why why)
{
	struct call_counts counts;
	size_t n;

	good(calls_queue(&c, &list, CALL_NOW, 0, &counts, NULL, &n, &err));
	return counts.why[why];
}

static void who_comes_waits_no_longer(void **state)
{
	struct undo_offer offer;
	int64_t visit;

	(void)state;
	assert_int_equal(callable(CALL_NOW), 3);
	came_of(ben, (struct call_result){ .outcome = "no_answer" });
	good(visit_walk_in(&c, ben, &visit, &err));
	assert_string_equal(text("SELECT outcome || ': ' || note FROM attempt WHERE id = 2"),
			    "already_visited: after the call of mei, Mon 23 Nov");
	good(visit_walk_in(&c, cleo, &visit, &err)); /* who was never rung, too */
	assert_int_equal(callable(CALL_NOW), 1);
	assert_int_equal(number("SELECT count(*) FROM attempt WHERE outcome = 'already_visited'"), 2);
	good(clinic_undo_offer(&c, false, 0, &offer, &err));
	good(clinic_undo(&c, offer.link, false, NULL, NULL, &err));
	undo_offer_release(&offer);
	assert_int_equal(callable(CALL_NOW), 2);
	good(visit_walk_in(&c, cleo, &visit, &err));
	good(visit_step(&c, visit, VISIT_COMPLETED, NULL, &err));
	later(24 * 60); /* nor tomorrow */
	assert_int_equal(callable(CALL_NOW), 1);
	assert_int_equal(number("SELECT count(*) FROM attempt"), 3);
}

static void who_was_booked_arrives(void **state)
{
	int64_t visit = booked(anna, "at=2026-11-23T10:00", "booked_at=2026-11-20T10:00", NULL);

	(void)state;
	good(visit_step(&c, visit, VISIT_CONFIRMED, NULL, &err));
	assert_int_equal(number("SELECT count(*) FROM attempt"), 0);
	good(visit_step(&c, visit, VISIT_ARRIVED, NULL, &err));
	good(visit_step(&c, visit, VISIT_SEATED, NULL, &err));
	good(visit_step(&c, visit, VISIT_COMPLETED, NULL, &err));
	assert_int_equal(number("SELECT count(*) FROM attempt"), 1); /* once */
	later(3 * 60);
	assert_int_equal(callable(CALL_NOW), 2);
}

/* The caller who has them on the screen is told what happened. */
static void caller_is_told(void **state)
{
	struct clinic other;
	struct clinic_options options = { .folder = folder, .staff = "bo", .today = "2026-11-23T09:04" };
	int64_t visit;

	(void)state;
	int64_t claim = taken(anna);
	good(call_alive(&c, claim, &err));
	good(clinic_open(&other, &options, &err));
	good(visit_walk_in(&other, anna, &visit, &err));
	clinic_close(&other);
	bad(call_alive(&c, claim, &err), ERR_CLAIM_OVER);
	assert_int_equal(callable(CALL_WITH), 0);
}

/* The words of it. */
static void what_happened_is_said(void **state)
{
	struct clinic other;
	struct clinic_options options = { .folder = folder, .staff = "bo", .today = "2026-11-23T09:04" };
	int64_t visit;

	(void)state;
	int64_t claim = taken(anna);
	good(clinic_open(&other, &options, &err));
	good(visit_walk_in(&other, anna, &visit, &err));
	clinic_close(&other);
	assert_false(call_alive(&c, claim, &err));
	assert_non_null(strstr(err.msg, "bo wrote down at 09:04: has been here already"));
	assert_non_null(strstr(err.msg, "they came at 09:04"));
	err_clear(&err);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(told_in_order),
		TEST(owed_once),
		TEST(who_rings_us_was_not_rung),
		TEST(who_comes_waits_no_longer),
		TEST(who_was_booked_arrives),
		TEST(caller_is_told),
		TEST(what_happened_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
