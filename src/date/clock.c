#include "revisit/date/clock.h"
#include "revisit/base/i18n.h"

#include <limits.h>

enum { DAY_SECONDS = 86400 };

/* The one piece of state: the C library knows one zone a process.  UTC needs no asking. */
static bool zone_is_utc = true;
static int zone_changes;

static int64_t now_ms(clockid_t which)
{
	struct timespec ts;

	if (clock_gettime(which, &ts) < 0)
		BUG("the system has no clock %d", (int)which);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

instant_t clock_now(const struct clock *clock)
{
	return clock->fixed ? clock->at : now_ms(CLOCK_REALTIME);
}

int64_t boot_now(void)
{
	return now_ms(CLOCK_BOOTTIME);
}

/* --- The zone --------------------------------------------------------------------------------- */

/* A name as in the database, no path out of it and none of its leap-second or duplicate trees. */
static bool zone_name_plain(const char *zone)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
	size_t n = strlen(zone);

	return n > 0 && n < 64 && strspn(zone, letters) == n && zone[0] != '/' &&
	       zone[n - 1] != '/' && !strstr(zone, "//") && strncmp(zone, "right/", 6) != 0 &&
	       strncmp(zone, "posix/", 6) != 0;
}

/* The C library takes a zone it does not know for UTC without a word. */
static bool zone_exists(const char *zone)
{
	const char *folder = getenv("TZDIR");
	char *path =
		mem_printf("%s/%s", str_is_empty(folder) ? "/usr/share/zoneinfo" : folder, zone);
	FILE *f = fopen(path, "rbe");
	char magic[4] = "";
	bool ok = f && fread(magic, 1, sizeof(magic), f) == sizeof(magic) &&
		  memcmp(magic, "TZif", sizeof(magic)) == 0;

	if (f)
		fclose(f);
	free(path);
	return ok;
}

bool zone_set(const char *zone, struct err *err)
{
	char shown[64];
	bool utc = str_eq(zone, "UTC");

	if (!utc && (!zone_name_plain(str_or_empty(zone)) || !zone_exists(zone)))
		return err_set(
			err, ERR_CONFIG,
			_("this system knows no time zone “%s”; write one like Asia/Shanghai"),
			str_excerpt(shown, sizeof(shown), str_or_empty(zone)));
	/* "UTC0" is understood without any database. */
	if (setenv("TZ", utc ? "UTC0" : zone, 1) < 0)
		BUG("setenv");
	tzset();
	zone_is_utc = utc;
	zone_changes++;
	return true;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static int64_t asked_offset(int64_t second)
{
	struct tm tm;
	time_t t = second;

	return localtime_r(&t, &tm) ? tm.tm_gmtoff : 0;
}

/* Seconds east of Greenwich at a UTC second.  The C library works the zone's rules out anew each
 * time; days that begin and end with one offset are remembered (none ever had another in between:
 * changes of all zones lie at least some days apart). */
static int64_t offset_at(int64_t second)
{
	enum { DAYS = 4096 };
	static _Thread_local struct {
		int32_t day, offset;
	} known[DAYS];
	static _Thread_local int zone = -1;

	if (zone_is_utc)
		return 0;
	int64_t day = floor_div(second, DAY_SECONDS);
	if (day <= INT32_MIN || day > INT32_MAX)
		return asked_offset(second);
	if (zone != zone_changes)
		for (size_t i = 0; i < DAYS; i++)
			known[i].day = INT32_MIN;
	zone = zone_changes;
	size_t at = (size_t)day % DAYS;
	if (known[at].day == day)
		return known[at].offset;
	int64_t first = asked_offset(day * DAY_SECONDS);
	if (first != asked_offset((day + 1) * DAY_SECONDS))
		return asked_offset(second);
	known[at].day = (int32_t)day;
	known[at].offset = (int32_t)first;
	return first;
}

void instant_split(instant_t at, day_t *day, minute_t *minute)
{
	day_t d = DAY_NONE;
	minute_t m = MINUTE_NONE;

	if (at != INSTANT_NONE) {
		int64_t second = floor_div(at, 1000);
		int64_t local = second + offset_at(second);
		int64_t days = floor_div(local, DAY_SECONDS);
		d = days < DAY_MIN ? DAY_MIN : days > DAY_MAX ? DAY_MAX : (day_t)days;
		m = (minute_t)((local - days * DAY_SECONDS) / 60);
	}
	if (day)
		*day = d;
	if (minute)
		*minute = m;
}

instant_t instant_make(day_t day, minute_t minute)
{
	if (day == DAY_NONE)
		return INSTANT_NONE;
	int64_t local = (int64_t)day * DAY_SECONDS + (minute == MINUTE_NONE ? 0 : minute) * 60;
	/* Offsets lie within ±15 hours, so that these are surely before and after the moment. */
	int64_t before = offset_at(local - 26 * 3600);
	int64_t after = offset_at(local + 26 * 3600);
	bool early = offset_at(local - before) == before;
	bool late = offset_at(local - after) == after;
	int64_t offset = before; /* also in a gap: the same distance from the last hour that was */
	if (late && (!early || after > before))
		offset = after;
	return (local - offset) * 1000;
}

day_t clock_today(const struct clock *clock)
{
	day_t day;

	instant_split(clock_now(clock), &day, NULL);
	return day;
}

minute_t clock_minute(const struct clock *clock)
{
	minute_t minute;

	instant_split(clock_now(clock), NULL, &minute);
	return minute;
}

bool clock_fix(struct clock *clock, const char *text, struct err *err)
{
	day_t day;
	minute_t minute;
	int offset;

	if (!datetime_parse(text, NULL, &day, &minute, &offset, err))
		return false;
	if (minute == MINUTE_NONE)
		minute = 12 * 60;
	instant_t at = instant_make(day, minute);
	if (offset != INT_MIN)
		at = ((int64_t)day * DAY_SECONDS + ((int64_t)minute - offset) * 60) * 1000;
	*clock = (struct clock){ .fixed = true, .at = at };
	return true;
}

void instant_iso(struct str *out, instant_t at)
{
	day_t day;
	int64_t second = floor_div(at, 1000);

	if (at == INSTANT_NONE)
		return;
	/* Offsets of the days before standard time have seconds, which RFC 3339 cannot write. */
	int64_t offset = floor_div(offset_at(second), 60);
	int64_t local = second + offset * 60;
	int64_t days = floor_div(local, DAY_SECONDS);
	day = days < DAY_MIN ? DAY_MIN : days > DAY_MAX ? DAY_MAX : (day_t)days;
	int of_day = (int)(local - days * DAY_SECONDS);
	int ms = (int)(at - second * 1000);
	day_iso(out, day);
	str_addf(out, "T%02d:%02d:%02d", of_day / 3600, of_day / 60 % 60, of_day % 60);
	if (ms)
		str_addf(out, ".%03d", ms);
	int east = (int)(offset < 0 ? -offset : offset);
	str_addf(out, "%c%02d:%02d", offset < 0 ? '-' : '+', east / 60, east % 60);
}
