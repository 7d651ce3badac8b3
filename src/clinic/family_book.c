/* A family booked together: times next to each other, taken in one action. */
#include "revisit/base/i18n.h"
#include "revisit/clinic/household.h"
#include "revisit/clinic/recalls.h"

enum { LOOK_DAYS = 60, PER_WAY = 3, STARTS = 40 };

bool family_wishes(struct clinic *c, const int64_t *patients, size_t n, struct rows *out,
		   struct err *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < n && i < FAMILY_MOST; i++) {
		struct card card;
		ok = card_load(c, patients[i], &card, err);
		if (!ok)
			break;
		struct visit *v = rows_add(out);
		next_visit_suggestion(c, &card, v, NULL);
		v->patient = patients[i];
		card_release(&card);
	}
	return ok;
}

static const struct visit *wish(const struct rows *wishes, size_t i)
{
	return rows_at(wishes, i);
}

static int length(struct clinic *c, const struct visit *v, const char *provider)
{
	return v->minutes > 0 ? (int)v->minutes : book_minutes(c, v->kind, provider);
}

static void take_slot(struct visit *v, const struct free_slot *slot)
{
	v->day = slot->day;
	v->minute = slot->minute;
	v->minutes = slot->minutes;
	str_replace(&v->provider, slot->provider);
	str_replace(&v->chair, slot->chair);
}

/* Nothing speaks against that time for that person: their own visits, the gap of their course. */
static bool suits(struct clinic *c, const struct book *b, const struct visit *w,
		  const struct free_slot *slot)
{
	struct visit v;
	struct str words;

	record_init(&record_visit, &v);
	record_copy(&record_visit, &v, w);
	str_init(&words);
	take_slot(&v, slot);
	day_t earliest = plan_visit_earliest(c, &v);
	bool ok = booking_against(c, b, &v, &words) == 0 &&
		  (earliest == DAY_NONE || v.day >= earliest);
	str_release(&words);
	record_release(&record_visit, &v);
	return ok;
}

/* --- one after the other --- */

static bool in_turn(struct clinic *c, const struct book *b, const struct rows *wishes,
		    const struct free_slot *start, struct family_offer *out)
{
	minute_t at = start->minute;

	*out = (struct family_offer){ 0 };
	for (size_t i = 0; i < wishes->n; i++) {
		struct free_slot *s = &out->slot[i];
		*s = *start;
		s->minute = at;
		s->minutes = length(c, wish(wishes, i), start->provider);
		at += s->minutes;
		if (!suits(c, b, wish(wishes, i), s))
			return false;
	}
	return true;
}

static int offers_in_turn(struct clinic *c, const struct book *b, const struct rows *wishes,
			  const char *provider, day_t from, struct family_offer *out, int max)
{
	struct free_slot starts[STARTS];
	struct slot_wish all = { .provider = provider, .first = from, .last = from + LOOK_DAYS - 1,
				 .per_day = 2 };
	int n = 0;

	for (size_t i = 0; i < wishes->n; i++)
		all.minutes += length(c, wish(wishes, i), provider);
	int found = book_slots(b, &all, starts, STARTS);
	for (int i = 0; i < found && n < max; i++)
		n += in_turn(c, b, wishes, &starts[i], &out[n]);
	return n;
}

/* --- at the same time --- */

static bool is_taken(const struct family_offer *o, size_t n, const struct free_slot *s)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(o->slot[i].provider, s->provider) ||
		    (s->chair && str_eq(o->slot[i].chair, s->chair)))
			return true;
	return false;
}

/* With this provider at that minute, in a chair that none of the others has. */
static bool beside(struct clinic *c, const struct book *b, const struct visit *w,
		   const char *provider, const struct free_slot *start, struct family_offer *o,
		   size_t n)
{
	const char *chairs[32];
	size_t n_chairs = book_chairs(b, chairs, ARRAY_SIZE(chairs));
	struct free_slot s = { .day = start->day, .minute = start->minute, .provider = provider };

	s.minutes = length(c, w, provider);
	for (size_t i = 0; i < n_chairs || (i == 0 && n_chairs == 0); i++) {
		s.chair = n_chairs ? chairs[i] : NULL;
		if (is_taken(o, n, &s) || !suits(c, b, w, &s))
			continue;
		o->slot[n] = s;
		return true;
	}
	return false;
}

static bool at_once(struct clinic *c, const struct book *b, const struct rows *wishes,
		    const struct free_slot *start, struct family_offer *o)
{
	const char *who[32];
	size_t n_who = book_providers(b, start->day, who, ARRAY_SIZE(who));

	*o = (struct family_offer){ .at_once = true };
	o->slot[0] = *start;
	if (!suits(c, b, wish(wishes, 0), start))
		return false;
	for (size_t i = 1; i < wishes->n; i++) {
		const char *own = wish(wishes, i)->provider;
		bool found = own && beside(c, b, wish(wishes, i), own, start, o, i);
		for (size_t k = 0; k < n_who && !found; k++)
			found = beside(c, b, wish(wishes, i), who[k], start, o, i);
		if (!found)
			return false;
	}
	return true;
}

static int offers_at_once(struct clinic *c, const struct book *b, const struct rows *wishes,
			  day_t from, struct family_offer *out, int max)
{
	struct free_slot starts[STARTS];
	const struct visit *first = wish(wishes, 0);
	struct slot_wish one = { .patient = first->patient, .kind = first->kind,
				 .provider = first->provider,
				 .minutes = length(c, first, first->provider),
				 .first = from, .last = from + LOOK_DAYS - 1, .per_day = 3 };
	int found = book_slots(b, &one, starts, STARTS);
	int n = 0;

	for (int i = 0; i < found && n < max; i++)
		n += at_once(c, b, wishes, &starts[i], &out[n]);
	return n;
}

/* --- both --- */

static int sooner(const void *a, const void *b)
{
	const struct family_offer *x = a;
	const struct family_offer *y = b;

	if (x->slot[0].day != y->slot[0].day)
		return x->slot[0].day < y->slot[0].day ? -1 : 1;
	if (x->slot[0].minute != y->slot[0].minute)
		return x->slot[0].minute < y->slot[0].minute ? -1 : 1;
	return x->at_once - y->at_once;
}

static bool asked_before(const struct rows *wishes, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (str_eq(wish(wishes, k)->provider, wish(wishes, i)->provider))
			return true;
	return false;
}

int family_offers(struct clinic *c, const struct book *b, const struct rows *wishes, day_t from,
		  struct family_offer *out, int max)
{
	int n = 0;
	int share = max > PER_WAY ? PER_WAY : max;

	if (wishes->n == 0)
		return 0;
	if (wishes->n > 1)
		n = offers_at_once(c, b, wishes, from, out, share);
	for (size_t i = 0; i < wishes->n && n < max; i++)
		if (!asked_before(wishes, i))
			n += offers_in_turn(c, b, wishes, wish(wishes, i)->provider, from, &out[n],
					    max - n < share ? max - n : share);
	qsort(out, (size_t)n, sizeof(*out), sooner);
	return n;
}

/* --- booking --- */

static bool book_one(struct clinic *c, struct visit *v, const struct free_slot *slot,
		     struct err *err)
{
	take_slot(v, slot);
	return visit_book(c, v, 0, err);
}

bool family_book(struct clinic *c, struct rows *wishes, const struct family_offer *offer,
		 struct err *err)
{
	if (wishes->n == 0)
		return true;
	if (!clinic_begin(c, "family-book", wish(wishes, 0)->patient, err))
		return false;
	bool ok = true;
	for (size_t i = 0; ok && i < wishes->n; i++)
		ok = book_one(c, rows_at(wishes, i), &offer->slot[i], err);
	ok = clinic_end(c, ok, err);
	for (size_t i = 0; !ok && i < wishes->n; i++)
		((struct visit *)rows_at(wishes, i))->row = (struct row){ 0 };
	return ok;
}
