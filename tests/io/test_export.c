#include "support.h"

#include "revisit/clinic/demo.h"
#include "revisit/clinic/patients.h"
#include "revisit/io/csv.h"

static struct clinic c;

static int set_up(void **state)
{
	(void)state;
	clinic_new(&c);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	clinic_drop(&c);
	return 0;
}

static const char *const wholes[] = { "patients", "visits", "tasks" };

/* The text of one column of one row, by the column's name. */
static void cell(const char *csv_text, size_t row, const char *column, char *out, size_t size)
{
	struct csv csv;
	size_t at = 0;

	assert_true(csv_open(&csv, "x", csv_text, strlen(csv_text),
			     &(struct csv_dialect){ .delimiter = ',' }, &err));
	assert_int_equal(csv_next(&csv, &err), CSV_ROW);
	while (at < csv.n && strcmp(csv.cells[at].text, column) != 0)
		at++;
	assert_true(at < csv.n);
	for (size_t i = 0; i < row; i++)
		assert_int_equal(csv_next(&csv, &err), CSV_ROW);
	snprintf(out, size, "%s", csv.cells[at].text);
	csv_release(&csv);
}

static void has(const char *text, size_t row, const char *column, const char *expected)
{
	char got[200];

	cell(text, row, column, got, sizeof(got));
	if (strcmp(got, expected) != 0)
		fail_msg("%s: '%s', not '%s'", column, got, expected);
}

static bool save_one(const char *const *fields, const char *chart)
{
	struct patient_draft d;
	bool changed;

	draft_init(&c, &d);
	bool ok = draft_set(&c, &d, "chart_no", '=', chart, &err);
	for (size_t i = 0; ok && fields[i]; i += 2)
		ok = draft_set(&c, &d, fields[i], '+', fields[i + 1], &err) ||
		     draft_set(&c, &d, fields[i], '=', fields[i + 1], &err);
	ok = ok && patient_save(&c, &d, &changed, &err);
	draft_release(&d);
	return ok;
}

/* One patient with everything, and a family whose first member comes late. */
static void fill(void)
{
	static const char *const anna[] = { "name",
					    "O'Brien, \"Anna\"",
					    "birth_day",
					    "1985-03",
					    "sex",
					    "female",
					    "notes",
					    "=1+1\nsecond line",
					    "mobile",
					    "13800000042 (mother)",
					    "mobile",
					    "13800000043",
					    "email",
					    "a@x.org",
					    "tag",
					    "vip",
					    "tag",
					    "nervous",
					    "alert",
					    "Allergic: penicillin, latex",
					    "source",
					    "walk-in",
					    "id_number",
					    "'-5",
					    "deceased_day",
					    "2026-11-01",
					    NULL };
	static const char *const kid[] = {
		"name", "小宝",      "birth_day", "~2018", "guardian",
		"007",  "household", "#007",      "phone", "0731-88880042 ext 803",
		NULL
	};
	static const char *const bare[] = { "referrer", "12", "address", "-12.50", NULL };

	assert_true(save_one(anna, "007"));
	assert_true(save_one(kid, "12"));
	assert_true(save_one(bare, "+99"));
	assert_true(db_exec(c.store.db,
			    "UPDATE patient_tag SET until = 20819 WHERE tag = 'vip';"
			    "UPDATE alert SET until = 20820;"
			    "UPDATE contact SET state = 'wrong' WHERE value = '13800000043';"
			    "UPDATE patient SET household = NULL WHERE chart_no = '007';"
			    "UPDATE patient SET household = (SELECT household FROM patient WHERE "
			    "chart_no = '12') "
			    "WHERE chart_no = '+99'",
			    NULL));
}

static void test_patients(void **state)
{
	(void)state;
	fill();
	char *text = export_text(&c, EXPORT_PATIENTS, EXPORT_CSV);
	assert_int_equal(strncmp(text, "chart_no,name,family,given,", 27), 0);
	has(text, 1, "chart_no", "007");
	has(text, 1, "birth_day", "1985-03");
	has(text, 1, "mobile", "13800000042 (mother) ::: 13800000043 [wrong]");
	has(text, 1, "tag", "vip [until 2027-01-01] ::: nervous");
	has(text, 1, "alert", "Allergic: penicillin, latex [until 2027-01-02]");
	has(text, 1, "notes", "'=1+1\nsecond line");
	has(text, 1, "id_number", "''-5");
	has(text, 2, "guardian", "007");
	has(text, 2, "household", "12");
	has(text, 2, "birth_day", "~2018");
	has(text, 3, "household", "12");
	has(text, 3, "chart_no", "+99");
	has(text, 3, "address", "-12.50");
	free(text);
}

static void test_json(void **state)
{
	(void)state;
	fill();
	takes(&c, "who,at,fee\n12,2026-01-05 09:30,12.5\n",
	      "rows: visits\npatient: {chart_no: who}\nvisit: {at: at, amount: fee}\n", 1, 0, 0);
	char *text = export_text(&c, EXPORT_PATIENTS, EXPORT_JSONL);
	assert_int_equal(strncmp(text, "{\"chart_no\":\"007\",", 17), 0);
	assert_non_null(
		strstr(text, "\"mobile\":[\"13800000042 (mother)\",\"13800000043 [wrong]\"]"));
	assert_non_null(strstr(text, "\"notes\":\"=1+1\\nsecond line\""));
	assert_non_null(strstr(text, "\"household\":null"));
	assert_non_null(strstr(text, "\"email\":[]}\n{") ? text : strstr(text, "\"email\":[]"));
	free(text);
	text = export_text(&c, EXPORT_VISITS, EXPORT_JSON);
	assert_int_equal(strncmp(text,
				 "[{\"id\":\"v1\",\"chart_no\":\"12\",\"day\":\"2026-01-05\","
				 "\"minute\":\"09:30\"",
				 62),
			 0);
	assert_non_null(strstr(text, "\"amount\":\"12.50\","));
	assert_string_equal(text + strlen(text) - 3, "}]\n");
	/* SQLite has an opinion of its own on what is JSON. */
	struct stmt *q = db_stmt(c.store.db, "SELECT json_valid(?1)", &err);
	stmt_text(q, 1, text);
	assert_int_equal(stmt_step(q, &err), STEP_ROW);
	assert_int_equal(col_int(q, 0), 1);
	stmt_done(q);
	free(text);
	text = export_text(&c, EXPORT_TASKS, EXPORT_JSON);
	assert_string_equal(text, "[]\n");
	free(text);
}

static void test_names(void **state)
{
	enum export_what what;
	enum export_format format;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wholes); i++) {
		assert_true(export_what_parse(wholes[i], &what));
		assert_int_equal(what, i);
	}
	assert_false(export_what_parse("patient", &what));
	assert_true(export_format_parse("jsonl", &format));
	assert_int_equal(format, EXPORT_JSONL);
	assert_false(export_format_parse("xml", &format));
}

static void test_file(void **state)
{
	struct str out;
	FILE *f = tmpfile();
	char *text;

	(void)state;
	fill();
	text = export_text(&c, EXPORT_PATIENTS, EXPORT_CSV);
	assert_true(export_run(&c, EXPORT_PATIENTS, EXPORT_CSV, f, NULL, &err));
	rewind(f);
	str_init(&out);
	for (int ch = fgetc(f); ch != EOF; ch = fgetc(f))
		str_addc(&out, (char)ch);
	assert_string_equal(out.p, text);
	fclose(f);
	f = fopen("/dev/full", "w");
	assert_false(export_run(&c, EXPORT_PATIENTS, EXPORT_CSV, f, NULL, &err));
	assert_int_equal(err.code, ERR_NO_SPACE);
	fclose(f);
	str_release(&out);
	free(text);
}

static void same_lines(const char *a, const char *b)
{
	for (int line = 1; *a || *b; line++) {
		size_t n = strcspn(a, "\n");
		size_t m = strcspn(b, "\n");
		if (n != m || memcmp(a, b, n) != 0)
			fail_msg("line %d:\n%.*s\n%.*s", line, (int)n, a, (int)m, b);
		a += n + (a[n] != '\0');
		b += m + (b[m] != '\0');
	}
}

/* Export, import into an empty clinic by the guessed map, export again: the same text.  And taken
 * back into the clinic it came from, nothing changes. */
static void round_trip(void)
{
	struct clinic other;
	char *first[3];

	for (size_t i = 0; i < 3; i++)
		first[i] = export_text(&c, (enum export_what)i, EXPORT_CSV);
	for (size_t i = 0; i < 3; i++) {
		if (!take(&c, first[i], NULL))
			fail_msg("%s:%d:%d %s", wholes[i], err.line, err.col, err.msg);
		assert_string_equal(report.what, wholes[i]);
		const struct import_count *n = i == 0 ? &report.patients : &report.records;
		if (n->added || n->changed || report.n_problems || report.patients.changed)
			fail_msg("%s into itself: %zu added, %zu changed", wholes[i], n->added,
				 n->changed);
	}
	/* Another clinic has neither the plans nor the visits that rows of this one point to. */
	assert_true(db_exec(c.store.db,
			    "UPDATE visit SET plan_item = NULL; UPDATE task SET visit = NULL", &err));
	for (size_t i = 0; i < 3; i++) {
		free(first[i]);
		first[i] = export_text(&c, (enum export_what)i, EXPORT_CSV);
	}
	clinic_new(&other);
	for (size_t i = 0; i < 3; i++)
		if (!take(&other, first[i], NULL) || report.n_problems)
			fail_msg("%s:%d:%d %s", wholes[i], err.line, err.col,
				 report.n_problems ? report.problems[0].text : err.msg);
	for (size_t i = 0; i < 3; i++) {
		char *second = export_text(&other, (enum export_what)i, EXPORT_CSV);
		same_lines(first[i], second);
		assert_true(take(&other, second, NULL));
		assert_int_equal(report.records.added + report.records.changed, 0);
		/* and the first file once more */
		assert_true(take(&other, first[i], NULL));
		assert_int_equal(
			report.records.added + report.records.changed + report.patients.changed, 0);
		free(second);
		free(first[i]);
	}
	clinic_drop(&other);
}

static void test_round_trip(void **state)
{
	/* Values that look like the notation of the cells themselves. */
	static const char *const odd[] = { "name",   "Odd",
					   "mobile", "13900000000 (a;b)",
					   "wechat", "a ::: b",
					   "wechat", "foo [wrong]",
					   "email",  "foo@x.cn (x ::: y)",
					   "tag",    "a:::b",
					   "alert",  "see [dead]",
					   "alert",  "x [until never] [as is]",
					   NULL };

	(void)state;
	fill();
	assert_true(save_one(odd, "77"));
	takes(&c,
	      "id,who,at,old,done\n1,12,2026-12-01 "
	      "09:30,,2026-12-01T10:00:31.250+08:00\n3,12,2026-12-03,2,\n"
	      "2,12,2026-12-02,1,\n,007,2026-12-02,,\n",
	      "rows: visits\nsource: old system\npatient: {chart_no: who}\nvisit: {external_id: "
	      "id, at: at, "
	      "rescheduled_from: old, completed_at: done}\n",
	      4, 0, 0);
	takes(&c, "who,what,due\n12,\"call, \"\"soon\"\"\",2026-12-01 15:30\n,order gloves,\n",
	      "rows: tasks\npatient: {chart_no: who}\ntask: {what: what, due: due}\n", 2, 0, 0);
	round_trip();
}

static void test_demo_round_trip(void **state)
{
	struct demo_options demo = { .patients = 300, .seed = 5 };

	(void)state;
	if (!demo_make(&c, &demo, &err))
		fail_msg("%s", err.msg);
	round_trip();
}

/* A file edited elsewhere: the row is found by its id though day and status differ. */
static void test_edited_export(void **state)
{
	(void)state;
	takes(&c, "id,who,at\n1,12,2026-12-01 09:30\n2,12,2026-12-01 10:30\n",
	      "rows: visits\npatient: {chart_no: who}\nvisit: {external_id: id, at: at}\n", 2, 0,
	      0);
	assert_true(db_exec(c.store.db,
			    "UPDATE visit SET external_id = NULL, external_source = NULL", NULL));
	takes(&c, "id,chart_no,day,minute,status,external_id\nv1,12,2026-12-05,09:30,confirmed,\n",
	      NULL, 0, 1, 0);
	is(&c, "SELECT group_concat(status || day) FROM (SELECT * FROM visit ORDER BY id)", "confirmed20792,planned20788");
	/* The number of another clinic's visit says nothing here. */
	takes(&c, "id,chart_no,day,minute,status,external_id\nv1,77,2026-12-05,09:30,confirmed,\n",
	      NULL, 1, 0, 0);
	takes(&c, "id,chart_no,day,minute,status,external_id\nv1,77,2026-12-06,09:30,confirmed,\n",
	      NULL, 0, 1, 0);
	assert_int_equal(number(&c, "SELECT count(*) FROM visit"), 3);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_patients),      TEST(test_json),       TEST(test_names),
		TEST(test_file),          TEST(test_round_trip), TEST(test_demo_round_trip),
		TEST(test_edited_export),
	};
	return cmocka_run_group_tests_name("export", tests, NULL, NULL);
}
