/* A database built beside its place: there whole, or not at all. */
#include "support.h"

#include <signal.h>
#include <sys/wait.h>

#include "revisit/store/bulk.h"

static int set_up(void **state)
{
	(void)state;
	err_clear(&err);
	base_make();
	return 0;
}

static void build(struct store *s)
{
	good(store_build(s, b.path, &b.clock, &err));
	s->staff = mem_strdup("mei");
	s->country = mem_strdup("CN");
}

static void fill(struct store *s)
{
	begin(s, "demo");
	good(store_bulk_begin(s, &err));
	good(store_bulk_without_indexes(s, BULK_BY_PATIENT, &err));
	add_contact(s, add_patient(s, "1001", "张伟"), CONTACT_MOBILE, "13800000042");
	commit(s);
}

static void page_read(char page[4096])
{
	FILE *f = fopen(b.path, "rb");

	assert_non_null(f);
	assert_int_equal(fread(page, 1, 4096, f), 4096);
	fclose(f);
}

static void nobody_sees_it_before(void **state)
{
	(void)state;
	struct store s;
	build(&s);
	fill(&s);
	bad(store_open(&b.s, b.path, b.backups, &b.clock, &err), ERR_NO_CLINIC);
	good(store_publish(&s, &err));
	assert_null(s.db);
	assert_int_equal(folder_count(b.folder), 1);
	struct stat st;
	assert_int_equal(stat(b.path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	/* Opening it once more does not change it. */
	char before[4096];
	char after[4096];
	page_read(before);
	base_open(&b.s);
	store_close(&b.s);
	page_read(after);
	assert_memory_equal(before, after, sizeof(before));
	base_open(&b.s);
	assert_string_equal(text(&b.s, "PRAGMA journal_mode"), "wal");
	assert_int_equal(number(&b.s, "PRAGMA user_version"), store_schema_latest());
	assert_int_equal(number(&b.s, "SELECT count(*) FROM contact"), 1);
	assert_string_equal(findings(&b.s), "");
	begin(&b.s, "patient-add");
	add_patient(&b.s, "1002", "王芳");
	commit(&b.s);
	assert_string_equal(findings(&b.s), "");
}

static void it_is_the_same_schema(void **state)
{
	const char *all = "SELECT type || name || coalesce(sql, '') FROM sqlite_schema "
			  "ORDER BY type, name";
	struct store s;

	(void)state;
	build(&s);
	fill(&s);
	good(store_publish(&s, &err));
	base_open(&b.s);
	char *built = mem_strdup(text(&b.s, all));
	base_drop();
	base_make();
	good(store_create(b.path, &err));
	base_open(&b.s);
	assert_string_equal(text(&b.s, all), built);
	free(built);
}

static void a_rollback_while_building(void **state)
{
	struct store s;

	(void)state;
	build(&s);
	fill(&s);
	begin(&s, "more");
	add_patient(&s, "1002", "王芳");
	store_rollback(&s);
	assert_int_equal(number(&s, "SELECT count(*) FROM patient"), 1);
	good(store_publish(&s, &err));
	base_open(&b.s);
	assert_int_equal(number(&b.s, "SELECT count(*) FROM patient"), 1);
	assert_string_equal(findings(&b.s), "");
}

static void given_up(void **state)
{
	struct store s;

	(void)state;
	build(&s);
	fill(&s);
	store_close(&s);
	assert_int_equal(folder_count(b.folder), 0);
}

static void somebody_was_faster(void **state)
{
	struct store s;

	(void)state;
	build(&s);
	fill(&s);
	good(store_create(b.path, &err));
	bad(store_publish(&s, &err), ERR_EXISTS);
	bad(store_build(&s, b.path, &b.clock, &err), ERR_EXISTS);
	base_open(&b.s);
	assert_int_equal(number(&b.s, "SELECT count(*) FROM patient"), 0);
	store_close(&b.s);
	assert_int_equal(folder_count(b.folder), 1);
}

/* The killed leave a file beside; the next one takes it away, but not that of a living one. */
static void killed_on_the_way(void **state)
{
	struct store s;

	(void)state;
	pid_t child = fork();
	if (child == 0) {
		if (store_build(&s, b.path, &b.clock, NULL))
			raise(SIGKILL);
		_exit(1);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(folder_count(b.folder), 1);
	bad(store_open(&b.s, b.path, b.backups, &b.clock, &err), ERR_NO_CLINIC);
	char *living = mem_printf("%s.building-%ld", b.path, (long)getppid());
	char *other = mem_printf("%s.building-x", b.path);
	good(file_write(living, "x", 1, &err) && file_write(other, "x", 1, &err));
	build(&s);
	assert_int_equal(folder_count(b.folder), 3); /* those two and its own */
	good(store_publish(&s, &err));
	assert_true(file_exists(living) && file_exists(other) && file_exists(b.path));
	free(living);
	free(other);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, base_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(nobody_sees_it_before),     TEST(it_is_the_same_schema),
		TEST(a_rollback_while_building), TEST(given_up),
		TEST(somebody_was_faster),       TEST(killed_on_the_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
