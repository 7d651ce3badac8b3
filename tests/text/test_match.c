#include "revisit/text/match.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "revisit/text/utf8.h"

/* Keys as one text: "class:key class:key …". */
static const char *const class_names[MATCH_CLASSES] = {
	[MATCH_CHART] = "chart",     [MATCH_SHORT] = "short",     [MATCH_NAME] = "name",      [MATCH_INITIALS] = "initials",
	[MATCH_PHONE_LAST] = "last", [MATCH_NAME_INSIDE] = "in", [MATCH_PHONE] = "phone",
	[MATCH_BIRTH] = "birth",     [MATCH_TAG] = "tag",        [MATCH_OTHER] = "other",
};

struct found {
	struct str all;
	size_t n;
	enum match_class highest;
};

static void collect(enum match_class class, const char *key, void *arg)
{
	struct found *f = arg;
	size_t n = strlen(key);

	assert_true(n > 0 && n <= 64);
	assert_int_equal(utf8_check(key, n), n);
	if (f->n++)
		str_addc(&f->all, ' ');
	str_addf(&f->all, "%s:%s", class_names[class], key);
	assert_true(class >= f->highest || class == MATCH_OTHER);
	f->highest = class;
}

static void found_init(struct found *f)
{
	*f = (struct found){ .n = 0 };
	str_init(&f->all);
}

static bool has(const struct found *f, const char *key)
{
	struct str all, one;

	str_init(&all);
	str_init(&one);
	str_addf(&all, " %s ", f->all.p);
	str_addf(&one, " %s ", key);
	bool yes = strstr(all.p, one.p) != NULL;
	str_release(&all);
	str_release(&one);
	return yes;
}

static void check_keys(const struct found *f, const char *about, const char *wanted, bool there)
{
	struct strlist keys;
	const char *start = wanted;

	strlist_init(&keys);
	for (const char *p = wanted;; p++) {
		if (*p != ' ' && *p)
			continue;
		if (p > start)
			strlist_addn(&keys, start, (size_t)(p - start));
		start = p + 1;
		if (!*p)
			break;
	}
	for (size_t i = 0; i < keys.n; i++)
		if (has(f, keys.v[i]) != there)
			fail_msg("%s: %s %s\n  in %s", about, keys.v[i],
				 there ? "is missing" : "should not be", f->all.p);
	strlist_release(&keys);
}

static const struct {
	const char *name, *family, *reading, *keys, *none;
} names[] = {
	{ "张伟", NULL, NULL,
	  "name:张伟 name:zhangwei short:zw initials:zw in:伟 in:weizhang in:wz in:zwei in:zhwei",
	  "name:伟 in:zhangwei in:wei" },
	{ "張偉", NULL, "Zhang Wei", "name:张伟 name:zhangwei initials:zw", "name:張偉" },
	{ "张 伟", "张", NULL, "name:张伟 name:zhangwei initials:zw in:weizhang", "" },
	{ "李小明", NULL, NULL,
	  "name:李小明 name:lixiaoming initials:lxm in:小明 in:明 in:xiaomingli in:ming in:xml "
	  "in:lxiaoming in:lixm",
	  "initials:xml" },
	{ "欧阳娜娜", NULL, NULL,
	  "name:ouyangnana initials:oynn initials:onn in:nanaouyang in:nnoy in:onana in:yangnana "
	  "in:na in:ouyangnn",
	  "" },
	{ "单雄信", NULL, NULL, "name:shanxiongxin initials:sxx name:danxiongxin initials:dxx",
	  "" },
	{ "尉迟恭", NULL, NULL, "name:yuchigong initials:ycg initials:yg in:gongyuchi", "" },
	{ "吕布", NULL, "Lü Bu", "name:lvbu name:lubu name:lyubu initials:lb in:bulv in:bulyu",
	  "" },
	{ "吕布", NULL, NULL, "name:lvbu name:lubu name:lyubu", "" },
	/* A reading that a person gave comes first, and may be another language's. */
	{ "张伟", NULL, "Cheung Wai", "name:cheungwai initials:cw in:waicheung name:zhangwei", "" },
	{ "吴芳", NULL, "Ng Fong", "name:ngfong initials:nf in:fongng in:nfong name:wufang", "" },
	{ "西安", NULL, "Xi'an", "name:xian initials:xa", "" },
	{ "王佳佳", NULL, "Wang Jiajia", "name:wangjiajia initials:wjj in:jiajiawang", "" },
	/* A reading that fits no characters counts as words. */
	{ "Kevin 张", NULL, "Kevin Zhang",
	  "name:kevin name:kevinzhang in:zhangkevin initials:kz name:张 name:zhang", "" },
	{ "张伟 Kevin", NULL, "Zhang Wei Kevin", "name:张伟 name:zhangwei in:kevin initials:zw",
	  "name:kevin" },
	{ "买买提·艾力", NULL, NULL, "name:买买提艾力 name:maimaitiaili in:艾力 in:aili", "" },
	{ "佐々木", NULL, NULL, "name:佐々木 in:木 initials:zzm", "" },
	{ "单", NULL, NULL, "name:单 name:shan name:dan", "initials:s" },
	{ "Anna Lee", NULL, NULL, "name:annalee in:leeanna initials:al in:la", "name:leeanna" },
	{ "Anna Lee", "Lee", NULL, "name:annalee name:leeanna initials:al in:la", "in:leeanna" },
	{ "Anna Maria van der Berg", "van der Berg", NULL,
	  "name:annamariavanderberg name:vanderbergannamaria in:bergannamariavander initials:amvdb "
	  "initials:av in:vdbam",
	  "" },
	{ "Müller, Jörg", NULL, NULL, "name:mullerjorg in:jorgmuller initials:mj in:jm", "" },
	{ "O'Brien", NULL, NULL, "name:obrien", "in:brien" },
	{ "Valentine262", NULL, NULL, "name:valentine262", "" },
	{ "김민수", NULL, NULL, "name:김민수", "" },
	{ "田中さくら", NULL, NULL, "name:田中 in:さくら", "" },
	{ "Łukasz Żak", NULL, NULL, "name:lukaszzak initials:lz", "" },
	{ "Ivan", "Petrov", NULL, "name:ivan", "in:petrov" },
};

static void test_name_keys(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct found f;

		found_init(&f);
		match_name_keys(names[i].name, names[i].family, names[i].reading, collect, &f);
		check_keys(&f, names[i].name, names[i].keys, true);
		check_keys(&f, names[i].name, names[i].none, false);
		assert_true(f.n <= 68);
		str_release(&f.all);
	}
}

static void test_readings_are_few(void **state)
{
	/* Each of these has several readings, and their product hundreds. */
	const char *name = "曾长行乐重单朝";
	struct found f;

	(void)state;
	found_init(&f);
	match_name_keys(name, NULL, "Zeng Chang Xing Le Chong Shan Zhao", collect, &f);
	assert_true(f.n <= 68);
	assert_true(has(&f, "name:zengchangxinglechongshanzhao"));
	assert_true(has(&f, "initials:zcxlcsz"));
	size_t whole = 0;
	for (const char *p = f.all.p; (p = strstr(p, "name:z")) != NULL; p++)
		whole++;
	assert_in_range(whole, 2, 8);
	str_release(&f.all);
}

static void no_key(enum match_class class, const char *key, void *arg)
{
	(void)arg;
	fail_msg("class %d, key %s", (int)class, key);
}

static void test_names_without_keys(void **state)
{
	(void)state;
	match_name_keys("", NULL, NULL, no_key, NULL);
	match_name_keys(" -- ", "", "", no_key, NULL);
	match_phone_keys("", no_key, NULL);
	match_phone_keys("+;12", no_key, NULL);
	match_chart_keys("#", no_key, NULL);
	match_tag_keys(" - ", no_key, NULL);
	match_word_keys("", no_key, NULL);
	match_birth_keys(0, 0, 0, no_key, NULL);
	match_birth_keys(-3, 13, 40, no_key, NULL);
}

static const struct {
	const char *text, *keys;
} phones[] = {
	{ "+8613800000042;803",
	  "last:8613800000042 last:13800000042 last:013800000042 last:0042 phone:613800000042 "
	  "phone:3800000042 phone:800000042 phone:00000042 phone:0000042 phone:000042 phone:00042 "
	  "phone:042" },
	{ "+12025550123",
	  "last:12025550123 last:2025550123 last:02025550123 last:0123 phone:025550123 "
	  "phone:25550123 phone:5550123 phone:550123 phone:50123 phone:123" },
	{ "+35312345", "last:35312345 last:12345 last:012345 last:2345 phone:5312345 phone:312345 "
		       "phone:345" },
	{ "12345", "last:12345 last:2345 phone:345" },
	{ "0042", "last:0042 phone:042" },
	{ "110", "last:110" },
}, births[] = {
	{ "1985-3-2", "birth:19850302 birth:0302 birth:850302" },
	{ "2005-12-31", "birth:20051231 birth:1231 birth:051231" },
	{ "1985-3-0", "birth:198503" },
	{ "1985-0-0", "birth:1985" },
	{ "0-3-2", "birth:0302" },
}, charts[] = {
	{ "1042", "chart:1042 other:1042" },
	{ "#1042", "chart:1042 other:1042" },
	{ "00042", "chart:00042 chart:42 other:00042 other:42" },
	{ "A-1042", "chart:a1042 other:a1042 other:1042" },
	{ "Ｐ 007", "chart:p007 other:p007 other:007 other:7" },
	{ "24-5", "chart:245 chart:0524 chart:524 other:245" },
	{ "000", "chart:000 other:000" },
}, tags[] = {
	{ "VIP", "tag:#vip" },
	{ "#no-show", "tag:#noshow" },
	{ "種牙", "tag:#种牙" },
	{ "2024", "tag:#2024 tag:2024" },
}, others[] = {
	{ "小宝妈妈", "other:小宝妈妈 other:宝妈妈 other:妈妈 other:妈" },
	{ "Tom妈妈", "other:妈妈 other:妈 other:tom" },
	{ "mother's office", "other:mothersoffice other:office" },
	{ "Kevin.Zhang@QQ.com", "other:kevin.zhang@qq.com other:kevinzhang other:zhang" },
	{ "@", "other:@" },
};

static void assert_found(const char *text, struct found *f, const char *keys)
{
	if (strcmp(f->all.p, keys) != 0)
		fail_msg("%s: wanted %s\n  found %s", text, keys, f->all.p);
	str_release(&f->all);
}

static void test_number_keys(void **state)
{
	struct found f;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(phones); i++) {
		found_init(&f);
		match_phone_keys(phones[i].text, collect, &f);
		assert_found(phones[i].text, &f, phones[i].keys);
	}
	for (size_t i = 0; i < ARRAY_SIZE(births); i++) {
		int y = 0, m = 0, d = 0;

		assert_int_equal(sscanf(births[i].text, "%d-%d-%d", &y, &m, &d), 3);
		found_init(&f);
		match_birth_keys(y, m, d, collect, &f);
		assert_found(births[i].text, &f, births[i].keys);
	}
}

static void test_word_keys(void **state)
{
	struct found f;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(charts); i++) {
		found_init(&f);
		match_chart_keys(charts[i].text, collect, &f);
		assert_found(charts[i].text, &f, charts[i].keys);
	}
	for (size_t i = 0; i < ARRAY_SIZE(tags); i++) {
		found_init(&f);
		match_tag_keys(tags[i].text, collect, &f);
		assert_found(tags[i].text, &f, tags[i].keys);
	}
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		found_init(&f);
		match_word_keys(others[i].text, collect, &f);
		assert_found(others[i].text, &f, others[i].keys);
	}
}

static const struct {
	const char *typed, *words;
} typed[] = {
	{ "", "" },
	{ "  \t\u3000 ", "" },
	{ "zw 0042", "zw|0042" },
	{ "Zhang Wei", "zhang|wei" },
	{ "Zhāng\u3000Wěi", "zhang|wei" },
	{ "Müller", "muller" },
	{ "O'Brien", "obrien" },
	{ "O\u00b4Brien", "obrien" },
	{ "xi'an", "xian" },
	{ "張偉", "张伟" },
	{ "张wei", "张|wei" },
	{ "wei张 a", "wei|张|a" },
	{ "Ｚｈａｎｇ１２", "zhang12" },
	{ "Anna-Lee", "anna|lee" },
	{ "#VIP", "#vip" },
	{ "＃no-show", "#noshow" },
	{ "#1042", "1042" },
	{ "# -", "" },
	{ "@Recall-Due", "@recall-due" },
	{ "Kevin.Zhang@QQ.com", "kevin.zhang@qq.com" },
	{ "A-1042", "a1042" },
	{ "1042.", "1042" },
	/* dates */
	{ "1988-3-2", "19880302" },
	{ "1988/03/2", "19880302" },
	{ "1988.3.2", "19880302" },
	{ "1988年3月2日", "19880302" },
	{ "1988年3月2号", "19880302" },
	{ "3月2日", "0302" },
	{ "3月2", "0302" },
	{ "1988年3月", "198803" },
	{ "1988年", "1988" },
	{ "3月", "03" },
	{ "3-2", "0302" },
	{ "3/2 zw", "0302|zw" },
	{ "31/12", "1231" },
	{ "2-29", "0229" },
	{ "2-30", "230" },
	{ "1985-03", "198503" },
	{ "1985-3-", "198503" },
	{ "85-3-2", "850302" },
	{ "2.3.1988", "19880302" },
	{ "3/25/1988", "19880325" },
	{ "1988-13-2", "1988132" },
	{ "1988-3/2", "198832" },
	{ "0302", "0302" },
	/* numbers */
	{ "138-0000-0042", "13800000042" },
	{ "0731-8888", "07318888" },
	{ "(0731) 8888 0042", "073188880042" },
	{ "+86 138 0000 0042", "8613800000042" },
	{ "+8613800000042", "8613800000042" },
	{ "+86 13800000042", "8613800000042" },
	{ "0086 138 0000 0042", "8613800000042" },
	{ "138 0000 0042", "13800000042" },
	{ "zw 138 0000 0042 li", "zw|13800000042|li" },
	{ "0302 0042", "0302|0042" },
	{ "1 2 3", "1|2|3" },
	{ "3-2 138 0000 0042", "0302|13800000042" },
	{ "13800000042 0302", "13800000042|0302" },
	{ "１３８ ００００ ００４２", "13800000042" },
	{ "..0042", "0042" },
	{ "-", "" },
	/* at most eight */
	{ "a b c d e f g h i j", "a|b|c|d|e|f|g|h" },
};

static void test_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(typed); i++) {
		struct strlist words;
		struct str all;

		strlist_init(&words);
		str_init(&all);
		match_words(typed[i].typed, &words);
		for (size_t w = 0; w < words.n; w++)
			str_addf(&all, "%s%s", w ? "|" : "", words.v[w]);
		if (strcmp(all.p, typed[i].words) != 0)
			fail_msg("%s: wanted %s, found %s", typed[i].typed, typed[i].words, all.p);
		str_release(&all);
		strlist_release(&words);
	}
}

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
	{ "hang", "Zhang Wei" },
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
	{ "민", "김민수" },
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

static const char *const hostile[] = {
	"",
	"'",
	"´",
	"@",
	"#",
	"@@@ ### '''",
	"\x7f\x01",
	"\xff\xfe",
	"张\xe4",
	"\xcc\x81\xcc\x81",
	"\u202e\u200b\ufeff",
	"😀👨‍👩‍👧 🇨🇳",
	"ﷺ",
	"々々々々",
	"〇〇",
	"𠮷野家",
	"ｱｲｳ",
	"ß'ß'ß",
	"１年２月３日４",
	"年月日",
	"1-",
	"-1",
	"1--2",
	"99999-99-99",
	"++++1",
	"\u012d1",
	"1\u012d2",
	"0000000000",
	"lvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlvlv",
	"绿绿绿绿绿绿绿绿绿绿绿绿绿绿绿绿绿绿绿绿绿绿绿绿绿绿绿绿绿绿",
	"....",
	"*",
	"..1..2..3..",
	"12345678901234567890123456789012345678901234567890",
	"١٩٨٥",
	"١٩٨٥-٣-٢",
	"ИВАН Ёлкин",
	"हिन्दी नाम",
	"علي كريم",
	"각각",
};

static void try_all(const char *s)
{
	struct strlist words;
	struct match_range ranges[4];
	struct found f;

	found_init(&f);
	match_name_keys(s, NULL, NULL, collect, &f);
	f.highest = MATCH_CHART;
	match_name_keys(s, s, s, collect, &f);
	f.highest = MATCH_CHART;
	match_name_keys("张伟", s, s, collect, &f);
	str_release(&f.all);
	found_init(&f);
	match_chart_keys(s, collect, &f);
	f.highest = MATCH_CHART;
	match_tag_keys(s, collect, &f);
	match_word_keys(s, collect, &f);
	str_release(&f.all);
	strlist_init(&words);
	match_words(s, &words);
	assert_true(words.n <= 8);
	for (size_t w = 0; w < words.n; w++) {
		size_t n = strlen(words.v[w]);

		assert_true(n > 0 && n <= 64);
		for (size_t i = 0; i < ARRAY_SIZE(hostile); i++)
			match_ranges(hostile[i], words.v[w], ranges, ARRAY_SIZE(ranges));
		size_t k = match_ranges(s, words.v[w], ranges, ARRAY_SIZE(ranges));
		for (size_t i = 0; i < k; i++)
			assert_true(ranges[i].start < ranges[i].end && ranges[i].end <= strlen(s));
	}
	strlist_release(&words);
}

static void accept(enum match_class class, const char *key, void *arg)
{
	size_t *n = arg;

	assert_true(class < MATCH_CLASSES && *key && strlen(key) <= 64);
	++*n;
}

static void test_hostile(void **state)
{
	static const char *const parts[] = { "张", "wei ", "长 ", "1", "é", "'", "·" };
	struct match_range range;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(hostile); i++) {
		size_t n = 0;

		match_name_keys(hostile[i], hostile[i], hostile[i], accept, &n);
		match_phone_keys(hostile[i], accept, &n);
		match_chart_keys(hostile[i], accept, &n);
		match_ranges(hostile[i], hostile[i], &range, 1);
		if (utf8_check(hostile[i], strlen(hostile[i])) == strlen(hostile[i]))
			try_all(hostile[i]);
	}
	for (size_t p = 0; p < ARRAY_SIZE(parts); p++) {
		struct str s;

		str_init(&s);
		for (size_t i = 0; i < 10000; i++)
			str_add(&s, parts[p]);
		try_all(s.p);
		str_release(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_name_keys),
		cmocka_unit_test(test_readings_are_few),
		cmocka_unit_test(test_names_without_keys),
		cmocka_unit_test(test_number_keys),
		cmocka_unit_test(test_word_keys),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
