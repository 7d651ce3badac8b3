/* Who would come sooner: wishes, gaps that fit them, and taking one. */
#include "support.h"

#include "revisit/base/i18n.h"
#include "revisit/clinic/book.h"
#include "revisit/clinic/sooner.h"

static int64_t zhang, li;
static int64_t visit; /* Zhang's: Friday 4 December 15:30, cleaning with Amy, 40 minutes */

static int set_up(void **state)
{
	clinic_set_up(state);
	zhang = registered("name=张伟", NULL);
	li = registered("name=李明", NULL);
	visit = booked(zhang, "at=2026-12-04T15:30", "kind=cleaning", "provider=amy", "chair=2",
		       NULL);
	return 0;
}

/* A wish from "field=value" words, which end with NULL; the id. */
static int64_t wish(int64_t patient, int64_t for_visit, const char *word, ...)
{
	struct sooner s;
	va_list args;
	char field[32];

	record_init(&record_sooner, &s);
	s.patient = patient;
	s.visit = for_visit;
	va_start(args, word);
	for (; word; word = va_arg(args, const char *)) {
		snprintf(field, sizeof(field), "%.*s", (int)strcspn(word, "="), word);
		good(sooner_set(&c, &s, field, strchr(word, '=') + 1, &err));
	}
	va_end(args);
	good(sooner_add(&c, &s, &err));
	int64_t id = s.row.id;
	record_release(&record_sooner, &s);
	return id;
}

/* Where the wish would begin in a gap: "tomorrow", "10:00-11:00". */
static minute_t begins(int64_t id, int day, minute_t from, minute_t to, const char *provider)
{
	const struct sooner_gap gap = { .day = day, .from = from, .to = to, .provider = provider };
	struct sooner s;

	record_init(&record_sooner, &s);
	good(store_get(&c.store, &record_sooner, id, &s, &err));
	minute_t at = sooner_fits(&c, &s, &gap, NULL);
	record_release(&record_sooner, &s);
	return at;
}

static void wishes_as_typed(void **state)
{
	static const struct {
		const char *typed, *is; /* NULL: refused */
	} cases[] = {
		{ "any", "any time" },
		{ "yes", "any time" },
		{ "随时", "any time" },
		{ "mon-fri", "Mon–Fri" },
		{ "Mon-Fri after 17:00", "Mon–Fri from 17:00" },
		{ "tue,thu 14-17", "Tue, Thu 14:00–17:00" },
		{ "mornings", "until 12:00" },
		{ "weekends mornings", "Sat, Sun until 12:00" },
		{ "before 10:30", "until 10:30" },
		{ "周末上午", "Sat, Sun until 12:00" },
		{ "周三 17点后", "Wed from 17:00" },
		{ "9:00-11:30 until 12-3", "09:00–11:30, until Thu 3 Dec" },
		{ "下班后 到12月3日", "from 17:00, until Thu 3 Dec" },
		{ "12月3日前", "until Thu 3 Dec" },
		{ "soon", NULL },
		{ "17-14", NULL },
		{ "after", NULL },
		{ "until never", NULL },
		{ "morningsx", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct sooner s;
		struct str words;
		record_init(&record_sooner, &s);
		str_init(&words);
		bool ok = sooner_parse(&c, cases[i].typed, &s, &err);
		if (ok)
			sooner_words(&c, &s, &words);
		if (ok != (cases[i].is != NULL) || (ok && strcmp(words.p, cases[i].is) != 0))
			fail_msg("'%s' is '%s'", cases[i].typed, words.p);
		assert_true(ok || err.code == ERR_BAD_VALUE);
		err_clear(&err);
		str_release(&words);
		record_release(&record_sooner, &s);
	}
}

static void weekdays_as_typed(void **state)
{
	static const struct {
		const char *typed, *is; /* NULL: refused */
	} cases[] = {
		{ "", "" },
		{ "mon", "mon" },
		{ "Mon, wed", "mon,wed" },
		{ "mon-wed fri", "mon,tue,wed,fri" },
		{ "sat-mon", "mon,sat,sun" },
		{ "Tuesday", "tue" },
		{ "周一至周三", "mon,tue,wed" },
		{ "周一、五", "mon,fri" },
		{ "星期天", "sun" },
		{ "礼拜六，日", "sat,sun" },
		{ "someday", NULL },
		{ "mon-", NULL },
		{ "3", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned days = 99;
		struct str out;
		str_init(&out);
		bool ok = weekdays_parse(cases[i].typed, &days, &err);
		if (ok)
			weekdays_text(&out, days);
		if (ok != (cases[i].is != NULL) || (ok && strcmp(out.p, cases[i].is) != 0))
			fail_msg("'%s' is '%s'", cases[i].typed, out.p);
		str_release(&out);
		err_clear(&err);
	}
}

static void gaps_that_fit(void **state)
{
	(void)state;
	int64_t id = wish(0, visit, "weekdays=tue-thu", "starts=10", "ends=12", "provider=amy",
			  "until=2026-12-02", NULL);
	/* 2026-11-24 (20781) is a Tuesday */
	assert_int_equal(begins(id, 20781, 540, 720, "amy"), 600);
	assert_int_equal(begins(id, 20781, 610, 650, "amy"), 610); /* 40 minutes just fit */
	assert_int_equal(begins(id, 20781, 610, 649, "amy"), MINUTE_NONE);
	assert_int_equal(begins(id, 20781, 690, 780, "amy"), MINUTE_NONE); /* ends at 12 */
	assert_int_equal(begins(id, 20781, 540, 720, "lin"), MINUTE_NONE);
	assert_int_equal(begins(id, 20781, 540, 720, NULL), 600);
	assert_int_equal(begins(id, 20784, 540, 720, "amy"), MINUTE_NONE); /* Friday */
	assert_int_equal(begins(id, 20788, 540, 720, "amy"), 600);
	assert_int_equal(begins(id, 20790, 540, 720, "amy"), MINUTE_NONE); /* after until */
	/* while they have another visit, they cannot */
	booked(zhang, "at=2026-11-24T10:00", "kind=exam", "provider=lin", NULL);
	assert_int_equal(begins(id, 20781, 540, 720, "amy"), 630);
	/* only sooner than the visit itself */
	int64_t any = wish(0, booked(li, "at=2026-12-04T15:30", "kind=exam", NULL), NULL);
	assert_int_equal(begins(any, 20791, 840, 900, NULL), 840);
	assert_int_equal(begins(any, 20791, 930, 1000, NULL), MINUTE_NONE);
	assert_int_equal(begins(any, 20792, 540, 600, NULL), MINUTE_NONE);
}

static void order_and_who_waits(void **state)
{
	struct rows out;
	const struct sooner_gap gap = { .day = 20781, .from = 600, .to = 660, .provider = "amy" };

	(void)state;
	int64_t first = wish(li, 0, "kind=exam", NULL);
	int64_t second = wish(0, visit, NULL);
	rows_init(&out, &record_sooner);
	good(sooner_for(&c, &gap, &out, &err));
	assert_int_equal(out.n, 2);
	assert_int_equal(((struct sooner *)rows_at(&out, 0))->row.id, first);
	assert_int_equal(((struct sooner *)rows_at(&out, 1))->row.id, second);
	rows_release(&out);
	/* asking again changes the wish */
	assert_int_equal(wish(0, visit, "provider=lin", NULL), second);
	assert_int_equal(number("SELECT count(*) FROM sooner"), 2);
	/* a visit that is called off waits no more, nor does who said no */
	good(visit_step(&c, visit, VISIT_CANCELLED, "ill", &err));
	good(sooner_off(&c, first, &err));
	rows_init(&out, &record_sooner);
	good(sooner_waiting(&c, &out, &err));
	assert_int_equal(out.n, 0);
	rows_release(&out);
	struct sooner s;
	record_init(&record_sooner, &s);
	s.visit = visit;
	bad(sooner_add(&c, &s, &err), ERR_STEP);
	record_release(&record_sooner, &s);
	all_sound();
}

static void taking_one(void **state)
{
	const struct sooner_gap gap = {
		.day = 20781, .from = 600, .to = 660, .provider = "lin", .chair = "1"
	};
	int64_t now = 0;

	(void)state;
	int64_t id = wish(0, visit, NULL);
	int64_t other = booked(li, "at=2026-11-24T10:20", "kind=exam", "provider=lin", NULL);
	bad(sooner_take(&c, id, &gap, 0, &now, &err), ERR_CONFLICT);
	assert_int_equal(number("SELECT count(*) FROM visit"), 2);
	assert_string_equal(text("SELECT state FROM sooner"), "waiting");
	good(visit_step(&c, other, VISIT_CANCELLED, NULL, &err));
	int64_t actions = number("SELECT count(*) FROM action");
	good(sooner_take(&c, id, &gap, 0, &now, &err));
	assert_int_equal(number("SELECT count(*) FROM action"), actions + 1);
	assert_string_equal(
		text("SELECT status || day || ' ' || minute || provider || chair || minutes "
		     "FROM visit WHERE patient = 1 ORDER BY id"),
		"rescheduled20791 930amy240\nplanned20781 600lin140");
	assert_int_equal(number("SELECT successor FROM visit WHERE id = 1"), now);
	assert_string_equal(text("SELECT state FROM sooner"), "taken");
	bad(sooner_take(&c, id, &gap, 0, &now, &err), ERR_STEP);
	/* without a visit one is booked */
	int64_t fresh = wish(li, 0, "kind=exam", NULL);
	const struct sooner_gap later = { .day = 20782, .from = 600, .to = 660, .provider = "lin" };
	good(sooner_take(&c, fresh, &later, 0, &now, &err));
	assert_string_equal(
		text("SELECT status || day || kind || provider FROM visit ORDER BY id DESC "
		     "LIMIT 1"),
		"planned20782examlin");
	all_sound();
}

static void moving_keeps_the_wish(void **state)
{
	const struct new_time to = { .day = 20792, .minute = 600 };
	int64_t moved = 0;

	(void)state;
	wish(0, visit, NULL);
	good(visit_rebook(&c, visit, &to, 0, &moved, &err));
	assert_int_equal(number("SELECT visit FROM sooner"), moved);
	assert_string_equal(text("SELECT state FROM sooner"), "waiting");
}

/* Also an edit only points to a visit of theirs that is still to come. */
static void only_their_own_visit(void **state)
{
	int64_t other = booked(li, "at=2026-12-03T10:00", "kind=exam", NULL);
	struct sooner s;

	(void)state;
	int64_t id = wish(zhang, 0, "kind=cleaning", NULL);
	record_init(&record_sooner, &s);
	good(store_get(&c.store, &record_sooner, id, &s, &err));
	s.visit = other;
	bad(sooner_save(&c, &s, NULL, &err), ERR_BAD_VALUE);
	s.visit = visit;
	good(sooner_save(&c, &s, NULL, &err));
	good(visit_step(&c, visit, VISIT_CANCELLED, "ill", &err));
	str_replace(&s.note, "rings at noon");
	bad(sooner_save(&c, &s, NULL, &err), ERR_STEP);
	s.state = SOONER_OFF;
	good(sooner_save(&c, &s, NULL, &err));
	record_release(&record_sooner, &s);
}

static void in_words(void **state)
{
	struct sooner s;
	struct str out;

	(void)state;
	record_init(&record_sooner, &s);
	str_init(&out);
	sooner_words(&c, &s, &out);
	assert_string_equal(out.p, "any time");
	good(sooner_set(&c, &s, "weekdays", "mon-wed,fri,sat", &err));
	good(sooner_set(&c, &s, "starts", "14", &err));
	good(sooner_set(&c, &s, "provider", "Dr Lin", &err));
	good(sooner_set(&c, &s, "until", "2026-12-04", &err));
	str_clear(&out);
	sooner_words(&c, &s, &out);
	assert_string_equal(out.p, "Mon–Wed, Fri, Sat from 14:00, Dr Lin, until Fri 4 Dec");
	str_clear(&out);
	s.ends = 17 * 60;
	sooner_words(&c, &s, &out);
	assert_string_equal(out.p, "Mon–Wed, Fri, Sat 14:00–17:00, Dr Lin, until Fri 4 Dec");
	record_release(&record_sooner, &s);
	str_release(&out);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(wishes_as_typed, set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(weekdays_as_typed, set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(gaps_that_fit, set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(order_and_who_waits, set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(taking_one, set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(moving_keeps_the_wish, set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(only_their_own_visit, set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(in_words, set_up, clinic_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
