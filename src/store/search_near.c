#include "search_near.h"

enum { NEAR_MAX = 1000 };

bool search_keys(struct store *s, struct arena *arena, int64_t patient, const char **keys,
		 struct err *err)
{
	struct stmt *q = db_stmt(s->db, "SELECT keys FROM search_doc WHERE patient = ?1", err);

	*keys = "";
	if (!q)
		return false;
	stmt_int(q, 1, patient);
	enum step step = stmt_step(q, err);
	if (step == STEP_ROW)
		*keys = arena_strdup(arena, str_or_empty(col_text(q, 0)));
	stmt_done(q);
	return step != STEP_ERROR;
}

static int by_patient(const void *a, const void *b)
{
	const struct known *x = a;
	const struct known *y = b;

	return (x->patient > y->patient) - (x->patient < y->patient);
}

static void note(struct search_near *near, int64_t patient)
{
	for (size_t i = 0; i < near->n; i++)
		if (near->v[i].patient == patient)
			return;
	GROW(near->v, near->n, near->cap);
	near->v[near->n++] = (struct known){ .patient = patient };
}

static bool note_all(struct store *s, struct search_near *near, const char *sql, day_t today,
		     struct err *err)
{
	struct stmt *q = db_stmt(s->db, sql, err);
	enum step step;

	if (!q)
		return false;
	stmt_int(q, 1, today);
	stmt_int(q, 2, NEAR_MAX);
	while ((step = stmt_step(q, err)) == STEP_ROW)
		note(near, col_int(q, 0));
	stmt_done(q);
	return step == STEP_DONE;
}

static int by_text(const void *a, const void *b)
{
	const struct near_key *x = a;
	const struct near_key *y = b;
	int texts = strcmp(x->text, y->text);

	return texts ? texts : (x->who > y->who) - (x->who < y->who);
}

static void sort_keys(struct search_near *near)
{
	for (size_t i = 0; i < near->n; i++)
		for (const char *p = near->v[i].keys; *p;) {
			size_t n = strcspn(p, "\n");
			GROW(near->keys, near->n_keys, near->cap_keys);
			near->keys[near->n_keys++] =
				(struct near_key){ arena_strndup(&near->arena, p, n), i };
			p += n + (p[n] == '\n');
		}
	if (near->n_keys > 1)
		qsort(near->keys, near->n_keys, sizeof(*near->keys), by_text);
}

size_t search_near_first(const struct search_near *near, const char *text)
{
	size_t low = 0;
	size_t high = near->n_keys;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(near->keys[middle].text, text) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct search_near *search_near_new(struct store *s, day_t today, const int64_t *recent, size_t n,
				    struct err *err)
{
	struct search_near *near = mem_alloc(sizeof(*near));

	arena_init(&near->arena);
	store_catch_up(s);
	bool ok = note_all(s, near,
			   "SELECT DISTINCT patient FROM visit WHERE day = ?1 AND "
			   "status NOT IN ('cancelled', 'rescheduled') LIMIT ?2",
			   today, err) &&
		  note_all(s, near, "SELECT DISTINCT patient FROM attempt WHERE day = ?1 LIMIT ?2",
			   today, err);
	for (size_t i = 0; ok && i < n; i++)
		note(near, recent[i]);
	if (near->n > 1)
		qsort(near->v, near->n, sizeof(*near->v), by_patient);
	for (size_t i = 0; ok && i < near->n; i++)
		ok = search_keys(s, &near->arena, near->v[i].patient, &near->v[i].keys, err);
	sort_keys(near);
	if (ok)
		return near;
	search_near_free(near);
	return NULL;
}

void search_near_free(struct search_near *near)
{
	if (!near)
		return;
	free(near->v);
	free(near->keys);
	arena_release(&near->arena);
	free(near);
}

bool search_near_has(const struct search_near *near, int64_t patient)
{
	struct known key = { .patient = patient };

	return near && near->n &&
	       bsearch(&key, near->v, near->n, sizeof(*near->v), by_patient) != NULL;
}
