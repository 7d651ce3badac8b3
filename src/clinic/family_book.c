/* A family booked together: times next to each other, taken in one action. */
#include "book_parts.h"
#include "revisit/base/i18n.h"
#include "revisit/care/when.h"
#include "revisit/clinic/household.h"
#include "revisit/clinic/recalls.h"

enum { LOOK_DAYS = 60, PER_WAY = 3, BESIDE_MOST = 4, STARTS = 60, WHO_MOST = 32 };

/* What is looked for. */
struct search {
	struct clinic *c;
	const struct book *b;
	const struct rows *wishes, *beside;
	struct family_when when;
	struct family_offer *out;
	int n, max;
};

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

static const struct visit *wish(const struct search *s, size_t i)
{
	return rows_at(s->wishes, i);
}

static int length(const struct search *s, const struct visit *v, const char *provider)
{
	return v->minutes > 0 ? (int)v->minutes : book_minutes(s->c, v->kind, provider);
}

static void take_slot(struct visit *v, const struct free_slot *slot)
{
	v->day = slot->day;
	v->minute = slot->minute;
	v->minutes = slot->minutes;
	str_replace(&v->provider, slot->provider);
	str_replace(&v->chair, slot->chair);
}

/* --- one time for one person --- */

/* Nobody comes twice on one day. */
static bool comes_that_day(const struct search *s, int64_t patient, day_t day)
{
	size_t n;
	const struct booking *k = book_day(s->b, day, &n);

	for (size_t i = 0; i < n; i++)
		if (k[i].patient == patient)
			return true;
	return false;
}

static bool in_time(const struct search *s, const struct free_slot *slot)
{
	const struct family_when *w = &s->when;

	return w->ends == 0 ||
	       (slot->minute >= w->starts && slot->minute + slot->minutes <= w->ends);
}

static bool is_taken(const struct family_offer *o, size_t n, const struct free_slot *slot)
{
	for (size_t i = 0; i < n; i++) {
		const struct free_slot *other = &o->slot[i];
		bool apart = other->minute + other->minutes <= slot->minute ||
			     slot->minute + slot->minutes <= other->minute;
		if (!apart && (str_eq(other->provider, slot->provider) ||
			       (slot->chair && str_eq(other->chair, slot->chair))))
			return true;
	}
	return false;
}

/* Nothing speaks against that time for that person: hours, others, the gap of their course. */
static bool suits(const struct search *s, const struct visit *w, const struct free_slot *slot)
{
	struct visit v;
	struct str words;

	if (!in_time(s, slot) || comes_that_day(s, w->patient, slot->day))
		return false;
	record_init(&record_visit, &v);
	record_copy(&record_visit, &v, w);
	str_init(&words);
	take_slot(&v, slot);
	bool ok = booking_against(s->c, s->b, &v, &words) == 0;
	day_t next;
	ok = ok && plan_visit_earliest(s->c, &v, &next) == DAY_NONE;
	str_release(&words);
	record_release(&record_visit, &v);
	return ok;
}

/* With that provider then, in a chair that none of the offer's others has. */
static bool place(const struct search *s, size_t i, const char *provider, day_t day, minute_t minute,
		  struct family_offer *o)
{
	const char *chairs[WHO_MOST + 1];
	const struct visit *w = wish(s, i);
	const char *known = key_known(&s->b->providers, provider);
	struct free_slot slot = { .day = day, .minute = minute,
				  .provider = known ? known : provider,
				  .minutes = length(s, w, provider) };
	/* The one where they always are goes before the others. */
	const char *own = book_chair(s->b, day, minute, slot.minutes, provider, 0);
	size_t n = 1 + book_chairs(s->b, chairs + 1, WHO_MOST);

	chairs[0] = own;
	for (size_t k = 0; minute >= 0 && k < n; k++) {
		if (!chairs[k] && n > 1)
			continue;
		slot.chair = chairs[k];
		if (is_taken(o, i, &slot) || !suits(s, w, &slot))
			continue;
		o->slot[i] = slot;
		return true;
	}
	return false;
}

/* With `only`, else their own doctor; who has none, with any. */
static bool place_any(const struct search *s, size_t i, const char *only, day_t day,
		      minute_t minute, struct family_offer *o)
{
	const char *who[WHO_MOST];
	const char *own = only ? only : wish(s, i)->provider;
	size_t n = book_providers(s->b, day, who, WHO_MOST);

	if (own && place(s, i, own, day, minute, o))
		return true;
	for (size_t k = 0; !own && k < n; k++)
		if (place(s, i, who[k], day, minute, o))
			return true;
	return false;
}

/* --- all of them --- */

static bool line_up(const struct search *s, const char *only, bool at_once, day_t day,
		    minute_t minute, struct family_offer *o)
{
	*o = (struct family_offer){ .at_once = at_once };
	for (size_t i = 0; i < s->wishes->n; i++) {
		if (!place_any(s, i, only, day, minute, o))
			return false;
		minute += at_once ? 0 : o->slot[i].minutes;
	}
	return true;
}

static bool is_among(const struct search *s, const struct family_offer *o)
{
	for (int i = 0; i < s->n; i++) {
		bool same = true;
		for (size_t k = 0; k < s->wishes->n; k++)
			same = same && s->out[i].slot[k].day == o->slot[k].day &&
			       s->out[i].slot[k].minute == o->slot[k].minute &&
			       str_eq(s->out[i].slot[k].provider, o->slot[k].provider);
		if (same)
			return true;
	}
	return false;
}

static bool add(struct search *s, const struct family_offer *o, int64_t beside)
{
	if (s->n == s->max || is_among(s, o))
		return false;
	s->out[s->n] = *o;
	s->out[s->n++].beside = beside;
	return true;
}

/* Right after a visit of another of them, right before it, or meanwhile. */
static void offer_beside(struct search *s, const struct visit *v)
{
	struct family_offer o;
	int total = 0;
	minute_t end = v->minute + length(s, v, v->provider);

	for (size_t i = 0; i < s->wishes->n; i++)
		total += length(s, wish(s, i), wish(s, i)->provider);
	const minute_t starts[] = { end, v->minute - total, v->minute };
	for (size_t k = 0; k < ARRAY_SIZE(starts); k++) {
		bool meanwhile = k == 2;
		if (line_up(s, NULL, meanwhile, v->day, starts[k], &o) ||
		    (!meanwhile && v->provider && line_up(s, v->provider, false, v->day, starts[k], &o)))
			add(s, &o, v->row.id);
	}
}

/* The soonest times of one way; two on one day at most. */
static void offer_soonest(struct search *s, const char *only, bool at_once, int share)
{
	struct free_slot starts[STARTS];
	const struct visit *first = wish(s, 0);
	const char *provider = only ? only : first->provider;
	struct slot_wish one = { .patient = first->patient, .kind = first->kind,
				 .provider = provider, .minutes = length(s, first, provider),
				 .first = s->when.from, .last = s->when.from + LOOK_DAYS - 1,
				 .from = s->when.starts, .to = s->when.ends, .per_day = 4 };
	int found = book_slots(s->b, &one, starts, STARTS);
	day_t day = DAY_NONE;
	int that_day = 0;

	for (int i = 0; i < found && share > 0 && s->n < s->max; i++) {
		struct family_offer o;
		that_day = starts[i].day == day ? that_day : 0;
		day = starts[i].day;
		if (that_day == 2 || !line_up(s, only, at_once, day, starts[i].minute, &o) ||
		    !add(s, &o, 0))
			continue;
		that_day++;
		share--;
	}
}

static bool one_doctor(const struct search *s)
{
	for (size_t i = 1; i < s->wishes->n; i++)
		if (!str_eq(wish(s, 0)->provider, wish(s, i)->provider))
			return false;
	return true;
}

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

int family_offers(struct clinic *c, const struct book *b, const struct rows *wishes,
		  const struct rows *beside, const struct family_when *when,
		  struct family_offer *out, int max)
{
	struct search s = { .c = c, .b = b, .wishes = wishes, .beside = beside, .when = *when,
			    .out = out, .max = max < BESIDE_MOST ? max : BESIDE_MOST };

	if (wishes->n == 0)
		return 0;
	for (size_t i = 0; i < beside->n; i++) {
		const struct visit *v = rows_at(beside, i);
		if (v->day >= when->from && v->day < when->from + LOOK_DAYS &&
		    v->minute != MINUTE_NONE)
			offer_beside(&s, v);
	}
	int next = s.n;
	s.max = max;
	offer_soonest(&s, NULL, false, PER_WAY);
	if (wishes->n > 1)
		offer_soonest(&s, NULL, true, PER_WAY);
	/* Without their own doctors' time next to each other: with one for all. */
	if (wishes->n > 1 && !one_doctor(&s))
		for (size_t i = 0; i < wishes->n && s.n < max; i++)
			if (wish(&s, i)->provider)
				offer_soonest(&s, wish(&s, i)->provider, false, 1);
	qsort(out + next, (size_t)(s.n - next), sizeof(*out), sooner);
	return s.n;
}

/* --- when --- */

bool family_when_parse(struct clinic *c, const char *text, struct family_when *when,
		       struct err *err)
{
	day_t today = clinic_today(c);
	day_t day = DAY_NONE;
	minute_t from = MINUTE_NONE;
	minute_t until = MINUTE_NONE;

	/* A day alone is told best by its own reader, which also says what is wrong. */
	if (!when_parse(c->config, text, today, &day, &from, &until) &&
	    !day_parse_near(text, today, &day, err))
		return false;
	if (day != DAY_NONE)
		when->from = day < today ? today : day;
	if (from != MINUTE_NONE) {
		when->starts = from;
		when->ends = until != MINUTE_NONE ? until : 24 * 60;
	}
	return true;
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
	const struct visit *first = rows_at(wishes, 0);
	if (!clinic_begin(c, "family-book", first->patient, err))
		return false;
	bool ok = true;
	for (size_t i = 0; ok && i < wishes->n; i++)
		ok = book_one(c, rows_at(wishes, i), &offer->slot[i], err);
	ok = clinic_end(c, ok, err);
	for (size_t i = 0; !ok && i < wishes->n; i++)
		((struct visit *)rows_at(wishes, i))->row = (struct row){ 0 };
	return ok;
}
