/* What a list gives out and what came of it: shares of a day, new members only, promises that outlive
 * it, how far its patients came. */
#include "segments_support.h"

#include "revisit/clinic/calls.h"
#include "revisit/clinic/plans.h"
#include "revisit/clinic/undo.h"

static struct call_list_info list;
static int64_t people[6];

static const char *const days[] = { "2026-01-05", "2026-02-05", "2026-03-05",
				    "2026-04-05", "2026-05-05", "2026-05-06" };

/* A to F, who came on those days, and a list that rules fill. */
static void begin(const char *rules)
{
	saved(rules);
	for (size_t i = 0; i < ARRAY_SIZE(people); i++) {
		char name[16];
		char phone[32];
		snprintf(name, sizeof(name), "name=%c", (char)('A' + i));
		snprintf(phone, sizeof(phone), "phone=1380000000%zu", i);
		people[i] = registered(name, phone, NULL);
		came(people[i], days[i]);
	}
	good(calls_list(&c, "recall", &list, &err));
}

static const char usual[] = "segments: {due: {who: [last visit is older than 6 months, is active, no upcoming "
			    "visit], order: \"last visit, oldest first\", then: [{call: recall}]}}\n";

static int tear_down(void **state)
{
	call_list_info_release(&list);
	return clinic_tear_down(state);
}

static void later(int minutes)
{
	c.clock.at += (int64_t)minutes * 60000;
}

static int64_t held(enum call_why why)
{
	struct call_counts counts;
	size_t n;

	good(calls_queue(&c, &list, CALL_NOW, 0, &counts, NULL, &n, &err));
	return counts.why[why];
}

/* Claims whoever is next; 0 for nobody. */
static int64_t next(int64_t *patient)
{
	struct claim k;

	if (!call_next(&c, &list, true, &k, &err)) {
		assert_int_equal(err.code, ERR_NOBODY);
		err_clear(&err);
		return 0;
	}
	*patient = k.patient;
	int64_t id = k.id;
	claim_release(&k);
	return id;
}

static void record(int64_t claim, const char *outcome, const int64_t *with)
{
	struct call_result r = { .outcome = outcome, .reason = "price", .day = DAY_NONE,
				 .minute = MINUTE_NONE, .score = -1, .with = with,
				 .n_with = with != NULL };

	good(call_outcome(&c, claim, &r, NULL, &err));
}

/* Who comes next, and what is heard. */
static int64_t heard(const char *outcome)
{
	int64_t patient = 0;
	int64_t claim = next(&patient);

	assert_true(claim != 0);
	record(claim, outcome, NULL);
	return patient;
}

static void funnel_is(day_t since, int listed, int attempted, int contacted, int booked)
{
	struct call_funnel f;

	good(calls_funnel(&c, &list, 1, since, &f, &err));
	assert_int_equal(f.listed, listed);
	assert_int_equal(f.attempted, attempted);
	assert_int_equal(f.contacted, contacted);
	assert_int_equal(f.booked, booked);
}

/* --- shares --- */

static void limit_is_of_a_day(void **state)
{
	int64_t who = 0;

	(void)state;
	begin("segments: {due: {who: [last visit is older than 6 months, is active], limit: 3, order: \"last "
	      "visit, oldest first\", then: [{call: \"recall, at most 4 a day\"}]}}\n");
	assert_int_equal(list.a_day, 3); /* the smaller one */
	assert_int_equal(held(CALL_NOW), 3);
	assert_int_equal(held(CALL_SHARE), 3);
	assert_int_equal(heard("no_answer"), people[0]);
	assert_int_equal(held(CALL_NOW), 2); /* one is used up, nobody follows */
	assert_int_equal(held(CALL_SHARE), 3);
	heard("declined");
	heard("declined");
	assert_int_equal(next(&who), 0);
	later(24 * 60);
	assert_int_equal(held(CALL_NOW), 4); /* three new ones, and who was not there */
	call_list_info_release(&list);
	good(calls_list(&c, "due", &list, &err)); /* the segment as a list of its own */
	assert_int_equal(list.a_day, 3);
}

static void without_a_limit_there_is_none(void **state)
{
	(void)state;
	begin("segments:\n  due: {who: [last visit is older than 6 months], then: [{call: \"recall, at most 2 a "
	      "day\"}]}\n  vip: {who: [tagged vip], then: [{call: recall}]}\n");
	assert_int_equal(list.a_day, 0);
	assert_int_equal(held(CALL_NOW), 2);
}

/* --- new members only --- */

static const char newly[] = "segments: {due: {who: [last visit is older than 6 months, is active], start: new "
			    "members only, order: \"last visit, oldest first\", then: [{call: recall}]}}\n";

static void who_was_there_before_is_left_alone(void **state)
{
	struct claim k;
	int64_t who = 0;

	(void)state;
	begin(usual);
	saved(newly);
	call_list_info_release(&list);
	good(calls_list(&c, "recall", &list, &err));
	assert_int_equal(held(CALL_BEFORE_START), 6);
	assert_int_equal(next(&who), 0);
	funnel_is(clinic_today(&c) - 30, 0, 0, 0, 0);
	/* Comes back after a visit: new. */
	came(people[3], "2026-05-23");
	assert_int_equal(held(CALL_BEFORE_START), 5);
	later(24 * 60);
	assert_int_equal(next(&who) != 0, true);
	assert_int_equal(who, people[3]);
	/* Chosen by hand, and promised a call back: kept as any. */
	bad(call_take(&c, &list, people[0], false, true, &k, &err), ERR_NOT_CALLABLE);
	good(call_take(&c, &list, people[0], true, true, &k, &err));
	record(k.id, "callback", NULL);
	claim_release(&k);
	assert_int_equal(held(CALL_BACK_LATER), 1);
	assert_int_equal(held(CALL_BEFORE_START), 4);
	later(3 * 60);
	assert_int_equal(next(&who) != 0, true);
	assert_int_equal(who, people[0]);
	funnel_is(clinic_today(&c) - 30, 2, 1, 1, 0);
}

/* --- promises --- */

static void promise_outlives_the_list(void **state)
{
	struct rows backs;
	int64_t who = 0;

	(void)state;
	begin(usual);
	heard("callback");
	came(people[0], "2026-11-22"); /* not due any more */
	assert_int_equal(held(CALL_BACK_LATER), 1);
	later(3 * 60);
	assert_int_equal(held(CALL_NOW), 6);
	int64_t claim = next(&who);
	assert_int_equal(who, people[0]);
	char *why = call_why_words(&c, &list, who);
	assert_string_equal(why, "a call back was agreed");
	free(why);
	record(claim, "declined", NULL);
	assert_int_equal(held(CALL_NOW), 5);
	rows_init(&backs, &record_task);
	good(calls_backs(&c, NULL, WHEN_EVER, &backs, &err));
	assert_int_equal(backs.n, 0);
	rows_release(&backs);
	all_sound();
}

/* Two numbers in a call: put off by the first, and given up with the second. */
static void promise_ends_when_given_up(void **state)
{
	int64_t who = 0;

	(void)state;
	begin("segments: {due: {who: [last visit is older than 6 months], give up after: 2 calls, order: \"last "
	      "visit, oldest first\", then: [{call: recall}]}}\n");
	edited(people[0], "phone", '+', "07318888003");
	heard("callback");
	later(3 * 60);
	int64_t claim = next(&who);
	assert_int_equal(who, people[0]);
	struct call_result r = { .outcome = "no_answer", .day = DAY_NONE, .minute = MINUTE_NONE,
				 .score = -1, .keep = true };
	good(call_outcome(&c, claim, &r, NULL, &err));
	assert_int_equal(number("SELECT count(*) FROM task WHERE state = 'open'"), 1);
	record(claim, "busy", NULL);
	assert_int_equal(held(CALL_GIVEN_UP), 1);
	assert_int_equal(number("SELECT count(*) FROM task WHERE state = 'open'"), 0);
}

static void promise_without_a_list(void **state)
{
	struct call_list_info none;
	struct shift shift;
	struct claim k;
	struct rows backs;

	(void)state;
	begin(usual);
	good(calls_list(&c, "", &none, &err));
	good(call_take(&c, &none, people[2], false, true, &k, &err));
	record(k.id, "callback", NULL);
	claim_release(&k);
	rows_init(&backs, &record_task);
	good(calls_backs(&c, "mei", WHEN_EVER, &backs, &err));
	assert_int_equal(backs.n, 1);
	const struct task *t = rows_at(&backs, 0);
	assert_int_equal(t->patient, people[2]);
	assert_false(call_back_comes(&c, &none, t)); /* nobody is next without a list */
	assert_false(call_back_comes(&c, &list, t));
	rows_release(&backs);
	later(3 * 60);
	good(call_take(&c, &none, people[2], false, true, &k, &err));
	record(k.id, "declined", NULL);
	claim_release(&k);
	assert_int_equal(number("SELECT count(*) FROM task WHERE state = 'open'"), 0);
	good(calls_shift(&c, "mei", clinic_today(&c), &shift, &err));
	assert_int_equal(shift.call_backs_made, 1);
	assert_int_equal(shift.call_backs_kept, 1);
	call_list_info_release(&none);
}

/* --- counted --- */

static void how_far_they_came(void **state)
{
	struct call_counts counts;
	int64_t who = 0;
	size_t n;
	struct visit v;
	day_t today = clinic_today(&c);

	(void)state;
	begin(usual);
	funnel_is(today - 30, 6, 0, 0, 0);
	heard("no_answer");
	funnel_is(today, 6, 1, 0, 0);
	/* Of the family who is asked in the same call: one call, two who were tried. */
	int64_t claim = next(&who);
	record(claim, "left_message", &people[2]);
	funnel_is(today, 6, 3, 2, 0);
	good(calls_queue(&c, &list, CALL_NOW, 0, &counts, NULL, &n, &err));
	assert_int_equal(counts.done, 2);
	/* Two numbers in one call. */
	edited(people[3], "phone", '+', "07318888003");
	claim = next(&who);
	assert_int_equal(who, people[3]);
	good(call_outcome(&c, claim,
			  &(struct call_result){ .outcome = "wrong_number", .day = DAY_NONE,
						 .minute = MINUTE_NONE, .score = -1, .keep = true },
			  NULL, &err));
	record_init(&record_visit, &v);
	good(visit_set(&c, &v, "at", "2026-11-27T14:00", &err));
	good(visit_set(&c, &v, "kind", "cleaning", &err));
	good(call_outcome(&c, claim,
			  &(struct call_result){ .outcome = "booked", .day = DAY_NONE,
						 .minute = MINUTE_NONE, .score = -1, .book = &v },
			  NULL, &err));
	record_release(&record_visit, &v);
	good(calls_queue(&c, &list, CALL_NOW, 0, &counts, NULL, &n, &err));
	assert_int_equal(counts.done, 3);
	funnel_is(today, 6, 4, 3, 1);
	/* Several lists: each patient once. */
	const struct call_list_info twice[] = { list, list };
	struct call_funnel both;
	good(calls_funnel(&c, twice, 2, today, &both, &err));
	assert_int_equal(both.listed, 6);
	assert_int_equal(both.booked, 1);
	/* Books at the desk after a call in vain. */
	int64_t visit = booked(people[0], "at=2026-11-27T15:00", "kind=cleaning", NULL);
	assert_true(visit != 0);
	funnel_is(today, 6, 4, 4, 2);
	/* Who comes by themselves was not tried. */
	sql("INSERT INTO attempt (patient, channel, direction, outcome, at, day, list, purpose) SELECT 6, 'desk', 'in', "
	    "'booked', max(at), max(day), 'recall', 'recall' FROM attempt");
	funnel_is(today, 6, 4, 4, 2);
	/* Taken back: it was not. */
	struct undo_offer offer;
	good(clinic_undo_offer(&c, false, 0, &offer, &err));
	good(clinic_undo(&c, offer.link, false, NULL, NULL, &err));
	undo_offer_release(&offer);
	funnel_is(today, 6, 4, 3, 1);
	/* From tomorrow on: who left today is not on it, what was done today is not counted. */
	later(24 * 60);
	funnel_is(today + 1, 5, 0, 0, 0);
	funnel_is(today, 6, 4, 3, 1);
	/* Two charts of one person are one. */
	merged(people[1], people[2]);
	funnel_is(today, 5, 3, 2, 1);
}

/* --- taken back --- */

static char *undone(void)
{
	struct undo_offer offer;
	char *words = NULL;

	good(clinic_undo_offer(&c, false, 0, &offer, &err));
	good(clinic_undo(&c, offer.link, false, NULL, &words, &err));
	undo_offer_release(&offer);
	return words;
}

static void given_back_is_told_before_older_calls(void **state)
{
	int64_t who = 0;

	(void)state;
	begin(usual);
	heard("no_answer");
	good(call_release(&c, next(&who), &err));
	char *words = undone();
	assert_string_equal(words, "B given back, nothing was recorded");
	free(words);
	assert_int_equal(number("SELECT count(*) FROM attempt"), 1);
	words = undone();
	assert_non_null(strstr(words, "A call"));
	free(words);
	assert_int_equal(number("SELECT count(*) FROM attempt"), 0);
	all_sound();
}

/* --- who does not belong on it --- */

static void who_does_not_belong_is_kept_out(void **state)
{
	int64_t who = 0;
	size_t added;

	(void)state;
	begin(usual);
	good(call_skip(&c, next(&who), "wrong-list", &err));
	assert_string_equal(text("SELECT patient || ' ' || segment || ' ' || way FROM pin"), "1 due out");
	assert_int_equal(held(CALL_NOW), 5);
	free(undone());
	assert_int_equal(held(CALL_NOW), 6);
	good(call_list_add(&c, "recall", &people[5], 1, NULL, &added, &err));
	int64_t claim = next(&who);
	assert_int_equal(who, people[5]); /* by hand they come first */
	good(call_skip(&c, claim, "wrong-list", &err));
	assert_int_equal(held(CALL_NOW), 5); /* nor by the rule */
	free(undone());
	assert_int_equal(held(CALL_NOW), 6);
	all_sound();
}

/* --- what is offered --- */

static void plan_is_offered_on_a_list_of_plans(void **state)
{
	struct plan_draft d;
	struct card card;
	struct visit like;
	bool changed;
	day_t from;
	int64_t who = 0;

	(void)state;
	begin("segments: {open: {who: [has plan], subject: plan, then: [{call: recall}]}, due: {who: [cleaning is "
	      "due], then: [{call: due}]}}\n");
	came(people[1], "2026-03-01");
	sql("UPDATE visit SET kind = 'cleaning' WHERE patient = 2");
	good(plan_draft_new(&c, people[1], &d, &err));
	good(plan_draft_set(&c, &d, "item", '=', "crown 36 3200", &err));
	good(plan_draft_set(&c, &d, "status", '=', "accepted", &err));
	good(plan_save(&c, &d, &changed, &err));
	plan_draft_release(&d);
	record_init(&record_visit, &like);
	good(card_load(&c, people[1], &card, &err));
	call_suggestion(&c, &card, 0, &like, &from);
	assert_string_equal(like.kind, "cleaning"); /* by itself what is due comes first */
	record_release(&record_visit, &like);
	int64_t claim = next(&who);
	assert_int_equal(who, people[1]);
	call_suggestion(&c, &card, 0, &like, &from);
	assert_string_equal(like.kind, "crown");
	record_release(&record_visit, &like);
	record(claim, "no_answer", NULL);
	call_list_info_release(&list);
	good(calls_list(&c, "due", &list, &err));
	later(24 * 60);
	next(&who);
	assert_int_equal(who, people[1]);
	call_suggestion(&c, &card, 0, &like, &from);
	assert_string_equal(like.kind, "cleaning");
	record_release(&record_visit, &like);
	card_release(&card);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, clinic_set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(limit_is_of_a_day),
		TEST(without_a_limit_there_is_none),
		TEST(who_was_there_before_is_left_alone),
		TEST(promise_outlives_the_list),
		TEST(promise_ends_when_given_up),
		TEST(promise_without_a_list),
		TEST(how_far_they_came),
		TEST(given_back_is_told_before_older_calls),
		TEST(who_does_not_belong_is_kept_out),
		TEST(plan_is_offered_on_a_list_of_plans),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
