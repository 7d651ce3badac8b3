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
	uint64_t may[INSIDE_WORDS_MAX][MATCH_PARTS]; /* the blocks in which each may be */
};

static bool looks_into(const struct inside_walk *w, int part)
{
	return w->parts >> part & 1;
}

/* The blocks whose sketches rule a word out are taken from its own. */
static bool rule_out(struct walks *x, enum sketch_of of, enum match_part part, struct err *err)
{
	struct stmt *q = db_stmt(x->s->db, BLOCKS_SQL, err);
	enum step step;

	if (!q)
		return false;
	stmt_int(q, 1, sketch_id(of, part, x->first));
	stmt_int(q, 2, sketch_id(of, part, x->first + x->blocks));
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		size_t n;
		const char *sketch = col_blob(q, 1, &n);
		uint64_t bit = (uint64_t)1 << (col_int(q, 0) - sketch_id(of, part, x->first));
		for (size_t i = 0; n == SKETCH_BYTES && i < x->n; i++)
			if (sketch_for(x->v[i]->word) == of && looks_into(x->v[i], (int)part) &&
			    !sketch_may_hold(of, sketch, x->v[i]->word))
				x->may[i][part] &= ~bit;
	}
	stmt_done(q);
	return step == STEP_DONE;
}

static bool asks(const struct walks *x, enum sketch_of of, int part)
{
	for (size_t i = 0; i < x->n; i++)
		if (looks_into(x->v[i], part) && sketch_for(x->v[i]->word) == of)
			return true;
	return false;
}

static bool sketch_blocks(struct walks *x, struct err *err)
{
	for (size_t i = 0; i < x->n; i++)
		for (int part = 0; part < MATCH_PARTS; part++)
			x->may[i][part] = looks_into(x->v[i], part) ? UINT64_MAX : 0;
	for (int part = 0; part < MATCH_PARTS; part++)
		for (int of = 0; of < SKETCHES; of++)
			if (asks(x, (enum sketch_of)of, part) &&
			    !rule_out(x, (enum sketch_of)of, (enum match_part)part, err))
				return false;
	return true;
}

/* Nobody is wanted who does not have all words: where one of them cannot be, neither by its keys,
 * the others need not be looked for. */
static void keep_common(struct walks *x)
{
	uint64_t all = UINT64_MAX;

	for (size_t i = 0; i < x->n; i++) {
		uint64_t any = 0;
		if (!x->v[i]->keys)
			continue;
		for (int part = 0; part < MATCH_PARTS; part++)
			any |= x->may[i][part];
		for (int block = 0; block < x->blocks; block++)
			if (idset_any(x->v[i]->keys, (x->first + block) * BLOCK_PATIENTS,
				      BLOCK_PATIENTS))
				any |= (uint64_t)1 << block;
		all &= any;
	}
	for (size_t i = 0; i < x->n; i++)
		for (int part = 0; part < MATCH_PARTS; part++)
			x->may[i][part] &= all;
}

static bool mark_range(const struct walks *x, enum match_part part, int from, int to,
		       struct err *err)
{
	struct stmt *q = db_stmt(x->s->db, BLOCKS_SQL, err);
	enum step step;

	if (!q)
		return false;
	stmt_int(q, 1, block_id(part, x->first + from));
	stmt_int(q, 2, block_id(part, x->first + to));
	while ((step = stmt_step(q, err)) == STEP_ROW) {
		size_t n;
		const char *body = col_blob(q, 1, &n);
		int64_t block = col_int(q, 0) - block_id(part, x->first);
		for (size_t i = 0; i < x->n; i++)
			if (x->may[i][part] >> block & 1)
				mark_body(&x->marks[i], col_int(q, 0), body, n, x->v[i]->word);
	}
	stmt_done(q);
	return step == STEP_DONE;
}

/* Blocks in a row are read by one question. */
static bool mark_part(const struct walks *x, enum match_part part, struct err *err)
{
	uint64_t may = 0;
	bool ok = true;

	for (size_t i = 0; i < x->n; i++)
		may |= x->may[i][part];
	for (int from = 0; ok && from < x->blocks;) {
		int to = from;
		while (to < x->blocks && may >> to & 1)
			to++;
		if (to > from)
			ok = mark_range(x, part, from, to, err);
		from = to + 1;
	}
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
	ok = sketch_blocks(&x, err);
	keep_common(&x);
	for (int part = 0; ok && part < MATCH_PARTS; part++)
		if (parts & 1u << part)
			ok = mark_part(&x, (enum match_part)part, err);
	for (size_t i = 0; ok && i < n; i++)
		ok = give_marked(&x, i, found, arg, err);
	free(x.marks);
	return ok;
}
