/* `revisit check` and backups: what is wrong is told, what is sound is not. */
#include "support.h"

#include "revisit/store/schema.h"

static int set_up(void **state)
{
	base_set_up(state);
	begin(&b.s, "people");
	add_patient(&b.s, "1001", "张伟");
	add_contact(&b.s, add_patient(&b.s, "1002", NULL), CONTACT_MOBILE, "13800000001");
	good(store_vocab_add(&b.s, "visit_kind", "exam", "config", &err));
	for (int i = 0; i < 2; i++) {
		struct visit v;
		record_init(&record_visit, &v);
		v.patient = 1;
		v.day = 1 + i;
		str_replace(&v.kind, "exam");
		good(store_insert(&b.s, &record_visit, &v, &err));
		record_release(&record_visit, &v);
	}
	commit(&b.s);
	return 0;
}

/* Each mistake made by hand in SQL, and what is told of it. */
static void mistakes_are_told(void **state)
{
	static const struct {
		const char *sql, *told;
	} cases[] = {
		{ "UPDATE visit SET successor = 2 WHERE id = 1",
		  "visit v1 says it was moved, but the other visit does not know of it\n" },
		{ "UPDATE visit SET successor = 2 WHERE id = 1; UPDATE visit SET predecessor = 1 "
		  "WHERE id = 2",
		  "" },
		{ "UPDATE visit SET kind = 'magic'",
		  "the visit kind 'magic' is used but not known\n" },
		{ "INSERT INTO patient_tag (patient, tag) VALUES (1, 'vip'), (2, 'vip')",
		  "the tag 'vip' is used but not known\n" },
		{ "DELETE FROM contact",
		  "patient 1002 has neither a name nor a way to reach them\n" },
		{ "DELETE FROM search_key WHERE patient = 1",
		  "the search index is not what it was made to be\n" },
		{ "UPDATE search_doc SET keys = 'nx' || char(10) WHERE patient = 1",
		  "patient 1001 cannot be found by searching as the records have it\n" },
		{ "DELETE FROM search_block",
		  "patient 1001 cannot be found by searching as the records have it\n"
		  "patient 1002 cannot be found by searching as the records have it\n" },
		{ "UPDATE counter SET next = 7 WHERE name = 'patients'",
		  "the patients are counted wrongly: 7\n" },
		{ "DELETE FROM search_key WHERE patient = 1; INSERT INTO search_stale VALUES (1)",
		  "" },
		{ "DELETE FROM search_key WHERE patient = 1; UPDATE patient SET status = 'merged' "
		  "WHERE id = 1; DELETE FROM visit WHERE patient = 1",
		  "" },
		{ "UPDATE patient SET status = 'merged' WHERE id = 1",
		  "visit v1 is on a chart that was merged into another\n"
		  "visit v2 is on a chart that was merged into another\n" },
		{ "UPDATE patient SET status = 'merged' WHERE id = 1; DELETE FROM visit WHERE "
		  "patient = 1; INSERT INTO chart_alias (chart_no, patient) VALUES ('A-7', 1)",
		  "the old chart number A-7 leads to a chart that was merged itself\n" },
		{ "UPDATE visit SET patient = 77 WHERE id = 2",
		  "a record points to one that is not there: visit row 2\n" },
		{ "UPDATE visit SET note = '%s%n%d' WHERE id = 1", "" },
		{ "UPDATE visit SET kind = '%s%n%d' WHERE id = 1",
		  "the visit kind '%s%n%d' is used but not known\n" },
	};

	(void)state;
	assert_string_equal(findings(&b.s), "");
	sql(&b.s, "PRAGMA foreign_keys = OFF");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		sql(&b.s, "SAVEPOINT mistake");
		sql(&b.s, cases[i].sql);
		const char *told = findings(&b.s);
		if (strcmp(told, cases[i].told) != 0)
			fail_msg("%s: %s", cases[i].sql, told);
		sql(&b.s, "ROLLBACK TO mistake; RELEASE mistake");
	}
	assert_string_equal(findings(&b.s), "");
}

static void count_finding(const char *finding, void *arg)
{
	int *n = arg;

	assert_non_null(strstr(finding, "damaged"));
	++*n;
}

static void overwrite(long at, const char *bytes, size_t n)
{
	sql(&b.s, "PRAGMA wal_checkpoint(TRUNCATE)");
	store_close(&b.s);
	FILE *f = fopen(b.path, "r+b");
	assert_non_null(f);
	assert_int_equal(fseek(f, at, SEEK_SET), 0);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static long page_of(const char *name)
{
	char question[80];

	snprintf(question, sizeof(question), "SELECT rootpage FROM sqlite_schema WHERE name = '%s'",
		 name);
	return (long)(number(&b.s, question) - 1) * 4096;
}

/* A page of an index is overwritten behind the program's back: it does not even open. */
static void a_broken_page_is_refused(void **state)
{
	static const char junk[4096] = "junk";

	(void)state;
	overwrite(page_of("visit_day"), junk, sizeof(junk));
	bad(store_open(&b.s, b.path, b.backups, &b.clock, &err), ERR_DAMAGED);
}

/* One byte of an index entry, which a quick look does not see, says 0 instead of visit 1. */
static void a_wrong_entry_is_told(void **state)
{
	int n = 0;

	(void)state;
	overwrite(page_of("visit_day") + 4095, "\x08", 1);
	good(store_open(&b.s, b.path, b.backups, &b.clock, &err));
	bad(store_check(&b.s, count_finding, &n, &err), ERR_DAMAGED);
	assert_true(n > 0);
	char *copy = path_join(b.folder, "copy.db");
	bad(store_backup(&b.s, copy, &err), ERR_DAMAGED);
	assert_false(file_exists(copy)); /* a bad backup is worse than none */
	free(copy);
}

/* A school in one household: rules look at a part of it, and that is said. */
static void a_crowd(void **state)
{
	char chart[16];

	(void)state;
	sql(&b.s, "INSERT INTO household (id) VALUES (7)");
	begin(&b.s, "people");
	for (int i = 0; i < 52; i++) {
		snprintf(chart, sizeof(chart), "%d", 2000 + i);
		add_patient(&b.s, chart, "x");
	}
	commit(&b.s);
	sql(&b.s, "UPDATE patient SET household = 7 WHERE chart_no > '2000'");
	assert_string_equal(findings(&b.s), "");
	sql(&b.s, "UPDATE patient SET household = 7 WHERE chart_no = '2000'");
	assert_string_equal(findings(&b.s), "household h7 (52) has so many people that rules about the "
					    "family look at 50 others only\n");
}

static void backups(void **state)
{
	struct store other;
	struct stat st;

	(void)state;
	char *copy = path_join(b.folder, "copy.db");
	begin(&b.s, "more");
	add_patient(&b.s, "1003", "王芳");
	commit(&b.s);
	good(store_backup(&b.s, copy, &err));
	bad(store_backup(&b.s, copy, &err), ERR_EXISTS);
	assert_int_equal(stat(copy, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(folder_count(b.folder),
			 4); /* the database, its log, its index; the copy */
	/* It is whole by itself, and can take the place of the other. */
	good(store_open(&other, copy, b.backups, &b.clock, &err));
	assert_int_equal(store_count(&other, &record_patient), 3);
	assert_string_equal(findings(&other), "");
	assert_string_equal(text(&other, "PRAGMA journal_mode"), "wal");
	begin(&other, "goes on");
	add_patient(&other, "1004", "赵敏");
	commit(&other);
	assert_string_equal(findings(&other), "");
	store_close(&other);
	free(copy);
	char *nowhere = path_join(b.folder, "no/copy.db");
	assert_false(store_backup(&b.s, nowhere, &err));
	assert_true(err.code != ERR_NONE);
	err_clear(&err);
	free(nowhere);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, base_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(mistakes_are_told),
		TEST(a_broken_page_is_refused),
		TEST(a_wrong_entry_is_told),
		TEST(a_crowd),
		TEST(backups),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
