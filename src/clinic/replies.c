/* What comes back: replies, opt-outs, answers to reminders, messages that were not delivered. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/segments.h"
#include "revisit/clinic/tasks.h"
#include "revisit/clinic/visits.h"
#include "revisit/store/merge.h"
#include "revisit/text/fold.h"
#include "revisit/text/phone.h"
#include "revisit/text/utf8.h"
#include "messages_parts.h"
#include "talk.h"

enum { ANSWER_DAYS = 8, REPLY_CHARACTERS = 2000, TASK_CHARACTERS = 120 };

static const instant_t day_ms = (instant_t)24 * 3600 * 1000;

struct reply {
	struct clinic *c;
	const char *channel;
	char *number;          /* normal form, NULL: not known */
	int64_t patient;
	struct message *m;
	char folded[256];      /* the text as it is compared */
	struct str did;
};

/* --- what it says --- */

static bool is_word(const char *folded, const char *word)
{
	struct str s;

	str_init(&s);
	text_fold(&s, word);
	/* "退订谢谢": Chinese has no blanks; a word of letters stands first, and is no single letter. */
	bool same = strcmp(folded, s.p) == 0;
	bool han = utf8_has_han(s.p) && strstr(folded, s.p);
	bool first = s.len > 2 && strncmp(folded, s.p, s.len) == 0 && folded[s.len] == ' ';
	str_release(&s);
	return same || han || first;
}

static bool opts_out(const struct reply *r)
{
	const struct call_settings *s = &r->c->config->calls;

	for (size_t i = 0; i < s->n_opt_out; i++)
		if (is_word(r->folded, s->opt_out[i]))
			return true;
	return false;
}

static bool says_yes(const struct reply *r)
{
	static const char *const words[] = { "1",    "ok",   "yes",  "y",    "确认", "好",   "好的",
					     "是",   "是的", "可以", "行",   "收到", "能来",
					     "confirm", "confirmed", "会来", "准时到" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcmp(r->folded, words[i]) == 0)
			return true;
	return false;
}

/* --- opting out --- */

static bool refuse(struct reply *r, int64_t patient, const char *evidence, struct err *err)
{
	return consent_set(r->c, patient, NULL, r->channel, "no", evidence, err);
}

/* Of everybody whose number it is: nobody knows who of the family wrote. */
static bool opt_out(struct reply *r, struct err *err)
{
	struct rows contacts;
	struct str evidence;
	bool own = false;
	bool ok = true;

	rows_init(&contacts, &record_contact);
	str_init(&evidence);
	str_addf(&evidence, _("wrote \"%s\" by %s"), r->m->text, message_channel_label(r->channel));
	if (r->number)
		ok = store_contacts_by_norm(&r->c->store, r->number, &contacts, err);
	for (size_t i = 0; ok && i < contacts.n; i++) {
		const struct contact *k = rows_at(&contacts, i);
		own = own || k->patient == r->patient;
		ok = refuse(r, k->patient, evidence.p, err);
	}
	if (ok && r->patient && !own)
		ok = refuse(r, r->patient, evidence.p, err);
	str_addf(&r->did, _("wants nothing more by %s"), message_channel_label(r->channel));
	str_release(&evidence);
	rows_release(&contacts);
	return ok;
}

/* --- answers --- */

static bool is_open(struct clinic *c, int64_t visit, struct visit *v)
{
	return store_get(&c->store, &record_visit, visit, v, NULL) &&
	       visit_is_booked((enum visit_status)v->status) &&
	       instant_make(v->day, v->minute) > clock_now(&c->clock);
}

/* The visits of the very day they were reminded of last, as far as the same number was told of them. */
static bool confirm_visits(struct reply *r, day_t day, int *n, struct err *err)
{
	struct rows visits;
	bool ok;

	rows_init(&visits, &record_visit);
	ok = store_day(&r->c->store, day, &visits, err);
	for (size_t i = 0; ok && i < visits.n; i++) {
		const struct visit *v = rows_at(&visits, i);
		struct rows told;
		bool reminded = false;
		rows_init(&told, &record_message);
		store_visit_messages(&r->c->store, v->row.id, &told, NULL);
		for (size_t k = 0; k < told.n; k++) {
			const struct message *m = rows_at(&told, k);
			reminded = reminded || (m->state == MESSAGE_SENT && str_eq(m->number, r->number) &&
						str_eq(m->channel, r->channel));
		}
		rows_release(&told);
		if (!reminded || !visit_is_booked((enum visit_status)v->status))
			continue;
		++*n;
		if (v->status == VISIT_PLANNED)
			ok = visit_step(r->c, v->row.id, VISIT_CONFIRMED, NULL, err);
		r->m->visit = r->m->visit ? r->m->visit : v->row.id;
	}
	rows_release(&visits);
	return ok;
}

static bool confirm(struct reply *r, const struct message *asked, bool *done, struct err *err)
{
	struct visit v;
	int n = 0;

	record_init(&record_visit, &v);
	bool ok = true;
	if (asked->visit && is_open(r->c, asked->visit, &v))
		ok = confirm_visits(r, v.day, &n, err);
	if (ok && n) {
		struct str day;
		str_init(&day);
		day_show(&day, v.day, clinic_today(r->c));
		str_addf(&r->did,
			 ngettext("confirms %d visit of %s", "confirms %d visits of %s", (unsigned long)n), n,
			 day.p);
		str_release(&day);
	}
	*done = n > 0;
	record_release(&record_visit, &v);
	return ok;
}

/* "9", "10 very gentle": an answer to a survey. */
static bool score(struct reply *r, const struct message *asked, bool *done, struct err *err)
{
	struct survey_answer a;
	char *end;
	long n = strtol(r->folded, &end, 10);

	*done = false;
	if (!str_eq(asked->purpose, "survey") || end == r->folded || n < 0 || n > 10 ||
	    (*end && *end != ' ' && !((unsigned char)*end >= 0x80)))
		return true;
	record_init(&record_survey_answer, &a);
	a.patient = r->patient;
	a.score = n;
	a.day = clinic_today(r->c);
	a.channel = mem_strdup(r->channel);
	a.words = mem_strdup(end + strspn(end, " "));
	bool ok = survey_answer_add(r->c, &a, err);
	record_release(&record_survey_answer, &a);
	*done = ok;
	str_addf(&r->did, _("answers the survey: %ld"), n);
	return ok;
}

/* What nobody here understands is for the desk to read, today. */
static bool hand_over(struct reply *r, struct err *err)
{
	struct task t;
	struct str what;
	struct str said;

	record_init(&record_task, &t);
	str_init(&what);
	str_init(&said);
	text_harmless(&said, r->m->text, TASK_CHARACTERS);
	str_addf(&what, _("answer the %s: %s"), message_channel_label(r->channel), said.p);
	t.patient = r->patient;
	t.what = str_steal(&what);
	t.due_day = clinic_today(r->c);
	t.assignee = mem_strdup("");
	bool ok = task_add(r->c, &t, err);
	record_release(&record_task, &t);
	str_release(&said);
	str_add(&r->did, _("a to-do asks for an answer"));
	return ok;
}

static bool understand(struct reply *r, struct err *err)
{
	struct message asked;
	bool done = false;

	if (opts_out(r))
		return opt_out(r, err);
	if (!r->patient) {
		str_add(&r->did, _("nobody is known by that number"));
		return true;
	}
	record_init(&record_message, &asked);
	bool ok = true;
	instant_t since = clock_now(&r->c->clock) - ANSWER_DAYS * day_ms;
	if (r->number && store_message_to(&r->c->store, r->channel, r->number, since, &asked)) {
		if (says_yes(r))
			ok = confirm(r, &asked, &done, err);
		if (ok && !done)
			ok = score(r, &asked, &done, err);
	}
	record_release(&record_message, &asked);
	return ok && (done || hand_over(r, err));
}

/* --- who it is --- */

static char *normal(struct clinic *c, const char *number)
{
	struct str s;

	if (str_is_empty(number))
		return NULL;
	str_init(&s);
	if (!strchr(number, '@') && phone_normal(&s, number, c->config->country))
		return str_steal(&s);
	str_clear(&s);
	text_harmless(&s, number, FIELD_CHARACTERS);
	for (char *p = s.p; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return str_steal(&s);
}

/* Who was written to last by that number; else whose number it is. */
static int64_t find_whose(struct reply *r)
{
	struct message last;
	struct rows contacts;
	int64_t patient = 0;

	if (!r->number)
		return 0;
	record_init(&record_message, &last);
	instant_t since = clock_now(&r->c->clock) - 30 * day_ms;
	if (store_message_to(&r->c->store, r->channel, r->number, since, &last))
		patient = last.patient ? store_survivor(&r->c->store, last.patient) : 0;
	record_release(&record_message, &last);
	rows_init(&contacts, &record_contact);
	if (!patient && store_contacts_by_norm(&r->c->store, r->number, &contacts, NULL) && contacts.n) {
		const struct contact *k = rows_at(&contacts, 0);
		patient = k->patient;
	}
	rows_release(&contacts);
	return patient;
}

static int64_t contact_of(struct clinic *c, int64_t patient, const char *number)
{
	struct rows contacts;
	int64_t found = 0;

	rows_init(&contacts, &record_contact);
	store_contacts(&c->store, patient, &contacts, NULL);
	for (size_t i = 0; number && i < contacts.n; i++) {
		const struct contact *k = rows_at(&contacts, i);
		if (!found && str_eq(k->norm, number))
			found = k->row.id;
	}
	rows_release(&contacts);
	return found;
}

bool reply_came(struct clinic *c, const char *channel, const char *number, int64_t patient,
		const char *text, const char *file, char **what, struct err *err)
{
	struct reply r = { .c = c, .channel = channel, .patient = patient };
	struct message m;
	struct str said;

	record_init(&record_message, &m);
	str_init(&said);
	text_harmless(&said, text, REPLY_CHARACTERS);
	m.text = str_steal(&said);
	r.m = &m;
	str_init(&r.did);
	str_init(&said);
	text_fold(&said, m.text);
	snprintf(r.folded, sizeof(r.folded), "%s", said.p);
	str_release(&said);
	r.number = normal(c, number);
	if (!r.patient)
		r.patient = find_whose(&r);
	bool ok = clinic_begin(c, "message-in", r.patient, err);
	if (ok) {
		m.patient = r.patient;
		m.contact = r.patient ? contact_of(c, r.patient, r.number) : 0;
		m.channel = mem_strdup(channel);
		m.direction = mem_strdup("in");
		m.number = mem_strdup(r.number);
		m.state = MESSAGE_CAME;
		m.external_id = mem_strdup(file);
		m.created_at = m.sent_at = clock_now(&c->clock);
		m.created_by = mem_strdup(c->staff);
		ok = understand(&r, err) && message_attempt(c, &m, "replied", err) &&
		     store_insert(&c->store, &record_message, &m, err);
		ok = clinic_end(c, ok, err);
	}
	if (ok && what)
		*what = mem_strdup(r.did.p);
	str_release(&r.did);
	free(r.number);
	record_release(&record_message, &m);
	return ok;
}

bool message_came(struct clinic *c, const char *channel, const char *number, int64_t patient,
		  const char *text, char **what, struct err *err)
{
	char shown[48];

	if (what)
		*what = NULL;
	if (!config_channel(c->config, channel))
		return err_set(err, ERR_BAD_VALUE, _("'%s' is no channel of clinic.yaml"),
			       str_excerpt(shown, sizeof(shown), channel));
	if (utf8_check(text, strlen(text)) < strlen(text))
		return err_set(err, ERR_BAD_TEXT, _("the text is not UTF-8"));
	if (!*text)
		return err_set(err, ERR_MISSING, _("what did they write?"));
	return reply_came(c, channel, number, patient, text, NULL, what, err);
}
