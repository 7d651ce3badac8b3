#include "revisit/base/arena.h"

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	_Alignas(16) unsigned char bytes[];
};

enum { BLOCK = 16 * 1024 };

void arena_init(struct arena *a)
{
	a->blocks = NULL;
}

void arena_release(struct arena *a)
{
	while (a->blocks) {
		struct arena_block *next = a->blocks->next;
		free(a->blocks);
		a->blocks = next;
	}
}

void arena_clear(struct arena *a)
{
	if (!a->blocks)
		return;
	struct arena_block *kept = a->blocks;
	a->blocks = kept->next;
	arena_release(a);
	kept->next = NULL;
	memset(kept->bytes, 0, kept->used);
	kept->used = 0;
	a->blocks = kept;
}

void *arena_alloc(struct arena *a, size_t size)
{
	BUG_IF(size > SIZE_MAX / 2);
	size = (size + 15) & ~(size_t)15;
	if (!a->blocks || a->blocks->size - a->blocks->used < size) {
		size_t room = size > BLOCK ? size : BLOCK;
		struct arena_block *b = mem_alloc(sizeof(*b) + room);
		b->size = room;
		b->next = a->blocks;
		a->blocks = b;
	}
	void *p = a->blocks->bytes + a->blocks->used;
	a->blocks->used += size;
	return p;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *copy = arena_alloc(a, n + 1);

	memcpy(copy, s, n);
	return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return s ? arena_strndup(a, s, strlen(s)) : NULL;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list args;
	va_list again;

	va_start(args, fmt);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	BUG_IF(n < 0);
	char *text = arena_alloc(a, (size_t)n + 1);
	vsnprintf(text, (size_t)n + 1, fmt, again);
	va_end(again);
	return text;
}
