#include "revisit/text/fold.h"
#include "revisit/text/utf8.h"

#include "spelling.h"

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

void fold_head(struct str *out, const char *s)
{
	char *head = mem_strndup(s, text_head(s, TEXT_MAX));

	text_fold(out, head);
	free(head);
}

void plain_lower(struct str *out, const char *s)
{
	size_t from = out->len;

	text_nfkc(out, s);
	for (size_t i = from; i < out->len; i++)
		if (out->p[i] >= 'A' && out->p[i] <= 'Z')
			out->p[i] = (char)(out->p[i] + 'a' - 'A');
}

void put_piece(struct spelling *s, const struct piece *p)
{
	size_t room = MATCH_KEY_MAX - s->len;
	size_t n = p->len <= room ? p->len : text_head(p->text, room);

	memcpy(s->text + s->len, p->text, n);
	s->len += n;
	s->text[s->len] = '\0';
}

void put_initial(struct spelling *s, const struct piece *p)
{
	uint32_t cp;
	struct piece first = { .text = p->text };

	if (p->len)
		first.len = utf8_decode(p->text, p->len, &cp);
	put_piece(s, &first);
}

void put_rotated(struct spelling *s, const struct pieces *p, size_t first)
{
	for (size_t i = 0; i < p->n; i++)
		put_piece(s, &p->v[(first + i) % p->n]);
}

void put_initials(struct spelling *s, const struct pieces *p, size_t first)
{
	static const struct piece blank = { .text = " ", .len = 1 }, dot = { .text = ".", .len = 1 };

	for (size_t i = 0; i < p->n; i++)
		put_initial(s, &p->v[(first + i) % p->n]);
	if (p->n && !p->v[0].han)
		put_piece(s, &dot);
	for (size_t i = 0; i < p->n; i++) {
		put_piece(s, &blank);
		put_piece(s, &p->v[(first + i) % p->n]);
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
