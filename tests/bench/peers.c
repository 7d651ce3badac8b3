/* The same queries asked of what one would use instead: LIKE and FTS5 in SQLite, fzf.
 * usage: peers LIST QUERIES PEERS.db [QUERIES_A_KIND [FZF_A_KIND]]
 *
 * SQLite is asked through its library, with the statement compiled and the file in memory, so that
 * no process start counts; fzf cannot be asked otherwise than by starting it.  PEERS.db is made
 * when it is not there. */
#include "measure.h"

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

enum { A_KIND = 10, FZF_A_KIND = 2, FZF_SECONDS = 60, KIND_MS = 10000, WORDS = 4 };

static void must(sqlite3 *db, int rc)
{
	if (rc != SQLITE_OK && rc != SQLITE_DONE && rc != SQLITE_ROW)
		bench_fail("SQLite: %s", sqlite3_errmsg(db));
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *q;

	must(db, sqlite3_prepare_v2(db, sql, -1, &q, NULL));
	return q;
}

static void fill(sqlite3 *db, const char *list)
{
	FILE *f = fopen(list, "r");
	char *line = NULL;
	size_t cap = 0;
	sqlite3_stmt *q = prepare(db, "INSERT INTO person (name, line) VALUES (?1, ?2)");

	if (!f)
		bench_fail("%s cannot be read", list);
	for (ssize_t n; (n = getline(&line, &cap, f)) > 0;) {
		n -= line[n - 1] == '\n';
		sqlite3_bind_text(q, 1, line, (int)strcspn(line, "\t"), SQLITE_STATIC);
		sqlite3_bind_text(q, 2, line, (int)n, SQLITE_STATIC);
		must(db, sqlite3_step(q));
		sqlite3_reset(q);
	}
	sqlite3_finalize(q);
	free(line);
	fclose(f);
}

static sqlite3 *open_peers(const char *path, const char *list)
{
	char *part = mem_printf("%s.part", path);
	sqlite3 *db;

	if (access(path, R_OK) != 0) {
		unlink(part);
		must(NULL, sqlite3_open(part, &db));
		must(db,
		     sqlite3_exec(
			     db,
			     "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;"
			     "CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT, line TEXT);"
			     "CREATE VIRTUAL TABLE words USING fts5(line, content='person', "
			     "content_rowid='id', tokenize='unicode61', prefix='1 2 3');"
			     "CREATE VIRTUAL TABLE threes USING fts5(line, content='person', "
			     "content_rowid='id', tokenize='trigram');",
			     NULL, NULL, NULL));
		fill(db, list);
		must(db, sqlite3_exec(db,
				      "INSERT INTO words(words) VALUES ('rebuild');"
				      "INSERT INTO threes(threes) VALUES ('rebuild'); COMMIT;",
				      NULL, NULL, NULL));
		sqlite3_close(db);
		if (rename(part, path) != 0)
			bench_fail("%s cannot be made", path);
	}
	free(part);
	must(NULL, sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL));
	/* As much memory as it likes. */
	must(db, sqlite3_exec(db, "PRAGMA cache_size=-4000000; PRAGMA mmap_size=8000000000", NULL,
			      NULL, NULL));
	return db;
}

/* Runs it to the end; its rows. */
static int rows_of(sqlite3 *db, sqlite3_stmt *q)
{
	int n = 0;
	int rc;

	while ((rc = sqlite3_step(q)) == SQLITE_ROW)
		n++;
	must(db, rc);
	sqlite3_reset(q);
	return n;
}

/* At most WORDS words of `text`, each as `before` WORD `after`, joined by blanks. */
static void each_word(struct str *out, const char *text, const char *before, const char *after)
{
	str_clear(out);
	while (*text) {
		size_t n = strcspn(text, " ");
		str_addf(out, "%s%s%.*s%s", out->len ? " " : "", before, (int)n, text, after);
		text += n + strspn(text + n, " ");
	}
}

static int ask_like(sqlite3 *db, sqlite3_stmt *q, const char *text, struct str *buffer)
{
	each_word(buffer, text, "%", "%");
	const char *s = buffer->p;
	for (int i = 1; i <= WORDS; i++) {
		size_t n = strcspn(s, " ");
		if (n)
			sqlite3_bind_text(q, i, s, (int)n, SQLITE_TRANSIENT);
		else
			sqlite3_bind_null(q, i);
		s += n + (s[n] == ' ');
	}
	return rows_of(db, q);
}

static int ask_words(sqlite3 *db, sqlite3_stmt *q, const char *text, struct str *buffer)
{
	each_word(buffer, text, "\"", "\"*");
	sqlite3_bind_text(q, 1, buffer->p, -1, SQLITE_TRANSIENT);
	return rows_of(db, q);
}

static int ask_threes(sqlite3 *db, sqlite3_stmt *q, const char *text, struct str *buffer)
{
	each_word(buffer, text, "\"", "\"");
	sqlite3_bind_text(q, 1, buffer->p, -1, SQLITE_TRANSIENT);
	return rows_of(db, q);
}

struct way {
	const char *section, *sql;
	int (*ask)(sqlite3 *db, sqlite3_stmt *q, const char *text, struct str *buffer);
	bool needs_words;
};

static const struct way ways[] = {
	{ "like",
	  "SELECT id, name FROM person WHERE (?1 IS NULL OR line LIKE ?1) AND (?2 IS NULL OR line "
	  "LIKE ?2) AND (?3 IS NULL OR line LIKE ?3) AND (?4 IS NULL OR line LIKE ?4) "
	  "ORDER BY name, id LIMIT 25",
	  ask_like, false },
	{ "fts5 words", "SELECT rowid FROM words WHERE words MATCH ?1 ORDER BY rank LIMIT 25",
	  ask_words, true },
	{ "fts5 trigram", "SELECT rowid FROM threes WHERE threes MATCH ?1 ORDER BY rank LIMIT 25",
	  ask_threes, true },
};

/* The remark tells how many of the queries found nobody. */
static void measure_way(sqlite3 *db, const struct way *way, const struct query *q, size_t n)
{
	struct samples times = { 0 };
	struct str buffer;
	char remark[32];
	size_t without = 0;

	if (way->needs_words && q[0].text[0] == '\0')
		return;
	str_init(&buffer);
	sqlite3_stmt *s = prepare(db, way->sql);
	double from = now_ms();
	way->ask(db, s, q[0].text, &buffer); /* warm */
	for (size_t i = 0; i < n && now_ms() - from < KIND_MS; i++) {
		double start = now_ms();
		int rows = way->ask(db, s, q[i].text, &buffer);
		sample_add(&times, now_ms() - start);
		without += rows == 0;
	}
	snprintf(remark, sizeof(remark), "%.0f%%", 100.0 * (double)without / (double)times.n);
	fact(way->section, q[0].kind, &times, remark);
	sqlite3_finalize(s);
	str_release(&buffer);
	samples_release(&times);
}

static long measure_fzf(const char *list, const struct query *q, size_t n)
{
	struct samples times = { 0 };
	long peak = 0;

	for (size_t i = 0; i < n; i++) {
		struct run run;
		char *argv[] = { mem_strdup("sh"),
				 mem_strdup("-c"),
				 mem_strdup("exec fzf --filter \"$1\" <\"$2\""),
				 mem_strdup("sh"),
				 mem_strdup(q[i].text),
				 mem_strdup(list),
				 NULL };
		run_timed(argv, FZF_SECONDS, &run);
		for (size_t a = 0; argv[a]; a++)
			free(argv[a]);
		/* 1: nothing found */
		if (!WIFEXITED(run.status) || WEXITSTATUS(run.status) > 1)
			bench_fail("fzf ended with status %d", run.status);
		sample_add(&times, run.ms);
		peak = run.peak_kb > peak ? run.peak_kb : peak;
	}
	fact("fzf", q[0].kind, &times, NULL);
	samples_release(&times);
	return peak;
}

static size_t at_most(size_t n, int argc, char **argv, int i, size_t usual)
{
	size_t max = argc > i ? (size_t)strtol(argv[i], NULL, 10) : usual;

	return n < max ? n : max;
}

int main(int argc, char **argv)
{
	struct queries queries;
	bool fzf = system("command -v fzf >/dev/null") == 0;
	long peak = 0;

	if (argc < 4)
		bench_fail("usage: peers LIST QUERIES PEERS.db [QUERIES_A_KIND [FZF_A_KIND]]");
	queries_read(&queries, argv[2]);
	sqlite3 *db = open_peers(argv[3], argv[1]);
	for (size_t i = 0; i < queries.n;) {
		const struct query *q = &queries.v[i];
		size_t n = queries_of_kind(&queries, i);
		for (size_t w = 0; w < ARRAY_SIZE(ways); w++)
			measure_way(db, &ways[w], q, at_most(n, argc, argv, 4, A_KIND));
		if (fzf) {
			long kb = measure_fzf(argv[1], q, at_most(n, argc, argv, 5, FZF_A_KIND));
			peak = kb > peak ? kb : peak;
		}
		i += n;
	}
	sqlite3_close(db);
	if (fzf)
		fact_number("memory", "fzf, peak MB", (double)peak / 1024, NULL);
	else
		fact_missing("fzf", "all", "fzf is not installed");
	queries_release(&queries);
	return 0;
}
