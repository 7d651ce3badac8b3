/* What the callers of the made-up clinic have before them: a list somebody put together by hand,
 * what was tried on it, call backs that come due today, messages that wait to be sent.
 *
 * With chance of its own and after everything else, so that it changes nobody's story. */
#include "demo_parts.h"
#include "revisit/care/consent.h"
#include "revisit/store/calls.h"
#include "revisit/text/utf8.h"

#define LIST "implants"

enum {
	CALL_SEED = 0x63616c6c,
	ON_LIST = 12,
	MESSAGES = 5,
	EVENING = 20 * 60 + 15, /* when the list was made */
};

/* How the first of the list stand; the others were not rung yet. */
static const struct tried {
	const char *staff, *outcome;
	int days; /* before today, working days */
	minute_t minute;
	int again_days; /* from today; −1: no next step */
	minute_t again;
	bool call_back, anyone;
	struct saying note;
} tried[] = {
	{ "ann",
	  "callback",
	  1,
	  10 * 60 + 40,
	  0,
	  9 * 60 + 30,
	  true,
	  true,
	  { "问了种植价格，说今天上午再打", "asked what an implant costs; ring this morning" } },
	{ "bo",
	  "callback",
	  1,
	  16 * 60 + 5,
	  0,
	  17 * 60 + 10,
	  true,
	  false,
	  { "在开会，今天下班后再打", "in a meeting; ring today after work" } },
	{ "bo", "no_answer", 1, 17 * 60 + 30, 0, 9 * 60, false, false, { NULL, NULL } },
	{ "ann",
	  "not_now",
	  2,
	  11 * 60 + 20,
	  40,
	  0,
	  false,
	  false,
	  { "下个月发了奖金再说", "after the bonus next month" } },
	{ "bo", "left_message", 2, 14 * 60 + 15, 1, 9 * 60, false, false, { NULL, NULL } },
};

static day_t working_days_ago(const struct demo *d, int n)
{
	day_t day = d->today;

	for (int i = 0; i < 30 && n > 0; i++)
		n -= book_is_open(&d->book, --day);
	return day;
}

/* A number to ring, nothing against it, and no visit to come. */
static bool number_of(struct demo *d, int64_t patient, struct contact *out, bool *may)
{
	struct call_person p;
	struct arena arena;
	const struct call_terms terms = { .purpose = PURPOSE_RECALL, .before = WHEN_NONE };
	when_t now = when_of(d->today, d->now);

	arena_init(&arena);
	bool ok = store_call_person(&d->c->store, d->c->config, patient, LIST, PURPOSE_RECALL, now,
				    &arena, &p, d->err);
	*may = ok && call_may(d->c->config, &p, &terms, now, NULL) == CALL_NOW &&
	       p.consent[PURPOSE_RECALL] != CONSENT_NO;
	if (*may) {
		out->row.id = p.numbers[0].contact;
		str_replace(&out->norm, p.numbers[0].norm);
	}
	arena_release(&arena);
	return ok;
}

static bool list_write(struct demo *d)
{
	struct call_list l;

	record_init(&record_call_list, &l);
	l.key = mem_strdup(LIST);
	l.title = mem_strdup("问过种植还没约 (asked about implants)");
	l.purpose = PURPOSE_RECALL;
	l.script = mem_strdup("asked");
	l.subject = SUBJECT_PATIENT;
	l.created_at = instant_make(d->today - 6, EVENING);
	l.created_by = mem_strdup("kim");
	bool ok = put(d, &record_call_list, &l);
	record_release(&record_call_list, &l);
	return ok;
}

static bool entry_write(struct demo *d, int64_t patient, int64_t position)
{
	struct call_entry e;

	record_init(&record_call_entry, &e);
	e.patient = patient;
	e.list = mem_strdup(LIST);
	e.position = position;
	e.added_day = d->today - 6;
	e.added_at = instant_make(e.added_day, EVENING);
	e.added_by = mem_strdup("kim");
	bool ok = put(d, &record_call_entry, &e);
	record_release(&record_call_entry, &e);
	return ok;
}

static bool call_back_write(struct demo *d, int64_t patient, const struct tried *t, instant_t at,
			    bool chinese)
{
	struct task k;

	record_init(&record_task, &k);
	k.patient = patient;
	k.what = mem_printf("%s%s", chinese ? "回电：" : "call back: ", say(&t->note, chinese));
	k.kind = mem_strdup("callback");
	k.list = mem_strdup(LIST);
	k.created_at = at;
	k.created_by = mem_strdup(t->staff);
	k.assignee = t->anyone ? NULL : mem_strdup(t->staff);
	k.due_day = d->today + t->again_days;
	k.due_minute = t->again;
	bool ok = put(d, &record_task, &k);
	record_release(&record_task, &k);
	return ok;
}

static bool tried_write(struct demo *d, const struct regular *who, const struct contact *number,
			const struct tried *t)
{
	day_t day = working_days_ago(d, t->days);
	struct attempt a;

	record_init(&record_attempt, &a);
	a.patient = who->patient;
	a.contact = number->row.id;
	a.channel = mem_strdup("phone");
	a.direction = mem_strdup("out");
	a.outcome = mem_strdup(t->outcome);
	a.day = day;
	a.at = instant_make(day, t->minute);
	a.staff = mem_strdup(t->staff);
	a.list = mem_strdup(LIST);
	a.purpose = mem_strdup("recall");
	a.number = mem_strdup(number->norm);
	a.note = t->note.zh ? mem_strdup(say(&t->note, who->chinese)) : NULL;
	a.again_day = t->again_days < 0 ? DAY_NONE : d->today + t->again_days;
	a.again_minute = t->again;
	bool ok = put(d, &record_attempt, &a) &&
		  (!t->call_back || call_back_write(d, who->patient, t, a.at, who->chinese));
	record_release(&record_attempt, &a);
	return ok;
}

/* Regulars without a visit to come, from a place by chance on. */
static bool hand_picked_write(struct demo *d, struct rng *r)
{
	size_t from = rng_below(r, (uint32_t)d->n_sample);
	size_t n = 0;
	bool ok = list_write(d);

	for (size_t i = 0; ok && i < d->n_sample && n < ON_LIST; i++) {
		const struct regular *who = &d->sample[(from + i) % d->n_sample];
		struct contact number;
		bool may = false;
		record_init(&record_contact, &number);
		ok = number_of(d, who->patient, &number, &may);
		if (ok && may) {
			ok = entry_write(d, who->patient, (int64_t)n + 1) &&
			     (n >= ARRAY_SIZE(tried) || tried_write(d, who, &number, &tried[n]));
			n++;
		}
		record_release(&record_contact, &number);
	}
	return ok;
}

/* Reminds of a visit of the next working day. */
static bool reminder_write(struct demo *d, const struct visit *v, const struct contact *number)
{
	struct message m;
	struct str when;

	str_init(&when);
	day_iso(&when, v->day);
	str_addc(&when, ' ');
	minute_iso(&when, v->minute);
	record_init(&record_message, &m);
	m.patient = v->patient;
	m.contact = number->row.id;
	m.channel = mem_strdup("sms");
	m.direction = mem_strdup("out");
	m.purpose = mem_strdup("confirm");
	m.template = mem_strdup("reminder");
	m.text = demo_is_chinese(d, v->patient)
			 ? mem_printf("【%s】您预约了%s就诊，回复1确认，改时间请来电。",
				      d->c->config->name, when.p)
			 : mem_printf("%s: we expect you on %s. Answer 1 to confirm, or ring us.",
				      d->c->config->name, when.p);
	m.number = mem_strdup(number->norm);
	m.state = MESSAGE_WAITING;
	m.visit = v->row.id;
	m.created_at = instant_make(d->today - 1, 17 * 60 + 40);
	m.created_by = mem_strdup("mei");
	bool ok = put(d, &record_message, &m);
	record_release(&record_message, &m);
	str_release(&when);
	return ok;
}

static bool messages_write(struct demo *d)
{
	struct rows visits;
	struct rows contacts;
	size_t n = 0;

	rows_init(&visits, &record_visit);
	day_t day = config_next_working_day(d->c->config, d->today);
	bool ok = store_unconfirmed(&d->c->store, day, day, &visits, d->err);
	for (size_t i = 0; ok && i < visits.n && n < MESSAGES; i++) {
		const struct visit *v = rows_at(&visits, i);
		rows_init(&contacts, &record_contact);
		ok = store_contacts(&d->c->store, v->patient, &contacts, d->err);
		for (size_t k = 0; ok && k < contacts.n; k++) {
			const struct contact *number = rows_at(&contacts, k);
			if (number->kind != CONTACT_MOBILE || number->state != CONTACT_GOOD)
				continue;
			ok = reminder_write(d, v, number);
			n++;
			break;
		}
		rows_release(&contacts);
	}
	rows_release(&visits);
	return ok;
}

bool calls_shown_write(struct demo *d)
{
	struct rng r;

	rng_seed(&r, d->options->seed ^ CALL_SEED);
	return d->n_sample == 0 || (hand_picked_write(d, &r) && messages_write(d));
}
