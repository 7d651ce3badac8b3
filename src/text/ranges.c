#include "revisit/text/fold.h"
#include "revisit/text/pinyin.h"
#include "revisit/text/utf8.h"

#include "spelling.h"

enum { DIGITS_MAX = 32, CODE_MAX = 4 };

/* The characters of `shown` found so far, by where they start. */
struct marks {
	const char *shown, *word;
	const char *passport; /* the word with each "yu" that may be ü as v, NULL when it has none */
	const size_t *map;    /* from the folded text to `shown` */
	size_t at[KEY_MAX];
	size_t n;
};

static void mark(struct marks *m, size_t folded_at)
{
	size_t at = m->map[folded_at], i = m->n;

	while (i > 0 && m->at[i - 1] > at)
		i--;
	if (m->n == KEY_MAX || (i > 0 && m->at[i - 1] == at))
		return;
	memmove(m->at + i + 1, m->at + i, (m->n - i) * sizeof m->at[0]);
	m->at[i] = at;
	m->n++;
}

/* The word taken from the beginnings of pieces, one after the other from `first` round to the piece
 * before it: "zhangw", "zwei", "weiz".  After the first syllable of a surname of several the others
 * may be left out. */
struct taking {
	const struct pieces *p;
	const char *word;
	size_t first;
	bool short_only; /* whole pieces alone, but for the last */
	size_t len[PIECES_MAX];
};

static bool take(struct taking *t, size_t i, const char *word)
{
	const struct pieces *p = t->p;

	if (!*word)
		return true;
	if (i == p->n)
		return false;
	size_t at = (t->first + i) % p->n;
	const struct piece *piece = &p->v[at];
	size_t same = 0;
	while (same < piece->len && word[same] &&
	       (word[same] == piece->text[same] ||
		(word[same] == 'u' && piece->text[same] == 'v')))
		same++;
	for (size_t n = same; n > 0; n--) {
		if (t->short_only && n < piece->len && word[n])
			break;
		t->len[at] = n;
		if (take(t, i + 1, word + n))
			return true;
		if (at == 0 && p->family > 1 && p->family < p->n &&
		    take(t, i + p->family, word + n))
			return true;
		t->len[at] = 0;
	}
	return false;
}

static void mark_pieces(struct marks *m, const struct pieces *p)
{
	for (size_t shortened = 0; shortened < 2 && !m->n; shortened++)
		for (size_t first = 0; first < p->n && !m->n; first++) {
			struct taking t = { .p = p, .first = first, .short_only = !shortened };

			if (!take(&t, 0, m->word) && (!m->passport || !take(&t, 0, m->passport)))
				continue;
			for (size_t i = 0; i < p->n; i++)
				for (size_t k = 0; k < t.len[i]; k++)
					mark(m, p->v[i].han ? p->v[i].at : p->v[i].at + k);
		}
}

/* Anywhere: a part of an address, the middle of a name. */
static void mark_inside(struct marks *m, const struct str *folded)
{
	size_t n = strlen(m->word);
	size_t *at = mem_array(folded->len + 1, sizeof(*at));
	struct str dense;

	str_init(&dense);
	for (size_t i = 0; i < folded->len; i++)
		if (folded->p[i] != ' ') {
			at[dense.len] = i;
			str_addc(&dense, folded->p[i]);
		}
	const char *found = strstr(dense.p, m->word);
	for (size_t i = 0; found && i < n; i++)
		mark(m, at[(size_t)(found - dense.p) + i]);
	str_release(&dense);
	free(at);
}

static void mark_han(struct marks *m, const struct name_parts *name)
{
	struct str text;

	str_init(&text);
	for (size_t from = 0; from < name->n_han && !m->n; from++) {
		str_clear(&text);
		name_han_text(name, from, &text);
		if (strncmp(text.p, m->word, strlen(m->word)) != 0)
			continue;
		for (size_t i = from, used = 0; used < strlen(m->word); i++) {
			char bytes[4];

			used += utf8_encode(name->han[i], bytes);
			mark(m, name->han_at[i]);
		}
	}
	str_release(&text);
}

/* A shown "Lü" was folded to "lu"; its key has a v. */
static void restore_umlauts(struct str *folded, const struct marks *m)
{
	size_t n = strlen(m->shown);

	for (size_t i = 0; i < folded->len; i++) {
		uint32_t cp = 0;

		utf8_decode(m->shown + m->map[i], n - m->map[i], &cp);
		if (folded->p[i] == 'u' && (cp == 0xfc || cp == 0xdc))
			folded->p[i] = 'v';
	}
}

static void mark_readings(struct marks *m, const struct name_parts *name)
{
	struct pieces readings[READINGS_MAX];
	struct han_readings h;
	struct str text;

	str_init(&text);
	name_han_text(name, 0, &text);
	size_t chars = 0, family = han_surname_len(text.p);
	for (size_t at = 0; at < family; chars++) {
		char bytes[4];

		at += utf8_encode(name->han[chars], bytes);
	}
	han_read(&h, name, chars);
	size_t n = han_pieces(&h, readings);
	for (size_t i = 0; i < n && !m->n; i++)
		mark_pieces(m, &readings[i]);
	str_release(&text);
}

static size_t give_marks(const struct marks *m, struct match_range *out, size_t max)
{
	size_t n = 0, len = strlen(m->shown);

	for (size_t i = 0; i < m->n; i++) {
		size_t end = utf8_next(m->shown, len, m->at[i]);

		if (n && out[n - 1].end >= m->at[i]) {
			out[n - 1].end = end > out[n - 1].end ? end : out[n - 1].end;
			continue;
		}
		if (n == max)
			break;
		out[n++] = (struct match_range){ .start = m->at[i], .end = end };
	}
	return n;
}

/* "lyu" as "lv": how passports write ü. */
static bool umlauts_plain(const char *word, char out[KEY_MAX + 1])
{
	bool any = false;

	for (const char *p = word; *p; p++) {
		bool umlaut = p > word && strchr("ln", p[-1]) && p[0] == 'y' && p[1] == 'u';
		*out++ = umlaut ? 'v' : *p;
		p += umlaut;
		any = any || umlaut;
	}
	*out = '\0';
	return any;
}

static size_t name_ranges(const char *shown, const char *word, struct match_range *out, size_t max)
{
	struct marks m = { .shown = shown, .word = word };
	struct name_parts name;
	struct pieces syllables;
	struct str folded;
	size_t *map;

	char passport[KEY_MAX + 1];

	if (umlauts_plain(word, passport))
		m.passport = passport;
	str_init(&folded);
	text_fold_mapped(&folded, shown, &map);
	m.map = map;
	name_split(folded.p, &name);
	if (utf8_has_han(word)) {
		mark_han(&m, &name);
	} else {
		mark_pieces(&m, &name.words);
		restore_umlauts(&folded, &m);
		if (!m.n && pinyin_pieces(&name.words, &syllables))
			mark_pieces(&m, &syllables);
		if (!m.n && name.n_han)
			mark_readings(&m, &name);
	}
	if (!m.n && utf8_has_han(word) | (strlen(word) > 1))
		mark_inside(&m, &folded);
	size_t n = give_marks(&m, out, max);
	free(map);
	str_release(&folded);
	return n;
}

/* Digits of a shown number that stand together: grouped, but not cut by a mask. */
struct digits {
	char text[DIGITS_MAX + 1];
	size_t start[DIGITS_MAX], end[DIGITS_MAX];
	size_t n;
};

struct shown_number {
	struct digits first, last; /* the same when nothing is masked */
	size_t n;
	bool masked_before, masked;
	bool is_date;
};

static bool groups(uint32_t cp)
{
	return cp == ' ' || cp == '-' || cp == '/' || cp == '(' || cp == ')' || cp == '+' ||
	       cp == 0xa0 || cp == 0x2009 || cp == 0x202f || (cp >= 0x2010 && cp <= 0x2013);
}

static bool is_mask(const char *s, uint32_t cp)
{
	return cp == '*' || cp == 0x2026 || cp == 0x2022 || cp == 0xd7 ||
	       (cp == '.' && s[1] == '.');
}

/* Reads up to the first letter ("ext 803"); false when that is not a number of three digits. */
static bool read_number(const char *shown, struct shown_number *x)
{
	struct digits *d = &x->last;
	size_t len = strlen(shown);
	bool cut = false;

	memset(x, 0, sizeof *x);
	for (size_t at = 0, n; at < len; at += n) {
		uint32_t cp;

		n = utf8_decode(shown + at, len - at, &cp);
		int digit = n ? cp_digit(cp) : -1;
		if (digit >= 0) {
			if (cut && d->n) {
				x->first = *d;
				d->n = 0;
			}
			cut = false;
			if (d->n == DIGITS_MAX)
				return false;
			d->text[d->n] = (char)('0' + digit);
			d->start[d->n] = at;
			d->end[d->n++] = at + n;
			d->text[d->n] = '\0';
			x->n++;
			continue;
		}
		if (!n)
			return false;
		if (is_mask(shown + at, cp)) {
			x->masked_before = x->masked_before || !x->n;
			x->masked = cut = true;
			while (shown[at + n] == '.' && cp == '.')
				n++;
		} else if (!groups(cp) && cp != '.') {
			break;
		}
	}
	if (!x->first.n)
		x->first = *d;
	return x->n >= 3;
}

static bool is_shown_date(const char *shown)
{
	return strlen(shown) == 10 && strspn(shown, "0123456789") == 4 &&
	       strspn(shown + 5, "0123456789") == 2 && strspn(shown + 8, "0123456789") == 2 &&
	       shown[4] == shown[7];
}

/* Whether a key of the number begins at digit `at`. */
static bool begins_key(const struct shown_number *x, const struct digits *d, size_t at)
{
	if (x->is_date)
		return at == 0 || at == 2 || at == 4;
	if (x->masked)
		return true;
	if (x->n >= 7)
		return at == 0 || d->n - at >= 3;
	return at == 0 || strspn(d->text, "0") == at;
}

static size_t find_digits(const struct shown_number *x, const struct digits *d, const char *word,
			  size_t *n)
{
	size_t found = SIZE_MAX;

	*n = strlen(word);
	for (size_t at = 0; at + *n <= d->n; at++) {
		if (memcmp(d->text + at, word, *n) != 0 || !begins_key(x, d, at))
			continue;
		if (found == SIZE_MAX || at + *n == d->n)
			found = at;
	}
	if (found != SIZE_MAX || x->is_date)
		return found;
	/* Typed in full, shown in part. */
	if (x->masked_before && d->n >= 4 && *n > d->n && strcmp(word + *n - d->n, d->text) == 0) {
		*n = d->n;
		return 0;
	}
	/* Typed with a country code or a trunk 0, shown without; or shown with a 0 of its own. */
	for (size_t code = 1; code <= CODE_MAX && *n >= code + 7 && !x->masked; code++)
		for (size_t zero = 0; zero <= (d->text[0] == '0' ? 1u : 0u); zero++)
			if (strncmp(d->text + zero, word + code, *n - code) == 0) {
				*n -= code;
				return zero;
			}
	return SIZE_MAX;
}

static size_t number_ranges(const char *shown, struct shown_number *x, const char *word,
			    struct match_range *out)
{
	const struct digits *both[] = { &x->last, &x->first };

	x->is_date = is_shown_date(shown);
	for (size_t i = 0; i < ARRAY_SIZE(both); i++) {
		size_t n, at = find_digits(x, both[i], word, &n);

		if (at == SIZE_MAX)
			continue;
		*out = (struct match_range){ .start = both[i]->start[at],
					     .end = both[i]->end[at + n - 1] };
		return 1;
	}
	return 0;
}

static char small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static size_t address_ranges(const char *shown, const char *word, struct match_range *out)
{
	size_t n = strlen(word);

	for (size_t from = 0; shown[from]; from++) {
		size_t i = 0;

		while (i < n && small(shown[from + i]) == word[i])
			i++;
		if (i < n)
			continue;
		*out = (struct match_range){ .start = from, .end = from + n };
		return 1;
	}
	return 0;
}

size_t match_ranges(const char *shown, const char *word, struct match_range *out, size_t max)
{
	struct shown_number number;
	size_t len = strlen(word), n;

	if (len == 0 || len > KEY_MAX || max == 0)
		return 0;
	char *head = mem_strndup(shown, text_head(shown, TEXT_MAX));
	if (strchr(word, '@'))
		n = address_ranges(head, word, out);
	else if (strspn(word, "0123456789") == len && read_number(head, &number))
		n = number_ranges(head, &number, word, out);
	else
		n = name_ranges(head, word + (word[0] == '#'), out, max);
	free(head);
	return n;
}

bool match_sentence(const char *sentence, const char *word)
{
	struct match_range range;

	return match_ranges(sentence, word, &range, 1) > 0 || han_is_read(sentence, word);
}
