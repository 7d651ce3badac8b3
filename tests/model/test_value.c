/* Values as people and files write them, and back. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/base/i18n.h"
#include "revisit/base/yaml.h"
#include "revisit/model/config.h"
#include "revisit/model/records.h"

static struct config *config;
static const day_t today = 20780; /* 2026-11-23 */

static struct config *config_in(const char *currency)
{
	struct arena arena;
	struct err err = ERR_INIT;
	char *text = mem_printf("currency: %s\n"
				"timezone: Asia/Shanghai\n"
				"tags:\n"
				"  vip: {label: {en: VIP, zh: 贵宾}}\n",
				currency);

	arena_init(&arena);
	struct yaml *tree = yaml_parse("clinic.yaml", text, strlen(text), &arena, &err);
	struct config *c = tree ? config_read(tree, &err) : NULL;
	if (!c)
		fail_msg("%s", err.msg);
	arena_release(&arena);
	free(text);
	return c;
}

/* --- money --- */

static void money_as_typed(void **state)
{
	static const struct {
		const char *currency, *text;
		int64_t amount; /* MONEY_NONE: refused */
	} cases[] = {
		{ "CNY", "380", 38000 },
		{ "CNY", "380.5", 38050 },
		{ "CNY", "380.50", 38050 },
		{ "CNY", "380.500", 38050 },
		{ "CNY", "380.", 38000 },
		{ "CNY", ".5", 50 },
		{ "CNY", "0.05", 5 },
		{ "CNY", "0", 0 },
		{ "CNY", "1,240.50", 124050 },
		{ "CNY", "1,234,567", 123456700 },
		{ "CNY", "¥380", 38000 },
		{ "CNY", "¥ 380", 38000 },
		{ "CNY", "-¥380", -38000 },
		{ "CNY", " 380 ", 38000 },
		{ "CNY", "000380", 38000 },
		{ "INR", "1,00,000", 10000000 },
		{ "CNY", "380,5", MONEY_NONE },
		{ "CNY", "12,50", MONEY_NONE },
		{ "CNY", "1,,240", MONEY_NONE },
		{ "CNY", ",240", MONEY_NONE },
		{ "CNY", "1,240,", MONEY_NONE },
		{ "CNY", "380.501", MONEY_NONE },
		{ "CNY", "3.8.0", MONEY_NONE },
		{ "CNY", "$380", MONEY_NONE },
		{ "CNY", "380 元起", MONEY_NONE },
		{ "CNY", "3 80", MONEY_NONE },
		{ "CNY", "--380", MONEY_NONE },
		{ "CNY", "-", MONEY_NONE },
		{ "CNY", "¥", MONEY_NONE },
		{ "CNY", "", MONEY_NONE },
		{ "CNY", ".", MONEY_NONE },
		{ "CNY", "1e3", MONEY_NONE },
		{ "CNY", "0x10", MONEY_NONE },
		{ "CNY", "9999999999999.99", 999999999999999 },
		{ "CNY", "10000000000000", MONEY_NONE },
		{ "CNY", "99999999999999999999999", MONEY_NONE },
		{ "JPY", "380", 380 },
		{ "JPY", "380.0", 380 },
		{ "JPY", "380.5", MONEY_NONE },
		{ "KWD", "1.234", 1234 },
		{ "KWD", "1.2345", MONEY_NONE },
		{ "TWD", "NT$1,500", 150000 },
		{ "CHF", "CHF 20", 2000 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct config *c = config_in(cases[i].currency);
		struct err err = ERR_INIT;
		int64_t amount = MONEY_NONE;
		bool ok = money_parse(c, cases[i].text, &amount, &err);
		if (ok != (cases[i].amount != MONEY_NONE) || amount != cases[i].amount ||
		    (!ok && err.code != ERR_BAD_NUMBER))
			fail_msg("%s '%s' gives %lld %s", cases[i].currency, cases[i].text,
				 (long long)amount, err.msg);
		config_free(c);
	}
}

static void money_shown(void **state)
{
	static const struct {
		const char *currency;
		int64_t amount;
		const char *shown, *exact;
	} cases[] = {
		{ "CNY", 38000, "¥380", "380.00" },
		{ "CNY", 38050, "¥380.50", "380.50" },
		{ "CNY", 5, "¥0.05", "0.05" },
		{ "CNY", 0, "¥0", "0.00" },
		{ "CNY", -5, "-¥0.05", "-0.05" },
		{ "CNY", 100000, "¥1,000", "1000.00" },
		{ "CNY", 99999, "¥999.99", "999.99" },
		{ "CNY", 123456789, "¥1,234,567.89", "1234567.89" },
		{ "CNY", MONEY_NONE, "", "" },
		{ "JPY", 1500, "¥1,500", "1500" },
		{ "KWD", 1234, "KWD1.234", "1.234" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct config *c = config_in(cases[i].currency);
		struct str out;
		int64_t back = MONEY_NONE;
		str_init(&out);
		money_show(&out, c, cases[i].amount, true);
		assert_string_equal(out.p, cases[i].shown);
		if (cases[i].amount != MONEY_NONE) {
			assert_true(money_parse(c, out.p, &back, NULL));
			assert_true(back == cases[i].amount);
		}
		str_clear(&out);
		money_exact(&out, c, cases[i].amount);
		assert_string_equal(out.p, cases[i].exact);
		if (cases[i].amount != MONEY_NONE) {
			assert_true(money_parse(c, out.p, &back, NULL));
			assert_true(back == cases[i].amount);
		}
		str_release(&out);
		config_free(c);
	}
}

/* --- fields --- */

static struct err parse(const struct record *rec, const char *field, void *row, const char *text)
{
	struct err err = ERR_INIT;
	const struct field *f = record_field(rec, field);

	if (!f)
		fail_msg("no field %s", field);
	bool ok = field_parse(config, f, row, text, today, &err);
	assert_true(ok == (err.code == ERR_NONE));
	return err;
}

/* What any field of a type takes, and what it refuses. */
struct sample {
	enum field_type type;
	const char *text;
	const char *exported; /* NULL: refused */
	enum err_code code;
};

static const struct sample samples[] = {
	{ FIELD_TEXT, "words", "words", ERR_NONE },
	{ FIELD_TEXT, "  blanks  ", "blanks", ERR_NONE },
	{ FIELD_TEXT, "e\xcc\x81t\xc3\xa9", "été", ERR_NONE },
	{ FIELD_TEXT, "two\nlines", NULL, ERR_BAD_TEXT },
	{ FIELD_TEXT, "bad \xff", NULL, ERR_BAD_TEXT },
	{ FIELD_TEXT, "\xed\xa0\x80", NULL, ERR_BAD_TEXT },
	{ FIELD_LINES, "two\nlines", "two\nlines", ERR_NONE },
	{ FIELD_LINES, "bad \xc3", NULL, ERR_BAD_TEXT },
	{ FIELD_VOCAB, "key", "key", ERR_NONE },
	{ FIELD_VOCAB, "k\ney", NULL, ERR_BAD_TEXT },
	{ FIELD_INT, "30", "30", ERR_NONE },
	{ FIELD_INT, "３０", "30", ERR_NONE },
	{ FIELD_INT, "-1", NULL, ERR_BAD_NUMBER },
	{ FIELD_INT, "1.5", NULL, ERR_BAD_NUMBER },
	{ FIELD_INT, "ten", NULL, ERR_BAD_NUMBER },
	{ FIELD_INT, "99999999999999999999", NULL, ERR_BAD_NUMBER },
	{ FIELD_REF, "12", "12", ERR_NONE },
	{ FIELD_REF, "-12", NULL, ERR_BAD_NUMBER },
	{ FIELD_REF, "twelve", NULL, ERR_BAD_NUMBER },
	{ FIELD_DAY, "2026-11-20", "2026-11-20", ERR_NONE },
	{ FIELD_DAY, "２０２６年１１月２０日", "2026-11-20", ERR_NONE },
	{ FIELD_DAY, "2026-02-29", NULL, ERR_BAD_DATE },
	{ FIELD_DAY, "nonsense", NULL, ERR_BAD_DATE },
	{ FIELD_MINUTE, "15:30", "15:30", ERR_NONE },
	{ FIELD_MINUTE, "下午3点半", "15:30", ERR_NONE },
	{ FIELD_MINUTE, "0:00", "00:00", ERR_NONE },
	{ FIELD_MINUTE, "25:00", NULL, ERR_BAD_DATE },
	{ FIELD_MINUTE, "noonish", NULL, ERR_BAD_DATE },
	{ FIELD_INSTANT, "2026-11-23T09:02", "2026-11-23T09:02:00+08:00", ERR_NONE },
	{ FIELD_INSTANT, "2026-11-23T01:02:00Z", "2026-11-23T09:02:00+08:00", ERR_NONE },
	{ FIELD_INSTANT, "2026-11-23T01:02:00-02:00", "2026-11-23T11:02:00+08:00", ERR_NONE },
	{ FIELD_INSTANT, "2026-11-23", "2026-11-23T00:00:00+08:00", ERR_NONE },
	{ FIELD_INSTANT, "yesterday noon", NULL, ERR_BAD_DATE },
	{ FIELD_MONEY, "1,240.50", "1240.50", ERR_NONE },
	{ FIELD_MONEY, "￥３８０", "380.00", ERR_NONE },
	{ FIELD_MONEY, "much", NULL, ERR_BAD_NUMBER },
	{ FIELD_BOOL, "yes", "yes", ERR_NONE },
	{ FIELD_BOOL, "是", "yes", ERR_NONE },
	{ FIELD_BOOL, "TRUE", "yes", ERR_NONE },
	{ FIELD_BOOL, "0", "no", ERR_NONE },
	{ FIELD_BOOL, "perhaps", NULL, ERR_BAD_VALUE },
	{ FIELD_CHOICE, "no such choice", NULL, ERR_BAD_VALUE },
};

static void check_sample(const struct record *rec, const struct field *f, const struct sample *s)
{
	void *row = mem_alloc(rec->size);
	void *was = mem_alloc(rec->size);
	struct err err = ERR_INIT;
	struct str out;

	str_init(&out);
	record_init(rec, row);
	record_init(rec, was);
	bool ok = field_parse(config, f, row, s->text, today, &err);
	field_export(&out, config, f, row);
	if (ok != (s->exported != NULL) || err.code != s->code ||
	    (ok && strcmp(out.p, s->exported) != 0))
		fail_msg("%s.%s = '%s' gives '%s' %s", rec->name, f->name, s->text, out.p, err.msg);
	/* What is exported is taken again; what was refused has touched nothing. */
	record_copy(rec, was, row);
	if (ok)
		assert_true(field_parse(config, f, row, out.p, today, &err));
	else
		record_init(rec, was);
	for (size_t i = 0; i < rec->n_fields; i++)
		if (!field_equal(&rec->fields[i], row, was))
			fail_msg("%s.%s = '%s' moves %s", rec->name, f->name, s->text,
				 rec->fields[i].name);
	assert_true(field_parse(config, f, row, "  ", today, &err));
	assert_true(
		field_is_missing(f, row) ||
		((f->type == FIELD_CHOICE || f->type == FIELD_BOOL) && field_number(f, row) == 0));
	str_release(&out);
	record_release(rec, row);
	record_release(rec, was);
	free(row);
	free(was);
}

static void every_field_of_the_catalogue(void **state)
{
	(void)state;
	for (size_t r = 0; records[r]; r++)
		for (size_t i = 0; i < records[r]->n_fields; i++)
			for (size_t s = 0; s < ARRAY_SIZE(samples); s++)
				if (records[r]->fields[i].type == samples[s].type)
					check_sample(records[r], &records[r]->fields[i],
						     &samples[s]);
}

/* Each choice is taken by its key in any writing, and by its label. */
static void every_choice(void **state)
{
	(void)state;
	for (size_t r = 0; records[r]; r++)
		for (size_t i = 0; i < records[r]->n_fields; i++) {
			const struct record *rec = records[r];
			const struct field *f = &rec->fields[i];
			void *row = mem_alloc(rec->size);
			record_init(rec, row);
			for (int k = 0; f->type == FIELD_CHOICE && f->choices[k].key; k++) {
				struct str out;
				char *big = mem_strdup(f->choices[k].key);
				str_init(&out);
				for (char *p = big; *p; p++)
					*p = (char)(*p >= 'a' && *p <= 'z' ? *p - 'a' + 'A'
						    : *p == '_'            ? ' '
									   : *p);
				field_parse(config, f, row, f->choices[k].key, today, NULL);
				assert_int_equal(field_number(f, row), k);
				field_set_number(f, row, 0);
				if (!field_parse(config, f, row, big, today, NULL))
					fail_msg("%s", big);
				assert_int_equal(field_number(f, row), k);
				field_set_number(f, row, 0);
				field_show(&out, config, f, row, today);
				assert_string_equal(out.p, f->choices[0].label);
				assert_true(field_parse(config, f, row, f->choices[k].label, today,
							NULL));
				assert_int_equal(field_number(f, row), k);
				str_release(&out);
				free(big);
			}
			record_release(rec, row);
			free(row);
		}
}

static void sexes(void **state)
{
	static const struct {
		const char *text;
		enum sex sex;
	} cases[] = { { "f", SEX_FEMALE },      { "F", SEX_FEMALE },   { "女", SEX_FEMALE },
		      { "Female", SEX_FEMALE }, { "m", SEX_MALE },     { "Ｍ", SEX_MALE },
		      { "男", SEX_MALE },       { "other", SEX_OTHER } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct patient p;
		record_init(&record_patient, &p);
		assert_int_equal(parse(&record_patient, "sex", &p, cases[i].text).code, ERR_NONE);
		assert_int_equal(p.sex, cases[i].sex);
	}
}

static void births(void **state)
{
	static const struct {
		const char *text;
		const char *exported; /* NULL: refused */
		enum precision precision;
	} cases[] = {
		{ "1985-03-02", "1985-03-02", PRECISION_DAY },
		{ "19850302", "1985-03-02", PRECISION_DAY },
		{ "1985年3月2日", "1985-03-02", PRECISION_DAY },
		{ "1985", "1985", PRECISION_YEAR },
		{ "１９８５", "1985", PRECISION_YEAR },
		{ "1985年", "1985", PRECISION_YEAR },
		{ "~1985", "~1985", PRECISION_ESTIMATED },
		{ "～1985", "~1985", PRECISION_ESTIMATED },
		{ "1985-03", "1985-03", PRECISION_MONTH },
		{ "1985-3", "1985-03", PRECISION_MONTH },
		{ "1985/03", "1985-03", PRECISION_MONTH },
		{ "1985年3月", "1985-03", PRECISION_MONTH },
		{ "2026-11-23", "2026-11-23", PRECISION_DAY },
		{ "2026-11", "2026-11", PRECISION_MONTH },
		{ "2026", "2026", PRECISION_YEAR },
		{ "1850", "1850", PRECISION_YEAR },
		{ "2026-11-24", NULL, 0 },
		{ "2026-12", NULL, 0 },
		{ "2027", NULL, 0 },
		{ "~2027", NULL, 0 },
		{ "1849", NULL, 0 },
		{ "1849-12-31", NULL, 0 },
		{ "0000", NULL, 0 },
		{ "85", NULL, 0 },
		{ "1985-13", NULL, 0 },
		{ "1985-0", NULL, 0 },
		{ "1985-", NULL, 0 },
		{ "-1985", NULL, 0 },
		{ "+198", NULL, 0 },
		{ "1985-02-30", NULL, 0 },
		{ "~", NULL, 0 },
		{ "tomorrow", NULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct patient p;
		struct str out;
		str_init(&out);
		record_init(&record_patient, &p);
		struct err err = parse(&record_patient, "birth_day", &p, cases[i].text);
		field_export(&out, config, record_field(&record_patient, "birth_day"), &p);
		bool ok = err.code == ERR_NONE;
		if (ok != (cases[i].exported != NULL) || (!ok && err.code != ERR_BAD_DATE) ||
		    !str_eq(out.p, cases[i].exported) ||
		    p.birth_precision != (int)cases[i].precision)
			fail_msg("'%s' gives '%s' %d %s", cases[i].text, out.p, p.birth_precision,
				 err.msg);
		if (ok) {
			assert_int_equal(parse(&record_patient, "birth_day", &p, "").code,
					 ERR_NONE);
			assert_int_equal(p.birth_day, DAY_NONE);
			assert_int_equal(p.birth_precision, PRECISION_DAY);
		}
		str_release(&out);
	}
}

static void shown_to_people(void **state)
{
	static const struct {
		const struct record *rec;
		const char *field, *typed, *shown;
	} cases[] = {
		{ &record_visit, "day", "2026-11-24", "Tue 24 Nov" },
		{ &record_visit, "day", "2025-11-24", "Mon 24 Nov 2025" },
		{ &record_visit, "day", "tomorrow", "Tue 24 Nov" },
		{ &record_visit, "minute", "930", "09:30" },
		{ &record_visit, "amount", "1240.5", "¥1,240.50" },
		{ &record_visit, "status", "no_show", "NO-SHOW" },
		{ &record_visit, "arrived_at", "2026-11-23T09:02", "Mon 23 Nov 09:02" },
		{ &record_patient, "birth_day", "1985-03-02", "1985-03-02" },
		{ &record_patient, "deceased_day", "2025-11-24", "Mon 24 Nov 2025" },
		{ &record_patient_tag, "tag", "vip", "VIP" },
		{ &record_patient_tag, "tag", "unheard-of", "unheard-of" },
		{ &record_task, "promise", "1", "yes" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		void *row = mem_alloc(cases[i].rec->size);
		struct str out;
		str_init(&out);
		record_init(cases[i].rec, row);
		field_show(&out, config, record_field(cases[i].rec, cases[i].field), row, today);
		if (cases[i].rec != &record_task && strcmp(cases[i].field, "status") != 0)
			assert_string_equal(out.p, "");
		str_clear(&out);
		assert_int_equal(parse(cases[i].rec, cases[i].field, row, cases[i].typed).code,
				 ERR_NONE);
		field_show(&out, config, record_field(cases[i].rec, cases[i].field), row, today);
		assert_string_equal(out.p, cases[i].shown);
		str_release(&out);
		record_release(cases[i].rec, row);
		free(row);
	}
}

/* Without a today (imports, births) near days are no days. */
static void near_days_need_a_today(void **state)
{
	struct visit v;
	struct err err = ERR_INIT;
	const struct field *day = record_field(&record_visit, "day");

	(void)state;
	record_init(&record_visit, &v);
	assert_false(field_parse(config, day, &v, "tomorrow", DAY_NONE, &err));
	assert_int_equal(err.code, ERR_BAD_DATE);
	assert_int_equal(v.day, DAY_NONE);
	assert_true(field_parse(config, day, &v, "2026-11-24", DAY_NONE, &err));
	assert_int_equal(v.day, today + 1);
}

static int set_up(void **state)
{
	(void)state;
	config = config_in("CNY");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	config_free(config);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(money_as_typed),
		cmocka_unit_test(money_shown),
		cmocka_unit_test(every_field_of_the_catalogue),
		cmocka_unit_test(every_choice),
		cmocka_unit_test(sexes),
		cmocka_unit_test(births),
		cmocka_unit_test(shown_to_people),
		cmocka_unit_test(near_days_need_a_today),
	};

	i18n_init("en", NULL);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
