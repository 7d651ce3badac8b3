#include "revisit/clinic/desk.h"
#include "revisit/base/i18n.h"
#include "revisit/clinic/book.h"
#include "revisit/clinic/visits.h"

#include "visit_parts.h"

enum { LATEST = 12 * 60 };

bool visit_arrive_today(struct clinic *c, int64_t booked, int64_t *visit, struct err *err)
{
	const struct new_time now = { .day = clinic_today(c), .minute = clock_minute(&c->clock) };
	int64_t moved = 0;

	if (!clinic_begin(c, "visit-arrive", 0, err))
		return false;
	bool ok = visit_rebook(c, booked, &now, AGAINST_ANYTHING, &moved, err) &&
		  visit_step(c, moved, VISIT_ARRIVED, NULL, err);
	ok = clinic_end(c, ok, err);
	if (ok && visit)
		*visit = moved;
	return ok;
}

bool visit_says_late(struct clinic *c, int64_t visit, int minutes, struct err *err)
{
	struct visit v;

	if (minutes < 0 || minutes > LATEST)
		return err_set(err, ERR_BAD_NUMBER, _("how many minutes late? 0 to %d"), LATEST);
	bool ok = visit_begin(c, "visit-late", visit, &v, err);
	if (ok) {
		if (!visit_is_booked((enum visit_status)v.status))
			ok = err_set(
				err, ERR_STEP,
				_("only who is still to come can be late; this visit is \"%s\""),
				_(visit_status_choices[v.status].label));
		v.late = minutes;
		ok = ok && store_update(&c->store, &record_visit, &v, NULL, err);
		ok = clinic_end(c, ok, err);
	}
	record_release(&record_visit, &v);
	return ok;
}

bool visit_no_next(struct clinic *c, int64_t visit, const char *why, struct err *err)
{
	struct visit v;

	bool ok = visit_begin(c, "visit-no-next", visit, &v, err);
	if (ok) {
		if (!visit_is_done((enum visit_status)v.status))
			ok = err_set(err, ERR_STEP, _("this visit is not done yet"));
		char *key = str_is_empty(why) ? NULL : clinic_term_key(c, "no_next", why);
		str_replace(&v.no_next, key);
		free(key);
		ok = ok && clinic_know_terms(c, &record_visit, &v, false, err) &&
		     store_update(&c->store, &record_visit, &v, NULL, err);
		ok = clinic_end(c, ok, err);
	}
	record_release(&record_visit, &v);
	return ok;
}

/* --- who was given up, and comes --- */

static minute_t next_free(const struct book *b, const struct visit *v, minute_t now, int minutes)
{
	struct spans free_time;

	now = (now + 4) / 5 * 5;
	book_gaps(b, v->day, v->provider, minutes, &free_time);
	for (int i = 0; i < free_time.n; i++) {
		minute_t from = free_time.v[i].from > now ? free_time.v[i].from : now;
		if (free_time.v[i].to - from >= minutes)
			return from;
	}
	return MINUTE_NONE;
}

bool visit_given_away(struct clinic *c, const struct visit *v, struct given_away *out,
		      struct err *err)
{
	size_t n = 0;

	*out = (struct given_away){ .free = MINUTE_NONE };
	if (v->day != clinic_today(c) || v->minute == MINUTE_NONE || str_is_empty(v->provider))
		return false;
	struct book *b = book_open(c, v->day, v->day, err);
	if (!b)
		return false;
	int minutes = v->minutes > 0 ? (int)v->minutes : book_minutes(c, v->kind, v->provider);
	const struct booking *k = book_day(b, v->day, &n);
	for (size_t i = 0; i < n && !out->patient; i++)
		if (k[i].visit != v->row.id && str_eq(k[i].provider, v->provider) &&
		    k[i].minute < v->minute + minutes && k[i].minute + k[i].minutes > v->minute)
			out->patient = k[i].patient;
	if (out->patient)
		out->free = next_free(b, v, clock_minute(&c->clock), minutes);
	book_free(b);
	return out->patient != 0;
}

void given_away_words(struct str *out, const struct clinic *c, const struct visit *v,
		      const struct given_away *g, const char *name)
{
	const char *who = config_label(c->config, "provider", v->provider);
	struct str at;

	str_init(&at);
	minute_iso(&at, v->minute);
	str_addf(out, _("%s went to %s"), at.p, name);
	str_clear(&at);
	minute_iso(&at, g->free);
	if (g->free == MINUTE_NONE)
		str_addf(out, _(", nothing free with %s today"), who);
	else
		str_addf(out, _(", next free with %s: %s"), who, at.p);
	str_release(&at);
}

/* --- who is not expected to come --- */

bool patient_cannot_come(struct clinic *c, int64_t patient, struct str *why)
{
	struct patient p;

	record_init(&record_patient, &p);
	bool gone = store_get(&c->store, &record_patient, patient, &p, NULL) &&
		    (p.status == PATIENT_DECEASED || p.status == PATIENT_ARCHIVED ||
		     p.status == PATIENT_MERGED);
	if (gone && p.status == PATIENT_DECEASED)
		str_addf(why, _("%s is marked as deceased"), p.name);
	else if (gone && p.status == PATIENT_ARCHIVED)
		str_addf(why, _("the chart of %s is archived"), p.name);
	else if (gone)
		str_addf(why, _("the chart of %s was merged into another"), p.name);
	record_release(&record_patient, &p);
	return gone;
}
