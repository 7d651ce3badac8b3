/* What every file stands on: the C library's types, memory that never fails, the program's own
 * abort, and the functions nobody may call.  Include it first, before any other header. */
#ifndef REVISIT_BASE_BASE_H
#define REVISIT_BASE_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

/* A programmer's error: prints the place, restores the terminal (see bug_set_hook) and aborts. */
#define BUG(...) bug_abort(__FILE__, __LINE__, __VA_ARGS__)
#define BUG_IF(cond) ((cond) ? BUG("%s", #cond) : (void)0)

_Noreturn void bug_abort(const char *file, int line, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* `hook` runs once before an abort or an out-of-memory exit; ui/ restores the terminal with it. */
void bug_set_hook(void (*hook)(void));

/* Allocation.  None returns NULL: when memory ends the program says so and exits with status 2
 * after the hook ran.  Everything is released with free(). */
void *mem_alloc(size_t size);                  /* zeroed */
void *mem_array(size_t n, size_t size);        /* zeroed, overflow checked */
void *mem_grow(void *p, size_t n, size_t size); /* realloc, overflow checked, new part not zeroed */
char *mem_strdup(const char *s);               /* NULL gives NULL */
char *mem_strndup(const char *s, size_t n);
char *mem_printf(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* Makes room for one more element in a growing array `p` of `n` used and `cap` held elements. */
#define GROW(p, n, cap)                                                                            \
	do {                                                                                       \
		if ((n) == (cap)) {                                                                \
			(cap) = (cap) ? (cap) * 2 : 8;                                             \
			(p) = mem_grow((p), (cap), sizeof(*(p)));                                  \
		}                                                                                  \
	} while (0)

/* Replaces the heap string *slot by a copy of `s` (NULL clears it). */
void str_replace(char **slot, const char *s);

/* "" for NULL, so that a missing text can be printed and compared. */
static inline const char *str_or_empty(const char *s)
{
	return s ? s : "";
}

/* NULL and "" are the same missing text. */
static inline bool str_is_empty(const char *s)
{
	return !s || !*s;
}

static inline bool str_eq(const char *a, const char *b)
{
	return strcmp(str_or_empty(a), str_or_empty(b)) == 0;
}

/* Unbounded, locale-dependent, not re-entrant or not injectable: none of these compiles here.
 * The current time comes from a struct clock, randomness from a struct rng, text is built with a
 * struct str or snprintf. */
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok
#pragma GCC poison localtime gmtime ctime asctime rand srand random srandom atoi atol atof

#endif
