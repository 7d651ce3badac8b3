/* Why: what an answer rests on, in words a person who never saw a rule file understands, in both
 * languages; for every kind of condition. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/base/i18n.h"
#include "support.h"

static struct segment vips;

struct told {
	const char *who, *other, *sentence; /* of the patient, of one of the household; or NULL */
	bool is;
	const char *change;
	const char *value, *value_zh;
};

static const struct told told[] = {
	{ "visit 2026-05-10 completed cleaning", NULL, "last visit is older than 6 months", true,
	  "never", "cleaning Sun 10 May, 6 months 13 days ago", "洁牙 5月10日 周日，6个月13天前" },
	{ "", NULL, "last visit is older than 6 months", false, "never", "there was none yet",
	  "还没有过" },
	{ "visit 2023-01-31 completed cleaning", NULL, "last visit is older than 6 months", true,
	  "never", "cleaning Tue 31 Jan 2023, 3 years 9 months ago",
	  "洁牙 2023年1月31日 周二，3年9个月前" },
	{ "visit 2026-11-26 planned exam", NULL, "next visit is in the next 3 days", true,
	  "2026-11-27", "exam Thu 26 Nov, in 3 days", "检查 11月26日 周四，3天后" },
	{ "", NULL, "next visit is in the next 3 days", false, "never", "nothing is booked",
	  "没有预约" },
	{ "visit 2026-11-26 planned exam", NULL, "no upcoming visit", false, "2026-11-27",
	  "exam Thu 26 Nov, in 3 days", "检查 11月26日 周四，3天后" },
	{ "", NULL, "no upcoming visit", true, "never", NULL, NULL }, /* says it all */
	{ "visit 2026-05-10 completed", NULL, "no call since last surgery visit", true, "never",
	  "no surgery visit so far", "还没有过surgery" },
	{ "visit 2026-05-10 completed cleaning; visit 2026-09-01 completed exam", NULL,
	  "has visit in the last 24 months", true, "2028-09-02",
	  "there are 2, the last was exam Tue 1 Sep, 2 months 22 days ago",
	  "共2次，最近一次是检查 9月1日 周二，2个月22天前" },
	{ "visit 2022-05-10 completed", NULL, "has visit in the last 24 months", false, "never",
	  "none; the last was Tue 10 May 2022, 4 years 6 months ago",
	  "没有；最近一次是2022年5月10日 周二，4年6个月前" },
	{ "visit 2026-11-20 no_show; visit 2026-03-03 no_show", NULL,
	  "count of missed visits in the last 24 months is at least 2", true, "2028-03-04",
	  "2 (3 Mar, 20 Nov)", "2次（3月3日、11月20日）" },
	{ "", NULL, "count of missed visits in the last 24 months is at least 2", false, "never",
	  "none", "没有" },
	{ "visit 2026-03-03 completed amount 1200 paid 1000", NULL,
	  "spend in the last 12 months is at least 20000", false, "never", "¥1,200 in 1 visit",
	  "1次就诊共¥1,200" },
	{ "", NULL, "spend is at least 1", false, "never", "nothing", "没有" },
	{ "visit 2026-03-03 completed amount 1200 paid 1000", NULL, "balance owed is over 0", true,
	  "never", "owes ¥200", "欠费¥200" },
	{ "", NULL, "balance owed is over 0", false, "never", "owes nothing", "没有欠费" },
	{ "plan 2026-09-01 accepted; part 1500", NULL, "plan value is over 0", true, "never",
	  "¥1,500 still to be done", "还有¥1,500未做" },
	{ "plan 2026-09-01 accepted; part 1500", NULL, "has unscheduled plan", true, "never",
	  "Tue 1 Sep, 2 months 22 days ago", "9月1日 周二，2个月22天前" },
	{ "visit 2025-06-01 completed amount 1000; visit 2026-06-01 completed amount 499", NULL,
	  "spend in the last 12 months is under 50 % of spend between 24 months and 12 months ago",
	  true, "2028-06-02", "¥499 against ¥1,000, 49.9 %", "¥499，对比¥1,000，49.9%" },
	{ "born 2008-12-01", NULL, "age is at least 18", false, "2026-12-01",
	  "17 years old, born 1 Dec 2008", "17岁，2008年12月1日出生" },
	{ "", NULL, "age is at least 18", false, "never", "not known", "不详" },
	{ "born 1990-11-30", NULL, "birthday is in the next 7 days", true, "2026-12-01",
	  "Mon 30 Nov, in 7 days", "11月30日 周一，7天后" },
	{ "", NULL, "birthday is in the next 7 days", false, "never", "not known", "不详" },
	{ "", NULL, "today is in the 4 weeks before winter", true, "2026-12-20",
	  "today is Mon 23 Nov 2026; winter 20 Dec – 10 Jan 2027",
	  "今天是2026年11月23日 周一；winter 12月20日至2027年1月10日" },
	{ "survey 2026-11-20 6", NULL, "nps is at most 6", true, "never",
	  "6, Fri 20 Nov, 3 days ago", "6分，11月20日 周五，3天前" },
	{ "survey 2026-11-20 6", NULL, "nps date is in the last 14 days", true, "2026-12-05",
	  "Fri 20 Nov, 3 days ago", "11月20日 周五，3天前" },
	{ "", NULL, "nps is at most 6", false, "never", "no answer yet", "还没有回答过" },
	{ "status active", NULL, "is active", true, "never", NULL, NULL },
	{ "status moved", NULL, "is active", false, "never", "moved away", "已迁走" },
	{ "sex female", NULL, "sex is female", true, "never", NULL, NULL },
	{ "sex male", NULL, "sex is female", false, "never", "male", "男" },
	{ "source web", NULL, "source is one of [walk-in, web]", true, "never", "web", "web" },
	{ "source other", NULL, "source is walk-in", false, "never", "another one", "其他" },
	{ "consent marketing phone no", NULL, "marketing consent is unknown", false, "never",
	  "refused", "拒绝" },
	{ "", NULL, "marketing consent is unknown", true, "never", "nobody asked yet",
	  "还没有问过" },
	{ "contact mobile", NULL, "phone is unknown", false, "never", "there is one", "有" },
	{ "guardian", NULL, "guardian is known", true, "never", NULL, NULL },
	{ "", NULL, "guardian is known", false, "never", "not known", "不详" },
	{ "notes likes-tea", NULL, "notes contains \"tea\"", true, "never", NULL, NULL },
	{ "notes likes-milk", NULL, "notes contains \"tea\"", false, "never", "it does not say so",
	  "没有这样写" },
	{ "plan 2026-09-01 accepted; part 1500", NULL, "has plan over 1000", true, "never",
	  "¥1,500, Tue 1 Sep, 2 months 22 days ago", "¥1,500，9月1日 周二，2个月22天前" },
	{ "visit 2025-08-10 completed", NULL, "last visit is older than 6 months", true, "never",
	  "Sun 10 Aug 2025, 1 year 3 months ago", "2025年8月10日 周日，1年3个月前" },
	{ "", NULL, "notes contains \"tea\"", false, "never", "nothing is written there",
	  "没有填写" },
	{ "visit 2026-05-10 completed cleaning", NULL, "cleaning is due", true, "never",
	  "13 days late, due on 10 Nov (6 months from 10 May)",
	  "超期13天，应于11月10日（自5月10日起6个月）" },
	{ "visit 2026-07-10 completed cleaning", NULL, "cleaning is due", false, "2027-01-10",
	  "in 6 weeks, due on 10 Jan 2027 (6 months from 10 Jul)",
	  "6周后，应于2027年1月10日（自7月10日起6个月）" },
	{ "visit 2026-05-10 completed cleaning; visit 2026-12-01 planned cleaning", NULL,
	  "cleaning is due", false, "2026-12-02", "booked Tue 1 Dec", "已预约 12月1日 周二" },
	{ "", NULL, "cleaning is due", false, "never", "no visit for it yet",
	  "还没有做过相关的就诊" },
	{ "visit 2026-05-10 completed cleaning; own cleaning never", NULL, "cleaning is due", false,
	  "never", "never", "不再提醒" },
	{ "visit 2026-05-10 completed cleaning; own cleaning 2027-01-01", NULL, "cleaning is due",
	  false, "2027-01-01", "not before Fri 1 Jan 2027", "不早于 2027年1月1日 周五" },
	{ "visit 2026-05-10 completed cleaning; visit 2026-06-01 completed perio", NULL,
	  "cleaning is due", false, "never", "perio instead", "改为perio" },
	{ "born 2018-01-01; visit 2026-05-10 completed cleaning", NULL, "cleaning is due", false,
	  "2030-01-01", "only from age 12", "12岁起" },
	{ "tag vip 2026-12-31", NULL, "tagged vip", true, "2027-01-01", "VIP until 31 Dec",
	  "贵宾（至12月31日）" },
	{ "", NULL, "tagged vip", false, "never", "no such tag", "没有这个标签" },
	{ "tag vip", NULL, "tagged none of [vip, ortho]", false, "never", "VIP", "贵宾" },
	{ "tag vip", NULL, "in segment vips", true, "never", "is among “Our best”", "在“贵客”中" },
	{ "pin 0 out; tag vip", NULL, "in segment vips", false, "never",
	  "kept out by hand: asked to (ann, 3 Nov)", "人工排除：asked to (ann, 3 Nov)" },
	{ "born 1980-01-01", "born 2010-01-01; tag vip", "household has child in segment vips",
	  true, "2028-01-01", "1 of 1 child", "1个孩子中有1个" },
	{ "born 1980-01-01", NULL, "household has child tagged vip", false, "never",
	  "no child in the family", "家里没有孩子" },
	{ "born 1980-01-01", "born 1990-01-01", "household has other member not tagged vip", true,
	  "never", "1 of 1 in the family", "家里其他1人中有1人" },
	{ "status active; contact mobile", NULL, "may be called", true, "never",
	  "nothing is in the way", "可以联系" },
	{ "status active", NULL, "may be called", false, "never", "no good telephone number",
	  "没有可用的电话" },
	{ "status active; contact mobile; tag do-not-call", NULL, "may be called", false, "never",
	  "do not call", "勿扰" },
	{ "status active; contact mobile; consent all phone no", NULL, "may be called", false,
	  "never", "refused", "拒绝" },
	{ "status active", NULL, "may be messaged by wechat", false, "never",
	  "no good address for it", "没有可用的联系方式" },
	{ "status deceased", NULL, "may be called", false, "never", "deceased", "已去世" },
	{ "call 2026-11-20 no_answer; call 2026-11-22", NULL, "no call in the last 14 days", false,
	  "2026-12-07", "there are 2, the last was Sun 22 Nov, yesterday",
	  "共2次，最近一次是11月22日 周日，昨天" },
	{ "task 2026-11-20 open due 2026-11-25 promise", NULL, "has overdue promise", false,
	  "2026-11-26", "none", "没有" },
	{ "task 2026-11-20 open due 2026-11-20 promise", NULL, "has overdue promise", true, "never",
	  "Fri 20 Nov, 3 days ago", "11月20日 周五，3天前" },
	{ "registration 2026-11-01", NULL, "registration is in the last 30 days", true,
	  "2026-12-02", "Sun 1 Nov, 22 days ago", "11月1日 周日，22天前" },
	{ "visit 2026-03-01 no_show; visit 2026-03-02 completed cleaning", NULL,
	  "no visit since last missed visit", false, "never",
	  "cleaning Mon 2 Mar, 8 months 21 days ago", "洁牙 3月2日 周一，8个月21天前" },
};

static int set_up_vips(void **state)
{
	set_up(state);
	hand.r.segments = &vips;
	vips = (struct segment){ .key = "vips", .title_en = "Our best", .title_zh = "贵客" };
	hand.r.n_segments = 1;
	vips.who = list_of(&hand, NODE_ALL, parse_in(&hand, "tagged vip"), NULL);
	return 0;
}

static struct why *ask(const struct told *t, struct arena *arena)
{
	view_clear(&view, hand.config);
	know(&hand, &view, t->who);
	if (t->other) {
		struct view *other = view_other(&view, hand.config);
		know(&hand, other, t->other);
		other->patient = 9;
	}
	return node_why(&hand.r, parse_in(&hand, t->sentence), &view, on("2026-11-23"), hand.config,
			arena);
}

static void check(bool chinese)
{
	for (size_t i = 0; i < ARRAY_SIZE(told); i++) {
		const struct told *t = &told[i];
		struct arena arena;
		arena_init(&arena);
		const struct why *w = ask(t, &arena);
		if (!chinese)
			assert_string_equal(w->says, t->sentence);
		const char *value = chinese ? t->value_zh : t->value;
		if (!w->value != !value)
			fail_msg("\"%s\" rests on %s", t->sentence,
				 w->value ? w->value : "nothing");
		if (strcmp(str_or_empty(w->value), str_or_empty(value)) != 0)
			fail_msg("\"%s\" rests on %s", t->sentence, w->value);
		assert_int_equal(w->is, t->is);
		if (w->change != on(t->change))
			fail_msg("%s: \"%s\" changes on day %d", t->who, t->sentence, w->change);
		arena_release(&arena);
	}
}

static void every_answer_says_what_it_rests_on(void **state)
{
	(void)state;
	i18n_init("en", "build/locale");
	check(false);
}

static void in_chinese_too(void **state)
{
	const char *build = getenv("BUILD");
	char *texts = mem_printf("%s/locale", build ? build : "build");

	(void)state;
	i18n_init("zh_CN", texts);
	check(true);
	i18n_init("en", texts);
	free(texts);
}

static void every_kind_is_asked(void **state)
{
	bool asked[NODE_MAY + 1] = { [NODE_ALL] = true, [NODE_ANY] = true };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(told); i++)
		asked[parse_in(&hand, told[i].sentence)->kind] = true;
	for (int k = 0; k <= NODE_MAY; k++)
		assert_true(asked[k]);
}

/* People know a list by its title, which the sentence may be written with as well. */
static void segments_are_told_by_their_titles(void **state)
{
	static struct segment_title title = { "Our best", "贵客" };
	struct arena arena;

	(void)state;
	i18n_init("en", "build/locale");
	hand.r.titles = &title;
	view_clear(&view, hand.config);
	arena_init(&arena);
	const struct why *w = node_why(&hand.r, parse_in(&hand, "in segment vips"), &view,
				       on("2026-11-23"), hand.config, &arena);
	assert_string_equal(w->says, "in segment Our best");
	arena_release(&arena);
	hand.r.titles = NULL;
}

/* A tree of conditions; a segment and a family bring theirs along. */
static void the_tree_is_as_the_rule_was_written(void **state)
{
	struct arena arena;
	const day_t today = on("2026-11-23");

	(void)state;
	i18n_init("en", "build/locale");
	struct node *both =
		list_of(&hand, NODE_ALL, parse_in(&hand, "is active"),
			list_of(&hand, NODE_ANY, parse_in(&hand, "in segment vips"),
				parse_in(&hand, "household has other member tagged vip")));
	static struct segment two[2];
	two[0] = vips;
	two[1] = (struct segment){ .key = "kin", .title_en = "Kin", .who = both };
	hand.r.segments = two;
	hand.r.n_segments = 2;
	view_clear(&view, hand.config);
	know(&hand, &view, "status active");
	struct view *other = view_other(&view, hand.config);
	other->patient = 9;
	know(&hand, other, "tag vip 2026-11-30");
	arena_init(&arena);
	const struct why *w = segment_why(&hand.r, 1, &view, today, hand.config, &arena);
	assert_null(w->node);
	assert_true(w->is);
	assert_null(w->value);
	assert_string_equal(w->says, "Kin");
	assert_int_equal(w->change, on("2026-12-01"));
	assert_string_equal(w->child->says, "is active");
	const struct why *any = w->child->next;
	assert_null(any->next);
	assert_string_equal(any->says, "any of these");
	assert_null(any->value);
	assert_string_equal(any->child->says, "in segment vips");
	assert_string_equal(any->child->child->says, "tagged vip");
	const struct why *family = any->child->next;
	assert_int_equal(family->child->patient, 9);
	assert_string_equal(family->child->says, "tagged vip");
	assert_string_equal(family->child->value, "VIP until 30 Nov");
	assert_null(family->child->next);

	view_clear(&view, hand.config);
	know(&hand, &view, "status moved; pin 1 in");
	w = segment_why(&hand.r, 1, &view, today, hand.config, &arena);
	assert_true(w->is);
	assert_string_equal(w->value, "kept in by hand: asked to (ann, 3 Nov)");
	assert_int_equal(w->change, DAY_MAX);
	assert_false(w->child->is);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_answer_says_what_it_rests_on, set_up_vips,
						tear_down),
		cmocka_unit_test_setup_teardown(in_chinese_too, set_up_vips, tear_down),
		cmocka_unit_test_setup_teardown(every_kind_is_asked, set_up_vips, tear_down),
		cmocka_unit_test_setup_teardown(segments_are_told_by_their_titles, set_up_vips, tear_down),
		cmocka_unit_test_setup_teardown(the_tree_is_as_the_rule_was_written, set_up_vips,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
