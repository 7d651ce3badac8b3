/* The appointment book: who is free when. */
#include "demo_parts.h"

static const struct {
	const char *key;
	int chair;
	unsigned off; /* weekdays not worked, bit 0 Monday */
} posts[POSTS] = {
	[POST_SURGEON] = { "lin", 2, 1 << 2 | 1 << 6 },
	[POST_GENERAL] = { "xu", 1, 1 << 3 },
	[POST_ORTHO] = { "chen", 4, 1 << 0 | 1 << 1 },
	[POST_HYGIENE] = { "amy", 3, 1 << 2 },
};

/* First days of the lunar year, for the years before those clinic.yaml lists. */
static const struct ymd new_years[] = {
	{ 2005, 2, 9 },  { 2006, 1, 29 }, { 2007, 2, 18 }, { 2008, 2, 7 },  { 2009, 1, 26 },
	{ 2010, 2, 14 }, { 2011, 2, 3 },  { 2012, 1, 23 }, { 2013, 2, 10 }, { 2014, 1, 31 },
	{ 2015, 2, 19 }, { 2016, 2, 8 },  { 2017, 1, 28 }, { 2018, 2, 16 }, { 2019, 2, 5 },
	{ 2020, 1, 25 }, { 2021, 2, 12 }, { 2022, 2, 1 },  { 2023, 1, 22 }, { 2024, 2, 10 },
	{ 2025, 1, 29 }, { 2026, 2, 17 }, { 2027, 2, 6 },  { 2028, 1, 26 }, { 2029, 2, 13 },
	{ 2030, 2, 3 },
};

static bool is_holiday(const struct config *config, day_t day)
{
	struct ymd d = day_split(day);

	if ((d.m == 1 && d.d == 1) || (d.m == 5 && d.d == 1) || (d.m == 10 && d.d <= 3))
		return true;
	for (size_t i = 0; d.m <= 2 && i < ARRAY_SIZE(new_years); i++) {
		day_t first = day_make(new_years[i].y, new_years[i].m, new_years[i].d);
		if (day >= first - 1 && day <= first + 3)
			return true;
	}
	for (size_t i = 0; i < config->n_closed; i++)
		if (config->closed[i] == day)
			return true;
	return false;
}

static uint64_t hours_mask(const struct hours *h)
{
	uint64_t mask = 0;

	for (int i = 0; i < SLOTS; i++) {
		minute_t from = BOOK_OPENS + i * SLOT;
		for (int k = 0; k < h->n; k++)
			if (from >= h->range[k].from && from + SLOT <= h->range[k].to)
				mask |= UINT64_C(1) << i;
	}
	return mask;
}

static uint64_t *book_day(const struct book *b, int provider, day_t day)
{
	if (day < b->first || (size_t)(day - b->first) >= b->days)
		return NULL;
	return &b->open[(size_t)provider * b->days + (size_t)(day - b->first)];
}

bool book_is_open(const struct book *b, day_t day)
{
	return b->config->hours[day_weekday(day)].n > 0 && !is_holiday(b->config, day);
}

/* Today is worked by everyone, whatever day it is: the demo is to be looked at now. */
static uint64_t today_mask(const struct book *b)
{
	static const struct hours usual = {
		.range = { { 9 * 60, 12 * 60 }, { 13 * 60 + 30, 18 * 60 } }, .n = 2
	};
	const struct hours *h = &b->config->hours[day_weekday(b->today)];

	return hours_mask(h->n > 0 ? h : &usual);
}

bool book_post_works(int provider, int weekday)
{
	return !(posts[provider % POSTS].off >> weekday & 1);
}

bool book_post_does(const struct book *b, int provider, const char *kind)
{
	return config_does(b->config, posts[provider % POSTS].key, kind);
}

void book_init(struct book *b, const struct config *config, day_t first, day_t last, day_t today,
	       size_t providers)
{
	*b = (struct book){ .config = config,
			    .first = first,
			    .today = today,
			    .days = (size_t)(last - first) + 1,
			    .providers = providers };
	b->open = mem_array(providers * b->days, sizeof(*b->open));
	for (day_t day = first; day <= last; day++) {
		bool held = day == today;
		int weekday = day_weekday(day);
		uint64_t mask = held                   ? today_mask(b)
				: book_is_open(b, day) ? hours_mask(&config->hours[weekday])
						       : 0;
		for (size_t p = 0; p < providers; p++)
			if (held || book_post_works((int)p, weekday))
				*book_day(b, (int)p, day) = mask;
	}
}

void book_release(struct book *b)
{
	free(b->open);
	*b = (struct book){ 0 };
}

static uint64_t run_mask(int minutes)
{
	int n = (minutes + SLOT - 1) / SLOT;

	return n >= SLOTS ? UINT64_MAX : (UINT64_C(1) << (n < 1 ? 1 : n)) - 1;
}

/* One of the times of a day with room for that long, most of them on the half hour. */
static bool take_some(struct rng *r, uint64_t *open, int minutes, minute_t *minute)
{
	uint64_t run = run_mask(minutes);
	uint64_t starts = *open;

	for (uint64_t more = run >> 1, i = 1; more; more >>= 1, i++)
		starts &= *open >> i;
	if (starts & UINT64_C(0x5555555555555555) && rng_chance(r, 0.8))
		starts &= UINT64_C(0x5555555555555555);
	if (!starts)
		return false;
	uint32_t skip = rng_below(r, (uint32_t)__builtin_popcountll(starts));
	for (; skip; skip--)
		starts &= starts - 1;
	int at = __builtin_ctzll(starts);
	*open &= ~(run << at);
	*minute = BOOK_OPENS + at * SLOT;
	return true;
}

bool book_take(struct book *b, struct rng *r, int provider, day_t from, int days, int minutes,
	       day_t *day, minute_t *minute)
{
	for (*day = from; *day < from + days; ++*day) {
		uint64_t *open = book_day(b, provider, *day);
		if (open && *open && *day != b->today && take_some(r, open, minutes, minute))
			return true;
	}
	return false;
}

bool book_take_at(struct book *b, int provider, day_t day, minute_t minute, int minutes)
{
	uint64_t *open = book_day(b, provider, day);
	int at = (minute - BOOK_OPENS) / SLOT;

	if (!open || minute < BOOK_OPENS || at >= SLOTS)
		return false;
	uint64_t run = run_mask(minutes);
	if (run << at >> at != run || (*open & run << at) != run << at)
		return false;
	*open &= ~(run << at);
	return true;
}

bool book_today(struct book *b, struct rng *r, int provider, int minutes, minute_t *minute)
{
	return take_some(r, book_day(b, provider, b->today), minutes, minute);
}

char *provider_key(int provider)
{
	int team = provider / POSTS;
	const char *key = posts[provider % POSTS].key;

	return team ? mem_printf("%s-%d", key, team + 1) : mem_strdup(key);
}

char *provider_chair(int provider)
{
	return mem_printf("%d", provider / POSTS * POSTS + posts[provider % POSTS].chair);
}
