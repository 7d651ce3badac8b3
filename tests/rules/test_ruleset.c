#include "revisit/rules/ruleset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lexicon.h"
#include "revisit/base/i18n.h"
#include "revisit/text/width.h"

static struct words words;
static struct problems problems;
static struct ruleset *rules;

static int set_up(void **state)
{
	(void)state;
	words_open(&words);
	problems_init(&problems);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	ruleset_free(rules);
	rules = NULL;
	problems_release(&problems);
	words_close(&words);
	return 0;
}

static void read_text(const char *text)
{
	ruleset_free(rules);
	problems_release(&problems);
	problems_init(&problems);
	rules = ruleset_read("rules.yaml", text, strlen(text), &words.lex, &problems);
}

/* All problems as they are shown, so that one comparison says all. */
static char *shown(const char *text)
{
	struct str out;

	str_init(&out);
	for (size_t i = 0; i < problems.n; i++)
		problem_show(&out, &problems.v[i], text, strlen(text));
	return str_steal(&out);
}

static void says(const char *text, const char *expected)
{
	read_text(text);
	char *all = shown(text);
	assert_string_equal(all, expected);
	free(all);
}

static void accepts(const char *text)
{
	says(text, "");
	assert_non_null(rules);
}

/* Some of what is told is enough. */
static void tells(const char *text, int line, int col, int len, const char *what)
{
	read_text(text);
	for (size_t i = 0; i < problems.n; i++) {
		const struct problem *p = &problems.v[i];
		if (p->pos.line == line && p->pos.col == col && p->len == len &&
		    strstr(p->what, what))
			return;
	}
	char *all = shown(text);
	fail_msg("not told: %d:%d %s\n%s", line, col, what, all);
}

/* --- Reading ---------------------------------------------------------------------------------- */

static void a_file_is_read(void **state)
{
	(void)state;
	accepts("clinic: {quiet: 7 days}\n"
		"dates: {summer: {every year: [07-04, 08-31]}, 春节: {lunar: [12-30, 01-07]},\n"
		"        opening: 2026-03-01, fair: [2026-05-01, 2026-05-03]}\n"
		"segments:\n"
		"  due:\n"
		"    title: {en: Due for cleaning, zh: 该洗牙了}\n"
		"    note: call them\n"
		"    who: [cleaning is due, is active]\n"
		"    order: cleaning due date, oldest first\n"
		"    quiet: 30 days\n"
		"    give up after: 3 calls\n"
		"    limit: 100\n"
		"    priority: 2\n"
		"    start: new members only\n"
		"    purpose: recall\n"
		"    subject: recall\n"
		"    run: daily\n"
		"    then:\n"
		"      - call: recall-due, script recall, at most 30 a day\n"
		"      - {task: \"ring them, due in 3 days, to the provider, priority 1, kind "
		"call\"}\n"
		"      - tag vip\n"
		"      - untag on leaving: vip\n"
		"      - message: hello, by sms\n"
		"  feast: {who: today is in the 2 weeks before 春节, order: \"name, a to z\"}\n"
		"  out: {who: [today is during summer, registration is after opening,\n"
		"        next visit is during fair], quiet: none}\n");
	assert_int_equal(rules->n_segments, 3);
	const struct segment *s = &rules->segments[0];
	assert_string_equal(s->title_zh, "该洗牙了");
	assert_string_equal(s->note_zh, "call them");
	assert_int_equal(s->order.by, ORDER_RECALL_DUE);
	assert_int_equal(s->quiet.days, 30);
	assert_int_equal(s->give_up_calls, 3);
	assert_int_equal(s->limit, 100);
	assert_int_equal(s->priority, 2);
	assert_true(s->new_only && s->run_daily && s->has_quiet && !s->quiet_none);
	assert_int_equal(s->purpose, PURPOSE_RECALL);
	assert_int_equal(s->subject, SUBJECT_RECALL);
	assert_int_equal(s->n_then, 5);
	assert_string_equal(s->then[0].what, "recall-due");
	assert_string_equal(s->then[0].script, "recall");
	assert_int_equal(s->then[0].a_day, 30);
	assert_string_equal(s->then[1].to, "provider");
	assert_string_equal(s->then[1].task_kind, "call");
	assert_int_equal(s->then[1].due.days, 3);
	assert_int_equal(s->then[1].priority, PRIORITY_HIGH);
	assert_int_equal(s->then[2].kind, THEN_TAG);
	assert_int_equal(s->then[3].kind, THEN_UNTAG_ON_LEAVING);
	assert_string_equal(s->then[4].channel, "sms");
	assert_true(rules->segments[2].quiet_none);
	assert_true(rules->has_quiet && rules->quiet.days == 7);
	assert_int_equal(ruleset_find(rules, "feast"), 1);
	assert_int_equal(ruleset_find(rules, "none"), -1);
	assert_string_equal(segment_title(&rules->segments[1]), "feast");
	assert_int_equal(rules->segments[1].order.by, ORDER_NAME);
}

static void actions_may_be_chinese(void **state)
{
	(void)state;
	accepts("segments:\n  洗牙:\n    who: [该洁牙了, 没有预约]\n    order: "
		"洁牙到期日，从早到晚\n"
		"    quiet: 30天\n    give up after: 3次\n    then:\n"
		"      - task: 回访，3天后到期，给前台，优先级1，类别care\n"
		"      - task: 问候，明天到期，给医生\n"
		"      - call: 洗牙，话术洗牙，每天最多30个\n"
		"      - message: 问候，用微信\n");
	const struct segment *s = &rules->segments[0];
	assert_int_equal(s->order.by, ORDER_RECALL_DUE);
	assert_int_equal(s->give_up_calls, 3);
	assert_int_equal(s->then[0].due.days, 3);
	assert_string_equal(s->then[0].to, "desk");
	assert_string_equal(s->then[0].task_kind, "care");
	assert_int_equal(s->then[0].priority, PRIORITY_HIGH);
	assert_int_equal(s->then[1].due.days, 1);
	assert_string_equal(s->then[1].to, "provider");
	assert_string_equal(s->then[2].script, "洗牙");
	assert_int_equal(s->then[2].a_day, 30);
	assert_string_equal(s->then[3].channel, "wechat");
}

static void all_problems_are_told(void **state)
{
	(void)state;
	says("segments:\n"
	     "  a:\n"
	     "    who:\n"
	     "      - last hygeine visit is older than 6 months\n"
	     "      - is activ\n"
	     "    ordr: last visit, oldest first\n"
	     "    limit: many\n"
	     "  b:\n"
	     "    title: B\n",
	     "rules.yaml:4:14: 'hygeine' is not a visit kind; there are: exam, cleaning, filling, "
	     "root-canal, crown, implant, ortho, x-ray …\n"
	     "    4 |       - last hygeine visit is older than 6 months\n"
	     "      |              ^~~~~~~\n"
	     "rules.yaml:5:12: 'activ' is not a status of patients; did you mean 'active'?\n"
	     "    5 |       - is activ\n"
	     "      |            ^~~~~\n"
	     "rules.yaml:6:5: 'ordr' is not known here; did you mean 'order'?\n"
	     "    6 |     ordr: last visit, oldest first\n"
	     "      |     ^~~~\n"
	     "rules.yaml:7:12: 'many' is not a whole number from 1 to 1000000\n"
	     "    7 |     limit: many\n"
	     "      |            ^~~~\n"
	     "rules.yaml:8:3: 'b' does not say who belongs to it; add who: and a list of "
	     "conditions\n"
	     "    8 |   b:\n"
	     "      |   ^\n");
}

static void places_in_quotes_are_right(void **state)
{
	(void)state;
	tells("segments: {a: {who: [\"tagged any of [vip, vop]\"]}}\n", 1, 43, 3, "vop");
	tells("segments: {a: {who: [\"is\\x20activ\"]}}\n", 1, 29, 5, "activ");
	tells("segments: {a: {who: ['notes contains \"it''s\" x']}}\n", 1, 46, 1, "x");
	tells("segments:\n  a:\n    who:\n      - >\n        is active\n      - last visit is\n"
	      "        older than 6 monhs\n",
	      7, 22, 5, "monhs");
	tells("segments:\n  a:\n    who:\n      - |\n        is\n        activ\n", 6, 9, 5,
	      "activ");
	/* Columns count bytes. */
	tells("segments: {甲: {who: [\"is activ\"]}}\n", 1, 28, 5, "activ");
	tells("\xEF\xBB\xBF"
	      "segments: {a: {who: [is activ]}}\n",
	      1, 28, 5, "activ");
}

static void shows(const char *text, int line, int col, int len, const char *expected)
{
	struct problem p = { .pos = { "", line, col }, .len = len, .what = "x" };
	struct str out;

	str_init(&out);
	problem_show(&out, &p, text, strlen(text));
	assert_string_equal(out.p, expected);
	str_release(&out);
}

static void carets_stand_below(void **state)
{
	char text[400];

	(void)state;
	shows("a 洗牙 b", 1, 3, 6, "x\n      | a 洗牙 b\n      |   ^~~~\n");
	shows("洗牙 b\n", 1, 8, 1, "x\n      | 洗牙 b\n      |      ^\n");
	shows("\ta\tb", 1, 4, 1, "x\n      |  a b\n      |    ^\n");
	shows("a\x1B[2Jb c", 1, 8, 1, "x\n      | a\xEF\xBF\xBD[2Jb c\n      |        ^\n");
	shows("a\r\nbc\rd", 2, 2, 9, "x\n      | bc\n      |  ^\n");
	shows("a\nbc\rd", 3, 1, 1, "x\n      | d\n      | ^\n");
	shows("a", 1, 2, 1, "x\n      | a\n      |  ^\n");
	shows("a", 9, 1, 1, "x\n      | \n      | ^\n");
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	memcpy(text + 200, "here", 4);
	struct str out;
	struct problem p = { .pos = { "r.yaml", 1, 201 }, .len = 4, .what = "x\ny" };
	str_init(&out);
	problem_show(&out, &p, text, strlen(text));
	const char *line = strchr(out.p, '\n') + 1;
	const char *carets = strchr(line, '\n') + 1;
	assert_memory_equal(out.p, "r.yaml:1:201: x y\n", 18);
	assert_int_equal(text_width(line) - text_width(strchr(line, '\n')),
			 text_width("    1 | ") + 98);
	/* Two more bytes: the dots. */
	assert_int_equal(strstr(line, "here") - line, strchr(carets, '^') - carets + 2);
	str_release(&out);
}

static void circles_are_named_whole(void **state)
{
	(void)state;
	tells("segments:\n  a: {who: [in segment b]}\n  b: {who: [in segment c]}\n"
	      "  c: {who: [in segment a]}\n",
	      4, 13, 12, "a → b → c → a");
	tells("segments:\n  a: {who: [in segment a]}\n", 2, 13, 12, "a → a");
	tells("segments:\n  a: {who: [tagged vip]}\n  b: {who: [in segment a], then: [tag: vip]}\n",
	      3, 13, 12, "a → (tag vip) b → a");
	tells("segments:\n  a: {who: [not tagged vip], then: [{untag on leaving: vip}]}\n", 2, 13,
	      14, "a → (tag vip) a");
	tells("segments:\n  a: {who: [household has child in segment b]}\n  b: {who: [not in "
	      "segment a]}\n",
	      3, 13, 16, "a → b → a");
	/* A diamond is fine, in any order. */
	accepts("segments:\n  top: {who: [in segment l, in segment r]}\n  l: {who: [in segment "
		"base]}\n"
		"  r: {who: [in segment base, tagged vip]}\n  base: {who: [is active]}\n");
	assert_int_equal(rules->order[0], 3);
	assert_int_equal(rules->order[3], 0);
	tells("segments:\n  a: {who: [in segment bb]}\n  b: {who: [is active]}\n", 2, 24, 2, "'b'");
}

/* So many that each is asked anew costs nothing yet. */
static void a_chain_has_an_end(void **state)
{
	struct str text;

	(void)state;
	str_init(&text);
	for (int n = 32; n <= 33; n++) {
		str_clear(&text);
		str_add(&text, "segments:\n  s1: {who: [is active]}\n");
		for (int i = 2; i <= n; i++)
			str_addf(&text, "  s%d: {who: [in segment s%d, %s]}\n", i, i - 1,
				 i > 2 ? "in segment s1" : "no visit");
		if (n == 32)
			accepts(text.p);
		else
			tells(text.p, 34, 15, 14, "at most 32 segments");
	}
	str_release(&text);
}

static const struct {
	const char *text;
	int line, col, len;
	const char *what;
} mistakes[] = {
	{ "- a\n", 1, 1, 1, "segments:" },
	{ "segmnts: {a: {who: [is active]}}\n", 1, 1, 7, "'segments'" },
	{ "segments: {a: {who: []}}\n", 1, 16, 3, "nothing stands behind 'who:'" },
	{ "segments: {a: {}}\n", 1, 12, 1, "nothing stands behind 'a:'" },
	{ "segments: {a: {who: [{any: [], x: y}]}}\n", 1, 32, 1, "entry of its own" },
	{ "segments: {a: {who: [{any: []}]}}\n", 1, 23, 3, "nothing stands" },
	{ "segments: {a: {who: [{eny: [is active]}]}}\n", 1, 23, 3, "'any'" },
	{ "segments: {a: {who: [[is active]]}}\n", 1, 22, 1, "a list in a list" },
	{ "segments: {a: {who: [notes contains: b]}}\n", 1, 22, 14, "in quotes" },
	{ "segments: {a b: {who: [is active]}}\n", 1, 12, 3, "one short word" },
	{ "segments: {not: {who: [is active]}}\n", 1, 12, 3, "a word of the rules" },
	{ "dates: {last: 2026-01-01}\nsegments: {a: {who: [is active]}}\n", 1, 9, 4,
	  "a word of the rules" },
	{ "segments: {a: {who: [\"age is over 40, is active\"]}}\n", 1, 37, 1,
	  "write two, each in a line" },
	{ "segments: {a: {title: x}}\n", 1, 12, 1, "who belongs to it" },
	{ "segments: {a: {who: [is active], quiet: 0 days}}\n", 1, 41, 6, "7 days" },
	{ "segments: {a: {who: [is active], quiet: soon}}\n", 1, 41, 4, "" },
	{ "segments: {a: {who: [is active], start: new}}\n", 1, 41, 3, "new members only" },
	{ "segments: {a: {who: [is active], purpose: recal}}\n", 1, 43, 5, "'recall'" },
	{ "segments: {a: {who: [is active], run: daily}}\n", 1, 34, 3, "nothing to run" },
	{ "segments: {a: {who: [is active], limit: 0}}\n", 1, 41, 1, "whole number" },
	{ "segments: {a: {who: [is active], give up after: 3 cals}}\n", 1, 49, 6, "3 calls" },
	{ "segments: {a: {who: [is active], order: last visit}}\n", 1, 41, 10, "oldest first" },
	{ "segments: {a: {who: [is active], order: \"spend, oldest first\"}}\n", 1, 49, 12,
	  "largest first" },
	{ "segments: {a: {who: [is active], order: \"age, oldest first\"}}\n", 1, 42, 3,
	  "tomorrow" },
	{ "segments: {a: {who: [is active], order: \"last visti, oldest first\"}}\n", 1, 47, 5,
	  "visti" },
	{ "segments: {a: {who: [is active], then: [{tag: vup}]}}\n", 1, 47, 3, "'vip'" },
	{ "segments: {a: {who: [is active], then: [{tog: vip}]}}\n", 1, 42, 3, "'tag'" },
	{ "segments: {a: {who: [is active], then: [{task: \"x, deu today\"}]}}\n", 1, 52, 9,
	  "due in 3 days" },
	{ "segments: {a: {who: [is active], then: [{task: \"x, to nobody\"}]}}\n", 1, 52, 9,
	  "nobody" },
	{ "segments: {a: {who: [is active], then: [{message: x}]}}\n", 1, 51, 1, "channel" },
	{ "segments: {a: {who: [is active], then: [shout]}}\n", 1, 41, 5, "begins with" },
	{ "segments: {a: {who: [today is in the 4 weeks before d]}}\ndates: {d: 2026-02-30}\n", 2,
	  12, 10, "" },
	{ "segments: {a: {who: [is active]}}\ndates: {d: 2026-02-30}\n", 2, 12, 10, "" },
	{ "segments: {a: {who: [is active]}}\ndates: {d: {every year: 13-01}}\n", 2, 25, 5,
	  "no such day" },
	{ "segments: {a: {who: [is active]}}\ndates: {d: {lunar: 1-31}}\n", 2, 20, 4,
	  "no such day" },
	{ "segments: {a: {who: [is active]}}\ndates: {d: [2026-02-02, 2026-01-01]}\n", 2, 25, 10,
	  "before the first" },
	{ "segments: {a: {who: [is active]}}\ndates: {d: {yearly: 1-3}}\n", 2, 13, 6,
	  "every year" },
	{ "segments: {a: {who: [count of coupons is at least 1]}}\n", 1, 31, 7, "coupon" },
	{ "segments: {a: {who: [points is at least 1]}}\n", 1, 22, 20, "points" },
	{ "clinic: {quit: 3 days}\n", 1, 10, 4, "'quiet'" },
	{ "segments: &x {a: {who: [is active]}}\n", 1, 11, 1, "anchors" },
	{ "segments: {a: {who: [is active]}, a: {who: [is active]}}\n", 1, 35, 1, "second time" },
	{ "segments: {a: {who: [is active]}}\ntests: [{today: 2026-01-01, patients: {x: "
	  "{}},"
	  " expect: {b: [x]}}]\n",
	  2, 57, 1, "'a'" },
	{ "segments: {a: {who: [is active]}}\ntests: [{today: 2026-01-01, patients: {x: "
	  "{}},"
	  " expect: {a: [y]}}]\n",
	  2, 61, 1, "no patient 'y'" },
	{ "segments: {a: {who: [is active]}}\ntests: [{patients: {x: {}}, expect: {a: "
	  "[x]}}]\n",
	  2, 9, 1, "no 'today:'" },
	{ "segments: {a: {who: [is active]}}\ntests: [{today: 2026-01-01, patients: "
	  "{x: {visits: [2026-01-01 exm]}}, expect: {a: [x]}}]\n",
	  2, 64, 3, "'exam'" },
};

static void mistakes_are_explained(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++) {
		tells(mistakes[i].text, mistakes[i].line, mistakes[i].col, mistakes[i].len,
		      mistakes[i].what);
		assert_null(rules);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_file_is_read, set_up, tear_down),
		cmocka_unit_test_setup_teardown(actions_may_be_chinese, set_up, tear_down),
		cmocka_unit_test_setup_teardown(all_problems_are_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(places_in_quotes_are_right, set_up, tear_down),
		cmocka_unit_test_setup_teardown(carets_stand_below, set_up, tear_down),
		cmocka_unit_test_setup_teardown(circles_are_named_whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_chain_has_an_end, set_up, tear_down),
		cmocka_unit_test_setup_teardown(mistakes_are_explained, set_up, tear_down),
	};

	i18n_init("en", "build/locale");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
