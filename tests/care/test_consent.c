/* Which consent is missing at the desk. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/care/consent.h"

struct said {
	const char *purpose, *channel, *state;
	day_t day;
};

static void rows_of(const struct said *said, struct rows *rows)
{
	int64_t id = 0;

	rows_init(rows, &record_consent);
	for (; said->state; said++) {
		struct consent *k = rows_add(rows);
		k->row.id = ++id;
		k->day = said->day;
		str_replace(&k->purpose, said->purpose);
		str_replace(&k->channel, said->channel);
		str_replace(&k->state, said->state);
	}
}

static enum consent_gap gap(const struct said *said)
{
	struct rows rows;

	rows_of(said, &rows);
	enum consent_gap found = consent_gap(&rows);
	rows_release(&rows);
	return found;
}

static void what_is_missing(void **state)
{
	static const struct {
		struct said said[4];
		enum consent_gap gap;
	} cases[] = {
		{ { { 0 } }, CONSENT_NEVER_ASKED },
		{ { { "care", NULL, "yes", 10 } }, CONSENT_THERE },
		{ { { "recall", "phone", "yes", 10 } }, CONSENT_THERE },
		{ { { NULL, NULL, "yes", 10 } }, CONSENT_THERE },
		/* Offers are nothing a visit waits for. */
		{ { { "marketing", NULL, "yes", 10 } }, CONSENT_NEVER_ASKED },
		{ { { "care", NULL, "yes", 10 }, { "marketing", NULL, "withdrawn", 11 } },
		  CONSENT_THERE },
		/* Who does not want to be rung has answered; who does not want to be treated, too.
		 */
		{ { { "recall", NULL, "no", 10 } }, CONSENT_THERE },
		{ { { "care", NULL, "no", 10 }, { "recall", NULL, "yes", 10 } }, CONSENT_REFUSED },
		{ { { "care", NULL, "asked", 10 } }, CONSENT_UNANSWERED },
		{ { { "care", NULL, "unknown", 10 } }, CONSENT_UNANSWERED },
		{ { { "recall", NULL, "withdrawn", 10 } }, CONSENT_TAKEN_BACK },
		/* The last word counts, of each channel its own. */
		{ { { "care", NULL, "yes", 10 }, { "care", NULL, "withdrawn", 11 } },
		  CONSENT_TAKEN_BACK },
		{ { { "care", NULL, "withdrawn", 11 }, { "care", NULL, "yes", 10 } },
		  CONSENT_TAKEN_BACK },
		{ { { "care", NULL, "withdrawn", 10 }, { "care", NULL, "yes", 10 } },
		  CONSENT_THERE },
		{ { { "recall", "sms", "asked", 10 }, { "recall", "phone", "yes", 11 } },
		  CONSENT_UNANSWERED },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(gap(cases[i].said), cases[i].gap);
}

static void the_strictest_word_counts(void **state)
{
	static const struct {
		struct said own[4], guardian[2];
		const char *purpose, *channel;
		enum consent_answer answer;
		bool lets;
	} cases[] = {
		{ { { 0 } }, { { 0 } }, "recall", "sms", CONSENT_OPEN, true },
		{ { { 0 } }, { { 0 } }, "marketing", "sms", CONSENT_OPEN, false },
		{ { { "marketing", NULL, "yes", 1 } }, { { 0 } }, "marketing", "sms", CONSENT_YES, true },
		{ { { "marketing", "sms", "yes", 1 } }, { { 0 } }, "marketing", "sms", CONSENT_YES, true },
		/* A yes for another channel, or for everything, is none to offers. */
		{ { { "marketing", "email", "yes", 1 } }, { { 0 } }, "marketing", "sms", CONSENT_OPEN, false },
		{ { { NULL, NULL, "yes", 1 } }, { { 0 } }, "marketing", "sms", CONSENT_OPEN, false },
		{ { { NULL, NULL, "yes", 1 } }, { { 0 } }, "recall", "sms", CONSENT_YES, true },
		/* One no, however general, outweighs any yes. */
		{ { { NULL, "sms", "no", 1 }, { "recall", "sms", "yes", 2 } }, { { 0 } }, "recall", "sms",
		  CONSENT_NO, false },
		{ { { "all", "all", "no", 1 }, { "recall", "sms", "yes", 2 } }, { { 0 } }, "recall", "sms",
		  CONSENT_NO, false },
		{ { { "recall", NULL, "withdrawn", 1 } }, { { 0 } }, "recall", "sms", CONSENT_NO, false },
		{ { { NULL, "phone", "no", 1 } }, { { 0 } }, "recall", "sms", CONSENT_OPEN, true },
		{ { { NULL, "phone", "no", 1 } }, { { 0 } }, "recall", NULL, CONSENT_NO, false },
		/* The last word on the very same thing takes the place of the one before. */
		{ { { NULL, "sms", "no", 1 }, { NULL, "sms", "yes", 2 } }, { { 0 } }, "recall", "sms",
		  CONSENT_YES, true },
		{ { { "marketing", NULL, "yes", 1 }, { "marketing", NULL, "asked", 2 } }, { { 0 } },
		  "marketing", "sms", CONSENT_OPEN, false },
		/* A minor: both are asked. */
		{ { { "marketing", NULL, "yes", 1 } }, { { NULL, "sms", "no", 1 } }, "marketing", "sms",
		  CONSENT_NO, false },
		{ { { 0 } }, { { "marketing", NULL, "yes", 1 } }, "marketing", "sms", CONSENT_YES, true },
		{ { { "recall", NULL, "no", 1 } }, { { "recall", NULL, "yes", 1 } }, "recall", "sms",
		  CONSENT_NO, false },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct rows own;
		struct rows guardian;
		rows_of(cases[i].own, &own);
		rows_of(cases[i].guardian, &guardian);
		enum consent_answer is =
			consent_of_both(&own, &guardian, cases[i].purpose, cases[i].channel);
		if (is != cases[i].answer || consent_lets(is, cases[i].purpose) != cases[i].lets)
			fail_msg("case %zu: %d", i, (int)is);
		rows_release(&own);
		rows_release(&guardian);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(what_is_missing),
					    cmocka_unit_test(the_strictest_word_counts) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
