/* Windows: which days they cover on a given day, and when a day comes into them or falls out.
 *
 * Edges never move backwards from one day to the next, month edges neither (date.h), so a day that
 * has fallen out behind stays out. */
#include "eval_parts.h"

/* --- edges that follow the day --- */

/* The same day so many months from there; where its month is too short, the first of the next: the
 * days that month arithmetic clamps to its end lie before that. */
static day_t months_on(day_t day, int64_t months)
{
	struct ymd at = day_split(day);
	int64_t month = at.y * (int64_t)12 + at.m - 1 + months;

	if (month < 12)
		return DAY_MIN;
	if (month > 9999 * 12 + 11)
		return DAY_MAX;
	int y = (int)(month / 12);
	int m = (int)(month % 12) + 1;
	if (at.d <= month_days(y, m))
		return day_make(y, m, at.d);
	return day_make(y, m, month_days(y, m)) + 1;
}

day_t reached(day_t day, struct interval by, int sign, day_t edge)
{
	const int64_t days = (int64_t)by.weeks * 7 + by.days;
	day_t at;

	if (edge > DAY_MAX)
		return DAY_MAX;
	if (by.years == 0 && by.months == 0) {
		int64_t far = edge - sign * days;
		return far >= DAY_MAX ? DAY_MAX : far <= day ? day + 1 : (day_t)far;
	}
	if (days == 0 && (by.years == 0 || by.months == 0)) {
		at = months_on(edge, -sign * (by.years * (int64_t)12 + by.months));
		return later(at, day + 1);
	}
	at = later(day_add(edge, by, -sign), day + 1);
	while (at > day + 1 && day_add(at - 1, by, sign) >= edge)
		at--;
	while (at < DAY_MAX && day_add(at, by, sign) < edge)
		at++;
	return at;
}

static bool is_working(const struct config *c, day_t day)
{
	return config_hours(c, day)->n > 0;
}

static void put(struct span *s, day_t lo, day_t hi)
{
	s->lo = lo;
	s->hi = hi;
}

static void empty(struct span *s)
{
	put(s, DAY_MAX, DAY_MIN);
}

static void fixed(struct span *s, day_t lo, day_t hi)
{
	s->kind = SPAN_FIXED;
	put(s, lo, hi);
}

static void working_day(struct span *s, day_t day)
{
	/* None within a year: then there is no such day. */
	if (is_working(s->config, day))
		put(s, day, day);
	else
		empty(s);
}

/* --- ranges --- */

static void around(struct span *s, day_t from, day_t to)
{
	const struct window *w = s->win;

	if (w->kind == WIN_RUN_UP)
		fixed(s, day_add(from, w->a, -1), from - 1);
	else if (w->kind == WIN_WAKE)
		fixed(s, to + 1, day_add(to, w->a, +1));
	else
		fixed(s, from, to);
}

static void of_range(struct span *s)
{
	const struct window *w = s->win;
	day_t from;
	day_t to;

	if (!w->range) {
		around(s, w->date, w->date);
		return;
	}
	if (!w->range->yearly && range_of_year(w->range, w->range->from.y, &from, &to)) {
		around(s, from, to);
		return;
	}
	s->kind = SPAN_SET;
	empty(s);
}

static void of_year(struct span *s)
{
	const struct window *w = s->win;
	day_t from;
	day_t to;

	s->kind = w->range->yearly ? SPAN_YEAR : SPAN_FIXED;
	if (!range_of_year(w->range, day_split(s->day).y, &from, &to))
		empty(s);
	else if (w->kind == WIN_BEFORE_RANGE)
		put(s, DAY_MIN, from - 1);
	else
		put(s, to + 1, DAY_MAX);
}

/* The first spell of a range that begins after d; false: there is none. */
static bool begins_after(const struct date_range *r, day_t d, day_t *from, day_t *to)
{
	return range_next(r, d, from, to) && (*from > d || range_next(r, *to + 1, from, to));
}

/* The last one that ended before d; a yearly one comes round within two years. */
static bool ended_before(const struct date_range *r, day_t d, day_t *end)
{
	enum { LONG_AGO = 800 };
	day_t from;
	day_t to;

	*end = DAY_NONE;
	for (day_t at = later(d - LONG_AGO, DAY_MIN); range_next(r, at, &from, &to) && to < d;
	     at = to + 1)
		*end = to;
	return *end != DAY_NONE;
}

static bool set_holds(const struct span *s, day_t d)
{
	const struct window *w = s->win;
	day_t from;
	day_t to;

	if (w->kind == WIN_RUN_UP)
		return begins_after(w->range, d, &from, &to) && day_add(from, w->a, -1) <= d;
	if (w->kind == WIN_WAKE)
		return ended_before(w->range, d, &to) && d <= day_add(to, w->a, +1);
	return range_next(w->range, d, &from, &to) && from <= d;
}

static void since(struct span *s, struct eval *e)
{
	const struct window *w = s->win;
	struct found f =
		find_event(e, w->since, w->kind == WIN_SINCE_LAST ? WHICH_LAST : WHICH_FIRST);

	s->kind = SPAN_SINCE;
	s->until = f.change;
	if (f.event)
		put(s, f.day + 1, s->day);
	else
		empty(s);
}

struct span window_span(struct eval *e, const struct window *w)
{
	struct span s = { .win = w, .config = e->r->config, .day = e->day, .until = DAY_MAX };
	const day_t t = e->day;

	switch (w->kind) {
	case WIN_NONE:
		fixed(&s, DAY_MIN, DAY_MAX);
		break;
	case WIN_LAST:
		put(&s, day_add(t, w->a, -1), t);
		break;
	case WIN_NEXT:
		put(&s, t, day_add(t, w->a, +1));
		break;
	case WIN_OLDER:
		put(&s, DAY_MIN, day_add(t, w->a, -1) - 1);
		break;
	case WIN_BETWEEN:
		put(&s, earlier(day_add(t, w->a, -1), day_add(t, w->b, -1)),
		    later(day_add(t, w->a, -1), day_add(t, w->b, -1)));
		break;
	case WIN_YESTERDAY:
		put(&s, t - 1, t - 1);
		break;
	case WIN_TODAY:
		put(&s, t, t);
		break;
	case WIN_TOMORROW:
		put(&s, t + 1, t + 1);
		break;
	case WIN_LAST_WORKDAY:
		working_day(&s, config_last_working_day(s.config, t));
		break;
	case WIN_NEXT_WORKDAY:
		working_day(&s, config_next_working_day(s.config, t));
		break;
	case WIN_SINCE_YESTERDAY:
		put(&s, t - 1, t);
		break;
	case WIN_SINCE_WORKDAY:
		put(&s, config_last_working_day(s.config, t), t);
		break;
	case WIN_SINCE_LAST:
	case WIN_SINCE_FIRST:
		since(&s, e);
		break;
	case WIN_BEFORE:
		fixed(&s, DAY_MIN, w->date - 1);
		break;
	case WIN_AFTER:
		fixed(&s, w->date + 1, DAY_MAX);
		break;
	case WIN_ON:
		fixed(&s, w->date, w->date);
		break;
	case WIN_DURING:
	case WIN_RUN_UP:
	case WIN_WAKE:
		of_range(&s);
		break;
	case WIN_BEFORE_RANGE:
	case WIN_AFTER_RANGE:
		of_year(&s);
		break;
	}
	return s;
}

bool span_holds(const struct span *s, day_t d)
{
	return s->kind == SPAN_SET ? set_holds(s, d) : s->lo <= d && d <= s->hi;
}

/* --- days that come and go --- */

static day_t next_year(day_t day)
{
	int y = day_split(day).y;

	return y >= 9999 ? DAY_MAX : day_make(y + 1, 1, 1);
}

/* When the lower edge passes d. */
static day_t moving_leave(const struct span *s, day_t d)
{
	const struct window *w = s->win;

	switch (w->kind) {
	case WIN_LAST:
		return reached(s->day, w->a, -1, d + 1);
	case WIN_BETWEEN:
		return later(reached(s->day, w->a, -1, d + 1), reached(s->day, w->b, -1, d + 1));
	case WIN_YESTERDAY:
	case WIN_SINCE_YESTERDAY:
		return d + 2;
	case WIN_NEXT:
	case WIN_TODAY:
		return d + 1;
	case WIN_TOMORROW:
	case WIN_NEXT_WORKDAY:
		return d;
	case WIN_LAST_WORKDAY:
	case WIN_SINCE_WORKDAY:
		return config_next_working_day(s->config, d) + 1;
	case WIN_NONE:
	case WIN_OLDER:
	case WIN_SINCE_LAST:
	case WIN_SINCE_FIRST:
	case WIN_BEFORE:
	case WIN_AFTER:
	case WIN_ON:
	case WIN_DURING:
	case WIN_BEFORE_RANGE:
	case WIN_AFTER_RANGE:
	case WIN_RUN_UP:
	case WIN_WAKE:
		break;
	}
	return DAY_MAX;
}

/* When the upper edge comes to d, which lies beyond it. */
static day_t moving_enter(const struct span *s, day_t d)
{
	const struct window *w = s->win;

	switch (w->kind) {
	case WIN_NEXT:
		return reached(s->day, w->a, +1, d);
	case WIN_OLDER:
		return reached(s->day, w->a, -1, d + 1);
	case WIN_BETWEEN:
		return earlier(reached(s->day, w->a, -1, d), reached(s->day, w->b, -1, d));
	case WIN_YESTERDAY:
		return d + 1;
	case WIN_LAST:
	case WIN_TODAY:
	case WIN_SINCE_YESTERDAY:
	case WIN_SINCE_WORKDAY:
		return d;
	case WIN_TOMORROW:
		return d - 1;
	case WIN_LAST_WORKDAY:
		return is_working(s->config, d) ? d + 1 : DAY_MAX;
	case WIN_NEXT_WORKDAY:
		return is_working(s->config, d) ? config_last_working_day(s->config, d) : DAY_MAX;
	case WIN_NONE:
	case WIN_SINCE_LAST:
	case WIN_SINCE_FIRST:
	case WIN_BEFORE:
	case WIN_AFTER:
	case WIN_ON:
	case WIN_DURING:
	case WIN_BEFORE_RANGE:
	case WIN_AFTER_RANGE:
	case WIN_RUN_UP:
	case WIN_WAKE:
		break;
	}
	return DAY_MAX;
}

static day_t leave(const struct span *s, day_t d)
{
	switch (s->kind) {
	case SPAN_MOVING:
		return moving_leave(s, d);
	case SPAN_YEAR:
		/* What lies before this year's lies before those of all later years. */
		return s->win->kind == WIN_BEFORE_RANGE && !s->win->range->lunar
			       ? DAY_MAX
			       : next_year(s->day);
	case SPAN_SINCE:
		return s->until;
	case SPAN_FIXED:
	case SPAN_SET:
		break;
	}
	return DAY_MAX;
}

static day_t enter(const struct span *s, day_t d)
{
	switch (s->kind) {
	case SPAN_MOVING:
		/* An empty window may have no edge to be beyond of: no working day within a year.
		 */
		return d > s->hi ? moving_enter(s, d) : DAY_MAX;
	case SPAN_YEAR:
		return s->win->kind == WIN_AFTER_RANGE && !s->win->range->lunar && d <= s->hi
			       ? DAY_MAX
			       : next_year(later(s->day, d - 366));
	case SPAN_SINCE:
		return d > s->day && s->lo <= s->day + 1 ? earlier(d, s->until) : s->until;
	case SPAN_FIXED:
	case SPAN_SET:
		break;
	}
	return DAY_MAX;
}

/* What is beyond the calendar never comes. */
static day_t after(const struct span *s, day_t change)
{
	return change >= DAY_MAX ? DAY_MAX : later(change, s->day + 1);
}

day_t span_leave(const struct span *s, day_t d)
{
	return after(s, leave(s, d));
}

day_t span_enter(const struct span *s, day_t d)
{
	return after(s, enter(s, d));
}

bool span_is_steady(const struct span *s)
{
	return s->kind == SPAN_MOVING && s->win->kind != WIN_LAST_WORKDAY &&
	       s->win->kind != WIN_NEXT_WORKDAY;
}

struct verdict span_on(const struct span *s, day_t d)
{
	bool is = span_holds(s, d);

	return (struct verdict){ is, is ? span_leave(s, d) : span_enter(s, d) };
}

/* --- days that come every year --- */

static day_t in_year(day_t first, int year)
{
	struct ymd at = day_split(first);
	int last = month_days(year, at.m);

	return day_make(year, at.m, at.d < last ? at.d : last);
}

day_t yearly_from(day_t first, day_t from)
{
	int year = day_split(later(first, from)).y;
	day_t at = in_year(first, year);

	if (at >= from)
		return at;
	return year < 9999 ? in_year(first, year + 1) : DAY_MAX;
}

/* Or the day that stands for it. */
static bool is_leap_day(day_t day)
{
	struct ymd at = day_split(day);

	return at.m == 2 && at.d >= 28;
}

/* Whether one falls into the spell of a range that is or comes next. */
static struct verdict yearly_in_range(const struct span *s, day_t first)
{
	const struct window *w = s->win;
	day_t from;
	day_t to;

	if (!range_next(w->range, s->day, &from, &to))
		return never();
	struct span then = { .win = w, .day = s->day };
	around(&then, from, to);
	bool is = yearly_from(first, then.lo) <= then.hi;
	bool ever = w->kind == WIN_DURING && !w->range->lunar && !is_leap_day(first) &&
		    !is_leap_day(from) && !is_leap_day(to);
	return (struct verdict){ is, ever && from >= first ? DAY_MAX : after(s, to + 1) };
}

/* `next` is the one to come.  If it is no working day, the one of another year may be. */
static day_t yearly_enter(const struct span *s, day_t next)
{
	bool workday = s->win->kind == WIN_LAST_WORKDAY || s->win->kind == WIN_NEXT_WORKDAY;
	day_t at = span_enter(s, next);

	return workday && next < DAY_MAX ? earlier(at, after(s, next + 1)) : at;
}

struct verdict span_yearly(const struct span *s, day_t first)
{
	if (s->kind == SPAN_SET)
		return yearly_in_range(s, first);
	if (s->kind == SPAN_YEAR)
		return (struct verdict){ span_holds(s, in_year(first, day_split(s->day).y)),
					 next_year(s->day) };
	if (s->kind == SPAN_SINCE && s->lo > s->day + 1)
		return (struct verdict){ false, later(s->until, s->day + 1) };
	day_t next = s->hi < DAY_MAX ? yearly_from(first, s->hi + 1) : DAY_MAX;
	if (s->lo > s->hi || yearly_from(first, s->lo) > s->hi)
		return (struct verdict){ false, yearly_enter(s, next) };
	/* The last that is in it: the one before the next. */
	day_t last = next == DAY_MAX ? in_year(first, 9999) : in_year(first, day_split(next).y - 1);
	return (struct verdict){ true, span_leave(s, later(last, first)) };
}

/* --- today --- */

static struct verdict today_in_set(const struct span *s)
{
	const struct window *w = s->win;
	const day_t t = s->day;
	bool is = set_holds(s, t);
	day_t from = DAY_MAX;
	day_t to = DAY_MAX;

	switch (w->kind) {
	case WIN_RUN_UP:
		if (!begins_after(w->range, t, &from, &to))
			return never();
		return (struct verdict){ is, after(s, is ? from : day_add(from, w->a, -1)) };
	case WIN_WAKE:
		if (is && ended_before(w->range, t, &to))
			return (struct verdict){ is, after(s, day_add(to, w->a, +1) + 1) };
		if (!range_next(w->range, t, &from, &to))
			return never();
		return (struct verdict){ false, after(s, to + 1) };
	case WIN_DURING:
	case WIN_NONE:
	case WIN_LAST:
	case WIN_NEXT:
	case WIN_OLDER:
	case WIN_BETWEEN:
	case WIN_YESTERDAY:
	case WIN_TODAY:
	case WIN_TOMORROW:
	case WIN_LAST_WORKDAY:
	case WIN_NEXT_WORKDAY:
	case WIN_SINCE_YESTERDAY:
	case WIN_SINCE_WORKDAY:
	case WIN_SINCE_LAST:
	case WIN_SINCE_FIRST:
	case WIN_BEFORE:
	case WIN_AFTER:
	case WIN_ON:
	case WIN_BEFORE_RANGE:
	case WIN_AFTER_RANGE:
		break;
	}
	if (!range_next(w->range, t, &from, &to))
		return never();
	return (struct verdict){ is, after(s, is ? to + 1 : from) };
}

struct verdict span_today(const struct span *s)
{
	const day_t t = s->day;
	bool is = span_holds(s, t);
	day_t crossed = t < s->lo ? s->lo : t <= s->hi && s->hi < DAY_MAX ? s->hi + 1 : DAY_MAX;

	switch (s->kind) {
	case SPAN_MOVING:
		return (struct verdict){ is, DAY_MAX }; /* it moves with the day */
	case SPAN_FIXED:
		return (struct verdict){ is, after(s, s->lo > s->hi ? DAY_MAX : crossed) };
	case SPAN_SET:
		return today_in_set(s);
	case SPAN_YEAR:
		return (struct verdict){ is, after(s, earlier(crossed, next_year(t))) };
	case SPAN_SINCE:
		break;
	}
	/* Its upper edge is the day itself. */
	return (struct verdict){ is, after(s, s->lo == t + 1 ? t + 1 : s->until) };
}
