/* Lists as they are kept say the same as looking at everybody, whatever happens in between. */
#include "segments_support.h"

#include "revisit/clinic/calls.h"
#include "revisit/clinic/undo.h"

enum { PEOPLE = 24, STEPS = 250, LINES = 64 };

static const char rules[] =
	"clinic: {quiet: 3 days}\n"
	"segments:\n"
	"  old:\n"
	"    who: [last visit is older than 6 months, is active]\n"
	"    order: last visit, oldest first\n"
	"    give up after: 3 calls\n"
	"    then: [{call: all}]\n"
	"  dear:\n"
	"    who: [tagged vip]\n"
	"    priority: 1\n"
	"    quiet: none\n"
	"    then: [{call: all}]\n"
	"  new: {who: [no visit, is active], purpose: marketing, quiet: 10 days, then: [{call: offers}]}\n";

/* Halfway another meaning: who is in it then is left alone, and it has a limit. */
static const char newly[] =
	"clinic: {quiet: 3 days}\n"
	"segments:\n"
	"  old:\n"
	"    who: [last visit is older than 5 months, is active]\n"
	"    order: last visit, oldest first\n"
	"    give up after: 3 calls\n"
	"    start: new members only\n"
	"    then: [{call: all}]\n"
	"  dear: {who: [tagged vip], priority: 1, limit: 2, quiet: none, then: [{call: \"all, at most 3 a day\"}]}\n"
	"  new: {who: [no visit, is active], purpose: marketing, quiet: 10 days, then: [{call: offers}]}\n";

static int64_t people[PEOPLE];
static struct rng dice;

static int roll(int n)
{
	return (int)(rng_next(&dice) % (uint64_t)n);
}

static int64_t somebody(void)
{
	return people[roll(PEOPLE)];
}

struct seen {
	struct call_counts counts;
	struct call_line lines[LINES];
	size_t n;
};

static void look(const struct call_list_info *l, enum call_why why, struct seen *out)
{
	good(calls_queue(&c, l, why, LINES, &out->counts, out->lines, &out->n, &err));
}

static void same(const char *list, int step)
{
	struct call_list_info l;
	struct seen kept;
	struct seen live;

	good(calls_list(&c, list, &l, &err));
	for (int why = 0; why < CALL_WHYS; why += why ? 5 : 7) {
		look(&l, (enum call_why)why, &kept);
		c.store.refuse = "live";
		look(&l, (enum call_why)why, &live);
		c.store.refuse = NULL;
		for (int i = 0; i < CALL_WHYS; i++)
			if (kept.counts.why[i] != live.counts.why[i])
				fail_msg("step %d, %s: %d are %s, not %d", step, list,
					 (int)kept.counts.why[i], call_why_choices[i].key,
					 (int)live.counts.why[i]);
		assert_int_equal(kept.counts.all, live.counts.all);
		assert_int_equal(kept.n, live.n);
		for (size_t i = 0; i < kept.n; i++)
			if (kept.lines[i].patient != live.lines[i].patient ||
			    kept.lines[i].tries != live.lines[i].tries ||
			    kept.lines[i].until != live.lines[i].until)
				fail_msg("step %d, %s: line %zu is of %d until %lld, not of %d until %lld",
					 step, list, i, (int)kept.lines[i].patient,
					 (long long)kept.lines[i].until, (int)live.lines[i].patient,
					 (long long)live.lines[i].until);
	}
	call_list_info_release(&l);
}

/* The first line is who comes next. */
static void ring(const char *list)
{
	static const char *const outcomes[] = { "no_answer", "busy",	    "left_message", "not_now",
						"callback",  "wrong_number", "declined",     "talked",
						"will_call", "do_not_call" };
	struct call_list_info l;
	struct seen seen;
	struct claim k;
	struct err why = ERR_INIT;

	good(calls_list(&c, list, &l, &err));
	look(&l, CALL_NOW, &seen);
	bool got = call_next(&c, &l, true, &k, &why);
	assert_int_equal(got, seen.n > 0);
	if (!got)
		assert_int_equal(why.code, ERR_NOBODY);
	if (got && k.patient != seen.lines[0].patient)
		fail_msg("%s: %d instead of %d is next", list, (int)k.patient, (int)seen.lines[0].patient);
	if (got && roll(8) == 0)
		good(call_skip(&c, k.id, "busy day", &err));
	else if (got && roll(10) != 0)
		good(call_outcome(&c, k.id,
				  &(struct call_result){ .outcome = outcomes[roll(ARRAY_SIZE(outcomes))],
							 .reason = "price",
							 .day = DAY_NONE,
							 .minute = MINUTE_NONE,
							 .anyone = roll(2),
							 .score = -1 },
				  NULL, &err));
	claim_release(&k);
	call_list_info_release(&l);
}

static void edit(const char *format, int64_t a)
{
	char text[300];

	snprintf(text, sizeof(text), format, (long long)a, roll(400));
	sql(text);
}

static void step(int i)
{
	bool changed;
	size_t added;
	int64_t one = somebody();

	switch (roll(16)) {
	case 0:
	case 1:
	case 2:
	case 3:
		ring(roll(3) ? "all" : roll(2) ? "offers" : "mine");
		break;
	case 4:
		c.clock.at += (int64_t)roll(300) * 60000;
		break;
	case 5:
		c.clock.at += (int64_t)roll(4) * 86400000;
		break;
	case 6:
		if (roll(2))
			good(tag_add(&c, one, "vip", DAY_NONE, &changed, &err));
		else
			good(tag_remove(&c, one, "vip", &changed, &err));
		break;
	case 7:
		good(call_list_add(&c, "mine", &one, 1, NULL, &added, &err));
		break;
	case 8: {
		char at[40];
		snprintf(at, sizeof(at), "at=+%d", 1 + roll(9));
		booked(one, at, NULL);
		break;
	}
	case 9: /* by the sqlite3 shell */
		edit("UPDATE contact SET state = CASE state WHEN 'good' THEN 'dead' ELSE 'good' END "
		     "WHERE patient = %lld -- %d",
		     one);
		break;
	case 10:
		edit("INSERT INTO consent (patient, purpose, state, day) VALUES (%lld, 'marketing', "
		     "'yes', %d)",
		     one);
		break;
	case 14: {
		static const char *const wishes[] = { "after 17:00", "mornings", "12-14", "weekends", "some day", "" };
		char format[160];
		snprintf(format, sizeof(format), "UPDATE patient SET preferred_times = '%s' WHERE id = %%lld -- %%d",
			 wishes[roll(ARRAY_SIZE(wishes))]);
		edit(format, one);
		break;
	}
	case 11:
		edit("INSERT INTO attempt (patient, channel, direction, outcome, at, day, purpose, number) "
		     "SELECT %lld, 'phone', 'out', 'no_answer', max(at) - %d, max(day), 'recall', "
		     "'+8613800000001' FROM attempt HAVING max(at) IS NOT NULL",
		     one);
		break;
	case 12: {
		struct undo_offer offer;
		struct err ignored = ERR_INIT;
		good(clinic_undo_offer(&c, false, 0, &offer, &err));
		clinic_undo(&c, offer.link, false, NULL, NULL, &ignored);
		undo_offer_release(&offer);
		break;
	}
	default:
		good(note_add(&c, one, "said hello", &err));
	}
	if (i % 10 == 9) /* claims of before end */
		sql("UPDATE claim SET until_boot = 0");
}

static void found(const char *text, void *arg)
{
	(void)arg;
	fail_msg("%s", text);
}

static void kept_is_live(void **state)
{
	struct call_list mine;

	(void)state;
	rng_seed(&dice, 20261123);
	saved(rules);
	for (int i = 0; i < PEOPLE; i++) {
		char phone[40];
		snprintf(phone, sizeof(phone), "phone=1380000%04d", i / 2 == 3 ? 1 : i);
		people[i] = registered(phone, i % 5 ? "sex=f" : "birth_date=2018-03-04", NULL);
		if (i % 3)
			came(people[i], i % 2 ? "2026-02-03" : "2025-11-30");
	}
	record_init(&record_call_list, &mine);
	mine.key = mem_strdup("mine");
	mine.purpose = PURPOSE_SERVICE;
	good(call_list_save(&c, &mine, &err));
	record_release(&record_call_list, &mine);
	for (int i = 0; i < STEPS; i++) {
		if (i == STEPS / 2)
			saved(newly);
		step(i);
		same("all", i);
		same("offers", i);
		same("mine", i);
		good(calls_check(&c, found, NULL, &err));
	}
	all_sound();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(kept_is_live, clinic_set_up, clinic_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
