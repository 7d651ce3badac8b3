/* The fifty rules as one would ask SQLite: a sub-select for every condition (tests/oracle), who fits
 * today counted, without anything kept.  And the same for other databases to ask.
 * usage: naive CLINIC TODAY RULES FOLDER [SECONDS]
 *
 * Into FOLDER go queries.tsv (name, how many fit, SQL) and, as CSV, what is worked out before they
 * are asked.  A query that takes longer than SECONDS is given up and counted. */
#include "measure.h"
#include "rules.h"

#include "../oracle/oracle.h"

#include "revisit/store/view.h"

#include <pthread.h>
#include <unistd.h>

struct err err; /* the oracle's */

enum { SECONDS = 120, ASKED = 64 };

static void must(bool ok)
{
	if (!ok)
		bench_fail("naive: %s", err.msg);
}

/* --- what the program says --- */

struct asked {
	const struct ruleset *set;
	size_t segment;
	struct str sql;
	int64_t fit;
};

struct all_asked {
	struct asked v[ASKED];
	size_t n;
	struct needs needs;
	day_t today;
};

static void add(struct all_asked *a, const struct ruleset *set, size_t segment)
{
	if (a->n == ASKED)
		bench_fail("naive: too many rules");
	a->v[a->n++] = (struct asked){ .set = set, .segment = segment };
	a->needs.parts |= set->segments[segment].needs.parts;
	a->needs.facts |= set->segments[segment].needs.facts;
}

static bool count(struct view *v, void *arg)
{
	struct all_asked *a = arg;

	for (size_t i = 0; i < a->n; i++)
		a->v[i].fit += segment_on(a->v[i].set, a->v[i].segment, v, a->today).is;
	return true;
}

/* --- with a limit --- */

struct limit {
	struct db *db;
	double until;
	pthread_mutex_t lock;
	bool ends, late;
};

static void *watch(void *arg)
{
	struct limit *l = arg;

	for (bool ends = false; !ends; usleep(20000)) {
		pthread_mutex_lock(&l->lock);
		ends = l->ends;
		if (l->until > 0 && now_ms() > l->until) {
			l->late = true;
			db_interrupt(l->db);
		}
		pthread_mutex_unlock(&l->lock);
	}
	return NULL;
}

static void allow(struct limit *l, double ms)
{
	pthread_mutex_lock(&l->lock);
	l->until = ms > 0 ? now_ms() + ms : 0;
	l->late = false;
	pthread_mutex_unlock(&l->lock);
}

/* Milliseconds; −1: given up. */
static double ask(struct oracle *o, struct limit *l, const char *condition, int seconds, int64_t *fit)
{
	char *sql = mem_printf("SELECT count(*) FROM patient p WHERE p.status <> 'merged' AND %s",
			       condition);
	double start = now_ms();

	allow(l, seconds * 1000.0);
	struct stmt *q = db_stmt(o->db, sql, &err);
	must(q != NULL);
	bool row = stmt_step(q, NULL) == STEP_ROW;
	*fit = row ? col_int(q, 0) : -1;
	stmt_done(q);
	allow(l, 0);
	free(sql);
	return row ? now_ms() - start : -1;
}

/* --- the rules one after the other --- */

/* `in segment` of these is asked of a list. */
static bool is_named(const struct node *n, size_t segment)
{
	for (; n; n = n->next)
		if ((n->kind == NODE_SEGMENT && n->segment == (int)segment) ||
		    is_named(n->child, segment))
			return true;
	return false;
}

static bool is_used(const struct ruleset *r, size_t segment)
{
	for (size_t i = 0; i < r->n_segments; i++)
		if (is_named(r->segments[i].who, segment))
			return true;
	return false;
}

static void ask_all(struct oracle *o, struct limit *l, struct all_asked *a, size_t rules, int seconds)
{
	double total = 0;
	size_t late = 0;
	size_t other = 0;
	int64_t fit;
	char remark[160];

	for (size_t i = 0; i < a->n; i++) {
		struct asked *q = &a->v[i];
		oracle_segment_sql(&q->sql, o, q->set, q->segment);
		if (i < rules && is_used(q->set, q->segment))
			oracle_segment(o, q->segment, q->sql.p);
		double ms = ask(o, l, q->sql.p, seconds, &fit);
		if (i >= rules && ms >= 0) {
			struct samples took = { 0 };
			char *name = mem_printf("SQLite: %s", previews[i - rules]);
			sample_add(&took, ms);
			fact("segments", name, &took, fit == q->fit ? NULL : "another answer");
			samples_release(&took);
			free(name);
			continue;
		}
		total += ms < 0 ? 0 : ms;
		late += ms < 0;
		other += ms >= 0 && fit != q->fit;
		if (ms < 0)
			fprintf(stderr, "naive: %s: given up\n", q->set->segments[q->segment].key);
		if (ms >= 0 && fit != q->fit)
			fprintf(stderr, "naive: %s: %lld, not %lld\n", q->set->segments[q->segment].key,
				(long long)fit, (long long)q->fit);
	}
	struct samples took = { 0 };
	sample_add(&took, total);
	snprintf(remark, sizeof(remark), "without %zu given up after %d s; %zu of another answer", late,
		 seconds, other);
	fact("segments", "SQLite: 50 counts, asked of the rows", &took, remark);
	samples_release(&took);
}

/* --- for others --- */

static void write_table(struct oracle *o, const char *folder, const char *table, int columns)
{
	char *path = mem_printf("%s/%s.csv", folder, table);
	char *sql = mem_printf("SELECT * FROM temp.%s", table);
	FILE *f = fopen(path, "we");
	struct stmt *q = db_stmt(o->db, sql, &err);

	if (!f)
		bench_fail("%s cannot be written", path);
	must(q != NULL);
	while (stmt_step(q, &err) == STEP_ROW)
		for (int i = 0; i < columns; i++)
			fprintf(f, "%s%s", str_or_empty(col_text(q, i)), i + 1 < columns ? "," : "\n");
	stmt_done(q);
	if (fclose(f) != 0)
		bench_fail("%s cannot be written", path);
	free(sql);
	free(path);
}

static void write_queries(const struct all_asked *a, size_t rules, const char *folder)
{
	char *path = mem_printf("%s/queries.tsv", folder);
	FILE *f = fopen(path, "we");

	if (!f)
		bench_fail("%s cannot be written", path);
	for (size_t i = 0; i < a->n; i++)
		fprintf(f, "%s\t%lld\t%s\n",
			i < rules ? a->v[i].set->segments[i].key : previews[i - rules],
			(long long)a->v[i].fit, a->v[i].sql.p);
	if (fclose(f) != 0)
		bench_fail("%s cannot be written", path);
	free(path);
}

int main(int argc, char **argv)
{
	struct clinic c;
	struct oracle o;
	struct all_asked a = { 0 };
	struct ruleset *alone[PREVIEWS];
	struct samples derived = { 0 };
	struct problems problems;
	pthread_t thread;

	if (argc < 5)
		bench_fail("usage: naive CLINIC TODAY RULES FOLDER [SECONDS]");
	struct clinic_options options = { .folder = argv[1], .staff = "bench", .today = argv[2] };
	must(clinic_open(&c, &options, &err));
	struct ruleset *r = rules_read(&c, argv[3]);
	int seconds = argc > 5 ? (int)strtol(argv[5], NULL, 10) : SECONDS;
	for (size_t i = 0; i < r->n_segments; i++)
		add(&a, r, i);
	problems_init(&problems);
	for (int i = 0; i < PREVIEWS; i++) {
		alone[i] = ruleset_of_sentence(previews[i], NULL, clinic_lexicon(&c, &err), &problems);
		add(&a, alone[i], 0);
	}
	problems_release(&problems);
	for (size_t i = 0; i < a.n; i++)
		str_init(&a.v[i].sql);
	a.today = clinic_today(&c);
	must(store_views(&c.store, r, &a.needs, INT64_MIN, count, &a, &err));

	char *calendar = mem_printf("%s/calendar.db", argv[4]);
	unlink(calendar);
	oracle_calendar(calendar);
	oracle_open(&o, db_path(c.store.db), calendar, c.config);
	double start = now_ms();
	oracle_on(&o, a.today);
	sample_add(&derived, now_ms() - start);
	fact("segments", "SQLite: recalls and plans of everybody", &derived, NULL);
	samples_release(&derived);

	struct limit l = { .db = o.db };
	pthread_mutex_init(&l.lock, NULL);
	if (pthread_create(&thread, NULL, watch, &l) != 0)
		bench_fail("naive: no thread");
	ask_all(&o, &l, &a, r->n_segments, seconds);
	pthread_mutex_lock(&l.lock);
	l.ends = true;
	pthread_mutex_unlock(&l.lock);
	pthread_join(thread, NULL);
	pthread_mutex_destroy(&l.lock);

	write_queries(&a, r->n_segments, argv[4]);
	write_table(&o, argv[4], "recall_was", 4);
	write_table(&o, argv[4], "plan_was", 5);
	write_table(&o, argv[4], "person_was", 3);
	write_table(&o, argv[4], "segment_was", 2);
	oracle_close(&o);
	for (size_t i = 0; i < a.n; i++)
		str_release(&a.v[i].sql);
	for (int i = 0; i < PREVIEWS; i++)
		ruleset_free(alone[i]);
	ruleset_free(r);
	free(calendar);
	clinic_close(&c);
	return 0;
}
