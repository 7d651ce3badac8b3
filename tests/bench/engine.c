/* How long finding takes until a key shows something and until all is counted, by kind of query.
 * usage: engine CLINIC TODAY QUERIES [ROUNDS]
 *
 * Through the clinic's own door, as the screens do it; warm: the first round is not counted. */
#include "finding.h"
#include "measure.h"

/* A kind is left after this long, however many rounds are done. */
enum { ROUNDS = 3, KIND_MS = 20000 };

static double find_timed(struct clinic *c, const char *typed, enum find_depth depth,
			 struct found *found)
{
	struct err err = ERR_INIT;
	double start = now_ms();

	if (!find_to(c, typed, depth, found, &err))
		bench_fail("finding \"%s\": %s", typed, err.msg);
	return now_ms() - start;
}

static void measure_kind(struct clinic *c, const struct query *q, size_t n, int rounds)
{
	struct samples quick = { 0 };
	struct samples whole = { 0 };
	struct samples totals = { 0 };
	char remark[64];
	bool more_than_counted = false;
	double from = now_ms();

	for (int round = 0; round <= rounds; round++) {
		for (size_t i = 0; i < n; i++) {
			struct found found;
			double first = find_timed(c, q[i].text, FIND_QUICK, &found);
			double all = find_timed(c, q[i].text, FIND_COUNT, &found);
			if (round == 0) {
				sample_add(&totals, (double)found.total);
				more_than_counted = more_than_counted || found.more;
			} else {
				sample_add(&quick, first);
				sample_add(&whole, all);
			}
			if (quick.n > 0 && now_ms() - from > KIND_MS)
				round = rounds;
		}
	}
	snprintf(remark, sizeof(remark), "%.0f-%.0f%s", sample_at(&totals, 0.5),
		 sample_at(&totals, 1), more_than_counted ? "+" : "");
	fact("engine", q[0].kind, &quick, remark);
	fact("whole", q[0].kind, &whole, remark);
	samples_release(&quick);
	samples_release(&whole);
	samples_release(&totals);
}

int main(int argc, char **argv)
{
	struct err err = ERR_INIT;
	struct queries queries;
	struct clinic c;

	if (argc < 4)
		bench_fail("usage: engine CLINIC TODAY QUERIES [ROUNDS]");
	struct clinic_options options = { .folder = argv[1], .staff = "bench", .today = argv[2] };
	queries_read(&queries, argv[3]);
	int rounds = argc > 4 ? (int)strtol(argv[4], NULL, 10) : ROUNDS;
	if (!clinic_open(&c, &options, &err))
		bench_fail("%s: %s", argv[1], err.msg);
	for (size_t i = 0; i < queries.n;) {
		size_t n = queries_of_kind(&queries, i);
		measure_kind(&c, &queries.v[i], n, rounds);
		i += n;
	}
	clinic_close(&c);
	queries_release(&queries);
	return 0;
}
