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

static void add(struct str *text, const char *key, const char *en, const char *zh, const char *purpose,
		const char *sentence)
{
	struct strlist sentences;

	strlist_init(&sentences);
	strlist_add(&sentences, sentence);
	rules_add_segment(text, key, en, zh, &sentences, purpose);
	strlist_release(&sentences);
}

static void name(struct str *text)
{
	rules_set_title(text, 3, "Due, and late", "超期");
	add(text, "gone", "Gone: away", "走了", "care", "is moved");
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
		"    purpose: care\n"
		"\n"
		"tests:\n",
		name);
}

static void the_first_segment_of_all(void **state)
{
	struct str text;

	(void)state;
	str_init(&text);
	add(&text, "a", "A", "A", "lead", "is active");
	assert_string_equal(text.p, "segments:\n  a:\n    title: {en: A, zh: A}\n    who:\n"
				    "      - is active\n    purpose: lead\n");
	str_clear(&text);
	str_add(&text, "clinic: {quiet: 7 days}");
	add(&text, "a", "A", "A", "lead", "is active");
	assert_string_equal(text.p, "clinic: {quiet: 7 days}\n\nsegments:\n  a:\n"
				    "    title: {en: A, zh: A}\n    who:\n      - is active\n"
				    "    purpose: lead\n");
	str_release(&text);
}

/* --- whole segments --- */

static const char three[] = "segments:\n"
			    "  # who forgets\n"
			    "  due:\n"
			    "    who:\n"
			    "      - is active\n"
			    "    quiet: 30 days  # a month\n"
			    "    then:\n"
			    "    - task due soon, due today\n"
			    "    - tag: vip\n"
			    "\n"
			    "  # who went\n"
			    "  gone: {who: [is moved]}\n"
			    "\n"
			    "  last:\n"
			    "    who:\n"
			    "      - is deceased\n"
			    "tests:\n"
			    "  - name: only of gone\n"
			    "    today: 2026-11-23\n"
			    "    patients: {a: {status: moved}}\n"
			    "    expect: {gone: [a]}\n"
			    "\n"
			    "  - name: of both\n"
			    "    today: 2026-11-23\n"
			    "    expect: {due: [], gone: [a, b], last: []}\n"
			    "\n"
			    "  - name: in a block\n"
			    "    expect:\n"
			    "      gone: [a]\n"
			    "      due: []\n";

static void of_three(const char *expected, void (*how)(struct str *text))
{
	struct str text;

	str_init(&text);
	str_add(&text, three);
	how(&text);
	assert_string_equal(text.p, expected);
	str_release(&text);
}

static void lines_have_a_segment(void **state)
{
	static const struct {
		int line;
		const char *key;
	} of[] = { { 1, NULL }, { 2, NULL }, { 3, "due" }, { 9, "due" }, { 12, "gone" }, { 16, "last" },
		   { 18, NULL } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(of); i++) {
		char *key = rules_segment_at(three, of[i].line);
		assert_true(str_eq(key, of[i].key));
		free(key);
	}
}

static void take_away(struct str *text)
{
	assert_true(rules_is_apart(text->p, 12, "gone"));
	assert_false(rules_is_apart(text->p, 12, "go"));
	rules_remove_segment(text, 12, "gone");
}

static void one_goes_with_its_examples(void **state)
{
	(void)state;
	of_three("segments:\n"
		 "  # who forgets\n"
		 "  due:\n"
		 "    who:\n"
		 "      - is active\n"
		 "    quiet: 30 days  # a month\n"
		 "    then:\n"
		 "    - task due soon, due today\n"
		 "    - tag: vip\n"
		 "\n"
		 "  last:\n"
		 "    who:\n"
		 "      - is deceased\n"
		 "tests:\n"
		 "  - name: of both\n"
		 "    today: 2026-11-23\n"
		 "    expect: {due: [], last: []}\n"
		 "\n"
		 "  - name: in a block\n"
		 "    expect:\n"
		 "      due: []\n",
		 take_away);
}

static void swap(struct str *text)
{
	char *tests = strstr(text->p, "tests:");

	str_cut(text, (size_t)(tests - text->p));
	rules_swap_segments(text, 3, 12);
}

static void two_change_places(void **state)
{
	(void)state;
	of_three("segments:\n"
		 "  # who went\n"
		 "  gone: {who: [is moved]}\n"
		 "\n"
		 "  # who forgets\n"
		 "  due:\n"
		 "    who:\n"
		 "      - is active\n"
		 "    quiet: 30 days  # a month\n"
		 "    then:\n"
		 "    - task due soon, due today\n"
		 "    - tag: vip\n"
		 "\n"
		 "  last:\n"
		 "    who:\n"
		 "      - is deceased\n",
		 swap);
}

static void parts(struct str *text)
{
	struct strlist thens;
	char *was = rules_part(text->p, 3, "quiet");

	assert_string_equal(was, "30 days");
	free(was);
	assert_null(rules_part(text->p, 3, "limit"));
	str_cut(text, (size_t)(strstr(text->p, "  # who went") - text->p));
	rules_set_part(text, 3, "quiet", "1 month");
	rules_set_part(text, 3, "limit", "100");
	rules_set_part(text, 3, "purpose", NULL);
	strlist_init(&thens);
	strlist_add(&thens, "task: send: a card");
	rules_set_thens(text, 3, &thens);
	strlist_release(&thens);
	assert_int_equal(rules_copy_segment(text, 3, "again", "Again", "再来"), 11);
	rules_set_part(text, 3, "limit", NULL);
}

static void parts_and_a_copy(void **state)
{
	(void)state;
	of_three("segments:\n"
		 "  # who forgets\n"
		 "  due:\n"
		 "    who:\n"
		 "      - is active\n"
		 "    quiet: 1 month  # a month\n"
		 "    then:\n"
		 "      - task: \"send: a card\"\n"
		 "\n"
		 "  again:\n"
		 "    title: {en: Again, zh: 再来}\n"
		 "    who:\n"
		 "      - is active\n"
		 "    quiet: 1 month  # a month\n"
		 "    then:\n"
		 "      - task: \"send: a card\"\n"
		 "    limit: 100\n"
		 "\n",
		 parts);
}

static void either(struct str *text)
{
	rules_make_any(text, 6, "tagged vip");
}

static void both_again(struct str *text)
{
	rules_make_any(text, 6, "tagged vip");
	rules_remove_line(text, 8);
	rules_unwrap(text, 6);
}

static void one_or_the_other(void **state)
{
	(void)state;
	changed("# ours\n"
		"segments:\n"
		"  due:   # who forgets\n"
		"    title: {en: Due, zh: 到期}\n"
		"    who:\n"
		"      - any:\n"
		"          - is active  # not the dead\n"
		"          - tagged vip\n"
		"      - \"no upcoming visit\"\n"
		"      - any:\n"
		"          - age is over 60\n"
		"          - tagged vip\n"
		"    purpose: recall\n"
		"\n"
		"tests:\n",
		either);
	changed(file, both_again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_condition_is_changed_and_its_remark_stays),
		cmocka_unit_test(conditions_are_added_dropped_and_moved),
		cmocka_unit_test(a_title_and_a_segment),
		cmocka_unit_test(the_first_segment_of_all),
		cmocka_unit_test(lines_have_a_segment),
		cmocka_unit_test(one_goes_with_its_examples),
		cmocka_unit_test(two_change_places),
		cmocka_unit_test(parts_and_a_copy),
		cmocka_unit_test(one_or_the_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
