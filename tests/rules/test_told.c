/* What a sentence asks for as one value of a column: which, in what order, and how it is written. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/base/i18n.h"
#include "revisit/rules/told.h"
#include "support.h"

struct asked {
	const char *who, *sentence;
	const char *value, *heading; /* NULL: it asks for none */
	bool most_first;
};

static const struct asked asked[] = {
	{ "visit 2026-03-03 completed amount 1200 paid 1000", "spend is at least 500", "¥1,200",
	  "Amount", true },
	{ "visit 2026-03-03 completed amount 1200 paid 1000", "spend is at most 5000", "¥1,200",
	  "Amount", false },
	{ "", "spend is at most 5000", "¥0", "Amount", false },
	{ "visit 2026-11-20 no_show; visit 2026-03-03 no_show",
	  "count of missed visits in the last 24 months is at least 2", "2", "Count", true },
	{ "survey 2026-11-20 6", "nps is at most 6", "6", "Score", false },
	{ "", "nps is at most 6", "", "Score", false },
	{ "visit 2025-06-01 completed amount 1000; visit 2026-06-01 completed amount 499",
	  "spend in the last 12 months is under 50 % of spend between 24 months and 12 months ago",
	  "49 %", "Share", false },
	{ "visit 2026-06-01 completed amount 499",
	  "spend in the last 12 months is under 50 % of spend between 24 months and 12 months ago", "",
	  "Share", false },
	{ "visit 2023-01-31 completed cleaning", "last visit is older than 6 months", "Jan 2023", "Last",
	  false },
	{ "visit 2026-11-20 completed cleaning", "last visit is in the last 6 months", "Nov 20", "Last",
	  true },
	{ "visit 2026-11-26 planned exam", "next visit is in the next 3 days", "Nov 26", "Next", false },
	{ "", "last visit is older than 6 months", "", "Last", false },
	{ "born 1990-11-30", "birthday is in the next 7 days", "Nov 30", "Day", false },
	{ "registration 2026-11-01", "registration is in the last 30 days", "Nov 1", "Day", true },
	{ "visit 2026-05-10 completed cleaning", "cleaning is due", "Nov 10", "Due", false },
	{ "born 1990-11-30", "age is over 30", NULL, NULL, false },
	{ "status active", "is active", NULL, NULL, false },
	{ "", "no upcoming visit", NULL, NULL, false },
	{ "", "today is in the 4 weeks before winter", NULL, NULL, false },
};

static void a_sentence_tells_one_value(void **state)
{
	const day_t today = on("2026-11-23");

	(void)state;
	i18n_init("en", "build/locale");
	for (size_t i = 0; i < ARRAY_SIZE(asked); i++) {
		const struct asked *a = &asked[i];
		const struct node *node = told_node(parse_in(&hand, a->sentence));
		struct str text;
		if (!a->value) {
			assert_null(node);
			continue;
		}
		assert_non_null(node);
		view_clear(&view, hand.config);
		know(&hand, &view, a->who);
		str_init(&text);
		told_show(&text, told_kind(node), told_value(&hand.r, node, &view, today), hand.config,
			  today);
		assert_string_equal(text.p, a->value);
		assert_string_equal(told_heading(node), a->heading);
		assert_int_equal(told_most_first(node), a->most_first);
		str_release(&text);
	}
}

static void of_several_the_first_that_has_one(void **state)
{
	struct node *money = parse_in(&hand, "spend is at least 500");
	struct node *all = list_of(&hand, NODE_ALL, parse_in(&hand, "is active"), money);

	(void)state;
	assert_ptr_equal(told_node(all), money);
	/* Whoever is in a list of which only one need be so has perhaps none of it. */
	struct node *any = list_of(&hand, NODE_ANY, parse_in(&hand, "is active"),
				   parse_in(&hand, "spend is at least 500"));
	assert_null(told_node(any));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_sentence_tells_one_value, set_up, tear_down),
		cmocka_unit_test_setup_teardown(of_several_the_first_that_has_one, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
