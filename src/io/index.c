#include "index.h"

#include "revisit/text/fold.h"

/* FNV-1a, Fowler, Noll and Vo */
static size_t hash_of(const char *key)
{
	uint64_t h = 14695981039346656037u;

	for (const unsigned char *p = (const unsigned char *)key; *p; p++)
		h = (h ^ *p) * 1099511628211u;
	return (size_t)h;
}

static struct index_slot *find(const struct index *x, const char *key)
{
	size_t i = hash_of(key) & (x->cap - 1);

	while (x->slots[i].key && strcmp(x->slots[i].key, key) != 0)
		i = (i + 1) & (x->cap - 1);
	return &x->slots[i];
}

void index_release(struct index *x)
{
	free(x->slots);
	*x = (struct index){ 0 };
}

size_t index_get(const struct index *x, const char *key)
{
	if (x->cap == 0)
		return INDEX_NONE;
	const struct index_slot *slot = find(x, key);
	return slot->key ? slot->value : INDEX_NONE;
}

static void grow(struct index *x)
{
	struct index old = *x;

	x->cap = old.cap ? old.cap * 2 : 64;
	x->slots = mem_array(x->cap, sizeof(*x->slots));
	for (size_t i = 0; i < old.cap; i++)
		if (old.slots[i].key)
			*find(x, old.slots[i].key) = old.slots[i];
	free(old.slots);
}

void index_put(struct index *x, const char *key, size_t value)
{
	if (x->n * 2 >= x->cap)
		grow(x);
	struct index_slot *slot = find(x, key);
	if (!slot->key)
		x->n++;
	*slot = (struct index_slot){ slot->key ? slot->key : key, value };
}

enum { NEAR_MAX = 64 };

/* Levenshtein's distance of two short texts. */
static size_t apart(const char *a, const char *b)
{
	size_t n = strlen(b);
	size_t row[NEAR_MAX + 1];

	if (n > NEAR_MAX)
		return SIZE_MAX;
	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 0; a[i]; i++) {
		size_t corner = row[0];
		row[0] = i + 1;
		for (size_t j = 0; j < n; j++) {
			size_t up = row[j + 1];
			size_t best = corner + (a[i] != b[j]);
			if (up + 1 < best)
				best = up + 1;
			if (row[j] + 1 < best)
				best = row[j] + 1;
			row[j + 1] = best;
			corner = up;
		}
	}
	return row[n];
}

const char *near_name(const char *typed, const char *const *names, size_t n)
{
	struct str a;
	struct str b;
	const char *found = NULL;

	str_init(&a);
	str_init(&b);
	text_fold(&a, typed);
	size_t best = a.len / 3 + 2; /* a third of the letters may be wrong */
	for (size_t i = 0; i < n; i++) {
		str_clear(&b);
		text_fold(&b, names[i]);
		size_t far = apart(a.p, b.p);
		if (far < best) {
			best = far;
			found = names[i];
		}
	}
	str_release(&a);
	str_release(&b);
	return found;
}
