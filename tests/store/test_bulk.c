/* Bulk loading: what it marks is what the triggers mark, and nothing of it is left behind. */
#include "support.h"

#include "revisit/base/rng.h"
#include "revisit/store/bulk.h"

static void begin_load(struct store *s)
{
	struct action action = { .verb = "import", .bulk = true };

	good(store_begin(s, &action, &err));
	good(store_bulk_begin(s, &err));
}

static char *marked(struct store *s)
{
	return mem_strdup(text(s, "SELECT 'dirty ' || patient FROM dirty UNION ALL "
				  "SELECT 'stale ' || patient FROM search_stale ORDER BY 1"));
}

/* --- the same as the triggers --- */

enum { PEOPLE = 24, HOMES = 7 };

/* Somebody who is perhaps there; 0 now and then. */
static int64_t anybody(struct rng *r)
{
	return rng_between(r, 0, PEOPLE);
}

static void put_patient(struct rng *r, struct patient *p)
{
	static const char *const names[] = { "张伟", "Anna Lee", "王芳" };

	switch (rng_below(r, 7)) {
	case 0:
		p->household = rng_between(r, 0, HOMES);
		break;
	case 1:
		p->referrer = anybody(r);
		break;
	case 2:
		p->guardian = anybody(r);
		break;
	case 3:
		str_replace(&p->name, names[rng_below(r, ARRAY_SIZE(names))]);
		break;
	case 4:
		str_replace(&p->address, names[rng_below(r, ARRAY_SIZE(names))]);
		break;
	case 5:
		str_replace(&p->notes, names[rng_below(r, ARRAY_SIZE(names))]);
		break;
	default:
		p->status = (int)rng_below(r, 3);
	}
}

/* The fields the database asks for, and whose it is. */
static void put_row(struct rng *r, const struct record *rec, void *row)
{
	if (rec == &record_patient) {
		put_patient(r, row);
		return;
	}
	if (rec == &record_household)
		return;
	field_set_number(record_field(rec, "patient"), row, anybody(r));
	if (rec == &record_alert && rng_chance(r, 0.5)) {
		field_set_number(record_field(rec, "patient"), row, 0);
		field_set_number(record_field(rec, "household"), row, rng_between(r, 1, HOMES));
	}
	for (size_t i = 0; i < rec->n_fields; i++) {
		const struct field *f = &rec->fields[i];
		bool words =
			f->type == FIELD_TEXT || f->type == FIELD_LINES || f->type == FIELD_VOCAB;
		if (words && (f->flags & FIELD_REQUIRED))
			str_replace(field_text(f, row), rng_chance(r, 0.5) ? "one" : "two");
		if (f->type == FIELD_DAY || f->type == FIELD_INSTANT)
			field_set_number(f, row, rng_between(r, 1, 9000));
	}
	if (rec == &record_contact)
		str_replace(field_text(record_field(rec, "value"), row), "13800000000");
	if (rec == &record_patient_tag)
		str_replace(field_text(record_field(rec, "tag"), row), "vip");
	if (rec == &record_task)
		str_replace(field_text(record_field(rec, "what"), row), "call");
}

/* One write by chance; refused ones (nobody there, still needed) are part of it. */
static void write_some(struct store *s, struct rng *r)
{
	union {
		struct row row;
		struct patient patient;
		struct visit visit;
		struct task task;
		struct attempt attempt;
	} u;
	const struct record *rec = rng_chance(r, 0.4) ? &record_patient : records[rng_below(r, 10)];
	int64_t id = rng_between(r, 1, rec == &record_patient ? PEOPLE : 12);
	uint32_t what = rng_below(r, 5);

	assert_true(rec->size <= sizeof(u));
	if (what == 0 && rec != &record_household) {
		store_delete(s, rec, id, &err);
		err_clear(&err);
		return;
	}
	record_init(rec, &u);
	bool there = what > 2 && store_get(s, rec, id, &u, &err);
	err_clear(&err);
	put_row(r, rec, &u);
	if (there) {
		store_update(s, rec, &u, NULL, &err);
	} else {
		char chart[16];
		snprintf(chart, sizeof(chart), "%u", rng_below(r, 1000000));
		if (rec == &record_patient)
			str_replace(&u.patient.chart_no, chart);
		store_insert(s, rec, &u, &err);
	}
	err_clear(&err);
	record_release(rec, &u);
}

static void people(struct store *s, uint64_t seed)
{
	struct rng r;

	rng_seed(&r, seed);
	begin(s, "people");
	for (int i = 0; i < HOMES; i++) {
		struct household h;
		record_init(&record_household, &h);
		good(store_insert(s, &record_household, &h, &err));
	}
	for (int i = 0; i < PEOPLE; i++) {
		char chart[16];
		snprintf(chart, sizeof(chart), "P%d", i);
		add_patient(s, chart, "某人");
	}
	for (int i = 0; i < 80; i++)
		write_some(s, &r);
	commit(s);
	sql(s, "DELETE FROM dirty");
}

static void marks_what_triggers_mark(void **state)
{
	struct store other;
	char *beside = path_join(b.folder, "other.db");
	int64_t most = 0;

	(void)state;
	good(store_create(beside, &err) && store_open(&other, beside, b.backups, &b.clock, &err));
	other.country = mem_strdup("CN");
	people(&b.s, 1);
	people(&other, 1);
	for (uint64_t seed = 2; seed < 150; seed++) {
		struct rng r;
		struct rng same;
		struct action action = { .verb = "import", .bulk = true };
		rng_seed(&r, seed);
		same = r;
		good(store_begin(&other, &action, &err));
		begin_load(&b.s);
		int writes = seed % 3 ? 4 : 40;
		for (int k = 0; k < writes; k++) {
			write_some(&b.s, &r);
			write_some(&other, &same);
		}
		assert_int_equal(number(&b.s, "SELECT count(*) FROM dirty"), 0);
		good(store_bulk_end(&b.s, &err));
		char *one = marked(&b.s);
		char *two = marked(&other);
		assert_string_equal(one, two);
		int64_t n = number(&b.s, "SELECT count(*) FROM dirty");
		most = n > most ? n : most;
		free(one);
		free(two);
		commit(&b.s);
		commit(&other);
		sql(&b.s, "DELETE FROM dirty");
		sql(&other, "DELETE FROM dirty");
	}
	assert_true(most > 10); /* the writes were not all refused */
	store_close(&other);
	free(beside);
}

/* --- nothing is left behind --- */

static void the_end_comes_with_the_commit(void **state)
{
	(void)state;
	begin_load(&b.s);
	add_patient(&b.s, "1001", "张伟");
	commit(&b.s);
	assert_int_equal(number(&b.s, "SELECT count(*) FROM bulk"), 0);
	assert_string_equal(text(&b.s, "SELECT patient FROM dirty"), "1");
	assert_true(number(&b.s, "SELECT count(*) FROM search_key WHERE patient = 1") > 0);
	/* And the triggers are awake again. */
	begin(&b.s, "patient-add");
	add_patient(&b.s, "1002", "王芳");
	commit(&b.s);
	assert_string_equal(text(&b.s, "SELECT patient FROM dirty"), "1\n2");
	assert_string_equal(findings(&b.s), "");
}

static void a_rollback_leaves_nothing(void **state)
{
	(void)state;
	char *before = mem_strdup(text(&b.s, "SELECT sql FROM sqlite_schema ORDER BY name"));
	begin_load(&b.s);
	good(store_bulk_without_indexes(&b.s, BULK_ANY_ORDER, &err));
	add_patient(&b.s, "1001", "张伟");
	store_rollback(&b.s);
	assert_null(b.s.loading);
	assert_int_equal(number(&b.s, "SELECT count(*) FROM bulk"), 0);
	assert_int_equal(number(&b.s, "SELECT count(*) FROM dirty"), 0);
	assert_string_equal(text(&b.s, "SELECT sql FROM sqlite_schema ORDER BY name"), before);
	free(before);
	begin(&b.s, "patient-add");
	add_patient(&b.s, "1001", "张伟");
	commit(&b.s);
	assert_string_equal(text(&b.s, "SELECT patient FROM dirty"), "1");
}

static void a_load_twice_in_a_row(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		begin_load(&b.s);
		add_contact(&b.s, add_patient(&b.s, i ? "1002" : "1001", "张伟"), CONTACT_MOBILE,
			    "13800000001");
		commit(&b.s);
	}
	assert_string_equal(text(&b.s, "SELECT patient FROM dirty"), "1\n2");
	assert_string_equal(findings(&b.s), "");
}

/* Ids as an old program or the sqlite3 shell may have given them. */
static void far_ids(void **state)
{
	(void)state;
	sql(&b.s, "INSERT INTO patient (id, chart_no, name) VALUES (-70, 'a', 'A'), "
		  "(9223372036854775807, 'b', 'B'), (1 << 40, 'c', 'C'); DELETE FROM dirty");
	begin_load(&b.s);
	add_contact(&b.s, INT64_MAX, CONTACT_MOBILE, "13800000001");
	add_contact(&b.s, -70, CONTACT_MOBILE, "13800000001");
	add_contact(&b.s, INT64_C(1) << 40, CONTACT_MOBILE, "13800000001");
	commit(&b.s);
	assert_string_equal(text(&b.s, "SELECT patient FROM dirty"),
			    "-70\n1099511627776\n9223372036854775807");
}

/* --- without indexes --- */

static void indexes_come_back(void **state)
{
	static const enum bulk_order orders[] = { BULK_ANY_ORDER, BULK_BY_PATIENT };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(orders); i++) {
		const char *all = "SELECT name || ' ' || sql FROM sqlite_schema "
				  "WHERE sql IS NOT NULL ORDER BY name";
		base_drop();
		base_set_up(NULL);
		char *before = mem_strdup(text(&b.s, all));
		int64_t n = number(&b.s, "SELECT count(*) FROM sqlite_schema");
		begin(&b.s, "task"); /* a table that is not empty keeps its indexes */
		struct task t;
		record_init(&record_task, &t);
		str_replace(&t.what, "call");
		good(store_insert(&b.s, &record_task, &t, &err));
		record_release(&record_task, &t);
		commit(&b.s);
		begin_load(&b.s);
		good(store_bulk_without_indexes(&b.s, orders[i], &err));
		assert_true(number(&b.s, "SELECT count(*) FROM sqlite_schema") < n - 3);
		assert_int_equal(number(&b.s, "SELECT count(*) FROM sqlite_schema WHERE name IN "
					      "('task_due', 'task_patient', 'task_external')"),
				 3);
		for (int k = 0; k < 50; k++) {
			char chart[16];
			snprintf(chart, sizeof(chart), "%d", 5000 - k);
			add_contact(&b.s, add_patient(&b.s, chart, "张伟"), CONTACT_MOBILE,
				    k % 2 ? "13800000001" : "13900000002");
		}
		commit(&b.s);
		assert_string_equal(text(&b.s, all), before);
		assert_string_equal(findings(&b.s), "");
		int64_t two[2];
		assert_int_equal(store_patients_by_norm(&b.s, "+8613800000001", two), 2);
		free(before);
	}
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, base_set_up, base_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(marks_what_triggers_mark),
		TEST(the_end_comes_with_the_commit),
		TEST(a_rollback_leaves_nothing),
		TEST(a_load_twice_in_a_row),
		TEST(far_ids),
		TEST(indexes_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
