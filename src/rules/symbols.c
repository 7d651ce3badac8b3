#include "revisit/rules/symbols.h"

static uint32_t hash_of(const char *name)
{
	uint32_t h = 2166136261u; /* FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */

	for (const unsigned char *p = (const unsigned char *)name; *p; p++)
		h = (h ^ *p) * 16777619u;
	return h;
}

/* Where it stands, or the empty slot where it would. */
static size_t slot_of(const struct symbols *s, const char *name)
{
	size_t i = hash_of(name) & (s->n_slots - 1);

	while (s->slots[i] && strcmp(s->name[s->slots[i] - 2], name) != 0)
		i = (i + 1) & (s->n_slots - 1);
	return i;
}

void symbols_init(struct symbols *s)
{
	*s = (struct symbols){ .n_slots = 64 };
	s->slots = mem_array(s->n_slots, sizeof(*s->slots));
}

void symbols_release(struct symbols *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->name[i]);
	free(s->name);
	free(s->slots);
	*s = (struct symbols){ 0 };
}

static void grow(struct symbols *s)
{
	free(s->slots);
	s->n_slots *= 2;
	s->slots = mem_array(s->n_slots, sizeof(*s->slots));
	for (size_t i = 0; i < s->n; i++)
		s->slots[slot_of(s, s->name[i])] = (uint32_t)i + 2;
}

sym_t symbol_add(struct symbols *s, const char *name)
{
	size_t i = slot_of(s, name);

	if (s->slots[i])
		return s->slots[i];
	if ((s->n + 1) * 2 > s->n_slots) {
		grow(s);
		i = slot_of(s, name);
	}
	GROW(s->name, s->n, s->cap);
	s->name[s->n++] = mem_strdup(name);
	s->slots[i] = (uint32_t)s->n + 1;
	return s->slots[i];
}

sym_t symbol_of(const struct symbols *s, const char *name)
{
	if (str_is_empty(name))
		return SYM_NONE;
	sym_t sym = s->slots[slot_of(s, name)];
	return sym ? sym : SYM_OTHER;
}

const char *symbol_name(const struct symbols *s, sym_t sym)
{
	return sym >= 2 && sym - 2 < s->n ? s->name[sym - 2] : NULL;
}
