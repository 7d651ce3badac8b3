#include "show_parts.h"
#include "revisit/text/utf8.h"

/* Letters, digits, hyphens and Han characters are read as a name without quotes, unless they are a
 * word of the rules or begin like a number. */
static bool name_is_plain(enum term_kind kind, const char *name)
{
	size_t n = strlen(name);
	uint32_t cp = 0;
	bool joined = false;

	if (n == 0 || (name[0] >= '0' && name[0] <= '9') || word_is_reserved(kind, name))
		return false;
	for (size_t i = 0, step; i < n; i += step) {
		bool before = joined;
		step = next_char(name, n, i, &cp);
		joined = cp_joins(cp);
		if (!joined && !cp_is_han(cp))
			return false;
		if (i > 0 && before && !joined && !cp_is_han(cp))
			return false;
	}
	return true;
}

void show_quoted(const struct shown *s, const char *text)
{
	str_addc(s->out, '"');
	for (const char *p = text; *p; p++) {
		if (*p == '"')
			str_addc(s->out, '"');
		str_addc(s->out, *p);
	}
	str_addc(s->out, '"');
}

static void show_plain(const struct shown *s, enum term_kind kind, const char *key)
{
	if (name_is_plain(kind, key))
		str_add(s->out, key);
	else
		show_quoted(s, key);
}

void show_key(const struct shown *s, const char *key)
{
	show_plain(s, TERM_TAG, key);
}

static const char *chinese_label(const struct shown *s, enum term_kind kind, const char *key)
{
	const char *vocab = term_vocab(kind);
	const struct term_def *t = vocab ? config_term(s->c->lex->config, vocab, key) : NULL;
	int channel = kind == TERM_CHANNEL ? choice_find(channel_choices, key) : -1;

	if (channel >= 0)
		return choice_word(channel_choices, channel);
	return t ? t->label_zh : NULL;
}

void show_name(const struct shown *s, enum term_kind kind, const char *key, bool chinese)
{
	const char *label = chinese ? chinese_label(s, kind, key) : NULL;

	/* Two things of one label are told apart by their keys. */
	if (label && name_is_plain(kind, label) &&
	    str_eq(lexicon_find(s->c->lex, kind, label), key))
		str_add(s->out, label);
	else if (kind == TERM_LANGUAGE)
		show_quoted(s, key);
	else
		show_plain(s, kind, key);
}

struct titled {
	const char *key, *title;
	bool chinese;
};

static void take_title(void *to, const char *key, const char *en, const char *zh)
{
	struct titled *t = to;

	if (strcmp(key, t->key) == 0)
		t->title = t->chinese ? zh : en;
}

void show_segment(const struct shown *s, const char *key, bool chinese)
{
	struct titled t = { key, NULL, chinese };

	if (s->c->by_title && s->c->segments)
		s->c->segments(s->c->arg, take_title, &t);
	if (!str_is_empty(t.title))
		str_add(s->out, t.title);
	else
		show_key(s, key);
}

void show_sym(const struct shown *s, enum term_kind kind, sym_t sym, bool chinese)
{
	const char *key = symbol_name(s->c->symbols, sym);

	show_name(s, kind, str_or_empty(key), chinese);
}

void show_date(const struct shown *s, day_t day)
{
	day_iso(s->out, day);
}

void show_decimal(const struct shown *s, int64_t n, int decimals)
{
	int64_t unit = 1;

	for (int i = 0; i < decimals; i++)
		unit *= 10;
	str_addf(s->out, "%lld", (long long)(n / unit));
	if (n % unit == 0)
		return;
	str_addf(s->out, ".%0*lld", decimals, (long long)(n % unit));
	while (s->out->p[s->out->len - 1] == '0')
		str_cut(s->out, s->out->len - 1);
}

int fact_decimals(const struct sentence_context *c, enum fact fact)
{
	switch (fact_words[fact].type) {
	case FACT_MONEY:
		return c->lex->config->decimals;
	case FACT_SHARE:
		return 3;
	case FACT_NUMBER:
	case FACT_DATE:
	case FACT_YEARLY:
	case FACT_CHOICE:
	case FACT_TERM:
	case FACT_TEXT:
		return 0;
	}
	return 0;
}

int over_decimals(const struct sentence_context *c, const struct noun_ref *noun)
{
	return noun->noun == NOUN_SURVEY ? 0 : c->lex->config->decimals;
}

struct duration duration_of(struct interval i)
{
	if (i.years)
		return (struct duration){ i.years, 0 };
	if (i.months)
		return (struct duration){ i.months, 1 };
	if (i.weeks)
		return (struct duration){ i.weeks, 2 };
	return (struct duration){ i.days, 3 };
}

static void show_range(const struct shown *s, const struct date_range *range, bool chinese)
{
	for (size_t i = 0; i < ARRAY_SIZE(month_words); i++)
		if (range == &month_ranges[i]) {
			str_add(s->out, chinese ? month_words[i].zh : month_words[i].en);
			return;
		}
	show_key(s, range->key);
}

void show_window(const struct shown *s, const struct tongue *t, const struct window *win,
		 const char *text)
{
	for (const char *p = text; *p; p++) {
		if (*p != '%') {
			str_addc(s->out, *p);
			continue;
		}
		p++;
		if (*p == 'a')
			t->duration(s, win->a);
		else if (*p == 'b')
			t->duration(s, win->b);
		else if (*p == 'n')
			t->noun(s, win->since, false);
		else if (win->range)
			show_range(s, win->range, t == &chinese_tongue);
		else
			show_date(s, win->date);
	}
}

void show_node(const struct shown *s, const struct tongue *t, const struct node *node)
{
	if (node->negated && !t->negates_itself(node))
		str_add(s->out, t->no);
	t->node[node->kind](s, node);
}

void node_show(struct str *out, const struct sentence_context *c, const struct node *node,
	       bool chinese)
{
	const struct shown s = { out, c };

	show_node(&s, chinese ? &chinese_tongue : &english_tongue, node);
}

void noun_show(struct str *out, const struct sentence_context *c, const struct noun_ref *noun,
	       bool many, bool chinese)
{
	const struct shown s = { out, c };

	(chinese ? &chinese_tongue : &english_tongue)->noun(&s, noun, many);
}

void window_show(struct str *out, const struct sentence_context *c, const struct window *win,
		 bool chinese)
{
	const struct shown s = { out, c };
	const struct tongue *t = chinese ? &chinese_tongue : &english_tongue;

	show_window(&s, t, win, t->windows[win->kind]);
}
