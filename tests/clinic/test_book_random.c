/* Free times of random calendars against looking at every minute. */
#include "support.h"

#include "revisit/base/file.h"
#include "revisit/base/rng.h"
#include "revisit/clinic/book.h"

enum { DAYS = 9, MINUTES = 1440, WHO = 4, CHAIRS = 4, MOST = 40, STEP = 10, ROOM = 4000 };

/* a and b treat, c advises, d is only in the records. */
static const char *const who[WHO] = { "a", "b", "c", "d" };
static const char *const chairs[CHAIRS] = { "1", "2", "3", "9" };
static const char *const sites[] = { NULL, "north", "south" };
static const char *const days_of_week[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

struct stretch {
	int from, to; /* −1: the whole day */
};

/* A calendar as it was written, for the oracle. */
static struct {
	day_t first;
	bool sites;
	struct stretch week[7];
	bool closed[DAYS];
	int as[DAYS];             /* weekday it stands for, −1 */
	struct stretch own[DAYS]; /* hours of its own, from −1: none */
	const char *home[WHO];
	bool out[CHAIRS];
	const char *chair_site[CHAIRS];
	struct {
		int who, weekday, from, to, first, last;
		const char *site;
	} row[MOST];
	int n_row;
	struct {
		int who, first, last, from, to;
		bool on;
		const char *site;
	} other[MOST];
	int n_other;
	struct {
		int day, minute, minutes, who, chair, patient;
	} visit[4 * MOST];
	int n_visit;
	int kind_minutes, kind_of_b;
	bool does[WHO]; /* what the wishes are for */
} cal;

static struct rng rng;

static int some(int low, int high)
{
	return rng_between(&rng, low, high);
}

/* Mostly in the day, sometimes at its ends; on a grid, mostly. */
static struct stretch some_hours(void)
{
	int from = some(0, 5) ? some(6, 15) * 60 : some(0, 20) * 30;
	int to = from + some(1, 9) * (some(0, 3) ? 60 : 45) + (some(0, 4) ? 0 : some(1, 9));

	return (struct stretch){ .from = from, .to = to > MINUTES ? MINUTES : to };
}

static const char *some_site(void)
{
	return cal.sites ? sites[some(0, 2)] : NULL;
}

static void hours_text(struct str *out, struct stretch s)
{
	if (s.to == MINUTES)
		s.to--; /* clinic.yaml cannot say 24:00 */
	str_addf(out, "%02d:%02d-%02d:%02d", s.from / 60, s.from % 60, s.to / 60, s.to % 60);
}

static struct stretch as_written(struct stretch s)
{
	s.to = s.to == MINUTES ? MINUTES - 1 : s.to;
	return s;
}

static void write_days(struct str *y)
{
	struct str open;

	str_init(&open);
	str_add(y, "closed: [2020-01-01");
	for (int d = 0; d < DAYS; d++) {
		cal.closed[d] = some(0, 7) == 0;
		cal.as[d] = some(0, 8) == 0 ? some(0, 6) : -1;
		cal.own[d].from = -1;
		if (cal.closed[d]) {
			str_add(y, ", ");
			day_iso(y, cal.first + d);
		}
		if (cal.as[d] < 0 && some(0, 8) == 0)
			cal.own[d] = as_written(some_hours());
		if (cal.as[d] < 0 && cal.own[d].from < 0)
			continue;
		str_add(&open, "  ");
		day_iso(&open, cal.first + d);
		str_add(&open, ": ");
		if (cal.as[d] >= 0)
			str_add(&open, days_of_week[cal.as[d]]);
		else
			hours_text(&open, cal.own[d]);
		str_addc(&open, '\n');
	}
	str_add(y, "]\n");
	if (open.len)
		str_addf(y, "open on:\n%s", open.p);
	str_release(&open);
}

static const struct {
	const char *text;
	bool work;
} does_what[] = {
	{ "", true },
	{ "", true },
	{ ", does: work", true },
	{ ", does: other", false },
	{ ", does not: work", false },
	{ ", does not: [other]", true },
};

static void write_yaml(const char *zone)
{
	struct str y;

	str_init(&y);
	str_addf(&y, "name: Random\ntimezone: %s\nslot minutes: %d\nhours:\n", zone, STEP);
	for (int i = 0; i < 7; i++) {
		bool closed = some(0, 5) == 0;
		cal.week[i] = closed ? (struct stretch){ .from = -1 } : as_written(some_hours());
		str_addf(&y, "  %s: ", days_of_week[i]);
		if (closed)
			str_add(&y, "closed");
		else
			hours_text(&y, cal.week[i]);
		str_addc(&y, '\n');
	}
	write_days(&y);
	str_add(&y, "providers:\n");
	for (int p = 0; p < 3; p++) {
		cal.home[p] = some_site();
		int does = some(0, 5); /* of does_what */
		cal.does[p] = does_what[does].work;
		str_addf(&y, "  %s: {label: %s%s%s%s%s}\n", who[p], who[p],
			 does_what[does].text, p == 2 ? ", treats: no" : "", cal.home[p] ? ", site: " : "",
			 str_or_empty(cal.home[p]));
	}
	cal.does[3] = true;
	cal.kind_minutes = some(1, 9) * 10 + (some(0, 3) ? 0 : 5);
	str_addf(&y, "visit kinds: {work: {minutes: %d}, other: {}}\n", cal.kind_minutes);
	str_add(&y, cal.sites ? "sites: [north, south]\n" : "");
	str_add(&y, "chairs: [\"1\", \"2\", \"3\"]\n");
	char *path = path_join(folder, "clinic.yaml");
	good(file_write(path, y.p, y.len, &err));
	free(path);
	str_release(&y);
}

static char *quoted(const char *s)
{
	return s ? mem_printf("'%s'", s) : mem_strdup("NULL");
}

static void write_row(int i)
{
	struct stretch s = some_hours();

	cal.row[i].who = some(0, 3) ? some(0, 1) : 3;
	cal.row[i].weekday = some(0, 6);
	cal.row[i].from = s.from;
	cal.row[i].to = s.to;
	cal.row[i].first = some(0, 2) ? -1 : some(0, DAYS - 1);
	cal.row[i].last = some(0, 2) ? -1 : some(0, DAYS - 1);
	cal.row[i].site = some_site();
	char *site = quoted(cal.row[i].site);
	char *first = cal.row[i].first < 0 ? mem_strdup("NULL")
					   : mem_printf("%d", cal.first + cal.row[i].first);
	char *last = cal.row[i].last < 0 ? mem_strdup("NULL")
					 : mem_printf("%d", cal.first + cal.row[i].last);
	char *text =
		mem_printf("INSERT INTO schedule (provider, site, weekday, starts, ends, chair, "
			   "first_day, last_day) VALUES ('%s', %s, '%s', %d, %d, %s, %s, %s)",
			   who[cal.row[i].who], site, days_of_week[cal.row[i].weekday], s.from,
			   s.to, some(0, 2) ? "NULL" : "'2'", first, last);
	sql(text);
	free(text);
	free(first);
	free(last);
	free(site);
}

static void write_other(int i)
{
	struct stretch s = some_hours();
	bool whole = some(0, 1) == 0;

	cal.other[i].who = some(-1, WHO - 1);
	cal.other[i].first = some(-2, DAYS - 1);
	cal.other[i].last = cal.other[i].first + (some(0, 1) ? 0 : some(0, 5));
	cal.other[i].on = some(0, 2) == 0;
	cal.other[i].from = whole ? -1 : s.from;
	cal.other[i].to = whole ? -1 : s.to;
	cal.other[i].site = some_site();
	char *site = quoted(cal.other[i].site);
	char *provider = quoted(cal.other[i].who < 0 ? NULL : who[cal.other[i].who]);
	char *text = mem_printf(
		"INSERT INTO day_off (provider, site, first_day, last_day, works, starts, "
		"ends) VALUES (%s, %s, %d, %d, '%s', nullif(%d, -1), nullif(%d, -1))",
		provider, site, cal.first + cal.other[i].first, cal.first + cal.other[i].last,
		cal.other[i].on ? "on" : "off", cal.other[i].from, cal.other[i].to);
	sql(text);
	free(text);
	free(provider);
	free(site);
}

static void write_chairs(void)
{
	for (int k = 0; k < CHAIRS; k++) {
		cal.out[k] = false;
		cal.chair_site[k] = NULL;
		if (k < 3 && some(0, 2))
			continue; /* as clinic.yaml has it */
		cal.out[k] = some(0, 2) == 0;
		cal.chair_site[k] = some_site();
		char *site = quoted(cal.chair_site[k]);
		char *text = mem_printf("INSERT INTO chair (key, site, position, state) "
					"VALUES ('%s', %s, %d, '%s')",
					chairs[k], site, some(0, 9), cal.out[k] ? "out" : "in_use");
		sql(text);
		free(text);
		free(site);
	}
}

static void write_visit(int i)
{
	static const char *const states[] = { "planned",   "confirmed", "planned", "arrived",
					      "completed", "cancelled", "no_show", "rescheduled" };
	int state = some(0, 7);
	int length = some(0, 3) ? some(1, 12) * 10 : 0;

	cal.visit[i].day = some(0, DAYS - 1);
	cal.visit[i].minute = some(0, 3) ? some(40, 120) * 10 : some(0, 1439);
	cal.visit[i].who = some(-1, WHO - 1);
	cal.visit[i].chair = some(-1, CHAIRS - 1);
	cal.visit[i].patient = some(1, 6);
	cal.visit[i].minutes = length                  ? length
			       : cal.visit[i].who == 1 ? cal.kind_of_b
						       : cal.kind_minutes;
	bool later = cal.visit[i].day > 1; /* today is the second day */
	if (state >= 5 || (later && state >= 3))
		cal.visit[i].minutes = 0; /* takes no time */
	char *provider = quoted(cal.visit[i].who < 0 ? NULL : who[cal.visit[i].who]);
	char *chair = quoted(cal.visit[i].chair < 0 ? NULL : chairs[cal.visit[i].chair]);
	char *text = mem_printf(
		"INSERT INTO visit (id, patient, day, minute, minutes, kind, provider, "
		"chair, status) VALUES (%d, %d, %d, %d, nullif(%d, 0), 'work', %s, %s, '%s')",
		i + 1, cal.visit[i].patient, cal.first + cal.visit[i].day, cal.visit[i].minute,
		length, provider, chair, states[state]);
	sql(text);
	free(text);
	free(provider);
	free(chair);
}

static void write_calendar(const char *zone, day_t first)
{
	struct str today;

	sql("DELETE FROM visit; DELETE FROM schedule; DELETE FROM day_off; DELETE FROM chair; "
	    "DELETE FROM visit_length");
	memset(&cal, 0, sizeof(cal));
	cal.first = first;
	cal.sites = some(0, 1);
	write_yaml(zone);
	str_init(&today);
	datetime_iso(&today, first + 1, 8 * 60);
	clinic_again(today.p);
	str_release(&today);
	cal.kind_of_b = cal.kind_minutes;
	if (some(0, 1)) {
		cal.kind_of_b = some(1, 12) * 10;
		char *text = mem_printf("INSERT INTO visit_length (kind, provider, minutes) "
					"VALUES ('work', 'b', %d)",
					cal.kind_of_b);
		sql(text);
		free(text);
	}
	cal.n_row = some(0, 1) ? some(0, 24) : 0;
	for (int i = 0; i < cal.n_row; i++)
		write_row(i);
	cal.n_other = some(0, 9);
	for (int i = 0; i < cal.n_other; i++)
		write_other(i);
	write_chairs();
	cal.n_visit = some(0, 90);
	for (int i = 0; i < cal.n_visit; i++)
		write_visit(i);
}

/* --- the oracle: one minute at a time, as book.h says it --- */

static bool in(struct stretch s, int m)
{
	return s.from >= 0 && m >= s.from && m < s.to;
}

static bool agree(const char *a, const char *b)
{
	return !a || !b || strcmp(a, b) == 0;
}

static int weekday(int d)
{
	return cal.as[d] >= 0 ? cal.as[d] : day_weekday(cal.first + d);
}

static bool is_shown(int d, int m)
{
	day_t day;
	minute_t minute;

	instant_split(instant_make(cal.first + d, m), &day, &minute);
	return day == cal.first + d && minute == m;
}

static struct stretch usual(int wd)
{
	for (int i = 0; i < 7 && cal.week[wd].from < 0; i++)
		if (cal.week[i].from >= 0)
			return cal.week[i];
	return cal.week[wd];
}

/* What the records of that owner make of `open` at that minute. */
static bool with_others(int owner, int d, int m, const char *site, const char *home, bool open,
			bool ordinary)
{
	/* The fewer days, the later it has its say; of two alike the later record. */
	for (int length = DAYS + 9; length >= 0; length--)
		for (int i = 0; i < cal.n_other; i++) {
			if (cal.other[i].last - cal.other[i].first != length ||
			    cal.other[i].who != owner || d < cal.other[i].first ||
			    d > cal.other[i].last)
				continue;
			const char *at = cal.other[i].site;
			bool on = cal.other[i].on;
			if (owner < 0 && (site ? !agree(at, site) : at && !on))
				continue;
			if (owner >= 0 && on && !agree(at ? at : home, site))
				continue;
			bool whole = cal.other[i].from < 0;
			bool here = whole || (m >= cal.other[i].from && m < cal.other[i].to);
			if (here && !on)
				open = false;
			else if (here && on && (!whole || ordinary))
				open = true;
		}
	return open;
}

static bool yaml_open(int d, int m)
{
	if (cal.as[d] >= 0)
		return in(cal.week[cal.as[d]], m);
	if (cal.own[d].from >= 0)
		return in(cal.own[d], m);
	return !cal.closed[d] && in(cal.week[day_weekday(cal.first + d)], m);
}

static bool clinic_open_at(int d, int m, const char *site)
{
	bool ordinary = in(usual(weekday(d)), m);

	return is_shown(d, m) && with_others(-1, d, m, site, NULL, yaml_open(d, m), ordinary);
}

static bool clinic_differs_on(int d, const char *site)
{
	if (cal.as[d] < 0 && (cal.own[d].from >= 0 || cal.closed[d]))
		return true;
	for (int i = 0; i < cal.n_other; i++)
		if (cal.other[i].who < 0 && d >= cal.other[i].first && d <= cal.other[i].last &&
		    (site ? agree(cal.other[i].site, site) : !cal.other[i].site || cal.other[i].on))
			return true;
	return false;
}

static bool has_week(int p)
{
	for (int i = 0; i < cal.n_row; i++)
		if (cal.row[i].who == p)
			return true;
	return false;
}

static bool row_counts(int i, int p, int d, const char *site)
{
	const char *at = cal.row[i].site ? cal.row[i].site : cal.home[p];

	return cal.row[i].who == p && cal.row[i].weekday == weekday(d) &&
	       (cal.row[i].first < 0 || d >= cal.row[i].first) &&
	       (cal.row[i].last < 0 || d <= cal.row[i].last) && agree(at, site);
}

static bool looked_at(int p, int d, int m, const char *site)
{
	bool now = false;
	bool ordinary = false;
	bool any_row = false;

	if (p == 3)
		return false; /* not in clinic.yaml */
	for (int i = 0; i < cal.n_row; i++) {
		if (!row_counts(i, p, d, site))
			continue;
		const char *at = cal.row[i].site ? cal.row[i].site : cal.home[p];
		bool inside = m >= cal.row[i].from && m < cal.row[i].to;
		any_row = true;
		ordinary = ordinary || inside;
		now = now || (inside && (!clinic_differs_on(d, at) || clinic_open_at(d, m, at)));
	}
	if (!has_week(p) && agree(cal.home[p], site))
		now = clinic_open_at(d, m, cal.home[p] ? cal.home[p] : site);
	if (!any_row)
		ordinary = in(usual(weekday(d)), m);
	return is_shown(d, m) && with_others(p, d, m, site, cal.home[p], now, ordinary);
}

/* Of each site, the first: wherever. */
static bool works[WHO][DAYS][ARRAY_SIZE(sites)][MINUTES];

static void look_at_every_minute(void)
{
	for (int p = 0; p < WHO; p++)
		for (int d = 0; d < DAYS; d++)
			for (size_t s = 0; s < (cal.sites ? ARRAY_SIZE(sites) : 1); s++)
				for (int m = 0; m < MINUTES; m++)
					works[p][d][s][m] = looked_at(p, d, m, sites[s]);
}

static bool works_at(int p, int d, int m, const char *site)
{
	size_t s = 0;

	while (sites[s] != site)
		s++;
	return works[p][d][s][m];
}

static bool busy(int d, int m, int p, int chair, int patient, int but)
{
	for (int i = 0; i < cal.n_visit; i++)
		if (i + 1 != but && cal.visit[i].day == d && m >= cal.visit[i].minute &&
		    m < cal.visit[i].minute + cal.visit[i].minutes &&
		    ((p >= 0 && cal.visit[i].who == p) ||
		     (chair >= 0 && cal.visit[i].chair == chair) ||
		     (patient > 0 && cal.visit[i].patient == patient)))
			return true;
	return false;
}

/* More people than chairs are left for. */
static bool crowded(int d, int m, int but)
{
	int chairs_there = 0;
	int people = 0;

	for (int k = 0; k < CHAIRS; k++) {
		chairs_there += !cal.out[k];
		people += !cal.out[k] && busy(d, m, -1, k, 0, but);
	}
	for (int i = 0; i < cal.n_visit; i++)
		people += i + 1 != but && cal.visit[i].day == d && cal.visit[i].chair < 0 &&
			  (cal.visit[i].who != 2 || has_week(2)) && m >= cal.visit[i].minute &&
			  m < cal.visit[i].minute + cal.visit[i].minutes;
	return people >= chairs_there;
}

/* Of a provider on a day: when so many minutes could begin, in some chair. */
static void brute_starts(int p, int d, int minutes, const struct slot_wish *wish, bool out[MINUTES])
{
	bool free[CHAIRS][MINUTES + 1] = { { 0 } };
	bool needs = wish->chair || p != 2 || has_week(p);

	for (int k = 0; k < (needs ? CHAIRS : 1); k++)
		for (int m = 0; m < MINUTES; m++)
			free[k][m] =
				(!needs ||
				 (!cal.out[k] &&
				  (!wish->chair || strcmp(wish->chair, chairs[k]) == 0))) &&
				works_at(p, d, m, needs && cal.sites ? cal.chair_site[k] : NULL) &&
				!busy(d, m, p, needs ? k : -1, (int)wish->patient,
				      (int)wish->visit);
	for (int m = 0; needs && m < MINUTES; m++)
		if (crowded(d, m, (int)wish->visit))
			for (int k = 0; k < CHAIRS; k++)
				free[k][m] = false;
	for (int m = 0; m < MINUTES; m++) {
		out[m] = false;
		for (int k = 0; k < CHAIRS && !out[m]; k++) {
			int n = 0;
			while (n < minutes && m + n < MINUTES && free[k][m + n])
				n++;
			out[m] = n == minutes;
		}
	}
}

static bool offered(int p)
{
	return p < 2 || (p == 2 && has_week(p));
}

static bool chair_is_free(const struct free_slot *s, int p, const struct slot_wish *wish)
{
	for (int k = 0; k < CHAIRS; k++) {
		if (strcmp(chairs[k], s->chair) != 0)
			continue;
		for (int m = s->minute; m < s->minute + s->minutes; m++)
			if (busy(s->day - cal.first, m, -1, k, 0, (int)wish->visit) ||
			    (cal.sites && !works_at(p, s->day - cal.first, m, cal.chair_site[k])))
				return false;
		return !cal.out[k];
	}
	return false;
}

static int number_of(const char *provider)
{
	int p = 0;

	while (strcmp(who[p], provider) != 0)
		p++;
	return p;
}

static struct slot_wish some_wish(void)
{
	struct slot_wish w = { .kind = "work", .first = cal.first, .last = cal.first + DAYS - 1 };

	w.provider = some(0, 2) ? NULL : who[some(0, 3)];
	w.minutes = some(0, 2) ? 0 : some(1, 200);
	w.patient = some(0, 1) ? 0 : some(1, 6);
	w.visit = some(0, 2) ? 0 : some(1, 20);
	w.chair = some(0, 4) ? NULL : chairs[some(0, 3)];
	w.weekdays = some(0, 3) ? 0 : (unsigned)some(1, 127);
	if (some(0, 3) == 0) {
		w.from = some(0, 20) * 60;
		w.to = w.from + some(1, 8) * 60;
		w.to = w.to > MINUTES ? MINUTES : w.to;
	}
	if (some(0, 3) == 0) {
		w.first += some(0, 3);
		w.not_before = some(0, 1000);
	}
	return w;
}

static bool wished(const struct slot_wish *w, int d, int m, int minutes)
{
	day_t day = cal.first + d;

	return day >= w->first && day <= w->last && (day > w->first || m >= w->not_before) &&
	       m >= w->from && m + minutes <= (w->to ? w->to : MINUTES) &&
	       (!w->weekdays || w->weekdays & 1u << day_weekday(day));
}

static int minutes_with(const struct slot_wish *w, int p)
{
	return w->minutes ? w->minutes : p == 1 ? cal.kind_of_b : cal.kind_minutes;
}

static void compare(const struct book *b, const struct slot_wish *w)
{
	static struct free_slot got[ROOM];
	int n = book_slots(b, w, got, ROOM);
	int at = 0;

	for (int d = 0; d < DAYS; d++) {
		static bool starts[WHO][MINUTES];
		for (int p = 0; p < WHO; p++) {
			memset(starts[p], 0, sizeof(starts[p]));
			if (cal.does[p] &&
			    (w->provider ? strcmp(w->provider, who[p]) == 0 : offered(p)))
				brute_starts(p, d, minutes_with(w, p), w, starts[p]);
		}
		for (int m = 0; m < MINUTES; m++) {
			int p = 0;
			while (p < WHO &&
			       !(starts[p][m] && (m % STEP == 0 || m == 0 || !starts[p][m - 1]) &&
				 wished(w, d, m, minutes_with(w, p))))
				p++;
			if (p == WHO)
				continue;
			const struct free_slot *s = &got[at];
			if (at++ >= n || s->day != cal.first + d || s->minute != m ||
			    strcmp(s->provider, who[p]) != 0 || s->minutes != minutes_with(w, p))
				fail_msg("day %d %02d:%02d with %s is free and not offered, but "
					 "day %d %02d:%02d",
					 d, m / 60, m % 60, who[p], s->day - cal.first,
					 s->minute / 60, s->minute % 60);
			if (s->chair && !chair_is_free(s, number_of(s->provider), w))
				fail_msg("chair %s is not free on day %d %d", s->chair, d, m);
			assert_int_equal(s->chair == NULL, p == 2 && !has_week(2) && !w->chair);
		}
	}
	assert_int_equal(at, n);
}

/* Hours, gaps and the clinic's own, of every provider and day. */
static void compare_hours(const struct book *b)
{
	for (int d = 0; d < DAYS; d++)
		for (int p = -1; p < WHO; p++) {
			bool shown[MINUTES] = { 0 };
			struct spans s;
			if (p < 0)
				book_open_hours(b, cal.first + d, &s);
			else
				book_hours(b, cal.first + d, who[p], &s);
			for (int i = 0; i < s.n; i++)
				for (int m = s.v[i].from; m < s.v[i].to; m++)
					shown[m] = true;
			for (int m = 0; m < MINUTES; m++)
				if (shown[m] !=
				    (p < 0 ? clinic_open_at(d, m, NULL) : works_at(p, d, m, NULL)))
					fail_msg("day %d %02d:%02d of %s", d, m / 60, m % 60,
						 p < 0 ? "the clinic" : who[p]);
			assert_int_equal(book_why_off(b, cal.first + d, p < 0 ? NULL : who[p]) !=
						 NULL,
					 s.n == 0);
		}
}

static int set_up(void **state)
{
	clinic_set_up(state);
	for (int i = 0; i < 6; i++)
		registered("name=张伟", NULL);
	rng_seed(&rng, 1);
	return 0;
}

static void random_calendars(void **state)
{
	static const struct {
		const char *zone;
		int y, m, d;
	} places[] = { { "Asia/Shanghai", 2026, 11, 23 },
		       { "Europe/Berlin", 2026, 3, 26 },    /* the clocks go forward on the 29th */
		       { "America/New_York", 2028, 2, 25 }, /* 29 February */
		       { "America/Santiago", 2026, 9, 3 } };

	(void)state;
	for (int round = 0; round < 40; round++) {
		size_t at = (size_t)round % ARRAY_SIZE(places);
		write_calendar(places[at].zone, day_make(places[at].y, places[at].m, places[at].d));
		struct book *b = book_open(&c, cal.first, cal.first + DAYS - 1, &err);
		good(b != NULL);
		look_at_every_minute();
		compare_hours(b);
		for (int i = 0; i < 6; i++) {
			struct slot_wish w = some_wish();
			compare(b, &w);
		}
		book_free(b);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(random_calendars, set_up, clinic_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
