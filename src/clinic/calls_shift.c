/* A shift: its numbers, whom somebody talked with in it, and what they still have to do. */
#include "calls_parts.h"
#include "revisit/base/i18n.h"
#include "revisit/care/task.h"

bool calls_shift(struct clinic *c, const char *staff, day_t day, struct shift *out, struct err *err)
{
	struct calls_done done;

	*out = (struct shift){ .first = INSTANT_NONE, .last = INSTANT_NONE };
	if (!store_calls_done(&c->store, c->config, NULL, staff, day, &done, err))
		return false;
	*out = (struct shift){ .rung = done.rung, .talked = done.talked, .booked = done.booked,
			       .messages = done.messages, .call_backs_made = done.call_backs_made,
			       .call_backs_kept = done.call_backs_kept, .skipped = done.skipped,
			       .rang_us = done.rang_us, .first = done.first, .last = done.last };
	return true;
}

bool calls_shift_owed(struct clinic *c, const char *staff, day_t day, struct rows *out, struct err *err)
{
	if (!store_call_backs(&c->store, NULL, when_of(day + 1, 0) - 1, out, err))
		return false;
	for (size_t i = out->n; i-- > 0;) {
		const struct task *t = rows_at(out, i);
		if (!str_eq(t->assignee, staff))
			rows_remove(out, i);
	}
	return true;
}

/* --- whom --- */

void shift_calls_release(struct shift_call *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(v[i].key);
		free(v[i].outcome);
		free(v[i].next);
		free(v[i].list);
		free(v[i].note);
	}
	free(v);
}

struct telling_shift {
	struct clinic *c;
	struct rows attempts, backs; /* backs: all call backs that are open */
	day_t today;
};

static void add_time(struct str *out, day_t day, minute_t minute, day_t today)
{
	call_day_near(out, day, today);
	if (minute != MINUTE_NONE && minute > 0) {
		str_addc(out, ' ');
		minute_iso(out, minute);
	}
}

/* The call back that was agreed in that call, where it is still open. */
static const struct task *open_call_back(const struct telling_shift *t, size_t i)
{
	const struct attempt *a = rows_at(&t->attempts, i);

	for (size_t k = i + 1; k < t->attempts.n; k++) {
		const struct attempt *later = rows_at(&t->attempts, k);
		const struct outcome_def *o = config_outcome(t->c->config, str_or_empty(later->outcome));
		if (later->patient == a->patient && str_eq(later->list, a->list) && o &&
		    o->flags & OUTCOME_CALLBACK)
			return NULL; /* another was agreed since */
	}
	for (size_t k = 0; k < t->backs.n; k++) {
		const struct task *b = rows_at(&t->backs, k);
		if (b->patient == a->patient && str_eq(b->list, a->list))
			return b;
	}
	return NULL;
}

static void tell_call_back(const struct telling_shift *t, size_t i, const struct attempt *a,
			   struct shift_call *out, struct str *next)
{
	const struct task *b = open_call_back(t, i);
	struct str when;
	struct str who;

	out->owed = b != NULL;
	str_init(&when);
	str_init(&who);
	if (b)
		add_time(&when, b->due_day, b->due_minute, t->today);
	else if (a->again_day != DAY_NONE)
		add_time(&when, a->again_day, a->again_minute, t->today);
	if (!b)
		str_addf(next, _("%s: over"), when.p);
	else if (str_is_empty(b->assignee))
		str_addf(next, _("%s (anyone)"), when.p);
	else if (str_eq(b->assignee, a->staff))
		str_add(next, str_or_empty(when.p));
	else {
		staff_show(&who, t->c->config, b->assignee);
		str_addf(next, "%s (%s)", when.p, who.p);
	}
	str_release(&when);
	str_release(&who);
}

static void tell_visit(const struct telling_shift *t, int64_t visit, struct str *next)
{
	struct visit v;

	record_init(&record_visit, &v);
	if (store_get(&t->c->store, &record_visit, visit, &v, NULL)) {
		add_time(next, v.day, v.minute, t->today);
		if (v.kind)
			str_addf(next, " %s", config_label(t->c->config, "visit_kind", v.kind));
		if (v.status == VISIT_CANCELLED || v.status == VISIT_RESCHEDULED)
			str_addf(next, " (%s)", _(visit_status_choices[v.status].label));
	}
	record_release(&record_visit, &v);
}

static void tell_next(const struct telling_shift *t, size_t i, struct shift_call *out)
{
	const struct attempt *a = rows_at(&t->attempts, i);
	const struct outcome_def *o = config_outcome(t->c->config, str_or_empty(a->outcome));
	unsigned flags = o ? o->flags : 0;
	struct str next;
	struct str when;

	str_init(&next);
	str_init(&when);
	if (a->again_day != DAY_NONE)
		add_time(&when, a->again_day, a->again_minute, t->today);
	if (flags & OUTCOME_CALLBACK)
		tell_call_back(t, i, a, out, &next);
	else if (a->visit && flags & (OUTCOME_BOOK | OUTCOME_MOVE))
		tell_visit(t, a->visit, &next);
	else if (when.len && flags & OUTCOME_FINAL)
		str_addf(&next, _("not asked before %s"), when.p);
	else if (when.len)
		str_addf(&next, _("again %s"), when.p);
	else if (flags & OUTCOME_DOCTOR)
		str_add(&next, _("the doctor is told"));
	out->booked = (flags & OUTCOME_BOOK) != 0;
	str_release(&when);
	out->next = str_steal(&next);
}

static char *note_of(const struct clinic *c, const struct attempt *a)
{
	const struct outcome_def *o = config_outcome(c->config, str_or_empty(a->outcome));
	struct str t;

	str_init(&t);
	if (!str_is_empty(a->reason))
		str_add(&t, config_label(c->config, o && o->reasons ? o->reasons : "call_reason", a->reason));
	if (!str_is_empty(a->note))
		str_addf(&t, "%s%s", t.len ? "; " : "", a->note);
	return str_steal(&t);
}

static char *title_of(struct clinic *c, const char *key)
{
	struct call_list_info l;

	if (str_is_empty(key) || !calls_list(c, key, &l, NULL))
		return mem_strdup(str_or_empty(key));
	char *title = mem_strdup(call_list_name(&l));
	call_list_info_release(&l);
	return title;
}

static void tell_call(const struct telling_shift *t, size_t i, struct shift_call *out)
{
	const struct attempt *a = rows_at(&t->attempts, i);

	*out = (struct shift_call){ .attempt = a->row.id,
				    .patient = a->patient,
				    .at = a->at,
				    .key = mem_strdup(str_or_empty(a->outcome)),
				    .outcome = mem_strdup(config_outcome_label(t->c->config,
									       str_or_empty(a->outcome))),
				    .list = title_of(t->c, a->list),
				    .note = note_of(t->c, a),
				    .rang_us = str_eq(a->direction, "in") && str_eq(a->channel, "phone"),
				    .same_call = a->part_of != 0 };
	tell_next(t, i, out);
}

bool calls_shift_calls(struct clinic *c, const char *staff, day_t day, struct shift_call **out, size_t *n,
		       struct err *err)
{
	struct telling_shift t = { .c = c, .today = clinic_today(c) };

	*out = NULL;
	*n = 0;
	rows_init(&t.attempts, &record_attempt);
	rows_init(&t.backs, &record_task);
	bool ok = store_calls_of(&c->store, staff, day, &t.attempts, err) &&
		  store_call_backs(&c->store, NULL, WHEN_EVER, &t.backs, err);
	if (ok) {
		*n = t.attempts.n;
		*out = mem_array(*n + 1, sizeof(**out));
		for (size_t i = 0; i < *n; i++)
			tell_call(&t, i, &(*out)[i]);
	}
	rows_release(&t.attempts);
	rows_release(&t.backs);
	return ok;
}
