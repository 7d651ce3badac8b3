/* What an attempt was: by its channel, its direction, and what the outcome means in this clinic. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/care/outcome.h"
#include "support/config.h"

static void as_the_clinic_says(void **state)
{
	static const struct {
		const char *channel, *direction, *outcome, *is; /* c call, m message, a answered, r reached */
	} cases[] = {
		{ "phone", "out", "no_answer", "c" },      { "phone", "out", "left_message", "cr" },
		{ "phone", "out", "booked", "car" },       { "phone", "out", NULL, "c" },
		{ "phone", "out", "sang", "c" },           { "phone", "out", "in-hospital", "car" },
		{ "phone", "out", "told-mother", "cr" },   { "phone", "out", "hung-up", "c" },
		{ "phone", "out", "busy", "car" },         { "phone", NULL, "wrong_number", "c" },
		{ "phone", "in", NULL, "ar" },             { "phone", "in", "hung-up", "" },
		{ "phone", "in", "in-hospital", "ar" },    { "wechat", "out", NULL, "mr" },
		{ "sms", "out", "failed", "m" },           { "sms", "out", "sent", "mr" },
		{ "wechat", "in", NULL, "r" },             { "desk", "out", NULL, "r" },
		{ "desk", "out", "hung-up", "" },          { "phone", "out", "will_call", "car" },
	};
	struct config *config = good("calls:\n"
				     "  outcomes:\n"
				     "    in-hospital: {means: contact}\n"
				     "    told-mother: {means: message}\n"
				     "    hung-up: {means: []}\n"
				     "    busy: {means: [contact]}\n");

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct attempt_is is = attempt_is(config, cases[i].channel, cases[i].direction,
						  cases[i].outcome);
		char letters[8];
		snprintf(letters, sizeof(letters), "%s%s%s%s", is.call ? "c" : "", is.message ? "m" : "",
			 is.answered ? "a" : "", is.reached ? "r" : "");
		if (strcmp(letters, cases[i].is) != 0)
			fail_msg("%s %s %s is '%s'", cases[i].channel, str_or_empty(cases[i].direction),
				 str_or_empty(cases[i].outcome), letters);
	}
	config_free(config);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_the_clinic_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
