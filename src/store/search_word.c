#include "search_word.h"

void word_init(struct word *w, const char *text, struct idset *gone)
{
	*w = (struct word){ .text = text, .gone = gone };
	match_probes(text, &w->probes);
	w->in = (struct inside_walk){ .word = text, .parts = match_inside(text) };
	w->keys_done = w->probes.n == 0;
}

void word_release(struct word *w)
{
	if (w->walking)
		key_walk_release(&w->walk);
	idset_release(&w->keys);
	idset_release(&w->inside);
}

static bool note_key(int64_t patient, void *arg, struct err *err)
{
	struct word *w = arg;

	(void)err;
	idset_add(&w->keys, patient);
	if (w->walk.gone)
		idset_add(w->gone, patient);
	return true;
}

bool word_step_keys(struct store *s, struct word *w, int rows, struct err *err)
{
	if (w->keys_done)
		return true;
	if (!w->walking)
		key_walk_init(&w->walk, &w->probes.v[w->next / 2], w->next % 2 == 1);
	w->walking = true;
	if (!key_walk_step(s, &w->walk, rows, note_key, w, err))
		return false;
	if (!w->walk.done)
		return true;
	key_walk_release(&w->walk);
	w->walking = false;
	w->keys_done = ++w->next == 2 * w->probes.n;
	return true;
}

struct noting {
	struct word *words[INSIDE_WORDS_MAX];
};

static bool note_inside(size_t word, int64_t patient, bool gone, void *arg, struct err *err)
{
	struct word *w = ((struct noting *)arg)->words[word];

	(void)err;
	idset_add(&w->inside, patient);
	if (gone)
		idset_add(w->gone, patient);
	return true;
}

bool word_step_inside(struct store *s, struct word *words, size_t n, int blocks, struct err *err)
{
	struct inside_walk *walks[INSIDE_WORDS_MAX];
	struct noting noting;
	size_t k = 0;

	for (size_t i = 0; i < n && k < INSIDE_WORDS_MAX; i++)
		/* One that began alone goes on alone. */
		if (!words[i].in.done && (k == 0 || words[i].in.block == walks[0]->block)) {
			words[i].in.keys = n > 1 ? &words[i].keys : NULL;
			noting.words[k] = &words[i];
			walks[k++] = &words[i].in;
		}
	return k == 0 || inside_walk_step(s, walks, k, blocks, note_inside, &noting, err);
}

bool word_fits(const struct word *w, const char *keys)
{
	char key[MATCH_KEY_MAX + 2];

	for (const char *p = keys; *p;) {
		size_t n = strcspn(p, "\n");
		if (n < sizeof(key)) {
			memcpy(key, p, n);
			key[n] = '\0';
			for (size_t i = 0; i < w->probes.n; i++)
				if (match_fits(&w->probes.v[i], key))
					return true;
		}
		p += n + (p[n] == '\n');
	}
	return false;
}

bool word_is_inside(struct store *s, const struct word *w, int64_t patient, bool *inside,
		    struct err *err)
{
	*inside = false;
	for (int part = 0; !*inside && part < MATCH_PARTS; part++) {
		if (!(w->in.parts & 1u << part))
			continue;
		struct stmt *q = db_stmt(s->db, "SELECT body FROM search_block WHERE id = ?1", err);
		if (!q)
			return false;
		stmt_int(q, 1, block_id((enum match_part)part, block_of(patient)));
		enum step step = stmt_step(q, err);
		if (step == STEP_ROW) {
			size_t n;
			const char *end;
			const char *body = col_blob(q, 0, &n);
			const char *text = block_find(body, n, patient, &end);
			*inside = text && memmem(text, (size_t)(end - text), w->text,
						 strlen(w->text)) != NULL;
		}
		stmt_done(q);
		if (step == STEP_ERROR)
			return false;
	}
	return true;
}
