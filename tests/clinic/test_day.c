/* A day at the desk: who comes, who waits, what is first, what was left open; and what the desk
 * does as people come, wait and leave. */
#include "support.h"

#include "revisit/base/i18n.h"
#include "revisit/clinic/brief.h"
#include "revisit/clinic/day.h"
#include "revisit/clinic/desk.h"
#include "revisit/clinic/handover.h"
#include "revisit/clinic/undo.h"

/* It is Monday, 2026-11-23, 09:02; the days around it. */
enum { MONDAY = 20780 };

static struct day load(day_t day)
{
	struct day d;

	good(day_load(&c, day, &d, &err));
	return d;
}

static void step(int64_t visit, enum visit_status to)
{
	good(visit_step(&c, visit, to, NULL, &err));
}

static void write_task(int64_t patient, const char *line, const char *kind)
{
	struct task t;

	record_init(&record_task, &t);
	good(task_parse(&c, line, &t, &err));
	t.patient = patient;
	str_replace(&t.kind, kind);
	good(task_add(&c, &t, &err));
	record_release(&record_task, &t);
}

/* "promise:2 waiting:1 …": the kinds of what is done first, with whose it is. */
static const char *first_words(const struct day *d)
{
	static char out[400];
	static const char *const names[] = {
		[FIRST_PROMISE] = "promise",   [FIRST_COMPLAINT] = "complaint",
		[FIRST_WAITING] = "waiting",   [FIRST_LATE] = "late",
		[FIRST_UNCLOSED] = "unclosed", [FIRST_DUE] = "due", [FIRST_OPEN] = "open",
		[FIRST_HIT] = "hit",
		[FIRST_BY_HAND] = "by-hand",
		[FIRST_NOT_SENT] = "not-sent",
	};
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < d->n_first; i++)
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%s:%lld", i ? " " : "",
				      names[d->first[i].kind], (long long)d->first[i].patient);
	return out;
}

static const char *state_of(const struct day *d, int64_t visit)
{
	static char out[80];
	struct str s;

	str_init(&s);
	for (size_t i = 0; i < d->visits.n; i++)
		if (d->visits.v[i].id == visit)
			day_state(d, &c, &d->visits.v[i], &s);
	snprintf(out, sizeof(out), "%s", s.p);
	str_release(&s);
	return out;
}

static void who_is_where(void **state)
{
	int64_t a = registered("name=A", NULL);
	int64_t b = registered("name=B", NULL);

	(void)state;
	assert_int_equal(clinic_today(&c), MONDAY);
	int64_t early = booked(a, "at=2026-11-23T08:40", NULL);
	int64_t soon = booked(b, "at=2026-11-23T09:10", "status=confirmed", NULL);
	int64_t last = booked(b, "at=2026-11-23T16:00", NULL);
	int64_t gone = booked(a, "at=2026-11-23T08:00", NULL);
	booked(a, "at=2026-11-23", NULL); /* without a time: last, and never late */
	step(gone, VISIT_NO_SHOW);
	struct day d = load(MONDAY);
	assert_int_equal(d.visits.n, 5);
	assert_int_equal(d.visits.v[0].id, gone);
	assert_int_equal(d.visits.v[4].minute, MINUTE_NONE);
	assert_int_equal(d.coming, 4);
	assert_int_equal(d.late, 1);
	assert_int_equal(d.off, 1);
	assert_string_equal(state_of(&d, early), "! late 22 min");
	assert_string_equal(state_of(&d, soon), "confirmed");
	assert_string_equal(state_of(&d, last), "not confirmed ?");
	day_release(&d);

	/* Who said so is late only after that. */
	good(visit_says_late(&c, early, 22, &err));
	d = load(MONDAY);
	assert_int_equal(d.late, 0);
	assert_string_equal(state_of(&d, early), "comes +22 min");
	day_release(&d);
	good(visit_says_late(&c, early, 21, &err));
	d = load(MONDAY);
	assert_string_equal(state_of(&d, early), "! late 1 min");
	day_release(&d);

	step(soon, VISIT_ARRIVED);
	step(early, VISIT_SEATED);
	clinic_again("2026-11-23T09:16");
	d = load(MONDAY);
	assert_int_equal(d.here, 2);
	assert_string_equal(state_of(&d, soon), "here 14 min");
	assert_string_equal(state_of(&d, early), "in chair 14 min");
	assert_string_equal(first_words(&d), "");
	day_release(&d);
	clinic_again("2026-11-23T09:17");
	d = load(MONDAY);
	char waits[32];
	snprintf(waits, sizeof(waits), "waiting:%lld", (long long)b);
	assert_string_equal(state_of(&d, soon), "! here 15 min");
	assert_string_equal(first_words(&d), waits);
	day_release(&d);
	bad(visit_says_late(&c, soon, 10, &err), ERR_STEP);
	bad(visit_says_late(&c, last, -1, &err), ERR_BAD_NUMBER);
	bad(visit_says_late(&c, last, 721, &err), ERR_BAD_NUMBER);
	all_sound();
}

static void what_comes_first(void **state)
{
	int64_t a = registered("name=A", NULL); /* 1 */
	int64_t b = registered("name=B", NULL); /* 2 */

	(void)state;
	booked(b, "at=2026-11-22T10:00", "status=confirmed", NULL);
	booked(b, "at=2026-11-21T10:00", "status=completed", NULL);
	booked(b, "at=2026-08-01T10:00", NULL); /* too long ago to mind */
	booked(a, "at=2026-11-23T08:50", NULL);
	write_task(a, "today call", NULL);
	write_task(b, "! today send the price", NULL);
	write_task(b, "! today send the x-ray", NULL);
	sql("UPDATE task SET due_day = due_day - 1 WHERE what LIKE '%x-ray'");
	write_task(a, "next fri the crown hurts", "complaint");
	write_task(a, "tomorrow something else", NULL);
	struct day d = load(MONDAY);
	assert_string_equal(first_words(&d), "promise:2 complaint:1 late:1 unclosed:2 due:2 due:1");
	assert_true(first_presses(&d.first[0]));
	assert_true(first_presses(&d.first[4])); /* a promise, due today */
	assert_false(first_presses(&d.first[5]));
	day_release(&d);

	/* It is the same whatever day one looks at. */
	d = load(MONDAY + 1);
	assert_string_equal(first_words(&d), "promise:2 complaint:1 unclosed:2 due:2 due:1");
	day_release(&d);

	/* By the minute, too. */
	write_task(a, "! 9:00 the lab's answer", NULL);
	clinic_again("2026-11-23T12:30");
	d = load(MONDAY);
	assert_int_equal(d.first[1].kind, FIRST_PROMISE);
	assert_int_equal(d.first[1].patient, a);
	day_release(&d);
}

static void till(void **state)
{
	int64_t a = registered("name=A", NULL);
	struct str words;

	(void)state;
	booked(a, "at=2026-11-23T08:30", "amount=380", "paid=300", "pay_method=wechat",
	       "status=completed", NULL);
	booked(a, "at=2026-11-23T08:40", "amount=50", "paid=50", "pay_method=cash",
	       "status=completed", NULL);
	booked(a, "at=2026-11-23T08:50", "amount=20", "paid=20", "pay_method=wechat",
	       "status=completed", NULL);
	booked(a, "at=2026-11-23T15:00", NULL);
	struct day d = load(MONDAY);
	str_init(&words);
	day_takings_words(&words, &d, c.config);
	assert_string_equal(words.p, "¥370: WeChat Pay ¥320, cash ¥50");
	assert_false(d.over);
	str_clear(&words);
	day_release(&d);
	d = load(MONDAY + 1);
	day_takings_words(&words, &d, c.config);
	assert_string_equal(words.p, "");
	day_release(&d);
	str_release(&words);

	/* The clinic closes at 18:30. */
	clinic_again("2026-11-23T18:29");
	d = load(MONDAY);
	assert_false(d.over);
	day_release(&d);
	clinic_again("2026-11-23T18:30");
	d = load(MONDAY);
	assert_true(d.over);
	assert_string_equal(first_words(&d), "open:0"); /* the one at 15:00 */
	assert_int_equal(d.first[0].minutes, 1);
	day_release(&d);
}

/* Free time of those who treat, from now on, of 20 minutes or more; who would come then. */
static void free_time(void **state)
{
	int64_t a = registered("name=A", NULL);

	(void)state;
	booked(a, "at=2026-11-23T09:45", "kind=exam", "provider=lin", "minutes=30", NULL);
	booked(a, "at=2026-11-23T10:40", "kind=exam", "provider=lin", "minutes=60", NULL);
	struct day d = load(MONDAY);
	minute_t seen[4] = { 0 };
	size_t n = 0;
	for (size_t i = 0; i < d.n_gaps; i++)
		if (str_eq(d.gaps[i].provider, "lin") && n < ARRAY_SIZE(seen))
			seen[n++] = d.gaps[i].from;
	assert_int_equal(n, 4);
	assert_int_equal(seen[0], 9 * 60 + 5); /* it is 09:02 */
	assert_int_equal(seen[1], 10 * 60 + 15);
	assert_int_equal(seen[2], 11 * 60 + 40);
	assert_int_equal(seen[3], 13 * 60 + 30);
	assert_int_equal(d.gaps[0].sooner, 0);
	day_release(&d);

	struct sooner wish;
	record_init(&record_sooner, &wish);
	wish.patient = registered("name=B", NULL);
	wish.minutes = 40;
	wish.starts = 10 * 60;
	wish.ends = 12 * 60;
	wish.provider = mem_strdup("lin");
	good(sooner_add(&c, &wish, &err));
	record_release(&record_sooner, &wish);
	d = load(MONDAY);
	int wanted = 0; /* 09:05 is too early, 10:15 and 11:40 are too short */
	for (size_t i = 0; i < d.n_gaps; i++)
		wanted += d.gaps[i].sooner;
	assert_int_equal(wanted, 0);
	day_release(&d);
	sql("UPDATE sooner SET minutes = 25");
	d = load(MONDAY);
	for (size_t i = 0; i < d.n_gaps; i++)
		wanted += d.gaps[i].sooner;
	assert_int_equal(wanted, 1);
	day_release(&d);
	d = load(MONDAY - 1);
	assert_int_equal(d.n_gaps, 0);
	day_release(&d);
}

static void next_working_day(void **state)
{
	int64_t a = registered("name=A", NULL);

	(void)state;
	/* National Day: 1 to 3 October 2026 are closed, a Thursday to a Saturday. */
	clinic_again("2026-09-30T09:00");
	booked(a, "at=2026-10-01T10:00", NULL);
	booked(a, "at=2026-10-04T10:00", "booked_at=2026-09-20T10:00", NULL);
	booked(a, "at=2026-10-04T11:00", "status=confirmed", NULL);
	/* Who said yes this morning is not rung about it this afternoon. */
	booked(a, "at=2026-10-04T15:00", "booked_at=2026-09-30T08:00", NULL);
	struct day d = load(clinic_today(&c));
	assert_int_equal(d.next, day_make(2026, 10, 4));
	assert_int_equal(d.tomorrow.n, 3);
	assert_int_equal(d.unconfirmed, 1);
	day_release(&d);
}

static void leaving(void **state)
{
	int64_t a = registered("name=A", NULL);
	int64_t b = registered("name=B", NULL);
	int64_t va = booked(a, "at=2026-11-23T08:30", NULL);
	int64_t vb = booked(b, "at=2026-11-23T08:40", NULL);

	(void)state;
	bad(visit_no_next(&c, va, "price", &err), ERR_STEP);
	step(va, VISIT_COMPLETED);
	step(vb, VISIT_COMPLETED);
	int64_t next = booked(b, "at=2027-05-24T09:00", NULL);
	struct day d = load(MONDAY);
	assert_true(day_left(&d.visits.v[0]));
	assert_false(d.visits.v[0].told_why);
	assert_false(day_left(&d.visits.v[1]));
	day_release(&d);

	/* A next visit that is called off is none. */
	good(visit_step(&c, next, VISIT_CANCELLED, "ill", &err));
	good(visit_no_next(&c, va, "再考虑", &err));
	assert_string_equal(text("SELECT no_next FROM visit WHERE no_next IS NOT NULL"),
			    "thinking");
	d = load(MONDAY);
	assert_true(d.visits.v[0].told_why);
	assert_true(day_left(&d.visits.v[1]));
	day_release(&d);

	/* Tomorrow it is yesterday's sum. */
	clinic_again("2026-11-24T09:00");
	d = load(MONDAY + 1);
	assert_int_equal(d.before.day, MONDAY);
	assert_int_equal(d.before.came, 2);
	assert_int_equal(d.before.left, 2);
	day_release(&d);
	good(visit_no_next(&c, va, NULL, &err));
	assert_int_equal(number("SELECT count(*) FROM visit WHERE no_next IS NOT NULL"), 0);
	all_sound();
}

static void birthdays(void **state)
{
	static const struct {
		const char *born, *today;
		int in; /* −1: none */
	} cases[] = {
		{ "birth_day=1985-11-23", "2026-11-23T09:00", 0 },
		{ "birth_day=1985-11-29", "2026-11-23T09:00", 6 },
		{ "birth_day=1985-11-30", "2026-11-23T09:00", -1 },
		{ "birth_day=1985-11-22", "2026-11-23T09:00", -1 },
		{ "birth_day=1985-01-01", "2026-12-30T09:00", 2 },
		{ "birth_day=2000-02-29", "2027-02-26T09:00", 2 },
		{ "birth_day=2000-02-29", "2028-02-28T09:00", 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		clinic_again(cases[i].today);
		int64_t a = registered("name=A", cases[i].born, NULL);
		char *at = mem_printf("at=%s", cases[i].today);
		booked(a, at, NULL);
		booked(a, at, NULL); /* told once */
		free(at);
		struct day d = load(clinic_today(&c));
		int found = -1;
		for (size_t k = 0; k < d.n_birthdays; k++)
			if (d.birthdays[k].patient == a) {
				assert_int_equal(found, -1);
				found = d.birthdays[k].in;
			}
		assert_int_equal(found, cases[i].in);
		day_release(&d);
	}
}

static void between_shifts(void **state)
{
	int64_t id;
	struct day d;

	(void)state;
	good(handover_add(&c, "card machine 2 is broken", DAY_NONE, &id, &err));
	good(handover_add(&c, "Dr Xu leaves at 17:00", MONDAY, NULL, &err));
	bad(handover_add(&c, "", DAY_NONE, NULL, &err), ERR_MISSING);
	bad(handover_add(&c, "too late", MONDAY - 1, NULL, &err), ERR_BAD_DATE);
	d = load(MONDAY);
	assert_int_equal(d.handover.n, 2);
	day_release(&d);
	d = load(MONDAY + 1);
	assert_int_equal(d.handover.n, 1);
	day_release(&d);
	good(handover_done(&c, id, &err));
	good(handover_done(&c, id, &err)); /* who did it first stays */
	d = load(MONDAY + 1);
	assert_int_equal(d.handover.n, 0);
	day_release(&d);
	bad(handover_done(&c, 99, &err), ERR_NO_MATCH);
	all_sound();
}

static void another_day(void **state)
{
	int64_t a = registered("name=A", NULL);
	int64_t friday = booked(a, "at=2026-11-20T10:00", "kind=filling", NULL);
	int64_t today = 0;

	(void)state;
	bad(visit_step(&c, friday, VISIT_ARRIVED, NULL, &err), ERR_STEP);
	good(visit_arrive_today(&c, friday, &today, &err));
	assert_string_equal(
		text("SELECT status || ' ' || minute || ' ' || kind FROM visit ORDER BY id"),
		"rescheduled 600 filling\narrived 542 filling");
	assert_int_equal(number("SELECT successor FROM visit WHERE id = 1"), today);
	assert_string_equal(text("SELECT verb FROM action ORDER BY id DESC LIMIT 1"),
			    "visit-arrive");
	bad(visit_arrive_today(&c, friday, NULL, &err), ERR_STEP);
	assert_int_equal(number("SELECT count(*) FROM visit"), 2);
	all_sound();
}

static void ringing(void **state)
{
	int64_t a = registered("name=A", "mobile=138 0000 0042", "home=0731 8888 0042", NULL);
	int64_t v = booked(a, "at=2026-11-24T10:00", "booked_at=2026-11-16T10:00", NULL);

	(void)state;
	good(confirm_call(&c, v, "no_answer", &err));
	good(confirm_call(&c, v, "wrong_number", &err));
	assert_string_equal(text("SELECT value || ' ' || state FROM contact ORDER BY position"),
			    "138 0000 0042 wrong\n0731 8888 0042 good");
	good(confirm_call(&c, v, "confirmed", &err));
	assert_string_equal(text("SELECT status FROM visit"), "confirmed");
	assert_string_equal(
		text("SELECT outcome || ' ' || contact || ' ' || list FROM attempt ORDER BY id"),
		"no_answer 1 confirm\nwrong_number 1 confirm\nconfirmed 2 confirm");
	assert_int_equal(number("SELECT count(*) FROM action WHERE verb = 'call-outcome'"), 3);
	all_sound();
}

static bool has_line(const struct brief *b, enum brief_kind kind, const char *part)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->v[i].kind == kind && strstr(b->v[i].text, part))
			return true;
	return false;
}

static void known_before(void **state)
{
	int64_t wife = registered("name=李娜", "household=new", NULL);
	int64_t him = registered("name=张伟", "household=1001", "language=English", NULL);
	struct card card;
	struct brief b;

	(void)state;
	good(alert_add(&c, wife, true, "latex allergy", DAY_NONE, &err));
	booked(wife, "at=2025-11-03T09:00", "kind=cleaning", "status=completed", NULL);
	booked(him, "at=2026-05-08T09:00", "kind=cleaning", "provider=lin", "amount=380",
	       "paid=260", "note=gums bleed", "status=completed", NULL);
	int64_t v =
		booked(him, "at=2026-11-23T09:30", "kind=crown", "note=chews on the left", NULL);
	write_task(him, "! today whitening price", NULL);
	good(card_load(&c, him, &card, &err));
	brief_make(&c, &card, v, false, &b);
	assert_true(has_line(&b, BRIEF_ALERT, "latex allergy"));
	assert_true(has_line(&b, BRIEF_OWES, "120"));
	assert_true(has_line(&b, BRIEF_PROMISE, "whitening price"));
	assert_true(has_line(&b, BRIEF_ASKED, "chews on the left"));
	assert_true(has_line(&b, BRIEF_DUE, "cleaning"));
	assert_true(has_line(&b, BRIEF_FAMILY, "李娜"));
	assert_true(has_line(&b, BRIEF_LAST, "gums bleed"));
	assert_true(has_line(&b, BRIEF_SPEAK, "English"));
	assert_true(has_line(&b, BRIEF_MISSING, "birth date, telephone number, consent"));
	assert_false(has_line(&b, BRIEF_FIRST, ""));
	assert_int_equal(b.v[0].kind, BRIEF_ALERT);
	brief_release(&b);
	card_release(&card);

	int64_t fresh = registered("name=刘洋", "source=referral", "referrer=1002",
				   "mobile=13800000001", "birth_day=1990-01-01", NULL);
	v = booked(fresh, "at=2026-11-23T10:00", NULL);
	good(card_load(&c, fresh, &card, &err));
	brief_make(&c, &card, v, false, &b);
	assert_true(has_line(&b, BRIEF_FIRST, "张伟"));
	assert_true(has_line(&b, BRIEF_MISSING, "consent"));
	assert_false(has_line(&b, BRIEF_MISSING, "birth"));
	brief_release(&b);

	/* Asked for in vain, given, taken back: the last word counts. */
	sql("INSERT INTO consent (patient, purpose, state, day) SELECT id, 'care', 'asked', 20700 "
	    "FROM patient WHERE name = '刘洋'");
	brief_make(&c, &card, v, false, &b);
	assert_true(has_line(&b, BRIEF_MISSING, "consent (asked, no answer yet)"));
	brief_release(&b);
	sql("UPDATE consent SET state = 'yes'");
	brief_make(&c, &card, v, false, &b);
	assert_false(has_line(&b, BRIEF_MISSING, "consent"));
	brief_release(&b);
	sql("UPDATE consent SET state = 'withdrawn'");
	brief_make(&c, &card, v, false, &b);
	assert_true(has_line(&b, BRIEF_MISSING, "consent (withdrawn)"));
	brief_release(&b);
	card_release(&card);
}

static void undo(void)
{
	struct undo_offer offer;

	good(clinic_undo_offer(&c, false, 0, &offer, &err));
	good(clinic_undo(&c, offer.link, false, NULL, NULL, &err));
	undo_offer_release(&offer);
}

/* One thing done is one thing taken back. */
static void taken_back(void **state)
{
	int64_t a = registered("name=A", NULL);
	int64_t v = booked(a, "at=2026-11-20T10:00", NULL);
	int64_t today;

	(void)state;
	good(visit_arrive_today(&c, v, &today, &err));
	undo();
	assert_string_equal(text("SELECT status || ' ' || day FROM visit"), "planned 20777");
	good(visit_arrive_today(&c, v, &today, &err));
	step(today, VISIT_COMPLETED);
	good(visit_no_next(&c, today, "price", &err));
	undo();
	assert_int_equal(number("SELECT count(*) FROM visit WHERE no_next IS NOT NULL"), 0);
	int64_t later = booked(a, "at=2026-11-23T15:00", NULL);
	good(visit_says_late(&c, later, 10, &err));
	undo();
	assert_int_equal(number("SELECT count(*) FROM visit WHERE late IS NOT NULL"), 0);
	good(confirm_call(&c, later, "confirmed", &err));
	undo();
	assert_int_equal(number("SELECT count(*) FROM attempt"), 0);
	assert_int_equal(number("SELECT count(*) FROM visit WHERE status = 'confirmed'"), 0);
	good(handover_add(&c, "note", DAY_NONE, NULL, &err));
	undo();
	assert_int_equal(number("SELECT count(*) FROM handover"), 0);
	all_sound();
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, clinic_set_up, clinic_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(who_is_where), TEST(what_comes_first), TEST(next_working_day),
		TEST(till),         TEST(free_time),        TEST(leaving),
		TEST(birthdays),    TEST(between_shifts),   TEST(another_day),
		TEST(ringing),      TEST(known_before),     TEST(taken_back),
	};

	i18n_init("en", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
