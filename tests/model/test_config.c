/* clinic.yaml: every kind of mistake is told with its place, and what is right is taken. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/base/i18n.h"
#include "revisit/model/record.h"
#include "support/config.h"
#include "support/folder.h"

static void mistakes_have_places(void **state)
{
	static const struct {
		const char *text;
		int line, col;
		enum err_code code;
		const char *says;
	} cases[] = {
		/* the whole */
		{ "- a\n", 1, 1, ERR_CONFIG, "" },
		{ "nme: x\n", 1, 1, ERR_CONFIG, "nme" },
		{ "name: x\nfoo: y\n", 2, 1, ERR_CONFIG, "foo" },
		{ "name: x\nname: y\n", 2, 1, ERR_YAML, "" },
		{ "name: [a\n", 0, 0, ERR_YAML, "" },
		{ "name: \"\"\n", 1, 7, ERR_CONFIG, "empty" },
		{ "name: [a, b]\n", 1, 7, ERR_CONFIG, "" },
		{ "name: &a x\n", 1, 7, ERR_YAML, "" },
		/* where it is */
		{ "timezone: Mars/Base\n", 1, 11, ERR_CONFIG, "Mars/Base" },
		{ "timezone: {}\n", 1, 11, ERR_CONFIG, "" },
		{ "currency: cny\n", 1, 11, ERR_CONFIG, "cny" },
		{ "name: x\ncurrency: XXX\n", 2, 11, ERR_CONFIG, "XXX" },
		{ "country: China\n", 1, 10, ERR_CONFIG, "China" },
		{ "country: cn\n", 1, 10, ERR_CONFIG, "cn" },
		{ "language: zh\n", 1, 11, ERR_CONFIG, "zh_CN" },
		/* how it looks */
		{ "theme: pink\n", 1, 8, ERR_CONFIG, "dark, light" },
		{ "lists: vi\n", 1, 8, ERR_CONFIG, "text, keys" },
		{ "layout: narrow\n", 1, 9, ERR_CONFIG, "wide, plain" },
		/* hours */
		{ "hours: 9-17\n", 1, 8, ERR_CONFIG, "" },
		{ "hours:\n  monday: 9:00-12:00\n", 2, 3, ERR_CONFIG, "monday" },
		{ "hours:\n  fri-mon: 9:00-12:00\n", 2, 3, ERR_CONFIG, "fri-mon" },
		{ "hours:\n  mon-: 9:00-12:00\n", 2, 3, ERR_CONFIG, "mon-" },
		{ "hours:\n  mon-fri-sat: 9:00-12:00\n", 2, 3, ERR_CONFIG, "" },
		{ "hours:\n  mon: 9:00\n", 2, 8, ERR_CONFIG, "9:00" },
		{ "hours:\n  mon: 12:00-9:00\n", 2, 8, ERR_CONFIG, "" },
		{ "hours:\n  mon: 12:00-12:00\n", 2, 8, ERR_CONFIG, "" },
		{ "hours:\n  mon: 9:00-25:00\n", 2, 8, ERR_CONFIG, "" },
		{ "hours:\n  mon: 24:00-25:00\n", 2, 8, ERR_CONFIG, "" },
		{ "hours:\n  mon: 9:00-12:00 11:00-13:00\n", 2, 8, ERR_CONFIG, "" },
		{ "hours:\n  mon: 8-9 9-10 10-11 11-12 12-13\n", 2, 8, ERR_CONFIG, "" },
		{ "hours:\n  mon: open\n", 2, 8, ERR_CONFIG, "open" },
		{ "hours:\n  mon: [9:00-12:00]\n", 2, 8, ERR_CONFIG, "" },
		{ "closed: 2026-01-01\n", 1, 9, ERR_CONFIG, "" },
		{ "closed:\n  - 2026-02-30\n", 2, 5, ERR_CONFIG, "30 February" },
		{ "closed:\n  - 2026-01-01\n  - soon\n", 3, 5, ERR_CONFIG, "soon" },
		{ "closed:\n  - [2026-01-01]\n", 2, 5, ERR_CONFIG, "" },
		/* words */
		{ "tags: vip\n", 1, 7, ERR_CONFIG, "" },
		{ "tags: [vip, new one]\n", 1, 13, ERR_CONFIG, "new one" },
		{ "tags: [vip, vip]\n", 1, 13, ERR_CONFIG, "twice" },
		{ "tags: [[vip]]\n", 1, 8, ERR_CONFIG, "" },
		{ "tags:\n  a;b: {}\n", 2, 3, ERR_CONFIG, "a;b" },
		{ "tags:\n  '': {}\n", 2, 3, ERR_CONFIG, "" },
		{ "tags:\n  vip: [x]\n", 2, 8, ERR_CONFIG, "" },
		{ "tags:\n  vip: {lable: x}\n", 2, 9, ERR_CONFIG, "lable" },
		{ "tags:\n  vip: {label: ''}\n", 2, 16, ERR_CONFIG, "empty" },
		{ "tags:\n  vip: {label: {fr: x}}\n", 2, 17, ERR_CONFIG, "fr" },
		{ "tags:\n  vip: {label: [x]}\n", 2, 16, ERR_CONFIG, "" },
		{ "visit kinds:\n  exam: {minutes: long}\n", 2, 19, ERR_CONFIG, "long" },
		{ "visit kinds:\n  exam: {minutes: 0}\n", 2, 19, ERR_CONFIG, "0" },
		{ "visit kinds:\n  exam: {minutes: 1441}\n", 2, 19, ERR_CONFIG, "1441" },
		{ "visit kinds:\n  exam: {price: dear}\n", 2, 17, ERR_CONFIG, "dear" },
		{ "visit kinds:\n  exam: {price: 1.234}\n", 2, 17, ERR_CONFIG, "decimals" },
		{ "visit kinds:\n  exam: {price: 1.5}\ncurrency: JPY\n", 2, 17, ERR_CONFIG, "JPY" },
		{ "visit kinds:\n  exam: {price: -5}\n", 2, 17, ERR_CONFIG, "zero" },
		{ "visit kinds:\n  exam: {price: {}}\n", 2, 17, ERR_CONFIG, "" },
		{ "chairs: 4\n", 1, 9, ERR_CONFIG, "" },
		{ "chairs: [1, '']\n", 1, 13, ERR_CONFIG, "empty" },
		/* to-dos */
		{ "to-dos: {}\n", 1, 9, ERR_CONFIG, "" },
		{ "to-dos:\n  - call\n", 2, 5, ERR_CONFIG, "" },
		{ "to-dos:\n  - {due: today}\n", 2, 5, ERR_CONFIG, "what" },
		{ "to-dos:\n  - {what: {}}\n", 2, 5, ERR_CONFIG, "what" },
		{ "to-dos:\n  - {what: call, due: someday}\n", 2, 23, ERR_CONFIG, "someday" },
		{ "to-dos:\n  - {what: call, promise: maybe}\n", 2, 27, ERR_CONFIG, "maybe" },
		{ "to-dos:\n  - {what: call, when: today}\n", 2, 18, ERR_CONFIG, "when" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct err err = ERR_INIT;
		struct config *c = read_text(cases[i].text, &err);
		bool place = cases[i].line == 0 ||
			     (err.line == cases[i].line && err.col == cases[i].col);
		if (c || err.code != cases[i].code || !place || !strstr(err.msg, cases[i].says) ||
		    strcmp(err.file, "clinic.yaml") != 0)
			fail_msg("%s gives %s %s:%d:%d %s", cases[i].text, err_id(err.code),
				 err.file, err.line, err.col, err.msg);
		assert_string_equal(err_id(err.code), err.code == ERR_YAML ? "yaml" : "config");
		config_free(c);
	}
}

#define KINDS "visit kinds: {exam: {}, cleaning: {}}\nrecalls:\n"

static void mistakes_in_recalls(void **state)
{
	static const struct {
		const char *text, *says; /* NULL: none */
	} cases[] = {
		{ KINDS "  a: {every: 6m, after: exam}\n", NULL },
		{ KINDS "  a: {every: 6m, after: [exam, cleaning], book: cleaning, from age: 0, to age: 0}\n",
		  NULL },
		{ KINDS "  a: {after: exam}\n", "every: 6m" },
		{ KINDS "  a: {every: 6m}\n", "after: cleaning" },
		{ KINDS "  a: {every: 0d, after: exam}\n", "at least a day" },
		{ KINDS "  a: {every: often, after: exam}\n", "often" },
		{ KINDS "  a: {every: 6m, after: xray}\n", "xray" },
		{ KINDS "  a: {every: 6m, after: exam, book: xray}\n", "xray" },
		{ KINDS "  a: {every: 6m, after: exam, from age: 15, to age: 14}\n", "nobody" },
		{ KINDS "  a: {every: 6m, after: exam, until: 9}\n", "until" },
		{ KINDS "  a: {every: 6m, after: exam, instead of: a}\n", "no other recall" },
		{ KINDS "  a: {every: 6m, after: exam, instead of: b}\n", "no other recall" },
		{ KINDS "  a: {every: 6m, after: exam, instead of: [b, c]}\n"
			"  b: {every: 6m, after: exam}\n  c: {every: 6m, after: exam, instead of: b}\n",
		  NULL },
		{ KINDS "  a: {every: 6m, after: exam, instead of: b}\n"
			"  b: {every: 6m, after: exam, instead of: c}\n"
			"  c: {every: 6m, after: exam, instead of: [a]}\n",
		  "'a' would stand instead of itself" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct err err = ERR_INIT;
		struct config *c = read_text(cases[i].text, &err);
		if ((c != NULL) != (cases[i].says == NULL) ||
		    (cases[i].says && (err.line < 3 || !strstr(err.msg, cases[i].says))))
			fail_msg("%s gives %d:%d %s", cases[i].text, err.line, err.col, err.msg);
		config_free(c);
	}
	struct config *c = good(KINDS "  a: {label: {en: check, zh: 检查}, every: 1y6m, after: exam}\n");
	assert_string_equal(config_label(c, "recall", "a"), "check");
	assert_string_equal(c->recalls[0].book, "exam");
	assert_int_equal(c->recalls[0].from_age, -1);
	assert_int_equal(c->recalls[0].every.years * 12 + c->recalls[0].every.months, 18);
	config_free(c);
}

static void an_empty_file_is_a_clinic(void **state)
{
	struct config *c = good("");

	(void)state;
	assert_string_equal(c->currency, "CNY");
	assert_int_equal(c->decimals, 2);
	assert_string_equal(c->timezone, "UTC");
	assert_true(config_open_at(c, day_make(2026, 11, 23), 9 * 60));
	assert_false(config_open_at(c, day_make(2026, 11, 22), 9 * 60)); /* Sunday */
	assert_int_equal(config_vocab(c, "tag")->n, 0);
	assert_string_equal(config_label(c, "tag", "vip"), "vip");
	config_free(c);
}

static void everything_at_once(void **state)
{
	struct config *c = good("name: 美齿\n"
				"timezone: Asia/Shanghai\n"
				"currency: JPY\n"
				"country: JP\n"
				"language: zh_CN\n"
				"theme: mono\n"
				"lists: keys\n"
				"layout: plain\n"
				"chairs: [\"1\", window]\n"
				"sites: {wuyi: Wuyi Road}\n"
				"providers: [lin, xu]\n"
				"tags:\n"
				"  vip: {label: {en: VIP, zh: 贵宾}}\n"
				"  late: {label: {zh: 迟到}}\n"
				"  old:\n"
				"  plain: plain words\n"
				"visit kinds:\n"
				"  exam: {minutes: 30, price: \"1,500\", site: wuyi}\n"
				"  free: {price: 0}\n"
				"to-dos:\n"
				"  - {what: {en: call, zh: 打电话}, due: +3, promise: yes}\n"
				"  - {what: send, promise: no}\n");
	const struct term_def *exam = config_term(c, "visit_kind", "exam");

	(void)state;
	assert_string_equal(c->name, "美齿");
	assert_string_equal(c->currency_sign, "¥");
	assert_int_equal(c->decimals, 0);
	assert_true(c->lists_keys);
	assert_true(c->plain);
	assert_string_equal(c->chairs[1], "window");
	assert_int_equal(exam->minutes, 30);
	assert_true(exam->price == 1500);
	assert_string_equal(exam->site, "wuyi");
	assert_true(config_term(c, "visit_kind", "free")->price == 0);
	assert_true(config_term(c, "provider", "lin")->price == MONEY_NONE);
	assert_null(config_term(c, "provider", "LIN"));
	assert_string_equal(config_label(c, "tag", "vip"), "VIP");
	assert_string_equal(config_label(c, "tag", "late"), "迟到");
	assert_string_equal(config_label(c, "tag", "old"), "old");
	assert_string_equal(config_label(c, "tag", "plain"), "plain words");
	assert_string_equal(config_label(c, "site", "wuyi"), "Wuyi Road");
	assert_int_equal(c->n_tasks, 2);
	assert_true(c->tasks[0].promise);
	assert_false(c->tasks[1].promise);
	assert_null(c->tasks[1].due);
	assert_string_equal(c->tasks[1].what_zh, "send");
	config_free(c);
}

static void opening_hours(void **state)
{
	struct config *c = good("hours:\n"
				"  mon-fri: 08:30-12:00 13:30-18:30\n"
				"  wed: closed\n"
				"  sat: 18:00-24:00\n"
				"closed: [2026-11-24]\n");
	const day_t monday = day_make(2026, 11, 23);
	static const struct {
		int day, hour, minute;
		bool open;
	} cases[] = {
		{ 0, 8, 29, false },  { 0, 8, 30, true },  { 0, 11, 59, true },
		{ 0, 12, 0, false },  { 0, 13, 30, true }, { 0, 18, 29, true },
		{ 0, 18, 30, false }, { 1, 9, 0, false }, /* a holiday */
		{ 2, 9, 0, false },                       /* closed on Wednesdays */
		{ 3, 9, 0, true },    { 5, 9, 0, false }, { 5, 23, 59, true }, { 6, 0, 0, false },  { 7, 9, 0, true },
		{ 8, 9, 0, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		if (config_open_at(c, monday + cases[i].day,
				   cases[i].hour * 60 + cases[i].minute) != cases[i].open)
			fail_msg("%d %02d:%02d", cases[i].day, cases[i].hour, cases[i].minute);
	config_free(c);
}

/* A refused file leaves the zone of the good one in force, a file without a zone sets its own. */
static void the_zone_is_that_of_the_good_file(void **state)
{
	struct err err = ERR_INIT;
	struct str out;

	(void)state;
	str_init(&out);
	config_free(good("timezone: Asia/Shanghai\n"));
	assert_null(read_text("timezone: America/New_York\ntheme: pink\n", &err));
	instant_iso(&out, 0);
	assert_string_equal(out.p, "1970-01-01T08:00:00+08:00");
	config_free(good("name: x\n"));
	str_clear(&out);
	instant_iso(&out, 0);
	assert_string_equal(out.p, "1970-01-01T00:00:00+00:00");
	str_release(&out);
}

static void files(void **state)
{
	char folder[FOLDER_MAX];
	struct err err = ERR_INIT;

	(void)state;
	folder_new(folder);
	char *path = path_join(folder, "clinic.yaml");
	assert_null(config_load(path, &err));
	assert_int_equal(err.code, ERR_IO);
	assert_true(file_write(path, "name: x\ntheme: pink\n", 20, &err));
	assert_null(config_load(path, &err));
	assert_int_equal(err.code, ERR_CONFIG);
	assert_string_equal(err.file, path);
	assert_true(file_write(path, "name: \xff\n", 8, &err));
	assert_null(config_load(path, &err));
	assert_int_equal(err.code, ERR_YAML);
	free(path);
	folder_drop(folder);
}

/* The settings a new clinic begins with are good ones, in both languages. */
static void the_starter_is_good(void **state)
{
	static const char starter[] =
#include "starter.inc"
		;
	struct config *c = good(starter);

	(void)state;
	assert_true(config_vocab(c, "tag")->n >= 9);
	assert_true(c->n_tasks >= 9);
	for (size_t v = 0; v < VOCABS; v++)
		for (size_t i = 0; i < c->vocab[v].n; i++)
			assert_non_null(c->vocab[v].v[i].label_zh);
	config_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mistakes_in_recalls), cmocka_unit_test(mistakes_have_places),
		cmocka_unit_test(an_empty_file_is_a_clinic),
		cmocka_unit_test(everything_at_once),
		cmocka_unit_test(opening_hours),
		cmocka_unit_test(the_zone_is_that_of_the_good_file),
		cmocka_unit_test(files),
		cmocka_unit_test(the_starter_is_good),
	};

	i18n_init("en", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
