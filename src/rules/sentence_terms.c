#include "grammar.h"
#include "revisit/base/str.h"
#include "revisit/date/notation.h"

const struct booked_word booked_words[2] = {
	{ "预约", NULL, STATUS_UPCOMING },
	{ "爽约", "失约", STATUS_MISSED },
};

const struct word unit_words[4] = {
	{ "year", "年", NULL, NULL },
	{ "month", "个月", NULL, "月" },
	{ "week", "周", NULL, "个星期|星期|个礼拜|礼拜" },
	{ "day", "天", NULL, "日" },
};

const struct word month_words[12] = {
	{ "january", "1月份", NULL, "一月份" },     { "february", "2月份", NULL, "二月份" },
	{ "march", "3月份", NULL, "三月份" },       { "april", "4月份", NULL, "四月份" },
	{ "may", "5月份", NULL, "五月份" },         { "june", "6月份", NULL, "六月份" },
	{ "july", "7月份", NULL, "七月份" },        { "august", "8月份", NULL, "八月份" },
	{ "september", "9月份", NULL, "九月份" },   { "october", "10月份", NULL, "十月份" },
	{ "november", "11月份", NULL, "十一月份" }, { "december", "12月份", NULL, "十二月份" },
};

const struct date_range month_ranges[12] = {
	{ "january", true, false, { 0, 1, 1 }, { 0, 1, 31 }, { NULL, 0, 0 } },
	{ "february", true, false, { 0, 2, 1 }, { 0, 2, 29 }, { NULL, 0, 0 } },
	{ "march", true, false, { 0, 3, 1 }, { 0, 3, 31 }, { NULL, 0, 0 } },
	{ "april", true, false, { 0, 4, 1 }, { 0, 4, 30 }, { NULL, 0, 0 } },
	{ "may", true, false, { 0, 5, 1 }, { 0, 5, 31 }, { NULL, 0, 0 } },
	{ "june", true, false, { 0, 6, 1 }, { 0, 6, 30 }, { NULL, 0, 0 } },
	{ "july", true, false, { 0, 7, 1 }, { 0, 7, 31 }, { NULL, 0, 0 } },
	{ "august", true, false, { 0, 8, 1 }, { 0, 8, 31 }, { NULL, 0, 0 } },
	{ "september", true, false, { 0, 9, 1 }, { 0, 9, 30 }, { NULL, 0, 0 } },
	{ "october", true, false, { 0, 10, 1 }, { 0, 10, 31 }, { NULL, 0, 0 } },
	{ "november", true, false, { 0, 11, 1 }, { 0, 11, 30 }, { NULL, 0, 0 } },
	{ "december", true, false, { 0, 12, 1 }, { 0, 12, 31 }, { NULL, 0, 0 } },
};

int fact_before(const struct reading *r)
{
	for (int i = r->n; i-- > 0;)
		if (r->mark[i].act == ACT_FACT)
			return (int)r->mark[i].value;
	return -1;
}

int term_kind_of(enum term term, int fact)
{
	static const int kinds[TERMS] = {
		[T_KIND] = TERM_KIND + 1,         [T_TODO_KIND] = TERM_TASK_KIND + 1,
		[T_PROVIDER] = TERM_PROVIDER + 1, [T_SITE] = TERM_SITE + 1,
		[T_CHANNEL] = TERM_CHANNEL + 1,   [T_TAG] = TERM_TAG + 1,
		[T_RECALL] = TERM_RECALL + 1,
	};

	if (term != T_VALUE)
		return kinds[term] - 1;
	if (fact < 0 || fact_words[fact].type != FACT_TERM)
		return -1;
	for (int kind = 0; kind < TERM_KINDS; kind++)
		if (str_eq(fact_words[fact].vocab, term_vocab((enum term_kind)kind)))
			return kind;
	return TERM_LANGUAGE;
}

/* Whoever is told, and in which language. */
struct teller {
	const struct reading *r;
	term_word_told *told;
	void *arg;
};

static void tell(struct teller *t, const char *word, size_t len, int64_t value, const char *means,
		 bool first)
{
	if (len > 0)
		t->told(t->arg, &(struct term_word){ .word = word,
						     .len = len,
						     .value = value,
						     .means = means,
						     .first = first });
}

static void tell_synonyms(struct teller *t, const char *also, int64_t value, const char *means)
{
	while (!str_is_empty(also)) {
		size_t n = strcspn(also, "|");
		bool han = (unsigned char)*also >= 0x80;
		if (han == t->r->g->chinese)
			tell(t, also, n, value, means, false);
		also += n + (also[n] == '|');
	}
}

static void tell_word(struct teller *t, const struct word *w, int64_t value, const char *means,
		      bool counted)
{
	char many[48];

	tell_synonyms(t, w->also, value, means);
	if (t->r->g->chinese) {
		tell(t, w->zh, strlen(w->zh), value, means, true);
		return;
	}
	/* Units are shown in the plural: "6 months". */
	bool unit = counted && !means;
	tell(t, w->en, strlen(w->en), value, means, !unit);
	if (!counted)
		return;
	snprintf(many, sizeof(many), "%ss", w->en);
	const char *plural = w->en_many ? w->en_many : many;
	tell(t, plural, strlen(plural), value, means, unit);
}

static bool noun_is(enum term term, enum noun noun)
{
	bool todo = noun == NOUN_TASK || noun == NOUN_PROMISE || noun == NOUN_COMPLAINT;

	return term == (noun == NOUN_VISIT ? T_VISIT : todo ? T_TODO : T_THING);
}

static bool fact_is(enum term term, const struct fact_word *f)
{
	switch (f->type) {
	case FACT_NUMBER:
	case FACT_MONEY:
		if (f->fact == FACT_COUNT)
			return false;
		return term == (f->flags & FACT_WINDOWED ? T_MEASURE : T_NUMF);
	case FACT_SHARE:
		return term == T_SHAREF;
	case FACT_DATE:
	case FACT_YEARLY:
		return term == T_DATEF;
	case FACT_CHOICE:
		return term == T_ENUMF && f->fact != FACT_CONSENT;
	case FACT_TERM:
		return term == T_ENUMF;
	case FACT_TEXT:
		return term == T_TEXTF;
	}
	return false;
}

static void tell_facts(struct teller *t, enum term term)
{
	for (int i = 0; i < FACTS; i++)
		if (fact_is(term, &fact_words[i]))
			tell_word(t, &fact_words[i].word, i, fact_words[i].help, false);
}

static void tell_nouns(struct teller *t, enum term term)
{
	for (int i = 0; i < NOUNS; i++)
		if (noun_is(term, noun_words[i].noun))
			tell_word(t, &noun_words[i].word, i, noun_words[i].help, true);
}

/* What stands for "not known" is no value: that is asked with "is unknown". */
static bool choice_is_offered(const struct choice *set, int i)
{
	if (set == patient_status_choices)
		return i != PATIENT_MERGED;
	return i > 0 || (set != sex_choices && set != household_role_choices);
}

static void tell_choices(struct teller *t, const struct choice *set)
{
	for (int i = 0; set[i].key; i++) {
		if (!choice_is_offered(set, i))
			continue;
		const char *zh = choice_word(set, i);
		if (t->r->g->chinese)
			tell(t, zh, strlen(zh), i, set[i].label, true);
		tell(t, set[i].key, strlen(set[i].key), i, set[i].label, !t->r->g->chinese);
	}
}

static void tell_name(void *arg, const char *key, const char *en, const char *zh)
{
	const struct teller *t = arg;
	const char *names[3] = { key, en, zh };
	const char *label = t->r->g->chinese ? zh : en;
	/* What is said besides (lexicon_parts.h) is understood and not offered. */
	bool besides = en && !zh;
	int shown = besides ? -1 : t->r->g->chinese && zh ? 2 : 0;

	for (int i = besides; i < 3; i++) {
		if (str_is_empty(names[i]))
			continue;
		t->told(t->arg, &(struct term_word){ .word = names[i],
						     .len = strlen(names[i]),
						     .key = key,
						     .means = label,
						     .name = true,
						     .first = i == shown });
	}
}

/* A title is a name as good as the key. */
static void tell_segment(void *arg, const char *key, const char *en, const char *zh)
{
	const struct teller *t = arg;
	const char *label = t->r->g->chinese ? zh : en;
	const char *names[3] = { key, en, zh };

	for (int i = 0; i < 3; i++)
		if (!str_is_empty(names[i]))
			t->told(t->arg,
				&(struct term_word){ .word = names[i],
						     .len = strlen(names[i]),
						     .key = key,
						     .means = label,
						     .name = true,
						     .first = names[i] == (label ? label : key) });
}

static void tell_months(struct teller *t)
{
	for (size_t i = 0; i < ARRAY_SIZE(month_words); i++) {
		const struct word *w = &month_words[i];
		const char *words[2] = { t->r->g->chinese ? w->zh : w->en, w->also };
		for (int k = 0; k < (t->r->g->chinese ? 2 : 1); k++)
			t->told(t->arg, &(struct term_word){ .word = words[k],
							     .len = strlen(words[k]),
							     .value = (int64_t)i + 1,
							     .key = w->en });
	}
}

static void tell_values(struct teller *t, int fact)
{
	if (fact >= 0 && fact_words[fact].type == FACT_CHOICE)
		tell_choices(t, fact_words[fact].values);
}

void term_words(const struct reading *r, enum term term, int fact, term_word_told *told, void *arg)
{
	struct teller t = { r, told, arg };
	int kind = term_kind_of(term, fact);

	if (kind >= 0) {
		lexicon_each(r->c->lex, (enum term_kind)kind, tell_name, &t);
		return;
	}
	if (term == T_NSTATUS)
		for (int i = STATUS_USUAL + 1; i < STATUSES; i++)
			tell_word(&t, &status_words[i].word, i, status_words[i].help, false);
	if (term == T_UNIT)
		for (int i = 0; i < (int)ARRAY_SIZE(unit_words); i++)
			tell_word(&t, &unit_words[i], i, NULL, true);
	for (size_t i = 0; term == T_BOOKED && i < ARRAY_SIZE(booked_words); i++) {
		const struct booked_word *b = &booked_words[i];
		const char *help = status_words[b->status].help;
		tell_synonyms(&t, b->also, b->status, help);
		tell(&t, b->zh, strlen(b->zh), b->status, help, true);
	}
	tell_nouns(&t, term);
	tell_facts(&t, term);
	if (term == T_VALUE)
		tell_values(&t, fact);
	if (term == T_STATUS)
		tell_choices(&t, patient_status_choices);
	if (term == T_PURPOSE)
		tell_choices(&t, consent_purposes);
	if (term == T_YESNO)
		tell_choices(&t, consent_values);
	if (term == T_SEGMENT && r->c->segments)
		r->c->segments(r->c->arg, tell_segment, &t);
	for (size_t i = 0; term == T_RANGE && i < r->c->n_ranges; i++)
		tell_name(&t, r->c->ranges[i].key, NULL, NULL);
	if (term == T_RANGE)
		tell_months(&t);
}

/* --- reading one --- */

struct longest {
	const struct reading *r;
	enum term_kind kind; /* of names */
	bool segment;
	size_t at;
	struct found found;
	bool exact; /* the name was written letter by letter as it is kept */
};

static void try_word(void *arg, const struct term_word *w)
{
	struct longest *l = arg;
	size_t typed;
	size_t end = word_at(l->r, l->at, w->word, w->len, w->name, &typed);

	if (end == 0 || end < l->found.to)
		return;
	if (w->name && !l->segment && word_is_reserved(l->kind, w->word))
		return;
	/* Keys that differ in capitals only: the one that is written so. */
	bool exact = w->name && end - l->at == w->len &&
		     memcmp(l->r->text + l->at, w->word, w->len) == 0;
	if (end == l->found.to && (l->exact || !exact))
		return;
	l->found = (struct found){ l->at, end, w->value, w->key };
	l->exact = exact;
}

static uint32_t closing(uint32_t open)
{
	static const uint32_t pairs[][2] = { { '"', '"' },       { '\'', '\'' },
					     { 0x201c, 0x201d }, { 0x2018, 0x2019 },
					     { 0x300c, 0x300d }, { 0x300e, 0x300f } };

	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++)
		if (pairs[i][0] == open)
			return pairs[i][1];
	return 0;
}

size_t quoted_at(const struct reading *r, size_t at, const char **says)
{
	uint32_t open;
	uint32_t cp;
	size_t n = char_at(r, at, &open);
	uint32_t close = n ? closing(open) : 0;

	if (!close)
		return 0;
	struct str inside;
	str_init(&inside);
	for (at += n; (n = char_at(r, at, &cp)) > 0; at += n) {
		if (cp == close) {
			uint32_t next;
			size_t more = char_at(r, at + n, &next);
			if (!more || next != close) {
				*says = arena_strdup(r->arena, inside.p);
				str_release(&inside);
				return at + n;
			}
			n += more;
			str_addn(&inside, r->text + at, n - more);
			continue;
		}
		str_addn(&inside, r->text + at, n);
	}
	str_release(&inside);
	return 0;
}

struct called {
	const char *says, *key;
};

static void compare_segment(void *arg, const char *key, const char *en, const char *zh)
{
	struct called *c = arg;

	if (strcmp(c->says, key) == 0 || (!c->key && (str_eq(c->says, en) || str_eq(c->says, zh))))
		c->key = key;
}

static const char *segment_called(const struct reading *r, const char *says)
{
	struct called c = { says, NULL };

	if (r->c->segment && r->c->segment(r->c->arg, says) >= 0)
		return says;
	if (r->c->segments)
		r->c->segments(r->c->arg, compare_segment, &c);
	return c.key;
}

/* A name is looked up as it stands between the quotes. */
static const char *quoted_name(const struct reading *r, enum term term, int kind, const char *says)
{
	if (kind == TERM_LANGUAGE)
		return *says ? says : NULL;
	if (kind >= 0)
		return lexicon_find(r->c->lex, (enum term_kind)kind, says);
	if (term == T_SEGMENT)
		return segment_called(r, says);
	for (size_t i = 0; term == T_RANGE && i < r->c->n_ranges; i++)
		if (strcmp(r->c->ranges[i].key, says) == 0)
			return r->c->ranges[i].key;
	return NULL;
}

/* A segment's key usually ends the sentence; looking through all of them is for titles. */
static struct found segment_at(struct reading *r, size_t at)
{
	size_t end = at;
	uint32_t cp;

	for (size_t n; (n = char_at(r, end, &cp)) > 0 && cp != ' ' && cp != '\t' && cp != '\n' &&
		       cp != '\r' && !closing(cp);)
		end += n;
	if (end == at || !r->c->segment)
		return (struct found){ 0 };
	char *key = arena_strndup(r->arena, r->text + at, end - at);
	if (r->c->segment(r->c->arg, key) < 0)
		return (struct found){ 0 };
	return skip_blanks(r, end) == r->len ? (struct found){ at, end, 0, key }
					     : (struct found){ 0 };
}

static bool is_digit_at(const struct reading *r, size_t at)
{
	uint32_t cp;

	return char_at(r, at, &cp) > 0 && cp >= '0' && cp <= '9';
}

/* Digits as plain ones into out; where they end. */
static size_t digits_at(const struct reading *r, size_t at, char *out, size_t max, size_t *n)
{
	uint32_t cp;

	for (size_t step; (step = char_at(r, at, &cp)) > 0 && cp >= '0' && cp <= '9'; at += step)
		if (*n < max)
			out[(*n)++] = (char)cp;
	return at;
}

/* Twelve digits and three decimals are more than any clinic has; the rest is cut when it is read,
 * and refused by who reads it. */
enum { DIGITS_MAX = 20 };

static size_t small_han_at(const struct reading *r, size_t at, int *number)
{
	char copy[32];
	size_t n = r->len - at < sizeof(copy) - 1 ? r->len - at : sizeof(copy) - 1;
	const char *p = copy;

	memcpy(copy, r->text + at, n);
	copy[n] = '\0';
	if (!notation_han(&p, number))
		return 0;
	return at + (size_t)(p - copy);
}

/* 三, 二十, 一百二十, 两千, 一万; not 一百二, which leaves out what it counts. */
static size_t han_number_at(const struct reading *r, size_t at, int *number)
{
	static const struct {
		const char *word;
		int times;
	} units[] = { { "百", 100 }, { "千", 1000 }, { "万", 10000 } };
	int whole = 0;
	int below = 100000;
	size_t end = 0;
	size_t next;
	int small;

	while ((next = small_han_at(r, end ? end : at, &small)) > 0) {
		int times = 1;
		for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
			size_t typed;
			size_t behind = word_at(r, next, units[i].word, 3, false, &typed);
			if (behind && units[i].times < below)
				times = units[i].times;
			if (behind && units[i].times < below)
				next = behind;
		}
		if (times == 1 && below < 100000 && (small < 10 || below <= 10))
			return 0;
		whole += small * times;
		below = times;
		end = next;
		if (times == 1)
			break;
	}
	*number = whole;
	return end;
}

/* "one visit", "three months" */
static size_t word_number_at(const struct reading *r, size_t at, int *number)
{
	static const char *const words[] = {
		"one",   "two",   "three", "four", "five",   "six",
		"seven", "eight", "nine",  "ten",  "eleven", "twelve"
	};
	size_t typed;

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		size_t end = word_at(r, at, words[i], strlen(words[i]), false, &typed);
		*number = (int)i + 1;
		if (end)
			return end;
	}
	return 0;
}

/* "¥5000": the sign of the clinic's money, or one everybody knows. */
static size_t sign_at(const struct reading *r, size_t at)
{
	const char *const signs[] = { r->c->lex->config->currency_sign, "¥", "￥", "$", "€", "£" };
	size_t typed;

	for (size_t i = 0; i < ARRAY_SIZE(signs); i++) {
		size_t n = signs[i] ? strlen(signs[i]) : 0;
		size_t end = n ? word_at(r, at, signs[i], n, false, &typed) : 0;
		if (end)
			return end;
	}
	return at;
}

/* "10,000": three digits behind each comma, and no more. */
static size_t thousands_at(const struct reading *r, size_t at, char *out, size_t max, size_t *n)
{
	while (*n > 0 && at < r->len && r->text[at] == ',') {
		size_t digits = 0;
		char three[4];
		size_t end = digits_at(r, at + 1, three, 4, &digits);
		if (digits != 3)
			break;
		for (size_t i = 0; i < 3 && *n < max; i++)
			out[(*n)++] = three[i];
		at = end;
	}
	return at;
}

/* 万, 千, k: so many zeros. */
static size_t times_at(const struct reading *r, size_t at, int *zeros)
{
	static const struct {
		const char *word;
		int zeros;
	} times[] = { { "万", 4 }, { "千", 3 }, { "k", 3 } };
	size_t typed;

	for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
		size_t end = word_at(r, at, times[i].word, strlen(times[i].word), false, &typed);
		*zeros = times[i].zeros;
		if (end)
			return end;
	}
	*zeros = 0;
	return at;
}

static struct found number_at(struct reading *r, size_t at)
{
	char text[DIGITS_MAX * 2];
	size_t n = 0;
	uint32_t cp;
	int small;
	size_t end = r->g->chinese ? han_number_at(r, at, &small) : word_number_at(r, at, &small);

	if (end)
		return (struct found){ at, end, 0, arena_printf(r->arena, "%d", small) };
	size_t from = sign_at(r, at);
	end = digits_at(r, from, text, DIGITS_MAX, &n);
	if (end == from)
		return (struct found){ 0 };
	if (n <= 3)
		end = thousands_at(r, end, text, DIGITS_MAX, &n);
	size_t whole = n;
	size_t dot = char_at(r, end, &cp);
	if (dot && cp == '.' && is_digit_at(r, end + dot))
		end = digits_at(r, end + dot, text, sizeof(text) - 8, &n);
	int zeros;
	end = times_at(r, end, &zeros);
	for (; zeros > 0; zeros--, whole++)
		if (whole == n)
			text[n++] = '0';
	if (whole < n) {
		memmove(text + whole + 1, text + whole, n - whole);
		text[whole] = '.';
		n++;
	}
	/* Of a date, or of a key that begins with a digit. */
	if (char_at(r, end, &cp) && (cp == '-' || cp == '_' || cp == '.'))
		return (struct found){ 0 };
	return (struct found){ at, end, 0, arena_strndup(r->arena, text, n) };
}

/* "1 Jan 2024", "Jan 1, 2024", "1st January 2024" */
static struct found english_date_at(const struct reading *r, size_t at)
{
	char copy[48];
	size_t n = r->len - at < sizeof(copy) - 1 ? r->len - at : sizeof(copy) - 1;
	const char *p = copy;
	int d = 0;
	int y;

	memcpy(copy, r->text + at, n);
	copy[n] = '\0';
	int m = notation_month(&p);
	p += strspn(p, ". ");
	if (!notation_number(&p, 1, 2, &d))
		return (struct found){ 0 };
	if (strncmp(p, "st", 2) == 0 || strncmp(p, "nd", 2) == 0 || strncmp(p, "rd", 2) == 0 ||
	    strncmp(p, "th", 2) == 0)
		p += 2;
	p += strspn(p, " ");
	m = m ? m : notation_month(&p);
	p += strspn(p, "., ");
	if (!m || !notation_number(&p, 4, 4, &y) || (*p >= '0' && *p <= '9'))
		return (struct found){ 0 };
	return (struct found){ at, at + (size_t)(p - copy), y * 10000 + m * 100 + d, NULL };
}

/* 2026-07-04 or 2026/7/4, in Chinese also 2026年7月4日: year, month and day as one number. */
static struct found date_at(struct reading *r, size_t at)
{
	static const char *const han[3] = { "年", "月", "日" };
	int64_t value = 0;
	size_t end = at;

	for (int part = 0; part < 3; part++) {
		char text[8] = "";
		size_t n = 0;
		uint32_t cp;
		size_t typed;
		size_t next = digits_at(r, end, text, sizeof(text) - 1, &n);
		if (n < 1 || n > (part == 0 ? 4u : 2u))
			return (struct found){ 0 };
		value = value * (part == 0 ? 1 : 100) + strtol(text, NULL, 10);
		end = next;
		if (r->g->chinese && (next = word_at(r, end, han[part], 3, false, &typed)) > 0) {
			end = next;
			continue;
		}
		if (part == 2)
			break;
		size_t dash = char_at(r, end, &cp);
		if (!dash || (cp != '-' && cp != '/'))
			return (struct found){ 0 };
		end += dash;
	}
	if (is_digit_at(r, end))
		return (struct found){ 0 };
	return (struct found){ at, end, value, NULL };
}

static struct found read_term(struct reading *r, enum term term, int fact, size_t at)
{
	int kind = term_kind_of(term, fact);
	struct longest l = {
		r, kind < 0 ? TERM_TAG : (enum term_kind)kind, term == T_SEGMENT, at, { 0 }, false
	};
	const char *says;

	if (term == T_N)
		return number_at(r, at);
	if (term == T_DATE) {
		struct found date = date_at(r, at);
		return date.to || r->g->chinese ? date : english_date_at(r, at);
	}
	size_t end = quoted_at(r, at, &says);
	if (term == T_QUOTED)
		return (struct found){ at, end, 0, end ? says : NULL };
	if (end) {
		const char *key = quoted_name(r, term, kind, says);
		return key ? (struct found){ at, end, 0, key } : (struct found){ 0 };
	}
	if (term == T_SEGMENT) {
		l.found = segment_at(r, at);
		if (l.found.to)
			return l.found;
	}
	term_words(r, term, fact, try_word, &l);
	return l.found;
}

struct found term_at(struct reading *r, enum term term, size_t at)
{
	int fact = term == T_VALUE ? fact_before(r) : -1;

	if (at >= r->len)
		return (struct found){ 0 };
	struct memo *m = &r->memo[(at * TERMS + term) % MEMO_MAX];
	if (m->term == term && m->at == at && m->fact == fact)
		return m->found;
	struct found found = read_term(r, term, fact, at);
	*m = (struct memo){ term, at, fact, found };
	return found;
}
