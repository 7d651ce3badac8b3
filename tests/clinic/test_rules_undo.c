/* Rules put in force on purpose: taken back and done again with their file, and what becomes of who was
 * kept in or out by hand. */
#include "segments_support.h"

#include "revisit/clinic/undo.h"

static const char old_rules[] = "segments:\n"
				"  seen:\n"
				"    title: {en: Was here, zh: 来过}\n"
				"    who: [has visit]\n"
				"  lapsed: {who: [last visit is older than 6 months]}\n";
static const char new_rules[] = "segments:\n"
				"  seen:\n"
				"    title: {en: Was here, zh: 来过}\n"
				"    who: [has visit, is active]\n"
				"  lapsed: {who: [last visit is older than 6 months]}\n";

static void in_force(const char *rules, bool keep)
{
	good(clinic_rules_activate(&c, rules, strlen(rules), keep, &err));
}

static void file_says(const char *expected)
{
	struct str text;
	char *path = path_join(folder, "rules.yaml");

	str_init(&text);
	good(file_read(path, 1 << 20, &text, &err));
	assert_string_equal(text.p, expected);
	assert_string_equal(clinic_rules(&c)->text, expected);
	str_release(&text);
	free(path);
}

/* What ^Z or ^Y offers; does it. */
static const char *once_more(bool again)
{
	static char words[200];
	struct undo_offer offer;

	good(clinic_undo_offer(&c, again, 0, &offer, &err));
	assert_true(offer.link > 0);
	snprintf(words, sizeof(words), "%s%s", offer.words, offer.ask ? "?" : "");
	good(clinic_undo(&c, offer.link, again, NULL, NULL, &err));
	undo_offer_release(&offer);
	return words;
}

static void back_and_again(void **state)
{
	bool changed;

	(void)state;
	saved(old_rules);
	int64_t ann = registered("name=Ann", NULL);
	came(ann, "2026-11-02");
	in_force(new_rules, false);
	edited(ann, "status", '=', "moved");
	assert_string_equal(members("seen"), "");
	/* In order with the others, and always asked. */
	assert_string_equal(once_more(false), "Ann Status active → moved away");
	assert_string_equal(once_more(false), "rules: Was here changed?");
	file_says(old_rules);
	edited(ann, "status", '=', "moved");
	assert_string_equal(members("seen"), "Ann");
	once_more(false);
	assert_string_equal(once_more(true), "Ann Status active → moved away");
	once_more(false);
	in_force(new_rules, false);
	assert_string_equal(once_more(false), "rules: Was here changed?");
	assert_string_equal(once_more(true), "rules: Was here changed?");
	file_says(new_rules);
	once_more(false);
	file_says(old_rules);
	good(clinic_rules_watch(&c, &changed, &err));
	assert_false(changed);
}

static void not_over_others(void **state)
{
	struct undo_offer offer;
	bool changed;

	(void)state;
	saved(old_rules);
	in_force(new_rules, false);
	good(clinic_undo_offer(&c, false, 0, &offer, &err));
	/* A broken edit is somebody's work too. */
	file_is("rules.yaml", "segments: {a: {who: [nonsense]}}\n");
	bad(clinic_undo(&c, offer.link, false, NULL, NULL, &err), ERR_CONFLICT);
	bad(clinic_rules_watch(&c, &changed, &err), ERR_RULES);
	saved("segments: {other: {who: [is active]}}\n");
	bad(clinic_undo(&c, offer.link, false, NULL, NULL, &err), ERR_CONFLICT);
	assert_int_equal(clinic_rules(&c)->n_segments, 1);
	undo_offer_release(&offer);
}

/* What the pins come to: entering, leaving, and whose count no more. */
static void looks(bool keep, int64_t enter, size_t pinned)
{
	struct problems problems;
	int64_t seen;
	int64_t of;
	bool done;
	size_t n;

	problems_init(&problems);
	struct ruleset *next =
		clinic_rules_check(&c, "new", new_rules, strlen(new_rules), &problems, &err);
	struct rules_diff *d = rules_diff_begin(&c, next, keep);
	good(rules_diff_step(d, 0, &done, &seen, &of, &err));
	const struct rules_diff_line *l = rules_diff_lines(d, &n);
	assert_int_equal(n, 1);
	assert_int_equal(l[0].enter, enter);
	assert_int_equal(l[0].n_pinned, pinned);
	rules_diff_free(d);
	problems_release(&problems);
}

static void kept_by_hand(void **state)
{
	(void)state;
	saved(old_rules);
	int64_t ann = registered("name=Ann", NULL);
	came(ann, "2026-11-02");
	good(segment_pin(&c, "seen", ann, PIN_OUT, "calls us herself", &err));
	assert_string_equal(members("seen"), "");
	looks(false, 1, 1);
	looks(true, 0, 1);
	in_force(new_rules, false);
	assert_string_equal(members("seen"), "Ann");
	assert_string_equal(once_more(false), "rules: Was here changed?");
	assert_string_equal(members("seen"), "");
	/* Renewed with the rules, and taken back with them. */
	in_force(new_rules, true);
	assert_string_equal(members("seen"), "");
	assert_string_equal(once_more(false), "rules: Was here changed?");
	assert_string_equal(members("seen"), "");
	once_more(true);
	assert_string_equal(members("seen"), "");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, clinic_set_up, clinic_tear_down)
	const struct CMUnitTest tests[] = { TEST(back_and_again), TEST(not_over_others),
					    TEST(kept_by_hand) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
