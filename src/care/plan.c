#include "revisit/care/plan.h"
#include "revisit/base/i18n.h"

const struct choice plan_state_choices[] = {
	[PLAN_IS_OFFERED] = { "offered", N_("offered") },
	[PLAN_IS_THINKING] = { "thinking", N_("thinking about it") },
	[PLAN_IS_ACCEPTED] = { "accepted", N_("accepted") },
	[PLAN_IS_BOOKED] = { "booked", N_("booked") },
	[PLAN_IS_IN_PROGRESS] = { "in_progress", N_("in progress") },
	[PLAN_IS_DONE] = { "done", N_("done") },
	[PLAN_IS_DECLINED] = { "declined", N_("not wanted") },
	[PLAN_IS_ELSEWHERE] = { "elsewhere", N_("done elsewhere") },
	{ 0 },
};

/* What nobody came for within a month of the day it was due is not merely late. */
static const struct interval patience = { .months = 1 };

bool plan_is_open(const struct plan *plan)
{
	return plan->status == PLAN_OFFERED || plan->status == PLAN_THINKING ||
	       plan->status == PLAN_ACCEPTED;
}

void item_title(struct str *out, const struct plan_item *item)
{
	str_add(out, str_or_empty(item->what));
	if (!str_is_empty(item->teeth))
		str_addf(out, " %s", item->teeth);
}

static bool is_of(const struct visit *v, const struct plan_item *item)
{
	return item->row.id && v->plan_item == item->row.id;
}

/* A booking whose day went by without a word is none any more. */
static bool stands(const struct visit *v, day_t today)
{
	enum visit_status s = (enum visit_status)v->status;

	return v->day >= today && (visit_is_booked(s) || visit_is_here(s));
}

static int64_t visits_of(const struct plan_item *item)
{
	return item->visits > 1 ? item->visits : 1;
}

static struct interval gap_of(const struct plan_item *item)
{
	struct interval gap = { 0 };

	if (!str_is_empty(item->gap))
		interval_parse(item->gap, &gap, NULL);
	return gap;
}

/* Whether it is another visit of the course: one that took place or is booked. */
static bool counts(const struct visit *v, const struct plan_item *item, int64_t but)
{
	enum visit_status s = (enum visit_status)v->status;

	return is_of(v, item) && v->row.id != but &&
	       (visit_is_booked(s) || visit_is_here(s) || visit_is_done(s));
}

static bool too_near(const struct visit *v, day_t day, struct interval gap)
{
	return v->day <= day ? day_add(v->day, gap, +1) > day : day_add(day, gap, +1) > v->day;
}

day_t item_earliest(const struct plan_item *item, const struct rows *visits, int64_t but, day_t day)
{
	struct interval gap = gap_of(item);
	day_t earliest = DAY_NONE;

	if (str_is_empty(item->gap))
		return DAY_NONE;
	for (size_t i = 0; i < visits->n; i++) {
		const struct visit *v = rows_at(visits, i);
		day_t from = earliest != DAY_NONE ? earliest : day;
		if (!counts(v, item, but) || (day != DAY_NONE && !too_near(v, from, gap)) ||
		    (earliest != DAY_NONE && day_add(v->day, gap, +1) <= earliest))
			continue;
		earliest = day_add(v->day, gap, +1);
		/* That day may be too near to one that was fine before. */
		if (day != DAY_NONE)
			i = SIZE_MAX;
	}
	return earliest;
}

day_t item_next_near(const struct plan_item *item, const struct rows *visits, int64_t but,
		     day_t day)
{
	day_t next = DAY_NONE;

	for (size_t i = 0; i < visits->n && !str_is_empty(item->gap); i++) {
		const struct visit *v = rows_at(visits, i);
		if (counts(v, item, but) && v->day > day && too_near(v, day, gap_of(item)) &&
		    (next == DAY_NONE || v->day < next))
			next = v->day;
	}
	return next;
}

struct item_now item_now(const struct plan_item *item, const struct rows *visits, day_t today)
{
	struct item_now now = { .last = DAY_NONE };

	for (size_t i = 0; i < visits->n; i++) {
		const struct visit *v = rows_at(visits, i);
		if (!is_of(v, item))
			continue;
		if (visit_is_done((enum visit_status)v->status)) {
			now.done++;
			now.last = v->day > now.last ? v->day : now.last;
		}
		now.booked += stands(v, today);
	}
	now.over = item->state != ITEM_OPEN || now.done >= visits_of(item);
	int64_t left = visits_of(item) - now.done - now.booked;
	now.left = now.over || left < 0 ? 0 : (int)left;
	now.earliest = item_earliest(item, visits, 0, DAY_NONE);
	if (now.earliest < today)
		now.earliest = today;
	return now;
}

static void add_money(int64_t *sum, int64_t amount)
{
	if (amount != MONEY_NONE)
		*sum = (*sum == MONEY_NONE ? 0 : *sum) + amount;
}

/* What the visits say of it, before what was said counts. */
struct tally {
	int parts, over; /* that are wanted; of them finished */
	int booked;
	day_t overdue;   /* the last day on which what comes next is not late yet */
};

static void count_item(struct plan_now *now, struct tally *t, const struct plan_item *item,
		       const struct rows *visits, day_t today)
{
	struct item_now in = item_now(item, visits, today);

	now->done += in.done;
	now->last = in.last > now->last ? in.last : now->last;
	if (item->state == ITEM_DROPPED)
		return;
	t->booked += in.booked;
	t->parts++;
	t->over += in.over;
	now->visits += visits_of(item) > in.done ? (int)visits_of(item) : in.done;
	add_money(&now->price, item->price);
	if (!in.over && item->price != MONEY_NONE)
		now->open += item->price;
	if (in.left == 0 || now->next_item)
		return;
	now->next_item = item->row.id;
	now->earliest = in.earliest;
	if (in.last != DAY_NONE)
		t->overdue = day_add(in.last, gap_of(item), +1);
}

/* Bookings pass, and only then is what they were for without one. */
static day_t first_change(const struct plan *plan, const struct rows *items,
			  const struct rows *visits, const struct tally *t, day_t today)
{
	day_t change = DAY_MAX;
	day_t late = t->overdue == DAY_NONE ? DAY_MAX : day_add(t->overdue, patience, +1);

	for (size_t i = 0; i < visits->n; i++) {
		const struct visit *v = rows_at(visits, i);
		bool ours = false;
		for (size_t k = 0; k < items->n && stands(v, today) && !ours; k++) {
			const struct plan_item *item = rows_at(items, k);
			ours = item->plan == plan->row.id && is_of(v, item);
		}
		if (ours && v->day < change)
			change = v->day + 1;
	}
	if (late >= today && late < change)
		change = late + 1;
	if (plan->ask_after > today && plan->ask_after < change)
		change = plan->ask_after;
	return change;
}

static const struct visit *first_booked(const struct plan *plan, const struct rows *items,
			    const struct rows *visits, day_t today)
{
	const struct visit *first = NULL;

	for (size_t i = 0; i < visits->n; i++) {
		const struct visit *v = rows_at(visits, i);
		bool ours = false;
		for (size_t k = 0; k < items->n && !ours; k++) {
			const struct plan_item *item = rows_at(items, k);
			ours = item->plan == plan->row.id && is_of(v, item) &&
			       item->state != ITEM_DROPPED;
		}
		if (!ours || !stands(v, today))
			continue;
		if (!first || v->day < first->day ||
		    (v->day == first->day && v->minute < first->minute))
			first = v;
	}
	return first;
}

static enum plan_state state_of(const struct plan *plan, const struct plan_now *now,
				const struct tally *t)
{
	switch ((enum plan_status)plan->status) {
	case PLAN_DONE:
		return PLAN_IS_DONE;
	case PLAN_DECLINED:
		return PLAN_IS_DECLINED;
	case PLAN_ELSEWHERE:
		return PLAN_IS_ELSEWHERE;
	case PLAN_OFFERED:
	case PLAN_THINKING:
	case PLAN_ACCEPTED:
		break;
	}
	if (t->parts > 0 && t->over == t->parts)
		return PLAN_IS_DONE;
	if (now->done > 0 || t->over > 0)
		return PLAN_IS_IN_PROGRESS;
	if (t->booked > 0)
		return PLAN_IS_BOOKED;
	return plan->status == PLAN_OFFERED    ? PLAN_IS_OFFERED
	       : plan->status == PLAN_THINKING ? PLAN_IS_THINKING
					       : PLAN_IS_ACCEPTED;
}

struct plan_now plan_now(const struct plan *plan, const struct rows *items,
			 const struct rows *visits, day_t today)
{
	struct plan_now now = { .price = MONEY_NONE, .last = DAY_NONE, .earliest = today };
	struct tally t = { .overdue = DAY_NONE };

	for (size_t i = 0; i < items->n; i++) {
		const struct plan_item *item = rows_at(items, i);
		if (item->plan == plan->row.id)
			count_item(&now, &t, item, visits, today);
	}
	now.state = state_of(plan, &now, &t);
	bool wanted = now.state == PLAN_IS_ACCEPTED || now.state == PLAN_IS_IN_PROGRESS;
	bool asked = now.state == PLAN_IS_OFFERED || now.state == PLAN_IS_THINKING ||
		     now.state == PLAN_IS_DECLINED;
	if (!plan_is_open(plan) || now.state == PLAN_IS_DONE) {
		now.next_item = 0;
		now.open = 0;
	}
	const struct visit *next = first_booked(plan, items, visits, today);
	now.next_visit = next ? next->row.id : 0;
	now.next_day = next ? next->day : DAY_NONE;
	now.unscheduled = wanted && t.booked == 0;
	if (t.overdue == DAY_NONE)
		t.overdue = now.last;
	now.broken_off = now.state == PLAN_IS_IN_PROGRESS && t.booked == 0 &&
			 t.overdue != DAY_NONE && day_add(t.overdue, patience, +1) < today;
	now.may_ask = asked && plan->ask_after != DAY_NONE && plan->ask_after <= today;
	now.change = first_change(plan, items, visits, &t, today);
	return now;
}

/* How well it fits: 0 not at all, 2 by its teeth too. */
static int fit(const struct plan_item *item, const struct visit *v)
{
	if (str_is_empty(item->kind) || !str_eq(item->kind, v->kind))
		return 0;
	if (str_is_empty(item->teeth) || str_is_empty(v->teeth))
		return 1;
	return str_eq(item->teeth, v->teeth) ? 2 : 0;
}

static bool of_open_plan(const struct rows *plans, int64_t plan)
{
	for (size_t i = 0; i < plans->n; i++) {
		const struct plan *p = rows_at(plans, i);
		if (p->row.id == plan)
			return plan_is_open(p);
	}
	return false;
}

int64_t item_for(const struct rows *plans, const struct rows *items, const struct rows *visits,
		 const struct visit *v, day_t today)
{
	int best = 0;
	int64_t found = 0;

	for (size_t i = 0; i < items->n; i++) {
		const struct plan_item *item = rows_at(items, i);
		int f = fit(item, v);
		if (f <= best || !of_open_plan(plans, item->plan) ||
		    item_now(item, visits, today).left == 0)
			continue;
		best = f;
		found = item->row.id;
	}
	return found;
}
