#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "revisit/text/pinyin.h"
#include "revisit/text/utf8.h"

static void readings_are(const char *character, const char *wanted)
{
	char out[PINYIN_READINGS][PINYIN_LEN];
	char joined[64] = "";
	uint32_t cp;
	size_t used = 0;

	assert_int_equal(utf8_decode(character, strlen(character), &cp), strlen(character));
	size_t n = pinyin_of(cp, out);
	for (size_t i = 0; i < n; i++)
		used += (size_t)snprintf(joined + used, sizeof joined - used, "%s%s", i ? " " : "",
					 out[i]);
	assert_string_equal(joined, wanted);
}

static void reads_characters_likeliest_first(void **state)
{
	(void)state;
	readings_are("张", "zhang");
	readings_are("伟", "wei");
	readings_are("单", "dan chan shan");
	readings_are("吕", "lv");
	readings_are("女", "nv ru");
	readings_are("重", "zhong chong tong");
	readings_are("双", "shuang");
	readings_are("\U00020000", "he");
	readings_are("a", "");
	readings_are("あ", "");
	readings_are("한", "");
	readings_are("々", "");
	readings_are("\U000323af", "");
}

static void every_reading_is_a_plain_word(void **state)
{
	size_t characters = 0;

	(void)state;
	for (uint32_t cp = 0; cp <= 0x110000; cp++) {
		char out[PINYIN_READINGS][PINYIN_LEN];
		size_t n = pinyin_of(cp, out);

		assert_true(n <= PINYIN_READINGS);
		characters += n > 0;
		for (size_t i = 0; i < n; i++) {
			assert_true(out[i][0] != '\0');
			assert_int_equal(strspn(out[i], "abcdefghijklmnopqrstuvwxyz"),
					 strlen(out[i]));
			for (size_t j = 0; j < i; j++)
				assert_string_not_equal(out[i], out[j]);
		}
	}
	assert_true(characters > 40000);
}

static void simplifies_without_chains(void **state)
{
	size_t changed = 0;

	(void)state;
	assert_int_equal(han_simplified(0x5f35), 0x5f20); /* 張 */
	assert_int_equal(han_simplified(0x5f20), 0x5f20);
	assert_int_equal(han_simplified(0x5f8c), 0x540e); /* 後, but 后 stays */
	assert_int_equal(han_simplified(0x540e), 0x540e);
	assert_int_equal(han_simplified(0x937e), 0x949f); /* 鍾: 钟 before 锺 */
	assert_int_equal(han_simplified('a'), 'a');
	for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
		uint32_t to = han_simplified(cp);

		changed += to != cp;
		assert_true(to == cp || cp_is_han(to));
		assert_int_equal(han_simplified(to), to);
	}
	assert_true(changed > 5000);
}

static void knows_surname_readings(void **state)
{
	static const char *const pairs[][2] = {
		{ "单", "shan" },       { "單", "shan" },       { "仇", "qiu" },
		{ "曾", "zeng" },       { "解", "xie" },        { "缪", "miao" },
		{ "繆", "miao" },       { "朴", "piao" },       { "区", "ou" },
		{ "區", "ou" },         { "查", "zha" },        { "盖", "ge" },
		{ "翟", "zhai" },       { "樂", "yue" },        { "尉迟", "yuchi" },
		{ "尉遲", "yuchi" },    { "万俟", "moqi" },     { "萬俟", "moqi" },
		{ "长孙", "zhangsun" }, { "長孫", "zhangsun" }, { "澹台", "tantai" },
		{ "澹臺", "tantai" },   { "单于", "chanyu" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		assert_non_null(pinyin_surname(pairs[i][0]));
		assert_string_equal(pinyin_surname(pairs[i][0]), pairs[i][1]);
	}
	assert_null(pinyin_surname("张"));
	assert_null(pinyin_surname("单雄信"));
	assert_null(pinyin_surname("单 "));
	assert_null(pinyin_surname(""));
	assert_null(pinyin_surname("Dan"));
	assert_null(pinyin_surname("爱新觉罗家"));
}

static void finds_the_surname(void **state)
{
	(void)state;
	assert_int_equal(han_surname_len("张伟"), 3);
	assert_int_equal(han_surname_len("张 伟"), 3);
	assert_int_equal(han_surname_len("欧阳娜娜"), 6);
	assert_int_equal(han_surname_len("歐陽 娜娜"), 6);
	assert_int_equal(han_surname_len("欧阳"), 6);
	assert_int_equal(han_surname_len("欧伟"), 3);
	assert_int_equal(han_surname_len("爱新觉罗溥仪"), 12);
	assert_int_equal(han_surname_len("𠮷野家"), 4);
	assert_int_equal(han_surname_len("张"), 0);
	assert_int_equal(han_surname_len(""), 0);
	assert_int_equal(han_surname_len("Zhang"), 0);
	assert_int_equal(han_surname_len("李Anna"), 3);
	assert_int_equal(han_surname_len("\xe5\xbc"), 0);
}

static void reads_as(const char *name, const char *wanted)
{
	struct str out;

	str_init(&out);
	han_reading(&out, name);
	assert_string_equal(out.p, wanted);
	str_release(&out);
}

static void reads_names(void **state)
{
	(void)state;
	reads_as("张伟", "Zhang Wei");
	reads_as("張偉", "Zhang Wei");
	reads_as("欧阳娜娜", "Ouyang Nana");
	reads_as("歐陽 娜娜", "Ouyang Nana");
	reads_as("吕布", "Lv Bu");
	reads_as("单雄信", "Shan Xiongxin");
	reads_as("单 雄信", "Shan Xiongxin");
	reads_as("尉迟恭", "Yuchi Gong");
	reads_as("张先生", "Zhang Xiansheng");
	reads_as("单", "Shan");
	reads_as("欧阳", "Ouyang");
	reads_as("买买提·艾力", "Maimaiti Aili");
	reads_as("李Anna", "Li Anna");
	reads_as("Anna 李", "Anna Li");
	reads_as("张伟（小明）", "Zhang Wei Xiao Ming");
	reads_as("  张伟  ", "Zhang Wei");
	reads_as("佐々木", "Zuo 々mu");
	reads_as("Zhang Wei", "");
	reads_as("", "");
	reads_as("\xff张\xff", "\xff Zhang \xff");
}

static void appends_the_reading(void **state)
{
	struct str out;

	(void)state;
	str_init(&out);
	str_add(&out, "x");
	han_reading(&out, "李娜");
	assert_string_equal(out.p, "xLi Na");
	str_release(&out);
}

static void finds_what_is_read_so(void **state)
{
	static const struct {
		const char *text, *letters;
		bool found;
	} cases[] = {
		{ "与另一份病历合并", "hebing", true },  { "与另一份病历合并", "hebi", true },
		{ "与另一份病历合并", "hb", true },      { "与另一份病历合并", "ebing", false },
		{ "重复的病历", "chongfu", true },       { "重复的病历", "zhongfu", true },
		{ "爽约/取消", "quxiao", true },         { "爽约/取消", "yqu", false },
		{ "取消", "q", true },                   { "取消", "x", true },
		{ "取消", "m", false },                  { "取消", "qm", false },
		{ "取消", "", false },                   { "", "qx", false },
		{ "cancel", "c", false },                { "改 约", "gy", false },
		{ "\xff取消", "qx", true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		if (han_is_read(cases[i].text, cases[i].letters) != cases[i].found)
			fail_msg("%s in %s", cases[i].letters, cases[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_characters_likeliest_first),
		cmocka_unit_test(every_reading_is_a_plain_word),
		cmocka_unit_test(simplifies_without_chains),
		cmocka_unit_test(knows_surname_readings),
		cmocka_unit_test(finds_the_surname),
		cmocka_unit_test(reads_names),
		cmocka_unit_test(appends_the_reading),
		cmocka_unit_test(finds_what_is_read_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
