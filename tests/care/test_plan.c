/* How far a treatment plan is. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/care/plan.h"

enum { TODAY = 20000 };

static struct rows plans, items, visits;
static struct plan plan;

static int set_up(void **state)
{
	(void)state;
	rows_init(&plans, &record_plan);
	rows_init(&items, &record_plan_item);
	rows_init(&visits, &record_visit);
	record_init(&record_plan, &plan);
	plan.row.id = 1;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	rows_release(&plans);
	rows_release(&items);
	rows_release(&visits);
	record_release(&record_plan, &plan);
	return 0;
}

static struct plan_item *part(const char *kind, int64_t price, int n, const char *gap)
{
	struct plan_item *it = rows_add(&items);

	it->row.id = (int64_t)items.n * 10;
	it->plan = 1;
	it->visits = n;
	it->price = price;
	str_replace(&it->what, kind);
	str_replace(&it->kind, kind);
	str_replace(&it->gap, gap);
	return it;
}

static struct visit *visit(int64_t item, day_t day, enum visit_status status)
{
	struct visit *v = rows_add(&visits);

	v->row.id = (int64_t)visits.n;
	v->plan_item = item;
	v->day = day;
	v->status = (int)status;
	return v;
}

static struct plan_now now(void)
{
	return plan_now(&plan, &items, &visits, TODAY);
}

static void what_was_said_is_so_until_something_is_booked(void **state)
{
	static const struct {
		enum plan_status said;
		enum plan_state alone, booked, begun, finished;
	} rows[] = {
		{ PLAN_OFFERED, PLAN_IS_OFFERED, PLAN_IS_BOOKED, PLAN_IS_IN_PROGRESS, PLAN_IS_DONE },
		{ PLAN_THINKING, PLAN_IS_THINKING, PLAN_IS_BOOKED, PLAN_IS_IN_PROGRESS, PLAN_IS_DONE },
		{ PLAN_ACCEPTED, PLAN_IS_ACCEPTED, PLAN_IS_BOOKED, PLAN_IS_IN_PROGRESS, PLAN_IS_DONE },
		{ PLAN_DONE, PLAN_IS_DONE, PLAN_IS_DONE, PLAN_IS_DONE, PLAN_IS_DONE },
		{ PLAN_DECLINED, PLAN_IS_DECLINED, PLAN_IS_DECLINED, PLAN_IS_DECLINED, PLAN_IS_DECLINED },
		{ PLAN_ELSEWHERE, PLAN_IS_ELSEWHERE, PLAN_IS_ELSEWHERE, PLAN_IS_ELSEWHERE,
		  PLAN_IS_ELSEWHERE },
	};

	(void)state;
	part("root-canal", 900, 1, NULL);
	part("crown", 3200, 1, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		plan.status = (int)rows[i].said;
		assert_int_equal(now().state, rows[i].alone);
		visit(10, TODAY + 3, VISIT_PLANNED);
		assert_int_equal(now().state, rows[i].booked);
		((struct visit *)rows_at(&visits, 0))->status = VISIT_COMPLETED;
		assert_int_equal(now().state, rows[i].begun);
		visit(20, TODAY, VISIT_LEFT);
		assert_int_equal(now().state, rows[i].finished);
		rows_remove(&visits, 1);
		rows_remove(&visits, 0);
	}
}

static void only_bookings_that_stand_count(void **state)
{
	static const struct {
		enum visit_status status;
		int day;
		bool stands;
	} rows[] = {
		{ VISIT_PLANNED, 0, true },    { VISIT_CONFIRMED, 5, true }, { VISIT_PLANNED, -1, false },
		{ VISIT_ARRIVED, 0, true },    { VISIT_SEATED, 0, true },    { VISIT_ARRIVED, -1, false },
		{ VISIT_CANCELLED, 3, false }, { VISIT_NO_SHOW, 0, false },
		{ VISIT_RESCHEDULED, 3, false },
	};

	(void)state;
	part("crown", 3200, 1, NULL);
	plan.status = PLAN_ACCEPTED;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct visit *v = visit(10, TODAY + rows[i].day, rows[i].status);
		struct plan_now n = now();
		assert_int_equal(n.state, rows[i].stands ? PLAN_IS_BOOKED : PLAN_IS_ACCEPTED);
		assert_int_equal(n.unscheduled, !rows[i].stands);
		assert_int_equal(n.next_item, rows[i].stands ? 0 : 10);
		assert_int_equal(n.next_visit, rows[i].stands ? v->row.id : 0);
		rows_remove(&visits, 0);
	}
}

static void a_course_keeps_its_gap(void **state)
{
	(void)state;
	struct plan_item *it = part("implant", 8800, 3, "3m");
	day_t first = day_make(2024, 8, 31);
	visit(10, first, VISIT_COMPLETED);
	struct item_now n = item_now(it, &visits, first + 1);
	assert_int_equal(n.done, 1);
	assert_int_equal(n.left, 2);
	/* The end of a shorter month. */
	assert_int_equal(n.earliest, day_make(2024, 11, 30));
	/* What is booked counts too, but not the visit that is moved. */
	struct visit *second = visit(10, day_make(2024, 12, 2), VISIT_PLANNED);
	int64_t id = second->row.id;
	assert_int_equal(item_earliest(it, &visits, 0, DAY_NONE), day_make(2025, 3, 2));
	assert_int_equal(item_earliest(it, &visits, id, DAY_NONE), day_make(2024, 11, 30));
	assert_int_equal(item_earliest(it, &visits, id, day_make(2024, 11, 29)),
			 day_make(2024, 11, 30));
	assert_int_equal(item_earliest(it, &visits, id, day_make(2024, 11, 30)), DAY_NONE);
	assert_int_equal(item_earliest(it, &visits, id, first), day_make(2024, 11, 30));
	/* Long ago: today. */
	assert_int_equal(item_now(it, &visits, day_make(2026, 1, 1)).earliest, day_make(2026, 1, 1));
	str_replace(&it->gap, NULL);
	assert_int_equal(item_earliest(it, &visits, 0, DAY_NONE), DAY_NONE);
}

/* Neither too soon behind one nor too near before the next. */
static void a_gap_has_two_sides(void **state)
{
	struct plan_item *it = part("aligner", 500, 9, "10d");

	(void)state;
	visit(10, 120, VISIT_PLANNED);
	visit(10, 100, VISIT_COMPLETED);
	visit(10, 105, VISIT_CANCELLED);
	visit(10, 150, VISIT_CONFIRMED);
	static const struct {
		day_t day, earliest, next;
	} rows[] = {
		{ 80, DAY_NONE, DAY_NONE }, { 90, DAY_NONE, DAY_NONE }, { 91, 110, 100 },
		{ 100, 110, DAY_NONE },     { 109, 110, DAY_NONE },	{ 110, DAY_NONE, DAY_NONE },
		{ 111, 130, 120 },	    { 129, 130, DAY_NONE },	{ 130, DAY_NONE, DAY_NONE },
		{ 140, DAY_NONE, DAY_NONE }, { 141, 160, 150 },		{ 160, DAY_NONE, DAY_NONE },
	};
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(item_earliest(it, &visits, 0, rows[i].day), rows[i].earliest);
		assert_int_equal(item_next_near(it, &visits, 0, rows[i].day), rows[i].next);
	}
	str_replace(&it->gap, NULL);
	assert_int_equal(item_earliest(it, &visits, 0, 111), DAY_NONE);
	assert_int_equal(item_next_near(it, &visits, 0, 111), DAY_NONE);
}

/* A booking for what is not wanted any more is none of the plan. */
static void a_dropped_part_books_nothing(void **state)
{
	(void)state;
	part("crown", 3200, 1, NULL);
	part("whitening", 1680, 1, NULL)->state = ITEM_DROPPED;
	plan.status = PLAN_ACCEPTED;
	visit(20, TODAY + 3, VISIT_PLANNED);
	assert_int_equal(now().state, PLAN_IS_ACCEPTED);
	assert_true(now().unscheduled);
	assert_int_equal(now().next_visit, 0);
	assert_int_equal(now().next_day, DAY_NONE);
	assert_int_equal(now().next_item, 10);
	visit(10, TODAY + 5, VISIT_PLANNED);
	assert_int_equal(now().state, PLAN_IS_BOOKED);
	assert_int_equal(now().next_day, TODAY + 5);
}

static void broken_off_is_a_month_beyond_the_gap(void **state)
{
	(void)state;
	part("implant", 8800, 2, "2w");
	plan.status = PLAN_ACCEPTED;
	day_t due = day_make(2026, 1, 31);
	visit(10, due - 14, VISIT_COMPLETED);
	assert_false(plan_now(&plan, &items, &visits, due).broken_off);
	assert_true(plan_now(&plan, &items, &visits, due).unscheduled);
	assert_false(plan_now(&plan, &items, &visits, day_make(2026, 2, 28)).broken_off);
	assert_true(plan_now(&plan, &items, &visits, day_make(2026, 3, 1)).broken_off);
	/* Who is booked has not broken off. */
	visit(10, day_make(2026, 4, 1), VISIT_CONFIRMED);
	assert_false(plan_now(&plan, &items, &visits, day_make(2026, 3, 1)).broken_off);
	plan.status = PLAN_DECLINED;
	assert_false(plan_now(&plan, &items, &visits, day_make(2026, 5, 1)).broken_off);
}

static void asked_again_when_the_day_is_here(void **state)
{
	(void)state;
	part("crown", 3200, 1, NULL);
	plan.status = PLAN_THINKING;
	assert_false(now().may_ask);
	plan.ask_after = TODAY + 1;
	assert_false(now().may_ask);
	plan.ask_after = TODAY;
	assert_true(now().may_ask);
	plan.status = PLAN_DECLINED;
	assert_true(now().may_ask);
	plan.status = PLAN_ELSEWHERE;
	assert_false(now().may_ask);
	plan.status = PLAN_THINKING;
	visit(10, TODAY + 1, VISIT_PLANNED);
	assert_false(now().may_ask);
}

static void money_is_of_what_is_not_finished(void **state)
{
	(void)state;
	part("root-canal", 90000, 2, NULL);
	part("crown", 320000, 1, NULL);
	struct plan_item *free_of_price = part("exam", MONEY_NONE, 1, NULL);
	struct plan_item *dropped = part("whitening", 168000, 1, NULL);
	dropped->state = ITEM_DROPPED;
	assert_int_equal(now().price, 410000);
	assert_int_equal(now().open, 410000);
	assert_int_equal(now().visits, 4);
	visit(10, TODAY - 7, VISIT_COMPLETED);
	assert_int_equal(now().open, 410000);
	visit(10, TODAY - 1, VISIT_LEFT);
	assert_int_equal(now().open, 320000);
	assert_int_equal(now().done, 2);
	assert_int_equal(now().next_item, 20);
	((struct plan_item *)rows_at(&items, 1))->state = ITEM_DONE;
	free_of_price->state = ITEM_DONE;
	assert_int_equal(now().state, PLAN_IS_DONE);
	assert_int_equal(now().open, 0);
	assert_int_equal(now().next_item, 0);
}

static void a_plan_without_parts_is_what_was_said(void **state)
{
	(void)state;
	plan.status = PLAN_ACCEPTED;
	struct plan_now n = now();
	assert_int_equal(n.state, PLAN_IS_ACCEPTED);
	assert_true(n.price == MONEY_NONE);
	assert_int_equal(n.next_item, 0);
	assert_true(n.unscheduled);
}

static void a_visit_finds_its_part(void **state)
{
	struct visit v;

	(void)state;
	record_copy(&record_plan, rows_add(&plans), &plan);
	str_replace(&part("crown", 3200, 1, NULL)->teeth, "36");
	str_replace(&part("crown", 3200, 1, NULL)->teeth, "46");
	record_init(&record_visit, &v);
	str_replace(&v.kind, "crown");
	assert_int_equal(item_for(&plans, &items, &visits, &v, TODAY), 10);
	str_replace(&v.teeth, "46");
	assert_int_equal(item_for(&plans, &items, &visits, &v, TODAY), 20);
	str_replace(&v.teeth, "11");
	assert_int_equal(item_for(&plans, &items, &visits, &v, TODAY), 0);
	str_replace(&v.teeth, NULL);
	visit(10, TODAY + 1, VISIT_PLANNED);
	assert_int_equal(item_for(&plans, &items, &visits, &v, TODAY), 20);
	((struct plan *)rows_at(&plans, 0))->status = PLAN_DECLINED;
	assert_int_equal(item_for(&plans, &items, &visits, &v, TODAY), 0);
	((struct plan *)rows_at(&plans, 0))->status = PLAN_OFFERED;
	str_replace(&v.kind, NULL);
	assert_int_equal(item_for(&plans, &items, &visits, &v, TODAY), 0);
	record_release(&record_visit, &v);
}

static bool same(const struct plan_now *a, const struct plan_now *b)
{
	return a->state == b->state && a->unscheduled == b->unscheduled &&
	       a->broken_off == b->broken_off && a->may_ask == b->may_ask;
}

/* Day by day over half a year: nothing is otherwise before it was said to be. */
static void tells_when_it_changes_by_itself(void **state)
{
	(void)state;
	part("implant", 9000, 3, "2w");
	part("crown", 3000, 1, NULL);
	plan.status = PLAN_ACCEPTED;
	plan.ask_after = TODAY + 30;
	visit(10, TODAY - 10, VISIT_COMPLETED);
	visit(10, TODAY + 4, VISIT_PLANNED);
	visit(20, TODAY + 9, VISIT_CONFIRMED);
	assert_int_equal(now().change, TODAY + 5);
	int changes = 0;
	for (day_t day = TODAY; day < TODAY + 180; day++) {
		struct plan_now a = plan_now(&plan, &items, &visits, day);
		struct plan_now b = plan_now(&plan, &items, &visits, day + 1);
		assert_true(a.change > day);
		assert_true(same(&a, &b) || a.change == day + 1);
		changes += !same(&a, &b);
	}
	assert_int_equal(changes, 2); /* nothing is booked any more, and a month later it is broken off */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
		TEST(what_was_said_is_so_until_something_is_booked),
		TEST(only_bookings_that_stand_count),
		TEST(a_course_keeps_its_gap),
		TEST(a_gap_has_two_sides),
		TEST(a_dropped_part_books_nothing),
		TEST(broken_off_is_a_month_beyond_the_gap),
		TEST(asked_again_when_the_day_is_here),
		TEST(money_is_of_what_is_not_finished),
		TEST(a_plan_without_parts_is_what_was_said),
		TEST(a_visit_finds_its_part),
		TEST(tells_when_it_changes_by_itself),
#undef TEST
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
