/* Sentences against SQL that was written by hand from their English: an oracle that reads a
 * sentence with the program's own parser shares the parser's mistakes. */
#include "rounds.h"
#include "written.h"

#include "../support/expect.h"
#include "revisit/clinic/demo.h"

struct err err;

static struct written_file file;
static int64_t members[100]; /* of each sentence, over everything that was compared */
static int64_t others[100];

/* Who fits a query, as bytes by patient. */
static void ask(struct db *db, const char *query, unsigned char *is, size_t n)
{
	struct str sql;

	str_init(&sql);
	str_addf(&sql, "DELETE FROM fits; INSERT OR IGNORE INTO fits SELECT * FROM (%s)", query);
	char *end = strrchr(sql.p, ';');
	*end = ' '; /* the query's own */
	good(db_exec(db, sql.p, &err));
	str_release(&sql);
	memset(is, 0, n);
	struct stmt *q = db_stmt(db, "SELECT id FROM fits", &err);
	while (stmt_step(q, &err) == STEP_ROW)
		if (!col_null(q, 0)) {
			assert_in_range(col_int(q, 0), 1, n - 1);
			is[col_int(q, 0)] = 1;
		}
	stmt_done(q);
	good(err.code == ERR_NONE);
}

static struct ruleset *all_sentences(const struct lexicon *lex)
{
	struct problems problems;
	struct str text;

	str_init(&text);
	str_add(&text, "segments:\n");
	for (size_t i = 0; i < file.n; i++)
		str_addf(&text, "  s%zu:\n    who:\n      - \"%s\"\n", i, file.v[i].sentence);
	problems_init(&problems);
	struct ruleset *r = ruleset_read("rules.yaml", text.p, text.len, lex, &problems);
	if (!r)
		fail_msg("%d: %s", problems.v[0].pos.line, problems.v[0].what);
	problems_release(&problems);
	str_release(&text);
	return r;
}

struct comparison {
	const struct ruleset *rules;
	unsigned char *is; /* of sentence s: is[s * most …] */
	size_t most;
	int today;
	int64_t seen;
};

static bool compare_one(struct view *v, void *arg)
{
	struct comparison *c = arg;

	c->seen++;
	for (size_t s = 0; s < file.n; s++) {
		bool is = segment_on(c->rules, s, v, c->today).is;
		bool want = c->is[s * c->most + (size_t)v->patient];
		if (is != want)
			fail_msg("day %d, patient %lld, \"%s\": the program says %d", c->today,
				 (long long)v->patient, file.v[s].sentence, is);
		*(is ? &members[s] : &others[s]) += 1;
	}
	return true;
}

/* Everybody of a database, on one day. */
static void compare(struct store *store, const struct config *config, const char *path, int today)
{
	const struct lexicon lex = { .config = config };
	struct ruleset *rules = all_sentences(&lex);
	int64_t most = db_number(store->db, "SELECT max(id) FROM patient", 0) + 1;
	struct db *db = db_open(path, DB_WRITE, &err);
	struct comparison c = { .rules = rules, .most = (size_t)most, .today = today };
	struct str sql;

	good(db != NULL);
	str_init(&sql);
	str_add(&sql, "CREATE TEMP TABLE fits (id INTEGER PRIMARY KEY);");
	written_on(&sql, file.views, today, config);
	good(db_exec(db, sql.p, &err));
	c.is = mem_array(file.n, c.most);
	for (size_t s = 0; s < file.n; s++) {
		str_clear(&sql);
		written_on(&sql, file.v[s].query, today, config);
		ask(db, sql.p, c.is + s * c.most, c.most);
	}
	db_close(db);
	good(store_views(store, rules, &rules->needs, 0, compare_one, &c, &err));
	assert_int_equal(c.seen, store_patients(store));
	free(c.is);
	str_release(&sql);
	ruleset_free(rules);
}

static int read_file(void **state)
{
	(void)state;
	rounds_begin();
	written_read(&file, "tests/oracle/sentences.sql");
	assert_in_range(file.n, 30, ARRAY_SIZE(members));
	return 0;
}

static int release_file(void **state)
{
	(void)state;
	written_release(&file);
	return 0;
}

static void on_the_demo_clinic(void **state)
{
	static const int later[] = { 0, 1, 8, 40, 99, 250, 400 };
	char folder[FOLDER_MAX];
	struct clinic c;
	struct clinic_options options = {
		.folder = folder, .staff = "mei", .today = "2026-11-23T09:02", .seed = 1
	};

	(void)state;
	folder_new(folder);
	good(clinic_init(folder, "Test", true, &err) && clinic_open(&c, &options, &err));
	good(demo_make(&c, &(struct demo_options){ .patients = 250, .seed = 1 }, &err));
	for (size_t i = 0; i < ARRAY_SIZE(later); i++)
		compare(&c.store, c.config, db_path(c.store.db), clinic_today(&c) + later[i]);
	clinic_close(&c);
	folder_drop(folder);
}

static void on_random_people(void **state)
{
	enum { CLINICS = 12, DAYS = 5 };
	struct config *config = people_config();
	struct world w;

	(void)state;
	for (uint64_t seed = 1; seed <= CLINICS; seed++) {
		world_new(&w, config, seed, 120);
		for (int i = 0; i < DAYS; i++) {
			compare(&w.s, config, w.path, w.today);
			world_edit(&w);
			world_go(&w, world_next_day(&w));
		}
		world_drop(&w);
	}
	config_free(config);
}

/* A sentence that nobody ever fits, or everybody, was not compared at all. */
static void each_was_true_and_false(void **state)
{
	(void)state;
	for (size_t s = 0; s < file.n; s++)
		if (members[s] < 20 || others[s] < 20)
			fail_msg("\"%s\": true for %lld, false for %lld", file.v[s].sentence,
				 (long long)members[s], (long long)others[s]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(on_the_demo_clinic),
		cmocka_unit_test(on_random_people),
		cmocka_unit_test(each_was_true_and_false),
	};

	return cmocka_run_group_tests(tests, read_file, release_file);
}
