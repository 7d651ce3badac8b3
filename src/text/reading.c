#include "revisit/text/pinyin.h"
#include "revisit/text/utf8.h"

#include "spelling.h"

enum { HAN_REPEAT = 0x3005 /* 々 */ };

/* Puts a reading of character i in front of its others. */
static void prefer(struct han_readings *h, size_t i, const char *syllable)
{
	char(*v)[SYLLABLE_SIZE] = h->v[i];
	size_t k = 0;

	while (k < h->n_v[i] && strcmp(v[k], syllable) != 0)
		k++;
	if (k == h->n_v[i] && k < READINGS_MAX)
		h->n_v[i]++;
	if (k == READINGS_MAX)
		k--;
	memmove(v[1], v[0], k * SYLLABLE_SIZE);
	snprintf(v[0], SYLLABLE_SIZE, "%s", syllable);
}

static bool starts_with(const char *text, size_t n, const char *start)
{
	return n >= strlen(start) && memcmp(text, start, strlen(start)) == 0;
}

static const char *const finals[] = {
	"a",   "ai",   "an",  "ang",  "ao", "e",   "ei", "en",   "eng", "er",  "i",  "ia",
	"ian", "iang", "iao", "ie",   "in", "ing", "iu", "iong", "o",   "ong", "ou", "u",
	"ua",  "uai",  "uan", "uang", "ue", "ui",  "un", "uo",   "v",   "ve",
};

/* Letters before the vowel; the h of "zh" may be still to come. */
static size_t initial_len(const char *s, size_t n)
{
	if (n > 1 && s[1] == 'h' && strchr("zcs", s[0]))
		return 2;
	return strchr("bpmfdtnlgkhjqxrzcsyw", s[0]) ? 1 : 0;
}

bool is_syllable(const char *s, size_t n)
{
	size_t initial = initial_len(s, n);

	if (initial >= n || (!initial && !strchr("aeo", s[0])))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(finals); i++)
		if (n - initial == strlen(finals[i]) && starts_with(s + initial, n, finals[i]))
			return true;
	return false;
}

bool begins_syllable(const char *s, size_t n)
{
	size_t initial = initial_len(s, n);

	if (!initial && !strchr("aeo", s[0]))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(finals); i++)
		if (strncmp(finals[i], s + initial, n - initial) == 0)
			return true;
	return false;
}

/* A reading being divided among the characters it is of. */
struct division {
	const struct han_readings *h;
	const char *text;
	size_t n, last; /* its bytes; where the characters end */
	bool dead[PIECES_MAX][KEY_MAX + 1];
	char parts[PIECES_MAX][SYLLABLE_SIZE];
};

static bool divide(struct division *d, size_t i, size_t at);

static bool take(struct division *d, size_t i, size_t at, size_t len)
{
	if (len == 0 || len >= SYLLABLE_SIZE)
		return false;
	memcpy(d->parts[i], d->text + at, len);
	d->parts[i][len] = '\0';
	return divide(d, i + 1, at + len);
}

/* The character's own readings go first, then whatever looks like a syllable, then the whole word:
 * a reading may be Cantonese, or a person's own. */
static bool divide(struct division *d, size_t i, size_t at)
{
	if (at < d->n && d->text[at] == ' ')
		at++;
	if (i == d->last)
		return at == d->n;
	if (at == d->n || d->dead[i][at])
		return false;
	d->dead[i][at] = true;

	size_t word = strcspn(d->text + at, " ");
	for (size_t k = 0; k < d->h->n_v[i]; k++)
		if (starts_with(d->text + at, word, d->h->v[i][k]) &&
		    take(d, i, at, strlen(d->h->v[i][k])))
			return true;
	for (size_t len = word < PINYIN_LEN - 1 ? word : PINYIN_LEN - 1; len > 0; len--)
		if (is_syllable(d->text + at, len) && take(d, i, at, len))
			return true;
	return take(d, i, at, word);
}

static bool prefer_divided(struct han_readings *h, size_t first, size_t last, const char *reading)
{
	struct division d = { .h = h, .text = reading, .last = last };

	d.n = strlen(reading);
	if (d.n == 0 || d.n > KEY_MAX || !divide(&d, first, 0))
		return false;
	for (size_t i = first; i < last; i++)
		prefer(h, i, d.parts[i]);
	return true;
}

bool han_prefer(struct han_readings *h, const char *reading)
{
	return prefer_divided(h, 0, h->n, reading);
}

void han_read(struct han_readings *h, const struct name_parts *name, size_t family)
{
	memset(h, 0, sizeof *h);
	h->n = name->n_han < PIECES_MAX ? name->n_han : PIECES_MAX;
	h->family = family < h->n ? family : h->n;
	for (size_t i = 0; i < h->n; i++) {
		uint32_t cp = i && name->han[i] == HAN_REPEAT ? name->han[i - 1] : name->han[i];
		char readings[PINYIN_READINGS][PINYIN_LEN];

		h->at[i] = name->han_at[i];
		h->n_v[i] = pinyin_of(cp, readings);
		for (size_t k = 0; k < h->n_v[i]; k++)
			memcpy(h->v[i][k], readings[k], PINYIN_LEN);
	}

	struct str surname;
	str_init(&surname);
	size_t n = h->n == 1 ? 1 : h->family;
	for (size_t i = 0; i < n; i++) {
		char bytes[4];

		str_addn(&surname, bytes, utf8_encode(name->han[i], bytes));
	}
	const char *reading = surname.len ? pinyin_surname(surname.p) : NULL;
	if (reading)
		prefer_divided(h, 0, n, reading);
	str_release(&surname);
}

/* One way to read a name: the rank of the reading of each character. */
struct pick {
	const struct han_readings *h;
	size_t rank[PIECES_MAX];
	struct pieces *out;
	size_t n_out;
};

static void add_pick(struct pick *p)
{
	const struct han_readings *h = p->h;
	struct pieces *out = &p->out[p->n_out++];

	*out = (struct pieces){ .n = h->n, .family = h->family };
	for (size_t i = 0; i < h->n; i++) {
		const char *text = h->v[i][p->rank[i]];

		out->v[i] = (struct piece){
			.text = text, .len = strlen(text), .at = h->at[i], .han = true
		};
	}
}

/* All picks whose ranks from character i on add up to `sum`. */
static void pick_from(struct pick *p, size_t i, size_t sum)
{
	if (p->n_out == READINGS_MAX)
		return;
	if (i == p->h->n) {
		if (sum == 0)
			add_pick(p);
		return;
	}
	for (size_t k = 0; k <= sum && (k == 0 || k < p->h->n_v[i]); k++) {
		p->rank[i] = k;
		pick_from(p, i + 1, sum - k);
	}
}

size_t han_pieces(const struct han_readings *h, struct pieces out[READINGS_MAX])
{
	struct pick p = { .h = h, .out = out };
	size_t most = 0;
	bool any = false;

	for (size_t i = 0; i < h->n; i++) {
		most += h->n_v[i] ? h->n_v[i] - 1 : 0;
		any = any || h->n_v[i];
	}
	for (size_t sum = 0; any && sum <= most && p.n_out < READINGS_MAX; sum++)
		pick_from(&p, 0, sum);
	return p.n_out;
}

/* Inside a word a syllable begins with a vowel only after an apostrophe (Xi'an), which folding took
 * away: "nana" is na-na, not nan-a, unless there is no other way. */
static bool add_syllables(const struct piece *word, size_t at, bool vowels, struct pieces *out)
{
	if (at == word->len)
		return true;
	if (out->n == PIECES_MAX)
		return false;

	if (at && !vowels && strchr("aeo", word->text[at]))
		return false;

	size_t n = out->n++, rest = word->len - at;
	for (size_t len = rest < PINYIN_LEN - 1 ? rest : PINYIN_LEN - 1; len > 0; len--) {
		if (!is_syllable(word->text + at, len))
			continue;
		out->v[n] =
			(struct piece){ .text = word->text + at, .len = len, .at = word->at + at };
		if (add_syllables(word, at + len, vowels, out))
			return true;
	}
	out->n = n;
	return false;
}

bool pinyin_pieces(const struct pieces *words, struct pieces *out)
{
	*out = (struct pieces){ .n = 0 };
	for (size_t i = 0; i < words->n; i++) {
		if (!add_syllables(&words->v[i], 0, false, out) &&
		    !add_syllables(&words->v[i], 0, true, out))
			return false;
		if (i == 0)
			out->family = words->n > 1 ? out->n : 1;
	}
	return out->n > 0;
}
