/* What came of ringing somebody about a visit, said in one go on a list of visits: the same as a call that
 * is taken from the list to confirm, consents and claims included. */
#include "calls_parts.h"
#include "revisit/clinic/desk.h"

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
	bool ok = call_take(c, &l, v->patient, true, false, &k, err);
	call_list_info_release(&l);
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
