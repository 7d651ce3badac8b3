/* What a name may be read as. */
#include "revisit/text/fold.h"
#include "revisit/text/pinyin.h"
#include "revisit/text/utf8.h"

#include "spelling.h"

static bool is_u_umlaut(uint32_t cp)
{
	return cp == 0xfc || cp == 0xdc || (cp >= 0x1d5 && cp <= 0x1dc);
}

/* A shown reading, folded, with ü as the v of the readings. */
static void fold_reading(struct str *out, const char *reading)
{
	char *head = mem_strndup(reading, text_head(reading, TEXT_MAX));
	struct str nfc, plain;

	str_init(&nfc);
	str_init(&plain);
	text_nfc(&nfc, head);
	for (size_t at = 0, len; at < nfc.len; at += len) {
		uint32_t cp;

		len = utf8_decode(nfc.p + at, nfc.len - at, &cp);
		if (len && is_u_umlaut(cp))
			str_addc(&plain, 'v');
		else
			str_addn(&plain, nfc.p + at, len ? len : 1);
		len = len ? len : 1;
	}
	text_fold(out, plain.p);
	str_release(&plain);
	str_release(&nfc);
	free(head);
}

/* Parts of a foreign name in Han are joined by a middle dot, and have no surname among them. */
static bool has_middle_dot(const char *name)
{
	static const char *const dots[] = { "\u00b7", "\u2022", "\u2027", "\u30fb", "\uff65" };

	for (size_t i = 0; i < ARRAY_SIZE(dots); i++)
		if (strstr(name, dots[i]))
			return true;
	return false;
}

static size_t han_count(const char *s, size_t n)
{
	size_t count = 0;

	for (size_t at = 0, len; at < n; at += len, count++) {
		uint32_t cp;

		len = utf8_decode(s + at, n - at, &cp);
		if (!len || !cp_is_han(cp))
			return 0;
	}
	return count;
}

size_t han_family(const struct name_parts *name, const char *shown, const char *family)
{
	struct str all, first;
	size_t n;

	if (name->n_han == 0)
		return 0;
	str_init(&all);
	str_init(&first);
	name_han_text(name, 0, &all);
	if (family)
		fold_head(&first, family);
	drop_blanks(&first, 0);
	n = first.len && strncmp(all.p, first.p, first.len) == 0 ? han_count(first.p, first.len)
								 : 0;
	if (n == 0 && !has_middle_dot(shown))
		n = han_count(all.p, han_surname_len(all.p));
	str_release(&first);
	str_release(&all);
	return n;
}

void name_read(struct name_reading *r, const struct name_parts *name, const char *shown,
	       const char *family, const char *reading)
{
	*r = (struct name_reading){ .n = 0 };
	str_init(&r->folded);
	han_read(&r->han, name, han_family(name, shown, family));
	if (!str_is_empty(reading)) {
		fold_reading(&r->folded, reading);
		if (!name->n_han || name->n_han > PIECES_MAX || !han_prefer(&r->han, r->folded.p))
			name_split(r->folded.p, &r->given);
	}
	r->n = han_pieces(&r->han, r->readings);
}

void name_reading_release(struct name_reading *r)
{
	str_release(&r->folded);
}
