/* Finding patients: the promises one by one (test_search_naive.c has the rest). */
#include "support.h"

#include "revisit/text/match.h"

static const day_t today = 20780; /* 2026-11-23 */

/* The hits for `text` as chart numbers, "1001 1002"; static. */
static const char *found(const char *typed)
{
	static char out[4000];
	struct hits hits;
	size_t n = 0;

	out[0] = '\0';
	good(store_search(&b.s, typed, today, 0, 200, &hits, &err));
	for (size_t i = 0; i < hits.n; i++) {
		struct patient p;
		record_init(&record_patient, &p);
		good(store_get(&b.s, &record_patient, hits.v[i].patient, &p, &err));
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%s", n ? " " : "", p.chart_no);
		record_release(&record_patient, &p);
	}
	assert_int_equal(hits.total, hits.n);
	hits_release(&hits);
	return out;
}

static void expect(const char *typed, const char *charts)
{
	const char *got = found(typed);

	if (strcmp(got, charts) != 0)
		fail_msg("'%s' finds '%s' instead of '%s'", typed, got, charts);
}

/* --- one by one --- */

static void ranks(void **state)
{
	(void)state;
	begin(&b.s, "people");
	add_patient(&b.s, "1001", "张伟");        /* zw: its initials whole */
	add_patient(&b.s, "1002", "张薇薇");      /* zww */
	add_patient(&b.s, "1003", "Zwick, Anna"); /* a name that begins so */
	add_patient(&b.s, "1004", "Anna Zwick");  /* a name inside */
	add_patient(&b.s, "zw", "李明");          /* a chart number */
	int64_t phone = add_patient(&b.s, "1006", "王芳");
	add_contact(&b.s, phone, CONTACT_MOBILE, "13910010042");
	add_patient(&b.s, "0042", "赵敏");
	commit(&b.s);
	expect("zw", "zw 1001 1003 1002 1004");
	expect("1001", "1001 1006"); /* the chart before digits inside a number */
	expect("0042", "0042 1006");
	expect("42", "0042");
	expect("zhangwei", "1001 1002");
	expect("anna zw", "1003 1004");
	expect("zw anna", "1003 1004");
	expect("zw anna li", "");
}

static void today_first_and_the_gone_last(void **state)
{
	(void)state;
	begin(&b.s, "people");
	for (int i = 1; i <= 6; i++) {
		char chart[16];
		snprintf(chart, sizeof(chart), "%d", 1000 + i);
		add_patient(&b.s, chart, "张伟");
	}
	commit(&b.s);
	expect("zhang", "1001 1002 1003 1004 1005 1006");
	sql(&b.s, "UPDATE patient SET status = 'deceased' WHERE id = 6;"
		  "UPDATE patient SET status = 'prospect' WHERE id = 5;"
		  "INSERT INTO visit (patient, day, status) VALUES (2, 20780, 'planned'), "
		  "(3, 20780, 'cancelled'), (4, 20781, 'planned'), (1, 20780, 'left'), "
		  "(6, 20780, 'planned')");
	expect("zhang", "1001 1002 1003 1004 1005 1006");
	expect("zw", "1001 1002 1003 1004 1005 1006");
	sql(&b.s,
	    "UPDATE patient SET status = 'merged' WHERE id = 1; UPDATE patient SET name = name;"
	    "INSERT INTO search_stale VALUES (1) ON CONFLICT DO NOTHING");
	expect("zhang", "1002 1003 1004 1005 1006");
}

/* Who was called today or opened lately stands before the others of a class, too. */
static void called_and_opened_first(void **state)
{
	const int64_t recent[] = { 5 };
	struct search_near *near;
	struct search *x;
	struct hit hit;

	(void)state;
	begin(&b.s, "people");
	for (int i = 1; i <= 6; i++) {
		char chart[16];
		snprintf(chart, sizeof(chart), "%d", 1000 + i);
		add_patient(&b.s, chart, i == 4 ? "李明" : "张伟");
	}
	commit(&b.s);
	sql(&b.s, "INSERT INTO attempt (patient, day) VALUES (6, 20780), (2, 20779)");
	expect("zhang", "1006 1001 1002 1003 1005");
	near = search_near_new(&b.s, today, recent, 1, &err);
	x = search_new(&b.s, "zhang", near, &err);
	good(search_until(x, SIZE_MAX, &err));
	static const int64_t order[] = { 5, 6, 1, 2, 3 };
	assert_int_equal(search_count(x), 5);
	for (size_t i = 0; i < 5; i++) {
		good(search_hit(x, i, &hit, &err));
		assert_int_equal(hit.patient, order[i]);
		assert_int_equal(hit.class, MATCH_FAMILY);
	}
	search_free(x);
	search_near_free(near);
}

/* Steps of a search: what keys tell comes before what texts tell, and nothing is taken back. */
static void steps_only_append(void **state)
{
	int64_t before[32];
	size_t n = 0;

	(void)state;
	begin(&b.s, "people");
	add_patient(&b.s, "1001", "王芳");
	add_contact(&b.s, 1, CONTACT_MOBILE, "13800420001");
	add_patient(&b.s, "1002", "李明");
	add_contact(&b.s, 2, CONTACT_MOBILE, "13900000042");
	add_patient(&b.s, "1003", "赵敏");
	add_contact(&b.s, 3, CONTACT_HOME, "13900000042");
	commit(&b.s);
	struct search *x = search_new(&b.s, "0042", NULL, &err);
	while (!search_done(x)) {
		bool slow = search_is_slow(x);
		good(search_step(x, &err));
		assert_true(search_count(x) >= n);
		for (size_t i = 0; i < search_count(x); i++) {
			struct hit hit;
			good(search_hit(x, i, &hit, &err));
			if (i < n)
				assert_int_equal(hit.patient, before[i]);
			assert_true(hit.class != MATCH_INSIDE || slow);
			before[i] = hit.patient;
		}
		n = search_count(x);
	}
	assert_int_equal(n, 3);
	assert_int_equal(before[2], 1); /* inside its number */
	search_free(x);
}

static void births_tags_and_contacts(void **state)
{
	struct patient p;

	(void)state;
	begin(&b.s, "people");
	add_patient(&b.s, "1001", "张伟");
	add_patient(&b.s, "1002", "李明");
	add_contact(&b.s, 1, CONTACT_EMAIL, "Wei.Zhang@example.cn");
	add_contact(&b.s, 2, CONTACT_WECHAT, "ming_88");
	add_contact(&b.s, 2, CONTACT_HOME, "0731-8888 0042 ext 803");
	commit(&b.s);
	sql(&b.s, "UPDATE contact SET label = '妈妈' WHERE patient = 2 AND kind = 'home';"
		  "INSERT INTO patient_tag (patient, tag) VALUES (1, 'vip'), (2, '怕疼')");
	for (int i = 1; i <= 2; i++) {
		record_init(&record_patient, &p);
		good(store_get(&b.s, &record_patient, i, &p, &err));
		begin(&b.s, "born");
		p.birth_day = day_make(1985, 3, i == 1 ? 2 : 15);
		p.birth_precision = i == 1 ? PRECISION_DAY : PRECISION_MONTH;
		good(store_update(&b.s, &record_patient, &p, NULL, &err));
		commit(&b.s);
		record_release(&record_patient, &p);
	}
	expect("1985-3-2", "1001");
	expect("1985年3月2日", "1001");
	expect("19850302", "1001");
	expect("3-2", "1001");
	expect("0302", "1001");
	expect("850302", "1001");
	expect("1985", "1002 1001");
	expect("198503", "1002 1001");
	expect("#vip", "1001");
	expect("#VIP", "1001");
	expect("#怕疼", "1002");
	expect("#nothing", "");
	expect("wei.zhang@", "1001");
	expect("ming", "1002");
	expect("妈妈", "1002");
	expect("8888", "1002");
	expect("0042", "1002");
	expect("073188880042", "1002");
	expect("0731-8888 0042", "1002");
	expect("张 0042", "");
	expect("李 0042", "1002");
	expect("李0042", "1002");
	expect("ＬＩ", "1002");
}

static void everyone_by_reading(void **state)
{
	struct hits hits;

	(void)state;
	begin(&b.s, "people");
	add_patient(&b.s, "1", "Zoe Lee");
	add_patient(&b.s, "2", "张伟");
	add_patient(&b.s, "3", "安娜");
	add_patient(&b.s, "4", "Müller, Jörg");
	add_patient(&b.s, "5", "Mueller, Anna");
	commit(&b.s);
	expect("", "3 5 4 2 1");
	expect("   ", "3 5 4 2 1");
	sql(&b.s, "UPDATE patient SET status = 'merged' WHERE id = 2");
	expect("", "3 5 4 1");
	good(store_search(&b.s, "", today, 1, 2, &hits, &err));
	assert_int_equal(hits.n, 2);
	assert_int_equal(hits.total, 4);
	assert_int_equal(hits.v[0].patient, 5);
	hits_release(&hits);
	good(store_search(&b.s, "", today, 9, 2, &hits, &err));
	assert_int_equal(hits.n, 0);
	hits_release(&hits);
}

static void counts_beyond_a_thousand(void **state)
{
	struct hits hits;

	(void)state;
	sql(&b.s, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
		  "INSERT INTO patient (chart_no, name) SELECT 'x' || i, 'Same Name' FROM n");
	good(store_search(&b.s, "same", today, 0, 5, &hits, &err));
	assert_int_equal(hits.total, SEARCH_COUNT_MAX);
	assert_false(hits.more);
	assert_int_equal(hits.n, 5);
	hits_release(&hits);
	begin(&b.s, "one more");
	add_patient(&b.s, "x1001", "Same Name");
	commit(&b.s);
	good(store_search(&b.s, "same", today, 999, 5, &hits, &err));
	assert_int_equal(hits.total, SEARCH_COUNT_MAX);
	assert_true(hits.more);
	assert_int_equal(hits.n, 2);
	hits_release(&hits);
}

/* What the sqlite3 shell does is found too, from this handle and from any other. */
static void edits_by_hand_are_found(void **state)
{
	struct store other;
	struct db *shell;

	(void)state;
	begin(&b.s, "people");
	add_patient(&b.s, "1001", "张伟");
	add_contact(&b.s, 1, CONTACT_MOBILE, "13800000042");
	commit(&b.s);
	shell = db_open(b.path, DB_WRITE, &err);
	good(db_exec(
		shell,
		"UPDATE patient SET name = 'Anna Lee', family = NULL, given = NULL, reading = NULL;"
		"INSERT INTO patient (chart_no, name) VALUES ('1002', '李明')",
		&err));
	expect("lee", "1001");
	expect("zhang", "");
	expect("李", "1002");
	good(db_exec(shell, "UPDATE contact SET patient = 2, norm = '+8613800000043'", &err));
	expect("0043", "1002");
	expect("0042", "");
	good(db_exec(shell, "INSERT INTO patient_tag (patient, tag) VALUES (1, 'vip')", &err));
	expect("#vip", "1001");
	good(db_exec(shell, "UPDATE patient_tag SET patient = 2", &err));
	expect("#vip", "1002");
	good(db_exec(shell, "UPDATE patient SET chart_no = 'B-7' WHERE id = 2", &err));
	expect("b7", "B-7");
	good(db_exec(shell, "UPDATE patient SET birth_day = 5539 WHERE id = 2", &err));
	expect("1985-3-2", "B-7");
	good(db_exec(shell, "DELETE FROM contact", &err));
	expect("0043", "");
	good(db_exec(shell, "DELETE FROM patient_tag", &err));
	expect("#vip", "");
	base_open(&other);
	good(db_exec(shell, "DELETE FROM patient WHERE id = 2", &err));
	struct hits hits;
	good(store_search(&other, "李", today, 0, 9, &hits, &err));
	assert_int_equal(hits.n, 0);
	hits_release(&hits);
	store_close(&other);
	db_close(shell);
	assert_string_equal(findings(&b.s), "");
	assert_int_equal(number(&b.s, "SELECT count(*) FROM search_stale"), 0);
}

static void hostile_words(void **state)
{
	static const char *const typed[] = {
		"%",
		"_",
		"' OR 1=1 --",
		"\"",
		"*",
		"\xff\xfe",
		"\xf4\x8f\xbf\xbf",
		"#",
		"##",
		"-",
		"@",
		"a\tb",
		"😀",
		"\u202eevil",
		"\x01",
		"()",
		"#1001",
		"NULL; DROP",
		"\xe5\xbc",
	};
	struct str longest;

	(void)state;
	begin(&b.s, "people");
	add_patient(&b.s, "1001", "张伟");
	commit(&b.s);
	for (size_t i = 0; i < ARRAY_SIZE(typed); i++)
		found(typed[i]);
	expect("#1001", "1001");
	str_init(&longest);
	for (int i = 0; i < 3000; i++)
		str_add(&longest, i % 7 ? "张" : " zw ");
	found(longest.p);
	str_release(&longest);
	assert_string_equal(findings(&b.s), "");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, base_set_up, base_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(ranks),
		TEST(called_and_opened_first),       TEST(steps_only_append),
		TEST(today_first_and_the_gone_last), TEST(births_tags_and_contacts),
		TEST(everyone_by_reading),           TEST(counts_beyond_a_thousand),
		TEST(edits_by_hand_are_found),       TEST(hostile_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
