/* Everybody's recalls.
 *
 * The index visit_done gives, kind by kind, when each patient last came for it, in order of patient;
 * so do the overrides.  Some hundred patients at a time these are laid side by side and decided in
 * memory.  What is booked ahead is little and is read before. */
#include <pthread.h>

#include "revisit/store/recalls.h"
#include "day_order.h"

enum {
	TOGETHER = 500,    /* patients decided in a step */
	BOOKED_STEP = 5000, /* bookings read in one */
	MANY = 50000, /* from so many patients on a second thread is worth its beginning */
	PATIENCE_MS = 5000,
};

/* A kind of visit that some recall looks at. */
struct kind {
	const char *key;
	bool begins; /* a recall; else it is only booked for one */
};

struct coming {
	int64_t patient;
	day_t day;
	int32_t kind, next; /* the next one of that place in the table, −1 */
};

struct person {
	int64_t id;
	day_t birth;
};

/* One stretch of the patients, on one connection. */
struct walk {
	const struct recall_scan *scan;
	struct db *db;
	int64_t after, last; /* ids: after < id ≤ last */
	bool done, ok;
	struct err err;

	struct person people[TOGETHER];
	size_t n_people;
	struct recall_seen *seen; /* TOGETHER × n_recalls */
	struct recall_own *own;   /* the same */
	struct recall *decided;

	struct due_recall *found;
	size_t n_found, cap_found;
	struct recall_count count, patients, *count_of;
};

enum phase { BOOKED, WALK, ORDER, OVER };

struct recall_scan {
	struct store *s;
	const struct config *c;
	struct recall_query q;
	day_t today;
	enum phase phase;

	struct kind *kinds;
	size_t n_kinds;

	day_t booked_from; /* DAY_NONE: those who are here are next */
	struct coming *coming;
	size_t n_coming, cap_coming;
	int32_t *table;
	size_t n_table;

	struct walk walk;
	int64_t first, last; /* ids of patients */

	struct day_order order; /* has what was found from then on */
};

static void add_kind(struct recall_scan *x, const char *key, bool begins)
{
	for (size_t i = 0; i < x->n_kinds; i++) {
		if (strcmp(x->kinds[i].key, key) != 0)
			continue;
		x->kinds[i].begins = x->kinds[i].begins || begins;
		return;
	}
	x->kinds[x->n_kinds++] = (struct kind){ .key = key, .begins = begins };
}

/* All recalls count, also when one is asked for: another may stand instead of it. */
static void gather_kinds(struct recall_scan *x)
{
	size_t room = 0;

	for (size_t i = 0; i < x->c->n_recalls; i++)
		room += x->c->recalls[i].n_after + 1;
	x->kinds = mem_array(room, sizeof(*x->kinds));
	for (size_t i = 0; i < x->c->n_recalls; i++) {
		const struct recall_def *d = &x->c->recalls[i];
		for (size_t k = 0; k < d->n_after; k++)
			add_kind(x, d->after[k], true);
		add_kind(x, d->book, false);
	}
}

static void walk_init(struct walk *w, const struct recall_scan *x, struct db *db, int64_t after,
		      int64_t last)
{
	size_t n = x->c->n_recalls;

	*w = (struct walk){ .scan = x, .db = db, .after = after, .last = last };
	w->seen = mem_array(TOGETHER * n, sizeof(*w->seen));
	w->own = mem_array(TOGETHER * n, sizeof(*w->own));
	w->decided = mem_array(n, sizeof(*w->decided));
	w->count_of = mem_array(n, sizeof(*w->count_of));
}

static void walk_release(struct walk *w)
{
	free(w->seen);
	free(w->own);
	free(w->decided);
	free(w->count_of);
	free(w->found);
	*w = (struct walk){ 0 };
}

struct recall_scan *recall_scan_new(struct store *s, const struct config *c,
				    const struct recall_query *q, day_t today)
{
	struct recall_scan *x = mem_alloc(sizeof(*x));

	x->s = s;
	x->c = c;
	x->q = *q;
	x->today = today;
	x->booked_from = today;
	x->first = db_number(s->db, "SELECT min(id) FROM patient", 1) - 1;
	x->last = db_number(s->db, "SELECT max(id) FROM patient", 0);
	gather_kinds(x);
	walk_init(&x->walk, x, s->db, x->first, x->last);
	if (c->n_recalls == 0)
		x->phase = OVER;
	return x;
}

void recall_scan_free(struct recall_scan *x)
{
	if (!x)
		return;
	walk_release(&x->walk);
	free(x->kinds);
	free(x->coming);
	free(x->table);
	day_order_release(&x->order);
	free(x);
}

/* --- what is booked --- */

static void add_coming(struct recall_scan *x, int64_t patient, const char *key, day_t day)
{
	for (size_t i = 0; key && i < x->n_kinds; i++) {
		if (strcmp(x->kinds[i].key, key) != 0)
			continue;
		GROW(x->coming, x->n_coming, x->cap_coming);
		x->coming[x->n_coming++] =
			(struct coming){ .patient = patient, .day = day, .kind = (int32_t)i };
		return;
	}
}

static int32_t *place(const struct recall_scan *x, int64_t patient)
{
	return &x->table[(uint64_t)patient & (x->n_table - 1)];
}

static void make_table(struct recall_scan *x)
{
	x->n_table = 1024;
	while (x->n_table < x->n_coming)
		x->n_table *= 2;
	x->table = mem_array(x->n_table, sizeof(*x->table));
	memset(x->table, -1, x->n_table * sizeof(*x->table));
	for (size_t i = 0; i < x->n_coming; i++) {
		int32_t *head = place(x, x->coming[i].patient);
		x->coming[i].next = *head;
		*head = (int32_t)i;
	}
}

/* Some whole days of them, from the index alone. */
static bool read_booked(struct recall_scan *x, struct err *err)
{
	struct stmt *q = db_stmt(x->s->db,
				 "SELECT day, kind, patient FROM visit INDEXED BY visit_booked "
				 "WHERE status IN ('planned', 'confirmed') AND day >= ?1 ORDER BY day",
				 err);
	enum step step;
	int n = 0;

	if (!q)
		return false;
	stmt_int(q, 1, x->booked_from);
	x->booked_from = DAY_NONE;
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		day_t day = (day_t)col_int(q, 0);
		if (n >= BOOKED_STEP && day != x->booked_from)
			break;
		if (++n >= BOOKED_STEP)
			x->booked_from = day;
		add_coming(x, col_int(q, 2), col_text(q, 1), day);
	}
	stmt_done(q);
	x->booked_from = step == STEP_ROW ? x->booked_from + 1 : DAY_NONE;
	return step != STEP_ERROR;
}

static bool read_here(struct recall_scan *x, struct err *err)
{
	struct stmt *q = db_stmt(x->s->db,
				 "SELECT patient, kind FROM visit WHERE day = ?1 "
				 "AND status IN ('arrived', 'seated')",
				 err);
	enum step step;

	if (!q)
		return false;
	stmt_int(q, 1, x->today);
	while ((step = stmt_step(q, err)) == STEP_ROW)
		add_coming(x, col_int(q, 0), col_text(q, 1), x->today);
	stmt_done(q);
	return step == STEP_DONE;
}

static bool step_booked(struct recall_scan *x, struct err *err)
{
	if (x->booked_from != DAY_NONE)
		return read_booked(x, err);
	if (!read_here(x, err))
		return false;
	make_table(x);
	x->phase = WALK;
	return true;
}

/* --- the patients --- */

static bool read_people(struct walk *w)
{
	struct stmt *q = db_stmt(w->db,
				 "SELECT id, birth_day, birth_precision = 'estimated' FROM patient "
				 "WHERE id > ?1 AND id <= ?2 AND status = 'active' ORDER BY id LIMIT ?3",
				 &w->err);
	enum step step;

	w->n_people = 0;
	if (!q)
		return false;
	stmt_int(q, 1, w->after);
	stmt_int(q, 2, w->last);
	stmt_int(q, 3, TOGETHER);
	while ((step = stmt_step(q, &w->err)) == STEP_ROW) {
		bool known = !col_null(q, 1) && !col_int(q, 2);
		w->people[w->n_people++] = (struct person){
			.id = col_int(q, 0),
			.birth = known ? (day_t)col_int(q, 1) : DAY_NONE,
		};
	}
	stmt_done(q);
	return step == STEP_DONE;
}

/* The one of these people from number *i on, which moves up to it; NULL: somebody else. */
static const struct person *find_person(const struct walk *w, int64_t id, size_t *i)
{
	while (*i < w->n_people && w->people[*i].id < id)
		++*i;
	return *i < w->n_people && w->people[*i].id == id ? &w->people[*i] : NULL;
}

static void note_last(struct walk *w, size_t person, const char *kind, day_t day)
{
	const struct config *c = w->scan->c;

	recall_see(c, w->seen + person * c->n_recalls, kind, VISIT_COMPLETED, day, MINUTE_NONE,
		   w->scan->today);
}

static bool read_kind(struct walk *w, const char *kind)
{
	struct stmt *q = db_stmt(w->db,
				 "SELECT patient, day FROM visit INDEXED BY visit_done "
				 "WHERE kind = ?1 AND patient >= ?2 AND patient <= ?3 "
				 "AND status IN ('completed', 'left') ORDER BY patient, day",
				 &w->err);
	enum step step;
	size_t i = 0;
	int64_t patient = 0;
	day_t last = DAY_NONE;

	if (!q)
		return false;
	stmt_text_kept(q, 1, kind);
	stmt_int(q, 2, w->people[0].id);
	stmt_int(q, 3, w->people[w->n_people - 1].id);
	while ((step = stmt_step(q, &w->err)) == STEP_ROW) {
		int64_t id = col_int(q, 0);
		day_t day = (day_t)col_int(q, 1);
		if (day > w->scan->today)
			continue;
		if (id != patient && last != DAY_NONE && find_person(w, patient, &i))
			note_last(w, i, kind, last);
		patient = id;
		last = day;
	}
	if (last != DAY_NONE && find_person(w, patient, &i))
		note_last(w, i, kind, last);
	stmt_done(q);
	return step == STEP_DONE;
}

static bool read_own(struct walk *w)
{
	struct stmt *q = db_stmt(w->db,
				 "SELECT patient, type, every, disabled_until, disabled "
				 "FROM recall_override WHERE patient >= ?1 AND patient <= ?2 "
				 "ORDER BY patient, id",
				 &w->err);
	const struct config *c = w->scan->c;
	enum step step;
	size_t i = 0;

	if (!q)
		return false;
	stmt_int(q, 1, w->people[0].id);
	stmt_int(q, 2, w->people[w->n_people - 1].id);
	while ((step = stmt_step(q, &w->err)) == STEP_ROW) {
		char *type = mem_strdup(col_text(q, 1));
		char *every = mem_strdup(col_text(q, 2));
		struct recall_override o = {
			.type = type,
			.every = every,
			.disabled_until = col_null(q, 3) ? DAY_NONE : (day_t)col_int(q, 3),
			.disabled = col_int(q, 4) != 0,
		};
		if (find_person(w, col_int(q, 0), &i))
			recall_take(c, w->own + i * c->n_recalls, &o);
		free(type);
		free(every);
	}
	stmt_done(q);
	return step == STEP_DONE;
}

static void note_booked(struct walk *w, size_t person)
{
	const struct recall_scan *x = w->scan;
	int64_t id = w->people[person].id;

	for (int32_t i = *place(x, id); i >= 0; i = x->coming[i].next)
		if (x->coming[i].patient == id)
			recall_see(x->c, w->seen + person * x->c->n_recalls,
				   x->kinds[x->coming[i].kind].key, VISIT_PLANNED, x->coming[i].day,
				   MINUTE_NONE, x->today);
}

static void add(struct recall_count *n, bool lapsed)
{
	n->due += !lapsed;
	n->lapsed += lapsed;
}

static void join(struct recall_count *n, const struct recall_count *other)
{
	n->due += other->due;
	n->lapsed += other->lapsed;
}

/* Somebody has not lapsed while one thing is due that has not. */
static bool goes_before(const struct due_recall *a, const struct due_recall *b)
{
	return a->lapsed != b->lapsed ? b->lapsed : a->due < b->due;
}

static void keep(struct walk *w, const struct due_recall *d)
{
	add(&w->count, d->lapsed);
	if (w->scan->q.count_only)
		return;
	GROW(w->found, w->n_found, w->cap_found);
	w->found[w->n_found++] = *d;
}

static bool begun(const struct walk *w, size_t person)
{
	size_t n = w->scan->c->n_recalls;

	for (size_t i = 0; i < n; i++)
		if (w->seen[person * n + i].last != DAY_NONE)
			return true;
	return false;
}

static void decide(struct walk *w, size_t person)
{
	const struct recall_scan *x = w->scan;
	size_t n = x->c->n_recalls;
	struct due_recall longest = { .due = DAY_NONE };
	size_t due = 0;

	if (!begun(w, person))
		return;
	note_booked(w, person);
	recall_decide(x->c, w->seen + person * n, w->own + person * n, w->people[person].birth,
		      x->today, w->decided);
	for (size_t i = 0; i < n; i++) {
		const struct recall *r = &w->decided[i];
		if (!recall_is_due_by(r, x->q.until))
			continue;
		add(&w->count_of[i], r->lapsed);
		if (x->q.recall >= 0 && (size_t)x->q.recall != i)
			continue;
		struct due_recall d = { .patient = w->people[person].id, .due = r->due,
					.last = r->last, .recall = (int16_t)i, .lapsed = r->lapsed };
		if (!x->q.by_patient)
			keep(w, &d);
		if (due++ == 0 || goes_before(&d, &longest))
			longest = d;
	}
	if (due == 0)
		return;
	add(&w->patients, longest.lapsed);
	longest.more = (int16_t)(due - 1);
	if (x->q.by_patient)
		keep(w, &longest);
}

static bool walk_step(struct walk *w)
{
	const struct recall_scan *x = w->scan;
	size_t n = x->c->n_recalls;
	bool ok = read_people(w);

	for (size_t i = 0; i < w->n_people; i++)
		recall_nothing(x->c, w->seen + i * n, w->own + i * n);
	for (size_t k = 0; ok && w->n_people && k < x->n_kinds; k++)
		ok = !x->kinds[k].begins || read_kind(w, x->kinds[k].key);
	ok = ok && (!w->n_people || read_own(w));
	for (size_t i = 0; ok && i < w->n_people; i++)
		decide(w, i);
	if (w->n_people)
		w->after = w->people[w->n_people - 1].id;
	w->done = w->n_people < TOGETHER;
	return ok;
}

/* --- the steps --- */

static void begin_order(struct recall_scan *x)
{
	struct walk *w = &x->walk;

	day_order_begin(&x->order, w->found, w->n_found, sizeof(*w->found),
			offsetof(struct due_recall, due));
	x->order.first = recall_lapsed_before(x->today);
	w->found = NULL;
	x->phase = ORDER;
}

static bool hand_up(struct walk *w, bool ok, struct err *err)
{
	if (!ok && err)
		*err = w->err;
	return ok;
}

bool recall_scan_step(struct recall_scan *x, struct err *err)
{
	switch (x->phase) {
	case BOOKED:
		return step_booked(x, err);
	case WALK:
		if (!hand_up(&x->walk, walk_step(&x->walk), err))
			return false;
		if (x->walk.done)
			begin_order(x);
		break;
	case ORDER:
		if (day_order_step(&x->order))
			x->phase = OVER;
		break;
	case OVER:
		break;
	}
	return true;
}

static void *walk_all(void *arg)
{
	struct walk *w = arg;

	w->ok = true;
	while (w->ok && !w->done)
		w->ok = walk_step(w);
	return NULL;
}

/* Theirs are the patients behind ours. */
static void take_over(struct walk *w, struct walk *theirs, size_t n_recalls)
{
	size_t n = w->n_found + theirs->n_found;

	if (theirs->n_found) {
		w->found = mem_grow(w->found, n, sizeof(*w->found));
		memcpy(w->found + w->n_found, theirs->found, theirs->n_found * sizeof(*w->found));
		w->n_found = w->cap_found = n;
	}
	join(&w->count, &theirs->count);
	join(&w->patients, &theirs->patients);
	for (size_t i = 0; i < n_recalls; i++)
		join(&w->count_of[i], &theirs->count_of[i]);
}

static bool walk_in_halves(struct recall_scan *x, struct err *err)
{
	struct db *db = db_open(db_path(x->s->db), DB_READ, NULL);
	int64_t middle = x->first + (x->last - x->first) / 2;
	struct walk behind;
	pthread_t thread;

	if (!db)
		return true;
	db_on_wait(db, NULL, NULL, PATIENCE_MS);
	walk_init(&behind, x, db, middle, x->last);
	bool ok = pthread_create(&thread, NULL, walk_all, &behind) == 0;
	if (ok) {
		x->walk.last = middle;
		walk_all(&x->walk);
		pthread_join(thread, NULL);
		take_over(&x->walk, &behind, x->c->n_recalls);
		ok = hand_up(&x->walk, x->walk.ok, err) && hand_up(&behind, behind.ok, err);
		begin_order(x);
	} else {
		ok = true; /* without its help */
	}
	walk_release(&behind);
	db_close(db);
	return ok;
}

bool recall_scan_all(struct recall_scan *x, struct err *err)
{
	bool ok = true;

	while (ok && x->phase == BOOKED)
		ok = recall_scan_step(x, err);
	if (ok && x->phase == WALK && x->last - x->first >= MANY)
		ok = walk_in_halves(x, err);
	while (ok && x->phase != OVER)
		ok = recall_scan_step(x, err);
	return ok;
}

bool recall_scan_done(const struct recall_scan *x)
{
	return x->phase == OVER;
}

int recall_scan_percent(const struct recall_scan *x)
{
	int64_t all = x->last - x->first;

	if (x->phase != WALK)
		return x->phase == BOOKED ? 0 : 100;
	return all > 0 ? (int)((double)(x->walk.after - x->first) * 100 / (double)all) : 100;
}

struct recall_count recall_scan_count(const struct recall_scan *x)
{
	return x->walk.count;
}

struct recall_count recall_scan_patients(const struct recall_scan *x)
{
	return x->walk.patients;
}

struct recall_count recall_scan_count_of(const struct recall_scan *x, size_t recall)
{
	return x->walk.count_of[recall];
}

const struct due_recall *recall_scan_at(const struct recall_scan *x, size_t i)
{
	return (const struct due_recall *)(const void *)(x->order.v + i * x->order.size);
}
