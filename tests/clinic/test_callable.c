/* How many of a segment may be called today, and what was written on paper and is keyed back. */
#include "segments_support.h"

#include "revisit/clinic/call_paper.h"
#include "revisit/clinic/callable.h"

static const char rules[] = "clinic: {quiet: 7 days}\n"
			    "segments:\n"
			    "  old:\n"
			    "    who: [last visit is older than 6 months, is active]\n"
			    "    order: last visit, oldest first\n"
			    "    purpose: recall\n"
			    "    give up after: 2 calls\n"
			    "  news: {who: [is active], purpose: marketing}\n";

static struct call_list_info list;
static int64_t anna, ben, cleo;

static int set_up(void **state)
{
	clinic_set_up(state);
	saved(rules);
	anna = registered("name=Anna", "phone=13800000001", NULL);
	ben = registered("name=Ben", "phone=13800000002", NULL);
	cleo = registered("name=Cleo", "phone=13800000003", "home=07318888003", NULL);
	came(anna, "2026-01-05");
	came(ben, "2026-02-05");
	came(cleo, "2026-03-05");
	good(calls_list(&c, "old", &list, &err));
	return 0;
}

static int tear_down(void **state)
{
	call_list_info_release(&list);
	return clinic_tear_down(state);
}

static int may_be_called(const char *segment)
{
	bool done = false;

	good(segments_catch_up(&c, 0, &done, &err));
	struct callable *k = callable_begin(&c, segment_of(segment));
	done = false;
	assert_non_null(k);
	while (!done)
		good(callable_step(k, 1, &done, &err));
	int n = (int)callable_count(k);
	callable_free(k);
	return n;
}

static bool key(const char *line)
{
	struct call_keyed k;

	err_clear(&err);
	bool ok = call_key_line(&c, &list, line, &k, &err);
	call_keyed_release(&k);
	return ok;
}

static void keyed(const char *line)
{
	if (!key(line))
		fail_msg("%s: %s", line, err.msg);
}

static void refused(const char *line, const char *because)
{
	if (key(line) || !strstr(err.msg, because))
		fail_msg("%s: %s", line, err.msg);
	err_clear(&err);
}

static void as_the_list_itself(void **state)
{
	bool changed;

	(void)state;
	assert_int_equal(may_be_called("old"), 3);
	assert_int_equal(may_be_called("news"), 0); /* nobody ever said yes to it */
	keyed("1001 4 rang, answering machine");
	assert_int_equal(may_be_called("old"), 2); /* quiet */
	keyed("1002 3");
	assert_int_equal(may_be_called("old"), 2); /* again later today */
	keyed("1002 61 @09:01");
	assert_int_equal(may_be_called("old"), 1); /* given up after two */
	good(tag_add(&c, cleo, "do-not-call", DAY_NONE, &changed, &err));
	assert_int_equal(may_be_called("old"), 0);
}

static void a_line_is_checked_like_every_outcome(void **state)
{
	(void)state;
	refused("1001 8", "reasons");
	refused("1001 8 because", "reasons");
	refused("1001 6", "says not yet which: 61 busy");
	refused("1001 1", "no visit is booked");
	refused("1001 2 @23:59", "not past yet");
	refused("1001 2 @2026-11-01T10:00", "over a week");
	refused("1001 2 @2026-11-20", "time of day");
	refused("1001 91", "for the doctor");
	refused("1001", "a line is");
	refused("4711 3", "4711");
	assert_int_equal(number("SELECT count(*) FROM attempt"), 0);
	assert_int_equal(number("SELECT count(*) FROM claim"), 0);
	keyed("  1001  8  price   too dear");
	assert_string_equal(text("SELECT reason || ': ' || note FROM attempt"), "price: too dear");
	refused("1001 8 price too dear", "recorded already");
	keyed("1002 2 @08:40 fri 15:30 after lunch");
	assert_string_equal(text("SELECT what FROM task WHERE kind = 'callback'"),
			    "call back (old): after lunch");
	assert_int_equal(number("SELECT due_minute FROM task WHERE kind = 'callback'"), 15 * 60 + 30);
	assert_int_equal(number("SELECT at / 60000 % 60 FROM attempt WHERE outcome = 'callback'"), 40);
	/* the second number in the next line */
	keyed("1003 7 @08:41");
	keyed("1003 no_answer @08:42");
	assert_int_equal(number("SELECT count(DISTINCT number) FROM attempt WHERE patient = 3"), 2);
	assert_int_equal(number("SELECT count(*) FROM claim"), 0);
	all_sound();
}

static void codes_are_the_digits(void **state)
{
	struct call_code codes[CALL_CODES];
	size_t n = call_codes(c.config, PURPOSE_RECALL, codes);

	(void)state;
	assert_string_equal(codes[0].code, "1");
	assert_string_equal(codes[0].outcome->key, "booked");
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(codes[i].outcome->n_which, 0);
		assert_ptr_equal(call_code_find(c.config, PURPOSE_RECALL, codes[i].code),
				 codes[i].outcome);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(codes[i].code, codes[k].code);
	}
	assert_string_equal(call_code_find(c.config, PURPOSE_RECALL, "62")->key, "switched_off");
	assert_string_equal(call_code_find(c.config, PURPOSE_RECALL, "关机")->key, "switched_off");
	assert_string_equal(call_code_find(c.config, PURPOSE_RECALL, "Left message")->key, "left_message");
	assert_string_equal(call_code_find(c.config, PURPOSE_RECALL, "decl")->key, "declined");
	assert_null(call_code_find(c.config, PURPOSE_RECALL, "b"));
	assert_null(call_code_find(c.config, PURPOSE_RECALL, ""));
	assert_null(call_code_find(c.config, PURPOSE_RECALL, "6"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(as_the_list_itself, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_line_is_checked_like_every_outcome, set_up, tear_down),
		cmocka_unit_test_setup_teardown(codes_are_the_digits, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
