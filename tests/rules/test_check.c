/* What the checker says of rules that can be read, and what their hashes depend on. */
#include "revisit/rules/ruleset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lexicon.h"
#include "revisit/base/i18n.h"

static struct words words;
static struct problems problems;

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
	problems_release(&problems);
	words_close(&words);
	return 0;
}

static struct ruleset *read_text(const char *text)
{
	problems_release(&problems);
	problems_init(&problems);
	struct ruleset *r = ruleset_read("r", text, strlen(text), &words.lex, &problems);
	if (r)
		return r;
	for (size_t i = 0; i < problems.n; i++)
		fprintf(stderr, "%d:%d %s\n", problems.v[i].pos.line, problems.v[i].pos.col,
			problems.v[i].what);
	fail_msg("refused: %s", text);
	return NULL;
}

/* The conditions of one segment, parted by ";": what is warned of, each as "line: words". */
static void warns(const char *who, const char *expected)
{
	struct str text;
	struct str told;

	str_init(&text);
	str_init(&told);
	str_add(&text, "segments:\n a:\n  who:\n");
	for (const char *p = who; *p;) {
		size_t len = strcspn(p, ";");
		str_addf(&text, "   - %.*s\n", (int)len, p);
		p += len + (p[len] == ';');
		p += *p == ' ';
	}
	ruleset_free(read_text(text.p));
	for (size_t i = 0; i < problems.n; i++) {
		assert_true(problems.v[i].warning);
		str_addf(&told, "%d: %s\n", problems.v[i].pos.line - 3, problems.v[i].what);
	}
	if (strcmp(expected, "*") == 0 ? told.len == 0 : !strstr(told.p, expected))
		fail_msg("%s\nsays: %s", who, told.p);
	if (!*expected && told.len)
		fail_msg("%s\nsays: %s", who, told.p);
	str_release(&text);
	str_release(&told);
}

static const char nobody[] = "nobody can be in here";
static const char nothing[] = "says nothing new";

static void sensible_rules_are_not_warned_of(void **state)
{
	static const char *const sets[] = {
		"cleaning is due; no upcoming visit; not tagged do-not-call; is active",
		"last visit is older than 18 months; no upcoming visit; \"tagged none of "
		"[do-not-call, moved]\"",
		"count of visits is exactly 1; first visit is in the last 90 days; "
		"first visit is older than 14 days; no upcoming visit",
		"next visit is in the next 3 days; {any: [count of missed visits in the last 24 "
		"months is at "
		"least 2, {all: [count of visits is exactly 0, next visit is in the next 1 day]}]}",
		"spend in the last 12 months is at least 20000; is active",
		"has surgery or implant visit since the last working day; "
		"no contact since last surgery or implant visit",
		"nps is at most 6; nps date is in the last 14 days; no call in the last 14 days",
		"household has child not tagged vip; age is at least 18",
		"last missed visit is in the last 30 days; no visit since last missed visit; no "
		"upcoming visit",
		"has visit in the last 24 months; no visit in the last 6 months",
		"has visit between 24 months and 12 months ago; no visit in the last 12 months",
		"last visit is older than 6 months; last cleaning visit is in the last 12 months",
		"{none: [is deceased, tagged moved]}; {any: [is active, is prospect]}",
		"{any: [{all: [age is under 13, is active]}, {all: [age is at least 60, is "
		"active]}]}",
		"registration is before 2026-01-01; registration is in the last 3 months",
		"has planned visit on the next working day; has visit since yesterday",
		"phone is unknown; email is known",
		"not age is under 18; age is known",
		"has cleaning visit in the last 6 months; no cleaning visit in the last 3 months",
		"tagged vip; tagged implant; not tagged smoker",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sets); i++)
		warns(sets[i], "");
}

static void what_can_never_be_is_told(void **state)
{
	static const char *const sets[] = {
		"has upcoming visit; no upcoming visit",
		"next visit is in the next 3 days; no upcoming visit",
		"has visit in the last 3 months; no visit in the last 6 months",
		"last visit is in the last 6 months; last visit is older than 6 months",
		"last visit is older than 12 months; has visit in the last 6 months",
		"no visit in the last 1 year; count of visits in the last 6 months is over 1",
		"last visit is older than 12 months; no visit",
		"count of visits is exactly 0; first visit is in the last 90 days",
		"age is at least 18; age is under 13",
		"age is between 20 and 30; age is exactly 31",
		"is active; is prospect",
		"is active; not is active",
		"source is walk-in; \"source is one of [referral, wechat]\"",
		"source is unknown; source is walk-in",
		"tagged vip; not tagged vip",
		"tagged vip; \"tagged none of [vip, implant]\"",
		"\"tagged all of [vip, implant]\"; not tagged vip",
		"cleaning is due; not cleaning is due",
		"cleaning is overdue by 6 months; not cleaning is due",
		"not cleaning is due in the next 30 days; cleaning is due",
		"spend in the last 1 year is at least 2000; spend in the last 1 year is under 500",
		"phone is known; phone is unknown",
		"birth date is before 2000-01-01; birth date is after 2010-01-01",
		"has overdue task; no open task",
		"has overdue promise; no open task",
		"has surgery visit in the last 2 weeks; no visit in the last 1 month",
		"may be called; not may be called",
		"{none: [has upcoming visit, tagged vip]}; has upcoming visit",
		"not notes contains \"a\"; notes contains \"a\"",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sets); i++)
		warns(sets[i], nobody);
	warns("nps is at least 11", "never true of anybody");
	warns("count of visits is under 0", "never true");
}

static void what_says_nothing_is_told(void **state)
{
	(void)state;
	warns("count of visits is at least 0", "true of everybody");
	warns("is active; is active", "2: this says the same as");
	warns("is active; no upcoming visit; count of upcoming visits is exactly 0",
	      "says the same as 'no upcoming visit' (line 5)");
	warns("age is at least 18; age is at least 16",
	      "2: this says nothing new: whoever fits 'age is at least 18' (line 4)");
	warns("age is at least 16; age is at least 18", "1: this says nothing new");
	warns("has visit in the last 3 months; has visit in the last 6 months", nothing);
	warns("has visit in the last 3 months; has visit", nothing);
	warns("last visit is in the last 3 months; has visit in the last 1 year", nothing);
	warns("last visit is older than 12 months; no visit in the last 6 months", nothing);
	warns("no visit in the last 24 months; no cleaning visit in the last 12 months", nothing);
	warns("cleaning is overdue by 6 months; cleaning is due", nothing);
	warns("cleaning is due; cleaning is due in the next 30 days", nothing);
	warns("source is walk-in; source is known", nothing);
	warns("is active; \"is one of [active, prospect]\"", nothing);
	warns("\"tagged all of [vip, implant]\"; tagged vip", nothing);
	warns("tagged vip; \"tagged any of [vip, implant]\"", nothing);
	warns("has overdue task; has open task", nothing);
	warns("is active; {any: [is active, tagged vip]}", "true of everybody here");
	warns("is active; {any: [is prospect, tagged vip]}", "nobody comes in by this");
	warns("{any: [tagged vip, not tagged vip]}", "always true");
	warns("{any: [has visit in the last 6 months, no visit in the last 6 months]}",
	      "always true");
	warns("{any: [age is at least 18, age is at least 65]}", "the other is part of it");
	warns("{any: [is active, is active]}", "says the same");
}

static void missing_values_under_a_not_are_told(void **state)
{
	(void)state;
	warns("not age is under 18", "whose age is not known");
	warns("not source is walk-in", "whose source is not known");
	warns("{none: [nps is at most 6, is prospect]}", "nps");
	warns("{none: [age is under 18]}; age is known", "");
	warns("not is active", "");
	warns("not last visit is older than 18 months", "who has no visit at all");
	warns("not last visit is older than 18 months; has visit", "");
	warns("not next visit is in the next 3 days", "no upcoming visit at all");
	warns("not next visit is in the next 3 days; has upcoming visit", "");
	warns("not last cleaning visit is older than 18 months; has visit", "no cleaning visit");
	warns("{none: [last visit is older than 18 months]}; count of visits is exactly 1", "");
	warns("not spend in the last 12 months is over 100", "");
	warns("is active; not notes contains \"x\"", "notes");
}

static void names_reach_through(void **state)
{
	(void)state;
	struct ruleset *r = read_text("segments:\n"
				      "  a: {who: [in segment b, has upcoming visit]}\n"
				      "  b: {who: [no upcoming visit, is active]}\n"
				      "  c: {who: [in segment b, is active]}\n");
	assert_int_equal(problems.n, 1);
	assert_non_null(strstr(problems.v[0].what, nobody));
	assert_int_equal(problems.v[0].pos.line, 2);
	ruleset_free(r);
	r = read_text("dates: {a: 2026-01-01, b: 2026-01-01}\nsegments: {x: {who: [today is before "
		      "b]}}\n");
	assert_int_equal(problems.n, 1);
	assert_non_null(strstr(problems.v[0].what, "'a'"));
	ruleset_free(r);
}

/* --- Hashes ----------------------------------------------------------------------------------- */

static void hash_of(const char *text, const char *key, char out[67])
{
	struct ruleset *r = read_text(text);
	const struct segment *s = &r->segments[ruleset_find(r, key)];

	snprintf(out, 67, "%s %s", s->hash, s->key_hash);
	ruleset_free(r);
}

static void same_hash(const char *a, const char *b, bool same)
{
	char x[67];
	char y[67];

	hash_of(a, "a", x);
	hash_of(b, "a", y);
	assert_int_equal(strlen(x), 65);
	if ((strcmp(x, y) == 0) != same)
		fail_msg("%s\n%s", a, b);
}

static void hashes_follow_the_meaning(void **state)
{
	static const char base[] = "segments: {a: {who: [is active, no visit]}}";

	(void)state;
	same_hash(base,
		  "# x\nsegments:\n  a:\n    title: T\n    quiet: none\n    limit: 3\n    who:\n"
		  "      - \"is active\"\n      - no visit\n",
		  true);
	same_hash(base,
		  "segments: {b: {who: [is prospect]}, a: {who: [no visits, is active, no visit]}}",
		  true);
	same_hash(base, "segments: {a: {who: [is active]}}", false);
	same_hash(base, "segments: {a: {who: [{any: [is active, no visit]}]}}", false);
	same_hash(base, "segments: {a: {who: [is active, {none: [no visit]}]}}", false);
	same_hash(
		base,
		"segments: {a: {who: [is active, no visit], order: \"last visit, oldest first\"}}",
		false);
	same_hash("segments: {a: {who: [is active], order: \"last visit, oldest first\"}}",
		  "segments: {a: {who: [is active], order: \"last visit, newest first\"}}", false);
	same_hash("segments: {a: {who: [in segment b]}, b: {who: [is active]}}",
		  "segments: {a: {who: [in segment b]}, b: {who: [is prospect]}}", false);
	same_hash("segments: {a: {who: [today is during s]}}\ndates: {s: {every year: [07-04, "
		  "08-31]}}",
		  "segments: {a: {who: [today is during s]}}\ndates: {s: {every year: [07-04, "
		  "08-30]}}",
		  false);
	same_hash("segments: {a: {who: [上次就诊早于6个月前]}}",
		  "segments: {a: {who: [last visit is older than 6 months]}}", true);
}

static void hashes_follow_the_settings(void **state)
{
	static const char recall[] = "segments: {a: {who: [cleaning is due]}}";
	static const char work[] = "segments: {a: {who: [has visit on the last working day]}}";
	static const char plain[] = "segments: {a: {who: [has visit]}}";
	char before[3][67];
	char after[67];

	(void)state;
	hash_of(recall, "a", before[0]);
	hash_of(work, "a", before[1]);
	hash_of(plain, "a", before[2]);
	words.config->recalls[0].every.months++;
	hash_of(recall, "a", after);
	assert_string_not_equal(after, before[0]);
	hash_of(work, "a", after);
	assert_string_equal(after, before[1]);
	words.config->closed[0]++;
	hash_of(work, "a", after);
	assert_string_not_equal(after, before[1]);
	hash_of(plain, "a", after);
	assert_string_equal(after, before[2]);
	/* What things are called does not count. */
	hash_of("segments: {a: {who: [has exam visit, source is walk-in, tagged vip]}}", "a",
		after);
	char same[67];
	for (int i = 0; i < VOCABS; i++)
		for (size_t k = 0; k < words.config->vocab[i].n; k++)
			words.config->vocab[i].v[k].label_en =
				words.config->vocab[i].v[k].label_zh = "x";
	hash_of("segments: {a: {who: [has exam visit, source is walk-in, tagged vip]}}", "a", same);
	assert_string_equal(after, same);
	hash_of("segments: {a: {who: [may be called]}}", "a", before[0]);
	words.config->adult_from++;
	hash_of("segments: {a: {who: [may be called]}}", "a", after);
	assert_string_not_equal(after, before[0]);
	/* What comes of a call decides what is a contact. */
	hash_of("segments: {a: {who: [no contact in the last 9 days]}}", "a", before[0]);
	words.config->calls.outcomes[0].flags ^= OUTCOME_CONTACT;
	hash_of("segments: {a: {who: [no contact in the last 9 days]}}", "a", after);
	assert_string_not_equal(after, before[0]);
	hash_of(plain, "a", after);
	assert_string_equal(after, before[2]);
	words.config->timezone = "Asia/Tokyo";
	hash_of(plain, "a", after);
	assert_string_not_equal(after, before[2]);
}

/* --- One sentence ----------------------------------------------------------------------------- */

static void a_sentence_is_a_ruleset(void **state)
{
	(void)state;
	struct ruleset *with =
		read_text("dates: {s: 2026-05-01}\nsegments:\n  b: {who: [in segment c]}\n"
			  "  c: {who: [today is before s]}\n");
	struct ruleset *r = ruleset_of_sentence("no upcoming visit", with, &words.lex, &problems);
	assert_non_null(r);
	assert_int_equal(r->n_segments, 1);
	assert_string_equal(r->segments[0].key, "=");
	assert_string_equal(r->segments[0].title_zh, "no upcoming visit");
	assert_true(r->segments[0].needs.parts & NEED_VISITS);
	ruleset_free(r);
	r = ruleset_of_sentence("household has child in segment b", with, &words.lex, &problems);
	assert_non_null(r);
	assert_int_equal(r->n_segments, 3);
	assert_int_equal(r->order[2], 0);
	assert_int_equal(ruleset_find(r, "c"), 2);
	assert_true(r->segments[0].needs.parts & NEED_HOUSE);
	ruleset_free(r);
	r = ruleset_of_sentence("today is before s", with, &words.lex, &problems);
	assert_non_null(r);
	ruleset_free(r);
	assert_int_equal(problems.n, 0);
	r = ruleset_of_sentence("in segment d", with, &words.lex, &problems);
	assert_null(r);
	assert_int_equal(problems.v[0].pos.col, 12);
	r = ruleset_of_sentence("today is before s", NULL, &words.lex, &problems);
	assert_null(r);
	ruleset_free(with);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(sensible_rules_are_not_warned_of, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(what_can_never_be_is_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_says_nothing_is_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(missing_values_under_a_not_are_told, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(names_reach_through, set_up, tear_down),
		cmocka_unit_test_setup_teardown(hashes_follow_the_meaning, set_up, tear_down),
		cmocka_unit_test_setup_teardown(hashes_follow_the_settings, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_sentence_is_a_ruleset, set_up, tear_down),
	};

	i18n_init("en", "build/locale");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
