/* The search keys of a load: in the end the index is what the records say, whoever wrote meanwhile
 * and however often it was begun. */
#include "support.h"

#include "revisit/base/rng.h"
#include "revisit/store/bulk.h"
#include "revisit/store/imports.h"

enum { PEOPLE = 230, BATCH = 40 };

static const char *const names[] = { "张伟", "Anna Lee", "欧阳娜娜", "José Muñoz", "單雄信", "Kim Novak" };

static void name_all(struct store *s, const char *extra)
{
	for (int64_t id = 1; id <= PEOPLE; id++) {
		struct patient p;
		char name[64];
		record_init(&record_patient, &p);
		good(store_get(s, &record_patient, id, &p, &err));
		snprintf(name, sizeof(name), "%s%s", names[id % 6], id % 3 ? "" : extra);
		str_replace(&p.name, name);
		good(store_update(s, &record_patient, &p, NULL, &err));
		record_release(&record_patient, &p);
	}
}

static void load_people(struct store *s, bool known)
{
	struct action action = { .verb = "import", .bulk = true };
	struct bulk_job job = { 0 };

	good(store_begin(s, &action, &err));
	good(store_import_new(s, "people.csv", "", "", NULL, &job, &err) != 0);
	good(store_bulk_begin(s, &err));
	store_bulk_keys_later(s);
	for (int i = 1; !known && i <= PEOPLE; i++) {
		char chart[16];
		char mobile[24];
		snprintf(chart, sizeof(chart), "L%d", i);
		snprintf(mobile, sizeof(mobile), "1380000%04d", i);
		add_contact(s, add_patient(s, chart, names[i % 6]), CONTACT_MOBILE, mobile);
	}
	if (known)
		name_all(s, " the second");
	good(store_bulk_end(s, &err));
	job.keys = 0;
	good(store_slice_commit(s, &job, &err));
}

static void known_people(struct store *s)
{
	begin(s, "people");
	for (int i = 1; i <= PEOPLE; i++) {
		char chart[16];
		snprintf(chart, sizeof(chart), "L%d", i);
		add_patient(s, chart, names[i % 6]);
	}
	commit(s);
}

/* One transaction of it; 0 ms: as little as there is. */
static bool step(struct store *s, struct key_load *l)
{
	bool over = false;

	while (!key_load_ready(l, 20))
		;
	sql(s, "BEGIN IMMEDIATE");
	good(key_load_step(l, 0, &over, &err));
	sql(s, "COMMIT");
	return over;
}

static void to_the_end(struct store *s, size_t patients)
{
	struct key_load *l = key_load_new(s, BATCH);

	while (!step(s, l))
		;
	assert_int_equal(key_load_done(l), patients);
	key_load_free(l);
}

static void expect_sound(struct store *s)
{
	struct hits h = { 0 };

	assert_false(store_keys_later(s));
	assert_string_equal(findings(s), "");
	good(store_search(s, "L77", 0, 0, 5, &h, &err));
	assert_true(h.n >= 1);
	assert_int_equal(h.v[0].patient, 77);
	hits_release(&h);
}

static void all_new(void **state)
{
	(void)state;
	load_people(&b.s, false);
	assert_true(store_keys_later(&b.s));
	assert_int_equal(number(&b.s, "SELECT count(*) FROM search_key"), 0);
	to_the_end(&b.s, PEOPLE);
	expect_sound(&b.s);
}

static void of_known_ones(void **state)
{
	(void)state;
	known_people(&b.s);
	load_people(&b.s, true);
	to_the_end(&b.s, PEOPLE / 3);
	expect_sound(&b.s);
}

/* A desk changes, adds to and removes patients whose keys wait, at every moment of the load. */
static void others_write_meanwhile(void **state)
{
	struct store desk;
	struct rng r;

	(void)state;
	rng_seed(&r, 7);
	for (int known = 0; known < 2; known++) {
		if (known) {
			base_tear_down(NULL);
			base_set_up(NULL);
			known_people(&b.s);
		}
		load_people(&b.s, known);
		base_open(&desk);
		struct key_load *l = key_load_new(&b.s, BATCH);
		do {
			int64_t id = rng_between(&r, 1, PEOPLE);
			char mobile[24];
			struct patient p;
			if (id == 77 || rng_below(&r, 3))
				continue;
			begin(&desk, "edit");
			record_init(&record_patient, &p);
			good(store_get(&desk, &record_patient, id, &p, &err));
			str_replace(&p.name, rng_below(&r, 2) ? "王小明" : names[rng_below(&r, 6)]);
			good(store_update(&desk, &record_patient, &p, NULL, &err));
			record_release(&record_patient, &p);
			snprintf(mobile, sizeof(mobile), "1390000%04d", (int)rng_below(&r, 9999));
			if (rng_below(&r, 2))
				add_contact(&desk, id, CONTACT_MOBILE, mobile);
			commit(&desk);
		} while (!step(&b.s, l));
		key_load_free(l);
		store_close(&desk);
		expect_sound(&b.s);
	}
}

/* Killed at every moment, each time begun anew and killed a step later. */
static void given_up_and_begun_again(void **state)
{
	(void)state;
	known_people(&b.s);
	load_people(&b.s, true);
	for (int steps = 0; store_keys_later(&b.s); steps++) {
		struct key_load *l = key_load_new(&b.s, BATCH);
		bool over = false;
		assert_true(steps < 200);
		for (int i = 0; !over && i <= steps; i++)
			over = step(&b.s, l);
		key_load_free(l);
	}
	expect_sound(&b.s);
}

/* What was stepped but not committed is done again by the next one. */
static void a_step_that_fails(void **state)
{
	bool over = false;

	(void)state;
	load_people(&b.s, false);
	struct key_load *l = key_load_new(&b.s, BATCH);
	for (int i = 0; i < 3; i++)
		step(&b.s, l);
	while (!key_load_ready(l, 20))
		;
	sql(&b.s, "BEGIN IMMEDIATE");
	good(key_load_step(l, 50, &over, &err));
	sql(&b.s, "ROLLBACK");
	key_load_free(l);
	to_the_end(&b.s, PEOPLE);
	expect_sound(&b.s);
}

/* While patients still come, those before them are worked out. */
static void begun_early(void **state)
{
	(void)state;
	load_people(&b.s, false);
	struct key_load *l = key_load_new(&b.s, BATCH);
	key_load_open(l, true);
	for (int i = 0; i < 60; i++)
		assert_false(step(&b.s, l));
	assert_int_equal(number(&b.s, "SELECT count(*) FROM search_doc"), PEOPLE);
	assert_int_equal(number(&b.s, "SELECT count(*) FROM search_key"), 0);
	key_load_open(l, false);
	while (!step(&b.s, l))
		;
	key_load_free(l);
	expect_sound(&b.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(all_new, base_set_up, base_tear_down),
		cmocka_unit_test_setup_teardown(of_known_ones, base_set_up, base_tear_down),
		cmocka_unit_test_setup_teardown(others_write_meanwhile, base_set_up, base_tear_down),
		cmocka_unit_test_setup_teardown(given_up_and_begun_again, base_set_up,
						base_tear_down),
		cmocka_unit_test_setup_teardown(a_step_that_fails, base_set_up, base_tear_down),
		cmocka_unit_test_setup_teardown(begun_early, base_set_up, base_tear_down),
	};

	return cmocka_run_group_tests_name("store/load", tests, NULL, NULL);
}
