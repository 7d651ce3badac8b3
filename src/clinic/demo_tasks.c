/* To-dos that show what a to-do can: time windows, series, put off with a reason, and what follows
 * the visits of the last days. */
#include "demo_parts.h"
#include "revisit/care/cadence.h"
#include "revisit/care/task.h"
#include "revisit/text/fold.h"
#include "revisit/text/utf8.h"

enum { LAST_DAYS = 9, TASK_SEED = 0x7a5c };

static const struct shown {
	int cast; /* −1: of the clinic */
	const char *what, *kind, *by, *who, *repeat;
	int due; /* days from today */
	minute_t from, until;
	int promise, priority, snoozed;
	const char *reason;
} shown[] = {
	{ -1, "灭菌锅生物监测", NULL, "kim", "nurse", "1w", 0, 12 * 60, 13 * 60 + 30, 0, 0, 0,
	  NULL },
	{ -1, "check the emergency kit", NULL, "mei", "desk", "1m", 3, MINUTE_NONE, MINUTE_NONE, 0,
	  0, 0, NULL },
	{ -1, "催技工所：3号牙模", "lab", "ann", "ann", NULL, 0, 16 * 60, MINUTE_NONE, 0,
	  PRIORITY_HIGH, 1, "技工所说下午才到" },
	{ CAST_WANG_FANG, "回电话：下午2点到4点方便", "call", "bo", "bo", NULL, 0, 14 * 60, 16 * 60,
	  1, 0, 0, NULL },
	{ CAST_ANN_LEE, "send the price of whitening", "price", "amy", "amy", NULL, 1, MINUTE_NONE,
	  MINUTE_NONE, 1, 0, 2, "waits for the new price list" },
	{ CAST_ZENG_WEI, "问牙冠用得怎么样", "care", "ann", "caller", "6m", 5, MINUTE_NONE,
	  MINUTE_NONE, 0, PRIORITY_LOW, 0, NULL },
};

static bool shown_write(struct demo *d, const struct shown *s)
{
	struct task t;

	record_init(&record_task, &t);
	t.patient = s->cast >= 0 ? d->cast[s->cast] : 0;
	t.what = mem_strdup(s->what);
	t.kind = mem_strdup(s->kind);
	t.promise = s->promise;
	t.priority = s->priority;
	t.due_day = day_open_from(d->c->config, d->today + s->due);
	t.due_minute = s->from;
	t.until_minute = s->until;
	t.repeat = mem_strdup(s->repeat);
	t.repeat_from = s->repeat ? t.due_day : DAY_NONE;
	t.snoozed = s->snoozed;
	t.snooze_reason = mem_strdup(s->reason);
	t.created_at = office_hour(d, d->today - 4);
	t.created_by = mem_strdup(s->by);
	t.assignee = mem_strdup(s->who);
	bool ok = (s->cast >= 0 && !t.patient) || put(d, &record_task, &t);
	record_release(&record_task, &t);
	return ok;
}

bool demo_is_chinese(struct demo *d, int64_t patient)
{
	struct patient p;
	uint32_t first = 0;

	record_init(&record_patient, &p);
	if (store_get(&d->c->store, &record_patient, patient, &p, NULL) && !str_is_empty(p.name))
		utf8_decode(p.name, strlen(p.name), &first);
	record_release(&record_patient, &p);
	return cp_is_han(first);
}

/* Those due before today were mostly asked. */
static bool follow(struct demo *d, struct rng *r, const struct visit *v,
		   const struct followup_def *def)
{
	struct task t;

	record_init(&record_task, &t);
	t.patient = v->patient;
	t.visit = v->row.id;
	t.rule = mem_strdup(def->rule);
	t.what = mem_strdup(demo_is_chinese(d, v->patient) ? def->what_zh : def->what_en);
	t.kind = mem_strdup(def->kind);
	t.due_day = cadence_day(d->c->config, def, v->day);
	t.created_at = v->completed_at;
	t.created_by = mem_strdup("mei");
	t.assignee = mem_strdup(cadence_assignee(def, v));
	if (t.due_day < d->today && rng_chance(r, 0.93)) {
		t.state = TASK_DONE;
		t.done_at = office_hour(d, t.due_day);
		t.done_by = mem_strdup(rng_chance(r, 0.5) ? "bo" : "ann");
	}
	bool ok = put(d, &record_task, &t);
	record_release(&record_task, &t);
	return ok;
}

static bool follow_day(struct demo *d, struct rng *r, day_t day)
{
	struct rows visits;

	rows_init(&visits, &record_visit);
	bool ok = store_day(&d->c->store, day, &visits, d->err);
	for (size_t i = 0; ok && i < visits.n; i++) {
		const struct visit *v = rows_at(&visits, i);
		for (size_t k = 0; ok && k < d->c->config->n_followups; k++)
			if (visit_is_done((enum visit_status)v->status) &&
			    v->completed_at != INSTANT_NONE &&
			    cadence_follows(&d->c->config->followups[k], v))
				ok = follow(d, r, v, &d->c->config->followups[k]);
	}
	rows_release(&visits);
	return ok;
}

bool tasks_shown_write(struct demo *d)
{
	struct rng r;
	bool ok = true;

	rng_seed(&r, d->options->seed ^ TASK_SEED);
	for (size_t i = 0; ok && i < ARRAY_SIZE(shown); i++)
		ok = shown_write(d, &shown[i]);
	for (day_t day = d->today - LAST_DAYS; ok && day <= d->today; day++)
		ok = follow_day(d, &r, day);
	return ok;
}
