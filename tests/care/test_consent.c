/* Which consent is missing at the desk. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/care/consent.h"

struct said {
	const char *purpose, *channel, *state;
	day_t day;
};

static enum consent_gap gap(const struct said *said)
{
	struct rows rows;
	int64_t id = 0;

	rows_init(&rows, &record_consent);
	for (; said->state; said++) {
		struct consent *k = rows_add(&rows);
		k->row.id = ++id;
		k->day = said->day;
		str_replace(&k->purpose, said->purpose);
		str_replace(&k->channel, said->channel);
		str_replace(&k->state, said->state);
	}
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

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(what_is_missing) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
