/* Reminders, what comes back: replies, opt-outs, files of inboxes, messages that were not delivered. */
#include "messages_support.h"

/* --- reminders --- */

static const char reminding[] =
	"  channels:\n    sms: {by: spool, outbox: outbox}\n    email: hand\n"
	"  message hours: {mon-sun: '08:00-20:00'}\n"
	"  reminders:\n    - {before: 2d, by: [email, sms], template: remind-2d}\n"
	"    - {before: 1d, by: [sms], template: remind-1d}\n    - {before: 2h, by: [sms], template: remind-2h}\n";

static int64_t remind(const char *now)
{
	int64_t n;

	clinic_again(now);
	fine(reminders_make(&c, &n, &why));
	return n;
}

static const char *rules_of(int64_t visit)
{
	static char out[300];
	char query[200];

	snprintf(query, sizeof(query),
		 "SELECT group_concat(coalesce(rule, '-') || ':' || state) FROM (SELECT rule, state FROM message "
		 "WHERE visit = %lld ORDER BY id)",
		 (long long)visit);
	snprintf(out, sizeof(out), "%s", str_or_empty(text(query)));
	return out;
}

static void reminders_come_once_each_in_time(void **state)
{
	(void)state;
	int64_t wei = registered("name=张伟", "sex=male", "language=中文", "mobile=13800000042", NULL);

	settle(reminding);
	int64_t v = booked(wei, "at=2026-11-28T15:00", "kind=cleaning", "provider=lin", NULL);
	assert_int_equal(remind("2026-11-26T14:59"), 0);
	assert_int_equal(remind("2026-11-26T15:00"), 1);
	assert_int_equal(remind("2026-11-26T15:01"), 0);
	assert_string_equal(sent(false), "m1 sent");
	assert_int_equal(remind("2026-11-27T15:00"), 1);
	assert_int_equal(remind("2026-11-27T15:00"), 0);
	assert_string_equal(sent(false), "m2 sent");
	assert_int_equal(remind("2026-11-28T13:00"), 1);
	assert_string_equal(sent(false), "m3 sent");
	assert_string_equal(rules_of(v), "2d:sent,1d:sent,2h:sent");
	assert_int_equal(remind("2026-11-28T15:00"), 0);
	assert_non_null(strstr(file_text("outbox/m1-sms.txt"),
			       "张先生您好，11月28日周六15:00有预约"));
}

static void reminders_go_with_their_visit(void **state)
{
	(void)state;
	int64_t wei = registered("name=张伟", "mobile=13800000042", NULL);

	settle(reminding);
	int64_t off = booked(wei, "at=2026-11-28T15:00", NULL);
	int64_t moved = booked(wei, "at=2026-11-28T16:00", NULL);
	int64_t over = booked(wei, "at=2026-11-28T17:00", NULL);
	int64_t stays = booked(wei, "at=2026-11-28T18:00", NULL);
	assert_int_equal(remind("2026-11-26T18:00"), 4);
	fine(visit_step(&c, off, VISIT_CANCELLED, NULL, &why));
	int64_t next;
	fine(visit_move(&c, moved, day_make(2026, 12, 5), 16 * 60, NULL, &next, &why));
	assert_int_equal(remind("2026-11-26T18:01"), 0);
	assert_string_equal(rules_of(off), "-:dropped");
	assert_string_equal(rules_of(moved), "-:dropped");
	assert_string_equal(rules_of(stays), "2d:waiting");
	/* The moved one is reminded of in its own time. */
	assert_int_equal(remind("2026-12-03T16:00"), 1);
	assert_string_equal(rules_of(next), "2d:waiting");
	assert_string_equal(rules_of(over), "-:dropped");
	/* Called off between making and sending. */
	fine(visit_step(&c, next, VISIT_CANCELLED, NULL, &why));
	assert_non_null(strstr(sent(false), "refused: the visit was moved or called off"));
}

static void no_reminder_of_what_was_just_said(void **state)
{
	(void)state;
	int64_t wei = registered("name=张伟", "mobile=13800000042", NULL);
	int64_t refuses = registered("name=No", "mobile=13800000043", NULL);
	int64_t night = registered("name=Night", "mobile=13800000044", NULL);

	settle(reminding);
	/* Booked for the day after tomorrow, within the two days: only the later ones. */
	int64_t v = booked(wei, "at=2026-11-25T08:00", NULL);
	booked(refuses, "at=2026-11-28T15:00", NULL);
	fine(consent_set(&c, refuses, "confirm", NULL, "no", NULL, &why));
	/* Two hours before is night; the message would come when they are on their way. */
	sql("UPDATE visit SET booked_at = 0");
	booked(night, "at=2026-11-30T08:00", NULL);
	assert_int_equal(remind("2026-11-23T09:02"), 1);
	sql("DELETE FROM message");
	sql("UPDATE visit SET booked_at = 1795395720000 WHERE id = 1");
	assert_int_equal(remind("2026-11-23T09:30"), 0);
	assert_int_equal(remind("2026-11-24T08:00"), 1);
	assert_string_equal(rules_of(v), "1d:waiting");
	assert_int_equal(remind("2026-11-26T18:00"), 0);
	assert_int_equal(remind("2026-11-30T06:30"), 0);
}

/* --- replies --- */

static const char *reply(const char *number, const char *words)
{
	static char out[300];
	char *what = NULL;

	if (!message_came(&c, "sms", number, 0, words, &what, &why))
		return why.msg;
	snprintf(out, sizeof(out), "%s", what);
	free(what);
	return out;
}

static void opt_out_words_end_it_at_once(void **state)
{
	static const char *const words[] = { "T", "t", "Ｔ", "TD", "退订", "退订！谢谢", "stop", "STOP please", "Unsubscribe" };
	static const char *const others[] = { "Tuesday?", "stopped hurting", "R u open", "tomorrow" };
	(void)state;

	settle(spool);
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		char mobile[40];
		snprintf(mobile, sizeof(mobile), "mobile=138000001%02zu", i);
		int64_t wei = registered("name=Wei", mobile, NULL);
		int64_t id = made(wei, "sms", "recall", "x");
		assert_string_equal(reply(mobile + 7, words[i]), "wants nothing more by text message");
		assert_int_equal(message_may(&c, wei, "sms", PURPOSE_RECALL, NULL), 0);
		assert_non_null(strstr(sent(false), "refused"));
		assert_true(message_may(&c, wei, "wechat", PURPOSE_RECALL, NULL) != 0);
		(void)id;
	}
	assert_string_equal(text("SELECT evidence FROM consent ORDER BY id LIMIT 1"), "wrote \"T\" by text message");
	int64_t ann = registered("name=Ann", "mobile=13900000000", NULL);
	int64_t bo = registered("name=Bo", "mobile=13900000000", NULL);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		assert_string_equal(reply("139 0000 0000", others[i]), "a to-do asks for an answer");
	/* A number is a family's: nobody knows who wrote. */
	reply("+86 139 0000 0000", "TD");
	assert_int_equal(message_may(&c, ann, "sms", PURPOSE_RECALL, NULL), 0);
	assert_int_equal(message_may(&c, bo, "sms", PURPOSE_RECALL, NULL), 0);
	assert_string_equal(reply("13711111111", "hello"), "nobody is known by that number");
	assert_int_equal(number("SELECT count(*) FROM message WHERE state = 'came' AND patient IS NULL"), 1);
	all_sound();
}

static void an_answer_confirms(void **state)
{
	(void)state;
	settle(reminding);
	int64_t na = registered("name=李娜", "mobile=13800000042", NULL);
	char word[40];
	snprintf(word, sizeof(word), "guardian=%s", field_of(na, "chart_no"));
	int64_t bao = registered("name=张小宝", "birth_date=2018-03-01", word, NULL);
	int64_t hers = booked(na, "at=2026-11-28T15:00", NULL);
	int64_t his = booked(bao, "at=2026-11-28T15:30", NULL);
	int64_t later = booked(na, "at=2026-12-28T15:30", NULL);
	assert_int_equal(remind("2026-11-26T16:00"), 2);
	sent(false);
	assert_string_equal(reply("13800000042", "好的！"), "confirms 2 visits of Sat 28 Nov");
	assert_int_equal(number("SELECT count(*) FROM visit WHERE status = 'confirmed'"), 2);
	assert_string_equal(reply("13800000042", "2"), "a to-do asks for an answer");
	assert_string_equal(text("SELECT what FROM task"), "answer the text message: 2");
	assert_int_equal(number("SELECT count(*) FROM attempt WHERE direction = 'in'"), 2);
	(void)hers;
	(void)his;
	(void)later;
}

static void a_number_answers_a_survey(void **state)
{
	(void)state;
	settle(spool);
	int64_t wei = registered("name=Wei", "mobile=13800000042", NULL);
	made(wei, "sms", "survey", "0 to 10?");
	sent(false);
	assert_string_equal(reply("13800000042", "9 very gentle"), "answers the survey: 9");
	assert_string_equal(text("SELECT score || words || channel FROM survey_answer"), "9very gentlesms");
	assert_string_equal(reply("13800000042", "11"), "a to-do asks for an answer");
}

static void inboxes_are_read_once(void **state)
{
	static const char part0[] = "\xFE\xFF\x90\x00\x8B\xA2"; /* 退订, torn below */
	int64_t n;
	(void)state;

	settle("  channels:\n    sms: {by: gammu, outbox: outbox, inbox: in}\n");
	int64_t wei = registered("name=Wei", "mobile=13800000042", NULL);
	char *in = path_join(folder, "in");
	fine(folder_make(in, &why));
	put_file("in/IN20261123_090000_00_+8613800000042_00.txt", "first ");
	put_file("in/IN20261123_090000_00_+8613800000042_01.txt", "and last");
	put_file("in/IN20261123_090100_00_10086_00.txt", "\xff\xff bad");
	put_file("in/13800000042_7.txt", "by name");
	put_file("in/x.txt", "From: 138 0000 0042\nSubject: z\n\nby head\n");
	fine(messages_fetch(&c, &n, &why));
	assert_int_equal(n, 3);
	assert_string_equal(text("SELECT group_concat(text, '|') FROM (SELECT text FROM message WHERE patient = 1 "
				 "ORDER BY text)"),
			    "by head|by name|first and last");
	assert_int_equal(files_in("in/done"), 4);
	assert_int_equal(files_in("in/unreadable"), 1);
	fine(messages_fetch(&c, &n, &why));
	assert_int_equal(n, 0);
	/* Read, and the program died before it was moved: it is known. */
	put_file("in/13800000042_7.txt", "by name");
	fine(messages_fetch(&c, &n, &why));
	assert_int_equal(n, 0);
	assert_int_equal(files_in("in/done"), 4);
	/* UTF-16, as gammu-smsd writes it. */
	char *path = path_join(in, "IN20261123_090200_00_+8613800000042_00.txt");
	fine(file_write(path, part0, sizeof(part0) - 1, &why));
	fine(messages_fetch(&c, &n, &why));
	assert_int_equal(n, 1);
	assert_string_equal(text("SELECT text FROM message ORDER BY id DESC LIMIT 1"), "退订");
	assert_int_equal(message_may(&c, wei, "sms", PURPOSE_RECALL, NULL), 0);
	free(path);
	free(in);
}

static void gammu_files(void **state)
{
	(void)state;
	settle("  channels:\n    sms: {by: gammu, outbox: spool/outbox}\n");
	int64_t wei = registered("name=Wei", "mobile=13800000042", NULL);
	int64_t id = made(wei, "sms", "recall", "a好😀");
	assert_string_equal(sent(false), "m1 sent");
	struct str s;
	char *path = path_join(folder, "spool/outbox/OUTC20261123_090200_1_+8613800000042_revisit.txt");
	str_init(&s);
	fine(file_read(path, 100, &s, &why));
	assert_int_equal(s.len, 10);
	assert_memory_equal(s.p, "\xFE\xFF\0a\x59\x7D\xD8\x3D\xDE\x00", 10);
	str_release(&s);
	/* What gammu-smsd could not send is not sent. */
	char *error = path_join(folder, "spool/error");
	char *to = path_join(error, "OUTC20261123_090200_1_+8613800000042_revisit.txt");
	fine(folder_make(error, &why));
	assert_int_equal(rename(path, to), 0);
	int64_t n;
	fine(messages_fetch(&c, &n, &why));
	assert_string_equal(state_of(id), "failed 1 gammu-smsd could not send it");
	assert_string_equal(text("SELECT outcome FROM attempt"), "failed");
	assert_string_equal(text("SELECT state FROM contact"), "good");
	free(to);
	free(error);
	free(path);
}

static void what_comes_back_marks_the_address(void **state)
{
	(void)state;
	char *path = path_join(folder, "mail");
	struct str calls;

	fine(file_write(path, "#!/bin/sh\ncat > \"$(dirname \"$0\")/mail.out\"\n", 43, &why));
	assert_int_equal(chmod(path, 0700), 0);
	str_init(&calls);
	str_addf(&calls, "  channels:\n    email: {by: mail, program: [\"%s\", -t], from: '悦齿 <desk@clinic.example>'}\n", path);
	settle(calls.p);
	int64_t wei = registered("name=张伟", "email=Wei@Example.COM", NULL);
	int64_t id = made(wei, "email", "recall", "您好");
	assert_string_equal(sent(false), "m1 sent");
	const char *mail = file_text("mail.out");
	assert_non_null(strstr(mail, "Date: Mon, 23 Nov 2026 09:02:00 +0800\n"));
	assert_non_null(strstr(mail, "\nFrom: =?UTF-8?B?5oKm6b2/?= <desk@clinic.example>\n"));
	assert_non_null(strstr(mail, "\nTo: =?UTF-8?B?5byg5Lyf?= <wei@example.com>\n"));
	assert_non_null(strstr(mail, "\nContent-Transfer-Encoding: base64\n"));
	assert_non_null(strstr(mail, "\n\n5oKo5aW9\n"));
	const char *external = text("SELECT external_id FROM message");
	assert_non_null(strstr(external, "@clinic.example"));
	struct str report;
	str_init(&report);
	str_addf(&report, "From: MAILER-DAEMON\nMessage-ID: <x@y>\n\n"
			  "Final-Recipient: rfc822; wei@example.com\nStatus: 4.2.2\n\nMessage-ID: <%s>\n", external);
	fine(message_bounce_mail(&c, report.p, &why));
	assert_string_equal(state_of(id), "sent 1");
	str_clear(&report);
	str_addf(&report, "From: MAILER-DAEMON\nMessage-ID: <x@y>\n\nFinal-Recipient: rfc822; wei@example.com\n"
			  "Status: 5.1.1\nDiagnostic-Code: smtp; 550 no such user\n\nMessage-ID: <%s>\n", external);
	fine(message_bounce_mail(&c, report.p, &why));
	assert_string_equal(state_of(id), "bounced 1 smtp; 550 no such user");
	assert_string_equal(text("SELECT state FROM contact"), "dead");
	assert_int_equal(made(wei, "email", "recall", "x"), 0);
	sql("UPDATE contact SET state = 'good'");
	fine(message_bounced(&c, NULL, "wei@example.com", NULL, &why));
	assert_string_equal(text("SELECT state FROM contact"), "dead");
	assert_false(message_bounced(&c, NULL, "nobody@example.com", NULL, &why));
	assert_false(message_bounce_mail(&c, "hello", &why));
	str_release(&report);
	str_release(&calls);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reminders_come_once_each_in_time),
		TEST(reminders_go_with_their_visit),
		TEST(no_reminder_of_what_was_just_said),
		TEST(opt_out_words_end_it_at_once),
		TEST(an_answer_confirms),
		TEST(a_number_answers_a_survey),
		TEST(inboxes_are_read_once),
		TEST(gammu_files),
		TEST(what_comes_back_marks_the_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
