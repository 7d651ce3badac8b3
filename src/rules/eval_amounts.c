/* Amounts: counts and sums over events, ages and scores, and when they may pass a limit; dates. */
#include "eval_parts.h"
#include "revisit/care/plan.h"

/* --- sums --- */

static void add_step(struct amount_now *out, day_t day, int64_t by)
{
	out->change = earlier(out->change, day);
	if (day >= DAY_MAX || by == 0)
		return;
	if (out->n == STEPS_MAX) {
		out->many = true;
		return;
	}
	/* In order of the day; they mostly come so. */
	size_t i = out->n++;
	for (; i > 0 && out->step[i - 1].day > day; i--)
		out->step[i] = out->step[i - 1];
	out->step[i] = (struct amount_step){ day, by };
}

static int64_t sum(int64_t a, int64_t b)
{
	int64_t s;

	return __builtin_add_overflow(a, b, &s) ? (a < 0 ? INT64_MIN : INT64_MAX) : s;
}

static int64_t product(int64_t a, int64_t b)
{
	int64_t p;

	return __builtin_mul_overflow(a, b, &p) ? ((a < 0) == (b < 0) ? INT64_MAX : INT64_MIN) : p;
}

static void add_event(struct amount_now *out, struct verdict v, int64_t worth)
{
	if (worth == 0)
		return;
	if (v.is) {
		out->value = sum(out->value, worth);
		out->counted++;
	}
	if (v.change < DAY_MAX)
		add_step(out, v.change, v.is ? -worth : worth);
}

static int64_t worth_of(enum fact fact, const struct event *ev)
{
	bool knows_both = ev->amount != MONEY_NONE && ev->paid != MONEY_NONE;

	if (fact == FACT_SPEND)
		return ev->amount == MONEY_NONE ? 0 : ev->amount;
	if (fact == FACT_PAID)
		return ev->paid == MONEY_NONE ? 0 : ev->paid;
	/* As on the card: what was paid too much for one visit pays no other. */
	if (fact == FACT_DEBT)
		return knows_both && ev->paid < ev->amount ? ev->amount - ev->paid : 0;
	return 1;
}

static void sum_up(struct eval *e, enum fact fact, const struct noun_ref *n,
		   const struct window *win, struct amount_now *out)
{
	struct span s = window_span(e, win);
	size_t end;

	out->known = true;
	for (size_t i = events_from(e->v, n->noun, &end); i < end; i++) {
		const struct event *ev = &e->v->events[i];
		if (!event_fits(e, n, ev))
			continue;
		struct verdict there = event_there(e, n, ev);
		if (!there.is && there.change == DAY_MAX)
			continue;
		day_t day = event_date(n, ev);
		struct verdict in = day != DAY_NONE
					    ? span_on(&s, day)
					    : (struct verdict){ win->kind == WIN_NONE, DAY_MAX };
		add_event(out, both(there, in), worth_of(fact, ev));
	}
	if (s.kind == SPAN_SINCE) {
		/* Another event to count from changes all of it. */
		out->change = earlier(out->change, later(s.until, e->day + 1));
		out->many = out->many || s.until < DAY_MAX;
	}
}

static void add_plans(const struct eval *e, struct amount_now *out)
{
	out->known = true;
	for (size_t i = 0; i < e->v->n_plans; i++) {
		struct plan_now now = plan_on(e->v, i, e->day);
		out->value = sum(out->value, now.open);
		out->counted += now.open != 0;
	}
}

/* --- ages, scores --- */

day_t birth_of(const struct view *v)
{
	int64_t birth = v->fact[FACT_BIRTH_DATE];

	return birth == FACT_MISSING ? DAY_NONE : recall_birth((day_t)birth, v->birth_precision);
}

static day_t birthday(day_t birth, int64_t years)
{
	if (years > 9999 || years < 0)
		return DAY_MAX;
	return day_add(birth, (struct interval){ .years = (int)years }, +1);
}

static void add_age(const struct eval *e, struct amount_now *out)
{
	day_t birth = birth_of(e->v);

	if (birth == DAY_NONE)
		return;
	int age = age_on(birth, e->day);
	out->known = age >= 0;
	out->value = age;
	out->change = age >= 0 ? birthday(birth, age + 1) : birth;
	out->many = true;
}

static const struct noun_ref any_survey = { .noun = NOUN_SURVEY, .over = MONEY_NONE };
static const struct noun_ref any_visit = { .noun = NOUN_VISIT, .over = MONEY_NONE };
static const struct noun_ref any_arrival = { .noun = NOUN_REFERRAL,
					     .status = STATUS_ARRIVED,
					     .over = MONEY_NONE };
static const struct window any_time = { .kind = WIN_NONE };

static void add_score(const struct eval *e, struct amount_now *out)
{
	struct found f = find_event(e, &any_survey, WHICH_LAST);

	out->known = f.event != NULL;
	out->value = f.event ? f.event->amount : 0;
	out->change = f.change;
	out->many = true;
}

/* What is added up of what. */
static const struct noun_ref *const summed[FACTS] = {
	[FACT_SPEND] = &any_visit,
	[FACT_PAID] = &any_visit,
	[FACT_DEBT] = &any_visit,
	[FACT_REFERRALS] = &any_arrival,
};

void amount_on(struct eval *e, const struct amount *a, struct amount_now *out)
{
	out->known = out->many = false;
	out->value = 0;
	out->change = DAY_MAX;
	out->n = out->counted = 0;
	if (a->fact == FACT_COUNT)
		sum_up(e, a->fact, &a->noun, &a->win, out);
	else if (summed[a->fact])
		sum_up(e, a->fact, summed[a->fact], a->fact == FACT_DEBT ? &any_time : &a->win,
		       out);
	else if (a->fact == FACT_PLAN_VALUE)
		add_plans(e, out);
	else if (a->fact == FACT_AGE)
		add_age(e, out);
	else if (a->fact == FACT_NPS)
		add_score(e, out);
}

/* --- limits --- */

void number_range(const struct number *n, int64_t *low, int64_t *high)
{
	*low = INT64_MIN;
	*high = INT64_MAX;
	switch (n->test) {
	case NUM_AT_LEAST:
		*low = n->n;
		break;
	case NUM_AT_MOST:
		*high = n->n;
		break;
	case NUM_OVER:
		*low = sum(n->n, 1);
		break;
	case NUM_UNDER:
		*high = sum(n->n, -1);
		break;
	case NUM_EXACTLY:
		*low = *high = n->n;
		break;
	case NUM_BETWEEN:
		*low = n->n < n->m ? n->n : n->m;
		*high = n->n < n->m ? n->m : n->n;
		break;
	}
}

/* The first step by which the sum may have come to `limit`, when all steps of that sign are taken,
 * each once: what leaves may come back, but brings no more than it took. */
static day_t crossing(const struct amount_now *a, int sign, int64_t limit)
{
	int64_t value = a->value;

	for (size_t i = 0; i < a->n; i++) {
		if ((a->step[i].by > 0) != (sign > 0))
			continue;
		value = sum(value, a->step[i].by);
		if (sign > 0 ? value >= limit : value <= limit)
			return a->step[i].day;
	}
	return DAY_MAX;
}

static day_t passes(const struct amount_now *a, int64_t low, int64_t high)
{
	if (a->many)
		return a->change;
	if (a->value < low)
		return crossing(a, +1, low);
	if (a->value > high)
		return crossing(a, -1, high);
	day_t below = low == INT64_MIN ? DAY_MAX : crossing(a, -1, low - 1);
	day_t above = high == INT64_MAX ? DAY_MAX : crossing(a, +1, high + 1);
	return earlier(below, above);
}

static day_t age_passes(const struct eval *e, const struct amount_now *a, int64_t low, int64_t high)
{
	day_t birth = birth_of(e->v);

	if (!a->known)
		return a->change;
	if (a->value < low)
		return birthday(birth, low);
	if (a->value > high || high == INT64_MAX)
		return DAY_MAX;
	return birthday(birth, high + 1);
}

struct verdict number_on(struct eval *e, const struct amount *a, const struct number *n)
{
	struct amount_now now;
	int64_t low;
	int64_t high;

	amount_on(e, a, &now);
	number_range(n, &low, &high);
	bool is = now.known && low <= now.value && now.value <= high;
	if (a->fact == FACT_AGE)
		return (struct verdict){ is, age_passes(e, &now, low, high) };
	if (!now.known || a->fact == FACT_NPS)
		return (struct verdict){ is, now.change };
	return (struct verdict){ is, passes(&now, low, high) };
}

/* Takes another amount into one: so much of it for each of its own. */
static void take(struct amount_now *out, const struct amount_now *a, int64_t times)
{
	out->value = sum(out->value, product(a->value, times));
	out->change = earlier(out->change, a->change);
	out->known = out->known && a->known;
	out->many = out->many || a->many;
	for (size_t i = 0; i < a->n; i++)
		add_step(out, a->step[i].day, product(a->step[i].by, times));
}

/* Part and whole are weighed against each other: what is over on the part's side. */
struct verdict ratio_on(struct eval *e, const struct node *node)
{
	enum { WHOLE = 100 };
	struct amount_now a;
	struct amount_now over = { .known = true, .change = DAY_MAX };
	const struct number none = { .test = node->number.test };
	int64_t low;
	int64_t high;

	amount_on(e, &node->amount, &a);
	take(&over, &a, WHOLE);
	amount_on(e, &node->of, &a);
	take(&over, &a, -node->number.n);
	number_range(&none, &low, &high);
	bool is = over.known && low <= over.value && over.value <= high;
	return (struct verdict){ is, over.known ? passes(&over, low, high) : over.change };
}

/* --- dates --- */

struct date_now date_on(const struct eval *e, enum fact fact)
{
	struct date_now d = { .day = DAY_NONE, .change = DAY_MAX };

	if (fact == FACT_TODAY) {
		d.day = e->day;
		d.change = e->day + 1;
	} else if (fact == FACT_NPS_DATE) {
		struct found f = find_event(e, &any_survey, WHICH_LAST);
		d.day = f.event ? f.day : DAY_NONE;
		d.change = f.change;
	} else if (fact == FACT_BIRTHDAY) {
		d.day = e->v->birth_precision == PRECISION_DAY ? birth_of(e->v) : DAY_NONE;
	} else if (e->v->fact[fact] != FACT_MISSING) {
		d.day = (day_t)e->v->fact[fact];
	}
	d.known = d.day != DAY_NONE;
	return d;
}
