/* The injected clock and the clinic's time zone.
 *
 * Instants are UTC milliseconds since 1970.  Everything asks a `struct clock`; nothing else reads
 * the time of day. */
#ifndef REVISIT_DATE_CLOCK_H
#define REVISIT_DATE_CLOCK_H

#include "revisit/date/date.h"

typedef int64_t instant_t;
#define INSTANT_NONE INT64_MIN

struct clock {
	bool fixed; /* the clock stands still at `at` (--today) */
	instant_t at;
};

instant_t clock_now(const struct clock *clock);

/* Monotonic milliseconds since boot (CLOCK_BOOTTIME), for leases, key timing and progress. */
int64_t boot_now(void);

/* Makes `zone` (IANA, "Asia/Shanghai") the zone of all conversions below, for the whole process;
 * call it before there are threads.  ERR_CONFIG when the system does not know it; the zone then
 * stays. Until the first call the zone is UTC, whatever TZ says. */
bool zone_set(const char *zone, struct err *err);

/* Seconds are dropped.  INSTANT_NONE gives DAY_NONE and MINUTE_NONE; either pointer may be NULL. */
void instant_split(instant_t at, day_t *day, minute_t *minute);
/* A time in a gap moves forward by the length of the gap (02:30 becomes 03:30); in an overlap the
 * first is meant.  MINUTE_NONE is the start of the day; DAY_NONE gives INSTANT_NONE. */
instant_t instant_make(day_t day, minute_t minute);

day_t clock_today(const struct clock *clock);
minute_t clock_minute(const struct clock *clock);

/* A fixed clock from "2026-11-23" (noon) or "2026-11-23T09:02", in the zone in force unless the
 * text names an offset. */
bool clock_fix(struct clock *clock, const char *text, struct err *err);

/* RFC 3339 with the zone's offset: 2026-11-23T09:02:05+08:00, with .123 when there are
 * milliseconds. INSTANT_NONE appends nothing. */
void instant_iso(struct str *out, instant_t at);

#endif
