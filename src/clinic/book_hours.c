/* Who works when. */
#include "book_parts.h"

enum { KEPT_MOST = 40000 }; /* sets of minutes: 7 MB */

bool sites_agree(const char *a, const char *b)
{
	return !a || !b || strcmp(a, b) == 0;
}

static bool within(const struct book *b, day_t day)
{
	return day >= b->first && day <= b->last;
}

/* One record that differs, put on what there was before it. */
static void put(struct minutes *m, const struct other_day *o, const struct minutes *ordinary)
{
	bool whole = o->from == MINUTE_NONE && o->to == MINUTE_NONE;
	minute_t from = o->from == MINUTE_NONE ? 0 : o->from;
	minute_t to = o->to == MINUTE_NONE ? DAY_MINUTES : o->to;

	switch (o->works) {
	case WORKS_OFF:
		minutes_cut(m, from, to);
		return;
	case WORKS_ON:
		if (whole)
			minutes_join(m, ordinary);
		else
			minutes_add(m, from, to);
		return;
	}
}

static bool applies(const struct other_day *o, day_t day, const char *provider)
{
	return o->provider == provider && day >= o->first && day <= o->last;
}

/* The week's hours of that weekday; of a day that never has any, those of the first that has. */
static const struct minutes *ordinary_hours(const struct book *b, int weekday)
{
	if (!minutes_none(&b->ordinary[weekday]))
		return &b->ordinary[weekday];
	for (int i = 0; i < 7; i++)
		if (!minutes_none(&b->ordinary[i]))
			return &b->ordinary[i];
	return &b->ordinary[weekday];
}

/* A site that closes does not close the clinic; one that opens does open it. */
static bool concerns(const struct other_day *o, const char *site)
{
	return site ? sites_agree(o->site, site) : !o->site || o->works == WORKS_ON;
}

static bool clinic_differs(const struct book *b, day_t day, const char *site)
{
	if (b->days[day - b->first].differs)
		return true;
	for (size_t i = 0; i < b->n_others; i++)
		if (applies(&b->others[i], day, NULL) && concerns(&b->others[i], site))
			return true;
	return false;
}

struct minutes clinic_minutes(const struct book *b, day_t day, const char *site)
{
	if (!within(b, day))
		return (struct minutes){ { 0 } };
	const struct yaml_day *yaml = &b->days[day - b->first];
	struct minutes m = yaml->open;
	for (size_t i = 0; i < b->n_others; i++)
		if (applies(&b->others[i], day, NULL) && concerns(&b->others[i], site))
			put(&m, &b->others[i], ordinary_hours(b, yaml->weekday));
	minutes_of_clock(&m, day);
	return m;
}

/* Their own week as it is written, also beyond the clinic's hours, except on days on which the
 * clinic itself differs: these cut it. */
static struct minutes week_minutes(const struct book *b, day_t day, const char *provider,
				   const char *site, bool ordinary)
{
	struct minutes m = { { 0 } };
	const struct who *w = who_of(b, provider);

	for (size_t i = 0; i < b->n_week; i++) {
		const struct week_row *r = &b->week[i];
		const char *at = r->site ? r->site : w->site;
		if (r->provider != provider || r->weekday != b->days[day - b->first].weekday ||
		    day < r->first || day > r->last || !sites_agree(at, site))
			continue;
		struct minutes row = { { 0 } };
		minutes_add(&row, r->from, r->to);
		if (!ordinary && clinic_differs(b, day, at)) {
			struct minutes open = clinic_minutes(b, day, at);
			minutes_keep(&row, &open);
		}
		minutes_join(&m, &row);
	}
	return m;
}

/* What a day worked besides is like when it does not say. */
static struct minutes ordinary_of(const struct book *b, day_t day, const char *provider,
				  const char *site)
{
	struct minutes m = week_minutes(b, day, provider, site, true);

	return minutes_none(&m) ? *ordinary_hours(b, b->days[day - b->first].weekday) : m;
}

struct minutes provider_minutes(const struct book *b, day_t day, const char *provider,
				const char *site)
{
	struct minutes m = { { 0 } };
	const struct who *w = who_of(b, provider);

	if (!within(b, day) || w->left)
		return m;
	if (w->weekly)
		m = week_minutes(b, day, provider, site, false);
	else if (w->known && sites_agree(w->site, site))
		m = clinic_minutes(b, day, w->site ? w->site : site);
	for (size_t i = 0; i < b->n_others; i++) {
		const struct other_day *o = &b->others[i];
		if (!applies(o, day, provider))
			continue;
		if (o->works == WORKS_ON && !sites_agree(o->site ? o->site : w->site, site))
			continue;
		struct minutes ordinary = ordinary_of(b, day, provider, site);
		put(&m, o, &ordinary);
	}
	minutes_of_clock(&m, day);
	return m;
}

void take_times(struct book *b)
{
	size_t days = (size_t)(b->last - b->first) + 1;

	if (days * (b->providers.n + b->chairs.n) > KEPT_MOST)
		return;
	b->taken_of = mem_array(days * b->providers.n, sizeof(*b->taken_of));
	b->taken_in = mem_array(days * b->chairs.n, sizeof(*b->taken_in));
	for (size_t i = 0; i < b->n; i++) {
		const struct booking *v = &b->v[i];
		size_t day = (size_t)(v->day - b->first);
		minute_t to = v->minute + v->minutes;
		if (v->provider)
			minutes_add(&b->taken_of[day * b->providers.n +
						 key_place(&b->providers, v->provider)],
				    v->minute, to);
		if (v->chair)
			minutes_add(
				&b->taken_in[day * b->chairs.n + key_place(&b->chairs, v->chair)],
				v->minute, to);
	}
}

/* Of whom or where, with one visit left out. */
static struct minutes taken_but(const struct book *b, day_t day, const char *provider,
				const char *chair, int64_t patient, int64_t but)
{
	struct minutes m = { { 0 } };
	size_t n;
	const struct booking *v = book_day(b, day, &n);

	for (size_t i = 0; i < n; i++)
		if (v[i].visit != but &&
		    ((provider && v[i].provider == provider) || (chair && v[i].chair == chair) ||
		     (patient && v[i].patient == patient)))
			minutes_add(&m, v[i].minute, v[i].minute + v[i].minutes);
	return m;
}

static bool is_there(const struct book *b, day_t day, int64_t visit)
{
	size_t n;
	const struct booking *v = book_day(b, day, &n);

	for (size_t i = 0; visit && i < n; i++)
		if (v[i].visit == visit)
			return true;
	return false;
}

struct minutes taken_of_provider(const struct book *b, day_t day, const char *provider, int64_t but)
{
	size_t i = key_place(&b->providers, provider);

	if (!within(b, day) || i == b->providers.n)
		return (struct minutes){ { 0 } };
	if (!b->taken_of || is_there(b, day, but))
		return taken_but(b, day, provider, NULL, 0, but);
	return b->taken_of[(size_t)(day - b->first) * b->providers.n + i];
}

struct minutes taken_in_chair(const struct book *b, day_t day, const char *chair, int64_t but)
{
	size_t i = key_place(&b->chairs, chair);

	if (!within(b, day) || i == b->chairs.n)
		return (struct minutes){ { 0 } };
	if (!b->taken_in || is_there(b, day, but))
		return taken_but(b, day, NULL, chair, 0, but);
	return b->taken_in[(size_t)(day - b->first) * b->chairs.n + i];
}

struct minutes taken_of_patient(const struct book *b, day_t day, int64_t patient, int64_t but)
{
	return taken_but(b, day, NULL, NULL, patient, but);
}

bool needs_chair(const struct book *b, const char *provider)
{
	if (b->n_usable == 0 || !provider)
		return b->n_usable > 0;
	const struct who *w = who_of(b, provider);
	return is_offered(w) || !w->known;
}

static void count_in(const struct minutes *m, uint16_t n[DAY_MINUTES])
{
	minute_t to = 0;

	for (minute_t from = minutes_next(m, 0); from != MINUTE_NONE; from = minutes_next(m, to)) {
		to = minutes_end(m, from);
		for (minute_t at = from; at < to; at++)
			n[at]++;
		if (to >= DAY_MINUTES)
			return;
	}
}

struct minutes full_minutes(const struct book *b, day_t day, int64_t but)
{
	uint16_t taken[DAY_MINUTES] = { 0 };
	struct minutes full = { { 0 } };
	size_t n;
	const struct booking *v = book_day(b, day, &n);
	bool chairless = false;

	for (size_t i = 0; i < n; i++) {
		if (v[i].visit == but || v[i].chair || !needs_chair(b, v[i].provider))
			continue;
		struct minutes m = { { 0 } };
		minutes_add(&m, v[i].minute, v[i].minute + v[i].minutes);
		count_in(&m, taken);
		chairless = true;
	}
	/* With a chair for everybody it is full when no chair is free, which is seen anyhow. */
	if (!chairless)
		return full;
	for (size_t i = 0; i < b->n_usable; i++) {
		struct minutes m = taken_in_chair(b, day, b->usable[i].key, but);
		count_in(&m, taken);
	}
	for (minute_t m = 0; m < DAY_MINUTES; m++)
		if (taken[m] >= b->n_usable)
			minutes_add(&full, m, m + 1);
	return full;
}

static void show_spans(const struct minutes *m, int least, struct spans *out)
{
	minute_t to = 0;

	out->n = 0;
	for (minute_t from = minutes_next(m, 0); from != MINUTE_NONE && out->n < BOOK_SPANS;
	     from = minutes_next(m, to)) {
		to = minutes_end(m, from);
		if (to - from >= least)
			out->v[out->n++] = (struct span){ .from = from, .to = to };
		if (to >= DAY_MINUTES)
			return;
	}
}

void book_open_hours(const struct book *b, day_t day, struct spans *out)
{
	struct minutes m = clinic_minutes(b, day, NULL);

	show_spans(&m, 1, out);
}

void book_hours(const struct book *b, day_t day, const char *provider, struct spans *out)
{
	const char *key = key_known(&b->providers, provider);
	struct minutes m = { { 0 } };

	if (key)
		m = provider_minutes(b, day, key, NULL);
	show_spans(&m, 1, out);
}

static const char *reason_of(const struct book *b, day_t day, const char *provider)
{
	const char *reason = NULL;

	for (size_t i = 0; i < b->n_others; i++)
		if (applies(&b->others[i], day, provider) && b->others[i].works == WORKS_OFF)
			reason = b->others[i].reason;
	return reason;
}

const char *why_off_at(const struct book *b, day_t day, const char *provider, minute_t from,
		       minute_t to)
{
	const char *reason = "";

	for (size_t i = 0; i < b->n_others; i++) {
		const struct other_day *o = &b->others[i];
		bool whole = from == MINUTE_NONE || o->from == MINUTE_NONE;
		if (applies(o, day, provider) && o->works == WORKS_OFF && (whole || o->from < to) &&
		    (whole || o->to == MINUTE_NONE || from < o->to))
			reason = o->reason;
	}
	return reason;
}

const char *book_why_off(const struct book *b, day_t day, const char *provider)
{
	const char *key = key_known(&b->providers, provider);
	struct minutes m = { { 0 } };

	if (!provider)
		m = clinic_minutes(b, day, NULL);
	else if (key)
		m = provider_minutes(b, day, key, NULL);
	if (!minutes_none(&m))
		return NULL;
	const char *reason = key ? reason_of(b, day, key) : NULL;
	if (!reason)
		reason = reason_of(b, day, NULL);
	return reason ? reason : "";
}

/* Stretches of at least that length. */
static struct minutes long_ones(const struct minutes *m, int least)
{
	struct minutes out = { { 0 } };
	minute_t to = 0;

	for (minute_t from = minutes_next(m, 0); from != MINUTE_NONE; from = minutes_next(m, to)) {
		to = minutes_end(m, from);
		if (to - from >= least)
			minutes_add(&out, from, to);
		if (to >= DAY_MINUTES)
			break;
	}
	return out;
}

void book_gaps(const struct book *b, day_t day, const char *provider, int least, struct spans *out)
{
	const char *key = key_known(&b->providers, provider);
	struct minutes all = { { 0 } };

	for (size_t i = 0; i < b->providers.n; i++) {
		const char *p = b->providers.v[i];
		if (provider ? p != key : !is_offered(&b->who[i]))
			continue;
		struct minutes m = provider_minutes(b, day, p, NULL);
		struct minutes taken = taken_of_provider(b, day, p, 0);
		minutes_drop(&m, &taken);
		m = long_ones(&m, least);
		minutes_join(&all, &m);
	}
	show_spans(&all, 1, out);
}
