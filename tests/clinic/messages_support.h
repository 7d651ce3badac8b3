/* What the tests of messages share: a clinic with channels, a message made, what sending told. */
#ifndef TESTS_CLINIC_MESSAGES_SUPPORT_H
#define TESTS_CLINIC_MESSAGES_SUPPORT_H

#include "revisit/base/file.h"
#include "revisit/clinic/messages.h"
#include "support.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

static struct err why;

static inline void fine(bool ok)
{
	if (!ok)
		fail_msg("%s", why.msg);
}

/* clinic.yaml with these channels and reminders. */
static inline void settle(const char *calls)
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

static inline void by_script(const char *body, int seconds)
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

static inline int64_t made(int64_t patient, const char *channel, const char *purpose, const char *words)
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

static inline void tell(const struct send_line *l, void *arg)
{
	struct str *all = arg;

	str_addf(all, "%sm%lld %s%s%s", all->len ? "; " : "", (long long)l->message, l->state,
		 l->error ? ": " : "", str_or_empty(l->error));
}

/* What was told; lives until the next call. */
static inline const char *sent(bool dry)
{
	static char out[2000];
	struct str all;

	str_init(&all);
	fine(messages_send(&c, dry, tell, &all, &why));
	snprintf(out, sizeof(out), "%s", all.p);
	str_release(&all);
	return out;
}

static inline const char *state_of(int64_t message)
{
	static char out[200];
	char query[200];

	snprintf(query, sizeof(query),
		 "SELECT state || ' ' || tries || coalesce(' ' || error, '') FROM message WHERE id = %lld",
		 (long long)message);
	snprintf(out, sizeof(out), "%s", text(query));
	return out;
}

static inline const char *file_text(const char *name)
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

static inline void put_file(const char *name, const char *body)
{
	char *path = path_join(folder, name);

	fine(file_write(path, body, strlen(body), &why));
	free(path);
}

static inline int files_in(const char *name)
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

#define TEST(f) cmocka_unit_test_setup_teardown(f, clinic_set_up, clinic_tear_down)

#endif
