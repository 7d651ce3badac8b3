/* Keeping the index: what a patient's records say now, against what was indexed of them. */
#include "revisit/base/i18n.h"
#include "revisit/store/search.h"
#include "search_batch.h"

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
	const char *last = n ? memrchr(body, BLOCK_ENTRY, n) : NULL;

	/* A load adds one after the other. */
	if (!last || memcmp(last, head, BLOCK_HEAD) < 0)
		p = stop;
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

int64_t sketch_id(enum sketch_of of, enum match_part part, int64_t block)
{
	return block_id((enum match_part)((int)part + MATCH_PARTS * (1 + (int)of)), block);
}

/* Bytes of a gram, and whether one begins here. */
static size_t gram_size(enum sketch_of of)
{
	return of == SKETCH_CHARACTERS ? 3 : 4;
}

static bool begins_gram(enum sketch_of of, const char *p)
{
	return of != SKETCH_CHARACTERS || ((unsigned char)*p & 0xf0) == 0xe0;
}

static unsigned gram_bit(const char *p, size_t n)
{
	uint32_t gram = 0;

	memcpy(&gram, p, n);
	return (unsigned)(((uint64_t)(gram * 2654435761u) * (SKETCH_BYTES * 8)) >> 32);
}

void sketch_make(enum sketch_of of, const char *body, size_t n, unsigned char sketch[SKETCH_BYTES])
{
	size_t size = gram_size(of);

	memset(sketch, 0, SKETCH_BYTES);
	for (size_t i = 0; i + size <= n; i++) {
		if (!begins_gram(of, body + i))
			continue;
		unsigned bit = gram_bit(body + i, size);
		sketch[bit / 8] |= (unsigned char)(1u << bit % 8);
	}
}

enum sketch_of sketch_for(const char *word)
{
	size_t n = strlen(word);

	if (n >= gram_size(SKETCH_GRAMS))
		return SKETCH_GRAMS;
	return n == gram_size(SKETCH_CHARACTERS) && begins_gram(SKETCH_CHARACTERS, word) ?
		       SKETCH_CHARACTERS :
		       SKETCHES;
}

bool sketch_may_hold(enum sketch_of of, const char *sketch, const char *word)
{
	size_t size = gram_size(of);
	size_t n = strlen(word);

	for (size_t i = 0; i + size <= n; i++) {
		unsigned bit = gram_bit(word + i, size);
		if (begins_gram(of, word + i) &&
		    !((unsigned char)sketch[bit / 8] & 1u << bit % 8))
			return false;
	}
	return true;
}

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

static bool block_write(struct doc_writer *b, struct err *err)
{
	unsigned char sketch[SKETCH_BYTES];

	for (int i = 0; b->n >= 0 && i < MATCH_PARTS; i++) {
		enum match_part part = (enum match_part)i;
		const struct str *body = &b->body[i];
		bool han = part == PART_NAMES || part == PART_HAN;
		if (!b->changed[i])
			continue;
		if (!write_row(b->s, block_id(part, b->n), body->p, body->len, err))
			return false;
		for (int of = 0; of < (han ? SKETCHES : SKETCH_CHARACTERS); of++) {
			sketch_make((enum sketch_of)of, body->p, body->len, sketch);
			if (!write_row(b->s, sketch_id((enum sketch_of)of, part, b->n), sketch,
				       sizeof(sketch), err))
				return false;
		}
	}
	return true;
}

static bool block_load(struct doc_writer *b, int64_t n, struct err *err)
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
		     const char *text, size_t n)
{
	struct str tail;

	str_init(&tail);
	str_addn(&tail, body->p + end, body->len - end);
	str_cut(body, at);
	if (n) {
		str_addn(body, head, BLOCK_HEAD);
		str_addn(body, text, n);
	}
	str_addn(body, tail.p, tail.len);
	str_release(&tail);
}

static bool block_put(struct doc_writer *b, const struct batch_doc *d, struct err *err)
{
	char head[BLOCK_HEAD];

	entry_head(d->patient, head);
	if (!block_load(b, block_of(d->patient), err))
		return false;
	for (int part = 0; part < MATCH_PARTS; part++) {
		struct str *body = &b->body[part];
		size_t end;
		size_t at = entry_place(body->p, body->len, head, &end);
		const char *text = d->parts[part];
		size_t n = d->parts_n[part];
		if (end > at ? end - at == BLOCK_HEAD + n &&
				       memcmp(body->p + at + BLOCK_HEAD, text, n) == 0
			     : n == 0)
			continue;
		body_put(body, at, end, head, text, n);
		b->changed[part] = true;
	}
	return true;
}

/* --- writing --- */

void doc_writer_init(struct doc_writer *w, struct store *s)
{
	*w = (struct doc_writer){ .s = s, .n = -1 };
	for (int part = 0; part < MATCH_PARTS; part++)
		str_init(&w->body[part]);
}

bool doc_writer_end(struct doc_writer *w, bool ok, struct err *err)
{
	ok = ok && block_write(w, err);
	for (int part = 0; part < MATCH_PARTS; part++)
		str_release(&w->body[part]);
	return ok;
}

static bool keep_keys(struct store *s, const struct batch_doc *d, struct err *err)
{
	bool none = d->keys_n == 0;
	struct stmt *q = db_stmt(s->db,
				 none ? "DELETE FROM search_doc WHERE patient = ?1" :
					"INSERT INTO search_doc (patient, keys) VALUES (?1, ?2) "
					"ON CONFLICT (patient) DO UPDATE SET keys = excluded.keys",
				 err);
	if (!q)
		return false;
	stmt_int(q, 1, d->patient);
	if (!none)
		stmt_text_kept(q, 2, d->keys);
	return stmt_run(q, err);
}

bool doc_write(struct doc_writer *w, const struct batch_doc *d, struct err *err)
{
	return (d->same || keep_keys(w->s, d, err)) && block_put(w, d, err);
}

static bool write_keys(struct store *s, const struct batch *x, struct err *err)
{
	static const char insert[] = "INSERT INTO search_key (key, patient) VALUES (?1, ?2) "
				     "ON CONFLICT DO NOTHING";
	static const char take[] = "DELETE FROM search_key WHERE key = ?1 AND patient = ?2";
	struct stmt *adding = db_stmt(s->db, insert, err);
	struct stmt *taking = adding ? db_stmt(s->db, take, err) : NULL;
	bool ok = adding && taking;

	for (size_t i = 0; ok && i < x->n; i++) {
		struct stmt *q = x->v[i].key->add ? adding : taking;
		stmt_reset(q);
		stmt_text_kept(q, 1, x->v[i].key->text);
		stmt_int(q, 2, x->v[i].key->patient);
		ok = stmt_step(q, err) == STEP_DONE;
	}
	stmt_done(adding);
	stmt_done(taking);
	return ok;
}

/* The load need not write these any more. */
static bool take_over(struct store *s, int64_t patient, struct err *err)
{
	struct stmt *q = db_stmt(s->db, "UPDATE search_later SET taken = 1 WHERE patient = ?1", err);

	if (!q)
		return false;
	stmt_int(q, 1, patient);
	return stmt_run(q, err);
}

static bool write_batch(struct doc_writer *w, const struct batch *x, struct err *err)
{
	struct batch_doc d;
	bool ok = true;

	for (size_t at = 0; ok && batch_doc(x, &at, &d);)
		ok = doc_write(w, &d, err) && (!d.half || take_over(w->s, d.patient, err));
	return ok && write_keys(w->s, x, err);
}

bool doc_write_anew(struct doc_writer *w, int64_t patient, struct err *err)
{
	struct batch x;

	batch_init(&x);
	bool ok = batch_make_one(&x, w->s->db, patient, err) && write_batch(w, &x, err);
	batch_release(&x);
	return ok;
}

static bool no_longer_stale(struct store *s, int64_t last, struct err *err)
{
	struct stmt *q = db_stmt(s->db, "DELETE FROM search_stale WHERE patient <= ?1", err);

	if (!q)
		return false;
	stmt_int(q, 1, last);
	return stmt_run(q, err);
}

bool store_refresh_some(struct store *s, int64_t most, bool *more, struct err *err)
{
	struct doc_writer w;
	struct batch x;

	*more = false;
	if (db_number(s->db, "SELECT 1 FROM search_stale LIMIT 1", 0) == 0)
		return true;
	batch_init(&x);
	doc_writer_init(&w, s);
	bool ok = batch_make(&x, s->db, BATCH_STALE, 0, most, err) && write_batch(&w, &x, err) &&
		  no_longer_stale(s, x.last, err);
	ok = doc_writer_end(&w, ok, err);
	*more = ok && db_number(s->db, "SELECT 1 FROM search_stale LIMIT 1", 0) != 0;
	batch_release(&x);
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
	if (!doc_make(s->db, patient, d, err))
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
				 "AND p.id NOT IN (SELECT patient FROM search_later) "
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
	    db_number(s->db, "SELECT 1 FROM search_later LIMIT 1", 0) == 0 &&
	    db_number(s->db, "SELECT count(*) FROM search_key", -1) != keys)
		finding(_("the search index is not what it was made to be"), arg);
	return ok && step == STEP_DONE;
}
