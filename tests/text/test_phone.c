#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "revisit/text/phone.h"

/* wanted NULL: no number. */
static void normal_is(const char *typed, const char *country, const char *wanted)
{
	struct str out;

	str_init(&out);
	bool ok = phone_normal(&out, typed, country);
	if (ok != (wanted != NULL) || strcmp(out.p, str_or_empty(wanted)) != 0)
		fail_msg("%s: \"%s\", not \"%s\"", typed, out.p, str_or_empty(wanted));
	str_clear(&out);
	/* The normal form is its own normal form, in any country. */
	if (wanted && *wanted == '+') {
		assert_true(phone_normal(&out, wanted, "US"));
		assert_string_equal(out.p, wanted);
	}
	str_release(&out);
}

static void chinese_numbers(void **state)
{
	static const char *const same[] = {
		"13800000042",        "138-0000-0042",          "138 0000 0042",
		"+8613800000042",     "8613800000042",          "(+86)13800000042",
		"013800000042",       "１３８００００００４２", "＋８６ １３８ ００００ ００４２",
		"0086 138 0000 0042", "+86 0138 0000 0042",     "手机：138.0000.0042",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(same); i++)
		normal_is(same[i], "CN", "+8613800000042");
	normal_is("0731-88880042", "CN", "+8673188880042");
	normal_is("（0731）8888 0042", "CN", "+8673188880042");
	normal_is("86 10 1234 5678", "CN", "+861012345678");
	normal_is("86 0731 8888 0042", "CN", "+8673188880042");
	normal_is("4001234567", "CN", "+864001234567");
	/* without an area code, and a service number: no more can be told */
	normal_is("88880042", "CN", "88880042");
	normal_is("120", "CN", "120");
	normal_is("0120", "cn", "0120");
	normal_is("13800000042", "cn", "+8613800000042");
}

static void extensions(void **state)
{
	(void)state;
	normal_is("010-12345678转803", "CN", "+861012345678;803");
	normal_is("010-12345678 轉 803", "CN", "+861012345678;803");
	normal_is("010-12345678 分机：803", "CN", "+861012345678;803");
	normal_is("010-12345678 ext. 803", "CN", "+861012345678;803");
	normal_is("010-12345678 EXT803", "CN", "+861012345678;803");
	normal_is("010-12345678x803", "CN", "+861012345678;803");
	normal_is("010-12345678＃８０３", "CN", "+861012345678;803");
	normal_is("+86-10-12345678;ext=803", "CN", "+861012345678;803");
	normal_is("0731-88880042-803", "CN", "+8673188880042;803");
	normal_is("010-12345678-8001", "CN", "+861012345678;8001");
	normal_is("010-12345678 ext", "CN", "+861012345678");
	normal_is("(650) 253-0000 extension 12", "US", "+16502530000;12");
	normal_is("ext 12", "US", NULL);
}

static void numbers_of_other_countries(void **state)
{
	static const struct {
		const char *country, *typed, *wanted;
	} numbers[] = {
		{ "TW", "0912 345 678", "+886912345678" },
		{ "TW", "(02) 2123-4567", "+886221234567" },
		{ "TW", "002 86 13800000042", "+8613800000042" },
		{ "HK", "9123 4567", "+85291234567" },
		{ "HK", "852 9123 4567", "+85291234567" },
		{ "HK", "001 1 650 253 0000", "+16502530000" },
		{ "US", "(650) 253-0000", "+16502530000" },
		{ "US", "1-650-253-0000", "+16502530000" },
		{ "US", "253-0000", "2530000" },
		{ "US", "011 86 138 0000 0042", "+8613800000042" },
		{ "CA", "506.234.5678", "+15062345678" },
		{ "GB", "020 7946 0958", "+442079460958" },
		{ "GB", "+44 (0)20 7946 0958", "+442079460958" },
		{ "GB", "07400 123456", "+447400123456" },
		{ "DE", "030 123456", "+4930123456" },
		{ "DE", "+49 (0) 151 23456789", "+4915123456789" },
		{ "DE", "4915123456789", "+4915123456789" },
		{ "FR", "06 12 34 56 78", "+33612345678" },
		{ "JP", "090-1234-5678", "+819012345678" },
		{ "JP", "010 86 138 0000 0042", "+8613800000042" },
		{ "KR", "010-2000-0000", "+821020000000" },
		{ "KR", "02-212-3456", "+8222123456" },
		{ "SG", "8123 4567", "+6581234567" },
		{ "AU", "0412 345 678", "+61412345678" },
		{ "AU", "0011 86 138 0000 0042", "+8613800000042" },
		{ "IN", "081234 56789", "+918123456789" },
		{ "IN", "+91 81234 56789", "+918123456789" },
		{ "IR", "۰۹۱۲ ۳۴۵ ۶۷۸۹", "+989123456789" },
		{ "IT", "02 1234 5678", "+390212345678" },
		{ "RU", "8 (912) 345-67-89", "+79123456789" },
		{ "RU", "7 912 345 67 89", "+79123456789" },
		{ "HU", "06 20 123 4567", "+36201234567" },
		{ "KE", "0712 123456", "+254712123456" },
		{ "AD", "312 345", "+376312345" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		normal_is(numbers[i].typed, numbers[i].country, numbers[i].wanted);
}

static void a_country_unknown_leaves_the_digits(void **state)
{
	(void)state;
	normal_is("0731 8888 0042", NULL, "073188880042");
	normal_is("0731 8888 0042", "", "073188880042");
	normal_is("0731 8888 0042", "XX", "073188880042");
	normal_is("0731 8888 0042", "C", "073188880042");
	normal_is("+86 138 0000 0042", NULL, "+8613800000042");
	normal_is("0086 138 0000 0042", NULL, "+8613800000042");
	normal_is("+999 123 4567", "CN", "+9991234567");
}

static void what_is_no_number(void **state)
{
	(void)state;
	normal_is("", "CN", NULL);
	normal_is("none", "CN", NULL);
	normal_is("12", "CN", NULL);
	normal_is("123", "CN", "123");
	normal_is("12345678901234567890", "XX", "12345678901234567890");
	normal_is("123456789012345678901", "XX", NULL);
	normal_is("13800000042/13900000043", "CN", NULL);
	normal_is("0731-8888042、0731-8888043", "CN", NULL);
	normal_is("02/212 345 67", "SK", "+421221234567");
	normal_is("\xff\xfe", "CN", NULL);
	normal_is("+", "CN", NULL);
	normal_is("+86", "CN", NULL);
}

static void shown_as(const char *typed, const char *country, const char *wanted)
{
	struct str out;

	str_init(&out);
	phone_show(&out, typed, country);
	assert_string_equal(out.p, wanted);
	str_release(&out);
}

static void shows_numbers_in_groups(void **state)
{
	(void)state;
	shown_as("13800000042", "CN", "138 0000 0042");
	shown_as("+8613800000042", "CN", "138 0000 0042");
	shown_as("+8613800000042", "US", "+86 138 0000 0042");
	shown_as("+8613800000042", NULL, "+86 138 0000 0042");
	shown_as("073188880042转803", "CN", "0731 8888 0042 ext 803");
	shown_as("+8673188880042;803", "CN", "0731 8888 0042 ext 803");
	shown_as("01012345678", "CN", "010 1234 5678");
	shown_as("03161234567", "CN", "0316 123 4567");
	shown_as("4001234567", "CN", "400 123 4567");
	shown_as("88880042", "CN", "8888 0042");
	shown_as("6502530000", "US", "650 253 0000");
	shown_as("+16502530000", "CN", "+1 650 253 0000");
	shown_as("02079460958", "GB", "020 7946 0958");
	shown_as("01212345678", "GB", "0121 234 5678");
	shown_as("07400123456", "GB", "07400 123456");
	shown_as("0612345678", "FR", "06 12 34 56 78");
	shown_as("09012345678", "JP", "090 1234 5678");
	shown_as("0912345678", "TW", "0912 345 678");
	shown_as("81234567", "SG", "8123 4567");
	shown_as("09123456789", "IR", "0912 345 6789");
	shown_as("89123456789", "RU", "8 912 345 67 89");
	shown_as("+9991234567", "CN", "+999 123 4567");
	shown_as("12345", "XX", "12345");
	shown_as("no phone", "CN", "no phone");
	shown_as("", "CN", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chinese_numbers),
		cmocka_unit_test(extensions),
		cmocka_unit_test(numbers_of_other_countries),
		cmocka_unit_test(a_country_unknown_leaves_the_digits),
		cmocka_unit_test(what_is_no_number),
		cmocka_unit_test(shows_numbers_in_groups),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
