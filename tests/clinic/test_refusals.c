/* What somebody does not want, in words; and the messages that wait for somebody. */
#include "messages_support.h"

static void has(const struct refusals *r, size_t i, const char *words)
{
	assert_true(i < r->n);
	if (!strstr(r->v[i].words, words))
		fail_msg("\"%s\" does not say: %s", r->v[i].words, words);
}

static void said_by_themselves(void **state)
{
	int64_t ann = registered("name=Ann", "phone=13800000001", "wechat=ann", NULL);
	struct refusals r;

	(void)state;
	good(refusals_of(&c, ann, &r, &err));
	assert_int_equal(r.n, 0);
	refusals_release(&r);
	good(consent_set(&c, ann, "marketing", NULL, "no", "form", &err));
	good(consent_set(&c, ann, NULL, "wechat", "no", "said so", &err));
	good(consent_set(&c, ann, NULL, "phone", "no", "said so", &err));
	good(refusals_of(&c, ann, &r, &err));
	assert_int_equal(r.n, 3);
	has(&r, 0, "do not call (said so, Nov 23)");
	assert_true(r.v[0].no_calls);
	has(&r, 1, "not to be asked: marketing");
	assert_true(r.v[1].one_purpose);
	has(&r, 2, "nothing by WeChat");
	assert_false(r.v[2].no_calls);
	refusals_release(&r);
	/* What was said later counts. */
	good(consent_set(&c, ann, NULL, "phone", "yes", "rang us", &err));
	good(refusals_of(&c, ann, &r, &err));
	assert_int_equal(r.n, 2);
	refusals_release(&r);
}

static void by_tag_and_by_guardian(void **state)
{
	int64_t ann = registered("name=Ann", "phone=13800000001", NULL);
	int64_t kid = registered("name=Kid", "birth_day=2018-02-03", "guardian=1001", NULL);
	struct refusals r;
	bool changed;

	(void)state;
	good(tag_add(&c, ann, "do-not-call", DAY_NONE, &changed, &err));
	good(refusals_of(&c, ann, &r, &err));
	assert_int_equal(r.n, 1);
	assert_string_equal(r.v[0].words, "do not call");
	refusals_release(&r);
	good(consent_set(&c, ann, NULL, "phone", "no", "said so", &err)); /* told once */
	good(refusals_of(&c, kid, &r, &err));
	assert_int_equal(r.n, 1);
	has(&r, 0, "Ann: do not call");
	assert_true(r.v[0].no_calls);
	refusals_release(&r);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, clinic_set_up, clinic_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(said_by_themselves),
		TEST(by_tag_and_by_guardian),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
