/* How long it takes to know who is due again: everybody, counted and listed; one patient; and what a
 * plain query asks of SQLite for the same count.
 * usage: recalls CLINIC TODAY [PATIENTS]
 *
 * Warm.  The plain query knows clinic.yaml's intervals, kinds and ages, and what is booked; nothing
 * that was decided for one patient, of which a made-up clinic has little. */
#include "measure.h"

#include "revisit/clinic/recalls.h"

#include <sqlite3.h>

enum { PATIENTS = 500, ROUNDS = 3 };

static void must(bool ok, const struct err *err)
{
	if (!ok)
		bench_fail("recalls: %s", err->msg);
}

static const struct recall_query everything = { .recall = -1 };

static struct recall_scan *scan_new(struct clinic *c, bool count_only)
{
	struct recall_query q = everything;

	q.until = clinic_today(c);
	q.count_only = count_only;
	return recall_scan_new(&c->store, c->config, &q, clinic_today(c));
}

static void everybody(struct clinic *c, bool count_only, const char *name)
{
	struct err err = ERR_INIT;
	struct samples took = { 0 };
	char remark[64];

	for (int i = 0; i < ROUNDS; i++) {
		double start = now_ms();
		struct recall_scan *x = scan_new(c, count_only);
		must(recall_scan_all(x, &err), &err);
		sample_add(&took, now_ms() - start);
		snprintf(remark, sizeof(remark), "%zu due", recall_scan_count(x).due + recall_scan_count(x).lapsed);
		recall_scan_free(x);
	}
	fact("recalls", name, &took, remark);
	samples_release(&took);
}

/* As the screen does it while nobody presses a key. */
static void in_steps(struct clinic *c)
{
	struct err err = ERR_INIT;
	struct samples steps = { 0 };
	struct recall_scan *x = scan_new(c, false);

	while (!recall_scan_done(x)) {
		double start = now_ms();
		must(recall_scan_step(x, &err), &err);
		sample_add(&steps, now_ms() - start);
	}
	fact("recalls", "a step of the list", &steps, NULL);
	samples_release(&steps);
	recall_scan_free(x);
}

static void one_patient(struct clinic *c, int patients)
{
	struct err err = ERR_INIT;
	struct samples took = { 0 };
	int64_t n = store_patients(&c->store);

	for (int round = 0; round < 2; round++)
		for (int i = 0; i < patients; i++) {
			struct patient p;
			struct patient_recalls r;
			record_init(&record_patient, &p);
			must(store_get(&c->store, &record_patient, 1 + n / patients * i, &p, &err), &err);
			p.status = PATIENT_ACTIVE;
			double start = now_ms();
			must(recalls_of(c, &p, &r, &err), &err);
			if (round)
				sample_add(&took, now_ms() - start);
			recalls_release(&r);
			record_release(&record_patient, &p);
		}
	fact("recalls", "one patient", &took, NULL);
	samples_release(&took);
}

/* --- the plain query --- */

static void add_kinds(struct str *sql, const struct recall_def *d, bool book)
{
	for (size_t i = 0; i < d->n_after; i++)
		str_addf(sql, "%s'%s'", i ? ", " : "", d->after[i]);
	if (book)
		str_addf(sql, ", '%s'", d->book);
}

/* The day an interval after the last visit, as a date; months end where SQLite would run over. */
static void add_due(struct str *sql, struct interval i)
{
	int months = i.years * 12 + i.months;

	str_addf(sql,
		 "julianday(CASE WHEN strftime('%%d', date(last * 86400, 'unixepoch', '+%d months')) < "
		 "strftime('%%d', last * 86400, 'unixepoch') THEN date(last * 86400, 'unixepoch', '+%d "
		 "months', 'start of month', '-1 day') ELSE date(last * 86400, 'unixepoch', '+%d months') "
		 "END) - 2440587.5 + %d",
		 months, months, months, i.weeks * 7 + i.days);
}

static void add_age(struct str *sql, const struct recall_def *d, day_t today)
{
	if (d->from_age >= 0)
		str_addf(sql, " AND (birth_day IS NULL OR birth_precision = 'estimated' OR birth_day <= %d)",
			 day_add(today, (struct interval){ .years = d->from_age }, -1));
	if (d->to_age >= 0)
		str_addf(sql, " AND (birth_day IS NULL OR birth_precision = 'estimated' OR birth_day > %d)",
			 day_add(today, (struct interval){ .years = d->to_age + 1 }, -1));
}

/* Those of whom another recall that stands instead has begun. */
static void add_instead(struct str *sql, const struct config *c, const struct recall_def *of)
{
	for (size_t i = 0; i < c->n_recalls; i++) {
		const struct recall_def *d = &c->recalls[i];
		for (size_t k = 0; k < d->n_instead_of; k++) {
			if (strcmp(d->instead_of[k], of->key) != 0)
				continue;
			str_add(sql, " AND NOT EXISTS (SELECT 1 FROM visit i WHERE i.patient = l.patient AND "
				     "i.status IN ('completed', 'left') AND i.kind IN (");
			add_kinds(sql, d, false);
			str_add(sql, "))");
		}
	}
}

static void add_recall(struct str *sql, const struct config *c, const struct recall_def *d,
		       day_t today)
{
	str_add(sql, "SELECT count(*) AS n FROM (SELECT patient, max(day) AS last FROM visit "
		     "WHERE status IN ('completed', 'left') AND kind IN (");
	add_kinds(sql, d, false);
	str_addf(sql, ") AND day <= %d GROUP BY patient) l JOIN patient p ON p.id = l.patient "
		      "WHERE p.status = 'active' AND ",
		 today);
	add_due(sql, d->every);
	str_addf(sql, " <= %d", today);
	add_age(sql, d, today);
	str_addf(sql, " AND NOT EXISTS (SELECT 1 FROM visit b WHERE b.patient = l.patient AND "
		      "((b.day >= %d AND b.status IN ('planned', 'confirmed')) OR (b.day = %d AND "
		      "b.status IN ('arrived', 'seated'))) AND b.kind IN (",
		 today, today);
	add_kinds(sql, d, true);
	str_add(sql, "))");
	add_instead(sql, c, d);
}

static void plain_query(struct clinic *c)
{
	struct samples took = { 0 };
	struct str sql;
	sqlite3 *db;
	sqlite3_stmt *q;
	char remark[64];

	str_init(&sql);
	str_add(&sql, "SELECT sum(n) FROM (");
	for (size_t i = 0; i < c->config->n_recalls; i++) {
		str_add(&sql, i ? " UNION ALL " : "");
		add_recall(&sql, c->config, &c->config->recalls[i], clinic_today(c));
	}
	str_add(&sql, ")");
	if (sqlite3_open_v2(db_path(c->store.db), &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(db, sql.p, -1, &q, NULL) != SQLITE_OK)
		bench_fail("recalls, plain query: %s", sqlite3_errmsg(db));
	double start = now_ms();
	if (sqlite3_step(q) != SQLITE_ROW)
		bench_fail("recalls, plain query: %s", sqlite3_errmsg(db));
	sample_add(&took, now_ms() - start);
	snprintf(remark, sizeof(remark), "%lld due", (long long)sqlite3_column_int64(q, 0));
	fact("recalls", "everybody counted, plain SQL", &took, remark);
	sqlite3_finalize(q);
	sqlite3_close(db);
	samples_release(&took);
	str_release(&sql);
}

int main(int argc, char **argv)
{
	struct err err = ERR_INIT;
	struct clinic c;

	if (argc < 3)
		bench_fail("usage: recalls CLINIC TODAY [PATIENTS]");
	struct clinic_options options = { .folder = argv[1], .staff = "bench", .today = argv[2] };
	if (!clinic_open(&c, &options, &err))
		bench_fail("%s: %s", argv[1], err.msg);
	one_patient(&c, argc > 3 ? (int)strtol(argv[3], NULL, 10) : PATIENTS);
	everybody(&c, true, "everybody counted");
	everybody(&c, false, "everybody listed");
	in_steps(&c);
	plain_query(&c);
	clinic_close(&c);
	return 0;
}
