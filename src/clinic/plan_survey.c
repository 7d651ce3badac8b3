/* All open plans, the most valuable first. */
#include "revisit/clinic/plans.h"
#include "revisit/store/plans.h"

static void entry_release(struct plan_entry *e)
{
	free(e->what);
	free(e->offered_by);
}

void plan_survey_release(struct plan_survey *s)
{
	for (size_t i = 0; i < s->n; i++)
		entry_release(&s->v[i]);
	free(s->v);
	*s = (struct plan_survey){ .filter = s->filter, .most = s->most };
}

static bool belongs(enum plan_filter filter, const struct plan_now *now)
{
	switch (filter) {
	case PLANS_OPEN:
		return now->state != PLAN_IS_DONE;
	case PLANS_UNSCHEDULED:
		return now->unscheduled;
	case PLANS_BROKEN_OFF:
		return now->broken_off;
	case PLANS_ASK:
		return now->may_ask;
	case PLAN_FILTERS:
		break;
	}
	return false;
}

static int most_valuable_first(const void *a, const void *b)
{
	const struct plan_entry *x = a;
	const struct plan_entry *y = b;

	if (x->now.open != y->now.open)
		return x->now.open < y->now.open ? 1 : -1;
	return x->plan < y->plan ? -1 : x->plan > y->plan;
}

static void take(struct plan_survey *s, const struct plan_view *v)
{
	s->all++;
	s->money += v->now.open;
	GROW(s->v, s->n, s->cap);
	s->v[s->n++] = (struct plan_entry){
		.plan = v->plan.row.id,
		.patient = v->plan.patient,
		.what = mem_strdup(v->plan.what),
		.now = v->now,
		.status = v->plan.status,
		.offered_day = v->plan.offered_day,
		.ask_after = v->plan.ask_after,
		.offered_by = mem_strdup(v->plan.offered_by),
	};
}

static void put_in_order(struct plan_survey *s)
{
	if (s->n == 0 || (s->most == 0 && !s->done))
		return;
	qsort(s->v, s->n, sizeof(*s->v), most_valuable_first);
	while (s->most && s->n > s->most)
		entry_release(&s->v[--s->n]);
}

bool plan_survey_step(struct clinic *c, struct plan_survey *s, int plans, struct err *err)
{
	struct rows some;
	bool ok;

	rows_init(&some, &record_plan);
	ok = store_open_plans(&c->store, s->after, plans, &some, err);
	for (size_t i = 0; ok && i < some.n; i++) {
		struct plan_view v;
		s->after = ((const struct plan *)rows_at(&some, i))->row.id;
		ok = plan_view_load(c, s->after, &v, err);
		if (!ok)
			break;
		if (belongs(s->filter, &v.now))
			take(s, &v);
		plan_view_release(&v);
	}
	s->done = ok && some.n < (size_t)plans;
	put_in_order(s);
	rows_release(&some);
	return ok;
}
