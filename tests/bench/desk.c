/* A desk at work: finds, opens, edits, books, receives, in one process that stays open.
 * usage: desk CLINIC TODAY QUERIES SECTION PID|0 ACTIONS [PAUSE_MS]
 *
 * Works until the process PID has ended, but at least ACTIONS times; with 0, just that often.  What
 * was refused because another process held the database too long is counted; any other refusal ends
 * it with status 2.  Also tells the largest write-ahead log seen. */
#include "finding.h"
#include "measure.h"

#include "revisit/clinic/patients.h"
#include "revisit/clinic/visits.h"

#include <errno.h>
#include <signal.h>
#include <sys/stat.h>

enum { PAUSE_MS = 50, ACTIONS_MAX = 1000000 };

struct desk {
	struct clinic c;
	struct queries queries;
	struct rng rng;
	int64_t patient, visit; /* in hand; visit 0: none waits */
	day_t today;
	long done;
};

/* Each is one thing a person does; false with *err. */

static bool find(struct desk *d, struct err *err)
{
	const struct query *q = &d->queries.v[rng_below(&d->rng, (uint32_t)d->queries.n)];
	struct found found;

	bool ok = find_page(&d->c, q->text, &found, err);
	for (size_t i = 0; ok && i < found.n; i++) {
		struct patient_line line;
		ok = store_line(&d->c.store, found.patients[i], d->today, &line, err);
		if (ok)
			patient_line_release(&line);
	}
	if (ok && found.n > 0)
		d->patient = found.patients[rng_below(&d->rng, (uint32_t)found.n)];
	return ok;
}

static bool open_card(struct desk *d, struct err *err)
{
	struct card card;
	bool ok = card_load(&d->c, d->patient, &card, err);

	if (ok)
		card_release(&card);
	return ok;
}

static bool edit(struct desk *d, struct err *err)
{
	struct patient_draft draft;
	char note[64];
	bool changed;

	if (!draft_load(&d->c, d->patient, &draft, err))
		return false;
	snprintf(note, sizeof(note), "called back, %ld", d->done);
	bool ok = draft_set(&d->c, &draft, "notes", '=', note, err) &&
		  patient_save(&d->c, &draft, &changed, err);
	draft_release(&draft);
	return ok;
}

static bool book(struct desk *d, struct err *err)
{
	struct visit v;
	bool changed;

	record_init(&record_visit, &v);
	v.patient = d->patient;
	v.day = d->today + 1 + (day_t)rng_below(&d->rng, 90);
	v.minute = 9 * 60 + 15 * (minute_t)rng_below(&d->rng, 32);
	v.kind = mem_strdup("cleaning");
	bool ok = visit_save(&d->c, &v, &changed, err);
	record_release(&record_visit, &v);
	return ok;
}

/* Someone comes in; the next time that person is seated. */
static bool receive(struct desk *d, struct err *err)
{
	if (d->visit == 0)
		return visit_walk_in(&d->c, d->patient, &d->visit, err);
	int64_t visit = d->visit;
	d->visit = 0;
	return visit_step(&d->c, visit, VISIT_SEATED, NULL, err);
}

static bool note(struct desk *d, struct err *err)
{
	return note_add(&d->c, d->patient, "asks for a morning", err);
}

struct doing {
	const char *name;
	bool (*run)(struct desk *d, struct err *err);
	bool writes;
	struct samples times;
	long refused;
};

static struct doing doings[] = {
	{ .name = "find", .run = find },
	{ .name = "open a card", .run = open_card },
	{ .name = "edit", .run = edit, .writes = true },
	{ .name = "book", .run = book, .writes = true },
	{ .name = "arrive, seat", .run = receive, .writes = true },
	{ .name = "note", .run = note, .writes = true },
};

static void act(struct desk *d, struct doing *doing, struct samples *saves)
{
	struct err err = ERR_INIT;
	double from = now_ms();
	bool ok = doing->run(d, &err);
	double took = now_ms() - from;

	/* A save that had to give up waited in vain: its time counts. */
	sample_add(&doing->times, took);
	if (doing->writes)
		sample_add(saves, took);
	if (ok)
		return;
	if (err.code != ERR_BUSY)
		bench_fail("%s: %s", doing->name, err.msg);
	doing->refused++;
}

static void tell(const char *section, struct samples *saves, double wal)
{
	char remark[48];
	long refused = 0;

	for (size_t i = 0; i < ARRAY_SIZE(doings); i++) {
		struct doing *x = &doings[i];
		snprintf(remark, sizeof(remark), "%ld refused", x->refused);
		fact(section, x->name, &x->times, x->refused ? remark : NULL);
		refused += x->refused;
		samples_release(&x->times);
	}
	snprintf(remark, sizeof(remark), "%ld refused", refused);
	fact(section, "all saves", saves, refused ? remark : NULL);
	fact_number(section, "largest WAL, MB", wal / (1 << 20), NULL);
}

static void pause_for(int ms)
{
	struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };

	while (nanosleep(&t, &t) != 0 && errno == EINTR)
		;
}

static double size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (double)st.st_size : 0;
}

int main(int argc, char **argv)
{
	struct desk d = { .patient = 1 };
	struct err err = ERR_INIT;
	struct samples saves = { 0 };
	double wal = 0;

	if (argc < 7)
		bench_fail("usage: desk CLINIC TODAY QUERIES SECTION PID|0 ACTIONS [PAUSE_MS]");
	struct clinic_options options = { .folder = argv[1], .staff = "mei", .today = argv[2] };
	pid_t pid = (pid_t)strtol(argv[5], NULL, 10);
	long actions = strtol(argv[6], NULL, 10);
	int pause = argc > 7 ? (int)strtol(argv[7], NULL, 10) : PAUSE_MS;
	char *log = mem_printf("%s/clinic.db-wal", argv[1]);

	queries_read(&d.queries, argv[3]);
	rng_seed(&d.rng, 3);
	if (!clinic_open(&d.c, &options, &err))
		bench_fail("%s: %s", argv[1], err.msg);
	d.today = clinic_today(&d.c);
	while (d.done < ACTIONS_MAX && (d.done < actions || (pid > 0 && kill(pid, 0) == 0))) {
		/* A caller is found and opened before anything is done for them. */
		for (size_t i = 0; i < 2; i++)
			act(&d, &doings[i], &saves);
		act(&d, &doings[2 + rng_below(&d.rng, ARRAY_SIZE(doings) - 2)], &saves);
		d.done++;
		double now = size_of(log);
		wal = now > wal ? now : wal;
		pause_for(rng_between(&d.rng, pause / 2, pause * 3 / 2));
	}
	tell(argv[4], &saves, wal);
	clinic_close(&d.c);
	queries_release(&d.queries);
	samples_release(&saves);
	free(log);
	return 0;
}
