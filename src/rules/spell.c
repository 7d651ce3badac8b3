/* Spells of membership: from change to change. */
#include "eval_parts.h"

/* A change may be told too early, so a spell may take several steps.  After so many the statement
 * ends where it has come to, and is made anew when that day is here. */
enum { STEPS = 64 };

/* Goes on to the first day on which it is `is`; where it has come to when the steps end, *found
 * then false.  DAY_MAX: never. */
static day_t step_to(struct eval *e, size_t segment, bool is, int *steps, bool *found)
{
	for (;;) {
		struct verdict v = member_at(e, segment);
		*found = v.is == is;
		if (*found || *steps == 0)
			return e->day;
		if (v.change >= DAY_MAX)
			return DAY_MAX;
		--*steps;
		e->day = v.change;
	}
}

struct spell segment_spell(const struct ruleset *r, size_t segment, const struct view *v, day_t day)
{
	struct eval e;
	int steps = STEPS;
	bool found;

	eval_begin(&e, r, v, day);
	struct spell s = { .from = step_to(&e, segment, true, &steps, &found) };
	s.until = s.thru = s.from;
	if (found) {
		s.until = s.thru = step_to(&e, segment, false, &steps, &found);
		if (found)
			s.thru = step_to(&e, segment, true, &steps, &found);
	}
	eval_end(&e);
	return s;
}

/* --- order --- */

/* The first twelve letters of a name in five bits each, in the order of the bytes: 1 and 3 stand
 * for the bytes below and above a blank, 30 for those above z, with the byte behind them. */
static int64_t name_key(const char *name)
{
	enum { ROOM = 60, LETTER = 5, BYTE = 8 };
	uint64_t key = 0;
	int used = 0;

	for (const unsigned char *p = (const unsigned char *)name; *p && used < ROOM; p++) {
		bool plain = *p == ' ' || (*p >= 'a' && *p <= 'z');
		uint64_t code = *p == ' '  ? 2
				: plain    ? 4 + (uint64_t)(*p - 'a')
				: *p < ' ' ? 1
				: *p > 'z' ? 30
					   : 3;
		int bits = plain ? LETTER : LETTER + BYTE;
		if (!plain)
			code = code << BYTE | *p;
		if (used + bits > ROOM) {
			code >>= used + bits - ROOM;
			bits = ROOM - used;
		}
		key = key << bits | code;
		used += bits;
	}
	return (int64_t)(key << (ROOM - used));
}

/* Whatever the day is: what was booked and what took place, however long ago. */
static day_t event_key(struct eval *e, const struct order *o)
{
	struct noun_ref noun = o->which == WHICH_NEXT ? noun_ahead(&o->noun) : o->noun;
	day_t key = DAY_NONE;
	size_t end;

	for (size_t i = events_from(e->v, noun.noun, &end); i < end; i++) {
		const struct event *ev = &e->v->events[i];
		day_t day = event_date(&noun, ev);
		if (day == DAY_NONE || !event_fits(e, &noun, ev))
			continue;
		/* What is booked is so on its own day; all else at the end of all days. */
		e->day = noun.status == STATUS_UPCOMING ? day : DAY_MAX;
		if (!event_there(e, &noun, ev).is)
			continue;
		if (key == DAY_NONE || (o->which == WHICH_LAST ? day > key : day < key))
			key = day;
	}
	return key;
}

static day_t recall_key(struct eval *e, int recall)
{
	struct recall_seen seen;
	int instead;
	day_t last = DAY_NONE;
	size_t end;

	/* Counted on the day of the last visit that took place. */
	for (size_t i = events_from(e->v, NOUN_VISIT, &end); i < end; i++)
		if (visit_is_done((enum visit_status)e->v->events[i].state))
			last = e->v->events[i].day;
	if (last == DAY_NONE)
		return DAY_NONE;
	e->day = last;
	return recall_on(e, recall, &seen, &instead).due;
}

/* Whether it has one. */
static bool fact_key(struct eval *e, enum fact fact, int64_t *key)
{
	const struct fact_word *w = &fact_words[fact];

	e->day = DAY_MAX; /* all there is */
	if (fact == FACT_BIRTHDAY || fact == FACT_AGE) {
		day_t birth = date_on(e, fact == FACT_AGE ? FACT_BIRTH_DATE : fact).day;
		struct ymd at = day_split(birth);
		*key = fact == FACT_AGE ? -(int64_t)birth : at.m * 32 + at.d;
		return birth != DAY_NONE;
	}
	if (w->type == FACT_DATE) {
		struct date_now d = date_on(e, fact);
		*key = d.day;
		return d.known;
	}
	const struct amount a = { .fact = fact, .noun.over = MONEY_NONE };
	struct amount_now now;
	amount_on(e, &a, &now);
	*key = now.value;
	return now.known;
}

int64_t segment_key(const struct ruleset *r, size_t segment, const struct view *v)
{
	const struct order *o = &r->segments[segment].order;
	int64_t key = 0;
	day_t day = DAY_NONE;
	struct eval e;

	eval_begin(&e, r, v, 0);
	bool has = true;
	if (o->by == ORDER_NAME) {
		key = name_key(str_or_empty(v->name_key));
	} else if (o->by == ORDER_FACT) {
		has = fact_key(&e, o->fact, &key);
	} else {
		day = o->by == ORDER_NOUN ? event_key(&e, o) : recall_key(&e, o->recall);
		has = day != DAY_NONE;
		key = day;
	}
	eval_end(&e);
	/* Who has none of it stands last either way. */
	if (!has)
		return INT64_MAX;
	return o->dir == ORDER_LAST ? (key == INT64_MIN ? INT64_MAX - 1 : -key) : key;
}
