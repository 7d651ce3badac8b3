/* To-dos: from one line, done, again, put off, whose they are, and what became of them. */
#include "support.h"

#include "revisit/base/i18n.h"
#include "revisit/clinic/undo.h"

#include <sys/wait.h>
#include <unistd.h>

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

/* --- again --- */

static int64_t written(const char *line)
{
	struct task t;

	record_init(&record_task, &t);
	good(task_parse(&c, line, &t, &err));
	good(task_add(&c, &t, &err));
	int64_t id = t.row.id;
	record_release(&record_task, &t);
	return id;
}

static const char all_tasks[] =
	"SELECT id || ' ' || coalesce(date(due_day * 86400, 'unixepoch'), '-') || ' ' || state || "
	"coalesce(' of ' || previous, '') FROM task ORDER BY id";

static void undo(bool again)
{
	struct undo_offer offer;

	good(clinic_undo_offer(&c, again, 0, &offer, &err));
	good(clinic_undo(&c, offer.link, again, NULL, NULL, &err));
	undo_offer_release(&offer);
}

static void done_it_comes_again(void **state)
{
	(void)state;
	int64_t id = written("mon !! order gloves #call to:bo every week");
	assert_string_equal(text(all_tasks), "1 2026-11-30 open");
	good(task_close(&c, id, TASK_DONE, &err));
	assert_string_equal(text(all_tasks), "1 2026-11-30 done\n2 2026-12-07 open of 1");
	assert_string_equal(text("SELECT what || kind || assignee || priority || repeat || "
				 "coalesce(snoozed, 0) || "
				 "coalesce(done_by, '-') FROM task WHERE id = 2"),
			    "order glovescallbohigh1w0-");
	/* again done: nothing more; one action with its undo and redo */
	good(task_close(&c, id, TASK_DONE, &err));
	assert_int_equal(number("SELECT count(*) FROM task"), 2);
	undo(false);
	assert_string_equal(text(all_tasks), "1 2026-11-30 open");
	undo(true);
	assert_string_equal(text(all_tasks), "1 2026-11-30 done\n2 2026-12-07 open of 1");
	/* opened again it takes the next one away, done again it comes once more */
	good(task_close(&c, id, TASK_OPEN, &err));
	assert_string_equal(text(all_tasks), "1 2026-11-30 open");
	good(task_close(&c, id, TASK_DONE, &err));
	int64_t next = number("SELECT max(id) FROM task");
	/* but not one that somebody has touched */
	good(task_snooze(&c, next, 20800 + 20, MINUTE_NONE, NULL, &err));
	good(task_close(&c, id, TASK_OPEN, &err));
	good(task_close(&c, id, TASK_DONE, &err));
	assert_int_equal(number("SELECT count(*) FROM task"), 2);
	all_sound();
}

static void not_needed_ends_it(void **state)
{
	(void)state;
	int64_t id = written("mon x every week");
	good(task_skip(&c, id, &err));
	assert_string_equal(text(all_tasks), "1 2026-11-30 cancelled\n2 2026-12-07 open of 1");
	good(task_close(&c, 2, TASK_CANCELLED, &err));
	assert_int_equal(number("SELECT count(*) FROM task"), 2);
}

/* The 31st stays the 31st, and putting one off moves none of the others. */
static void a_series_keeps_its_days(void **state)
{
	struct task t;

	(void)state;
	written("2026-12-31 close the books every month");
	good(task_close(&c, 1, TASK_DONE, &err));
	good(task_snooze(&c, 2, 20850, MINUTE_NONE, NULL, &err)); /* 1 Feb instead of 31 Jan */
	clinic_again("2027-02-01T09:00");
	good(task_close(&c, 2, TASK_DONE, &err));
	good(task_close(&c, 3, TASK_DONE, &err));
	assert_string_equal(text(all_tasks),
			    "1 2026-12-31 done\n2 2027-02-01 done of 1\n3 2027-02-28 done of 2\n"
			    "4 2027-03-31 open of 3");
	/* a day of its own begins it anew */
	record_init(&record_task, &t);
	good(store_get(&c.store, &record_task, 4, &t, &err));
	good(task_set(&c, &t, "due", "2027-03-15 9-11", &err));
	good(task_save(&c, &t, NULL, &err));
	record_release(&record_task, &t);
	good(task_close(&c, 4, TASK_DONE, &err));
	assert_string_equal(
		text("SELECT date(due_day * 86400, 'unixepoch') || ' ' || due_minute || "
		     "'-' || until_minute FROM task WHERE id = 5"),
		"2027-04-15 540-660");
	all_sound();
}

static void two_terminals_close_it(void **state)
{
	pid_t pids[4];

	(void)state;
	for (int i = 0; i < 12; i++)
		written("x every week");
	clinic_close(&c);
	for (int k = 0; k < 4; k++) {
		pids[k] = fork();
		if (pids[k])
			continue;
		struct clinic_options o = { .folder = folder,
					    .staff = "bo",
					    .seed = (uint64_t)k + 2,
					    .today = "2026-11-23T09:02" };
		bool ok = clinic_open(&c, &o, &err);
		for (int64_t id = 1; ok && id <= 12; id++)
			ok = task_close(&c, id, TASK_DONE, &err);
		_exit(ok ? 0 : 1);
	}
	for (int k = 0; k < 4; k++) {
		int status;
		waitpid(pids[k], &status, 0);
		assert_int_equal(status, 0);
	}
	struct clinic_options o = {
		.folder = folder, .staff = "mei", .seed = 1, .today = "2026-11-23T09:02"
	};
	err_clear(&err);
	good(clinic_open(&c, &o, &err));
	assert_int_equal(number("SELECT count(*) FROM task WHERE previous IS NOT NULL"), 12);
	assert_int_equal(number("SELECT count(*) FROM task"), 24);
	all_sound();
}

/* --- putting off --- */

static void putting_off(void **state)
{
	const day_t monday = 20780; /* 2026-11-23 */

	(void)state;
	int64_t p = registered("name=张伟", NULL);
	int64_t id = written("today 14-16 call");
	bad(task_snooze(&c, id, monday - 1, MINUTE_NONE, NULL, &err), ERR_BAD_DATE);
	bad(task_snooze(&c, id, monday, MINUTE_NONE, NULL, &err), ERR_BAD_DATE);
	bad(task_snooze(&c, id, monday, 9 * 60, NULL, &err), ERR_BAD_DATE);  /* it is 09:02 */
	bad(task_snooze(&c, id, monday, 13 * 60, NULL, &err), ERR_BAD_DATE); /* sooner than it is */
	bad(task_snooze(&c, 99, monday + 1, MINUTE_NONE, NULL, &err), ERR_NO_MATCH);
	/* a time moves the window along, a day alone keeps it */
	good(task_snooze(&c, id, monday, 15 * 60, "busy", &err));
	good(task_snooze(&c, id, monday + 1, MINUTE_NONE, NULL, &err));
	assert_string_equal(
		text("SELECT due_day || ' ' || due_minute || ' ' || until_minute || ' ' || "
		     "snoozed || coalesce(snooze_reason, '-') FROM task"),
		"20781 900 1020 2-");
	/* a window that would end tomorrow has no end */
	good(task_snooze(&c, id, monday + 1, 23 * 60, "late", &err));
	assert_int_equal(number("SELECT until_minute IS NULL FROM task"), 1);
	/* a promise wants a reason, what is done is not put off */
	struct task t;
	record_init(&record_task, &t);
	t.patient = p;
	good(task_parse(&c, "! send quote", &t, &err));
	good(task_add(&c, &t, &err));
	bad(task_snooze(&c, t.row.id, monday + 1, MINUTE_NONE, NULL, &err), ERR_MISSING);
	bad(task_snooze(&c, t.row.id, monday + 1, MINUTE_NONE, "", &err), ERR_MISSING);
	good(task_snooze(&c, t.row.id, monday + 1, MINUTE_NONE, "no price yet", &err));
	good(task_close(&c, t.row.id, TASK_DONE, &err));
	bad(task_snooze(&c, t.row.id, monday + 2, MINUTE_NONE, "x", &err), ERR_STEP);
	record_release(&record_task, &t);
	assert_int_equal(number("SELECT max(target) FROM action WHERE verb = 'task-snooze'"), p);
	all_sound();
}

static void until_when_and_why(void **state)
{
	static const struct {
		const char *text, *is;
	} cases[] = {
		{ "fri 15:00 the lab is late", "20784 900 the lab is late" },
		{ "fri", "20784 -1 -" },
		{ "15:00", "20780 900 -" },
		{ "tomorrow he is away", "20781 -1 he is away" },
		{ "下周一 技工所没到", "20787 -1 技工所没到" },
		{ "明天下午3点 没人接", "20781 900 没人接" },
		{ "+2w", "20794 -1 -" },
		{ "in 2 weeks x", "20794 -1 x" },
		{ "", NULL },
		{ "soon", NULL },
		{ "he is away fri", NULL },
		{ "\xff", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		day_t day;
		minute_t minute;
		char *reason;
		char got[100];
		bool ok = snooze_parse(&c, cases[i].text, &day, &minute, &reason, &err);
		snprintf(got, sizeof(got), "%d %d %s", (int)day, (int)minute,
			 reason ? reason : "-");
		if (ok != (cases[i].is != NULL) || (ok && strcmp(got, cases[i].is) != 0))
			fail_msg("'%s' is %s", cases[i].text, got);
		err_clear(&err);
		free(reason);
	}
}

/* --- fields --- */

static void fields_are_set(void **state)
{
	static const struct {
		const char *field, *value;
		enum err_code code;
		const char *is; /* due, until, assignee, kind, priority, repeat, promise */
	} cases[] = {
		{ "due", "fri 14-16", 0, "20784 840 960 - - 0 - 0" },
		{ "due", "14-16", 0, "20780 840 960 - - 0 - 0" },
		{ "due", "15:30", 0, "20780 930 -1 - - 0 - 0" },
		{ "due", "2026-11-27 14:00-16:00", 0, "20784 840 960 - - 0 - 0" },
		{ "due", "", 0, "-2147483648 -1 -1 - - 0 - 0" },
		{ "due", "16-14", ERR_BAD_DATE, NULL },
		{ "due", "some day", ERR_BAD_DATE, NULL },
		{ "to", "Dr Lin", 0, "-2147483648 -1 -1 lin - 0 - 0" },
		{ "assignee", "前台", 0, "-2147483648 -1 -1 desk - 0 - 0" },
		{ "kind", "投诉", 0, "-2147483648 -1 -1 - complaint 0 - 0" },
		{ "kind", "new kind", 0, "-2147483648 -1 -1 - new-kind 0 - 0" },
		{ "priority", "high", 0, "-2147483648 -1 -1 - - 1 - 0" },
		{ "priority", "very", ERR_BAD_VALUE, NULL },
		{ "repeat", "every 2 weeks", 0, "-2147483648 -1 -1 - - 0 2w 0" },
		{ "repeat", "每月", 0, "-2147483648 -1 -1 - - 0 1m 0" },
		{ "repeat", "0d", ERR_BAD_VALUE, NULL },
		{ "repeat", "often", ERR_BAD_VALUE, NULL },
		{ "promise", "yes", 0, "-2147483648 -1 -1 - - 0 - 1" },
		{ "state", "done", ERR_UNKNOWN_FIELD, NULL },
		{ "snoozed", "1", ERR_UNKNOWN_FIELD, NULL },
		{ "previous", "1", ERR_UNKNOWN_FIELD, NULL },
		{ "nosuch", "1", ERR_UNKNOWN_FIELD, NULL },
		{ "what", "\xff", ERR_BAD_TEXT, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct task t;
		char got[120];
		record_init(&record_task, &t);
		bool ok = task_set(&c, &t, cases[i].field, cases[i].value, &err);
		snprintf(got, sizeof(got), "%d %d %d %s %s %d %s %d", (int)t.due_day,
			 (int)t.due_minute, (int)t.until_minute, t.assignee ? t.assignee : "-",
			 t.kind ? t.kind : "-", t.priority, t.repeat ? t.repeat : "-", t.promise);
		if (ok != (cases[i].is != NULL) || (ok && strcmp(got, cases[i].is) != 0) ||
		    (!ok && err.code != cases[i].code))
			fail_msg("%s=%s: %s, %s", cases[i].field, cases[i].value, got, err.msg);
		err_clear(&err);
		record_release(&record_task, &t);
	}
	/* a window wants a beginning */
	struct task t;
	record_init(&record_task, &t);
	t.what = mem_strdup("x");
	t.until_minute = 600;
	bad(task_add(&c, &t, &err), ERR_BAD_DATE);
	t.due_minute = 600;
	bad(task_add(&c, &t, &err), ERR_BAD_DATE);
	t.due_minute = 599;
	good(task_add(&c, &t, &err));
	assert_int_equal(t.due_day, clinic_today(&c));
	record_release(&record_task, &t);
}

/* --- lists --- */

static const char *listed(const struct task_view *view)
{
	static char out[400];
	struct rows rows;
	size_t n = 0;
	size_t all;

	rows_init(&rows, &record_task);
	good(tasks_list(&c, view, &rows, &all, &err));
	out[0] = '\0';
	for (size_t i = 0; i < rows.n; i++)
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%s", i ? " " : "",
				      ((const struct task *)rows_at(&rows, i))->what);
	if (all != rows.n)
		snprintf(out + n, sizeof(out) - n, " of %zu", all);
	rows_release(&rows);
	return out;
}

static void whose_and_which(void **state)
{
	const day_t monday = 20780;
	int64_t n;

	(void)state;
	written("2026-11-20 late to:bo");
	written("!2026-11-22 promised to:kim");
	written("angry #complaint today to:manager");
	written("anybodys to:anyone");
	written("desks fri to:desk");
	written("mine tomorrow");
	written("nobodyelses today to:mei");
	struct task_view v = { .until = DAY_NONE };
	assert_string_equal(listed(&v), "promised angry late nobodyelses mine desks anybodys");
	v.until = monday;
	assert_string_equal(listed(&v), "promised angry late nobodyelses");
	v.most = 2;
	assert_string_equal(listed(&v), "promised angry of 4");
	/* mei has no role in clinic.yaml: those of every role are hers too */
	v = (struct task_view){ .until = DAY_NONE, .mine = "mei" };
	assert_string_equal(listed(&v), "angry nobodyelses mine desks anybodys");
	v = (struct task_view){ .until = DAY_NONE, .of = "bo" };
	assert_string_equal(listed(&v), "late");
	v = (struct task_view){ .until = DAY_NONE, .kind = TASK_COMPLAINT };
	assert_string_equal(listed(&v), "angry");
	/* a name that holds another one */
	written("other to:boo");
	v = (struct task_view){ .until = DAY_NONE, .of = "bo" };
	assert_string_equal(listed(&v), "late");
	good(task_close(&c, 1, TASK_DONE, &err));
	v = (struct task_view){ .until = DAY_NONE, .closed = true };
	assert_string_equal(listed(&v), "late");
	/* bo is ill: all that is open goes to amy in one action */
	written("more to:bo");
	written("still to:bo fri");
	good(tasks_reassign(&c, "bo", "amy", true, &n, &err));
	assert_int_equal(n, 2);
	v = (struct task_view){ .until = DAY_NONE, .of = "bo" };
	assert_string_equal(listed(&v), "still more");
	good(tasks_reassign(&c, "bo", "amy", false, &n, &err));
	assert_int_equal(n, 2);
	v.of = "amy";
	assert_string_equal(listed(&v), "still more");
	assert_string_equal(text("SELECT assignee FROM task WHERE id = 1"), "bo");
	undo(false);
	assert_string_equal(listed(&v), "");
	bad(tasks_reassign(&c, "bo", "bo", false, &n, &err), ERR_USAGE);
	all_sound();
}

static void complaints(void **state)
{
	struct task t;
	struct rows open;

	(void)state;
	record_init(&record_task, &t);
	good(complaint_parse(&c, "waited 40 minutes", &t, &err));
	good(task_add(&c, &t, &err));
	record_release(&record_task, &t);
	record_init(&record_task, &t);
	good(complaint_parse(&c, "the bill is wrong today 17:00 to:mei", &t, &err));
	good(task_add(&c, &t, &err));
	record_release(&record_task, &t);
	record_init(&record_task, &t);
	bad(complaint_parse(&c, " ", &t, &err), ERR_MISSING);
	record_release(&record_task, &t);
	rows_init(&open, &record_task);
	good(tasks_open_complaints(&c, &open, &err));
	assert_int_equal(open.n, 2);
	assert_string_equal(((const struct task *)rows_at(&open, 0))->what, "the bill is wrong");
	rows_release(&open);
	assert_string_equal(text("SELECT due_day || kind || assignee FROM task ORDER BY id"),
			    "20781complaintmanager\n20780complaintmei");
}

/* --- history --- */

static void add_event(const struct task_event *e, void *arg)
{
	struct str *s = arg;

	str_addf(s, "%s %s: %s%s\n", e->staff, e->key, e->what, e->undone ? " (undone)" : "");
}

static void what_became_of_it(void **state)
{
	struct str s;
	struct task t;

	(void)state;
	int64_t id = written("fri 14-16 call #call");
	good(task_snooze(&c, id, 20787, MINUTE_NONE, "away", &err));
	undo(false);
	good(task_snooze(&c, id, 20787, 15 * 60, NULL, &err));
	str_replace(&c.staff, "bo");
	str_replace(&c.store.staff, "bo");
	record_init(&record_task, &t);
	good(store_get(&c.store, &record_task, id, &t, &err));
	good(task_set(&c, &t, "to", "lin", &err));
	good(task_set(&c, &t, "repeat", "1w", &err));
	good(task_save(&c, &t, NULL, &err));
	record_release(&record_task, &t);
	good(task_close(&c, id, TASK_DONE, &err));
	good(task_close(&c, id, TASK_OPEN, &err));
	good(task_close(&c, id, TASK_CANCELLED, &err));
	str_init(&s);
	good(task_history(&c, id, add_event, &s, &err));
	assert_string_equal(
		s.p, "mei made: written down, due Fri 27 Nov 14:00-16:00, for Mei (consultant)\n"
		     "mei snoozed: put off to Mon 30 Nov 14:00-16:00: away (undone)\n"
		     "mei snoozed: put off to Mon 30 Nov 15:00-17:00\n"
		     "bo given: Who: Mei (consultant) → Dr Lin, Repeat: - → 1w\n"
		     "bo done: done\nbo reopened: open again\nbo cancelled: not needed\n");
	str_release(&s);
	/* one that no journal knows: an import or the demo wrote it */
	sql("INSERT INTO task (id, what, created_at, created_by, state, done_at, done_by) VALUES "
	    "(50, 'old', 1000, 'kim', 'done', 2000, 'ann')");
	str_init(&s);
	good(task_history(&c, number("SELECT max(id) FROM task"), add_event, &s, &err));
	assert_string_equal(s.p, "kim made: written down\nann done: done\n");
	str_release(&s);
	bad(task_history(&c, 99, add_event, NULL, &err), ERR_NO_MATCH);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, clinic_set_up, clinic_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(one_line),
		TEST(given_values_stay),
		TEST(adding),
		TEST(closing),
		TEST(done_it_comes_again),
		TEST(not_needed_ends_it),
		TEST(a_series_keeps_its_days),
		TEST(two_terminals_close_it),
		TEST(putting_off),
		TEST(until_when_and_why),
		TEST(fields_are_set),
		TEST(whose_and_which),
		TEST(complaints),
		TEST(what_became_of_it),
	};

	i18n_init("en", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
