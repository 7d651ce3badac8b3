/* A rule of every kind and a clinic that changes by chance, for the tests of membership. */
#ifndef TESTS_STORE_SEGMENTS_SUPPORT_H
#define TESTS_STORE_SEGMENTS_SUPPORT_H

#include "revisit/base/rng.h"
#include "rules_support.h"

enum { PEOPLE = 28, HOMES = 5 };

static struct ruleset *rules; /* those of rules_text */

/* One of every kind of condition. */
static const char rules_text[] =
	"clinic: {quiet: 7 days}\n"
	"dates: {summer-holidays: {every year: [07-04, 08-31]}}\n"
	"segments:\n"
	"  recall-due:\n"
	"    who: [cleaning is due, no upcoming visit, not tagged vip, is active]\n"
	"    order: \"cleaning due date, oldest first\"\n"
	"  lapsed:\n"
	"    who: [last visit is older than 6 months, no upcoming visit]\n"
	"    order: \"last visit, oldest first\"\n"
	"  here-lately: {who: [has visit in the last 30 days]}\n"
	"  no-show-risk:\n"
	"    who:\n"
	"      - next visit is in the next 3 days\n"
	"      - any:\n"
	"          - count of missed visits in the last 24 months is at least 1\n"
	"          - count of visits is exactly 0\n"
	"  spender:\n"
	"    who: [spend in the last 12 months is at least 500]\n"
	"    order: \"spend, largest first\"\n"
	"  has-tag: {who: [tagged vip]}\n"
	"  no-tag: {who: [not tagged vip]}\n"
	"  birthday: {who: [birthday is in the next 7 days]}\n"
	"  children: {who: [age is under 13]}\n"
	"  family: {who: [household has other member in segment lapsed]}\n"
	"  vip-family: {who: [household has other member tagged vip]}\n"
	"  called: {who: [has call in the last 14 days, \"no contact since last visit\"]}\n"
	"  task-late: {who: [has overdue task]}\n"
	"  sent-somebody: {who: [has arrived referral in the last 60 days]}\n"
	"  happy: {who: [nps is at least 9, nps date is in the last 90 days]}\n"
	"  summer: {who: [today is in the 4 weeks before summer-holidays, is active]}\n"
	"  callable: {who: [may be called]}\n"
	"  planned: {who: [has open plan, no upcoming visit]}\n"
	"  post-op: {who: [has implant visit since the last working day]}\n"
	"  both: {who: [in segment lapsed, not in segment has-tag]}\n"
	"  noted: {who: [phone is known, \"notes contains \\\"late\\\"\"]}\n"
	"  half: {who: [spend in the last 12 months is under 50 % of spend between 24 months and 12 "
	"months ago]}\n";

/* --- a clinic --- */

static int64_t anybody(struct rng *r)
{
	return rng_between(r, 1, PEOPLE);
}

static void people(struct store *s, struct rng *r)
{
	begin(s, "people");
	for (int i = 0; i < HOMES; i++) {
		struct household h;
		record_init(&record_household, &h);
		good(store_insert(s, &record_household, &h, &err));
	}
	for (int i = 1; i <= PEOPLE; i++) {
		char chart[16];
		snprintf(chart, sizeof(chart), "%d", 1000 + i);
		add_patient(s, chart, rng_chance(r, 0.5) ? "张伟" : "Anna Lee");
	}
	commit(s);
}

static day_t near(struct rng *r, day_t today)
{
	return today + (rng_chance(r, 0.5) ? rng_between(r, -12, 12) : rng_between(r, -800, 60));
}

static instant_t then(struct rng *r, day_t today)
{
	return instant_make(near(r, today), rng_between(r, 0, 1439));
}

static void fill_visit(struct rng *r, struct visit *v, day_t today)
{
	static const char *const kinds[] = { "cleaning", "implant", "exam", NULL };
	static const int states[] = { VISIT_PLANNED, VISIT_CONFIRMED, VISIT_COMPLETED, VISIT_COMPLETED,
				      VISIT_LEFT, VISIT_NO_SHOW, VISIT_CANCELLED, VISIT_ARRIVED };

	v->patient = anybody(r);
	v->day = near(r, today);
	str_replace(&v->kind, kinds[rng_below(r, ARRAY_SIZE(kinds))]);
	v->status = states[rng_below(r, ARRAY_SIZE(states))];
	v->cancelled_at = v->status == VISIT_CANCELLED ? then(r, today) : INSTANT_NONE;
	v->amount = rng_chance(r, 0.5) ? 10000 * rng_between(r, 1, 9) : MONEY_NONE;
}

static void fill_patient(struct rng *r, struct patient *p, day_t today)
{
	switch (rng_below(r, 7)) {
	case 0:
		p->household = rng_between(r, 0, HOMES);
		break;
	case 1:
		p->referrer = rng_chance(r, 0.2) ? 0 : anybody(r);
		break;
	case 2:
		p->guardian = rng_chance(r, 0.2) ? 0 : anybody(r);
		break;
	case 3:
		p->birth_day = today - rng_between(r, 0, 366 * 20);
		break;
	case 4:
		p->status = rng_chance(r, 0.1) ? PATIENT_MERGED : (int)rng_below(r, 6);
		break;
	case 5:
		str_replace(&p->name, rng_chance(r, 0.5) ? "王芳" : "Zoe");
		patient_complete(p, NULL);
		break;
	default:
		str_replace(&p->notes, rng_chance(r, 0.5) ? "often late" : NULL);
	}
}

static void fill(struct rng *r, const struct record *rec, void *row, day_t today)
{
	struct task *t = row;
	struct attempt *a = row;
	struct survey_answer *q = row;

	if (rec == &record_patient) {
		fill_patient(r, row, today);
		return;
	}
	if (rec == &record_visit) {
		fill_visit(r, row, today);
		return;
	}
	field_set_number(record_field(rec, "patient"), row, anybody(r));
	if (rec == &record_task) {
		str_replace(&t->what, "ring");
		t->due_day = near(r, today);
		t->created_at = then(r, today);
		t->state = (int)rng_below(r, 3);
	} else if (rec == &record_attempt) {
		str_replace(&a->channel, rng_chance(r, 0.7) ? "phone" : "wechat");
		str_replace(&a->direction, rng_chance(r, 0.8) ? "out" : "in");
		str_replace(&a->outcome, rng_chance(r, 0.5) ? "no_answer" : "answered");
		a->day = near(r, today);
	} else if (rec == &record_survey_answer) {
		q->day = near(r, today);
		q->score = rng_between(r, 0, 10);
	} else if (rec == &record_patient_tag) {
		str_replace(&((struct patient_tag *)row)->tag, rng_chance(r, 0.7) ? "vip" : "nervous");
		((struct patient_tag *)row)->until = rng_chance(r, 0.5) ? near(r, today) : DAY_NONE;
	} else if (rec == &record_consent) {
		str_replace(&((struct consent *)row)->state, rng_chance(r, 0.5) ? "no" : "yes");
		str_replace(&((struct consent *)row)->channel, rng_chance(r, 0.5) ? "phone" : NULL);
	} else if (rec == &record_contact) {
		str_replace(&((struct contact *)row)->value, "13800000001");
		((struct contact *)row)->state = (int)rng_below(r, 3);
	} else if (rec == &record_pin) {
		const struct segment *seg = &rules->segments[rng_below(r, (uint32_t)rules->n_segments)];
		str_replace(&((struct pin *)row)->segment, seg->key);
		str_replace(&((struct pin *)row)->hash, rng_chance(r, 0.8) ? seg->hash : "another");
		((struct pin *)row)->way = (int)rng_below(r, 2);
	} else if (rec == &record_plan) {
		str_replace(&((struct plan *)row)->what, "crown");
		((struct plan *)row)->status = (int)rng_below(r, 6);
		((struct plan *)row)->offered_day = near(r, today);
	}
}

static const struct record *some_record(struct rng *r)
{
	static const struct record *const of[] = {
		&record_visit,	 &record_visit,		&record_visit, &record_patient,
		&record_patient, &record_task,		&record_attempt, &record_survey_answer,
		&record_patient_tag, &record_consent, &record_contact, &record_plan, &record_pin,
	};

	return of[rng_below(r, ARRAY_SIZE(of))];
}

union any_row {
	struct row row;
	struct patient patient;
	struct visit visit;
	struct task task;
	struct attempt attempt;
};

/* One row written, changed or deleted; what the database refuses is part of it. */
static void write_some(struct store *s, struct rng *r, day_t today)
{
	union any_row u;
	const struct record *rec = some_record(r);
	int64_t id = rec == &record_patient ? anybody(r) : rng_between(r, 1, 40);
	bool there;

	if (rng_chance(r, 0.15)) {
		store_delete(s, rec, id, &err);
		err_clear(&err);
		return;
	}
	record_init(rec, &u);
	there = (rec == &record_patient || rng_chance(r, 0.4)) && store_get(s, rec, id, &u, &err);
	err_clear(&err);
	fill(r, rec, &u, today);
	if (there)
		store_update(s, rec, &u, NULL, &err);
	else if (rec != &record_patient)
		store_insert(s, rec, &u, &err);
	err_clear(&err);
	record_release(rec, &u);
}

/* As the sqlite3 shell would. */
static void write_past(struct store *s, struct rng *r, day_t today)
{
	char text[300];
	static const char *const edits[] = {
		"UPDATE visit SET day = %2$d WHERE id %% 7 = %1$d %% 7",
		"DELETE FROM visit WHERE id %% 11 = %1$d %% 11",
		"UPDATE visit SET patient = %1$d WHERE id = %3$d AND %2$d <> 0",
		"UPDATE patient SET household = NULL WHERE id = %1$d AND %2$d <> %3$d",
		("INSERT INTO visit (patient, day, status, kind, amount) VALUES (%1$d, %2$d, 'completed', "
		 "'cleaning', 10000 * %3$d)"),
		"UPDATE patient_tag SET patient = %1$d WHERE id = %3$d AND %2$d <> 0",
		"UPDATE patient SET referrer = %3$d WHERE id = %1$d AND %2$d <> 0",
	};

	snprintf(text, sizeof(text), edits[rng_below(r, ARRAY_SIZE(edits))], (int)anybody(r),
		 (int)near(r, today), (int)anybody(r));
	db_exec(s->db, text, NULL);
}

#endif
