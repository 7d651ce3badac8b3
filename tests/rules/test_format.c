#include "revisit/rules/ruleset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "revisit/base/rng.h"

static void formats(const char *text, const char *expected)
{
	struct err err = ERR_INIT;
	struct str once;
	struct str twice;

	str_init(&once);
	str_init(&twice);
	if (!rules_format("r.yaml", text, strlen(text), &once, &err))
		fail_msg("%s: %d:%d %s", text, err.line, err.col, err.msg);
	assert_string_equal(once.p, expected);
	assert_true(rules_format("r.yaml", once.p, once.len, &twice, &err));
	assert_string_equal(twice.p, once.p);
	str_release(&once);
	str_release(&twice);
}

static void brackets_become_lines(void **state)
{
	(void)state;
	formats("segments: {vip: {title: {en: VIP, zh: 贵宾}, who: [is active, \"tagged none of "
		"[a, b]\"],"
		" then: [{tag: vip}, {untag on leaving: vip}]}}",
		"segments:\n"
		"  vip:\n"
		"    title: {en: VIP, zh: 贵宾}\n"
		"    who:\n"
		"      - is active\n"
		"      - tagged none of [a, b]\n"
		"    then:\n"
		"      - tag: vip\n"
		"      - untag on leaving: vip\n");
	formats("segments:\n"
		"    a:\n"
		"      who:\n"
		"      - any: [x, all: [y, z]]\n"
		"      - none:\n"
		"        - q\n",
		"segments:\n"
		"  a:\n"
		"    who:\n"
		"      - any:\n"
		"          - x\n"
		"          - all:\n"
		"              - y\n"
		"              - z\n"
		"      - none:\n"
		"          - q\n");
}

static void short_things_stay_short(void **state)
{
	(void)state;
	formats("dates: {s: {every year: [07-04, 08-31]}, n: 2026-01-01}\n"
		"tests: [{name: x, today: 2026-01-01, patients: {ann: {visits: [2026-01-01 exam]}, "
		"bob: {}},"
		" expect: {a: [bob]}}]\n",
		"dates:\n"
		"  s: {every year: [07-04, 08-31]}\n"
		"  n: 2026-01-01\n"
		"tests:\n"
		"  - name: x\n"
		"    today: 2026-01-01\n"
		"    patients:\n"
		"      ann: {visits: [2026-01-01 exam]}\n"
		"      bob: {}\n"
		"    expect: {a: [bob]}\n");
}

static void comments_stay(void **state)
{
	(void)state;
	formats("# top\n\n\n# of it\nsegments:   # here\n  a: {who: [x, y]} # behind\n"
		"  b:\n    who:\n      - x # one\n      # - z\n    # before order\n    order: o, "
		"oldest first\n"
		"# the end\n",
		"# top\n"
		"\n"
		"# of it\n"
		"segments:  # here\n"
		"  a:\n"
		"    who:\n"
		"      - x\n"
		"      - y  # behind\n"
		"  b:\n"
		"    who:\n"
		"      - x  # one\n"
		"      # - z\n"
		"    # before order\n"
		"    order: o, oldest first\n"
		"# the end\n");
	/* A sign in a text is no comment. */
	formats("a: 'x # y'\nb: x#y\nc: | # head\n  # text\n\n  more\n", "a: \"x # y\"\n"
									 "b: x#y\n"
									 "# head\n"
									 "c: |\n"
									 "  # text\n"
									 "\n"
									 "  more\n");
}

static void texts_keep_their_words(void **state)
{
	(void)state;
	formats("a: \"notes contains \\\"a: b\\\"\"\nb: 'it''s'\nc: \"tab\\tx\"\nd: \"\"\ne: \"- "
		"x\"\nf: ''\n"
		"g: \"x:\"\nh: \"中文：好\"\n",
		"a: 'notes contains \"a: b\"'\n"
		"b: it's\n"
		"c: \"tab\\x09x\"\n"
		"d: \"\"\n"
		"e: \"- x\"\n"
		"f: \"\"\n"
		"g: \"x:\"\n"
		"h: 中文：好\n");
	formats("a: one\n  two\n  three\nnote: aaaaaaaaaaaaaaaaaaaaaaaaaaa "
		"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb "
		"ccccccccccccccccccccccc ddddddddddddddddddd eeeeeeeeee  # c\n",
		"a: one two three\n"
		"note: >-\n"
		"  aaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb "
		"ccccccccccccccccccccccc\n"
		"  ddddddddddddddddddd eeeeeeeeee\n"
		"# c\n");
}

static void no_rules_are_refused(void **state)
{
	struct err err = ERR_INIT;
	struct str out;

	(void)state;
	str_init(&out);
	assert_false(rules_format("r.yaml", "- a\n", 4, &out, &err));
	assert_int_equal(err.code, ERR_RULES);
	assert_false(rules_format("r.yaml", "a: [\n", 5, &out, &err));
	assert_int_equal(err.code, ERR_YAML);
	assert_int_equal(out.len, 0);
	assert_true(rules_format("r.yaml", "", 0, &out, &err));
	assert_string_equal(out.p, "");
	str_release(&out);
}

static const char mangled_from[] =
	"# head\nclinic: {quiet: 7 days}  # q\ndates:\n  s: {every year: [07-04, 08-31]}\n"
	"segments:\n  a:\n    title: {en: A b, zh: 甲}\n    note: |\n      two\n      lines\n"
	"    who:\n      - \"tagged none of [x, y]\"\n      - any: [p q, 'r # s'] # t\n      # u\n"
	"    then: [{tag: v}, \"task: w, due today\"]\n  b: {who: [in segment a]}\n";

/* Whatever is in the file: it is refused, or the second time changes nothing any more. */
static void mangled_files_lose_nothing(void **state)
{
	struct rng rng;
	size_t done = 0;

	(void)state;
	rng_seed(&rng, 7);
	for (int round = 0; round < 4000; round++) {
		char text[sizeof(mangled_from)];
		struct err err = ERR_INIT;
		struct str once;
		struct str twice;

		memcpy(text, mangled_from, sizeof(text));
		size_t n = sizeof(text) - 1;
		for (uint32_t i = rng_below(&rng, 4); i > 0; i--)
			text[rng_below(&rng, (uint32_t)n)] =
				" \n#:-,[]{}\"'|>xy\t&"[rng_below(&rng, 19)];
		str_init(&once);
		str_init(&twice);
		if (rules_format("r.yaml", text, n, &once, &err)) {
			if (!rules_format("r.yaml", once.p, once.len, &twice, &err))
				fail_msg("%s\n---\n%s\n%s", text, once.p, err.msg);
			assert_string_equal(once.p, twice.p);
			done++;
		}
		str_release(&once);
		str_release(&twice);
	}
	assert_true(done > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(brackets_become_lines),
		cmocka_unit_test(short_things_stay_short),
		cmocka_unit_test(comments_stay),
		cmocka_unit_test(texts_keep_their_words),
		cmocka_unit_test(no_rules_are_refused),
		cmocka_unit_test(mangled_files_lose_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
