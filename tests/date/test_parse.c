#include "revisit/date/date.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "revisit/base/i18n.h"
#include "revisit/base/rng.h"

static struct err err;

struct row {
	const char *text, *iso;
};

static void is_iso(day_t d, const char *iso, const char *text)
{
	struct str out;

	str_init(&out);
	day_iso(&out, d);
	if (strcmp(out.p, iso) != 0)
		fail_msg("%s: %s instead of %s", text, out.p, iso);
	str_release(&out);
}

static void test_full_dates(void **state)
{
	static const struct row rows[] = {
		{ "1988-3-2", "1988-03-02" },
		{ "1988-03-02", "1988-03-02" },
		{ "1988/03/02", "1988-03-02" },
		{ "1988.3.2", "1988-03-02" },
		{ "1988 3 2", "1988-03-02" },
		{ "19880302", "1988-03-02" },
		{ "1988年3月2日", "1988-03-02" },
		{ "1988年03月02号", "1988-03-02" },
		{ "1988年3月2", "1988-03-02" },
		{ "1988 年 3 月 2 日", "1988-03-02" },
		{ "2 Mar 1988", "1988-03-02" },
		{ "Mar 2 1988", "1988-03-02" },
		{ "Mar 2, 1988", "1988-03-02" },
		{ "2-Mar-1988", "1988-03-02" },
		{ "2/mar/1988", "1988-03-02" },
		{ "1988-Mar-02", "1988-03-02" },
		{ "2MAR1988", "1988-03-02" },
		{ "2nd March 1988", "1988-03-02" },
		{ "March 2nd, 1988", "1988-03-02" },
		{ "2nd of march 1988", "1988-03-02" },
		{ "Mar. 2, 1988", "1988-03-02" },
		{ "2 Mar. 1988", "1988-03-02" },
		{ "21st Sept 1988", "1988-09-21" },
		{ "31/12/1988", "1988-12-31" },
		{ "12/31/1988", "1988-12-31" },
		{ "02/02/1988", "1988-02-02" },
		{ "13.2.1988", "1988-02-13" },
		{ "　１９８８－０３－０２ ", "1988-03-02" },
		{ "１９８８／３／２", "1988-03-02" },
		{ "１９８８年３月２日", "1988-03-02" },
		{ "1988。3。2", "1988-03-02" },
		{ "1988–03–02", "1988-03-02" },
		{ "1988—3—2", "1988-03-02" },
		{ "  1988-3-2\t", "1988-03-02" },
		{ "0001-01-01", "0001-01-01" },
		{ "9999-12-31", "9999-12-31" },
		{ "2000-02-29", "2000-02-29" },
		{ "29 Feb 2024", "2024-02-29" },
		{ "Mon 23 Nov 2026", "2026-11-23" },
		{ "Monday, 23 November 2026", "2026-11-23" },
		{ "23 Nov 2026 Mon", "2026-11-23" },
		{ "2025年11月23日 周日", "2025-11-23" },
		{ "2025年11月23日（星期日）", "2025-11-23" },
		{ "2025年11月23日星期天", "2025-11-23" },
	};
	day_t d;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!day_parse(rows[i].text, &d, &err))
			fail_msg("%s: %s", rows[i].text, err.msg);
		is_iso(d, rows[i].iso, rows[i].text);
	}
}

struct refusal {
	const char *text, *word;
};

static void refused(const struct refusal *rows, size_t n, bool (*parse)(const char *, day_t *))
{
	for (size_t i = 0; i < n; i++) {
		day_t d = 12345;
		err_clear(&err);
		if (parse(rows[i].text, &d))
			fail_msg("accepted %s", rows[i].text);
		assert_int_equal(d, DAY_NONE);
		assert_int_equal(err.code, ERR_BAD_DATE);
		if (!strstr(err.msg, rows[i].word))
			fail_msg("%s: %s", rows[i].text, err.msg);
	}
}

static bool parse_full(const char *text, day_t *d)
{
	return day_parse(text, d, &err);
}

static void test_full_dates_refused(void **state)
{
	static const struct refusal rows[] = {
		{ "30 Feb 2024", "there is no 30 February" },
		{ "2024-02-30", "there is no 30 February" },
		{ "2024-04-31", "there is no 31 April" },
		{ "2023-02-29", "there is no 29 February in 2023" },
		{ "1900-02-29", "there is no 29 February in 1900" },
		{ "2100-02-29", "there is no 29 February in 2100" },
		{ "2024-13-01", "there is no month 13" },
		{ "2024-00-01", "there is no month 0" },
		{ "2024-01-00", "there is no day 0" },
		{ "2024-01-32", "there is no day 32" },
		{ "20241301", "there is no month 13" },
		{ "00000101", "from 1 to 9999" },
		{ "0000-01-01", "from 1 to 9999" },
		{ "02/03/1988", "write 1988-02-03 or 1988-03-02" },
		{ "2.3.1988", "day or month first" },
		{ "12/12/1988x", "is not a date" },
		{ "13/13/1988", "there is no month 13" },
		{ "0/3/1988", "there is no day 0" },
		{ "88-3-2", "four digits" },
		{ "2 Mar 88", "four digits" },
		{ "880302", "four digits" },
		{ "3-2", "four digits" },
		{ "1988年3月", "four digits" },
		{ "Mar 1988", "four digits" },
		{ "", "a date is missing" },
		{ "   ", "is not a date" },
		{ "today", "is not a date" },
		{ "mon", "is not a date" },
		{ "1988", "is not a date" },
		{ "198803021", "is not a date" },
		{ "99999999999999999999", "is not a date" },
		{ "988-3-2", "is not a date" },
		{ "1988-003-2", "is not a date" },
		{ "1988-1988-1988", "is not a date" },
		{ "1988--3-2", "is not a date" },
		{ "-1988-3-2", "is not a date" },
		{ "1988-3-2-", "is not a date" },
		{ "1988-3-2 x", "is not a date" },
		{ "1988-3-2 1", "is not a date" },
		{ "2 Foo 1988", "is not a date" },
		{ "Mar Mar 1988", "is not a date" },
		{ "1988y3m2d", "is not a date" },
		{ "1988\xE5\xB9", "is not a date" },
		{ "\x1b[2J1988-3-2", "“?[2J" },
		{ "Sun 23 Nov 2026", "2026-11-23 is not Sun but Mon" },
		{ "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "is not a date" },
	};
	char long_text[5000];

	(void)state;
	refused(rows, ARRAY_SIZE(rows), parse_full);
	memset(long_text, ' ', sizeof(long_text));
	memcpy(long_text + 4900, "1988-3-2", 9);
	day_t d;
	assert_true(day_parse(long_text, &d, &err)); /* blanks do not count */
	memset(long_text, '1', 4900);
	assert_false(day_parse(long_text, &d, &err));
	assert_false(day_parse(NULL, &d, &err));
	assert_false(day_parse("x", &d, NULL));
}

static void test_near(void **state)
{
	/* Today is Monday 23 November 2026. */
	static const struct row rows[] = {
		{ "3-2", "2027-03-02" },          { "3/2", "2027-03-02" },
		{ "3.2", "2027-03-02" },          { "３／２", "2027-03-02" },
		{ "3月2日", "2027-03-02" },       { "3月2号", "2027-03-02" },
		{ "3月2", "2027-03-02" },         { "11-23", "2026-11-23" },
		{ "11-22", "2027-11-22" },        { "11-24", "2026-11-24" },
		{ "30/11", "2026-11-30" },        { "2 Mar", "2027-03-02" },
		{ "Mar 2", "2027-03-02" },        { "2-mar", "2027-03-02" },
		{ "Nov 30", "2026-11-30" },       { "2-29", "2028-02-29" },
		{ "29 Feb", "2028-02-29" },       { "12-31", "2026-12-31" },
		{ "Mon 30 Nov", "2026-11-30" },   { "11月30日 周一", "2026-11-30" },
		{ "25日", "2026-11-25" },         { "22号", "2026-12-22" },
		{ "31号", "2026-12-31" },         { "today", "2026-11-23" },
		{ "Tomorrow", "2026-11-24" },     { "yesterday", "2026-11-22" },
		{ "今天", "2026-11-23" },         { "明天", "2026-11-24" },
		{ "后天", "2026-11-25" },         { "昨天", "2026-11-22" },
		{ "前天", "2026-11-21" },         { "大后天", "2026-11-26" },
		{ "mon", "2026-11-30" },          { "tue", "2026-11-24" },
		{ "wednesday", "2026-11-25" },    { "thu", "2026-11-26" },
		{ "FRI", "2026-11-27" },          { "sat", "2026-11-28" },
		{ "sun", "2026-11-29" },          { "Sunday", "2026-11-29" },
		{ "周一", "2026-11-30" },         { "星期二", "2026-11-24" },
		{ "礼拜五", "2026-11-27" },       { "周日", "2026-11-29" },
		{ "星期天", "2026-11-29" },       { "下周一", "2026-11-30" },
		{ "下周五", "2026-12-04" },       { "下星期日", "2026-12-06" },
		{ "下个礼拜三", "2026-12-02" },   { "+3", "2026-11-26" },
		{ "+0", "2026-11-23" },           { "＋３", "2026-11-26" },
		{ "+3d", "2026-11-26" },          { "+2w", "2026-12-07" },
		{ "+1m", "2026-12-23" },          { "+1y", "2027-11-23" },
		{ "3 days", "2026-11-26" },       { "1 day", "2026-11-24" },
		{ "2 weeks", "2026-12-07" },      { "in 2 weeks", "2026-12-07" },
		{ "3 days later", "2026-11-26" }, { "6 months", "2027-05-23" },
		{ "3天后", "2026-11-26" },        { "3日后", "2026-11-26" },
		{ "2周后", "2026-12-07" },        { "2个星期后", "2026-12-07" },
		{ "3个月后", "2027-02-23" },      { "1年后", "2027-11-23" },
		{ "3 days ago", "2026-11-20" },   { "3天前", "2026-11-20" },
		{ "next monday", "2026-11-30" },  { "next wed", "2026-12-02" },
		{ "Next Sun", "2026-12-06" },     { "this fri", "2026-11-27" },
		{ "这周五", "2026-11-27" },       { "本周一", "2026-11-23" },
		{ "这个星期天", "2026-11-29" },   { "三天后", "2026-11-26" },
		{ "两周后", "2026-12-07" },       { "十天后", "2026-12-03" },
		{ "十二月三日", "2026-12-03" },   { "十二月二十三号", "2026-12-23" },
		{ "十一月三十", "2026-11-30" },   { "二十五号", "2026-11-25" },
		{ "2 weeks ago", "2026-11-09" },  { "1988-3-2", "1988-03-02" },
		{ "1988年3月2日", "1988-03-02" }, { "20261124", "2026-11-24" },
		{ "3月", "2027-03-01" },          { "March", "2027-03-01" },
		{ "三月底", "2027-03-31" },       { "明年3月", "2027-03-01" },
		{ "明年三月底", "2027-03-31" },   { "明年3月5日", "2027-03-05" },
		{ "明年3月5", "2027-03-05" },     { "明年2月底", "2027-02-28" },
		{ "明年", "2027-01-01" },         { "今年12月", "2026-12-01" },
		{ "今年3月", "2026-03-01" },      { "后年初", "2028-01-01" },
		{ "下个月", "2026-12-01" },       { "下月5号", "2026-12-05" },
		{ "下个月底", "2026-12-31" },     { "月底", "2026-11-30" },
		{ "本月底", "2026-11-30" },       { "年底", "2026-12-31" },
		{ "11月", "2027-11-01" },         { "11月底", "2026-11-30" },
		{ "12月初", "2026-12-01" },       { "明年底", "2027-12-31" },
		{ "next month", "2026-12-01" },   { "next year", "2027-01-01" },
		{ "next march", "2027-03-01" },
	};
	day_t today = day_make(2026, 11, 23);
	day_t d;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!day_parse_near(rows[i].text, today, &d, &err))
			fail_msg("%s: %s", rows[i].text, err.msg);
		is_iso(d, rows[i].iso, rows[i].text);
	}
	/* From a Sunday, the week that comes begins tomorrow. */
	assert_true(day_parse_near("下周一", day_make(2026, 11, 29), &d, &err));
	is_iso(d, "2026-11-30", "下周一");
	assert_true(day_parse_near("sun", day_make(2026, 11, 29), &d, &err));
	is_iso(d, "2026-12-06", "sun");
	assert_true(day_parse_near("29 feb", day_make(2096, 3, 1), &d, &err));
	is_iso(d, "2104-02-29", "29 feb");
	assert_true(day_parse_near("+1m", day_make(2027, 1, 31), &d, &err));
	is_iso(d, "2027-02-28", "+1m");
	assert_true(day_parse_near("31日", day_make(2027, 2, 1), &d, &err));
	is_iso(d, "2027-03-31", "31日");
	assert_false(day_parse_near("1-1", day_make(9999, 12, 31), &d, &err));
	assert_false(day_parse_near("1号", day_make(9999, 12, 31), &d, &err));
}

static bool parse_near(const char *text, day_t *d)
{
	return day_parse_near(text, day_make(2026, 11, 23), d, &err);
}

static void test_near_refused(void **state)
{
	static const struct refusal rows[] = {
		{ "2-30", "there is no 30 February" },
		{ "2月30日", "there is no 30 February" },
		{ "13-13", "there is no month 13" },
		{ "13月2日", "there is no month 13" },
		{ "0-1", "there is no month 0" },
		{ "32号", "there is no day 32" },
		{ "2026-11", "four digits" },
		{ "Nov 2026", "four digits" },
		{ "Tue 30 Nov", "is not Tue but Mon" },
		{ "02/03/1988", "day or month first" },
		{ "3", "is not a day" },
		{ "1130", "is not a day" },
		{ "+", "is not a day" },
		{ "+-3", "is not a day" },
		{ "++3", "is not a day" },
		{ "-3", "is not a day" },
		{ "+99999", "is not a day" },
		{ "+9999y", "from 1 to 9999" },
		{ "9999 years ago", "from 1 to 9999" },
		{ "99999 years ago", "is not a day" },
		{ "下周", "is not a day" },
		{ "下周一周一", "is not a day" },
		{ "周八", "is not a day" },
		{ "mond", "is not a day" },
		{ "next", "is not a day" },
		{ "next week", "is not a day" },
		{ "next 3-2", "is not a day" },
		{ "next next mon", "is not a day" },
		{ "这周", "is not a day" },
		{ "十三月二日", "there is no month 13" },
		{ "十", "is not a day" },
		{ "in", "is not a day" },
		{ "13月", "is not a day" },
		{ "明年2月30日", "is not a day" },
		{ "明年3", "is not a day" },
		{ "底", "is not a day" },
		{ "3月底5日", "is not a day" },
		{ "days", "is not a day" },
		{ "today tomorrow", "is not a day" },
		{ "", "a day is missing" },
	};

	(void)state;
	refused(rows, ARRAY_SIZE(rows), parse_near);
}

static void test_minutes(void **state)
{
	static const struct {
		const char *text;
		int hour, minute;
	} rows[] = {
		{ "15", 15, 0 },           { "0", 0, 0 },
		{ "23:59", 23, 59 },       { "15:30", 15, 30 },
		{ "9:05", 9, 5 },          { "1530", 15, 30 },
		{ "930", 9, 30 },          { "0000", 0, 0 },
		{ "3pm", 15, 0 },          { "3 PM", 15, 0 },
		{ "3:30 pm", 15, 30 },     { "3:30pm", 15, 30 },
		{ "3.30 p.m.", 15, 30 },   { "12am", 0, 0 },
		{ "12pm", 12, 0 },         { "12:30am", 0, 30 },
		{ "11:59 pm", 23, 59 },    { "15:30 pm", 15, 30 },
		{ "15h30", 15, 30 },       { "15h", 15, 0 },
		{ "15H05", 15, 5 },        { "15点半", 15, 30 },
		{ "15点", 15, 0 },         { "下午3点", 15, 0 },
		{ "15点30分", 15, 30 },    { "15点30", 15, 30 },
		{ "15时30分", 15, 30 },    { "3点一刻", 3, 15 },
		{ "下午3点三刻", 15, 45 }, { "下午3点半", 15, 30 },
		{ "上午9点", 9, 0 },       { "上午12点", 12, 0 },
		{ "凌晨12点", 0, 0 },      { "中午12点", 12, 0 },
		{ "中午1点", 13, 0 },      { "中午11点半", 11, 30 },
		{ "晚上8点", 20, 0 },      { "晚上20:15", 20, 15 },
		{ "下午15点", 15, 0 },     { "早上8:30", 8, 30 },
		{ "１５：３０", 15, 30 },  { " 15:30 ", 15, 30 },
		{ "8点整", 8, 0 },         { "8点钟", 8, 0 },
		{ "15:30:20", 15, 30 },
		{ "上午十点", 10, 0 },     { "上午十点半", 10, 30 },
		{ "下午三点一刻", 15, 15 }, { "下午两点", 14, 0 },
		{ "十二点", 12, 0 },       { "二十点", 20, 0 },
		{ "二十三点五十九", 23, 59 }, { "九点零五分", 9, 5 },
		{ "晚上八点十分", 20, 10 }, { "十点20", 10, 20 },
	};
	static const struct refusal wrong[] = {
		{ "24:00", "no hour 24" },       { "24", "no hour 24" },
		{ "2400", "no hour 24" },        { "15:60", "no minute 60" },
		{ "1560", "no minute 60" },      { "15点61", "no minute 61" },
		{ "13am", "no hour 13" },        { "0pm", "no hour 0" },
		{ "晚上12点", "no hour 12" },    { "中午6点", "no hour 6" },
		{ "", "a time is missing" },     { "x", "is not a time" },
		{ "15:3", "is not a time" },     { "15:", "is not a time" },
		{ "15:300", "is not a time" },   { ":30", "is not a time" },
		{ "-1", "is not a time" },       { "15301", "is not a time" },
		{ "3pmx", "is not a time" },     { "pm", "is not a time" },
		{ "下午", "is not a time" },     { "15 30", "is not a time" },
		{ "3pm pm", "is not a time" },   { "下午3pm", "is not a time" },
		{ "15:30:99", "is not a time" }, { "\xff", "is not a time" },
		{ "十", "is not a time" },       { "十三点十四点", "is not a time" },
		{ "二十五点", "no hour 25" },    { "九点六十分", "no minute 60" },
	};
	minute_t m;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!minute_parse(rows[i].text, &m, &err))
			fail_msg("%s: %s", rows[i].text, err.msg);
		if (m != rows[i].hour * 60 + rows[i].minute)
			fail_msg("%s: %d", rows[i].text, m);
	}
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		m = 7;
		if (minute_parse(wrong[i].text, &m, &err))
			fail_msg("accepted %s", wrong[i].text);
		assert_int_equal(m, MINUTE_NONE);
		assert_int_equal(err.code, ERR_BAD_DATE);
		if (!strstr(err.msg, wrong[i].word))
			fail_msg("%s: %s", wrong[i].text, err.msg);
	}
	assert_false(minute_parse(NULL, &m, NULL));
	assert_true(minute_parse_end("24:00", &m, NULL) && m == 1440);
	assert_true(minute_parse_end("18:30", &m, NULL) && m == 1110);
	assert_false(minute_parse_end("24:01", &m, NULL) || minute_parse_end(NULL, &m, NULL));
}

static void test_datetimes(void **state)
{
	static const struct {
		const char *text, *format, *iso;
		int offset;
	} rows[] = {
		{ "2016-04-29T18:38:08Z", NULL, "2016-04-29T18:38", 0 },
		{ "2016-04-29T00:00:00Z", NULL, "2016-04-29T00:00", 0 },
		{ "2016-04-29", NULL, "2016-04-29", INT_MIN },
		{ "2016-04-29 18:38", NULL, "2016-04-29T18:38", INT_MIN },
		{ "2016-04-29 18:38:08.123456", NULL, "2016-04-29T18:38", INT_MIN },
		{ "2016-04-29t18:38:08,5+08:00", NULL, "2016-04-29T18:38", 480 },
		{ "2016-04-29 18:38 -0330", NULL, "2016-04-29T18:38", -210 },
		{ "2016-04-29T18:38+08", NULL, "2016-04-29T18:38", 480 },
		{ "2016/4/9 9:05", NULL, "2016-04-09T09:05", INT_MIN },
		{ "29 Apr 2016 18:38", NULL, "2016-04-29T18:38", INT_MIN },
		{ "4/29/2016 6:38:08 PM", NULL, "2016-04-29T18:38", INT_MIN },
		{ "2016年4月9日 15:30", NULL, "2016-04-09T15:30", INT_MIN },
		{ "2016年4月9日下午3:30", NULL, "2016-04-09T15:30", INT_MIN },
		{ "2016/4/9 下午 3:30", NULL, "2016-04-09T15:30", INT_MIN },
		{ "２０１６－４－９　１５：３０", NULL, "2016-04-09T15:30", INT_MIN },
		{ "20160429 18:38", NULL, "2016-04-29T18:38", INT_MIN },
		{ "Fri 29 Apr 2016 18:38", NULL, "2016-04-29T18:38", INT_MIN },

		{ "19970101", "%Y%m%d", "1997-01-01", INT_MIN },
		{ " 19970101 ", "%Y%m%d", "1997-01-01", INT_MIN },
		{ "2/3/1988", "%d/%m/%Y", "1988-03-02", INT_MIN },
		{ "02/03/1988", "%m/%d/%Y", "1988-02-03", INT_MIN },
		{ "88-3-2", "%y-%m-%d", "1988-03-02", INT_MIN },
		{ "68-3-2", "%y-%m-%d", "2068-03-02", INT_MIN },
		{ "69-3-2", "%y-%m-%d", "1969-03-02", INT_MIN },
		{ "2 mar 1988", "%d %b %Y", "1988-03-02", INT_MIN },
		{ "MARCH 2, 1988", "%B %d, %Y", "1988-03-02", INT_MIN },
		{ "2-March-1988", "%d-%b-%Y", "1988-03-02", INT_MIN },
		{ "1988-03-02 15:04:05", "%Y-%m-%d %T", "1988-03-02T15:04", INT_MIN },
		{ "1988-03-02T15:04:05+0800", "%Y-%m-%dT%H:%M:%S%z", "1988-03-02T15:04", 480 },
		{ "1988-03-02 Z", "%Y-%m-%d %z", "1988-03-02", 0 },
		{ "03/02/1988 12:30 AM", "%m/%d/%Y %I:%M %p", "1988-03-02T00:30", INT_MIN },
		{ "03/02/1988 12:30pm", "%m/%d/%Y %I:%M %p", "1988-03-02T12:30", INT_MIN },
		{ "1988/3/2 下午 3:04", "%Y/%m/%d %p %I:%M", "1988-03-02T15:04", INT_MIN },
		{ "1988.060", "%Y.%j", "1988-02-29", INT_MIN },
		{ "1988366", "%Y%j", "1988-12-31", INT_MIN },
		{ "1988 %  3-2", "%Y %% %m-%d", "1988-03-02", INT_MIN },
		{ "1988年3月2日", "%Y年%m月%d日", "1988-03-02", INT_MIN },
		{ "１９８８／３／２", "%Y／%m／%d", "1988-03-02", INT_MIN },
		{ "day 2 OF 3 in 1988", "Day %d of %m in %Y", "1988-03-02", INT_MIN },
		{ "1988-03-02 15", "%Y-%m-%d %H", "1988-03-02T15:00", INT_MIN },
		{ "0001-01-01", "%Y-%m-%d", "0001-01-01", INT_MIN },
	};
	struct str out;
	day_t d;
	minute_t m;
	int offset;

	(void)state;
	str_init(&out);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!datetime_parse(rows[i].text, rows[i].format, &d, &m, &offset, &err))
			fail_msg("%s: %s", rows[i].text, err.msg);
		str_clear(&out);
		datetime_iso(&out, d, m);
		if (strcmp(out.p, rows[i].iso) != 0 || offset != rows[i].offset)
			fail_msg("%s: %s %d", rows[i].text, out.p, offset);
	}
	str_release(&out);
}

static void test_datetimes_refused(void **state)
{
	static const struct {
		const char *text, *format, *word;
		enum err_code code;
	} rows[] = {
		{ "", NULL, "missing", ERR_BAD_DATE },
		{ "2016-04-31 10:00", NULL, "there is no 31 April", ERR_BAD_DATE },
		{ "2016-04-29 24:00", NULL, "no hour 24", ERR_BAD_DATE },
		{ "2016-04-29 10:60", NULL, "no minute 60", ERR_BAD_DATE },
		{ "2016-04-29 10:00:61", NULL, "is not a time", ERR_BAD_DATE },
		{ "2016-04-29 10:00 x", NULL, "is not a time", ERR_BAD_DATE },
		{ "2016-04-29 10:00+99:00", NULL, "is not a time", ERR_BAD_DATE },
		{ "2016-04-29 10:00+8", NULL, "is not a time", ERR_BAD_DATE },
		{ "2016-04-29 10:00Zx", NULL, "is not a time", ERR_BAD_DATE },
		{ "2016-04-2910:00", NULL, "is not a date", ERR_BAD_DATE },
		{ "10:00", NULL, "is not a date", ERR_BAD_DATE },
		{ " 10:00", NULL, "is not a date", ERR_BAD_DATE },
		{ "T10:00", NULL, "is not a date", ERR_BAD_DATE },
		{ ":", NULL, "is not a date", ERR_BAD_DATE },
		{ "1988-3-2", "%d/%m/%Y", "does not fit", ERR_BAD_DATE },
		{ "2/3/88", "%d/%m/%Y", "does not fit", ERR_BAD_DATE },
		{ "2/3/19880", "%d/%m/%Y", "does not fit", ERR_BAD_DATE },
		{ "30/2/1988", "%d/%m/%Y", "there is no 30 February", ERR_BAD_DATE },
		{ "1/13/1988", "%d/%m/%Y", "there is no month 13", ERR_BAD_DATE },
		{ "1/1/0000", "%d/%m/%Y", "from 1 to 9999", ERR_BAD_DATE },
		{ "1989366", "%Y%j", "there is no day 366", ERR_BAD_DATE },
		{ "1988366x", "%Y%j", "does not fit", ERR_BAD_DATE },
		{ "1989000", "%Y%j", "does not fit", ERR_BAD_DATE },
		{ "", "%Y%j", "does not fit", ERR_BAD_DATE },
		{ "1988-3-2 25", "%Y-%m-%d %H", "no hour 25", ERR_BAD_DATE },
		{ "1988-3-2 13 pm", "%Y-%m-%d %I %p", "does not fit", ERR_BAD_DATE },
		{ "1988-3-2", "%Y-%m", "no format", ERR_BAD_VALUE },
		{ "1988-3-2", "%m-%d", "no format", ERR_BAD_VALUE },
		{ "1988-3-2", "%Y-%m-%d %Q", "no format", ERR_BAD_VALUE },
		{ "1988-3-2", "%Y-%m-%d %", "no format", ERR_BAD_VALUE },
		{ "1988-3-2", "%Y-%m-%d %M", "no format", ERR_BAD_VALUE },
		{ "1988-3-2", "%Y-%m-%d %I", "no format", ERR_BAD_VALUE },
		{ "1988-3-2", "", "no format", ERR_BAD_VALUE },
		{ "1988-3-2", "%s", "no format", ERR_BAD_VALUE },
		{ "1988-3-2", "%n%n%n", "no format", ERR_BAD_VALUE },
	};
	day_t d;
	minute_t m;
	int offset;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		d = m = offset = 7;
		if (datetime_parse(rows[i].text, rows[i].format, &d, &m, &offset, &err))
			fail_msg("accepted %s", rows[i].text);
		assert_int_equal(err.code, rows[i].code);
		assert_int_equal(d, DAY_NONE);
		assert_int_equal(m, MINUTE_NONE);
		assert_int_equal(offset, INT_MIN);
		if (!strstr(err.msg, rows[i].word))
			fail_msg("%s: %s", rows[i].text, err.msg);
	}
}

/* What is written is read back. */
static void test_round_trip(void **state)
{
	struct rng rng;
	struct str out;
	day_t today = day_make(2026, 11, 23);

	(void)state;
	rng_seed(&rng, 1);
	str_init(&out);
	for (int i = 0; i < 4000; i++) {
		day_t d = rng_between(&rng, DAY_MIN, DAY_MAX);
		minute_t m = rng_between(&rng, 0, 1439);
		day_t got;
		minute_t got_m;
		int offset;
		str_clear(&out);
		datetime_iso(&out, d, m);
		assert_true(datetime_parse(out.p, NULL, &got, &got_m, &offset, &err));
		assert_true(got == d && got_m == m);
		if (day_split(d).y < 1000) /* shown without leading zeros */
			continue;
		for (int zh = 0; zh < 2; zh++) {
			i18n_init(zh ? "zh_CN" : "en", "/nonexistent");
			str_clear(&out);
			day_show(&out, d, DAY_NONE);
			if (!day_parse(out.p, &got, &err) || got != d)
				fail_msg("%s: %s", out.p, err.msg);
		}
	}
	i18n_init("en", "/nonexistent");
	for (day_t d = today - 10; d < today + 364; d++) {
		day_t got;
		str_clear(&out);
		day_relative(&out, d, today);
		if (d < today + 14)
			assert_true(day_parse_near(out.p, today, &got, &err) && got == d);
	}
	str_release(&out);
}

/* Whatever is typed, the answer is a day of the calendar or a message, never more. */
static void test_random_texts(void **state)
{
	static const char *const bits[] = { "1",  "23", "1988", "-",    "/",   ".",   " ", "年",
					    "月", "日", "周",   "一",   "mar", "mon", "+", "w",
					    "下", "后", "pm",   "点",   ":",   "T",   "Z", "天",
					    "个", "in", "号",   "\xe5", "0",   "半",  "%", "，",
					    "十", "零", "next", "this" };
	struct rng rng;

	(void)state;
	rng_seed(&rng, 3);
	for (int i = 0; i < 40000; i++) {
		char text[64] = "";
		size_t n = 0;
		for (int j = rng_between(&rng, 0, 9); j > 0; j--)
			n += (size_t)snprintf(text + n, sizeof(text) - n, "%s",
					      bits[rng_below(&rng, ARRAY_SIZE(bits))]);
		day_t d;
		minute_t m;
		int offset;
		bool ok = day_parse(text, &d, &err);
		assert_true(ok ? d >= DAY_MIN && d <= DAY_MAX : d == DAY_NONE);
		day_t near;
		ok = day_parse_near(text, 20000, &near, &err) || !ok;
		assert_true(ok); /* near reads all that full reads */
		assert_true(d == DAY_NONE || near == d);
		ok = minute_parse(text, &m, &err);
		assert_true(ok ? m >= 0 && m <= 1439 : m == MINUTE_NONE);
		ok = datetime_parse(text, NULL, &d, &m, &offset, &err);
		assert_true(ok ? d >= DAY_MIN && d <= DAY_MAX && m >= -1 && m <= 1439
			       : d == DAY_NONE);
		datetime_parse("1988-03-02 12:30", text, &d, &m, &offset, &err);
		struct interval by;
		interval_parse(text, &by, &err);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_full_dates),
		cmocka_unit_test(test_full_dates_refused),
		cmocka_unit_test(test_near),
		cmocka_unit_test(test_near_refused),
		cmocka_unit_test(test_minutes),
		cmocka_unit_test(test_datetimes),
		cmocka_unit_test(test_datetimes_refused),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_random_texts),
	};

	i18n_init("en", "/nonexistent");
	return cmocka_run_group_tests_name("parse", tests, NULL, NULL);
}
