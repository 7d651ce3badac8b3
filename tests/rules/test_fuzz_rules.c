/* Rule files that no owner would write: broken, huge, hostile, random.  Nothing may crash, hang or
 * say a place that is not in the file; what is read can be formatted and read again as the same. */
#include "revisit/rules/ruleset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lexicon.h"
#include "revisit/base/i18n.h"
#include "revisit/base/rng.h"
#include "revisit/text/utf8.h"

static struct words words;

static void hears_nothing(const struct pos *pos, const char *text, void *arg)
{
	(void)arg;
	assert_non_null(pos);
	assert_non_null(text);
}

/* The length of a line of the file, −1 when there is none. */
static int line_length(const char *text, size_t n, int line)
{
	const char *p = text;
	const char *end = text + n;

	for (int at = 1; at < line; at++) {
		while (p < end && *p != '\n' && *p != '\r')
			p++;
		if (p == end)
			return -1;
		p += *p == '\r' && p + 1 < end && p[1] == '\n' ? 2 : 1;
	}
	const char *from = p;
	while (p < end && *p != '\n' && *p != '\r')
		p++;
	return (int)(p - from);
}

static void check_problems(const struct problems *problems, const char *text, size_t n)
{
	struct str shown;

	str_init(&shown);
	for (size_t i = 0; i < problems->n && i < 20; i++) {
		const struct problem *p = &problems->v[i];
		int length = p->pos.line > 0 ? line_length(text, n, p->pos.line) : 0;
		bool inside = p->pos.line == 0 ||
			      (p->pos.col >= 1 && p->pos.col <= length + 1 && p->len >= 1);
		if (!inside || str_is_empty(p->what))
			fail_msg("%d:%d (%d) %s\n%s", p->pos.line, p->pos.col, p->len, p->what,
				 text);
		problem_show(&shown, p, text, n);
	}
	if (utf8_check(shown.p, shown.len) != shown.len)
		fail_msg("not UTF-8: %s", shown.p);
	assert_null(strchr(shown.p, '\x1B'));
	str_release(&shown);
}

static bool same_rules(const struct ruleset *a, const struct ruleset *b)
{
	if (a->n_segments != b->n_segments || a->n_tests != b->n_tests ||
	    a->n_ranges != b->n_ranges)
		return false;
	for (size_t i = 0; i < a->n_segments; i++)
		if (strcmp(a->segments[i].key, b->segments[i].key) != 0 ||
		    strcmp(a->segments[i].hash, b->segments[i].hash) != 0 ||
		    strcmp(a->segments[i].key_hash, b->segments[i].key_hash) != 0 ||
		    a->segments[i].n_then != b->segments[i].n_then)
			return false;
	return true;
}

/* Reads a text in every way there is; whether it holds rules. */
static bool endure(const char *text, size_t n)
{
	struct problems problems;
	struct problems again;
	struct err err = ERR_INIT;
	struct str formatted;

	problems_init(&problems);
	problems_init(&again);
	str_init(&formatted);
	struct ruleset *r = ruleset_read("rules.yaml", text, n, &words.lex, &problems);
	assert_true((r == NULL) == (problems.errors > 0));
	check_problems(&problems, text, n);
	bool rewritten = rules_format("rules.yaml", text, n, &formatted, &err);
	if (r && rewritten) {
		struct ruleset *back =
			ruleset_read("rules.yaml", formatted.p, formatted.len, &words.lex, &again);
		if (!back || !same_rules(r, back) || again.n != problems.n)
			fail_msg("%s\n--- formatted:\n%s", text, formatted.p);
		ruleset_free(back);
	}
	if (r && r->n_tests) {
		struct test_report report;
		ruleset_test(r, true, hears_nothing, NULL, &report);
	}
	bool good = r != NULL;
	ruleset_free(r);
	str_release(&formatted);
	problems_release(&problems);
	problems_release(&again);
	return good;
}

static void endure_text(const char *text)
{
	endure(text, strlen(text));
}

/* --- Files as they come ----------------------------------------------------------------------- */

static void odd_files_are_endured(void **state)
{
	static const char *const texts[] = {
		"",
		"\n",
		"   ",
		"#",
		"\xEF\xBB\xBF",
		"---",
		"---\n---\n",
		"...",
		"~",
		"null",
		"[]",
		"{}",
		"x",
		"segments:",
		"segments: {}",
		"segments: []",
		"segments: x",
		"segments:\n  a:\n",
		"segments: {a: {who: }}",
		"segments: {a: {who: ''}}",
		"segments: {a: {who: [~]}}",
		"segments:\n\ta: x\n",
		"segments: {a: [",
		"segments: {a: {who: [is act",
		"\xFF\xFEs\0e\0",
		"segments: {a: &b {who: [is active]}, c: *b}",
		"segments: {<<: {a: b}}",
		"segments: !!map {}",
		"%YAML 1.2\n---\nsegments: {}\n",
		"segments: {? [a] : b}",
		"a\0b",
		"segments: {a: {who: [\"\\0\"]}}",
		"segments: {a: {who: [\"is\\tactive\"]}}",
		"segments: {a: {who: [\"notes contains \\\"\\x1B[2J\\\"\"]}}",
		"segments: {\"a\\nb\": {who: [is active]}}",
		"segments: {'': {who: [is active]}}",
		"segments:\r\n  a:\r\n    who:\r\n      - is activ\r\n",
		"segments:\r  a:\r    who:\r      - is activ\r",
		"tests: []",
		"tests: [x]",
		"tests: [{}]",
		"dates: {}",
		"clinic: {}",
		"clinic: {quiet: none}",
		"segments: {a: {who: [今天在 s 期间]}}\ndates: {s: {every year: 02-29}}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		endure_text(texts[i]);
	endure_text("segments: {a: {who: [is active]}}\ntests: [{today: 9999-12-31, patients: "
		    "{x: {visits: 9999-12-31 exam}}, expect: {a: x}}]");
	endure_text("segments: {a: {who: [last visit is older than 9999 years]}}\n"
		    "tests: [{today: 0001-01-01, patients: {x: {visits: 0001-01-01 exam}}, expect: "
		    "{a: []}}]");
	static const char nul[] = "segments: {a: {who: [is\0active]}}";
	assert_false(endure(nul, sizeof(nul) - 1));
}

static void repeat(struct str *out, const char *piece, int times)
{
	for (int i = 0; i < times; i++)
		str_addf(out, piece, i, i, i);
}

static void big_files_are_endured(void **state)
{
	struct str text;

	(void)state;
	str_init(&text);
	/* Deep. */
	str_add(&text, "segments: {a: {who: ");
	str_pad(&text, '[', 5000);
	assert_false(endure(text.p, text.len));
	str_clear(&text);
	str_add(&text, "segments: {a: {who: [");
	for (int i = 0; i < 6; i++)
		str_add(&text, "{any: [is active, {all: [");
	str_add(&text, "is active");
	for (int i = 0; i < 6; i++)
		str_add(&text, "]}]}");
	str_add(&text, "]}}");
	assert_true(endure(text.p, text.len));
	/* One line of a megabyte. */
	str_clear(&text);
	str_add(&text, "segments: {a: {who: [");
	while (text.len < (1 << 20) - 100)
		str_add(&text, "is activ, \"tagged vop\", ");
	str_add(&text, "is active]}}");
	assert_false(endure(text.p, text.len));
	str_clear(&text);
	str_pad(&text, 'x', (1 << 20) + 1);
	assert_false(endure(text.p, text.len));
	/* One sentence of a megabyte. */
	str_clear(&text);
	str_add(&text, "segments: {a: {who: [notes contains '");
	str_pad(&text, '(', (1 << 20) - 100);
	str_add(&text, "']}}");
	assert_false(endure(text.p, text.len));
	str_release(&text);
}

static void many_segments_are_endured(void **state)
{
	struct str text;

	(void)state;
	str_init(&text);
	str_add(&text, "segments:\n");
	repeat(&text,
	       "  s%d: {who: [last visit is older than %d days, is active, no upcoming visit]}\n",
	       4000);
	assert_true(endure(text.p, text.len));
	str_add(&text, "  more: {who: [in segment s1]}\n  last: {who: [in segment more]}\n"
		       "tests: [{today: 2026-01-01, patients: {x: {}}, expect: {last: [x]}}]\n");
	assert_false(endure(text.p, text.len));
	/* Each names the one before: a chain that is too long by far. */
	str_clear(&text);
	str_add(&text, "segments:\n  s0: {who: [is active]}\n");
	for (int i = 1; i < 4000; i++)
		str_addf(&text, "  s%d: {who: [in segment s%d]}\n", i, i - 1);
	str_addf(&text, "tests: [{today: 2026-01-01, patients: {x: {}}, expect: {s9: [x]}}]\n");
	assert_false(endure(text.p, text.len));
	/* All name all: as many conditions as there may be. */
	str_clear(&text);
	str_add(&text, "segments:\n");
	for (int i = 0; i < 40; i++) {
		str_addf(&text, "  s%d:\n    who:\n", i);
		for (int k = 0; k < 256; k++)
			str_addf(&text, "      - last visit is older than %d days\n", k + 1);
	}
	assert_true(endure(text.p, text.len));
	str_add(&text, "      - is active\n");
	assert_false(endure(text.p, text.len));
	str_release(&text);
}

/* --- Random ones ------------------------------------------------------------------------------ */

static const char starter[] =
#include "starter_rules.inc"
	;

/* The part between empty lines that holds `at`. */
static void add_part(struct str *out, const char *from, const char *at)
{
	while (at > from && !(at[0] != '\n' && at[-1] == '\n' && at - 1 > from && at[-2] == '\n'))
		at--;
	const char *end = strstr(at, "\n\n");
	str_addn(out, at, end ? (size_t)(end - at) + 1 : strlen(at));
}

/* A segment with its test. */
static void pick(struct rng *rng, struct str *text, const char *from)
{
	const char *tests = strstr(from, "\ntests:");
	const char *at = from + rng_below(rng, (uint32_t)(tests - from));
	struct str part;
	char key[80] = "";

	str_clear(text);
	str_add(text, "dates:\n  summer-holidays: {every year: [07-04, 08-31]}\n"
		      "  spring-festival: {lunar: [12-30, 01-07]}\nsegments:\n");
	str_init(&part);
	add_part(&part, from, at);
	str_add(text, part.p);
	if (sscanf(part.p, " %70[a-z-]:", key) == 1) {
		char expect[100];
		snprintf(expect, sizeof(expect), "expect: {%s:", key);
		const char *test = strstr(from, expect);
		str_add(text, test ? "tests:\n" : "");
		if (test)
			add_part(text, from, test);
	}
	str_release(&part);
}

/* A few things of it replaced by others that files are made of. */
static void mangle(struct rng *rng, struct str *text)
{
	static const char *const bits[] = {
		"\n",
		"  ",
		"- ",
		":",
		": ",
		"{",
		"}",
		"[",
		"]",
		",",
		"'",
		"\"",
		"|",
		">-",
		"#",
		" # x",
		"&a ",
		"*a",
		"any:",
		"none:",
		"who:",
		"order:",
		"then:",
		"tag: vip",
		"tests:",
		"segments:",
		"0",
		"9999",
		"is active",
		"not ",
		"in segment vip",
		"每年",
		"，",
		"：",
		"\t",
		"\r\n",
		"\\x41",
		"\xC2\x85",
		"\xFF",
	};
	struct str rest;

	str_init(&rest);
	for (uint32_t i = rng_below(rng, 5); i > 0; i--) {
		size_t cut = rng_below(rng, (uint32_t)text->len + 1);
		size_t skip = rng_below(rng, 4);
		str_clear(&rest);
		if (cut + skip < text->len)
			str_addn(&rest, text->p + cut + skip, text->len - cut - skip);
		str_cut(text, cut);
		str_add(text, bits[rng_below(rng, ARRAY_SIZE(bits))]);
		str_addn(text, rest.p, rest.len);
	}
	str_release(&rest);
}

static void random_files_are_endured(void **state)
{
	struct rng rng;
	struct str text;
	int good = 0;

	(void)state;
	str_init(&text);
	rng_seed(&rng, 20261123);
	for (int round = 0; round < 4000; round++) {
		pick(&rng, &text, starter);
		mangle(&rng, &text);
		good += endure(text.p, text.len);
	}
	/* Some are rules still, most are not. */
	assert_in_range(good, 100, 3900);
	str_release(&text);
}

/* A file that is read while it is being written. */
static void half_written_files_are_endured(void **state)
{
	(void)state;
	for (size_t len = 0; len < sizeof(starter); len += 211)
		endure(starter, len);
}

static int set_up(void **state)
{
	(void)state;
	words_open(&words);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	words_close(&words);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(odd_files_are_endured),
		cmocka_unit_test(big_files_are_endured),
		cmocka_unit_test(many_segments_are_endured),
		cmocka_unit_test(random_files_are_endured),
		cmocka_unit_test(half_written_files_are_endured),
	};

	i18n_init("en", "build/locale");
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
