#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "revisit/text/utf8.h"

static void decodes_and_encodes_every_character(void **state)
{
	(void)state;
	for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
		char bytes[4];
		uint32_t back = 0;

		if (cp >= 0xd800 && cp <= 0xdfff)
			continue;
		size_t n = utf8_encode(cp, bytes);
		assert_int_equal(n, cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4);
		assert_int_equal(utf8_decode(bytes, n, &back), n);
		assert_int_equal(back, cp);
		if (n > 1)
			assert_int_equal(utf8_decode(bytes, n - 1, &back), 0);
	}
}

static void refuses_what_is_no_utf8(void **state)
{
	static const char *const bad[] = {
		"\x80", /* a continuation alone */
		"\xbf",
		"\xc0\x80", /* overlong NUL */
		"\xc1\xbf", /* overlong DEL */
		"\xe0\x80\x80",
		"\xe0\x9f\xbf",
		"\xf0\x80\x80\x80",
		"\xf0\x8f\xbf\xbf",
		"\xed\xa0\x80", /* surrogates */
		"\xed\xbf\xbf",
		"\xf4\x90\x80\x80", /* beyond U+10FFFF */
		"\xf5\x80\x80\x80",
		"\xf8\x88\x80\x80\x80",
		"\xff",
		"\xfe",
		"\xc3",
		"\xc3(",
		"\xe4\xbc",
		"\xe4\xbcx",
		"\xf0\x9f\x98",
	};
	uint32_t cp;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_int_equal(utf8_decode(bad[i], strlen(bad[i]), &cp), 0);
		assert_int_equal(utf8_check(bad[i], strlen(bad[i])), 0);
	}
}

static void check_finds_the_first_bad_byte(void **state)
{
	(void)state;
	assert_int_equal(utf8_check("", 0), 0);
	assert_int_equal(utf8_check("张伟", 6), 6);
	assert_int_equal(utf8_check("张伟", 5), 3);
	assert_int_equal(utf8_check("ab\0cd", 5), 2);
	assert_int_equal(utf8_check("ok\xff", 3), 2);
	assert_int_equal(utf8_check("\xef\xbb\xbfok", 5), 5);
	/* GB18030 for 张伟 */
	assert_true(utf8_check("\xd5\xc5\xce\xb0", 4) < 4);
}

static void steps(const char *s, const size_t *borders, size_t n_borders)
{
	size_t n = strlen(s), at = 0;

	for (size_t i = 0; i < n_borders; i++) {
		at = utf8_next(s, n, at);
		assert_int_equal(at, borders[i]);
	}
	assert_int_equal(at, n);
	assert_int_equal(utf8_next(s, n, n), n);
	for (size_t i = n_borders; i > 0; i--) {
		at = utf8_prev(s, n, at);
		assert_int_equal(at, i > 1 ? borders[i - 2] : 0);
	}
	assert_int_equal(utf8_prev(s, n, 0), 0);
}

static void steps_by_what_people_call_a_character(void **state)
{
	(void)state;
	steps("a张", (size_t[]){ 1, 4 }, 2);
	steps("e\u0301x", (size_t[]){ 3, 4 }, 2);
	steps("a\r\nb", (size_t[]){ 1, 3, 4 }, 3);
	/* two flags, then half a flag */
	steps("\U0001f1e8\U0001f1f3\U0001f1fa\U0001f1f8\U0001f1e8", (size_t[]){ 8, 16, 20 }, 3);
	/* man, woman, girl joined; thumb with a skin tone */
	steps("\U0001f468\u200d\U0001f469\u200d\U0001f467\U0001f44d\U0001f3fd!",
	      (size_t[]){ 18, 26, 27 }, 3);
	/* Hangul from its letters, a Devanagari syllable */
	steps("\u1112\u1161\u11ab\u1100", (size_t[]){ 9, 12 }, 2);
	steps("\u0915\u093f\u0928", (size_t[]){ 6, 9 }, 2);
}

static void bad_bytes_never_hold_a_step_up(void **state)
{
	static const char s[] = "a\xff\x80\xe5\xbc z\xf0\x9f";
	size_t n = sizeof s - 1, at = 0, count = 0;

	(void)state;
	while (at < n) {
		size_t next = utf8_next(s, n, at);
		assert_true(next > at && next <= n);
		at = next;
		assert_true(++count <= n);
	}
	while (at > 0) {
		size_t before = utf8_prev(s, n, at);
		assert_true(before < at);
		at = before;
	}
}

static void a_tower_of_marks_is_one_character(void **state)
{
	enum { MARKS = 10000 };
	char *s = mem_alloc(2 * MARKS + 3);

	(void)state;
	s[0] = 'e';
	for (size_t i = 0; i < MARKS; i++)
		memcpy(s + 1 + 2 * i, i % 2 ? "\u0301" : "\u0323", 2);
	s[2 * MARKS + 1] = 'x';
	assert_int_equal(utf8_next(s, 2 * MARKS + 2, 0), 2 * MARKS + 1);
	assert_int_equal(utf8_prev(s, 2 * MARKS + 2, 2 * MARKS + 1), 0);
	assert_int_equal(utf8_prev(s, 2 * MARKS + 2, 2 * MARKS + 2), 2 * MARKS + 1);
	free(s);
}

static void knows_han_characters(void **state)
{
	(void)state;
	assert_true(cp_is_han(0x4e00));
	assert_true(cp_is_han(0x9fff));
	assert_true(cp_is_han(0x3400));
	assert_true(cp_is_han(0x20000));
	assert_true(cp_is_han(0x323af));
	assert_true(cp_is_han(0x3007));
	assert_true(cp_is_han(0xf900));
	assert_false(cp_is_han(0x4dff));
	assert_false(cp_is_han(0xa000));
	assert_false(cp_is_han(0x3001));
	assert_false(cp_is_han(0x3042));
	assert_false(cp_is_han(0xac00));
	assert_false(cp_is_han('a'));
	assert_true(utf8_has_han("Dr. 张"));
	assert_false(utf8_has_han("Zoë ひらがな"));
	assert_false(utf8_has_han(""));
	assert_true(utf8_is_ascii(""));
	assert_true(utf8_is_ascii("plain\x7f"));
	assert_false(utf8_is_ascii("Zoë"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes_and_encodes_every_character),
		cmocka_unit_test(refuses_what_is_no_utf8),
		cmocka_unit_test(check_finds_the_first_bad_byte),
		cmocka_unit_test(steps_by_what_people_call_a_character),
		cmocka_unit_test(bad_bytes_never_hold_a_step_up),
		cmocka_unit_test(a_tower_of_marks_is_one_character),
		cmocka_unit_test(knows_han_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
