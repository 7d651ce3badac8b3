#include "revisit/text/fold.h"
#include "revisit/text/utf8.h"

#include "spelling.h"

enum { WHOLE = KEY_MAX };

size_t text_head(const char *s, size_t max)
{
	size_t n = strnlen(s, max + 1);

	if (n <= max)
		return n;
	for (n = max; n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80;)
		n--;
	return n;
}

void drop_blanks(struct str *s, size_t from)
{
	size_t to = from;

	for (size_t i = from; i < s->len; i++)
		if (s->p[i] != ' ')
			s->p[to++] = s->p[i];
	str_cut(s, to);
}

void plain_lower(struct str *out, const char *s)
{
	size_t from = out->len;

	text_nfkc(out, s);
	for (size_t i = from; i < out->len; i++)
		if (out->p[i] >= 'A' && out->p[i] <= 'Z')
			out->p[i] = (char)(out->p[i] + 'a' - 'A');
}

/* Adds a piece or its first bytes, ending at a character's border. */
static void put(struct spelling *s, const struct piece *p, size_t max)
{
	size_t room = KEY_MAX - s->len, n = max < p->len ? max : p->len;

	if (n > room)
		n = text_head(p->text, room);
	memcpy(s->text + s->len, p->text, n);
	for (size_t i = 0; i < n; i++)
		s->at[s->len + i] = p->han ? p->at : p->at + i;
	s->len += n;
	s->text[s->len] = '\0';
}

static void put_initial(struct spelling *s, const struct piece *p)
{
	uint32_t cp;

	if (p->len)
		put(s, p, utf8_decode(p->text, p->len, &cp));
}

static void put_run(struct spelling *s, const struct pieces *p, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		put(s, &p->v[i], WHOLE);
}

static void put_initials(struct spelling *s, const struct pieces *p, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		put_initial(s, &p->v[i]);
}

static void give_words(const struct pieces *p, size_t first, bool initials, spelling_fn *fn,
		       void *arg)
{
	struct spelling s = { .len = 0 };

	if (initials) {
		put_initials(&s, p, first, p->n);
		put_initials(&s, p, 0, first);
	} else {
		put_run(&s, p, first, p->n);
		put_run(&s, p, 0, first);
	}
	if (s.len)
		fn(&s, arg);
}

void spell_words(const struct pieces *p, enum match_class class, spelling_fn *fn, void *arg)
{
	if (p->n == 0)
		return;

	size_t family = p->family ? p->family : p->n - 1;
	if (class == MATCH_NAME) {
		give_words(p, 0, false, fn, arg);
		if (p->family)
			give_words(p, p->family, false, fn, arg);
	}
	if (class == MATCH_INITIALS && p->n > 1) {
		give_words(p, 0, true, fn, arg);
		struct spelling s = { .len = 0 };
		put_initial(&s, &p->v[0]);
		put_initial(&s, &p->v[family]);
		fn(&s, arg);
	}
	if (class == MATCH_NAME_INSIDE && p->n > 1) {
		for (size_t i = 1; i < p->n; i++)
			if (i != p->family)
				give_words(p, i, false, fn, arg);
		give_words(p, family, true, fn, arg);
	}
}

/* ü is typed v, u, and yu as in passports. */
static void give(const struct spelling *s, spelling_fn *fn, void *arg)
{
	static const char *const forms[] = { "u", "yu" };

	if (s->len == 0)
		return;
	fn(s, arg);
	if (!strchr(s->text, 'v'))
		return;
	for (size_t f = 0; f < ARRAY_SIZE(forms); f++) {
		struct spelling other = { .len = 0 };

		for (size_t i = 0; i < s->len; i++) {
			struct piece p = {
				.text = s->text + i, .len = 1, .at = s->at[i], .han = true
			};

			if (s->text[i] == 'v') {
				p.text = forms[f];
				p.len = strlen(forms[f]);
			}
			put(&other, &p, WHOLE);
		}
		fn(&other, arg);
	}
}

static void give_initials(const struct pieces *p, spelling_fn *fn, void *arg)
{
	struct spelling s = { .len = 0 };

	if (p->n < 2)
		return;
	put_initials(&s, p, 0, p->n);
	give(&s, fn, arg);
	if (p->family < 2 || p->family == p->n)
		return;
	s.len = 0;
	put_initial(&s, &p->v[0]);
	put_initials(&s, p, p->family, p->n);
	give(&s, fn, arg);
}

static void give_given_first(const struct pieces *p, spelling_fn *fn, void *arg)
{
	struct spelling s = { .len = 0 };

	put_run(&s, p, p->family, p->n);
	put_run(&s, p, 0, p->family);
	give(&s, fn, arg);
	s.len = 0;
	put_initials(&s, p, p->family, p->n);
	put_initials(&s, p, 0, p->family);
	give(&s, fn, arg);
}

/* "zwei" and "zhwei", "lixm". */
static void give_half_short(const struct pieces *p, spelling_fn *fn, void *arg)
{
	struct spelling s = { .len = 0 };
	const struct piece *first = &p->v[0];

	put_initial(&s, first);
	put_run(&s, p, p->family, p->n);
	give(&s, fn, arg);
	if (first->len > 1 && first->text[1] == 'h') {
		s.len = 0;
		put(&s, first, 2);
		put_run(&s, p, p->family, p->n);
		give(&s, fn, arg);
	}
	if (p->n - p->family < 2)
		return;
	s.len = 0;
	put_run(&s, p, 0, p->family);
	put_initials(&s, p, p->family, p->n);
	give(&s, fn, arg);
}

void spell_syllables(const struct pieces *p, enum match_class class, spelling_fn *fn, void *arg)
{
	bool split = p->family > 0 && p->family < p->n;

	if (class == MATCH_NAME) {
		struct spelling s = { .len = 0 };
		put_run(&s, p, 0, p->n);
		give(&s, fn, arg);
	}
	if (class == MATCH_INITIALS)
		give_initials(p, fn, arg);
	if (class == MATCH_NAME_INSIDE) {
		if (split) {
			give_given_first(p, fn, arg);
			give_half_short(p, fn, arg);
		}
		for (size_t i = 1; i < p->n; i++) {
			struct spelling s = { .len = 0 };

			put_run(&s, p, i, p->n);
			if (!split || i != p->family)
				give(&s, fn, arg);
		}
	}
}

void name_split(const char *folded, struct name_parts *out)
{
	size_t n = strlen(folded);
	bool in_word = false, any = false;
	struct pieces *words = &out->words;

	memset(out, 0, sizeof *out);
	for (size_t at = 0, len; at < n; at += len) {
		uint32_t cp;

		len = utf8_decode(folded + at, n - at, &cp);
		if (!len)
			return;
		bool han = cp_is_han(cp);
		if (cp == ' ' || han)
			in_word = false;
		if (cp == ' ')
			continue;
		if (!any)
			out->han_first = han;
		any = true;
		if (han && out->n_han < HAN_MAX) {
			out->han[out->n_han] = cp;
			out->han_at[out->n_han++] = at;
		}
		if (han)
			continue;
		if (!in_word) {
			if (words->n == PIECES_MAX)
				return;
			words->v[words->n++] = (struct piece){ .text = folded + at, .at = at };
			in_word = true;
		}
		words->v[words->n - 1].len += len;
	}
}

void name_han_text(const struct name_parts *name, size_t from, struct str *out)
{
	for (size_t i = from; i < name->n_han; i++) {
		char bytes[4];

		str_addn(out, bytes, utf8_encode(name->han[i], bytes));
	}
}
