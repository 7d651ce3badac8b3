/* Records in and out: each write leaves its change, marks whom it concerns, and nothing else. */
#include "support.h"

#include "revisit/store/writer.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- every record type through the generic writers --- */

/* Families: patients 1 and 2, 3 and 4, 5 and 10, 11 and 13; 5 sent 1, 6 sent 3; 7 was sent by 1, 8 by 3; 1 is
 * the guardian of 11, 3 of 12; 9 has to do with nobody.  Row 1 and 2 of what may be referred to. */
static void make_people(void)
{
	begin(&b.s, "people");
	for (int i = 0; i < 4; i++) {
		struct household h;
		record_init(&record_household, &h);
		good(store_insert(&b.s, &record_household, &h, &err));
	}
	for (int i = 1; i <= 13; i++) {
		char chart[16];
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
		  "VALUES (1, 'a', '', '', 0, '', 'done'), (2, 'b', '', '', 0, '', 'done');"
		  "INSERT INTO plan (id, patient, what) VALUES (1, 9, 'a'), (2, 9, 'b');"
		  "INSERT INTO plan_item (id, patient, plan, what) VALUES (1, 9, 1, 'a'), (2, 9, 2, 'b');"
		  "INSERT INTO task (id, what) VALUES (1, 'a'), (2, 'b');"
		  "INSERT INTO attempt (id, patient) VALUES (1, 9), (2, 9)");
	commit(&b.s);
	sql(&b.s, "UPDATE patient SET household = 1 WHERE id IN (1, 2);"
		  "UPDATE patient SET household = 2 WHERE id IN (3, 4);"
		  "UPDATE patient SET household = 3 WHERE id IN (5, 10);"
		  "UPDATE patient SET household = 4 WHERE id IN (11, 13);"
		  "UPDATE patient SET guardian = 1 WHERE id = 11;"
		  "UPDATE patient SET guardian = 3 WHERE id = 12;"
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
	return number(&b.s,
		      "SELECT count(*) FROM change WHERE action = (SELECT max(id) FROM action)");
}

/* The value of a field in the change's before or after, as SQLite reads it. */
static void expect_json(const char *side, const struct field *f, const void *row)
{
	char question[160];
	struct stmt *q;

	snprintf(question, sizeof(question),
		 "SELECT json_extract(%s, '$.%s') FROM change ORDER BY action DESC, seq DESC LIMIT "
		 "1",
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

/* Whose change marks the family, who sent them with their family, and whose guardian they are. */
static bool marks(const struct record *rec)
{
	return rec != &record_patient && rec != &record_merge && rec != &record_chart_alias &&
	       record_field(rec, "patient") != NULL;
}

static void write_and_look(const struct record *rec)
{
	void *row = mem_alloc(rec->size);
	void *back = mem_alloc(rec->size);
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
	if (marks(rec))
		expect_dirty(rec, "1 2 5 10 11 13");
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
	if (marks(rec))
		expect_dirty(rec, "1 2 3 4 5 6 10 11 12 13");
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
	if (marks(rec))
		expect_dirty(rec, "3 4 6 12");
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
	expect_dirty(&record_patient, "1 2 3 4 5 6 10 11 13");
	clear_marks();
	begin(&b.s, "leave");
	p.household = 0;
	p.referrer = 0;
	good(store_update(&b.s, &record_patient, &p, NULL, &err));
	commit(&b.s);
	expect_dirty(&record_patient, "1 3 4 6 11 13");
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
	static const char *const tables[] = { "patient",      "action",     "change",
					      "session",      "counter WHERE name <> 'patients'", "vocab",
					      "search_stale", "search_key", "dirty",
					      "search_later" };
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
	/* Numbers given out without asking are passed, and never come back. */
	good(store_counter_pass(&b.s, "chart_no", 50, &err) &&
	     store_counter_pass(&b.s, "chart_no", 7, &err) &&
	     store_counter_pass(&b.s, "new", 4, &err));
	assert_int_equal(store_counter(&b.s, "chart_no", &err), 51);
	assert_int_equal(store_counter(&b.s, "new", &err), 5);
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

static bool on_wait(void *arg, const struct db_wait *w)
{
	assert_ptr_equal(arg, &b);
	waits++;
	longest = w->waited_ms;
	return true;
}

/* Whose lock it is, another container or hidepid may hide: then only the time tells. */
static void a_hidden_writer(void **state)
{
	struct db_wait w = { .busy_since = 1, .ticks = -1 };
	char *path = mem_printf("%s-none", db_path(b.s.db));
	char *shm = mem_printf("%s-shm", path);
	FILE *f = fopen(shm, "we");

	(void)state;
	assert_non_null(f);
	fclose(f);
	writer_look(path, &w);
	assert_int_equal(w.pid, 0);
	assert_int_equal(w.busy_since, 1);
	w.pid = 1; /* it was known, and is not any more: somebody else has a go */
	writer_look(path, &w);
	assert_int_equal(w.pid, 0);
	assert_true(w.busy_since > 1);
	unlink(shm);
	free(shm);
	free(path);
}

static void a_second_terminal(void **state)
{
	struct store other;
	struct action action = { .verb = "second" };

	(void)state;
	base_open(&other);
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
			  store_insert(&s, &record_patient, &p, NULL) &&
			  write(ready[1], "x", 1) == 1;
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
	assert_string_equal(findings(&b.s),
			    "patient 1001 has neither a name nor a way to reach them\n"
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
			/* A cache of two pages: much is in the file before it is committed. */
			if (!store_open(&s, b.path, b.backups, &b.clock, NULL) ||
			    !db_exec(s.db, "PRAGMA cache_spill = 1; PRAGMA cache_size = 2", NULL) ||
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
			kill(getpid(), SIGKILL);
		}
		int status;
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(number(&b.s, "SELECT count(*) FROM patient"), 1);
		assert_int_equal(number(&b.s, "SELECT count(*) FROM action"), 1);
		struct store again;
		base_open(&again);
		assert_string_equal(findings(&again), "");
		begin(&again, "after");
		store_rollback(&again);
		store_close(&again);
	}
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
#define TEST(f) cmocka_unit_test_setup_teardown(f, base_set_up, base_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(every_record_leaves_its_change),
		TEST(a_patient_marks_both_families),
		TEST(a_household_alert_marks_the_family),
		TEST(a_stale_row_is_refused),
		TEST(rollback_leaves_nothing),
		TEST(an_action_of_nothing_leaves_no_trace),
		TEST(what_the_database_refuses_is_told),
		TEST(a_second_terminal),
		TEST(a_hidden_writer),
		TEST(waiting_ends_when_the_other_is_done),
		TEST(killed_in_the_middle),
		TEST(a_store_that_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
