/* clinic.yaml, calls: every mistake is told with its place, what is left out is as it comes. */
#include "revisit/base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "revisit/base/i18n.h"
#include "revisit/model/record.h"
#include "support/config.h"

struct mistake {
	const char *text; /* below calls: */
	int line, col;
	const char *says;
};

static void told(const struct mistake *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct err err = ERR_INIT;
		char *text = mem_printf("calls:\n%s", cases[i].text);
		struct config *c = read_text(text, &err);
		if (c || err.code != ERR_CONFIG || err.line != cases[i].line || err.col != cases[i].col ||
		    !strstr(err.msg, cases[i].says))
			fail_msg("%s gives %s %d:%d %s", cases[i].text, err_id(err.code), err.line, err.col,
				 err.msg);
		config_free(c);
		free(text);
	}
}

static void mistakes_have_places(void **state)
{
	static const struct mistake cases[] = {
		{ "  hour: {}\n", 2, 3, "did you mean 'hours'" },
		{ "  zebra: {}\n", 2, 3, "use hours, holidays" },
		{ "  hours: 9-17\n", 2, 10, "map" },
		{ "  hours: {monday: 9:00-12:00}\n", 2, 11, "monday" },
		{ "  hours: {mon: 12:00-9:00}\n", 2, 16, "" },
		{ "  holidays: perhaps\n", 2, 13, "yes, no" },
		{ "  parts of the day: 12:00\n", 2, 21, "list" },
		{ "  parts of the day: [12:00, 11:00]\n", 2, 29, "order" },
		{ "  parts of the day: [0:00]\n", 2, 22, "order" },
		{ "  parts of the day: [8:00, 9:00, 10:00, 11:00]\n", 2, 41, "4 parts" },
		{ "  parts of the day: [noonish]\n", 2, 22, "noonish" },
		{ "  a day: 0\n", 2, 10, "from 1 to 99" },
		{ "  a number a day: many\n", 2, 19, "many" },
		{ "  within: 6\n", 2, 11, "map" },
		{ "  within: {days: 7}\n", 2, 11, "needs both" },
		{ "  within: {days: 7, call: 3}\n", 2, 21, "did you mean 'calls'" },
		{ "  within: {days: 1, calls: 3}\n", 2, 18, "from 2" },
		{ "  claim minutes: 0\n", 2, 18, "from 1" },
		{ "  mine minutes: -1\n", 2, 17, "from 0" },
		{ "  opt out: {}\n", 2, 12, "text" },
		{ "  message hours: always\n", 2, 18, "map" },
	};

	(void)state;
	told(cases, ARRAY_SIZE(cases));
}

static void mistakes_in_outcomes(void **state)
{
	static const struct mistake cases[] = {
		{ "  outcomes: [busy]\n", 2, 13, "map" },
		{ "  outcomes:\n    a b: {means: contact}\n", 3, 5, "a b" },
		{ "  outcomes:\n    x: {lable: y}\n", 3, 9, "did you mean 'label'" },
		{ "  outcomes:\n    x: {means: contakt}\n", 3, 16, "did you mean 'contact'" },
		{ "  outcomes:\n    x: {means: [contact, {}]}\n", 3, 26, "text" },
		{ "  outcomes:\n    x: {try again: soon}\n", 3, 20, "30min" },
		{ "  outcomes:\n    x: {try again: 3m}\n", 3, 20, "30min" },
		{ "  outcomes:\n    x: {try again: 0h}\n", 3, 20, "30min" },
		{ "  outcomes:\n    x: {try again: 367d}\n", 3, 20, "year" },
		{ "  outcomes:\n    x: {try again: [1h, 1h, 1h, 1h, 1h, 1h, 1h]}\n", 3, 45, "6 at most" },
		{ "  outcomes:\n    x: {not before: 0d}\n", 3, 21, "at least a day" },
		{ "  outcomes:\n    x: {reasons: call reason}\n", 3, 18, "did you mean 'call reasons'" },
		{ "  outcomes:\n    x: {which: [busi]}\n", 3, 17, "did you mean 'busy'" },
		{ "  outcomes:\n    x: {which: [busy_off]}\n", 3, 17, "asks which" },
		{ "  outcomes:\n    x: {which: [busy], means: contact}\n", 3, 5, "means nothing" },
		{ "  outcomes:\n    x: {means: final, try again: 1d}\n", 3, 5, "is final" },
		{ "  purposes: {recal: {}}\n", 2, 14, "did you mean 'recall'" },
		{ "  purposes: {recall: {digit: []}}\n", 2, 23, "did you mean 'digits'" },
		{ "  purposes: {recall: {digits: booked}}\n", 2, 31, "list" },
		{ "  purposes: {recall: {digits: [booked, bussy]}}\n", 2, 40, "did you mean 'busy'" },
		{ "  purposes: {recall: {digits: [a, a, a, a, a, a, a, a, a]}}\n", 2, 56, "under more:" },
		{ "  purposes: {recall: {more: [nonsense]}}\n", 2, 30, "nonsense" },
		{ "  purposes: {recall: {give up after: 0}}\n", 2, 38, "from 1" },
		{ "  purposes: {recall: {quiet: never}}\n", 2, 30, "never" },
		{ "  purposes: {recall: {one call: both}}\n", 2, 33, "yes, no" },
	};

	(void)state;
	told(cases, ARRAY_SIZE(cases));
}

static void mistakes_in_channels(void **state)
{
	static const struct mistake cases[] = {
		{ "  dial: linphonec\n", 2, 9, "as a list" },
		{ "  dial: []\n", 2, 9, "program's name" },
		{ "  dial: [ring]\n", 2, 9, "{number}" },
		{ "  dial: [ring, \"{numbr}\"]\n", 2, 16, "did you mean 'number'" },
		{ "  dial: [ring, \"{number\"]\n", 2, 16, "lacks a }" },
		{ "  dial: {program: [ring, \"{number}\"], second: 5}\n", 2, 39, "did you mean 'seconds'" },
		{ "  dial: {seconds: 5}\n", 2, 9, "{number}" },
		{ "  dial: {program: [ring, \"{number}\"], seconds: 0}\n", 2, 48, "from 1" },
		{ "  channels: {sms: {by: gamu}}\n", 2, 24, "did you mean 'gammu'" },
		{ "  channels: {sms: {by: gammu}}\n", 2, 14, "outbox:" },
		{ "  channels: {sms: spool}\n", 2, 14, "outbox:" },
		{ "  channels: {email: {by: mail, from: a@b.c}}\n", 2, 14, "program:" },
		{ "  channels: {email: {by: mail, program: [msmtp, -t]}}\n", 2, 14, "from:" },
		{ "  channels: {email: {by: mail, program: [msmtp, -t], from: \"a@b.c\\nBcc: x\"}}\n", 2, 60,
		  "one line" },
		{ "  channels: {sms: {by: program, program: [send, \"{text}\"]}}\n", 2, 14, "{to}" },
		{ "  channels: {s ms: hand}\n", 2, 14, "s ms" },
		{ "  reminders: {}\n", 2, 14, "list" },
		{ "  reminders: [{by: sms}]\n", 2, 15, "before:" },
		{ "  reminders: [{before: 2d}]\n", 2, 15, "by:" },
		{ "  reminders: [{before: 2d, by: smss}]\n", 2, 32, "did you mean 'sms'" },
		{ "  reminders: [{before: 24h, by: sms}, {before: 1d, by: sms}]\n", 2, 39, "two reminders" },
	};

	(void)state;
	told(cases, ARRAY_SIZE(cases));
}

static void left_out_is_as_it_comes(void **state)
{
	struct config *c = good("");
	const struct call_settings *s = &c->calls;
	const struct purpose_def *recall = config_purpose(c, PURPOSE_RECALL);

	(void)state;
	assert_false(s->has_hours);
	assert_int_equal(s->n_parts, 4);
	assert_int_equal(s->parts[1], 11 * 60 + 30);
	assert_string_equal(recall->digits[0], "booked");
	assert_string_equal(recall->digits[7], "declined");
	assert_null(recall->digits[8]);
	assert_false(recall->has_quiet);
	assert_true(config_purpose(c, PURPOSE_CONFIRM)->has_quiet);
	assert_int_equal(config_channel(c, "sms")->how, DELIVERY_HAND);
	assert_null(config_channel(c, "pigeon"));
	assert_null(config_channel(c, NULL));
	assert_null(config_outcome(c, NULL));
	assert_null(config_outcome(c, "shouted"));
	assert_string_equal(config_outcome_label(c, "shouted"), "shouted");
	assert_string_equal(config_outcome_label(c, "no_answer"), "no answer");
	i18n_init("zh_CN", NULL);
	assert_string_equal(config_outcome_label(c, "switched_off"), "关机");
	i18n_init("en", NULL);
	config_free(c);
}

/* Whatever stands on a digit or under more is an outcome that can be recorded, or asks which. */
static void defaults_hang_together(void **state)
{
	struct config *c = good("");

	(void)state;
	for (int p = 0; p < PURPOSES; p++) {
		const struct purpose_def *d = config_purpose(c, (enum purpose)p);
		for (int i = 0; i < OUTCOME_DIGITS - 1; i++)
			if (!config_outcome(c, d->digits[i]))
				fail_msg("%s %d", purpose_choices[p].key, i + 1);
		for (size_t i = 0; i < d->n_more; i++)
			if (!config_outcome(c, d->more[i]))
				fail_msg("%s: %s", purpose_choices[p].key, d->more[i]);
	}
	for (size_t i = 0; i < c->calls.n_outcomes; i++) {
		const struct outcome_def *o = &c->calls.outcomes[i];
		for (size_t k = 0; k < o->n_which; k++)
			if (!config_outcome(c, o->which[k]) || config_outcome(c, o->which[k])->n_which)
				fail_msg("%s: %s", o->key, o->which[k]);
		if (o->flags & OUTCOME_FINAL && (o->n_delays || !(o->flags & OUTCOME_CONTACT)))
			fail_msg("%s", o->key);
		if ((o->flags & OUTCOME_REASON) != 0 && !o->reasons)
			fail_msg("%s", o->key);
	}
	config_free(c);
}

/* What is about one person, or about the number, never counts for the family by itself. */
static void what_is_of_the_family(void **state)
{
	static const char *const family[] = { "booked", "wants_visit", "confirmed", "cancels", "callback",
					      "will_call", "not_now", "thinking", "refused_call", "talked",
					      "answered", "left_message", "left_message_family", "no_answer",
					      "busy_off", "busy", "switched_off", "out_of_service" };
	struct config *c = good("calls: {outcomes: {ill: {means: [contact, family]}, odd: {means: contact}}}");

	(void)state;
	for (size_t i = 0; i < c->calls.n_outcomes; i++) {
		const struct outcome_def *o = &c->calls.outcomes[i];
		bool is = strcmp(o->key, "ill") == 0;
		for (size_t k = 0; k < ARRAY_SIZE(family); k++)
			is = is || strcmp(o->key, family[k]) == 0;
		if (is != ((o->flags & OUTCOME_FAMILY) != 0))
			fail_msg("%s", o->key);
	}
	config_free(c);
}

static void everything_at_once(void **state)
{
	struct config *c =
		good("calls:\n"
		     "  hours: {mon-fri: 09:00-12:00 13:30-20:00, sat: 10:00-24:00}\n"
		     "  holidays: no\n"
		     "  parts of the day: [12:00, 17:00]\n"
		     "  a day: none\n"
		     "  a number a day: 2\n"
		     "  within: {days: 14, calls: 3}\n"
		     "  claim minutes: 5\n"
		     "  mine minutes: 0\n"
		     "  purposes:\n"
		     "    recall: {digits: [booked, none, vanished], more: none, give up after: none,\n"
		     "             quiet: 1m, script: kind, one call: no}\n"
		     "  outcomes:\n"
		     "    vanished: {label: {en: hung up, zh: 挂断}, means: [contact], try again: [30min, 2 days],\n"
		     "               not before: 1w}\n"
		     "    no_answer: {try again: 1h}\n"
		     "    busy: engaged\n"
		     "    refused: {means: [final, contact, reason]}\n"
		     "    odd: {means: [contact, reason], reasons: cancel reasons}\n"
		     "    group: {label: which, which: [busy, vanished]}\n"
		     "  dial: [ring, --to, \"tel:{number}\"]\n"
		     "  channels:\n"
		     "    sms: {by: gammu, outbox: sms/out, inbox: sms/in}\n"
		     "    email: {by: mail, program: [msmtp, -t], from: a@b.c, seconds: 9}\n"
		     "    telegram: hand\n"
		     "  message hours: {mon-sun: 10:00-18:00}\n"
		     "  reminders:\n"
		     "    - {before: 2d, by: [wechat, sms]}\n"
		     "    - {before: 120 min, by: telegram, template: soon}\n"
		     "  opt out: [X, 退]\n");
	const struct call_settings *s = &c->calls;
	const struct purpose_def *recall = config_purpose(c, PURPOSE_RECALL);
	const struct outcome_def *vanished = config_outcome(c, "vanished");

	(void)state;
	assert_int_equal(s->hours[5].range[0].to, 1440);
	assert_int_equal(s->hours[6].n, 0);
	assert_int_equal(s->n_parts, 3);
	assert_int_equal(s->a_day, 0);
	assert_int_equal(s->number_a_day, 2);
	assert_int_equal(s->in_days * 100 + s->in_days_most, 1403);
	assert_int_equal(s->lease_minutes * 100 + s->mine_minutes, 500);
	assert_null(recall->digits[1]);
	assert_string_equal(recall->digits[2], "vanished");
	assert_null(recall->digits[3]);
	assert_int_equal(recall->n_more, 0);
	assert_int_equal(recall->tries, 0);
	assert_true(recall->has_quiet && recall->quiet.months == 1 && !recall->one_call);
	assert_string_equal(recall->script, "kind");
	assert_int_equal(vanished->flags, OUTCOME_CONTACT);
	assert_int_equal(vanished->n_delays, 2);
	assert_int_equal(vanished->delays[0], 30);
	assert_int_equal(vanished->delays[1], 2880);
	assert_int_equal(vanished->again.weeks, 1);
	assert_int_equal(vanished->pos.line, 14);
	assert_int_equal(config_outcome(c, "no_answer")->n_delays, 1);
	assert_string_equal(config_outcome_label(c, "no_answer"), "no answer");
	assert_string_equal(config_outcome_label(c, "busy"), "engaged");
	assert_string_equal(config_outcome(c, "refused")->reasons, "call_reason");
	assert_string_equal(config_outcome(c, "odd")->reasons, "cancel_reason");
	assert_int_equal(config_outcome(c, "group")->n_which, 2);
	assert_int_equal(s->dial.n, 3);
	assert_null(s->dial.argv[3]);
	assert_true(s->dial.seconds > 0);
	assert_int_equal(config_channel(c, "sms")->how, DELIVERY_GAMMU);
	assert_string_equal(config_channel(c, "sms")->inbox, "sms/in");
	assert_int_equal(config_channel(c, "email")->program.seconds, 9);
	assert_int_equal(config_channel(c, "wechat")->how, DELIVERY_HAND);
	assert_int_equal(s->n_reminders, 2);
	assert_string_equal(s->reminders[0].rule, "2d");
	assert_string_equal(s->reminders[0].template, "remind-1d");
	assert_int_equal(s->reminders[1].minutes, 120);
	assert_string_equal(s->reminders[1].rule, "2h");
	assert_int_equal(s->n_opt_out, 2);
	config_free(c);
}

/* The hours of a day: the week's, a swapped day's, none on a holiday. */
static void hours_of_a_day(void **state)
{
	static const char text[] = "hours: {mon-fri: 08:00-18:00}\n"
				   "closed: [2026-10-01]\n"
				   "open on: {2026-10-10: thu, 2026-12-31: 08:00-12:00, 2026-12-30: closed}\n";
	static const struct {
		const char *calls;
		int m, d;
		minute_t from, to; /* 0: not at all */
	} cases[] = {
		{ "", 11, 23, 480, 1080 },
		{ "", 11, 22, 0, 0 },
		{ "", 10, 1, 0, 0 },
		{ "", 10, 10, 480, 1080 },
		{ "", 12, 31, 480, 720 },
		{ "calls: {holidays: yes}\n", 10, 1, 480, 1080 },
		{ "calls: {holidays: yes}\n", 11, 22, 0, 0 },
		{ "calls: {hours: {thu-sun: 10:00-20:00}}\n", 11, 22, 600, 1200 },
		{ "calls: {hours: {thu-sun: 10:00-20:00}}\n", 11, 23, 0, 0 },
		{ "calls: {hours: {thu-sun: 10:00-20:00}}\n", 10, 1, 0, 0 },
		{ "calls: {hours: {thu-sun: 10:00-20:00}, holidays: yes}\n", 10, 1, 600, 1200 },
		{ "calls: {hours: {thu: 10:00-20:00}}\n", 10, 10, 600, 1200 },
		{ "calls: {hours: {thu: 10:00-20:00}}\n", 12, 31, 480, 720 },
		{ "calls: {hours: {wed: 10:00-20:00}}\n", 12, 30, 0, 0 },
		{ "calls: {hours: {wed: 10:00-20:00}, holidays: yes}\n", 12, 30, 600, 1200 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *all = mem_printf("%s%s", text, cases[i].calls);
		struct config *c = good(all);
		const struct hours *h = config_call_hours(c, day_make(2026, cases[i].m, cases[i].d));
		if (h->n != (cases[i].to > 0) ||
		    (h->n && (h->range[0].from != cases[i].from || h->range[0].to != cases[i].to)))
			fail_msg("%zu: %d %d-%d", i, h->n, h->range[0].from, h->range[0].to);
		config_free(c);
		free(all);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mistakes_have_places),
		cmocka_unit_test(mistakes_in_outcomes),
		cmocka_unit_test(mistakes_in_channels),
		cmocka_unit_test(left_out_is_as_it_comes),
		cmocka_unit_test(defaults_hang_together),
		cmocka_unit_test(what_is_of_the_family),
		cmocka_unit_test(everything_at_once),
		cmocka_unit_test(hours_of_a_day),
	};

	i18n_init("en", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
