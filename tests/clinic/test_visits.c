/* The life of a visit. */
#include "support.h"

#include "revisit/base/i18n.h"
#include "revisit/care/steps.h"

static int64_t patient;

static int set_up(void **state)
{
	clinic_set_up(state);
	patient = registered("name=张伟", "mobile=13800000042", NULL);
	return 0;
}

static struct visit stored(int64_t id)
{
	struct visit v;

	record_init(&record_visit, &v);
	good(store_get(&c.store, &record_visit, id, &v, &err));
	return v;
}

static int status_of(int64_t id)
{
	struct visit v = stored(id);
	int status = v.status;

	record_release(&record_visit, &v);
	return status;
}

/* --- when --- */

static void days_and_times_as_typed(void **state)
{
	static const struct {
		const char *typed, *is; /* NULL: refused */
	} cases[] = {
		{ "2026-11-25T09:30", "2026-11-25T09:30" },
		{ "2026-11-25 9:30", "2026-11-25T09:30" },
		{ "2026-11-25T01:30:00Z", "2026-11-25T09:30" },
		{ "2026-11-25T20:30:00Z", "2026-11-26T04:30" },
		{ "fri 1530", "2026-11-27T15:30" },
		{ "fri 3:30 pm", "2026-11-27T15:30" },
		{ "fri 3pm", "2026-11-27T15:00" },
		{ "tomorrow 9", "2026-11-24T09:00" },
		{ "11-25 9", "2026-11-25T09:00" },
		{ "25 Nov 15:30", "2026-11-25T15:30" },
		{ "3 days 10:00", "2026-11-26T10:00" },
		{ "today 15:30", "2026-11-23T15:30" },
		{ "明天 下午3点", "2026-11-24T15:00" },
		{ "明天下午3点半", "2026-11-24T15:30" },
		{ "周五15:30", "2026-11-27T15:30" },
		{ "下周一上午10点", "2026-11-30T10:00" },
		{ "11月25日15点半", "2026-11-25T15:30" },
		{ "3天后9点", "2026-11-26T09:00" },
		{ "next wed 10:30", "2026-12-02T10:30" },
		{ "next wed 3pm", "2026-12-02T15:00" },
		{ "3/2 9:30", "2027-03-02T09:30" },
		{ "30/11 9", "2026-11-30T09:00" },
		{ "下周三上午十点半", "2026-12-02T10:30" },
		{ "周三十点", "2026-11-25T10:00" },
		{ "十二月三日下午两点", "2026-12-03T14:00" },
		{ "三天后九点", "2026-11-26T09:00" },
		{ "上午十点", "1970-01-02T10:00" },
		{ "15", "1970-01-02T15:00" },
		{ "1530", "1970-01-02T15:30" },
		{ "3pm", "1970-01-02T15:00" },
		{ "3", NULL },
		{ "fri", "2026-11-27" },
		{ "+3", "2026-11-26" },
		{ "2026-11-25", "2026-11-25" },
		{ "", NULL },
		{ "soon", NULL },
		{ "fri 25:00", NULL },
		{ "fri soon", NULL },
		{ "2026-02-30 9:00", NULL },
		{ "11-251530", NULL },
		{ "\xff", NULL },
		{ "fri \xff", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct visit v;
		struct str out;
		record_init(&record_visit, &v);
		v.day = 1;
		v.minute = 2;
		str_init(&out);
		bool ok = visit_set(&c, &v, "at", cases[i].typed, &err);
		if (ok)
			datetime_iso(&out, v.day, v.minute);
		const char *is = cases[i].is;
		if (ok != (is != NULL) || (ok && strcmp(out.p, is) != 0))
			fail_msg("'%s' is '%s' %s", cases[i].typed, out.p, err.msg);
		if (!ok) { /* what was there stays */
			assert_true(err.code == ERR_BAD_DATE || err.code == ERR_BAD_TEXT);
			assert_true(v.day == 1 && v.minute == 2);
		}
		err_clear(&err);
		str_release(&out);
	}
}

static void other_fields(void **state)
{
	static const struct {
		const char *field, *value;
		enum err_code code;
	} refused[] = {
		{ "patient", "1", ERR_UNKNOWN_FIELD },     { "successor", "1", ERR_UNKNOWN_FIELD },
		{ "external_id", "x", ERR_UNKNOWN_FIELD }, { "line", "1", ERR_UNKNOWN_FIELD },
		{ "nothing", "1", ERR_UNKNOWN_FIELD },     { "status", "gone", ERR_BAD_VALUE },
		{ "amount", "12,50", ERR_BAD_NUMBER },     { "minutes", "-5", ERR_BAD_NUMBER },
		{ "kind", "\xff", ERR_BAD_TEXT },          { "time", "25:00", ERR_BAD_DATE },
	};
	struct visit v;

	(void)state;
	record_init(&record_visit, &v);
	v.status = VISIT_ARRIVED;
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
		bad(visit_set(&c, &v, refused[i].field, refused[i].value, &err), refused[i].code);
	assert_int_equal(v.status, VISIT_ARRIVED);
	good(visit_set(&c, &v, "kind", "洁牙", &err));
	good(visit_set(&c, &v, "provider", "dr xu", &err));
	good(visit_set(&c, &v, "time", "930", &err));
	good(visit_set(&c, &v, "reason", "ill", &err));
	good(visit_set(&c, &v, "status", "done", &err));
	assert_string_equal(v.kind, "cleaning");
	assert_string_equal(v.provider, "xu");
	assert_string_equal(v.cancel_reason, "ill");
	assert_int_equal(v.minute, 570);
	assert_int_equal(v.status, VISIT_COMPLETED);
	record_release(&record_visit, &v);
}

/* --- booking and steps --- */

static void a_booking(void **state)
{
	struct visit v;
	bool changed = true;

	(void)state;
	int64_t id = booked(patient, "at=fri 1530", "kind=cleaning", "provider=xu", NULL);
	v = stored(id);
	assert_int_equal(v.minutes, 40); /* the kind's usual length */
	assert_int_equal(v.status, VISIT_PLANNED);
	assert_true(v.booked_at == clock_now(&c.clock));
	good(visit_save(&c, &v, &changed, &err));
	assert_false(changed);
	good(visit_set(&c, &v, "note", "window seat", &err));
	good(visit_save(&c, &v, &changed, &err));
	assert_true(changed);
	v.row.ver = 1;
	good(visit_set(&c, &v, "note", "stale", &err));
	bad(visit_save(&c, &v, &changed, &err), ERR_CONFLICT);
	assert_false(changed);
	record_release(&record_visit, &v);
	assert_string_equal(text("SELECT verb || target FROM action"),
			    "patient-register1\nvisit-book1\nvisit-edit1");
	assert_string_equal(text("SELECT key || origin FROM vocab ORDER BY key"),
			    "cleaningconfig\nxuconfig");

	record_init(&record_visit, &v);
	v.patient = patient;
	bad(visit_save(&c, &v, &changed, &err), ERR_MISSING);
	v.day = 20780;
	v.minutes = 1441;
	bad(visit_save(&c, &v, &changed, &err), ERR_BAD_NUMBER);
	v.minutes = 30;
	v.paid = -1;
	bad(visit_save(&c, &v, &changed, &err), ERR_BAD_NUMBER);
	v.paid = MONEY_NONE;
	v.patient = 99;
	bad(visit_save(&c, &v, &changed, &err), ERR_BAD_VALUE);
	assert_int_equal(v.row.id, 0);
	v.patient = patient;
	good(visit_save(&c, &v, &changed, &err)); /* put right, it is saved */
	record_release(&record_visit, &v);
	all_sound();
}

static void the_usual_day(void **state)
{
	static const struct {
		const char *at;
		enum visit_status to;
		const char *column, *verb;
	} steps[] = {
		{ "2026-11-23T09:05", VISIT_CONFIRMED, "confirmed_at", "visit-confirm" },
		{ "2026-11-23T09:28", VISIT_ARRIVED, "arrived_at", "visit-arrive" },
		{ "2026-11-23T09:40", VISIT_SEATED, "seated_at", "visit-seat" },
		{ "2026-11-23T10:10", VISIT_COMPLETED, "completed_at", "visit-complete" },
		{ "2026-11-23T10:15", VISIT_LEFT, "left_at", "visit-left" },
	};

	(void)state;
	int64_t id = booked(patient, "at=today 9:30", NULL);
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		char question[100];
		clinic_again(steps[i].at);
		good(visit_step(&c, id, steps[i].to, NULL, &err));
		assert_int_equal(status_of(id), steps[i].to);
		snprintf(question, sizeof(question), "SELECT %s FROM visit", steps[i].column);
		assert_true(number(question) == clock_now(&c.clock));
		assert_string_equal(text("SELECT verb FROM action ORDER BY id DESC LIMIT 1"),
				    steps[i].verb);
	}
	assert_int_equal(number("SELECT count(*) FROM action"), 2 + ARRAY_SIZE(steps));
	all_sound();
}

/* From every status to every other: what care/ allows is done, the rest refused and untouched. */
static void every_step(void **state)
{
	(void)state;
	int64_t id = booked(patient, "at=today 9:00", NULL);
	for (int from = VISIT_PLANNED; from <= VISIT_RESCHEDULED; from++)
		for (int to = VISIT_PLANNED; to <= VISIT_RESCHEDULED; to++) {
			char force[120];
			snprintf(force, sizeof(force),
				 "UPDATE visit SET status = '%s', ver = ver + 1",
				 visit_status_choices[from].key);
			sql(force);
			int64_t actions = number("SELECT count(*) FROM action");
			bool ok = visit_step(&c, id, (enum visit_status)to, NULL, &err);
			/* Moving takes a new time, see visit_move. */
			bool by_status = from == to || to != VISIT_RESCHEDULED;
			/* Nobody is taken out of the chair by one key. */
			by_status = by_status && !(from == VISIT_SEATED && to == VISIT_ARRIVED);
			if (by_status &&
			    step_allowed((enum visit_status)from, (enum visit_status)to)) {
				good(ok);
				assert_int_equal(status_of(id), to);
				assert_int_equal(number("SELECT count(*) FROM action"),
						 actions + (from != to));
			} else {
				bad(ok, ERR_STEP);
				assert_int_equal(status_of(id), from);
				assert_int_equal(number("SELECT count(*) FROM action"), actions);
			}
		}
	bad(visit_step(&c, 99, VISIT_ARRIVED, NULL, &err), ERR_NO_MATCH);
}

static void missed_and_cancelled(void **state)
{
	(void)state;
	int64_t a = booked(patient, "at=today 8:30", NULL);
	int64_t b = booked(patient, "at=today 9:00", NULL);
	good(visit_step(&c, a, VISIT_NO_SHOW, NULL, &err));
	good(visit_step(&c, b, VISIT_CANCELLED, "生病", &err));
	assert_string_equal(text("SELECT status || coalesce(cancel_reason, '') FROM visit"),
			    "no_show\ncancelledill");
	good(visit_step(&c, b, VISIT_NO_SHOW, "Never came back", &err));
	assert_string_equal(text("SELECT cancel_reason FROM visit WHERE id = 2"),
			    "Never-came-back");
	assert_string_equal(text("SELECT origin FROM vocab WHERE key = 'Never-came-back'"), "desk");
	bad(visit_step(&c, a, VISIT_CANCELLED, "\xff", &err), ERR_BAD_TEXT);
	/* taken back: reason and stamp go */
	good(visit_step(&c, b, VISIT_PLANNED, NULL, &err));
	assert_int_equal(number("SELECT cancel_reason IS NULL AND cancelled_at IS NULL FROM visit "
				"WHERE id = 2"),
			 1);
	all_sound();
}

/* One key takes a step: not on a visit of another day, and nobody is missing before the time. */
static void steps_in_their_time(void **state)
{
	static const struct {
		const char *at;
		const char *steps; /* x for each status that may be taken at Monday 09:02 */
	} cases[] = {
		{ "yesterday 9:00", "xx..xxxx." }, { "today 9:00", "xxxxxxxx." },
		{ "today 9:02", "xxxxxxxx." },     { "today 9:03", "xxxxxx.x." },
		{ "today", "xxxxxxxx." },          { "tomorrow 9:00", "xx.....x." },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		for (int to = VISIT_PLANNED; to < VISIT_RESCHEDULED; to++) {
			struct visit_completion done = { .amount = MONEY_NONE, .paid = MONEY_NONE };
			char *at = mem_printf("at=%s", cases[i].at);
			int64_t id = booked(patient, at, NULL);
			bool ok = to == VISIT_COMPLETED
					  ? visit_complete(&c, id, &done, &err)
					  : visit_step(&c, id, (enum visit_status)to, NULL, &err);
			if (ok != (cases[i].steps[to] == 'x'))
				fail_msg("%s %s: %s", at, visit_status_choices[to].key, err.msg);
			assert_true(ok || err.code == ERR_STEP);
			err_clear(&err);
			assert_int_equal(status_of(id), ok ? to : VISIT_PLANNED);
			free(at);
		}
}

static void completing(void **state)
{
	struct visit_completion done = { .kind = "补牙",
				   .provider = "Dr Xu",
				   .pay_method = "WeChat Pay",
				   .note = "two lines\nof note",
				   .teeth = "16",
				   .amount = 42000,
				   .paid = 20000 };
	struct visit_completion nothing = { .amount = MONEY_NONE, .paid = MONEY_NONE };
	struct visit_completion wrong = { .note = "\xff", .amount = 1, .paid = MONEY_NONE };

	(void)state;
	int64_t id = booked(patient, "at=today 9:30", "kind=exam", "provider=lin", NULL);
	good(visit_complete(&c, id, &done, &err));
	assert_string_equal(
		text("SELECT kind || provider || pay_method || teeth || amount || ' ' || paid "
		     "|| status || note FROM visit"),
		"fillingxuwechat1642000 20000completedtwo lines\nof note");
	struct card card;
	good(card_load(&c, patient, &card, &err));
	assert_int_equal(card.spent, 42000);
	assert_int_equal(card.owed, 22000);
	assert_int_equal(card.last_visit, id);
	card_release(&card);
	int64_t other =
		booked(patient, "at=today 9:30", "kind=exam", "provider=lin", "amount=50", NULL);
	bad(visit_complete(&c, other, &wrong, &err), ERR_BAD_TEXT);
	assert_int_equal(status_of(other), VISIT_PLANNED);
	good(visit_complete(&c, other, &nothing, &err));
	assert_string_equal(
		text("SELECT kind || provider || amount || coalesce(paid, '-') FROM visit "
		     "WHERE id = 2"),
		"examlin5000-");
	bad(visit_complete(&c, other, &done, &err), ERR_STEP); /* once */
	good(visit_step(&c, other, VISIT_LEFT, NULL, &err));
	good(visit_step(&c, other, VISIT_COMPLETED, NULL, &err));
	int64_t gone = booked(patient, "at=today 11:30", NULL);
	good(visit_step(&c, gone, VISIT_CANCELLED, NULL, &err));
	bad(visit_complete(&c, gone, &done, &err), ERR_STEP);
	assert_int_equal(number("SELECT amount IS NULL FROM visit WHERE id = 3"), 1);
	/* not hours before it begins, and not for more than it costs */
	int64_t later = booked(patient, "at=today 15:30", NULL);
	bad(visit_complete(&c, later, &nothing, &err), ERR_STEP);
	good(visit_step(&c, later, VISIT_ARRIVED, NULL, &err));
	const struct visit_completion too_much = { .amount = 38000, .paid = 50000 };
	bad(visit_complete(&c, later, &too_much, &err), ERR_BAD_VALUE);
	good(visit_complete(&c, later, &nothing, &err));
	all_sound();
}

/* --- moving --- */

static void moving(void **state)
{
	int64_t to = 0;

	(void)state;
	int64_t from = booked(patient, "at=fri 1530", "kind=cleaning", "provider=xu", "chair=2",
			      "note=window", "teeth=11", NULL);
	good(visit_step(&c, from, VISIT_CONFIRMED, NULL, &err));
	good(visit_move(&c, from, 20790, 600, NULL, &to, &err));
	assert_string_equal(text("SELECT id || status || coalesce(successor, '-') || "
				 "coalesce(predecessor, '-') || day FROM visit"),
			    "1rescheduled2-20784\n2planned-120790");
	struct visit v = stored(to);
	assert_string_equal(v.kind, "cleaning");
	assert_string_equal(v.provider, "xu");
	assert_string_equal(v.chair, "2");
	assert_string_equal(v.note, "window");
	assert_int_equal(v.minute, 600);
	assert_int_equal(v.minutes, 40);
	assert_true(v.confirmed_at == INSTANT_NONE);
	record_release(&record_visit, &v);
	assert_int_equal(
		number("SELECT count(*) FROM change WHERE action = (SELECT max(id) FROM action)"),
		2);
	/* again, to another doctor */
	int64_t third = 0;
	good(visit_move(&c, to, 20791, 600, "lin", &third, &err));
	assert_string_equal(text("SELECT provider FROM visit WHERE id = 3"), "lin");
	/* only what is booked can be moved */
	for (int s = VISIT_ARRIVED; s <= VISIT_RESCHEDULED; s++) {
		char force[100];
		snprintf(force, sizeof(force), "UPDATE visit SET status = '%s' WHERE id = 3",
			 visit_status_choices[s].key);
		sql(force);
		bad(visit_move(&c, third, 20792, 600, NULL, NULL, &err), ERR_STEP);
	}
	sql("UPDATE visit SET status = 'planned' WHERE id = 3");
	bad(visit_move(&c, third, 20779, 600, NULL, &to, &err), ERR_STEP); /* into the past */
	bad(visit_move(&c, third, DAY_NONE, 600, NULL, &to, &err), ERR_STEP);
	assert_string_equal(
		text("SELECT status || coalesce(successor, '-') FROM visit WHERE id = 3"),
		"planned-");
	assert_int_equal(number("SELECT count(*) FROM visit"), 3);
	bad(visit_move(&c, 99, 20792, 600, NULL, NULL, &err), ERR_NO_MATCH);
	all_sound();
}

static void walking_in(void **state)
{
	int64_t id = 0;

	(void)state;
	good(visit_walk_in(&c, patient, &id, &err));
	assert_string_equal(text("SELECT day || ' ' || minute || status || booked_by FROM visit"),
			    "20780 542arrivedwalk-in");
	assert_int_equal(number("SELECT arrived_at = booked_at FROM visit"), 1);
	bad(visit_walk_in(&c, 99, &id, &err), ERR_BAD_VALUE);
	assert_int_equal(id, 0);
	all_sound();
}

/* --- what speaks against a time --- */

static void expect_warning(int64_t who, const char *at, const char *provider, const char *expected)
{
	struct visit v;
	struct str out;

	record_init(&record_visit, &v);
	str_init(&out);
	v.patient = who;
	good(visit_set(&c, &v, "at", at, &err));
	good(visit_set(&c, &v, "provider", provider, &err));
	visit_against(&c, &v, &out, &err);
	assert_int_equal(err.code, ERR_NONE);
	if (*expected ? !strstr(out.p, expected) : out.len > 0)
		fail_msg("%s %s: '%s' instead of '%s'", at, provider, out.p, expected);
	record_release(&record_visit, &v);
	str_release(&out);
}

static void warnings(void **state)
{
	(void)state;
	int64_t other = registered("name=李明", NULL);
	int64_t id = booked(other, "at=tomorrow 10:00", "kind=cleaning", "provider=xu",
			    NULL); /* 40 min */
	expect_warning(patient, "tomorrow 9:00", "xu", "");
	expect_warning(patient, "tomorrow 9:30", "xu", "");
	expect_warning(patient, "tomorrow 9:31", "xu", "10:00");
	expect_warning(patient, "tomorrow 9:31", "xu", "李明");
	expect_warning(patient, "tomorrow 10:39", "xu", "Dr Xu");
	expect_warning(patient, "tomorrow 10:40", "xu", "");
	expect_warning(patient, "tomorrow 10:00", "lin", "");
	expect_warning(patient, "tomorrow 10:00", "", "");
	expect_warning(other, "tomorrow 10:10", "lin", "the patient is booked already");
	expect_warning(other, "tomorrow", "lin", "");
	/* hours, holidays, the past */
	expect_warning(patient, "tomorrow 8:29", "", "closed");
	expect_warning(patient, "tomorrow 12:00", "", "closed");
	expect_warning(patient, "tomorrow 18:00", "", "");
	expect_warning(patient, "tomorrow 18:01", "", "past 18:30, when the clinic closes");
	expect_warning(patient, "2027-01-01 10:00", "", "closed");
	expect_warning(patient, "yesterday 10:00", "", "past");
	expect_warning(patient, "today 8:50", "", "past"); /* it is 09:02 */
	expect_warning(patient, "today 9:00", "", "");
	expect_warning(patient, "today", "", "");
	/* the visit itself does not stand in its own way; nor does one that is off */
	struct visit v = stored(id);
	struct str out;
	str_init(&out);
	v.minute += 10;
	visit_against(&c, &v, &out, &err);
	assert_int_equal(err.code, ERR_NONE);
	assert_string_equal(out.p, "");
	str_release(&out);
	record_release(&record_visit, &v);
	good(visit_step(&c, id, VISIT_CANCELLED, NULL, &err));
	expect_warning(patient, "tomorrow 10:00", "xu", "");
}

static void expect_slots(const struct visit *v, day_t from, minute_t after, const char *expected)
{
	struct free_slot slots[6];
	struct str out;
	const struct slot_wish wish = { .patient = v->patient,
					.provider = v->provider,
					.minutes = (int)v->minutes,
					.first = from,
					.last = from + 60,
					.not_before = after,
					.per_day = 3 };

	str_init(&out);
	struct book *b = book_open(&c, from, from + 60, &err);
	good(b != NULL);
	int n = book_slots(b, &wish, slots, 6);
	book_free(b);
	for (int i = 0; i < n; i++) {
		str_addf(&out, "%s%d ", i ? ", " : "", slots[i].day - 20780);
		minute_iso(&out, slots[i].minute);
	}
	if (strcmp(out.p, expected) != 0)
		fail_msg("%s instead of %s", out.p, expected);
	str_release(&out);
}

static void free_times(void **state)
{
	struct visit v;

	(void)state;
	int64_t other = registered("name=李明", NULL);
	record_init(&record_visit, &v);
	v.patient = patient;
	v.minutes = 60;
	str_replace(&v.provider, "xu");
	expect_slots(&v, 20780, 9 * 60 + 2, "0 09:10, 0 10:40, 0 13:30, 1 08:30, 1 10:00, 1 13:30");
	expect_slots(&v, 20780, 17 * 60 + 31,
		     "1 08:30, 1 10:00, 1 13:30, 2 08:30, 2 10:00, 2 13:30");
	/* taken by the doctor, or by the patient anywhere */
	booked(other, "at=2026-11-24T08:30", "minutes=60", "provider=xu", NULL);
	booked(patient, "at=2026-11-24T10:00", "minutes=30", "provider=lin", NULL);
	booked(other, "at=2026-11-24T13:30", "minutes=60", "provider=lin", NULL);
	expect_slots(&v, 20781, 0, "1 10:30, 1 13:30, 1 15:00, 2 08:30, 2 10:00, 2 13:30");
	/* closed days are passed over: 1 January */
	expect_slots(&v, day_make(2026, 12, 31), 17 * 60,
		     "38 17:00, 40 09:00, 40 10:30, 40 12:00, 41 09:00, 41 10:30");
	/* nothing that runs over the lunch hour or the evening */
	v.minutes = 240;
	expect_slots(&v, 20780, 0, "0 13:30, 1 13:30, 2 13:30, 3 13:30, 4 13:30, 5 09:00");
	v.minutes = 600;
	expect_slots(&v, 20780, 0, "");
	record_release(&record_visit, &v);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, clinic_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(days_and_times_as_typed),
		TEST(other_fields),
		TEST(a_booking),
		TEST(the_usual_day),
		TEST(every_step),
		TEST(missed_and_cancelled),
		TEST(steps_in_their_time),
		TEST(completing),
		TEST(moving),
		TEST(walking_in),
		TEST(warnings),
		TEST(free_times),
	};

	i18n_init("en", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
