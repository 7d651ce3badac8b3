/* Inside store/: everybody as likeness.h compares them, packed. */
#ifndef REVISIT_STORE_PAIRS_INSIDE_H
#define REVISIT_STORE_PAIRS_INSIDE_H

#include "revisit/store/pairs.h"

struct held {
	const char *texts; /* likeness_texts */
	int64_t id, guardian;
	uint64_t sketch; /* which pairs of letters the name has: a bit each */
	uint32_t names;  /* people of this name */
	uint32_t numbers_at;
	day_t birth;
	uint8_t n_numbers, precision, sex;
	bool wanted;
};

struct text_chunk {
	struct text_chunk *next;
	size_t used;
	char bytes[(1 << 18) - 16];
};

struct people {
	struct held *v;
	size_t n, cap;
	struct likeness_number *numbers;
	size_t n_numbers, cap_numbers;
	struct text_chunk *chunks;
	struct str texts; /* of the one being read */
};

void people_release(struct people *p);
/* Gives back a little of it, which is then good for nothing; false when little is left. */
bool people_release_some(struct people *p, int chunks);
/* At most `limit` more, those with a greater id than *after; *more: there may be others. */
bool people_read(struct people *p, struct store *s, int64_t import, int64_t *after, int limit,
		 bool *more, struct err *err);
/* Somebody who is not stored, or not so. */
void people_add(struct people *p, const struct patient *patient, const struct rows *contacts);
/* One stored patient. */
bool people_fetch(struct people *p, struct store *s, int64_t patient, struct err *err);
void people_point(const struct people *p, size_t i, struct likeness_person *out);

/* The blocks of a pass: at most KEYS_MAX keys of one person. */
enum { KEYS_MAX = 8 };
struct block_keys {
	uint64_t v[KEYS_MAX];
	size_t n;
};
struct block_pass {
	void (*keys)(const struct people *p, size_t i, struct block_keys *out);
	size_t most;   /* people in a block worth comparing; 0: they are only counted */
	bool by_name;  /* only those whose names have letters in common */
	void (*counted)(struct people *p, uint32_t i, uint32_t key, unsigned people);
};
/* What is kept of a key.  Two that differ seldom meet so, and nothing but time is lost by it. */
static inline uint32_t block_key(uint64_t key)
{
	return (uint32_t)(key >> 32);
}

extern const struct block_pass block_passes[];
extern const size_t n_block_passes;

#endif
