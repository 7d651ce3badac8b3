/* A typed-later subset of YAML, read into a tree that keeps line and column.
 *
 * Every scalar is a text until the reader of the tree types it.  Refused, with the place:
 * anchors, aliases, tags, merge keys, duplicate keys, more than one document, invalid UTF-8,
 * more than YAML_MAX_BYTES or YAML_MAX_DEPTH.  (libyaml is quadratic in nested flow brackets
 * and lets duplicate keys pass, hence the caps and the check.) */
#ifndef REVISIT_BASE_YAML_H
#define REVISIT_BASE_YAML_H

#include "revisit/base/arena.h"
#include "revisit/base/err.h"

enum { YAML_MAX_BYTES = 1 << 20, YAML_MAX_DEPTH = 32 };

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml {
	enum yaml_kind kind;
	struct pos pos;      /* of the value; file points into the arena */
	const char *text;    /* scalar: its text, "" for an empty one */
	bool quoted;         /* scalar: written in quotes or as a block */
	bool flow;           /* list and map: written in brackets */
	struct pos end;      /* list and map in brackets: behind the closing one */
	const char *key;     /* entry of a map: its key, else NULL */
	struct pos key_pos;
	struct yaml *child;  /* list and map: first entry, NULL when empty */
	struct yaml *next;   /* next entry of the same list or map */
};

/* Parses `text` of n bytes.  The tree lives in `arena`.  An empty document is an empty map.
 * NULL on error (ERR_YAML with file, line, column and what was expected). */
struct yaml *yaml_parse(const char *file, const char *text, size_t n, struct arena *arena,
			struct err *err);
/* The same, but a key that is there twice is told and read over, so that what else is wrong is found:
 * whoever is told decides what becomes of the tree. */
struct yaml *yaml_parse_on(const char *file, const char *text, size_t n, struct arena *arena,
			   void (*twice)(const struct err *err, void *arg), void *arg, struct err *err);
struct yaml *yaml_load(const char *path, struct arena *arena, struct err *err);

/* The entry of a map with that key, or NULL (also when `map` is NULL or not a map). */
const struct yaml *yaml_get(const struct yaml *map, const char *key);

/* The text of a scalar entry, or NULL. */
const char *yaml_text(const struct yaml *map, const char *key);

/* "map", "list", "text", for messages; translated. */
const char *yaml_kind_name(enum yaml_kind kind);

#endif
