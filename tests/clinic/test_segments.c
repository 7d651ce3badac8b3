/* The rules in force: read, edited, broken, seen by two programs; lists, why and differences. */
#include "segments_support.h"

#include <sys/stat.h>
#include <unistd.h>

static const char old_rules[] = "segments:\n"
				"  seen: {who: [has visit]}\n"
				"  lapsed: {who: [last visit is older than 6 months, is active]}\n";
static const char new_rules[] = "segments:\n"
				"  seen: {who: [has visit]}\n"
				"  lapsed: {who: [last visit is older than 12 months, is active]}\n"
				"  gone: {who: [is moved]}\n";
static const char broken_rules[] = "segments:\n"
				   "  seen: {who: [has vist]}\n";

static void without_rules(void **state)
{
	struct segment_line *lines;
	size_t n = 9;
	bool done;
	char *path = path_join(folder, "rules.yaml");

	(void)state;
	unlink(path);
	free(path);
	registered("name=Ann", NULL);
	assert_null(clinic_rules(&c));
	assert_null(clinic_rules_error(&c));
	good(segments_list(&c, 0, &lines, &n, &done, &err));
	assert_int_equal(n, 0);
	good(clinic_segments_work(&c, 5, &done, &err));
	assert_true(done);
}

static void starter_is_in_force(void **state)
{
	(void)state;
	assert_non_null(clinic_rules(&c));
	assert_true(ruleset_find(clinic_rules(&c), "recall-cleaning") >= 0);
	assert_null(clinic_rules_error(&c));
	assert_int_equal(number("SELECT count(*) FROM config_version WHERE kind = 'rules'"), 1);
	/* Not once more by who comes later. */
	clinic_again(NULL);
	clinic_rules(&c);
	assert_int_equal(number("SELECT count(*) FROM config_version WHERE kind = 'rules'"), 1);
}

static void edits_come_into_force(void **state)
{
	bool changed = true;

	(void)state;
	assert_true(saved(old_rules));
	came(registered("name=Ann", NULL), "2026-03-02");
	came(registered("name=Bob", NULL), "2025-03-02");
	assert_string_equal(members("lapsed"), "Ann, Bob");
	good(clinic_rules_watch(&c, &changed, &err));
	assert_false(changed);
	assert_true(saved(new_rules));
	assert_string_equal(members("lapsed"), "Bob");
	/* The same text again is no other version. */
	assert_false(saved(new_rules));
	assert_int_equal(number("SELECT count(*) FROM config_version WHERE kind = 'rules'"), 3);
}

static void broken_edit_changes_nothing(void **state)
{
	bool changed;

	(void)state;
	saved(old_rules);
	int64_t ann = registered("name=Ann", NULL);
	assert_string_equal(members("seen"), "");
	file_is("rules.yaml", broken_rules);
	bad(clinic_rules_watch(&c, &changed, &err), ERR_RULES);
	assert_string_equal(
		clinic_rules_error(&c),
		"rules.yaml:2:20: 'vist' is not understood here; did you mean 'visit'? (seen)");
	/* Edits go on, and are counted by the last good rules. */
	came(ann, "2026-11-02");
	assert_string_equal(members("seen"), "Ann");
	/* Who comes later sees it too; telling once is enough. */
	clinic_again(NULL);
	assert_non_null(clinic_rules(&c));
	assert_non_null(strstr(clinic_rules_error(&c), "vist"));
	assert_string_equal(members("seen"), "Ann");
	assert_int_equal(number("SELECT count(*) FROM config_version WHERE error IS NOT NULL"), 1);
	/* Taken back. */
	assert_true(saved(old_rules));
	assert_null(clinic_rules_error(&c));
	clinic_again(NULL);
	clinic_rules(&c);
	assert_null(clinic_rules_error(&c));
}

/* Empty, no text, no YAML, YAML that is no rules, too big. */
static void any_file_is_survived(void **state)
{
	static const char *const texts[] = {
		"",     "\xff\xfe\0z", "segments: [",
		"a: b", "- 1\n- 2\n",  "segments: {x: {who: [has visit]}"
	};
	char *big = mem_alloc(YAML_MAX_BYTES + 2);
	bool changed;

	(void)state;
	saved(old_rules);
	memset(big, '#', YAML_MAX_BYTES + 1);
	for (size_t i = 0; i <= ARRAY_SIZE(texts); i++) {
		file_is("rules.yaml", i < ARRAY_SIZE(texts) ? texts[i] : big);
		assert_false(clinic_rules_watch(&c, &changed, &err));
		assert_true(err.code != ERR_NONE);
		assert_non_null(clinic_rules_error(&c));
		err_clear(&err);
		registered("name=X", NULL);
	}
	free(big);
	assert_int_equal(ruleset_find(clinic_rules(&c), "lapsed"), 1);
	saved(old_rules);
	assert_null(clinic_rules_error(&c));
	/* Who wants none says so. */
	assert_true(saved("# none\n"));
	assert_int_equal(clinic_rules(&c)->n_segments, 0);
	saved(old_rules);
}

/* Gone, a folder, a pipe that nobody writes into: told, and the rules stay. */
static void no_file(void **state)
{
	char *path = path_join(folder, "rules.yaml");
	bool changed = false;

	(void)state;
	saved(old_rules);
	assert_int_equal(unlink(path), 0);
	/* Perhaps an editor is about to write it. */
	good(clinic_rules_watch(&c, &changed, &err));
	assert_null(clinic_rules_error(&c));
	good(clinic_rules_watch(&c, &changed, &err));
	assert_true(changed);
	assert_non_null(strstr(clinic_rules_error(&c), "gone"));
	assert_int_equal(clinic_rules(&c)->n_segments, 2);
	saved(old_rules);
	assert_null(clinic_rules_error(&c));
	/* Put in force again, it is written again. */
	assert_int_equal(unlink(path), 0);
	good(clinic_rules_watch(&c, &changed, &err));
	good(clinic_rules_watch(&c, &changed, &err));
	good(clinic_rules_activate(&c, old_rules, strlen(old_rules), false, &err));
	assert_null(clinic_rules_error(&c));
	assert_int_equal(number("SELECT count(*) FROM rules_change"), 0);
	for (int pipe = 0; pipe < 2; pipe++) {
		assert_int_equal(unlink(path), 0);
		assert_int_equal(pipe ? mkfifo(path, 0600) : mkdir(path, 0700), 0);
		bad(clinic_rules_watch(&c, &changed, &err), ERR_IO);
		assert_non_null(clinic_rules_error(&c));
		assert_int_equal(clinic_rules(&c)->n_segments, 2);
		assert_int_equal(pipe ? unlink(path) : rmdir(path), 0);
		saved(old_rules);
		assert_null(clinic_rules_error(&c));
	}
	free(path);
}

/* --- two programs --- */

static struct clinic other;

static void open_other(void)
{
	struct clinic_options options = {
		.folder = folder, .staff = "bo", .today = "2026-11-23T09:02", .seed = 2
	};

	good(clinic_open(&other, &options, &err));
	clinic_rules(&other);
}

static void two_programs(void **state)
{
	bool changed;

	(void)state;
	saved(old_rules);
	int64_t ann = registered("name=Ann", NULL);
	int64_t visit = booked(ann, "at=2026-11-23T09:00", NULL);
	assert_string_equal(members("seen"), "");
	open_other();
	assert_string_equal(members_at(&other, "seen"), "");
	/* A visit that one completes. */
	good(visit_step(&c, visit, VISIT_ARRIVED, NULL, &err));
	good(visit_complete(&c, visit, &(struct visit_completion){ .amount = MONEY_NONE }, &err));
	assert_string_equal(members_at(&other, "seen"), "Ann");
	/* An edit reaches both, whoever looks first. */
	file_is("rules.yaml", new_rules);
	good(clinic_rules_watch(&other, &changed, &err));
	assert_true(changed);
	good(clinic_rules_watch(&c, &changed, &err));
	assert_true(changed);
	assert_int_equal(ruleset_find(clinic_rules(&c), "gone"), 2);
	assert_int_equal(clinic_rules(&other)->n_segments, 3);
	edited(ann, "status", '=', "moved");
	assert_string_equal(members_at(&other, "gone"), "Ann");
	/* A broken one shows its error on both and changes nothing. */
	file_is("rules.yaml", broken_rules);
	bad(clinic_rules_watch(&c, &changed, &err), ERR_RULES);
	clinic_rules_watch(&other, &changed, &err);
	err_clear(&err);
	assert_true(changed);
	assert_string_equal(clinic_rules_error(&other), clinic_rules_error(&c));
	assert_string_equal(members_at(&other, "gone"), "Ann");
	assert_string_equal(members("gone"), "Ann");
	/* In force by the command of one, with the file written. */
	good(clinic_rules_activate(&other, old_rules, strlen(old_rules), false, &err));
	good(clinic_rules_watch(&c, &changed, &err));
	assert_true(changed);
	assert_null(clinic_rules_error(&c));
	assert_int_equal(clinic_rules(&c)->n_segments, 2);
	bad(clinic_rules_activate(&other, broken_rules, strlen(broken_rules), false, &err), ERR_RULES);
	assert_int_equal(clinic_rules(&other)->n_segments, 2);
	clinic_close(&other);
}

/* --- what rules lean on --- */

static void settings_take_a_word_away(void **state)
{
	bool changed;
	struct str text;
	char *path = path_join(folder, "clinic.yaml");

	(void)state;
	saved("segments: {due: {who: [implant is due]}}\n");
	int64_t ann = registered("name=Ann", NULL);
	booked(ann, "at=2025-01-06T10:00", "kind=implant", "status=completed", NULL);
	assert_string_equal(members("due"), "Ann");
	str_init(&text);
	good(file_read(path, 1 << 20, &text, &err));
	char *line = strstr(text.p, "  implant:       {label: {en: implant check");
	assert_non_null(line);
	memcpy(line, "  screw:  ", 10);
	file_is("clinic.yaml", text.p);
	good(clinic_watch(&c, &changed, &err));
	assert_true(changed);
	assert_null(clinic_rules(&c));
	assert_non_null(strstr(clinic_rules_error(&c), "rules.yaml:1:"));
	/* Work goes on. */
	registered("name=Bob", NULL);
	memcpy(line, "  implant:", 10);
	file_is("clinic.yaml", text.p);
	good(clinic_watch(&c, &changed, &err));
	assert_null(clinic_rules_error(&c));
	assert_string_equal(members("due"), "Ann");
	str_release(&text);
	free(path);
}

/* What if it were another day: a real clinic is only looked at. */
static void what_if(void **state)
{
	struct clinic_options options = { .folder = folder, .staff = "mei", .today = "2027-05-03" };

	(void)state;
	saved(old_rules);
	came(registered("name=Ann", NULL), "2026-11-02");
	assert_string_equal(members("lapsed"), "");
	sql("DELETE FROM meta WHERE key = 'simulated'");
	clinic_close(&c);
	file_is("rules.yaml", new_rules);
	good(clinic_open(&c, &options, &err));
	assert_int_equal(clinic_rules(&c)->n_segments, 3);
	assert_string_equal(members("lapsed"), "");
	assert_int_equal(number("SELECT count(*) FROM config_version WHERE kind = 'rules'"), 2);
	bad(clinic_rules_activate(&c, old_rules, strlen(old_rules), false, &err), ERR_READ_ONLY);
	bad(segments_run_daily(&c, NULL, NULL, &err), ERR_READ_ONLY);
	clinic_close(&c);
	file_is("rules.yaml", old_rules);
	good(clinic_open(&c, &options, &err));
	assert_string_equal(members("lapsed"), "Ann");
}

/* --- a sentence, why, what would change --- */

static const char *who_fits(const char *sentence)
{
	static char out[1000];
	struct problems problems;
	bool done;
	size_t n;

	problems_init(&problems);
	struct where *w = where_begin(&c, sentence, &problems);
	assert_non_null(w);
	problems_release(&problems);
	do
		good(where_step(w, 1, &done, &err));
	while (!done);
	const int64_t *ids = where_ids(w, &n);
	out[0] = '\0';
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(out);
		snprintf(out + len, sizeof(out) - len, "%s%s", i ? ", " : "",
			 field_of(ids[i], "name"));
	}
	where_free(w);
	return out;
}

static int64_t how_many(const char *sentence)
{
	struct problems problems;
	bool done = false;

	problems_init(&problems);
	struct where *w = where_count_begin(&c, sentence, &problems);
	problems_release(&problems);
	assert_non_null(w);
	good(where_step(w, 0, &done, &err));
	assert_true(done);
	int64_t n = where_count(w);
	where_free(w);
	return n;
}

static void a_sentence(void **state)
{
	struct problems problems;
	bool done;
	size_t n;

	(void)state;
	file_is("rules.yaml", old_rules);
	came(registered("name=Zoe", NULL), "2026-03-02");
	came(registered("name=Bob", NULL), "2026-11-02");
	registered("name=Ann", NULL);
	clinic_again(NULL);
	/* The first thing that is asked of a clinic: the segments are known. */
	assert_string_equal(who_fits("not in segment lapsed"), "Ann, Bob");
	assert_string_equal(who_fits("last visit is older than 6 months"), "Zoe");
	assert_string_equal(who_fits("上次就诊早于6个月前"), "Zoe");
	assert_string_equal(who_fits(NULL), "Ann, Bob, Zoe");
	/* As where they are many: by two threads. */
	c.store.build_few = 1;
	assert_string_equal(who_fits("not in segment lapsed"), "Ann, Bob");
	assert_string_equal(who_fits(NULL), "Ann, Bob, Zoe");
	assert_int_equal(how_many("last visit is older than 6 months"), 1);
	assert_int_equal(how_many(NULL), 3);
	c.store.build_few = 0;
	assert_int_equal(how_many("not in segment lapsed"), 2);
	/* Other rules come into force while everybody is looked at. */
	problems_init(&problems);
	struct where *w = where_begin(&c, "in segment lapsed", &problems);
	good(where_step(w, 0, &done, &err));
	where_ids(w, &n);
	assert_int_equal(n, 1);
	/* One that is being looked for, by threads: the rules it reads go. */
	c.store.build_few = 1;
	struct where *also = where_begin(&c, "in segment lapsed", &problems);
	good(where_step(also, 1, &done, &err));
	c.store.build_few = 0;
	saved(new_rules);
	good(where_step(also, 0, &done, &err));
	assert_int_equal(where_count(also), 0);
	where_free(also);
	good(where_step(w, 0, &done, &err));
	where_ids(w, &n);
	assert_int_equal(n, 0);
	saved("segments: {seen: {who: [has visit]}}\n");
	bad(where_step(w, 0, &done, &err), ERR_RULES);
	where_free(w);
	assert_null(where_begin(&c, "last vist is today", &problems));
	assert_int_equal(problems.errors, 1);
	problems_release(&problems);
}

/* Who asks for a sum or a day sees it, and whoever has the most, or waits longest, first. */
static void by_what_was_asked(void **state)
{
	struct problems problems;
	bool done;
	size_t n;

	(void)state;
	saved(old_rules);
	int64_t zoe = registered("name=Zoe", NULL);
	int64_t bob = registered("name=Bob", NULL);
	came(bob, "2026-03-02");
	came(zoe, "2025-11-02");
	problems_init(&problems);
	struct where *w = where_begin(&c, "last visit is older than 1 month", &problems);
	const struct node *told = where_by_value(w);
	assert_non_null(told);
	assert_int_equal(told_kind(told), TOLD_DAY);
	good(where_step(w, 0, &done, &err));
	const int64_t *ids = where_ids(w, &n);
	const int64_t *days = where_values(w);
	assert_int_equal(n, 2);
	assert_int_equal(ids[0], zoe);
	assert_int_equal(days[0], day_make(2025, 11, 2));
	assert_int_equal(days[1], day_make(2026, 3, 2));
	where_free(w);
	w = where_begin(&c, "count of visits is at least 0", &problems);
	where_by_value(w);
	came(bob, "2026-03-04");
	good(where_step(w, 0, &done, &err));
	ids = where_ids(w, &n);
	assert_int_equal(ids[0], bob);
	assert_int_equal(where_values(w)[0], 2);
	where_free(w);
	w = where_begin(&c, "is active", &problems);
	assert_null(where_by_value(w));
	where_free(w);
	problems_release(&problems);
}

static void in_and_nearly_in(void **state)
{
	static const char nearly[] =
		"segments:\n"
		"  soon: {who: [last visit is older than 9 months]}\n"
		"  one-more: {who: [has visit, is active, no upcoming visit]}\n"
		"  not-at-all: {who: [is moved, has visit]}\n"
		"  out: {who: [has visit]}\n"
		"  in-the-way: {who: [has visit, not last visit is older than 1 month]}\n";
	struct segment_of *of;
	struct arena arena;
	size_t n;

	(void)state;
	saved(nearly);
	int64_t ann = registered("name=Ann", NULL);
	came(ann, "2026-03-02");
	booked(ann, "at=2026-11-27T10:00", NULL);
	good(segment_pin(&c, "out", ann, PIN_OUT, "moves away", &err));
	arena_init(&arena);
	good(segments_of_patient(&c, ann, &arena, &of, &n, &err));
	assert_int_equal(n, 4);
	assert_false(of[0].is);
	assert_int_equal(of[0].change, day_make(2026, 12, 3));
	assert_false(of[1].is);
	assert_string_equal(of[1].because, "no upcoming visit");
	assert_true(of[2].pinned && !of[2].is);
	assert_string_equal(of[2].because, "moves away (mei, Nov 23)");
	assert_false(of[1].in_the_way);
	/* No "not …": what is so and must not be. */
	assert_true(of[3].in_the_way);
	assert_string_equal(of[3].because, "last visit is older than 1 month");
	const struct why *why = segment_why_of(&c, 1, ann, &arena, &err);
	assert_false(why->is);
	assert_true(why->child->is);
	arena_release(&arena);
}

static void what_would_change(void **state)
{
	struct problems problems;
	int64_t seen;
	int64_t of;
	bool done;
	bool changed;
	size_t n;

	(void)state;
	saved(old_rules);
	int64_t ann = registered("name=Ann", NULL);
	came(ann, "2026-03-02");
	int64_t bob = registered("name=Bob", "status=moved", NULL);
	problems_init(&problems);
	struct ruleset *next =
		clinic_rules_check(&c, "new", new_rules, strlen(new_rules), &problems, &err);
	struct rules_diff *d = rules_diff_begin(&c, next, false);
	good(rules_diff_step(d, 0, &done, &seen, &of, &err));
	assert_true(done);
	assert_int_equal(seen, 2);
	const struct rules_diff_line *l = rules_diff_lines(d, &n);
	assert_int_equal(n, 2);
	assert_string_equal(l[0].key, "lapsed");
	assert_true(l[0].changed && l[0].leave == 1 && l[0].enter == 0 && l[0].members == 0);
	assert_int_equal(l[0].leaving[0], ann);
	assert_string_equal(l[1].key, "gone");
	assert_true(l[1].is_new && l[1].enter == 1 && l[1].members == 1);
	assert_int_equal(l[1].entering[0], bob);
	rules_diff_free(d);
	/* Nothing of it is in force. */
	assert_string_equal(members("lapsed"), "Ann");
	next = clinic_rules_check(&c, "new", new_rules, strlen(new_rules), &problems, &err);
	d = rules_diff_begin(&c, next, false);
	saved("segments: {other: {who: [is active]}}\n");
	bad(rules_diff_step(d, 0, &done, &seen, &of, &err), ERR_CONFLICT);
	rules_diff_free(d);
	problems_release(&problems);
	good(clinic_rules_watch(&c, &changed, &err));
}

/* Rules that are read often do not wear out the words they were read with. */
static void words_that_come(void **state)
{
	bool changed;

	(void)state;
	saved(old_rules);
	int64_t ann = registered("name=Ann", NULL);
	good(tag_add(&c, ann, "brand-new", DAY_NONE, &changed, &err));
	saved("segments: {new: {who: [tagged brand-new]}}\n");
	assert_string_equal(members("new"), "Ann");
	good(tag_add(&c, ann, "newer", DAY_NONE, &changed, &err));
	assert_string_equal(who_fits("tagged newer"), "Ann");
	assert_string_equal(members("new"), "Ann");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, clinic_set_up, clinic_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(without_rules),
		TEST(starter_is_in_force),
		TEST(edits_come_into_force),
		TEST(broken_edit_changes_nothing),
		TEST(any_file_is_survived),
		TEST(two_programs),
		TEST(settings_take_a_word_away),
		TEST(what_if),
		TEST(a_sentence),
		TEST(by_what_was_asked),
		TEST(in_and_nearly_in),
		TEST(no_file),
		TEST(what_would_change),
		TEST(words_that_come),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
