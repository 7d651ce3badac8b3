/* The tests that a rule file brings along: what patients may be, what is told, what goes unnoticed.
 */
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
static struct str told;

static int set_up(void **state)
{
	(void)state;
	words_open(&words);
	problems_init(&problems);
	str_init(&told);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	str_release(&told);
	problems_release(&problems);
	words_close(&words);
	return 0;
}

static void tell_line(const struct pos *pos, const char *text, void *arg)
{
	(void)arg;
	str_addf(&told, "%d:%d %s\n", pos->line, pos->col, text);
}

static struct test_report run(const char *text, bool mutate)
{
	struct test_report report;

	problems_release(&problems);
	problems_init(&problems);
	str_clear(&told);
	struct ruleset *r = ruleset_read("r.yaml", text, strlen(text), &words.lex, &problems);
	if (!r) {
		struct str all;
		str_init(&all);
		for (size_t i = 0; i < problems.n; i++)
			problem_show(&all, &problems.v[i], text, strlen(text));
		fail_msg("%s", all.p);
	}
	ruleset_test(r, mutate, tell_line, NULL, &report);
	ruleset_free(r);
	return report;
}

/* Who of some patients fits a sentence on 2026-11-23 (a Monday). */
static void fits(const char *sentence, const char *patients, const char *expected)
{
	struct str text;

	str_init(&text);
	str_addf(&text,
		 "dates: {s: {every year: [12-01, 12-24]}}\n"
		 "segments:\n a:\n  who: ['%s']\n other: {who: [tagged vip]}\n"
		 " dated: {who: [today is during s]}\n"
		 "tests:\n - name: t\n   today: 2026-11-23\n   patients: {%s}\n   expect: {a: "
		 "[%s]}\n",
		 sentence, patients, expected);
	struct test_report report = run(text.p, false);
	if (report.failed)
		fail_msg("%s: %s", sentence, told.p);
	assert_int_equal(report.passed, 1);
	str_release(&text);
}

static void patients_have_visits_and_plans(void **state)
{
	(void)state;
	fits("has visit",
	     "a: {visits: 2026-11-01 exam}, b: {}, c: {visits: [2026-11-01 exam missed]},"
	     " d: {visits: [2026-12-01 exam planned]}",
	     "a");
	fits("has missed visit",
	     "a: {visits: 2026-11-01 exam no-show}, b: {visits: 2026-11-01 exam}", "a");
	fits("has cancelled visit in the last 3 days",
	     "a: {visits: 2026-12-01 exam cancelled 2026-11-20}, b: {visits: 2026-12-01 exam "
	     "cancelled 2026-11-19}",
	     "a");
	fits("has visit with lin at wuyi over 100",
	     "a: {visits: 2026-11-01 exam with lin at wuyi 101},"
	     " b: {visits: 2026-11-01 exam with xu at wuyi 101}, c: {visits: 2026-11-01 exam with "
	     "lin 101},"
	     " d: {visits: 2026-11-01 exam with lin at wuyi 100}",
	     "a");
	fits("spend is at least 100",
	     "a: {visits: [2026-11-01 exam 60, 2026-10-01 exam 40.00]}, b: {visits: "
	     "2026-11-01 exam 99.99}",
	     "a");
	fits("balance owed is at least 10",
	     "a: {visits: 2026-11-01 exam 60 paid 50}, b: {visits: 2026-11-01 "
	     "exam 60 paid 51}",
	     "a");
	fits("has unscheduled plan",
	     "a: {plans: 2026-11-01 accepted crown 3200}, b: {plans: 2026-11-01 accepted "
	     "crown 3200, visits: 2026-12-01 crown planned plan}, c: {plans: 2026-11-01 declined "
	     "crown}",
	     "a");
	fits("plan value is at least 1800",
	     "a: {plans: 2026-11-01 offered root-canal 900 crown 900}, b: {plans: "
	     "2026-11-01 offered root-canal 900 crown 900, visits: 2026-11-05 crown plan}",
	     "a");
}

static void patients_have_to_dos_and_calls(void **state)
{
	(void)state;
	fits("has overdue lab task",
	     "a: {tasks: 2026-11-01 lab due 2026-11-22}, b: {tasks: 2026-11-01 lab "
	     "due 2026-11-23}, c: {tasks: 2026-11-01 lab due 2026-11-01 done}, d: {tasks: "
	     "2026-11-01 care due "
	     "2026-11-01}",
	     "a");
	fits("has open complaint",
	     "a: {tasks: 2026-11-01 complaint}, b: {tasks: 2026-11-01 complaint done "
	     "2026-11-02}",
	     "a");
	fits("has done promise in the last 2 days",
	     "a: {tasks: 2026-11-01 promise done 2026-11-21}, b: {tasks: "
	     "2026-11-01 promise done 2026-11-20}, c: {tasks: 2026-11-01 done 2026-11-21}",
	     "a");
	fits("has answered call",
	     "a: {calls: 2026-11-01 answered}, b: {calls: 2026-11-01}, c: {messages: "
	     "2026-11-01}",
	     "a");
	fits("has contact",
	     "a: {calls: 2026-11-01 left_message}, b: {calls: 2026-11-01 busy}, c: {messages: "
	     "2026-11-01 wechat}, d: {calls: 2026-11-01 desk in}",
	     "a, c, d");
	fits("has message by wechat", "a: {messages: 2026-11-01 wechat}, b: {messages: 2026-11-01}",
	     "a");
	fits("nps is at least 9",
	     "a: {surveys: 2026-11-01 9 wechat}, b: {surveys: [2026-11-01 10, 2026-11-02 "
	     "8]}, c: {}",
	     "a");
	fits("referrals is at least 2",
	     "a: {referrals: [2026-01-01 arrived 2026-02-01, 2026-01-01 arrived "
	     "2026-02-01]}, b: {referrals: [2026-01-01, 2026-01-01 arrived 2026-02-01]}",
	     "a");
	fits("marketing consent is no",
	     "a: {consents: marketing no by sms 2026-01-01}, b: {consents: all no}, "
	     "c: {consents: marketing yes}, d: {}",
	     "a, b");
	fits("may be called",
	     "a: {phone: yes}, b: {phone: no}, c: {phone: yes, tags: do-not-call}, d: {phone: "
	     "yes, tags: do-not-call until 2026-11-22}, e: {phone: yes, consents: all no by phone}",
	     "a, d");
	fits("may be messaged by email", "a: {email: yes}, b: {wechat: yes}", "a");
}

static void patients_have_a_chart(void **state)
{
	(void)state;
	fits("tagged vip",
	     "a: {tags: [smoker, vip until 2026-11-23]}, b: {tags: vip until 2026-11-22}", "a");
	fits("cleaning is due",
	     "a: {visits: 2026-01-01 cleaning}, b: {visits: 2026-01-01 cleaning, recalls: "
	     "cleaning never}, c: {visits: 2026-09-01 cleaning, recalls: cleaning every 2 months}, "
	     "d: {visits: "
	     "2026-01-01 cleaning, recalls: cleaning from 2026-11-24}",
	     "a, c");
	fits("age is at least 18",
	     "a: {born: 2008-11-23}, b: {born: 2008-11-24}, c: {born: ~1980}, d: {born: "
	     "1980-05}",
	     "a, d");
	fits("is prospect", "a: {status: prospect}, b: {}", "a");
	fits("sex is female", "a: {sex: female}, b: {sex: male}, c: {}", "a");
	fits("source is wechat", "a: {source: wechat}, b: {source: 微信}, c: {source: baidu}",
	     "a, b");
	fits("doctor is lin", "a: {doctor: lin}, b: {provider: lin}, c: {}", "a, b");
	fits("notes contains \"Latex\"", "a: {notes: has a latex allergy}, b: {notes: none}", "a");
	fits("registration is before 2026-01-01",
	     "a: {registered: 2025-12-31}, b: {registered: 2026-01-01}", "a");
	fits("guardian is known", "a: {guardian: b}, b: {}", "a");
	fits("household has child tagged vip",
	     "a: {household: x}, b: {household: x, born: 2015-01-01, tags: "
	     "vip}, c: {household: y}",
	     "a");
	fits("household has other member in segment other",
	     "a: {household: x}, b: {household: x, tags: vip}, c: "
	     "{household: x}",
	     "a, c");
	fits("marketing consent is no",
	     "kid: {born: 2018-01-01, household: x, guardian: mum}, mum: {household: x, "
	     "born: 1980-01-01, consents: marketing no}",
	     "kid, mum");
}

static void failures_are_told(void **state)
{
	(void)state;
	struct test_report report = run("segments: {a: {who: [is active]}}\n"
					"tests:\n"
					"  - name: wrong\n"
					"    today: 2026-01-01\n"
					"    patients: {x: {}, y: {status: moved}, z: {}}\n"
					"    expect: {a: [x, y]}\n"
					"  - name: right\n"
					"    today: 2026-01-01\n"
					"    patients: {x: {}, y: {status: moved}}\n"
					"    expect: {a: x}\n",
					true);
	assert_int_equal(report.passed, 1);
	assert_int_equal(report.failed, 1);
	assert_int_equal(report.mutants, 0);
	assert_string_equal(
		told.p, "6:14 test 'wrong', segment a: y should be in it and is not; z is in it "
			"and should not be\n");
}

static void what_no_test_notices_is_told(void **state)
{
	(void)state;
	struct test_report report =
		run("segments:\n"
		    "  a: {who: [last visit is older than 6 months, is active]}\n"
		    "  b: {who: [count of visits is at least 2]}\n"
		    "tests:\n"
		    "  - name: t\n"
		    "    today: 2026-08-31\n"
		    "    patients:\n"
		    "      ann: {visits: [2026-02-28 exam]}\n"
		    "      bob: {visits: [2026-02-27 exam]}\n"
		    "    expect: {a: [bob]}\n",
		    true);
	assert_int_equal(report.failed, 0);
	/* 4 of the first condition, 2 of the second, 4 of segment b. */
	assert_int_equal(report.mutants, 10);
	assert_int_equal(report.noticed, 5);
	assert_string_equal(told.p, "2:48 no test would notice if this were left out\n"
				    "3:3 no test speaks of the segment b\n");
}

static void exact_boundaries_are_noticed(void **state)
{
	(void)state;
	struct test_report report =
		run("segments:\n"
		    "  a: {who: [last visit is older than 6 months]}\n"
		    "  b: {who: [in segment a, {any: [age is at least 18, spend is between 100 and "
		    "200]}]}\n"
		    "tests:\n"
		    "  - today: 2026-08-31\n"
		    "    patients:\n"
		    "      ann: {visits: [2026-02-28 exam]}\n"
		    "      bob: {visits: [2026-02-27 exam], born: 2008-08-31}\n"
		    "      cat: {visits: [2026-02-27 exam 100], born: 2008-09-01}\n"
		    "      dan: {visits: [2026-02-27 exam 200], born: 2018-09-01}\n"
		    "      eve: {visits: [2026-02-27 exam 99.99], born: 2018-09-01}\n"
		    "      fay: {visits: [2026-02-27 exam 201], born: 2018-09-01}\n"
		    "      gus: {visits: [2026-08-27 exam 150], born: 1980-09-01}\n"
		    "      hal: {visits: [2026-02-27 exam 99], born: 2008-09-01}\n"
		    "      ida: {visits: [2026-02-01 exam 150], born: 1980-09-01}\n"
		    "    expect: {b: [bob, cat, dan, ida]}\n"
		    "  - today: 2026-08-31\n"
		    "    patients: {x: {visits: [2026-03-01 exam]}, y: {visits: [2026-02-26 exam]},"
		    " z: {visits: [2026-01-31 exam]}}\n"
		    "    expect: {a: [y, z]}\n",
		    true);
	assert_string_equal(told.p, "");
	assert_int_equal(report.failed, 0);
	assert_int_equal(report.noticed, report.mutants);
	/* 4 and 2 and 4 and 6: the segment that b names is noticed through b. */
	assert_int_equal(report.mutants, 16);
}

/* --- The file a new clinic gets --------------------------------------------------------------- */

static const char starter[] =
#include "starter_rules.inc"
	;

static void the_starter_is_good(void **state)
{
	struct config *config = config_load("data/starter/clinic.yaml", NULL);
	struct lexicon lex = { config, NULL };
	struct test_report report;

	(void)state;
	struct ruleset *r = ruleset_read("rules.yaml", starter, strlen(starter), &lex, &problems);
	for (size_t i = 0; i < problems.n; i++)
		fail_msg("%d:%d %s", problems.v[i].pos.line, problems.v[i].pos.col,
			 problems.v[i].what);
	assert_non_null(r);
	assert_true(r->n_segments >= 22);
	for (size_t i = 0; i < r->n_segments; i++) {
		const struct segment *s = &r->segments[i];
		assert_string_not_equal(s->title_en, s->key);
		if (strcmp(s->title_en, s->title_zh) == 0)
			fail_msg("%s has no Chinese title", s->key);
		assert_true(!s->note_en || strcmp(s->note_en, s->note_zh) != 0);
	}
	ruleset_test(r, true, tell_line, NULL, &report);
	assert_string_equal(told.p, "");
	assert_int_equal(report.failed, 0);
	assert_true(report.passed >= r->n_segments);
	assert_int_equal(report.noticed, report.mutants);
	assert_true(report.mutants > 300);
	ruleset_free(r);
	config_free(config);
}

static void the_starter_is_formatted(void **state)
{
	struct err err = ERR_INIT;
	struct str out;

	(void)state;
	str_init(&out);
	assert_true(rules_format("rules.yaml", starter, strlen(starter), &out, &err));
	assert_string_equal(out.p, starter);
	str_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(patients_have_visits_and_plans, set_up, tear_down),
		cmocka_unit_test_setup_teardown(patients_have_to_dos_and_calls, set_up, tear_down),
		cmocka_unit_test_setup_teardown(patients_have_a_chart, set_up, tear_down),
		cmocka_unit_test_setup_teardown(failures_are_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_no_test_notices_is_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(exact_boundaries_are_noticed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_starter_is_good, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_starter_is_formatted, set_up, tear_down),
	};

	i18n_init("en", "build/locale");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
