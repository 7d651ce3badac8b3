/* Membership as it is kept, compared with looking at everybody. */
#ifndef TESTS_STORE_SEGMENTS_SAME_H
#define TESTS_STORE_SEGMENTS_SAME_H

#include "segments_support.h"

enum { SEGMENTS_AT_MOST = 40, PAGE = 5 };

static void today_is(day_t day)
{
	b.clock.fixed = true;
	b.clock.at = instant_make(day, 9 * 60);
}

static day_t today(void)
{
	return clock_today(&b.clock);
}

static void catch_up(struct store *s)
{
	bool done;

	good(segments_refresh(s, today(), 0, &done, &err));
	assert_true(done);
	good(segments_build(s, today(), 0, NULL, &done, &err));
	assert_true(done);
}

/* --- compared with looking at everybody --- */

struct truth {
	const struct ruleset *r;
	bool is[PEOPLE + 1][SEGMENTS_AT_MOST];
	bool there[PEOPLE + 1];
	int64_t n[SEGMENTS_AT_MOST];
};

static bool see(struct view *v, void *arg)
{
	struct truth *t = arg;

	t->there[v->patient] = true;
	for (size_t i = 0; i < t->r->n_segments; i++) {
		t->is[v->patient][i] = segment_on(t->r, i, v, today()).is;
		t->n[i] += t->is[v->patient][i];
	}
	return true;
}

/* One patient's view says the same as the stream of all. */
static void expect_views(struct store *s, const struct truth *t)
{
	struct needs needs = t->r->needs;
	struct view v;

	needs.parts |= NEED_PINS;
	view_init(&v, config);
	for (int64_t p = 1; p <= PEOPLE; p++) {
		if (!t->there[p])
			continue;
		good(store_view(s, t->r, &needs, p, &v, &err));
		for (size_t i = 0; i < t->r->n_segments; i++)
			if (segment_on(t->r, i, &v, today()).is != t->is[p][i])
				fail_msg("patient %d, %s: alone %d", (int)p, t->r->segments[i].key,
					 !t->is[p][i]);
	}
	view_release(&v);
}

static void expect_members(struct store *s, const struct truth *t, size_t segment)
{
	int64_t ids[PAGE];
	int64_t key = INT64_MIN;
	int64_t patient = 0;
	int64_t before = INT64_MIN;
	size_t n = 0;
	int64_t all = 0;

	do {
		good(segments_members(s, segment, today(), &key, &patient, PAGE, ids, &n, &err));
		assert_true(key >= before);
		before = key;
		for (size_t i = 0; i < n; i++)
			assert_true(t->is[ids[i]][segment]);
		all += (int64_t)n;
	} while (n == PAGE);
	assert_int_equal(all, t->n[segment]);
}

static void expect_tables(struct store *s)
{
	assert_int_equal(number(s, "SELECT count(*) FROM dirty"), 0);
	/* Counted by the day it is what the rows say, of every version, on every day. */
	assert_string_equal(
		text(s, "SELECT version || ' ' || d || ' ' || (SELECT count(*) FROM member m WHERE "
			"m.version = v.version AND from_day <= d AND until_day > d) || ' ' || "
			"(SELECT sum(begins - ends) FROM seg_day c WHERE c.version = v.version AND "
			"day <= d) FROM (SELECT DISTINCT version FROM member) v, (SELECT day + n AS d FROM "
			"segments, (WITH RECURSIVE k(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM k WHERE "
			"n < 20) SELECT n FROM k)) WHERE (SELECT count(*) FROM member m WHERE m.version = "
			"v.version AND from_day <= d AND until_day > d) <> (SELECT sum(begins - ends) FROM "
			"seg_day c WHERE c.version = v.version AND day <= d) LIMIT 3"),
		"");
	assert_string_equal(
		text(s, "SELECT a.patient || ' ' || a.version FROM member a JOIN member b ON a.version = "
			"b.version AND a.patient = b.patient AND a.from_day < b.from_day AND a.until_day "
			">= b.from_day LIMIT 3"),
		"");
	assert_string_equal(
		text(s, "SELECT key || ' ' || f.members || ' instead of ' || (SELECT count(*) FROM member m "
			"WHERE m.version = v.id AND from_day <= s.day AND until_day > s.day) FROM segments "
			"s, segment_version v JOIN segment n ON n.id = v.segment LEFT JOIN seg_flow f ON "
			"f.segment = v.segment AND f.day = s.day WHERE v.state = 'live' AND "
			"coalesce(f.members, -1) <> (SELECT count(*) FROM member m WHERE m.version = v.id "
			"AND from_day <= s.day AND until_day > s.day) LIMIT 3"),
		"");
}

static struct truth look(struct store *s, const struct ruleset *r)
{
	struct truth t = { .r = r };
	struct needs needs = r->needs;

	needs.parts |= NEED_PINS;
	assert_true(r->n_segments <= SEGMENTS_AT_MOST);
	good(store_views(s, r, &needs, INT64_MIN, see, &t, &err));
	return t;
}

/* How often what is kept differs from `t`. */
static int differences(struct store *s, const struct truth *t, bool aloud)
{
	struct segment_count counts[SEGMENTS_AT_MOST];
	bool in[SEGMENTS_AT_MOST];
	int wrong = 0;

	good(segments_count(s, today(), counts, &err));
	for (size_t i = 0; i < t->r->n_segments; i++) {
		wrong += counts[i].members != t->n[i] || !counts[i].built;
		if (aloud && counts[i].members != t->n[i])
			print_message("%s: %d counted, %d there are\n", t->r->segments[i].key,
				      (int)counts[i].members, (int)t->n[i]);
	}
	for (int64_t p = 1; p <= PEOPLE; p++) {
		good(segments_of(s, p, today(), in, &err));
		for (size_t i = 0; i < t->r->n_segments; i++) {
			wrong += in[i] != t->is[p][i];
			if (aloud && in[i] != t->is[p][i])
				print_message("day %d patient %d, %s: kept as %d\n", (int)today(), (int)p,
					      t->r->segments[i].key, in[i]);
		}
	}
	return wrong;
}

/* Whether `revisit check` finds anything wrong with membership. */
static bool check_tells(struct store *s)
{
	const char *told = findings(s);

	return strstr(told, "is kept wrongly") || strstr(told, "are counted wrongly");
}

static void expect_same(struct store *s, const struct ruleset *r)
{
	catch_up(s);
	if (!segments_exact(s, today()))
		fail_msg("not exact: %s",
			 text(s, "SELECT 'day ' || coalesce(day, 'none') || ' changes ' || changes || ' built ' "
				 "|| built || ' writing ' || writing || ' dirty ' || (SELECT count(*) FROM dirty) "
				 "|| ' thru ' || coalesce((SELECT min(thru) FROM lease), 'none') || ' versions ' "
				 "|| coalesce((SELECT group_concat(id || state, ' ') FROM segment_version), "
				 "'none') FROM segments"));
	struct truth t = look(s, r);
	assert_int_equal(differences(s, &t, true), 0);
	expect_views(s, &t);
	for (size_t i = 0; i < r->n_segments; i++)
		expect_members(s, &t, i);
	expect_tables(s);
	/* It takes its time. */
	static int asked;
	if (++asked % 8 == 0)
		assert_false(check_tells(s));
}

#endif
