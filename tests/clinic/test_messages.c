/* Messages: who may be written to, the outbox, programs that hang, fail and lie; dialling. */
#include "messages_support.h"
#include "revisit/clinic/undo.h"

/* --- how long --- */

static void short_messages_are_counted(void **state)
{
	static const struct {
		char unit[5];
		int times;
		const char *more;
		int units, parts;
		bool unicode;
	} cases[] = {
		{ "a", 0, "", 0, 0, false },      { "a", 1, "", 1, 1, false },
		{ "a", 160, "", 160, 1, false },  { "a", 161, "", 161, 2, false },
		{ "a", 306, "", 306, 2, false },  { "a", 307, "", 307, 3, false },
		{ "[", 80, "", 160, 1, false },   { "[", 80, "a", 161, 2, false },
		{ "€", 1, "@£Ä", 5, 1, false },   { "a", 152, "€aaaaaaaaaa", 164, 2, false },
		/* 153 does not hold the two halves of the last one. */
		{ "a", 305, "€", 307, 3, false }, { "[", 153, "", 306, 3, false },
		{ "好", 70, "", 70, 1, true },    { "好", 71, "", 71, 2, true },
		{ "好", 134, "", 134, 2, true },  { "好", 135, "", 135, 3, true },
		{ "😀", 35, "", 70, 1, true },    { "😀", 36, "", 72, 2, true },
		{ "😀", 67, "", 134, 3, true },   { "a", 69, "好", 70, 1, true },
		{ "a", 70, "好", 71, 2, true },   { "ç", 1, "", 1, 1, true },
		{ "Ç", 1, "", 1, 1, false },      { "`", 1, "", 1, 1, true },
		{ "\n", 160, "", 160, 1, false },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct str s;
		int units;
		bool unicode;
		str_init(&s);
		for (int k = 0; k < cases[i].times; k++)
			str_add(&s, cases[i].unit);
		str_add(&s, cases[i].more);
		int parts = sms_parts(s.p, &units, &unicode);
		if (parts != cases[i].parts || units != cases[i].units || unicode != cases[i].unicode)
			fail_msg("case %zu: %d parts, %d units, %d", i, parts, units, unicode);
		str_release(&s);
	}
}

/* --- whether --- */

static void consent_decides_when_made_and_when_sent(void **state)
{
	(void)state;
	const char *reason;
	int64_t wei = registered("name=张伟", "mobile=13800000042", NULL);
	int64_t none = registered("name=No Number", NULL);

	settle(spool);
	assert_true(message_may(&c, wei, "sms", PURPOSE_RECALL, &reason) != 0);
	assert_int_equal(message_may(&c, wei, "sms", PURPOSE_MARKETING, &reason), 0);
	assert_string_equal(reason, "offers go only to who said yes to them");
	assert_int_equal(message_may(&c, none, "sms", PURPOSE_RECALL, &reason), 0);
	assert_string_equal(reason, "no number or address for it that is good");
	assert_int_equal(message_may(&c, wei, "pigeon", PURPOSE_RECALL, &reason), 0);
	assert_string_equal(reason, "clinic.yaml has no such channel");
	fine(consent_set(&c, wei, "marketing", NULL, "yes", "form", &why));
	assert_true(message_may(&c, wei, "sms", PURPOSE_MARKETING, &reason) != 0);
	int64_t first = made(wei, "sms", "marketing", "offer");
	int64_t second = made(wei, "sms", "recall", "come");
	assert_true(first && second);
	fine(consent_set(&c, wei, "marketing", "sms", "no", "said so", &why));
	assert_int_equal(made(wei, "sms", "marketing", "offer"), 0);
	assert_int_equal(why.code, ERR_NOT_CALLABLE);
	assert_string_equal(why.msg, "no text message for marketing: said no to such messages");
	assert_string_equal(sent(true), "m1 refused: said no to such messages; m2 sent");
	assert_string_equal(sent(false), "m1 refused: said no to such messages; m2 sent");
	assert_string_equal(state_of(first), "dropped 0 said no to such messages");
	assert_int_equal(files_in("outbox"), 1);
	bool tagged;
	fine(tag_add(&c, wei, "do-not-call", DAY_NONE, &tagged, &why));
	assert_int_equal(made(wei, "sms", "recall", "come"), 0);
	edited(wei, "status", '=', "deceased");
	message_may(&c, wei, "sms", PURPOSE_RECALL, &reason);
	assert_string_equal(reason, "deceased");
	/* One row for each, whatever was said how often. */
	assert_int_equal(number("SELECT count(*) FROM consent"), 2);
	fine(consent_set(&c, wei, "marketing", "sms", "yes", "changed her mind", &why));
	assert_int_equal(number("SELECT count(*) FROM consent"), 2);
	assert_false(consent_set(&c, wei, "markting", "sms", "yes", NULL, &why));
	assert_false(consent_set(&c, wei, "marketing", "pigeon", "yes", NULL, &why));
	assert_false(consent_set(&c, wei, "marketing", "sms", "maybe", NULL, &why));
}

static void a_minor_is_reached_at_the_guardian(void **state)
{
	(void)state;
	const char *reason;
	int64_t na = registered("name=李娜", "mobile=13800000042", NULL);
	char word[40];

	settle(spool);
	snprintf(word, sizeof(word), "guardian=%s", field_of(na, "chart_no"));
	int64_t bao = registered("name=张小宝", "birth_date=2018-03-01", word, NULL);
	int64_t contact = message_may(&c, bao, "sms", PURPOSE_CONFIRM, &reason);
	assert_true(contact && contact == message_may(&c, na, "sms", PURPOSE_CONFIRM, NULL));
	fine(consent_set(&c, na, "confirm", NULL, "no", NULL, &why));
	assert_int_equal(message_may(&c, bao, "sms", PURPOSE_CONFIRM, &reason), 0);
	assert_string_equal(reason, "said no to such messages");
}

/* --- the outbox --- */

static void one_file_a_message_and_an_attempt_each(void **state)
{
	(void)state;
	int64_t wei = registered("name=张伟", "mobile=138 0000 0042", NULL);

	settle(spool);
	int64_t id = made(wei, "sms", "recall", "line one\nline two \033[2J\r\nX: y");
	assert_string_equal(sent(false), "m1 sent");
	assert_string_equal(file_text("outbox/m1-sms.txt"),
			    "To: +8613800000042\nName: 张伟\nChannel: sms\nId: m1\n\n"
			    "line one\nline two [2J\nX: y\n");
	assert_string_equal(sent(false), "");
	assert_string_equal(state_of(id), "sent 1");
	assert_string_equal(text("SELECT channel || direction || outcome || purpose || number || note FROM attempt"),
			    "smsoutsentrecall+8613800000042line one line two [2J X: y");
	/* What is sent is sent: it is no step that ^Z would take back. */
	struct undo_offer offer;
	fine(clinic_undo_offer(&c, false, 0, &offer, &why));
	assert_non_null(offer.words);
	assert_null(strstr(offer.words, "sent"));
	undo_offer_release(&offer);
	all_sound();
}

static void quiet_hours_hold(void **state)
{
	(void)state;
	int64_t wei = registered("name=张伟", "mobile=13800000042", NULL);

	settle("  channels:\n    sms: {by: spool, outbox: outbox}\n  message hours: {mon-sun: '10:00-12:00 14:00-20:00'}\n");
	int64_t id = made(wei, "sms", "recall", "x");
	assert_string_equal(sent(false), "");
	assert_string_equal(text("SELECT datetime(not_before / 1000, 'unixepoch', '+8 hours') FROM message"),
			    "2026-11-23 10:00:00");
	clinic_again("2026-11-23T10:00");
	assert_string_equal(sent(false), "m1 sent");
	clinic_again("2026-11-23T21:00");
	id = made(wei, "sms", "recall", "x");
	assert_string_equal(text("SELECT datetime(not_before / 1000, 'unixepoch', '+8 hours') FROM message "
				 "ORDER BY id DESC LIMIT 1"),
			    "2026-11-24 10:00:00");
	sql("UPDATE message SET not_before = NULL");
	assert_string_equal(sent(false), "m2 later: outside the message hours");
	(void)id;
}

static void what_fails_is_tried_again_five_times_within_a_day(void **state)
{
	(void)state;
	static const char *const at[] = { "2026-11-23T09:02", "2026-11-23T09:07", "2026-11-23T09:37",
					  "2026-11-23T11:37", "2026-11-23T19:37" };
	int64_t wei = registered("name=张伟", "mobile=13800000042", NULL);

	by_script("#!/bin/sh\necho no modem >&2\nexit 75\n", 5);
	int64_t id = made(wei, "sms", "recall", "x");
	for (size_t i = 0; i < 5; i++) {
		clinic_again(at[i]);
		const char *out = sent(false);
		assert_non_null(strstr(out, i < 4 ? "m1 later: " : "m1 failed: "));
		assert_non_null(strstr(out, "deliver ended with 75: no modem"));
		assert_string_equal(sent(false), "");
	}
	assert_int_equal(number("SELECT tries FROM message"), 5);
	assert_string_equal(text("SELECT outcome FROM attempt"), "failed");
	/* Somebody mends it. */
	fine(message_again(&c, id, &why));
	by_script("#!/bin/sh\nexit 0\n", 5);
	assert_string_equal(sent(false), "m1 sent");
	assert_int_equal(number("SELECT count(*) FROM attempt WHERE outcome = 'sent'"), 1);
	assert_false(message_again(&c, id, &why));
	assert_int_equal(why.code, ERR_STEP);
}

static void programs_that_fail_hang_and_lie(void **state)
{
	(void)state;
	int64_t wei = registered("name=-n 张伟", "mobile=13800000042", NULL);

	by_script("#!/bin/sh\nexit 65\n", 5);
	made(wei, "sms", "recall", "x");
	assert_non_null(strstr(sent(false), "m1 failed: "));
	by_script("#!/bin/sh\nsleep 30\n", 1);
	made(wei, "sms", "recall", "x");
	assert_non_null(strstr(sent(false), "m2 later: "));
	assert_non_null(strstr(state_of(2), "was ended after 1 seconds"));
	by_script("#!/bin/sh\necho 'number blocked' >&2\nexit 0\n", 5);
	made(wei, "sms", "recall", "x");
	assert_non_null(strstr(sent(false), "m3 sent: "));
	assert_non_null(strstr(state_of(3), "took it, and said: number blocked"));
	settle("  channels:\n    sms: {by: program, program: [/no/such/program, \"{to}\"]}\n");
	made(wei, "sms", "recall", "x");
	assert_non_null(strstr(sent(false), "m4 later: /no/such/program cannot be started"));
	settle("  channels:\n    sms: {by: program, program: [sh, -c, 'printf \"%s|\" \"$@\"; cat', sh, \"{to}\", \"{text}\", \"{id}\"]}\n");
	made(wei, "sms", "recall", "-rf $(id) `id` ; x");
	assert_non_null(strstr(sent(false), "m5 sent"));
}

static void a_crash_in_the_middle_is_told_and_never_repeated(void **state)
{
	(void)state;
	int64_t wei = registered("name=张伟", "mobile=13800000042", NULL);

	by_script("#!/bin/sh\nexit 0\n", 5);
	int64_t id = made(wei, "sms", "recall", "x");
	sql("UPDATE message SET state = 'sending', tries = 1, not_before = 1795396000000");
	/* Another process may have it for a while yet. */
	assert_string_equal(sent(false), "");
	sql("UPDATE message SET not_before = 0");
	assert_non_null(strstr(sent(true), "m1 unknown: "));
	assert_non_null(strstr(sent(false), "m1 unknown: it was being sent when the program stopped"));
	assert_string_equal(sent(false), "");
	assert_int_equal(number("SELECT count(*) FROM message WHERE state = 'failed'"), 1);
	/* Asked: it had arrived. */
	fine(message_sent_by_hand(&c, id, &why));
	assert_non_null(strstr(state_of(id), "sent 1"));
	/* A spool tells by itself: the file is there, or it is not. */
	settle(spool);
	id = made(wei, "sms", "recall", "y");
	assert_string_equal(sent(false), "m2 sent");
	sql("UPDATE message SET state = 'sending', sent_at = NULL, not_before = 0 WHERE id = 2");
	assert_string_equal(sent(false), "m2 sent");
}

static void by_hand_waits_for_a_hand(void **state)
{
	(void)state;
	int64_t wei = registered("name=张伟", "mobile=13800000042", NULL);

	settle(spool);
	int64_t id = made(wei, "wechat", "recall", "你好");
	assert_string_equal(sent(false), "");
	assert_string_equal(state_of(id), "waiting 0");
	fine(message_sent_by_hand(&c, id, &why));
	assert_string_equal(state_of(id), "sent 0");
	assert_false(message_sent_by_hand(&c, id, &why));
	id = made(wei, "wechat", "recall", "你好");
	fine(message_drop(&c, id, "wrong person", &why));
	assert_string_equal(state_of(id), "dropped 0 wrong person");
	id = made(wei, "wechat", "recall", "x");
	fine(consent_set(&c, wei, NULL, "wechat", "no", NULL, &why));
	assert_non_null(strstr(sent(false), "refused: said no to such messages"));
	assert_int_equal(made(wei, "sms", "recall", ""), 0);
	assert_int_equal(made(wei, "pigeon", "recall", "x"), 0);
	assert_int_equal(why.code, ERR_BAD_VALUE);
	assert_int_equal(made(wei, "sms", NULL, "x"), 0);
	assert_int_equal(why.code, ERR_MISSING);
}

static void dialling_is_by_arguments(void **state)
{
	(void)state;
	struct call_number n = { .norm = "+8613800000042;803", .label = "-x $(id)", .contact = 7 };

	assert_false(call_dial(&c, &n, &why));
	assert_int_equal(why.code, ERR_PROGRAM);
	settle("  dial: [sh, -c, 'printf \"%s|\" \"$@\" >&2; exit 3', sh, \"tel:{number}\", \"{name}\", \"{id}\"]\n");
	assert_false(call_dial(&c, &n, &why));
	assert_string_equal(why.msg, "sh ended with 3: tel:+8613800000042| -x $(id)|7|");
	n.norm = "138; rm -rf";
	assert_false(call_dial(&c, &n, &why));
	assert_int_equal(why.code, ERR_BAD_VALUE);
	n.norm = "+8613800000042";
	settle("  dial: {program: [sh, -c, 'sleep 20', \"{number}\"], seconds: 1}\n");
	assert_false(call_dial(&c, &n, &why));
	assert_string_equal(why.msg, "sh was ended after 1 seconds");
	/* One that goes on and on is left to itself. */
	settle("  dial: {program: [sh, -c, 'sleep 20', \"{number}\"], seconds: 3}\n");
	int64_t began = boot_now();
	fine(call_dial(&c, &n, &why));
	assert_true(boot_now() - began < 2800);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(short_messages_are_counted),
		TEST(consent_decides_when_made_and_when_sent),
		TEST(a_minor_is_reached_at_the_guardian),
		TEST(one_file_a_message_and_an_attempt_each),
		TEST(quiet_hours_hold),
		TEST(what_fails_is_tried_again_five_times_within_a_day),
		TEST(programs_that_fail_hang_and_lie),
		TEST(a_crash_in_the_middle_is_told_and_never_repeated),
		TEST(by_hand_waits_for_a_hand),
		TEST(dialling_is_by_arguments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
