/* Messages: who may be written to, the outbox, programs that hang, fail and lie, replies, reminders. */
#include "revisit/clinic/messages.h"
#include "revisit/base/file.h"
#include "revisit/clinic/undo.h"
#include "revisit/store/day.h"
#include "support.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

static struct err why;

static void fine(bool ok)
{
	if (!ok)
		fail_msg("%s", why.msg);
}

/* clinic.yaml with these channels and reminders. */
static void settle(const char *calls)
{
	struct str yaml;
	bool changed;

	str_init(&yaml);
	str_addf(&yaml, "name: Test\ntimezone: Asia/Shanghai\ncalls:\n%s", calls);
	write_settings(yaml.p);
	str_release(&yaml);
	fine(clinic_watch(&c, &changed, &why));
	assert_true(changed);
}

static const char spool[] = "  channels:\n    sms: {by: spool, outbox: outbox}\n    wechat: hand\n";

static void by_script(const char *body, int seconds)
{
	char *path = path_join(folder, "deliver");
	struct str calls;

	fine(file_write(path, body, strlen(body), &why));
	assert_int_equal(chmod(path, 0700), 0);
	str_init(&calls);
	str_addf(&calls, "  channels:\n    sms: {by: program, program: [\"%s\", \"{to}\", \"{text}\"], seconds: %d}\n",
		 path, seconds);
	settle(calls.p);
	str_release(&calls);
	free(path);
}

static int64_t made(int64_t patient, const char *channel, const char *purpose, const char *words)
{
	struct message m;

	record_init(&record_message, &m);
	m.patient = patient;
	m.channel = mem_strdup(channel);
	m.purpose = mem_strdup(purpose);
	m.text = mem_strdup(words);
	err_clear(&why);
	bool ok = message_make(&c, &m, &why);
	int64_t id = ok ? m.row.id : 0;
	record_release(&record_message, &m);
	return id;
}

static void tell(const struct send_line *l, void *arg)
{
	struct str *all = arg;

	str_addf(all, "%sm%lld %s%s%s", all->len ? "; " : "", (long long)l->message, l->state,
		 l->error ? ": " : "", str_or_empty(l->error));
}

/* What was told; lives until the next call. */
static const char *sent(bool dry)
{
	static char out[2000];
	struct str all;

	str_init(&all);
	fine(messages_send(&c, dry, tell, &all, &why));
	snprintf(out, sizeof(out), "%s", all.p);
	str_release(&all);
	return out;
}

static const char *state_of(int64_t message)
{
	static char out[200];
	char query[200];

	snprintf(query, sizeof(query),
		 "SELECT state || ' ' || tries || coalesce(' ' || error, '') FROM message WHERE id = %lld",
		 (long long)message);
	snprintf(out, sizeof(out), "%s", text(query));
	return out;
}

static const char *file_text(const char *name)
{
	static char out[4000];
	struct str s;
	char *path = path_join(folder, name);

	str_init(&s);
	fine(file_read(path, sizeof(out) - 1, &s, &why));
	snprintf(out, sizeof(out), "%s", s.p);
	str_release(&s);
	free(path);
	return out;
}

static void put_file(const char *name, const char *body)
{
	char *path = path_join(folder, name);

	fine(file_write(path, body, strlen(body), &why));
	free(path);
}

static int files_in(const char *name)
{
	char *path = path_join(folder, name);
	DIR *dir = opendir(path);
	int n = 0;

	for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir))
		n += *e->d_name != '.';
	if (dir)
		closedir(dir);
	free(path);
	return n;
}

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
		assert_string_equal(reply(mobile + 7, words[i]), "refuses text message from now on");
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
	settle("  dial: {program: [sleep, \"10{number}\"], seconds: 1}\n");
	n.norm = "+8613800000042";
	settle("  dial: {program: [sh, -c, 'sleep 20', \"{number}\"], seconds: 1}\n");
	instant_t before = boot_now();
	assert_true(call_dial(&c, &n, &why)); /* it hangs behind us */
	assert_true(boot_now() - before < 900);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, clinic_set_up, clinic_tear_down)

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
		TEST(reminders_come_once_each_in_time),
		TEST(reminders_go_with_their_visit),
		TEST(no_reminder_of_what_was_just_said),
		TEST(opt_out_words_end_it_at_once),
		TEST(an_answer_confirms),
		TEST(a_number_answers_a_survey),
		TEST(inboxes_are_read_once),
		TEST(gammu_files),
		TEST(what_comes_back_marks_the_address),
		TEST(dialling_is_by_arguments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
