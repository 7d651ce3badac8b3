/* What a name implies, and how patients are shown. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/base/i18n.h"
#include "revisit/base/str.h"
#include "revisit/model/records.h"

static void is(const char *got, const char *expected)
{
	assert_string_equal(str_or_empty(got), str_or_empty(expected));
}

static void new_names(void **state)
{
	static const struct {
		const char *name, *family, *given, *reading; /* typed */
		const char *is_name, *is_family, *is_given, *is_reading, *is_sort;
	} cases[] = {
		{ "张伟", NULL, NULL, NULL, "张伟", "张", "伟", "Zhang Wei", "zhang wei" },
		{ "欧阳娜娜", NULL, NULL, NULL, "欧阳娜娜", "欧阳", "娜娜", "Ouyang Nana",
		  "ouyang nana" },
		{ NULL, "张", "伟", NULL, "张伟", "张", "伟", "Zhang Wei", "zhang wei" },
		{ NULL, "欧", "阳娜", NULL, "欧阳娜", "欧", "阳娜", "Ou Yangna", "ou yangna" },
		{ "单雄信", NULL, NULL, NULL, "单雄信", "单", "雄信", "Shan Xiongxin",
		  "shan xiongxin" },
		{ "单雄信", NULL, NULL, "Dan Xiongxin", "单雄信", "单", "雄信", "Dan Xiongxin",
		  "dan xiongxin" },
		{ "Anna Lee", NULL, NULL, NULL, "Anna Lee", NULL, NULL, NULL, "anna lee" },
		{ "Lee, Anna", NULL, NULL, NULL, "Anna Lee", "Lee", "Anna", NULL, "lee anna" },
		{ NULL, "Lee", "Anna", NULL, "Anna Lee", "Lee", "Anna", NULL, "lee anna" },
		{ NULL, "Lee", NULL, NULL, "Lee", "Lee", NULL, NULL, "lee " },
		{ NULL, NULL, "Anna", NULL, "Anna", NULL, "Anna", NULL, "anna" },
		{ "Müller, Jörg", NULL, NULL, NULL, "Jörg Müller", "Müller", "Jörg", NULL,
		  "muller jorg" },
		{ "Lee,", NULL, NULL, NULL, "Lee,", NULL, NULL, NULL, "lee" },
		{ ", Anna", NULL, NULL, NULL, ", Anna", NULL, NULL, NULL, "anna" },
		{ "张", NULL, NULL, NULL, "张", NULL, NULL, "Zhang", "zhang" },
		{ "张伟", "张", "伟", NULL, "张伟", "张", "伟", "Zhang Wei", "zhang wei" },
		{ NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, "~" }, /* behind those with a name */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct patient p;
		record_init(&record_patient, &p);
		str_replace(&p.name, cases[i].name);
		str_replace(&p.family, cases[i].family);
		str_replace(&p.given, cases[i].given);
		str_replace(&p.reading, cases[i].reading);
		patient_complete(&p, NULL);
		print_message("# %s\n", str_or_empty(p.name));
		is(p.name, cases[i].is_name);
		is(p.family, cases[i].is_family);
		is(p.given, cases[i].is_given);
		is(p.reading, cases[i].is_reading);
		is(p.sort_key, cases[i].is_sort);
		record_release(&record_patient, &p);
	}
}

struct edit {
	struct patient before, now;
};

static void begin_edit(struct edit *e, const char *name, const char *reading)
{
	record_init(&record_patient, &e->before);
	record_init(&record_patient, &e->now);
	str_replace(&e->before.name, name);
	str_replace(&e->before.reading, reading);
	patient_complete(&e->before, NULL);
	record_copy(&record_patient, &e->now, &e->before);
}

static void end_edit(struct edit *e)
{
	record_release(&record_patient, &e->before);
	record_release(&record_patient, &e->now);
}

static void a_new_name_is_split_again(void **state)
{
	struct edit e;

	(void)state;
	begin_edit(&e, "张伟", NULL);
	str_replace(&e.now.name, "李小明");
	patient_complete(&e.now, &e.before);
	is(e.now.family, "李");
	is(e.now.given, "小明");
	is(e.now.reading, "Li Xiaoming");
	is(e.now.sort_key, "li xiaoming");
	end_edit(&e);

	begin_edit(&e, "张伟", NULL);
	str_replace(&e.now.name, "Anna Lee");
	patient_complete(&e.now, &e.before);
	is(e.now.family, NULL);
	is(e.now.given, NULL);
	is(e.now.reading, NULL);
	is(e.now.sort_key, "anna lee");
	end_edit(&e);
}

static void a_corrected_reading_stays(void **state)
{
	struct edit e;

	(void)state;
	begin_edit(&e, "单雄信", "Dan Xiongxin");
	str_replace(&e.now.address, "elsewhere");
	patient_complete(&e.now, &e.before);
	is(e.now.reading, "Dan Xiongxin");
	str_replace(&e.now.reading, NULL); /* cleared: the table's again */
	patient_complete(&e.now, &e.before);
	is(e.now.reading, "Shan Xiongxin");
	end_edit(&e);
}

static void new_parts_make_a_new_name(void **state)
{
	struct edit e;

	(void)state;
	begin_edit(&e, "Lee, Anna", NULL);
	str_replace(&e.now.family, "Smith");
	patient_complete(&e.now, &e.before);
	is(e.now.name, "Anna Smith");
	is(e.now.sort_key, "smith anna");
	end_edit(&e);
}

static void nothing_changed_changes_nothing(void **state)
{
	static const char *const names[] = { "张伟",        "Lee, Anna", "Anna Lee",
					     "买买提·艾力", "张",        "Ōe 健三郎" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct edit e;
		begin_edit(&e, names[i], NULL);
		patient_complete(&e.now, &e.before);
		for (size_t f = 0; f < record_patient.n_fields; f++)
			if (!field_equal(&record_patient.fields[f], &e.now, &e.before))
				fail_msg("%s: %s", names[i], record_patient.fields[f].name);
		end_edit(&e);
	}
}

static void titles(void **state)
{
	struct patient p;
	struct str out;

	(void)state;
	record_init(&record_patient, &p);
	str_init(&out);
	str_replace(&p.chart_no, "17");
	patient_title(&out, &p);
	is(out.p, "#17");
	str_clear(&out);
	str_replace(&p.name, "张伟");
	patient_complete(&p, NULL);
	patient_title(&out, &p);
	is(out.p, "张伟 Zhang Wei");
	record_release(&record_patient, &p);
	str_release(&out);
}

static void ages_and_births(void **state)
{
	static const struct {
		int y, m, d, precision, sex;
		int dy; /* year of death on 1 January, 0 alive */
		const char *age, *birth;
	} cases[] = {
		{ 1985, 3, 2, PRECISION_DAY, SEX_MALE, 0, "41m", "1985-03-02" },
		{ 1985, 11, 23, PRECISION_DAY, SEX_FEMALE, 0, "41f", "1985-11-23" },
		{ 1985, 11, 24, PRECISION_DAY, SEX_FEMALE, 0, "40f", "1985-11-24" },
		{ 1985, 3, 15, PRECISION_MONTH, SEX_UNKNOWN, 0, "41", "1985-03" },
		{ 1985, 7, 1, PRECISION_YEAR, SEX_OTHER, 0, "~41", "1985" },
		{ 1974, 7, 1, PRECISION_ESTIMATED, SEX_MALE, 0, "~52m", "~1974" },
		{ 1985, 3, 2, PRECISION_DAY, SEX_MALE, 2000, "14m", "1985-03-02" },
		{ 2027, 1, 1, PRECISION_DAY, SEX_MALE, 0, "0m", "2027-01-01" },
		{ 0, 0, 0, PRECISION_DAY, SEX_FEMALE, 0, "f", "" },
		{ 0, 0, 0, PRECISION_DAY, SEX_UNKNOWN, 0, "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct patient p;
		struct str out;
		record_init(&record_patient, &p);
		str_init(&out);
		if (cases[i].y)
			p.birth_day = day_make(cases[i].y, cases[i].m, cases[i].d);
		if (cases[i].dy)
			p.deceased_day = day_make(cases[i].dy, 1, 1);
		p.birth_precision = cases[i].precision;
		p.sex = cases[i].sex;
		patient_age_sex(&out, &p, day_make(2026, 11, 23));
		is(out.p, cases[i].age);
		str_clear(&out);
		patient_birth(&out, &p);
		is(out.p, cases[i].birth);
		record_release(&record_patient, &p);
		str_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_names),
		cmocka_unit_test(a_new_name_is_split_again),
		cmocka_unit_test(a_corrected_reading_stays),
		cmocka_unit_test(new_parts_make_a_new_name),
		cmocka_unit_test(nothing_changed_changes_nothing),
		cmocka_unit_test(titles),
		cmocka_unit_test(ages_and_births),
	};

	i18n_init("en", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
