#include "revisit/clinic/day.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/book.h"
#include "revisit/clinic/household.h"
#include "revisit/clinic/messages.h"
#include "revisit/clinic/tasks.h"

#include "day_parts.h"

enum {
	NEXT_MOST = 2000,
	AT_ONCE = 300, /* patients looked at in a step */
	TASKS_MOST = 12,
	BIRTHDAYS_AHEAD = 6,
	GROWN_MOST = 3,
};

bool day_left(const struct day_visit *v)
{
	return visit_is_done((enum visit_status)v->status) && v->more && !v->again;
}

/* A clock that was behind when it was noted tells no negative wait. */
int day_minutes_here(const struct day_visit *v, instant_t now)
{
	instant_t since = v->status == VISIT_SEATED ? v->seated_at : v->arrived_at;

	if (!visit_is_here((enum visit_status)v->status) || since == INSTANT_NONE)
		return -1;
	return now > since ? (int)((now - since) / 60000) : 0;
}

int day_minutes_late(const struct day *d, const struct day_visit *v)
{
	if (v->day != d->today || v->minute == MINUTE_NONE ||
	    !visit_is_booked((enum visit_status)v->status))
		return 0;
	/* By the clock on the wall an hour is lost or won in a night that changes it. */
	instant_t late = instant_make(d->today, d->now) - instant_make(v->day, v->minute);
	int minutes = (int)(late / 60000) - (int)v->late;
	return minutes > 0 ? minutes : 0;
}

bool day_unclosed(const struct day *d, const struct day_visit *v)
{
	enum visit_status s = (enum visit_status)v->status;

	return v->day < d->today && (visit_is_booked(s) || visit_is_here(s));
}

void day_wait_words(struct str *out, int minutes)
{
	if (minutes < 120)
		str_addf(out, _("%d min"), minutes);
	else
		str_addf(out, _("%d h"), minutes / 60);
}

bool day_state(const struct day *d, const struct clinic *c, const struct day_visit *v,
	       struct str *out)
{
	int here = day_minutes_here(v, clock_now(&c->clock));
	int late = day_minutes_late(d, v);
	bool presses = day_unclosed(d, v);
	struct str time;

	str_init(&time);
	day_wait_words(&time, here >= 0 ? here : late);
	if (presses) {
		str_add(out, _("! never closed"));
	} else if (here >= 0 && v->status == VISIT_ARRIVED) {
		presses = here >= WAITS_LONG;
		str_addf(out, _("%shere %s"), presses ? "! " : "", time.p);
	} else if (here >= 0) {
		str_addf(out, _("in chair %s"), time.p);
	} else if (late > 0) {
		presses = true;
		str_addf(out, _("! late %s"), time.p);
	} else if (v->late > 0 && visit_is_booked((enum visit_status)v->status)) {
		str_addf(out, _("comes +%d min"), v->late);
	} else if (v->status == VISIT_PLANNED) {
		str_add(out, _("not confirmed ?"));
	} else if (visit_is_done((enum visit_status)v->status)) {
		str_add(out, day_left(v) ? _("done, no next") : _("done"));
	} else {
		str_add(out, _(visit_status_choices[v->status].label));
	}
	str_release(&time);
	return presses;
}

static void count(struct day *d)
{
	d->coming = d->here = d->late = d->done = d->off = 0;
	for (size_t i = 0; i < d->visits.n; i++) {
		enum visit_status s = (enum visit_status)d->visits.v[i].status;
		d->coming += visit_is_booked(s);
		d->here += visit_is_here(s);
		d->done += visit_is_done(s);
		d->off += s == VISIT_NO_SHOW || s == VISIT_CANCELLED;
		d->late += day_minutes_late(d, &d->visits.v[i]) > 0;
	}
}

/* Days until the next birthday on or after `day`; 29 February is kept on the 28th in common years.
 */
static int days_to_birthday(day_t birth, day_t day)
{
	for (int i = 0; i <= BIRTHDAYS_AHEAD; i++)
		if (age_on(birth, day + i) > age_on(birth, day + i - 1))
			return i;
	return -1;
}

static void find_birthdays(struct day *d)
{
	free(d->birthdays);
	d->birthdays = mem_array(d->visits.n, sizeof(*d->birthdays));
	d->n_birthdays = 0;
	for (size_t i = 0; i < d->visits.n; i++) {
		const struct day_visit *v = &d->visits.v[i];
		bool known = v->status == VISIT_CANCELLED || v->birth_day == DAY_NONE;
		for (size_t k = 0; k < d->n_birthdays && !known; k++)
			known = d->birthdays[k].patient == v->patient;
		int in = known ? -1 : days_to_birthday(v->birth_day, d->day);
		if (in >= 0)
			d->birthdays[d->n_birthdays++] =
				(struct birthday){ .patient = v->patient,
						   .in = in,
						   .age = age_on(v->birth_day, d->day + in) };
	}
}

static void sum_up(struct day *d)
{
	struct day_sum *sum = &d->before;

	*sum = (struct day_sum){ .day = sum->day };
	for (size_t i = 0; i < d->earlier.n; i++) {
		const struct day_visit *v = &d->earlier.v[i];
		sum->came += visit_is_done((enum visit_status)v->status);
		sum->missed += v->status == VISIT_NO_SHOW;
		sum->cancelled += v->status == VISIT_CANCELLED;
		sum->left += day_left(v);
	}
	day_visits_release(&d->earlier);
}

void day_takings_words(struct str *out, const struct day *d, const struct config *c)
{
	int64_t sum = 0;

	for (size_t i = 0; i < d->takings.n; i++)
		sum += d->takings.v[i].paid;
	if (sum == 0)
		return;
	money_show(out, c, sum, true);
	for (size_t i = 0; i < d->takings.n; i++) {
		const struct taking *t = &d->takings.v[i];
		str_addf(out, "%s%s ", i ? ", " : ": ",
			 t->method ? config_label(c, "pay_method", t->method) : _("not said how"));
		money_show(out, c, t->paid, true);
	}
}

void day_sooner_words(struct str *out, int n)
{
	str_addf(out, ngettext("%d wants sooner", "%d want sooner", (unsigned long)n), n);
}

void day_sum_words(struct str *out, const struct day_sum *sum)
{
	str_addf(out, ngettext("%d came", "%d came", (unsigned long)sum->came), sum->came);
	if (sum->missed)
		str_addf(out, _(", %d no-show"), sum->missed);
	if (sum->cancelled)
		str_addf(out, _(", %d cancelled"), sum->cancelled);
	if (sum->left)
		str_addf(out, _(", %d left without a next visit"), sum->left);
}

bool day_unconfirmed(const struct day_visit *v, day_t today)
{
	day_t booked = DAY_NONE;

	if (v->booked_at != INSTANT_NONE)
		instant_split(v->booked_at, &booked, NULL);
	return v->status == VISIT_PLANNED && (booked == DAY_NONE || booked != today);
}

/* Those of the next working day who are still expected. */
static bool load_tomorrow(struct clinic *c, struct day *d, struct err *err)
{
	d->next = config_next_working_day(c->config, d->today);
	day_visits_release(&d->tomorrow);
	if (!store_open_visits(&c->store, d->next, d->next, NEXT_MOST, &d->tomorrow, err))
		return false;
	d->unconfirmed = 0;
	for (size_t i = 0; i < d->tomorrow.n; i++)
		d->unconfirmed += day_unconfirmed(&d->tomorrow.v[i], d->today);
	return true;
}

/* What is due by today in the order of care/task.h, and every complaint, whenever it is due. */
static bool load_tasks(struct clinic *c, struct day *d, struct err *err)
{
	const struct task_view due = { .until = d->today, .most = TASKS_MOST };
	struct rows complaints;
	size_t all = 0;

	rows_init(&complaints, &record_task);
	rows_release(&d->tasks);
	bool ok = tasks_list(c, &due, &d->tasks, &all, err) &&
		  tasks_open_complaints(c, &complaints, err);
	d->more_tasks = ok ? all - d->tasks.n : 0;
	for (size_t i = 0; ok && i < complaints.n; i++) {
		const struct task *t = rows_at(&complaints, i);
		bool known = false;
		for (size_t k = 0; k < d->tasks.n && !known; k++)
			known = ((const struct task *)rows_at(&d->tasks, k))->row.id == t->row.id;
		if (!known)
			record_copy(&record_task, rows_add(&d->tasks), t);
	}
	rows_release(&complaints);
	return ok;
}

static bool load_first(struct clinic *c, struct day *d, struct err *err)
{
	rows_release(&d->handover);
	rows_release(&d->grown);
	takings_release(&d->takings);
	bool ok = load_tasks(c, d, err) && store_takings(&c->store, d->day, &d->takings, err) &&
		  day_load_unclosed(c, d, err) &&
		  store_handovers(&c->store, d->day, &d->handover, err) &&
		  household_grown(c, GROWN_MOST, &d->grown, err);
	messages_to_do(c, &d->by_hand, &d->not_sent);
	day_build_first(d, c);
	return ok;
}

static bool load_before(struct clinic *c, struct day *d, struct err *err)
{
	day_visits_release(&d->earlier);
	d->before.day = config_last_working_day(c->config, d->today);
	return store_day_visits(&c->store, d->before.day, &d->earlier, err);
}

/* The next few; what has no more is done. */
static bool look_through(struct clinic *c, struct day *d, struct day_visits *v, struct err *err)
{
	size_t n = v->n - d->at < AT_ONCE ? v->n - d->at : AT_ONCE;
	bool ok = store_visits_more(&c->store, v->v + d->at, n, err);

	d->at += n;
	return ok;
}

enum part {
	PART_FIRST, /* what is done first, notes of the last shift */
	PART_TOMORROW,
	PART_MORE, /* who left without a next visit, birthdays */
	PART_BEFORE,
	PART_SUM,
	PART_GAPS,
	PART_WISHES, /* who would come sooner */
	PART_MATCH,
	PART_HIT, /* whom leave has hit */
	PARTS
};

bool day_complete(const struct day *d)
{
	return d->part >= PARTS;
}

bool day_step(struct clinic *c, struct day *d, struct err *err)
{
	bool ok = true;
	bool through = true;

	switch ((enum part)d->part) {
	case PART_FIRST:
		ok = load_first(c, d, err);
		break;
	case PART_TOMORROW:
		ok = load_tomorrow(c, d, err);
		break;
	case PART_MORE:
		ok = look_through(c, d, &d->visits, err);
		through = d->at == d->visits.n;
		if (through)
			find_birthdays(d);
		break;
	case PART_BEFORE:
		ok = load_before(c, d, err);
		break;
	case PART_SUM:
		ok = look_through(c, d, &d->earlier, err);
		through = d->at == d->earlier.n;
		if (through)
			sum_up(d);
		break;
	case PART_GAPS:
		ok = day_load_gaps(c, d, err);
		break;
	case PART_WISHES:
		through = day_look_wishes(c, d);
		break;
	case PART_MATCH:
		through = day_match_wishes(c, d);
		break;
	case PART_HIT:
		ok = day_look_hit(c, d, &through, err);
		break;
	case PARTS:
		break;
	}
	if (through) {
		d->part++;
		d->at = 0;
	}
	if (!ok)
		d->part = PARTS; /* nothing is gained by trying on */
	return ok;
}

void day_init(struct day *d)
{
	*d = (struct day){ .day = DAY_NONE, .part = PARTS };
	rows_init(&d->handover, &record_handover);
	rows_init(&d->tasks, &record_task);
	rows_init(&d->grown, &record_patient);
}

bool day_is_over(struct clinic *c, const struct day *d)
{
	struct spans open = { 0 };

	if (d->day != d->today)
		return d->day < d->today;
	/* The book knows of days that the clinic closes early or opens for longer. */
	struct book *b = book_open(c, d->day, d->day, NULL);
	if (!b)
		return false;
	book_open_hours(b, d->day, &open);
	book_free(b);
	return open.n > 0 && d->now >= open.v[open.n - 1].to;
}

bool day_begin(struct clinic *c, day_t day, struct day *d, struct err *err)
{
	struct day_visits visits = { 0 };

	if (!store_day_visits(&c->store, day, &visits, err)) {
		day_visits_release(&visits);
		return false;
	}
	day_visits_release(&d->visits);
	day_drop_wishes(d);
	d->visits = visits;
	if (d->day != day) {
		day_drop_gaps(d);
		rows_release(&d->handover);
		d->n_birthdays = 0;
	}
	d->day = day;
	d->today = clinic_today(c);
	d->now = clock_minute(&c->clock);
	d->over = day_is_over(c, d);
	d->part = PART_FIRST;
	d->at = 0;
	count(d);
	day_build_first(d, c);
	return true;
}

bool day_load(struct clinic *c, day_t day, struct day *out, struct err *err)
{
	day_init(out);
	bool ok = day_begin(c, day, out, err);
	while (ok && !day_complete(out))
		ok = day_step(c, out, err);
	if (!ok)
		day_release(out);
	return ok;
}

void day_release(struct day *d)
{
	day_visits_release(&d->visits);
	day_visits_release(&d->tomorrow);
	day_visits_release(&d->unclosed);
	day_visits_release(&d->earlier);
	takings_release(&d->takings);
	rows_release(&d->handover);
	rows_release(&d->tasks);
	rows_release(&d->grown);
	day_drop_gaps(d);
	day_drop_wishes(d);
	free(d->first);
	free(d->birthdays);
	day_init(d);
}
