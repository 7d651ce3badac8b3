/* Membership of fifty rules (design: rules.md § 4): counts and a page, an edit, midnight, a look at
 * a new rule, building everything, and what it takes on the disk.
 * usage: segments CLINIC TODAY RULES [EDITS]
 *
 * Warm.  The clinic is a made-up one, and is left a few days older. */
#include "measure.h"
#include "rules.h"

#include "revisit/base/rng.h"
#include "revisit/store/view.h"

#include <fcntl.h>
#include <unistd.h>

enum { MIDNIGHTS = 24, EDITS = 300, BLOCK = 10, LOOKS = 200, PAGE = 50, SEGMENTS_OF_BENCH = 64 };

static struct err err;

static void must(bool ok)
{
	if (!ok)
		bench_fail("segments: %s", err.msg);
}

static void exec(struct store *s, const char *sql)
{
	must(db_exec(s->db, sql, &err));
}

/* What the processor was at it: other programs may be at work. */
static double cpu_s(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

static void one(const char *name, double ms, const char *remark)
{
	struct samples took = { 0 };

	sample_add(&took, ms);
	fact("segments", name, &took, remark);
	samples_release(&took);
}

/* --- building --- */

static void forget_all(struct store *s)
{
	/* The demo's own rules would be newer than the fifty. */
	exec(s, "BEGIN; DELETE FROM config_version WHERE kind = 'rules'; "
		"DELETE FROM member; DELETE FROM lease; DELETE FROM segment_version; DELETE FROM "
		"seg_day; DELETE FROM seg_flow; DELETE FROM seg_entry; DELETE FROM rebuild; DELETE FROM "
		"dirty; UPDATE segments SET day = NULL, built = 0, writing = 0, changes = changes + 1, "
		"rules = rules + 1; COMMIT");
}

static void build_all(struct clinic *c, const struct ruleset *r)
{
	bool done;
	char remark[64];

	must(store_rules(&c->store, r, &err));
	/* The largest size from here on. */
	FILE *f = fopen("/proc/self/clear_refs", "we");
	if (f) {
		fputs("5", f);
		fclose(f);
	}
	double start = now_ms();
	double cpu = cpu_s();
	must(segments_build(&c->store, clinic_today(c), 0, NULL, &done, &err));
	double took = now_ms() - start;
	snprintf(remark, sizeof(remark), "%ld MB, processor %.1f s",
		 proc_status(getpid(), "VmHWM:") / 1024, cpu_s() - cpu);
	one("everything built, alone", took, remark);
	if (!done || !segments_exact(&c->store, clinic_today(c)))
		bench_fail("segments: not built");
}

/* As a screen does it while nobody presses a key: a rule changed. */
static void build_one(struct clinic *c, const struct ruleset *r)
{
	struct samples steps = { 0 };
	struct samples processor = { 0 };
	bool done = false;
	char remark[64];

	exec(&c->store, "BEGIN; UPDATE segment_version SET state = 'old' WHERE id = 1; UPDATE segments "
			"SET changes = changes + 1; COMMIT");
	must(store_rules(&c->store, r, &err));
	double begun = now_ms();
	while (!done) {
		double start = now_ms();
		double cpu = cpu_s();
		must(segments_build(&c->store, clinic_today(c), -1, NULL, &done, &err));
		sample_add(&steps, now_ms() - start);
		sample_add(&processor, 1000 * (cpu_s() - cpu));
	}
	snprintf(remark, sizeof(remark), "%.1f s in all", (now_ms() - begun) / 1000);
	fact("segments", "one rule built, a step", &steps, remark);
	fact("segments", "one rule built, a step, processor", &processor, NULL);
	samples_release(&steps);
	samples_release(&processor);
}

/* --- looking --- */

static void counts_and_page(struct clinic *c)
{
	struct samples took = { 0 };
	struct segment_count counts[SEGMENTS_OF_BENCH];
	int64_t ids[PAGE];
	int64_t members = 0;
	char remark[64];
	size_t n;

	for (int i = 0; i < LOOKS; i++) {
		int64_t key = INT64_MIN;
		int64_t patient = 0;
		double start = now_ms();
		must(segments_count(&c->store, clinic_today(c), counts, &err));
		must(segments_members(&c->store, 0, clinic_today(c), &key, &patient, PAGE, ids, &n, &err));
		sample_add(&took, now_ms() - start);
	}
	for (int i = 0; i < 50; i++)
		members += counts[i].members;
	snprintf(remark, sizeof(remark), "%lld memberships", (long long)members);
	fact("segments", "50 counts and the first page", &took, remark);
	samples_release(&took);
}

static void pages(struct clinic *c, const struct ruleset *r)
{
	struct samples took = { 0 };
	int64_t ids[PAGE];
	size_t n;

	for (size_t i = 0; i < r->n_segments; i++) {
		int64_t key = INT64_MIN;
		int64_t patient = 0;
		double start = now_ms();
		must(segments_members(&c->store, i, clinic_today(c), &key, &patient, PAGE, ids, &n, &err));
		sample_add(&took, now_ms() - start);
	}
	fact("segments", "the first page of each", &took, NULL);
	samples_release(&took);
}

/* --- editing --- */

static void book(struct store *s, int64_t patient, day_t day)
{
	struct action action = { .verb = "visit-new", .target = patient };
	struct visit v;

	record_init(&record_visit, &v);
	v.patient = patient;
	v.day = day;
	str_replace(&v.kind, "cleaning");
	v.status = VISIT_COMPLETED;
	v.amount = 38000;
	must(store_begin(s, &action, &err));
	must(store_insert(s, &record_visit, &v, &err));
	must(store_commit(s, &err));
	record_release(&record_visit, &v);
}

struct edits {
	struct samples took;
	double cpu;
};

static void edit(struct clinic *c, struct rng *rng, struct edits *e)
{
	int64_t patient = 1 + (int64_t)rng_below(rng, (uint32_t)store_patients(&c->store));
	double cpu = cpu_s();
	double start = now_ms();

	book(&c->store, patient, clinic_today(c) - 3);
	sample_add(&e->took, now_ms() - start);
	e->cpu += 1000 * (cpu_s() - cpu);
}

/* What the disk takes of it: as much as a commit appends. */
static void sync_alone(int fd, struct samples *took)
{
	static const char page[4 * 4096];
	double start = now_ms();

	if (write(fd, page, sizeof(page)) != (ssize_t)sizeof(page) || fdatasync(fd) != 0)
		bench_fail("segments: the disk cannot be written");
	sample_add(took, now_ms() - start);
}

/* What a screen does while nobody presses a key: the log is moved, not after an edit. */
static void rest(struct clinic *c)
{
	bool done = false;

	while (!done)
		must(segments_build(&c->store, clinic_today(c), -1, NULL, &done, &err));
	db_checkpoint(c->store.db);
	db_log_seen(c->store.db);
}

static void say_edits(const char *name, struct edits *e)
{
	char remark[64];

	snprintf(remark, sizeof(remark), "processor %.3f ms each", e->cpu / (double)e->took.n);
	fact("segments", name, &e->took, remark);
}

/* By turns, so that both meet the same weather on the disk. */
static void all_edits(struct clinic *c, const struct ruleset *r, int n)
{
	struct edits without = { 0 };
	struct edits with = { 0 };
	struct edits first = { 0 };
	struct samples disk = { 0 };
	struct rng rng;
	char *path = mem_printf("%s.sync", db_path(c->store.db));
	bool done;

	int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
	rng_seed(&rng, 5);
	for (int i = 0; i < n; i += BLOCK) {
		must(store_rules(&c->store, NULL, &err));
		edit(c, &rng, &first);
		rest(c);
		for (int k = 0; k < BLOCK; k++)
			edit(c, &rng, &without);
		must(store_rules(&c->store, r, &err));
		must(segments_refresh(&c->store, clinic_today(c), 0, &done, &err));
		edit(c, &rng, &first);
		rest(c);
		for (int k = 0; k < BLOCK; k++)
			edit(c, &rng, &with);
		for (int k = 0; k < BLOCK; k++)
			sync_alone(fd, &disk);
	}
	close(fd);
	unlink(path);
	free(path);
	say_edits("an edit without rules", &without);
	say_edits("an edit with fifty rules", &with);
	fact("segments", "the disk alone: 16 KB, synced", &disk, NULL);
	fact_number("segments", "what fifty rules add to an edit, median",
		    sample_at(&with.took, 0.5) - sample_at(&without.took, 0.5), NULL);
	samples_release(&without.took);
	samples_release(&with.took);
	samples_release(&first.took);
	samples_release(&disk);
}

/* --- days --- */

static void midnights(struct clinic *c, const struct ruleset *r)
{
	struct samples took = { 0 };
	struct samples idle = { 0 };
	struct segment_count counts[SEGMENTS_OF_BENCH];
	bool done;

	must(store_rules(&c->store, r, &err));
	/* Nothing is renewed in the days after a build: what it knows is good for some. */
	for (int i = 0; i < MIDNIGHTS; i++) {
		c->clock.at += 86400000;
		double start = now_ms();
		must(segments_refresh(&c->store, clinic_today(c), 0, &done, &err));
		must(segments_count(&c->store, clinic_today(c), counts, &err));
		sample_add(&took, now_ms() - start);
		start = now_ms();
		must(segments_build(&c->store, clinic_today(c), 0, NULL, &done, &err));
		sample_add(&idle, now_ms() - start);
	}
	fact("segments", "midnight, until the counts are there", &took, NULL);
	fact("segments", "renewing what ends within a week, a day", &idle, NULL);
	samples_release(&took);
	samples_release(&idle);
}

/* As Find and the command line ask it, names in order and all. */
static void preview(struct clinic *c, const char *sentence)
{
	struct problems problems;
	struct samples took = { 0 };
	char *name = mem_printf("everybody asked: %s", sentence);
	char remark[64];
	int64_t fit = 0;
	bool done;
	size_t n;

	problems_init(&problems);
	double cpu = cpu_s();
	for (int i = 0; i < 3; i++) {
		double start = now_ms();
		struct where *w = where_begin(c, sentence, &problems);
		if (!w)
			bench_fail("segments: %s", sentence);
		must(where_step(w, 0, &done, &err));
		where_ids(w, &n);
		sample_add(&took, now_ms() - start);
		fit = where_count(w);
		where_free(w);
	}
	snprintf(remark, sizeof(remark), "%lld fit, processor %.2f s", (long long)fit,
		 (cpu_s() - cpu) / 3);
	fact("segments", name, &took, remark);
	samples_release(&took);
	free(name);
	problems_release(&problems);
}

/* What the rules themselves take of one patient's work, reading and writing left out. */
static void one_patient(struct clinic *c, const struct ruleset *r)
{
	struct samples took = { 0 };
	struct needs needs = r->needs;
	struct view v;

	needs.parts |= NEED_PINS;
	view_init(&v, r->config);
	for (int64_t patient = 1; patient <= LOOKS; patient++) {
		struct err none = ERR_INIT;
		if (!store_view(&c->store, r, &needs, patient, &v, &none))
			continue;
		double start = now_ms();
		for (size_t i = 0; i < r->n_segments; i++) {
			segment_spell(r, i, &v, clinic_today(c));
			segment_key(r, i, &v);
		}
		sample_add(&took, now_ms() - start);
	}
	fact("segments", "one patient, spells and places worked out", &took, NULL);
	samples_release(&took);
	view_release(&v);
}

static void bytes(struct clinic *c)
{
	int64_t n = db_number(c->store.db,
			      "SELECT sum(pgsize) FROM dbstat WHERE name IN ('member', 'lease', "
			      "'lease_thru', 'seg_day', 'seg_flow', 'seg_entry', 'dirty', 'rebuild', "
			      "'segment_version')",
			      0);

	fact_number("segments", "bytes a patient", (double)n / (double)store_patients(&c->store), NULL);
}

int main(int argc, char **argv)
{
	struct clinic c;

	if (argc < 4)
		bench_fail("usage: segments CLINIC TODAY RULES [EDITS]");
	struct clinic_options options = { .folder = argv[1], .staff = "bench", .today = argv[2] };
	if (!clinic_open(&c, &options, &err))
		bench_fail("%s: %s", argv[1], err.msg);
	struct ruleset *r = rules_read(&c, argv[3]);
	int n = argc > 4 ? (int)strtol(argv[4], NULL, 10) : EDITS;
	forget_all(&c.store);
	build_all(&c, r);
	bytes(&c);
	one_patient(&c, r);
	counts_and_page(&c);
	pages(&c, r);
	all_edits(&c, r, n);
	build_one(&c, r);
	midnights(&c, r);
	must(store_rules(&c.store, NULL, &err));
	/* The clinic's own rules come into force here. */
	for (int i = 0; i < PREVIEWS; i++)
		preview(&c, previews[i]);
	ruleset_free(r);
	clinic_close(&c);
	return 0;
}
