/* Undo: what is refused and why, whose turn it is, and how it is said. */
#include "support.h"

#include "revisit/clinic/merge.h"
#include "revisit/clinic/undo.h"

static struct clinic bo;

static int set_up(void **state)
{
	struct clinic_options options = { .folder = folder, .staff = "bo",
					  .today = "2026-11-23T09:05", .seed = 2 };

	clinic_set_up(state);
	good(clinic_open(&bo, &options, &err));
	return 0;
}

static int tear_down(void **state)
{
	clinic_close(&bo);
	return clinic_tear_down(state);
}

static int64_t last(void)
{
	return number("SELECT max(id) FROM action");
}

static void undone(int64_t action)
{
	good(clinic_undo(&c, action, false, NULL, NULL, &err));
}

/* What speaks against it; the same is said before it is tried. */
static void refused(int64_t action, bool again, const char *why)
{
	struct err before = ERR_INIT;
	int64_t actions = number("SELECT count(*) FROM action");

	assert_false(clinic_can_undo(&c, action, again, &before));
	assert_false(clinic_undo(&c, action, again, NULL, NULL, &err));
	assert_int_equal(err.code, ERR_CONFLICT);
	assert_string_equal(err.msg, why);
	assert_string_equal(before.msg, why);
	err_clear(&err);
	assert_int_equal(number("SELECT count(*) FROM action"), actions);
}

static void set_elsewhere(int64_t patient, const char *field, const char *value)
{
	struct patient_draft d;

	good(draft_load(&bo, patient, &d, &err));
	good(draft_set(&bo, &d, field, '=', value, &err));
	good(patient_save(&bo, &d, NULL, &err));
	draft_release(&d);
}

static void field_by_field(void **state)
{
	int64_t wei = registered("name=张伟", "address=5 Wuyi Rd", NULL);

	(void)state;
	edited(wei, "address", '=', "7 Wuyi Rd");
	int64_t moved = last();
	set_elsewhere(wei, "notes", "rings late"); /* another field of the same row */
	undone(moved);
	assert_string_equal(field_of(wei, "address"), "5 Wuyi Rd");
	assert_string_equal(field_of(wei, "notes"), "rings late");
	good(clinic_undo(&c, moved, true, NULL, NULL, &err));
	assert_string_equal(field_of(wei, "address"), "7 Wuyi Rd");
	set_elsewhere(wei, "address", "9 Wuyi Rd");
	refused(moved, false, "patient 1001 (张伟): Address was changed later (bo 09:05, u6)");
	/* Also when it is by chance as it was left. */
	set_elsewhere(wei, "address", "7 Wuyi Rd");
	refused(moved, false, "patient 1001 (张伟): Address was changed later (bo 09:05, u7)");
	refused(moved, true, "this was not taken back, so there is nothing to do again");
	undone(7);
	refused(7, false, "this was taken back already");
	undone(6);
	undone(moved);
	assert_string_equal(field_of(wei, "address"), "5 Wuyi Rd");
	/* By hand in the database: nothing in the journal, and yet not as it was left. */
	sql("UPDATE patient SET address = 'x' WHERE id = 1");
	refused(moved, true, "patient 1001 (张伟): Address was changed later");
	all_sound();
}

static void what_hangs_on_it(void **state)
{
	int64_t wei = registered("name=张伟", "phone=13800000042", NULL);
	int64_t register_wei = last();

	(void)state;
	int64_t visit = booked(wei, "at=2026-11-24T09:00", NULL);
	int64_t booking = last();
	refused(register_wei, false,
		"patient 1001 (张伟): something was added to it since (visit v1, patient 1001 (张伟))");
	good(visit_move(&c, visit, 20790, 600, NULL, NULL, &err));
	int64_t move = last();
	refused(booking, false,
		"visit v1, patient 1001 (张伟): Status was changed later (mei 09:02, u3)");
	undone(move);
	assert_int_equal(number("SELECT count(*) FROM visit"), 1);
	undone(booking);
	/* A child of the family, and the household made for both, in one. */
	registered("name=张小宝", "household=1001", "guardian=1001", NULL);
	refused(register_wei, false, "patient 1001 (张伟): Household was changed later (mei 09:02, u6)");
	undone(last());
	assert_int_equal(number("SELECT count(*) FROM household"), 0);
	undone(register_wei);
	assert_int_equal(number("SELECT count(*) FROM patient"), 0);
	assert_int_equal(number("SELECT count(*) FROM contact"), 0);
	all_sound();
	good(clinic_undo(&c, register_wei, true, NULL, NULL, &err));
	assert_string_equal(field_of(wei, "phone"), "");
	assert_string_equal(field_of(wei, "mobile"), "13800000042");
	/* The numbers of charts that were taken back are not given out again. */
	registered("name=Anna Lee", NULL);
	assert_string_equal(text("SELECT group_concat(chart_no) FROM patient"), "1001,1003");
	all_sound();
}

static void what_must_be_unique(void **state)
{
	int64_t wei = registered("name=张伟", "chart_no=7", NULL);
	int64_t gone;

	(void)state;
	edited(wei, "chart_no", '=', "8");
	int64_t renumbered = last();
	int64_t anna = registered("name=Anna Lee", "chart_no=7", NULL);
	refused(renumbered, false,
		"patient 8 (张伟): the same came in elsewhere since (patient 7 (Anna Lee))");
	/* Hers now, and once she had it: taking that back would need it again. */
	edited(anna, "chart_no", '=', "9");
	refused(renumbered, false, "patient 8 (张伟): it was changed later (mei 09:02, u3)");
	undone(last());
	undone(3);
	undone(renumbered);
	assert_string_equal(field_of(wei, "chart_no"), "7");
	bool changed;
	good(tag_add(&c, wei, "vip", DAY_NONE, &changed, &err));
	good(tag_remove(&c, wei, "vip", &changed, &err));
	gone = last();
	good(tag_add(&c, wei, "vip", DAY_NONE, &changed, &err));
	refused(gone, false, "patient 7 (张伟), tag: the same came in elsewhere since (patient 7 (张伟), tag)");
	undone(last());
	undone(gone);
	assert_string_equal(field_of(wei, "tag"), "vip");
	all_sound();
}

/* A number that was rung can be replaced, and comes back with its calls. */
static void a_number_that_was_rung(void **state)
{
	int64_t wei = registered("name=张伟", "phone=13800000042", NULL);

	(void)state;
	sql("INSERT INTO attempt (patient, contact, outcome) VALUES (1, 1, 'no_answer')");
	refused(last(), false,
		"patient 1001 (张伟), contact: something was added to it since (patient 1001 (张伟), call)");
	assert_true(edited(wei, "phone", '=', "13900000043"));
	assert_int_equal(number("SELECT count(*) FROM attempt WHERE contact IS NULL"), 1);
	undone(last());
	assert_int_equal(number("SELECT contact FROM attempt"), 1);
	all_sound();
}

/* A number once given to a row is never another row's, else its story would be told of two. */
static void numbers_are_not_given_again(void **state)
{
	int64_t wei = registered("name=张伟", NULL);

	(void)state;
	good(note_add(&c, wei, "first", &err));
	undone(last());
	good(note_add(&c, wei, "second", &err));
	assert_int_equal(number("SELECT id FROM note"), 2);
	good(clinic_undo(&c, 2, true, NULL, NULL, &err));
	assert_string_equal(text("SELECT id || text FROM note ORDER BY id"), "1first\n2second");
}

static void a_stale_editor_is_caught(void **state)
{
	int64_t wei = registered("name=张伟", NULL);
	int64_t booking_of = booked(wei, "at=2026-11-24T09:00", NULL);
	int64_t booking = last();
	struct visit v;

	(void)state;
	record_init(&record_visit, &v);
	good(store_get(&bo.store, &record_visit, booking_of, &v, &err));
	undone(booking);
	good(clinic_undo(&c, booking, true, NULL, NULL, &err));
	str_replace(&v.note, "by the window");
	bad(visit_save(&bo, &v, NULL, &err), ERR_CONFLICT);
	int64_t ver = number("SELECT ver FROM visit");
	undone(booking);
	good(clinic_undo(&c, booking, true, NULL, NULL, &err));
	assert_true(number("SELECT ver FROM visit") > ver);
	record_release(&record_visit, &v);
}

static void offered(struct clinic *at, bool again, const char *words, bool ask)
{
	struct undo_offer offer;

	good(clinic_undo_offer(at, again, 0, &offer, &err));
	assert_string_equal(str_or_empty(offer.words), words);
	assert_true(offer.ask == ask);
	undo_offer_release(&offer);
}

static void take_next(struct clinic *at, bool again)
{
	struct undo_offer offer;

	good(clinic_undo_offer(at, again, 0, &offer, &err));
	good(clinic_undo(at, offer.link, again, NULL, NULL, &err));
	undo_offer_release(&offer);
}

static void ones_own_last(void **state)
{
	int64_t wei = registered("name=张伟", NULL);

	(void)state;
	offered(&bo, false, "", false);
	set_elsewhere(wei, "notes", "by bo");
	good(note_add(&c, wei, "one", &err));
	good(note_add(&c, wei, "two", &err));
	offered(&c, false, "张伟 note added: two", false);
	offered(&bo, false, "张伟 Notes added: by bo", false);
	offered(&c, true, "", false);
	take_next(&c, false);
	take_next(&c, false);
	offered(&c, true, "张伟 note added: one", false);
	take_next(&c, true);
	offered(&c, true, "张伟 note added: two", false);
	offered(&c, false, "张伟 note added: one", false); /* what was done again is the last now */
	take_next(&c, true);
	take_next(&c, false);
	good(note_add(&c, wei, "three", &err));
	offered(&c, true, "", false); /* something new was done */
	/* Another start of the program; another day. */
	clinic_again(NULL);
	offered(&c, false, "张伟 note added: three", true);
	good(note_add(&c, wei, "four", &err));
	offered(&c, false, "张伟 note added: four", false);
	good(clock_fix(&c.clock, "2026-11-23T18:00", &err));
	offered(&c, false, "张伟 note added: four", true);
	all_sound();
}

/* What can only have been a slip is not offered as a tag any more. */
static void a_slip_of_the_finger(void **state)
{
	int64_t wei = registered("name=张伟", NULL);
	bool changed;

	(void)state;
	good(tag_add(&c, wei, "vpi", DAY_NONE, &changed, &err));
	assert_true(clinic_knows_term(&c, "tag", "vpi"));
	undone(last());
	assert_false(clinic_knows_term(&c, "tag", "vpi"));
	good(clinic_undo(&c, 2, true, NULL, NULL, &err));
	assert_true(clinic_knows_term(&c, "tag", "vpi"));
	good(tag_add(&c, wei, "vip", DAY_NONE, &changed, &err));
	undone(last());
	assert_true(clinic_knows_term(&c, "tag", "vip")); /* of clinic.yaml */
	all_sound();
}

/* Nor is a visit kind, for the next booking, unless somebody else uses it by now. */
static void a_kind_mistyped(void **state)
{
	int64_t wei = registered("name=张伟", NULL);

	(void)state;
	booked(wei, "at=2026-11-24T09:00", "kind=exma", NULL);
	int64_t first = last();
	assert_true(clinic_knows_term(&c, "visit_kind", "exma"));
	undone(first);
	assert_false(clinic_knows_term(&c, "visit_kind", "exma"));
	good(clinic_undo(&c, first, true, NULL, NULL, &err));
	assert_true(clinic_knows_term(&c, "visit_kind", "exma"));
	int64_t again = last();
	booked(wei, "at=2026-11-25T09:00", "kind=exma", NULL);
	int64_t second = last();
	undone(again);
	assert_true(clinic_knows_term(&c, "visit_kind", "exma"));
	undone(second);
	assert_false(clinic_knows_term(&c, "visit_kind", "exma"));
	booked(wei, "at=2026-11-26T09:00", "kind=exam", NULL);
	undone(last());
	assert_true(clinic_knows_term(&c, "visit_kind", "exam")); /* of clinic.yaml */
	all_sound();
}

static void merges_too(void **state)
{
	int64_t na = registered("name=李娜", "phone=13800000042", NULL);
	int64_t xiao = registered("name=李小娜", "phone=13800000042", NULL);
	struct merge_preview p;

	(void)state;
	booked(xiao, "at=2026-11-24T09:00", NULL);
	booked(xiao, "at=2026-11-25T09:00", NULL);
	int64_t booking = last();
	undone(booking);
	good(clinic_merge_preview(&c, na, xiao, &p, &err));
	good(clinic_merge(&c, &p, &err));
	merge_preview_release(&p);
	int64_t merge = last();
	refused(booking, true,
		"visit v2, patient 1002 (李小娜): the chart was merged with another since");
	offered(&c, false, "李娜 merged with 李小娜", false);
	undone(merge);
	assert_int_equal(number("SELECT patient FROM visit"), xiao);
	assert_int_equal(number("SELECT count(*) FROM merge"), 0);
	good(clinic_undo(&c, merge, true, NULL, NULL, &err));
	assert_int_equal(number("SELECT patient FROM visit"), na);
	good(note_add(&c, na, "after", &err)); /* does not touch what was merged */
	undone(merge);
	assert_int_equal(number("SELECT patient FROM note"), na);
	good(clinic_undo(&c, merge, true, NULL, NULL, &err));
	/* Taken apart in its own way is something done, and can be taken back itself. */
	struct unmerged apart;
	good(clinic_unmerge(&c, xiao, &apart, &err));
	offered(&c, false, "李娜 taken apart again from 李小娜", false);
	take_next(&c, false);
	assert_int_equal(number("SELECT patient FROM visit"), na);
	offered(&c, true, "李娜 taken apart again from 李小娜", false);
	take_next(&c, true);
	assert_int_equal(number("SELECT patient FROM visit"), xiao);
	all_sound();
}

/* Taken apart, and that taken back: what was done between the two is next. */
static void behind_a_merge_done_again(void **state)
{
	int64_t na = registered("name=李娜", "phone=13800000042", NULL);
	int64_t xiao = registered("name=李小娜", "address=5 Wuyi Rd", NULL);
	struct merge_preview p;
	struct unmerged apart;

	(void)state;
	int64_t visit = booked(xiao, "at=2026-11-24T09:00", NULL);
	good(clinic_merge_preview(&c, na, xiao, &p, &err));
	good(clinic_merge(&c, &p, &err));
	merge_preview_release(&p);
	good(visit_move(&c, visit, 20790, 600, NULL, NULL, &err));
	edited(na, "address", '=', "7 Wuyi Rd");
	edited(na, "notes", '=', "rings late");
	good(clinic_unmerge(&c, xiao, &apart, &err));
	take_next(&c, false);
	offered(&c, false, "李娜 Notes added: rings late", false);
	take_next(&c, false);
	offered(&c, false, "李娜 Address 5 Wuyi Rd → 7 Wuyi Rd", false);
	take_next(&c, false);
	take_next(&c, false); /* the move */
	offered(&c, false, "李娜 merged with 李小娜", false);
	take_next(&c, false);
	offered(&c, false, "李小娜 booking added: Tue 24 Nov 09:00", false);
	assert_int_equal(number("SELECT patient FROM visit"), xiao);
	all_sound();
}

/* --- in words --- */

static void told(const char *words)
{
	struct story s;

	good(clinic_story(&c, last(), &s, &err));
	assert_string_equal(s.words, words);
	story_release(&s);
}

static void in_words(void **state)
{
	int64_t wei = registered("name=张伟", "phone=13800000042", "email=wei@example.cn", NULL);
	bool changed;
	struct task t;

	(void)state;
	told("张伟 registered");
	edited(wei, "phone", '=', "13900000043");
	told("张伟 Mobile ..0042 → ..0043");
	edited(wei, "phone", '+', "0731 88880042");
	told("张伟 Phone added: ..0042");
	edited(wei, "id_number", '=', "430102198503020017");
	told("张伟 ID number added: …0017");
	edited(wei, "birth_day", '=', "1985-03-02");
	told("张伟 Born added: 1985-03-02");
	edited(wei, "name", '=', "张大伟");
	told("张大伟 Name 张伟 → 张大伟");
	edited(wei, "notes", '=', "rings after five and never before, ask for the wife");
	told("张大伟 Notes added: rings after five and never …");
	edited(wei, "notes", '=', "");
	told("张大伟 Notes removed: rings after five and never …");
	edited(wei, "household", '=', "new");
	told("张大伟 Household added: family 张 (+1 more)");
	good(tag_add(&c, wei, "vip", DAY_NONE, &changed, &err));
	told("张大伟 tag added: VIP");
	good(alert_add(&c, wei, true, "latex", DAY_NONE, &err));
	told("张大伟 alert added: latex");
	int64_t visit = booked(wei, "at=2026-11-23T09:30", "kind=exam", NULL);
	told("张大伟 booking added: Mon 23 Nov 09:30, Exam");
	good(visit_move(&c, visit, 20790, 600, NULL, &visit, &err));
	told("张大伟 visit Mon 23 Nov 09:30 → Thu 3 Dec 10:00, Exam");
	good(visit_step(&c, visit, VISIT_CANCELLED, "ill", &err));
	told("张大伟 visit Thu 3 Dec 10:00 planned → cancelled (+1 more)");
	record_init(&record_task, &t);
	good(task_parse(&c, "order gloves", &t, &err) && task_add(&c, &t, &err));
	told("to-do added: order gloves");
	good(task_close(&c, t.row.id, TASK_DONE, &err));
	told("to-do order gloves open → done");
	record_release(&record_task, &t);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(field_by_field),
		TEST(what_hangs_on_it),
		TEST(what_must_be_unique),
		TEST(a_number_that_was_rung),
		TEST(numbers_are_not_given_again),
		TEST(a_stale_editor_is_caught),
		TEST(ones_own_last),
		TEST(a_slip_of_the_finger),
		TEST(a_kind_mistyped),
		TEST(merges_too),
		TEST(behind_a_merge_done_again),
		TEST(in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
