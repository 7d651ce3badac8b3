/* Scripts and templates: languages, fields, parts, what is wrong in them, hostile names. */
#include "revisit/clinic/scripts.h"
#include "revisit/base/file.h"
#include "revisit/clinic/book.h"
#include "revisit/clinic/calls.h"
#include "revisit/clinic/recalls.h"
#include "support.h"

static struct err why;

static void put_text(const char *file, const char *body)
{
	char *path = path_join(folder, file);

	good(file_write(path, body, strlen(body), &why));
	free(path);
}

static void put_bytes(const char *file, const char *body, size_t n)
{
	char *path = path_join(folder, file);

	good(file_write(path, body, n, &why));
	free(path);
}

/* The beginning of a script filled in; lives until the next call. */
static const char *said(const char *name, int64_t patient)
{
	static char out[4000];
	struct script s;

	good(script_fill(&c, name, patient, 0, &s, &why));
	snprintf(out, sizeof(out), "%s%s%s", s.n ? s.parts[0].text : "", s.problem ? " !! " : "",
		 str_or_empty(s.problem));
	script_release(&s);
	return out;
}

static const char *written(const char *name, int64_t patient, int64_t visit)
{
	static char out[8000];
	char *subject;
	char *body;

	err_clear(&why);
	if (!template_fill(&c, name, "sms", patient, visit, &subject, &body, &why))
		return why.msg;
	snprintf(out, sizeof(out), "%s|%s", str_or_empty(subject), body);
	free(subject);
	free(body);
	return out;
}

static void fields_are_filled_in_each_language(void **state)
{
	(void)state;
	int64_t wei = registered("name=张伟", "sex=male", "language=中文", NULL);
	int64_t ann = registered("name=Lee, Ann", "sex=female", "language=English", NULL);

	booked(wei, "at=2026-05-08T10:00", "status=completed", "kind=cleaning", NULL);
	put_text("scripts/hello.md", "Hello {salutation}, {name}.\n");
	put_text("scripts/hello.zh.md", "{称呼}您好，上次{last_visit}{上次项目}。\n");
	assert_string_equal(said("hello", ann), "Hello Ms Lee, Ann Lee.");
	assert_string_equal(said("hello", wei), "张先生您好，上次5月8日洁牙。");
	/* Only one language: its words and dates whoever is spoken to. */
	put_text("scripts/one.md", "Hello {salutation}, {last_visit}.\n");
	assert_string_equal(said("one", wei), "Hello Mr Zhang, 8 May.");
}

static void parts_follow_what_there_is(void **state)
{
	(void)state;
	int64_t wei = registered("name=Wei", NULL);

	put_text("scripts/a.md", "a{age?} of {age}{/age}{age!} of unknown age{/age}.\n"
				 "{age?}\nhidden\n{/age}\nend {{x}}\n");
	assert_string_equal(said("a", wei), "a of unknown age.\nend {x}");
	edited(wei, "birth_date", '=', "1980-01-01");
	assert_string_equal(said("a", wei), "a of 46.\nhidden\nend {x}");
	put_text("scripts/a.md", "{age?}x{owes?}{nmae}{/owes}{/age}");
	assert_string_equal(said("a", wei),
			    "x !! scripts/a.md:1: {nmae} is not known; did you mean {name}?");
}

static void branches_go_by_outcome(void **state)
{
	(void)state;
	int64_t wei = registered("name=张伟", "language=中文", NULL);
	struct script s;

	good(script_fill(&c, "recall", wei, 0, &s, &why));
	assert_null(s.problem);
	assert_true(s.n >= 6);
	assert_null(s.parts[0].outcome);
	assert_null(s.parts[0].heading);
	assert_string_equal(s.parts[1].outcome, "booked");
	assert_string_equal(s.parts[1].heading, "愿意来");
	assert_null(s.parts[s.n - 1].outcome);
	assert_string_equal(s.parts[s.n - 1].heading, "说疼或肿");
	script_release(&s);
}

static void the_starters_are_sound_and_complete(void **state)
{
	static const char *const languages[] = { "English", "中文" };
	(void)state;
	bool any = false;

	good(scripts_check(&c, NULL, NULL, &why));
	for (size_t l = 0; l < 2; l++) {
		char word[40];
		snprintf(word, sizeof(word), "language=%s", languages[l]);
		int64_t wei = registered("name=张伟", "sex=male", word, NULL);
		int64_t coming = booked(wei, "at=2026-11-26T17:30", "kind=cleaning", NULL);
		for (int p = 0; p < PURPOSES; p++) {
			struct script s;
			good(script_fill(&c, purpose_choices[p].key, wei, 0, &s, &why));
			assert_null(s.problem);
			assert_true(s.n >= 3); /* two branches or more */
			script_release(&s);
		}
		struct text_files files;
		good(templates_list(&c, &files, &why));
		assert_int_equal(files.n, 10);
		for (size_t i = 0; i < files.n; i++) {
			any = strchr(written(files.v[i].name, wei, coming), '|');
			if (!any)
				fail_msg("%s: %s", files.v[i].name, why.msg);
			assert_true(files.v[i].purpose >= 0);
			assert_string_not_equal(files.v[i].title, files.v[i].name);
		}
		text_files_release(&files);
	}
}

static void a_minor_is_spoken_of_to_the_guardian(void **state)
{
	(void)state;
	int64_t na = registered("name=李娜", "sex=female", "language=中文", NULL);
	char word[40];

	snprintf(word, sizeof(word), "guardian=%s", field_of(na, "chart_no"));
	int64_t bao = registered("name=张小宝", "birth_date=2018-03-01", word, NULL);
	put_text("scripts/x.md", "{称呼}，{孩子}，{监护人}。{child?}1{/child}");
	assert_string_equal(said("x", bao), "李女士，小宝，李娜。1");
	assert_string_equal(said("x", na), "李女士，…，…。");
}

static void nothing_unknown_or_empty_leaves(void **state)
{
	(void)state;
	int64_t wei = registered("name=Wei", NULL);

	put_text("templates/a.md", "Subject: x {nmae}\n\nHello");
	assert_string_equal(written("a", wei, 0),
			    "templates/a.md:1: {nmae} is not known; did you mean {name}?");
	assert_int_equal(why.code, ERR_TEMPLATE);
	put_text("templates/a.md", "Hello\n{last_visit}");
	assert_string_equal(written("a", wei, 0), "templates/a.md:2: {last_visit} is empty for this patient");
	put_text("templates/a.md", "Subject: x\n<!-- nothing\nat all -->\n{owes?}x{/owes}\n");
	assert_string_equal(written("a", wei, 0), "there is no text in it");
	put_text("templates/a.md", "{owes?}x");
	assert_string_equal(written("a", wei, 0), "templates/a.md:1: {owes?} is never ended with {/owes}");
	put_text("templates/a.md", "x{/owes} }");
	assert_string_equal(written("a", wei, 0),
			    "templates/a.md:1: {/owes} ends what was not begun with {owes?}");
	put_text("templates/a.md", "x\n {");
	assert_string_equal(written("a", wei, 0), "templates/a.md:2: a lone {; write {{ for a brace");
	put_bytes("templates/a.md", "x\n\xff", 3);
	assert_string_equal(written("a", wei, 0), "this is not UTF-8; save the file as UTF-8");
	assert_int_equal(why.line, 2);
	put_text("templates/a.md", "");
	assert_string_equal(written("a", wei, 0), "there is no text in it");
	assert_string_equal(written("recal", wei, 0), "there is no templates/recal.md; did you mean recall?");
	assert_string_equal(written("../clinic", wei, 0), "there is no templates/../clinic.md in the clinic's folder");
	assert_string_equal(written("a/../../clinic", wei, 0),
			    "there is no templates/a/../../clinic.md in the clinic's folder");
}

static void hostile_names_stay_names(void **state)
{
	(void)state;
	int64_t wei = registered("name=Wei", NULL);
	struct str wide;

	put_text("templates/a.md", "Subject: Dear {name}\n\nDear {name}, x {clinic}\n{name?}y{/name}");
	sql("UPDATE patient SET name = 'A' || char(13, 10) || 'Bcc: all@x.org' || char(10, 10) || "
	    "'{clinic} {{ {owes?} {/name} ' || char(27) || '[2J' || char(8238) || 'evil' || char(8232, 0x85) || 'z'");
	assert_string_equal(written("a", wei, 0),
			    "Dear A Bcc: all@x.org {clinic} {{ {owes?} {/name} [2Jevil z|"
			    "Dear A Bcc: all@x.org {clinic} {{ {owes?} {/name} [2Jevil z, x Test\ny");
	str_init(&wide);
	str_pad(&wide, 'x', 10000);
	struct str update;
	str_init(&update);
	str_addf(&update, "UPDATE patient SET name = '%s'", wide.p);
	sql(update.p);
	const char *out = written("a", wei, 0);
	assert_true(strlen(out) < 300);
	assert_non_null(strstr(out, "x…, x Test"));
	str_release(&update);
	str_release(&wide);
}

static void tell(const char *text, void *arg)
{
	struct str *all = arg;

	str_addf(all, "%s\n", text);
}

static void check_tells_every_problem(void **state)
{
	(void)state;
	struct str all;

	str_init(&all);
	good(scripts_check(&c, tell, &all, &why));
	assert_string_equal(all.p, "");
	put_text("scripts/recall.md", "{nmae}\n{clnic} {x y}\n");
	put_text("templates/survey.zh.md", "Purpose: sell\n\n{age?}\n");
	good(scripts_check(&c, tell, &all, &why));
	assert_string_equal(all.p,
			    "scripts/recall.md:1: {nmae} is not known; did you mean {name}?\n"
			    "scripts/recall.md:2: {clnic} is not known; did you mean {clinic}?\n"
			    "scripts/recall.md:2: {x y} is not known; \"revisit fields script\" lists the fields\n"
			    "templates/survey.zh.md:1: 'sell' is no purpose; write care, service, recall, "
			    "confirm, marketing, lead or survey\n"
			    "templates/survey.zh.md:3: {age?} is never ended with {/age}\n");
	str_release(&all);
}

static void a_channel_may_have_its_own_text(void **state)
{
	(void)state;
	int64_t wei = registered("name=Wei", NULL);
	struct text_files files;

	put_text("templates/a.md", "for all");
	put_text("templates/a-sms.md", "short");
	assert_string_equal(written("a", wei, 0), "|short");
	good(templates_list(&c, &files, &why));
	assert_int_equal(files.n, 11);
	text_files_release(&files);
}

static void slots_are_free_times(void **state)
{
	(void)state;
	int64_t wei = registered("name=Wei", NULL);
	int64_t coming = booked(wei, "at=2026-11-26T17:30", "kind=cleaning", "provider=lin", NULL);

	put_text("scripts/s.md", "{slot1?}{slot1} or {slot2}{/slot1}\n{visit}, {day}, {time}, {minutes}");
	const char *out = said("s", wei);
	assert_non_null(strstr(out, "Tue 24 Nov")); /* from tomorrow on */
	assert_non_null(strstr(out, "\nThu 26 Nov 17:30, Thu 26 Nov, 17:30, 40"));
	(void)coming;
}

/* Spread over days and parts of the day, with who did it last; what the script says is what is offered. */
static void slots_are_those_of_the_call(void **state)
{
	(void)state;
	int64_t wei = registered("name=Wei", NULL);
	struct free_slot slots[6];
	struct arena arena;
	struct card card;
	struct str first;

	booked(wei, "at=2026-03-26T17:30", "kind=cleaning", "provider=amy", "status=completed", NULL);
	arena_init(&arena);
	str_init(&first);
	good(card_load(&c, wei, &card, &why));
	int n = call_slots(&c, &card, 0, &arena, slots, 6);
	assert_int_equal(n, 6);
	for (int i = 0; i < n; i++)
		assert_string_equal(slots[i].provider, "amy");
	assert_true(slots[0].day < slots[1].day && slots[1].day < slots[2].day);
	assert_true((slots[0].minute < 12 * 60) != (slots[1].minute < 12 * 60));
	put_text("scripts/s.md", "{slot1}");
	minute_iso(&first, slots[0].minute);
	assert_non_null(strstr(said("s", wei), first.p));
	str_release(&first);
	card_release(&card);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(slots_are_those_of_the_call, clinic_set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(fields_are_filled_in_each_language, clinic_set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(parts_follow_what_there_is, clinic_set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(branches_go_by_outcome, clinic_set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(the_starters_are_sound_and_complete, clinic_set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(a_minor_is_spoken_of_to_the_guardian, clinic_set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(nothing_unknown_or_empty_leaves, clinic_set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(hostile_names_stay_names, clinic_set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(check_tells_every_problem, clinic_set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(a_channel_may_have_its_own_text, clinic_set_up, clinic_tear_down),
		cmocka_unit_test_setup_teardown(slots_are_free_times, clinic_set_up, clinic_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
