/* Random rules, data, edits and days: the evaluation, the live membership and the oracle's SQL say
 * the same of everybody.
 *
 * ROUNDS says how many rules are asked on a day (the usual number takes about half a minute), SEED
 * where to begin, PEOPLE how many a clinic has, REPORT the file for the table of what was asked
 * (tests/oracle/report prints it). */
#include "invent.h"
#include "rounds.h"
#include "wild.h"

#include "../support/expect.h"

struct err err;

enum { RULES = 12 }; /* of a file */

/* Of what the test thinks up, and of what the program's grammar gives by chance: that shifts with
 * every new word of it. */
static struct tally tally, by_chance;
static int64_t rounds_asked, questions, flips, ordered, others_flips;

static int64_t from_environment(const char *name, int64_t otherwise)
{
	const char *text = getenv(name);

	return text && *text ? strtoll(text, NULL, 10) : otherwise;
}

/* An edit, a jump of the day, or both, and everything is asked. */
static void one_step(struct rounds *r)
{
	bool jump = rng_chance(&r->w.rng, 0.5);

	if (jump)
		world_go(&r->w, world_next_day(&r->w));
	if (rng_chance(&r->w.rng, 0.05)) { /* somebody set the clock right */
		world_go(&r->w, r->w.today - 1 - (int)rng_below(&r->w.rng, 40));
		r->edited = r->set_back = true;
	}
	if (!jump || rng_chance(&r->w.rng, 0.3)) {
		for (int n = 1 + (int)rng_below(&r->w.rng, 6); n > 0; n--)
			world_edit(&r->w);
		r->edited = true;
	}
	if (rng_chance(&r->w.rng, 0.2))
		rounds_pin(r);
}

/* The second file of a clinic asks for every noun, every third is out of the program's grammar. */
static void other_rules(struct rounds *r, int file)
{
	bool wild = file % 3 == 2;
	struct rng own; /* or the data would shift with the grammar too */
	struct str rules;

	rng_seed(&own, (uint64_t)r->w.today * 64 + (uint64_t)file);
	str_init(&rules);
	if (file == 1)
		invent_every_noun(&r->w.rng, r->w.today, &rules);
	else if (wild)
		wild_rules(&own, &r->lex, RULES, &rules);
	r->tally = wild ? &by_chance : &tally;
	rounds_rules(r, rules.len > 0 ? rules.p : NULL, RULES);
	str_release(&rules);
}

static void one_clinic(uint64_t seed, int people, int64_t rounds)
{
	enum { STEPS = 24, STEPS_A_FILE = 3 };
	struct rounds r;

	rounds_new(&r, seed, people, NULL, RULES, true);
	r.tally = &tally;
	for (int i = 0; i < STEPS && rounds_asked + r.rules_asked < rounds; i++) {
		if (i > 0 && i % STEPS_A_FILE == 0)
			other_rules(&r, i / STEPS_A_FILE);
		int64_t different = rounds_compare(&r);
		if (different > 0)
			fail_msg("SEED=%llu PEOPLE=%d: %lld differences at step %d; the rules:\n%s",
				 (unsigned long long)seed, people, (long long)different, i,
				 r.text.p);
		one_step(&r);
	}
	rounds_asked += r.rules_asked;
	questions += r.questions;
	flips += r.flips;
	ordered += r.ordered;
	rounds_drop(&r);
}

static void everything_agrees(void **state)
{
	int64_t rounds = from_environment("ROUNDS", 8000);
	uint64_t seed = (uint64_t)from_environment("SEED", 1);
	int people = (int)from_environment("PEOPLE", 0);

	(void)state;
	for (; rounds_asked < rounds; seed++)
		one_clinic(seed, people ? people : 40 + (int)(seed % 5) * 15, rounds);
}

/* What hangs on somebody else's rows: the household's, those of whom they sent, their guardian's.
 */
static void others_are_not_forgotten(void **state)
{
	static const char rules[] =
		"segments:\n"
		"  callable: {who: [may be called]}\n"
		"  children: {who: [may be called, age is under 18]}\n"
		"  parents: {who: [household has child in segment children]}\n"
		"  relatives: {who: [household has other member in segment callable]}\n"
		"  no-offers: {who: [marketing consent is no]}\n"
		"  no-offers-there: {who: [household has other member marketing consent is no]}\n"
		"  senders: {who: [referrals is at least 1]}\n"
		"  sent-by-family: {who: [household has other member has arrived referral]}\n"
		"  named: {who: [has referral]}\n"
		"  family-due: {who: [household has other member checkup is due]}\n"
		"  family-ahead: {who: [household has other member has upcoming visit]}\n"
		"  children-there: {who: [household has child is active]}\n"
		"  family-plans: {who: [household has other member has unscheduled plan]}\n"
		"  family-to-do: {who: [household has other member has open task]}\n"
		"  family-tags: {who: [household has other member tagged do-not-call]}\n"
		"  family-unhappy: {who: [household has other member nps is at most 6]}\n"
		"  family-talked: {who: [household has other member has contact]}\n";
	enum { CLINICS = 4, EDITS = 120 };
	struct rounds r;

	(void)state;
	for (uint64_t seed = 1; seed <= CLINICS; seed++) {
		rounds_new(&r, seed + 100, 30, rules, 0, true);
		assert_int_equal(rounds_compare(&r), 0);
		for (int i = 0; i < EDITS; i++) {
			const char *edit = world_edit_one(&r.w);
			r.edited = true;
			if (rounds_compare(&r) > 0)
				fail_msg("seed %d, edit %d: %s", (int)seed, i, edit);
		}
		others_flips += r.flips;
		rounds_drop(&r);
	}
	assert_true(others_flips > 300);
}

static void report(void)
{
	const char *path = getenv("REPORT");
	FILE *to = path ? fopen(path, "w") : NULL;

	if (!to)
		return;
	fprintf(to, "rounds (a rule for everyone on one day)       %lld\n",
		(long long)rounds_asked);
	fprintf(to, "questions (rules, lists and conditions alike) %lld\n", (long long)questions);
	fprintf(to, "memberships that changed                      %lld\n", (long long)flips);
	fprintf(to, "places in lists, against SQL                  %lld\n\n", (long long)ordered);
	tally_print(&tally, to);
	fprintf(to, "\nsentences out of the program's grammar, English and Chinese:\n\n");
	tally_print(&by_chance, to);
	fclose(to);
}

/* What was never true, or never false, was not tested. */
static void each_kind_was_true_and_false(void **state)
{
	enum { LEAST = 50 };
	int too_few = 0;

	(void)state;
	report();
	if (getenv("ROUNDS"))
		return;
	for (size_t i = 0; i < tally.n; i++) {
		const struct tally_line *l = &tally.line[i];
		if (l->yes >= LEAST && l->no >= LEAST)
			continue;
		print_message("# %s: true %lld, false %lld\n", l->name, (long long)l->yes,
			      (long long)l->no);
		too_few++;
	}
	assert_int_equal(too_few, 0);
	assert_true(flips > 1000);
	assert_true(ordered > 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_agrees),
		cmocka_unit_test(others_are_not_forgotten),
		cmocka_unit_test(each_kind_was_true_and_false),
	};

	rounds_begin();
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	rounds_end();
	return failed;
}
