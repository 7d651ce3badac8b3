#include "revisit/clinic/visits.h"
#include "revisit/base/i18n.h"
#include "revisit/care/steps.h"
#include "revisit/clinic/book.h"
#include "revisit/clinic/cadence.h"
#include "revisit/clinic/calls.h"
#include "revisit/clinic/plans.h"
#include "revisit/text/utf8.h"
#include "visit_parts.h"

#include <limits.h>

enum { EARLY = 60 }; /* minutes */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "fri 3:30 pm", "周五下午3点": a day, then a time, with or without a blank between them. */
static bool day_then_minute(const char *value, day_t today, day_t *day, minute_t *minute,
			    struct err *err)
{
	size_t n = strlen(value);

	for (size_t at = utf8_next(value, n, 0); at < n; at = utf8_next(value, n, at)) {
		if (is_digit(value[at - 1]) && is_digit(value[at]))
			continue;
		char *first = mem_strndup(value, at);
		bool is_day = day_parse_near(first, today, day, NULL);
		free(first);
		if (is_day && minute_parse(value + at, minute, err))
			return true;
	}
	return false;
}

/* "2026-11-23T09:30", "fri 1530", "明天下午3点": a day and a time, or a day alone. */
static bool set_at(struct clinic *c, struct visit *v, const char *value, struct err *err)
{
	day_t day = DAY_NONE;
	minute_t minute = MINUTE_NONE;
	int offset;
	struct err why = ERR_INIT;

	if (utf8_check(value, strlen(value)) != strlen(value))
		return err_set(err, ERR_BAD_TEXT, _("the text is not valid UTF-8"));
	if (datetime_parse(value, NULL, &day, &minute, &offset, NULL)) {
		if (offset != INT_MIN)
			instant_split(((int64_t)day * 1440 + minute - offset) * 60000, &day, &minute);
	} else if (value[0] && value[1] && minute_parse(value, &minute, NULL)) {
		/* A time alone keeps the day; a digit alone is more likely a slip. */
		day = v->day == DAY_NONE ? clinic_today(c) : v->day;
	} else if (!day_then_minute(value, clinic_today(c), &day, &minute, &why)) {
		minute = MINUTE_NONE;
		if (!day_parse_near(value, clinic_today(c), &day, err)) {
			/* After a day that could be read, the time is what is wrong. */
			if (why.code && err)
				*err = why;
			return false;
		}
	}
	v->day = day;
	v->minute = minute;
	return true;
}

bool visit_set(struct clinic *c, struct visit *v, const char *name, const char *value,
	       struct err *err)
{
	if (strcmp(name, "at") == 0)
		return set_at(c, v, value, err);
	if (strcmp(name, "time") == 0)
		name = "minute";
	if (strcmp(name, "reason") == 0)
		name = "cancel_reason";
	const struct field *f = record_field(&record_visit, name);
	if (!f || (f->flags & (FIELD_HIDDEN | FIELD_FROZEN)))
		return err_set(err, ERR_UNKNOWN_FIELD,
			       _("a visit has no field '%s' to set; \"revisit fields visit\" lists them"),
			       name);
	return clinic_set_field(c, f, v, value, err);
}

static bool check_visit(const struct visit *v, struct err *err)
{
	if (v->day == DAY_NONE)
		return err_set(err, ERR_MISSING,
			       _("a visit needs a day; write it like 2026-03-02"));
	if (v->minutes < 0 || v->minutes > 24 * 60)
		return err_set(err, ERR_BAD_NUMBER, _("a visit lasts at most a day"));
	if (v->paid != MONEY_NONE && v->paid < 0)
		return err_set(err, ERR_BAD_NUMBER, _("what was paid cannot be negative"));
	return true;
}

/* One key takes a step, so it must not take one on another day's visit. */
static bool step_in_time(struct clinic *c, const struct visit *v, enum visit_status from,
			 enum visit_status to, struct err *err)
{
	day_t today = clinic_today(c);
	bool here = visit_is_here(to);
	bool over = to == VISIT_NO_SHOW || visit_is_done(to);
	/* Who was not checked in may be done a little before their time, not hours. */
	minute_t since = clock_minute(&c->clock) + (to == VISIT_NO_SHOW ? 0 : EARLY);
	bool later = v->day > today ||
		     (v->day == today && (to == VISIT_NO_SHOW || visit_is_booked(from)) &&
		      v->minute != MINUTE_NONE && v->minute > since);
	struct str day;

	if (to == VISIT_RESCHEDULED && !v->successor)
		return err_set(err, ERR_STEP, _("a visit is moved with its new time, not by its status"));
	if (!(here && v->day != today) && !(over && later))
		return true;
	str_init(&day);
	day_show(&day, v->day, today);
	if (v->minute != MINUTE_NONE) {
		str_addc(&day, ' ');
		minute_iso(&day, v->minute);
	}
	if (here)
		err_set(err, ERR_STEP, _("this visit is on %s, not today; move it, or check in as a walk-in"),
			day.p);
	else
		err_set(err, ERR_STEP,
			v->day == today && to != VISIT_NO_SHOW
				? _("this visit is still to come: %s; check them in first, or move it")
				: _("this visit is still to come: %s"),
			day.p);
	str_release(&day);
	return false;
}

/* What is in the way, and what to do instead. */
static bool no_such_step(enum visit_status from, enum visit_status to, struct err *err)
{
	if (from == VISIT_CANCELLED)
		return err_set(err, ERR_STEP,
			       _("this visit was cancelled: book a new one, or check in as a walk-in"));
	if (from == VISIT_RESCHEDULED)
		return err_set(err, ERR_STEP, _("this visit was moved: go to its new time"));
	if (from == VISIT_NO_SHOW)
		return err_set(err, ERR_STEP, _("they did not come: check them in first"));
	if (visit_is_done(from))
		return err_set(err, ERR_STEP, _("this visit is done already"));
	return err_set(err, ERR_STEP, _("a visit that is \"%s\" cannot become \"%s\""),
		       _(visit_status_choices[from].label), _(visit_status_choices[to].label));
}

/* Where the draft's status differs from the stored one, the step must be possible and is stamped. */
static bool take_step(struct clinic *c, struct visit *v, struct err *err)
{
	struct visit stored;
	enum visit_status to = (enum visit_status)v->status;

	record_init(&record_visit, &stored);
	bool ok = store_get(&c->store, &record_visit, v->row.id, &stored, err);
	enum visit_status from = (enum visit_status)stored.status;
	if (ok && from != to && !step_allowed(from, to))
		ok = no_such_step(from, to, err);
	ok = ok && (from == to || step_in_time(c, v, from, to, err));
	if (ok && from != to)
		step_stamp(v, to, clock_now(&c->clock));
	record_release(&record_visit, &stored);
	return ok;
}

/* They came, whether or not they went again. */
static bool is_here(const struct visit *v)
{
	return v->status == VISIT_ARRIVED || v->status == VISIT_SEATED || visit_is_done((enum visit_status)v->status);
}

bool visit_save(struct clinic *c, struct visit *v, bool *changed, struct err *err)
{
	bool ignored;
	struct visit before;
	bool fresh = v->row.id == 0;

	if (!changed)
		changed = &ignored;
	*changed = false;
	if (!check_visit(v, err))
		return false;
	if (fresh && v->minutes == 0 && v->kind && config_term(c->config, "visit_kind", v->kind))
		v->minutes = book_minutes(c, v->kind, v->provider);
	if (fresh && v->booked_at == INSTANT_NONE)
		v->booked_at = clock_now(&c->clock);
	if (!clinic_begin(c, fresh ? "visit-book" : "visit-edit", v->patient, err))
		return false;
	bool ok = clinic_know_terms(c, &record_visit, v, false, err);
	if (ok && fresh)
		ok = plan_link(c, v, err);
	if (ok && !fresh)
		ok = take_step(c, v, err);
	if (ok && fresh)
		ok = step_in_time(c, v, VISIT_ARRIVED, (enum visit_status)v->status, err);
	if (ok && fresh && v->status != VISIT_PLANNED)
		step_stamp(v, (enum visit_status)v->status, clock_now(&c->clock));
	record_init(&record_visit, &before);
	if (ok && fresh)
		ok = *changed = store_insert(&c->store, &record_visit, v, err);
	else if (ok)
		ok = store_get(&c->store, &record_visit, v->row.id, &before, err) &&
		     store_update(&c->store, &record_visit, v, changed, err);
	ok = ok && (!*changed || cadence_visit(c, fresh ? NULL : &before, v, err));
	bool comes = v->day == clinic_today(c) && is_here(v) && (fresh || !is_here(&before));
	/* What is moved was booked before. */
	bool books = fresh && !comes && !v->predecessor && v->day >= clinic_today(c);
	if (ok && v->patient && comes)
		ok = calls_settle_here(c, v->patient, v->row.id, err);
	if (ok && v->patient && books)
		ok = calls_settle(c, v->patient, v->row.id, err);
	record_release(&record_visit, &before);
	ok = clinic_end(c, ok, err);
	if (!ok && fresh)
		v->row = (struct row){ 0 };
	return ok;
}

static const char *const step_verbs[] = {
	[VISIT_PLANNED] = "visit-unconfirm", [VISIT_CONFIRMED] = "visit-confirm",
	[VISIT_ARRIVED] = "visit-arrive",    [VISIT_SEATED] = "visit-seat",
	[VISIT_COMPLETED] = "visit-complete", [VISIT_LEFT] = "visit-left",
	[VISIT_NO_SHOW] = "visit-no-show",   [VISIT_CANCELLED] = "visit-cancel",
	[VISIT_RESCHEDULED] = "visit-move",
};

bool visit_begin(struct clinic *c, const char *verb, int64_t visit, struct visit *v,
		 struct err *err)
{
	record_init(&record_visit, v);
	if (!clinic_begin(c, verb, 0, err))
		return false;
	if (!store_get(&c->store, &record_visit, visit, v, err)) {
		clinic_end(c, false, NULL);
		return false;
	}
	store_set_target(&c->store, v->patient);
	return true;
}

static bool take_text(struct clinic *c, struct visit *v, const char *field, const char *given,
		      struct err *err)
{
	return str_is_empty(given) || visit_set(c, v, field, given, err);
}

static bool in_chair(const struct visit *v, struct err *err)
{
	minute_t minute;

	instant_split(v->seated_at, NULL, &minute);
	if (minute == MINUTE_NONE)
		return err_set(err, ERR_STEP, _("they are in the chair already"));
	return err_set(err, ERR_STEP, _("they are in the chair since %02d:%02d"), minute / 60,
		       minute % 60);
}

bool visit_step(struct clinic *c, int64_t visit, enum visit_status to, const char *reason,
		struct err *err)
{
	struct visit v;

	bool ok = visit_begin(c, step_verbs[to], visit, &v, err);
	if (ok) {
		/* One key does not take somebody out of the chair; an edit may. */
		ok = !(to == VISIT_ARRIVED && v.status == VISIT_SEATED) || in_chair(&v, err);
		v.status = (int)to;
		ok = ok && take_text(c, &v, "cancel_reason", reason, err) &&
		     visit_save(c, &v, NULL, err);
		ok = clinic_end(c, ok, err);
	}
	record_release(&record_visit, &v);
	return ok;
}

bool visit_complete(struct clinic *c, int64_t visit, const struct visit_completion *done, struct err *err)
{
	struct visit v;

	bool ok = visit_begin(c, step_verbs[VISIT_COMPLETED], visit, &v, err);
	if (ok) {
		if (visit_is_done((enum visit_status)v.status))
			ok = err_set(err, ERR_STEP,
				     _("this visit is done already; edit it to change what is there"));
		v.status = VISIT_COMPLETED;
		if (done->amount != MONEY_NONE)
			v.amount = done->amount;
		if (done->paid != MONEY_NONE)
			v.paid = done->paid;
		if (ok && v.amount != MONEY_NONE && v.paid != MONEY_NONE && v.paid > v.amount)
			ok = err_set(err, ERR_BAD_VALUE,
				     _("more is paid than the amount; what was owed before is paid on its "
				       "own visit"));
		ok = ok && take_text(c, &v, "kind", done->kind, err) &&
		     take_text(c, &v, "provider", done->provider, err) &&
		     take_text(c, &v, "pay_method", done->pay_method, err) &&
		     take_text(c, &v, "note", done->note, err) &&
		     take_text(c, &v, "teeth", done->teeth, err) && plan_link(c, &v, err) &&
		     visit_save(c, &v, NULL, err);
		ok = clinic_end(c, ok, err);
	}
	record_release(&record_visit, &v);
	return ok;
}

int visit_minutes_waited(const struct visit *v)
{
	if (v->arrived_at == INSTANT_NONE || v->seated_at == INSTANT_NONE)
		return -1;
	return (int)((v->seated_at - v->arrived_at) / 60000);
}

bool visit_walk_in_as(struct clinic *c, struct visit *v, struct err *err)
{
	v->day = clinic_today(c);
	v->minute = clock_minute(&c->clock);
	v->status = VISIT_ARRIVED;
	str_replace(&v->booked_by, "walk-in");
	bool ok = clinic_begin(c, "visit-walk-in", v->patient, err);
	return ok && clinic_end(c, visit_save(c, v, NULL, err), err);
}

bool visit_walk_in(struct clinic *c, int64_t patient, int64_t *visit, struct err *err)
{
	struct visit v;

	record_init(&record_visit, &v);
	v.patient = patient;
	bool ok = visit_walk_in_as(c, &v, err);
	*visit = ok ? v.row.id : 0;
	record_release(&record_visit, &v);
	return ok;
}
