#include "likeness_name.h"

#include "revisit/text/match.h"
#include "revisit/text/nearest.h"
#include "revisit/text/pinyin.h"
#include "revisit/text/utf8.h"

#include <math.h>

enum { PART_MAX = 64, SHORT_PART = 3 };

/* A name in two parts, folded. */
struct parts {
	char family[PART_MAX], given[PART_MAX];
};

enum part_level { BOTH_MISSING, SAME_PART, SHORT_FORM, CLOSE_PART, BEGINNING, OTHER_PART, LEVELS };

/* Bits.  In febrl1, febrl042 and fake_1000 of ../shared/data the parts of the names of one person,
 * where both are there, agree in 45 to 91 of 100 pairs, are close in 9 to 24 and differ in 0 to 31
 * (the parts swapped among them); of two people 0.5 to 3 in a thousand share a family name, 4 to 5 a
 * given name.  That makes log2(.65 / .003) = 8 bits for a family name and 7 for a given one. */
static const float family_bits[LEVELS] = { 0, 8, 4, 5, 2, -4 };
static const float given_bits[LEVELS] = { 0, 7, 5, 4, 3, -6 };
static const float han_other_given = -9, nothing_alike = -10, rarest = 18;

static const unsigned level_reason[LEVELS] = {
	[SHORT_FORM] = 1u << LIKE_NICKNAME,
	[CLOSE_PART] = 1u << LIKE_CLOSE_NAME,
	[BEGINNING] = 1u << LIKE_PART_OF_NAME,
};

bool likeness_close(const char *a, const char *b)
{
	size_t n = strlen(a);
	size_t m = strlen(b);
	size_t longer = n > m ? n : m;
	size_t apart = n > m ? n - m : m - n;

	if (longer <= SHORT_PART || apart * 4 > longer + 3)
		return false;
	size_t edits = (size_t)text_edits(a, b);
	return edits <= 1 || edits * 4 <= longer;
}

static bool same_joined(const char *a, const char *b)
{
	for (;;) {
		a += strspn(a, " ");
		b += strspn(b, " ");
		if (*a != *b)
			return false;
		if (!*a)
			return true;
		a++;
		b++;
	}
}

/* Bob and Robert, Bob and Rob. */
static bool short_form(const char *a, const char *b)
{
	const char *name;
	const char *other;

	for (size_t i = 0; (name = match_nickname(a, i)) != NULL; i++) {
		if (strcmp(name, b) == 0)
			return true;
		for (size_t j = 0; (other = match_nickname(b, j)) != NULL; j++)
			if (strcmp(other, name) == 0)
				return true;
	}
	return false;
}

/* "a" and "anna", "ann" and "anna", "anna" and "anna maria". */
static bool begins_other(const char *a, const char *b)
{
	size_t n = strlen(a);
	size_t m = strlen(b);
	const char *longer = n > m ? a : b;
	size_t shorter = n > m ? m : n;

	if (strncmp(a, b, shorter) != 0)
		return false;
	return shorter == 1 || shorter >= SHORT_PART || longer[shorter] == ' ';
}

static enum part_level part_level(const char *a, const char *b)
{
	if (!*a || !*b)
		return BOTH_MISSING;
	if (same_joined(a, b))
		return SAME_PART;
	if (short_form(a, b))
		return SHORT_FORM;
	if (likeness_close(a, b))
		return CLOSE_PART;
	return begins_other(a, b) ? BEGINNING : OTHER_PART;
}

static void put_part(char out[PART_MAX], const char *text, size_t n)
{
	if (n >= PART_MAX)
		n = PART_MAX - 1;
	memcpy(out, text, n);
	out[n] = '\0';
}

/* Where nothing tells, the last word is the family's. */
static void split_words(const struct likeness_person *p, struct parts *out)
{
	const char *name = p->text[LIKE_NAME];
	const char *family = p->text[LIKE_FAMILY];
	const char *given = p->text[LIKE_GIVEN];
	const char *last = strrchr(name, ' ');

	if (*family || *given) {
		put_part(out->family, family, strlen(family));
		put_part(out->given, given, strlen(given));
		return;
	}
	put_part(out->given, name, last ? (size_t)(last - name) : strlen(name));
	put_part(out->family, last ? last + 1 : "", last ? strlen(last + 1) : 0);
}

/* What a whole name is worth: how rare it is. */
static float whole_bits(const struct likeness_person *a, const struct likeness_person *b,
			size_t people, float usual)
{
	unsigned names = a->names > b->names ? a->names : b->names;

	if (names == 0)
		return usual;
	float bits = log2f((float)people / (float)(names > 2 ? names - 1 : 1));
	return bits > rarest ? rarest : bits < 4 ? 4 : bits;
}

static struct name_likeness of_levels(enum part_level family, enum part_level given, float whole)
{
	struct name_likeness l = { .bits = family_bits[family] + given_bits[given],
				   .reasons = level_reason[family] | level_reason[given] };

	if (family == SAME_PART && given == SAME_PART)
		return (struct name_likeness){ .bits = whole, .reasons = 1u << LIKE_SAME_NAME };
	if (family == OTHER_PART && given == OTHER_PART)
		return (struct name_likeness){ .bits = nothing_alike,
					       .reasons = 1u << LIKE_OTHER_NAME,
					       .other = true };
	if (given == OTHER_PART) {
		/* Brothers and sisters. */
		l.bits = family == BOTH_MISSING ? l.bits : han_other_given;
		l.reasons = 1u << LIKE_OTHER_GIVEN;
		l.other = true;
	} else if (family == OTHER_PART && given == SAME_PART) {
		l.reasons = 1u << LIKE_SAME_GIVEN | 1u << LIKE_OTHER_FAMILY;
	} else if (family == OTHER_PART) {
		l.reasons |= 1u << LIKE_OTHER_FAMILY;
	} else if (family == BOTH_MISSING ? given == SAME_PART :
		   given == BOTH_MISSING  ? family == SAME_PART :
					    false) {
		l.reasons = 1u << LIKE_PART_OF_NAME;
	}
	return l;
}

static struct name_likeness latin(const struct likeness_person *a, const struct likeness_person *b,
				  size_t people)
{
	struct parts x;
	struct parts y;

	split_words(a, &x);
	split_words(b, &y);
	float whole = whole_bits(a, b, people, family_bits[SAME_PART] + given_bits[SAME_PART]);
	enum part_level family = part_level(x.family, y.family);
	enum part_level given = part_level(x.given, y.given);
	struct name_likeness straight = of_levels(family, given, whole);
	if (family == SAME_PART && given == SAME_PART)
		return straight;
	struct name_likeness crossed = of_levels(part_level(x.family, y.given),
						 part_level(x.given, y.family), whole);
	/* Of a single word nothing says which part it is. */
	bool single = (!*x.family && *y.family) || (*x.family && !*y.family);
	if (!single)
		crossed.bits -= 1;
	if (crossed.bits <= straight.bits)
		return straight;
	crossed.reasons &= ~(1u << LIKE_SAME_NAME);
	crossed.reasons |= single ? 1u << LIKE_PART_OF_NAME : 1u << LIKE_SWAPPED_NAME;
	return crossed;
}

/* --- Han --- */

static void split_han(const struct likeness_person *p, struct parts *out)
{
	const char *name = p->text[LIKE_NAME];
	size_t family = strlen(p->text[LIKE_FAMILY]);

	if (family == 0 || strncmp(name, p->text[LIKE_FAMILY], family) != 0)
		family = han_surname_len(name);
	put_part(out->family, name, family);
	put_part(out->given, name + family, strlen(name + family));
}

/* 小伟, 阿伟, 老张: whom one calls so; NULL when it is no such form. */
static const char *called(const char *name)
{
	static const char *const before[] = { "小", "阿", "老" };

	for (size_t i = 0; i < ARRAY_SIZE(before); i++) {
		size_t n = strlen(before[i]);
		if (strncmp(name, before[i], n) == 0 && name[n])
			return name + n;
	}
	return NULL;
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text);
	size_t m = strlen(end);

	return n >= m && strcmp(text + n - m, end) == 0;
}

static bool nicknamed(const struct likeness_person *a, const struct parts *given)
{
	const char *who = called(a->text[LIKE_NAME]);

	return who && (ends_with(given->given, who) || strcmp(given->family, who) == 0);
}

static bool sound_alike(const char *a, const char *b)
{
	char x[PART_MAX];
	char y[PART_MAX];

	if (!*a || !*b || strlen(a) >= PART_MAX || strlen(b) >= PART_MAX)
		return false;
	match_sound(a, x);
	match_sound(b, y);
	return strcmp(x, y) == 0;
}

static bool is_turned(const struct parts *p, const char *name)
{
	char turned[2 * PART_MAX];

	snprintf(turned, sizeof(turned), "%s%s", p->given, p->family);
	return strcmp(turned, name) == 0;
}

static struct name_likeness of(enum likeness_reason reason, float bits)
{
	return (struct name_likeness){ .reasons = 1u << reason, .bits = bits };
}

static struct name_likeness han(const struct likeness_person *a, const struct likeness_person *b,
				size_t people)
{
	const char *reading = a->text[LIKE_READING];
	struct parts x;
	struct parts y;

	/* Where nobody counted, a name of two characters is taken for one that one in 500 has, a
	 * longer one for one in 4,000. */
	float whole = whole_bits(a, b, people, strlen(a->text[LIKE_NAME]) <= 6 ? 9 : 12);
	if (strcmp(a->text[LIKE_NAME], b->text[LIKE_NAME]) == 0)
		return of(LIKE_SAME_NAME, whole);
	split_han(a, &x);
	split_han(b, &y);
	if (*reading && strcmp(reading, b->text[LIKE_READING]) == 0)
		return of(LIKE_SAME_READING, whole - (strcmp(x.family, y.family) == 0 ? 2 : 4));
	if (is_turned(&x, b->text[LIKE_NAME]) || is_turned(&y, a->text[LIKE_NAME]))
		return of(LIKE_SWAPPED_NAME, whole - 2);
	if (sound_alike(reading, b->text[LIKE_READING]))
		return of(LIKE_SAME_SOUND, whole - 5);
	if (nicknamed(a, &y) || nicknamed(b, &x))
		return of(LIKE_NICKNAME, 4);
	bool family = *x.family && strcmp(x.family, y.family) == 0;
	bool begins = *x.given && *y.given &&
		      strncmp(x.given, y.given,
			      strlen(x.given) < strlen(y.given) ? strlen(x.given) :
								   strlen(y.given)) == 0;
	if (family && (begins || !*x.given || !*y.given))
		return of(LIKE_PART_OF_NAME, 2);
	struct name_likeness l = family ? of(LIKE_OTHER_GIVEN, han_other_given) :
				 *x.given && strcmp(x.given, y.given) == 0 ?
					  of(LIKE_SAME_GIVEN, strlen(x.given) > 3 ? 1 : -3) :
					  of(LIKE_OTHER_NAME, nothing_alike);
	l.other = !(l.reasons & 1u << LIKE_SAME_GIVEN);
	if (!l.other)
		l.reasons |= 1u << LIKE_OTHER_FAMILY;
	return l;
}

/* --- one in Han, one in letters --- */

static void join_from(const char *name, const char *at, char text[PART_MAX])
{
	size_t n = 0;

	for (const char *p = at; *p && n < PART_MAX - 1; p++)
		if (*p != ' ')
			text[n++] = *p;
	for (const char *p = name; p < at && n < PART_MAX - 1; p++)
		if (*p != ' ')
			text[n++] = *p;
	text[n] = '\0';
}

/* The words of `name` joined, beginning with each of them in turn. */
static bool turns_to(const char *name, const char *joined, bool by_sound)
{
	for (const char *at = name; *at; at += strcspn(at, " "), at += strspn(at, " ")) {
		char text[PART_MAX];
		join_from(name, at, text);
		if (by_sound ? sound_alike(text, joined) : strcmp(text, joined) == 0)
			return true;
	}
	return false;
}

static bool has_word(const char *text, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = text; n && *p; p += strcspn(p, " "), p += strspn(p, " "))
		if (strncmp(p, word, n) == 0 && (p[n] == ' ' || !p[n]))
			return true;
	return false;
}

/* Kevin Zhang is 张伟 whom one calls Kevin. */
static bool goes_by(const struct likeness_person *h, const char *name)
{
	const char *family = h->text[LIKE_FAMILY_READING];
	char who[PART_MAX];
	char straight[2 * PART_MAX];
	char turned[2 * PART_MAX];

	for (const char *at = h->text[LIKE_OTHER]; *family && *at;) {
		size_t n = strcspn(at, "\n");
		put_part(who, at, n);
		at += n + (at[n] == '\n');
		snprintf(straight, sizeof(straight), "%s%s", who, family);
		snprintf(turned, sizeof(turned), "%s%s", family, who);
		if (*who && (same_joined(name, straight) || same_joined(name, turned)))
			return true;
	}
	return false;
}

/* Zhang Wai and Liu Yeng; not Zhang Lei, who is 张伟's sister: one letter, and none of those that
 * the family name and the given name begin with. */
static bool turns_nearly_to(const char *name, const struct likeness_person *h)
{
	const char *reading = h->text[LIKE_READING];
	size_t family = strlen(h->text[LIKE_FAMILY_READING]);
	size_t len = strlen(reading);

	if (family == 0 || family >= len || len <= SHORT_PART + 1)
		return false;
	for (const char *at = name; *at; at += strcspn(at, " "), at += strspn(at, " ")) {
		char text[PART_MAX];
		join_from(name, at, text);
		size_t n = strlen(text);
		size_t given = family + n - len;
		if (text_edits(text, reading) != 1 || text[0] != reading[0])
			continue;
		if (strncmp(text, reading, family) == 0 ? text[family] == reading[family] :
							  text[given] == reading[family])
			return true;
	}
	return false;
}

static struct name_likeness across(const struct likeness_person *h,
				   const struct likeness_person *letters, size_t people)
{
	const char *reading = h->text[LIKE_READING];
	const char *name = letters->text[LIKE_NAME];

	float whole = whole_bits(h, letters, people, strlen(h->text[LIKE_NAME]) <= 6 ? 9 : 12);
	if (*reading && turns_to(name, reading, false))
		return of(LIKE_OTHER_LETTERS, whole - 2);
	if (*reading && turns_to(name, reading, true))
		return of(LIKE_SAME_SOUND, whole - 5);
	if (goes_by(h, name))
		return of(LIKE_OTHER_LETTERS, 7);
	if (*reading && turns_nearly_to(name, h))
		return of(LIKE_CLOSE_NAME, 2);
	/* Kevin Zhang may well be 张伟. */
	if (has_word(name, h->text[LIKE_FAMILY_READING]))
		return of(LIKE_PART_OF_NAME, 1);
	return (struct name_likeness){ .bits = -6, .reasons = 1u << LIKE_OTHER_NAME, .other = true };
}

static struct name_likeness compare(const struct likeness_person *a,
				    const struct likeness_person *b, size_t people)
{
	bool han_a = utf8_has_han(a->text[LIKE_NAME]);
	bool han_b = utf8_has_han(b->text[LIKE_NAME]);

	if (!*a->text[LIKE_NAME] || !*b->text[LIKE_NAME])
		return (struct name_likeness){ 0 };
	if (han_a && han_b)
		return han(a, b, people);
	if (han_a)
		return across(a, b, people);
	return han_b ? across(b, a, people) : latin(a, b, people);
}

/* Under one of the other names of `p`; NULL after the last.  A single word is no whole name. */
static const char *as_other(const struct likeness_person *p, const char *at, char name[PART_MAX],
			    struct likeness_person *out)
{
	while (*at) {
		size_t n = strcspn(at, "\n");
		put_part(name, at, n);
		at += n + (at[n] == '\n');
		bool han_name = utf8_has_han(name);
		if (han_name ? strlen(name) <= 3 : !strchr(name, ' '))
			continue;
		*out = *p;
		out->text[LIKE_NAME] = name;
		out->text[LIKE_FAMILY] = out->text[LIKE_GIVEN] = "";
		/* Letters beside a name in Han may be its own reading; they stand for themselves. */
		out->text[LIKE_READING] = out->text[LIKE_FAMILY_READING] = "";
		out->names = 0;
		return at;
	}
	return NULL;
}

static void better_under_others(const struct likeness_person *a, const struct likeness_person *b,
				size_t people, struct name_likeness *best)
{
	char name[PART_MAX];
	struct likeness_person other;
	const char *at = a->text[LIKE_OTHER];

	while (*at && (at = as_other(a, at, name, &other)) != NULL) {
		struct name_likeness l = compare(&other, b, people);
		l.bits -= 1;
		if (l.bits > best->bits && l.bits > 0)
			*best = l;
	}
}

struct name_likeness likeness_of_names(const struct likeness_person *a,
				       const struct likeness_person *b, size_t people)
{
	struct name_likeness best = compare(a, b, people);

	if (*a->text[LIKE_OTHER])
		better_under_others(a, b, people, &best);
	if (*b->text[LIKE_OTHER])
		better_under_others(b, a, people, &best);
	return best;
}
