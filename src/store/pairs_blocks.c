/* Who is compared with whom. */
#include "pairs_inside.h"

#include "revisit/text/match.h"
#include "revisit/text/utf8.h"

/* FNV-1a, and the bits stirred so that any of them may choose a bucket. */
static uint64_t hash_bytes(uint64_t h, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * 1099511628211u;
	return h;
}

static uint64_t stirred(uint64_t h)
{
	h ^= h >> 33;
	h *= 0xff51afd7ed558ccdu;
	return h ^ h >> 33;
}

static uint64_t hash_of(const char *text)
{
	return hash_bytes(14695981039346656037u, text, strlen(text));
}

static void add_key(struct block_keys *out, uint64_t h)
{
	if (out->n < KEYS_MAX)
		out->v[out->n++] = stirred(h);
}

/* --- what names sound like --- */

enum { SOUND_MAX = 64, WORDS_MAX = 5 };

static void add_sound(struct block_keys *out, const char *letters)
{
	char sound[SOUND_MAX + 1];

	if (!*letters || strlen(letters) > SOUND_MAX)
		return;
	match_sound(letters, sound);
	add_key(out, hash_of(sound));
}

/* The words joined, `first` in front. */
static void add_turned(struct block_keys *out, const char *const words[], const size_t len[],
		       size_t n, size_t first)
{
	char joined[SOUND_MAX + 1];
	size_t at = 0;

	for (size_t i = 0; i < n; i++) {
		size_t w = (first + i) % n;
		if (at + len[w] > SOUND_MAX)
			return;
		memcpy(joined + at, words[w], len[w]);
		at += len[w];
	}
	joined[at] = '\0';
	add_sound(out, joined);
}

/* The first letter and the next consonants, none twice in a row: what slips of the fingers and of
 * the ear mostly leave as it is. */
static uint64_t skeleton(const char *word, size_t len)
{
	char kept[4] = "";
	size_t n = 0;

	for (size_t i = 0; i < len && n < ARRAY_SIZE(kept); i++) {
		char c = word[i];
		bool vowel = strchr("aeiouyhw", c) != NULL;
		if (n == 0 || (!vowel && c != kept[n - 1]))
			kept[n++] = c;
	}
	return hash_bytes(14695981039346656037u, kept, n);
}

/* A sum, since the family name may stand last. */
static void add_characters(struct block_keys *out, const char *name)
{
	uint64_t sum = 0;
	size_t n = strlen(name);
	uint32_t cp;

	for (size_t i = 0, len; i < n && (len = utf8_decode(name + i, n - i, &cp)) > 0; i += len)
		sum += stirred(cp);
	add_key(out, sum);
}

static void name_sounds(const struct likeness_person *p, struct block_keys *out)
{
	const char *words[WORDS_MAX];
	size_t len[WORDS_MAX];
	size_t n = 0;
	uint64_t bones = 0;

	if (*p->text[LIKE_READING]) {
		add_sound(out, p->text[LIKE_READING]);
		add_characters(out, p->text[LIKE_NAME]);
		return;
	}
	for (const char *w = p->text[LIKE_NAME]; *w && n < WORDS_MAX; w += strspn(w, " ")) {
		words[n] = w;
		len[n] = strcspn(w, " ");
		w += len[n++];
	}
	for (size_t i = 0; i < n && n <= 3; i++)
		add_turned(out, words, len, n, i);
	/* A sum, since the words may stand in any order. */
	for (size_t i = 0; i < n; i++)
		bones += stirred(skeleton(words[i], len[i]));
	if (n > 1)
		add_key(out, bones);
}

static void with(struct block_keys *keys, int more)
{
	for (size_t i = 0; i < keys->n; i++)
		keys->v[i] = stirred(keys->v[i] + (uint64_t)(unsigned)more * 0x9e3779b97f4a7c15u);
}

/* --- the blocks --- */

static void point(const struct people *p, size_t i, struct likeness_person *out)
{
	people_point(p, i, out);
}

static bool exact_birth(const struct held *h)
{
	return h->birth != DAY_NONE && h->precision == PRECISION_DAY;
}

static void by_text(const struct people *p, size_t i, enum likeness_text text, size_t least,
		    struct block_keys *out)
{
	struct likeness_person x;

	point(p, i, &x);
	if (strlen(x.text[text]) >= least)
		add_key(out, hash_of(x.text[text]));
}

static void by_name(const struct people *p, size_t i, struct block_keys *out)
{
	by_text(p, i, LIKE_NAME, 1, out);
}

static void by_identity(const struct people *p, size_t i, struct block_keys *out)
{
	by_text(p, i, LIKE_IDENTITY, 4, out);
}

static void by_email(const struct people *p, size_t i, struct block_keys *out)
{
	by_text(p, i, LIKE_EMAIL, 5, out);
}

static void by_number(const struct people *p, size_t i, struct block_keys *out)
{
	const struct held *h = &p->v[i];

	for (size_t k = 0; k < h->n_numbers; k++)
		add_key(out, p->numbers[h->numbers_at + k].digits);
}

static void by_birth(const struct people *p, size_t i, struct block_keys *out)
{
	const struct held *h = &p->v[i];

	if (exact_birth(h))
		add_key(out, (uint64_t)(int64_t)h->birth);
}

static void by_sound(const struct people *p, size_t i, struct block_keys *out)
{
	struct likeness_person x;

	point(p, i, &x);
	name_sounds(&x, out);
}

static void by_sound_year(const struct people *p, size_t i, struct block_keys *out)
{
	if (p->v[i].birth == DAY_NONE)
		return;
	by_sound(p, i, out);
	with(out, day_split(p->v[i].birth).y);
}

static void by_sound_day(const struct people *p, size_t i, struct block_keys *out)
{
	if (!exact_birth(&p->v[i]))
		return;
	struct ymd d = day_split(p->v[i].birth);
	by_sound(p, i, out);
	with(out, d.m * 32 + d.d);
}

/* A sum over the first letters of the words, and the figures of the birth date in any order. */
static void by_initials_figures(const struct people *p, size_t i, struct block_keys *out)
{
	struct likeness_person x;
	char date[16];
	uint64_t sum = 0;

	if (!exact_birth(&p->v[i]))
		return;
	point(p, i, &x);
	bool han = *x.text[LIKE_READING] != '\0';
	const char *name = han ? x.text[LIKE_FAMILY_READING] : x.text[LIKE_NAME];
	for (const char *w = name; *w; w += strcspn(w, " "), w += strspn(w, " "))
		sum += stirred((unsigned char)*w);
	struct ymd d = day_split(p->v[i].birth);
	snprintf(date, sizeof(date), "%04u%02u%02u", (unsigned)d.y % 10000, (unsigned)d.m % 100,
		 (unsigned)d.d % 100);
	for (int k = 0; k < 8; k++)
		sum += stirred(1000u + (unsigned char)date[k]);
	if (*name)
		add_key(out, sum);
}

/* The figures of an address are seldom mistyped when its words are: the house, the flat, the
 * postcode; and the first letter of the name. */
static void by_house(const struct people *p, size_t i, struct block_keys *out)
{
	struct likeness_person x;
	uint64_t h = 7;
	int figures = 0;

	point(p, i, &x);
	for (const char *c = x.text[LIKE_ADDRESS]; *c; c++) {
		if (*c < '0' || *c > '9')
			continue;
		h = hash_bytes(h, c, 1);
		figures++;
	}
	if (figures < 3)
		return;
	const char *reading = x.text[LIKE_READING];
	const char *name = *reading ? reading : x.text[LIKE_NAME];
	for (const char *w = name; *w; w += strcspn(w, " "), w += strspn(w, " ")) {
		char letter = *w;
		add_key(out, hash_bytes(h, &letter, 1));
	}
}

/* A slip is in one half of a number: the other half, and the first letter of a name. */
static void by_half_number(const struct people *p, size_t i, struct block_keys *out)
{
	const struct held *h = &p->v[i];
	struct likeness_person x;

	point(p, i, &x);
	const char *reading = x.text[LIKE_READING];
	const char *name = *reading ? reading : x.text[LIKE_NAME];
	for (size_t k = 0; k < h->n_numbers; k++) {
		uint64_t digits = p->numbers[h->numbers_at + k].digits;
		for (const char *w = name; *w; w += strcspn(w, " "), w += strspn(w, " ")) {
			add_key(out, stirred(digits / 10000) + (unsigned char)*w);
			add_key(out, stirred(~(digits % 10000)) + (unsigned char)*w);
		}
	}
}

static void count_names(struct people *p, uint32_t i, uint32_t key, unsigned people)
{
	(void)key;
	p->v[i].names = people;
}

static void count_numbers(struct people *p, uint32_t i, uint32_t key, unsigned people)
{
	const struct held *h = &p->v[i];

	for (size_t k = 0; k < h->n_numbers; k++) {
		struct likeness_number *n = &p->numbers[h->numbers_at + k];
		if (block_key(stirred(n->digits)) == key)
			n->people = people;
	}
}

/* What is counted comes first.  Some 35 of a million patients are born on one day; the first of
 * January, and 张伟 of one year, may have many more. */
const struct block_pass block_passes[] = {
	{ .keys = by_name, .counted = count_names },
	{ .keys = by_number, .counted = count_numbers },
	{ .keys = by_number, .most = 40 },
	{ .keys = by_identity, .most = 40 },
	{ .keys = by_email, .most = 40 },
	{ .keys = by_birth, .most = 250, .by_name = true },
	{ .keys = by_sound_year, .most = 120 },
	{ .keys = by_sound_day, .most = 120 },
	{ .keys = by_sound, .most = 40 },
	{ .keys = by_initials_figures, .most = 120, .by_name = true },
	{ .keys = by_house, .most = 40 },
	{ .keys = by_half_number, .most = 120, .by_name = true },
};
const size_t n_block_passes = ARRAY_SIZE(block_passes);
