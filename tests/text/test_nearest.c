#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "revisit/text/nearest.h"

static const char *const names[] = { "phone", "mobile", "name", "birth_day", "notes", "DATE" };

static void test_nearest(void **state)
{
	static const struct {
		const char *typed, *meant;
	} cases[] = {
		{ "phnoe", "phone" },   { "phone", "phone" }, { "fone", "phone" },  { "nmae", "name" },
		{ "birthday", "birth_day" }, { "Birth_Day", "birth_day" }, { "note", "notes" },
		{ "date", "DATE" },	{ "xyzzy", NULL },    { "q", NULL },	    { "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct nearest n;
		nearest_init(&n, cases[i].typed);
		for (size_t j = 0; j < ARRAY_SIZE(names); j++)
			nearest_offer(&n, names[j]);
		if (!str_eq(n.name, cases[i].meant))
			fail_msg("%s: %s", cases[i].typed, str_or_empty(n.name));
		nearest_release(&n);
	}
}

static void test_long_words(void **state)
{
	char text[5000];
	struct nearest n;

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	nearest_init(&n, text);
	nearest_offer(&n, text);
	assert_null(n.name);
	nearest_release(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_nearest),
					    cmocka_unit_test(test_long_words) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
