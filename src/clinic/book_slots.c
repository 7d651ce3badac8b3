/* What is free. */
#include "book_parts.h"

/* Between two offers of a day when only some of it are asked for: a choice of times is worth more
 * than a row of neighbours. */
enum { APART = 90 };

/* A day as one wish sees it. */
struct day_view {
	const struct book *b;
	const struct slot_wish *wish;
	day_t day;
	const char *chair; /* the wished one, of the book */
	struct minutes *free_chairs;
	struct minutes patient; /* when they are elsewhere */
	struct minutes full;    /* when all chairs are taken */
	const struct week_row **settled; /* those who always work in one chair */
	size_t n_settled;
};

struct choice_of {
	const char *provider;
	int minutes;
	struct minutes offered;
};

static bool chair_will_do(const struct day_view *v, size_t i)
{
	return !v->chair || v->b->usable[i].key == v->chair;
}

static struct minutes free_of(const struct day_view *v, const char *provider, const char *site)
{
	struct minutes m = provider_minutes(v->b, v->day, provider, site);
	struct minutes taken = taken_of_provider(v->b, v->day, provider, v->wish->visit);

	minutes_drop(&m, &taken);
	minutes_drop(&m, &v->patient);
	return m;
}

static bool in_chair(const struct day_view *v, const char *provider)
{
	return v->chair || needs_chair(v->b, provider);
}

static struct minutes starts_of(const struct day_view *v, const char *provider, int minutes)
{
	struct minutes all = { { 0 } };
	struct minutes anywhere = free_of(v, provider, NULL);

	if (minutes_none(&anywhere))
		return all;
	const struct minutes most = minutes_starts(&anywhere, minutes);
	if (!in_chair(v, provider))
		return most;
	for (size_t i = 0; i < v->b->n_usable; i++) {
		if (!chair_will_do(v, i))
			continue;
		/* A free chair more adds nothing. */
		if (!v->b->sites && memcmp(&all, &most, sizeof(all)) == 0)
			break;
		struct minutes both = v->b->usable[i].site && v->b->sites
					      ? free_of(v, provider, v->b->usable[i].site)
					      : anywhere;
		minutes_keep(&both, &v->free_chairs[i]);
		minutes_drop(&both, &v->full);
		both = minutes_starts(&both, minutes);
		minutes_join(&all, &both);
	}
	return all;
}

/* Free then, and at the site where the provider is. */
static bool chair_is_free(const struct day_view *v, size_t i, const char *provider, minute_t from,
			  minute_t to)
{
	if (!chair_will_do(v, i) || !minutes_all(&v->free_chairs[i], from, to))
		return false;
	if (!provider || !v->b->sites)
		return true;
	struct minutes there = provider_minutes(v->b, v->day, provider, v->b->usable[i].site);
	return minutes_all(&there, from, to);
}

/* Where the provider always works then, if it is free. */
static const char *own_chair(const struct day_view *v, const char *provider, minute_t from,
			     minute_t to)
{
	for (size_t i = 0; provider && i < v->n_settled; i++) {
		const struct week_row *r = v->settled[i];
		if (r->provider != provider || r->from >= to || from >= r->to)
			continue;
		for (size_t k = 0; k < v->b->n_usable; k++)
			if (v->b->usable[k].key == r->chair &&
			    chair_is_free(v, k, provider, from, to))
				return r->chair;
	}
	return NULL;
}

/* Whether somebody else always works in it then. */
static bool is_anothers(const struct day_view *v, const char *chair, minute_t from, minute_t to)
{
	for (size_t i = 0; i < v->n_settled; i++)
		if (v->settled[i]->chair == chair && v->settled[i]->from < to &&
		    from < v->settled[i]->to)
			return true;
	return false;
}

static const char *best_chair(const struct day_view *v, const char *provider, minute_t from,
			      minute_t to)
{
	const char *best = own_chair(v, provider, from, to);

	if (best)
		return best;
	for (size_t i = 0; i < v->b->n_usable; i++) {
		if (!chair_is_free(v, i, provider, from, to))
			continue;
		if (!is_anothers(v, v->b->usable[i].key, from, to))
			return v->b->usable[i].key;
		if (!best)
			best = v->b->usable[i].key;
	}
	return best;
}

/* Those who always work in one chair, that day. */
static void view_settled(struct day_view *v)
{
	const struct book *b = v->b;

	v->n_settled = 0;
	for (size_t i = 0; i < b->n_week; i++) {
		const struct week_row *r = &b->week[i];
		if (r->chair && r->weekday == b->days[v->day - b->first].weekday &&
		    v->day >= r->first && v->day <= r->last)
			v->settled[v->n_settled++] = r;
	}
}

static void view_init(struct day_view *v, const struct book *b, const struct slot_wish *wish)
{
	*v = (struct day_view){ .b = b, .wish = wish };
	v->free_chairs = mem_array(b->n_usable, sizeof(*v->free_chairs));
	v->settled = mem_array(b->n_week, sizeof(const struct week_row *));
}

static void view_release(struct day_view *v)
{
	free(v->free_chairs);
	free(v->settled);
}

static void view_day(struct day_view *v, day_t day)
{
	v->day = day;
	v->patient = (struct minutes){ { 0 } };
	if (v->wish->patient)
		v->patient = taken_of_patient(v->b, day, v->wish->patient, v->wish->visit);
	v->full = full_minutes(v->b, day, v->wish->visit);
	for (size_t i = 0; i < v->b->n_usable; i++) {
		struct minutes taken =
			taken_in_chair(v->b, day, v->b->usable[i].key, v->wish->visit);
		v->free_chairs[i] = (struct minutes){ { 0 } };
		minutes_add(&v->free_chairs[i], 0, DAY_MINUTES);
		minutes_drop(&v->free_chairs[i], &taken);
	}
	view_settled(v);
}

const char *book_chair(const struct book *b, day_t day, minute_t minute, int minutes,
		       const char *provider, int64_t but)
{
	const struct slot_wish wish = { .visit = but };
	struct day_view v;

	if (day < b->first || day > b->last)
		return NULL;
	view_init(&v, b, &wish);
	view_day(&v, day);
	const char *chair =
		best_chair(&v, key_known(&b->providers, provider), minute, minute + minutes);
	view_release(&v);
	return chair;
}

/* What the wish says about the time of day. */
static bool in_time(const struct slot_wish *wish, day_t day, minute_t from, int minutes)
{
	if (day == wish->first && from < wish->not_before)
		return false;
	return from >= wish->from && from + minutes <= (wish->to > 0 ? wish->to : DAY_MINUTES);
}

static int slots_of_day(struct day_view *v, struct choice_of *of, size_t n_of,
			struct free_slot *out, int max)
{
	minute_t next_from = 0;
	int most = v->wish->per_day > 0 && v->wish->per_day < max ? v->wish->per_day : max;
	int n = 0;

	for (size_t i = 0; i < n_of; i++) {
		struct minutes starts = starts_of(v, of[i].provider, of[i].minutes);
		of[i].offered = minutes_offered(&starts, v->b->step);
	}
	while (n < most) {
		const struct choice_of *first = NULL;
		minute_t at = MINUTE_NONE;
		for (size_t i = 0; i < n_of; i++) {
			minute_t m = minutes_next(&of[i].offered, next_from);
			while (m != MINUTE_NONE && !in_time(v->wish, v->day, m, of[i].minutes))
				m = minutes_next(&of[i].offered, m + 1);
			if (m != MINUTE_NONE && (!first || m < at)) {
				first = &of[i];
				at = m;
			}
		}
		if (!first)
			break;
		const char *chair =
			in_chair(v, first->provider)
				? best_chair(v, first->provider, at, at + first->minutes)
				: NULL;
		out[n++] = (struct free_slot){ .day = v->day,
					       .minute = at,
					       .minutes = first->minutes,
					       .provider = first->provider,
					       .chair = chair };
		next_from = at + (v->wish->per_day > 0 ? APART : 1);
	}
	return n;
}

int book_slots(const struct book *b, const struct slot_wish *wish, struct free_slot *out, int max)
{
	struct day_view v;
	const char *provider = key_known(&b->providers, wish->provider);
	const char *kind = key_known(&b->kinds, wish->kind);
	day_t first = wish->first > b->first ? wish->first : b->first;
	day_t last = wish->last < b->last ? wish->last : b->last;
	size_t n_of = 0;
	int n = 0;

	const char *chair = key_known(&b->chairs, wish->chair);
	if ((!str_is_empty(wish->provider) && !provider) || (!str_is_empty(wish->chair) && !chair))
		return 0;
	view_init(&v, b, wish);
	v.chair = chair;
	struct choice_of *of = mem_array(b->providers.n, sizeof(*of));
	for (size_t i = 0; i < b->providers.n; i++) {
		const char *p = b->providers.v[i];
		if ((provider ? p != provider : !is_offered(&b->who[i])) ||
		    !book_does(b, p, kind))
			continue;
		of[n_of++] = (struct choice_of){
			.provider = p,
			.minutes = wish->minutes > 0 ? wish->minutes : length_of_kind(b, kind, p),
		};
	}
	for (day_t day = first; day <= last && n < max; day++) {
		if (wish->weekdays && !(wish->weekdays & 1u << day_weekday(day)))
			continue;
		view_day(&v, day);
		n += slots_of_day(&v, of, n_of, out + n, max - n);
	}
	free(of);
	view_release(&v);
	return n;
}
