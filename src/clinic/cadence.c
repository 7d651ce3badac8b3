#include "revisit/clinic/cadence.h"
#include "revisit/base/i18n.h"
#include "revisit/care/cadence.h"
#include "revisit/store/tasks.h"

bool cadence_fell_away(const struct task *t)
{
	return t->rule && t->state == TASK_CANCELLED && !t->done_by;
}

static const struct followup_def *rule_of(const struct clinic *c, const struct visit *v,
					  const char *rule)
{
	for (size_t i = 0; i < c->config->n_followups; i++) {
		const struct followup_def *d = &c->config->followups[i];
		if (strcmp(d->rule, rule) == 0 && cadence_follows(d, v))
			return d;
	}
	return NULL;
}

static bool is_dead(struct clinic *c, int64_t patient)
{
	struct patient p;

	record_init(&record_patient, &p);
	bool dead = store_patient_name(&c->store, patient, &p) && p.status == PATIENT_DECEASED;
	record_release(&record_patient, &p);
	return dead;
}

static bool make(struct clinic *c, const struct followup_def *d, const struct visit *v,
		 struct err *err)
{
	struct task t;
	day_t due = cadence_due(c->config, d, v->day, clinic_today(c));

	if (due == DAY_NONE || is_dead(c, v->patient))
		return true;
	record_init(&record_task, &t);
	t.patient = v->patient;
	t.what = mem_strdup(i18n_is_chinese() ? d->what_zh : d->what_en);
	t.created_at = clock_now(&c->clock);
	t.created_by = mem_strdup(c->staff);
	t.due_day = due;
	t.assignee = mem_strdup(cadence_assignee(d, v));
	t.kind = mem_strdup(d->kind);
	t.visit = v->row.id;
	t.rule = mem_strdup(d->rule);
	bool ok = clinic_know_terms(c, &record_task, &t, false, err) &&
		  store_insert(&c->store, &record_task, &t, err);
	record_release(&record_task, &t);
	return ok;
}

static void fall_away(const struct clinic *c, struct task *t)
{
	t->state = TASK_CANCELLED;
	t->done_at = clock_now(&c->clock);
	str_replace(&t->done_by, NULL);
}

static void come_back(struct clinic *c, const struct followup_def *d, const struct visit *v,
		      struct task *t)
{
	day_t due = cadence_due(c->config, d, v->day, clinic_today(c));

	if (due == DAY_NONE)
		return;
	t->state = TASK_OPEN;
	t->done_at = INSTANT_NONE;
	if (t->snoozed == 0 || t->due_day < due)
		t->due_day = due;
}

/* The visit was on another day or with somebody else: what nobody decided otherwise goes along. */
static void go_along(struct clinic *c, const struct followup_def *d, const struct visit *before,
		     const struct visit *v, struct task *t)
{
	day_t due = cadence_due(c->config, d, v->day, clinic_today(c));

	if (t->due_day == cadence_day(c->config, d, before->day) && due != DAY_NONE)
		t->due_day = due;
	if (str_eq(str_or_empty(t->assignee), str_or_empty(cadence_assignee(d, before))))
		str_replace(&t->assignee, cadence_assignee(d, v));
}

static bool settle(struct clinic *c, const struct visit *before, const struct visit *v,
		   struct task *t, struct err *err)
{
	bool done = visit_is_done((enum visit_status)v->status);
	const struct followup_def *d = done ? rule_of(c, v, t->rule) : NULL;

	if (d && cadence_fell_away(t))
		come_back(c, d, v, t);
	else if (d && before && t->state == TASK_OPEN)
		go_along(c, d, before, v, t);
	else if (!d && t->state == TASK_OPEN)
		fall_away(c, t);
	return store_update(&c->store, &record_task, t, NULL, err);
}

static bool is_there(const struct rows *tasks, const char *rule)
{
	for (size_t i = 0; i < tasks->n; i++)
		if (strcmp(((const struct task *)rows_at(tasks, i))->rule, rule) == 0)
			return true;
	return false;
}

static bool same_visit(const struct visit *a, const struct visit *b)
{
	return visit_is_done((enum visit_status)a->status) ==
		       visit_is_done((enum visit_status)b->status) &&
	       a->day == b->day && str_eq(a->kind, b->kind) && str_eq(a->provider, b->provider);
}

bool cadence_visit(struct clinic *c, const struct visit *before, const struct visit *v,
		   struct err *err)
{
	bool was = before && visit_is_done((enum visit_status)before->status);
	bool is = visit_is_done((enum visit_status)v->status);
	bool fresh = is && (!was || !str_eq(before->kind, v->kind));
	struct rows tasks;

	if ((!was && !is) || (before && same_visit(before, v)))
		return true;
	rows_init(&tasks, &record_task);
	bool ok = store_visit_tasks(&c->store, v->row.id, &tasks, err);
	for (size_t i = 0; ok && i < tasks.n; i++)
		ok = settle(c, before, v, rows_at(&tasks, i), err);
	for (size_t i = 0; ok && fresh && i < c->config->n_followups; i++) {
		const struct followup_def *d = &c->config->followups[i];
		if (cadence_follows(d, v) && !is_there(&tasks, d->rule))
			ok = make(c, d, v, err);
	}
	rows_release(&tasks);
	return ok;
}

bool cadence_refile(struct clinic *c, int64_t visit, int64_t patient, struct err *err)
{
	struct rows tasks;

	rows_init(&tasks, &record_task);
	bool ok = store_visit_tasks(&c->store, visit, &tasks, err);
	for (size_t i = 0; ok && i < tasks.n; i++) {
		struct task *t = rows_at(&tasks, i);
		t->patient = patient;
		ok = store_update(&c->store, &record_task, t, NULL, err);
	}
	rows_release(&tasks);
	return ok;
}
