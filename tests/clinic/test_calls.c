/* A caller's work: whose turn it is, what came of the call, and all that follows from it. */
#include "segments_support.h"

#include "revisit/clinic/calls.h"
#include "revisit/clinic/undo.h"

static const char rules[] =
	"segments:\n"
	"  old:\n"
	"    who: [last visit is older than 6 months, is active]\n"
	"    order: last visit, oldest first\n"
	"    purpose: recall\n"
	"    then: [{call: \"recall, at most 2 a day\"}]\n"
	"  vip: {who: [tagged vip], priority: 1, purpose: recall, then: [{call: recall}]}\n";

static struct call_list_info list;
static int64_t anna, ben, cleo, dora;

static int set_up(void **state)
{
	clinic_set_up(state);
	saved(rules);
	anna = registered("name=Anna", "phone=13800000001", NULL);
	ben = registered("name=Ben", "phone=13800000002", NULL);
	cleo = registered("name=Cleo", "phone=13800000003", "home=07318888003", NULL);
	dora = registered("name=Dora", "phone=13800000004", NULL);
	came(anna, "2026-01-05");
	came(ben, "2026-02-05");
	came(cleo, "2026-03-05");
	came(dora, "2026-04-05");
	good(calls_list(&c, "recall", &list, &err));
	return 0;
}

static int tear_down(void **state)
{
	call_list_info_release(&list);
	return clinic_tear_down(state);
}

static const char *name_of(int64_t patient)
{
	static char out[80];

	snprintf(out, sizeof(out), "%s", field_of(patient, "name"));
	return out;
}

/* The claim of the next one, who is that one. */
static int64_t next_is(const char *name)
{
	struct claim k;

	good(call_next(&c, &list, true, &k, &err));
	assert_string_equal(name_of(k.patient), name);
	int64_t id = k.id;
	claim_release(&k);
	return id;
}

static void nobody_is_next(const char *because)
{
	struct claim k;

	if (call_next(&c, &list, true, &k, &err))
		fail_msg("%s is next", name_of(k.patient));
	assert_int_equal(err.code, ERR_NOBODY);
	if (!strstr(err.msg, because))
		fail_msg("\"%s\" does not say: %s", err.msg, because);
	err_clear(&err);
}

static bool says(int64_t claim, struct call_result r)
{
	if (r.day == 0)
		r.day = DAY_NONE;
	if (r.minute == 0)
		r.minute = MINUTE_NONE;
	r.score = r.score ? r.score : -1;
	return call_outcome(&c, claim, &r, NULL, &err);
}

static void came_of(int64_t claim, const char *outcome)
{
	good(says(claim, (struct call_result){ .outcome = outcome, .reason = "price",
						  .note = "said so" }));
}

static void later(int minutes)
{
	c.clock.at += (int64_t)minutes * 60000;
}

static void undo_last(void)
{
	struct undo_offer offer;

	good(clinic_undo_offer(&c, false, 0, &offer, &err));
	good(clinic_undo(&c, offer.link, false, NULL, NULL, &err));
	undo_offer_release(&offer);
}

static int64_t held_by(enum call_why why)
{
	struct call_counts counts;
	size_t n;

	good(calls_queue(&c, &list, CALL_NOW, 0, &counts, NULL, &n, &err));
	return counts.why[why];
}

/* --- whose turn it is --- */

static void in_the_order_of_the_list(void **state)
{
	bool changed;

	(void)state;
	good(tag_add(&c, dora, "vip", DAY_NONE, &changed, &err));
	int64_t first = next_is("Dora"); /* the first segment by its priority */
	int64_t second = next_is("Anna");
	good(call_skip(&c, second, "in a tunnel", &err));
	undo_last(); /* in her place again */
	second = next_is("Anna");
	good(call_skip(&c, second, "in a tunnel", &err));
	int64_t third = next_is("Ben");
	good(call_release(&c, first, &err));
	first = next_is("Dora"); /* given back: in her place */
	came_of(first, "no_answer");
	came_of(third, "no_answer");
	good(call_skip(&c, next_is("Cleo"), "wants to be rung at noon", &err));
	next_is("Anna"); /* passed over: after the others of today, who was first first */
	nobody_is_next("1 today's share is done");
}

static void share_of_a_day(void **state)
{
	(void)state;
	came_of(next_is("Anna"), "no_answer");
	next_is("Ben"); /* taken: counts already */
	nobody_is_next("share");
	assert_int_equal(held_by(CALL_SHARE), 2);
	assert_int_equal(held_by(CALL_WITH), 1);
	assert_int_equal(held_by(CALL_TRY_LATER), 1);
	later(24 * 60);
	sql("UPDATE claim SET until_boot = 0");
	next_is("Anna"); /* her time has come before the new ones */
}

static void hours_and_closed(void **state)
{
	(void)state;
	later(11 * 60); /* 20:02 */
	nobody_is_next("the next may be rung");
	assert_int_equal(held_by(CALL_HOURS), 4);
	later(13 * 60);
	next_is("Anna");
}

static void one_of_a_family(void **state)
{
	struct claim k;

	(void)state;
	edited(ben, "household", '=', "#1001");
	next_is("Anna");
	next_is("Cleo"); /* Ben is with Anna on the line */
	assert_int_equal(held_by(CALL_WITH_FAMILY), 1);
	bad(call_take(&c, &list, ben, false, true, &k, &err), ERR_CLAIMED);
	bad(call_take(&c, &list, ben, true, true, &k, &err), ERR_CLAIMED);
}

static void by_hand_is_asked_the_same(void **state)
{
	struct call_list_info none;
	struct claim k;
	bool changed;

	(void)state;
	came_of(next_is("Anna"), "no_answer");
	bad(call_take(&c, &list, anna, false, true, &k, &err), ERR_NOT_CALLABLE);
	good(call_take(&c, &list, anna, true, true, &k, &err)); /* only a matter of time */
	good(call_release(&c, k.id, &err));
	claim_release(&k);
	good(tag_add(&c, anna, "do-not-call", DAY_NONE, &changed, &err));
	bad(call_take(&c, &list, anna, true, true, &k, &err), ERR_NOT_CALLABLE);
	good(calls_list(&c, "", &none, &err));
	bad(call_take(&c, &none, anna, true, true, &k, &err), ERR_NOT_CALLABLE);
	good(call_take(&c, &none, dora, false, true, &k, &err));
	claim_release(&k);
	bad(call_next(&c, &none, true, &k, &err), ERR_NOBODY);
	call_list_info_release(&none);
}

/* --- what came of it --- */

static void nobody_answers(void **state)
{
	(void)state;
	int64_t claim = next_is("Anna");
	came_of(claim, "no_answer");
	assert_string_equal(text("SELECT list || ' ' || purpose || ' ' || number || ' ' || segment || ' ' || "
				 "claim || ' ' || staff FROM attempt"),
			    "recall recall +8613800000001 old 1 mei");
	assert_true(number("SELECT again_day IS NOT NULL FROM attempt"));
	assert_int_equal(number("SELECT count(*) FROM claim"), 0);
	assert_int_equal(number("SELECT count(*) FROM action WHERE verb = 'call-outcome'"), 1);
	bad(says(claim, (struct call_result){ .outcome = "booked" }), ERR_CLAIM_OVER);
	undo_last();
	assert_int_equal(number("SELECT count(*) FROM attempt"), 0);
	next_is("Anna");
}

static void call_backs(void **state)
{
	struct rows backs;

	(void)state;
	int64_t claim = next_is("Anna");
	bad(says(claim, (struct call_result){ .outcome = "callback", .minute = 8 * 60 }), ERR_BAD_DATE);
	good(says(claim, (struct call_result){ .outcome = "callback", .minute = 10 * 60 }));
	assert_string_equal(text("SELECT kind || ' ' || list || ' ' || assignee || ' ' || due_minute "
				 "FROM task"),
			    "callback recall mei 600");
	came_of(next_is("Ben"), "no_answer");
	assert_int_equal(held_by(CALL_BACK_LATER), 1);
	later(60);
	rows_init(&backs, &record_task);
	good(calls_backs(&c, "bo", when_of(clinic_today(&c), clock_minute(&c.clock)), &backs, &err));
	assert_int_equal(backs.n, 0); /* hers first … */
	good(calls_backs(&c, "mei", when_of(clinic_today(&c), clock_minute(&c.clock)), &backs, &err));
	assert_int_equal(backs.n, 1);
	later(c.config->calls.mine_minutes);
	good(calls_backs(&c, "bo", when_of(clinic_today(&c), clock_minute(&c.clock)), &backs, &err));
	assert_int_equal(backs.n, 2); /* … then anyone's */
	rows_release(&backs);
	came_of(next_is("Anna"), "not_now"); /* before all others, though the share is done */
	assert_string_equal(text("SELECT state || ' ' || done_by FROM task"), "done mei");
	assert_int_equal(held_by(CALL_ASK_LATER), 1);
	undo_last();
	assert_string_equal(text("SELECT state FROM task"), "open");
	/* Rung in vain it is open until the next try, and it ends with the last one. */
	came_of(next_is("Anna"), "no_answer");
	assert_string_equal(text("SELECT t.state FROM task t JOIN attempt a ON a.again_day = t.due_day AND "
				 "a.again_minute = t.due_minute WHERE a.outcome = 'no_answer' AND a.patient = 1"),
			    "open");
	undo_last();
	assert_string_equal(text("SELECT due_minute FROM task"), "600");
	came_of(next_is("Anna"), "left_message");
	for (int tries = 0; tries < 9 && number("SELECT count(*) FROM task WHERE state = 'open'"); tries++) {
		int64_t due = number("SELECT due_day * 1440 + due_minute FROM task");
		later((int)(due - when_of(clinic_today(&c), clock_minute(&c.clock))));
		came_of(next_is("Anna"), "no_answer");
	}
	assert_string_equal(text("SELECT state FROM task"), "done");
}

static void numbers_that_are_none(void **state)
{
	struct arena arena;
	struct call_number *numbers;
	struct call_step step;
	size_t n;

	(void)state;
	came_of(next_is("Anna"), "declined");
	came_of(next_is("Ben"), "declined");
	later(24 * 60);
	int64_t claim = next_is("Cleo");
	struct call_result r = { .outcome = "wrong_number", .day = DAY_NONE, .minute = MINUTE_NONE,
				 .score = -1, .keep = true };
	good(call_preview(&c, claim, &r, &step, NULL, &err));
	assert_true(step.next_number != 0);
	good(call_outcome(&c, claim, &r, NULL, &err));
	assert_int_equal(number("SELECT count(*) FROM claim"), 1);
	arena_init(&arena);
	good(call_numbers(&c, cleo, &arena, &numbers, &n, &err));
	assert_int_equal(n, 1);
	assert_int_equal(numbers[0].contact, step.next_number);
	arena_release(&arena);
	r = (struct call_result){ .outcome = "dead_number", .contact = step.next_number,
				  .day = DAY_NONE, .minute = MINUTE_NONE, .score = -1 };
	good(call_outcome(&c, claim, &r, NULL, &err));
	assert_string_equal(text("SELECT state FROM contact WHERE patient = 3 ORDER BY id"), "wrong\ndead");
	assert_int_equal(number("SELECT count(*) FROM task WHERE patient = 3 AND state = 'open'"), 1);
	assert_int_equal(held_by(CALL_NO_NUMBER), 1);
	undo_last();
	assert_int_equal(held_by(CALL_NO_NUMBER), 0);
	assert_int_equal(number("SELECT count(*) FROM task WHERE patient = 3"), 0);
}

/* Who answers a wrong number says the right one: it is rung next, in the same claim. */
static void right_number_is_told(void **state)
{
	struct call_result r = { .outcome = "wrong_number", .day = DAY_NONE, .minute = MINUTE_NONE,
				 .score = -1, .keep = true, .right = "half past nine" };

	(void)state;
	int64_t claim = next_is("Anna");
	bad(call_outcome(&c, claim, &r, NULL, &err), ERR_BAD_VALUE);
	r.right = "138 0000 0001";
	bad(call_preview(&c, claim, &r, NULL, NULL, &err), ERR_BAD_VALUE);
	r.right = "139 1111 2222";
	good(call_outcome(&c, claim, &r, NULL, &err));
	assert_string_equal(text("SELECT norm || ' ' || state FROM contact WHERE patient = 1 ORDER BY id"),
			    "+8613800000001 wrong\n+8613911112222 good");
	assert_int_equal(number("SELECT count(*) FROM task"), 0);
	assert_int_equal(number("SELECT count(*) FROM claim_number WHERE norm = '+8613911112222'"), 1);
	/* It stood there as wrong: by whom it was rung now, it is good. */
	good(says(claim, (struct call_result){ .outcome = "wrong_number", .right = "13800000001" }));
	assert_string_equal(text("SELECT state FROM contact WHERE patient = 1 ORDER BY id"), "good\nwrong");
	undo_last();
	undo_last();
	assert_string_equal(text("SELECT state FROM contact WHERE patient = 1"), "good");
}

/* Whoever rings us is talked with, whatever they wished before; nothing was dialled. */
static void they_ring_us(void **state)
{
	struct claim k;
	struct shift s;

	(void)state;
	came_of(next_is("Anna"), "do_not_call");
	bad(call_take(&c, &list, anna, true, false, &k, &err), ERR_NOT_CALLABLE);
	good(call_answer(&c, &list, anna, &k, &err));
	bad(says(k.id, (struct call_result){ .outcome = "no_answer", .rang_us = true }), ERR_BAD_VALUE);
	good(says(k.id, (struct call_result){ .outcome = "will_call", .rang_us = true }));
	assert_string_equal(text("SELECT direction || ' ' || coalesce(number, '-') FROM attempt ORDER BY id"),
			    "out +8613800000001\nin -");
	good(calls_shift(&c, "mei", clinic_today(&c), &s, &err));
	assert_int_equal(s.rung, 1);
	assert_int_equal(s.talked, 1);
	claim_release(&k);
}

static void refusals(void **state)
{
	struct call_list_info other;
	struct claim k;

	(void)state;
	int64_t claim = next_is("Anna");
	bad(says(claim, (struct call_result){ .outcome = "declined" }), ERR_MISSING);
	bad(says(claim, (struct call_result){ .outcome = "busy_off" }), ERR_MISSING);
	bad(says(claim, (struct call_result){ .outcome = "nonsense" }), ERR_BAD_VALUE);
	came_of(claim, "do_not_call");
	assert_string_equal(text("SELECT channel || ' ' || state || ' ' || evidence FROM consent"),
			    "phone no said so on the call of 2026-11-23");
	assert_int_equal(held_by(CALL_REFUSED), 1);
	good(calls_list(&c, "old", &other, &err)); /* a segment as a list: refused there as well */
	bad(call_take(&c, &other, anna, true, true, &k, &err), ERR_NOT_CALLABLE);
	call_list_info_release(&other);
	claim = next_is("Ben");
	came_of(claim, "declined");
	assert_int_equal(held_by(CALL_SETTLED), 1);
	undo_last();
	undo_last();
	assert_int_equal(held_by(CALL_REFUSED), 0);
}

static void previews_conflict(int64_t claim, struct visit *v)
{
	bad(call_preview(&c, claim, &(struct call_result){ .outcome = "booked", .book = v, .score = -1 },
			 NULL, NULL, &err),
	    ERR_CONFLICT);
}

static void booked_in_the_call(void **state)
{
	struct visit v;

	(void)state;
	booked(dora, "at=2026-11-27T10:00", "provider=lin", "kind=cleaning", NULL);
	int64_t claim = next_is("Anna");
	bad(says(claim, (struct call_result){ .outcome = "booked" }), ERR_MISSING);
	record_init(&record_visit, &v);
	good(visit_set(&c, &v, "at", "2026-11-27T10:00", &err));
	good(visit_set(&c, &v, "provider", "lin", &err));
	good(visit_set(&c, &v, "kind", "cleaning", &err));
	bad(says(claim, (struct call_result){ .outcome = "booked", .book = &v }), ERR_CONFLICT);
	assert_int_equal(number("SELECT count(*) FROM attempt"), 0);
	previews_conflict(claim, &v);
	good(visit_set(&c, &v, "at", "2026-11-27T23:00", &err));
	good(visit_set(&c, &v, "provider", "", &err));
	previews_conflict(claim, &v);
	good(visit_set(&c, &v, "at", "2026-11-27T10:05", &err));
	good(call_preview(&c, claim, &(struct call_result){ .outcome = "booked", .book = &v, .score = -1 },
			  NULL, NULL, &err));
	assert_string_not_equal(v.provider, "lin"); /* has Dora then */
	good(visit_set(&c, &v, "provider", "lin", &err));
	good(visit_set(&c, &v, "at", "2026-11-27T14:00", &err));
	v.row = (struct row){ 0 };
	good(says(claim, (struct call_result){ .outcome = "booked", .book = &v }));
	record_release(&record_visit, &v);
	assert_int_equal(number("SELECT count(*) FROM attempt WHERE visit = (SELECT max(id) FROM visit)"), 1);
	assert_int_equal(number("SELECT count(*) FROM attempt"), 1); /* not settled a second time */
	undo_last();
	assert_int_equal(number("SELECT count(*) FROM visit WHERE patient = 1 AND status = 'planned'"), 0);
	next_is("Anna");
}

static void family_in_the_same_call(void **state)
{
	struct call_companion *with;
	struct claim k;
	size_t n;

	(void)state;
	edited(ben, "household", '=', "#1001");
	int64_t emil = registered("name=Emil", "phone=13800000001", NULL);
	good(call_next(&c, &list, true, &k, &err));
	good(call_companions(&c, &k, &with, &n, &err));
	assert_int_equal(n, 2);
	assert_int_equal(with[0].patient, emil); /* not on the list, due for nothing: there all the same */
	assert_true(with[0].same_number && !with[0].on_list);
	assert_int_equal(with[1].patient, ben);
	assert_true(!with[1].same_number && with[1].on_list);
	free(with);
	static const char *const own[] = { "do_not_call", "moved", "deceased", "already_visited", "elsewhere",
					   "wrong_number", "dead_number", "write_instead", "not_this" };
	for (size_t i = 0; i < ARRAY_SIZE(own); i++)
		bad(says(k.id, (struct call_result){ .outcome = own[i], .with = &ben, .n_with = 1 }),
		    ERR_BAD_VALUE);
	assert_int_equal(number("SELECT count(*) FROM attempt"), 0);
	good(says(k.id, (struct call_result){ .outcome = "no_answer", .with = &ben, .n_with = 1 }));
	claim_release(&k);
	assert_string_equal(text("SELECT patient || ' ' || coalesce(part_of, '-') || ' ' || again_minute || ' ' "
				 "|| coalesce(number, 'not dialled') FROM attempt ORDER BY id"),
			    text("SELECT patient || ' ' || coalesce(part_of, '-') || ' ' || (SELECT again_minute "
				 "FROM attempt WHERE id = 1) || ' ' || CASE patient WHEN 1 THEN "
				 "'+8613800000001' ELSE 'not dialled' END FROM attempt ORDER BY id"));
	assert_int_equal(held_by(CALL_TRY_LATER), 2);
	undo_last();
	assert_int_equal(number("SELECT count(*) FROM attempt"), 0);
}

static void doctor_is_told(void **state)
{
	(void)state;
	int64_t claim = next_is("Anna");
	bad(says(claim, (struct call_result){ .outcome = "complaint" }), ERR_MISSING);
	came_of(claim, "complaint");
	assert_string_equal(text("SELECT kind || ' ' || priority || ' ' || what || ' ' || (due_day = (SELECT "
				 "max(day) FROM attempt)) FROM task"),
			    "complaint high said so 1");
}

static void moved_and_died(void **state)
{
	(void)state;
	came_of(next_is("Anna"), "moved");
	came_of(next_is("Ben"), "deceased");
	assert_string_equal(text("SELECT status FROM patient ORDER BY id LIMIT 2"), "moved\ndeceased");
	undo_last();
	assert_string_equal(text("SELECT status FROM patient WHERE id = 2"), "active");
}

/* --- at the desk --- */

static void settled_at_the_desk(void **state)
{
	struct ringing_back back;

	(void)state;
	came_of(next_is("Anna"), "no_answer");
	assert_true(calls_ringing_back(&c, anna, &back));
	assert_string_equal(back.staff, "mei");
	assert_int_equal(back.tries, 1);
	free(back.staff);
	free(back.list);
	free(back.outcome);
	assert_false(calls_ringing_back(&c, dora, &back));
	booked(anna, "at=2026-11-27T14:00", NULL);
	assert_string_equal(text("SELECT channel || ' ' || direction || ' ' || outcome || ' ' || list || ' ' || "
				 "visit FROM attempt WHERE id = 2"),
			    "desk in booked recall 5");
	assert_false(calls_ringing_back(&c, anna, &back));
	undo_last();
	assert_int_equal(number("SELECT count(*) FROM attempt"), 1);
	good(note_add(&c, anna, "rang back: after the holidays", &err));
	assert_int_equal(number("SELECT count(*) FROM attempt"), 2);
	good(note_add(&c, anna, "and once more", &err));
	assert_int_equal(number("SELECT count(*) FROM attempt"), 2);
}

static void booked_by_somebody_else(void **state)
{
	struct clinic other;
	struct clinic_options options = { .folder = folder, .staff = "bo", .today = "2026-11-23T09:04" };

	(void)state;
	came_of(next_is("Anna"), "no_answer");
	later(24 * 60);
	int64_t claim = next_is("Anna");
	options.today = "2026-11-24T09:04";
	good(clinic_open(&other, &options, &err));
	struct visit v;
	record_init(&record_visit, &v);
	v.patient = anna;
	good(visit_set(&other, &v, "at", "2026-11-27T14:00", &err));
	good(visit_save(&other, &v, NULL, &err));
	record_release(&record_visit, &v);
	clinic_close(&other);
	bad(says(claim, (struct call_result){ .outcome = "no_answer" }), ERR_CLAIM_OVER);
}

static void claim_left_behind(void **state)
{
	struct claim k;

	(void)state;
	int64_t claim = next_is("Anna");
	assert_int_equal(held_by(CALL_WITH), 1);
	later(c.config->calls.lease_minutes);
	assert_int_equal(held_by(CALL_WITH), 0); /* by the clinic's clock, which was set */
	bad(call_keep(&c, claim, &err), ERR_CLAIM_OVER);
	good(call_next(&c, &list, false, &k, &err));
	assert_int_equal(k.patient, anna);
	claim_release(&k);
}

/* --- lists --- */

static void visits_to_confirm(void **state)
{
	struct call_list_info confirm;
	struct claim k;

	(void)state;
	later(-2 * 24 * 60);
	int64_t visit = booked(anna, "at=2026-11-24T10:00", NULL);
	later(24 * 60);
	booked(ben, "at=2026-11-24T11:00", NULL); /* said so yesterday: not asked again */
	later(24 * 60);
	good(calls_list(&c, LIST_CONFIRM, &confirm, &err));
	good(call_next(&c, &confirm, true, &k, &err));
	assert_int_equal(k.visit, visit);
	good(says(k.id, (struct call_result){ .outcome = "confirmed" }));
	claim_release(&k);
	assert_string_equal(text("SELECT status FROM visit WHERE id = 5"), "confirmed");
	bad(call_next(&c, &confirm, true, &k, &err), ERR_NOBODY);
	undo_last();
	good(call_next(&c, &confirm, true, &k, &err));
	good(says(k.id, (struct call_result){ .outcome = "move", .day = day_make(2026, 11, 26),
						 .minute = 15 * 60 }));
	claim_release(&k);
	assert_string_equal(text("SELECT status FROM visit WHERE id >= 5 AND patient = 1 ORDER BY id"),
			    "rescheduled\nplanned");
	call_list_info_release(&confirm);
}

static void not_after_the_visit(void **state)
{
	struct call_list_info confirm;
	struct claim k;

	(void)state;
	later(-2 * 24 * 60);
	booked(anna, "at=2026-11-24T10:00", NULL);
	later(2 * 24 * 60);
	good(calls_list(&c, LIST_CONFIRM, &confirm, &err));
	good(call_next(&c, &confirm, true, &k, &err));
	good(says(k.id, (struct call_result){ .outcome = "left_message" }));
	claim_release(&k);
	assert_string_equal(text("SELECT again_day * 1440 + again_minute < "
				 "(SELECT day * 1440 + minute FROM visit WHERE id = 5) FROM attempt "
				 "WHERE outcome = 'left_message' ORDER BY id DESC LIMIT 1"),
			    "1");
	call_list_info_release(&confirm);
}

static void made_by_hand(void **state)
{
	const int64_t two[] = { dora, anna };
	struct call_list l;
	size_t added;

	(void)state;
	record_init(&record_call_list, &l);
	l.key = mem_strdup("recall");
	bad(call_list_save(&c, &l, &err), ERR_EXISTS);
	str_replace(&l.key, "sunday");
	l.purpose = PURPOSE_SERVICE;
	good(call_list_save(&c, &l, &err));
	record_release(&record_call_list, &l);
	good(call_list_add(&c, "sunday", two, 2, "ask about the bridge", &added, &err));
	assert_int_equal(added, 2);
	good(call_list_add(&c, "sunday", two, 2, NULL, &added, &err));
	assert_int_equal(added, 0);
	call_list_info_release(&list);
	good(calls_list(&c, "sunday", &list, &err));
	came_of(next_is("Dora"), "no_answer");
	char *why = call_why_words(&c, &list, dora);
	assert_non_null(strstr(why, "ask about the bridge"));
	free(why);
	good(call_list_remove(&c, "sunday", dora, &err));
	bad(call_list_remove(&c, "sunday", dora, &err), ERR_NO_MATCH);
	good(call_list_close(&c, "sunday", true, &err));
	call_list_info_release(&list);
	good(calls_list(&c, "sunday", &list, &err));
	nobody_is_next("closed");
}

static void rule_goes_while_somebody_rings(void **state)
{
	struct call_list_info gone;

	(void)state;
	int64_t claim = next_is("Anna");
	saved("segments:\n  other: {who: [is active]}\n");
	bad(calls_list(&c, "recall", &gone, &err), ERR_NO_MATCH);
	came_of(claim, "no_answer");
	assert_string_equal(text("SELECT list FROM attempt"), "recall");
}

static void count_finding(const char *text, void *arg)
{
	assert_non_null(strstr(text, "recall"));
	++*(int *)arg;
}

/* A row that says otherwise than looking at them does. */
static void check_finds_what_is_kept_wrongly(void **state)
{
	struct call_counts counts;
	int findings = 0;
	size_t n;

	(void)state;
	good(calls_queue(&c, &list, CALL_NOW, 0, &counts, NULL, &n, &err));
	good(calls_check(&c, count_finding, &findings, &err));
	assert_int_equal(findings, 0);
	sql("UPDATE call_turn SET open = 0, why = 7 WHERE patient = 2");
	sql("DELETE FROM call_turn WHERE patient = 3");
	good(calls_check(&c, count_finding, &findings, &err));
	assert_int_equal(findings, 2);
	/* Whoever is written to is looked at again. */
	sql("UPDATE patient SET notes = 'x' WHERE id IN (2, 3)");
	good(calls_queue(&c, &list, CALL_NOW, 0, &counts, NULL, &n, &err));
	good(calls_check(&c, count_finding, &findings, &err));
	assert_int_equal(findings, 2);
}

static void shift_is_counted(void **state)
{
	struct shift s;

	(void)state;
	came_of(next_is("Anna"), "no_answer");
	good(says(next_is("Ben"), (struct call_result){ .outcome = "callback", .minute = 15 * 60 }));
	good(calls_shift(&c, "mei", clinic_today(&c), &s, &err));
	assert_int_equal(s.rung, 2);
	assert_int_equal(s.talked, 1);
	assert_int_equal(s.call_backs_made, 1);
	good(calls_shift(&c, "bo", clinic_today(&c), &s, &err));
	assert_int_equal(s.rung, 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(in_the_order_of_the_list),
		TEST(share_of_a_day),
		TEST(hours_and_closed),
		TEST(one_of_a_family),
		TEST(by_hand_is_asked_the_same),
		TEST(nobody_answers),
		TEST(call_backs),
		TEST(numbers_that_are_none),
		TEST(right_number_is_told),
		TEST(they_ring_us),
		TEST(refusals),
		TEST(booked_in_the_call),
		TEST(family_in_the_same_call),
		TEST(doctor_is_told),
		TEST(moved_and_died),
		TEST(settled_at_the_desk),
		TEST(booked_by_somebody_else),
		TEST(claim_left_behind),
		TEST(visits_to_confirm),
		TEST(not_after_the_visit),
		TEST(made_by_hand),
		TEST(rule_goes_while_somebody_rings),
		TEST(check_finds_what_is_kept_wrongly),
		TEST(shift_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
