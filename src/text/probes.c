/* What a typed word asks the keys for. */
#include "revisit/text/match.h"
#include "revisit/text/utf8.h"

#include "spelling.h"

enum {
	ABBREVIATIONS_MAX = 24,
	ABBREVIATED_MIN = 3,
	ABBREVIATED_MAX = 24,
	PARTS_MAX = 6,
	NUMBER_MIN = 8, /* digits from which a country code may be among them */
};

static struct match_probe *add_probe(struct match_probes *out, enum match_class class, char space,
				     const char *text)
{
	if (out->n == MATCH_PROBES_MAX || text_head(text, KEY_MAX) != strlen(text))
		return NULL;
	struct match_probe *p = &out->v[out->n++];
	*p = (struct match_probe){ .class = class };
	p->text[0] = space;
	memcpy(p->text + 1, text, strlen(text) + 1);
	return p;
}

static void add_whole(struct match_probes *out, enum match_class class, char space,
		      const char *text)
{
	struct match_probe *p = add_probe(out, class, space, text);

	if (p)
		p->check = CHECK_WHOLE;
}

/* --- abbreviations --- */

/* A word taken apart into what syllables begin with: "zw|ei", "li|x|m". */
struct parse {
	const char *word;
	size_t n, wanted; /* bytes, parts */
	size_t ends[PARTS_MAX];
	struct match_probes *out;
	size_t found;
};

static void add_abbreviation(struct parse *x)
{
	char initials[PARTS_MAX + 1] = "";
	bool short_only = true;  /* that is MATCH_INITIALS */
	bool whole = true;       /* and that is MATCH_NAME */

	for (size_t i = 0; i < x->wanted; i++) {
		size_t from = i ? x->ends[i - 1] : 0, n = x->ends[i] - from;
		initials[i] = x->word[from];
		short_only = short_only && n == 1;
		whole = whole && (i + 1 == x->wanted || is_syllable(x->word + from, n));
	}
	if (short_only || whole || x->found == ABBREVIATIONS_MAX)
		return;
	for (size_t i = 0; i < x->out->n; i++)
		if (x->out->v[i].class == MATCH_ABBREVIATED &&
		    strcmp(x->out->v[i].text + 1, initials) == 0)
			return; /* its keys are asked for already */
	struct match_probe *p = add_probe(x->out, MATCH_ABBREVIATED, 'i', initials);
	if (!p)
		return;
	x->found++;
	p->check = CHECK_SYLLABLES;
	memcpy(p->rest, x->word, x->n + 1);
}

static void parse_from(struct parse *x, size_t part, size_t from)
{
	if (part == x->wanted) {
		if (from == x->n)
			add_abbreviation(x);
		return;
	}
	size_t left = x->wanted - part - 1;
	for (size_t n = 1; n <= 6 && from + n + left <= x->n; n++) {
		if (!begins_syllable(x->word + from, n))
			continue;
		x->ends[part] = from + n;
		parse_from(x, part + 1, from + n);
	}
}

/* Those of few parts first: the likelier ones. */
static void add_abbreviations(struct match_probes *out, const char *word, size_t len)
{
	struct parse x = { .word = word, .n = len, .out = out };

	if (len < ABBREVIATED_MIN || len > ABBREVIATED_MAX)
		return;
	for (x.wanted = 2; x.wanted <= PARTS_MAX && x.wanted < len; x.wanted++)
		parse_from(&x, 0, 0);
}

/* --- words of letters --- */

static void add_nicknames(struct match_probes *out, const char *word)
{
	const char *name;

	for (size_t i = 0; (name = match_nickname(word, i)) != NULL; i++) {
		add_probe(out, MATCH_NICKNAME, 'n', name);
		add_probe(out, MATCH_NICKNAME, 'g', name);
	}
}

/* 小伟 and 阿伟 for somebody whose given name begins so, 小王 and 老王 for a surname; 王先生. */
static void add_han_nicknames(struct match_probes *out, const char *word)
{
	static const char *const before[] = { "小", "阿", "老" };
	static const char *const behind[] = { "先生", "女士", "小姐", "太太", "阿姨", "师傅", "老师" };
	size_t len = strlen(word);

	for (size_t i = 0; i < ARRAY_SIZE(before); i++) {
		size_t n = strlen(before[i]);
		if (strncmp(word, before[i], n) != 0 || !word[n])
			continue;
		add_probe(out, MATCH_NICKNAME, 'g', word + n);
		add_probe(out, MATCH_NICKNAME, 'n', word + n);
	}
	for (size_t i = 0; i < ARRAY_SIZE(behind); i++) {
		size_t n = strlen(behind[i]);
		if (len <= n || strcmp(word + len - n, behind[i]) != 0)
			continue;
		char *name = mem_strndup(word, len - n);
		add_probe(out, MATCH_NICKNAME, 'n', name);
		free(name);
	}
}

/* Another character of the same reading is the usual mistake: 章伟 for 张伟. */
static void add_same_reading(struct match_probes *out, const char *word)
{
	struct name_parts parts;
	struct name_reading read;
	struct spelling s = { .len = 0 };

	name_split(word, &parts);
	if (parts.n_han < 2 || parts.words.n > 0)
		return;
	name_read(&read, &parts, word, NULL, NULL);
	if (read.n > 0) {
		put_rotated(&s, &read.readings[0], 0);
		add_probe(out, MATCH_SOUND, 'n', s.text);
	}
	name_reading_release(&read);
}

static void add_sounds(struct match_probes *out, const char *word)
{
	char sound[KEY_MAX + 1];

	match_sound(word, sound);
	/* A bare initial would sound like half the clinic. */
	if (strlen(sound) < 2 || !strpbrk(sound, "aeiouv"))
		return;
	if (strcmp(sound, word) != 0)
		add_probe(out, MATCH_SOUND, 'n', sound);
	add_probe(out, MATCH_SOUND, 's', sound);
}

static bool is_letters(const char *word)
{
	for (; *word; word++)
		if (*word < 'a' || *word > 'z')
			return false;
	return true;
}

static void add_letters(struct match_probes *out, const char *word)
{
	size_t len = strlen(word);
	char initials[KEY_MAX + 2];
	bool latin = is_letters(word);

	add_whole(out, MATCH_CHART, 'c', word);
	snprintf(initials, sizeof initials, "%s ", word);
	add_probe(out, MATCH_FAMILY, 'f', initials);
	add_probe(out, MATCH_SHORT, 'i', initials);
	add_probe(out, MATCH_NAME, 'n', word);
	add_probe(out, MATCH_INITIALS, 'i', word);
	add_probe(out, MATCH_NAME_INSIDE, 'g', word);
	if (latin)
		add_abbreviations(out, word, len);
	add_probe(out, MATCH_LABEL, 'w', word);
	add_probe(out, MATCH_CHART_START, 'c', word);
	add_probe(out, MATCH_READING, 'r', word);
	add_probe(out, MATCH_READING, 'j', word);
	add_nicknames(out, word);
	add_han_nicknames(out, word);
	if (latin)
		add_sounds(out, word);
	else if (utf8_has_han(word))
		add_same_reading(out, word);
}

/* --- digits --- */

static void add_number_end(struct match_probes *out, const char *word, size_t len)
{
	if (len <= 4) {
		add_probe(out, MATCH_PHONE_LAST, 'l', word);
		return;
	}
	struct match_probe *p = add_probe(out, MATCH_PHONE_LAST, 'l', word + len - 4);
	if (p) {
		p->check = CHECK_END;
		memcpy(p->rest, word, len - 4);
	}
}

/* As it is kept, with the 0 that is dialled at home, with the country code, with both ("+86 0731"). */
static void add_number_start(struct match_probes *out, const char *word, size_t len)
{
	add_probe(out, MATCH_PHONE, 'p', word);
	if (word[0] == '0' && len > 3)
		add_probe(out, MATCH_PHONE, 'p', word + 1);
	if (len < NUMBER_MIN || word[0] == '0')
		return;
	size_t code = country_code_len(word);
	add_probe(out, MATCH_PHONE, 'p', word + code);
	if (word[code] == '0')
		add_probe(out, MATCH_PHONE, 'p', word + code + 1);
}

static void add_birth(struct match_probes *out, const char *word, size_t len)
{
	char key[32];

	if (len <= 4)
		add_probe(out, MATCH_BIRTH, 'b', word);
	if (len == 4 || len == 6)
		add_probe(out, MATCH_BIRTH, 'y', word);
	if (len == 8) {
		snprintf(key, sizeof key, "%.4s%.4s", word + 4, word);
		add_whole(out, MATCH_BIRTH, 'b', key);
	}
	for (int century = 19; len == 6 && century <= 20; century++) {
		snprintf(key, sizeof key, "%.4s%d%.2s", word + 2, century, word);
		add_whole(out, MATCH_BIRTH, 'b', key);
	}
}

static void add_digits(struct match_probes *out, const char *word)
{
	size_t len = strlen(word);

	add_whole(out, MATCH_CHART, 'c', word);
	add_number_end(out, word, len);
	add_number_start(out, word, len);
	add_birth(out, word, len);
	add_probe(out, MATCH_TAG, 't', word);
	add_probe(out, MATCH_CHART_START, 'c', word);
	add_probe(out, MATCH_CHART_START, 'd', word);
}

void match_probes(const char *word, struct match_probes *out)
{
	out->n = 0;
	if (word[0] == '#')
		add_probe(out, MATCH_TAG, 't', word);
	else if (strspn(word, "0123456789") == strlen(word))
		add_digits(out, word);
	else if (!strchr(word, '@'))
		add_letters(out, word);
}

/* --- a key and a probe --- */

/* Whether the word is used up by the beginnings of the next `n` syllables of "zhang wei". */
static bool begin_so(const char *word, const char *syllables, size_t n)
{
	size_t same = 0;

	if (n == 0)
		return *word == '\0';
	while (word[same] && word[same] == syllables[same])
		same++;
	const char *next = syllables + strcspn(syllables, " ");
	next += *next == ' ';
	for (; same > 0; same--)
		if (begin_so(word + same, next, n - 1))
			return true;
	return false;
}

static bool check_fits(const struct match_probe *p, const char *key)
{
	size_t n = strlen(p->rest);
	size_t len = strlen(key);
	const char *syllables = strchr(key, ' ');

	switch (p->check) {
	case CHECK_NONE:
		return true;
	case CHECK_WHOLE:
		return key[strlen(p->text)] == '\0';
	case CHECK_END:
		/* The key is a space, the last four digits and what stands before them. */
		return len >= 5 + n && strcmp(key + len - n, p->rest) == 0;
	case CHECK_SYLLABLES:
		return syllables && begin_so(p->rest, syllables + 1, strlen(p->text) - 1);
	}
	return false;
}

bool match_fits(const struct match_probe *p, const char *key)
{
	char space = key[0] >= 'A' && key[0] <= 'Z' ? (char)(key[0] + 'a' - 'A') : key[0];

	return space == p->text[0] && strncmp(key + 1, p->text + 1, strlen(p->text) - 1) == 0 &&
	       check_fits(p, key);
}
