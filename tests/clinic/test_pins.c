/* Kept in a segment or out of it by hand; what patients answered. */
#include "segments_support.h"

#include "revisit/clinic/undo.h"

static const char rules[] =
	"segments:\n"
	"  seen: {title: Seen, who: [has visit]}\n"
	"  in-seen: {who: [in segment seen, is active]}\n"
	"  unhappy: {who: [nps is at most 6, nps date is in the last 14 days]}\n";

static struct segment_line line_of(const char *key)
{
	struct segment_line *lines;
	struct segment_line line = { 0 };
	size_t n;
	bool done;

	good(segments_list(&c, 0, &lines, &n, &done, &err));
	assert_true(done);
	for (size_t i = 0; i < n; i++)
		if (strcmp(lines[i].key, key) == 0)
			line = lines[i];
	assert_non_null(line.key);
	free(lines);
	return line;
}

static const char *why_words(const char *key, int64_t patient)
{
	static char out[200];
	struct arena arena;

	arena_init(&arena);
	const struct why *why = segment_why_of(&c, segment_of(key), patient, &arena, &err);
	assert_non_null(why);
	snprintf(out, sizeof(out), "%s %s", why->is ? "in" : "out", str_or_empty(why->value));
	arena_release(&arena);
	return out;
}

static void undo_last(void)
{
	struct undo_offer offer;

	good(clinic_undo_offer(&c, false, 0, &offer, &err));
	good(clinic_undo(&c, offer.link, false, NULL, NULL, &err));
	undo_offer_release(&offer);
}

static void kept_by_hand(void **state)
{
	(void)state;
	saved(rules);
	int64_t ann = registered("name=Ann", NULL);
	int64_t bob = registered("name=Bob", NULL);
	came(bob, "2026-11-02");
	bad(segment_pin(&c, "nosuch", ann, PIN_IN, "x", &err), ERR_NO_MATCH);
	bad(segment_pin(&c, "seen", ann, PIN_IN, " ", &err), ERR_MISSING);
	good(segment_pin(&c, "seen", ann, PIN_IN, "was here before the computer", &err));
	good(segment_pin(&c, "seen", bob, PIN_OUT, "a relative of the doctor", &err));
	assert_string_equal(members("seen"), "Ann");
	/* Segments that name it go by it. */
	assert_string_equal(members("in-seen"), "Ann");
	struct segment_line l = line_of("seen");
	assert_true(l.kept_in == 1 && l.kept_out == 1 && l.void_pins == 0 && l.count.members == 1);
	assert_string_equal(why_words("seen", bob),
			    "out kept out by hand: a relative of the doctor (mei, Nov 23)");
	/* Another decision takes the place of the first. */
	good(segment_pin(&c, "seen", bob, PIN_IN, "after all", &err));
	assert_string_equal(members("seen"), "Ann, Bob");
	undo_last();
	assert_string_equal(members("seen"), "Ann");
	good(segment_unpin(&c, "seen", bob, &err));
	assert_string_equal(members("seen"), "Ann, Bob");
	bad(segment_unpin(&c, "seen", bob, &err), ERR_NO_MATCH);
	undo_last();
	assert_string_equal(members("seen"), "Ann");
	all_sound();
}

static void void_when_the_rule_means_something_else(void **state)
{
	(void)state;
	saved(rules);
	int64_t ann = registered("name=Ann", NULL);
	good(segment_pin(&c, "seen", ann, PIN_IN, "x", &err));
	/* Another title is the same rule. */
	saved("segments: {seen: {title: 'Was here', who: [has visit]}}\n");
	assert_string_equal(members("seen"), "Ann");
	saved("segments: {seen: {who: [has visit, is active]}}\n");
	assert_string_equal(members("seen"), "");
	struct segment_line l = line_of("seen");
	assert_true(l.kept_in == 0 && l.void_pins == 1);
	/* As it was. */
	saved(rules);
	assert_string_equal(members("seen"), "Ann");
	/* A segment that is gone: the pin can go too. */
	saved("segments: {other: {who: [is active]}}\n");
	good(segment_unpin(&c, "seen", ann, &err));
	assert_int_equal(number("SELECT count(*) FROM pin"), 0);
}

/* "3 +1 -0": members, who entered and left since yesterday. */
static const char *moves(const char *key)
{
	static char out[60];
	struct segment_count n = line_of(key).count;

	snprintf(out, sizeof(out), "%d +%d -%d", (int)n.members, (int)n.entered, (int)n.left);
	return out;
}

/* Out and in again is no move, whether somebody was in before or came with the rule. */
static void who_moved_since_yesterday(void **state)
{
	(void)state;
	int64_t ann = registered("name=Ann", NULL);
	int64_t bob = registered("name=Bob", NULL);
	came(ann, "2026-11-02");
	saved(rules);
	assert_string_equal(moves("seen"), "1 +0 -0");
	good(segment_pin(&c, "seen", ann, PIN_OUT, "x", &err));
	assert_string_equal(moves("seen"), "0 +0 -1");
	undo_last();
	assert_string_equal(moves("seen"), "1 +0 -0");
	good(segment_pin(&c, "seen", bob, PIN_IN, "x", &err));
	assert_string_equal(moves("seen"), "2 +1 -0");
	good(segment_unpin(&c, "seen", bob, &err));
	assert_string_equal(moves("seen"), "1 +0 -0");
	/* Who comes by another rule has not moved, and may leave. */
	saved("segments: {seen: {title: Seen, who: [is active], start: new members only}}\n");
	assert_string_equal(moves("seen"), "2 +0 -0");
	good(segment_pin(&c, "seen", bob, PIN_OUT, "x", &err));
	good(segment_pin(&c, "seen", ann, PIN_OUT, "x", &err));
	assert_string_equal(moves("seen"), "0 +0 -2");
	good(segment_unpin(&c, "seen", bob, &err));
	good(segment_unpin(&c, "seen", ann, &err));
	assert_string_equal(moves("seen"), "2 +0 -0");
	/* Nor is it anybody's turn who was in all the time but for a moment. */
	struct segment_run run;
	good(segment_run_plan(&c, segment_of("seen"), &run, &err));
	assert_int_equal(run.entries, 0);
	segment_run_release(&run);
	clinic_again("2026-11-24T09:00");
	assert_string_equal(moves("seen"), "2 +0 -0");
	good(segment_pin(&c, "seen", bob, PIN_OUT, "x", &err));
	good(segment_pin(&c, "seen", bob, PIN_IN, "y", &err));
	assert_string_equal(moves("seen"), "2 +0 -0");
	all_sound();
}

static void answer(int64_t patient, int score, const char *day)
{
	struct survey_answer a;

	record_init(&record_survey_answer, &a);
	a.patient = patient;
	a.score = score;
	if (day)
		good(day_parse(day, &a.day, &err));
	good(survey_answer_add(&c, &a, &err));
	record_release(&record_survey_answer, &a);
}

static void go_with_a_merge(void **state)
{
	(void)state;
	saved(rules);
	int64_t ann = registered("name=Ann", NULL);
	int64_t twin = registered("name=Ann", NULL);
	good(segment_pin(&c, "seen", twin, PIN_IN, "x", &err));
	good(segment_pin(&c, "unhappy", ann, PIN_IN, "said so", &err));
	good(segment_pin(&c, "unhappy", twin, PIN_OUT, "no", &err));
	answer(twin, 3, NULL);
	merged(ann, twin);
	assert_string_equal(members("seen"), "Ann");
	/* What was decided last holds. */
	assert_string_equal(members("unhappy"), "");
	assert_int_equal(number("SELECT patient FROM survey_answer"), ann);
	undo_last();
	assert_string_equal(members("seen"), "Ann");
	assert_int_equal(number("SELECT patient FROM pin WHERE segment = 'seen'"), twin);
	assert_int_equal(number("SELECT patient FROM survey_answer"), twin);
	all_sound();
}

static void answers(void **state)
{
	struct survey_answer a;
	struct card card;

	(void)state;
	saved(rules);
	int64_t ann = registered("name=Ann", NULL);
	record_init(&record_survey_answer, &a);
	a.patient = ann;
	a.score = 11;
	bad(survey_answer_add(&c, &a, &err), ERR_BAD_NUMBER);
	a.score = -1;
	bad(survey_answer_add(&c, &a, &err), ERR_BAD_NUMBER);
	a.score = 5;
	a.day = clinic_today(&c) + 1;
	bad(survey_answer_add(&c, &a, &err), ERR_BAD_DATE);
	record_release(&record_survey_answer, &a);
	answer(ann, 6, NULL);
	assert_string_equal(members("unhappy"), "Ann");
	answer(ann, 2, "2026-10-01");
	assert_string_equal(members("unhappy"), "Ann");
	answer(ann, 9, NULL);
	assert_string_equal(members("unhappy"), "");
	undo_last();
	assert_string_equal(members("unhappy"), "Ann");
	good(card_load(&c, ann, &card, &err));
	size_t n = 0;
	for (size_t i = 0; i < card.n_timeline; i++)
		n += card.timeline[i].kind == TIME_SURVEY &&
		     strcmp(card.timeline[i].what, "asked how it was: 6 of 10") == 0;
	assert_int_equal(n, 1);
	card_release(&card);
	assert_string_equal(text("SELECT DISTINCT staff FROM survey_answer"), "mei");
	all_sound();
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, clinic_set_up, clinic_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(kept_by_hand),
		TEST(void_when_the_rule_means_something_else),
		TEST(who_moved_since_yesterday),
		TEST(go_with_a_merge),
		TEST(answers),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
