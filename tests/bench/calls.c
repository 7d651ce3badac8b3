/* Calling from a long list: the next one, what came of it, the page with why not, midnight, and twenty
 * callers beside one.
 * usage: calls CLINIC TODAY PEOPLE [CALLS [SECONDS]]
 *
 * The list is put together by hand, of the first PEOPLE patients; a third of it was rung yesterday.  The
 * clinic is a made-up one, and is left some calls older. */
#include "measure.h"

#include "revisit/clinic/calls.h"

#include <sys/wait.h>
#include <unistd.h>

enum { CALLS = 300, SECONDS = 5, CALLERS = 20, LINES = 60 };

static struct err err;

static void must(bool ok)
{
	if (!ok)
		bench_fail("calls: %s", err.msg);
}

static void open_as(struct clinic *c, const char *folder, const char *today, const char *staff)
{
	struct clinic_options options = { .folder = folder, .staff = staff, .today = today,
					  .seed = (uint64_t)getpid(), .patience = 60000 };

	must(clinic_open(c, &options, &err));
}

/* --- the list --- */

static void make_list(struct clinic *c, int64_t people, struct call_list_info *out)
{
	struct call_list l;
	size_t added;
	int64_t *ids = mem_array((size_t)people, sizeof(*ids));

	record_init(&record_call_list, &l);
	l.key = mem_printf("bench-%d", (int)getpid());
	l.purpose = PURPOSE_SERVICE;
	must(call_list_save(c, &l, &err));
	for (int64_t i = 0; i < people; i++)
		ids[i] = i + 1;
	must(call_list_add(c, l.key, ids, (size_t)people, NULL, &added, &err));
	must(calls_list(c, l.key, out, &err));
	record_release(&record_call_list, &l);
	free(ids);
}

/* So that the first ones of it may not be rung. */
static void rung_yesterday(struct clinic *c, const struct call_list_info *l, int64_t people)
{
	char *sql = mem_printf("INSERT INTO attempt (patient, channel, direction, outcome, at, day, list, "
			       "purpose, again_day) SELECT id, 'phone', 'out', 'not_now', %lld, %d, '%s', "
			       "'service', %d FROM patient WHERE id <= %lld",
			       (long long)(clock_now(&c->clock) - 86400000), (int)clinic_today(c) - 1, l->key,
			       (int)clinic_today(c) + 44, (long long)people);

	must(db_exec(c->store.db, sql, &err));
	free(sql);
}

static void prepare(struct clinic *c, const struct call_list_info *l, const char *name)
{
	struct samples took = { 0 };
	bool done = false;
	double start = now_ms();

	while (!done)
		must(calls_prepare(c, l, 0, &done, &err));
	sample_add(&took, now_ms() - start);
	fact("calls", name, &took, NULL);
	samples_release(&took);
}

/* --- one caller --- */

/* False: nobody is left. */
static bool one_call(struct clinic *c, const struct call_list_info *l, struct samples *next,
		     struct samples *outcome, int i)
{
	static const char *const outcomes[] = { "no_answer", "left_message", "busy", "declined" };
	const struct call_result r = { .outcome = outcomes[i % 4], .reason = "price", .day = DAY_NONE,
				       .minute = MINUTE_NONE, .score = -1 };
	struct claim k;

	double start = now_ms();
	if (!call_next(c, l, false, &k, &err) && err.code == ERR_NOBODY)
		return false;
	must(err.code == ERR_NONE);
	double then = now_ms();
	must(call_outcome(c, k.id, &r, NULL, &err));
	if (next) {
		sample_add(next, then - start);
		sample_add(outcome, now_ms() - then);
	}
	claim_release(&k);
	return true;
}

static void calls(struct clinic *c, const struct call_list_info *l, int n)
{
	struct samples next = { 0 };
	struct samples outcome = { 0 };
	clock_t start = clock();
	char remark[64];

	for (int i = 0; i < n && one_call(c, l, &next, &outcome, i); i++)
		;
	err_clear(&err);
	snprintf(remark, sizeof(remark), "both: processor %.2f ms",
		 1000.0 * (double)(clock() - start) / CLOCKS_PER_SEC / (next.n ? (double)next.n : 1));
	fact("calls", "the next one, claimed", &next, remark);
	fact("calls", "what came of it, next step included", &outcome, NULL);
	samples_release(&next);
	samples_release(&outcome);
}

static void page(struct clinic *c, const struct call_list_info *l)
{
	struct samples took = { 0 };
	struct call_line lines[LINES];
	struct call_counts counts;
	char remark[80];
	size_t n;

	for (int i = 0; i < 20; i++) {
		double start = now_ms();
		must(calls_queue(c, l, CALL_NOW, LINES, &counts, lines, &n, &err));
		sample_add(&took, now_ms() - start);
	}
	snprintf(remark, sizeof(remark), "%lld on it, %lld to call", (long long)counts.all,
		 (long long)counts.why[CALL_NOW]);
	fact("calls", "the page, with why the others are not on it", &took, remark);
	samples_release(&took);
}

static void midnight(struct clinic *c, const struct call_list_info *l)
{
	struct samples took = { 0 };
	struct claim k;
	bool done;

	c->clock.at += (int64_t)86400000;
	must(segments_catch_up(c, 0, &done, &err));
	double start = now_ms();
	bool found = call_next(c, l, false, &k, &err);
	must(found || err.code == ERR_NOBODY);
	sample_add(&took, now_ms() - start);
	if (found)
		must(call_release(c, k.id, &err));
	claim_release(&k);
	fact("calls", "the first one of a new day", &took, NULL);
	samples_release(&took);
}

/* --- many callers --- */

static int call_for(const char *folder, const char *today, const char *list, int seconds)
{
	struct call_list_info l;
	struct clinic c;
	char staff[24];
	int n = 0;

	snprintf(staff, sizeof(staff), "caller%d", (int)getpid());
	open_as(&c, folder, today, staff);
	must(calls_list(&c, list, &l, &err));
	for (double end = now_ms() + 1000.0 * seconds; now_ms() < end && one_call(&c, &l, NULL, NULL, n); n++)
		;
	call_list_info_release(&l);
	clinic_close(&c);
	return n;
}

static double together(const char *folder, const char *today, const char *list, int callers, int seconds)
{
	int ends[2];
	int sum = 0;
	int n;

	if (pipe(ends) < 0)
		bench_fail("calls: no pipe");
	for (int i = 0; i < callers; i++) {
		pid_t child = fork();
		if (child == 0) {
			n = call_for(folder, today, list, seconds);
			_exit(write(ends[1], &n, sizeof(n)) == sizeof(n) ? 0 : 1);
		}
	}
	close(ends[1]);
	while (read(ends[0], &n, sizeof(n)) == sizeof(n))
		sum += n;
	close(ends[0]);
	while (wait(NULL) > 0)
		;
	return (double)sum / seconds;
}

int main(int argc, char **argv)
{
	struct call_list_info l;
	struct clinic c;

	if (argc < 4)
		bench_fail("usage: calls CLINIC TODAY PEOPLE [CALLS [SECONDS]]");
	/* In the hours in which people may be rung. */
	char *today = strchr(argv[2], 'T') ? mem_strdup(argv[2]) : mem_printf("%sT10:00", argv[2]);
	int64_t people = strtoll(argv[3], NULL, 10);
	int n = argc > 4 ? (int)strtol(argv[4], NULL, 10) : CALLS;
	int seconds = argc > 5 ? (int)strtol(argv[5], NULL, 10) : SECONDS;

	open_as(&c, argv[1], today, "bench");
	bool done;
	must(segments_catch_up(&c, 0, &done, &err));
	make_list(&c, people, &l);
	rung_yesterday(&c, &l, people / 3);
	prepare(&c, &l, "everybody looked at for the first time");
	calls(&c, &l, n);
	page(&c, &l);
	char *key = mem_strdup(l.key);
	call_list_info_release(&l);
	clinic_close(&c);
	double alone = together(argv[1], today, key, 1, seconds);
	fact_number("calls", "calls a second, one process", alone, NULL);
	double many = together(argv[1], today, key, CALLERS, seconds);
	fact_number("calls", "calls a second, 20 processes", many, NULL);
	open_as(&c, argv[1], today, "bench");
	must(calls_list(&c, key, &l, &err));
	midnight(&c, &l);
	call_list_info_release(&l);
	clinic_close(&c);
	free(key);
	free(today);
	return 0;
}
