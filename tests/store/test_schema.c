/* Opening: new, older, foreign, newer and broken files. */
#include "support.h"

#include <sys/wait.h>

#include "revisit/store/schema.h"

static int set_up(void **state)
{
	(void)state;
	err_clear(&err);
	base_make();
	return 0;
}

/* --- new and older --- */

static char *schema_text(struct store *s)
{
	return mem_strdup(text(s, "SELECT type || ' ' || name || ' ' || coalesce(sql, '') "
				  "FROM sqlite_schema ORDER BY type, name"));
}

static void fresh_is_upgraded(void **state)
{
	(void)state;
	good(store_create(b.path, &err));
	base_open(&b.s);
	char *fresh = schema_text(&b.s);
	assert_true(strlen(fresh) > 5000);
	assert_int_equal(number(&b.s, "PRAGMA user_version"), store_schema_latest());
	assert_int_equal(number(&b.s, "PRAGMA application_id"), SCHEMA_APPLICATION_ID);
	assert_string_equal(text(&b.s, "PRAGMA journal_mode"), "wal");
	assert_int_equal(number(&b.s, "PRAGMA foreign_keys"), 1);
	assert_string_equal(findings(&b.s), "");
	assert_false(file_exists(b.backups));
	for (int from = 1; from < store_schema_latest(); from++) {
		base_drop();
		base_make();
		good(store_create_at(b.path, from, &err));
		base_open(&b.s);
		char *upgraded = schema_text(&b.s);
		assert_string_equal(upgraded, fresh);
		assert_int_equal(number(&b.s, "PRAGMA user_version"), store_schema_latest());
		free(upgraded);
	}
	free(fresh);
}

/* A database of version 1 with somebody in it, as an older program left it. */
static void make_old(void)
{
	good(store_create_at(b.path, 1, &err));
	struct db *db = db_open(b.path, DB_WRITE, &err);
	good(db && db_exec(db,
			   "INSERT INTO patient (chart_no, name, family, given, reading, sort_key) "
			   "VALUES ('1001', '张伟', '张', '伟', 'Zhang Wei', 'zhang wei')",
			   &err));
	db_close(db);
}

static void a_backup_before_migrating(void **state)
{
	struct hits hits;

	(void)state;
	make_old();
	base_open(&b.s);
	assert_int_equal(folder_count(b.backups), 1);
	DIR *dir = opendir(b.backups);
	char *backup = NULL;
	for (struct dirent *e; (e = readdir(dir)) != NULL;)
		if (e->d_name[0] != '.')
			backup = path_join(b.backups, e->d_name);
	closedir(dir);
	assert_non_null(strstr(backup, "2026-11-23-0902"));
	assert_non_null(strstr(backup, "from-1.db"));
	struct stat st;
	assert_int_equal(stat(backup, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	struct db *db = db_open(backup, DB_READ, &err);
	assert_int_equal(db_number(db, "PRAGMA user_version", 0), 1);
	assert_int_equal(db_number(db, "SELECT count(*) FROM patient", 0), 1);
	db_close(db);
	free(backup);
	/* Who was there is found in the new one. */
	good(store_search(&b.s, "zw", 0, 0, 10, &hits, &err));
	assert_int_equal(hits.n, 1);
	hits_release(&hits);
	assert_string_equal(findings(&b.s), "");
	store_close(&b.s);
	base_open(&b.s);
	assert_int_equal(folder_count(b.backups), 1); /* once */
}

static void no_backup_no_migration(void **state)
{
	(void)state;
	make_old();
	good(file_write(b.backups, "x", 1, &err)); /* a file where the folder should be */
	assert_false(store_open(&b.s, b.path, b.backups, &b.clock, &err));
	assert_true(err.code != ERR_NONE);
	err_clear(&err);
	struct db *db = db_open(b.path, DB_READ, &err);
	assert_int_equal(db_number(db, "PRAGMA user_version", 0), 1);
	db_close(db);
}

static void a_failed_migration_changes_nothing(void **state)
{
	(void)state;
	make_old();
	struct db *db = db_open(b.path, DB_WRITE, &err);
	good(db_exec(db, "CREATE TABLE search_key (x)", &err));
	assert_false(schema_migrate(db, 1, store_schema_latest(), &err));
	err_clear(&err);
	assert_int_equal(db_number(db, "PRAGMA user_version", 0), 1);
	assert_int_equal(
		db_number(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'dirty'", -1), 0);
	good(db_exec(db, "DROP TABLE search_key", &err)); /* and no transaction is left open */
	db_close(db);
}

static void two_terminals_migrate_once(void **state)
{
	int64_t version;

	(void)state;
	make_old();
	pid_t child[2];
	for (int i = 0; i < 2; i++) {
		child[i] = fork();
		if (child[i] == 0) {
			struct store s;
			bool ok = store_open(&s, b.path, b.backups, &b.clock, NULL);
			_exit(ok ? 0 : 1);
		}
	}
	for (int i = 0; i < 2; i++) {
		int status;
		assert_int_equal(waitpid(child[i], &status, 0), child[i]);
		assert_int_equal(status, 0);
	}
	base_open(&b.s);
	version = number(&b.s, "PRAGMA user_version");
	assert_int_equal(version, store_schema_latest());
	assert_string_equal(findings(&b.s), "");
}

static void nothing_is_made_over_something(void **state)
{
	(void)state;
	good(store_create(b.path, &err));
	bad(store_create(b.path, &err), ERR_EXISTS);
	struct stat st;
	assert_int_equal(stat(b.path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	char *beside = path_join(b.folder, "no/such/folder/clinic.db");
	assert_false(store_create(beside, &err));
	assert_true(err.code != ERR_NONE);
	err_clear(&err);
	free(beside);
	char *nothing = path_join(b.folder, "nothing.db");
	bad(store_open(&b.s, nothing, b.backups, &b.clock, &err), ERR_NO_CLINIC);
	assert_false(file_exists(nothing));
	free(nothing);
}

/* --- what is refused is left as it was --- */

enum trouble {
	EMPTY,
	TEXT,
	ZEROS,
	FOREIGN,
	WRONG_ID,
	NO_VERSION,
	NEWER,
	NEWER_WAL,
	TRUNCATED,
	HALF_A_HEADER,
	OVERWRITTEN,
	LACKING
};

static void write_bytes(long at, const char *bytes, size_t n, bool fresh)
{
	FILE *f = fopen(b.path, fresh ? "wb" : "r+b");

	assert_non_null(f);
	assert_int_equal(fseek(f, at, SEEK_SET), 0);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static void run_in(const char *path, enum db_mode mode, const char *statements)
{
	struct db *db = db_open(path, mode, &err);

	good(db && db_exec(db, statements, &err));
	db_close(db);
}

static void make_full(void)
{
	good(store_create(b.path, &err));
	base_open(&b.s);
	begin(&b.s, "fill");
	for (int i = 0; i < 200; i++) {
		char chart[16];
		snprintf(chart, sizeof(chart), "%d", 1000 + i);
		add_patient(&b.s, chart, "张伟");
	}
	commit(&b.s);
	store_close(&b.s);
}

static void make_trouble(enum trouble t)
{
	static const char zeros[8192];
	static const char junk[] = "This is not a database at all, but a letter to the landlord.\n";

	switch (t) {
	case EMPTY:
		write_bytes(0, "", 0, true);
		return;
	case TEXT:
		write_bytes(0, junk, strlen(junk), true);
		return;
	case ZEROS:
		write_bytes(0, zeros, sizeof(zeros), true);
		return;
	case FOREIGN:
		run_in(b.path, DB_CREATE, "CREATE TABLE patient (id); PRAGMA user_version = 1");
		return;
	case WRONG_ID:
		make_full();
		run_in(b.path, DB_WRITE, "PRAGMA application_id = 1234");
		return;
	case NO_VERSION:
		make_full();
		run_in(b.path, DB_WRITE, "PRAGMA user_version = 0");
		return;
	case NEWER:
		make_full();
		run_in(b.path, DB_WRITE, "PRAGMA user_version = 999; PRAGMA journal_mode = DELETE");
		return;
	case NEWER_WAL:
		make_full();
		run_in(b.path, DB_WRITE, "PRAGMA user_version = 999");
		return;
	case TRUNCATED:
		make_full();
		assert_int_equal(truncate(b.path, 5 * 4096), 0);
		return;
	case HALF_A_HEADER:
		make_full();
		assert_int_equal(truncate(b.path, 50), 0);
		return;
	case OVERWRITTEN:
		make_full();
		write_bytes(4 * 4096, zeros, 3 * 4096 > sizeof(zeros) ? sizeof(zeros) : 3 * 4096,
			    false);
		return;
	case LACKING:
		make_full();
		run_in(b.path, DB_WRITE, "DROP TABLE search_key");
		return;
	}
}

static void refused_and_untouched(void **state)
{
	static const struct {
		enum trouble trouble;
		enum err_code code;
		const char *id;
		int exit;
	} cases[] = {
		{ EMPTY, ERR_FOREIGN, "foreign", 5 },
		{ TEXT, ERR_FOREIGN, "foreign", 5 },
		{ ZEROS, ERR_FOREIGN, "foreign", 5 },
		{ FOREIGN, ERR_FOREIGN, "foreign", 5 },
		{ WRONG_ID, ERR_FOREIGN, "foreign", 5 },
		{ NO_VERSION, ERR_FOREIGN, "foreign", 5 },
		{ NEWER, ERR_NEWER, "newer", 5 },
		{ NEWER_WAL, ERR_NEWER, "newer", 5 },
		{ TRUNCATED, ERR_DAMAGED, "damaged", 5 },
		{ HALF_A_HEADER, ERR_FOREIGN, "foreign", 5 },
		{ OVERWRITTEN, ERR_DAMAGED, "damaged", 5 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct str before;
		struct str after;
		struct store s;
		base_drop();
		base_make();
		make_trouble(cases[i].trouble);
		str_init(&before);
		str_init(&after);
		good(file_read(b.path, 64 << 20, &before, &err));
		int n = folder_count(b.folder);
		bool ok = store_open(&s, b.path, b.backups, &b.clock, &err);
		if (ok || err.code != cases[i].code || !strstr(err.file, "clinic.db"))
			fail_msg("trouble %d: %s %s", (int)cases[i].trouble, err_id(err.code),
				 err.msg);
		assert_string_equal(err_id(err.code), cases[i].id);
		assert_int_equal(err_exit(err.code), cases[i].exit);
		err_clear(&err);
		good(file_read(b.path, 64 << 20, &after, &err));
		assert_int_equal(before.len, after.len);
		assert_memory_equal(before.p, after.p, before.len);
		if (folder_count(b.folder) != n)
			fail_msg("trouble %d leaves a file behind", (int)cases[i].trouble);
		str_release(&before);
		str_release(&after);
	}
}

/* Ours, but something is missing: told as damage where it is needed. */
static void a_missing_table_is_told(void **state)
{
	struct hits hits;

	(void)state;
	make_trouble(LACKING);
	base_open(&b.s);
	bad(store_search(&b.s, "zw", 0, 0, 10, &hits, &err), ERR_DAMAGED);
	hits_release(&hits);
}

/* --- read-only folders --- */

/* Nobody may write here: neither the file nor the folder changes, and reading works. */
static int read_only_child(void)
{
	struct store s;
	struct err why = ERR_INIT;
	struct action action = { .verb = "x" };
	struct hits hits;

	if (getuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
		return 1;
	if (!store_open(&s, b.path, b.backups, &b.clock, &why))
		return 2;
	if (!s.refuse || store_begin(&s, &action, &why) || why.code != ERR_READ_ONLY)
		return 3;
	if (!store_search(&s, "zw", 0, 0, 10, &hits, &why) || hits.total != 200)
		return 4;
	hits_release(&hits);
	store_close(&s);
	return 0;
}

static void a_read_only_folder(void **state)
{
	struct str before;
	struct str after;
	int status;

	(void)state;
	make_full();
	str_init(&before);
	str_init(&after);
	good(file_read(b.path, 64 << 20, &before, &err));
	assert_int_equal(chmod(b.path, 0444), 0);
	assert_int_equal(chmod(b.folder, 0555), 0);
	pid_t child = fork();
	if (child == 0)
		_exit(read_only_child());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(folder_count(b.folder), 1);
	assert_int_equal(chmod(b.folder, 0700), 0);
	good(file_read(b.path, 64 << 20, &after, &err));
	assert_int_equal(before.len, after.len);
	assert_memory_equal(before.p, after.p, before.len);
	str_release(&before);
	str_release(&after);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, base_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(fresh_is_upgraded),          TEST(a_backup_before_migrating),
		TEST(no_backup_no_migration),     TEST(a_failed_migration_changes_nothing),
		TEST(two_terminals_migrate_once), TEST(nothing_is_made_over_something),
		TEST(refused_and_untouched),      TEST(a_missing_table_is_told),
		TEST(a_read_only_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
