#include "revisit/base/i18n.h"
#include "revisit/base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <unistd.h>

static char folder[] = "/tmp/revisit-i18n-XXXXXX";

static void add_u32(struct str *s, size_t n)
{
	for (int i = 0; i < 4; i++)
		str_addc(s, (char)(n >> (8 * i)));
}

/* A catalogue as msgfmt writes it, of sorted pairs. */
static void write_catalogue(const char *lang, const char *const pairs[][2], size_t n)
{
	char path[256];
	struct str mo, texts;
	struct err err;

	str_init(&mo);
	str_init(&texts);
	size_t table = 28;
	size_t start = table + n * 16;
	add_u32(&mo, 0x950412de);
	add_u32(&mo, 0);
	add_u32(&mo, n);
	add_u32(&mo, table);
	add_u32(&mo, table + n * 8);
	add_u32(&mo, 0);
	add_u32(&mo, start);
	for (int side = 0; side < 2; side++) {
		for (size_t i = 0; i < n; i++) {
			add_u32(&mo, strlen(pairs[i][side]));
			add_u32(&mo, start + texts.len);
			str_addn(&texts, pairs[i][side], strlen(pairs[i][side]) + 1);
		}
	}
	str_addn(&mo, texts.p, texts.len);
	snprintf(path, sizeof(path), "%s/%s/LC_MESSAGES", folder, lang);
	assert_true(folder_make(path, &err));
	snprintf(path, sizeof(path), "%s/%s/LC_MESSAGES/revisit.mo", folder, lang);
	assert_true(file_write(path, mo.p, mo.len, &err));
	str_release(&mo);
	str_release(&texts);
}

static void speaks(const char *lang, const char *code, bool chinese)
{
	i18n_init(lang, folder);
	assert_string_equal(i18n_lang(), code);
	assert_true(i18n_is_chinese() == chinese);
}

static void test_names(void **state)
{
	(void)state;
	speaks("zh_CN", "zh_CN", true);
	speaks("zh_CN.UTF-8", "zh_CN", true);
	speaks("zh-CN", "zh_CN", true);
	speaks("zh", "zh_CN", true);
	speaks("zh-Hans-CN", "zh_CN", true);
	speaks("zh_SG.UTF-8", "zh_CN", true);
	speaks("zh_TW", "zh_TW", true);
	speaks("en", "en", false);
	speaks("en_GB.UTF-8", "en", false);
	speaks("C", "en", false);
	speaks("C.UTF-8", "en", false);
	speaks("POSIX", "en", false);
	speaks("", "en", false);
	speaks("de_DE@euro", "de_DE", false);
	speaks("a_very_long_name_that_nobody_has", "a_very_long_nam", false);
}

static void environment(const char *language, const char *all, const char *messages,
			const char *lang)
{
	setenv("LANGUAGE", language, 1);
	setenv("LC_ALL", all, 1);
	setenv("LC_MESSAGES", messages, 1);
	setenv("LANG", lang, 1);
}

static void test_environment(void **state)
{
	(void)state;
	environment("", "", "", "zh_CN.UTF-8");
	speaks(NULL, "zh_CN", true);
	environment("", "C", "", "zh_CN.UTF-8");
	speaks(NULL, "en", false);
	environment("", "", "zh_CN.UTF-8", "en_US.UTF-8");
	speaks(NULL, "zh_CN", true);
	environment("zh_CN:en", "", "", "en_US.UTF-8");
	speaks(NULL, "zh_CN", true);
	environment("", "", "", "");
	speaks(NULL, "en", false);
	environment("", "", "", "zh_CN.UTF-8");
	speaks("en", "en", false); /* what is said wins */
}

static void test_texts(void **state)
{
	static const char *const zh[][2] = { { "call\004Open", "拨打" }, { "patient", "患者" } };

	(void)state;
	write_catalogue("zh_CN", zh, ARRAY_SIZE(zh));
	environment("", "", "", "");
	i18n_init("zh_CN", folder);
	assert_string_equal(_("patient"), "患者");
	assert_string_equal(C_("call", "Open"), "拨打");
	assert_string_equal(C_("door", "Open"), "Open"); /* never the context itself */
	assert_string_equal(_("unknown text"), "unknown text");
	i18n_init("zh_TW", folder); /* rather Simplified than English */
	assert_string_equal(_("patient"), "患者");
	i18n_init("en", folder);
	assert_string_equal(_("patient"), "patient");
	assert_string_equal(C_("call", "Open"), "Open");
	i18n_init("de", folder);
	assert_string_equal(_("patient"), "patient");
	const char *table = N_("patient");
	i18n_init("zh", folder);
	assert_string_equal(_(table), "患者");
	char number[16];
	snprintf(number, sizeof(number), "%.1f", 1.5); /* numbers stay in C format */
	assert_string_equal(number, "1.5");
	i18n_init("zh", "/nonexistent");
	assert_string_equal(_("patient"), "patient");
}

static int set_up(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
	static const char *const parts[] = { "/zh_CN/LC_MESSAGES/revisit.mo", "/zh_CN/LC_MESSAGES",
					     "/zh_CN", "" };
	int failed = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		char path[256];
		snprintf(path, sizeof(path), "%s%s", folder, parts[i]);
		failed |= remove(path);
	}
	return failed;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_environment),
		cmocka_unit_test(test_texts),
	};

	return cmocka_run_group_tests_name("i18n", tests, set_up, tear_down);
}
