/* Today with 300 visits that day, the day before and the next: what is read to show it, and the
 * brief of one who is chosen. usage: day CLINIC TODAY [ROUNDS]
 *
 * The clock stands a year on, where nobody is booked, and the visits are entered in a transaction
 * that is rolled back: the clinic is left as it was. */
#include "doctors.h"
#include "measure.h"

#include "revisit/clinic/brief.h"
#include "revisit/clinic/day.h"

enum { WISHES = 200, A_DAY = 300, ROUNDS = 100, IN_SIGHT = 40, LATER = 400 };

static struct err err;

static void must(bool ok)
{
	if (!ok)
		bench_fail("%s", err.msg);
}

/* Ten doctors with weeks of their own, 300 visits on each of three days, and 200 people who would
 * come sooner.  The morning is through, some are here, the rest is to come. */
static void fill(struct clinic *c, day_t today)
{
	char *sql = mem_printf(
		"INSERT INTO bulk VALUES (1); DELETE FROM sooner;"
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
		"INSERT INTO sooner (patient, minutes, created_at) SELECT 1 + i * 31 %% (SELECT "
		"max(id) FROM patient), 15, i FROM n;"
		"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %d) "
		"INSERT INTO visit (patient, day, minute, minutes, kind, provider, chair, status, "
		"arrived_at) SELECT 1 + i * 7919 %% (SELECT max(id) FROM patient), "
		"%d + i / %d, 480 + i %% %d / %d / 2 * 40 + i / %d %% 2 * 10, 10, 'exam', "
		"'doctor-' || (i %% %d), "
		"'c' || (i %% %d), CASE WHEN i < %d THEN 'completed' WHEN i / %d = 2 THEN "
		"iif(i %% 2, 'planned', 'confirmed') WHEN i %% %d < 120 THEN 'completed' "
		"WHEN i %% %d < 130 THEN 'arrived' ELSE 'planned' END, 0 FROM n",
		WISHES, 3 * A_DAY, today - 1, A_DAY, A_DAY, DOCTORS, DOCTORS, DOCTORS, DOCTORS,
		A_DAY, A_DAY, A_DAY, A_DAY);

	must(db_exec(c->store.db, sql, &err));
	free(sql);
	doctors_hire(c);
}

/* What the lines in sight show. */
static void look(struct clinic *c, const struct day *d)
{
	for (size_t i = 0; i < d->visits.n && i < IN_SIGHT; i++) {
		struct visit v;
		struct patient p;
		struct rows alerts;
		record_init(&record_visit, &v);
		record_init(&record_patient, &p);
		rows_init(&alerts, &record_alert);
		must(store_get(&c->store, &record_visit, d->visits.v[i].id, &v, &err) &&
		     store_get(&c->store, &record_patient, v.patient, &p, &err) &&
		     store_alerts(&c->store, p.row.id, p.household, &alerts, &err));
		rows_release(&alerts);
		record_release(&record_patient, &p);
		record_release(&record_visit, &v);
	}
}

static void brief(struct clinic *c, const struct day_visit *v)
{
	struct card card;
	struct brief b;

	must(card_load(c, v->patient, &card, &err));
	brief_make(c, &card, v->id, false, &b);
	brief_release(&b);
	card_release(&card);
}

static void measure(struct clinic *c, int rounds)
{
	struct samples first = { 0 };
	struct samples steps = { 0 };
	struct samples whole = { 0 };
	struct samples briefs = { 0 };
	char remark[80];

	for (int i = 0; i < rounds; i++) {
		struct day d;
		double start = now_ms();
		day_init(&d);
		must(day_begin(c, clinic_today(c), &d, &err));
		look(c, &d);
		sample_add(&first, now_ms() - start);
		while (!day_complete(&d)) {
			double step = now_ms();
			must(day_step(c, &d, &err));
			sample_add(&steps, now_ms() - step);
		}
		sample_add(&whole, now_ms() - start);
		if (d.visits.n < A_DAY || d.here == 0 || d.unconfirmed == 0)
			bench_fail("the day is not as it was filled");
		start = now_ms();
		brief(c, &d.visits.v[(size_t)i % d.visits.n]);
		sample_add(&briefs, now_ms() - start);
		snprintf(remark, sizeof(remark), "%zu visits, %zu gaps, %d wishes, %zu to-dos due",
			 d.visits.n, d.n_gaps, WISHES, d.tasks.n + d.more_tasks);
		if (d.n_gaps < DOCTORS)
			bench_fail("there are no gaps");
		day_release(&d);
	}
	fact("day", "Today, everything", &whole, remark);
	fact("day", "who comes", &first, NULL);
	fact("day", "a step of the rest", &steps, NULL);
	fact("day", "the brief of one", &briefs, NULL);
	samples_release(&first);
	samples_release(&steps);
	samples_release(&whole);
	samples_release(&briefs);
}

int main(int argc, char **argv)
{
	struct clinic c;
	struct clock clock;
	struct str later;

	if (argc < 3)
		bench_fail("usage: day CLINIC TODAY [ROUNDS]");
	if (!clock_fix(&clock, argv[2], &err))
		bench_fail("%s", err.msg);
	str_init(&later);
	datetime_iso(&later, clock_today(&clock) + LATER, 11 * 60);
	struct clinic_options options = { .folder = argv[1], .staff = "mei", .today = later.p };
	if (!clinic_open(&c, &options, &err))
		bench_fail("%s: %s", argv[1], err.msg);
	must(db_exec(c.store.db, "BEGIN", &err));
	fill(&c, clinic_today(&c));
	measure(&c, argc > 3 ? (int)strtol(argv[3], NULL, 10) : ROUNDS);
	must(db_exec(c.store.db, "ROLLBACK", &err));
	clinic_close(&c);
	str_release(&later);
	return 0;
}
