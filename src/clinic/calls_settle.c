/* What we rang about is settled elsewhere: they ring back, or come to the desk. */
#include "calls_outcome.h"
#include "revisit/base/i18n.h"
#include "revisit/care/task.h"

enum { RINGS_BACK_DAYS = 14, SETTLES_DAYS = 60, YEAR = 330 };

static const char came[] = "already_visited";

static const struct outcome_def *outcome_of(const struct clinic *c, const struct attempt *a)
{
	return config_outcome(c->config, str_or_empty(a->outcome));
}

static bool is_call(const struct attempt *a)
{
	return str_eq(a->channel, "phone") && str_eq(a->direction, "out");
}

/* --- settling --- */

static bool is_own(struct clinic *c, const struct claim *k)
{
	return k->mine || str_eq(k->staff, c->staff);
}

struct open_stay {
	const struct attempt *last; /* call of ours */
	bool over;
};

static bool write_settled(struct clinic *c, const struct attempt *last, const char *outcome, int64_t visit,
			  struct err *err)
{
	struct attempt a;
	struct str note;
	struct str who;
	struct str when;

	record_init(&record_attempt, &a);
	str_init(&note);
	a.patient = last->patient;
	str_replace(&a.channel, "desk");
	str_replace(&a.direction, "in");
	str_replace(&a.outcome, outcome);
	a.at = clock_now(&c->clock);
	a.day = clinic_today(c);
	str_replace(&a.staff, c->staff);
	str_replace(&a.segment, last->segment);
	str_replace(&a.list, last->list);
	str_replace(&a.purpose, last->purpose);
	a.visit = visit;
	str_init(&who);
	str_init(&when);
	staff_show(&who, c->config, last->staff);
	day_show(&when, last->day, clinic_today(c));
	if (last->staff)
		str_addf(&note, _("after the call of %s, %s"), who.p, when.p);
	str_release(&who);
	str_release(&when);
	str_replace(&a.note, note.len ? note.p : NULL);
	bool ok = store_insert(&c->store, &record_attempt, &a, err);
	str_release(&note);
	record_release(&record_attempt, &a);
	return ok && close_call_backs(c, last->patient, last->list, NULL, err);
}

/* The last word on a list, the newest first: only where it was a call of ours that settled nothing. */
static bool settles(const struct clinic *c, const struct attempt *a, int64_t visit)
{
	const struct outcome_def *o = outcome_of(c, a);
	unsigned flags = o ? o->flags : 0;
	day_t today = clinic_today(c);

	if (!is_call(a) || flags & OUTCOME_FINAL || str_eq(a->list, LIST_CONFIRM))
		return false;
	if (visit)
		return a->day > today - SETTLES_DAYS;
	/* A note settles what they may be ringing back about, no more. */
	return a->day > today - RINGS_BACK_DAYS && !(flags & OUTCOME_CONTACT);
}

static bool settle_lists(struct clinic *c, const struct rows *attempts, const char *but,
			 const char *outcome, int64_t visit, struct err *err)
{
	struct strlist seen;
	bool ok = true;

	strlist_init(&seen);
	for (size_t i = 0; ok && i < attempts->n; i++) {
		const struct attempt *a = rows_at(attempts, i);
		if (str_is_empty(a->list) || strlist_has(&seen, a->list))
			continue;
		strlist_add(&seen, a->list);
		if (!str_eq(a->list, but) && settles(c, a, visit))
			ok = write_settled(c, a, outcome, visit, err);
	}
	strlist_release(&seen);
	return ok;
}

/* Put on a list by hand and not settled there since. */
static bool is_waiting(const struct clinic *c, const struct call_entry *e, const struct rows *attempts)
{
	for (size_t i = 0; i < attempts->n; i++) {
		const struct attempt *a = rows_at(attempts, i);
		const struct outcome_def *o = outcome_of(c, a);
		if (str_eq(a->list, e->list) && a->at >= e->added_at)
			return !o || !(o->flags & OUTCOME_FINAL);
	}
	return true;
}

/* Who comes is asked at the desk: lists by hand whose calls a visit settles wait for them no longer. */
static bool settle_entries(struct clinic *c, const char *but, int64_t patient, int64_t visit,
			   struct err *err)
{
	struct rows attempts;
	struct rows entries;

	rows_init(&attempts, &record_attempt);
	rows_init(&entries, &record_call_entry);
	/* Read again: what was settled just now is among them. */
	bool ok = store_call_entries_of(&c->store, patient, &entries, err) &&
		  store_attempts(&c->store, patient, &attempts, err);
	for (size_t i = 0; ok && i < entries.n; i++) {
		const struct call_entry *e = rows_at(&entries, i);
		struct call_list_info l;
		if (str_eq(e->list, but) || !is_waiting(c, e, &attempts) ||
		    !calls_list(c, e->list, &l, NULL))
			continue;
		const struct attempt on = { .patient = patient,
					    .list = e->list,
					    .purpose = (char *)(uintptr_t)purpose_choices[l.purpose].key,
					    .day = DAY_NONE };
		if (!l.closed && purpose_by_visit(l.purpose))
			ok = write_settled(c, &on, came, visit, err);
		call_list_info_release(&l);
	}
	rows_release(&attempts);
	rows_release(&entries);
	return ok;
}

/* `here`: they came, and nothing was booked or written. */
static bool settle(struct clinic *c, int64_t patient, bool here, int64_t visit, struct err *err)
{
	const char *outcome = here ? came : visit ? "booked" : "done";
	enum call_why why;
	struct claim *k = store_claimed(&c->store, patient, &why);
	struct rows attempts;
	bool on_line = k && k->patient == patient;
	bool own = on_line && is_own(c, k);

	rows_init(&attempts, &record_attempt);
	bool ok = store_attempts(&c->store, patient, &attempts, err) &&
		  settle_lists(c, &attempts, own ? k->list : "", outcome, visit, err);
	if (ok && here)
		ok = settle_entries(c, own ? k->list : "", patient, visit, err);
	if (ok && on_line && !own && visit)
		ok = store_claim_drop(&c->store, k->id, err);
	rows_release(&attempts);
	if (k)
		claim_release(k);
	free(k);
	return ok;
}

bool calls_settle(struct clinic *c, int64_t patient, int64_t visit, struct err *err)
{
	return settle(c, patient, false, visit, err);
}

bool calls_settle_here(struct clinic *c, int64_t patient, int64_t visit, struct err *err)
{
	return settle(c, patient, true, visit, err);
}

/* --- ringing back --- */

bool calls_ringing_back(struct clinic *c, int64_t patient, struct ringing_back *out)
{
	struct rows attempts;
	bool found = false;

	*out = (struct ringing_back){ 0 };
	rows_init(&attempts, &record_attempt);
	store_attempts(&c->store, patient, &attempts, NULL);
	for (size_t i = 0; i < attempts.n; i++) {
		const struct attempt *a = rows_at(&attempts, i);
		const struct outcome_def *o = outcome_of(c, a);
		if (!found && (!is_call(a) || (o && o->flags & OUTCOME_CONTACT) ||
			       a->day <= clinic_today(c) - RINGS_BACK_DAYS))
			break;
		if (!found)
			*out = (struct ringing_back){ .at = a->at,
						      .staff = mem_strdup(a->staff),
						      .list = mem_strdup(a->list),
						      .outcome = mem_strdup(a->outcome) };
		found = true;
		if (!str_eq(a->list, out->list))
			continue;
		if (o && o->flags & (OUTCOME_CONTACT | OUTCOME_FINAL))
			break;
		out->tries += is_call(a) && !a->part_of;
	}
	if (found) {
		int purpose = -1;
		const struct attempt *a = rows_at(&attempts, 0);
		purpose = choice_find(purpose_choices, str_or_empty(a->purpose));
		out->of = purpose < 0 ? 0 : config_purpose(c->config, (enum purpose)purpose)->tries;
	}
	rows_release(&attempts);
	return found;
}

void ringing_back_release(struct ringing_back *r)
{
	free(r->staff);
	free(r->list);
	free(r->outcome);
	*r = (struct ringing_back){ 0 };
}

static void add_list_title(struct str *out, struct clinic *c, const char *key)
{
	struct call_list_info l;

	if (str_is_empty(key) || !calls_list(c, key, &l, NULL))
		return;
	str_addf(out, ": %s", call_list_name(&l));
	call_list_info_release(&l);
}

bool ringing_back_words(struct clinic *c, int64_t patient, struct str *out)
{
	struct ringing_back r;
	struct str who;
	struct str when;
	day_t day;
	minute_t minute;

	if (!calls_ringing_back(c, patient, &r)) {
		ringing_back_release(&r);
		return false;
	}
	str_init(&who);
	str_init(&when);
	staff_show(&who, c->config, r.staff);
	instant_split(r.at, &day, &minute);
	call_day_near(&when, day, clinic_today(c));
	str_addc(&when, ' ');
	minute_iso(&when, minute);
	str_addf(out, _("%s rang %s, %s"), who.p, when.p,
		 config_outcome_label(c->config, str_or_empty(r.outcome)));
	add_list_title(out, c, r.list);
	if (r.tries && r.of)
		str_addf(out, ", %d/%d", r.tries, r.of);
	str_release(&who);
	str_release(&when);
	ringing_back_release(&r);
	return true;
}

/* --- who has them on the line --- */

bool calls_on_line_words(struct clinic *c, int64_t patient, struct str *out)
{
	enum call_why why;
	struct claim *k = store_claimed(&c->store, patient, &why);
	bool told = k && !k->mine;

	if (told) {
		struct str who;
		struct str since;
		minute_t minute;
		str_init(&who);
		str_init(&since);
		staff_show(&who, c->config, k->staff);
		instant_split(k->since, NULL, &minute);
		minute_iso(&since, minute);
		if (k->patient == patient)
			str_addf(out, _("with %s since %s"), who.p, since.p);
		else if (why == CALL_WITH_FAMILY)
			str_addf(out, _("%s has the family since %s"), who.p, since.p);
		else
			str_addf(out, _("%s has the number since %s"), who.p, since.p);
		str_release(&who);
		str_release(&since);
	}
	if (k)
		claim_release(k);
	free(k);
	return told;
}

void call_day_near(struct str *out, day_t day, day_t today)
{
	if (day == today)
		str_add(out, _("today"));
	else if (day > today - 7 && day < today + 7)
		str_add(out, weekday_name(day_weekday(day)));
	else /* ahead the day says more than the year does */
		day_brief(out, day, day > today && day < today + YEAR ? day : today);
}
