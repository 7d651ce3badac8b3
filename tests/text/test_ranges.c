/* The marked parts of what is shown. */
#include "revisit/text/match.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "revisit/text/utf8.h"

/* `marked` is the shown text with the marked parts in brackets. */
static const struct {
	const char *word, *marked;
} marks[] = {
	{ "zhangwei", "[Zhang] [Wei]" },
	{ "zhangw", "[Zhang] [W]ei" },
	{ "weiz", "[Z]hang [Wei]" },
	{ "zw", "[Z]hang [W]ei" },
	{ "wz", "[Z]hang [W]ei" },
	{ "zwei", "[Z]hang [Wei]" },
	{ "wei", "Zhang [Wei]" },
	{ "hang", "Z[hang] Wei" },
	{ "lixm", "[Li] [X]iao[m]ing" },
	{ "zhxm", "[Zh]ang [X]iao[m]ing" },
	{ "zx", "Zhang Wei" },
	{ "zhangweix", "Zhang Wei" },
	{ "zxm", "[Z]hang [X]iao[m]ing" },
	{ "ming", "Zhang Xiao[ming]" },
	{ "zhangxm", "[Zhang] [X]iao[m]ing" },
	{ "onn", "[O]uyang [N]a[n]a" },
	{ "oynn", "[O]u[y]ang [N]a[n]a" },
	{ "lv", "[Lü] Bu" },
	{ "lubu", "[Lü] [Bu]" },
	{ "lyu", "[Lv] Bu" },
	{ "mull", "[Müll]er" },
	{ "mull", "[Mu\u0308ll]er" },
	{ "obr", "[O]'[Br]ien" },
	{ "strasse", "[Straße]" },
	{ "stras", "[Straß]e" },
	{ "al", "[A]nna [L]ee" },
	{ "leea", "[A]nna [Lee]" },
	{ "valentine2", "[Valentine2]62" },
	{ "vip", "[VIP]" },
	{ "#vip", "[VIP]" },
	{ "#noshow", "#[no]-[show]" },
	{ "伟", "张[伟]" },
	{ "张伟", "[张伟]" },
	{ "张伟", "[張偉]" },
	{ "伟", "張[偉]" },
	{ "小宝", "张[小宝]" },
	{ "伟张", "张伟" },
	{ "zw", "[张伟]" },
	{ "wei", "张[伟]" },
	{ "zhangw", "[张伟]" },
	{ "xm", "李[小明]" },
	{ "shan", "[单]雄信" },
	{ "kev", "张伟 ([Kev]in)" },
	{ "伟", "张[伟] Zhang Wei" },
	{ "wei", "张伟 Zhang [Wei]" },
	{ "민", "김[민]수" },
	{ "김민", "[김민]수" },
	/* numbers */
	{ "0042", "138 0000 [0042]" },
	{ "00042", "138 000[0 0042]" },
	{ "13800000042", "[138 0000 0042]" },
	{ "8613800000042", "[138 0000 0042]" },
	{ "013800000042", "[138 0000 0042]" },
	{ "138", "[138] 0000 0042" },
	{ "42", "138 0000 0042" },
	{ "0042", "138 0042 [0042]" },
	{ "0042", "..[0042]" },
	{ "13800000042", "..[0042]" },
	{ "13800000043", "..0042" },
	{ "0042", "[0042].." },
	{ "138", "[138]****0042" },
	{ "138", "[138]..0042" },
	{ "0042", "..[0042]..0088" },
	{ "0731", "[0731]..1389" },
	{ "0042", "138****[0042]" },
	{ "1380042", "138****0042" },
	{ "88880042", "0731 [8888 0042] ext 803" },
	{ "803", "0731 8888 0042 ext 803" },
	{ "73188", "0[731 88]88 0042" },
	{ "8673188880042", "0[731 8888 0042]" },
	{ "138", "[１３８] ００００" },
	{ "1042", "[1042]" },
	{ "10", "[10]42" },
	{ "042", "1042" },
	{ "42", "00[42]" },
	{ "a1042", "[A]-[1042]" },
	{ "0302", "1985-[03-02]" },
	{ "19850302", "[1985-03-02]" },
	{ "850302", "19[85-03-02]" },
	{ "5030", "1985-03-02" },
	{ "02", "1985-03-02" },
	{ "198503", "[1985-03]-02" },
	/* addresses */
	{ "kevin.z", "Kevin.Zhang@qq.com" },
	{ "kevin.zhang@q", "[Kevin.Zhang@q]q.com" },
	{ "zhang", "Kevin.[Zhang]@qq.com" },
	{ "x@y", "" },
	{ "zw", "" },
	{ "", "Zhang" },
};

static void check_mark(const char *word, const char *marked)
{
	struct match_range ranges[8];
	struct str shown, found;
	size_t at = 0;

	str_init(&shown);
	str_init(&found);
	for (const char *p = marked; *p; p++)
		if (*p != '[' && *p != ']')
			str_addc(&shown, *p);
	size_t n = match_ranges(shown.p, word, ranges, ARRAY_SIZE(ranges));
	for (size_t i = 0; i < n; i++) {
		assert_true(ranges[i].start >= at && ranges[i].end > ranges[i].start);
		assert_true(ranges[i].end <= shown.len);
		str_addn(&found, shown.p + at, ranges[i].start - at);
		str_addc(&found, '[');
		str_addn(&found, shown.p + ranges[i].start, ranges[i].end - ranges[i].start);
		str_addc(&found, ']');
		at = ranges[i].end;
	}
	str_add(&found, shown.p + at);
	if (strcmp(found.p, marked) != 0)
		fail_msg("%s: wanted %s, found %s", word, marked, found.p);
	str_release(&shown);
	str_release(&found);
}

static void test_ranges(void **state)
{
	struct match_range one;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
		check_mark(marks[i].word, marks[i].marked);
	assert_int_equal(match_ranges("Zhang Wei", "zw", &one, 1), 1);
	assert_int_equal(one.start, 0);
	assert_int_equal(one.end, 1);
	assert_int_equal(match_ranges("Zhang Wei", "zw", &one, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ranges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
