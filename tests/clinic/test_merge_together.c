/* What belongs together stays together when a merge is taken back or apart: a plan and its parts, a
 * booking and what it was moved to, a wish and its visit. */
#include "support.h"

#include "revisit/base/i18n.h"
#include "revisit/clinic/merge.h"
#include "revisit/clinic/undo.h"

static int64_t keep, lose;

static void make_two(void)
{
	keep = registered("name=李小娜", NULL);
	lose = registered("name=李娜", NULL);
	booked(keep, "day=2026-11-20", "kind=exam", NULL);
	booked(lose, "day=2026-11-24", "kind=cleaning", NULL);
}

static void merged(void)
{
	struct merge_preview p;

	good(clinic_merge_preview(&c, keep, lose, &p, &err));
	good(clinic_merge(&c, &p, &err));
	merge_preview_release(&p);
}

static void unmerged(void)
{
	struct unmerged u;

	good(clinic_unmerge(&c, lose, &u, &err));
}

/* Writes a row as an action of its own; its id. */
static int64_t written(const struct record *rec, void *row)
{
	good(clinic_begin(&c, "write", 0, &err));
	good(clinic_end(&c, store_insert(&c.store, rec, row, &err), &err));
	int64_t id = ((struct row *)row)->id;
	record_release(rec, row);
	return id;
}

static int64_t planned(int64_t patient)
{
	struct plan p;

	record_init(&record_plan, &p);
	p.patient = patient;
	str_replace(&p.what, "crown");
	return written(&record_plan, &p);
}

static int64_t part_of(int64_t plan, int64_t patient)
{
	struct plan_item it;

	record_init(&record_plan_item, &it);
	it.patient = patient;
	it.plan = plan;
	it.visits = 1;
	str_replace(&it.what, "crown");
	return written(&record_plan_item, &it);
}

static int64_t wished(int64_t patient, int64_t visit)
{
	struct sooner s;

	record_init(&record_sooner, &s);
	s.patient = patient;
	s.visit = visit;
	return written(&record_sooner, &s);
}

/* What was moved to another day since is the same booking, and so is the wish for a sooner one. */
static void moved_since_it_goes_back_whole(void **state)
{
	int64_t second;
	int64_t third;

	(void)state;
	make_two();
	int64_t first = number("SELECT id FROM visit WHERE patient = 2");
	int64_t part = part_of(planned(lose), lose);
	sql("UPDATE visit SET plan_item = 1 WHERE patient = 2");
	assert_int_equal(part, 1);
	merged();
	good(visit_move(&c, first, clinic_today(&c) + 9, 600, NULL, &second, &err));
	good(visit_move(&c, second, clinic_today(&c) + 19, 600, NULL, &third, &err));
	wished(keep, third);
	unmerged();
	assert_int_equal(number("SELECT count(*) FROM visit WHERE patient = 2"), 3);
	assert_int_equal(number("SELECT plan_item FROM visit WHERE id = 4"), part);
	assert_int_equal(number("SELECT patient FROM sooner"), lose);
	all_sound();
}

/* A wish that goes back does not take the other's visit with it. */
static void a_wish_goes_back_alone(void **state)
{
	(void)state;
	make_two();
	wished(lose, 0);
	merged();
	sql("UPDATE sooner SET visit = (SELECT id FROM visit WHERE day = 20777)");
	assert_int_equal(number("SELECT visit FROM sooner"), 1);
	unmerged();
	assert_int_equal(number("SELECT patient FROM sooner"), lose);
	assert_int_equal(number("SELECT count(visit) FROM sooner"), 0);
	all_sound();
}

static void not_undone(int64_t action, const char *why)
{
	assert_false(clinic_undo(&c, action, false, NULL, NULL, &err));
	assert_int_equal(err.code, ERR_CONFLICT);
	if (!strstr(err.msg, why))
		fail_msg("%s", err.msg);
	err_clear(&err);
	all_sound();
}

/* Plain undo would leave the new part, or its visit, on the other chart; taking apart does not. */
static void undoing_splits_no_plan(void **state)
{
	const char *last = "SELECT max(id) FROM action";

	(void)state;
	make_two();
	int64_t plan = planned(lose);
	int64_t part = part_of(plan, lose);
	merged();
	int64_t merge = number(last);
	/* A part added to it. */
	part_of(plan, keep);
	not_undone(merge, "something was added to it since (");
	not_undone(merge, "take the two charts apart with unmerge instead");
	good(clinic_undo(&c, number(last), false, NULL, NULL, &err));
	/* A visit for it; a booking moved; a wish for a sooner one. */
	struct visit v;
	record_init(&record_visit, &v);
	v.patient = keep;
	v.day = clinic_today(&c) + 3;
	v.plan_item = part;
	written(&record_visit, &v);
	not_undone(merge, "something was added to it since (");
	good(clinic_undo(&c, number(last), false, NULL, NULL, &err));
	good(visit_move(&c, 2, clinic_today(&c) + 9, 600, NULL, NULL, &err));
	not_undone(merge, "visit v2");
	good(clinic_undo(&c, number(last), false, NULL, NULL, &err));
	wished(keep, 2);
	not_undone(merge, "something was added to it since (");
	good(clinic_undo(&c, number(last), false, NULL, NULL, &err));
	good(clinic_undo(&c, merge, false, NULL, NULL, &err));
	assert_int_equal(number("SELECT patient FROM plan_item"), lose);
	all_sound();
	/* A part that was deleted meanwhile does not come back onto the other chart. */
	good(clinic_undo(&c, merge, true, NULL, NULL, &err));
	good(clinic_begin(&c, "drop", 0, &err));
	good(clinic_end(&c, store_delete(&c.store, &record_plan_item, part, &err), &err));
	int64_t dropped = number(last);
	unmerged();
	not_undone(dropped, "what it belongs to is on another chart now");
}

/* What was written on a chart while it was apart would be seen by nobody if undo merged it again. */
static void apart_it_got_something(void **state)
{
	const char *last = "SELECT max(id) FROM action";
	struct note note;

	(void)state;
	make_two();
	merged();
	unmerged();
	int64_t apart = number(last);
	record_init(&record_note, &note);
	note.patient = lose;
	note.at = 1;
	str_replace(&note.text, "rang about the crown");
	written(&record_note, &note);
	not_undone(apart, "something was added to it since (");
	not_undone(apart, "compare and merge the two charts anew");
	good(clinic_undo(&c, number(last), false, NULL, NULL, &err));
	edited(lose, "name", '=', "李娜娜");
	not_undone(apart, "it was changed later");
	good(clinic_undo(&c, number(last), false, NULL, NULL, &err));
	good(clinic_undo(&c, apart, false, NULL, NULL, &err));
	assert_int_equal(store_survivor(&c.store, lose), keep);
	all_sound();
}

/* Nor is a merged chart named as somebody's guardian again. */
static void a_merged_chart_is_not_named_again(void **state)
{
	const char *last = "SELECT max(id) FROM action";

	(void)state;
	make_two();
	int64_t child = registered("name=李小小", NULL);
	edited(child, "guardian", '=', "1002");
	edited(child, "guardian", '=', "");
	int64_t cleared = number(last);
	merged();
	not_undone(cleared, "the chart was merged with another since");
}

/* A wish that left with the visit it is about stays with it, though its own chart came from elsewhere. */
static void what_followed_a_visit_stays_with_it(void **state)
{
	(void)state;
	make_two();
	int64_t wish = wished(lose, 0);
	merged();
	int64_t first = lose;
	lose = registered("name=李小娜", "phone=13800000099", NULL);
	int64_t visit = booked(lose, "day=2026-12-01", NULL);
	merged();
	assert_int_equal(wish, 1);
	sql("UPDATE sooner SET visit = (SELECT max(id) FROM visit)");
	unmerged();
	assert_int_equal(number("SELECT patient FROM sooner"), lose);
	assert_int_equal(number("SELECT visit FROM sooner"), visit);
	lose = first;
	unmerged();
	assert_int_equal(number("SELECT visit FROM sooner"), visit);
	all_sound();
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, clinic_set_up, clinic_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(moved_since_it_goes_back_whole),
		TEST(a_wish_goes_back_alone),
		TEST(undoing_splits_no_plan),
		TEST(apart_it_got_something),
		TEST(a_merged_chart_is_not_named_again),
		TEST(what_followed_a_visit_stays_with_it),
	};

	i18n_init("en", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
