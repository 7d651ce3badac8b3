/* The end of a day: what nobody closed, whom leave has hit, who comes after they were given up. */
#include "support.h"

#include "revisit/base/i18n.h"
#include "revisit/clinic/day.h"
#include "revisit/clinic/desk.h"
#include "revisit/clinic/hours.h"
#include "revisit/clinic/undo.h"

/* It is Monday, 2026-11-23, 09:02; the clinic closes at 18:30. */
enum { MONDAY = 20780 };

static int64_t wei, na;

static int set_up(void **state)
{
	if (clinic_set_up(state) != 0)
		return -1;
	wei = registered("name=张伟", NULL);
	na = registered("name=李娜", NULL);
	return 0;
}

/* "3 1 ": the visits to close, in their order. */
static void to_close(const char *at, const char *expected)
{
	struct day_visits visits = { 0 };
	struct str ids;

	if (at)
		clinic_again(at);
	str_init(&ids);
	good(day_to_close(&c, &visits, &err));
	for (size_t i = 0; i < visits.n; i++)
		str_addf(&ids, "%lld ", (long long)visits.v[i].id);
	assert_string_equal(ids.p, expected);
	str_release(&ids);
	day_visits_release(&visits);
}

static void what_nobody_closed(void **state)
{
	(void)state;
	booked(wei, "at=2026-11-22T16:00", "minutes=30", NULL);               /* 1 */
	booked(wei, "at=2026-11-23T08:40", "minutes=20", NULL);               /* 2 */
	booked(na, "at=2026-11-23T09:00", "minutes=30", NULL);                /* 3 */
	int64_t here = booked(na, "at=2026-11-23T08:30", "minutes=20", NULL); /* 4 */
	booked(na, "at=2026-11-21T10:00", "status=completed", NULL);
	booked(na, "at=2026-08-21T10:00", NULL); /* too long ago to mind */
	booked(na, "at=2026-11-23", NULL);       /* 7: at no time */
	int64_t late = booked(wei, "at=2026-11-23T09:30", "minutes=30", NULL); /* 8 */
	booked(wei, "at=2026-11-24T09:30", NULL);
	good(visit_step(&c, here, VISIT_ARRIVED, NULL, &err));
	good(visit_says_late(&c, late, 40, &err));

	/* Who sits in the chair, or is still expected, is no matter yet. */
	to_close(NULL, "2 1 ");
	to_close("2026-11-23T09:29", "2 1 ");
	to_close("2026-11-23T09:30", "2 3 1 ");
	to_close("2026-11-23T10:39", "2 3 1 ");
	to_close("2026-11-23T10:40", "2 3 8 1 ");
	to_close("2026-11-23T18:29", "2 3 8 1 ");
	to_close("2026-11-23T18:30", "7 4 2 3 8 1 ");
	to_close("2026-11-24T08:00", "7 4 2 3 8 1 ");

	struct day d;
	struct str words;
	good(day_load(&c, clinic_today(&c), &d, &err));
	assert_int_equal(d.n_first, 1);
	assert_int_equal(d.first[0].kind, FIRST_UNCLOSED);
	assert_int_equal(d.first[0].minutes, 6);
	str_init(&words);
	first_text(&words, &d, &d.first[0], "", false);
	assert_string_equal(words.p, "6 visits never closed, the last yesterday");
	str_release(&words);
	day_release(&d);

	/* However full today is. */
	sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) "
	    "INSERT INTO visit (patient, day, minute, minutes, status) "
	    "SELECT 1, 20781, 1000, 10, 'planned' FROM n");
	to_close(NULL, "7 4 2 3 8 1 ");
	sql("DELETE FROM visit WHERE day = 20781 AND minute = 1000");

	/* One alone is told by its name. */
	sql("UPDATE visit SET status = 'no_show' WHERE id <> 1");
	good(day_load(&c, clinic_today(&c), &d, &err));
	assert_int_equal(d.first[0].visit, 1);
	assert_int_equal(d.first[0].patient, wei);
	str_init(&words);
	first_text(&words, &d, &d.first[0], "张伟", false);
	assert_string_equal(words.p, "张伟: never closed, 2 days ago");
	str_release(&words);
	day_release(&d);
}

static void off(const char *provider, day_t day, int64_t *id)
{
	struct day_off d;

	record_init(&record_day_off, &d);
	str_replace(&d.provider, provider);
	d.first_day = d.last_day = day;
	d.works = WORKS_OFF;
	good(day_off_save(&c, &d, NULL, &err));
	*id = d.row.id;
	record_release(&record_day_off, &d);
}

static int hits(day_t *first)
{
	struct day d;

	good(day_load(&c, clinic_today(&c), &d, &err));
	int n = d.hit;
	*first = d.hit_day;
	for (size_t i = 0; i < d.n_first; i++)
		if (d.first[i].kind == FIRST_HIT) {
			assert_int_equal(d.first[i].minutes, n);
			assert_int_equal(first_presses(&d.first[i]), d.hit_day <= d.today + 7);
		}
	day_release(&d);
	return n;
}

static void whom_leave_has_hit(void **state)
{
	int64_t leave;
	int64_t ignored;
	day_t first;

	(void)state;
	int64_t hit = booked(wei, "at=2026-11-25T09:00", "minutes=30", "provider=lin", NULL);
	booked(na, "at=2026-11-25T09:00", "minutes=30", "provider=xu", NULL);
	booked(na, "at=2026-12-25T09:00", "minutes=30", "provider=lin", NULL);
	/* Two at once is another matter, and so is an evening that somebody agreed to. */
	booked(registered("name=B", NULL), "at=2026-11-25T09:10", "minutes=30", "provider=xu",
	       NULL);
	booked(na, "at=2026-11-24T20:00", "minutes=30", "provider=xu", NULL);
	assert_int_equal(hits(&first), 0);

	off("lin", MONDAY + 2, &leave);
	assert_int_equal(hits(&first), 1);
	assert_int_equal(first, MONDAY + 2);
	off("lin", MONDAY + 32, &ignored); /* in more than four weeks */
	assert_int_equal(hits(&first), 1);

	/* Booked into the leave by somebody who knew of it. */
	clinic_again("2026-11-23T09:05");
	booked(na, "at=2026-11-25T10:00", "minutes=30", "provider=lin", NULL);
	assert_int_equal(hits(&first), 1);
	good(visit_move(&c, hit, MONDAY + 3, 9 * 60, NULL, NULL, &err));
	assert_int_equal(hits(&first), 0);

	/* The whole clinic is closed: everybody is, near or far. */
	off(NULL, MONDAY + 20, &ignored);
	assert_int_equal(hits(&first), 0);
	off(NULL, MONDAY + 3, &leave);
	assert_int_equal(hits(&first), 1);
	good(hours_delete(&c, &record_day_off, leave, &err));
	assert_int_equal(hits(&first), 0);
	all_sound();
}

static void given_up_and_here(void **state)
{
	struct given_away g;
	struct visit v;

	(void)state;
	int64_t missed = booked(wei, "at=2026-11-23T08:30", "minutes=30", "provider=lin", NULL);
	good(visit_step(&c, missed, VISIT_NO_SHOW, NULL, &err));
	record_init(&record_visit, &v);
	good(store_get(&c.store, &record_visit, missed, &v, &err));
	assert_false(visit_given_away(&c, &v, &g, &err));
	int64_t other = booked(na, "at=2026-11-23T08:45", "minutes=45", "provider=lin", NULL);
	good(visit_given_away(&c, &v, &g, &err));
	assert_int_equal(g.patient, na);
	assert_int_equal(g.free, 9 * 60 + 30);

	/* With somebody else, or called off: it is still theirs. */
	good(visit_step(&c, other, VISIT_CANCELLED, "ill", &err));
	assert_false(visit_given_away(&c, &v, &g, &err));
	booked(na, "at=2026-11-23T08:45", "minutes=45", "provider=xu", NULL);
	assert_false(visit_given_away(&c, &v, &g, &err));

	/* No half hour is left of the day. */
	booked(na, "at=2026-11-23T08:45", "minutes=200", "provider=lin", NULL);
	booked(na, "at=2026-11-23T13:45", "minutes=280", "provider=lin", NULL);
	good(visit_given_away(&c, &v, &g, &err));
	assert_int_equal(g.free, MINUTE_NONE);
	record_release(&record_visit, &v);
}

static void later(day_t was, minute_t from, day_t now, minute_t to, bool expected)
{
	const struct task before = { .due_day = was, .due_minute = from };
	const struct task after = { .due_day = now, .due_minute = to };

	assert_int_equal(task_is_later(&after, &before), expected);
}

static void what_is_later(void **state)
{
	(void)state;
	later(10, MINUTE_NONE, 11, MINUTE_NONE, true);
	later(10, MINUTE_NONE, 10, 600, false);
	later(10, 600, 10, 601, true);
	later(10, 600, 10, 600, false);
	later(10, 600, 10, MINUTE_NONE, true);
	later(10, 600, 9, MINUTE_NONE, false);
	later(10, MINUTE_NONE, DAY_NONE, MINUTE_NONE, true);
	later(DAY_NONE, MINUTE_NONE, 10, MINUTE_NONE, false);
}

static void a_week_by_its_name(void **state)
{
	const struct week_hours week = {
		.provider = "lin",
		.weekdays = 0x1f,
		.spans = { .v = { { 540, 720 }, { 840, 1080 } }, .n = 2 },
		.first = DAY_NONE,
		.last = DAY_NONE,
	};
	struct undo_offer offer;

	(void)state;
	good(hours_set(&c, &week, &err));
	good(clinic_undo_offer(&c, false, 0, &offer, &err));
	assert_string_equal(offer.words, "hours of Dr Lin");
	undo_offer_release(&offer);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, clinic_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(what_nobody_closed), TEST(whom_leave_has_hit), TEST(given_up_and_here),
		TEST(what_is_later),      TEST(a_week_by_its_name),
	};

	i18n_init("en", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
