/* Drafts of forms: whose they are, who is offered them, what is left alone. */
#include "support.h"

#include "revisit/base/file.h"
#include "revisit/clinic/held.h"
#include "revisit/store/imports.h"

#include <sys/stat.h>
#include <unistd.h>

static void write_one(int number, const char *value)
{
	struct held h = { .kind = mem_strdup("patient-new"), .title = mem_strdup("New \"patient\""),
			  .focus = mem_strdup("name"), .id = 7, .since = 3 };
	struct str text;

	held_add(&h, "name", value, "was");
	held_add(&h, "notes", "", "said");
	str_init(&text);
	held_text(&text, &h);
	good(held_put(&c, number, text.p, &err));
	str_release(&text);
	held_release(&h);
}

/* As if process `pid` that began at `born` had written it. */
static void write_as(const char *file, const char *staff, int64_t at, int64_t pid, int64_t born)
{
	char boot[64];

	store_boot_name(boot);
	char *path = mem_printf("%s/drafts/%s", c.folder, file);
	char *text = mem_printf("{\"revisit_draft\":1,\"staff\":\"%s\",\"at\":%lld,\"pid\":%lld,"
				"\"boot\":\"%s\",\"born\":%lld,\"kind\":\"patient-new\",\"fields\":[]}\n",
				staff, (long long)at, (long long)pid, boot, (long long)born);
	good(file_write(path, text, strlen(text), &err));
	free(path);
	free(text);
}

static void comes_back_as_it_was(void **state)
{
	static const char odd[] = "张\"三\": {#}\\ \t'x' \xf0\x9f\x98\x80 - [";
	struct held_list l;
	struct stat st;

	(void)state;
	write_one(1, odd);
	char *path = path_join(c.folder, "drafts");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	free(path);
	held_take_over(&c, 0, &l);
	assert_int_equal(l.n, 1);
	assert_string_equal(l.v[0].kind, "patient-new");
	assert_string_equal(l.v[0].title, "New \"patient\"");
	assert_string_equal(l.v[0].staff, "mei");
	assert_string_equal(l.v[0].focus, "name");
	assert_int_equal(l.v[0].id, 7);
	assert_int_equal(l.v[0].since, 3);
	assert_int_equal(l.v[0].n, 2);
	assert_string_equal(l.v[0].fields[0].value, odd);
	assert_string_equal(l.v[0].fields[0].stored, "was");
	assert_string_equal(l.v[0].fields[1].value, "");
	int number = l.v[0].number;
	held_list_release(&l);
	held_drop(&c, number);
	held_take_over(&c, number, &l);
	assert_int_equal(l.n, 0);
	held_list_release(&l);
}

static void whose_they_are(void **state)
{
	int64_t now = clock_now(&c.clock);
	int64_t day = 24 * 60 * 60 * (int64_t)1000;
	struct held_list l;

	(void)state;
	write_one(1, "makes the folder");
	held_drop(&c, 1);
	int64_t parent = getppid();
	write_as("9-1.json", "mei", now, parent, store_process_born(parent)); /* at work */
	write_as("9-2.json", "mei", now, parent, 1);  /* another process of that number */
	write_as("9-3.json", "bo", now - day / 2, 999999, 1);
	write_as("9-4.json", "bo", now - day - 1, 999999, 1);
	held_take_over(&c, 0, &l);
	assert_int_equal(l.n, 2);
	assert_string_equal(l.v[0].staff, "mei");
	assert_string_equal(l.v[1].staff, "bo");
	assert_int_equal(l.unreadable, 0);
	held_set_aside(&c, l.v[0].number);
	held_drop(&c, l.v[1].number);
	held_list_release(&l);
	held_take_over(&c, 10, &l);
	assert_int_equal(l.n, 0);
	held_list_release(&l);
}

static void what_is_no_draft(void **state)
{
	static const char *const texts[] = { "", "{", "nonsense", "[1,2]", "{\"revisit_draft\":2}",
					     "{\"revisit_draft\":1,\"staff\":\"mei\",\"kind\":{}}",
					     "{\"revisit_draft\":1,\"staff\":\"mei\",\"fields\":\"none\"}",
					     "\xff\xfe\x01" };
	struct held_list l;

	(void)state;
	write_one(1, "x");
	held_drop(&c, 1);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		char *path = mem_printf("%s/drafts/8-%zu.json", c.folder, i);
		good(file_write(path, texts[i], strlen(texts[i]), &err));
		free(path);
	}
	char *path = mem_printf("%s/drafts/folder.json", c.folder);
	good(folder_make(path, &err));
	free(path);
	held_take_over(&c, 0, &l);
	assert_int_equal(l.n, 0);
	assert_int_equal(l.unreadable, ARRAY_SIZE(texts) + 1);
	held_list_release(&l);
	all_sound();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(comes_back_as_it_was, clinic_set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(whose_they_are, clinic_set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(what_is_no_draft, clinic_set_up, clinic_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
