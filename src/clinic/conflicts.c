/* Bookings that hours, leave and chairs have left in the cold. */
#include "book_parts.h"
#include "revisit/clinic/hours.h"
#include "revisit/store/book.h"
#include "revisit/store/traces.h"

enum { AT_ONCE = 7, PROVIDERS = 32 };

/* --- who was booked knowingly --- */

/* What the journal does not tell, as of a clinic that came as a whole, may be of this minute. */
static instant_t written(struct clinic *c, const struct record *rec, int64_t row)
{
	const struct trace_query q = { .table = rec->table, .row = row };
	struct trace t;

	return store_trace(&c->store, &q, &t) ? t.at : clock_now(&c->clock);
}

static instant_t later(instant_t a, instant_t b)
{
	return a == INSTANT_NONE || (b != INSTANT_NONE && b > a) ? b : a;
}

/* When the hours that hold for a provider (NULL: the clinic) on that day were written last,
 * INSTANT_NONE when only clinic.yaml tells them. */
static instant_t hours_written(struct clinic *c, day_t day, const char *provider)
{
	instant_t at = INSTANT_NONE;
	struct rows rows;

	rows_init(&rows, &record_day_off);
	store_days_off(&c->store, day, day, &rows, NULL);
	for (size_t i = 0; i < rows.n; i++) {
		const struct day_off *d = rows_at(&rows, i);
		if (!d->provider || str_eq(d->provider, provider))
			at = later(at, written(c, &record_day_off, d->row.id));
	}
	rows_release(&rows);
	rows_init(&rows, &record_schedule);
	store_all(&c->store, &rows, NULL);
	for (size_t i = 0; i < rows.n; i++) {
		const struct schedule *h = rows_at(&rows, i);
		if (str_eq(h->provider, provider))
			at = later(at, written(c, &record_schedule, h->row.id));
	}
	rows_release(&rows);
	return at;
}

/* What was asked of the journal about one day, once for each provider. */
struct asked {
	const char *provider[PROVIDERS];
	instant_t at[PROVIDERS];
	int n;
};

static instant_t ask_once(struct clinic *c, struct asked *asked, const struct booking *b)
{
	for (int i = 0; i < asked->n; i++)
		if (str_eq(asked->provider[i], b->provider))
			return asked->at[i];
	instant_t at = hours_written(c, b->day, b->provider);
	if (asked->n < PROVIDERS) {
		asked->provider[asked->n] = b->provider;
		asked->at[asked->n++] = at;
	}
	return at;
}

/* Booked after those hours were written, somebody meant it: an emergency in the evening.  Where
 * only clinic.yaml tells the hours, nobody knows since when; then a day that is closed altogether
 * counts. */
static bool was_meant(struct clinic *c, const struct book *b, const struct booking *v,
		      struct asked *asked)
{
	instant_t hours = ask_once(c, asked, v);
	struct minutes open = clinic_minutes(b, v->day, NULL);
	struct visit visit;

	if (hours == INSTANT_NONE)
		return !minutes_none(&open);
	record_init(&record_visit, &visit);
	bool meant = store_get(&c->store, &record_visit, v->visit, &visit, NULL) &&
		     visit.booked_at != INSTANT_NONE && visit.booked_at > hours;
	record_release(&record_visit, &visit);
	return meant;
}

static bool is_hit(struct clinic *c, const struct book *b, const struct booking *v, unsigned why,
		   struct asked *asked)
{
	if (key_known(&b->out, v->chair) ||
	    ((why & AGAINST_OFF) && v->provider && provider_left(c, v->provider)))
		return true;
	return (why & (AGAINST_CLOSED | AGAINST_OFF)) && !was_meant(c, b, v, asked);
}

/* --- all of them --- */

static bool look_at_day(struct clinic *c, const struct book *b, day_t day,
			bool (*found)(const struct conflict *k, void *arg), void *arg)
{
	size_t n;
	const struct booking *v = book_day(b, day, &n);
	struct asked asked = { .n = 0 };
	bool more = true;

	for (size_t i = 0; more && i < n; i++) {
		struct visit visit;
		struct str words;
		if (!visit_is_booked((enum visit_status)v[i].status))
			continue;
		record_init(&record_visit, &visit);
		str_init(&words);
		/* Not its kind: who does it was the choice of whoever booked it. */
		visit.row.id = v[i].visit;
		visit.patient = v[i].patient;
		visit.day = day;
		visit.minute = v[i].minute;
		visit.minutes = v[i].minutes;
		str_replace(&visit.provider, v[i].provider);
		str_replace(&visit.chair, v[i].chair);
		visit.status = v[i].status;
		unsigned why = booking_against(c, b, &visit, &words) & ~(unsigned)AGAINST_PAST;
		const struct conflict k = { .b = v[i],
					    .why = why,
					    .hit = is_hit(c, b, &v[i], why, &asked),
					    .words = words.p };
		if (why)
			more = found(&k, arg);
		record_release(&record_visit, &visit);
		str_release(&words);
	}
	return more;
}

bool conflicts(struct clinic *c, day_t *day, day_t last,
	       bool (*found)(const struct conflict *k, void *arg), void *arg, struct err *err)
{
	day_t today = clinic_today(c);
	day_t from = store_next_booked(&c->store, *day > today ? *day : today);

	*day = DAY_NONE;
	if (from == DAY_NONE || from > last)
		return true;
	day_t to = last - from < AT_ONCE ? last : from + AT_ONCE - 1;
	struct book *b = book_open(c, from, to, err);
	if (!b)
		return false;
	bool more = true;
	for (day_t d = from; more && d <= to; d++)
		more = look_at_day(c, b, d, found, arg);
	book_free(b);
	*day = more && to < last ? to + 1 : DAY_NONE;
	return true;
}
