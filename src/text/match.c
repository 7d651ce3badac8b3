#include "revisit/text/fold.h"
#include "revisit/text/utf8.h"

#include "spelling.h"

/* Keys of a name; positions of a label that are keyed; the digits of a number that are. */
enum { NAME_KEYS_MAX = 60, DIGITS_MAX = 24 };

struct key {
	char text[KEY_MAX + 2];
};

/* The keys given so far, none twice. */
struct keys {
	match_add *add;
	void *arg;
	struct key v[NAME_KEYS_MAX];
	size_t n;
};

static void add_key(struct keys *k, char space, const char *text)
{
	struct key *key = &k->v[k->n];
	size_t len = text_head(text, KEY_MAX);

	if (len == 0 || k->n == NAME_KEYS_MAX)
		return;
	key->text[0] = space;
	memcpy(key->text + 1, text, len);
	key->text[len + 1] = '\0';
	for (size_t i = 0; i < k->n; i++)
		if (strcmp(k->v[i].text, key->text) == 0)
			return;
	k->n++;
	k->add(key->text, k->arg);
}

static void add_han(struct keys *k, char space, const struct name_parts *name, size_t from)
{
	struct str text;

	str_init(&text);
	name_han_text(name, from, &text);
	add_key(k, space, text.p);
	str_release(&text);
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

/* A reading's ü is typed v, u, and yu as in passports. */
static void add_syllables(struct keys *k, char space, const char *text)
{
	static const char *const forms[] = { "u", "yu" };

	add_key(k, space, text);
	for (size_t f = 0; strchr(text, 'v') && f < ARRAY_SIZE(forms); f++) {
		struct str other;

		str_init(&other);
		for (const char *p = text; *p; p++)
			if (*p == 'v')
				str_add(&other, forms[f]);
			else
				str_addc(&other, *p);
		add_key(k, space, other.p);
		str_release(&other);
	}
}

static void add_sound(struct keys *k, const char *reading)
{
	char sound[KEY_MAX + 1];

	match_sound(reading, sound);
	if (strcmp(sound, reading) != 0)
		add_key(k, 's', sound);
}

/* A compound surname counts as one syllable among the initials too: "onn" for Ouyang Nana. */
static void add_short_family(struct keys *k, const struct pieces *p)
{
	struct pieces whole = { .n = 1 };
	struct spelling family = { .len = 0 }, s = { .len = 0 };

	if (p->family < 2 || p->family >= p->n)
		return;
	for (size_t i = 0; i < p->family; i++)
		put_piece(&family, &p->v[i]);
	whole.v[0] = (struct piece){ .text = family.text, .len = family.len, .han = true };
	for (size_t i = p->family; i < p->n; i++)
		whole.v[whole.n++] = p->v[i];
	put_initials(&s, &whole, 0);
	add_syllables(k, 'i', s.text);
}

/* What a name may also be read as is found, but after what it is read as. */
static void add_other_reading(struct keys *k, const struct pieces *p)
{
	struct spelling whole = { .len = 0 }, initials = { .len = 0 };

	put_rotated(&whole, p, 0);
	add_syllables(k, 'r', whole.text);
	if (p->n < 2)
		return;
	put_initials(&initials, p, 0);
	add_syllables(k, 'j', initials.text);
}

static void add_family(struct keys *k, const struct pieces *p)
{
	static const struct piece blank = { .text = " ", .len = 1 };
	struct spelling s = { .len = 0 };

	for (size_t i = 0; i < p->n; i++) {
		if (i == p->family)
			put_piece(&s, &blank);
		put_piece(&s, &p->v[i]);
	}
	if (p->family > 0 && p->family < p->n)
		add_syllables(k, 'f', s.text);
}

static void add_reading(struct keys *k, const struct pieces *p)
{
	struct spelling whole = { .len = 0 }, given_first = { .len = 0 }, initials = { .len = 0 };

	put_rotated(&whole, p, 0);
	add_family(k, p);
	add_syllables(k, 'n', whole.text);
	if (p->n > 1) {
		put_initials(&initials, p, 0);
		add_syllables(k, 'i', initials.text);
		add_short_family(k, p);
	}
	if (p->family > 0 && p->family < p->n) {
		put_rotated(&given_first, p, p->family);
		add_syllables(k, 'g', given_first.text);
	}
	add_sound(k, whole.text);
}

/* Words of a name that is not Han: each may be the one it is known by. */
static void add_words(struct keys *k, const struct pieces *p, bool second)
{
	for (size_t i = 0; i < p->n; i++) {
		struct spelling s = { .len = 0 };
		bool begins = i == 0 || i == p->family;

		put_rotated(&s, p, i);
		add_key(k, begins && !second ? 'n' : 'g', s.text);
	}
	if (p->n < 2)
		return;
	size_t family = p->family ? p->family : p->n - 1;
	struct pieces ends = { .v = { p->v[0], p->v[family] }, .n = 2 };
	const struct pieces *orders[] = { p, &ends };
	for (size_t i = 0; i < ARRAY_SIZE(orders); i++)
		for (size_t first = 0; first < 2; first++) {
			struct spelling s = { .len = 0 };

			put_initials(&s, orders[i], first ? (i ? 1 : family) : 0);
			add_key(k, 'i', s.text);
		}
}

void match_name_keys(const char *name, const char *family, const char *reading, match_add *add,
		     void *arg)
{
	struct keys k = { .add = add, .arg = arg };
	struct name_parts parts;
	struct name_reading read;
	struct str folded;

	str_init(&folded);
	fold_head(&folded, name);
	name_split(folded.p, &parts);
	parts.words.family = words_family(&parts.words, family);
	name_read(&read, &parts, name, family, reading);
	if (parts.n_han)
		add_han(&k, 'n', &parts, 0);
	/* The other name of somebody whose first is Han. */
	add_words(&k, &parts.words, parts.han_first);
	add_words(&k, &read.given.words, false);
	for (size_t i = 0; i < read.n; i++)
		if (i == 0)
			add_reading(&k, &read.readings[i]);
		else
			add_other_reading(&k, &read.readings[i]);
	if (read.han.family > 0 && read.han.family < parts.n_han)
		add_han(&k, 'g', &parts, read.han.family);
	name_reading_release(&read);
	str_release(&folded);
}

/* Digits of the country code a number begins with: ITU-T E.164 gives 1 and 7 one digit, these two
 * digits, everything else three. */
size_t country_code_len(const char *digits)
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
	char digits[DIGITS_MAX + 1], key[DIGITS_MAX + 2];
	size_t n = 0;

	for (const char *p = norm; *p && *p != ';' && n < DIGITS_MAX; p++)
		if (*p >= '0' && *p <= '9')
			digits[n++] = *p;
	digits[n] = '\0';
	size_t code = norm[0] == '+' ? country_code_len(digits) : 0;
	const char *national = code < n ? digits + code : digits;
	n = strlen(national);
	if (n == 0)
		return;
	snprintf(key, sizeof key, "p%s", national);
	add(key, arg);
	if (n < 4)
		return;
	snprintf(key, sizeof key, "l%s%.*s", national + n - 4, (int)n - 4, national);
	add(key, arg);
}

static void add_chart(struct keys *k, char space, const char *text)
{
	size_t zeros = strspn(text, "0");

	add_key(k, space, text);
	if (text[zeros])
		add_key(k, space, text + zeros);
}

void match_chart_keys(const char *chart_no, match_add *add, void *arg)
{
	struct keys k = { .add = add, .arg = arg };
	struct strlist typed;
	struct str text;

	str_init(&text);
	strlist_init(&typed);
	fold_head(&text, chart_no);
	drop_blanks(&text, 0);
	/* "24-5" is typed like a day. */
	match_words(chart_no, &typed);
	add_chart(&k, 'c', text.p);
	if (typed.n == 1)
		add_chart(&k, 'c', typed.v[0]);

	size_t digits = text.len;
	while (digits > 0 && text.p[digits - 1] >= '0' && text.p[digits - 1] <= '9')
		digits--;
	if (digits > 0)
		add_chart(&k, 'd', text.p + digits);
	strlist_release(&typed);
	str_release(&text);
}

void match_birth_keys(int y, int m, int d, match_add *add, void *arg)
{
	bool year = y > 0 && y <= 9999, month = m > 0 && m <= 12, day = month && d > 0 && d <= 31;
	char key[32];

	if (day) {
		snprintf(key, sizeof key, year ? "b%02d%02d%04d" : "b%02d%02d", m, d, y);
		add(key, arg);
	}
	if (!year)
		return;
	int n = snprintf(key, sizeof key, "y%04d", y);
	if (month)
		n += snprintf(key + n, sizeof key - (size_t)n, "%02d", m);
	if (day)
		snprintf(key + n, sizeof key - (size_t)n, "%02d", d);
	add(key, arg);
}

void match_tag_keys(const char *tag, match_add *add, void *arg)
{
	struct keys k = { .add = add, .arg = arg };
	struct str key;

	str_init(&key);
	str_addc(&key, '#');
	fold_head(&key, tag);
	drop_blanks(&key, 1);
	if (key.len > 1)
		add_key(&k, 't', key.p);
	/* `#2024` is typed like a chart number and loses its sign. */
	if (key.len > 1 && strspn(key.p + 1, "0123456789") == key.len - 1)
		add_key(&k, 't', key.p + 1);
	str_release(&key);
}

/* Behind a name only what may be said in one word: 小宝妈妈, not "小宝mother". */
static void add_behind(struct keys *k, const char *name, const char *label)
{
	struct str text;

	if (str_is_empty(name) || !utf8_has_han(name) || !utf8_has_han(label))
		return;
	str_init(&text);
	fold_head(&text, name);
	str_add(&text, label);
	drop_blanks(&text, 0);
	add_key(k, 'w', text.p);
	str_release(&text);
}

void match_label_keys(const char *label, bool alone, const char *name, const char *given,
		      match_add *add, void *arg)
{
	struct keys k = { .add = add, .arg = arg };
	struct str folded;

	str_init(&folded);
	fold_head(&folded, label);
	drop_blanks(&folded, 0);
	if (folded.len) {
		if (alone)
			add_key(&k, 'w', folded.p);
		add_behind(&k, given, folded.p);
		add_behind(&k, name, folded.p);
	}
	str_release(&folded);
}
