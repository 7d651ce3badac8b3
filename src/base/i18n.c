#include "revisit/base/base.h"
#include "revisit/base/i18n.h"

#include <locale.h>

static char language[16] = "en";

const char *i18n_context(const char *id, const char *plain)
{
	const char *text = gettext(id);

	return text == id ? plain : text;
}

/* "zh_CN.UTF-8" and "zh-CN" give "zh_CN"; "C", "POSIX" and nothing give "en". */
static void set_language(const char *from)
{
	size_t n = strcspn(from, ".@:");

	if (n == 0 || strncmp(from, "C", n) == 0 || strncmp(from, "POSIX", n) == 0)
		from = "en", n = 2;
	snprintf(language, sizeof(language), "%.*s", (int)n, from);
	for (char *p = language; *p; p++)
		if (*p == '-')
			*p = '_';
	if (strncmp(language, "en", 2) == 0)
		snprintf(language, sizeof(language), "en");
	else if (strcmp(language, "zh") == 0 || strncmp(language, "zh_Hans", 7) == 0 ||
		 strcmp(language, "zh_SG") == 0)
		snprintf(language, sizeof(language), "zh_CN");
}

static const char *from_environment(void)
{
	static const char *const names[] = { "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *value = getenv(names[i]);
		if (value && *value)
			return value;
	}
	return "";
}

static bool asked_for; /* by --lang: nothing overrides that */

static void use_language(const char *lang)
{
	set_language(lang);
	/* Traditional readers get the Simplified texts rather than English, as i18n_is_chinese says. */
	char wanted[2 * sizeof(language)];
	snprintf(wanted, sizeof(wanted), "%s%s", language, i18n_is_chinese() ? ":zh_CN" : "");
	setenv("LANGUAGE", wanted, 1);
	/* This makes gettext look at LANGUAGE again. */
	setlocale(LC_MESSAGES, "C.UTF-8");
}

void i18n_prefer(const char *lang)
{
	if (!asked_for)
		use_language(lang);
}

void i18n_english(void)
{
	use_language("en");
	asked_for = true;
}

void i18n_init(const char *lang, const char *dir)
{
	asked_for = lang != NULL;
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		setlocale(LC_CTYPE, "");
	use_language(lang ? lang : from_environment());
	bindtextdomain("revisit", dir);
	bind_textdomain_codeset("revisit", "UTF-8");
	textdomain("revisit");
}

const char *i18n_lang(void)
{
	return language;
}

bool i18n_is_chinese(void)
{
	return strncmp(language, "zh", 2) == 0;
}
