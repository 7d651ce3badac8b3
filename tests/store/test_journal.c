/* The journal: a chain that shows every touch, and the history read from it. */
#include "support.h"

#include "revisit/store/imports.h"

/* Three actions: one with two changes, one with none of its own rows (bulk), one update. */
static int set_up(void **state)
{
	struct action bulk = { .verb = "import", .bulk = true };
	struct patient p;

	base_set_up(state);
	begin(&b.s, "register");
	int64_t id = add_patient(&b.s, "1001", "张伟");
	add_contact(&b.s, id, CONTACT_MOBILE, "13800000001");
	store_set_target(&b.s, id);
	commit(&b.s);
	good(store_begin(&b.s, &bulk, &err));
	struct bulk_job job = { 0 };
	struct import_row row = { .state = IMPORT_STORED, .added = 1 };
	row.id = store_import_new(&b.s, "list.csv", "aa", "bb", NULL, &job, &err);
	assert_true(row.id > 0);
	add_patient(&b.s, "1002", "李明");
	good(store_import_set(&b.s, &row, &err));
	commit(&b.s);
	record_init(&record_patient, &p);
	good(store_get(&b.s, &record_patient, id, &p, &err));
	struct action edit = { .verb = "edit", .target = id };
	good(store_begin(&b.s, &edit, &err));
	str_replace(&p.notes, "careful");
	p.birth_day = 5000;
	good(store_update(&b.s, &record_patient, &p, NULL, &err));
	commit(&b.s);
	record_release(&record_patient, &p);
	return 0;
}

static void what_is_written(void **state)
{
	(void)state;
	assert_string_equal(findings(&b.s), "");
	assert_string_equal(
		text(&b.s, "SELECT verb || ' ' || staff || ' ' || at || ' ' || "
			   "coalesce(target, '-') || ' ' || coalesce(import, '-') FROM action"),
		"register mei 1795424520000 1 -\nimport mei 1795424520000 - 1\n"
		"edit mei 1795424520000 1 -");
	assert_string_equal(text(&b.s, "SELECT action || seq || tbl || row || op FROM change"),
			    "11patient1insert\n12contact1insert\n31patient1update");
	assert_string_equal(
		text(&b.s, "SELECT before || ' ' || after FROM change WHERE action = 3"),
		"{\"birth_day\":null,\"notes\":null} "
		"{\"birth_day\":5000,\"notes\":\"careful\"}");
	assert_int_equal(number(&b.s, "SELECT count(DISTINCT salt) FROM change"), 3);
	assert_int_equal(number(&b.s, "SELECT min(length(salt)) FROM change"), 32);
	assert_int_equal(number(&b.s, "SELECT min(length(hash)) FROM action"), 64);
	assert_int_equal(number(&b.s,
				"SELECT count(*) FROM action a JOIN action p ON p.id = a.id - 1 "
				"WHERE a.prev_hash = p.hash"),
			 2);
}

/* Foreign keys off: the tamperer's shell does not mind them. */
static void tamper(const char *statement)
{
	sql(&b.s, "PRAGMA foreign_keys = OFF");
	sql(&b.s, "SAVEPOINT tampering");
	sql(&b.s, statement);
	const char *told = findings(&b.s);
	if (!strstr(told, "the journal was tampered with"))
		fail_msg("not found: %s (%s)", statement, told);
	sql(&b.s, "ROLLBACK TO tampering; RELEASE tampering");
	assert_string_equal(findings(&b.s), "");
}

/* Each of the rows in turn gets another value there, also where there was none. */
static void tamper_column(const char *table, const char *column, bool is_number)
{
	static const char *const actions[] = { "id = 1", "id = 2", "id = 3" };
	static const char *const changes[] = { "action = 1 AND seq = 1", "action = 1 AND seq = 2",
					       "action = 3" };
	const char *const *rows = strcmp(table, "action") == 0 ? actions : changes;

	for (int i = 0; i < 3; i++) {
		char statement[300];
		int n = snprintf(statement, sizeof(statement), "UPDATE %s SET %s = ", table,
				 column);
		char *value = statement + n;
		size_t room = sizeof(statement) - (size_t)n;
		if (strcmp(column, "op") == 0)
			snprintf(value, room, "'delete' WHERE %s", rows[i]);
		else if (is_number)
			snprintf(value, room, "coalesce(%s, 0) + 7 WHERE %s", column, rows[i]);
		else
			snprintf(value, room, "coalesce(%s, '') || 'x' WHERE %s", column, rows[i]);
		tamper(statement);
	}
}

static void every_column_is_watched(void **state)
{
	static const char *const tables[] = { "action", "change" };

	(void)state;
	for (size_t t = 0; t < ARRAY_SIZE(tables); t++) {
		char question[100];
		int n = 0;
		snprintf(question, sizeof(question),
			 "SELECT name || ' ' || type FROM pragma_table_info('%s')", tables[t]);
		char *columns = mem_strdup(text(&b.s, question));
		for (char *p = columns; *p; n++) {
			char name[40];
			size_t len = strcspn(p, " ");
			snprintf(name, sizeof(name), "%.*s", (int)len, p);
			tamper_column(tables[t], name, strncmp(p + len, " INTEGER", 8) == 0);
			p += strcspn(p, "\n");
			p += *p == '\n';
		}
		assert_int_equal(n, t == 0 ? 11 : 9);
		free(columns);
	}
}

static void missing_parts_are_missed(void **state)
{
	static const char *const cuts[] = {
		"DELETE FROM change WHERE action = 1 AND seq = 2",
		"DELETE FROM change WHERE action = 3",
		"DELETE FROM change WHERE action = 1; DELETE FROM action WHERE id = 1",
		"DELETE FROM action WHERE id = 2",
		"DELETE FROM change WHERE action = 3; DELETE FROM action WHERE id = 3",
		"DELETE FROM change; DELETE FROM action",
		"UPDATE change SET after = NULL WHERE action = 3",
		"UPDATE change SET after = '' WHERE action = 3",
		"UPDATE action SET target = 0 WHERE id = 2",
		"INSERT INTO action (id, at, staff, verb, prev_hash, hash) "
		"SELECT 4, at, 'eve', verb, hash, 'ff' FROM action WHERE id = 3",
		"INSERT INTO change SELECT 2, 1, tbl, row, op, before, after, salt, digest FROM "
		"change "
		"WHERE action = 3",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cuts); i++)
		tamper(cuts[i]);
}

/* The chain goes by the digests: what follows a touched change is sound. */
static void a_finding_names_its_action(void **state)
{
	(void)state;
	sql(&b.s, "UPDATE change SET after = '{}' WHERE action = 3");
	assert_string_equal(findings(&b.s), "the journal was tampered with at action 3 (edit)\n");
}

static void a_new_action_follows_the_last(void **state)
{
	struct store other;

	(void)state;
	base_open(&other);
	for (int i = 0; i < 4; i++) {
		struct store *s = i % 2 ? &b.s : &other;
		char chart[16];
		snprintf(chart, sizeof(chart), "20%02d", i);
		begin(s, "add");
		add_patient(s, chart, "王芳");
		commit(s);
		begin(s, "undone");
		add_patient(s, "3000", "王芳");
		store_rollback(s);
	}
	assert_string_equal(findings(&b.s), "");
	assert_int_equal(number(&b.s, "SELECT max(id) FROM action"), 7);
	store_close(&other);
}

struct told {
	struct str out;
	int n, stop;
};

static bool tell(const struct edit_entry *e, void *arg)
{
	struct told *t = arg;

	str_addf(&t->out, "%lld %s %s %s %s %lld\n", (long long)e->action, e->staff, e->verb,
		 e->table, e->op, (long long)e->row);
	assert_true((e->before != NULL) == (strcmp(e->op, "insert") != 0));
	return ++t->n != t->stop;
}

static void history_of_a_patient(void **state)
{
	static const struct {
		int64_t patient;
		int limit, stop;
		const char *told;
	} cases[] = {
		{ 1, 100, 0,
		  "3 mei edit patient update 1\n1 mei register patient insert 1\n"
		  "1 mei register contact insert 1\n" },
		{ 1, 2, 0, "3 mei edit patient update 1\n1 mei register patient insert 1\n" },
		{ 1, 100, 1, "3 mei edit patient update 1\n" },
		{ 2, 100, 0, "" },
		{ 9, 100, 0, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct told t = { .stop = cases[i].stop };
		str_init(&t.out);
		good(store_history(&b.s, cases[i].patient, cases[i].limit, tell, &t, &err));
		assert_string_equal(t.out.p, cases[i].told);
		str_release(&t.out);
	}
}

static void the_target_may_come_late(void **state)
{
	struct action known = { .verb = "edit", .target = 2 };

	(void)state;
	good(store_begin(&b.s, &known, &err));
	store_set_target(&b.s, 1); /* it was known: that stays */
	add_contact(&b.s, 2, CONTACT_WECHAT, "liming");
	commit(&b.s);
	assert_int_equal(number(&b.s, "SELECT target FROM action WHERE id = 4"), 2);
	assert_string_equal(findings(&b.s), "");
}

static void what_an_import_leaves(void **state)
{
	(void)state;
	assert_string_equal(text(&b.s,
				 "SELECT name || file_sha || map_sha || staff || state || added || "
				 "changed || same || skipped FROM import"),
			    "list.csvaabbmeidone1000");
	assert_int_equal(number(&b.s, "SELECT count(*) FROM change WHERE action = 2"), 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, base_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(what_is_written),
		TEST(every_column_is_watched),
		TEST(missing_parts_are_missed),
		TEST(a_finding_names_its_action),
		TEST(a_new_action_follows_the_last),
		TEST(history_of_a_patient),
		TEST(the_target_may_come_late),
		TEST(what_an_import_leaves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
