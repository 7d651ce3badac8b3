#include "revisit/text/fold.h"
#include "revisit/text/utf8.h"

#include "spelling.h"

enum {
	WORDS_MAX = 8,
	TOKENS_MAX = 16, /* before the groups of a number are joined */
	JOIN_MIN = 7,    /* digits that make a number of three groups or more */
	JOIN_MAX = 15,   /* the longest number there is, ITU-T E.164 */
	GROUP_MAX = 4
};

struct typed {
	char text[KEY_MAX + 1];
	bool digits, plus; /* digits that are no date; written with a + */
};

struct tokens {
	struct typed v[TOKENS_MAX];
	size_t n;
};

static void add_token(struct tokens *t, const char *text, size_t len)
{
	if (len > KEY_MAX)
		len = text_head(text, KEY_MAX);
	if (len == 0 || t->n == TOKENS_MAX)
		return;
	t->v[t->n] = (struct typed){ .digits = false };
	memcpy(t->v[t->n++].text, text, len);
}

/* A number of a date, how many digits it was written with, and what follows it. */
struct number {
	int value, len;
	uint32_t after;
};

static bool is_unit(uint32_t cp)
{
	return cp == U'年' || cp == U'月' || cp == U'日' || cp == U'号';
}

static bool is_separator(uint32_t cp)
{
	return cp == '-' || cp == '/' || cp == '.';
}

/* The numbers of "1988-3-2" or "3月2日"; 0 when the text is not made that way. */
static size_t read_numbers(const char *s, struct number v[3])
{
	size_t n = 0, len = strlen(s), at = 0;

	while (at < len && n < 3) {
		struct number *x = &v[n++];

		*x = (struct number){ .value = 0 };
		for (; s[at] >= '0' && s[at] <= '9' && x->len < 5; at++, x->len++)
			x->value = x->value * 10 + s[at] - '0';
		if (x->len == 0 || x->len > 4)
			return 0;
		if (at == len)
			return n;
		at += utf8_decode(s + at, len - at, &x->after);
		if (!is_unit(x->after) && !is_separator(x->after))
			return 0;
		if (n > 1 && is_unit(x->after) != is_unit(v[0].after))
			return 0;
		if (n > 1 && !is_unit(x->after) && (x->after != v[0].after || n == 3))
			return 0;
	}
	return at == len ? n : 0;
}

static bool is_day(int m, int d)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return m >= 1 && m <= 12 && d >= 1 && d <= days[m - 1];
}

static bool is_year(const struct number *x)
{
	return x->len == 4 && x->value >= 1850 && x->value < 2150;
}

/* Y, M, D in that order as the keys of a birth date have them; y and d NULL when not written. */
static bool put_date(struct str *out, const struct number *y, const struct number *m,
		     const struct number *d)
{
	if (m->len > 2 || (d && d->len > 2) || !is_day(m->value, d ? d->value : 1))
		return false;
	if (y && !is_year(y) && !(y->len == 2 && d))
		return false;
	if (y)
		str_addf(out, y->len == 2 ? "%02d" : "%04d", y->value);
	str_addf(out, "%02d", m->value);
	if (d)
		str_addf(out, "%02d", d->value);
	return true;
}

static bool put_chinese_date(struct str *out, const struct number *v, size_t n)
{
	const struct number *y = v[0].after == U'年' ? v : NULL;
	const struct number *m = y ? v + 1 : v, *d = m + 1;

	if (y && n == 1) {
		if (is_year(y))
			str_addf(out, "%04d", y->value);
		return is_year(y);
	}
	if (m->after != U'月' && m->after != 0)
		return false;
	if (d >= v + n)
		d = NULL;
	if (d && d->after != U'日' && d->after != U'号' && d->after != 0)
		return false;
	return put_date(out, y, m, d);
}

/* The digits of a date into `out`, or false. */
static bool read_date(struct str *out, const char *s)
{
	struct number v[3];
	size_t n = read_numbers(s, v);

	if (n == 0)
		return false;
	if (is_unit(v[0].after))
		return put_chinese_date(out, v, n);
	if (n == 3 && is_year(&v[2]))
		return put_date(out, &v[2], &v[1], &v[0]) || put_date(out, &v[2], &v[0], &v[1]);
	if (n == 3)
		return put_date(out, &v[0], &v[1], &v[2]);
	if (n == 2 && v[0].len == 4)
		return put_date(out, &v[0], &v[1], NULL);
	if (n == 2)
		return put_date(out, NULL, &v[0], &v[1]) || put_date(out, NULL, &v[1], &v[0]);
	return false;
}

/* Digits of any script, and nothing else but punctuation and a +. */
static bool is_number(const char *s)
{
	struct str folded;
	bool digits = false;

	str_init(&folded);
	text_fold(&folded, s);
	for (size_t at = 0, len; at < folded.len; at += len) {
		uint32_t cp;

		len = utf8_decode(folded.p + at, folded.len - at, &cp);
		bool digit = cp_digit(cp) >= 0;
		digits = digits || digit;
		if (!digit && cp != ' ' && cp != '+') {
			digits = false;
			break;
		}
	}
	str_release(&folded);
	return digits;
}

/* A folded text: its words, and Han apart from other scripts. */
static void add_words(struct tokens *t, struct str *folded)
{
	size_t start = 0;
	bool before = false;

	if (!utf8_has_han(folded->p) && strpbrk(folded->p, "0123456789"))
		drop_blanks(folded, 0);
	for (size_t at = 0, len; at <= folded->len; at += len) {
		uint32_t cp = ' ';

		len = 1;
		if (at < folded->len)
			len = utf8_decode(folded->p + at, folded->len - at, &cp);
		if (!len)
			return;
		bool han = cp_is_han(cp);
		if (cp == ' ' || han != before) {
			add_token(t, folded->p + start, at - start);
			start = cp == ' ' ? at + len : at;
		}
		before = han;
	}
}

/* `plain` is the token in compatibility forms; `raw` as typed, because an acute accent typed for an
 * apostrophe would have come apart. */
static void add_typed(struct tokens *t, const char *raw, const char *plain)
{
	struct str s;

	str_init(&s);
	if (strchr(plain, '@')) {
		plain_lower(&s, raw);
		add_token(t, s.p, s.len);
	} else if (plain[0] == '#') {
		str_addc(&s, '#');
		text_fold(&s, plain + 1);
		drop_blanks(&s, 1);
		bool number = s.len > 1 && strspn(s.p + 1, "0123456789") == s.len - 1;
		if (s.len > 1)
			add_token(t, s.p + number, s.len - number);
	} else if (read_date(&s, plain)) {
		add_token(t, s.p, s.len);
	} else if (is_number(plain)) {
		size_t n = t->n;
		text_digits(&s, plain);
		add_token(t, s.p, s.len);
		if (t->n > n) {
			t->v[n].digits = true;
			t->v[n].plus = strchr(plain, '+') != NULL;
		}
	} else {
		text_fold(&s, raw);
		add_words(t, &s);
	}
	str_release(&s);
}

/* How many tokens from `first` on are the groups of one number: three or more short groups, or what
 * follows a +.  Two alone may be a birthday and the last four digits. */
static size_t count_groups(const struct tokens *t, size_t first)
{
	bool plus = t->v[first].plus;
	size_t n = 0, total = 0;

	for (size_t i = first; i < t->n && t->v[i].digits; i++, n++) {
		size_t len = strlen(t->v[i].text);

		if ((i > first && t->v[i].plus) || (!plus && len > GROUP_MAX) ||
		    total + len > JOIN_MAX)
			break;
		total += len;
	}
	return n > 1 && (plus || (n > 2 && total >= JOIN_MIN)) ? n : 1;
}

static void add_groups(struct strlist *out, const struct tokens *t, size_t first, size_t n)
{
	struct str s;
	size_t skip = 0;

	str_init(&s);
	for (size_t i = 0; i < n; i++)
		str_add(&s, t->v[first + i].text);
	/* 0086 138…: the international prefix most countries have. */
	if (t->v[first].digits && s.len >= 10 && s.p[0] == '0' && s.p[1] == '0')
		skip = 2;
	strlist_add(out, s.p + skip);
	str_release(&s);
}

/* The bytes of a blank at `s`, 0 when there is none. */
static size_t blank_len(const char *s)
{
	static const char *const wide[] = { "\u3000", "\u00a0", "\u2028", "\u2029" };

	if ((unsigned char)*s <= ' ')
		return *s ? 1 : 0;
	for (size_t i = 0; i < ARRAY_SIZE(wide); i++)
		if (strncmp(s, wide[i], strlen(wide[i])) == 0)
			return strlen(wide[i]);
	return 0;
}

void match_words(const char *typed, struct strlist *out)
{
	char *head = mem_strndup(typed, text_head(typed, TEXT_MAX));
	struct tokens t = { .n = 0 };
	struct str plain;

	str_init(&plain);
	for (char *s = head; *s && t.n < TOKENS_MAX;) {
		size_t blank = blank_len(s), n = 0;

		if (blank) {
			s += blank;
			continue;
		}
		while (s[n] && !blank_len(s + n))
			n++;
		char after = s[n];
		s[n] = '\0';
		str_clear(&plain);
		text_nfkc(&plain, s);
		add_typed(&t, s, plain.p);
		s[n] = after;
		s += n;
	}
	for (size_t i = 0, words = 0, n; i < t.n && words < WORDS_MAX; i += n, words++) {
		n = t.v[i].digits ? count_groups(&t, i) : 1;
		add_groups(out, &t, i, n);
	}
	str_release(&plain);
	free(head);
}
