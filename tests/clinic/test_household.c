/* Families: together, booked next to each other, grown out of. */
#include "support.h"

#include "revisit/base/i18n.h"
#include "revisit/care/family.h"
#include "revisit/clinic/household.h"

static int64_t mother, son, uncle;

static int set_up(void **state)
{
	clinic_set_up(state);
	mother = registered("name=李娜", "sex=female", "birth_date=1988-03-12", "mobile=13800000043", NULL);
	son = registered("name=张小宝", "sex=male", "birth_date=2018-05-01", NULL);
	uncle = registered("name=李军", "sex=male", "birth_date=1980-01-01", NULL);
	good(household_join(&c, mother, son, ROLE_CHILD, &err));
	return 0;
}

static struct patient stored(int64_t id)
{
	struct patient p;

	record_init(&record_patient, &p);
	good(store_get(&c.store, &record_patient, id, &p, &err));
	return p;
}

static void who_joins_is_answered_for(void **state)
{
	struct household_view h;

	(void)state;
	good(household_load(&c, son, &h, &err));
	assert_int_equal(h.n, 2);
	assert_int_equal(h.v[0].card.p.row.id, mother);
	assert_true(h.v[1].minor);
	assert_int_equal(h.v[1].card.p.guardian, mother);
	assert_int_equal(h.v[1].payer, mother);
	assert_string_equal(h.v[1].pays, "李娜 Li Na 1001");
	assert_null(h.v[0].pays);
	assert_string_equal(family_relation(&h.v[0].card.p, &h.v[1].card.p), "son");
	assert_string_equal(family_relation(&h.v[1].card.p, &h.v[0].card.p), "mother");
	household_release(&h);
	bad(household_join(&c, mother, son, ROLE_CHILD, &err), ERR_STEP);
	bad(household_join(&c, mother, mother, ROLE_CHILD, &err), ERR_STEP);
	/* A grown-up needs no guardian, whatever role was typed. */
	good(household_join(&c, son, uncle, ROLE_CHILD, &err));
	struct patient p = stored(uncle);
	assert_int_equal(p.guardian, 0);
	record_release(&record_patient, &p);
	all_sound();
}

static void who_leaves_is_not_paid_for(void **state)
{
	(void)state;
	edited(son, "payer", '=', "1001");
	good(household_leave(&c, son, &err));
	struct patient p = stored(son);
	assert_int_equal(p.household, 0);
	assert_int_equal(p.guardian, 0);
	assert_int_equal(p.payer, 0);
	record_release(&record_patient, &p);
	bad(household_leave(&c, son, &err), ERR_STEP);
}

static void when_one_is_of_age(void **state)
{
	static const struct {
		day_t birth;
		enum precision precision;
		int y, m, d; /* the first day of age; 0: not known */
	} rows[] = {
		{ 0, PRECISION_DAY, 1988, 1, 1 },
		{ 1, PRECISION_ESTIMATED, 0, 0, 0 },
		{ DAY_NONE, PRECISION_DAY, 0, 0, 0 },
		{ 58, PRECISION_DAY, 1988, 2, 28 },   /* 28 Feb 1970 */
		{ 789, PRECISION_DAY, 1990, 2, 28 },  /* 29 Feb 1972, of age in a common year */
		{ 31, PRECISION_MONTH, 1988, 2, 29 }, /* February 1970: its last day */
		{ 0, PRECISION_YEAR, 1988, 12, 31 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct patient p;
		record_init(&record_patient, &p);
		p.birth_day = rows[i].birth;
		p.birth_precision = (int)rows[i].precision;
		p.household_role = ROLE_CHILD;
		day_t day = family_of_age(&p, 18);
		assert_int_equal(day, rows[i].y ? day_make(rows[i].y, rows[i].m, rows[i].d) : DAY_NONE);
		if (day != DAY_NONE) {
			assert_true(family_is_minor(&p, 18, day - 1));
			assert_false(family_has_grown(&p, 18, day - 1));
			assert_true(family_has_grown(&p, 18, day));
		} else {
			assert_true(family_is_minor(&p, 18, 30000));
			assert_false(family_has_grown(&p, 18, 30000));
		}
		record_release(&record_patient, &p);
	}
}

static void growing_out_of_it(void **state)
{
	struct rows grown;

	(void)state;
	rows_init(&grown, &record_patient);
	good(household_grown(&c, 10, &grown, &err));
	assert_int_equal(grown.n, 0);
	bad(household_make_adult(&c, son, &err), ERR_STEP);
	edited(son, "birth_date", '=', "2008-11-23");
	good(household_grown(&c, 10, &grown, &err));
	assert_int_equal(grown.n, 1);
	rows_release(&grown);
	good(household_make_adult(&c, son, &err));
	struct patient p = stored(son);
	assert_int_equal(p.guardian, 0);
	assert_int_equal(p.household_role, ROLE_ADULT);
	assert_int_equal(family_payer(&p, 18, clinic_today(&c)), son);
	/* Still her son. */
	struct patient m = stored(mother);
	m.household_role = ROLE_PARTNER;
	assert_string_equal(family_relation(&m, &p), "son");
	assert_string_equal(family_relation(&p, &m), "mother");
	record_release(&record_patient, &m);
	record_release(&record_patient, &p);
	assert_int_equal(number("SELECT count(*) FROM task WHERE what LIKE 'of age now%'"), 1);
	rows_init(&grown, &record_patient);
	good(household_grown(&c, 10, &grown, &err));
	assert_int_equal(grown.n, 0);
	rows_release(&grown);
	bad(household_make_adult(&c, son, &err), ERR_STEP);
}

static void long_grown_are_not_told_of(void **state)
{
	static const struct {
		const char *birth;
		size_t n;
	} rows[] = { { "2008-11-24", 0 }, { "2008-11-23", 1 }, { "2008-08-26", 1 },
		     { "2008-08-24", 0 }, { "2008", 0 },	{ "2007-12", 0 },
		     { "2008-10", 1 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct rows grown;
		rows_init(&grown, &record_patient);
		edited(son, "birth_date", '=', rows[i].birth);
		good(household_grown(&c, 10, &grown, &err));
		if (grown.n != rows[i].n)
			fail_msg("%s: %zu", rows[i].birth, grown.n);
		rows_release(&grown);
	}
}

/* Born on 29 February they are of age on the 28th, and told of from then on. */
static void born_on_a_leap_day(void **state)
{
	static const struct {
		const char *today;
		size_t n;
	} rows[] = { { "2026-02-27T09:00", 0 }, { "2026-02-28T09:00", 1 }, { "2026-03-01T09:00", 1 } };

	(void)state;
	edited(son, "birth_date", '=', "2008-02-29");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct rows grown;
		struct patient p = stored(son);
		rows_init(&grown, &record_patient);
		good(clock_fix(&c.clock, rows[i].today, &err));
		good(household_grown(&c, 10, &grown, &err));
		if (grown.n != rows[i].n)
			fail_msg("%s: %zu", rows[i].today, grown.n);
		assert_true(family_has_grown(&p, 18, clinic_today(&c)) == (rows[i].n == 1));
		rows_release(&grown);
		record_release(&record_patient, &p);
	}
}

static void they_arrive_together(void **state)
{
	const int64_t both[] = { mother, son, uncle };
	int n;

	(void)state;
	booked(mother, "at=2026-11-23T09:30", "kind=exam", NULL);
	booked(son, "at=2026-11-23T10:00", "kind=exam", NULL);
	booked(uncle, "at=2026-11-24T10:00", "kind=exam", NULL);
	int64_t before = number("SELECT count(*) FROM action");
	good(household_arrive(&c, both, 3, &n, &err));
	assert_int_equal(n, 2);
	assert_int_equal(number("SELECT count(*) FROM action"), before + 1);
	good(household_arrive(&c, both, 3, &n, &err));
	assert_int_equal(n, 0);
}

/* The day and minute as "1 Dec 09:30", of each. */
static const char *times(const struct family_offer *o, size_t n)
{
	static char out[200];
	size_t len = 0;

	out[0] = '\0';
	for (size_t i = 0; i < n; i++)
		len += (size_t)snprintf(out + len, sizeof(out) - len, "%s%d %02d:%02d %s/%s",
					i ? ", " : "", o->slot[i].day - clinic_today(&c),
					o->slot[i].minute / 60, o->slot[i].minute % 60,
					str_or_empty(o->slot[i].provider),
					str_or_empty(o->slot[i].chair));
	return out;
}

static struct rows wishes_of(const int64_t *who, size_t n)
{
	struct rows wishes;

	rows_init(&wishes, &record_visit);
	good(family_wishes(&c, who, n, &wishes, &err));
	for (size_t i = 0; i < n; i++) {
		struct visit *v = rows_at(&wishes, i);
		str_replace(&v->kind, i == 0 ? "cleaning" : "child-checkup");
		str_replace(&v->provider, i == 0 ? "amy" : "xu");
		v->minutes = i == 0 ? 40 : 30;
	}
	return wishes;
}

static struct rows none;

static int offers_from(const struct book *b, const struct rows *wishes, const struct rows *beside,
		       const char *when_typed, struct family_offer *out, int max)
{
	struct family_when when = { .from = clinic_today(&c) + 1 };

	if (when_typed)
		good(family_when_parse(&c, when_typed, &when, &err));
	if (!beside) {
		rows_init(&none, &record_visit);
		beside = &none;
	}
	return family_offers(&c, b, wishes, beside, &when, out, max);
}

static void booked_next_to_each_other(void **state)
{
	const int64_t both[] = { mother, son };
	struct family_offer offers[9];
	day_t tomorrow = clinic_today(&c) + 1;

	(void)state;
	struct book *b = book_open(&c, tomorrow, tomorrow + 70, &err);
	assert_non_null(b);
	struct rows wishes = wishes_of(both, 2);
	int n = offers_from(b, &wishes, NULL, NULL, offers, 9);
	assert_true(n >= 6);
	/* Each with their own. */
	assert_false(offers[0].at_once);
	assert_string_equal(times(&offers[0], 2), "1 08:30 amy/1, 1 09:10 xu/1");
	bool together = false;
	for (int i = 0; i < n && !together; i++)
		if ((together = offers[i].at_once))
			assert_string_equal(times(&offers[i], 2), "1 08:30 amy/1, 1 08:30 xu/2");
	assert_true(together);
	int64_t before = number("SELECT count(*) FROM action");
	good(family_book(&c, &wishes, &offers[0], &err));
	assert_int_equal(number("SELECT count(*) FROM action"), before + 1);
	assert_int_equal(number("SELECT count(*) FROM visit"), 2);
	book_free(b);
	rows_release(&wishes);
	all_sound();
}

/* Somebody else was quicker with the second of two: neither is booked. */
static void all_or_nobody(void **state)
{
	const int64_t both[] = { mother, son };
	struct family_offer offers[9];
	day_t tomorrow = clinic_today(&c) + 1;

	(void)state;
	struct book *b = book_open(&c, tomorrow, tomorrow + 70, &err);
	struct rows wishes = wishes_of(both, 2);
	int n = offers_from(b, &wishes, NULL, NULL, offers, 9);
	assert_true(n > 0);
	booked(uncle, "at=2026-11-24T09:10", "kind=exam", "provider=xu", NULL);
	bad(family_book(&c, &wishes, &offers[0], &err), ERR_CONFLICT);
	assert_int_equal(number("SELECT count(*) FROM visit"), 1);
	book_free(b);
	/* Asked again, that time is not offered. */
	b = book_open(&c, tomorrow, tomorrow + 70, &err);
	n = offers_from(b, &wishes, NULL, NULL, offers, 9);
	for (int i = 0; i < n; i++)
		assert_string_not_equal(times(&offers[i], 2), "1 08:30 amy/1, 1 09:10 xu/1");
	book_free(b);
	/* Nobody comes twice on one day. */
	booked(son, "at=2026-11-24T14:00", "kind=exam", "provider=lin", NULL);
	b = book_open(&c, tomorrow, tomorrow + 70, &err);
	n = offers_from(b, &wishes, NULL, NULL, offers, 9);
	assert_true(n > 0);
	for (int i = 0; i < n; i++)
		assert_true(offers[i].slot[0].day > tomorrow);
	book_free(b);
	rows_release(&wishes);
}

/* The mother comes right before, right after, or while the child is treated. */
static void next_to_a_visit_that_stands(void **state)
{
	struct family_offer offers[9];
	struct rows beside;
	day_t tomorrow = clinic_today(&c) + 1;

	(void)state;
	int64_t v = booked(son, "at=2026-11-27T16:00", "kind=child-checkup", "provider=xu", NULL);
	rows_init(&beside, &record_visit);
	good(store_get(&c.store, &record_visit, v, rows_add(&beside), &err));
	struct rows wishes = wishes_of(&mother, 1);
	struct book *b = book_open(&c, tomorrow, tomorrow + 70, &err);
	int n = offers_from(b, &wishes, &beside, NULL, offers, 9);
	assert_true(n > 3);
	assert_string_equal(times(&offers[0], 1), "4 16:30 amy/1");
	assert_string_equal(times(&offers[1], 1), "4 15:20 amy/1");
	assert_string_equal(times(&offers[2], 1), "4 16:00 amy/1");
	for (int i = 0; i < 3; i++)
		assert_int_equal(offers[i].beside, v);
	assert_int_equal(offers[3].beside, 0);
	book_free(b);
	rows_release(&wishes);
	rows_release(&beside);
}

static void when_they_could(void **state)
{
	const int64_t both[] = { mother, son };
	static const char *const typed[] = { "fri afternoon", "周五下午" };

	(void)state;
	for (size_t k = 0; k < ARRAY_SIZE(typed); k++) {
		struct family_offer offers[9];
		struct rows wishes = wishes_of(both, 2);
		struct book *b = book_open(&c, clinic_today(&c), clinic_today(&c) + 70, &err);
		int n = offers_from(b, &wishes, NULL, typed[k], offers, 9);
		assert_true(n > 0);
		assert_int_equal(offers[0].slot[0].day, clinic_today(&c) + 4);
		for (int i = 0; i < n; i++)
			assert_true(offers[i].slot[0].minute >= 12 * 60);
		book_free(b);
		rows_release(&wishes);
	}
	struct family_when when = { .from = 1 };
	bad(family_when_parse(&c, "soon", &when, &err), ERR_BAD_DATE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, clinic_tear_down)
		TEST(who_joins_is_answered_for),
		TEST(who_leaves_is_not_paid_for),
		TEST(when_one_is_of_age),
		TEST(growing_out_of_it),
		TEST(long_grown_are_not_told_of),
		TEST(born_on_a_leap_day),
		TEST(they_arrive_together),
		TEST(booked_next_to_each_other),
		TEST(all_or_nobody),
		TEST(next_to_a_visit_that_stands),
		TEST(when_they_could),
#undef TEST
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
