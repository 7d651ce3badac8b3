#include "revisit/text/fold.h"
#include "revisit/text/pinyin.h"
#include "revisit/text/utf8.h"

#include <utf8proc.h>

/* Marks after one letter beyond which a text is no writing but an attack on the sorting of marks
 * (quadratic); such a text is kept as it is. */
enum { MARKS_SANE = 64 };

enum gap { NO_GAP, APOSTROPHE, SEPARATOR };

/* A text being folded into out->p[base …]; `map` (NULL: not wanted) has a source offset for each
 * byte of it.  The gap before the next character is written once that character is known. */
struct fold {
	struct str *out;
	size_t base;
	size_t *map, map_cap;
	uint32_t last; /* the character written last, 0 after a blank and at the start */
	size_t last_at;
	enum gap gap;
	size_t gap_from;
};

static void append(struct fold *f, uint32_t cp, size_t from)
{
	char bytes[4];
	size_t n = utf8_encode(cp, bytes);

	f->last = cp;
	f->last_at = f->out->len;
	if (f->map && f->out->len + n >= f->map_cap) {
		f->map_cap = f->map_cap * 2 + 8;
		f->map = mem_grow(f->map, f->map_cap, sizeof *f->map);
	}
	for (size_t i = 0; f->map && i < n; i++)
		f->map[f->out->len + i] = from;
	str_addn(f->out, bytes, n);
}

static bool is_letter(uint32_t cp)
{
	utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);

	return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO && !cp_is_han(cp);
}

static bool is_apostrophe(uint32_t cp)
{
	return cp == '\'' || cp == '`' || cp == 0x2018 || cp == 0x2019 || cp == 0x201b ||
	       cp == 0x02bb || cp == 0x02bc || cp == 0x055a;
}

static bool is_separator(uint32_t cp)
{
	switch (utf8proc_category((utf8proc_int32_t)cp)) {
	case UTF8PROC_CATEGORY_PC:
	case UTF8PROC_CATEGORY_PD:
	case UTF8PROC_CATEGORY_PS:
	case UTF8PROC_CATEGORY_PE:
	case UTF8PROC_CATEGORY_PI:
	case UTF8PROC_CATEGORY_PF:
	case UTF8PROC_CATEGORY_PO:
	case UTF8PROC_CATEGORY_ZS:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
	case UTF8PROC_CATEGORY_CC:
		return true;
	default:
		return false;
	}
}

/* Accents, vowel points and enclosing marks go.  Marks that are letters in all but name stay: the
 * vowel signs, nuktas and viramas of Indic scripts, Thai tones, Japanese voicing. */
static bool is_dropped(uint32_t cp)
{
	const utf8proc_property_t *p = utf8proc_get_property((utf8proc_int32_t)cp);

	if (cp == 0x0640 || p->category == UTF8PROC_CATEGORY_CF ||
	    p->category == UTF8PROC_CATEGORY_ME)
		return true;
	if (p->category != UTF8PROC_CATEGORY_MN)
		return false;
	return (p->combining_class >= 1 && p->combining_class <= 6) ||
	       (p->combining_class >= 10 && p->combining_class <= 36) || p->combining_class >= 200;
}

/* Letters that no decomposition takes apart, and the Arabic forms of Persian letters. */
static const char *plain_letters(uint32_t cp)
{
	switch (cp) {
	case 0x00e6:
		return "ae";
	case 0x00f0:
		return "d";
	case 0x00f8:
		return "o";
	case 0x00fe:
		return "th";
	case 0x0111:
		return "d";
	case 0x0127:
		return "h";
	case 0x0131:
		return "i";
	case 0x0138:
		return "q";
	case 0x0142:
		return "l";
	case 0x014b:
		return "ng";
	case 0x0153:
		return "oe";
	case 0x0167:
		return "t";
	case 0x0643:
		return "\u06a9";
	case 0x0649:
		return "\u06cc";
	case 0x064a:
		return "\u06cc";
	default:
		return NULL;
	}
}

/* Hangul vowels and finals, and Japanese voicing, go together with what is before them. */
static bool joins(uint32_t cp)
{
	return (cp >= 0x1161 && cp <= 0x1175) || (cp >= 0x11a8 && cp <= 0x11c2) || cp == 0x3099 ||
	       cp == 0x309a;
}

static bool join_last(struct fold *f, uint32_t cp)
{
	utf8proc_int32_t pair[3] = { (utf8proc_int32_t)f->last, (utf8proc_int32_t)cp, 0 };
	size_t from = f->map ? f->map[f->last_at] : 0;

	if (!f->last || utf8proc_normalize_utf32(pair, 2, UTF8PROC_COMPOSE | UTF8PROC_STABLE) != 1)
		return false;
	str_cut(f->out, f->last_at);
	append(f, (uint32_t)pair[0], from);
	return true;
}

static void fold_gap(struct fold *f, enum gap gap, size_t from)
{
	if (f->gap == NO_GAP)
		f->gap_from = from;
	else
		gap = SEPARATOR;
	f->gap = gap;
}

/* A blank for what was left out before a letter or digit. */
static void close_gap(struct fold *f, bool letter)
{
	if (f->gap == SEPARATOR || (f->gap == APOSTROPHE && !letter)) {
		if (f->out->len > f->base)
			append(f, ' ', f->gap_from);
		f->last = 0;
	}
	f->gap = NO_GAP;
}

/* One character of a decomposition, already of folded case. */
static void fold_part(struct fold *f, uint32_t cp, size_t from)
{
	if (is_apostrophe(cp)) {
		fold_gap(f, is_letter(f->last) ? APOSTROPHE : SEPARATOR, from);
		return;
	}
	if (is_separator(cp)) {
		fold_gap(f, SEPARATOR, from);
		return;
	}
	if (is_dropped(cp))
		return;
	close_gap(f, is_letter(cp));
	if (joins(cp) && join_last(f, cp))
		return;

	const char *plain = plain_letters(cp);
	if (!plain) {
		append(f, han_simplified(cp), from);
		return;
	}
	while (*plain) {
		plain += utf8_decode(plain, strlen(plain), &cp);
		append(f, cp, from);
	}
}

/* Characters without a case, a decomposition or marks: nearly all that names are written in. */
static bool is_ideograph(uint32_t cp)
{
	return cp >= 0x4e00 && cp <= 0x9fff;
}

static bool is_plain(uint32_t cp)
{
	return (cp >= 'a' && cp <= 'z') || (cp >= '0' && cp <= '9');
}

static void fold_char(struct fold *f, uint32_t cp, size_t from)
{
	utf8proc_int32_t parts[64];
	int bounds = 0;

	if (cp >= 'A' && cp <= 'Z')
		cp += 'a' - 'A';
	if (is_plain(cp) || is_ideograph(cp)) {
		close_gap(f, cp >= 'a' && cp <= 'z');
		append(f, is_plain(cp) ? cp : han_simplified(cp), from);
		return;
	}
	if (cp < 0x80) {
		fold_part(f, cp, from);
		return;
	}
	/* An acute accent typed for an apostrophe; it would come apart into a blank and a mark. */
	if (cp == 0xb4)
		cp = '\'';
	utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)cp, parts, ARRAY_SIZE(parts),
						     UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
							     UTF8PROC_CASEFOLD | UTF8PROC_IGNORE,
						     &bounds);
	if (n > (utf8proc_ssize_t)ARRAY_SIZE(parts))
		n = 0;
	for (utf8proc_ssize_t i = 0; i < n; i++)
		fold_part(f, (uint32_t)parts[i], from);
}

static void fold_all(struct fold *f, const char *s)
{
	for (size_t n = strlen(s), at = 0; at < n;) {
		uint32_t cp;
		size_t len = utf8_decode(s + at, n - at, &cp);

		if (len)
			fold_char(f, cp, at);
		else
			fold_gap(f, SEPARATOR, at);
		at += len ? len : 1;
	}
}

void text_fold(struct str *out, const char *s)
{
	struct fold f = { .out = out, .base = out->len };

	fold_all(&f, s);
}

void text_fold_mapped(struct str *out, const char *s, size_t **map)
{
	struct fold f = { .out = out, .map_cap = strlen(s) + 8 };

	str_clear(out);
	f.map = mem_array(f.map_cap, sizeof *f.map);
	fold_all(&f, s);
	f.map[out->len] = strlen(s);
	*map = f.map;
}

/* A blank at the ends of what people type and paste, the byte-order mark among them. */
static bool is_blank(uint32_t cp)
{
	return (cp >= '\t' && cp <= '\r') || cp == ' ' || cp == 0x85 || cp == 0xa0 ||
	       cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200b) || cp == 0x2028 || cp == 0x2029 ||
	       cp == 0x202f || cp == 0x205f || cp == 0x3000 || cp == 0xfeff;
}

static void add_trimmed(struct str *out, const char *s)
{
	size_t start = SIZE_MAX, end = 0, n = strlen(s);

	for (size_t at = 0; at < n;) {
		uint32_t cp;
		size_t len = utf8_decode(s + at, n - at, &cp);

		if (!len || !is_blank(cp)) {
			if (start == SIZE_MAX)
				start = at;
			end = at + (len ? len : 1);
		}
		at += len ? len : 1;
	}
	if (end)
		str_addn(out, s + start, end - start);
}

static bool too_many_marks(const char *s)
{
	size_t marks = 0;

	for (size_t n = strlen(s), at = 0; at < n;) {
		uint32_t cp;
		size_t len = utf8_decode(s + at, n - at, &cp);

		if (!len)
			return true;
		marks = utf8proc_get_property((utf8proc_int32_t)cp)->combining_class ? marks + 1
										     : 0;
		if (marks > MARKS_SANE)
			return true;
		at += len;
	}
	return false;
}

/* Whether normalising it would change nothing. */
static bool is_normal(const char *s)
{
	for (size_t n = strlen(s), at = 0; at < n;) {
		uint32_t cp;
		size_t len = utf8_decode(s + at, n - at, &cp);

		if (!len || (cp >= 0x80 && !is_ideograph(cp)))
			return false;
		at += len;
	}
	return true;
}

static void normalise(struct str *out, const char *s, utf8proc_option_t option)
{
	utf8proc_uint8_t *normal = NULL;

	if (!is_normal(s) && !too_many_marks(s))
		utf8proc_map((const utf8proc_uint8_t *)s, 0, &normal,
			     UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE | option);
	add_trimmed(out, normal ? (const char *)normal : s);
	free(normal);
}

void text_nfkc(struct str *out, const char *s)
{
	normalise(out, s, UTF8PROC_COMPAT);
}

void text_nfc(struct str *out, const char *s)
{
	normalise(out, s, 0);
}

int cp_digit(uint32_t cp)
{
	uint32_t first = cp;

	if (cp < 0x80)
		return cp >= '0' && cp <= '9' ? (int)(cp - '0') : -1;
	if (utf8proc_category((utf8proc_int32_t)cp) != UTF8PROC_CATEGORY_ND)
		return -1;
	/* Decimal digits of a script are ten in a row from zero, here and there several tens. */
	while (utf8proc_category((utf8proc_int32_t)first - 1) == UTF8PROC_CATEGORY_ND)
		first--;
	return (int)((cp - first) % 10);
}

void text_digits(struct str *out, const char *s)
{
	for (size_t n = strlen(s), at = 0; at < n;) {
		uint32_t cp;
		size_t len = utf8_decode(s + at, n - at, &cp);
		int digit = len ? cp_digit(cp) : -1;

		if (digit >= 0)
			str_addc(out, (char)('0' + digit));
		at += len ? len : 1;
	}
}
