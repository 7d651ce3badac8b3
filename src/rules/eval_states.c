/* What holds of a patient by itself: recalls, being a child, consent, whether we may call or write.
 */
#include "eval_parts.h"
#include "revisit/care/family.h"

/* --- recalls --- */

static bool begins(const struct rule_names *names, int recall, sym_t kind)
{
	for (size_t k = names->first[recall]; k < names->first[recall + 1]; k++)
		if (names->after[k] == kind)
			return true;
	return false;
}

/* As recall_see; returns the first later day on which it counts otherwise. */
static day_t see(const struct eval *e, int recall, struct recall_seen *seen)
{
	const struct rule_names *names = &e->r->names;
	day_t change = DAY_MAX;
	size_t end;

	*seen = (struct recall_seen){ .last = DAY_NONE, .booked = DAY_NONE, .minute = MINUTE_NONE };
	for (size_t i = events_from(e->v, NOUN_VISIT, &end); i < end; i++) {
		const struct event *ev = &e->v->events[i];
		enum visit_status is = (enum visit_status)ev->state;
		bool begun = begins(names, recall, ev->kind);
		if (!begun && ev->kind != names->book[recall])
			continue;
		if (ev->day > e->day)
			change = earlier(
				change,
				ev->day); /* it may take place, it may be the day it is here */
		if (begun && visit_is_done(is) && ev->day <= e->day)
			seen->last = ev->day; /* they come in order */
		bool to_come = (visit_is_booked(is) && ev->day >= e->day) ||
			       (visit_is_here(is) && ev->day == e->day);
		if (!to_come)
			continue;
		change = earlier(change, ev->day + 1);
		if (seen->booked == DAY_NONE) {
			seen->booked = ev->day;
			seen->minute = ev->minute;
		}
	}
	return change;
}

static struct recall_alone alone(const struct eval *e, int recall, struct recall_seen *seen)
{
	day_t change = see(e, recall, seen);
	struct recall_alone a = recall_alone(&e->r->config->recalls[recall], seen,
					     &e->v->own[recall], birth_of(e->v), e->day);

	a.change = earlier(a.change, change);
	return a;
}

struct recall_alone recall_on(const struct eval *e, int recall, struct recall_seen *seen,
			      int *instead)
{
	const struct rule_names *names = &e->r->names;
	struct recall_alone a = alone(e, recall, seen);

	*instead = -1;
	for (size_t k = names->instead_first[recall];
	     a.state > RECALL_AGE && k < names->instead_first[recall + 1]; k++) {
		struct recall_seen other;
		struct recall_alone b = alone(e, names->instead[k], &other);
		a.change = earlier(a.change, b.change);
		if (b.state > RECALL_AGE)
			*instead = names->instead[k];
	}
	if (*instead >= 0)
		a.state = RECALL_REPLACED;
	return a;
}

struct verdict due_on(const struct eval *e, const struct node *node)
{
	struct recall_seen seen;
	int instead;
	struct recall_alone r = recall_on(e, node->recall, &seen, &instead);
	bool waiting = r.state == RECALL_LATER || r.state == RECALL_NOT_BEFORE;
	bool due = r.state == RECALL_DUE;
	struct verdict v = { .change = r.change };
	day_t edge = DAY_MAX;

	switch (node->due) {
	case DUE_NOW:
		v.is = due;
		break;
	case DUE_TODAY:
		v.is = due && r.due == e->day;
		edge = v.is ? e->day + 1 : DAY_MAX;
		break;
	case DUE_TOMORROW:
		v.is = waiting && r.due == e->day + 1;
		edge = waiting && !v.is ? r.due - 1 : DAY_MAX;
		break;
	case DUE_WITHIN:
		v.is = due || (waiting && r.due <= day_add(e->day, node->within, +1));
		edge = waiting && !v.is ? reached(e->day, node->within, +1, r.due) : DAY_MAX;
		break;
	case DUE_OVERDUE:
		v.is = due && r.due <= day_add(e->day, node->within, -1);
		edge = due && !v.is ? reached(e->day, node->within, -1, r.due) : DAY_MAX;
		break;
	}
	v.change = earlier(v.change, edge);
	return v;
}

/* --- children --- */

struct verdict child_on(const struct eval *e, const struct view *v)
{
	const int64_t birth = v->fact[FACT_BIRTH_DATE];
	const struct patient p = {
		.birth_day = birth == FACT_MISSING ? DAY_NONE : (day_t)birth,
		.birth_precision = v->birth_precision,
	};
	day_t of_age = family_of_age(&p, e->r->config->adult_from);

	if (of_age == DAY_NONE)
		return (struct verdict){ v->fact[FACT_GUARDIAN] != FACT_MISSING ||
						 v->fact[FACT_ROLE] == ROLE_CHILD,
					 DAY_MAX };
	return e->day < of_age ? (struct verdict){ true, of_age } : never();
}

/* --- consent --- */

/* Whose counts: a minor's is the guardian's.  *change: when that may be otherwise. */
static bool guardian_speaks(const struct eval *e, day_t *change)
{
	struct verdict child = { false, DAY_MAX };

	if (e->v->fact[FACT_GUARDIAN] != FACT_MISSING)
		child = child_on(e, e->v);
	*change = child.change;
	return child.is;
}

enum consent_state consent_on(const struct eval *e, int purpose, day_t *change)
{
	bool guardian = guardian_speaks(e, change);
	enum consent_state is = CONSENT_UNKNOWN;

	for (size_t i = 0; i < e->v->n_consents; i++) {
		const struct view_consent *k = &e->v->consents[i];
		if ((k->purpose >= 0 && k->purpose != purpose) || k->guardian != guardian)
			continue;
		if (!k->yes)
			return CONSENT_REFUSED;
		is = CONSENT_GIVEN;
	}
	return is;
}

/* For some purpose on that channel, or altogether. */
static struct verdict refused(const struct eval *e, sym_t channel)
{
	struct verdict v = { false, DAY_MAX };
	bool guardian = guardian_speaks(e, &v.change);

	for (size_t i = 0; i < e->v->n_consents && !v.is; i++) {
		const struct view_consent *k = &e->v->consents[i];
		bool here = k->channel ? k->channel == channel : k->purpose < 0;
		v.is = !k->yes && here && k->guardian == guardian;
	}
	return v;
}

/* --- may we --- */

static bool can_be_reached(const struct eval *e, sym_t channel)
{
	if (!channel || channel == e->r->names.phone)
		return e->v->has_phone;
	for (size_t i = 0; i < e->v->n_channels; i++)
		if (e->v->channels[i] == channel)
			return true;
	return false;
}

static bool is_here(const struct view *v)
{
	int64_t status = v->fact[FACT_STATUS];

	return status == PATIENT_ACTIVE || status == PATIENT_PROSPECT || status == PATIENT_INACTIVE;
}

static struct verdict kept_off(const struct eval *e)
{
	struct verdict off = never();

	for (size_t i = 0; i < e->v->n_tags; i++) {
		const struct view_tag *t = &e->v->tags[i];
		if (t->tag != e->r->names.do_not_call ||
		    (t->until != DAY_NONE && t->until < e->day))
			continue;
		day_t until = t->until == DAY_NONE || t->until >= DAY_MAX ? DAY_MAX : t->until + 1;
		off = (struct verdict){ true, off.is ? later(off.change, until) : until };
	}
	return off;
}

enum may may_on(const struct eval *e, sym_t channel, struct verdict *v)
{
	*v = never();
	if (!is_here(e->v))
		return MAY_GONE;
	if (!can_be_reached(e, channel))
		return MAY_NO_CONTACT;
	struct verdict off = kept_off(e);
	struct verdict no = refused(e, channel ? channel : e->r->names.phone);
	off.is = !off.is;
	no.is = !no.is;
	*v = both(off, no);
	return v->is ? MAY : !off.is ? MAY_TAG : MAY_CONSENT;
}
