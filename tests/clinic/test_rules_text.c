#include "revisit/clinic/rules_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static const char file[] = "# ours\n"
			   "segments:\n"
			   "  due:   # who forgets\n"
			   "    title: {en: Due, zh: 到期}\n"
			   "    who:\n"
			   "      - is active  # not the dead\n"
			   "      - \"no upcoming visit\"\n"
			   "      - any:\n"
			   "          - age is over 60\n"
			   "          - tagged vip\n"
			   "    purpose: recall\n"
			   "\n"
			   "tests:\n";

static void changed(const char *expected, void (*how)(struct str *text))
{
	struct str text;

	str_init(&text);
	str_add(&text, file);
	how(&text);
	assert_string_equal(text.p, expected);
	str_release(&text);
}

static void set(struct str *text)
{
	rules_set_line(text, 6, "is active: no");
	rules_set_line(text, 7, "no open task");
	rules_set_line(text, 9, "年龄超过60岁");
}

static void a_condition_is_changed_and_its_remark_stays(void **state)
{
	(void)state;
	changed("# ours\n"
		"segments:\n"
		"  due:   # who forgets\n"
		"    title: {en: Due, zh: 到期}\n"
		"    who:\n"
		"      - \"is active: no\"  # not the dead\n"
		"      - no open task\n"
		"      - any:\n"
		"          - 年龄超过60岁\n"
		"          - tagged vip\n"
		"    purpose: recall\n"
		"\n"
		"tests:\n",
		set);
}

static void move(struct str *text)
{
	rules_add_line(text, 9, "age is under 6");
	rules_remove_line(text, 6);
	rules_swap_lines(text, 8);
}

static void conditions_are_added_dropped_and_moved(void **state)
{
	(void)state;
	changed("# ours\n"
		"segments:\n"
		"  due:   # who forgets\n"
		"    title: {en: Due, zh: 到期}\n"
		"    who:\n"
		"      - \"no upcoming visit\"\n"
		"      - any:\n"
		"          - age is under 6\n"
		"          - age is over 60\n"
		"          - tagged vip\n"
		"    purpose: recall\n"
		"\n"
		"tests:\n",
		move);
}

static void name(struct str *text)
{
	rules_set_title(text, 3, "Due, and late", "超期");
	rules_add_segment(text, "gone", "Gone: away", "走了", "is moved");
}

static void a_title_and_a_segment(void **state)
{
	(void)state;
	changed("# ours\n"
		"segments:\n"
		"  due:   # who forgets\n"
		"    title: {en: \"Due, and late\", zh: 超期}\n"
		"    who:\n"
		"      - is active  # not the dead\n"
		"      - \"no upcoming visit\"\n"
		"      - any:\n"
		"          - age is over 60\n"
		"          - tagged vip\n"
		"    purpose: recall\n"
		"\n"
		"  gone:\n"
		"    title: {en: \"Gone: away\", zh: 走了}\n"
		"    who:\n"
		"      - is moved\n"
		"\n"
		"tests:\n",
		name);
}

static void the_first_segment_of_all(void **state)
{
	struct str text;

	(void)state;
	str_init(&text);
	rules_add_segment(&text, "a", "A", "A", "is active");
	assert_string_equal(text.p, "segments:\n  a:\n    title: {en: A, zh: A}\n    who:\n"
				    "      - is active\n");
	str_clear(&text);
	str_add(&text, "clinic: {quiet: 7 days}");
	rules_add_segment(&text, "a", "A", "A", "is active");
	assert_string_equal(text.p, "clinic: {quiet: 7 days}\n\nsegments:\n  a:\n"
				    "    title: {en: A, zh: A}\n    who:\n      - is active\n");
	str_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_condition_is_changed_and_its_remark_stays),
		cmocka_unit_test(conditions_are_added_dropped_and_moved),
		cmocka_unit_test(a_title_and_a_segment),
		cmocka_unit_test(the_first_segment_of_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
