#include "spells.h"

/* Each spell: flags and how far the version is from the one before; its key unless that is the one
 * before; its first day, from the one before; its length unless it has no end.  All as numbers of
 * seven bits a byte, those that may be negative in zigzag. */
enum { FLAG_SAME_KEY = 1, FLAG_FOREVER = 2, FLAG_STARTED = 4, FLAGS = 3 };

void spells_release(struct spells *s)
{
	free(s->v);
	*s = (struct spells){ 0 };
}

void spells_clear(struct spells *s)
{
	s->n = 0;
}

void spells_add(struct spells *s, const struct member_spell *spell)
{
	GROW(s->v, s->n, s->cap);
	s->v[s->n++] = *spell;
}

struct member_spell *spells_of(const struct spells *s, int64_t version, size_t *n)
{
	size_t i = 0;

	*n = 0;
	while (i < s->n && s->v[i].version < version)
		i++;
	while (i + *n < s->n && s->v[i + *n].version == version)
		++*n;
	return *n ? &s->v[i] : NULL;
}

struct member_spell *spells_on(const struct spells *s, int64_t version, day_t day)
{
	size_t n;
	struct member_spell *v = spells_of(s, version, &n);

	for (size_t i = 0; i < n; i++)
		if (v[i].from <= day && day < v[i].until)
			return &v[i];
	return NULL;
}

/* --- packing --- */

static void put(struct str *out, uint64_t n)
{
	while (n >= 0x80) {
		str_addc(out, (char)((n & 0x7f) | 0x80));
		n >>= 7;
	}
	str_addc(out, (char)n);
}

static uint64_t zigzag(int64_t n)
{
	return ((uint64_t)n << 1) ^ (n < 0 ? UINT64_MAX : 0);
}

static int64_t unzigzag(uint64_t n)
{
	return (int64_t)((n >> 1) ^ (n & 1 ? UINT64_MAX : 0));
}

void spells_pack(const struct spells *s, struct str *out)
{
	struct member_spell before = { .key = INT64_MIN };

	for (size_t i = 0; i < s->n; i++) {
		const struct member_spell *m = &s->v[i];
		uint64_t flags = (m->key == before.key ? FLAG_SAME_KEY : 0) |
				 (m->until == DAY_MAX ? FLAG_FOREVER : 0) |
				 (m->started ? FLAG_STARTED : 0);
		put(out, (uint64_t)(m->version - before.version) << FLAGS | flags);
		if (m->key != before.key)
			put(out, zigzag(m->key));
		put(out, zigzag(m->from - before.from));
		if (m->until != DAY_MAX)
			put(out, (uint64_t)(m->until - m->from));
		before = *m;
	}
}

struct bytes {
	const char *p, *end;
	bool bad;
};

static uint64_t get(struct bytes *b)
{
	uint64_t n = 0;

	for (int shift = 0; shift < 64 && b->p < b->end; shift += 7) {
		uint64_t byte = (unsigned char)*b->p++;
		n |= (byte & 0x7f) << shift;
		if (byte < 0x80)
			return n;
	}
	b->bad = true;
	return 0;
}

bool spells_unpack(struct spells *s, const char *bytes, size_t n)
{
	struct bytes b = { .p = bytes, .end = bytes + n };
	struct member_spell m = { .key = INT64_MIN };

	while (b.p < b.end && !b.bad) {
		uint64_t head = get(&b);
		m.version += (int64_t)(head >> FLAGS);
		if (!(head & FLAG_SAME_KEY))
			m.key = unzigzag(get(&b));
		m.from = (day_t)(m.from + unzigzag(get(&b)));
		m.until = head & FLAG_FOREVER ? DAY_MAX : (day_t)(m.from + (int64_t)get(&b));
		m.started = (head & FLAG_STARTED) != 0;
		if (!b.bad)
			spells_add(s, &m);
	}
	return !b.bad;
}
