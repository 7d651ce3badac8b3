/* What is done first at the desk, the most pressing kind first; what nobody closed. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/hours.h"
#include "revisit/clinic/tasks.h"

#include "day_parts.h"

enum {
	UNCLOSED_BACK = 60, /* days: what was never closed before that, nobody remembers */
	UNCLOSED_MOST = 200,
	TODAY_MOST = 2000,
	HIT_AHEAD = 28, /* days: whom one rings by now about leave */
	ALARM_DAYS = 7,
	HIT_MOST = 200, /* where everybody is hit, the list is long enough */
	USUAL_MINUTES = 30,
};

static struct first *add_first(struct day *d, enum first_kind kind)
{
	GROW(d->first, d->n_first, d->cap_first);
	struct first *f = &d->first[d->n_first++];
	*f = (struct first){ .kind = kind, .day = DAY_NONE };
	return f;
}

static void add_task(struct day *d, enum first_kind kind, const struct task *t)
{
	struct first *f = add_first(d, kind);

	f->task = t;
	f->patient = t->patient;
}

static enum first_kind kind_of(const struct day *d, const struct task *t)
{
	if (task_is_complaint(t))
		return FIRST_COMPLAINT;
	return t->promise && task_time(t, d->today, d->now) == TASK_LATE ? FIRST_PROMISE
									 : FIRST_DUE;
}

static void add_tasks(struct day *d, enum first_kind kind)
{
	for (size_t i = 0; i < d->tasks.n; i++) {
		const struct task *t = rows_at(&d->tasks, i);
		if (kind_of(d, t) == kind)
			add_task(d, kind, t);
	}
}

static void add_visit(struct day *d, enum first_kind kind, const struct day_visit *v, int minutes)
{
	struct first *f = add_first(d, kind);

	f->patient = v->patient;
	f->visit = v->id;
	f->day = v->day;
	f->minutes = minutes;
}

/* Here for another visit: nobody rings them. */
static bool is_in_the_house(const struct day *d, int64_t patient)
{
	for (size_t i = 0; i < d->visits.n; i++)
		if (d->visits.v[i].patient == patient &&
		    visit_is_here((enum visit_status)d->visits.v[i].status))
			return true;
	return false;
}

/* Who waits and who is late; after closing, how many visits somebody has yet to close. */
static void add_visits(struct day *d, instant_t now)
{
	if (d->over && d->day == d->today && d->coming + d->here > 0)
		add_first(d, FIRST_OPEN)->minutes = d->coming + d->here;
	for (size_t i = 0; !d->over && i < d->visits.n; i++) {
		const struct day_visit *v = &d->visits.v[i];
		int waited = day_minutes_here(v, now);
		if (v->status == VISIT_ARRIVED && v->day == d->today && waited >= WAITS_LONG)
			add_visit(d, FIRST_WAITING, v, waited);
	}
	for (size_t i = 0; !d->over && i < d->visits.n; i++)
		if (day_minutes_late(d, &d->visits.v[i]) >= LATE_CALL &&
		    !is_in_the_house(d, d->visits.v[i].patient))
			add_visit(d, FIRST_LATE, &d->visits.v[i],
				  day_minutes_late(d, &d->visits.v[i]));
}

/* Whom leave or changed hours have hit: one line for all of them. */
static void add_hit(struct day *d)
{
	if (d->hit == 0)
		return;
	struct first *f = add_first(d, FIRST_HIT);
	f->day = d->hit_day;
	f->minutes = d->hit;
	f->far = d->hit_day > d->today + ALARM_DAYS;
}

/* One visit by its name, several as one line. */
static void add_unclosed(struct day *d)
{
	size_t n = d->unclosed.n;

	if (n == 0)
		return;
	add_visit(d, FIRST_UNCLOSED, &d->unclosed.v[0], (int)n);
	if (n > 1)
		d->first[d->n_first - 1].patient = d->first[d->n_first - 1].visit = 0;
}

void day_build_first(struct day *d, const struct clinic *c)
{
	d->n_first = 0;
	add_tasks(d, FIRST_PROMISE);
	add_tasks(d, FIRST_COMPLAINT);
	add_visits(d, clock_now(&c->clock));
	add_unclosed(d);
	add_hit(d);
	if (d->not_sent)
		add_first(d, FIRST_NOT_SENT)->minutes = d->not_sent;
	if (d->by_hand)
		add_first(d, FIRST_BY_HAND)->minutes = d->by_hand;
	for (size_t i = 0; i < d->grown.n; i++)
		add_first(d, FIRST_GROWN)->patient =
			((const struct patient *)rows_at(&d->grown, i))->row.id;
	add_tasks(d, FIRST_DUE);
}

bool first_presses(const struct first *f)
{
	return (f->kind != FIRST_DUE && f->kind != FIRST_GROWN && f->kind != FIRST_BY_HAND && !f->far) ||
	       (f->task && f->task->promise);
}

static void task_words(struct str *out, const struct day *d, const struct task *t)
{
	struct str when;

	str_init(&when);
	task_when(&when, t, d->today, d->now);
	str_add(out, t->what);
	if (when.len && t->due_day != d->today)
		str_addf(out, ", %s", when.p);
	else if (when.len && t->due_minute != MINUTE_NONE)
		str_addf(out, " %s", when.p);
	str_release(&when);
}

/* "4 visits never closed, yesterday" */
static void unclosed_words(struct str *out, const struct day *d, const struct first *f)
{
	struct str day;

	str_init(&day);
	day_relative(&day, f->day, d->today);
	bool same = d->unclosed.n && d->unclosed.v[d->unclosed.n - 1].day == f->day;
	str_addf(out,
		 same ? _("%d visits never closed, %s") : _("%d visits never closed, the last %s"),
		 f->minutes, day.p);
	str_release(&day);
}

static void count_words(struct str *out, const struct day *d, const struct first *f)
{
	struct str day;
	unsigned long n = (unsigned long)f->minutes;

	if (f->kind == FIRST_OPEN) {
		str_addf(out,
			 ngettext("%d visit of today is not closed: done or no-show?",
				  "%d visits of today are not closed: done or no-show?", n),
			 f->minutes);
		return;
	}
	if (f->kind == FIRST_BY_HAND) {
		str_addf(out, ngettext("%d message to send by hand", "%d messages to send by hand", n), f->minutes);
		return;
	}
	if (f->kind == FIRST_NOT_SENT) {
		str_addf(out, ngettext("%d message could not be sent", "%d messages could not be sent", n),
			 f->minutes);
		return;
	}
	if (f->kind == FIRST_UNCLOSED) {
		unclosed_words(out, d, f);
		return;
	}
	str_init(&day);
	day_show(&day, f->day, d->today);
	str_addf(out,
		 ngettext("%d booking no longer fits the hours: %s",
			  "%d bookings no longer fit the hours, from %s on", n),
		 f->minutes, day.p);
	str_release(&day);
}

void first_text(struct str *out, const struct day *d, const struct first *f, const char *name,
		bool brief)
{
	struct str time;

	if (*name && f->task)
		str_addf(out, "%s: ", name);
	if (f->task && f->kind == FIRST_COMPLAINT)
		str_addf(out, "%s ", _("complaint:"));
	else if (f->task && f->task->promise && !brief)
		str_addf(out, "%s ", _("promise:"));
	if (f->task) {
		task_words(out, d, f->task);
		return;
	}
	if (f->kind == FIRST_OPEN || f->kind == FIRST_HIT || f->kind == FIRST_BY_HAND ||
	    f->kind == FIRST_NOT_SENT ||
	    (f->kind == FIRST_UNCLOSED && f->minutes > 1)) {
		count_words(out, d, f);
		return;
	}
	str_init(&time);
	day_wait_words(&time, f->minutes);
	if (f->kind == FIRST_WAITING) {
		str_addf(out, _("%s waits %s: say why"), name, time.p);
	} else if (f->kind == FIRST_LATE) {
		str_addf(out, _("%s is %s late: ring"), name, time.p);
	} else if (f->kind == FIRST_GROWN) {
		str_addf(out, _("%s came of age: speak for themselves now?"), name);
	} else {
		str_clear(&time);
		day_relative(&time, f->day, d->today);
		str_addf(out, _("%s: never closed, %s"), name, time.p);
	}
	str_release(&time);
}

/* --- what nobody closed --- */

bool day_load_unclosed(struct clinic *c, struct day *d, struct err *err)
{
	day_visits_release(&d->unclosed);
	return store_open_visits(&c->store, d->today - UNCLOSED_BACK, d->today - 1, UNCLOSED_MOST,
				 &d->unclosed, err);
}

/* Of today: whose time is over and who never came; once the clinic has closed, everybody. */
static bool stands_open(const struct day_visit *v, day_t today, minute_t now, bool closed)
{
	if (v->day < today || closed)
		return true;
	if (v->minute == MINUTE_NONE || visit_is_here((enum visit_status)v->status))
		return false;
	return v->minute + v->late + (v->minutes > 0 ? v->minutes : USUAL_MINUTES) <= now;
}

bool day_to_close(struct clinic *c, struct day_visits *out, struct err *err)
{
	day_t today = clinic_today(c);
	minute_t now = clock_minute(&c->clock);
	const struct day d = { .day = today, .today = today, .now = now };
	bool closed = day_is_over(c, &d);
	size_t n = 0;

	/* Apart, lest a full day leave no room for those before it. */
	if (!store_open_visits(&c->store, today, today, TODAY_MOST, out, err) ||
	    !store_open_visits(&c->store, today - UNCLOSED_BACK, today - 1, UNCLOSED_MOST, out,
			       err))
		return false;
	for (size_t i = 0; i < out->n; i++)
		if (stands_open(&out->v[i], today, now, closed))
			out->v[n++] = out->v[i];
	out->n = n;
	return true;
}

/* --- whom leave or changed hours have hit --- */

static bool count_hit(const struct conflict *k, void *arg)
{
	struct day *d = arg;

	if (k->hit && d->hits++ == 0)
		d->hits_day = k->b.day;
	return d->hits < HIT_MOST;
}

bool day_look_hit(struct clinic *c, struct day *d, bool *through, struct err *err)
{
	if (d->at == 0) {
		d->at = 1;
		d->hits = 0;
		d->hits_day = DAY_NONE;
		d->look = d->today;
	}
	bool ok = conflicts(c, &d->look, d->today + HIT_AHEAD, count_hit, d, err);
	*through = d->look == DAY_NONE || !ok;
	if (*through) {
		d->hit = d->hits;
		d->hit_day = d->hits_day;
		day_build_first(d, c);
	}
	return ok;
}

bool day_hit(struct clinic *c, day_t *day, bool (*found)(const struct conflict *k, void *arg),
	     void *arg, struct err *err)
{
	return conflicts(c, day, clinic_today(c) + HIT_AHEAD, found, arg, err);
}
