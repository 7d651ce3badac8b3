#include "revisit/care/steps.h"

/* steps[from] has a bit for each status it may lead to. */
#define TO(status) (1u << VISIT_##status)

static const unsigned steps[] = {
	[VISIT_PLANNED] = TO(CONFIRMED) | TO(ARRIVED) | TO(SEATED) | TO(COMPLETED) | TO(LEFT) |
			  TO(NO_SHOW) | TO(CANCELLED) | TO(RESCHEDULED),
	[VISIT_CONFIRMED] = TO(PLANNED) | TO(ARRIVED) | TO(SEATED) | TO(COMPLETED) | TO(LEFT) |
			    TO(NO_SHOW) | TO(CANCELLED) | TO(RESCHEDULED),
	[VISIT_ARRIVED] = TO(PLANNED) | TO(CONFIRMED) | TO(SEATED) | TO(COMPLETED) | TO(LEFT) |
			  TO(CANCELLED) | TO(NO_SHOW),
	[VISIT_SEATED] = TO(ARRIVED) | TO(COMPLETED) | TO(LEFT),
	[VISIT_COMPLETED] = TO(SEATED) | TO(LEFT),
	[VISIT_LEFT] = TO(COMPLETED),
	[VISIT_NO_SHOW] = TO(PLANNED) | TO(CONFIRMED) | TO(ARRIVED) | TO(COMPLETED) | TO(CANCELLED),
	[VISIT_CANCELLED] = TO(PLANNED) | TO(CONFIRMED) | TO(NO_SHOW),
	[VISIT_RESCHEDULED] = 0, /* its successor lives on */
};

bool step_allowed(enum visit_status from, enum visit_status to)
{
	return from == to || (steps[from] & (1u << to)) != 0;
}

void step_stamp(struct visit *v, enum visit_status to, instant_t now)
{
	bool booked = visit_is_booked(to);
	bool off = to == VISIT_NO_SHOW || to == VISIT_CANCELLED || to == VISIT_RESCHEDULED;

	v->status = (int)to;
	if (to == VISIT_CONFIRMED && v->confirmed_at == INSTANT_NONE)
		v->confirmed_at = now;
	if (to == VISIT_PLANNED)
		v->confirmed_at = INSTANT_NONE;
	if (booked || off)
		v->arrived_at = v->seated_at = v->completed_at = v->left_at = INSTANT_NONE;
	if (to == VISIT_ARRIVED)
		v->seated_at = v->completed_at = v->left_at = INSTANT_NONE;
	if (to == VISIT_SEATED)
		v->completed_at = v->left_at = INSTANT_NONE;
	if (to == VISIT_COMPLETED)
		v->left_at = INSTANT_NONE;
	if (!off) {
		v->cancelled_at = INSTANT_NONE;
		str_replace(&v->cancel_reason, NULL);
	}
	instant_t *slot = to == VISIT_ARRIVED	? &v->arrived_at :
			  to == VISIT_SEATED	? &v->seated_at :
			  to == VISIT_COMPLETED ? &v->completed_at :
			  to == VISIT_LEFT	? &v->left_at :
			  off			? &v->cancelled_at :
						  NULL;
	if (slot && *slot == INSTANT_NONE)
		*slot = now;
}

/* The further along today, the sooner it is acted on; among equals the earlier one. */
static int urgency(const struct visit *v, day_t today)
{
	if (v->day != today)
		return 0;
	if (v->status == VISIT_SEATED)
		return 3;
	if (v->status == VISIT_ARRIVED)
		return 2;
	return visit_is_booked((enum visit_status)v->status) ? 1 : 0;
}

enum next_step next_step(const struct patient *p, const struct rows *visits, day_t today,
			 int64_t *visit)
{
	static const enum next_step by_urgency[] = { NEXT_BOOK, NEXT_CHECK_IN, NEXT_SEAT,
						     NEXT_COMPLETE };
	const struct visit *best = NULL;
	bool upcoming = false;

	*visit = 0;
	for (size_t i = 0; i < visits->n; i++) {
		const struct visit *v = rows_at(visits, i);
		int u = urgency(v, today);
		if (v->day > today && visit_is_booked((enum visit_status)v->status))
			upcoming = true;
		if (u == 0)
			continue;
		int b = best ? urgency(best, today) : 0;
		if (u > b || (u == b && v->minute < best->minute))
			best = v;
	}
	if (best) {
		*visit = best->row.id;
		return by_urgency[urgency(best, today)];
	}
	bool gone = p->status == PATIENT_DECEASED || p->status == PATIENT_MOVED ||
		    p->status == PATIENT_ARCHIVED;
	return upcoming || gone ? NEXT_NOTHING : NEXT_BOOK;
}
