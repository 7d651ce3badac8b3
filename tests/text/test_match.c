#include "revisit/text/match.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "revisit/text/utf8.h"

/* Keys as one text: "n张伟|nzhangwei|izw zhang wei". */
struct found {
	struct str all;
	size_t n;
};

static void collect(const char *key, void *arg)
{
	struct found *f = arg;
	size_t n = strlen(key);

	assert_true(n > 1 && n <= 1 + MATCH_KEY_MAX);
	assert_non_null(strchr("cdfnrgijsplbytw", key[0]));
	assert_int_equal(utf8_check(key, n), n);
	if (f->n++)
		str_addc(&f->all, '|');
	str_add(&f->all, key);
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
	str_addf(&all, "|%s|", f->all.p);
	str_addf(&one, "|%s|", key);
	bool yes = strstr(all.p, one.p) != NULL;
	str_release(&all);
	str_release(&one);
	return yes;
}

static void check_keys(const struct found *f, const char *about, const char *wanted, bool there)
{
	while (*wanted) {
		size_t n = strcspn(wanted, "|");
		char *key = mem_strndup(wanted, n);
		if (has(f, key) != there)
			fail_msg("%s: %s %s\n  in %s", about, key,
				 there ? "is missing" : "should not be", f->all.p);
		free(key);
		wanted += n + (wanted[n] == '|');
	}
}

static const struct {
	const char *name, *family, *reading, *keys, *none;
} names[] = {
	{ "张伟", NULL, NULL, "n张伟|nzhangwei|fzhang wei|izw zhang wei|gweizhang|g伟|szanwei", "n伟|gwei" },
	{ "張偉", NULL, "Zhang Wei", "n张伟|nzhangwei|izw zhang wei|g伟", "n張偉" },
	{ "张 伟", "张", NULL, "n张伟|nzhangwei|izw zhang wei|gweizhang", "" },
	{ "李小明", NULL, NULL, "n李小明|nlixiaoming|ilxm li xiao ming|g小明|gxiaomingli|snixiaomin",
	  "g明" },
	{ "欧阳娜娜", NULL, NULL,
	  "nouyangnana|fouyang nana|ioynn ou yang na na|ionn ouyang na na|gnanaouyang|g娜娜|souyannana", "" },
	{ "单雄信", NULL, NULL,
	  "nshanxiongxin|isxx shan xiong xin|rdanxiongxin|jdxx dan xiong xin|ssanxionxin",
	  "ndanxiongxin|fdan xiongxin" },
	{ "尉迟恭", NULL, NULL, "nyuchigong|iycg yu chi gong|iyg yuchi gong|ggongyuchi", "" },
	{ "吕布", NULL, "Lü Bu", "nlvbu|nlubu|nlyubu|flv bu|flyu bu|ilb lv bu|ilb lyu bu|gbulv|gbulyu|snvbu", "" },
	{ "吕布", NULL, NULL, "nlvbu|nlubu|nlyubu", "" },
	{ "王伟", NULL, NULL, "nwangwei|swanwei", "" },
	{ "马代", NULL, NULL, "nmadai", "smadai" }, /* sounds as it is spelt */
	/* A reading that a person gave comes first, and may be another language's. */
	{ "张伟", NULL, "Cheung Wai", "ncheungwai|icw cheung wai|gwaicheung|rzhangwei", "" },
	{ "吴芳", NULL, "Ng Fong", "nngfong|inf ng fong|gfongng|rwufang", "" },
	{ "西安", NULL, "Xi'an", "nxian|ixa xi an", "" },
	{ "王佳佳", NULL, "Wang Jiajia", "nwangjiajia|iwjj wang jia jia|gjiajiawang", "" },
	/* A reading that fits no characters counts as words. */
	{ "Kevin 张", NULL, "Kevin Zhang",
	  "nkevin|nkevinzhang|gzhangkevin|ikz. kevin zhang|n张|nzhang", "" },
	{ "张伟 Kevin", NULL, "Zhang Wei Kevin", "n张伟|nzhangwei|gkevin|izw zhang wei", "nkevin" },
	{ "买买提·艾力", NULL, NULL, "n买买提艾力|nmaimaitiaili", "g买提艾力" },
	{ "佐々木", NULL, NULL, "n佐々木|izzm zuo zuo mu", "" },
	{ "单", NULL, NULL, "n单|nshan|rdan", "is shan" },
	{ "Anna Lee", NULL, NULL, "nannalee|gleeanna|ial. anna lee|ila. lee anna", "nleeanna" },
	{ "Anna Lee", "Lee", NULL, "nannalee|nleeanna|ial. anna lee|ila. lee anna", "gleeanna" },
	{ "Anna Maria van der Berg", "van der Berg", NULL,
	  "nannamariavanderberg|nvanderbergannamaria|gbergannamariavander|"
	  "iamvdb. anna maria van der berg|iav. anna van|ivdbam. van der berg anna maria",
	  "" },
	{ "Müller, Jörg", NULL, NULL, "nmullerjorg|gjorgmuller|imj. muller jorg|ijm. jorg muller",
	  "" },
	{ "O'Brien", NULL, NULL, "nobrien", "gbrien" },
	{ "Valentine262", NULL, NULL, "nvalentine262", "" },
	{ "김민수", NULL, NULL, "n김민수", "" },
	{ "田中さくら", NULL, NULL, "n田中|gさくら", "" },
	{ "Łukasz Żak", NULL, NULL, "nlukaszzak|ilz. lukasz zak", "" },
	{ "Ivan", "Petrov", NULL, "nivan", "gpetrov" },
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
		assert_true(f.n <= 60);
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
	assert_true(f.n <= 60);
	assert_true(has(&f, "nzengchangxinglechongshanzhao"));
	assert_true(has(&f, "izcxlcsz zeng chang xing le chong shan zhao"));
	size_t whole = 0;
	for (const char *p = f.all.p; (p = strstr(p, "|rz")) != NULL; p++)
		whole++;
	assert_in_range(whole, 2, 8);
	str_release(&f.all);
}

static void no_key(const char *key, void *arg)
{
	(void)arg;
	fail_msg("key %s", key);
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
	match_label_keys("", true, "张伟", "伟", no_key, NULL);
	match_label_keys("mother", false, "张伟", "伟", no_key, NULL);
	match_birth_keys(0, 0, 0, no_key, NULL);
	match_birth_keys(-3, 13, 40, no_key, NULL);
}

static const struct {
	const char *text, *keys;
} phones[] = {
	{ "+8613800000042;803", "p13800000042|l00421380000" },
	{ "+12025550123", "p2025550123|l0123202555" },
	{ "+35312345", "p12345|l23451" },
	{ "12345", "p12345|l23451" },
	{ "0042", "p0042|l0042" },
	{ "110", "p110" },
}, births[] = {
	{ "1985-3-2", "b03021985|y19850302" },
	{ "2005-12-31", "b12312005|y20051231" },
	{ "1985-3-0", "y198503" },
	{ "1985-0-0", "y1985" },
	{ "0-3-2", "b0302" },
}, charts[] = {
	{ "1042", "c1042" },
	{ "#1042", "c1042" },
	{ "00042", "c00042|c42" },
	{ "A-1042", "ca1042|d1042" },
	{ "Ｐ 007", "cp007|d007|d7" },
	{ "24-5", "c245|c0524|c524" },
	{ "000", "c000" },
}, tags[] = {
	{ "VIP", "t#vip" },
	{ "#no-show", "t#noshow" },
	{ "種牙", "t#种牙" },
	{ "2024", "t#2024|t2024" },
}, labels[] = {
	{ "妈妈", "w妈妈|w小宝妈妈|w张小宝妈妈" },
	{ "mother's office", "wmothersoffice" },
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
	for (size_t i = 0; i < ARRAY_SIZE(labels); i++) {
		found_init(&f);
		match_label_keys(labels[i].text, true, "张小宝", "小宝", collect, &f);
		assert_found(labels[i].text, &f, labels[i].keys);
	}
	found_init(&f);
	match_label_keys("妈妈", false, NULL, "小宝", collect, &f);
	assert_found("妈妈 alone", &f, "w小宝妈妈");
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

/* No text of anybody ends a field or begins another. */
static void try_texts(const char *s)
{
	struct str parts[MATCH_PARTS];

	for (size_t i = 0; i < MATCH_PARTS; i++)
		str_init(&parts[i]);
	match_name_texts(s, s, s, parts);
	match_other_text(s, parts);
	match_number_text(s, parts);
	for (size_t i = 0; i < MATCH_PARTS; i++) {
		for (size_t at = 0; at < parts[i].len; at++)
			assert_true((unsigned char)parts[i].p[at] >= ' ' ||
				    parts[i].p[at] == MATCH_FIELD);
		str_release(&parts[i]);
	}
}

static void try_all(const char *s)
{
	struct strlist words;
	struct match_range ranges[4];
	struct found f;

	found_init(&f);
	match_name_keys(s, NULL, NULL, collect, &f);
	match_name_keys(s, s, s, collect, &f);
	match_name_keys("张伟", s, s, collect, &f);
	match_chart_keys(s, collect, &f);
	match_tag_keys(s, collect, &f);
	match_label_keys(s, true, s, s, collect, &f);
	str_release(&f.all);
	try_texts(s);
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

static void accept(const char *key, void *arg)
{
	size_t *n = arg;

	assert_true(*key && key[1] && strlen(key) <= 65);
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

/* In which class a word asks for a key, MATCH_CLASSES when it does not. */
static const struct {
	const char *word, *key;
	enum match_class class;
} asked[] = {
	{ "1042", "c1042", MATCH_CHART },
	{ "104", "c1042", MATCH_CHART_START },
	{ "042", "c1042", MATCH_CLASSES },
	{ "1042", "da1042", MATCH_CLASSES },
	{ "1042", "d1042", MATCH_CHART_START },
	{ "a1042", "ca1042", MATCH_CHART },
	{ "hu", "fhu jun", MATCH_FAMILY },
	{ "hu", "fhuang jun", MATCH_CLASSES },
	{ "hu", "nhuangjun", MATCH_NAME },
	{ "dan", "rdanxiongxin", MATCH_READING },
	{ "dx", "jdxx dan xiong xin", MATCH_READING },
	{ "章伟", "nzhangwei", MATCH_SOUND },
	{ "章", "nzhangwei", MATCH_CLASSES },
	{ "张先生", "n张伟", MATCH_NICKNAME },
	{ "1985", "y19850302", MATCH_BIRTH },
	{ "198503", "y198503", MATCH_BIRTH },
	{ "zw", "izw zhang wei", MATCH_SHORT },
	{ "zw", "Izw zhang wei", MATCH_SHORT },
	{ "zw", "izwm zhang wei ming", MATCH_INITIALS },
	{ "al", "ial. anna lee", MATCH_INITIALS },
	{ "zhangw", "nzhangwei", MATCH_NAME },
	{ "张", "n张伟", MATCH_NAME },
	{ "伟", "g伟", MATCH_NAME_INSIDE },
	{ "weiz", "gweizhang", MATCH_NAME_INSIDE },
	{ "zwei", "izw zhang wei", MATCH_ABBREVIATED },
	{ "zhw", "izw zhang wei", MATCH_ABBREVIATED },
	{ "zhw", "izwm zhang wei ming", MATCH_ABBREVIATED },
	{ "zhwei", "izw zeng wei", MATCH_CLASSES },
	{ "lixm", "ilxm li xiao ming", MATCH_ABBREVIATED },
	{ "lxiaom", "ilxm li xiao ming", MATCH_ABBREVIATED },
	{ "zhangw", "izw zhang wei", MATCH_CLASSES }, /* its name begins so */
	{ "0042", "l00421380000", MATCH_PHONE_LAST },
	{ "00", "l00421380000", MATCH_PHONE_LAST },
	{ "00042", "l00421380000", MATCH_PHONE_LAST },
	{ "10042", "l00421380000", MATCH_CLASSES },
	{ "13800000042", "l00421380000", MATCH_PHONE_LAST },
	{ "138", "p13800000042", MATCH_PHONE },
	{ "8613800", "p13800000042", MATCH_CLASSES },
	{ "86138000", "p13800000042", MATCH_PHONE },
	{ "8613800000042", "p13800000042", MATCH_PHONE },
	{ "0731888", "p73188880042", MATCH_PHONE },
	{ "8607318888", "p73188880042", MATCH_PHONE },
	{ "3800", "p13800000042", MATCH_CLASSES },
	{ "0302", "b03021985", MATCH_BIRTH },
	{ "19850302", "b03021985", MATCH_BIRTH },
	{ "850302", "b03021985", MATCH_BIRTH },
	{ "050302", "b03022005", MATCH_BIRTH },
	{ "1985", "b03021985", MATCH_CLASSES },
	{ "#vip", "t#vip", MATCH_TAG },
	{ "vip", "t#vip", MATCH_CLASSES },
	{ "2024", "t2024", MATCH_TAG },
	{ "小宝妈妈", "w小宝妈妈", MATCH_LABEL },
	{ "小宝妈", "w小宝妈妈", MATCH_LABEL },
	{ "bob", "nrobertsmith", MATCH_NICKNAME },
	{ "bob", "grobertsmith", MATCH_NICKNAME },
	{ "robert", "nbobsmith", MATCH_NICKNAME },
	{ "小伟", "g伟", MATCH_NICKNAME },
	{ "阿伟", "g伟", MATCH_NICKNAME },
	{ "老王", "n王芳", MATCH_NICKNAME },
	{ "zhanwei", "szanwei", MATCH_SOUND },
	{ "zanw", "szanwei", MATCH_SOUND },
	{ "liu", "nniu", MATCH_SOUND },
	{ "niu", "nliu", MATCH_CLASSES }, /* the other way goes by its sound */
	{ "niu", "sniuyan", MATCH_SOUND },
	{ "hu", "nhujun", MATCH_NAME },
	{ "fu", "nhujun", MATCH_SOUND },
	{ "z", "szanwei", MATCH_CLASSES },
	{ "kevin@qq.com", "nkevin", MATCH_CLASSES },
};

static void test_probes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(asked); i++) {
		struct match_probes probes;
		enum match_class class = MATCH_CLASSES;

		match_probes(asked[i].word, &probes);
		assert_true(probes.n <= MATCH_PROBES_MAX);
		for (size_t k = 0; k < probes.n; k++) {
			assert_true(k == 0 || probes.v[k].class >= probes.v[k - 1].class);
			if (class == MATCH_CLASSES && match_fits(&probes.v[k], asked[i].key))
				class = probes.v[k].class;
		}
		if (class != asked[i].class)
			fail_msg("%s asks for %s in class %d instead of %d", asked[i].word,
				 asked[i].key, (int)class, (int)asked[i].class);
	}
}

static void test_sounds(void **state)
{
	static const char *const alike[][2] = {
		{ "zhang", "zang" }, { "chen", "cen" },  { "shi", "si" },    { "liu", "niu" },
		{ "fu", "hu" },      { "yan", "yang" },  { "zen", "zeng" },  { "xin", "xing" },
		{ "ran", "lang" },   { "chang", "can" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(alike); i++) {
		char a[16], b[16];

		match_sound(alike[i][0], a);
		match_sound(alike[i][1], b);
		assert_string_equal(a, b);
	}
	assert_string_equal(match_nickname("bob", 0), "robert");
	assert_null(match_nickname("bob", 1));
	assert_null(match_nickname("zhang", 0));
	assert_int_equal(match_inside("1"), 0);
	assert_int_equal(match_inside("a"), 0);
	assert_int_equal(match_inside("#vip"), 0);
	assert_int_equal(match_inside("138"), 1u << PART_DIGITS);
	assert_int_equal(match_inside("路"), 1u << PART_NAMES | 1u << PART_HAN);
}

static void test_texts(void **state)
{
	struct str parts[MATCH_PARTS];

	(void)state;
	for (size_t i = 0; i < MATCH_PARTS; i++)
		str_init(&parts[i]);
	match_name_texts("张伟", NULL, "Zhang Wei", parts);
	match_number_text("8613800000042;803", parts);
	match_other_text("桂花路12号, Flat B", parts);
	match_other_text("Kevin.Zhang_88@QQ.com", parts);
	assert_string_equal(parts[PART_NAMES].p, "\x1f张伟\x1fzhangwei\x1fzw");
	assert_string_equal(parts[PART_DIGITS].p, "\x1f" "8613800000042\x1f" "12\x1f" "88");
	assert_string_equal(parts[PART_LATIN].p, "\x1f桂花路12号flatb\x1fkevin.zhang_88@qq.com");
	assert_string_equal(parts[PART_HAN].p, "\x1f桂花路12号flatb");
	for (size_t i = 0; i < MATCH_PARTS; i++)
		str_release(&parts[i]);
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
		cmocka_unit_test(test_probes),
		cmocka_unit_test(test_sounds),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
