/* Everybody looked at by two threads, piece by piece: one goes up from the lowest numbers, one down from
 * the highest.  Halves would not do: who came first has most visits. */
#include <pthread.h>
#include <stdatomic.h>

#include "revisit/store/view.h"

enum {
	MANY = 50000, /* from so many patients on threads are worth their beginning */
	PIECES = 16,
	TRIES = 5,
	PATIENCE_MS = 5000,
};

struct half {
	struct view_walk *walk;
	struct store store; /* its own connection */
	void *arg;
	int piece, way; /* the first one, and from there up or down */
	int64_t last;   /* of the piece at hand */
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
	atomic_int left; /* pieces that neither has begun */
	int64_t first, last;
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

/* The last number of a piece. */
static int64_t piece_end(const struct view_walk *w, int piece)
{
	if (piece < 0)
		return INT64_MIN;
	return piece == PIECES - 1 ? INT64_MAX : w->first + (w->last - w->first) / PIECES * (piece + 1);
}

static void *look(void *arg)
{
	struct half *h = arg;
	struct view_walk *w = h->walk;

	do {
		h->last = piece_end(w, h->piece);
		h->ok = store_views(&h->store, w->rules, &w->needs, piece_end(w, h->piece - 1), look_at, h,
				    &h->err);
		h->piece += h->way;
	} while (h->ok && !atomic_load(&w->stopped) && atomic_fetch_sub(&w->left, 1) > 0);
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
	w->first = db_number(a->store.db, "SELECT min(id) FROM patient", 0);
	w->last = db_number(a->store.db, "SELECT max(id) FROM patient", 0);
	atomic_store(&w->left, PIECES - 2);
	a->way = 1;
	b->piece = PIECES - 1;
	b->way = -1;
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
