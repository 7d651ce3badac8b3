/* The texts that are looked into. */
#include "revisit/text/fold.h"
#include "revisit/text/utf8.h"

#include "spelling.h"

enum { HAN_MIN = 1, LETTERS_MIN = 2, DIGITS_MIN = 3, DIGITS_RUN = 2, TEXT_KEPT = 200 };

static void add_field(struct str *part, const char *text, size_t n)
{
	if (n == 0)
		return;
	str_addc(part, MATCH_FIELD);
	str_addn(part, text, n);
}

static void add_letters(struct str *part, const struct pieces *p)
{
	struct spelling s = { .len = 0 }, initials = { .len = 0 };

	put_rotated(&s, p, 0);
	add_field(part, s.text, s.len);
	for (size_t i = 0; p->n > 1 && i < p->n; i++)
		put_initial(&initials, &p->v[i]);
	add_field(part, initials.text, initials.len);
}

void match_name_texts(const char *name, const char *family, const char *reading,
		      struct str parts[MATCH_PARTS])
{
	struct name_parts split;
	struct name_reading read;
	struct str folded, han;

	str_init(&folded);
	str_init(&han);
	fold_head(&folded, name);
	name_split(folded.p, &split);
	name_read(&read, &split, name, family, reading);
	name_han_text(&split, 0, &han);
	add_field(&parts[PART_NAMES], han.p, han.len);
	add_letters(&parts[PART_NAMES], &split.words);
	add_letters(&parts[PART_NAMES], &read.given.words);
	for (size_t i = 0; i < read.n; i++)
		add_letters(&parts[PART_NAMES], &read.readings[i]);
	str_release(&han);
	name_reading_release(&read);
	str_release(&folded);
}

void match_number_text(const char *digits, struct str parts[MATCH_PARTS])
{
	size_t n = strspn(digits, "0123456789");

	add_field(&parts[PART_DIGITS], digits, n < TEXT_KEPT ? n : TEXT_KEPT);
}

static void add_digit_runs(const char *text, struct str *part)
{
	for (const char *p = text; *p;) {
		size_t n = strspn(p, "0123456789");

		if (n >= DIGITS_RUN)
			add_field(part, p, n);
		p += n;
		p += strcspn(p, "0123456789");
	}
}

void match_other_text(const char *text, struct str parts[MATCH_PARTS])
{
	char *head = mem_strndup(text, text_head(text, TEXT_KEPT));
	struct str plain;

	str_init(&plain);
	if (strchr(head, '@'))
		plain_lower(&plain, head);
	else
		text_fold(&plain, head);
	/* Control characters part the fields and must not come from outside. */
	for (size_t i = 0; i < plain.len; i++)
		if ((unsigned char)plain.p[i] < ' ')
			plain.p[i] = ' ';
	drop_blanks(&plain, 0);
	bool han = utf8_has_han(plain.p);
	if (han)
		add_field(&parts[PART_HAN], plain.p, plain.len);
	bool number = plain.p[strspn(plain.p, "0123456789")] == '\0';
	if (!number && (!han || strpbrk(plain.p, "abcdefghijklmnopqrstuvwxyz")))
		add_field(&parts[PART_LATIN], plain.p, plain.len);
	add_digit_runs(plain.p, &parts[PART_DIGITS]);
	str_release(&plain);
	free(head);
}

unsigned match_inside(const char *word)
{
	size_t len = strlen(word);

	if (word[0] == '#')
		return 0;
	if (utf8_has_han(word))
		return len >= HAN_MIN ? 1u << PART_NAMES | 1u << PART_HAN : 0;
	if (strspn(word, "0123456789") == len)
		return len >= DIGITS_MIN ? 1u << PART_DIGITS : 0;
	return len >= LETTERS_MIN ? 1u << PART_NAMES | 1u << PART_LATIN : 0;
}
