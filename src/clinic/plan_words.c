/* 根管 左上6 900元，种植牙46 三次 隔3个月: words, teeth, prices, with or without blanks. */
#include "plan_words.h"
#include "revisit/text/fold.h"
#include "revisit/text/utf8.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool starts(const char *p, const char *word)
{
	return strncmp(p, word, strlen(word)) == 0;
}

/* The length of the first of these that `p` begins with, 0. */
static size_t one_of(const char *p, const char *const *words)
{
	for (; *words; words++)
		if (starts(p, *words))
			return strlen(*words);
	return 0;
}

void plan_words_release(struct plan_words *w)
{
	for (size_t i = 0; i < w->n; i++)
		free(w->v[i].text);
	free(w->v);
	*w = (struct plan_words){ 0 };
}

static void add(struct plan_words *out, enum plan_word_kind kind, const char *text, size_t n,
		bool each)
{
	GROW(out->v, out->n, out->cap);
	out->v[out->n++] = (struct plan_word){ kind, mem_strndup(text, n), each };
}

static void add_number(struct plan_words *out, enum plan_word_kind kind, int64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)number);
	add(out, kind, text, strlen(text), false);
}

/* 元, 块钱, /颗 behind a price. */
static size_t price_tail(const char *p, bool *each)
{
	static const char *const units[] = { "元", "块钱", "块", "圆", "rmb", "RMB", "yuan", NULL };
	static const char *const eaches[] = { "/颗", "一颗", "每颗", "/个", "每个", "一个", " each",
					      "/tooth", NULL };
	size_t n = one_of(p, units);
	size_t e = one_of(p + n, eaches);

	*each = *each || e;
	return n + e;
}

/* --- teeth --- */

static const char *const quadrants[] = { "右上", "左上", "左下", "右下" };

bool plan_word_dangles(const char *text)
{
	size_t n = strlen(text);

	for (size_t i = 0; i < ARRAY_SIZE(quadrants); i++) {
		size_t q = strlen(quadrants[i]);
		if (n >= q && strcmp(text + n - q, quadrants[i]) == 0)
			return true;
	}
	return false;
}

/* 11 … 48, and 51 … 85 of milk teeth: quadrant and tooth. */
static bool is_tooth(const char *p)
{
	if (p[0] < '1' || p[0] > '8' || !is_digit(p[1]) || is_digit(p[2]))
		return false;
	return p[1] >= '1' && p[1] <= (p[0] <= '4' ? '8' : '5');
}

/* Its place in the jaw, from the patient's right to left; both jaws apart. */
static int place_of(const char *p)
{
	int quadrant = (p[0] - '0' - 1) % 4;
	int n = p[1] - '0';
	bool left = quadrant == 1 || quadrant == 2;
	int jaw = quadrant < 2 ? 0 : 100;

	return jaw + (left ? 8 + n : 9 - n);
}

int plan_teeth_count(const char *teeth)
{
	int n = 0;

	for (const char *p = teeth; p && *p;) {
		bool range = is_tooth(p) && p[2] == '-' && is_tooth(p + 3);
		int span = range ? abs(place_of(p) - place_of(p + 3)) + 1 : 1;
		n += span > 16 ? 1 : span;
		p += strcspn(p, ",");
		p += *p == ',';
	}
	return n > 0 ? n : 1;
}

/* 左上6, 右下67: the quadrants of the patient, a digit a tooth, A … E of milk teeth. */
static size_t quadrant_teeth(const char *p, struct plan_words *out)
{
	const char *start = p;
	int q = 0;

	while (q < 4 && !starts(p, quadrants[q]))
		q++;
	if (q == 4)
		return 0;
	p += strlen(quadrants[q]);
	bool apart = *p == ' ';
	p += strspn(p, " ");
	if (starts(p, "第"))
		p += strlen("第");
	const char *teeth = p;
	/* 右下 500元 is no row of teeth. */
	size_t run = strspn(p, "12345678");
	bool each = false;
	if (is_digit(p[run]) || (run && (p[run] == '.' || price_tail(p + run, &each))))
		return 0;
	/* 右下46 says it twice; 右下 37 contradicts itself. */
	bool whole_name = run == 2 && is_tooth(p);
	bool twice = whole_name && p[0] == '1' + q;
	if (whole_name && apart && !twice)
		return 0;
	if (twice)
		add(out, PLAN_TEETH, p, 2, false);
	for (size_t i = 0; i < run && !twice; i++) {
		char tooth[3] = { (char)('1' + q), p[i], '\0' };
		add(out, PLAN_TEETH, tooth, 2, false);
	}
	p += run;
	for (; *p >= 'A' && *p <= 'E'; p++) {
		char tooth[3] = { (char)('5' + q), (char)('1' + *p - 'A'), '\0' };
		add(out, PLAN_TEETH, tooth, 2, false);
	}
	if (p == teeth)
		return 0;
	if (starts(p, "号"))
		p += strlen("号");
	return (size_t)(p - start);
}

/* --- numbers --- */

/* 3,200.50 or 三, 十二; its length in *n, −1 in *value when it is not whole. */
static size_t arabic(const char *p)
{
	size_t n = strspn(p, "0123456789");

	/* A comma of thousands: three digits follow, and no more. */
	while (n && p[n] == ',' && strspn(p + n + 1, "0123456789") == 3)
		n += 4;
	if (n && p[n] == '.' && is_digit(p[n + 1]))
		n += 1 + strspn(p + n + 1, "0123456789");
	return n;
}

static int han_digit(const char *p)
{
	static const char *const digits[] = { "零", "一", "二", "三", "四", "五",
					      "六", "七", "八", "九", "十", "两" };

	for (int i = 0; i < (int)ARRAY_SIZE(digits); i++)
		if (starts(p, digits[i]))
			return i == 11 ? 2 : i;
	return -1;
}

/* 三, 十, 十二, 二十: up to 99. */
static size_t han_number(const char *p, int64_t *value)
{
	const size_t len = strlen("一");
	int a = han_digit(p);
	int b = a >= 0 ? han_digit(p + len) : -1;

	if (a < 0)
		return 0;
	*value = a;
	if (a == 10 && b >= 1 && b < 10) {
		*value = 10 + b;
		return 2 * len;
	}
	if (a < 10 && b == 10) {
		int c = han_digit(p + 2 * len);
		*value = a * 10 + (c >= 1 && c < 10 ? c : 0);
		return (c >= 1 && c < 10 ? 3 : 2) * len;
	}
	return len;
}

static int64_t whole(const char *p, size_t n)
{
	int64_t value = 0;

	for (size_t i = 0; i < n && value < 1000000; i++)
		if (is_digit(p[i]))
			value = value * 10 + (p[i] - '0');
	return value;
}

/* A unit behind a number that makes it something. */
static size_t take_unit(const char *p, int64_t number, bool counted, struct plan_words *out)
{
	static const char *const visits[] = { "次", "x", "X", "×", "visits", "visit", NULL };
	static const char *const minutes[] = { "分钟", "mins", "min", "minutes", NULL };
	static const struct {
		const char *const words[7];
		char unit;
	} spans[] = {
		{ { "个月", "月", "months", "month", "m", NULL }, 'm' },
		{ { "周", "个星期", "星期", "weeks", "week", "w", NULL }, 'w' },
		{ { "天", "日", "days", "day", "d", NULL }, 'd' },
		{ { "年", "years", "year", "y", NULL }, 'y' },
	};
	size_t n = one_of(p, minutes);

	if (n && !is_letter(p[n])) {
		add_number(out, PLAN_MINUTES, number);
		return n;
	}
	n = one_of(p, visits);
	if (n && !starts(p, "次性") && !is_letter(p[n]) && !is_digit(p[n])) {
		add_number(out, PLAN_VISITS, number);
		return n;
	}
	for (size_t i = 0; counted && i < ARRAY_SIZE(spans); i++) {
		n = one_of(p, spans[i].words);
		if (!n || is_letter(p[n]) || is_digit(p[n]))
			continue;
		char text[32];
		int len = snprintf(text, sizeof(text), "%lld%c", (long long)number, spans[i].unit);
		add(out, PLAN_GAP, text, (size_t)len, false);
		return n;
	}
	return 0;
}

/* A number and what belongs to it; 0 when it begins a word ("3-unit", "3D"). */
static size_t take_number(const char *p, bool each, bool money, struct plan_words *out)
{
	size_t n = arabic(p);
	bool integer = !memchr(p, '.', n) && !memchr(p, ',', n);

	if (!money && !each && n == 2 && is_tooth(p)) {
		size_t len = p[2] == '-' && is_tooth(p + 3) ? 5 : 2;
		size_t sign = starts(p + len, "号") ? strlen("号") : 0;
		if (starts(p + len, "号牙 "))
			sign = strlen("号牙");
		char after = p[len];
		struct plan_words none = { 0 };
		/* 45min, 12次, 30天: a unit says that it is no tooth. */
		bool unit = !sign && take_unit(p + len, 1, true, &none) > 0;
		bool each_unit = false;
		unit = unit || (!sign && price_tail(p + len, &each_unit) > 0);
		plan_words_release(&none);
		if (!unit && (sign || !is_letter(after))) {
			add(out, PLAN_TEETH, p, len, false);
			return len + sign;
		}
	}
	size_t unit = integer && !money && !each ? take_unit(p + n, whole(p, n), true, out) : 0;
	if (unit)
		return n + unit;
	bool one = each;
	size_t tail = price_tail(p + n, &one);
	if (!tail && !money && (is_letter(p[n]) || (p[n] == '-' && p[n + 1] && p[n + 1] != ' ')))
		return 0;
	struct str digits;
	str_init(&digits);
	for (size_t i = 0; i < n; i++)
		if (p[i] != ',')
			str_addc(&digits, p[i]);
	add(out, money || tail || each ? PLAN_MONEY : PLAN_NUMBER, digits.p, digits.len, one);
	str_release(&digits);
	return n + tail;
}

/* --- everything else --- */

static size_t take_sign(const char *p, struct plan_words *out)
{
	static const char *const pauses[] = { "，", "、", NULL };
	static const char *const ends[] = { ";", "；", "\n", NULL };
	size_t n = one_of(p, pauses);

	if (n)
		add(out, PLAN_PAUSE, p, n, false);
	else if ((n = one_of(p, ends)) != 0)
		add(out, PLAN_END, p, n, false);
	else if (*p == ',' && (n = 1) != 0)
		add(out, PLAN_COMMA, p, n, false);
	return n;
}

/* 各3200, 每颗¥3200, 共9600, ¥3200 */
static size_t take_price(const char *p, struct plan_words *out)
{
	static const char *const eaches[] = { "各", "每颗", "每个", "each ", NULL };
	static const char *const totals[] = { "共", "合计", "总价", "一共", "total ", NULL };
	static const char *const signs[] = { "¥", "￥", "$", "€", "£", NULL };
	size_t each = one_of(p, eaches);
	size_t lead = each ? each : one_of(p, totals);
	size_t sign;

	lead += strspn(p + lead, " ");
	sign = one_of(p + lead, signs);
	if ((lead == 0 && sign == 0) || !is_digit(p[lead + sign]))
		return 0;
	size_t n = take_number(p + lead + sign, each > 0, true, out);
	return n ? lead + sign + n : 0;
}

/* 间隔3个月, 隔两周, 每2周, every 2 weeks */
static size_t take_gap(const char *p, struct plan_words *out)
{
	static const char *const leads[] = { "每次间隔", "每次隔", "间隔", "每隔", "隔", "每",
					     "every ", "gap ", NULL };
	size_t lead = one_of(p, leads);
	int64_t number = 0;

	if (!lead)
		return 0;
	lead += strspn(p + lead, " ");
	size_t n = arabic(p + lead);
	if (n)
		number = whole(p + lead, n);
	else
		n = han_number(p + lead, &number);
	if (!n)
		return 0;
	n += strspn(p + lead + n, " ");
	size_t before = out->n;
	size_t unit = take_unit(p + lead + n, number, true, out);
	if (unit && out->v[before].kind == PLAN_GAP)
		return lead + n + unit;
	while (out->n > before)
		free(out->v[--out->n].text);
	return 0;
}

static size_t take_counted(const char *p, struct plan_words *out)
{
	static const char *const lead[] = { "分", NULL };
	int64_t number = 0;
	size_t skip = one_of(p, lead);
	size_t n = han_number(p + skip, &number);
	size_t unit = n ? take_unit(p + skip + n, number, false, out) : 0;

	if (unit)
		return skip + n + unit;
	if ((*p == 'x' || *p == 'X' || starts(p, "×"))) {
		size_t x = *p == 'x' || *p == 'X' ? 1 : strlen("×");
		n = strspn(p + x, "0123456789");
		if (n && !is_letter(p[x + n])) {
			add_number(out, PLAN_VISITS, whole(p + x, n));
			return x + n;
		}
	}
	return 0;
}

/* What begins here and is no plain text; 0. */
static size_t take_special(const char *p, bool begins, struct plan_words *out)
{
	size_t n = take_sign(p, out);

	if (!n)
		n = quadrant_teeth(p, out);
	if (!n)
		n = take_gap(p, out);
	if (!n)
		n = take_price(p, out);
	if (!n && (begins || (unsigned char)*p >= 0x80))
		n = take_counted(p, out);
	return n;
}

static size_t take_provider(const char *p, struct plan_words *out)
{
	size_t n = 1 + strcspn(p + 1, " \t\n;,");

	if (*p != '@' || n == 1)
		return 0;
	const char *pause = strstr(p, "，");
	if (pause && (size_t)(pause - p) < n)
		n = (size_t)(pause - p);
	add(out, PLAN_PROVIDER, p + 1, n - 1, false);
	return n;
}

void plan_words_cut(const char *text, struct plan_words *out)
{
	size_t word = 0; /* where plain text began, 1 + */
	size_t n = strlen(text);
	size_t at = 0;

	while (at < n) {
		const char *p = text + at;
		bool begins = word == 0 || !(is_letter(p[-1]) || is_digit(p[-1]) || p[-1] == '-');
		size_t before = out->n;
		size_t taken = *p == ' ' || *p == '\t' ? 1 : 0;
		if (!taken && begins && is_digit(*p))
			taken = take_number(p, false, false, out);
		if (!taken)
			taken = take_provider(p, out);
		if (!taken)
			taken = take_special(p, begins, out);
		if (!taken) {
			word = word ? word : at + 1;
			at = utf8_next(text, n, at);
			continue;
		}
		if (word) {
			/* The text stands before what was found behind it. */
			add(out, PLAN_TEXT, text + word - 1, at - (word - 1), false);
			struct plan_word w = out->v[out->n - 1];
			memmove(&out->v[before + 1], &out->v[before],
				(out->n - 1 - before) * sizeof(*out->v));
			out->v[before] = w;
			word = 0;
		}
		at += taken;
	}
	if (word)
		add(out, PLAN_TEXT, text + word - 1, n - (word - 1), false);
}
