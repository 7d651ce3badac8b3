/* Keeping the index: what a patient's records say now, against what was indexed of them. */
#include "revisit/base/i18n.h"
#include "revisit/store/search.h"
#include "search_index.h"

/* Patients a batch: their changed keys are sorted in memory and written in the table's order. */
enum { BATCH = 100000, CATCH_UP = 500, PART_SHIFT = 40, SLOT_BITS = 4 };

/* --- blocks --- */

int64_t block_id(enum match_part part, int64_t block)
{
	return ((int64_t)part << PART_SHIFT) + block;
}

int64_t block_patient(int64_t id, const char *entry)
{
	int64_t block = id & (((int64_t)1 << PART_SHIFT) - 1);
	int high = entry[1] - 1;
	int low = entry[2] - 1;

	return block * BLOCK_PATIENTS + (high << SLOT_BITS) + low;
}

static void entry_head(int64_t patient, char head[BLOCK_HEAD])
{
	int slot = (int)(patient % BLOCK_PATIENTS);

	head[0] = BLOCK_ENTRY;
	head[1] = (char)((slot >> SLOT_BITS) + 1);
	head[2] = (char)((slot & ((1 << SLOT_BITS) - 1)) + 1);
}

/* Where the patient's entry is, or the place for it; entries stand in order. */
static size_t entry_place(const char *body, size_t n, const char head[BLOCK_HEAD], size_t *end)
{
	const char *p = body;
	const char *stop = body + n;

	while (p && p < stop && memcmp(p, head, BLOCK_HEAD) < 0)
		p = memchr(p + 1, BLOCK_ENTRY, (size_t)(stop - p - 1));
	if (!p)
		p = stop;
	*end = (size_t)(p - body);
	if (p < stop && memcmp(p, head, BLOCK_HEAD) == 0) {
		const char *next = memchr(p + 1, BLOCK_ENTRY, (size_t)(stop - p - 1));
		*end = next ? (size_t)(next - body) : n;
	}
	return (size_t)(p - body);
}

const char *block_find(const char *body, size_t n, int64_t patient, const char **end)
{
	char head[BLOCK_HEAD];
	size_t stop;

	entry_head(patient, head);
	size_t at = entry_place(body, n, head, &stop);
	*end = body + stop;
	return stop > at ? body + at + BLOCK_HEAD : NULL;
}

/* --- sketches --- */

int64_t sketch_id(enum match_part part, int64_t block)
{
	return block_id((enum match_part)(part + MATCH_PARTS), block);
}

static unsigned gram_bit(const char *p)
{
	uint32_t gram;

	memcpy(&gram, p, sizeof(gram));
	return (unsigned)(((uint64_t)(gram * 2654435761u) * (SKETCH_BYTES * 8)) >> 32);
}

void sketch_make(const char *body, size_t n, unsigned char sketch[SKETCH_BYTES])
{
	memset(sketch, 0, SKETCH_BYTES);
	for (size_t i = 0; i + SKETCH_GRAM <= n; i++) {
		unsigned bit = gram_bit(body + i);
		sketch[bit / 8] |= (unsigned char)(1u << bit % 8);
	}
}

bool sketch_may_hold(const char *sketch, const char *word, size_t n)
{
	for (size_t i = 0; i + SKETCH_GRAM <= n; i++) {
		unsigned bit = gram_bit(word + i);
		if (!((unsigned char)sketch[bit / 8] & 1u << bit % 8))
			return false;
	}
	return true;
}

/* The block being changed. */
struct block {
	struct store *s;
	int64_t n; /* −1: none */
	struct str body[MATCH_PARTS];
	bool changed[MATCH_PARTS];
};

static bool write_row(struct store *s, int64_t id, const void *bytes, size_t n, struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "INSERT INTO search_block (id, body) VALUES (?1, ?2) "
				 "ON CONFLICT (id) DO UPDATE SET body = excluded.body",
				 err);
	if (!q)
		return false;
	stmt_int(q, 1, id);
	stmt_blob(q, 2, bytes, n);
	return stmt_run(q, err);
}

static bool block_write(struct block *b, struct err *err)
{
	unsigned char sketch[SKETCH_BYTES];

	for (int i = 0; b->n >= 0 && i < MATCH_PARTS; i++) {
		enum match_part part = (enum match_part)i;
		const struct str *body = &b->body[i];
		if (!b->changed[i])
			continue;
		sketch_make(body->p, body->len, sketch);
		if (!write_row(b->s, block_id(part, b->n), body->p, body->len, err) ||
		    !write_row(b->s, sketch_id(part, b->n), sketch, sizeof(sketch), err))
			return false;
	}
	return true;
}

static bool block_load(struct block *b, int64_t n, struct err *err)
{
	if (b->n == n)
		return true;
	if (!block_write(b, err))
		return false;
	b->n = n;
	for (int part = 0; part < MATCH_PARTS; part++) {
		struct stmt *q = db_stmt(b->s->db, "SELECT body FROM search_block WHERE id = ?1", err);
		size_t size;
		if (!q)
			return false;
		stmt_int(q, 1, block_id((enum match_part)part, n));
		enum step step = stmt_step(q, err);
		str_clear(&b->body[part]);
		b->changed[part] = false;
		if (step == STEP_ROW) {
			const char *body = col_blob(q, 0, &size);
			str_addn(&b->body[part], body, size);
		}
		stmt_done(q);
		if (step == STEP_ERROR)
			return false;
	}
	return true;
}

static void body_put(struct str *body, size_t at, size_t end, const char head[BLOCK_HEAD],
		     const struct str *text)
{
	struct str tail;

	str_init(&tail);
	str_addn(&tail, body->p + end, body->len - end);
	str_cut(body, at);
	if (text->len) {
		str_addn(body, head, BLOCK_HEAD);
		str_addn(body, text->p, text->len);
	}
	str_addn(body, tail.p, tail.len);
	str_release(&tail);
}

static bool block_put(struct block *b, int64_t patient, const struct doc *d, struct err *err)
{
	char head[BLOCK_HEAD];

	entry_head(patient, head);
	if (!block_load(b, block_of(patient), err))
		return false;
	for (int part = 0; part < MATCH_PARTS; part++) {
		struct str *body = &b->body[part];
		size_t end;
		size_t at = entry_place(body->p, body->len, head, &end);
		const struct str *text = &d->parts[part];
		if (end > at ? end - at == BLOCK_HEAD + text->len &&
				       memcmp(body->p + at + BLOCK_HEAD, text->p, text->len) == 0
			     : text->len == 0)
			continue;
		body_put(body, at, end, head, text);
		b->changed[part] = true;
	}
	return true;
}

/* --- keys --- */

/* A key to be written or taken away, in a buffer of the batch: the sign, the patient, the text. */
struct key_change {
	int64_t patient;
	bool add;
	char text[];
};

enum { CHUNK_BYTES = 1 << 16 };

struct key_chunk {
	struct key_chunk *next;
	size_t used;
	_Alignas(8) char bytes[CHUNK_BYTES];
};

struct batch {
	struct store *s;
	struct key_chunk *chunks;
	struct key_change **v;
	size_t n, cap;
	struct block block;
	struct doc doc;
};

static void note_key(struct batch *x, const char *key, size_t len, int64_t patient, bool add)
{
	size_t size = (offsetof(struct key_change, text) + len + 1 + 7) & ~(size_t)7;

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
	memcpy(k->text, key, len);
	k->text[len] = '\0';
	if (x->n == x->cap) {
		x->cap = x->cap ? 2 * x->cap : 256;
		x->v = mem_grow(x->v, x->cap, sizeof(struct key_change *));
	}
	x->v[x->n++] = k;
}

static void forget_keys(struct batch *x)
{
	while (x->chunks) {
		struct key_chunk *next = x->chunks->next;
		free(x->chunks);
		x->chunks = next;
	}
	free(x->v);
	x->v = NULL;
	x->n = x->cap = 0;
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

static bool keep_doc(struct store *s, int64_t patient, const struct doc *d, struct err *err)
{
	bool none = d->keys.len == 0;
	struct stmt *q = db_stmt(s->db,
				 none ? "DELETE FROM search_doc WHERE patient = ?1" :
					"INSERT INTO search_doc (patient, keys) VALUES (?1, ?2) "
					"ON CONFLICT (patient) DO UPDATE SET keys = excluded.keys",
				 err);
	if (!q)
		return false;
	stmt_int(q, 1, patient);
	if (!none)
		stmt_text(q, 2, d->keys.p);
	return stmt_run(q, err);
}

static bool index_one(struct batch *x, int64_t patient, struct err *err)
{
	if (!doc_make(x->s, patient, &x->doc, err))
		return false;
	struct stmt *q = db_stmt(x->s->db, "SELECT keys FROM search_doc WHERE patient = ?1", err);
	if (!q)
		return false;
	stmt_int(q, 1, patient);
	enum step step = stmt_step(q, err);
	const char *old = step == STEP_ROW ? str_or_empty(col_text(q, 0)) : "";
	bool same = strcmp(old, x->doc.keys.p) == 0;
	note_lines(x, old, x->doc.keys.p, patient, false);
	note_lines(x, x->doc.keys.p, old, patient, true);
	stmt_done(q);
	return step != STEP_ERROR && (same || keep_doc(x->s, patient, &x->doc, err)) &&
	       block_put(&x->block, patient, &x->doc, err);
}

static int by_key(const void *a, const void *b)
{
	const struct key_change *const *x = a;
	const struct key_change *const *y = b;
	int texts = strcmp((*x)->text, (*y)->text);

	if (texts)
		return texts;
	return ((*x)->patient > (*y)->patient) - ((*x)->patient < (*y)->patient);
}

static bool write_keys(struct batch *x, struct err *err)
{
	static const char insert[] = "INSERT INTO search_key (key, patient) VALUES (?1, ?2) "
				     "ON CONFLICT DO NOTHING";
	static const char take[] = "DELETE FROM search_key WHERE key = ?1 AND patient = ?2";
	bool ok = true;

	if (x->n > 1)
		qsort(x->v, x->n, sizeof(struct key_change *), by_key);
	struct stmt *adding = db_stmt(x->s->db, insert, err);
	struct stmt *taking = adding ? db_stmt(x->s->db, take, err) : NULL;
	ok = adding && taking;
	for (size_t i = 0; ok && i < x->n; i++) {
		struct stmt *q = x->v[i]->add ? adding : taking;
		stmt_reset(q);
		stmt_text_kept(q, 1, x->v[i]->text);
		stmt_int(q, 2, x->v[i]->patient);
		ok = stmt_step(q, err) == STEP_DONE;
	}
	stmt_done(adding);
	stmt_done(taking);
	return ok;
}

/* The patients marked stale after `after`, at most `most`; *last is where it stopped. */
static bool index_stale(struct batch *x, int64_t most, int64_t *last, struct err *err)
{
	struct stmt *q = db_stmt(x->s->db,
				 "SELECT patient FROM search_stale ORDER BY patient LIMIT ?1", err);
	int64_t *ids = NULL;
	size_t n = 0;
	size_t cap = 0;
	enum step step = STEP_ERROR;

	if (q) {
		stmt_int(q, 1, most);
		while ((step = stmt_step(q, err)) == STEP_ROW) {
			GROW(ids, n, cap);
			ids[n++] = col_int(q, 0);
		}
	}
	stmt_done(q);
	bool ok = step == STEP_DONE;
	for (size_t i = 0; ok && i < n; i++)
		ok = index_one(x, ids[i], err);
	*last = n ? ids[n - 1] : 0;
	free(ids);
	return ok && block_write(&x->block, err) && write_keys(x, err);
}

bool store_refresh_some(struct store *s, int64_t most, bool *more, struct err *err)
{
	struct batch x = { .s = s, .block = { .s = s, .n = -1 } };
	int64_t last;

	*more = false;
	if (db_number(s->db, "SELECT 1 FROM search_stale LIMIT 1", 0) == 0)
		return true;
	doc_init(&x.doc);
	for (int part = 0; part < MATCH_PARTS; part++)
		str_init(&x.block.body[part]);
	bool ok = index_stale(&x, most, &last, err);
	if (ok) {
		struct stmt *q = db_stmt(s->db, "DELETE FROM search_stale WHERE patient <= ?1", err);
		if (q)
			stmt_int(q, 1, last);
		ok = q && stmt_run(q, err);
		*more = ok && db_number(s->db, "SELECT 1 FROM search_stale LIMIT 1", 0) != 0;
	}
	for (int part = 0; part < MATCH_PARTS; part++)
		str_release(&x.block.body[part]);
	doc_release(&x.doc);
	forget_keys(&x);
	return ok;
}

bool store_refresh_search(struct store *s, struct err *err)
{
	bool more = true;

	while (more)
		if (!store_refresh_some(s, BATCH, &more, err))
			return false;
	return true;
}

bool store_catch_up(struct store *s)
{
	bool more = false;

	if (s->action || s->refuse || db_number(s->db, "SELECT 1 FROM search_stale LIMIT 1", 0) == 0)
		return false;
	if (!db_exec(s->db, "BEGIN IMMEDIATE", NULL))
		return false;
	if (store_refresh_some(s, CATCH_UP, &more, NULL) && db_exec(s->db, "COMMIT", NULL))
		return more;
	db_exec(s->db, "ROLLBACK", NULL);
	return false;
}

/* --- checking --- */

/* What is indexed of one patient is what the records say. */
static bool check_one(struct store *s, int64_t patient, const char *keys, struct doc *d, bool *right,
		      struct err *err)
{
	if (!doc_make(s, patient, d, err))
		return false;
	*right = strcmp(d->keys.p, keys) == 0;
	for (int part = 0; *right && part < MATCH_PARTS; part++) {
		struct stmt *q = db_stmt(s->db, "SELECT body FROM search_block WHERE id = ?1", err);
		size_t n = 0;
		const char *end = NULL;
		if (!q)
			return false;
		stmt_int(q, 1, block_id((enum match_part)part, block_of(patient)));
		const char *body = stmt_step(q, err) == STEP_ROW ? col_blob(q, 0, &n) : "";
		const char *text = block_find(body, n, patient, &end);
		size_t len = text ? (size_t)(end - text) : 0;
		*right = len == d->parts[part].len &&
			 (len == 0 || memcmp(text, d->parts[part].p, len) == 0);
		stmt_done(q);
	}
	return true;
}

bool search_check(struct store *s, void (*finding)(const char *text, void *arg), void *arg,
		  struct err *err)
{
	struct stmt *q = db_stmt(s->db,
				 "SELECT p.id, p.chart_no, d.keys FROM patient p LEFT JOIN search_doc d "
				 "ON d.patient = p.id WHERE p.id NOT IN (SELECT patient FROM search_stale) "
				 "ORDER BY p.id",
				 err);
	enum step step = STEP_ERROR;
	int64_t keys = 0;
	struct doc d;
	bool ok = q != NULL;
	int found = 0;

	doc_init(&d);
	while (ok && (step = stmt_step(q, err)) == STEP_ROW) {
		const char *indexed = str_or_empty(col_text(q, 2));
		bool right = true;
		ok = check_one(s, col_int(q, 0), indexed, &d, &right, err);
		for (const char *p = indexed; *p; p++)
			keys += *p == '\n';
		if (ok && !right && found++ < 20) {
			char *text = mem_printf(_("patient %s cannot be found by searching as the "
						  "records have it"),
						str_or_empty(col_text(q, 1)));
			finding(text, arg);
			free(text);
		}
	}
	stmt_done(q);
	doc_release(&d);
	if (ok && step == STEP_DONE && found == 0 &&
	    db_number(s->db, "SELECT 1 FROM search_stale LIMIT 1", 0) == 0 &&
	    db_number(s->db, "SELECT count(*) FROM search_key", -1) != keys)
		finding(_("the search index is not what it was made to be"), arg);
	return ok && step == STEP_DONE;
}
