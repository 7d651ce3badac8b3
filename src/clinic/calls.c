/* A call begins and ends: somebody is claimed, kept, given back. */
#include "calls_queue.h"
#include "revisit/base/i18n.h"
#include "revisit/care/task.h"
#include "revisit/clinic/patients.h"
#include "revisit/store/tasks.h"

/* --- words --- */

char *call_name(struct clinic *c, int64_t patient)
{
	struct patient p;
	struct str name;

	str_init(&name);
	record_init(&record_patient, &p);
	if (store_patient_name(&c->store, patient, &p))
		patient_title(&name, &p);
	record_release(&record_patient, &p);
	return name.p;
}

static void say_until(struct str *out, const struct clinic *c, when_t until)
{
	if (until == WHEN_NONE || until == WHEN_EVER)
		return;
	str_add(out, ", ");
	day_show(out, when_day(until), clinic_today(c));
	if (when_minute(until) > 0) {
		str_addc(out, ' ');
		minute_iso(out, when_minute(until));
	}
}

bool say_not_callable(struct clinic *c, enum call_why why, when_t until, struct err *err)
{
	struct str when;

	str_init(&when);
	say_until(&when, c, until);
	err_set(err, ERR_NOT_CALLABLE, _("may not be rung now: %s%s"), call_why_label(why), when.p);
	str_release(&when);
	return false;
}

/* --- claims --- */

/* "bo 09:41: booked", "they came at 10:02": what was written since the claim. */
static bool say_last_word(struct clinic *c, const struct claim *k, struct str *out)
{
	struct rows attempts;
	struct str who;
	bool some = false;

	rows_init(&attempts, &record_attempt);
	str_init(&who);
	store_attempts(&c->store, k->patient, &attempts, NULL);
	for (size_t i = 0; i < attempts.n && !some; i++) {
		const struct attempt *a = rows_at(&attempts, i);
		minute_t m;
		if (a->at < k->since)
			continue;
		instant_split(a->at, NULL, &m);
		staff_show(&who, c->config, a->staff);
		str_addf(out,
			 str_eq(a->channel, "phone") && str_eq(a->direction, "out") ?
				 _("; %s rang them at %02d:%02d: %s") :
				 _("; %s wrote down at %02d:%02d: %s"),
			 who.p, m / 60, m % 60, config_outcome_label(c->config, str_or_empty(a->outcome)));
		some = true;
	}
	rows_release(&attempts);
	str_release(&who);
	return some;
}

static bool say_visit_since(struct clinic *c, const struct claim *k, struct str *out)
{
	struct rows visits;
	bool some = false;

	rows_init(&visits, &record_visit);
	store_visits(&c->store, k->patient, &visits, NULL);
	for (size_t i = 0; i < visits.n && !some; i++) {
		const struct visit *v = rows_at(&visits, i);
		bool came = v->arrived_at != INSTANT_NONE && v->arrived_at >= k->since;
		minute_t m;
		some = came || (visit_is_booked((enum visit_status)v->status) &&
				v->booked_at != INSTANT_NONE && v->booked_at >= k->since);
		if (!some)
			continue;
		instant_split(came ? v->arrived_at : v->booked_at, NULL, &m);
		str_addf(out, came ? _("; they came at %02d:%02d") : _("; a visit was booked at %02d:%02d"),
			 m / 60, m % 60);
	}
	rows_release(&visits);
	return some;
}

static void say_what_came(struct clinic *c, const struct claim *k, struct str *out)
{
	enum call_why why;
	struct claim *now = store_claimed(&c->store, k->patient, &why);
	struct str who;

	str_init(&who);
	if (now && why == CALL_WITH) {
		staff_show(&who, c->config, now->staff);
		str_addf(out, _("; they are with %s now"), who.p);
	}
	bool word = say_last_word(c, k, out);
	bool visit = say_visit_since(c, k, out);
	if (!word && !visit)
		str_add(out, _("; nobody has rung them since: take them again"));
	str_release(&who);
	if (now)
		claim_release(now);
	free(now);
}

bool claim_gone(struct clinic *c, int64_t claim, struct err *err)
{
	struct claim k;
	struct str since;

	if (!store_claim_ended(&c->store, claim, &k))
		return err_set(err, ERR_CLAIM_OVER, _("there is no claim c%lld"), (long long)claim);
	str_init(&since);
	say_what_came(c, &k, &since);
	char *name = call_name(c, k.patient);
	err_set(err, ERR_CLAIM_OVER, _("your claim on %s has ended%s"), name, since.p);
	free(name);
	str_release(&since);
	claim_release(&k);
	return false;
}

bool own_claim(struct clinic *c, int64_t claim, struct claim *out, struct err *err)
{
	struct err why = ERR_INIT;

	if (!store_claim(&c->store, claim, out, &why)) {
		if (why.code == ERR_CLAIM_OVER)
			return claim_gone(c, claim, err);
		if (err)
			*err = why;
		return false;
	}
	if (out->mine)
		return true;
	err_set(err, ERR_CLAIMED, _("claim c%lld is %s's"), (long long)claim, out->staff);
	claim_release(out);
	return false;
}

bool call_alive(struct clinic *c, int64_t claim, struct err *err)
{
	struct claim k = { 0 };
	bool alive = own_claim(c, claim, &k, err);

	if (alive)
		claim_release(&k);
	return alive;
}

static int lease(const struct clinic *c)
{
	return c->config->calls.lease_minutes > 0 ? c->config->calls.lease_minutes : 10;
}

/* A sweep of the dead ones comes first: what they hold is not in the way. */
static bool claim_one(struct clinic *c, const struct call_list_info *l, const struct on_list *on,
		      bool outlives, struct claim *out, struct err *err)
{
	return store_claim_take(&c->store, l->key, on->patient,
				l->subject == SUBJECT_VISIT ? on->visit : 0, lease(c), outlives, out, NULL,
				err);
}

/* --- the next --- */

/* Membership of today: what another terminal keeps from being worked out is as it was. */
static bool ready(struct clinic *c, struct err *err)
{
	struct err why = ERR_INIT;
	bool done;

	if (segments_catch_up(c, 0, &done, &why) || why.code == ERR_BUSY)
		return true;
	if (err)
		*err = why;
	return false;
}

static bool nobody(struct clinic *c, const struct call_list_info *l, struct err *err)
{
	struct call_counts counts;
	struct str why;
	size_t n;

	if (!calls_queue(c, l, CALL_NOW, 0, &counts, NULL, &n, err))
		return false;
	str_init(&why);
	calls_why_empty(&why, c, &counts, counts.next);
	err_set(err, ERR_NOBODY, _("nobody to call on %s: %s"), l->title, why.p);
	str_release(&why);
	return false;
}

bool call_next(struct clinic *c, const struct call_list_info *l, bool outlives, struct claim *out,
	       struct err *err)
{
	struct on_list on;
	bool found = false;

	*out = (struct claim){ 0 };
	if (!list_or_none(l))
		return err_set(err, ERR_NOBODY, _("without a list there is nobody next: choose whom to ring"));
	if (!ready(c, err) || !store_calls_begin(&c->store, err))
		return false;
	bool ok = queue_first(c, l, &on, &found, err) &&
		  (!found || claim_one(c, l, &on, outlives, out, err));
	ok = store_calls_end(&c->store, ok, err);
	if (!ok)
		claim_release(out);
	return ok && (found || nobody(c, l, err));
}

/* --- by hand --- */

/* A matter of time, not of what somebody said or is. */
static bool passes(enum call_why why)
{
	return why >= CALL_SETTLED && why != CALL_WITH && why != CALL_WITH_NUMBER &&
	       why != CALL_WITH_FAMILY;
}

static bool may_take(struct clinic *c, const struct call_list_info *l, const struct on_list *on,
		     bool anyway, struct err *err)
{
	struct call_state state;
	struct standing st;
	struct turn t;
	int64_t kept;

	if (!list_state(c, l, on, c->staff, &state, err) || !kept_ready(c, l, &kept, err) ||
	    !standing_init(&st, c, l, kept, err))
		return false;
	standing_judge(&st, on, &state, &t);
	if (t.why == CALL_NOW && share_is_done(&st, &t)) {
		t.why = CALL_SHARE;
		t.until = when_of(when_day(st.now) + 1, MINUTE_NONE);
	}
	standing_release(&st);
	/* The claim itself says who has them. */
	if (t.why == CALL_NOW || (!passes(t.why) && t.why >= CALL_WITH) || (anyway && passes(t.why)))
		return true;
	return say_not_callable(c, t.why, t.until, err);
}

/* How somebody is taken by hand. */
enum taking { TAKE_AS_NEXT, TAKE_ANYWAY, TAKE_RANG_US };

static bool take(struct clinic *c, const struct call_list_info *l, int64_t patient, enum taking how,
		 bool outlives, struct claim *out, struct err *err)
{
	struct on_list on;
	bool is;

	if (!list_has_or_owes(c, l, patient, 0, &on, &is, err))
		return false;
	if (!is)
		return err_set(err, ERR_NOT_CALLABLE, _("they are not on the list %s"), l->title);
	return (how == TAKE_RANG_US || may_take(c, l, &on, how == TAKE_ANYWAY, err)) &&
	       claim_one(c, l, &on, outlives, out, err);
}

static bool take_begin(struct clinic *c, const struct call_list_info *l, int64_t patient,
		       enum taking how, bool outlives, struct claim *out, struct err *err)
{
	*out = (struct claim){ 0 };
	if (!ready(c, err) || !store_calls_begin(&c->store, err))
		return false;
	if (store_calls_end(&c->store, take(c, l, patient, how, outlives, out, err), err))
		return true;
	claim_release(out);
	return false;
}

bool call_take(struct clinic *c, const struct call_list_info *l, int64_t patient, bool anyway,
	       bool outlives, struct claim *out, struct err *err)
{
	return take_begin(c, l, patient, anyway ? TAKE_ANYWAY : TAKE_AS_NEXT, outlives, out, err);
}

bool call_answer(struct clinic *c, const struct call_list_info *l, int64_t patient, struct claim *out,
		 struct err *err)
{
	return take_begin(c, l, patient, TAKE_RANG_US, false, out, err);
}

/* --- kept and given back --- */

bool call_keep(struct clinic *c, int64_t claim, struct err *err)
{
	struct claim k;

	if (!own_claim(c, claim, &k, err))
		return false;
	claim_release(&k);
	return store_claim_keep(&c->store, claim, lease(c), err);
}

/* Inside an action. */
static bool give_back(struct clinic *c, const struct claim *k, const char *skip, struct err *err)
{
	/* Without a list there is no place to lose. */
	bool ok = skip && *k->list ? store_skip(&c->store, k->list, k->patient, skip, err) :
				     store_given_back(&c->store, err);

	return ok && store_claim_drop(&c->store, k->id, err);
}

static bool end_claim(struct clinic *c, int64_t claim, const char *skip, struct err *err)
{
	struct claim k;

	if (!own_claim(c, claim, &k, err))
		return false;
	bool ok = clinic_begin(c, skip && *k.list ? "call-skip" : "call-release", k.patient, err) &&
		  clinic_end(c, give_back(c, &k, skip, err), err);
	claim_release(&k);
	return ok;
}

bool call_release(struct clinic *c, int64_t claim, struct err *err)
{
	return end_claim(c, claim, NULL, err);
}


/* --- and taken off --- */

/* Whatever of the list brought them: kept out of its segments, and off it where they were put by hand. */
static bool take_off(struct clinic *c, const struct call_list_info *l, int64_t patient, const char *why,
		     struct err *err)
{
	const struct ruleset *r = clinic_rules(c);
	struct segment_stay stay;
	struct on_list on;
	bool is = false;
	bool ok = list_has(c, l, patient, 0, &on, &is, err);

	if (ok && is && on.segment == SIZE_MAX)
		ok = call_list_remove(c, l->key, patient, err);
	for (size_t i = 0; ok && r && i < l->n_segments; i++) {
		ok = segments_stay(&c->store, l->segments[i], patient, clinic_today(c), &stay, &is, err);
		if (ok && is)
			ok = segment_pin(c, r->segments[l->segments[i]].key, patient, PIN_OUT, why, err);
	}
	return ok;
}

static bool end_off_list(struct clinic *c, int64_t claim, const struct call_list_info *l, int64_t patient,
			 struct err *err)
{
	const char *why = config_label(c->config, "skip_reason", SKIP_WRONG_LIST);

	if (!clinic_begin(c, "call-list-remove", patient, err))
		return false;
	bool ok = take_off(c, l, patient, why, err) && store_claim_drop(&c->store, claim, err);
	return clinic_end(c, ok, err);
}

bool call_skip(struct clinic *c, int64_t claim, const char *reason, struct err *err)
{
	struct call_list_info l = { .kind = LIST_OF_VISITS };
	struct claim k;

	if (str_is_empty(reason))
		return err_set(err, ERR_MISSING, _("say why they are skipped"));
	char *key = clinic_term_key(c, "skip_reason", reason);
	bool wrong = str_eq(key, SKIP_WRONG_LIST);
	free(key);
	if (!wrong)
		return end_claim(c, claim, reason, err);
	if (!own_claim(c, claim, &k, err))
		return false;
	bool off = calls_list(c, k.list, &l, NULL) && l.kind != LIST_OF_VISITS && list_or_none(&l);
	bool ok = off ? end_off_list(c, claim, &l, k.patient, err) : end_claim(c, claim, reason, err);
	call_list_info_release(&l);
	claim_release(&k);
	return ok;
}
