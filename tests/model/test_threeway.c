/* Which side changed a field, and what becomes of a field of many values. */
#include "revisit/model/threeway.h"

#include <setjmp.h>
#include <cmocka.h>

static void sides(void **state)
{
	(void)state;
	assert_int_equal(threeway("a", "a", "a"), SIDE_NONE);
	assert_int_equal(threeway("a", "b", "a"), SIDE_THEIRS);
	assert_int_equal(threeway("a", "a", "b"), SIDE_MINE);
	assert_int_equal(threeway("a", "b", "b"), SIDE_SAME);
	assert_int_equal(threeway("a", "b", "c"), SIDE_BOTH);
	assert_int_equal(threeway("a", "", "c"), SIDE_BOTH);
	assert_int_equal(threeway(NULL, "", NULL), SIDE_NONE);
	assert_int_equal(threeway("", "x", NULL), SIDE_THEIRS);
}

static void many(const char *before, const char *theirs, const char *mine, const char *wanted)
{
	struct str s;

	str_init(&s);
	threeway_many(&s, before, theirs, mine);
	assert_string_equal(s.p, wanted);
	str_release(&s);
}

static void many_values(void **state)
{
	(void)state;
	many("1", "1; 2", "1; 3", "1; 2; 3");
	many("1; 2", "1", "1; 2; 3", "1; 3");
	many("1; 2", "2", "1", "");
	many("", "1", "1", "1");
	many("1", "", "1 ; 2", "2");
	many("138 0000 (mother); 2", "138 0000 (mother); 2; 4", "138 0000 (mother)",
	     "138 0000 (mother); 4");
	many(NULL, NULL, NULL, "");
}

static void many_agree(void **state)
{
	(void)state;
	assert_true(threeway_many_agree("1", "2", "1; 3"));
	assert_true(threeway_many_agree("1; 2", "1", "1; 2; 3"));
	assert_true(threeway_many_agree("", "1", "2"));
	assert_false(threeway_many_agree("1", "2", "3"));
	assert_false(threeway_many_agree("1", "", "2"));
	assert_false(threeway_many_agree("1; 2", "2", "1"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sides),
		cmocka_unit_test(many_values),
		cmocka_unit_test(many_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
