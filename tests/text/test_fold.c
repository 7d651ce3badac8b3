#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "revisit/text/fold.h"
#include "revisit/text/utf8.h"

static void folds_to(const char *s, const char *wanted)
{
	struct str out;

	str_init(&out);
	text_fold(&out, s);
	assert_string_equal(out.p, wanted);
	str_clear(&out);
	text_fold(&out, wanted);
	assert_string_equal(out.p, wanted);
	str_release(&out);
}

static void folds_case_accents_and_forms(void **state)
{
	(void)state;
	folds_to("", "");
	folds_to("Müller", "muller");
	folds_to("Mu\u0308ller", "muller");
	folds_to("STRASSE", "strasse");
	folds_to("Straße", "strasse");
	folds_to("STRAẞE", "strasse");
	folds_to("Łukasz Ørsted", "lukasz orsted");
	folds_to("Đặng Thị Ánh", "dang thi anh");
	folds_to("Æsir Ǽ œuvre Þór Ŋ", "aesir ae oeuvre thor ng");
	folds_to("İstanbul Işık", "istanbul isik");
	folds_to("ＡＢＣ　１２３", "abc 123");
	folds_to("ﬁn ① Ⅳ ㎏", "fin 1 iv kg");
	folds_to("Ωμέγας ΣΑΣ", "ωμεγασ σασ");
	folds_to("Ёлка", "елка");
	folds_to("\U0001d400\U0001d401", "ab");
}

static void folds_han_to_simplified(void **state)
{
	(void)state;
	folds_to("張偉", "张伟");
	folds_to("歐陽娜娜", "欧阳娜娜");
	folds_to("蘭 鍾 開 葉 劉", "兰 钟 开 叶 刘");
	folds_to("皇后 里長 干部", "皇后 里长 干部");
	folds_to("乾隆 於 著", "乾隆 於 著");
	folds_to("張（小張），李", "张 小张 李");
	folds_to("\uf914", "乐"); /* a compatibility form of 樂 */
}

static void keeps_scripts_readable(void **state)
{
	(void)state;
	folds_to("한국", "한국");
	folds_to("\u1112\u1161\u11ab국", "한국");
	folds_to("が ｶﾞ カ\u3099 ぱ", "が ガ ガ ぱ");
	folds_to("हिन्दी", "हिन्दी");
	folds_to("น้ำ", "น\u0e49\u0e4dา");
	folds_to("مُحَمَّد", "محمد");
	folds_to("علي كريم", "علی کریم");
	folds_to("می\u200cخواهم", "میخواهم");
	folds_to("שָׁלוֹם", "שלום");
}

static void blanks_and_punctuation_are_one_blank(void **state)
{
	(void)state;
	folds_to("  a \t-- b. ", "a b");
	folds_to("Jean-Luc", "jean luc");
	folds_to("ann@example.com", "ann example com");
	folds_to("...", "");
	folds_to("a\u3000b\u00a0c\u2014d\u2028e", "a b c d e");
	folds_to("a\x01"
		 "b",
		 "a b");
	folds_to("a\xff\xfe"
		 "b",
		 "a b");
	folds_to("a\u200b\u00ad\ufeff"
		 "b",
		 "ab");
}

static void apostrophes_leave_nothing_inside_a_word(void **state)
{
	(void)state;
	folds_to("O'Brien D’Arcy O´Neil O`Hara", "obrien darcy oneil ohara");
	folds_to("Xi'an L’Été", "xian lete");
	folds_to("'quoted' rock 'n' roll", "quoted rock n roll");
	folds_to("O''Brien O' Brien", "o brien o brien");
	folds_to("5'10", "5 10");
	folds_to("说‘好’吗", "说 好 吗");
	folds_to("ŉ", "n");
	folds_to("Boys'", "boys");
}

static void symbols_stay(void **state)
{
	(void)state;
	folds_to("a+b <3 €5", "a+b <3 €5");
	folds_to("😀 ok ❤\ufe0f", "😀 ok ❤");
	folds_to("👍🏽", "👍🏽");
}

static void folding_twice_is_folding_once(void **state)
{
	struct str once, twice;

	(void)state;
	str_init(&once);
	str_init(&twice);
	for (uint32_t cp = 1; cp <= 0x10ffff; cp++) {
		char s[8] = { 0 };

		if (cp >= 0xd800 && cp <= 0xdfff)
			continue;
		s[0] = 'x';
		s[1 + utf8_encode(cp, s + 1)] = 'y';
		str_clear(&once);
		str_clear(&twice);
		text_fold(&once, s);
		text_fold(&twice, once.p);
		if (strcmp(once.p, twice.p) != 0)
			fail_msg("U+%04X: \"%s\", then \"%s\"", (unsigned)cp, once.p, twice.p);
	}
	str_release(&once);
	str_release(&twice);
}

static void appends_after_what_is_there(void **state)
{
	struct str out;

	(void)state;
	str_init(&out);
	str_add(&out, "a|");
	text_fold(&out, "  Ö ");
	str_add(&out, "|");
	text_fold(&out, "\u0301\u1161");
	assert_string_equal(out.p, "a|o|\u1161");
	str_release(&out);
}

static void map_is(const char *s, const char *folded, const size_t *wanted)
{
	struct str out;
	size_t *map;

	str_init(&out);
	str_add(&out, "emptied first");
	text_fold_mapped(&out, s, &map);
	assert_string_equal(out.p, folded);
	for (size_t i = 0; i <= out.len; i++)
		assert_int_equal(map[i], wanted[i]);
	free(map);
	str_release(&out);
}

static void maps_every_byte_to_its_character(void **state)
{
	(void)state;
	map_is("", "", (size_t[]){ 0 });
	map_is("--", "", (size_t[]){ 2 });
	map_is("aé, b", "ae b", (size_t[]){ 0, 1, 3, 5, 6 });
	map_is("e\u0301x", "ex", (size_t[]){ 0, 3, 4 });
	map_is("ßa", "ssa", (size_t[]){ 0, 0, 2, 3 });
	map_is(" 張x", "张x", (size_t[]){ 1, 1, 1, 4, 5 });
	map_is("O'Bö ", "obo", (size_t[]){ 0, 2, 3, 6 });
	map_is("ｶﾞ1", "ガ1", (size_t[]){ 0, 0, 0, 6, 7 });
}

static void map_agrees_with_fold_and_never_goes_back(void **state)
{
	static const char *const texts[] = {
		"ﷺ ﷺ ﷺ",  "\xff\xfe…\u0301\u0301", "\u1100\u1161\u11a8\u1161",
		"﷽ｶﾞｶﾞ",  "'''a'''b'''",           "\u00b4\u00b4",
		"㍿㌔㌖", "a\u0130\u0131ŉǰΐ",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct str plain, mapped;
		size_t *map;

		str_init(&plain);
		str_init(&mapped);
		text_fold(&plain, texts[i]);
		text_fold_mapped(&mapped, texts[i], &map);
		assert_string_equal(plain.p, mapped.p);
		assert_int_equal(map[mapped.len], strlen(texts[i]));
		for (size_t j = 0; j < mapped.len; j++)
			assert_true(map[j] <= map[j + 1]);
		free(map);
		str_release(&plain);
		str_release(&mapped);
	}
}

static void normal_is(void (*normal)(struct str *, const char *), const char *s, const char *wanted)
{
	struct str out;

	str_init(&out);
	normal(&out, s);
	assert_string_equal(out.p, wanted);
	str_release(&out);
}

static void normalises_what_is_kept(void **state)
{
	(void)state;
	normal_is(text_nfc, "", "");
	normal_is(text_nfc, " \t\n", "");
	normal_is(text_nfc, "\ufeff\u3000Zoe\u0308 B\u00a0", "Zoë B");
	normal_is(text_nfc, "ＡＢ１", "ＡＢ１");
	normal_is(text_nfkc, " ＡＢ１－２　", "AB1-2");
	normal_is(text_nfkc, "\u1112\u1161\u11ab", "한");
	normal_is(text_nfc, " bad \xff ", "bad \xff");
}

static void absurd_marks_are_left_alone(void **state)
{
	enum { MARKS = 200000 };
	struct str s, out;

	(void)state;
	str_init(&s);
	str_init(&out);
	str_add(&s, " e");
	for (int i = 0; i < MARKS; i++)
		str_add(&s, i % 2 ? "\u0323" : "\u0301");
	text_nfc(&out, s.p);
	assert_string_equal(out.p, s.p + 1);
	str_clear(&out);
	text_fold(&out, s.p);
	assert_string_equal(out.p, "e");
	str_release(&s);
	str_release(&out);
}

static void reads_digits_of_any_script(void **state)
{
	(void)state;
	normal_is(text_digits, "+86 (138) 0000-0042", "8613800000042");
	normal_is(text_digits, "１３８", "138");
	normal_is(text_digits, "۰۱۲۳۴۵۶۷۸۹ ٠٩ ०९", "01234567890909");
	normal_is(text_digits, "\U0001d7ce\U0001d7d7\U0001d7d8\U0001d7ff", "0909");
	normal_is(text_digits, "no 一二三 ² ½", "");
	assert_int_equal(cp_digit('0'), 0);
	assert_int_equal(cp_digit('9'), 9);
	assert_int_equal(cp_digit('/'), -1);
	assert_int_equal(cp_digit(':'), -1);
	assert_int_equal(cp_digit(0x0e59), 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(folds_case_accents_and_forms),
		cmocka_unit_test(folds_han_to_simplified),
		cmocka_unit_test(keeps_scripts_readable),
		cmocka_unit_test(blanks_and_punctuation_are_one_blank),
		cmocka_unit_test(apostrophes_leave_nothing_inside_a_word),
		cmocka_unit_test(symbols_stay),
		cmocka_unit_test(folding_twice_is_folding_once),
		cmocka_unit_test(appends_after_what_is_there),
		cmocka_unit_test(maps_every_byte_to_its_character),
		cmocka_unit_test(map_agrees_with_fold_and_never_goes_back),
		cmocka_unit_test(normalises_what_is_kept),
		cmocka_unit_test(absurd_marks_are_left_alone),
		cmocka_unit_test(reads_digits_of_any_script),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
