#include "idset.h"

enum { PAGE_BITS = 4096, WORD_BITS = 64 };

struct idset_page {
	int64_t number;
	uint64_t words[PAGE_BITS / WORD_BITS];
};

void idset_release(struct idset *s)
{
	for (size_t i = 0; i < s->cap; i++)
		free(s->pages[i]);
	free(s->pages);
	*s = (struct idset){ 0 };
}

/* The place of a page, or the free one where it would be. */
static size_t place(const struct idset *s, int64_t number)
{
	size_t i = (size_t)((uint64_t)number * 0x9e3779b97f4a7c15u >> 32) & (s->cap - 1);

	while (s->pages[i] && s->pages[i]->number != number)
		i = (i + 1) & (s->cap - 1);
	return i;
}

static void grow(struct idset *s)
{
	struct idset_page **old = s->pages;
	size_t n = s->cap;

	s->cap = n ? 2 * n : 16;
	s->pages = mem_array(s->cap, sizeof(struct idset_page *));
	for (size_t i = 0; i < n; i++)
		if (old[i])
			s->pages[place(s, old[i]->number)] = old[i];
	free(old);
}

/* Rounds towards minus infinity, as a sign does not change a page's order. */
static int64_t page_of(int64_t id)
{
	return id >= 0 ? id / PAGE_BITS : -((-(id + 1)) / PAGE_BITS) - 1;
}

static uint64_t *word_of(struct idset_page *page, int64_t id, uint64_t *bit)
{
	uint64_t at = (uint64_t)id % PAGE_BITS;

	*bit = (uint64_t)1 << at % WORD_BITS;
	return &page->words[at / WORD_BITS];
}

bool idset_add(struct idset *s, int64_t id)
{
	int64_t number = page_of(id);
	uint64_t bit;

	if (2 * (s->n_pages + 1) > s->cap)
		grow(s);
	size_t i = place(s, number);
	if (!s->pages[i]) {
		s->pages[i] = mem_alloc(sizeof(**s->pages));
		s->pages[i]->number = number;
		s->n_pages++;
	}
	uint64_t *word = word_of(s->pages[i], id, &bit);
	if (*word & bit)
		return false;
	*word |= bit;
	s->n++;
	return true;
}

bool idset_has(const struct idset *s, int64_t id)
{
	uint64_t bit;

	if (!s->cap)
		return false;
	struct idset_page *page = s->pages[place(s, page_of(id))];
	return page && (*word_of(page, id, &bit) & bit);
}

bool idset_any(const struct idset *s, int64_t from, int n)
{
	uint64_t bit;

	if (!s->cap)
		return false;
	struct idset_page *page = s->pages[place(s, page_of(from))];
	for (int i = 0; page && i < n; i += WORD_BITS)
		if (*word_of(page, from + i, &bit))
			return true;
	return false;
}

static int by_number(const void *a, const void *b)
{
	const struct idset_page *const *x = a;
	const struct idset_page *const *y = b;

	return ((*x)->number > (*y)->number) - ((*x)->number < (*y)->number);
}

int64_t *idset_list(const struct idset *s)
{
	struct idset_page **pages = mem_array(s->n_pages + 1, sizeof(struct idset_page *));
	int64_t *out = mem_array(s->n + 1, sizeof(*out));
	size_t n = 0;
	size_t k = 0;

	for (size_t i = 0; i < s->cap; i++)
		if (s->pages[i])
			pages[k++] = s->pages[i];
	if (k > 1)
		qsort(pages, k, sizeof(struct idset_page *), by_number);
	for (size_t i = 0; i < k; i++)
		for (int bit = 0; bit < PAGE_BITS; bit++)
			if (pages[i]->words[bit / WORD_BITS] >> bit % WORD_BITS & 1)
				out[n++] = pages[i]->number * PAGE_BITS + bit;
	free(pages);
	return out;
}
