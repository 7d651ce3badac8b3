/* Claims: one patient, one number, one family at a time; over with their process, the start of the
 * machine or their lease, and with nothing else. */
#include "support.h"

#include "revisit/store/calls.h"

#include <sys/wait.h>
#include <unistd.h>

static int64_t anna, ben, cleo, dora;

static int64_t with_family(const char *chart_no, int64_t household)
{
	struct patient p;

	record_init(&record_patient, &p);
	p.chart_no = mem_strdup(chart_no);
	p.household = household;
	good(store_insert(&b.s, &record_patient, &p, &err));
	int64_t id = p.row.id;
	record_release(&record_patient, &p);
	return id;
}

/* Anna and Ben share a number, Anna and Cleo a household; Dora has nothing to do with them. */
static int set_up(void **state)
{
	struct household h;

	base_set_up(state);
	begin(&b.s, "people");
	record_init(&record_household, &h);
	good(store_insert(&b.s, &record_household, &h, &err));
	anna = with_family("1", h.row.id);
	ben = with_family("2", 0);
	cleo = with_family("3", h.row.id);
	dora = with_family("4", 0);
	add_contact(&b.s, anna, CONTACT_MOBILE, "13800000042");
	add_contact(&b.s, ben, CONTACT_HOME, "13800000042");
	add_contact(&b.s, cleo, CONTACT_MOBILE, "13800000043");
	add_contact(&b.s, dora, CONTACT_EMAIL, "13800000042@example.org");
	sql(&b.s, "UPDATE contact SET norm = value");
	commit(&b.s);
	return 0;
}

static bool take(struct store *s, int64_t patient, bool outlives, int64_t *claim, enum call_why *why)
{
	struct claim k;

	good(store_calls_begin(s, &err));
	bool ok = store_claim_take(s, "recall", patient, 0, 10, outlives, &k, why, &err);
	if (ok && claim)
		*claim = k.id;
	claim_release(&k);
	struct err ignored = ERR_INIT;
	return store_calls_end(s, ok, &ignored) && ok;
}

static bool lives(int64_t claim)
{
	struct claim k;
	bool ok = store_claim(&b.s, claim, &k, &err);

	if (!ok)
		assert_int_equal(err.code, ERR_CLAIM_OVER);
	err_clear(&err);
	claim_release(&k);
	return ok;
}

static void one_patient_number_and_family(void **state)
{
	enum call_why why;
	int64_t claim = 0;
	struct store other;

	(void)state;
	base_open(&other);
	assert_true(take(&b.s, anna, true, &claim, &why));
	bad(take(&other, anna, true, NULL, &why), ERR_CLAIMED);
	assert_int_equal(why, CALL_WITH);
	bad(take(&other, ben, true, NULL, &why), ERR_CLAIMED);
	assert_int_equal(why, CALL_WITH_NUMBER);
	bad(take(&other, cleo, true, NULL, &why), ERR_CLAIMED);
	assert_int_equal(why, CALL_WITH_FAMILY);
	good(take(&other, dora, true, NULL, &why));
	assert_int_equal(number(&b.s, "SELECT count(*) FROM claim"), 2);

	good(store_calls_begin(&b.s, &err));
	good(store_calls_end(&b.s, store_claim_drop(&b.s, claim, &err), &err));
	assert_int_equal(number(&b.s, "SELECT count(*) FROM claim_number"), 0);
	assert_false(lives(claim));
	good(take(&other, ben, true, NULL, &why));
	store_close(&other);
}

static void it_ends_with_its_process(void **state)
{
	enum call_why why;

	(void)state;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct store own;
		struct claim k;
		base_open(&own);
		bool ok = store_calls_begin(&own, NULL) &&
			  store_claim_take(&own, "recall", anna, 0, 10, false, &k, &why, NULL);
		_exit(store_calls_end(&own, ok, NULL) ? 0 : 1);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(number(&b.s, "SELECT count(*) FROM claim"), 1);
	assert_false(lives(1));
	assert_null(store_claimed(&b.s, ben, &why));
	good(take(&b.s, cleo, true, NULL, &why));
	assert_int_equal(number(&b.s, "SELECT count(*) FROM claim"), 1); /* swept by the writer */
}

static void it_ends_with_its_lease_alone(void **state)
{
	enum call_why why;
	int64_t claim;

	(void)state;
	good(take(&b.s, anna, true, &claim, &why));
	/* The clock of the wall has no say … */
	b.clock.fixed = false;
	assert_true(lives(claim));
	b.clock.fixed = true;
	b.clock.at -= (int64_t)48 * 3600 * 1000;
	assert_true(lives(claim));
	b.clock.at += (int64_t)48 * 3600 * 1000;
	assert_true(lives(claim));
	/* … but where it is set by hand, as with --today, a day later is a day later. */
	b.clock.at += (int64_t)24 * 3600 * 1000;
	assert_false(lives(claim));
	b.clock.at -= (int64_t)24 * 3600 * 1000;
	assert_true(lives(claim));
	sql(&b.s, "UPDATE claim SET until_boot = until_boot - 11 * 60000");
	assert_false(lives(claim));
	bad(store_claim_keep(&b.s, claim, 10, &err), ERR_CLAIM_OVER);
	good(take(&b.s, cleo, true, &claim, &why));
	sql(&b.s, "UPDATE claim SET boot = 'another start of the machine'");
	assert_false(lives(claim));
	good(take(&b.s, ben, true, &claim, &why));
	sql(&b.s, "UPDATE claim SET until_boot = until_boot - 5 * 60000");
	good(store_claim_keep(&b.s, claim, 10, &err));
	struct claim k;
	good(store_claim(&b.s, claim, &k, &err));
	assert_in_range(k.left_ms, 590000, 600000);
	claim_release(&k);
}

static void what_it_was_is_known_after(void **state)
{
	struct claim k;
	enum call_why why;
	int64_t claim;

	(void)state;
	good(take(&b.s, anna, true, &claim, &why));
	good(store_calls_begin(&b.s, &err));
	good(store_calls_end(&b.s, store_claim_drop(&b.s, claim, &err), &err));
	assert_true(store_claim_ended(&b.s, claim, &k));
	assert_int_equal(k.patient, anna);
	assert_string_equal(k.list, "recall");
	claim_release(&k);
	assert_false(store_claim_ended(&b.s, claim + 1, &k));
	int64_t next;
	good(take(&b.s, anna, true, &next, &why));
	assert_int_not_equal(next, claim); /* a number is never given out twice */
}

static bool see_caller(const struct caller_line *l, void *arg)
{
	snprintf(arg, 40, "%s %s", l->list, l->state);
	return true;
}

static void who_sits_there(void **state)
{
	char seen[40] = "";

	(void)state;
	good(store_caller_set(&b.s, "recall", "here", &err));
	good(store_caller_set(&b.s, "recall", "pause", &err));
	good(store_callers(&b.s, see_caller, seen, &err));
	assert_string_equal(seen, "recall pause");
	seen[0] = '\0';
	good(store_caller_set(&b.s, NULL, NULL, &err));
	good(store_callers(&b.s, see_caller, seen, &err));
	assert_string_equal(seen, "");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, base_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(one_patient_number_and_family),
		TEST(it_ends_with_its_process),
		TEST(it_ends_with_its_lease_alone),
		TEST(what_it_was_is_known_after),
		TEST(who_sits_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
