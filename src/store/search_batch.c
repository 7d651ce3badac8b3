#include "search_batch.h"

enum { CHUNK_BYTES = 1 << 16 };

struct key_chunk {
	struct key_chunk *next;
	size_t used;
	_Alignas(8) char bytes[CHUNK_BYTES];
};

void batch_init(struct batch *x)
{
	*x = (struct batch){ 0 };
	str_init(&x->docs);
}

void batch_release(struct batch *x)
{
	while (x->chunks) {
		struct key_chunk *next = x->chunks->next;
		free(x->chunks);
		x->chunks = next;
	}
	free(x->v);
	str_release(&x->docs);
	*x = (struct batch){ 0 };
}

/* --- keys --- */

uint64_t key_head(const char *key, size_t n)
{
	uint64_t head = 0;

	for (size_t i = 0; i < sizeof(head); i++)
		head = head << 8 | (i < n ? (unsigned char)key[i] : 0);
	return head;
}

static void note_key(struct batch *x, const char *key, size_t n, int64_t patient, bool add)
{
	size_t size = (offsetof(struct key_change, text) + n + 1 + 7) & ~(size_t)7;

	if (!x->chunks || x->chunks->used + size > CHUNK_BYTES) {
		struct key_chunk *chunk = mem_grow(NULL, 1, sizeof(*chunk));
		chunk->next = x->chunks;
		chunk->used = 0;
		x->chunks = chunk;
	}
	struct key_change *k = (struct key_change *)(void *)(x->chunks->bytes + x->chunks->used);
	x->chunks->used += size;
	k->patient = patient;
	k->add = add;
	memcpy(k->text, key, n);
	k->text[n] = '\0';
	if (x->n == x->cap) {
		x->cap = x->cap ? 2 * x->cap : 256;
		x->v = mem_grow(x->v, x->cap, sizeof(*x->v));
	}
	x->v[x->n++] = (struct sorted_key){ key_head(key, n), k };
}

static bool has_line(const char *lines, const char *line, size_t n)
{
	for (const char *p = lines; *p; p += strcspn(p, "\n") + 1)
		if (strncmp(p, line, n) == 0 && p[n] == '\n')
			return true;
	return false;
}

/* The lines of `a` that `b` has not. */
static void note_lines(struct batch *x, const char *a, const char *b, int64_t patient, bool add)
{
	for (const char *p = a; *p;) {
		size_t n = strcspn(p, "\n");
		if (!has_line(b, p, n))
			note_key(x, p, n, patient, add);
		p += n + 1;
	}
}

static int by_key(const void *a, const void *b)
{
	const struct sorted_key *x = a;
	const struct sorted_key *y = b;

	if (x->head != y->head)
		return x->head < y->head ? -1 : 1;
	int texts = strcmp(x->key->text, y->key->text);
	if (texts)
		return texts;
	return (x->key->patient > y->key->patient) - (x->key->patient < y->key->patient);
}

/* --- documents --- */

/* The texts stand behind the head, each with its NUL. */
static void keep_doc(struct batch *x, const struct doc *d, struct batch_doc *head)
{
	head->keys_n = d->keys.len;
	for (int i = 0; i < MATCH_PARTS; i++)
		head->parts_n[i] = d->parts[i].len;
	str_addn(&x->docs, (const char *)head, sizeof(*head));
	str_addn(&x->docs, d->keys.p, d->keys.len + 1);
	for (int i = 0; i < MATCH_PARTS; i++)
		str_addn(&x->docs, d->parts[i].p, d->parts[i].len + 1);
}

bool batch_doc(const struct batch *x, size_t *at, struct batch_doc *d)
{
	if (*at >= x->docs.len)
		return false;
	memcpy(d, x->docs.p + *at, sizeof(*d));
	*at += sizeof(*d);
	d->keys = x->docs.p + *at;
	*at += d->keys_n + 1;
	for (int i = 0; i < MATCH_PARTS; i++) {
		d->parts[i] = x->docs.p + *at;
		*at += d->parts_n[i] + 1;
	}
	return true;
}

static bool is_half(struct db *db, int64_t patient)
{
	struct stmt *q = db_stmt(db, "SELECT 1 FROM search_later WHERE patient = ?1 AND taken = 0",
				 NULL);

	if (!q)
		return false;
	stmt_int(q, 1, patient);
	bool half = stmt_step(q, NULL) == STEP_ROW;
	stmt_done(q);
	return half;
}

/* What search_doc has of somebody in search_later may not be in the index yet: all is written then. */
static void compare(struct batch *x, const struct doc *d, const char *old, enum batch_of of,
		    struct batch_doc *out)
{
	const char *now = d->keys.p;

	out->same = strcmp(old, now) == 0;
	out->apart = of == BATCH_LATER && *old && !out->same;
	if (out->apart)
		return;
	if (!out->same)
		note_lines(x, old, now, out->patient, false);
	if (!out->same || out->half || of == BATCH_LATER)
		note_lines(x, now, out->half || of == BATCH_LATER ? "" : old, out->patient, true);
}

static bool make_one(struct batch *x, struct db *db, int64_t patient, enum batch_of of,
		     bool perhaps_half, struct doc *d, struct err *err)
{
	if (!doc_make(db, patient, d, err))
		return false;
	struct stmt *q = db_stmt(db, "SELECT keys FROM search_doc WHERE patient = ?1", err);
	if (!q)
		return false;
	stmt_int(q, 1, patient);
	enum step step = stmt_step(q, err);
	const char *old = step == STEP_ROW ? str_or_empty(col_text(q, 0)) : "";
	struct batch_doc head = { .patient = patient,
				  .half = perhaps_half && is_half(db, patient) };
	compare(x, d, old, of, &head);
	stmt_done(q);
	keep_doc(x, d, &head);
	return step != STEP_ERROR;
}

/* Read first: the table is emptied while the list is worked through. */
static bool waiting(struct db *db, enum batch_of of, int64_t after, int64_t most, int64_t **ids,
		    size_t *n, struct err *err)
{
	struct stmt *q = db_stmt(db,
				 of == BATCH_STALE ?
					 "SELECT patient FROM search_stale WHERE patient > ?1 "
					 "ORDER BY patient LIMIT ?2" :
					 "SELECT patient FROM search_later WHERE patient > ?1 "
					 "AND taken = 0 ORDER BY patient LIMIT ?2",
				 err);
	enum step step = STEP_ERROR;
	size_t cap = 0;

	*ids = NULL;
	*n = 0;
	if (q) {
		stmt_int(q, 1, after);
		stmt_int(q, 2, most);
		while ((step = stmt_step(q, err)) == STEP_ROW) {
			GROW(*ids, *n, cap);
			(*ids)[(*n)++] = col_int(q, 0);
		}
	}
	stmt_done(q);
	return step == STEP_DONE;
}

bool batch_make_one(struct batch *x, struct db *db, int64_t patient, struct err *err)
{
	struct doc d;

	doc_init(&d);
	bool ok = make_one(x, db, patient, BATCH_STALE, true, &d, err);
	doc_release(&d);
	return ok;
}

bool batch_make(struct batch *x, struct db *db, enum batch_of of, int64_t after, int64_t most,
		struct err *err)
{
	int64_t *ids;
	size_t n;
	struct doc d;
	bool ok = waiting(db, of, after, most, &ids, &n, err);
	bool loading = of == BATCH_STALE &&
		       db_number(db, "SELECT 1 FROM search_later LIMIT 1", 0) != 0;

	doc_init(&d);
	for (size_t i = 0; ok && i < n; i++)
		ok = make_one(x, db, ids[i], of, loading, &d, err);
	doc_release(&d);
	x->last = n ? ids[n - 1] : 0;
	free(ids);
	if (x->n > 1)
		qsort(x->v, x->n, sizeof(*x->v), by_key);
	return ok;
}
