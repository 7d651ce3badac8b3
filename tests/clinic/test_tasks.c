/* To-dos, from one line. */
#include "support.h"

#include "revisit/base/i18n.h"

static void one_line(void **state)
{
	/* Today is Monday, 2026-11-23. */
	static const struct {
		const char *line, *what; /* NULL: refused */
		const char *due;
		bool promise;
	} cases[] = {
		{ "send quote", "send quote", "", false },
		{ "fri send quote", "send quote", "2026-11-27", false },
		{ "send quote fri", "send quote", "2026-11-27", false },
		{ "send quote 11-25", "send quote", "2026-11-25", false },
		{ "明天 回复美白价格", "回复美白价格", "2026-11-24", false },
		{ "明天　回复美白价格", "回复美白价格", "2026-11-24", false },
		{ "明天回复美白价格", "回复美白价格", "2026-11-24", false },
		{ "回复美白价格 明天", "回复美白价格", "2026-11-24", false },
		{ "下周一下午3点回电话", "回电话", "2026-11-30T15:00", false },
		{ "15点半回电话", "回电话", "2026-11-23T15:30", false },
		{ "3天后回访", "回访", "2026-11-26", false },
		{ "12月1日复诊", "复诊", "2026-12-01", false },
		{ "3天没来了", "3天没来了", "", false },
		{ "周一鸣回电话", "周一鸣回电话", "", false },
		{ "周五 回电话", "回电话", "2026-11-27", false },
		{ "! tomorrow 15:30 call back", "call back", "2026-11-24T15:30", true },
		{ "!call back", "call back", "", true },
		{ "！明天 寄片子", "寄片子", "2026-11-24", true },
		{ "call back 15:30", "call back", "2026-11-23T15:30", false },
		{ "call back 3:30 pm", "call back", "2026-11-23T15:30", false },
		{ "call back 3pm tomorrow", "call back", "2026-11-24T15:00", false },
		{ "in 2 weeks ask again", "ask again", "2026-12-07", false },
		{ "ask again in 3 days", "ask again", "2026-11-26", false },
		{ "25 Nov send quote", "send quote", "2026-11-25", false },
		{ "call 3 people", "call 3 people", "", false },
		{ "call room 3", "call room 3", "", false },
		{ "3 people call", "3 people call", "", false },
		{ "call at 15", "call at 15", "", false },
		{ "order 100 pm gloves today", "order 100 pm gloves", "2026-11-23", false },
		{ "fri fri", "fri", "2026-11-27", false },
		{ "tomorrow", "tomorrow", "", false },
		{ "15:30", "15:30", "", false },
		{ "  fri   call   back  ", "call back", "2026-11-27", false },
		{ "two\nlines\ttoo", "two lines too", "", false },
		{ "", NULL, "", false },
		{ "   ", NULL, "", false },
		{ "!", NULL, "", false },
		{ "！ ", NULL, "", false },
		{ "\xff", NULL, "", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct task t;
		struct str due;
		record_init(&record_task, &t);
		str_init(&due);
		bool ok = task_parse(&c, cases[i].line, &t, &err);
		datetime_iso(&due, t.due_day, t.due_minute);
		if (ok != (cases[i].what != NULL) ||
		    (ok && (!str_eq(t.what, cases[i].what) || strcmp(due.p, cases[i].due) != 0 ||
			    t.promise != (int)cases[i].promise)))
			fail_msg("'%s' is '%s' due '%s' promise %d %s", cases[i].line,
				 str_or_empty(t.what), due.p, t.promise, err.msg);
		assert_true(ok || err.code == ERR_MISSING || err.code == ERR_BAD_TEXT);
		err_clear(&err);
		str_release(&due);
		record_release(&record_task, &t);
	}
}

static void given_values_stay(void **state)
{
	struct task t;

	(void)state;
	record_init(&record_task, &t);
	t.due_day = 20790;
	t.due_minute = 600;
	good(task_parse(&c, "fri 15:30 call", &t, &err));
	assert_string_equal(t.what, "fri 15:30 call");
	assert_int_equal(t.due_day, 20790);
	record_release(&record_task, &t);
}

static void adding(void **state)
{
	struct task t;

	(void)state;
	int64_t id = registered("name=张伟", NULL);
	record_init(&record_task, &t);
	bad(task_add(&c, &t, &err), ERR_MISSING);
	good(task_parse(&c, "! fri send quote", &t, &err));
	t.patient = 99;
	bad(task_add(&c, &t, &err), ERR_BAD_VALUE);
	assert_int_equal(t.row.id, 0);
	t.patient = id;
	good(task_add(&c, &t, &err));
	record_release(&record_task, &t);
	record_init(&record_task, &t); /* one of the clinic, for somebody else */
	good(task_parse(&c, "order gloves", &t, &err));
	str_replace(&t.assignee, "amy");
	good(task_add(&c, &t, &err));
	record_release(&record_task, &t);
	assert_string_equal(
		text("SELECT coalesce(patient, '-') || what || promise || created_by || assignee "
		     "|| state FROM task"),
		"1send quote1meimeiopen\n-order gloves0meiamyopen");
	assert_int_equal(number("SELECT created_at FROM task"), clock_now(&c.clock));
	assert_string_equal(
		text("SELECT coalesce(target, '-') FROM action WHERE verb = 'task-add'"), "1\n-");
	all_sound();
}

static void closing(void **state)
{
	struct task t;

	(void)state;
	record_init(&record_task, &t);
	good(task_parse(&c, "call", &t, &err));
	good(task_add(&c, &t, &err));
	int64_t id = t.row.id;
	record_release(&record_task, &t);
	good(task_close(&c, id, TASK_DONE, &err));
	assert_string_equal(text("SELECT state || done_by || (done_at = created_at) FROM task"),
			    "donemei1");
	/* done is done: by whom and when stays */
	clinic_again("2026-11-23T11:00");
	str_replace(&c.staff, "amy");
	good(task_close(&c, id, TASK_DONE, &err));
	assert_string_equal(text("SELECT state || done_by || (done_at = created_at) FROM task"),
			    "donemei1");
	good(task_close(&c, id, TASK_OPEN, &err));
	assert_string_equal(
		text("SELECT state || coalesce(done_by, '-') || coalesce(done_at, '-') FROM task"),
		"open--");
	good(task_close(&c, id, TASK_CANCELLED, &err));
	assert_string_equal(text("SELECT state || done_by FROM task"), "cancelledamy");
	bad(task_close(&c, 99, TASK_DONE, &err), ERR_NO_MATCH);
	assert_string_equal(text("SELECT verb FROM action"),
			    "task-add\ntask-done\ntask-reopen\ntask-cancel");
	all_sound();
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, clinic_set_up, clinic_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(one_line),
		TEST(given_values_stay),
		TEST(adding),
		TEST(closing),
	};

	i18n_init("en", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
