/* The folder, the clock, the settings, who may write; and the card, which puts all together. */
#include "support.h"

#include <fcntl.h>
#include <sys/wait.h>

#include "revisit/base/i18n.h"
#include "revisit/clinic/find.h"

static char *in_folder(const char *name)
{
	return path_join(folder, name);
}

/* --- the folder --- */

static void a_new_folder(void **state)
{
	static const char *const parts[] = { "clinic.db", "clinic.yaml", "backups" };
	struct stat st;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		char *path = in_folder(parts[i]);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 0077, 0);
		free(path);
	}
	bad(clinic_init(folder, "Again", false, &err), ERR_EXISTS);
	assert_string_equal(c.config->name, "Test");
	/* settings that are there already stay */
	char *beside = in_folder("other");
	char *yaml = path_join(beside, "clinic.yaml");
	good(folder_make(beside, &err));
	good(file_write(yaml, "name: Mine\n", 11, &err));
	good(clinic_init(beside, "Other", false, &err));
	struct str out;
	str_init(&out);
	good(file_read(yaml, 1000, &out, &err));
	assert_string_equal(out.p, "name: Mine\n");
	str_release(&out);
	free(beside);
	free(yaml);
}

static void hostile_names(void **state)
{
	static const char *const names[] = { "a: b # c", "\"quoted\"",   "- x",       "{}",
					     "",         "美齿 \\ 口腔", "two\nlines" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct clinic other;
		char sub[24];
		snprintf(sub, sizeof(sub), "sub%zu", i);
		char *path = in_folder(sub);
		struct clinic_options options = { .folder = path, .staff = "mei", .seed = 1 };
		good(clinic_init(path, *names[i] ? names[i] : NULL, false, &err));
		good(clinic_open(&other, &options, &err));
		if (*names[i])
			assert_string_equal(other.config->name, names[i]);
		clinic_close(&other);
		free(path);
	}
}

static void where_the_folder_is(void **state)
{
	static const struct {
		const char *given, *env, *xdg, *home, *is;
	} cases[] = {
		{ "/a", "/b", "/c", "/d", "/a" },
		{ NULL, "/b", "/c", "/d", "/b" },
		{ NULL, "", "/c", "/d", "/c/revisit/clinic" },
		{ NULL, NULL, "relative", "/d", "/d/.local/share/revisit/clinic" },
		{ NULL, NULL, NULL, "/d", "/d/.local/share/revisit/clinic" },
	};

	(void)state;
	char *home = mem_strdup(getenv("HOME"));
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *names[] = { "REVISIT_CLINIC", "XDG_DATA_HOME", "HOME" };
		const char *values[] = { cases[i].env, cases[i].xdg, cases[i].home };
		for (int k = 0; k < 3; k++)
			assert_int_equal(
				values[k] ? setenv(names[k], values[k], 1) : unsetenv(names[k]), 0);
		char *path = clinic_folder(cases[i].given);
		assert_string_equal(path, cases[i].is);
		free(path);
	}
	unsetenv("REVISIT_CLINIC");
	unsetenv("XDG_DATA_HOME");
	if (home)
		setenv("HOME", home, 1);
	free(home);
}

static void what_cannot_be_opened(void **state)
{
	struct clinic other;
	char *none = in_folder("none");
	struct clinic_options options = { .folder = none, .seed = 1 };

	(void)state;
	bad(clinic_open(&other, &options, &err), ERR_NO_CLINIC);
	assert_false(file_exists(none));
	free(none);
	clinic_close(&c);
	options = (struct clinic_options){ .folder = folder, .today = "someday", .seed = 1 };
	bad(clinic_open(&c, &options, &err), ERR_BAD_DATE);
	write_settings("name: x\ntheme: pink\n");
	options.today = NULL;
	bad(clinic_open(&c, &options, &err), ERR_CONFIG);
	write_settings("name: x\n");
	char *db = in_folder("clinic.db");
	unlink(db);
	good(file_write(db, "not a database, not at all, but words", 37, &err));
	bad(clinic_open(&c, &options, &err), ERR_FOREIGN);
	free(db);
}

/* --- which day it is, who may write --- */

static void a_real_clinic_on_another_day(void **state)
{
	struct clinic real;
	char *path = in_folder("real");
	struct clinic_options options = {
		.folder = path, .staff = "mei", .today = "2098-11-24", .seed = 1
	};
	struct patient_draft d;
	bool changed;

	(void)state;
	good(clinic_init(path, NULL, false, &err));
	good(clinic_open(&real, &options, &err));
	assert_false(real.simulated);
	assert_int_equal(clinic_today(&real), 47079);
	draft_init(&real, &d);
	good(draft_set(&real, &d, "name", '=', "张伟", &err));
	bad(patient_save(&real, &d, &changed, &err), ERR_READ_ONLY);
	draft_release(&d);
	assert_int_equal(store_count(&real.store, &record_patient), 0);
	clinic_close(&real);
	/* On the real day it may be written, also when that day is named. */
	options.today = NULL;
	good(clinic_open(&real, &options, &err));
	struct str today;
	str_init(&today);
	day_iso(&today, clinic_today(&real));
	clinic_close(&real);
	options.today = today.p;
	good(clinic_open(&real, &options, &err));
	assert_null(real.store.refuse);
	str_release(&today);
	clinic_close(&real);
	free(path);
	/* The simulated one next door is on its own day, and takes everything. */
	assert_true(c.simulated);
	registered("name=张伟", NULL);
	clinic_again("2027-03-01T10:00");
	registered("name=李明", NULL);
	assert_int_equal(clinic_today(&c), day_make(2027, 3, 1));
}

static int read_only_child(void)
{
	struct clinic_options options = { .folder = folder,
					  .today = "2026-11-23T09:02",
					  .seed = 1 };
	struct patient_draft d;
	struct card card;
	struct err why = ERR_INIT;

	if (getuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
		return 1;
	if (!clinic_open(&c, &options, &why))
		return 2;
	if (!card_load(&c, 1, &card, &why))
		return 3;
	card_release(&card);
	draft_init(&c, &d);
	if (!draft_set(&c, &d, "name", '=', "x", &why))
		return 4;
	if (patient_save(&c, &d, NULL, &why) || why.code != ERR_READ_ONLY)
		return 5;
	draft_release(&d);
	clinic_close(&c);
	return 0;
}

static void a_read_only_folder(void **state)
{
	int status;

	(void)state;
	registered("name=张伟", NULL);
	clinic_close(&c);
	int before = folder_count(folder);
	char *yaml = in_folder("clinic.yaml");
	char *db = in_folder("clinic.db");
	assert_int_equal(chmod(yaml, 0444), 0);
	assert_int_equal(chmod(db, 0444), 0);
	assert_int_equal(chmod(folder, 0555), 0);
	pid_t child = fork();
	if (child == 0)
		_exit(read_only_child());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(chmod(folder, 0700), 0);
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(folder_count(folder), before);
	free(yaml);
	free(db);
}

/* --- actions --- */

static void many_things_in_one_action(void **state)
{
	bool changed;

	(void)state;
	int64_t id = registered("name=张伟", NULL);
	good(clinic_begin(&c, "both", id, &err));
	good(tag_add(&c, id, "vip", DAY_NONE, &changed, &err));
	good(note_add(&c, id, "hello", &err));
	good(clinic_end(&c, true, &err));
	assert_string_equal(
		text("SELECT verb || (SELECT count(*) FROM change WHERE action = id) FROM action"),
		"patient-register1\nboth2");
	/* Said to be no good at the end: all goes. */
	good(clinic_begin(&c, "neither", id, &err));
	good(note_add(&c, id, "again", &err));
	assert_false(clinic_end(&c, false, &err));
	/* One part failed and nobody minded: still all goes. */
	good(clinic_begin(&c, "neither", id, &err));
	good(note_add(&c, id, "again", &err));
	bad(note_add(&c, 99, "nobody's", &err), ERR_BAD_VALUE);
	assert_false(clinic_end(&c, true, &err));
	err_clear(&err);
	assert_int_equal(number("SELECT count(*) FROM note"), 1);
	assert_int_equal(c.depth, 0);
	good(note_add(&c, id, "goes on", &err));
	assert_int_equal(number("SELECT count(*) FROM action"), 3);
	all_sound();
}

/* --- settings --- */

static void settings_edited_meanwhile(void **state)
{
	bool changed = true;

	(void)state;
	good(clinic_watch(&c, &changed, &err));
	assert_false(changed);
	write_settings("name: New name\ntimezone: Europe/Berlin\ncountry: DE\ntags: {vip: Very "
		       "important}\n");
	good(clinic_watch(&c, &changed, &err));
	assert_true(changed);
	assert_string_equal(c.config->name, "New name");
	assert_string_equal(config_label(c.config, "tag", "vip"), "Very important");
	assert_string_equal(c.store.country, "DE");
	good(clinic_watch(&c, &changed, &err));
	assert_false(changed);
	/* A mistake leaves what was in force, and is told once, with its place. */
	write_settings("timezone: Asia/Tokyo\nname: X\ntheme: pink\n");
	assert_false(clinic_watch(&c, &changed, &err));
	assert_false(changed);
	assert_int_equal(err.code, ERR_CONFIG);
	assert_int_equal(err.line, 3);
	assert_int_equal(err.col, 8);
	err_clear(&err);
	assert_string_equal(c.config->name, "New name");
	struct str at;
	str_init(&at);
	instant_iso(&at, 0);
	assert_string_equal(at.p, "1970-01-01T01:00:00+01:00");
	str_release(&at);
	good(clinic_watch(&c, &changed, &err));
	assert_false(changed);
	write_settings("name: Mended\n");
	good(clinic_watch(&c, &changed, &err));
	assert_true(changed);
	assert_string_equal(c.config->name, "Mended");
}

static void words_as_typed(void **state)
{
	static const struct {
		const char *vocab, *typed, *key;
	} cases[] = {
		{ "visit_kind", "cleaning", "cleaning" },
		{ "visit_kind", "Cleaning", "cleaning" },
		{ "visit_kind", "洁牙", "cleaning" },
		{ "visit_kind", "ROOT CANAL", "root-canal" },
		{ "visit_kind", "gum  treatment", "perio" },
		{ "visit_kind", "Something new", "Something-new" },
		{ "visit_kind", "Ｎｅｗ", "New" },
		{ "tag", "#VIP", "vip" },
		{ "tag", "貴賓", "vip" }, /* Traditional characters */
		{ "tag", "#own", "own" },
		{ "tag", "#", "" },
		{ "tag", "!!!", "!!!" },
		{ "provider", "dr lin", "lin" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *key = clinic_term_key(&c, cases[i].vocab, cases[i].typed);
		if (strcmp(key, cases[i].key) != 0)
			fail_msg("%s is %s", cases[i].typed, key);
		free(key);
	}
}

static void expect_found(const char *typed, const char *charts)
{
	struct hits hits;
	struct str out;

	str_init(&out);
	good(clinic_search(&c, typed, 0, 9, &hits, &err));
	for (size_t i = 0; i < hits.n; i++)
		str_addf(&out, "%s%d", i ? " " : "", (int)hits.v[i].patient);
	if (strcmp(out.p, charts) != 0)
		fail_msg("'%s' finds %s instead of %s", typed, out.p, charts);
	hits_release(&hits);
	str_release(&out);
}

static void finding_in_the_words_of_the_desk(void **state)
{
	(void)state;
	registered("name=张伟", "tag=anxious; perio-risk", "birth_day=1990-02-03", NULL);
	registered("name=李明", "tag=ortho-active; own word", "mobile=13800001990", NULL);
	expect_found("#怕疼", "1");
	expect_found("#anx", "1");
	expect_found("#gum ri", "1");
	expect_found("#gum risk 张", "1");
	expect_found("张 #gum risk", "1");
	expect_found("李 #gum risk", "");
	expect_found("#牙周风险 #怕疼", "1");
	expect_found("#in braces", "2");
	expect_found("#ortho", "2");
	expect_found("#own", "2");
	expect_found("#unheard", "");
	expect_found("3 Feb 1990", "1");
	expect_found("1990年2月3日", "1");
	expect_found("1990", "2 1");
	expect_found("#1001", "1");
	expect_found("#", "2 1");
	expect_found("", "2 1");
}

/* --- the card --- */

static void expect_entry(const struct card *card, enum timeline_kind kind, const char *what,
			 const char *more)
{
	for (size_t i = 0; i < card->n_timeline; i++) {
		const struct timeline_entry *e = &card->timeline[i];
		if (e->kind == kind && strcmp(e->what, what) == 0 && str_eq(e->more, more))
			return;
	}
	for (size_t i = 0; i < card->n_timeline; i++)
		print_message("# %d %s | %s\n", (int)card->timeline[i].kind, card->timeline[i].what,
			      str_or_empty(card->timeline[i].more));
	fail_msg("no entry '%s' '%s'", what, str_or_empty(more));
}

static void everything_on_the_card(void **state)
{
	struct card card;
	struct task t;
	bool changed;

	(void)state;
	int64_t mother = registered("name=李明", "birth_day=1985", "household=new", NULL);
	int64_t id = registered("name=张小宝", "birth_day=2020-03-02", "mobile=13800000042",
				"household=1001", "guardian=1001", "referrer=1001", "source=wechat",
				"tag=vip", NULL);
	good(alert_add(&c, id, false, "latex", DAY_NONE, &err));
	good(alert_add(&c, mother, true, "pays late", DAY_NONE, &err));
	assert_true(edited(id, "name", '=', "张大宝"));
	good(tag_add(&c, id, "vip", 20800, &changed, &err));
	good(tag_remove(&c, id, "vip", &changed, &err));
	good(note_add(&c, id, "likes dinosaurs", &err));
	booked(id, "at=2026-01-05 10:00", "kind=exam", "provider=lin", "status=completed",
	       "amount=50", "paid=50", NULL);
	booked(id, "at=2026-02-05 10:00", "kind=filling", "status=left", "amount=420", "paid=400",
	       "note=cried", "teeth=16", "chair=2", NULL);
	booked(id, "at=2026-03-05 10:00", "status=no_show", "reason=ill", NULL);
	booked(id, "at=2020-03-05 10:00", "status=no_show", NULL);
	int64_t next = booked(id, "at=fri 10:00", "kind=cleaning", NULL);
	booked(id, "at=2026-12-24 10:00", "kind=cleaning", NULL);
	int64_t here = booked(id, "at=today 9:00", "status=arrived", NULL);
	sql("UPDATE visit SET arrived_at = booked_at - 1800000, seated_at = booked_at WHERE id = "
	    "2");
	record_init(&record_task, &t);
	t.patient = id;
	good(task_parse(&c, "send quote", &t, &err));
	good(task_add(&c, &t, &err));
	good(task_close(&c, t.row.id, TASK_DONE, &err));
	record_release(&record_task, &t);
	sql("INSERT INTO attempt (patient, outcome, staff, at, note) VALUES (2, 'no_answer', "
	    "'amy', 0, 'rang')");

	good(card_load(&c, id, &card, &err));
	assert_string_equal(card.p.name, "张大宝");
	assert_string_equal(card.guardian.name, "李明");
	assert_string_equal(card.referrer.name, "李明");
	assert_int_equal(card.family.n, 2);
	assert_int_equal(((struct patient *)rows_at(&card.family, 0))->row.id, mother);
	assert_int_equal(card.alerts.n, 2);
	assert_int_equal(card.tags.n, 0);
	assert_int_equal(card.today_visit, here);
	assert_int_equal(card.next_visit, next);
	assert_int_equal(card.last_visit, 2);
	assert_int_equal(card.spent, 47000);
	assert_int_equal(card.owed, 2000);
	assert_int_equal(card.missed, 1);
	assert_non_null(card_visit(&card, here));
	assert_null(card_visit(&card, 99));
	expect_entry(&card, TIME_VISIT, "Exam ¥50, Dr Lin", NULL);
	expect_entry(&card, TIME_VISIT, "Filling ¥420, 16, chair 2",
		     "waited 30 min, paid ¥400, cried");
	expect_entry(&card, TIME_VISIT, "NO-SHOW visit", "ill");
	expect_entry(&card, TIME_NOTE, "mei: likes dinosaurs", NULL);
	expect_entry(&card, TIME_TASK, "done: send quote (mei)", NULL);
	expect_entry(&card, TIME_ATTEMPT, "amy: no answer, rang", NULL);
	expect_entry(&card, TIME_EDIT, "changed: Name, Given name, Reading (mei)", NULL);
	expect_entry(&card, TIME_EDIT, "tag: removed VIP (mei)", NULL);
	expect_entry(&card, TIME_EDIT, "tag: changed (mei)", NULL);
	expect_entry(&card, TIME_EDIT, "alert: added latex (mei)", NULL);
	expect_entry(&card, TIME_EDIT, "registered (mei)", NULL);
	for (size_t i = 1; i < card.n_timeline; i++)
		assert_true(card.timeline[i].day <= card.timeline[i - 1].day);
	card_release(&card);
	bad(card_load(&c, 99, &card, &err), ERR_NO_MATCH);
	all_sound();
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, clinic_set_up, clinic_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_new_folder),
		TEST(hostile_names),
		TEST(where_the_folder_is),
		TEST(what_cannot_be_opened),
		TEST(a_real_clinic_on_another_day),
		TEST(a_read_only_folder),
		TEST(many_things_in_one_action),
		TEST(settings_edited_meanwhile),
		TEST(words_as_typed),
		TEST(finding_in_the_words_of_the_desk),
		TEST(everything_on_the_card),
	};

	i18n_init("en", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
