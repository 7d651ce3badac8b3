/* Events: which of them a noun means on a day, the last and the next of them, whether there is one.
 */
#include "eval_parts.h"
#include "revisit/care/plan.h"

enum noun noun_kept(enum noun noun)
{
	switch (noun) {
	case NOUN_PROMISE:
	case NOUN_COMPLAINT:
		return NOUN_TASK;
	case NOUN_CONTACT:
	case NOUN_MESSAGE:
		return NOUN_CALL;
	case NOUN_VISIT:
	case NOUN_PLAN:
	case NOUN_TASK:
	case NOUN_CALL:
	case NOUN_REFERRAL:
	case NOUN_SURVEY:
	case NOUN_RESPONSE:
	case NOUN_COUPON:
	case NOUNS:
		break;
	}
	return noun;
}

size_t events_from(const struct view *v, enum noun noun, size_t *end)
{
	enum noun kept = noun_kept(noun);

	*end = v->at[kept + 1];
	return v->at[kept];
}

/* --- which --- */

static bool is_of_noun(const struct eval *e, enum noun noun, const struct event *ev)
{
	switch (noun) {
	case NOUN_PROMISE:
		return ev->promise;
	case NOUN_COMPLAINT:
		return ev->kind == e->r->names.complaint;
	case NOUN_CALL:
		return ev->call;
	case NOUN_CONTACT:
		return ev->reached;
	case NOUN_MESSAGE:
		return ev->message;
	case NOUN_VISIT:
	case NOUN_PLAN:
	case NOUN_TASK:
	case NOUN_REFERRAL:
	case NOUN_SURVEY:
	case NOUN_RESPONSE:
	case NOUN_COUPON:
	case NOUNS:
		break;
	}
	return true;
}

static bool is_of_kind(const struct noun_ref *n, sym_t kind)
{
	for (int i = 0; i < n->n_kinds; i++)
		if (n->kind[i] == kind)
			return true;
	return n->n_kinds == 0;
}

/* A plan costs what is not finished of it. */
static bool is_over(const struct eval *e, int64_t over, const struct event *ev)
{
	if (over == MONEY_NONE)
		return true;
	if (ev->noun == NOUN_PLAN)
		return ev->plan >= 0 && (size_t)ev->plan < e->v->n_plans &&
		       plan_on(e->v, (size_t)ev->plan, e->day).open > over;
	return ev->amount != MONEY_NONE && ev->amount > over;
}

bool event_fits(const struct eval *e, const struct noun_ref *n, const struct event *ev)
{
	return is_of_kind(n, ev->kind) && (!n->provider || n->provider == ev->provider) &&
	       (!n->site || n->site == ev->site) && (!n->channel || n->channel == ev->channel) &&
	       is_of_noun(e, n->noun, ev) && is_over(e, n->over, ev);
}

/* --- when --- */

static bool by_due(enum noun_status status)
{
	return status == STATUS_OPEN || status == STATUS_OVERDUE;
}

day_t event_date(const struct noun_ref *n, const struct event *ev)
{
	switch (noun_kept(n->noun)) {
	case NOUN_VISIT:
		return n->status == STATUS_CANCELLED || n->status == STATUS_RESCHEDULED ? ev->closed
											: ev->day;
	case NOUN_TASK:
		return by_due(n->status)          ? ev->due
		       : n->status == STATUS_DONE ? ev->closed
						  : ev->day;
	case NOUN_REFERRAL:
		return n->status == STATUS_ARRIVED ? ev->closed : ev->day;
	case NOUN_PLAN:
	case NOUN_PROMISE:
	case NOUN_COMPLAINT:
	case NOUN_CALL:
	case NOUN_CONTACT:
	case NOUN_MESSAGE:
	case NOUN_SURVEY:
	case NOUN_RESPONSE:
	case NOUN_COUPON:
	case NOUNS:
		break;
	}
	return ev->day;
}

static struct verdict always(bool is)
{
	return (struct verdict){ is, DAY_MAX };
}

/* From that day on; of an unknown one: always. */
static struct verdict from_day(bool is, day_t from, day_t today)
{
	if (!is)
		return never();
	return from <= today ? always(true) : (struct verdict){ false, from };
}

/* --- whether it is one --- */

static struct verdict visit_there(const struct noun_ref *n, const struct event *ev, day_t today)
{
	enum visit_status is = (enum visit_status)ev->state;

	switch (n->status) {
	case STATUS_USUAL:
		return from_day(visit_is_done(is), ev->day, today);
	case STATUS_UPCOMING:
		if (!visit_is_booked(is) || ev->day < today)
			return never();
		return (struct verdict){ true, ev->day + 1 };
	case STATUS_PLANNED:
		return always(is == VISIT_PLANNED);
	case STATUS_CONFIRMED:
		return always(is == VISIT_CONFIRMED);
	case STATUS_MISSED:
		return from_day(is == VISIT_NO_SHOW, ev->day, today);
	case STATUS_CANCELLED:
		return from_day(is == VISIT_CANCELLED, ev->closed, today);
	case STATUS_RESCHEDULED:
		return from_day(is == VISIT_RESCHEDULED, ev->closed, today);
	case STATUS_ARRIVED:
	case STATUS_OFFERED:
	case STATUS_THINKING:
	case STATUS_ACCEPTED:
	case STATUS_DECLINED:
	case STATUS_ELSEWHERE:
	case STATUS_UNSCHEDULED:
	case STATUS_BROKEN_OFF:
	case STATUS_OPEN:
	case STATUS_OVERDUE:
	case STATUS_DONE:
	case STATUS_ANSWERED:
	case STATUS_UNANSWERED:
	case STATUSES:
		break;
	}
	return never();
}

struct plan_now plan_on(const struct view *v, size_t number, day_t day)
{
	const struct view_plan *p = &v->plans[number];
	struct plan plan = { .status = p->status, .ask_after = p->ask_after };

	/* The items of a view are one plan's own, whatever its id is. */
	if (p->items.n > 0)
		plan.row.id = ((const struct plan_item *)rows_at(&p->items, 0))->plan;
	return plan_now(&plan, &p->items, &v->plan_visits, day);
}

static struct verdict plan_there(const struct eval *e, const struct noun_ref *n,
				 const struct event *ev)
{
	static const int said[STATUSES] = {
		[STATUS_OFFERED] = PLAN_OFFERED,     [STATUS_THINKING] = PLAN_THINKING,
		[STATUS_ACCEPTED] = PLAN_ACCEPTED,   [STATUS_DECLINED] = PLAN_DECLINED,
		[STATUS_ELSEWHERE] = PLAN_ELSEWHERE,
	};
	bool by_state = n->status == STATUS_UNSCHEDULED || n->status == STATUS_BROKEN_OFF ||
			n->status == STATUS_OPEN || n->status == STATUS_DONE;
	struct verdict offered = from_day(true, ev->day, e->day);

	if (n->status == STATUS_USUAL)
		return offered;
	if (!by_state)
		return n->status >= STATUS_OFFERED && n->status <= STATUS_ELSEWHERE &&
				       ev->state == said[n->status]
			       ? offered
			       : never();
	if (ev->plan < 0 || (size_t)ev->plan >= e->v->n_plans)
		return never();
	struct plan_now now = plan_on(e->v, (size_t)ev->plan, e->day);
	bool open = now.state != PLAN_IS_DONE && now.state != PLAN_IS_DECLINED &&
		    now.state != PLAN_IS_ELSEWHERE;
	bool is = n->status == STATUS_UNSCHEDULED  ? now.unscheduled
		  : n->status == STATUS_BROKEN_OFF ? now.broken_off
		  : n->status == STATUS_OPEN       ? open
						   : now.state == PLAN_IS_DONE;
	return both(offered, (struct verdict){ is, now.change });
}

static struct verdict task_there(const struct noun_ref *n, const struct event *ev, day_t today)
{
	enum task_state is = (enum task_state)ev->state;

	switch (n->status) {
	case STATUS_USUAL:
		return from_day(true, ev->day, today);
	case STATUS_OPEN:
		return always(is == TASK_OPEN);
	case STATUS_OVERDUE:
		return from_day(is == TASK_OPEN && ev->due != DAY_NONE, ev->due + 1, today);
	case STATUS_DONE:
		return from_day(is == TASK_DONE, ev->closed, today);
	case STATUS_UPCOMING:
	case STATUS_PLANNED:
	case STATUS_CONFIRMED:
	case STATUS_MISSED:
	case STATUS_CANCELLED:
	case STATUS_RESCHEDULED:
	case STATUS_ARRIVED:
	case STATUS_OFFERED:
	case STATUS_THINKING:
	case STATUS_ACCEPTED:
	case STATUS_DECLINED:
	case STATUS_ELSEWHERE:
	case STATUS_UNSCHEDULED:
	case STATUS_BROKEN_OFF:
	case STATUS_ANSWERED:
	case STATUS_UNANSWERED:
	case STATUSES:
		break;
	}
	return never();
}

struct verdict event_there(const struct eval *e, const struct noun_ref *n, const struct event *ev)
{
	switch (noun_kept(n->noun)) {
	case NOUN_VISIT:
		return visit_there(n, ev, e->day);
	case NOUN_PLAN:
		return plan_there(e, n, ev);
	case NOUN_TASK:
		return task_there(n, ev, e->day);
	case NOUN_CALL:
		if (n->status != STATUS_USUAL && ev->answered != (n->status == STATUS_ANSWERED))
			return never();
		return from_day(true, ev->day, e->day);
	case NOUN_REFERRAL:
		if (n->status == STATUS_ARRIVED)
			return from_day(ev->closed != DAY_NONE, ev->closed, e->day);
		return from_day(true, ev->day, e->day);
	case NOUN_SURVEY:
		return from_day(true, ev->day, e->day);
	case NOUN_PROMISE:
	case NOUN_COMPLAINT:
	case NOUN_CONTACT:
	case NOUN_MESSAGE:
	case NOUN_RESPONSE:
	case NOUN_COUPON:
	case NOUNS:
		break;
	}
	return never();
}

/* --- the last, the first, the next --- */

struct noun_ref noun_ahead(const struct noun_ref *n)
{
	struct noun_ref ahead = *n;

	if (n->status == STATUS_USUAL && noun_kept(n->noun) == NOUN_VISIT)
		ahead.status = STATUS_UPCOMING;
	if (n->status == STATUS_USUAL && noun_kept(n->noun) == NOUN_TASK)
		ahead.status = STATUS_OPEN;
	return ahead;
}

static bool is_better(enum which which, day_t day, const struct found *f)
{
	return !f->event || (which == WHICH_LAST ? day >= f->day : day < f->day);
}

static struct found search(const struct eval *e, const struct noun_ref *n, enum which which)
{
	struct found f = { .day = DAY_NONE, .change = DAY_MAX };
	day_t gone = DAY_MAX; /* when the one that was found is none any more */
	day_t comes = DAY_MAX;
	size_t end;

	for (size_t i = events_from(e->v, n->noun, &end); i < end; i++) {
		const struct event *ev = &e->v->events[i];
		day_t day = event_date(n, ev);
		if (day == DAY_NONE || !event_fits(e, n, ev))
			continue;
		struct verdict there = event_there(e, n, ev);
		bool ahead = which == WHICH_NEXT;
		if (!there.is || (ahead ? day < e->day : day > e->day)) {
			/* Behind today it is no next one ever; of those ahead it is the last on its
			 * day. */
			day_t at = !there.is ? there.change : ahead ? DAY_MAX : day;
			bool late = which == WHICH_FIRST && f.event && at < DAY_MAX && day >= f.day;
			comes = late ? comes : earlier(comes, at);
			continue;
		}
		if (!is_better(which, day, &f))
			continue;
		f.event = ev;
		f.day = day;
		gone = ahead ? earlier(there.change, day + 1) : there.change;
	}
	f.change = f.event ? earlier(gone, comes) : comes;
	return f;
}

struct found find_event(const struct eval *e, const struct noun_ref *n, enum which which)
{
	if (which != WHICH_NEXT || n->status != STATUS_USUAL)
		return search(e, n, which);
	struct noun_ref ahead = noun_ahead(n);
	return search(e, &ahead, which);
}

/* --- is there one --- */

struct has {
	bool is;
	day_t leave; /* when the last of those in the window is out */
	day_t enter;
	day_t newest;  /* in the window, there for good: its time to leave is worked out once */
	day_t soonest; /* beyond the window, there for good; likewise */
};

static void look_at(struct has *h, const struct span *s, day_t day, struct verdict there)
{
	bool in = day == DAY_NONE ? s->win->kind == WIN_NONE : span_holds(s, day);
	bool for_good = there.is && there.change == DAY_MAX;

	if (!in && day == DAY_NONE)
		return;
	if (in && there.is) {
		h->is = true;
		if (day == DAY_NONE)
			h->leave = later(h->leave, there.change);
		else if (for_good)
			h->newest = later(h->newest, day);
		else
			h->leave = later(h->leave, earlier(there.change, span_leave(s, day)));
		return;
	}
	if (in) {
		h->enter = earlier(h->enter, there.change);
		return;
	}
	if (for_good && span_is_steady(s)) {
		if (day > s->hi)
			h->soonest = earlier(h->soonest, day);
		return;
	}
	day_t enter = span_enter(s, day);
	h->enter = earlier(h->enter, there.is ? enter : later(there.change, enter));
}

struct verdict has_on(struct eval *e, const struct noun_ref *n, const struct window *win)
{
	struct has h = {
		.leave = DAY_MIN, .enter = DAY_MAX, .newest = DAY_NONE, .soonest = DAY_MAX
	};
	struct span s = window_span(e, win);
	size_t end;

	for (size_t i = events_from(e->v, n->noun, &end); i < end; i++) {
		const struct event *ev = &e->v->events[i];
		if (!event_fits(e, n, ev))
			continue;
		struct verdict there = event_there(e, n, ev);
		if (there.is || there.change < DAY_MAX)
			look_at(&h, &s, event_date(n, ev), there);
	}
	if (h.is)
		return (struct verdict){ true, h.newest == DAY_NONE
						       ? h.leave
						       : later(h.leave, span_leave(&s, h.newest)) };
	if (h.soonest < DAY_MAX)
		h.enter = earlier(h.enter, span_enter(&s, h.soonest));
	/* What it counts from may change. */
	if (s.kind == SPAN_SINCE)
		h.enter = earlier(h.enter, later(s.until, e->day + 1));
	return (struct verdict){ false, h.enter };
}
