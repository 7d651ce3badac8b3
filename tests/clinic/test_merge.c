/* Two charts made one and taken apart again; lines on the wrong chart. */
#include "support.h"

#include "revisit/base/i18n.h"
#include "revisit/clinic/find.h"
#include "revisit/clinic/merge.h"

static void merged(int64_t keep, int64_t lose)
{
	struct merge_preview p;

	good(clinic_merge_preview(&c, keep, lose, &p, &err));
	good(clinic_merge(&c, &p, &err));
	merge_preview_release(&p);
}

static struct unmerged unmerged(int64_t lose)
{
	struct unmerged u;

	good(clinic_unmerge(&c, lose, &u, &err));
	return u;
}

/* Everything that is stored of patients, but for versions, the journal and what was merged. */
static char *everything(void)
{
	struct str all;

	str_init(&all);
	for (size_t i = 0; records[i]; i++) {
		struct str q;
		if (records[i] == &record_merge)
			continue;
		str_init(&q);
		str_addf(&q, "SELECT '%s ' || id", records[i]->table);
		for (size_t f = 0; f < records[i]->n_fields; f++)
			str_addf(&q, " || '|' || coalesce(%s, '')", records[i]->fields[f].name);
		str_addf(&q, " FROM %s ORDER BY id", records[i]->table);
		str_addf(&all, "%s\n", text(q.p));
		str_release(&q);
	}
	return str_steal(&all);
}

static int64_t called(int64_t patient, int64_t contact)
{
	struct attempt a;

	record_init(&record_attempt, &a);
	a.patient = patient;
	a.contact = contact;
	a.at = clock_now(&c.clock);
	good(clinic_begin(&c, "call", patient, &err));
	good(clinic_end(&c, store_insert(&c.store, &record_attempt, &a, &err), &err));
	int64_t id = a.row.id;
	record_release(&record_attempt, &a);
	return id;
}

static void consented(int64_t patient, const char *purpose, const char *channel, const char *state,
		      day_t day)
{
	struct consent k;

	record_init(&record_consent, &k);
	k.patient = patient;
	k.day = day;
	str_replace(&k.purpose, purpose);
	str_replace(&k.channel, channel);
	str_replace(&k.state, state);
	good(clinic_begin(&c, "consent", patient, &err));
	good(clinic_end(&c, store_insert(&c.store, &record_consent, &k, &err), &err));
	record_release(&record_consent, &k);
}

static void tasked(int64_t patient, const char *what)
{
	struct task t;

	record_init(&record_task, &t);
	t.patient = patient;
	str_replace(&t.what, what);
	good(task_add(&c, &t, &err));
	record_release(&record_task, &t);
}

/* Two charts of one woman, her child, and everything a chart can have. */
static int64_t keep, lose, child;

static void make_two(void)
{
	bool changed;

	keep = registered("name=李小娜", "birth_day=1985", "mobile=13800000042", "tag=vip",
			  "notes=afraid", NULL);
	lose = registered("name=李娜", "birth_day=1985-03-02", "sex=female", "mobile=138 0000 0042",
			  "email=na@example.com", "address=Shanghai", "notes=prefers mornings",
			  "alert=Latex allergy", "household=new", NULL);
	child = registered("name=小宝", "guardian=1002", "household=1002", "referrer=1002", NULL);
	good(tag_add(&c, lose, "vip", DAY_NONE, &changed, &err));
	good(tag_add(&c, lose, "insured", DAY_NONE, &changed, &err));
	booked(keep, "day=2026-11-20", "kind=exam", NULL);
	booked(lose, "day=2026-11-24", "kind=cleaning", NULL);
	good(note_add(&c, lose, "sits by the window", &err));
	tasked(lose, "send quote");
	sql("UPDATE contact SET state = 'wrong' WHERE patient = 2 AND kind = 'mobile'");
	called(lose, number("SELECT id FROM contact WHERE patient = 2 AND kind = 'mobile'"));
	consented(keep, "recall", "sms", "yes", 20000);
	consented(lose, "recall", "sms", "no", 19000);
	consented(keep, "care", "phone", "no", 19000);
	consented(lose, "care", "phone", "yes", 20000);
	consented(lose, "marketing", "sms", "yes", 20000);
}

static void everything_moves(void **state)
{
	(void)state;
	make_two();
	merged(keep, lose);
	assert_int_equal(number("SELECT count(*) FROM visit WHERE patient = 1"), 2);
	assert_int_equal(number("SELECT count(*) FROM note WHERE patient = 1"), 1);
	assert_int_equal(number("SELECT count(*) FROM task WHERE patient = 1"), 1);
	assert_int_equal(number("SELECT count(*) FROM attempt WHERE patient = 1"), 1);
	assert_int_equal(number("SELECT count(*) FROM alert WHERE patient = 1"), 1);
	assert_string_equal(text("SELECT tag FROM patient_tag WHERE patient = 1 ORDER BY tag"),
			    "insured\nvip");
	/* one number, wrong on either; what was rung was rung here */
	assert_string_equal(
		text("SELECT kind || ' ' || state || ' ' || position FROM contact WHERE "
		     "patient = 1 ORDER BY position"),
		"mobile wrong 0\nemail good 2");
	assert_string_equal(
		text("SELECT k.patient FROM attempt a JOIN contact k ON k.id = a.contact"), "1");
	/* the stricter consent */
	assert_string_equal(text("SELECT purpose || ' ' || state FROM consent WHERE patient = 1 "
				 "ORDER BY purpose"),
			    "care no\nmarketing yes\nrecall no");
	/* what the other chart knew better, and both notes */
	assert_string_equal(field_of(keep, "birth_day"), "1985-03-02");
	assert_string_equal(field_of(keep, "sex"), "female");
	assert_string_equal(field_of(keep, "address"), "Shanghai");
	assert_string_equal(field_of(keep, "name"), "李小娜");
	assert_string_equal(field_of(keep, "notes"), "afraid\nprefers mornings");
	/* the family, and who it is guardian of */
	assert_string_equal(field_of(child, "guardian"), "1001");
	assert_string_equal(field_of(child, "referrer"), "1001");
	assert_string_equal(field_of(child, "household"), "1001");
	assert_string_equal(text("SELECT status FROM patient WHERE id = 2"), "merged");
	assert_int_equal(store_patients(&c.store), 2);
	assert_int_equal(number("SELECT count(*) FROM action WHERE verb = 'merge'"), 1);
	all_sound();
}

static void and_back_again(void **state)
{
	(void)state;
	make_two();
	char *before = everything();
	merged(keep, lose);
	char *merged_text = everything();
	struct unmerged u = unmerged(lose);
	assert_int_equal(u.keep, keep);
	assert_int_equal(u.stayed, 0);
	char *after = everything();
	assert_string_equal(after, before);
	/* once more the same */
	merged(keep, lose);
	unmerged(lose);
	char *again = everything();
	assert_string_not_equal(merged_text, before);
	assert_string_equal(again, before);
	bad(clinic_unmerge(&c, lose, &u, &err), ERR_STEP);
	free(before);
	free(merged_text);
	free(after);
	free(again);
	all_sound();
}

static void choices(void **state)
{
	struct merge_preview p;

	(void)state;
	make_two();
	good(clinic_merge_preview(&c, keep, lose, &p, &err));
	assert_int_equal(p.moves[PART_VISITS], 1);
	assert_int_equal(p.moves[PART_CONTACTS], 1);
	assert_int_equal(p.same[PART_CONTACTS], 1);
	assert_int_equal(p.moves[PART_POINTING], 1);
	assert_int_equal(p.remarks.n, 2);
	bad(merge_choose(&p, "nme", "keep", &err), ERR_UNKNOWN_FIELD);
	bad(merge_choose(&p, "name", "mine", &err), ERR_BAD_VALUE);
	bad(merge_choose(&p, "name", "both", &err), ERR_BAD_VALUE);
	good(merge_choose(&p, "name", "lose", &err));
	good(merge_choose(&p, "birth_date", "keep", &err));
	good(merge_choose(&p, "address", "keep", &err));
	good(merge_choose(&p, "notes", "lose", &err));
	good(clinic_merge(&c, &p, &err));
	merge_preview_release(&p);
	assert_string_equal(field_of(keep, "name"), "李娜");
	assert_string_equal(field_of(keep, "reading"), "Li Na");
	assert_string_equal(field_of(keep, "given"), "娜");
	assert_string_equal(field_of(keep, "birth_day"), "1985");
	assert_string_equal(field_of(keep, "address"), "");
	assert_string_equal(field_of(keep, "notes"), "prefers mornings");
	all_sound();
}

static void what_is_refused(void **state)
{
	struct merge_preview p;
	struct unmerged u;

	(void)state;
	make_two();
	bad(clinic_merge_preview(&c, keep, keep, &p, &err), ERR_STEP);
	bad(clinic_merge_preview(&c, keep, 99, &p, &err), ERR_NO_MATCH);
	bad(clinic_unmerge(&c, lose, &u, &err), ERR_STEP);
	/* changed between looking and merging, on either side */
	for (int side = 0; side < 2; side++) {
		good(clinic_merge_preview(&c, keep, lose, &p, &err));
		edited(side ? keep : lose, "occupation", '=', side ? "cook" : "teacher");
		bad(clinic_merge(&c, &p, &err), ERR_CONFLICT);
		merge_preview_release(&p);
	}
	assert_int_equal(number("SELECT count(*) FROM merge"), 0);
	good(clinic_merge_preview(&c, keep, lose, &p, &err));
	good(clinic_merge(&c, &p, &err));
	bad(clinic_merge(&c, &p, &err), ERR_CONFLICT);
	merge_preview_release(&p);
	bad(clinic_merge_preview(&c, keep, lose, &p, &err), ERR_STEP);
	bad(clinic_merge_preview(&c, lose, keep, &p, &err), ERR_STEP);
	bad(clinic_merge_preview(&c, lose, child, &p, &err), ERR_STEP);
	/* nothing is written on a chart that nobody opens */
	bad(note_add(&c, lose, "too late", &err), ERR_CONFLICT);
	assert_false(note_add(&c, lose, "too late", &err));
	assert_non_null(strstr(err.msg, "1001"));
	err_clear(&err);
	all_sound();
}

static void guardians_of_each_other(void **state)
{
	(void)state;
	int64_t a = registered("name=甲", NULL);
	int64_t b = registered("name=乙", "guardian=1001", "referrer=1001", NULL);
	edited(a, "guardian", '=', "1002");
	char *before = everything();
	merged(a, b);
	assert_string_equal(field_of(a, "guardian"), "");
	assert_string_equal(field_of(a, "referrer"), "");
	unmerged(b);
	char *after = everything();
	assert_string_equal(after, before);
	free(before);
	free(after);
	/* the other's guardian is still somebody */
	int64_t g = registered("name=丙", NULL);
	edited(b, "guardian", '=', "1003");
	merged(a, b);
	assert_string_equal(field_of(a, "guardian"), "1003");
	/* and who is guardian may be merged in turn */
	int64_t h = registered("name=丁", NULL);
	merged(h, g);
	assert_string_equal(field_of(a, "guardian"), "1004");
	unmerged(b);
	assert_string_equal(field_of(b, "guardian"), "1004");
	unmerged(g);
	assert_string_equal(field_of(b, "guardian"), "1003");
	all_sound();
}

static void later_edits_stay(void **state)
{
	(void)state;
	make_two();
	merged(keep, lose);
	int64_t new_visit = booked(keep, "day=2026-12-01", NULL);
	edited(keep, "name", '=', "李晓娜");
	edited(keep, "address", '=', "Suzhou");
	struct visit v;
	record_init(&record_visit, &v);
	good(store_get(&c.store, &record_visit, 2, &v, &err));
	good(visit_set(&c, &v, "note", "bring the x-ray", &err));
	good(visit_save(&c, &v, NULL, &err));
	record_release(&record_visit, &v);
	edited(keep, "email", '-', "na@example.com");
	unmerged(lose);
	/* what came since stays with the survivor, a moved row takes its edit along */
	assert_int_equal(number("SELECT patient FROM visit WHERE id = 3"), keep);
	assert_int_equal(new_visit, 3);
	assert_string_equal(text("SELECT patient || ' ' || note FROM visit WHERE id = 2"),
			    "2 bring the x-ray");
	/* fields edited since keep their edit, the others are as before */
	assert_string_equal(field_of(keep, "name"), "李晓娜");
	assert_string_equal(field_of(keep, "address"), "Suzhou");
	assert_string_equal(field_of(keep, "birth_day"), "1985");
	assert_string_equal(field_of(lose, "name"), "李娜");
	assert_string_equal(field_of(lose, "address"), "Shanghai");
	/* what was deleted is gone */
	assert_string_equal(field_of(lose, "email"), "");
	all_sound();
}

/* What the merge moved is gone, and what came in its place was never on the other chart; the number
 * of its row is not given out again. */
static void another_in_its_place(void **state)
{
	(void)state;
	make_two();
	merged(keep, lose);
	int64_t email = number("SELECT id FROM contact WHERE kind = 'email'");
	edited(keep, "email", '-', "na@example.com");
	edited(keep, "wechat", '+', "lina85");
	assert_true(number("SELECT id FROM contact WHERE kind = 'wechat'") > email);
	unmerged(lose);
	assert_string_equal(field_of(keep, "wechat"), "lina85");
	assert_string_equal(field_of(lose, "wechat"), "");
	all_sound();
}

/* What both have: the bad state, the later day, the stricter consent that is in force. */
static void of_two_the_one_that_counts(void **state)
{
	bool changed;

	(void)state;
	int64_t a = registered("name=a", "mobile=13800000001", NULL);
	int64_t b = registered("name=b", "home=138 0000 0001 (mother)", NULL);
	good(tag_add(&c, a, "vip", 30000, &changed, &err));
	good(tag_add(&c, b, "vip", 30001, &changed, &err));
	good(tag_add(&c, a, "new", DAY_NONE, &changed, &err));
	good(tag_add(&c, b, "new", 30001, &changed, &err));
	good(alert_add(&c, a, false, "pays late", 30000, &err));
	good(alert_add(&c, b, false, "pays late", DAY_NONE, &err));
	sql("UPDATE contact SET state = 'dead' WHERE patient = 1");
	/* a said yes after no, b once said no and then yes: nobody says no any more */
	consented(a, "recall", "sms", "no", 19000);
	consented(a, "recall", "sms", "yes", 20000);
	consented(b, "recall", "sms", "no", 18000);
	consented(b, "recall", "sms", "yes", 18001);
	consented(a, "care", "phone", "yes", 20000);
	consented(b, "care", "phone", "withdrawn", 18000);
	char *before = everything();
	merged(a, b);
	assert_string_equal(text("SELECT kind || ' ' || state || ' ' || label FROM contact WHERE "
				 "patient = 1"),
			    "mobile dead mother");
	assert_string_equal(text("SELECT tag || ' ' || coalesce(until, '-') FROM patient_tag WHERE "
				 "patient = 1 ORDER BY tag"),
			    "new -\nvip 30001");
	assert_string_equal(text("SELECT coalesce(until, '-') FROM alert WHERE patient = 1"), "-");
	assert_string_equal(text("SELECT state || ' ' || day FROM consent WHERE patient = 1 "
				 "ORDER BY id"),
			    "no 19000\nyes 20000\nwithdrawn 18000");
	unmerged(b);
	char *after = everything();
	assert_string_equal(after, before);
	free(before);
	free(after);
	all_sound();
}

static void chains(void **state)
{
	struct unmerged u;

	(void)state;
	int64_t a = registered("name=a", "mobile=13800000001", "tag=vip", NULL);
	int64_t b = registered("name=b", "mobile=13800000002", "address=B", NULL);
	int64_t d = registered("name=d", "mobile=13800000003", NULL);
	booked(a, "day=2026-12-01", NULL);
	booked(b, "day=2026-12-02", NULL);
	char *before = everything();
	merged(a, b);
	merged(d, a);
	/* every number leads to who is left */
	static const char *const charts[] = { "1001", "1002", "1003", "#1002" };
	for (size_t i = 0; i < ARRAY_SIZE(charts); i++) {
		int64_t found;
		good(patient_by_chart(&c, charts[i], &found, &err));
		assert_int_equal(found, d);
	}
	assert_int_equal(store_survivor(&c.store, b), d);
	assert_int_equal(number("SELECT count(*) FROM visit WHERE patient = 3"), 2);
	bad(clinic_unmerge(&c, b, &u, &err), ERR_STEP);
	unmerged(a);
	assert_int_equal(number("SELECT count(*) FROM visit WHERE patient = 1"), 2);
	int64_t found;
	good(patient_by_chart(&c, "1002", &found, &err));
	assert_int_equal(found, a);
	unmerged(b);
	char *after = everything();
	assert_string_equal(after, before);
	/* two into one, taken out in the other order: the first's value is not put back twice */
	merged(a, b);
	assert_string_equal(field_of(a, "address"), "B");
	merged(a, d);
	unmerged(b);
	assert_string_equal(field_of(a, "address"), "");
	unmerged(d);
	free(after);
	after = everything();
	assert_string_equal(after, before);
	free(before);
	free(after);
	all_sound();
}

static void what_a_later_chart_shares(void **state)
{
	struct unmerged u;

	(void)state;
	int64_t a = registered("name=a", NULL);
	int64_t b = registered("name=b", "mobile=13800000002", NULL);
	int64_t d = registered("name=d", "mobile=13800000002", NULL);
	merged(a, b);
	merged(a, d);
	assert_int_equal(number("SELECT count(*) FROM contact WHERE patient = 1"), 1);
	/* without its first owner the number would be lost to the survivor */
	bad(clinic_unmerge(&c, b, &u, &err), ERR_STEP);
	unmerged(d);
	unmerged(b);
	assert_int_equal(number("SELECT count(*) FROM contact WHERE patient = 1"), 0);
	all_sound();
}

static void the_old_number_is_found(void **state)
{
	struct hits hits = { 0 };
	struct strlist said;

	(void)state;
	make_two();
	merged(keep, lose);
	good(clinic_search(&c, "1002", 0, 10, &hits, &err));
	assert_int_equal(hits.n, 1);
	assert_int_equal(hits.v[0].patient, keep);
	struct patient_line line;
	struct find_why why;
	struct strlist words = { 0 };
	strlist_add(&words, "1002");
	good(store_line(&c.store, keep, clinic_today(&c), &line, &err));
	good(find_why(&c, &line, hits.v[0].class, &words, &why, &err));
	assert_string_equal(why.label, "old chart");
	assert_string_equal(why.text, "1002");
	find_why_release(&why);
	patient_line_release(&line);
	strlist_release(&words);
	hits_release(&hits);
	strlist_init(&said);
	good(clinic_merged_from(&c, keep, &said, &err));
	assert_int_equal(said.n, 1);
	assert_non_null(strstr(said.v[0], "1002 李娜"));
	assert_non_null(strstr(said.v[0], "mei"));
	strlist_release(&said);
	int64_t own;
	good(merged_by_chart(&c, "1002", &own, &err));
	assert_int_equal(own, lose);
	/* and it is not given to anybody else, not even to the survivor */
	struct patient_draft d;
	good(draft_load(&c, keep, &d, &err));
	good(draft_set(&c, &d, "chart_no", '=', "1002", &err));
	bad(patient_save(&c, &d, NULL, &err), ERR_EXISTS);
	draft_release(&d);
}

static void two_people(void **state)
{
	struct merge_preview p;

	(void)state;
	make_two();
	good(clinic_not_same(&c, lose, keep, &err));
	good(clinic_not_same(&c, keep, lose, &err));
	assert_string_equal(text("SELECT a || ' ' || b || ' ' || by FROM not_same"), "1 2 mei");
	good(clinic_merge_preview(&c, keep, lose, &p, &err));
	assert_true(p.not_same);
	merge_preview_release(&p);
	bad(clinic_not_same(&c, keep, keep, &err), ERR_STEP);
}

/* --- a single line --- */

static void on_the_right_chart(void **state)
{
	static const struct {
		const struct record *rec;
		const char *which;
	} lines[] = {
		{ &record_visit, "SELECT id FROM visit WHERE patient = 2" },
		{ &record_task, "SELECT id FROM task WHERE patient = 2" },
		{ &record_note, "SELECT id FROM note WHERE patient = 2" },
		{ &record_attempt, "SELECT id FROM attempt WHERE patient = 2" },
		{ &record_alert, "SELECT id FROM alert WHERE patient = 2" },
		{ &record_contact, "SELECT id FROM contact WHERE patient = 2 AND kind = 'email'" },
		{ &record_patient_tag, "SELECT id FROM patient_tag WHERE tag = 'insured'" },
	};
	int moved;

	(void)state;
	make_two();
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		int64_t id = number(lines[i].which);
		char *q = mem_printf("SELECT patient FROM %s WHERE id = %lld", lines[i].rec->table,
				     (long long)id);
		good(clinic_refile(&c, lines[i].rec, id, child, &moved, &err));
		assert_int_equal(moved, 1);
		assert_int_equal(number(q), child);
		bad(clinic_refile(&c, lines[i].rec, id, child, &moved, &err), ERR_STEP);
		free(q);
	}
	assert_int_equal(number("SELECT count(*) FROM action WHERE verb = 'refile'"),
			 (int)ARRAY_SIZE(lines));
	/* the number that was rung is not on that chart */
	assert_int_equal(number("SELECT count(*) FROM attempt WHERE contact IS NOT NULL"), 0);
	all_sound();
}

static void what_cannot_be_refiled(void **state)
{
	int moved;

	(void)state;
	make_two();
	bad(clinic_refile(&c, &record_patient_tag,
			  number("SELECT id FROM patient_tag WHERE patient = 2 AND tag = 'vip'"),
			  keep, &moved, &err),
	    ERR_EXISTS);
	bad(clinic_refile(&c, &record_contact,
			  number("SELECT id FROM contact WHERE patient = 2 AND kind = 'mobile'"),
			  keep, &moved, &err),
	    ERR_EXISTS);
	bad(clinic_refile(&c, &record_visit, 99, keep, &moved, &err), ERR_NO_MATCH);
	good(alert_add(&c, child, true, "pays late", DAY_NONE, &err));
	bad(clinic_refile(&c, &record_alert, number("SELECT max(id) FROM alert"), keep, &moved,
			  &err),
	    ERR_STEP);
	/* a merged chart stands for its survivor */
	merged(keep, lose);
	good(clinic_refile(&c, &record_note, 1, child, &moved, &err));
	good(clinic_refile(&c, &record_note, 1, lose, &moved, &err));
	assert_int_equal(number("SELECT patient FROM note"), keep);
	/* refiled since: it stays where it was put */
	good(clinic_refile(&c, &record_visit, 2, child, &moved, &err));
	struct unmerged u = unmerged(lose);
	assert_int_equal(number("SELECT patient FROM visit WHERE id = 2"), child);
	assert_true(u.stayed > 0);
	all_sound();
}

static void moved_bookings_go_together(void **state)
{
	int64_t second;
	int64_t third;
	int moved;

	(void)state;
	make_two();
	int64_t first = booked(keep, "day=2026-12-01", NULL);
	good(visit_move(&c, first, clinic_today(&c) + 9, 600, NULL, &second, &err));
	good(visit_move(&c, second, clinic_today(&c) + 19, 600, NULL, &third, &err));
	good(clinic_refile(&c, &record_visit, second, child, &moved, &err));
	assert_int_equal(moved, 3);
	assert_int_equal(number("SELECT count(*) FROM visit WHERE patient = 3"), 3);
	all_sound();
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, clinic_set_up, clinic_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(everything_moves),
		TEST(and_back_again),
		TEST(choices),
		TEST(what_is_refused),
		TEST(guardians_of_each_other),
		TEST(later_edits_stay),
		TEST(another_in_its_place),
		TEST(of_two_the_one_that_counts),
		TEST(chains),
		TEST(what_a_later_chart_shares),
		TEST(the_old_number_is_found),
		TEST(two_people),
		TEST(on_the_right_chart),
		TEST(what_cannot_be_refiled),
		TEST(moved_bookings_go_together),
	};

	i18n_init("en", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
