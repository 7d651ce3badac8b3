/* To-dos: their lines, order, times, series, what follows a visit. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/base/i18n.h"
#include "revisit/base/rng.h"
#include "revisit/base/yaml.h"
#include "revisit/care/cadence.h"
#include "revisit/care/task.h"
#include "revisit/care/task_line.h"

/* Closed on Sundays, 1 to 3 October and 1 January; Sunday 27 September 2026 is worked. */
static const char settings[] =
	"hours: {mon-fri: 08:30-18:30, sat: 09:00-12:00, sun: closed}\n"
	"closed: [2026-10-01, 2026-10-02, 2026-10-03, 2027-01-01]\n"
	"open on: {2026-09-27: mon}\n"
	"providers:\n  lin: {label: {en: Dr Lin, zh: 林医生}}\n"
	"roles:\n  desk: {label: {en: front desk, zh: 前台}}\n  manager: {label: {en: manager, zh: "
	"店长}}\n"
	"staff:\n  bo: {label: 小博, role: desk}\n  wang: {label: 王店长, role: manager}\n"
	"to-do kinds:\n  call: {label: {en: call, zh: 电话}}\n"
	"  complaint: {label: {en: complaint, zh: 投诉}}\n"
	"visit kinds: [surgery, exam, implant]\n"
	"after visits:\n"
	"  - {kinds: [surgery, implant], after: 1d, what: night, kind: call, to: provider}\n"
	"  - {kinds: [surgery], after: 1w, what: stitches, to: desk}\n";

static struct config *config;
static struct err err;

static int set_up(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena);
	struct yaml *tree = yaml_parse("clinic.yaml", settings, strlen(settings), &arena, &err);
	config = tree ? config_read(tree, &err) : NULL;
	arena_release(&arena);
	if (!config)
		fail_msg("%d:%d %s", err.line, err.col, err.msg);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	config_free(config);
	return 0;
}

static day_t day_of(const char *text)
{
	day_t day = DAY_NONE;

	if (*text && !day_parse(text, &day, NULL))
		fail_msg("no day: %s", text);
	return day;
}

static minute_t minute_of(const char *text)
{
	minute_t m = MINUTE_NONE;

	if (*text && !minute_parse(text, &m, NULL))
		fail_msg("no time: %s", text);
	return m;
}

/* --- one line --- */

static void add_word(struct str *s, const char *label, const char *value)
{
	if (!str_is_empty(value))
		str_addf(s, "%s%s%s", s->len ? " " : "", label, value);
}

/* "[send quote] 2026-11-27 14:00-16:00 promise urgent #call >bo *6m" */
static void line_text(struct str *s, const struct task *t)
{
	struct str due;

	str_init(&due);
	str_addf(s, "[%s]", str_or_empty(t->what));
	day_iso(&due, t->due_day);
	add_word(s, "", due.p);
	str_clear(&due);
	minute_iso(&due, t->due_minute);
	if (t->until_minute != MINUTE_NONE)
		str_addc(&due, '-');
	minute_iso(&due, t->until_minute);
	add_word(s, "", due.p);
	str_release(&due);
	add_word(s, "", t->promise ? "promise" : NULL);
	add_word(s, "", t->priority == PRIORITY_HIGH ? "urgent" : NULL);
	add_word(s, "#", t->kind);
	add_word(s, ">", t->assignee ? *t->assignee ? t->assignee : "-" : NULL);
	add_word(s, "*", t->repeat);
}

static void one_line(void **state)
{
	/* Today is Monday, 2026-11-23. */
	static const struct {
		const char *line, *is;
	} cases[] = {
		{ "fri 14-16 call 张伟 #call !! to:lin every 6m",
		  "[call 张伟] 2026-11-27 14:00-16:00 urgent #call >lin *6m" },
		{ "周五下午2点到4点 回电话", "[回电话] 2026-11-27 14:00-16:00" },
		{ "周五下午2点到4点回电话", "[回电话] 2026-11-27 14:00-16:00" },
		{ "!周五下午2点到4点 回电话 #电话 给:林医生 每周",
		  "[回电话] 2026-11-27 14:00-16:00 promise #call >lin *1w" },
		{ "周五下午3点 回电话", "[回电话] 2026-11-27 15:00" },
		{ "周一鸣回电话", "[周一鸣回电话]" },
		/* windows */
		{ "fri 14:00-16:00 x", "[x] 2026-11-27 14:00-16:00" },
		{ "fri 14:00–16:00 x", "[x] 2026-11-27 14:00-16:00" },
		{ "fri 2-4pm x", "[x] 2026-11-27 14:00-16:00" },
		{ "fri 2pm to 4pm x", "[x] 2026-11-27 14:00-16:00" },
		{ "fri 2-4 x", "[x] 2026-11-27 14:00-16:00" },
		{ "fri 11-1 x", "[x] 2026-11-27 11:00-13:00" },
		{ "fri 11am-1pm x", "[x] 2026-11-27 11:00-13:00" },
		{ "tomorrow 9-11点 x", "[x] 2026-11-24 09:00-11:00" },
		{ "x 14:00-16:00 fri", "[x] 2026-11-27 14:00-16:00" },
		{ "10:30-12 x", "[x] 2026-11-23 10:30-12:00" },
		{ "22:00-24:00 x", "[x] 2026-11-23 22:00-23:59" },
		{ "晚上7点到9点 x", "[x] 2026-11-23 19:00-21:00" },
		/* a window that ends before it begins, or at midnight's other side, is none */
		{ "x 16:00-14:00", "[x 16:00-14:00]" },
		{ "x 22:00-02:00", "[x 22:00-02:00]" },
		{ "x 14:00-14:00", "[x 14:00-14:00]" },
		/* teeth, days, telephone numbers */
		{ "crown 14-16", "[crown 14-16]" },
		{ "crown 14-16 fri", "[crown 14-16] 2026-11-27" },
		{ "11-25 send quote", "[send quote] 2026-11-25" },
		{ "ring 138-0000", "[ring 138-0000]" },
		{ "fri 36-38 crowns", "[36-38 crowns] 2026-11-27" },
		/* promises and urgency */
		{ "! x", "[x] promise" },
		{ "!!x", "[x] urgent" },
		{ "!!! x", "[x] promise urgent" },
		{ "！！！x", "[x] promise urgent" },
		{ "! x !!", "[x] promise urgent" },
		{ "x! now!!", "[x! now!!]" },
		/* whose */
		{ "x to:bo", "[x] >bo" },
		{ "x @desk", "[x] >desk" },
		{ "x @店长", "[x] >manager" },
		{ "x 给：王店长", "[x] >wang" },
		{ "交给林医生 x", "[x] >lin" },
		{ "x 交给医生", "[x 交给医生]" },
		{ "x @home", "[x @home]" },
		{ "x to:kim", "[x] >kim" },
		{ "x to:anyone", "[x] >-" },
		{ "x 给:大家", "[x] >-" },
		{ "x to:bo to:kim", "[x to:kim] >bo" },
		/* kinds */
		{ "x #投诉", "[x] #complaint" },
		{ "x #nosuch", "[x #nosuch]" },
		{ "fri #call", "[call] 2026-11-27 #call" },
		/* again */
		{ "x every week", "[x] 2026-11-23 *1w" },
		{ "x every 2 weeks", "[x] 2026-11-23 *2w" },
		{ "every fri x", "[x] 2026-11-27 *1w" },
		{ "every fri 9-10 x", "[x] 2026-11-27 09:00-10:00 *1w" },
		{ "每周五9点到10点 x", "[x] 2026-11-27 09:00-10:00 *1w" },
		{ "every 0d x", "[every 0d x]" },
		{ "每周五消毒", "[消毒] 2026-11-27 *1w" },
		{ "每月盘点", "[盘点] 2026-11-23 *1m" },
		{ "每半年 校准", "[校准] 2026-11-23 *6m" },
		{ "每2周 x", "[x] 2026-11-23 *2w" },
		{ "12-1 每年 x", "[x] 2026-12-01 *1y" },
		{ "每个病人都问", "[每个病人都问]" },
		{ "ask every patient", "[ask every patient]" },
		{ "x every tomorrow", "[x every] 2026-11-24" },
		{ "x every", "[x every]" },
		/* a bare hour is one at which somebody is there */
		{ "三点半 打电话", "[打电话] 2026-11-23 15:30" },
		{ "3:30 x", "[x] 2026-11-23 15:30" },
		{ "03:30 x", "[x] 2026-11-23 03:30" },
		{ "3am x", "[x] 2026-11-23 03:00" },
		{ "上午3点 x", "[x] 2026-11-23 03:00" },
		{ "八点半 x", "[x] 2026-11-23 08:30" },
		{ "七点 x", "[x] 2026-11-23 07:00" }, /* closed at 19:00, too */
		{ "六点 x", "[x] 2026-11-23 18:00" },
		{ "sun 3:00 x", "[x] 2026-11-29 15:00" }, /* closed all day */
		{ "3点到5点 x", "[x] 2026-11-23 15:00-17:00" },
		{ "fri 11:00-1:00 x", "[x] 2026-11-27 11:00-13:00" },
		/* parts of the day, as far as it is open */
		{ "明天上午 打电话", "[打电话] 2026-11-24 08:30-12:00" },
		{ "明天上午打电话", "[打电话] 2026-11-24 08:30-12:00" },
		{ "周五上午打电话", "[打电话] 2026-11-27 08:30-12:00" },
		{ "周五 上午 打电话", "[打电话] 2026-11-27 08:30-12:00" },
		{ "fri morning x", "[x] 2026-11-27 08:30-12:00" },
		{ "tomorrow afternoon x", "[x] 2026-11-24 12:00-18:30" },
		{ "x this afternoon", "[x] 2026-11-23 12:00-18:30" },
		{ "sat afternoon x", "[x] 2026-11-28 13:30-18:00" }, /* closed by then */
		{ "sun morning x", "[x] 2026-11-29 09:00-12:00" },
		{ "今晚 x", "[x] 2026-11-23 18:00-20:00" },
		{ "下午 x", "[x] 2026-11-23 12:00-18:30" },
		{ "下午茶准备", "[下午茶准备]" },
		{ "上午班交接", "[上午班交接]" },
		{ "afternoon tea", "[afternoon tea]" },
		/* by then */
		{ "下周三之前 交材料", "[交材料] 2026-12-02" },
		{ "下周三之前交材料", "[交材料] 2026-12-02" },
		{ "这周五前交材料", "[交材料] 2026-11-27" },
		{ "周五前交材料", "[交材料] 2026-11-27" },
		{ "今天下午三点前 x", "[x] 2026-11-23 15:00" },
		{ "by fri send quote", "[send quote] 2026-11-27" },
		{ "send quote by fri 3pm", "[send quote] 2026-11-27 15:00" },
		{ "3天前来过", "[3天前来过]" },
		{ "饭前服药", "[饭前服药]" },
		{ "月底 盘点", "[盘点] 2026-11-30" },
		{ "下月底盘点", "[盘点] 2026-12-31" },
		{ "end of month x", "[x] 2026-11-30" },
		{ "等了40分钟 明天10点前答复", "[等了40分钟 答复] 2026-11-24 10:00" },
		{ "等了40分钟，明天10点前答复 #投诉", "[等了40分钟] 2026-11-24 10:00 #complaint" },
		{ "waited for ages, answer by tomorrow 10:00 #complaint",
		  "[waited for ages] 2026-11-24 10:00 #complaint" },
		/* commas before what was taken away */
		{ "the lift smells, tomorrow", "[the lift smells] 2026-11-24" },
		{ "电梯有味道，明天", "[电梯有味道] 2026-11-24" },
		{ "等太久，没人管，明天下午3点", "[等太久，没人管] 2026-11-24 15:00" },
		{ "明天，寄报价", "[寄报价] 2026-11-24" },
		{ "，", "[，]" },
		{ "明天，", "[明天]" },
		{ "电梯有味道， 明天", "[电梯有味道] 2026-11-24" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct task t;
		struct str s;
		record_init(&record_task, &t);
		str_init(&s);
		if (!task_line(config, cases[i].line, day_of("2026-11-23"), &t, &err))
			fail_msg("'%s': %s", cases[i].line, err.msg);
		line_text(&s, &t);
		if (strcmp(s.p, cases[i].is) != 0)
			fail_msg("'%s' is %s, not %s", cases[i].line, s.p, cases[i].is);
		str_release(&s);
		record_release(&record_task, &t);
	}
}

/* Whatever is typed: nothing of it is lost and nothing breaks. */
static void any_line(void **state)
{
	static const char *const bits[] = {
		"fri", "14-16", "!!", "#call", "to:lin", "every", "6m", "每周", "周五", "下午", "2点",
		"到", "x", "-", "@", "给:", "，", "+3", "今天", "24", "！", ":", "上午", "前", "月底",
		"by", "this", "morning", "三点半", "答复", "#complaint", "之前", "3天",
	};
	struct rng rng;

	(void)state;
	rng_seed(&rng, 5);
	for (int i = 0; i < 5000; i++) {
		struct task t;
		struct str s;
		record_init(&record_task, &t);
		str_init(&s);
		for (int n = (int)rng_below(&rng, 7); n >= 0; n--)
			str_addf(&s, "%s%s", bits[rng_below(&rng, ARRAY_SIZE(bits))],
				 rng_chance(&rng, 0.6) ? " " : "");
		bool ok = task_line(config, s.p, day_of("2026-11-23"), &t, &err);
		assert_true(ok || err.code == ERR_MISSING);
		assert_true(!ok || !str_is_empty(t.what));
		assert_true(t.until_minute == MINUTE_NONE ||
			    (t.due_minute != MINUTE_NONE && t.until_minute > t.due_minute));
		assert_true(t.due_minute == MINUTE_NONE || t.due_day != DAY_NONE || !ok);
		err_clear(&err);
		str_release(&s);
		record_release(&record_task, &t);
	}
}

/* --- times and order --- */

static struct task task_of(const char *day, const char *from, const char *until)
{
	struct task t;

	record_init(&record_task, &t);
	t.due_day = day_of(day);
	t.due_minute = minute_of(from);
	t.until_minute = minute_of(until);
	return t;
}

static void how_its_time_stands(void **state)
{
	/* Today is Monday, 2026-11-23. */
	static const struct {
		const char *day, *from, *until, *now;
		enum task_time is;
		const char *words;
	} cases[] = {
		{ "", "", "", "09:00", TASK_SOMETIME, "" },
		{ "2026-11-22", "", "", "00:00", TASK_LATE, "1 day late" },
		{ "2026-11-21", "23:00", "", "00:00", TASK_LATE, "2 days late" },
		{ "2026-11-23", "", "", "00:00", TASK_TODAY, "today" },
		{ "2026-11-23", "", "", "23:59", TASK_TODAY, "today" },
		{ "2026-11-23", "15:30", "", "15:29", TASK_TODAY, "15:30" },
		{ "2026-11-23", "15:30", "", "15:30", TASK_NOW, "now" },
		{ "2026-11-23", "15:30", "", "15:45", TASK_NOW, "now" },
		{ "2026-11-23", "15:30", "", "15:46", TASK_LATE, "16 min late" },
		{ "2026-11-23", "15:30", "", "17:29", TASK_LATE, "119 min late" },
		{ "2026-11-23", "15:30", "", "17:30", TASK_LATE, "2 h late" },
		{ "2026-11-23", "14:00", "16:00", "13:59", TASK_TODAY, "14:00-16:00" },
		{ "2026-11-23", "14:00", "16:00", "14:00", TASK_NOW, "now" },
		{ "2026-11-23", "14:00", "16:00", "16:00", TASK_NOW, "now" },
		{ "2026-11-23", "14:00", "16:00", "16:01", TASK_LATE, "1 min late" },
		{ "2026-11-23", "23:00", "23:59", "23:59", TASK_NOW, "now" },
		{ "2026-11-23", "00:00", "", "00:00", TASK_NOW, "now" },
		{ "2026-11-24", "", "", "23:59", TASK_LATER, "tomorrow" },
		{ "2026-11-24", "00:00", "", "23:59", TASK_LATER, "tomorrow 00:00" },
		{ "2026-11-27", "14:00", "16:00", "09:00", TASK_LATER, "Nov 27 14:00-16:00" },
		{ "2027-05-27", "14:00", "16:00", "09:00", TASK_LATER, "May 2027" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct task t = task_of(cases[i].day, cases[i].from, cases[i].until);
		struct str s;
		day_t today = day_of("2026-11-23");
		minute_t now = minute_of(cases[i].now);
		str_init(&s);
		task_when(&s, &t, today, now);
		if (task_time(&t, today, now) != cases[i].is || strcmp(s.p, cases[i].words) != 0)
			fail_msg("%zu: %d '%s'", i, (int)task_time(&t, today, now), s.p);
		str_release(&s);
	}
}

static void what_comes_first(void **state)
{
	/* In the order expected, on Monday 2026-11-23 at 15:00. */
	static const struct {
		const char *day, *from, *until, *kind;
		int promise, priority;
	} cases[] = {
		{ "2026-11-20", "", "", NULL, 1, PRIORITY_NORMAL },
		{ "2026-11-22", "", "", NULL, 1, PRIORITY_NORMAL },
		{ "2026-11-23", "14:00", "14:30", NULL, 1, PRIORITY_NORMAL },
		{ "2026-11-20", "", "", "complaint", 0, PRIORITY_NORMAL },
		{ "2026-11-23", "10:00", "", "complaint", 0, PRIORITY_NORMAL },
		{ "2026-11-23", "", "", "complaint", 0, PRIORITY_NORMAL },
		{ "2026-11-20", "", "", NULL, 0, PRIORITY_HIGH },
		{ "2026-11-23", "18:00", "", NULL, 0, PRIORITY_HIGH },
		{ "2026-11-20", "", "", NULL, 0, PRIORITY_NORMAL },
		{ "2026-11-22", "", "", NULL, 0, PRIORITY_NORMAL },
		{ "2026-11-22", "", "", NULL, 0, PRIORITY_LOW },
		{ "2026-11-23", "09:00", "14:59", NULL, 0, PRIORITY_NORMAL },
		{ "2026-11-23", "14:00", "15:00", NULL, 1, PRIORITY_NORMAL },
		{ "2026-11-23", "15:00", "", NULL, 0, PRIORITY_NORMAL },
		{ "2026-11-23", "16:00", "", NULL, 1, PRIORITY_NORMAL },
		{ "2026-11-23", "16:00", "", NULL, 0, PRIORITY_NORMAL },
		{ "2026-11-23", "", "", NULL, 1, PRIORITY_NORMAL },
		{ "2026-11-23", "", "", NULL, 0, PRIORITY_NORMAL },
		{ "2026-11-23", "", "", NULL, 0, PRIORITY_LOW },
		{ "2026-11-24", "", "", NULL, 0, PRIORITY_HIGH },
		{ "2026-11-24", "", "", "complaint", 0, PRIORITY_NORMAL },
		{ "2026-11-25", "", "", NULL, 1, PRIORITY_HIGH },
		{ "", "", "", NULL, 0, PRIORITY_HIGH },
		{ "", "", "", NULL, 1, PRIORITY_NORMAL },
		{ "", "", "", NULL, 0, PRIORITY_NORMAL },
	};
	struct rows rows;
	struct rng rng;
	size_t order[ARRAY_SIZE(cases)];

	(void)state;
	rng_seed(&rng, 3);
	for (int round = 0; round < 20; round++) {
		for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
			order[i] = i;
		for (size_t i = ARRAY_SIZE(cases) - 1; i > 0; i--) {
			size_t k = rng_below(&rng, (uint32_t)i + 1);
			size_t was = order[i];
			order[i] = order[k];
			order[k] = was;
		}
		rows_init(&rows, &record_task);
		for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
			size_t n = order[i];
			struct task *t = rows_add(&rows);
			struct task is = task_of(cases[n].day, cases[n].from, cases[n].until);
			record_copy(&record_task, t, &is);
			t->row.id = (int64_t)n + 1;
			str_replace(&t->kind, cases[n].kind);
			t->promise = cases[n].promise;
			t->priority = cases[n].priority;
		}
		tasks_sort(&rows, day_of("2026-11-23"), 15 * 60);
		for (size_t i = 0; i < rows.n; i++)
			if (((const struct task *)rows_at(&rows, i))->row.id != (int64_t)i + 1)
				fail_msg(
					"number %lld stands at %zu",
					(long long)((const struct task *)rows_at(&rows, i))->row.id,
					i);
		rows_release(&rows);
	}
}

/* --- whose --- */

static void whose_it_is(void **state)
{
	static const struct {
		const char *assignee, *staff;
		bool is;
	} cases[] = {
		{ "bo", "bo", true },
		{ "desk", "bo", true },
		{ "manager", "bo", false },
		{ "wang", "bo", false },
		{ "desk", "wang", false },
		{ "manager", "wang", true },
		/* who has no role sees what is for any */
		{ "desk", "kim", true },
		{ "manager", "kim", true },
		{ "bo", "kim", false },
		{ "nobody", "kim", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct strlist whose;
		strlist_init(&whose);
		assignees_of(config, cases[i].staff, &whose);
		if (strlist_has(&whose, cases[i].assignee) != cases[i].is)
			fail_msg("%s for %s", cases[i].assignee, cases[i].staff);
		strlist_release(&whose);
	}
	assert_true(assignee_is_role(config, "desk"));
	assert_false(assignee_is_role(config, "lin"));
	assert_string_equal(assignee_key(config, "DR LIN"), "lin");
	assert_null(assignee_key(config, "somebody"));
}

/* --- again --- */

static void when_it_comes_again(void **state)
{
	static const struct {
		const char *repeat, *from, *due, *today, *next;
	} cases[] = {
		{ "1w", "2026-11-23", "2026-11-23", "2026-11-23", "2026-11-30" },
		/* done early, late, on the day of the next one */
		{ "1w", "2026-11-23", "2026-11-23", "2026-11-20", "2026-11-30" },
		{ "1w", "2026-11-23", "2026-11-23", "2026-11-25", "2026-11-30" },
		{ "1w", "2026-11-16", "2026-11-16", "2026-11-23", "2026-11-30" },
		{ "1w", "2026-11-02", "2026-11-02", "2026-11-25", "2026-11-30" },
		/* put off: the series stays; put off beyond the next: that one falls out */
		{ "1w", "2026-11-23", "2026-11-25", "2026-11-25", "2026-11-30" },
		{ "1w", "2026-11-23", "2026-12-01", "2026-11-28", "2026-12-07" },
		/* without a beginning it is where it is due, or today */
		{ "1w", "", "2026-11-24", "2026-11-24", "2026-12-01" },
		{ "1d", "", "", "2026-11-23", "2026-11-24" },
		/* month ends stay month ends */
		{ "1m", "2027-01-31", "2027-01-31", "2027-01-31",
		  "2027-03-01" }, /* 28 Feb: Sunday */
		{ "1m", "2027-01-31", "2027-03-01", "2027-03-01", "2027-03-31" },
		{ "1m", "2026-08-31", "2026-08-31", "2026-08-31", "2026-09-30" },
		{ "1m", "2026-08-31", "2026-09-30", "2026-09-30", "2026-10-31" },
		{ "1y", "2024-02-29", "2024-02-29", "2024-02-29", "2025-02-28" },
		{ "1y", "2024-02-29", "2027-03-01", "2027-03-01", "2028-02-29" },
		/* Saturday to Monday; a closed holiday; a worked Sunday */
		{ "1d", "2026-11-28", "2026-11-28", "2026-11-28", "2026-11-30" },
		{ "1w", "2026-09-24", "2026-09-24", "2026-09-24", "2026-10-05" },
		{ "1d", "2026-09-26", "2026-09-26", "2026-09-26", "2026-09-27" },
		{ "1w", "2026-09-20", "2026-09-20", "2026-09-20", "2026-09-27" },
		/* long ago */
		{ "1d", "1990-01-01", "1990-01-01", "2026-11-23", "2026-11-24" },
		{ "6m", "2020-05-31", "2020-05-31", "2026-11-23", "2026-11-30" },
		/* never */
		{ "0d", "2026-11-23", "2026-11-23", "2026-11-23", "" },
		{ "soon", "2026-11-23", "2026-11-23", "2026-11-23", "" },
		{ "", "2026-11-23", "2026-11-23", "2026-11-23", "" },
		{ "9999y", "2026-11-23", "2026-11-23", "2026-11-23", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct task t = task_of(cases[i].due, "", "");
		t.repeat = mem_strdup(cases[i].repeat);
		t.repeat_from = day_of(cases[i].from);
		day_t next = task_next_day(config, &t, day_of(cases[i].today));
		if (next != day_of(cases[i].next)) {
			struct str s;
			str_init(&s);
			day_iso(&s, next);
			fail_msg("%zu: %s every %s is %s", i, cases[i].from, cases[i].repeat, s.p);
		}
		record_release(&record_task, &t);
	}
}

static void offers_make_sense(void **state)
{
	static const struct {
		const char *today, *now, *offers;
	} cases[] = {
		{ "2026-11-23", "09:02", "10:05|14:00|2026-11-24|2026-11-30|2026-12-23" },
		{ "2026-11-23", "13:00", "14:00|2026-11-24|2026-11-30|2026-12-23" },
		/* until it closes: 18:30, on Saturdays 12:00; who is there on a Sunday decides
		   alone */
		{ "2026-11-23", "17:25", "18:25|2026-11-24|2026-11-30|2026-12-23" },
		{ "2026-11-23", "17:29", "2026-11-24|2026-11-30|2026-12-23" },
		{ "2026-11-28", "09:00", "10:00|2026-11-30|2026-12-05|2026-12-28" },
		{ "2026-11-28", "15:00", "2026-11-30|2026-12-05|2026-12-28" },
		{ "2026-11-29", "22:55", "23:55|2026-11-30|2026-12-07|2026-12-29" },
		{ "2026-11-29", "22:59", "2026-11-30|2026-12-07|2026-12-29" },
		{ "2026-09-30", "15:00", "16:00|2026-10-05|2026-10-07|2026-10-30" },
		{ "2027-01-31", "15:00", "16:00|2027-02-01|2027-02-08|2027-03-01" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct snooze_offer o[SNOOZE_OFFERS];
		day_t today = day_of(cases[i].today);
		int n = snooze_offers(config, today, minute_of(cases[i].now), o);
		struct str s;
		str_init(&s);
		for (int k = 0; k < n; k++) {
			str_add(&s, k ? "|" : "");
			if (o[k].day != today)
				day_iso(&s, o[k].day);
			minute_iso(&s, o[k].minute);
		}
		assert_string_equal(s.p, cases[i].offers);
		str_release(&s);
	}
}

/* --- what follows a visit --- */

static void what_follows(void **state)
{
	static const struct {
		size_t rule;
		const char *visit, *today, *due;
	} cases[] = {
		{ 0, "2026-11-23", "2026-11-23", "2026-11-24" },
		{ 0, "2026-11-28", "2026-11-28", "2026-11-30" }, /* Sunday is closed */
		{ 0, "2026-09-26", "2026-09-26", "2026-09-27" }, /* this one is not */
		{ 0, "2026-09-30", "2026-09-30", "2026-10-05" }, /* three holidays and a Sunday */
		{ 1, "2026-12-25", "2026-12-25", "2027-01-02" },
		{ 1, "2024-02-22", "2024-02-22", "2024-02-29" },
		/* completed late */
		{ 0, "2026-11-20", "2026-11-23", "2026-11-23" },
		{ 0, "2026-11-08", "2026-11-23", "2026-11-23" },
		{ 0, "2026-11-07", "2026-11-23",
		  "2026-11-23" }, /* due on the 9th, as the 8th is closed */
		{ 0, "2026-11-06", "2026-11-23", "" },
		{ 0, "2026-11-19", "2026-11-22", "2026-11-23" },
		{ 1, "2020-01-01", "2026-11-23", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		if (cadence_due(config, &config->followups[cases[i].rule], day_of(cases[i].visit),
				day_of(cases[i].today)) != day_of(cases[i].due))
			fail_msg("%zu: %s is not followed on %s", i, cases[i].visit, cases[i].due);
	char surgery[] = "surgery";
	char exam[] = "exam";
	char implant[] = "implant";
	char lin[] = "lin";
	struct visit v = { .kind = surgery, .provider = lin };
	assert_true(cadence_follows(&config->followups[0], &v));
	assert_true(cadence_follows(&config->followups[1], &v));
	assert_string_equal(cadence_assignee(&config->followups[0], &v), "lin");
	assert_string_equal(cadence_assignee(&config->followups[1], &v), "desk");
	v.kind = implant;
	assert_true(cadence_follows(&config->followups[0], &v));
	assert_false(cadence_follows(&config->followups[1], &v));
	v.kind = exam;
	assert_false(cadence_follows(&config->followups[0], &v));
	v.kind = NULL;
	assert_false(cadence_follows(&config->followups[0], &v));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_line),
		cmocka_unit_test(any_line),
		cmocka_unit_test(how_its_time_stands),
		cmocka_unit_test(what_comes_first),
		cmocka_unit_test(whose_it_is),
		cmocka_unit_test(when_it_comes_again),
		cmocka_unit_test(offers_make_sense),
		cmocka_unit_test(what_follows),
	};

	i18n_init("en", NULL);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
