/* What came of ringing somebody about a visit, said in one go on a list of visits: the same as a call that
 * is taken from the list to confirm, consents and claims included. */
#include "calls_parts.h"
#include "revisit/clinic/desk.h"
#include "revisit/clinic/visits.h"

/* Of the list to confirm while the visit is on it, else of no list. */
static bool list_of(struct clinic *c, const struct visit *v, struct call_list_info *l, struct err *err)
{
	struct on_list on;
	bool is = false;

	if (!calls_list(c, LIST_CONFIRM, l, err))
		return false;
	if (!list_has(c, l, v->patient, v->row.id, &on, &is, err)) {
		call_list_info_release(l);
		return false;
	}
	if (is)
		return true;
	call_list_info_release(l);
	return calls_list(c, "", l, err);
}

/* Who may not be rung, or has no number, has said it here all the same. */
static bool told_us(struct clinic *c, const struct visit *v, struct err *err)
{
	struct attempt a;

	if (!clinic_begin(c, "call-outcome", 0, err))
		return false;
	record_init(&record_attempt, &a);
	a.patient = v->patient;
	a.visit = v->row.id;
	str_replace(&a.channel, "desk");
	str_replace(&a.direction, "in");
	str_replace(&a.outcome, "confirmed");
	str_replace(&a.staff, c->staff);
	str_replace(&a.purpose, purpose_choices[PURPOSE_CONFIRM].key);
	a.at = clock_now(&c->clock);
	a.day = clinic_today(c);
	bool ok = store_insert(&c->store, &record_attempt, &a, err) &&
		  visit_step(c, v->row.id, VISIT_CONFIRMED, NULL, err);
	record_release(&record_attempt, &a);
	return clinic_end(c, ok, err);
}

static bool ring(struct clinic *c, const struct visit *v, const char *outcome, struct err *err)
{
	const struct call_result r = { .outcome = outcome,
				       .visit = v->row.id,
				       .day = DAY_NONE,
				       .minute = MINUTE_NONE,
				       .score = -1 };
	struct call_list_info l;
	struct claim k;

	if (!list_of(c, v, &l, err))
		return false;
	struct err why = ERR_INIT;
	bool ok = call_take(c, &l, v->patient, true, false, &k, &why);
	call_list_info_release(&l);
	if (!ok && why.code == ERR_NOT_CALLABLE && strcmp(outcome, "confirmed") == 0)
		return told_us(c, v, err);
	if (!ok && err)
		*err = why;
	if (!ok)
		return false;
	ok = call_outcome(c, k.id, &r, NULL, err);
	if (!ok)
		call_release(c, k.id, NULL);
	claim_release(&k);
	return ok;
}

bool confirm_call(struct clinic *c, int64_t visit, const char *outcome, struct err *err)
{
	struct visit v;

	record_init(&record_visit, &v);
	bool ok = store_get(&c->store, &record_visit, visit, &v, err) && ring(c, &v, outcome, err);
	record_release(&record_visit, &v);
	return ok;
}
