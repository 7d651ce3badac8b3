/* Reading: the lists in their order, the lines, what is looked up. */
#include "support.h"

#include "revisit/store/tasks.h"

static void lists_are_in_their_order(void **state)
{
	(void)state;
	begin(&b.s, "people");
	int64_t p = add_patient(&b.s, "1001", "张伟");
	static const struct {
		int day, minute;
		enum visit_status status;
	} visits[] = { { 10, 600, VISIT_COMPLETED },
		       { 30, MINUTE_NONE, VISIT_PLANNED },
		       { 20, 900, VISIT_NO_SHOW },
		       { 20, 600, VISIT_SEATED },
		       { 30, 540, VISIT_PLANNED } };
	for (size_t i = 0; i < ARRAY_SIZE(visits); i++) {
		struct visit v;
		record_init(&record_visit, &v);
		v.patient = p;
		v.day = visits[i].day;
		v.minute = visits[i].minute;
		v.status = (int)visits[i].status;
		good(store_insert(&b.s, &record_visit, &v, &err));
	}
	static const struct {
		int day, minute, state;
	} tasks[] = { { DAY_NONE, MINUTE_NONE, TASK_OPEN },
		      { 20, MINUTE_NONE, TASK_OPEN },
		      { 20, 600, TASK_OPEN },
		      { 5, 600, TASK_DONE },
		      { 10, 600, TASK_OPEN } };
	for (size_t i = 0; i < ARRAY_SIZE(tasks); i++) {
		struct task t;
		record_init(&record_task, &t);
		t.patient = p;
		t.what = mem_printf("task %zu", i + 1);
		t.due_day = tasks[i].day;
		t.due_minute = tasks[i].minute;
		t.state = tasks[i].state;
		good(store_insert(&b.s, &record_task, &t, &err));
		record_release(&record_task, &t);
	}
	commit(&b.s);

	static const struct {
		const char *name;
		int64_t ids[6];
	} expected[] = {
		{ "visits", { 5, 2, 3, 4, 1 } }, { "day 20", { 4, 3 } },
		{ "tasks", { 5, 3, 2, 1, 4 } },  { "open until 10", { 5 } },
		{ "open", { 5, 3, 2, 1 } },
	};
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
		struct rows rows;
		rows_init(&rows, i < 2 ? &record_visit : &record_task);
		good(i == 0   ? store_visits(&b.s, p, &rows, &err)
		     : i == 1 ? store_day(&b.s, 20, &rows, &err)
		     : i == 2 ? store_tasks(&b.s, p, &rows, &err)
			      : store_task_list(&b.s,
						&(struct task_query){ .today = 0,
								      .until = i == 3 ? 10 : DAY_NONE },
						&rows, NULL, &err));
		for (size_t k = 0; k < rows.n; k++)
			if (((struct row *)rows_at(&rows, k))->id != expected[i].ids[k])
				fail_msg("%s: %d at %zu", expected[i].name,
					 (int)((struct row *)rows_at(&rows, k))->id, k);
		assert_int_equal(expected[i].ids[rows.n], 0);
		rows_release(&rows);
	}
}

static void what_a_list_line_shows(void **state)
{
	struct patient_line l;

	(void)state;
	begin(&b.s, "people");
	int64_t p = add_patient(&b.s, "1001", "张伟");
	int64_t wrong = add_contact(&b.s, p, CONTACT_MOBILE, "13800000001");
	add_contact(&b.s, p, CONTACT_EMAIL, "a@b.cn");
	add_contact(&b.s, p, CONTACT_HOME, "0731-88880042");
	commit(&b.s);
	good(store_line(&b.s, p, 20, &l, &err));
	assert_string_equal(l.phone, "13800000001");
	assert_int_equal(l.seen, DAY_NONE);
	assert_int_equal(l.next_day, DAY_NONE);
	assert_int_equal(l.here, -1);
	patient_line_release(&l);
	char change[200];
	snprintf(change, sizeof(change), "UPDATE contact SET state = 'wrong' WHERE id = %d",
		 (int)wrong);
	sql(&b.s, change);
	sql(&b.s, "INSERT INTO visit (patient, day, minute, status) VALUES (1, 5, 600, 'left'), "
		  "(1, 9, 600, 'no_show'), (1, 19, 600, 'planned'), (1, 20, 600, 'seated'), "
		  "(1, 25, 600, 'cancelled'), (1, 30, 660, 'confirmed'), (1, 30, 600, 'planned')");
	good(store_line(&b.s, p, 20, &l, &err));
	assert_string_equal(l.phone, "0731-88880042");
	assert_int_equal(l.phone_kind, CONTACT_HOME);
	assert_int_equal(l.seen, 5);
	assert_int_equal(l.next_day, 30);
	assert_int_equal(l.next_minute, 600);
	assert_int_equal(l.here, VISIT_SEATED);
	patient_line_release(&l);
	bad(store_line(&b.s, 99, 20, &l, &err), ERR_NO_MATCH);
}

static bool count_some(const void *row, void *arg)
{
	int *n = arg;

	assert_int_equal(((const struct row *)row)->id, ++*n);
	return *n < 3;
}

static void looking_up(void **state)
{
	int64_t ids[2];
	int n = 0;

	(void)state;
	begin(&b.s, "people");
	add_patient(&b.s, "1001", "张伟");
	add_patient(&b.s, "0042", "李明");
	add_patient(&b.s, "A-7", "张伟");
	for (int i = 1; i <= 3; i++)
		add_contact(&b.s, i, CONTACT_MOBILE, i == 2 ? "13800000002" : "138 0000 0001");
	add_contact(&b.s, 1, CONTACT_WORK, "13800000001");
	commit(&b.s);
	assert_int_equal(store_patient_by_chart(&b.s, "1001"), 1);
	assert_int_equal(store_patient_by_chart(&b.s, "#0042"), 2);
	assert_int_equal(store_patient_by_chart(&b.s, "42"), 0);
	assert_int_equal(store_patient_by_chart(&b.s, "１００１"), 1);
	assert_int_equal(store_patient_by_chart(&b.s, "A-7"), 3);
	assert_int_equal(store_patient_by_chart(&b.s, ""), 0);
	assert_int_equal(store_patient_by_chart(&b.s, "' OR 1=1 --"), 0);
	sql(&b.s, "UPDATE patient SET status = 'merged' WHERE id = 3;"
		  "INSERT INTO chart_alias (chart_no, patient) VALUES ('A-7', 1)");
	assert_int_equal(store_patient_by_chart(&b.s, "A-7"), 1);
	assert_int_equal(store_patients_by_norm(&b.s, "+8613800000001", ids), 1);
	assert_int_equal(ids[0], 1);
	assert_int_equal(store_patients_by_norm(&b.s, "+8613800000009", ids), 0);
	sql(&b.s, "UPDATE patient SET status = 'active' WHERE id = 3");
	assert_int_equal(store_patients_by_norm(&b.s, "+8613800000001", ids), 2);
	assert_int_equal(ids[1], 3);
	assert_int_equal(store_count(&b.s, &record_patient), 3);
	good(store_each(&b.s, &record_patient, count_some, &n, &err));
	assert_int_equal(n, 3);
}

static void words_and_notes_of_the_clinic(void **state)
{
	struct strlist keys;

	(void)state;
	begin(&b.s, "tags");
	add_patient(&b.s, "1001", "张伟");
	good(store_vocab_add(&b.s, "tag", "vip", "config", &err));
	good(store_vocab_add(&b.s, "tag", "vip", "import", &err));
	good(store_vocab_add(&b.s, "tag", "late", "desk", &err));
	good(store_vocab_add(&b.s, "source", "vip", "desk", &err));
	struct patient_tag t;
	record_init(&record_patient_tag, &t);
	t.patient = 1;
	str_replace(&t.tag, "vip");
	good(store_insert(&b.s, &record_patient_tag, &t, &err));
	record_release(&record_patient_tag, &t);
	commit(&b.s);
	assert_string_equal(text(&b.s, "SELECT origin FROM vocab WHERE kind = 'tag' ORDER BY key"),
			    "desk\nconfig");
	strlist_init(&keys);
	good(store_vocab(&b.s, "tag", &keys, &err));
	assert_int_equal(keys.n, 2);
	assert_string_equal(keys.v[0], "vip"); /* most used first */
	strlist_release(&keys);
	assert_true(store_vocab_has(&b.s, "source", "vip"));
	assert_false(store_vocab_has(&b.s, "source", "late"));
	assert_null(store_meta(&b.s, "nothing"));
	good(store_meta_set(&b.s, "key", "one", &err));
	good(store_meta_set(&b.s, "key", "two", &err));
	char *value = store_meta(&b.s, "key");
	assert_string_equal(value, "two");
	free(value);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, base_set_up, base_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(lists_are_in_their_order),
		TEST(what_a_list_line_shows),
		TEST(looking_up),
		TEST(words_and_notes_of_the_clinic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
