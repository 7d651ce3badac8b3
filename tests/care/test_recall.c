/* When a patient is due again: every boundary by hand, and how it is said. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "support.h"

/* --- by hand --- */

struct example {
	const char *what, *today;
	const char *born;    /* NULL: not known; "~1990": estimated */
	const char *visits;  /* "2026-05-07 cleaning completed, …" */
	const char *decided; /* "cleaning 4m 2027-01-01 never", each may be "-"; NULL */
	const char *expect;  /* "cleaning due 2026-11-07, …": only those named are looked at */
};

static const struct example examples[] = {
	{ "nobody came", "2026-11-22", NULL, "", NULL, "cleaning not_begun -, perio not_begun -" },
	{ "the day before", "2026-11-06", NULL, "2026-05-07 cleaning completed", NULL,
	  "cleaning later 2026-11-07" },
	{ "the day", "2026-11-07", NULL, "2026-05-07 cleaning completed", NULL,
	  "cleaning due 2026-11-07, checkup later 2027-05-07" },
	{ "late", "2026-11-22", NULL, "2026-05-07 cleaning left", NULL, "cleaning due 2026-11-07" },
	{ "the last one counts", "2026-11-22", NULL,
	  "2026-09-07 cleaning completed, 2025-01-07 cleaning left", NULL, "cleaning later 2027-03-07" },
	{ "today it took place", "2026-11-22", NULL,
	  "2025-01-07 cleaning completed, 2026-11-22 cleaning completed", NULL,
	  "cleaning later 2027-05-22" },
	{ "done in the future is none", "2026-11-22", NULL,
	  "2025-01-07 cleaning completed, 2026-11-23 cleaning completed", NULL,
	  "cleaning due 2025-07-07" },
	{ "what did not take place begins nothing", "2026-11-22", NULL,
	  "2026-01-07 cleaning no_show, 2026-02-07 cleaning cancelled, 2026-03-07 cleaning rescheduled, "
	  "2026-04-07 cleaning planned, 2026-04-08 cleaning arrived",
	  NULL, "cleaning not_begun -" },
	{ "another kind begins nothing", "2026-11-22", NULL, "2026-01-07 filling completed", NULL,
	  "cleaning not_begun -, checkup not_begun -" },

	/* The calendar. */
	{ "31 August and 6 months", "2026-02-28", NULL, "2025-08-31 cleaning completed", NULL,
	  "cleaning due 2026-02-28" },
	{ "31 August and 6 months, the day before", "2026-02-27", NULL, "2025-08-31 cleaning completed",
	  NULL, "cleaning later 2026-02-28" },
	{ "31 August before a leap year", "2024-02-29", NULL, "2023-08-31 cleaning completed", NULL,
	  "cleaning due 2024-02-29" },
	{ "29 February and 6 months", "2024-08-28", NULL, "2024-02-29 cleaning completed", NULL,
	  "cleaning later 2024-08-29" },
	{ "29 February and a year", "2025-02-28", NULL, "2024-02-29 exam completed", NULL,
	  "checkup due 2025-02-28" },
	{ "30 April and 3 months", "2026-07-30", NULL, "2026-04-30 perio completed", NULL,
	  "perio due 2026-07-30" },
	{ "30 November and 3 months", "2027-02-28", NULL, "2026-11-30 perio completed", NULL,
	  "perio due 2027-02-28" },
	{ "weeks", "2026-11-26", NULL, "2026-10-22 ortho completed", NULL, "ortho due 2026-11-26" },
	{ "weeks over the new year", "2027-01-23", NULL, "2026-12-20 ortho completed", NULL,
	  "ortho later 2027-01-24" },
	/* 29 Feb 2024 + 1y is 28 Feb 2025, + 6m is 28 Aug, + 2w1d is 12 Sep. */
	{ "years, months, weeks, days, in that order", "2025-09-12", NULL,
	  "2024-02-29 filling completed", NULL, "filling due 2025-09-12" },
	{ "the end of the calendar", "2026-11-22", NULL, "2026-05-07 cleaning completed",
	  "cleaning 9000y - -", "cleaning later 9999-12-31" },

	/* What is booked. */
	{ "booked ahead", "2026-11-22", NULL,
	  "2026-01-07 cleaning completed, 2026-12-01 cleaning planned", NULL,
	  "cleaning booked 2026-07-07" },
	{ "booked today", "2026-11-22", NULL,
	  "2026-01-07 cleaning completed, 2026-11-22 cleaning confirmed", NULL,
	  "cleaning booked 2026-07-07" },
	{ "booked yesterday and never closed", "2026-11-22", NULL,
	  "2026-01-07 cleaning completed, 2026-11-21 cleaning confirmed", NULL,
	  "cleaning due 2026-07-07" },
	{ "here now", "2026-11-22", NULL, "2026-01-07 cleaning completed, 2026-11-22 cleaning seated",
	  NULL, "cleaning booked 2026-07-07" },
	{ "left sitting yesterday", "2026-11-22", NULL,
	  "2026-01-07 cleaning completed, 2026-11-21 cleaning seated", NULL, "cleaning due 2026-07-07" },
	{ "booked for what is booked for it", "2026-11-22", NULL,
	  "2025-01-07 implant completed, 2026-12-01 exam planned", NULL, "implant booked 2026-01-07" },
	{ "booked something else", "2026-11-22", NULL,
	  "2026-01-07 cleaning completed, 2026-12-01 filling planned", NULL, "cleaning due 2026-07-07" },
	{ "cancelled ahead", "2026-11-22", NULL,
	  "2026-01-07 cleaning completed, 2026-12-01 cleaning cancelled", NULL,
	  "cleaning due 2026-07-07" },
	{ "a cleaning answers the check-up too", "2026-11-22", "1990-01-01",
	  "2025-01-07 exam completed, 2026-12-01 cleaning planned", NULL, "checkup booked 2026-01-07" },
	{ "booked though it was put off", "2026-11-22", NULL,
	  "2026-01-07 cleaning completed, 2026-12-01 cleaning planned", "cleaning - 2027-06-01 -",
	  "cleaning booked 2027-06-01" },

	/* How old they are. */
	{ "12 the next day", "2026-11-21", "2014-11-22", "2026-01-07 cleaning completed", NULL,
	  "cleaning age 2026-07-07" },
	{ "12 on the day", "2026-11-22", "2014-11-22", "2026-01-07 cleaning completed", NULL,
	  "cleaning due 2026-07-07" },
	{ "not yet 12, but when it is due", "2026-11-01", "2014-11-22", "2026-05-22 cleaning completed",
	  NULL, "cleaning later 2026-11-22" },
	{ "not yet 12 when it is due", "2026-11-01", "2014-11-22", "2026-05-21 cleaning completed", NULL,
	  "cleaning age 2026-11-21" },
	{ "14 for one more day", "2026-11-21", "2011-11-22", "2026-01-07 child completed", NULL,
	  "child due 2026-07-07" },
	{ "15 today", "2026-11-22", "2011-11-22", "2026-01-07 child completed", NULL,
	  "child age 2026-07-07" },
	{ "too old by then", "2026-11-01", "2011-11-22", "2026-05-22 child completed", NULL,
	  "child age 2026-11-22" },
	{ "born on 29 February", "2024-02-28", "2012-02-29", "2023-01-07 cleaning completed", NULL,
	  "cleaning age 2023-07-07" },
	{ "born on 29 February, on it", "2024-02-29", "2012-02-29", "2023-01-07 cleaning completed",
	  NULL, "cleaning due 2023-07-07" },
	{ "born on 29 February, in a common year", "2027-02-28", "2012-02-29",
	  "2026-01-07 exam completed", NULL, "checkup due 2027-01-07" },
	{ "nobody knows how old", "2026-11-22", NULL, "2026-01-07 child completed", NULL,
	  "child due 2026-07-07" },
	{ "only guessed", "2026-11-22", "~1980-01-01", "2026-01-07 child completed", NULL,
	  "child due 2026-07-07" },
	{ "put off until they are old enough", "2026-11-21", "2014-11-22",
	  "2026-01-07 cleaning completed", "cleaning - 2026-11-22 -", "cleaning not_before 2026-11-22" },

	/* What was decided. */
	{ "an own interval", "2026-11-22", NULL, "2026-07-31 cleaning completed", "cleaning 4m - -",
	  "cleaning later 2026-11-30" },
	{ "put off until tomorrow", "2026-11-22", NULL, "2026-01-07 cleaning completed",
	  "cleaning - 2026-11-23 -", "cleaning not_before 2026-11-23" },
	{ "put off until today", "2026-11-22", NULL, "2026-01-07 cleaning completed",
	  "cleaning - 2026-11-22 -", "cleaning due 2026-11-22" },
	{ "put off until yesterday", "2026-11-22", NULL, "2026-01-07 cleaning completed",
	  "cleaning - 2026-11-21 -", "cleaning due 2026-11-21" },
	{ "put off to a day before it is due", "2026-06-22", NULL, "2026-01-07 cleaning completed",
	  "cleaning - 2026-07-01 -", "cleaning later 2026-07-07" },
	{ "put off beyond a due date to come", "2026-06-22", NULL, "2026-01-07 cleaning completed",
	  "cleaning - 2026-09-01 -", "cleaning later 2026-09-01" },
	{ "never", "2026-11-22", NULL, "2026-01-07 cleaning completed", "cleaning - - never",
	  "cleaning never -" },
	{ "never, before it begins", "2026-11-22", NULL, "", "cleaning - - never", "cleaning never -" },
	{ "of two decisions the later one", "2026-11-22", NULL, "2026-01-07 cleaning completed",
	  "cleaning 1y - -, cleaning - - never, cleaning 2m - -", "cleaning due 2026-03-07" },
	{ "about a recall that is no more", "2026-11-22", NULL, "2026-01-07 cleaning completed",
	  "whitening - - never", "cleaning due 2026-07-07" },
	{ "an interval that cannot be read", "2026-11-22", NULL, "2026-01-07 cleaning completed",
	  "cleaning soon - -", "cleaning due 2026-07-07" },

	/* One instead of another. */
	{ "gum care instead of cleaning", "2026-11-22", NULL,
	  "2026-01-07 cleaning completed, 2026-02-07 perio completed", NULL,
	  "cleaning replaced 2026-07-07, perio due 2026-05-07" },
	{ "also before it is due", "2026-11-22", NULL,
	  "2026-01-07 cleaning completed, 2026-10-07 perio completed", NULL,
	  "cleaning replaced 2026-07-07, perio later 2027-01-07" },
	{ "also while it is put off", "2026-11-22", NULL,
	  "2026-01-07 cleaning completed, 2026-02-07 perio completed", "perio - 2027-01-01 -",
	  "cleaning replaced 2026-07-07, perio not_before 2027-01-01" },
	{ "not once it is switched off", "2026-11-22", NULL,
	  "2026-01-07 cleaning completed, 2026-02-07 perio completed", "perio - - never",
	  "cleaning due 2026-07-07, perio never -" },
	{ "replaced though it is booked", "2026-11-22", NULL,
	  "2026-01-07 cleaning completed, 2026-02-07 perio completed, 2026-12-01 cleaning planned", NULL,
	  "cleaning replaced 2026-07-07" },
	{ "never goes before replaced", "2026-11-22", NULL,
	  "2026-01-07 cleaning completed, 2026-02-07 perio completed", "cleaning - - never",
	  "cleaning never -" },
	{ "what has not begun is not replaced", "2026-11-22", NULL, "2026-02-07 perio completed", NULL,
	  "cleaning not_begun -" },
};

static day_t day(const char *text)
{
	day_t d = DAY_NONE;

	if (strcmp(text, "-") != 0 && !day_parse(text, &d, NULL))
		fail_msg("no day: %s", text);
	return d;
}

/* The words of the next part, divided by commas; false at the end. */
static bool next_part(const char **at, char words[4][32], int *n)
{
	*n = 0;
	while (**at == ' ' || **at == ',')
		++*at;
	if (!**at)
		return false;
	while (**at && **at != ',' && *n < 4) {
		size_t len = strcspn(*at, " ,");
		assert_true(len < 32);
		snprintf(words[(*n)++], 32, "%.*s", (int)len, *at);
		*at += len;
		*at += strspn(*at, " ");
	}
	return true;
}

static void see_all(const struct config *c, const char *visits, day_t today,
		    struct recall_seen *seen)
{
	char words[4][32];
	int n;

	while (next_part(&visits, words, &n)) {
		int status = choice_find(visit_status_choices, words[2]);
		assert_true(n == 3 && status >= 0);
		recall_see(c, seen, words[1], (enum visit_status)status, day(words[0]), 540, today);
	}
}

static void decide_all(const struct config *c, const char *decided, struct recall_own *own)
{
	char words[4][32];
	int n;

	while (decided && next_part(&decided, words, &n)) {
		struct recall_override o = {
			.type = words[0],
			.every = strcmp(words[1], "-") == 0 ? NULL : words[1],
			.disabled_until = day(words[2]),
			.disabled = strcmp(words[3], "never") == 0,
		};
		assert_int_equal(n, 4);
		recall_take(c, own, &o);
	}
}

static const struct recall *named(const struct config *c, const struct recall *all, const char *key)
{
	for (size_t i = 0; i < c->n_recalls; i++)
		if (strcmp(all[i].def->key, key) == 0)
			return &all[i];
	fail_msg("no recall %s", key);
	return NULL;
}

static void check_example(const struct config *c, const struct example *e)
{
	struct recall_seen seen[RECALLS];
	struct recall_own own[RECALLS];
	struct recall got[RECALLS];
	const char *expect = e->expect;
	char words[4][32];
	int n;

	recall_nothing(c, seen, own);
	see_all(c, e->visits, day(e->today), seen);
	decide_all(c, e->decided, own);
	bool guessed = e->born && *e->born == '~';
	day_t birth = DAY_NONE;
	if (e->born)
		birth = day(e->born + guessed);
	recall_decide(c, seen, own,
		      recall_birth(birth, guessed ? PRECISION_ESTIMATED : PRECISION_DAY),
		      day(e->today), got);
	while (next_part(&expect, words, &n)) {
		const struct recall *r = named(c, got, words[0]);
		struct str due;
		str_init(&due);
		day_iso(&due, r->due);
		if (strcmp(recall_state_key(r->state), words[1]) != 0 || r->due != day(words[2]))
			fail_msg("%s: %s is %s %s, not %s %s", e->what, words[0],
				 recall_state_key(r->state), due.p, words[1], words[2]);
		str_release(&due);
	}
}

static void every_boundary(void **state)
{
	struct config *c = recall_clinic();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(examples); i++)
		check_example(c, &examples[i]);
	config_free(c);
}

/* --- order and words --- */

static void pressing_ones_first(void **state)
{
	struct config *c = recall_clinic();
	struct recall_seen seen[RECALLS];
	struct recall_own own[RECALLS];
	struct recall r[RECALLS];
	static const char *const order[] = { "ortho", "cleaning", "perio" };

	(void)state;
	recall_nothing(c, seen, own);
	see_all(c,
		"2026-05-07 cleaning completed, 2026-09-20 ortho completed, 2026-05-01 filling "
		"completed, 2026-08-01 perio completed, 2026-12-01 perio planned",
		day("2026-11-22"), seen);
	decide_all(c, "child - - never, perio - - -", own);
	recall_decide(c, seen, own, DAY_NONE, day("2026-11-22"), r);
	/* As if gum care did not stand instead. */
	r[0].state = RECALL_DUE;
	recall_sort(r, 7);
	for (size_t i = 0; i < 3; i++)
		assert_string_equal(r[i].def->key, order[i]);
	for (size_t i = 1; i < 7; i++)
		assert_true(r[i - 1].state != RECALL_NOT_BEGUN || r[i].state == RECALL_NOT_BEGUN);
	assert_true(recall_is_due_by(&r[0], day("2026-11-22")));
	assert_false(recall_is_due_by(&r[2], day("2030-01-01")));
	config_free(c);
}

struct said {
	const char *today, *visits, *decided, *words, *line;
};

static void what_is_said(void **state)
{
	static const struct said cases[] = {
		{ "2026-11-07", "2026-05-07 cleaning completed", NULL, "due today",
		  "cleaning due today (6 months from May 7)" },
		{ "2026-11-08", "2026-05-07 cleaning completed", NULL, "1 day late",
		  "cleaning 1 day late (6 months from May 7)" },
		{ "2026-11-22", "2026-05-07 cleaning completed", NULL, "15 days late",
		  "cleaning 15 days late (6 months from May 7)" },
		{ "2026-12-21", "2026-05-07 cleaning completed", NULL, "44 days late",
		  "cleaning 44 days late (6 months from May 7)" },
		{ "2026-12-22", "2026-05-07 cleaning completed", NULL, "1 month late",
		  "cleaning 1 month late (6 months from May 7)" },
		{ "2028-05-07", "2026-05-07 cleaning completed", NULL, "18 months late",
		  "cleaning 18 months late (6 months from May 2026)" },
		{ "2028-05-08", "2026-05-07 cleaning completed", NULL, "lapsed, 18 months late",
		  "cleaning lapsed, 18 months late (6 months from May 2026)" },
		{ "2028-11-06", "2026-05-07 cleaning completed", NULL, "lapsed, 23 months late",
		  "cleaning lapsed, 23 months late (6 months from May 2026)" },
		{ "2028-11-07", "2026-05-07 cleaning completed", NULL, "lapsed, 2 years late",
		  "cleaning lapsed, 2 years late (6 months from May 2026)" },
		{ "2026-07-07", "2026-05-07 cleaning completed", NULL, "in 4 months",
		  "cleaning in 4 months" },
		{ "2026-11-22", "2026-05-07 cleaning completed, 2026-11-26 cleaning planned", NULL,
		  "booked Thu 26 Nov 09:00", "cleaning booked Thu 26 Nov 09:00" },
		{ "2026-11-22", "2026-05-07 cleaning completed", "cleaning - 2027-01-01 -",
		  "not before Fri 1 Jan 2027", "cleaning not before Fri 1 Jan 2027" },
		{ "2026-11-22", "2026-05-07 cleaning completed", "cleaning 4m - -", "2 months late",
		  "cleaning 2 months late (4 months from May 7, own interval)" },
		{ "2026-11-22", "", "cleaning - - never", "never", "cleaning never" },
		{ "2026-11-22", "2026-05-07 cleaning completed, 2026-05-08 perio completed", NULL,
		  "perio instead", "cleaning perio instead" },
		{ "2026-11-22", "", NULL, "", "cleaning " },
	};
	struct config *c = recall_clinic();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct recall_seen seen[RECALLS];
		struct recall_own own[RECALLS];
		struct recall r[RECALLS];
		struct str words;
		day_t today = day(cases[i].today);
		str_init(&words);
		recall_nothing(c, seen, own);
		see_all(c, cases[i].visits, today, seen);
		decide_all(c, cases[i].decided, own);
		recall_decide(c, seen, own, DAY_NONE, today, r);
		recall_words(&words, c, &r[0], today);
		assert_string_equal(words.p, cases[i].words);
		str_clear(&words);
		recall_line(&words, c, &r[0], today);
		assert_string_equal(words.p, cases[i].line);
		str_release(&words);
	}
	config_free(c);
}

static void ages_and_reasons_are_said(void **state)
{
	struct config *c = recall_clinic();
	struct recall r = { .def = &c->recalls[0], .state = RECALL_AGE };
	struct str words;

	(void)state;
	str_init(&words);
	recall_words(&words, c, &r, 0);
	r.def = &c->recalls[3];
	str_add(&words, "; ");
	recall_words(&words, c, &r, 0);
	r.def = &c->recalls[6];
	str_add(&words, "; ");
	recall_words(&words, c, &r, 0);
	assert_string_equal(words.p, "only from age 12; only up to age 14; only from age 3 to 90");
	str_clear(&words);
	r = (struct recall){ .def = &c->recalls[0], .state = RECALL_NEVER, .last = DAY_NONE,
			     .reason = "wears dentures" };
	recall_line(&words, c, &r, 0);
	assert_string_equal(words.p, "cleaning never (wears dentures)");
	str_clear(&words);
	recall_interval_words(&words, (struct interval){ 1, 2, 1, 3 });
	assert_string_equal(words.p, "1 year 2 months 1 week 3 days");
	str_release(&words);
	config_free(c);
}

/* Day by day over three years: nothing is otherwise before it was said to be. */
static void one_alone_tells_when_it_changes(void **state)
{
	static const struct {
		int recall;
		day_t not_before;
		const char *born;
		int changes;
	} rows[] = {
		{ 0, DAY_NONE, NULL, 1 },      /* later, due */
		{ 0, 20400, NULL, 2 },	       /* later, put off, due */
		{ 0, DAY_NONE, "2015-01-01", 1 }, /* too young when it was due; 12 on 1 January 2027 */
		{ 3, DAY_NONE, "2011-06-01", 2 }, /* a child's, later, due; over at 15 */
	};
	struct config *c = recall_clinic();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct recall_seen seen = { .last = 20100, .booked = DAY_NONE };
		const struct recall_own own = { .not_before = rows[i].not_before };
		day_t birth = DAY_NONE;
		int changes = 0;
		assert_true(!rows[i].born || day_parse(rows[i].born, &birth, NULL));
		for (day_t day = 20100; day < 20100 + 3 * 365; day++) {
			const struct recall_def *d = &c->recalls[rows[i].recall];
			struct recall_alone a = recall_alone(d, &seen, &own, birth, day);
			struct recall_alone b = recall_alone(d, &seen, &own, birth, day + 1);
			bool same = a.state == b.state && a.due == b.due;
			assert_true(a.change > day && (same || a.change == day + 1));
			changes += !same;
		}
		if (changes != rows[i].changes)
			fail_msg("row %zu: %d changes", i, changes);
	}
	config_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_boundary),
		cmocka_unit_test(pressing_ones_first), cmocka_unit_test(what_is_said),
		cmocka_unit_test(ages_and_reasons_are_said),
		cmocka_unit_test(one_alone_tells_when_it_changes),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
