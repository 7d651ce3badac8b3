/* What an answer about events and amounts rests on. */
#include "revisit/base/i18n.h"
#include "revisit/care/plan.h"
#include "why_parts.h"

/* --- events --- */

/* "cleaning Fri 8 May, 6 months 13 days ago" */
static void event_show(struct str *out, const struct teller *t, const struct noun_ref *n,
		       const struct event *ev, day_t day)
{
	const char *kind = symbol_name(&t->e->r->symbols, ev->kind);

	/* What was asked for is told. */
	if (n->over != MONEY_NONE && ev->noun != NOUN_SURVEY) {
		bool plan = ev->noun == NOUN_PLAN && ev->plan >= 0;
		money_show(out, t->config,
			   plan ? plan_on(t->e->v, (size_t)ev->plan, t->e->day).open : ev->amount,
			   true);
		str_add(out, i18n_is_chinese() ? "，" : ", ");
	}

	if (ev->noun == NOUN_VISIT && kind)
		str_addf(out, "%s ", config_label(t->config, "visit_kind", kind));
	if (ev->noun != NOUN_SURVEY) {
		day_and_distance(out, day, t->e->day);
		return;
	}
	struct str when;
	str_init(&when);
	day_and_distance(&when, day, t->e->day);
	str_addf(out, C_("a score and its day", "%lld, %s"), (long long)ev->amount, when.p);
	str_release(&when);
}

void found_show(struct str *out, const struct teller *t, const struct node *node)
{
	struct found f = find_event(t->e, &node->noun, node->which);

	if (f.event)
		event_show(out, t, &node->noun, f.event, f.day);
	else if (node->which != WHICH_NEXT)
		str_add(out, _("there was none yet"));
	else if (node->noun.noun == NOUN_VISIT)
		str_add(out, _("nothing is booked"));
	else
		str_add(out, _("there is none"));
}

/* What Chinese counts it with. */
static const char *counter(const struct noun_ref *n)
{
	bool thing = noun_words[n->noun].takes & TAKES_KIND && n->noun != NOUN_VISIT;

	if (n->noun == NOUN_REFERRAL)
		return "人";
	return thing || n->noun == NOUN_PLAN ? "项" : "次";
}

/* Whether what it speaks of lies ahead. */
static bool looks_ahead(const struct noun_ref *n)
{
	return noun_day(n->noun, n->status) == BY_DUE;
}

/* What there is in a window, and the nearest there is outside it. */
struct tally {
	size_t n;
	const struct event *in, *out;
	day_t in_day, out_day;
};

/* Of what is to come the first, of what was the last. */
static bool is_nearer(bool ahead, day_t day, day_t than, day_t today)
{
	if (!ahead)
		return day >= than;
	return (day >= today) != (than >= today) ? day >= today
	       : day >= today                    ? day < than
						 : day > than;
}

static struct tally count(const struct teller *t, const struct noun_ref *n,
			  const struct window *win)
{
	struct tally c = { .in_day = DAY_NONE, .out_day = DAY_NONE };
	struct span s = window_span(t->e, win);
	bool ahead = looks_ahead(n);
	size_t end;

	for (size_t i = events_from(t->e->v, n->noun, &end); i < end; i++) {
		const struct event *ev = &t->e->v->events[i];
		if (!event_fits(t->e, n, ev) || !event_there(t->e, n, ev).is)
			continue;
		day_t day = event_date(n, ev);
		bool in = day == DAY_NONE ? win->kind == WIN_NONE : span_holds(&s, day);
		c.n += in;
		const struct event **best = in ? &c.in : &c.out;
		day_t *than = in ? &c.in_day : &c.out_day;
		if (day == DAY_NONE || (*best && !is_nearer(ahead, day, *than, t->e->day)))
			continue;
		*best = ev;
		*than = day;
	}
	return c;
}

static void nearest_show(struct str *out, const struct teller *t, const struct noun_ref *n,
			 bool ahead, const struct event *ev, day_t day)
{
	struct str what;

	str_init(&what);
	event_show(&what, t, n, ev, day);
	str_addf(out, ahead ? _("the next is %s") : _("the last was %s"), what.p);
	str_release(&what);
}

/* "none since 3 May"; or there was nothing to count from: "no surgery visit so far". */
static void none_since(struct str *out, const struct teller *t, const struct window *win)
{
	struct found f = find_event(t->e, win->since,
				    win->kind == WIN_SINCE_LAST ? WHICH_LAST : WHICH_FIRST);
	struct str what;

	str_init(&what);
	if (f.event) {
		day_short(&what, f.day, t->e->day);
		str_addf(out, _("none since %s"), what.p);
	} else {
		noun_show(&what, &t->words, win->since, false, i18n_is_chinese());
		str_addf(out, _("no %s so far"), what.p);
	}
	str_release(&what);
}

void events_show(struct str *out, const struct teller *t, const struct node *node)
{
	struct tally c = count(t, &node->noun, &node->win);
	bool ahead = looks_ahead(&node->noun);

	if (c.n == 0 && node->win.since) {
		none_since(out, t, &node->win);
		return;
	}
	if (c.n == 0) {
		str_add(out, _("none"));
		if (c.out) {
			str_add(out, i18n_is_chinese() ? "；" : "; ");
			nearest_show(out, t, &node->noun, ahead && c.out_day >= t->e->day, c.out,
				     c.out_day);
		}
		return;
	}
	if (c.n == 1 && c.in) {
		event_show(out, t, &node->noun, c.in, c.in_day);
		return;
	}
	if (i18n_is_chinese())
		str_addf(out, "共%zu%s", c.n, counter(&node->noun));
	else
		str_addf(out, ngettext("there is %zu", "there are %zu", c.n), c.n);
	if (!c.in)
		return;
	str_add(out, i18n_is_chinese() ? "，" : ", ");
	nearest_show(out, t, &node->noun, ahead && c.in_day >= t->e->day, c.in, c.in_day);
}

/* --- amounts --- */

static void money(struct str *out, const struct teller *t, int64_t amount)
{
	money_show(out, t->config, amount, true);
}

/* "3 (3 Mar, 5 Jun, 12 Oct)": the last of them. */
static void days_show(struct str *out, const struct teller *t, const struct noun_ref *n,
		      const struct window *win, size_t counted)
{
	enum { SHOWN = 6 };
	struct span s = window_span(t->e, win);
	size_t skip = counted > SHOWN ? counted - SHOWN : 0;
	size_t seen = 0;
	int shown = 0;
	size_t end;

	for (size_t i = events_from(t->e->v, n->noun, &end); i < end; i++) {
		const struct event *ev = &t->e->v->events[i];
		if (!event_fits(t->e, n, ev) || !event_there(t->e, n, ev).is)
			continue;
		day_t day = event_date(n, ev);
		if (day == DAY_NONE || !span_holds(&s, day) || seen++ < skip)
			continue;
		const char *open = skip > 0 ? " (… " : " (";
		const char *open_zh = skip > 0 ? "（……" : "（";
		if (i18n_is_chinese())
			str_add(out, shown++ ? "、" : open_zh);
		else
			str_add(out, shown++ ? ", " : open);
		day_short(out, day, t->e->day);
	}
	if (shown)
		str_add(out, i18n_is_chinese() ? "）" : ")");
}

static void count_show(struct str *out, const struct teller *t, const struct noun_ref *n,
		       const struct window *win, const struct amount_now *now)
{
	if (now->value == 0) {
		str_add(out, _("none"));
		return;
	}
	str_addf(out, "%lld%s", (long long)now->value, i18n_is_chinese() ? counter(n) : "");
	days_show(out, t, n, win, now->counted);
}

static void age_show(struct str *out, const struct teller *t, const struct amount_now *now)
{
	struct str born;

	str_init(&born);
	day_short(&born, birth_of(t->e->v), DAY_MIN);
	str_addf(out,
		 ngettext("%lld year old, born %s", "%lld years old, born %s",
			  (unsigned long)now->value),
		 (long long)now->value, born.p);
	str_release(&born);
}

static void score_show(struct str *out, const struct teller *t, const struct amount_now *now)
{
	static const struct noun_ref any_survey = { .noun = NOUN_SURVEY, .over = MONEY_NONE };
	struct found f = find_event(t->e, &any_survey, WHICH_LAST);

	(void)now;
	event_show(out, t, &any_survey, f.event, f.day);
}

static void spend_show(struct str *out, const struct teller *t, const struct amount_now *now)
{
	struct str sum;

	if (now->value == 0) {
		str_add(out, _("nothing"));
		return;
	}
	str_init(&sum);
	money(&sum, t, now->value);
	str_addf(out, ngettext("%s in %zu visit", "%s in %zu visits", now->counted), sum.p,
		 now->counted);
	str_release(&sum);
}

static void owed_show(struct str *out, const struct teller *t, int64_t value, const char *some,
		      const char *nothing)
{
	struct str sum;

	if (value == 0) {
		str_add(out, nothing);
		return;
	}
	str_init(&sum);
	money(&sum, t, value);
	str_addf(out, some, sum.p);
	str_release(&sum);
}

void amount_show(struct str *out, const struct teller *t, const struct node *node)
{
	static const struct noun_ref arrivals = { .noun = NOUN_REFERRAL,
						  .status = STATUS_ARRIVED,
						  .over = MONEY_NONE };
	struct amount a = node->amount;
	struct amount_now now;

	if (node->kind == NODE_KNOWN)
		a = (struct amount){ .fact = node->fact, .noun.over = MONEY_NONE };
	amount_on(t->e, &a, &now);
	if (!now.known)
		str_add(out, a.fact == FACT_NPS ? _("no answer yet") : _("not known"));
	else if (a.fact == FACT_COUNT)
		count_show(out, t, &a.noun, &a.win, &now);
	else if (a.fact == FACT_REFERRALS)
		count_show(out, t, &arrivals, &a.win, &now);
	else if (a.fact == FACT_SPEND || a.fact == FACT_PAID)
		spend_show(out, t, &now);
	else if (a.fact == FACT_DEBT)
		owed_show(out, t, now.value, _("owes %s"), _("owes nothing"));
	else if (a.fact == FACT_PLAN_VALUE)
		owed_show(out, t, now.value, _("%s still to be done"),
			  _("nothing is still to be done"));
	else if (a.fact == FACT_AGE)
		age_show(out, t, &now);
	else
		score_show(out, t, &now);
}

static void plain_show(struct str *out, const struct teller *t, const struct amount *a,
		       const struct amount_now *now)
{
	if (fact_words[a->fact].type == FACT_MONEY)
		money(out, t, now->value);
	else
		str_addf(out, "%lld", (long long)now->value);
}

/* "¥499 of ¥1,000, 49.9 %" */
void ratio_show(struct str *out, const struct teller *t, const struct node *node)
{
	struct amount_now a;
	struct amount_now b;
	struct str part;
	struct str whole;

	amount_on(t->e, &node->amount, &a);
	amount_on(t->e, &node->of, &b);
	if (!a.known || !b.known) {
		str_add(out, _("not known"));
		return;
	}
	str_init(&part);
	str_init(&whole);
	plain_show(&part, t, &node->amount, &a);
	plain_show(&whole, t, &node->of, &b);
	str_addf(out, C_("a part of a sum", "%s against %s"), part.p, whole.p);
	if (b.value > 0) {
		/* Cut off, not rounded: 49.96 % is not half. */
		int64_t tenths = (int64_t)((long double)a.value * 1000 / (long double)b.value);
		str_addf(out, "%s%lld", i18n_is_chinese() ? "，" : ", ", (long long)(tenths / 10));
		if (tenths % 10)
			str_addf(out, ".%d", (int)(tenths % 10 < 0 ? -(tenths % 10) : tenths % 10));
		str_add(out, i18n_is_chinese() ? "%" : " %");
	}
	str_release(&part);
	str_release(&whole);
}
