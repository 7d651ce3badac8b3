/* Free times of three months and ten providers, 300 visits a day booked, against asking the
 * database for one time after the other. usage: book CLINIC TODAY ROUNDS
 *
 * The visits, and weeks of ten doctors, are entered in a transaction that is rolled back: the
 * clinic is left as it was. */
#include "doctors.h"
#include "measure.h"

#include "revisit/care/slots.h"
#include "revisit/clinic/hours.h"

enum { A_DAY = 300, AHEAD = 92, STEP = 5, LENGTH = 30, MOST = 60000 };

static struct err err;

static void must(bool ok)
{
	if (!ok)
		bench_fail("%s", err.msg);
}

static void run(struct clinic *c, const char *sql)
{
	must(db_exec(c->store.db, sql, &err));
}

/* Instead of what is booked: ten doctors of ten hours a day, each in a chair; 30 visits a day for
 * each: 15 or 20 minutes, so that some time is left. */
static void fill(struct clinic *c, day_t today)
{
	char *sql = mem_printf(
		"INSERT INTO bulk VALUES (1);"
		"UPDATE visit SET status = 'cancelled' WHERE day > %d AND status IN ('planned', "
		"'confirmed');"
		"WITH doctor(d) AS (SELECT value FROM json_each('[0,1,2,3,4,5,6,7,8,9]')) "
		"INSERT INTO chair (key, position) SELECT 'c' || d, 20 + d FROM doctor;"
		"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %d) "
		"INSERT INTO visit (patient, day, minute, minutes, kind, provider, chair, status) "
		"SELECT 1 + i * 7919 %% (SELECT max(id) FROM patient), %d + i / %d, "
		"480 + i %% %d / %d * 20, 15 + i %% 2 * 5, 'exam', 'doctor-' || (i %% %d), 'c' || "
		"(i %% %d), "
		"iif(i %% 3, 'planned', 'confirmed') FROM n",
		today, A_DAY * AHEAD, today + 1, A_DAY, A_DAY, DOCTORS, DOCTORS, DOCTORS);
	run(c, sql);
	free(sql);
	doctors_hire(c);
}

static int everybody(const struct book *b, day_t today, struct free_slot *out)
{
	int n = 0;

	for (int d = 0; d < DOCTORS; d++) {
		char key[16];
		snprintf(key, sizeof(key), "doctor-%d", d);
		const struct slot_wish wish = {
			.provider = key, .minutes = 5, .first = today + 1, .last = today + AHEAD
		};
		n += book_slots(b, &wish, out, MOST);
	}
	return n;
}

static void free_times(struct clinic *c, day_t today, int rounds)
{
	struct samples reading = { 0 };
	struct samples first = { 0 };
	struct samples all = { 0 };
	struct free_slot *out = mem_array(MOST, sizeof(*out));
	int n = 0;

	for (int i = 0; i < rounds; i++) {
		const struct slot_wish nine = {
			.minutes = LENGTH, .first = today + 1, .last = today + AHEAD, .per_day = 3
		};
		double begin = now_ms();
		struct book *b = book_open(c, today + 1, today + AHEAD, &err);
		must(b != NULL);
		double opened = now_ms();
		sample_add(&reading, opened - begin);
		n = everybody(b, today, out);
		sample_add(&all, now_ms() - begin);
		double asked = now_ms();
		book_slots(b, &nine, out, 9);
		sample_add(&first, now_ms() - asked);
		book_free(b);
	}
	char *found = mem_printf("%d free times", n);
	fact("book", "three months read", &reading, NULL);
	fact("book", "all free times of ten, read and found", &all, found);
	fact("book", "nine of them to offer, once it is read", &first, NULL);
	free(found);
	free(out);
	samples_release(&reading);
	samples_release(&first);
	samples_release(&all);
}

static void one_booking(struct clinic *c, day_t today, int rounds)
{
	struct samples looking = { 0 };
	struct visit v;

	record_init(&record_visit, &v);
	v.patient = 1;
	v.minutes = LENGTH;
	str_replace(&v.provider, "doctor-3");
	for (int i = 0; i < rounds; i++) {
		v.day = today + 1 + i % AHEAD;
		v.minute = 480 + i % 100 * STEP;
		double begin = now_ms();
		visit_against(c, &v, NULL, &err);
		sample_add(&looking, now_ms() - begin);
	}
	fact("book", "what speaks against one booking", &looking, NULL);
	record_release(&record_visit, &v);
	samples_release(&looking);
}

static bool none(const struct conflict *k, void *arg)
{
	(void)k;
	(void)arg;
	return true;
}

/* A step of what the screen of hours does while nobody presses a key. */
static void a_week_looked_at(struct clinic *c, day_t today, int rounds)
{
	struct samples looking = { 0 };

	for (int i = 0; i < rounds; i++) {
		day_t day = today + 1;
		double begin = now_ms();
		must(conflicts(c, &day, DAY_MAX, none, NULL, &err));
		sample_add(&looking, now_ms() - begin);
	}
	fact("book", "a step: which of a week's do not fit", &looking, NULL);
	samples_release(&looking);
}

/* What a program does that keeps no book: is this time free, and this. */
static int naive(struct clinic *c, day_t today)
{
	struct stmt *q =
		db_stmt(c->store.db,
			"SELECT EXISTS (SELECT 1 FROM visit WHERE day = ?1 AND provider = ?2 "
			"AND status IN ('planned', 'confirmed') AND minute < ?3 + 5 "
			"AND minute + minutes > ?3)",
			&err);
	int n = 0;

	must(q != NULL);
	for (day_t day = today + 1; day <= today + AHEAD; day++)
		for (int d = 0; d < DOCTORS; d++)
			for (int m = 480; m < 1080; m += STEP) {
				char key[16];
				snprintf(key, sizeof(key), "doctor-%d", d);
				stmt_int(q, 1, day);
				stmt_text(q, 2, key);
				stmt_int(q, 3, m);
				must(stmt_step(q, &err) == STEP_ROW);
				n += col_int(q, 0) == 0;
				stmt_reset(q);
			}
	stmt_done(q);
	return n;
}

int main(int argc, char **argv)
{
	struct clinic c;
	struct samples peer = { 0 };

	if (argc != 4)
		bench_fail("usage: book CLINIC TODAY ROUNDS");
	const struct clinic_options options = { .folder = argv[1], .today = argv[2], .seed = 1 };
	must(clinic_open(&c, &options, &err));
	day_t today = clinic_today(&c);
	int rounds = (int)strtol(argv[3], NULL, 10);
	run(&c, "BEGIN");
	fill(&c, today);
	free_times(&c, today, rounds);
	one_booking(&c, today, rounds);
	a_week_looked_at(&c, today, rounds);
	double begin = now_ms();
	int n = naive(&c, today);
	sample_add(&peer, now_ms() - begin);
	char *found = mem_printf("%d, holidays not looked at", n);
	fact("book", "each time asked of SQLite", &peer, found);
	free(found);
	run(&c, "ROLLBACK");
	samples_release(&peer);
	clinic_close(&c);
	return 0;
}
