/* What follows a visit by itself: once, in the action that completes it, and gone when it is not.
 */
#include "support.h"

#include "revisit/base/i18n.h"
#include "revisit/base/rng.h"
#include "revisit/clinic/cadence.h"
#include "revisit/clinic/merge.h"
#include "revisit/clinic/undo.h"

#include <sys/wait.h>
#include <unistd.h>

static const char follow_ups[] =
	"SELECT rule || ' ' || date(due_day * 86400, 'unixepoch') || ' ' || state || "
	"coalesce(' ' || assignee, '') FROM task WHERE rule IS NOT NULL ORDER BY due_day, id";

static bool complete(int64_t visit, const char *kind)
{
	const struct visit_completion done = {
		.kind = kind, .provider = "lin", .amount = MONEY_NONE, .paid = MONEY_NONE
	};

	return visit_complete(&c, visit, &done, &err);
}

static bool set_visit(int64_t visit, const char *field, const char *value)
{
	struct visit v;

	record_init(&record_visit, &v);
	bool ok = store_get(&c.store, &record_visit, visit, &v, &err) &&
		  visit_set(&c, &v, field, value, &err) && visit_save(&c, &v, NULL, &err);
	record_release(&record_visit, &v);
	return ok;
}

static int64_t visit_today(const char *kind)
{
	int64_t id = registered("name=张伟", NULL);
	char *word = mem_printf("kind=%s", kind);

	/* The starter's settings: surgery is followed after a day and a week, cleaning by nothing.
	 */
	id = booked(id, "at=2026-11-23T08:30", word, NULL);
	free(word);
	return id;
}

static void undo(bool again)
{
	struct undo_offer offer;

	good(clinic_undo_offer(&c, again, 0, &offer, &err));
	good(clinic_undo(&c, offer.link, again, NULL, NULL, &err));
	undo_offer_release(&offer);
}

static const char open_both[] = "1d:care 2026-11-24 open lin\n1w:care 2026-11-30 open";
static const char away_both[] = "1d:care 2026-11-24 cancelled lin\n1w:care 2026-11-30 cancelled";

static void completing_makes_them(void **state)
{
	(void)state;
	int64_t v = visit_today("surgery");
	assert_string_equal(text(follow_ups), "");
	good(visit_step(&c, v, VISIT_ARRIVED, NULL, &err));
	good(visit_step(&c, v, VISIT_SEATED, NULL, &err));
	assert_string_equal(text(follow_ups), "");
	good(complete(v, NULL));
	assert_string_equal(text(follow_ups), open_both);
	/* one action, which undo takes back whole and redo does again */
	assert_string_equal(
		text("SELECT verb FROM action WHERE id = (SELECT max(action) FROM change "
		     "WHERE tbl = 'task')"),
		"visit-complete");
	undo(false);
	assert_string_equal(text(follow_ups), "");
	undo(true);
	assert_string_equal(text(follow_ups), open_both);
	/* leaving is no other completion */
	good(visit_step(&c, v, VISIT_LEFT, NULL, &err));
	assert_string_equal(text(follow_ups), open_both);
	all_sound();
}

static void any_way_of_completing(void **state)
{
	(void)state;
	int64_t v = visit_today("surgery");
	good(set_visit(v, "provider", "lin"));
	good(visit_step(&c, v, VISIT_LEFT, NULL, &err));
	assert_string_equal(text(follow_ups), open_both);
	/* written down afterwards: late, not too late, and long ago */
	int64_t p = registered("name=李娜", NULL);
	booked(p, "at=2026-11-20T09:00", "kind=crown", "status=completed", NULL);
	booked(p, "at=2026-11-10T09:00", "kind=crown", "status=completed", NULL);
	booked(p, "at=2025-11-20T09:00", "kind=crown", "status=completed", NULL);
	booked(p, "at=2026-11-20T10:00", "kind=cleaning", "status=completed", NULL);
	assert_string_equal(text(follow_ups),
			    "1w:care 2026-11-23 open\n1d:care 2026-11-24 open lin\n"
			    "1w:care 2026-11-27 open\n1w:care 2026-11-30 open");
}

static void not_of_the_dead(void **state)
{
	(void)state;
	int64_t v = visit_today("surgery");
	assert_true(edited(number("SELECT max(id) FROM patient"), "status", '=', "deceased"));
	good(complete(v, NULL));
	assert_string_equal(text(follow_ups), "");
}

static void what_is_taken_back(void **state)
{
	(void)state;
	int64_t v = visit_today("surgery");
	good(complete(v, NULL));
	good(visit_step(&c, v, VISIT_SEATED, NULL, &err));
	assert_string_equal(text(follow_ups), away_both);
	assert_int_equal(number("SELECT count(done_by) FROM task"), 0);
	good(complete(v, NULL));
	assert_string_equal(text(follow_ups), open_both);
	/* what a person closed stays closed, what was put off stays put off */
	int64_t first = number("SELECT min(id) FROM task");
	good(task_close(&c, first, TASK_CANCELLED, &err));
	good(task_snooze(&c, first + 1, 20800 + 10, MINUTE_NONE, "away", &err)); /* 23 Dec */
	good(visit_step(&c, v, VISIT_SEATED, NULL, &err));
	good(complete(v, NULL));
	assert_string_equal(text(follow_ups),
			    "1d:care 2026-11-24 cancelled lin\n1w:care 2026-12-23 open");
	all_sound();
}

static void what_is_changed(void **state)
{
	(void)state;
	int64_t v = visit_today("surgery");
	good(complete(v, NULL));
	/* another kind: one rule goes on, one falls away, then comes back */
	good(set_visit(v, "kind", "root-canal"));
	assert_string_equal(text(follow_ups),
			    "1d:care 2026-11-24 open lin\n1w:care 2026-11-30 cancelled");
	good(set_visit(v, "kind", "cleaning"));
	assert_string_equal(text(follow_ups), away_both);
	good(set_visit(v, "kind", "implant"));
	assert_string_equal(text(follow_ups), open_both);
	/* another dentist, another day; not what somebody was given */
	int64_t first = number("SELECT min(id) FROM task");
	good(set_visit(v, "provider", "xu"));
	assert_string_equal(text(follow_ups),
			    "1d:care 2026-11-24 open xu\n1w:care 2026-11-30 open");
	struct task t;
	record_init(&record_task, &t);
	good(store_get(&c.store, &record_task, first, &t, &err));
	good(task_set(&c, &t, "to", "bo", &err));
	good(task_save(&c, &t, NULL, &err));
	record_release(&record_task, &t);
	good(set_visit(v, "provider", "lin"));
	good(set_visit(v, "at", "2026-11-21T10:00"));
	assert_string_equal(text(follow_ups),
			    "1d:care 2026-11-23 open bo\n1w:care 2026-11-28 open");
	/* an amount, a note: nothing */
	int64_t changes = number("SELECT count(*) FROM change WHERE tbl = 'task'");
	good(set_visit(v, "note", "well"));
	assert_int_equal(number("SELECT count(*) FROM change WHERE tbl = 'task'"), changes);
	all_sound();
}

static void they_go_with_their_visit(void **state)
{
	struct merge_preview p;
	struct unmerged back;
	int moved;

	(void)state;
	int64_t v = visit_today("surgery");
	int64_t who = number("SELECT max(id) FROM patient");
	int64_t other = registered("name=张伟", NULL);
	good(complete(v, NULL));
	good(clinic_refile(&c, &record_visit, v, other, &moved, &err));
	assert_int_equal(number("SELECT sum(patient) FROM task"), 2 * other);
	good(clinic_refile(&c, &record_visit, v, who, &moved, &err));
	/* merged, completed anew there, taken apart again */
	good(visit_step(&c, v, VISIT_SEATED, NULL, &err));
	good(clinic_merge_preview(&c, other, who, &p, &err));
	good(clinic_merge(&c, &p, &err));
	merge_preview_release(&p);
	good(complete(v, "crown"));
	assert_int_equal(number("SELECT count(*) FROM task WHERE patient <> 2"), 0);
	good(clinic_unmerge(&c, who, &back, &err));
	assert_int_equal(number("SELECT count(*) FROM task t JOIN visit v ON v.id = t.visit WHERE "
				"v.patient <> t.patient"),
			 0);
	assert_int_equal(number("SELECT patient FROM visit"), who);
	all_sound();
}

/* Completed, taken back, changed, undone and done again at random: never two of one rule, and what
 * is open belongs to a visit that is done and of a kind that it follows. */
static void never_double(void **state)
{
	static const char *const kinds[] = { "surgery", "implant", "crown", "cleaning",
					     "root-canal" };
	static const enum visit_status steps[] = { VISIT_SEATED, VISIT_COMPLETED, VISIT_LEFT,
						   VISIT_ARRIVED };
	struct rng rng;

	(void)state;
	sql("PRAGMA synchronous = OFF");
	rng_seed(&rng, 11);
	int64_t v[2] = { visit_today("surgery"), visit_today("crown") };
	for (int i = 0; i < 400; i++) {
		int64_t which = v[rng_below(&rng, 2)];
		struct undo_offer offer = { 0 };
		bool again;
		switch (rng_below(&rng, 6)) {
		case 0:
			complete(which, kinds[rng_below(&rng, ARRAY_SIZE(kinds))]);
			break;
		case 1:
			visit_step(&c, which, steps[rng_below(&rng, ARRAY_SIZE(steps))], NULL,
				   &err);
			break;
		case 2:
			set_visit(which, "kind", kinds[rng_below(&rng, ARRAY_SIZE(kinds))]);
			break;
		case 3:
			task_close(&c, number("SELECT coalesce(max(id), 0) FROM task"),
				   rng_chance(&rng, 0.5) ? TASK_DONE : TASK_OPEN, &err);
			break;
		default:
			again = rng_chance(&rng, 0.4);
			if (clinic_undo_offer(&c, again, 0, &offer, &err) && offer.link)
				clinic_undo(&c, offer.link, again, NULL, NULL, &err);
			undo_offer_release(&offer);
			break;
		}
		err_clear(&err);
		assert_int_equal(
			number("SELECT count(*) FROM (SELECT 1 FROM task WHERE rule IS NOT NULL "
			       "GROUP BY visit, rule HAVING count(*) > 1)"),
			0);
		/* What a person opened again stays open, whatever became of the visit: not counted.
		 */
		assert_int_equal(
			number("SELECT count(*) FROM task t JOIN visit v ON v.id = t.visit WHERE "
			       "t.state = 'open' AND v.kind = 'cleaning' AND NOT EXISTS (SELECT 1 "
			       "FROM change x WHERE x.tbl = 'task' AND x.row = t.id AND x.action "
			       "IN "
			       "(SELECT id FROM action WHERE verb = 'task-reopen'))"),
			0);
	}
	assert_true(number("SELECT count(*) FROM task") > 0);
	all_sound();
}

/* Two terminals at the same visit, again and again. */
static void two_terminals(void **state)
{
	(void)state;
	int64_t v = visit_today("surgery");
	clinic_close(&c);
	pid_t pids[2];
	for (int k = 0; k < 2; k++) {
		pids[k] = fork();
		if (pids[k])
			continue;
		struct clinic_options o = { .folder = folder,
					    .staff = k ? "bo" : "mei",
					    .today = "2026-11-23T09:02",
					    .seed = (uint64_t)k + 2 };
		bool ok = clinic_open(&c, &o, &err);
		for (int i = 0; ok && i < 20; i++) {
			complete(v, NULL);
			visit_step(&c, v, VISIT_SEATED, NULL, NULL);
		}
		complete(v, NULL);
		_exit(ok ? 0 : 1);
	}
	for (int k = 0; k < 2; k++) {
		int status;
		waitpid(pids[k], &status, 0);
		assert_int_equal(status, 0);
	}
	struct clinic_options o = {
		.folder = folder, .staff = "mei", .today = "2026-11-23T09:02", .seed = 1
	};
	err_clear(&err);
	good(clinic_open(&c, &o, &err));
	if (number("SELECT status = 'seated' FROM visit"))
		good(complete(v, NULL));
	assert_string_equal(text(follow_ups), open_both);
	all_sound();
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, clinic_set_up, clinic_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(completing_makes_them),
		TEST(any_way_of_completing),
		TEST(not_of_the_dead),
		TEST(what_is_taken_back),
		TEST(what_is_changed),
		TEST(they_go_with_their_visit),
		TEST(never_double),
		TEST(two_terminals),
	};

	i18n_init("en", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
