/* Records in and out: each write leaves its change, marks whom it concerns, and nothing else. */
#include "support.h"

#include <signal.h>
#include <sys/wait.h>

static struct base b;

static int set_up(void **state)
{
	(void)state;
	err_clear(&err);
	base_new(&b);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	base_drop(&b);
	return 0;
}

/* --- every record type through the generic writers --- */

/* Two families: patients 1 and 2 in one, 3 and 4 in the other; 5 sent 1, 6 sent 3; 7 was sent by 1,
 * 8 by 3; 9 has to do with nobody.  Row 1 and 2 of what may be referred to. */
static void make_people(void)
{
	begin(&b.s, "people");
	for (int i = 0; i < 2; i++) {
		struct household h;
		record_init(&record_household, &h);
		good(store_insert(&b.s, &record_household, &h, &err));
	}
	for (int i = 1; i <= 9; i++) {
		char chart[8];
		snprintf(chart, sizeof(chart), "%d", 1000 + i);
		add_patient(&b.s, chart, "张伟");
	}
	for (int i = 1; i <= 2; i++)
		add_contact(&b.s, 9, CONTACT_MOBILE, i == 1 ? "13800000001" : "13800000002");
	for (int i = 1; i <= 2; i++) {
		struct visit v;
		record_init(&record_visit, &v);
		v.patient = 9;
		v.day = 1;
		good(store_insert(&b.s, &record_visit, &v, &err));
	}
	sql(&b.s, "INSERT INTO import (id, name, file_sha, map_sha, at, staff, state) "
		  "VALUES (1, 'a', '', '', 0, '', 'done'), (2, 'b', '', '', 0, '', 'done')");
	commit(&b.s);
	sql(&b.s, "UPDATE patient SET household = 1 WHERE id IN (1, 2);"
		  "UPDATE patient SET household = 2 WHERE id IN (3, 4);"
		  "UPDATE patient SET referrer = 5 WHERE id = 1;"
		  "UPDATE patient SET referrer = 6 WHERE id = 3;"
		  "UPDATE patient SET referrer = 1 WHERE id = 7;"
		  "UPDATE patient SET referrer = 3 WHERE id = 8;");
}

/* A value of field `f` that differs between `which` 1 and 2 and points to what exists. */
static void fill_field(const struct record *rec, const struct field *f, void *row, int which)
{
	char word[64];

	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_LINES:
	case FIELD_VOCAB:
		snprintf(word, sizeof(word), "%s %s \"%d\"\n\\", rec->name, f->name, which);
		str_replace(field_text(f, row), word);
		return;
	case FIELD_CHOICE:
		field_set_number(f, row, f->choices[which].key ? which : which - 1);
		return;
	case FIELD_BOOL:
		field_set_number(f, row, which - 1);
		return;
	case FIELD_REF:
		/* the patient is 1, then 3: of the other family */
		field_set_number(f, row, strcmp(f->vocab, "patient") == 0 ? 2 * which - 1 : which);
		return;
	case FIELD_INT:
	case FIELD_DAY:
	case FIELD_MINUTE:
	case FIELD_INSTANT:
	case FIELD_MONEY:
		field_set_number(f, row, which);
		return;
	}
}

static void fill_row(const struct record *rec, void *row, int which)
{
	for (size_t i = 0; i < rec->n_fields; i++)
		fill_field(rec, &rec->fields[i], row, which);
	if (rec == &record_alert) /* of a patient or of a household */
		((struct alert *)row)->household = 0;
	if (rec == &record_patient) {
		((struct patient *)row)->guardian = 9;
		((struct patient *)row)->referrer = which == 1 ? 5 : 6;
	}
}

static void clear_marks(void)
{
	sql(&b.s, "DELETE FROM dirty; DELETE FROM search_stale");
}

static int64_t changes_of_last_action(void)
{
	return number(&b.s, "SELECT count(*) FROM change WHERE action = (SELECT max(id) FROM action)");
}

/* The value of a field in the change's before or after, as SQLite reads it. */
static void expect_json(const char *side, const struct field *f, const void *row)
{
	char question[160];
	struct stmt *q;

	snprintf(question, sizeof(question),
		 "SELECT json_extract(%s, '$.%s') FROM change ORDER BY action DESC, seq DESC LIMIT 1",
		 side, f->name);
	q = db_stmt(b.s.db, question, &err);
	assert_non_null(q);
	assert_int_equal(stmt_step(q, &err), STEP_ROW);
	if (field_is_missing(f, row))
		assert_true(col_null(q, 0));
	else if (f->type == FIELD_TEXT || f->type == FIELD_LINES || f->type == FIELD_VOCAB)
		assert_string_equal(col_text(q, 0), field_text_of(f, row));
	else if (f->type == FIELD_CHOICE)
		assert_string_equal(col_text(q, 0), f->choices[field_number(f, row)].key);
	else
		assert_true(col_int(q, 0) == field_number(f, row));
	stmt_done(q);
}

static void expect_change(const struct record *rec, const char *op, int64_t id)
{
	char expected[100];

	snprintf(expected, sizeof(expected), "%s %lld %s", rec->table, (long long)id, op);
	assert_int_equal(changes_of_last_action(), 1);
	assert_string_equal(text(&b.s, "SELECT tbl || ' ' || row || ' ' || op FROM change "
				       "ORDER BY action DESC, seq DESC LIMIT 1"),
			    expected);
}

static void expect_dirty(const struct record *rec, const char *expected)
{
	const char *got = text(&b.s, "SELECT group_concat(patient, ' ') FROM "
				     "(SELECT patient FROM dirty ORDER BY patient)");

	if (strcmp(got, expected) != 0)
		fail_msg("%s: dirty %s instead of %s", rec->name, got, expected);
}

static void write_and_look(const struct record *rec)
{
	void *row = mem_alloc(rec->size);
	void *back = mem_alloc(rec->size);
	const bool person = rec == &record_patient;
	bool changed;

	record_init(rec, row);
	record_init(rec, back);
	clear_marks();
	fill_row(rec, row, 1);
	begin(&b.s, "insert");
	good(store_insert(&b.s, rec, row, &err));
	const int64_t id = ((struct row *)row)->id;
	commit(&b.s);
	expect_change(rec, "insert", id);
	for (size_t i = 0; i < rec->n_fields; i++)
		expect_json("after", &rec->fields[i], row);
	assert_true(number(&b.s, "SELECT before IS NULL FROM change ORDER BY action DESC LIMIT 1"));
	if (!person && rec != &record_household)
		expect_dirty(rec, "1 2 5 7");
	good(store_get(&b.s, rec, id, back, &err));
	for (size_t i = 0; i < rec->n_fields; i++)
		if (!field_equal(&rec->fields[i], row, back))
			fail_msg("%s.%s is not read as written", rec->name, rec->fields[i].name);
	assert_int_equal(((struct row *)back)->ver, 1);

	clear_marks();
	fill_row(rec, row, 2);
	begin(&b.s, "update");
	good(store_update(&b.s, rec, row, &changed, &err));
	commit(&b.s);
	assert_true(changed);
	expect_change(rec, "update", id);
	for (size_t i = 0; i < rec->n_fields; i++) {
		if (field_equal(&rec->fields[i], row, back))
			continue;
		expect_json("before", &rec->fields[i], back);
		expect_json("after", &rec->fields[i], row);
	}
	if (!person && rec != &record_household)
		expect_dirty(rec, "1 2 3 4 5 6 7 8");
	good(store_get(&b.s, rec, id, back, &err));
	assert_int_equal(((struct row *)back)->ver, 2);
	assert_int_equal(((struct row *)row)->ver, 2);

	/* Once more the same: nothing is written. */
	int64_t actions = number(&b.s, "SELECT count(*) FROM action");
	begin(&b.s, "again");
	good(store_update(&b.s, rec, row, &changed, &err));
	commit(&b.s);
	assert_false(changed);
	assert_int_equal(number(&b.s, "SELECT count(*) FROM action"), actions);

	clear_marks();
	begin(&b.s, "delete");
	good(store_delete(&b.s, rec, id, &err));
	commit(&b.s);
	expect_change(rec, "delete", id);
	for (size_t i = 0; i < rec->n_fields; i++)
		expect_json("before", &rec->fields[i], row);
	assert_true(number(&b.s, "SELECT after IS NULL FROM change ORDER BY action DESC LIMIT 1"));
	if (!person && rec != &record_household)
		expect_dirty(rec, "3 4 6 8");
	bad(store_get(&b.s, rec, id, back, &err), ERR_NO_MATCH);
	assert_int_equal(number(&b.s, "SELECT count(*) FROM search_stale"), 0);
	record_release(rec, row);
	record_release(rec, back);
	free(row);
	free(back);
}

static void every_record_leaves_its_change(void **state)
{
	(void)state;
	make_people();
	for (size_t i = 0; records[i]; i++)
		write_and_look(records[i]);
	assert_string_equal(findings(&b.s), "");
}

/* A patient's own row: the family and the referrer before, and those after. */
static void a_patient_marks_both_families(void **state)
{
	struct patient p;

	(void)state;
	make_people();
	record_init(&record_patient, &p);
	good(store_get(&b.s, &record_patient, 1, &p, &err));
	clear_marks();
	begin(&b.s, "move");
	p.household = 2;
	p.referrer = 6;
	good(store_update(&b.s, &record_patient, &p, NULL, &err));
	commit(&b.s);
	expect_dirty(&record_patient, "1 2 3 4 5 6 7");
	clear_marks();
	begin(&b.s, "leave");
	p.household = 0;
	p.referrer = 0;
	good(store_update(&b.s, &record_patient, &p, NULL, &err));
	commit(&b.s);
	expect_dirty(&record_patient, "1 3 4 6 7");
	record_release(&record_patient, &p);
}

static void a_household_alert_marks_the_family(void **state)
{
	struct alert a;

	(void)state;
	make_people();
	record_init(&record_alert, &a);
	str_replace(&a.text, "pays late");
	a.household = 1;
	clear_marks();
	begin(&b.s, "alert");
	good(store_insert(&b.s, &record_alert, &a, &err));
	commit(&b.s);
	expect_dirty(&record_alert, "1 2");
	clear_marks();
	begin(&b.s, "alert");
	a.household = 2;
	good(store_update(&b.s, &record_alert, &a, NULL, &err));
	commit(&b.s);
	expect_dirty(&record_alert, "1 2 3 4");
	clear_marks();
	begin(&b.s, "alert");
	good(store_delete(&b.s, &record_alert, a.row.id, &err));
	commit(&b.s);
	expect_dirty(&record_alert, "3 4");
	record_release(&record_alert, &a);
}

/* --- versions, two handles --- */

static void a_stale_row_is_refused(void **state)
{
	struct patient mine;
	struct patient theirs;
	bool changed = true;

	(void)state;
	begin(&b.s, "add");
	int64_t id = add_patient(&b.s, "1001", "张伟");
	commit(&b.s);
	record_init(&record_patient, &mine);
	record_init(&record_patient, &theirs);
	good(store_get(&b.s, &record_patient, id, &mine, &err));
	good(store_get(&b.s, &record_patient, id, &theirs, &err));
	begin(&b.s, "theirs");
	str_replace(&theirs.address, "new street");
	good(store_update(&b.s, &record_patient, &theirs, NULL, &err));
	commit(&b.s);
	begin(&b.s, "mine");
	str_replace(&mine.notes, "careful");
	bad(store_update(&b.s, &record_patient, &mine, &changed, &err), ERR_CONFLICT);
	store_rollback(&b.s);
	assert_int_equal(mine.row.ver, 1);
	assert_string_equal(text(&b.s, "SELECT notes FROM patient"), "");
	mine.row.id = 77;
	begin(&b.s, "nobody");
	bad(store_update(&b.s, &record_patient, &mine, &changed, &err), ERR_NO_MATCH);
	bad(store_delete(&b.s, &record_patient, 77, &err), ERR_NO_MATCH);
	store_rollback(&b.s);
	record_release(&record_patient, &mine);
	record_release(&record_patient, &theirs);
}

static void rollback_leaves_nothing(void **state)
{
	(void)state;
	begin(&b.s, "add");
	add_patient(&b.s, "1001", "张伟");
	assert_int_equal(store_counter(&b.s, "chart_no", &err), 1);
	good(store_vocab_add(&b.s, "tag", "vip", "desk", &err));
	assert_true(b.s.session != 0);
	store_rollback(&b.s);
	assert_int_equal(b.s.session, 0);
	assert_int_equal(b.s.action, 0);
	static const char *const tables[] = { "patient", "action",	 "change",     "session", "counter",
					      "vocab",	 "search_stale", "search_key", "dirty" };
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
		char question[64];
		snprintf(question, sizeof(question), "SELECT count(*) FROM %s", tables[i]);
		assert_int_equal(number(&b.s, question), 0);
	}
	store_rollback(&b.s); /* harmless */
	begin(&b.s, "add");
	assert_int_equal(add_patient(&b.s, "1001", "张伟"), 1);
	assert_int_equal(store_counter(&b.s, "chart_no", &err), 1);
	assert_int_equal(store_counter(&b.s, "chart_no", &err), 2);
	assert_int_equal(store_counter(&b.s, "other", &err), 1);
	commit(&b.s);
	assert_int_equal(number(&b.s, "SELECT max(id) FROM action"), 1);
	assert_int_equal(number(&b.s, "SELECT count(*) FROM session"), 1);
	begin(&b.s, "again");
	add_patient(&b.s, "1002", "李明");
	commit(&b.s);
	assert_int_equal(number(&b.s, "SELECT count(*) FROM session"), 1);
}

static void an_action_of_nothing_leaves_no_trace(void **state)
{
	(void)state;
	begin(&b.s, "nothing");
	commit(&b.s);
	begin(&b.s, "only a word");
	good(store_vocab_add(&b.s, "tag", "vip", "desk", &err));
	commit(&b.s);
	assert_int_equal(number(&b.s, "SELECT count(*) FROM action"), 0);
	assert_int_equal(number(&b.s, "SELECT count(*) FROM session"), 0);
	assert_int_equal(number(&b.s, "SELECT count(*) FROM vocab"), 0);
}

static void what_the_database_refuses_is_told(void **state)
{
	struct visit v;

	(void)state;
	begin(&b.s, "add");
	add_patient(&b.s, "1001", "张伟");
	commit(&b.s);
	record_init(&record_visit, &v);
	v.patient = 1;
	begin(&b.s, "no day");
	bad(store_insert(&b.s, &record_visit, &v, &err), ERR_BAD_VALUE);
	store_rollback(&b.s);
	v.row.id = 0;
	v.day = 1;
	v.patient = 44;
	begin(&b.s, "nobody's");
	bad(store_insert(&b.s, &record_visit, &v, &err) && store_commit(&b.s, &err), ERR_BAD_VALUE);
	store_rollback(&b.s);
	assert_int_equal(number(&b.s, "SELECT count(*) FROM visit"), 0);
	record_release(&record_visit, &v);
}

static int waits, longest;

static void on_wait(void *arg, int waited_ms)
{
	assert_ptr_equal(arg, &b);
	waits++;
	longest = waited_ms;
}

static void a_second_terminal(void **state)
{
	struct store other;
	struct action action = { .verb = "second" };

	(void)state;
	base_open(&b, &other);
	assert_false(store_changed(&other));
	assert_false(store_changed(&other));
	begin(&b.s, "first");
	add_patient(&b.s, "1001", "张伟");
	/* What is not committed is not seen, and the writer's place is taken. */
	assert_int_equal(number(&other, "SELECT count(*) FROM patient"), 0);
	db_on_wait(other.db, on_wait, &b, 120);
	bad(store_begin(&other, &action, &err), ERR_BUSY);
	assert_int_equal(other.action, 0);
	assert_true(waits > 0 && longest < 400);
	assert_false(store_changed(&other));
	commit(&b.s);
	assert_true(store_changed(&other));
	assert_false(store_changed(&other));
	assert_int_equal(number(&other, "SELECT count(*) FROM patient"), 1);
	good(store_begin(&other, &action, &err));
	add_patient(&other, "1002", "李明");
	commit(&other);
	assert_false(store_changed(&other)); /* its own */
	assert_true(b.s.session != other.session);
	assert_int_equal(number(&b.s, "SELECT count(DISTINCT session) FROM action"), 2);
	/* A conflict between the two. */
	struct patient p;
	struct patient q;
	record_init(&record_patient, &p);
	record_init(&record_patient, &q);
	good(store_get(&b.s, &record_patient, 1, &p, &err));
	good(store_get(&other, &record_patient, 1, &q, &err));
	begin(&b.s, "one");
	str_replace(&p.notes, "one");
	good(store_update(&b.s, &record_patient, &p, NULL, &err));
	commit(&b.s);
	begin(&other, "two");
	str_replace(&q.notes, "two");
	bad(store_update(&other, &record_patient, &q, NULL, &err), ERR_CONFLICT);
	store_rollback(&other);
	record_release(&record_patient, &p);
	record_release(&record_patient, &q);
	assert_string_equal(findings(&other), "");
	store_close(&other);
}

static void waiting_ends_when_the_other_is_done(void **state)
{
	int ready[2];

	(void)state;
	assert_int_equal(pipe(ready), 0);
	pid_t child = fork();
	if (child == 0) {
		struct store s = { 0 };
		struct action action = { .verb = "slow" };
		struct patient p;
		record_init(&record_patient, &p);
		str_replace(&p.chart_no, "1001");
		bool ok = store_open(&s, b.path, b.backups, &b.clock, NULL) &&
			  store_begin(&s, &action, NULL) &&
			  store_insert(&s, &record_patient, &p, NULL) && write(ready[1], "x", 1) == 1;
		usleep(150000);
		ok = ok && store_commit(&s, NULL);
		_exit(ok ? 0 : 1);
	}
	char c;
	assert_int_equal(read(ready[0], &c, 1), 1);
	begin(&b.s, "after");
	assert_int_equal(number(&b.s, "SELECT count(*) FROM patient"), 1);
	add_patient(&b.s, "1002", NULL);
	commit(&b.s);
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	close(ready[0]);
	close(ready[1]);
	assert_string_equal(findings(&b.s), "patient 1001 has neither a name nor a way to reach them\n"
					    "patient 1002 has neither a name nor a way to reach them\n");
}

/* The process is killed at different points of a transaction; what was there is all there is. */
static void killed_in_the_middle(void **state)
{
	(void)state;
	begin(&b.s, "before");
	add_patient(&b.s, "1001", "张伟");
	commit(&b.s);
	for (int point = 0; point < 4; point++) {
		pid_t child = fork();
		if (child == 0) {
			struct store s = { 0 };
			struct action action = { .verb = "killed" };
			if (!store_open(&s, b.path, b.backups, &b.clock, NULL) ||
			    !store_begin(&s, &action, NULL))
				_exit(1);
			for (int i = 0; i < point * 300; i++) {
				struct patient p;
				record_init(&record_patient, &p);
				p.chart_no = mem_printf("9%d", i);
				p.notes = mem_printf("%02000d", i);
				if (!store_insert(&s, &record_patient, &p, NULL))
					_exit(1);
			}
			if (point == 3) /* some of it is in the file already */
				db_exec(s.db, "PRAGMA cache_spill = 1; PRAGMA cache_size = 2", NULL);
			kill(getpid(), SIGKILL);
		}
		int status;
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(number(&b.s, "SELECT count(*) FROM patient"), 1);
		assert_int_equal(number(&b.s, "SELECT count(*) FROM action"), 1);
		struct store again;
		base_open(&b, &again);
		assert_string_equal(findings(&again), "");
		begin(&again, "after");
		store_rollback(&again);
		store_close(&again);
	}
}

/* --- reading --- */

static void lists_are_in_their_order(void **state)
{
	(void)state;
	begin(&b.s, "people");
	int64_t p = add_patient(&b.s, "1001", "张伟");
	static const struct {
		int day, minute;
		enum visit_status status;
	} visits[] = { { 10, 600, VISIT_COMPLETED }, { 30, MINUTE_NONE, VISIT_PLANNED },
		       { 20, 900, VISIT_NO_SHOW },   { 20, 600, VISIT_SEATED },
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
	} tasks[] = { { DAY_NONE, MINUTE_NONE, TASK_OPEN }, { 20, MINUTE_NONE, TASK_OPEN },
		      { 20, 600, TASK_OPEN },		    { 5, 600, TASK_DONE },
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
		{ "visits", { 5, 2, 3, 4, 1 } },
		{ "day 20", { 4, 3 } },
		{ "tasks", { 5, 3, 2, 1, 4 } },
		{ "open until 10", { 5 } },
		{ "open", { 5, 3, 2, 1 } },
	};
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
		struct rows rows;
		rows_init(&rows, i < 2 ? &record_visit : &record_task);
		good(i == 0 ? store_visits(&b.s, p, &rows, &err) :
		     i == 1 ? store_day(&b.s, 20, &rows, &err) :
		     i == 2 ? store_tasks(&b.s, p, &rows, &err) :
			      store_open_tasks(&b.s, i == 3 ? 10 : DAY_NONE, &rows, &err));
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
	snprintf(change, sizeof(change), "UPDATE contact SET state = 'wrong' WHERE id = %d", (int)wrong);
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
		  "INSERT INTO chart_alias VALUES ('A-7', 1)");
	assert_int_equal(store_patient_by_chart(&b.s, "A-7"), 1);
	assert_int_equal(store_patients_by_norm(&b.s, "+8613800000001", ids), 1);
	assert_int_equal(ids[0], 1);
	assert_int_equal(store_patients_by_norm(&b.s, "+8613800000009", ids), 0);
	sql(&b.s, "UPDATE patient SET status = 'active' WHERE id = 3");
	assert_int_equal(store_patients_by_norm(&b.s, "+8613800000001", ids), 2);
	assert_int_equal(ids[1], 3);
	assert_int_equal(store_patients_by_name(&b.s, "张伟", DAY_NONE, ids), 2);
	assert_int_equal(store_patients_by_name(&b.s, "张伟", 5, ids), 0);
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

static void a_store_that_refuses(void **state)
{
	struct action action = { .verb = "x" };

	(void)state;
	b.s.refuse = "not today";
	bad(store_begin(&b.s, &action, &err), ERR_READ_ONLY);
	bad(store_meta_set(&b.s, "a", "b", &err), ERR_READ_ONLY);
	assert_int_equal(number(&b.s, "SELECT count(*) FROM session"), 0);
	b.s.refuse = NULL;
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(every_record_leaves_its_change),
		TEST(a_patient_marks_both_families),
		TEST(a_household_alert_marks_the_family),
		TEST(a_stale_row_is_refused),
		TEST(rollback_leaves_nothing),
		TEST(an_action_of_nothing_leaves_no_trace),
		TEST(what_the_database_refuses_is_told),
		TEST(a_second_terminal),
		TEST(waiting_ends_when_the_other_is_done),
		TEST(killed_in_the_middle),
		TEST(lists_are_in_their_order),
		TEST(what_a_list_line_shows),
		TEST(looking_up),
		TEST(words_and_notes_of_the_clinic),
		TEST(a_store_that_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
