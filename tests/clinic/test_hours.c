/* The records of hours: weeks, days that differ, chairs, lengths, and what they do to bookings. */
#include "support.h"

#include "revisit/clinic/hours.h"
#include "revisit/clinic/undo.h"

static int64_t patient;

static int set_up(void **state)
{
	clinic_set_up(state);
	patient = registered("name=张伟", NULL);
	return 0;
}

static void hours_as_typed(void **state)
{
	static const struct {
		const char *typed, *is; /* NULL: refused */
	} cases[] = {
		{ "", "" },
		{ "off", "" },
		{ "休息", "" },
		{ "09:00-12:00", "09:00-12:00" },
		{ "9-12 14-18", "09:00-12:00 14:00-18:00" },
		{ "09:00-12:00,13:30-18:30", "09:00-12:00 13:30-18:30" },
		{ "９：００－１２：００", "09:00-12:00" },
		{ "18-24", "18:00-24:00" },
		{ "18:00-24:00", "18:00-24:00" },
		{ "9-12 12-14", "09:00-12:00 12:00-14:00" },
		{ "14-18 9-12", NULL },
		{ "9-12 11-14", NULL },
		{ "12-9", NULL },
		{ "9-9", NULL },
		{ "9", NULL },
		{ "9-25", NULL },
		{ "early-late", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct spans spans;
		struct str out;
		str_init(&out);
		bool ok = spans_parse(cases[i].typed, &spans, &err);
		if (ok)
			spans_text(&out, &spans);
		if (ok != (cases[i].is != NULL) || (ok && strcmp(out.p, cases[i].is) != 0))
			fail_msg("'%s' is '%s'", cases[i].typed, out.p);
		str_release(&out);
		err_clear(&err);
	}
}

/* Monday 09:00-12:00 as "1 540-720"; in force from and to in days of 23 November. */
static void set(const char *provider, unsigned weekdays, const char *hours, int first, int last)
{
	struct week_hours w = { .provider = provider, .weekdays = weekdays };

	w.first = first == DAY_NONE ? DAY_NONE : 20780 + first;
	w.last = last == DAY_NONE ? DAY_NONE : 20780 + last;
	good(spans_parse(hours, &w.spans, &err));
	good(hours_set(&c, &w, &err));
}

static const char *rows(void)
{
	return text("SELECT weekday || ' ' || starts || '-' || ends || "
		    "coalesce(' from ' || (first_day - 20780), '') || "
		    "coalesce(' to ' || (last_day - 20780), '') FROM schedule "
		    "ORDER BY weekday, coalesce(first_day, 0), starts");
}

static void a_week_makes_room(void **state)
{
	(void)state;
	set("lin", 1, "9-12 14-18", DAY_NONE, DAY_NONE);
	assert_string_equal(rows(), "mon 540-720\nmon 840-1080");
	/* in the middle: what was there before goes on before and behind */
	set("lin", 1, "10-11", 7, 13);
	assert_string_equal(rows(),
			    "mon 540-720 to 6\nmon 840-1080 to 6\nmon 600-660 from 7 to 13\n"
			    "mon 540-720 from 14\nmon 840-1080 from 14");
	/* over the edge of what there is */
	set("lin", 1, "8-9", 10, DAY_NONE);
	assert_string_equal(rows(), "mon 540-720 to 6\nmon 840-1080 to 6\nmon 600-660 from 7 to 9\n"
				    "mon 480-540 from 10");
	/* other people and weekdays are left alone */
	set("xu", 1 | 2, "9-10", DAY_NONE, DAY_NONE);
	set("lin", 2, "", DAY_NONE, DAY_NONE);
	assert_int_equal(number("SELECT count(*) FROM schedule WHERE provider = 'lin'"), 4);
	set("lin", 1, "", DAY_NONE, DAY_NONE);
	assert_int_equal(number("SELECT count(*) FROM schedule WHERE provider = 'lin'"), 0);
	struct week_hours w = { .provider = "lin", .weekdays = 1, .first = 20790, .last = 20789 };
	bad(hours_set(&c, &w, &err), ERR_BAD_DATE);
	/* one action, taken back as one */
	int64_t action = number("SELECT max(id) FROM action");
	set("xu", 127, "7-8", DAY_NONE, DAY_NONE);
	assert_int_equal(number("SELECT max(id) FROM action"), action + 1);
	good(clinic_undo(&c, action + 1, false, NULL, NULL, &err));
	assert_string_equal(rows(), "mon 540-600\ntue 540-600");
	size_t n;
	good(hours_forget(&c, "xu", &n, &err));
	assert_int_equal(n, 2);
	all_sound();
}

static void weeks_as_shown(void **state)
{
	struct weeks w;

	(void)state;
	set("xu", 4, "9-12", DAY_NONE, DAY_NONE);
	set("lin", 1 | 2, "9-12 14-18", DAY_NONE, DAY_NONE);
	set("lin", 16, "9-12 14-18", DAY_NONE, DAY_NONE);
	set("lin", 32, "9-12", DAY_NONE, DAY_NONE);
	set("lin", 64, "9-12", DAY_NONE, -1); /* over by now */
	good(weeks_load(&c, NULL, clinic_today(&c), &w, &err));
	assert_int_equal(w.n, 3);
	assert_string_equal(w.v[0].provider, "lin");
	assert_int_equal(w.v[0].weekdays, 1 | 2 | 16);
	assert_int_equal(w.v[0].spans.n, 2);
	assert_int_equal(w.v[1].weekdays, 32);
	assert_string_equal(w.v[2].provider, "xu");
	weeks_release(&w);
}

/* --- what speaks against a booking --- */

static unsigned against(const char *at, const char *provider, const char *chair)
{
	struct visit v;
	struct str words;

	record_init(&record_visit, &v);
	str_init(&words);
	v.patient = patient;
	v.minutes = 30;
	good(visit_set(&c, &v, "at", at, &err));
	str_replace(&v.provider, provider);
	str_replace(&v.chair, chair);
	unsigned found = visit_against(&c, &v, &words, &err);
	assert_int_equal(err.code, ERR_NONE);
	assert_int_equal(found != 0, words.len > 0);
	record_release(&record_visit, &v);
	str_release(&words);
	return found;
}

static void leave(const char *provider, int first, int last, enum works works, int from, int to)
{
	struct day_off d;

	record_init(&record_day_off, &d);
	str_replace(&d.provider, provider);
	d.first_day = 20780 + first;
	d.last_day = 20780 + last;
	d.works = (int)works;
	d.starts = from;
	d.ends = to;
	good(day_off_save(&c, &d, NULL, &err));
	record_release(&record_day_off, &d);
}

static void hours_and_leave(void **state)
{
	(void)state;
	/* the clinic: Mon–Fri 08:30–12:00 13:30–18:30, Sat and Sun 09:00–17:00 */
	set("lin", 31, "9-12 18-20", DAY_NONE, DAY_NONE);
	assert_int_equal(against("2026-11-24T09:00", "lin", NULL), 0);
	assert_int_equal(against("2026-11-24T08:45", "lin", NULL), AGAINST_OFF);
	assert_int_equal(against("2026-11-24T11:45", "lin", NULL), AGAINST_CLOSED);
	assert_int_equal(against("2026-11-24T11:45", "xu", NULL), AGAINST_CLOSED);
	assert_int_equal(against("2026-11-24T19:00", "lin", NULL),
			 0); /* the week as it is written */
	assert_int_equal(against("2026-11-24T19:00", "xu", NULL), AGAINST_CLOSED);
	assert_int_equal(against("2026-11-28T10:00", "lin", NULL),
			 AGAINST_OFF); /* no Saturday in it */
	assert_int_equal(against("2026-11-24", "lin", NULL), 0);
	assert_int_equal(against("2026-11-28", "lin", NULL), AGAINST_OFF);
	/* a day off within days worked besides, and the other way round */
	leave("lin", 5, 11, WORKS_ON, 600, 720);
	assert_int_equal(against("2026-11-28T10:00", "lin", NULL), 0);
	leave("lin", 5, 5, WORKS_OFF, MINUTE_NONE, MINUTE_NONE);
	assert_int_equal(against("2026-11-28T10:00", "lin", NULL), AGAINST_OFF);
	assert_int_equal(against("2026-11-29T10:00", "lin", NULL), 0);
	/* the clinic closes: everybody is cut, but who works besides is there */
	leave(NULL, 6, 8, WORKS_OFF, MINUTE_NONE, MINUTE_NONE);
	assert_int_equal(against("2026-11-30T09:00", "lin", NULL), AGAINST_CLOSED);
	assert_int_equal(against("2026-11-29T10:00", "lin", NULL), 0);
	assert_int_equal(against("2026-11-29T10:00", "xu", NULL), AGAINST_CLOSED);
	/* half a day of the clinic */
	leave(NULL, 15, 15, WORKS_OFF, 16 * 60, MINUTE_NONE);
	struct day_off again;
	record_init(&record_day_off, &again);
	again.first_day = 20780 + 15;
	again.starts = 16 * 60;
	bad(day_off_save(&c, &again, NULL, &err), ERR_EXISTS);
	record_release(&record_day_off, &again);
	assert_int_equal(against("2026-12-08T15:30", "xu", NULL), 0);
	assert_int_equal(against("2026-12-08T15:31", "xu", NULL), AGAINST_CLOSED);
	/* who is not known has no hours */
	assert_int_equal(against("2026-11-24T09:00", "bob", NULL), AGAINST_OFF);
	assert_int_equal(against("2026-11-24T09:00", NULL, NULL), 0);
}

static void chairs_and_people(void **state)
{
	struct chair ch;

	(void)state;
	int64_t other = registered("name=李明", NULL);
	booked(other, "at=2026-11-24T09:00", "minutes=30", "provider=xu", "chair=2", NULL);
	assert_int_equal(against("2026-11-24T09:00", "xu", "2"), AGAINST_PROVIDER | AGAINST_CHAIR);
	assert_int_equal(against("2026-11-24T09:00", "lin", "2"), AGAINST_CHAIR);
	assert_int_equal(against("2026-11-24T09:30", "xu", "2"), 0);
	assert_int_equal(against("2026-11-24T09:00", "lin", "1"), 0);
	booked(patient, "at=2026-11-24T10:00", "minutes=30", "provider=amy", NULL);
	assert_int_equal(against("2026-11-24T10:20", "lin", NULL), AGAINST_PATIENT);
	assert_int_equal(against("2026-11-20T10:20", "lin", NULL), AGAINST_PAST);
	assert_int_equal(against("2027-12-23T10:20", "lin", NULL), 0);
	assert_int_equal(against("2027-12-24T10:20", "lin", NULL), AGAINST_FAR);
	record_init(&record_chair, &ch);
	str_replace(&ch.key, "1");
	ch.state = CHAIR_OUT;
	good(chair_save(&c, &ch, NULL, &err));
	assert_int_equal(ch.position, 1);
	assert_int_equal(against("2026-11-24T09:00", "lin", "1"), AGAINST_CHAIR);
	ch.row = (struct row){ 0 };
	bad(chair_save(&c, &ch, NULL, &err), ERR_EXISTS);
	record_release(&record_chair, &ch);
}

/* Four chairs: the fifth at one time is told, also when nobody named any chair. */
static void more_people_than_chairs(void **state)
{
	static const char *const who[] = { "lin", "xu", "chen", "amy", "kim" };
	struct visit v;

	(void)state;
	for (int i = 0; i < 5; i++) {
		record_init(&record_visit, &v);
		v.patient = registered("name=李明", NULL);
		v.day = 20781;
		v.minute = 600;
		str_replace(&v.provider, who[i]);
		str_replace(&v.kind, "exam");
		bool ok = visit_book(&c, &v, i == 4 ? AGAINST_OFF : 0, &err);
		if (i < 4) {
			good(ok);
			assert_non_null(v.chair);
		} else {
			bad(ok, ERR_CONFLICT);
			assert_int_equal(against("2026-11-24T10:00", "kim", NULL),
					 AGAINST_OFF | AGAINST_CHAIR);
			good(visit_book(&c, &v, AGAINST_ANYTHING, &err));
			assert_null(v.chair);
		}
		record_release(&record_visit, &v);
	}
	sql("UPDATE visit SET chair = NULL");
	assert_int_equal(against("2026-11-24T10:20", NULL, NULL), AGAINST_CHAIR);
	assert_int_equal(against("2026-11-24T10:30", NULL, NULL), 0);
	/* a consultant needs none */
	assert_int_equal(against("2026-11-24T10:20", "mei", NULL), 0);
	/* nothing is offered where nobody could sit */
	struct book *b = book_open(&c, 20781, 20781, &err);
	struct free_slot slot;
	const struct slot_wish wish = { .minutes = 30, .first = 20781, .last = 20781, .from = 590, .to = 640 };
	good(b != NULL);
	assert_int_equal(book_slots(b, &wish, &slot, 1), 0);
	book_free(b);
}

static void booking_and_accepting(void **state)
{
	struct visit v;

	(void)state;
	int64_t other = registered("name=李明", NULL);
	booked(other, "at=2026-11-24T09:00", "minutes=30", "provider=xu", NULL);
	record_init(&record_visit, &v);
	v.patient = patient;
	good(visit_set(&c, &v, "at", "2026-11-24T09:10", &err));
	good(visit_set(&c, &v, "provider", "xu", &err));
	good(visit_set(&c, &v, "kind", "exam", &err));
	bad(visit_book(&c, &v, 0, &err), ERR_CONFLICT);
	bad(visit_book(&c, &v, AGAINST_CHAIR | AGAINST_CLOSED, &err), ERR_CONFLICT);
	assert_int_equal(v.row.id, 0);
	assert_int_equal(number("SELECT count(*) FROM visit"), 1);
	good(visit_book(&c, &v, AGAINST_PROVIDER, &err));
	assert_int_equal(v.minutes, 30);
	/* changed, it is not in its own way */
	v.minute = 9 * 60 + 30;
	good(visit_book(&c, &v, 0, &err));
	v.minute = 23 * 60 + 45;
	bad(visit_book(&c, &v, AGAINST_ANYTHING, &err), ERR_BAD_VALUE);
	record_release(&record_visit, &v);
	/* moved: another chair than the one that is taken; the plan and the link stay */
	int64_t first = booked(patient, "at=2026-11-25T09:00", "minutes=30", "provider=lin",
			       "chair=1", NULL);
	booked(other, "at=2026-11-26T09:00", "minutes=30", "provider=amy", "chair=1", NULL);
	const struct new_time to = { .day = 20783, .minute = 9 * 60 };
	int64_t second = 0;
	good(visit_rebook(&c, first, &to, 0, &second, &err));
	struct visit moved;
	record_init(&record_visit, &moved);
	good(store_get(&c.store, &record_visit, second, &moved, &err));
	assert_string_equal(moved.chair, "2");
	assert_int_equal(moved.predecessor, first);
	record_release(&record_visit, &moved);
	/* a little later, over its own old time */
	const struct new_time later = { .day = 20783, .minute = 9 * 60 + 10, .chair = "3" };
	good(visit_rebook(&c, second, &later, 0, &second, &err));
	all_sound();
}

static bool put_down(const struct conflict *k, void *arg)
{
	struct str *out = arg;

	str_addf(out, "v%lld %u;", (long long)k->b.visit, k->why);
	return true;
}

static void bookings_left_in_the_cold(void **state)
{
	struct str out;
	day_t day = DAY_MIN;

	(void)state;
	int64_t a = booked(patient, "at=2026-11-24T09:00", "minutes=30", "provider=lin", NULL);
	int64_t b = booked(patient, "at=2027-02-24T09:00", "minutes=30", "provider=xu", NULL);
	booked(patient, "at=2027-02-25T09:00", "minutes=30", "provider=amy", NULL);
	set("xu", 1, "9-12", DAY_NONE, DAY_NONE); /* no Wednesdays any more */
	leave("lin", 0, 3, WORKS_OFF, MINUTE_NONE, MINUTE_NONE);
	str_init(&out);
	for (int steps = 0; day != DAY_NONE; steps++) {
		good(conflicts(&c, &day, DAY_MAX, put_down, &out, &err));
		assert_true(steps < 5); /* empty months are passed over */
	}
	char *expected = mem_printf("v%lld %d;v%lld %d;", (long long)a, AGAINST_OFF, (long long)b,
				    AGAINST_OFF);
	assert_string_equal(out.p, expected);
	free(expected);
	str_release(&out);
}

static void lengths(void **state)
{
	struct visit_length l;

	(void)state;
	record_init(&record_visit_length, &l);
	assert_int_equal(book_minutes(&c, "cleaning", "amy"), 40);
	assert_int_equal(book_minutes(&c, "nothing", "amy"), 30);
	str_replace(&l.kind, "cleaning");
	l.minutes = 45;
	good(length_save(&c, &l, NULL, &err));
	assert_int_equal(book_minutes(&c, "cleaning", "amy"), 45);
	l.row = (struct row){ 0 };
	str_replace(&l.provider, "amy");
	l.minutes = 50;
	good(length_save(&c, &l, NULL, &err));
	assert_int_equal(book_minutes(&c, "cleaning", "amy"), 50);
	assert_int_equal(book_minutes(&c, "cleaning", "lin"), 45);
	/* said again, it is changed and not doubled */
	l.row = (struct row){ 0 };
	l.minutes = 55;
	good(length_save(&c, &l, NULL, &err));
	assert_int_equal(number("SELECT count(*) FROM visit_length"), 2);
	str_replace(&l.provider, NULL);
	bad(length_save(&c, &l, NULL, &err), ERR_EXISTS);
	l.minutes = 0;
	bad(length_save(&c, &l, NULL, &err), ERR_BAD_NUMBER);
	record_release(&record_visit_length, &l);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(hours_as_typed, set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(a_week_makes_room, set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(weeks_as_shown, set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(hours_and_leave, set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(chairs_and_people, set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(more_people_than_chairs, set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(booking_and_accepting, set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(bookings_left_in_the_cold, set_up,
						clinic_tear_down),
		cmocka_unit_test_setup_teardown(lengths, set_up, clinic_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
