/* A part of a plan as people write it: "crown 36 3200", "种植牙46 8800元 3次 隔3个月". */
#include "revisit/base/i18n.h"
#include "revisit/care/recall.h"
#include "revisit/clinic/plans.h"
#include "revisit/text/fold.h"
#include "revisit/text/utf8.h"

enum { TEETH_MAX = 32 };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* 11 … 48, and 51 … 85 of milk teeth: quadrant and tooth. */
static bool is_tooth(const char *p, size_t n)
{
	if (n != 2 || p[0] < '1' || p[0] > '8')
		return false;
	return p[1] >= '1' && p[1] <= (p[0] <= '4' ? '8' : '5');
}

/* "36", "36,37", "36-38" */
static bool are_teeth(const char *word)
{
	size_t n = strcspn(word, ",-");

	while (is_tooth(word, n)) {
		word += n;
		if (!*word)
			return true;
		word++;
		n = strcspn(word, ",-");
	}
	return false;
}

/* The number at the start of `word` when it is followed by one of these units alone; −1. */
static int64_t with_unit(const char *word, const char *const *units)
{
	char *end;
	int64_t n = strtoll(word, &end, 10);

	if (!is_digit(*word) || n > 1000000)
		return -1;
	for (; *units; units++)
		if (strcasecmp(end, *units) == 0)
			return n;
	return -1;
}

static int64_t visits_in(const char *word)
{
	static const char *const units[] = { "x", "次", "visits", "visit", NULL };
	static const char *const only[] = { "", NULL };
	bool times = *word == 'x' || *word == 'X';

	if (times && is_digit(word[1]))
		return with_unit(word + 1, only);
	return with_unit(word, units);
}

static int64_t minutes_in(const char *word)
{
	static const char *const units[] = { "min", "mins", "minutes", "分钟", "分", NULL };

	return with_unit(word, units);
}

/* "3200", "¥3200", "3200元" */
static bool is_price(struct clinic *c, const char *word, int64_t *price, struct err *err)
{
	static const char *const signs[] = { "¥", "￥", "$", "€", "£" };
	static const char *const units[] = { "元", "块" };
	const char *start = word;
	size_t n;

	for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
		if (strncmp(word, signs[i], strlen(signs[i])) == 0)
			start = word + strlen(signs[i]);
	n = strlen(start);
	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		if (n > strlen(units[i]) && strcmp(start + n - strlen(units[i]), units[i]) == 0)
			n -= strlen(units[i]);
	if (n == 0 || strspn(start, "0123456789.,") != n)
		return false;
	char *number = mem_strndup(start, n);
	struct err why = ERR_INIT;
	bool ok = money_parse(c->config, number, price, &why);
	if (!ok && err)
		*err = why;
	free(number);
	return true;
}

static bool add_teeth(struct plan_item *out, const char *teeth)
{
	char *all = str_is_empty(out->teeth) ? mem_strdup(teeth)
					     : mem_printf("%s,%s", out->teeth, teeth);
	bool room = strlen(all) < (size_t)TEETH_MAX * 3;

	if (room)
		str_replace(&out->teeth, all);
	free(all);
	return room;
}

/* Takes a word that is not part of what is done; false leaves it, or sets *err. */
static bool take_word(struct clinic *c, struct plan_item *out, const char *word, struct err *err)
{
	struct interval gap;
	int64_t n;

	if (*word == '@' && word[1]) {
		char *key = clinic_term_key(c, "provider", word + 1);
		str_replace(&out->provider, key);
		free(key);
		return true;
	}
	if ((n = visits_in(word)) >= 0) {
		out->visits = n;
		return n >= 1 && n <= PART_VISITS_MAX
			       ? true
			       : err_set(err, ERR_BAD_NUMBER, _("a part takes 1 to %d visits"),
					 PART_VISITS_MAX);
	}
	if ((n = minutes_in(word)) >= 0) {
		out->minutes = n;
		return n >= 1 && n <= 24 * 60 ? true
					      : err_set(err, ERR_BAD_NUMBER,
							_("a visit lasts at most a day"));
	}
	if (are_teeth(word))
		return add_teeth(out, word);
	const char *interval = strncmp(word, "隔", strlen("隔")) == 0 ? word + strlen("隔") : word;
	if (is_digit(*interval) && interval_parse(interval, &gap, NULL)) {
		struct str text;
		str_init(&text);
		interval_text(&text, gap);
		str_replace(&out->gap, text.p);
		str_release(&text);
		return true;
	}
	return out->price == MONEY_NONE && is_price(c, word, &out->price, err) && !err->code;
}

/* 牙冠36 3200元: a number begins a word, and ends where a word follows that is no unit of it. */
static size_t word_length(const char *p)
{
	static const char *const units[] = { "次", "分", "元", "块", "天", "周", "个", "年", "月", "日",
					     "号" };
	size_t n = strcspn(p, " \t\n");

	for (size_t at = 0; at < n;) {
		size_t next = utf8_next(p, n, at);
		uint32_t cp;
		utf8_decode(p + at, n - at, &cp);
		bool gap = strncmp(p, "隔", strlen("隔")) == 0;
		if (cp_is_han(cp) && next < n && (is_digit(p[next]) || p[next] == '@') && !gap)
			return next;
		if (is_digit(p[at]) && next < n) {
			utf8_decode(p + next, n - next, &cp);
			bool unit = false;
			for (size_t i = 0; i < ARRAY_SIZE(units); i++)
				unit = unit || strncmp(p + next, units[i], strlen(units[i])) == 0;
			if (cp_is_han(cp) && !unit)
				return next;
		}
		at = next;
	}
	return n;
}

static bool starts_with(const char *text, const char *begin)
{
	struct str a;
	struct str b;

	str_init(&a);
	str_init(&b);
	text_fold(&a, str_or_empty(text));
	text_fold(&b, begin);
	bool starts = b.len >= 2 && strncmp(a.p, b.p, b.len) == 0;
	str_release(&a);
	str_release(&b);
	return starts;
}

/* The only kind of visit whose key or name begins like this. */
static const struct term_def *begun_kind(struct clinic *c, const char *typed)
{
	const struct term_list *kinds = config_vocab(c->config, "visit_kind");
	const struct term_def *found = NULL;

	for (size_t i = 0; i < kinds->n; i++) {
		const struct term_def *k = &kinds->v[i];
		if (!starts_with(k->key, typed) && !starts_with(k->label_en, typed) &&
		    !starts_with(k->label_zh, typed))
			continue;
		if (found)
			return NULL;
		found = k;
	}
	return found;
}

/* "root canal of the molar": the longest beginning that is a kind of visit, else an end. */
static char *kind_in(struct clinic *c, const struct strlist *words)
{
	struct str s;
	char *kind = NULL;

	str_init(&s);
	for (size_t n = words->n < 4 ? words->n : 4; n > 0 && !kind; n--)
		for (size_t from = 0; from + n <= words->n && !kind; from++) {
			str_clear(&s);
			for (size_t i = from; i < from + n; i++)
				str_addf(&s, "%s%s", i > from ? " " : "", words->v[i]);
			if (clinic_knows_term(c, "visit_kind", s.p))
				kind = clinic_term_key(c, "visit_kind", s.p);
		}
	str_release(&s);
	return kind;
}

static bool name_it(struct clinic *c, const struct strlist *words, struct plan_item *out,
		    struct err *err)
{
	struct str what;

	if (words->n == 0)
		return err_set(err, ERR_MISSING,
			       _("what is planned? Write it like: crown 36 3200"));
	str_init(&what);
	for (size_t i = 0; i < words->n; i++)
		str_addf(&what, "%s%s", i ? " " : "", words->v[i]);
	char *kind = kind_in(c, words);
	const struct term_def *begun = kind ? NULL : begun_kind(c, what.p);
	if (begun)
		kind = mem_strdup(begun->key);
	str_replace(&out->kind, kind);
	str_replace(&out->what, begun || str_eq(kind, what.p)
					? config_label(c->config, "visit_kind", kind)
					: what.p);
	const struct term_def *def = kind ? config_term(c->config, "visit_kind", kind) : NULL;
	if (def && out->price == MONEY_NONE)
		out->price = def->price;
	free(kind);
	str_release(&what);
	return true;
}

bool plan_item_parse(struct clinic *c, const char *line, struct plan_item *out, struct err *err)
{
	struct strlist words;
	struct str clean;
	struct err why = ERR_INIT;

	if (utf8_check(line, strlen(line)) != strlen(line))
		return err_set(err, ERR_BAD_TEXT, _("the text is not valid UTF-8"));
	str_init(&clean);
	strlist_init(&words);
	text_nfkc(&clean, line);
	out->visits = 1;
	out->price = MONEY_NONE;
	for (const char *p = clean.p + strspn(clean.p, " \t\n"); *p && !why.code;) {
		size_t n = word_length(p);
		char *word = mem_strndup(p, n);
		if (!take_word(c, out, word, &why) && !why.code)
			strlist_add(&words, word);
		free(word);
		p += n;
		p += strspn(p, " \t\n");
	}
	bool ok = !why.code && name_it(c, &words, out, &why);
	if (!ok && err)
		*err = why;
	strlist_release(&words);
	str_release(&clean);
	return ok;
}

/* ", 3 months apart" */
static void add_gap(struct str *out, const char *text)
{
	struct interval gap;
	struct str s;

	if (!interval_parse(text, &gap, NULL))
		return;
	str_init(&s);
	recall_interval_words(&s, gap);
	str_addf(out, _(", %s apart"), s.p);
	str_release(&s);
}

void plan_item_words(struct clinic *c, const struct plan_item *item, struct str *out)
{
	item_title(out, item);
	if (item->price != MONEY_NONE) {
		str_add(out, ", ");
		money_show(out, c->config, item->price, true);
	}
	if (item->visits > 1)
		str_addf(out, ngettext(", %d visit", ", %d visits", (unsigned long)item->visits),
			 (int)item->visits);
	if (!str_is_empty(item->gap))
		add_gap(out, item->gap);
	if (item->minutes > 0)
		str_addf(out, _(", %d min"), (int)item->minutes);
	if (item->provider)
		str_addf(out, ", %s", config_label(c->config, "provider", item->provider));
}
