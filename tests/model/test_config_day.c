/* clinic.yaml: days with hours of their own, recalls, and what follows a visit. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/base/i18n.h"
#include "revisit/model/record.h"
#include "support/config.h"

#define KINDS "visit kinds: [exam, cleaning, perio, surgery]\n"

static void mistakes_have_places(void **state)
{
	static const struct {
		const char *text;
		int line, col;
		const char *says;
	} cases[] = {
		{ "open on: [2026-02-14]\n", 1, 10, "" },
		{ "open on: {2026-02-30: fri}\n", 1, 11, "30 February" },
		{ "open on: {2026-02-14: friday}\n", 1, 23, "friday" },
		{ "open on: {2026-02-14: [fri]}\n", 1, 23, "" },
		{ "open on:\n  2026-02-14: fri\n  2026-2-14: mon\n", 3, 3, "twice" },
		{ "slot minutes: 4\n", 1, 15, "4" },
		{ "slot minutes: 121\n", 1, 15, "121" },
		{ "adult from: 0\n", 1, 13, "0" },
		{ "adult from: 31\n", 1, 13, "31" },
		{ KINDS "recalls: [cleaning]\n", 2, 10, "" },
		{ KINDS "recalls: {cleaning: 6m}\n", 2, 21, "" },
		{ KINDS "recalls: {a b: {every: 6m, after: cleaning}}\n", 2, 11, "a b" },
		{ KINDS "recalls: {c: {every: 6x, after: cleaning}}\n", 2, 22, "" },
		{ KINDS "recalls: {c: {every: 0d, after: cleaning}}\n", 2, 22, "at least a day" },
		{ KINDS "recalls: {c: {after: cleaning}}\n", 2, 11, "every:" },
		{ KINDS "recalls: {c: {every: 6m}}\n", 2, 11, "after:" },
		{ KINDS "recalls: {c: {every: 6m, after: [cleaning, polish]}}\n", 2, 11, "polish" },
		{ KINDS "recalls: {c: {every: 6m, after: cleaning, book: polish}}\n", 2, 11, "polish" },
		{ KINDS "recalls: {c: {every: 6m, after: cleaning, when: x}}\n", 2, 43, "when" },
		{ KINDS "recalls: {c: {every: 6m, after: cleaning, from age: 15, to age: 14}}\n", 2, 11,
		  "from age" },
		{ KINDS "recalls: {c: {every: 6m, after: cleaning, from age: -1}}\n", 2, 53, "-1" },
		{ KINDS "recalls: {c: {every: 6m, after: cleaning, instead of: p}}\n", 2, 11, "'p'" },
		{ KINDS "recalls: {c: {every: 6m, after: cleaning, instead of: c}}\n", 2, 11, "'c'" },
		{ KINDS "providers: {a: {does: [exam, claening]}}\n", 2, 30, "did you mean 'cleaning'?" },
		{ KINDS "providers: {a: {does not: polish}}\n", 2, 27, "'polish' is no visit kind" },
		{ KINDS "providers: {a: {does: exam, does not: perio}}\n", 2, 29, "not both" },
		{ KINDS "providers: {a: {does: []}}\n", 2, 23, "empty" },
		{ KINDS "providers: {a: {does: {exam: yes}}}\n", 2, 23, "" },
		{ KINDS "providers: {a: {dose: exam}}\n", 2, 17, "does, does not" },
		{ "visit kinds: {exam: {does: exam}}\n", 1, 22, "does" },
		{ KINDS "recalls: {c: {every: 6m, after: cleaninng}}\n", 2, 11, "did you mean" },
		{ KINDS "after visits: {surgery: 1d}\n", 2, 15, "" },
		{ KINDS "after visits: [1d]\n", 2, 16, "" },
		{ KINDS "after visits:\n  - {kinds: surgery, after: 1d}\n", 3, 5, "what:" },
		{ KINDS "after visits:\n  - {kinds: surgery, what: call}\n", 3, 5, "after:" },
		{ KINDS "after visits:\n  - {after: 1d, what: call}\n", 3, 5, "kinds:" },
		{ KINDS "after visits:\n  - {kinds: extraction, after: 1d, what: call}\n", 3, 5,
		  "extraction" },
		{ KINDS "after visits:\n  - {kinds: surgery, after: 1d, what: a, due: b}\n", 3, 42, "due" },
		{ KINDS "after visits:\n  - {kinds: surgery, after: 1d, what: a}\n"
			"  - {kinds: [exam, surgery], after: 1d, what: b}\n",
		  4, 5, "same day" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct err err = ERR_INIT;
		if (read_text(cases[i].text, &err))
			fail_msg("taken: %s", cases[i].text);
		if (err.code != ERR_CONFIG || err.line != cases[i].line || err.col != cases[i].col ||
		    !strstr(err.msg, cases[i].says))
			fail_msg("%s: %d:%d %s", cases[i].text, err.line, err.col, err.msg);
	}
}

/* Of the week, of holidays and of days of their own the last word is the day's own. */
static void days_of_their_own(void **state)
{
	struct config *c = good("open on:\n  2026-10-10: mon\n  2026-10-01: 10:00-12:00\n"
				"  2026-02-15: closed\n"
				"hours: {mon: \"08:00-12:00 13:00-17:00\", tue-fri: 09:00-17:00, sun: 10:00-11:00}\n"
				"closed: [2026-10-01, 2026-10-02, 2026-10-03]\n");

	(void)state;
	day_t saturday = day_make(2026, 10, 10);
	assert_int_equal(config_hours(c, saturday)->n, 2);
	assert_int_equal(config_hours(c, saturday)->range[0].from, 8 * 60);
	assert_int_equal(config_hours(c, saturday + 7)->n, 0);
	assert_int_equal(config_hours(c, day_make(2026, 10, 1))->range[0].to, 12 * 60);
	assert_int_equal(config_hours(c, day_make(2026, 10, 2))->n, 0);
	assert_int_equal(config_hours(c, day_make(2026, 2, 15))->n, 0); /* a Sunday with hours */
	assert_true(config_open_at(c, saturday, 8 * 60));
	assert_false(config_open_at(c, saturday, 12 * 60));
	assert_false(config_open_at(c, saturday, 17 * 60));
	assert_int_equal(config_next_working_day(c, day_make(2026, 9, 30)), day_make(2026, 10, 1));
	/* 2 and 3 October are holidays, 4 October a Sunday with hours. */
	assert_int_equal(config_next_working_day(c, day_make(2026, 10, 1)), day_make(2026, 10, 4));
	assert_int_equal(config_next_working_day(c, day_make(2026, 10, 9)), saturday);
	assert_int_equal(config_last_working_day(c, day_make(2026, 10, 4)), day_make(2026, 10, 1));
	config_free(c);
}

static void a_clinic_that_never_opens(void **state)
{
	struct config *c = good("hours: {mon-sun: closed}\n");

	(void)state;
	assert_int_equal(config_next_working_day(c, 0), 366);
	assert_int_equal(config_last_working_day(c, 0), -366);
	config_free(c);
}

static void recalls_and_followups(void **state)
{
	struct config *c = good(
		KINDS "recalls:\n"
		      "  prophy: {label: {en: Cleaning, zh: 洁牙}, every: 6m, after: [cleaning, exam]}\n"
		      "  perio: {every: 1y3m, after: perio, book: exam, instead of: [prophy],"
		      " from age: 0, to age: 99}\n"
		      "after visits:\n"
		      "  - {kinds: [surgery, exam], after: 1d, what: {en: call, zh: 回访}, kind: care, to: provider}\n"
		      "  - {kinds: surgery, after: 1d, what: send the bill}\n"
		      "  - {kinds: perio, after: 1d, what: other words, kind: care}\n");

	(void)state;
	assert_int_equal(c->n_recalls, 2);
	const struct recall_def *d = config_recall(c, "prophy");
	assert_non_null(d);
	assert_int_equal(d->every.months, 6);
	assert_int_equal(d->n_after, 2);
	assert_string_equal(d->book, "cleaning");
	assert_int_equal(d->from_age, -1);
	assert_int_equal(d->to_age, -1);
	assert_string_equal(config_label(c, "recall", "prophy"), "Cleaning");
	assert_string_equal(config_label(c, "recall", "perio"), "perio");
	d = config_recall(c, "perio");
	assert_int_equal(d->every.years, 1);
	assert_string_equal(d->book, "exam");
	assert_string_equal(d->instead_of[0], "prophy");
	assert_int_equal(d->from_age, 0);
	assert_null(config_recall(c, "x"));
	assert_int_equal(c->n_followups, 3);
	assert_string_equal(c->followups[0].rule, "1d:care");
	assert_string_equal(c->followups[0].what_zh, "回访");
	assert_string_equal(c->followups[0].assignee, "provider");
	assert_string_equal(c->followups[1].rule, "1d:to-do");
	assert_null(c->followups[1].assignee);
	config_free(c);
}

static void who_does_what(void **state)
{
	static const struct {
		const char *provider, *kind;
		bool does;
	} rows[] = {
		{ "amy", "cleaning", true }, { "amy", "perio", true },	  { "amy", "exam", false },
		{ "amy", "polish", true },   { "amy", NULL, true },	  { "lin", "surgery", false },
		{ "lin", "exam", true },     { "lin", "polish", true },	  { "xu", "surgery", true },
		{ "kim", "exam", true },     { NULL, "exam", true },	  { "mei", "exam", true },
	};
	/* the kinds may stand behind those who do them */
	struct config *c = good("providers:\n  amy: {does: [cleaning, perio]}\n  lin: {does not: surgery}\n"
				"  xu: Dr Xu\n  mei: {treats: no}\n" KINDS);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (config_does(c, rows[i].provider, rows[i].kind) != rows[i].does)
			fail_msg("%s %s", str_or_empty(rows[i].provider), str_or_empty(rows[i].kind));
	config_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mistakes_have_places),
		cmocka_unit_test(days_of_their_own),
		cmocka_unit_test(a_clinic_that_never_opens),
		cmocka_unit_test(recalls_and_followups),
		cmocka_unit_test(who_does_what),
	};

	i18n_init("en", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
