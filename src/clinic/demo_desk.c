/* What happens at the desk of the made-up clinic today: who leaves with a next visit and why others
 * do not, what the last shift says, what waits for an answer.
 *
 * With chance of its own and after everything else, so that it changes nobody's story. */
#include "demo_parts.h"

static const char *const why_not[] = { "will-call", "time", "thinking", "price", "finished" };

static const struct saying complaints[] = {
	{ "补的牙咬合高，要求今天回复", "the filling is too high: wants an answer today" },
	{ "等了40分钟没人说明，很生气", "waited 40 minutes and nobody said why" },
};

void desk_init(struct rng *r, const struct demo *d)
{
	rng_seed(r, d->options->seed + 0x6465736b);
}

/* When somebody comes again after that. */
static const struct again {
	const char *kind, *next;
	int weeks;
} agains[] = {
	{ "cleaning", "cleaning", 26 },
	{ "ortho", "ortho", 5 },
	{ "root-canal", "crown", 2 },
	{ "implant", "exam", 12 },
	{ "surgery", "exam", 1 },
	{ "perio", "perio", 13 },
	{ NULL, "exam", 3 },
};

static bool book_again(struct demo *d, struct rng *r, const struct visit *v, int provider)
{
	const struct again *a = agains;
	struct visit next;
	day_t day;
	minute_t minute;

	while (a->kind && strcmp(a->kind, v->kind) != 0)
		a++;
	int minutes = kind_def(d, a->next)->minutes;
	if (!book_take(&d->book, r, provider, d->today + 7 * a->weeks, 30, minutes, &day, &minute))
		return true;
	record_init(&record_visit, &next);
	next.patient = v->patient;
	next.day = day;
	next.minute = minute;
	next.minutes = minutes;
	next.kind = mem_strdup(a->next);
	next.provider = mem_strdup(v->provider);
	next.chair = mem_strdup(v->chair);
	next.booked_at = v->completed_at;
	next.booked_by = mem_strdup("desk");
	bool ok = put(d, &record_visit, &next);
	record_release(&record_visit, &next);
	return ok;
}

bool desk_leave(struct demo *d, struct rng *r, struct visit *v, int provider)
{
	double x = rng_unit(r);

	if (!visit_is_done((enum visit_status)v->status))
		return true;
	if (x < 0.7)
		return book_again(d, r, v, provider);
	if (x < 0.92)
		str_replace(&v->no_next, why_not[rng_below(r, ARRAY_SIZE(why_not))]);
	return true;
}

static bool handover_write(struct demo *d, const char *staff, const char *text, day_t until)
{
	struct handover h;

	record_init(&record_handover, &h);
	h.at = instant_make(d->today - 1, 18 * 60 + 20);
	h.staff = mem_strdup(staff);
	h.text = mem_strdup(text);
	h.until = until;
	bool ok = put(d, &record_handover, &h);
	record_release(&record_handover, &h);
	return ok;
}

static bool complaint_write(struct demo *d, struct rng *r, const struct regular *who)
{
	struct task t;

	record_init(&record_task, &t);
	t.patient = who->patient;
	t.what = mem_strdup(say(&complaints[rng_below(r, ARRAY_SIZE(complaints))], who->chinese));
	t.kind = mem_strdup("complaint");
	t.priority = PRIORITY_HIGH;
	t.created_at = instant_make(d->today - 1, 17 * 60 + 5);
	t.created_by = mem_strdup("mei");
	t.assignee = mem_strdup("manager");
	t.due_day = d->today;
	bool ok = put(d, &record_task, &t);
	record_release(&record_task, &t);
	return ok;
}

/* A visit that nobody closed when the day ended. */
static bool unclosed_write(struct demo *d, const struct regular *who)
{
	struct visit v;
	day_t day = d->today - 1;

	while (day > d->today - 30 && !book_is_open(&d->book, day))
		day--;
	record_init(&record_visit, &v);
	v.patient = who->patient;
	v.day = day;
	v.minute = 16 * 60 + 30;
	v.kind = mem_strdup("exam");
	v.minutes = kind_def(d, v.kind)->minutes;
	v.provider = provider_key(POST_GENERAL);
	v.chair = provider_chair(POST_GENERAL);
	v.booked_at = instant_make(day - 6, 10 * 60);
	v.booked_by = mem_strdup("phone");
	v.status = VISIT_CONFIRMED;
	v.confirmed_at = instant_make(day - 1, 17 * 60);
	bool ok = put(d, &record_visit, &v);
	record_release(&record_visit, &v);
	return ok;
}

bool desk_write(struct demo *d, struct rng *r)
{
	bool ok =
		handover_write(d, "kim", "2号刷卡机坏了，先用1号 (card machine 2 is broken, use 1)",
			       DAY_NONE) &&
		handover_write(d, "bo", "徐医生今天17点走 (Dr Xu leaves at 17:00 today)", d->today);

	if (!ok || d->n_sample < 2)
		return ok;
	size_t one = rng_below(r, (uint32_t)d->n_sample);
	return complaint_write(d, r, &d->sample[one]) &&
	       unclosed_write(d, &d->sample[(one + 1) % d->n_sample]);
}
