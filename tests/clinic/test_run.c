/* What a rule says is done: once for every entry, taken back, daily by whoever is at work. */
#include "segments_support.h"

#include "revisit/clinic/undo.h"

static const char rules[] =
	"segments:\n"
	"  new-ones:\n"
	"    who: [is active]\n"
	"    start: new members only\n"
	"    then: [{task: welcome them}, {tag: anxious}]\n"
	"  big:\n"
	"    who: [tagged smoker]\n"
	"    then: [{tag: vip}, {untag on leaving: vip}]\n"
	"  post-op:\n"
	"    who: [has surgery visit in the last 3 days]\n"
	"    run: daily\n"
	"    then: [{task: 'ask how it heals, due tomorrow, to the provider, priority 1'}]\n"
	"  called: {who: [tagged smoker], then: [{call: smokers}]}\n";

static struct segment_run run;

/* Runs it, really or not; what is done in lines "Ann: tag VIP". */
static const char *done_by(const char *key, bool dry)
{
	static char out[2000];

	segment_run_release(&run);
	good(dry ? segment_run_plan(&c, segment_of(key), &run, &err)
		 : segment_run_do(&c, segment_of(key), &run, &err));
	out[0] = '\0';
	for (size_t i = 0; i < run.n; i++) {
		size_t len = strlen(out);
		if (run.lines[i].then)
			snprintf(out + len, sizeof(out) - len, "%s%s: %s", len ? "\n" : "",
				 field_of(run.lines[i].patient, "name"), run.lines[i].what);
	}
	return out;
}

static void undo_last(void)
{
	struct undo_offer offer;

	good(clinic_undo_offer(&c, false, 0, &offer, &err));
	good(clinic_undo(&c, offer.link, false, NULL, NULL, &err));
	undo_offer_release(&offer);
}

static int teardown(void **state)
{
	segment_run_release(&run);
	return clinic_tear_down(state);
}

static void tagged(int64_t patient, const char *tag, bool on)
{
	bool changed;

	good(on ? tag_add(&c, patient, tag, DAY_NONE, &changed, &err)
		: tag_remove(&c, patient, tag, &changed, &err));
}

static void once_per_entry(void **state)
{
	static const char both[] = "Bob: to-do: welcome them, due today\nBob: tag anxious";

	(void)state;
	registered("name=Ann", NULL);
	saved(rules);
	members("new-ones");
	/* Who was there when the rule came is left in peace. */
	assert_string_equal(done_by("new-ones", false), "");
	assert_int_equal(run.skipped, 1);
	int64_t bob = registered("name=Bob", NULL);
	assert_string_equal(done_by("new-ones", true), both);
	assert_int_equal(number("SELECT count(*) FROM task"), 0);
	assert_string_equal(done_by("new-ones", false), both);
	assert_int_equal(run.entries, 1);
	assert_string_equal(text("SELECT segment FROM task"), "new-ones");
	assert_string_equal(done_by("new-ones", false), "");
	assert_int_equal(run.already, 1);
	/* All of it, and his turn comes again. */
	undo_last();
	assert_int_equal(number("SELECT count(*) FROM task"), 0);
	assert_int_equal(number("SELECT count(*) FROM patient_tag"), 0);
	assert_string_equal(done_by("new-ones", false), both);
	/* Leaving and coming back is another entry, on another day. */
	edited(bob, "status", '=', "moved");
	assert_string_equal(done_by("new-ones", false), "");
	clinic_again("2026-11-24T09:00");
	edited(bob, "status", '=', "active");
	assert_string_equal(done_by("new-ones", false), "Bob: to-do: welcome them, due today");
	all_sound();
}

static void tags_come_and_go(void **state)
{
	(void)state;
	saved(rules);
	int64_t ann = registered("name=Ann", NULL);
	int64_t bob = registered("name=Bob", NULL);
	tagged(ann, "smoker", true);
	tagged(bob, "smoker", true);
	tagged(bob, "vip", true);
	assert_string_equal(done_by("big", false), "Ann: tag VIP");
	tagged(ann, "smoker", false);
	tagged(bob, "smoker", false);
	/* Bob's was set by hand, and stays. */
	assert_string_equal(done_by("big", true), "Ann: tag VIP goes: no member any more");
	/* Who came back meanwhile keeps it. */
	clinic_again("2026-11-24T09:00");
	tagged(ann, "smoker", true);
	assert_string_equal(done_by("big", false), "");
	clinic_again("2026-11-25T09:00");
	tagged(ann, "smoker", false);
	assert_string_equal(done_by("big", false), "Ann: tag VIP goes: no member any more");
	assert_string_equal(text("SELECT patient FROM patient_tag"), text("SELECT 2"));
	assert_string_equal(done_by("big", false), "");
	undo_last();
	assert_int_equal(number("SELECT count(*) FROM patient_tag WHERE tag = 'vip'"), 2);
}

/* What hangs on a chart that was merged is there again when it is taken apart. */
static void merged_charts_wait(void **state)
{
	(void)state;
	saved(rules);
	int64_t ann = registered("name=Ann", NULL);
	int64_t twin = registered("name=Ann", NULL);
	tagged(twin, "smoker", true);
	assert_string_equal(done_by("big", false), "Ann: tag VIP");
	merged(ann, twin);
	sql("UPDATE patient_tag SET patient = 2 WHERE tag = 'vip'");
	assert_null(strstr(done_by("big", true), "goes"));
}

/* Nobody has anything to do: a call list is its members. */
static void call_lists_need_nothing(void **state)
{
	(void)state;
	saved(rules);
	tagged(registered("name=Ann", NULL), "smoker", true);
	assert_string_equal(done_by("called", false), "");
	assert_int_equal(run.entries, 1);
	assert_int_equal(number("SELECT count(*) FROM task"), 0);
}

static size_t told;

static void tell(const struct segment *s, const struct segment_run *r, void *arg)
{
	assert_string_equal(s->key, "post-op");
	assert_null(arg);
	told += r->n > 0;
}

static void daily(void **state)
{
	struct undo_offer offer;
	bool done;

	(void)state;
	saved(rules);
	int64_t ann = registered("name=Ann", NULL);
	booked(ann, "at=2026-11-21T10:00", "kind=surgery", "provider=xu", "status=completed", NULL);
	good(segments_run_daily(&c, tell, NULL, &err));
	assert_int_equal(told, 1);
	assert_string_equal(
		text("SELECT assignee || ' ' || priority || ' ' || created_by || ' ' || "
		     "(due_day - (SELECT day FROM segments)) FROM task WHERE segment = 'post-op'"),
		"xu high rules 1");
	/* Once a day, also by other ways. */
	int64_t bob = registered("name=Bob", NULL);
	booked(bob, "at=2026-11-21T11:00", "kind=surgery", "status=completed", NULL);
	good(segments_run_daily(&c, tell, NULL, &err));
	good(clinic_segments_work(&c, 5, &done, &err));
	assert_int_equal(told, 1);
	/* Nobody is offered to take back what they did not do. */
	good(clinic_undo_offer(&c, false, 0, &offer, &err));
	assert_null(strstr(offer.words, "heals"));
	undo_offer_release(&offer);
	assert_string_equal(c.staff, "mei");
	/* The next day; nothing again for Ann. */
	clinic_again("2026-11-24T08:00");
	do
		good(clinic_segments_work(&c, 5, &done, &err));
	while (!done);
	assert_string_equal(
		text("SELECT patient || ' ' || (due_day - (SELECT day FROM segments)) FROM "
		     "task WHERE segment = 'post-op' ORDER BY patient"),
		text("SELECT '1 0' UNION ALL SELECT '2 1'"));
	all_sound();
}

/* A to-do of a day on which nobody works is of the next working day. */
static void due_when_somebody_works(void **state)
{
	(void)state;
	clinic_again("2027-09-29T09:00");
	saved("segments: {x: {who: [is active], then: [{task: 'ring, due in 2 days'}]}}\n");
	registered("name=Ann", NULL);
	done_by("x", false);
	assert_int_equal(number("SELECT due_day FROM task"), day_make(2027, 10, 4));
}

/* One of them was seen to since: that one stays, is named before, and has had their turn. */
static void taken_back_in_parts(void **state)
{
	struct undo_offer offer;
	struct undo_parts stays;

	(void)state;
	saved(rules);
	registered("name=Cy", NULL);
	members("new-ones");
	registered("name=Ann", NULL);
	int64_t bob = registered("name=Bob", NULL);
	done_by("new-ones", false);
	good(clinic_undo_offer(&c, false, 0, &offer, &err));
	int64_t ran = offer.link;
	assert_false(offer.ask);
	undo_offer_release(&offer);
	int64_t task = number("SELECT id FROM task WHERE patient = 3");
	good(task_close(&c, task, TASK_DONE, &err));
	good(clinic_undo_stays(&c, ran, false, &stays, &err));
	assert_int_equal(stays.n, 1);
	assert_int_equal(stays.taken, 1);
	assert_int_equal(stays.v[0].patient, bob);
	undo_parts_release(&stays);
	/* The closing first, then the run: nothing is left to stay. */
	undo_last();
	good(task_close(&c, task, TASK_DONE, &err));
	good(clinic_undo(&c, ran, false, NULL, NULL, &err));
	assert_int_equal(number("SELECT count(*) FROM task"), 1);
	assert_int_equal(number("SELECT count(*) FROM patient_tag WHERE patient = 3"), 1);
	assert_string_equal(done_by("new-ones", true),
			    "Ann: to-do: welcome them, due today\nAnn: tag anxious");
	assert_int_equal(run.already, 1);
	/* Done again it is whole, and his turn is of it once more. */
	good(clinic_undo(&c, ran, true, NULL, NULL, &err));
	assert_string_equal(done_by("new-ones", true), "");
	undo_last();
	all_sound();
}

/* Out and in again within a day is one stay: no second turn, but the tag that went comes again. */
static void back_the_same_day(void **state)
{
	(void)state;
	saved(rules);
	int64_t ann = registered("name=Ann", NULL);
	tagged(ann, "smoker", true);
	done_by("big", false);
	clinic_again("2026-11-24T09:00");
	tagged(ann, "smoker", false);
	assert_string_equal(done_by("big", false), "Ann: tag VIP goes: no member any more");
	tagged(ann, "smoker", true);
	assert_string_equal(done_by("big", false), "Ann: tag VIP");
	assert_string_equal(done_by("big", false), "");
	/* What somebody took off by hand stays off. */
	tagged(ann, "vip", false);
	assert_string_equal(done_by("big", false), "");
	all_sound();
}

/* Two charts of one person: who had their turn on one of them had it. */
static void one_turn_for_one_person(void **state)
{
	(void)state;
	saved("segments: {x: {who: [is active], then: [{task: ring}]}}\n");
	registered("name=Ann", NULL);
	done_by("x", false);
	int64_t twin = registered("name=Ann", NULL);
	int64_t third = registered("name=Ann", NULL);
	merged(twin, 1);
	merged(third, twin);
	assert_string_equal(done_by("x", true), "");
	assert_int_equal(run.already, 1);
	undo_last();
	assert_string_equal(done_by("x", true), "Ann: to-do: ring, due today");
	undo_last();
	assert_int_equal((done_by("x", true), run.entries), 2);
}

/* A segment that goes leaves its tags, which go when that is said. */
static void a_segment_goes(void **state)
{
	(void)state;
	saved(rules);
	tagged(registered("name=Ann", NULL), "smoker", true);
	done_by("big", false);
	struct segment_run gone;
	good(segment_gone_plan(&c, "big", &gone, &err));
	assert_int_equal(gone.n, 0);
	saved("segments: {other: {who: [is active]}}\n");
	members("other");
	good(segment_gone_do(&c, "big", &gone, &err));
	assert_int_equal(gone.n, 1);
	assert_int_equal(number("SELECT count(*) FROM patient_tag WHERE tag = 'vip'"), 0);
	segment_run_release(&gone);
	undo_last();
	assert_int_equal(number("SELECT count(*) FROM patient_tag WHERE tag = 'vip'"), 1);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, clinic_set_up, teardown)
	const struct CMUnitTest tests[] = {
		TEST(once_per_entry), TEST(tags_come_and_go),        TEST(call_lists_need_nothing), TEST(merged_charts_wait),
		TEST(daily),          TEST(due_when_somebody_works),
		TEST(taken_back_in_parts),
		TEST(back_the_same_day), TEST(one_turn_for_one_person), TEST(a_segment_goes),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
