/* Bookings that hours, leave and chairs have left in the cold. */
#include "book_parts.h"
#include "revisit/clinic/hours.h"
#include "revisit/store/book.h"

enum { AT_ONCE = 7 };

static bool look_at_day(struct clinic *c, const struct book *b, day_t day,
			bool (*found)(const struct conflict *k, void *arg), void *arg)
{
	size_t n;
	const struct booking *v = book_day(b, day, &n);
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
		const struct conflict k = { .b = v[i], .why = why, .words = words.p };
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
