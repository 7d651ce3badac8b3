#include "revisit/care/slots.h"
#include "revisit/date/clock.h"

enum { WORD = 64 };

/* The bits of word `w` that lie in from ≤ minute < to. */
static uint64_t mask(int w, minute_t from, minute_t to)
{
	int low = from - w * WORD;
	int high = to - w * WORD;

	if (low < 0)
		low = 0;
	if (high > WORD)
		high = WORD;
	if (low >= high)
		return 0;
	uint64_t below = high == WORD ? UINT64_MAX : ((uint64_t)1 << high) - 1;
	return below & ~(((uint64_t)1 << low) - 1);
}

static minute_t within(minute_t m)
{
	return m < 0 ? 0 : m > DAY_MINUTES ? DAY_MINUTES : m;
}

void minutes_add(struct minutes *m, minute_t from, minute_t to)
{
	from = within(from);
	to = within(to);
	for (int w = from / WORD; from < to && w <= (to - 1) / WORD; w++)
		m->word[w] |= mask(w, from, to);
}

void minutes_cut(struct minutes *m, minute_t from, minute_t to)
{
	from = within(from);
	to = within(to);
	for (int w = from / WORD; from < to && w <= (to - 1) / WORD; w++)
		m->word[w] &= ~mask(w, from, to);
}

void minutes_keep(struct minutes *m, const struct minutes *these)
{
	for (int w = 0; w < MINUTE_WORDS; w++)
		m->word[w] &= these->word[w];
}

void minutes_join(struct minutes *m, const struct minutes *these)
{
	for (int w = 0; w < MINUTE_WORDS; w++)
		m->word[w] |= these->word[w];
}

void minutes_drop(struct minutes *m, const struct minutes *these)
{
	for (int w = 0; w < MINUTE_WORDS; w++)
		m->word[w] &= ~these->word[w];
}

bool minutes_none(const struct minutes *m)
{
	uint64_t any = 0;

	for (int w = 0; w < MINUTE_WORDS; w++)
		any |= m->word[w];
	return any == 0;
}

bool minutes_all(const struct minutes *m, minute_t from, minute_t to)
{
	if (from < 0 || to > DAY_MINUTES)
		return false;
	return from >= to || minutes_end(m, from) >= to;
}

/* The set moved towards the morning: minute m of the result is minute m + by of `m`. */
static struct minutes earlier(const struct minutes *m, int by)
{
	struct minutes out = { { 0 } };
	int words = by / WORD;
	int bits = by % WORD;

	for (int w = 0; w + words < MINUTE_WORDS; w++) {
		out.word[w] = m->word[w + words] >> bits;
		if (bits && w + words + 1 < MINUTE_WORDS)
			out.word[w] |= m->word[w + words + 1] << (WORD - bits);
	}
	return out;
}

/* What holds for k minutes in a row at m and at m + k holds for 2k: the length is reached by
 * doubling. */
struct minutes minutes_starts(const struct minutes *m, int length)
{
	struct minutes out = { { 0 } };

	if (length > DAY_MINUTES)
		return out;
	out = *m;
	for (int done = 1; done < length && done < DAY_MINUTES;) {
		int by = length - done < done ? length - done : done;
		struct minutes then = earlier(&out, by);
		minutes_keep(&out, &then);
		done += by;
	}
	return out;
}

struct minutes minutes_offered(const struct minutes *starts, int step)
{
	struct minutes out = { { 0 } };
	uint64_t before = 0;

	for (int w = 0; w < MINUTE_WORDS; w++) {
		uint64_t here = starts->word[w];
		out.word[w] = here & ~(here << 1 | before);
		before = here >> (WORD - 1);
	}
	for (minute_t m = 0; m < DAY_MINUTES; m += step)
		out.word[m / WORD] |= starts->word[m / WORD] & (uint64_t)1 << m % WORD;
	return out;
}

static minute_t first_bit(const struct minutes *set, minute_t m, uint64_t flip, minute_t none)
{
	if (m < 0)
		m = 0;
	for (int w = m / WORD; w < MINUTE_WORDS; w++) {
		uint64_t here = (set->word[w] ^ flip) & mask(w, m, DAY_MINUTES);
		if (here)
			return w * WORD + __builtin_ctzll(here);
	}
	return none;
}

minute_t minutes_next(const struct minutes *set, minute_t m)
{
	return first_bit(set, m, 0, MINUTE_NONE);
}

minute_t minutes_end(const struct minutes *set, minute_t m)
{
	return first_bit(set, m, UINT64_MAX, DAY_MINUTES);
}

void minutes_of_clock(struct minutes *m, day_t day)
{
	if (instant_make(day + 1, 0) - instant_make(day, 0) >= (instant_t)DAY_MINUTES * 60000)
		return;
	for (minute_t at = 0; at < DAY_MINUTES; at++) {
		day_t that;
		minute_t shown;
		instant_split(instant_make(day, at), &that, &shown);
		if (shown != at || that != day)
			minutes_cut(m, at, at + 1);
	}
}
