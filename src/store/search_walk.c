#include "search_walk.h"

/* --- keys --- */

/* One past every key that begins with `text`: U+10FFFF sorts last. */
static const char last_character[] = "\xf4\x8f\xbf\xbf";

void key_walk_init(struct key_walk *w, const struct match_probe *probe, bool gone)
{
	*w = (struct key_walk){ .probe = probe, .gone = gone, .patient = INT64_MIN };
	str_init(&w->from);
	str_add(&w->from, probe->text);
	if (gone)
		w->from.p[0] = (char)(w->from.p[0] + 'A' - 'a');
}

void key_walk_release(struct key_walk *w)
{
	str_release(&w->from);
}

static struct stmt *key_range(struct store *s, const struct key_walk *w, int rows, struct err *err)
{
	const struct match_probe *p = w->probe;
	struct stmt *q = db_stmt(s->db,
				 p->check == CHECK_WHOLE ? "SELECT key, patient FROM search_key WHERE key = ?1 AND "
					    "patient > ?2 ORDER BY patient LIMIT ?3" :
					    "SELECT key, patient FROM search_key WHERE "
					    "(key, patient) > (?1, ?2) AND key < ?4 "
					    "ORDER BY key, patient LIMIT ?3",
				 err);
	if (!q)
		return NULL;
	stmt_text(q, 1, w->from.p);
	stmt_int(q, 2, w->patient);
	stmt_int(q, 3, rows);
	if (p->check != CHECK_WHOLE) {
		char end[MATCH_KEY_MAX + 8];
		snprintf(end, sizeof(end), "%c%s%s", w->from.p[0], p->text + 1, last_character);
		stmt_text(q, 4, end);
	}
	return q;
}

bool key_walk_step(struct store *s, struct key_walk *w, int rows, found_key *found, void *arg,
		   struct err *err)
{
	bool plain = w->probe->check == CHECK_NONE || w->probe->check == CHECK_WHOLE;
	struct stmt *q = key_range(s, w, rows, err);
	enum step step = STEP_ERROR;
	bool ok = q != NULL;
	int n = 0;

	while (ok && (step = stmt_step(q, err)) == STEP_ROW) {
		const char *key = str_or_empty(col_text(q, 0));
		w->patient = col_int(q, 1);
		if (++n == rows) {
			str_clear(&w->from);
			str_add(&w->from, key);
		}
		if (plain || match_fits(w->probe, key))
			ok = found(w->patient, arg, err);
	}
	stmt_done(q);
	w->done = n < rows;
	return ok && step == STEP_DONE;
}

/* --- texts --- */

enum { CHUNK_MAX = 64 }; /* as many as a word has bits */
#define BLOCKS_SQL "SELECT id, body FROM search_block WHERE id >= ?1 AND id < ?2 ORDER BY id"

/* Which patients of the blocks of a chunk have the word, and which of these are gone. */
struct marked {
	int64_t first;
	uint64_t here[CHUNK_MAX][BLOCK_PATIENTS / 64];
	uint64_t gone[CHUNK_MAX][BLOCK_PATIENTS / 64];
};

typedef unsigned char lanes __attribute__((vector_size(16)));

/* As memmem, which is slow where the first letters are frequent: sixteen places at a time are held
 * against the first and the last byte of the word. */
static const char *find_bytes(const char *text, size_t n, const char *word, size_t len)
{
	const lanes first = (lanes){ 0 } + (unsigned char)word[0];
	const lanes last = (lanes){ 0 } + (unsigned char)word[len - 1];
	size_t i = 0;

	for (; i + len - 1 + sizeof(lanes) <= n; i += sizeof(lanes)) {
		lanes a, b;
		memcpy(&a, text + i, sizeof(a));
		memcpy(&b, text + i + len - 1, sizeof(b));
		lanes both = (lanes)((a == first) & (b == last));
		uint64_t half[2];
		memcpy(half, &both, sizeof(half));
		if (!(half[0] | half[1]))
			continue;
		for (size_t k = 0; k < sizeof(lanes); k++)
			if (both[k] && memcmp(text + i + k, word, len) == 0)
				return text + i + k;
	}
	return i < n ? memmem(text + i, n - i, word, len) : NULL;
}

static void mark_body(struct marked *m, int64_t id, const char *body, size_t n, const char *word)
{
	size_t len = strlen(word);
	const char *end = body + n;

	for (const char *p = body; p < end;) {
		const char *hit = find_bytes(p, (size_t)(end - p), word, len);
		if (!hit)
			return;
		const char *entry = memrchr(body, BLOCK_ENTRY, (size_t)(hit - body));
		const char *next = memchr(hit, BLOCK_ENTRY, (size_t)(end - hit));
		p = next ? next : end;
		if (!entry || end - entry <= BLOCK_HEAD)
			continue;
		int64_t patient = block_patient(id, entry);
		int64_t block = block_of(patient) - m->first;
		int64_t slot = patient % BLOCK_PATIENTS;
		uint64_t *word_of = entry[BLOCK_HEAD] == BLOCK_GONE ? m->gone[block] : m->here[block];
		word_of[slot / 64] |= (uint64_t)1 << slot % 64;
	}
}

/* Some walks over the same blocks. */
struct walks {
	struct store *s;
	struct inside_walk *const *v;
	size_t n;
	struct marked *marks; /* of each */
	int64_t first;
	int blocks;
};

/* The blocks whose sketches may hold one of the words; all of them for a short word. */
static bool sketched(const struct walks *x, enum match_part part, uint64_t *may, struct err *err)
{
	struct stmt *q = db_stmt(x->s->db, BLOCKS_SQL, err);
	enum step step;

	*may = 0;
	for (size_t i = 0; i < x->n; i++)
		if (x->v[i]->parts & 1u << part && strlen(x->v[i]->word) < SKETCH_GRAM)
			*may = UINT64_MAX;
	if (!q)
		return false;
	stmt_int(q, 1, sketch_id(part, x->first));
	stmt_int(q, 2, sketch_id(part, x->first + x->blocks));
	while ((step = *may == UINT64_MAX ? STEP_DONE : stmt_step(q, err)) == STEP_ROW) {
		size_t n;
		const char *sketch = col_blob(q, 1, &n);
		bool any = n != SKETCH_BYTES;
		for (size_t i = 0; !any && i < x->n; i++)
			any = x->v[i]->parts & 1u << part &&
			      sketch_may_hold(sketch, x->v[i]->word, strlen(x->v[i]->word));
		if (any)
			*may |= (uint64_t)1 << (col_int(q, 0) - sketch_id(part, x->first));
	}
	stmt_done(q);
	return step == STEP_DONE;
}

static bool mark_range(const struct walks *x, enum match_part part, int64_t from, int64_t to,
		       struct err *err)
{
	struct stmt *q = db_stmt(x->s->db, BLOCKS_SQL, err);
	enum step step;

	if (!q)
		return false;
	stmt_int(q, 1, block_id(part, from));
	stmt_int(q, 2, block_id(part, to));
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		size_t n;
		const char *body = col_blob(q, 1, &n);
		for (size_t i = 0; i < x->n; i++)
			if (x->v[i]->parts & 1u << part)
				mark_body(&x->marks[i], col_int(q, 0), body, n, x->v[i]->word);
	}
	stmt_done(q);
	return step == STEP_DONE;
}

static bool mark_part(const struct walks *x, enum match_part part, struct err *err)
{
	uint64_t may;
	bool ok = sketched(x, part, &may, err);

	if (ok && may == UINT64_MAX)
		return mark_range(x, part, x->first, x->first + x->blocks, err);
	for (int i = 0; ok && i < x->blocks; i++)
		if (may >> i & 1)
			ok = mark_range(x, part, x->first + i, x->first + i + 1, err);
	return ok;
}

/* The first block from `block` on that any of the parts has, −1 for none. */
static bool next_block(struct store *s, unsigned parts, int64_t block, int64_t *next,
		       struct err *err)
{
	struct stmt *q = db_stmt(s->db, "SELECT min(id) FROM search_block WHERE id >= ?1 AND id < ?2",
				 err);
	bool ok = q != NULL;

	*next = -1;
	for (int part = 0; ok && part < MATCH_PARTS; part++) {
		if (!(parts & 1u << part))
			continue;
		int64_t base = block_id((enum match_part)part, 0);
		stmt_reset(q);
		stmt_int(q, 1, base + block);
		stmt_int(q, 2, block_id((enum match_part)(part + 1), 0));
		ok = stmt_step(q, err) == STEP_ROW;
		int64_t n = ok && !col_null(q, 0) ? col_int(q, 0) - base : -1;
		if (n >= 0 && (*next < 0 || n < *next))
			*next = n;
	}
	stmt_done(q);
	return ok;
}

static bool give_marked(const struct walks *x, size_t word, found_inside *found, void *arg,
			struct err *err)
{
	const struct marked *m = &x->marks[word];

	for (int block = 0; block < x->blocks; block++)
		for (int slot = 0; slot < BLOCK_PATIENTS; slot++) {
			uint64_t bit = (uint64_t)1 << slot % 64;
			uint64_t both = m->gone[block][slot / 64] | m->here[block][slot / 64];
			if (both == 0)
				slot |= 63; /* nobody in this word of bits */
			else if (both & bit &&
				 !found(word, (m->first + block) * BLOCK_PATIENTS + slot,
					m->gone[block][slot / 64] & bit, arg, err))
				return false;
		}
	return true;
}

bool inside_walk_step(struct store *s, struct inside_walk *const *walks, size_t n, int blocks,
		      found_inside *found, void *arg, struct err *err)
{
	struct walks x = { .s = s, .v = walks, .n = n, .blocks = blocks };
	unsigned parts = 0;

	BUG_IF(n == 0 || n > INSIDE_WORDS_MAX);
	for (size_t i = 0; i < n; i++)
		parts |= walks[i]->parts;
	if (!next_block(s, parts, walks[0]->block, &x.first, err))
		return false;
	bool done = parts == 0 || x.first < 0;
	for (size_t i = 0; i < n; i++) {
		walks[i]->done = done;
		walks[i]->block = x.first + blocks;
	}
	if (done)
		return true;
	if (x.blocks > CHUNK_MAX)
		BUG("%d blocks are more than a chunk", blocks);
	x.marks = mem_array(n, sizeof(*x.marks));
	bool ok = true;
	for (size_t i = 0; i < n; i++)
		x.marks[i].first = x.first;
	for (int part = 0; ok && part < MATCH_PARTS; part++)
		if (parts & 1u << part)
			ok = mark_part(&x, (enum match_part)part, err);
	for (size_t i = 0; ok && i < n; i++)
		ok = give_marked(&x, i, found, arg, err);
	free(x.marks);
	return ok;
}
