#include "index.h"

#include "revisit/text/nearest.h"

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

const char *near_name(const char *typed, const char *const *names, size_t n)
{
	struct nearest near;

	nearest_init(&near, typed);
	for (size_t i = 0; i < n; i++)
		nearest_offer(&near, names[i]);
	nearest_release(&near);
	return near.name;
}
