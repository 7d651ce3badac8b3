/* Sentences and their trees: every one of the design's has one reading, in both languages. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "rules/lexicon.h"

static struct words w;

static int open_words(void **state)
{
	(void)state;
	words_open(&w);
	return 0;
}

static int close_words(void **state)
{
	(void)state;
	words_close(&w);
	return 0;
}

static struct node *must(const char *text)
{
	struct node *node = parsed(&w, text);

	if (!node)
		fail_msg("%s\n%s", text, w.problems.n ? w.problems.v[0].what : "no problem told");
	return node;
}

static char *shown(const struct node *node, bool chinese)
{
	struct str out;

	str_init(&out);
	node_show(&out, &w.c, node, chinese);
	return str_steal(&out);
}

static void one_reading(const char *text)
{
	int n = sentence_readings(&w.c, text);

	if (n != 1)
		fail_msg("%d readings: %s", n, text);
}

/* Shown in either language it says the same again, in one way only. */
static void comes_back(const char *text)
{
	struct node *node = must(text);

	one_reading(text);
	for (int chinese = 0; chinese < 2; chinese++) {
		char *again = shown(node, chinese);
		one_reading(again);
		if (!node_equal(node, must(again)))
			fail_msg("%s\nis not\n%s", again, text);
		free(again);
	}
}

static void the_sentences_of_the_design(void **state)
{
	char line[400];
	int n = 0;
	FILE *f = fopen("tests/rules/phrases.txt", "r");

	(void)state;
	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '\0' || line[0] == '#')
			continue;
		comes_back(line);
		n++;
	}
	fclose(f);
	assert_true(n >= 71);
}

/* What the phrases leave out. */
static void other_sentences(void **state)
{
	static const char *const sentences[] = {
		"has answered call in the last 3 days",
		"count of unanswered calls since last visit is over 2",
		"no message by wechat in the last 7 days",
		"has survey over 8 in the last 1 year",
		"has unscheduled plan",
		"has broken-off plan with lin over 5000.50",
		"has open complaint task",
		"next promise is tomorrow",
		"last visit is on the last working day",
		"last visit is before summer-holidays",
		"last visit is in the 2 weeks after 2026-07-04",
		"has visit on 2026-07-04",
		"has visit since first visit over 100",
		"payments in the last 12 months is between 100 and 200.5",
		"balance owed is over 0",
		"count of visits in the last 1 year is at least 120 % of count of visits between 2 "
		"years "
		"and 1 year ago",
		"referrals is at least 2",
		"day of death is known",
		"sex is female",
		"sex is unknown",
		"household role is one of [child, parent]",
		"doctor is lin",
		"consultant is unknown",
		"marketing consent is no",
		"not marketing consent is yes",
		"may be called",
		"not may be messaged by sms",
		"tagged all of [vip, anxious]",
		"not tagged all of [vip, anxious]",
		"tagged \"说\"\"好\"\"\"",
		"tagged none",
		"cleaning is due today",
		"cleaning is due tomorrow",
		"not cleaning is due in the next 2 weeks",
		"status is one of [active, prospect]",
		"not is deceased",
		"in segment \"rebook by phone\"",
		"household has child not nps is known",
		"not household has other member no visit in the last 1 year",
		"language is \"English\"",
		"name contains \"o'brien\"",
		"last \"Deep Clean (adult)\" or cleaning visit is older than 1 year",
		"today is during 春节",
		"birthday is during february",
		"has visit before july",
		"no thank-you or call task",
		"count of visits is exactly 0",
		"has cancelled visit in the last 1 week",
		"registration is since yesterday",
		"chance of return is between 0.05 and 0.3",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sentences); i++)
		comes_back(sentences[i]);
}

static void examples_are_the_same_twice(void **state)
{
	(void)state;
	for (const struct sentence_example *e = sentence_examples; e->en; e++) {
		comes_back(e->en);
		one_reading(e->zh);
		if (!node_equal(must(e->en), must(e->zh)))
			fail_msg("%s: %s", e->en, e->zh);
	}
}

/* English, and how else the same is said. */
static const char *const said_in_chinese[][2] = {
	{ "no visit in the last 6 months", "6个月没来" },
	{ "has visit in the last 2 years", "近两年来过" },
	{ "age is at least 60", "年龄60岁以上" },
	{ "age is at least 18", "年龄满18岁" },
	{ "last cleaning visit is older than 6 months", "上次 洁牙 早于 6 个月前" },
	{ "last cleaning visit is older than 6 months", "最近一次洁牙是半年前" },
	{ "last cleaning visit is older than 6 months", "上次潔牙早於６個月前" },
	{ "no upcoming visit", "没有预约" },
	{ "no upcoming cleaning visit", "没有 洁牙 预约" },
	{ "cleaning is due", "该洁牙了" },
	{ "cleaning is due", "洁牙到期" },
	{ "not cleaning is due", "还不该洁牙" },
	{ "cleaning is due in the next 30 days", "洁牙在未来30天内到期" },
	{ "spend in the last 12 months is at least 20000", "近12个月消费至少20000" },
	{ "spend in the last 12 months is at least 20000", "消费近12个月不少于2万元" },
	{ "household has child in segment recall-due", "家里有孩子在分群 recall-due" },
	{ "household has child in segment 流失", "家里有孩子在分群流失" },
	{ "age is at least 18", "年龄至少18岁" },
	{ "age is under 13", "年龄不满13岁" },
	{ "not tagged do-not-call", "未打标签 勿扰" },
	{ "tagged none of [do-not-call, moved]", "没有标签勿扰或moved" },
	{ "tagged all of [vip, anxious]", "有标签贵宾和怕疼" },
	{ "may be messaged by wechat", "微信可联系" },
	{ "may be called", "可以打电话" },
	{ "no visit in the last 1 year", "最近一年没有就诊" },
	{ "no visit in the last 6 months", "半年没有就诊" },
	{ "no visit in the last 6 months", "没有就诊 近六个月" },
	{ "count of missed visits in the last 24 months is at least 2", "近24个月爽约次数至少2次" },
	{ "source is one of [dianping, wechat]", "来源是大众点评或微信" },
	{ "not is prospect", "不是意向客户" },
	{ "last visit is before 2026-07-04", "上次就诊在2026年7月4日之前" },
	{ "today is in the 4 weeks before 春节", "今天在春节前4周内" },
	{ "has visit over 5000 in the last 2 years", "近两年有金额超过5000元的就诊" },
	{ "notes contains \"过敏\"", "备注包含“过敏”" },
	{ "spend in the last 12 months is under 50 % of spend between 24 months and 12 "
	  "months ago",
	  "近12个月消费不到24个月到12个月前消费的50％" },
	{ "cleaning is due", "该洗牙了" },
	{ "last cleaning visit is older than 6 months", "上次洁牙超过半年" },
	{ "last cleaning visit is older than 6 months", "上次洗牙超过6个月" },
	{ "last cleaning visit is older than 6 months", "上次洗牙超过6个月了" },
	{ "last visit is older than 1 year", "上次就诊1年以上" },
	{ "registration is older than 1 year", "建档超过一年" },
	{ "no upcoming visit", "没预约" },
	{ "no upcoming visit in the next 3 days", "3天内没有预约" },
	{ "has upcoming visit in the next 3 days", "3天内有预约" },
	{ "balance owed is over 0", "有欠费" },
	{ "balance owed is over 0", "欠费" },
	{ "not balance owed is over 0", "没有欠费" },
	{ "no cleaning visit in the last 6 months", "半年没洗牙" },
	{ "no cleaning visit in the last 6 months", "半年没做洁牙" },
	{ "no visit in the last 18 months", "一年半没来" },
	{ "no visit in the last 2 years", "两年多没来" },
	{ "no visit in the last 1 year", "一年没来的" },
	{ "no visit in the last 6 months", "超过半年没来" },
	{ "no visit in the last 6 months", "半年内没来过" },
	{ "no visit in the last 6 months", "近半年内没来过" },
	{ "no visit", "没来过" },
	{ "has visit", "来过" },
	{ "wechat is unknown", "没有微信" },
	{ "wechat is known", "有微信" },
	{ "phone is unknown", "电话不详" },
	{ "has implant visit", "做过种植" },
	{ "has implant or crown visit in the last 1 year", "近一年做过种植或牙冠" },
	{ "no implant visit", "没做过种植牙" },
	{ "sex is male", "性别男" },
	{ "sex is female", "女" },
	{ "sex is female", "女患者" },
	{ "source is dianping", "来源大众点评" },
	{ "birthday is today", "今天生日" },
	{ "birthday is in the next 7 days", "未来7天过生日" },
	{ "birthday is during december", "生日在12月份" },
	{ "count of visits is over 3", "就诊超过3次" },
	{ "no call in the last 14 days", "近14天没打过电话" },
	{ "has call", "打过电话" },
	{ "last visit is older than 6 months", "上次来是半年前" },
	{ "last visit is older than 6 months", "上次来超过半年" },
	{ "household has child tagged vip", "家里有小孩有标签贵宾" },
	{ "count of missed visits in the last 1 year is at least 2", "近一年爽约2次以上" },
	{ "count of visits in the last 1 year is at least 3", "近一年来过3次以上" },
	{ "count of visits in the last 6 months is under 2", "半年内来过不到2次" },
	{ "age is at least 60", "60岁以上" },
	{ "age is under 18", "不满18岁" },
	{ "age is between 20 and 30", "20到30岁" },
	{ "tagged vip", "有贵宾标签" },
	{ "not tagged vip", "未标记vip" },
	{ "birthday is during december", "12月份生日" },
	{ "birthday is during december", "十二月份过生日" },
	{ "spend is over 10000", "消费超过一万" },
	{ "spend is over 10000", "消费超过1万元" },
	{ "spend is at least 10000", "消费至少一万元" },
	{ "spend is at least 15000", "消费至少1.5万" },
	{ "spend is at least 2000", "消费至少两千块" },
	{ "spend is over 120", "消费超过一百二十" },
	{ "count of visits is exactly 0", "就诊次数为0" },
	{ "age is between 20 and 30", "年龄介于20和30之间" },
	{ "age is at least 40", "年龄40岁以上的" },
	{ "last visit is between 6 months and 12 months ago", "上次就诊在6到12个月前" },
	{ "in segment recall-due", "属于名单该洗牙了" },
	{ "in segment vip-list", "在分群贵宾名单里" },
};

static void chinese_says_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(said_in_chinese); i++) {
		one_reading(said_in_chinese[i][1]);
		struct node *zh = must(said_in_chinese[i][1]);
		if (!node_equal(must(said_in_chinese[i][0]), zh)) {
			char *text = shown(zh, false);
			fail_msg("%s: %s", said_in_chinese[i][1], text);
		}
	}
}

/* How one says it without thinking of a grammar. */
static const char *const other_ways[][2] = {
	{ "no upcoming visit", "has no upcoming visit" },
	{ "tagged vip", "is tagged VIP" },
	{ "not tagged vip", "is not tagged vip" },
	{ "not is deceased", "is not deceased" },
	{ "not source is baidu", "source is not Baidu" },
	{ "not in segment recall-due", "is not in segment recall-due" },
	{ "in segment recall-due", "is in segment recall-due" },
	{ "last root-canal visit is yesterday", "Last Root Canal visit is Yesterday" },
	{ "count of no-show visits is over 2", "count of missed visits is over 2" },
	{ "count of visits is over 3", "number of visits is more than 3" },
	{ "count of visits is over 3", "count of visits > 3" },
	{ "count of visits is at least 3", "count of visits >= 3" },
	{ "count of visits is under 3", "count of visits is fewer than three" },
	{ "count of visits is exactly 3", "count of visits is 3" },
	{ "age is over 60", "age is older than 60" },
	{ "age is over 60", "age > 60" },
	{ "age is under 13", "age is younger than 13" },
	{ "age is exactly 18", "age is 18" },
	{ "last visit is older than 1 year", "last visit is older than a year" },
	{ "last visit is older than 1 year", "last visit is older than one year" },
	{ "last visit is older than 6 months", "last visit is over 6 months ago" },
	{ "last visit is older than 6 months", "last visit was more than half a year ago" },
	{ "last visit is older than 8 months", "last visit was more than 8 months ago" },
	{ "last visit is before 2024-01-01", "last visit is before 1 Jan 2024" },
	{ "last visit is before 2024-01-01", "last visit is before January 1st, 2024" },
	{ "last visit is on 2024-02-29", "last visit is on 2024/2/29" },
	{ "last visit is between 6 months and 12 months ago",
	  "last visit is between 6 and 12 months ago" },
	{ "spend in the last 1 year is at least 20000",
	  "spend in the last year is at least ¥20,000" },
	{ "spend is at least 10000", "spend is at least 10k" },
	{ "spend is at least 10000", "spend is at least 1万" },
	{ "spend is at least 1500", "spend is at least 1.5k" },
	{ "spend is over 1234567.5", "spend is over 1,234,567.5" },
	{ "sex is female", "is female" },
	{ "sex is female", "women" },
	{ "not sex is male", "is not male" },
	{ "balance owed is over 0", "owes" },
	{ "balance owed is over 500", "owes more than 500" },
	{ "balance owed is over 500", "balance is over 500" },
	{ "no upcoming visit", "no next visit" },
	{ "has upcoming visit", "has next visit" },
	{ "has upcoming visit", "has appointment" },
	{ "no upcoming cleaning visit", "no cleaning appointment" },
	{ "next visit is tomorrow", "next appointment is tomorrow" },
	{ "count of missed visits is over 1", "count of missed appointments is over 1" },
	{ "no visit", "never came" },
	{ "no visit in the last 8 months", "no visit for 8 months" },
	{ "no visit in the last 1 year", "not seen for a year" },
	{ "not may be called", "may not be called" },
	{ "count of missed visits in the last 2 years is at least 2",
	  "has at least 2 missed visits in the last 2 years" },
	{ "birthday is during december", "birthday is in December" },
	{ "today is during may", "today is in May" },
	{ "has visit in the last 1 month", "had visit in the last month" },
	{ "phone is unknown", "has no phone" },
	{ "email is known", "has email" },
	{ "phone is unknown", "phone is not known" },
	{ "in segment recall-due", "in segment Due for cleaning" },
	{ "in segment vip-list", "in segment Our best, 2026" },
	{ "in segment vip-list", "in segment \"贵宾名单\"" },
};

static void other_ways_to_say_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(other_ways); i++) {
		one_reading(other_ways[i][1]);
		assert_true(node_equal(must(other_ways[i][0]), must(other_ways[i][1])));
	}
}

/* Several in one line: all of them. */
static void several_in_one_line(void **state)
{
	static const char *const lines[][3] = {
		{ "age is over 40, sex is female", "age is over 40", "sex is female" },
		{ "age is over 40 and sex is female", "age is over 40", "sex is female" },
		{ "age is over 40; and no upcoming visit", "age is over 40", "no upcoming visit" },
		{ "age is over 40,sex is female", "age is over 40", "sex is female" },
		{ "spend is over 1,000, age is over 4", "spend is over 1000", "age is over 4" },
		{ "tagged any of [vip, anxious], is active", "tagged any of [vip, anxious]",
		  "is active" },
		{ "age is between 20 and 30 and is active", "age is between 20 and 30",
		  "is active" },
		{ "notes contains \"a, b and c\" and is active", "notes contains \"a, b and c\"",
		  "is active" },
		{ "in segment Our best, 2026, is active", "in segment vip-list", "is active" },
		{ "in segment vip-list, is active", "in segment vip-list", "is active" },
		{ "年龄40岁以上，没有预约", "age is at least 40", "no upcoming visit" },
		{ "年龄40岁以上 没有预约", "age is at least 40", "no upcoming visit" },
		{ "年龄40岁以上、没有预约", "age is at least 40", "no upcoming visit" },
		{ "年龄40岁以上；没有预约", "age is at least 40", "no upcoming visit" },
		{ "年龄40岁以上且没有预约", "age is at least 40", "no upcoming visit" },
		{ "年龄40岁以上，并且没有预约的", "age is at least 40", "no upcoming visit" },
		{ "年龄40岁以上 and no upcoming visit", "age is at least 40", "no upcoming visit" },
		{ "没有就诊 近六个月", "no visit in the last 6 months", NULL },
		{ "女，半年没洗牙", "sex is female", "no cleaning visit in the last 6 months" },
	};
	static const struct pos pos = { "", 1, 1 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		struct node *node = sentences_parse(&w.c, lines[i][0], &pos, &w.problems);
		if (!node)
			fail_msg("%s: %s", lines[i][0], w.problems.v[w.problems.n - 1].what);
		for (int k = 1; k < 3 && lines[i][k]; k++, node = node->next) {
			struct node one = *node;
			one.next = NULL;
			if (!node_equal(must(lines[i][k]), &one))
				fail_msg("%s: %s", lines[i][0], lines[i][k]);
			assert_true(k == 2 || !lines[i][2] == !node->next);
		}
		assert_null(node);
	}
}

/* Where in a line of several the mistake is. */
static void wrong_in_one_line(void **state)
{
	static const struct {
		const char *text, *marked, *what;
	} wrongs[] = {
		{ "age is over 40, sex is femal", "femal",
		  "'femal' is none of its values; did you mean 'female'?" },
		{ "cleanig is due, no upcoming visit", "cleanig",
		  "'cleanig' is not a recall; did you mean 'cleaning'?" },
		{ "age is over 40, ", "", "a sentence is missing here" },
		{ "age is over 40 and", "", "a sentence is missing here" },
		{ "没有就诊 近6个月 没有预约", "没有就诊 近6个月 没有预约",
		  "this can be read in two ways; put a comma between the conditions" },
		{ "年龄40岁以上没有预约", "没有预约",
		  "these are two conditions: put a comma before this one" },
		{ "age is over 40 no upcoming visit", "no upcoming visit",
		  "these are two conditions: put a comma before this one" },
	};
	static const struct pos pos = { "", 1, 1 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wrongs); i++) {
		const char *text = wrongs[i].text;
		const char *marked =
			*wrongs[i].marked ? strstr(text, wrongs[i].marked) : text + strlen(text);
		problems_release(&w.problems);
		problems_init(&w.problems);
		assert_null(sentences_parse(&w.c, text, &pos, &w.problems));
		assert_int_equal(w.problems.n, 1);
		assert_string_equal(w.problems.v[0].what, wrongs[i].what);
		assert_int_equal(w.problems.v[0].pos.col, marked - text + 1);
	}
}

/* The sentence, what is said of it, and the bytes that are marked. */
static const struct {
	const char *text, *marked, *what;
} mistakes[] = {
	{ "last cleanig visit is older than 6 months", "cleanig",
	  "'cleanig' is not a visit kind; did you mean 'cleaning'?" },
	{ "last hygiene visit is older than 6 months", "hygiene",
	  "'hygiene' is not a visit kind; there are: exam, cleaning, filling, root-canal, crown, "
	  "implant, ortho, x-ray …" },
	{ "has visit at home", "home", "'home' is not a site; there are: wuyi" },
	{ "last visit is oldr than 6 months", "oldr",
	  "'oldr' is not understood here; did you mean 'older'?" },
	{ "last visit older than 6 months", "older", "the word 'is' is missing before this" },
	{ "count of visits at least 3", "at", "the word 'is' is missing before this" },
	{ "last visit is older than 6 mnths", "mnths",
	  "'mnths' is not understood here; did you mean 'months'?" },
	{ "last visit is older than", "", "the sentence is not finished; expected: a number" },
	{ "tagged none of [vip, vpi]", "vpi", "'vpi' is not a tag; did you mean 'vip'?" },
	{ "is vip", "vip", "'vip' is a tag; say \"tagged vip\"" },
	{ "in segment recal-due", "recal-due",
	  "'recal-due' is not a segment; did you mean 'recall-due'?" },
	{ "has visit and no upcoming visit", "and",
	  "one sentence asks one thing: write two, each in a line of its own" },
	{ "has visit in the next 3 days", "in the next 3 days",
	  "a visit is one that took place; did you mean \"next visit is in the next 3 days\"?" },
	{ "no cleaning visit tomorrow", "tomorrow",
	  "a visit is one that took place; did you mean \"no upcoming cleaning visit "
	  "tomorrow\"?" },
	{ "count of visits in the next 3 days is over 1", "in the next 3 days",
	  "a visit is one that took place; did you mean \"count of upcoming visits in the next "
	  "3 days is over 1\"?" },
	{ "household has child has task tomorrow", "tomorrow",
	  "this goes by the day it was written down; did you mean \"next task is tomorrow\"?" },
	{ "count of cancelled visits in the next 3 days is over 1", "in the next 3 days",
	  "this only looks back; say \"in the last …\"" },
	{ "未来3天有就诊", "未来3天",
	  "a visit is one that took place; did you mean \"下次就诊在未来3天内\"?" },
	{ "last visit is tomorrow", "tomorrow",
	  "the last and the first one lie behind us; did you mean \"next visit is tomorrow\"?" },
	{ "next call is in the next 3 days", "call",
	  "what is still to come of this is not known; say \"last\" or \"first\"" },
	{ "spend in the next 3 days is over 5", "in the next 3 days",
	  "this only looks back; say \"in the last …\"" },
	{ "has open visit", "open visit", "'open' does not go with 'visit'" },
	{ "has call at wuyi", "wuyi", "this cannot be asked of 'call'" },
	{ "has visit with lin with xu", "xu", "this is said twice" },
	{ "age is over 18.5", "18.5", "a whole number is expected here" },
	{ "spend is over 18.555", "18.555", "this number has more decimals than it can have" },
	{ "spend is over 1234567890123456", "1234567890123456", "this number is too large" },
	{ "age is between 30 and 20", "30 and 20", "the smaller number comes first" },
	{ "has visit on 2026-02-30", "2026-02-30", "there is no 30 February" },
	{ "has visit in the last 10000 days", "10000",
	  "at most 9999 of a unit of time can be counted" },
	{ "is active or prospect", "or",
	  "a condition asks one thing; did you mean \"is one of [active, prospect]\"?" },
	{ "tagged vip or anxious", "or",
	  "a condition asks one thing; did you mean \"tagged any of [vip, anxious]\"?" },
	{ "has cleaning visit or exam visit", "or",
	  "a condition asks one thing; did you mean \"has cleaning or exam visit\"?" },
	{ "age is over 40 or sex is female", "or",
	  "a condition asks one thing; for one of two make a segment, with both under any:, "
	  "each in a line of its own" },
	{ "没有电话", "没有电话", "no number, or no call? Say \"电话未登记\" or \"没有去电\"" },
	{ "消费最多", "最多",
	  "a condition finds patients and cannot sort them: say \"at least\" or \"at most\" "
	  "and a number, or make a segment, which has an order" },
	{ "patients of Dr Lin", "patients of",
	  "'patients of' is not understood here; did you mean \"doctor is …\" or \"has visit "
	  "with …\"?" },
	{ "is a child", "a child",
	  "'a child' is not understood here; did you mean \"age is under 18\"?" },
	{ "本月生日", "本月生日",
	  "'本月生日' is not understood here; did you mean \"生日在未来1个月内\"?" },
	{ "余额超过100", "余额超过",
	  "'余额超过' is not understood here; expected: '并非', '在', '近', '未来', '早于', a "
	  "number, '半年' …" },
	{ "patient is older than 60", "patient",
	  "'patient' is not understood here; expected: 'not', 'has', 'no', 'last', 'first', "
	  "'next', 'count of' …" },
	{ "vip", "vip", "'vip' is a tag; say \"tagged vip\"" },
	{ "name contains \"Lee", "\"Lee", "this quote is not closed" },
	{ "last appointment is yesterday", "appointment",
	  "an appointment is still to come; say \"last visit\" or \"last missed visit\"" },
	{ "上次预约在昨天", "预约",
	  "what is booked lies ahead of us; say \"next visit\", or \"last visit\" for one that "
	  "took place" },
	{ "in segment Due for cleanin", "Due for cleanin",
	  "'Due for cleanin' is not a segment; did you mean 'Due for cleaning'?" },
	{ "phone contains \"138\"", "\"138\"",
	  "of \"phone\" one can only ask whether it is known" },
	{ "notes contains \"…\"", "\"…\"", "there is nothing to look for in these quotes" },
	{ "上次洁芽早于6个月前", "洁芽", "'洁芽' is not a visit kind; did you mean '洁牙'?" },
	{ "上次就诊早于6个月", "", "the sentence is not finished; expected: '前'" },
	{ "没有标签勿绕", "勿绕", "'勿绕' is not a tag; did you mean '勿扰'?" },
	{ "", "", "a sentence is missing here" },
};

static void what_is_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++) {
		const char *text = mistakes[i].text;
		const char *marked = strstr(text, mistakes[i].marked);
		struct node *node = parsed(&w, text);
		if (node)
			fail_msg("%s is read", text);
		assert_int_equal(w.problems.n, 1);
		const struct problem *p = &w.problems.v[0];
		assert_string_equal(p->what, mistakes[i].what);
		int at = *mistakes[i].marked ? (int)(marked - text) : (int)strlen(text);
		int len = *mistakes[i].marked ? (int)strlen(mistakes[i].marked) : 1;
		if (p->pos.line != 4 || p->pos.col != 9 + at || p->len != len)
			fail_msg("%s: column %d, %d bytes", text, p->pos.col - 9, p->len);
	}
}

static void what_a_tree_holds(void **state)
{
	(void)state;
	struct node *n =
		must("count of missed surgery or implant visits with lin at wuyi over 12.5 in the "
		     "last 24 months is at least 2");
	assert_int_equal(n->kind, NODE_NUMBER);
	assert_int_equal(n->amount.fact, FACT_COUNT);
	assert_int_equal(n->amount.noun.status, STATUS_MISSED);
	assert_int_equal(n->amount.noun.n_kinds, 2);
	assert_string_equal(symbol_name(&w.symbols, n->amount.noun.kind[1]), "implant");
	assert_string_equal(symbol_name(&w.symbols, n->amount.noun.provider), "lin");
	assert_string_equal(symbol_name(&w.symbols, n->amount.noun.site), "wuyi");
	assert_true(n->amount.noun.over == 1250);
	assert_int_equal(n->amount.noun.pos.col, 9 + 9);
	assert_int_equal(
		n->amount.noun.len,
		(int)strlen("missed surgery or implant visits with lin at wuyi over 12.5"));
	assert_int_equal(n->amount.win.kind, WIN_LAST);
	assert_int_equal(n->amount.win.a.months, 24);
	assert_int_equal(n->number.test, NUM_AT_LEAST);
	assert_true(n->number.n == 2);
	n = must("  household has child not has visit since last call ");
	assert_int_equal(n->kind, NODE_HOUSE);
	assert_true(n->children_only && !n->negated && n->child->negated);
	assert_string_equal(n->text, "household has child not has visit since last call");
	assert_string_equal(n->child->text, "not has visit since last call");
	assert_int_equal(n->child->pos.col, 9 + 2 + 20);
	assert_int_equal(n->child->win.since->noun, NOUN_CALL);
	n = must("chance of return is under 30 %");
	assert_true(n->number.n == 300);
	n = must("spend is over 3");
	assert_true(n->number.n == 300);
	n = must("spend is under 50 % of spend between 2 years and 1 year ago");
	assert_int_equal(n->kind, NODE_RATIO);
	assert_true(n->number.n == 50 && n->of.win.a.years == 2 && n->of.win.b.years == 1);
	n = must("last visit is before summer-holidays");
	assert_int_equal(n->win.kind, WIN_BEFORE_RANGE);
	assert_ptr_equal(n->win.range, &w.ranges[0]);
	n = must("tagged any of [vip, vip]");
	assert_int_equal(n->n_values, 1);
}

static void keys_of_an_order(void **state)
{
	static const struct pos pos = { "rules.yaml", 1, 1 };
	static const struct {
		const char *en, *zh;
		enum node_kind kind;
	} keys[] = {
		{ "cleaning due date", "洁牙到期日", NODE_RECALL },
		{ "last cleaning visit", "上次洁牙", NODE_WHEN },
		{ "next visit", "下次就诊", NODE_WHEN },
		{ "birth date", "出生日期", NODE_DATE },
		{ "age", "年龄", NODE_NUMBER },
		{ "spend", "消费", NODE_NUMBER },
		{ "name", "姓名", NODE_CONTAINS },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		struct node *en = sentence_parse_key(&w.c, keys[i].en, &pos, &w.problems);
		struct node *zh = sentence_parse_key(&w.c, keys[i].zh, &pos, &w.problems);
		assert_non_null(en);
		assert_non_null(zh);
		assert_int_equal(en->kind, keys[i].kind);
		assert_true(node_equal(en, zh));
	}
	assert_null(sentence_parse_key(&w.c, "last visit is today", &pos, &w.problems));
}

static void words_no_name_can_have(void **state)
{
	(void)state;
	assert_true(word_is_reserved(TERM_TAG, "unknown"));
	assert_true(word_is_reserved(TERM_KIND, "Last"));
	assert_true(word_is_reserved(TERM_KIND, "missed"));
	assert_true(word_is_reserved(TERM_KIND, "预约"));
	assert_false(word_is_reserved(TERM_TAG, "missed"));
	assert_false(word_is_reserved(TERM_TAG, "child"));
	assert_false(word_is_reserved(TERM_TASK_KIND, "call"));
	for (int kind = 0; kind < TERM_KINDS; kind++) {
		struct strlist names;
		strlist_init(&names);
		lexicon_list(&w.lex, (enum term_kind)kind, &names);
		for (size_t i = 0; i < names.n; i++)
			if (word_is_reserved((enum term_kind)kind, names.v[i]))
				fail_msg("%s", names.v[i]);
		strlist_release(&names);
	}
}

static void names_are_found(void **state)
{
	(void)state;
	assert_string_equal(lexicon_find(&w.lex, TERM_KIND, "cleaning"), "cleaning");
	assert_string_equal(lexicon_find(&w.lex, TERM_KIND, "洁牙"), "cleaning");
	assert_string_equal(lexicon_find(&w.lex, TERM_KIND, "root canal"), "root-canal");
	assert_string_equal(lexicon_find(&w.lex, TERM_CHANNEL, "短信"), "sms");
	assert_string_equal(lexicon_find(&w.lex, TERM_SITE, "wuyi"), "wuyi");
	assert_null(lexicon_find(&w.lex, TERM_SITE, "wuy"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_sentences_of_the_design),
		cmocka_unit_test(other_sentences),
		cmocka_unit_test(examples_are_the_same_twice),
		cmocka_unit_test(chinese_says_the_same),
		cmocka_unit_test(other_ways_to_say_it),
		cmocka_unit_test(several_in_one_line),
		cmocka_unit_test(wrong_in_one_line),
		cmocka_unit_test(what_is_wrong),
		cmocka_unit_test(what_a_tree_holds),
		cmocka_unit_test(keys_of_an_order),
		cmocka_unit_test(words_no_name_can_have),
		cmocka_unit_test(names_are_found),
	};

	return cmocka_run_group_tests(tests, open_words, close_words);
}
