/* Everybody looked at by two threads, half of the numbers each. */
#include <pthread.h>
#include <stdatomic.h>

#include "revisit/store/view.h"

enum {
	MANY = 50000, /* from so many patients on threads are worth their beginning */
	TRIES = 5,
	PATIENCE_MS = 5000,
};

struct half {
	struct view_walk *walk;
	struct store store; /* its own connection */
	void *arg;
	int64_t after, last; /* after < patient ≤ last */
	pthread_t thread;
	bool running, ok;
	struct err err;
};

struct view_walk {
	const struct ruleset *rules;
	struct needs needs;
	bool (*see)(struct view *v, void *arg);
	void (*ended)(void *arg);
	atomic_bool stopped;
	struct half half[2];
};

static bool look_at(struct view *v, void *arg)
{
	struct half *h = arg;

	if (v->patient > h->last || atomic_load_explicit(&h->walk->stopped, memory_order_relaxed))
		return false;
	if (h->walk->see(v, h->arg))
		return true;
	atomic_store(&h->walk->stopped, true);
	return false;
}

static void *look(void *arg)
{
	struct half *h = arg;
	struct view_walk *w = h->walk;

	h->ok = store_views(&h->store, w->rules, &w->needs, h->after, look_at, h, &h->err);
	if (!h->ok)
		atomic_store(&w->stopped, true);
	else if (w->ended)
		w->ended(h->arg);
	return NULL;
}

/* Both read what was there at one moment: what the first saw has not changed since, and the second
 * began in between. */
static bool begin_together(struct db *a, struct db *b)
{
	for (int i = 0; i < TRIES; i++) {
		int64_t version = db_data_version(a);
		if (!db_exec(b, "BEGIN", NULL) || db_number(b, "SELECT id FROM segments", 0) == 0 ||
		    !db_exec(a, "BEGIN", NULL))
			return false;
		if (db_data_version(a) == version)
			return true;
		db_exec(a, "ROLLBACK", NULL);
		db_exec(b, "ROLLBACK", NULL);
	}
	return false;
}

static bool open_half(struct half *h, struct view_walk *w, const struct store *s, void *arg)
{
	*h = (struct half){ .walk = w, .arg = arg, .err = ERR_INIT };
	h->store = (struct store){ .clock = s->clock, .db = db_open(db_path(s->db), DB_READ, NULL) };
	if (h->store.db)
		db_on_wait(h->store.db, NULL, NULL, PATIENCE_MS);
	return h->store.db != NULL;
}

static bool begin(struct view_walk *w, const struct store *s, void *low, void *high)
{
	struct half *a = &w->half[0];
	struct half *b = &w->half[1];

	if (!open_half(a, w, s, low) || !open_half(b, w, s, high) ||
	    !begin_together(a->store.db, b->store.db))
		return false;
	int64_t first = db_number(a->store.db, "SELECT min(id) FROM patient", 0);
	int64_t last = db_number(a->store.db, "SELECT max(id) FROM patient", 0);
	a->after = INT64_MIN;
	a->last = b->after = first + (last - first) / 2;
	b->last = INT64_MAX;
	for (int i = 0; i < 2; i++) {
		struct half *h = &w->half[i];
		h->running = pthread_create(&h->thread, NULL, look, h) == 0;
		if (!h->running)
			return false;
	}
	return true;
}

struct view_walk *view_walk_begin(struct store *s, const struct ruleset *r, const struct needs *needs,
				  bool (*see)(struct view *v, void *arg), void (*ended)(void *arg),
				  void *low, void *high)
{
	int64_t many = s->build_few ? (int64_t)s->build_few : MANY;

	if (s->action || s->path || store_patients(s) < many)
		return NULL;
	struct view_walk *w = mem_alloc(sizeof(*w));
	*w = (struct view_walk){ .rules = r, .needs = *needs, .see = see, .ended = ended };
	if (begin(w, s, low, high))
		return w;
	view_walk_end(w);
	return NULL;
}

static bool has_ended(struct half *h, int ms)
{
	struct timespec until;

	if (!h->running)
		return true;
	if (ms < 0) {
		h->running = pthread_join(h->thread, NULL) != 0;
		return true;
	}
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += ms * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	h->running = pthread_timedjoin_np(h->thread, NULL, &until) != 0;
	return !h->running;
}

bool view_walk_wait(struct view_walk *w, int ms, bool *done, struct err *err)
{
	*done = has_ended(&w->half[0], ms) && has_ended(&w->half[1], ms);
	for (int i = 0; *done && i < 2; i++) {
		if (w->half[i].ok)
			continue;
		if (err)
			*err = w->half[i].err;
		return false;
	}
	return true;
}

void view_walk_end(struct view_walk *w)
{
	if (!w)
		return;
	atomic_store(&w->stopped, true);
	for (int i = 0; i < 2; i++) {
		has_ended(&w->half[i], -1);
		db_close(w->half[i].store.db);
	}
	free(w);
}
