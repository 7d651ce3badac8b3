/* The clock goes on day by day for two years: what the store keeps is on every day what a clinic
 * has that is built on that day, and what the oracle says. */
#include "rounds.h"

#include "../support/expect.h"

struct err err;

static const char rules[] =
	"dates:\n"
	"  summer: {every year: [07-04, 08-31]}\n"
	"  turn-of-year: {every year: [12-20, 01-05]}\n"
	"segments:\n"
	"  recall-due: {who: [cleaning is due, no upcoming visit, \"not tagged do-not-call\", is "
	"active],\n"
	"    order: \"cleaning due date, oldest first\"}\n"
	"  due-soon: {who: [checkup is due in the next 6 weeks]}\n"
	"  overdue: {who: [any: [cleaning is overdue by 6 months, gum-care is overdue by 3 "
	"months]]}\n"
	"  lapsed: {who: [last visit is older than 18 months, no upcoming visit]}\n"
	"  new: {who: [first visit is in the last 90 days]}\n"
	"  risk: {who: [next visit is in the next 3 days, count of missed visits in the last 24 "
	"months is "
	"at least 1]}\n"
	"  falling: {who: [spend in the last 12 months is under 50 % of spend between 24 months "
	"and 12 "
	"months ago]}\n"
	"  birthday: {who: [birthday is in the next 7 days], order: \"birth date, oldest first\"}\n"
	"  grown: {who: [age is at least 18, age is under 25]}\n"
	"  post-op: {who: [has surgery or implant visit since the last working day]}\n"
	"  tomorrow: {who: [has planned visit on the next working day]}\n"
	"  stopped: {who: [any: [has broken-off plan, has unscheduled plan more than 7 days "
	"ago]]}\n"
	"  promises: {who: [any: [has overdue promise, next task is in the next 2 weeks]]}\n"
	"  unhappy: {who: [nps is at most 6, nps date is in the last 14 days]}\n"
	"  family: {who: [household has child in segment due-soon, today is in the 4 weeks before "
	"summer]}\n"
	"  season: {who: [today is during turn-of-year, is active]}\n"
	"  tags: {who: [\"tagged any of [vip, moved-soon]\"]}\n"
	"  callable: {who: [may be called, not in segment lapsed]}\n"
	"  thanks: {who: [has arrived referral in the last 2 months]}\n"
	"  others: {who: [none: [in segment recall-due, in segment lapsed, in segment new]]}\n";

/* The same clinic, in which nobody ever asked for a segment before today. */
struct fresh {
	char folder[FOLDER_MAX];
	char *path, *backups;
	struct store s;
};

static void fresh_open(struct fresh *f, struct db *untouched, const struct rounds *r)
{
	struct segments_progress progress;
	bool done = false;

	*f = (struct fresh){ 0 };
	folder_new(f->folder);
	f->path = path_join(f->folder, "clinic.db");
	f->backups = path_join(f->folder, "backups");
	good(db_backup(untouched, f->path, &err));
	good(store_open(&f->s, f->path, f->backups, &r->w.clock, &err));
	f->s.staff = mem_strdup("mei");
	f->s.country = mem_strdup("CN");
	good(db_exec(f->s.db, "PRAGMA synchronous = OFF", &err));
	good(store_rules(&f->s, r->rules, &err));
	while (!done)
		good(segments_build(&f->s, r->w.today, 0, &progress, &done, &err));
}

static void fresh_close(struct fresh *f)
{
	store_close(&f->s);
	free(f->path);
	free(f->backups);
	folder_drop(f->folder);
}

/* Both lists of a segment, each in its order. */
static size_t page_all(struct store *s, size_t segment, day_t today, int64_t *out)
{
	int64_t key = INT64_MIN, patient = 0;
	size_t n;

	good(segments_members(s, segment, today, &key, &patient, PEOPLE_MOST, out, &n, &err));
	return n;
}

/* Who is in each segment today, and who was yesterday. */
struct sets {
	bool now[PEOPLE_MOST], before[PEOPLE_MOST];
};

static void same(struct rounds *r, struct fresh *f, struct sets *sets)
{
	int64_t kept[PEOPLE_MOST], built[PEOPLE_MOST];

	for (size_t i = 0; i < r->rules->n_segments; i++) {
		size_t n = page_all(&r->w.s, i, r->w.today, kept);
		if (n != page_all(&f->s, i, r->w.today, built) ||
		    memcmp(kept, built, n * sizeof(kept[0])) != 0)
			fail_msg("day %d: %s is not as if it was built today", r->w.today,
				 r->rules->segments[i].key);
		memcpy(sets[i].before, sets[i].now, sizeof(sets[i].now));
		memset(sets[i].now, 0, sizeof(sets[i].now));
		for (size_t k = 0; k < n; k++)
			sets[i].now[kept[k]] = true;
	}
}

/* Who entered and left since yesterday, and how many there were. */
static void check_flow(struct rounds *r, struct sets *sets)
{
	struct segment_count *counts = mem_array(r->rules->n_segments, sizeof(*counts));

	good(segments_count(&r->w.s, r->w.today, counts, &err));
	for (size_t i = 0; i < r->rules->n_segments; i++) {
		int64_t entered = 0, left = 0, now = 0, before = 0;
		for (int64_t k = 1; k <= r->w.people; k++) {
			entered += sets[i].now[k] && !sets[i].before[k];
			left += sets[i].before[k] && !sets[i].now[k];
			now += sets[i].now[k];
			before += sets[i].before[k];
		}
		if (counts[i].entered != entered || counts[i].left != left ||
		    counts[i].daily[29] != now || counts[i].daily[28] != before)
			fail_msg("day %d: %s: %lld entered, %lld left, %d after %d; it is %lld, "
				 "%lld, "
				 "%lld, %lld",
				 r->w.today, r->rules->segments[i].key,
				 (long long)counts[i].entered, (long long)counts[i].left,
				 counts[i].daily[29], counts[i].daily[28], (long long)entered,
				 (long long)left, (long long)now, (long long)before);
	}
	free(counts);
}

/* Nothing but days; the oracle is asked every tenth day and at the ends of months. */
static void day_by_day(void **state)
{
	enum { DAYS = 731 };
	struct rounds r;
	struct fresh f;

	(void)state;
	rounds_new(&r, 5, 60, rules, 0, false);
	char *path = path_join(r.w.folder, "untouched.db");
	good(db_backup(r.w.s.db, path, &err));
	struct db *untouched = db_open(path, DB_WRITE, &err);
	r.live = true;
	rounds_rules(&r, rules, 0);
	struct sets *sets = mem_array(r.rules->n_segments, sizeof(*sets));
	for (int day = 0; day < DAYS; day++) {
		bool done = false;
		while (!done)
			good(segments_refresh(&r.w.s, r.w.today, 0, &done, &err));
		fresh_open(&f, untouched, &r);
		same(&r, &f, sets);
		fresh_close(&f);
		if (day > 0)
			check_flow(&r, sets);
		if (day % 10 == 0 || calendar_at(r.w.today).d >= 28)
			assert_int_equal(rounds_compare(&r), 0);
		world_go(&r.w, r.w.today + 1);
	}
	assert_true(r.flips > 200);
	free(sets);
	db_close(untouched);
	free(path);
	rounds_drop(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(day_by_day),
	};

	rounds_begin();
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	rounds_end();
	return failed;
}
