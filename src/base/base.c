#include "revisit/base/base.h"

#include <unistd.h>

static void (*hook)(void);

void bug_set_hook(void (*new_hook)(void))
{
	hook = new_hook;
}

static void run_hook(void)
{
	void (*once)(void) = hook;

	hook = NULL;
	if (once)
		once();
}

_Noreturn void bug_abort(const char *file, int line, const char *fmt, ...)
{
	va_list args;

	run_hook();
	fprintf(stderr, "revisit: %s:%d: ", file, line);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	abort();
}

static void *checked(void *p)
{
	if (p)
		return p;
	run_hook();
	fputs("revisit: out of memory\n", stderr);
	exit(2);
}

void *mem_alloc(size_t size)
{
	return checked(calloc(1, size ? size : 1));
}

void *mem_array(size_t n, size_t size)
{
	return checked(calloc(n ? n : 1, size ? size : 1));
}

void *mem_grow(void *p, size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		bytes = SIZE_MAX;
	return checked(realloc(p, bytes ? bytes : 1));
}

char *mem_strdup(const char *s)
{
	return s ? mem_strndup(s, strlen(s)) : NULL;
}

char *mem_strndup(const char *s, size_t n)
{
	char *copy = mem_alloc(n + 1);

	memcpy(copy, s, n);
	return copy;
}

char *mem_printf(const char *fmt, ...)
{
	va_list args;
	va_list again;

	va_start(args, fmt);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	BUG_IF(n < 0);
	char *text = mem_alloc((size_t)n + 1);
	vsnprintf(text, (size_t)n + 1, fmt, again);
	va_end(again);
	return text;
}

void str_replace(char **slot, const char *s)
{
	char *copy = mem_strdup(s);

	free(*slot);
	*slot = copy;
}
