/* Views: how rows become facts and events, and what a rule needs to be read. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/care/outcome.h"
#include "support.h"

static void columns_become_facts(void **state)
{
	const struct symbols *names = &hand.r.symbols;

	(void)state;
	view_set(&view, names, FACT_SEX, 0, "female", false);
	assert_int_equal(view.fact[FACT_SEX], SEX_FEMALE);
	view_set(&view, names, FACT_SEX, 0, "unknown", false);
	assert_true(view.fact[FACT_SEX] == FACT_MISSING);
	view_set(&view, names, FACT_SEX, SEX_MALE, NULL, false);
	assert_int_equal(view.fact[FACT_SEX], SEX_MALE);
	view_set(&view, names, FACT_SEX, 0, "a word of a later version", false);
	assert_true(view.fact[FACT_SEX] == FACT_MISSING);
	view_set(&view, names, FACT_ROLE, ROLE_NONE, NULL, false);
	assert_true(view.fact[FACT_ROLE] == FACT_MISSING);
	view_set(&view, names, FACT_GUARDIAN, 0, NULL, false);
	assert_true(view.fact[FACT_GUARDIAN] == FACT_MISSING);
	view_set(&view, names, FACT_GUARDIAN, 12, NULL, false);
	assert_int_equal(view.fact[FACT_GUARDIAN], 12);
	view_set(&view, names, FACT_BIRTH_DATE, on("1990-03-02"), NULL, false);
	assert_int_equal(view.fact[FACT_BIRTH_DATE], on("1990-03-02"));
	view_set(&view, names, FACT_SOURCE, 0, "web", false);
	assert_int_equal(view.fact[FACT_SOURCE], sym(&hand, "web"));
	view_set(&view, names, FACT_SOURCE, 0, "no rule speaks of it", false);
	assert_int_equal(view.fact[FACT_SOURCE], SYM_OTHER);
	view_set(&view, names, FACT_NOTES, 0, "  Ｔea,  no SUGAR!", true);
	assert_int_equal(view.fact[FACT_NOTES], 1);
	assert_string_equal(view.text[FACT_NOTES], "tea no sugar");
	view_set(&view, names, FACT_ADDRESS, 0, "", true);
	assert_true(view.fact[FACT_ADDRESS] == FACT_MISSING);
	view_clear(&view, hand.config);
	for (int f = 0; f < FACTS; f++)
		assert_true(view.fact[f] == FACT_MISSING && !view.text[f]);
}

static bool writes_by(const char *channel)
{
	for (size_t i = 0; i < view.n_channels; i++)
		if (view.channels[i] == sym(&hand, channel))
			return true;
	return false;
}

static void contacts_say_how_one_is_reached(void **state)
{
	(void)state;
	view_contact(&view, &hand.r.symbols, CONTACT_WECHAT);
	assert_false(view.has_phone);
	assert_true(writes_by("wechat") && !writes_by("sms"));
	assert_int_equal(view.fact[FACT_WECHAT], 1);
	view_contact(&view, &hand.r.symbols, CONTACT_HOME);
	view_contact(&view, &hand.r.symbols, CONTACT_MOBILE);
	assert_true(view.has_phone && writes_by("sms") && !writes_by("email"));
	assert_int_equal(view.fact[FACT_PHONE], 1);
	view_contact(&view, &hand.r.symbols, CONTACT_EMAIL);
	assert_true(writes_by("email"));
	assert_int_equal(view.fact[FACT_EMAIL], 1);
}

static void attempts_are_what_they_were(void **state)
{
	static const struct {
		const char *channel, *direction, *outcome;
		struct attempt_is is;
	} rows[] = {
		{ "phone", "out", "no_answer", { .call = true } },
		{ "phone", "out", "left_message", { .call = true, .reached = true } },
		{ "phone", "out", "booked", { .call = true, .answered = true, .reached = true } },
		{ "phone", "out", NULL, { .call = true } },
		{ "phone", NULL, "wrong_number", { .call = true } },
		{ "phone", "in", NULL, { .answered = true, .reached = true } },
		{ "phone", "in", "no_answer", { 0 } },
		{ "wechat", "out", NULL, { .message = true, .reached = true } },
		{ "wechat", "out", "failed", { .message = true } },
		{ "wechat", "in", NULL, { .reached = true } },
		{ "desk", "out", NULL, { .reached = true } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct attempt_is *is = &rows[i].is;
		const struct event *e = view_attempt(&view, &hand.r, 20000, rows[i].channel,
						     rows[i].direction, rows[i].outcome);
		if (e->call != is->call || e->message != is->message ||
		    e->answered != is->answered || e->reached != is->reached)
			fail_msg("row %zu", i);
	}
}

static void consents_that_say_nothing_are_left_out(void **state)
{
	const struct symbols *names = &hand.r.symbols;

	(void)state;
	assert_true(view_consent(&view, names, NULL, NULL, "no", DAY_NONE, false));
	assert_int_equal(view.consents[0].purpose, -1);
	assert_int_equal(view.consents[0].channel, SYM_NONE);
	assert_true(view_consent(&view, names, "marketing", "phone", "yes", DAY_NONE, true));
	assert_true(view.consents[1].yes && view.consents[1].guardian);
	assert_false(view_consent(&view, names, "marketing", "phone", "perhaps", DAY_NONE, false));
	assert_false(view_consent(&view, names, "no such purpose", "phone", "no", DAY_NONE, false));
	assert_int_equal(view.n_consents, 2);
}

static void events_are_put_in_order(void **state)
{
	(void)state;
	know(&hand, &view,
	     "survey 2026-03-02 9; visit 2026-03-02 completed exam; visit 2026-03-01 completed; "
	     "visit 2026-03-02 completed perio; task unknown open");
	assert_int_equal(view.at[NOUN_VISIT], 0);
	assert_int_equal(view.at[NOUN_VISIT + 1], 3);
	assert_int_equal(view.events[0].day, on("2026-03-01"));
	assert_int_equal(view.events[1].kind, sym(&hand, "exam")); /* of one day as they came */
	assert_int_equal(view.events[2].kind, sym(&hand, "perio"));
	assert_int_equal(view.at[NOUN_TASK + 1] - view.at[NOUN_TASK], 1);
	assert_int_equal(view.at[NOUN_SURVEY + 1] - view.at[NOUN_SURVEY], 1);
	assert_int_equal(view.at[NOUNS], 5);
	view_clear(&view, hand.config);
	view_sort(&view);
	assert_int_equal(view.at[NOUNS], 0);
}

/* The day an event goes by is the one the words of the language promise. */
static void the_words_and_the_evaluation_agree_on_days(void **state)
{
	struct node *n = leaf(&hand, NODE_WHEN);

	(void)state;
	for (int status = STATUS_USUAL; status < STATUSES; status++) {
		for (int noun = 0; noun < NOUNS; noun++) {
			if (!(status_words[status].nouns & 1u << noun) || noun_words[noun].absent)
				continue;
			n->noun.noun = (enum noun)noun;
			n->noun.status = (enum noun_status)status;
			bool due = noun_day(n->noun.noun, n->noun.status) == BY_DUE;
			n->which = WHICH_LAST;
			n->win.kind = WIN_ON;
			view_clear(&view, hand.config);
			know(&hand, &view,
			     "visit 2026-03-01 completed; visit 2026-03-01 planned; visit "
			     "2026-03-01 confirmed; "
			     "visit 2026-03-01 no_show; visit 2026-03-01 cancelled closed "
			     "2026-02-01; "
			     "visit 2026-03-01 rescheduled closed 2026-02-01; "
			     "task 2026-03-01 done due 2026-03-09 closed 2026-02-01 complaint "
			     "promise; "
			     "task 2026-03-01 open due 2026-03-09 complaint promise; "
			     "referral 2026-03-01 came 2026-02-01");
			bool task =
				noun == NOUN_TASK || noun == NOUN_PROMISE || noun == NOUN_COMPLAINT;
			bool visit = noun == NOUN_VISIT;
			if (!task && !visit && noun != NOUN_REFERRAL)
				continue;
			enum event_day by = noun_day(n->noun.noun, n->noun.status);
			n->win.date = on(by == BY_CLOSED ? "2026-02-01"
					 : due && task   ? "2026-03-09"
							 : "2026-03-01");
			day_t today = on(status == STATUS_UPCOMING ? "2026-03-01" : "2026-04-01");
			if (!node_on(&hand.r, n, &view, today).is)
				fail_msg("noun %d, state %d goes by another day", noun, status);
		}
	}
}

static struct needs needs_of(const char *sentence)
{
	struct needs n = { 0 };

	node_needs(parse_in(&hand, sentence), &n);
	return n;
}

static void a_rule_reads_only_what_it_speaks_of(void **state)
{
	const uint64_t one = 1;
	const struct {
		const char *sentence;
		unsigned parts;
		uint64_t facts;
	} rows[] = {
		{ "is active", 0, one << FACT_STATUS },
		{ "age is at least 18", 0, one << FACT_BIRTH_DATE },
		{ "birthday is today", 0, one << FACT_BIRTH_DATE },
		{ "today is during summer-holidays", 0, 0 },
		{ "has visit", NEED_VISITS, 0 },
		{ "no contact since last visit", NEED_VISITS | NEED_ATTEMPTS, 0 },
		{ "count of calls since last promise is at least 1", NEED_ATTEMPTS | NEED_TASKS,
		  0 },
		{ "has open plan", NEED_PLANS | NEED_VISITS, 0 },
		{ "spend in the last 12 months is at least 1", NEED_VISITS | NEED_VISIT_MONEY, 0 },
		{ "has cleaning visit over 5000", NEED_VISITS | NEED_VISIT_KIND | NEED_VISIT_MONEY, 0 },
		{ "no visit with lin", NEED_VISITS | NEED_VISIT_KIND, 0 },
		{ "has cancelled visit", NEED_VISITS | NEED_VISIT_CLOSED, 0 },
		{ "no visit since last rescheduled visit", NEED_VISITS | NEED_VISIT_CLOSED, 0 },
		{ "nps is at most 6", NEED_SURVEYS, 0 },
		{ "referrals is at least 1", NEED_REFERRALS, 0 },
		{ "phone is unknown", NEED_CONTACTS, 0 },
		{ "notes contains \"tea\"", 0, one << FACT_NOTES },
		{ "tagged vip", NEED_TAGS, 0 },
		{ "cleaning is due", NEED_RECALLS | NEED_VISITS | NEED_VISIT_KIND,
		  one << FACT_BIRTH_DATE },
		{ "household has other member tagged vip", NEED_HOUSE | NEED_TAGS, 0 },
		{ "household has child tagged vip", NEED_HOUSE | NEED_TAGS,
		  one << FACT_BIRTH_DATE | one << FACT_ROLE | one << FACT_GUARDIAN },
		{ "may be called", NEED_TAGS | NEED_CONSENTS | NEED_CONTACTS | NEED_GUARDIAN,
		  one << FACT_STATUS | one << FACT_BIRTH_DATE | one << FACT_ROLE |
			  one << FACT_GUARDIAN },
		{ "marketing consent is yes", NEED_CONSENTS | NEED_GUARDIAN,
		  one << FACT_BIRTH_DATE | one << FACT_ROLE | one << FACT_GUARDIAN },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct needs n = needs_of(rows[i].sentence);
		if (n.parts != rows[i].parts || n.facts != rows[i].facts)
			fail_msg("%s: %x, %llx", rows[i].sentence, n.parts,
				 (unsigned long long)n.facts);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(columns_become_facts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(contacts_say_how_one_is_reached, set_up, tear_down),
		cmocka_unit_test_setup_teardown(attempts_are_what_they_were, set_up, tear_down),
		cmocka_unit_test_setup_teardown(consents_that_say_nothing_are_left_out, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(events_are_put_in_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_words_and_the_evaluation_agree_on_days, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_rule_reads_only_what_it_speaks_of, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
