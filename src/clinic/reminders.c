/* Reminders: a message so long before a visit. */
#include "revisit/base/i18n.h"
#include "messages_parts.h"

enum { MINUTES_A_DAY = 24 * 60 };

/* The one that should be out by now and is nearest to the visit; NULL. */
static const struct reminder_def *reminder_now(const struct call_settings *s, int64_t left)
{
	const struct reminder_def *found = NULL;

	for (size_t i = 0; left > 0 && i < s->n_reminders; i++) {
		const struct reminder_def *d = &s->reminders[i];
		if (left <= d->minutes && (!found || d->minutes < found->minutes))
			found = d;
	}
	return found;
}

static bool has_it(struct clinic *c, int64_t visit, const char *rule)
{
	struct rows rows;
	bool has = false;

	rows_init(&rows, &record_message);
	store_visit_messages(&c->store, visit, &rows, NULL);
	for (size_t i = 0; i < rows.n; i++) {
		const struct message *m = rows_at(&rows, i);
		has = has || str_eq(m->rule, rule);
	}
	rows_release(&rows);
	return has;
}

/* By the first channel they may be written to by; false when there is none, or the text cannot be
 * made for them. */
static bool make_one(struct clinic *c, const struct visit *v, const struct reminder_def *d, bool *made,
		     struct err *err)
{
	*made = false;
	for (size_t i = 0; i < d->n_channels; i++) {
		struct message m;
		if (!message_may(c, v->patient, d->channels[i], PURPOSE_CONFIRM, NULL))
			continue;
		record_init(&record_message, &m);
		m.patient = v->patient;
		m.visit = v->row.id;
		m.channel = mem_strdup(d->channels[i]);
		m.template = mem_strdup(d->template);
		m.purpose = mem_strdup(purpose_choices[PURPOSE_CONFIRM].key);
		m.rule = mem_strdup(d->rule);
		struct err why = ERR_INIT;
		*made = message_make(c, &m, &why);
		record_release(&record_message, &m);
		if (*made || why.code == ERR_NOT_CALLABLE)
			return true;
		/* Everything else is wrong for everybody: a template that does not hold. */
		if (err)
			*err = why;
		return false;
	}
	return true;
}

static bool remind_of(struct clinic *c, const struct visit *v, int64_t *n, struct err *err)
{
	instant_t now = clock_now(&c->clock);
	instant_t begins = instant_make(v->day, v->minute);

	if (!visit_is_booked((enum visit_status)v->status) || v->minute == MINUTE_NONE)
		return true;
	int64_t left = (begins - now) / 60000;
	const struct reminder_def *d = reminder_now(&c->config->calls, left);
	if (!d)
		return true;
	instant_t due = begins - (instant_t)d->minutes * 60000;
	/* Whoever booked it since has just been told; and what would leave when they are on their way
	 * need not. */
	bool late = (v->booked_at != INSTANT_NONE && v->booked_at >= due) ||
		    message_hours_next(c->config, now) >= begins;
	if (late || has_it(c, v->row.id, d->rule))
		return true;
	bool made;
	bool ok = make_one(c, v, d, &made, err);
	*n += made;
	return ok;
}

/* What was made and must not leave any more. */
static bool sweep(struct clinic *c, struct err *err)
{
	struct rows rows;

	rows_init(&rows, &record_message);
	bool ok = store_messages(&c->store, MESSAGE_WAITING, 0, 20000, &rows, err);
	for (size_t i = 0; ok && i < rows.n; i++) {
		const struct message *m = rows_at(&rows, i);
		const char *why = m->rule && m->visit ? message_obsolete(c, m) : NULL;
		struct message now;
		if (!why)
			continue;
		ok = message_begin(c, "message-drop", m->row.id, &now, err);
		if (ok) {
			now.state = MESSAGE_DROPPED;
			str_replace(&now.error, why);
			str_replace(&now.rule, NULL);
			ok = clinic_end(c, message_write(c, &now, err), err);
		}
		record_release(&record_message, &now);
	}
	rows_release(&rows);
	return ok;
}

bool reminders_make(struct clinic *c, int64_t *n, struct err *err)
{
	const struct call_settings *s = &c->config->calls;
	int most = 0;

	*n = 0;
	for (size_t i = 0; i < s->n_reminders; i++)
		most = s->reminders[i].minutes > most ? s->reminders[i].minutes : most;
	if (!sweep(c, err))
		return false;
	day_t today = clinic_today(c);
	day_t last = today + (most + MINUTES_A_DAY - 1) / MINUTES_A_DAY;
	bool ok = true;
	for (day_t day = today; ok && s->n_reminders && day <= last; day++) {
		struct rows visits;
		rows_init(&visits, &record_visit);
		ok = store_day(&c->store, day, &visits, err);
		for (size_t i = 0; ok && i < visits.n; i++)
			ok = remind_of(c, rows_at(&visits, i), n, err);
		rows_release(&visits);
	}
	return ok;
}
