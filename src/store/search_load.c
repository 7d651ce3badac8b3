/* The search keys of a load: what each patient says is worked out on a thread and a connection of
 * its own while the writer writes; their keys are sorted aside and go into the index in one pass,
 * from its first page to its last.  Patient by patient each key would touch a page of its own. */
#include <pthread.h>
#include <time.h>

#include "revisit/store/bulk.h"
#include "idset.h"
#include "search_runs.h"

enum { PATIENCE_MS = 5000, CLEAR_ROWS = 2000 };
enum stage { STAGE_DOCS, STAGE_KEYS, STAGE_CLEAR };

struct key_load {
	struct store *s;
	int64_t most; /* patients a batch */
	enum stage stage;

	struct db *db; /* the thread's while it runs */
	pthread_t thread;
	bool running, made_ok, no_more, open;
	int64_t after;
	struct batch made; /* by the thread */

	struct batch batch; /* being written */
	size_t at;          /* in its documents */
	struct runs *runs;
	size_t patients, keys; /* written */
	struct idset taken;    /* whom others have written meanwhile */
	int64_t last;
};

struct key_load *key_load_new(struct store *s, int64_t most)
{
	struct key_load *l = mem_alloc(sizeof(*l));

	l->s = s;
	l->most = most;
	batch_init(&l->made);
	batch_init(&l->batch);
	return l;
}

void key_load_open(struct key_load *l, bool open)
{
	l->open = open;
}

static bool wait_for(struct key_load *l, int ms)
{
	struct timespec until;

	if (!l->running)
		return true;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += ms * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	l->running = pthread_timedjoin_np(l->thread, NULL, &until) != 0;
	return !l->running;
}

void key_load_free(struct key_load *l)
{
	if (!l)
		return;
	if (l->running) {
		db_interrupt(l->db);
		pthread_join(l->thread, NULL);
	}
	db_close(l->db);
	batch_release(&l->made);
	batch_release(&l->batch);
	runs_free(l->runs);
	idset_release(&l->taken);
	free(l);
}

static void *make(void *arg)
{
	struct key_load *l = arg;

	l->made_ok = batch_make(&l->made, l->db, BATCH_LATER, l->after, l->most, NULL);
	return NULL;
}

static void begin_next(struct key_load *l)
{
	if (!l->db) {
		l->db = db_open(db_path(l->s->db), DB_READ, NULL);
		if (l->db)
			db_on_wait(l->db, NULL, NULL, PATIENCE_MS);
	}
	l->made_ok = false;
	l->running = l->db && pthread_create(&l->thread, NULL, make, l) == 0;
}

bool key_load_ready(struct key_load *l, int ms)
{
	if (l->stage != STAGE_DOCS || l->batch.last)
		return true;
	if (!l->running && !l->made.last && !l->no_more)
		begin_next(l);
	return !l->running || wait_for(l, ms);
}

/* What the thread has made, or what it could not. */
static bool take_made(struct key_load *l, struct err *err)
{
	if (!l->made_ok) {
		batch_release(&l->made);
		batch_init(&l->made);
		if (!batch_make(&l->made, l->s->db, BATCH_LATER, l->after, l->most, err))
			return false;
	}
	batch_release(&l->batch);
	l->batch = l->made;
	batch_init(&l->made);
	l->at = 0;
	l->no_more = l->batch.last == 0 && !l->open;
	if (l->batch.last == 0)
		return true;
	l->after = l->last = l->batch.last;
	begin_next(l);
	return true;
}

/* A slice may not see what was taken since it began. */
static bool read_taken(struct key_load *l, struct err *err)
{
	enum step step;
	struct stmt *q = db_stmt(l->s->db, "SELECT patient FROM search_later WHERE taken <> 0", err);

	if (!q)
		return false;
	while ((step = stmt_step(q, err)) == STEP_ROW)
		idset_add(&l->taken, col_int(q, 0));
	stmt_done(q);
	return step == STEP_DONE;
}

/* Some at least; looking at the clock for each would take longer than most of them do. */
static bool goes_on(int n, int64_t until)
{
	return n == 0 || n % 16 || boot_now() < until;
}

static bool write_docs(struct key_load *l, int64_t until, struct err *err)
{
	struct doc_writer w;
	struct batch_doc d;
	bool ok = true;

	doc_writer_init(&w, l->s);
	for (int n = 0; ok && goes_on(n++, until) && batch_doc(&l->batch, &l->at, &d);) {
		l->patients++;
		if (idset_has(&l->taken, d.patient))
			continue;
		ok = d.apart ? doc_write_anew(&w, d.patient, err) :
			       doc_write(&w, &d, err);
	}
	return doc_writer_end(&w, ok, err);
}

static bool step_docs(struct key_load *l, int64_t until, struct err *err)
{
	if (!l->batch.last && !take_made(l, err))
		return false;
	if (l->no_more) {
		l->stage = STAGE_KEYS;
		return true;
	}
	if (!l->batch.last)
		return true;
	if (!l->runs)
		l->runs = runs_new(db_path(l->s->db), err);
	if (!l->runs || !write_docs(l, until, err))
		return false;
	if (l->at < l->batch.docs.len)
		return true;
	bool ok = runs_add(l->runs, &l->batch, err);
	batch_release(&l->batch);
	batch_init(&l->batch);
	return ok;
}

static bool step_keys(struct key_load *l, int64_t until, struct err *err)
{
	const char *text;
	int64_t patient;
	struct err why = ERR_INIT;
	bool more = true;
	struct stmt *q = db_stmt(l->s->db,
				 "INSERT INTO search_key (key, patient) VALUES (?1, ?2) "
				 "ON CONFLICT DO NOTHING",
				 err);
	bool ok = q != NULL;

	for (int n = 0; ok && goes_on(n++, until);) {
		more = l->runs && runs_next(l->runs, &text, &patient, &why);
		if (!more)
			break;
		l->keys++;
		if (idset_has(&l->taken, patient))
			continue;
		stmt_reset(q);
		stmt_text_kept(q, 1, text);
		stmt_int(q, 2, patient);
		ok = stmt_step(q, err) == STEP_DONE;
	}
	stmt_done(q);
	if (why.code) {
		if (err)
			*err = why;
		return false;
	}
	if (!more)
		l->stage = STAGE_CLEAR;
	return ok;
}

static bool step_clear(struct key_load *l, bool *over, struct err *err)
{
	struct stmt *q = db_stmt(l->s->db,
				 "DELETE FROM search_later WHERE patient IN (SELECT patient FROM "
				 "search_later WHERE patient <= ?1 OR taken <> 0 LIMIT ?2)",
				 err);
	if (!q)
		return false;
	stmt_int(q, 1, l->last);
	stmt_int(q, 2, CLEAR_ROWS);
	if (!stmt_run(q, err))
		return false;
	*over = db_changes(l->s->db) < CLEAR_ROWS;
	return true;
}

bool key_load_step(struct key_load *l, int ms, bool *over, struct err *err)
{
	int64_t until = boot_now() + ms;

	*over = false;
	if (!read_taken(l, err))
		return false;
	switch (l->stage) {
	case STAGE_DOCS:
		return step_docs(l, until, err);
	case STAGE_KEYS:
		return step_keys(l, until, err);
	case STAGE_CLEAR:
		return step_clear(l, over, err);
	}
	return true;
}

size_t key_load_done(const struct key_load *l)
{
	size_t all = l->runs ? runs_keys(l->runs) : 0;

	if (l->stage == STAGE_DOCS)
		return l->patients / 2;
	return l->stage == STAGE_CLEAR || !all ? l->patients :
		l->patients / 2 + (size_t)((double)l->patients / 2 * (double)l->keys / (double)all);
}
