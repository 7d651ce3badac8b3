/* What an outcome leads to: when the next try is, in which part of the day, on which number, and when
 * there is none any more. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/base/i18n.h"
#include "support/config.h"
#include "support/calling.h"

static const char clinic[] =
	"closed: [2027-01-01]\n"
	"open on: {2026-11-29: mon}\n"
	"calls:\n"
	"  hours: {mon-fri: 09:00-20:00, sat: 10:00-17:00}\n"
	"  a day: 3\n"
	"  a number a day: 3\n"
	"  within: none\n"
	"  purposes: {recall: {give up after: 4}}\n"
	"  outcomes:\n"
	"    no_answer: {try again: [3h, 1d, 2d]}\n"
	"    busy: {try again: [30min, 1h]}\n"
	"    odd: {means: []}\n"
	"    heard: {means: contact}\n";

struct step_case {
	const char *text;
	const char *now, *outcome;
	const char *says;
};

static void check(const char *yaml, const struct step_case *cases, size_t n)
{
	struct config *config = good(yaml);

	for (size_t i = 0; i < n; i++) {
		const char *typed = strchr(cases[i].outcome, ' ');
		struct case_of c;
		struct str says;
		char key[40];
		when_t now = when_in(cases[i].now);

		snprintf(key, sizeof(key), "%.*s", (int)strcspn(cases[i].outcome, " "), cases[i].outcome);
		case_init(&c, config, cases[i].text);
		const struct outcome_def *o = config_outcome(config, key);
		if (!o)
			fail_msg("no outcome %s", key);
		struct call_step s = call_next_step(config, &c.person, &c.terms, o, 1,
						    typed ? when_in(typed + 1) : WHEN_NONE, now);
		str_init(&says);
		call_step_show(&says, config, &s, now);
		if (s.next_number)
			str_addf(&says, " [%d]", (int)s.next_number);
		if (strcmp(says.p, cases[i].says) != 0)
			fail_msg("%s, %s at %s: %s, not %s", cases[i].text, key, cases[i].now, says.p,
				 cases[i].says);
		str_release(&says);
	}
	config_free(config);
}

static void nobody_there(void **state)
{
	static const struct step_case cases[] = {
		/* another part of the day, within the hours; told in five minutes */
		{ "", "2026-11-23T09:02", "no_answer", "today 12:05, try 2 of 4 (midday not tried yet)" },
		{ "", "2026-11-23T11:31", "no_answer", "today 14:35, try 2 of 4 (afternoon not tried yet)" },
		/* three hours on is the same part: the next one */
		{ "", "2026-11-23T14:01", "no_answer", "today 17:05, try 2 of 4 (evening not tried yet)" },
		{ "", "2026-11-23T08:00", "no_answer", "today 11:30, try 2 of 4 (midday not tried yet)" },
		{ "", "2026-11-23T17:06", "no_answer",
		  "tomorrow 09:00, try 2 of 4 (morning not tried yet)" },
		/* nobody is rung at night, on Sunday, on a holiday */
		{ "", "2026-11-28T15:00", "no_answer", "tomorrow 09:00, try 2 of 4 (morning not tried yet)" },
		{ "", "2026-11-21T15:00", "no_answer", "Mon 09:00, try 2 of 4 (morning not tried yet)" },
		{ "since:2026-12-01", "2026-12-31T18:00", "no_answer",
		  "Sat 10:00, try 2 of 4 (morning not tried yet)" },
		/* the second in a row: the next day; the third: two days later */
		{ "| 2026-11-23T09:02 no_answer list dial", "2026-11-23T12:05", "no_answer",
		  "tomorrow 14:00, try 3 of 4 (afternoon not tried yet)" },
		{ "| 2026-11-20T10:05 no_answer list dial | 2026-11-18T18:40 no_answer list dial",
		  "2026-11-23T17:06", "no_answer", "Wed 11:30, try 4 of 4 (midday not tried yet)" },
		{ "giveup:9 | 2026-11-20T10:05 no_answer list dial | 2026-11-18T18:40 no_answer list dial "
		  "| 2026-11-17T18:40 no_answer list dial",
		  "2026-11-23T17:06", "no_answer", "Wed 11:30, try 5 of 9 (midday not tried yet)" },
		/* something between breaks the row */
		{ "| 2026-11-20T10:05 busy list dial | 2026-11-18T18:40 no_answer list dial",
		  "2026-11-23T09:00", "no_answer", "today 12:00, try 4 of 4 (midday not tried yet)" },
		/* all parts tried: the one tried longest ago */
		{ "giveup:9 | 2026-11-23T17:00 no_answer list dial | 2026-11-20T14:00 no_answer list dial "
		  "| 2026-11-19T12:00 no_answer list dial",
		  "2026-11-25T10:00", "no_answer", "Fri 11:30, try 5 of 9" },
		/* two calls today: the third is tomorrow */
		{ "| 2026-11-23T09:02 busy list dial", "2026-11-23T12:05", "no_answer",
		  "tomorrow 14:00, try 3 of 4 (afternoon not tried yet)" },
		{ "| 2026-11-22T09:02 busy list dial", "2026-11-23T12:05", "no_answer",
		  "today 15:05, try 3 of 4 (afternoon not tried yet)" },
		/* who is busy is there: soon, whatever part of the day it is */
		{ "", "2026-11-23T10:00", "busy", "today 10:30, try 2 of 4" },
		{ "| 2026-11-23T10:00 busy list dial", "2026-11-23T10:30", "busy", "today 11:30, try 3 of 4" },
		{ "", "2026-11-23T19:50", "busy", "tomorrow 09:00, try 2 of 4" },
		/* a cap stands against it */
		{ "| 2026-11-23T10:00 busy dial care | 2026-11-23T09:30 - dial", "2026-11-23T10:30", "busy",
		  "tomorrow 09:00, try 2 of 4" },
		{ "today:2", "2026-11-23T10:30", "busy", "tomorrow 09:00, try 2 of 4" },
		{ "today:1", "2026-11-23T10:30", "busy", "today 11:00, try 2 of 4" },
		/* out of service: three days; an outcome that says nothing: the next day */
		{ "", "2026-11-23T10:30", "out_of_service", "Thu 11:30, try 2 of 4 (midday not tried yet)" },
		{ "", "2026-11-23T10:30", "odd", "tomorrow 11:30, try 2 of 4 (midday not tried yet)" },
		{ "giveup:1", "2026-11-23T10:30", "no_answer", "that was try 1 of 1: given up" },
		{ "| 2026-11-20T10:05 - list dial | 2026-11-18T18:40 - list dial | 2026-11-17T18:40 - list dial",
		  "2026-11-23T17:06", "no_answer", "that was try 4 of 4: given up" },
		{ "since:2026-11-18 | 2026-11-20T10:05 - list dial | 2026-11-18T18:40 - list dial "
		  "| 2026-11-17T18:40 - list dial",
		  "2026-11-23T10:06", "busy", "today 10:40, try 4 of 4" },
		/* the count begins anew where a time was agreed */
		{ "giveup:2 | 2026-11-03T10:00 not_now list dial >2026-11-20 | 2026-11-02T10:00 - list dial",
		  "2026-11-23T10:00", "busy", "today 10:30, try 2 of 2" },
		/* an early call in vain leaves the call back where it was */
		{ "back:2026-11-24T15:30 | 2026-11-23T09:00 callback list dial >2026-11-24T15:30",
		  "2026-11-23T10:00", "no_answer", "tomorrow 15:30, try 1 of 4 (afternoon not tried yet)" },
		{ "back:2026-11-23T15:30 | 2026-11-23T09:00 callback list dial >2026-11-23T15:30",
		  "2026-11-23T15:30", "busy", "today 16:00, try 2 of 4" },
	};

	(void)state;
	check(clinic, cases, ARRAY_SIZE(cases));
}

static void somebody_there(void **state)
{
	static const struct step_case cases[] = {
		{ "", "2026-11-23T10:00", "booked", "settled" },
		{ "", "2026-11-23T10:00", "do_not_call", "never rung again" },
		{ "", "2026-11-23T10:00", "deceased", "all their lists and messages end" },
		{ "", "2026-11-23T10:00", "moved", "no more calls" },
		{ "", "2026-11-23T10:00", "cancels", "the visit is cancelled" },
		{ "", "2026-11-23T10:00", "complaint", "the doctor is told today" },
		{ "", "2026-11-23T10:00", "not_this", "never rung about this again" },
		{ "", "2026-11-23T10:00", "write_instead", "is written to instead" },
		{ "", "2026-11-23T10:00", "declined", "settled; not asked again before Sun 23 May 2027" },
		{ "", "2026-08-31T10:00", "declined", "settled; not asked again before Sun 28 Feb 2027" },
		{ "", "2026-11-23T10:00", "declined 2027-01-10",
		  "settled; not asked again before Sun 10 Jan 2027" },
		{ "", "2026-11-23T10:00", "will_call", "not before Mon 30 Nov" },
		{ "", "2026-11-23T10:00", "not_now", "not before Thu 7 Jan 2027" },
		{ "", "2026-11-23T10:00", "not_now 2026-12-01", "not before Tue 1 Dec" },
		{ "clinic:90d", "2026-11-23T10:00", "not_now 2026-12-01", "not before Tue 1 Dec" },
		{ "giveup:1", "2026-11-23T10:00", "not_now 2026-12-01", "not before Tue 1 Dec" },
		{ "", "2026-11-23T10:00", "callback", "today 12:00, as agreed" },
		{ "", "2026-11-23T19:00", "callback", "tomorrow 09:00, as agreed" },
		{ "", "2026-11-23T10:00", "callback 2026-11-23T15:30", "today 15:30, as agreed" },
		{ "", "2026-11-23T10:00", "callback 2026-11-25T18:30", "Wed 18:30, as agreed" },
		{ "", "2026-11-23T10:00", "callback 2026-11-23T20:30",
		  "today 20:30, as agreed (outside the calling hours)" },
		{ "giveup:1", "2026-11-23T10:00", "callback 2026-11-25T18:30", "Wed 18:30, as agreed" },
		/* a message goes on as the outcome says; who talked with us is left alone for the quiet days */
		{ "", "2026-11-23T10:00", "left_message", "Wed 09:00, try 2 of 4" },
		{ "| 2026-11-20T10:00 left_message list dial", "2026-11-23T10:00", "left_message",
		  "Thu 09:00, try 3 of 4" },
		{ "quiet:30d", "2026-11-23T10:00", "left_message", "Wed 09:00, try 2 of 4" },
		{ "quiet:30d | 2026-11-20T10:00 talked recall", "2026-11-23T10:00", "left_message",
		  "Mon 21 Dec 09:00, try 2 of 4" },
		{ "quiet:30d", "2026-11-23T10:00", "refused_call", "Wed 23 Dec 09:00, try 2 of 4" },
		{ "", "2026-11-23T10:00", "heard", "tomorrow 09:00, try 2 of 4" },
		{ "clinic:7d", "2026-11-28T10:00", "heard", "Sat 5 Dec 10:00, try 2 of 4" },
		{ "giveup:1", "2026-11-23T10:00", "left_message", "that was try 1 of 1: given up" },
		{ "", "2026-11-23T10:00", "language", "tomorrow 11:30, try 2 of 4 (midday not tried yet); by somebody who speaks their language" },
	};

	(void)state;
	check(clinic, cases, ARRAY_SIZE(cases));
}

/* A call back that was rung in vain is tried again like any call, whether its to-do stays open, is put
 * off or is closed. */
static void call_backs_in_vain(void **state)
{
	static const struct step_case cases[] = {
		{ "quiet:30d back:2026-11-23T15:30 | 2026-11-23T09:00 callback list dial >2026-11-23T15:30",
		  "2026-11-23T15:32", "left_message", "Wed 09:00, try 2 of 4" },
		{ "quiet:30d | 2026-11-23T09:00 callback list dial >2026-11-23T15:30", "2026-11-23T15:32",
		  "no_answer", "today 18:35, try 2 of 4 (evening not tried yet)" },
		{ "quiet:30d | 2026-11-23T15:32 left_message list dial >2026-11-25T09:00 "
		  "| 2026-11-23T09:00 callback list dial >2026-11-23T15:30",
		  "2026-11-25T09:00", "no_answer", "today 12:00, try 3 of 4 (midday not tried yet)" },
		{ "quiet:30d giveup:2 back:2026-11-25T09:00 | 2026-11-23T15:32 no_answer list dial "
		  "| 2026-11-23T09:00 callback list dial >2026-11-23T15:30",
		  "2026-11-25T09:00", "no_answer", "that was try 2 of 2: given up" },
		/* rung before its time: the call back stands */
		{ "quiet:30d back:2026-11-24T15:30 | 2026-11-23T09:00 callback list dial >2026-11-24T15:30",
		  "2026-11-23T10:00", "left_message", "tomorrow 15:30, try 1 of 4" },
	};

	(void)state;
	check(clinic, cases, ARRAY_SIZE(cases));
}

/* Nobody is asked whether they come when they should have been here. */
static void before_the_visit(void **state)
{
	static const struct step_case cases[] = {
		{ "before:2026-11-24T09:30", "2026-11-23T09:41", "left_message", "today 15:45, try 2 of 4" },
		{ "before:2026-11-24T16:00", "2026-11-23T09:41", "left_message", "tomorrow 09:00, try 2 of 4" },
		{ "before:2026-11-24T10:00", "2026-11-23T09:41", "left_message", "tomorrow 09:00, try 2 of 4" },
		{ "before:2026-11-24T09:59", "2026-11-23T09:41", "left_message", "today 15:45, try 2 of 4" },
		{ "before:2026-12-01T09:00", "2026-11-23T09:41", "left_message", "Wed 09:00, try 2 of 4" },
		{ "before:2026-11-24T09:30", "2026-11-23T18:00", "no_answer", "today 19:30, try 2 of 4" },
		{ "before:2026-11-24T09:30", "2026-11-23T19:40", "no_answer",
		  "no more calls before the visit" },
		{ "before:2026-11-24T09:30", "2026-11-23T19:40", "busy", "no more calls before the visit" },
		{ "before:2026-11-24T09:30", "2026-11-23T10:00", "will_call",
		  "no more calls before the visit" },
		{ "before:2026-11-24T09:30", "2026-11-23T10:00", "callback", "today 12:00, as agreed" },
		{ "before:2026-11-23T12:30", "2026-11-23T10:00", "callback", "today 11:00, as agreed" },
		{ "before:2026-11-23T12:30", "2026-11-23T10:00", "callback 2026-11-23T12:15",
		  "today 12:15, as agreed" },
	};

	(void)state;
	check(clinic, cases, ARRAY_SIZE(cases));
}

static void when_they_like_it(void **state)
{
	static const struct step_case cases[] = {
		{ "likes:noon", "2026-11-23T09:02", "no_answer", "today 12:05, try 2 of 4" },
		{ "likes:中午", "2026-11-23T12:45", "no_answer", "tomorrow 11:30, try 2 of 4" },
		{ "likes:17点以后", "2026-11-23T09:02", "no_answer", "today 17:00, try 2 of 4" },
		{ "likes:17点以后", "2026-11-27T16:00", "no_answer", "today 19:00, try 2 of 4" },
		{ "likes:17点以后", "2026-11-27T18:00", "no_answer", "Sun 17:00, try 2 of 4" },
		{ "likes:17点以后", "2026-11-23T10:00", "left_message", "Wed 17:00, try 2 of 4" },
		{ "likes:17点以后", "2026-11-23T10:00", "busy", "today 10:30, try 2 of 4" },
		{ "likes:21点以后", "2026-11-23T09:02", "no_answer",
		  "today 12:05, try 2 of 4 (midday not tried yet)" },
		{ "likes:17点以后 before:2026-11-24T10:00", "2026-11-23T12:00", "left_message",
		  "today 18:00, try 2 of 4" },
	};

	(void)state;
	check(clinic, cases, ARRAY_SIZE(cases));
}

static void times_of_the_day(void **state)
{
	static const struct {
		const char *text;
		int from, to;
		unsigned days;
	} cases[] = {
		{ "at noon", 690, 840, 0 },
		{ "Noon", 690, 840, 0 },
		{ "中午", 690, 840, 0 },
		{ "after 17:00", 1020, 1440, 0 },
		{ "after 17", 1020, 1440, 0 },
		{ "after 5pm", 1020, 1440, 0 },
		{ "after 5", 1020, 1440, 0 },
		{ "17点以后", 1020, 1440, 0 },
		{ "晚上7点以后", 1140, 1440, 0 },
		{ "晚上7点半以后", 1170, 1440, 0 },
		{ "before 10", 0, 600, 0 },
		{ "12点前", 0, 720, 0 },
		{ "before noon", 0, 720, 0 },
		{ "12-14", 720, 840, 0 },
		{ "12:30 to 13:30", 750, 810, 0 },
		{ "下午2点到4点", 840, 960, 0 },
		{ "下午", 720, 1080, 0 },
		{ "afternoons", 720, 1080, 0 },
		{ "mornings, no calls at work", 0, 720, 0 },
		{ "上午，下午上班不接", 0, 720, 0 },
		{ "下班后", 1020, 1440, 0 },
		{ "", -1, 0, 0 },
		{ "weekends", 0, 1440, 0x60 },
		{ "周末", 0, 1440, 0x60 },
		{ "Weekends after 10", 600, 1440, 0x60 },
		{ "周末上午", 0, 720, 0x60 },
		{ "weekdays, evenings", 1020, 1440, 0x1f },
		{ "工作日18点以后", 1080, 1440, 0x1f },
		{ "Mondays and Fridays", 0, 1440, 0x11 },
		{ "周六下午", 720, 1080, 0x20 },
		{ "at noon, not on Mondays", 690, 840, 0 },
		{ "not on weekends", -1, 0, 0 },
		{ "周一到周五", -1, 0, 0 },
		{ "Monday to Friday after 18", -1, 0, 0 },
		{ "not in the morning", -1, 0, 0 },
		{ "morning or evening", -1, 0, 0 },
		{ "上午，晚上", -1, 0, 0 },
		{ "3 times", -1, 0, 0 },
		{ "after 99", -1, 0, 0 },
		{ "14-12", -1, 0, 0 },
		{ "1, 2, 3", -1, 0, 0 },
		{ "after 99999999999999999999", -1, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct call_wish w = { .from = -1 };
		bool is = call_wish_read(cases[i].text, &w);
		if (is != (cases[i].from >= 0) || w.from != cases[i].from ||
		    (is && (w.to != cases[i].to || w.days != cases[i].days)))
			fail_msg("%s: %d, %d to %d on %x", cases[i].text, is, (int)w.from, (int)w.to, w.days);
	}
	assert_false(call_wish_read(NULL, &(struct call_wish){ 0 }));
}

static void numbers(void **state)
{
	static const struct step_case cases[] = {
		{ "", "2026-11-23T10:00", "wrong_number",
		  "no number left: the desk looks for one" },
		{ "numbers:2", "2026-11-23T10:00", "wrong_number", "then the next number [2]" },
		{ "numbers:2", "2026-11-23T10:00", "dead_number", "then the next number [2]" },
		{ "numbers:2", "2026-11-23T10:00", "busy", "today 10:30, try 2 of 4 [2]" },
		{ "numbers:2", "2026-11-23T10:00", "left_message", "Wed 09:00, try 2 of 4" },
		{ "numbers:2", "2026-11-23T10:00", "callback", "today 12:00, as agreed" },
		/* the other one was rung today: when it is tried again stays as it was told */
		{ "numbers:2 | 2026-11-23T09:58 no_answer list dial number:1 >2026-11-23T13:00",
		  "2026-11-23T10:00", "wrong_number", "today 13:00, try 2 of 4" },
		{ "numbers:3 | 2026-11-23T09:58 no_answer list dial number:1 >2026-11-23T13:00",
		  "2026-11-23T10:00", "wrong_number", "then the next number [3]" },
		{ "numbers:3 | 2026-11-22T09:58 no_answer list dial number:1", "2026-11-23T10:00",
		  "wrong_number", "then the next number [2]" },
		/* caps */
		{ "numbers:2 | 2026-11-23T09:58 - dial | 2026-11-23T09:50 - dial", "2026-11-23T10:00",
		  "wrong_number", "tomorrow 09:00, try 1 of 4" },
		{ "numbers:2 giveup:1", "2026-11-23T10:00", "wrong_number", "then the next number [2]" },
		{ "numbers:2 today:3", "2026-11-23T10:00", "wrong_number", "tomorrow 09:00, try 1 of 4" },
	};

	(void)state;
	check(clinic, cases, ARRAY_SIZE(cases));
}

static void other_clinics(void **state)
{
	static const struct step_case night[] = {
		{ "", "2026-11-23T10:00", "no_answer", "back to the list" },
		{ "", "2026-11-23T10:00", "busy", "back to the list" },
	};
	static const struct step_case plain[] = {
		{ "giveup:9", "2026-11-23T10:00", "no_answer", "today 13:00, try 2 of 9" },
		{ "| 2026-11-23T09:00 busy list dial | 2026-11-23T08:00 busy list dial", "2026-11-23T10:00",
		  "busy", "tomorrow 07:00, try 4" },
	};
	static const struct step_case halves[] = {
		{ "", "2026-11-23T10:00", "no_answer", "today 13:00, try 2 of 4 (midday not tried yet)" },
		{ "", "2026-11-23T09:00", "no_answer", "today 13:00, try 2 of 4 (midday not tried yet)" },
		{ "| 2026-11-22T13:00 no_answer list dial", "2026-11-23T09:00", "no_answer",
		  "tomorrow 13:00, try 3 of 4" },
	};

	(void)state;
	check("calls: {hours: {}}\n", night, ARRAY_SIZE(night));
	check("calls: {hours: {mon-sun: 07:00-22:00}, parts of the day: none, a day: none, within: none,\n"
	      "        purposes: {recall: {give up after: none}}}\n",
	      plain, ARRAY_SIZE(plain));
	check("calls: {hours: {mon-sun: 07:00-22:00}, parts of the day: [13:00]}\n", halves,
	      ARRAY_SIZE(halves));
}

/* Whatever is told is the first time at which nothing stands against it. */
static void what_is_told_comes_true(void **state)
{
	static const char *const outcomes[] = { "no_answer", "busy",         "switched_off", "left_message",
						"odd",       "refused_call", "heard",        "out_of_service" };
	struct config *config = good(clinic);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(outcomes); i++)
		for (when_t now = when_in("2026-11-20T07:00"); now < when_in("2026-12-04"); now += 37) {
			struct case_of c;
			case_init(&c, config, "giveup:9 clinic:3d");
			const struct outcome_def *o = config_outcome(config, outcomes[i]);
			struct call_step s = call_next_step(config, &c.person, &c.terms, o, 1, WHEN_NONE, now);
			c.tries[0] = (struct call_try){
				.at = now, .outcome = o, .purpose = PURPOSE_RECALL, .this_list = true,
				.dialled = true, .again = s.again,
				.reached = o->flags & (OUTCOME_CONTACT | OUTCOME_MESSAGE)
			};
			c.person.n_tries = 1;
			assert_true(s.again > now && call_hours_at(config, s.again));
			assert_int_equal(call_may(config, &c.person, &c.terms, s.again, NULL), CALL_NOW);
			assert_int_equal(call_may(config, &c.person, &c.terms, s.again - 1, NULL) == CALL_NOW,
					 false);
		}
	config_free(config);
}

static int part_at(const struct config *config, when_t at)
{
	int part = config->calls.n_parts - 1;

	while (part > 0 && when_minute(at) < config->calls.parts[part])
		part--;
	return part;
}

/* Three calls in vain, each at the time that was told: three parts of the day, two days at least. */
static void three_tries_in_three_parts(void **state)
{
	static const char *const clinics[] = {
		"calls: {}\n",
		"hours: {mon-fri: 08:30-12:00 13:30-18:30, sat-sun: 09:00-17:00}\n",
		"calls: {hours: {mon-fri: 09:00-19:30, sat-sun: 10:00-17:00}}\n",
		"calls: {hours: {mon-sat: 09:00-21:00}, outcomes: {no_answer: {try again: [2h, 2h, 2h]}}}\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(clinics); i++) {
		struct config *config = good(clinics[i]);
		const struct outcome_def *o = config_outcome(config, "no_answer");
		when_t now = call_hours_next(config, when_in("2026-11-23T08:00"));
		for (; now < when_in("2026-11-30"); now = call_hours_next(config, now + 7)) {
			struct case_of c;
			when_t at[3] = { now };
			case_init(&c, config, "giveup:9");
			for (int nth = 0; nth < 3; nth++) {
				struct call_step s = call_next_step(config, &c.person, &c.terms, o, 1,
								    WHEN_NONE, at[nth]);
				memmove(c.tries + 1, c.tries, c.person.n_tries++ * sizeof(c.tries[0]));
				c.tries[0] = (struct call_try){ .at = at[nth], .outcome = o, .this_list = true,
								.dialled = true, .again = s.again };
				if (nth < 2)
					at[nth + 1] = s.again;
			}
			unsigned parts = 1U << part_at(config, at[0]) | 1U << part_at(config, at[1]) |
					 1U << part_at(config, at[2]);
			bool one_day = when_day(at[0]) == when_day(at[2]);
			if (one_day || (parts & (parts - 1)) == 0 ||
			    ((parts & (parts - 1)) & ((parts & (parts - 1)) - 1)) == 0)
				fail_msg("clinic %zu: %lld, %lld, %lld", i, (long long)at[0], (long long)at[1],
					 (long long)at[2]);
		}
		config_free(config);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_there),  cmocka_unit_test(somebody_there),
		cmocka_unit_test(call_backs_in_vain),
		cmocka_unit_test(before_the_visit),
		cmocka_unit_test(when_they_like_it),
		cmocka_unit_test(times_of_the_day),
		cmocka_unit_test(numbers),       cmocka_unit_test(other_clinics),
		cmocka_unit_test(what_is_told_comes_true),
		cmocka_unit_test(three_tries_in_three_parts),
	};

	i18n_init("en", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
