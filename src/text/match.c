#include "revisit/text/fold.h"
#include "revisit/text/pinyin.h"
#include "revisit/text/utf8.h"

#include "spelling.h"

/* Keys of a name; and the positions of a text or the digits of a number that are keyed. */
enum { NAME_KEYS_MAX = 60, OTHER_KEYS_MAX = 24, DIGITS_MAX = 24 };

struct key {
	enum match_class class;
	char text[KEY_MAX + 1];
};

/* The keys given so far: none twice, and never again in a later class. */
struct keys {
	match_add *add;
	void *arg;
	enum match_class class;
	struct key v[NAME_KEYS_MAX];
	size_t n, max;
};

static void add_key(struct keys *k, const char *text, size_t len)
{
	struct key *key = &k->v[k->n];

	if (len == 0 || k->n == k->max)
		return;
	key->class = k->class;
	memcpy(key->text, text, len);
	key->text[len] = '\0';
	for (size_t i = 0; i < k->n; i++)
		if (strcmp(k->v[i].text, key->text) == 0)
			return;
	k->n++;
	k->add(k->class, key->text, k->arg);
}

static void add_cut(struct keys *k, const char *text)
{
	add_key(k, text, text_head(text, KEY_MAX));
}

static void add_spelling(const struct spelling *s, void *arg)
{
	add_key(arg, s->text, s->len);
}

static void add_han(struct keys *k, const struct name_parts *name, size_t from)
{
	struct str text;

	str_init(&text);
	name_han_text(name, from, &text);
	add_cut(k, text.p);
	str_release(&text);
}

static void fold_head(struct str *out, const char *s)
{
	char *head = mem_strndup(s, text_head(s, TEXT_MAX));

	text_fold(out, head);
	free(head);
}

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

static size_t han_family(const struct name_parts *name, const char *shown, const char *family)
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

/* The index of the word the family name begins with, 0 when there is none. */
static size_t words_family(const struct pieces *words, const char *family)
{
	struct name_parts parts;
	struct str folded;
	size_t found = 0;

	if (!family)
		return 0;
	str_init(&folded);
	fold_head(&folded, family);
	name_split(folded.p, &parts);
	for (size_t i = 0; parts.words.n && !found && i + parts.words.n <= words->n; i++) {
		size_t same = 0;

		while (same < parts.words.n && words->v[i + same].len == parts.words.v[same].len &&
		       memcmp(words->v[i + same].text, parts.words.v[same].text,
			      parts.words.v[same].len) == 0)
			same++;
		if (same == parts.words.n)
			found = i;
	}
	str_release(&folded);
	return found;
}

static const enum match_class name_classes[] = { MATCH_NAME, MATCH_INITIALS, MATCH_NAME_INSIDE };

/* The keys go class by class, so that a name with too many loses the least. */
static void add_name(struct keys *k, const struct name_parts *name, const struct pieces *readings,
		     size_t n_readings, const struct pieces *given_reading)
{
	/* Counted apart: the same initials are wanted again by their beginning. */
	struct keys whole = { .add = k->add, .arg = k->arg, .class = MATCH_SHORT, .max = READINGS_MAX };
	for (size_t i = 0; i < n_readings; i++)
		spell_syllables(&readings[i], MATCH_INITIALS, add_spelling, &whole);
	for (size_t c = 0; c < ARRAY_SIZE(name_classes); c++) {
		enum match_class class = k->class = name_classes[c];

		if (class == MATCH_NAME && name->n_han)
			add_han(k, name, 0);
		/* The other name of somebody whose first is Han. */
		if (!name->han_first)
			spell_words(&name->words, class, add_spelling, k);
		else if (class == MATCH_NAME_INSIDE)
			for (size_t i = 0; i < ARRAY_SIZE(name_classes); i++)
				spell_words(&name->words, name_classes[i], add_spelling, k);
		spell_words(given_reading, class, add_spelling, k);
		if (class == MATCH_NAME_INSIDE)
			for (size_t i = 1; i < name->n_han; i++)
				add_han(k, name, i);
		for (size_t i = 0; i < n_readings; i++)
			spell_syllables(&readings[i], class, add_spelling, k);
	}
}

void match_name_keys(const char *name, const char *family, const char *reading, match_add *add,
		     void *arg)
{
	struct keys k = { .add = add, .arg = arg, .max = NAME_KEYS_MAX };
	struct name_parts parts, given = { .n_han = 0 };
	struct pieces readings[READINGS_MAX];
	struct han_readings h;
	struct str folded, read;

	str_init(&folded);
	str_init(&read);
	fold_head(&folded, name);
	name_split(folded.p, &parts);
	parts.words.family = words_family(&parts.words, family);
	han_read(&h, &parts, han_family(&parts, name, family));
	if (!str_is_empty(reading)) {
		fold_reading(&read, reading);
		if (!parts.n_han || parts.n_han > PIECES_MAX || !han_prefer(&h, read.p))
			name_split(read.p, &given);
	}
	add_name(&k, &parts, readings, han_pieces(&h, readings), &given.words);
	str_release(&read);
	str_release(&folded);
}

/* Digits of the country code a number begins with: ITU-T E.164 gives 1 and 7 one digit, these two
 * digits, everything else three. */
static size_t country_code_len(const char *digits)
{
	static const char two[] = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 "
				  "54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 "
				  "95 98 ";
	char code[] = "00 ";

	if (digits[0] == '1' || digits[0] == '7')
		return 1;
	if (strlen(digits) < 2)
		return strlen(digits);
	memcpy(code, digits, 2);
	return strstr(two, code) ? 2 : 3;
}

void match_phone_keys(const char *norm, match_add *add, void *arg)
{
	char digits[DIGITS_MAX + 1], trunk[DIGITS_MAX + 2];
	size_t n = 0, national = 0;

	for (const char *p = norm; *p && *p != ';' && n < DIGITS_MAX; p++)
		if (*p >= '0' && *p <= '9')
			digits[n++] = *p;
	digits[n] = '\0';
	if (n == 0)
		return;
	add(MATCH_PHONE_LAST, digits, arg);
	if (norm[0] == '+') {
		national = country_code_len(digits);
		national = national < n ? national : 0;
	}
	if (national) {
		add(MATCH_PHONE_LAST, digits + national, arg);
		snprintf(trunk, sizeof trunk, "0%s", digits + national);
		add(MATCH_PHONE_LAST, trunk, arg);
	}
	if (n > 4 && n - national != 4)
		add(MATCH_PHONE_LAST, digits + n - 4, arg);
	for (size_t i = 1; i + 3 <= n; i++)
		if (i != national && n - i != 4)
			add(MATCH_PHONE, digits + i, arg);
}

static void add_chart(struct keys *k, const char *text)
{
	size_t zeros = strspn(text, "0");

	add_cut(k, text);
	if (text[zeros])
		add_cut(k, text + zeros);
}

void match_chart_keys(const char *chart_no, match_add *add, void *arg)
{
	struct keys whole = { .add = add, .arg = arg, .class = MATCH_CHART, .max = NAME_KEYS_MAX };
	struct keys start = { .add = add, .arg = arg, .class = MATCH_OTHER, .max = NAME_KEYS_MAX };
	struct strlist typed;
	struct str text;

	str_init(&text);
	strlist_init(&typed);
	fold_head(&text, chart_no);
	drop_blanks(&text, 0);
	/* "24-5" is typed like a day. */
	match_words(chart_no, &typed);
	add_chart(&whole, text.p);
	if (typed.n == 1)
		add_chart(&whole, typed.v[0]);
	add_chart(&start, text.p);

	size_t digits = text.len;
	while (digits > 0 && text.p[digits - 1] >= '0' && text.p[digits - 1] <= '9')
		digits--;
	if (digits > 0)
		add_chart(&start, text.p + digits);
	strlist_release(&typed);
	str_release(&text);
}

void match_birth_keys(int y, int m, int d, match_add *add, void *arg)
{
	bool year = y > 0 && y <= 9999, month = m > 0 && m <= 12, day = month && d > 0 && d <= 31;
	char key[32];

	if (year) {
		if (day)
			snprintf(key, sizeof key, "%04d%02d%02d", y, m, d);
		else if (month)
			snprintf(key, sizeof key, "%04d%02d", y, m);
		else
			snprintf(key, sizeof key, "%04d", y);
		add(MATCH_BIRTH, key, arg);
	}
	if (!day)
		return;
	snprintf(key, sizeof key, "%02d%02d", m, d);
	add(MATCH_BIRTH, key, arg);
	if (!year)
		return;
	snprintf(key, sizeof key, "%02d%02d%02d", y % 100, m, d);
	add(MATCH_BIRTH, key, arg);
}

void match_tag_keys(const char *tag, match_add *add, void *arg)
{
	struct keys k = { .add = add, .arg = arg, .class = MATCH_TAG, .max = NAME_KEYS_MAX };
	struct str key;

	str_init(&key);
	str_addc(&key, '#');
	fold_head(&key, tag);
	drop_blanks(&key, 1);
	if (key.len > 1)
		add_cut(&k, key.p);
	/* `#2024` is typed like a chart number and loses its sign. */
	if (key.len > 1 && strspn(key.p + 1, "0123456789") == key.len - 1)
		add_cut(&k, key.p + 1);
	str_release(&key);
}

static void add_address(struct keys *k, const char *text)
{
	char *head = mem_strndup(text, text_head(text, TEXT_MAX));
	struct str plain;

	str_init(&plain);
	plain_lower(&plain, head);
	add_cut(k, plain.p);
	str_release(&plain);
	free(head);
}

void match_word_keys(const char *text, match_add *add, void *arg)
{
	struct keys k = { .add = add, .arg = arg, .class = MATCH_OTHER, .max = OTHER_KEYS_MAX };
	struct name_parts parts;
	struct str folded;
	const char *at = strchr(text, '@');
	char *head = mem_strndup(text, at ? (size_t)(at - text) : strlen(text));

	if (at)
		add_address(&k, text);
	str_init(&folded);
	fold_head(&folded, head);
	name_split(folded.p, &parts);
	for (size_t i = 0; i < parts.n_han; i++)
		add_han(&k, &parts, i);
	for (size_t i = 0; i < parts.words.n; i++) {
		struct pieces tail = { .n = parts.words.n - i };

		memcpy(tail.v, parts.words.v + i, tail.n * sizeof tail.v[0]);
		spell_words(&tail, MATCH_NAME, add_spelling, &k);
	}
	str_release(&folded);
	free(head);
}
